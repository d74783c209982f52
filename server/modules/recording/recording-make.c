/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is played and shown of a recording, made by the program hcrm-audio: the file goes in by one
 * pipe, what is made comes out by another, and nothing of it touches the disk unencrypted. */

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "model/hcrm-recording.h"
#include "recording-make-sql.h"
#include "recording.h"

#define PATIENCE_US (G_GINT64_CONSTANT (1800) * G_TIME_SPAN_SECOND)
#define KEEP_US (30 * G_TIME_SPAN_SECOND)
#define PIECE (64 * 1024)
#define MAX_PEAKS ((gsize) HCRM_RECORDING_MAX_MS / 1000 * HCRM_PEAKS_PER_SECOND * 4 + 64)
#define MAX_FRAME (64u * 1024 * 1024)
#define PEAKS_MEDIA "application/vnd.hcrm.peaks"

typedef struct {
  HcrmJob *job;
  const HcrmStore *store;
  HcrmRows *row;
  HcrmAudioKind kind;
  gboolean as_is; /* what came is played */
  HcrmStoreReader *reader;
  GSubprocess *program;
  gint64 ends_at, kept_at;
  HcrmStoreWriter *opus, *peaks;
  char *measures; /* (nullable) */
  char *problem;  /* (nullable): why there are none */
} Making;

static void
clear_making (Making *self)
{
  g_clear_pointer (&self->row, hcrm_rows_free);
  g_clear_pointer (&self->reader, hcrm_store_reader_free);
  g_clear_pointer (&self->opus, hcrm_store_writer_free);
  g_clear_pointer (&self->peaks, hcrm_store_writer_free);
  g_clear_object (&self->program);
  g_free (self->measures);
  g_free (self->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, clear_making)

/* --- The program ---------------------------------------------------------------------------- */

/* Beside the server, or in the folder of programs; HCRM_AUDIO names another. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *beside = g_build_filename (folder, "hcrm-audio", NULL);
  const char *given = g_getenv ("HCRM_AUDIO"), *tree = g_getenv ("HCRM_BUILD_DIR");

  if (given != NULL)
    return g_strdup (given);
  if (tree != NULL)
    return g_build_filename (tree, "server", "hcrm-audio", NULL);
  return g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&beside)
                                                         : g_strdup ("hcrm-audio");
}

static gboolean
start_program (Making *self, GError **error)
{
  g_autofree char *program = find_program ();
  const char *argv[] = { program,
                         "--kind",
                         hcrm_audio_get_name (self->kind),
                         "--layout",
                         hcrm_rows_get (self->row, 0, "layout"),
                         self->as_is ? "--no-opus" : NULL,
                         NULL };

  self->program = g_subprocess_newv (argv,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                         | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                     error);
  self->ends_at = g_get_monotonic_time () + PATIENCE_US;
  self->kept_at = g_get_monotonic_time ();
  return self->program != NULL;
}

/* On a thread of its own: the program may write before it has read all. */
static gpointer
feed (gpointer data)
{
  Making *self = data;
  GOutputStream *stream = g_subprocess_get_stdin_pipe (self->program);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n;

  for (goffset at = 0; (n = hcrm_store_reader_read (self->reader, at, piece, PIECE)) > 0; at += n)
    if (!g_output_stream_write_all (stream, piece, n, NULL, NULL, NULL))
      break;
  g_output_stream_close (stream, NULL, NULL);
  return GINT_TO_POINTER (n >= 0);
}

/* --- What it says --------------------------------------------------------------------------- */

/* Returns: whether there is more to read, in time */
static gboolean
wait_for_more (Making *self, int fd, GError **error)
{
  struct pollfd wanted = { .fd = fd, .events = POLLIN };

  while (poll (&wanted, 1, 1000) == 0) {
    if (g_get_monotonic_time () > self->ends_at) {
      self->problem = g_strdup ("timeout");
      return FALSE;
    }
    if (g_get_monotonic_time () - self->kept_at < KEEP_US)
      continue;
    self->kept_at = g_get_monotonic_time ();
    if (!hcrm_job_keep (self->job, error))
      return FALSE;
  }
  return TRUE;
}

/* Returns: whether @n bytes were read; not at the end, which is no error */
static gboolean
read_bytes (Making *self, void *buffer, gsize n, GError **error)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (self->program);
  int fd = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (stream));

  for (gsize done = 0; done < n;) {
    if (!wait_for_more (self, fd, error))
      return FALSE;
    gssize got = read (fd, (char *) buffer + done, n - done);
    if (got == 0 || (got < 0 && errno != EINTR))
      return FALSE;
    done += MAX (got, 0);
  }
  return TRUE;
}

static gboolean
write_to (Making *self, HcrmStoreWriter **writer, const void *data, gsize n, GError **error)
{
  if (*writer == NULL)
    *writer = hcrm_store_writer_new (self->store, error);
  return *writer != NULL && hcrm_store_writer_write (*writer, data, n, error);
}

/* Returns: whether to read on; not after the last one, which is no error */
static gboolean
take_frame (Making *self, char letter, const char *data, gsize n, GError **error)
{
  switch (letter) {
  case 'O':
    return write_to (self, &self->opus, data, n, error);
  case 'P':
    return n <= MAX_PEAKS && write_to (self, &self->peaks, data, n, error);
  case 'M':
    self->measures = g_strndup (data, n);
    return FALSE;
  case 'E':
    self->problem = g_strndup (data, n);
    return FALSE;
  default:
    return FALSE;
  }
}

static gboolean
read_frame (Making *self, GError **error)
{
  guint8 head[5];

  if (!read_bytes (self, head, sizeof head, error))
    return FALSE;
  guint32 n = head[1] | head[2] << 8 | head[3] << 16 | (guint32) head[4] << 24;
  if (n > MAX_FRAME)
    return FALSE;
  g_autofree char *data = g_malloc (n + 1);
  return read_bytes (self, data, n, error) && take_frame (self, head[0], data, n, error);
}

/* What it says of itself is only believed as far as it is one of the problems there are. */
static void
judge (Making *self)
{
  if (self->measures != NULL && self->peaks != NULL && (self->as_is || self->opus != NULL))
    return;
  g_clear_pointer (&self->measures, g_free);
  for (const HcrmChoice *choice = hcrm_recording_problem_choices; choice->value != NULL; choice++)
    if (g_strcmp0 (self->problem, choice->value) == 0)
      return;
  g_free (self->problem);
  self->problem = g_strdup ("damaged");
}

/* Returns: whether something was learnt of the file, be it that it is damaged */
static gboolean
run_program (Making *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!start_program (self, error))
    return FALSE;
  GThread *feeding = g_thread_new ("feed", feed, self);
  while (read_frame (self, &failure))
    continue;
  g_subprocess_force_exit (self->program);
  g_subprocess_wait (self->program, NULL, NULL);
  gboolean fed = GPOINTER_TO_INT (g_thread_join (feeding));
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!fed) {
    g_free (self->problem);
    self->problem = g_strdup ("damaged");
    g_clear_pointer (&self->measures, g_free);
  }
  judge (self);
  return TRUE;
}

/* --- The database --------------------------------------------------------------------------- */

static gint64
get_id (HcrmJob *job)
{
  g_autoptr (JsonNode) payload = json_from_string (job->payload, NULL);

  return json_object_get_int_member_with_default (json_node_get_object (payload), "recording", 0);
}

static gboolean
begin (Making *self, GError **error)
{
  HcrmDb *db = self->job->db;

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let_int (db, "recording", get_id (self->job));
  self->row = hcrm_db_rows (db, &SQL_RECORDING_MAKE_BEGIN, NULL, error);
  return hcrm_db_end (db, self->row != NULL, self->row != NULL ? error : NULL) && self->row != NULL;
}

/* A file that was made, under the name :@name. */
static gboolean
keep (Making *self, HcrmStoreWriter *writer, const char *media, const char *name, GError **error)
{
  HcrmDb *db = self->job->db;
  g_auto (HcrmStored) stored = { .size = 0 };

  if (!hcrm_store_writer_finish (writer, &stored, error))
    return FALSE;
  hcrm_db_let (db, "made_sha256", stored.sha256);
  hcrm_db_let_int (db, "made_size", stored.size);
  hcrm_db_let (db, "made_media", media);
  hcrm_db_let (db, name, stored.sha256);
  return hcrm_db_run (db, &SQL_RECORDING_MAKE_KEPT, NULL, error)
         && hcrm_store_writer_keep (writer, error);
}

static gboolean
keep_all (Making *self, GError **error)
{
  HcrmDb *db = self->job->db;

  hcrm_db_let (db, "opus", hcrm_rows_get (self->row, 0, "file"));
  hcrm_db_let (db, "measures", self->measures);
  return (self->as_is
          || keep (self, self->opus, hcrm_audio_get_media (HCRM_AUDIO_OPUS), "opus", error))
         && keep (self, self->peaks, PEAKS_MEDIA, "peaks", error)
         && hcrm_db_run (db, &SQL_RECORDING_MAKE_READY, NULL, error);
}

static gboolean
note (Making *self, GError **error)
{
  hcrm_db_let (self->job->db, "problem", self->problem);
  return hcrm_db_run (self->job->db, &SQL_RECORDING_MAKE_FAILED, NULL, error);
}

static void
settle (Making *self)
{
  if (self->opus != NULL)
    hcrm_store_writer_settle (self->opus);
  if (self->peaks != NULL)
    hcrm_store_writer_settle (self->peaks);
}

static gboolean
finish (Making *self, GError **error)
{
  HcrmDb *db = self->job->db;

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let_int (db, "recording", get_id (self->job));
  gboolean done = self->measures != NULL ? keep_all (self, error) : note (self, error);
  if (!hcrm_db_end (db, done, done ? error : NULL) || !done)
    return FALSE;
  settle (self);
  g_ptr_array_add (self->job->events, hcrm_event_new ("recording", get_id (self->job), 0));
  return TRUE;
}

static gboolean
is_whole (Making *self, const char *name)
{
  const char *sha256 = hcrm_rows_get (self->row, 0, name);

  return sha256 != NULL && hcrm_store_check (self->store, sha256) == HCRM_STORE_WHOLE;
}

static gboolean
was_made (Making *self)
{
  return strcmp (hcrm_rows_get (self->row, 0, "state"), "ready") == 0;
}

/* A restore may lack what was made, or hold half of it; without what came nothing is made. */
static gboolean
is_to_make (Making *self)
{
  return !was_made (self)
         || (is_whole (self, "file") && !(is_whole (self, "opus") && is_whole (self, "peaks")));
}

static gboolean
forget (Making *self, GError **error)
{
  HcrmDb *db = self->job->db;

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let_int (db, "recording", get_id (self->job));
  gboolean done = hcrm_db_run (db, &SQL_RECORDING_MAKE_AGAIN, NULL, error);

  return hcrm_db_end (db, done, done ? error : NULL) && done;
}

static gboolean
make (Making *self, GError **error)
{
  g_autoptr (GError) missing = NULL;

  self->store = hcrm_http_get_store (self->job->http);
  if (!is_to_make (self))
    return TRUE;
  if (was_made (self) && !forget (self, error))
    return FALSE;
  self->kind = hcrm_audio_from_media (hcrm_rows_get (self->row, 0, "media_type"));
  self->as_is = self->kind == HCRM_AUDIO_OPUS
                && strcmp (hcrm_rows_get (self->row, 0, "layout"), "agent-right") != 0;
  self->reader =
      hcrm_store_reader_open (self->store, hcrm_rows_get (self->row, 0, "file"), &missing);
  if (self->reader == NULL)
    self->problem = g_strdup ("missing");
  return (self->reader == NULL || run_program (self, error)) && finish (self, error);
}

gboolean
hcrm_recording_have_made (HcrmDb *db, const char *id, GError **error)
{
  g_autofree char *key = g_strdup_printf ("recording:%s", id);
  g_autofree char *payload = g_strdup_printf ("{\"recording\":%s}", id);

  return hcrm_job_add (db, HCRM_RECORDING_JOB, key, payload, NULL, error);
}

gboolean
hcrm_recording_have_made_lost (HcrmDb *db, const char *sha256, guint *n, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "lost", sha256);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_RECORDING_MAKE_MADE, NULL, error);
  gboolean done = rows != NULL;

  for (guint i = 0; done && i < hcrm_rows_get_n (rows); i++, (*n)++)
    done = hcrm_recording_have_made (db, hcrm_rows_get (rows, i, "id"), error);
  return hcrm_db_end (db, done, done ? error : NULL) && done;
}

gboolean
hcrm_recording_make (HcrmJob *job, GError **error)
{
  g_auto (Making) self = { .job = job };

  if (!begin (&self, error))
    return FALSE;
  return hcrm_rows_get_n (self.row) == 0 || make (&self, error);
}
