/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings: taken whole, listed, heard piece by piece, and noted on. */

#include "recording.h"

#include <string.h>

#include "core/hcrm-export.h"
#include "model/hcrm-attachment.h"
#include "model/hcrm-recording.h"
#include "recording-sql.h"

/* --- Taking --------------------------------------------------------------------------------- */

static gboolean
check_sum (HcrmRequest *req, const char *found, GError **error)
{
  const char *announced = hcrm_record_get (req->args, "sha256");

  return announced == NULL || g_ascii_strcasecmp (announced, found) == 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, "sha256", "%s",
                       _ ("The file was changed on its way: upload it again"));
}

/* What it is decides, not what it is called. */
static gboolean
check_kind (HcrmAudioKind kind, gint64 size, GError **error)
{
  if (size == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("The file is empty"));
  return kind != HCRM_AUDIO_NONE
         || hcrm_fail (error, HCRM_ERROR_MEDIA, NULL, "%s",
                       _ ("By its content this is no recording: WAV (PCM, A-law, µ-law), Ogg Opus, "
                          "MP3 and FLAC are taken"));
}

static void
let_kept (HcrmRequest *req, const char *sha256, gint64 size, HcrmAudioKind kind, const char *name)
{
  const char *media = hcrm_audio_get_media (kind), *wanted = hcrm_record_get (req->args, "name");
  g_autofree char *fixed = hcrm_media_fix_name (media, wanted != NULL ? wanted : name);

  hcrm_db_let (req->db, "kept_sha256", sha256);
  hcrm_db_let_int (req->db, "kept_size", size);
  hcrm_db_let (req->db, "kept_media", media);
  hcrm_db_let (req->db, "kept_name", fixed);
}

/* Locked first and put second: see hcrm_store_writer_keep(). */
static gboolean
keep_body (HcrmRequest *req, GError **error)
{
  gsize length = 0;
  const guint8 *head = hcrm_store_writer_get_head (req->upload, &length);
  HcrmAudioKind kind = hcrm_audio_sniff (head, length);

  if (!check_kind (kind, req->stored->size, error) || !check_sum (req, req->stored->sha256, error))
    return FALSE;
  let_kept (req, req->stored->sha256, req->stored->size, kind, _ ("Recording"));
  return hcrm_db_run (req->db, &SQL_RECORDING_KEPT, NULL, error)
         && hcrm_store_writer_keep (req->upload, error);
}

static HcrmAudioKind
sniff_stored (HcrmRequest *req, const char *sha256)
{
  g_autofree guint8 *head = g_malloc (HCRM_STORE_HEAD);
  g_autoptr (HcrmStoreReader) reader =
      hcrm_store_reader_open (hcrm_http_get_store (req->http), sha256, NULL);
  gssize n = reader != NULL ? hcrm_store_reader_read (reader, 0, head, HCRM_STORE_HEAD) : 0;

  return n > 0 ? hcrm_audio_sniff (head, n) : HCRM_AUDIO_NONE;
}

/* What came up part by part is among the others already. */
static gboolean
find_upload (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) upload = NULL;

  if (!hcrm_record_has (req->args, "upload_id"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "upload_id", "%s",
                      _ ("Send a file, or name one that was uploaded"));
  upload = hcrm_db_rows (req->db, &SQL_RECORDING_UPLOAD, req->args, error);
  if (upload == NULL)
    return FALSE;
  const char *sha256 = hcrm_rows_get_n (upload) > 0 ? hcrm_rows_get (upload, 0, "sha256") : NULL;
  if (sha256 == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "upload_id", "%s",
                      _ ("This file did not come up whole"));
  gint64 size = hcrm_rows_get_int (upload, 0, "size");
  HcrmAudioKind kind = sniff_stored (req, sha256);
  if (!check_kind (kind, size, error) || !check_sum (req, sha256, error))
    return FALSE;
  let_kept (req, sha256, size, kind, hcrm_rows_get (upload, 0, "name"));
  return hcrm_db_run (req->db, &SQL_RECORDING_KEPT, NULL, error);
}

static gboolean
reply (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_RECORDING_GET, "recording", error);

  return rows != NULL;
}

/* The same file of the same call again is the recording that is there; what is made of it is made
 * again if it is lost. */
static gboolean
reply_same (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) same = hcrm_db_rows (req->db, &SQL_RECORDING_SAME, req->args, error);

  if (same == NULL)
    return FALSE;
  if (hcrm_rows_get_n (same) == 0)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("Somebody else has uploaded this recording"));
  hcrm_db_let (req->db, "id", hcrm_rows_get (same, 0, "id"));
  return hcrm_recording_have_made (req->db, hcrm_rows_get (same, 0, "id"), error)
         && reply (req, error);
}

/* The call it is of has come before it. */
static gboolean
find_call (HcrmRequest *req, GError **error)
{
  if (!hcrm_record_has (req->args, "call") && !hcrm_record_has (req->args, "call_id"))
    return TRUE;
  g_autoptr (HcrmRows) call = hcrm_db_rows (req->db, &SQL_RECORDING_OF_CALL, req->args, error);
  if (call == NULL)
    return FALSE;
  if (hcrm_rows_get_n (call) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID,
                      hcrm_record_has (req->args, "call") ? "call" : "call_id", "%s",
                      _ ("There is no such call"));
  hcrm_db_let (req->db, "of_call", hcrm_rows_get (call, 0, "id"));
  hcrm_db_let (req->db, "call_began", hcrm_rows_get (call, 0, "began"));
  return TRUE;
}

static gboolean
add (HcrmRequest *req, GError **error)
{
  if (!find_call (req, error))
    return FALSE;
  if (!(req->upload != NULL ? keep_body (req, error) : find_upload (req, error)))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_rows (req->db, &SQL_RECORDING_ADD, req->args, error);
  if (made == NULL)
    return FALSE;
  if (hcrm_rows_get_n (made) == 0)
    return reply_same (req, error);
  const char *id = hcrm_rows_get (made, 0, "id");
  hcrm_db_let (req->db, "id", id);
  return hcrm_recording_have_made (req->db, id, error) && reply (req, error);
}

/* --- Hearing -------------------------------------------------------------------------------- */

static HcrmRows *
find_sound (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sound = hcrm_db_one (req->db, &SQL_RECORDING_SOUND, NULL, error);

  if (sound == NULL || hcrm_rows_get (sound, 0, "file") != NULL)
    return g_steal_pointer (&sound);
  hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The recording was deleted"));
  return NULL;
}

/* Said once, a reason holds for the listening that goes on. */
static gboolean
check_reason (HcrmRequest *req, HcrmRows *sound, gboolean always, GError **error)
{
  gboolean needed = always || hcrm_rows_get_bool (sound, 0, "reason_needed");
  const char *given = hcrm_record_get (req->args, "reason");

  hcrm_db_let (req->db, "why", given);
  return !needed || given != NULL || (!always && hcrm_rows_get (sound, 0, "reason_given") != NULL)
         || hcrm_fail (error, HCRM_ERROR_INVALID, "reason", "%s",
                       _ ("Say why you listen to this recording"));
}

/* What PostgreSQL knows when it plans, it plans for. */
static gboolean
list (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sought = hcrm_db_one (req->db, &SQL_RECORDING_SOUGHT, req->args, error);

  if (sought == NULL)
    return FALSE;
  hcrm_db_let (req->db, "of_patient", hcrm_rows_get (sought, 0, "of_patient"));
  hcrm_db_let (req->db, "reader_id", hcrm_rows_get (sought, 0, "reader_id"));
  hcrm_db_let (req->db, "reader_departments", hcrm_rows_get (sought, 0, "reader_departments"));
  return hcrm_request_reply_list_by_ids (req, &SQL_RECORDING_LIST, &SQL_RECORDING_ROWS, error);
}

static gboolean
is_there (HcrmRequest *req, HcrmRows *sound, const char *name)
{
  const char *sha256 = hcrm_rows_get (sound, 0, name);
  g_autoptr (HcrmStoreReader) reader =
      sha256 != NULL ? hcrm_store_reader_open (hcrm_http_get_store (req->http), sha256, NULL)
                     : NULL;

  return reader != NULL;
}

/* What was made and is lost is made again. */
static gboolean
look_after (HcrmRequest *req, HcrmRows *sound, GError **error)
{
  gboolean ready = strcmp (hcrm_rows_get (sound, 0, "state"), "ready") == 0;

  return !ready || (is_there (req, sound, "opus") && is_there (req, sound, "peaks"))
         || hcrm_recording_have_made (req->db, hcrm_rows_get (sound, 0, "id"), error);
}

/* What is played is the Opus while there is one, else the file as it came. */
static gboolean
send_audio (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sound = find_sound (req, error);

  if (sound == NULL || !check_reason (req, sound, FALSE, error) || !look_after (req, sound, error))
    return FALSE;
  const char *opus = is_there (req, sound, "opus") ? hcrm_rows_get (sound, 0, "opus") : NULL;
  const char *sha256 = opus != NULL ? opus : hcrm_rows_get (sound, 0, "file");
  HcrmStoreReader *reader = hcrm_store_reader_open (hcrm_http_get_store (req->http), sha256, error);
  if (reader == NULL)
    return FALSE;
  hcrm_db_queue (req->db, &SQL_RECORDING_LISTENED, NULL);
  return hcrm_request_reply_part (req, reader, hcrm_rows_get (sound, 0, "name"),
                                  opus != NULL ? hcrm_audio_get_media (HCRM_AUDIO_OPUS)
                                               : hcrm_rows_get (sound, 0, "media_type"),
                                  sha256, NULL);
}

/* As it came, to be taken away: never without a reason. */
static gboolean
send_file (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sound = find_sound (req, error);

  if (sound == NULL || !check_reason (req, sound, TRUE, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_RECORDING_FETCHED, NULL);
  return hcrm_request_reply_stored (req, hcrm_rows_get (sound, 0, "file"),
                                    hcrm_rows_get (sound, 0, "name"),
                                    hcrm_rows_get (sound, 0, "media_type"), error);
}

/* --- Its shape ------------------------------------------------------------------------------ */

static GBytes *
read_peaks (HcrmRequest *req, const char *sha256, GError **error)
{
  g_autoptr (HcrmStoreReader) reader =
      hcrm_store_reader_open (hcrm_http_get_store (req->http), sha256, error);

  if (reader == NULL)
    return NULL;
  gsize size = hcrm_store_reader_get_size (reader);
  g_autofree guint8 *peaks = g_malloc (size);
  if (hcrm_store_reader_read (reader, 0, peaks, size) == (gssize) size)
    return g_bytes_new_take (g_steal_pointer (&peaks), size);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be read"));
  return NULL;
}

/* The least and the greatest of @factor pairs each: @width bytes of one moment, pair by pair. */
static GBytes *
coarsen (GBytes *fine, guint factor, guint width)
{
  gsize size = 0;
  const gint8 *from = g_bytes_get_data (fine, &size);
  gsize n = size / width, n_out = (n + factor - 1) / factor;
  gint8 *to = g_malloc (n_out * width);

  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < width; j++) {
      gint8 *out = &to[i / factor * width + j], in = from[i * width + j];
      if (i % factor == 0 || (j % 2 == 0 ? in < *out : in > *out))
        *out = in;
    }
  return g_bytes_new_take (to, n_out * width);
}

static gboolean
send_peaks (HcrmRequest *req, GError **error)
{
  guint rate = hcrm_record_has (req->args, "per_second")
                   ? hcrm_record_get_int (req->args, "per_second")
                   : HCRM_PEAKS_PER_SECOND;
  g_autoptr (HcrmRows) sound = find_sound (req, error);

  if (sound == NULL)
    return FALSE;
  if (HCRM_PEAKS_PER_SECOND % rate != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "per_second", "%s",
                      _ ("Peaks are given at 1, 2, 4, 5, 10 or 20 a second"));
  const char *sha256 = hcrm_rows_get (sound, 0, "peaks");
  if (!is_there (req, sound, "peaks"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("The recording was not measured yet"));
  g_autoptr (GBytes) fine = read_peaks (req, sha256, error);
  if (fine == NULL)
    return FALSE;
  g_autoptr (GBytes) coarse =
      coarsen (fine, HCRM_PEAKS_PER_SECOND / rate, 2 * hcrm_rows_get_int (sound, 0, "channels"));
  g_autofree char *tag = g_strdup_printf ("%.32s-%u", sha256, rate);
  return hcrm_request_reply_part (req, hcrm_store_reader_new_bytes (coarse), "peaks",
                                  "application/octet-stream", tag, "private, max-age=86400");
}

/* --- Notes ---------------------------------------------------------------------------------- */

static gboolean
add_note (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_RECORDING_NOTE_ADD, req->args, error);

  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "note", hcrm_rows_get (made, 0, "id"));
  hcrm_request_add_event (req, "recording",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  if (!hcrm_request_reply_one (req, &SQL_RECORDING_NOTE_GET, error))
    return FALSE;
  g_free (req->location);
  req->location =
      g_strdup_printf ("/api/v1/recordings/%s/notes/%s", hcrm_request_get_part (req, "id"),
                       hcrm_rows_get (made, 0, "id"));
  return TRUE;
}

/* Returns: (transfer full) (nullable): the note, locked, if it is the user's. */
static HcrmRows *
lock_own (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_db_one (req->db, &SQL_RECORDING_NOTE_LOCK, NULL, error);

  if (locked != NULL && hcrm_rows_get_int (locked, 0, "created_by") != req->user->id) {
    hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("Somebody else wrote this note"));
    return NULL;
  }
  return g_steal_pointer (&locked);
}

static gboolean
check_author (HcrmRequest *req, HcrmRecord *note, GError **error)
{
  g_autoptr (HcrmRows) locked = lock_own (req, error);

  return locked != NULL;
}

/* What it said stays in the audit log. */
static gboolean
remove_note (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = lock_own (req, error);

  if (locked == NULL || !hcrm_request_check_version (req, locked, error)
      || !hcrm_request_reply_one (req, &SQL_RECORDING_NOTE_GET, error))
    return FALSE;
  hcrm_request_add_event (req, "recording",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return hcrm_db_run (req->db, &SQL_RECORDING_NOTE_REMOVE, NULL, error);
}

#define READ HCRM_PERM_RECORDING_READ
#define LISTEN HCRM_PERM_RECORDING_LISTEN
#define ADD HCRM_PERM_RECORDING_ADD
#define ONE "/recordings/{id}"
#define NOTES ONE "/notes"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/recordings",   READ,   0, &hcrm_recording_query, .handler = list },
  HCRM_EXPORT ("/recordings", READ, &hcrm_recording_fields),
  { "POST",  "/recordings",   ADD,    HCRM_ROUTE_CREATES | HCRM_ROUTE_STREAMED, &hcrm_recording_order, .handler = add },
  { "GET",   ONE,             READ,   .sql = &SQL_RECORDING_GET },
  { "GET",   ONE "/audio",    LISTEN, 0, &hcrm_recording_listening, .handler = send_audio },
  { "GET",   ONE "/file",     LISTEN, 0, &hcrm_recording_listening, .handler = send_file },
  { "GET",   ONE "/peaks",    READ,   0, &hcrm_recording_peaks, .handler = send_peaks },
  { "GET",   NOTES,           READ,   .list = &SQL_RECORDING_NOTE_LIST },
  { "POST",  NOTES,           LISTEN, HCRM_ROUTE_CREATES, &hcrm_recording_note_fields, .handler = add_note },
  { "GET",   NOTES "/{note}", READ,   .sql = &SQL_RECORDING_NOTE_GET },
  { "PATCH", NOTES "/{note}", LISTEN, 0, &hcrm_recording_note_fields, &SQL_RECORDING_NOTE_SET, .lock = &SQL_RECORDING_NOTE_LOCK,
    .check = check_author, .reread = &SQL_RECORDING_NOTE_GET, .event = "recording_note" },
  { "POST",  NOTES "/{note}/actions/remove", LISTEN, HCRM_ROUTE_VERSIONED, .handler = remove_note },
};

static const HcrmConstraint constraints[] = {
  { "recording_note_until", "until_ms", N_("It ends before it begins") },
  { "recording_activity_id_fkey", "activity_id", N_("There is no such record") },
  { "recording_patient_id_fkey", "patient_id", N_("There is no such record") },
};
/* clang-format on */

const HcrmModule hcrm_recording_module = { "recording", routes, G_N_ELEMENTS (routes), constraints,
                                           G_N_ELEMENTS (constraints) };
