/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

/**
 * hcrm_number_key:
 * @text: one phone number as somebody typed it, UTF-8
 * @extension: (out) (optional) (transfer full) (nullable): the digits of the extension, if any
 *
 * The same number always has the same key, digits only: a mobile number its 11 digits without
 * country code or leading 0; a landline its area code with the 0 (`057188886620`), or without area
 * code if none was typed; 400 and 800 numbers, short and internal numbers as they are; a foreign
 * number 00 and its country code. Full-width digits count as digits; spaces, dashes, dots, slashes
 * and brackets do not matter. An extension follows 转, 分机, 内线, `ext`, `x` or `#`, or the last
 * dash if a whole number stands before it (`0571-88886620-801`). Thread safe.
 *
 * Returns: (transfer full): the key, empty if @text has no digits
 */
char *hcrm_number_key (const char *text, char **extension);

/* Returns: whether @key, made by hcrm_number_key(), is a Chinese mobile number: it takes SMS. */
gboolean hcrm_number_is_mobile (const char *key);

/* Returns: the length of the area code that @key begins with, its 0 included, or 0 if it has none.
 */
guint hcrm_number_get_area_length (const char *key);

/**
 * hcrm_number_split:
 * @text: what stands in a field for numbers
 *
 * Takes several numbers in one field apart: at slashes, commas, semicolons, enumeration commas,
 * bars and line ends, and at spaces if whole numbers stand around them. A slash after an area code
 * (`0571/88886620`) parts nothing.
 *
 * Returns: (transfer full): the numbers as typed, without outer spaces and empty ones
 */
char **hcrm_number_split (const char *text);

/**
 * hcrm_number_check:
 * @field: the name of the field, for the error
 *
 * Whether @text is one number that can be dialled: mobile, landline with or without area code, 400
 * or 800 number, short or internal number of 3 to 6 digits, or a foreign one.
 *
 * Returns: %FALSE with an %HCRM_ERROR_INVALID that says what is wrong
 */
gboolean hcrm_number_check (const char *text, const char *field, GError **error);

G_END_DECLS
