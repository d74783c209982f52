/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server: from its options to a listening service, and back down in order. */

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/hcrm-account.h"
#include "core/hcrm-cluster.h"
#include "core/hcrm-config.h"
#include "core/hcrm-http.h"
#include "core/hcrm-log.h"
#include "core/hcrm-migrate.h"
#include "core/hcrm-openapi.h"
#include "core/hcrm-place.h"
#include "core/hcrm-privilege.h"
#include "core/hcrm-status.h"
#include "hcrm-duties.h"
#include "hcrm-gateways.h"
#include "hcrm-modules.h"
#include "library/hcrm-library.h"
#include "sample/hcrm-sample.h"

#define OPEN_FILES 65536
#define DRAIN_MS 3000
#define IDLE_MS 1500
#define CLUSTER_MS 4000

typedef struct {
  HcrmConfig *config;
  HcrmCluster *cluster; /* (nullable): with a database of its own */
  const char *app, *owner;
  HcrmEvents *events;
  HcrmHttp *http;
  HcrmJobs *jobs;
  HcrmStatus *status;
  GMainLoop *loop;
  GPtrArray *gateways; /* of Started */
  HcrmGatewayServices services;
  guint tend_id;
} Server;

typedef struct {
  const HcrmGateway *gateway;
  gpointer state;
} Started;

/* --- Database --- */

static gboolean
start_cluster (Server *self, GError **error)
{
  self->cluster = hcrm_cluster_start (self->config->data_dir, self->config->archive, error);
  if (self->cluster == NULL)
    return FALSE;
  self->app = hcrm_cluster_get_app_conninfo (self->cluster);
  self->owner = hcrm_cluster_get_owner_conninfo (self->cluster);
  return TRUE;
}

static gboolean
find_database (Server *self, GError **error)
{
  if (self->config->database == NULL)
    return start_cluster (self, error);
  self->app = self->config->database;
  self->owner = self->config->owner_database;
  return TRUE;
}

static gboolean
bring_up_to_date (Server *self, GError **error)
{
  if (self->owner != NULL)
    return hcrm_migrate (self->owner, hcrm_sql_migrations, NULL, error);
  return hcrm_migrate_check (self->app, hcrm_sql_migrations, error);
}

/* Shown once on standard output, never logged. */
static gboolean
make_first_user (Server *self, GError **error)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (self->app, error);
  g_autofree char *password = NULL;

  if (db == NULL || !hcrm_account_make_first (db, &password, error))
    return FALSE;
  if (password != NULL) {
    printf (_ ("First administrator: user name %s, password %s (to be changed at the first "
               "sign-in)\n"),
               "admin", password);
    fflush (stdout);
  }
  return TRUE;
}

/* --- Library and sample --- */

/* A new database begins with the shipped library; a sample hospital needs it too. */
static gboolean
fill_database (Server *self, GError **error)
{
  if (self->owner == NULL)
    return TRUE;
  if (!hcrm_library_load (self->owner, error))
    return FALSE;
  if (self->config->sample == NULL || hcrm_sample_is_loaded (self->owner))
    return TRUE;
  g_message ("Making the sample hospital (%s)", self->config->sample);
  HcrmStore store = { self->config->files, self->config->seal_keys };
  return hcrm_sample_load (self->owner, self->config->sample, &store, error);
}

/* --- Service --- */

static gboolean
make_files_dir (Server *self, GError **error)
{
  if (g_mkdir_with_parents (self->config->files, 0700) == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("Cannot make %s: %s"), self->config->files, g_strerror (errno));
}

static gboolean
start_http (Server *self, GError **error)
{
  self->events = hcrm_events_new (self->app, error);
  if (self->events == NULL)
    return FALSE;

  HcrmHttpOptions options = { .modules = hcrm_modules,
                              .conninfo = self->app,
                              .events = self->events,
                              .n_workers = self->config->workers,
                              .files = self->config->files,
                              .keys = self->config->keys,
                              .file_keys = g_steal_pointer (&self->config->seal_keys) };
  self->http = hcrm_http_new (&options, error);
  if (self->http == NULL)
    return FALSE;
  self->jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  self->status = hcrm_status_new (self->http, self->events, self->jobs);
  hcrm_openapi_serve (hcrm_http_get_server (self->http), hcrm_modules);
  return TRUE;
}

static gboolean
listen_for_clients (Server *self, GError **error)
{
  guint port = 0;

  if (!hcrm_http_listen (self->http, self->config->listen, self->config->certificate, &port, error))
    return FALSE;
  g_message ("Listening on %s (port %u)", self->config->listen, port);
  return TRUE;
}

static gboolean
start_gateway (Server *self, const HcrmGateway *gateway, GError **error)
{
  gpointer state = NULL;

  if (!gateway->start (&self->services, &state, error)) {
    g_prefix_error (error, "%s: ", gateway->name);
    return FALSE;
  }
  if (state == NULL)
    return TRUE;

  Started *started = g_new0 (Started, 1);
  *started = (Started){ gateway, state };
  g_ptr_array_add (self->gateways, started);
  return TRUE;
}

static void
stop_gateway (Started *started)
{
  started->gateway->stop (started->state);
  g_free (started);
}

static gboolean
start_gateways (Server *self, GError **error)
{
  self->services = (HcrmGatewayServices){ self->config, self->http, self->events };
  for (const HcrmGateway *gateway = hcrm_gateways; gateway->name != NULL; gateway++)
    if (!start_gateway (self, gateway, error))
      return FALSE;
  return TRUE;
}

static gboolean
tend_cb (gpointer data)
{
  hcrm_cluster_tend (((Server *) data)->cluster);
  return G_SOURCE_CONTINUE;
}

static gboolean
start (Server *self, GError **error)
{
  const char *folders[] = { self->config->data_dir, self->config->files, self->config->archive,
                            NULL };

  if (!hcrm_privilege_drop (folders, error) || !make_files_dir (self, error)
      || !find_database (self, error) || !bring_up_to_date (self, error)
      || !fill_database (self, error) || !make_first_user (self, error) || !start_http (self, error)
      || !start_gateways (self, error) || !listen_for_clients (self, error))
    return FALSE;
  if (self->cluster != NULL)
    self->tend_id = g_timeout_add_seconds (1, tend_cb, self);
  return TRUE;
}

/* --- Shutdown, within 10 s --- */

static gboolean
is_idle (HcrmHttp *http)
{
  HcrmHttpCounts counts = { 0 };

  hcrm_http_get_counts (http, &counts);
  return counts.running + counts.waiting == 0;
}

/* What still runs is cut off: its transactions are rolled back by PostgreSQL. */
static void
leave_running (Server *self, int status)
{
  g_warning ("Requests still run; leaving without them");
  if (self->cluster != NULL)
    hcrm_cluster_stop (self->cluster, CLUSTER_MS);
  _exit (status);
}

/* Besides requests, jobs and gateways have work on the workers. */
static gboolean
wait_until_idle (HcrmHttp *http)
{
  gint64 end = g_get_monotonic_time () + IDLE_MS * G_TIME_SPAN_MILLISECOND;

  while (!is_idle (http) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (10000);
  return is_idle (http);
}

/* Answers what came, begins nothing, and returns when the workers are idle, or after a while. */
static gboolean
drain (Server *self)
{
  hcrm_status_leave (self->status);
  hcrm_jobs_stop (self->jobs);
  hcrm_events_close_sockets (self->events);
  hcrm_http_drain (self->http, DRAIN_MS);
  return wait_until_idle (self->http);
}

static void
stop (Server *self, int status)
{
  g_clear_handle_id (&self->tend_id, g_source_remove);
  g_clear_pointer (&self->gateways, g_ptr_array_unref);
  if (self->http != NULL && !drain (self))
    leave_running (self, status);
  g_clear_pointer (&self->http, hcrm_http_free);
  g_clear_pointer (&self->status, hcrm_status_free);
  g_clear_pointer (&self->jobs, hcrm_jobs_free);
  g_clear_pointer (&self->events, hcrm_events_free);
  if (self->cluster != NULL)
    hcrm_cluster_stop (self->cluster, CLUSTER_MS);
  g_clear_pointer (&self->cluster, hcrm_cluster_free);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (((Server *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static int
run (HcrmConfig *config)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Server self = { .config = config, .loop = loop };
  guint signals[] = { g_unix_signal_add (SIGTERM, quit_cb, &self),
                      g_unix_signal_add (SIGINT, quit_cb, &self) };

  self.gateways = g_ptr_array_new_with_free_func ((GDestroyNotify) stop_gateway);
  gboolean started = start (&self, &error);
  if (started)
    g_main_loop_run (loop);
  else
    g_critical ("%s", error->message);
  g_message ("Shutting down");
  int status = started ? EXIT_SUCCESS : EXIT_FAILURE;
  stop (&self, status);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);
  return status;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* It would outrank what each request asks for. */
  g_unsetenv ("LANGUAGE");
  bindtextdomain (GETTEXT_PACKAGE, hcrm_place_get_locale ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  hcrm_log_start ();
  hcrm_privilege_raise_files (OPEN_FILES);
  signal (SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of who sends it */

  g_autoptr (GError) error = NULL;
  g_auto (GStrv) args = g_strdupv (argv);
  g_autoptr (HcrmConfig) config = hcrm_config_read (&args, &error);
  if (config == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return EXIT_FAILURE;
  }
  if (config->version) {
    printf ("hcrm-server %s\n", HCRM_VERSION);
    return EXIT_SUCCESS;
  }
  return run (config);
}
