/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Builds the rows of a form: cards, groups, tables, texts to read. */

#include <glib/gi18n.h>

#include "hcrm-clear.h"
#include "hcrm-question-text.h"
#include "hcrm-questionnaire-form-private.h"

/**
 * Level:
 * @box: where the rows go
 * @around: (nullable): the number of the question around them
 * @nth: numbers given so far
 * @table: the rows stand in a table
 */
typedef struct {
  GtkWidget *box;
  guint repeat;
  const char *around;
  guint nth;
  gboolean table;
} Level;

static void add_items (HcrmQuestionnaireForm *self, const GPtrArray *items, Level *level);

/* --- places ----------------------------------------------------------------------------------- */

char *
hcrm_form_make_place (const char *link_id, guint repeat)
{
  return repeat == 0 ? g_strdup (link_id) : g_strdup_printf ("%s[%u]", link_id, repeat);
}

GtkWidget *
hcrm_form_find_row (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  g_autofree char *place = hcrm_form_make_place (link_id, repeat);

  return g_hash_table_lookup (self->rows, place);
}

HcrmQuestionCard *
hcrm_form_find_card (HcrmQuestionnaireForm *self, const char *link_id, guint repeat)
{
  GtkWidget *row = hcrm_form_find_row (self, link_id, repeat);

  return HCRM_IS_QUESTION_CARD (row) ? HCRM_QUESTION_CARD (row) : NULL;
}

static gboolean
is_within_cb (gpointer place, gpointer row, gpointer widget)
{
  return row == widget || gtk_widget_is_ancestor (row, widget);
}

void
hcrm_form_forget_rows (HcrmQuestionnaireForm *self, GtkWidget *widget)
{
  g_hash_table_foreach_remove (self->rows, is_within_cb, widget);
  g_hash_table_foreach_remove (self->repeats, is_within_cb, widget);
}

static void
collect_cards (GtkWidget *widget, GPtrArray *cards)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (HCRM_IS_QUESTION_CARD (child))
      g_ptr_array_add (cards, child);
    else
      collect_cards (child, cards);
  }
}

void
hcrm_form_collect_cards (HcrmQuestionnaireForm *self)
{
  g_ptr_array_set_size (self->cards, 0);
  collect_cards (self->box, self->cards);
}

/* --- what stands beside a question ------------------------------------------------------------ */

/* The instance of @source's scope that belongs to @item's instance @repeat. */
static guint
find_repeat (HcrmQuestionnaireForm *self,
             const HcrmItem *item,
             guint repeat,
             const HcrmItem *source)
{
  for (const HcrmItem *scope = item->scope; scope != NULL && scope != source->scope;
       scope = scope->scope)
    repeat = hcrm_response_get_instance_parent (self->response, scope->link_id, repeat);
  return source->scope == NULL ? 0 : repeat;
}

const HcrmItem *
hcrm_form_find_source (const HcrmItem *item)
{
  for (guint i = 0; i < item->conditions->len; i++) {
    const HcrmCondition *condition = g_ptr_array_index (item->conditions, i);
    if (condition->source != NULL)
      return condition->source;
  }
  return NULL;
}

void
hcrm_form_show_reason (HcrmQuestionnaireForm *self, HcrmQuestionCard *card)
{
  const HcrmItem *item = hcrm_question_card_get_item (card);
  const HcrmItem *source = hcrm_form_find_source (item);
  g_autofree char *reason = NULL;

  if (source == NULL)
    return;
  guint repeat = find_repeat (self, item, hcrm_question_card_get_repeat (card), source);
  HcrmQuestionCard *cause = hcrm_form_find_card (self, source->link_id, repeat);
  g_autofree char *answer =
      hcrm_question_text_join (self->response, source, repeat, self->language);
  if (cause != NULL && *answer != '\0')
    /* Translators: a question's number and the answer given there. */
    reason = g_strdup_printf (_ ("asked because %s was %s"), hcrm_question_card_get_number (cause),
                                 answer);
  hcrm_question_card_set_reason (card, reason);
}

void
hcrm_form_show_last (HcrmQuestionnaireForm *self, HcrmQuestionCard *card)
{
  const HcrmItem *item = hcrm_question_card_get_item (card), *then = NULL;

  if (self->previous != NULL)
    then =
        hcrm_questionnaire_find (hcrm_response_get_questionnaire (self->previous), item->link_id);
  if (then == NULL)
    return;
  g_autofree char *answer =
      hcrm_question_text_join (self->previous, then, hcrm_question_card_get_repeat (card),
                               self->language);
  g_autofree char *last = *answer != '\0' ? g_strdup_printf (_ ("Last time %s"), answer) : NULL;
  hcrm_question_card_set_last (card, last);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
enter_row (HcrmQuestionnaireForm *self, GtkWidget *row, const HcrmItem *item, guint repeat)
{
  gtk_widget_set_visible (row, hcrm_response_is_enabled (self->response, item->link_id, repeat));
  g_hash_table_insert (self->rows, hcrm_form_make_place (item->link_id, repeat), row);
}

static GtkWidget *
make_words (HcrmQuestionnaireForm *self, const HcrmItem *item, const char *style)
{
  GtkWidget *label = gtk_label_new (hcrm_text_get (item->text, self->language));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

/* Texts that explain are shown with what they explain: see HcrmItem.help. */
static gboolean
is_help (const HcrmItem *item)
{
  return g_strcmp0 (item->control, "help") == 0;
}

static void
add_words (HcrmQuestionnaireForm *self, const HcrmItem *item, Level *level)
{
  GtkWidget *label = make_words (self, item, "dim-label");

  gtk_widget_set_margin_top (label, level->table ? 0 : 3);
  if (level->table)
    gtk_widget_add_css_class (label, "cell");
  gtk_box_append (GTK_BOX (level->box), label);
  enter_row (self, label, item, level->repeat);
}

/* The question's own prefix, else its number among those around it. Where some have prefixes, the
 * others have nothing, nor has what fills itself in. */
static char *
make_number (HcrmQuestionnaireForm *self, const HcrmItem *item, Level *level)
{
  const char *prefix = hcrm_text_get (item->prefix, self->language);

  if (prefix != NULL)
    return g_strdup (prefix);
  if (item->read_only || self->prefixed)
    return g_strdup ("");
  level->nth++;
  return level->around != NULL ? g_strdup_printf ("%s.%u", level->around, level->nth)
                               : g_strdup_printf ("%u", level->nth);
}

/* Texts below a question belong to its card, questions follow it. */
static void
add_parts (HcrmQuestionnaireForm *self, HcrmQuestionCard *card, Level *level)
{
  const HcrmItem *item = hcrm_question_card_get_item (card);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  for (guint i = 0; i < item->children->len; i++) {
    const HcrmItem *child = g_ptr_array_index (item->children, i);
    if (child->type != HCRM_ITEM_DISPLAY || child->hidden || is_help (child)) {
      g_ptr_array_add (rest, (gpointer) child);
      continue;
    }
    GtkWidget *note = make_words (self, child, "dim-label");
    gtk_widget_add_css_class (note, "caption");
    hcrm_question_card_add_note (card, note);
    enter_row (self, note, child, level->repeat);
  }
  const char *number = hcrm_question_card_get_number (card);
  Level inner = { level->box, level->repeat, *number != '\0' ? number : NULL, 0, level->table };
  add_items (self, rest, &inner);
}

static void
left_cb (HcrmQuestionnaireForm *self, HcrmQuestionCard *card)
{
  hcrm_questionnaire_form_check_card (self, GTK_WIDGET (card));
}

static void
add_question (HcrmQuestionnaireForm *self, const HcrmItem *item, Level *level)
{
  g_autofree char *number = make_number (self, item, level);
  GtkWidget *row =
      hcrm_question_card_new (self->response, item, level->repeat, number, self->language);
  HcrmQuestionCard *card = HCRM_QUESTION_CARD (row);

  if (level->table)
    gtk_widget_add_css_class (row, "cell");
  else if (level->around != NULL || item->conditions->len > 0)
    gtk_widget_add_css_class (row, "sub");
  gtk_widget_set_sensitive (GTK_WIDGET (hcrm_question_card_get_input (card)), !self->read_only);
  gtk_box_append (GTK_BOX (level->box), row);
  enter_row (self, row, item, level->repeat);
  hcrm_form_show_reason (self, card);
  hcrm_form_show_last (self, card);
  g_signal_connect_swapped (row, "left", G_CALLBACK (left_cb), self);
  add_parts (self, card, level);
}

/* --- groups ----------------------------------------------------------------------------------- */

/* Tables, whatever they are called, are rows in one frame. */
static gboolean
is_table (const HcrmItem *group)
{
  return g_strcmp0 (group->control, "gtable") == 0 || g_strcmp0 (group->control, "table") == 0
         || g_strcmp0 (group->control, "htable") == 0;
}

static void
add_heading (HcrmQuestionnaireForm *self, const HcrmItem *group, GtkWidget *box)
{
  const char *prefix = hcrm_text_get (group->prefix, self->language);
  const char *text = hcrm_text_get (group->text, self->language);
  const char *help = hcrm_text_get (group->help, self->language);

  if (text != NULL) {
    GtkWidget *heading = make_words (self, group, group->depth == 0 ? "form-section" : "heading");
    g_autofree char *words = prefix != NULL ? g_strdup_printf ("%s %s", prefix, text) : NULL;
    if (words != NULL)
      gtk_label_set_label (GTK_LABEL (heading), words);
    gtk_widget_set_margin_top (heading, group->depth == 0 ? 12 : 6);
    gtk_box_append (GTK_BOX (box), heading);
  }
  if (help != NULL) {
    GtkWidget *label = gtk_label_new (help);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "dim-label");
    gtk_box_append (GTK_BOX (box), label);
  }
}

static GtkWidget *
make_table (GtkWidget *box)
{
  GtkWidget *table = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (table, "question-table");
  gtk_box_append (GTK_BOX (box), table);
  return table;
}

static void
add_group (HcrmQuestionnaireForm *self, const HcrmItem *group, Level *level)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Level inner = *level;

  gtk_widget_add_css_class (box, "question-group");
  add_heading (self, group, box);
  gtk_box_append (GTK_BOX (level->box), box);
  enter_row (self, box, group, level->repeat);
  if (group->repeats) {
    gtk_box_append (GTK_BOX (box), hcrm_form_make_instances (self, group, level->repeat));
    return;
  }
  inner.table = is_table (group);
  inner.box = inner.table ? make_table (box) : box;
  add_items (self, group->children, &inner);
  level->nth = inner.nth;
}

void
hcrm_form_fill_instance (HcrmQuestionnaireForm *self,
                         GtkWidget *box,
                         const HcrmItem *group,
                         guint repeat)
{
  Level level = { box, repeat, NULL, 0, FALSE };

  add_items (self, group->children, &level);
}

static void
add_items (HcrmQuestionnaireForm *self, const GPtrArray *items, Level *level)
{
  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->hidden || is_help (item))
      continue;
    if (item->type == HCRM_ITEM_GROUP)
      add_group (self, item, level);
    else if (item->type == HCRM_ITEM_DISPLAY)
      add_words (self, item, level);
    else
      add_question (self, item, level);
  }
}

static gboolean
has_prefixes (HcrmQuestionnaire *questionnaire)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (questionnaire);

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (hcrm_item_asks (item) && item->prefix != NULL && !item->hidden)
      return TRUE;
  }
  return FALSE;
}

void
hcrm_form_build (HcrmQuestionnaireForm *self)
{
  Level level = { self->box, 0, NULL, 0, FALSE };

  g_ptr_array_set_size (self->cards, 0);
  g_hash_table_remove_all (self->rows);
  g_hash_table_remove_all (self->repeats);
  hcrm_form_forget_undo (self);
  hcrm_clear_box (GTK_BOX (self->box));
  if (self->response == NULL)
    return;
  HcrmQuestionnaire *questionnaire = hcrm_response_get_questionnaire (self->response);
  self->prefixed = has_prefixes (questionnaire);
  add_items (self, hcrm_questionnaire_get_items (questionnaire), &level);
  hcrm_form_collect_cards (self);
}
