/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics, of telephone calls. */

#include "hcrm-call-statistics-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-call.h"

struct _HcrmCallStatisticsPage {
  HcrmStatisticsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HcrmCallStatisticsPage, hcrm_call_statistics_page, HCRM_TYPE_STATISTICS_PAGE)

#define ORGANISATION HCRM_PERM_ORGANISATION_READ

/* clang-format off */
static const HcrmFilter filters[] = {
  { "agent_id",      N_("Agent"),      NULL, "/colleagues?permission=call.work&limit=200", FALSE, ORGANISATION },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "direction",     N_("Direction"),  hcrm_call_direction_choices, NULL, FALSE, -1 },
};
/* clang-format on */

static void
hcrm_call_statistics_page_class_init (HcrmCallStatisticsPageClass *klass)
{
  HcrmStatisticsPageClass *page_class = HCRM_STATISTICS_PAGE_CLASS (klass);

  page_class->title = N_ ("Telephone calls in figures");
  page_class->reports = &hcrm_call_report;
  page_class->n_reports = 1;
  page_class->filters = filters;
  page_class->n_filters = G_N_ELEMENTS (filters);
  HCRM_PAGE_CLASS (klass)->help = N_ ("What telephone calls come to, by agent, hour, day, department and result. Each rate says "
          "what it is a rate of. A call over midnight counts on the day it began.");
}

static void
hcrm_call_statistics_page_init (HcrmCallStatisticsPage *self)
{
}
