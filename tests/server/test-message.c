/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to patients: what they say, whom they reach and when, and what stops them. */

#include <string.h>

#include "core/hcrm-message.h"
#include "hcrm-fixture.h"

/* Noon and midnight of the campus' tomorrow, as a shift of the clock. */
static void
set_hour (Fixture *self, int hour)
{
  g_free (fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "DELETE FROM setting WHERE code = 'clock_shift';"
      "INSERT INTO setting (code, value) SELECT 'clock_shift', "
      "((date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') + interval '1 day %d hours') "
      "AT TIME ZONE 'Asia/Shanghai' - now())::text",
      hour));
}

/* A man of 60 discharged from orthopaedics by doctor D1001; returns his id. */
static gint64
add_patient (Fixture *self, const char *sex, int age)
{
  g_autofree char *id = fixture_sql (
      self,
      "WITH p AS (INSERT INTO patient (name, pinyin, sex, birth_date) VALUES ('王建国', 'a', "
      "'%s', hcrm_today(2) - %d * 366) RETURNING id), c AS (INSERT INTO contact (patient_id, "
      "position, relation, number, number_key) SELECT id, 1, 'self', '138' || lpad(id::text, 8, "
      "'0'), "
      "'138' || lpad(id::text, 8, '0') FROM p) INSERT INTO encounter (patient_id, site_id, kind, "
      "number, state, department_id, attending_id, started_at, ended_at) SELECT id, 2, "
      "'inpatient', "
      "'I' || id, 'finished', 1, 1, hcrm_now() - interval '9 days', hcrm_now() - interval '5 days' "
      "FROM p RETURNING patient_id",
      sex, age);

  return g_ascii_strtoll (id, NULL, 10);
}

static gint64
add (Fixture *self,
     const char *purpose,
     gint64 patient,
     gint64 contact,
     const char *params,
     const char *key)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (JsonNode) node = json_from_string (params, NULL);
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (db, &hcrm_system_context);
  gint64 id = hcrm_message_add (db, purpose, patient, contact, 0, purpose,
                                json_node_get_object (node), NULL, key, &error);
  g_assert_no_error (error);
  g_assert_true (hcrm_db_end (db, TRUE, &error));
  return id;
}

/* The columns @what of a message. */
static void
assert_message (Fixture *self, gint64 id, const char *what, const char *expected)
{
  g_autofree char *found =
      fixture_sql (self, "SELECT %s FROM message WHERE id = %" G_GINT64_FORMAT, what, id);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_sql (Fixture *self, const char *expected, const char *sql)
{
  g_autofree char *found = fixture_sql (self, "%s", sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

/* --- What it says --------------------------------------------------------------------------- */

static void
test_text (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);

  assert_message (self, id, "state", "queued");
  assert_message (self, id, "channel || ' ' || address", "sms 13800000001");
  assert_message (self, id, "body",
                  "王建国先生，您好！感谢您接听示范医院骨科的随访电话。您反映的情况我们已经记录，"
                  "祝您早日康复。如有不适，请及时与我们联系。");
  assert_sql (self, "message.queued", "SELECT code FROM timeline WHERE kind = 'message'");
  assert_sql (self, "message", "SELECT entity FROM audit WHERE entity = 'message'");
}

static void
test_sex_unknown (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "unknown", 40), 0, "{}", NULL);

  assert_message (self, id, "left(body, 7)", "王建国，您好！");
}

/* Of a child, a parent is spoken to, and under the parent's number. */
static void
test_infant (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 child = add_patient (self, "female", 1);
  g_free (
      fixture_sql (self,
                   "INSERT INTO contact (patient_id, position, name, relation, number, number_key) "
                   "VALUES (%" G_GINT64_FORMAT
                   ", 2, '王强', 'parent', '13911112222', '13911112222')",
                   child));
  gint64 id = add (self, "thanks", child, 0, "{}", NULL);

  assert_message (self, id, "address", "13911112222");
  assert_message (self, id, "left(body, 12)", "王建国小朋友家长，您好！");
  assert_message (self, id, "body LIKE '%祝孩子早日康复%'", "t");
}

static void
test_missing_variable (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "appointment", add_patient (self, "male", 60), 0, "{}", NULL);

  assert_message (self, id, "state || ' ' || reason || ' ' || reason_detail",
                  "blocked variable date, time");
  assert_message (self, id, "body", NULL);
  assert_sql (self, "message.blocked date, time",
              "SELECT code || ' ' || (params ->> 'missing') FROM timeline WHERE kind = 'message'");
  id = add (self, "appointment", 1, 0, "{\"date\":\"2026-12-01\",\"time\":\"09:30\"}", NULL);
  assert_message (self, id, "state", "queued");
  assert_message (self, id, "body LIKE '%时间：2026年12月1日 09:30。%'", "t");
}

/* --- Whom it reaches ------------------------------------------------------------------------ */

static void
test_addresses (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);

  /* Not verified: thanks may go there, a plan may not. */
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state", "queued");
  assert_message (self, add (self, "plan", patient, 0, "{\"plan\":\"拆线\"}", NULL),
                  "state || ' ' || reason", "blocked unverified");
  g_free (fixture_sql (self, "UPDATE contact SET verified_at = hcrm_now()"));
  assert_message (self, add (self, "plan", patient, 0, "{\"plan\":\"拆线\"}", NULL), "state",
                  "queued");
  /* Found wrong since: to nobody. */
  g_free (fixture_sql (self, "UPDATE contact SET invalid_at = hcrm_now()"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state || ' ' || reason",
                  "blocked invalid");
  /* A neighbour who may not be told; then one who may. */
  g_free (fixture_sql (
      self, "INSERT INTO contact (patient_id, position, relation, number, number_key, channel) "
            "VALUES (1, 2, 'friend', '13911112222', '13911112222', 'phone')"));
  assert_message (self, add (self, "thanks", patient, 2, "{}", NULL), "state || ' ' || reason",
                  "blocked untold");
  g_free (fixture_sql (self, "UPDATE contact SET may_discuss = true WHERE id = 2"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "address", "13911112222");
  /* A landline takes no messages. */
  g_free (fixture_sql (self, "UPDATE contact SET channel = 'landline'"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state || ' ' || reason",
                  "blocked address");
}

static void
test_refusals (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);

  g_free (fixture_sql (self, "INSERT INTO consent (patient_id, purpose, channel, granted, source) "
                             "VALUES (1, 'message', 'sms', false, 'call')"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state || ' ' || reason",
                  "cancelled refused");
  g_free (fixture_sql (self,
                       "INSERT INTO consent (patient_id, purpose, channel, granted, source, at) "
                       "VALUES (1, 'message', 'any', true, 'call', hcrm_now() + interval '1 s')"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state", "queued");
  /* Who does not want to be called is not written to either, but for an appointment of his own. */
  g_free (fixture_sql (
      self,
      "INSERT INTO activity (kind, patient_id, site_id) VALUES ('call', 1, 2);"
      "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition) "
      "VALUES (1, 1, 'phone', 3, hcrm_now(), 'refused')"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "state || ' ' || reason",
                  "cancelled refused");
  assert_message (self,
                  add (self, "appointment", patient, 0, "{\"date\":\"2026-12-01\",\"time\":\"9\"}",
                       NULL),
                  "state", "queued");
  g_free (fixture_sql (self, "UPDATE patient SET deceased_at = hcrm_now()"));
  assert_message (self, add (self, "appointment", patient, 0, "{}", NULL), "state || ' ' || reason",
                  "cancelled deceased");
  assert_sql (
      self, "deceased",
      "SELECT params ->> 'why' FROM timeline WHERE kind = 'message' ORDER BY id DESC LIMIT 1");
}

/* --- When ----------------------------------------------------------------------------------- */

static void
test_night (Fixture *self, gconstpointer unused)
{
  static const char clock[] =
      "to_char(not_before AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') || ' ' || "
      "coalesce(reason, '-') || ' ' || (not_before AT TIME ZONE 'Asia/Shanghai')::date - "
      "hcrm_today(2)";

  set_hour (self, 23);
  gint64 patient = add_patient (self, "male", 60);
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), clock, "08:00 night 1");
  assert_sql (self, "night", "SELECT params ->> 'why' FROM timeline WHERE code = 'message.queued'");
  set_hour (self, 3);
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), clock, "08:00 night 0");
  set_hour (self, 20);
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), "reason", NULL);
  g_free (fixture_sql (self, "UPDATE setting SET value = '13' WHERE code = 'quiet_from'; UPDATE "
                             "setting SET value = '21' WHERE code = 'quiet_until'"));
  assert_message (self, add (self, "thanks", patient, 0, "{}", NULL), clock, "21:00 night 0");
}

static void
test_once (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);
  gint64 first = add (self, "thanks", patient, 0, "{}", "thanks/1");

  g_assert_cmpint (add (self, "thanks", patient, 0, "{}", "thanks/1"), ==, first);
  assert_sql (self, "1", "SELECT count(*) FROM message");
  assert_sql (self, "1", "SELECT count(*) FROM timeline WHERE kind = 'message'");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/message/text", test_text);
  FIXTURE_TEST ("/message/sex-unknown", test_sex_unknown);
  FIXTURE_TEST ("/message/infant", test_infant);
  FIXTURE_TEST ("/message/missing-variable", test_missing_variable);
  FIXTURE_TEST ("/message/addresses", test_addresses);
  FIXTURE_TEST ("/message/refusals", test_refusals);
  FIXTURE_TEST ("/message/night", test_night);
  FIXTURE_TEST ("/message/once", test_once);
  return g_test_run ();
}
