/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeps the answers, and with every change settles what is enabled, what counts, who is told. */

#include "hcrm-response-private.h"

#include <string.h>

/* One signal to send once all is consistent. */
typedef struct {
  guint signal;
  const HcrmItem *item;
  guint repeat;
} Notice;

/* A change under way: the items to settle again, and what to tell. */
typedef struct {
  HcrmResponse *response;
  guint8 *dirty; /* by the item's index */
  GArray *notices;
} Change;

enum { ANSWER_CHANGED, ENABLED_CHANGED, INSTANCES_CHANGED, SCORE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmResponse, hcrm_response, G_TYPE_OBJECT)

static void
free_slot (HcrmSlot *slot)
{
  g_ptr_array_unref (slot->answers);
  g_clear_pointer (&slot->sources, g_ptr_array_unref);
  g_free (slot->trouble);
  g_free (slot);
}

static HcrmSlot *
new_slot (void)
{
  HcrmSlot *slot = g_new0 (HcrmSlot, 1);

  slot->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  return slot;
}

static void
clear_state (HcrmItemState *state)
{
  g_clear_pointer (&state->slots, g_hash_table_unref);
  g_clear_pointer (&state->instances, g_array_unref);
}

static void
hcrm_response_finalize (GObject *object)
{
  HcrmResponse *self = HCRM_RESPONSE (object);

  g_clear_pointer (&self->states, g_array_unref);
  g_clear_pointer (&self->source, hcrm_fhir_node_free);
  g_clear_pointer (&self->contexts, g_hash_table_unref);
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  hcrm_response_end_expressions (self);
  g_clear_pointer (&self->questionnaire, hcrm_questionnaire_unref);
  G_OBJECT_CLASS (hcrm_response_parent_class)->finalize (object);
}

static void
hcrm_response_class_init (HcrmResponseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_response_finalize;
  signals[ANSWER_CHANGED] =
      g_signal_new ("answer-changed", HCRM_TYPE_RESPONSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  signals[ENABLED_CHANGED] =
      g_signal_new ("enabled-changed", HCRM_TYPE_RESPONSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  signals[INSTANCES_CHANGED] =
      g_signal_new ("instances-changed", HCRM_TYPE_RESPONSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SCORE_CHANGED] = g_signal_new ("score-changed", HCRM_TYPE_RESPONSE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_response_init (HcrmResponse *self)
{
  self->states = g_array_new (FALSE, TRUE, sizeof (HcrmItemState));
  g_array_set_clear_func (self->states, (GDestroyNotify) clear_state);
}

gboolean
hcrm_item_is_repeating_group (const HcrmItem *item)
{
  return item->type == HCRM_ITEM_GROUP && item->repeats;
}

static const HcrmItem *
item_at (HcrmResponse *self, guint index)
{
  return g_ptr_array_index (hcrm_questionnaire_get_all_items (self->questionnaire), index);
}

HcrmSlot *
hcrm_response_slot (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  return g_hash_table_lookup (hcrm_response_state (self, item)->slots, GUINT_TO_POINTER (repeat));
}

static HcrmSlot *
find_slot (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);

  return item != NULL ? hcrm_response_slot (self, item, repeat) : NULL;
}

const HcrmFhirNode *
hcrm_slot_get_source (const HcrmSlot *slot, guint n)
{
  return slot->sources != NULL && n < slot->sources->len ? g_ptr_array_index (slot->sources, n)
                                                         : NULL;
}

void
hcrm_slot_keep_sources (HcrmSlot *slot, const GPtrArray *answers)
{
  if (slot->sources == NULL)
    return;
  g_autoptr (GPtrArray) old = g_steal_pointer (&slot->sources);
  slot->sources = g_ptr_array_sized_new (answers->len);
  for (guint i = 0; i < answers->len; i++) {
    gpointer source = NULL;
    for (guint k = 0; k < slot->answers->len && k < old->len && source == NULL; k++)
      if (hcrm_answer_identical (g_ptr_array_index (answers, i),
                                 g_ptr_array_index (slot->answers, k)))
        source = g_steal_pointer (&g_ptr_array_index (old, k));
    g_ptr_array_add (slot->sources, source);
  }
  if (answers->len == 0)
    slot->source = NULL;
}

/* A change */

static void
begin_change (Change *change, HcrmResponse *self)
{
  change->response = g_object_ref (self);
  change->dirty = g_new0 (guint8, self->states->len + 1);
  change->notices = g_array_new (FALSE, FALSE, sizeof (Notice));
}

static void
add_notice (Change *change, guint signal, const HcrmItem *item, guint repeat)
{
  Notice notice = { signal, item, repeat };

  g_array_append_val (change->notices, notice);
}

static void
mark_items (Change *change, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    change->dirty[item->index] = TRUE;
  }
}

static guint
find_instance (const HcrmItemState *state, guint repeat)
{
  for (guint i = 0; state->instances != NULL && i < state->instances->len; i++)
    if (g_array_index (state->instances, HcrmInstance, i).id == repeat)
      return i;
  return G_MAXUINT;
}

guint
hcrm_response_get_outer (HcrmResponse *self, const HcrmItem *scope, guint repeat)
{
  const HcrmItemState *state = hcrm_response_state (self, scope);
  guint n = find_instance (state, repeat);

  return n != G_MAXUINT ? g_array_index (state->instances, HcrmInstance, n).parent : 0;
}

static gboolean
answer_fulfils (const HcrmCondition *condition, const HcrmAnswer *answer)
{
  int order = 0;

  if (!hcrm_answer_compare (answer, condition->answer, &order))
    return FALSE;
  switch (condition->op) {
  case HCRM_OPERATOR_EXISTS:
    return TRUE;
  case HCRM_OPERATOR_EQUAL:
  case HCRM_OPERATOR_NOT_EQUAL: /* the caller turns it round */
    return order == 0;
  case HCRM_OPERATOR_GREATER:
    return order > 0;
  case HCRM_OPERATOR_LESS:
    return order < 0;
  case HCRM_OPERATOR_GREATER_EQUAL:
    return order >= 0;
  case HCRM_OPERATOR_LESS_EQUAL:
    return order <= 0;
  }
  return FALSE;
}

/* What the answers to a condition's question come to: how many there are, whether any fits. */
typedef struct {
  guint n;
  gboolean any;
} Tally;

static void
add_answers (Tally *tally, const HcrmCondition *condition, const HcrmSlot *slot)
{
  guint n = slot != NULL && slot->enabled ? slot->answers->len : 0;

  tally->n += n;
  if (condition->op == HCRM_OPERATOR_EXISTS)
    return;
  for (guint i = 0; i < n && !tally->any; i++)
    tally->any = answer_fulfils (condition, g_ptr_array_index (slot->answers, i));
}

static gboolean
tally_fulfils (const Tally *tally, const HcrmCondition *condition)
{
  if (condition->op == HCRM_OPERATOR_EXISTS)
    return (tally->n > 0) == (strcmp (condition->answer->text, "true") == 0);
  return condition->op == HCRM_OPERATOR_NOT_EQUAL ? tally->n > 0 && !tally->any : tally->any;
}

static gboolean
is_around (const HcrmItem *scope, const HcrmItem *inner)
{
  while (inner != NULL && inner != scope)
    inner = inner->scope;
  return inner == scope;
}

/* The answers in all instances that lie in the instance @repeat of @scope. */
static void
add_answers_within (HcrmResponse *self,
                    const HcrmCondition *condition,
                    const HcrmItem *scope,
                    guint repeat,
                    Tally *tally)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer slot = NULL;

  g_hash_table_iter_init (&iter, hcrm_response_state (self, condition->source)->slots);
  while (g_hash_table_iter_next (&iter, &key, &slot)) {
    guint outer = GPOINTER_TO_UINT (key);
    for (const HcrmItem *s = condition->source->scope; s != scope; s = s->scope)
      outer = hcrm_response_get_outer (self, s, outer);
    if (outer == repeat)
      add_answers (tally, condition, slot);
  }
}

/* The question is looked for in the instances around the item; of one inside a repeating group that
 * the item is not part of, the answers of all instances there count as if given in one place. */
static gboolean
condition_holds (HcrmResponse *self,
                 const HcrmItem *item,
                 guint repeat,
                 const HcrmCondition *condition)
{
  const HcrmItem *inner = condition->source->scope;
  const HcrmItem *scope = item->scope;
  Tally tally = { 0 };

  for (; scope != NULL && !is_around (scope, inner); scope = scope->scope)
    repeat = hcrm_response_get_outer (self, scope, repeat);
  if (scope == inner)
    add_answers (&tally, condition, hcrm_response_slot (self, condition->source, repeat));
  else
    add_answers_within (self, condition, scope, repeat, &tally);
  return tally_fulfils (&tally, condition);
}

static gboolean
conditions_hold (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  for (guint i = 0; i < item->conditions->len; i++)
    if (condition_holds (self, item, repeat, g_ptr_array_index (item->conditions, i))
        == item->enable_any)
      return item->enable_any;
  return item->conditions->len == 0 || !item->enable_any;
}

static gboolean
parent_is_enabled (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  if (item->parent == NULL)
    return TRUE;
  if (item->parent == item->scope)
    repeat = hcrm_response_get_outer (self, item->scope, repeat);
  const HcrmSlot *slot = hcrm_response_slot (self, item->parent, repeat);
  return slot != NULL && slot->enabled;
}

/* Settles whether the place is enabled, and its answer if that is calculated; whether it changed.
 */
static gboolean
settle_slot (Change *change, const HcrmItem *item, guint repeat, HcrmSlot *slot)
{
  HcrmResponse *self = change->response;
  gboolean enabled = parent_is_enabled (self, item, repeat) && conditions_hold (self, item, repeat)
                     && hcrm_response_expression_enables (self, item, repeat, slot);
  gboolean changed = enabled != slot->enabled;

  slot->enabled = enabled;
  if (changed)
    add_notice (change, ENABLED_CHANGED, item, repeat);
  if (!enabled || !hcrm_response_calculate (self, item, repeat, slot))
    return changed;
  add_notice (change, ANSWER_CHANGED, item, repeat);
  return TRUE;
}

static void
settle_item (Change *change, const HcrmItem *item)
{
  HcrmResponse *self = change->response;
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;
  gboolean changed = FALSE;

  g_hash_table_iter_init (&iter, hcrm_response_state (self, item)->slots);
  while (g_hash_table_iter_next (&iter, &key, &value))
    changed |= settle_slot (change, item, GPOINTER_TO_UINT (key), value);
  if (!changed)
    return;
  mark_items (change, item->children);
  mark_items (change, item->dependents);
}

/* Settles dirty items once each: the order puts parents and sources first. */
static void
settle (Change *change)
{
  const GPtrArray *order = hcrm_questionnaire_get_order (change->response->questionnaire);

  for (guint i = 0; i < order->len; i++) {
    const HcrmItem *item = g_ptr_array_index (order, i);
    if (change->dirty[item->index])
      settle_item (change, item);
  }
}

static void
send_notice (HcrmResponse *self, const Notice *notice)
{
  if (notice->signal == SCORE_CHANGED)
    g_signal_emit (self, signals[SCORE_CHANGED], 0);
  else if (notice->signal == INSTANCES_CHANGED)
    g_signal_emit (self, signals[INSTANCES_CHANGED], 0, notice->item->link_id);
  else
    g_signal_emit (self, signals[notice->signal], 0, notice->item->link_id, notice->repeat);
}

static void
end_change (Change *change)
{
  HcrmResponse *self = change->response;

  if (self->loading)
    g_array_set_size (change->notices, 0);
  else
    settle (change);
  if (!self->loading && hcrm_response_update_score (self))
    add_notice (change, SCORE_CHANGED, NULL, 0);
  hcrm_response_end_expressions (self);
  for (guint i = 0; i < change->notices->len; i++)
    send_notice (self, &g_array_index (change->notices, Notice, i));
  g_array_unref (change->notices);
  g_free (change->dirty);
  g_object_unref (self);
}

/* Making one */

static gboolean
is_within (const HcrmItem *item, const HcrmItem *group)
{
  const HcrmItem *scope = item->scope;

  while (scope != NULL && scope != group)
    scope = scope->scope;
  return scope == group;
}

static void
add_initial (const HcrmItem *item, HcrmSlot *slot)
{
  for (guint i = 0; i < item->initial->len; i++)
    g_ptr_array_add (slot->answers, hcrm_answer_copy (g_ptr_array_index (item->initial, i)));
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    if (option->initial && (item->repeats || slot->answers->len == 0))
      g_ptr_array_add (slot->answers, hcrm_answer_copy (option->value));
  }
}

static void open_slot (Change *change, const HcrmItem *item, guint repeat, gboolean initial);

/* Calls itself through open_slot(), as deep as repeating groups are nested. */
static guint
open_instance (Change *change, const HcrmItem *group, guint parent, gboolean initial)
{
  HcrmResponse *self = change->response;
  HcrmItemState *state = hcrm_response_state (self, group);
  HcrmInstance instance = { state->next++, parent, NULL };

  g_array_append_val (state->instances, instance);
  for (guint i = group->index + 1; i < self->states->len; i++) {
    const HcrmItem *item = item_at (self, i);
    if (!is_within (item, group))
      break;
    if (item->scope == group)
      open_slot (change, item, instance.id, initial);
  }
  return instance.id;
}

static void
open_slot (Change *change, const HcrmItem *item, guint repeat, gboolean initial)
{
  HcrmSlot *slot = new_slot ();

  slot->fresh = initial;
  if (initial)
    add_initial (item, slot);
  g_hash_table_insert (hcrm_response_state (change->response, item)->slots,
                       GUINT_TO_POINTER (repeat), slot);
  change->dirty[item->index] = TRUE;
  if (hcrm_item_is_repeating_group (item))
    open_instance (change, item, repeat, initial);
}

static HcrmResponse *
new_response (HcrmQuestionnaire *questionnaire, gboolean initial)
{
  HcrmResponse *self = g_object_new (HCRM_TYPE_RESPONSE, NULL);
  Change change;

  self->questionnaire = hcrm_questionnaire_ref (questionnaire);
  self->loading = !initial;
  g_array_set_size (self->states, hcrm_questionnaire_get_all_items (questionnaire)->len);
  for (guint i = 0; i < self->states->len; i++) {
    HcrmItemState *state = &g_array_index (self->states, HcrmItemState, i);
    state->slots = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) free_slot);
    if (hcrm_item_is_repeating_group (item_at (self, i)))
      state->instances = g_array_new (FALSE, FALSE, sizeof (HcrmInstance));
  }
  begin_change (&change, self);
  for (guint i = 0; i < self->states->len; i++)
    if (item_at (self, i)->scope == NULL)
      open_slot (&change, item_at (self, i), 0, initial);
  end_change (&change);
  return self;
}

HcrmResponse *
hcrm_response_new (HcrmQuestionnaire *questionnaire)
{
  HcrmResponse *self = new_response (questionnaire, TRUE);

  hcrm_response_fill_initial (self);
  return self;
}

HcrmResponse *
hcrm_response_new_empty (HcrmQuestionnaire *questionnaire)
{
  return new_response (questionnaire, FALSE);
}

static void
add_difference (HcrmResponse *self,
                const HcrmItem *item,
                guint repeat,
                HcrmSlot *slot,
                gpointer change)
{
  if (hcrm_item_asks (item))
    add_notice (change, ANSWER_CHANGED, item, repeat);
  add_notice (change, ENABLED_CHANGED, item, repeat);
}

/* What is calculated otherwise than it was received is noted until the next load. */
static void
begin_received (HcrmResponse *self)
{
  self->received = TRUE;
  g_clear_pointer (&self->differences, g_ptr_array_unref);
}

void
hcrm_response_take_over (HcrmResponse *self, HcrmResponse *other)
{
  GArray *states = self->states;
  HcrmFhirNode *source = self->source;
  Change change;

  begin_change (&change, self);
  self->states = other->states;
  other->states = states;
  self->source = other->source;
  other->source = source;
  memset (change.dirty, TRUE, self->states->len);
  for (guint i = 0; i < self->states->len; i++)
    if (hcrm_item_is_repeating_group (item_at (self, i)))
      add_notice (&change, INSTANCES_CHANGED, item_at (self, i), 0);
  hcrm_response_foreach (self, add_difference, &change);
  begin_received (self);
  end_change (&change);
  self->received = FALSE;
}

void
hcrm_response_settle_all (HcrmResponse *self)
{
  Change change;

  begin_change (&change, self);
  memset (change.dirty, TRUE, self->states->len);
  end_change (&change);
}

void
hcrm_response_finish_loading (HcrmResponse *self)
{
  self->loading = FALSE;
  begin_received (self);
  hcrm_response_settle_all (self);
  self->received = FALSE;
}

/* Walking */

void
hcrm_response_foreach (HcrmResponse *self, HcrmSlotFunc func, gpointer data)
{
  hcrm_response_foreach_between (self, 0, self->states->len, func, data);
}

void
hcrm_response_foreach_between (HcrmResponse *self,
                               guint from,
                               guint to,
                               HcrmSlotFunc func,
                               gpointer data)
{
  for (guint i = from; i < to; i++) {
    const HcrmItem *item = item_at (self, i);
    const HcrmItemState *scope =
        item->scope != NULL ? hcrm_response_state (self, item->scope) : NULL;
    guint n = scope != NULL ? scope->instances->len : 1;
    for (guint k = 0; k < n; k++) {
      guint repeat = scope != NULL ? g_array_index (scope->instances, HcrmInstance, k).id : 0;
      func (self, item, repeat, hcrm_response_slot (self, item, repeat), data);
    }
  }
}

/* Answers */

HcrmQuestionnaire *
hcrm_response_get_questionnaire (HcrmResponse *self)
{
  return self->questionnaire;
}

guint
hcrm_response_get_n_answers (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmSlot *slot = find_slot (self, link_id, repeat);

  return slot != NULL ? slot->answers->len : 0;
}

const HcrmAnswer *
hcrm_response_get_answer (HcrmResponse *self, const char *link_id, guint repeat, guint n)
{
  const HcrmSlot *slot = find_slot (self, link_id, repeat);

  return slot != NULL && n < slot->answers->len ? g_ptr_array_index (slot->answers, n) : NULL;
}

const char *
hcrm_response_get_text (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmAnswer *answer = hcrm_response_get_answer (self, link_id, repeat, 0);

  return answer != NULL ? answer->text : NULL;
}

char *
hcrm_response_dup_label (HcrmResponse *self,
                         const char *link_id,
                         guint repeat,
                         const char *language)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  g_autoptr (GString) label = g_string_new (NULL);

  for (guint i = 0; i < hcrm_response_get_n_answers (self, link_id, repeat); i++) {
    const HcrmAnswer *answer = hcrm_response_get_answer (self, link_id, repeat, i);
    g_autofree char *one = hcrm_response_label_answer (item, answer, language);
    if (i > 0)
      g_string_append (label, _(", "));
    g_string_append (label, one);
  }
  return g_string_free (g_steal_pointer (&label), FALSE);
}

static gboolean
answers_are_same (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!hcrm_answer_identical (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

static gpointer
copy_answer_cb (gconstpointer answer, gpointer unused)
{
  return hcrm_answer_copy (answer);
}

void
hcrm_response_set_answers (HcrmResponse *self,
                           const char *link_id,
                           guint repeat,
                           const GPtrArray *answers)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  HcrmSlot *slot = find_slot (self, link_id, repeat);
  Change change;

  g_return_if_fail (slot != NULL && hcrm_item_asks (item));
  g_return_if_fail (answers->len <= HCRM_RESPONSE_MAX_ANSWERS);
  if (answers_are_same (slot->answers, answers))
    return;
  begin_change (&change, self);
  hcrm_slot_keep_sources (slot, answers);
  g_ptr_array_set_size (slot->answers, 0);
  g_ptr_array_extend (slot->answers, (GPtrArray *) answers, copy_answer_cb, NULL);
  slot->fresh = FALSE;
  slot->overridden = item->calculated && !item->read_only && answers->len > 0;
  change.dirty[item->index] = item->calculated;
  add_notice (&change, ANSWER_CHANGED, item, repeat);
  mark_items (&change, item->dependents);
  end_change (&change);
}

void
hcrm_response_set_answer (HcrmResponse *self,
                          const char *link_id,
                          guint repeat,
                          const HcrmAnswer *answer)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();

  if (answer != NULL)
    g_ptr_array_add (answers, (gpointer) answer);
  hcrm_response_set_answers (self, link_id, repeat, answers);
}

gboolean
hcrm_response_is_enabled (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmSlot *slot = find_slot (self, link_id, repeat);

  return slot != NULL && slot->enabled;
}

/* Instances */

static HcrmItemState *
get_group (HcrmResponse *self, const char *link_id)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);

  return item != NULL && hcrm_item_is_repeating_group (item) ? hcrm_response_state (self, item)
                                                             : NULL;
}

guint
hcrm_response_get_n_instances (HcrmResponse *self, const char *link_id)
{
  const HcrmItemState *state = get_group (self, link_id);

  return state != NULL ? state->instances->len : 0;
}

guint
hcrm_response_get_instance (HcrmResponse *self, const char *link_id, guint n)
{
  const HcrmItemState *state = get_group (self, link_id);

  g_return_val_if_fail (state != NULL && n < state->instances->len, 0);
  return g_array_index (state->instances, HcrmInstance, n).id;
}

guint
hcrm_response_get_instance_parent (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);

  g_return_val_if_fail (get_group (self, link_id) != NULL, 0);
  return hcrm_response_get_outer (self, item, repeat);
}

static guint
count_siblings (const HcrmItemState *state, guint parent)
{
  guint n = 0;

  for (guint i = 0; i < state->instances->len; i++)
    n += g_array_index (state->instances, HcrmInstance, i).parent == parent;
  return n;
}

gboolean
hcrm_response_add_instance (HcrmResponse *self, const char *link_id, guint parent, guint *repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  HcrmItemState *state = get_group (self, link_id);
  Change change;

  g_return_val_if_fail (state != NULL, FALSE);
  g_return_val_if_fail (hcrm_response_slot (self, item, parent) != NULL, FALSE);
  if (state->instances->len >= HCRM_RESPONSE_MAX_INSTANCES
      || (item->max_occurs > 0 && count_siblings (state, parent) >= item->max_occurs))
    return FALSE;
  begin_change (&change, self);
  guint id = open_instance (&change, item, parent, !self->loading);
  add_notice (&change, INSTANCES_CHANGED, item, 0);
  end_change (&change);
  hcrm_response_fill_initial (self);
  if (repeat != NULL)
    *repeat = id;
  return TRUE;
}

/* Calls itself for the groups within, as deep as repeating groups are nested. */
static void
close_instance (Change *change, const HcrmItem *group, guint repeat)
{
  HcrmResponse *self = change->response;
  HcrmItemState *state = hcrm_response_state (self, group);

  for (guint i = group->index + 1; i < self->states->len; i++) {
    const HcrmItem *item = item_at (self, i);
    HcrmItemState *inner = hcrm_response_state (self, item);
    if (!is_within (item, group))
      break;
    if (item->scope != group)
      continue;
    for (guint k = inner->instances != NULL ? inner->instances->len : 0; k > 0; k--) {
      HcrmInstance instance = g_array_index (inner->instances, HcrmInstance, k - 1);
      if (instance.parent == repeat)
        close_instance (change, item, instance.id);
    }
    g_hash_table_remove (inner->slots, GUINT_TO_POINTER (repeat));
    mark_items (change, item->dependents);
  }
  g_array_remove_index (state->instances, find_instance (state, repeat));
}

void
hcrm_response_remove_instance (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  HcrmItemState *state = get_group (self, link_id);
  Change change;

  g_return_if_fail (state != NULL && find_instance (state, repeat) != G_MAXUINT);
  begin_change (&change, self);
  guint parent = hcrm_response_get_outer (self, item, repeat);
  close_instance (&change, item, repeat);
  if (count_siblings (state, parent) == 0)
    open_instance (&change, item, parent, TRUE);
  add_notice (&change, INSTANCES_CHANGED, item, 0);
  end_change (&change);
  hcrm_response_fill_initial (self);
}
