/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which columns a list shows, how wide, and by which it is sorted: as the user left it. */

#include "hcrm-record-columns.h"

#include "core/hcrm-settings.h"
#include "hcrm-column-fit.h"
#include "hcrm-record-cell.h"
#include "hcrm-text.h"

struct _HcrmRecordColumns {
  GObject parent_instance;

  GtkColumnView *view;
  const HcrmListInfo *info;
  char *group; /* of the settings in which they are remembered */
  char *sort;
  GSimpleActionGroup *actions;
  guint fit_id;
  gboolean arranging; /* the list itself shows and sizes columns, not the user */
};

enum { SORTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordColumns, hcrm_record_columns, G_TYPE_OBJECT)

/* --- columns ---------------------------------------------------------------------------------- */

static char *
recall (HcrmRecordColumns *self, const char *key)
{
  return hcrm_settings_get (self->group, key);
}

static void
remember (HcrmRecordColumns *self, const char *key, const char *text)
{
  hcrm_settings_set (self->group, key, text);
}

const char *
hcrm_record_columns_get_title (HcrmRecordColumns *self, const HcrmColumn *column)
{
  int i = hcrm_field_set_find (self->info->set, column->field);

  if (column->title != NULL)
    return gettext (column->title);
  return i >= 0 ? gettext (self->info->set->fields[i].label) : column->field;
}

static void
width_cb (HcrmRecordColumns *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  const HcrmColumn *info = g_object_get_data (G_OBJECT (column), "column");
  int width = gtk_column_view_column_get_fixed_width (column);
  g_autofree char *key = g_strdup_printf ("width-%s", info->field);
  g_autofree char *text = g_strdup_printf ("%d", (int) (width / hcrm_text_get_scale ()));

  if (width > 0 && !self->arranging)
    remember (self, key, text);
}

/* In pixels: as the user has made it, or as wide as it needs. */
static int
get_width (HcrmRecordColumns *self, const HcrmColumn *info)
{
  g_autofree char *key = g_strdup_printf ("width-%s", info->field);
  g_autofree char *width = recall (self, key);

  if (width != NULL)
    return CLAMP (atoi (width), 24, 2000) * hcrm_text_get_scale ();
  return hcrm_column_fit_measure (GTK_WIDGET (self->view), info,
                                  hcrm_record_columns_get_title (self, info));
}

/* GTK 4.8 counts a fixed width even where the column is hidden, and then nothing is left to expand.
 */
static void
apply_width (HcrmRecordColumns *self, GtkColumnViewColumn *column, const HcrmColumn *info)
{
  gboolean before = self->arranging;

  self->arranging = TRUE;
  gtk_column_view_column_set_fixed_width (column, gtk_column_view_column_get_visible (column)
                                                      ? get_width (self, info)
                                                      : -1);
  self->arranging = before;
}

static void
visible_cb (HcrmRecordColumns *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  const HcrmColumn *info = g_object_get_data (G_OBJECT (column), "column");
  g_autofree char *key = g_strdup_printf ("shown-%s", info->field);

  apply_width (self, column, info);
  if (!self->arranging)
    remember (self, key, gtk_column_view_column_get_visible (column) ? "yes" : "no");
}

/* What the user has chosen stays; the rest makes room in its order. */
static HcrmColumnFit
get_fit (HcrmRecordColumns *self, const HcrmColumn *info)
{
  g_autofree char *key = g_strdup_printf ("shown-%s", info->field);
  g_autofree char *chosen = recall (self, key);
  gboolean shown =
      chosen != NULL ? g_str_equal (chosen, "yes") : !(info->flags & HCRM_COLUMN_HIDDEN);

  return (HcrmColumnFit){ get_width (self, info), chosen == NULL ? info->leaves : 0, shown };
}

static gboolean
fit_cb (gpointer data)
{
  HcrmRecordColumns *self = data;
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkAdjustment *across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view));
  g_autofree HcrmColumnFit *fits = g_new0 (HcrmColumnFit, self->info->n_columns);

  self->fit_id = 0;
  for (guint i = 0; i < self->info->n_columns; i++)
    fits[i] = get_fit (self, &self->info->columns[i]);
  hcrm_column_fit_choose (fits, self->info->n_columns, gtk_adjustment_get_page_size (across));
  self->arranging = TRUE;
  for (guint i = 0; i < self->info->n_columns; i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    gtk_column_view_column_set_visible (column, fits[i].shown);
  }
  self->arranging = FALSE;
  return G_SOURCE_REMOVE;
}

/* Not while sizes are being given out. */
static void
room_cb (HcrmRecordColumns *self)
{
  if (self->fit_id == 0 && self->info != NULL)
    self->fit_id = g_idle_add (fit_cb, self);
}

static void
watch_room (HcrmRecordColumns *self)
{
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view)),
                           "notify::page-size", G_CALLBACK (room_cb), self, G_CONNECT_SWAPPED);
}

static void
apply_memory (HcrmRecordColumns *self, GtkColumnViewColumn *column, const HcrmColumn *info)
{
  gtk_column_view_column_set_visible (column, get_fit (self, info).shown);
  apply_width (self, column, info);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (visible_cb), self,
                           G_CONNECT_SWAPPED);
}

/* The column view wants a sorter to make its head clickable; the server does the sorting. */
static GtkColumnViewColumn *probed;

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer column)
{
  if (probed == NULL)
    probed = column;
  return -1;
}

static void
add_column (HcrmRecordColumns *self, const HcrmColumn *info)
{
  GtkListItemFactory *factory = hcrm_record_cell_new_factory (info);
  g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (hcrm_record_columns_get_title (self, info), factory);

  g_object_set_data (G_OBJECT (column), "column", (gpointer) info);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, (info->flags & HCRM_COLUMN_EXPAND) != 0);
  if (info->flags & HCRM_COLUMN_SORT) {
    g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, column, NULL));
    gtk_column_view_column_set_sorter (column, sorter);
  }
  apply_memory (self, column, info);
  gtk_column_view_append_column (self->view, column);
}

static GtkColumnViewColumn *
find_column (HcrmRecordColumns *self, const char *field)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    const HcrmColumn *info = g_object_get_data (G_OBJECT (column), "column");
    if (g_str_equal (info->field, field))
      return column;
  }
  return NULL;
}

static void
add_column_action (HcrmRecordColumns *self, GtkColumnViewColumn *column, GMenu *menu)
{
  const HcrmColumn *info = g_object_get_data (G_OBJECT (column), "column");
  g_autofree char *name = g_strdelimit (g_strdup (info->field), "_", '-');
  g_autofree char *full = g_strconcat ("columns.", name, NULL);
  g_autoptr (GPropertyAction) action = g_property_action_new (name, column, "visible");

  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_menu_append (menu, hcrm_record_columns_get_title (self, info), full);
}

static void
add_exported (JsonArray *names, const HcrmColumn *column)
{
  g_auto (GStrv) fields =
      g_strsplit (column->exports != NULL ? column->exports : column->field, " ", -1);

  for (char **field = fields; *field != NULL; field++)
    json_array_add_string_element (names, *field);
}

JsonNode *
hcrm_record_columns_dup_exported (HcrmRecordColumns *self)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, i);
    if (gtk_column_view_column_get_visible (column))
      add_exported (names, g_object_get_data (G_OBJECT (column), "column"));
  }
  json_node_take_array (node, names);
  return node;
}

GtkWidget *
hcrm_record_columns_new_button (HcrmRecordColumns *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    add_column_action (self, column, menu);
  }
  gtk_widget_insert_action_group (button, "columns", G_ACTION_GROUP (self->actions));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-list-bullet-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)), FALSE);
  gtk_widget_set_tooltip_text (button, _ ("Choose columns"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose columns"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* --- sorting ---------------------------------------------------------------------------------- */

static void
sorter_cb (HcrmRecordColumns *self)
{
  g_autoptr (GObject) a = g_object_new (HCRM_TYPE_ROW, NULL);
  g_autoptr (GObject) b = g_object_new (HCRM_TYPE_ROW, NULL);

  probed = NULL;
  GtkOrdering order = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), a, b);
  const HcrmColumn *column =
      probed != NULL ? g_object_get_data (G_OBJECT (probed), "column") : NULL;
  g_autofree char *sort =
      column != NULL ? g_strconcat (order == GTK_ORDERING_LARGER ? "-" : "", column->field, NULL)
                     : g_strdup (self->info->sort);
  if (g_strcmp0 (sort, self->sort) == 0)
    return;
  g_free (self->sort);
  self->sort = g_steal_pointer (&sort);
  remember (self, "sort", self->sort);
  g_signal_emit (self, signals[SORTED], 0);
}

void
hcrm_record_columns_set_sort (HcrmRecordColumns *self, const char *sort)
{
  gboolean down = *sort == '-';
  GtkColumnViewColumn *column = find_column (self, sort + down);

  g_free (self->sort);
  self->sort = g_strdup (sort);
  if (column != NULL && gtk_column_view_column_get_sorter (column) != NULL)
    gtk_column_view_sort_by_column (self->view, column,
                                    down ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

const char *
hcrm_record_columns_get_sort (HcrmRecordColumns *self)
{
  return self->sort;
}

const HcrmColumn *
hcrm_record_columns_get_sorted (HcrmRecordColumns *self)
{
  GtkColumnViewColumn *column = find_column (self, self->sort + (*self->sort == '-'));

  return column != NULL ? g_object_get_data (G_OBJECT (column), "column") : NULL;
}

/* --- construction ----------------------------------------------------------------------------- */

static void
hcrm_record_columns_finalize (GObject *object)
{
  HcrmRecordColumns *self = HCRM_RECORD_COLUMNS (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  g_clear_object (&self->view);
  g_clear_object (&self->actions);
  g_free (self->group);
  g_free (self->sort);
  G_OBJECT_CLASS (hcrm_record_columns_parent_class)->finalize (object);
}

static void
hcrm_record_columns_class_init (HcrmRecordColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_record_columns_finalize;
  signals[SORTED] = g_signal_new ("sorted", HCRM_TYPE_RECORD_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_record_columns_init (HcrmRecordColumns *self)
{
  self->actions = g_simple_action_group_new ();
}

HcrmRecordColumns *
hcrm_record_columns_new (GtkColumnView *view, const HcrmListInfo *info, const char *username)
{
  HcrmRecordColumns *self = g_object_new (HCRM_TYPE_RECORD_COLUMNS, NULL);

  self->view = g_object_ref (view);
  self->info = info;
  self->group = g_strdup_printf ("list %s %s", info->name, username);
  for (guint i = 0; i < info->n_columns; i++)
    add_column (self, &info->columns[i]);
  watch_room (self);
  g_autofree char *sort = recall (self, "sort");
  hcrm_record_columns_set_sort (self, sort != NULL ? sort : info->sort);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorter_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}
