/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Departments' shares of a complaint, and whom it is never shown to. */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"

static void
assert_task (Fixture *self, gint64 task, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT concat_ws(' ', state, CASE WHEN lead THEN 'lead' END) FROM "
                      "complaint_task WHERE id = %d",
                      (int) task);
}

static void
assert_tasks (Fixture *self, const char *user, const char *n)
{
  fixture_expect (self, 200, user, "GET", "/complaint-tasks?mine=true", NULL);
  desk_assert_at ("total.value", n);
}

/* Whether the user sees it, alone and in lists. */
static void
assert_seen (Fixture *self, const char *user, gint64 id, gboolean seen)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) id);

  fixture_expect (self, seen ? 200 : 404, user, "GET", path, NULL);
  fixture_expect (self, 200, user, "GET", "/complaints", NULL);
  desk_assert_at ("total.value", seen ? "1" : "0");
}

static gint64
get_user (Fixture *self, const char *name)
{
  g_autofree char *id = fixture_sql (self, "SELECT id FROM app_user WHERE username = '%s'", name);

  return g_ascii_strtoll (id, NULL, 10);
}

/* --- F065: routing -------------------------------------------------------------------------- */

static void
test_route (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"patient_id\":1");
  gint64 task = 0;

  assert_seen (self, "head", id, FALSE);
  task = desk_route (self, id, DESK_ORTHO);
  desk_assert_at ("state", "handling");
  desk_assert_at ("department", "骨科");
  desk_assert_at ("assignee", "邵文远");
  desk_assert_at ("first_receiver", "林晓");
  desk_assert_at ("shares", "1");
  assert_task (self, task, "assigned lead");
  assert_seen (self, "head", id, TRUE);
  assert_seen (self, "head2", id, FALSE);
  assert_tasks (self, "head", "1");
  fixture_expect (self, 200, "head", "GET", "/today", NULL);
  desk_assert_at ("counts.shares.total", "1");
  desk_assert_at ("counts.shares.urgent", "0");
  desk_assert_at ("counts.complaints.total", "0");
  desk_assert_at ("items.0.kind", "complaint_task");
  desk_assert_at ("items.0.state", "assigned");
  desk_assert_at ("items.0.matter", "医生态度很差，不耐烦");
  fixture_expect (self, 200, "head2", "GET", "/today", NULL);
  desk_assert_at ("counts.shares.total", "0");
  desk_assert_at ("counts.complaints.total", "0");
  fixture_expect (self, 200, "head", "GET", "/complaint-tasks?mine=true", NULL);
  desk_assert_at ("items.0.matter", "医生态度很差，不耐烦");
  desk_assert_at ("items.0.bucket", "soon");
  desk_assert_at ("items.0.patient", "王芳");
  desk_share_step (self, 200, "head", task, "accept", "{}");
  assert_task (self, task, "accepted lead");
  desk_share_step (self, 200, "head", task, "answer", "{\"answer\":\"已整改\"}");
  desk_assert_state (self, id, "answered");
  assert_tasks (self, "head", "0");
  fixture_expect (self, 200, "agent", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("items.0.state", "answered");
  fixture_expect (self, 200, "agent", "GET", "/today", NULL);
  desk_assert_at ("items.0.kind", "complaint");
  desk_assert_at ("items.0.state", "answered");
  desk_assert_history (self, id, "taken routed accepted share-answered answered");
}

/* Who leads because the leading share was taken back stands in the history. */
static void
test_lead_gone (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);

  desk_route (self, id, DESK_CARDIO);
  desk_share_step (self, 200, "agent", task, "withdraw", "{\"reason\":\"派错了\"}");
  desk_assert_history (self, id, "taken routed routed share-withdrawn led");
  fixture_assert_sql (self, "心内科",
                      "SELECT params ->> 'department' FROM complaint_history WHERE code = "
                      "'complaint.led'");
}

static void
test_route_refused (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  desk_step (self, 422, "agent", id, "route", "{}");
  desk_assert_fault (0, "shares");
  desk_step (self, 422, "agent", id, "route", "{\"shares\":[{}]}");
  desk_assert_fault (0, "shares[0].department_id");
  desk_step (self, 422, "agent", id, "route", "{\"shares\":[{\"department_id\":99}]}");
  desk_step (self, 422, "agent", id, "route",
             "{\"shares\":[{\"department_id\":1,\"due_at\":\"2020-01-01T08:00:00+08:00\"}]}");
  desk_assert_fault (0, "shares[0].due_at");
  /* Nobody of the service centre or of neurology answers complaints here. */
  desk_step (self, 422, "agent", id, "route", "{\"shares\":[{\"department_id\":5}]}");
  desk_assert_fault (0, "shares[0].department_id");
  g_autofree char *other =
      g_strdup_printf ("{\"shares\":[{\"department_id\":1,\"assignee_id\":%d}]}",
                       (int) get_user (self, "doctor2"));
  desk_step (self, 422, "agent", id, "route", other);
  desk_assert_fault (0, "shares[0].assignee_id");
  g_autofree char *agent =
      g_strdup_printf ("{\"shares\":[{\"department_id\":4,\"assignee_id\":%d}]}",
                       (int) get_user (self, "agent2"));
  desk_step (self, 422, "agent", id, "route", agent);
  desk_route (self, id, DESK_ORTHO);
  desk_step (self, 409, "agent", id, "route", "{\"shares\":[{\"department_id\":1}]}");
  desk_assert_fault (0, "shares[0].department_id");
  desk_step (self, 403, "head", id, "route", "{\"shares\":[{\"department_id\":3}]}");
}

/* Several departments: more time, one answer, and the leading one comes last. */
static void
test_several (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");
  gint64 ortho = desk_route (self, id, DESK_ORTHO);
  fixture_assert_sql (self, "2026-03-09",
                      "SELECT (due_at AT TIME ZONE 'Asia/Shanghai')::date FROM complaint");
  gint64 cardio = desk_route (self, id, DESK_CARDIO);
  fixture_assert_sql (self, "2026-03-16",
                      "SELECT (due_at AT TIME ZONE 'Asia/Shanghai')::date FROM complaint");
  fixture_assert_sql (self, "extend 10 departments",
                      "SELECT concat_ws(' ', kind, days, why) FROM complaint_clock ORDER BY id "
                      "DESC LIMIT 1");
  assert_task (self, cardio, "assigned");
  desk_share_step (self, 409, "head", ortho, "answer", "{\"answer\":\"骨科意见\"}");
  desk_share_step (self, 403, "head", cardio, "answer", "{\"answer\":\"别人的\"}");
  desk_share_step (self, 200, "head2", cardio, "answer", "{\"answer\":\"心内科意见\"}");
  desk_assert_state (self, id, "handling");
  desk_share_step (self, 200, "head", ortho, "answer", "{\"answer\":\"综合意见\"}");
  desk_assert_state (self, id, "answered");
  /* What was sent can be put better until the caller was told. */
  desk_share_step (self, 200, "head", ortho, "answer", "{\"answer\":\"综合意见（更正）\"}");
  desk_assert_history (self, id,
                       "taken routed routed share-answered share-answered answered "
                       "answer-changed");
  fixture_assert_sql (self, "3", "SELECT count(*) FROM complaint_note WHERE kind = 'answer'");
}

#define BOTH(first, second)                                                                        \
  "{\"shares\":[{\"department_id\":1" first "},{\"department_id\":3" second "}]}"

/* Both in one step: each with its own question, the named one leads, and there is the time of
 * several from the beginning. */
static void
test_several_at_once (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-02 09:00");
  gint64 id = desk_take (self, "");

  desk_step (self, 200, "agent", id, "route",
             BOTH (",\"request\":\"等了多久\"", ",\"request\":\"谁值班\",\"lead\":true"));
  desk_assert_at ("shares", "2");
  fixture_assert_sql (self, "1 等了多久, 3 谁值班 lead",
                      "SELECT string_agg(concat_ws(' ', department_id, request, CASE WHEN lead "
                      "THEN 'lead' END), ', ' ORDER BY id) FROM complaint_task");
  fixture_assert_sql (self, "start 5, extend 10",
                      "SELECT string_agg(concat_ws(' ', kind, days), ', ' ORDER BY id) FROM "
                      "complaint_clock");
  fixture_assert_sql (self, "2026-03-16",
                      "SELECT (due_at AT TIME ZONE 'Asia/Shanghai')::date FROM complaint");
  assert_tasks (self, "head", "1");
  assert_tasks (self, "head2", "1");
  desk_assert_history (self, id, "taken routed routed");
}

/* All that is wrong is told with its row, and nobody was given anything. */
static void
test_several_refused (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  desk_step (self, 422, "agent", id, "route",
             "{\"shares\":[{\"department_id\":1,\"lead\":true},{\"department_id\":5},"
             "{\"department_id\":1,\"lead\":true}]}");
  desk_assert_fault (0, "shares[2].department_id");
  desk_assert_fault (1, "shares[2].lead");
  desk_assert_fault (2, "shares[1].department_id");
  desk_route (self, id, DESK_CARDIO);
  desk_step (self, 409, "agent", id, "route", BOTH ("", ""));
  desk_assert_fault (0, "shares[1].department_id");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM complaint_task");
  /* The one that leads stays so unless another is named. */
  desk_step (self, 200, "agent", id, "route", "{\"shares\":[{\"department_id\":1,\"lead\":true}]}");
  fixture_assert_sql (self, "1", "SELECT department_id FROM complaint_task WHERE lead");
}

/* The other department is not needed after all: the time is that of one again. */
static void
test_withdraw_share (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 ortho = desk_route (self, id, DESK_ORTHO);
  gint64 cardio = desk_route (self, id, DESK_CARDIO);

  desk_share_step (self, 422, "agent", ortho, "withdraw", "{}");
  desk_share_step (self, 403, "head", cardio, "withdraw", "{\"reason\":\"不归我们\"}");
  desk_share_step (self, 200, "agent", ortho, "withdraw", "{\"reason\":\"派错了\"}");
  assert_task (self, ortho, "withdrawn lead");
  assert_task (self, cardio, "assigned lead");
  assert_seen (self, "head", id, FALSE);
  fixture_assert_sql (self, "5",
                      "SELECT days FROM complaint_clock WHERE days IS NOT NULL ORDER BY id DESC "
                      "LIMIT 1");
  desk_share_step (self, 409, "agent", ortho, "lead", "{}");
  desk_share_step (self, 409, "agent", cardio, "lead", "{}");
}

static void
test_lead (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 ortho = desk_route (self, id, DESK_ORTHO);

  desk_step (self, 200, "agent", id, "route", "{\"shares\":[{\"department_id\":3,\"lead\":true}]}");
  assert_task (self, ortho, "assigned");
  assert_task (self, ortho + 1, "assigned lead");
  desk_share_step (self, 200, "head", ortho, "answer", "{\"answer\":\"意见\"}");
  desk_assert_state (self, id, "handling");
  desk_share_step (self, 200, "agent", ortho, "lead", "{}");
  assert_task (self, ortho, "answered lead");
  desk_assert_state (self, id, "handling");
  desk_share_step (self, 200, "agent", ortho + 1, "withdraw", "{\"reason\":\"不需要\"}");
  desk_assert_state (self, id, "answered");
}

/* Sent back more than twice: for a supervisor. */
static void
test_returns (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  for (guint i = 0; i < 3; i++) {
    gboolean odd = i % 2 == 1;
    gint64 task = desk_route (self, id, odd ? DESK_CARDIO : DESK_ORTHO);
    desk_share_step (self, 422, odd ? "head2" : "head", task, "return", "{}");
    desk_share_step (self, 200, odd ? "head2" : "head", task, "return", "{\"reason\":\"非本科\"}");
    assert_task (self, task, "returned lead");
    assert_tasks (self, odd ? "head2" : "head", "0");
  }
  fixture_expect (self, 200, "agent", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("items.0.returns", "3");
  desk_step (self, 403, "agent", id, "route", "{\"shares\":[{\"department_id\":1}]}");
  fixture_expect (self, 200, "supervisor", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  desk_step (self, 200, "supervisor", id, "route", "{\"shares\":[{\"department_id\":1}]}");
  desk_assert_at ("first_receiver", "林晓");
}

static void
test_ask_back (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);

  desk_share_step (self, 200, "head", task, "ask-back", "{\"text\":\"哪位医生？\"}");
  g_assert_nonnull (fixture_at ("asked_at"));
  fixture_expect (self, 200, "agent", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  desk_share_step (self, 403, "head", task, "reply", "{\"text\":\"x2\"}");
  desk_share_step (self, 200, "agent", task, "reply", "{\"text\":\"周三上午的门诊\"}");
  desk_assert_at ("asked_at", NULL);
  desk_assert_at ("notes.0.kind", "ask-back");
  desk_assert_at ("notes.1.text", "周三上午的门诊");
  fixture_expect (self, 200, "agent", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "0");
}

static void
test_hand (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);
  g_autofree char *list = g_strdup_printf ("/complaints/%d/colleagues?department_id=1", (int) id);
  g_autofree char *to_doctor =
      g_strdup_printf ("{\"assignee_id\":%d}", (int) get_user (self, "doctor"));
  g_autofree char *to_other =
      g_strdup_printf ("{\"assignee_id\":%d}", (int) get_user (self, "doctor2"));

  fixture_expect (self, 200, "head", "GET", list, NULL);
  desk_assert_at ("total.value", "2");
  desk_assert_at ("items.0.name", "陈一帆");
  desk_assert_at ("items.0.first", "false");
  desk_assert_at ("items.1.first", "true");
  assert_seen (self, "doctor", id, FALSE);
  desk_share_step (self, 422, "head", task, "hand", to_other);
  desk_share_step (self, 200, "head", task, "hand", to_doctor);
  assert_seen (self, "doctor", id, TRUE);
  assert_tasks (self, "doctor", "1");
  assert_tasks (self, "head", "0");
  desk_share_step (self, 200, "doctor", task, "answer", "{\"answer\":\"已道歉\"}");
  desk_assert_state (self, id, "answered");
}

/* Who stands in for the head has the head's shares in hand. */
static void
test_away (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 before = desk_route (self, id, DESK_ORTHO);

  fixture_run_sql (self,
                   "INSERT INTO staff_leave (staff_id, delegate_id, from_on, until_on) VALUES "
                   "(6, 1, hcrm_today() - 1, hcrm_today() + 9)");
  assert_tasks (self, "doctor", "1");
  desk_share_step (self, 200, "doctor", before, "answer", "{\"answer\":\"代为答复\"}");
  gint64 second = desk_take (self, "");
  gint64 task = desk_route (self, second, DESK_ORTHO);
  fixture_assert_sql (self, "doctor",
                      "SELECT u.username FROM complaint_task AS t JOIN app_user AS u ON u.id = "
                      "t.assignee_id WHERE t.id = %d",
                      (int) task);
}

/* --- Never to the person complained of ------------------------------------------------------ */

#define ABOUT_HEAD                                                                                 \
  ",\"patient_id\":1,\"objects\":[{\"kind\":\"person\",\"service_code\":\"10039\"}]"

static void
assert_hidden (Fixture *self, const char *user, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) id);
  g_autofree char *clock = g_strconcat (path, "/clock", NULL);

  fixture_expect (self, 404, user, "GET", path, NULL);
  fixture_expect (self, 404, user, "GET", clock, NULL);
  fixture_expect (self, 200, user, "GET", "/complaints", NULL);
  desk_assert_at ("total.value", "0");
  fixture_expect (self, 200, user, "GET", "/complaint-tasks", NULL);
  desk_assert_at ("total.value", "0");
  fixture_expect (self, 200, user, "GET", "/timeline?patient_id=1&kind=complaint", NULL);
  desk_assert_at ("total.value", "0");
}

/* The head whom it is about: not assigned, and not shown, whatever the department's share. */
static void
test_conflict_head (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ABOUT_HEAD);
  gint64 task = desk_route (self, id, DESK_ORTHO);

  fixture_assert_sql (self, NULL, "SELECT assignee_id FROM complaint_task WHERE id = %d",
                      (int) task);
  assert_hidden (self, "head", id);
  assert_tasks (self, "head", "0");
  desk_share_step (self, 404, "head", task, "accept", "{}");
  g_autofree char *path = g_strdup_printf ("/complaints/%d/colleagues?department_id=1", (int) id);
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("total.value", "1");
  desk_assert_at ("items.0.name", "陈一帆");
  fixture_expect (self, 200, "agent", "GET", "/timeline?patient_id=1&kind=complaint", NULL);
  desk_assert_at ("total.value", "2");
}

static void
test_conflict_assignee (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ABOUT_HEAD);
  g_autofree char *to_head =
      g_strdup_printf ("{\"shares\":[{\"department_id\":1,\"assignee_id\":%d}]}",
                       (int) get_user (self, "head"));

  desk_step (self, 422, "agent", id, "route", to_head);
  desk_assert_fault (0, "shares[0].assignee_id");
  /* Nor by whatever other way. */
  g_autoptr (GError) error = NULL;
  desk_route (self, id, DESK_ORTHO);
  g_assert_false (hcrm_db_script (self->owner,
                                  "UPDATE complaint_task SET assignee_id = (SELECT id FROM "
                                  "app_user WHERE username = 'head')",
                                  &error));
}

/* It turns out to be about the one who has it in hand: that is given to somebody else first. */
static void
test_conflict_later (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);
  g_autofree char *path = g_strdup_printf ("/complaints/%d", (int) id);
  static const char body[] = "{\"objects\":[{\"kind\":\"person\",\"staff_id\":6}]}";

  fixture_send (self, 422, "agent", "PATCH", path, body,
                fixture_get_version (self, "complaint", id));
  desk_assert_fault (0, "objects");
  desk_share_step (self, 200, "agent", task, "withdraw", "{\"reason\":\"涉及本人\"}");
  fixture_send (self, 200, "agent", "PATCH", path, body,
                fixture_get_version (self, "complaint", id));
  assert_hidden (self, "head", id);
}

/* In scope all: an agent, and whoever reads the audit log. */
static void
test_conflict_all (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent2", "POST", "/complaints",
                  "{\"channel\":\"visit\",\"matter\":\"坐席态度差\",\"class\":\"service-attitude\","
                  "\"patient_id\":1,\"objects\":[{\"kind\":\"person\",\"staff_id\":3},{\"kind\":"
                  "\"person\",\"staff_id\":7}]}");
  assert_hidden (self, "agent", 1);
  fixture_expect (self, 404, "agent", "POST", "/complaints/1/actions/dial", "{}");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?patient_id=1&number=13800000001",
                  NULL);
  desk_assert_at ("similar.0", NULL);
  fixture_run_sql (self, "INSERT INTO attempt (activity_id, channel, started_at, disposition, "
                         "note, user_id) VALUES (1, 'phone', hcrm_now(), 'busy', 'x', 4)");
  fixture_expect (self, 200, "admin", "GET", "/audit?entity=complaint&entity=attempt", NULL);
  desk_assert_at ("total.value", "0");
  fixture_run_sql (self, "UPDATE app_user SET staff_id = 5 WHERE username = 'admin'");
  g_hash_table_remove_all (self->tokens);
  fixture_expect (self, 200, "admin", "GET", "/audit?entity=complaint", NULL);
  g_assert_cmpstr (fixture_at ("total.value"), !=, "0");
}

/* Scope site: what was taken on that campus. */
static void
test_site (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (
      self,
      "INSERT INTO staff (number, name) VALUES ('K1', '许敏'), ('K2', '高原');"
      "INSERT INTO staff_post (staff_id, department_id) VALUES (9, 4), (10, 5);"
      "INSERT INTO app_user (staff_id, username, password_hash) SELECT v.id, v.name, "
      "(SELECT password_hash FROM app_user WHERE username = 'agent') FROM (VALUES (9, 'clerk'), "
      "(10, 'clerk2')) AS v (id, name);"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
      "WHERE u.username ~ '^clerk' AND r.code = 'clerk'");
  gint64 id = desk_take (self, "");
  assert_seen (self, "clerk", id, TRUE);
  assert_seen (self, "clerk2", id, FALSE);
  desk_step (self, 403, "clerk", id, "route", "{\"shares\":[{\"department_id\":1}]}");
  desk_step (self, 404, "clerk2", id, "spot", "{\"solution\":\"解释\",\"consent\":true}");
  desk_step (self, 200, "clerk", id, "spot", "{\"solution\":\"解释\",\"consent\":true}");
  fixture_expect (self, 201, "clerk2", "POST", "/complaints",
                  "{\"channel\":\"visit\",\"matter\":\"等候久\",\"class\":\"process-waiting\"}");
  desk_assert_at ("site_id", "3");
  fixture_expect (self, 404, "clerk", "GET", "/complaints/2", NULL);
}

/* A patient who is a member of staff is hidden from colleagues, but not from who has a share. */
static void
test_staff_patient (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"patient_id\":1");

  desk_route (self, id, DESK_CARDIO);
  fixture_run_sql (self, "UPDATE staff SET patient_id = 1 WHERE id = 4");
  assert_seen (self, "agent", id, TRUE);
  assert_seen (self, "head2", id, TRUE);
  assert_seen (self, "agent2", id, FALSE);
  assert_seen (self, "supervisor", id, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-shares/" path, function)
  CASE ("route", test_route);
  CASE ("route-refused", test_route_refused);
  CASE ("lead-gone", test_lead_gone);
  CASE ("several", test_several);
  CASE ("several-at-once", test_several_at_once);
  CASE ("several-refused", test_several_refused);
  CASE ("withdraw", test_withdraw_share);
  CASE ("lead", test_lead);
  CASE ("returns", test_returns);
  CASE ("ask-back", test_ask_back);
  CASE ("hand", test_hand);
  CASE ("away", test_away);
  CASE ("conflict-head", test_conflict_head);
  CASE ("conflict-assignee", test_conflict_assignee);
  CASE ("conflict-later", test_conflict_later);
  CASE ("conflict-all", test_conflict_all);
  CASE ("site", test_site);
  CASE ("staff-patient", test_staff_patient);
  return g_test_run ();
}
