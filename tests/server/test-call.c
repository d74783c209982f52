/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls over HTTP: reported in any order by any clock, made and taken, who it may be, wrapped up.
 */

#include <string.h>

#include "gateways/telephony/hcrm-telephone.h"
#include "hcrm-desk.h"
#include "hcrm-ward.h"

#define FAMILY "13900000001"

/* A telephone system that reports, extensions 8001 (agent) and 8002 (agent2), 8101 (doctor); a
 * family of five with one number: contact and patient 1 to 5, of whom 3 is seen in CARDIO. */
static const char house[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO app_user (username, password_hash) SELECT 'pbx', password_hash FROM app_user "
    "WHERE username = 'agent';"
    "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
    "WHERE u.username = 'pbx' AND r.code = 'telephony';"
    "INSERT INTO telephone (site_id, extension, user_id) SELECT 2, x.extension, u.id FROM (VALUES "
    "('8001', 'agent'), ('8002', 'agent2'), ('8101', 'doctor')) AS x (extension, username)"
    "  JOIN app_user AS u USING (username);"
    "INSERT INTO patient (name, pinyin, sex, birth_date) VALUES"
    " ('周桂兰', 'zhou gui lan', 'female', '1955-02-03'), ('李强', 'li qiang', 'male', "
    "'1980-04-05'), ('王敏', 'wang min', 'female', '1982-06-07'),"
    " ('李小宝', 'li xiao bao', 'male', hcrm_today() - 1000), ('李大海', 'li da hai', 'male', "
    "'1953-08-09');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id, "
    "started_at)"
    " SELECT p.id, 2, 'outpatient', 'O' || p.id, 'active', CASE p.id WHEN 3 THEN 3 ELSE 1 END, "
    "CASE p.id WHEN 3 THEN 2 ELSE 1 END, hcrm_now() - interval '40 days' FROM patient AS p;"
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key, may_discuss) "
    "VALUES"
    " (1, 1, '周桂兰', 'self', '139 0000 0001', '13900000001', 'none'), (2, 1, '周桂兰', 'parent', "
    "'13900000001', '13900000001', 'appointments'),"
    " (3, 1, '周桂兰', 'other-relative', '13900000001', '13900000001', 'none'), (4, 1, '李强', "
    "'guardian', '13900000001', '13900000001', 'none'),"
    " (5, 1, '周桂兰', 'spouse', '13900000001', '13900000001', 'all'), (2, 2, NULL, 'self', "
    "'0571-88886620', '057188886620', 'none')";

static gint64 began;

static void
set_up (Fixture *self, gconstpointer unused)
{
  began = g_get_real_time ();
  fixture_setup (self, NULL);
  fixture_script (self, house);
}

/* An instant @ms from when the test began, as somebody's clock says it. */
static char *
at (gint64 ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (began / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_add (now, ms * G_TIME_SPAN_MILLISECOND);

  return g_date_time_format (then, "%Y-%m-%dT%H:%M:%S.%fZ");
}

/* One event as the telephone system writes it. */
static char *
event (const char *id, const char *kind, gint64 ms, const char *more)
{
  g_autofree char *when = at (ms);

  return g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"%s\",\"at\":\"%s\"%s}", id, kind, when, more);
}

/* Reports an event of a call; the answer is the call. */
static void
report (Fixture *self, const char *call, const char *one)
{
  g_autofree char *body = g_strdup_printf (
      "{\"provider\":\"pbx\",\"provider_call_id\":\"%s\",\"replayed\":true,\"events\":[%s]}", call,
      one);

  fixture_expect (self, 200, "pbx", "POST", "/calls", body);
}

static void
tell (Fixture *self, const char *call, const char *kind, gint64 ms, const char *more)
{
  g_autofree char *id = g_strdup_printf ("%s%" G_GINT64_FORMAT, kind, ms);
  g_autofree char *one = event (id, kind, ms, more);

  report (self, call, one);
}

/* A call that came in, rang at an extension and was answered there. */
static gint64
talk (Fixture *self, const char *call, const char *number, const char *extension)
{
  g_autofree char *from = g_strdup_printf (",\"number\":\"%s\"", number);
  g_autofree char *where = g_strdup_printf (",\"extension\":\"%s\"", extension);

  tell (self, call, "incoming", -60000, from);
  tell (self, call, "ringing", -59000, where);
  tell (self, call, "answered", -50000, where);
  return g_ascii_strtoll (fixture_at ("id"), NULL, 10);
}

static void
step (Fixture *self,
      guint status,
      const char *user,
      gint64 call,
      const char *action,
      const char *body)
{
  g_autofree char *path = g_strdup_printf ("/calls/%" G_GINT64_FORMAT "/actions/%s", call, action);

  fixture_send (self, status, user, "POST", path, body, fixture_get_version (self, "call", call));
}

static void
show (Fixture *self, guint status, const char *user, gint64 call)
{
  g_autofree char *path = g_strdup_printf ("/calls/%" G_GINT64_FORMAT, call);

  fixture_expect (self, status, user, "GET", path, NULL);
}

static guint
count_items (void)
{
  g_autoptr (JsonNode) reply = fixture_parse_answer ();

  return json_length_at (reply, "items");
}

/* --- Reported --------------------------------------------------------------------------------- */

static void
test_reported (Fixture *self, gconstpointer unused)
{
  talk (self, "c1", FAMILY, "8001");
  desk_assert_at ("state", "talking");
  desk_assert_at ("direction", "in");
  desk_assert_at ("number", "139****0001");
  desk_assert_at ("user", "林晓");
  desk_assert_at ("department_en", "Service Centre");
  desk_assert_at ("site_id", "2");
  desk_assert_at ("wait_seconds", "10");
  desk_assert_at ("talk_seconds", NULL);
  desk_assert_at ("events.0.number", "139****0001");
  tell (self, "c1", "hung-up", -1000, ",\"cause\":\"normal\",\"by\":\"other\"");
  desk_assert_at ("state", "ended");
  desk_assert_at ("talk_seconds", "49");
  desk_assert_at ("hangup", "normal");
  desk_assert_at ("hangup_by", "other");
  desk_assert_at ("version", "1");
  fixture_expect (self, 403, "agent", "POST", "/calls",
                  "{\"provider\":\"pbx\",\"provider_call_id\":\"c1\",\"events\":[]}");
}

/* The same again is nothing new; the answer is the same. */
static void
test_idempotent (Fixture *self, gconstpointer unused)
{
  g_autofree char *one = event ("e1", "incoming", -5000, ",\"number\":\"" FAMILY "\"");
  g_autofree char *two = event ("e2", "ringing", -4000, ",\"extension\":\"8001\"");
  g_autofree char *both = g_strconcat (two, ",", one, ",", one, NULL);

  report (self, "c1", one);
  report (self, "c1", one);
  report (self, "c1", both);
  report (self, "c1", both);
  desk_assert_at ("state", "ringing");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM call");
  fixture_assert_sql (self, "2", "SELECT count(*) FROM call_event");
  fixture_assert_sql (self, "1", "SELECT version FROM call");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const char *const bad[] = {
    "{\"provider\":\"pbx\",\"provider_call_id\":\"c1\",\"events\":[{\"id\":\"1\",\"kind\":"
    "\"sneezed\",\"at\":\"2026-01-01T00:00:00Z\"}]}",
    "{\"provider\":\"pbx\",\"provider_call_id\":\"c1\",\"events\":[{\"id\":\"1\",\"kind\":"
    "\"answered\"}]}",
    "{\"provider\":\"pbx\",\"provider_call_id\":\"c1\",\"events\":[]}",
    "{\"provider\":\"pbx\",\"events\":[{\"id\":\"1\",\"kind\":\"answered\",\"at\":\"2026-01-01T00:"
    "00:00Z\"}]}",
    "{\"provider\":\"manual\",\"provider_call_id\":\"c1\",\"events\":[{\"id\":\"1\",\"kind\":"
    "\"answered\",\"at\":\"2026-01-01T00:00:00Z\"}]}",
    "{\"provider\":\"simulator\",\"provider_call_id\":\"c1\",\"events\":[{\"id\":\"1\",\"kind\":"
    "\"answered\",\"at\":\"2026-01-01T00:00:00Z\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    fixture_expect (self, 422, "pbx", "POST", "/calls", bad[i]);
  fixture_assert_sql (self, "0", "SELECT count(*) FROM call");
}

/* All orders of one call's events come to the same. */
static void
test_any_order (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, event ("1", "incoming", -60000, ",\"number\":\"" FAMILY "\""));
  g_ptr_array_add (parts, event ("2", "ringing", -59000, ",\"extension\":\"8001\""));
  g_ptr_array_add (parts, event ("3", "answered", -50000, ",\"extension\":\"8001\""));
  g_ptr_array_add (parts, event ("4", "hung-up", -10000, ",\"cause\":\"normal\""));
  for (guint order = 0; order < 24; order++) {
    g_autoptr (GPtrArray) rest = g_ptr_array_copy (parts, NULL, NULL);
    g_autofree char *call = g_strdup_printf ("c%u", order);
    g_ptr_array_set_free_func (rest, NULL);
    for (guint i = 0, left = order; i < 4; i++) {
      report (self, call, g_ptr_array_steal_index (rest, left % (4 - i)));
      left /= 4 - i;
    }
    desk_assert_at ("state", "ended");
    desk_assert_at ("user", "林晓");
    desk_assert_at ("wait_seconds", "10");
    desk_assert_at ("talk_seconds", "40");
  }
  fixture_assert_sql (self, "1",
                      "SELECT count(DISTINCT (state, direction, number_key, user_id, users, "
                      "started_at, answered_at, ended_at, hangup)) FROM call");
}

/* A clock that is five minutes slow is seen through; one of a second is the way that events take.
 */
static void
test_skew (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++) {
    g_autofree char *one = event ("1", "incoming", -300000, ",\"number\":\"" FAMILY "\"");
    g_autofree char *body =
        g_strdup_printf ("{\"provider\":\"slow\",\"provider_call_id\":\"%u\",\"events\":[%s]}", i,
                         one);
    fixture_expect (self, 200, "pbx", "POST", "/calls", body);
  }
  g_assert_cmpint (g_ascii_strtoll (fixture_at ("skew_ms"), NULL, 10), >=, 300000);
  g_assert_cmpint (g_ascii_strtoll (fixture_at ("skew_ms"), NULL, 10), <, 420000);
  fixture_assert_sql (
      self, "t",
      "SELECT bool_and(abs(extract(epoch FROM started_at - created_at)) < 60) FROM call");
  /* What is of the past says nothing about the clock. */
  fixture_expect (self, 200, "pbx", "POST", "/calls",
                  "{\"provider\":\"old\",\"provider_call_id\":\"1\",\"replayed\":true,\"events\":["
                  "{\"id\":\"1\",\"kind\":\"incoming\",\"at\":\"2026-01-05T02:03:04Z\"}]}");
  desk_assert_at ("skew_ms", "0");
  fixture_assert_sql (
      self, "2026-01-05 02:03:04+00",
      "SELECT started_at AT TIME ZONE 'UTC' || '+00' FROM call WHERE provider = 'old'");
  fixture_expect (self, 200, "pbx", "POST", "/calls",
                  "{\"provider\":\"fast\",\"provider_call_id\":\"1\",\"events\":["
                  "{\"id\":\"1\",\"kind\":\"incoming\",\"at\":\"2099-01-05T02:03:04Z\"}]}");
  fixture_assert_sql (
      self, "t",
      "SELECT abs(extract(epoch FROM started_at - created_at)) < 60 FROM call WHERE "
      "provider = 'fast'");
}

/* --- Right now -------------------------------------------------------------------------------- */

static void
current (Fixture *self, const char *user)
{
  fixture_expect (self, 200, user, "GET", "/calls/current", NULL);
}

/* Five relatives have one number; who answers sees them ranked, and each is told of in the audit,
 * once. */
static void
test_relatives (Fixture *self, gconstpointer unused)
{
  tell (self, "c1", "incoming", -3000, ",\"number\":\"+86 139-0000-0001\"");
  tell (self, "c1", "ringing", -2000, ",\"extension\":\"8001\"");
  current (self, "agent");
  desk_assert_at ("items.0.state", "ringing");
  desk_assert_at ("items.0.candidates.0.name", "周桂兰");
  desk_assert_at ("items.0.candidates.0.reasons.0.code", "caller.own");
  desk_assert_at ("items.0.candidates.4.name", "王敏");
  desk_assert_at ("items.0.number", "139****0001");
  current (self, "agent");
  fixture_assert_sql (self, "5", "SELECT count(*) FROM audit WHERE action = 'look-up'");
  current (self, "agent2");
  g_assert_cmpuint (count_items (), ==, 0);
}

static void
test_no_number (Fixture *self, gconstpointer unused)
{
  static const char *const numbers[][2] = { { "anonymous", "withheld" },
                                            { "", "withheld" },
                                            { "8002", "short" },
                                            { "13911112222", "unknown" } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *call = g_strdup_printf ("c%u", i);
    g_autofree char *more =
        g_strdup_printf (",\"number\":\"%s\",\"extension\":\"8001\"", numbers[i][0]);
    tell (self, call, "incoming", -3000 + (gint64) i * 100, more);
    desk_assert_at ("withheld", strcmp (numbers[i][1], "withheld") == 0 ? "true" : "false");
    current (self, "agent");
    desk_assert_at ("items.0.reason", numbers[i][1]);
    desk_assert_at ("items.0.candidates.0.id", NULL);
  }
}

/* A doctor sees only patients of the department among those who may be calling. */
static void
test_scope (Fixture *self, gconstpointer unused)
{
  gint64 call = talk (self, "c1", FAMILY, "8101");
  gint64 other = talk (self, "c2", FAMILY, "8001");

  current (self, "doctor");
  g_assert_cmpuint (count_items (), ==, 1);
  desk_assert_at ("items.0.candidates.3.name", "李大海");
  desk_assert_at ("items.0.candidates.4.name", NULL);
  show (self, 200, "doctor", call);
  show (self, 404, "doctor", other);
  show (self, 200, "head", call);
  show (self, 404, "doctor2", call);
  show (self, 200, "agent2", call);
  show (self, 403, "admin", call);
  fixture_expect (self, 200, "doctor", "GET", "/calls", NULL);
  g_assert_cmpuint (count_items (), ==, 1);
  fixture_expect (self, 200, "manager", "GET", "/calls", NULL);
  g_assert_cmpuint (count_items (), ==, 2);
}

/* Passed on: it is the other's now, who finds whom the first one named on top. */
static void
test_transferred (Fixture *self, gconstpointer unused)
{
  gint64 call = talk (self, "c1", FAMILY, "8001");

  step (self, 200, "agent", call, "identify", "{\"patient_id\":5,\"contact_id\":5}");
  desk_assert_at ("patient", "李大海");
  desk_assert_at ("relation", "spouse");
  tell (self, "c1", "transferred", -20000, ",\"extension\":\"8002\"");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
  current (self, "agent2");
  desk_assert_at ("items.0.candidates.0.name", "李大海");
  desk_assert_at ("items.0.candidates.0.reasons.1.code", "caller.named-now");
  step (self, 409, "agent", call, "hang-up", "{}");
}

/* Passed on to where nobody is known to sit: who passed it on is free, and writes down what it was,
 * once. */
static void
test_passed_away (Fixture *self, gconstpointer unused)
{
  gint64 call = talk (self, "c1", FAMILY, "8001");

  tell (self, "c1", "transferred", -20000, ",\"extension\":\"8999\"");
  show (self, 200, "agent", call);
  desk_assert_at ("state", "passed");
  fixture_expect (self, 200, "agent", "GET", "/telephones/me", NULL);
  desk_assert_at ("state", "free");
  step (self, 409, "agent", call, "hang-up", "{}");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 1);
  step (self, 200, "agent", call, "wrap-up", "{\"disposition\":\"reached\",\"note\":\"住院处\"}");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
  tell (self, "c1", "hung-up", -1000, ",\"cause\":\"normal\"");
  desk_assert_at ("state", "ended");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
}

/* Both pick up: one has it, the other is told. */
static void
test_two_agents (Fixture *self, gconstpointer unused)
{
  gint64 call;

  tell (self, "c1", "incoming", -3000, ",\"number\":\"" FAMILY "\"");
  tell (self, "c1", "ringing", -2000, ",\"extension\":\"8001\"");
  tell (self, "c1", "ringing", -1900, ",\"extension\":\"8002\"");
  call = g_ascii_strtoll (fixture_at ("id"), NULL, 10);
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 1);
  current (self, "agent2");
  g_assert_cmpuint (count_items (), ==, 1);
  step (self, 200, "agent2", call, "answer", "{}");
  desk_assert_at ("user", "何嘉");
  step (self, 409, "agent", call, "answer", "{}");
  desk_assert_at ("type", "claimed");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
}

/* --- Made ------------------------------------------------------------------------------------- */

#define DIAL "/calls/actions/dial"

static void
test_dialled (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", DIAL, "{\"contact_id\":2}");
  desk_assert_at ("state", "dialling");
  desk_assert_at ("direction", "out");
  desk_assert_at ("provider", "manual");
  desk_assert_at ("number", "139****0001");
  desk_assert_at ("patient", "李强");
  desk_assert_at ("user", "林晓");
  g_assert_cmpstr (fixture_answer.location, ==, "/api/v1/calls/1");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 1);
  desk_assert_at ("items.0.number", "139****0001");
  desk_assert_at ("items.0.to_dial", "13900000001"); /* nobody dials a masked number */
  current (self, "agent");
  fixture_assert_sql (self, "agent",
                      "SELECT string_agg(u.username, ',') FROM audit AS a JOIN app_user AS u"
                      " ON u.id = a.user_id WHERE a.action = 'dial' AND a.entity = 'call'");
  step (self, 200, "agent", 1, "answer", "{}");
  desk_assert_at ("state", "talking");
  current (self, "agent");
  g_assert_null (fixture_at ("items.0.to_dial"));
  step (self, 409, "agent", 1, "hold", "{}");
  step (self, 409, "agent", 1, "wrap-up", "{\"disposition\":\"reached\"}");
  step (self, 200, "agent", 1, "hang-up", "{}");
  desk_assert_at ("state", "ended");
  desk_assert_at ("hangup_by", "agent");
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 1);
  step (self, 200, "agent", 1, "wrap-up", "{\"disposition\":\"reached\",\"note\":\"好\"}");
  desk_assert_at ("disposition", "reached");
  g_assert_nonnull (fixture_at ("wrapped_up_at"));
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
  fixture_assert_sql (self, "call.out", "SELECT code FROM timeline WHERE kind = 'call'");
  step (self, 403, "agent2", 1, "wrap-up", "{\"disposition\":\"busy\"}");
  step (self, 403, "manager", 1, "wrap-up", "{\"disposition\":\"busy\"}");
}

static void
test_dial_refused (Fixture *self, gconstpointer unused)
{
  static const char *const bad[][2] = {
    { "{}", "number" },
    { "{\"number\":\"13\"}", "number" },
    { "{\"number\":\"139****0001\"}", "number" },
    { "{\"contact_id\":99}", "contact_id" },
    { "{\"contact_id\":1,\"patient_id\":2}", "contact_id" },
    { "{\"number\":\"13911112222\",\"patient_id\":99}", "patient_id" },
    { "{\"number\":\"13911112222\",\"activity_id\":99}", "activity_id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    fixture_expect (self, 422, "agent", "POST", DIAL, bad[i][0]);
    desk_assert_at ("fields.0.name", bad[i][1]);
  }
  fixture_expect (self, 422, "doctor", "POST", DIAL, "{\"contact_id\":3}");
  fixture_expect (self, 403, "manager", "POST", DIAL, "{\"number\":\"13911112222\"}");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM call");
}

/* A number that is shown masked is dialled by whose it is, or by the call that it stands with. */
static void
test_dial_shown (Fixture *self, gconstpointer unused)
{
  gint64 call = talk (self, "c1", "13911112222", "8001");
  g_autofree char *back = g_strdup_printf ("{\"call_id\":%" G_GINT64_FORMAT "}", call);

  step (self, 200, "agent", call, "identify", "{\"patient_id\":5,\"contact_id\":5}");
  fixture_expect (self, 201, "agent", "POST", DIAL, "{\"patient_id\":2}");
  desk_assert_at ("number", "139****0001");
  desk_assert_at ("patient", "李强");
  desk_assert_at ("contact_id", "2");
  fixture_expect (self, 201, "agent", "POST", DIAL, back);
  desk_assert_at ("direction", "out");
  desk_assert_at ("number", "139****2222");
  desk_assert_at ("patient", "李大海");
  desk_assert_at ("contact_id", "5");
  fixture_run_sql (self, "UPDATE contact SET invalid_at = now() WHERE patient_id = 2");
  fixture_expect (self, 422, "agent", "POST", DIAL, "{\"patient_id\":2}");
  desk_assert_at ("fields.0.name", "number");
  fixture_expect (self, 422, "agent", "POST", DIAL, "{\"call_id\":99}");
  desk_assert_at ("fields.0.name", "call_id");
  fixture_expect (self, 422, "doctor", "POST", DIAL, back);
}

/* The same key, the same call. */
static void
test_dial_once (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 2; i++)
    fixture_expect (self, 201, "agent", "POST", DIAL, "{\"number\":\"13911112222\"}",
                    "Idempotency-Key: one");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM call");
}

/* However it is written and whoever dials, a number is called three times in 24 hours. */
static void
test_limit (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", DIAL, "{\"number\":\"139 0000 0001\"}");
  fixture_expect (self, 201, "agent2", "POST", DIAL, "{\"contact_id\":1}");
  fixture_expect (self, 201, "doctor", "POST", DIAL, "{\"number\":\"+8613900000001\"}");
  fixture_expect (self, 429, "agent", "POST", DIAL, "{\"number\":\"013900000001\"}");
  desk_assert_at ("type", "too-many");
  desk_assert_at ("fields.0.name", "force_reason");
  fixture_expect (self, 201, "agent", "POST", DIAL, "{\"number\":\"13911112222\"}");
  fixture_expect (self, 201, "agent", "POST", DIAL,
                  "{\"number\":\"13900000001\",\"force_reason\":\"危急值\"}");
  desk_assert_at ("forced", "危急值");
  ward_forward (self, "25 hours");
  fixture_expect (self, 201, "agent", "POST", DIAL, "{\"number\":\"13900000001\"}");
  fixture_run_sql (self, "UPDATE setting SET value = '1' WHERE code = 'calls_per_number_24h'");
  fixture_expect (self, 429, "agent", "POST", DIAL, "{\"number\":\"13900000001\"}");
}

/* A desk telephone rang. */
static void
test_picked_up (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/calls/actions/pick-up",
                  "{\"number\":\"13900000001\"}");
  desk_assert_at ("state", "talking");
  desk_assert_at ("direction", "in");
  current (self, "agent");
  desk_assert_at ("items.0.candidates.0.name", "周桂兰");
  fixture_expect (self, 201, "agent2", "POST", "/calls/actions/pick-up", "{}");
  desk_assert_at ("withheld", "true");
}

/* --- Told of twice ---------------------------------------------------------------------------- */

#define CALLS "SELECT count(*) FROM call"

static void
dial (Fixture *self, const char *number, const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"number\":\"%s\"%s}", number, more);

  fixture_expect (self, 201, "agent", "POST", DIAL, body);
}

/* Dialled by hand, and told of by the telephone system: one call, with what both say. */
static void
test_told_too (Fixture *self, gconstpointer unused)
{
  dial (self, "139 0000 0001", ",\"patient_id\":2");
  tell (self, "t1", "dialling", 20000, ",\"number\":\"+86 13900000001\",\"extension\":\"8001\"");
  desk_assert_at ("id", "1");
  desk_assert_at ("provider", "pbx");
  desk_assert_at ("patient", "李强");
  fixture_assert_sql (self, "1", CALLS);
  step (self, 200, "agent", 1, "answer", "{}");
  tell (self, "t1", "hung-up", 21000, ",\"cause\":\"normal\",\"by\":\"other\"");
  desk_assert_at ("id", "1");
  desk_assert_at ("state", "ended");
  desk_assert_at ("hangup_by", "other");
  step (self, 200, "agent", 1, "wrap-up", "{\"disposition\":\"reached\"}");
  fixture_assert_sql (self, "1", CALLS);
  /* What is told again, or late, is of the same call; the next one is another. */
  tell (self, "t1", "dialling", 20000, ",\"number\":\"+86 13900000001\",\"extension\":\"8001\"");
  fixture_assert_sql (self, "1", CALLS);
  tell (self, "t2", "dialling", 25000, ",\"number\":\"13900000001\",\"extension\":\"8001\"");
  fixture_assert_sql (self, "2", CALLS);
}

/* In whatever order and however piecemeal the system tells, it comes to one call, the same. */
static void
test_told_in_any_order (Fixture *self, gconstpointer unused)
{
  for (guint order = 0; order < 24; order++) {
    g_autoptr (GPtrArray) rest = g_ptr_array_new ();
    g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *call = g_strdup_printf ("o%u", order);
    began = g_get_real_time ();
    g_autofree char *number = g_strdup_printf ("139000010%02u", order);
    g_autofree char *said = g_strdup_printf (",\"number\":\"%s\"", number);
    g_autofree char *count = g_strdup_printf ("%u", order + 1);
    g_ptr_array_add (parts, event ("1", "dialling", -20000, said));
    g_ptr_array_add (parts, event ("2", "ringing", -15000, ",\"extension\":\"8001\""));
    g_ptr_array_add (parts, event ("3", "answered", -10000, ",\"extension\":\"8001\""));
    g_ptr_array_add (parts, event ("4", "hung-up", -5000, ",\"cause\":\"busy\""));
    for (guint i = 0; i < 4; i++)
      g_ptr_array_add (rest, g_ptr_array_index (parts, i));
    dial (self, number, "");
    for (guint i = 0, left = order; i < 4; i++) {
      report (self, call, g_ptr_array_steal_index (rest, left % (4 - i)));
      left /= 4 - i;
    }
    desk_assert_at ("state", "ended");
    desk_assert_at ("talk_seconds", "5");
    desk_assert_at ("wait_seconds", "10");
    desk_assert_at ("direction", "out");
    desk_assert_at ("user", "林晓");
    desk_assert_at ("hangup", "busy");
    fixture_assert_sql (self, count, CALLS);
  }
}

/* Somebody else's, another number, the other way round, or at another time: two calls. */
static void
test_told_of_another (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *kind, *more;
    gint64 ms;
  } others[] = {
    { "dialling", ",\"number\":\"13900000001\",\"extension\":\"8002\"", 1000 },
    { "dialling", ",\"number\":\"13900000002\",\"extension\":\"8001\"", 1000 },
    { "incoming", ",\"number\":\"13900000001\",\"extension\":\"8001\"", 1000 },
    { "dialling", ",\"number\":\"13900000001\",\"extension\":\"8001\"", -600000 },
    { "dialling", ",\"number\":\"13900000001\"", 1000 },
  };

  dial (self, "13900000001", "");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *call = g_strdup_printf ("a%u", i);
    g_autofree char *count = g_strdup_printf ("%u", i + 2);
    tell (self, call, others[i].kind, others[i].ms, others[i].more);
    fixture_assert_sql (self, count, CALLS);
  }
  fixture_assert_sql (self, "manual", "SELECT provider FROM call WHERE id = 1");
}

/* The system's clock is five minutes fast or slow; what the agent says is by ours. */
static void
test_told_by_another_clock (Fixture *self, gconstpointer unused)
{
  static const gint64 clocks[] = { 300000, -300000 };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++) {
    g_autofree char *number = g_strdup_printf ("1390000002%u", i);
    g_autofree char *more = g_strdup_printf (",\"number\":\"%s\",\"extension\":\"8001\"", number);
    g_autofree char *one = event ("1", "dialling", clocks[i], more);
    g_autofree char *body =
        g_strdup_printf ("{\"provider\":\"clock%u\",\"provider_call_id\":\"1\",\"events\":[%s]}", i,
                         one);
    dial (self, number, "");
    fixture_expect (self, 200, "pbx", "POST", "/calls", body);
    gint64 id = g_ascii_strtoll (fixture_at ("id"), NULL, 10);
    step (self, 200, "agent", id, "answer", "{}");
    step (self, 200, "agent", id, "hang-up", "{}");
  }
  fixture_assert_sql (self, "2", CALLS);
  fixture_assert_sql (self, "t",
                      "SELECT bool_and(abs(extract(epoch FROM answered_at - created_at)) < 60 AND"
                      " abs(extract(epoch FROM ended_at - created_at)) < 60) FROM call");
}

/* Each of two calls finds its own, also when the later one is told of first. */
static void
test_told_of_two (Fixture *self, gconstpointer unused)
{
  dial (self, "13900000001", "");
  dial (self, "13900000001", "");
  fixture_run_sql (self, "UPDATE call_event SET at = at - interval '60 s' WHERE call_id = 1");
  fixture_run_sql (self, "UPDATE call SET started_at = started_at - interval '60 s' WHERE id = 1");
  tell (self, "b", "dialling", 30000, ",\"number\":\"13900000001\",\"extension\":\"8001\"");
  desk_assert_at ("id", "2");
  tell (self, "a", "dialling", -25000, ",\"number\":\"13900000001\",\"extension\":\"8001\"");
  desk_assert_at ("id", "1");
  fixture_assert_sql (self, "2", CALLS);
}

/* The system was first: what is said by hand is of its call; a number that is being called is
 * called no second time. */
static void
test_told_before (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE setting SET value = '1' WHERE code = 'calls_per_number_24h'");
  tell (self, "t1", "dialling", -9000, ",\"number\":\"13900000001\",\"extension\":\"8001\"");
  dial (self, "139-0000-0001", ",\"patient_id\":2");
  desk_assert_at ("id", "1");
  desk_assert_at ("patient", "李强");
  fixture_expect (self, 429, "agent", "POST", DIAL, "{\"number\":\"13900000001\"}");

  tell (self, "t2", "incoming", -9000, ",\"number\":\"13900000009\"");
  tell (self, "t2", "ringing", -8000, ",\"extension\":\"8002\"");
  fixture_expect (self, 201, "agent2", "POST", "/calls/actions/pick-up", "{}");
  desk_assert_at ("id", "2");
  desk_assert_at ("state", "talking");
  desk_assert_at ("number", "139****0009");
  /* By hand first, and the system after that. */
  fixture_expect (self, 201, "doctor", "POST", "/calls/actions/pick-up", "{}");
  tell (self, "t3", "incoming", 1000, ",\"number\":\"13900000001\",\"extension\":\"8101\"");
  desk_assert_at ("id", "3");
  desk_assert_at ("number", "139****0001");
  fixture_assert_sql (self, "3", CALLS);
}

/* --- What it was made for ----------------------------------------------------------------------
 */

/* Who finishes a step names the call: it is wrapped up by that, and told of once. */
static void
test_step (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  gint64 task = ward_call (self, "张三");
  g_autofree char *dial =
      g_strdup_printf ("{\"number\":\"13700000001\",\"activity_id\":%" G_GINT64_FORMAT "}", task);

  fixture_expect (self, 201, "agent", "POST", DIAL, dial);
  desk_assert_at ("activity_kind", "followup_task");
  desk_assert_at ("patient", "张三");
  step (self, 200, "agent", 1, "answer", "{}");
  step (self, 200, "agent", 1, "hang-up", "{}");
  ward_complete (self, 422, "agent2", task, "no_answer", ",\"call_id\":1");
  desk_assert_at ("fields.0.name", "call_id");
  ward_complete (self, 200, "agent", task, "no_answer", ",\"call_id\":1,\"note\":\"无人\"");
  show (self, 200, "agent", 1);
  desk_assert_at ("disposition", "no_answer");
  desk_assert_at ("note", "无人");
  g_assert_nonnull (fixture_at ("wrapped_up_at"));
  current (self, "agent");
  g_assert_cmpuint (count_items (), ==, 0);
  fixture_assert_sql (self, "1", "SELECT call_id FROM attempt");
  step (self, 200, "agent", 1, "wrap-up", "{\"disposition\":\"busy\"}");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM timeline WHERE kind = 'call'");
}

#define TOLD "{\"disposition\":\"no_answer\",\"started_at\":\"%s\",\"call_id\":%d}"

/* A complaint is told by the number that was left; nobody it is about hears of the call. */
static void
test_complaint (Fixture *self, gconstpointer unused)
{
  gint64 complaint = desk_answered (self);
  g_autofree char *dial = g_strdup_printf ("{\"activity_id\":%" G_GINT64_FORMAT "}", complaint);
  g_autofree char *tell_path =
      g_strdup_printf ("/complaints/%" G_GINT64_FORMAT "/actions/tell", complaint);

  fixture_expect (self, 201, "agent", "POST", DIAL, dial);
  desk_assert_at ("number", "139****1234");
  desk_assert_at ("activity_kind", "complaint");
  step (self, 200, "agent", 1, "hang-up", "{}");
  desk_assert_at ("state", "failed");
  g_autofree char *now = fixture_sql (self, "SELECT to_char(hcrm_now() AT TIME ZONE 'UTC', "
                                            "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  g_autofree char *of_none = g_strdup_printf (TOLD, now, 99),
                  *of_it = g_strdup_printf (TOLD, now, 1);
  fixture_send (self, 422, "agent", "POST", tell_path, of_none,
                fixture_get_version (self, "complaint", complaint));
  desk_assert_at ("fields.0.name", "call_id");
  fixture_send (self, 200, "agent", "POST", tell_path, of_it,
                fixture_get_version (self, "complaint", complaint));
  show (self, 200, "supervisor", 1);
  desk_assert_at ("disposition", "no_answer");
  fixture_run_sql (self, "UPDATE complaint SET against = ARRAY[5] WHERE id = %d", (int) complaint);
  show (self, 404, "supervisor", 1);
  show (self, 200, "agent", 1);
}

#define WHILE_CALLED(more)                                                                         \
  "{\"channel\":\"phone\",\"matter\":\"等了两个小时\",\"class\":\"other\",\"call_id\":1" more "}"

static void
assert_caller (Fixture *self, int id, const char *expected)
{
  fixture_assert_sql (
      self, expected,
      "SELECT concat_ws(' ', caller_number_key, coalesce((SELECT c.activity_id FROM "
      "call AS c WHERE c.activity_id = k.id), 0)) FROM complaint AS k WHERE k.id = %d",
      id);
}

/* F060: the number of the call is the caller's, though nobody at the desk sees it whole. */
static void
test_complained_in (Fixture *self, gconstpointer unused)
{
  talk (self, "c1", FAMILY, "8001");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?call_id=1", NULL);
  desk_assert_at ("similar.0.id", NULL);
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  WHILE_CALLED (",\"caller_name\":\"李强\",\"patient_id\":2"));
  desk_assert_at ("caller_number", "139****0001");
  desk_assert_at ("calls.0.call_id", "1");
  assert_caller (self, 1, FAMILY " 1");
  show (self, 200, "agent", 1);
  desk_assert_at ("patient", "李强");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?call_id=1", NULL);
  desk_assert_at ("similar.0.id", "1");
  /* A second one in the same call; another number that was said; none that was left. */
  fixture_expect (self, 201, "agent", "POST", "/complaints", WHILE_CALLED (""));
  desk_assert_at ("calls.0.call_id", "1");
  assert_caller (self, 2, FAMILY " 0");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  WHILE_CALLED (",\"caller_number\":\"13900000009\""));
  assert_caller (self, 3, "13900000009 0");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  WHILE_CALLED (",\"caller_number\":null"));
  assert_caller (self, 4, "0");
  fixture_expect (self, 201, "agent", "POST", "/complaints", WHILE_CALLED (",\"anonymous\":true"));
  assert_caller (self, 5, "0");
  fixture_expect (self, 422, "agent2", "POST", "/complaints", WHILE_CALLED (""));
  desk_assert_at ("fields.0.name", "call_id");
}

/* --- Moments with their words -------------------------------------------------------------------
 */

#define ANSWERS                                                                                    \
  ",\"call_id\":1,\"response\":{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":"     \
  "\"urn:test:walk|1\",\"status\":\"completed\",\"item\":[{\"linkId\":\"g\",\"item\":[{"           \
  "\"linkId\":"                                                                                    \
  "\"walks\",\"answer\":[{\"valueCoding\":{\"code\":\"yes\"}}]}]}]}"

/* A questionnaire of one question, for the steps of ward_call(). */
static void
add_questionnaire (Fixture *self)
{
  fixture_run_sql (
      self,
      "INSERT INTO questionnaire (url, version_tag, title, state, published_at, items, "
      "resource, tree_hash) VALUES ('urn:test:walk', '1', '行走', 'published', now(), 1, "
      "'{\"resourceType\":\"Questionnaire\",\"url\":\"urn:test:walk\",\"version\":\"1\",\"status\":"
      "\"active\",\"item\":[{\"linkId\":\"g\",\"type\":\"group\",\"item\":[{\"linkId\":\"walks\","
      "\"type\":\"choice\",\"text\":\"能自己走路吗？\",\"_text\":{\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/translation\",\"extension\":[{\"url\":\"lang\","
      "\"valueCode\":\"en\"},{\"url\":\"content\",\"valueString\":\"Can you walk?\"}]}]},"
      "\"answerOption\":[{\"valueCoding\":{\"code\":\"yes\",\"display\":\"能\"}}]}]}]}', "
      "'\\x00'); UPDATE followup_template_step SET questionnaire_url = 'urn:test:walk'");
}

/* Question and answer stand where they were given, for whoever may read the answers. */
static void
test_answer_words (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  add_questionnaire (self);
  gint64 task = ward_call (self, "张三");
  g_autofree char *dial =
      g_strdup_printf ("{\"number\":\"13700000001\",\"activity_id\":%" G_GINT64_FORMAT "}", task);

  fixture_expect (self, 201, "agent", "POST", DIAL, dial);
  fixture_expect (self, 200, "agent", "POST", "/calls/1/moments",
                  "{\"moments\":[{\"offset_ms\":4200,\"kind\":\"answer\",\"item\":\"walks\"}]}");
  ward_complete (self, 200, "agent", task, "reached", ANSWERS);
  show (self, 200, "agent", 1);
  desk_assert_at ("moments.0.label", "能自己走路吗？");
  desk_assert_at ("moments.0.label_en", "Can you walk?");
  desk_assert_at ("moments.0.value", "能");
  fixture_run_sql (self, "DELETE FROM role_permission WHERE permission = 'response.read'");
  show (self, 200, "supervisor", 1);
  desk_assert_at ("moments.0.label", "能自己走路吗？");
  desk_assert_at ("moments.0.value", NULL);
}

static void
assert_moments (Fixture *self, gint64 complaint, const char *expected)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%" G_GINT64_FORMAT, complaint);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  g_autoptr (JsonNode) reply = fixture_parse_answer ();
  g_autofree char *moments =
      json_to_string (json_object_get_member (json_node_get_object (reply), "moments"), FALSE);
  g_assert_cmpstr (moments, ==, expected);
}

/* A sentence is heard where it was said, as long as it stands there; a note that was written in a
 * call, from when it was begun. */
static void
test_sentences (Fixture *self, gconstpointer unused)
{
  gint64 complaint = desk_take (self, "");
  g_autofree char *dial = g_strdup_printf ("{\"activity_id\":%d}", (int) complaint);
  g_autofree char *notes = g_strdup_printf ("/complaints/%d/notes", (int) complaint);
  g_autofree char *moment =
      g_strdup_printf ("{\"moments\":[{\"offset_ms\":900,\"kind\":\"sentence\",\"complaint_id\":%d,"
                       "\"field\":\"matter\",\"from_char\":0,\"to_char\":6}]}",
                       (int) complaint);

  fixture_expect (self, 201, "agent", "POST", DIAL, dial);
  fixture_expect (self, 200, "agent", "POST", "/calls/1/moments", moment);
  desk_assert_at ("moments.0.label", "医生态度很差");
  fixture_expect (self, 422, "agent", "POST", notes, "{\"text\":\"再问\",\"offset_ms\":5}");
  desk_assert_fault (0, "offset_ms");
  fixture_expect (self, 422, "agent2", "POST", notes,
                  "{\"text\":\"再问\",\"call_id\":1,\"offset_ms\":5}");
  desk_assert_fault (0, "call_id");
  fixture_expect (self, 200, "agent", "POST", notes,
                  "{\"text\":\"要求当面道歉\",\"call_id\":1,\"offset_ms\":61000}");
  desk_assert_at ("calls.0.call_id", "1");
  show (self, 200, "agent", 1);
  desk_assert_at ("moments.1.label", "要求当面道歉");
  assert_moments (self, complaint,
                  "[{\"call_id\":1,\"offset_ms\":900,\"field\":\"matter\",\"from_char\":0,"
                  "\"to_char\":6,\"note_id\":null},{\"call_id\":1,\"offset_ms\":61000,\"field\":"
                  "\"note\",\"from_char\":null,\"to_char\":null,\"note_id\":1}]");
  fixture_run_sql (self, "UPDATE complaint SET matter = '护士' || matter");
  show (self, 200, "agent", 1);
  desk_assert_at ("moments.0.label", NULL);
  assert_moments (self, complaint,
                  "[{\"call_id\":1,\"offset_ms\":61000,\"field\":\"note\",\"from_char\":null,"
                  "\"to_char\":null,\"note_id\":1}]");
}

/* A recording is named to those who may hear it; that there is one, to all who read the complaint.
 */
static void
test_heard_by (Fixture *self, gconstpointer unused)
{
  gint64 complaint = desk_answered (self);
  g_autofree char *dial = g_strdup_printf ("{\"activity_id\":%" G_GINT64_FORMAT "}", complaint);
  g_autofree char *path = g_strdup_printf ("/complaints/%" G_GINT64_FORMAT, complaint);

  fixture_expect (self, 201, "agent", "POST", DIAL, dial);
  fixture_run_sql (
      self, "INSERT INTO file (sha256, size, media_type) VALUES (sha256('a'), 1, 'audio/ogg');"
            "INSERT INTO recording (call_id, file, name, media_type, site_id, user_id, "
            "activity_id, started_at) SELECT 1, sha256('a'), 'a', 'audio/ogg', site_id, user_id, "
            "activity_id, started_at FROM call");
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("calls.0.recordings.0.id", "1");
  fixture_expect (self, 200, "head", "GET", path, NULL);
  desk_assert_at ("calls.0.recorded", "true");
  desk_assert_at ("calls.0.recordings.0.id", NULL);
  show (self, 200, "supervisor", 1);
  desk_assert_at ("recordings.0.id", "1");
  show (self, 200, "agent", 1);
  desk_assert_at ("recordings.0.id", "1");
}

/* --- Statistics --------------------------------------------------------------------------------
 */

static void
replay (Fixture *self, const char *call, const char *events)
{
  report (self, call, events);
}

/* A call that begins before midnight counts on the day it began, with all its minutes. */
static void
test_midnight (Fixture *self, gconstpointer unused)
{
  replay (self, "n1",
          "{\"id\":\"1\",\"kind\":\"incoming\",\"at\":\"2026-03-02T23:59:30+08:00\",\"number\":"
          "\"" FAMILY "\"},"
          "{\"id\":\"2\",\"kind\":\"answered\",\"at\":\"2026-03-02T23:59:50+08:00\",\"extension\":"
          "\"8001\"},"
          "{\"id\":\"3\",\"kind\":\"hung-up\",\"at\":\"2026-03-03T00:04:50+08:00\"}");
  replay (
      self, "n2",
      "{\"id\":\"1\",\"kind\":\"incoming\",\"at\":\"2026-03-03T00:00:10+08:00\",\"extension\":"
      "\"8002\"},"
      "{\"id\":\"2\",\"kind\":\"hung-up\",\"at\":\"2026-03-03T00:00:40+08:00\",\"by\":\"other\"}");
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/calls?date_from=2026-03-02&date_to=2026-03-03&group=day", NULL);
  g_assert_cmpuint (count_items (), ==, 1);
  desk_assert_at ("items.0.code", "2026-03-02");
  desk_assert_at ("total.calls", "1");
  desk_assert_at ("total.talk_seconds", "300");
  desk_assert_at ("total.wait_median", "20");
  desk_assert_at ("total.prompt", "1");
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/calls?date_from=2026-03-02&date_to=2026-03-04&group=hour", NULL);
  desk_assert_at ("items.0.label", "00:00");
  desk_assert_at ("items.0.abandoned", "1");
  desk_assert_at ("items.1.label", "23:00");
  desk_assert_at ("total.calls", "2");
  desk_assert_at ("total.missed", "1");
}

static void
test_figures (Fixture *self, gconstpointer unused)
{
  static const char *const groups[][2] = { { "agent", "林晓" },
                                           { "department", "客户服务中心" },
                                           { "result", NULL },
                                           { "weekday", NULL },
                                           { "direction", NULL } };
  for (guint i = 0; i < 10; i++) {
    g_autofree char *call = g_strdup_printf ("f%u", i);
    g_autofree char *events = g_strdup_printf (
        "{\"id\":\"1\",\"kind\":\"incoming\",\"at\":\"2026-03-02T09:00:00+08:00\"},"
        "{\"id\":\"2\",\"kind\":\"answered\",\"at\":\"2026-03-02T09:00:%02u+08:00\",\"extension\":"
        "\"8001\"},"
        "{\"id\":\"3\",\"kind\":\"hung-up\",\"at\":\"2026-03-02T09:01:00+08:00\"}",
        (i + 1) * 4);
    replay (self, call, events);
  }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_autofree char *path =
        g_strdup_printf ("/reports/calls?date_from=2026-03-01&date_to=2026-03-09&group=%s",
                         groups[i][0]);
    fixture_expect (self, 200, "supervisor", "GET", path, NULL);
    g_assert_cmpuint (count_items (), ==, 1);
    desk_assert_at ("items.0.label", groups[i][1]);
    desk_assert_at ("items.0.calls", "10");
    desk_assert_at ("items.0.wait_mean", "22");
    desk_assert_at ("items.0.wait_median", "22");
    desk_assert_at ("items.0.wait_90", "36");
    desk_assert_at ("items.0.prompt", "5");
    desk_assert_at ("items.0.talk_mean", "38");
  }
  desk_assert_at ("items.0.code", "in");
  fixture_expect (self, 403, "agent", "GET", "/reports/calls", NULL);
  fixture_expect (self, 200, "head", "GET",
                  "/reports/calls?date_from=2026-03-01&date_to=2026-03-09", NULL);
  desk_assert_at ("total.calls", "0");
}

/* What a telephone system forgot to end is ended. */
static void
test_forgotten (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/calls/actions/pick-up", "{}");
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_forget), ==, 0);
  ward_forward (self, "13 hours");
  g_assert_cmpuint (fixture_sweep (self, hcrm_telephone_forget), ==, 1);
  show (self, 200, "agent", 1);
  desk_assert_at ("state", "ended");
  desk_assert_at ("hangup_by", "system");
}

/* --- Moments, telephones ---------------------------------------------------------------------- */

static void
test_moments (Fixture *self, gconstpointer unused)
{
  gint64 call = talk (self, "c1", FAMILY, "8001");
  g_autofree char *path = g_strdup_printf ("/calls/%" G_GINT64_FORMAT "/moments", call);

  fixture_expect (self, 200, "agent", "POST", path,
                  "{\"moments\":[{\"offset_ms\":4200,\"kind\":\"answer\",\"item\":\"pain\"},"
                  "{\"offset_ms\":900,\"kind\":\"sentence\",\"field\":\"matter\",\"from_char\":0,"
                  "\"to_char\":12}]}");
  desk_assert_at ("moments.0.offset_ms", "900");
  desk_assert_at ("moments.1.item", "pain");
  fixture_expect (
      self, 422, "agent", "POST", path,
      "{\"moments\":[{\"offset_ms\":1,\"kind\":\"answer\",\"item\":\"a\",\"response_id\":99}]}");
  desk_assert_at ("fields.0.name", "moments[0].response_id");
  fixture_expect (self, 422, "agent", "POST", path,
                  "{\"moments\":[{\"offset_ms\":1,\"kind\":\"answer\"}]}");
  fixture_expect (self, 404, "doctor", "POST", path,
                  "{\"moments\":[{\"offset_ms\":1,\"kind\":\"answer\",\"item\":\"a\"}]}");
}

static void
test_telephones (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "GET", "/telephones/me", NULL);
  desk_assert_at ("provider", "manual");
  desk_assert_at ("extension", "8001");
  desk_assert_at ("state", "free");
  desk_assert_at ("capabilities.0", NULL);
  fixture_expect (self, 201, "admin", "POST", "/telephones",
                  "{\"site_id\":2,\"extension\":\"8009\"}");
  fixture_expect (self, 409, "admin", "POST", "/telephones",
                  "{\"site_id\":2,\"extension\":\"8009\"}");
  desk_assert_at ("fields.0.name", "extension");
  fixture_send (self, 200, "admin", "PATCH", "/telephones/4", "{\"agent_id\":5}", 1);
  desk_assert_at ("agent", "石磊");
  fixture_expect (self, 409, "agent", "POST", "/telephones/simulator/actions/ring", "{}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) FIXTURE_TEST_FROM (set_up, "/call/" name, function)
  CASE ("reported", test_reported);
  CASE ("idempotent", test_idempotent);
  CASE ("refused", test_refused);
  CASE ("any-order", test_any_order);
  CASE ("skew", test_skew);
  CASE ("relatives", test_relatives);
  CASE ("no-number", test_no_number);
  CASE ("scope", test_scope);
  CASE ("transferred", test_transferred);
  CASE ("passed-away", test_passed_away);
  CASE ("two-agents", test_two_agents);
  CASE ("dialled", test_dialled);
  CASE ("dial-refused", test_dial_refused);
  CASE ("dial-shown", test_dial_shown);
  CASE ("dial-once", test_dial_once);
  CASE ("limit", test_limit);
  CASE ("picked-up", test_picked_up);
  CASE ("told-too", test_told_too);
  CASE ("told-in-any-order", test_told_in_any_order);
  CASE ("told-of-another", test_told_of_another);
  CASE ("told-by-another-clock", test_told_by_another_clock);
  CASE ("told-of-two", test_told_of_two);
  CASE ("told-before", test_told_before);
  CASE ("step", test_step);
  FIXTURE_TEST_FROM (desk_setup, "/call/complaint", test_complaint);
  FIXTURE_TEST_FROM (set_up, "/call/complained-in", test_complained_in);
  FIXTURE_TEST_FROM (desk_setup, "/call/sentences", test_sentences);
  FIXTURE_TEST_FROM (desk_setup, "/call/heard-by", test_heard_by);
  CASE ("midnight", test_midnight);
  CASE ("figures", test_figures);
  CASE ("forgotten", test_forgotten);
  CASE ("moments", test_moments);
  CASE ("answer-words", test_answer_words);
  CASE ("telephones", test_telephones);
  return g_test_run ();
}
