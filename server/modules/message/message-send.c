/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that somebody sends on purpose: the next treatment, a prompt to be examined again. */

#include "core/hcrm-message.h"
#include "message-send-sql.h"
#include "message.h"
#include "model/hcrm-message.h"

static gboolean
reply_sent (HcrmRequest *req, gint64 id, gint64 patient_id, GError **error)
{
  hcrm_db_let_int (req->db, "id", id);
  g_autoptr (HcrmRows) rows =
      id > 0 ? hcrm_db_one (req->db, &SQL_MESSAGE_SEND_GET, NULL, error) : NULL;

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, "message", id, hcrm_rows_get_int (rows, 0, "version"));
  hcrm_request_add_event (req, "timeline", patient_id, 0);
  return TRUE;
}

/* The contact asked for must be the patient's. */
static gboolean
check_contact (HcrmRequest *req, gint64 patient_id, GError **error)
{
  if (hcrm_record_get (req->args, "contact_id") == NULL)
    return TRUE;
  hcrm_db_let_int (req->db, "patient", patient_id);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_MESSAGE_SEND_CONTACT, req->args, error);
  if (rows == NULL)
    return FALSE;
  return hcrm_rows_get_n (rows) > 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, "contact_id", "%s",
                       _ ("This is no contact of the patient"));
}

static JsonObject *
new_params (HcrmRequest *req, const char *const *names)
{
  JsonObject *params = json_object_new ();

  for (; *names != NULL; names++)
    json_object_set_string_member (params, *names, hcrm_record_get (req->args, *names));
  return params;
}

static gboolean
send_purpose (HcrmRequest *req,
              const char *purpose,
              gint64 patient_id,
              gint64 activity_id,
              const char *const *names,
              GError **error)
{
  if (!check_contact (req, patient_id, error))
    return FALSE;
  g_autoptr (JsonObject) params = new_params (req, names);
  const HcrmMessageOrder order = {
    .purpose = purpose,
    .patient_id = patient_id,
    .contact_id = hcrm_record_get_int (req->args, "contact_id"),
    .activity_id = activity_id,
    .template_code = purpose,
    .params = params,
  };
  return reply_sent (req, hcrm_message_add (req->db, &order, error), patient_id, error);
}

static HcrmRows *
lock_plan (HcrmRequest *req, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (HcrmRows) plan = hcrm_db_one (req->db, &SQL_MESSAGE_SEND_PLAN, NULL, &failure);

  if (plan != NULL && hcrm_request_check_version (req, plan, &failure))
    return g_steal_pointer (&plan);
  hcrm_request_attach_current (req, &SQL_MESSAGE_SEND_PLAN_SEEN, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* Whoever may suspend or cancel a plan answers for what is sent about it: this is the approval. */
static gboolean
send_plan (HcrmRequest *req, GError **error)
{
  static const char *const names[] = { "plan", NULL };
  g_autoptr (HcrmRows) plan = lock_plan (req, error);

  return plan != NULL
         && send_purpose (req, "plan", hcrm_rows_get_int (plan, 0, "patient_id"),
                          hcrm_rows_get_int (plan, 0, "activity_id"), names, error);
}

static gboolean
fail_booked (HcrmRows *rows, GError **error)
{
  const char *at = hcrm_rows_get (rows, 0, "booked_at");
  g_autofree char *day = at != NULL ? g_strndup (at, 10) : NULL;

  if (day == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", _ ("A visit is booked already"));
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, _ ("A visit is booked already, for %s"), day);
}

static gboolean
prompt (HcrmRequest *req, GError **error)
{
  static const char *const names[] = { "items", "date", NULL };
  g_autoptr (HcrmRows) known = hcrm_db_one (req->db, &SQL_MESSAGE_SEND_REEXAMINATION, NULL, error);

  if (known == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (known, 0, "booked"))
    return fail_booked (known, error);
  return send_purpose (req, "reexamination", hcrm_rows_get_int (known, 0, "patient_id"), 0, names,
                       error);
}

#define SEND HCRM_PERM_OUTBOX_SEND

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", "/followup-plans/{id}/actions/send", HCRM_PERM_FOLLOWUP_PLAN, HCRM_ROUTE_VERSIONED, &hcrm_message_plan, .handler = send_plan },
  { "GET",  "/patients/{id}/reexamination", SEND, .sql = &SQL_MESSAGE_SEND_REEXAMINATION },
  { "POST", "/patients/{id}/actions/prompt-reexamination", SEND, 0, &hcrm_message_reexamination, .handler = prompt },
};
/* clang-format on */

const HcrmModule hcrm_message_send_module = { "message-send", routes, G_N_ELEMENTS (routes) };
