/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * hcrm_column_fit_measure:
 * @title: its head, translated
 *
 * Returns: the pixels in which a column's head, its sample and its table's width fit, at the
 * current text size
 */
int hcrm_column_fit_measure (GtkWidget *widget, const HcrmColumn *column, const char *title);

/* What a column is to the list: how wide it would be, and whether it may be put away. */
typedef struct {
  int width;
  guint leaves; /* 0: never */
  gboolean shown;
} HcrmColumnFit;

/* Clears @shown of those that leave first, until the rest is no wider than @width. */
void hcrm_column_fit_choose (HcrmColumnFit *columns, guint n, int width);

G_END_DECLS
