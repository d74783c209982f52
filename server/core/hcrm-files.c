/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files on record: looked at, and written anew. */

#include "hcrm-files.h"

#include "files-sql.h"
#include "hcrm-session.h"

typedef struct {
  HcrmDb *db;
  const HcrmStore *store;
  HcrmFilesFound found;
  gpointer data;
  guint64 n;
} Walk;

typedef gboolean (*Visit) (Walk *self, const char *sha256, const char *named, GError **error);

static HcrmRows *
read_page (HcrmDb *db, const char *after, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "after", after);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_FILES_AFTER, NULL, error);
  gboolean read = hcrm_db_end (db, rows != NULL, rows != NULL ? error : NULL);

  return read ? g_steal_pointer (&rows) : NULL;
}

static gboolean
walk (Walk *self, Visit visit, GError **error)
{
  g_autofree char *after = g_strdup ("");

  for (;;) {
    g_autoptr (HcrmRows) rows = read_page (self->db, after, error);
    if (rows == NULL || hcrm_rows_get_n (rows) == 0)
      return rows != NULL;
    for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
      if (!visit (self, hcrm_rows_get (rows, i, "sha256"), hcrm_rows_get (rows, i, "named"), error))
        return FALSE;
    g_free (after);
    after = g_strdup (hcrm_rows_get (rows, hcrm_rows_get_n (rows) - 1, "sha256"));
  }
}

static gboolean
check_one (Walk *self, const char *sha256, const char *named, GError **error)
{
  self->found (sha256, named, hcrm_store_check (self->store, sha256), self->data);
  return TRUE;
}

gboolean
hcrm_files_check (HcrmDb *db,
                  const HcrmStore *store,
                  HcrmFilesFound found,
                  gpointer data,
                  GError **error)
{
  Walk self = { db, store, found, data, 0 };

  return walk (&self, check_one, error);
}

/* Locked, so that it is not deleted meanwhile. */
static gboolean
reseal_locked (Walk *self, const char *sha256, GError **error)
{
  gboolean changed = FALSE;

  hcrm_db_let (self->db, "sha256", sha256);
  g_autoptr (HcrmRows) rows = hcrm_db_one (self->db, &SQL_FILES_LOCK, NULL, error);
  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (rows, 0, "named")
      && !hcrm_store_reseal (self->store, sha256, &changed, error))
    return FALSE;
  self->n += changed;
  return TRUE;
}

static gboolean
reseal_one (Walk *self, const char *sha256, const char *named, GError **error)
{
  hcrm_db_begin (self->db, &hcrm_system_context);
  gboolean done = reseal_locked (self, sha256, error);

  return hcrm_db_end (self->db, done, done ? error : NULL) && done;
}

gboolean
hcrm_files_reseal (HcrmDb *db, const HcrmStore *store, guint64 *n, GError **error)
{
  Walk self = { db, store, NULL, NULL, 0 };
  gboolean done = walk (&self, reseal_one, error);

  *n = self.n;
  return done;
}

gboolean
hcrm_files_take_out (const HcrmStore *store, HcrmRows *files, GError **error)
{
  for (guint i = 0; i < hcrm_rows_get_n (files); i++)
    if (!hcrm_store_take_out (store, hcrm_rows_get (files, i, "sha256"), error))
      return FALSE;
  return TRUE;
}
