/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rates are made of. */

#include "hcrm-report.h"

#include <math.h>

#define PER_CENT 100

double
hcrm_rate_compute (const HcrmRate *rate, HcrmRecord *group)
{
  gint64 whole = hcrm_record_get_int (group, rate->whole);

  return whole > 0 ? (double) hcrm_record_get_int (group, rate->name) / whole : -1;
}

double
hcrm_measure_get (HcrmRecord *group, const char *figure)
{
  const char *text = hcrm_record_get (group, figure);

  return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

static char *
write_measure (const HcrmMeasure *measure, HcrmRecord *group, const char *figure)
{
  double value = hcrm_measure_get (group, figure);

  return !isnan (value) ? g_strdup_printf ("%.*f", measure->decimals, value) : NULL;
}

char *
hcrm_measure_dup_value (const HcrmMeasure *measure, HcrmRecord *group)
{
  return write_measure (measure, group, measure->name);
}

char *
hcrm_measure_dup_interval (const HcrmMeasure *measure, HcrmRecord *group)
{
  g_autofree char *low = write_measure (measure, group, measure->low);
  g_autofree char *high = write_measure (measure, group, measure->high);

  return low != NULL && high != NULL ? g_strdup_printf ("%s–%s", low, high) : NULL;
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
