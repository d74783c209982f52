/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as people know them: what is on record before what the message says. */
#include "hcrm-hl7-line.h"

void
hcrm_hl7_line_append (GString *json, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append (json, json->len > 1 ? ", " : "");
  hcrm_json_append_string (json, name);
  g_string_append (json, ": ");
  hcrm_json_append_string (json, value);
}

static const char *
find_diagnosis (GPtrArray *codes)
{
  HcrmRecord *first = codes->len ? g_ptr_array_index (codes, 0) : NULL;
  gboolean good = first && g_strcmp0 (hcrm_record_get (first, "kind"), "diagnosis") == 0;
  return good ? hcrm_record_get (first, "text") : NULL;
}

static const char *
name_on_record (const HcrmHl7Line *line, const char *name, const char *otherwise)
{
  const char *value = line->place ? hcrm_rows_get (line->place, 0, name) : NULL;
  return value ? value : otherwise;
}

static void
describe_place (const HcrmHl7Line *line, gboolean facility_is_site, GString *json)
{
  HcrmHl7Place place;
  hcrm_hl7_adt_get_place (line->told, facility_is_site, &place);
  const char *department =
      name_on_record (line, "told_department",
                      place.department_name ? place.department_name : place.department);
  hcrm_hl7_line_append (json, "department", department);
  hcrm_hl7_line_append (json, "department_en", name_on_record (line, "told_department_en", NULL));
  hcrm_hl7_line_append (json, "ward", place.ward_name ? place.ward_name : place.ward);
  if (g_strcmp0 (line->from, department) != 0) {
    hcrm_hl7_line_append (json, "from", line->from);
    hcrm_hl7_line_append (json, "from_en", line->from_en);
  }
}

char *
hcrm_hl7_line_describe (const HcrmHl7Line *line, HcrmRecord *visit, gboolean facility_is_site)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GPtrArray) codes = hcrm_record_get_rows (line->told, "codes");
  describe_place (line, facility_is_site, json);
  hcrm_hl7_line_append (json, "kind", hcrm_record_get (visit, "kind"));
  hcrm_hl7_line_append (json, "number", hcrm_record_get (visit, "number"));
  hcrm_hl7_line_append (json, "bed", hcrm_record_get (visit, "bed"));
  hcrm_hl7_line_append (json, "attending",
                        name_on_record (line, "told_attending",
                                        hcrm_record_get (line->told, "attending_name")));
  hcrm_hl7_line_append (json, "also", hcrm_record_get (line->told, "attending_others"));
  hcrm_hl7_line_append (json, "outcome", hcrm_record_get (visit, "outcome"));
  hcrm_hl7_line_append (json, "diagnosis", find_diagnosis (codes));
  hcrm_hl7_line_append (json, "diagnosis_en", name_on_record (line, "told_diagnosis_en", NULL));
  hcrm_hl7_line_append (json, "expected", hcrm_record_get (line->told, "expected_at"));
  g_string_append_c (json, '}');
  return g_strdup (json->str);
}
