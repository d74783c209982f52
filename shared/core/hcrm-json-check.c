/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The gate before json-glib: JSON that cannot be misread, found out without recursion. */

#include "hcrm-json-check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The name of a member of an object that is still open. */
typedef struct {
  guint32 at;      /* offset in the text, for the message */
  guint32 name;    /* offset in the text, or in the decoded names */
  guint32 length;  /* bytes */
  guint32 decoded; /* whether the name had escapes */
} Member;

/* What may stand at the place reached. */
typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_MEMBER,
  EXPECT_MEMBER_OR_END,
  EXPECT_MORE, /* a comma, the end of the container, or of the text */
} Expect;

typedef struct {
  gboolean object;
  guint n_members; /* how many there were before its own */
  gsize n_decoded;
} Level;

typedef struct {
  const char *text;
  gsize length;
  gsize at;
  Expect expect;
  Level levels[HCRM_JSON_MAX_DEPTH];
  guint depth;
  GArray *members;     /* of Member, of all open objects */
  GByteArray *decoded; /* names that had escapes, without them */
  GError **error;
} Check;

static gboolean
fail_at (Check *self, gsize at, const char *what)
{
  const char *start = self->text;
  guint line = 1;

  for (const char *end; (end = memchr (start, '\n', self->text + at - start)) != NULL; line++)
    start = end + 1;
  return hcrm_fail (self->error, HCRM_ERROR_MALFORMED, NULL,
                    _("Line %u, column %ld: %s"), line,
                       g_utf8_strlen (start, self->text + at - start) + 1, what);
}

static gboolean
fail (Check *self, const char *what)
{
  return fail_at (self, self->at, what);
}

/* The character reached; 0 at the end, which cannot be taken for a NUL: UTF-8 was checked. */
static char
peek (const Check *self)
{
  return self->at < self->length ? self->text[self->at] : '\0';
}

static gboolean
take (Check *self, char wanted)
{
  if (peek (self) != wanted)
    return FALSE;
  self->at++;
  return TRUE;
}

static void
skip_space (Check *self)
{
  while (self->at < self->length && strchr (" \t\r\n", self->text[self->at]) != NULL)
    self->at++;
}

static gsize
skip_digits (Check *self)
{
  gsize start = self->at;

  while (g_ascii_isdigit (peek (self)))
    self->at++;
  return self->at - start;
}

/* Reads the part before fraction and exponent: 0, or digits that do not begin with 0. */
static gboolean
skip_integer (Check *self)
{
  take (self, '-');
  if (take (self, '0'))
    return !g_ascii_isdigit (peek (self));
  return skip_digits (self) > 0;
}

static gboolean
skip_fraction (Check *self)
{
  return !take (self, '.') || skip_digits (self) > 0;
}

static gboolean
skip_exponent (Check *self)
{
  if (!take (self, 'e') && !take (self, 'E'))
    return TRUE;
  if (!take (self, '-'))
    take (self, '+');
  return skip_digits (self) > 0;
}

static gboolean
fits (const char *number, gboolean integer)
{
  gint64 unused;

  if (integer)
    return g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, &unused, NULL);
  return isfinite (g_ascii_strtod (number, NULL));
}

static gboolean
read_number (Check *self)
{
  gsize start = self->at;
  char copy[HCRM_JSON_MAX_NUMBER + 1];

  if (!skip_integer (self))
    return fail (self, _("This is not a number"));
  gsize integer_end = self->at;
  if (!skip_fraction (self) || !skip_exponent (self))
    return fail (self, _("This is not a number"));

  gsize length = self->at - start;
  if (length > HCRM_JSON_MAX_NUMBER)
    return fail_at (self, start, _("This number is too long"));
  memcpy (copy, self->text + start, length);
  copy[length] = '\0';
  if (!fits (copy, self->at == integer_end))
    return fail_at (self, start, _("This number is too large"));
  self->expect = EXPECT_MORE;
  return TRUE;
}

/* Returns: the four hexadecimal digits reached, or -1. */
static int
read_hex (Check *self)
{
  int value = 0;

  for (guint i = 0; i < 4; i++, self->at++) {
    int digit = g_ascii_xdigit_value (peek (self));
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

static gboolean
read_low_surrogate (Check *self, int high, gunichar *character)
{
  if (!take (self, '\\') || !take (self, 'u'))
    return FALSE;
  int low = read_hex (self);
  if (low < 0xdc00 || low > 0xdfff)
    return FALSE;
  *character = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  return TRUE;
}

/* Reads what follows `\u`. */
static gboolean
read_unicode_escape (Check *self, gunichar *character)
{
  gsize start = self->at - 2;
  int value = read_hex (self);

  if (value < 0)
    return fail (self, _("Four hexadecimal digits are missing"));
  if (value == 0)
    return fail_at (self, start, _("The character U+0000 is not allowed"));
  *character = value;
  if (value < 0xd800 || value > 0xdfff)
    return TRUE;
  if (value > 0xdbff || !read_low_surrogate (self, value, character))
    return fail_at (self, start, _("This is half a surrogate pair"));
  return TRUE;
}

/* Reads what follows a backslash. */
static gboolean
read_escape (Check *self, gunichar *character)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";

  if (take (self, 'u'))
    return read_unicode_escape (self, character);
  const char *found = peek (self) != '\0' ? strchr (letters, peek (self)) : NULL;
  if (found == NULL)
    return fail (self, _("There is no such escape"));
  *character = meanings[found - letters];
  self->at++;
  return TRUE;
}

static void
append_utf8 (GByteArray *bytes, gunichar character)
{
  char utf8[6];

  g_byte_array_append (bytes, (const guint8 *) utf8, g_unichar_to_utf8 (character, utf8));
}

/* Reads up to the next quotation mark, backslash or control character. */
static void
skip_plain (Check *self)
{
  while (self->at < self->length && (guchar) self->text[self->at] >= ' '
         && self->text[self->at] != '"' && self->text[self->at] != '\\')
    self->at++;
}

/*
 * Reads the rest of a string whose quotation mark has been taken. If @decoded is not %NULL and
 * there are escapes, appends the string without them to it.
 */
static gboolean
read_string (Check *self, GByteArray *decoded)
{
  gsize start = self->at;
  gboolean escaped = FALSE;

  for (skip_plain (self); !take (self, '"'); skip_plain (self)) {
    gunichar character = 0;
    gsize end = self->at;
    if (self->at == self->length)
      return fail (self, _("The string does not end"));
    if (!take (self, '\\'))
      return fail (self, _("A control character must be escaped"));
    if (!read_escape (self, &character))
      return FALSE;
    escaped = TRUE;
    if (decoded != NULL) {
      g_byte_array_append (decoded, (const guint8 *) self->text + start, end - start);
      append_utf8 (decoded, character);
    }
    start = self->at;
  }
  if (decoded != NULL && escaped)
    g_byte_array_append (decoded, (const guint8 *) self->text + start, self->at - 1 - start);
  return TRUE;
}

static gboolean
read_word (Check *self, const char *word)
{
  gsize length = strlen (word);

  if (self->length - self->at < length || memcmp (self->text + self->at, word, length) != 0)
    return fail (self, _("A value is missing"));
  self->at += length;
  self->expect = EXPECT_MORE;
  return TRUE;
}

static gboolean
open_level (Check *self, gboolean object)
{
  if (self->depth == HCRM_JSON_MAX_DEPTH)
    return fail (self, _("This is nested too deeply"));
  self->levels[self->depth++] = (Level){ object, self->members->len, self->decoded->len };
  self->expect = object ? EXPECT_MEMBER_OR_END : EXPECT_VALUE_OR_END;
  self->at++;
  return TRUE;
}

static gboolean
read_value (Check *self)
{
  switch (peek (self)) {
  case '{':
    return open_level (self, TRUE);
  case '[':
    return open_level (self, FALSE);
  case '"':
    self->at++;
    self->expect = EXPECT_MORE;
    return read_string (self, NULL);
  case 't':
    return read_word (self, "true");
  case 'f':
    return read_word (self, "false");
  case 'n':
    return read_word (self, "null");
  default:
    return peek (self) == '-' || g_ascii_isdigit (peek (self))
               ? read_number (self)
               : fail (self, _("A value is missing"));
  }
}

static gboolean
read_name (Check *self)
{
  gsize start = self->at;
  guint32 decoded = self->decoded->len;

  if (!take (self, '"'))
    return fail (self, _("A name in quotation marks is missing"));
  if (!read_string (self, self->decoded))
    return FALSE;
  gboolean escaped = self->decoded->len > decoded;
  Member member = { .at = start, .decoded = escaped };
  member.name = escaped ? decoded : start + 1;
  member.length = escaped ? self->decoded->len - decoded : self->at - 1 - member.name;
  g_array_append_val (self->members, member);
  return TRUE;
}

static gboolean
read_member (Check *self)
{
  if (!read_name (self))
    return FALSE;
  skip_space (self);
  if (!take (self, ':'))
    return fail (self, _("A colon is missing"));
  self->expect = EXPECT_VALUE;
  return TRUE;
}

static const char *
name_of (const Check *self, const Member *member)
{
  return (member->decoded ? (const char *) self->decoded->data : self->text) + member->name;
}

/* Any order that brings equal names together will do. */
static int
compare_members_cb (gconstpointer a, gconstpointer b, gpointer self)
{
  const Member *left = a, *right = b;

  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp (name_of (self, left), name_of (self, right), left->length);
}

static gboolean
refuse_duplicates (Check *self, guint first)
{
  const guint n_members = self->members->len - first;

  if (n_members < 2)
    return TRUE;
  const Member *members = (const Member *) self->members->data + first;
  g_qsort_with_data (members, n_members, sizeof (Member), compare_members_cb, self);
  for (guint i = 1; i < n_members; i++)
    if (compare_members_cb (&members[i - 1], &members[i], self) == 0)
      return fail_at (self, MAX (members[i - 1].at, members[i].at),
                      _("This name stands twice in one object"));
  return TRUE;
}

static gboolean
close_level (Check *self)
{
  const Level *level = &self->levels[--self->depth];

  self->at++;
  self->expect = EXPECT_MORE;
  if (!refuse_duplicates (self, level->n_members))
    return FALSE;
  g_array_set_size (self->members, level->n_members);
  g_byte_array_set_size (self->decoded, level->n_decoded);
  return TRUE;
}

static gboolean
read_more (Check *self)
{
  gboolean object = self->levels[self->depth - 1].object;

  if (peek (self) == (object ? '}' : ']'))
    return close_level (self);
  if (!take (self, ','))
    return fail (self, object ? _("A comma or } is missing") : _("A comma or ] is missing"));
  self->expect = object ? EXPECT_MEMBER : EXPECT_VALUE;
  return TRUE;
}

/* Reads one thing: a value, the beginning or end of a container, a name with its colon, a comma. */
static gboolean
read_next (Check *self)
{
  skip_space (self);
  switch (self->expect) {
  case EXPECT_VALUE_OR_END:
    return peek (self) == ']' ? close_level (self) : read_value (self);
  case EXPECT_VALUE:
    return read_value (self);
  case EXPECT_MEMBER_OR_END:
    return peek (self) == '}' ? close_level (self) : read_member (self);
  case EXPECT_MEMBER:
    return read_member (self);
  case EXPECT_MORE:
    return read_more (self);
  }
  g_assert_not_reached ();
}

static gboolean
check_value (Check *self)
{
  do
    if (!read_next (self))
      return FALSE;
  while (self->depth > 0);
  skip_space (self);
  return self->at == self->length || fail (self, _("Nothing may follow the value"));
}

gboolean
hcrm_json_check (const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_autoptr (GByteArray) decoded = g_byte_array_new ();
  Check self = { .text = text != NULL ? text : "",
                 .length = length,
                 .expect = EXPECT_VALUE,
                 .members = members,
                 .decoded = decoded,
                 .error = error };
  const char *end;

  if (length >= G_MAXUINT32)
    return hcrm_fail (error, HCRM_ERROR_TOO_LARGE, NULL, _("The text is too large"));
  if (!g_utf8_validate_len (self.text, length, &end))
    return fail_at (&self, end - self.text, _("This is not valid UTF-8"));
  return check_value (&self);
}
