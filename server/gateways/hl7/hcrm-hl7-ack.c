/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads MSH, MSA and ERR of an acknowledgement. */
#include "hcrm-hl7-ack.h"

#include <string.h>

#include "hcrm-hl7-charset.h"

/* Table 0357: fields with a condition of their own, then by our kinds of failure; the last row
 * stands for all others. */
static const struct {
  const char *place;
  HcrmErrorCode error;
  const char *code;
  const char *text;
} CONDITIONS[] = {
  /* clang-format off */
  { "MSH-11", HCRM_ERROR_INVALID, "202", "Unsupported processing id" },
  { "MSH-12", HCRM_ERROR_INVALID, "203", "Unsupported version id" },
  { NULL, HCRM_ERROR_MALFORMED, "100", "Segment sequence error" },
  { NULL, HCRM_ERROR_TOO_LARGE, "100", "Segment sequence error" },
  { NULL, HCRM_ERROR_INVALID,   "102", "Data type error" },
  { NULL, HCRM_ERROR_INVALID,   "101", "Required field missing" }, /* the one before, where nothing stands */
  { NULL, HCRM_ERROR_METHOD,    "200", "Unsupported message type" },
  { NULL, HCRM_ERROR_NOT_FOUND, "204", "Unknown key identifier" },
  { NULL, HCRM_ERROR_CONFLICT,  "205", "Duplicate key identifier" },
  { NULL, HCRM_ERROR_INTERNAL,  "207", "Application internal error" },
  /* clang-format on */
};

static const HcrmHl7Delimiters USUAL = { '|', '^', '~', '\\', '&', 0 };

const char *
hcrm_hl7_ack_code_get_name (HcrmHl7AckCode code)
{
  switch (code) {
  case HCRM_HL7_ACCEPT:
    return "AA";
  case HCRM_HL7_ERROR:
    return "AE";
  case HCRM_HL7_REJECT:
    return "AR";
  case HCRM_HL7_COMMIT_ACCEPT:
    return "CA";
  case HCRM_HL7_COMMIT_ERROR:
    return "CE";
  case HCRM_HL7_COMMIT_REJECT:
    return "CR";
  }
  g_assert_not_reached ();
}

/* ---- writing ---- */

typedef struct {
  GString *text;
  const HcrmHl7Message *message; /* nullable */
  const HcrmHl7Delimiters *d;
} Writer;

static const char *
name_escape (const HcrmHl7Delimiters *d, char c)
{
  if (c == d->field)
    return "F";
  if (c == d->component)
    return "S";
  if (c == d->repetition)
    return "R";
  if (c == d->escape)
    return "E";
  if (c == d->subcomponent)
    return "T";
  if (d->truncation && c == d->truncation)
    return "P";
  return c == '\r' || c == '\n' ? ".br" : NULL;
}

static void
append_escaped (Writer *w, const char *text)
{
  for (const char *c = text; *c; c++) {
    const char *name = name_escape (w->d, *c);
    if (name)
      g_string_append_printf (w->text, "%c%s%c", w->d->escape, name, w->d->escape);
    else
      g_string_append_c (w->text, *c);
  }
}

/* Written with the usual bars and carets, turned into the message's own. */
static void
append_shape (Writer *w, const char *shape)
{
  for (const char *c = shape; *c; c++)
    g_string_append_c (w->text, *c == '|' ? w->d->field : *c == '^' ? w->d->component : *c);
}

/* A field of the message's MSH goes back as it was written: delimiters are the same. */
static void
append_copy (Writer *w, guint field, const char *otherwise)
{
  g_autofree char *raw = w->message ? hcrm_hl7_message_dup_raw (w->message, "MSH", 0, field) : NULL;
  append_shape (w, "|");
  g_string_append (w->text, raw && *raw ? raw : otherwise);
}

/* Pharmacy messages have answers of their own; all others the general one. */
static const struct {
  const char *type;
  const char *event;
  const char *answer; /* written with carets */
} ANSWERS[] = {
  { "RDS", "O13", "RRD^O14^RRD_O14" },
  { "RDS", "O01", "RRD^O02" },
  { "RDE", "O11", "RRE^O12^RRE_O12" },
  { "RDE", "O01", "RRE^O02" },
};

static const char *
find_answer (const char *type, const char *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++)
    if (g_strcmp0 (ANSWERS[i].type, type) == 0 && g_strcmp0 (ANSWERS[i].event, event) == 0)
      return ANSWERS[i].answer;
  return NULL;
}

static void
append_type (Writer *w, HcrmHl7AckCode code)
{
  const HcrmHl7Message *m = w->message;
  g_autofree char *type = m ? hcrm_hl7_message_get (m, "MSH", 0, 9, 0, 1, 1) : NULL;
  g_autofree char *event = m ? hcrm_hl7_message_get (m, "MSH", 0, 9, 0, 2, 1) : NULL;
  const char *answer = code <= HCRM_HL7_REJECT ? find_answer (type, event) : NULL;
  append_shape (w, "|");
  append_shape (w, answer ? answer : "ACK");
  if (!answer && event && *event) {
    append_shape (w, "^");
    append_escaped (w, event);
    append_shape (w, "^ACK");
  }
}

static void
append_msh (Writer *w, HcrmHl7AckCode code, const char *control_id, GDateTime *at)
{
  const HcrmHl7Delimiters *d = w->d;
  g_autofree char *time = g_date_time_format (at, "%Y%m%d%H%M%S%z");
  g_string_append_printf (w->text, "MSH%c%c%c%c%c", d->field, d->component, d->repetition,
                          d->escape, d->subcomponent);
  if (d->truncation)
    g_string_append_c (w->text, d->truncation);
  append_copy (w, 5, "HCRM");
  append_copy (w, 6, "");
  append_copy (w, 3, "");
  append_copy (w, 4, "");
  append_shape (w, "|");
  g_string_append (w->text, time);
  append_shape (w, "|");
  append_type (w, code);
  append_shape (w, "|");
  append_escaped (w, control_id);
  append_copy (w, 11, "P");
  append_copy (w, 12, "2.4");
}

/* MSH-18 is repeated only if the message had one; one that is not known would not be true of this.
 */
static void
append_charset (Writer *w)
{
  const char *charset;
  g_autofree char *raw = w->message ? hcrm_hl7_message_dup_raw (w->message, "MSH", 0, 18) : NULL;
  g_autofree char *name = w->message ? hcrm_hl7_message_get_first (w->message, "MSH", 18, 1) : NULL;
  if (raw && *raw) {
    append_shape (w, "||||||");
    g_string_append (w->text, hcrm_hl7_charset_find (name, &charset) ? raw : "UNICODE UTF-8");
  }
  g_string_append_c (w->text, '\r');
}

static void
append_msa (Writer *w, HcrmHl7AckCode code, const char *text)
{
  append_shape (w, "MSA|");
  g_string_append (w->text, hcrm_hl7_ack_code_get_name (code));
  append_copy (w, 10, "");
  if (text) {
    append_shape (w, "|");
    append_escaped (w, text);
  }
  g_string_append_c (w->text, '\r');
}

/* Whether the field at fault is not there at all. */
static gboolean
is_missing (const Writer *w, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place ? place : "", "-", 2);
  guint field = parts[0] && parts[1] ? g_ascii_strtoull (parts[1], NULL, 10) : 0;
  if (!w->message || field == 0)
    return FALSE;
  g_autofree char *raw = hcrm_hl7_message_dup_raw (w->message, parts[0], 0, field);
  return *raw == '\0';
}

static guint
find_condition (const Writer *w, const GError *problem)
{
  guint last = G_N_ELEMENTS (CONDITIONS) - 1;
  for (guint i = 0; i < last; i++) {
    if (!g_error_matches (problem, HCRM_ERROR, CONDITIONS[i].error))
      continue;
    const char *place = hcrm_error_get_field (problem, 0);
    if (CONDITIONS[i].place) {
      if (g_strcmp0 (place, CONDITIONS[i].place) == 0)
        return i;
      continue;
    }
    gboolean missing = CONDITIONS[i].error == HCRM_ERROR_INVALID && is_missing (w, place);
    return i + missing;
  }
  return last;
}

/* PID-3 as segment, sequence and field: PID^1^3. Returns: whether there is a place */
static gboolean
append_place (Writer *w, const char *field)
{
  g_auto (GStrv) parts = g_strsplit (field ? field : "", "-", 2);
  if (!parts[0] || !g_ascii_isalpha (*parts[0]))
    return FALSE;
  append_escaped (w, parts[0]);
  append_shape (w, "^1");
  if (parts[1]) {
    append_shape (w, "^");
    append_escaped (w, parts[1]);
  }
  return TRUE;
}

static gboolean
is_before_2_5 (Writer *w)
{
  g_autofree char *version =
      w->message ? hcrm_hl7_message_get (w->message, "MSH", 0, 12, 0, 1, 1) : NULL;
  return version && g_str_has_prefix (version, "2.") && version[2] >= '1' && version[2] <= '4';
}

/* ERR-1 is what versions before 2.5 read, ERR-2 to ERR-8 what later ones do. */
static void
append_old_err (Writer *w, const char *place, guint condition)
{
  gboolean whole = place && strchr (place, '-');
  append_shape (w, append_place (w, place) ? (whole ? "^" : "^^") : "^^^");
  g_string_append_printf (w->text, "%s%c%s%cHL70357", CONDITIONS[condition].code,
                          w->d->subcomponent, CONDITIONS[condition].text, w->d->subcomponent);
}

static void
append_err (Writer *w, const GError *problem)
{
  guint condition = find_condition (w, problem);
  const char *place = problem->domain == HCRM_ERROR ? hcrm_error_get_field (problem, 0) : NULL;
  g_autofree char *code = g_strdup_printf ("|%s^%s^HL70357|E||||", CONDITIONS[condition].code,
                                           CONDITIONS[condition].text);
  append_shape (w, "ERR|");
  if (is_before_2_5 (w))
    append_old_err (w, place, condition);
  append_shape (w, "|");
  append_place (w, place);
  append_shape (w, code);
  append_escaped (w, problem->message);
  g_string_append_c (w->text, '\r');
}

static GBytes *
write_ack (const HcrmHl7Message *message,
           HcrmHl7AckCode code,
           const GError *problem,
           const char *note,
           const char *control_id,
           GDateTime *at)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writer w = { text, message, message ? hcrm_hl7_message_get_delimiters (message) : &USUAL };
  append_msh (&w, code, control_id, at);
  append_charset (&w);
  append_msa (&w, code, problem ? problem->message : note);
  if (problem)
    append_err (&w, problem);
  return hcrm_hl7_charset_encode (message ? hcrm_hl7_message_get_charset (message) : "UTF-8",
                                  text->str);
}

GBytes *
hcrm_hl7_ack_new (const HcrmHl7Message *message,
                  HcrmHl7AckCode code,
                  const GError *problem,
                  const char *control_id,
                  GDateTime *at)
{
  g_return_val_if_fail (control_id && at, NULL);
  return write_ack (message, code, problem, NULL, control_id, at);
}

/* ---- what is asked for ---- */

/* Table 0155. */
typedef enum {
  WANT_NEVER,
  WANT_ALWAYS,
  WANT_ON_ERROR,
  WANT_ON_SUCCESS,
} Want;

typedef struct {
  gboolean enhanced;
  Want accept;
  Want application;
} Wants;

static Want
read_want (const char *text)
{
  static const struct {
    const char *text;
    Want want;
  } wants[] = { { "AL", WANT_ALWAYS }, { "ER", WANT_ON_ERROR }, { "SU", WANT_ON_SUCCESS } };
  for (guint i = 0; text && i < G_N_ELEMENTS (wants); i++)
    if (g_str_equal (wants[i].text, text))
      return wants[i].want;
  return WANT_NEVER;
}

static Wants
read_wants (const HcrmHl7Message *message)
{
  g_autofree char *accept = message ? hcrm_hl7_message_get (message, "MSH", 0, 15, 0, 1, 1) : NULL;
  g_autofree char *application =
      message ? hcrm_hl7_message_get (message, "MSH", 0, 16, 0, 1, 1) : NULL;
  gboolean enhanced = (accept && *accept) || (application && *application);
  return (Wants){ enhanced, read_want (accept), read_want (application) };
}

static gboolean
is_wanted (Want want, gboolean good)
{
  return want == WANT_ALWAYS || want == (good ? WANT_ON_SUCCESS : WANT_ON_ERROR);
}

void
hcrm_hl7_ack_expect (const HcrmHl7Message *message, guint *certain, guint *possible)
{
  Wants wants = read_wants (message);
  guint always = (wants.accept == WANT_ALWAYS) + (wants.application == WANT_ALWAYS);
  guint never = (wants.accept == WANT_NEVER) + (wants.application == WANT_NEVER);
  *certain = wants.enhanced ? always : 1;
  *possible = wants.enhanced ? 2 - always - never : 0;
}

/* Whether it is kept is one thing, whether it can be used another: only what cannot even be read is
 * refused at once. */
static HcrmHl7AckCode
find_commit (HcrmHl7AckCode code, const GError *problem)
{
  const char *place = problem ? hcrm_error_get_field (problem, 0) : NULL;
  if (code == HCRM_HL7_ACCEPT)
    return HCRM_HL7_COMMIT_ACCEPT;
  static const char *const header[] = { "MSH-9", "MSH-11", "MSH-12", NULL };
  if (place && g_strv_contains (header, place))
    return HCRM_HL7_COMMIT_REJECT;
  gboolean unreadable = g_error_matches (problem, HCRM_ERROR, HCRM_ERROR_MALFORMED)
                        || (place && g_str_has_prefix (place, "MSH"));
  return code == HCRM_HL7_REJECT || unreadable ? HCRM_HL7_COMMIT_ERROR : HCRM_HL7_COMMIT_ACCEPT;
}

GPtrArray *
hcrm_hl7_ack_answer (const HcrmHl7Message *message,
                     HcrmHl7AckCode code,
                     const GError *problem,
                     const char *note,
                     const char *control_id,
                     GDateTime *at)
{
  g_return_val_if_fail (control_id && at, NULL);
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Wants wants = read_wants (message);
  HcrmHl7AckCode commit = find_commit (code, problem);
  gboolean kept = commit == HCRM_HL7_COMMIT_ACCEPT;
  gboolean told = wants.enhanced && is_wanted (wants.accept, kept);
  g_autofree char *second = g_strconcat (control_id, "A", NULL);
  if (told)
    g_ptr_array_add (answers,
                     write_ack (message, commit, kept ? NULL : problem, NULL, control_id, at));
  if (wants.enhanced
      && ((told && !kept) || !is_wanted (wants.application, code == HCRM_HL7_ACCEPT)))
    return answers;
  g_ptr_array_add (answers,
                   write_ack (message, code, problem, note, told ? second : control_id, at));
  return answers;
}

/* ---- batches ---- */

/* How far the answer has come. */
typedef struct {
  GByteArray *bytes;
  const char *control_id;
  GDateTime *at;
  HcrmHl7Message *file; /* of the file that is open, if any */
  HcrmHl7Message *head; /* of the batch that is open, if it has one */
  gboolean open;        /* messages without BHS are a batch as well */
  guint n_messages;     /* of the batch */
  guint n_batches;      /* of the file */
} Answer;

/* BHS and FHS have their fields where MSH has its own, as far as they go. */
static HcrmHl7Message *
parse_envelope (GBytes *line)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (line, &length);
  g_autofree char *text = g_strndup (data, length);
  memcpy (text, "MSH", 3);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  return hcrm_hl7_message_parse_header (bytes, NULL);
}

static char
get_separator (const HcrmHl7Message *header)
{
  return hcrm_hl7_message_get_delimiters (header)->field;
}

/* As the sender wrote it, so that one encoding goes through the whole answer. */
static void
append_encoded (Answer *self, const HcrmHl7Message *header, const char *text)
{
  g_autoptr (GBytes) bytes = hcrm_hl7_charset_encode (hcrm_hl7_message_get_charset (header), text);
  g_byte_array_append (self->bytes, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
append_envelope (Answer *self, const char *name, const HcrmHl7Message *header, const char *id)
{
  static const guint copied[] = { 5, 6, 3, 4 };
  const HcrmHl7Delimiters *d = hcrm_hl7_message_get_delimiters (header);
  g_autoptr (GString) text = g_string_new (name);
  g_autofree char *time = g_date_time_format (self->at, "%Y%m%d%H%M%S%z");
  g_autofree char *reference = hcrm_hl7_message_dup_raw (header, "MSH", 0, 11);
  g_string_append_printf (text, "%c%c%c%c%c", d->field, d->component, d->repetition, d->escape,
                          d->subcomponent);
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++) {
    g_autofree char *raw = hcrm_hl7_message_dup_raw (header, "MSH", 0, copied[i]);
    g_string_append_printf (text, "%c%s", d->field, raw);
  }
  g_string_append_printf (text, "%c%s%c%c%c%c%s%c%s\r", d->field, time, d->field, d->field,
                          d->field, d->field, id, d->field, reference);
  append_encoded (self, header, text->str);
}

/* What BTS-1 or FTS-1 says; -1 if it says nothing. */
static gint64
read_count (GBytes *line, char separator)
{
  gsize length = 0;
  const char *data = line ? g_bytes_get_data (line, &length) : NULL;
  if (length < 5 || data[3] != separator || !g_ascii_isdigit (data[4]))
    return -1;
  g_autofree char *digits = g_strndup (data + 4, MIN (length - 4, 12));
  return g_ascii_strtoll (digits, NULL, 10);
}

static void
append_trailer (Answer *self,
                const char *name,
                char separator,
                guint n,
                gint64 told,
                const char *what)
{
  g_autoptr (GString) text = g_string_new (name);
  g_string_append_printf (text, "%c%u", separator, n);
  if (told >= 0 && told != n)
    g_string_append_printf (text, "%c%" G_GINT64_FORMAT " %s announced, %u found", separator, told,
                            what, n);
  g_string_append_c (text, '\r');
  g_byte_array_append (self->bytes, (const guint8 *) text->str, text->len);
}

static void
close_batch (Answer *self, GBytes *trailer)
{
  char separator = self->head ? get_separator (self->head) : 0;
  if (self->head)
    append_trailer (self, "BTS", separator, self->n_messages, read_count (trailer, separator),
                    "messages");
  g_clear_pointer (&self->head, hcrm_hl7_message_free);
  self->open = FALSE;
}

static void
open_batch (Answer *self, GBytes *header)
{
  close_batch (self, NULL);
  self->open = TRUE;
  self->n_messages = 0;
  self->n_batches++;
  self->head = header ? parse_envelope (header) : NULL;
  g_autofree char *id = g_strdup_printf ("%sB%u", self->control_id, self->n_batches);
  if (self->head)
    append_envelope (self, "BHS", self->head, id);
}

static void
close_file (Answer *self, GBytes *trailer)
{
  close_batch (self, NULL);
  char separator = self->file ? get_separator (self->file) : 0;
  if (self->file)
    append_trailer (self, "FTS", separator, self->n_batches, read_count (trailer, separator),
                    "batches");
  g_clear_pointer (&self->file, hcrm_hl7_message_free);
}

static void
open_file (Answer *self, GBytes *header)
{
  close_file (self, NULL);
  self->n_batches = 0;
  self->file = parse_envelope (header);
  if (self->file)
    append_envelope (self, "FHS", self->file, self->control_id);
}

static void
add_ack (Answer *self, GBytes *ack)
{
  if (!self->open)
    open_batch (self, NULL);
  self->n_messages++;
  g_byte_array_append (self->bytes, g_bytes_get_data (ack, NULL), g_bytes_get_size (ack));
}

GBytes *
hcrm_hl7_ack_batch (GPtrArray *parts, GPtrArray *acks, const char *control_id, GDateTime *at)
{
  g_return_val_if_fail (parts && acks && control_id && at, NULL);
  Answer answer = { .bytes = g_byte_array_new (), .control_id = control_id, .at = at };
  guint nth = 0;
  for (guint i = 0; i < parts->len; i++) {
    const HcrmHl7Part *part = g_ptr_array_index (parts, i);
    switch (part->kind) {
    case HCRM_HL7_FILE_HEAD:
      open_file (&answer, part->bytes);
      break;
    case HCRM_HL7_BATCH_HEAD:
      open_batch (&answer, part->bytes);
      break;
    case HCRM_HL7_MESSAGE:
      add_ack (&answer, g_ptr_array_index (acks, nth++));
      break;
    case HCRM_HL7_BATCH_END:
      close_batch (&answer, part->bytes);
      break;
    case HCRM_HL7_FILE_END:
      close_file (&answer, part->bytes);
      break;
    }
  }
  close_file (&answer, NULL);
  return g_byte_array_free_to_bytes (answer.bytes);
}

/* ---- reading ---- */

static char *
read_place (const HcrmHl7Message *message)
{
  guint new_style = hcrm_hl7_message_count_repetitions (message, "ERR", 0, 2);
  g_autofree char *segment = hcrm_hl7_message_get_first (message, "ERR", new_style ? 2 : 1, 1);
  g_autofree char *field = hcrm_hl7_message_get_first (message, "ERR", new_style ? 2 : 1, 3);
  if (!segment)
    return NULL;
  return field ? g_strconcat (segment, "-", field, NULL) : g_steal_pointer (&segment);
}

HcrmHl7Ack *
hcrm_hl7_ack_parse (GBytes *bytes, GError **error)
{
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse (bytes, error);
  if (!message)
    return NULL;
  g_autoptr (HcrmHl7Ack) self = g_new0 (HcrmHl7Ack, 1);
  self->code = hcrm_hl7_message_get_first (message, "MSA", 1, 1);
  self->control_id = hcrm_hl7_message_get_first (message, "MSA", 2, 1);
  self->text = hcrm_hl7_message_get_first (message, "MSA", 3, 1);
  self->place = read_place (message);
  if (!self->text)
    self->text = hcrm_hl7_message_get_first (message, "ERR", 8, 1);
  if (!self->code) {
    hcrm_fail (error, HCRM_ERROR_MALFORMED, "MSA-1", _ ("This is not an acknowledgement"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
hcrm_hl7_ack_free (HcrmHl7Ack *self)
{
  g_free (self->code);
  g_free (self->control_id);
  g_free (self->text);
  g_free (self->place);
  g_free (self);
}
