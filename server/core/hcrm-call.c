/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request on its worker: session, permission, input, transaction, route, answer. */

#include <string.h>

#include "call-sql.h"
#include "core/hcrm-json-check.h"
#include "hcrm-request-private.h"

#define MAX_RUNS 4 /* after serialization failures and deadlocks */
#define MAX_KEY 200

void
hcrm_call_free (HcrmCall *call)
{
  g_clear_pointer (&call->headers, g_hash_table_unref);
  g_clear_pointer (&call->path, g_hash_table_unref);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_clear_pointer (&call->events, g_ptr_array_unref);
  g_clear_error (&call->error);
  if (call->reply != NULL)
    g_string_free (call->reply, TRUE);
  g_free (call->query_text);
  g_free (call->method);
  g_free (call->uri_path);
  g_free (call->token);
  g_free (call->if_match);
  g_free (call->range);
  g_free (call->if_range);
  g_free (call->if_none_match);
  g_clear_pointer (&call->writer, hcrm_store_writer_free);
  hcrm_stored_clear (&call->stored);
  g_free (call->key);
  g_free (call->address);
  g_free (call->request_id);
  g_free (call->location);
  g_clear_pointer (&call->ended_sessions, g_ptr_array_unref);
  g_clear_pointer (&call->file, hcrm_reply_file_free);
  g_free (call);
}

/* --- Language: gettext follows the thread's own locale --------------------------------------- */

static gpointer
make_english_locale (gpointer unused)
{
  return newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
}

static gpointer
make_chinese_locale (gpointer unused)
{
  locale_t base = newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
  locale_t chinese = newlocale (LC_MESSAGES_MASK | LC_TIME_MASK, "zh_CN.UTF-8", base);

  if (chinese != (locale_t) 0)
    return chinese;
  g_warning ("The locale zh_CN.UTF-8 is not installed: messages will be in English");
  return base;
}

locale_t
hcrm_speak (const char *language)
{
  static GOnce chinese = G_ONCE_INIT, english = G_ONCE_INIT;

  if (g_strcmp0 (language, "zh_CN") == 0)
    return uselocale ((locale_t) g_once (&chinese, make_chinese_locale, NULL));
  return uselocale ((locale_t) g_once (&english, make_english_locale, NULL));
}

/* --- Input ---------------------------------------------------------------------------------- */

static void
add_query_value (JsonObject *members, const char *name, const char *value)
{
  if (!json_object_has_member (members, name)) {
    json_object_set_string_member (members, name, value);
    return;
  }
  JsonNode *node = json_object_get_member (members, name);
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_array_new ();
    json_array_add_element (array, json_node_copy (node));
    json_object_set_array_member (members, name, array);
  }
  json_array_add_string_element (json_object_get_array_member (members, name), value);
}

static gboolean
read_query (JsonObject *members, const char *text, GError **error)
{
  GUriParamsIter iter;
  char *name, *value;
  g_autoptr (GError) bad = NULL;

  if (text == NULL)
    return TRUE;
  g_uri_params_iter_init (&iter, text, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &bad)) {
    if (*value != '\0')
      add_query_value (members, name, value);
    g_free (name);
    g_free (value);
  }
  if (bad == NULL)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, "%s", _ ("The query cannot be read"));
}

static JsonObject *
read_body (HcrmCall *call, GError **error)
{
  gsize length = 0;
  const char *data = call->body != NULL ? g_bytes_get_data (call->body, &length) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (length == 0)
    return json_object_new ();
  if (!hcrm_json_check (data, length, error))
    return NULL;
  if (json_parser_load_from_data (parser, data, length, NULL)
      && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, "%s", _ ("The body is not a JSON object"));
  return NULL;
}

static const HcrmFieldSet no_fields = { "none", NULL, 0 };

static gboolean
take_raw (HcrmRequest *req)
{
  req->args = hcrm_record_new (&no_fields);
  return TRUE;
}

static gboolean
refuse_masked (HcrmRecord *record, GError **error)
{
  const HcrmFieldSet *set = hcrm_record_get_set (record);

  for (guint i = 0; i < set->n_fields; i++) {
    const char *text = hcrm_record_get (record, set->fields[i].name);
    if ((set->fields[i].flags & HCRM_FIELD_MASKED) && text != NULL && strstr (text, "**") != NULL)
      hcrm_error_add_field (error, set->fields[i].name,
                            _ ("A masked value cannot be taken back: type the whole value"));
  }
  return *error == NULL;
}

static gboolean
read_input (HcrmCall *call, HcrmRequest *req, GError **error)
{
  const HcrmRoute *route = call->route;
  if (route->flags & HCRM_ROUTE_RAW)
    return take_raw (req);
  gboolean get = strcmp (route->method, "GET") == 0;
  g_autoptr (JsonObject) members = get ? json_object_new () : read_body (call, error);
  g_autoptr (GError) bad = NULL;

  if (members == NULL || !read_query (members, call->query_text, error))
    return FALSE;
  if (get && !hcrm_paging_read (req->paging, members, call->csv, error))
    return FALSE;
  req->args = hcrm_record_new (route->input != NULL ? route->input : &no_fields);
  hcrm_record_read_json (req->args, members, FALSE, &bad);
  if (strcmp (route->method, "PATCH") != 0)
    hcrm_record_check (req->args, &bad);
  if (bad == NULL)
    refuse_masked (req->args, &bad);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

gboolean
hcrm_list_query_read (const HcrmRoute *route,
                      const char *text,
                      HcrmPaging *paging,
                      HcrmRecord **args,
                      GError **error)
{
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (HcrmRecord) record =
      hcrm_record_new (route->input != NULL ? route->input : &no_fields);
  g_autoptr (GError) bad = NULL;

  if (!read_query (members, text, error) || !hcrm_paging_read (paging, members, FALSE, error))
    return FALSE;
  hcrm_record_read_json (record, members, FALSE, &bad);
  hcrm_record_check (record, &bad);
  if (bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  *args = g_steal_pointer (&record);
  return TRUE;
}

/* Weak or strong: two representations of one version differ in nothing that is kept. */
static gboolean
read_if_match (HcrmCall *call, HcrmRequest *req, GError **error)
{
  const char *text = call->if_match;
  guint64 version = 0;

  if (text == NULL)
    return TRUE;
  if (g_str_has_prefix (text, "W/"))
    text += strlen ("W/");
  gsize length = strlen (text);
  gboolean quoted = length > 2 && text[0] == '"' && text[length - 1] == '"';
  g_autofree char *inner = quoted ? g_strndup (text + 1, length - 2) : g_strdup (text);
  if (!g_ascii_string_to_unsigned (inner, 10, 1, G_MAXINT64, &version, NULL))
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, "%s", _ ("If-Match names no version"));
  req->if_match = version;
  return TRUE;
}

/* --- Routes without a handler --------------------------------------------------------------- */

static gboolean
check_record (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  const HcrmRoute *route = req->route;

  return hcrm_record_check (record, error)
         && (route->check == NULL || route->check (req, record, error));
}

static gboolean
reply_written (HcrmRequest *req, GError **error)
{
  const HcrmRoute *route = req->route;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, route->reread, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  if (route->event != NULL)
    hcrm_request_add_event (req, route->event, hcrm_rows_get_int (rows, 0, "id"), req->etag);
  return TRUE;
}

static gboolean
run_create (HcrmRequest *req, GError **error)
{
  if (!check_record (req, req->args, error))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, req->route->sql, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return reply_written (req, error);
}

/* What was changed may have left the sight of whoever did: then there is nothing to show. */
static gboolean
reply_changed (HcrmRequest *req, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (reply_written (req, &failure))
    return TRUE;
  if (!g_error_matches (failure, HCRM_ERROR, HCRM_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (req->route->event != NULL)
    hcrm_request_add_event (req, req->route->event,
                            g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10), 0);
  return TRUE;
}

static gboolean
run_update (HcrmRequest *req, GError **error)
{
  const HcrmRoute *route = req->route;
  g_autoptr (HcrmRows) locked = hcrm_db_one (req->db, route->lock, NULL, error);
  g_autoptr (GError) failure = NULL;
  if (locked == NULL)
    return FALSE;
  if (!hcrm_request_check_version (req, locked, &failure)) {
    hcrm_request_attach_current (req, route->reread, failure);
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  g_autoptr (HcrmRecord) whole = hcrm_rows_to_record (locked, 0, route->input);
  hcrm_record_overlay (whole, req->args);
  return check_record (req, whole, error) && hcrm_db_run (req->db, route->sql, whole, error)
         && reply_changed (req, error);
}

static gboolean
reply_items (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, req->route->sql, req->args, error);

  if (rows != NULL)
    hcrm_request_reply_items (req, rows);
  return rows != NULL;
}

static gboolean
run_route (HcrmRequest *req, GError **error)
{
  const HcrmRoute *route = req->route;

  if (route->handler != NULL)
    return route->handler (req, error);
  if (route->list != NULL)
    return hcrm_request_reply_list (req, route->list, error);
  if (route->lock != NULL)
    return run_update (req, error);
  if (route->reread != NULL)
    return run_create (req, error);
  if (route->flags & HCRM_ROUTE_ITEMS)
    return reply_items (req, error);
  return hcrm_request_reply_one (req, route->sql, error);
}

/* --- Idempotency ---------------------------------------------------------------------------- */

static gboolean
wants_key (const HcrmCall *call)
{
  return call->key != NULL && strcmp (call->method, "POST") == 0
         && !(call->route->flags & (HCRM_ROUTE_ONCE | HCRM_ROUTE_PUBLIC));
}

static char *
hash_request (const HcrmCall *call)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 0;
  const guchar *body = call->body != NULL ? g_bytes_get_data (call->body, &length) : NULL;

  g_checksum_update (checksum, (const guchar *) call->method, strlen (call->method) + 1);
  g_checksum_update (checksum, (const guchar *) call->uri_path, strlen (call->uri_path) + 1);
  if (length > 0)
    g_checksum_update (checksum, body, length);
  if (call->writer != NULL) {
    const char *query = call->query_text != NULL ? call->query_text : "";
    g_checksum_update (checksum, (const guchar *) call->stored.sha256, -1);
    g_checksum_update (checksum, (const guchar *) query, -1);
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
replay (HcrmRequest *req, HcrmRows *rows)
{
  const char *reply = hcrm_rows_get (rows, 0, "reply");

  req->status = hcrm_rows_get_int (rows, 0, "status");
  g_string_assign (req->reply, reply != NULL ? reply : "");
  g_free (req->location);
  req->location = g_strdup (hcrm_rows_get (rows, 0, "location"));
  req->etag = hcrm_rows_get_int (rows, 0, "etag");
}

/* Returns: whether the request is to run; else it is answered, or @error is set. */
static gboolean
take_key (HcrmCall *call, HcrmRequest *req, const char *hash, gboolean *run, GError **error)
{
  *run = TRUE;
  if (strlen (call->key) > MAX_KEY)
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, "%s",
                      _ ("The Idempotency-Key is too long"));
  hcrm_db_let (req->db, "idempotency_key", call->key);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_CALL_IDEMPOTENCY_FIND, NULL, error);
  if (rows == NULL)
    return FALSE;
  const char *stored = hcrm_rows_get (rows, 0, "request_hash");
  if (stored == NULL && !hcrm_rows_get_bool (rows, 0, "locked"))
    return hcrm_fail (error, HCRM_ERROR_IN_PROGRESS, NULL, "%s",
                      _ ("The same request is being carried out"));
  if (stored == NULL)
    return TRUE;
  if (strcmp (stored, hash) != 0)
    return hcrm_fail (error, HCRM_ERROR_KEY_REUSED, NULL, "%s",
                      _ ("This key was used for another request"));
  replay (req, rows);
  *run = FALSE;
  return TRUE;
}

static void
store_key (HcrmRequest *req, const char *key, const char *hash)
{
  /* A handler may have let go of what was bound before it. */
  hcrm_db_let (req->db, "idempotency_key", key);
  hcrm_db_let (req->db, "idempotency_hash", hash);
  hcrm_db_let_int (req->db, "idempotency_status", req->status);
  hcrm_db_let (req->db, "idempotency_location", req->location);
  hcrm_db_let (req->db, "idempotency_reply", req->reply->str);
  hcrm_db_let_int (req->db, "idempotency_etag", req->etag);
  hcrm_db_queue (req->db, &SQL_CALL_IDEMPOTENCY_STORE, NULL);
}

/* --- The transaction ------------------------------------------------------------------------ */

static void
bind_path (HcrmRequest *req)
{
  GHashTableIter iter;
  gpointer name, value;

  if (req->path == NULL)
    return;
  g_hash_table_iter_init (&iter, req->path);
  while (g_hash_table_iter_next (&iter, &name, &value))
    hcrm_db_let (req->db, name, value);
}

static gboolean
run_keyed (HcrmCall *call, HcrmRequest *req, GError **error)
{
  g_autofree char *hash = hash_request (call);
  gboolean run = TRUE;

  if (!take_key (call, req, hash, &run, error))
    return FALSE;
  if (!run)
    return TRUE;
  if (!run_route (req, error))
    return FALSE;
  store_key (req, call->key, hash);
  return TRUE;
}

static gboolean
is_single (const HcrmRoute *route)
{
  return strcmp (route->method, "GET") == 0 && route->handler == NULL;
}

static gboolean
run_single (HcrmRequest *req, const HcrmContext *context, GError **error)
{
  hcrm_db_begin_single (req->db, context);
  bind_path (req);
  gboolean ok = run_route (req, error);
  hcrm_db_end (req->db, ok, NULL);
  return ok;
}

static gboolean
run_transaction (HcrmCall *call, HcrmRequest *req, const HcrmContext *context, GError **error)
{
  if (is_single (req->route))
    return run_single (req, context, error);
  hcrm_db_begin (req->db, context);
  bind_path (req);
  gboolean ok = wants_key (call) ? run_keyed (call, req, error) : run_route (req, error);
  return hcrm_db_end (req->db, ok, ok ? error : NULL) && ok;
}

static void
start_answer (HcrmCall *call, HcrmRequest *req)
{
  gboolean creates = (call->route->flags & HCRM_ROUTE_CREATES) != 0;

  req->status = creates ? SOUP_STATUS_CREATED : SOUP_STATUS_OK;
  req->etag = 0;
  req->modified_at = 0;
  g_string_truncate (req->reply, 0);
  g_clear_pointer (&req->location, g_free);
  g_clear_pointer (&req->file, hcrm_reply_file_free);
  g_ptr_array_set_size (req->events, 0);
  g_ptr_array_set_size (req->ended_sessions, 0);
  req->forgotten_user = -1;
}

static gboolean
run_until_done (HcrmCall *call, HcrmRequest *req, const HcrmContext *context, GError **error)
{
  g_autoptr (HcrmRecord) unchanged = g_steal_pointer (&req->args);

  for (guint i = 1;; i++) {
    g_autoptr (GError) failure = NULL;

    /* Each run sees the input as it came, whatever a check has set. */
    g_clear_object (&req->args);
    req->args = hcrm_record_copy (unchanged);

    start_answer (call, req);
    if (run_transaction (call, req, context, &failure))
      return TRUE;
    if (!hcrm_db_may_rerun (req->db) || i == MAX_RUNS) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    g_usleep (g_random_int_range (500, 3000) * i);
  }
}

/* --- Session and permission ----------------------------------------------------------------- */

static gboolean
check_permission (const HcrmRoute *route, const HcrmUser *user, GError **error)
{
  if (user->must_change_password && route->need != HCRM_PERM_SESSION)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "password", "%s",
                      _ ("Change your password first"));
  if (hcrm_permission_set_has (&user->held, route->need))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s", _ ("You may not do this"));
}

static HcrmUser *
find_user (HcrmCall *call, HcrmDb *db, GError **error)
{
  if (call->token == NULL) {
    hcrm_fail (error, HCRM_ERROR_UNAUTHENTICATED, NULL, "%s", _ ("Sign in to continue"));
    return NULL;
  }
  g_autoptr (HcrmUser) user = hcrm_session_find (db, call->token, error);
  if (user == NULL || !check_permission (call->route, user, error))
    return NULL;
  return g_steal_pointer (&user);
}

static gboolean
may_accept (HcrmCall *call, HcrmRequest *req, GError **error)
{
  return call->face == NULL || call->face->accept == NULL || call->face->accept (req, error);
}

static void
take_answer (HcrmCall *call, HcrmRequest *req, gboolean ok)
{
  call->location = g_steal_pointer (&req->location);
  if (!ok)
    return;
  call->status = req->status;
  call->etag = req->etag;
  call->modified_at = req->modified_at;
  call->reply = g_steal_pointer (&req->reply);
  call->file = g_steal_pointer (&req->file);
  call->events = g_steal_pointer (&req->events);
  call->ended_sessions = g_steal_pointer (&req->ended_sessions);
  if (req->forgotten_user >= 0)
    hcrm_session_forget (req->forgotten_user);
}

static gboolean
run_as (HcrmCall *call, HcrmDb *db, HcrmUser *user, GError **error)
{
  HcrmPaging paging = { .limit = HCRM_DEFAULT_LIMIT };
  HcrmContext context = hcrm_system_context; /* of public routes; a user's is narrower */
  HcrmRequest req = { .db = db,
                      .user = user,
                      .route = call->route,
                      .http = call->http,
                      .path = call->path,
                      .headers = call->headers,
                      .query = call->query_text,
                      .scheme = call->scheme,
                      .range = call->range,
                      .if_range = call->if_range,
                      .if_none_match = call->if_none_match,
                      .upload = call->writer,
                      .stored = &call->stored,
                      .paging = &paging,
                      .language = call->language,
                      .request_id = call->request_id,
                      .address = call->address,
                      .token = call->token,
                      .body = call->body,
                      .csv = call->csv,
                      .reply = g_string_sized_new (1024),
                      .events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free),
                      .ended_sessions = g_ptr_array_new_with_free_func (g_free),
                      .forgotten_user = -1 };

  context.request_id = call->request_id;
  context.address = call->address;
  context.language = call->language;
  if (user != NULL)
    hcrm_user_fill_context (user, call->route->need, &context);
  gboolean ok = may_accept (call, &req, error) && read_if_match (call, &req, error)
                && read_input (call, &req, error) && run_until_done (call, &req, &context, error);
  if (ok && call->writer != NULL)
    hcrm_store_writer_settle (call->writer);
  take_answer (call, &req, ok);
  hcrm_paging_clear (&paging);
  g_clear_object (&req.args);
  g_clear_pointer (&req.file, hcrm_reply_file_free);
  if (req.reply != NULL)
    g_string_free (req.reply, TRUE);
  g_clear_pointer (&req.events, g_ptr_array_unref);
  g_clear_pointer (&req.ended_sessions, g_ptr_array_unref);
  return ok;
}

gboolean
hcrm_call_admit (HcrmCall *call, HcrmDb *db)
{
  hcrm_speak (call->language);
  if (!hcrm_db_ensure (db, &call->error))
    return FALSE;
  g_autoptr (HcrmUser) user = find_user (call, db, &call->error);
  return user != NULL;
}

void
hcrm_call_run (HcrmCall *call, HcrmDb *db)
{
  g_autoptr (HcrmUser) user = NULL;
  gboolean public = (call->route->flags & HCRM_ROUTE_PUBLIC) != 0;

  hcrm_speak (call->language);
  if (!hcrm_db_ensure (db, &call->error))
    return;
  if (!public && (user = find_user (call, db, &call->error)) == NULL)
    return;
  if (call->writer == NULL || hcrm_store_writer_finish (call->writer, &call->stored, &call->error))
    run_as (call, db, user, &call->error);
}
