/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ties conditions to their questions and orders the items so that each is settled once. */

#include "hcrm-questionnaire-private.h"

static gboolean
can_match (const HcrmCondition *condition)
{
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (condition->source);
  int order = 0;

  if (condition->answer == NULL || condition->op == HCRM_OPERATOR_EXISTS)
    return TRUE;
  if (condition->source->open_options || condition->source->type == HCRM_ITEM_OPEN_CHOICE)
    return TRUE;
  if (kind == condition->answer->kind)
    return kind != HCRM_ANSWER_CODING || condition->source->options->len == 0
           || hcrm_item_find_option (condition->source, condition->answer) != NULL;
  g_autoptr (HcrmAnswer) number = hcrm_answer_new (kind, "0");
  return kind != HCRM_ANSWER_CODING && hcrm_answer_compare (number, condition->answer, &order);
}

static void
link_condition (HcrmParse *self, const HcrmPending *pending)
{
  HcrmItem *source = pending->question != NULL
                         ? g_hash_table_lookup (self->questionnaire->by_link_id, pending->question)
                         : NULL;

  if (source == NULL) {
    hcrm_parse_fault (self, pending->path, "question",
                      pending->question != NULL ? _("No item has this linkId")
                                                : _("A condition needs a question"));
    return;
  }
  if (!hcrm_item_asks (source)) {
    hcrm_parse_fault (self, pending->path, "question", _("This item asks nothing"));
    return;
  }
  pending->condition->source = source;
  g_ptr_array_add (source->dependents, pending->item);
  if (!can_match (pending->condition))
    hcrm_parse_find (self, pending->path, _("No answer to the question can be this one"));
}

/* How many settled items @item waits for: its parent, its conditions' and expressions' sources. */
static guint
count_needs (const HcrmItem *item)
{
  guint n = (item->parent != NULL) + item->sources->len;

  for (guint i = 0; i < item->conditions->len; i++) {
    const HcrmCondition *condition = g_ptr_array_index (item->conditions, i);
    n += condition->source != NULL;
  }
  return n;
}

static void
settle (GPtrArray *order, guint *needs, const GPtrArray *waiting)
{
  for (guint i = 0; i < waiting->len; i++) {
    HcrmItem *item = g_ptr_array_index (waiting, i);
    if (--needs[item->index] == 0)
      g_ptr_array_add (order, item);
  }
}

/* How many unsettled items wait for @item. */
static guint
count_waiting (const HcrmItem *item, const guint *needs)
{
  const GPtrArray *lists[] = { item->children, item->dependents };
  guint n = 0;

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = 0; i < lists[k]->len; i++) {
      const HcrmItem *waiting = g_ptr_array_index (lists[k], i);
      n += needs[waiting->index] > 0;
    }
  return n;
}

static void
release (guint *waits, GPtrArray *ends, const HcrmItem *item)
{
  if (waits[item->index] > 0 && --waits[item->index] == 0)
    g_ptr_array_add (ends, (gpointer) item);
}

/* Takes away, again and again, what nothing unsettled waits for: it only hangs on a cycle. */
static void
trim_ends (const GPtrArray *items, guint *needs)
{
  g_autofree guint *waits = g_new0 (guint, items->len + 1);
  g_autoptr (GPtrArray) ends = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++) {
    waits[i] = needs[i] > 0 ? count_waiting (g_ptr_array_index (items, i), needs) : 0;
    if (needs[i] > 0 && waits[i] == 0)
      g_ptr_array_add (ends, g_ptr_array_index (items, i));
  }
  for (guint i = 0; i < ends->len; i++) {
    const HcrmItem *item = g_ptr_array_index (ends, i);
    needs[item->index] = 0;
    if (item->parent != NULL)
      release (waits, ends, item->parent);
    for (guint k = 0; k < item->conditions->len; k++) {
      const HcrmCondition *condition = g_ptr_array_index (item->conditions, k);
      if (condition->source != NULL)
        release (waits, ends, condition->source);
    }
    for (guint k = 0; k < item->sources->len; k++)
      release (waits, ends, g_ptr_array_index (item->sources, k));
  }
}

static void
name_cycles (HcrmParse *self, guint *needs)
{
  const GPtrArray *items = self->questionnaire->all_items;

  trim_ends (items, needs);
  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (needs[i] > 0 && item->conditions->len > 0)
      hcrm_parse_fault (self, item->path, "enableWhen", _("The conditions run in a circle"));
    else if (needs[i] > 0 && item->sources->len > 0)
      hcrm_parse_fault (self, item->path, "extension", _("The expressions run in a circle"));
  }
}

void
hcrm_parse_link (HcrmParse *self)
{
  HcrmQuestionnaire *questionnaire = self->questionnaire;
  g_autofree guint *needs = g_new0 (guint, questionnaire->all_items->len + 1);

  for (guint i = 0; i < self->pending->len; i++)
    link_condition (self, g_ptr_array_index (self->pending, i));
  hcrm_parse_link_expressions (self);
  for (guint i = 0; i < questionnaire->all_items->len; i++) {
    HcrmItem *item = g_ptr_array_index (questionnaire->all_items, i);
    needs[i] = count_needs (item);
    if (needs[i] == 0)
      g_ptr_array_add (questionnaire->order, item);
  }
  for (guint i = 0; i < questionnaire->order->len; i++) {
    const HcrmItem *item = g_ptr_array_index (questionnaire->order, i);
    settle (questionnaire->order, needs, item->children);
    settle (questionnaire->order, needs, item->dependents);
  }
  if (questionnaire->order->len < questionnaire->all_items->len)
    name_cycles (self, needs);
}
