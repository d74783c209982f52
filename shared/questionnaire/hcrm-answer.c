/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One value of an answer, an option or a condition: its shape, order and FHIR form. */

#include "hcrm-answer.h"

#include "hcrm-unit.h"

#include <math.h>
#include <string.h>

/* FHIR's own limit for a string. */
#define MAX_STRING (1024 * 1024)

typedef gboolean (*ShapeFunc) (const char *text);

static gboolean
is_boolean (const char *text)
{
  return strcmp (text, "true") == 0 || strcmp (text, "false") == 0;
}

static gboolean
is_integer (const char *text)
{
  const char *digits = text + (*text == '-');

  return strspn (digits, "0123456789") == strlen (digits) && *digits != '\0'
         && (*digits != '0' || digits[1] == '\0')
         && g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, NULL, NULL);
}

static gboolean
is_decimal (const char *text)
{
  const char *p = text + (*text == '-');
  gsize whole = strspn (p, "0123456789");

  if (whole == 0 || (*p == '0' && whole > 1) || strlen (text) > 64)
    return FALSE;
  p += whole;
  if (*p == '.') {
    gsize fraction = strspn (++p, "0123456789");
    if (fraction == 0)
      return FALSE;
    p += fraction;
  }
  if (*p == 'e' || *p == 'E') {
    p += 1 + (p[1] == '+' || p[1] == '-');
    gsize exponent = strspn (p, "0123456789");
    if (exponent == 0 || exponent > 3)
      return FALSE;
    p += exponent;
  }
  return *p == '\0' && isfinite (g_ascii_strtod (text, NULL));
}

/* Reads @length digits as a number, or gives -1. */
static int
read_digits (const char *text, int length)
{
  int value = 0;

  for (int i = 0; i < length; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

static gboolean
is_date (const char *text)
{
  gsize length = strlen (text);
  int year = length >= 4 ? read_digits (text, 4) : -1;

  if (year < 1)
    return FALSE;
  if (length == 4)
    return TRUE;
  int month = length >= 7 && text[4] == '-' ? read_digits (text + 5, 2) : -1;
  if (month < 1 || month > 12)
    return FALSE;
  if (length == 7)
    return TRUE;
  int day = length == 10 && text[7] == '-' ? read_digits (text + 8, 2) : -1;
  return day > 0 && g_date_valid_dmy (day, month, year);
}

static gboolean
is_time (const char *text)
{
  if (strlen (text) < 8 || text[2] != ':' || text[5] != ':')
    return FALSE;
  int hour = read_digits (text, 2);
  int minute = read_digits (text + 3, 2);
  int second = read_digits (text + 6, 2);
  const char *rest = text + 8;
  if (*rest == '.')
    rest += 1 + strspn (rest + 1, "0123456789");
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60
         && *rest == '\0' && rest[-1] != '.';
}

static gboolean
is_date_time (const char *text)
{
  if (strchr (text, 'T') == NULL)
    return is_date (text);
  if (strlen (text) > 40)
    return FALSE;
  g_autoptr (GDateTime) instant = g_date_time_new_from_iso8601 (text, NULL);
  return instant != NULL && strlen (text) >= 20 && text[10] == 'T';
}

static gboolean
is_string (const char *text)
{
  return *text != '\0' && strlen (text) <= MAX_STRING;
}

static gboolean
is_anything (const char *text)
{
  return TRUE;
}

static const struct {
  const char *suffix;
  HcrmFhirKind json;
  ShapeFunc has_shape;
} kinds[] = {
  [HCRM_ANSWER_BOOLEAN] = { "Boolean", HCRM_FHIR_BOOLEAN, is_boolean },
  [HCRM_ANSWER_INTEGER] = { "Integer", HCRM_FHIR_NUMBER, is_integer },
  [HCRM_ANSWER_DECIMAL] = { "Decimal", HCRM_FHIR_NUMBER, is_decimal },
  [HCRM_ANSWER_DATE] = { "Date", HCRM_FHIR_STRING, is_date },
  [HCRM_ANSWER_DATE_TIME] = { "DateTime", HCRM_FHIR_STRING, is_date_time },
  [HCRM_ANSWER_TIME] = { "Time", HCRM_FHIR_STRING, is_time },
  [HCRM_ANSWER_STRING] = { "String", HCRM_FHIR_STRING, is_string },
  [HCRM_ANSWER_URI] = { "Uri", HCRM_FHIR_STRING, is_string },
  [HCRM_ANSWER_CODING] = { "Coding", HCRM_FHIR_OBJECT, is_anything },
  [HCRM_ANSWER_QUANTITY] = { "Quantity", HCRM_FHIR_OBJECT, is_anything },
  [HCRM_ANSWER_ATTACHMENT] = { "Attachment", HCRM_FHIR_OBJECT, is_anything },
  [HCRM_ANSWER_REFERENCE] = { "Reference", HCRM_FHIR_OBJECT, is_anything },
};

HcrmAnswer *
hcrm_answer_new (HcrmAnswerKind kind, const char *text)
{
  HcrmAnswer *self = g_new0 (HcrmAnswer, 1);

  self->kind = kind;
  self->text = g_strdup (text);
  return self;
}

HcrmAnswer *
hcrm_answer_new_coding (const char *system, const char *code, const char *display)
{
  HcrmAnswer *self = hcrm_answer_new (HCRM_ANSWER_CODING, code != NULL ? code : "");

  self->system = g_strdup (system);
  self->display = g_strdup (display);
  return self;
}

HcrmAnswer *
hcrm_answer_new_quantity (const char *number,
                          const char *system,
                          const char *code,
                          const char *unit)
{
  HcrmAnswer *self = hcrm_answer_new (HCRM_ANSWER_QUANTITY, number != NULL ? number : "");

  self->system = g_strdup (system);
  self->code = g_strdup (code);
  self->display = g_strdup (unit);
  return self;
}

HcrmAnswer *
hcrm_answer_copy (const HcrmAnswer *self)
{
  HcrmAnswer *copy = hcrm_answer_new (self->kind, self->text);

  copy->system = g_strdup (self->system);
  copy->code = g_strdup (self->code);
  copy->display = g_strdup (self->display);
  copy->json = g_strdup (self->json);
  return copy;
}

void
hcrm_answer_free (HcrmAnswer *self)
{
  g_free (self->text);
  g_free (self->system);
  g_free (self->code);
  g_free (self->display);
  g_free (self->json);
  g_free (self);
}

gboolean
hcrm_answer_is_well_formed (HcrmAnswerKind kind, const char *text)
{
  return kinds[kind].has_shape (text);
}

static gboolean
is_numeric (const HcrmAnswer *self)
{
  return self->kind == HCRM_ANSWER_INTEGER || self->kind == HCRM_ANSWER_DECIMAL;
}

double
hcrm_answer_get_number (const HcrmAnswer *self)
{
  if (!is_numeric (self) && self->kind != HCRM_ANSWER_QUANTITY)
    return NAN;
  return *self->text != '\0' ? g_ascii_strtod (self->text, NULL) : NAN;
}

static gboolean
compare_numbers (double a, double b, int *order)
{
  *order = (a > b) - (a < b);
  return !isnan (a) && !isnan (b);
}

static gboolean
compare_codings (const HcrmAnswer *a, const HcrmAnswer *b, int *order)
{
  gboolean same = *a->text != '\0' || *b->text != '\0' ? strcmp (a->text, b->text) == 0
                                                       : g_strcmp0 (a->display, b->display) == 0;

  same = same && (a->system == NULL || b->system == NULL || strcmp (a->system, b->system) == 0);
  *order = same ? 0 : 1;
  return same;
}

/* Days, or days without their month: equal only if they say the same, in order if they differ. */
static gboolean
compare_dates (const char *a, const char *b, int *order)
{
  gsize common = MIN (strlen (a), strlen (b));

  *order = strncmp (a, b, common);
  return *order != 0 || strlen (a) == strlen (b);
}

static gboolean
compare_instants (const char *a, const char *b, int *order)
{
  if (strchr (a, 'T') == NULL || strchr (b, 'T') == NULL)
    return compare_dates (a, b, order);
  g_autoptr (GDateTime) one = g_date_time_new_from_iso8601 (a, NULL);
  g_autoptr (GDateTime) two = g_date_time_new_from_iso8601 (b, NULL);
  if (one == NULL || two == NULL)
    return FALSE;
  *order = g_date_time_compare (one, two);
  return TRUE;
}

static gboolean
is_calendar (const HcrmAnswer *self)
{
  return self->kind == HCRM_ANSWER_DATE || self->kind == HCRM_ANSWER_DATE_TIME;
}

/* Hours, minutes and seconds stand in their places; only a fraction may be written shorter. */
static gboolean
compare_times (const char *a, const char *b, int *order)
{
  *order = strncmp (a, b, 8);
  if (*order != 0 || strlen (a) < 8 || strlen (b) < 8)
    return *order != 0;
  return compare_numbers (g_ascii_strtod (a + 6, NULL), g_ascii_strtod (b + 6, NULL), order);
}

static gboolean
compare_quantities (const HcrmAnswer *a, const HcrmAnswer *b, int *order)
{
  double factor = hcrm_unit_get_factor (a, b);

  return factor > 0
         && compare_numbers (hcrm_answer_get_number (a) * factor, hcrm_answer_get_number (b),
                             order);
}

/* What has no text of its own, such as a file without an address, is what was written of it. */
static gboolean
compare_texts (const HcrmAnswer *a, const HcrmAnswer *b, int *order)
{
  if (*a->text == '\0' && *b->text == '\0')
    *order = g_strcmp0 (a->json, b->json);
  else
    *order = strcmp (a->text, b->text);
  return TRUE;
}

static gboolean
has_number (const HcrmAnswer *self)
{
  return is_numeric (self) || self->kind == HCRM_ANSWER_QUANTITY;
}

gboolean
hcrm_answer_compare (const HcrmAnswer *a, const HcrmAnswer *b, int *order)
{
  if (has_number (a) && has_number (b) && (is_numeric (a) || is_numeric (b)))
    return compare_numbers (hcrm_answer_get_number (a), hcrm_answer_get_number (b), order);
  if (is_calendar (a) && is_calendar (b))
    return compare_instants (a->text, b->text, order);
  if (a->kind != b->kind)
    return FALSE;
  if (a->kind == HCRM_ANSWER_CODING)
    return compare_codings (a, b, order);
  if (a->kind == HCRM_ANSWER_QUANTITY)
    return compare_quantities (a, b, order);
  if (a->kind == HCRM_ANSWER_TIME)
    return compare_times (a->text, b->text, order);
  return compare_texts (a, b, order);
}

gboolean
hcrm_answer_equal (const HcrmAnswer *a, const HcrmAnswer *b)
{
  int order = 1;

  return hcrm_answer_compare (a, b, &order) && order == 0;
}

gboolean
hcrm_answer_identical (const HcrmAnswer *a, const HcrmAnswer *b)
{
  return a->kind == b->kind && strcmp (a->text, b->text) == 0
         && g_strcmp0 (a->system, b->system) == 0 && g_strcmp0 (a->code, b->code) == 0
         && g_strcmp0 (a->display, b->display) == 0 && g_strcmp0 (a->json, b->json) == 0;
}

/* The parts of an object that are compared and shown; all of it is kept beside them. */
static HcrmAnswer *
read_object (HcrmAnswerKind kind, const HcrmFhirNode *node)
{
  static const struct {
    const char *text, *system, *display;
  } members[] = {
    [HCRM_ANSWER_CODING] = { "code", "system", "display" },
    [HCRM_ANSWER_QUANTITY] = { "value", "system", "unit" },
    [HCRM_ANSWER_ATTACHMENT] = { "url", "contentType", "title" },
    [HCRM_ANSWER_REFERENCE] = { "reference", "type", "display" },
  };
  const HcrmFhirNode *text = hcrm_fhir_get (node, members[kind].text);
  HcrmAnswer *self = hcrm_answer_new (kind, text != NULL && text->text != NULL ? text->text : "");
  g_autoptr (GString) json = g_string_new (NULL);

  self->system = g_strdup (hcrm_fhir_get_string (node, members[kind].system));
  if (kind == HCRM_ANSWER_QUANTITY)
    self->code = g_strdup (hcrm_fhir_get_string (node, "code"));
  self->display = g_strdup (hcrm_fhir_get_string (node, members[kind].display));
  hcrm_fhir_write (node, json);
  self->json = g_string_free (g_steal_pointer (&json), FALSE);
  return self;
}

static HcrmAnswer *
read_value (HcrmAnswerKind kind, const HcrmFhirNode *node, const char **detail)
{
  if (node->kind != kinds[kind].json
      || (node->text != NULL && !kinds[kind].has_shape (node->text))) {
    *detail = _("The value does not have the shape its type asks for");
    return NULL;
  }
  return node->kind == HCRM_FHIR_OBJECT ? read_object (kind, node)
                                        : hcrm_answer_new (kind, node->text);
}

HcrmAnswer *
hcrm_answer_read (const HcrmFhirNode *object, const char *prefix, const char **detail)
{
  const char *unused = NULL;

  detail = detail != NULL ? detail : &unused;
  for (guint i = 0; i < hcrm_fhir_get_length (object); i++) {
    const HcrmFhirNode *member = hcrm_fhir_get_nth (object, i);
    if (member->name == NULL || !g_str_has_prefix (member->name, prefix))
      continue;
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      if (strcmp (member->name + strlen (prefix), kinds[kind].suffix) == 0)
        return read_value (kind, member, detail);
  }
  return NULL;
}

static void
write_member (const char *name, const char *value, gboolean quoted, GString *out)
{
  if (value == NULL || *value == '\0')
    return;
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
  if (quoted)
    hcrm_fhir_write_string (value, out);
  else
    g_string_append (out, value);
}

static void
write_coding (const HcrmAnswer *self, GString *out)
{
  write_member ("system", self->system, TRUE, out);
  write_member ("code", self->text, TRUE, out);
  write_member ("display", self->display, TRUE, out);
}

static void
write_quantity (const HcrmAnswer *self, GString *out)
{
  write_member ("value", self->text, FALSE, out);
  write_member ("unit", self->display, TRUE, out);
  write_member ("system", self->system, TRUE, out);
  write_member ("code", self->code, TRUE, out);
}

static void
write_attachment (const HcrmAnswer *self, GString *out)
{
  write_member ("contentType", self->system, TRUE, out);
  write_member ("url", self->text, TRUE, out);
  write_member ("title", self->display, TRUE, out);
}

static void
write_reference (const HcrmAnswer *self, GString *out)
{
  write_member ("reference", self->text, TRUE, out);
  write_member ("type", self->system, TRUE, out);
  write_member ("display", self->display, TRUE, out);
}

static void
write_object (const HcrmAnswer *self, GString *out)
{
  g_string_append_c (out, '{');
  if (self->kind == HCRM_ANSWER_CODING)
    write_coding (self, out);
  else if (self->kind == HCRM_ANSWER_QUANTITY)
    write_quantity (self, out);
  else if (self->kind == HCRM_ANSWER_ATTACHMENT)
    write_attachment (self, out);
  else
    write_reference (self, out);
  g_string_append_c (out, '}');
}

void
hcrm_answer_write (const HcrmAnswer *self, const char *prefix, GString *out)
{
  g_string_append_printf (out, "\"%s%s\":", prefix, kinds[self->kind].suffix);
  if (self->json != NULL)
    g_string_append (out, self->json);
  else if (kinds[self->kind].json == HCRM_FHIR_OBJECT)
    write_object (self, out);
  else if (kinds[self->kind].json == HCRM_FHIR_STRING)
    hcrm_fhir_write_string (self->text, out);
  else
    g_string_append (out, self->text);
}
