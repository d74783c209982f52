/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* One of the four rates: which figure of the report, of which other. */
typedef struct {
  const char *part;
  const char *whole;
  const char *title;      /* marked with N_() */
  const char *definition; /* marked with N_() */
  const char *color;      /* of the style sheet */
  gboolean bad;           /* whether more of it is worse */
} HcrmRateInfo;

extern const HcrmRateInfo hcrm_rates[];
extern const guint hcrm_n_rates;

/* Returns: the rate in a group, 0 to 1; -1 if there is nothing to count. */
double hcrm_rate_get (const HcrmRateInfo *info, HcrmRecord *group);

/* Returns: (transfer full): "87 %", or a dash. */
char *hcrm_rate_dup_percent (const HcrmRateInfo *info, HcrmRecord *group);

/* Returns: (transfer full): "26 of 30". */
char *hcrm_rate_dup_figures (const HcrmRateInfo *info, HcrmRecord *group);

/**
 * HcrmRateBar:
 *
 * A rate as a horizontal bar; what is missing to the whole is hatched.
 */
#define HCRM_TYPE_RATE_BAR (hcrm_rate_bar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRateBar, hcrm_rate_bar, HCRM, RATE_BAR, GtkWidget)

GtkWidget *hcrm_rate_bar_new (void);
void hcrm_rate_bar_set (HcrmRateBar *self, const HcrmRateInfo *info, HcrmRecord *group);

G_END_DECLS
