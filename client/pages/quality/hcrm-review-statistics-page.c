/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics, of reviews of calls. */

#include "hcrm-review-statistics-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"

struct _HcrmReviewStatisticsPage {
  HcrmStatisticsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HcrmReviewStatisticsPage,
                     hcrm_review_statistics_page,
                     HCRM_TYPE_STATISTICS_PAGE)

#define ORGANISATION HCRM_PERM_ORGANISATION_READ

/* clang-format off */
static const HcrmFilter filters[] = {
  { "subject_id",    N_("Agent"),      NULL, "/colleagues?permission=call.work&limit=200", FALSE, ORGANISATION },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "scorecard",     N_("Scorecard"),  NULL, "/review-scorecards", FALSE, -1 },
  { "item",          N_("Item"),       NULL, "/review-items", TRUE, -1 },
  { "reviewer_id",   N_("Reviewer"),   NULL, "/reviewers", FALSE, HCRM_PERM_REVIEW_SCORE },
  { "sample_id",     N_("Sample"),     NULL, "/samples?limit=200", FALSE, HCRM_PERM_REVIEW_MANAGE },
};

static const HcrmKeyHint hints[] = {
  { "F5",     N_("count again") },
  { "Ctrl F", N_("filter") },
  { "Enter",  N_("show the trend") },
  { NULL }
};
/* clang-format on */

static void
hcrm_review_statistics_page_class_init (HcrmReviewStatisticsPageClass *klass)
{
  HcrmStatisticsPageClass *page_class = HCRM_STATISTICS_PAGE_CLASS (klass);

  page_class->title = N_ ("Quality in figures");
  page_class->reports = &hcrm_review_report;
  page_class->n_reports = 1;
  page_class->filters = filters;
  page_class->n_filters = G_N_ELEMENTS (filters);
  page_class->trends = TRUE;
  HCRM_PAGE_CLASS (klass)->hints = hints;
  HCRM_PAGE_CLASS (klass)->help =
      N_ ("What reviews come to, by agent, item, week, month, reviewer, scorecard and department. They count on the day they were submitted, with the score that stands after appeals; second reviews and calibration do not count.\n\n"
                                      "Beside each mean and share stands its interval: with so few reviews the true value may lie anywhere in it. Two that overlap widely hardly differ. Enter on an agent or an item shows its months; on a month, the reviews behind.");
}

static void
hcrm_review_statistics_page_init (HcrmReviewStatisticsPage *self)
{
}
