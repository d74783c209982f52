/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"
#include "hcrm-permission.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_STEP_SUGGESTED = 1 << 0,   /* the likely next step; its button is accented */
  HCRM_STEP_DESTRUCTIVE = 1 << 1, /* asked about, or undone */
  HCRM_STEP_REASON = 1 << 2,      /* needs a reason */
} HcrmStepFlags;

/* One step of a workflow. The server enforces it; the client shows its button. */
typedef struct {
  const char *from;
  const char *action;
  const char *to;
  HcrmPermission need;
  const char *label; /* button text, marked with N_() */
  HcrmStepFlags flags;
} HcrmStep;

/* One state: its wire name, what people read, and the pill it shows as. */
typedef struct {
  const char *name;
  const char *label; /* marked with N_() */
  const char *pill;  /* style classes of the pill, such as "info" or "bare wait" */
} HcrmState;

typedef struct {
  const char *name;
  const HcrmState *states;
  guint n_states;
  const HcrmStep *steps;
  guint n_steps;
} HcrmWorkflow;

/**
 * hcrm_workflow_find:
 * @state: the state the record is in, read under a row lock
 * @action: what the user asks for
 * @held: what the user holds
 *
 * Returns: (nullable): the step, or %NULL with %HCRM_ERROR_WRONG_STATE or %HCRM_ERROR_FORBIDDEN
 */
const HcrmStep *hcrm_workflow_find (const HcrmWorkflow *flow,
                                    const char *state,
                                    const char *action,
                                    const HcrmPermissionSet *held,
                                    GError **error);

/* Returns: (nullable): the state named @name. */
const HcrmState *hcrm_workflow_get_state (const HcrmWorkflow *flow, const char *name);

G_END_DECLS
