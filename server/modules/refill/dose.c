/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a dose was taken: said to an agent, by a key during a voice call, or in reply to a
 * message. */

#include "core/hcrm-message.h"
#include "core/hcrm-number.h"
#include "dose-sql.h"
#include "model/hcrm-medication.h"
#include "refill.h"

#define TAKEN_KEY "1" /* what the reminder asks to press, or to reply */

/* What was said already stands; not taken may have been made up for since. */
static gboolean
check_answer (HcrmRows *dose, const char *answer, GError **error)
{
  const char *state = hcrm_rows_get (dose, 0, "state");

  if (hcrm_rows_get_bool (dose, 0, "over"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("This dose was due more than a day ago"));
  if (g_str_equal (state, "taken") && !g_str_equal (answer, "taken"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "answer", "%s",
                      _ ("It was answered before that this dose was taken"));
  return TRUE;
}

/* What was still to ask for it is not sent. */
static gboolean
drop_question (HcrmRequest *req, HcrmRows *dose, GError **error)
{
  gint64 message = hcrm_rows_get_int (dose, 0, "message_id");

  if (hcrm_rows_get (dose, 0, "message") == NULL)
    return TRUE;
  hcrm_request_add_event (req, "message", message, 0);
  return hcrm_message_move (req->db, message, "cancelled", "answered", NULL, error);
}

static void
let_answer (HcrmRequest *req, HcrmRows *dose, const char *answer, const char *way)
{
  gboolean agent = g_str_equal (way, "agent");

  hcrm_db_let (req->db, "patient", hcrm_rows_get (dose, 0, "patient_id"));
  hcrm_db_let (req->db, "drug", hcrm_rows_get (dose, 0, "drug"));
  hcrm_db_let (req->db, "due", hcrm_rows_get (dose, 0, "due"));
  hcrm_db_let (req->db, "said_by", agent ? NULL : hcrm_rows_get (dose, 0, "contact_id"));
  hcrm_db_let (req->db, "answer", answer);
  hcrm_db_let (req->db, "way", way);
}

/* Saying the same again changes nothing. */
static gboolean
record_answer (HcrmRequest *req, gint64 id, const char *answer, const char *way, GError **error)
{
  hcrm_db_let_int (req->db, "dose_id", id);
  g_autoptr (HcrmRows) dose = hcrm_db_one (req->db, &SQL_DOSE_LOCK, NULL, error);

  if (dose == NULL || !check_answer (dose, answer, error))
    return FALSE;
  if (g_str_equal (hcrm_rows_get (dose, 0, "state"), answer))
    return TRUE;
  let_answer (req, dose, answer, way);
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (dose, 0, "patient_id"), 0);
  return hcrm_db_run (req->db, &SQL_DOSE_ANSWER, NULL, error) && drop_question (req, dose, error);
}

static gboolean
answer (HcrmRequest *req, GError **error)
{
  gint64 id = g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);

  if (!record_answer (req, id, hcrm_record_get (req->args, "answer"),
                      hcrm_record_get (req->args, "way"), error))
    return FALSE;
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_DOSE_GET, "medication_dose", error);
  return rows != NULL;
}

/* --- Replies to a message ------------------------------------------------------------------- */

static gboolean
says_taken (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return plain != NULL && g_str_equal (g_strstrip (plain), TAKEN_KEY);
}

/* Two people who share a telephone are told apart by nobody but themselves. */
static gboolean
check_one_patient (HcrmRows *doses, GError **error)
{
  for (guint i = 1; i < hcrm_rows_get_n (doses); i++)
    if (hcrm_rows_get_int (doses, i, "survivor_id") != hcrm_rows_get_int (doses, 0, "survivor_id"))
      return hcrm_fail (error, HCRM_ERROR_CONFLICT, "number", "%s",
                        _ ("Several patients were asked under this number: find out who replied"));
  return TRUE;
}

static gboolean
record_all (HcrmRequest *req, HcrmRows *doses, GError **error)
{
  for (guint i = 0; i < hcrm_rows_get_n (doses); i++)
    if (!record_answer (req, hcrm_rows_get_int (doses, i, "id"), "taken", "reply", error))
      return FALSE;
  return TRUE;
}

/* Answers with the doses it was about: none if it says anything else, which people are to read. */
static gboolean
reply (HcrmRequest *req, GError **error)
{
  gboolean taken = says_taken (hcrm_record_get (req->args, "text"));
  g_autofree char *key = hcrm_number_key (hcrm_record_get (req->args, "number"), NULL);

  hcrm_db_let (req->db, "number_key", taken && *key != '\0' ? key : NULL);
  g_autoptr (HcrmRows) doses = hcrm_db_rows (req->db, &SQL_DOSE_REPLIED, NULL, error);
  if (doses == NULL || !check_one_patient (doses, error) || !record_all (req, doses, error))
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (doses); i++)
    hcrm_request_add_event (req, "medication_dose", hcrm_rows_get_int (doses, i, "id"), 0);
  hcrm_request_reply_items (req, doses);
  return TRUE;
}

#define READ HCRM_PERM_FOLLOWUP_READ
#define WORK HCRM_PERM_FOLLOWUP_WORK
#define SEND HCRM_PERM_OUTBOX_SEND

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/medication-doses",              READ, 0, &hcrm_reminder_query, .list = &SQL_DOSE_LIST },
  { "GET",  "/medication-doses/{id}",         READ, .sql = &SQL_DOSE_GET },
  { "POST", "/medication-doses/{id}/answers", WORK, 0, &hcrm_dose_answer, .handler = answer },
  { "POST", "/medication-replies",            SEND, 0, &hcrm_dose_reply, .handler = reply },
  { "GET",  "/medication-adherence",          READ, 0, &hcrm_dose_day, .sql = &SQL_DOSE_FIGURES },
};
/* clang-format on */

const HcrmModule hcrm_dose_module = {
  .name = "dose",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
};
