/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the doses that were asked about were taken. */

#include "hcrm-dose-rows.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "hcrm-pill.h"
#include "hcrm-text.h"
#include "model/hcrm-medication.h"

typedef struct {
  HcrmDoseFunc func;
  gpointer data;
  gint64 id;
  const char *answer;
} Answer;

static void
clicked_cb (Answer *answer)
{
  answer->func (answer->data, answer->id, answer->answer);
}

static void
free_answer (gpointer answer, GClosure *closure)
{
  g_free (answer);
}

static void
add_answer (GtkWidget *row, const char *label, Answer answer)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked_cb),
                         g_memdup2 (&answer, sizeof answer), free_answer, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

static const char *
find_label (const HcrmChoice *choices, const char *value)
{
  for (; choices->value != NULL; choices++)
    if (g_str_equal (choices->value, value))
      return gettext (choices->label);
  return value;
}

static const char *
find_pill (const char *state)
{
  static const char *const pills[] = { "waiting",   "bare wait", "taken", "ok",
                                       "not-taken", "violet",    "none",  "bare stop" };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pills); i += 2)
    if (g_str_equal (state, pills[i]))
      return pills[i + 1];
  return "bare plain";
}

/* How its answer came, or how often it was asked for. */
static char *
make_how (JsonObject *dose)
{
  const char *way = hcrm_text_member (dose, "way");
  gint64 asked = json_object_get_int_member_with_default (dose, "asked", 1);

  if (*way != '\0')
    return g_strdup (find_label (hcrm_dose_way_choices, way));
  if (asked < 2)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("asked %d time", "asked %d times", asked), (int) asked);
}

static GtkWidget *
new_row (JsonObject *dose, HcrmDoseFunc func, gpointer data)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char *state = hcrm_text_member (dose, "state");
  gint64 id = json_object_get_int_member_with_default (dose, "id", 0);
  g_autofree char *at = hcrm_text_time (hcrm_text_member (dose, "due_at"));
  g_autofree char *how = make_how (dose);
  GtkWidget *words = hcrm_wrapped_label_new (how, "caption");

  gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (at, "num"));
  gtk_box_append (GTK_BOX (row),
                  hcrm_pill_new (find_label (hcrm_dose_state_choices, state), find_pill (state)));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), words);
  if (func != NULL && !g_str_equal (state, "taken"))
    add_answer (row, _ ("Was taken"), (Answer){ func, data, id, "taken" });
  if (func != NULL && !g_str_equal (state, "taken") && !g_str_equal (state, "not-taken"))
    add_answer (row, _ ("Was not taken"), (Answer){ func, data, id, "not-taken" });
  return row;
}

void
hcrm_dose_figure_set (GtkLabel *label, gint64 taken, gint64 due)
{
  g_autofree char *text =
      g_strdup_printf (_ ("Doses taken today: %d of %d"), (int) taken, (int) due);

  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), due > 0);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (label),
      _ ("Of the doses that were asked about and were due today up to now, those said to be "
                "taken. One without an answer counts as not taken."));
}

GtkWidget *
hcrm_dose_rows_new (HcrmRecord *reminder, HcrmDoseFunc func, gpointer data)
{
  const char *text = hcrm_record_get (reminder, "doses");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) == 0)
    return NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  JsonArray *doses = json_node_get_array (node);
  GtkWidget *figure = hcrm_wrapped_label_new ("", "caption");

  hcrm_dose_figure_set (GTK_LABEL (figure), hcrm_record_get_int (reminder, "taken_today"),
                        hcrm_record_get_int (reminder, "due_today"));
  gtk_box_append (GTK_BOX (box), figure);
  for (guint i = 0; i < json_array_get_length (doses); i++)
    gtk_box_append (GTK_BOX (box), new_row (json_array_get_object_element (doses, i), func, data));
  return box;
}
