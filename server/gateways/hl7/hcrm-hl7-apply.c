/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the record that a message was read into to rows. */
#include "hcrm-hl7-apply.h"

#include "core/hcrm-event.h"
#include "core/hcrm-pinyin.h"
#include "core/hcrm-rows.h"
#include "hcrm-hl7-settle.h"
#include "hl7_apply-sql.h"

void
hcrm_hl7_work_clear (HcrmHl7Work *self)
{
  g_clear_object (&self->told);
  g_clear_pointer (&self->found, hcrm_rows_free);
  g_clear_pointer (&self->known, hcrm_rows_free);
}

gboolean
hcrm_hl7_work_read (HcrmHl7Work *self,
                    const HcrmHl7Message *message,
                    HcrmHl7Sites *sites,
                    GError **error)
{
  self->site = hcrm_hl7_sites_choose (sites, message, &self->facility_is_site);
  if (!self->site)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "MSH-4", _ ("No site has been set up yet"));
  self->told = hcrm_hl7_adt_read (message, self->event, self->site->zone, error);
  return self->told != NULL;
}

static const char *
told (HcrmHl7Work *self, const char *name)
{
  return hcrm_record_get (self->told, name);
}

static gint64
found_int (HcrmHl7Work *self, const char *name)
{
  return hcrm_rows_get_int (self->found, 0, name);
}

static gint64
known_int (HcrmHl7Work *self, const char *name)
{
  return self->known ? hcrm_rows_get_int (self->known, 0, name) : 0;
}

static gboolean
known_bool (HcrmHl7Work *self, const char *name, gboolean otherwise)
{
  return self->known ? hcrm_rows_get_bool (self->known, 0, name) : otherwise;
}

void
hcrm_hl7_work_lock (HcrmDb *db, const char *identifiers)
{
  hcrm_db_let (db, "identifiers", identifiers);
  hcrm_db_queue (db, &SQL_HL7_APPLY_LOCK, NULL);
}

/* Most messages of a feed that starts tell of nobody on record: then this is not asked. */
static gboolean
know (HcrmHl7Work *self, GError **error)
{
  static const char *const names[] = { "patient_id", "survivor_id", "encounter_id" };

  if (!found_int (self, "patient_id") && !found_int (self, "encounter_id"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (self->db, names[i], hcrm_rows_get (self->found, 0, names[i]));
  self->known = hcrm_db_one (self->db, &SQL_HL7_APPLY_KNOW, self->told, error);
  return self->known != NULL;
}

gboolean
hcrm_hl7_work_find (HcrmHl7Work *self, GError **error)
{
  HcrmHl7Place place;
  hcrm_hl7_adt_get_place (self->told, self->facility_is_site, &place);
  hcrm_db_let_int (self->db, "site_id", self->site->id);
  hcrm_db_let (self->db, "department", place.department);
  hcrm_db_let (self->db, "ward", place.ward);
  self->found = hcrm_db_one (self->db, &SQL_HL7_APPLY_FIND, self->told, error);
  return self->found != NULL && know (self, error);
}

static gboolean
add_row (HcrmHl7Work *self, const HcrmSql *sql, HcrmRecord *args, gint64 *id, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (self->db, sql, args, error);
  if (rows)
    *id = hcrm_rows_get_int (rows, 0, "id");
  return rows != NULL;
}

static void
add_event (HcrmHl7Work *self, const char *kind, gint64 id, gint64 version)
{
  g_ptr_array_add (self->events, hcrm_event_new (kind, id, version));
}

static void
let_pinyin (HcrmHl7Work *self, const char *pinyin_name, const char *initials_name, const char *name)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_name (name, &initials);
  hcrm_db_let (self->db, pinyin_name, pinyin);
  hcrm_db_let (self->db, initials_name, initials);
}

/* ---- departments and staff nobody knew: made by user `his`, for the administrator to complete
 * ---- */

static gboolean
settle_department (HcrmHl7Work *self,
                   const char *code,
                   const char *name,
                   const char *kind,
                   const char *field,
                   GError **error)
{
  g_autofree char *found_name = g_strconcat ("told_", field, NULL);
  gint64 id = found_int (self, found_name);
  if (!code)
    return TRUE;
  if (id == 0) {
    hcrm_db_let (self->db, "code", code);
    hcrm_db_let (self->db, "department_kind", kind);
    hcrm_db_let (self->db, "department_name", name ? name : code);
    if (!add_row (self, &SQL_HL7_APPLY_ADD_DEPARTMENT, NULL, &id, error))
      return FALSE;
    add_event (self, "department", id, 1);
  }
  hcrm_record_set_int (self->told, field, id);
  return TRUE;
}

static gboolean
settle_attending (HcrmHl7Work *self, GError **error)
{
  const char *number = told (self, "attending_number");
  const char *name = told (self, "attending_name");
  gint64 id = found_int (self, "told_attending_id");
  if (!number)
    return TRUE;
  if (id == 0) {
    hcrm_db_let (self->db, "staff_name", name ? name : number);
    let_pinyin (self, "staff_pinyin", "staff_initials", name ? name : number);
    if (!add_row (self, &SQL_HL7_APPLY_ADD_STAFF, self->told, &id, error))
      return FALSE;
    add_event (self, "staff", id, 1);
  }
  hcrm_record_set_int (self->told, "attending_id", id);
  return TRUE;
}

static gboolean
settle_organisation (HcrmHl7Work *self, GError **error)
{
  HcrmHl7Place place;
  hcrm_hl7_adt_get_place (self->told, self->facility_is_site, &place);
  return settle_department (self, place.department, place.department_name, "clinical",
                            "department_id", error)
         && settle_department (self, place.ward, place.ward_name, "ward", "ward_id", error)
         && settle_attending (self, error);
}

/* ---- patient ---- */

static gboolean
check_name (HcrmRecord *patient, GError **error)
{
  return hcrm_record_get (patient, "name")
         || hcrm_fail (error, HCRM_ERROR_INVALID, "PID-5",
                       _ ("The patient is not known, and no name is given"));
}

static gboolean
add_patient (HcrmHl7Work *self, HcrmRecord *patient, GError **error)
{
  if (!check_name (patient, error))
    return FALSE;
  hcrm_db_let (self->db, "identifiers", told (self, "identifiers"));
  hcrm_db_let (self->db, "contacts", told (self, "contacts"));
  if (!add_row (self, &SQL_HL7_APPLY_ADD_PATIENT, patient, &self->patient_id, error))
    return FALSE;
  add_event (self, "patient", self->patient_id, 1);
  return TRUE;
}

static void
queue_patient (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *patient)
{
  guint n_identifiers = 0;
  g_autoptr (GPtrArray) identifiers = hcrm_record_get_rows (self->told, "identifiers");
  gboolean changed = !hcrm_hl7_is_same (known, patient);
  n_identifiers = identifiers->len;
  if (changed)
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_CHANGE_PATIENT, patient);
  if (found_int (self, "identifiers_known") < n_identifiers)
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_IDENTIFIERS, self->told);
  if (known_int (self, "contacts_missing") > 0)
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_CONTACTS, self->told);
  if (changed || known_int (self, "contacts_missing") > 0)
    add_event (self, "patient", self->patient_id, known_int (self, "patient_version") + changed);
}

static gboolean
settle_patient (HcrmHl7Work *self, GError **error)
{
  self->patient_id = found_int (self, "patient_id");
  gboolean is_known = self->patient_id != 0;
  g_autoptr (HcrmRecord) known =
      is_known ? hcrm_rows_to_record (self->known, 0, &HCRM_HL7_PATIENT) : NULL;
  g_autoptr (HcrmRecord) patient =
      hcrm_hl7_settle_patient (known, self->told, known_bool (self, "patient_newer", TRUE));
  if (hcrm_record_get (patient, "name"))
    let_pinyin (self, "pinyin", "initials", hcrm_record_get (patient, "name"));
  if (!is_known && !add_patient (self, patient, error))
    return FALSE;
  hcrm_db_let_int (self->db, "patient_id", self->patient_id);
  if (is_known)
    queue_patient (self, known, patient);
  return TRUE;
}

/* ---- visit ---- */

static void
queue_codes (HcrmHl7Work *self)
{
  const char *codes = told (self, "codes");
  gboolean newer = known_bool (self, "encounter_newer", TRUE);
  if (!codes || g_str_equal (codes, "[]") || known_bool (self, "codes_same", FALSE) || !newer)
    return;
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_DROP_CODES, NULL);
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_CODES, self->told);
}

static void
append_member (GString *json, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append (json, json->len > 1 ? ", " : "");
  hcrm_json_append_string (json, name);
  g_string_append (json, ": ");
  hcrm_json_append_string (json, value);
}

static const char *
find_diagnosis (GPtrArray *codes)
{
  HcrmRecord *first = codes->len ? g_ptr_array_index (codes, 0) : NULL;
  gboolean good = first && g_strcmp0 (hcrm_record_get (first, "kind"), "diagnosis") == 0;
  return good ? hcrm_record_get (first, "text") : NULL;
}

static const char *
found_or (HcrmHl7Work *self, const char *name, const char *otherwise)
{
  const char *value = hcrm_rows_get (self->found, 0, name);
  return value ? value : otherwise;
}

static void
describe_place (HcrmHl7Work *self, GString *json)
{
  HcrmHl7Place place;
  hcrm_hl7_adt_get_place (self->told, self->facility_is_site, &place);
  const char *from = self->known ? hcrm_rows_get (self->known, 0, "from_department") : NULL;
  const char *department =
      found_or (self, "told_department",
                place.department_name ? place.department_name : place.department);
  append_member (json, "department", department);
  append_member (json, "department_en", hcrm_rows_get (self->found, 0, "told_department_en"));
  append_member (json, "ward", place.ward_name ? place.ward_name : place.ward);
  if (g_strcmp0 (from, department) != 0)
    append_member (json, "from", from);
}

static char *
describe (HcrmHl7Work *self, HcrmRecord *visit)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GPtrArray) codes = hcrm_record_get_rows (self->told, "codes");
  describe_place (self, json);
  append_member (json, "kind", hcrm_record_get (visit, "kind"));
  append_member (json, "number", told (self, "number"));
  append_member (json, "bed", hcrm_record_get (visit, "bed"));
  append_member (json, "attending",
                 found_or (self, "told_attending", told (self, "attending_name")));
  append_member (json, "outcome", hcrm_record_get (visit, "outcome"));
  append_member (json, "diagnosis", find_diagnosis (codes));
  g_string_append_c (json, '}');
  return g_strdup (json->str);
}

/* The time line tells of a visit's turns, not of every message about it. */
static void
queue_timeline (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  const char *before = known ? hcrm_record_get (known, "state") : NULL;
  gboolean turned = g_strcmp0 (before, hcrm_record_get (visit, "state")) != 0;
  gboolean moved =
      self->event->effect == HCRM_HL7_DESCRIBE && known && !hcrm_hl7_is_same (known, visit);
  if (!self->event->timeline || !(turned || moved))
    return;
  g_autofree char *params = describe (self, visit);
  hcrm_db_let (self->db, "timeline_code", self->event->timeline);
  hcrm_db_let (self->db, "timeline_params", params);
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_TIMELINE, visit);
  add_event (self, "timeline", self->patient_id, 0);
}

static gboolean
add_visit (HcrmHl7Work *self, HcrmRecord *visit, GError **error)
{
  hcrm_db_let (self->db, "number", told (self, "number"));
  if (!add_row (self, &SQL_HL7_APPLY_ADD_ENCOUNTER, visit, &self->encounter_id, error))
    return FALSE;
  add_event (self, "encounter", self->encounter_id, 1);
  return TRUE;
}

static void
queue_visit (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  if (hcrm_hl7_is_same (known, visit))
    return;
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_CHANGE_ENCOUNTER, visit);
  add_event (self, "encounter", self->encounter_id, known_int (self, "encounter_version") + 1);
}

static gboolean
settle_visit (HcrmHl7Work *self, GError **error)
{
  self->encounter_id = found_int (self, "encounter_id");
  gboolean is_known = self->encounter_id != 0;
  g_autoptr (HcrmRecord) known =
      is_known ? hcrm_rows_to_record (self->known, 0, &HCRM_HL7_VISIT) : NULL;
  g_autoptr (HcrmRecord) visit = hcrm_hl7_settle_visit (known, self->told, self->event->effect,
                                                        known_bool (self, "encounter_newer", TRUE),
                                                        known_bool (self, "state_newer", TRUE));
  if (!is_known && !add_visit (self, visit, error))
    return FALSE;
  hcrm_db_let_int (self->db, "encounter_id", self->encounter_id);
  if (is_known)
    queue_visit (self, known, visit);
  queue_codes (self);
  queue_timeline (self, known, visit);
  return TRUE;
}

/* ---- patient and visit both new ---- */

static void
let_fields (HcrmHl7Work *self, HcrmRecord *record)
{
  const HcrmFieldSet *set = hcrm_record_get_set (record);
  for (guint i = 0; i < set->n_fields; i++)
    hcrm_db_let (self->db, set->fields[i].name, hcrm_record_get (record, set->fields[i].name));
}

static void
let_admission (HcrmHl7Work *self, HcrmRecord *patient, HcrmRecord *visit)
{
  static const char *const names[] = { "identifiers", "contacts", "codes", "number" };
  g_autofree char *params = describe (self, visit);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (self->db, names[i], told (self, names[i]));
  let_pinyin (self, "pinyin", "initials", hcrm_record_get (patient, "name"));
  let_fields (self, visit);
  hcrm_db_let (self->db, "timeline_code", self->event->timeline);
  hcrm_db_let (self->db, "timeline_params", params);
}

static gboolean
admit (HcrmHl7Work *self, GError **error)
{
  g_autoptr (HcrmRecord) patient = hcrm_hl7_settle_patient (NULL, self->told, TRUE);
  if (!check_name (patient, error) || !settle_organisation (self, error))
    return FALSE;
  g_autoptr (HcrmRecord) visit =
      hcrm_hl7_settle_visit (NULL, self->told, self->event->effect, TRUE, TRUE);
  let_admission (self, patient, visit);
  g_autoptr (HcrmRows) row = hcrm_db_one (self->db, &SQL_HL7_APPLY_ADMIT, patient, error);
  if (!row)
    return FALSE;
  self->patient_id = hcrm_rows_get_int (row, 0, "patient_id");
  self->encounter_id = hcrm_rows_get_int (row, 0, "encounter_id");
  self->has_kept = TRUE;
  hcrm_db_let_int (self->db, "patient_id", self->patient_id);
  hcrm_db_let_int (self->db, "encounter_id", self->encounter_id);
  add_event (self, "patient", self->patient_id, 1);
  add_event (self, "encounter", self->encounter_id, 1);
  return TRUE;
}

gboolean
hcrm_hl7_work_apply (HcrmHl7Work *self, GError **error)
{
  gboolean has_visit = self->event->effect != HCRM_HL7_NO_VISIT && told (self, "number");
  if (found_int (self, "patients") > 1)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "PID-3",
                      _ ("The numbers belong to different patients"));
  if (has_visit && found_int (self, "encounter_id") && known_bool (self, "another_patient", FALSE))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "PV1-19",
                      _ ("The visit belongs to another patient"));
  hcrm_db_let (self->db, "event_at", told (self, "event_at"));
  if (has_visit && !found_int (self, "patient_id"))
    return admit (self, error);
  if (!settle_patient (self, error))
    return FALSE;
  return !has_visit || (settle_organisation (self, error) && settle_visit (self, error));
}
