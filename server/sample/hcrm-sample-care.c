/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patients of the sample hospital, and what happened to them up to today. */

#include <string.h>

#include "core/hcrm-error.h"
#include "core/hcrm-mask.h"
#include "core/hcrm-number.h"
#include "core/hcrm-pinyin.h"
#include "hcrm-sample-private.h"

#define BATCH 2000 /* patients sent together */
#define FRESH 6    /* patients whom the user `doctor` has to decide on */
#define SHARED 6   /* of so many visits one has two attending doctors */
#define MAX_STEPS 8
#define ZONE "+08"
#define FIRST_HOUR 8
#define LAST_HOUR 17

typedef struct {
  int offset, window;
  char owner[8];
  gint64 questionnaire;
  char *script;
} Step;

typedef struct {
  gint64 id;
  char *name, *name_en;
  Step steps[MAX_STEPS];
  guint n_steps;
} Template;

typedef struct {
  gint64 id, ward_id, site_id;
  GArray *doctors; /* of Doctor */
} Place;

typedef struct {
  gint64 staff_id, user_id;
  char *name;
} Doctor;

/* Everything that is written, and what it is made from. */
typedef struct {
  GRand *rand;
  GDate today;
  int now_minutes; /* of the day, at the hospital */
  const HcrmSampleSize *size;
  GHashTable *templates; /* code → Template */
  GHashTable *forms;     /* id → HcrmQuestionnaire */
  Place *places;
  gint64 agents[2];
  HcrmCopy *patients, *identifiers, *contacts, *encounters, *others, *codes, *plans, *activities,
      *tasks, *attempts, *responses, *answers, *timeline;
  gint64 patient_id, contact_id, encounter_id, plan_id, activity_id, attempt_id, response_id;
} Care;

/* One patient's stay, on its way through the functions below. */
typedef struct {
  const HcrmSampleDepartment *department;
  const HcrmSampleDiagnosis *diagnosis;
  const Place *place;
  const Doctor *doctor;
  GDate discharged;
  gint64 contact_id;
  char *mobile;
  char *number;
} Stay;

/* --- Small helpers -------------------------------------------------------------------------- */

static gboolean
chance (Care *care, guint percent)
{
  return g_rand_int_range (care->rand, 0, 100) < (int) percent;
}

static int
days_ago (Care *care, const GDate *day)
{
  return g_date_days_between (day, &care->today);
}

static void
write_day (HcrmCopy *copy, const GDate *day)
{
  hcrm_copy_format (copy, "%04d-%02d-%02d", g_date_get_year (day), g_date_get_month (day),
                    g_date_get_day (day));
}

static char *
instant (const GDate *day, int minutes)
{
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d:00" ZONE, g_date_get_year (day),
                          g_date_get_month (day), g_date_get_day (day), minutes / 60, minutes % 60);
}

/* Before that nothing of today has happened. */
static gboolean
day_has_begun (Care *care)
{
  return care->now_minutes > FIRST_HOUR * 60 + 30;
}

/* A minute of the working day, and on today one that has passed. */
static int
pick_minute (Care *care, const GDate *day)
{
  int last =
      days_ago (care, day) == 0 ? MIN (LAST_HOUR * 60, care->now_minutes - 10) : LAST_HOUR * 60;

  return g_rand_int_range (care->rand, FIRST_HOUR * 60, MAX (last, FIRST_HOUR * 60 + 1));
}

static void
write_params (HcrmCopy *copy, const char *name, ...)
{
  g_autoptr (JsonObject) params = json_object_new ();
  va_list args;

  va_start (args, name);
  for (; name != NULL; name = va_arg (args, const char *)) {
    const char *value = va_arg (args, const char *);
    if (value != NULL)
      json_object_set_string_member (params, name, value);
  }
  va_end (args);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), params);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_copy_text (copy, text);
}

static void
begin_event (Care *care, const char *kind, const char *code, const char *at)
{
  hcrm_copy_int (care->timeline, care->patient_id);
  hcrm_copy_text (care->timeline, at);
  hcrm_copy_text (care->timeline, kind);
  hcrm_copy_text (care->timeline, code);
}

static void
end_event (Care *care, gint64 activity_id, gint64 department_id, gint64 user_id)
{
  hcrm_copy_int (care->timeline, activity_id);
  hcrm_copy_int (care->timeline, department_id);
  hcrm_copy_int (care->timeline, user_id);
  hcrm_copy_end_row (care->timeline);
}

/* --- Patients ------------------------------------------------------------------------------- */

static void
pick_birth (Care *care, const HcrmSampleDepartment *department, GDate *birth)
{
  int years = g_rand_int_range (care->rand, department->age_from, department->age_to + 1);

  *birth = care->today;
  g_date_subtract_days (birth, years * 365 + g_rand_int_range (care->rand, 20, 360));
}

static gboolean
is_woman (Care *care, const HcrmSampleDepartment *department)
{
  return department->who == WOMEN || department->who == MOTHERS
         || (department->who == ANYBODY && chance (care, 49));
}

static void
write_contact (Care *care,
               int position,
               const char *name,
               const char *relation,
               const char *number,
               gboolean told,
               const char *remark)
{
  g_autofree char *key = hcrm_number_key (number, NULL);

  hcrm_copy_int (care->contacts, ++care->contact_id);
  hcrm_copy_int (care->contacts, care->patient_id);
  hcrm_copy_int (care->contacts, position);
  hcrm_copy_text (care->contacts, name);
  hcrm_copy_text (care->contacts, relation);
  hcrm_copy_text (care->contacts, strchr (number, '-') != NULL ? "landline" : "phone");
  hcrm_copy_text (care->contacts, number);
  hcrm_copy_text (care->contacts, key);
  hcrm_copy_text (care->contacts, told ? "all" : "none");
  hcrm_copy_text (care->contacts, remark);
  hcrm_copy_end_row (care->contacts);
}

static void
write_relative (Care *care, int position, const HcrmSampleDepartment *department, const char *name)
{
  static const char *const relations[] = { "child", "spouse", "child", "sibling" };
  const char *relation = department->age_to < 18 ? "parent"
                         : department->who == MOTHERS
                             ? "spouse"
                             : relations[g_rand_int_range (care->rand, 0, 4)];
  g_autofree char *number =
      chance (care, 85) ? hcrm_sample_mobile (care->rand) : hcrm_sample_landline (care->rand);
  g_autofree char *relative = hcrm_sample_name (care->rand, chance (care, 50));

  write_contact (care, position, relative, relation, number,
                 department->age_to < 18 || chance (care, 75), NULL);
}

static void
write_patient (Care *care, Stay *stay)
{
  const HcrmSampleDepartment *department = stay->department;
  gboolean woman = is_woman (care, department);
  gboolean child = department->age_to < 18;
  GDate birth;
  g_autofree char *name = hcrm_sample_name (care->rand, woman);
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_name (name, &initials);
  g_autofree char *address = hcrm_sample_address (care->rand);

  pick_birth (care, department, &birth);
  g_autofree char *identity = hcrm_sample_identity (care->rand, &birth, woman);
  hcrm_copy_int (care->patients, ++care->patient_id);
  hcrm_copy_int (care->patients, care->patient_id);
  hcrm_copy_text (care->patients, name);
  hcrm_copy_text (care->patients, pinyin);
  hcrm_copy_text (care->patients, initials);
  hcrm_copy_text (care->patients, woman ? "female" : "male");
  write_day (care->patients, &birth);
  hcrm_copy_text (care->patients, "resident-id");
  hcrm_copy_text (care->patients, identity);
  hcrm_copy_text (care->patients, address);
  hcrm_copy_text (care->patients, hcrm_sample_allergy (care->rand));
  hcrm_copy_text (care->patients, hcrm_sample_remark (care->rand));
  hcrm_copy_end_row (care->patients);

  hcrm_copy_int (care->identifiers, care->patient_id);
  hcrm_copy_text (care->identifiers, department->campus);
  hcrm_copy_text (care->identifiers, "MRN");
  hcrm_copy_format (care->identifiers, "%08" G_GINT64_FORMAT, 600000 + care->patient_id * 7);
  hcrm_copy_end_row (care->identifiers);

  if (!child) {
    g_autofree char *mobile = hcrm_sample_mobile (care->rand);
    write_contact (care, 1, name, "self", mobile, TRUE, NULL);
    stay->contact_id = care->contact_id;
    g_free (stay->mobile);
    stay->mobile = g_steal_pointer (&mobile);
  }
  if (child || chance (care, 65))
    write_relative (care, child ? 1 : 2, department, name);
  if (chance (care, 15))
    write_relative (care, child ? 2 : 3, department, name);
  if (child) {
    stay->contact_id = care->contact_id;
    g_clear_pointer (&stay->mobile, g_free);
  }
}

/* --- Stays ---------------------------------------------------------------------------------- */

static void
write_diagnosis (Care *care, const Stay *stay)
{
  hcrm_copy_int (care->codes, care->encounter_id);
  hcrm_copy_text (care->codes, "diagnosis");
  hcrm_copy_int (care->codes, 1);
  hcrm_copy_text (care->codes, "icd10");
  hcrm_copy_text (care->codes, stay->diagnosis->code);
  hcrm_copy_text (care->codes, stay->diagnosis->text);
  hcrm_copy_end_row (care->codes);
  if (stay->diagnosis->procedure == NULL)
    return;
  hcrm_copy_int (care->codes, care->encounter_id);
  hcrm_copy_text (care->codes, "procedure");
  hcrm_copy_int (care->codes, 1);
  hcrm_copy_text (care->codes, "local");
  hcrm_copy_text (care->codes, "OP");
  hcrm_copy_text (care->codes, stay->diagnosis->procedure);
  hcrm_copy_end_row (care->codes);
}

static void
write_stay_events (Care *care, const Stay *stay, const char *admitted, const char *discharged)
{
  begin_event (care, "encounter", "encounter.admitted", admitted);
  write_params (care->timeline, "department", stay->department->name, "department_en",
                stay->department->name_en, "diagnosis", stay->diagnosis->text, "diagnosis_en",
                stay->diagnosis->text_en, "number", stay->number, NULL);
  end_event (care, 0, stay->place->id, 0);
  if (discharged == NULL)
    return;
  begin_event (care, "encounter", "encounter.discharged", discharged);
  write_params (care->timeline, "department", stay->department->name, "department_en",
                stay->department->name_en, "diagnosis", stay->diagnosis->text, "diagnosis_en",
                stay->diagnosis->text_en, "number", stay->number, NULL);
  end_event (care, 0, stay->place->id, 0);
}

static const char *
pick_decision (Care *care, int ago)
{
  if (chance (care, ago <= 1 ? 60 : ago <= 3 ? 12 : 0))
    return "undecided";
  return chance (care, 87) ? "plan" : chance (care, 65) ? "none" : "exempt";
}

/* Who attends as well; not the user `doctor`, who has enough. */
static void
write_other (Care *care, const Stay *stay)
{
  GArray *doctors = stay->place->doctors;

  if (care->encounter_id % SHARED != 0 || doctors->len < 2)
    return;
  const Doctor *other =
      &g_array_index (doctors, Doctor, 1 + care->encounter_id / SHARED % (doctors->len - 1));
  if (other->staff_id == stay->doctor->staff_id)
    return;
  hcrm_copy_int (care->others, care->encounter_id);
  hcrm_copy_int (care->others, other->staff_id);
  hcrm_copy_int (care->others, 1);
  hcrm_copy_end_row (care->others);
}

static const char *
write_stay (Care *care, Stay *stay, gboolean in_house, gboolean fresh)
{
  int ago = days_ago (care, &stay->discharged);
  const char *decision = in_house ? NULL : fresh ? "undecided" : pick_decision (care, ago);
  gboolean decided = decision != NULL && strcmp (decision, "undecided") != 0;
  GDate admitted_on = stay->discharged;
  int stay_days = MAX (1, (int) stay->department->stay + g_rand_int_range (care->rand, -2, 4));

  g_date_subtract_days (&admitted_on, stay_days);
  g_autofree char *admitted = instant (&admitted_on, pick_minute (care, &admitted_on));
  int minute = MIN (10 * 60 + g_rand_int_range (care->rand, 0, 300),
                    ago == 0 ? MAX (care->now_minutes - 30, 1) : 1000);
  g_autofree char *discharged = in_house ? NULL : instant (&stay->discharged, minute);
  g_autofree char *decided_at =
      decided ? instant (&stay->discharged, MIN (minute + 25, 1439)) : NULL;

  g_free (stay->number);
  stay->number = g_strdup_printf ("ZY%08" G_GINT64_FORMAT, ++care->encounter_id);
  hcrm_copy_int (care->encounters, care->encounter_id);
  hcrm_copy_int (care->encounters, care->patient_id);
  hcrm_copy_int (care->encounters, stay->place->site_id);
  hcrm_copy_text (care->encounters, "inpatient");
  hcrm_copy_text (care->encounters, stay->number);
  hcrm_copy_text (care->encounters, in_house ? "active" : "finished");
  hcrm_copy_int (care->encounters, stay->place->id);
  hcrm_copy_int (care->encounters, stay->place->ward_id);
  hcrm_copy_format (care->encounters, "%d", g_rand_int_range (care->rand, 1, 60));
  hcrm_copy_int (care->encounters, stay->doctor->staff_id);
  hcrm_copy_text (care->encounters, admitted);
  hcrm_copy_text (care->encounters, discharged);
  hcrm_copy_text (care->encounters, stay->diagnosis->procedure);
  hcrm_copy_text (care->encounters, decision);
  hcrm_copy_int (care->encounters, decided ? stay->doctor->user_id : 0);
  hcrm_copy_text (care->encounters, decided_at);
  hcrm_copy_text (care->encounters, !decided || strcmp (decision, "plan") == 0 ? NULL
                                    : strcmp (decision, "none") == 0 ? "轻症，无需随访"
                                                                     : "转外院继续治疗");
  hcrm_copy_end_row (care->encounters);
  write_other (care, stay);
  write_diagnosis (care, stay);
  write_stay_events (care, stay, admitted, discharged);
  return decision;
}

/* --- Answers -------------------------------------------------------------------------------- */

static void
write_answers (Care *care, HcrmResponse *response)
{
  g_autoptr (GPtrArray) rows = hcrm_response_get_rows (response);

  for (guint i = 0; i < rows->len; i++) {
    const HcrmAnswerRow *row = g_ptr_array_index (rows, i);
    hcrm_copy_int (care->answers, care->response_id);
    hcrm_copy_text (care->answers, row->item);
    hcrm_copy_format (care->answers, "%u", row->repeat);
    hcrm_copy_format (care->answers, "%u", row->ordinal);
    hcrm_copy_text (care->answers, row->code);
    hcrm_copy_text (care->answers, row->number);
    hcrm_copy_text (care->answers, row->text);
    hcrm_copy_text (care->answers, row->score);
    hcrm_copy_end_row (care->answers);
  }
}

/* Where a score lies, in both languages. */
static void
write_band (Care *care, const HcrmScore *score)
{
  const HcrmText *label = score->band != NULL ? score->band->label : NULL;

  hcrm_copy_text (care->responses, label != NULL ? hcrm_text_get (label, "zh_CN") : NULL);
  hcrm_copy_text (care->responses, label != NULL ? hcrm_text_get (label, "en") : NULL);
}

/* The score as text, for the time line; (transfer full) (nullable). */
static char *
write_response (Care *care,
                const Stay *stay,
                const Step *step,
                HcrmResponse *response,
                gint64 user_id,
                const char *at)
{
  g_autofree char *fhir = hcrm_response_to_fhir (response, "completed", NULL);
  const HcrmScore *score = hcrm_response_get_score (response);
  g_autofree char *value = score->scored ? hcrm_score_to_text (score->value) : NULL;

  hcrm_copy_int (care->responses, ++care->response_id);
  hcrm_copy_int (care->responses, step->questionnaire);
  hcrm_copy_int (care->responses, care->patient_id);
  hcrm_copy_int (care->responses, care->encounter_id);
  hcrm_copy_int (care->responses, care->activity_id);
  hcrm_copy_int (care->responses, care->attempt_id);
  hcrm_copy_text (care->responses, "completed");
  hcrm_copy_int (care->responses, stay->place->site_id);
  hcrm_copy_int (care->responses, stay->place->id);
  hcrm_copy_text (care->responses, "phone");
  hcrm_copy_int (care->responses, user_id);
  hcrm_copy_text (care->responses, at);
  hcrm_copy_text (care->responses, value);
  write_band (care, score);
  hcrm_copy_text (care->responses, fhir);
  hcrm_copy_end_row (care->responses);
  write_answers (care, response);
  return g_steal_pointer (&value);
}

/* --- Steps of a plan ------------------------------------------------------------------------ */

/* What somebody who was reached answered; %NULL if nothing was asked. */
static HcrmResponse *
ask (Care *care, const Step *step, gboolean *well)
{
  HcrmQuestionnaire *form = g_hash_table_lookup (care->forms, &step->questionnaire);

  *well = TRUE;
  return form != NULL ? hcrm_sample_answer (care->rand, form, well) : NULL;
}

/* Returns: (transfer full): when it ended */
static char *
write_attempt (Care *care,
               const Stay *stay,
               const Template *template,
               guint n,
               const GDate *day,
               const char *disposition,
               gint64 user_id,
               gboolean done)
{
  gboolean reached = strcmp (disposition, "reached") == 0;
  int minute = pick_minute (care, day);
  g_autofree char *start = instant (day, minute);
  g_autofree char *end =
      instant (day, minute + (reached ? g_rand_int_range (care->rand, 2, 7) : 1));
  g_autofree char *step = g_strdup_printf ("%u", n + 1);
  g_autofree char *steps = g_strdup_printf ("%u", template->n_steps);
  gboolean well = TRUE;
  g_autoptr (HcrmResponse) response = done ? ask (care, &template->steps[n], &well) : NULL;
  g_autofree char *note = done ? hcrm_sample_reached_note (care->rand, response, well)
                               : g_strdup (hcrm_sample_missed_note (care->rand, disposition));

  hcrm_copy_int (care->attempts, ++care->attempt_id);
  hcrm_copy_int (care->attempts, care->activity_id);
  hcrm_copy_int (care->attempts, care->patient_id);
  hcrm_copy_int (care->attempts, stay->contact_id);
  hcrm_copy_text (care->attempts, "phone");
  hcrm_copy_text (care->attempts, stay->mobile);
  hcrm_copy_int (care->attempts, user_id);
  hcrm_copy_text (care->attempts, start);
  hcrm_copy_text (care->attempts, end);
  hcrm_copy_text (care->attempts, disposition);
  hcrm_copy_text (care->attempts, note);
  hcrm_copy_end_row (care->attempts);

  g_autofree char *score =
      response != NULL ? write_response (care, stay, &template->steps[n], response, user_id, end)
                       : NULL;
  begin_event (care, "followup", done ? "followup.done" : "followup.attempt", start);
  write_params (care->timeline, "disposition", disposition, "step", step, "steps", steps,
                "template", template->name, "template_en", template->name_en, "note", note, "score",
                score, NULL);
  end_event (care, care->activity_id, stay->place->id, user_id);
  return g_steal_pointer (&end);
}

typedef enum { DONE, LOST, SKIPPED, OPEN, WAITING } Fate;

static Fate
pick_fate (Care *care, const Step *step, int past, gboolean opened)
{
  gboolean doctor = strcmp (step->owner, "doctor") == 0;
  guint dice = g_rand_int_range (care->rand, 0, 1000);

  if (past < 0)
    return opened ? OPEN : WAITING;
  if (past == 0 && !day_has_begun (care))
    return opened || doctor ? OPEN : WAITING;
  if (doctor)
    return dice < (past == 0 ? 450 : past < 3 ? 860 : past < 8 ? 975 : 1000) ? DONE : OPEN;
  if (!opened)
    return past > step->window ? OPEN : WAITING;
  if (past == 0)
    return dice < 330 ? DONE : OPEN;
  if (past <= 3)
    return dice < 860 ? DONE : OPEN;
  if (past > 9)
    return dice < 940 ? DONE : dice < 980 ? LOST : SKIPPED;
  return dice < 905 ? DONE : dice < 930 ? LOST : dice < 945 ? SKIPPED : OPEN;
}

static const char *
fate_to_state (Fate fate)
{
  static const char *const states[] = { "done", "lost", "skipped", "open", "waiting" };

  return states[fate];
}

/* All on one day. Returns: (transfer full) (nullable): when the last one ended */
static char *
write_misses (Care *care,
              const Stay *stay,
              const Template *template,
              guint n,
              const GDate *due,
              guint count,
              gint64 user_id)
{
  static const char *const misses[] = { "no_answer", "no_answer", "busy", "switched_off" };
  g_autofree char *last = NULL;

  for (guint i = 0; i < count; i++) {
    g_autofree char *end =
        write_attempt (care, stay, template, n, due, misses[g_rand_int_range (care->rand, 0, 4)],
                       user_id, FALSE);
    if (last == NULL || strcmp (end, last) > 0) {
      g_free (last);
      last = g_steal_pointer (&end);
    }
  }
  return g_steal_pointer (&last);
}

/* Returns: (transfer full) (nullable): when the task was finished, if it is */
static char *
write_attempts (Care *care,
                const Stay *stay,
                const Template *template,
                guint n,
                const GDate *due,
                Fate fate,
                gint64 user_id)
{
  int past = days_ago (care, due);
  GDate made = *due;

  if (past > (day_has_begun (care) ? 0 : 1) && chance (care, 30))
    g_date_add_days (&made, 1);
  if (fate == DONE) {
    g_free (write_misses (care, stay, template, n, due, chance (care, 25) ? 1 : 0, user_id));
    return write_attempt (care, stay, template, n, &made, "reached", user_id, TRUE);
  }
  if (fate == LOST)
    return write_misses (care, stay, template, n, due, 4, user_id);
  if (fate == SKIPPED)
    return write_attempt (care, stay, template, n, due, "refused", user_id, FALSE);
  if (fate == OPEN && past > 0 && chance (care, 60))
    g_free (
        write_misses (care, stay, template, n, due, g_rand_int_range (care->rand, 1, 3), user_id));
  return NULL;
}

static void
write_task (Care *care,
            const Stay *stay,
            const Template *template,
            guint n,
            const GDate *due,
            Fate fate)
{
  const Step *step = &template->steps[n];
  gboolean doctor = strcmp (step->owner, "doctor") == 0;
  gint64 user_id =
      doctor ? stay->doctor->user_id : care->agents[g_rand_int_range (care->rand, 0, 2)];

  hcrm_copy_int (care->activities, ++care->activity_id);
  hcrm_copy_text (care->activities, "followup_task");
  hcrm_copy_int (care->activities, care->patient_id);
  hcrm_copy_int (care->activities, stay->place->site_id);
  hcrm_copy_end_row (care->activities);
  g_autofree char *finished = write_attempts (care, stay, template, n, due, fate, user_id);

  hcrm_copy_int (care->tasks, care->activity_id);
  hcrm_copy_int (care->tasks, care->plan_id);
  hcrm_copy_int (care->tasks, care->patient_id);
  hcrm_copy_int (care->tasks, n + 1);
  hcrm_copy_format (care->tasks, "%d", step->offset);
  hcrm_copy_format (care->tasks, "%d", step->window);
  hcrm_copy_text (care->tasks, step->owner);
  hcrm_copy_int (care->tasks, stay->place->site_id);
  hcrm_copy_int (care->tasks, stay->place->id);
  hcrm_copy_int (care->tasks, doctor ? stay->doctor->user_id : 0);
  hcrm_copy_text (care->tasks, "phone");
  write_day (care->tasks, due);
  write_day (care->tasks, due);
  hcrm_copy_text (care->tasks, fate_to_state (fate));
  hcrm_copy_int (care->tasks, step->questionnaire);
  hcrm_copy_text (care->tasks, step->script);
  hcrm_copy_text (care->tasks, finished);
  hcrm_copy_text (care->tasks, fate == LOST ? "多次联系不上" : fate == SKIPPED ? "患者拒访" : NULL);
  hcrm_copy_end_row (care->tasks);
}

/* In three parts as a rule; the others are as brief as some doctors are. */
static void
write_plan_note (Care *care, const Stay *stay)
{
  const HcrmSampleDiagnosis *diagnosis = stay->diagnosis;
  gboolean whole = care->plan_id % 4 != 0;
  g_autofree char *condition =
      g_strdup_printf ("%s%s%s；%s", diagnosis->text, diagnosis->procedure != NULL ? "，" : "",
                       diagnosis->procedure != NULL ? diagnosis->procedure : "",
                       diagnosis->condition);

  hcrm_copy_text (care->plans, whole ? condition : NULL);
  hcrm_copy_text (care->plans, diagnosis->note);
  hcrm_copy_text (care->plans, whole ? diagnosis->cautions : NULL);
  hcrm_copy_int (care->plans, 1);
}

static void
write_plan_row (Care *care, const Stay *stay, const Template *template, const char *state)
{
  hcrm_copy_int (care->plans, care->plan_id);
  hcrm_copy_int (care->plans, care->patient_id);
  hcrm_copy_int (care->plans, care->encounter_id);
  hcrm_copy_int (care->plans, template->id);
  hcrm_copy_int (care->plans, stay->place->site_id);
  hcrm_copy_int (care->plans, stay->place->id);
  hcrm_copy_int (care->plans, stay->doctor->staff_id);
  write_plan_note (care, stay);
  hcrm_copy_text (care->plans, state);
  hcrm_copy_end_row (care->plans);

  g_autofree char *at =
      instant (&stay->discharged,
               days_ago (care, &stay->discharged) == 0 ? MAX (care->now_minutes - 5, 1) : 1020);
  g_autofree char *steps = g_strdup_printf ("%u", template->n_steps);
  begin_event (care, "followup", "followup.planned", at);
  write_params (care->timeline, "template", template->name, "template_en", template->name_en,
                "steps", steps, NULL);
  end_event (care, 0, stay->place->id, stay->doctor->user_id);
}

static void
write_plan (Care *care, const Stay *stay)
{
  const Template *template = g_hash_table_lookup (care->templates, stay->diagnosis->template);
  gboolean opened = template->n_steps > 0 && strcmp (template->steps[0].owner, "doctor") != 0;
  gboolean running = FALSE;

  care->plan_id++;
  for (guint n = 0; n < template->n_steps; n++) {
    GDate due = stay->discharged;
    g_date_add_days (&due, template->steps[n].offset);
    Fate fate = pick_fate (care, &template->steps[n], days_ago (care, &due), opened);
    write_task (care, stay, template, n, &due, fate);
    opened |= fate == DONE;
    running |= fate == OPEN || fate == WAITING;
  }
  write_plan_row (care, stay, template, running ? "active" : "finished");
}

/* --- One patient after another -------------------------------------------------------------- */

static const HcrmSampleDepartment *
pick_department (Care *care, guint *index)
{
  guint total = 0;

  for (guint i = 0; i < hcrm_sample_n_departments; i++)
    total += hcrm_sample_departments[i].weight;
  int dice = g_rand_int_range (care->rand, 0, total);
  for (*index = 0; dice >= (int) hcrm_sample_departments[*index].weight; (*index)++)
    dice -= hcrm_sample_departments[*index].weight;
  return &hcrm_sample_departments[*index];
}

static const HcrmSampleDiagnosis *
pick_diagnosis (Care *care, const HcrmSampleDepartment *department)
{
  guint total = 0, i = 0;

  for (guint k = 0; k < department->n_diagnoses; k++)
    total += department->diagnoses[k].weight;
  int dice = g_rand_int_range (care->rand, 0, total);
  for (; dice >= (int) department->diagnoses[i].weight; i++)
    dice -= department->diagnoses[i].weight;
  return &department->diagnoses[i];
}

/* The first has the most patients: in orthopaedics, the sample's user `doctor`. */
static const Doctor *
pick_doctor (Care *care, const Place *place)
{
  guint n = chance (care, 40) ? 0 : g_rand_int_range (care->rand, 0, place->doctors->len);

  return &g_array_index (place->doctors, Doctor, n);
}

/* @fresh: one of the user `doctor`, discharged these last days and not yet decided on. */
static void
write_one (Care *care, gboolean fresh)
{
  guint index = 0;
  Stay stay = { 0 };
  gboolean in_house = !fresh && chance (care, 5);

  stay.department = fresh ? &hcrm_sample_departments[0] : pick_department (care, &index);
  stay.diagnosis = pick_diagnosis (care, stay.department);
  stay.place = &care->places[index];
  stay.doctor =
      fresh ? &g_array_index (stay.place->doctors, Doctor, 0) : pick_doctor (care, stay.place);
  stay.discharged = care->today;
  g_date_subtract_days (&stay.discharged,
                        g_rand_int_range (care->rand, 0, fresh ? 3 : care->size->days)
                            + (day_has_begun (care) ? 0 : 1));
  write_patient (care, &stay);
  const char *decision = write_stay (care, &stay, in_house, fresh);
  if (g_strcmp0 (decision, "plan") == 0)
    write_plan (care, &stay);
  g_free (stay.mobile);
  g_free (stay.number);
}

/* --- Reading what is there ------------------------------------------------------------------ */

static void
free_template (Template *template)
{
  for (guint i = 0; i < template->n_steps; i++)
    g_free (template->steps[i].script);
  g_free (template->name);
  g_free (template->name_en);
  g_free (template);
}

static PGresult *
query (PGconn *conn, const char *text, GError **error)
{
  PGresult *result = PQexec (conn, text);

  if (PQresultStatus (result) == PGRES_TUPLES_OK)
    return result;
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (result));
  PQclear (result);
  return NULL;
}

static void
add_step (Care *care, PGresult *rows, int i)
{
  const char *code = PQgetvalue (rows, i, 0);
  Template *template = g_hash_table_lookup (care->templates, code);

  if (template == NULL) {
    template = g_new0 (Template, 1);
    template->id = atoll (PQgetvalue (rows, i, 1));
    template->name = g_strdup (PQgetvalue (rows, i, 2));
    template->name_en = g_strdup (PQgetvalue (rows, i, 3));
    g_hash_table_insert (care->templates, g_strdup (code), template);
  }
  if (template->n_steps == MAX_STEPS)
    return;
  Step *step = &template->steps[template->n_steps++];
  step->offset = atoi (PQgetvalue (rows, i, 4));
  step->window = atoi (PQgetvalue (rows, i, 5));
  g_strlcpy (step->owner, PQgetvalue (rows, i, 6), sizeof step->owner);
  step->questionnaire = atoll (PQgetvalue (rows, i, 7));
  step->script = g_strdup (PQgetvalue (rows, i, 8));
}

static gboolean
read_templates (Care *care, PGconn *conn, GError **error)
{
  PGresult *rows = query (
      conn,
      "SELECT t.code, t.id, t.name, t.name_en, s.offset_days, s.window_days, s.owner, "
      "coalesce(q.id, 0), s.script_code FROM followup_template AS t "
      "JOIN followup_template_step AS s ON s.template_id = t.id "
      "LEFT JOIN questionnaire AS q ON q.url = s.questionnaire_url AND q.state = 'published' "
      "WHERE t.state = 'published' ORDER BY t.code, s.position",
      error);

  for (int i = 0; rows != NULL && i < PQntuples (rows); i++)
    add_step (care, rows, i);
  PQclear (rows);
  return rows != NULL;
}

static gboolean
read_forms (Care *care, PGconn *conn, GError **error)
{
  PGresult *rows =
      query (conn, "SELECT id, resource FROM questionnaire WHERE state = 'published'", error);
  gboolean ok = rows != NULL;

  for (int i = 0; ok && i < PQntuples (rows); i++) {
    gint64 *id = g_new (gint64, 1);
    HcrmQuestionnaire *form = hcrm_questionnaire_new_from_json (PQgetvalue (rows, i, 1), -1, error);
    *id = atoll (PQgetvalue (rows, i, 0));
    ok = form != NULL;
    g_hash_table_insert (care->forms, id, form);
  }
  PQclear (rows);
  return ok;
}

static void
add_doctors (Place *place, PGresult *rows)
{
  place->doctors = g_array_new (FALSE, TRUE, sizeof (Doctor));
  for (int i = 0; i < PQntuples (rows); i++) {
    Doctor doctor = { atoll (PQgetvalue (rows, i, 3)), atoll (PQgetvalue (rows, i, 4)), NULL };
    g_array_append_val (place->doctors, doctor);
  }
}

static gboolean
read_place (Care *care, PGconn *conn, guint i, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "SELECT d.site_id, d.id, w.id, f.id, u.id FROM department AS d "
      "JOIN department AS w ON w.parent_id = d.id JOIN staff_post AS p ON p.department_id = d.id "
      "JOIN staff AS f ON f.id = p.staff_id JOIN app_user AS u ON u.staff_id = f.id "
      "WHERE d.code = '%s' AND f.number LIKE 'D%%' AND NOT p.head ORDER BY f.id",
      hcrm_sample_departments[i].code);
  PGresult *rows = query (conn, text, error);

  if (rows == NULL)
    return FALSE;
  gboolean found = PQntuples (rows) > 0;
  if (found) {
    care->places[i].site_id = atoll (PQgetvalue (rows, 0, 0));
    care->places[i].id = atoll (PQgetvalue (rows, 0, 1));
    care->places[i].ward_id = atoll (PQgetvalue (rows, 0, 2));
    add_doctors (&care->places[i], rows);
  }
  PQclear (rows);
  return found
         || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "no doctors in %s",
                       hcrm_sample_departments[i].code);
}

static gboolean
read_places (Care *care, PGconn *conn, GError **error)
{
  care->places = g_new0 (Place, hcrm_sample_n_departments);
  for (guint i = 0; i < hcrm_sample_n_departments; i++)
    if (!read_place (care, conn, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_clock (Care *care, PGconn *conn, GError **error)
{
  PGresult *rows =
      query (conn,
             "SELECT to_char(hcrm_now() AT TIME ZONE 'Asia/Shanghai', 'YYYY'), "
             "to_char(hcrm_now() AT TIME ZONE 'Asia/Shanghai', 'MM'), "
             "to_char(hcrm_now() AT TIME ZONE 'Asia/Shanghai', 'DD'), "
             "extract(epoch FROM (hcrm_now() AT TIME ZONE 'Asia/Shanghai')::time)::int / 60, "
             "(SELECT min(id) FROM app_user WHERE username = 'agent'), "
             "(SELECT min(id) FROM app_user WHERE username = 'agent2')",
             error);

  if (rows == NULL)
    return FALSE;
  g_date_set_dmy (&care->today, atoi (PQgetvalue (rows, 0, 2)), atoi (PQgetvalue (rows, 0, 1)),
                  atoi (PQgetvalue (rows, 0, 0)));
  care->now_minutes = atoi (PQgetvalue (rows, 0, 3));
  care->agents[0] = atoll (PQgetvalue (rows, 0, 4));
  care->agents[1] = atoll (PQgetvalue (rows, 0, 5));
  PQclear (rows);
  return TRUE;
}

/* --- Writing -------------------------------------------------------------------------------- */

/* clang-format off */
#define COPIES(C)                                                                                                     \
  C (patients,    "patient", "id, survivor_id, name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, notes") \
  C (identifiers, "patient_identifier", "patient_id, issuer, kind, value")                                            \
  C (contacts,    "contact", "id, patient_id, position, name, relation, channel, number, number_key, may_discuss, note") \
  C (encounters,  "encounter", "id, patient_id, site_id, kind, number, state, department_id, ward_id, bed, attending_id, started_at, ended_at, summary, followup_decision, decided_by, decided_at, decision_reason") \
  C (others,      "encounter_doctor", "encounter_id, staff_id, rank")                                                 \
  C (codes,       "encounter_code", "encounter_id, kind, rank, system, code, text")                                   \
  C (plans,       "followup_plan", "id, patient_id, encounter_id, template_id, site_id, department_id, doctor_id, condition_summary, note, cautions, note_version, state") \
  C (activities,  "activity", "id, kind, patient_id, site_id")                                                        \
  C (tasks,       "followup_task", "id, plan_id, patient_id, position, offset_days, window_days, owner, site_id, department_id, assignee_id, channel, due_on, planned_on, state, questionnaire_id, script_code, finished_at, reason") \
  C (attempts,    "attempt", "id, activity_id, patient_id, contact_id, channel, number, user_id, started_at, ended_at, disposition, note") \
  C (responses,   "response", "id, questionnaire_id, patient_id, encounter_id, activity_id, attempt_id, state, site_id, department_id, channel, author_id, authored_at, score, band, band_en, resource") \
  C (answers,     "answer", "response_id, item, repeat, ordinal, code, number, text, score")                          \
  C (timeline,    "timeline", "patient_id, at, kind, code, params, activity_id, department_id, user_id")
/* clang-format on */

static gboolean
flush_all (Care *care, PGconn *conn, GError **error)
{
#define C(member, table, columns)                                                                  \
  if (!hcrm_copy_flush (care->member, conn, error))                                                \
    return FALSE;
  COPIES (C)
#undef C
  return TRUE;
}

static gboolean
move_sequences (PGconn *conn, GError **error)
{
  return hcrm_sample_run (
      conn,
      "SELECT setval(pg_get_serial_sequence(t, 'id'), greatest(n, 1)) FROM (VALUES "
      "('patient', (SELECT max(id) FROM patient)), ('contact', (SELECT max(id) FROM contact)), "
      "('encounter', (SELECT max(id) FROM encounter)), ('followup_plan', (SELECT max(id) FROM "
      "followup_plan)), "
      "('activity', (SELECT max(id) FROM activity)), ('attempt', (SELECT max(id) FROM attempt)), "
      "('response', (SELECT max(id) FROM response))) AS x (t, n)",
      error);
}

static gboolean
write_all (PGconn *conn, gpointer data, GError **error)
{
  Care *care = data;

  for (guint i = 1; i <= care->size->n_patients; i++) {
    write_one (care, i > care->size->n_patients - FRESH);
    if ((i % BATCH == 0 || i == care->size->n_patients) && !flush_all (care, conn, error))
      return FALSE;
  }
  return move_sequences (conn, error);
}

static void
clear_care (Care *care)
{
#define C(member, table, columns) g_clear_pointer (&care->member, hcrm_copy_free);
  COPIES (C)
#undef C
  for (guint i = 0; care->places != NULL && i < hcrm_sample_n_departments; i++)
    g_clear_pointer (&care->places[i].doctors, g_array_unref);
  g_free (care->places);
  g_hash_table_unref (care->templates);
  g_hash_table_unref (care->forms);
}

gboolean
hcrm_sample_write_care (PGconn *conn, const HcrmSampleSize *size, GRand *rand, GError **error)
{
  Care care = { .rand = rand, .size = size };

  care.templates =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_template);
  care.forms = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                      (GDestroyNotify) hcrm_questionnaire_unref);
#define C(member, table, columns) care.member = hcrm_copy_new (table, columns);
  COPIES (C)
#undef C
  gboolean ok = read_clock (&care, conn, error) && read_templates (&care, conn, error)
                && read_forms (&care, conn, error) && read_places (&care, conn, error)
                && hcrm_sample_in_bulk (conn, write_all, &care, error);
  clear_care (&care);
  return ok;
}
