/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file as an answer: sent piece by piece, so that its size does not matter. */

#include <gio/gio.h>

#include "hcrm-request-private.h"

#define PIECE (256 * 1024)

struct _HcrmReplyFile {
  GInputStream *stream;
  goffset size;
  goffset sent;
  char *name;
  char *media;
};

void
hcrm_reply_file_free (HcrmReplyFile *self)
{
  g_clear_object (&self->stream);
  g_free (self->name);
  g_free (self->media);
  g_free (self);
}

static gboolean
find_size (HcrmReplyFile *self, GFileInputStream *stream, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, error);

  if (info != NULL)
    self->size = g_file_info_get_size (info);
  return info != NULL;
}

gboolean
hcrm_request_reply_file (HcrmRequest *req,
                         const char *path,
                         const char *name,
                         const char *media,
                         GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);

  if (stream == NULL)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("The file is no longer there"));
  g_clear_pointer (&req->file, hcrm_reply_file_free);
  req->file = g_new0 (HcrmReplyFile, 1);
  req->file->name = g_strdup (name);
  req->file->media = g_strdup (media);
  req->file->stream = G_INPUT_STREAM (g_object_ref (stream));
  return find_size (req->file, stream, error);
}

/* RFC 6266: the name in UTF-8, for browsers that follow the address. */
static char *
make_disposition (const HcrmReplyFile *self)
{
  g_autofree char *escaped = g_uri_escape_string (self->name, NULL, FALSE);

  return g_strdup_printf ("attachment; filename*=UTF-8''%s", escaped);
}

/* A file that became shorter ends the connection: the client sees that something is missing. */
static void
send_piece (SoupServerMessage *message, HcrmReplyFile *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  g_autofree guchar *piece = g_malloc (PIECE);
  gsize n = 0;

  if (self->sent < self->size)
    g_input_stream_read_all (self->stream, piece, PIECE, &n, NULL, NULL);
  self->sent += n;
  if (n > 0)
    soup_message_body_append_take (body, g_steal_pointer (&piece), n);
  if (n == 0 || self->sent >= self->size)
    soup_message_body_complete (body);
  soup_server_message_unpause (message);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer data)
{
  HcrmReplyFile *self = data;

  if (self->sent < self->size)
    send_piece (message, self);
}

static void
free_cb (gpointer data, GClosure *closure)
{
  hcrm_reply_file_free (data);
}

void
hcrm_reply_file_send (HcrmReplyFile *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *disposition = make_disposition (self);

  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_set_content_type (headers, self->media, NULL);
  soup_message_headers_set_content_length (headers, self->size);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self, free_cb, 0);
  send_piece (message, self);
}
