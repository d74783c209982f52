/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of ways to send, the job that sends one message, and the sweep that finds them. */

#include "hcrm-message-gateway.h"

#include <string.h>

#include "core/hcrm-message.h"
#include "message-gateway-sql.h"

#define LAST_ATTEMPT 4 /* of those that the job has; then a person decides */

static const HcrmMessageProvider providers[] = {
  { "manual", NULL },
  { "file", hcrm_message_file_send },
};

const HcrmMessageProvider *
hcrm_message_provider_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_strcmp0 (providers[i].name, name) == 0)
      return &providers[i];
  return NULL;
}

/* --- One message ---------------------------------------------------------------------------- */

static gint64
read_id (HcrmJob *job)
{
  g_autoptr (JsonNode) node = json_from_string (job->payload, NULL);

  return json_object_get_int_member (json_node_get_object (node), "id");
}

/* Returns: (nullable): the message, now `sending`; without a row if it is no longer to be sent. A
 * job that runs again finds its message sending already. */
static HcrmRows *
take (HcrmJob *job, gint64 id, GError **error)
{
  hcrm_db_begin (job->db, &hcrm_system_context);
  hcrm_db_let_int (job->db, "message_id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_run (job->db, &SQL_MESSAGE_GATEWAY_TAKE, NULL, error)
                                  ? hcrm_db_rows (job->db, &SQL_MESSAGE_GATEWAY_OUT, NULL, error)
                                  : NULL;

  if (!hcrm_db_end (job->db, rows != NULL, rows != NULL ? error : NULL))
    return NULL;
  return g_steal_pointer (&rows);
}

static gboolean
finish (HcrmJob *job, gint64 id, const char *provider_id, const GError *failure, GError **error)
{
  hcrm_db_begin (job->db, &hcrm_system_context);
  hcrm_db_let (job->db, "m_provider_id", provider_id);
  gboolean ok = failure == NULL ? hcrm_message_move (job->db, id, "sent", NULL, NULL, error)
                                : hcrm_message_move (job->db, id, "failed", "provider",
                                                     failure->message, error);

  ok = hcrm_db_end (job->db, ok, ok ? error : NULL) && ok;
  g_ptr_array_add (job->events, hcrm_event_new ("message", id, 0));
  return ok;
}

static gboolean
hand_over (HcrmJob *job, HcrmRows *rows, GError **error)
{
  const HcrmMessageProvider *provider =
      hcrm_message_provider_find (hcrm_rows_get (rows, 0, "provider"));
  HcrmMessageOut out = {
    .id = hcrm_rows_get_int (rows, 0, "id"),
    .channel = hcrm_rows_get (rows, 0, "channel"),
    .address = hcrm_rows_get (rows, 0, "address"),
    .body = hcrm_rows_get (rows, 0, "body"),
    .language = hcrm_rows_get (rows, 0, "language"),
  };
  g_autofree char *provider_id = NULL;
  g_autoptr (GError) failure = NULL;

  if (provider == NULL || provider->send == NULL)
    hcrm_fail (&failure, HCRM_ERROR_INVALID, NULL, "%s", _ ("There is no such way of sending"));
  else
    provider->send (job, &out, &provider_id, &failure);
  gboolean again = failure != NULL && job->attempt < LAST_ATTEMPT
                   && !g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_INVALID);
  if (!again)
    return finish (job, out.id, provider_id, failure, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
hcrm_message_send (HcrmJob *job, GError **error)
{
  g_autoptr (HcrmRows) rows = take (job, read_id (job), error);

  if (rows == NULL)
    return FALSE;
  return hcrm_rows_get_n (rows) == 0 || hand_over (job, rows, error);
}

/* --- The sweep ------------------------------------------------------------------------------ */

/* Binds the purposes for which @holds as an array. */
static void
let_purposes (HcrmDb *db, const char *name, gboolean (*holds) (const HcrmMessagePurpose *))
{
  g_autoptr (GString) list = g_string_new ("{");

  for (guint n = 0; hcrm_message_purpose_get_nth (n) != NULL; n++)
    if (holds (hcrm_message_purpose_get_nth (n)))
      g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "",
                              hcrm_message_purpose_get_nth (n)->code);
  g_string_append_c (list, '}');
  hcrm_db_let (db, name, list->str);
}

static gboolean
is_about_care (const HcrmMessagePurpose *purpose)
{
  return purpose->about_care;
}

static gboolean
is_at_night (const HcrmMessagePurpose *purpose)
{
  return purpose->at_night;
}

static void
tell (HcrmJob *sweep, HcrmRows *rows)
{
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (sweep->events,
                     hcrm_event_new ("message", hcrm_rows_get_int (rows, i, "id"), 0));
}

static gboolean
expire (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_MESSAGE_GATEWAY_EXPIRE, NULL, error);

  if (rows != NULL)
    tell (sweep, rows);
  return rows != NULL;
}

static gboolean
renew (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) stale = hcrm_db_one (sweep->db, &SQL_MESSAGE_GATEWAY_STALE, NULL, error);
  if (stale == NULL)
    return FALSE;
  hcrm_db_let (sweep->db, "patients", hcrm_rows_get (stale, 0, "patients"));
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_MESSAGE_GATEWAY_CHANGED, NULL, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    if (!hcrm_message_renew (sweep->db, hcrm_rows_get_int (rows, i, "id"), error))
      return FALSE;
  tell (sweep, rows);
  return TRUE;
}

static gboolean
queue_due (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_MESSAGE_GATEWAY_DUE, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    const char *id = hcrm_rows_get (rows, i, "id");
    g_autofree char *payload = g_strdup_printf ("{\"id\":%s}", id);
    if (!hcrm_job_add (sweep->db, HCRM_MESSAGE_JOB, id, payload, NULL, error))
      return FALSE;
  }
  return rows != NULL;
}

gboolean
hcrm_message_sweep (HcrmJob *sweep, GError **error)
{
  let_purposes (sweep->db, "care", is_about_care);
  let_purposes (sweep->db, "at_night", is_at_night);
  return expire (sweep, error) && renew (sweep, error)
         && hcrm_db_run (sweep->db, &SQL_MESSAGE_GATEWAY_NIGHT, NULL, error)
         && queue_due (sweep, error);
}
