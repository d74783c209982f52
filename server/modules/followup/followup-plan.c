/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The doctor's decision at discharge, with the dates shown before, and the plans made by it. */

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-export.h"
#include "followup-form.h"
#include "followup-plan-sql.h"
#include "followup-rules.h"
#include "followup.h"
#include "model/hcrm-followup.h"

/* --- Steps with their dates ----------------------------------------------------------------- */

static void
let_all (HcrmDb *db, HcrmRows *rows, const char *const *names)
{
  for (; *names != NULL; names++)
    hcrm_db_let (db, *names, hcrm_rows_get (rows, 0, *names));
}

/* Binds :joined, the other plans whose steps are in this one. */
static void
let_joined (HcrmRequest *req, HcrmRows *rows)
{
  static const char *const names[][2] = { { "joined", "template" },
                                          { "joined_en", "template_en" } };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autoptr (GString) text = g_string_new (NULL);
    const char *last = NULL;

    for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
      const char *name = hcrm_rows_get (rows, i, names[k][1]);
      if (hcrm_rows_get_bool (rows, i, "other") && name != NULL && g_strcmp0 (name, last) != 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "", last = name);
    }
    hcrm_db_let (req->db, names[k][0], text->len > 0 ? text->str : NULL);
  }
}

static GPtrArray *
read_template_steps (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_TEMPLATE_STEPS, req->args, error);
  if (rows == NULL)
    return NULL;

  guint n = hcrm_rows_get_n (rows);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++) {
    g_autoptr (HcrmRecord) step = hcrm_rows_to_record (rows, i, &hcrm_followup_step_fields);
    if (hcrm_rows_get_bool (rows, i, "other"))
      hcrm_followup_join_step (steps, step);
    else
      g_ptr_array_add (steps, g_object_ref (step));
  }
  let_joined (req, rows);
  if (n > 0)
    return g_steal_pointer (&steps);
  hcrm_fail (error, HCRM_ERROR_INVALID, "template_id", "%s",
             _ ("There is no such template, or it is not published"));
  return NULL;
}

/* The steps sent, else the template's. */
static GPtrArray *
read_steps (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "steps") == NULL
      && hcrm_record_get (req->args, "template_id") == NULL) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "template_id", "%s",
               _ ("Choose a template or give the steps"));
    return NULL;
  }
  if (hcrm_record_get (req->args, "steps") == NULL)
    return read_template_steps (req, error);
  g_autoptr (GPtrArray) steps = hcrm_record_get_rows (req->args, "steps");
  return hcrm_followup_check_steps (steps, error) ? g_steal_pointer (&steps) : NULL;
}

static HcrmFollowupDays *
read_days (HcrmRequest *req, gboolean works_weekends, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_DAYS, NULL, error);
  if (rows == NULL)
    return NULL;

  HcrmFollowupDays *days = hcrm_followup_days_new (works_weekends);
  hcrm_followup_days_read (days, rows);
  return days;
}

static gboolean
check_discharge (HcrmRows *discharge, GError **error)
{
  if (g_strcmp0 (hcrm_rows_get (discharge, 0, "encounter_state"), "finished") != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The patient has not been discharged"));
  if (hcrm_rows_get (discharge, 0, "deceased_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "decision", "%s",
                      _ ("The patient has died: decide on no follow-up"));
  if (hcrm_rows_get (discharge, 0, "department_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, "department_id", "%s",
                      _ ("The encounter has no department yet"));
  return TRUE;
}

/* Binds :rows, the dated steps of a discharge. */
static gboolean
let_plan_rows (HcrmRequest *req, HcrmRows *discharge, GError **error)
{
  static const char *const names[] = { "patient_id",   "site_id",       "department_id",
                                       "attending_id", "discharged_on", NULL };
  GDate discharged, today;

  let_all (req->db, discharge, names);
  hcrm_db_let (req->db, "joined", NULL);
  hcrm_db_let (req->db, "joined_en", NULL);
  g_autoptr (GPtrArray) steps = read_steps (req, error);
  g_autoptr (HcrmFollowupDays) days =
      steps != NULL ? read_days (req, hcrm_rows_get_bool (discharge, 0, "works_weekends"), error)
                    : NULL;
  if (days == NULL)
    return FALSE;
  hcrm_date_from_iso (hcrm_rows_get (discharge, 0, "discharged_on"), &discharged);
  hcrm_date_from_iso (hcrm_rows_get (discharge, 0, "today"), &today);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, hcrm_followup_plan_rows (steps, days, &discharged, &today));
  if (!hcrm_followup_let_forms (req, json_node_get_array (node), error))
    return FALSE;
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (req->db, "rows", text);
  return TRUE;
}

/* --- Preview -------------------------------------------------------------------------------- */

static gboolean
preview (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "id", hcrm_record_get (req->args, "encounter_id"));
  hcrm_db_let (req->db, "combines", "true");
  g_autoptr (HcrmRows) discharge = hcrm_db_one (req->db, &SQL_FOLLOWUP_PLAN_DISCHARGE, NULL, error);
  if (discharge == NULL || !check_discharge (discharge, error)
      || !let_plan_rows (req, discharge, error))
    return FALSE;

  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_RESOLVE, NULL, error);
  if (rows == NULL)
    return FALSE;
  g_string_assign (req->reply, "{\"steps\":");
  hcrm_rows_append_json_array (rows, hcrm_rows_get_n (rows), req->reply);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- Deciding ------------------------------------------------------------------------------- */

/* The row that was sent for a step; a plan's steps stand in the order of their days. */
static guint
find_sent_row (GPtrArray *sent, gint64 offset_days)
{
  for (guint i = 0; i < sent->len; i++)
    if (hcrm_record_get_int (g_ptr_array_index (sent, i), "offset_days") == offset_days)
      return i;
  return 0;
}

static gboolean
check_questionnaires (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_RESOLVE, NULL, error);
  g_autoptr (GPtrArray) sent = hcrm_record_get_rows (req->args, "steps");
  g_autoptr (GError) bad = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    guint row = find_sent_row (sent, hcrm_rows_get_int (rows, i, "offset_days"));
    g_autofree char *field = g_strdup_printf ("steps[%u].questionnaire_url", row);

    if (hcrm_rows_get (rows, i, "questionnaire_url") != NULL
        && hcrm_rows_get (rows, i, "questionnaire") == NULL)
      hcrm_error_add_field (&bad, field, _ ("There is no such questionnaire"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static void
tell_tasks (HcrmRequest *req, const char *tasks)
{
  g_autoptr (JsonNode) node = tasks != NULL ? json_from_string (tasks, NULL) : NULL;
  JsonArray *ids = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    hcrm_request_add_event (req, "followup_task", json_array_get_int_element (ids, i), 1);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || strspn (text, " \t\r\n") == strlen (text);
}

static gboolean
is_mandatory (HcrmRows *discharge)
{
  return g_strcmp0 (hcrm_rows_get (discharge, 0, "rules"), "[]") != 0;
}

static const char *const note_parts[] = { "condition_summary", "note", "cautions" };

/* What is blank says nothing. */
static void
strip_note (HcrmRecord *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (note_parts); i++) {
    const char *text = hcrm_record_get (args, note_parts[i]);
    g_autofree char *words = g_strstrip (g_strdup (text != NULL ? text : ""));

    hcrm_record_set (args, note_parts[i], *words != '\0' ? words : NULL);
  }
}

static gboolean
has_note (HcrmRecord *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (note_parts); i++)
    if (hcrm_record_get (args, note_parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Who calls a patient that must be called needs to know what for. @place: with its rules */
static gboolean
check_note (HcrmRequest *req, HcrmRows *place, GError **error)
{
  strip_note (req->args);
  if (!is_mandatory (place) || has_note (req->args))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "note", "%s",
                    _ ("This follow-up is mandatory: note the condition and what to look out for"));
}

/* A plan of the doctor's own choice in place of the one that a rule demands says why. */
static gboolean
check_instead (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) demanded =
      hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_DEMANDED, req->args, error);

  if (demanded == NULL)
    return FALSE;
  gboolean other = hcrm_rows_get_n (demanded) > 0;
  hcrm_db_let (req->db, "instead", other ? hcrm_rows_get (demanded, 0, "name") : NULL);
  hcrm_db_let (req->db, "instead_en", other ? hcrm_rows_get (demanded, 0, "name_en") : NULL);
  return !other || !is_blank (hcrm_record_get (req->args, "reason"))
         || hcrm_fail (error, HCRM_ERROR_INVALID, "reason",
                       _ ("A rule asks for the plan “%s”: say why another one is better"),
                          hcrm_rows_get (demanded, 0, "said"));
}

static gboolean
check_exemption_code (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) known =
      hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_EXEMPTION, req->args, error);

  if (known == NULL)
    return FALSE;
  return hcrm_rows_get_n (known) == 1
         || hcrm_fail (error, HCRM_ERROR_INVALID, "exemption", "%s",
                       _ ("Choose a reason from the list"));
}

static gboolean
create_plan (HcrmRequest *req, HcrmRows *discharge, GError **error)
{
  hcrm_db_let (req->db, "combines", "true");
  if (!check_discharge (discharge, error) || !check_note (req, discharge, error)
      || !check_instead (req, error) || !let_plan_rows (req, discharge, error)
      || !check_questionnaires (req, error))
    return FALSE;
  hcrm_db_let (req->db, "exemption", NULL);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_FOLLOWUP_PLAN_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_request_add_event (req, "followup_plan", hcrm_rows_get_int (made, 0, "id"), 1);
  tell_tasks (req, hcrm_rows_get (made, 0, "tasks"));
  return TRUE;
}

/* Whoever must be followed up is not left out without a reason: one of the list, and words. */
static gboolean
check_exemption (HcrmRequest *req, HcrmRows *discharge, GError **error)
{
  gboolean exempt = strcmp (hcrm_record_get (req->args, "decision"), "exempt") == 0;
  const char *code = hcrm_record_get (req->args, "exemption");
  g_autoptr (GError) bad = NULL;

  if (is_mandatory (discharge) && is_blank (code))
    hcrm_error_add_field (&bad, "exemption",
                          _ ("This follow-up is mandatory: choose why this patient is exempt"));
  if ((exempt || is_mandatory (discharge)) && is_blank (hcrm_record_get (req->args, "reason")))
    hcrm_error_add_field (&bad, "reason", _ ("Say why this patient is exempt"));
  if (bad == NULL)
    return is_blank (code) || check_exemption_code (req, error);
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* Nobody who must be followed up simply is not: such a decision is an exemption. */
static gboolean
decide_against (HcrmRequest *req, HcrmRows *discharge, GError **error)
{
  if (!check_exemption (req, discharge, error))
    return FALSE;
  if (is_mandatory (discharge))
    hcrm_db_let (req->db, "decision", "exempt");
  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (discharge, 0, "patient_id"));
  hcrm_db_let (req->db, "department_id", hcrm_rows_get (discharge, 0, "department_id"));
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_NOTE_DECISION, req->args);
  return TRUE;
}

static gboolean
reply_encounter (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_PLAN_ENCOUNTER, "encounter", error);

  if (rows != NULL)
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (rows, 0, "patient_id"), 0);
  return rows != NULL;
}

/* The doctor may be away, or gone. */
static gboolean
hand_over (HcrmRequest *req, HcrmRows *discharge, GError **error)
{
  if (hcrm_rows_get (discharge, 0, "attending_id") == NULL)
    return TRUE;
  return hcrm_db_run (req->db, &SQL_FOLLOWUP_PLAN_HAND_OVER, NULL, error);
}

static gboolean
decide (HcrmRequest *req, GError **error)
{
  const char *decision = hcrm_record_get (req->args, "decision");
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) discharge =
      hcrm_request_take_record (req, &SQL_FOLLOWUP_PLAN_LOCK_DISCHARGE,
                                &SQL_FOLLOWUP_PLAN_ENCOUNTER, &hcrm_followup_decision_workflow,
                                decision, &step, error);

  if (discharge == NULL)
    return FALSE;
  gboolean plans = strcmp (step->to, "plan") == 0;
  if (!(plans ? create_plan : decide_against) (req, discharge, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_DECIDE, req->args);
  if (plans && !hand_over (req, discharge, error))
    return FALSE;
  return reply_encounter (req, error);
}

/* --- From today on, as a job ---------------------------------------------------------------- */

static char *
dup_number (JsonObject *payload, const char *name)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          json_object_get_int_member_with_default (payload, name, 0));
}

static gboolean
enrol (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place =
      hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_ENROLMENT, req->args, error);

  if (place == NULL)
    return FALSE;
  if (hcrm_rows_get_n (place) == 0 || hcrm_rows_get (place, 0, "deceased_at") != NULL
      || hcrm_rows_get_bool (place, 0, "planned")
      || hcrm_rows_get (place, 0, "department_id") == NULL)
    return TRUE;
  strip_note (req->args);
  hcrm_db_let (req->db, "combines", "false");
  hcrm_db_let (req->db, "instead", NULL);
  hcrm_db_let (req->db, "instead_en", NULL);
  if (!let_plan_rows (req, place, error) || !check_questionnaires (req, error))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_FOLLOWUP_PLAN_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (place, 0, "patient_id"));
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_HOLD, NULL);
  hcrm_request_add_event (req, "followup_plan", hcrm_rows_get_int (made, 0, "id"), 1);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (place, 0, "patient_id"), 0);
  tell_tasks (req, hcrm_rows_get (made, 0, "tasks"));
  return TRUE;
}

gboolean
hcrm_followup_enrol (HcrmJob *job, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (job->payload, NULL);
  g_autoptr (HcrmRecord) args = hcrm_record_new (&hcrm_followup_decide);
  g_autoptr (GString) reply = g_string_new (NULL);
  HcrmContext context = hcrm_system_context;
  HcrmRequest req = {
    .db = job->db, .http = job->http, .args = args, .reply = reply, .events = job->events
  };

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("This is no JSON object"));
  g_autofree char *encounter = dup_number (json_node_get_object (node), "encounter_id");
  g_autofree char *template = dup_number (json_node_get_object (node), "template_id");
  g_autofree char *user = dup_number (json_node_get_object (node), "user_id");
  context.user_id = user;
  hcrm_record_set (args, "template_id", template);
  hcrm_record_set (args, "note",
                   json_object_get_string_member_with_default (json_node_get_object (node), "note",
                                                               NULL));
  hcrm_db_begin (job->db, &context);
  hcrm_db_let (job->db, "id", encounter);
  gboolean done = enrol (&req, error);
  return hcrm_db_end (job->db, done, done ? error : NULL) && done;
}

/* --- Suspending, resuming, cancelling ------------------------------------------------------- */

gboolean
hcrm_followup_tell_plan (HcrmRequest *req, HcrmRows *plan, GError **error)
{
  g_autoptr (HcrmRows) tasks = hcrm_db_rows (req->db, &SQL_FOLLOWUP_PLAN_TASKS, NULL, error);

  if (!hcrm_event_add_rows (req->events, "followup_task", tasks))
    return FALSE;
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (plan, 0, "patient_id"), 0);
  return TRUE;
}

static gboolean
reply_plan (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_PLAN_GET, "followup_plan", error);

  return rows != NULL && hcrm_followup_tell_plan (req, rows, error);
}

static gboolean
change_plan (HcrmRequest *req,
             const char *action,
             const char *code,
             const HcrmSql *tasks,
             GError **error)
{
  static const char *const names[] = { "patient_id", "department_id", "template", "template_en",
                                       NULL };
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) plan =
      hcrm_request_take_record (req, &SQL_FOLLOWUP_PLAN_LOCK, &SQL_FOLLOWUP_PLAN_GET,
                                &hcrm_followup_plan_workflow, action, &step, error);

  if (plan == NULL)
    return FALSE;
  let_all (req->db, plan, names);
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_let (req->db, "code", code);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_SET_STATE, req->args);
  hcrm_db_queue (req->db, tasks, req->args);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_NOTE_STEP, req->args);
  return reply_plan (req, error);
}

static gboolean
suspend (HcrmRequest *req, GError **error)
{
  return change_plan (req, "suspend", "plan.suspended", &SQL_FOLLOWUP_PLAN_REST, error);
}

static gboolean
resume (HcrmRequest *req, GError **error)
{
  return change_plan (req, "resume", "plan.resumed", &SQL_FOLLOWUP_PLAN_WAKE, error);
}

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  return change_plan (req, "cancel", "plan.cancelled", &SQL_FOLLOWUP_PLAN_REST, error);
}

/* --- The note, written anew ----------------------------------------------------------------- */

/* What is not sent stays as it is. Returns: whether anything is other than it was. */
static gboolean
lay_over (HcrmRecord *args, HcrmRows *plan)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (note_parts); i++)
    if (!hcrm_record_has (args, note_parts[i]))
      hcrm_record_set (args, note_parts[i], hcrm_rows_get (plan, 0, note_parts[i]));
  strip_note (args);
  for (guint i = 0; i < G_N_ELEMENTS (note_parts); i++)
    changed =
        changed
        || g_strcmp0 (hcrm_record_get (args, note_parts[i]), hcrm_rows_get (plan, 0, note_parts[i]))
               != 0;
  return changed;
}

static gboolean
change_note (HcrmRequest *req, GError **error)
{
  static const char *const names[] = { "patient_id",  "department_id", "template",
                                       "template_en", "next_version",  NULL };
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) plan =
      hcrm_request_take_record (req, &SQL_FOLLOWUP_PLAN_LOCK_NOTE, &SQL_FOLLOWUP_PLAN_GET,
                                &hcrm_followup_plan_workflow, "edit", &step, error);

  if (plan == NULL)
    return FALSE;
  gboolean changed = lay_over (req->args, plan);
  if (!check_note (req, plan, error))
    return FALSE;
  let_all (req->db, plan, names);
  if (changed)
    hcrm_db_queue (req->db, &SQL_FOLLOWUP_PLAN_WRITE_NOTE, req->args);
  return reply_plan (req, error);
}

#define READ HCRM_PERM_FOLLOWUP_READ
#define DECIDE HCRM_PERM_FOLLOWUP_DECIDE
#define PLAN HCRM_PERM_FOLLOWUP_PLAN
#define VERSIONED HCRM_ROUTE_VERSIONED
#define PLANS "/followup-plans"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", "/encounters/{id}/actions/decide", DECIDE, VERSIONED, &hcrm_followup_decide, .handler = decide },
  { "POST", PLANS "/actions/preview",      DECIDE, HCRM_ROUTE_ONCE, &hcrm_followup_preview, .handler = preview },
  { "GET",  PLANS,                         READ, 0, &hcrm_followup_plan_query, .list = &SQL_FOLLOWUP_PLAN_LIST },
  HCRM_EXPORT (PLANS, READ, &hcrm_followup_plan_fields),
  { "GET",  PLANS "/{id}",                 READ, .sql = &SQL_FOLLOWUP_PLAN_GET },
  { "PATCH", PLANS "/{id}",                DECIDE, VERSIONED, &hcrm_followup_note, .handler = change_note },
  { "GET",  PLANS "/{id}/notes",           READ, HCRM_ROUTE_ITEMS, .sql = &SQL_FOLLOWUP_PLAN_NOTES },
  { "POST", PLANS "/{id}/actions/suspend", PLAN, VERSIONED, &hcrm_followup_reason, .handler = suspend },
  { "POST", PLANS "/{id}/actions/resume",  PLAN, VERSIONED, &hcrm_followup_reason, .handler = resume },
  { "POST", PLANS "/{id}/actions/cancel",  PLAN, VERSIONED, &hcrm_followup_reason, .handler = cancel },
};

static const HcrmConstraint constraints[] = {
  { "followup_plan_running", "template_id", N_("This plan is running already for the encounter") },
};
/* clang-format on */

const HcrmModule hcrm_followup_plan_module = { "followup-plan", routes, G_N_ELEMENTS (routes),
                                               constraints, G_N_ELEMENTS (constraints) };
