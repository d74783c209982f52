/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cycle from its values on: asked for, assessed, advised on, acted upon, evaluated. */

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-message.h"
#include "health-loop-sql.h"
#include "health.h"
#include "model/hcrm-health.h"

static gboolean
is_blank (const char *text)
{
  return text == NULL || strspn (text, " \t\r\n") == strlen (text);
}

/* --- Follow-up: one for missing values, one for what was found ------------------------------- */

/* Cycles are worked on by more people than may plan follow-up: whoever may, as far as that goes. */
static gboolean
let_plans (HcrmRequest *req, GError **error)
{
  const HcrmScope scope = req->user->held.scope[HCRM_PERM_FOLLOWUP_PLAN];
  const char *departments = req->user->departments[HCRM_PERM_FOLLOWUP_PLAN];

  if (scope == HCRM_SCOPE_NONE)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("You may not plan follow-up"));
  hcrm_db_let (req->db, "plans_all", scope >= HCRM_SCOPE_ALL ? "true" : "false");
  hcrm_db_let (req->db, "plans_departments",
               departments != NULL && *departments != '\0' ? departments : "{}");
  return TRUE;
}

static gboolean
check_stay (HcrmRows *stay, GError **error)
{
  if (hcrm_rows_get_n (stay) == 0 || !hcrm_rows_get_bool (stay, 0, "published"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "template_id", "%s",
                      _ ("There is no such template, or it is not published"));
  if (hcrm_rows_get (stay, 0, "id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("There is no visit of the patient for which you may plan follow-up"));
  return TRUE;
}

/* Orders a plan; returns what it is made of. */
static HcrmRows *
order_plan (HcrmRequest *req,
            HcrmRows *locked,
            const char *kind,
            const char *template_id,
            const char *note,
            GError **error)
{
  hcrm_db_let (req->db, "patient_id", hcrm_rows_get (locked, 0, "patient_id"));
  hcrm_db_let (req->db, "template_id", template_id);
  hcrm_db_let (req->db, "template_code", HCRM_HEALTH_COLLECT_TEMPLATE);
  g_autoptr (HcrmRows) stay =
      let_plans (req, error) ? hcrm_db_rows (req->db, &SQL_HEALTH_LOOP_STAY, NULL, error) : NULL;
  if (stay == NULL || !check_stay (stay, error))
    return NULL;
  hcrm_db_let (req->db, "kind", kind);
  hcrm_db_let (req->db, "template", hcrm_rows_get (stay, 0, "template"));
  hcrm_db_let (req->db, "encounter", hcrm_rows_get (stay, 0, "id"));
  hcrm_db_let (req->db, "words", note);
  return hcrm_db_run (req->db, &SQL_HEALTH_LOOP_MEASURE, NULL, error) ? g_steal_pointer (&stay)
                                                                      : NULL;
}

static gboolean
ask (HcrmRequest *req, GError **error)
{
  const char *note = hcrm_record_get (req->args, "note");
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "ask", error);
  g_autoptr (HcrmRows) missing = locked != NULL ? hcrm_health_read_missing (req, error) : NULL;

  if (missing == NULL)
    return FALSE;
  if (hcrm_rows_get (missing, 0, "missing") == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("Nothing is missing"));
  g_autofree char *words =
      g_strconcat (hcrm_rows_get (missing, 0, "missing"), is_blank (note) ? "" : "\n", note, NULL);
  g_autoptr (HcrmRows) plan = order_plan (req, locked, "collect", NULL, words, error);
  return plan != NULL
         && hcrm_health_tell (req, NULL, "health.asked", hcrm_rows_get (missing, 0, "params"), NULL,
                              error)
         && hcrm_health_reply (req, error);
}

/* --- Assessing ------------------------------------------------------------------------------ */

/* A person judges; but what is not known is neither at its target nor off it. */
static gboolean
check_judgement (HcrmRequest *req, HcrmRows *found, GError **error)
{
  const char *judgement = hcrm_record_get (req->args, "judgement");
  guint within = hcrm_rows_get_int (found, 0, "within");
  guint outside = hcrm_rows_get_int (found, 0, "outside");
  guint missing = hcrm_rows_get_int (found, 0, "missing");

  if (within + outside == 0 && strcmp (judgement, "unjudged") != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "judgement", "%s",
                      _ ("Nothing is known that could be judged"));
  if (missing > 0 && strcmp (judgement, "controlled") == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "judgement", "%s",
                      _ ("Something is missing: what is not known is not at target"));
  if (strcmp (judgement, hcrm_health_judge (within, outside, missing)) != 0
      && is_blank (hcrm_record_get (req->args, "note")))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "note", "%s",
                      _ ("Say why you judge otherwise than the values do"));
  return TRUE;
}

static gboolean
assess (HcrmRequest *req, GError **error)
{
  const char *judgement = hcrm_record_get (req->args, "judgement");
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "assess", error);
  g_autoptr (HcrmRows) found =
      locked != NULL ? hcrm_db_one (req->db, &SQL_HEALTH_LOOP_FINDINGS, NULL, error) : NULL;
  g_autoptr (HcrmRows) missing = found != NULL && check_judgement (req, found, error)
                                     ? hcrm_health_read_missing (req, error)
                                     : NULL;

  if (missing == NULL)
    return FALSE;
  g_autofree char *params =
      hcrm_health_params ("judgement", judgement, "missing", hcrm_rows_get (missing, 0, "missing"),
                          "missing_en", hcrm_rows_get (missing, 0, "missing_en"), NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_LOOP_ASSESS, req->args);
  return hcrm_health_tell (req, "assess", "health.assessed", params,
                           hcrm_record_get (req->args, "note"), error)
         && hcrm_health_reply (req, error);
}

/* --- Guiding -------------------------------------------------------------------------------- */

static gboolean
check_guidance (HcrmRequest *req, guint n, GError **error)
{
  gboolean send = hcrm_record_get_bool (req->args, "send");

  if (n == 0 && (send || is_blank (hcrm_record_get (req->args, "note"))))
    return hcrm_fail (error, HCRM_ERROR_INVALID, send ? "guidance" : "note", "%s",
                      _ ("Give advice, or note why none is needed"));
  if (send && !hcrm_permission_set_has (&req->user->held, HCRM_PERM_OUTBOX_SEND))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "send", "%s",
                      _ ("You may not send messages to patients"));
  return TRUE;
}

/* One piece of advice by itself needs no number. */
static char *
join_advice (GPtrArray *rows)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    if (rows->len > 1)
      g_string_append_printf (text, "%s%u. ", i > 0 ? " " : "", i + 1);
    g_string_append (text, hcrm_record_get (rows->pdata[i], "text"));
  }
  return g_strdup (text->str);
}

static gboolean
send_advice (HcrmRequest *req, HcrmRows *locked, GPtrArray *rows, GError **error)
{
  g_autoptr (JsonObject) params = json_object_new ();
  g_autofree char *text = join_advice (rows);
  const HcrmMessageOrder order = {
    .purpose = "plan",
    .patient_id = hcrm_rows_get_int (locked, 0, "patient_id"),
    .activity_id = hcrm_rows_get_int (locked, 0, "id"),
    .template_code = HCRM_HEALTH_MESSAGE,
    .params = params,
  };

  if (!hcrm_record_get_bool (req->args, "send"))
    return TRUE;
  json_object_set_string_member (params, "plan", text);
  gint64 message = hcrm_message_add (req->db, &order, error);
  if (message > 0)
    hcrm_request_add_event (req, "message", message, 0);
  return message > 0;
}

static gboolean
guide (HcrmRequest *req, GError **error)
{
  const char *note = hcrm_record_get (req->args, "note");
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (req->args, "guidance");
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "guide", error);

  if (locked == NULL || !check_guidance (req, rows->len, error))
    return FALSE;
  g_autofree char *count = rows->len > 0 ? g_strdup_printf ("%u", rows->len) : NULL;
  g_autofree char *params =
      hcrm_health_params ("count", count, "reason", rows->len == 0 ? note : NULL, NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_LOOP_PUT_GUIDANCE, req->args);
  hcrm_db_queue (req->db, &SQL_HEALTH_LOOP_SET_STATE, NULL);
  return hcrm_health_tell (req, "guide", "health.guided", params, note, error)
         && send_advice (req, locked, rows, error) && hcrm_health_reply (req, error);
}

/* --- Intervening ---------------------------------------------------------------------------- */

static gboolean
intervene (HcrmRequest *req, GError **error)
{
  const char *template_id = hcrm_record_get (req->args, "template_id");
  const char *note = hcrm_record_get (req->args, "note");
  g_autoptr (HcrmRows) plan = NULL;
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "intervene", error);

  if (locked == NULL)
    return FALSE;
  if (template_id == NULL && is_blank (note))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "note", "%s",
                      _ ("Choose a plan, or note what is done or why nothing is"));
  if (template_id != NULL
      && (plan = order_plan (req, locked, "intervene", template_id, note, error)) == NULL)
    return FALSE;
  g_autofree char *params =
      hcrm_health_params ("template", plan != NULL ? hcrm_rows_get (plan, 0, "name") : NULL,
                          "template_en", plan != NULL ? hcrm_rows_get (plan, 0, "name_en") : NULL,
                          "reason", plan == NULL ? note : NULL, NULL);
  hcrm_db_queue (req->db, &SQL_HEALTH_LOOP_SET_STATE, NULL);
  return hcrm_health_tell (req, "intervene", "health.intervened", params, note, error)
         && hcrm_health_reply (req, error);
}

/* --- Evaluating ----------------------------------------------------------------------------- */

/* Counted from the day that this cycle began, but not into the past. */
static void
find_next (HcrmRows *locked, GDate *next)
{
  int months = hcrm_rows_get_int (locked, 0, "cycle_months");
  GDate begun, today;

  hcrm_date_from_iso (hcrm_rows_get (locked, 0, "begun_on"), &begun);
  hcrm_date_from_iso (hcrm_rows_get (locked, 0, "today"), &today);
  hcrm_health_add_months (&begun, months, next);
  if (g_date_compare (next, &today) <= 0)
    hcrm_health_add_months (&today, months, next);
}

/* Another day than the interval gives is somebody's decision, with its reason. */
static gboolean
read_next (HcrmRequest *req, HcrmRows *locked, GDate *next, gboolean *own, GError **error)
{
  const char *wanted = hcrm_record_get (req->args, "next_on");
  GDate day;

  find_next (locked, next);
  *own = wanted != NULL && hcrm_date_from_iso (wanted, &day) && g_date_compare (&day, next) != 0;
  if (!*own)
    return TRUE;
  if (g_strcmp0 (wanted, hcrm_rows_get (locked, 0, "today")) <= 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "next_on", "%s",
                      _ ("The next cycle is not today or in the past"));
  if (is_blank (hcrm_record_get (req->args, "reason")))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "reason", "%s",
                      _ ("Say why it is another day than the programme gives"));
  *next = day;
  return TRUE;
}

static gboolean
evaluate (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_health_take (req, "evaluate", error);
  gboolean own;
  GDate next;

  if (locked == NULL || !read_next (req, locked, &next, &own, error))
    return FALSE;
  g_autoptr (HcrmRows) changed = hcrm_db_one (req->db, &SQL_HEALTH_LOOP_EVALUATED, NULL, error);
  if (changed == NULL
      || !hcrm_health_tell (req, "evaluate", "health.evaluated",
                            hcrm_rows_get (changed, 0, "params"),
                            hcrm_record_get (req->args, "note"), error)
      || !hcrm_db_run (req->db, &SQL_HEALTH_LOOP_CLOSE, NULL, error))
    return FALSE;
  return hcrm_health_plan (req, hcrm_rows_get (locked, 0, "care_id"),
                           hcrm_rows_get (locked, 0, "site_id"), &next,
                           own ? 0 : hcrm_rows_get_int (locked, 0, "cycle_months"),
                           own ? hcrm_record_get (req->args, "reason") : NULL, error)
         && hcrm_health_reply (req, error);
}

#define WORK HCRM_PERM_HEALTH_WORK
#define VERSIONED HCRM_ROUTE_VERSIONED
#define CYCLES "/health-cycles"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", CYCLES "/{id}/actions/ask",       WORK, VERSIONED, &hcrm_health_note, .handler = ask },
  { "POST", CYCLES "/{id}/actions/assess",    WORK, VERSIONED, &hcrm_health_assess, .handler = assess },
  { "POST", CYCLES "/{id}/actions/guide",     WORK, VERSIONED, &hcrm_health_guide, .handler = guide },
  { "POST", CYCLES "/{id}/actions/intervene", WORK, VERSIONED, &hcrm_health_intervene, .handler = intervene },
  { "POST", CYCLES "/{id}/actions/evaluate",  WORK, VERSIONED, &hcrm_health_evaluate, .handler = evaluate },
};
/* clang-format on */

const HcrmModule hcrm_health_loop_module = { "health-loop", routes, G_N_ELEMENTS (routes) };
