/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The core of the server: routes, sessions, transactions, and clients that behave badly. */

#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hcrm-fixture.h"

/* --- Sessions ------------------------------------------------------------------------------- */

static void
test_sign_in (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) reply =
      fixture_call (self, NULL, "POST", "/session",
                    "{\"username\":\"agent\",\"password\":\"password\"}", NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 201);
  g_assert_cmpstr (json_at (reply, "user.name"), ==, "林晓");
  g_assert_cmpstr (json_at (reply, "user.site_en"), ==, "East Campus");
  g_assert_cmpstr (json_at (reply, "user.roles.0"), ==, "agent");
  g_assert_cmpuint (json_length_at (reply, "permissions"), >, 4);
  g_assert_cmpuint (strlen (json_at (reply, "token")), ==, 43);
  g_assert_true (g_str_has_suffix (json_at (reply, "expires_at"), ":00"));

  g_autofree char *doer = fixture_sql (self, "SELECT u.username FROM audit AS a "
                                             "JOIN app_user AS u ON u.id = a.user_id "
                                             "WHERE a.action = 'sign-in' AND a.entity_id = u.id");
  g_assert_cmpstr (doer, ==, "agent");
}

static void
test_wrong_password_locks (Fixture *self, gconstpointer unused)
{
  static const char wrong[] = "{\"username\":\"agent\",\"password\":\"wrong\"}";

  for (guint i = 0; i < 5; i++)
    fixture_expect (self, 401, NULL, "POST", "/session", wrong);
  fixture_expect (self, 429, NULL, "POST", "/session",
                  "{\"username\":\"agent\",\"password\":\"password\"}");
  fixture_expect (self, 401, NULL, "POST", "/session",
                  "{\"username\":\"nobody\",\"password\":\"password\"}");
}

static void
test_sign_out (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  fixture_expect (self, 204, "agent", "DELETE", "/session", NULL);
  fixture_expect (self, 401, "agent", "GET", "/session", NULL);
  fixture_expect (self, 401, NULL, "GET", "/session", NULL);
}

static void
test_change_password (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 422, "agent", "POST", "/session/actions/change-password",
                  "{\"old_password\":\"wrong\",\"new_password\":\"long enough\"}");
  fixture_expect (self, 422, "agent", "POST", "/session/actions/change-password",
                  "{\"old_password\":\"password\",\"new_password\":\"short\"}");
  fixture_expect (self, 204, "agent", "POST", "/session/actions/change-password",
                  "{\"old_password\":\"password\",\"new_password\":\"long enough\"}");
  fixture_expect (self, 201, NULL, "POST", "/session",
                  "{\"username\":\"agent\",\"password\":\"long enough\"}");
  fixture_expect (self, 204, "agent", "POST", "/session/actions/unlock",
                  "{\"password\":\"long enough\"}");
}

/* --- What is refused ------------------------------------------------------------------------ */

static void
test_refusals (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 404, "agent", "GET", "/no-such-thing", NULL);
  fixture_expect (self, 405, "agent", "PATCH", "/session", "{}");
  fixture_expect (self, 400, "agent", "POST", "/session/actions/unlock", "{\"password\":");
  fixture_expect (self, 400, "agent", "POST", "/session/actions/unlock", "[1]");
  fixture_expect (self, 400, "agent", "POST", "/session/actions/unlock",
                  "{\"password\":\"a\",\"password\":\"b\"}");
  fixture_expect (self, 422, "agent", "POST", "/session/actions/unlock", "{\"passwort\":\"a\"}");
  g_autofree char *deep = g_strnfill (200000, '[');
  fixture_expect (self, 400, "agent", "POST", "/session/actions/unlock", deep);
}

static void
test_language (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) english =
      fixture_call (self, "agent", "GET", "/no-such-thing", NULL, "Accept-Language: en", NULL);
  g_assert_cmpstr (json_at (english, "title"), !=, NULL);
  g_assert_cmpstr (json_at (english, "type"), ==, "not-found");
  g_assert_nonnull (json_at (english, "request_id"));
}

/* --- Raw connections ------------------------------------------------------------------------ */

static GSocketConnection *
open_raw (Fixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (self->base, G_URI_FLAGS_NONE, NULL);
  GSocketConnection *connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", g_uri_get_port (uri), NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
write_raw (GSocketConnection *connection, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, NULL);
}

/* Lets the server work until @connection answers or ends; the first bytes, or "" at its end. */
static char *
read_raw (GSocketConnection *connection)
{
  GPollableInputStream *input =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  char buffer[4096];
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until) {
    gssize n = g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, NULL);
    if (n >= 0)
      return g_strndup (buffer, n);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
  return NULL;
}

static guint
count_connections (Fixture *self)
{
  HcrmHttpCounts counts;

  hcrm_http_get_counts (self->http, &counts);
  return counts.connections;
}

static void
wait_for_connections (Fixture *self, guint n)
{
  gint64 until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (count_connections (self) != n && g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (count_connections (self), ==, n);
}

#define GET_ABOUT "GET /api/v1/about HTTP/1.1\r\nHost: x\r\n\r\n"

/* libsoup 3.2 keeps a connection that its client closes while idle: the wrapper must not. */
static void
test_idle_close (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 50; i++) {
    g_autoptr (GSocketConnection) raw = open_raw (self);
    write_raw (raw, GET_ABOUT);
    g_autofree char *answer = read_raw (raw);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  }
  wait_for_connections (self, 0);
}

static void
test_close_before_request (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 20; i++) {
    g_autoptr (GSocketConnection) silent = open_raw (self);
    g_autoptr (GSocketConnection) half = open_raw (self);
    write_raw (half, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Le");
  }
  wait_for_connections (self, 0);
}

static void
test_truncated_body (Fixture *self, gconstpointer unused)
{
  {
    g_autoptr (GSocketConnection) raw = open_raw (self);
    write_raw (raw, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 52\r\n\r\n"
                    "{\"username\":\"agent\",\"password\":\"pass");
  }
  wait_for_connections (self, 0);
  g_autofree char *sessions = fixture_sql (self, "SELECT count(*) FROM session");
  g_assert_cmpstr (sessions, ==, "0");
}

static void
test_keep_alive (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) raw = open_raw (self);

  for (guint i = 0; i < 5; i++) {
    write_raw (raw, GET_ABOUT);
    g_autofree char *answer = read_raw (raw);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  }
}

/* libsoup 3.2 would end the connection after an answer without a body. */
static void
test_keep_alive_after_nothing (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) raw = open_raw (self);
  fixture_expect (self, 200, "agent", "GET", "/session", NULL);
  const char *token = g_hash_table_lookup (self->tokens, "agent");
  g_autofree char *forget = g_strdup_printf ("DELETE /api/v1/drafts/call/1 HTTP/1.1\r\nHost: x\r\n"
                                             "Authorization: Bearer %s\r\n\r\n",
                                             token);

  for (guint i = 0; i < 3; i++) {
    write_raw (raw, forget);
    g_autofree char *answer = read_raw (raw);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 204"));
    g_assert_null (strstr (answer, "Connection: close"));
  }
  write_raw (raw, GET_ABOUT);
  g_autofree char *about = read_raw (raw);
  g_assert_true (g_str_has_prefix (about, "HTTP/1.1 200"));
}

static void
test_pipelined (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) raw = open_raw (self);

  write_raw (raw, GET_ABOUT GET_ABOUT);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *answer = read_raw (raw);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  }
}

/* Refused from its headers: the body is never read. */
static void
test_large_body (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) raw = open_raw (self);

  write_raw (raw, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
  g_autofree char *answer = read_raw (raw);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413"));
}

static void
test_large_chunks (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) raw = open_raw (self);
  g_autofree char *chunk = g_strnfill (64 * 1024, 'x');
  g_autofree char *framed = g_strdup_printf ("10000\r\n%s\r\n", chunk);

  g_socket_set_timeout (g_socket_connection_get_socket (raw), 1);
  write_raw (raw, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (guint i = 0; i < 20; i++) {
    write_raw (raw, framed);
    while (g_main_context_iteration (NULL, FALSE))
      continue;
  }
  g_autofree char *answer = read_raw (raw);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413") || *answer == '\0');
  wait_for_connections (self, 0);
}

static void
test_garbage (Fixture *self, gconstpointer unused)
{
  static const char *const garbage[] = { "\r\n\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\x00",
                                         "GET / HTTP/9.9\r\n\r\n", "A B C D E\r\nF\r\n\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
    g_autoptr (GSocketConnection) raw = open_raw (self);
    write_raw (raw, garbage[i]);
  }
  fixture_expect (self, 200, NULL, "GET", "/about", NULL);
}

/* With descriptors used up, accept fails; the server must go on as soon as some are free. */
static void
test_out_of_descriptors (Fixture *self, gconstpointer unused)
{
  struct rlimit limit;
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (raws, open_raw (self));
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "accept: *");
  int lowest_free = dup (0);
  close (lowest_free);
  struct rlimit low = { lowest_free, limit.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &low), ==, 0);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_test_assert_expected_messages ();
  g_ptr_array_set_size (raws, 0);
  wait_for_connections (self, 0);
  fixture_expect (self, 200, NULL, "GET", "/about", NULL);
}

static void
test_backlog (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start = g_get_monotonic_time ();

  /* All connect before the server accepts one: a short backlog would make some wait for SYN. */
  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (raws, open_raw (self));
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  wait_for_connections (self, 200);
}

/* --- Clients that leave, and queues that are full --------------------------------------------- */

static gint slow_runs;

static gboolean
run_slowly (HcrmRequest *req, GError **error)
{
  g_atomic_int_inc (&slow_runs);
  g_usleep (1800 * 1000);
  return TRUE;
}

static const HcrmRoute slow_routes[] = {
  { "GET", "/slow", HCRM_PERM_SESSION, HCRM_ROUTE_PUBLIC, .handler = run_slowly },
};
static const HcrmModule slow_module = { "slow", slow_routes, G_N_ELEMENTS (slow_routes) };
static const HcrmModule *const slow_modules[] = { &slow_module, NULL };

#define GET_SLOW "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n"

/* The fixture's four workers are kept busy; whoever leaves while waiting is not worked for. */
static void
test_leaving_while_waiting (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) busy = g_ptr_array_new_with_free_func (g_object_unref);

  slow_runs = 0;
  for (guint i = 0; i < 4; i++) {
    g_ptr_array_add (busy, open_raw (self));
    write_raw (g_ptr_array_index (busy, i), GET_SLOW);
  }
  while (g_atomic_int_get (&slow_runs) < 4)
    g_main_context_iteration (NULL, FALSE);
  {
    g_autoptr (GSocketConnection) leaving = open_raw (self);
    HcrmHttpCounts counts = { 0 };
    write_raw (leaving, GET_SLOW);
    while (counts.waiting == 0) {
      g_main_context_iteration (NULL, FALSE);
      hcrm_http_get_counts (self->http, &counts);
    }
  }
  for (guint i = 0; i < 4; i++) {
    g_autofree char *answer = read_raw (g_ptr_array_index (busy, i));
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 204"));
  }
  HcrmHttpCounts counts = { .waiting = 1 };
  while (counts.waiting + counts.running > 0) {
    g_main_context_iteration (NULL, FALSE);
    hcrm_http_get_counts (self->http, &counts);
  }
  g_assert_cmpint (g_atomic_int_get (&slow_runs), ==, 4);
}

/* --- Draining ------------------------------------------------------------------------------- */

static void
test_drain (Fixture *self, gconstpointer unused)
{
  g_autoptr (GSocketConnection) running = open_raw (self);

  write_raw (running, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 44\r\n\r\n"
                      "{\"username\":\"agent\",\"password\":\"password\"}  ");
  HcrmHttpCounts counts = { 0 };
  while (counts.running == 0) {
    g_main_context_iteration (NULL, FALSE);
    hcrm_http_get_counts (self->http, &counts);
  }
  hcrm_http_drain (self->http, 5000);
  g_autofree char *answer = read_raw (running);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 201"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/http/session/sign-in", test_sign_in);
  FIXTURE_TEST ("/http/session/wrong-password-locks", test_wrong_password_locks);
  FIXTURE_TEST ("/http/session/sign-out", test_sign_out);
  FIXTURE_TEST ("/http/session/change-password", test_change_password);
  FIXTURE_TEST ("/http/refusals", test_refusals);
  FIXTURE_TEST ("/http/language", test_language);
  FIXTURE_TEST ("/http/connection/idle-close", test_idle_close);
  FIXTURE_TEST ("/http/connection/close-before-request", test_close_before_request);
  FIXTURE_TEST ("/http/connection/truncated-body", test_truncated_body);
  FIXTURE_TEST ("/http/connection/keep-alive", test_keep_alive);
  FIXTURE_TEST ("/http/connection/keep-alive-after-nothing", test_keep_alive_after_nothing);
  FIXTURE_TEST ("/http/connection/pipelined", test_pipelined);
  FIXTURE_TEST ("/http/connection/large-body", test_large_body);
  FIXTURE_TEST ("/http/connection/large-chunks", test_large_chunks);
  FIXTURE_TEST ("/http/connection/garbage", test_garbage);
  FIXTURE_TEST ("/http/connection/out-of-descriptors", test_out_of_descriptors);
  FIXTURE_TEST ("/http/connection/backlog", test_backlog);
  g_test_add ("/http/connection/leaving-while-waiting", Fixture, slow_modules, fixture_setup,
              test_leaving_while_waiting, fixture_teardown);
  FIXTURE_TEST ("/http/drain", test_drain);
  return g_test_run ();
}
