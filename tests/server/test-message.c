/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to patients: what they say, whom they reach and when, and what stops them. */

#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-message.h"
#include "gateways/message/hcrm-message-gateway.h"
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
  const HcrmMessageOrder order = {
    .purpose = purpose,
    .patient_id = patient,
    .contact_id = contact,
    .template_code = purpose,
    .params = json_node_get_object (node),
    .unique_key = key,
  };

  hcrm_db_begin (db, &hcrm_system_context);
  gint64 id = hcrm_message_add (db, &order, &error);
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
  static const char visit[] = "{\"date\":\"2026-12-01\",\"time\":\"09:30\"}";

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
  assert_message (self, add (self, "appointment", patient, 0, visit, NULL),
                  "state || ' ' || reason", "blocked invalid");
  /* A neighbour who may not be told; then one who may. */
  g_free (fixture_sql (
      self, "INSERT INTO contact (patient_id, position, relation, number, number_key, channel) "
            "VALUES (1, 2, 'friend', '13911112222', '13911112222', 'phone')"));
  assert_message (self, add (self, "appointment", patient, 2, visit, NULL),
                  "state || ' ' || reason", "blocked untold");
  g_free (fixture_sql (self, "UPDATE contact SET may_discuss = 'all' WHERE id = 2"));
  assert_message (self, add (self, "appointment", patient, 0, visit, NULL), "address",
                  "13911112222");
  /* A landline takes no messages. */
  g_free (fixture_sql (self, "UPDATE contact SET channel = 'landline'"));
  assert_message (self, add (self, "appointment", patient, 0, visit, NULL),
                  "state || ' ' || reason", "blocked address");
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

/* --- The page ------------------------------------------------------------------------------- */

static char *
message_path (gint64 id, const char *what)
{
  return g_strdup_printf ("/messages/%" G_GINT64_FORMAT "%s", id, what);
}

static void
step (Fixture *self, guint status, const char *user, gint64 id, const char *what, const char *body)
{
  g_autofree char *path = message_path (id, what);
  g_autofree char *version =
      fixture_sql (self, "SELECT version FROM message WHERE id = %" G_GINT64_FORMAT, id);
  g_autofree char *match = g_strdup_printf ("If-Match: \"%s\"", version);

  fixture_expect (self, status, user, "POST", path, body, match);
}

static void
test_by_hand (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);

  fixture_expect (self, 200, "agent", "GET", "/messages?state=queued&q=%E7%8E%8B%E5%BB%BA", NULL);
  g_assert_cmpstr (fixture_at ("items.0.address"), ==, "138****0001");
  g_assert_cmpstr (fixture_at ("items.0.patient"), ==, "王建国");
  fixture_expect (self, 200, "doctor2", "GET", "/messages", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), ==, "0");
  step (self, 404, "doctor2", id, "/actions/mark-sent", NULL);
  /* The number is shown to who sends it, and that is audited. */
  g_autofree char *reveal = message_path (id, "/actions/reveal");
  fixture_expect (self, 200, "agent", "POST", reveal, NULL, "Idempotency-Key: r1");
  g_assert_cmpstr (fixture_at ("address"), ==, "13800000001");
  g_autofree char *revealed = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_assert_cmpstr (fixture_at ("id"), ==, revealed);
  assert_sql (self, "0", "SELECT count(*) FROM idempotency");
  assert_sql (self, "1",
              "SELECT count(*) FROM audit WHERE action = 'reveal' AND entity = 'message'");
  g_autofree char *path = message_path (id, "/actions/mark-sent");
  fixture_expect (self, 428, "agent", "POST", path, NULL);
  fixture_expect (self, 412, "agent", "POST", path, NULL, "If-Match: \"7\"");
  g_assert_cmpstr (fixture_at ("current.address"), ==, "138****0001");
  step (self, 200, "agent", id, "/actions/mark-sent", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "sent");
  g_assert_cmpstr (fixture_at ("sent_by"), ==, "林晓");
  step (self, 409, "agent", id, "/actions/mark-sent", NULL);
  step (self, 409, "agent", id, "/actions/cancel", "{\"reason\":\"不发\"}");
  assert_sql (self, "message.queued message.sent",
              "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE kind = 'message'");
}

/* Not at night, not to a number found wrong, not after a death, whatever the list says. */
static void
test_reveal_refused (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);

  set_hour (self, 22);
  step (self, 409, "agent", id, "/actions/reveal", NULL);
  set_hour (self, 12);
  g_free (fixture_sql (self, "UPDATE contact SET invalid_at = hcrm_now()"));
  step (self, 409, "agent", id, "/actions/reveal", NULL);
  g_free (fixture_sql (
      self, "UPDATE contact SET invalid_at = NULL; UPDATE patient SET deceased_at = hcrm_now()"));
  step (self, 409, "agent", id, "/actions/reveal", NULL);
  g_free (fixture_sql (self, "UPDATE patient SET deceased_at = NULL"));
  step (self, 200, "agent", id, "/actions/reveal", NULL);
}

static void
test_cancel_and_retry (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);
  gint64 id = add (self, "plan", patient, 0, "{\"plan\":\"拆线\"}", NULL);

  assert_message (self, id, "state || ' ' || reason", "blocked unverified");
  step (self, 200, "agent", id, "/actions/retry", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "blocked");
  /* Somebody was reached under that number. */
  g_free (fixture_sql (self,
                       "INSERT INTO activity (kind, patient_id, site_id) VALUES ('call', 1, 2);"
                       "INSERT INTO attempt (activity_id, patient_id, contact_id, number, channel, "
                       "user_id, started_at, disposition) "
                       "VALUES (1, 1, 1, '13800000001', 'phone', 3, hcrm_now(), 'reached')"));
  step (self, 200, "agent", id, "/actions/retry", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "queued");
  step (self, 422, "agent", id, "/actions/cancel", "{}");
  step (self, 200, "agent", id, "/actions/cancel", "{\"reason\":\"患者已来院\"}");
  g_assert_cmpstr (fixture_at ("reason_detail"), ==, "患者已来院");
  step (self, 409, "agent", id, "/actions/retry", NULL);
  step (self, 403, "manager", id, "/actions/retry", NULL);
}

static void
test_receipts (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);
  gint64 id = add (self, "thanks", patient, 0, "{}", NULL);

  step (self, 422, "agent", id, "/receipts", "{\"state\":\"read\"}");
  step (self, 200, "agent", id, "/receipts", "{\"state\":\"sent\",\"provider_id\":\"A1\"}");
  step (self, 200, "agent", id, "/receipts",
        "{\"state\":\"delivered\",\"at\":\"2026-11-22T09:00:00+08:00\"}");
  g_assert_cmpstr (fixture_at ("received_at"), ==, "2026-11-22T09:00:00+08:00");
  /* Late, out of order, twice: what is known stays. */
  step (self, 200, "agent", id, "/receipts", "{\"state\":\"sent\"}");
  step (self, 200, "agent", id, "/receipts", "{\"state\":\"failed\"}");
  assert_message (self, id, "state || ' ' || provider_id", "delivered A1");
  assert_sql (self, "3", "SELECT count(*) FROM timeline WHERE kind = 'message'");
  id = add (self, "thanks", patient, 0, "{}", NULL);
  step (self, 200, "agent", id, "/receipts", "{\"state\":\"failed\",\"detail\":\"空号\"}");
  assert_message (self, id, "state || ' ' || reason || ' ' || reason_detail",
                  "failed provider 空号");
  step (self, 200, "agent", id, "/actions/retry", NULL);
  step (self, 200, "agent", id, "/actions/cancel", "{\"reason\":\"不发\"}");
  step (self, 409, "agent", id, "/receipts", "{\"state\":\"sent\"}");
}

/* --- Sending -------------------------------------------------------------------------------- */

static void
sweep (Fixture *self)
{
  fixture_sweep (self, hcrm_message_sweep);
}

/* Runs the job of a message; returns whether it is over. */
static gboolean
run_job (Fixture *self, gint64 id, guint attempt)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  g_autofree char *payload = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT "}", id);
  HcrmJob job = {
    .db = db, .http = self->http, .events = events, .payload = payload, .attempt = attempt
  };

  return hcrm_message_send (&job, NULL);
}

static void
send_by_files (Fixture *self)
{
  g_free (fixture_sql (self, "UPDATE setting SET value = 'file' WHERE code = 'message_sms'"));
}

static void
test_files (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->files, "outbox", "1.json", NULL);
  g_autofree char *text = NULL;

  set_hour (self, 12);
  send_by_files (self);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);
  sweep (self);
  sweep (self);
  assert_sql (self, "message 1", "SELECT string_agg(kind || ' ' || unique_key, ',') FROM job");
  g_assert_true (run_job (self, id, 1));
  assert_message (self, id, "state || ' ' || provider_id", "sent 1.json");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"address\":\"13800000001\""));
  /* Run again: it is sent, and stays so. */
  g_assert_true (run_job (self, id, 2));
  assert_sql (self, "message.queued message.sent",
              "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE kind = 'message'");
}

/* The folder cannot be written: tried again, then shown. */
static void
test_provider_fails (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->files, "outbox", NULL);

  set_hour (self, 12);
  send_by_files (self);
  g_mkdir_with_parents (self->files, 0700);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "cannot write a message into the folder*");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "cannot write a message into the folder*");
  g_assert_false (run_job (self, id, 1));
  assert_message (self, id, "state", "sending");
  g_assert_true (run_job (self, id, 4));
  g_test_assert_expected_messages ();
  assert_message (self, id, "state || ' ' || reason", "failed provider");
  assert_message (self, id, "reason_detail",
                  "The message could not be written to the folder of the sending program");
  g_remove (path);
}

/* What changed while a message waited for the morning. */
static void
test_waiting (Fixture *self, gconstpointer unused)
{
  set_hour (self, 22);
  gint64 patient = add_patient (self, "male", 60);
  gint64 id = add (self, "thanks", patient, 0, "{}", NULL);

  send_by_files (self);
  g_free (
      fixture_sql (self, "UPDATE contact SET number = '13911112222', number_key = '13911112222'"));
  sweep (self);
  assert_message (self, id, "address || ' ' || state", "13911112222 queued");
  assert_message (self, id, "not_before > hcrm_now() + interval '9 hours'", "t");
  g_free (fixture_sql (self, "UPDATE patient SET deceased_at = hcrm_now()"));
  sweep (self);
  assert_message (self, id, "state || ' ' || reason", "cancelled deceased");
  assert_sql (self, "0", "SELECT count(*) FROM job");
}

/* What waits, be it for days, is looked at again when something changed, and only then. */
static void
test_waiting_long (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);

  assert_sql (self, "1", "SELECT count(*) FROM message_stale");
  sweep (self);
  assert_sql (self, "0", "SELECT count(*) FROM message_stale");
  g_free (fixture_sql (self, "INSERT INTO consent (patient_id, purpose, channel, granted, source) "
                             "VALUES (1, 'message', 'sms', false, 'call')"));
  g_free (fixture_sql (self, "DELETE FROM message_stale"));
  sweep (self);
  assert_message (self, id, "state", "queued");
  g_free (fixture_sql (self, "UPDATE consent SET source = 'letter'"));
  sweep (self);
  assert_message (self, id, "state || ' ' || reason", "cancelled refused");
}

/* One that merges with somebody who refused, and one whose last caller was refused. */
static void
test_waiting_refusals (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 first = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);
  gint64 second = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);
  add_patient (self, "male", 60);

  g_free (fixture_sql (self, "INSERT INTO consent (patient_id, purpose, channel, granted, source) "
                             "VALUES (3, 'message', 'any', false, 'call')"));
  sweep (self);
  assert_message (self, first, "state", "queued");
  g_free (fixture_sql (self, "SELECT hcrm_patient_merge(3, 1, 'person', 'one')"));
  g_free (fixture_sql (
      self,
      "INSERT INTO activity (kind, patient_id, site_id) VALUES ('call', 2, 2);"
      "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, disposition) "
      "VALUES (1, 2, 'phone', 3, hcrm_now(), 'refused')"));
  sweep (self);
  assert_message (self, first, "state || ' ' || reason", "cancelled refused");
  assert_message (self, second, "state || ' ' || reason", "cancelled refused");
}

/* Refused just while the sweep takes what is to be looked at: that counts, and nothing is sent. */
static void
test_waiting_race (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "male", 60), 0, "{}", NULL);

  fixture_sweep_beside (self, hcrm_message_sweep, "SELECT 1", "message_stale",
                        "INSERT INTO consent (patient_id, purpose, channel, granted, source) "
                        "VALUES (1, 'message', 'sms', false, 'call')");
  sweep (self);
  assert_message (self, id, "state || ' ' || reason", "cancelled refused");
}

static void
test_expiry (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  gint64 patient = add_patient (self, "male", 60);
  g_free (fixture_sql (self, "UPDATE contact SET verified_at = hcrm_now()"));
  gint64 id =
      add (self, "medication", patient, 0, "{\"drug\":\"阿司匹林\",\"time\":\"12:00\"}", NULL);

  set_hour (self, 15);
  sweep (self);
  assert_message (self, id, "state || ' ' || reason", "expired late");
  step (self, 200, "agent", id, "/actions/retry", NULL);
  g_assert_cmpstr (fixture_at ("state"), ==, "queued");
}

/* A reminder to take a drug comes at the hour it is for; one that is late waits for the morning. */
static void
test_medication (Fixture *self, gconstpointer unused)
{
  set_hour (self, 22);
  gint64 patient = add_patient (self, "male", 60);
  g_free (fixture_sql (self, "UPDATE contact SET verified_at = hcrm_now()"));
  send_by_files (self);
  gint64 id = add (self, "medication", patient, 0, "{\"drug\":\"阿司匹林\",\"time\":\"22:00\"}",
                   "medication/1");

  assert_message (self, id, "coalesce(reason, '-')", "-");
  gint64 refill = add (self, "refill", patient, 0,
                       "{\"drug\":\"阿司匹林\",\"date\":\"2026-12-01\"}", "refill/1");
  assert_message (self, refill, "reason", "night");
  sweep (self);
  assert_sql (self, "1", "SELECT string_agg(unique_key, ',') FROM job");
}

/* --- Sent on purpose ------------------------------------------------------------------------ */

static void
add_plan (Fixture *self)
{
  g_free (fixture_sql (
      self,
      "INSERT INTO followup_plan (patient_id, encounter_id, site_id, department_id, doctor_id) "
      "VALUES (1, 1, 2, 1, 1); INSERT INTO activity (kind, patient_id, site_id) VALUES "
      "('followup_task', 1, 2);"
      "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id, "
      "department_id, channel, due_on, planned_on, state) VALUES "
      "(1, 1, 1, 1, 7, 'centre', 2, 1, 'phone', hcrm_today(2), hcrm_today(2), 'open')"));
}

/* The doctor approves by sending; nobody else sends a plan, and never to a number nobody knows. */
static void
test_plan (Fixture *self, gconstpointer unused)
{
  static const char plan[] = "{\"plan\":\"两周后拆线\"}";
  static const char path[] = "/followup-plans/1/actions/send";

  set_hour (self, 12);
  add_patient (self, "male", 60);
  add_plan (self);
  fixture_expect (self, 403, "agent", "POST", path, plan);
  fixture_expect (self, 404, "doctor2", "POST", path, plan, "If-Match: \"1\"");
  fixture_expect (self, 422, "doctor", "POST", path, "{}", "If-Match: \"1\"");
  fixture_expect (self, 422, "doctor", "POST", path, "{\"plan\":\"拆线\",\"contact_id\":99}",
                  "If-Match: \"1\"");
  /* What is approved is the plan that was read. */
  fixture_expect (self, 428, "doctor", "POST", path, plan);
  fixture_expect (self, 412, "doctor", "POST", path, plan, "If-Match: \"7\"");
  g_assert_cmpstr (fixture_at ("current.version"), ==, "1");
  assert_sql (self, "0", "SELECT count(*) FROM message");
  fixture_expect (self, 200, "doctor", "POST", path, plan, "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("state"), ==, "blocked");
  g_assert_cmpstr (fixture_at ("reason"), ==, "unverified");
  g_free (fixture_sql (self, "UPDATE contact SET verified_at = hcrm_now()"));
  fixture_expect (self, 200, "doctor", "POST", path, plan, "If-Match: \"1\"",
                  "Idempotency-Key: p1");
  g_assert_cmpstr (fixture_at ("state"), ==, "queued");
  g_assert_nonnull (
      strstr (fixture_at ("body"), "骨科陈一帆医生为您安排的后续治疗与随访如下：两周后拆线。"));
  fixture_expect (self, 200, "doctor", "POST", path, plan, "If-Match: \"1\"",
                  "Idempotency-Key: p1");
  assert_sql (self, "2", "SELECT count(*) FROM message");
  assert_sql (self, "陈一帆",
              "SELECT created_by FROM (SELECT (SELECT s.name FROM app_user AS u JOIN staff AS s ON "
              "s.id = u.staff_id WHERE u.id = m.created_by) AS created_by FROM message AS m ORDER "
              "BY id DESC LIMIT 1) AS x");
}

static void
test_reexamination (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"items\":\"血常规\",\"date\":\"2026-12-01\"}";
  static const char path[] = "/patients/1/actions/prompt-reexamination";

  set_hour (self, 12);
  add_patient (self, "male", 60);
  g_free (fixture_sql (self, "UPDATE contact SET verified_at = hcrm_now()"));
  fixture_expect (self, 200, "doctor", "GET", "/patients/1/reexamination", NULL);
  g_assert_cmpstr (fixture_at ("booked"), ==, "false");
  g_assert_null (fixture_at ("last_result_on"));
  /* The day of a result is the day at its site. */
  g_free (fixture_sql (
      self,
      "UPDATE site SET time_zone = 'Asia/Urumqi' WHERE id = 2; INSERT INTO result (patient_id,"
      " site_id, issuer, order_number, code, name, observed_at, state, items, told_at) VALUES"
      " (1, 2, 'LIS', 'R1', 'CBC', '血常规', '2026-05-01 17:00Z', 'final', '[]', hcrm_now())"));
  fixture_expect (self, 200, "doctor", "GET", "/patients/1/reexamination", NULL);
  g_assert_cmpstr (fixture_at ("last_result_on"), ==, "2026-05-01");
  g_free (fixture_sql (self, "UPDATE site SET time_zone = 'Asia/Shanghai' WHERE id = 2"));
  fixture_expect (self, 422, "doctor", "POST", path, "{\"items\":\"血常规\"}");
  fixture_expect (self, 404, "doctor2", "POST", path, body);
  fixture_expect (self, 200, "doctor", "POST", path, body);
  g_assert_cmpstr (fixture_at ("state"), ==, "queued");
  g_assert_nonnull (strstr (fixture_at ("body"), "建议于2026年12月1日前复查：血常规。"));
  /* Already booked: a visit is planned. */
  g_free (fixture_sql (
      self,
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, started_at) "
      "VALUES (1, 2, 'outpatient', 'O9', 'planned', 1, hcrm_now() + interval '3 days')"));
  fixture_expect (self, 409, "doctor", "POST", path, body);
  g_assert_nonnull (strstr (fixture_at ("detail"), "already"));
  assert_sql (self, "1", "SELECT count(*) FROM message");
}

/* --- Thanks after a call -------------------------------------------------------------------- */

static void
complete (Fixture *self, guint status, const char *disposition)
{
  g_autofree char *body = g_strdup_printf (
      "{\"disposition\":\"%s\",\"contact_id\":1,\"started_at\":\"2026-01-01T09:00:00+08:00\","
      "\"ended_at\":\"2026-01-01T09:05:00+08:00\"}",
      disposition);
  g_autofree char *version = fixture_sql (self, "SELECT version FROM followup_task WHERE id = 1");
  g_autofree char *match = g_strdup_printf ("If-Match: \"%s\"", version);

  fixture_expect (self, status, "agent", "POST", "/followup-tasks/1/actions/complete", body, match);
}

static void
test_thanks (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  add_patient (self, "male", 60);
  add_plan (self);
  complete (self, 200, "no_answer");
  assert_sql (self, "0", "SELECT count(*) FROM message");
  complete (self, 200, "reached");
  assert_sql (self, "thanks queued 1",
              "SELECT string_agg(concat_ws(' ', purpose, state, activity_id), ',') FROM message");
  /* A second attempt at finished work thanks nobody again. */
  complete (self, 200, "reached");
  assert_sql (self, "1", "SELECT count(*) FROM message");
}

static void
test_thanks_at_night (Fixture *self, gconstpointer unused)
{
  set_hour (self, 21);
  add_patient (self, "male", 60);
  add_plan (self);
  complete (self, 200, "reached");
  assert_sql (self, "08:00 night",
              "SELECT to_char(not_before AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') || ' ' || reason "
              "FROM message");
}

static void
test_no_thanks (Fixture *self, gconstpointer how)
{
  set_hour (self, 12);
  add_patient (self, "male", 60);
  add_plan (self);
  complete (self, 200, "refused");
  assert_sql (self, "0", "SELECT count(*) FROM message");
  g_free (fixture_sql (self, "UPDATE followup_task SET state = 'open', version = version + 1; "
                             "UPDATE followup_plan SET state = 'active'"));
  complete (self, 200, "deceased");
  assert_sql (self, "0", "SELECT count(*) FROM message");
}

/* Whom no message can reach is not thanked, and nobody need see to it. Nor if the hospital does not
 * wish to. */
static void
test_thanks_nowhere (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  add_patient (self, "male", 60);
  add_plan (self);
  g_free (fixture_sql (self, "UPDATE contact SET channel = 'landline'"));
  complete (self, 200, "reached");
  assert_sql (self, "cancelled address", "SELECT state || ' ' || reason FROM message");
  g_free (fixture_sql (
      self, "UPDATE followup_task SET state = 'open', version = version + 1; DELETE FROM message;"
            "UPDATE setting SET value = 'off' WHERE code = 'thank_you'"));
  complete (self, 200, "reached");
  assert_sql (self, "0", "SELECT count(*) FROM message");
}

/* --- One variable, whatever the channel ----------------------------------------------------- */

#define FORM                                                                                       \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:pain\",\"version\":\"1\",\"status\":"    \
  "\"active\","                                                                                    \
  "\"title\":\"疼痛\",\"item\":[{\"linkId\":\"pain\",\"text\":\"疼痛\",\"type\":\"decimal\","  \
  "\"required\":true}]}"

static void
answer (Fixture *self, gint64 task, const char *channel, const char *pain)
{
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/complete", task);
  g_autofree char *body =
      g_strdup_printf ("{\"disposition\":\"reached\",\"channel\":\"%s\",\"started_at\":\"2026-01-"
                       "01T09:00:00+08:00\",\"response\":"
                       "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:test:"
                       "pain|1\",\"status\":\"completed\","
                       "\"item\":[{\"linkId\":\"pain\",\"answer\":[{\"valueDecimal\":%s}]}]}}",
                       channel, pain);

  fixture_expect (self, 200, "agent", "POST", path, body, "If-Match: \"1\"");
}

/* Asked by telephone or by message, it is the same variable; what is answered twice counts once. */
static void
test_same_variable (Fixture *self, gconstpointer unused)
{
  set_hour (self, 12);
  add_patient (self, "male", 60);
  add_plan (self);
  g_free (fixture_sql (
      self,
      "INSERT INTO questionnaire (url, version_tag, title, state, items, resource, tree_hash, "
      "published_at) "
      "VALUES ('urn:test:pain', '1', '疼痛', 'published', 1, '%s', '\\x00', now());"
      "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 1, 2);"
      "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id, "
      "department_id, channel, due_on, planned_on, state) VALUES "
      "(2, 1, 1, 2, 14, 'centre', 2, 1, 'message', hcrm_today(2), hcrm_today(2), 'open');"
      "UPDATE followup_task SET questionnaire_id = 1, version = 1",
      FORM));
  g_free (fixture_sql (
      self, "ALTER TABLE followup_task DISABLE TRIGGER bump; UPDATE followup_task SET version = 1;"
            "ALTER TABLE followup_task ENABLE TRIGGER bump"));
  answer (self, 1, "phone", "3");
  answer (self, 2, "message", "2");
  assert_sql (self, "pain 2, pain 3",
              "SELECT string_agg(item || ' ' || number, ', ' ORDER BY number) FROM answer");
  assert_sql (self, "message,phone",
              "SELECT string_agg(channel, ',' ORDER BY channel) FROM response");
  answer (self, 2, "phone", "9");
  assert_sql (self, "pain 2, pain 3",
              "SELECT string_agg(item || ' ' || number, ', ' ORDER BY number) FROM answer");
}

/* --- Templates ------------------------------------------------------------------------------ */

static void
test_templates (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/message-templates/1";

  fixture_expect (self, 403, "agent", "GET", "/message-templates", NULL);
  fixture_expect (self, 200, "admin", "GET", path, NULL);
  g_assert_cmpstr (fixture_at ("revision"), ==, "1");
  fixture_expect (self, 422, "admin", "PATCH", path, "{\"text\":\"您好{agent}\"}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "text");
  fixture_expect (self, 422, "admin", "PATCH", path, "{\"text_en\":\"Hello {nobody}\"}",
                  "If-Match: \"1\"");
  /* Of what no thanks are sent about, none could ever be sent. */
  fixture_expect (self, 422, "admin", "PATCH", path, "{\"text\":\"请按时服用{drug}\"}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "text");
  g_assert_nonnull (strstr (fixture_at ("fields.0.detail"), "drug"));
  fixture_expect (self, 200, "admin", "PATCH", path, "{\"text\":\"{name}{title}，谢谢\"}",
                  "If-Match: \"1\"");
  g_assert_cmpstr (fixture_at ("revision"), ==, "2");
  g_assert_cmpstr (fixture_at ("revisions.1.revision"), ==, "1");
  fixture_expect (self, 200, "admin", "PATCH", path, "{\"name\":\"致谢\"}", "If-Match: \"2\"");
  g_assert_cmpstr (fixture_at ("revision"), ==, "2");
  set_hour (self, 12);
  gint64 id = add (self, "thanks", add_patient (self, "female", 60), 0, "{}", NULL);
  assert_message (self, id, "revision || ' ' || body", "2 王建国女士，谢谢");
  fixture_expect (self, 422, "admin", "POST", "/message-templates",
                  "{\"code\":\"No\",\"purpose\":\"other\",\"name\":\"x\",\"text\":\"x\"}");
  fixture_expect (self, 409, "admin", "POST", "/message-templates",
                  "{\"code\":\"thanks\",\"purpose\":\"other\",\"name\":\"x\",\"text\":\"x\"}");
  fixture_expect (self, 201, "admin", "POST", "/message-templates",
                  "{\"code\":\"xmas\",\"purpose\":\"other\",\"name\":\"x\",\"text\":\"{name}\"}");
  g_free (fixture_sql (self, "UPDATE message_template SET retired_at = hcrm_now() WHERE id = 1"));
  id = add (self, "thanks", 1, 0, "{}", NULL);
  assert_message (self, id, "state || ' ' || reason", "blocked template");
}

/* What ships is polite, whole and in both languages, whoever it is for. */
static void
test_shipped_texts (Fixture *self, gconstpointer unused)
{
  g_autofree char *all =
      fixture_sql (self,
                   "SELECT string_agg(text || chr(1) || text_en, chr(1)) FROM message_template");
  g_auto (GStrv) texts = g_strsplit (all, "\001", -1);
  g_autofree char *named =
      fixture_sql (self,
                   "SELECT string_agg(purpose || chr(1) || purpose, chr(1)) FROM message_template");
  g_auto (GStrv) purposes = g_strsplit (named, "\001", -1);

  for (guint i = 0; texts[i] != NULL; i++) {
    g_assert_true (hcrm_message_check_text (texts[i], purposes[i], NULL));
    HcrmMessageFacts facts;
    const char *label = NULL;
    for (guint n = 0; hcrm_message_get_sample (n, i % 2 ? "en" : "zh_CN", &facts, &label); n++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *said = hcrm_message_fill (texts[i], &facts, &error);
      g_assert_no_error (error);
      g_assert_null (strchr (said, '{'));
    }
  }
  assert_sql (
      self, "t",
      "SELECT bool_and(text LIKE '%您好%' AND text_en LIKE 'Dear %') FROM message_template");
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
  FIXTURE_TEST ("/message/by-hand", test_by_hand);
  FIXTURE_TEST ("/message/reveal-refused", test_reveal_refused);
  FIXTURE_TEST ("/message/cancel-and-retry", test_cancel_and_retry);
  FIXTURE_TEST ("/message/receipts", test_receipts);
  FIXTURE_TEST ("/message/files", test_files);
  FIXTURE_TEST ("/message/provider-fails", test_provider_fails);
  FIXTURE_TEST ("/message/waiting", test_waiting);
  FIXTURE_TEST ("/message/waiting-long", test_waiting_long);
  FIXTURE_TEST ("/message/waiting-refusals", test_waiting_refusals);
  FIXTURE_TEST ("/message/waiting-race", test_waiting_race);
  FIXTURE_TEST ("/message/expiry", test_expiry);
  FIXTURE_TEST ("/message/medication", test_medication);
  FIXTURE_TEST ("/message/plan", test_plan);
  FIXTURE_TEST ("/message/reexamination", test_reexamination);
  FIXTURE_TEST ("/message/thanks", test_thanks);
  FIXTURE_TEST ("/message/thanks-at-night", test_thanks_at_night);
  FIXTURE_TEST ("/message/no-thanks", test_no_thanks);
  FIXTURE_TEST ("/message/thanks-nowhere", test_thanks_nowhere);
  FIXTURE_TEST ("/message/same-variable", test_same_variable);
  FIXTURE_TEST ("/message/templates", test_templates);
  FIXTURE_TEST ("/message/shipped-texts", test_shipped_texts);
  return g_test_run ();
}
