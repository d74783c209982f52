/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies of the private PostgreSQL, and the way back to a moment. */

#include "admin/hcrm-admin-backup.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/hcrm-archive.h"
#include "core/hcrm-config.h"
#include "core/hcrm-privilege.h"

typedef struct {
  char *data_dir, *archive, *to;
  int keep;
} Order;

static void
clear_order (Order *order)
{
  g_clear_pointer (&order->data_dir, g_free);
  g_clear_pointer (&order->archive, g_free);
  g_clear_pointer (&order->to, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

/* What the line leaves open is as the server has it. */
static gboolean
fill_in (Order *order, GError **error)
{
  g_auto (GStrv) none = g_strdupv ((char *[]){ (char *) "hcrm-server", NULL });
  g_autoptr (HcrmConfig) config = hcrm_config_read (&none, error);

  if (config == NULL)
    return FALSE;
  if (order->data_dir == NULL)
    order->data_dir = g_strdup (config->data_dir);
  if (order->archive == NULL)
    order->archive = g_strdup (config->archive);
  if (order->archive == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "archive", "%s",
                      _ ("Name the folder of the archive, here or in the server's settings"));
  g_autofree char *archive = g_steal_pointer (&order->archive);
  g_autofree char *data_dir = g_steal_pointer (&order->data_dir);
  order->archive = g_canonicalize_filename (archive, NULL);
  order->data_dir = g_canonicalize_filename (data_dir, NULL);
  return TRUE;
}

static gboolean
read_order (Order *order,
            const char *summary,
            const GOptionEntry *own,
            int argc,
            char **argv,
            GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "archive", 0, 0, G_OPTION_ARG_FILENAME, &order->archive,
      N_ ("Folder of the log and the copies"), N_ ("FOLDER") },
      { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &order->data_dir,
        N_ ("Folder of the private PostgreSQL"), N_ ("FOLDER") }, { NULL },
      };

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, own, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, &argc, &argv, error) && fill_in (order, error);
}

/* As root it goes on as the server's user, whose files these are. */
static gboolean
become_server (const Order *order, GError **error)
{
  const char *folders[] = { order->data_dir, order->archive, NULL };

  return hcrm_privilege_drop (folders, error);
}

/* --- backup --- */

static gboolean
backup (int argc, char **argv, char **made, GError **error)
{
  g_auto (Order) order = { 0 };
  const GOptionEntry own[] = {
    { "keep", 0, 0, G_OPTION_ARG_INT, &order.keep,
      N_ ("Remove older copies than the newest N, and the log that only they need"), "N" },
      { NULL },
  };

  if (!read_order (&order, _ ("Copies the running server's database; nobody has to stop."), own,
                              argc, argv, error))
    return FALSE;
  if (order.keep < 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "keep", "%s", _ ("At least one copy is kept"));
  if (!become_server (&order, error))
    return FALSE;
  *made = hcrm_archive_make_base (order.archive, order.data_dir, error);
  return *made != NULL
         && (order.keep == 0 || hcrm_archive_prune (order.archive, order.keep, error));
}

static int
tell (GError *error)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}

int
hcrm_admin_backup (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = NULL;

  if (!backup (argc, argv, &made, &error))
    return tell (error);
  printf (_ ("Copied to %s\n"), made);
  return EXIT_SUCCESS;
}

/* --- restore --- */

static gboolean
read_moment (const char *text, GDateTime **moment, GError **error)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();

  if (text == NULL)
    return TRUE;
  *moment = g_date_time_new_from_iso8601 (text, here);
  return *moment != NULL
         || hcrm_fail (error, HCRM_ERROR_INVALID, "to",
                       _ ("“%s” is no moment; write it like 2026-11-22T07:15:00"), text);
}

static gboolean
restore (int argc, char **argv, char **reached, GError **error)
{
  g_auto (Order) order = { 0 };
  g_autoptr (GDateTime) to = NULL;
  const GOptionEntry own[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &order.to,
      N_ ("The moment to go back to, in this machine's time if it names no zone; else the last"),
          N_ ("TIME") },
      { NULL },
    };

  return read_order (&order,
                     _ ("Brings the database of a stopped server back to a moment. What was there "
                        "stays beside it."),
                        own, argc, argv, error)
                     && read_moment (order.to, &to, error) && become_server (&order, error)
                     && hcrm_archive_restore (order.archive, order.data_dir, to, reached, error);
}

int
hcrm_admin_restore (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reached = NULL;

  if (!restore (argc, argv, &reached, &error))
    return tell (error);
  printf (_ ("Restored. The last change that is there was made at %s\n"), reached);
  return EXIT_SUCCESS;
}
