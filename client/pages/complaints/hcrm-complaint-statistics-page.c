/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics, of complaints. */

#include "hcrm-complaint-statistics-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint-report.h"
#include "model/hcrm-complaint.h"

struct _HcrmComplaintStatisticsPage {
  HcrmStatisticsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintStatisticsPage,
                     hcrm_complaint_statistics_page,
                     HCRM_TYPE_STATISTICS_PAGE)

#define ORGANISATION HCRM_PERM_ORGANISATION_READ

/* clang-format off */
static const HcrmFilter filters[] = {
  { "about_department_id", N_("Department it is about"),  NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "about_staff_id",      N_("Person it is about"),      NULL, "/staff?limit=200", FALSE, ORGANISATION },
  { "about_kind",          N_("Kind of thing it is about"),        hcrm_complaint_about_choices, NULL, FALSE, -1 },
  { "nature",              N_("Class"),                   NULL, "/complaint-classes?limit=200", FALSE, HCRM_PERM_COMPLAINT_READ },
  { "grade",               N_("Grade"),                   NULL, "/complaint-grades", FALSE, HCRM_PERM_COMPLAINT_READ },
  { "channel",             N_("Channel"),                 hcrm_complaint_channel_choices, NULL, FALSE, -1 },
  { "handler_id",          N_("Department that answers"), NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "first_receiver_id",   N_("First receiver"),          NULL, "/colleagues?permission=complaint.take&limit=200", FALSE, ORGANISATION },
};
/* clang-format on */

static void
hcrm_complaint_statistics_page_class_init (HcrmComplaintStatisticsPageClass *klass)
{
  HcrmStatisticsPageClass *page_class = HCRM_STATISTICS_PAGE_CLASS (klass);

  page_class->title = N_ ("Complaints in figures");
  page_class->reports = &hcrm_complaint_report;
  page_class->n_reports = 1;
  page_class->filters = filters;
  page_class->n_filters = G_N_ELEMENTS (filters);
  HCRM_PAGE_CLASS (klass)->help =
      N_ ("What complaints come to, by whom or what they are about, class, grade, channel, who "
          "answers and when. Each rate says what it is a rate of; where there is nothing to count "
          "there is a dash.\n\nA complaint about two departments counts in both, but once of all. "
          "Every figure opens the very complaints that it counts.");
}

static void
hcrm_complaint_statistics_page_init (HcrmComplaintStatisticsPage *self)
{
}
