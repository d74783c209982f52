/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which database a command works on, and bringing it up to date. */

#include "admin/hcrm-admin-database.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/hcrm-cluster.h"
#include "core/hcrm-migrate.h"

void
hcrm_admin_database_add_options (HcrmAdminDatabase *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &self->database,
      N_ ("Use this PostgreSQL"), N_ ("DSN") },
      { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir,
        N_ ("Use the private PostgreSQL of the server in this folder"), N_ ("FOLDER") }, { NULL },
      };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

char *
hcrm_admin_database_find (HcrmAdminDatabase *self, gboolean owner, GError **error)
{
  g_autofree char *usual = geteuid () == 0
                               ? g_strdup ("/var/lib/hcrm")
                               : g_build_filename (g_get_user_data_dir (), "hcrm", NULL);

  if (self->database != NULL)
    return g_strdup (self->database);
  return hcrm_cluster_find (self->data_dir != NULL ? self->data_dir : usual, owner, error);
}

void
hcrm_admin_database_clear (HcrmAdminDatabase *self)
{
  g_clear_pointer (&self->database, g_free);
  g_clear_pointer (&self->data_dir, g_free);
}

static gboolean
migrate (int *argc, char ***argv, guint *n_run, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (HcrmAdminDatabase) database = { 0 };

  g_option_context_set_summary (
      context, _ ("Brings a database to this program's version, as the owner of its tables."));
  hcrm_admin_database_add_options (&database, context);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  g_autofree char *conninfo = hcrm_admin_database_find (&database, TRUE, error);
  return conninfo != NULL && hcrm_migrate (conninfo, hcrm_sql_migrations, n_run, error);
}

int
hcrm_admin_migrate (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  guint n_run = 0;

  if (!migrate (&argc, &argv, &n_run, &error)) {
    fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
    return EXIT_FAILURE;
  }
  printf (ngettext ("%u migration was run.\n", "%u migrations were run.\n", n_run), n_run);
  return EXIT_SUCCESS;
}
