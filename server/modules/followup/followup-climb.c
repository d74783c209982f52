/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes calls that nobody answered up their ladder, and does what the server does by itself. */

#include "followup-climb.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-message.h"
#include "followup-climb-sql.h"
#include "followup-ladder-rules.h"
#include "followup.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup-ladder.h"

/* One call that is taken further. */
typedef struct {
  HcrmDb *db;
  HcrmRows *row;
  HcrmLadder *ladder;
  GDateTime *now;
} Climb;

static void
climb_clear (Climb *self)
{
  g_clear_pointer (&self->row, hcrm_rows_free);
  g_clear_pointer (&self->ladder, hcrm_ladder_free);
  g_clear_pointer (&self->now, g_date_time_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Climb, climb_clear)

/* --- What is known -------------------------------------------------------------------------- */

static JsonNode *
read_json (const Climb *self, const char *column)
{
  const char *text = hcrm_rows_get (self->row, 0, column);
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL ? node : json_node_init_array (json_node_alloc (), NULL);
}

static void
read_contacts (Climb *self)
{
  g_autoptr (JsonNode) node = read_json (self, "contacts");
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *row = json_array_get_object_element (array, i);
    HcrmLadderContact *contact =
        hcrm_ladder_add_contact (self->ladder, json_object_get_int_member (row, "id"));

    contact->name = g_strdup (json_object_get_string_member_with_default (row, "name", NULL));
    contact->relation = g_strdup (json_object_get_string_member (row, "relation"));
    contact->own = json_object_get_boolean_member (row, "own");
    contact->told = json_object_get_boolean_member (row, "told");
    contact->invalid = json_object_get_boolean_member (row, "invalid");
    contact->tried = json_object_get_int_member (row, "tried");
    contact->missed = json_object_get_int_member (row, "missed");
  }
}

static void
read_uses (Climb *self)
{
  g_autoptr (JsonNode) node = read_json (self, "uses");
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < MIN (n, self->ladder->steps->len); i++)
    self->ladder->uses[i] = json_array_get_int_element (array, i);
}

static gboolean
read_days (Climb *self, GError **error)
{
  hcrm_db_let (self->db, "l_site", hcrm_rows_get (self->row, 0, "site_id"));
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self->db, &SQL_FOLLOWUP_CLIMB_DAYS, NULL, error);
  if (rows == NULL)
    return FALSE;
  self->ladder->days = hcrm_followup_days_new (hcrm_rows_get_bool (self->row, 0, "works_weekends"));
  hcrm_followup_days_read (self->ladder->days, rows);
  return TRUE;
}

/* Without a contact named, it was the patient who was called. */
static gboolean
read_ladder (Climb *self, GError **error)
{
  g_autoptr (HcrmRecord) record = hcrm_rows_to_record (self->row, 0, &hcrm_followup_ladder_fields);
  g_autoptr (GPtrArray) steps = hcrm_record_get_rows (record, "steps");
  HcrmLadder *ladder = self->ladder = hcrm_ladder_new (steps);

  ladder->zone = g_time_zone_new_identifier (hcrm_rows_get (self->row, 0, "time_zone"));
  if (ladder->zone == NULL)
    ladder->zone = g_time_zone_new_utc ();
  self->now = g_date_time_new_from_unix_utc (hcrm_rows_get_int (self->row, 0, "now"));
  ladder->night = hcrm_rows_get_int (self->row, 0, "night");
  ladder->morning = hcrm_rows_get_int (self->row, 0, "morning");
  ladder->head = g_strdup (hcrm_rows_get (self->row, 0, "head"));
  ladder->doctor = g_strdup (hcrm_rows_get (self->row, 0, "doctor"));
  ladder->takes_messages = hcrm_rows_get_bool (self->row, 0, "takes_messages");
  read_contacts (self);
  read_uses (self);
  ladder->last = hcrm_ladder_find_contact (ladder, hcrm_rows_get_int (self->row, 0, "last_id"));
  if (ladder->last == NULL)
    ladder->last = hcrm_ladder_get_first (ladder);
  return read_days (self, error);
}

static gboolean
open_climb (Climb *self, HcrmDb *db, const char *id, GError **error)
{
  *self = (Climb){ .db = db };
  hcrm_db_let (db, "l_task", id);
  self->row = hcrm_db_one (db, &SQL_FOLLOWUP_CLIMB_CASE, NULL, error);
  return self->row != NULL && read_ladder (self, error);
}

/* --- What is written ------------------------------------------------------------------------ */

static gboolean
is_automatic (const char *channel)
{
  return g_strcmp0 (channel, "message") == 0 || g_strcmp0 (channel, "lost") == 0;
}

static void
let_flag (HcrmDb *db, const char *name, gboolean value)
{
  hcrm_db_let (db, name, value ? "true" : "false");
}

/* Of which step of which plan all this is. */
static void
add_place (const Climb *self, JsonObject *params)
{
  static const char *const names[] = { "template", "template_en" };

  json_object_set_int_member (params, "step", hcrm_rows_get_int (self->row, 0, "step"));
  json_object_set_int_member (params, "steps", hcrm_rows_get_int (self->row, 0, "n_steps"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (hcrm_rows_get (self->row, 0, names[i]) != NULL)
      json_object_set_string_member (params, names[i], hcrm_rows_get (self->row, 0, names[i]));
}

static void
let_lines (const Climb *self, HcrmLadderMove *move)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), move->skipped);
  JsonObject *line = json_object_new ();

  add_place (self, move->params);
  json_object_set_string_member (line, "code", move->code);
  json_object_set_object_member (line, "params", json_object_ref (move->params));
  json_array_add_object_element (move->skipped, line);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (self->db, "l_lines", text);
}

static void
let_uses (const Climb *self)
{
  g_autoptr (GString) out = g_string_new ("{");

  for (guint i = 0; i < self->ladder->steps->len; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "," : "", self->ladder->uses[i]);
  g_string_append_c (out, '}');
  hcrm_db_let (self->db, "l_uses", out->str);
}

/* Whom a task step gives the task to; what comes after it goes back to whose it was. */
static void
let_assignee (const Climb *self, const char *channel)
{
  gboolean head = strcmp (channel, "department") == 0;
  gboolean gives = head || strcmp (channel, "doctor") == 0;
  const char *was = hcrm_rows_get (self->row, 0, "assignee_id");
  gboolean handed = hcrm_rows_get_bool (self->row, 0, "handed");

  let_flag (self->db, "l_handed", gives);
  let_flag (self->db, "l_gives", gives || handed);
  hcrm_db_let (self->db, "l_was", was);
  hcrm_db_let (self->db, "l_assignee",
               gives ? hcrm_rows_get (self->row, 0, head ? "head_id" : "doctor_id") : was);
}

static void
let_time (const Climb *self, GDateTime *at)
{
  if (at != NULL)
    hcrm_db_let_int (self->db, "l_at", g_date_time_to_unix (at));
  else
    hcrm_db_let (self->db, "l_at", NULL);
}

static void
let_move (const Climb *self, HcrmLadderMove *move)
{
  static const char *const names[][2] = { { "l_ladder", "ladder_id" },
                                          { "l_revision", "revision" },
                                          { "l_patient", "patient_id" },
                                          { "l_department", "department_id" } };
  const char *channel = hcrm_ladder_get_channel (self->ladder, move->step);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (self->db, names[i][0], hcrm_rows_get (self->row, 0, names[i][1]));
  hcrm_db_let_int (self->db, "l_position", move->step + 1);
  hcrm_db_let (self->db, "l_channel", channel);
  hcrm_db_let (self->db, "l_contact", NULL);
  if (move->contact != NULL)
    hcrm_db_let_int (self->db, "l_contact", move->contact->id);
  let_time (self, move->at == NULL && is_automatic (channel) ? self->now : move->at);
  let_assignee (self, channel);
  let_uses (self);
  let_lines (self, move);
}

/* --- Climbing ------------------------------------------------------------------------------- */

static void
take_step (const Climb *self, const char *outcome)
{
  g_auto (HcrmLadderMove) move = { 0 };

  hcrm_ladder_climb (self->ladder, outcome, self->now, &move);
  self->ladder->uses[move.step]++;
  hcrm_db_let (self->db, "l_outcome", outcome);
  let_move (self, &move);
  hcrm_db_queue (self->db, &SQL_FOLLOWUP_CLIMB_MOVE, NULL);
}

/* A message or the end that was put off, since somebody set another day, is still to come. */
static void
take_back (const Climb *self)
{
  gint64 position = hcrm_rows_get_int (self->row, 0, "position");

  if (is_automatic (hcrm_rows_get (self->row, 0, "channel")) && position >= 1
      && position <= self->ladder->steps->len && self->ladder->uses[position - 1] > 0)
    self->ladder->uses[position - 1]--;
}

gboolean
hcrm_followup_climb (HcrmDb *db, const char *id, const char *outcome, GError **error)
{
  g_auto (Climb) climb = { 0 };

  if (!open_climb (&climb, db, id, error))
    return FALSE;
  const char *newest = hcrm_rows_get (climb.row, 0, "last_disposition");
  if (newest != NULL && !hcrm_disposition_is_failure (hcrm_disposition_find (newest)))
    return TRUE;
  outcome = newest != NULL ? newest : outcome;
  if (is_automatic (hcrm_rows_get (climb.row, 0, "channel"))
      && hcrm_rows_get (climb.row, 0, "at") != NULL) {
    hcrm_db_let (db, "l_at", hcrm_rows_get (climb.row, 0, "at"));
    hcrm_db_queue (db, &SQL_FOLLOWUP_CLIMB_WAIT, NULL);
    return TRUE;
  }
  take_back (&climb);
  take_step (&climb, outcome);
  return TRUE;
}

void
hcrm_followup_leave_ladder (HcrmDb *db, const char *id, gboolean ends)
{
  hcrm_db_let (db, "l_task", id);
  let_flag (db, "l_ends", ends);
  hcrm_db_queue (db, &SQL_FOLLOWUP_CLIMB_LEAVE, NULL);
}

/* --- Outlook -------------------------------------------------------------------------------- */

/* Whom one would call now: as the ladder says, else the patient. */
static HcrmLadderContact *
find_expected (const Climb *self)
{
  HcrmLadderContact *said =
      hcrm_ladder_find_contact (self->ladder, hcrm_rows_get_int (self->row, 0, "contact_id"));

  return said != NULL && !said->invalid ? said : hcrm_ladder_get_first (self->ladder);
}

static void
append_move (GString *out, const char *outcome, const char *code, JsonObject *params)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), params);
  g_autofree char *text = json_to_string (node, FALSE);

  g_string_append_printf (out, "%s\"%s\":{\"code\":\"%s\",\"params\":%s}",
                          out->str[out->len - 1] == '{' ? "" : ",", outcome, code, text);
}

/* As if @called had just been tried in vain. */
static void
imagine (const Climb *self, HcrmLadderContact *called, const char *outcome, GString *out)
{
  HcrmLadderContact nobody = { 0 }, *contact = called != NULL ? called : &nobody;
  HcrmLadderContact before = *contact;
  g_auto (HcrmLadderMove) move = { 0 };

  contact->tried++;
  contact->missed++;
  contact->invalid = g_str_equal (outcome, "wrong_number");
  self->ladder->last = called;
  hcrm_ladder_climb (self->ladder, outcome, self->now, &move);
  json_object_remove_member (move.params, "outcome");
  append_move (out, outcome, move.code, move.params);
  *contact = before;
}

/* What is under way by itself stays as it is. */
static void
append_pending (const Climb *self, const char *outcome, GString *out)
{
  const char *channel = hcrm_rows_get (self->row, 0, "channel");
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (hcrm_rows_get_int (self->row, 0, "at"));
  g_autoptr (GDateTime) local = g_date_time_to_timezone (at, self->ladder->zone);
  g_autofree char *text = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
  g_autoptr (JsonObject) params = json_object_new ();

  json_object_set_string_member (params, "at", text);
  append_move (out, outcome, strcmp (channel, "lost") == 0 ? "ladder.ends" : "ladder.message",
               params);
}

gboolean
hcrm_followup_append_outlook (HcrmDb *db, const char *id, GString *out, GError **error)
{
  g_auto (Climb) climb = { 0 };

  if (!open_climb (&climb, db, id, error))
    return FALSE;
  HcrmLadderContact *expected = find_expected (&climb);
  gboolean pending = is_automatic (hcrm_rows_get (climb.row, 0, "channel"))
                     && hcrm_rows_get (climb.row, 0, "at") != NULL;

  if (!pending)
    take_back (&climb);
  g_string_append_printf (out, "{\"contact_id\":%" G_GINT64_FORMAT ",\"next\":{",
                          expected != NULL ? expected->id : 0);
  for (const HcrmChoice *each = hcrm_disposition_failures; each->value != NULL; each++)
    if (pending)
      append_pending (&climb, each->value, out);
    else
      imagine (&climb, expected, each->value, out);
  g_string_append (out, "}}");
  return TRUE;
}

/* --- By itself ------------------------------------------------------------------------------ */

static gboolean
send_message (HcrmJob *sweep, HcrmRows *due, guint row, GError **error)
{
  const char *id = hcrm_rows_get (due, row, "task_id");
  g_autofree char *key =
      g_strdup_printf ("ladder:%s:%s:%s", id, hcrm_rows_get (due, row, "position"),
                       hcrm_rows_get (due, row, "at"));
  const HcrmMessageOrder order = {
    .purpose = "missed",
    .patient_id = hcrm_rows_get_int (due, row, "patient_id"),
    .activity_id = hcrm_rows_get_int (due, row, "task_id"),
    .template_code = "missed",
    .unique_key = key,
  };
  g_auto (Climb) climb = { 0 };

  if (hcrm_message_add (sweep->db, &order, error) == 0
      || !open_climb (&climb, sweep->db, id, error))
    return FALSE;
  take_step (&climb, hcrm_rows_get (due, row, "outcome"));
  return TRUE;
}

static gboolean
lose (HcrmJob *sweep, HcrmRows *due, guint row, GError **error)
{
  hcrm_db_let (sweep->db, "l_task", hcrm_rows_get (due, row, "task_id"));
  hcrm_db_let (sweep->db, "l_outcome", hcrm_rows_get (due, row, "outcome"));
  g_autoptr (HcrmRows) lost = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_CLIMB_LOSE, NULL, error);

  return hcrm_event_add_rows (sweep->events, "followup_task", lost);
}

static void
tell (HcrmJob *sweep, HcrmRows *due, guint row)
{
  g_ptr_array_add (sweep->events,
                   hcrm_event_new ("followup_task", hcrm_rows_get_int (due, row, "task_id"), 0));
  g_ptr_array_add (sweep->events,
                   hcrm_event_new ("followup_plan", hcrm_rows_get_int (due, row, "plan_id"), 0));
  g_ptr_array_add (sweep->events,
                   hcrm_event_new ("timeline", hcrm_rows_get_int (due, row, "patient_id"), 0));
}

gboolean
hcrm_followup_go_on (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) due = hcrm_db_rows (sweep->db, &SQL_FOLLOWUP_CLIMB_DUE, NULL, error);

  for (guint i = 0; due != NULL && i < hcrm_rows_get_n (due); i++) {
    gboolean message = strcmp (hcrm_rows_get (due, i, "channel"), "message") == 0;

    if (!(message ? send_message : lose) (sweep, due, i, error))
      return FALSE;
    tell (sweep, due, i);
  }
  return due != NULL;
}
