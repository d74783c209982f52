/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Classes, grades and levels of escalation: data that the hospital keeps. */

#include "complaint-private.h"
#include "complaint-setting-sql.h"
#include "model/hcrm-complaint-warning.h"

static gboolean
check_class (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_record_get (record, "parent_code") == NULL || hcrm_request_get_part (req, "id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) rows =
      hcrm_db_one (req->db, &SQL_COMPLAINT_SETTING_CLASS_ABOVE, record, error);
  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (rows, 0, "circle"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "parent_code", "%s",
                      _ ("A class cannot stand below itself"));
  return TRUE;
}

static gboolean
check_roles (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_COMPLAINT_SETTING_ROLES, record, error);
  const char *unknown = rows != NULL ? hcrm_rows_get (rows, 0, "unknown") : NULL;

  if (unknown != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "tell", _ ("There is no such role: %s"), unknown);
  return rows != NULL;
}

static gboolean
check_grade (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_record_get_int (record, "days_several") < hcrm_record_get_int (record, "days"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "days_several", "%s",
                      _ ("Several departments have as much time as one, or more"));
  return check_roles (req, record, error);
}

/* Which of its numbers a rule needs is a matter of its kind; all that are missing are told of. */
static gboolean
check_rule (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  static const char *const needs[][2] = {
    { "words", "words" },         { "grade", "grade" },
    { "repeat-person", "least" }, { "repeat-department", "least" },
    { "cluster", "least" },       { "chart", "ratio" },
    { "chart", "run_length" },    { "chart", "weeks" },
  };
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    const char *value = hcrm_record_get (record, needs[i][1]);
    if (g_strcmp0 (hcrm_record_get (record, "kind"), needs[i][0]) == 0
        && (value == NULL || *value == '\0'))
      hcrm_error_add_field (&bad, needs[i][1], _ ("A rule of this kind needs it"));
  }
  if (bad == NULL)
    return check_roles (req, record, error);
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* By what complaints are sorted belongs to what everybody knows of the house: whoever keeps it need
 * not read complaints, nor the other way round. */
#define READ HCRM_PERM_ORGANISATION_READ
#define SETTINGS HCRM_PERM_COMPLAINT_SETTINGS
#define CLASSES "/complaint-classes"
#define GRADES "/complaint-grades"
#define LEVELS "/complaint-levels"
#define RULES "/complaint-warning-rules"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   CLASSES,         READ, 0, &hcrm_complaint_class_query, .list = &SQL_COMPLAINT_SETTING_CLASSES },
  HCRM_EXPORT (CLASSES, READ, &hcrm_complaint_class_fields),
  { "GET",   CLASSES "/{id}", READ, .sql = &SQL_COMPLAINT_SETTING_CLASS },
  { "POST",  CLASSES,         SETTINGS, HCRM_ROUTE_CREATES, &hcrm_complaint_class_new, &SQL_COMPLAINT_SETTING_CLASS_CREATE,
    .check = check_class, .reread = &SQL_COMPLAINT_SETTING_CLASS, .event = "complaint_class" },
  { "PATCH", CLASSES "/{id}", SETTINGS, 0, &hcrm_complaint_class_fields, &SQL_COMPLAINT_SETTING_CLASS_UPDATE,
    .lock = &SQL_COMPLAINT_SETTING_CLASS_LOCK, .check = check_class, .reread = &SQL_COMPLAINT_SETTING_CLASS, .event = "complaint_class" },
  { "GET",   GRADES,          READ, .list = &SQL_COMPLAINT_SETTING_GRADES },
  { "GET",   GRADES "/{id}",  READ, .sql = &SQL_COMPLAINT_SETTING_GRADE },
  { "PATCH", GRADES "/{id}",  SETTINGS, 0, &hcrm_complaint_grade_fields, &SQL_COMPLAINT_SETTING_GRADE_UPDATE,
    .lock = &SQL_COMPLAINT_SETTING_GRADE_LOCK, .check = check_grade, .reread = &SQL_COMPLAINT_SETTING_GRADE, .event = "complaint_grade" },
  { "GET",   LEVELS,          READ, 0, &hcrm_complaint_level_query, .list = &SQL_COMPLAINT_SETTING_LEVELS },
  { "GET",   LEVELS "/{id}",  READ, .sql = &SQL_COMPLAINT_SETTING_LEVEL },
  { "POST",  LEVELS,          SETTINGS, HCRM_ROUTE_CREATES, &hcrm_complaint_level_fields, &SQL_COMPLAINT_SETTING_LEVEL_CREATE,
    .reread = &SQL_COMPLAINT_SETTING_LEVEL, .event = "complaint_level" },
  { "PATCH", LEVELS "/{id}",  SETTINGS, 0, &hcrm_complaint_level_fields, &SQL_COMPLAINT_SETTING_LEVEL_UPDATE,
    .lock = &SQL_COMPLAINT_SETTING_LEVEL_LOCK, .reread = &SQL_COMPLAINT_SETTING_LEVEL, .event = "complaint_level" },
  { "GET",   "/complaint-roles", SETTINGS, HCRM_ROUTE_ITEMS, .sql = &SQL_COMPLAINT_SETTING_ROLE_NAMES },
  { "GET",   RULES,           SETTINGS, 0, &hcrm_complaint_warning_rule_query, .list = &SQL_COMPLAINT_SETTING_RULES },
  { "GET",   RULES "/{id}",   SETTINGS, .sql = &SQL_COMPLAINT_SETTING_RULE },
  { "POST",  RULES,           SETTINGS, HCRM_ROUTE_CREATES, &hcrm_complaint_warning_rule_fields, &SQL_COMPLAINT_SETTING_RULE_CREATE,
    .check = check_rule, .reread = &SQL_COMPLAINT_SETTING_RULE, .event = "complaint_warning_rule" },
  { "PATCH", RULES "/{id}",   SETTINGS, 0, &hcrm_complaint_warning_rule_fields, &SQL_COMPLAINT_SETTING_RULE_UPDATE,
    .lock = &SQL_COMPLAINT_SETTING_RULE_LOCK, .check = check_rule, .reread = &SQL_COMPLAINT_SETTING_RULE, .event = "complaint_warning_rule" },
};

static const HcrmConstraint constraints[] = {
  { "complaint_class_code_key",    "code",        N_("This code is taken") },
  { "complaint_class_code_check",  "code",        N_("A code is made of small letters, digits and dashes") },
  { "complaint_class_parent_code_fkey", "parent_code", N_("There is no such class") },
  { "complaint_level_role",        "role_code",   N_("Say which role, and only where everybody with a role is told") },
  { "complaint_warning_rule_one_chart", "kind", N_("There is one rule for charts: change that, or take it out of use first") },
  { "complaint_level_role_code_fkey", "role_code", N_("There is no such role") },
};
/* clang-format on */

const HcrmModule hcrm_complaint_setting_module = { "complaint-setting", routes,
                                                   G_N_ELEMENTS (routes), constraints,
                                                   G_N_ELEMENTS (constraints) };
