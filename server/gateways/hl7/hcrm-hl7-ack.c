/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads MSH, MSA and ERR of an acknowledgement. */
#include "hcrm-hl7-ack.h"

#include <string.h>

#include "hcrm-hl7-charset.h"

/* Table 0357, by our kinds of failure; the last row stands for all others. */
static const struct {
  HcrmErrorCode error;
  const char *code;
  const char *text;
} CONDITIONS[] = {
  /* clang-format off */
  { HCRM_ERROR_MALFORMED, "100", "Segment sequence error" },
  { HCRM_ERROR_TOO_LARGE, "100", "Segment sequence error" },
  { HCRM_ERROR_INVALID,   "102", "Data type error" },
  { HCRM_ERROR_METHOD,    "200", "Unsupported message type" },
  { HCRM_ERROR_NOT_FOUND, "204", "Unknown key identifier" },
  { HCRM_ERROR_CONFLICT,  "205", "Duplicate key identifier" },
  { HCRM_ERROR_INTERNAL,  "207", "Application internal error" },
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

static void
append_type (Writer *w)
{
  g_autofree char *event =
      w->message ? hcrm_hl7_message_get (w->message, "MSH", 0, 9, 0, 2, 1) : NULL;
  append_shape (w, "|ACK");
  if (event && *event) {
    append_shape (w, "^");
    append_escaped (w, event);
    append_shape (w, "^ACK");
  }
}

static void
append_msh (Writer *w, const char *control_id, GDateTime *at)
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
  append_type (w);
  append_shape (w, "|");
  append_escaped (w, control_id);
  append_copy (w, 11, "P");
  append_copy (w, 12, "2.4");
}

/* MSH-18 is repeated only if the message had one. */
static void
append_charset (Writer *w)
{
  g_autofree char *raw = w->message ? hcrm_hl7_message_dup_raw (w->message, "MSH", 0, 18) : NULL;
  if (raw && *raw) {
    append_shape (w, "||||||");
    g_string_append (w->text, raw);
  }
  g_string_append_c (w->text, '\r');
}

static void
append_msa (Writer *w, HcrmHl7AckCode code, const GError *problem)
{
  append_shape (w, "MSA|");
  g_string_append (w->text, hcrm_hl7_ack_code_get_name (code));
  append_copy (w, 10, "");
  if (problem) {
    append_shape (w, "|");
    append_escaped (w, problem->message);
  }
  g_string_append_c (w->text, '\r');
}

static guint
find_condition (const GError *problem)
{
  guint last = G_N_ELEMENTS (CONDITIONS) - 1;
  for (guint i = 0; i < last; i++)
    if (g_error_matches (problem, HCRM_ERROR, CONDITIONS[i].error))
      return i;
  return last;
}

/* PID-3 as segment, sequence and field: PID^1^3. */
static void
append_place (Writer *w, const char *field)
{
  g_auto (GStrv) parts = g_strsplit (field ? field : "", "-", 2);
  if (!parts[0] || !g_ascii_isalpha (*parts[0]))
    return;
  append_escaped (w, parts[0]);
  append_shape (w, "^1");
  if (parts[1]) {
    append_shape (w, "^");
    append_escaped (w, parts[1]);
  }
}

/* ERR as of version 2.5; receivers of older versions read MSA-3 and skip what they do not know. */
static void
append_err (Writer *w, const GError *problem)
{
  guint condition = find_condition (problem);
  g_autofree char *code = g_strdup_printf ("|%s^%s^HL70357|E||||", CONDITIONS[condition].code,
                                           CONDITIONS[condition].text);
  append_shape (w, "ERR||");
  if (problem->domain == HCRM_ERROR)
    append_place (w, hcrm_error_get_field (problem, 0));
  append_shape (w, code);
  append_escaped (w, problem->message);
  g_string_append_c (w->text, '\r');
}

GBytes *
hcrm_hl7_ack_new (const HcrmHl7Message *message,
                  HcrmHl7AckCode code,
                  const GError *problem,
                  const char *control_id,
                  GDateTime *at)
{
  g_return_val_if_fail (control_id && at, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Writer w = { text, message, message ? hcrm_hl7_message_get_delimiters (message) : &USUAL };
  append_msh (&w, control_id, at);
  append_charset (&w);
  append_msa (&w, code, problem);
  if (problem)
    append_err (&w, problem);
  return hcrm_hl7_charset_encode (message ? hcrm_hl7_message_get_charset (message) : "UTF-8",
                                  text->str);
}

/* ---- reading ---- */

static char *
get (const HcrmHl7Message *message, const char *segment, guint field, guint component)
{
  return hcrm_hl7_message_get (message, segment, 0, field, 0, component, 1);
}

static char *
read_place (const HcrmHl7Message *message)
{
  g_autofree char *segment = get (message, "ERR", 2, 1);
  g_autofree char *field = get (message, "ERR", 2, 3);
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
  self->code = get (message, "MSA", 1, 1);
  self->control_id = get (message, "MSA", 2, 1);
  self->text = get (message, "MSA", 3, 1);
  self->place = read_place (message);
  if (!self->text)
    self->text = get (message, "ERR", 8, 1);
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
