/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-figure.h"

G_BEGIN_DECLS

/**
 * HcrmChart:
 *
 * Rates as bars beside each other or as lines through time, 0 to 100 %, or values on a scale of
 * their own, each with the interval that it lies in if need be: a band along a line, a bar with
 * ends elsewhere. What is not known is a gap. Colour never speaks alone: series differ by hatching
 * or by their marks. Left and Right walk from point to point; what stands there is said in words,
 * also to a screen reader. The figures themselves belong into a table beside it.
 */
#define HCRM_TYPE_CHART (hcrm_chart_get_type ())
G_DECLARE_FINAL_TYPE (HcrmChart, hcrm_chart, HCRM, CHART, HcrmFigure)

#define HCRM_CHART_MAX_SERIES 4

GtkWidget *hcrm_chart_new (void);

/* Takes everything away. @trend: lines instead of bars */
void hcrm_chart_begin (HcrmChart *self, gboolean trend);

/* Values then are no rates but lie between @low and @high, which are widened to round numbers, and
 * not known is what is NaN. @unit: (nullable): written behind each */
void hcrm_chart_set_scale (HcrmChart *self, double low, double high, const char *unit);

/* Where values of a scale should lie: a band behind them; NaN where it has no end. */
void hcrm_chart_set_target (HcrmChart *self, double low, double high);

/* At most %HCRM_CHART_MAX_SERIES. @color: of the style sheet */
void hcrm_chart_add_series (HcrmChart *self, const char *title, const char *color);

/* @values: one for each series, 0 to 1; below 0 for what is not known */
void hcrm_chart_add_point (HcrmChart *self, const char *name, const double *values);

/* In what interval the value of a series at the point added last lies. */
void hcrm_chart_set_interval (HcrmChart *self, guint series, double low, double high);

/* Shows what was added. */
void hcrm_chart_end (HcrmChart *self);

/* Returns: (transfer full): a point in words: `Orthopaedics: Covered 83%, Lost –`, with an
 * interval `Mean 83 (79 to 88)` */
char *hcrm_chart_dup_words (HcrmChart *self, guint point);

G_END_DECLS
