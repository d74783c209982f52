/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which step of a ladder is next, when, and with whom. */

#include "followup-ladder-rules.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "model/hcrm-followup-ladder.h"

#define MAX_MOVES 1000 /* 30 steps of at most 20 times each end sooner */

static const char *
get (HcrmRecord *step, const char *name)
{
  const char *text = hcrm_record_get (step, name);

  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
is (HcrmRecord *step, const char *name, const char *value)
{
  return g_strcmp0 (get (step, name), value) == 0;
}

/* --- Checking ------------------------------------------------------------------------------- */

/* Returns: minutes after midnight; -1 if @text is no time of the day. */
static int
read_clock (const char *text)
{
  int hour, minute;

  if (text == NULL || strlen (text) != 5 || text[2] != ':' || !g_ascii_isdigit (text[0])
      || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return -1;
  hour = (text[0] - '0') * 10 + text[1] - '0';
  minute = (text[3] - '0') * 10 + text[4] - '0';
  return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static void
add_fault (GError **bad, guint row, const char *name, const char *message)
{
  g_autofree char *field = g_strdup_printf ("steps[%u].%s", row, name);

  hcrm_error_add_field (bad, field, message);
}

/* Returns: (transfer full): after which results the step is taken; none for any. */
static char **
split_outcomes (HcrmRecord *step)
{
  return hcrm_field_split_several (get (step, "outcomes"));
}

static void
check_end (HcrmRecord *step, guint row, gboolean last, GError **bad)
{
  gboolean lost = is (step, "channel", "lost");
  g_auto (GStrv) outcomes = split_outcomes (step);

  if (lost && !last)
    add_fault (bad, row, "channel", _ ("Only the last step can be “lost”"));
  if (!lost && last)
    add_fault (bad, row, "channel", _ ("The last step must be “lost”"));
  if (lost && outcomes[0] != NULL)
    add_fault (bad, row, "outcomes", _ ("The last step is for every result"));
  if (lost && hcrm_record_get_int (step, "times") > 1)
    add_fault (bad, row, "times", _ ("A patient is lost only once"));
}

/* Nobody is called again without a pause, nor given up at once. */
static void
check_wait (HcrmRecord *step, guint row, GError **bad)
{
  gboolean lost = is (step, "channel", "lost");
  gboolean again = is (step, "channel", "phone") && is (step, "contact", "patient");
  const char *clock = get (step, "at_time");

  if (clock != NULL && read_clock (clock) < 0)
    add_fault (bad, row, "at_time", _ ("Write the time of day as 09:30"));
  if (get (step, "after_minutes") != NULL)
    return;
  if (lost || (again && clock == NULL))
    add_fault (bad, row, "after_minutes", _ ("Say how long to wait"));
}

static void
check_contact (HcrmRecord *step, guint row, GError **bad)
{
  gboolean call = is (step, "channel", "phone");

  if (call && get (step, "contact") == NULL)
    add_fault (bad, row, "contact", _ ("Say whom to call"));
  if (!call && get (step, "contact") != NULL)
    add_fault (bad, row, "contact", _ ("Only a call needs this"));
}

gboolean
hcrm_ladder_check (GPtrArray *steps, GError **error)
{
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < steps->len; i++) {
    HcrmRecord *step = g_ptr_array_index (steps, i);

    check_contact (step, i, &bad);
    check_wait (step, i, &bad);
    check_end (step, i, i + 1 == steps->len, &bad);
  }
  if (bad == NULL && steps->len < 2)
    hcrm_error_add_field (&bad, "steps", _ ("Something must be tried before a patient is lost"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- A ladder ------------------------------------------------------------------------------- */

static void
free_contact (gpointer data)
{
  HcrmLadderContact *contact = data;

  g_free (contact->name);
  g_free (contact->relation);
  g_free (contact);
}

HcrmLadder *
hcrm_ladder_new (GPtrArray *steps)
{
  HcrmLadder *self = g_new0 (HcrmLadder, 1);

  self->steps = g_ptr_array_ref (steps);
  self->uses = g_new0 (guint, steps->len);
  self->contacts = g_ptr_array_new_with_free_func (free_contact);
  return self;
}

void
hcrm_ladder_free (HcrmLadder *self)
{
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->contacts);
  g_clear_pointer (&self->days, hcrm_followup_days_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->uses);
  g_free (self->head);
  g_free (self->doctor);
  g_free (self);
}

HcrmLadderContact *
hcrm_ladder_add_contact (HcrmLadder *self, gint64 id)
{
  HcrmLadderContact *contact = g_new0 (HcrmLadderContact, 1);

  contact->id = id;
  g_ptr_array_add (self->contacts, contact);
  return contact;
}

HcrmLadderContact *
hcrm_ladder_find_contact (HcrmLadder *self, gint64 id)
{
  for (guint i = 0; i < self->contacts->len; i++) {
    HcrmLadderContact *contact = g_ptr_array_index (self->contacts, i);

    if (contact->id == id)
      return contact;
  }
  return NULL;
}

static HcrmRecord *
get_step (HcrmLadder *self, guint step)
{
  return g_ptr_array_index (self->steps, step);
}

const char *
hcrm_ladder_get_channel (HcrmLadder *self, guint step)
{
  return get (get_step (self, step), "channel");
}

/* --- Whom ----------------------------------------------------------------------------------- */

/* Smaller is better; G_MAXUINT if it is nobody for this. */
typedef guint (*Rank) (const HcrmLadder *self, const HcrmLadderContact *contact);

static guint
rank_patient (const HcrmLadder *self, const HcrmLadderContact *contact)
{
  if (!contact->own)
    return G_MAXUINT;
  return contact == self->last ? 0 : contact->tried + 1;
}

static guint
rank_next (const HcrmLadder *self, const HcrmLadderContact *contact)
{
  gboolean open = contact->own || contact->told;

  return !open || contact->tried > 0 || contact == self->last ? G_MAXUINT : 0;
}

static guint
rank_relative (const HcrmLadder *self, const HcrmLadderContact *contact)
{
  return contact->own || !contact->told ? G_MAXUINT : contact->tried;
}

static HcrmLadderContact *
find_best (const HcrmLadder *self, Rank rank)
{
  HcrmLadderContact *best = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; i < self->contacts->len; i++) {
    HcrmLadderContact *contact = g_ptr_array_index (self->contacts, i);
    guint found = contact->invalid ? G_MAXUINT : rank (self, contact);

    if (found < least) {
      least = found;
      best = contact;
    }
  }
  return best;
}

HcrmLadderContact *
hcrm_ladder_get_first (HcrmLadder *self)
{
  return find_best (self, rank_patient);
}

static HcrmLadderContact *
find_contact (HcrmLadder *self, HcrmRecord *step)
{
  if (is (step, "contact", "patient"))
    return find_best (self, rank_patient);
  return find_best (self, is (step, "contact", "next") ? rank_next : rank_relative);
}

/* --- Which ---------------------------------------------------------------------------------- */

/* How often the patient's own numbers were tried in vain. */
static guint
count_missed (const HcrmLadder *self)
{
  guint n = 0;

  for (guint i = 0; i < self->contacts->len; i++) {
    const HcrmLadderContact *contact = g_ptr_array_index (self->contacts, i);
    n += contact->own ? contact->missed : 0;
  }
  return n;
}

/* Of one channel and person the steps count together; the first call was one to the patient, and so
 * was every other that was made, whether or not the ladder asked for it. */
static guint
count_uses (HcrmLadder *self, HcrmRecord *step)
{
  gboolean patient = is (step, "channel", "phone") && is (step, "contact", "patient");
  guint n = patient;

  for (guint i = 0; i < self->steps->len; i++)
    if (is (get_step (self, i), "channel", get (step, "channel"))
        && is (get_step (self, i), "contact", get (step, "contact")))
      n += self->uses[i];
  return patient ? MAX (n, count_missed (self)) : n;
}

static guint
get_times (HcrmRecord *step)
{
  return get (step, "times") != NULL ? (guint) hcrm_record_get_int (step, "times") : 1;
}

static gboolean
is_for (HcrmRecord *step, const char *outcome)
{
  g_auto (GStrv) outcomes = split_outcomes (step);

  return outcomes[0] == NULL || g_strv_contains ((const char *const *) outcomes, outcome);
}

/* Returns: (nullable): why the step cannot be taken. */
static const char *
find_obstacle (HcrmLadder *self, HcrmRecord *step)
{
  const char *channel = get (step, "channel");

  if (strcmp (channel, "message") == 0)
    return self->takes_messages ? NULL : "no-message";
  if (strcmp (channel, "department") == 0)
    return self->head != NULL ? NULL : "no-department";
  if (strcmp (channel, "doctor") == 0)
    return self->doctor != NULL ? NULL : "no-doctor";
  if (strcmp (channel, "lost") == 0 || find_contact (self, step) != NULL)
    return NULL;
  if (is (step, "contact", "patient"))
    return "no-patient";
  return is (step, "contact", "next") ? "no-next" : "no-relative";
}

static void
note_skipped (JsonArray *skipped, const char *why, const char *outcome)
{
  JsonObject *line = json_object_new ();
  JsonObject *params = json_object_new ();

  json_object_set_string_member (params, "why", why);
  json_object_set_string_member (params, "outcome", outcome);
  json_object_set_string_member (line, "code", "ladder.skipped");
  json_object_set_object_member (line, "params", params);
  json_array_add_object_element (skipped, line);
}

/* The last one, "lost", is always left. */
static guint
find_step (HcrmLadder *self, const char *outcome, JsonArray *skipped)
{
  guint last = self->steps->len - 1;

  for (guint i = 0; i < last; i++) {
    HcrmRecord *step = get_step (self, i);

    if (!is_for (step, outcome) || count_uses (self, step) >= get_times (step))
      continue;
    const char *why = find_obstacle (self, step);
    if (why == NULL)
      return i;
    note_skipped (skipped, why, outcome);
  }
  return last;
}

/* --- When ----------------------------------------------------------------------------------- */

static GDateTime *
on_day (HcrmLadder *self, const GDate *day, guint hour, guint minute)
{
  return g_date_time_new (self->zone, g_date_get_year (day), g_date_get_month (day),
                          g_date_get_day (day), hour, minute, 0);
}

static GDate
get_day (GDateTime *at)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, g_date_time_get_day_of_month (at), g_date_time_get_month (at),
                  g_date_time_get_year (at));
  return day;
}

/* The next time that the clock shows @minutes after midnight, or @at if it does already. */
static GDateTime *
wait_for_clock (HcrmLadder *self, GDateTime *at, int minutes)
{
  g_autoptr (GDateTime) then =
      g_date_time_new (self->zone, g_date_time_get_year (at), g_date_time_get_month (at),
                       g_date_time_get_day_of_month (at), minutes / 60, minutes % 60, 0);

  return g_date_time_compare (then, at) >= 0 ? g_steal_pointer (&then)
                                             : g_date_time_add_days (then, 1);
}

static gboolean
is_night (const HcrmLadder *self, guint hour)
{
  if (self->night > self->morning)
    return hour >= self->night || hour < self->morning;
  return hour >= self->night && hour < self->morning;
}

/* The moment itself or, at night, the morning after. */
static GDateTime *
move_off_night (HcrmLadder *self, GDateTime *at, JsonObject *params)
{
  guint hour = g_date_time_get_hour (at);
  GDate day = get_day (at);

  if (!is_night (self, hour))
    return g_date_time_ref (at);
  json_object_set_string_member (params, "off", "night");
  if (hour >= self->morning)
    g_date_add_days (&day, 1);
  return on_day (self, &day, self->morning, 0);
}

/* People work on working days; what the server does, and who tries again today, waits for none. */
static GDateTime *
move_off (HcrmLadder *self, GDateTime *at, GDateTime *now, JsonObject *params)
{
  GDate day = get_day (at), today = get_day (now);
  HcrmFollowupDue due;

  hcrm_followup_schedule (self->days, &day, 0, &due);
  if (due.moved == NULL || g_date_compare (&day, &today) == 0)
    return g_date_time_ref (at);
  json_object_set_string_member (params, "off", due.moved);
  if (due.holiday != NULL)
    json_object_set_string_member (params, "holiday", due.holiday);
  if (due.holiday_en != NULL)
    json_object_set_string_member (params, "holiday_en", due.holiday_en);
  return on_day (self, &due.due, g_date_time_get_hour (at), g_date_time_get_minute (at));
}

/* Returns: (transfer full) (nullable): when; %NULL for at once. */
static GDateTime *
find_time (HcrmLadder *self, HcrmRecord *step, GDateTime *now, JsonObject *params)
{
  int clock = read_clock (get (step, "at_time"));
  gboolean automatic = is (step, "channel", "message") || is (step, "channel", "lost");
  g_autoptr (GDateTime) local = g_date_time_to_timezone (now, self->zone);

  if (get (step, "after_minutes") == NULL && clock < 0)
    return NULL;
  g_autoptr (GDateTime) waited =
      g_date_time_add_minutes (local, (int) hcrm_record_get_int (step, "after_minutes"));
  g_autoptr (GDateTime) at =
      clock < 0 ? g_date_time_ref (waited) : wait_for_clock (self, waited, clock);
  if (automatic)
    return g_steal_pointer (&at);
  g_autoptr (GDateTime) awake = move_off_night (self, at, params);
  return move_off (self, awake, local, params);
}

/* --- A move --------------------------------------------------------------------------------- */

void
hcrm_ladder_move_clear (HcrmLadderMove *self)
{
  g_clear_pointer (&self->at, g_date_time_unref);
  g_clear_pointer (&self->skipped, json_array_unref);
  g_clear_pointer (&self->params, json_object_unref);
}

static void
set_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

static void
set_time (JsonObject *params, GDateTime *at)
{
  g_autofree char *text = at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  set_text (params, "at", text);
}

static void
set_contact (JsonObject *params, const HcrmLadderContact *contact)
{
  set_text (params, "contact", contact != NULL ? contact->name : NULL);
  set_text (params, "relation", contact != NULL ? contact->relation : NULL);
}

static const char *
find_code (HcrmLadder *self, HcrmRecord *step, const HcrmLadderContact *contact)
{
  static const char *const codes[] = { "message",    "ladder.message",    "doctor", "ladder.doctor",
                                       "department", "ladder.department", "lost",   "ladder.ends" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i += 2)
    if (is (step, "channel", codes[i]))
      return codes[i + 1];
  return contact == self->last ? "ladder.again" : "ladder.next";
}

/* What people read of it, apart from the time. */
static void
describe (HcrmLadder *self, HcrmRecord *step, const char *outcome, HcrmLadderMove *move)
{
  JsonObject *params = move->params;

  move->code = find_code (self, step, move->contact);
  set_text (params, "outcome", outcome);
  set_contact (params, move->contact);
  if (is (step, "channel", "department"))
    set_text (params, "assignee", self->head);
  if (is (step, "channel", "doctor"))
    set_text (params, "assignee", self->doctor);
  if (is (step, "channel", "phone")) {
    json_object_set_int_member (params, "count", count_uses (self, step) + 1);
    json_object_set_int_member (params, "times", get_times (step));
  }
}

void
hcrm_ladder_climb (HcrmLadder *self, const char *outcome, GDateTime *now, HcrmLadderMove *move)
{
  *move = (HcrmLadderMove){ .skipped = json_array_new (), .params = json_object_new () };
  move->step = find_step (self, outcome, move->skipped);

  HcrmRecord *step = get_step (self, move->step);
  if (is (step, "channel", "phone"))
    move->contact = find_contact (self, step);
  move->at = find_time (self, step, now, move->params);
  set_time (move->params, move->at);
  describe (self, step, outcome, move);
}

/* --- Rehearsal ------------------------------------------------------------------------------ */

static void
add_scene (JsonArray *scenes, const char *code, JsonObject *params, GDateTime *at, guint step)
{
  JsonObject *scene = json_object_new ();

  set_time (params, at);
  json_object_set_string_member (scene, "code", code);
  set_time (scene, at);
  json_object_set_int_member (scene, "step", step);
  json_object_set_object_member (scene, "params", json_object_ref (params));
  json_array_add_object_element (scenes, scene);
}

/* What an attempt to reach @contact that came to @outcome leaves behind. */
static void
try_contact (HcrmLadder *self, HcrmLadderContact *contact, const char *outcome)
{
  if (contact == NULL)
    return;
  contact->tried++;
  contact->missed++;
  contact->invalid = strcmp (outcome, "wrong_number") == 0;
  self->last = contact;
}

JsonArray *
hcrm_ladder_rehearse (HcrmLadder *self, const char *outcome, GDateTime *now)
{
  JsonArray *scenes = json_array_new ();
  g_autoptr (JsonObject) first = json_object_new ();
  g_autoptr (GDateTime) at = g_date_time_to_timezone (now, self->zone);
  gboolean lost = FALSE;

  set_contact (first, hcrm_ladder_get_first (self));
  add_scene (scenes, "ladder.first", first, at, 0);
  try_contact (self, hcrm_ladder_get_first (self), outcome);
  for (guint i = 0; i < MAX_MOVES && !lost; i++) {
    g_auto (HcrmLadderMove) move = { 0 };

    hcrm_ladder_climb (self, outcome, at, &move);
    if (move.at != NULL) {
      g_date_time_unref (at);
      at = g_date_time_ref (move.at);
    }
    add_scene (scenes, move.code, move.params, at, move.step + 1);
    self->uses[move.step]++;
    try_contact (self, move.contact, outcome);
    lost = strcmp (hcrm_ladder_get_channel (self, move.step), "lost") == 0;
  }
  return scenes;
}
