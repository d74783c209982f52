/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the record that a message was read into to rows. */
#include "hcrm-hl7-apply.h"

#include "core/hcrm-event.h"
#include "core/hcrm-pinyin.h"
#include "core/hcrm-rows.h"
#include "hcrm-hl7-history.h"
#include "hcrm-hl7-line.h"
#include "hcrm-hl7-merge.h"
#include "hcrm-hl7-order-rows.h"
#include "hcrm-hl7-plans.h"
#include "hcrm-hl7-settle.h"
#include "hl7_apply-sql.h"

void
hcrm_hl7_work_clear (HcrmHl7Work *self)
{
  g_clear_object (&self->told);
  g_clear_pointer (&self->found, hcrm_rows_free);
  g_clear_pointer (&self->known, hcrm_rows_free);
  g_clear_pointer (&self->sites, hcrm_hl7_sites_unref);
  g_clear_pointer (&self->tellings, g_ptr_array_unref);
}

gboolean
hcrm_hl7_work_read (HcrmHl7Work *self,
                    const HcrmHl7Message *message,
                    HcrmHl7Sites *sites,
                    GError **error)
{
  self->message = message;
  g_clear_pointer (&self->sites, hcrm_hl7_sites_unref);
  self->sites = hcrm_hl7_sites_ref (sites);
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

char *
hcrm_hl7_work_dup_keys (HcrmHl7Work *self)
{
  const char *own = told (self, "identifiers"), *others = told (self, "merges");
  if (!others || g_str_equal (others, "[]"))
    return g_strdup (own);
  g_autofree char *open = g_strndup (own, strlen (own) - 1);
  return g_strconcat (open, ",", others + 1, NULL);
}

void
hcrm_hl7_work_lock (HcrmDb *db, const char *keys)
{
  hcrm_db_let (db, "keys", keys);
  hcrm_db_queue (db, &SQL_HL7_APPLY_LOCK, NULL);
}

static gint64
find_encounter (HcrmHl7Work *self)
{
  gint64 id = found_int (self, "encounter_id");
  return id ? id : found_int (self, "renumbered_id");
}

/* Most messages of a feed that starts tell of nobody on record: then this is not asked. */
static gboolean
know (HcrmHl7Work *self, GError **error)
{
  static const char *const names[] = { "patient_id", "survivor_id" };
  gint64 encounter_id = find_encounter (self);

  if (!found_int (self, "patient_id") && !encounter_id)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (self->db, names[i], hcrm_rows_get (self->found, 0, names[i]));
  if (encounter_id)
    hcrm_db_let_int (self->db, "encounter_id", encounter_id);
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
  hcrm_db_let (self->db, "becomes", self->event->effect == HCRM_HL7_BECOME ? "true" : "false");
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

/* Makes a member of staff of a doctor nobody knew. */
static gboolean
add_staff (HcrmHl7Work *self, const char *number, const char *name, gint64 *id, GError **error)
{
  hcrm_db_let (self->db, "staff_number", number);
  hcrm_db_let (self->db, "staff_name", name ? name : number);
  let_pinyin (self, "staff_pinyin", "staff_initials", name ? name : number);
  if (!add_row (self, &SQL_HL7_APPLY_ADD_STAFF, self->told, id, error))
    return FALSE;
  add_event (self, "staff", *id, 1);
  return TRUE;
}

static gboolean
settle_attending (HcrmHl7Work *self, GError **error)
{
  const char *number = told (self, "attending_number");
  gint64 id = found_int (self, "told_attending_id");
  if (!number)
    return TRUE;
  if (id == 0 && !add_staff (self, number, told (self, "attending_name"), &id, error))
    return FALSE;
  hcrm_record_set_int (self->told, "attending_id", id);
  return TRUE;
}

/* As an array in the database's spelling; what was found holds 0 for whom nobody knew. */
static gboolean
settle_others (HcrmHl7Work *self, GError **error)
{
  const char *found = hcrm_rows_get (self->found, 0, "told_also_ids");
  g_autoptr (GPtrArray) others = hcrm_record_get_rows (self->told, "others");
  if (!hcrm_record_has (self->told, "others"))
    return TRUE;
  g_auto (GStrv) known = g_strsplit_set (found ? found : "", "{},", -1);
  g_autoptr (GString) ids = g_string_new ("{");
  for (guint i = 0; i < others->len; i++) {
    HcrmRecord *other = g_ptr_array_index (others, i);
    gint64 id = g_ascii_strtoll (known[i + 1], NULL, 10);
    if (id == 0
        && !add_staff (self, hcrm_record_get (other, "number"), hcrm_record_get (other, "name"),
                       &id, error))
      return FALSE;
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i ? "," : "", id);
  }
  g_string_append_c (ids, '}');
  hcrm_record_set (self->told, "also_ids", others->len ? ids->str : NULL);
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
         && settle_attending (self, error) && settle_others (self, error);
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

/* ---- what comes late ---- */

/* Told in the order it happened, as if the message had come in time. */
static gboolean
load_history (HcrmHl7Work *self, GError **error)
{
  gboolean patient_late = !known_bool (self, "patient_newer", TRUE);
  gboolean visit_late = self->has_visit && !known_bool (self, "encounter_newer", TRUE);
  if (!self->tellings && (patient_late || visit_late))
    self->tellings = hcrm_hl7_history_load (self, error);
  return self->tellings || !(patient_late || visit_late);
}

static HcrmRecord *
make_patient (HcrmHl7Work *self, HcrmRecord *known)
{
  if (known && hcrm_hl7_event_is_order (self->event))
    return hcrm_hl7_fill_patient (known, self->told);
  if (!self->tellings || known_bool (self, "patient_newer", TRUE))
    return hcrm_hl7_settle_patient (known, self->told);
  g_autoptr (HcrmRecord) before = hcrm_hl7_fold_patient (self->tellings, FALSE);
  g_autoptr (HcrmRecord) after = hcrm_hl7_fold_patient (self->tellings, TRUE);
  return hcrm_hl7_rebase (known, before, after);
}

static gboolean
settle_patient (HcrmHl7Work *self, GError **error)
{
  self->patient_id = found_int (self, "patient_id");
  gboolean is_known = self->patient_id != 0;
  g_autoptr (HcrmRecord) known =
      is_known ? hcrm_rows_to_record (self->known, 0, &HCRM_HL7_PATIENT) : NULL;
  g_autoptr (HcrmRecord) patient = make_patient (self, known);
  if (hcrm_record_get (patient, "name"))
    let_pinyin (self, "pinyin", "initials", hcrm_record_get (patient, "name"));
  if (!is_known && !add_patient (self, patient, error))
    return FALSE;
  hcrm_db_let_int (self->db, "patient_id", self->patient_id);
  if (is_known)
    queue_patient (self, known, patient);
  self->died = hcrm_record_get (patient, "deceased_at") != NULL;
  self->has_just_died = self->died && known && !hcrm_record_get (known, "deceased_at");
  if (self->has_just_died)
    hcrm_db_let (self->db, "deceased_at", hcrm_record_get (patient, "deceased_at"));
  return TRUE;
}

/* ---- visit ---- */

/* Whether the codes on record are others, in whatever spelling JSON has. */
static gboolean
queue_codes (HcrmHl7Work *self, const char *codes, GError **error)
{
  if (!codes || g_str_equal (codes, "[]"))
    return TRUE;
  hcrm_db_let (self->db, "new_codes", codes);
  if (self->known && hcrm_rows_get (self->known, 0, "known_codes")) {
    hcrm_db_let (self->db, "known_codes", hcrm_rows_get (self->known, 0, "known_codes"));
    g_autoptr (HcrmRows) rows = hcrm_db_one (self->db, &SQL_HL7_APPLY_SAME_CODES, NULL, error);
    if (!rows || hcrm_rows_get_bool (rows, 0, "same"))
      return rows != NULL;
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_DROP_CODES, NULL);
  }
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_CODES, NULL);
  return TRUE;
}

static void
queue_line (HcrmHl7Work *self,
            const char *code,
            const char *at,
            const HcrmHl7Line *line,
            HcrmRecord *visit)
{
  g_autofree char *params = hcrm_hl7_line_describe (line, visit, self->facility_is_site);
  hcrm_db_let (self->db, "timeline_code", code);
  hcrm_db_let (self->db, "timeline_params", params);
  hcrm_db_let (self->db, "line_at", at);
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_ADD_TIMELINE, visit);
  add_event (self, "timeline", self->patient_id, 0);
}

/* The time line tells of a visit's turns, not of every message about it. */
static void
queue_turn (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  const HcrmHl7Line line = {
    .told = self->told,
    .place = self->found,
    .from = self->known ? hcrm_rows_get (self->known, 0, "from_department") : NULL,
    .from_en = self->known ? hcrm_rows_get (self->known, 0, "from_department_en") : NULL,
  };
  if (hcrm_hl7_is_turn (known, visit, self->event))
    queue_line (self, self->event->timeline, told (self, "event_at"), &line, visit);
}

static gboolean
is_told_already (GPtrArray *turns, const HcrmHl7Turn *turn)
{
  const char *at = hcrm_record_get (turn->telling->told, "event_at");
  for (guint i = 0; i < turns->len; i++) {
    const HcrmHl7Turn *other = g_ptr_array_index (turns, i);
    if (g_str_equal (other->telling->event->timeline, turn->telling->event->timeline)
        && g_strcmp0 (hcrm_record_get (other->telling->told, "event_at"), at) == 0)
      return TRUE;
  }
  return FALSE;
}

/* What has become a turn only now that the late message is known is told too, each at its time. */
static void
queue_late_turns (HcrmHl7Work *self, GPtrArray *before, GPtrArray *after)
{
  for (guint i = 0; i < after->len; i++) {
    const HcrmHl7Turn *turn = g_ptr_array_index (after, i);
    if (is_told_already (before, turn))
      continue;
    const HcrmHl7Line line = { .told = turn->telling->told,
                               .place =
                                   turn->telling->is_new ? self->found : turn->telling->place };
    queue_line (self, turn->telling->event->timeline,
                hcrm_record_get (turn->telling->told, "event_at"), &line, turn->visit);
  }
}

static HcrmRecord *
make_late_visit (HcrmHl7Work *self, HcrmRecord *known, GError **error)
{
  const char *codes_before = NULL, *codes = NULL;
  g_autoptr (GPtrArray) turns_before = hcrm_hl7_turns_new ();
  g_autoptr (GPtrArray) turns = hcrm_hl7_turns_new ();
  g_autoptr (HcrmRecord) before =
      hcrm_hl7_fold_visit (self->tellings, FALSE, turns_before, &codes_before);
  g_autoptr (HcrmRecord) after = hcrm_hl7_fold_visit (self->tellings, TRUE, turns, &codes);
  if (g_strcmp0 (codes_before, codes) != 0 && !queue_codes (self, codes, error))
    return NULL;
  queue_late_turns (self, turns_before, turns);
  return hcrm_hl7_rebase (known, before, after);
}

static HcrmRecord *
make_visit (HcrmHl7Work *self, HcrmRecord *known, GError **error)
{
  if (known && self->tellings && !known_bool (self, "encounter_newer", TRUE))
    return make_late_visit (self, known, error);
  return hcrm_hl7_settle_visit (known, self->told, self->event->effect);
}

static gboolean
add_visit (HcrmHl7Work *self, HcrmRecord *visit, GError **error)
{
  if (!add_row (self, &SQL_HL7_APPLY_ADD_ENCOUNTER, visit, &self->encounter_id, error))
    return FALSE;
  add_event (self, "encounter", self->encounter_id, 1);
  return TRUE;
}

static void
queue_others (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  const char *before = known ? hcrm_record_get (known, "also_ids") : NULL;
  if (g_strcmp0 (before, hcrm_record_get (visit, "also_ids")) != 0)
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_SET_OTHERS, visit);
}

static void
queue_visit (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  if (hcrm_hl7_is_same (known, visit))
    return;
  hcrm_db_queue (self->db, &SQL_HL7_APPLY_CHANGE_ENCOUNTER, visit);
  queue_others (self, known, visit);
  add_event (self, "encounter", self->encounter_id, known_int (self, "encounter_version") + 1);
}

static gboolean
settle_visit (HcrmHl7Work *self, GError **error)
{
  self->encounter_id = find_encounter (self);
  gboolean late = self->tellings && !known_bool (self, "encounter_newer", TRUE);
  g_autoptr (HcrmRecord) known =
      self->encounter_id ? hcrm_rows_to_record (self->known, 0, &HCRM_HL7_VISIT) : NULL;
  g_autoptr (HcrmRecord) visit = make_visit (self, known, error);
  if (!visit)
    return FALSE;
  hcrm_hl7_settle_decision (known, visit, self->died);
  if (!known && !add_visit (self, visit, error))
    return FALSE;
  hcrm_db_let_int (self->db, "encounter_id", self->encounter_id);
  if (known)
    queue_visit (self, known, visit);
  else
    queue_others (self, NULL, visit);
  if (told (self, "prior_number"))
    hcrm_db_queue (self->db, &SQL_HL7_APPLY_KEEP_NUMBER, self->told);
  if (!late && !queue_codes (self, told (self, "codes"), error))
    return FALSE;
  if (!late)
    queue_turn (self, known, visit);
  hcrm_hl7_plans_follow (self, known, visit);
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
  static const char *const names[] = { "identifiers", "contacts", "codes" };
  const HcrmHl7Line line = { .told = self->told, .place = self->found };
  g_autofree char *params = hcrm_hl7_line_describe (&line, visit, self->facility_is_site);
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
  g_autoptr (HcrmRecord) patient = hcrm_hl7_settle_patient (NULL, self->told);
  if (!check_name (patient, error) || !settle_organisation (self, error))
    return FALSE;
  g_autoptr (HcrmRecord) visit = hcrm_hl7_settle_visit (NULL, self->told, self->event->effect);
  hcrm_hl7_settle_decision (NULL, visit, hcrm_record_get (patient, "deceased_at") != NULL);
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

/* ---- orders ---- */

static gboolean
queue_orders (HcrmHl7Work *self)
{
  self->encounter_id = known_bool (self, "another_patient", FALSE) ? 0 : find_encounter (self);
  if (self->encounter_id)
    hcrm_db_let_int (self->db, "encounter_id", self->encounter_id);
  hcrm_hl7_orders_queue (self);
  add_event (self, "timeline", self->patient_id, 0);
  return TRUE;
}

static gboolean
check_found (HcrmHl7Work *self, GError **error)
{
  if (found_int (self, "patients") > 1)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "PID-3",
                      _ ("The numbers belong to different patients"));
  if (self->has_visit && find_encounter (self) && known_bool (self, "another_patient", FALSE))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "PV1-19",
                      _ ("The visit belongs to another patient"));
  return TRUE;
}

static gboolean
is_about_visit (HcrmHl7Work *self)
{
  HcrmHl7Effect effect = self->event->effect;
  return effect != HCRM_HL7_NO_VISIT && effect != HCRM_HL7_MERGE
         && !hcrm_hl7_event_is_order (self->event) && told (self, "number");
}

gboolean
hcrm_hl7_work_apply (HcrmHl7Work *self, GError **error)
{
  self->has_visit = is_about_visit (self);
  if (!check_found (self, error))
    return FALSE;
  hcrm_db_let (self->db, "event_at", told (self, "event_at"));
  if (self->has_visit && !found_int (self, "patient_id") && !told (self, "prior_number"))
    return admit (self, error);
  if (self->event->effect == HCRM_HL7_MERGE)
    return load_history (self, error) && hcrm_hl7_merge_apply (self, settle_patient, error);
  if (hcrm_hl7_event_is_order (self->event))
    return settle_patient (self, error) && queue_orders (self);
  if (self->has_visit && !settle_organisation (self, error))
    return FALSE;
  if (!load_history (self, error) || !settle_patient (self, error)
      || (self->has_visit && !settle_visit (self, error)))
    return FALSE;
  if (self->has_just_died)
    hcrm_hl7_plans_end (self);
  return TRUE;
}
