/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-calendar.h"

G_BEGIN_DECLS

/**
 * HcrmYearView:
 *
 * Twelve months at a glance: weekends dim, holidays and swapped working days marked by colour and
 * by a letter. One day has the focus; the arrows move it by a day or a week, Page Up and Page Down
 * by a month, Enter or a click chooses it. Signal: `chosen` (the day as YYYY-MM-DD).
 */
#define HCRM_TYPE_YEAR_VIEW (hcrm_year_view_get_type ())
G_DECLARE_FINAL_TYPE (HcrmYearView, hcrm_year_view, HCRM, YEAR_VIEW, GtkWidget)

GtkWidget *hcrm_year_view_new (void);

/* Shows another year, without any marks. */
void hcrm_year_view_set_year (HcrmYearView *self, GDateYear year);
GDateYear hcrm_year_view_get_year (HcrmYearView *self);

/* Takes all marks away. */
void hcrm_year_view_clear (HcrmYearView *self);

/* @name: (nullable): what the day is called, for a hint and a screen reader */
void hcrm_year_view_mark (HcrmYearView *self, const GDate *day, HcrmDayKind kind, const char *name);

/* Shows which day is being worked on; %NULL: none. */
void hcrm_year_view_select (HcrmYearView *self, const GDate *day);

/* For tests: the button of a day. */
GtkWidget *hcrm_year_view_get_day (HcrmYearView *self, const GDate *day);

G_END_DECLS
