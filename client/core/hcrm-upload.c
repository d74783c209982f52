/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file on its way to the server: checksum, parts, and having it taken. */

#include "hcrm-upload.h"

#include <string.h>

#include "model/hcrm-attachment.h"

typedef struct {
  char *collection;
  gint64 max_size; /* 0: the server tells */
  GFile *file;
  GInputStream *stream;
  HcrmUploadProgress progress;
  gpointer progress_data;
  char *sha256;
  gint64 size, id, part;
  guint8 *buffer;
} Upload;

static void
free_upload (gpointer data)
{
  Upload *self = data;

  g_clear_object (&self->stream);
  g_object_unref (self->file);
  g_free (self->collection);
  g_free (self->sha256);
  g_free (self->buffer);
  g_free (self);
}

static void send_part (GTask *task);

static Upload *
get_upload (GTask *task)
{
  return g_task_get_task_data (task);
}

/* Returns: whether the call went well; else the task is done. */
static gboolean
take_reply (GTask *task, GObject *api, GAsyncResult *result, JsonNode **reply)
{
  GError *error = NULL;

  *reply = hcrm_api_send_finish (HCRM_API (api), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  return error == NULL;
}

static void
read_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) reply = NULL;

  if (take_reply (task, api, result, &reply))
    g_task_return_int (task, get_upload (task)->id);
}

static void
complete (GTask *task)
{
  g_autofree char *path = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/actions/complete",
                                           get_upload (task)->collection, get_upload (task)->id);

  hcrm_api_send_async (g_task_get_source_object (task),
                       &(HcrmRequest){ .method = "POST", .path = path },
                       g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
part_sent_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) reply = NULL;
  Upload *self = get_upload (task);

  if (!take_reply (task, api, result, &reply))
    return;
  self->part++;
  self->progress (self->progress_data,
                  MIN (1, (double) self->part * HCRM_UPLOAD_PART / self->size));
  send_part (task);
}

static void
part_read_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Upload *self = get_upload (task);
  gsize n = 0;
  GError *error = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_autoptr (GBytes) bytes = g_bytes_new (self->buffer, n);
  g_autofree char *path = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/parts/%" G_GINT64_FORMAT,
                                           self->collection, self->id, self->part);
  hcrm_api_upload_async (g_task_get_source_object (task), path, bytes,
                         g_task_get_cancellable (task), part_sent_cb, g_object_ref (task));
}

static void
send_part (GTask *task)
{
  Upload *self = get_upload (task);

  if (self->part * HCRM_UPLOAD_PART >= self->size)
    complete (task);
  else
    g_input_stream_read_all_async (self->stream, self->buffer, HCRM_UPLOAD_PART, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), part_read_cb,
                                   g_object_ref (task));
}

/* What the server has already is not sent again. */
static void
begin_at (GTask *task, gint64 id, gint64 received)
{
  Upload *self = get_upload (task);
  GError *error = NULL;

  self->id = id;
  self->part = received / HCRM_UPLOAD_PART;
  if (received >= self->size)
    complete (task);
  else if (g_seekable_seek (G_SEEKABLE (self->stream), self->part * HCRM_UPLOAD_PART, G_SEEK_SET,
                            NULL, &error))
    send_part (task);
  else
    g_task_return_error (task, error);
}

static void
begun_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) reply = NULL;

  if (take_reply (task, api, result, &reply))
    begin_at (task, json_object_get_int_member (json_node_get_object (reply), "id"), 0);
}

static void
begin (GTask *task)
{
  Upload *self = get_upload (task);
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (HcrmRecord) order = hcrm_record_new (&hcrm_upload_order);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  hcrm_record_set (order, "name", shown);
  hcrm_record_set_int (order, "size", self->size);
  hcrm_record_set (order, "sha256", self->sha256);
  json_node_take_object (body, hcrm_record_to_json (order));
  hcrm_api_send_async (g_task_get_source_object (task),
                       &(HcrmRequest){ .method = "POST", .path = self->collection, .body = body },
                       g_task_get_cancellable (task), begun_cb, g_object_ref (task));
}

/* In a thread: half a gigabyte takes a while. */
static void
hash_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Upload *self = data;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (self->file, cancellable, &error);
  gssize n = stream != NULL ? 1 : -1;

  while (n > 0) {
    n = g_input_stream_read (G_INPUT_STREAM (stream), self->buffer, HCRM_UPLOAD_PART, cancellable,
                             &error);
    if (n > 0)
      g_checksum_update (sum, self->buffer, n);
    self->size += MAX (n, 0);
  }
  self->sha256 = g_strdup (g_checksum_get_string (sum));
  if (n < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
  self->stream = n < 0 ? NULL : G_INPUT_STREAM (g_steal_pointer (&stream));
}

static gboolean
check_size (Upload *self, GError **error)
{
  if (self->size == 0)
    return hcrm_fail (error, HCRM_ERROR_TOO_LARGE, NULL, "%s", _ ("The file is empty"));
  return self->max_size == 0 || self->size <= self->max_size
         || hcrm_fail (error, HCRM_ERROR_TOO_LARGE, NULL,
                       _ ("The file is larger than %d MB; send it in parts"),
                          (int) (self->max_size / 1048576));
}

/* An upload has no checksum before it is whole; who asks to go on with one knows which it is. */
static gboolean
is_same (Upload *self, HcrmRecord *resume)
{
  const char *sum = hcrm_record_get (resume, "sha256");

  return sum != NULL ? strcmp (sum, self->sha256) == 0
                     : hcrm_record_get_int (resume, "size") == self->size;
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Upload *self = get_upload (task);
  HcrmRecord *resume = g_object_get_data (G_OBJECT (task), "resume");
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (!check_size (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (resume != NULL && is_same (self, resume))
    begin_at (task, hcrm_record_get_int (resume, "id"), hcrm_record_get_int (resume, "received"));
  else
    begin (task);
}

void
hcrm_upload_async (HcrmApi *api,
                   const char *collection,
                   gint64 max_size,
                   GFile *file,
                   HcrmRecord *resume,
                   HcrmUploadProgress progress,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (api, cancellable, callback, user_data);
  g_autoptr (GTask) hash = g_task_new (api, cancellable, hashed_cb, task);
  Upload *self = g_new0 (Upload, 1);

  self->collection = g_strdup (collection);
  self->max_size = max_size;
  self->file = g_object_ref (file);
  self->progress = progress;
  self->progress_data = user_data;
  self->buffer = g_malloc (HCRM_UPLOAD_PART);
  g_task_set_task_data (task, self, free_upload);
  if (resume != NULL)
    g_object_set_data_full (G_OBJECT (task), "resume", g_object_ref (resume), g_object_unref);
  g_task_set_task_data (hash, self, NULL);
  g_task_run_in_thread (hash, hash_thread);
}

gint64
hcrm_upload_finish (HcrmApi *api, GAsyncResult *result, GError **error)
{
  gssize id = g_task_propagate_int (G_TASK (result), error);

  return id > 0 ? id : 0;
}

gint64
hcrm_upload_get_begun (GAsyncResult *result)
{
  return get_upload (G_TASK (result))->id;
}
