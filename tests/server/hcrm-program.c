/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-program.h"

#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

char *
program_find (const char *name)
{
  return g_build_filename (g_getenv ("HCRM_BUILD_DIR"), "server", name, NULL);
}

static void
die_with_parent_cb (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

GSubprocessLauncher *
program_make_launcher (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  g_autofree char *library = g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", NULL);

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "HCRM_DATA_DIR", library, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent_cb, NULL, NULL);
  return launcher;
}

void
program_leave_root (void)
{
  if (geteuid () != 0)
    return;
  const struct passwd *user =
      getpwnam ("postgres") != NULL ? getpwnam ("postgres") : getpwnam ("nobody");

  g_assert_cmpint (setgid (user->pw_gid), ==, 0);
  g_assert_cmpint (setuid (user->pw_uid), ==, 0);
  prctl (PR_SET_DUMPABLE, 1, 0, 0, 0); /* for the leak checker */
  g_setenv ("HOME", g_get_tmp_dir (), TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
}
