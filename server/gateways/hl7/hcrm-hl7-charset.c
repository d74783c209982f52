/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes and encodes HL7 messages by the name that MSH-18 gives. */
#include "hcrm-hl7-charset.h"

#include <string.h>

/* Names in capitals without spaces and punctuation; NULL where the bytes must decide. */
static const struct {
  const char *name;
  const char *charset;
} NAMES[] = {
  /* clang-format off */
  { "",             NULL },
  { "ASCII",        NULL },
  { "UNICODE",      NULL },
  { "UNICODEUTF8",  "UTF-8" },
  { "UTF8",         "UTF-8" },
  { "GB18030",      "GB18030" },
  { "GB180302000",  "GB18030" },
  { "GB180302005",  "GB18030" },
  { "GB180302022",  "GB18030" },
  { "GB2312",       "GB18030" },
  { "GB23121980",   "GB18030" },
  { "GB231280",     "GB18030" },
  { "GBK",          "GB18030" },
  { "CP936",        "GB18030" },
  { "BIG5",         "BIG5-HKSCS" },
  { "88591",        "ISO-8859-1" },
  { "ISO88591",     "ISO-8859-1" },
  { "88592",        "ISO-8859-2" },
  { "88595",        "ISO-8859-5" },
  { "88599",        "ISO-8859-9" },
  { "885915",       "ISO-8859-15" },
  /* clang-format on */
};

static char *
normalize (const char *name)
{
  GString *plain = g_string_new (NULL);
  for (const char *c = name ? name : ""; *c; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (plain, g_ascii_toupper (*c));
  return g_string_free (plain, FALSE);
}

gboolean
hcrm_hl7_charset_find (const char *name, const char **charset)
{
  g_autofree char *plain = normalize (name);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    if (g_str_equal (plain, NAMES[i].name)) {
      *charset = NAMES[i].charset;
      return TRUE;
    }
  }
  return FALSE;
}

const char *
hcrm_hl7_charset_detect (const char *bytes, gsize length)
{
  return g_utf8_validate_len (bytes, length, NULL) ? "UTF-8" : "GB18030";
}

char *
hcrm_hl7_charset_decode (const char *charset, const char *bytes, gsize length)
{
  if (memchr (bytes, 0, length))
    return NULL;
  if (g_str_equal (charset, "UTF-8"))
    return g_utf8_validate_len (bytes, length, NULL) ? g_strndup (bytes, length) : NULL;
  return g_convert (bytes, length, "UTF-8", charset, NULL, NULL, NULL);
}

GBytes *
hcrm_hl7_charset_encode (const char *charset, const char *text)
{
  gsize length = strlen (text);
  char *bytes = NULL;
  if (!g_str_equal (charset, "UTF-8"))
    bytes = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, &length, NULL);
  return bytes ? g_bytes_new_take (bytes, length) : g_bytes_new (text, length);
}
