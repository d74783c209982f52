/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The character sets of HL7 v2 messages: names of table 0211 and what hospitals write instead. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_hl7_charset_find:
 * @name: (nullable): what MSH-18 says, in any spelling
 * @charset: (out): iconv's name; %NULL where the bytes decide (nothing said, or ASCII)
 *
 * The GB family is read as GB 18030, which contains the others.
 *
 * Returns: whether @name is known
 */
gboolean hcrm_hl7_charset_find (const char *name, const char **charset);

/**
 * hcrm_hl7_charset_detect:
 *
 * Returns: the set of a message that does not say: UTF-8 if the bytes are valid, else GB 18030
 */
const char *hcrm_hl7_charset_detect (const char *bytes, gsize length);

/**
 * hcrm_hl7_charset_decode:
 * @charset: iconv's name
 *
 * Returns: (transfer full) (nullable): the text as UTF-8, or %NULL if a byte does not belong to
 * @charset or is zero
 */
char *hcrm_hl7_charset_decode (const char *charset, const char *bytes, gsize length);

/* Returns: (transfer full): @text in @charset, with `?` for what it cannot hold. */
GBytes *hcrm_hl7_charset_encode (const char *charset, const char *text);

G_END_DECLS
