/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders to take a drug: kept for a patient, in the outbox when their time comes, answered. */
#include <string.h>

#include "hcrm-feed.h"
#include "modules/refill/refill.h"

static void
set_clock (Feed *feed, const char *moment)
{
  g_autofree char *set =
      fixture_sql (&feed->base,
                   "INSERT INTO setting (code, value) VALUES ('clock_shift', (timestamptz '%s+08'"
                   " - clock_timestamp())::text) ON CONFLICT (code, site_id) DO UPDATE SET value = "
                   "excluded.value RETURNING 'set'",
                   moment);

  g_assert_cmpstr (set, ==, "set");
}

static void
live_at (Feed *feed, const char *moment)
{
  HcrmJob sweep = { .db = feed->db, .events = feed->events };
  g_autoptr (GError) error = NULL;

  set_clock (feed, moment);
  hcrm_db_begin (feed->db, &hcrm_system_context);
  gboolean ok = hcrm_reminder_sweep (&sweep, &error);
  g_assert_no_error (error);
  g_assert_true (hcrm_db_end (feed->db, ok, &error));
}

#define REMINDER(members)                                                                          \
  "{\"patient_id\":1,\"drug\":\"美托洛尔片\",\"times\":\"20:00 "                              \
  "8:00\",\"first_on\":\"2024-01-10\","                                                            \
  "\"last_on\":\"2024-01-20\"" members "}"

static void
begin (Feed *feed)
{
  set_clock (feed, "2024-01-09 12:00");
  feed_take (feed, "AA",
             feed_make ("1", "A03", "20240109100000", WANG, DISCHARGE,
                        "NK1|1|王强|SPO||13800000002\r"));
  feed_assert_sql (
      feed,
      "WITH c AS (UPDATE contact SET verified_at = hcrm_now(), may_discuss = 'all' RETURNING id)"
      " SELECT count(*) FROM c",
      "2");
}

static void
assert_messages (Feed *feed, const char *expected)
{
  feed_assert_sql (
      feed,
      "SELECT string_agg(concat_ws(' ', to_char(m.not_before AT TIME ZONE 'Asia/Shanghai',"
      " 'DD HH24:MI'), m.state, m.reason, c.relation), ', ' ORDER BY m.not_before)"
      " FROM message AS m LEFT JOIN contact AS c ON c.id = m.contact_id",
      expected);
}

/* Each time once, at its hour, with the drug and the time in its words. */
static void
test_due (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", REMINDER (""));
  g_assert_cmpstr (fixture_at ("times"), ==, "08:00,20:00");
  g_assert_cmpstr (fixture_at ("state"), ==, "planned");
  live_at (feed, "2024-01-09 19:55");
  assert_messages (feed, NULL);
  live_at (feed, "2024-01-10 07:50");
  live_at (feed, "2024-01-10 08:05");
  assert_messages (feed, "10 08:00 queued self");
  feed_assert_sql (feed, "SELECT body LIKE '%美托洛尔片%08:00%' FROM message", "t");
  live_at (feed, "2024-01-10 19:58");
  assert_messages (feed, "10 08:00 queued self, 10 20:00 queued self");
  live_at (feed, "2024-01-21 08:00");
  assert_messages (feed, "10 08:00 queued self, 10 20:00 queued self");
}

/* A reminder at night comes at night: the patient chose the hour. */
static void
test_at_night (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (
      &feed->base, 201, "agent", "POST", "/medication-reminders",
      "{\"patient_id\":1,\"drug\":\"A\",\"times\":\"22:30\",\"first_on\":\"2024-01-10\","
      "\"last_on\":\"2024-01-10\"}");
  live_at (feed, "2024-01-10 22:25");
  assert_messages (feed, "10 22:30 queued self");
}

/* The last one did not arrive: the next goes to the relative. */
static void
test_fallback (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders",
                  REMINDER (",\"contact_id\":1,\"fallback_id\":2"));
  live_at (feed, "2024-01-10 07:55");
  feed_assert_sql (feed, "UPDATE message SET state = 'failed', reason = 'provider' RETURNING state",
                   "failed");
  live_at (feed, "2024-01-10 19:55");
  assert_messages (feed, "10 08:00 failed provider self, 10 20:00 queued spouse");
}

/* Neither in hospital, nor after the reminders were stopped; each with its line. */
static void
test_stops (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", REMINDER (""));
  feed_take (feed, "AA",
             feed_make ("3", "A01", "20240110060000", WANG,
                        "PV1|1|I|ORTHO-2^301^14^EAST||||||||||||||||I2\r", NULL));
  live_at (feed, "2024-01-10 08:00");
  assert_messages (feed, NULL);
  feed_take (feed, "AA",
             feed_make ("4", "A11", "20240110090000", WANG, "PV1|1|I|ORTHO-2||||||||||||||||I2\r",
                        NULL));
  fixture_expect (&feed->base, 200, "agent", "PATCH", "/medication-reminders/1",
                  "{\"stop_reason\":\"自己记得住\"}", "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("state"), ==, "stopped");
  live_at (feed, "2024-01-10 20:00");
  assert_messages (feed, NULL);
  feed_assert_sql (
      feed, "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE code LIKE 'reminder.%'",
      "reminder.set reminder.stopped");
}

static void
assert_silent (Feed *feed, const char *moment)
{
  live_at (feed, moment);
  assert_messages (feed, NULL);
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code LIKE 'message.%'", "0");
}

/* Whoever wants no messages, or has died, gets none, and their time line is not filled with them.
 */
static void
test_unwanted (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", REMINDER (""));
  feed_assert_sql (feed,
                   "INSERT INTO consent (patient_id, purpose, channel, granted, source)"
                   " VALUES (1, 'message', 'any', false, 'call') RETURNING id",
                   "1");
  assert_silent (feed, "2024-01-10 07:55");
  feed_assert_sql (feed, "UPDATE consent SET channel = 'sms' RETURNING id", "1");
  assert_silent (feed, "2024-01-10 19:55");
  feed_assert_sql (feed,
                   "WITH c AS (UPDATE consent SET granted = true)"
                   " UPDATE patient SET deceased_at = hcrm_now() RETURNING id",
                   "1");
  assert_silent (feed, "2024-01-11 07:55");
  feed_assert_sql (feed, "UPDATE patient SET deceased_at = NULL RETURNING id", "1");
  live_at (feed, "2024-01-11 19:55");
  assert_messages (feed, "11 20:00 queued self");
}

static void
refuse_sms (Feed *feed)
{
  feed_assert_sql (feed,
                   "INSERT INTO consent (patient_id, purpose, channel, granted, source)"
                   " VALUES (1, 'message', 'sms', false, 'call') RETURNING id",
                   "1");
}

static void
add_email (Feed *feed)
{
  feed_assert_sql (
      feed,
      "INSERT INTO contact (patient_id, position, relation, channel, number, number_key, name,"
      " may_discuss, verified_at) VALUES (1, 3, 'child', 'email', 'li@example.org', "
      "'li@example.org',"
      " '李一', 'all', hcrm_now()) RETURNING id",
      "3");
}

/* Refusing one way leaves the others. */
static void
test_other_way (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", REMINDER (""));
  refuse_sms (feed);
  add_email (feed);
  live_at (feed, "2024-01-10 07:55");
  assert_messages (feed, "10 08:00 queued child");
}

/* Where the contact chosen is written to in a way that was refused, the one behind it gets them. */
static void
test_other_way_behind (Feed *feed, gconstpointer unused)
{
  begin (feed);
  add_email (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders",
                  REMINDER (",\"contact_id\":1,\"fallback_id\":3"));
  refuse_sms (feed);
  live_at (feed, "2024-01-10 07:55");
  live_at (feed, "2024-01-10 19:55");
  assert_messages (feed, "10 08:00 queued child, 10 20:00 queued child");
}

/* It did not arrive, but the way to the one behind it was refused: it is sent again as before. */
static void
test_fallback_refused (Feed *feed, gconstpointer unused)
{
  begin (feed);
  add_email (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders",
                  REMINDER (",\"contact_id\":3,\"fallback_id\":2"));
  refuse_sms (feed);
  live_at (feed, "2024-01-10 07:55");
  feed_assert_sql (feed, "UPDATE message SET state = 'failed', reason = 'provider' RETURNING state",
                   "failed");
  live_at (feed, "2024-01-10 19:55");
  assert_messages (feed, "10 08:00 failed provider child, 10 20:00 queued child");
}

/* All that is wrong is said at once, beside its field. */
static void
test_errors (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (
      &feed->base, 422, "agent", "POST", "/medication-reminders",
      "{\"patient_id\":1,\"drug\":\"A\",\"times\":\"25:00\",\"first_on\":\"2024-01-10\","
      "\"last_on\":\"2024-01-09\",\"contact_id\":99}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "last_on");
  g_assert_cmpstr (fixture_at ("fields.1.name"), ==, "times");
  g_assert_cmpstr (fixture_at ("fields.2.name"), ==, "contact_id");
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", REMINDER (""));
  fixture_expect (&feed->base, 412, "agent", "PATCH", "/medication-reminders/1",
                  "{\"times\":\"9:00\"}", "If-Match: \"7\"");
  fixture_expect (&feed->base, 428, "agent", "PATCH", "/medication-reminders/1",
                  "{\"times\":\"9:00\"}");
  feed_assert_sql (feed, "UPDATE patient SET deceased_at = hcrm_now() RETURNING id", "1");
  fixture_expect (&feed->base, 409, "agent", "POST", "/medication-reminders", REMINDER (""));
}

/* --- Whether it was taken --------------------------------------------------------------------- */

#define ASKS ",\"answer_minutes\":15"
#define DOSE "/medication-doses/1"

/* What waits in the outbox goes out. */
static void
send_all (Feed *feed)
{
  g_free (fixture_sql (&feed->base,
                       "WITH m AS (UPDATE message SET state = 'sent', reason = NULL, sent_at = "
                       "hcrm_now() WHERE state = 'queued' RETURNING id) SELECT count(*) FROM m"));
}

static void
begin_asking (Feed *feed, const char *members)
{
  g_autofree char *body = g_strdup_printf (REMINDER (ASKS "%s"), members);

  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders", body);
  live_at (feed, "2024-01-10 08:00");
  send_all (feed);
}

static void
answer (Feed *feed, guint status, const char *what, const char *way)
{
  g_autofree char *body = g_strdup_printf ("{\"answer\":\"%s\",\"way\":\"%s\"}", what, way);

  fixture_expect (&feed->base, status, "agent", "POST", DOSE "/answers", body);
}

static void
assert_told (Feed *feed, const char *expected)
{
  feed_assert_sql (feed,
                   "SELECT string_agg(concat_ws(' ', code, params ->> 'way', params ->> "
                   "'relation'), ', ' ORDER BY id) FROM timeline WHERE code LIKE 'dose.%'",
                   expected);
}

/* Once it is taken nobody is asked again; the same answer twice is one, and what was taken is. */
static void
test_taken (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, "");
  feed_assert_sql (feed, "SELECT body LIKE '%请按 1 或回复 1%' FROM message", "t");
  fixture_expect (&feed->base, 200, "agent", "GET", DOSE, NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "waiting");
  answer (feed, 200, "not-taken", "agent");
  answer (feed, 200, "taken", "agent");
  g_assert_cmpstr (fixture_at ("state"), ==, "taken");
  g_assert_cmpstr (fixture_at ("answered_by"), ==, "林晓");
  answer (feed, 200, "taken", "key");
  g_assert_cmpstr (fixture_at ("way"), ==, "agent");
  answer (feed, 409, "not-taken", "agent");
  live_at (feed, "2024-01-10 08:30");
  assert_messages (feed, "10 08:00 sent self");
  assert_told (feed, "dose.not-taken agent, dose.taken agent");
  feed_assert_sql (feed,
                   "SELECT string_agg(action, ' ' ORDER BY id) FROM audit WHERE entity = "
                   "'medication_dose'",
                   "insert update update");
}

/* No answer: the same once more, then the relative, then it is left, and what is said after that
 * counts. */
static void
test_no_answer (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, ",\"contact_id\":1,\"fallback_id\":2");
  live_at (feed, "2024-01-10 08:14");
  assert_messages (feed, "10 08:00 sent self");
  live_at (feed, "2024-01-10 08:16");
  live_at (feed, "2024-01-10 08:40");
  assert_messages (feed, "10 08:00 sent self, 10 08:16 queued self");
  send_all (feed);
  live_at (feed, "2024-01-10 08:56");
  assert_messages (feed, "10 08:00 sent self, 10 08:16 sent self, 10 08:56 queued spouse");
  feed_assert_sql (feed, "SELECT body LIKE '%尚未收到确认%' FROM message ORDER BY id DESC LIMIT 1",
                   "t");
  send_all (feed);
  live_at (feed, "2024-01-10 09:12");
  live_at (feed, "2024-01-10 09:30");
  assert_told (feed, "dose.none");
  fixture_expect (&feed->base, 200, "agent", "GET", DOSE, NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "none");
  g_assert_cmpstr (fixture_at ("asked"), ==, "3");
  answer (feed, 200, "taken", "key");
  assert_told (feed, "dose.none, dose.taken key spouse");
}

/* What did not arrive is not sent to the same once more. */
static void
test_not_arrived (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, ",\"contact_id\":1,\"fallback_id\":2");
  feed_assert_sql (feed, "UPDATE message SET state = 'failed', reason = 'provider' RETURNING state",
                   "failed");
  live_at (feed, "2024-01-10 08:02");
  assert_messages (feed, "10 08:00 failed provider self, 10 08:02 queued spouse");
}

/* Whoever stops a question stops those behind it. */
static void
test_stopped_by_hand (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, ",\"contact_id\":1,\"fallback_id\":2");
  feed_assert_sql (feed,
                   "UPDATE message SET state = 'cancelled', reason = 'person' RETURNING state",
                   "cancelled");
  live_at (feed, "2024-01-10 08:30");
  assert_messages (feed, "10 08:00 cancelled person self");
  assert_told (feed, "dose.none");
}

static void
assert_channel (Feed *feed, const char *moment, const char *expected)
{
  live_at (feed, moment);
  feed_assert_sql (feed, "SELECT channel FROM message ORDER BY not_before DESC LIMIT 1", expected);
}

/* By voice, unless it was refused or whoever it is for reads only; then in writing. */
static void
test_spoken (Feed *feed, gconstpointer unused)
{
  begin (feed);
  fixture_expect (&feed->base, 201, "agent", "POST", "/medication-reminders",
                  REMINDER (ASKS ",\"spoken\":true"));
  assert_channel (feed, "2024-01-10 08:00", "voice");
  feed_assert_sql (feed,
                   "INSERT INTO consent (patient_id, purpose, channel, granted, source)"
                   " VALUES (1, 'medication', 'voice', false, 'call') RETURNING id",
                   "1");
  assert_channel (feed, "2024-01-10 20:00", "sms");
  feed_assert_sql (feed, "UPDATE consent SET granted = true RETURNING id", "1");
  assert_channel (feed, "2024-01-11 08:00", "voice");
  feed_assert_sql (feed, "UPDATE contact SET channel = 'sms' WHERE id = 1 RETURNING id", "1");
  assert_channel (feed, "2024-01-11 20:00", "sms");
}

/* A text message with a 1 is the answer of whoever was asked under that number. */
static void
test_reply (Feed *feed, gconstpointer unused)
{
  g_autofree char *number = NULL;

  begin_asking (feed, "");
  number = fixture_sql (&feed->base, "SELECT number FROM contact WHERE id = 1");
  g_autofree char *other = g_strdup_printf ("{\"number\":\"%s\",\"text\":\"谢谢\"}", number);
  g_autofree char *yes = g_strdup_printf ("{\"number\":\"+86 %s\",\"text\":\" １\"}", number);
  fixture_expect (&feed->base, 200, "agent", "POST", "/medication-replies", other);
  g_assert_null (fixture_at ("items.0.id"));
  assert_told (feed, NULL);
  fixture_expect (&feed->base, 200, "agent", "POST", "/medication-replies", yes);
  g_assert_cmpstr (fixture_at ("items.0.id"), ==, "1");
  fixture_expect (&feed->base, 200, "agent", "POST", "/medication-replies", yes);
  assert_told (feed, "dose.taken reply self");
  live_at (feed, "2024-01-10 08:30");
  assert_messages (feed, "10 08:00 sent self");
}

/* After the reminders' end nobody is asked again, but an answer still counts; not for ever. */
static void
test_after_end (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, "");
  fixture_expect (&feed->base, 200, "agent", "PATCH", "/medication-reminders/1",
                  "{\"stop_reason\":\"疗程结束\"}", "If-Match: \"1\"");
  live_at (feed, "2024-01-10 08:30");
  assert_messages (feed, "10 08:00 sent self");
  assert_told (feed, "dose.none");
  set_clock (feed, "2024-01-10 21:00");
  answer (feed, 200, "taken", "agent");
  set_clock (feed, "2024-01-11 08:30");
  answer (feed, 409, "not-taken", "agent");
  g_assert_nonnull (strstr (fixture_at ("detail"), "more than a day ago"));
}

/* The day's figure: of what was due up to now, with no answer as not taken. */
static void
test_adherence (Feed *feed, gconstpointer unused)
{
  begin_asking (feed, "");
  answer (feed, 200, "taken", "agent");
  live_at (feed, "2024-01-10 19:55");
  fixture_expect (&feed->base, 200, "agent", "GET", "/medication-adherence", NULL);
  g_assert_cmpstr (fixture_at ("day"), ==, "2024-01-10");
  g_assert_cmpstr (fixture_at ("due"), ==, "1");
  g_assert_cmpstr (fixture_at ("taken"), ==, "1");
  set_clock (feed, "2024-01-10 20:01");
  fixture_expect (&feed->base, 200, "agent", "GET", "/medication-adherence?day=2024-01-10", NULL);
  g_assert_cmpstr (fixture_at ("due"), ==, "2");
  g_assert_cmpstr (fixture_at ("waiting"), ==, "1");
  fixture_expect (&feed->base, 200, "agent", "GET", "/medication-reminders?patient_id=1", NULL);
  g_assert_cmpstr (fixture_at ("items.0.due_today"), ==, "2");
  g_assert_cmpstr (fixture_at ("items.0.taken_today"), ==, "1");
  g_assert_cmpstr (fixture_at ("items.0.doses.0.state"), ==, "taken");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/reminder/" path, Feed, NULL, feed_set_up, function, feed_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("due", test_due);
  ADD ("at-night", test_at_night);
  ADD ("fallback", test_fallback);
  ADD ("stops", test_stops);
  ADD ("unwanted", test_unwanted);
  ADD ("other-way", test_other_way);
  ADD ("other-way/behind", test_other_way_behind);
  ADD ("fallback/refused", test_fallback_refused);
  ADD ("errors", test_errors);
  ADD ("taken", test_taken);
  ADD ("no-answer", test_no_answer);
  ADD ("not-arrived", test_not_arrived);
  ADD ("stopped-by-hand", test_stopped_by_hand);
  ADD ("spoken", test_spoken);
  ADD ("reply", test_reply);
  ADD ("after-end", test_after_end);
  ADD ("adherence", test_adherence);
  return g_test_run ();
}
