/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an attempt to reach a patient may come to, and what follows from it. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What a disposition does to the task that was worked on. */
typedef enum {
  HCRM_TASK_DONE,    /* the work is done */
  HCRM_TASK_RETRY,   /* stays open until the time asked for, or that the ladder says */
  HCRM_TASK_SKIPPED, /* this step is not carried out */
  HCRM_TASK_LOST,    /* the patient cannot be followed any more */
  HCRM_TASK_CANCELLED,
} HcrmTaskEffect;

/* What it does to the plan the task belongs to. */
typedef enum {
  HCRM_PLAN_GOES_ON,
  HCRM_PLAN_SUSPENDED, /* until somebody resumes it */
  HCRM_PLAN_LOST,
  HCRM_PLAN_CANCELLED, /* this plan, and every other that the patient has */
} HcrmPlanEffect;

/**
 * HcrmDisposition:
 * @code: its wire name
 * @label: what people read; marked with N_()
 * @key: the digit that chooses it, pressed with Ctrl; 0 for none
 * @reached: whether somebody was spoken to
 * @task: what it does to the task
 * @plan: what it does to the plan
 * @invalidates: whether the number that was tried is marked as invalid
 * @asks_time: whether `call_back_at` must be given
 * @died: whether the patient is recorded as deceased
 * @pill: style classes of its pill
 * @outcome: what will happen, as a sentence shown before saving; marked with N_()
 *
 * One row of the table that server and client share.
 */
typedef struct {
  const char *code;
  const char *label;
  guint key;
  gboolean reached;
  HcrmTaskEffect task;
  HcrmPlanEffect plan;
  gboolean invalidates;
  gboolean asks_time;
  gboolean died;
  const char *pill;
  const char *outcome;
} HcrmDisposition;

extern const HcrmDisposition hcrm_dispositions[];
extern const guint hcrm_n_dispositions;

/* The same codes and labels as choices of a field, ended by a %NULL value. */
extern const HcrmChoice hcrm_disposition_choices[];

/* Why a decision, plan or step came to its end, where nobody wrote it: as a call, the HIS or the
 * drug has it. */
extern const HcrmChoice hcrm_followup_ended_choices[];

/* Those that the escalation ladder answers, as choices of a field. */
extern const HcrmChoice hcrm_disposition_failures[];

/* Whether the patient was not reached, or in vain, so that the ladder says what is next. */
gboolean hcrm_disposition_is_failure (const HcrmDisposition *self);

/* Returns: (nullable): the disposition with this code. */
const HcrmDisposition *hcrm_disposition_find (const char *code);

/* Returns: (nullable): the disposition that this digit chooses. */
const HcrmDisposition *hcrm_disposition_find_key (guint key);

/* Returns: the translated label of the disposition @code; @code itself if there is none. */
const char *hcrm_disposition_get_label (const char *code);

/* Returns: the state a task goes to: `done`, `open`, `skipped`, `lost`, `cancelled`. */
const char *hcrm_disposition_get_task_state (const HcrmDisposition *self);

/* Returns: (nullable): the state the plan goes to; %NULL if it goes on. */
const char *hcrm_disposition_get_plan_state (const HcrmDisposition *self);

G_END_DECLS
