/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of a list's column. */

#include "hcrm-record-cell.h"

#include "core/hcrm-dial.h"
#include "hcrm-pill.h"
#include "hcrm-text.h"

static const HcrmField *
find_field (HcrmRecord *record, const char *name)
{
  const HcrmFieldSet *set = hcrm_record_get_set (record);
  int i = hcrm_field_set_find (set, name);

  return i >= 0 ? &set->fields[i] : NULL;
}

static char *
make_text (const HcrmColumn *column, HcrmRecord *record, const char **pill)
{
  const HcrmField *field = find_field (record, column->field);

  if (column->text != NULL)
    return column->text (record, pill);
  if (field == NULL)
    return NULL;
  if (column->kind == HCRM_CELL_DATE)
    return hcrm_text_short_date (hcrm_record_get (record, column->field));
  if (column->kind == HCRM_CELL_TIME)
    return hcrm_text_time (hcrm_record_get (record, column->field));
  return hcrm_text_value (record, field);
}

static void
show_number (GtkWidget *child, const HcrmColumn *column, HcrmRecord *record, const char *number)
{
  HcrmPhoneDial dial = { 0 };

  if (record != NULL)
    column->dial (record, &dial);
  hcrm_dial_number_show (child, number, record != NULL ? hcrm_text_field (record, "patient") : NULL,
                         &dial);
}

static void
show_cell (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  const HcrmColumn *column = g_object_get_data (G_OBJECT (child), "column");
  HcrmRow *row = gtk_list_item_get_item (item);
  HcrmRecord *record = row != NULL ? hcrm_row_get_record (row) : NULL;
  const char *pill = NULL;
  g_autofree char *text = record != NULL ? make_text (column, record, &pill) : NULL;

  if (GTK_IS_BUTTON (child))
    show_number (child, column, record, text);
  else if (GTK_IS_LABEL (child))
    hcrm_pill_set (GTK_LABEL (child), text, pill);
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
}

static GtkWidget *
new_inscription (const HcrmColumn *column)
{
  GtkWidget *child = gtk_inscription_new (NULL);

  gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (child),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->kind == HCRM_CELL_NUMBER)
    gtk_inscription_set_xalign (GTK_INSCRIPTION (child), 1);
  return child;
}

static void
setup_cb (gpointer factory, GtkListItem *item, gpointer column)
{
  const HcrmColumn *info = column;
  GtkWidget *child = info->kind == HCRM_CELL_PILL   ? hcrm_pill_new (NULL, NULL)
                     : info->kind == HCRM_CELL_DIAL ? hcrm_dial_number_new ()
                                                    : new_inscription (info);

  g_object_set_data (G_OBJECT (child), "column", column);
  gtk_list_item_set_child (item, child);
}

static void
bind_cb (gpointer factory, GtkListItem *item, gpointer column)
{
  g_signal_connect_object (gtk_list_item_get_item (item), "notify::record", G_CALLBACK (show_cell),
                           item, G_CONNECT_SWAPPED);
  show_cell (item);
}

static void
unbind_cb (gpointer factory, GtkListItem *item, gpointer column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_cell, item);
}

GtkListItemFactory *
hcrm_record_cell_new_factory (const HcrmColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) column);
  return factory;
}
