/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files on record: whether they are all there, and what they are encrypted with. */

#include "admin/hcrm-admin-files.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/hcrm-files.h"
#include "modules/recording/recording.h"

HcrmConfig *
hcrm_admin_files_find (const HcrmAdminDatabase *database, HcrmStore *store, GError **error)
{
  char *line[] = { (char *) "hcrm-server", (char *) "--data-dir", database->data_dir, NULL };
  g_auto (GStrv) args = g_strdupv (line);

  if (database->data_dir == NULL)
    g_clear_pointer (&args[1], g_free);
  HcrmConfig *config = hcrm_config_read (&args, error);
  if (config != NULL)
    *store = (HcrmStore){ config->files, config->seal_keys };
  return config;
}

static gboolean
use_keys (HcrmConfig *config, HcrmStore *store, const char *path, GError **error)
{
  g_clear_pointer (&config->seal_keys, hcrm_seal_keys_free);
  config->seal_keys = store->keys = hcrm_seal_keys_read (path, error);
  return store->keys != NULL;
}

/* --- Whether they are all there ------------------------------------------------------------- */

typedef struct {
  guint64 n, missing, altered;
  GPtrArray *lost; /* (element-type utf8) */
} Count;

static void
found_cb (const char *sha256, const char *named, HcrmStoreState state, gpointer data)
{
  Count *count = data;
  const char *by = named != NULL ? named : "—";

  count->n++;
  if (state != HCRM_STORE_WHOLE)
    g_ptr_array_add (count->lost, g_strdup (sha256));
  switch (state) {
  case HCRM_STORE_WHOLE:
    break;
  case HCRM_STORE_MISSING:
    count->missing++;
    printf (_ ("File %s is missing (%s)\n"), sha256, by);
    break;
  case HCRM_STORE_ALTERED:
    count->altered++;
    printf (_ ("File %s is not what was stored (%s)\n"), sha256, by);
    break;
  }
}

/* What was made of a recording that is there comes back by itself. */
static gboolean
make_again (HcrmDb *db, const Count *count, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < count->lost->len; i++)
    if (!hcrm_recording_have_made_lost (db, g_ptr_array_index (count->lost, i), &n, error))
      return FALSE;
  printf (ngettext ("The server makes again what is played and shown of %u recording\n",
                    "The server makes again what is played and shown of %u recordings\n", n),
          n);
  return TRUE;
}

gboolean
hcrm_admin_files_verify (const HcrmAdminDatabase *database,
                         const char *file_keys,
                         const char *conninfo,
                         gboolean again,
                         gboolean *good,
                         GError **error)
{
  HcrmStore store = { NULL, NULL };
  g_autoptr (HcrmConfig) config = hcrm_admin_files_find (database, &store, error);
  gboolean ready =
      config != NULL && (file_keys == NULL || use_keys (config, &store, file_keys, error));
  g_autoptr (HcrmDb) db = ready ? hcrm_db_open (conninfo, error) : NULL;
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  Count count = { .lost = lost };

  if (db == NULL || !hcrm_files_check (db, &store, found_cb, &count, error))
    return FALSE;
  printf (_ ("Files: %lu on record, %lu missing, %lu altered\n"), (unsigned long) count.n,
             (unsigned long) count.missing, (unsigned long) count.altered);
  *good = count.missing + count.altered == 0;
  return !again || make_again (db, &count, error);
}

/* --- Keys ----------------------------------------------------------------------------------- */

typedef struct {
  HcrmAdminDatabase database;
  HcrmConfig *config;
  HcrmStore store;
} Order;

static void
clear_order (Order *order)
{
  hcrm_admin_database_clear (&order->database);
  g_clear_pointer (&order->config, hcrm_config_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

static gboolean
reseal (Order *order, GError **error)
{
  g_autofree char *conninfo = hcrm_admin_database_find (&order->database, FALSE, error);
  g_autoptr (HcrmDb) db = conninfo != NULL ? hcrm_db_open (conninfo, error) : NULL;
  guint64 n = 0;

  if (db == NULL || !hcrm_files_reseal (db, &order->store, &n, error))
    return FALSE;
  printf (ngettext ("%lu file was encrypted anew\n", "%lu files were encrypted anew\n", n),
          (unsigned long) n);
  return TRUE;
}

static gboolean
carry_out (Order *order, const char *what, const char *path, GError **error)
{
  if (g_str_equal (what, "new"))
    return hcrm_seal_keys_add (path, error);
  order->config = hcrm_admin_files_find (&order->database, &order->store, error);
  if (order->config == NULL)
    return FALSE;
  if (!use_keys (order->config, &order->store, path, error) || !reseal (order, error))
    return FALSE;
  return g_str_equal (what, "rotate") || hcrm_seal_keys_drop (path, error);
}

static gboolean
run (int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("new|rotate|drop FILE");
  g_auto (Order) order = { 0 };

  g_option_context_set_summary (
      context, _ ("new: puts a key before the others in FILE. rotate: encrypts every file with it. "
                  "drop: the same, and takes the older keys out of FILE.\nRestart the server after "
                  "new and before rotate."));
  hcrm_admin_database_add_options (&order.database, context);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  static const char *const known[] = { "new", "rotate", "drop", NULL };
  if (argc != 3 || !g_strv_contains (known, argv[1]))
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "file-key new|rotate|drop FILE");
  return carry_out (&order, argv[1], argv[2], error);
}

int
hcrm_admin_file_key (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (run (argc, argv, &error))
    return EXIT_SUCCESS;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}
