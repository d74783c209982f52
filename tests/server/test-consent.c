/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What patients allow and refuse to be sent: the newest word counts, and stops what waits. */

#include <string.h>

#include "core/hcrm-message.h"
#include "gateways/message/hcrm-message-gateway.h"
#include "hcrm-fixture.h"

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (self, NULL);
  hcrm_db_script (
      self->owner,
      "INSERT INTO patient (name, pinyin, sex, birth_date) VALUES ('王建国', 'a', 'male',"
      " '1960-01-01'), ('王建国', 'a', 'male', '1960-01-01');"
      "INSERT INTO contact (patient_id, position, relation, number, number_key, verified_at) VALUES"
      " (1, 1, 'self', '13800000001', '13800000001', hcrm_now());"
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id,"
      " started_at, ended_at) SELECT n, 2, 'inpatient', 'I' || n, 'finished', 1, 1,"
      " hcrm_now() - interval '9 days', hcrm_now() - interval '5 days' FROM generate_series(1, 2) "
      "AS"
      " n;"
      /* noon */
      "INSERT INTO setting (code, value) SELECT 'clock_shift', ((date_trunc('day', now() AT TIME"
      " ZONE 'Asia/Shanghai') + interval '1 day 12 hours') AT TIME ZONE 'Asia/Shanghai' -"
      " now())::text",
      &error);
  g_assert_no_error (error);
}

static void
say (Fixture *self, guint status, const char *user, const char *patient, const char *what)
{
  g_autofree char *body =
      g_strdup_printf ("{\"patient_id\":%s,\"source\":\"call\",%s}", patient, what);

  fixture_expect (self, status, user, "POST", "/consents", body);
}

#define NO(purpose, channel)                                                                       \
  "\"purpose\":\"" purpose "\",\"channel\":\"" channel "\",\"granted\":false"
#define YES(purpose, channel)                                                                      \
  "\"purpose\":\"" purpose "\",\"channel\":\"" channel "\",\"granted\":true"

static gint64
add (Fixture *self, const char *purpose)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (JsonObject) params = json_object_new ();
  g_autoptr (GError) error = NULL;
  const HcrmMessageOrder order = {
    .purpose = purpose, .patient_id = 1, .template_code = purpose, .params = params
  };

  json_object_set_string_member (params, "plan", "拆线");
  hcrm_db_begin (db, &hcrm_system_context);
  gint64 id = hcrm_message_add (db, &order, &error);
  g_assert_no_error (error);
  g_assert_true (hcrm_db_end (db, TRUE, &error));
  return id;
}

static void
sweep (Fixture *self)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  g_autoptr (GError) error = NULL;
  HcrmJob job = { .db = db, .events = events, .http = self->http };

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_message_sweep (&job, &error);
  g_assert_no_error (error);
  g_assert_true (hcrm_db_end (db, TRUE, NULL));
}

static void
assert_state (Fixture *self, gint64 id, const char *expected)
{
  g_autofree char *state =
      fixture_sql (self,
                   "SELECT concat_ws(' ', state, reason) FROM message WHERE id = %" G_GINT64_FORMAT,
                   id);

  g_assert_cmpstr (state, ==, expected);
}

/* What waits is stopped; one purpose may be allowed again. */
static void
test_counts (Fixture *self, gconstpointer unused)
{
  gint64 waiting = add (self, "thanks");

  assert_state (self, waiting, "queued");
  say (self, 201, "agent", "1", NO ("message", "any"));
  g_assert_cmpstr (fixture_at ("current"), ==, "true");
  g_assert_cmpstr (fixture_at ("user"), ==, "林晓");
  sweep (self);
  assert_state (self, waiting, "cancelled refused");
  say (self, 201, "agent", "1", YES ("plan", "sms"));
  assert_state (self, add (self, "plan"), "queued");
  assert_state (self, add (self, "thanks"), "cancelled refused");
  fixture_expect (self, 200, "doctor", "GET", "/consents?patient_id=1&sort=-at", NULL);
  g_assert_cmpstr (fixture_at ("items.0.purpose"), ==, "plan");
  g_assert_cmpstr (fixture_at ("items.1.current"), ==, "true");
  say (self, 201, "agent", "1", YES ("message", "any"));
  fixture_expect (self, 200, "doctor", "GET", "/consents?patient_id=1&sort=-at", NULL);
  g_assert_cmpstr (fixture_at ("items.1.current"), ==, "false");
  g_assert_cmpstr (fixture_at ("items.2.current"), ==, "false");
  g_autofree char *told =
      fixture_sql (self, "SELECT string_agg(concat_ws(' ', code, params ->> 'purpose'), ', ' ORDER"
                         " BY id) FROM timeline WHERE code LIKE 'consent.%%'");
  g_assert_cmpstr (told, ==, "consent.refused message, consent.given plan, consent.given message");
}

/* Of whoever is one person now, one list. */
static void
test_merged (Fixture *self, gconstpointer unused)
{
  say (self, 201, "agent", "2", NO ("message", "sms"));
  g_free (fixture_sql (self, "SELECT hcrm_patient_merge(2, 1, 'person', 'one')"));
  fixture_expect (self, 200, "agent", "GET", "/consents?patient_id=1", NULL);
  g_assert_cmpstr (fixture_at ("items.0.channel"), ==, "sms");
  assert_state (self, add (self, "thanks"), "cancelled refused");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  say (self, 422, "agent", "1", NO ("rumours", "any"));
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "purpose");
  say (self, 422, "agent", "1", NO ("message", "phone"));
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "channel");
  say (self, 422, "agent", "99", NO ("message", "any"));
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "patient_id");
  say (self, 422, "doctor2", "1", NO ("message", "any"));
  say (self, 403, "manager", "1", NO ("message", "any"));
  fixture_expect (self, 200, "doctor2", "GET", "/consents?patient_id=1", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  g_autofree char *n = fixture_sql (self, "SELECT count(*) FROM consent");
  g_assert_cmpstr (n, ==, "0");
}

#define CONSENT_TEST(path, function)                                                               \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  CONSENT_TEST ("/consent/counts", test_counts);
  CONSENT_TEST ("/consent/merged", test_merged);
  CONSENT_TEST ("/consent/refused", test_refused);
  return g_test_run ();
}
