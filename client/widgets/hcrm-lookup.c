/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding one of many while typing. */

#include "hcrm-lookup.h"

#include <glib/gi18n.h>

#include "hcrm-text.h"

#define SEARCH_AFTER_MS 150
#define MAX_FOUND "12"

/* clang-format off */
const HcrmLookupInfo hcrm_lookup_patient = {
  "/patients", "id", "name", { "mrn", "birth_date" }, N_("Name, pinyin, number"),
};
/* clang-format on */

struct _HcrmLookup {
  AdwBin parent_instance;

  HcrmApi *api;
  const HcrmLookupInfo *info;
  GCancellable *cancellable;
  GtkEditable *entry;
  GtkWidget *popover;
  GtkListBox *found;
  guint search_id;
  char *value;
  char *label;
  gboolean quiet;
};

enum { CHANGED, UNFOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmLookup, hcrm_lookup, ADW_TYPE_BIN)

static void
show_chosen (HcrmLookup *self)
{
  self->quiet = TRUE;
  gtk_editable_set_text (self->entry, self->label != NULL ? self->label : "");
  self->quiet = FALSE;
}

static void
close_found (HcrmLookup *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
choose (HcrmLookup *self, const char *value, const char *label)
{
  gboolean other = g_strcmp0 (self->value, value) != 0;

  close_found (self);
  hcrm_lookup_set (self, value, label);
  if (other)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* --- what is found ---------------------------------------------------------------------------- */

static char *
dup_value (JsonObject *item, const char *name)
{
  JsonNode *node = json_object_get_member (item, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node)
             : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static char *
join_details (HcrmLookup *self, JsonObject *item)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->info->details) && self->info->details[i] != NULL; i++) {
    const char *detail = hcrm_text_member (item, self->info->details[i]);
    if (*detail != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", detail);
  }
  return g_string_free (text, FALSE);
}

static void
add_found (HcrmLookup *self, JsonObject *item)
{
  const char *label = hcrm_text_member (item, self->info->label);
  g_autofree char *details = join_details (self, item);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = gtk_label_new (label), *more = gtk_label_new (details);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 32);
  gtk_label_set_ellipsize (GTK_LABEL (more), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (more), 28);
  gtk_widget_add_css_class (more, "dim-label");
  gtk_widget_add_css_class (more, "caption");
  gtk_widget_add_css_class (box, "notice");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), more);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "value", dup_value (item, self->info->value), g_free);
  g_object_set_data_full (G_OBJECT (row), "label", g_strdup (label), g_free);
  gtk_list_box_append (self->found, row);
}

static void
clear_found (HcrmLookup *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->found, 0)) != NULL)
    gtk_list_box_remove (self->found, GTK_WIDGET (row));
}

static void
found_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmLookup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (error != NULL || self->popover == NULL)
    return;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  clear_found (self);
  for (guint i = 0; i < json_array_get_length (items); i++)
    add_found (self, json_array_get_object_element (items, i));
  gtk_list_box_select_row (self->found, gtk_list_box_get_row_at_index (self->found, 0));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
search (gpointer data)
{
  HcrmLookup *self = data;
  g_autofree char *path =
      hcrm_api_query (self->info->path, "q", gtk_editable_get_text (self->entry), "limit",
                      MAX_FOUND, NULL);

  self->search_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path },
                       self->cancellable, found_cb, g_object_ref (self));
}

static void
changed_cb (HcrmLookup *self)
{
  if (self->quiet)
    return;
  g_clear_handle_id (&self->search_id, g_source_remove);
  if (*gtk_editable_get_text (self->entry) == '\0')
    choose (self, NULL, NULL);
  else
    self->search_id = g_timeout_add_once (SEARCH_AFTER_MS, search, self);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void
row_activated_cb (HcrmLookup *self, GtkListBoxRow *row)
{
  g_autofree char *value = g_strdup (g_object_get_data (G_OBJECT (row), "value"));
  g_autofree char *label = g_strdup (g_object_get_data (G_OBJECT (row), "label"));

  choose (self, value, label);
}

static void
move (HcrmLookup *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->found);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;
  GtkListBoxRow *next = index >= 0 ? gtk_list_box_get_row_at_index (self->found, index) : NULL;

  if (next != NULL)
    gtk_list_box_select_row (self->found, next);
}

static gboolean
key_pressed_cb (HcrmLookup *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean open = gtk_widget_get_visible (self->popover);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->found);

  if (keyval == GDK_KEY_Down && !open)
    search (self);
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)
    move (self, keyval == GDK_KEY_Down ? 1 : -1);
  else if (keyval == GDK_KEY_Return && open && row != NULL && !(state & GDK_CONTROL_MASK))
    row_activated_cb (self, row);
  else if (keyval == GDK_KEY_Escape && open)
    choose (self, self->value, self->label);
  else
    return FALSE;
  return TRUE;
}

void
hcrm_lookup_settle (HcrmLookup *self)
{
  g_autofree char *typed = g_strdup (gtk_editable_get_text (self->entry));

  close_found (self);
  show_chosen (self);
  g_strstrip (typed);
  if (*typed != '\0' && self->value == NULL)
    g_signal_emit (self, signals[UNFOUND], 0, typed);
}

/* --- the rest --------------------------------------------------------------------------------- */

void
hcrm_lookup_set (HcrmLookup *self, const char *value, const char *label)
{
  g_autofree char *old_value = self->value, *old_label = self->label;

  self->value = g_strdup (value);
  self->label = g_strdup (label != NULL ? label : value);
  show_chosen (self);
}

const char *
hcrm_lookup_get_value (HcrmLookup *self)
{
  return self->value;
}

const char *
hcrm_lookup_get_label (HcrmLookup *self)
{
  return self->label;
}

void
hcrm_lookup_set_invalid (HcrmLookup *self, gboolean invalid)
{
  if (invalid)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
hcrm_lookup_focus (HcrmLookup *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
hcrm_lookup_type (HcrmLookup *self, const char *text)
{
  gtk_editable_set_text (self->entry, text);
}

void
hcrm_lookup_choose (HcrmLookup *self, guint n)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->found, (int) n);

  if (row != NULL)
    row_activated_cb (self, row);
}

static void
add_popover (HcrmLookup *self)
{
  self->found = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "found");
  gtk_widget_set_can_focus (GTK_WIDGET (self->found), FALSE);
  GtkWidget *placeholder = gtk_label_new (_ ("Nothing found"));
  gtk_widget_add_css_class (placeholder, "dim-label");
  gtk_widget_add_css_class (placeholder, "notice");
  gtk_list_box_set_placeholder (self->found, placeholder);
  g_signal_connect_swapped (self->found, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->found));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
add_entry (HcrmLookup *self, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), gettext (self->info->placeholder));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (hcrm_lookup_settle), self);
  gtk_widget_add_controller (entry, keys);
  gtk_widget_add_controller (entry, focus);
  adw_bin_set_child (ADW_BIN (self), entry);
}

GtkWidget *
hcrm_lookup_new (HcrmApi *api, const HcrmLookupInfo *info, const char *label)
{
  HcrmLookup *self = g_object_new (HCRM_TYPE_LOOKUP, NULL);

  self->api = g_object_ref (api);
  self->info = info;
  add_entry (self, label);
  add_popover (self);
  return GTK_WIDGET (self);
}

static void
hcrm_lookup_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (hcrm_lookup_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (HCRM_LOOKUP (widget)->popover));
}

static void
hcrm_lookup_dispose (GObject *object)
{
  HcrmLookup *self = HCRM_LOOKUP (object);

  g_clear_handle_id (&self->search_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_lookup_parent_class)->dispose (object);
}

static void
hcrm_lookup_finalize (GObject *object)
{
  g_free (HCRM_LOOKUP (object)->value);
  g_free (HCRM_LOOKUP (object)->label);
  G_OBJECT_CLASS (hcrm_lookup_parent_class)->finalize (object);
}

static void
hcrm_lookup_class_init (HcrmLookupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_lookup_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_lookup_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = hcrm_lookup_size_allocate;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[UNFOUND] = g_signal_new ("unfound", HCRM_TYPE_LOOKUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_lookup_init (HcrmLookup *self)
{
}
