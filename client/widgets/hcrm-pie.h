/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-figure.h"

G_BEGIN_DECLS

/**
 * HcrmPie:
 *
 * What a number is made of: slices from the top clockwise, the largest first, and beside them what
 * each is, how many and how many per cent. Beyond %HCRM_PIE_MAX_SLICES the rest is one slice.
 * Colour never speaks alone: every other slice is hatched, and the list has the order of the
 * slices. Up and Down walk from slice to slice; what it is is said in words, also to a screen
 * reader. The figures themselves belong into a table beside it.
 */
#define HCRM_TYPE_PIE (hcrm_pie_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPie, hcrm_pie, HCRM, PIE, HcrmFigure)

#define HCRM_PIE_MAX_SLICES 7

GtkWidget *hcrm_pie_new (void);

/* Takes everything away. @title: what is counted */
void hcrm_pie_begin (HcrmPie *self, const char *title);

/* Of nothing there is no slice. */
void hcrm_pie_add (HcrmPie *self, const char *name, guint64 count);

/* Shows what was added. */
void hcrm_pie_end (HcrmPie *self);

guint hcrm_pie_get_n_slices (HcrmPie *self);

/* Returns: (transfer full): `Letter: 12 (30%)` */
char *hcrm_pie_dup_words (HcrmPie *self, guint slice);

G_END_DECLS
