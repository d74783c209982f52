/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hcrm-upload.h"

#include <string.h>

#include "hcrm-duties.h"
#include "model/hcrm-import.h"

#define PATIENCE_US (120 * G_TIME_SPAN_SECOND)

HcrmJobs *upload_jobs;

void
upload_setup (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  upload_jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
}

void
upload_teardown (Fixture *self, gconstpointer unused)
{
  g_clear_pointer (&upload_jobs, hcrm_jobs_free);
  fixture_teardown (self, NULL);
}

void
upload_run_loop (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

/* --- The upload --------------------------------------------------------------------------------
 */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GBytes **) data = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
}

guint
upload_put_part (Fixture *self,
                 const char *user,
                 gint64 id,
                 guint part,
                 const char *data,
                 gsize length)
{
  g_autofree char *uri =
      g_strdup_printf ("%s/imports/%" G_GINT64_FORMAT "/parts/%u", self->base, id, part);
  g_autofree char *token =
      g_strconcat ("Bearer ", (char *) g_hash_table_lookup (self->tokens, user), NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("PUT", uri);
  g_autoptr (GBytes) body = g_bytes_new (data, length);
  g_autoptr (GBytes) answer = NULL;

  soup_message_set_request_body_from_bytes (message, "application/octet-stream", body);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", token);
  soup_session_send_and_read_async (self->session, message, 0, NULL, sent_cb, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  return soup_message_get_status (message);
}

gint64
upload_begin (Fixture *self, const char *user, const char *data, gsize length)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) data, length);
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"list.csv\",\"size\":%" G_GSIZE_FORMAT ",\"sha256\":\"%s\"}",
                       length, sum);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", "/imports", body, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 201);
  g_assert_cmpstr (json_at (reply, "state"), ==, "uploading");
  return json_int_at (reply, "id");
}

char *
upload_path (gint64 id, const char *rest)
{
  return g_strdup_printf ("/imports/%" G_GINT64_FORMAT "%s", id, rest);
}

gint64
upload_bytes (Fixture *self, const char *user, const char *data, gsize length, guint status)
{
  gint64 id = upload_begin (self, user, data, length);
  g_autofree char *path = upload_path (id, "/actions/complete");

  for (gsize i = 0; i * HCRM_IMPORT_PART < length; i++)
    g_assert_cmpuint (upload_put_part (self, user, id, i, data + i * HCRM_IMPORT_PART,
                                       MIN (HCRM_IMPORT_PART, length - i * HCRM_IMPORT_PART)),
                      ==, 200);
  fixture_expect (self, status, user, "POST", path, "{}");
  return id;
}

gint64
upload_text (Fixture *self, const char *user, const char *text)
{
  return upload_bytes (self, user, text, strlen (text), 200);
}

/* --- Steps -------------------------------------------------------------------------------------
 */

JsonNode *
upload_get (Fixture *self, const char *user, gint64 id)
{
  g_autofree char *path = upload_path (id, "");
  JsonNode *reply = fixture_call (self, user, "GET", path, NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return reply;
}

void
upload_step (Fixture *self, guint status, const char *user, gint64 id, const char *action)
{
  g_autofree char *rest = g_strconcat ("/actions/", action, NULL);
  g_autofree char *path = upload_path (id, rest);
  g_autoptr (JsonNode) now = upload_get (self, user, id);
  g_autofree char *match =
      g_strdup_printf ("If-Match: \"%" G_GINT64_FORMAT "\"", json_int_at (now, "version"));
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, "{}", match, NULL);

  if (fixture_answer.status != status)
    g_error ("%s: %s", action, fixture_answer.text);
  if (upload_jobs != NULL)
    hcrm_jobs_kick (upload_jobs);
}

JsonNode *
upload_wait (Fixture *self, const char *user, gint64 id, const char *state)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  for (;;) {
    g_autoptr (JsonNode) now = upload_get (self, user, id);
    if (strcmp (json_at (now, "state"), state) == 0)
      return g_steal_pointer (&now);
    if (!hcrm_import_is_busy (json_at (now, "state")) || g_get_monotonic_time () > until)
      g_error ("%s", fixture_answer.text);
    upload_run_loop (20);
  }
}

JsonNode *
upload_do (Fixture *self, const char *user, gint64 id, const char *action, const char *state)
{
  upload_step (self, 200, user, id, action);
  return upload_wait (self, user, id, state);
}

void
upload_change (Fixture *self, guint status, const char *user, gint64 id, const char *body)
{
  g_autofree char *path = upload_path (id, "");
  g_autoptr (JsonNode) now = upload_get (self, user, id);
  g_autofree char *match =
      g_strdup_printf ("If-Match: \"%" G_GINT64_FORMAT "\"", json_int_at (now, "version"));
  g_autoptr (JsonNode) reply = fixture_call (self, user, "PATCH", path, body, match, NULL);

  if (fixture_answer.status != status)
    g_error ("%s", fixture_answer.text);
}

void
upload_assert_counts (JsonNode *import,
                      int added,
                      int updated,
                      int visits,
                      int skipped,
                      int rejected)
{
  g_autofree char *found =
      g_strdup_printf ("%d %d %d %d %d", (int) json_int_at (import, "added"),
                       (int) json_int_at (import, "updated"), (int) json_int_at (import, "visits"),
                       (int) json_int_at (import, "skipped"),
                       (int) json_int_at (import, "rejected"));
  g_autofree char *expected =
      g_strdup_printf ("%d %d %d %d %d", added, updated, visits, skipped, rejected);

  g_assert_cmpstr (found, ==, expected);
}

void
upload_assert_sql (Fixture *self, const char *sql, const char *expected)
{
  g_autofree char *cell = fixture_sql (self, "%s", sql);

  g_assert_cmpstr (cell, ==, expected);
}

/* The rejected rows as they are fetched, in @language. */
char *
upload_fetch_rejects (Fixture *self, const char *user, gint64 id, const char *language)
{
  g_autofree char *path = upload_path (id, "/rejects/file");
  g_autofree char *accept = g_strconcat ("Accept-Language: ", language, NULL);
  g_autoptr (JsonNode) unused = fixture_call (self, user, "GET", path, NULL, accept, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return g_strdup (fixture_answer.text);
}

void
upload_assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in\n%s", part, text);
}
