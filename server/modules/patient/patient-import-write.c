/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing rows of a list, many at once: patients, numbers, contacts, visits and their time line. */

#include "patient-import-write.h"

#include <string.h>

#include "core/hcrm-rows.h"
#include "model/hcrm-encounter.h"
#include "patient-import-write-sql.h"

typedef struct {
  HcrmImport *import;
  HcrmImportRow *row;
  HcrmRows *found;
  guint n;
  const HcrmImportVerdict *verdict;
  GString *json;
} Writing;

static const char *
told (Writing *self, const char *field)
{
  return hcrm_record_get (self->row->told, field);
}

static const char *
order_text (Writing *self, const char *column)
{
  return hcrm_rows_get (self->import->order, 0, column);
}

static const char *
found (Writing *self, const char *column)
{
  return hcrm_rows_get (self->found, self->n, column);
}

static void
add (Writing *self, const char *name, const char *value)
{
  hcrm_json_append_member (self->json, name, value);
}

static void
add_id (Writing *self, const char *name, gint64 id)
{
  if (id != 0)
    g_string_append_printf (self->json, ",\"%s\":%" G_GINT64_FORMAT, name, id);
}

/* --- The visit ---------------------------------------------------------------------------------
 */

/* An inpatient without a discharge is still here; whoever came for a while has gone. */
static const char *
visit_end (Writing *self)
{
  gboolean stays = strcmp (told (self, "visit_kind"), "inpatient") == 0;

  if (told (self, "ended_at") != NULL || stays)
    return told (self, "ended_at");
  return told (self, "started_at");
}

static gboolean
is_recent (Writing *self, const char *end)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (end, NULL);
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, g_date_time_get_day_of_month (at), g_date_time_get_month (at),
                  g_date_time_get_year (at));
  return g_date_days_between (&day, &self->import->plan.today) <= self->import->plan.decide_days;
}

/* Returns: (nullable): what is to be asked about the visit, as a code */
static const char *
find_decision (Writing *self, const char *end)
{
  gboolean died = g_strcmp0 (told (self, "outcome"), "died") == 0;
  const char *decision =
      hcrm_encounter_ask (told (self, "visit_kind"), end != NULL ? "finished" : "active", died);

  return g_strcmp0 (decision, "undecided") == 0 && !is_recent (self, end) ? NULL : decision;
}

static const char *
find_reason (const char *decision)
{
  return g_strcmp0 (decision, "exempt") == 0 ? "died" : NULL;
}

/* Found again by the day if the list comes once more. */
static char *
make_number (Writing *self, const char *day)
{
  const char *who = told (self, "mrn");
  GString *number = g_string_new (NULL);

  if (who == NULL)
    who = hcrm_record_get (self->row->patient, "id_number");
  if (who != NULL)
    g_string_append (number, who);
  else
    g_string_append_printf (number, "L%s-%u", order_text (self, "id"), self->row->line);
  g_string_append_printf (number, "/%.10s", day);
  return g_string_free (number, FALSE);
}

static void
append_code (GString *json,
             const char *kind,
             const char *system,
             const char *code,
             const char *text)
{
  if (code == NULL && text == NULL)
    return;
  g_string_append_printf (json, "%s{\"rank\":1", json->len > 1 ? "," : "");
  hcrm_json_append_member (json, "kind", kind);
  hcrm_json_append_member (json, "system", system);
  hcrm_json_append_member (json, "code", code != NULL ? code : "");
  hcrm_json_append_member (json, "text", text);
  g_string_append_c (json, '}');
}

static void
add_codes (Writing *self)
{
  g_autoptr (GString) json = g_string_new ("[");

  append_code (json, "diagnosis", "icd10", told (self, "diagnosis_code"), told (self, "diagnosis"));
  append_code (json, "procedure", "icd9cm3", NULL, told (self, "procedure"));
  g_string_append_printf (self->json, ",\"codes\":%s]", json->str);
}

static void
add_visit_number (Writing *self, const char *end)
{
  g_autofree char *made = NULL;

  if (told (self, "visit_number") == NULL)
    made = make_number (self, end != NULL ? end : told (self, "started_at"));
  add (self, "visit_number", made != NULL ? made : told (self, "visit_number"));
}

static void
add_visit (Writing *self)
{
  static const char *const same[] = { "visit_kind", "started_at", "outcome", "bed" };
  const char *end = visit_end (self);
  const char *decision = find_decision (self, end);

  add_visit_number (self, end);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    add (self, same[i], told (self, same[i]));
  add (self, "visit_state", end != NULL ? "finished" : "active");
  add (self, "ended_at", end);
  add_id (self, "visit_id", self->verdict->ends_visit ? self->verdict->visit_id : 0);
  add_id (self, "visit_department_id", self->verdict->department_id);
  add (self, "ward_id", found (self, "ward_id"));
  add (self, "attending_id", found (self, "attending_id"));
  add (self, "followup_decision", decision);
  add (self, "decision_reason", find_reason (decision));
  add_codes (self);
}

/* --- The time line -----------------------------------------------------------------------------
 */

static void
begin_line (GString *json, const char *kind, const char *code, const char *at)
{
  g_string_append (json, json->len > 1 ? ",{" : "{");
  hcrm_json_append_member (json, "kind", kind);
  hcrm_json_append_member (json, "code", code);
  hcrm_json_append_member (json, "at", at);
  g_string_append (json, ",\"params\":{");
}

static void
end_line (GString *json)
{
  g_string_append (json, "}}");
}

static void
append_taken (Writing *self, GString *json)
{
  g_autofree char *line = g_strdup_printf ("%u", self->row->line);

  begin_line (json, "record", "record.imported", NULL);
  hcrm_json_append_member (json, "file", order_text (self, "name"));
  hcrm_json_append_member (json, "row", line);
  end_line (json);
}

static void
append_turn (Writing *self, GString *json, const char *code, const char *at)
{
  if (at == NULL)
    return;
  begin_line (json, "encounter", code, at);
  hcrm_json_append_member (json, "department", found (self, "department"));
  hcrm_json_append_member (json, "department_en", found (self, "department_en"));
  hcrm_json_append_member (json, "number", told (self, "visit_number"));
  hcrm_json_append_member (json, "kind", told (self, "visit_kind"));
  hcrm_json_append_member (json, "bed", told (self, "bed"));
  hcrm_json_append_member (json, "attending", found (self, "attending"));
  hcrm_json_append_member (json, "diagnosis", told (self, "diagnosis"));
  hcrm_json_append_member (json, "outcome", told (self, "outcome"));
  end_line (json);
}

static void
add_lines (Writing *self)
{
  g_autoptr (GString) json = g_string_new ("[");
  gboolean stays = g_strcmp0 (told (self, "visit_kind"), "inpatient") == 0;

  if (self->verdict->outcome == HCRM_IMPORT_ADD || self->verdict->outcome == HCRM_IMPORT_UPDATE)
    append_taken (self, json);
  if (self->verdict->adds_visit)
    append_turn (self, json, stays ? "encounter.admitted" : "encounter.registered",
                 told (self, "started_at"));
  if ((self->verdict->adds_visit && stays) || self->verdict->ends_visit)
    append_turn (self, json, "encounter.discharged", told (self, "ended_at"));
  g_string_append_printf (self->json, ",\"lines\":%s]", json->str);
}

/* --- The patient -------------------------------------------------------------------------------
 */

static void
add_new_patient (Writing *self)
{
  static const char *const fields[] = { "name",       "pinyin",  "initials",   "sex",
                                        "birth_date", "id_kind", "id_number",  "address",
                                        "allergies",  "notes",   "deceased_at" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add (self, fields[i], hcrm_record_get (self->row->patient, fields[i]));
  add (self, "mrn", told (self, "mrn"));
}

/* Where somebody registers a person; a visit says by itself who sees the patient. */
static void
add_patient (Writing *self)
{
  gboolean numbers =
      self->verdict->outcome == HCRM_IMPORT_ADD || self->verdict->outcome == HCRM_IMPORT_UPDATE;

  add_id (self, "patient_id", self->verdict->patient_id);
  if (self->verdict->patient_id == 0)
    add_new_patient (self);
  add_id (self, "department_id", self->row->has_visit ? 0 : self->verdict->department_id);
  add (self, "row_outcome", hcrm_import_outcome_name (self->verdict->outcome));
  if (numbers)
    g_string_append_printf (self->json, ",\"contacts\":%s", self->row->contacts);
  if (self->verdict->before != NULL)
    g_string_append_printf (self->json, ",\"before\":{%s}", self->verdict->before);
}

/* --- Rows --------------------------------------------------------------------------------------
 */

void
hcrm_import_writer_init (HcrmImportWriter *self, HcrmImport *import)
{
  self->import = import;
  self->rows = g_string_new ("[");
  self->patients = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
hcrm_import_writer_clear (HcrmImportWriter *self)
{
  g_string_free (self->rows, TRUE);
  g_hash_table_unref (self->patients);
}

void
hcrm_import_writer_flush (HcrmImportWriter *self)
{
  if (self->rows->len == 1)
    return;
  g_string_append_c (self->rows, ']');
  hcrm_db_unlet (self->import->db);
  hcrm_import_bind (self->import);
  hcrm_db_let (self->import->db, "rows", self->rows->str);
  hcrm_db_queue (self->import->db, &SQL_PATIENT_IMPORT_WRITE_ROWS, NULL);
  g_string_assign (self->rows, "[");
  g_hash_table_remove_all (self->patients);
}

static void
change_patient (Writing *self)
{
  HcrmDb *db = self->import->db;

  hcrm_db_unlet (db);
  hcrm_db_let_int (db, "patient_id", self->verdict->patient_id);
  hcrm_db_queue (db, &SQL_PATIENT_IMPORT_WRITE_UPDATE_PATIENT, self->verdict->patient);
}

static void
end_visit (Writing *self)
{
  HcrmDb *db = self->import->db;
  const char *end = visit_end (self), *decision = find_decision (self, end);

  hcrm_db_unlet (db);
  hcrm_db_let_int (db, "visit_id", self->verdict->visit_id);
  hcrm_db_let (db, "ended_at", end);
  hcrm_db_let (db, "outcome", told (self, "outcome"));
  hcrm_db_let (db, "followup_decision", decision);
  hcrm_db_let (db, "decision_reason", find_reason (decision));
  hcrm_db_queue (db, &SQL_PATIENT_IMPORT_WRITE_END_VISIT, NULL);
}

static void
append_row (Writing *self)
{
  if (self->json->len > 1)
    g_string_append_c (self->json, ',');
  g_string_append_printf (self->json, "{\"line\":%u", self->row->line);
  add_patient (self);
  if (self->row->has_visit && (self->verdict->adds_visit || self->verdict->ends_visit))
    add_visit (self);
  add_lines (self);
  g_string_append_c (self->json, '}');
}

void
hcrm_import_writer_add (HcrmImportWriter *writer,
                        HcrmImportRow *row,
                        HcrmRows *found,
                        guint n,
                        const HcrmImportVerdict *verdict)
{
  Writing self = { writer->import, row, found, n, verdict, writer->rows };
  gint64 patient = verdict->patient_id;

  if (patient != 0 && !g_hash_table_add (writer->patients, g_memdup2 (&patient, sizeof patient))) {
    hcrm_import_writer_flush (writer);
    g_hash_table_add (writer->patients, g_memdup2 (&patient, sizeof patient));
  }
  if (verdict->patient != NULL)
    change_patient (&self);
  if (verdict->ends_visit)
    end_visit (&self);
  append_row (&self);
}
