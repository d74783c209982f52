/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for late, repeated and contradicting messages; pure. */
#include "hcrm-hl7-settle.h"

#include <string.h>

/* clang-format off */
static const HcrmField PATIENT_FIELDS[] = {
  { "name",        HCRM_KIND_TEXT, N_ ("Name") },
  { "sex",         HCRM_KIND_TEXT, N_ ("Sex") },
  { "birth_date",  HCRM_KIND_DATE, N_ ("Date of birth") },
  { "id_kind",     HCRM_KIND_TEXT, N_ ("Kind of document") },
  { "id_number",   HCRM_KIND_TEXT, N_ ("ID number") },
  { "address",     HCRM_KIND_TEXT, N_ ("Address") },
  { "allergies",   HCRM_KIND_TEXT, N_ ("Allergies") },
  { "deceased_at", HCRM_KIND_TIME, N_ ("Deceased") },
};

static const HcrmField VISIT_FIELDS[] = {
  { "kind",              HCRM_KIND_TEXT, N_ ("Kind") },
  { "state",             HCRM_KIND_TEXT, N_ ("State") },
  { "department_id",     HCRM_KIND_INT,  N_ ("Department") },
  { "ward_id",           HCRM_KIND_INT,  N_ ("Ward") },
  { "bed",               HCRM_KIND_TEXT, N_ ("Bed") },
  { "attending_id",      HCRM_KIND_INT,  N_ ("Attending doctor") },
  { "started_at",        HCRM_KIND_TIME, N_ ("Admitted") },
  { "ended_at",          HCRM_KIND_TIME, N_ ("Discharged") },
  { "outcome",           HCRM_KIND_TEXT, N_ ("Outcome") },
  { "followup_decision", HCRM_KIND_TEXT, N_ ("Decision") },
  { "decision_reason",   HCRM_KIND_TEXT, N_ ("Reason") },
};
/* clang-format on */
HCRM_DEFINE_FIELD_SET (HCRM_HL7_PATIENT, PATIENT_FIELDS)
HCRM_DEFINE_FIELD_SET (HCRM_HL7_VISIT, VISIT_FIELDS)

static const char *
get (HcrmRecord *record, const char *name)
{
  return record ? hcrm_record_get (record, name) : NULL;
}

static HcrmRecord *
settle (const HcrmFieldSet *set, HcrmRecord *known, HcrmRecord *told, gboolean newer)
{
  HcrmRecord *settled = hcrm_record_new (set);
  for (guint i = 0; i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    const char *old = get (known, name);
    gboolean take = hcrm_record_has (told, name) && (newer || !old);
    hcrm_record_set (settled, name, take ? get (told, name) : old);
  }
  return settled;
}

/* ---- patient ---- */

static char *
join_allergies (const char *known, const char *told)
{
  if (!known || !*known)
    return g_strdup (told);
  g_autoptr (GString) joined = g_string_new (known);
  g_auto (GStrv) parts = g_strsplit (told, "；", -1);
  for (guint i = 0; parts[i]; i++)
    if (!strstr (joined->str, parts[i]))
      g_string_append_printf (joined, "；%s", parts[i]);
  return g_strdup (joined->str);
}

HcrmRecord *
hcrm_hl7_settle_patient (HcrmRecord *known, HcrmRecord *told, gboolean newer)
{
  HcrmRecord *settled = settle (&HCRM_HL7_PATIENT, known, told, newer);
  const char *allergies = get (told, "allergies");
  if (allergies) {
    g_autofree char *joined = join_allergies (get (known, "allergies"), allergies);
    hcrm_record_set (settled, "allergies", joined);
  }
  if (!get (settled, "name"))
    hcrm_record_set (settled, "name", get (known, "name"));
  if (!get (settled, "sex"))
    hcrm_record_set (settled, "sex", "unknown");
  return settled;
}

/* ---- visit ---- */

static const char *
begin_with (HcrmRecord *told, HcrmHl7Effect effect)
{
  switch (effect) {
  case HCRM_HL7_END:
    return "finished";
  case HCRM_HL7_CANCEL:
    return "cancelled";
  case HCRM_HL7_DESCRIBE:
    return get (told, "ended_at") ? "finished" : "active";
  case HCRM_HL7_NO_VISIT:
  case HCRM_HL7_BEGIN:
  case HCRM_HL7_RESUME:
    return "active";
  }
  g_assert_not_reached ();
}

/* An admission told again never reopens what is finished, nor begins it anew: only a cancelled
   discharge does. */
static const char *
move (const char *state, HcrmHl7Effect effect)
{
  switch (effect) {
  case HCRM_HL7_BEGIN:
    return g_str_equal (state, "finished") ? state : "active";
  case HCRM_HL7_END:
    return "finished";
  case HCRM_HL7_CANCEL:
    return "cancelled";
  case HCRM_HL7_RESUME:
    return "active";
  case HCRM_HL7_NO_VISIT:
  case HCRM_HL7_DESCRIBE:
    return state;
  }
  g_assert_not_reached ();
}

static void
clear_end (HcrmRecord *visit)
{
  hcrm_record_set (visit, "ended_at", NULL);
  hcrm_record_set (visit, "outcome", NULL);
  if (g_strcmp0 (get (visit, "followup_decision"), "undecided") == 0)
    hcrm_record_set (visit, "followup_decision", NULL);
}

static void
ask_for_decision (HcrmRecord *visit)
{
  gboolean inpatient = g_strcmp0 (get (visit, "kind"), "inpatient") == 0;
  gboolean died = g_strcmp0 (get (visit, "outcome"), "died") == 0;
  if (!inpatient || get (visit, "followup_decision"))
    return;
  hcrm_record_set (visit, "followup_decision", died ? "exempt" : "undecided");
  if (died)
    hcrm_record_set (visit, "decision_reason", "died");
}

HcrmRecord *
hcrm_hl7_settle_visit (HcrmRecord *known,
                       HcrmRecord *told,
                       HcrmHl7Effect effect,
                       gboolean newer,
                       gboolean state_newer)
{
  const char *old = get (known, "state");
  gboolean repeated = effect == HCRM_HL7_BEGIN && g_strcmp0 (old, "finished") == 0;
  HcrmRecord *visit = settle (&HCRM_HL7_VISIT, known, told, newer && !repeated);
  const char *state = !old ? begin_with (told, effect) : state_newer ? move (old, effect) : old;
  hcrm_record_set (visit, "state", state);
  if (g_str_equal (state, "finished"))
    ask_for_decision (visit);
  else
    clear_end (visit);
  return visit;
}

/* ---- comparing ---- */

static gboolean
is_same_instant (const char *left, const char *right)
{
  g_autoptr (GDateTime) a = g_date_time_new_from_iso8601 (left, NULL);
  g_autoptr (GDateTime) b = g_date_time_new_from_iso8601 (right, NULL);
  return a && b && g_date_time_compare (a, b) == 0;
}

gboolean
hcrm_hl7_is_same (HcrmRecord *left, HcrmRecord *right)
{
  const HcrmFieldSet *set = hcrm_record_get_set (left);
  for (guint i = 0; i < set->n_fields; i++) {
    const char *a = get (left, set->fields[i].name);
    const char *b = get (right, set->fields[i].name);
    gboolean same = g_strcmp0 (a, b) == 0
                    || (a && b && set->fields[i].kind == HCRM_KIND_TIME && is_same_instant (a, b));
    if (!same)
      return FALSE;
  }
  return TRUE;
}
