/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole lists as files: the order, and the job that carries it out. */

#include "hcrm-export.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "export-sql.h"
#include "hcrm-request-private.h"
#include "hcrm-table-writer.h"

#define MAX_UNFINISHED 10
#define MAX_ATTEMPTS 3
#define TELL_US (G_TIME_SPAN_SECOND / 2)
#define FOLDER "exports"
#define SUFFIX "/actions/export"

/* --- The order ---------------------------------------------------------------------------------
 */

static const HcrmRoute *
find_list (HcrmRequest *req)
{
  const char *path = req->route->path;
  g_autofree char *list = g_strndup (path, strlen (path) - strlen (SUFFIX));

  return hcrm_http_find_list (req->http, list);
}

static gboolean
is_column (const HcrmFieldSet *rows, JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && hcrm_field_set_find (rows, json_node_get_string (node)) >= 0;
}

static gboolean
check_columns (HcrmRequest *req, GError **error)
{
  const char *text = hcrm_record_get (req->args, "columns");
  if (text == NULL)
    return TRUE;
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *names =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = names != NULL && json_array_get_length (names) > 0;

  for (guint i = 0; good && i < json_array_get_length (names); i++)
    good = is_column (req->route->rows, json_array_get_element (names, i));
  if (good)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "columns", "%s",
                    _ ("These are no columns of the list"));
}

static gboolean
check_sort (const HcrmRoute *list, const HcrmPaging *paging, GError **error)
{
  if (list->list == NULL || hcrm_sql_list_find_sort (list->list, paging->sort) != NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "query",
                    _ ("This list cannot be sorted by “%s”"), paging->sort);
}

/* Refused now what would be refused by the list itself. */
static gboolean
check_query (HcrmRequest *req, const HcrmRoute *list, GError **error)
{
  HcrmPaging paging = { .limit = HCRM_DEFAULT_LIMIT };
  g_autoptr (HcrmRecord) args = NULL;
  gboolean good =
      hcrm_list_query_read (list, hcrm_record_get (req->args, "query"), &paging, &args, error)
      && check_sort (list, &paging, error);

  hcrm_paging_clear (&paging);
  return good;
}

static gboolean
check_number (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_EXPORT_UNFINISHED, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_int (rows, 0, "n") < MAX_UNFINISHED)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_TOO_MANY, NULL, "%s",
                    _ ("Wait until one of your exports is ready, or cancel one"));
}

static const char *
or_else (const char *text, const char *other)
{
  return text != NULL ? text : other;
}

static void
bind_order (HcrmRequest *req, const HcrmRoute *list)
{
  hcrm_db_let (req->db, "path", list->path);
  hcrm_db_let (req->db, "query", or_else (hcrm_record_get (req->args, "query"), ""));
  hcrm_db_let (req->db, "columns", or_else (hcrm_record_get (req->args, "columns"), "[]"));
  hcrm_db_let (req->db, "title", or_else (hcrm_record_get (req->args, "title"), list->path + 1));
}

/* The order, its entry in the audit and its job stand or fall together. */
static gboolean
place_order (HcrmRequest *req, const HcrmRoute *list, GError **error)
{
  bind_order (req, list);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_EXPORT_ADD, req->args, error);
  if (made == NULL)
    return FALSE;
  const char *id = hcrm_rows_get (made, 0, "id");
  g_autofree char *payload = g_strdup_printf ("{\"export\":%s}", id);
  hcrm_db_let (req->db, "id", id);
  hcrm_db_let (req->db, "export_id", id);
  hcrm_db_queue (req->db, &SQL_EXPORT_ORDER_AUDIT, req->args);
  if (!hcrm_job_add (req->db, HCRM_EXPORT_JOB, id, payload, NULL, error)
      || !hcrm_request_reply_one (req, &SQL_EXPORT_GET, error))
    return FALSE;
  req->status = SOUP_STATUS_ACCEPTED;
  req->location = g_strconcat ("/api/v1/exports/", id, NULL);
  return TRUE;
}

gboolean
hcrm_export_start (HcrmRequest *req, GError **error)
{
  const HcrmRoute *list = find_list (req);

  g_return_val_if_fail (list != NULL && req->route->rows != NULL, FALSE);
  return check_columns (req, error) && check_query (req, list, error) && check_number (req, error)
         && place_order (req, list, error);
}

gboolean
hcrm_export_send (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_EXPORT_FILE, NULL, error);
  if (rows == NULL)
    return FALSE;
  g_autofree char *path =
      g_build_filename (hcrm_http_get_files (req->http), hcrm_rows_get (rows, 0, "file"), NULL);
  gboolean csv = strcmp (hcrm_rows_get (rows, 0, "format"), "csv") == 0;

  return hcrm_request_reply_file (
      req, path, hcrm_rows_get (rows, 0, "name"),
      csv ? "text/csv; charset=utf-8"
          : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      error);
}

/* --- Making the file ---------------------------------------------------------------------------
 */

/* One column of the file. */
typedef struct {
  const HcrmField *field;
  int column;  /* of the rows */
  int english; /* the same in English, or -1 */
} Cell;

typedef struct {
  HcrmSink sink; /* first */
  HcrmJob *job;
  HcrmRows *order;
  const HcrmRoute *list, *route;
  JsonNode *columns; /* an array: the names wanted; empty for all */
  GArray *cells;     /* (nullable): of Cell, once the first rows have come */
  HcrmTableWriter *writer;
  char *file, *path;
  gint64 total, done, told_at;
  gboolean cancelled;
} Making;

static const char *
order_text (Making *self, const char *column)
{
  return hcrm_rows_get (self->order, 0, column);
}

static void
bind_progress (Making *self)
{
  hcrm_db_let (self->job->db, "export_id", order_text (self, "id"));
  hcrm_db_let_int (self->job->db, "done", self->done);
  hcrm_db_let_int (self->job->db, "total", self->total);
}

/* How far it is; and whether it is still wanted. */
static gboolean
tell (Making *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (!hcrm_job_keep (self->job, error))
    return FALSE;
  if (now - self->told_at < TELL_US)
    return TRUE;
  self->told_at = now;
  hcrm_db_begin (self->job->db, &hcrm_system_context);
  bind_progress (self);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (self->job->db, &SQL_EXPORT_PROGRESS, NULL, error);
  if (!hcrm_db_end (self->job->db, rows != NULL, rows != NULL ? error : NULL) || rows == NULL)
    return FALSE;
  self->cancelled = hcrm_rows_get_n (rows) == 0;
  return !self->cancelled
         || hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", _ ("The export was cancelled"));
}

static gboolean
begin_cb (HcrmSink *sink, gint64 total, GError **error)
{
  Making *self = (Making *) sink;

  self->total = total;
  return tell (self, error);
}

static gboolean
is_english (Making *self)
{
  return strcmp (order_text (self, "language"), "en") == 0;
}

static void
add_cell (Making *self, HcrmRows *rows, const HcrmField *field)
{
  g_autofree char *english = g_strconcat (field->name, "_en", NULL);
  Cell cell = { field, hcrm_rows_find (rows, field->name),
                is_english (self) ? hcrm_rows_find (rows, english) : -1 };

  if (cell.column >= 0)
    g_array_append_val (self->cells, cell);
}

/* What people need not see beside what it stands for. */
static gboolean
is_plain (const HcrmField *field)
{
  return field->kind != HCRM_KIND_JSON && field->kind != HCRM_KIND_ROWS
         && strcmp (field->name, "version") != 0 && !g_str_has_suffix (field->name, "_id")
         && !g_str_has_suffix (field->name, "_en");
}

static void
plan_cells (Making *self, HcrmRows *rows)
{
  const HcrmFieldSet *set = self->sink.set != NULL ? self->sink.set : self->route->rows;
  JsonArray *names = json_node_get_array (self->columns);

  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  for (guint i = 0; i < json_array_get_length (names); i++) {
    int n = hcrm_field_set_find (set, json_array_get_string_element (names, i));
    if (n >= 0)
      add_cell (self, rows, &set->fields[n]);
  }
  for (guint i = 0; json_array_get_length (names) == 0 && i < set->n_fields; i++)
    if (is_plain (&set->fields[i]))
      add_cell (self, rows, &set->fields[i]);
}

static void
write_heads (Making *self)
{
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();

  for (guint i = 0; i < self->cells->len; i++)
    g_ptr_array_add (heads, gettext (g_array_index (self->cells, Cell, i).field->label));
  g_ptr_array_add (heads, NULL);
  hcrm_table_writer_set_heads (self->writer, (char **) heads->pdata);
}

static const char *
cell_text (const Cell *cell, HcrmRows *rows, guint row)
{
  const char *english = hcrm_rows_get_at (rows, row, cell->english);
  const char *text = english != NULL ? english : hcrm_rows_get_at (rows, row, cell->column);

  if (text == NULL)
    return NULL;
  if (cell->field->kind == HCRM_KIND_BOOL)
    return *text == 't' ? _ ("Yes") : _ ("No");
  return cell->field->choices != NULL && cell->field->kind != HCRM_KIND_JSON
             ? hcrm_field_get_choice_label (cell->field, text)
             : text;
}

static const char *
object_words (JsonObject *object, gboolean english)
{
  static const char *const names[] = { "name", "role", "text", "label" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *twin = g_strconcat (names[i], "_en", NULL);
    const char *text = json_object_get_string_member_with_default (object, names[i], NULL);
    const char *other =
        english ? json_object_get_string_member_with_default (object, twin, NULL) : NULL;
    if (text != NULL)
      return other != NULL ? other : text;
  }
  return NULL;
}

static gboolean
add_words (GString *words, const HcrmField *field, JsonNode *node, gboolean english)
{
  const char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    text = object_words (json_node_get_object (node), english);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  if (text == NULL)
    return FALSE;
  if (field->choices != NULL && JSON_NODE_HOLDS_VALUE (node))
    text = hcrm_field_get_choice_label (field, text);
  g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", text);
  return TRUE;
}

/* A list as people read it: the names of what is in it. What has no names stays as it is. */
static char *
dup_words (const HcrmField *field, const char *json, gboolean english)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  if (array == NULL)
    return g_strdup (json);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_words (words, field, json_array_get_element (array, i), english))
      return g_strdup (json);
  return g_strdup (words->str);
}

static void
write_row (Making *self, HcrmRows *rows, guint row)
{
  for (guint i = 0; i < self->cells->len; i++) {
    const Cell *cell = &g_array_index (self->cells, Cell, i);
    const HcrmField *field = cell->field;
    gboolean list = field->kind == HCRM_KIND_JSON || field->kind == HCRM_KIND_ROWS;
    const char *text = cell_text (cell, rows, row);
    g_autofree char *words = list ? dup_words (field, text, is_english (self)) : NULL;

    hcrm_table_writer_add (self->writer, list ? HCRM_KIND_TEXT : field->kind, list ? words : text);
  }
  hcrm_table_writer_end_row (self->writer);
}

static gboolean
take_cb (HcrmSink *sink, HcrmRows *rows, guint n, GError **error)
{
  Making *self = (Making *) sink;

  if (self->cells == NULL) {
    plan_cells (self, rows);
    write_heads (self);
  }
  for (guint i = 0; i < n; i++)
    write_row (self, rows, i);
  self->done += n;
  return tell (self, error);
}

/* --- Carrying out the list's own route ---------------------------------------------------------
 */

static gboolean
run_list (Making *self, HcrmDb *db, HcrmUser *user, HcrmPaging *paging, GError **error)
{
  HcrmContext context = hcrm_system_context;
  g_autoptr (HcrmRecord) args = NULL;
  g_autoptr (GString) reply = g_string_new (NULL);
  HcrmRequest req = { .db = db,
                      .user = user,
                      .route = self->list,
                      .http = self->job->http,
                      .paging = paging,
                      .reply = reply,
                      .sink = &self->sink,
                      .language = order_text (self, "language"),
                      .forgotten_user = -1 };

  if (!hcrm_list_query_read (self->list, order_text (self, "query"), paging, &args, error))
    return FALSE;
  req.args = args;
  context.language = req.language;
  hcrm_user_fill_context (user, self->list->need, &context);
  hcrm_db_begin_snapshot (db, &context);
  gboolean done = self->list->handler != NULL
                      ? self->list->handler (&req, error)
                      : hcrm_request_reply_list (&req, self->list->list, error);
  hcrm_db_end (db, FALSE, NULL);
  return done;
}

/* On a connection of its own, so that progress can be told meanwhile. */
static gboolean
write_list (Making *self, HcrmUser *user, GError **error)
{
  g_autoptr (HcrmDb) db = hcrm_db_open_beside (self->job->db, error);
  HcrmPaging paging = { .limit = HCRM_DEFAULT_LIMIT };

  if (db == NULL)
    return FALSE;
  gboolean done = run_list (self, db, user, &paging, error);
  hcrm_paging_clear (&paging);
  return done;
}

static gboolean
check_user (Making *self, HcrmUser *user, GError **error)
{
  if (hcrm_permission_set_has (&user->held, self->list->need))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("You may not do this"));
}

/* --- The job -----------------------------------------------------------------------------------
 */

static gboolean
open_file (Making *self, GError **error)
{
  const char *format = order_text (self, "format");
  g_autofree char *folder = g_build_filename (hcrm_http_get_files (self->job->http), FOLDER, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL,
                      _ ("Cannot make %s: %s"), folder, g_strerror (errno));
  self->file = g_strdup_printf (FOLDER "/%s.%s", order_text (self, "id"), format);
  self->path = g_build_filename (hcrm_http_get_files (self->job->http), self->file, NULL);
  self->writer =
      hcrm_table_writer_new (self->path,
                             strcmp (format, "csv") == 0 ? HCRM_TABLE_CSV : HCRM_TABLE_XLSX,
                             order_text (self, "title"), error);
  return self->writer != NULL;
}

static gboolean
finish (Making *self, HcrmUser *user, GError **error)
{
  HcrmContext context = hcrm_system_context;
  GStatBuf found;

  if (g_stat (self->path, &found) != 0)
    return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be written"));
  hcrm_user_fill_context (user, self->list->need, &context);
  hcrm_db_begin (self->job->db, &context);
  bind_progress (self);
  hcrm_db_let (self->job->db, "file", self->file);
  hcrm_db_let_int (self->job->db, "size", found.st_size);
  hcrm_db_let (self->job->db, "path", self->list->path);
  hcrm_db_queue (self->job->db, &SQL_EXPORT_FINISH_AUDIT, NULL);
  g_autoptr (HcrmRows) rows = hcrm_db_one (self->job->db, &SQL_EXPORT_FINISH, NULL, error);
  return hcrm_db_end (self->job->db, rows != NULL, rows != NULL ? error : NULL) && rows != NULL;
}

static gboolean
make_file (Making *self, GError **error)
{
  g_autoptr (HcrmUser) user =
      hcrm_session_find_user (self->job->db, hcrm_rows_get_int (self->order, 0, "user_id"), error);

  return user != NULL && check_user (self, user, error) && open_file (self, error)
         && write_list (self, user, error) && hcrm_table_writer_close (self->writer, error)
         && finish (self, user, error);
}

static const HcrmRoute *
find_order_route (HcrmJob *job, const char *path)
{
  g_autofree char *full = g_strconcat (path, SUFFIX, NULL);

  return hcrm_http_find_route (job->http, "POST", full);
}

static gboolean
find_routes (Making *self, GError **error)
{
  self->list = hcrm_http_find_list (self->job->http, order_text (self, "path"));
  self->route = find_order_route (self->job, order_text (self, "path"));
  self->columns = json_from_string (order_text (self, "columns"), NULL);
  if (self->list != NULL && self->route != NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s", _ ("There is no such list any more"));
}

/* Returns: (nullable): no rows if the export is not wanted any more */
static HcrmRows *
begin_order (HcrmJob *job, GError **error)
{
  g_autoptr (JsonNode) payload = json_from_string (job->payload, NULL);

  hcrm_db_begin (job->db, &hcrm_system_context);
  hcrm_db_let_int (job->db, "export_id",
                   json_object_get_int_member (json_node_get_object (payload), "export"));
  g_autoptr (HcrmRows) rows = hcrm_db_rows (job->db, &SQL_EXPORT_BEGIN, NULL, error);
  if (!hcrm_db_end (job->db, rows != NULL, rows != NULL ? error : NULL))
    return NULL;
  return g_steal_pointer (&rows);
}

static gboolean
note_failure (Making *self, const char *problem, GError **error)
{
  hcrm_db_begin (self->job->db, &hcrm_system_context);
  bind_progress (self);
  hcrm_db_let (self->job->db, "problem", problem);
  gboolean noted = hcrm_db_run (self->job->db, &SQL_EXPORT_FAIL, NULL, error);
  return hcrm_db_end (self->job->db, noted, noted ? error : NULL) && noted;
}

/* What may go better another time is tried again; anything else is told to who ordered it. */
static gboolean
settle (Making *self, GError *failure, GError **error)
{
  if (self->path != NULL)
    g_unlink (self->path);
  if (self->cancelled)
    return TRUE;
  if (g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_BUSY) && self->job->attempt < MAX_ATTEMPTS) {
    g_propagate_error (error, g_error_copy (failure));
    return FALSE;
  }
  return note_failure (self, failure->message, error);
}

static void
clear_making (Making *self)
{
  g_clear_pointer (&self->writer, hcrm_table_writer_free);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_pointer (&self->columns, json_node_unref);
  g_clear_pointer (&self->order, hcrm_rows_free);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, clear_making)

gboolean
hcrm_export_run (HcrmJob *job, GError **error)
{
  g_auto (Making) self = { .sink = { begin_cb, take_cb }, .job = job };
  g_autoptr (GError) failure = NULL;

  self.order = begin_order (job, error);
  if (self.order == NULL)
    return FALSE;
  if (hcrm_rows_get_n (self.order) == 0)
    return TRUE;
  locale_t before = hcrm_speak (order_text (&self, "language"));
  gboolean made = find_routes (&self, &failure) && make_file (&self, &failure);
  made = made || settle (&self, failure, error);
  uselocale (before);
  g_ptr_array_add (job->events,
                   hcrm_event_new ("export", hcrm_rows_get_int (self.order, 0, "id"), 0));
  return made;
}

/* --- The sweep ---------------------------------------------------------------------------------
 */

static gboolean
expire (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error)
{
  g_autofree char *path =
      g_build_filename (hcrm_http_get_files (sweep->http), hcrm_rows_get (rows, row, "file"), NULL);

  /* First the file: should this be cut short, it is done again. */
  g_unlink (path);
  hcrm_db_let (sweep->db, "export_id", hcrm_rows_get (rows, row, "id"));
  return hcrm_db_run (sweep->db, &SQL_EXPORT_EXPIRE, NULL, error);
}

gboolean
hcrm_export_sweep (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_EXPORT_OUTDATED, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!expire (sweep, rows, i, error))
      return FALSE;
  return rows != NULL && hcrm_db_run (sweep->db, &SQL_EXPORT_FORGET, NULL, error);
}
