/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmPlanChange:
 *
 * The steps of a running plan as they are to be: those that are over or under way are only told,
 * the others may be changed and dropped, and new ones added. It only shows and reads; its section
 * talks to the server. Signals: `preview` when dates are to be worked out anew, `save`, `cancel`.
 */
#define HCRM_TYPE_PLAN_CHANGE (hcrm_plan_change_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlanChange, hcrm_plan_change, HCRM, PLAN_CHANGE, AdwBin)

GtkWidget *hcrm_plan_change_new (HcrmApi *api);

/* What the server works out: {steps: […]}. The first one is what there is; those that follow show
 * the dates of what was typed. */
void hcrm_plan_change_set_preview (HcrmPlanChange *self, JsonNode *reply);

/* Returns: (transfer full) (nullable): what a preview takes; %NULL if there is none to be had. */
JsonNode *hcrm_plan_change_dup_preview (HcrmPlanChange *self);

/* Returns: whether it can be sent; else what is missing is said beside the rows. */
gboolean hcrm_plan_change_check (HcrmPlanChange *self);

/* Returns: (transfer full): what changing takes, of hcrm_followup_change: what is other than it
 * was. */
JsonNode *hcrm_plan_change_dup_body (HcrmPlanChange *self);

/* Returns: whether it has such a row: `steps[2].planned_on` of the body last sent, `reason`, … */
gboolean hcrm_plan_change_show_error (HcrmPlanChange *self, const char *field, const char *message);

G_END_DECLS
