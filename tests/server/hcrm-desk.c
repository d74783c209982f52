/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-desk.h"

#define CONTEXT "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"

void
desk_seed (Fixture *self)
{
  fixture_run_sql (
      self, CONTEXT
      "UPDATE staff_post SET service_code = CASE staff_id WHEN 1 THEN '10012' WHEN 2 THEN '10020' "
      "WHEN 6 THEN '10039' END;"
      "INSERT INTO staff (number, name, pinyin, initials, title) VALUES ('H1002', '韩梅', "
      "'han mei', 'hm', '科主任');"
      "INSERT INTO staff_post (staff_id, department_id, head) VALUES (8, 3, true);"
      "INSERT INTO app_user (staff_id, username, password_hash) SELECT 8, 'head2', password_hash "
      "FROM app_user WHERE username = 'agent';"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
      "WHERE u.username = 'head2' AND r.code = 'head';"
      "INSERT INTO patient (name, pinyin, initials) VALUES ('王芳', 'wang fang', 'wf');"
      "INSERT INTO contact (patient_id, position, name, number, number_key) VALUES (1, 1, '王芳', "
      "'13800000001', '13800000001');"
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, "
      "attending_id, started_at) VALUES (1, 2, 'outpatient', 'O1', 'active', 1, 1, hcrm_now() - "
      "interval '3 days')");
}

void
desk_setup (Fixture *self, gconstpointer modules)
{
  fixture_setup (self, modules);
  desk_seed (self);
}

static gint64
read_id (void)
{
  const char *id = fixture_at ("id");

  g_assert_nonnull (id);
  return g_ascii_strtoll (id, NULL, 10);
}

gint64
desk_take (Fixture *self, const char *more)
{
  g_autofree char *body = g_strdup_printf (
      "{\"channel\":\"phone\",\"matter\":\"医生态度很差，不耐烦\",\"class\":\"service-attitude\","
      "\"caller_number\":\"" DESK_CALLER "\",\"caller_name\":\"王先生\"%s}",
      more);

  fixture_expect (self, 201, "agent", "POST", "/complaints", body);
  return read_id ();
}

static void
step (Fixture *self,
      guint status,
      const char *user,
      const char *table,
      const char *plural,
      gint64 id,
      const char *action,
      const char *body)
{
  g_autofree char *path =
      g_strdup_printf ("/%s/%" G_GINT64_FORMAT "/actions/%s", plural, id, action);

  fixture_step (self, status, user, path, body, fixture_get_version (self, table, id));
}

void
desk_step (Fixture *self,
           guint status,
           const char *user,
           gint64 complaint,
           const char *action,
           const char *body)
{
  step (self, status, user, "complaint", "complaints", complaint, action, body);
}

void
desk_share_step (Fixture *self,
                 guint status,
                 const char *user,
                 gint64 task,
                 const char *action,
                 const char *body)
{
  step (self, status, user, "complaint_task", "complaint-tasks", task, action, body);
}

gint64
desk_route (Fixture *self, gint64 complaint, int department)
{
  g_autofree char *body = g_strdup_printf ("{\"shares\":[{\"department_id\":%d}]}", department);
  desk_step (self, 200, "agent", complaint, "route", body);
  g_autofree char *task =
      fixture_sql (self, "SELECT max(id) FROM complaint_task WHERE complaint_id = %d",
                   (int) complaint);

  return g_ascii_strtoll (task, NULL, 10);
}

gint64
desk_answered (Fixture *self)
{
  gint64 id = desk_take (self, "");
  gint64 task = desk_route (self, id, DESK_ORTHO);

  desk_share_step (self, 200, "head", task, "answer", "{\"answer\":\"已批评教育并致歉\"}");
  desk_assert_state (self, id, "answered");
  return id;
}

void
desk_tell (Fixture *self,
           guint status,
           gint64 complaint,
           const char *disposition,
           const char *word,
           const char *at)
{
  g_autofree char *said = word != NULL ? g_strdup_printf (",\"word\":\"%s\"", word) : g_strdup ("");
  g_autofree char *now = fixture_sql (self, "SELECT to_char(hcrm_now() AT TIME ZONE "
                                            "'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')");

  if (at == NULL)
    at = now;
  g_autofree char *day = g_strndup (at, 10);
  g_autofree char *body =
      g_strdup_printf ("{\"disposition\":\"%s\",\"started_at\":\"%sT%s:00+08:00\"%s}", disposition,
                       day, at + 11, said);

  desk_step (self, status, "agent", complaint, "tell", body);
}

void
desk_assert_state (Fixture *self, gint64 complaint, const char *state)
{
  fixture_assert_sql (self, state, "SELECT state FROM complaint WHERE id = %d", (int) complaint);
}

void
desk_assert_history (Fixture *self, gint64 complaint, const char *codes)
{
  fixture_assert_sql (
      self, codes,
      "SELECT string_agg(substr(code, 11), ' ' ORDER BY id) FROM complaint_history WHERE "
      "complaint_id = %d AND code <> 'complaint.reminded'",
      (int) complaint);
}

void
desk_assert_at (const char *path, const char *expected)
{
  const char *found = fixture_at (path);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s in %s", path, fixture_answer.text);
  g_assert_cmpstr (found, ==, expected);
}

void
desk_assert_fault (guint n, const char *field)
{
  g_autofree char *path = g_strdup_printf ("fields.%u.name", n);

  desk_assert_at (path, field);
}

void
desk_assert_due (Fixture *self, gint64 id, const char *expected)
{
  fixture_assert_sql (self, expected,
                      "SELECT to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') "
                      "FROM complaint WHERE id = %d",
                      (int) id);
}
