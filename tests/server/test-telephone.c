/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator from end to end: callers who ring, wait, talk and give up; people who are called.
 */

#include <string.h>

#include "gateways/telephony/hcrm-telephone.h"
#include "hcrm-desk.h"
#include "hcrm-ward.h"

static const char house[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO setting (code, value) VALUES ('sample', 'true');"
    "UPDATE setting SET value = 'simulator' WHERE code = 'telephone';"
    "INSERT INTO telephone (site_id, extension, user_id) SELECT 2, x.extension, u.id"
    " FROM (VALUES ('8001', 'agent'), ('8002', 'agent2')) AS x (extension, username) JOIN app_user "
    "AS u USING (username);"
    "INSERT INTO patient (name, pinyin, sex, birth_date) VALUES ('周桂兰', 'zhou gui lan', "
    "'female', '1955-02-03');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, started_at)"
    " VALUES (1, 2, 'outpatient', 'O1', 'active', 1, hcrm_now());"
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key) VALUES (1, 1, "
    "NULL, 'self', '13900000001', '13900000001');";

static guint shift; /* seconds that the clock was put forward */

static void
set_up (Fixture *self, gconstpointer unused)
{
  shift = 0;
  fixture_setup (self, NULL);
  fixture_script (self, house);
}

/* What was planned for the next moment that has come; %FALSE if there is nothing more. */
static gboolean
go_on (Fixture *self, HcrmDb *db)
{
  static const char due[] = "FROM job WHERE kind = 'telephone.simulate' AND run_at <= hcrm_now() "
                            "ORDER BY run_at, id LIMIT 1";
  g_autofree char *payload = fixture_sql (self, "SELECT payload %s", due);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  HcrmJob job = { .db = db, .payload = payload, .attempt = 1, .events = events };
  g_autoptr (GError) error = NULL;

  if (payload == NULL)
    return FALSE;
  hcrm_telephone_go_on (&job, &error);
  g_assert_no_error (error);
  fixture_run_sql (self, "DELETE FROM job WHERE id = (SELECT id %s)", due);
  return TRUE;
}

/* Lets some seconds go by, and all that was planned for them happen. */
static void
pass (Fixture *self, guint seconds)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);

  shift += seconds;
  g_autofree char *ahead = g_strdup_printf ("%u seconds", shift);
  ward_forward (self, ahead);
  while (go_on (self, db)) {
  }
}

static void
step (Fixture *self, guint status, const char *user, const char *action, const char *body)
{
  g_autofree char *path = g_strconcat ("/calls/1/actions/", action, NULL);

  fixture_send (self, status, user, "POST", path, body, fixture_get_version (self, "call", 1));
}

static void
assert_state (Fixture *self, const char *state, const char *hangup)
{
  fixture_assert_sql (self, state, "SELECT state FROM call WHERE id = 1");
  fixture_assert_sql (self, hangup, "SELECT hangup FROM call WHERE id = 1");
}

static void
ring (Fixture *self, const char *body)
{
  fixture_expect (self, 200, "agent", "POST", "/telephones/simulator/actions/ring", body);
}

/* Screen-pop, hold, talk, goodbye, wrap-up. */
static void
test_taken (Fixture *self, gconstpointer unused)
{
  ring (self, "{\"number\":\"13900000001\"}");
  desk_assert_at ("state", "ringing");
  fixture_expect (self, 200, "agent", "GET", "/telephones/me", NULL);
  desk_assert_at ("provider", "simulator");
  desk_assert_at ("state", "ringing");
  desk_assert_at ("capabilities.0", "originate");
  fixture_expect (self, 200, "agent", "GET", "/calls/current", NULL);
  desk_assert_at ("items.0.candidates.0.name", "周桂兰");
  step (self, 200, "agent", "answer", "{}");
  desk_assert_at ("state", "talking");
  step (self, 200, "agent", "hold", "{}");
  desk_assert_at ("on_hold", "true");
  step (self, 200, "agent", "resume", "{}");
  desk_assert_at ("on_hold", "false");
  step (self, 200, "agent", "send-keys", "{\"keys\":\"12#\"}");
  desk_assert_at ("events.4.keys", "12#");
  step (self, 409, "agent", "record", "{\"on\":true}");
  step (self, 200, "agent", "identify", "{\"patient_id\":1,\"contact_id\":1}");
  pass (self, 61);
  assert_state (self, "ended", "normal");
  fixture_assert_sql (self, "other", "SELECT hangup_by FROM call");
  step (self, 200, "agent", "wrap-up", "{\"disposition\":\"reached\"}");
  fixture_assert_sql (self, "call.in", "SELECT code FROM timeline WHERE kind = 'call'");
}

/* Nobody answers: the caller gives up. */
static void
test_given_up (Fixture *self, gconstpointer unused)
{
  ring (self, "{}");
  desk_assert_at ("withheld", "true");
  pass (self, 5);
  assert_state (self, "ringing", NULL);
  pass (self, 40);
  fixture_assert_sql (self, "missed", "SELECT state FROM call WHERE id = 1");
  step (self, 409, "agent", "answer", "{}");
}

static void
test_passed_on (Fixture *self, gconstpointer unused)
{
  ring (self, "{\"number\":\"13900000001\",\"extension\":\"8002\"}");
  step (self, 409, "agent", "answer", "{}");
  step (self, 200, "agent2", "answer", "{}");
  step (self, 200, "agent2", "transfer", "{\"to\":\"8001\"}");
  desk_assert_at ("user", "林晓");
  fixture_expect (self, 200, "agent", "GET", "/calls/current", NULL);
  desk_assert_at ("items.0.state", "talking");
  step (self, 409, "agent2", "hang-up", "{}");
  step (self, 200, "agent", "hang-up", "{}");
  assert_state (self, "ended", "normal");
  /* What the caller meant to do later comes to nothing. */
  pass (self, 120);
  fixture_assert_sql (self, "1", "SELECT count(*) FROM call_event WHERE kind = 'hung-up'");
}

/* Passed on to a ward's telephone: they talk there until they say goodbye. */
static void
test_passed_away (Fixture *self, gconstpointer unused)
{
  ring (self, "{\"number\":\"13900000001\"}");
  step (self, 200, "agent", "answer", "{}");
  step (self, 200, "agent", "transfer", "{\"to\":\"8999\"}");
  assert_state (self, "passed", NULL);
  pass (self, 120);
  assert_state (self, "ended", "normal");
}

/* Whoever is called does what the last digit says. */
static void
test_called (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *number, *state, *hangup;
  } cases[] = { { "13700000000", "ended", "normal" },
                { "13700000001", "ended", "normal" },
                { "13700000006", "failed", "busy" },
                { "13700000007", "failed", "no-answer" },
                { "13700000008", "failed", "unreachable" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strdup_printf ("{\"number\":\"%s\"}", cases[i].number);
    fixture_expect (self, 201, "agent", "POST", "/calls/actions/dial", body);
    desk_assert_at ("provider", "simulator");
    for (guint k = 0; k < 30; k++)
      pass (self, 4);
    fixture_assert_sql (self, cases[i].state, "SELECT state FROM call WHERE id = %u", i + 1);
    fixture_assert_sql (self, cases[i].hangup, "SELECT hangup FROM call WHERE id = %u", i + 1);
  }
}

/* An agent who is there is rung now and then, one call at a time; nobody outside of a sample. */
static void
test_bell (Fixture *self, gconstpointer unused)
{
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_ring), ==, 0);
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  fixture_run_sql (self, "UPDATE setting SET value = '0' WHERE code = 'simulator_minutes'");
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_ring), ==, 0);
  fixture_run_sql (self, "UPDATE setting SET value = '5' WHERE code = 'simulator_minutes'");
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_ring), ==, 1);
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_ring), ==, 0);
  fixture_assert_sql (self, "3", "SELECT user_id FROM call");
  fixture_run_sql (self, "UPDATE setting SET value = 'false' WHERE code = 'sample'");
  fixture_expect (self, 409, "agent", "POST", "/telephones/simulator/actions/ring", "{}");
  fixture_run_sql (self, "DELETE FROM job");
  fixture_run_sql (self, "UPDATE session SET seen_at = hcrm_now() + interval '1 hour'");
  ward_forward (self, "1 hour");
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_ring), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) FIXTURE_TEST_FROM (set_up, "/telephone/" name, function)
  CASE ("taken", test_taken);
  CASE ("given-up", test_given_up);
  CASE ("passed-on", test_passed_on);
  CASE ("passed-away", test_passed_away);
  CASE ("called", test_called);
  CASE ("bell", test_bell);
  return g_test_run ();
}
