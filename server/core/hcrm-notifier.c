/* SPDX-License-Identifier: GPL-3.0-or-later */

/* LISTEN and NOTIFY over one asynchronous connection that mends itself. */

#include "hcrm-notifier.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <libpq-fe.h>
#include <string.h>

#define MAX_WAITING 2000
#define MAX_BATCH 200
#define FIRST_RETRY_MS 100
#define LAST_RETRY_MS 5000
#define HEARTBEAT_S 15
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND)

typedef enum {
  LOST,
  CONNECTING,
  PREPARING, /* LISTEN is on its way */
  READY,
} State;

struct _HcrmNotifier {
  char *conninfo;
  char *channel;
  HcrmHeardFunc heard;
  HcrmRestoredFunc restored;
  gpointer data;
  PGconn *conn;
  State state;
  gboolean asking;   /* a query's result is to come */
  gint64 since;      /* when the last query or connection attempt began */
  GPtrArray *queue;  /* payloads to send */
  GPtrArray *flying; /* payloads sent and not yet confirmed */
  guint watch_id, retry_id, heartbeat_id;
  guint retry_ms;
  int watched_fd;
  GIOCondition watched;
};

static gboolean io_cb (int fd, GIOCondition condition, gpointer data);
static gboolean retry_cb (gpointer data);
static void send_waiting (HcrmNotifier *self);

/* --- The connection's file descriptor, which libpq may change while it connects --- */

static void
watch (HcrmNotifier *self, GIOCondition condition)
{
  int fd = self->conn != NULL ? PQsocket (self->conn) : -1;

  if (self->watch_id != 0 && fd == self->watched_fd && condition == self->watched)
    return;
  g_clear_handle_id (&self->watch_id, g_source_remove);
  self->watched_fd = fd;
  self->watched = condition;
  if (fd >= 0)
    self->watch_id = g_unix_fd_add (fd, condition | G_IO_HUP | G_IO_ERR, io_cb, self);
}

/* Whether what flew has arrived is not known, so it goes again: events are only hints. */
static void
lose (HcrmNotifier *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_pointer (&self->conn, PQfinish);
  if (self->state == READY)
    g_warning ("The connection for events is lost; connecting again");
  self->state = LOST;
  self->asking = FALSE;
  g_ptr_array_extend_and_steal (self->flying, g_steal_pointer (&self->queue));
  self->queue = self->flying;
  self->flying = g_ptr_array_new_with_free_func (g_free);
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add (self->retry_ms, retry_cb, self);
  self->retry_ms = MIN (self->retry_ms * 2, LAST_RETRY_MS);
}

static void
flush (HcrmNotifier *self)
{
  int left = PQflush (self->conn);

  if (left < 0)
    lose (self);
  else
    watch (self, left > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

static void
ask (HcrmNotifier *self, const char *sql)
{
  self->asking = TRUE;
  self->since = g_get_monotonic_time ();
  if (!PQsendQuery (self->conn, sql))
    lose (self);
  else
    flush (self);
}

/* libpq would write to standard error what the state says anyway. */
static void
ignore_notice_cb (void *unused, const char *message)
{
}

static void
prepare (HcrmNotifier *self)
{
  g_autofree char *sql = g_strdup_printf ("SET synchronous_commit = off; LISTEN %s", self->channel);

  PQsetNoticeProcessor (self->conn, ignore_notice_cb, NULL);
  PQsetErrorVerbosity (self->conn, PQERRORS_TERSE);
  PQsetnonblocking (self->conn, 1);
  self->state = PREPARING;
  ask (self, sql);
}

/* --- Connecting --- */

static PGconn *
start_connecting (HcrmNotifier *self)
{
  const char *keys[] = { "dbname",          "application_name",    "connect_timeout",
                         "keepalives_idle", "keepalives_interval", NULL };
  const char *values[] = { self->conninfo, "hcrm-events", "10", "30", "10", NULL };

  return PQconnectStartParams (keys, values, 1);
}

static void
go_on_connecting (HcrmNotifier *self)
{
  switch (PQconnectPoll (self->conn)) {
  case PGRES_POLLING_READING:
    watch (self, G_IO_IN);
    break;
  case PGRES_POLLING_WRITING:
    watch (self, G_IO_OUT);
    break;
  case PGRES_POLLING_OK:
    prepare (self);
    break;
  case PGRES_POLLING_FAILED:
  case PGRES_POLLING_ACTIVE:
    lose (self);
    break;
  }
}

static gboolean
retry_cb (gpointer data)
{
  HcrmNotifier *self = data;

  self->retry_id = 0;
  self->conn = start_connecting (self);
  self->state = CONNECTING;
  self->since = g_get_monotonic_time ();
  if (self->conn == NULL || PQstatus (self->conn) == CONNECTION_BAD)
    lose (self);
  else
    watch (self, G_IO_OUT);
  return G_SOURCE_REMOVE;
}

/* --- Hearing --- */

static void
hear (HcrmNotifier *self)
{
  for (PGnotify *note; self->conn != NULL && (note = PQnotifies (self->conn)) != NULL;
       PQfreemem (note))
    self->heard (note->extra, self->data);
}

static void
finish_query (HcrmNotifier *self)
{
  gboolean was_preparing = self->state == PREPARING;

  self->asking = FALSE;
  self->state = READY;
  self->retry_ms = FIRST_RETRY_MS;
  g_ptr_array_set_size (self->flying, 0);
  if (was_preparing)
    self->restored (self->data);
  send_waiting (self);
}

static void
take_results (HcrmNotifier *self)
{
  while (self->asking && !PQisBusy (self->conn)) {
    PGresult *result = PQgetResult (self->conn);
    if (result == NULL) {
      finish_query (self);
      return;
    }
    if (PQresultStatus (result) == PGRES_FATAL_ERROR)
      g_warning ("Events: %s", PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
    PQclear (result);
  }
}

static gboolean
io_cb (int fd, GIOCondition condition, gpointer data)
{
  HcrmNotifier *self = data;
  guint id = self->watch_id;

  if (self->state == CONNECTING) {
    go_on_connecting (self);
    return self->watch_id == id;
  }
  if (!PQconsumeInput (self->conn)) {
    lose (self);
    return G_SOURCE_REMOVE;
  }
  if ((condition & G_IO_OUT) != 0)
    flush (self);
  hear (self);
  if (self->conn != NULL)
    take_results (self);
  hear (self);
  return self->watch_id == id;
}

/* --- Speaking --- */

static void
append_call (HcrmNotifier *self, GString *sql, const char *payload)
{
  char *literal = PQescapeLiteral (self->conn, payload, strlen (payload));

  if (literal == NULL)
    return;
  g_string_append_printf (sql, "%s pg_notify('%s', %s)", sql->len == 0 ? "SELECT" : ",",
                          self->channel, literal);
  PQfreemem (literal);
}

static void
send_waiting (HcrmNotifier *self)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  guint n = MIN (self->queue->len, MAX_BATCH);

  if (self->state != READY || self->asking || n == 0)
    return;
  for (guint i = 0; i < n; i++)
    append_call (self, sql, g_ptr_array_index (self->queue, i));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->flying, g_strdup (g_ptr_array_index (self->queue, i)));
  g_ptr_array_remove_range (self->queue, 0, n);
  if (sql->len > 0)
    ask (self, sql->str);
}

gboolean
hcrm_notifier_send (HcrmNotifier *self, const char *payload)
{
  g_return_val_if_fail (strlen (payload) <= HCRM_NOTIFIER_MAX_PAYLOAD, FALSE);

  if (self->queue->len >= MAX_WAITING)
    return FALSE;
  g_ptr_array_add (self->queue, g_strdup (payload));
  send_waiting (self);
  return TRUE;
}

/* A dead network says nothing: whoever is asked and does not answer is gone. */
static gboolean
heartbeat_cb (gpointer data)
{
  HcrmNotifier *self = data;
  gboolean waits = self->asking || self->state == CONNECTING;

  if (waits && g_get_monotonic_time () - self->since > PATIENCE_US)
    lose (self);
  else if (self->state == READY && !self->asking)
    ask (self, "SELECT");
  return G_SOURCE_CONTINUE;
}

/* --- Life --- */

static gboolean
connect_now (HcrmNotifier *self, GError **error)
{
  self->conn = start_connecting (self);
  for (PostgresPollingStatusType step = PGRES_POLLING_WRITING; step != PGRES_POLLING_OK;
       step = PQconnectPoll (self->conn)) {
    GPollFD fd = { PQsocket (self->conn), step == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT, 0 };
    if (step == PGRES_POLLING_FAILED || g_poll (&fd, 1, 10000) <= 0)
      return hcrm_fail (error, HCRM_ERROR_BUSY, NULL,
                        _ ("The database cannot be reached: %s"), PQerrorMessage (self->conn));
  }
  return TRUE;
}

HcrmNotifier *
hcrm_notifier_new (const char *conninfo,
                   const char *channel,
                   HcrmHeardFunc heard,
                   HcrmRestoredFunc restored,
                   gpointer data,
                   GError **error)
{
  g_autoptr (HcrmNotifier) self = g_new0 (HcrmNotifier, 1);

  self->conninfo = g_strdup (conninfo);
  self->channel = g_strdup (channel);
  self->heard = heard;
  self->restored = restored;
  self->data = data;
  self->retry_ms = FIRST_RETRY_MS;
  self->queue = g_ptr_array_new_with_free_func (g_free);
  self->flying = g_ptr_array_new_with_free_func (g_free);
  if (!connect_now (self, error))
    return NULL;
  prepare (self);
  self->heartbeat_id = g_timeout_add_seconds (HEARTBEAT_S, heartbeat_cb, self);
  return g_steal_pointer (&self);
}

void
hcrm_notifier_free (HcrmNotifier *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  g_clear_pointer (&self->conn, PQfinish);
  g_ptr_array_unref (self->queue);
  g_ptr_array_unref (self->flying);
  g_free (self->conninfo);
  g_free (self->channel);
  g_free (self);
}

gboolean
hcrm_notifier_is_connected (HcrmNotifier *self)
{
  return self->state == READY;
}
