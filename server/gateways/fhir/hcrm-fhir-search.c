/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Searches: parameters become the statement's, rows a Bundle with links to the pages around. */

#include <string.h>

#include "fhir-search-sql.h"
#include "hcrm-fhir-private.h"

#define MAX_COUNT 200
#define DEFAULT_COUNT 50
#define CURSOR "_cursor"

typedef struct {
  HcrmRequest *req;
  const HcrmFhirResource *resource;
  GPtrArray *terms;  /* of HcrmFhirTerm */
  GHashTable *sets;  /* parameter → set of texts, of which one is to match */
  GHashTable *lists; /* parameter → GPtrArray of texts, which are all to match */
  gboolean strict;
  gboolean narrowed; /* some term narrows the search */
  gboolean only_total;
} Search;

static void
clear_search (Search *self)
{
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->sets, g_hash_table_unref);
  g_clear_pointer (&self->lists, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, clear_search)

static gboolean
is_strict (HcrmRequest *req)
{
  const char *prefer = hcrm_request_get_header (req, "Prefer");

  return prefer != NULL && strstr (prefer, "handling=strict") != NULL;
}

static gboolean
start_search (Search *self,
              HcrmRequest *req,
              const HcrmFhirResource *resource,
              const char *query,
              GError **error)
{
  *self = (Search){ .req = req, .resource = resource, .strict = is_strict (req) };
  self->terms = hcrm_fhir_terms_new (query, error);
  self->sets =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  self->lists =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self->terms != NULL;
}

/* --- One parameter ------------------------------------------------------------------------------
 */

static gboolean
fail_param (GError **error, const char *name, const char *detail)
{
  g_autofree char *field = g_strconcat ("http.", name, NULL);

  return hcrm_fail (error, HCRM_ERROR_MALFORMED, field, "%s: %s", name, detail);
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
is_missing_cb (gpointer text, gpointer unused, gpointer other)
{
  return !g_hash_table_contains (other, text);
}

/* What several terms with one parameter match is what all of them match. */
static void
add_set (Search *self, const char *bind, GHashTable *found)
{
  GHashTable *before = g_hash_table_lookup (self->sets, bind);

  if (before == NULL) {
    g_hash_table_insert (self->sets, (gpointer) bind, found);
    return;
  }
  g_hash_table_foreach_remove (before, is_missing_cb, found);
  g_hash_table_unref (found);
}

static void
add_text (Search *self, const char *bind, char *text)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, bind);

  if (list == NULL) {
    list = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (self->lists, (gpointer) bind, list);
  }
  g_ptr_array_add (list, text);
}

/* Codes here are of one system each. */
static char *
plain_value (const HcrmFhirParam *param, const char *value)
{
  const char *bar = param->type == HCRM_FHIR_PARAM_TOKEN ? strrchr (value, '|') : NULL;

  return hcrm_fhir_unescape (bar != NULL ? bar + 1 : value);
}

static gboolean
find_set (Search *self, const HcrmFhirParam *param, char **values, GError **error)
{
  g_autoptr (GHashTable) found = new_set ();

  if (param->find == NULL)
    for (char **value = values; *value != NULL; value++)
      g_hash_table_add (found, plain_value (param, *value));
  else if (!param->find (self->req, param, values, found, error))
    return FALSE;
  add_set (self, param->found_bind != NULL ? param->found_bind : param->bind,
           g_steal_pointer (&found));
  return TRUE;
}

static gboolean
take_dates (Search *self, const HcrmFhirParam *param, char **values, GError **error)
{
  g_autoptr (GString) ranges = g_string_new ("{");

  for (char **value = values; *value != NULL; value++) {
    if (value != values)
      g_string_append_c (ranges, ',');
    if (!hcrm_fhir_range (*value, ranges))
      return fail_param (error, param->name, _ ("This is no date that can be searched for"));
  }
  g_string_append_c (ranges, '}');
  add_text (self, param->bind, g_strdup (ranges->str));
  return TRUE;
}

static gboolean
take_strings (Search *self,
              const HcrmFhirParam *param,
              const char *modifier,
              char **values,
              GError **error)
{
  if (param->bind != NULL)
    add_text (self, param->bind, hcrm_fhir_pattern (values, modifier));
  return param->find == NULL || find_set (self, param, values, error);
}

static gboolean
allows_modifier (const HcrmFhirParam *param, const char *modifier)
{
  g_autofree char *word = g_strdup_printf (" %s ", modifier != NULL ? modifier : "");

  return modifier == NULL || (param->modifiers != NULL && strstr (param->modifiers, word) != NULL);
}

static gboolean
take_param (Search *self, const HcrmFhirParam *param, HcrmFhirTerm *term, GError **error)
{
  g_auto (GStrv) values = hcrm_fhir_split (term->value, ',');

  if (!allows_modifier (param, term->modifier))
    return fail_param (error, param->name, _ ("This modifier is not offered"));
  term->used = self->narrowed = TRUE;
  switch (param->type) {
  case HCRM_FHIR_PARAM_DATE:
    return take_dates (self, param, values, error);
  case HCRM_FHIR_PARAM_STRING:
    return take_strings (self, param, term->modifier, values, error);
  case HCRM_FHIR_PARAM_TOKEN:
  case HCRM_FHIR_PARAM_REFERENCE:
  case HCRM_FHIR_PARAM_URI:
    return find_set (self, param, values, error);
  }
  return FALSE;
}

static const HcrmFhirParam *
find_param (const HcrmFhirResource *resource, const char *name)
{
  for (guint i = 0; i < resource->n_params; i++)
    if (strcmp (resource->params[i].name, name) == 0)
      return &resource->params[i];
  return NULL;
}

/* What says how to answer, not what to look for. */
static gboolean
is_control (const char *name)
{
  static const char *const names[] = { "_count",  "_sort",    "_total", "_format",
                                       "_pretty", "_summary", CURSOR,   NULL };

  return g_strv_contains (names, name);
}

static gboolean
take_terms (Search *self, GError **error)
{
  for (guint i = 0; i < self->terms->len; i++) {
    HcrmFhirTerm *term = g_ptr_array_index (self->terms, i);
    const HcrmFhirParam *param = find_param (self->resource, term->name);

    if (param != NULL && !take_param (self, param, term, error))
      return FALSE;
    if (param == NULL && !is_control (term->name) && self->strict)
      return fail_param (error, term->name, _ ("There is no such search parameter"));
  }
  return TRUE;
}

/* --- To the statement ----------------------------------------------------------------------------
 */

static void
bind_set (Search *self, const char *bind, GHashTable *set)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    g_ptr_array_add (texts, text);
  g_autofree char *array = hcrm_fhir_array (texts);
  hcrm_db_let (self->req->db, bind, array);
}

static void
bind_sets (Search *self)
{
  GHashTableIter iter;
  gpointer bind, set;

  g_hash_table_iter_init (&iter, self->sets);
  while (g_hash_table_iter_next (&iter, &bind, &set))
    bind_set (self, bind, set);
}

static void
bind_lists (Search *self)
{
  GHashTableIter iter;
  gpointer bind, list;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, &bind, &list)) {
    g_autofree char *array = hcrm_fhir_array (list);
    hcrm_db_let (self->req->db, bind, array);
  }
}

/* An unknown order is refused or, if the client is lenient, not kept to. */
static gboolean
take_sort (Search *self, JsonObject *paging, GError **error)
{
  const char *text = hcrm_fhir_terms_take (self->terms, "_sort");
  const HcrmFhirSort *sorts = self->resource->sorts;

  if (text == NULL)
    return TRUE;
  gboolean down = *text == '-';
  for (guint i = 0; i < self->resource->n_sorts; i++)
    if (strcmp (sorts[i].name, text + down) == 0) {
      g_autofree char *sort = g_strconcat (down ? "-" : "", sorts[i].column, NULL);
      json_object_set_string_member (paging, "sort", sort);
      return TRUE;
    }
  return fail_param (error, "_sort", _ ("Results cannot be put into this order"));
}

static gboolean
take_count (Search *self, JsonObject *paging, GError **error)
{
  const char *text = hcrm_fhir_terms_take (self->terms, "_count");
  const char *summary = hcrm_fhir_terms_take (self->terms, "_summary");
  guint64 count = DEFAULT_COUNT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &count, NULL))
    return fail_param (error, "_count", _ ("This is no number"));
  if (summary != NULL && strcmp (summary, "count") != 0 && strcmp (summary, "false") != 0)
    return fail_param (error, "_summary", _ ("Only count is offered"));
  self->only_total = count == 0 || g_strcmp0 (summary, "count") == 0;
  g_autofree char *limit = g_strdup_printf ("%u", (guint) CLAMP (count, 1, MAX_COUNT));
  json_object_set_string_member (paging, "limit", limit);
  return TRUE;
}

static gboolean
take_total (Search *self, JsonObject *paging, GError **error)
{
  static const char *const known[] = { "none", "estimate", "accurate", NULL };
  const char *text = hcrm_fhir_terms_take (self->terms, "_total");

  if (text == NULL)
    return TRUE;
  if (!g_strv_contains (known, text))
    return fail_param (error, "_total", _ ("It is none, estimate or accurate"));
  if (strcmp (text, "estimate") != 0)
    json_object_set_string_member (paging, "count", strcmp (text, "none") == 0 ? "none" : "exact");
  return TRUE;
}

static gboolean
read_page (Search *self, HcrmPage *page, GError **error)
{
  g_autoptr (JsonObject) paging = json_object_new ();
  g_autoptr (GError) bad = NULL;

  if (!take_terms (self, error) || !take_sort (self, paging, error)
      || !take_count (self, paging, error) || !take_total (self, paging, error))
    return FALSE;
  const char *cursor = hcrm_fhir_terms_take (self->terms, CURSOR);
  if (cursor != NULL)
    json_object_set_string_member (paging, "after", cursor);
  bind_sets (self);
  bind_lists (self);
  if (hcrm_request_read_page (self->req, self->resource->list, paging, page, &bad))
    return TRUE;
  if (cursor != NULL && g_error_matches (bad, HCRM_ERROR, HCRM_ERROR_INVALID))
    return fail_param (error, CURSOR, bad->message);
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- The Bundle ----------------------------------------------------------------------------------
 */

static void
append_query (GString *url, const HcrmFhirTerm *term, gboolean *first)
{
  g_autofree char *value = g_uri_escape_string (term->value, ":,|/", FALSE);

  g_string_append_c (url, *first ? '?' : '&');
  g_string_append (url, term->name);
  if (term->modifier != NULL)
    g_string_append_printf (url, ":%s", term->modifier);
  g_string_append_printf (url, "=%s", value);
  *first = FALSE;
}

/* The search as it was understood, from @cursor on. */
static char *
make_url (Search *self, const char *base, const char *cursor)
{
  GString *url = g_string_new (base);
  gboolean first = TRUE;

  g_string_append_printf (url, "/%s", self->resource->type);
  for (guint i = 0; i < self->terms->len; i++) {
    const HcrmFhirTerm *term = g_ptr_array_index (self->terms, i);
    if (term->used && strcmp (term->name, CURSOR) != 0)
      append_query (url, term, &first);
  }
  if (cursor != NULL) {
    const HcrmFhirTerm term = { .name = CURSOR, .value = (char *) cursor };
    append_query (url, &term, &first);
  }
  return g_string_free (url, FALSE);
}

static void
append_link (GString *out, const char *relation, const char *url)
{
  g_string_append_printf (out, "{\"relation\":\"%s\",\"url\":", relation);
  hcrm_json_append_string (out, url);
  g_string_append_c (out, '}');
}

static const char *
current_cursor (Search *self)
{
  return hcrm_fhir_terms_take (self->terms, CURSOR);
}

static void
append_links (Search *self, const char *base, const char *next, GString *out)
{
  g_autofree char *here = make_url (self, base, current_cursor (self));
  g_autofree char *first = make_url (self, base, NULL);

  append_link (out, "self", here);
  g_string_append_c (out, ',');
  append_link (out, "first", first);
  if (next == NULL || self->only_total)
    return;
  g_autofree char *url = make_url (self, base, next);
  g_string_append_c (out, ',');
  append_link (out, "next", url);
}

static gboolean
append_entries (Search *self, HcrmPage *page, const char *base, GString *out, GError **error)
{
  for (guint i = 0; i < page->n; i++) {
    g_autofree char *url = g_strdup_printf ("%s/%s/%s", base, self->resource->type,
                                            hcrm_rows_get (page->rows, i, "id"));
    g_string_append (out, i > 0 ? ",{\"fullUrl\":" : "{\"fullUrl\":");
    hcrm_json_append_string (out, url);
    g_string_append (out, ",\"resource\":");
    if (!self->resource->write (page->rows, i, out, error))
      return FALSE;
    g_string_append (out, ",\"search\":{\"mode\":\"match\"}}");
  }
  return TRUE;
}

/* A total that is only a least number is told to who asked for an estimate. */
static gboolean
tells_total (Search *self, const HcrmPage *page)
{
  const char *wanted = hcrm_fhir_terms_take (self->terms, "_total");

  return page->total >= 0 && (page->exact || g_strcmp0 (wanted, "estimate") == 0);
}

static gboolean
append_bundle (Search *self, HcrmPage *page, GString *out, GError **error)
{
  g_autofree char *base = hcrm_fhir_dup_base (self->req);

  g_string_assign (out, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"");
  if (tells_total (self, page))
    g_string_append_printf (out, ",\"total\":%" G_GINT64_FORMAT, page->total);
  g_string_append (out, ",\"link\":[");
  append_links (self, base, page->next, out);
  g_string_append_c (out, ']');
  if (page->n > 0 && !self->only_total) {
    g_string_append (out, ",\"entry\":[");
    if (!append_entries (self, page, base, out, error))
      return FALSE;
    g_string_append_c (out, ']');
  }
  g_string_append_c (out, '}');
  return TRUE;
}

/* A posted search has its parameters in a form, perhaps beside those of the URL. */
static char *
join_query (HcrmRequest *req)
{
  gsize length = 0;
  const char *form = req->body != NULL ? g_bytes_get_data (req->body, &length) : NULL;
  g_autofree char *posted = length > 0 ? g_strndup (form, length) : NULL;

  if (posted == NULL || strcmp (req->route->method, "POST") != 0)
    return g_strdup (req->query);
  return req->query != NULL ? g_strconcat (req->query, "&", posted, NULL)
                            : g_steal_pointer (&posted);
}

gboolean
hcrm_fhir_search (HcrmRequest *req, const HcrmFhirResource *self, GError **error)
{
  g_autofree char *query = join_query (req);
  g_auto (Search) search = { 0 };
  g_auto (HcrmPage) page = { 0 };

  return start_search (&search, req, self, query, error) && read_page (&search, &page, error)
         && append_bundle (&search, &page, req->reply, error);
}

gboolean
hcrm_fhir_find_existing (HcrmRequest *req,
                         const HcrmFhirResource *self,
                         const char *criteria,
                         char **id,
                         GError **error)
{
  const char *query = strchr (criteria, '?') != NULL ? strchr (criteria, '?') + 1 : criteria;
  g_autofree char *lock = g_strdup_printf ("%s?%s", self->type, query);
  g_auto (Search) search = { 0 };
  g_auto (HcrmPage) page = { 0 };

  *id = NULL;
  hcrm_db_let (req->db, "criteria", lock);
  if (!hcrm_db_run (req->db, &SQL_FHIR_SEARCH_LOCK_CRITERIA, NULL, error)
      || !start_search (&search, req, self, query, error))
    return FALSE;
  /* A criterion that is not understood would let in what is there already. */
  search.strict = TRUE;
  if (!read_page (&search, &page, error))
    return FALSE;
  if (!search.narrowed)
    return fail_param (error, "If-None-Exist", _ ("It names no search parameter"));
  if (page.total > 1)
    return hcrm_fail (error, HCRM_ERROR_PRECONDITION, "http.If-None-Exist", "%s",
                      _ ("Several resources match the criteria"));
  if (page.n == 1)
    *id = g_strdup (hcrm_rows_get (page.rows, 0, "id"));
  return TRUE;
}

/* --- For the resources' own parameters ----------------------------------------------------------
 */

const char *
hcrm_fhir_reference_id (const char *value, const char *type)
{
  const char *slash = strrchr (value, '/');

  if (slash == NULL)
    return value;
  gsize length = strlen (type);
  gboolean ours = (gsize) (slash - value) >= length && strncmp (slash - length, type, length) == 0
                  && ((gsize) (slash - value) == length || slash[-(gssize) length - 1] == '/');
  return ours ? slash + 1 : NULL;
}

gboolean
hcrm_fhir_find_ids (HcrmRequest *req, const HcrmSql *sql, GHashTable *found, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, sql, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    g_hash_table_add (found, g_strdup (hcrm_rows_get (rows, i, "id")));
  return rows != NULL;
}

static void
add_token (GPtrArray *systems, GPtrArray *values, const char *value)
{
  g_auto (GStrv) parts = hcrm_fhir_split (value, '|');
  gboolean whole = parts[1] == NULL;
  const char *text = whole ? parts[0] : parts[1];

  g_ptr_array_add (systems, whole ? NULL : hcrm_fhir_unescape (parts[0]));
  g_ptr_array_add (values, *text != '\0' ? hcrm_fhir_unescape (text) : NULL);
}

void
hcrm_fhir_bind_tokens (HcrmRequest *req, char **values)
{
  g_autoptr (GPtrArray) systems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (char **value = values; *value != NULL; value++)
    add_token (systems, texts, *value);
  g_autofree char *system_array = hcrm_fhir_array (systems);
  g_autofree char *text_array = hcrm_fhir_array (texts);
  hcrm_db_let (req->db, "systems", system_array);
  hcrm_db_let (req->db, "values", text_array);
}

gboolean
hcrm_fhir_find_own_ids (HcrmRequest *req,
                        const HcrmFhirParam *param,
                        char **values,
                        GHashTable *found,
                        GError **error)
{
  for (char **value = values; *value != NULL; value++)
    if (g_ascii_string_to_unsigned (*value, 10, 1, G_MAXINT64, NULL, NULL))
      g_hash_table_add (found, g_strdup (*value));
  return TRUE;
}
