/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recordings that were drawn: a row for each. */

#include "hcrm-sample-items.h"

#include <glib/gi18n.h>

#include "hcrm-sample-words.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

#define KEY "sample-item"

HcrmRecord *
hcrm_sample_items_get (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), KEY);
}

static gboolean
is_free (HcrmRecord *item)
{
  return hcrm_record_get (item, "review_id") == NULL;
}

guint
hcrm_sample_items_count_free (HcrmRecord *sample)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (sample, "items");
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += is_free (items->pdata[i]);
  return n;
}

guint
hcrm_sample_items_count_own (HcrmRecord *sample, gint64 agent)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (sample, "items");
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += is_free (items->pdata[i]) && hcrm_record_get_int (items->pdata[i], "agent_id") == agent;
  return n;
}

/* --- a row ------------------------------------------------------------------------------------ */

static GtkWidget *
make_label (const char *text, const char *style, gboolean expand)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), expand ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, expand);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* When, how long and by whom; a recording that was deleted since has none of it. */
static char *
make_call (HcrmRecord *item)
{
  g_autofree char *time = hcrm_text_time (hcrm_record_get (item, "started_at"));
  g_autofree char *length = hcrm_talk_dup_time (hcrm_record_get_int (item, "duration_ms"), FALSE);

  if (hcrm_record_get (item, "started_at") == NULL)
    return g_strdup (_ ("No longer there"));
  return hcrm_text_join (time, length, hcrm_text_field (item, "agent"), NULL);
}

/* Without the agent, whom the line above names. */
static char *
dup_stratum (HcrmRecord *item)
{
  const char *stratum = hcrm_record_get (item, "stratum");
  g_auto (GStrv) parts = g_strsplit (stratum != NULL ? stratum : "", " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_str_has_prefix (parts[i], "agent="))
      g_ptr_array_add (kept, parts[i]);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

static char *
make_why (HcrmRecord *item, HcrmRecord *sample, GHashTable *names)
{
  const char *found = hcrm_record_get (item, "risks");
  g_autofree char *stratum = dup_stratum (item);
  g_autofree char *part = hcrm_sample_words_part (names, stratum);
  g_autofree char *risks = hcrm_sample_words_risks (found);
  g_autofree char *weight =
      g_strdup_printf (_ ("weight %u"), hcrm_sample_words_weight (sample, found));
  gboolean weighed = g_strcmp0 (hcrm_record_get (sample, "method"), "risk") == 0;

  return hcrm_text_join (part, risks, weighed ? weight : "", NULL);
}

static GtkWidget *
make_state (HcrmRecord *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *pill = hcrm_pill_new (_ ("Not assigned"), "bare wait");

  gtk_widget_set_halign (pill, GTK_ALIGN_END);
  if (!is_free (item))
    hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_review_workflow,
                         hcrm_record_get (item, "review_state"));
  gtk_box_append (GTK_BOX (box), pill);
  if (hcrm_record_get (item, "reviewer") != NULL) {
    GtkWidget *name = make_label (hcrm_text_field (item, "reviewer"), "caption", FALSE);
    gtk_widget_set_halign (name, GTK_ALIGN_END);
    gtk_box_append (GTK_BOX (box), name);
  }
  return box;
}

static void
add_row (GtkListBox *list, HcrmRecord *item, HcrmRecord *sample, GHashTable *names)
{
  GtkWidget *row = gtk_list_box_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *place = make_label (hcrm_record_get (item, "position"), "dim-label", FALSE);
  g_autofree char *call = make_call (item), *why = make_why (item, sample, names);

  gtk_label_set_width_chars (GTK_LABEL (place), 3);
  gtk_widget_set_valign (place, GTK_ALIGN_START);
  gtk_widget_add_css_class (place, "num");
  gtk_box_append (GTK_BOX (words), make_label (call, NULL, TRUE));
  if (*why != '\0')
    gtk_box_append (GTK_BOX (words), make_label (why, "caption", TRUE));
  gtk_box_append (GTK_BOX (line), place);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), make_state (item));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, call, -1);
  g_object_set_data_full (G_OBJECT (row), KEY, g_object_ref (item), g_object_unref);
  gtk_list_box_append (list, row);
}

/* -1: none of them. */
static int
find_focused (GtkListBox *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && GTK_IS_LIST_BOX_ROW (focus)
                 && gtk_widget_is_ancestor (focus, GTK_WIDGET (list))
             ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (focus))
             : -1;
}

/* Read again, as whenever one of the reviews goes on: who stands on a row stays there. */
void
hcrm_sample_items_fill (GtkListBox *list, HcrmRecord *sample, GHashTable *names)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (sample, "items");
  int focused = find_focused (list);

  hcrm_clear_list (list);
  for (guint i = 0; i < items->len; i++)
    add_row (list, items->pdata[i], sample, names);
  if (focused >= 0 && gtk_list_box_get_row_at_index (list, focused) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, focused)));
}
