/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory groups: rules that people keep, and how many discharges they would fit. */

#include <string.h>

#include "core/hcrm-export.h"
#include "followup-group-sql.h"
#include "followup.h"
#include "model/hcrm-followup-rule.h"

#define MAX_VALUES 200
#define AT_ONCE 1000
#define WAIT_US (100 * 1000)
#define MAX_WAITS 600

/* Whether @text is a short list of values that @is_good accepts. */
static gboolean
is_list (const char *text, gboolean (*is_good) (JsonNode *value))
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    if (!is_good (json_array_get_element (array, i)))
      return FALSE;
  return array != NULL && n <= MAX_VALUES;
}

static gboolean
is_code (JsonNode *value)
{
  const char *text =
      json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;

  return text != NULL && *text != '\0' && strlen (text) <= 40 && strpbrk (text, " \t\n") == NULL;
}

static gboolean
is_kind (JsonNode *value)
{
  static const char *const kinds[] = { "outpatient", "inpatient", "emergency", "checkup", NULL };

  return json_node_get_value_type (value) == G_TYPE_STRING
         && g_strv_contains (kinds, json_node_get_string (value));
}

static gboolean
is_id (JsonNode *value)
{
  return json_node_get_value_type (value) == G_TYPE_INT64 && json_node_get_int (value) > 0;
}

static gboolean
check_lists (HcrmRecord *rule, GError **error)
{
  static const struct {
    const char *name;
    gboolean (*is_good) (JsonNode *value);
    const char *problem;
  } lists[] = {
    { "kinds", is_kind, N_ ("Choose kinds of visit") },
      { "icd10", is_code, N_ ("These are codes or their beginnings, such as I21 or C00-C97") },
        { "procedures", is_code, N_ ("These are codes or their beginnings, such as 81.5") },
          { "department_ids", is_id, N_ ("Choose departments and wards") },
        };
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    const char *text = hcrm_record_get (rule, lists[i].name);
    if (text != NULL && !is_list (text, lists[i].is_good))
      hcrm_error_add_field (&bad, lists[i].name, _ (lists[i].problem));
  }
  if (g_strcmp0 (hcrm_record_get (rule, "kinds"), "[]") == 0)
    hcrm_error_add_field (&bad, "kinds", _ ("Choose kinds of visit"));
  if (hcrm_record_get (rule, "age_to") != NULL
      && hcrm_record_get_int (rule, "age_to") < hcrm_record_get_int (rule, "age_from"))
    hcrm_error_add_field (&bad, "age_to", _ ("This age is below the first"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_known (HcrmRequest *req, HcrmRecord *rule, GError **error)
{
  g_autoptr (HcrmRows) known = hcrm_db_one (req->db, &SQL_FOLLOWUP_GROUP_KNOWN, rule, error);

  if (known == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (known, 0, "template"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "template_code", "%s",
                      _ ("There is no such template, or it is not published"));
  if (hcrm_rows_get (known, 0, "unknown") != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "department_ids", "%s",
                      _ ("There is no such department"));
  return TRUE;
}

static gboolean
check_rule (HcrmRequest *req, HcrmRecord *rule, GError **error)
{
  const char *since = hcrm_record_get (rule, "since");
  const char *until = hcrm_record_get (rule, "until");

  if (since != NULL && until != NULL && strcmp (until, since) < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "until", "%s",
                      _ ("The end lies before the start"));
  return check_lists (rule, error) && check_known (req, rule, error);
}

/* What is being edited counts as it stands, whether it is saved or not. */
static gboolean
count (HcrmRequest *req, GError **error)
{
  if (!check_lists (req->args, error))
    return FALSE;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_FOLLOWUP_GROUP_COUNT, req->args, error);
  if (rows == NULL)
    return FALSE;
  hcrm_rows_append_json (rows, 0, req->reply);
  return TRUE;
}

/* --- Which discharges the rules fit --------------------------------------------------------- */

/* A statement with one parameter and its own transaction. */
static HcrmRows *
ask_alone (HcrmJob *job, const HcrmSql *sql, const char *name, const char *value, GError **error)
{
  hcrm_db_begin (job->db, &hcrm_system_context);
  hcrm_db_let (job->db, name, value);
  hcrm_db_let_int (job->db, "wanted", AT_ONCE);
  g_autoptr (HcrmRows) rows = hcrm_db_one (job->db, sql, NULL, error);

  if (!hcrm_db_end (job->db, rows != NULL, rows != NULL ? error : NULL))
    return NULL;
  return g_steal_pointer (&rows);
}

/* Whoever is still writing may have read the rules as they were. Nobody has to wait for the job. */
static gboolean
await_older (HcrmJob *job, const char *horizon, GError **error)
{
  for (guint i = 0; i < MAX_WAITS; i++) {
    g_autoptr (HcrmRows) rows =
        ask_alone (job, &SQL_FOLLOWUP_GROUP_OLDER, "horizon", horizon, error);

    if (rows == NULL || !hcrm_job_keep (job, error))
      return FALSE;
    if (!hcrm_rows_get_bool (rows, 0, "older"))
      return TRUE;
    g_usleep (WAIT_US);
  }
  return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s",
                    _ ("Older changes are still being saved; this is tried again later"));
}

/* Returns: how many were settled; negative if it failed */
static gint64
review_all (HcrmJob *job, GError **error)
{
  g_autofree char *after = g_strdup ("0");
  gint64 settled = 0;

  while (after != NULL) {
    g_autoptr (HcrmRows) rows = ask_alone (job, &SQL_FOLLOWUP_GROUP_REVIEW, "after", after, error);

    if (rows == NULL || !hcrm_job_keep (job, error))
      return -1;
    settled += hcrm_rows_get_int (rows, 0, "settled");
    g_free (after);
    after = g_strdup (hcrm_rows_get (rows, 0, "last"));
  }
  return settled;
}

gboolean
hcrm_followup_settle_rules (HcrmJob *job, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, job->id);
  g_autoptr (HcrmRows) rows = ask_alone (job, &SQL_FOLLOWUP_GROUP_HORIZON, "job_id", id, error);

  if (rows == NULL || !await_older (job, hcrm_rows_get (rows, 0, "horizon"), error))
    return FALSE;
  gint64 settled = review_all (job, error);
  if (settled > 0)
    g_ptr_array_add (job->events, hcrm_event_new ("encounter", 0, 0));
  g_ptr_array_add (job->events, hcrm_event_new ("followup_rule", 0, 0));
  return settled >= 0;
}

gboolean
hcrm_followup_review_rules (HcrmJob *sweep, GError **error)
{
  return hcrm_job_add (sweep->db, HCRM_FOLLOWUP_RULES_JOB, "daily", "{}", NULL, error);
}

#define EDIT HCRM_PERM_RULE_EDIT
#define RULES "/followup-rules"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   RULES,         EDIT, 0, &hcrm_followup_rule_query, .list = &SQL_FOLLOWUP_GROUP_LIST },
  HCRM_EXPORT (RULES, EDIT, &hcrm_followup_rule_fields),
  { "GET",   RULES "/{id}", EDIT, .sql = &SQL_FOLLOWUP_GROUP_GET },
  { "POST",  RULES,         EDIT, HCRM_ROUTE_CREATES, &hcrm_followup_rule_fields, &SQL_FOLLOWUP_GROUP_CREATE,
    .check = check_rule, .reread = &SQL_FOLLOWUP_GROUP_GET, .event = "followup_rule" },
  { "PATCH", RULES "/{id}", EDIT, 0, &hcrm_followup_rule_fields, &SQL_FOLLOWUP_GROUP_UPDATE,
    .lock = &SQL_FOLLOWUP_GROUP_LOCK, .check = check_rule, .reread = &SQL_FOLLOWUP_GROUP_GET, .event = "followup_rule" },
  { "POST",  RULES "/actions/count", EDIT, HCRM_ROUTE_ONCE | HCRM_ROUTE_REPORT, &hcrm_followup_rule_trial, .handler = count },
  { "GET",   "/exemptions", HCRM_PERM_FOLLOWUP_DECIDE, HCRM_ROUTE_ITEMS, .sql = &SQL_FOLLOWUP_GROUP_EXEMPTIONS },
};

static const HcrmConstraint constraints[] = {
  { "followup_rule_name", "name", N_("Another rule has this name") },
};
/* clang-format on */

const HcrmModule hcrm_followup_group_module = { "followup-group", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
