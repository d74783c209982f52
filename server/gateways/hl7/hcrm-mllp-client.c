/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sending side, straight-line: write a frame, read until one comes back. */
#include "hcrm-mllp-client.h"

#include "core/hcrm-error.h"
#include "hcrm-mllp-reader.h"

enum { DEFAULT_PORT = 2575, MAX_BYTES = 1024 * 1024 };

struct _HcrmMllpClient {
  GSocketConnection *stream;
  HcrmMllpReader reader;
};

HcrmMllpClient *
hcrm_mllp_client_connect (const char *address, guint timeout_s, GError **error)
{
  g_return_val_if_fail (address, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_socket_client_set_timeout (client, timeout_s);
  g_socket_client_set_enable_proxy (client, FALSE);
  GSocketConnection *stream =
      g_socket_client_connect_to_host (client, address, DEFAULT_PORT, NULL, error);
  if (!stream)
    return NULL;
  HcrmMllpClient *self = g_new0 (HcrmMllpClient, 1);
  self->stream = stream;
  hcrm_mllp_reader_init (&self->reader, MAX_BYTES);
  return self;
}

void
hcrm_mllp_client_free (HcrmMllpClient *self)
{
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
  g_object_unref (self->stream);
  hcrm_mllp_reader_clear (&self->reader);
  g_free (self);
}

static gboolean
read_some (HcrmMllpClient *self, GError **error)
{
  guint8 chunk[4096];
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->stream));
  gssize n = g_input_stream_read (stream, chunk, sizeof chunk, NULL, error);
  if (n == 0)
    return hcrm_fail (error, HCRM_ERROR_OFFLINE, NULL,
                      _ ("The connection was closed without an answer"));
  if (n > 0)
    hcrm_mllp_reader_push (&self->reader, chunk, n);
  return n > 0;
}

void
hcrm_mllp_client_set_timeout (HcrmMllpClient *self, guint timeout_s)
{
  g_socket_set_timeout (g_socket_connection_get_socket (self->stream), timeout_s);
}

gboolean
hcrm_mllp_client_send (HcrmMllpClient *self, GBytes *message, GError **error)
{
  g_return_val_if_fail (self && message, FALSE);
  g_autoptr (GBytes) frame = hcrm_mllp_frame (message);
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->stream));
  return g_output_stream_write_all (stream, g_bytes_get_data (frame, NULL),
                                    g_bytes_get_size (frame), NULL, NULL, error);
}

GBytes *
hcrm_mllp_client_receive (HcrmMllpClient *self, GError **error)
{
  g_return_val_if_fail (self, NULL);
  GBytes *answer = NULL;
  HcrmMllpResult result = hcrm_mllp_reader_next (&self->reader, &answer);
  while (result == HCRM_MLLP_NOTHING && read_some (self, error))
    result = hcrm_mllp_reader_next (&self->reader, &answer);
  if (result == HCRM_MLLP_TOO_LARGE)
    hcrm_fail (error, HCRM_ERROR_TOO_LARGE, NULL, _ ("The answer is too large"));
  return answer;
}

GBytes *
hcrm_mllp_client_exchange (HcrmMllpClient *self, GBytes *message, GError **error)
{
  return hcrm_mllp_client_send (self, message, error) ? hcrm_mllp_client_receive (self, error)
                                                      : NULL;
}
