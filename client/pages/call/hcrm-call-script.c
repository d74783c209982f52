/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What to say. */

#include "hcrm-call-script.h"

#include <glib/gi18n.h>

#include "core/hcrm-script.h"
#include "core/hcrm-template.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

struct _HcrmCallScript {
  AdwBin parent_instance;

  GtkLabel *name;
  HcrmWrapBox *choices;
  GtkLabel *text;
  GtkLabel *missing;

  JsonArray *scripts;
};

G_DEFINE_FINAL_TYPE (HcrmCallScript, hcrm_call_script, ADW_TYPE_BIN)

static void
show_missing (HcrmCallScript *self, JsonObject *script)
{
  JsonNode *node = json_object_get_member (script, "missing");
  JsonArray *missing =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; missing != NULL && i < json_array_get_length (missing); i++)
    g_string_append_printf (names, "%s%s",
                            i > 0 ? _ (", ") : "", hcrm_script_get_variable_label (
                                                       json_array_get_string_element (missing, i)));
  g_autofree char *text = g_strdup_printf (_ ("Not on record, say it yourself: %s"), names->str);
  gtk_label_set_label (self->missing, text);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), names->len > 0);
}

static void
show_script (HcrmCallScript *self, guint n)
{
  JsonObject *script = json_array_get_object_element (self->scripts, n);

  gtk_label_set_label (self->name, hcrm_text_member (script, "name"));
  gtk_label_set_label (self->text, json_object_get_string_member_with_default (script, "text", ""));
  show_missing (self, script);
}

static void
toggled_cb (HcrmCallScript *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    show_script (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "script")));
}

static void
add_choice (HcrmCallScript *self, guint n)
{
  JsonObject *script = json_array_get_object_element (self->scripts, n);
  GtkWidget *button = gtk_toggle_button_new_with_label (hcrm_text_member (script, "name"));
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->choices));

  gtk_widget_add_css_class (button, "chip");
  g_object_set_data (G_OBJECT (button), "script", GUINT_TO_POINTER (n));
  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  hcrm_wrap_box_append (self->choices, button);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
  if (first == NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

void
hcrm_call_script_set (HcrmCallScript *self, JsonArray *scripts)
{
  guint n = scripts != NULL ? json_array_get_length (scripts) : 0;

  hcrm_wrap_box_clear (self->choices);
  g_clear_pointer (&self->scripts, json_array_unref);
  self->scripts = n > 0 ? json_array_ref (scripts) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->choices), n > 1);
  for (guint i = 0; i < n; i++)
    add_choice (self, i);
}

static void
hcrm_call_script_dispose (GObject *object)
{
  g_clear_pointer (&HCRM_CALL_SCRIPT (object)->scripts, json_array_unref);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_call_script_parent_class)->dispose (object);
}

static void
hcrm_call_script_class_init (HcrmCallScriptClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_call_script_dispose;
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/call/hcrm-call-script.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmCallScript, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmCallScript, choices);
  gtk_widget_class_bind_template_child (widget_class, HcrmCallScript, text);
  gtk_widget_class_bind_template_child (widget_class, HcrmCallScript, missing);
}

static void
hcrm_call_script_init (HcrmCallScript *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
