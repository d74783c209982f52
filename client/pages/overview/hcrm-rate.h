/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/hcrm-report.h"

G_BEGIN_DECLS

/* Returns: (transfer full): "87%", "3.4" where it is said for so many, or a dash. */
char *hcrm_rate_dup_percent (const HcrmRate *rate, HcrmRecord *group);

/* Returns: (transfer full): "26 of 30". */
char *hcrm_rate_dup_figures (const HcrmRate *rate, HcrmRecord *group);

/**
 * HcrmRateBar:
 *
 * A rate as a horizontal bar; what is missing to the whole is hatched.
 */
#define HCRM_TYPE_RATE_BAR (hcrm_rate_bar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRateBar, hcrm_rate_bar, HCRM, RATE_BAR, GtkWidget)

GtkWidget *hcrm_rate_bar_new (void);
void hcrm_rate_bar_set (HcrmRateBar *self, const HcrmRate *rate, HcrmRecord *group);

G_END_DECLS
