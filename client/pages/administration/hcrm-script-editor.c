/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of a script with its variables, and beneath it what an agent will read. */

#include "hcrm-script-editor.h"

#include <glib/gi18n.h>

struct _HcrmScriptEditor {
  AdwBin parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkWidget *variables;
  GtkLabel *error; /* of what the preview finds nothing wrong with */
  GtkLabel *fault; /* what the preview lacks */
  GtkLabel *preview;
  char *text;

  HcrmScriptLookup lookup;
  gpointer data;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmScriptEditor, hcrm_script_editor, ADW_TYPE_BIN)

/* --- preview ---------------------------------------------------------------------------------- */

/* Every fault on a line of its own, each naming its variable. */
static char *
describe_faults (const GError *bad)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < hcrm_error_get_n_fields (bad); i++)
    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", hcrm_error_get_field_detail (bad, i));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
show_preview (HcrmScriptEditor *self)
{
  const char *text = hcrm_script_editor_get_text (self);
  g_autoptr (GError) bad = NULL;

  if (self->lookup == NULL)
    return;
  g_autofree char *filled = hcrm_script_fill (text, self->lookup, self->data, &bad);
  g_autofree char *faults = bad != NULL ? describe_faults (bad) : g_strdup ("");
  gtk_label_set_text (self->preview, filled != NULL ? filled : "");
  gtk_label_set_text (self->fault, faults);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), filled != NULL && *filled != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->fault), bad != NULL);
}

static void
text_changed_cb (HcrmScriptEditor *self)
{
  hcrm_script_editor_show_error (self, NULL);
  show_preview (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- values ----------------------------------------------------------------------------------- */

const char *
hcrm_script_editor_get_text (HcrmScriptEditor *self)
{
  g_free (self->text);
  g_object_get (self->buffer, "text", &self->text, NULL);
  return self->text;
}

void
hcrm_script_editor_set_text (HcrmScriptEditor *self, const char *text)
{
  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
}

void
hcrm_script_editor_insert (HcrmScriptEditor *self, const char *name)
{
  g_autofree char *variable = g_strdup_printf ("{%s}", name);

  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, variable, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
hcrm_script_editor_set_sample (HcrmScriptEditor *self, HcrmScriptLookup lookup, gpointer data)
{
  self->lookup = lookup;
  self->data = data;
  show_preview (self);
}

void
hcrm_script_editor_show_error (HcrmScriptEditor *self, const char *message)
{
  gboolean told = gtk_widget_get_visible (GTK_WIDGET (self->fault));

  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL && !told);
  if (message != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
hcrm_script_editor_set_editable (HcrmScriptEditor *self, gboolean editable)
{
  gtk_text_view_set_editable (self->view, editable);
  gtk_widget_set_sensitive (self->variables, editable);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
insert_action (GtkWidget *widget, const char *name, GVariant *variable)
{
  hcrm_script_editor_insert (HCRM_SCRIPT_EDITOR (widget), g_variant_get_string (variable, NULL));
}

static GMenuModel *
make_menu (HcrmScriptUse use)
{
  GMenu *menu = g_menu_new ();

  for (const HcrmChoice *variable = hcrm_script_get_variables (use); variable->value; variable++) {
    g_autofree char *label =
        g_strdup_printf ("%s  {%s}", gettext (variable->label), variable->value);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "script.insert", "s", variable->value);
    g_menu_append_item (menu, item);
  }
  return G_MENU_MODEL (menu);
}

static GtkLabel *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_visible (label, FALSE);
  gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static GtkWidget *
make_head (HcrmScriptEditor *self, const char *text, HcrmScriptUse use)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *label = gtk_label_new (text);
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = make_menu (use);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Insert variable"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "field-label");
  gtk_widget_add_css_class (button, "small");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  self->variables = button;
  return box;
}

static GtkWidget *
make_view (HcrmScriptEditor *self, const char *label)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 108);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scroller, "field");
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (text_changed_cb), self);
  return scroller;
}

GtkWidget *
hcrm_script_editor_new (const char *label, HcrmScriptUse use)
{
  HcrmScriptEditor *self = g_object_new (HCRM_TYPE_SCRIPT_EDITOR, NULL);
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));

  self->error = make_label ("field-error");
  self->fault = make_label ("field-error");
  self->preview = make_label ("quote");
  gtk_box_append (box, make_head (self, label, use));
  gtk_box_append (box, make_view (self, label));
  gtk_box_append (box, GTK_WIDGET (self->error));
  gtk_box_append (box, GTK_WIDGET (self->fault));
  gtk_box_append (box, GTK_WIDGET (self->preview));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
  return GTK_WIDGET (self);
}

static void
hcrm_script_editor_finalize (GObject *object)
{
  g_free (HCRM_SCRIPT_EDITOR (object)->text);
  G_OBJECT_CLASS (hcrm_script_editor_parent_class)->finalize (object);
}

static void
hcrm_script_editor_class_init (HcrmScriptEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_script_editor_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "script.insert", "s", insert_action);
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_SCRIPT_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_script_editor_init (HcrmScriptEditor *self)
{
}
