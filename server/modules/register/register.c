/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Registers: their conditions are checked, counted and carried out. */

#include "register.h"

#include "core/hcrm-export.h"
#include "core/hcrm-pinyin.h"
#include "model/hcrm-register.h"
#include "register-sql.h"

#define MAX_CODES 200

/* --- The condition -------------------------------------------------------------------------- */

static gboolean
is_code (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  return g_regex_match_simple ("^[A-Za-z0-9][A-Za-z0-9.+*/]{0,19}(-[A-Za-z0-9][A-Za-z0-9.]{0,9})?$",
                               json_node_get_string (node), 0, 0);
}

/* Returns: how many codes there are; none if @name holds something else, which is a fault. */
static guint
check_codes (HcrmRecord *record, const char *name, GError **bad)
{
  const char *text = hcrm_record_get (record, name);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  gboolean list = node != NULL && JSON_NODE_HOLDS_ARRAY (node);
  guint n = list ? json_array_get_length (json_node_get_array (node)) : 0;

  if (text != NULL && (!list || n > MAX_CODES))
    hcrm_error_add_field (bad, name, _ ("This is a list of codes"));
  for (guint i = 0; i < n && i < MAX_CODES; i++) {
    g_autofree char *field = g_strdup_printf ("%s[%u]", name, i);
    if (!is_code (json_array_get_element (json_node_get_array (node), i)))
      hcrm_error_add_field (bad, field, _ ("This is no code, or beginning of codes"));
  }
  return n;
}

static void
check_order (HcrmRecord *record, const char *low, const char *high, GError **bad)
{
  const char *from = hcrm_record_get (record, low), *to = hcrm_record_get (record, high);

  if (from != NULL && to != NULL && g_ascii_strtod (from, NULL) > g_ascii_strtod (to, NULL))
    hcrm_error_add_field (bad, high, _ ("This is less than where it begins"));
}

/* What can be told without looking at anything else. */
static gboolean
check_shape (HcrmRecord *record, GError **error)
{
  g_autoptr (GError) bad = NULL;
  guint n = check_codes (record, "diagnoses", &bad) + check_codes (record, "procedures", &bad);
  const char *url = hcrm_record_get (record, "questionnaire_url");
  gboolean scored = url != NULL && *url != '\0';

  check_codes (record, "excluded", &bad);
  check_order (record, "min_age", "max_age", &bad);
  check_order (record, "min_score", "max_score", &bad);
  if (n == 0 && !scored && bad == NULL)
    hcrm_error_add_field (&bad, "diagnoses",
                          _ ("Say which diagnoses, procedures or answers make a member"));
  if (!scored
      && (hcrm_record_get (record, "min_score") != NULL
          || hcrm_record_get (record, "max_score") != NULL))
    hcrm_error_add_field (&bad, "questionnaire_url", _ ("Say which questionnaire gives the score"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
count (HcrmRequest *req, GError **error)
{
  return check_shape (req->args, error) && hcrm_request_reply_one (req, &SQL_REGISTER_COUNT, error);
}

/* --- Writing -------------------------------------------------------------------------------- */

static void
let_spelling (HcrmRequest *req, HcrmRecord *record)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_text (hcrm_record_get (record, "name"), &initials);

  hcrm_db_let (req->db, "new_pinyin", pinyin);
  hcrm_db_let (req->db, "new_initials", initials);
}

static gboolean
check_reach (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_REGISTER_REACH, record, error);
  g_autoptr (GError) bad = NULL;

  if (rows == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (rows, 0, "editable"))
    hcrm_error_add_field (&bad, "department_id", _ ("Choose one of your departments"));
  if (!hcrm_rows_get_bool (rows, 0, "known"))
    hcrm_error_add_field (&bad, "questionnaire_url", _ ("There is no such questionnaire"));
  if (!hcrm_rows_get_bool (rows, 0, "treated"))
    hcrm_error_add_field (&bad, "visit_department_id", _ ("There is no such department"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_register (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  let_spelling (req, record);
  return check_shape (record, error) && check_reach (req, record, error);
}

static gboolean
check_editable (gboolean editable, GError **error)
{
  return editable
         || hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                       _ ("This register is kept by another department or the whole hospital"));
}

/* The register as it was locked, with what is to change laid over it. */
static gboolean
check_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_editable (hcrm_record_get_bool (record, "editable"), error)
         && hcrm_workflow_find (&hcrm_register_workflow, hcrm_record_get (record, "state"), "edit",
                                &req->user->held, error)
                != NULL
         && check_register (req, record, error);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
reply_register (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_REGISTER_GET, "register", error);

  return rows != NULL;
}

static HcrmRows *
take_step (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_step (req, &SQL_REGISTER_LOCK, &hcrm_register_workflow, action, step,
                              error);

  if (locked == NULL || !check_editable (hcrm_rows_get_bool (locked, 0, "editable"), error))
    return NULL;
  return g_steal_pointer (&locked);
}

static gboolean
set_state (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, action, &step, error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_REGISTER_SET_STATE, NULL, error);
}

static gboolean
run_enrolment (HcrmRequest *req, GError **error)
{
  return hcrm_db_run (req->db, &SQL_REGISTER_ENROL, NULL, error) && reply_register (req, error);
}

static gboolean
activate (HcrmRequest *req, GError **error)
{
  return set_state (req, "activate", error) && run_enrolment (req, error);
}

static gboolean
retire (HcrmRequest *req, GError **error)
{
  return set_state (req, "retire", error) && reply_register (req, error);
}

/* Answers with how many came and went. */
static gboolean
enrol (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "enrol", &step, error);

  if (locked == NULL || !hcrm_request_reply_one (req, &SQL_REGISTER_ENROL, error))
    return FALSE;
  hcrm_request_add_event (req, "register", hcrm_rows_get_int (locked, 0, "id"), 0);
  return TRUE;
}

/* Members are seen by more people than may plan for them: whoever may, as far as that goes. */
static gboolean
let_plans (HcrmRequest *req, GError **error)
{
  const HcrmScope scope = req->user->held.scope[HCRM_PERM_FOLLOWUP_PLAN];
  const char *departments = req->user->departments[HCRM_PERM_FOLLOWUP_PLAN];

  if (scope == HCRM_SCOPE_NONE)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("You may not do this"));
  hcrm_db_let (req->db, "plans_all", scope >= HCRM_SCOPE_ALL ? "true" : "false");
  hcrm_db_let (req->db, "plans_departments",
               departments != NULL && *departments != '\0' ? departments : "{}");
  return TRUE;
}

static gboolean
plan (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) found = hcrm_db_one (req->db, &SQL_REGISTER_GET, NULL, error);
  g_autoptr (HcrmRows) rows = found != NULL && let_plans (req, error)
                                  ? hcrm_db_one (req->db, &SQL_REGISTER_PLAN_JOBS, req->args, error)
                                  : NULL;

  if (rows == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (rows, 0, "published"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "template_id", "%s",
                      _ ("There is no such template, or it is not published"));
  hcrm_request_reply_row (req, rows);
  req->status = SOUP_STATUS_ACCEPTED;
  return TRUE;
}

gboolean
hcrm_register_sweep (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) due = hcrm_db_rows (sweep->db, &SQL_REGISTER_DUE, NULL, error);

  for (guint i = 0; due != NULL && i < hcrm_rows_get_n (due); i++) {
    hcrm_db_let (sweep->db, "id", hcrm_rows_get (due, i, "id"));
    if (!hcrm_db_run (sweep->db, &SQL_REGISTER_ENROL, NULL, error))
      return FALSE;
    g_ptr_array_add (sweep->events,
                     hcrm_event_new ("register", hcrm_rows_get_int (due, i, "id"), 0));
  }
  return due != NULL;
}

#define READ HCRM_PERM_REGISTER_READ
#define EDIT HCRM_PERM_REGISTER_EDIT
#define MEMBER HCRM_PERM_REGISTER_MEMBER
#define VERSIONED HCRM_ROUTE_VERSIONED
#define REGISTERS "/registers"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   REGISTERS,         READ, 0, &hcrm_register_query, .list = &SQL_REGISTER_LIST },
  HCRM_EXPORT (REGISTERS, READ, &hcrm_register_fields),
  { "GET",   REGISTERS "/{id}", READ, .sql = &SQL_REGISTER_GET },
  { "POST",  REGISTERS,         EDIT, HCRM_ROUTE_CREATES, &hcrm_register_fields, &SQL_REGISTER_CREATE,
    .check = check_register, .reread = &SQL_REGISTER_GET, .event = "register" },
  { "PATCH", REGISTERS "/{id}", EDIT, 0, &hcrm_register_fields, &SQL_REGISTER_UPDATE,
    .lock = &SQL_REGISTER_LOCK, .check = check_change, .reread = &SQL_REGISTER_GET, .event = "register" },
  { "POST",  REGISTERS "/actions/count",         EDIT, HCRM_ROUTE_ONCE | HCRM_ROUTE_REPORT, &hcrm_register_condition, .handler = count },
  { "POST",  REGISTERS "/{id}/actions/activate", EDIT, VERSIONED | HCRM_ROUTE_REPORT, .handler = activate },
  { "POST",  REGISTERS "/{id}/actions/enrol",    EDIT, VERSIONED | HCRM_ROUTE_REPORT, .handler = enrol },
  { "POST",  REGISTERS "/{id}/actions/retire",   EDIT, VERSIONED, .handler = retire },
  { "POST",  REGISTERS "/{id}/actions/plan",     MEMBER, HCRM_ROUTE_REPORT, &hcrm_register_plan, .handler = plan },
};

static const HcrmConstraint constraints[] = {
  { "register_name", "name", N_("Another register has this name") },
};
/* clang-format on */

const HcrmModule hcrm_register_module = { "register", routes, G_N_ELEMENTS (routes), constraints,
                                          G_N_ELEMENTS (constraints) };
