/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Carrying out an import, checking it and undoing it: batch by batch, from where it stopped. */

#include <glib/gstdio.h>
#include <string.h>

#include "model/hcrm-import.h"
#include "patient-import-batch.h"
#include "patient-import-job-sql.h"
#include "patient-import.h"

#define BATCH 200
#define CLEARED_AT_ONCE 50000
#define MAX_ATTEMPTS 3
#define MAX_RERUNS 5

typedef struct {
  HcrmJob *job;
  HcrmImport import;
  HcrmUser *user;
  HcrmContext context;
  char *request_id;
  gint64 id;
  char *state, *language;
  guint position;
  int before_line;     /* of those that are to be undone, all come before */
  GPtrArray *batch;    /* of HcrmImportRow */
  GHashTable *persons; /* of the batch */
  HcrmImportRow *next; /* (nullable): belongs to the next batch */
} Work;

static void
clear_work (Work *self)
{
  hcrm_import_clear (&self->import);
  g_clear_pointer (&self->user, hcrm_user_unref);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->persons, g_hash_table_unref);
  g_clear_pointer (&self->next, hcrm_import_row_free);
  g_free (self->request_id);
  g_free (self->state);
  g_free (self->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

/* --- Batches -----------------------------------------------------------------------------------
 */

/* Runs @rows; once more where another worked on the same rows at the same time. */
static gboolean
run_rows (Work *self, GPtrArray *rows, const GError *failed, GError **error)
{
  GError *failure = NULL;

  for (guint i = 0; i < MAX_RERUNS; i++) {
    g_clear_error (&failure);
    if (hcrm_import_batch_run (&self->import, &self->context, rows, self->position, failed,
                               &failure)) {
      self->position = ((HcrmImportRow *) rows->pdata[rows->len - 1])->line;
      return TRUE;
    }
    if (!hcrm_db_may_rerun (self->job->db))
      break;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

/* The one row that the database refuses is not taken; the others are. */
static gboolean
run_single (Work *self, HcrmImportRow *row, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;

  g_ptr_array_add (one, row);
  if (run_rows (self, one, NULL, &failure))
    return TRUE;
  if (hcrm_import_is_fault (failure))
    return run_rows (self, one, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
run_batch (Work *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (run_rows (self, self->batch, NULL, &failure))
    return TRUE;
  if (!hcrm_import_is_fault (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  for (guint i = 0; i < self->batch->len; i++)
    if (!run_single (self, self->batch->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full) (nullable): the next row; %NULL at the end, and with @error */
static HcrmImportRow *
read_row (Work *self, GError **error)
{
  if (self->next != NULL)
    return g_steal_pointer (&self->next);
  if (!hcrm_table_reader_next (self->import.reader, error))
    return NULL;
  HcrmImportRow *row = hcrm_import_row_new (self->import.reader);
  hcrm_import_row_read (row, &self->import.plan, NULL);
  return row;
}

/* Up to a row that tells of somebody who is in the batch already: that one is to be looked up. */
static gboolean
gather (Work *self, GError **error)
{
  GError *failure = NULL;

  g_ptr_array_set_size (self->batch, 0);
  g_hash_table_remove_all (self->persons);
  while (self->batch->len < BATCH) {
    HcrmImportRow *row = read_row (self, &failure);
    if (row == NULL)
      break;
    if (row->key != NULL && !g_hash_table_add (self->persons, g_strdup (row->person_key))) {
      self->next = row;
      break;
    }
    g_ptr_array_add (self->batch, row);
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
skip_settled (Work *self, GError **error)
{
  GError *failure = NULL;

  while (self->position > hcrm_table_reader_get_row (self->import.reader)
         && hcrm_table_reader_next (self->import.reader, &failure))
    ;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
run_all (Work *self, GError **error)
{
  if (!skip_settled (self, error))
    return FALSE;
  for (;;) {
    GError *failure = NULL;
    gboolean read = gather (self, &failure);
    /* What came before a damaged row counts. */
    if (self->batch->len > 0 && !run_batch (self, failure == NULL ? &failure : NULL))
      read = FALSE;
    if (failure != NULL || !read) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (self->batch->len == 0)
      return TRUE;
    if (!hcrm_job_keep (self->job, error))
      return FALSE;
  }
}

/* --- Beginning and ending ----------------------------------------------------------------------
 */

static gboolean
run_once (Work *self, const HcrmSql *sql, guint *affected, GError **error)
{
  hcrm_db_begin (self->job->db, &hcrm_system_context);
  hcrm_db_let_int (self->job->db, "import_id", self->id);
  hcrm_db_let_int (self->job->db, "wanted", CLEARED_AT_ONCE);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self->job->db, sql, NULL, error);
  if (rows != NULL)
    *affected = hcrm_rows_get_affected (rows);
  return hcrm_db_end (self->job->db, rows != NULL, rows != NULL ? error : NULL) && rows != NULL;
}

static gboolean
clear_out (Work *self, const HcrmSql *sql, GError **error)
{
  guint affected = 0;

  do {
    if (!run_once (self, sql, &affected, error) || !hcrm_job_keep (self->job, error))
      return FALSE;
  } while (affected >= CLEARED_AT_ONCE);
  return TRUE;
}

static gboolean
begin_anew (Work *self, GError **error)
{
  return self->position > 0
         || (clear_out (self, &SQL_PATIENT_IMPORT_JOB_CLEAR_KEYS, error)
             && clear_out (self, &SQL_PATIENT_IMPORT_JOB_CLEAR_REJECTS, error));
}

static gboolean
finish (Work *self, const char *to_state, const char *problem, GError **error)
{
  hcrm_db_begin (self->job->db, &hcrm_system_context);
  hcrm_db_let_int (self->job->db, "import_id", self->id);
  hcrm_db_let (self->job->db, "to_state", to_state);
  hcrm_db_let (self->job->db, "expected_state", self->state);
  hcrm_db_let (self->job->db, "problem", problem);
  gboolean done = hcrm_db_run (self->job->db, &SQL_PATIENT_IMPORT_JOB_FINISH, NULL, error);
  return hcrm_db_end (self->job->db, done, done ? error : NULL) && done;
}

static gboolean
load (Work *self, char **today, GError **error)
{
  hcrm_db_begin (self->job->db, &hcrm_system_context);
  self->import.order = hcrm_import_load (self->job->db, self->id, today, error);
  if (!hcrm_db_end (self->job->db, self->import.order != NULL,
                    self->import.order != NULL ? error : NULL)
      || self->import.order == NULL)
    return FALSE;
  self->state = g_strdup (hcrm_rows_get (self->import.order, 0, "state"));
  self->language = g_strdup (hcrm_rows_get (self->import.order, 0, "language"));
  self->position = hcrm_rows_get_int (self->import.order, 0, "position");
  return TRUE;
}

/* What was ordered is done with the rights that its orderer has now. */
static gboolean
become_user (Work *self, GError **error)
{
  self->user = hcrm_session_find_user (self->job->db,
                                       hcrm_rows_get_int (self->import.order, 0, "user_id"), error);
  if (self->user == NULL)
    return FALSE;
  if (!hcrm_permission_set_has (&self->user->held, HCRM_PERM_PATIENT_IMPORT))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("The user may not import lists any more"));
  self->context = hcrm_system_context;
  self->request_id = g_strdup_printf ("import-%" G_GINT64_FORMAT, self->id);
  hcrm_user_fill_context (self->user, HCRM_PERM_PATIENT_IMPORT, &self->context);
  self->context.request_id = self->request_id;
  self->import.sees_all = g_strcmp0 (self->context.all, "on") == 0;
  return TRUE;
}

static gboolean
carry_out (Work *self, const char *today, GError **error)
{
  g_autofree char *path =
      hcrm_patient_import_dup_path (self->job->http, hcrm_rows_get (self->import.order, 0, "file"));
  gboolean dry = strcmp (self->state, "checking") == 0;

  self->import.is_dry = dry;
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_import_row_free);
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return begin_anew (self, error)
         && hcrm_import_open (&self->import, self->job->db, self->import.order, path, NULL, today,
                              error)
         && run_all (self, error) && clear_out (self, &SQL_PATIENT_IMPORT_JOB_CLEAR_KEYS, error)
         && finish (self, dry ? "checked" : "done", NULL, error);
}

/* --- Undoing -----------------------------------------------------------------------------------
 */

/* Returns: rows that were looked at; -1 with @error */
static int
undo_batch (Work *self, GError **error)
{
  HcrmDb *db = self->job->db;
  int n = -1;

  hcrm_db_begin (db, &self->context);
  hcrm_db_let_int (db, "import_id", self->id);
  hcrm_db_let_int (db, "wanted", BATCH);
  hcrm_db_let_int (db, "before_line", self->before_line);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_PATIENT_IMPORT_JOB_UNDO, NULL, error);
  gboolean good = rows != NULL;
  if (good) {
    self->before_line = hcrm_rows_get_int (rows, 0, "line");
    hcrm_db_let (db, "n_undone", hcrm_rows_get (rows, 0, "undone"));
    hcrm_db_let (db, "n_kept", hcrm_rows_get (rows, 0, "kept"));
    g_autoptr (HcrmRows) wanted = hcrm_db_rows (db, &SQL_PATIENT_IMPORT_JOB_UNDONE, NULL, error);
    good = wanted != NULL && hcrm_rows_get_n (wanted) > 0;
    if (wanted != NULL && !good)
      hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The import was stopped"));
    n = hcrm_rows_get_int (rows, 0, "undone") + hcrm_rows_get_int (rows, 0, "kept");
  }
  return hcrm_db_end (db, good, good ? error : NULL) && good ? n : -1;
}

static gboolean
undo_all (Work *self, GError **error)
{
  self->before_line = G_MAXINT;
  for (int n = BATCH; n > 0;) {
    n = undo_batch (self, error);
    if (n < 0 || !hcrm_job_keep (self->job, error))
      return FALSE;
  }
  return finish (self, "undone", NULL, error);
}

/* --- The job -----------------------------------------------------------------------------------
 */

/* What was only looked at is as before: going on from where a check stopped would leave rows out.
 */
static const char *
state_after_failure (const char *state)
{
  if (strcmp (state, "checking") == 0)
    return "ready";
  return strcmp (state, "undoing") == 0 ? "done" : "failed";
}

/* What may go better another time is tried again; anything else is told to who ordered it. */
static gboolean
settle (Work *self, GError *failure, GError **error)
{
  if (g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_WRONG_STATE))
    return TRUE;
  if (g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_BUSY) && self->job->attempt < MAX_ATTEMPTS) {
    g_propagate_error (error, g_error_copy (failure));
    return FALSE;
  }
  return finish (self, state_after_failure (self->state), failure->message, error);
}

static gboolean
do_work (Work *self, const char *today, GError **error)
{
  if (!hcrm_import_is_busy (self->state))
    return TRUE;
  if (!become_user (self, error))
    return FALSE;
  return strcmp (self->state, "undoing") == 0 ? undo_all (self, error)
                                              : carry_out (self, today, error);
}

gboolean
hcrm_patient_import_run (HcrmJob *job, GError **error)
{
  g_auto (Work) self = { .job = job };
  g_autoptr (JsonNode) payload = json_from_string (job->payload, NULL);
  g_autoptr (GError) failure = NULL;
  g_autofree char *today = NULL;

  self.import.db = job->db;
  self.id = json_object_get_int_member (json_node_get_object (payload), "import");
  if (!load (&self, &today, error))
    return FALSE;
  locale_t before = hcrm_speak (self.language);
  gboolean done = do_work (&self, today, &failure) || settle (&self, failure, error);
  uselocale (before);
  g_ptr_array_add (job->events, hcrm_event_new ("import", self.id, 0));
  return done;
}

/* --- The sweep ---------------------------------------------------------------------------------
 */

static gboolean
forget (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  g_autofree char *file =
      hcrm_patient_import_dup_path (sweep->http, hcrm_rows_get (rows, row, "file"));
  g_autofree char *part =
      hcrm_patient_import_dup_part (sweep->http, hcrm_rows_get (rows, row, "id"));

  /* First the files: should this be cut short, it is done again. */
  g_unlink (part);
  if (file != NULL && !hcrm_rows_get_bool (rows, row, "shared"))
    g_unlink (file);
  hcrm_db_let (sweep->db, "import_id", hcrm_rows_get (rows, row, "id"));
  return hcrm_db_run (sweep->db, &SQL_PATIENT_IMPORT_JOB_FORGET_FILE, NULL, error);
}

static gboolean
forget_outdated (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (sweep->db, &SQL_PATIENT_IMPORT_JOB_OUTDATED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!forget (sweep, rows, i, error))
      return FALSE;
  return rows != NULL;
}

/* Returns: (transfer full): whose parts are there, as an array of SQL. */
static char *
list_parts (HcrmHttp *http)
{
  g_autofree char *folder = hcrm_patient_import_dup_folder (http);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GString *ids = g_string_new ("{");
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = g_strndup (name, strcspn (name, "."));
    gboolean part = g_str_equal (name + strlen (id), HCRM_PATIENT_IMPORT_PART)
                    && g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, NULL, NULL);
    if (part)
      g_string_append_printf (ids, "%s%s", ids->len > 1 ? "," : "", id);
  }
  g_string_append_c (ids, '}');
  return g_string_free (ids, FALSE);
}

static gboolean
clear_parts (HcrmJob *sweep, GError **error)
{
  g_autofree char *ids = list_parts (sweep->http);

  hcrm_db_let (sweep->db, "ids", ids);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (sweep->db, &SQL_PATIENT_IMPORT_JOB_NEEDLESS_PARTS, NULL, error);
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    g_autofree char *part =
        hcrm_patient_import_dup_part (sweep->http, hcrm_rows_get (rows, i, "id"));
    g_unlink (part);
  }
  return rows != NULL;
}

gboolean
hcrm_patient_import_sweep (HcrmJob *sweep, GError **error)
{
  hcrm_db_let_int (sweep->db, "wanted", CLEARED_AT_ONCE);
  return forget_outdated (sweep, error)
         && hcrm_db_run (sweep->db, &SQL_PATIENT_IMPORT_JOB_FORGET_REJECTS, NULL, error)
         && hcrm_db_run (sweep->db, &SQL_PATIENT_IMPORT_JOB_FORGET_ROWS, NULL, error)
         && clear_parts (sweep, error);
}
