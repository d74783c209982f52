/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Started by root, the server becomes user hcrm before it does anything else. */

#include "hcrm-privilege.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER "hcrm"

static gboolean
fail (GError **error, const char *path)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s: %s", path, g_strerror (errno));
}

/* The child keeps the parent's standard streams; no main context is involved, so no thread starts.
 */
static const struct passwd *
find_user (GError **error)
{
  const char *argv[] = {
    "useradd", "--system",          "--user-group", "--home-dir", "/var/lib/hcrm",
    "--shell", "/usr/sbin/nologin", USER,           NULL
  };
  const struct passwd *user = getpwnam (USER);
  int status = 0;

  if (user != NULL)
    return user;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, error)
      || !g_spawn_check_wait_status (status, error))
    return NULL;
  user = getpwnam (USER);
  if (user == NULL)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, _("User %s cannot be made"), USER);
  return user;
}

static gboolean
is_empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

/* A folder with somebody else's files in it is never taken. */
static gboolean
give_folder (const char *path, const struct passwd *user, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  struct stat info;

  if (g_mkdir_with_parents (parent, 0755) != 0)
    return fail (error, parent);
  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    return fail (error, path);
  if (lstat (path, &info) != 0)
    return fail (error, path);
  if (info.st_uid == user->pw_uid && S_ISDIR (info.st_mode))
    return TRUE;
  if (!S_ISDIR (info.st_mode) || !is_empty (path))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL,
                      _("%s is neither empty nor a folder of user %s"), path, USER);
  return lchown (path, user->pw_uid, user->pw_gid) == 0 || fail (error, path);
}

static gboolean
become (const struct passwd *user, GError **error)
{
  if (setgroups (1, &user->pw_gid) != 0 || setgid (user->pw_gid) != 0 || setuid (user->pw_uid) != 0)
    return fail (error, USER);
  g_assert (setuid (0) != 0);
  g_setenv ("HOME", user->pw_dir, TRUE);
  g_setenv ("USER", USER, TRUE);
  g_setenv ("LOGNAME", USER, TRUE);
  g_unsetenv ("XDG_RUNTIME_DIR");
  return g_chdir ("/") == 0 || fail (error, "/");
}

gboolean
hcrm_privilege_drop (const char *const *folders, GError **error)
{
  if (geteuid () != 0)
    return TRUE;

  const struct passwd *user = find_user (error);
  if (user == NULL)
    return FALSE;
  for (; *folders != NULL; folders++)
    if (!give_folder (*folders, user, error))
      return FALSE;
  return become (user, error);
}

gboolean
hcrm_privilege_keep_owner (const char *path, const GStatBuf *before, GError **error)
{
  return geteuid () != 0 || lchown (path, before->st_uid, before->st_gid) == 0
         || fail (error, path);
}

static gboolean
set_limit (rlim_t soft, rlim_t hard)
{
  struct rlimit limit = { soft, hard };

  return setrlimit (RLIMIT_NOFILE, &limit) == 0;
}

void
hcrm_privilege_raise_files (guint n)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= n)
    return;
  /* Only root may raise the hard limit, and in a container not even root. */
  if (!set_limit (n, MAX (limit.rlim_max, n)) && !set_limit (limit.rlim_max, limit.rlim_max))
    g_warning ("Cannot raise the limit of open files: %s", g_strerror (errno));
}
