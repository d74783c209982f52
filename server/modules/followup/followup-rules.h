/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure rules of follow-up: when a step falls due, what its rows must fulfil, which step waits. */

#pragma once

#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"
#include "core/hcrm-rows.h"

/**
 * HcrmFollowupDays:
 *
 * The days of a site on which no follow-up falls due: public holidays, and weekends too if the
 * centre does not work on them (swapped working weekends excepted).
 */
typedef struct _HcrmFollowupDays HcrmFollowupDays;

HcrmFollowupDays *hcrm_followup_days_new (gboolean works_weekends);
void hcrm_followup_days_free (HcrmFollowupDays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmFollowupDays, hcrm_followup_days_free)

/* @kind as in `calendar_day.kind`; what is neither `holiday` nor `working` is an ordinary day. */
void hcrm_followup_days_add (HcrmFollowupDays *self,
                             const GDate *day,
                             const char *kind,
                             const char *name,
                             const char *name_en);

/* Adds all of a table's rows: day, kind, name, name_en. */
void hcrm_followup_days_read (HcrmFollowupDays *self, HcrmRows *rows);

/**
 * HcrmFollowupDue:
 * @planned: the day of discharge and the offset
 * @due: the first day from there on that is no day off
 * @moved: (nullable): why @due is not @planned: `holiday`, `weekend` or `late`; `passed` if the
 * step is not carried out because its day had gone by
 * @holiday: (nullable): the holiday's name, borrowed
 */
typedef struct {
  GDate planned;
  GDate due;
  const char *moved;
  const char *holiday;
  const char *holiday_en;
} HcrmFollowupDue;

void hcrm_followup_schedule (const HcrmFollowupDays *days,
                             const GDate *discharged,
                             int offset_days,
                             HcrmFollowupDue *due);

/* Refuses two steps on one day after discharge, naming the second: `steps[2].offset_days`. */
gboolean hcrm_followup_check_steps (GPtrArray *steps, GError **error);

/**
 * hcrm_followup_join_step:
 * @steps: (element-type HcrmRecord): of one plan
 * @step: one of another plan for the same discharge
 *
 * The patient is not called twice for what one call can settle (F023): a step within the window of
 * one that is there already, or on its very day, becomes part of it, with its questionnaire.
 */
void hcrm_followup_join_step (GPtrArray *steps, HcrmRecord *step);

/**
 * hcrm_followup_plan_rows:
 * @steps: (element-type HcrmRecord): of hcrm_followup_step_fields, checked
 * @today: in the site's time zone
 *
 * Returns: (transfer full): the steps in the order of their days, as the JSON array that the
 *   statements `resolve` and `create` read: each with position, dates, whether it lies in the past,
 *   and its state: if the first step is the attending doctor's, the others wait for it. Of the
 * steps whose days have gone by already only one is carried out, so that the patient is called
 * once: the doctor's first call, which becomes due @today (`moved` is `late`), else the last of
 * them. The others are folded into it: they are cancelled (`moved` is `passed`, `folded_into` its
 * position), and where the same hands carry it out, it asks their questionnaires too
 */
JsonArray *hcrm_followup_plan_rows (GPtrArray *steps,
                                    const HcrmFollowupDays *days,
                                    const GDate *discharged,
                                    const GDate *today);

/* Whether a step that came to @task_state lets waiting steps begin: the doctor's first one does. */
gboolean hcrm_followup_opens_others (const char *owner, gint64 position, const char *task_state);
