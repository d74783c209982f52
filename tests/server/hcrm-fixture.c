/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A fresh database and the real server in this process, for the tests of the server. */

#include "hcrm-fixture.h"

#include <locale.h>
#include <string.h>

#include "core/hcrm-explain.h"
#include "core/hcrm-form.h"
#include "hcrm-duties.h"
#include "hcrm-modules.h"

#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

Answer fixture_answer;

static PGconn *
connect_as_superuser (const char *database)
{
  g_autofree char *conninfo = g_strdup_printf ("%s dbname=%s", g_getenv ("HCRM_TEST_PG"), database);
  PGconn *conn = PQconnectdb (conninfo);

  if (PQstatus (conn) != CONNECTION_OK)
    g_error ("HCRM_TEST_PG: %s", PQerrorMessage (conn));
  return conn;
}

static void
run (PGconn *conn, const char *text)
{
  PGresult *result = PQexec (conn, text);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s: %.200s", PQerrorMessage (conn), text);
  PQclear (result);
}

/* Made once in a process and copied for each test. */
static void
make_template (const char *name)
{
  PGconn *conn = connect_as_superuser ("postgres");
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s", name);

  run (conn, "DO $$ BEGIN CREATE ROLE hcrm_owner NOLOGIN; EXCEPTION WHEN duplicate_object OR "
             "unique_violation THEN NULL; END $$");
  run (conn, "DO $$ BEGIN CREATE ROLE hcrm_app LOGIN; EXCEPTION WHEN duplicate_object OR "
             "unique_violation THEN NULL; END $$");
  run (conn, create);
  PQfinish (conn);

  conn = connect_as_superuser (name);
  run (conn, "CREATE EXTENSION IF NOT EXISTS btree_gist; GRANT ALL ON SCHEMA public TO hcrm_owner;"
             "SET ROLE hcrm_owner");
  for (const HcrmSqlFile *file = hcrm_sql_migrations; file->name != NULL; file++)
    run (conn, file->text);

  g_autofree char *path =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "tests", "server", "hospital.sql", NULL);
  g_autofree char *hospital = NULL;
  g_autofree char *hash = hcrm_password_hash ("password");
  g_autofree char *quoted = g_strdup_printf ("'%s'", hash);
  g_assert_true (g_file_get_contents (path, &hospital, NULL, NULL));
  g_autoptr (GString) text = g_string_new (hospital);
  g_string_replace (text, ":password", quoted, 0);
  run (conn, text->str);
  PQfinish (conn);
}

static char *
make_database (void)
{
  static char *template;
  static guint n;
  g_autofree char *name = g_strdup_printf ("hcrm_test_%d_%u", getpid (), ++n);

  if (template == NULL) {
    template = g_strdup_printf ("hcrm_template_%d", getpid ());
    make_template (template);
  }
  PGconn *conn = connect_as_superuser ("postgres");
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s TEMPLATE %s", name, template);
  run (conn, create);
  PQfinish (conn);
  return g_steal_pointer (&name);
}

void
fixture_setup (Fixture *self, gconstpointer modules)
{
  g_autoptr (GError) error = NULL;
  guint port = 0;

  if (g_getenv ("HCRM_TEST_PG") == NULL)
    g_error ("HCRM_TEST_PG is not set: run through tests/harness/with-postgres");
  g_autofree char *database = make_database ();
  g_autofree char *owner = g_strdup_printf ("%s dbname=%s", g_getenv ("HCRM_TEST_PG"), database);
  self->conninfo = g_strdup_printf ("%s user=hcrm_app", owner);
  self->owner = hcrm_db_open (owner, &error);
  g_assert_no_error (error);
  self->files = g_dir_make_tmp ("hcrm-files-XXXXXX", &error);
  g_assert_no_error (error);
  self->events = hcrm_events_new (self->conninfo, &error);
  g_assert_no_error (error);

  g_autofree char *keys = g_build_filename (self->files, "keys", NULL);
  HcrmHttpOptions options = { .modules = modules != NULL ? modules : hcrm_modules,
                              .conninfo = self->conninfo,
                              .events = self->events,
                              .files = self->files,
                              .keys = keys,
                              .n_workers = 4 };
  self->http = hcrm_http_new (&options, &error);
  g_assert_no_error (error);
  hcrm_http_listen (self->http, "127.0.0.1:0", NULL, &port, &error);
  g_assert_no_error (error);
  self->root = g_strdup_printf ("http://127.0.0.1:%u", port);
  self->base = g_strconcat (self->root, "/api/v1", NULL);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->session = soup_session_new ();
}

/* Whatever was left in there goes too. */
static void
remove_files (Fixture *self)
{
  const char *argv[] = { "rm", "-rf", self->files, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_clear_pointer (&self->files, g_free);
}

/* Whatever came onto a time line, by whichever path, can be read by a person. */
static void
assert_explained (Fixture *self)
{
  g_autofree char *found =
      fixture_sql (self, "SELECT string_agg(DISTINCT code || ' ' || kind, ',') FROM timeline");
  g_auto (GStrv) entries = g_strsplit (found != NULL ? found : "", ",", -1);

  for (char **entry = entries; *entry != NULL && **entry != '\0'; entry++) {
    g_auto (GStrv) told = g_strsplit (*entry, " ", 2);
    if (g_strcmp0 (hcrm_explain_get_kind (told[0]), told[1]) != 0)
      g_test_message ("no words for %s", *entry);
    g_assert_cmpstr (hcrm_explain_get_kind (told[0]), ==, told[1]);
  }
}

void
fixture_teardown (Fixture *self, gconstpointer unused)
{
  g_clear_pointer (&self->jobs, hcrm_jobs_free);
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  hcrm_http_drain (self->http, 2000);
  assert_explained (self);
  g_clear_pointer (&self->http, hcrm_http_free);
  g_clear_pointer (&self->events, hcrm_events_free);
  g_clear_pointer (&self->owner, hcrm_db_close);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  remove_files (self);
  g_clear_pointer (&self->conninfo, g_free);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&fixture_answer.location, g_free);
  g_clear_pointer (&fixture_answer.media, g_free);
  g_clear_pointer (&fixture_answer.text, g_free);
  g_clear_pointer (&fixture_answer.bytes, g_bytes_unref);
  hcrm_session_forget (0);
  hcrm_form_forget ();
}

/* --- Calls ---------------------------------------------------------------------------------- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GBytes *
send_message (Fixture *self, SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, sent_cb,
                                    &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  GBytes *bytes = soup_session_send_and_read_finish (self->session, result, &error);
  g_assert_no_error (error);
  return bytes;
}

static const char *
find_token (Fixture *self, const char *user)
{
  const char *known = g_hash_table_lookup (self->tokens, user);
  if (known != NULL)
    return known;

  g_autofree char *body = g_strdup_printf ("{\"username\":\"%s\",\"password\":\"password\"}", user);
  g_autoptr (JsonNode) reply = fixture_call (self, NULL, "POST", "/session", body, NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 201);
  g_hash_table_insert (self->tokens, g_strdup (user), g_strdup (json_at (reply, "token")));
  return g_hash_table_lookup (self->tokens, user);
}

static void
add_headers (SoupMessage *message, va_list headers)
{
  SoupMessageHeaders *list = soup_message_get_request_headers (message);

  for (const char *text = va_arg (headers, const char *); text != NULL;
       text = va_arg (headers, const char *)) {
    g_auto (GStrv) pair = g_strsplit (text, ": ", 2);
    soup_message_headers_replace (list, pair[0], pair[1]);
  }
}

static void
keep_answer (SoupMessage *message, GBytes *bytes)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *etag = soup_message_headers_get_one (headers, "ETag");

  fixture_answer.status = soup_message_get_status (message);
  const char *digits = etag != NULL ? strpbrk (etag, "0123456789") : NULL;
  fixture_answer.etag = digits != NULL ? g_ascii_strtoll (digits, NULL, 10) : 0;
  g_free (fixture_answer.location);
  fixture_answer.location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  g_free (fixture_answer.media);
  fixture_answer.media = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  g_clear_pointer (&fixture_answer.bytes, g_bytes_unref);
  fixture_answer.bytes = g_bytes_ref (bytes);
  g_free (fixture_answer.text);
  fixture_answer.text = g_bytes_get_size (bytes) > 0
                            ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                            : g_strdup ("");
}

static SoupMessage *
make_message (Fixture *self, const char *user, const char *method, const char *path)
{
  const char *base = g_str_has_prefix (path, "/fhir/") ? self->root : self->base;
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autofree char *bearer =
      user != NULL ? g_strconcat ("Bearer ", find_token (self, user), NULL) : NULL;
  SoupMessage *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  if (bearer != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 bearer);
  return message;
}

static void
set_body (SoupMessage *message, const char *media, const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  soup_message_set_request_body_from_bytes (message, media, bytes);
}

JsonNode *
fixture_call (Fixture *self,
              const char *user,
              const char *method,
              const char *path,
              const char *body,
              ...)
{
  g_autoptr (SoupMessage) message = make_message (self, user, method, path);

  if (body != NULL)
    set_body (message, "application/json", body, strlen (body));
  va_list more;
  va_start (more, body);
  add_headers (message, more);
  va_end (more);
  g_autoptr (GBytes) bytes = send_message (self, message);
  keep_answer (message, bytes);
  gboolean json = fixture_answer.media != NULL && strstr (fixture_answer.media, "json") != NULL;
  return json ? json_from_string (fixture_answer.text, NULL) : NULL;
}

static guint
send_bytes (Fixture *self,
            const char *user,
            const char *method,
            const char *path,
            const char *data,
            gsize length)
{
  g_autoptr (SoupMessage) message = make_message (self, user, method, path);

  set_body (message, "application/octet-stream", data, length);
  g_autoptr (GBytes) bytes = send_message (self, message);
  keep_answer (message, bytes);
  return fixture_answer.status;
}

guint
fixture_put_bytes (Fixture *self,
                   const char *user,
                   const char *path,
                   const char *data,
                   gsize length)
{
  return send_bytes (self, user, "PUT", path, data, length);
}

guint
fixture_post_bytes (Fixture *self,
                    const char *user,
                    const char *path,
                    const char *data,
                    gsize length)
{
  return send_bytes (self, user, "POST", path, data, length);
}

void
fixture_send (Fixture *self,
              guint status,
              const char *user,
              const char *method,
              const char *path,
              const char *body,
              int version)
{
  g_autofree char *match = g_strdup_printf ("If-Match: \"%d\"", version);

  fixture_expect (self, status, user, method, path, body, version > 0 ? match : NULL);
}

void
fixture_step (Fixture *self,
              guint status,
              const char *user,
              const char *path,
              const char *body,
              int version)
{
  fixture_send (self, status, user, "POST", path, body, version);
}

/* --- Looking -------------------------------------------------------------------------------- */

static char *
select_text (Fixture *self, const char *text)
{
  PGconn *conn = hcrm_db_get_connection (self->owner);

  PQexitPipelineMode (conn);
  PGresult *result = PQexec (conn, text);
  ExecStatusType status = PQresultStatus (result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s: %s", PQerrorMessage (conn), text);
  char *cell = PQntuples (result) > 0 && !PQgetisnull (result, 0, 0)
                   ? g_strdup (PQgetvalue (result, 0, 0))
                   : NULL;
  PQclear (result);
  PQenterPipelineMode (conn);
  return cell;
}

char *
fixture_sql (Fixture *self, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);

  return select_text (self, text);
}

void
fixture_run_sql (Fixture *self, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *unused = select_text (self, text);
}

void
fixture_script (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  hcrm_db_script (self->owner, sql, &error);
  g_assert_no_error (error);
}

void
fixture_assert_sql (Fixture *self, const char *expected, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *sql = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *found = select_text (self, sql);

  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (found, ==, expected);
}

int
fixture_get_version (Fixture *self, const char *table, gint64 id)
{
  g_autofree char *version =
      fixture_sql (self, "SELECT version FROM %s WHERE id = %" G_GINT64_FORMAT, table, id);

  g_assert_nonnull (version);
  return atoi (version);
}

static JsonNode *
find_node (JsonNode *node, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);

  for (char **part = parts; *part != NULL && node != NULL; part++) {
    if (JSON_NODE_HOLDS_OBJECT (node))
      node = json_object_get_member (json_node_get_object (node), *part);
    else if (JSON_NODE_HOLDS_ARRAY (node)
             && atoi (*part) < (int) json_array_get_length (json_node_get_array (node)))
      node = json_array_get_element (json_node_get_array (node), atoi (*part));
    else
      node = NULL;
  }
  return node;
}

const char *
json_at (JsonNode *node, const char *path)
{
  JsonNode *found = find_node (node, path);

  if (found == NULL || JSON_NODE_HOLDS_NULL (found))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (found) && json_node_get_value_type (found) == G_TYPE_STRING)
    return json_node_get_string (found);
  g_autofree char *text = json_to_string (found, FALSE);
  return g_intern_string (text);
}

gint64
json_int_at (JsonNode *node, const char *path)
{
  JsonNode *found = find_node (node, path);

  return found != NULL && JSON_NODE_HOLDS_VALUE (found) ? json_node_get_int (found) : 0;
}

guint
json_length_at (JsonNode *node, const char *path)
{
  JsonNode *found = find_node (node, path);

  return found != NULL && JSON_NODE_HOLDS_ARRAY (found)
             ? json_array_get_length (json_node_get_array (found))
             : 0;
}

void
fixture_send_resource (Fixture *self,
                       guint status,
                       const char *user,
                       const char *method,
                       const char *path,
                       const char *resource,
                       int version)
{
  g_autoptr (GString) body = g_string_new ("{\"resource\":");

  hcrm_json_append_string (body, resource);
  g_string_append_c (body, '}');
  fixture_send (self, status, user, method, path, body->str, version);
}

JsonNode *
fixture_parse_answer (void)
{
  JsonNode *node = json_from_string (fixture_answer.text, NULL);

  g_assert_nonnull (node);
  return node;
}

const char *
fixture_at (const char *path)
{
  static JsonNode *node;

  g_clear_pointer (&node, json_node_unref);
  node = fixture_parse_answer ();
  return json_at (node, path);
}

/* --- What the server does by itself ---------------------------------------------------------- */

/* One sweep, in a transaction of its own. */
typedef struct {
  gboolean (*run) (HcrmJob *sweep, GError **error);
  HcrmJob job;
} Sweep;

static gpointer
run_sweep_cb (gpointer data)
{
  Sweep *sweep = data;
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (sweep->job.db, &hcrm_system_context);
  gboolean done = sweep->run (&sweep->job, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_true (hcrm_db_end (sweep->job.db, TRUE, NULL));
  return NULL;
}

guint
fixture_sweep (Fixture *self, gboolean (*run_sweep) (HcrmJob *sweep, GError **error))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  Sweep sweep = { run_sweep, { .db = db, .events = events, .http = self->http } };

  run_sweep_cb (&sweep);
  return events->len;
}

static void
wait_for_lock (Fixture *self, const char *table)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  for (gboolean waits = FALSE; !waits;) {
    g_autofree char *n = fixture_sql (
        self, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '%s'::regclass",
        table);
    waits = strcmp (n, "0") != 0;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_usleep (1000);
  }
}

void
fixture_sweep_beside (Fixture *self,
                      gboolean (*run_sweep) (HcrmJob *sweep, GError **error),
                      const char *before,
                      const char *table,
                      const char *meanwhile)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, NULL);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  Sweep sweep = { run_sweep, { .db = db, .events = events, .http = self->http } };
  g_autofree char *lock = g_strdup_printf ("BEGIN; LOCK TABLE %s", table);

  run_sweep_cb (&sweep);
  fixture_script (self, before);
  fixture_script (self, lock);
  GThread *thread = g_thread_new ("sweep", run_sweep_cb, &sweep);
  wait_for_lock (self, table);
  fixture_script (self, meanwhile);
  fixture_script (self, "COMMIT");
  g_thread_join (thread);
}

void
fixture_start_jobs (Fixture *self)
{
  self->jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
}

void
fixture_do_jobs (Fixture *self)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *left = NULL;

  fixture_start_jobs (self);
  hcrm_jobs_kick (self->jobs);
  do {
    fixture_run_loop (50);
    g_free (left);
    left = fixture_sql (self, "SELECT count(*) FROM job WHERE state <> 'dead'");
  } while (strcmp (left, "0") != 0 && g_get_monotonic_time () < until);
  g_clear_pointer (&self->jobs, hcrm_jobs_free);
  g_assert_cmpstr (left, ==, "0");
  fixture_assert_sql (self, NULL, "SELECT string_agg(last_error, ' ') FROM job");
}

void
fixture_run_loop (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
report_missing (const char *heading, const char *rows, const char *among)
{
  g_auto (GStrv) here = g_strsplit (rows, "\n", -1), there = g_strsplit (among, "\n", -1);

  for (char **row = here; *row != NULL; row++)
    if (!g_strv_contains ((const char *const *) there, *row))
      g_test_message ("%s only: %s", heading, *row);
}

void
fixture_report_differences (const char *name, const char *was, const char *is)
{
  report_missing (name, was, is);
  report_missing ("server", is, was);
}
