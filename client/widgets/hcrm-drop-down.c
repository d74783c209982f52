/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drop-downs that are searched by any part of what they offer. */

#include "hcrm-drop-down.h"

#include <glib/gi18n.h>

#include "core/hcrm-pinyin.h"

#define INDENT 16

/* --- the parts of a drop-down ----------------------------------------------------------------- */

static GtkWidget *
find_part (GtkWidget *root, GType type)
{
  GtkWidget *child = gtk_widget_get_first_child (root), *found = NULL;

  for (; child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_part (child, type);
  return found;
}

static GtkWidget *
find_list (GtkDropDown *self)
{
  return find_part (find_part (GTK_WIDGET (self), GTK_TYPE_POPOVER), GTK_TYPE_LIST_VIEW);
}

static GtkWidget *
find_entry (GtkDropDown *self)
{
  return find_part (find_part (GTK_WIDGET (self), GTK_TYPE_POPOVER), GTK_TYPE_SEARCH_ENTRY);
}

static GtkSingleSelection *
find_selection (GtkDropDown *self)
{
  return GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (find_list (self))));
}

/* (nullable): what narrows its list. */
static GtkStringFilter *
find_filter (GtkDropDown *self)
{
  GListModel *model = gtk_single_selection_get_model (find_selection (self));
  GtkFilter *filter = GTK_IS_FILTER_LIST_MODEL (model)
                          ? gtk_filter_list_model_get_filter (GTK_FILTER_LIST_MODEL (model))
                          : NULL;

  return GTK_IS_STRING_FILTER (filter) ? GTK_STRING_FILTER (filter) : NULL;
}

/* --- searching -------------------------------------------------------------------------------- */

static void
select_place (GtkDropDown *self, guint place)
{
  gtk_single_selection_set_selected (find_selection (self), place);
  gtk_widget_activate_action (find_list (self), "list.scroll-to-item", "u", place);
}

/* At once, so that Enter takes what the eye has not yet seen. What empties the entry when the list
 * is closed chooses nothing. */
static void
typed_cb (GtkDropDown *self)
{
  GtkStringFilter *filter = find_filter (self);

  if (filter == NULL || !gtk_widget_get_mapped (find_entry (self)))
    return;
  gtk_string_filter_set_search (filter, gtk_editable_get_text (GTK_EDITABLE (find_entry (self))));
  select_place (self, 0);
}

static void
move (GtkDropDown *self, int by)
{
  GtkSingleSelection *selection = find_selection (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));
  gint64 place = (gint64) gtk_single_selection_get_selected (selection) + by;

  if (place >= 0 && place < n)
    select_place (self, (guint) place);
}

static gboolean
key_cb (GtkDropDown *self, guint key, guint code, GdkModifierType state)
{
  guint selected = gtk_single_selection_get_selected (find_selection (self));

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    move (self, 1);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    move (self, -1);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
           && selected != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (find_list (self), "list.activate-item", "u", selected);
  else
    return FALSE;
  return TRUE;
}

static gpointer
warm_pinyin (gpointer unused)
{
  g_free (hcrm_pinyin_of_text ("科", NULL));
  return NULL;
}

/* What is typed goes into the search from the first key, also through an input method. */
static void
opened_cb (GtkDropDown *self)
{
  static gsize warm = 0;

  if (!gtk_drop_down_get_enable_search (self))
    return;
  if (g_once_init_enter (&warm)) {
    g_thread_unref (g_thread_new ("pinyin", warm_pinyin, NULL));
    g_once_init_leave (&warm, 1);
  }
  select_place (self, gtk_drop_down_get_selected (self));
  gtk_widget_grab_focus (find_entry (self));
}

/* What is typed onto it while it is closed opens it, and is the first of what is searched. */
static gboolean
begin_cb (GtkDropDown *self,
          guint key,
          guint code,
          GdkModifierType state,
          GtkEventControllerKey *keys)
{
  if (!gtk_drop_down_get_enable_search (self) || gtk_widget_get_mapped (find_entry (self))
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
      || !g_unichar_isalpha (gdk_keyval_to_unicode (key)))
    return FALSE;
  hcrm_drop_down_open (self);
  return gtk_event_controller_key_forward (keys, find_part (find_entry (self), GTK_TYPE_TEXT));
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
mark_chosen (GtkListItem *row)
{
  GtkWidget *check = g_object_get_data (G_OBJECT (row), "check");
  GtkDropDown *self = g_object_get_data (G_OBJECT (row), "drop-down");
  gpointer item = gtk_list_item_get_item (row);

  gtk_widget_set_opacity (check,
                          item != NULL && gtk_drop_down_get_selected_item (self) == item ? 1 : 0);
}

static GtkWidget *
new_words (gboolean dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (dim) {
    gtk_widget_add_css_class (label, "dim-label");
    gtk_widget_add_css_class (label, "caption");
  }
  return label;
}

static void
setup_row_cb (GtkDropDown *self, GtkListItem *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = new_words (FALSE), *above = new_words (TRUE);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), above);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_item_set_child (row, box);
  g_object_set_data (G_OBJECT (row), "words", words);
  g_object_set_data (G_OBJECT (row), "above", above);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data (G_OBJECT (row), "drop-down", self);
  g_signal_connect_object (self, "notify::selected-item", G_CALLBACK (mark_chosen), row,
                           G_CONNECT_SWAPPED);
}

static void
bind_row_cb (GtkDropDown *self, GtkListItem *row)
{
  HcrmChoiceItem *item = gtk_list_item_get_item (row);
  GtkWidget *words = g_object_get_data (G_OBJECT (row), "words");
  GtkLabel *above = g_object_get_data (G_OBJECT (row), "above");
  const char *group = hcrm_choice_item_get_above (item);

  gtk_label_set_text (GTK_LABEL (words), hcrm_choice_item_get_text (item));
  gtk_widget_set_margin_start (words, (int) hcrm_choice_item_get_depth (item) * INDENT);
  if (hcrm_choice_item_is_group (item))
    gtk_widget_add_css_class (words, "strong");
  else
    gtk_widget_remove_css_class (words, "strong");
  gtk_label_set_text (above, group != NULL ? group : "");
  gtk_widget_set_visible (GTK_WIDGET (above), group != NULL);
  mark_chosen (row);
}

static void
setup_button_cb (GtkDropDown *self, GtkListItem *row)
{
  GtkWidget *words = new_words (FALSE);

  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (row, words);
}

static void
bind_button_cb (GtkDropDown *self, GtkListItem *row)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (row)),
                      hcrm_choice_item_get_text (gtk_list_item_get_item (row)));
}

static GtkListItemFactory *
new_factory (GtkDropDown *self, GCallback setup, GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_swapped (factory, "setup", setup, self);
  g_signal_connect_swapped (factory, "bind", bind, self);
  return factory;
}

/* --- the whole -------------------------------------------------------------------------------- */

void
hcrm_drop_down_setup (GtkDropDown *self)
{
  g_autoptr (GtkListItemFactory) button =
      new_factory (self, G_CALLBACK (setup_button_cb), G_CALLBACK (bind_button_cb));
  g_autoptr (GtkListItemFactory) rows =
      new_factory (self, G_CALLBACK (setup_row_cb), G_CALLBACK (bind_row_cb));
  g_autoptr (GtkExpression) key = gtk_property_expression_new (HCRM_TYPE_CHOICE_ITEM, NULL, "key");
  GtkWidget *popover = find_part (GTK_WIDGET (self), GTK_TYPE_POPOVER);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *begins = gtk_event_controller_key_new ();

  gtk_drop_down_set_factory (self, button);
  gtk_drop_down_set_list_factory (self, rows);
  gtk_drop_down_set_expression (self, key);
  gtk_widget_add_css_class (popover, "searched");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (find_entry (self), keys);
  g_signal_connect_swapped (begins, "key-pressed", G_CALLBACK (begin_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), begins);
  g_signal_connect_object (find_entry (self), "changed", G_CALLBACK (typed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "map", G_CALLBACK (opened_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
hcrm_drop_down_fill (GtkDropDown *self, GListModel *items)
{
  gtk_drop_down_set_enable_search (self,
                                   g_list_model_get_n_items (items) > HCRM_CHOICE_SEARCH_FROM);
  gtk_drop_down_set_model (self, items);
  /* GTK searches by the beginning alone; from 4.12 it can be told not to. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self), "search-match-mode") != NULL)
    g_object_set (self, "search-match-mode", GTK_STRING_FILTER_MATCH_MODE_SUBSTRING, NULL);
  else if (find_filter (self) != NULL)
    gtk_string_filter_set_match_mode (find_filter (self), GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
}

void
hcrm_drop_down_open (GtkDropDown *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (
                                    find_part (GTK_WIDGET (self), GTK_TYPE_TOGGLE_BUTTON)),
                                TRUE);
}
