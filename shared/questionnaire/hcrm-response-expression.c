/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Evaluates a questionnaire's expressions over a response: conditions, calculated and initial
 * values, constraints. */

#include "hcrm-expression-private.h"

#include <string.h>

/* A variable's values, found once in an evaluation. */
typedef struct {
  const HcrmExpression *variable;
  guint repeat;
  HcrmPathList *list;
} Known;

/**
 * Scope:
 * @nodes: what the nodes look up; must come first
 * @item: (nullable): what is evaluated for, in the instance @repeat of its scope
 * @current: the expression under way, perhaps a variable that another one uses
 */
typedef struct {
  HcrmNodeScope nodes;
  HcrmResponse *response;
  const HcrmItem *item;
  guint repeat;
  const HcrmExpression *current;
  GArray *known;
} Scope;

/* Where expressions stand */

/* The number that a node of @item has, seen from the place the evaluation is for: of a repeating
 * group around it the instance itself. */
static guint
find_repeat (const Scope *self, const HcrmItem *item)
{
  const HcrmItem *scope = self->item != NULL ? self->item->scope : NULL;
  const HcrmItem *wanted = hcrm_item_is_repeating_group (item) ? item : item->scope;
  guint repeat = self->repeat;

  if (item == self->item && hcrm_item_is_repeating_group (item)) {
    const GArray *instances = hcrm_response_state (self->response, item)->instances;
    for (guint i = 0; i < instances->len; i++)
      if (g_array_index (instances, HcrmInstance, i).parent == repeat)
        return g_array_index (instances, HcrmInstance, i).id;
  }
  while (scope != NULL && scope != wanted) {
    repeat = hcrm_response_get_outer (self->response, scope, repeat);
    scope = scope->scope;
  }
  return repeat;
}

static HcrmPathNode
get_context (const Scope *self)
{
  const HcrmItem *item = self->current->item;

  if (item == NULL)
    return hcrm_response_get_root_node (self->response);
  return hcrm_response_get_item_node (self->response, item, find_repeat (self, item));
}

/* Variables */

static const HcrmPathList *
evaluate_variable (Scope *self, HcrmPathRun *run, const HcrmExpression *variable)
{
  const HcrmExpression *current = self->current;
  guint repeat = variable->item != NULL ? find_repeat (self, variable->item) : 0;

  for (guint i = 0; i < self->known->len; i++) {
    const Known *known = &g_array_index (self->known, Known, i);
    if (known->variable == variable && known->repeat == repeat)
      return known->list;
  }
  if (variable->path == NULL)
    return hcrm_path_list_new (run);
  self->current = variable;
  HcrmPathNode focus = get_context (self);
  const HcrmPathList *list = hcrm_path_evaluate (variable->path, run, &focus, NULL);
  self->current = current;
  Known known = { variable, repeat, (HcrmPathList *) list };
  if (list != NULL)
    g_array_append_val (self->known, known);
  return list;
}

static void
add_questionnaire (const Scope *self, HcrmPathRun *run, gboolean whole, HcrmPathList *out)
{
  const HcrmQuestionnaire *questionnaire = self->response->questionnaire;
  const HcrmExpressions *all =
      hcrm_questionnaire_get_expressions (questionnaire, self->current->item);
  const HcrmFhirNode *tree = whole || all == NULL ? questionnaire->tree : all->node;

  if (questionnaire->tree == NULL)
    return;
  HcrmPathNode node = hcrm_path_node_for_fhir (tree);
  hcrm_path_run_add_node (run, out, &node);
}

static void
add_launch_context (const Scope *self, HcrmPathRun *run, const char *name, HcrmPathList *out)
{
  const HcrmFhirNode *tree = self->response->contexts != NULL
                                 ? g_hash_table_lookup (self->response->contexts, name)
                                 : NULL;

  if (tree == NULL)
    return;
  HcrmPathNode node = hcrm_path_node_for_fhir (tree);
  hcrm_path_run_add_node (run, out, &node);
}

/* Names were checked at the parse: one that is nothing else is a launch context, perhaps empty. */
static gboolean
look_up (gpointer data, HcrmPathRun *run, const char *name, HcrmPathList *out)
{
  Scope *self = data;
  const HcrmExpression *before =
      self->current->role == HCRM_EXPRESSION_VARIABLE ? self->current : NULL;
  HcrmPathNode node = hcrm_response_get_root_node (self->response);

  if (strcmp (name, "resource") == 0 || strcmp (name, "rootResource") == 0) {
    hcrm_path_run_add_node (run, out, &node);
    return TRUE;
  }
  if (strcmp (name, "context") == 0) {
    node = get_context (self);
    hcrm_path_run_add_node (run, out, &node);
    return TRUE;
  }
  if (strcmp (name, "questionnaire") == 0 || strcmp (name, "qitem") == 0) {
    add_questionnaire (self, run, *name == 'q' && name[1] == 'u', out);
    return TRUE;
  }
  const HcrmExpression *variable =
      hcrm_questionnaire_find_variable (self->response->questionnaire, self->current->item, before,
                                        name);
  const HcrmPathList *list = variable != NULL ? evaluate_variable (self, run, variable) : NULL;
  if (list != NULL)
    hcrm_path_list_extend (run, out, list);
  else if (variable == NULL)
    add_launch_context (self, run, name, out);
  return variable == NULL || list != NULL;
}

/* Evaluating */

static const HcrmPathList *
evaluate (Scope *self, const HcrmExpression *expression, GError **error)
{
  HcrmResponse *response = self->response;

  if (response->run == NULL)
    response->run = hcrm_path_run_new (look_up, NULL, NULL);
  hcrm_path_run_reset (response->run);
  response->run->data = self;
  self->current = expression;
  HcrmPathNode focus = get_context (self);
  return hcrm_path_evaluate (expression->path, response->run, &focus, error);
}

static void
clear_scope (Scope *self)
{
  g_array_unref (self->known);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scope, clear_scope)

static Scope
open_scope (HcrmResponse *self, const HcrmItem *item, guint repeat, const HcrmItem *hidden)
{
  return (
      Scope){ { hidden }, self, item, repeat, NULL, g_array_new (FALSE, FALSE, sizeof (Known)) };
}

void
hcrm_response_end_expressions (HcrmResponse *self)
{
  g_clear_pointer (&self->run, hcrm_path_run_free);
}

static void
note_trouble (HcrmSlot *slot, const char *trouble)
{
  g_free (slot->trouble);
  slot->trouble = g_strdup (trouble);
}

gboolean
hcrm_response_expression_enables (HcrmResponse *self,
                                  const HcrmItem *item,
                                  guint repeat,
                                  HcrmSlot *slot)
{
  const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);
  g_autoptr (GError) error = NULL;

  if (all == NULL || all->enable == NULL)
    return TRUE;
  g_auto (Scope) scope = open_scope (self, item, repeat, item);
  const HcrmPathList *list = evaluate (&scope, all->enable, &error);
  if (list != NULL && list->length > 1)
    hcrm_fail (&error, HCRM_ERROR_INVALID, NULL, _("The expression gives several values"));
  note_trouble (slot, error != NULL ? error->message : NULL);
  return list != NULL && hcrm_path_to_boolean (list, self->run) == 1;
}

/* Turning results into answers */

static HcrmAnswer *
find_option (const HcrmItem *item, const char *text)
{
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    if (strcmp (option->value->text, text) == 0
        || g_strcmp0 (hcrm_option_get_label (option, NULL), text) == 0)
      return hcrm_answer_copy (option->value);
  }
  return NULL;
}

static HcrmAnswer *
make_coding (const HcrmItem *item, HcrmPathRun *run, const HcrmPathValue *value)
{
  if (value->type == HCRM_PATH_STRING) {
    HcrmAnswer *option = find_option (item, value->text);
    return option != NULL || !item->open ? option
                                         : hcrm_answer_new (HCRM_ANSWER_STRING, value->text);
  }
  if (value->type != HCRM_PATH_NODE)
    return NULL;
  const char *code = hcrm_path_get_text_member (run, &value->node, "code");
  g_autoptr (HcrmAnswer) coding =
      hcrm_answer_new_coding (hcrm_path_get_text_member (run, &value->node, "system"), code,
                              hcrm_path_get_text_member (run, &value->node, "display"));
  const HcrmOption *option = hcrm_item_find_option (item, coding);
  if (code == NULL && coding->display == NULL)
    return NULL;
  return option != NULL ? hcrm_answer_copy (option->value) : g_steal_pointer (&coding);
}

static char *
write_decimal (const HcrmDecimal *number)
{
  HcrmDecimal rounded = hcrm_decimal_round (number, HCRM_DECIMAL_SHOWN_PLACES);

  if (number->places > HCRM_DECIMAL_SHOWN_PLACES)
    rounded = hcrm_decimal_trim (&rounded);
  return hcrm_decimal_to_text (&rounded);
}

/* A number takes the item's first unit. */
static HcrmAnswer *
make_quantity (const HcrmItem *item, HcrmPathRun *run, const HcrmPathValue *value)
{
  const HcrmAnswer *unit = item->units->len > 0 ? g_ptr_array_index (item->units, 0) : NULL;
  HcrmPathValue quantity;

  if (!hcrm_path_convert (run, value, HCRM_PATH_QUANTITY, &quantity))
    return NULL;
  g_autofree char *number = write_decimal (&quantity.number);
  if (strcmp (quantity.text, "1") != 0)
    return hcrm_answer_new_quantity (number, "http://unitsofmeasure.org", quantity.text,
                                     quantity.text);
  return hcrm_answer_new_quantity (number, unit != NULL ? unit->system : NULL,
                                   unit != NULL ? unit->text : NULL,
                                   unit != NULL ? unit->display : NULL);
}

static HcrmAnswer *
make_simple (HcrmAnswerKind kind, HcrmPathRun *run, const HcrmPathValue *value)
{
  static const HcrmPathType types[] = {
    [HCRM_ANSWER_BOOLEAN] = HCRM_PATH_BOOLEAN,     [HCRM_ANSWER_INTEGER] = HCRM_PATH_INTEGER,
    [HCRM_ANSWER_DECIMAL] = HCRM_PATH_DECIMAL,     [HCRM_ANSWER_DATE] = HCRM_PATH_DATE,
    [HCRM_ANSWER_DATE_TIME] = HCRM_PATH_DATE_TIME, [HCRM_ANSWER_TIME] = HCRM_PATH_TIME,
    [HCRM_ANSWER_STRING] = HCRM_PATH_STRING,       [HCRM_ANSWER_URI] = HCRM_PATH_STRING,
  };
  HcrmPathValue converted;
  g_autofree char *text = NULL;

  if (kind >= G_N_ELEMENTS (types) || !hcrm_path_convert (run, value, types[kind], &converted))
    return NULL;
  if (kind == HCRM_ANSWER_DECIMAL)
    text = write_decimal (&converted.number);
  else
    text = converted.text != NULL && kind >= HCRM_ANSWER_DATE
               ? g_strdup (converted.text)
               : hcrm_path_value_to_text (&converted);
  return hcrm_answer_is_well_formed (kind, text) ? hcrm_answer_new (kind, text) : NULL;
}

static HcrmAnswer *
make_answer (const HcrmItem *item, HcrmPathRun *run, const HcrmPathValue *from)
{
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);
  HcrmPathValue value;

  hcrm_path_resolve (run, from, &value);
  if (kind == HCRM_ANSWER_CODING)
    return make_coding (item, run, &value);
  if (kind == HCRM_ANSWER_QUANTITY)
    return make_quantity (item, run, &value);
  return make_simple (kind, run, &value);
}

static GPtrArray *
make_answers (const HcrmItem *item, HcrmPathRun *run, const HcrmPathList *list, GError **error)
{
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);

  if (list->length > 1 && (!item->repeats || list->length > HCRM_RESPONSE_MAX_ANSWERS))
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                      _("The expression gives several values")) ? NULL
                                                                 : g_steal_pointer (&answers);
  for (guint i = 0; i < list->length; i++) {
    HcrmAnswer *answer = make_answer (item, run, &list->values[i]);
    if (answer != NULL)
      g_ptr_array_add (answers, answer);
    else if (error != NULL && *error == NULL)
      hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                 _("The expression gives another kind of value than the question asks for"));
  }
  return g_steal_pointer (&answers);
}

/* Calculated values */

static gboolean
are_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const HcrmAnswer *one = g_ptr_array_index (a, i);
    const HcrmAnswer *two = g_ptr_array_index (b, i);
    if (one->kind != two->kind || !hcrm_answer_equal (one, two))
      return FALSE;
  }
  return TRUE;
}

/* What was received stays, if what it was calculated from is not at hand or was another time. */
static gboolean
must_stay (HcrmResponse *self, const HcrmExpression *expression, const HcrmSlot *slot)
{
  if (slot->answers->len == 0)
    return FALSE;
  if (self->received && expression->timely)
    return TRUE;
  for (guint i = 0; i < expression->contexts->len; i++)
    if (self->contexts == NULL
        || !g_hash_table_contains (self->contexts, g_ptr_array_index (expression->contexts, i)))
      return TRUE;
  return FALSE;
}

static char *
describe (const HcrmItem *item, const GPtrArray *answers)
{
  return answers->len == 0
      ? g_strdup (_("nothing"))
      : hcrm_response_label_answer (item, g_ptr_array_index (answers, 0), NULL);
}

static void
note_difference (HcrmResponse *self,
                 const HcrmItem *item,
                 guint repeat,
                 const GPtrArray *received,
                 const GPtrArray *calculated)
{
  g_autofree char *before = describe (item, received);
  g_autofree char *after = describe (item, calculated);

  if (self->differences == NULL)
    self->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_fault_free);
  g_autofree char *detail =
      g_strdup_printf (_("“%s” was received, “%s” is calculated"), before, after);
  g_ptr_array_add (self->differences, hcrm_fault_new (item->link_id, repeat, TRUE, detail));
}

gboolean
hcrm_response_calculate (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot)
{
  const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = NULL;

  if (!item->calculated || slot->overridden || must_stay (self, all->calculated, slot))
    return FALSE;
  g_auto (Scope) scope = open_scope (self, item, repeat, item);
  const HcrmPathList *list = evaluate (&scope, all->calculated, &error);
  answers = list != NULL ? make_answers (item, self->run, list, &error) : g_ptr_array_new ();
  if (all->enable == NULL || error != NULL)
    note_trouble (slot, error != NULL ? error->message : NULL);
  if (are_equal (slot->answers, answers))
    return FALSE;
  if (self->received && slot->answers->len > 0 && !item->read_only) {
    slot->overridden = TRUE;
    return FALSE;
  }
  if (self->received && slot->answers->len > 0)
    note_difference (self, item, repeat, slot->answers, answers);
  hcrm_slot_keep_sources (slot, answers);
  g_ptr_array_unref (slot->answers);
  slot->answers = g_steal_pointer (&answers);
  return TRUE;
}

/* Initial values */

typedef struct {
  const HcrmItem *item;
  guint repeat;
} Place;

static void
list_unfilled (HcrmResponse *self,
               const HcrmItem *item,
               guint repeat,
               HcrmSlot *slot,
               gpointer places)
{
  const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);
  Place place = { item, repeat };

  if (slot->fresh && slot->answers->len == 0 && all != NULL && all->initial != NULL)
    g_array_append_val (places, place);
}

static void
fill_place (HcrmResponse *self, const Place *place)
{
  const HcrmExpressions *all =
      hcrm_questionnaire_get_expressions (self->questionnaire, place->item);
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_auto (Scope) scope = open_scope (self, place->item, place->repeat, place->item);
    const HcrmPathList *list = evaluate (&scope, all->initial, NULL);
    answers = list != NULL ? make_answers (place->item, self->run, list, &error) : NULL;
  }
  HcrmSlot *slot = hcrm_response_slot (self, place->item, place->repeat);
  if (answers == NULL || answers->len == 0 || slot == NULL)
    return;
  hcrm_response_set_answers (self, place->item->link_id, place->repeat, answers);
}

void
hcrm_response_fill_initial (HcrmResponse *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  if (self->loading || self->questionnaire->expressions == NULL)
    return;
  hcrm_response_foreach (self, list_unfilled, places);
  for (guint i = 0; i < places->len; i++)
    fill_place (self, &g_array_index (places, Place, i));
  hcrm_response_end_expressions (self);
}

void
hcrm_response_set_context (HcrmResponse *self, const char *name, const HcrmFhirNode *resource)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (self->contexts == NULL)
    self->contexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) hcrm_fhir_node_free);
  hcrm_fhir_write (resource, json);
  HcrmFhirNode *copy = hcrm_fhir_parse (json->str, json->len, NULL);
  g_return_if_fail (copy != NULL);
  g_hash_table_replace (self->contexts, g_strdup (name), copy);
  hcrm_response_settle_all (self);
  hcrm_response_fill_initial (self);
}

/* Constraints */

static void
check_constraint (Scope *scope, const HcrmExpression *constraint, GPtrArray *faults)
{
  g_autoptr (GError) error = NULL;
  const HcrmPathList *list = evaluate (scope, constraint, &error);
  const char *link_id = scope->item != NULL ? scope->item->link_id : "";
  const char *human = hcrm_text_get (constraint->human, g_get_language_names ()[0]);

  if (list != NULL && hcrm_path_to_boolean (list, scope->response->run) != 0)
    return;
  if (list == NULL)
    human = error->message;
  else if (human == NULL)
    human = _("The answers do not go together");
  g_ptr_array_add (faults, hcrm_fault_new (link_id, scope->repeat,
                                           constraint->warning || list == NULL, human));
}

static void
check_constraints (HcrmResponse *self, const HcrmItem *item, guint repeat, GPtrArray *faults)
{
  const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);

  for (guint i = 0; all != NULL && i < all->constraints->len; i++) {
    g_auto (Scope) scope = open_scope (self, item, repeat, NULL);
    check_constraint (&scope, g_ptr_array_index (all->constraints, i), faults);
  }
}

static void
check_slot (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot, gpointer faults)
{
  if (!slot->enabled)
    return;
  check_constraints (self, item, repeat, faults);
  if (slot->trouble != NULL)
    g_ptr_array_add (faults, hcrm_fault_new (item->link_id, repeat, TRUE, slot->trouble));
}

void
hcrm_response_check_expressions (HcrmResponse *self, GPtrArray *faults)
{
  if (self->questionnaire->expressions == NULL)
    return;
  check_constraints (self, NULL, 0, faults);
  hcrm_response_foreach (self, check_slot, faults);
  for (guint i = 0; self->differences != NULL && i < self->differences->len; i++) {
    const HcrmFault *fault = g_ptr_array_index (self->differences, i);
    g_ptr_array_add (faults, hcrm_fault_new (fault->link_id, fault->repeat, TRUE, fault->detail));
  }
  hcrm_response_end_expressions (self);
}
