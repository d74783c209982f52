/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages as files, for a sending program of the hospital's: it takes them away, and reports by
 * POST /api/v1/messages/{id}/receipts. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-message.h"
#include "hcrm-message-gateway.h"

static char *
write_json (const HcrmMessageOut *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_set_int_member (object, "id", message->id);
  json_object_set_string_member (object, "channel", message->channel);
  json_object_set_string_member (object, "address", message->address);
  json_object_set_string_member (object, "text", message->body);
  json_object_set_string_member (object, "language", message->language);
  return json_to_string (node, FALSE);
}

/* Where the server keeps its files stands in its log, not in the outbox. */
static gboolean
fail_write (const char *problem, GError **error)
{
  g_warning ("cannot write a message into the folder outbox: %s", problem);
  return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s",
                    _ ("The message could not be written to the folder of the sending program"));
}

/* Whole or not at all; the second time it is the same file. */
gboolean
hcrm_message_file_send (HcrmJob *job,
                        const HcrmMessageOut *message,
                        char **provider_id,
                        GError **error)
{
  const char *files = hcrm_http_get_files (job->http);
  if (files == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s",
                      _ ("This server has no folder for files"));
  g_autofree char *folder = g_build_filename (files, "outbox", NULL);
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".json", message->id);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = write_json (message);
  g_autoptr (GError) failure = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_write (g_strerror (errno), error);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &failure))
    return fail_write (failure->message, error);
  *provider_id = g_steal_pointer (&name);
  return TRUE;
}
