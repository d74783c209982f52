/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmPlanRow:
 *
 * One step of a plan that is being decided on: its day, who carries it out, and the date that comes
 * of it. Signals: `changed` by the user, `removed`.
 */
#define HCRM_TYPE_PLAN_ROW (hcrm_plan_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlanRow, hcrm_plan_row, HCRM, PLAN_ROW, GtkBox)

/* @step: members as a preview answers them; @owners: of the rows that stand below each other. */
GtkWidget *hcrm_plan_row_new (JsonObject *step, GtkSizeGroup *owners);

/* Shows the date that the server worked out; what was typed stays. */
void hcrm_plan_row_show_date (HcrmPlanRow *self, JsonObject *step);

/* The days after discharge that stand there; -1 if it is no number. */
gint64 hcrm_plan_row_get_offset (HcrmPlanRow *self);

/* Returns: (transfer full): the step as deciding takes it. */
JsonObject *hcrm_plan_row_dup_step (HcrmPlanRow *self);

/* @message: (nullable): %NULL takes it away. */
void hcrm_plan_row_show_error (HcrmPlanRow *self, const char *message);

G_END_DECLS
