/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection: transactions in few round trips, statements prepared once, errors by SQLSTATE. */

#include "hcrm-db.h"

#include <string.h>

#define CONNECT_OPTIONS                                                                            \
  "-c plan_cache_mode=force_generic_plan -c statement_timeout=30s -c lock_timeout=5s "             \
  "-c idle_in_transaction_session_timeout=60s -c datestyle=ISO -c intervalstyle=iso_8601 "         \
  "-c client_min_messages=warning"

typedef enum {
  IDLE,    /* no transaction */
  PENDING, /* wanted, not yet sent */
  SINGLE,  /* wanted, for one statement */
  OPEN,
  FAILED, /* aborted by an error; only a rollback is possible */
} State;

struct _HcrmDb {
  PGconn *conn;
  char *conninfo;
  State state;
  HcrmContext context;
  gboolean custom_plan; /* the transaction's plan_cache_mode */
  gboolean snapshot;    /* begins as REPEATABLE READ */
  gboolean may_rerun;   /* the last failure was a serialization failure or a deadlock */
  GHashTable *let;      /* name → value, for this transaction */
  GHashTable *prepared; /* names of statements this connection knows */
  GPtrArray *queue;     /* of Queued: sent with the next statement */
  GPtrArray *expected;  /* of Expected: results to come from what was sent */
};

/* A statement whose values are already bound. */
typedef struct {
  const HcrmSql *sql;
  char *values[HCRM_SQL_MAX_PARAMS];
} Queued;

typedef enum { PREPARE, DROP, WANTED } Wanted;

typedef struct {
  Wanted wanted;
  const HcrmSql *sql;
} Expected;

typedef PGresult Result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, PQclear)

/* The core's own commands travel as statements too, so that all share one path. */
#define COMMAND(symbol, name, text) static const HcrmSql symbol = { name, text, 0, NULL, FALSE };
COMMAND (SQL_BEGIN, "core.begin", "BEGIN")
COMMAND (SQL_BEGIN_SNAPSHOT,
         "core.begin_snapshot",
         "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
COMMAND (SQL_COMMIT, "core.commit", "COMMIT")
COMMAND (SQL_ROLLBACK, "core.rollback", "ROLLBACK")
COMMAND (SQL_MARK, "core.mark", "SAVEPOINT part")
COMMAND (SQL_KEEP, "core.keep", "RELEASE SAVEPOINT part")
COMMAND (SQL_BACK, "core.back", "ROLLBACK TO SAVEPOINT part")
COMMAND (SQL_CUSTOM,
         "core.custom",
         "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
COMMAND (SQL_GENERIC,
         "core.generic",
         "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")

static const HcrmSql SQL_CONTEXT = {
  "core.context",
  "SELECT set_config('hcrm.user', $1, true), set_config('hcrm.staff', $2, true), "
  "set_config('hcrm.all', $3, true), set_config('hcrm.departments', $4, true), "
  "set_config('hcrm.sites', $5, true), set_config('hcrm.request', $6, true), "
  "set_config('hcrm.address', $7, true), set_config('hcrm.language', $8, true), "
  "set_config('TimeZone', coalesce(nullif($9, ''), hcrm_zone()), true), "
  "set_config('hcrm.staff_patients', $10, true)",
  10,
  NULL,
  FALSE,
};

/* --- Errors --------------------------------------------------------------------------------- */

/* What a user is told for a SQLSTATE; anything else is the server's own fault. */
static const struct {
  const char *state;
  HcrmErrorCode code;
  const char *text;
} sql_states[] = {
  { "23505", HCRM_ERROR_CONFLICT, N_ ("This is already on record") },
    { "23P01", HCRM_ERROR_CONFLICT, N_ ("This overlaps something on record") },
      { "23503", HCRM_ERROR_INVALID, N_ ("This refers to a record that does not exist") },
        { "23502", HCRM_ERROR_INVALID, N_ ("A value is missing") },
          { "23514", HCRM_ERROR_INVALID, N_ ("This breaks a rule of the record") },
            { "22003", HCRM_ERROR_INVALID, N_ ("A number is out of range") },
              { "22007", HCRM_ERROR_INVALID, N_ ("A date is not written correctly") },
                { "22008", HCRM_ERROR_INVALID, N_ ("A date is out of range") },
                  { "22P02", HCRM_ERROR_INVALID, N_ ("A value is not written correctly") },
                    { "22021", HCRM_ERROR_INVALID,
                      N_ ("A text holds characters that cannot be kept") },
                      { "40001", HCRM_ERROR_BUSY, N_ ("Someone else was faster; try again") },
                        { "40P01", HCRM_ERROR_BUSY, N_ ("Someone else was faster; try again") },
                          { "55P03", HCRM_ERROR_BUSY,
                            N_ ("Someone else is changing this; try again") },
                            { "57014", HCRM_ERROR_BUSY, N_ ("This took too long") },
                              { "57P01", HCRM_ERROR_BUSY, N_ ("The database is restarting") },
                                { "57P03", HCRM_ERROR_BUSY, N_ ("The database is restarting") },
                              };

static GHashTable *constraints; /* name → HcrmConstraint; filled before any worker starts */

void
hcrm_db_register_constraints (const HcrmConstraint *list, guint n)
{
  if (constraints == NULL)
    constraints = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (constraints, (gpointer) list[i].constraint, (gpointer) &list[i]);
}

static const HcrmConstraint *
find_constraint (const PGresult *result)
{
  const char *name = PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME);

  return name != NULL && constraints != NULL ? g_hash_table_lookup (constraints, name) : NULL;
}

static gboolean
fail_from_state (const PGresult *result, guint i, GError **error)
{
  const HcrmConstraint *constraint = find_constraint (result);

  if (constraint != NULL)
    return hcrm_fail (error, sql_states[i].code, constraint->field, "%s",
                      gettext (constraint->message));
  return hcrm_fail (error, sql_states[i].code, PQresultErrorField (result, PG_DIAG_COLUMN_NAME),
                    "%s", gettext (sql_states[i].text));
}

/* Two requests with one idempotency key: the second run finds what the first one stored. */
static gboolean
may_rerun_after (const PGresult *result, const char *state)
{
  return g_strcmp0 (state, "40001") == 0 || g_strcmp0 (state, "40P01") == 0
         || (g_strcmp0 (state, "23505") == 0
             && g_strcmp0 (PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME), "idempotency_pkey")
                    == 0);
}

static gboolean
fail_from_result (HcrmDb *self, const HcrmSql *sql, const PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;

  self->may_rerun = may_rerun_after (result, state);
  for (guint i = 0; i < G_N_ELEMENTS (sql_states); i++)
    if (g_strcmp0 (state, sql_states[i].state) == 0)
      return fail_from_state (result, i, error);
  if (PQstatus (self->conn) != CONNECTION_OK)
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The database cannot be reached"));

  /* Only the primary message: the others quote values, and values here are about patients. */
  g_warning ("%s: %s %s", sql->name, state,
             result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : "");
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s",
                    _ ("Something went wrong on the server"));
}

/* --- Connection ----------------------------------------------------------------------------- */

static void
free_queued (Queued *queued)
{
  for (guint i = 0; i < queued->sql->n_params; i++)
    g_free (queued->values[i]);
  g_free (queued);
}

static PGconn *
connect_to (const char *conninfo)
{
  const char *keys[] = { "dbname", "options", "application_name", "connect_timeout", NULL };
  const char *values[] = { conninfo, CONNECT_OPTIONS, "hcrm-server", "10", NULL };
  PGconn *conn = PQconnectdbParams (keys, values, 1);

  /* Terse: the DETAIL line quotes values, and values here are about patients. */
  PQsetErrorVerbosity (conn, PQERRORS_TERSE);
  if (PQstatus (conn) == CONNECTION_OK)
    PQenterPipelineMode (conn);
  return conn;
}

HcrmDb *
hcrm_db_open (const char *conninfo, GError **error)
{
  PGconn *conn = connect_to (conninfo);

  if (PQstatus (conn) != CONNECTION_OK) {
    hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", PQerrorMessage (conn));
    PQfinish (conn);
    return NULL;
  }
  HcrmDb *self = g_new0 (HcrmDb, 1);
  self->conn = conn;
  self->conninfo = g_strdup (conninfo);
  self->let = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->prepared = g_hash_table_new (g_str_hash, g_str_equal);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) free_queued);
  self->expected = g_ptr_array_new_with_free_func (g_free);
  return self;
}

HcrmDb *
hcrm_db_open_beside (HcrmDb *self, GError **error)
{
  return hcrm_db_open (self->conninfo, error);
}

void
hcrm_db_close (HcrmDb *self)
{
  PQfinish (self->conn);
  g_free (self->conninfo);
  g_hash_table_unref (self->let);
  g_hash_table_unref (self->prepared);
  g_ptr_array_unref (self->queue);
  g_ptr_array_unref (self->expected);
  g_free (self);
}

static void
forget_transaction (HcrmDb *self)
{
  self->state = IDLE;
  self->custom_plan = FALSE;
  self->snapshot = FALSE;
  g_hash_table_remove_all (self->let);
  g_ptr_array_set_size (self->queue, 0);
  g_ptr_array_set_size (self->expected, 0);
}

gboolean
hcrm_db_ensure (HcrmDb *self, GError **error)
{
  if (PQstatus (self->conn) == CONNECTION_OK)
    return TRUE;
  PQfinish (self->conn);
  g_hash_table_remove_all (self->prepared);
  forget_transaction (self);
  self->conn = connect_to (self->conninfo);
  if (PQstatus (self->conn) == CONNECTION_OK)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The database cannot be reached"));
}

PGconn *
hcrm_db_get_connection (HcrmDb *self)
{
  return self->conn;
}

gboolean
hcrm_db_may_rerun (HcrmDb *self)
{
  return self->may_rerun;
}

/* --- Binding -------------------------------------------------------------------------------- */

void
hcrm_db_let (HcrmDb *self, const char *name, const char *value)
{
  g_hash_table_insert (self->let, g_strdup (name), g_strdup (value));
}

void
hcrm_db_let_int (HcrmDb *self, const char *name, gint64 value)
{
  g_hash_table_insert (self->let, g_strdup (name), g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

void
hcrm_db_unlet (HcrmDb *self)
{
  g_hash_table_remove_all (self->let);
}

static const char *
null_if_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/* The context wins, so that no request can pass itself off as another user. */
static gboolean
find_in_context (const HcrmContext *context, const char *name, const char **value)
{
  if (strcmp (name, "user_id") == 0)
    *value = null_if_empty (context->user_id);
  else if (strcmp (name, "staff_id") == 0)
    *value = null_if_empty (context->staff_id);
  else if (strcmp (name, "language") == 0)
    *value = context->language;
  else if (strcmp (name, "request_id") == 0)
    *value = context->request_id;
  else
    return FALSE;
  return TRUE;
}

static const char *
find_value (HcrmDb *self, const char *name, HcrmRecord *args)
{
  const char *value = NULL;

  if (find_in_context (&self->context, name, &value))
    return value;
  if (g_hash_table_lookup_extended (self->let, name, NULL, (gpointer *) &value))
    return value;
  return args != NULL ? hcrm_record_get (args, name) : NULL;
}

/* --- Sending -------------------------------------------------------------------------------- */

static void
expect (HcrmDb *self, Wanted wanted, const HcrmSql *sql)
{
  Expected *expected = g_new (Expected, 1);

  *expected = (Expected){ wanted, sql };
  g_ptr_array_add (self->expected, expected);
}

static void
send_statement (HcrmDb *self, const HcrmSql *sql, const char *const *values, Wanted wanted)
{
  if (!g_hash_table_contains (self->prepared, sql->name)) {
    PQsendPrepare (self->conn, sql->name, sql->text, sql->n_params, NULL);
    expect (self, PREPARE, sql);
    g_hash_table_add (self->prepared, (gpointer) sql->name);
  }
  PQsendQueryPrepared (self->conn, sql->name, sql->n_params, values, NULL, NULL, 0);
  expect (self, wanted, sql);
}

static void
send_context (HcrmDb *self)
{
  const HcrmContext *context = &self->context;
  const char *values[] = { context->user_id,       context->staff_id, context->all,
                           context->departments,   context->sites,    context->request_id,
                           context->address,       context->language, context->zone,
                           context->staff_patients };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i] == NULL)
      values[i] = "";
  send_statement (self, &SQL_CONTEXT, values, DROP);
}

static void
send_beginning (HcrmDb *self)
{
  if (self->state == OPEN)
    return;
  if (self->state == PENDING)
    send_statement (self, self->snapshot ? &SQL_BEGIN_SNAPSHOT : &SQL_BEGIN, NULL, DROP);
  send_context (self);
  self->custom_plan = FALSE;
}

static void
send_plan_mode (HcrmDb *self, const HcrmSql *sql)
{
  if (sql->custom_plan == self->custom_plan)
    return;
  send_statement (self, sql->custom_plan ? &SQL_CUSTOM : &SQL_GENERIC, NULL, DROP);
  self->custom_plan = sql->custom_plan;
}

static void
send_queue (HcrmDb *self)
{
  for (guint i = 0; i < self->queue->len; i++) {
    Queued *queued = g_ptr_array_index (self->queue, i);

    send_plan_mode (self, queued->sql);
    send_statement (self, queued->sql, (const char *const *) queued->values, DROP);
  }
  g_ptr_array_set_size (self->queue, 0);
}

/* --- Receiving ------------------------------------------------------------------------------ */

/* The one result of a pipelined statement, and the NULL that follows it. */
static Result *
read_result (HcrmDb *self)
{
  Result *result = PQgetResult (self->conn);
  Result *end = result != NULL ? PQgetResult (self->conn) : NULL;

  PQclear (end);
  return result;
}

static gboolean
is_good (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static void
read_sync (HcrmDb *self)
{
  Result *result;

  /* PGRES_PIPELINE_SYNC has no NULL after it. */
  while ((result = PQgetResult (self->conn)) != NULL) {
    gboolean synced = PQresultStatus (result) == PGRES_PIPELINE_SYNC;
    PQclear (result);
    if (synced || PQstatus (self->conn) != CONNECTION_OK)
      return;
  }
}

/* Reads what was sent up to the sync; keeps the wanted result, reports the first failure. */
static gboolean
receive (HcrmDb *self, Result **wanted, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < self->expected->len; i++) {
    const Expected *expected = g_ptr_array_index (self->expected, i);
    g_autoptr (Result) result = read_result (self);

    if (!is_good (result)) {
      /* What follows a failure in a pipeline is aborted, and was not prepared either. */
      if (expected->wanted == PREPARE)
        g_hash_table_remove (self->prepared, expected->sql->name);
      if (ok)
        fail_from_result (self, expected->sql, result, error);
      ok = FALSE;
    } else if (expected->wanted == WANTED && wanted != NULL)
      *wanted = g_steal_pointer (&result);
  }
  g_ptr_array_set_size (self->expected, 0);
  read_sync (self);
  return ok;
}

static gboolean
flush (HcrmDb *self, Result **wanted, GError **error)
{
  PQpipelineSync (self->conn);
  return receive (self, wanted, error);
}

/* --- Transactions and statements ------------------------------------------------------------ */

static void
begin_as (HcrmDb *self, const HcrmContext *context, State state)
{
  g_return_if_fail (self->state == IDLE);
  self->state = state;
  self->context = *context;
  self->may_rerun = FALSE;
}

void
hcrm_db_begin (HcrmDb *self, const HcrmContext *context)
{
  begin_as (self, context, PENDING);
}

void
hcrm_db_begin_snapshot (HcrmDb *self, const HcrmContext *context)
{
  begin_as (self, context, PENDING);
  self->snapshot = TRUE;
}

void
hcrm_db_begin_single (HcrmDb *self, const HcrmContext *context)
{
  begin_as (self, context, SINGLE);
}

static gboolean
end_open (HcrmDb *self, gboolean commit, GError **error)
{
  gboolean good = commit && self->state == OPEN;

  if (good)
    send_queue (self);
  send_statement (self, good ? &SQL_COMMIT : &SQL_ROLLBACK, NULL, DROP);
  if (flush (self, NULL, error))
    return good || !commit;
  /* A queued statement failed, so COMMIT was not reached. */
  send_statement (self, &SQL_ROLLBACK, NULL, DROP);
  flush (self, NULL, NULL);
  return FALSE;
}

gboolean
hcrm_db_end (HcrmDb *self, gboolean commit, GError **error)
{
  gboolean ok = TRUE;

  if (commit && self->state == PENDING && self->queue->len > 0)
    send_beginning (self), self->state = OPEN;
  if (self->state == OPEN || self->state == FAILED)
    ok = end_open (self, commit, error);
  forget_transaction (self);
  return ok;
}

gboolean
hcrm_db_mark (HcrmDb *self, GError **error)
{
  return hcrm_db_run (self, &SQL_MARK, NULL, error);
}

gboolean
hcrm_db_keep (HcrmDb *self, GError **error)
{
  return hcrm_db_run (self, &SQL_KEEP, NULL, error);
}

gboolean
hcrm_db_back (HcrmDb *self, GError **error)
{
  g_return_val_if_fail (self->state == OPEN || self->state == FAILED, FALSE);
  g_ptr_array_set_size (self->queue, 0);
  send_statement (self, &SQL_BACK, NULL, DROP);
  gboolean ok = flush (self, NULL, error);
  self->state = ok ? OPEN : FAILED;
  return ok && hcrm_db_keep (self, error);
}

HcrmRows *
hcrm_db_rows (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error)
{
  const char *values[HCRM_SQL_MAX_PARAMS] = { NULL };
  Result *result = NULL;

  g_return_val_if_fail (self->state != IDLE, NULL);
  if (self->state == FAILED) {
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("Something went wrong on the server"));
    return NULL;
  }
  for (guint i = 0; i < sql->n_params; i++)
    values[i] = find_value (self, sql->params[i], args);
  send_beginning (self);
  send_queue (self);
  send_plan_mode (self, sql);
  send_statement (self, sql, values, WANTED);
  gboolean ok = flush (self, &result, error);
  if (self->state != SINGLE)
    self->state = ok ? OPEN : FAILED;
  if (ok)
    return hcrm_rows_new (result);
  PQclear (result);
  return NULL;
}

HcrmRows *
hcrm_db_one (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self, sql, args, error);

  if (rows == NULL)
    return NULL;
  if (hcrm_rows_get_n (rows) == 1)
    return g_steal_pointer (&rows);
  hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such record"));
  return NULL;
}

gboolean
hcrm_db_run (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self, sql, args, error);

  return rows != NULL;
}

void
hcrm_db_queue (HcrmDb *self, const HcrmSql *sql, HcrmRecord *args)
{
  Queued *queued = g_new0 (Queued, 1);

  queued->sql = sql;
  for (guint i = 0; i < sql->n_params; i++)
    queued->values[i] = g_strdup (find_value (self, sql->params[i], args));
  g_ptr_array_add (self->queue, queued);
}

gboolean
hcrm_db_prepare (HcrmDb *self, const HcrmSql *sql, GError **error)
{
  if (g_hash_table_contains (self->prepared, sql->name))
    return TRUE;
  PQsendPrepare (self->conn, sql->name, sql->text, sql->n_params, NULL);
  expect (self, PREPARE, sql);
  if (!flush (self, NULL, error))
    return FALSE;
  g_hash_table_add (self->prepared, (gpointer) sql->name);
  return TRUE;
}

gboolean
hcrm_db_script (HcrmDb *self, const char *text, GError **error)
{
  g_return_val_if_fail (self->state == IDLE, FALSE);
  PQexitPipelineMode (self->conn);
  g_autoptr (Result) result = PQexec (self->conn, text);
  gboolean ok = is_good (result);

  if (!ok)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (result));
  PQenterPipelineMode (self->conn);
  return ok;
}
