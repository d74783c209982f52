/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The embedded PostgreSQL: initdb, start, adopt, stop. */

#include "hcrm-cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "hcrm-archive.h"

/* A postmaster that its kernel killed leaves backends for a moment; it starts once they are gone.
 */
#define START_RETRIES 20
#define POLL_US 50000

struct _HcrmCluster {
  char *data_dir;
  char *archive; /* (nullable): where the log is kept */
  char *pgdata;
  char *socket_dir;
  char *bin_dir;
  char *app_conninfo;
  char *owner_conninfo;
  char *admin_conninfo; /* superuser, database postgres */
  GSubprocess *process; /* (nullable): our child */
  GPid pid;             /* 0 when stopped */
  gboolean adopted;
  int lock_fd;
};

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", text);
}

/* --- Folders and programs --- */

static gboolean
make_private_dir (const char *path, GError **error)
{
  struct stat info;

  if (g_mkdir_with_parents (path, 0700) != 0)
    return fail (error, _("Cannot make %s: %s"), path, g_strerror (errno));
  if (lstat (path, &info) != 0 || !S_ISDIR (info.st_mode) || info.st_uid != geteuid ())
    return fail (error, _("%s is not a folder of this user"), path);
  if (chmod (path, 0700) != 0)
    return fail (error, _("Cannot make %s private: %s"), path, g_strerror (errno));
  return TRUE;
}

static gboolean
lock_data_dir (HcrmCluster *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "lock", NULL);

  self->lock_fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    return fail (error, _("Cannot open %s: %s"), path, g_strerror (errno));
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) != 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _("Another server is using %s"), self->data_dir);
  return TRUE;
}

static gboolean
has_server (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "postgres", NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

static char *
ask_pg_config (void)
{
  const char *argv[] = { "pg_config", "--bindir", NULL };
  char *dir = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &dir, NULL, NULL, NULL))
    return NULL;
  return g_strchomp (dir);
}

static gboolean
find_programs (char **bin_dir, GError **error)
{
  *bin_dir = g_strdup ("/usr/lib/postgresql/15/bin");
  if (has_server (*bin_dir))
    return TRUE;
  g_free (*bin_dir);
  *bin_dir = ask_pg_config ();
  if (*bin_dir != NULL && has_server (*bin_dir))
    return TRUE;
  return fail (error, _("PostgreSQL 15 is not installed"));
}

char *
hcrm_cluster_find_program (const char *name, GError **error)
{
  g_autofree char *bin_dir = NULL;

  return find_programs (&bin_dir, error) ? g_build_filename (bin_dir, name, NULL) : NULL;
}

static gboolean
fits_socket (const char *dir)
{
  return strlen (dir) + strlen ("/.s.PGSQL.5432.lock")
         < sizeof ((struct sockaddr_un *) 0)->sun_path;
}

/* Socket addresses are short: a deep data directory gets a folder elsewhere, always the same one.
 */
static char *
choose_socket_dir (const char *data_dir)
{
  g_autofree char *near = g_build_filename (data_dir, "run", NULL);
  if (fits_socket (near))
    return g_steal_pointer (&near);

  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, data_dir, -1);
  return g_strdup_printf ("/tmp/hcrm-%u-%.16s", geteuid (), hash);
}

/* --- Connection strings --- */

static char *
quote_conninfo (const char *value)
{
  g_autoptr (GString) out = g_string_new ("'");

  for (const char *at = value; *at != '\0'; at++) {
    if (*at == '\'' || *at == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *at);
  }
  g_string_append_c (out, '\'');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
set_conninfo (HcrmCluster *self)
{
  g_autofree char *host = quote_conninfo (self->socket_dir);

  g_free (self->app_conninfo);
  g_free (self->owner_conninfo);
  g_free (self->admin_conninfo);
  self->app_conninfo = g_strdup_printf ("host=%s port=5432 dbname=hcrm user=hcrm_app", host);
  self->owner_conninfo = g_strdup_printf ("host=%s port=5432 dbname=hcrm user=hcrm_migrator", host);
  self->admin_conninfo = g_strdup_printf ("host=%s port=5432 dbname=postgres user=postgres", host);
}

/* --- Making the cluster --- */

static gboolean
run_program (GSubprocessLauncher *launcher, const char *const *argv, GError **error)
{
  g_autofree char *output = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, error);

  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error))
    return FALSE;
  if (!g_subprocess_get_successful (process))
    return fail (error, _("%s failed:\n%s"), argv[0], output != NULL ? output : "");
  return TRUE;
}

static void
remove_tree (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  if (process != NULL)
    g_subprocess_wait (process, NULL, NULL);
}

static gboolean
write_file (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
run_initdb (HcrmCluster *self, const char *target, GError **error)
{
  g_autofree char *program = g_build_filename (self->bin_dir, "initdb", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  const char *argv[] = { program,
                         "-D",
                         target,
                         "-U",
                         "postgres",
                         "--auth=trust",
                         "-E",
                         "UTF8",
                         "--locale=C.UTF-8",
                         "-k",
                         "--no-instructions",
                         NULL };

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  return run_program (launcher, argv, error);
}

/* A half-made cluster never gets the real name. */
static gboolean
make_cluster (HcrmCluster *self, GError **error)
{
  g_autofree char *half = g_strconcat (self->pgdata, ".new", NULL);

  remove_tree (half);
  if (!run_initdb (self, half, error)
      || !write_file (half, "postgresql.conf",
                      "include 'hcrm.conf' # written at every start; what stands below wins\n",
                      error)
      || !write_file (half, "hcrm.conf", "", error))
    return FALSE;
  if (g_rename (half, self->pgdata) != 0)
    return fail (error, _("Cannot make %s: %s"), self->pgdata, g_strerror (errno));
  return TRUE;
}

/* The socket's folder keeps others out. Copies of the whole cluster need a line of their own. */
static gboolean
write_access (HcrmCluster *self, GError **error)
{
  return write_file (self->pgdata, "pg_hba.conf",
                     "local all all trust\nlocal replication all trust\n", error);
}

static gboolean
append_archive (HcrmCluster *self, GString *settings, GError **error)
{
  if (self->archive == NULL)
    return TRUE;
  g_autofree char *wal = g_build_filename (self->archive, "wal", NULL);
  hcrm_archive_append_settings (self->archive, settings);
  return make_private_dir (wal, error);
}

static guint64
get_memory_mb (void)
{
  return (guint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

/* Statements and DETAIL lines quote patients, so neither gets into the log. */
static gboolean
write_settings (HcrmCluster *self, GError **error)
{
  guint64 memory = get_memory_mb ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text,
                   "shared_buffers = %" G_GUINT64_FORMAT "MB\n"
                   "effective_cache_size = %" G_GUINT64_FORMAT "MB\n"
                   "maintenance_work_mem = %" G_GUINT64_FORMAT "MB\n"
                   "work_mem = 16MB\n"
                   "max_connections = 100\n"
                   "jit = off\n"
                   "random_page_cost = 1.1\n"
                   "wal_compression = on\n"
                   "max_wal_size = 4GB\n"
                   "checkpoint_timeout = 15min\n"
                   "autovacuum_naptime = 15s\n"
                   "autovacuum_vacuum_scale_factor = 0.05\n"
                   "logging_collector = on\n"
                   "log_directory = '../log'\n"
                   "log_filename = 'postgresql-%%a.log'\n"
                   "log_truncate_on_rotation = on\n"
                   "log_rotation_age = 1d\n"
                   "log_rotation_size = 0\n"
                   "log_min_messages = log\n"
                   "log_min_error_statement = panic\n"
                   "log_parameter_max_length = 0\n"
                   "log_error_verbosity = terse\n",
                   CLAMP (memory / 4, 32, 4096), MAX (memory / 2, 64),
                   CLAMP (memory / 20, 32, 512));

  return append_archive (self, text, error)
         && write_file (self->pgdata, "hcrm.conf", text->str, error);
}

/* --- The running process --- */

/* Every process of PostgreSQL works in the cluster's folder; a reused pid does not. */
static gboolean
works_in_cluster (HcrmCluster *self, GPid pid)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/cwd", pid);
  g_autofree char *cwd = g_file_read_link (link, NULL);

  return g_strcmp0 (cwd, self->pgdata) == 0;
}

static gboolean
is_in_use (HcrmCluster *self)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (g_ascii_isdigit (*name) && works_in_cluster (self, atoi (name)))
      return TRUE;
  return FALSE;
}

/* Reads the pid and the socket's folder from line 1 and 5. */
static char **
read_pid_file (HcrmCluster *self)
{
  g_autofree char *path = g_build_filename (self->pgdata, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", 7);
  return g_strv_length (lines) >= 5 ? g_steal_pointer (&lines) : NULL;
}

/* Without a live process of the cluster, a pid file naming a live pid only stops PostgreSQL. */
static void
forget_reused_pid (HcrmCluster *self)
{
  g_autofree char *path = g_build_filename (self->pgdata, "postmaster.pid", NULL);

  if (!is_in_use (self))
    g_unlink (path);
}

static gboolean
adopt_orphan (HcrmCluster *self)
{
  g_auto (GStrv) lines = read_pid_file (self);
  GPid pid = lines != NULL ? atoi (lines[0]) : 0;

  if (pid <= 0)
    return FALSE;
  if (!works_in_cluster (self, pid)) {
    forget_reused_pid (self);
    return FALSE;
  }
  if (*lines[4] == '/' && strcmp (lines[4], self->socket_dir) != 0) {
    g_free (self->socket_dir);
    self->socket_dir = g_strdup (lines[4]);
    set_conninfo (self);
  }
  self->pid = pid;
  self->adopted = TRUE;
  return TRUE;
}

static void
leave_group_cb (gpointer unused)
{
  setsid ();
}

static gboolean
spawn_postgres (HcrmCluster *self, GError **error)
{
  g_autofree char *program = g_build_filename (self->bin_dir, "postgres", NULL);
  g_autofree char *sockets = g_strdup_printf ("unix_socket_directories=%s", self->socket_dir);
  g_autofree char *log = g_build_filename (self->data_dir, "log", "start.log", NULL);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  const char *argv[] = { program,
                         "-D",
                         self->pgdata,
                         "-c",
                         sockets,
                         "-c",
                         "listen_addresses=",
                         "-c",
                         "port=5432",
                         "-c",
                         "unix_socket_permissions=0700",
                         NULL };

  g_unlink (log);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher, leave_group_cb, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_clear_object (&self->process);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (self->process == NULL)
    return FALSE;

  const char *pid = g_subprocess_get_identifier (self->process);
  self->pid = pid != NULL ? atoi (pid) : 0;
  self->adopted = FALSE;
  return TRUE;
}

static gboolean
is_alive (HcrmCluster *self)
{
  if (self->process != NULL)
    return g_subprocess_get_identifier (self->process) != NULL;
  return self->pid > 0 && works_in_cluster (self, self->pid);
}

static gboolean
fail_with_log (HcrmCluster *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "log", "start.log", NULL);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return fail (error, _("PostgreSQL does not start; its log is in %s/log\n%s"), self->data_dir,
                         text != NULL ? text : "");
}

/* Recovery after a crash may take its time; what counts is that the process lives. */
static gboolean
wait_until_ready (HcrmCluster *self)
{
  while (is_alive (self)) {
    if (PQping (self->admin_conninfo) == PQPING_OK)
      return TRUE;
    g_usleep (POLL_US);
  }
  return FALSE;
}

static gboolean
start_postgres (HcrmCluster *self, GError **error)
{
  if (adopt_orphan (self) && wait_until_ready (self))
    return TRUE;
  for (guint i = 0; i < START_RETRIES; i++) {
    if (!spawn_postgres (self, error))
      return FALSE;
    if (wait_until_ready (self))
      return TRUE;
    if (!is_in_use (self))
      break;
    g_usleep (10 * POLL_US);
  }
  return fail_with_log (self, error);
}

/* --- Roles and database --- */

/* What is found stays as it is. */
typedef struct {
  const char *find;
  const char *make;
} Provision;

static const Provision roles[] = {
  { "SELECT FROM pg_roles WHERE rolname = 'hcrm_owner'", "CREATE ROLE hcrm_owner NOLOGIN" },
  { "SELECT FROM pg_roles WHERE rolname = 'hcrm_app'", "CREATE ROLE hcrm_app LOGIN" },
  /* Signs in for hcrm_owner and is it from the first statement on. */
  { "SELECT FROM pg_roles WHERE rolname = 'hcrm_migrator'",
    "CREATE ROLE hcrm_migrator LOGIN IN ROLE hcrm_owner; "
    "ALTER ROLE hcrm_migrator SET role = 'hcrm_owner'" },
  { "SELECT FROM pg_database WHERE datname = 'hcrm'", "CREATE DATABASE hcrm OWNER hcrm_owner" },
};

static const Provision extensions[] = {
  { "SELECT FROM pg_extension WHERE extname = 'btree_gist'", "CREATE EXTENSION btree_gist" },
};

static gboolean
run_sql (PGconn *conn, const char *sql, int *n_rows, GError **error)
{
  PGresult *result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean done = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;

  *n_rows = done ? PQntuples (result) : 0;
  PQclear (result);
  return done || fail (error, "%s", PQerrorMessage (conn));
}

static gboolean
provision (const char *conninfo, const Provision *rows, guint n, GError **error)
{
  PGconn *conn = PQconnectdb (conninfo);
  gboolean done = PQstatus (conn) == CONNECTION_OK || fail (error, "%s", PQerrorMessage (conn));

  for (guint i = 0; done && i < n; i++) {
    int found = 0;
    done = run_sql (conn, rows[i].find, &found, error)
           && (found > 0 || run_sql (conn, rows[i].make, &found, error));
  }
  PQfinish (conn);
  return done;
}

static gboolean
provision_all (HcrmCluster *self, GError **error)
{
  g_autofree char *host = quote_conninfo (self->socket_dir);
  g_autofree char *hcrm = g_strdup_printf ("host=%s port=5432 dbname=hcrm user=postgres", host);

  return provision (self->admin_conninfo, roles, G_N_ELEMENTS (roles), error)
         && provision (hcrm, extensions, G_N_ELEMENTS (extensions), error);
}

/* --- Public --- */

static HcrmCluster *
new_cluster (const char *data_dir)
{
  HcrmCluster *self = g_new0 (HcrmCluster, 1);

  self->lock_fd = -1;
  self->data_dir = g_canonicalize_filename (data_dir, NULL);
  return self;
}

/* After the folder exists, so that links in its path are resolved as /proc shows them. */
static gboolean
resolve_paths (HcrmCluster *self, GError **error)
{
  char *real = realpath (self->data_dir, NULL);
  if (real == NULL)
    return fail (error, _("Cannot find %s: %s"), self->data_dir, g_strerror (errno));

  g_free (self->data_dir);
  self->data_dir = g_strdup (real);
  free (real);
  self->pgdata = g_build_filename (self->data_dir, "cluster", NULL);
  self->socket_dir = choose_socket_dir (self->data_dir);
  return TRUE;
}

static gboolean
prepare (HcrmCluster *self, GError **error)
{
  if (!make_private_dir (self->data_dir, error) || !resolve_paths (self, error)
      || !lock_data_dir (self, error) || !find_programs (&self->bin_dir, error)
      || !make_private_dir (self->socket_dir, error))
    return FALSE;

  g_autofree char *log = g_build_filename (self->data_dir, "log", NULL);
  if (!make_private_dir (log, error))
    return FALSE;
  if (!g_file_test (self->pgdata, G_FILE_TEST_IS_DIR) && !make_cluster (self, error))
    return FALSE;
  return write_access (self, error) && write_settings (self, error);
}

HcrmCluster *
hcrm_cluster_start (const char *data_dir, const char *archive, GError **error)
{
  g_return_val_if_fail (data_dir != NULL, NULL);
  g_autoptr (HcrmCluster) self = new_cluster (data_dir);

  self->archive = archive != NULL ? g_canonicalize_filename (archive, NULL) : NULL;
  if (!prepare (self, error))
    return NULL;
  set_conninfo (self);
  if (!start_postgres (self, error) || !provision_all (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Looks, and leaves no trace: nothing is made, locked or started. */
static gboolean
find_running (HcrmCluster *self, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (!resolve_paths (self, error))
    return FALSE;
  lines = read_pid_file (self);
  if (lines == NULL || !works_in_cluster (self, atoi (lines[0])))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _ ("No server is running in %s"), self->data_dir);
  g_free (self->socket_dir);
  self->socket_dir = g_strdup (lines[4]);
  set_conninfo (self);
  return TRUE;
}

char *
hcrm_cluster_find (const char *data_dir, gboolean owner, GError **error)
{
  g_autoptr (HcrmCluster) self = new_cluster (data_dir);

  if (!find_running (self, error))
    return NULL;
  return g_strdup (owner ? self->owner_conninfo : self->app_conninfo);
}

const char *
hcrm_cluster_get_app_conninfo (HcrmCluster *self)
{
  return self->app_conninfo;
}

const char *
hcrm_cluster_get_owner_conninfo (HcrmCluster *self)
{
  return self->owner_conninfo;
}

GPid
hcrm_cluster_get_pid (HcrmCluster *self)
{
  return self->pid;
}

gboolean
hcrm_cluster_is_running (HcrmCluster *self)
{
  return self->pid > 0 && is_alive (self);
}

gboolean
hcrm_cluster_is_adopted (HcrmCluster *self)
{
  return self->adopted;
}

void
hcrm_cluster_tend (HcrmCluster *self)
{
  g_autoptr (GError) error = NULL;

  if (self->pid == 0 || is_alive (self))
    return;
  g_warning ("PostgreSQL ended unexpectedly; starting it again");
  if (!spawn_postgres (self, &error))
    g_warning ("PostgreSQL cannot be started: %s", error->message);
}

static gboolean
wait_until_gone (HcrmCluster *self, guint timeout_ms)
{
  gint64 end = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;

  while (is_alive (self)) {
    if (g_get_monotonic_time () > end)
      return FALSE;
    g_usleep (POLL_US / 5);
  }
  return TRUE;
}

void
hcrm_cluster_stop (HcrmCluster *self, guint timeout_ms)
{
  if (self->pid > 0 && is_alive (self)) {
    kill (self->pid, SIGINT);
    if (!wait_until_gone (self, timeout_ms)) {
      g_warning ("PostgreSQL does not shut down in time; it will recover at the next start");
      kill (self->pid, SIGQUIT);
      wait_until_gone (self, 2000);
    }
  }
  g_clear_object (&self->process);
  self->pid = 0;
  if (!g_str_has_prefix (self->socket_dir, self->data_dir))
    g_rmdir (self->socket_dir); /* stays while anything is in it */
}

void
hcrm_cluster_free (HcrmCluster *self)
{
  if (self->pid != 0)
    hcrm_cluster_stop (self, 5000);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->data_dir);
  g_free (self->archive);
  g_free (self->pgdata);
  g_free (self->socket_dir);
  g_free (self->bin_dir);
  g_free (self->app_conninfo);
  g_free (self->owner_conninfo);
  g_free (self->admin_conninfo);
  g_free (self);
}
