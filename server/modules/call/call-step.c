/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a call, and the steps of one: by telephone, and in words. */

#include <string.h>

#include "call-private.h"
#include "call-step-sql.h"
#include "core/hcrm-number.h"
#include "model/hcrm-caller.h"

/* --- Dialling --------------------------------------------------------------------------------- */

static gboolean
require (HcrmRequest *req, HcrmRows *place, const char *field, const char *message, GError **error)
{
  if (hcrm_record_get (req->args, field) == NULL || hcrm_rows_get (place, 0, field) != NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", message);
}

static gboolean
check_place (HcrmRequest *req, HcrmRows *place, GError **error)
{
  const char *number = hcrm_rows_get (place, 0, "to_number");

  if (!require (req, place, "patient_id", _ ("There is no such patient"), error)
                || !require (req, place, "contact_id",
                             _ ("This is none of the patient's contacts"), error)
                             || !require (req, place, "activity_id",
                                          _ ("There is no such work for the patient"), error)
                                          || !require (req, place, "call_id",
                                                       _ ("There is no such call"), error))
    return FALSE;
  if (number == NULL || *number == '\0')
    return hcrm_fail (error, HCRM_ERROR_INVALID, "number", "%s", _ ("Say which number to call"));
  return hcrm_number_check (number, "number", error);
}

/* However many agents there are, a number is not rung more often than the hospital wants. */
static gboolean
check_limit (HcrmRequest *req, HcrmRows *place, GError **error)
{
  const char *reason = hcrm_record_get (req->args, "force_reason");
  const char *allowed = hcrm_rows_get (place, 0, "allowed");
  g_autofree char *key = NULL;

  if (hcrm_caller_read_number (hcrm_rows_get (place, 0, "to_number"), &key) != HCRM_CALLER_NUMBER
      || allowed == NULL)
    return TRUE;
  hcrm_db_let (req->db, "d_key", key);
  hcrm_db_let (req->db, "d_allowed", allowed);
  if (!hcrm_db_run (req->db, &SQL_CALL_STEP_HOLD_NUMBER, NULL, error))
    return FALSE;
  g_autoptr (HcrmRows) limit = hcrm_db_rows (req->db, &SQL_CALL_STEP_LIMIT, NULL, error);
  if (limit == NULL)
    return FALSE;
  if (hcrm_rows_get_n (limit) == 0 || (reason != NULL && *reason != '\0'))
    return TRUE;
  return hcrm_fail (
      error, HCRM_ERROR_TOO_MANY, "force_reason",
      _ ("This number was called %s times within 24 hours. It may be called again from "
                       "%s, or now with a reason"),
         allowed, hcrm_rows_get (limit, 0, "next"));
}

/* Returns: (transfer full): the call that a telephone system tells of and the agent does now: one
 * row, or none */
static HcrmRows *
find_told (HcrmRequest *req, const char *direction, const char *number, GError **error)
{
  g_autofree char *key = NULL;

  hcrm_caller_read_number (number, &key);
  hcrm_db_let (req->db, "d_way", direction);
  hcrm_db_let (req->db, "d_key", key);
  return hcrm_db_rows (req->db, &SQL_CALL_STEP_TOLD, NULL, error);
}

static JsonObject *
say_number (const char *number)
{
  JsonObject *more = json_object_new ();

  if (number != NULL && *number != '\0')
    json_object_set_string_member (more, "number", number);
  return more;
}

static gboolean
reply_made (HcrmRequest *req, gint64 id, GError **error)
{
  if (!hcrm_call_reply (req, id, error))
    return FALSE;
  g_free (req->location);
  req->location = g_strdup_printf ("/api/v1/calls/%" G_GINT64_FORMAT, id);
  return TRUE;
}

static gboolean
tie (HcrmRequest *req, HcrmRows *place, gint64 id, GError **error)
{
  hcrm_db_let_int (req->db, "d_id", id);
  hcrm_db_let (req->db, "d_patient", hcrm_rows_get (place, 0, "for_patient"));
  hcrm_db_let (req->db, "d_contact", hcrm_rows_get (place, 0, "for_contact"));
  hcrm_db_let (req->db, "d_activity", hcrm_rows_get (place, 0, "for_activity"));
  return hcrm_db_run (req->db, &SQL_CALL_STEP_TIE, req->args, error);
}

static gboolean
start (HcrmRequest *req, HcrmRows *place, GError **error)
{
  const HcrmTelephone *telephone = hcrm_telephone_find (hcrm_rows_get (place, 0, "telephone"));
  const char *number = hcrm_rows_get (place, 0, "to_number");
  g_autofree char *made = g_uuid_string_random ();
  gint64 id = hcrm_telephone_event (req->db, req->events, telephone->name, made, NULL,
                                    HCRM_CALL_DIALLING, req->user->id, say_number (number), error);
  HcrmTelephoneCall call = { .id = id,
                             .provider_call_id = made,
                             .state = "dialling",
                             .number = number,
                             .extension = hcrm_rows_get (place, 0, "extension"),
                             .user_id = req->user->id };

  if (id == 0 || !tie (req, place, id, error))
    return FALSE;
  if (telephone->originate != NULL
      && !telephone->originate (req->db, req->events, &call, NULL, error))
    return FALSE;
  return reply_made (req, id, error);
}

/* The agent has dialled already, and says now whom and what for. */
static gboolean
claim (HcrmRequest *req, HcrmRows *place, HcrmRows *told, GError **error)
{
  gint64 id = hcrm_telephone_event (req->db, req->events, hcrm_rows_get (told, 0, "provider"),
                                    hcrm_rows_get (told, 0, "provider_call_id"), NULL,
                                    HCRM_CALL_DIALLING, req->user->id,
                                    say_number (hcrm_rows_get (place, 0, "to_number")), error);

  return id != 0 && tie (req, place, id, error) && reply_made (req, id, error);
}

static gboolean
dial (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_CALL_STEP_PLACE, req->args, error);

  if (place == NULL || !check_place (req, place, error))
    return FALSE;
  g_autoptr (HcrmRows) told = find_told (req, "out", hcrm_rows_get (place, 0, "to_number"), error);
  if (told == NULL)
    return FALSE;
  if (hcrm_rows_get_n (told) > 0)
    return claim (req, place, told, error);
  return check_limit (req, place, error) && start (req, place, error);
}

/* A desk telephone rang and was picked up; only the agent knows, or a telephone system besides. */
static gboolean
pick_up (HcrmRequest *req, GError **error)
{
  const char *number = hcrm_record_get (req->args, "number");
  g_autofree char *made = g_uuid_string_random ();
  g_autoptr (HcrmRows) told = find_told (req, "in", number, error);

  if (told == NULL)
    return FALSE;
  gboolean known = hcrm_rows_get_n (told) > 0;
  const char *provider = known ? hcrm_rows_get (told, 0, "provider") : "manual";
  const char *call = known ? hcrm_rows_get (told, 0, "provider_call_id") : made;
  if (hcrm_telephone_event (req->db, req->events, provider, call, NULL, HCRM_CALL_INCOMING,
                            req->user->id, say_number (number), error)
      == 0)
    return FALSE;
  gint64 id = hcrm_telephone_event (req->db, req->events, provider, call, NULL, HCRM_CALL_ANSWERED,
                                    req->user->id, NULL, error);
  return id != 0 && reply_made (req, id, error);
}

/* --- By telephone ----------------------------------------------------------------------------- */

static gboolean
check_mine (HcrmRequest *req, HcrmRows *call, GError **error)
{
  const char *state = hcrm_rows_get (call, 0, "state");
  gboolean rings = strcmp (state, "ringing") == 0 || strcmp (state, "dialling") == 0;

  if (hcrm_rows_get_int (call, 0, "user_id") == req->user->id
      || (rings && hcrm_rows_get_bool (call, 0, "reached")))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL, "%s", _ ("Somebody else has this call"));
}

static HcrmRows *
take_call (HcrmRequest *req, const char *action, GError **error)
{
  g_autoptr (HcrmRows) call = hcrm_db_one (req->db, &SQL_CALL_STEP_LOCK, NULL, error);

  if (call == NULL || !check_mine (req, call, error)
      || hcrm_workflow_find (&hcrm_call_workflow, hcrm_rows_get (call, 0, "state"), action,
                             &req->user->held, error)
             == NULL)
    return NULL;
  return g_steal_pointer (&call);
}

/* A desk telephone is not asked: the agent says what happened. */
static gboolean
note_by_hand (HcrmRequest *req,
              HcrmRows *call,
              HcrmCallKind kind,
              const char *cause,
              GError **error)
{
  JsonObject *more = json_object_new ();

  if (cause != NULL) {
    json_object_set_string_member (more, "cause", cause);
    json_object_set_string_member (more, "by", "agent");
  }
  return hcrm_telephone_event (req->db, req->events, hcrm_rows_get (call, 0, "provider"),
                               hcrm_rows_get (call, 0, "provider_call_id"), NULL, kind,
                               req->user->id, more, error)
         != 0;
}

static HcrmTelephoneCall
get_call (HcrmRequest *req, HcrmRows *call)
{
  return (HcrmTelephoneCall){
    .id = hcrm_rows_get_int (call, 0, "id"),
    .provider_call_id = hcrm_rows_get (call, 0, "provider_call_id"),
    .state = hcrm_rows_get (call, 0, "state"),
    .number = hcrm_rows_get (call, 0, "number"),
    .extension = hcrm_rows_get (call, 0, "extension"),
    .user_id = req->user->id,
  };
}

static gboolean
ask_telephone (HcrmRequest *req,
               HcrmRows *call,
               HcrmTelephoneDo can,
               const char *what,
               GError **error)
{
  HcrmTelephoneCall asked = get_call (req, call);

  if (can == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", _ ("Your telephone cannot do this"));
  return can (req->db, req->events, &asked, what, error) && hcrm_call_reply (req, asked.id, error);
}

static const HcrmTelephone *
get_telephone (HcrmRows *call)
{
  return hcrm_telephone_find (hcrm_rows_get (call, 0, "provider"));
}

static gboolean
answer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "answer", error);

  if (call == NULL)
    return FALSE;
  if (get_telephone (call)->answer != NULL)
    return ask_telephone (req, call, get_telephone (call)->answer, NULL, error);
  return note_by_hand (req, call, HCRM_CALL_ANSWERED, NULL, error)
         && hcrm_call_reply (req, hcrm_rows_get_int (call, 0, "id"), error);
}

/* What an agent's hanging up means: of a talk its end, of a call that rings that it is not taken.
 */
static const char *
find_cause (HcrmRows *call)
{
  if (strcmp (hcrm_rows_get (call, 0, "state"), "talking") == 0)
    return "normal";
  return strcmp (hcrm_rows_get (call, 0, "direction"), "in") == 0 ? "rejected" : "cancelled";
}

static gboolean
hang_up (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "hang-up", error);

  if (call == NULL)
    return FALSE;
  if (get_telephone (call)->hang_up != NULL)
    return ask_telephone (req, call, get_telephone (call)->hang_up, find_cause (call), error);
  return note_by_hand (req, call, HCRM_CALL_HUNG_UP, find_cause (call), error)
         && hcrm_call_reply (req, hcrm_rows_get_int (call, 0, "id"), error);
}

static gboolean
hold (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "hold", error);

  return call != NULL && ask_telephone (req, call, get_telephone (call)->hold, "on", error);
}

static gboolean
resume (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "resume", error);

  return call != NULL && ask_telephone (req, call, get_telephone (call)->hold, "off", error);
}

static gboolean
transfer (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "transfer", error);

  if (call == NULL)
    return FALSE;
  return ask_telephone (req, call, get_telephone (call)->transfer,
                        hcrm_record_get (req->args, "to"), error);
}

static gboolean
send_keys (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "send-keys", error);

  if (call == NULL)
    return FALSE;
  return ask_telephone (req, call, get_telephone (call)->send_keys,
                        hcrm_record_get (req->args, "keys"), error);
}

static gboolean
record (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_call (req, "record", error);
  gboolean on = hcrm_record_get_bool (req->args, "on");

  return call != NULL
         && ask_telephone (req, call, get_telephone (call)->record, on ? "on" : "off", error);
}

/* --- In words --------------------------------------------------------------------------------- */

/* Whoever had it says who it was and what came of it; of a call that nobody had, anybody. */
static HcrmRows *
take_words (HcrmRequest *req, const char *action, GError **error)
{
  g_autoptr (HcrmRows) call = hcrm_request_take_step (req, &SQL_CALL_STEP_LOCK, &hcrm_call_workflow,
                                                      action, &(const HcrmStep *){ NULL }, error);

  if (call == NULL)
    return NULL;
  if (hcrm_rows_get (call, 0, "user_id") != NULL && !hcrm_rows_get_bool (call, 0, "reached")) {
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("This was somebody else's call"));
    return NULL;
  }
  return g_steal_pointer (&call);
}

static void
tell_all (HcrmRequest *req, HcrmRows *call)
{
  g_autoptr (JsonNode) node = json_from_string (hcrm_rows_get (call, 0, "users"), NULL);
  JsonArray *users = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (users); i++)
    g_ptr_array_add (req->events, hcrm_event_new_for ("call", hcrm_rows_get_int (call, 0, "id"), 0,
                                                      json_array_get_int_element (users, i)));
}

/* So that the next call from this number knows. */
static void
note_caller (HcrmRequest *req, HcrmRows *call, HcrmRows *who)
{
  const char *relation = hcrm_rows_get (who, 0, "relation");

  if (strcmp (hcrm_rows_get (call, 0, "direction"), "in") != 0)
    return;
  hcrm_db_let (req->db, "c_key", hcrm_rows_get (call, 0, "number_key"));
  hcrm_db_let (req->db, "c_relation",
               relation != NULL ? relation : hcrm_record_get (req->args, "relation"));
  hcrm_db_let (req->db, "c_activity", hcrm_rows_get (call, 0, "activity_id"));
  hcrm_db_queue (req->db, &SQL_CALL_STEP_CALLER, req->args);
}

static gboolean
identify (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_words (req, "identify", error);
  g_autoptr (HcrmRows) who =
      call != NULL ? hcrm_db_one (req->db, &SQL_CALL_STEP_WHO, req->args, error) : NULL;

  if (who == NULL
      || !require (req, who, "patient_id", _ ("There is no such patient"), error)
                   || !require (req, who, "contact_id",
                                _ ("This is none of the patient's contacts"), error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_CALL_STEP_IDENTIFY, req->args);
  note_caller (req, call, who);
  tell_all (req, call);
  hcrm_request_add_event (req, "patient", hcrm_record_get_int (req->args, "patient_id"), 0);
  return hcrm_call_reply (req, hcrm_rows_get_int (call, 0, "id"), error);
}

static gboolean
check_activity (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "activity_id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_CALL_STEP_ACTIVITY, req->args, error);
  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_n (rows) > 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "activity_id", "%s",
                    _ ("There is no such work for the patient"));
}

static gboolean
wrap_up (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) call = take_words (req, "wrap-up", error);

  if (call == NULL || !check_activity (req, error))
    return FALSE;
  hcrm_db_let (req->db, "w_activity", hcrm_rows_get (call, 0, "activity_id"));
  hcrm_db_queue (req->db, &SQL_CALL_STEP_WRAP_UP, req->args);
  hcrm_db_queue (req->db, &SQL_CALL_STEP_NOTE, NULL);
  tell_all (req, call);
  if (hcrm_rows_get (call, 0, "patient_id") != NULL)
    hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (call, 0, "patient_id"), 0);
  return hcrm_call_reply (req, hcrm_rows_get_int (call, 0, "id"), error);
}

/* --- Tables ----------------------------------------------------------------------------------- */

#define WORK HCRM_PERM_CALL_WORK
#define VERSIONED HCRM_ROUTE_VERSIONED
#define STEP "/calls/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", "/calls/actions/dial",    WORK, HCRM_ROUTE_CREATES, &hcrm_call_dial, .handler = dial },
  { "POST", "/calls/actions/pick-up", WORK, HCRM_ROUTE_CREATES, &hcrm_call_pick_up, .handler = pick_up },
  { "POST", STEP "answer",    WORK, .handler = answer },
  { "POST", STEP "hang-up",   WORK, .handler = hang_up },
  { "POST", STEP "hold",      WORK, .handler = hold },
  { "POST", STEP "resume",    WORK, .handler = resume },
  { "POST", STEP "transfer",  WORK, 0, &hcrm_call_transfer, .handler = transfer },
  { "POST", STEP "send-keys", WORK, 0, &hcrm_call_keys, .handler = send_keys },
  { "POST", STEP "record",    WORK, 0, &hcrm_call_record, .handler = record },
  { "POST", STEP "identify",  WORK, VERSIONED, &hcrm_call_identify, .handler = identify },
  { "POST", STEP "wrap-up",   WORK, VERSIONED, &hcrm_call_wrap_up, .handler = wrap_up },
};
/* clang-format on */

const HcrmModule hcrm_call_step_module = { "call-step", routes, G_N_ELEMENTS (routes) };
