/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of the server as a GListModel that fetches what is looked at. */

#include "hcrm-list-model.h"

#include <gtk/gtk.h>

#define PAGE_ROWS 100
#define MOST_PAGES 40
#define MOST_CALLS 2
#define MOST_WISHES 6
#define FETCH_AFTER_MS 10
#define MOST_ROWS 100000 /* the server's offset ends here */

struct _HcrmRow {
  GObject parent_instance;
  HcrmRecord *record;
};

enum { ROW_PROP_0, ROW_PROP_RECORD, N_ROW_PROPS };
static GParamSpec *row_properties[N_ROW_PROPS];

G_DEFINE_FINAL_TYPE (HcrmRow, hcrm_row, G_TYPE_OBJECT)

typedef struct {
  GList link; /* in the order of use; first, so that a link is its page */
  guint number;
  HcrmRow *rows[PAGE_ROWS];
  gboolean fresh;
  gboolean wished;
} Page;

/* Where the list begins at a value instead of its first row, pages are reached one after another,
 * each behind the cursor of the one before. */
typedef struct {
  char *from;
  GPtrArray *cursors; /* cursors[n]: behind page n */
} Run;

struct _HcrmListModel {
  GObject parent_instance;

  HcrmApi *api;
  const HcrmFieldSet *set;
  char *path;
  Run run; /* its `from` is NULL in a list that begins with its first row */
  GCancellable *cancellable;
  GHashTable *pages; /* number to Page */
  GQueue order;      /* most recently used first */
  GQueue wishes;     /* of Page, newest first */
  guint calls;
  guint fetch_id;
  guint n_rows;
  gint64 total;
  gboolean exact;
  gboolean announced; /* `loaded` was emitted for this load */
};

enum { PROP_0, PROP_TOTAL, N_PROPS };
enum { FILLED, LOADED, FAILED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void fetch_next (HcrmListModel *self);

/* --- rows ------------------------------------------------------------------------------------- */

static void
hcrm_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, HCRM_ROW (object)->record);
}

static void
hcrm_row_finalize (GObject *object)
{
  g_clear_object (&HCRM_ROW (object)->record);
  G_OBJECT_CLASS (hcrm_row_parent_class)->finalize (object);
}

static void
hcrm_row_class_init (HcrmRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_row_get_property;
  object_class->finalize = hcrm_row_finalize;
  row_properties[ROW_PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, HCRM_TYPE_RECORD,
                                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_ROW_PROPS, row_properties);
}

static void
hcrm_row_init (HcrmRow *self)
{
}

HcrmRecord *
hcrm_row_get_record (HcrmRow *self)
{
  return self->record;
}

static void
fill_row (HcrmRow *row, HcrmRecord *record)
{
  g_set_object (&row->record, record);
  g_object_notify_by_pspec (G_OBJECT (row), row_properties[ROW_PROP_RECORD]);
}

/* --- pages ------------------------------------------------------------------------------------ */

static void
free_page (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < PAGE_ROWS; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

static void
drop_page (HcrmListModel *self, Page *page)
{
  g_queue_unlink (&self->order, &page->link);
  g_queue_remove (&self->wishes, page);
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
}

static Page *
add_page (HcrmListModel *self, guint number)
{
  Page *page = g_new0 (Page, 1);

  page->number = number;
  page->link.data = page;
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  g_queue_push_head_link (&self->order, &page->link);
  while (self->order.length > MOST_PAGES)
    drop_page (self, self->order.tail->data);
  return page;
}

static void
fetch_cb (gpointer data)
{
  HcrmListModel *self = data;

  self->fetch_id = 0;
  fetch_next (self);
}

static void
wish (HcrmListModel *self, Page *page)
{
  if (page->wished)
    return;
  page->wished = TRUE;
  g_queue_push_head (&self->wishes, page);
  if (self->fetch_id == 0)
    self->fetch_id = g_timeout_add_once (FETCH_AFTER_MS, fetch_cb, self);
}

/* What has been scrolled past is not worth fetching. */
static void
forget_old_wishes (HcrmListModel *self)
{
  while (self->wishes.length > MOST_WISHES) {
    Page *page = g_queue_pop_tail (&self->wishes);
    page->wished = FALSE;
  }
}

static Page *
use_page (HcrmListModel *self, guint number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL) {
    page = add_page (self, number);
  } else if (self->order.head != &page->link) {
    g_queue_unlink (&self->order, &page->link);
    g_queue_push_head_link (&self->order, &page->link);
  }
  if (!page->fresh)
    wish (self, page);
  return page;
}

/* --- list model ------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return HCRM_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return HCRM_LIST_MODEL (model)->n_rows;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HcrmListModel *self = HCRM_LIST_MODEL (model);

  if (position >= self->n_rows)
    return NULL;
  Page *page = use_page (self, position / PAGE_ROWS);
  HcrmRow **row = &page->rows[position % PAGE_ROWS];
  if (*row == NULL)
    *row = g_object_new (HCRM_TYPE_ROW, NULL);
  return g_object_ref (*row);
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HcrmListModel,
                               hcrm_list_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static void
set_n_rows (HcrmListModel *self, guint n_rows)
{
  guint old = self->n_rows, same = MIN (old, n_rows);

  if (old == n_rows)
    return;
  self->n_rows = n_rows;
  g_list_model_items_changed (G_LIST_MODEL (self), same, old - same, n_rows - same);
}

/* --- fetching --------------------------------------------------------------------------------- */

typedef struct {
  HcrmListModel *model; /* not owned: finalizing it cancels the call */
  guint number;
} Fetch;

static void
read_total (HcrmListModel *self, JsonObject *reply)
{
  JsonNode *node = json_object_get_member (reply, "total");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *total = json_node_get_object (node);
  self->total = json_object_get_int_member_with_default (total, "value", 0);
  self->exact = json_object_get_boolean_member_with_default (total, "exact", TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
}

static JsonArray *
get_items (JsonObject *reply)
{
  JsonNode *items = json_object_get_member (reply, "items");

  return items != NULL && JSON_NODE_HOLDS_ARRAY (items) ? json_node_get_array (items) : NULL;
}

static void
take_cursor (HcrmListModel *self, guint number, JsonObject *reply)
{
  const char *next = json_object_get_string_member_with_default (reply, "next", NULL);

  if (self->run.from != NULL && next != NULL && number == self->run.cursors->len)
    g_ptr_array_add (self->run.cursors, g_strdup (next));
}

/* The server counts to a limit only: beyond it, a full last page means that more follow. */
static guint
count_rows (HcrmListModel *self, guint number, guint n_items)
{
  if (self->run.from != NULL)
    return n_items < PAGE_ROWS ? number * PAGE_ROWS + n_items
                               : MAX (self->n_rows, self->run.cursors->len * PAGE_ROWS + 1);
  guint end = number * PAGE_ROWS + n_items;
  guint known = CLAMP (self->total, 0, MOST_ROWS);

  if (n_items < PAGE_ROWS && (n_items > 0 || number == 0))
    return end;
  if (!self->exact && n_items == PAGE_ROWS)
    return MIN (MAX (MAX (known, self->n_rows), end + PAGE_ROWS), MOST_ROWS);
  return MAX (known, self->exact ? 0 : MIN (self->n_rows, number * PAGE_ROWS));
}

static void
fill_page (HcrmListModel *self, Page *page, JsonArray *items)
{
  for (guint i = 0; i < MIN (json_array_get_length (items), PAGE_ROWS); i++) {
    JsonNode *item = json_array_get_element (items, i);
    g_autoptr (HcrmRecord) record = hcrm_record_new (self->set);

    if (JSON_NODE_HOLDS_OBJECT (item))
      hcrm_record_read_json (record, json_node_get_object (item), TRUE, NULL);
    if (page->rows[i] == NULL)
      page->rows[i] = g_object_new (HCRM_TYPE_ROW, NULL);
    fill_row (page->rows[i], record);
  }
}

static void
take_page (HcrmListModel *self, guint number, JsonObject *reply)
{
  JsonArray *items = get_items (reply);

  if (items == NULL)
    return;
  read_total (self, reply);
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  if (page == NULL)
    page = add_page (self, number);
  page->fresh = TRUE;
  page->wished = FALSE;
  take_cursor (self, number, reply);
  fill_page (self, page, items);
  set_n_rows (self, count_rows (self, number, json_array_get_length (items)));
  g_signal_emit (self, signals[FILLED], 0, number * PAGE_ROWS, json_array_get_length (items));
  if (!self->announced) {
    self->announced = TRUE;
    g_signal_emit (self, signals[LOADED], 0);
  }
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Fetch *fetch = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_autoptr (HcrmListModel) self = g_object_ref (fetch->model);
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (fetch->number));
  self->calls--;
  if (page != NULL)
    page->wished = FALSE;
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    take_page (self, fetch->number, json_node_get_object (reply));
  fetch_next (self);
}

static char *
make_page_path (HcrmListModel *self, guint number)
{
  g_autofree char *limit = g_strdup_printf ("%u", PAGE_ROWS);
  g_autofree char *offset = number > 0 ? g_strdup_printf ("%u", number * PAGE_ROWS) : NULL;

  if (self->run.from == NULL)
    return hcrm_api_query (self->path, "limit", limit, "offset", offset, NULL);
  if (number == 0)
    return hcrm_api_query (self->path, "limit", limit, "from", self->run.from, NULL);
  return hcrm_api_query (self->path, "limit", limit, "after",
                         g_ptr_array_index (self->run.cursors, number - 1), NULL);
}

static void
fetch_page (HcrmListModel *self, guint number)
{
  g_autofree char *path = make_page_path (self, number);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->model = self;
  fetch->number = number;
  self->calls++;
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path },
                       self->cancellable, fetched_cb, fetch);
}

static void
fetch_next (HcrmListModel *self)
{
  forget_old_wishes (self);
  while (self->calls < MOST_CALLS && !g_queue_is_empty (&self->wishes)) {
    Page *page = g_queue_pop_head (&self->wishes);
    fetch_page (self, page->number);
  }
}

/* --- what it lists ---------------------------------------------------------------------------- */

static void
stop_calls (HcrmListModel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->calls = 0;
  g_clear_handle_id (&self->fetch_id, g_source_remove);
  g_queue_clear (&self->wishes);
}

static void
forget_pages (HcrmListModel *self)
{
  stop_calls (self);
  g_queue_init (&self->order);
  g_hash_table_remove_all (self->pages);
}

void
hcrm_list_model_set_path (HcrmListModel *self, const char *path)
{
  hcrm_list_model_set_run (self, path, NULL);
}

void
hcrm_list_model_set_run (HcrmListModel *self, const char *path, const char *from)
{
  g_autofree char *old = self->path;

  self->path = g_strdup (path);
  g_free (self->run.from);
  self->run.from = g_strdup (from);
  g_ptr_array_set_size (self->run.cursors, 0);
  forget_pages (self);
  self->total = -1;
  self->announced = FALSE;
  set_n_rows (self, 0);
  wish (self, use_page (self, 0));
}

static void
mark_stale (gpointer number, gpointer data, gpointer unused)
{
  Page *page = data;

  page->fresh = FALSE;
  page->wished = FALSE;
}

/* Only what was looked at last is fetched at once; other pages when they are looked at again. */
void
hcrm_list_model_refresh (HcrmListModel *self)
{
  stop_calls (self);
  g_hash_table_foreach (self->pages, mark_stale, NULL);
  self->announced = FALSE;
  guint n = 0;
  for (GList *l = self->order.head; l != NULL && n < 3; l = l->next, n++)
    wish (self, l->data);
  if (n == 0)
    use_page (self, 0);
}

gint64
hcrm_list_model_get_total (HcrmListModel *self, gboolean *exact)
{
  if (exact != NULL)
    *exact = self->exact;
  return self->total;
}

HcrmRecord *
hcrm_list_model_peek (HcrmListModel *self, guint position)
{
  Page *page = position < self->n_rows
                   ? g_hash_table_lookup (self->pages, GUINT_TO_POINTER (position / PAGE_ROWS))
                   : NULL;
  HcrmRow *row = page != NULL ? page->rows[position % PAGE_ROWS] : NULL;

  return row != NULL ? row->record : NULL;
}

void
hcrm_list_model_want (HcrmListModel *self, guint position)
{
  if (position < self->n_rows)
    use_page (self, position / PAGE_ROWS);
}

void
hcrm_list_model_reach (HcrmListModel *self, guint position)
{
  if (position >= self->n_rows && !self->exact && position < MOST_ROWS)
    set_n_rows (self, position + 1);
}

gboolean
hcrm_list_model_is_loading (HcrmListModel *self)
{
  return !self->announced;
}

guint
hcrm_list_model_find (HcrmListModel *self, gint64 id)
{
  for (GList *l = self->order.head; l != NULL; l = l->next) {
    Page *page = l->data;
    for (guint i = 0; i < PAGE_ROWS; i++) {
      guint position = page->number * PAGE_ROWS + i;
      if (page->rows[i] != NULL && page->rows[i]->record != NULL && position < self->n_rows
          && hcrm_record_get_int (page->rows[i]->record, "id") == id)
        return position;
    }
  }
  return GTK_INVALID_LIST_POSITION;
}

/* --- construction ----------------------------------------------------------------------------- */

static void
hcrm_list_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int64 (value, HCRM_LIST_MODEL (object)->total);
}

static void
hcrm_list_model_dispose (GObject *object)
{
  HcrmListModel *self = HCRM_LIST_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->fetch_id, g_source_remove);
  g_queue_clear (&self->wishes);
  G_OBJECT_CLASS (hcrm_list_model_parent_class)->dispose (object);
}

static void
hcrm_list_model_finalize (GObject *object)
{
  HcrmListModel *self = HCRM_LIST_MODEL (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->api);
  g_hash_table_unref (self->pages);
  g_ptr_array_unref (self->run.cursors);
  g_free (self->run.from);
  g_free (self->path);
  G_OBJECT_CLASS (hcrm_list_model_parent_class)->finalize (object);
}

static void
hcrm_list_model_class_init (HcrmListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hcrm_list_model_get_property;
  object_class->dispose = hcrm_list_model_dispose;
  object_class->finalize = hcrm_list_model_finalize;
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FILLED] = g_signal_new ("filled", HCRM_TYPE_LIST_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[LOADED] = g_signal_new ("loaded", HCRM_TYPE_LIST_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", HCRM_TYPE_LIST_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
hcrm_list_model_init (HcrmListModel *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, free_page);
  self->run.cursors = g_ptr_array_new_with_free_func (g_free);
  self->total = -1;
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->order);
  g_queue_init (&self->wishes);
}

HcrmListModel *
hcrm_list_model_new (HcrmApi *api, const char *path, const HcrmFieldSet *set)
{
  HcrmListModel *self = g_object_new (HCRM_TYPE_LIST_MODEL, NULL);

  self->api = g_object_ref (api);
  self->set = set;
  self->path = g_strdup (path);
  return self;
}
