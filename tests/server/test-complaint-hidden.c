/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Whom a complaint is about hears of it nowhere, whatever they may do otherwise: every route is
 * asked by somebody who holds every role, and searched for its words. Somebody else with the same
 * roles finds them, so that it is known that they are looked for where they stand.
 */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-modules.h"
#include "hcrm-tone.h"
#include "hcrm-ward.h"
#include "modules/complaint/complaint.h"

#define MATTER "报警：紫砂壶摔碎了"
#define CALLER "欧阳投"
#define NOTE "备注藏宝"
#define REQUEST "请查明藏宝"
#define ANSWER "答复藏宝"
#define FILE_NAME "证物藏宝.txt"
#define CALL_NOTE "通话藏宝"
#define TOLD "回电藏宝"

/* What must not be read: words, the number it has, the number of who called, ids that point to it.
 */
static char *words[16];
static gint64 the_case;

/* accused: whom it is about, who leads ORTHO; witness: anybody else. Both with every role. */
static void
make_people (Fixture *self)
{
  fixture_run_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO staff (number, name) VALUES ('X1', '被投诉'), ('X2', '旁人');"
      "INSERT INTO staff_post (staff_id, department_id, head) VALUES (9, 1, true), (10, 1, true);"
      "INSERT INTO app_user (staff_id, username, password_hash) SELECT v.id, v.name, (SELECT "
      "password_hash FROM app_user WHERE username = 'agent') FROM (VALUES (9, 'accused'), (10, "
      "'witness')) AS v (id, name);"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
      "WHERE u.username IN ('accused', 'witness')");
}

static gint64
get_int (const char *path)
{
  g_assert_nonnull (fixture_at (path));
  return g_ascii_strtoll (fixture_at (path), NULL, 10);
}

/* --- A complaint with everything there can be of it --------------------------------------------
 */

/* Calls of the agent: 1 is made for @complaint, in 2 it was written down. */
static void
add_call (Fixture *self, gint64 complaint, const char *note)
{
  g_autofree char *id = fixture_sql (
      self,
      "INSERT INTO call (provider, provider_call_id, site_id, direction, user_id, users, "
      "department_id, state, number, number_key, started_at, answered_at, ended_at, activity_id, "
      "patient_id, note) SELECT 'pbx', 'c' || (SELECT count(*) FROM call), 2, 'in', u.id, "
      "ARRAY[u.id], 1, 'ended', '" DESK_CALLER "', '" DESK_CALLER
      "', hcrm_now() - interval '60 s', "
      "hcrm_now() - interval '55 s', hcrm_now(), nullif(%d, 0), 1, '%s' FROM app_user AS u WHERE "
      "u.username = 'agent' RETURNING id",
      (int) complaint, note);
  g_autofree char *path = g_strdup_printf ("/recordings?call_id=%s", id);
  g_autoptr (GByteArray) samples = tone_new (1, (guint) atoi (id) * TONE_RATE);
  gsize length = 0;

  g_autoptr (GBytes) wav = tone_to_wav (samples, 1);
  const char *bytes = g_bytes_get_data (wav, &length);
  g_assert_cmpuint (fixture_post_bytes (self, "supervisor", path, bytes, length), ==, 201);
}

static void
attach (Fixture *self)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d/attachments", (int) the_case);

  fixture_expect (self, 201, "agent", "POST", "/uploads",
                  "{\"name\":\"" FILE_NAME "\",\"size\":2}");
  gint64 id = get_int ("id");
  g_autofree char *part = g_strdup_printf ("/uploads/%d/parts/0", (int) id);
  g_autofree char *whole = g_strdup_printf ("/uploads/%d/actions/complete", (int) id);
  g_autofree char *body = g_strdup_printf ("{\"upload_id\":%d}", (int) id);
  g_assert_cmpuint (fixture_put_bytes (self, "agent", part, "ab", 2), ==, 200);
  fixture_expect (self, 200, "agent", "POST", whole, "{}");
  fixture_expect (self, 201, "agent", "POST", path, body);
}

static void
write_down_in_call (Fixture *self)
{
  g_autofree char *body = g_strdup_printf (
      "{\"moments\":[{\"offset_ms\":7000,\"kind\":\"sentence\",\"complaint_id\":%d,"
      "\"field\":\"matter\",\"from_char\":0,\"to_char\":4}]}",
      (int) the_case);

  add_call (self, the_case, CALL_NOTE "一");
  add_call (self, 0, CALL_NOTE "二");
  fixture_expect (self, 200, "agent", "POST", "/calls/2/moments", body);
}

static void
tell (Fixture *self)
{
  g_autofree char *at = fixture_sql (
      self, "SELECT to_char(hcrm_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  g_autofree char *body =
      g_strdup_printf ("{\"disposition\":\"busy\",\"started_at\":\"%s\",\"note\":\"" TOLD
                       "\",\"call_id\":1}",
                       at);

  desk_step (self, 200, "agent", the_case, "tell", body);
}

static void
learn_words (Fixture *self)
{
  static const char *const said[] = { "紫砂壶", CALLER, "藏宝", "139****1234", DESK_CALLER };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_clear_pointer (&words[i], g_free);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    words[n++] = g_strdup (said[i]);
  words[n++] = fixture_sql (self, "SELECT number FROM complaint WHERE id = %d", (int) the_case);
  words[n++] = g_strdup_printf ("\"complaint_id\":%d,", (int) the_case);
  words[n++] = g_strdup_printf ("\"activity_id\":%d,", (int) the_case);
}

static void
make_case (Fixture *self)
{
  make_people (self);
  fixture_expect (self, 201, "agent", "POST", "/complaints",
                  "{\"channel\":\"phone\",\"matter\":\"" MATTER "\",\"class\":\"service-attitude\","
                  "\"caller_number\":\"" DESK_CALLER "\",\"caller_name\":\"" CALLER "\","
                  "\"patient_id\":1,\"objects\":[{\"kind\":\"person\",\"staff_id\":9}]}");
  the_case = get_int ("id");
  g_autofree char *notes = g_strdup_printf ("/complaints/%d/notes", (int) the_case);
  fixture_expect (self, 200, "agent", "POST", notes, "{\"text\":\"" NOTE "\"}");
  attach (self);
  write_down_in_call (self);
  desk_step (self, 200, "agent", the_case, "route",
             "{\"shares\":[{\"department_id\":1,\"request\":\"" REQUEST "\"}]}");
  desk_share_step (self, 200, "witness", 1, "answer", "{\"answer\":\"" ANSWER "\"}");
  tell (self);
  fixture_sweep (self, hcrm_complaint_watch);
  fixture_sweep (self, hcrm_complaint_draw);
  /* What is measured of the recordings is no matter here. */
  fixture_run_sql (self, "DELETE FROM job");
  learn_words (self);
}

/* --- Looking everywhere ------------------------------------------------------------------------
 */

/* The first word that is in the last answer, or %NULL. */
static const char *
find_word (void)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (fixture_answer.text != NULL && strstr (fixture_answer.text, words[i]) != NULL)
      return words[i];
  return NULL;
}

/* Which paths told of it, by who asked. */
typedef struct {
  Fixture *fixture;
  const char *user;
  GHashTable *told;
} Look;

static void
ask (Look *self, const char *route, const char *method, const char *path, const char *body)
{
  g_autoptr (JsonNode) reply = fixture_call (self->fixture, self->user, method, path, body, NULL);
  const char *word = fixture_answer.status == 200 ? find_word () : NULL;

  g_assert_cmpuint (fixture_answer.status, <, 500);
  if (word != NULL)
    g_hash_table_replace (self->told, g_strdup (route), g_strdup_printf ("%s: %s", path, word));
}

/* Lists as they are, of the patient, by what was typed. */
static void
ask_list (Look *self, const HcrmRoute *route)
{
  static const char *const queries[] = { "",           "?patient_id=1",     "?q=" CALLER,
                                         "?q=1234",    "?q=紫砂壶",         "?number=" DESK_CALLER,
                                         "?call_id=2", "?group=department", "?group=person" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *path = g_strconcat (route->path, queries[i], NULL);
    ask (self, route->path, "GET", path, NULL);
  }
}

/* Records that there are few of: the first ones. */
static void
ask_record (Look *self, const HcrmRoute *route)
{
  g_autoptr (GRegex) part = g_regex_new ("\\{[a-z_]+\\}", 0, 0, NULL);

  for (guint i = 1; i <= 3; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);
    g_autofree char *path = g_regex_replace_literal (part, route->path, -1, 0, id, 0, NULL);
    ask (self, route->path, "GET", path, NULL);
  }
}

static void
ask_export (Look *self, const HcrmRoute *route)
{
  g_autoptr (JsonNode) reply =
      fixture_call (self->fixture, self->user, "POST", route->path,
                    "{\"query\":\"\",\"format\":\"csv\",\"reason\":\"月报\"}", NULL);

  if (fixture_answer.status != 202)
    return;
  g_autofree char *file = g_strdup_printf ("/exports/%d/file", (int) json_int_at (reply, "id"));
  fixture_do_jobs (self->fixture);
  ask (self, route->path, "GET", file, NULL);
}

/* What serves files and streams is no text. */
static gboolean
is_asked (const HcrmModule *module, const HcrmRoute *route)
{
  return module->face == NULL && strcmp (module->name, "session") != 0
         && !g_str_has_suffix (route->path, "/events") && strstr (route->path, "/content") == NULL
         && strstr (route->path, "package") == NULL;
}

static void
ask_route (Look *self, const HcrmRoute *route)
{
  if (g_str_has_suffix (route->path, "/actions/export"))
    ask_export (self, route);
  else if (strcmp (route->method, "GET") != 0)
    return;
  else if (strchr (route->path, '{') != NULL)
    ask_record (self, route);
  else
    ask_list (self, route);
}

static GHashTable *
look (Fixture *self, const char *user)
{
  Look look = { self, user, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };

  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; i < hcrm_modules[m]->n_routes; i++)
      if (is_asked (hcrm_modules[m], &hcrm_modules[m]->routes[i]))
        ask_route (&look, &hcrm_modules[m]->routes[i]);
  return look.told;
}

/* Where it is told of to anybody else. */
static const char *const places[] = {
  "/complaints",
  "/complaints/actions/export",
  "/complaints/board",
  "/complaints/{id}",
  "/complaints/{id}/attachments",
  "/complaint-tasks",
  "/complaint-tasks/actions/export",
  "/complaint-tasks/{task_id}",
  "/complaint-warnings/{id}",
  "/calls",
  "/calls/actions/export",
  "/calls/{id}",
  "/recordings",
  "/recordings/{id}",
  "/messages",
  "/messages/actions/export",
  "/timeline",
};

static void
test_nowhere (Fixture *self, gconstpointer unused)
{
  GHashTableIter iter;
  gpointer route, found;

  make_case (self);
  g_autoptr (GHashTable) witness = look (self, "witness");
  g_autoptr (GHashTable) accused = look (self, "accused");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (!g_hash_table_contains (witness, places[i])) {
      g_test_message ("%s does not tell the witness", places[i]);
      g_test_fail ();
    }
  g_hash_table_iter_init (&iter, accused);
  while (g_hash_table_iter_next (&iter, &route, &found)) {
    g_test_message ("the accused reads %s", (char *) found);
    g_test_fail ();
  }
}

static void
assert_total (Fixture *self, const char *user, const char *path, const char *total)
{
  fixture_expect (self, 200, user, "GET", path, NULL);
  desk_assert_at ("total.value", total);
}

/* Nor is it counted where only numbers are told. */
static void
test_uncounted (Fixture *self, gconstpointer unused)
{
  static const char *const lists[] = { "/complaints", "/complaint-tasks", "/complaint-warnings",
                                       "/messages" };

  make_case (self);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    assert_total (self, "accused", lists[i], "0");
  fixture_expect (self, 200, "accused", "GET", "/reports/complaints?group=person", NULL);
  desk_assert_at ("total.received", "0");
  desk_assert_at ("items.0.key", NULL);
  fixture_expect (self, 200, "witness", "GET", "/reports/complaints?group=person", NULL);
  desk_assert_at ("total.received", "1");
  fixture_expect (self, 200, "accused", "GET", "/today", NULL);
  desk_assert_at ("counts.complaints.total", "0");
  desk_assert_at ("counts.shares.total", "0");
  desk_assert_at ("counts.warnings.total", "0");
  fixture_expect (self, 200, "accused", "GET", "/complaints/board", NULL);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *total = g_strdup_printf ("items.%u.total", i);
    desk_assert_at (total, "0");
  }
}

/* The audit names no words, but what was done to it, to its calls and to their recordings. */
static void
test_audit (Fixture *self, gconstpointer unused)
{
  static const char *const entities[] = { "complaint", "attempt",   "attachment",       "message",
                                          "call",      "recording", "complaint_warning" };

  make_case (self);
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++) {
    g_autofree char *path = g_strconcat ("/audit?entity=", entities[i], NULL);
    g_test_message ("%s", entities[i]);
    fixture_expect (self, 200, "witness", "GET", path, NULL);
    g_assert_cmpint (get_int ("total.value"), >, 0);
    assert_total (self, "accused", path, "0");
  }
}

/* Of a department that has nothing to do with it, its head sees nothing either. */
static void
test_elsewhere (Fixture *self, gconstpointer unused)
{
  static const char *const lists[] = { "/complaints", "/complaint-tasks", "/complaint-warnings",
                                       "/timeline?patient_id=1&kind=complaint" };
  g_autofree char *found = NULL;

  make_case (self);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    assert_total (self, "head2", lists[i], "0");
  found = g_strdup_printf ("/complaints?q=%s", words[5]);
  assert_total (self, "head2", found, "0");
  assert_total (self, "witness", found, "1");
  fixture_expect (self, 404, "head2", "GET", "/complaints/1", NULL);
  fixture_expect (self, 404, "head2", "GET", "/complaints/1/attachments", NULL);
  fixture_expect (self, 404, "head2", "GET", "/complaint-tasks/1", NULL);
  fixture_expect (self, 200, "head2", "GET", "/reports/complaints", NULL);
  desk_assert_at ("total.received", "0");
  fixture_expect (self, 200, "head2", "GET", "/today", NULL);
  desk_assert_at ("counts.complaints.total", "0");
  desk_assert_at ("counts.shares.total", "0");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-hidden/" path, function)
  CASE ("nowhere", test_nowhere);
  CASE ("uncounted", test_uncounted);
  CASE ("audit", test_audit);
  CASE ("elsewhere", test_elsewhere);
  return g_test_run ();
}
