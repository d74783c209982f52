/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one table of dispositions. */

#include "hcrm-disposition.h"

#include <string.h>

#include "hcrm-medication.h"

/* clang-format off */
/*  code, label, key, reached, task, plan, number invalid, asks a time, pill, what follows */
#define STAYS N_("The task stays open; the escalation ladder says what is next.")
#define DISPOSITIONS(D)                                                                                               \
  D ("reached", N_("Reached"), 1, TRUE, DONE, GOES_ON, FALSE, FALSE, "ok",                                         \
     N_("Saving makes this step done."))                                                                                         \
  D ("no_answer", N_("No answer"), 2, FALSE, RETRY, GOES_ON, FALSE, FALSE, "warn",                               \
     STAYS)                                                          \
  D ("busy", N_("Busy"), 3, FALSE, RETRY, GOES_ON, FALSE, FALSE, "warn",                                          \
     STAYS)                                               \
  D ("switched_off", N_("Switched off"), 4, FALSE, RETRY, GOES_ON, FALSE, FALSE, "warn",                         \
     STAYS)                                                         \
  D ("wrong_number", N_("Wrong number"), 5, FALSE, RETRY, GOES_ON, TRUE, FALSE, "danger stop",                     \
     N_("The number is marked as invalid; the escalation ladder says what is next."))                                \
  D ("refused", N_("Refused"), 6, TRUE, SKIPPED, SUSPENDED, FALSE, FALSE, "danger stop",                           \
     N_("The step is skipped and the plan is suspended until somebody resumes it."))                                  \
  D ("call_later", N_("Call later"), 7, TRUE, RETRY, GOES_ON, FALSE, TRUE, "info",                                 \
     N_("The task stays open and comes back at the time agreed."))                                                    \
  D ("readmitted", N_("Readmitted"), 8, TRUE, SKIPPED, SUSPENDED, FALSE, FALSE, "violet",                          \
     N_("The step is skipped and the plan is suspended until the patient is discharged again."))                      \
  D ("deceased", N_("Deceased"), 0, TRUE, CANCELLED, CANCELLED, FALSE, FALSE, "wait",                              \
     N_("The patient is recorded as deceased and all plans are cancelled."))                                                                   \
  D ("moved", N_("Moved away"), 0, TRUE, LOST, LOST, FALSE, FALSE, "stop",                                         \
     N_("The patient counts as lost to follow-up."))                                                                  \
  D ("language_barrier", N_("Language barrier"), 0, TRUE, RETRY, GOES_ON, FALSE, FALSE, "violet",               \
     N_("The escalation ladder says what is next; have it assigned to somebody who speaks the language."))

#define D(code, label, key, reached, task, plan, invalidates, asks, pill, outcome)                             \
  { code, label, key, reached, HCRM_TASK_##task, HCRM_PLAN_##plan, invalidates, asks, HCRM_PLAN_##plan == HCRM_PLAN_CANCELLED, pill, outcome },
const HcrmDisposition hcrm_dispositions[] = { DISPOSITIONS (D) };
#undef D

#define D(code, label, ...) { code, label },
const HcrmChoice hcrm_disposition_choices[] = { DISPOSITIONS (D) { NULL } };
#undef D

#define D(code, label, ...) { code, label },
const HcrmChoice hcrm_followup_ended_choices[] = {
  DISPOSITIONS (D)
  D ("died", N_("Deceased"))
  D ("visit-cancelled", N_("Visit cancelled"))
  D ("discharge-cancelled", N_("Discharge taken back"))
  HCRM_REFILL_REASONS (D)
  { NULL }
};
#undef D

/* Those of the table above that the ladder answers, in the same order. */
const HcrmChoice hcrm_disposition_failures[] = {
  { "no_answer", N_("No answer") },
  { "busy", N_("Busy") },
  { "switched_off", N_("Switched off") },
  { "wrong_number", N_("Wrong number") },
  { "language_barrier", N_("Language barrier") },
  { NULL }
};
/* clang-format on */

const guint hcrm_n_dispositions = G_N_ELEMENTS (hcrm_dispositions);

const HcrmDisposition *
hcrm_disposition_find (const char *code)
{
  for (guint i = 0; i < hcrm_n_dispositions; i++)
    if (g_strcmp0 (hcrm_dispositions[i].code, code) == 0)
      return &hcrm_dispositions[i];
  return NULL;
}

const HcrmDisposition *
hcrm_disposition_find_key (guint key)
{
  for (guint i = 0; key != 0 && i < hcrm_n_dispositions; i++)
    if (hcrm_dispositions[i].key == key)
      return &hcrm_dispositions[i];
  return NULL;
}

gboolean
hcrm_disposition_is_failure (const HcrmDisposition *self)
{
  return self->task == HCRM_TASK_RETRY && !self->asks_time;
}

const char *
hcrm_disposition_get_label (const char *code)
{
  const HcrmDisposition *self = hcrm_disposition_find (code);

  return self != NULL ? gettext (self->label) : code;
}

const char *
hcrm_disposition_get_task_state (const HcrmDisposition *self)
{
  switch (self->task) {
  case HCRM_TASK_DONE:
    return "done";
  case HCRM_TASK_RETRY:
    return "open";
  case HCRM_TASK_SKIPPED:
    return "skipped";
  case HCRM_TASK_LOST:
    return "lost";
  case HCRM_TASK_CANCELLED:
    return "cancelled";
  }
  g_return_val_if_reached ("open");
}

const char *
hcrm_disposition_get_plan_state (const HcrmDisposition *self)
{
  switch (self->plan) {
  case HCRM_PLAN_GOES_ON:
    return NULL;
  case HCRM_PLAN_SUSPENDED:
    return "suspended";
  case HCRM_PLAN_LOST:
    return "lost";
  case HCRM_PLAN_CANCELLED:
    return "cancelled";
  }
  g_return_val_if_reached (NULL);
}
