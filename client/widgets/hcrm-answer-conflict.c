/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mine or theirs, question by question. */

#include "hcrm-answer-conflict.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-clear.h"
#include "hcrm-conflict.h"
#include "hcrm-question-text.h"
#include "hcrm-text.h"
#include "questionnaire/hcrm-response-merge.h"

#define INDENT 2 /* blanks before a group within a group */

struct _HcrmAnswerConflict {
  AdwBin parent_instance;

  GtkGrid *grid;
  int n_rows;
  guint n_choices;
  guint n_news;
  HcrmResponse *before; /* (nullable) */
  HcrmResponse *mine;
  HcrmResponse *theirs;
  HcrmResponseMerge *merge;
};

G_DEFINE_FINAL_TYPE (HcrmAnswerConflict, hcrm_answer_conflict, ADW_TYPE_BIN)

/* --- words ------------------------------------------------------------------------------------ */

static const char *
get_text (const HcrmItem *item)
{
  const char *text = hcrm_text_get (item->text, hcrm_language_get ());

  return text != NULL ? text : item->link_id;
}

/* A question as it stands in the form, below the words of its group. */
static char *
dup_question (const HcrmItem *item)
{
  const char *number = hcrm_text_get (item->prefix, hcrm_language_get ());
  const char *group =
      item->parent != NULL && item->parent->text != NULL ? get_text (item->parent) : "";
  g_autofree char *own = g_strdup_printf ("%s%s%s", number != NULL ? number : "",
                                          number != NULL ? " " : "", get_text (item));

  return hcrm_text_join (group, own, NULL);
}

static void append_instances (GString *out,
                              HcrmResponse *response,
                              const HcrmItem *group,
                              guint parent,
                              guint indent);

static void
append_instance (GString *out,
                 HcrmResponse *response,
                 const HcrmItem *group,
                 guint repeat,
                 guint indent)
{
  const GPtrArray *all =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));
  const char *gap = "";

  g_string_append_printf (out, "%s%*s", out->len > 0 ? "\n" : "", (int) indent, "");
  for (guint i = group->index + 1; i < all->len; i++) {
    const HcrmItem *item = g_ptr_array_index (all, i);
    if (item->scope != group)
      continue;
    if (item->type == HCRM_ITEM_GROUP && item->repeats)
      append_instances (out, response, item, repeat, indent + INDENT);
    g_autofree char *words =
        hcrm_item_asks (item)
            ? hcrm_question_text_join (response, item, repeat, hcrm_language_get ())
            : g_strdup ("");
    if (*words == '\0')
      continue;
    g_string_append_printf (out, "%s%s: %s", gap, get_text (item), words);
    gap = " · ";
  }
}

static void
append_instances (GString *out,
                  HcrmResponse *response,
                  const HcrmItem *group,
                  guint parent,
                  guint indent)
{
  for (guint n = 0; n < hcrm_response_get_n_instances (response, group->link_id); n++) {
    guint repeat = hcrm_response_get_instance (response, group->link_id, n);
    if (hcrm_response_get_instance_parent (response, group->link_id, repeat) == parent)
      append_instance (out, response, group, repeat, indent);
  }
}

static char *
dup_instances (HcrmResponse *response, const HcrmItem *group)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_instances (out, response, group, 0, 0);
  return g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
}

/* What one of the two answered. */
static char *
dup_answer (HcrmResponse *response, const HcrmItem *item)
{
  if (!hcrm_response_is_enabled (response, item->link_id, 0))
    return g_strdup (_ ("Not asked"));
  g_autofree char *text = item->type == HCRM_ITEM_GROUP
                              ? dup_instances (response, item)
                              : hcrm_question_text_join (response, item, 0, hcrm_language_get ());
  return *text != '\0' ? g_steal_pointer (&text) : g_strdup ("—");
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Shown as long as the question is asked, as has been chosen so far. */
static void
attach (HcrmAnswerConflict *self, const HcrmItem *item, GtkWidget *widget, int column, int width)
{
  g_object_set_data_full (G_OBJECT (widget), "item", g_strdup (item->link_id), g_free);
  gtk_grid_attach (self->grid, widget, column, self->n_rows, width, 1);
}

static void
attach_question (HcrmAnswerConflict *self, const HcrmItem *item)
{
  g_autofree char *question = dup_question (item);
  GtkWidget *label = hcrm_conflict_new_label (question, "field-label");

  gtk_widget_set_margin_top (label, 6);
  attach (self, item, label, 0, 2);
  self->n_rows++;
}

static void
show_asked (HcrmAnswerConflict *self)
{
  HcrmResponse *merged = hcrm_response_merge_get_response (self->merge);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    const char *item = g_object_get_data (G_OBJECT (child), "item");
    gtk_widget_set_visible (child, item == NULL || hcrm_response_is_enabled (merged, item, 0));
  }
}

static void
toggled_cb (HcrmAnswerConflict *self, GtkToggleButton *theirs)
{
  guint row = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (theirs), "row"));

  hcrm_response_merge_take (self->merge, row, gtk_toggle_button_get_active (theirs));
  show_asked (self);
}

static GtkToggleButton *
new_side (HcrmResponse *response, const HcrmItem *item, const char *side)
{
  g_autofree char *question = dup_question (item), *answer = dup_answer (response, item);

  return GTK_TOGGLE_BUTTON (hcrm_conflict_new_side (question, side, answer));
}

static void
add_choice (HcrmAnswerConflict *self, const HcrmMergeRow *row, guint n)
{
  GtkToggleButton *own = new_side (self->mine, row->item, C_ ("side of a conflict", "Mine"));
  GtkToggleButton *other = new_side (self->theirs, row->item, C_ ("side of a conflict", "Theirs"));

  if (self->n_choices++ == 0) {
    gtk_grid_attach (self->grid,
                     hcrm_conflict_new_label (C_ ("side of a conflict", "Mine"), "heading"), 0,
                                              self->n_rows, 1, 1);
    gtk_grid_attach (self->grid,
                     hcrm_conflict_new_label (C_ ("side of a conflict", "Theirs"), "heading"), 1,
                                              self->n_rows++, 1, 1);
  }
  gtk_toggle_button_set_group (other, own);
  gtk_toggle_button_set_active (row->theirs ? other : own, TRUE);
  g_object_set_data (G_OBJECT (other), "row", GUINT_TO_POINTER (n));
  g_signal_connect_swapped (other, "toggled", G_CALLBACK (toggled_cb), self);
  attach_question (self, row->item);
  attach (self, row->item, GTK_WIDGET (own), 0, 1);
  attach (self, row->item, GTK_WIDGET (other), 1, 1);
  self->n_rows++;
}

static void
add_news (HcrmAnswerConflict *self, const HcrmMergeRow *row)
{
  g_autofree char *before = dup_answer (self->before, row->item);
  g_autofree char *now = dup_answer (self->theirs, row->item);
  g_autofree char *text = g_strdup_printf ("%s → %s", before, now);

  if (self->n_news++ == 0)
    gtk_grid_attach (self->grid,
                     hcrm_conflict_new_label (_ ("What they answered as well"), "heading"), 0,
                                              self->n_rows++, 2, 1);
  attach_question (self, row->item);
  attach (self, row->item, hcrm_conflict_new_label (text, NULL), 0, 2);
  self->n_rows++;
}

static void
add_rows (HcrmAnswerConflict *self, gboolean open)
{
  const GPtrArray *rows = hcrm_response_merge_get_rows (self->merge);

  for (guint i = 0; i < rows->len; i++) {
    const HcrmMergeRow *row = g_ptr_array_index (rows, i);
    if (open && row->open)
      add_choice (self, row, i);
    else if (!open && !row->open && row->theirs && !row->item->hidden)
      add_news (self, row);
  }
}

/* --- for the dialog --------------------------------------------------------------------------- */

static void
clear (HcrmAnswerConflict *self)
{
  hcrm_clear_grid (self->grid);
  self->n_rows = 0;
  self->n_choices = 0;
  self->n_news = 0;
  g_clear_pointer (&self->merge, hcrm_response_merge_free);
}

void
hcrm_answer_conflict_set (HcrmAnswerConflict *self,
                          HcrmResponse *before,
                          HcrmResponse *mine,
                          HcrmResponse *theirs)
{
  g_return_if_fail (HCRM_IS_ANSWER_CONFLICT (self));
  clear (self);
  g_set_object (&self->before, before);
  g_set_object (&self->mine, mine);
  g_set_object (&self->theirs, theirs);
  self->merge = hcrm_response_merge_new (before, mine, theirs);
  add_rows (self, TRUE);
  add_rows (self, FALSE);
  show_asked (self);
}

guint
hcrm_answer_conflict_get_n_choices (HcrmAnswerConflict *self)
{
  return self->n_choices;
}

guint
hcrm_answer_conflict_get_n_news (HcrmAnswerConflict *self)
{
  return self->n_news;
}

gboolean
hcrm_answer_conflict_is_theirs (HcrmAnswerConflict *self)
{
  return hcrm_response_merge_is_theirs (self->merge);
}

HcrmResponse *
hcrm_answer_conflict_get_response (HcrmAnswerConflict *self)
{
  return hcrm_response_merge_get_response (self->merge);
}

static void
hcrm_answer_conflict_finalize (GObject *object)
{
  HcrmAnswerConflict *self = HCRM_ANSWER_CONFLICT (object);

  g_clear_pointer (&self->merge, hcrm_response_merge_free);
  g_clear_object (&self->before);
  g_clear_object (&self->mine);
  g_clear_object (&self->theirs);
  G_OBJECT_CLASS (hcrm_answer_conflict_parent_class)->finalize (object);
}

static void
hcrm_answer_conflict_class_init (HcrmAnswerConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_answer_conflict_finalize;
}

static void
hcrm_answer_conflict_init (HcrmAnswerConflict *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}
