/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a proxy and a monitoring system ask. */

#include "hcrm-status.h"

#include <string.h>

#define LOOK_S 5
#define STALE_US (3 * LOOK_S * G_TIME_SPAN_SECOND)

struct _HcrmStatus {
  HcrmHttp *http;
  HcrmEvents *events;
  HcrmJobs *jobs;
  guint look_id;
  gboolean looking;
  gboolean leaving;
  gint64 seen_at; /* when the database last answered; 0 for never */
  gint64 started_at;
  HcrmJobQueue queue;
};

/* What a worker found. */
typedef struct {
  HcrmStatus *status;
  gboolean answered;
  HcrmJobQueue queue;
} Look;

/* --- Looking at the database --- */

static gboolean
back_cb (gpointer data)
{
  g_autofree Look *look = data;
  HcrmStatus *self = look->status;

  self->looking = FALSE;
  if (!look->answered)
    return G_SOURCE_REMOVE;
  self->seen_at = g_get_monotonic_time ();
  self->queue = look->queue;
  return G_SOURCE_REMOVE;
}

static void
work_cb (HcrmDb *db, gpointer data)
{
  Look *look = data;

  look->answered = hcrm_db_ensure (db, NULL) && hcrm_job_read_queue (db, &look->queue, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, back_cb, data, NULL);
}

static gboolean
look_cb (gpointer data)
{
  HcrmStatus *self = data;

  if (self->looking)
    return G_SOURCE_CONTINUE;
  Look *look = g_new0 (Look, 1);
  look->status = self;
  self->looking = TRUE; /* before the worker may be back */
  if (!hcrm_http_run (self->http, work_cb, look)) {
    self->looking = FALSE;
    g_free (look);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
is_database_up (HcrmStatus *self)
{
  return self->seen_at > 0 && g_get_monotonic_time () - self->seen_at < STALE_US;
}

static gboolean
is_ready (HcrmStatus *self)
{
  return !self->leaving && is_database_up (self) && hcrm_events_is_connected (self->events);
}

/* --- Metrics --- */

static void
append (GString *out, const char *name, const char *kind, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (number, sizeof number, value);
  g_string_append_printf (out, "# TYPE hcrm_%s %s\nhcrm_%s %s\n", name, kind, name, number);
}

static void
append_http (HcrmStatus *self, GString *out)
{
  HcrmHttpCounts counts = { 0 };

  hcrm_http_get_counts (self->http, &counts);
  append (out, "http_requests_total", "counter", counts.requests);
  append (out, "http_refused_total", "counter", counts.refused);
  append (out, "http_failed_total", "counter", counts.failed);
  append (out, "http_connections", "gauge", counts.connections);
  append (out, "workers_busy", "gauge", counts.running);
  append (out, "workers_queue", "gauge", counts.waiting);
  append (out, "workers_busy_seconds_total", "counter", counts.worker_us / 1e6);
}

static void
append_jobs (HcrmStatus *self, GString *out)
{
  HcrmJobCounts counts = { 0 };

  hcrm_jobs_get_counts (self->jobs, &counts);
  append (out, "jobs_done_total", "counter", counts.done);
  append (out, "jobs_failed_total", "counter", counts.failed);
  append (out, "jobs_buried_total", "counter", counts.buried);
  append (out, "jobs_queued", "gauge", self->queue.queued);
  append (out, "jobs_running", "gauge", self->queue.running);
  append (out, "jobs_dead", "gauge", self->queue.dead);
}

static char *
make_metrics (HcrmStatus *self)
{
  GString *out = g_string_new (NULL);

  g_string_append (out, "# TYPE hcrm_info gauge\nhcrm_info{version=\"" HCRM_VERSION "\"} 1\n");
  append (out, "uptime_seconds", "gauge", (g_get_monotonic_time () - self->started_at) / 1e6);
  append (out, "ready", "gauge", is_ready (self));
  append (out, "database_up", "gauge", is_database_up (self));
  append (out, "events_connected", "gauge", hcrm_events_is_connected (self->events));
  append (out, "event_sockets", "gauge", hcrm_events_get_n_sockets (self->events));
  append_http (self, out);
  append_jobs (self, out);
  return g_string_free (out, FALSE);
}

/* --- Answers --- */

static void
answer (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "no-store");
  soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

/* A handler also gets what lies below its path. */
static gboolean
refuse (SoupServerMessage *message, const char *path, const char *mine)
{
  const char *method = soup_server_message_get_method (message);

  if (strcmp (path, mine) != 0)
    answer (message, SOUP_STATUS_NOT_FOUND, "not found\n");
  else if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD)
    answer (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "GET only\n");
  else
    return FALSE;
  return TRUE;
}

static void
healthz_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  if (!refuse (message, path, "/healthz"))
    answer (message, SOUP_STATUS_OK, "ok\n");
}

static void
readyz_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  if (refuse (message, path, "/readyz"))
    return;
  if (is_ready (data))
    answer (message, SOUP_STATUS_OK, "ready\n");
  else
    answer (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "not ready\n");
}

static void
metrics_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  if (refuse (message, path, "/metrics"))
    return;
  g_autofree char *text = make_metrics (data);
  answer (message, SOUP_STATUS_OK, text);
}

/* --- Life --- */

HcrmStatus *
hcrm_status_new (HcrmHttp *http, HcrmEvents *events, HcrmJobs *jobs)
{
  HcrmStatus *self = g_new0 (HcrmStatus, 1);
  SoupServer *server = hcrm_http_get_server (http);

  self->http = http;
  self->events = events;
  self->jobs = jobs;
  self->started_at = g_get_monotonic_time ();
  self->look_id = g_timeout_add_seconds (LOOK_S, look_cb, self);
  look_cb (self);
  soup_server_add_handler (server, "/healthz", healthz_cb, self, NULL);
  soup_server_add_handler (server, "/readyz", readyz_cb, self, NULL);
  soup_server_add_handler (server, "/metrics", metrics_cb, self, NULL);
  return self;
}

void
hcrm_status_leave (HcrmStatus *self)
{
  self->leaving = TRUE;
}

void
hcrm_status_free (HcrmStatus *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  while (self->looking)
    g_main_context_iteration (NULL, TRUE);
  g_free (self);
}
