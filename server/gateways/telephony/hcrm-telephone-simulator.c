/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A telephone system of scripted callers, so that calls can be lived in a sample hospital. */

#include <string.h>

#include "hcrm-telephone.h"
#include "telephone-simulator-sql.h"

#define NAME "simulator"

/* What the other side does next, after some seconds, if the call still is in a state. */
typedef struct {
  const char *state;
  guint after_s;
  HcrmCallKind kind;
  const char *cause;
} Move;

/* Who is called, by the last digit of the number: most answer and talk for a while. */
typedef struct {
  Move moves[3];
} Script;

#define RINGS                                                                                      \
  {                                                                                                \
    "dialling", 1, HCRM_CALL_RINGING, NULL                                                         \
  }

/* clang-format off */
static const Script called[] = {
  { { RINGS, { "ringing", 3, HCRM_CALL_ANSWERED, NULL }, { "talking", 75, HCRM_CALL_HUNG_UP, "normal" } } },
  { { RINGS, { "ringing", 5, HCRM_CALL_ANSWERED, NULL }, { "talking", 45, HCRM_CALL_HUNG_UP, "normal" } } },
  { { RINGS, { "ringing", 2, HCRM_CALL_HUNG_UP, "busy" } } },
  { { RINGS, { "ringing", 25, HCRM_CALL_HUNG_UP, "no-answer" } } },
  { { { "dialling", 2, HCRM_CALL_HUNG_UP, "unreachable" } } },
};
static const guint by_digit[] = { 0, 1, 0, 1, 0, 1, 2, 3, 4, 0 };

/* Who calls: patient ones wait half a minute, one in three gives up sooner. */
static const Move gives_up[] = {
  { "ringing", 30, HCRM_CALL_HUNG_UP, "no-answer" },
  { "ringing", 12, HCRM_CALL_HUNG_UP, "cancelled" },
};
static const Move says_goodbye = { "talking", 60, HCRM_CALL_HUNG_UP, "normal" };
/* clang-format on */

/* --- What comes later ------------------------------------------------------------------------- */

static JsonObject *
write_move (gint64 call, const Move *move)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "call", call);
  json_object_set_string_member (object, "state", move->state);
  json_object_set_int_member (object, "kind", move->kind);
  if (move->cause != NULL)
    json_object_set_string_member (object, "cause", move->cause);
  return object;
}

static gboolean
plan (HcrmDb *db, gint64 call, const Move *move, guint wait_s, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, write_move (call, move));
  g_autofree char *payload = json_to_string (node, FALSE);
  hcrm_db_let_int (db, "s_wait", wait_s);
  g_autoptr (HcrmRows) at = hcrm_db_one (db, &SQL_TELEPHONE_SIMULATOR_LATER, NULL, error);
  return at != NULL
         && hcrm_job_add (db, HCRM_TELEPHONE_JOB, NULL, payload, hcrm_rows_get (at, 0, "at"),
                          error);
}

/* The moves of a script, one after the other; each only if nobody hung up meanwhile. */
static gboolean
plan_script (HcrmDb *db, gint64 call, const Script *script, GError **error)
{
  guint wait_s = 0;

  for (guint i = 0; i < G_N_ELEMENTS (script->moves) && script->moves[i].state != NULL; i++) {
    wait_s += script->moves[i].after_s;
    if (!plan (db, call, &script->moves[i], wait_s, error))
      return FALSE;
  }
  return TRUE;
}

/* --- What an agent does ----------------------------------------------------------------------- */

static gboolean
tell (HcrmDb *db,
      GPtrArray *told,
      const HcrmTelephoneCall *call,
      HcrmCallKind kind,
      JsonObject *more,
      GError **error)
{
  return hcrm_telephone_event (db, told, NAME, call->provider_call_id, NULL, kind, call->user_id,
                               more, error)
         != 0;
}

static gboolean
originate (HcrmDb *db,
           GPtrArray *told,
           const HcrmTelephoneCall *call,
           const char *what,
           GError **error)
{
  gsize length = strlen (call->number);
  guint digit = length > 0 ? g_ascii_digit_value (call->number[length - 1]) : 0;

  return plan_script (db, call->id, &called[by_digit[digit % 10]], error);
}

static gboolean
answer (HcrmDb *db,
        GPtrArray *told,
        const HcrmTelephoneCall *call,
        const char *what,
        GError **error)
{
  return tell (db, told, call, HCRM_CALL_ANSWERED, NULL, error)
         && plan (db, call->id, &says_goodbye, says_goodbye.after_s, error);
}

static gboolean
hang_up (HcrmDb *db,
         GPtrArray *told,
         const HcrmTelephoneCall *call,
         const char *what,
         GError **error)
{
  JsonObject *more = json_object_new ();

  json_object_set_string_member (more, "cause", what);
  json_object_set_string_member (more, "by", "agent");
  return tell (db, told, call, HCRM_CALL_HUNG_UP, more, error);
}

static gboolean
hold (HcrmDb *db, GPtrArray *told, const HcrmTelephoneCall *call, const char *what, GError **error)
{
  gboolean on = strcmp (what, "on") == 0;

  return tell (db, told, call, on ? HCRM_CALL_HELD : HCRM_CALL_RESUMED, NULL, error);
}

static gboolean
transfer (HcrmDb *db,
          GPtrArray *told,
          const HcrmTelephoneCall *call,
          const char *what,
          GError **error)
{
  JsonObject *more = json_object_new ();

  json_object_set_string_member (more, "extension", what);
  return hcrm_telephone_event (db, told, NAME, call->provider_call_id, NULL, HCRM_CALL_TRANSFERRED,
                               0, more, error)
         != 0;
}

static gboolean
send_keys (HcrmDb *db,
           GPtrArray *told,
           const HcrmTelephoneCall *call,
           const char *what,
           GError **error)
{
  JsonObject *more = json_object_new ();

  json_object_set_string_member (more, "keys", what);
  return tell (db, told, call, HCRM_CALL_KEY, more, error);
}

const HcrmTelephone hcrm_telephone_simulator = { .name = NAME,
                                                 .originate = originate,
                                                 .answer = answer,
                                                 .hang_up = hang_up,
                                                 .hold = hold,
                                                 .transfer = transfer,
                                                 .send_keys = send_keys };

/* --- Callers ---------------------------------------------------------------------------------- */

gint64
hcrm_telephone_simulate (HcrmDb *db,
                         GPtrArray *told,
                         const char *number,
                         gint64 user_id,
                         GError **error)
{
  g_autofree char *made = g_uuid_string_random ();
  JsonObject *more = json_object_new ();

  if (number != NULL)
    json_object_set_string_member (more, "number", number);
  gint64 id =
      hcrm_telephone_event (db, told, NAME, made, NULL, HCRM_CALL_INCOMING, user_id, more, error);
  const Move *move = &gives_up[id % 3 == 0 ? 1 : 0];
  return id != 0 && plan (db, id, move, move->after_s, error) ? id : 0;
}

static gboolean
make_move (HcrmJob *job, JsonObject *move, GError **error)
{
  HcrmDb *db = job->db;
  HcrmCallKind kind = json_object_get_int_member (move, "kind");
  const char *cause = json_object_get_string_member_with_default (move, "cause", NULL);

  hcrm_db_let_int (db, "s_id", json_object_get_int_member (move, "call"));
  hcrm_db_let (db, "s_state", json_object_get_string_member (move, "state"));
  g_autoptr (HcrmRows) call = hcrm_db_rows (db, &SQL_TELEPHONE_SIMULATOR_SIMULATED, NULL, error);
  if (call == NULL || hcrm_rows_get_n (call) == 0)
    return call != NULL;
  JsonObject *more = json_object_new ();
  if (cause != NULL) {
    json_object_set_string_member (more, "cause", cause);
    json_object_set_string_member (more, "by", "other");
  }
  return hcrm_telephone_event (db, job->events, NAME, hcrm_rows_get (call, 0, "provider_call_id"),
                               NULL, kind, hcrm_rows_get_int (call, 0, "user_id"), more, error)
         != 0;
}

gboolean
hcrm_telephone_go_on (HcrmJob *job, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (job->payload, NULL);

  hcrm_db_begin (job->db, &hcrm_system_context);
  gboolean ok = make_move (job, json_node_get_object (node), error);
  return hcrm_db_end (job->db, ok, ok ? error : NULL) && ok;
}

gboolean
hcrm_telephone_ring (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) idle = hcrm_db_rows (sweep->db, &SQL_TELEPHONE_SIMULATOR_IDLE, NULL, error);

  if (idle == NULL || hcrm_rows_get_n (idle) == 0)
    return idle != NULL;
  return hcrm_telephone_simulate (sweep->db, sweep->events, hcrm_rows_get (idle, 0, "number"),
                                  hcrm_rows_get_int (idle, 0, "user_id"), error)
         != 0;
}
