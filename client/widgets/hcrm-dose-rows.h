/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* @answer: `taken` or `not-taken`. */
typedef void (*HcrmDoseFunc) (gpointer data, gint64 dose_id, const char *answer);

/**
 * hcrm_dose_rows_new:
 * @reminder: as /medication-reminders gives it
 * @func: (nullable): called when somebody says whether a dose was taken; without it none is asked
 * @data: (transfer none): lives as long as what is made here
 *
 * The doses of today, and those that can still be answered: when each was due, how it stands; above
 * them how many of today's were taken.
 *
 * Returns: (transfer floating) (nullable): %NULL if no dose was asked about
 */
GtkWidget *hcrm_dose_rows_new (HcrmRecord *reminder, HcrmDoseFunc func, gpointer data);

/* Says how many of today's doses were taken, and in its tip what counts; hidden if none was due. */
void hcrm_dose_figure_set (GtkLabel *label, gint64 taken, gint64 due);

G_END_DECLS
