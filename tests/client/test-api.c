/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls of the server: headers, problems as errors, the line that fails, and who is signed in. */

#include "core/hcrm-language.h"
#include "core/hcrm-session.h"
#include "core/hcrm-version.h"
#include "hcrm-fake.h"

#include <glib/gstdio.h>

typedef struct {
  JsonNode *reply;
  GError *error;
  gboolean done;
} Result;

static void
clear_result (Result *result)
{
  g_clear_pointer (&result->reply, json_node_unref);
  g_clear_error (&result->error);
  result->done = FALSE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, clear_result)

static void
sent_cb (GObject *source, GAsyncResult *res, gpointer data)
{
  Result *result = data;

  result->reply = hcrm_api_send_finish (HCRM_API (source), res, &result->error);
  result->done = TRUE;
}

static void
send (HcrmApi *api, const HcrmRequest *request, Result *result)
{
  clear_result (result);
  hcrm_api_send_async (api, request, NULL, sent_cb, result);
  WAIT_UNTIL (result->done);
}

/* Three pages; the cursor is not to be read as more of the query. */
static char *
page_of_list (GHashTable *query, gpointer asked)
{
  const char *after = g_hash_table_lookup (query, "after");

  ++*(guint *) asked;
  g_assert_cmpstr (g_hash_table_lookup (query, "limit"), ==, "2");
  if (after == NULL)
    return g_strdup ("{\"items\":[{\"id\":1},{\"id\":2}],\"next\":\"a&limit=1\"}");
  if (g_str_equal (after, "a&limit=1"))
    return g_strdup ("{\"items\":[{\"id\":3},{\"id\":4}],\"next\":\"b\"}");
  g_assert_cmpstr (after, ==, "b");
  return g_strdup ("{\"items\":[{\"id\":5}],\"next\":null}");
}

static void
test_whole (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_auto (Result) result = { NULL };
  guint asked = 0;

  hcrm_fake_answer_with (fake, "/list", page_of_list, &asked);
  send (api, &(HcrmRequest){ .method = "GET", .path = "/list?limit=2", .whole = TRUE }, &result);
  g_assert_no_error (result.error);
  g_assert_cmpuint (asked, ==, 3);
  JsonArray *items = hcrm_api_get_items (result.reply);
  g_assert_cmpuint (json_array_get_length (items), ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (items, i), "id"),
                     ==, i + 1);
  g_assert_false (json_object_has_member (json_node_get_object (result.reply), "next"));
}

/* What is not a list comes as it is, what fails fails. */
static void
test_whole_of_none (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_auto (Result) result = { NULL };

  hcrm_fake_answer (fake, "GET", "/one", 200, "{\"id\":1}");
  send (api, &(HcrmRequest){ .method = "GET", .path = "/one", .whole = TRUE }, &result);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (result.reply), "id"), ==, 1);
  send (api, &(HcrmRequest){ .method = "GET", .path = "/none", .whole = TRUE }, &result);
  g_assert_nonnull (result.error);
}

static void
test_headers (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_autoptr (JsonNode) body = json_from_string ("{\"note\":\"好\"}", NULL);
  g_auto (Result) result = { NULL };

  hcrm_api_set_token (api, "t0ken");
  hcrm_fake_answer (fake, "POST", "/x", 200, "{\"id\":1}");
  send (api, &(HcrmRequest){ .method = "POST", .path = "/x", .body = body, .version = 3 }, &result);
  g_assert_no_error (result.error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (result.reply), "id"), ==, 1);
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/x", "Authorization"), ==, "Bearer t0ken");
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/x", "If-Match"), ==, "\"3\"");
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/x", "Accept-Language"), ==, "en");
  g_assert_cmpstr (hcrm_fake_get_body (fake, "POST", "/x"), ==, "{\"note\":\"好\"}");
  g_autofree char *key = g_strdup (hcrm_fake_get_header (fake, "POST", "/x", "Idempotency-Key"));
  g_assert_nonnull (key);

  send (api, &(HcrmRequest){ .method = "POST", .path = "/x" }, &result);
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/x", "Idempotency-Key"), !=, key);
  send (api, &(HcrmRequest){ .method = "POST", .path = "/x", .key = key }, &result);
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/x", "Idempotency-Key"), ==, key);
}

static void
test_problem (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_auto (Result) result = { NULL };

  hcrm_fake_answer (fake, "GET", "/x", 412,
                    "{\"type\":\"stale\",\"title\":\"t\",\"status\":412,\"detail\":\"Changed\","
                    "\"fields\":[{\"name\":\"steps[2].offset_days\",\"detail\":\"Too late\"}],"
                    "\"current\":{\"version\":4},\"request_id\":\"r1\"}");
  send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_STALE);
  g_assert_cmpstr (result.error->message, ==, "Changed");
  g_assert_cmpuint (hcrm_error_get_n_fields (result.error), ==, 1);
  g_assert_cmpstr (hcrm_error_get_field (result.error, 0), ==, "steps[2].offset_days");
  g_assert_cmpstr (hcrm_error_get_current (result.error), ==, "{\"version\":4}");

  hcrm_fake_answer (fake, "GET", "/x", 500,
                    "{\"type\":\"internal\",\"detail\":\"Broken\",\"request_id\":\"r2\"}");
  send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_INTERNAL);
  g_assert_cmpstr (result.error->message, ==, "Broken (number r2)");
  g_assert_true (hcrm_api_get_online (api));
}

/* What a proxy, or a server of another kind, may send instead of JSON. */
static void
test_garbage (void)
{
  static const char *const bodies[] = { "<html>", "{\"a\":1", "{\"a\":1,\"a\":2}", "\xff" };
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_auto (Result) result = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    hcrm_fake_answer (fake, "GET", "/x", 200, bodies[i]);
    send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
    g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_INTERNAL);
    hcrm_fake_answer (fake, "GET", "/x", 502, bodies[i]);
    send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
    g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_BUSY);
  }
}

static void
test_offline (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_auto (Result) result = { NULL };

  hcrm_fake_answer (fake, "GET", "/x", 200, "{}");
  hcrm_fake_go_away (fake);
  send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_OFFLINE);
  g_assert_false (hcrm_api_get_online (api));
  hcrm_fake_come_back (fake);
  send (api, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_no_error (result.error);
  g_assert_true (hcrm_api_get_online (api));

  g_autoptr (HcrmApi) nowhere = hcrm_api_new ("not an address");
  send (nowhere, &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_OFFLINE);
}

/* Promises a hundred bytes, sends three and hangs up. */
static gboolean
break_off_cb (GSocketService *service,
              GSocketConnection *connection,
              GObject *source,
              gpointer unused)
{
  static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnew";
  char request[4096];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request,
                       sizeof request, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), cut,
                             strlen (cut), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
downloaded_cb (GObject *source, GAsyncResult *res, gpointer data)
{
  Result *result = data;

  hcrm_api_download_finish (HCRM_API (source), res, &result->error);
  result->done = TRUE;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A file that stands there is replaced by a whole one only; of a broken one nothing is left. */
static void
test_download (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (1);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (HcrmApi) whole = hcrm_api_new (hcrm_fake_get_url (fake));
  g_autoptr (HcrmApi) broken = hcrm_api_new (url);
  g_autofree char *folder = g_dir_make_tmp ("hcrm-download-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "list.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_auto (Result) result = { NULL };

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_signal_connect (service, "run", G_CALLBACK (break_off_cb), NULL);
  g_socket_service_start (service);
  hcrm_api_download_async (broken, "/x", file, NULL, downloaded_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_nonnull (result.error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
  g_assert_cmpuint (count_files (folder), ==, 1);

  clear_result (&result);
  g_clear_pointer (&text, g_free);
  hcrm_fake_answer (fake, "GET", "/x", 200, "new");
  hcrm_api_download_async (whole, "/x", file, NULL, downloaded_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_no_error (result.error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "new");
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_query (void)
{
  static const HcrmField fields[] = {
    { "q", HCRM_KIND_TEXT, "Text" },
    { "state", HCRM_KIND_TEXT, "State", HCRM_FIELD_MULTIPLE },
  };
  static const HcrmFieldSet set = { "query", fields, G_N_ELEMENTS (fields) };
  g_autoptr (HcrmRecord) record = hcrm_record_new (&set);
  g_autofree char *plain =
      hcrm_api_query ("/patients", "q", "周 & 吴", "sex", NULL, "limit", "5", NULL);
  g_autofree char *more = hcrm_api_query ("/patients?a=b", "q", "x", NULL);

  g_assert_cmpstr (plain, ==, "/patients?q=%E5%91%A8%20%26%20%E5%90%B4&limit=5");
  g_assert_cmpstr (more, ==, "/patients?a=b&q=x");
  hcrm_record_set (record, "state", "{\"open\",\"a \\\"b\\\"\"}");
  g_autofree char *listed = hcrm_api_query_record ("/tasks", record);
  g_assert_cmpstr (listed, ==, "/tasks?state=open&state=a%20%22b%22");
}

static void
test_versions (void)
{
  g_assert_true (hcrm_version_reaches ("0.1.0", "0.1.0"));
  g_assert_true (hcrm_version_reaches ("0.10.0", "0.9.3"));
  g_assert_true (hcrm_version_reaches ("1.0", "0.9.3"));
  g_assert_false (hcrm_version_reaches ("0.9.9", "0.10"));
  g_assert_false (hcrm_version_reaches ("1", "1.0.1"));
  g_assert_cmpstr (hcrm_version_of_client ("hcrm/1.2.3"), ==, "1.2.3");
  g_assert_null (hcrm_version_of_client ("curl/7.88.1"));
  g_assert_null (hcrm_version_of_client ("hcrm/"));
  g_assert_null (hcrm_version_of_client (NULL));
}

/* --- the session ------------------------------------------------------------------------------ */

static void
finished_cb (GObject *source, GAsyncResult *res, gpointer data)
{
  Result *result = data;

  hcrm_session_finish (HCRM_SESSION (source), res, &result->error);
  result->done = TRUE;
}

static HcrmSession *
start_session (HcrmFake *fake)
{
  HcrmSession *session = hcrm_session_new ();
  g_auto (Result) result = { NULL };

  hcrm_fake_answer_usual (fake);
  hcrm_session_set_server (session, hcrm_fake_get_url (fake));
  hcrm_session_sign_in_async (session, "agent", "demo", finished_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_no_error (result.error);
  WAIT_UNTIL (hcrm_session_get_journal (session) != NULL);
  return session;
}

static void
test_sign_in (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmSession) session = start_session (fake);
  gint64 urgent;

  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_IN);
  g_assert_cmpint (hcrm_session_get_user_id (session), ==, 7);
  g_assert_cmpstr (hcrm_session_get_text (session, "department"), ==, "Service Centre");
  g_assert_cmpstr (hcrm_session_get_text (session, "name"), ==, "林晓");
  g_assert_true (hcrm_session_may (session, HCRM_PERM_PATIENT_READ));
  g_assert_false (hcrm_session_may (session, HCRM_PERM_PATIENT_EDIT));
  WAIT_UNTIL (hcrm_session_get_count (session, "worklist", &urgent) == 249);
  g_assert_cmpint (urgent, ==, 37);
  /* An idempotency key would keep the token on the server. */
  g_assert_null (hcrm_fake_get_header (fake, "POST", "/session", "Idempotency-Key"));
  hcrm_session_sign_out (session);
  g_assert_false (hcrm_session_may (session, HCRM_PERM_PATIENT_READ));
  WAIT_UNTIL (hcrm_fake_count (fake, "DELETE", "/session") == 1);
}

/* Whoever chose a language on the sign-in page keeps it, though the server remembers another. */
static void
test_chosen_language (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmSession) session = hcrm_session_new ();
  g_auto (Result) result = { NULL };

  hcrm_fake_answer_usual (fake);
  hcrm_session_set_server (session, hcrm_fake_get_url (fake));
  hcrm_session_set_language (session, "zh_CN");
  hcrm_session_sign_in_async (session, "agent", "demo", finished_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_cmpstr (hcrm_language_get (), ==, "zh_CN");
  WAIT_UNTIL (hcrm_fake_count (fake, "POST", "/session/actions/language") == 1);
  g_assert_cmpstr (hcrm_fake_get_body (fake, "POST", "/session/actions/language"), ==,
                   "{\"new_language\":\"zh_CN\"}");
  WAIT_UNTIL (hcrm_session_get_journal (session) != NULL);
  hcrm_language_set ("en");
}

static void
test_lock (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmSession) session = start_session (fake);
  g_auto (Result) result = { NULL };

  hcrm_session_lock (session);
  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_LOCKED);
  hcrm_fake_answer (fake, "POST", "/session/actions/unlock", 422,
                    "{\"type\":\"invalid\",\"detail\":\"Wrong\"}");
  hcrm_session_unlock_async (session, "x", finished_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_INVALID);
  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_LOCKED);
  clear_result (&result);
  hcrm_fake_answer (fake, "POST", "/session/actions/unlock", 200, "{}");
  hcrm_session_unlock_async (session, "demo", finished_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_no_error (result.error);
  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_IN);
}

/* The server ends the session: the same password begins a new one, and journal and user stay. */
static void
test_expired (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmSession) session = start_session (fake);
  HcrmJournal *journal = hcrm_session_get_journal (session);
  g_auto (Result) result = { NULL };

  hcrm_fake_answer (fake, "GET", "/x", 401, "{\"type\":\"unauthenticated\",\"detail\":\"Over\"}");
  send (hcrm_session_get_api (session), &(HcrmRequest){ .method = "GET", .path = "/x" }, &result);
  g_assert_error (result.error, HCRM_ERROR, HCRM_ERROR_UNAUTHENTICATED);
  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_EXPIRED);
  clear_result (&result);
  hcrm_session_unlock_async (session, "demo", finished_cb, &result);
  WAIT_UNTIL (result.done);
  g_assert_no_error (result.error);
  g_assert_cmpint (hcrm_session_get_state (session), ==, HCRM_SESSION_IN);
  g_assert_true (hcrm_session_get_journal (session) == journal);
  g_assert_cmpuint (hcrm_fake_count (fake, "POST", "/session"), ==, 2);
}

/* --- events ----------------------------------------------------------------------------------- */

static void
event_cb (GString *log, const char *kind, gint64 id, gint64 version)
{
  g_string_append_printf (log, "%s %d %d;", kind, (int) id, (int) version);
}

static void
resync_cb (GString *log)
{
  g_string_append (log, "resync;");
}

static void
viewers_cb (GString *log, const char *kind, gint64 id, const char *names)
{
  g_string_append_printf (log, "%s %d seen by %s;", kind, (int) id, names);
}

static void
test_live (void)
{
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmSession) session = start_session (fake);
  HcrmLive *live = hcrm_session_get_live (session);
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect_swapped (live, "event", G_CALLBACK (event_cb), log);
  g_signal_connect_swapped (live, "resync", G_CALLBACK (resync_cb), log);
  g_signal_connect_swapped (live, "viewers", G_CALLBACK (viewers_cb), log);
  WAIT_UNTIL (hcrm_fake_get_n_sockets (fake) == 1 && hcrm_live_get_online (live));
  hcrm_fake_send_event (fake, "no json");
  hcrm_fake_send_event (fake, "{\"events\":[{\"kind\":\"a\",\"id\":1,\"version\":2},7,"
                              "{\"kind\":\"b\",\"id\":3}]}");
  hcrm_fake_send_event (fake,
                        "{\"viewers\":{\"kind\":\"a\",\"id\":1,\"users\":[{\"name\":\"何嘉\"},"
                        "{\"name\":\"白露\"}]}}");
  WAIT_UNTIL (strstr (log->str, "seen") != NULL);
  g_assert_cmpstr (log->str, ==, "a 1 2;b 3 0;a 1 seen by 何嘉, 白露;");
  g_string_truncate (log, 0);
  hcrm_fake_drop_events (fake);
  WAIT_UNTIL (!hcrm_live_get_online (live));
  WAIT_UNTIL (hcrm_live_get_online (live));
  g_assert_cmpstr (log->str, ==, "resync;");
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  g_test_add_func ("/api/headers", test_headers);
  g_test_add_func ("/api/whole", test_whole);
  g_test_add_func ("/api/whole-of-none", test_whole_of_none);
  g_test_add_func ("/api/problem", test_problem);
  g_test_add_func ("/api/garbage", test_garbage);
  g_test_add_func ("/api/offline", test_offline);
  g_test_add_func ("/api/download", test_download);
  g_test_add_func ("/api/query", test_query);
  g_test_add_func ("/api/versions", test_versions);
  g_test_add_func ("/session/sign-in", test_sign_in);
  g_test_add_func ("/session/chosen-language", test_chosen_language);
  g_test_add_func ("/session/lock", test_lock);
  g_test_add_func ("/session/expired", test_expired);
  g_test_add_func ("/live/events", test_live);
  return hcrm_fake_run ();
}
