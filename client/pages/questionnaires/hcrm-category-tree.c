/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of diseases: chapters, blocks and categories, fetched as they are opened. */

#include "hcrm-category-tree.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-text.h"

#define SEARCH_AFTER_MS 250

/* A row's disease; the first row, for all, has none. */
typedef struct {
  char *code;
  char *name;
  guint depth;
  gboolean parted;
  gboolean open;
  GtkWidget *arrow;
} Category;

struct _HcrmCategoryTree {
  AdwBin parent_instance;

  HcrmPage *page;
  GtkEditable *search;
  GtkListBox *list;
  char *opening; /* whose parts are on their way */
  char *code;
  char *name;
  guint search_id;
  gboolean quiet;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmCategoryTree, hcrm_category_tree, ADW_TYPE_BIN)

static void
free_category (gpointer data)
{
  Category *category = data;

  g_free (category->code);
  g_free (category->name);
  g_free (category);
}

static Category *
get_category (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "category") : NULL;
}

/* --- rows ------------------------------------------------------------------------------------- */

static GtkWidget *
new_count (int here, int inherited)
{
  g_autofree char *text =
      inherited > 0 ? g_strdup_printf ("%d +%d", here, inherited) : g_strdup_printf ("%d", here);
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *words = g_strdup_printf (_ ("%d here, %d inherited"), here, inherited);

  gtk_widget_add_css_class (label, "counter");
  gtk_widget_set_tooltip_text (label, words);
  return label;
}

static GtkWidget *
new_name (const Category *category)
{
  g_autofree char *text = category->code != NULL
                              ? g_strconcat (category->code, " ", category->name, NULL)
                              : g_strdup (category->name);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  return label;
}

static void show_open (Category *category);
static void toggle (HcrmCategoryTree *self, GtkListBoxRow *row);

static void
arrow_cb (GtkWidget *arrow)
{
  GtkWidget *row = gtk_widget_get_ancestor (arrow, GTK_TYPE_LIST_BOX_ROW);

  toggle (HCRM_CATEGORY_TREE (gtk_widget_get_ancestor (row, HCRM_TYPE_CATEGORY_TREE)),
          GTK_LIST_BOX_ROW (row));
}

static GtkWidget *
new_arrow (Category *category)
{
  GtkWidget *arrow = gtk_button_new ();

  gtk_widget_add_css_class (arrow, "flat");
  gtk_widget_add_css_class (arrow, "tree-arrow");
  gtk_widget_set_focusable (arrow, FALSE);
  gtk_widget_set_valign (arrow, GTK_ALIGN_CENTER);
  gtk_widget_set_opacity (arrow, category->parted ? 1 : 0);
  gtk_widget_set_sensitive (arrow, category->parted);
  g_signal_connect (arrow, "clicked", G_CALLBACK (arrow_cb), NULL);
  category->arrow = arrow;
  show_open (category);
  return arrow;
}

static GtkWidget *
new_row (Category *category, GtkWidget *count)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_widget_set_margin_start (box, 3 + 12 * (int) category->depth);
  gtk_widget_set_margin_end (box, 9);
  gtk_box_append (GTK_BOX (box), new_arrow (category));
  gtk_box_append (GTK_BOX (box), new_name (category));
  if (count != NULL)
    gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "category", category, free_category);
  return row;
}

static int
get_count (JsonObject *item, const char *name)
{
  return (int) json_object_get_int_member_with_default (item, name, 0);
}

static GtkWidget *
new_item (JsonObject *item, guint depth)
{
  Category *category = g_new0 (Category, 1);

  category->code = g_strdup (json_object_get_string_member (item, "code"));
  category->name = g_strdup (hcrm_text_member (item, "name"));
  category->depth = depth;
  category->parted = json_object_get_boolean_member_with_default (item, "parted", FALSE);
  return new_row (category, new_count (get_count (item, "own") + get_count (item, "below"),
                                       get_count (item, "inherited")));
}

static void
show_open (Category *category)
{
  gtk_button_set_icon_name (GTK_BUTTON (category->arrow),
                            category->open ? "pan-down-symbolic" : "pan-end-symbolic");
  const char *words =
      category->open ? C_ ("branch of a tree", "Close") : C_ ("branch of a tree", "Open");
  gtk_widget_set_tooltip_text (category->arrow, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (category->arrow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
}

/* --- opening and closing ---------------------------------------------------------------------- */

static void
close_part (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  Category *category = get_category (row);
  int place = gtk_list_box_row_get_index (row) + 1;
  GtkListBoxRow *next;

  category->open = FALSE;
  show_open (category);
  while ((next = gtk_list_box_get_row_at_index (self->list, place)) != NULL
         && get_category (next)->depth > category->depth)
    gtk_list_box_remove (self->list, GTK_WIDGET (next));
}

static GtkListBoxRow *
find_row (HcrmCategoryTree *self, const char *code)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (get_category (row)->code, code) == 0)
      return row;
  return NULL;
}

static void
add_items (HcrmCategoryTree *self, JsonNode *reply, int place, guint depth)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    gtk_list_box_insert (self->list, new_item (json_array_get_object_element (items, i), depth),
                         place < 0 ? -1 : place + (int) i);
}

static void
parts_cb (gpointer data, JsonNode *reply)
{
  HcrmCategoryTree *self = data;
  g_autofree char *code = g_steal_pointer (&self->opening);
  GtkListBoxRow *row = find_row (self, code);
  Category *category = get_category (row);

  if (category == NULL || category->open)
    return;
  category->open = TRUE;
  show_open (category);
  add_items (self, reply, gtk_list_box_row_get_index (row) + 1, category->depth + 1);
}

static gboolean
parts_failed_cb (gpointer data, const GError *error)
{
  g_clear_pointer (&HCRM_CATEGORY_TREE (data)->opening, g_free);
  return FALSE;
}

static void
fetch (HcrmCategoryTree *self, const char *name, const char *value, HcrmReplyFunc done)
{
  g_autofree char *path = hcrm_api_query ("/questionnaire-categories", name, value, NULL);

  hcrm_page_send_for (self->page, self, &(HcrmRequest){ .method = "GET", .path = path }, done,
                      parts_failed_cb);
}

static void
open_part (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  if (self->opening != NULL)
    return;
  self->opening = g_strdup (get_category (row)->code);
  fetch (self, "under", self->opening, parts_cb);
}

static void
toggle (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  Category *category = get_category (row);

  if (!category->parted)
    return;
  if (category->open)
    close_part (self, row);
  else
    open_part (self, row);
}

static GtkListBoxRow *
find_parent (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  for (int i = gtk_list_box_row_get_index (row) - 1; i >= 0; i--) {
    GtkListBoxRow *above = gtk_list_box_get_row_at_index (self->list, i);
    if (get_category (above)->depth < get_category (row)->depth)
      return above;
  }
  return NULL;
}

static void
go_to (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
key_cb (HcrmCategoryTree *self, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  Category *category = get_category (row);

  if (category == NULL || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0
      || (key != GDK_KEY_Right && key != GDK_KEY_Left))
    return FALSE;
  if (key == GDK_KEY_Right && category->parted && !category->open)
    open_part (self, row);
  else if (key == GDK_KEY_Left && category->open)
    close_part (self, row);
  else if (key == GDK_KEY_Left)
    go_to (self, find_parent (self, row));
  return TRUE;
}

/* --- what is chosen --------------------------------------------------------------------------- */

static void
selected_cb (HcrmCategoryTree *self, GtkListBoxRow *row)
{
  Category *category = get_category (row);

  if (self->quiet || category == NULL || g_strcmp0 (category->code, self->code) == 0)
    return;
  g_free (self->code);
  g_free (self->name);
  self->code = g_strdup (category->code);
  self->name = g_strdup (category->name);
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
hcrm_category_tree_get_code (HcrmCategoryTree *self)
{
  return self->code;
}

const char *
hcrm_category_tree_get_name (HcrmCategoryTree *self)
{
  return self->code != NULL ? self->name : NULL;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
add_all (HcrmCategoryTree *self)
{
  Category *category = g_new0 (Category, 1);

  category->name = g_strdup (_ ("All diseases"));
  gtk_list_box_append (self->list, new_row (category, NULL));
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmCategoryTree *self = data;

  self->quiet = TRUE;
  hcrm_clear_list (self->list);
  add_all (self);
  add_items (self, reply, -1, 0);
  GtkListBoxRow *row = find_row (self, self->code);
  gtk_list_box_select_row (self->list,
                           row != NULL ? row : gtk_list_box_get_row_at_index (self->list, 0));
  self->quiet = FALSE;
  selected_cb (self, gtk_list_box_get_selected_row (self->list));
}

void
hcrm_category_tree_load (HcrmCategoryTree *self)
{
  const char *text = gtk_editable_get_text (self->search);

  g_clear_pointer (&self->opening, g_free);
  fetch (self, *text != '\0' ? "q" : NULL, text, loaded_cb);
}

static void
search_due_cb (gpointer data)
{
  HCRM_CATEGORY_TREE (data)->search_id = 0;
  hcrm_category_tree_load (data);
}

static void
search_cb (HcrmCategoryTree *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  self->search_id = g_timeout_add_once (SEARCH_AFTER_MS, search_due_cb, self);
}

static void
add_keys (HcrmCategoryTree *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

static GtkWidget *
new_search (HcrmCategoryTree *self)
{
  GtkWidget *search = gtk_search_entry_new ();

  gtk_widget_set_margin_start (search, 9);
  gtk_widget_set_margin_end (search, 9);
  gtk_widget_set_margin_top (search, 9);
  gtk_widget_set_margin_bottom (search, 6);
  g_object_set (search, "placeholder-text", _ ("Disease or code"), "width-chars", 6, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Disease or code"), -1);
  g_signal_connect_swapped (search, "changed", G_CALLBACK (search_cb), self);
  self->search = GTK_EDITABLE (search);
  return search;
}

GtkWidget *
hcrm_category_tree_new (HcrmPage *page)
{
  HcrmCategoryTree *self = g_object_new (HCRM_TYPE_CATEGORY_TREE, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static void
hcrm_category_tree_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_CATEGORY_TREE (object)->search_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_category_tree_parent_class)->dispose (object);
}

static void
hcrm_category_tree_finalize (GObject *object)
{
  HcrmCategoryTree *self = HCRM_CATEGORY_TREE (object);

  g_free (self->opening);
  g_free (self->code);
  g_free (self->name);
  G_OBJECT_CLASS (hcrm_category_tree_parent_class)->finalize (object);
}

static void
hcrm_category_tree_class_init (HcrmCategoryTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_category_tree_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_category_tree_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_CATEGORY_TREE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_category_tree_init (HcrmCategoryTree *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rows");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "tree");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Diseases"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), new_search (self));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
  add_keys (self);
}
