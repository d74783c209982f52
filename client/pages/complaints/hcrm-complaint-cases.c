/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints as rows that open them, behind a warning or a signal. */

#include "hcrm-complaint-cases.h"

#include "model/hcrm-complaint.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

/* What is null has no words. */
static const char *
get (JsonObject *item, const char *name)
{
  const char *text = hcrm_text_member (item, name);

  return text != NULL ? text : "";
}

static char *
dup_words (JsonObject *item)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonNode *node = json_object_get_member (item, "words");
  JsonArray *words =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (words, i));
  return g_strdup (text->str);
}

static GtkWidget *
new_head (JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *grade = hcrm_pill_new ("", NULL);
  GtkWidget *number = gtk_label_new (get (item, "number")), *state = hcrm_pill_new ("", NULL);
  const char *name = get (item, "grade_name");

  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_widget_set_hexpand (number, TRUE);
  gtk_widget_add_css_class (number, "strong");
  hcrm_pill_set (GTK_LABEL (grade), *name != '\0' ? name : NULL,
                 hcrm_complaint_grade_get_pill (
                     json_object_get_int_member_with_default (item, "grade", 0)));
  hcrm_pill_set_state (GTK_LABEL (state), &hcrm_complaint_workflow, get (item, "state"));
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), grade);
  gtk_box_append (GTK_BOX (box), state);
  return box;
}

static GtkWidget *
new_matter (JsonObject *item)
{
  GtkWidget *label = hcrm_wrapped_label_new (get (item, "matter"), NULL);

  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
new_foot (JsonObject *item)
{
  g_autofree char *at = hcrm_text_time (get (item, "received_at"));
  g_autofree char *words = dup_words (item);
  g_autofree char *text = hcrm_text_join (at, get (item, "department"), words, NULL);
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
new_row (JsonObject *item)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *name = hcrm_text_join (get (item, "number"), get (item, "matter"), NULL);

  gtk_box_append (GTK_BOX (box), new_head (item));
  gtk_box_append (GTK_BOX (box), new_matter (item));
  gtk_box_append (GTK_BOX (box), new_foot (item));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "outline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "complaint.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x",
                                    json_object_get_int_member (item, "id"));
  return button;
}

void
hcrm_complaint_cases_fill (GtkBox *box, JsonArray *cases)
{
  hcrm_clear_box (box);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    gtk_box_append (box, new_row (json_array_get_object_element (cases, i)));
}
