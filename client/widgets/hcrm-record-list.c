/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of the server as rows and columns that are chosen, sized, sorted and remembered. */

#include "hcrm-record-list.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-template.h"
#include "hcrm-bulk-bar.h"
#include "hcrm-export-button.h"
#include "hcrm-list-jump.h"
#include "hcrm-record-columns.h"
#include "hcrm-record-selection.h"
#include "hcrm-text.h"

#define RELOAD_AFTER_MS 150
#define ANY_POSITION GTK_INVALID_LIST_POSITION
#define MOST_WHOLE 100 /* rows that come at once */

struct _HcrmRecordList {
  AdwBin parent_instance;

  HcrmSession *session;
  const HcrmListInfo *info;
  HcrmListModel *model;
  HcrmRecordSelection *selection;
  GtkColumnView *view;
  HcrmRecordColumns *columns;
  GtkStack *stack;
  GtkLabel *empty;
  GtkLabel *failure;
  GHashTable *filters; /* name to GStrv */
  char *run;           /* (nullable): the value that the list begins with */
  HcrmListJump *jump;
  HcrmBulkBar *bulk;
  guint n_marked;
  gboolean had_focus; /* before rows went */
  gboolean started;   /* asked for rows at least once */
  gboolean loaded;
  gboolean readonly;
  guint n_scope; /* of the filters, how many nobody takes away */
  guint reload_id;
  guint focus_id;
};

enum { PROP_0, PROP_STATUS, N_PROPS };
enum { ACTIVATE, SELECTION_CHANGED, LOADED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordList, hcrm_record_list, ADW_TYPE_BIN)

/* --- status ----------------------------------------------------------------------------------- */

char *
hcrm_record_list_dup_count (HcrmRecordList *self)
{
  gboolean exact;
  gint64 total = self->model != NULL ? hcrm_list_model_get_total (self->model, &exact) : -1;

  if (total < 0)
    return g_strdup ("");
  return g_strdup_printf (exact ? "%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT "+", total);
}

gint64
hcrm_record_list_get_total (HcrmRecordList *self)
{
  return self->model != NULL ? hcrm_list_model_get_total (self->model, NULL) : -1;
}

/* Empty before the first answer. */
static char *
make_total (HcrmRecordList *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self);

  return *count != '\0' ? g_strdup_printf (_ ("%s in all"), count) : g_steal_pointer (&count);
}

void
hcrm_record_list_show_count (HcrmRecordList *self, GtkLabel *label)
{
  g_autofree char *total = make_total (self);

  gtk_label_set_text (label, total);
}

static char *
make_status (HcrmRecordList *self)
{
  g_autofree char *total = make_total (self);

  if (*total == '\0')
    return g_steal_pointer (&total);
  const HcrmColumn *column = hcrm_record_columns_get_sorted (self->columns);
  if (column == NULL)
    return g_steal_pointer (&total);
  gboolean down = *hcrm_record_columns_get_sort (self->columns) == '-';
  g_autofree char *sort =
      g_strdup_printf (_ ("by %s %s"), hcrm_record_columns_get_title (self->columns, column),
                          down ? "↓" : "↑");
  return hcrm_text_join (total, sort, NULL);
}

static void
hcrm_record_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_take_string (value, make_status (HCRM_RECORD_LIST (object)));
}

/* Its first sentence, in either script. */
static char *
make_empty (HcrmRecordList *self)
{
  const char *text = gettext (self->info->empty);
  const char *western = strstr (text, ". "), *chinese = strstr (text, "。");

  if (!self->readonly || (western == NULL && chinese == NULL))
    return g_strdup (text);
  const char *end = chinese != NULL ? chinese + strlen ("。") : western + 1;
  return g_strndup (text, end - text);
}

static void
show_place (HcrmRecordList *self)
{
  g_autofree char *empty = make_empty (self);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : self->loaded ? "empty" : "loading");
  gtk_label_set_text (self->empty, g_hash_table_size (self->filters) > self->n_scope
                      ? _ ("Nothing matches. Take a filter away to see more.")
                      : empty);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}

void
hcrm_record_list_set_readonly (HcrmRecordList *self, gboolean readonly)
{
  g_return_if_fail (HCRM_IS_RECORD_LIST (self));
  self->readonly = readonly;
}

/* --- selection -------------------------------------------------------------------------------- */

static void
show_bulk (HcrmRecordList *self)
{
  self->n_marked = hcrm_record_selection_count (self->selection, NULL);
  hcrm_bulk_bar_show (self->bulk, self->selection, hcrm_record_list_get_total (self));
}

static void
selected_cb (HcrmRecordList *self)
{
  show_bulk (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

HcrmRecord *
hcrm_record_list_get_selected (HcrmRecordList *self)
{
  return hcrm_record_selection_get_current (self->selection);
}

gint64
hcrm_record_list_get_selected_id (HcrmRecordList *self)
{
  return hcrm_record_selection_get_current_id (self->selection);
}

gboolean
hcrm_record_list_get_dial (HcrmRecordList *self, HcrmPhoneDial *dial)
{
  HcrmRecord *record = hcrm_record_list_get_selected (self);

  for (guint i = 0; record != NULL && i < self->info->n_columns; i++) {
    const HcrmColumn *column = &self->info->columns[i];
    if (column->dial != NULL && hcrm_record_get (record, column->field) != NULL) {
      column->dial (record, dial);
      return hcrm_dial_has_any (dial);
    }
  }
  return FALSE;
}

void
hcrm_record_list_select_id (HcrmRecordList *self, gint64 id)
{
  if (hcrm_record_list_get_selected_id (self) != id)
    hcrm_record_selection_choose (self->selection, id);
}

/* --- several at once -------------------------------------------------------------------------- */

void
hcrm_record_list_add_bulk_action (HcrmRecordList *self,
                                  const char *label,
                                  const char *key,
                                  const char *action)
{
  hcrm_record_selection_set_multiple (self->selection, TRUE);
  hcrm_bulk_bar_add (self->bulk, label, key, action);
}

guint
hcrm_record_list_get_n_marked (HcrmRecordList *self)
{
  return self->n_marked;
}

GPtrArray *
hcrm_record_list_dup_marked (HcrmRecordList *self)
{
  guint waiting;

  hcrm_record_selection_count (self->selection, &waiting);
  return waiting == 0 ? hcrm_record_selection_dup_marked (self->selection) : NULL;
}

static JsonArray *
make_items (GPtrArray *marked)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < marked->len; i++) {
    HcrmRecord *record = g_ptr_array_index (marked, i);
    JsonObject *item = json_object_new ();
    json_object_set_int_member (item, "id", hcrm_record_get_int (record, "id"));
    json_object_set_int_member (item, "version", hcrm_record_get_int (record, "version"));
    json_array_add_object_element (items, item);
  }
  return items;
}

void
hcrm_record_list_send_marked (HcrmRecordList *self,
                              HcrmPage *page,
                              const char *path,
                              JsonObject *body,
                              HcrmReplyFunc done)
{
  g_autoptr (GPtrArray) marked = hcrm_record_list_dup_marked (self);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  if (marked == NULL) {
    hcrm_page_toast (page, _ ("The selection is still being loaded; try again in a moment"), NULL,
                              NULL);
    return;
  }
  json_object_set_array_member (body, "items", make_items (marked));
  hcrm_page_send (page, &(HcrmRequest){ .method = "POST", .path = path, .body = node }, done, NULL);
}

guint
hcrm_record_list_take_results (HcrmRecordList *self, JsonNode *reply, const char *name)
{
  guint failed = hcrm_bulk_bar_take_results (self->bulk, reply, self->selection, name);

  if (failed == 0)
    hcrm_record_selection_clear (self->selection);
  show_bulk (self);
  return failed;
}

static void
clear_marks_cb (HcrmRecordList *self)
{
  hcrm_record_selection_clear (self->selection);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

gboolean
hcrm_record_list_back (HcrmRecordList *self)
{
  if (self->run != NULL) {
    hcrm_record_list_begin_at (self, NULL);
    return TRUE;
  }
  if (!gtk_widget_get_visible (GTK_WIDGET (self->bulk)))
    return FALSE;
  hcrm_bulk_bar_forget_results (self->bulk);
  clear_marks_cb (self);
  return TRUE;
}

/* --- moving ----------------------------------------------------------------------------------- */

static HcrmRecord *
get_record_at (HcrmRecordList *self, guint position)
{
  return hcrm_list_model_peek (self->model, position);
}

static void
scroll_to (HcrmRecordList *self, guint position)
{
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (self->view));

  gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
}

static GtkWidget *
find_selected_row (HcrmRecordList *self)
{
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (self->view));
  GtkWidget *row = gtk_widget_get_first_child (rows);

  while (row != NULL && !(gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED))
    row = gtk_widget_get_next_sibling (row);
  return row;
}

static gboolean
has_focus_in (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static void
focus_cb (gpointer data)
{
  HcrmRecordList *self = data;
  GtkWidget *row = find_selected_row (self);

  self->focus_id = 0;
  if (row != NULL && !has_focus_in (row) && has_focus_in (GTK_WIDGET (self->view)))
    gtk_widget_grab_focus (row);
}

/* The row that has the focus is the one that Enter opens: it must be the selected one. It has a
 * widget only after the list was laid out anew. */
static void
follow_with_focus (HcrmRecordList *self)
{
  if (self->focus_id == 0)
    self->focus_id = g_idle_add_once (focus_cb, self);
}

/* As a click there would: a range then grows from that row. */
static void
choose_position (HcrmRecordList *self, guint position)
{
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (self->view));

  gtk_widget_activate_action (rows, "list.select-item", "(ubb)", position, FALSE, FALSE);
  scroll_to (self, position);
}

void
hcrm_record_list_move (HcrmRecordList *self, int by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gint64 id = hcrm_record_list_get_selected_id (self);
  guint position = id != 0 ? hcrm_list_model_find (self->model, id) : ANY_POSITION;

  if (n == 0)
    return;
  gint64 next = position == ANY_POSITION ? 0 : (gint64) position + by;
  choose_position (self, CLAMP (next, 0, (gint64) n - 1));
  follow_with_focus (self);
}

/* Only of a list that has come whole is it known who is not in it. */
void
hcrm_record_list_choose_one (HcrmRecordList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gint64 id = hcrm_record_list_get_selected_id (self);

  if (id != 0 && (n > MOST_WHOLE || hcrm_list_model_find (self->model, id) != ANY_POSITION))
    return;
  if (n == 0)
    hcrm_record_list_select_id (self, 0);
  else
    choose_position (self, 0);
}

static void
activate_cb (HcrmRecordList *self, guint position)
{
  HcrmRecord *record = get_record_at (self, position);

  if (record == NULL)
    return;
  if (self->n_marked < 2)
    hcrm_record_list_select_id (self, hcrm_record_get_int (record, "id"));
  g_signal_emit (self, signals[ACTIVATE], 0, record);
}

/* --- loading ---------------------------------------------------------------------------------- */

static void
append_filters (GString *path, GHashTable *filters)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (filters), (GCompareFunc) strcmp);

  for (GList *l = names; l != NULL; l = l->next)
    for (char **value = g_hash_table_lookup (filters, l->data); *value != NULL; value++) {
      g_autofree char *next = hcrm_api_query (path->str, l->data, *value, NULL);
      g_string_assign (path, next);
    }
}

static char *
make_path (HcrmRecordList *self)
{
  g_autofree char *sorted =
      hcrm_api_query (self->info->path, "sort", hcrm_record_columns_get_sort (self->columns), NULL);
  GString *path = g_string_new (sorted);

  append_filters (path, self->filters);
  return g_string_free (path, FALSE);
}

void
hcrm_record_list_dup_address (HcrmRecordList *self, char **path, char **query)
{
  g_autofree char *whole = make_path (self);
  g_auto (GStrv) parts = g_strsplit (whole, "?", 2);

  *path = g_strdup (parts[0]);
  *query = g_strdup (parts[1] != NULL ? parts[1] : "");
}

JsonNode *
hcrm_record_list_dup_columns (HcrmRecordList *self)
{
  return hcrm_record_columns_dup_exported (self->columns);
}

HcrmSession *
hcrm_record_list_get_session (HcrmRecordList *self)
{
  return self->session;
}

const char *
hcrm_record_list_get_title (HcrmRecordList *self)
{
  return gettext (self->info->title);
}

static void
reload_cb (gpointer data)
{
  HcrmRecordList *self = data;
  g_autofree char *path = make_path (self);

  self->reload_id = 0;
  self->started = TRUE;
  self->loaded = FALSE;
  hcrm_bulk_bar_forget_results (self->bulk);
  hcrm_list_model_set_run (self->model, path, self->run);
}

/* Typing into a filter asks once, not for every letter; before the first load, not at all. */
static void
schedule_reload (HcrmRecordList *self)
{
  g_clear_pointer (&self->run, g_free);
  if (!self->started)
    return;
  g_clear_handle_id (&self->reload_id, g_source_remove);
  self->reload_id = g_timeout_add_once (RELOAD_AFTER_MS, reload_cb, self);
}

void
hcrm_record_list_refresh (HcrmRecordList *self)
{
  if (self->loaded)
    hcrm_list_model_refresh (self->model);
  else if (self->reload_id == 0)
    reload_cb (self);
}

static void
loaded_cb (HcrmRecordList *self)
{
  self->loaded = TRUE;
  show_place (self);
  g_signal_emit (self, signals[LOADED], 0);
}

/* GTK hands the keys of a row that goes on to whatever stands next on the page. */
static void
going_cb (HcrmRecordList *self, guint position, guint removed)
{
  self->had_focus = self->had_focus || (removed > 0 && has_focus_in (GTK_WIDGET (self->view)));
}

static void
take_focus_back (HcrmRecordList *self)
{
  if (self->had_focus && !has_focus_in (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  self->had_focus = FALSE;
}

/* Rows came or went: the selected record may stand in another row, or in the first there is. */
static void
filled_cb (HcrmRecordList *self)
{
  show_bulk (self);
  if (self->loaded)
    show_place (self);
  take_focus_back (self);
  if (self->n_marked < 2 && has_focus_in (gtk_widget_get_last_child (GTK_WIDGET (self->view))))
    follow_with_focus (self);
}

static void
failed_cb (HcrmRecordList *self, const GError *error)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    return;
  gtk_label_set_text (self->failure, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
retry_cb (HcrmRecordList *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  g_clear_handle_id (&self->reload_id, g_source_remove);
  reload_cb (self);
}

/* --- filters ---------------------------------------------------------------------------------- */

void
hcrm_record_list_set_filters (HcrmRecordList *self, const char *name, const char *const *values)
{
  const char *const *old = g_hash_table_lookup (self->filters, name);
  gboolean empty = values == NULL || *values == NULL;

  if ((empty && old == NULL) || (!empty && old != NULL && g_strv_equal (old, values)))
    return;
  if (empty)
    g_hash_table_remove (self->filters, name);
  else
    g_hash_table_insert (self->filters, g_strdup (name), g_strdupv ((char **) values));
  schedule_reload (self);
}

void
hcrm_record_list_set_filter (HcrmRecordList *self, const char *name, const char *value)
{
  const char *values[] = { value, NULL };

  hcrm_record_list_set_filters (self, name, value != NULL && *value != '\0' ? values : NULL);
}

void
hcrm_record_list_set_scope (HcrmRecordList *self, const char *name, const char *value)
{
  hcrm_record_list_set_filter (self, name, value);
  self->n_scope++;
}

const char *
hcrm_record_list_get_filter (HcrmRecordList *self, const char *name)
{
  char **values = g_hash_table_lookup (self->filters, name);

  return values != NULL ? values[0] : NULL;
}

GtkWidget *
hcrm_record_list_new_buttons (HcrmRecordList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  if (!self->info->unexported)
    gtk_box_append (GTK_BOX (box), hcrm_export_button_new (self));
  gtk_box_append (GTK_BOX (box), hcrm_record_columns_new_button (self->columns));
  return box;
}

/* --- jumping ---------------------------------------------------------------------------------- */

gboolean
hcrm_record_list_jump (HcrmRecordList *self, const char *text)
{
  const HcrmColumn *column = hcrm_record_columns_get_sorted (self->columns);
  int field = column != NULL ? hcrm_field_set_find (self->info->set, column->field) : -1;

  if (field < 0 || g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return FALSE;
  g_autofree char *path = make_path (self);
  hcrm_list_jump_open (self->jump, hcrm_session_get_api (self->session), path,
                       &self->info->set->fields[field],
                       hcrm_record_columns_get_title (self->columns, column), text);
  return TRUE;
}

static void
found_cb (HcrmRecordList *self, guint position)
{
  if (self->run != NULL)
    hcrm_record_list_begin_at (self, NULL);
  hcrm_list_model_reach (self->model, position);
  choose_position (self, position);
}

void
hcrm_record_list_begin_at (HcrmRecordList *self, const char *key)
{
  if (g_strcmp0 (self->run, key) == 0)
    return;
  g_free (self->run);
  self->run = g_strdup (key);
  hcrm_record_selection_choose (self->selection, 0);
  reload_cb (self);
}

static void
beyond_cb (HcrmRecordList *self, const char *key)
{
  hcrm_record_list_begin_at (self, key);
}

static void
jump_closed_cb (HcrmRecordList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  follow_with_focus (self);
}

/* Letters begin a jump, but for those that are keys of the page. */
static gboolean
key_cb (HcrmRecordList *self, guint key, guint code, GdkModifierType state)
{
  gunichar letter = gdk_keyval_to_unicode (key);
  char text[8] = "";

  if ((state & GDK_CONTROL_MASK) && (key == GDK_KEY_g || key == GDK_KEY_G))
    return hcrm_record_list_jump (self, "");
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) || !g_unichar_isalnum (letter))
    return GDK_EVENT_PROPAGATE;
  if (self->info->keys != NULL
      && g_utf8_strchr (self->info->keys, -1, g_unichar_tolower (letter)) != NULL)
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (letter, text);
  return hcrm_record_list_jump (self, text);
}

static void
add_keys (HcrmRecordList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
filters_to_json (GHashTable *filters)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GHashTableIter iter;
  gpointer name, values;

  g_hash_table_iter_init (&iter, filters);
  while (g_hash_table_iter_next (&iter, &name, &values)) {
    JsonArray *array = json_array_new ();
    for (char **value = values; *value != NULL; value++)
      json_array_add_string_element (array, *value);
    json_object_set_array_member (object, name, array);
  }
  return json_node_init_object (json_node_alloc (), object);
}

JsonNode *
hcrm_record_list_dup_state (HcrmRecordList *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "selected", hcrm_record_list_get_selected_id (self));
  json_object_set_string_member (object, "sort", hcrm_record_columns_get_sort (self->columns));
  json_object_set_member (object, "filters", filters_to_json (self->filters));
  return json_node_init_object (json_node_alloc (), object);
}

static void
take_filter (JsonObject *filters, const char *name, JsonNode *node, gpointer data)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (values, (gpointer) json_array_get_string_element (array, i));
  g_ptr_array_add (values, NULL);
  hcrm_record_list_set_filters (data, name, (const char *const *) values->pdata);
}

void
hcrm_record_list_take_state (HcrmRecordList *self, JsonNode *state)
{
  if (state == NULL || !JSON_NODE_HOLDS_OBJECT (state))
    return;
  JsonObject *object = json_node_get_object (state);
  g_hash_table_remove_all (self->filters);
  if (json_object_has_member (object, "filters"))
    json_object_foreach_member (json_object_get_object_member (object, "filters"), take_filter,
                                self);
  hcrm_record_list_select_id (self,
                              json_object_get_int_member_with_default (object, "selected", 0));
  hcrm_record_columns_set_sort (self->columns,
                                json_object_get_string_member_with_default (object, "sort",
                                                                            self->info->sort));
}

/* --- construction ----------------------------------------------------------------------------- */

HcrmListModel *
hcrm_record_list_get_model (HcrmRecordList *self)
{
  return self->model;
}

static void
connect_model (HcrmRecordList *self)
{
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (going_cb), self);
  self->selection = hcrm_record_selection_new (self->model);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->selection, "changed", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->model, "filled", G_CALLBACK (filled_cb), self);
  g_signal_connect_swapped (self->model, "loaded", G_CALLBACK (loaded_cb), self);
  g_signal_connect_swapped (self->model, "failed", G_CALLBACK (failed_cb), self);
}

void
hcrm_record_list_setup (HcrmRecordList *self, HcrmSession *session, const HcrmListInfo *info)
{
  g_return_if_fail (self->info == NULL);
  self->info = info;
  self->session = g_object_ref (session);
  self->model = hcrm_list_model_new (hcrm_session_get_api (session), info->path, info->set);
  self->columns =
      hcrm_record_columns_new (self->view, info, hcrm_session_get_text (session, "username"));
  g_signal_connect_object (self->columns, "sorted", G_CALLBACK (schedule_reload), self,
                           G_CONNECT_SWAPPED);
  connect_model (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (info->title), -1);
}

/* The rows themselves: a stack and a column view do not pass the focus on. While there are none,
 * what is said instead keeps it for those that come. */
static gboolean
hcrm_record_list_grab_focus (GtkWidget *widget)
{
  HcrmRecordList *self = HCRM_RECORD_LIST (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "empty") == 0)
    return gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
  return gtk_widget_grab_focus (gtk_widget_get_last_child (GTK_WIDGET (self->view)));
}

/* GTK 4.8 takes Tab from row to row, a million times; it leaves the rows, which arrows move in. */
static gboolean
hcrm_record_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *view = GTK_WIDGET (HCRM_RECORD_LIST (widget)->view);
  gboolean leaves = (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
                    && gtk_widget_get_focus_child (view) != NULL;

  gtk_widget_set_can_focus (view, !leaves);
  gboolean moved = GTK_WIDGET_CLASS (hcrm_record_list_parent_class)->focus (widget, direction);
  gtk_widget_set_can_focus (view, TRUE);
  return moved;
}

static void
hcrm_record_list_dispose (GObject *object)
{
  HcrmRecordList *self = HCRM_RECORD_LIST (object);

  g_clear_object (&self->columns);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  hcrm_template_dispose (object);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  g_clear_pointer (&self->filters, g_hash_table_unref);
  g_clear_pointer (&self->run, g_free);
  G_OBJECT_CLASS (hcrm_record_list_parent_class)->dispose (object);
}

static void
add_signals (void)
{
  GType type = HCRM_TYPE_RECORD_LIST;

  signals[ACTIVATE] = g_signal_new ("activate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, HCRM_TYPE_RECORD);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[LOADED] =
      g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_record_list_class_init (HcrmRecordListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_record_list_dispose;
  widget_class->grab_focus = hcrm_record_list_grab_focus;
  widget_class->focus = hcrm_record_list_focus;
  G_OBJECT_CLASS (klass)->get_property = hcrm_record_list_get_property;
  properties[PROP_STATUS] =
      g_param_spec_string ("status", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  add_signals ();
  g_type_ensure (HCRM_TYPE_LIST_JUMP);
  g_type_ensure (HCRM_TYPE_BULK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-record-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, view);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, failure);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, jump);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordList, bulk);
  gtk_widget_class_bind_template_callback (widget_class, found_cb);
  gtk_widget_class_bind_template_callback (widget_class, beyond_cb);
  gtk_widget_class_bind_template_callback (widget_class, jump_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_marks_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
hcrm_record_list_init (HcrmRecordList *self)
{
  self->filters =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);
}
