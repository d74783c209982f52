/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "model/hcrm-report.h"

G_BEGIN_DECLS

/**
 * HcrmReportView:
 *
 * The figures of a report: a card for each measure and rate, with what it means, and a table of its
 * groups, without the columns that no group has anything of.
 * Each figure opens the list of the very cases that it counts. Signal: `group-activated` with the
 * group's record. In a `.ui` file `<object class="HcrmReportView">`.
 */
#define HCRM_TYPE_REPORT_VIEW (hcrm_report_view_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReportView, hcrm_report_view, HCRM, REPORT_VIEW, GtkBox)

/* @page: which the view is part of; @as_at: a label of it, for when the figures were counted */
void hcrm_report_view_setup (HcrmReportView *self, HcrmPage *page, GtkLabel *as_at);

/* Shows the columns of another report, as yet empty. What was asked before comes no more. */
void hcrm_report_view_set_report (HcrmReportView *self, const HcrmReport *report);

/* Whether the rates of the groups are drawn as well; at first they are not. */
void hcrm_report_view_set_chart (HcrmReportView *self, gboolean shown);

/* Asks for the report, narrowed by @query, `date_from=…&group=doctor`, and shows it when it comes;
 * what was asked before comes no more. */
void hcrm_report_view_load (HcrmReportView *self, const char *query);

/* Opens what a figure of those shown counts; @group: (nullable): %NULL for all. */
void hcrm_report_view_open (HcrmReportView *self, const char *figure, HcrmRecord *group);

/* Returns: (nullable): by what those shown are grouped, `doctor`; %NULL before any are */
const char *hcrm_report_view_get_group (HcrmReportView *self);

/* The groups shown, in the order of the reply; (transfer none) */
GListModel *hcrm_report_view_get_groups (HcrmReportView *self);

/* Returns: (transfer full): what a group is called; @group: by what it is one, `step` */
char *hcrm_report_group_dup_name (const HcrmReport *report, HcrmRecord *record, const char *group);

G_END_DECLS
