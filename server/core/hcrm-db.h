/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-rows.h"
#include "hcrm-sql.h"

G_BEGIN_DECLS

/**
 * HcrmContext:
 *
 * On whose behalf, and how far, a transaction sees. Becomes transaction-local settings that the
 * scoped views read; with none of them set no row is visible. Statements may name :user_id,
 * :staff_id, :language and :request_id, which no request can override.
 */
typedef struct {
  const char *user_id;        /* "" for nobody */
  const char *staff_id;       /* "" if the user is no member of staff */
  const char *all;            /* "on" if everything is in reach, else "" */
  const char *departments;    /* "{1,2}": departments in reach, or "" */
  const char *sites;          /* "{1}": sites in reach, or "" */
  const char *staff_patients; /* "on", or "{1,2}": where staff are seen as patients; else "" */
  const char *request_id;
  const char *address; /* of the client, or "" */
  const char *language;
  const char *zone; /* time zone that instants are written in; "" for the hospital's */
} HcrmContext;

/**
 * HcrmDb:
 *
 * A connection lent to one piece of work at a time. Not thread safe. A transaction begins with
 * hcrm_db_begin() and ends with hcrm_db_end(); BEGIN and the context travel with the first
 * statement. Values are bound by name: the context first, then hcrm_db_let(), then the record.
 */
typedef struct _HcrmDb HcrmDb;

HcrmDb *hcrm_db_open (const char *conninfo, GError **error);

/* Another connection to the same database, for long work that must tell others how far it is. */
HcrmDb *hcrm_db_open_beside (HcrmDb *self, GError **error);
void hcrm_db_close (HcrmDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmDb, hcrm_db_close)

/* Whether the connection works; reconnects if it was lost and no transaction is open. */
gboolean hcrm_db_ensure (HcrmDb *self, GError **error);

/* @context must live until hcrm_db_end(). */
void hcrm_db_begin (HcrmDb *self, const HcrmContext *context);

/* The same for many statements that must all see one state of the database; nothing is written. */
void hcrm_db_begin_snapshot (HcrmDb *self, const HcrmContext *context);

/* The next statement is the only one: it runs in a transaction of its own, one round trip. */
void hcrm_db_begin_single (HcrmDb *self, const HcrmContext *context);

/* Commits or rolls back. A failed commit leaves nothing done. */
gboolean hcrm_db_end (HcrmDb *self, gboolean commit, GError **error);

/**
 * hcrm_db_mark:
 *
 * Begins a part of the open transaction that may fail by itself: it ends with hcrm_db_keep(), or
 * with hcrm_db_back(), which undoes it and drops what it queued. Parts do not nest.
 */
gboolean hcrm_db_mark (HcrmDb *self, GError **error);
gboolean hcrm_db_keep (HcrmDb *self, GError **error);
gboolean hcrm_db_back (HcrmDb *self, GError **error);

/* Binds :@name to @value (copied; %NULL for SQL NULL) until the transaction ends. */
void hcrm_db_let (HcrmDb *self, const char *name, const char *value);
void hcrm_db_let_int (HcrmDb *self, const char *name, gint64 value);

/* Forgets what was let so far, for the next of several pieces of work in one transaction. */
void hcrm_db_unlet (HcrmDb *self);

/**
 * hcrm_db_rows:
 * @args: (nullable): the record that parameters come from
 * @error: %HCRM_ERROR by SQLSTATE: 23505 and 23P01 conflict, 23503, 23514 and 22xxx invalid,
 *   40001 and 40P01 busy (the dispatcher reruns), 57014 busy, lost connection busy
 *
 * Runs @sql and returns its rows, none included.
 */
HcrmRows *hcrm_db_rows (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error);

/* The same with exactly one row; %HCRM_ERROR_NOT_FOUND if there is none. */
HcrmRows *hcrm_db_one (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error);

/* Runs @sql; `FALSE` only if it failed. */
gboolean hcrm_db_run (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error);

/* Sends @sql with the next statement or the commit; its rows are dropped, its failure is theirs. */
void hcrm_db_queue (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args);

/* Whether the last failure was a serialization failure or a deadlock. */
gboolean hcrm_db_may_rerun (HcrmDb *self);

/* Prepares @sql without running it; tests use it to check every statement. */
gboolean hcrm_db_prepare (HcrmDb *self, const HcrmSql *sql, GError **error);

/* Runs text with several commands outside any transaction: for migrations and tests only. */
gboolean hcrm_db_script (HcrmDb *self, const char *text, GError **error);

/* For LISTEN and COPY only. */
PGconn *hcrm_db_get_connection (HcrmDb *self);

/* Says which field a violated constraint stands for. */
typedef struct {
  const char *constraint;
  const char *field;
  const char *message; /* marked with N_() */
} HcrmConstraint;
void hcrm_db_register_constraints (const HcrmConstraint *constraints, guint n);

G_END_DECLS
