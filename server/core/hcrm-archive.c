/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies of the private PostgreSQL, its log, and the way back to a moment. */

#include "hcrm-archive.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <string.h>

#include "hcrm-cluster.h"

#define NAME_FORMAT "%Y%m%dT%H%M%SZ"
#define UNFINISHED "unfinished"
#define POLL_US 100000
#define STOP_MS (10 * 60 * 1000)

static gboolean
fail_with_errno (GError **error, const char *path)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s: %s", path, g_strerror (errno));
}

/* Runs a program; @output: (nullable) (out): what it said. */
static gboolean
run (char **output, GError **error, const char *const *argv)
{
  g_autofree char *wrong = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                         error);

  if (process == NULL
      || !g_subprocess_communicate_utf8 (process, NULL, NULL, output, &wrong, error))
    return FALSE;
  if (g_subprocess_get_successful (process))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("%s failed:\n%s"), argv[0], wrong);
}

#define RUN(output, error, ...) run (output, error, (const char *const[]){ __VA_ARGS__, NULL })

static gboolean
remove_tree (const char *path, GError **error)
{
  return RUN (NULL, error, "rm", "-rf", "--", path);
}

static char *
name_moment (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, NAME_FORMAT);
}

/* --- Settings ------------------------------------------------------------------------------- */

/* A path as a shell of PostgreSQL's commands takes it, in which % has a meaning. */
static char *
quote_path (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *quoted = g_shell_quote (path);
  g_auto (GStrv) parts = g_strsplit (quoted, "%", -1);

  return g_strjoinv ("%%", parts);
}

static void
append_setting (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, "%s = '", name);
  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '\'' || *p == '\\')
      g_string_append_c (out, *p);
    g_string_append_c (out, *p);
  }
  g_string_append (out, "'\n");
}

/* What is there already may only be the same; a half-written segment never has the real name. */
void
hcrm_archive_append_settings (const char *archive, GString *settings)
{
  g_autofree char *wal = quote_path (archive, "wal");
  g_autofree char *command =
      g_strdup_printf ("d=%s; f=$d/%%f.gz; if test -f \"$f\"; "
                       "then gzip -dc \"$f\" | cmp -s - \"%%p\"; "
                       "else gzip -1 -c \"%%p\" > \"$f.part\" && sync \"$f.part\" && "
                       "mv \"$f.part\" \"$f\" && sync \"$d\"; fi",
                       wal);

  append_setting (settings, "archive_mode", "on");
  append_setting (settings, "archive_timeout", "60s");
  append_setting (settings, "archive_command", command);
}

/* From the archive, or what the cluster that was there had not yet sent to it. */
static void
append_recovery (const char *archive, const char *before, GDateTime *to, GString *out)
{
  g_autofree char *wal = quote_path (archive, "wal");
  g_autofree char *rest = quote_path (before, "pg_wal");
  g_autofree char *command =
      g_strdup_printf ("f=%s/%%f.gz; if test -f \"$f\"; then gzip -dc \"$f\" > \"%%p\"; "
                       "else cp %s/%%f \"%%p\" 2>/dev/null; fi",
                       wal, rest);

  append_setting (out, "restore_command", command);
  append_setting (out, "recovery_target_action", "promote");
  if (to == NULL)
    return;
  g_autoptr (GDateTime) utc = g_date_time_to_utc (to);
  g_autofree char *moment = g_date_time_format (utc, "%Y-%m-%d %H:%M:%S.%f+00");
  append_setting (out, "recovery_target_time", moment);
}

/* --- Copies --------------------------------------------------------------------------------- */

char *
hcrm_archive_make_base (const char *archive, const char *data_dir, GError **error)
{
  g_autofree char *base = g_build_filename (archive, "base", NULL);
  g_autofree char *half = g_build_filename (base, UNFINISHED, NULL);
  g_autofree char *conninfo = hcrm_cluster_find (data_dir, TRUE, error);
  g_autofree char *program = NULL;

  if (conninfo == NULL || (program = hcrm_cluster_find_program ("pg_basebackup", error)) == NULL)
    return NULL;
  if (g_mkdir_with_parents (base, 0700) != 0) {
    fail_with_errno (error, base);
    return NULL;
  }
  g_autofree char *superuser = g_strconcat (conninfo, " user=postgres", NULL);
  if (!remove_tree (half, error)
      || !RUN (NULL, error, program, "-d", superuser, "-D", half, "-Ft", "-z", "-X", "stream", "-c",
               "fast"))
    return NULL;
  g_autofree char *name = name_moment ();
  g_autofree char *whole = g_build_filename (base, name, NULL);
  if (g_rename (half, whole) != 0) {
    fail_with_errno (error, whole);
    return NULL;
  }
  return g_steal_pointer (&whole);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names of the copies, oldest first. */
static GPtrArray *
list_bases (const char *archive, GError **error)
{
  g_autofree char *path = g_build_filename (archive, "base", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    if (g_ascii_isdigit (*name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* The name of the first segment that a copy needs, as its own label says. */
static char *
find_first_segment (const char *base, GError **error)
{
  g_autofree char *tar = g_build_filename (base, "base.tar.gz", NULL);
  g_autofree char *label = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("\\(file ([0-9A-F]{24})\\)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!RUN (&label, error, "tar", "-xzOf", tar, "backup_label"))
    return NULL;
  if (g_regex_match (regex, label, 0, &match))
    return g_match_info_fetch (match, 1);
  hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _ ("%s is no copy of a database"), base);
  return NULL;
}

static gboolean
prune_log (const char *archive, const char *oldest, GError **error)
{
  g_autofree char *base = g_build_filename (archive, "base", oldest, NULL);
  g_autofree char *wal = g_build_filename (archive, "wal", NULL);
  g_autofree char *segment = find_first_segment (base, error);
  g_autofree char *program =
      segment != NULL ? hcrm_cluster_find_program ("pg_archivecleanup", error) : NULL;

  return program != NULL && RUN (NULL, error, program, "-x", ".gz", wal, segment);
}

gboolean
hcrm_archive_prune (const char *archive, guint keep, GError **error)
{
  g_autoptr (GPtrArray) names = list_bases (archive, error);

  g_return_val_if_fail (keep > 0, FALSE);
  if (names == NULL)
    return FALSE;
  if (names->len <= keep)
    return TRUE;
  for (guint i = 0; i < names->len - keep; i++) {
    g_autofree char *path = g_build_filename (archive, "base", names->pdata[i], NULL);
    if (!remove_tree (path, error))
      return FALSE;
  }
  return prune_log (archive, names->pdata[names->len - keep], error);
}

/* --- The way back --------------------------------------------------------------------------- */

static char *
choose_base (const char *archive, GDateTime *to, GError **error)
{
  g_autoptr (GPtrArray) names = list_bases (archive, error);
  g_autoptr (GDateTime) utc = to != NULL ? g_date_time_to_utc (to) : NULL;
  g_autofree char *limit = utc != NULL ? g_date_time_format (utc, NAME_FORMAT) : g_strdup ("A");

  for (guint i = names != NULL ? names->len : 0; i > 0; i--)
    if (strcmp (names->pdata[i - 1], limit) < 0)
      return g_build_filename (archive, "base", names->pdata[i - 1], NULL);
  if (names != NULL)
    hcrm_fail (error, HCRM_ERROR_NOT_FOUND, "to",
               _ ("There is no copy from before that moment in %s"), archive);
  return NULL;
}

static gboolean
unpack (const char *base, const char *target, GError **error)
{
  g_autofree char *data = g_build_filename (base, "base.tar.gz", NULL);
  g_autofree char *log = g_build_filename (base, "pg_wal.tar.gz", NULL);
  g_autofree char *manifest = g_build_filename (base, "backup_manifest", NULL);
  g_autofree char *wal = g_build_filename (target, "pg_wal", NULL);
  g_autofree char *verify = hcrm_cluster_find_program ("pg_verifybackup", error);

  if (verify == NULL || !remove_tree (target, error))
    return FALSE;
  if (g_mkdir (target, 0700) != 0)
    return fail_with_errno (error, target);
  return RUN (NULL, error, "tar", "-xzf", data, "-C", target)
         && RUN (NULL, error, "tar", "-xzf", log, "-C", wal)
         && RUN (NULL, error, verify, "-q", "-n", "-m", manifest, target);
}

static gboolean
write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Whether it still recovers; -1 if nobody answers. */
static int
ask_recovering (const char *conninfo, char **reached)
{
  PGconn *conn = PQconnectdb (conninfo);
  PGresult *result = PQexec (conn, "SELECT pg_is_in_recovery(), "
                                   "to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC',"
                                   " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
  int recovering = -1;

  if (PQresultStatus (result) == PGRES_TUPLES_OK) {
    recovering = *PQgetvalue (result, 0, 0) == 't';
    g_free (*reached);
    *reached = g_strdup (PQgetvalue (result, 0, 1));
  }
  PQclear (result);
  PQfinish (conn);
  return recovering;
}

static gboolean
wait_until_recovered (HcrmCluster *cluster, char **reached)
{
  while (hcrm_cluster_is_running (cluster)) {
    if (ask_recovering (hcrm_cluster_get_app_conninfo (cluster), reached) == 0)
      return TRUE;
    g_usleep (POLL_US);
  }
  return FALSE;
}

/* Starts what was unpacked, which then reads the log up to the moment, and stops it. */
static gboolean
recover (const char *archive, const char *data_dir, char **reached, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (HcrmCluster) cluster = hcrm_cluster_start (data_dir, archive, &failure);
  gboolean done = cluster != NULL && wait_until_recovered (cluster, reached);

  if (done) {
    hcrm_cluster_stop (cluster, STOP_MS);
    return TRUE;
  }
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                    _ ("The log in %s does not lead to that moment. Without --to it is followed "
                       "to its end. PostgreSQL's own log is in %s/log.\n%s"),
                       archive, data_dir, failure != NULL ? failure->message : "");
}

static gboolean
swap_in (const char *now, const char *before, const char *made, GError **error)
{
  if (g_file_test (now, G_FILE_TEST_EXISTS) && g_rename (now, before) != 0)
    return fail_with_errno (error, now);
  return g_rename (made, now) == 0 || fail_with_errno (error, made);
}

static void
swap_back (const char *now, const char *before)
{
  if (!remove_tree (now, NULL))
    return;
  if (g_file_test (before, G_FILE_TEST_EXISTS) && g_rename (before, now) != 0)
    g_warning ("%s: %s", before, g_strerror (errno));
}

static gboolean
restore_from (const char *base,
              const char *archive,
              const char *data_dir,
              GDateTime *to,
              char **reached,
              GError **error)
{
  g_autofree char *moment = name_moment ();
  g_autofree char *suffix = g_strconcat ("cluster.before-", moment, NULL);
  g_autofree char *before = g_build_filename (data_dir, suffix, NULL);
  g_autofree char *now = g_build_filename (data_dir, "cluster", NULL);
  g_autofree char *made = g_build_filename (data_dir, "cluster.restored", NULL);
  g_autoptr (GString) recovery = g_string_new (NULL);

  append_recovery (archive, before, to, recovery);
  if (!unpack (base, made, error)
      || !write_text (made, "postgresql.auto.conf", recovery->str, error)
      || !write_text (made, "recovery.signal", "", error) || !swap_in (now, before, made, error))
    return FALSE;
  if (recover (archive, data_dir, reached, error))
    return write_text (now, "postgresql.auto.conf", "", error);
  swap_back (now, before);
  return FALSE;
}

gboolean
hcrm_archive_restore (const char *archive,
                      const char *data_dir,
                      GDateTime *to,
                      char **reached,
                      GError **error)
{
  g_autofree char *base = choose_base (archive, to, error);
  if (base == NULL)
    return FALSE;
  if (g_mkdir_with_parents (data_dir, 0700) != 0)
    return fail_with_errno (error, data_dir);
  g_autofree char *running = hcrm_cluster_find (data_dir, FALSE, NULL);
  if (running != NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _ ("A server is running in %s: stop it first"), data_dir);
  return restore_from (base, archive, data_dir, to, reached, error);
}
