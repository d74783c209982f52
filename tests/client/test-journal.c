/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Typed work that must survive: crashes, other keys, other users, a line that is down. */

#include <glib/gstdio.h>

#include "core/hcrm-journal.h"
#include "hcrm-fake.h"

#define SERVER "https://hcrm.example:8421"

static const guint8 key[HCRM_JOURNAL_KEY_SIZE] = "0123456789abcdef0123456789abcde";
static const guint8 other_key[HCRM_JOURNAL_KEY_SIZE] = "x";

static char *
make_path (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "journal-test", NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, name, NULL);
}

static HcrmJournal *
open_mine (const char *path)
{
  g_autoptr (GError) error = NULL;
  HcrmJournal *journal = hcrm_journal_open (path, key, SERVER, "agent", &error);

  g_assert_no_error (error);
  return journal;
}

static void
save (HcrmJournal *journal, const char *ref, const char *json)
{
  g_autoptr (JsonNode) content = json_from_string (json, NULL);

  hcrm_journal_save_draft (journal, "task", ref, content);
}

static void
assert_draft (HcrmJournal *journal, const char *ref, const char *json)
{
  g_autoptr (JsonNode) content = hcrm_journal_load_draft (journal, "task", ref);
  g_autofree char *text = content != NULL ? json_to_string (content, FALSE) : NULL;

  g_assert_cmpstr (text, ==, json);
}

static void
test_drafts (void)
{
  g_autofree char *path = make_path ("drafts");
  HcrmJournal *journal = open_mine (path);

  save (journal, "1", "{\"note\":\"切口干燥\"}");
  save (journal, "2", "{\"a\":1}");
  save (journal, "1", "{\"note\":\"切口干燥，已下地\"}");
  assert_draft (journal, "1", "{\"note\":\"切口干燥，已下地\"}");
  hcrm_journal_clear_draft (journal, "task", "2");
  g_object_unref (journal);

  journal = open_mine (path);
  assert_draft (journal, "1", "{\"note\":\"切口干燥，已下地\"}");
  assert_draft (journal, "2", NULL);
  assert_draft (journal, "3", NULL);
  g_object_unref (journal);
}

static gboolean
contains (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return memmem (bytes, size, text, strlen (text)) != NULL;
}

/* A copy of the file while the client still runs: what a crash would leave. */
static HcrmJournal *
open_copy (const char *path, gsize cut)
{
  g_autofree char *copy = g_strconcat (path, ".copy", NULL), *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >=, cut);
  g_assert_true (g_file_set_contents (copy, bytes, size - cut, NULL));
  return open_mine (copy);
}

static void
test_crash (void)
{
  g_autofree char *path = make_path ("crash");
  g_autoptr (HcrmJournal) journal = open_mine (path);
  GStatBuf before, after;

  save (journal, "1", "{\"note\":\"first\"}");
  hcrm_journal_flush (journal);
  g_stat (path, &before);
  save (journal, "1", "{\"note\":\"second\"}");
  hcrm_fake_idle (1000); /* nothing asked for it to be written */
  g_stat (path, &after);
  g_assert_cmpint (after.st_size, >, before.st_size);
  g_assert_cmpint (after.st_mode & 0777, ==, 0600);
  g_assert_false (contains (path, "second"));

  g_autoptr (HcrmJournal) whole = open_copy (path, 0);
  assert_draft (whole, "1", "{\"note\":\"second\"}");
  for (gsize cut = 1; cut <= (gsize) (after.st_size - before.st_size); cut += 7) {
    g_clear_object (&whole);
    whole = open_copy (path, cut);
    assert_draft (whole, "1", "{\"note\":\"first\"}");
    /* What is written after a cut record must not be lost with it. */
    save (whole, "2", "{}");
    g_clear_object (&whole);
    g_autofree char *copy = g_strconcat (path, ".copy", NULL);
    whole = open_mine (copy);
    assert_draft (whole, "2", "{}");
  }
}

static void
assert_refused (const char *path, const guint8 *with, const char *server, const char *user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmJournal) journal = hcrm_journal_open (path, with, server, user, &error);

  g_assert_null (journal);
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_FORBIDDEN);
}

static void
test_strangers (void)
{
  g_autofree char *path = make_path ("strangers");
  HcrmJournal *journal = open_mine (path);
  g_autoptr (GError) error = NULL;

  save (journal, "1", "{\"note\":\"mine\"}");
  hcrm_journal_flush (journal);
  g_autoptr (HcrmJournal) second = hcrm_journal_open (path, key, SERVER, "agent", &error);
  g_assert_null (second);
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_CLAIMED);
  g_object_unref (journal);

  assert_refused (path, other_key, SERVER, "agent");
  assert_refused (path, key, SERVER, "doctor");
  assert_refused (path, key, "https://other.example", "agent");
  journal = open_mine (path);
  assert_draft (journal, "1", "{\"note\":\"mine\"}");
  g_object_unref (journal);
}

/* A file in which a byte was changed gives what stands before it, and keeps the rest aside. */
static void
test_damage (void)
{
  g_autofree char *path = make_path ("damage"), *bytes = NULL;
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  HcrmJournal *journal = open_mine (path);
  gsize size;

  save (journal, "1", "{\"note\":\"kept\"}");
  hcrm_journal_flush (journal);
  save (journal, "2", "{\"note\":\"hit\"}");
  g_object_unref (journal);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  bytes[size - 3] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));

  journal = open_mine (path);
  assert_draft (journal, "1", "{\"note\":\"kept\"}");
  assert_draft (journal, "2", NULL);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_object_unref (journal);
}

/* Old records go when the journal is opened, so that it does not grow for ever. */
static void
test_compaction (void)
{
  g_autofree char *path = make_path ("compaction");
  HcrmJournal *journal = open_mine (path);
  GStatBuf before, after;

  for (guint i = 0; i < 200; i++) {
    save (journal, "1", "{\"note\":\"again and again\"}");
    hcrm_journal_flush (journal);
  }
  g_object_unref (journal);
  g_stat (path, &before);
  journal = open_mine (path);
  assert_draft (journal, "1", "{\"note\":\"again and again\"}");
  g_object_unref (journal);
  g_stat (path, &after);
  g_assert_cmpint (after.st_size, <, before.st_size / 20);
}

/* --- requests that wait ----------------------------------------------------------------------- */

typedef struct {
  guint n;
  char *record;
  GError *error;
} Seen;

static void
replayed_cb (Seen *seen, const char *record, const char *title, const GError *error)
{
  seen->n++;
  g_free (seen->record);
  seen->record = g_strdup (record);
  g_clear_error (&seen->error);
  seen->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
clear_seen (Seen *seen)
{
  g_clear_pointer (&seen->record, g_free);
  g_clear_error (&seen->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, clear_seen)

static gboolean
queue (HcrmJournal *journal, const char *path, const char *record, GError **error)
{
  g_autoptr (JsonNode) body = json_from_string ("{\"note\":\"done\"}", NULL);
  g_autofree char *id = g_strdup_printf ("k-%s", record + strlen ("task:"));

  return hcrm_journal_queue_request (
      journal,
      &(HcrmRequest){
          .method = "POST", .path = path, .body = body, .version = 5, .key = id, .record = record },
      "Follow-up", error);
}

static void
test_replay (void)
{
  g_autofree char *path = make_path ("replay");
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_autoptr (HcrmJournal) journal = open_mine (path);
  g_autoptr (GError) error = NULL;
  g_auto (Seen) seen = { 0 };

  hcrm_api_set_token (api, "t");
  g_assert_true (queue (journal, "/tasks/1/actions/complete", "task:1", &error));
  g_assert_false (queue (journal, "/tasks/1/actions/cancel", "task:1", &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_CONFLICT);
  g_clear_object (&journal);

  journal = open_mine (path);
  g_assert_cmpuint (hcrm_journal_get_n_waiting (journal), ==, 1);
  g_assert_true (hcrm_journal_is_waiting (journal, "task:1"));
  g_signal_connect_swapped (journal, "replayed", G_CALLBACK (replayed_cb), &seen);
  hcrm_fake_go_away (fake);
  hcrm_journal_replay (journal, api);
  hcrm_fake_idle (100);
  g_assert_cmpuint (hcrm_journal_get_n_waiting (journal), ==, 1);
  hcrm_fake_come_back (fake);
  hcrm_fake_answer (fake, "POST", "/tasks/1/actions/complete", 200, "{}");
  hcrm_journal_replay (journal, api);
  hcrm_journal_replay (journal, api);
  WAIT_UNTIL (seen.n == 1);
  g_assert_no_error (seen.error);
  g_assert_cmpstr (seen.record, ==, "task:1");
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/tasks/1/actions/complete", "If-Match"), ==,
                   "\"5\"");
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/tasks/1/actions/complete",
                                         "Idempotency-Key"),
                   ==, "k-1");
  g_clear_object (&journal);

  journal = open_mine (path);
  hcrm_journal_replay (journal, api);
  hcrm_fake_idle (100);
  g_assert_cmpuint (hcrm_fake_count (fake, "POST", "/tasks/1/actions/complete"), ==, 1);
}

/* What the server refuses is told and kept with its reason, over a restart, until it is mended and
 * sent again, or discarded; what follows is still sent. */
static void
test_refused (void)
{
  g_autofree char *path = make_path ("refused");
  g_autoptr (HcrmFake) fake = hcrm_fake_new ();
  g_autoptr (HcrmApi) api = hcrm_api_new (hcrm_fake_get_url (fake));
  g_autoptr (HcrmJournal) journal = open_mine (path);
  g_auto (Seen) seen = { 0 };

  hcrm_api_set_token (api, "t");
  g_signal_connect_swapped (journal, "replayed", G_CALLBACK (replayed_cb), &seen);
  hcrm_fake_answer (fake, "POST", "/tasks/1", 409,
                    "{\"type\":\"wrong-state\",\"detail\":\"Done\",\"fields\":[{\"name\":\"state\","
                    "\"detail\":\"is done\"}]}");
  hcrm_fake_answer (fake, "POST", "/tasks/2", 200, "{}");
  g_assert_true (queue (journal, "/tasks/1", "task:1", NULL));
  g_assert_true (queue (journal, "/tasks/2", "task:2", NULL));
  hcrm_journal_replay (journal, api);
  WAIT_UNTIL (seen.n == 1);
  g_assert_error (seen.error, HCRM_ERROR, HCRM_ERROR_WRONG_STATE);
  WAIT_UNTIL (seen.n == 2);
  g_assert_no_error (seen.error);
  g_assert_cmpuint (hcrm_journal_get_n_waiting (journal), ==, 0);
  g_assert_cmpuint (hcrm_journal_get_n_refused (journal), ==, 1);
  g_clear_object (&journal);

  journal = open_mine (path);
  g_assert_cmpuint (hcrm_journal_get_n_waiting (journal), ==, 0);
  g_assert_cmpuint (hcrm_journal_get_n_refused (journal), ==, 1);
  const HcrmJournalWork *work = hcrm_journal_get_refused (journal, 0);
  g_assert_cmpstr (work->record, ==, "task:1");
  g_assert_cmpstr (work->reason, ==, "Done");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (work->fields)), ==, 1);
  g_assert_nonnull (work->refused_at);

  g_autofree char *id = g_strdup (work->id);
  g_assert_true (hcrm_journal_retry (journal, id, NULL, 9, NULL));
  g_assert_cmpuint (hcrm_journal_get_n_refused (journal), ==, 0);
  hcrm_journal_replay (journal, api);
  WAIT_UNTIL (hcrm_journal_get_n_refused (journal) == 1);
  g_assert_cmpstr (hcrm_fake_get_header (fake, "POST", "/tasks/1", "If-Match"), ==, "\"9\"");
  hcrm_journal_discard (journal, hcrm_journal_get_refused (journal, 0)->id);
  g_clear_object (&journal);
  journal = open_mine (path);
  g_assert_cmpuint (hcrm_journal_get_n_refused (journal), ==, 0);
}

/* --- where it lies ---------------------------------------------------------------------------- */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  HcrmJournal **journal = data;

  *journal = hcrm_journal_open_for_user_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_for_user (void)
{
  HcrmJournal *first = NULL, *second = NULL, *other = NULL;

  hcrm_journal_open_for_user_async (SERVER, "agent", opened_cb, &first);
  WAIT_UNTIL (first != NULL);
  save (first, "1", "{}");
  hcrm_journal_open_for_user_async (SERVER, "agent", opened_cb, &second);
  hcrm_journal_open_for_user_async (SERVER, "doctor", opened_cb, &other);
  WAIT_UNTIL (second != NULL && other != NULL);
  assert_draft (second, "1", NULL);
  assert_draft (other, "1", NULL);
  g_clear_object (&first);
  hcrm_journal_open_for_user_async (SERVER, "agent", opened_cb, &first);
  WAIT_UNTIL (first != NULL);
  assert_draft (first, "1", "{}");
  g_object_unref (first);
  g_object_unref (second);
  g_object_unref (other);
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  g_test_add_func ("/journal/drafts", test_drafts);
  g_test_add_func ("/journal/crash", test_crash);
  g_test_add_func ("/journal/strangers", test_strangers);
  g_test_add_func ("/journal/damage", test_damage);
  g_test_add_func ("/journal/compaction", test_compaction);
  g_test_add_func ("/journal/replay", test_replay);
  g_test_add_func ("/journal/refused", test_refused);
  g_test_add_func ("/journal/for-user", test_for_user);
  return hcrm_fake_run ();
}
