/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators keep for everybody: the calendar, settings and scripts. */

#include "administration.h"

#include "administration-sql.h"
#include "core/hcrm-script.h"
#include "model/hcrm-administration.h"

/* A value is checked as the field that the setting is. */
static gboolean
check_setting (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  const char *code = hcrm_record_get (record, "code");
  g_autoptr (HcrmRecord) values = hcrm_record_new (&hcrm_setting_values);
  g_autoptr (GError) bad = NULL;

  if (hcrm_field_set_find (&hcrm_setting_values, code) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "code", "%s", _ ("There is no such setting"));
  hcrm_record_set (values, code, hcrm_record_get (record, "value"));
  if (hcrm_record_check (values, &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "value", "%s", bad->message);
}

static gboolean
check_text (HcrmRecord *record, const char *field, GError **error)
{
  const char *text = hcrm_record_get (record, field);
  g_autoptr (GError) bad = NULL;

  if (text == NULL || hcrm_script_check (text, &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", bad->message);
}

static gboolean
check_script (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_text (record, "text", error) && check_text (record, "text_en", error);
}

#define SETTING HCRM_PERM_SETTING_EDIT
/* A calendar is read wherever a day is chosen, a script wherever a step is planned. */
#define CALENDAR HCRM_PERM_ORGANISATION_READ
#define SCRIPT HCRM_PERM_QUESTIONNAIRE_READ

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/holidays",      CALENDAR, .input = &hcrm_holiday_query, .list = &SQL_ADMINISTRATION_HOLIDAYS },
  { "GET",   "/holidays/{id}", CALENDAR, .sql = &SQL_ADMINISTRATION_HOLIDAY },
  { "POST",  "/holidays",      SETTING,  HCRM_ROUTE_CREATES, &hcrm_holiday_fields,
    .sql = &SQL_ADMINISTRATION_HOLIDAY_CREATE, .reread = &SQL_ADMINISTRATION_HOLIDAY },
  { "PATCH", "/holidays/{id}", SETTING,  .input = &hcrm_holiday_fields, .lock = &SQL_ADMINISTRATION_HOLIDAY_LOCK,
    .sql = &SQL_ADMINISTRATION_HOLIDAY_UPDATE, .reread = &SQL_ADMINISTRATION_HOLIDAY },

  { "GET",   "/settings",      SETTING,  .input = &hcrm_setting_query, .list = &SQL_ADMINISTRATION_SETTINGS },
  { "GET",   "/settings/{id}", SETTING,  .sql = &SQL_ADMINISTRATION_SETTING },
  { "POST",  "/settings",      SETTING,  HCRM_ROUTE_CREATES, &hcrm_setting_new, .check = check_setting,
    .sql = &SQL_ADMINISTRATION_SETTING_CREATE, .reread = &SQL_ADMINISTRATION_SETTING },
  { "PATCH", "/settings/{id}", SETTING,  .input = &hcrm_setting_fields, .lock = &SQL_ADMINISTRATION_SETTING_LOCK,
    .check = check_setting, .sql = &SQL_ADMINISTRATION_SETTING_UPDATE, .reread = &SQL_ADMINISTRATION_SETTING },

  { "GET",   "/scripts",       SCRIPT,   .input = &hcrm_script_query, .list = &SQL_ADMINISTRATION_SCRIPTS },
  { "GET",   "/scripts/{id}",  SCRIPT,   .sql = &SQL_ADMINISTRATION_SCRIPT },
  { "POST",  "/scripts",       SETTING,  HCRM_ROUTE_CREATES, &hcrm_script_new, .check = check_script,
    .sql = &SQL_ADMINISTRATION_SCRIPT_CREATE, .reread = &SQL_ADMINISTRATION_SCRIPT },
  { "PATCH", "/scripts/{id}",  SETTING,  .input = &hcrm_script_fields, .lock = &SQL_ADMINISTRATION_SCRIPT_LOCK,
    .check = check_script, .sql = &SQL_ADMINISTRATION_SCRIPT_UPDATE, .reread = &SQL_ADMINISTRATION_SCRIPT },
};

static const HcrmConstraint constraints[] = {
  { "calendar_day_site_id_day_key", "day",     N_("This day is in the calendar already") },
  { "calendar_day_site_id_fkey",    "site_id", N_("There is no such site") },
  { "setting_code_site_id_key",     "code",    N_("This setting is there already") },
  { "setting_site_id_fkey",         "site_id", N_("There is no such site") },
  { "script_code_key",              "code",    N_("This code is taken") },
};
/* clang-format on */

const HcrmModule hcrm_administration_module = {
  "administration", routes, G_N_ELEMENTS (routes), constraints, G_N_ELEMENTS (constraints),
};
