/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a row of a list, by what is on record. */

#include <string.h>

#include "model/hcrm-encounter.h"
#include "model/hcrm-import.h"
#include "model/hcrm-patient.h"
#include "patient-import-batch.h"
#include "patient-import-judge-sql.h"
#include "patient-rules.h"

void
hcrm_import_verdict_clear (HcrmImportVerdict *verdict)
{
  g_clear_object (&verdict->patient);
  g_clear_pointer (&verdict->before, g_free);
}

const char *
hcrm_import_outcome_name (HcrmImportOutcome outcome)
{
  static const char *const names[] = {
    [HCRM_IMPORT_REJECT] = "rejected", [HCRM_IMPORT_SKIP] = "skipped", [HCRM_IMPORT_ADD] = "added",
    [HCRM_IMPORT_UPDATE] = "updated",  [HCRM_IMPORT_VISIT] = "visit",
  };

  return names[outcome];
}

gboolean
hcrm_import_is_fault (const GError *error)
{
  return g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID)
         || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_CONFLICT);
}

typedef struct {
  HcrmImport *import;
  HcrmImportRow *row;
  HcrmRows *found;
  guint n;
  HcrmImportVerdict *verdict;
  GError *bad;
} Judging;

static const char *
told (Judging *self, const char *field)
{
  return hcrm_record_get (self->row->told, field);
}

static gint64
found_int (Judging *self, const char *column)
{
  return hcrm_rows_get_int (self->found, self->n, column);
}

static void
complain (Judging *self, const char *field, const char *detail)
{
  hcrm_error_add_field (&self->bad, field, detail);
}

/* @detail: (transfer full) */
static void
complain_take (Judging *self, const char *field, char *detail)
{
  complain (self, field, detail);
  g_free (detail);
}

/* --- Within the list, and where ----------------------------------------------------------------
 */

static const char *
key_field (Judging *self)
{
  return told (self, "mrn") != NULL         ? "mrn"
         : told (self, "id_number") != NULL ? "id_number"
                                            : "name";
}

static const char *
visit_field (Judging *self)
{
  return told (self, "visit_number") != NULL ? "visit_number"
         : told (self, "ended_at") != NULL   ? "ended_at"
                                             : "started_at";
}

/* Two of one name may be two persons: something besides the name must say that they are one. */
static gboolean
is_anybody (Judging *self)
{
  const char *line = hcrm_rows_get (self->found, self->n, "person_line");

  if (line == NULL || !self->row->is_named_only)
    return FALSE;
  complain_take (self, "name",
                 g_strdup_printf (_ ("Row %s has the same name, and nothing else says that they are one person: add the MRN or "
                       "the document number"),
                                     line));
  return TRUE;
}

static void
check_repeated (Judging *self)
{
  const char *line = hcrm_rows_get (self->found, self->n, "key_line");

  if (!is_anybody (self) && line != NULL)
    complain_take (self, self->row->has_visit ? visit_field (self) : key_field (self),
                   self->row->has_visit
                   ? g_strdup_printf (_ ("Row %s tells of the same visit"), line)
                   : g_strdup_printf (_ ("Row %s tells of the same patient"), line));
}

static void
check_place (Judging *self)
{
  gint64 department = found_int (self, "department_id");

  if (told (self, "department") != NULL && department == 0)
    complain_take (self, "department",
                   g_strdup_printf (_ ("There is no department “%s” where you may import"),
                                       told (self, "department")));
  if (department == 0)
    department = hcrm_rows_get_int (self->import->order, 0, "department_id");
  if (department == 0 && told (self, "department") == NULL && !self->import->sees_all)
    complain (self, "department", _ ("Say which department the patient belongs to"));
  self->verdict->department_id = department;
  if (told (self, "ward") != NULL && found_int (self, "ward_id") == 0)
    complain_take (self, "ward",
                   g_strdup_printf (_ ("There is no ward “%s”"), told (self, "ward")));
  if (told (self, "attending") != NULL && found_int (self, "attendings") == 0)
    complain_take (self, "attending",
                   g_strdup_printf (_ ("There is no member of staff “%s”"),
                                       told (self, "attending")));
  if (found_int (self, "attendings") > 1)
    complain_take (self, "attending",
                   g_strdup_printf (_ ("Several members of staff are called “%s”: write the staff number"),
                       told (self, "attending")));
}

/* --- Who ---------------------------------------------------------------------------------------
 */

static gboolean
is_same_name (const char *left, const char *right)
{
  g_auto (GStrv) a = g_strsplit (left, " ", -1), b = g_strsplit (right, " ", -1);
  g_autofree char *one = g_strjoinv ("", a), *other = g_strjoinv ("", b);
  g_autofree char *small = g_utf8_strdown (one, -1), *little = g_utf8_strdown (other, -1);

  return strcmp (small, little) == 0;
}

/* A number mistyped is somebody else's: the name must agree, or the document. */
static void
check_mrn (Judging *self)
{
  const char *name = hcrm_rows_get (self->found, self->n, "mrn_name");
  const char *identity = hcrm_rows_get (self->found, self->n, "mrn_id_number");
  const char *mine = hcrm_record_get (self->row->patient, "id_number");

  if (hcrm_rows_get_bool (self->found, self->n, "mrn_hidden"))
    complain (self, "mrn", _ ("The MRN belongs to a patient whom you may not see"));
  if (name == NULL || is_same_name (name, told (self, "name"))
      || (identity != NULL && g_strcmp0 (identity, mine) == 0))
    return;
  complain (self, "name", _ ("The MRN belongs to a patient of another name"));
}

static void
find_person (Judging *self)
{
  gint64 likely = found_int (self, "likely_id");
  gboolean told_who =
      told (self, "mrn") != NULL || hcrm_record_get (self->row->patient, "id_number") != NULL;

  check_mrn (self);
  if (found_int (self, "id_patients") > 1)
    complain (self, "id_number",
              _ ("Several patients have this document number: add the MRN to the list"));
  self->verdict->patient_id = found_int (self, "mrn_patient_id");
  if (self->verdict->patient_id == 0)
    self->verdict->patient_id = found_int (self, "id_patient_id");
  if (self->verdict->patient_id == 0)
    self->verdict->patient_id = found_int (self, "file_patient_id");
  if (self->verdict->patient_id == 0 && found_int (self, "person_line") == 0 && !told_who
      && likely != 0)
    complain (self, "name",
              _ ("Somebody of this name, date of birth and telephone is on record: add the MRN or "
                 "the document number"));
}

/* --- Which visit -------------------------------------------------------------------------------
 */

static gboolean
find_visit_on_day (Judging *self, GError **error)
{
  HcrmDb *db = self->import->db;

  hcrm_db_let_int (db, "patient_id", self->verdict->patient_id);
  hcrm_db_let (db, "site_id", hcrm_rows_get (self->import->order, 0, "site_id"));
  hcrm_db_let (db, "visit_kind", told (self, "visit_kind"));
  hcrm_db_let (db, "zone", hcrm_rows_get (self->import->order, 0, "time_zone"));
  hcrm_db_let (db, "ended_at", told (self, "ended_at"));
  g_autofree char *day = g_strndup (told (self, "ended_at"), strlen ("YYYY-MM-DD"));
  hcrm_db_let (db, "ended_on", day);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (db, &SQL_PATIENT_IMPORT_JUDGE_VISIT_ON_DAY, NULL, error);
  if (rows != NULL && hcrm_rows_get_n (rows) > 0)
    self->verdict->visit_id = hcrm_rows_get_int (rows, 0, "id");
  return rows != NULL;
}

/* A visit on record is ended by a list that tells so, and otherwise left as the HIS has it. */
static gboolean
look_at_visit (Judging *self, GError **error)
{
  HcrmDb *db = self->import->db;

  hcrm_db_let_int (db, "visit_id", self->verdict->visit_id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_PATIENT_IMPORT_JUDGE_VISIT, NULL, error);
  if (rows == NULL)
    return FALSE;
  const char *state = hcrm_rows_get (rows, 0, "state");
  gboolean open = strcmp (state, "active") == 0 || strcmp (state, "planned") == 0;
  self->verdict->ends_visit = open && self->import->updates && told (self, "ended_at") != NULL
                              && hcrm_rows_get_bool (rows, 0, "begins_before");
  if (self->verdict->ends_visit)
    self->verdict->before = g_strdup_printf ("\"visit\":%s", hcrm_rows_get (rows, 0, "whole"));
  return TRUE;
}

static gboolean
find_visit (Judging *self, GError **error)
{
  HcrmImportVerdict *verdict = self->verdict;

  if (!self->row->has_visit)
    return TRUE;
  if (hcrm_rows_get_bool (self->found, self->n, "visit_hidden"))
    complain (self, "visit_number", _ ("The visit belongs to a patient whom you may not see"));
  verdict->visit_id = found_int (self, "visit_id");
  if (verdict->visit_id != 0 && found_int (self, "visit_patient_id") != verdict->patient_id)
    complain (self, "visit_number", _ ("The visit belongs to another patient"));
  if (verdict->visit_id == 0 && verdict->patient_id != 0 && told (self, "visit_number") == NULL
      && told (self, "ended_at") != NULL && !find_visit_on_day (self, error))
    return FALSE;
  verdict->adds_visit = verdict->visit_id == 0;
  if (verdict->visit_id == 0 || self->bad != NULL)
    return TRUE;
  hcrm_db_let (self->import->db, "ended_at", told (self, "ended_at"));
  return look_at_visit (self, error);
}

/* --- What of it is new -------------------------------------------------------------------------
 */

/* Only what the list tells: an empty cell takes nothing away. */
static HcrmRecord *
make_changes (Judging *self, HcrmRecord *known)
{
  HcrmRecord *changes = hcrm_record_copy (self->row->patient);

  if (told (self, "sex") == NULL)
    hcrm_record_unset (changes, "sex");
  if (hcrm_record_get (known, "deceased_at") != NULL)
    hcrm_record_unset (changes, "deceased_at");
  if (g_strcmp0 (hcrm_record_get (known, "name"), hcrm_record_get (changes, "name")) == 0)
    hcrm_record_unset (changes, "name");
  hcrm_record_unset (changes, "pinyin");
  hcrm_record_unset (changes, "initials");
  return changes;
}

static gboolean
is_changed (HcrmRecord *known, HcrmRecord *whole)
{
  const HcrmFieldSet *set = &hcrm_patient_fields;

  for (guint i = 0; i < set->n_fields; i++)
    if (g_strcmp0 (hcrm_record_get (known, set->fields[i].name),
                   hcrm_record_get (whole, set->fields[i].name))
        != 0)
      return TRUE;
  return FALSE;
}

/* Every number of the list that the patient does not have yet. */
static gboolean
has_new_number (Judging *self, HcrmRows *known)
{
  g_autoptr (JsonNode) node = json_from_string (self->row->contacts, NULL);
  JsonArray *contacts = json_node_get_array (node);
  const char *keys = hcrm_rows_get (known, 0, "number_keys");

  for (guint i = 0; i < json_array_get_length (contacts); i++) {
    const char *key =
        json_object_get_string_member (json_array_get_object_element (contacts, i), "number_key");
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", key);
    if (strstr (keys, quoted) == NULL)
      return TRUE;
  }
  return FALSE;
}

static void
note_before (HcrmImportVerdict *verdict, HcrmRows *known)
{
  g_autofree char *visit = g_steal_pointer (&verdict->before);

  verdict->before = g_strdup_printf ("\"patient\":%s%s%s", hcrm_rows_get (known, 0, "whole"),
                                     visit != NULL ? "," : "", visit != NULL ? visit : "");
}

static gboolean
compare_patient (Judging *self, gboolean *changed, GError **error)
{
  hcrm_db_let_int (self->import->db, "patient_id", self->verdict->patient_id);
  g_autoptr (HcrmRows) rows =
      hcrm_db_one (self->import->db, &SQL_PATIENT_IMPORT_JUDGE_PATIENT, NULL, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr (HcrmRecord) known = hcrm_rows_to_record (rows, 0, &hcrm_patient_fields);
  g_autoptr (HcrmRecord) whole = hcrm_rows_to_record (rows, 0, &hcrm_patient_fields);
  g_autoptr (HcrmRecord) changes = make_changes (self, known);
  hcrm_record_overlay (whole, changes);
  if (!hcrm_record_check (whole, &self->bad)
      || !hcrm_patient_rules_check (whole, changes, &self->import->plan.today, &self->bad))
    return TRUE;
  *changed = is_changed (known, whole);
  if (*changed) {
    self->verdict->patient = g_steal_pointer (&whole);
    note_before (self->verdict, rows);
  }
  *changed |= has_new_number (self, rows);
  return TRUE;
}

/* The first row of a person in a list tells of the person, the others only of visits. */
static gboolean
choose (Judging *self, GError **error)
{
  HcrmImportVerdict *verdict = self->verdict;
  gboolean in_list = found_int (self, "person_line") != 0, changed = FALSE;

  if (verdict->patient_id == 0 && !in_list) {
    verdict->outcome = HCRM_IMPORT_ADD;
    return TRUE;
  }
  if (self->import->updates && !in_list && !compare_patient (self, &changed, error))
    return FALSE;
  if (changed)
    verdict->outcome = HCRM_IMPORT_UPDATE;
  else
    verdict->outcome =
        verdict->adds_visit || verdict->ends_visit ? HCRM_IMPORT_VISIT : HCRM_IMPORT_SKIP;
  return TRUE;
}

gboolean
hcrm_import_judge (HcrmImport *import,
                   HcrmImportRow *row,
                   HcrmRows *found,
                   guint n,
                   HcrmImportVerdict *verdict,
                   GError **error)
{
  Judging self = { import, row, found, n, verdict, NULL };

  *verdict = (HcrmImportVerdict){ 0 };
  check_repeated (&self);
  check_place (&self);
  find_person (&self);
  if (!find_visit (&self, error) || (self.bad == NULL && !choose (&self, error))) {
    g_clear_error (&self.bad);
    return FALSE;
  }
  if (self.bad == NULL)
    return TRUE;
  g_propagate_error (error, self.bad);
  return FALSE;
}
