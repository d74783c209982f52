/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators keep: organisation, users, roles, calendar, settings, dead letters, audit. */

#include <string.h>

#include "core/hcrm-replay.h"
#include "hcrm-fixture.h"

#define ADMIN "admin"

static JsonNode *
get (Fixture *self, const char *user, const char *path)
{
  JsonNode *reply = fixture_call (self, user, "GET", path, NULL, NULL);

  if (fixture_answer.status != 200)
    g_test_message ("GET %s: %s", path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return reply;
}

/* Creates a record and gives its path. */
static char *
create (Fixture *self, const char *path, const char *body)
{
  fixture_expect (self, 201, ADMIN, "POST", path, body);
  g_assert_true (g_str_has_prefix (fixture_answer.location, "/api/v1/"));
  return g_strdup (fixture_answer.location + strlen ("/api/v1"));
}

static void
edit (Fixture *self, guint status, const char *path, const char *body, const char *if_match)
{
  g_autofree char *header = g_strdup_printf ("If-Match: \"%s\"", if_match);
  g_autoptr (JsonNode) reply = fixture_call (self, ADMIN, "PATCH", path, body, header, NULL);

  if (fixture_answer.status != status)
    g_test_message ("PATCH %s: %s", path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, status);
}

static gboolean
answer_names (const char *text)
{
  if (strstr (fixture_answer.text, text) != NULL)
    return TRUE;
  g_test_message ("%s", fixture_answer.text);
  return FALSE;
}

/* --- Organisation --------------------------------------------------------------------------- */

static void
test_sites (Fixture *self, gconstpointer unused)
{
  g_autofree char *site = create (
      self, "/sites",
      "{\"parent_id\":1,\"code\":\"NORTH\",\"name\":\"北院区\",\"time_zone\":\"Asia/Shanghai\"}");

  edit (self, 200, site, "{\"name_en\":\"North Campus\"}", "1");
  g_assert_cmpint (fixture_answer.etag, ==, 2);
  edit (self, 412, site, "{\"name_en\":\"North\"}", "1");
  edit (self, 409, site, "{\"code\":\"EAST\"}", "2");
  g_assert_true (answer_names ("\"code\""));
  edit (self, 422, "/sites/1", "{\"parent_id\":2}", "1");
  edit (self, 422, "/sites/1", "{\"time_zone\":\"Mars/Olympus\"}", "1");
  g_autoptr (JsonNode) sites = get (self, "agent", "/sites?q=campus&sort=code");
  g_assert_cmpuint (json_length_at (sites, "items"), ==, 3);
  fixture_expect (self, 403, "agent", "POST", "/sites", "{}");
}

static void
test_departments (Fixture *self, gconstpointer unused)
{
  g_autofree char *department = create (self, "/departments",
                                        "{\"site_id\":2,\"parent_id\":1,\"code\":\"ORTHO-3\","
                                        "\"kind\":\"ward\",\"name\":\"骨科三病区\"}");

  edit (self, 422, "/departments/1", "{\"parent_id\":2}", "1");
  g_assert_true (answer_names ("parent_id"));
  edit (self, 422, department, "{\"parent_id\":5}", "1");
  edit (self, 200, department, "{\"retired_at\":\"2026-01-01T00:00:00+08:00\"}", "1");
  g_autoptr (JsonNode) retired = get (self, "agent", "/departments?retired=true");
  g_assert_cmpuint (json_length_at (retired, "items"), ==, 1);
  g_autoptr (JsonNode) east =
      get (self, "agent", "/departments?site_id=2&retired=false&kind=clinical&kind=centre");
  g_assert_cmpuint (json_length_at (east, "items"), ==, 3);
}

static void
test_staff (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = create (self, "/staff",
                                  "{\"number\":\"N2001\",\"name\":\"单晓燕\",\"posts\":[{"
                                  "\"department_id\":1,\"service_code\":\"801\"}]}");
  g_autoptr (JsonNode) made = get (self, "agent", path);
  g_assert_cmpstr (json_at (made, "pinyin"), ==, "shan xiao yan");
  g_assert_cmpstr (json_at (made, "initials"), ==, "sxy");
  g_assert_cmpint (json_int_at (made, "posts.0.department_id"), ==, 1);

  /* She moves on, and takes her service code along; nobody else gets it. */
  edit (self, 200, path,
        "{\"posts\":[{\"department_id\":3,\"service_code\":\"801\",\"from\":\"2030-01-01\"}]}",
        "1");
  g_autoptr (JsonNode) moved = get (self, "agent", path);
  g_assert_cmpint (json_int_at (moved, "posts.1.department_id"), ==, 3);
  g_assert_cmpint (json_int_at (moved, "version"), ==, 2);
  g_assert_nonnull (json_at (moved, "posts.0.until"));
  fixture_expect (self, 409, ADMIN, "POST", "/staff",
                  "{\"number\":\"N2002\",\"name\":\"王平\",\"posts\":[{\"department_id\":1,"
                  "\"service_code\":\"801\"}]}");
  fixture_expect (self, 422, ADMIN, "POST", "/staff",
                  "{\"number\":\"N2002\",\"name\":\"王平\",\"posts\":[{\"department_id\":1,"
                  "\"from\":\"2030-01-02\",\"until\":\"2030-01-01\"}]}");
  g_assert_true (answer_names ("posts[0].until"));
  g_autoptr (JsonNode) found = get (self, "agent", "/staff?q=sxy");
  g_assert_cmpuint (json_length_at (found, "items"), ==, 1);
}

/* --- Users ---------------------------------------------------------------------------------- */

static gint64
role_id (Fixture *self, const char *code)
{
  g_autofree char *id = fixture_sql (self, "SELECT id FROM role WHERE code = '%s'", code);

  return g_ascii_strtoll (id, NULL, 10);
}

static char *
user_path (Fixture *self, const char *username)
{
  g_autofree char *id =
      fixture_sql (self, "SELECT id FROM app_user WHERE username = '%s'", username);

  return g_strconcat ("/users/", id, NULL);
}

static void
expect_step (Fixture *self, guint status, const char *path, const char *action)
{
  g_autofree char *step = g_strconcat (path, "/actions/", action, NULL);

  fixture_expect (self, status, ADMIN, "POST", step, NULL);
}

static void
test_user_created (Fixture *self, gconstpointer unused)
{
  g_autofree char *body = g_strdup_printf (
      "{\"username\":\"Nurse.Li\",\"language\":\"zh_CN\",\"password\":\"a long one\","
      "\"staff_id\":1,\"roles\":[{\"role_id\":%" G_GINT64_FORMAT ",\"department_id\":1}]}",
      role_id (self, "nurse"));
  g_autofree char *path = create (self, "/users", body);
  g_autoptr (JsonNode) user = get (self, ADMIN, path);

  g_assert_cmpstr (json_at (user, "username"), ==, "nurse.li");
  g_assert_cmpstr (json_at (user, "roles.0.code"), ==, "nurse");
  g_assert_null (strstr (fixture_answer.text, "argon2"));
  fixture_expect (self, 409, ADMIN, "POST", "/users", body);
  g_assert_true (answer_names ("\"username\""));
  fixture_expect (self, 422, ADMIN, "POST", "/users",
                  "{\"username\":\"9x\",\"language\":\"en\",\"password\":\"a long one\"}");
  g_assert_true (answer_names ("\"username\""));
  fixture_expect (self, 422, ADMIN, "POST", "/users",
                  "{\"username\":\"short\",\"language\":\"en\",\"password\":\"x\"}");
  g_assert_true (answer_names ("\"password\""));

  g_autoptr (JsonNode) session =
      fixture_call (self, NULL, "POST", "/session",
                    "{\"username\":\"nurse.li\",\"password\":\"a long one\"}", NULL);
  g_assert_cmpstr (json_at (session, "user.must_change_password"), ==, "true");
  fixture_expect (self, 403, "agent", "GET", "/users", NULL);
}

/* Of our own clients the too old ones stay outside; what else speaks to the server is not asked. */
static void
test_old_clients (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *agent;
    guint status;
  } cases[] = {
    { "User-Agent: hcrm/0.0.9", 403 },   { "User-Agent: hcrm/0.1.0", 201 },
    { "User-Agent: hcrm/10.0", 201 },    { "User-Agent: hcrm/", 201 },
    { "User-Agent: survey/0.0.1", 201 }, { "User-Agent: hcrm-feed/0.0.1", 201 },
  };
  const char *body = "{\"username\":\"agent\",\"password\":\"password\"}";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fixture_expect (self, cases[i].status, NULL, "POST", "/session", body, cases[i].agent);
    g_assert_true ((cases[i].status == 403) == answer_names ("needs 0.1.0"));
  }
}

static void
test_user_roles (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = user_path (self, "agent");
  gint64 agent = role_id (self, "agent"), supervisor = role_id (self, "supervisor");
  g_autofree char *twice = g_strdup_printf ("{\"roles\":[{\"role_id\":%1$" G_GINT64_FORMAT
                                            "},{\"role_id\":%1$" G_GINT64_FORMAT "}]}",
                                            agent);
  g_autofree char *both =
      g_strdup_printf ("{\"roles\":[{\"role_id\":%" G_GINT64_FORMAT
                       "},{\"role_id\":%" G_GINT64_FORMAT ",\"until\":\"2030-01-01T00:00:00Z\"}]}",
                       agent, supervisor);

  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  edit (self, 422, path, twice, "1");
  g_assert_true (answer_names ("roles[1].role_id"));
  edit (self, 422, path, "{\"roles\":[{\"role_id\":999}]}", "1");
  edit (self, 200, path, both, "1");
  g_assert_cmpint (fixture_answer.etag, ==, 2);
  fixture_expect (self, 401, "agent", "GET", "/session", NULL);
  g_hash_table_remove (self->tokens, "agent");

  /* The same rows again change nothing, and end no session. */
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  edit (self, 200, path, both, "2");
  edit (self, 200, path, "{\"language\":\"en\"}", "3");
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  g_autofree char *rows =
      fixture_sql (self, "SELECT count(*) FROM audit WHERE entity = 'user' AND after ? 'role_id' "
                         "AND action = 'insert' AND request_id <> ''");
  g_assert_cmpstr (rows, ==, "1");
}

static void
test_own_roles (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = user_path (self, ADMIN);
  g_autofree char *more = g_strdup_printf ("{\"roles\":[{\"role_id\":%" G_GINT64_FORMAT
                                           "},{\"role_id\":%" G_GINT64_FORMAT "}]}",
                                           role_id (self, ADMIN), role_id (self, "agent"));
  g_autofree char *fewer = g_strdup_printf ("{\"roles\":[{\"role_id\":%" G_GINT64_FORMAT
                                            ",\"until\":\"2099-01-01T00:00:00Z\"}]}",
                                            role_id (self, ADMIN));

  edit (self, 403, path, more, "1");
  g_assert_true (answer_names ("roles"));
  edit (self, 200, path, fewer, "1");
  expect_step (self, 403, path, "lock");
  expect_step (self, 403, path, "retire");
}

static void
test_user_steps (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = user_path (self, "agent2");

  fixture_expect (self, 200, "agent2", "GET", "/session", NULL);
  expect_step (self, 409, path, "unlock");
  expect_step (self, 200, path, "lock");
  fixture_expect (self, 401, "agent2", "GET", "/session", NULL);
  fixture_expect (self, 403, NULL, "POST", "/session",
                  "{\"username\":\"agent2\",\"password\":\"password\"}");
  expect_step (self, 200, path, "unlock");

  g_autofree char *reset = g_strconcat (path, "/actions/reset-password", NULL);
  g_autoptr (JsonNode) reply =
      fixture_call (self, ADMIN, "POST", reset, NULL, "Idempotency-Key: reset-1", NULL);
  g_assert_cmpuint (strlen (json_at (reply, "password")), ==, 14);
  g_autofree char *kept = fixture_sql (self, "SELECT count(*) FROM idempotency");
  g_assert_cmpstr (kept, ==, "0");
  g_autofree char *body = g_strdup_printf ("{\"username\":\"agent2\",\"password\":\"%s\"}",
                                           json_at (reply, "password"));
  fixture_expect (self, 201, NULL, "POST", "/session", body);
  expect_step (self, 200, path, "retire");
  expect_step (self, 409, path, "unlock");
  expect_step (self, 404, "/users/1", "lock");
}

static void
test_colleagues (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) all = get (self, "agent", "/colleagues");
  g_autoptr (JsonNode) some = get (self, "supervisor", "/colleagues?permission=followup.manage");

  g_assert_cmpuint (json_length_at (all, "items"), ==, 8);
  g_assert_cmpuint (json_length_at (some, "items"), ==, 2);
  g_assert_null (strstr (fixture_answer.text, "username"));
}

/* --- Roles ---------------------------------------------------------------------------------- */

static void
test_roles (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) permissions = get (self, ADMIN, "/permissions");
  g_autofree char *path = create (self, "/roles",
                                  "{\"code\":\"helper\",\"name\":\"协助员\",\"permissions\":[{"
                                  "\"permission\":\"patient.read\",\"scope\":\"own\"}]}");

  g_assert_cmpuint (json_length_at (permissions, "items"), ==, HCRM_N_PERMISSIONS);
  edit (self, 200, path,
        "{\"permissions\":[{\"permission\":\"patient.read\",\"scope\":\"all\"},{\"permission\":"
        "\"session\",\"scope\":\"all\"}]}",
        "1");
  g_autoptr (JsonNode) role = get (self, ADMIN, path);
  g_assert_cmpuint (json_length_at (role, "permissions"), ==, 2);
  edit (self, 422, path, "{\"permissions\":[{\"permission\":\"user.manage\",\"scope\":\"own\"}]}",
        "2");
  g_assert_true (answer_names ("permissions[0].scope"));
  edit (self, 422, path, "{\"permissions\":[{\"permission\":\"fly\",\"scope\":\"own\"}]}", "2");
  edit (self, 422, path,
        "{\"permissions\":[{\"permission\":\"session\",\"scope\":\"own\"},{\"permission\":"
        "\"session\",\"scope\":\"all\"}]}",
        "2");
}

static void
test_own_role (Fixture *self, gconstpointer unused)
{
  g_autofree char *own = g_strdup_printf ("/roles/%" G_GINT64_FORMAT, role_id (self, ADMIN));
  g_autofree char *other = g_strdup_printf ("/roles/%" G_GINT64_FORMAT, role_id (self, "agent"));
  static const char wide[] = "{\"permissions\":[{\"permission\":\"user.manage\",\"scope\":\"all\"},"
                             "{\"permission\":\"patient.reveal\",\"scope\":\"all\"}]}";

  edit (self, 422, own, wide, "1");
  g_assert_true (answer_names ("permissions[1].scope"));
  edit (self, 200, own, "{\"permissions\":[{\"permission\":\"user.manage\",\"scope\":\"all\"}]}",
        "1");
  fixture_expect (self, 403, ADMIN, "GET", "/settings", NULL);
  edit (self, 200, other, wide, "1");
  fixture_expect (self, 200, "agent", "GET", "/users", NULL);
}

/* --- Calendar, settings, scripts ------------------------------------------------------------ */

static void
test_holidays (Fixture *self, gconstpointer unused)
{
  static const char day[] =
      "{\"site_id\":2,\"day\":\"2026-10-01\",\"kind\":\"holiday\",\"name\":\"国庆节\"}";
  g_autofree char *path = create (self, "/holidays", day);

  fixture_expect (self, 409, ADMIN, "POST", "/holidays", day);
  g_assert_true (answer_names ("\"day\""));
  edit (self, 200, path, "{\"kind\":\"none\"}", "1");
  g_autoptr (JsonNode) october =
      get (self, "agent", "/holidays?day_from=2026-10-01&day_to=2026-10-31&site_id=2");
  g_assert_cmpuint (json_length_at (october, "items"), ==, 1);
  fixture_expect (self, 403, "agent", "POST", "/holidays", day);
}

static void
test_settings (Fixture *self, gconstpointer unused)
{
  g_autofree char *id =
      fixture_sql (self, "SELECT id FROM setting WHERE code = 'lock_minutes' AND site_id IS NULL");
  g_autofree char *path = g_strdup_printf ("/settings/%s", id);

  edit (self, 200, path, "{\"value\":\"15\"}", "1");
  edit (self, 422, path, "{\"value\":\"soon\"}", "2");
  edit (self, 422, path, "{\"value\":\"0\"}", "2");
  g_assert_true (answer_names ("\"value\""));
  fixture_expect (self, 201, ADMIN, "POST", "/settings",
                  "{\"code\":\"lock_minutes\",\"site_id\":2,\"value\":\"5\"}");
  fixture_expect (self, 409, ADMIN, "POST", "/settings",
                  "{\"code\":\"lock_minutes\",\"site_id\":2,\"value\":\"5\"}");
  fixture_expect (self, 422, ADMIN, "POST", "/settings",
                  "{\"code\":\"clock_shift\",\"value\":\"1 day\"}");
  g_autoptr (JsonNode) session = get (self, "agent", "/session");
  g_assert_cmpint (json_int_at (session, "user.lock_minutes"), ==, 5);
}

/* A site that gives its own value up is as all others; what holds everywhere stays. */
/* A package that older clients are offered: named, laid there, hashed; anybody may fetch it. */
static void
test_client_package (Fixture *self, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (self->files, "client", NULL);
  g_autofree char *path = g_build_filename (folder, "hcrm-client_1.2.0_amd64.deb", NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "package", -1);

  fixture_expect (self, 422, ADMIN, "POST", "/settings",
                  "{\"code\":\"client_download\",\"value\":\"../server.conf\"}");
  fixture_expect (self, 404, NULL, "GET", "/client-package", NULL);
  fixture_expect (self, 201, ADMIN, "POST", "/settings",
                  "{\"code\":\"client_download\",\"value\":\"hcrm-client_1.2.0_amd64.deb\"}");
  fixture_expect (self, 200, NULL, "GET", "/about", NULL);
  g_assert_cmpstr (fixture_at ("client_package"), ==, NULL); /* not there yet */
  fixture_expect (self, 404, NULL, "GET", "/client-package", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "package", -1, NULL));
  fixture_expect (self, 200, NULL, "GET", "/about", NULL);
  g_assert_cmpstr (fixture_at ("client_package.version"), ==, "1.2.0");
  g_assert_cmpstr (fixture_at ("client_package.sha256"), ==, hash);
  g_assert_cmpstr (fixture_at ("client_package.size"), ==, "7");
  fixture_expect (self, 200, NULL, "GET", "/client-package", NULL);
  g_assert_cmpstr (fixture_answer.text, ==, "package");
  g_assert_true (g_file_set_contents (path, "packages", -1, NULL));
  fixture_expect (self, 200, NULL, "GET", "/about", NULL);
  g_assert_cmpstr (fixture_at ("client_package.sha256"), !=, hash);
}

static void
test_site_setting (Fixture *self, gconstpointer unused)
{
  g_autofree char *own =
      create (self, "/settings", "{\"code\":\"lock_minutes\",\"site_id\":2,\"value\":\"5\"}");
  g_autoptr (JsonNode) settings = get (self, ADMIN, "/settings?site_id=2");
  g_autofree char *everywhere = fixture_sql (
      self,
      "SELECT '/settings/' || id FROM setting WHERE code = 'lock_minutes' AND site_id IS NULL");

  g_assert_cmpstr (json_at (settings, "items.0.site_id"), ==, "2");
  g_assert_nonnull (json_at (settings, "items.0.site"));
  edit (self, 200, own, "{\"value\":null}", "1");
  g_autoptr (JsonNode) session = get (self, "agent", "/session");
  g_assert_cmpint (json_int_at (session, "user.lock_minutes"), ==, 10);
  edit (self, 422, everywhere, "{\"value\":null}", "1");
  g_assert_true (answer_names ("\"value\""));
}

/* Several days at once; what is in the calendar already is changed. */
static void
test_many_holidays (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/holidays/actions/set";

  fixture_expect (self, 200, ADMIN, "POST", path,
                  "{\"site_id\":2,\"days\":[{\"day\":\"2026-10-01\",\"kind\":\"holiday\",\"name\":"
                  "\"国庆节\"},{\"day\":\"2026-10-10\",\"kind\":\"working\"}]}");
  fixture_expect (self, 200, ADMIN, "POST", path,
                  "{\"site_id\":2,\"days\":[{\"day\":\"2026-10-10\",\"kind\":\"none\"}]}");
  g_autoptr (JsonNode) october =
      get (self, "agent", "/holidays?day_from=2026-10-01&day_to=2026-10-10&site_id=2");
  g_assert_cmpuint (json_length_at (october, "items"), ==, 1);
  g_autofree char *kind =
      fixture_sql (self, "SELECT kind FROM calendar_day WHERE day = '2026-10-10' AND site_id = 2");
  g_assert_cmpstr (kind, ==, "none");
  fixture_expect (self, 422, ADMIN, "POST", path,
                  "{\"site_id\":2,\"days\":[{\"day\":\"2026-10-01\",\"kind\":\"none\"},"
                  "{\"day\":\"2026-10-01\",\"kind\":\"none\"}]}");
  g_assert_true (answer_names ("days[1].day"));
  fixture_expect (self, 403, "agent", "POST", path,
                  "{\"site_id\":2,\"days\":[{\"day\":\"2026-10-01\",\"kind\":\"none\"}]}");
}

static void
test_scripts (Fixture *self, gconstpointer unused)
{
  g_autofree char *path =
      create (self, "/scripts",
              "{\"code\":\"hello\",\"name\":\"开场白\",\"text\":\"您好，{name}{title}\"}");

  edit (self, 422, path, "{\"text\":\"您好，{nickname}\"}", "1");
  g_assert_true (answer_names ("\"text\""));
  edit (self, 200, path, "{\"retired_at\":\"2026-01-01T00:00:00Z\"}", "1");
  g_autoptr (JsonNode) kept = get (self, "agent", "/scripts?retired=false");
  g_assert_cmpuint (json_length_at (kept, "items"), ==, 0);
}

/* --- Dead letters --------------------------------------------------------------------------- */

static char *replayed;

static gboolean
fake_replay (HcrmDb *db, gint64 id, const char *raw, GPtrArray *events, GError **error)
{
  if (raw != NULL && strcmp (raw, "bad") == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "PID-3", "Still bad");
  g_free (replayed);
  replayed = g_strdup (raw != NULL ? raw : "as it came");
  return TRUE;
}

static char *
make_message (Fixture *self)
{
  g_autofree char *id = fixture_sql (
      self,
      "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, reason) "
      "VALUES ('HIS', 'M1', sha256('x'), 'ADT^A01', 'MSH|', 'dead', 'No patient') RETURNING id");

  return g_strconcat ("/dead-letters/", id, NULL);
}

static void
test_message_replayed (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = make_message (self);
  g_autofree char *step = g_strconcat (path, "/actions/replay", NULL);
  g_autoptr (JsonNode) dead = get (self, ADMIN, "/dead-letters?state=dead&kind=his");

  g_assert_cmpuint (json_length_at (dead, "items"), ==, 1);
  g_assert_null (strstr (fixture_answer.text, "MSH"));
  g_autoptr (JsonNode) letter = get (self, ADMIN, path);
  g_assert_cmpstr (json_at (letter, "raw"), ==, "MSH|");

  hcrm_replay_register ("his", fake_replay);
  fixture_expect (self, 403, "agent", "POST", step, "{}");
  fixture_expect (self, 422, ADMIN, "POST", step, "{\"raw\":\"bad\"}");
  fixture_expect (self, 200, ADMIN, "POST", step, "{\"raw\":\"MSH|mended\"}");
  g_assert_cmpstr (replayed, ==, "MSH|mended");
  g_assert_true (answer_names ("replayed"));
  fixture_expect (self, 409, ADMIN, "POST", step, "{}");
  g_clear_pointer (&replayed, g_free);
}

static char *
make_message_of (Fixture *self, const char *number)
{
  return fixture_sql (
      self,
      "INSERT INTO his_message (sender, control_id, sha256, type, raw, state, reason)"
      " VALUES ('HIS', '%s', sha256('%s'), 'ADT^A01', 'MSH|', 'dead', 'No patient') RETURNING id",
      number, number);
}

/* The second cannot be used, in a way that stops the transaction; the others are. */
static gboolean
replay_but_one (HcrmDb *db, gint64 id, const char *raw, GPtrArray *events, GError **error)
{
  static guint calls;
  static const HcrmSql broken = { .name = "test.broken", .text = "SELECT 1 / 0" };
  return calls++ != 1 || hcrm_db_run (db, &broken, NULL, error);
}

static void
test_messages_replayed (Fixture *self, gconstpointer unused)
{
  g_autofree char *one = make_message_of (self, "B1");
  g_autofree char *two = make_message_of (self, "B2");
  g_autofree char *three = make_message_of (self, "B3");
  g_autofree char *body =
      g_strdup_printf ("{\"items\":[{\"id\":%s},{\"id\":%s},{\"id\":%s}]}", one, two, three);

  hcrm_replay_register ("his", replay_but_one);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*test.broken*");
  fixture_expect (self, 403, "agent", "POST", "/dead-letters/actions/replay", body);
  fixture_expect (self, 200, ADMIN, "POST", "/dead-letters/actions/replay", body,
                  "Idempotency-Key: letters-1");
  g_test_assert_expected_messages ();
  g_autofree char *states = fixture_sql (self, "SELECT string_agg(state, ' ' ORDER BY control_id) "
                                               "FROM his_message WHERE control_id LIKE 'B_'");
  g_assert_cmpstr (states, ==, "replayed dead replayed");
  g_autofree char *audited =
      fixture_sql (self,
                   "SELECT count(*) FROM audit WHERE entity = 'dead_letter' AND action = 'replay'");
  g_assert_cmpstr (audited, ==, "2");
}

static void
test_job_requeued (Fixture *self, gconstpointer unused)
{
  g_autofree char *id = fixture_sql (self, "INSERT INTO job (kind, state, attempts, last_error) "
                                           "VALUES ('report', 'dead', 9, 'no space') RETURNING id");
  g_autofree char *step = g_strdup_printf ("/dead-letters/%s/actions/replay", id);

  fixture_expect (self, 422, ADMIN, "POST", step, "{\"raw\":\"{\"}");
  fixture_expect (self, 200, ADMIN, "POST", step, "{\"raw\":\"{\\\"page\\\":1}\"}");
  g_autofree char *job =
      fixture_sql (self, "SELECT state || attempts || payload FROM job WHERE id = %s", id);
  g_assert_cmpstr (job, ==, "queued0{\"page\": 1}");
  fixture_expect (self, 404, ADMIN, "POST", step, "{}");
}

static void
test_letter_dismissed (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = make_message (self);
  g_autofree char *step = g_strconcat (path, "/actions/dismiss", NULL);

  fixture_expect (self, 422, ADMIN, "POST", step, "{}");
  fixture_expect (self, 200, ADMIN, "POST", step, "{\"reason\":\"sent twice\"}");
  g_autoptr (JsonNode) audit = get (self, ADMIN, "/audit?entity=dead_letter");
  g_assert_cmpstr (json_at (audit, "items.0.action"), ==, "dismiss");
  g_assert_cmpstr (json_at (audit, "items.0.reason"), ==, "sent twice");
}

/* --- Audit ---------------------------------------------------------------------------------- */

static void
test_audit (Fixture *self, gconstpointer unused)
{
  g_autofree char *id = fixture_sql (self, "SELECT id FROM app_user WHERE username = 'admin'");
  g_autofree char *path = g_strdup_printf ("/audit?user_id=%s&entity=holiday&entity=site", id);
  g_autofree char *holiday =
      create (self, "/holidays", "{\"site_id\":2,\"day\":\"2026-10-01\",\"kind\":\"holiday\"}");

  edit (self, 200, holiday, "{\"kind\":\"working\"}", "1");
  g_autoptr (JsonNode) mine = get (self, ADMIN, path);
  g_assert_cmpuint (json_length_at (mine, "items"), ==, 2);
  g_assert_cmpstr (json_at (mine, "items.1.before.kind"), ==, "holiday");
  g_assert_cmpstr (json_at (mine, "items.1.after.kind"), ==, "working");
  g_assert_cmpstr (json_at (mine, "items.1.user"), ==, "管理");
  g_autoptr (JsonNode) others = get (self, "manager", "/audit?user_id=999&sort=-at");
  g_assert_cmpuint (json_length_at (others, "items"), ==, 0);
  fixture_expect (self, 403, "supervisor", "GET", "/audit", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/administration/sites", test_sites);
  FIXTURE_TEST ("/administration/departments", test_departments);
  FIXTURE_TEST ("/administration/staff", test_staff);
  FIXTURE_TEST ("/administration/user-created", test_user_created);
  FIXTURE_TEST ("/administration/old-clients", test_old_clients);
  FIXTURE_TEST ("/administration/user-roles", test_user_roles);
  FIXTURE_TEST ("/administration/own-roles", test_own_roles);
  FIXTURE_TEST ("/administration/user-steps", test_user_steps);
  FIXTURE_TEST ("/administration/colleagues", test_colleagues);
  FIXTURE_TEST ("/administration/roles", test_roles);
  FIXTURE_TEST ("/administration/own-role", test_own_role);
  FIXTURE_TEST ("/administration/holidays", test_holidays);
  FIXTURE_TEST ("/administration/many-holidays", test_many_holidays);
  FIXTURE_TEST ("/administration/settings", test_settings);
  FIXTURE_TEST ("/administration/client-package", test_client_package);
  FIXTURE_TEST ("/administration/site-setting", test_site_setting);
  FIXTURE_TEST ("/administration/scripts", test_scripts);
  FIXTURE_TEST ("/administration/message-replayed", test_message_replayed);
  FIXTURE_TEST ("/administration/messages-replayed", test_messages_replayed);
  FIXTURE_TEST ("/administration/job-requeued", test_job_requeued);
  FIXTURE_TEST ("/administration/letter-dismissed", test_letter_dismissed);
  FIXTURE_TEST ("/administration/audit", test_audit);
  return g_test_run ();
}
