/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmPlanExtras:
 *
 * Questionnaires that are asked besides a step's own, for this patient: each with a button that
 * takes it out, and one that finds another. Stands in a page, whose server it asks. Signal:
 * `changed` by the user.
 */
#define HCRM_TYPE_PLAN_EXTRAS (hcrm_plan_extras_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlanExtras, hcrm_plan_extras, HCRM, PLAN_EXTRAS, GtkBox)

/* @urls: (nullable): a list of strings */
void hcrm_plan_extras_set (HcrmPlanExtras *self, JsonArray *urls);

/* Returns: (transfer full) (nullable): their addresses; %NULL if there are none */
JsonArray *hcrm_plan_extras_dup (HcrmPlanExtras *self);

G_END_DECLS
