/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which records of a list are chosen, whatever their places. */

#include "hcrm-record-selection.h"

#define NOWHERE GTK_INVALID_LIST_POSITION

struct _HcrmRecordSelection {
  GObject parent_instance;

  HcrmListModel *model;
  gboolean multiple;
  GHashTable *marked; /* id to record */
  GtkBitset *waiting; /* places that are marked and not yet fetched */
  guint coming;       /* the place whose record is to be the current one */
  gint64 current_id;
  HcrmRecord *current;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- marks ------------------------------------------------------------------------------------ */

static gint64
get_id (HcrmRecord *record)
{
  return record != NULL ? hcrm_record_get_int (record, "id") : 0;
}

static gboolean
is_marked (HcrmRecordSelection *self, guint position)
{
  gint64 id = get_id (hcrm_list_model_peek (self->model, position));

  return id != 0 ? g_hash_table_contains (self->marked, &id)
                 : gtk_bitset_contains (self->waiting, position);
}

static void
mark_record (HcrmRecordSelection *self, HcrmRecord *record)
{
  gint64 id = get_id (record);

  g_hash_table_insert (self->marked, g_memdup2 (&id, sizeof id), g_object_ref (record));
}

static guint
count (HcrmRecordSelection *self)
{
  return g_hash_table_size (self->marked) + gtk_bitset_get_size (self->waiting);
}

static void
mark_position (HcrmRecordSelection *self, guint position)
{
  HcrmRecord *record = hcrm_list_model_peek (self->model, position);

  if (count (self) >= HCRM_MOST_MARKED)
    return;
  if (record != NULL) {
    mark_record (self, record);
    return;
  }
  gtk_bitset_add (self->waiting, position);
  hcrm_list_model_want (self->model, position);
}

static void
unmark_all (HcrmRecordSelection *self)
{
  g_hash_table_remove_all (self->marked);
  gtk_bitset_remove_all (self->waiting);
}

/* The view asks each of its rows anew. */
static void
tell (HcrmRecordSelection *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the current record ----------------------------------------------------------------------- */

static void
take_current (HcrmRecordSelection *self, HcrmRecord *record)
{
  g_set_object (&self->current, record);
  self->current_id = get_id (record);
  self->coming = NOWHERE;
}

/* What is not fetched yet becomes current when it comes; until then the last one stays. */
static void
point_at (HcrmRecordSelection *self, guint position)
{
  HcrmRecord *record = hcrm_list_model_peek (self->model, position);

  if (record != NULL)
    take_current (self, record);
  else
    self->coming = position;
}

/* The current one was taken away from those marked: another of them takes its place. */
static void
repair_current (HcrmRecordSelection *self)
{
  GHashTableIter iter;
  gpointer record;

  if (g_hash_table_contains (self->marked, &self->current_id))
    return;
  g_hash_table_iter_init (&iter, self->marked);
  if (g_hash_table_iter_next (&iter, NULL, &record))
    take_current (self, record);
}

HcrmRecord *
hcrm_record_selection_get_current (HcrmRecordSelection *self)
{
  return self->current;
}

gint64
hcrm_record_selection_get_current_id (HcrmRecordSelection *self)
{
  return self->current_id;
}

void
hcrm_record_selection_choose (HcrmRecordSelection *self, gint64 id)
{
  guint position = id != 0 ? hcrm_list_model_find (self->model, id) : NOWHERE;

  unmark_all (self);
  self->coming = NOWHERE;
  self->current_id = id;
  g_clear_object (&self->current);
  if (position == NOWHERE)
    return;
  mark_position (self, position);
  point_at (self, position);
  tell (self);
}

guint
hcrm_record_selection_count (HcrmRecordSelection *self, guint *waiting)
{
  if (waiting != NULL)
    *waiting = gtk_bitset_get_size (self->waiting);
  return count (self);
}

GPtrArray *
hcrm_record_selection_dup_marked (HcrmRecordSelection *self)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, self->marked);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, g_object_ref (record));
  return records;
}

void
hcrm_record_selection_unmark (HcrmRecordSelection *self, gint64 id)
{
  if (!g_hash_table_remove (self->marked, &id))
    return;
  repair_current (self);
  tell (self);
}

void
hcrm_record_selection_clear (HcrmRecordSelection *self)
{
  unmark_all (self);
  if (self->current != NULL)
    mark_record (self, self->current);
  tell (self);
}

static guint
find_current (HcrmRecordSelection *self)
{
  return self->current_id != 0 ? hcrm_list_model_find (self->model, self->current_id) : NOWHERE;
}

/* --- as the view asks for it ------------------------------------------------------------------ */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return is_marked (HCRM_RECORD_SELECTION (model), position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  GtkBitset *selected = gtk_bitset_new_empty ();
  guint end = MIN (position + n, g_list_model_get_n_items (G_LIST_MODEL (model)));

  for (guint i = position; i < end; i++)
    if (is_marked (HCRM_RECORD_SELECTION (model), i))
      gtk_bitset_add (selected, i);
  return selected;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean alone)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (model);

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self)))
    return FALSE;
  if (alone || !self->multiple || find_current (self) == NOWHERE)
    unmark_all (self);
  mark_position (self, position);
  point_at (self, position);
  tell (self);
  return TRUE;
}

/* Something is always chosen. */
static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (model);
  gint64 id = get_id (hcrm_list_model_peek (self->model, position));

  if (count (self) <= 1)
    return FALSE;
  if (id != 0)
    g_hash_table_remove (self->marked, &id);
  gtk_bitset_remove (self->waiting, position);
  repair_current (self);
  tell (self);
  return TRUE;
}

/* A range grows from where it began: its other end is what one looks at. */
static gboolean
select_range (GtkSelectionModel *model, guint position, guint n, gboolean alone)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (model);
  guint end = MIN (position + n, g_list_model_get_n_items (G_LIST_MODEL (self)));
  gboolean upwards = find_current (self) != position && find_current (self) < end;

  if (!self->multiple || position >= end)
    return FALSE;
  if (alone)
    unmark_all (self);
  for (guint i = position; i < end; i++)
    mark_position (self, i);
  point_at (self, upwards && is_marked (self, position) ? position
                  : is_marked (self, end - 1)           ? end - 1
                                                        : position);
  tell (self);
  return TRUE;
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (model);

  for (guint i = position; i < position + n && count (self) > 1; i++) {
    gint64 id = get_id (hcrm_list_model_peek (self->model, i));
    g_hash_table_remove (self->marked, &id);
    gtk_bitset_remove (self->waiting, i);
  }
  repair_current (self);
  tell (self);
  return TRUE;
}

/* All that is listed, as far as one step can take: where one looks stays. */
static gboolean
select_all (GtkSelectionModel *model)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (model);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  if (!self->multiple)
    return FALSE;
  unmark_all (self);
  for (guint i = 0; i < MIN (n, HCRM_MOST_MARKED); i++)
    mark_position (self, i);
  repair_current (self);
  tell (self);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  hcrm_record_selection_clear (HCRM_RECORD_SELECTION (model));
  return TRUE;
}

static void
init_selection_model (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
}

static GType
get_item_type (GListModel *model)
{
  return HCRM_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (HCRM_RECORD_SELECTION (model)->model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (HCRM_RECORD_SELECTION (model)->model), position);
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HcrmRecordSelection,
                               hcrm_record_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          init_selection_model))

/* --- rows that come --------------------------------------------------------------------------- */

static void
items_changed_cb (HcrmRecordSelection *self, guint position, guint removed, guint added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  gtk_bitset_remove_range (self->waiting, n, G_MAXUINT - n);
  if (n == 0) {
    gint64 id = self->current_id;
    g_hash_table_remove_all (self->marked);
    self->coming = NOWHERE;
    if (self->current != NULL && id != 0)
      mark_record (self, self->current);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* A row that was marked by its place is now a record; a marked record has come anew. */
static void
take_row (HcrmRecordSelection *self, guint position)
{
  HcrmRecord *record = hcrm_list_model_peek (self->model, position);
  gint64 id = get_id (record);

  if (id == 0)
    return;
  if (gtk_bitset_contains (self->waiting, position)) {
    gtk_bitset_remove (self->waiting, position);
    mark_record (self, record);
  } else if (g_hash_table_contains (self->marked, &id)) {
    mark_record (self, record);
  }
  if (position == self->coming || id == self->current_id) {
    take_current (self, record);
    if (g_hash_table_size (self->marked) == 0)
      mark_record (self, record);
  }
}

static void
filled_cb (HcrmRecordSelection *self, guint first, guint n)
{
  g_autoptr (HcrmRecord) before = self->current != NULL ? g_object_ref (self->current) : NULL;

  for (guint i = first; i < first + n; i++)
    take_row (self, i);
  if (self->current_id == 0 && self->coming == NOWHERE
      && hcrm_list_model_peek (self->model, 0) != NULL) {
    mark_position (self, 0);
    point_at (self, 0);
  }
  if (!gtk_bitset_is_empty (self->waiting))
    hcrm_list_model_want (self->model, gtk_bitset_get_minimum (self->waiting));
  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, n);
  if (self->current != before || count (self) > 1)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* --- life ------------------------------------------------------------------------------------- */

HcrmRecordSelection *
hcrm_record_selection_new (HcrmListModel *model)
{
  HcrmRecordSelection *self = g_object_new (HCRM_TYPE_RECORD_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "filled", G_CALLBACK (filled_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
hcrm_record_selection_set_multiple (HcrmRecordSelection *self, gboolean multiple)
{
  self->multiple = multiple;
}

static void
hcrm_record_selection_finalize (GObject *object)
{
  HcrmRecordSelection *self = HCRM_RECORD_SELECTION (object);

  g_hash_table_unref (self->marked);
  gtk_bitset_unref (self->waiting);
  g_clear_object (&self->current);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (hcrm_record_selection_parent_class)->finalize (object);
}

static void
hcrm_record_selection_class_init (HcrmRecordSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_record_selection_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_RECORD_SELECTION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_record_selection_init (HcrmRecordSelection *self)
{
  self->marked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->waiting = gtk_bitset_new_empty ();
  self->coming = NOWHERE;
}
