/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser: decodes, then cuts segments and fields once; smaller parts are cut when asked for. */
#include "hcrm-hl7-message.h"

#include <string.h>

#include "hcrm-hl7-charset.h"

/* A piece of the message's text. */
typedef struct {
  const char *start;
  gsize length;
} Slice;

typedef struct {
  char name[4];
  guint first; /* of its fields in HcrmHl7Message.fields */
  guint n_fields;
} Segment;

struct _HcrmHl7Message {
  char *text;
  const char *charset;
  HcrmHl7Delimiters delimiters;
  GArray *segments;
  GArray *fields;
};

static gboolean
is_line_end (char c)
{
  return c == '\r' || c == '\n';
}

/* Cuts the text up to @separator off the front of @rest; FALSE when nothing is left. */
static gboolean
next_part (Slice *rest, char separator, Slice *part)
{
  if (!rest->start)
    return FALSE;
  const char *end = memchr (rest->start, separator, rest->length);
  *part = (Slice){ rest->start, end ? (gsize) (end - rest->start) : rest->length };
  *rest = end ? (Slice){ end + 1, rest->length - part->length - 1 } : (Slice){ NULL, 0 };
  return TRUE;
}

/* The @n-th part from 0; an empty one if there are fewer. */
static Slice
get_part (Slice whole, char separator, guint n)
{
  Slice part;
  for (guint i = 0; next_part (&whole, separator, &part); i++)
    if (i == n)
      return part;
  return (Slice){ "", 0 };
}

static Slice
next_line (Slice *rest)
{
  while (rest->length && is_line_end (*rest->start)) {
    rest->start++;
    rest->length--;
  }
  gsize n = 0;
  while (n < rest->length && !is_line_end (rest->start[n]))
    n++;
  Slice line = { rest->start, n };
  rest->start += n;
  rest->length -= n;
  return line;
}

/* The bytes without a byte order mark and blank lines in front. */
static Slice
trim_front (GBytes *bytes)
{
  gsize length = 0;
  const char *start = g_bytes_get_data (bytes, &length);
  if (length == 0)
    return (Slice){ "", 0 };
  if (length >= 3 && memcmp (start, "\xEF\xBB\xBF", 3) == 0) {
    start += 3;
    length -= 3;
  }
  while (length && (is_line_end (*start) || *start == ' ')) {
    start++;
    length--;
  }
  return (Slice){ start, length };
}

/* ---- MSH ---- */

static gboolean
is_delimiter (char c)
{
  return g_ascii_isgraph (c) && !g_ascii_isalnum (c) && c != '"';
}

static gboolean
are_distinct (const char *delimiters, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!is_delimiter (delimiters[i]) || memchr (delimiters + i + 1, delimiters[i], n - i - 1))
      return FALSE;
  return TRUE;
}

/* @msh is the first line; its fourth character is MSH-1, what follows up to the next is MSH-2. */
static gboolean
read_delimiters (HcrmHl7Message *self, Slice msh, GError **error)
{
  if (msh.length < 4 || memcmp (msh.start, "MSH", 3) != 0)
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, "MSH",
                      _ ("The message does not begin with MSH"));
  Slice rest = { msh.start + 4, msh.length - 4 };
  Slice encoding = get_part (rest, msh.start[3], 0);
  if (encoding.length < 4 || encoding.length > 5
      || !are_distinct (msh.start + 3, encoding.length + 1))
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, "MSH-2",
                      _ ("MSH-1 and MSH-2 do not name usable delimiters"));
  self->delimiters = (HcrmHl7Delimiters){
    .field = msh.start[3],
    .component = encoding.start[0],
    .repetition = encoding.start[1],
    .escape = encoding.start[2],
    .subcomponent = encoding.start[3],
    .truncation = encoding.length == 5 ? encoding.start[4] : 0,
  };
  return TRUE;
}

/* The second byte of a GB 18030 character may look like a delimiter; hide both bytes of each. */
static char *
hide_double_bytes (Slice line)
{
  char *plain = g_strndup (line.start, line.length);
  if (g_utf8_validate_len (line.start, line.length, NULL))
    return plain;
  for (gsize i = 0; i + 1 < line.length; i++) {
    if ((guchar) line.start[i] < 0x81)
      continue;
    plain[i] = plain[i + 1] = '?';
    i++;
  }
  return plain;
}

static gboolean
read_charset (HcrmHl7Message *self, Slice msh, GError **error)
{
  g_autofree char *plain = hide_double_bytes (msh);
  Slice field = get_part ((Slice){ plain, strlen (plain) }, self->delimiters.field, 17);
  Slice first = get_part (field, self->delimiters.repetition, 0);
  g_autofree char *name = g_strndup (first.start, first.length);
  if (!hcrm_hl7_charset_find (name, &self->charset))
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, "MSH-18",
                      _ ("The character set is not one that is known"));
  return TRUE;
}

/* ---- segments ---- */

static gboolean
is_segment_name (Slice line, char separator)
{
  return line.length >= 3 && g_ascii_isupper (line.start[0])
         && (g_ascii_isupper (line.start[1]) || g_ascii_isdigit (line.start[1]))
         && (g_ascii_isupper (line.start[2]) || g_ascii_isdigit (line.start[2]))
         && (line.length == 3 || line.start[3] == separator);
}

static gboolean
check_segment (HcrmHl7Message *self, Slice line, GError **error)
{
  guint n = self->segments->len + 1;
  g_autofree char *place = g_strdup_printf ("%u", n);
  if (n > HCRM_HL7_MAX_SEGMENTS)
    return hcrm_fail (error, HCRM_ERROR_TOO_LARGE, place, _ ("The message has too many segments"));
  if (!is_segment_name (line, self->delimiters.field))
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, place, _ ("The segment has no valid name"));
  if (n > 1 && memcmp (line.start, "MSH", 3) == 0)
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, place,
                      _ ("A second message begins inside this one"));
  return TRUE;
}

/* Field 0 is the name, so that numbers are the standard's; MSH-1 is the separator itself. */
static gboolean
read_segment (HcrmHl7Message *self, Slice line, GError **error)
{
  if (!check_segment (self, line, error))
    return FALSE;
  Segment segment = { .first = self->fields->len };
  memcpy (segment.name, line.start, 3);
  Slice part, rest = line;
  while (next_part (&rest, self->delimiters.field, &part)) {
    g_array_append_val (self->fields, part);
    if (self->segments->len == 0 && self->fields->len == 1)
      g_array_append_val (self->fields, ((Slice){ line.start + 3, 1 }));
    if (self->fields->len > HCRM_HL7_MAX_FIELDS)
      return hcrm_fail (error, HCRM_ERROR_TOO_LARGE, segment.name,
                        _ ("The message has too many fields"));
  }
  segment.n_fields = self->fields->len - segment.first;
  g_array_append_val (self->segments, segment);
  return TRUE;
}

static gboolean
read_segments (HcrmHl7Message *self, GError **error)
{
  Slice rest = { self->text, strlen (self->text) };
  for (Slice line = next_line (&rest); line.length; line = next_line (&rest))
    if (!read_segment (self, line, error))
      return FALSE;
  return TRUE;
}

static gboolean
decode (HcrmHl7Message *self, Slice bytes, GError **error)
{
  if (!self->charset)
    self->charset = hcrm_hl7_charset_detect (bytes.start, bytes.length);
  self->text = hcrm_hl7_charset_decode (self->charset, bytes.start, bytes.length);
  if (!self->text)
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, "MSH-18",
                      _ ("The text is not in the character set that the message names"));
  return TRUE;
}

static HcrmHl7Message *
message_new (void)
{
  HcrmHl7Message *self = g_new0 (HcrmHl7Message, 1);
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->fields = g_array_new (FALSE, FALSE, sizeof (Slice));
  return self;
}

HcrmHl7Message *
hcrm_hl7_message_parse (GBytes *bytes, GError **error)
{
  g_return_val_if_fail (bytes, NULL);
  if (g_bytes_get_size (bytes) > HCRM_HL7_MAX_BYTES) {
    hcrm_fail (error, HCRM_ERROR_TOO_LARGE, "MSH", _ ("The message is larger than 1 MB"));
    return NULL;
  }
  g_autoptr (HcrmHl7Message) self = message_new ();
  Slice all = trim_front (bytes);
  Slice rest = all;
  Slice msh = next_line (&rest);
  if (!read_delimiters (self, msh, error) || !read_charset (self, msh, error)
      || !decode (self, all, error) || !read_segments (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

HcrmHl7Message *
hcrm_hl7_message_parse_header (GBytes *bytes, GError **error)
{
  g_return_val_if_fail (bytes, NULL);
  g_autoptr (HcrmHl7Message) self = message_new ();
  Slice rest = trim_front (bytes);
  Slice msh = next_line (&rest);
  msh.length = MIN (msh.length, 4096);
  if (!read_delimiters (self, msh, error))
    return NULL;
  if (!read_charset (self, msh, NULL) || !self->charset)
    self->charset = hcrm_hl7_charset_detect (msh.start, msh.length);
  self->text = hcrm_hl7_charset_decode (self->charset, msh.start, msh.length);
  if (!self->text) {
    g_autofree char *plain = hide_double_bytes (msh);
    self->text = g_utf8_make_valid (plain, -1);
  }
  return read_segments (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hcrm_hl7_message_free (HcrmHl7Message *self)
{
  g_array_unref (self->segments);
  g_array_unref (self->fields);
  g_free (self->text);
  g_free (self);
}

const HcrmHl7Delimiters *
hcrm_hl7_message_get_delimiters (const HcrmHl7Message *self)
{
  return &self->delimiters;
}

const char *
hcrm_hl7_message_get_charset (const HcrmHl7Message *self)
{
  return self->charset;
}

/* ---- escapes ---- */

/* Bytes in hexadecimal are in the message's own character set. */
static char *
decode_hex (const HcrmHl7Message *self, Slice digits)
{
  if (!digits.length || digits.length % 2)
    return NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  for (gsize i = 0; i < digits.length; i += 2) {
    int high = g_ascii_xdigit_value (digits.start[i]);
    int low = g_ascii_xdigit_value (digits.start[i + 1]);
    if (high < 0 || low < 0)
      return NULL;
    guint8 byte = high << 4 | low;
    g_byte_array_append (bytes, &byte, 1);
  }
  return hcrm_hl7_charset_decode (self->charset, (const char *) bytes->data, bytes->len);
}

/* What a sequence between two escape characters stands for; NULL if it is not known. */
static char *
resolve (const HcrmHl7Message *self, Slice sequence)
{
  const HcrmHl7Delimiters *d = &self->delimiters;
  const struct {
    const char *name;
    char text[2];
  } known[] = {
    { "F", { d->field } },
    { "S", { d->component } },
    { "R", { d->repetition } },
    { "E", { d->escape } },
    { "T", { d->subcomponent } },
    { "P", { d->truncation } },
    { ".br", { '\n' } },
    { "H", { 0 } },
    { "N", { 0 } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (sequence.length == strlen (known[i].name)
        && memcmp (sequence.start, known[i].name, sequence.length) == 0)
      return g_strdup (known[i].text);
  if (sequence.length && *sequence.start == 'X')
    return decode_hex (self, (Slice){ sequence.start + 1, sequence.length - 1 });
  return NULL;
}

static char *
unescape (const HcrmHl7Message *self, Slice part)
{
  char escape = self->delimiters.escape;
  GString *text = g_string_sized_new (part.length);
  Slice before, sequence, rest = part;
  while (next_part (&rest, escape, &before)) {
    g_string_append_len (text, before.start, before.length);
    Slice after = rest;
    if (!next_part (&after, escape, &sequence))
      break;
    g_autofree char *meaning = after.start ? resolve (self, sequence) : NULL;
    if (meaning)
      g_string_append (text, meaning);
    else
      g_string_append_len (text, sequence.start - 1, sequence.length + (after.start ? 2 : 1));
    rest = after;
  }
  return g_string_free (text, FALSE);
}

/* ---- look-ups ---- */

static const Segment *
find_segment (const HcrmHl7Message *self, const char *name, guint nth)
{
  for (guint i = 0; i < self->segments->len; i++) {
    const Segment *segment = &g_array_index (self->segments, Segment, i);
    if (g_str_equal (segment->name, name) && nth-- == 0)
      return segment;
  }
  return NULL;
}

static Slice
find_field (const HcrmHl7Message *self, const char *name, guint nth, guint field)
{
  const Segment *segment = find_segment (self, name, nth);
  if (!segment || field >= segment->n_fields)
    return (Slice){ "", 0 };
  return g_array_index (self->fields, Slice, segment->first + field);
}

guint
hcrm_hl7_message_get_n_segments (const HcrmHl7Message *self)
{
  return self->segments->len;
}

const char *
hcrm_hl7_message_get_segment_name (const HcrmHl7Message *self, guint nth)
{
  g_return_val_if_fail (nth < self->segments->len, NULL);
  return g_array_index (self->segments, Segment, nth).name;
}

guint
hcrm_hl7_message_count (const HcrmHl7Message *self, const char *segment)
{
  guint n = 0;
  for (guint i = 0; i < self->segments->len; i++)
    if (g_str_equal (g_array_index (self->segments, Segment, i).name, segment))
      n++;
  return n;
}

guint
hcrm_hl7_message_count_repetitions (const HcrmHl7Message *self,
                                    const char *segment,
                                    guint nth,
                                    guint field)
{
  Slice part, whole = find_field (self, segment, nth, field);
  guint n = 0;
  while (whole.length && next_part (&whole, self->delimiters.repetition, &part))
    n++;
  return n;
}

char *
hcrm_hl7_message_get (const HcrmHl7Message *self,
                      const char *segment,
                      guint nth,
                      guint field,
                      guint repetition,
                      guint component,
                      guint subcomponent)
{
  g_return_val_if_fail (self && segment && field && component && subcomponent, NULL);
  Slice part = find_field (self, segment, nth, field);
  if (g_str_equal (segment, "MSH") && field <= 2)
    return part.length ? g_strndup (part.start, part.length) : NULL;
  part = get_part (part, self->delimiters.repetition, repetition);
  part = get_part (part, self->delimiters.component, component - 1);
  part = get_part (part, self->delimiters.subcomponent, subcomponent - 1);
  if (!part.length)
    return NULL;
  if (part.length == 2 && memcmp (part.start, "\"\"", 2) == 0)
    return g_strdup ("");
  return unescape (self, part);
}

char *
hcrm_hl7_message_get_first (const HcrmHl7Message *self,
                            const char *segment,
                            guint field,
                            guint component)
{
  return hcrm_hl7_message_get (self, segment, 0, field, 0, component, 1);
}

char *
hcrm_hl7_message_dup_raw (const HcrmHl7Message *self, const char *segment, guint nth, guint field)
{
  Slice part = find_field (self, segment, nth, field);
  return g_strndup (part.start, part.length);
}

/* ---- files ---- */

static gboolean
find_kind (Slice line, HcrmHl7PartKind *kind)
{
  static const char NAMES[][4] = { "FHS", "BHS", "MSH", "BTS", "FTS" };
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (line.length >= 3 && memcmp (line.start, NAMES[i], 3) == 0) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

static void
part_free (HcrmHl7Part *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
add_part (GPtrArray *parts, HcrmHl7PartKind kind, GBytes *bytes, const char *start, const char *end)
{
  if (!start)
    return;
  const char *base = g_bytes_get_data (bytes, NULL);
  HcrmHl7Part *part = g_new (HcrmHl7Part, 1);
  *part = (HcrmHl7Part){ kind, g_bytes_new_from_bytes (bytes, start - base, end - start) };
  g_ptr_array_add (parts, part);
}

GPtrArray *
hcrm_hl7_split_parts (GBytes *bytes)
{
  g_return_val_if_fail (bytes, NULL);
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  const char *message = NULL;
  Slice rest = trim_front (bytes);
  for (Slice line = next_line (&rest); line.length; line = next_line (&rest)) {
    HcrmHl7PartKind kind;
    if (!find_kind (line, &kind))
      continue;
    add_part (parts, HCRM_HL7_MESSAGE, bytes, message, line.start);
    message = kind == HCRM_HL7_MESSAGE ? line.start : NULL;
    if (!message)
      add_part (parts, kind, bytes, line.start, line.start + line.length);
  }
  add_part (parts, HCRM_HL7_MESSAGE, bytes, message, rest.start);
  return parts;
}

GPtrArray *
hcrm_hl7_split (GBytes *bytes)
{
  g_return_val_if_fail (bytes, NULL);
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) parts = hcrm_hl7_split_parts (bytes);
  for (guint i = 0; i < parts->len; i++) {
    const HcrmHl7Part *part = g_ptr_array_index (parts, i);
    if (part->kind == HCRM_HL7_MESSAGE)
      g_ptr_array_add (messages, g_bytes_ref (part->bytes));
  }
  if (parts->len == 0)
    g_ptr_array_add (messages, g_bytes_ref (bytes));
  return messages;
}

gboolean
hcrm_hl7_is_batch (GBytes *bytes)
{
  g_return_val_if_fail (bytes, FALSE);
  HcrmHl7PartKind kind;
  return find_kind (trim_front (bytes), &kind) && kind <= HCRM_HL7_BATCH_HEAD;
}
