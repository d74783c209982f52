/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements as constants: what tools/sql2c.py makes of a module's .sql file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HCRM_SQL_MAX_PARAMS 48

/**
 * HcrmSql:
 * @name: "module.statement", of a list's page "module.statement/key/asc/first/50"; fit to name a
 *   prepared statement
 * @text: the SQL with its parameters as $1, $2 ...
 * @n_params: up to %HCRM_SQL_MAX_PARAMS
 * @params: (array length=n_params) (nullable): the parameters' names in the order of their numbers
 * @custom_plan: to be planned anew for each call, since it has optional filters
 *
 * One statement. Constant, valid for ever, safe in every thread.
 */
typedef struct {
  const char *name;
  const char *text;
  guint n_params;
  const char *const *params;
  gboolean custom_plan;
} HcrmSql;

/**
 * HcrmSqlMode:
 * @HCRM_SQL_FIRST: from the beginning; binds nothing beyond the list's filters
 * @HCRM_SQL_AFTER: behind the row (after_key, after_id); only after_id if the sort key is the id
 * @HCRM_SQL_OFFSET: behind the first offset rows; slow when they are many
 * @HCRM_SQL_FROM: from the sort key's value from on, in the list's direction
 *
 * Where a page of a list begins, and the parameters which that takes.
 */
typedef enum {
  HCRM_SQL_FIRST,
  HCRM_SQL_AFTER,
  HCRM_SQL_OFFSET,
  HCRM_SQL_FROM,
} HcrmSqlMode;

#define HCRM_SQL_N_MODES 4
#define HCRM_SQL_N_LIMITS 3
#define HCRM_SQL_MAX_PAGE 1000
/** HCRM_SQL_COUNT_LIMIT: up to here the list's count is exact; beyond, it returns one more. */
#define HCRM_SQL_COUNT_LIMIT 10000
/** HCRM_SQL_BEFORE_LIMIT: as far as a page can begin by its offset. */
#define HCRM_SQL_BEFORE_LIMIT 100000

/**
 * HcrmSqlSort:
 * @key: the view's column
 * @type: its PostgreSQL type
 * @pages: by limit class, mode and direction (0 ascending, 1 descending); see hcrm_sql_list_page()
 * @before: by direction: one column n, how many rows come before the value that `from` names,
 *   counted up to %HCRM_SQL_BEFORE_LIMIT + 1
 * @narrow: (nullable): like @pages, for a list that may be narrowed to what hardly exists, which an
 *   order never comes upon: finds up to %HCRM_SQL_COUNT_LIMIT + 1 rows first, tells in a column n
 * how many, and sorts those. With more than the limit the page is not one: take that of @pages,
 * which then takes KEY_first and KEY_last as well, null or between which values all rows lie.
 */
typedef struct {
  const char *key;
  const char *type;
  HcrmSql pages[HCRM_SQL_N_LIMITS][HCRM_SQL_N_MODES][2];
  HcrmSql before[2];
  const HcrmSql (*narrow)[HCRM_SQL_N_MODES][2];
} HcrmSqlSort;

/**
 * HcrmSqlList:
 * @name: "module.statement"
 * @sorts: (array length=n_sorts): the keys it can be sorted by, the usual one first
 * @count: one column n, counted up to %HCRM_SQL_COUNT_LIMIT + 1
 * @count_exact: the same, counted to the end
 *
 * A list statement in all its orders. LIMIT is literal in each, for PostgreSQL plans a LIMIT it
 * does not know far worse.
 */
typedef struct {
  const char *name;
  const HcrmSqlSort *sorts;
  guint n_sorts;
  HcrmSql count;
  HcrmSql count_exact;
} HcrmSqlList;

/**
 * hcrm_sql_list_find_sort:
 * @key: (nullable): a column; %NULL for the list's usual one
 *
 * Returns: (nullable): %NULL if the list cannot be sorted by @key
 */
const HcrmSqlSort *hcrm_sql_list_find_sort (const HcrmSqlList *self, const char *key);

/**
 * hcrm_sql_sort_page:
 * @n_rows: rows wanted, 1 to %HCRM_SQL_MAX_PAGE
 *
 * The statement for one page. It reads at least one row more than wanted, up to
 * hcrm_sql_page_limit() rows, so that its reader knows whether another page follows; drop the rest.
 *
 * Returns: the statement; its filters and what @mode names must be bound
 */
const HcrmSql *
hcrm_sql_sort_page (const HcrmSqlSort *self, gboolean descending, HcrmSqlMode mode, guint n_rows);

/** hcrm_sql_sort_narrow: as hcrm_sql_sort_page(); %NULL if the list has no such statements. */
const HcrmSql *
hcrm_sql_sort_narrow (const HcrmSqlSort *self, gboolean descending, HcrmSqlMode mode, guint n_rows);

/** hcrm_sql_page_limit: the literal LIMIT of the statement that hcrm_sql_sort_page() gives. */
guint hcrm_sql_page_limit (guint n_rows);

/** hcrm_sql_all: every statement of every module: %NULL-terminated arrays, ended by %NULL. For
 * tests. */
extern const HcrmSql *const *const hcrm_sql_all[];

/**
 * HcrmSqlFile:
 * @name: the file's name without folder, such as "0001-core.sql"
 * @text: its whole text
 * @sha256: of the text, in hexadecimal
 *
 * A file of SQL built into the server.
 */
typedef struct {
  const char *name;
  const char *text;
  const char *sha256;
} HcrmSqlFile;

/** hcrm_sql_migrations: server/migrations/ in the order of the names, ended by a %NULL name. */
extern const HcrmSqlFile hcrm_sql_migrations[];

G_END_DECLS
