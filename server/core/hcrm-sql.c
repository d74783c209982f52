/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the statement for one page of a list among those that sql2c made. */
#include "core/hcrm-sql.h"

/* The page sizes of sql2c's LIMITS, in its order. */
static const guint PAGE_SIZES[HCRM_SQL_N_LIMITS] = { 50, 200, HCRM_SQL_MAX_PAGE };

static guint
find_limit_class (guint n_rows)
{
  guint i = 0;
  while (i < HCRM_SQL_N_LIMITS - 1 && n_rows > PAGE_SIZES[i])
    i++;
  return i;
}

const HcrmSqlSort *
hcrm_sql_list_find_sort (const HcrmSqlList *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);
  if (key == NULL)
    return &self->sorts[0];
  for (guint i = 0; i < self->n_sorts; i++)
    if (g_str_equal (self->sorts[i].key, key))
      return &self->sorts[i];
  return NULL;
}

const HcrmSql *
hcrm_sql_sort_page (const HcrmSqlSort *self, gboolean descending, HcrmSqlMode mode, guint n_rows)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_rows >= 1 && n_rows <= HCRM_SQL_MAX_PAGE, NULL);
  return &self->pages[find_limit_class (n_rows)][mode][descending ? 1 : 0];
}

const HcrmSql *
hcrm_sql_sort_narrow (const HcrmSqlSort *self, gboolean descending, HcrmSqlMode mode, guint n_rows)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_rows >= 1 && n_rows <= HCRM_SQL_MAX_PAGE, NULL);
  return self->narrow != NULL ? &self->narrow[find_limit_class (n_rows)][mode][descending ? 1 : 0]
                              : NULL;
}

guint
hcrm_sql_page_limit (guint n_rows)
{
  return PAGE_SIZES[find_limit_class (n_rows)] + 1;
}
