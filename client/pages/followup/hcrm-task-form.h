/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmTaskForm:
 *
 * What a step of a task asks for, in place of its buttons: a day that is typed, somebody, a reason.
 * Signals: `submit` when what is asked for is there, `cancelled`.
 */
#define HCRM_TYPE_TASK_FORM (hcrm_task_form_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTaskForm, hcrm_task_form, HCRM, TASK_FORM, AdwBin)

/**
 * hcrm_task_form_open:
 * @action: a step of hcrm_followup_task_workflow: `reschedule`, `call-now`, `assign`, `cancel`,
 * `lost`
 * @about: whom it is about, as a line of its own
 *
 * Asks anew, with the cursor in the first field.
 */
void hcrm_task_form_open (HcrmTaskForm *self, const char *action, const char *about);

/* The step that is asked about. */
const char *hcrm_task_form_get_action (HcrmTaskForm *self);

/* Who a task may be assigned to: a list reply with `id` and `name`. */
void hcrm_task_form_set_people (HcrmTaskForm *self, JsonNode *people);

/* Returns: (transfer full): what was typed, of the field set that the step takes. */
HcrmRecord *hcrm_task_form_dup_record (HcrmTaskForm *self);

/* Checks what was typed and emits `submit` if it will do; else says what is wrong, all at once. */
void hcrm_task_form_submit (HcrmTaskForm *self);

/* Returns: whether the form has such a row. */
gboolean hcrm_task_form_show_error (HcrmTaskForm *self, const char *field, const char *message);

G_END_DECLS
