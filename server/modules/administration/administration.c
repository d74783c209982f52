/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators keep for everybody: the calendar, settings and scripts. */

#include "administration.h"

#include "administration-sql.h"
#include "core/hcrm-client-package.h"
#include "core/hcrm-export.h"
#include "core/hcrm-script.h"
#include "core/hcrm-service-time.h"
#include "model/hcrm-administration.h"

static gboolean
check_hours (HcrmRecord *values, GError **error)
{
  const char *hours = hcrm_record_get (values, "service_hours");
  HcrmServiceTime service = { 0 };

  return hours == NULL || hcrm_service_time_set_hours (&service, hours, error);
}

/* It may be named before it is there, but not anything but a client. */
static gboolean
check_package (HcrmRecord *values, GError **error)
{
  const char *name = hcrm_record_get (values, "client_download");
  g_autofree char *version = hcrm_client_package_dup_version (name);

  return name == NULL || version != NULL
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s",
                       _ ("This is the name of no client's package: hcrm-client_1.2.0_amd64.deb"));
}

/* A value is checked as the field that the setting is. A site without a value has everybody's. */
static gboolean
check_setting (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  const char *code = hcrm_record_get (record, "code");
  g_autoptr (HcrmRecord) values = hcrm_record_new (&hcrm_setting_values);
  g_autoptr (GError) bad = NULL;

  if (hcrm_field_set_find (&hcrm_setting_values, code) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "code", "%s", _ ("There is no such setting"));
  if (hcrm_record_get (record, "value") == NULL && hcrm_record_get (record, "site_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "value", "%s",
                      _ ("What holds everywhere needs a value"));
  hcrm_record_set (values, code, hcrm_record_get (record, "value"));
  if (hcrm_record_check (values, &bad) && check_hours (values, &bad)
      && check_package (values, &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "value", "%s", bad->message);
}

static gboolean
check_text (HcrmRecord *record, const char *field, GError **error)
{
  const char *text = hcrm_record_get (record, field);
  g_autoptr (GError) bad = NULL;

  if (text == NULL || hcrm_script_check (text, HCRM_SCRIPT_CALL, &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", bad->message);
}

static gboolean
check_script (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_text (record, "text", error) && check_text (record, "text_en", error);
}

/* Two rows for one day would be changed twice by one statement. */
static gboolean
check_days (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) days = hcrm_record_get_rows (req->args, "days");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < days->len; i++) {
    g_autofree char *field = g_strdup_printf ("days[%u].day", i);

    if (!g_hash_table_add (seen, (gpointer) hcrm_record_get (days->pdata[i], "day")))
      hcrm_error_add_field (&bad, field, _ ("This day is given twice"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* Answers with the first of the days. */
static gboolean
set_days (HcrmRequest *req, GError **error)
{
  if (!check_days (req, error))
    return FALSE;
  g_autoptr (HcrmRows) made =
      hcrm_db_rows (req->db, &SQL_ADMINISTRATION_HOLIDAY_SET, req->args, error);
  if (made == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (made); i++)
    hcrm_request_add_event (req, "holiday", hcrm_rows_get_int (made, i, "id"), 0);
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return hcrm_request_reply_one (req, &SQL_ADMINISTRATION_HOLIDAY, error);
}

#define SETTING HCRM_PERM_SETTING_EDIT
/* A calendar is read wherever a day is chosen, a script wherever a step is planned. */
#define CALENDAR HCRM_PERM_ORGANISATION_READ
#define SCRIPT HCRM_PERM_QUESTIONNAIRE_READ

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/holidays",      CALENDAR, .input = &hcrm_holiday_query, .list = &SQL_ADMINISTRATION_HOLIDAYS },
  HCRM_EXPORT ("/holidays", CALENDAR, &hcrm_holiday_fields),
  { "GET",   "/holidays/{id}", CALENDAR, .sql = &SQL_ADMINISTRATION_HOLIDAY },
  { "POST",  "/holidays/actions/set", SETTING, .input = &hcrm_holiday_set, .handler = set_days },
  { "POST",  "/holidays",      SETTING,  HCRM_ROUTE_CREATES, &hcrm_holiday_fields,
    .sql = &SQL_ADMINISTRATION_HOLIDAY_CREATE, .reread = &SQL_ADMINISTRATION_HOLIDAY, .event = "holiday" },
  { "PATCH", "/holidays/{id}", SETTING,  .input = &hcrm_holiday_fields, .lock = &SQL_ADMINISTRATION_HOLIDAY_LOCK,
    .sql = &SQL_ADMINISTRATION_HOLIDAY_UPDATE, .reread = &SQL_ADMINISTRATION_HOLIDAY, .event = "holiday" },

  { "GET",   "/settings",      SETTING,  .input = &hcrm_setting_query, .list = &SQL_ADMINISTRATION_SETTINGS },
  HCRM_EXPORT ("/settings", SETTING, &hcrm_setting_fields),
  { "GET",   "/settings/{id}", SETTING,  .sql = &SQL_ADMINISTRATION_SETTING },
  { "POST",  "/settings",      SETTING,  HCRM_ROUTE_CREATES, &hcrm_setting_new, .check = check_setting,
    .sql = &SQL_ADMINISTRATION_SETTING_CREATE, .reread = &SQL_ADMINISTRATION_SETTING, .event = "setting" },
  { "PATCH", "/settings/{id}", SETTING,  .input = &hcrm_setting_fields, .lock = &SQL_ADMINISTRATION_SETTING_LOCK,
    .check = check_setting, .sql = &SQL_ADMINISTRATION_SETTING_UPDATE, .reread = &SQL_ADMINISTRATION_SETTING, .event = "setting" },

  { "GET",   "/scripts",       SCRIPT,   .input = &hcrm_script_query, .list = &SQL_ADMINISTRATION_SCRIPTS },
  HCRM_EXPORT ("/scripts", SCRIPT, &hcrm_script_fields),
  { "GET",   "/scripts/{id}",  SCRIPT,   .sql = &SQL_ADMINISTRATION_SCRIPT },
  { "POST",  "/scripts",       SETTING,  HCRM_ROUTE_CREATES, &hcrm_script_new, .check = check_script,
    .sql = &SQL_ADMINISTRATION_SCRIPT_CREATE, .reread = &SQL_ADMINISTRATION_SCRIPT, .event = "script" },
  { "PATCH", "/scripts/{id}",  SETTING,  .input = &hcrm_script_fields, .lock = &SQL_ADMINISTRATION_SCRIPT_LOCK,
    .check = check_script, .sql = &SQL_ADMINISTRATION_SCRIPT_UPDATE, .reread = &SQL_ADMINISTRATION_SCRIPT, .event = "script" },
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
