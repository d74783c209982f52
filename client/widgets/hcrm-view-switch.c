/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Toggles for the views of a list. */

#include "hcrm-view-switch.h"

#define NAME_CHARS 16

struct _HcrmViewSwitch {
  GtkBox parent_instance;

  GtkBox *views;
  GtkMenuButton *keep;
  GtkEditable *name;
  GtkWidget *remove;
  GtkToggleButton *group; /* never shown: with it in the group, no view may be pressed */
  GtkWidget *pressed;     /* a kept view that is pressed */
  gboolean quiet;
  gboolean is_read;       /* those the user has kept */
  HcrmPage *page;         /* (nullable): whose views are kept; borrowed, it holds this */
  HcrmFilterBar *filters; /* borrowed, of that page */
  const char *list;       /* under which name */
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmViewSwitch, hcrm_view_switch, GTK_TYPE_BOX)

static const char *
get_query (GtkWidget *toggle)
{
  return g_object_get_data (G_OBJECT (toggle), "query");
}

static gint64
get_number (GtkWidget *toggle, const char *name)
{
  gint64 *number = g_object_get_data (G_OBJECT (toggle), name);

  return number != NULL ? *number : 0;
}

static void
set_number (GtkWidget *toggle, const char *name, gint64 number)
{
  g_object_set_data_full (G_OBJECT (toggle), name, g_memdup2 (&number, sizeof number), g_free);
}

static void
toggled_cb (HcrmViewSwitch *self, GtkToggleButton *toggle)
{
  if (!self->quiet && gtk_toggle_button_get_active (toggle))
    g_signal_emit (self, signals[CHOSEN], 0, get_query (GTK_WIDGET (toggle)));
}

/* Whether the switch has no room for all of @name; Chinese is twice as wide. */
static gboolean
is_cut (const char *name)
{
  guint width = 0;

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    width += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return width > NAME_CHARS;
}

static GtkWidget *
append_toggle (HcrmViewSwitch *self, const char *name, const char *query)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (name);
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (toggle)));

  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (label, NAME_CHARS);
  gtk_widget_set_tooltip_text (toggle, is_cut (name) ? name : NULL);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), self->group);
  g_object_set_data_full (G_OBJECT (toggle), "query", g_strdup (query), g_free);
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->views, toggle);
  return toggle;
}

void
hcrm_view_switch_add (HcrmViewSwitch *self, const HcrmView *view)
{
  g_return_if_fail (HCRM_IS_VIEW_SWITCH (self));
  append_toggle (self, gettext (view->name), view->query);
}

static void
drop_kept (HcrmViewSwitch *self)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->views)); child != NULL;
       child = next) {
    next = gtk_widget_get_next_sibling (child);
    if (get_number (child, "id") != 0)
      gtk_box_remove (self->views, child);
  }
  self->pressed = NULL;
}

static void
append_kept (HcrmViewSwitch *self, JsonObject *view)
{
  JsonNode *content = json_object_get_member (view, "content");
  const char *query =
      content != NULL && JSON_NODE_HOLDS_OBJECT (content)
          ? json_object_get_string_member_with_default (json_node_get_object (content), "query",
                                                        NULL)
          : NULL;

  if (query == NULL)
    return;
  GtkWidget *toggle =
      append_toggle (self, json_object_get_string_member_with_default (view, "name", ""), query);
  set_number (toggle, "id", json_object_get_int_member_with_default (view, "id", 0));
  set_number (toggle, "version", json_object_get_int_member_with_default (view, "version", 0));
}

static void
set_kept (HcrmViewSwitch *self, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  drop_kept (self);
  gtk_widget_set_visible (GTK_WIDGET (self->keep), TRUE);
  for (guint i = 0; i < json_array_get_length (items); i++)
    append_kept (self, json_array_get_object_element (items, i));
}

static void
press (HcrmViewSwitch *self, GtkWidget *toggle)
{
  gtk_toggle_button_set_active (toggle != NULL ? GTK_TOGGLE_BUTTON (toggle) : self->group, TRUE);
  self->pressed = toggle != NULL && get_number (toggle, "id") != 0 ? toggle : NULL;
  gtk_widget_set_visible (self->remove, self->pressed != NULL);
}

void
hcrm_view_switch_show_query (HcrmViewSwitch *self, const char *query)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->views));

  g_return_if_fail (HCRM_IS_VIEW_SWITCH (self));
  while (child != NULL && !g_str_equal (get_query (child), query))
    child = gtk_widget_get_next_sibling (child);
  self->quiet = TRUE;
  press (self, child);
  self->quiet = FALSE;
}

/* --- Views that are kept for a page ----------------------------------------------------------- */

static void
kept_cb (gpointer data, JsonNode *reply)
{
  HcrmViewSwitch *self = data;
  g_autofree char *query = hcrm_filter_bar_dup_query (self->filters);

  self->is_read = TRUE;
  set_kept (self, reply);
  hcrm_view_switch_show_query (self, query);
}

/* The list beside them says what is wrong with the line, and once is enough. */
static gboolean
ignore_failure (gpointer self, const GError *error)
{
  return TRUE;
}

static void
read_kept (HcrmViewSwitch *self)
{
  g_autofree char *path = g_strdup_printf ("/views?page=%s", self->list);

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "GET", .path = path, .fills = "views" }, kept_cb,
                      ignore_failure);
}

static void
changed_cb (gpointer data, JsonNode *reply)
{
  read_kept (data);
}

static void
keep (HcrmViewSwitch *self, const char *name)
{
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *query = hcrm_filter_bar_dup_query (self->filters);
  JsonObject *view = json_object_new (), *content = json_object_new ();

  json_object_set_string_member (content, "query", query);
  json_object_set_string_member (view, "page", self->list);
  json_object_set_string_member (view, "name", name);
  json_object_set_object_member (view, "content", content);
  json_node_take_object (body, view);
  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST", .path = "/views", .body = body },
                      changed_cb, NULL);
}

static void
keep_cb (HcrmViewSwitch *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (*name == '\0')
    return;
  gtk_menu_button_popdown (self->keep);
  gtk_editable_set_text (self->name, "");
  keep (self, name);
}

static void
remove_cb (HcrmViewSwitch *self)
{
  gtk_menu_button_popdown (self->keep);
  if (self->pressed == NULL)
    return;
  g_autofree char *path = g_strdup_printf ("/views/%" G_GINT64_FORMAT "/actions/retire",
                                           get_number (self->pressed, "id"));
  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .version = get_number (self->pressed, "version") },
                      changed_cb, NULL);
}

void
hcrm_view_switch_keep_for (HcrmViewSwitch *self,
                           HcrmPage *page,
                           HcrmFilterBar *filters,
                           const char *list)
{
  g_return_if_fail (HCRM_IS_VIEW_SWITCH (self) && self->page == NULL);
  self->page = page;
  self->filters = filters;
  self->list = list;
}

void
hcrm_view_switch_read (HcrmViewSwitch *self)
{
  g_return_if_fail (HCRM_IS_VIEW_SWITCH (self) && self->page != NULL);
  if (!self->is_read)
    read_kept (self);
}

static void
hcrm_view_switch_dispose (GObject *object)
{
  g_clear_object (&HCRM_VIEW_SWITCH (object)->group);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_VIEW_SWITCH);
  G_OBJECT_CLASS (hcrm_view_switch_parent_class)->dispose (object);
}

static void
hcrm_view_switch_class_init (HcrmViewSwitchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_view_switch_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", HCRM_TYPE_VIEW_SWITCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-view-switch.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmViewSwitch, views);
  gtk_widget_class_bind_template_child (widget_class, HcrmViewSwitch, keep);
  gtk_widget_class_bind_template_child (widget_class, HcrmViewSwitch, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmViewSwitch, remove);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
hcrm_view_switch_init (HcrmViewSwitch *self)
{
  self->group = g_object_ref_sink (GTK_TOGGLE_BUTTON (gtk_toggle_button_new ()));
  gtk_widget_init_template (GTK_WIDGET (self));
}
