/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

#define HCRM_JSON_MAX_DEPTH 64
#define HCRM_JSON_MAX_NUMBER 128 /* characters of one number */

/**
 * hcrm_json_check:
 * @text: (array length=length): JSON text, which need not end with a NUL
 * @length: its length in bytes, less than 4 GiB
 * @error: %HCRM_ERROR_MALFORMED naming line and column, both from 1, the column in characters
 *
 * Whether @text is one JSON value (RFC 8259) that every reader understands alike, to be asked
 * before json-glib sees anything from outside. Refused besides bad syntax: more than
 * %HCRM_JSON_MAX_DEPTH objects and arrays in one another, a name twice in one object (compared
 * without their escapes), a number without fraction or exponent beyond signed 64 bits, one that a
 * double cannot hold, or longer than %HCRM_JSON_MAX_NUMBER, bad UTF-8, half a surrogate pair, the
 * character U+0000 (C and PostgreSQL cut there), a byte order mark, and anything after the value.
 *
 * Time is linear but for sorting the names of each object, whatever they are; memory is at most
 * 12 bytes for a byte of @text. Thread safe.
 *
 * Returns: whether all is well
 */
gboolean hcrm_json_check (const char *text, gsize length, GError **error);

G_END_DECLS
