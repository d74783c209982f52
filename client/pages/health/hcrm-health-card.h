/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of one cycle of health management, as cards: values, follow-up, steps. */

#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Returns: (transfer full): `< 7 %`, `4.4–7 mmol/L`; empty without a target. */
char *hcrm_health_card_dup_target (HcrmRecord *value);

/* Returns: (transfer full): why there is no value; empty if there is one. */
char *hcrm_health_card_dup_gap (HcrmRecord *value);

/* Each value of @cycle with its target, finding and what became of it; what is missing says why. */
GtkWidget *hcrm_health_card_new_values (HcrmRecord *cycle);

/* (nullable): what the patient was advised, and whether it was sent. */
GtkWidget *hcrm_health_card_new_guidance (HcrmRecord *cycle);

/* (nullable): the plans of follow-up that were asked for. */
GtkWidget *hcrm_health_card_new_plans (HcrmRecord *cycle);

/* (nullable): which step was done when, by whom. */
GtkWidget *hcrm_health_card_new_steps (HcrmRecord *cycle);

/* Returns: (transfer full): the JSON array in the field @name of @cycle; %NULL for none. */
JsonArray *hcrm_health_card_dup_array (HcrmRecord *cycle, const char *name);

G_END_DECLS
