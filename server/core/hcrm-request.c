/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What handlers share: replies, lists with paging, versions and workflow steps. */

#include <inttypes.h>
#include <string.h>

#include "hcrm-request-private.h"

#define MAX_LIMIT 200
#define MAX_CSV_LIMIT HCRM_SQL_MAX_PAGE
#define MAX_OFFSET HCRM_SQL_BEFORE_LIMIT
#define MADE_PIECE MAX_LIMIT /* of things whose rows are made at once for an export */

const char *
hcrm_request_get_part (HcrmRequest *req, const char *name)
{
  return req->path != NULL ? g_hash_table_lookup (req->path, name) : NULL;
}

const char *
hcrm_request_get_header (HcrmRequest *req, const char *name)
{
  return req->headers != NULL ? g_hash_table_lookup (req->headers, name) : NULL;
}

/* --- Replies -------------------------------------------------------------------------------- */

void
hcrm_request_reply_row (HcrmRequest *req, HcrmRows *rows)
{
  g_string_truncate (req->reply, 0);
  if (req->csv)
    hcrm_rows_append_csv (rows, 1, req->reply);
  else
    hcrm_rows_append_json (rows, 0, req->reply);
  req->etag = hcrm_rows_get_int (rows, 0, "version");
  if (!(req->route->flags & HCRM_ROUTE_CREATES))
    return;
  g_free (req->location);
  req->location = g_strdup_printf ("/api/v1%s/%" G_GINT64_FORMAT, req->route->path,
                                   hcrm_rows_get_int (rows, 0, "id"));
}

gboolean
hcrm_request_reply_one (HcrmRequest *req, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, sql, req->args, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  return TRUE;
}

HcrmRows *
hcrm_request_reply_record (HcrmRequest *req, const HcrmSql *view, const char *kind, GError **error)
{
  HcrmRows *rows = hcrm_db_one (req->db, view, NULL, error);

  if (rows == NULL)
    return NULL;
  hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, kind, hcrm_rows_get_int (rows, 0, "id"),
                          hcrm_rows_get_int (rows, 0, "version"));
  return rows;
}

/* A list without pages; what went wrong is told by the sink itself when it is closed. */
static void
give_items (HcrmRequest *req, HcrmRows *rows, guint n)
{
  if (req->sink->begin (req->sink, n, NULL))
    req->sink->take (req->sink, rows, n, NULL);
}

static void
append_total (GString *out, gint64 n, gboolean exact)
{
  if (n < 0)
    g_string_append (out, ",\"total\":null}");
  else
    g_string_append_printf (out, ",\"total\":{\"value\":%" G_GINT64_FORMAT ",\"exact\":%s}}", n,
                            exact ? "true" : "false");
}

void
hcrm_request_reply_items (HcrmRequest *req, HcrmRows *rows)
{
  guint n = hcrm_rows_get_n (rows);

  if (req->sink != NULL) {
    give_items (req, rows, n);
    return;
  }
  g_string_truncate (req->reply, 0);
  if (req->csv) {
    hcrm_rows_append_csv (rows, n, req->reply);
    return;
  }
  g_string_append (req->reply, "{\"items\":");
  hcrm_rows_append_json_array (rows, n, req->reply);
  g_string_append (req->reply, ",\"next\":null");
  append_total (req->reply, n, TRUE);
}

void
hcrm_request_reply_table (HcrmRequest *req, const HcrmFieldSet *set, HcrmRows *rows)
{
  if (req->sink != NULL)
    req->sink->set = set;
  hcrm_request_reply_items (req, rows);
}

/* --- Paging --------------------------------------------------------------------------------- */

void
hcrm_paging_clear (HcrmPaging *paging)
{
  g_clear_pointer (&paging->sort, g_free);
  g_clear_pointer (&paging->after_key, g_free);
  g_clear_pointer (&paging->from, g_free);
}

static char *
take_member (JsonObject *members, const char *name)
{
  char *text = g_strdup (json_object_get_string_member_with_default (members, name, NULL));

  json_object_remove_member (members, name);
  return text;
}

static gboolean
read_number (char *text,
             const char *name,
             guint64 least,
             guint64 most,
             guint64 *out,
             GError **error)
{
  g_autofree char *owned = text;

  if (owned == NULL || g_ascii_string_to_unsigned (owned, 10, least, most, out, NULL))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, name,
                    _ ("%s must be from %" PRIu64 " to %" PRIu64), name, least, most);
}

/* A cursor is "id key": opaque to clients, the last row's id and sort key. */
static gboolean
read_cursor (HcrmPaging *paging, char *text, GError **error)
{
  g_autofree char *cursor = text;
  if (cursor == NULL)
    return TRUE;

  gsize length = 0;
  g_autofree guchar *raw = g_base64_decode (cursor, &length);
  g_autofree char *plain = g_strndup ((const char *) raw, length);
  char *end = NULL;
  paging->after_id = g_ascii_strtoll (plain, &end, 10);
  if (end == plain || *end != ' ' || !g_utf8_validate (end, -1, NULL))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "after", "%s", _ ("This is no cursor of a list"));
  paging->after_key = g_strdup (end + 1);
  paging->mode = HCRM_SQL_AFTER;
  return TRUE;
}

static char *
make_cursor (HcrmRows *rows, guint row, const char *key)
{
  const char *value = hcrm_rows_get (rows, row, key);
  g_autofree char *plain =
      g_strdup_printf ("%s %s", hcrm_rows_get (rows, row, "id"), value != NULL ? value : "");

  return g_base64_encode ((const guchar *) plain, strlen (plain));
}

static void
read_sort (HcrmPaging *paging, char *text)
{
  g_autofree char *sort = text;

  if (sort == NULL)
    return;
  paging->descending = *sort == '-';
  paging->sort = g_strdup (sort + paging->descending);
}

static gboolean
read_count (HcrmPaging *paging, char *text, GError **error)
{
  g_autofree char *count = text;

  if (count == NULL)
    return TRUE;
  if (strcmp (count, "exact") == 0)
    paging->count = COUNT_EXACT;
  else if (strcmp (count, "none") == 0)
    paging->count = COUNT_NONE;
  else
    return hcrm_fail (error, HCRM_ERROR_INVALID, "count", "%s", _ ("count is exact or none"));
  return TRUE;
}

gboolean
hcrm_paging_read (HcrmPaging *paging, JsonObject *members, gboolean csv, GError **error)
{
  guint64 limit = HCRM_DEFAULT_LIMIT, offset = 0;
  gboolean has_offset = json_object_has_member (members, "offset");

  read_sort (paging, take_member (members, "sort"));
  if (!read_number (take_member (members, "limit"), "limit", 1, csv ? MAX_CSV_LIMIT : MAX_LIMIT,
                    &limit, error)
      || !read_number (take_member (members, "offset"), "offset", 0, MAX_OFFSET, &offset, error)
      || !read_cursor (paging, take_member (members, "after"), error)
      || !read_count (paging, take_member (members, "count"), error))
    return FALSE;
  paging->limit = limit;
  paging->offset = offset;
  paging->from = take_member (members, "from");
  if (paging->from != NULL)
    paging->mode = HCRM_SQL_FROM;
  else if (has_offset && offset > 0)
    paging->mode = HCRM_SQL_OFFSET;
  return TRUE;
}

static void
bind_paging (HcrmRequest *req)
{
  const HcrmPaging *paging = req->paging;

  hcrm_db_let (req->db, "after_key", paging->after_key);
  hcrm_db_let_int (req->db, "after_id", paging->after_id);
  hcrm_db_let_int (req->db, "offset", paging->offset);
  hcrm_db_let (req->db, "from", paging->from);
}

static const HcrmSqlSort *
find_sort (HcrmRequest *req, const HcrmSqlList *list, GError **error)
{
  const HcrmSqlSort *sort = hcrm_sql_list_find_sort (list, req->paging->sort);

  if (sort == NULL)
    hcrm_fail (error, HCRM_ERROR_INVALID, "sort",
               _ ("This list cannot be sorted by “%s”"), req->paging->sort);
  return sort;
}

/* Whether the page itself tells how many there are. */
static gint64
known_total (const HcrmPaging *paging, guint n)
{
  if (paging->count == COUNT_NONE)
    return -1;
  gboolean from_start = paging->mode == HCRM_SQL_FIRST || paging->mode == HCRM_SQL_OFFSET;
  gboolean whole = n <= paging->limit && (n > 0 || paging->offset == 0);
  return from_start && whole ? paging->offset + n : -2;
}

static char *
next_cursor (const HcrmPaging *paging, HcrmRows *rows, const HcrmSqlSort *sort)
{
  guint shown = MIN (hcrm_rows_get_n (rows), paging->limit);

  return hcrm_rows_get_n (rows) > shown && shown > 0 ? make_cursor (rows, shown - 1, sort->key)
                                                     : NULL;
}

static void
append_rows (HcrmRequest *req, HcrmRows *rows, guint n)
{
  g_string_truncate (req->reply, 0);
  if (req->csv) {
    hcrm_rows_append_csv (rows, n, req->reply);
    return;
  }
  g_string_append (req->reply, "{\"items\":");
  hcrm_rows_append_json_array (rows, n, req->reply);
}

static gboolean
append_page (HcrmRequest *req, const HcrmMadeList *made, HcrmRows *page, GError **error)
{
  guint shown = MIN (hcrm_rows_get_n (page), req->paging->limit);

  if (made->make == NULL) {
    append_rows (req, page, shown);
    return TRUE;
  }
  g_autoptr (HcrmRows) rows = made->make (req, page, shown, made->data, error);
  if (rows == NULL)
    return FALSE;
  append_rows (req, rows, hcrm_rows_get_n (rows));
  return TRUE;
}

static void
append_next (HcrmRequest *req, HcrmRows *page, const HcrmSqlSort *sort)
{
  g_autofree char *cursor = next_cursor (req->paging, page, sort);

  g_string_append (req->reply, ",\"next\":");
  if (cursor != NULL)
    hcrm_json_append_string (req->reply, cursor);
  else
    g_string_append (req->reply, "null");
}

/* @total is -1 if nobody wants it counted. */
static gboolean
count_list (HcrmRequest *req,
            const HcrmSqlList *list,
            HcrmRows *page,
            gint64 *total,
            gboolean *exact,
            GError **error)
{
  gboolean wanted = req->paging->count == COUNT_EXACT;
  gint64 known = known_total (req->paging, hcrm_rows_get_n (page));
  gint64 n = req->paging->found;
  *total = known;
  *exact = TRUE;
  if (known >= -1)
    return TRUE;

  if (n == 0 || (wanted && n > HCRM_SQL_COUNT_LIMIT)) {
    const HcrmSql *sql = wanted ? &list->count_exact : &list->count;
    g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, sql, req->args, error);
    if (rows == NULL)
      return FALSE;
    n = hcrm_rows_get_int (rows, 0, "n");
  }
  *exact = wanted || n <= HCRM_SQL_COUNT_LIMIT;
  *total = *exact ? n : HCRM_SQL_COUNT_LIMIT;
  return TRUE;
}

/* Where a page that begins at a value stands in the whole list; null if that is out of reach. */
static gboolean
append_before (HcrmRequest *req, const HcrmSqlSort *sort, GError **error)
{
  if (req->paging->mode != HCRM_SQL_FROM || req->paging->count == COUNT_NONE)
    return TRUE;
  g_autoptr (HcrmRows) rows =
      hcrm_db_one (req->db, &sort->before[req->paging->descending ? 1 : 0], req->args, error);
  if (rows == NULL)
    return FALSE;
  gint64 n = hcrm_rows_get_int (rows, 0, "n");
  if (n > HCRM_SQL_BEFORE_LIMIT)
    g_string_append (req->reply, ",\"offset\":null");
  else
    g_string_append_printf (req->reply, ",\"offset\":%" G_GINT64_FORMAT, n);
  return TRUE;
}

const char *
hcrm_request_get_sort (HcrmRequest *req)
{
  return req->paging->sort;
}

/* Nothing was found where the reply has no row, and is not known of a page behind others. */
static gboolean
note_found (HcrmPaging *paging, HcrmRows *rows)
{
  if (hcrm_rows_get_n (rows) > 0)
    paging->found = hcrm_rows_get_int (rows, 0, "n");
  return paging->found > 0 ? paging->found <= HCRM_SQL_COUNT_LIMIT : paging->mode == HCRM_SQL_FIRST;
}

/* What is much is found soonest in its order, even where PostgreSQL takes it for little. */
static HcrmRows *
read_in_order (HcrmRequest *req, const HcrmSql *page, GError **error)
{
  static const HcrmSql in_order = { "request.in_order",
                                    "SELECT set_config('enable_sort', 'off', true)", 0, NULL,
                                    FALSE };
  static const HcrmSql as_ever = { "request.as_ever",
                                   "SELECT set_config('enable_sort', 'on', true)", 0, NULL, FALSE };

  hcrm_db_queue (req->db, &in_order, NULL);
  HcrmRows *rows = hcrm_db_rows (req->db, page, req->args, error);
  if (rows != NULL)
    hcrm_db_queue (req->db, &as_ever, NULL);
  return rows;
}

/* What is few is found and then sorted. Which of them it is, PostgreSQL cannot know of filters that
 * exclude each other. */
static HcrmRows *
read_list (HcrmRequest *req, const HcrmSqlList *list, const HcrmSqlSort **sort, GError **error)
{
  HcrmPaging *paging = req->paging;

  *sort = find_sort (req, list, error);
  if (*sort == NULL)
    return NULL;
  bind_paging (req);
  paging->found = 0;
  const HcrmSql *page = hcrm_sql_sort_page (*sort, paging->descending, paging->mode, paging->limit);
  const HcrmSql *narrow =
      hcrm_sql_sort_narrow (*sort, paging->descending, paging->mode, paging->limit);
  if (narrow == NULL || paging->count == COUNT_NONE || req->sink != NULL)
    return hcrm_db_rows (req->db, page, req->args, error);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, narrow, req->args, error);
  if (rows == NULL)
    return NULL;
  return note_found (paging, rows) ? g_steal_pointer (&rows) : read_in_order (req, page, error);
}

/* --- The whole list, page by page --- */

static gboolean
begin_whole (HcrmRequest *req, const HcrmMadeList *made, GError **error)
{
  const HcrmSql *count = made->count != NULL ? made->count : &made->list->count_exact;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, count, req->args, error);

  if (rows == NULL)
    return FALSE;
  req->paging->limit = made->make != NULL ? MADE_PIECE : HCRM_SQL_MAX_PAGE;
  req->paging->mode = HCRM_SQL_FIRST;
  req->sink->set = made->set;
  return req->sink->begin (req->sink, hcrm_rows_get_int (rows, 0, "n"), error);
}

static void
go_behind (HcrmPaging *paging, HcrmRows *rows, guint row, const char *key)
{
  const char *value = hcrm_rows_get (rows, row, key);

  g_free (paging->after_key);
  paging->after_key = g_strdup (value != NULL ? value : "");
  paging->after_id = hcrm_rows_get_int (rows, row, "id");
  paging->mode = HCRM_SQL_AFTER;
}

static gboolean
give_page (HcrmRequest *req, const HcrmMadeList *made, HcrmRows *page, guint n, GError **error)
{
  if (made->make == NULL)
    return req->sink->take (req->sink, page, n, error);
  g_autoptr (HcrmRows) rows = made->make (req, page, n, made->data, error);
  return rows != NULL && req->sink->take (req->sink, rows, hcrm_rows_get_n (rows), error);
}

static gboolean
give_list (HcrmRequest *req, const HcrmMadeList *made, GError **error)
{
  if (!begin_whole (req, made, error))
    return FALSE;
  for (gboolean more = TRUE; more;) {
    const HcrmSqlSort *sort = NULL;
    g_autoptr (HcrmRows) rows = read_list (req, made->list, &sort, error);
    if (rows == NULL)
      return FALSE;
    guint n = MIN (hcrm_rows_get_n (rows), req->paging->limit);
    if (!give_page (req, made, rows, n, error))
      return FALSE;
    more = hcrm_rows_get_n (rows) > n;
    if (more)
      go_behind (req->paging, rows, n - 1, sort->key);
  }
  return TRUE;
}

gboolean
hcrm_request_reply_made (HcrmRequest *req, const HcrmMadeList *made, GError **error)
{
  const HcrmSqlSort *sort = NULL;

  if (req->sink != NULL)
    return give_list (req, made, error);
  g_autoptr (HcrmRows) page = read_list (req, made->list, &sort, error);
  gboolean exact = TRUE;
  gint64 total = -1;

  if (page == NULL || !append_page (req, made, page, error))
    return FALSE;
  if (req->csv)
    return TRUE;
  append_next (req, page, sort);
  if (!append_before (req, sort, error)
      || !count_list (req, made->list, page, &total, &exact, error))
    return FALSE;
  append_total (req->reply, total, exact);
  return TRUE;
}

gboolean
hcrm_request_reply_list (HcrmRequest *req, const HcrmSqlList *list, GError **error)
{
  return hcrm_request_reply_made (req, &(HcrmMadeList){ .list = list }, error);
}

static HcrmRows *
read_by_ids (HcrmRequest *req, HcrmRows *page, guint n, gpointer data, GError **error)
{
  g_autofree char *ids = hcrm_rows_join_ids (page, n);

  hcrm_db_let (req->db, "page_ids", ids);
  return hcrm_db_rows (req->db, data, NULL, error);
}

gboolean
hcrm_request_reply_list_by_ids (HcrmRequest *req,
                                const HcrmSqlList *list,
                                const HcrmSql *rows,
                                GError **error)
{
  return hcrm_request_reply_made (
      req, &(HcrmMadeList){ .list = list, .make = read_by_ids, .data = (gpointer) rows }, error);
}

void
hcrm_page_clear (HcrmPage *page)
{
  g_clear_pointer (&page->rows, hcrm_rows_free);
  g_clear_pointer (&page->next, g_free);
}

gboolean
hcrm_request_read_page (HcrmRequest *req,
                        const HcrmSqlList *list,
                        JsonObject *paging,
                        HcrmPage *page,
                        GError **error)
{
  const HcrmSqlSort *sort = NULL;

  hcrm_paging_clear (req->paging);
  *req->paging = (HcrmPaging){ .limit = HCRM_DEFAULT_LIMIT };
  if (!hcrm_paging_read (req->paging, paging, FALSE, error))
    return FALSE;
  page->rows = read_list (req, list, &sort, error);
  if (page->rows == NULL)
    return FALSE;
  page->n = MIN (hcrm_rows_get_n (page->rows), req->paging->limit);
  page->next = next_cursor (req->paging, page->rows, sort);
  return count_list (req, list, page->rows, &page->total, &page->exact, error);
}

/* --- Versions, steps, events ---------------------------------------------------------------- */

static void
attach_current (GError **error, HcrmRows *rows)
{
  g_autoptr (GString) current = g_string_new (NULL);

  if (error == NULL || *error == NULL)
    return;
  hcrm_rows_append_json (rows, 0, current);
  hcrm_error_set_current (*error, current->str);
}

gboolean
hcrm_request_check_version (HcrmRequest *req, HcrmRows *rows, GError **error)
{
  if (req->if_match == 0)
    return hcrm_fail (error, HCRM_ERROR_NO_VERSION, NULL, "%s",
                      _ ("Say which version you changed (If-Match)"));
  if (req->if_match == hcrm_rows_get_int (rows, 0, "version"))
    return TRUE;
  hcrm_fail (error, HCRM_ERROR_STALE, NULL, "%s", _ ("Someone else changed this record"));
  attach_current (error, rows);
  return FALSE;
}

void
hcrm_request_attach_current (HcrmRequest *req, const HcrmSql *view, GError *error)
{
  g_autoptr (GString) current = g_string_new (NULL);

  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE))
    return;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, view, NULL, NULL);
  if (rows != NULL)
    hcrm_rows_append_json (rows, 0, current);
  hcrm_error_set_current (error, rows != NULL ? current->str : NULL);
}

HcrmRows *
hcrm_request_take_step (HcrmRequest *req,
                        const HcrmSql *lock,
                        const HcrmWorkflow *flow,
                        const char *action,
                        const HcrmStep **step,
                        GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, lock, req->args, error);
  if (rows == NULL)
    return NULL;
  if ((req->route->flags & HCRM_ROUTE_VERSIONED) && !hcrm_request_check_version (req, rows, error))
    return NULL;

  *step =
      hcrm_workflow_find (flow, hcrm_rows_get (rows, 0, "state"), action, &req->user->held, error);
  return *step != NULL ? g_steal_pointer (&rows) : NULL;
}

HcrmRows *
hcrm_request_take_record (HcrmRequest *req,
                          const HcrmSql *lock,
                          const HcrmSql *view,
                          const HcrmWorkflow *flow,
                          const char *action,
                          const HcrmStep **step,
                          GError **error)
{
  g_autoptr (GError) failure = NULL;
  HcrmRows *rows = hcrm_request_take_step (req, lock, flow, action, step, &failure);

  if (rows != NULL)
    return rows;
  hcrm_request_attach_current (req, view, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* --- Several records -------------------------------------------------------------------------- */

static void
append_result (HcrmRequest *req, gint64 id, const GError *failure)
{
  guint status = failure != NULL ? hcrm_error_get_status (failure) : SOUP_STATUS_OK;
  g_autofree char *problem =
      failure != NULL ? hcrm_error_to_json (failure, req->request_id) : g_strdup ("null");

  if (req->reply->str[req->reply->len - 1] != '[')
    g_string_append_c (req->reply, ',');
  g_string_append_printf (req->reply, "{\"id\":%" G_GINT64_FORMAT ",\"status\":%u,\"problem\":%s}",
                          id, status, problem);
}

static gboolean
step_item (HcrmRequest *req,
           HcrmRecord *item,
           HcrmItemFunc step,
           gconstpointer data,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint n_events = req->events->len;

  if (!hcrm_db_mark (req->db, error))
    return FALSE;
  hcrm_db_let_int (req->db, "id", hcrm_record_get_int (item, "id"));
  req->if_match = hcrm_record_get_int (item, "version");
  if (!step (req, item, data, &failure) || !hcrm_db_keep (req->db, &failure)) {
    if (g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    g_ptr_array_set_size (req->events, n_events);
    if (!hcrm_db_back (req->db, error))
      return FALSE;
  }
  append_result (req, hcrm_record_get_int (item, "id"), failure);
  return TRUE;
}

gboolean
hcrm_request_each (HcrmRequest *req, HcrmItemFunc step, gconstpointer data, GError **error)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (req->args, "items");

  g_string_assign (req->reply, "{\"results\":[");
  for (guint i = 0; i < items->len; i++)
    if (!step_item (req, g_ptr_array_index (items, i), step, data, error))
      return FALSE;
  g_string_append (req->reply, "]}");
  return TRUE;
}

void
hcrm_request_end_session (HcrmRequest *req, const char *token_hash)
{
  g_ptr_array_add (req->ended_sessions, g_strdup (token_hash));
}

void
hcrm_request_forget_user (HcrmRequest *req, gint64 user_id)
{
  req->forgotten_user = req->forgotten_user < 0 ? user_id : 0;
}

void
hcrm_request_add_event (HcrmRequest *req, const char *kind, gint64 id, gint64 version)
{
  g_ptr_array_add (req->events, hcrm_event_new (kind, id, version));
}
