/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders to take a drug: kept for a patient, in the outbox when their time comes. */
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
  return g_test_run ();
}
