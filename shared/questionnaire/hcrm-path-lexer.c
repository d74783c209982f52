/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts an expression into words, literals and signs. */

#include "hcrm-path-private.h"

#include <string.h>

typedef struct {
  const char *source;
  const char *at;
  GStringChunk *chunk;
  GArray *tokens;
  GError **error;
} Cutter;

gboolean
hcrm_path_fail_at (GError **error, const char *source, guint at, const char *format, ...)
{
  glong character = g_utf8_pointer_to_offset (source, source + at) + 1;
  va_list args;

  va_start (args, format);
  g_autofree char *detail = g_strdup_vprintf (format, args);
  va_end (args);
  return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _("At character %ld: %s"), character, detail);
}

static gboolean
fail_here (const Cutter *self, const char *detail)
{
  return hcrm_path_fail_at (self->error, self->source, self->at - self->source, "%s", detail);
}

static void
add_token (Cutter *self, HcrmTokenKind kind, const char *start, const char *text, gsize length)
{
  HcrmToken token = { kind, g_string_chunk_insert_len (self->chunk, text, length),
                      start - self->source };

  g_array_append_val (self->tokens, token);
}

/* White space and comments; FALSE if a comment does not end. */
static gboolean
skip_space (Cutter *self)
{
  for (;;) {
    while (*self->at != '\0' && strchr (" \t\r\n", *self->at) != NULL)
      self->at++;
    if (g_str_has_prefix (self->at, "//")) {
      self->at += strcspn (self->at, "\r\n");
    } else if (g_str_has_prefix (self->at, "/*")) {
      const char *end = strstr (self->at + 2, "*/");
      if (end == NULL)
        return fail_here (self, _("The comment does not end"));
      self->at = end + 2;
    } else {
      return TRUE;
    }
  }
}

static gboolean
read_unit (const char **p, gunichar *unit)
{
  *unit = 0;
  if ((*p)[0] != '\\' || (*p)[1] != 'u')
    return FALSE;
  for (guint i = 2; i < 6; i++) {
    int digit = g_ascii_xdigit_value ((*p)[i]);
    if (digit < 0)
      return FALSE;
    *unit = *unit * 16 + digit;
  }
  *p += 6;
  return TRUE;
}

/* Reads \uXXXX, the first half of a pair together with the second. */
static gboolean
read_unicode (const char **p, gunichar *character)
{
  gunichar second = 0;

  if (!read_unit (p, character))
    return FALSE;
  if (*character >= 0xd800 && *character <= 0xdbff) {
    if (!read_unit (p, &second) || second < 0xdc00 || second > 0xdfff)
      return FALSE;
    *character = 0x10000 + ((*character - 0xd800) << 10) + (second - 0xdc00);
  }
  return *character != 0 && g_unichar_validate (*character);
}

static gboolean
read_escape (const char **p, GString *text)
{
  static const char written[] = "'\"`\\/rntf";
  static const char meant[] = "'\"`\\/\r\n\t\f";
  const char *found = (*p)[1] != '\0' ? strchr (written, (*p)[1]) : NULL;
  gunichar character = 0;

  if (found != NULL) {
    g_string_append_c (text, meant[found - written]);
    *p += 2;
    return TRUE;
  }
  if (!read_unicode (p, &character))
    return FALSE;
  g_string_append_unichar (text, character);
  return TRUE;
}

/* Reads from a quote to its like, into a token. */
static gboolean
cut_quoted (Cutter *self, HcrmTokenKind kind, const char *start)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char quote = *self->at++;

  while (*self->at != quote) {
    if (*self->at == '\0')
      return fail_here (self, _("The quote does not end"));
    if (*self->at != '\\')
      g_string_append_c (text, *self->at++);
    else if (!read_escape (&self->at, text))
      return fail_here (self, _("There is no such escape"));
  }
  self->at++;
  add_token (self, kind, start, text->str, text->len);
  return TRUE;
}

static gsize
word_length (const char *p)
{
  gsize length = 0;

  if (!g_ascii_isalpha (*p) && *p != '_')
    return 0;
  while (g_ascii_isalnum (p[length]) || p[length] == '_')
    length++;
  return length;
}

static gboolean
cut_variable (Cutter *self)
{
  const char *start = self->at++;

  if (*self->at != '\0' && strchr ("'\"`", *self->at) != NULL)
    return cut_quoted (self, HCRM_TOKEN_VARIABLE, start);
  gsize length = word_length (self->at);
  while (length > 0 && (self->at[length] == '-' && word_length (self->at + length + 1) > 0)
         && g_str_has_prefix (start, "%vs-"))
    length += 1 + word_length (self->at + length + 1);
  if (length == 0)
    return fail_here (self, _("A variable needs a name"));
  add_token (self, HCRM_TOKEN_VARIABLE, start, self->at, length);
  self->at += length;
  return TRUE;
}

static gboolean
cut_this (Cutter *self)
{
  gsize length = word_length (self->at + 1) + 1;
  const char *start = self->at;

  self->at += length;
  add_token (self, HCRM_TOKEN_THIS, start, start, length);
  const HcrmToken *token = &g_array_index (self->tokens, HcrmToken, self->tokens->len - 1);
  if (strcmp (token->text, "$this") != 0 && strcmp (token->text, "$index") != 0
      && strcmp (token->text, "$total") != 0)
    return fail_here (self, _("Only $this, $index and $total begin with a dollar sign"));
  return TRUE;
}

static gboolean
cut_number (Cutter *self)
{
  gsize length = strspn (self->at, "0123456789");

  if (self->at[length] == '.' && g_ascii_isdigit (self->at[length + 1]))
    length += 1 + strspn (self->at + length + 1, "0123456789");
  add_token (self, HCRM_TOKEN_NUMBER, self->at, self->at, length);
  self->at += length;
  return TRUE;
}

static const char *
skip_digits (const char *p, guint n)
{
  guint i = 0;

  while (i < n && g_ascii_isdigit (p[i]))
    i++;
  return i == n ? p + n : NULL;
}

/* Takes @sign and two digits, if they follow. */
static const char *
skip_part (const char *p, char sign)
{
  const char *end = *p == sign ? skip_digits (p + 1, 2) : NULL;

  return end != NULL ? end : p;
}

static const char *
skip_zone (const char *p)
{
  if (*p == 'Z')
    return p + 1;
  if (*p != '+' && *p != '-')
    return p;
  const char *hour = skip_digits (p + 1, 2);
  const char *end = hour != NULL && *hour == ':' ? skip_digits (hour + 1, 2) : NULL;
  return end != NULL ? end : p;
}

static const char *
skip_clock (const char *p)
{
  const char *end = skip_digits (p, 2);

  if (end == NULL)
    return p;
  end = skip_part (skip_part (end, ':'), ':');
  if (*end == '.' && g_ascii_isdigit (end[1]))
    end += 1 + strspn (end + 1, "0123456789");
  return end;
}

static gboolean
cut_date (Cutter *self)
{
  const char *start = self->at++;
  const char *end = self->at;
  const char *year = skip_digits (self->at, 4);

  if (year != NULL)
    end = skip_part (skip_part (year, '-'), '-');
  if (*end == 'T' && end > self->at)
    end = skip_zone (skip_clock (end + 1));
  else if (*end == 'T')
    end = skip_clock (end + 1);
  add_token (self, HCRM_TOKEN_DATE, start, self->at, end - self->at);
  self->at = end;
  return TRUE;
}

static gboolean
cut_sign (Cutter *self)
{
  static const char *const signs[] = { "<=", ">=", "!=", "!~", "<", ">", "=", "~", "+", "-", "*",
                                       "/",  "&",  "|",  "(",  ")", "[", "]", "{", "}", ".", "," };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (self->at, signs[i])) {
      add_token (self, HCRM_TOKEN_SIGN, self->at, signs[i], strlen (signs[i]));
      self->at += strlen (signs[i]);
      return TRUE;
    }
  return fail_here (self, _("This sign has no meaning"));
}

static gboolean
cut_one (Cutter *self)
{
  gsize length = word_length (self->at);

  if (length > 0) {
    add_token (self, HCRM_TOKEN_WORD, self->at, self->at, length);
    self->at += length;
    return TRUE;
  }
  if (g_ascii_isdigit (*self->at))
    return cut_number (self);
  if (*self->at == '\'')
    return cut_quoted (self, HCRM_TOKEN_STRING, self->at);
  if (*self->at == '`')
    return cut_quoted (self, HCRM_TOKEN_QUOTED, self->at);
  if (*self->at == '%')
    return cut_variable (self);
  if (*self->at == '$')
    return cut_this (self);
  return *self->at == '@' ? cut_date (self) : cut_sign (self);
}

GArray *
hcrm_path_cut (const char *source, GStringChunk *chunk, GError **error)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (HcrmToken));
  Cutter cutter = { source, source, chunk, tokens, error };

  if (!skip_space (&cutter))
    return NULL;
  while (*cutter.at != '\0')
    if (!cut_one (&cutter) || !skip_space (&cutter))
      return NULL;
  add_token (&cutter, HCRM_TOKEN_END, cutter.at, "", 0);
  return g_steal_pointer (&tokens);
}
