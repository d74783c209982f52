/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file as an answer: sent piece by piece, so that its size does not matter; whole or in part. */

#include <gio/gio.h>
#include <string.h>

#include "hcrm-range.h"
#include "hcrm-request-private.h"

#define PIECE (64 * 1024)

struct _HcrmReplyFile {
  HcrmStoreReader *reader;
  goffset at, end; /* what is still to be sent */
  goffset size;
  guint status;
  char *name;
  char *media;
  char *tag;         /* (nullable): of its content */
  const char *cache; /* (nullable): Cache-Control instead of the usual one */
};

void
hcrm_reply_file_free (HcrmReplyFile *self)
{
  g_clear_pointer (&self->reader, hcrm_store_reader_free);
  g_free (self->name);
  g_free (self->media);
  g_free (self->tag);
  g_free (self);
}

static HcrmReplyFile *
set_file (HcrmRequest *req, HcrmStoreReader *reader, const char *name, const char *media)
{
  HcrmReplyFile *self = g_new0 (HcrmReplyFile, 1);

  g_clear_pointer (&req->file, hcrm_reply_file_free);
  self->reader = reader;
  self->size = self->end = hcrm_store_reader_get_size (reader);
  self->status = SOUP_STATUS_OK;
  self->name = g_strdup (name);
  self->media = g_strdup (media);
  req->file = self;
  return self;
}

gboolean
hcrm_request_reply_file (HcrmRequest *req,
                         const char *path,
                         const char *name,
                         const char *media,
                         GError **error)
{
  HcrmStoreReader *reader = hcrm_store_reader_open_path (path, error);

  if (reader != NULL)
    set_file (req, reader, name, media);
  return reader != NULL;
}

gboolean
hcrm_request_reply_stored (HcrmRequest *req,
                           const char *sha256,
                           const char *name,
                           const char *media,
                           GError **error)
{
  HcrmStoreReader *reader = hcrm_store_reader_open (hcrm_http_get_store (req->http), sha256, error);

  if (reader != NULL)
    set_file (req, reader, name, media);
  return reader != NULL;
}

/* --- In part -------------------------------------------------------------------------------- */

/* One of `If-None-Match: "a", W/"b"`, compared weakly. */
static gboolean
has_tag (const char *list, const char *tag)
{
  return list != NULL && (g_str_equal (list, "*") || strstr (list, tag) != NULL);
}

static void
cut (HcrmReplyFile *self, const HcrmRequest *req)
{
  gboolean same = req->if_range == NULL || g_str_equal (req->if_range, self->tag);
  guint64 first = 0, last = 0;

  switch (hcrm_range_read (same ? req->range : NULL, self->size, &first, &last)) {
  case HCRM_RANGE_WHOLE:
    break;
  case HCRM_RANGE_PART:
    self->at = first;
    self->end = last + 1;
    self->status = SOUP_STATUS_PARTIAL_CONTENT;
    break;
  case HCRM_RANGE_BEYOND:
    self->end = 0;
    self->status = SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE;
    break;
  }
}

gboolean
hcrm_request_reply_part (HcrmRequest *req,
                         HcrmStoreReader *reader,
                         const char *name,
                         const char *media,
                         const char *tag,
                         const char *cache)
{
  HcrmReplyFile *self = set_file (req, reader, name, media);

  self->tag = g_strdup_printf ("\"%s\"", tag);
  self->cache = cache;
  if (has_tag (req->if_none_match, self->tag)) {
    self->end = 0;
    self->status = SOUP_STATUS_NOT_MODIFIED;
  } else {
    cut (self, req);
  }
  return TRUE;
}

/* --- Sending -------------------------------------------------------------------------------- */

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
  gssize n = 0;

  if (self->at < self->end)
    n = hcrm_store_reader_read (self->reader, self->at, piece, MIN (PIECE, self->end - self->at));
  self->at += MAX (n, 0);
  if (n > 0)
    soup_message_body_append_take (body, g_steal_pointer (&piece), n);
  if (n <= 0 || self->at >= self->end)
    soup_message_body_complete (body);
  soup_server_message_unpause (message);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer data)
{
  HcrmReplyFile *self = data;

  if (self->at < self->end)
    send_piece (message, self);
}

static void
free_cb (gpointer data, GClosure *closure)
{
  hcrm_reply_file_free (data);
}

static void
set_part_headers (const HcrmReplyFile *self, SoupMessageHeaders *headers)
{
  soup_message_headers_replace (headers, "ETag", self->tag);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  if (self->cache != NULL)
    soup_message_headers_replace (headers, "Cache-Control", self->cache);
  if (self->status == SOUP_STATUS_PARTIAL_CONTENT)
    soup_message_headers_set_content_range (headers, self->at, self->end - 1, self->size);
  if (self->status != SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return;
  g_autofree char *size = g_strdup_printf ("bytes */%" G_GOFFSET_FORMAT, self->size);
  soup_message_headers_replace (headers, "Content-Range", size);
}

void
hcrm_reply_file_send (HcrmReplyFile *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *disposition = make_disposition (self);

  if (self->tag != NULL)
    set_part_headers (self, headers);
  if (self->status != SOUP_STATUS_OK)
    soup_server_message_set_status (message, self->status, NULL);
  if (self->status >= 300) {
    soup_message_headers_set_content_length (headers, 0);
    hcrm_reply_file_free (self);
    return;
  }
  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_set_content_type (headers, self->media, NULL);
  soup_message_headers_set_content_length (headers, self->end - self->at);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self, free_cb, 0);
  send_piece (message, self);
}
