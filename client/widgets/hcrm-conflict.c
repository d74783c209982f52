/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mine or theirs, field by field. */

#include "hcrm-conflict.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "hcrm-answer-conflict.h"
#include "hcrm-clear.h"
#include "hcrm-text.h"

#define ANSWERS "response"

struct _HcrmConflict {
  AdwBin parent_instance;

  GtkGrid *grid;
  int n_rows;
  guint n_news;
  GPtrArray *theirs; /* of the buttons for theirs, each named as its field */
  HcrmAnswerConflict *answers;
  gboolean laid; /* the answers are laid side by side, which are no field then */
};

G_DEFINE_FINAL_TYPE (HcrmConflict, hcrm_conflict, ADW_TYPE_BIN)

/* --- words ------------------------------------------------------------------------------------ */

static char *
count_rows (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  guint n = node != NULL && JSON_NODE_HOLDS_ARRAY (node)
                ? json_array_get_length (json_node_get_array (node))
                : 0;

  return g_strdup_printf (ngettext ("%u row", "%u rows", n), n);
}

/* The name beside an id is on record for theirs; for mine only the form knows it. */
static char *
dup_named (HcrmRecord *record, const HcrmField *field)
{
  g_autofree char *name = g_strndup (field->name, strlen (field->name) - strlen ("_id"));
  const char *text = hcrm_text_field (record, name);

  return g_strdup (*text != '\0' ? text : _ ("What you chose"));
}

static char *
dup_words (HcrmRecord *record, const HcrmField *field)
{
  const char *value = hcrm_record_get (record, field->name);

  if (value == NULL || *value == '\0')
    return g_strdup ("—");
  if (g_str_equal (field->name, ANSWERS))
    return g_strdup (gettext (field->label));
  if (field->kind == HCRM_KIND_ROWS
      || (field->kind == HCRM_KIND_JSON && !hcrm_field_is_several (field)))
    return count_rows (value);
  return g_str_has_suffix (field->name, "_id") ? dup_named (record, field)
                                               : hcrm_text_value (record, field);
}

/* --- rows ------------------------------------------------------------------------------------- */

GtkWidget *
hcrm_conflict_new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

GtkWidget *
hcrm_conflict_new_side (const char *label, const char *side, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s, %s: %s", label, side, text);
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), hcrm_conflict_new_label (text, NULL));
  gtk_widget_add_css_class (button, "opt");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
new_side (HcrmRecord *record, const HcrmField *field, const char *side)
{
  g_autofree char *text = dup_words (record, field);
  GtkWidget *button = hcrm_conflict_new_side (gettext (field->label), side, text);

  gtk_widget_set_name (button, field->name);
  return button;
}

static void
add_head (HcrmConflict *self)
{
  gtk_grid_attach (self->grid,
                   hcrm_conflict_new_label (C_ ("side of a conflict", "Mine"), "heading"), 1,
                                            self->n_rows, 1, 1);
  gtk_grid_attach (self->grid,
                   hcrm_conflict_new_label (C_ ("side of a conflict", "Theirs"), "heading"), 2,
                                            self->n_rows++, 1, 1);
}

static void
add_choice (HcrmConflict *self, const HcrmField *field, HcrmRecord *mine, HcrmRecord *theirs)
{
  GtkWidget *own = new_side (mine, field, C_ ("side of a conflict", "Mine"));
  GtkWidget *other = new_side (theirs, field, C_ ("side of a conflict", "Theirs"));

  if (self->theirs->len == 0)
    add_head (self);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (other), GTK_TOGGLE_BUTTON (own));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (own), TRUE);
  gtk_grid_attach (self->grid, hcrm_conflict_new_label (gettext (field->label), "field-label"), 0,
                   self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, own, 1, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, other, 2, self->n_rows++, 1, 1);
  g_ptr_array_add (self->theirs, g_object_ref (other));
}

static void
add_news (HcrmConflict *self, const HcrmField *field, HcrmRecord *seen, HcrmRecord *theirs)
{
  g_autofree char *before = dup_words (seen, field), *now = dup_words (theirs, field);
  gboolean answers = g_str_equal (field->name, ANSWERS);
  g_autofree char *text =
      answers ? g_strdup (_ ("Answered anew")) : g_strdup_printf ("%s → %s", before, now);

  if (self->n_news++ == 0)
    gtk_grid_attach (self->grid,
                     hcrm_conflict_new_label (_ ("What they changed as well"), "heading"), 0,
                                              self->n_rows++, 3, 1);
  gtk_grid_attach (self->grid, hcrm_conflict_new_label (gettext (field->label), "field-label"), 0,
                   self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, hcrm_conflict_new_label (text, NULL), 1, self->n_rows++, 2, 1);
}

/* --- answers ---------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): what a record has as answers; %NULL if that is nothing the
 * questionnaire asks for. */
static HcrmResponse *
read_answers (HcrmRecord *record, HcrmQuestionnaire *questionnaire)
{
  const char *text = hcrm_record_get (record, ANSWERS);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);

  if (text != NULL && !hcrm_response_load (response, text, -1, NULL))
    return NULL;
  return g_steal_pointer (&response);
}

static void
lay_answers (HcrmConflict *self,
             HcrmRecord *seen,
             HcrmRecord *mine,
             HcrmRecord *theirs,
             HcrmQuestionnaire *questionnaire)
{
  gboolean answered = questionnaire != NULL && hcrm_record_has (mine, ANSWERS);
  g_autoptr (HcrmResponse) own = answered ? read_answers (mine, questionnaire) : NULL;
  g_autoptr (HcrmResponse) other = answered ? read_answers (theirs, questionnaire) : NULL;
  g_autoptr (HcrmResponse) before =
      answered && hcrm_record_has (seen, ANSWERS) ? read_answers (seen, questionnaire) : NULL;

  self->laid = own != NULL && other != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->answers), self->laid);
  if (self->laid)
    hcrm_answer_conflict_set (self->answers, before, own, other);
}

HcrmResponse *
hcrm_conflict_get_answers (HcrmConflict *self)
{
  return self->laid ? hcrm_answer_conflict_get_response (self->answers) : NULL;
}

static guint
count_answers (HcrmConflict *self)
{
  return self->laid ? hcrm_answer_conflict_get_n_choices (self->answers) : 0;
}

/* --- what differs ----------------------------------------------------------------------------- */

static gboolean
differs (HcrmRecord *a, HcrmRecord *b, const char *name)
{
  return hcrm_record_has (a, name) && hcrm_record_has (b, name)
         && g_strcmp0 (hcrm_record_get (a, name), hcrm_record_get (b, name)) != 0;
}

/* Of answers it may not be known any more what was seen: then they may have changed. */
static gboolean
is_conflict (HcrmRecord *seen, HcrmRecord *mine, HcrmRecord *theirs, const char *name)
{
  gboolean lost = g_str_equal (name, ANSWERS) && !hcrm_record_has (seen, name);

  return (lost || differs (seen, theirs, name)) && differs (mine, theirs, name);
}

/* A name stands beside its id, and what is worked out follows from other fields. */
static gboolean
is_news (HcrmRecord *seen, HcrmRecord *mine, HcrmRecord *theirs, const HcrmField *field)
{
  g_autofree char *id = g_strconcat (field->name, "_id", NULL);

  return differs (seen, theirs, field->name) && !hcrm_record_has (mine, field->name)
         && !hcrm_record_has (mine, id) && !(field->flags & HCRM_FIELD_DERIVED)
         && (field->kind != HCRM_KIND_JSON || hcrm_field_is_several (field))
         && field->kind != HCRM_KIND_ROWS && !g_str_has_suffix (field->name, "_id")
         && !g_str_has_suffix (field->name, "_en") && !g_str_equal (field->name, "version");
}

static void
clear (HcrmConflict *self)
{
  hcrm_clear_grid (self->grid);
  g_ptr_array_set_size (self->theirs, 0);
  self->n_rows = 0;
  self->n_news = 0;
}

static gboolean
is_laid (HcrmConflict *self, const char *name)
{
  return self->laid && g_str_equal (name, ANSWERS);
}

guint
hcrm_conflict_set (HcrmConflict *self,
                   HcrmRecord *seen,
                   HcrmRecord *mine,
                   HcrmRecord *theirs,
                   HcrmQuestionnaire *questionnaire)
{
  const HcrmFieldSet *set = hcrm_record_get_set (seen);

  g_return_val_if_fail (HCRM_IS_CONFLICT (self), 0);
  clear (self);
  lay_answers (self, seen, mine, theirs, questionnaire);
  for (guint i = 0; i < set->n_fields; i++)
    if (is_conflict (seen, mine, theirs, set->fields[i].name)
        && !is_laid (self, set->fields[i].name))
      add_choice (self, &set->fields[i], mine, theirs);
  for (guint i = 0; i < set->n_fields; i++)
    if (is_news (seen, mine, theirs, &set->fields[i]))
      add_news (self, &set->fields[i], seen, theirs);
  return self->theirs->len + count_answers (self);
}

guint
hcrm_conflict_get_n_news (HcrmConflict *self)
{
  return self->n_news + (self->laid ? hcrm_answer_conflict_get_n_news (self->answers) : 0);
}

gboolean
hcrm_conflict_takes_theirs (HcrmConflict *self, const char *field)
{
  for (guint i = 0; i < self->theirs->len; i++) {
    GtkWidget *button = g_ptr_array_index (self->theirs, i);
    if (g_str_equal (gtk_widget_get_name (button), field))
      return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button));
  }
  return FALSE;
}

gboolean
hcrm_conflict_takes_all_theirs (HcrmConflict *self)
{
  for (guint i = 0; i < self->theirs->len; i++)
    if (!gtk_toggle_button_get_active (g_ptr_array_index (self->theirs, i)))
      return FALSE;
  return self->theirs->len + count_answers (self) > 0
         && (!self->laid || hcrm_answer_conflict_is_theirs (self->answers));
}

static void
hcrm_conflict_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_CONFLICT (object)->theirs);
  G_OBJECT_CLASS (hcrm_conflict_parent_class)->finalize (object);
}

static void
hcrm_conflict_class_init (HcrmConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_conflict_finalize;
}

static void
hcrm_conflict_init (HcrmConflict *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->theirs = g_ptr_array_new_with_free_func (g_object_unref);
  self->grid = GTK_GRID (gtk_grid_new ());
  self->answers = g_object_new (HCRM_TYPE_ANSWER_CONFLICT, NULL);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->answers));
  adw_bin_set_child (ADW_BIN (self), box);
}
