/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of refills and of reminders to take a drug. */

#include "hcrm-medication.h"

#include <stdio.h>
#include <string.h>

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MOST_TIMES 8
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
const HcrmChoice hcrm_refill_state_choices[] = {
  { "running",   N_("Computed") },
  { "suspended", N_("Suspended") },
  { "unknown",   N_("Cannot be computed") },
  { "excluded",  N_("No call needed") },
  { NULL }
};

#define R(code, label) { code, label },
const HcrmChoice hcrm_refill_reason_choices[] = { HCRM_REFILL_REASONS (R) { NULL } };
#undef R

const HcrmChoice hcrm_refill_call_choices[] = {
  { "planned",     N_("Call planned") },
  { "open",        N_("To be called") },
  { "done",        N_("Called") },
  { "ended",       N_("Ended without a call") },
  { "no-visit",    N_("No visit known") },
  { NULL }
};

static const HcrmField refill_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Number"),         RO },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),        RO },
  { "patient",         HCRM_KIND_TEXT, N_("Patient"),        RO },
  { "pinyin",          HCRM_KIND_TEXT, N_("Pinyin"),         RO | HCRM_FIELD_DERIVED },
  { "sex",             HCRM_KIND_CODE, N_("Sex"),            RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",      HCRM_KIND_DATE, N_("Date of birth"),  RO },
  { "mrn",             HCRM_KIND_TEXT, N_("MRN"),            RO },
  { "phone",           HCRM_KIND_TEXT, N_("Phone"),          RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),     RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),     RO },
  { "drug",            HCRM_KIND_TEXT, N_("Drug"),           RO },
  { "state",           HCRM_KIND_CODE, N_("State"),          RO, NULL, 0, 0, hcrm_refill_state_choices },
  { "reason",          HCRM_KIND_CODE, N_("Reason"),         RO, NULL, 0, 0, hcrm_refill_reason_choices },
  { "dispensed_on",    HCRM_KIND_DATE, N_("Handed out"),     RO },
  { "quantity",        HCRM_KIND_TEXT, N_("Quantity"),       RO },
  { "unit",            HCRM_KIND_TEXT, N_("Unit"),           RO },
  { "daily_dose",      HCRM_KIND_TEXT, N_("Daily dose"),     RO },
  { "daily_dose_unit", HCRM_KIND_TEXT, N_("Unit of the dose"), RO },
  { "run_out_on",      HCRM_KIND_DATE, N_("Runs out"),       RO },
  { "fetch_by",        HCRM_KIND_DATE, N_("Fetch by"),       RO },
  { "call_on",         HCRM_KIND_DATE, N_("Call on"),        RO },
  { "days_left",       HCRM_KIND_INT,  N_("Days left"),      RO },
  { "call",            HCRM_KIND_CODE, N_("Refill call"),    RO, NULL, 0, 0, hcrm_refill_call_choices },
  { "task_id",         HCRM_KIND_INT,  N_("Task"),           RO },
  { "steps",           HCRM_KIND_JSON, N_("Why this date"),  RO },
};

static const HcrmField refill_query[] = {
  { "q",               HCRM_KIND_TEXT, N_("Search"),           0, NULL, 0, 100 },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),          0 },
  { "state",           HCRM_KIND_CODE, N_("State"),            MANY, NULL, 0, 0, hcrm_refill_state_choices },
  { "call",            HCRM_KIND_CODE, N_("Refill call"),      MANY, NULL, 0, 0, hcrm_refill_call_choices },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),       MANY },
  { "run_out_on_from", HCRM_KIND_DATE, N_("Runs out from"),    0 },
  { "run_out_on_to",   HCRM_KIND_DATE, N_("Runs out before"),  0 },
};

const HcrmChoice hcrm_reminder_state_choices[] = {
  { "planned", N_("Planned") },
  { "running", N_("Running") },
  { "ended",   N_("Ended") },
  { "stopped", N_("Stopped") },
  { NULL }
};

static const HcrmField reminder_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",     HCRM_KIND_INT,  N_("Version"),      RO },
  { "patient_id",  HCRM_KIND_INT,  N_("Patient"),      REQ },
  { "patient",     HCRM_KIND_TEXT, N_("Patient"),      RO },
  { "drug",        HCRM_KIND_TEXT, N_("Drug"),         REQ, NULL, 1, 200 },
  { "times",       HCRM_KIND_TEXT, N_("Times of the day"), REQ, N_("such as 8:00 20:00"), 4, 80 },
  { "first_on",    HCRM_KIND_DATE, N_("First day"),    REQ },
  { "last_on",     HCRM_KIND_DATE, N_("Last day"),     REQ },
  { "contact_id",  HCRM_KIND_INT,  N_("To whom (empty: whoever comes first)"), HCRM_FIELD_LISTED },
  { "contact",     HCRM_KIND_TEXT, N_("To whom"),      RO },
  { "fallback_id", HCRM_KIND_INT,  N_("If it does not arrive"), HCRM_FIELD_LISTED },
  { "fallback",    HCRM_KIND_TEXT, N_("If it does not arrive"), RO },
  { "spoken",      HCRM_KIND_BOOL, N_("By voice call, where there is a telephone"), 0 },
  { "answer_minutes", HCRM_KIND_INT, N_("Ask whether it was taken, again after"), 0, N_("min"), 5, 60 },
  { "stop_reason", HCRM_KIND_TEXT, N_("Stopped because"), 0, NULL, 1, 300 },
  { "state",       HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, hcrm_reminder_state_choices },
  { "created_by",  HCRM_KIND_TEXT, N_("Created by"),   RO },
  { "due_today",   HCRM_KIND_INT,  N_("Doses due today"), RO },
  { "taken_today", HCRM_KIND_INT,  N_("Taken today"),  RO },
  { "doses",       HCRM_KIND_JSON, N_("Doses"),        RO },
};

const HcrmChoice hcrm_dose_state_choices[] = {
  { "waiting",   N_("No answer yet") },
  { "taken",     N_("Was taken") },
  { "not-taken", N_("Was not taken") },
  { "none",      N_("Never answered") },
  { NULL }
};

const HcrmChoice hcrm_dose_way_choices[] = {
  { "agent", N_("Written down by hand") },
  { "reply", N_("Reply to a message") },
  { "key",   N_("Key pressed in a call") },
  { NULL }
};

static const HcrmChoice answer_choices[] = {
  { "taken",     N_("Was taken") },
  { "not-taken", N_("Was not taken") },
  { NULL }
};

static const HcrmField dose_answer[] = {
  { "answer", HCRM_KIND_CODE, N_("Answer"),          REQ, NULL, 0, 0, answer_choices },
  { "way",    HCRM_KIND_CODE, N_("How it was said"), REQ, NULL, 0, 0, hcrm_dose_way_choices },
};

static const HcrmField dose_reply[] = {
  { "number", HCRM_KIND_TEXT, N_("Telephone"), REQ, NULL, 3, 60 },
  { "text",   HCRM_KIND_TEXT, N_("Text"),      REQ, NULL, 1, 1000 },
};

static const HcrmField dose_day[] = {
  { "day",    HCRM_KIND_DATE, N_("Day"),       0 },
};

static const HcrmField reminder_query[] = {
  { "patient_id",  HCRM_KIND_INT,  N_("Patient"),      REQ },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_reminder_fields, reminder_fields)
HCRM_DEFINE_FIELD_SET (hcrm_reminder_query, reminder_query)
HCRM_DEFINE_FIELD_SET (hcrm_dose_answer, dose_answer)
HCRM_DEFINE_FIELD_SET (hcrm_dose_reply, dose_reply)
HCRM_DEFINE_FIELD_SET (hcrm_dose_day, dose_day)
HCRM_DEFINE_FIELD_SET (hcrm_refill_fields, refill_fields)
HCRM_DEFINE_FIELD_SET (hcrm_refill_query, refill_query)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full) (nullable): `08:00` of `8:00`. */
static char *
read_time (const char *text)
{
  guint hour, minute;
  int end = 0;

  if (sscanf (text, "%2u:%2u%n", &hour, &minute, &end) != 2 || text[end] != '\0' || hour > 23
      || minute > 59 || !g_ascii_isdigit (*text))
    return NULL;
  return g_strdup_printf ("%02u:%02u", hour, minute);
}

char *
hcrm_medication_read_times (const char *text)
{
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *narrow =
      g_utf8_normalize (text != NULL ? text : "", -1, G_NORMALIZE_ALL_COMPOSE);
  g_auto (GStrv) words = g_strsplit_set (narrow != NULL ? narrow : "", " ,;", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *time = read_time (words[i]);

    if (*words[i] == '\0')
      continue;
    if (time == NULL || times->len == MOST_TIMES)
      return NULL;
    if (!g_ptr_array_find_with_equal_func (times, time, g_str_equal, NULL))
      g_ptr_array_add (times, g_steal_pointer (&time));
  }
  if (times->len == 0)
    return NULL;
  g_ptr_array_sort (times, compare_times);
  g_ptr_array_add (times, NULL);
  return g_strjoinv (",", (char **) times->pdata);
}
