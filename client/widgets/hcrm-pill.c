/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pills, key caps and cards: small things made of a label or a box and a style class. */

#include "hcrm-pill.h"

static const char *const styles[] = { "danger", "warn",   "info", "ok",   "wait",
                                      "stop",   "violet", "bare", "plain" };

void
hcrm_pill_set (GtkLabel *pill, const char *text, const char *style)
{
  GtkWidget *widget = GTK_WIDGET (pill);
  g_auto (GStrv) wanted = g_strsplit (style != NULL ? style : "plain", " ", -1);

  gtk_label_set_text (pill, text != NULL ? text : "");
  gtk_widget_set_visible (widget, text != NULL && *text != '\0');
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_strv_contains ((const char *const *) wanted, styles[i]))
      gtk_widget_add_css_class (widget, styles[i]);
    else
      gtk_widget_remove_css_class (widget, styles[i]);
}

GtkWidget *
hcrm_pill_new (const char *text, const char *style)
{
  GtkWidget *pill = gtk_label_new (NULL);

  gtk_widget_add_css_class (pill, "pill");
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_label_set_ellipsize (GTK_LABEL (pill), PANGO_ELLIPSIZE_END);
  hcrm_pill_set (GTK_LABEL (pill), text, style);
  return pill;
}

void
hcrm_pill_set_state (GtkLabel *pill, const HcrmWorkflow *flow, const char *state)
{
  const HcrmState *found = state != NULL ? hcrm_workflow_get_state (flow, state) : NULL;

  if (found != NULL)
    hcrm_pill_set (pill, gettext (found->label), found->pill);
  else
    hcrm_pill_set (pill, state, NULL);
}

GtkWidget *
hcrm_key_cap_new (const char *key)
{
  GtkWidget *cap = gtk_label_new (key);

  gtk_widget_add_css_class (cap, "key");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  return cap;
}

GtkWidget *
hcrm_key_button_new (const char *words, const char *key, GtkLabel **label)
{
  GtkWidget *button = gtk_button_new (), *text = gtk_label_new (words);
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (inside), text);
  if (key != NULL)
    gtk_box_append (GTK_BOX (inside), hcrm_key_cap_new (key));
  gtk_button_set_child (GTK_BUTTON (button), inside);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  text, NULL, -1);
  if (label != NULL)
    *label = GTK_LABEL (text);
  return button;
}

GtkWidget *
hcrm_card_new (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "pad");
  if (title != NULL) {
    GtkWidget *label = gtk_label_new (title);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "heading");
    gtk_box_append (GTK_BOX (card), label);
  }
  return card;
}

void
hcrm_pill_set_told (GtkLabel *pill, const char *relation, const char *may_discuss)
{
  if (g_strcmp0 (relation, "self") == 0)
    hcrm_pill_set (pill, NULL, NULL);
  else if (g_strcmp0 (may_discuss, "all") == 0)
    hcrm_pill_set (pill, _ ("May be told"), "ok");
  else if (g_strcmp0 (may_discuss, "appointments") == 0)
    hcrm_pill_set (pill, _ ("Appointments only"), "warn");
  else
    hcrm_pill_set (pill, _ ("Must not be told"), "stop");
}

GtkWidget *
hcrm_wrapped_label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}
