/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rates are made of. */

#include "hcrm-report.h"

#define PER_CENT 100

double
hcrm_rate_compute (const HcrmRate *rate, HcrmRecord *group)
{
  gint64 whole = hcrm_record_get_int (group, rate->whole);

  return whole > 0 ? (double) hcrm_record_get_int (group, rate->name) / whole : -1;
}

const char *
hcrm_report_find_word (const HcrmReport *report, const char *group, const char *code)
{
  int field = hcrm_field_set_find (report->query, group);
  const HcrmChoice *choice = field >= 0 ? report->query->fields[field].choices : NULL;

  for (; choice != NULL && choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, code) == 0)
      return choice->label;
  return NULL;
}

int
hcrm_rate_get_scale (const HcrmRate *rate)
{
  return rate->per > 0 ? rate->per : PER_CENT;
}
