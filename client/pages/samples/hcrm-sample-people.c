/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Some people of a list, or some departments, by ticking them. */

#include "hcrm-sample-people.h"

static gint64
get_id (GtkWidget *check)
{
  return g_ascii_strtoll (gtk_widget_get_name (check), NULL, 10);
}

#define CHOSEN "hcrm-sample-chosen"

static gboolean
has (JsonArray *ids, gint64 id)
{
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    if (json_array_get_int_element (ids, i) == id)
      return TRUE;
  return FALSE;
}

/* (nullable): whom to tick of those who come later */
static JsonArray *
get_chosen (HcrmWrapBox *box)
{
  return g_object_get_data (G_OBJECT (box), CHOSEN);
}

void
hcrm_sample_people_add (HcrmWrapBox *box,
                        gint64 id,
                        const char *words,
                        GCallback changed,
                        gpointer data)
{
  GtkWidget *check = gtk_check_button_new_with_label (words);
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  gtk_widget_set_name (check, name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), has (get_chosen (box), id));
  g_signal_connect_swapped (check, "toggled", changed, data);
  hcrm_wrap_box_append (box, check);
}

JsonArray *
hcrm_sample_people_dup (HcrmWrapBox *box)
{
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (box));

  if (check == NULL && get_chosen (box) != NULL)
    return json_array_ref (get_chosen (box));
  JsonArray *ids = json_array_new ();
  for (; check != NULL; check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      json_array_add_int_element (ids, get_id (check));
  return ids;
}

void
hcrm_sample_people_set (HcrmWrapBox *box, JsonArray *ids)
{
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (box));

  g_object_set_data_full (G_OBJECT (box), CHOSEN, ids != NULL ? json_array_ref (ids) : NULL,
                          (GDestroyNotify) json_array_unref);
  for (; check != NULL; check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), has (ids, get_id (check)));
}
