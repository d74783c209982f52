/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds out which items an expression looks at, so that only what depends on a change is computed
 * again, and in an order without cycles.
 *
 * Each part of an expression stands for a set of items: those whose nodes it may give. Paths keep
 * the set, `where (linkId = …)` narrows it, all else joins the sets of its parts. What cannot be
 * narrowed is all items, and so too many rather than too few. */

#include "hcrm-expression-private.h"

#include <string.h>

#define MAX_TESTS 500000 /* of link ids against filters, in one questionnaire */
#define MAX_WORK 50000000

/**
 * Scan:
 * @words: how many make a set
 * @expression: the one looked at
 * @run: tests link ids against filters
 */
typedef struct {
  HcrmParse *parse;
  const GPtrArray *items;
  guint words;
  HcrmExpression *expression;
  HcrmPathRun *run;
  guint tests;
  guint work;
} Scan;

static const char *const usual_contexts[] = {
  "patient",      "user",         "encounter",        "location",
  "practitioner", "organization", "practitionerRole", "subject",
  "client",       "author",       "episodeOfCare",    "study",
  NULL,
};

/* Sets of items */

static guint64 *
new_set (Scan *self)
{
  self->work += self->words;
  return g_new0 (guint64, self->words);
}

static void
set_add (guint64 *set, guint index)
{
  set[index / 64] |= G_GUINT64_CONSTANT (1) << (index % 64);
}

static gboolean
set_has (const guint64 *set, guint index)
{
  return (set[index / 64] >> (index % 64)) & 1;
}

static void
set_join (const Scan *self, guint64 *set, const guint64 *other)
{
  for (guint i = 0; i < self->words; i++)
    set[i] |= other[i];
}

static void
set_meet (const Scan *self, guint64 *set, const guint64 *other)
{
  for (guint i = 0; i < self->words; i++)
    set[i] &= other[i];
}

/* Adds @item with all below it: document order puts these right behind. */
static void
set_add_tree (const Scan *self, guint64 *set, const HcrmItem *item)
{
  set_add (set, item->index);
  for (guint i = item->index + 1; i < self->items->len; i++) {
    const HcrmItem *below = g_ptr_array_index (self->items, i);
    if (below->depth <= item->depth)
      break;
    set_add (set, i);
  }
}

static void
set_add_all (const Scan *self, guint64 *set)
{
  for (guint i = 0; i < self->items->len; i++)
    set_add (set, i);
}

/* Filters that only look at the linkId */

static void
visit_link (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmItem *item = node->object;

  if (name == NULL || strcmp (name, "linkId") == 0)
    hcrm_path_run_add_string (run, out, item->link_id);
}

static const char *
get_link_type (const HcrmPathNode *node)
{
  return NULL;
}

static const HcrmPathNodeClass link_class = { visit_link, NULL, get_link_type };

static gboolean
is_pure (const HcrmPathFunction *function)
{
  for (const HcrmPathFunction *text = hcrm_path_text_functions; text->name != NULL; text++)
    if (text == function)
      return TRUE;
  return strcmp (function->name, "not") == 0 || strcmp (function->name, "exists") == 0;
}

/* Calls itself for arguments, whose nesting the parser has bounded. */
static gboolean
asks_link_only (const HcrmTerm *term)
{
  for (const HcrmTerm *at = term; at != NULL; at = at->left) {
    gboolean good = at->kind == HCRM_TERM_LITERAL || at->kind == HCRM_TERM_BINARY
                    || (at->kind == HCRM_TERM_CALL && is_pure (at->function));
    if (at->kind == HCRM_TERM_MEMBER && strcmp (at->name, "linkId") == 0)
      good = at->left == NULL || at->left->kind == HCRM_TERM_THIS;
    if (!good)
      return FALSE;
    for (guint i = 0; hcrm_term_argument (at, i) != NULL; i++)
      if (!asks_link_only (hcrm_term_argument (at, i)))
        return FALSE;
    if (at->kind == HCRM_TERM_MEMBER)
      break;
  }
  return TRUE;
}

static gboolean
is_link_id (const HcrmTerm *term)
{
  return term->kind == HCRM_TERM_MEMBER && strcmp (term->name, "linkId") == 0;
}

/* The literal of `linkId = 'literal'`, or NULL. */
static const char *
get_wanted (const HcrmTerm *term)
{
  const HcrmTerm *right = hcrm_term_argument (term, 0);

  if (term->kind != HCRM_TERM_BINARY || term->op != HCRM_PATH_EQUAL)
    return NULL;
  if (is_link_id (term->left) && right->kind == HCRM_TERM_LITERAL)
    return right->literal.text;
  return is_link_id (right) && term->left->kind == HCRM_TERM_LITERAL ? term->left->literal.text
                                                                     : NULL;
}

static void
match_one (Scan *self, const char *link_id, guint64 *set)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->parse->questionnaire, link_id);

  if (item == NULL) {
    hcrm_parse_find (self->parse, self->expression->place,
                     _("The expression asks for the item “%s”, which is not there"), link_id);
    return;
  }
  set_add_tree (self, set, item);
  set_add (self->expression->names, item->index);
}

/* The items whose linkId fulfils @term; all if that takes too long to find out. */
static void
match_links (Scan *self, const HcrmTerm *term, guint64 *set)
{
  const char *wanted = get_wanted (term);

  if (wanted != NULL) {
    match_one (self, wanted, set);
    return;
  }
  self->tests += self->items->len;
  if (self->tests > MAX_TESTS) {
    set_add_all (self, set);
    return;
  }
  for (guint i = 0; i < self->items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (self->items, i);
    HcrmPathValue value = { HCRM_PATH_NODE, .node = { &link_class, item, NULL, 0, 0 } };
    HcrmPathList focus = { &value, 1, 1 };
    HcrmFrame frame = { &focus, -1, NULL };
    if (item->link_id == NULL)
      continue;
    const HcrmPathList *result = hcrm_path_run_evaluate (self->run, term, &frame);
    if (result == NULL || hcrm_path_to_boolean (result, self->run) == 1)
      set_add_tree (self, set, item);
    hcrm_path_run_reset (self->run);
  }
}

/* Expressions */

static guint64 *scan_term (Scan *self, const HcrmTerm *term, const guint64 *focus);

/* Narrows @set by the parts of a condition that only look at the linkId. Goes down the left sides
 * of `and`; what else there is joins. */
static void
narrow (Scan *self, const HcrmTerm *condition, guint64 *set)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const HcrmTerm *at = condition;

  for (; at->kind == HCRM_TERM_BINARY && at->op == HCRM_PATH_AND; at = at->left)
    g_ptr_array_add (parts, (gpointer) hcrm_term_argument (at, 0));
  g_ptr_array_add (parts, (gpointer) at);
  for (guint i = 0; i < parts->len; i++) {
    const HcrmTerm *part = g_ptr_array_index (parts, i);
    if (!asks_link_only (part))
      continue;
    g_autofree guint64 *matched = new_set (self);
    match_links (self, part, matched);
    set_meet (self, set, matched);
  }
  for (guint i = 0; i < parts->len; i++) {
    const HcrmTerm *part = g_ptr_array_index (parts, i);
    if (asks_link_only (part))
      continue;
    g_autofree guint64 *joined = scan_term (self, part, set);
    set_join (self, set, joined);
  }
}

static gboolean
is_loop (const HcrmPathFunction *function)
{
  for (const HcrmPathFunction *loop = hcrm_path_loop_functions; loop->name != NULL; loop++)
    if (loop == function)
      return TRUE;
  return FALSE;
}

static void
scan_call (Scan *self, const HcrmTerm *term, const guint64 *focus, guint64 *set)
{
  gboolean filters = strcmp (term->name, "where") == 0 || strcmp (term->name, "exists") == 0;

  if (strcmp (term->name, "now") == 0 || strcmp (term->name, "today") == 0
      || strcmp (term->name, "timeOfDay") == 0)
    self->expression->timely = TRUE;
  for (guint i = 0; hcrm_term_argument (term, i) != NULL; i++) {
    if (filters) {
      narrow (self, hcrm_term_argument (term, i), set);
      continue;
    }
    g_autofree guint64 *joined =
        scan_term (self, hcrm_term_argument (term, i), is_loop (term->function) ? set : focus);
    set_join (self, set, joined);
  }
}

static void
add_context (HcrmExpression *self, const char *name)
{
  for (guint i = 0; i < self->contexts->len; i++)
    if (strcmp (g_ptr_array_index (self->contexts, i), name) == 0)
      return;
  g_ptr_array_add (self->contexts, g_strdup (name));
}

static void
use_variable (Scan *self, const HcrmExpression *variable, guint64 *set)
{
  if (variable->uses == NULL)
    return;
  set_join (self, set, variable->uses);
  set_join (self, self->expression->names, variable->names);
  self->expression->timely |= variable->timely;
  for (guint i = 0; i < variable->contexts->len; i++)
    add_context (self->expression, g_ptr_array_index (variable->contexts, i));
}

static gboolean
is_launch_context (const HcrmFhirNode *root, const char *name)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (root, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    const HcrmFhirNode *part = hcrm_fhir_get_extension (extension, "name");
    if (g_strcmp0 (hcrm_fhir_get_string (hcrm_fhir_get (part, "valueCoding"), "code"), name) == 0
        || g_strcmp0 (hcrm_fhir_get_string (part, "valueId"), name) == 0)
      return TRUE;
  }
  return g_strv_contains (usual_contexts, name);
}

static gboolean
is_constant (const char *name)
{
  static const char *const names[] = { "ucum", "sct", "loinc", NULL };

  return g_strv_contains (names, name);
}

static void
scan_variable (Scan *self, const HcrmTerm *term, guint64 *set)
{
  HcrmExpression *expression = self->expression;
  const HcrmExpression *before = expression->role == HCRM_EXPRESSION_VARIABLE ? expression : NULL;
  const HcrmExpression *variable =
      hcrm_questionnaire_find_variable (self->parse->questionnaire, expression->item, before,
                                        term->name);

  if (strcmp (term->name, "resource") == 0 || strcmp (term->name, "rootResource") == 0)
    set_add_all (self, set);
  else if (strcmp (term->name, "context") == 0 && expression->item != NULL)
    set_add_tree (self, set, expression->item);
  else if (strcmp (term->name, "context") == 0)
    set_add_all (self, set);
  else if (strcmp (term->name, "questionnaire") == 0 || strcmp (term->name, "qitem") == 0)
    self->parse->questionnaire->keeps_tree = TRUE;
  else if (variable != NULL)
    use_variable (self, variable, set);
  else if (is_launch_context (self->parse->root, term->name))
    add_context (expression, term->name);
  else if (!is_constant (term->name)) {
    g_autoptr (GError) error = NULL;
    hcrm_path_fail_at (&error, hcrm_path_get_text (expression->path), term->at,
                       _("There is no variable “%s” here"), term->name);
    hcrm_parse_fault (self->parse, expression->place, "expression", error->message);
  }
}

static void
scan_step (Scan *self, const HcrmTerm *term, const guint64 *focus, guint64 *set)
{
  switch (term->kind) {
  case HCRM_TERM_LITERAL:
  case HCRM_TERM_NOTHING:
  case HCRM_TERM_INDEX:
  case HCRM_TERM_TOTAL:
    memset (set, 0, self->words * sizeof *set);
    break;
  case HCRM_TERM_VARIABLE:
    memset (set, 0, self->words * sizeof *set);
    scan_variable (self, term, set);
    break;
  case HCRM_TERM_CALL:
    scan_call (self, term, focus, set);
    break;
  case HCRM_TERM_SUBSCRIPT:
  case HCRM_TERM_BINARY: {
    g_autofree guint64 *joined = scan_term (self, hcrm_term_argument (term, 0), focus);
    set_join (self, set, joined);
    break;
  }
  case HCRM_TERM_THIS:
  case HCRM_TERM_MEMBER:
  case HCRM_TERM_NEGATE:
  case HCRM_TERM_IS:
  case HCRM_TERM_AS:
    break;
  }
}

/* Goes along the left sides in a loop, as the evaluation does. */
static guint64 *
scan_term (Scan *self, const HcrmTerm *term, const guint64 *focus)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  guint64 *set = new_set (self);

  set_join (self, set, focus);
  for (const HcrmTerm *at = term; at != NULL; at = at->left)
    g_ptr_array_add (chain, (gpointer) at);
  for (guint i = chain->len; i > 0; i--)
    scan_step (self, g_ptr_array_index (chain, i - 1), focus, set);
  return set;
}

static void
scan_expression (Scan *self, HcrmExpression *expression)
{
  g_autofree guint64 *focus = new_set (self);

  expression->uses = new_set (self);
  expression->names = new_set (self);
  if (expression->path == NULL)
    return;
  if (self->work > MAX_WORK) {
    hcrm_parse_fault (self->parse, expression->place, NULL, _("There are too many expressions"));
    return;
  }
  self->expression = expression;
  self->run->source = expression->path->text;
  if (expression->item != NULL)
    set_add_tree (self, focus, expression->item);
  else
    set_add_all (self, focus);
  g_autofree guint64 *used = scan_term (self, expression->path->root, focus);
  set_join (self, expression->uses, used);
}

/* Linking */

static gboolean
is_below (const HcrmItem *item, const HcrmItem *above)
{
  while (item != NULL && item != above)
    item = item->parent;
  return item != NULL;
}

/* An item waits for all that its expression looks at but itself and what is below it: these are
 * hidden from the expression. */
static void
link_expression (Scan *self, HcrmItem *item, const HcrmExpression *expression)
{
  if (expression == NULL || expression->uses == NULL)
    return;
  if (set_has (expression->names, item->index))
    hcrm_parse_fault (self->parse, expression->place, "expression",
                      _("The expression depends on its own result"));
  for (guint i = 0; i < self->items->len; i++) {
    HcrmItem *source = g_ptr_array_index (self->items, i);
    if (!set_has (expression->uses, i) || is_below (source, item)
        || g_ptr_array_find (item->sources, source, NULL))
      continue;
    g_ptr_array_add (item->sources, source);
    g_ptr_array_add (source->dependents, item);
  }
}

static void
scan_all (Scan *self, const HcrmItem *item)
{
  const HcrmExpressions *all =
      hcrm_questionnaire_get_expressions (self->parse->questionnaire, item);

  if (all == NULL)
    return;
  for (guint i = 0; i < all->variables->len; i++)
    scan_expression (self, g_ptr_array_index (all->variables, i));
  for (guint i = 0; i < all->constraints->len; i++)
    scan_expression (self, g_ptr_array_index (all->constraints, i));
  HcrmExpression *singles[] = { all->calculated, all->enable, all->initial };
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    if (singles[i] != NULL)
      scan_expression (self, singles[i]);
}

void
hcrm_parse_link_expressions (HcrmParse *self)
{
  const GPtrArray *items = self->questionnaire->all_items;
  g_autoptr (HcrmPathRun) run = NULL;

  if (self->questionnaire->expressions == NULL)
    return;
  run = hcrm_path_run_new (NULL, NULL, NULL);
  Scan scan = { self, items, items->len / 64 + 1, NULL, run, 0, 0 };
  scan_all (&scan, NULL);
  for (guint i = 0; i < items->len; i++)
    scan_all (&scan, g_ptr_array_index (items, i));
  for (guint i = 0; i < items->len; i++) {
    HcrmItem *item = g_ptr_array_index (items, i);
    const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);
    if (all == NULL)
      continue;
    link_expression (&scan, item, all->calculated);
    link_expression (&scan, item, all->enable);
  }
}
