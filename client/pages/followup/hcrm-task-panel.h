/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmTaskPanel:
 *
 * Who is to be called and why, beside the list of tasks: name, warnings, the diagnosis and what the
 * doctor asks, the steps of the plan, the last contacts. It only shows; its page fetches.
 */
#define HCRM_TYPE_TASK_PANEL (hcrm_task_panel_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTaskPanel, hcrm_task_panel, HCRM, TASK_PANEL, AdwBin)

/* @task: (nullable): a record of hcrm_followup_task_fields; %NULL shows that none is chosen. */
void hcrm_task_panel_set_task (HcrmTaskPanel *self, HcrmRecord *task);

/* What is fetched after it; each is ignored if it belongs to another task. */
void hcrm_task_panel_set_plan (HcrmTaskPanel *self, JsonNode *plan);
void hcrm_task_panel_set_attempts (HcrmTaskPanel *self, JsonNode *attempts);
void hcrm_task_panel_set_contacts (HcrmTaskPanel *self, JsonNode *contacts);

G_END_DECLS
