/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How names are spelt by what a keyboard types. */

#include "hcrm-spelling.h"

#include "core/hcrm-pinyin.h"
#include "spelling-sql.h"

static char *
make_keys (const char *name)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_text (name, &initials);
  g_auto (GStrv) syllables = g_strsplit (pinyin, " ", -1);
  g_autofree char *whole = g_strjoinv ("", syllables);

  return g_strjoin (" ", initials, whole, NULL);
}

gboolean
hcrm_spelling_write (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_SPELLING_UNSPELT, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    g_autofree char *keys = make_keys (hcrm_rows_get (rows, i, "name"));

    hcrm_db_let (db, "spelt", hcrm_rows_get (rows, i, "name"));
    hcrm_db_let (db, "spelt_keys", keys);
    hcrm_db_queue (db, &SQL_SPELLING_SPELL, NULL);
  }
  return rows != NULL;
}
