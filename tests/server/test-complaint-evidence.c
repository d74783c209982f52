/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint as a signed file: what is in it, who gets it, and that the tool tells what was
 * changed.
 */

#include <minizip/unzip.h>
#include <string.h>

#include "core/hcrm-audit.h"
#include "core/hcrm-bundle.h"
#include "hcrm-desk.h"
#include "hcrm-program.h"
#include "hcrm-tone.h"
#include "model/hcrm-attachment.h"

typedef struct {
  Fixture fixture;
  char *path; /* where the bundle was saved */
} Room;

static void
attach (Fixture *self, const char *user, gint64 complaint, const char *place, const char *text)
{
  g_autofree char *order =
      g_strdup_printf ("{\"name\":\"来信.txt\",\"size\":%d}", (int) strlen (text));

  fixture_expect (self, 201, user, "POST", "/uploads", order);
  int id = atoi (fixture_at ("id"));
  g_autofree char *part = g_strdup_printf ("/uploads/%d/parts/0", id);
  g_autofree char *whole = g_strdup_printf ("/uploads/%d/actions/complete", id);
  g_autofree char *path = g_strdup_printf ("/complaints/%d%s/attachments", (int) complaint, place);
  g_autofree char *body = g_strdup_printf ("{\"upload_id\":%d}", id);
  g_assert_cmpuint (fixture_put_bytes (self, user, part, text, strlen (text)), ==, 200);
  fixture_expect (self, 200, user, "POST", whole, "{}");
  fixture_expect (self, 201, user, "POST", path, body);
}

static void
hand_out (Fixture *self, guint status, const char *user, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d/evidence", (int) id);

  fixture_expect (self, status, user, "POST", path, "{\"reason\":\"市卫健委调解\"}");
}

static void
setup (Room *self, gconstpointer unused)
{
  desk_setup (&self->fixture, NULL);
  self->path = g_build_filename (self->fixture.files, "bundle.zip", NULL);
}

static void
teardown (Room *self, gconstpointer unused)
{
  g_clear_pointer (&self->path, g_free);
  fixture_teardown (&self->fixture, NULL);
}

static void
keep_answer (Room *self)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data (fixture_answer.bytes, &length);

  g_assert_true (g_file_set_contents (self->path, bytes, (gssize) length, NULL));
}

/* Taken, routed, answered, with a file of each; sealed; handed out and saved. */
static gint64
save_bundle (Room *self)
{
  Fixture *fixture = &self->fixture;
  gint64 id = desk_take (fixture, "");

  attach (fixture, "agent", id, "", "来信原文");
  gint64 task = desk_route (fixture, id, DESK_ORTHO);
  attach (fixture, "head", id, "/answers", "监控说明");
  desk_share_step (fixture, 200, "head", task, "answer", "{\"answer\":\"已致歉\"}");
  fixture_run_sql (fixture, "SELECT hcrm_audit_seal()");
  hand_out (fixture, 200, "supervisor", id);
  keep_answer (self);
  return id;
}

/* A part of the saved bundle. (transfer full) */
static char *
read_part (Room *self, const char *name)
{
  unzFile zip = unzOpen64 (self->path);
  unz_file_info64 info;

  g_assert_nonnull (zip);
  g_assert_cmpint (unzLocateFile (zip, name, 1), ==, UNZ_OK);
  unzGetCurrentFileInfo64 (zip, &info, NULL, 0, NULL, 0, NULL, 0);
  char *text = g_malloc0 (info.uncompressed_size + 1);
  unzOpenCurrentFile (zip);
  g_assert_cmpint (unzReadCurrentFile (zip, text, (unsigned) info.uncompressed_size), ==,
                   (int) info.uncompressed_size);
  unzClose (zip);
  return text;
}

static JsonNode *
read_json (Room *self, const char *name)
{
  g_autofree char *text = read_part (self, name);
  JsonNode *node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return node;
}

static void
test_content (Room *self, gconstpointer unused)
{
  save_bundle (self);
  g_autoptr (JsonNode) manifest = read_json (self, "manifest.json");
  g_autoptr (JsonNode) told = read_json (self, "case.json");
  g_autoptr (JsonNode) clock = read_json (self, "clock.json");
  g_autoptr (JsonNode) files = read_json (self, "attachments.json");
  g_autoptr (JsonNode) recordings = read_json (self, "recordings.json");
  g_autofree char *paper = read_part (self, "case.zh_CN.pdf");
  g_autofree char *english = read_part (self, "case.en.pdf");
  g_autofree char *letter = read_part (self, "attachments/1.txt");
  g_autofree char *proof = read_part (self, "attachments/2.txt");

  g_assert_cmpstr (fixture_answer.media, ==, "application/zip");
  g_assert_cmpstr (json_at (manifest, "about.reason"), ==, "市卫健委调解");
  g_assert_cmpstr (json_at (told, "state"), ==, "answered");
  g_assert_cmpstr (json_at (told, "caller_number"), ==, "139****1234");
  g_assert_cmpstr (json_at (told, "tasks.0.answer"), ==, "已致歉");
  g_assert_cmpstr (json_at (told, "history.0.code"), ==, "complaint.taken");
  g_assert_true (g_str_has_prefix (json_at (told, "history.0.en"), "Complaint taken"));
  g_assert_cmpstr (json_at (clock, "entries.0.kind"), ==, "start");
  g_assert_nonnull (json_at (clock, "steps.0.en"));
  g_assert_cmpint (json_array_get_length (json_node_get_array (files)), ==, 2);
  g_assert_cmpint (json_array_get_length (json_node_get_array (recordings)), ==, 0);
  g_assert_true (g_str_has_prefix (paper, "%PDF-1."));
  g_assert_true (g_str_has_prefix (english, "%PDF-1."));
  g_assert_cmpstr (letter, ==, "来信原文");
  g_assert_cmpstr (proof, ==, "监控说明");
}

/* Whoever has only the bundle can compute the seals of its log from what is in it. */
static void
test_log (Room *self, gconstpointer unused)
{
  save_bundle (self);
  g_autoptr (JsonNode) log = read_json (self, "audit.json");
  g_autoptr (JsonNode) seals = read_json (self, "seals.json");
  JsonObject *line = json_array_get_object_element (json_node_get_array (log), 0);
  JsonObject *seal = json_array_get_object_element (json_node_get_array (seals), 0);
  const char *chained = json_object_get_string_member (line, "chained");
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, chained, -1);

  g_assert_cmpstr (json_object_get_string_member (line, "sha256"), ==, sum);
  g_assert_null (strstr (chained, DESK_CALLER));
  g_assert_cmpint (json_object_get_int_member (line, "seal_id"), ==,
                   json_object_get_int_member (seal, "id"));
  fixture_assert_sql (&self->fixture, json_object_get_string_member (seal, "hash"),
                      "SELECT encode(sha256(decode('%s', 'hex') || decode('%s', 'hex') || "
                      "convert_to('%d', 'UTF8')), 'hex')",
                      json_object_get_string_member (seal, "previous"),
                      json_object_get_string_member (seal, "chain"),
                      (int) json_object_get_int_member (seal, "n"));
}

static void
test_noted (Room *self, gconstpointer unused)
{
  gint64 id = save_bundle (self);
  g_autofree char *left = NULL;

  fixture_assert_sql (&self->fixture, "市卫健委调解",
                      "SELECT reason FROM audit WHERE action = 'evidence' AND entity_id = %d",
                      (int) id);
  fixture_assert_sql (&self->fixture, "1",
                      "SELECT count(*) FROM complaint_history WHERE code = 'complaint.evidence'");
  g_autoptr (GDir) folder = g_dir_open (self->fixture.files, 0, NULL);
  for (const char *name = g_dir_read_name (folder); name != NULL; name = g_dir_read_name (folder))
    g_assert_false (g_str_has_prefix (name, "evidence-"));
}

static void
test_refused (Room *self, gconstpointer unused)
{
  Fixture *fixture = &self->fixture;
  gint64 id = desk_take (fixture, "");
  g_autofree char *path = g_strdup_printf ("/complaints/%d/evidence", (int) id);

  hand_out (fixture, 403, "agent", id);
  hand_out (fixture, 404, "supervisor", 999);
  fixture_expect (fixture, 422, "supervisor", "POST", path, "{}");
  fixture_expect (fixture, 422, "supervisor", "POST", path, "{\"reason\":\"\"}");
  fixture_run_sql (fixture,
                   "INSERT INTO complaint_object (complaint_id, kind, staff_id) SELECT %d, "
                   "'person', staff_id FROM app_user WHERE username = 'supervisor'",
                   (int) id);
  fixture_run_sql (fixture, "UPDATE staff SET retired_at = NULL");
  hand_out (fixture, 404, "supervisor", id);
  fixture_assert_sql (fixture, "0", "SELECT count(*) FROM audit WHERE action = 'evidence'");
}

/* A file of which not every byte is there any more is not signed as if it were. */
static void
test_spoilt (Room *self, gconstpointer unused)
{
  Fixture *fixture = &self->fixture;
  gint64 id = desk_take (fixture, "");

  attach (fixture, "agent", id, "", "来信原文");
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "来信原文", -1);
  g_autofree char *path = g_strdup_printf ("%s/store/%.2s/%s", fixture->files, sum, sum);
  g_assert_true (g_file_set_contents (path, "来信改了", -1, NULL));
  hand_out (fixture, 500, "supervisor", id);
  fixture_assert_sql (fixture, "0", "SELECT count(*) FROM audit WHERE action = 'evidence'");
}

/* --- The tool ------------------------------------------------------------------------------- */

/* Returns: (transfer full): what `hcrm-admin verify-bundle` said, and its exit status. */
static char *
verify (const char *path, const char *keys, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      program_make_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *program = program_find ("hcrm-admin");
  g_autoptr (GSubprocess) child =
      g_subprocess_launcher_spawn (launcher, &error, program, "verify-bundle", path,
                                   keys != NULL ? "--key" : NULL, keys, NULL);
  char *said = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  *status = g_subprocess_get_exit_status (child);
  return said;
}

static void
assert_verdict (Room *self, const char *keys, int expected, const char *words)
{
  int status = -1;
  g_autofree char *said = verify (self->path, keys, &status);

  if (status != expected || strstr (said, words) == NULL)
    g_test_message ("%d: %s", status, said);
  g_assert_cmpint (status, ==, expected);
  g_assert_nonnull (strstr (said, words));
}

static void
flip (Room *self, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  char *found = memmem (bytes, length, text, strlen (text));
  g_assert_nonnull (found);
  *found ^= 1;
  g_assert_true (g_file_set_contents (self->path, bytes, (gssize) length, NULL));
}

static void
test_verify (Room *self, gconstpointer unused)
{
  save_bundle (self);
  g_autofree char *keys = g_build_filename (self->fixture.files, "keys", "evidence.pub", NULL);
  g_autofree char *others = g_build_filename (self->fixture.files, "others", NULL);
  g_autofree char *foreign = hcrm_signing_key_dup_public_path (others);
  g_autoptr (HcrmSigningKey) other = hcrm_signing_key_open (others, NULL);

  assert_verdict (self, keys, 0, "Nothing was changed: 10 parts");
  assert_verdict (self, keys, 0, "Complaint: T");
  assert_verdict (self, keys, 0, "\nReason: ");
  assert_verdict (self, NULL, 0, "compare its number");
  assert_verdict (self, foreign, 3, "NOT SIGNED BY THIS HOSPITAL");
  assert_verdict (self, "/nowhere", 2, "/nowhere");
  flip (self, "监控说明");
  assert_verdict (self, keys, 1, "attachments/2.txt: was changed");
  assert_verdict (self, NULL, 1, "attachments/2.txt: was changed");
  flip (self, "%PDF-1.");
  assert_verdict (self, keys, 1, "case.zh_CN.pdf: was changed");
  g_assert_true (g_file_set_contents (self->path, "hello", -1, NULL));
  assert_verdict (self, NULL, 2, "no bundle");
}

/* --- Recordings ----------------------------------------------------------------------------- */

/* The agent's, of which the recording is to be kept with @complaint; 0: tied to nothing yet. */
static gint64
add_call (Fixture *self, gint64 complaint)
{
  g_autofree char *id = fixture_sql (
      self,
      "INSERT INTO call (provider, provider_call_id, site_id, direction, user_id, users, state,"
      " number, number_key, started_at, answered_at, ended_at, activity_id)"
      " SELECT 'pbx', 'c' || (SELECT count(*) FROM call), 2, 'in', u.id, ARRAY[u.id], 'ended',"
      " '" DESK_CALLER "', '" DESK_CALLER "', now() - interval '60 s', now() - interval '55 s',"
      " now(), nullif(%d, 0) FROM app_user AS u WHERE u.username = 'agent' RETURNING id",
      (int) complaint);

  return g_ascii_strtoll (id, NULL, 10);
}

/* @n: how long, so that each is another. Returns: its id; @sha256: (out) */
static gint64
record (Fixture *self, gint64 call, guint n, char **sha256)
{
  g_autofree char *path = g_strdup_printf ("/recordings?call_id=%d", (int) call);
  g_autoptr (GByteArray) samples = tone_new (1, n * TONE_RATE);
  gsize length = 0;

  tone_add (samples, 1, 0, 0, TONE_RATE / 2, 300);
  g_autoptr (GBytes) wav = tone_to_wav (samples, 1);
  const char *bytes = g_bytes_get_data (wav, &length);
  g_assert_cmpuint (fixture_post_bytes (self, "supervisor", path, bytes, length), ==, 201);
  *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, wav);
  return g_ascii_strtoll (fixture_at ("id"), NULL, 10);
}

static void delete (Fixture *self, gint64 recording)
{
  g_autofree char *ask = g_strdup_printf ("/recordings/%d/actions/ask-deletion", (int) recording);
  g_autofree char *confirm =
      g_strdup_printf ("/recordings/%d/actions/confirm-deletion", (int) recording);

  fixture_send (self, 200, "supervisor", "POST", ask, "{\"reason\":\"家属要求\"}",
                fixture_get_version (self, "recording", recording));
  fixture_send (self, 200, "manager", "POST", confirm, "{}",
                fixture_get_version (self, "recording", recording));
}

/* A call that was made for it, and one in which a sentence of it was written down; nobody else's.
 */
static void
test_recordings (Room *self, gconstpointer unused)
{
  Fixture *fixture = &self->fixture;
  gint64 id = save_bundle (self);
  gint64 made = add_call (fixture, id), written = add_call (fixture, 0);
  g_autofree char *kept = NULL, *gone = NULL, *other = NULL;
  g_autofree char *moments = g_strdup_printf ("/calls/%d/moments", (int) written);
  g_autofree char *moment = g_strdup_printf (
      "{\"moments\":[{\"offset_ms\":7000,\"kind\":\"sentence\",\"complaint_id\":%d,"
      "\"field\":\"matter\",\"from_char\":0,\"to_char\":7}]}",
      (int) id);

  record (fixture, made, 2, &kept);
  gint64 second = record (fixture, written, 3, &gone);
  record (fixture, add_call (fixture, 0), 4, &other);
  fixture_expect (fixture, 200, "agent", "POST", moments, moment);
  fixture_do_jobs (fixture);
  delete (fixture, second);
  hand_out (fixture, 200, "supervisor", id);
  keep_answer (self);
  g_autoptr (JsonNode) list = read_json (self, "recordings.json");
  g_assert_cmpint (json_array_get_length (json_node_get_array (list)), ==, 2);
  g_assert_cmpint (json_int_at (list, "0.call_id"), ==, made);
  g_assert_cmpstr (json_at (list, "0.sha256"), ==, kept);
  g_assert_cmpstr (json_at (list, "0.state"), ==, "kept");
  g_assert_cmpint (json_int_at (list, "0.duration_ms"), ==, 2000);
  g_assert_cmpint (json_int_at (list, "0.size"), ==, 2 * 2 * TONE_RATE + 44);
  g_assert_cmpstr (json_at (list, "1.sha256"), ==, gone);
  g_assert_cmpstr (json_at (list, "1.state"), ==, "deleted");
  g_assert_cmpstr (json_at (list, "1.deletion_reason"), ==, "家属要求");
  g_assert_nonnull (json_at (list, "1.deletion_asked_by"));
  g_assert_nonnull (json_at (list, "1.deleted_by"));
  g_assert_nonnull (json_at (list, "1.deleted_at"));
  flip (self, kept);
  assert_verdict (self, NULL, 1, "recordings.json: was changed");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function)                                                                       \
  g_test_add ("/complaint-evidence/" path, Room, NULL, setup, function, teardown)
  CASE ("content", test_content);
  CASE ("log", test_log);
  CASE ("noted", test_noted);
  CASE ("refused", test_refused);
  CASE ("spoilt", test_spoilt);
  CASE ("verify", test_verify);
  CASE ("recordings", test_recordings);
  return g_test_run ();
}
