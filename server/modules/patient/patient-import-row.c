/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the cells of a row to a patient, contacts and a visit that were checked like typed ones. */

#include "patient-import-row.h"

#include <string.h>

#include "core/hcrm-identity.h"
#include "core/hcrm-number.h"
#include "core/hcrm-rows.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-import.h"
#include "model/hcrm-patient.h"
#include "patient-rules.h"

/* --- The row -----------------------------------------------------------------------------------
 */

HcrmImportRow *
hcrm_import_row_new (HcrmTableReader *reader)
{
  HcrmImportRow *row = g_new0 (HcrmImportRow, 1);

  row->line = hcrm_table_reader_get_row (reader);
  row->texts = g_ptr_array_new_with_free_func (g_free);
  row->kinds = g_array_new (FALSE, FALSE, sizeof (HcrmCellKind));
  for (guint i = 0; i < hcrm_table_reader_get_n_cells (reader); i++) {
    const HcrmCell *cell = hcrm_table_reader_get_cell (reader, i);
    g_ptr_array_add (row->texts, g_strdup (cell->text));
    g_array_append_val (row->kinds, cell->kind);
  }
  return row;
}

static void
forget (HcrmImportRow *row)
{
  g_clear_object (&row->told);
  g_clear_object (&row->patient);
  g_clear_pointer (&row->contacts, g_free);
  g_clear_pointer (&row->phone_key, g_free);
  g_clear_pointer (&row->person_key, g_free);
  g_clear_pointer (&row->key, g_free);
}

void
hcrm_import_row_free (HcrmImportRow *row)
{
  forget (row);
  g_ptr_array_unref (row->texts);
  g_array_unref (row->kinds);
  g_free (row);
}

char *
hcrm_import_row_write_cells (const HcrmImportRow *row)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < row->texts->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    hcrm_json_append_string (json, row->texts->pdata[i]);
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

int
hcrm_import_plan_find (const HcrmImportPlan *plan, const char *field)
{
  int n = hcrm_field_set_find (&hcrm_import_row_fields, field);

  return n >= 0 ? g_array_index (plan->columns, int, n) : -1;
}

/* --- From cells to values ----------------------------------------------------------------------
 */

typedef struct {
  HcrmImportRow *row;
  const HcrmImportPlan *plan;
  GError *bad;
} Reading;

static void
complain (Reading *self, const char *field, const char *detail)
{
  hcrm_error_add_field (&self->bad, field, detail);
}

/* What tells persons and visits apart, or is dialled: one wrong digit makes it another's. */
static gboolean
is_exact (const char *field)
{
  static const char *const exact[] = { "mrn",          "id_number", "phone", "contact_phone",
                                       "visit_number", "bed",       NULL };

  return g_strv_contains (exact, field);
}

/* Returns: (transfer full) (nullable): the digits as they were before a spreadsheet shortened them
 */
static char *
read_exact (Reading *self, const char *field, HcrmCellKind kind, const char *text)
{
  if (kind == HCRM_CELL_LOST) {
    complain (self, field,
              _ ("The spreadsheet keeps 15 digits of a number and has lost the others: format the "
                 "column as text and enter the number again"));
    return NULL;
  }
  if (kind != HCRM_CELL_TEXT || !hcrm_table_is_scientific (text))
    return g_strdup (text);
  char *digits = hcrm_import_value_dup_digits (text);
  if (digits == NULL)
    complain (self, field,
              _ ("The number was shortened to scientific notation, and digits are missing: format "
                 "the column as text and enter the number again"));
  return digits;
}

static void
read_choice (Reading *self, const HcrmField *field, const char *text)
{
  const char *value = hcrm_import_value_find_choice (field, text);
  g_autofree char *detail = NULL;

  if (value == NULL)
    complain (self, field->name, detail = g_strdup_printf (_ ("“%s” is not known here"), text));
  else
    hcrm_record_set (self->row->told, field->name, value);
}

/* A number in a column of days is a spreadsheet's day, unless it reads 20260315. */
static char *
dup_day (Reading *self, HcrmCellKind kind, const char *text)
{
  char *day = kind == HCRM_CELL_DATE ? hcrm_import_value_dup_day (text) : NULL;
  gsize digits = strspn (text, "0123456789");
  gboolean serial = digits == 5 && (text[digits] == '\0' || text[digits] == '.');

  if (day == NULL && serial)
    day = hcrm_table_reader_dup_day (self->plan->reader, text);
  return day != NULL ? day : hcrm_import_value_dup_day (text);
}

/* In the site's time zone; a day alone is its noon, which is that day whatever comes. */
static char *
to_instant (Reading *self, const char *day)
{
  int year, month, date, hour = 12, minute = 0, second = 0;

  sscanf (day, "%d-%d-%dT%d:%d:%d", &year, &month, &date, &hour, &minute, &second);
  g_autoptr (GDateTime) at =
      g_date_time_new (self->plan->zone, year, month, date, hour, minute, second);
  return at != NULL ? g_date_time_format_iso8601 (at) : NULL;
}

static void
read_day (Reading *self, const HcrmField *field, HcrmCellKind kind, const char *text)
{
  g_autofree char *day = dup_day (self, kind, text);
  g_autofree char *instant = NULL;
  g_autofree char *detail = NULL;

  if (day != NULL && field->kind == HCRM_KIND_TIME)
    instant = to_instant (self, day);
  else if (day != NULL)
    day[strlen ("YYYY-MM-DD")] = '\0';
  if (day == NULL || (field->kind == HCRM_KIND_TIME && instant == NULL))
    complain (self, field->name,
              detail = g_strdup_printf (_ ("“%s” is no day: write it as 2026-03-15"), text));
  else
    hcrm_record_set (self->row->told, field->name, instant != NULL ? instant : day);
}

static void
read_text (Reading *self, const HcrmField *field, HcrmCellKind kind, const char *text)
{
  g_autofree char *exact =
      is_exact (field->name) ? read_exact (self, field->name, kind, text) : g_strdup (text);

  if (exact != NULL)
    hcrm_record_set (self->row->told, field->name, exact);
}

/* “None” is nothing, but to the question about allergies it is an answer. */
static gboolean
is_empty (const HcrmField *field, const char *text)
{
  gboolean answers = strcmp (field->name, "allergies") == 0 || strcmp (field->name, "notes") == 0;

  return *text == '\0'
         || (!answers && field->kind == HCRM_KIND_TEXT && hcrm_import_value_is_none (text))
         || (field->kind != HCRM_KIND_TEXT && strcmp (field->name, "sex") != 0
             && hcrm_import_value_is_none (text));
}

static void
read_cell (Reading *self, const HcrmField *field, HcrmCellKind kind, const char *text)
{
  g_autofree char *detail = NULL;

  if (is_empty (field, text))
    return;
  if (kind == HCRM_CELL_ERROR)
    complain (self, field->name,
              detail = g_strdup_printf (_ ("The cell holds the error %s"), text));
  else if (field->kind == HCRM_KIND_CODE)
    read_choice (self, field, text);
  else if (field->kind == HCRM_KIND_DATE || field->kind == HCRM_KIND_TIME)
    read_day (self, field, kind, text);
  else
    read_text (self, field, kind, text);
}

static void
read_cells (Reading *self)
{
  const HcrmFieldSet *set = &hcrm_import_row_fields;

  self->row->told = hcrm_record_new (set);
  for (guint i = 0; i < set->n_fields; i++) {
    int column = g_array_index (self->plan->columns, int, i);
    if (column >= 0 && (guint) column < self->row->texts->len)
      read_cell (self, &set->fields[i], g_array_index (self->row->kinds, HcrmCellKind, column),
                 self->row->texts->pdata[column]);
  }
  hcrm_record_check (self->row->told, &self->bad);
}

static const char *
told (Reading *self, const char *field)
{
  return hcrm_record_get (self->row->told, field);
}

/* --- The patient -------------------------------------------------------------------------------
 */

/* Takes the faults that another check has found, under the name that the field has here. */
static void
gather (Reading *self, GError *found, const char *from, const char *to)
{
  for (guint i = 0; found != NULL && i < hcrm_error_get_n_fields (found); i++) {
    const char *field = hcrm_error_get_field (found, i);
    complain (self, g_strcmp0 (field, from) == 0 ? to : field,
              hcrm_error_get_field_detail (found, i));
  }
}

/* 17 digits and a check character, or 15 digits of the first generation. */
static const char *
guess_document (const char *number)
{
  g_autofree char *plain = hcrm_identity_normalize (number);
  gsize length = strlen (plain), digits = strspn (plain, "0123456789");

  return (length == 18 && digits >= 17) || (length == 15 && digits == 15) ? "resident-id" : NULL;
}

static gboolean
has_died (Reading *self)
{
  return g_strcmp0 (told (self, "outcome"), "died") == 0;
}

static void
make_patient (Reading *self)
{
  static const char *const same[] = { "name",      "sex",     "birth_date", "id_kind",
                                      "id_number", "address", "allergies",  "notes" };
  HcrmRecord *patient = hcrm_record_new (&hcrm_patient_fields);

  self->row->patient = patient;
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (told (self, same[i]) != NULL)
      hcrm_record_set (patient, same[i], told (self, same[i]));
  if (told (self, "sex") == NULL)
    hcrm_record_set (patient, "sex", "unknown");
  if (told (self, "id_number") != NULL && told (self, "id_kind") == NULL)
    hcrm_record_set (patient, "id_kind", guess_document (told (self, "id_number")));
  if (has_died (self) && told (self, "ended_at") != NULL)
    hcrm_record_set (patient, "deceased_at", told (self, "ended_at"));
}

/* What was wrong with a cell is not told again as missing. */
static void
check_patient (Reading *self)
{
  g_autoptr (GError) found = NULL;

  make_patient (self);
  if (self->bad != NULL)
    return;
  if (hcrm_record_check (self->row->patient, &found))
    hcrm_patient_rules_check (self->row->patient, self->row->patient, &self->plan->today, &found);
  gather (self, found, NULL, NULL);
}

/* --- Contacts ----------------------------------------------------------------------------------
 */

static void
append_contact (Reading *self, GString *json, HcrmRecord *contact, const char *key)
{
  static const char *const members[] = { "name", "relation", "channel", "number" };

  g_string_append (json, json->len > 1 ? ",{" : "{");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    hcrm_json_append_member (json, members[i], hcrm_record_get (contact, members[i]));
  hcrm_json_append_member (json, "number_key", key);
  g_string_append_c (json, '}');
  if (self->row->phone_key == NULL)
    self->row->phone_key = g_strdup (key);
}

static void
add_number (Reading *self,
            GString *json,
            const char *field,
            const char *number,
            const char *name,
            const char *relation)
{
  g_autoptr (HcrmRecord) contact = hcrm_record_new (&hcrm_contact_fields);
  g_autoptr (GError) found = NULL;
  g_autofree char *guess = hcrm_number_key (number, NULL);

  hcrm_record_set (contact, "patient_id", "1");
  hcrm_record_set (contact, "number", number);
  hcrm_record_set (contact, "channel", hcrm_number_is_mobile (guess) ? "phone" : "landline");
  hcrm_record_set (contact, "relation", relation);
  if (name != NULL)
    hcrm_record_set (contact, "name", name);
  g_autofree char *key = hcrm_record_check (contact, &found)
                             ? hcrm_contact_rules_check (contact, contact, &found)
                             : NULL;
  gather (self, found, "number", field);
  if (key != NULL && strstr (json->str, key) == NULL)
    append_contact (self, json, contact, key);
}

static void
add_numbers (Reading *self,
             GString *json,
             const char *field,
             const char *name,
             const char *relation)
{
  const char *text = told (self, field);
  g_auto (GStrv) numbers = text != NULL ? hcrm_number_split (text) : NULL;

  for (char **number = numbers; number != NULL && *number != NULL; number++)
    add_number (self, json, field, *number, name, relation);
}

static void
make_contacts (Reading *self)
{
  const char *relation = told (self, "contact_relation");
  GString *json = g_string_new ("[");

  add_numbers (self, json, "phone", NULL, "self");
  add_numbers (self, json, "contact_phone", told (self, "contact_name"),
               relation != NULL ? relation : "other");
  g_string_append_c (json, ']');
  self->row->contacts = g_string_free (json, FALSE);
}

/* --- The visit ---------------------------------------------------------------------------------
 */

static gint64
to_unix (const char *instant)
{
  g_autoptr (GDateTime) at = instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;

  return at != NULL ? g_date_time_to_unix (at) : 0;
}

static gboolean
is_after_today (Reading *self, const char *instant)
{
  GDate day;

  if (instant == NULL)
    return FALSE;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, atoi (instant + 8), atoi (instant + 5), atoi (instant));
  return g_date_compare (&day, &self->plan->today) > 0;
}

static gboolean
same_day (const char *left, const char *right)
{
  return strncmp (left, right, strlen ("YYYY-MM-DD")) == 0;
}

/* A stay whose end is told without a time ends no earlier than it began. */
static void
check_order (Reading *self)
{
  const char *start = told (self, "started_at"), *end = told (self, "ended_at");

  if (start == NULL || end == NULL || to_unix (end) >= to_unix (start))
    return;
  if (same_day (start, end))
    hcrm_record_set (self->row->told, "ended_at", start);
  else
    complain (self, "ended_at", _ ("The discharge lies before the admission"));
}

static void
check_visit (Reading *self)
{
  self->row->has_visit = told (self, "started_at") != NULL || told (self, "ended_at") != NULL
                         || told (self, "visit_number") != NULL;
  if (!self->row->has_visit)
    return;
  if (told (self, "visit_kind") == NULL)
    hcrm_record_set (self->row->told, "visit_kind", self->plan->visit_kind);
  if (told (self, "started_at") == NULL && told (self, "ended_at") == NULL)
    complain (self, "ended_at", _ ("Say when the visit began or ended"));
  if (is_after_today (self, told (self, "ended_at")))
    complain (self, "ended_at", _ ("A discharge does not lie in the future"));
  check_order (self);
}

/* --- Keys --------------------------------------------------------------------------------------
 */

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
make_keys (HcrmImportRow *row)
{
  const char *mrn = hcrm_record_get (row->told, "mrn");
  const char *identity = hcrm_record_get (row->patient, "id_number");
  const char *end = hcrm_record_get (row->told, "ended_at");
  const char *start = hcrm_record_get (row->told, "started_at");
  const char *number = hcrm_record_get (row->told, "visit_number");

  if (mrn != NULL)
    row->person_key = g_strconcat ("m:", mrn, NULL);
  else if (identity != NULL)
    row->person_key = g_strconcat ("i:", identity, NULL);
  else
    row->person_key = g_strdup_printf ("n:%s|%s|%s", hcrm_record_get (row->patient, "name"),
                                       or_empty (hcrm_record_get (row->patient, "birth_date")),
                                       or_empty (row->phone_key));
  row->is_named_only = mrn == NULL && identity == NULL && row->phone_key == NULL
                       && hcrm_record_get (row->patient, "birth_date") == NULL;
  if (!row->has_visit)
    row->key = g_strconcat ("row:", row->person_key, NULL);
  else
    row->key = g_strdup_printf ("visit:%s|%s|%.10s", row->person_key, or_empty (number),
                                number != NULL ? ""
                                : end != NULL  ? end
                                               : start);
}

gboolean
hcrm_import_row_read (HcrmImportRow *row, const HcrmImportPlan *plan, GError **error)
{
  Reading self = { row, plan, NULL };

  forget (row);
  read_cells (&self);
  check_patient (&self);
  make_contacts (&self);
  check_visit (&self);
  if (self.bad != NULL) {
    g_propagate_error (error, self.bad);
    return FALSE;
  }
  make_keys (row);
  return TRUE;
}
