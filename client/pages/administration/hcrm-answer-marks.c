/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers of a question, each of which is good, bad or neither. */

#include "hcrm-answer-marks.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmAnswerMarks {
  GtkBox parent_instance;

  GtkBox *rows;
  GtkLabel *error;
  GPtrArray *codes;  /* of answers, in their order */
  GPtrArray *labels; /* as many */
  GHashTable *marks; /* code → mark */
};

static const struct {
  const char *mark;
  const char *label;
} marks[] = {
  { "good", N_("Good") },
    { "", N_("Neither") },
      { "bad", N_("Bad") },
    };

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HcrmAnswerMarks, hcrm_answer_marks, GTK_TYPE_BOX)

static void
toggled_cb (GtkToggleButton *toggle, gpointer data)
{
  HcrmAnswerMarks *self = data;
  const char *code = g_object_get_data (G_OBJECT (toggle), "code");
  const char *mark = g_object_get_data (G_OBJECT (toggle), "mark");

  if (!gtk_toggle_button_get_active (toggle))
    return;
  g_hash_table_replace (self->marks, g_strdup (code), (gpointer) mark);
  hcrm_answer_marks_show_error (self, NULL);
  g_signal_emit (self, changed_signal, 0);
}

/* --- rows ------------------------------------------------------------------------------------- */

static const char *
get_mark (HcrmAnswerMarks *self, const char *code)
{
  const char *mark = g_hash_table_lookup (self->marks, code);

  return mark != NULL ? mark : "";
}

static GtkWidget *
new_toggle (HcrmAnswerMarks *self, guint row, guint mark, GtkToggleButton *group)
{
  const char *code = self->codes->pdata[row];
  GtkWidget *toggle = gtk_toggle_button_new_with_label (gettext (marks[mark].label));
  g_autofree char *name =
      hcrm_text_join (self->labels->pdata[row], gettext (marks[mark].label), NULL);

  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle),
                                g_str_equal (get_mark (self, code), marks[mark].mark));
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (toggle), "code", g_strdup (code), g_free);
  g_object_set_data (G_OBJECT (toggle), "mark", (gpointer) marks[mark].mark);
  g_signal_connect (toggle, "toggled", G_CALLBACK (toggled_cb), self);
  return toggle;
}

static void
add_row (HcrmAnswerMarks *self, guint row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *switcher = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = hcrm_wrapped_label_new (self->labels->pdata[row], NULL);
  GtkWidget *group = NULL;

  gtk_widget_add_css_class (switcher, "linked");
  gtk_widget_add_css_class (switcher, "views");
  gtk_widget_set_valign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    GtkWidget *toggle = new_toggle (self, row, i, (GtkToggleButton *) group);
    gtk_box_append (GTK_BOX (switcher), toggle);
    group = group != NULL ? group : toggle;
  }
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (self->rows, box);
}

static void
show_rows (HcrmAnswerMarks *self)
{
  hcrm_clear_box (self->rows);
  for (guint i = 0; i < self->codes->len; i++)
    add_row (self, i);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void
add_answer (HcrmAnswerMarks *self, const char *code, const char *label)
{
  if (*code == '\0' || g_ptr_array_find_with_equal_func (self->codes, code, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->codes, g_strdup (code));
  g_ptr_array_add (self->labels, g_strdup (label));
}

static void
add_options (HcrmAnswerMarks *self, const HcrmItem *item)
{
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = item->options->pdata[i];
    add_answer (self, option->value->text, hcrm_option_get_label (option, hcrm_language_get ()));
  }
}

/* Those that only a mark speaks of any more. */
static void
add_marked (HcrmAnswerMarks *self)
{
  g_autoptr (GList) codes =
      g_list_sort (g_hash_table_get_keys (self->marks), (GCompareFunc) strcmp);

  for (GList *code = codes; code != NULL; code = code->next)
    if (*get_mark (self, code->data) != '\0')
      add_answer (self, code->data, code->data);
}

void
hcrm_answer_marks_show_item (HcrmAnswerMarks *self, const HcrmItem *item)
{
  g_return_if_fail (HCRM_IS_ANSWER_MARKS (self));
  g_ptr_array_set_size (self->codes, 0);
  g_ptr_array_set_size (self->labels, 0);
  if (item != NULL)
    add_options (self, item);
  add_marked (self);
  show_rows (self);
}

static void
add_marks (HcrmAnswerMarks *self, JsonArray *codes, const char *mark)
{
  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    g_hash_table_replace (self->marks, g_strdup (json_array_get_string_element (codes, i)),
                          (gpointer) mark);
}

void
hcrm_answer_marks_set (HcrmAnswerMarks *self, JsonArray *good, JsonArray *bad)
{
  g_return_if_fail (HCRM_IS_ANSWER_MARKS (self));
  g_hash_table_remove_all (self->marks);
  add_marks (self, good, "good");
  add_marks (self, bad, "bad");
  add_marked (self);
  show_rows (self);
  hcrm_answer_marks_show_error (self, NULL);
}

JsonArray *
hcrm_answer_marks_dup (HcrmAnswerMarks *self, const char *mark)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->codes->len; i++)
    if (g_str_equal (get_mark (self, self->codes->pdata[i]), mark))
      json_array_add_string_element (array, self->codes->pdata[i]);
  return array;
}

void
hcrm_answer_marks_show_error (HcrmAnswerMarks *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_answer_marks_finalize (GObject *object)
{
  HcrmAnswerMarks *self = HCRM_ANSWER_MARKS (object);

  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->labels);
  g_hash_table_unref (self->marks);
  G_OBJECT_CLASS (hcrm_answer_marks_parent_class)->finalize (object);
}

static void
hcrm_answer_marks_class_init (HcrmAnswerMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_answer_marks_finalize;
  changed_signal = g_signal_new ("changed", HCRM_TYPE_ANSWER_MARKS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_answer_marks_init (HcrmAnswerMarks *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->error = GTK_LABEL (hcrm_wrapped_label_new ("", "field-error"));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->error));
}

GtkWidget *
hcrm_answer_marks_new (void)
{
  return g_object_new (HCRM_TYPE_ANSWER_MARKS, NULL);
}
