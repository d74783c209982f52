/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Phone numbers as people type them, and the one key each has. */

#include "hcrm-number.h"

#include <string.h>

#define LONGEST_DASHED_EXTENSION 5

/* Copies @text with full-width characters made narrow and every kind of dash made the plain one. */
static char *
make_plain (const char *text)
{
  g_autofree char *narrow = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_strdown (narrow, -1);
  GString *plain = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    gboolean dash = g_unichar_type (character) == G_UNICODE_DASH_PUNCTUATION || character == 0x2212;
    g_string_append_unichar (plain, dash ? '-' : character);
  }
  return g_string_free (plain, FALSE);
}

static char *
keep_digits (const char *text)
{
  char *digits = g_strdup (text);
  char *to = digits;

  for (const char *from = text; *from != '\0'; from++)
    if (g_ascii_isdigit (*from))
      *to++ = *from;
  *to = '\0';
  return digits;
}

/* Keeps digits, dashes and a plus sign before them. */
static char *
keep_dialled (const char *text)
{
  GString *kept = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text) || *text == '-' || (*text == '+' && kept->len == 0))
      g_string_append_c (kept, *text);
  return g_string_free (kept, FALSE);
}

static gboolean
has_digits (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (text[i]))
      return TRUE;
  return FALSE;
}

/* Cuts the extension off @plain if a word says that there is one. */
static char *
cut_named_extension (char *plain)
{
  static const char *const words[] = {
    "转", "轉", "分机", "分機", "内线", "內線", "ext", "x", "#"
  };
  char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    char *found = strstr (plain, words[i]);
    if (found != NULL && has_digits (plain, found - plain) && (first == NULL || found < first))
      first = found;
  }
  if (first == NULL || !has_digits (first, strlen (first)))
    return NULL;
  char *extension = keep_digits (first);
  *first = '\0';
  return extension;
}

gboolean
hcrm_number_is_mobile (const char *key)
{
  return strlen (key) == 11 && key[0] == '1' && key[1] >= '3';
}

guint
hcrm_number_get_area_length (const char *key)
{
  if (key[0] != '0' || key[1] == '\0' || key[1] == '0' || key[2] == '\0')
    return 0;
  if (key[1] == '1')
    return key[2] == '0' ? 3 : 0;
  return key[1] == '2' ? 3 : 4;
}

static gboolean
is_landline (const char *key)
{
  guint area = hcrm_number_get_area_length (key);
  gsize length = strlen (key);

  if (area == 0 || length <= area)
    return FALSE;
  if (length - area == 5) /* hotlines such as 0571-12345 */
    return key[area] == '1' || key[area] == '9';
  return key[area] >= '2' && (length - area == 8 || (length - area == 7 && area == 4));
}

static gboolean
is_local (const char *key)
{
  gsize length = strlen (key);

  return (length == 7 || length == 8) && key[0] >= '2' && key[0] <= '8';
}

static gboolean
is_service (const char *key)
{
  return strlen (key) == 10 && (g_str_has_prefix (key, "400") || g_str_has_prefix (key, "800"));
}

static gboolean
is_short (const char *key)
{
  gsize length = strlen (key);

  return length >= 3 && length <= 6 && key[0] != '0';
}

static gboolean
is_foreign (const char *key)
{
  gsize length = strlen (key);

  return g_str_has_prefix (key, "00") && length >= 9 && length <= 17;
}

/* Whether an extension can follow. */
static gboolean
is_whole (const char *key)
{
  return hcrm_number_is_mobile (key) || is_landline (key) || is_local (key) || is_service (key);
}

/* Makes the key of a number within China; @called_from_abroad: without the 0 of the area code. */
static char *
make_domestic (const char *digits, gboolean called_from_abroad)
{
  if (digits[0] == '0')
    return g_strdup (hcrm_number_is_mobile (digits + 1) ? digits + 1 : digits);
  if (called_from_abroad && strlen (digits) >= 9 && !is_whole (digits))
    return g_strconcat ("0", digits, NULL);
  return g_strdup (digits);
}

/* Whether @digits are 86 and a whole number, though neither + nor 00 says so. */
static gboolean
has_bare_country_code (const char *digits)
{
  gsize length = strlen (digits);

  return g_str_has_prefix (digits, "86") && length >= 12 && length <= 13;
}

/* @dialled: as keep_dialled() makes it */
static char *
make_key (const char *dialled)
{
  g_autofree char *digits = keep_digits (dialled);

  if (dialled[0] == '+' && !g_str_has_prefix (digits, "86"))
    return g_strconcat ("00", digits, NULL);
  if (dialled[0] == '+' || has_bare_country_code (digits))
    return make_domestic (digits + 2, TRUE);
  if (g_str_has_prefix (digits, "0086"))
    return make_domestic (digits + 4, TRUE);
  return make_domestic (digits, FALSE);
}

static gboolean
is_extension_dash (const char *dialled, const char *dash)
{
  g_autofree char *before = g_strndup (dialled, dash - dialled);
  g_autofree char *whole_key = make_key (dialled);
  g_autofree char *key = make_key (before);
  const char *group = strrchr (before, '-');

  if (!is_whole (key))
    return FALSE;
  return strlen (group != NULL ? group + 1 : before) >= 7 || !is_whole (whole_key);
}

/* Cuts what stands behind the last dash off @dialled, if that is an extension. */
static char *
cut_dashed_extension (char *dialled)
{
  char *dash = strrchr (dialled, '-');
  gsize length = dash != NULL ? strlen (dash + 1) : 0;

  if (length == 0 || length > LONGEST_DASHED_EXTENSION || !is_extension_dash (dialled, dash))
    return NULL;
  *dash = '\0';
  return g_strdup (dash + 1);
}

char *
hcrm_number_key (const char *text, char **extension)
{
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);
  g_autofree char *plain = make_plain (text);
  g_autofree char *found = cut_named_extension (plain);
  g_autofree char *dialled = keep_dialled (plain);

  if (found == NULL)
    found = cut_dashed_extension (dialled);
  if (extension != NULL)
    *extension = g_steal_pointer (&found);
  return make_key (dialled);
}

static gboolean
is_diallable (const char *key)
{
  return is_whole (key) || is_short (key) || is_foreign (key);
}

static gboolean
is_number (const char *text)
{
  g_autofree char *key = hcrm_number_key (text, NULL);

  return is_whole (key) || is_foreign (key);
}

/* Adds what is typed in @piece: several numbers if only spaces part them. */
static void
add_piece (GStrvBuilder *numbers, const char *piece)
{
  g_auto (GStrv) words = g_strsplit (piece, " ", -1);
  gboolean several = g_strv_length (words) > 1 && !is_number (piece);

  for (guint i = 0; several && words[i] != NULL; i++)
    several = is_number (words[i]);
  if (several)
    g_strv_builder_addv (numbers, (const char **) words);
  else if (*piece != '\0')
    g_strv_builder_add (numbers, piece);
}

/* Whether @typed ends with an area code alone, so that the slash after it belongs to the number. */
static gboolean
is_area_code (const char *typed)
{
  while (*typed == ' ')
    typed++;
  gsize length = strlen (typed);

  return length == hcrm_number_get_area_length (typed) && length > 0
         && strspn (typed, "0123456789") == length;
}

static void
flush_piece (GStrvBuilder *numbers, GString *typed)
{
  add_piece (numbers, g_strstrip (typed->str));
  g_string_truncate (typed, 0);
}

char **
hcrm_number_split (const char *text)
{
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  g_autoptr (GString) typed = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    gboolean slash = character == '/' || character == 0xff0f;
    if (slash && is_area_code (typed->str))
      g_string_append_c (typed, '-');
    else if (slash || g_utf8_strchr (",，;；、|｜\r\n", -1, character) != NULL)
      flush_piece (numbers, typed);
    else
      g_string_append_unichar (typed, g_unichar_isspace (character) ? ' ' : character);
  }
  flush_piece (numbers, typed);
  return g_strv_builder_end (numbers);
}

static gboolean
has_letters (const char *text)
{
  g_autofree char *plain = make_plain (text);
  g_autofree char *extension = cut_named_extension (plain);

  for (const char *at = plain; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

/* Says as well as can be what is wrong with @key. */
static gboolean
refuse (const char *key, const char *field, GError **error)
{
  const guint length = strlen (key);
  const guint area = hcrm_number_get_area_length (key);

  if (length >= 9 && length <= 13 && key[0] == '1' && key[1] >= '3')
    return hcrm_fail (error, HCRM_ERROR_INVALID, field,
                      _("A mobile number has 11 digits, this one has %u"), length);
  if (area == 3)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field,
                      _("8 digits follow the area code %.*s, not %u"), (int) area, key,
                         length - area);
  if (area == 4 && length > area)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field,
                      _("7 or 8 digits follow the area code %.*s, not %u"), (int) area, key,
                         length - area);
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, _("This is not a phone number"));
}

gboolean
hcrm_number_check (const char *text, const char *field, GError **error)
{
  g_autofree char *key = hcrm_number_key (text, NULL);
  g_auto (GStrv) numbers = hcrm_number_split (text);

  if (*key == '\0')
    return hcrm_fail (error, HCRM_ERROR_INVALID, field, _("The phone number is missing"));
  if (has_letters (text))
    return hcrm_fail (error, HCRM_ERROR_INVALID, field,
                      _("Only a phone number belongs here, no words"));
  if (g_strv_length (numbers) > 1)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field, _("Enter one phone number at a time"));
  return is_diallable (key) || refuse (key, field, error);
}
