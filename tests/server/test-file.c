/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files on their way up: parts, what they are by their content, whose they are, what is left over.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-store.h"
#include "hcrm-fixture.h"
#include "model/hcrm-attachment.h"
#include "modules/file/file.h"

static gint64
begin (Fixture *self, const char *user, const char *name, gsize size, guint status)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}", name, size);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", "/uploads", body, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, status);
  return status == 201 ? json_int_at (reply, "id") : 0;
}

static guint
put (Fixture *self, const char *user, gint64 id, guint part, const char *data, gsize length)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%" G_GINT64_FORMAT "/parts/%u", id, part);

  return fixture_put_bytes (self, user, path, data, length);
}

static JsonNode *
complete (Fixture *self, const char *user, gint64 id, guint status)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%" G_GINT64_FORMAT "/actions/complete", id);
  JsonNode *reply = fixture_call (self, user, "POST", path, "{}", NULL);

  g_assert_cmpuint (fixture_answer.status, ==, status);
  return reply;
}

static void
test_life (Fixture *self, gconstpointer unused)
{
  gsize length = HCRM_UPLOAD_PART + 100;
  g_autofree char *text = g_strnfill (length, 'a');
  gint64 id = begin (self, "agent", "letter.txt", length, 201);

  g_assert_cmpuint (put (self, "agent", id, 1, text, 100), ==, 409);
  g_assert_cmpuint (put (self, "agent", id, 0, text, 100), ==, 422);
  g_assert_cmpuint (put (self, "agent", id, 0, text, HCRM_UPLOAD_PART), ==, 200);
  g_autoptr (JsonNode) early = complete (self, "agent", id, 409);
  g_assert_cmpuint (put (self, "agent", id, 0, text, HCRM_UPLOAD_PART), ==, 200);
  g_assert_cmpuint (put (self, "agent", id, 1, text, 100), ==, 200);
  g_autoptr (JsonNode) whole = complete (self, "agent", id, 200);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, length);
  g_assert_cmpstr (json_at (whole, "sha256"), ==, sum);
  g_assert_cmpstr (json_at (whole, "media_type"), ==, "text/plain");
  g_assert_cmpint (hcrm_store_check (hcrm_http_get_store (self->http), sum), ==, HCRM_STORE_WHOLE);
  g_autoptr (JsonNode) again = complete (self, "agent", id, 200);
  g_assert_cmpstr (json_at (again, "sha256"), ==, sum);
  g_assert_cmpuint (put (self, "agent", id, 1, text, 100), ==, 409);
}

/* Another user's upload is nobody's. */
static void
test_own (Fixture *self, gconstpointer unused)
{
  gint64 id = begin (self, "agent", "a.txt", 3, 201);
  g_autofree char *path = g_strdup_printf ("/uploads/%" G_GINT64_FORMAT, id);

  g_assert_cmpuint (put (self, "supervisor", id, 0, "abc", 3), ==, 404);
  fixture_expect (self, 404, "supervisor", "GET", path, NULL);
  g_autoptr (JsonNode) refused = complete (self, "supervisor", id, 404);
  fixture_expect (self, 200, "agent", "GET", path, NULL);
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const char script[] = "#!/bin/sh\nrm -rf /\n";
  gint64 id = begin (self, "agent", "photo.jpg", sizeof script - 1, 201);
  g_autofree char *sum =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, script, sizeof script - 1);

  g_assert_cmpuint (put (self, "agent", id, 0, script, sizeof script - 1), ==, 200);
  g_autoptr (JsonNode) reply = complete (self, "agent", id, 415);
  g_assert_nonnull (strstr (json_at (reply, "detail"), "text/x-shellscript"));
  g_assert_cmpint (hcrm_store_check (hcrm_http_get_store (self->http), sum), ==,
                   HCRM_STORE_MISSING);
  begin (self, "agent", "film.mp4", 51 * 1048576, 413);
  begin (self, "agent", "nothing.txt", 0, 422);
  begin (self, "agent", "", 5, 422);
  fixture_expect (self, 422, "agent", "POST", "/uploads",
                  "{\"name\":\"a\",\"size\":1,\"sha256\":\"x\"}");
}

static void
test_changed_on_its_way (Fixture *self, gconstpointer unused)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "abc", 3);
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"a.txt\",\"size\":3,\"sha256\":\"%s\"}", sum);
  g_autoptr (JsonNode) begun = fixture_call (self, "agent", "POST", "/uploads", body, NULL);
  gint64 id = json_int_at (begun, "id");

  g_assert_cmpuint (put (self, "agent", id, 0, "abd", 3), ==, 200);
  g_autoptr (JsonNode) refused = complete (self, "agent", id, 422);
  g_assert_cmpuint (put (self, "agent", id, 0, "abc", 3), ==, 200);
  g_autoptr (JsonNode) whole = complete (self, "agent", id, 200);
  g_assert_cmpstr (json_at (whole, "sha256"), ==, sum);
}

static void
test_too_many (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < 20; i++)
    begin (self, "agent", "a.txt", 3, 201);
  begin (self, "agent", "a.txt", 3, 429);
  begin (self, "supervisor", "a.txt", 3, 201);
}

/* Unfinished for a day, unattached for a week. */
static void
test_left_over (Fixture *self, gconstpointer unused)
{
  gint64 unfinished = begin (self, "agent", "a.txt", 3, 201),
         whole = begin (self, "agent", "b.txt", 3, 201);
  const char *files = hcrm_http_get_files (self->http);
  g_autofree char *part = hcrm_store_dup_upload (files, unfinished);
  g_autofree char *gone = hcrm_store_dup_upload (files, whole);

  put (self, "agent", unfinished, 0, "abc", 3);
  put (self, "agent", whole, 0, "abc", 3);
  g_autoptr (JsonNode) done = complete (self, "agent", whole, 200);
  fixture_sweep (self, hcrm_upload_sweep);
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  fixture_run_sql (self, "UPDATE upload SET created_at = created_at - interval '2 days'");
  fixture_sweep (self, hcrm_upload_sweep);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (gone, G_FILE_TEST_EXISTS));
  fixture_run_sql (self, "UPDATE upload SET created_at = created_at - interval '6 days'");
  fixture_sweep (self, hcrm_upload_sweep);
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
  g_assert_cmpint (hcrm_store_check (hcrm_http_get_store (self->http), json_at (done, "sha256")),
                   ==, HCRM_STORE_WHOLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_setup, test, fixture_teardown)
  ADD ("/file/life", test_life);
  ADD ("/file/own", test_own);
  ADD ("/file/refused", test_refused);
  ADD ("/file/changed-on-its-way", test_changed_on_its_way);
  ADD ("/file/too-many", test_too_many);
  ADD ("/file/left-over", test_left_over);
  return g_test_run ();
}
