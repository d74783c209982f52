/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Callers over HTTP: a family's number, who was on the line, what readers may know, who shares. */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"

#define FAMILY "13900000001"
#define LOOK_UP(number) "/callers?number=" number

/*
 * Five of a family have one number: 1 周桂兰, whose it is; 2 李强, her son; 3 王敏, his wife, seen
 * in CARDIO; 4 李小宝, their child; 5 李大海, her husband. 6 孙伟 shares an office number with 2.
 * The contacts of the family are 1 to 5.
 */
static const char family[] =
    "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
    "INSERT INTO patient (name, pinyin, sex, birth_date) VALUES"
    " ('周桂兰', 'zhou gui lan', 'female', '1955-02-03'), ('李强', 'li qiang', 'male', "
    "'1980-04-05'),"
    " ('王敏', 'wang min', 'female', '1982-06-07'),"
    " ('李小宝', 'li xiao bao', 'male', hcrm_today() - 1000),"
    " ('李大海', 'li da hai', 'male', '1953-08-09'), ('孙伟', 'sun wei', 'male', '1979-10-11');"
    "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, attending_id,"
    " started_at) SELECT p.id, 2, 'outpatient', 'O' || p.id, 'active', CASE p.id WHEN 3 THEN 3 "
    "ELSE 1 END,"
    " CASE p.id WHEN 3 THEN 2 ELSE 1 END, hcrm_now() - interval '40 days' FROM patient AS p;"
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key, may_discuss) "
    "VALUES"
    " (1, 1, '周桂兰', 'self', '139 0000 0001', '13900000001', 'none'),"
    " (2, 1, '周桂兰', 'parent', '13900000001', '13900000001', 'appointments'),"
    " (3, 1, '周桂兰', 'other-relative', '13900000001', '13900000001', 'none'),"
    " (4, 1, '李强', 'guardian', '13900000001', '13900000001', 'none'),"
    " (5, 1, '周桂兰', 'spouse', '13900000001', '13900000001', 'all'),"
    " (2, 2, NULL, 'self', '0571-88886620', '057188886620', 'none'),"
    " (6, 1, NULL, 'self', '0571-88886620', '057188886620', 'none')";

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  fixture_script (self, family);
}

static void
look_up (Fixture *self, const char *user, const char *number)
{
  g_autofree char *escaped = g_uri_escape_string (number, NULL, FALSE);
  g_autofree char *path = g_strconcat (LOOK_UP (), escaped, NULL);

  fixture_expect (self, 200, user, "GET", path, NULL);
}

/* The patients found, in their order. */
static void
assert_found (const char *expected)
{
  g_autoptr (JsonNode) reply = fixture_parse_answer ();
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < json_length_at (reply, "items"); i++) {
    g_autofree char *id = g_strdup_printf ("items.%u.id", i);
    g_autofree char *rank = g_strdup_printf ("items.%u.rank", i);
    g_assert_cmpint (json_int_at (reply, rank), ==, i + 1);
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", json_at (reply, id));
  }
  g_assert_cmpstr (found->str, ==, expected);
}

/* What is said of one of those found. */
static const char *
find_said (gint64 patient, const char *member)
{
  static char *said;
  g_autoptr (JsonNode) reply = fixture_parse_answer ();

  g_clear_pointer (&said, g_free);
  for (guint i = 0; i < json_length_at (reply, "items"); i++) {
    g_autofree char *id = g_strdup_printf ("items.%u.id", i);
    g_autofree char *path = g_strdup_printf ("items.%u.%s", i, member);
    if (json_int_at (reply, id) == patient)
      said = g_strdup (json_at (reply, path));
  }
  return said;
}

static gboolean
has_reason (gint64 patient, const char *code)
{
  for (guint i = 0;; i++) {
    g_autofree char *member = g_strdup_printf ("reasons.%u.code", i);
    const char *found = find_said (patient, member);
    if (found == NULL)
      return FALSE;
    if (strcmp (found, code) == 0)
      return TRUE;
  }
}

static void
name_caller (Fixture *self, guint status, const char *user, const char *body)
{
  fixture_expect (self, status, user, "POST", "/callers", body);
}

/* --- Ranks ------------------------------------------------------------------------------------ */

static void
test_family (Fixture *self, gconstpointer unused)
{
  static const char *const forms[] = { FAMILY,
                                       "+86 139-0000-0001",
                                       "013900000001",
                                       "１３９０００００００１",
                                       "sip:13900000001@10.1.1.1",
                                       NULL };

  for (guint i = 0; forms[i] != NULL; i++) {
    look_up (self, "agent", forms[i]);
    assert_found ("1 4 2 5 3");
  }
  g_assert_null (fixture_at ("reason"));
  desk_assert_at ("items.0.name", "周桂兰");
  desk_assert_at ("items.0.relation", "self");
  desk_assert_at ("items.0.reasons.0.code", "caller.own");
  desk_assert_at ("items.0.points", "40");
  desk_assert_at ("items.1.contact", "李强");
  desk_assert_at ("items.1.reasons.0.code", "caller.child");
  desk_assert_at ("items.2.reasons.0.params.relation", "parent");
  desk_assert_at ("items.2.open_tasks", "0");
  desk_assert_at ("items.2.open_complaints", "0");
}

/* Who was on the line comes first the next time, until somebody else was. */
static void
test_named (Fixture *self, gconstpointer unused)
{
  name_caller (self, 201, "agent", "{\"number\":\"" FAMILY "\",\"patient_id\":3,\"contact_id\":3}");
  desk_assert_at ("relation", "other-relative");
  desk_assert_at ("contact", "周桂兰");
  desk_assert_at ("number", "139****0001");
  g_assert_cmpstr (fixture_answer.location, ==, "/api/v1/callers/1");
  look_up (self, "agent", FAMILY);
  assert_found ("3 1 4 2 5");
  g_assert_true (has_reason (3, "caller.named-now"));
  g_assert_cmpstr (find_said (3, "last_direction"), ==, "in");
  g_assert_nonnull (find_said (3, "last_contact"));
  ward_forward (self, "2 days");
  name_caller (self, 201, "agent2", "{\"number\":\"+86" FAMILY "\",\"patient_id\":5}");
  look_up (self, "agent", FAMILY);
  assert_found ("5 1 4 3 2");
  g_assert_true (has_reason (3, "caller.named-before"));
  g_assert_false (has_reason (3, "caller.named-now"));
  ward_forward (self, "200 days");
  look_up (self, "agent", FAMILY);
  assert_found ("1 4 5 2 3");
  g_assert_true (has_reason (5, "caller.named-once"));
}

/* A call that was passed on, a withheld number, a number that nobody knows. */
static void
test_no_number (Fixture *self, gconstpointer unused)
{
  static const char *const cases[][2] = { { "8012", "short" },
                                          { "anonymous", "withheld" },
                                          { "13911112222", "unknown" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    look_up (self, "agent", cases[i][0]);
    assert_found ("");
    desk_assert_at ("reason", cases[i][1]);
  }
  fixture_expect (self, 200, "agent", "GET", "/callers", NULL);
  desk_assert_at ("reason", "withheld");
  /* Asked for their name, the caller is known all the same; the next call is from anywhere. */
  name_caller (self, 201, "agent",
               "{\"number\":\"anonymous\",\"patient_id\":2,\"relation\":\"self\"}");
  desk_assert_at ("number", NULL);
  look_up (self, "agent", FAMILY);
  g_assert_cmpstr (find_said (2, "last_direction"), ==, "in");
  g_assert_false (has_reason (2, "caller.named-now"));
  look_up (self, "agent", "anonymous");
  assert_found ("");
}

/* A stranger's telephone is the patient's for the next call, but is told nothing. */
static void
test_stranger (Fixture *self, gconstpointer unused)
{
  name_caller (self, 201, "agent",
               "{\"number\":\"13911112222\",\"patient_id\":2,\"relation\":\"friend\"}");
  look_up (self, "agent", "13911112222");
  assert_found ("2");
  g_assert_null (fixture_at ("reason"));
  desk_assert_at ("items.0.relation", "friend");
  desk_assert_at ("items.0.contact_id", NULL);
  desk_assert_at ("items.0.may_discuss", "none");
  name_caller (self, 201, "agent",
               "{\"number\":\"13911112222\",\"patient_id\":2,\"relation\":\"self\"}");
  look_up (self, "agent", "13911112222");
  desk_assert_at ("items.0.may_discuss", "none");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  name_caller (self, 422, "agent", "{\"number\":\"" FAMILY "\"}");
  desk_assert_fault (0, "patient_id");
  name_caller (self, 422, "agent", "{\"number\":\"" FAMILY "\",\"patient_id\":99}");
  desk_assert_fault (0, "patient_id");
  name_caller (self, 422, "agent", "{\"number\":\"" FAMILY "\",\"patient_id\":1,\"contact_id\":3}");
  desk_assert_fault (0, "contact_id");
  name_caller (self, 422, "agent",
               "{\"number\":\"" FAMILY "\",\"patient_id\":1,\"activity_id\":1}");
  desk_assert_fault (0, "activity_id");
  name_caller (self, 422, "doctor", "{\"number\":\"" FAMILY "\",\"patient_id\":3}");
  desk_assert_fault (0, "patient_id");
  name_caller (self, 403, "admin", "{\"number\":\"" FAMILY "\",\"patient_id\":3}");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM caller");
}

/* A call of ours that nobody took is called back; one that was is not. */
static void
test_called_back (Fixture *self, gconstpointer unused)
{
  fixture_script (
      self, "INSERT INTO activity (kind, patient_id, site_id) VALUES ('followup_task', 3, 2);"
            "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, user_id,"
            " started_at, disposition) VALUES (1, 3, 3, 'phone', '13900000001', 3,"
            " hcrm_now() - interval '5 hours', 'no_answer')");
  look_up (self, "agent", FAMILY);
  assert_found ("3 1 4 2 5");
  g_assert_true (has_reason (3, "caller.missed"));
  fixture_script (
      self, "INSERT INTO attempt (activity_id, patient_id, contact_id, channel, number, user_id,"
            " started_at, disposition) VALUES (1, 3, 3, 'phone', '13900000001', 3,"
            " hcrm_now() - interval '2 hours', 'reached')");
  look_up (self, "agent", FAMILY);
  assert_found ("1 4 2 5 3");
  g_assert_false (has_reason (3, "caller.missed"));
  g_assert_true (has_reason (3, "caller.talked"));
  g_assert_cmpstr (find_said (3, "last_direction"), ==, "out");
}

static void
test_due (Fixture *self, gconstpointer unused)
{
  ward_seed (self);
  ward_call (self, "王芳");
  look_up (self, "agent", "13800000007");
  assert_found ("7");
  desk_assert_at ("items.0.open_tasks", "1");
  g_assert_true (has_reason (7, "caller.due"));
}

/* The dead are named, behind the living. */
static void
test_dead (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE patient SET deceased_at = hcrm_now() WHERE id = 1");
  look_up (self, "agent", FAMILY);
  assert_found ("4 2 5 3 1");
  g_assert_true (has_reason (1, "caller.deceased"));
  g_assert_nonnull (find_said (1, "deceased_at"));
}

/* A merged record's number leads to the survivor, once; parted again, to each. */
static void
test_merged (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "SELECT hcrm_patient_merge(3, 2, 'user', '同一人')");
  look_up (self, "agent", FAMILY);
  assert_found ("1 4 2 5");
  fixture_run_sql (self, "UPDATE contact SET number_key = '13900000009' WHERE id = 2");
  look_up (self, "agent", FAMILY);
  assert_found ("1 4 5 2");
  g_assert_true (has_reason (2, "caller.merged"));
  desk_assert_at ("items.3.contact_id", "3");
}

static void
test_invalid (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE contact SET invalid_at = hcrm_now() WHERE id = 1");
  look_up (self, "agent", FAMILY);
  assert_found ("4 2 5 3 1");
  g_assert_true (has_reason (1, "caller.invalid"));
}

/* A number that half the town has names nobody but whom was said to call from it. */
static void
test_switchboard (Fixture *self, gconstpointer unused)
{
  fixture_script (
      self, "WITH p AS (INSERT INTO patient (name, pinyin) SELECT '员工' || n, 'a' FROM"
            " generate_series(1, 60) AS n RETURNING id) INSERT INTO contact (patient_id, position,"
            " number, number_key) SELECT id, 1, '0571-88880000', '057188880000' FROM p");
  look_up (self, "agent", "0571-88880000");
  assert_found ("");
  desk_assert_at ("reason", "switchboard");
  name_caller (self, 201, "agent", "{\"number\":\"0571-88880000\",\"patient_id\":20}");
  look_up (self, "agent", "0571-88880000");
  assert_found ("20");
  desk_assert_at ("reason", "switchboard");
  fixture_expect (self, 200, "agent", "GET", "/patients/20/household", NULL);
  desk_assert_at ("total.value", "0");
}

/* --- Complaints ------------------------------------------------------------------------------- */

static void
test_complaint (Fixture *self, gconstpointer unused)
{
  desk_take (self, ",\"patient_id\":6,\"caller_relation\":\"friend\"");
  look_up (self, "agent", DESK_CALLER);
  assert_found ("6");
  g_assert_true (has_reason (6, "caller.own-complaint"));
  desk_assert_at ("items.0.open_complaints", "1");
  desk_assert_at ("items.0.may_discuss", "none");
  look_up (self, "agent", "0571-88886620");
  assert_found ("6 2");
  g_assert_true (has_reason (6, "caller.complaint"));
  /* Whoever sees but their own complaints is told of none, nor by whom there is one. */
  look_up (self, "doctor", "0571-88886620");
  assert_found ("2 6");
  g_assert_false (has_reason (6, "caller.complaint"));
  g_assert_cmpstr (find_said (6, "open_complaints"), ==, "0");
  look_up (self, "doctor", DESK_CALLER);
  assert_found ("");
}

/* --- What is told to whom -----------------------------------------------------------------------
 */

static void
test_scope (Fixture *self, gconstpointer unused)
{
  look_up (self, "doctor", FAMILY);
  assert_found ("1 4 2 5");
  look_up (self, "doctor2", FAMILY);
  assert_found ("3");
  fixture_expect (self, 403, "admin", "GET", LOOK_UP (FAMILY), NULL);
  fixture_expect (self, 200, "doctor2", "GET", "/patients/3/household", NULL);
  desk_assert_at ("total.value", "0");
  /* Nor does what they may not see change their order. */
  name_caller (self, 201, "agent", "{\"number\":\"" FAMILY "\",\"patient_id\":2}");
  fixture_expect (self, 404, "doctor2", "GET", "/callers/1", NULL);
  fixture_expect (self, 200, "doctor", "GET", "/callers/1", NULL);
}

static void
test_may_discuss (Fixture *self, gconstpointer unused)
{
  static const char *const said[] = { "all", "appointments", "none", "all", "all" };

  look_up (self, "agent", FAMILY);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    g_assert_cmpstr (find_said (i + 1, "may_discuss"), ==, said[i]);
  /* When the child is one no longer, its guardian must be named. */
  fixture_run_sql (self, "UPDATE patient SET birth_date = '1990-01-01' WHERE id = 4");
  look_up (self, "agent", FAMILY);
  g_assert_cmpstr (find_said (4, "may_discuss"), ==, "none");
}

/* Said, and withdrawn: when and by whom is kept. */
static void
test_withdrawn (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "GET", "/contacts/3", NULL);
  desk_assert_at ("may_discuss_at", NULL);
  fixture_send (self, 200, "agent", "PATCH", "/contacts/3", "{\"may_discuss\":\"all\"}", 1);
  desk_assert_at ("may_discuss", "all");
  desk_assert_at ("may_discuss_by", "林晓");
  g_autofree char *at = g_strdup (fixture_at ("may_discuss_at"));
  g_assert_nonnull (at);
  ward_forward (self, "1 day");
  fixture_send (self, 200, "agent2", "PATCH", "/contacts/3", "{\"note\":\"晚上\"}", 2);
  desk_assert_at ("may_discuss_at", at);
  fixture_send (self, 200, "agent2", "PATCH", "/contacts/3", "{\"may_discuss\":\"none\"}", 3);
  desk_assert_at ("may_discuss_by", "何嘉");
  g_assert_cmpstr (fixture_at ("may_discuss_at"), !=, at);
  fixture_send (self, 422, "agent", "PATCH", "/contacts/3", "{\"may_discuss\":\"some\"}", 4);
  fixture_assert_sql (self, "none all, all none",
                      "SELECT string_agg((before ->> 'may_discuss') || ' ' || (after ->> "
                      "'may_discuss'), ', ' ORDER BY id) FROM audit WHERE entity = 'contact' AND "
                      "entity_id = 3 AND after ? 'may_discuss' AND action = 'update'");
}

static void
test_audited (Fixture *self, gconstpointer unused)
{
  look_up (self, "doctor2", FAMILY);
  look_up (self, "agent", "anonymous");
  fixture_assert_sql (self, "3 139****0001",
                      "SELECT string_agg(entity_id || ' ' || (after ->> 'number'), ',') FROM audit "
                      "WHERE action = 'look-up' AND entity = 'patient'");
}

/* --- Households ---------------------------------------------------------------------------------
 */

static void
test_household (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "GET", "/patients/2/household", NULL);
  desk_assert_at ("total.value", "5");
  desk_assert_at ("items.0.name", "李大海");
  desk_assert_at ("items.0.number", "139****0001");
  desk_assert_at ("items.0.relation", "spouse");
  desk_assert_at ("items.0.own_relation", "parent");
  desk_assert_at ("items.2.name", "孙伟");
  desk_assert_at ("items.2.number", "0571-****6620");
  fixture_expect (self, 200, "agent", "GET", "/patients/6/household", NULL);
  desk_assert_at ("total.value", "1");
  desk_assert_at ("items.0.name", "李强");
  fixture_run_sql (self, "UPDATE contact SET invalid_at = hcrm_now() WHERE id = 7");
  fixture_expect (self, 200, "agent", "GET", "/patients/6/household", NULL);
  desk_assert_at ("total.value", "0");
}

static void
test_forgotten (Fixture *self, gconstpointer unused)
{
  name_caller (self, 201, "agent", "{\"number\":\"" FAMILY "\",\"patient_id\":2}");
  fixture_script (self, "SELECT set_config('hcrm.forgetting', 'on', false);"
                        "SELECT hcrm_blank_care('{2}');"
                        "SELECT set_config('hcrm.forgetting', '', false)");
  fixture_assert_sql (self, NULL, "SELECT number_key FROM caller");
}

#define CASE(name, function) FIXTURE_TEST_FROM (set_up, "/caller/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("family", test_family);
  CASE ("named", test_named);
  CASE ("no-number", test_no_number);
  CASE ("stranger", test_stranger);
  CASE ("refused", test_refused);
  CASE ("called-back", test_called_back);
  CASE ("due", test_due);
  CASE ("dead", test_dead);
  CASE ("merged", test_merged);
  CASE ("invalid", test_invalid);
  CASE ("switchboard", test_switchboard);
  CASE ("complaint", test_complaint);
  CASE ("scope", test_scope);
  CASE ("may-discuss", test_may_discuss);
  CASE ("withdrawn", test_withdrawn);
  CASE ("audited", test_audited);
  CASE ("household", test_household);
  CASE ("forgotten", test_forgotten);
  return g_test_run ();
}
