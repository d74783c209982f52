/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of telephone systems, and how what they tell becomes calls. */

#include "hcrm-telephone.h"

#include <string.h>

#include "model/hcrm-caller.h"
#include "telephone-sql.h"

const HcrmTelephone hcrm_telephone_manual = { .name = "manual" };

static const HcrmTelephone *const telephones[] = { &hcrm_telephone_manual,
                                                   &hcrm_telephone_simulator };

const HcrmTelephone *
hcrm_telephone_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (telephones); i++)
    if (g_strcmp0 (telephones[i]->name, name) == 0)
      return telephones[i];
  return &hcrm_telephone_manual;
}

gboolean
hcrm_telephone_is_own (const char *name)
{
  return g_strcmp0 (hcrm_telephone_find (name)->name, name) == 0;
}

const char *
hcrm_telephone_get_nth_capability (const HcrmTelephone *self, guint n)
{
  const struct {
    HcrmTelephoneDo can;
    const char *name;
  } all[] = { { self->originate, "originate" }, { self->answer, "answer" },
              { self->hang_up, "hang-up" },     { self->hold, "hold" },
              { self->transfer, "transfer" },   { self->play, "play" },
              { self->send_keys, "keys" },      { self->record, "record" } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].can != NULL && n-- == 0)
      return all[i].name;
  return NULL;
}

/* --- What a call comes to --------------------------------------------------------------------- */

static HcrmCallEvent
read_event (HcrmRows *rows, guint i)
{
  return (HcrmCallEvent){
    .kind = hcrm_call_kind_from_name (hcrm_rows_get (rows, i, "kind")),
    .id = hcrm_rows_get (rows, i, "id"),
    .at = hcrm_rows_get_int (rows, i, "at"),
    .direction = hcrm_rows_get (rows, i, "direction"),
    .number = hcrm_rows_get (rows, i, "number"),
    .user_id = hcrm_rows_get_int (rows, i, "user_id"),
    .cause = hcrm_rows_get (rows, i, "cause"),
    .by = hcrm_rows_get (rows, i, "by"),
  };
}

static void
let_flag (HcrmDb *db, const char *name, gboolean value)
{
  hcrm_db_let (db, name, value ? "true" : "false");
}

/* An instant or an id; 0 is none. */
static void
let_some (HcrmDb *db, const char *name, gint64 value)
{
  if (value == 0)
    hcrm_db_let (db, name, NULL);
  else
    hcrm_db_let_int (db, name, value);
}

static void
let_users (HcrmDb *db, GArray *users)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < users->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (users, gint64, i));
  g_string_append_c (text, '}');
  hcrm_db_let (db, "f_users", text->str);
}

static void
let_fold (HcrmDb *db, const HcrmCallFold *fold)
{
  g_autofree char *key = NULL;
  HcrmCallerNumber number = hcrm_caller_read_number (fold->number, &key);

  hcrm_db_let (db, "f_direction", fold->direction);
  hcrm_db_let (db, "f_state", fold->state);
  hcrm_db_let (db, "f_number", number != HCRM_CALLER_WITHHELD ? fold->number : NULL);
  hcrm_db_let (db, "f_key", key);
  let_flag (db, "f_withheld", number == HCRM_CALLER_WITHHELD);
  let_some (db, "f_user", fold->user_id);
  let_users (db, fold->users);
  let_flag (db, "f_on_hold", fold->on_hold);
  let_flag (db, "f_recorded", fold->recorded);
  let_some (db, "f_started", fold->started_at);
  let_some (db, "f_answered", fold->answered_at);
  let_some (db, "f_ended", fold->ended_at);
  hcrm_db_let (db, "f_cause", fold->cause);
  hcrm_db_let (db, "f_by", fold->by);
}

static void
tell (GPtrArray *told, gint64 call, GArray *users)
{
  for (guint i = 0; i < users->len; i++)
    g_ptr_array_add (told, hcrm_event_new_for ("call", call, 0, g_array_index (users, gint64, i)));
}

static gboolean
fold (HcrmDb *db, GPtrArray *told, gint64 call, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_TELEPHONE_EVENTS, NULL, error);
  guint n = rows != NULL ? hcrm_rows_get_n (rows) : 0;
  g_autofree HcrmCallEvent *events = g_new0 (HcrmCallEvent, n);
  g_auto (HcrmCallFold) result = { NULL };

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    events[i] = read_event (rows, i);
  hcrm_call_fold (events, n, &result);
  let_fold (db, &result);
  tell (told, call, result.users);
  return hcrm_db_run (db, &SQL_TELEPHONE_FOLD, NULL, error);
}

/* Once it is known whose it is, it may be a call that somebody told of by hand.
 * Returns: the call that it is then, or 0 */
static gint64
join (HcrmDb *db, GPtrArray *told, gint64 call, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_TELEPHONE_JOIN, NULL, error);

  if (rows == NULL)
    return 0;
  gint64 id = hcrm_rows_get (rows, 0, "id") != NULL ? hcrm_rows_get_int (rows, 0, "id") : 0;
  if (id == 0)
    return call;
  hcrm_db_let_int (db, "t_id", id);
  return fold (db, told, id, error) ? id : 0;
}

gint64
hcrm_telephone_take (HcrmDb *db, GPtrArray *told, const HcrmTelephoneFeed *feed, GError **error)
{
  hcrm_db_let (db, "t_provider", feed->provider);
  hcrm_db_let (db, "t_call", feed->provider_call_id);
  hcrm_db_let (db, "t_site", feed->site);
  hcrm_db_let (db, "t_events", feed->events);
  let_flag (db, "t_live", feed->live);
  hcrm_db_queue (db, &SQL_TELEPHONE_OPEN, NULL);
  g_autoptr (HcrmRows) call = hcrm_db_one (db, &SQL_TELEPHONE_LOCK, NULL, error);
  if (call == NULL)
    return 0;
  gint64 id = hcrm_rows_get_int (call, 0, "id");
  hcrm_db_let_int (db, "t_id", id);
  hcrm_db_let (db, "t_place", hcrm_rows_get (call, 0, "site_id"));
  hcrm_db_queue (db, &SQL_TELEPHONE_ADD, NULL);
  hcrm_db_queue (db, &SQL_TELEPHONE_CLOCK, NULL);
  if (!fold (db, told, id, error))
    return 0;
  return hcrm_telephone_is_own (feed->provider) ? id : join (db, told, id, error);
}

gint64
hcrm_telephone_event (HcrmDb *db,
                      GPtrArray *told,
                      const char *provider,
                      const char *provider_call_id,
                      const char *id,
                      HcrmCallKind kind,
                      gint64 user_id,
                      JsonObject *more,
                      GError **error)
{
  JsonObject *event = more != NULL ? more : json_object_new ();
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *made = g_uuid_string_random ();

  json_object_set_string_member (event, "id", id != NULL ? id : made);
  json_object_set_string_member (event, "kind", hcrm_call_kind_get_name (kind));
  if (user_id != 0)
    json_object_set_int_member (event, "user_id", user_id);
  json_array_add_object_element (array, event);
  json_node_take_array (node, array);
  g_autofree char *events = json_to_string (node, FALSE);
  HcrmTelephoneFeed feed = { .provider = provider,
                             .provider_call_id = provider_call_id,
                             .events = events };
  return hcrm_telephone_take (db, told, &feed, error);
}

gboolean
hcrm_telephone_forget (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_TELEPHONE_FORGOTTEN, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    JsonObject *more = json_object_new ();
    json_object_set_string_member (more, "cause", "failed");
    json_object_set_string_member (more, "by", "system");
    if (hcrm_telephone_event (sweep->db, sweep->events, hcrm_rows_get (rows, i, "provider"),
                              hcrm_rows_get (rows, i, "provider_call_id"), "forgotten",
                              HCRM_CALL_HUNG_UP, 0, more, error)
        == 0)
      return FALSE;
  }
  return rows != NULL;
}
