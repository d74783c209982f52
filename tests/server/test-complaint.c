/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints as they come in: taken in one request or from a draft, proposed for, found again. */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-ward.h"

#define PATH(id) g_strdup_printf ("/complaints/%d", (int) (id))

static void
get (Fixture *self, const char *user, gint64 id)
{
  g_autofree char *path = PATH (id);

  fixture_expect (self, 200, user, "GET", path, NULL);
}

/* --- Taking --------------------------------------------------------------------------------- */

/* F060: one request, and all that can be known is known. */
static void
test_take (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"patient_id\":1,\"wish\":\"道歉\",\"objects\":[{\"kind\":"
                               "\"person\",\"service_code\":\"1 00-12\"},{\"kind\":\"price\"}]");

  g_assert_cmpstr (fixture_answer.location, ==, "/api/v1/complaints/1");
  desk_assert_at ("state", "taken");
  desk_assert_at ("grade", "3");
  desk_assert_at ("grade_name", "一般");
  desk_assert_at ("class_name", "服务态度");
  desk_assert_at ("patient", "王芳");
  desk_assert_at ("caller_number", "139****1234");
  desk_assert_at ("first_receiver", "林晓");
  desk_assert_at ("objects.0.staff", "陈一帆");
  desk_assert_at ("objects.0.department", "骨科");
  desk_assert_at ("objects.0.code_known", "true");
  desk_assert_at ("objects.1.kind", "price");
  desk_assert_at ("natures.0.class", "service-attitude");
  desk_assert_at ("behalf", "self");
  desk_assert_at ("mine", "true");
  desk_assert_history (self, id, "taken");
  fixture_assert_sql (self, "t",
                      "SELECT number = 'T' || to_char(hcrm_today(2), 'YYYYMMDD') || '0001' AND "
                      "received_at = taken_at AND due_at > taken_at FROM complaint");
  fixture_assert_sql (self, "start 5", "SELECT kind || ' ' || days FROM complaint_clock");
  /* The time line says that it happened, and neither what nor about whom. */
  fixture_assert_sql (self, "complaint complaint.taken {number}",
                      "SELECT concat_ws(' ', kind, code, ARRAY (SELECT "
                      "jsonb_object_keys(params))::text) FROM timeline WHERE code LIKE "
                      "'complaint.%%'");
}

/* F063: a department, or somebody whose name was said; in the list too, and changed later. */
static void
test_about (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"objects\":[{\"kind\":\"person\",\"staff_id\":1},{\"kind\":"
                               "\"department\",\"department_id\":3},{\"kind\":\"price\"}]");

  desk_assert_at ("about", "陈一帆、心内科、价格或账单");
  desk_assert_at ("about_en", "陈一帆, Cardiology, A price or bill");
  desk_assert_at ("objects.0.department", "骨科");
  desk_assert_at ("objects.1.department", "心内科");
  fixture_send (self, 200, "agent", "PATCH", "/complaints/1",
                "{\"objects\":[{\"kind\":\"department\",\"department_id\":1}]}",
                fixture_get_version (self, "complaint", id));
  fixture_expect (self, 200, "agent", "GET", "/complaints", NULL);
  desk_assert_at ("items.0.about", "骨科");
  fixture_expect (self, 200, "agent", "GET", "/staff?q=100-12", NULL);
  desk_assert_at ("items.0.name", "陈一帆");
  desk_assert_at ("items.1.name", NULL);
}

/* Words of either language propose; a Latin one only where it begins a word. */
static void
test_words (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "GET",
                  "/complaints/proposal?text=The%20doctor%20was%20IMPOLITE.%20We%20waited", NULL);
  desk_assert_at ("classes.0.code", "service-attitude");
  desk_assert_at ("classes.1.code", "process-waiting");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?text=cold%20coffee", NULL);
  desk_assert_at ("classes.0", NULL);
  fixture_expect (self, 200, "agent", "GET",
                  "/complaints/proposal?text=he%20threatened%20with%20the%20police", NULL);
  desk_assert_at ("grade.id", "1");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal?text=%E6%80%81%E5%BA%A6", NULL);
  desk_assert_at ("classes.0.code", "service-attitude");
}

/* Whose staff record an agent is, by a service code of theirs. */
static void
give_code (Fixture *self, const char *username, const char *code)
{
  fixture_run_sql (self,
                   "UPDATE staff_post SET service_code = '%s' WHERE id = (SELECT min(p.id) FROM "
                   "staff_post AS p JOIN app_user AS u ON u.staff_id = p.staff_id WHERE u.username "
                   "= '%s')",
                   code, username);
}

static void
assert_receiver (Fixture *self, const char *username)
{
  fixture_assert_sql (self, username,
                      "SELECT u.username FROM complaint AS c JOIN app_user AS u ON u.id = "
                      "c.first_receiver_id");
}

/* F065 E: a complaint about whoever takes it is recorded, and somebody else's from then on. */
static void
test_own (Fixture *self, gconstpointer unused)
{
  give_code (self, "agent", "A3017");
  fixture_expect (self, 200, "agent", "GET", "/service-codes/A3017", NULL);
  desk_assert_at ("own", "true");
  fixture_expect (self, 200, "supervisor", "GET", "/service-codes/A3017", NULL);
  desk_assert_at ("own", "false");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"draft\":true,\"channel\":\"phone\",\"objects\":[{\"kind\":\"person\","
                  "\"service_code\":\"A3017\"}]}");
  desk_assert_fault (0, "objects");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"态度恶劣\",\"class\":\"service-attitude\","
                  "\"caller_number\":\"" DESK_CALLER
                  "\",\"objects\":[{\"kind\":\"person\",\"service_code\":\"A3017\"}]}");
  fixture_expect (self, 404, "agent", "GET", "/complaints/1", NULL);
  assert_receiver (self, "supervisor");
  get (self, "supervisor", 1);
  desk_assert_at ("state", "taken");
  desk_assert_at ("mine", "true");
  desk_assert_history (self, 1, "taken receiver-changed");
  /* The caller is told that it was taken, as of any other. */
  fixture_assert_sql (self, "complaint-taken", "SELECT template FROM message");
}

/* One that turns out later to be about whoever took it goes to somebody else as well. */
static void
test_own_later (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  give_code (self, "agent", "A3017");
  fixture_send (self, 204, "agent", "PATCH", "/complaints/1",
                "{\"objects\":[{\"kind\":\"person\",\"service_code\":\"A3017\"}]}",
                fixture_get_version (self, "complaint", id));
  fixture_expect (self, 404, "agent", "GET", "/complaints/1", NULL);
  assert_receiver (self, "supervisor");
}

static void
test_numbers (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++)
    desk_take (self, "");
  ward_forward (self, "1 day");
  desk_take (self, "");
  fixture_assert_sql (self, "0001 0002 0003 0001",
                      "SELECT string_agg(right(number, 4), ' ' ORDER BY id) FROM complaint");
}

/* F060 E: anonymous, abusive, not the patient, a minor. */
static void
test_callers (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"电梯坏了\",\"class\":\"facility-equipment\","
                  "\"anonymous\":true,\"abusive\":true}");
  desk_assert_at ("anonymous", "true");
  desk_assert_at ("abusive", "true");
  desk_assert_at ("caller_number", NULL);
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"电梯坏了\",\"class\":\"facility-equipment\","
                  "\"anonymous\":true,\"caller_name\":\"王\",\"caller_number\":\"13900001234\"}");
  desk_assert_fault (0, "caller_number");
  desk_assert_fault (1, "caller_name");
  desk_take (self, ",\"minor\":true,\"behalf\":\"guardian\",\"behalf_name\":\"王小明\"");
  desk_assert_at ("minor", "true");
  desk_assert_at ("behalf_name", "王小明");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"替人投诉\",\"class\":\"other\","
                  "\"behalf\":\"lawyer\"}");
  desk_assert_fault (0, "behalf_name");
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 422, "agent", "POST", "/complaints", "{\"channel\":\"phone\"}");
  desk_assert_fault (0, "matter");
  desk_assert_fault (1, "class");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"x\",\"class\":\"no-such\",\"patient_id\":99,"
                  "\"caller_number\":\"12\",\"received_at\":\"2099-01-01T08:00:00+08:00\"}");
  desk_assert_fault (0, "caller_number");
  desk_assert_fault (1, "patient_id");
  desk_assert_fault (2, "class");
  desk_assert_fault (3, "received_at");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"letter\",\"matter\":\"x\",\"class\":\"other\",\"received_at\":"
                  "\"2026-01-05T08:00:00+08:00\",\"incident_on\":\"2026-01-06\"}");
  desk_assert_fault (0, "incident_on");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"x\",\"class\":\"other\",\"objects\":[{"
                  "\"kind\":\"price\",\"service_code\":\"10012\"}]}");
  desk_assert_fault (0, "objects[0].kind");
  fixture_expect (self, 422, "agent", "POST", "/complaints",
                  "{\"channel\":\"fax\",\"matter\":\"x\",\"class\":\"other\"}");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM complaint");
}

/* Nothing was received later than it is, but for what clocks differ by. */
static void
test_received_later (Fixture *self, gconstpointer unused)
{
#define RECEIVED(time)                                                                             \
  "{\"channel\":\"letter\",\"matter\":\"x\",\"class\":\"other\",\"received_at\":\"2026-03-"        \
  "02T" time "+08:00\"}"
  ward_live_at (self, "2026-03-02 10:00");
  fixture_expect (self, 422, "agent", "POST", "/complaints", RECEIVED ("10:03:00"));
  desk_assert_fault (0, "received_at");
  fixture_expect (self, 201, "agent", "POST", "/complaints", RECEIVED ("10:00:30"));
  desk_assert_at ("due_at", "2026-03-09T17:30:00+08:00");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"letter\",\"draft\":true}");
  fixture_expect (self, 422, "agent", "PATCH", "/complaints/2",
                  "{\"received_at\":\"2026-03-02T18:00:00+08:00\"}", "If-Match: \"1\"");
  desk_assert_fault (0, "received_at");
  g_autoptr (GError) error = NULL;
  g_assert_false (hcrm_db_script (self->owner,
                                  "UPDATE complaint SET received_at = taken_at + interval '1 hour' "
                                  "WHERE id = 1",
                                  &error));
}

/* F061: the clock counts from receipt, whenever it is typed in; a mail address is a contact, too.
 */
static void
test_channels (Fixture *self, gconstpointer unused)
{
  ward_live_at (self, "2026-03-06 10:00");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"letter\",\"matter\":\"来信反映收费\",\"class\":\"cost-charge\","
                  "\"received_at\":\"2026-03-02T09:00:00+08:00\",\"caller_number\":"
                  "\"Zhang@Example.cn\"}");
  desk_assert_at ("due_at", "2026-03-09T17:30:00+08:00");
  desk_assert_at ("caller_number", "z****@example.cn");
  fixture_assert_sql (self, "2026-03-02 09:00|2026-03-06",
                      "SELECT to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD "
                      "HH24:MI') || '|' || (taken_at AT TIME ZONE 'Asia/Shanghai')::date FROM "
                      "complaint");
}

/* --- Drafts --------------------------------------------------------------------------------- */

static void
test_draft (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "PUT", "/drafts/complaint/call-7",
                  "{\"content\":{\"matter\":\"医\"}}");
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"draft\":true,\"draft_ref\":\"call-7\"}");
  desk_assert_at ("state", "draft");
  desk_assert_at ("due_at", NULL);
  fixture_expect (self, 404, "agent", "GET", "/drafts/complaint/call-7", NULL);
  fixture_expect (self, 404, "agent2", "GET", "/complaints/1", NULL);
  fixture_expect (self, 404, "supervisor", "GET", "/complaints/1", NULL);
  desk_step (self, 422, "agent", 1, "take", "{}");
  desk_assert_fault (0, "matter");
  fixture_expect (self, 200, "agent", "PATCH", "/complaints/1",
                  "{\"matter\":\"手术后输错液\",\"class\":\"medical-drug\",\"other_classes\":[{"
                  "\"class\":\"service-attitude\"}],\"grade\":2}",
                  "If-Match: \"1\"");
  desk_assert_at ("natures.1.class", "service-attitude");
  desk_step (self, 200, "agent", 1, "take", "{}");
  desk_assert_at ("state", "taken");
  desk_assert_at ("grade", "2");
  fixture_expect (self, 200, "agent2", "GET", "/complaints/1", NULL);
  desk_step (self, 409, "agent", 1, "take", "{}");
}

static void
test_discard (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"draft\":true}");
  desk_step (self, 200, "agent", 1, "withdraw", "{}");
  desk_assert_at ("state", "withdrawn");
  desk_assert_at ("closed_as", "withdrawn");
}

/* --- Putting right -------------------------------------------------------------------------- */

static void
test_edit (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  g_autofree char *path = PATH (id);

  fixture_expect (self, 428, "agent", "PATCH", path, "{\"wish\":\"退费\"}");
  fixture_expect (self, 412, "agent", "PATCH", path, "{\"wish\":\"退费\"}", "If-Match: \"9\"");
  desk_assert_at ("current.caller_number", "139****1234");
  fixture_send (self, 200, "agent", "PATCH", path,
                "{\"wish\":\"退费\",\"caller_number\":\"13900009999\",\"patient_id\":1}",
                fixture_get_version (self, "complaint", id));
  desk_assert_at ("wish", "退费");
  desk_assert_at ("caller_number", "139****9999");
  desk_assert_at ("class", "service-attitude");
  fixture_assert_sql (self, "1", "SELECT patient_id FROM activity WHERE id = %d", (int) id);
  desk_assert_history (self, id, "taken changed");
  fixture_send (self, 422, "agent", "PATCH", path, "{\"grade\":1,\"class\":\"other\"}",
                fixture_get_version (self, "complaint", id));
  desk_assert_fault (0, "class");
  desk_assert_fault (1, "grade");
  fixture_send (self, 422, "agent", "PATCH", path, "{\"caller_number\":\"139****9999\"}",
                fixture_get_version (self, "complaint", id));
  desk_step (self, 200, "agent", id, "withdraw", "{\"reason\":\"不投诉了\"}");
  fixture_send (self, 409, "agent", "PATCH", path, "{\"wish\":\"x\"}",
                fixture_get_version (self, "complaint", id));
}

/* --- Service codes (F069) ------------------------------------------------------------------- */

static void
test_service_codes (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "UPDATE staff_post SET during = daterange(NULL, '2026-02-01') WHERE "
                         "staff_id = 1;"
                         "INSERT INTO staff_post (staff_id, department_id, service_code, during) "
                         "VALUES (1, 3, '10012', daterange('2026-02-01', NULL))");
  fixture_expect (self, 200, "agent", "GET", "/service-codes/10012?on=2026-01-15", NULL);
  desk_assert_at ("known", "true");
  desk_assert_at ("staff", "陈一帆");
  desk_assert_at ("department", "骨科");
  fixture_expect (self, 200, "agent", "GET", "/service-codes/10012?on=2026-03-01", NULL);
  desk_assert_at ("department", "心内科");
  fixture_expect (self, 200, "agent", "GET", "/service-codes/10013", NULL);
  desk_assert_at ("known", "false");
  g_assert_nonnull (fixture_at ("problem"));
  /* At the date of the incident, and anew when that is put right. */
  gint64 id = desk_take (self, ",\"incident_on\":\"2026-01-15\",\"objects\":[{\"kind\":\"person\","
                               "\"service_code\":\"10012\"},{\"kind\":\"person\","
                               "\"service_code\":\"99999\"}]");
  g_autofree char *path = PATH (id);
  desk_assert_at ("objects.0.department", "骨科");
  desk_assert_at ("objects.1.code_known", "false");
  desk_assert_at ("objects.1.service_code", "99999");
  desk_assert_at ("objects.1.staff", NULL);
  fixture_send (self, 200, "agent", "PATCH", path, "{\"incident_on\":\"2026-03-01\"}",
                fixture_get_version (self, "complaint", id));
  desk_assert_at ("objects.0.department", "心内科");
  desk_assert_at ("objects.0.staff", "陈一帆");
}

/* --- Proposals ------------------------------------------------------------------------------ */

#define SAME "护士换药时动作粗暴，病人摔倒了没有人管"
static void
test_proposal (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = g_uri_escape_string (SAME, NULL, FALSE);
  g_autofree char *path =
      g_strdup_printf ("/complaints/proposal?number=13800000001&patient_id=1&text=%s", text);

  desk_take (self, ",\"patient_id\":1");
  fixture_expect (self, 201, "agent2", "POST", "/complaints",
                  "{\"channel\":\"web\",\"matter\":\"" SAME "，请处理\",\"class\":"
                  "\"medical-nursing\",\"caller_number\":\"13800000001\"}");
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("classes.0.code", "medical-nursing");
  desk_assert_at ("grade.id", "2");
  desk_assert_at ("similar.0.id", "2");
  desk_assert_at ("similar.0.why.0", "matter");
  desk_assert_at ("similar.0.why.1", "number");
  desk_assert_at ("similar.1.id", "1");
  desk_assert_at ("similar.1.why.0", "patient");
  fixture_expect (self, 200, "agent", "GET", "/complaints/proposal", NULL);
  desk_assert_at ("grade.id", "3");
  desk_assert_at ("similar.0", NULL);
}

/* What the grade's words say counts where nobody said otherwise. */
static void
test_grade_of_words (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"要找记者曝光\",\"class\":\"other\"}");
  desk_assert_at ("grade", "1");
  fixture_expect (self, 200, "supervisor", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  fixture_expect (self, 200, "manager", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "1");
  fixture_expect (self, 200, "agent2", "GET", "/complaints?mine=true", NULL);
  desk_assert_at ("total.value", "0");
}

/* --- Lists ---------------------------------------------------------------------------------- */

static void
assert_found (Fixture *self, const char *query, const char *n)
{
  g_autofree char *path = g_strconcat ("/complaints?", query, NULL);

  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("total.value", n);
}

static void
test_lists (Fixture *self, gconstpointer unused)
{
  gint64 first = desk_take (self, ",\"patient_id\":1");
  gint64 second =
      desk_take (self, ",\"grade\":2,\"objects\":[{\"kind\":\"person\",\"staff_id\":2}]");

  desk_route (self, second, DESK_ORTHO);
  assert_found (self, "state=taken", "1");
  assert_found (self, "state=taken&state=handling", "2");
  assert_found (self, "grade=2", "1");
  assert_found (self, "class=service", "2");
  assert_found (self, "class=cost", "0");
  assert_found (self, "department_id=1", "1");
  assert_found (self, "about_id=2", "1");
  assert_found (self, "patient_id=1", "1");
  assert_found (self, "bucket=overdue", "0");
  assert_found (self, "open=true", "2");
  assert_found (self, "mine=true", "1");
  assert_found (self, "q=1234", "2");
  assert_found (self, "q=13900001234", "2");
  assert_found (self, "q=wangf", "1");
  assert_found (self, "q=%E7%8E%8B%E5%85%88", "2");
  fixture_expect (self, 200, "agent", "GET", "/complaints?sort=-received_at&limit=1", NULL);
  desk_assert_at ("items.0.id", "2");
  g_autofree char *number = fixture_sql (self, "SELECT number FROM complaint WHERE id = 1");
  g_autofree char *query = g_strconcat ("q=", number, NULL);
  assert_found (self, query, "1");
  /* Whoever has no share of it does not find it, by whatever it is called. */
  fixture_expect (self, 200, "doctor2", "GET", "/complaints?q=1234", NULL);
  desk_assert_at ("total.value", "0");
  fixture_expect (self, 200, "doctor2", "GET", "/complaints?q=%E7%8E%8B%E5%85%88", NULL);
  desk_assert_at ("total.value", "0");
  desk_step (self, 200, "agent", first, "spot", "{\"solution\":\"当场解释\",\"consent\":true}");
  assert_found (self, "closed_as=consent", "1");
  ward_forward (self, "30 days");
  assert_found (self, "bucket=overdue", "1");
  fixture_run_sql (self, "UPDATE complaint SET state = 'told', told_at = hcrm_now(), answered_at = "
                         "hcrm_now() WHERE id = 2");
  assert_found (self, "bucket=overdue", "0");
  assert_found (self, "bucket=overdue&bucket=today&bucket=soon", "0");
}

static void
test_board (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  desk_take (self, ",\"grade\":2");
  desk_route (self, id, DESK_ORTHO);
  fixture_expect (self, 200, "agent", "GET", "/complaints/board", NULL);
  desk_assert_at ("items.0.state", "taken");
  desk_assert_at ("items.0.total", "1");
  desk_assert_at ("items.0.items.0.grade", "2");
  desk_assert_at ("items.1.state", "handling");
  desk_assert_at ("items.1.items.0.department", "骨科");
  desk_assert_at ("items.4.state", "mediation");
  desk_assert_at ("items.4.total", "0");
  fixture_expect (self, 200, "agent", "GET", "/complaints/board?grade=3", NULL);
  desk_assert_at ("items.0.total", "0");
  fixture_expect (self, 200, "head", "GET", "/complaints/board", NULL);
  desk_assert_at ("items.0.total", "0");
  desk_assert_at ("items.1.total", "1");
}

/* Exported is what is listed, masked as it is listed. */
static void
test_export (Fixture *self, gconstpointer unused)
{
  desk_take (self, "");
  fixture_expect (self, 201, "agent2", "POST", "/complaints",
                  "{\"channel\":\"visit\",\"matter\":\"坐席态度差\",\"class\":\"other\","
                  "\"objects\":[{\"kind\":\"person\",\"staff_id\":3}]}");
  fixture_expect (self, 202, "agent", "POST", "/complaints/actions/export",
                  "{\"query\":\"\",\"format\":\"csv\","
                  "\"reason\":\"月报\"}");
  fixture_do_jobs (self);
  g_autoptr (JsonNode) file = fixture_call (self, "agent", "GET", "/exports/1/file", NULL, NULL);
  g_assert_null (file);
  g_assert_nonnull (strstr (fixture_answer.text, "139****1234"));
  g_assert_null (strstr (fixture_answer.text, DESK_CALLER));
  g_assert_null (strstr (fixture_answer.text, "坐席"));
}

/* The full number is for whoever calls, and that is written down. */
static void
test_dial (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  g_autofree char *path = g_strdup_printf ("/complaints/%d/actions/dial", (int) id);

  get (self, "agent", id);
  g_assert_null (strstr (fixture_answer.text, DESK_CALLER));
  fixture_expect (self, 200, "agent", "POST", path, "{}");
  desk_assert_at ("number", DESK_CALLER);
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM audit WHERE action = 'dial' AND entity = 'complaint'");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM audit WHERE after::text LIKE '%%%s%%'",
                      DESK_CALLER);
}

static void
test_notes (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  g_autofree char *path = g_strdup_printf ("/complaints/%d/notes", (int) id);

  fixture_expect (self, 200, "agent2", "POST", path, "{\"text\":\"家属情绪激动\"}");
  desk_assert_at ("notes.0.text", "家属情绪激动");
  desk_assert_at ("notes.0.user", "何嘉");
  fixture_expect (self, 422, "agent2", "POST", path, "{}");
  g_autoptr (GError) error = NULL;
  g_assert_false (hcrm_db_script (self->owner, "UPDATE complaint_note SET text = 'x'", &error));
}

/* --- What people keep ----------------------------------------------------------------------- */

static void
test_settings (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "admin", "POST", "/complaint-classes",
                  "{\"code\":\"cost-deposit\",\"parent_code\":\"cost\",\"name\":\"押金\","
                  "\"words\":\"押金，预交金 退押金\"}");
  desk_assert_at ("words", "押金 预交金 退押金");
  desk_assert_at ("parent", "费用");
  fixture_expect (self, 422, "admin", "POST", "/complaint-classes",
                  "{\"code\":\"Cost\",\"name\":\"x\"}");
  desk_assert_fault (0, "code");
  fixture_expect (self, 409, "admin", "POST", "/complaint-classes",
                  "{\"code\":\"cost\",\"name\":\"x\"}");
  fixture_expect (self, 200, "supervisor", "GET", "/complaint-grades", NULL);
  desk_assert_at ("items.0.days", "2");
  fixture_send (self, 200, "supervisor", "PATCH", "/complaint-grades/3", "{\"tell\":\"manager\"}",
                1);
  fixture_send (self, 422, "supervisor", "PATCH", "/complaint-grades/3", "{\"tell\":\"boss\"}", 2);
  desk_assert_fault (0, "tell");
  fixture_send (self, 422, "supervisor", "PATCH", "/complaint-grades/3", "{\"days_several\":4}", 2);
  fixture_expect (self, 201, "supervisor", "POST", "/complaint-levels",
                  "{\"name\":\"再提醒\",\"minutes\":60,\"who\":\"head\",\"grade\":2}");
  fixture_expect (self, 422, "supervisor", "POST", "/complaint-levels",
                  "{\"name\":\"x\",\"minutes\":60,\"who\":\"role\",\"grade\":2}");
  desk_assert_fault (0, "role_code");
  /* A class that stands above cannot be put below. */
  fixture_send (self, 422, "supervisor", "PATCH", "/complaint-classes/3",
                "{\"parent_code\":\"cost-deposit\"}", 1);
  desk_assert_fault (0, "parent_code");
}

/* Two who take at once, one who sends twice. */
static void
test_twice (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"channel\":\"phone\",\"matter\":\"电梯坏了\",\"class\":"
                             "\"facility-equipment\"}";

  fixture_expect (self, 201, "agent", "POST", "/complaints", body, "Idempotency-Key: k1");
  fixture_expect (self, 201, "agent", "POST", "/complaints", body, "Idempotency-Key: k1");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM complaint");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint/" path, function)
  CASE ("take", test_take);
  CASE ("about", test_about);
  CASE ("words", test_words);
  CASE ("own", test_own);
  CASE ("own-later", test_own_later);
  CASE ("numbers", test_numbers);
  CASE ("callers", test_callers);
  CASE ("refused", test_refused);
  CASE ("channels", test_channels);
  CASE ("received-later", test_received_later);
  CASE ("draft", test_draft);
  CASE ("discard", test_discard);
  CASE ("edit", test_edit);
  CASE ("service-codes", test_service_codes);
  CASE ("proposal", test_proposal);
  CASE ("grade-of-words", test_grade_of_words);
  CASE ("lists", test_lists);
  CASE ("board", test_board);
  CASE ("export", test_export);
  CASE ("dial", test_dial);
  CASE ("notes", test_notes);
  CASE ("settings", test_settings);
  CASE ("twice", test_twice);
  return g_test_run ();
}
