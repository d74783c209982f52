/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for late, repeated and contradicting messages; pure. */
#include "hcrm-hl7-settle.h"

#include <string.h>

#include "model/hcrm-encounter.h"

/* clang-format off */
static const HcrmField PATIENT_FIELDS[] = {
  { "name",        HCRM_KIND_TEXT, N_ ("Full name") },
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
  { "number",            HCRM_KIND_TEXT, N_ ("Number") },
  { "state",             HCRM_KIND_TEXT, N_ ("State") },
  { "department_id",     HCRM_KIND_INT,  N_ ("Department") },
  { "ward_id",           HCRM_KIND_INT,  N_ ("Ward") },
  { "bed",               HCRM_KIND_TEXT, N_ ("Bed") },
  { "attending_id",      HCRM_KIND_INT,  N_ ("Attending doctor") },
  { "also_ids",          HCRM_KIND_TEXT, N_ ("Also attending") },
  { "started_at",        HCRM_KIND_TIME, N_ ("Admitted") },
  { "ended_at",          HCRM_KIND_TIME, N_ ("Discharged") },
  { "outcome",           HCRM_KIND_TEXT, N_ ("Outcome") },
  { "followup_decision", HCRM_KIND_TEXT, N_ ("Decision") },
  { "decision_reason",   HCRM_KIND_TEXT, N_ ("Reason") },
  { "decided_by",        HCRM_KIND_INT,  N_ ("Decided by") },
  { "decided_at",        HCRM_KIND_TIME, N_ ("Decided") },
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

static HcrmRecord *
merge_patient (HcrmRecord *known, HcrmRecord *told, gboolean newer)
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

HcrmRecord *
hcrm_hl7_settle_patient (HcrmRecord *known, HcrmRecord *told)
{
  return merge_patient (known, told, TRUE);
}

HcrmRecord *
hcrm_hl7_fill_patient (HcrmRecord *known, HcrmRecord *told)
{
  return merge_patient (known, told, FALSE);
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
  case HCRM_HL7_PLAN:
    return "planned";
  case HCRM_HL7_DESCRIBE:
    return get (told, "ended_at") ? "finished" : "active";
  case HCRM_HL7_NO_VISIT:
  case HCRM_HL7_MERGE:
  case HCRM_HL7_RESULTS:
  case HCRM_HL7_DISPENSE:
  case HCRM_HL7_PRESCRIBE:
  case HCRM_HL7_BEGIN:
  case HCRM_HL7_BECOME:
  case HCRM_HL7_RESUME:
    return "active";
  }
  g_assert_not_reached ();
}

/* An admission told again never reopens what is finished, nor begins it anew: only a cancelled
   discharge does, or a visit of another kind that it becomes. */
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
  case HCRM_HL7_BECOME:
    return "active";
  case HCRM_HL7_NO_VISIT:
  case HCRM_HL7_MERGE:
  case HCRM_HL7_RESULTS:
  case HCRM_HL7_DISPENSE:
  case HCRM_HL7_PRESCRIBE:
  case HCRM_HL7_PLAN:
  case HCRM_HL7_DESCRIBE:
    return state;
  }
  g_assert_not_reached ();
}

/* What is finished has an end, and nothing else has one. */
static void
settle_end (HcrmRecord *known, HcrmRecord *visit, const char *state)
{
  if (!g_str_equal (state, "finished")) {
    hcrm_record_set (visit, "ended_at", NULL);
    hcrm_record_set (visit, "outcome", NULL);
  } else if (!get (visit, "ended_at")) {
    hcrm_record_set (visit, "ended_at", get (known, "ended_at"));
  }
}

HcrmRecord *
hcrm_hl7_settle_visit (HcrmRecord *known, HcrmRecord *told, HcrmHl7Effect effect)
{
  const char *old = get (known, "state");
  gboolean begun =
      g_strcmp0 (old, "finished") == 0 && (effect == HCRM_HL7_BEGIN || effect == HCRM_HL7_PLAN);
  HcrmRecord *visit = settle (&HCRM_HL7_VISIT, known, told, !begun);
  const char *state = old ? move (old, effect) : begin_with (told, effect);
  hcrm_record_set (visit, "state", state);
  if (!get (visit, "kind"))
    hcrm_record_set (visit, "kind", "inpatient");
  if (!get (visit, "number"))
    hcrm_record_set (visit, "number", get (known, "number"));
  settle_end (known, visit, state);
  return visit;
}

/* ---- the decision on follow-up ---- */

static const char *const DECISION[] = { "followup_decision", "decision_reason", "decided_by",
                                        "decided_at" };

static gboolean
is_decided_by_person (HcrmRecord *visit)
{
  const char *decision = get (visit, "followup_decision");
  gboolean died = g_strcmp0 (get (visit, "decision_reason"), "died") == 0;
  return decision && !g_str_equal (decision, "undecided") && (get (visit, "decided_by") || !died);
}

static void
ask_for_decision (HcrmRecord *visit, gboolean died)
{
  const char *decision = hcrm_encounter_ask (get (visit, "kind"), get (visit, "state"), died);
  if (!decision)
    return;
  hcrm_record_set (visit, "followup_decision", decision);
  if (died)
    hcrm_record_set (visit, "decision_reason", "died");
}

void
hcrm_hl7_settle_decision (HcrmRecord *known, HcrmRecord *visit, gboolean died)
{
  gboolean keep = g_strcmp0 (get (visit, "state"), "finished") == 0 && is_decided_by_person (known);
  for (guint i = 0; i < G_N_ELEMENTS (DECISION); i++)
    hcrm_record_set (visit, DECISION[i], keep ? get (known, DECISION[i]) : NULL);
  if (!keep)
    ask_for_decision (visit, died || g_strcmp0 (get (visit, "outcome"), "died") == 0);
}

/* ---- the past ---- */

/* Instants are written in the site's zone: for sorting all are needed in one. */
static char *
to_utc (const char *time)
{
  g_autoptr (GDateTime) at = time ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) utc = at ? g_date_time_to_utc (at) : NULL;
  return utc ? g_date_time_format (utc, "%Y%m%d%H%M%S.%f") : g_strdup ("");
}

/* Numbers that are counted up sort by length first. */
static char *
make_stamp (HcrmRecord *told, const HcrmHl7Message *message)
{
  g_autofree char *at = to_utc (get (told, "event_at"));
  g_autofree char *sent = hcrm_hl7_message_get (message, "MSH", 0, 7, 0, 1, 1);
  g_autofree char *id = hcrm_hl7_message_get (message, "MSH", 0, 10, 0, 1, 1);
  return g_strdup_printf ("%s/%.14s/%08zu%s", at, sent ? sent : "", id ? strlen (id) : 0,
                          id ? id : "");
}

HcrmHl7Telling *
hcrm_hl7_telling_new (const HcrmHl7Event *event, HcrmRecord *told, const HcrmHl7Message *message)
{
  HcrmHl7Telling *self = g_new0 (HcrmHl7Telling, 1);
  self->event = event;
  self->told = g_object_ref (told);
  self->stamp = make_stamp (told, message);
  return self;
}

void
hcrm_hl7_telling_free (HcrmHl7Telling *self)
{
  g_object_unref (self->told);
  g_clear_pointer (&self->place, hcrm_rows_free);
  g_free (self->stamp);
  g_free (self);
}

static gint
compare_tellings (gconstpointer a, gconstpointer b)
{
  const HcrmHl7Telling *left = *(const HcrmHl7Telling *const *) a;
  const HcrmHl7Telling *right = *(const HcrmHl7Telling *const *) b;
  return strcmp (left->stamp, right->stamp);
}

void
hcrm_hl7_tellings_sort (GPtrArray *tellings)
{
  g_ptr_array_sort (tellings, compare_tellings);
}

HcrmRecord *
hcrm_hl7_fold_patient (GPtrArray *tellings, gboolean with_new)
{
  HcrmRecord *patient = NULL;
  for (guint i = 0; i < tellings->len; i++) {
    const HcrmHl7Telling *telling = g_ptr_array_index (tellings, i);
    if (!telling->of_patient || (telling->is_new && !with_new))
      continue;
    HcrmRecord *next = hcrm_hl7_settle_patient (patient, telling->told);
    g_clear_object (&patient);
    patient = next;
  }
  return patient;
}

static void
turn_free (HcrmHl7Turn *turn)
{
  g_object_unref (turn->visit);
  g_free (turn);
}

GPtrArray *
hcrm_hl7_turns_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);
}

/* A change that has an event of its own is told even if nothing of it is kept here. */
gboolean
hcrm_hl7_is_turn (HcrmRecord *known, HcrmRecord *visit, const HcrmHl7Event *event)
{
  gboolean turned = g_strcmp0 (get (known, "state"), get (visit, "state")) != 0;
  gboolean changes = event->effect == HCRM_HL7_DESCRIBE || event->effect == HCRM_HL7_BECOME;
  return event->timeline && (turned || (changes && known));
}

static void
note_turn (GPtrArray *turns, HcrmRecord *before, HcrmRecord *visit, const HcrmHl7Telling *telling)
{
  if (!turns || !hcrm_hl7_is_turn (before, visit, telling->event))
    return;
  HcrmHl7Turn *turn = g_new (HcrmHl7Turn, 1);
  *turn = (HcrmHl7Turn){ telling, g_object_ref (visit) };
  g_ptr_array_add (turns, turn);
}

HcrmRecord *
hcrm_hl7_fold_visit (GPtrArray *tellings, gboolean with_new, GPtrArray *turns, const char **codes)
{
  HcrmRecord *visit = NULL;
  for (guint i = 0; i < tellings->len; i++) {
    const HcrmHl7Telling *telling = g_ptr_array_index (tellings, i);
    if (!telling->of_visit || (telling->is_new && !with_new))
      continue;
    HcrmRecord *next = hcrm_hl7_settle_visit (visit, telling->told, telling->event->effect);
    const char *told_codes = get (telling->told, "codes");
    if (codes && told_codes && !g_str_equal (told_codes, "[]"))
      *codes = told_codes;
    note_turn (turns, visit, next, telling);
    g_clear_object (&visit);
    visit = next;
  }
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

static gboolean
is_same_value (const HcrmField *field, const char *a, const char *b)
{
  return g_strcmp0 (a, b) == 0
         || (a && b && field->kind == HCRM_KIND_TIME && is_same_instant (a, b));
}

HcrmRecord *
hcrm_hl7_rebase (HcrmRecord *known, HcrmRecord *before, HcrmRecord *after)
{
  const HcrmFieldSet *set = hcrm_record_get_set (known);
  HcrmRecord *rebased = hcrm_record_copy (known);
  for (guint i = 0; i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    const char *old = get (before, name), *value = get (after, name), *kept = get (known, name);
    gboolean ours = kept && !is_same_value (&set->fields[i], kept, old);
    if (!ours && !is_same_value (&set->fields[i], old, value))
      hcrm_record_set (rebased, name, value);
  }
  return rebased;
}

gboolean
hcrm_hl7_is_same (HcrmRecord *left, HcrmRecord *right)
{
  const HcrmFieldSet *set = hcrm_record_get_set (left);
  for (guint i = 0; i < set->n_fields; i++) {
    const char *a = get (left, set->fields[i].name);
    const char *b = get (right, set->fields[i].name);
    gboolean same = is_same_value (&set->fields[i], a, b);
    if (!same)
      return FALSE;
  }
  return TRUE;
}
