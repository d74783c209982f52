/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Evaluates an expression's tree: the run with its memory and limits, and each kind of term. */

#include "hcrm-path-private.h"

#include <string.h>

#define BLOCK (32 * 1024)
#define KEPT_BLOCKS 64
#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_DEPTH 250 /* of terms within terms, also by way of variables */

/* Memory and limits */

HcrmPathRun *
hcrm_path_run_new (HcrmPathLookup lookup, gpointer data, GDateTime *now)
{
  HcrmPathRun *self = g_new0 (HcrmPathRun, 1);

  self->lookup = lookup;
  self->data = data;
  self->now = now != NULL ? g_date_time_ref (now) : g_date_time_new_now_local ();
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->large = g_ptr_array_new_with_free_func (g_free);
  self->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_fhir_node_free);
  return self;
}

void
hcrm_path_run_reset (HcrmPathRun *self)
{
  if (self->blocks->len > KEPT_BLOCKS)
    g_ptr_array_set_size (self->blocks, KEPT_BLOCKS);
  g_ptr_array_set_size (self->large, 0);
  self->block = 0;
  self->used = 0;
  self->bytes = 0;
  self->steps = 0;
  g_ptr_array_set_size (self->trees, 0);
  g_clear_error (&self->error);
}

void
hcrm_path_run_free (HcrmPathRun *self)
{
  g_date_time_unref (self->now);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->large);
  g_ptr_array_unref (self->trees);
  g_clear_pointer (&self->patterns, g_hash_table_unref);
  g_clear_error (&self->error);
  g_free (self);
}

gpointer
hcrm_path_run_get_data (HcrmPathRun *self)
{
  return self->data;
}

static void
fail_limit (HcrmPathRun *self)
{
  if (self->error == NULL)
    hcrm_fail (&self->error, HCRM_ERROR_TOO_LARGE, NULL,
               _("The expression takes too much to compute"));
}

static gpointer
alloc_large (HcrmPathRun *self, gsize size)
{
  gpointer memory = g_malloc (size);

  g_ptr_array_add (self->large, memory);
  return memory;
}

gpointer
hcrm_path_run_alloc (HcrmPathRun *self, gsize size)
{
  size = (size + 15) & ~(gsize) 15;
  self->bytes += size;
  if (self->bytes > MAX_BYTES)
    fail_limit (self);
  if (size > BLOCK)
    return alloc_large (self, size);
  if (self->block == 0 || self->used + size > BLOCK) {
    if (self->block == self->blocks->len)
      g_ptr_array_add (self->blocks, g_malloc (BLOCK));
    self->block++;
    self->used = 0;
  }
  char *memory = g_ptr_array_index (self->blocks, self->block - 1);
  self->used += size;
  return memory + self->used - size;
}

const char *
hcrm_path_run_copy_text (HcrmPathRun *self, const char *text)
{
  gsize size = strlen (text) + 1;

  return memcpy (hcrm_path_run_alloc (self, size), text, size);
}

const HcrmFhirNode *
hcrm_path_run_parse (HcrmPathRun *self, const char *json)
{
  HcrmFhirNode *tree = json != NULL ? hcrm_fhir_parse (json, -1, NULL) : NULL;

  if (tree != NULL)
    g_ptr_array_add (self->trees, tree);
  return tree;
}

gboolean
hcrm_path_run_step (HcrmPathRun *self)
{
  if (++self->steps > HCRM_PATH_MAX_STEPS)
    fail_limit (self);
  return self->error == NULL;
}

gboolean
hcrm_path_run_fail (HcrmPathRun *self, const HcrmTerm *term, const char *format, ...)
{
  va_list args;

  if (self->error != NULL)
    return FALSE;
  va_start (args, format);
  g_autofree char *detail = g_strdup_vprintf (format, args);
  va_end (args);
  return hcrm_path_fail_at (&self->error, self->source, term->at, "%s", detail);
}

/* Collections */

HcrmPathList *
hcrm_path_list_new (HcrmPathRun *run)
{
  HcrmPathList *list = hcrm_path_run_alloc (run, sizeof *list);

  *list = (HcrmPathList){ NULL, 0, 0 };
  return list;
}

static void
grow (HcrmPathRun *run, HcrmPathList *list)
{
  guint size = list->size == 0 ? 1 : MAX (4, list->size * 2);
  HcrmPathValue *values = hcrm_path_run_alloc (run, size * sizeof *values);

  if (list->length > 0)
    memcpy (values, list->values, list->length * sizeof *values);
  list->values = values;
  list->size = size;
}

void
hcrm_path_run_add (HcrmPathRun *self, HcrmPathList *out, const HcrmPathValue *value)
{
  if (!hcrm_path_run_step (self))
    return;
  if (out->length >= HCRM_PATH_MAX_VALUES) {
    fail_limit (self);
    return;
  }
  if (out->length == out->size)
    grow (self, out);
  out->values[out->length++] = *value;
}

void
hcrm_path_list_extend (HcrmPathRun *run, HcrmPathList *out, const HcrmPathList *list)
{
  for (guint i = 0; i < list->length && run->error == NULL; i++)
    hcrm_path_run_add (run, out, &list->values[i]);
}

void
hcrm_path_run_add_node (HcrmPathRun *self, HcrmPathList *out, const HcrmPathNode *node)
{
  HcrmPathValue value = { HCRM_PATH_NODE, .node = *node };

  hcrm_path_run_add (self, out, &value);
}

void
hcrm_path_run_add_string (HcrmPathRun *self, HcrmPathList *out, const char *text)
{
  HcrmPathValue value = { HCRM_PATH_STRING, .text = text };

  hcrm_path_run_add (self, out, &value);
}

void
hcrm_path_add_boolean (HcrmPathRun *run, HcrmPathList *out, gboolean boolean)
{
  HcrmPathValue value = { HCRM_PATH_BOOLEAN, .boolean = boolean };

  hcrm_path_run_add (run, out, &value);
}

void
hcrm_path_add_integer (HcrmPathRun *run, HcrmPathList *out, gint64 integer)
{
  HcrmPathValue value = { HCRM_PATH_INTEGER, .integer = integer };

  hcrm_path_run_add (run, out, &value);
}

void
hcrm_path_add_decimal (HcrmPathRun *run, HcrmPathList *out, const HcrmDecimal *number)
{
  HcrmPathValue value = { HCRM_PATH_DECIMAL, .number = *number };

  hcrm_path_run_add (run, out, &value);
}

void
hcrm_path_resolve (HcrmPathRun *run, const HcrmPathValue *from, HcrmPathValue *to)
{
  HcrmPathValue copy = *from;

  *to = copy;
  if (copy.type == HCRM_PATH_NODE && copy.node.klass->get_value != NULL)
    copy.node.klass->get_value (&copy.node, run, to);
}

int
hcrm_path_single (HcrmPathRun *run,
                  const HcrmTerm *term,
                  const HcrmPathList *list,
                  HcrmPathValue *value)
{
  if (list == NULL || run->error != NULL)
    return -1;
  if (list->length > 1) {
    hcrm_path_run_fail (run, term, _("One value is needed here, these are %u"), list->length);
    return -1;
  }
  if (list->length == 1)
    hcrm_path_resolve (run, &list->values[0], value);
  return list->length;
}

int
hcrm_path_truth (HcrmPathRun *run, const HcrmTerm *term, const HcrmPathList *list)
{
  HcrmPathValue value;
  int n = hcrm_path_single (run, term, list, &value);

  if (n < 1)
    return n - 1;
  return value.type != HCRM_PATH_BOOLEAN || value.boolean;
}

/* Terms */

static void
evaluate_variable (HcrmPathRun *self, const HcrmTerm *term, HcrmPathList *out)
{
  static const char *const constants[] = { "ucum",  "http://unitsofmeasure.org",
                                           "sct",   "http://snomed.info/sct",
                                           "loinc", "http://loinc.org" };
  const char *source = self->source;

  for (guint i = 0; i < G_N_ELEMENTS (constants); i += 2)
    if (strcmp (term->name, constants[i]) == 0) {
      hcrm_path_run_add_string (self, out, constants[i + 1]);
      return;
    }
  if (self->lookup == NULL || !self->lookup (self->data, self, term->name, out)) {
    self->source = source;
    hcrm_path_run_fail (self, term, _("There is no variable “%s” here"), term->name);
  }
  self->source = source;
}

static void
visit_all (HcrmPathRun *self, const HcrmPathList *list, const char *name, HcrmPathList *out)
{
  for (guint i = 0; i < list->length && hcrm_path_run_step (self); i++)
    if (list->values[i].type == HCRM_PATH_NODE)
      list->values[i].node.klass->visit (&list->values[i].node, name, self, out);
}

/* A path may begin with the type of what it is about. */
static gboolean
names_focus (HcrmPathRun *self, const HcrmTerm *term, const HcrmPathList *focus)
{
  return term->left == NULL && g_ascii_isupper (*term->name) && focus->length == 1
         && focus->values[0].type == HCRM_PATH_NODE
         && hcrm_path_is_type (self, &focus->values[0], term->name);
}

static void
evaluate_subscript (HcrmPathRun *self,
                    const HcrmTerm *term,
                    const HcrmFrame *frame,
                    const HcrmPathList *input,
                    HcrmPathList *out)
{
  const HcrmTerm *argument = hcrm_term_argument (term, 0);
  HcrmPathValue index;
  int n = hcrm_path_single (self, argument, hcrm_path_run_evaluate (self, argument, frame), &index);

  if (n != 1)
    return;
  if (index.type != HCRM_PATH_INTEGER)
    hcrm_path_run_fail (self, argument, _("A whole number is needed here"));
  else if (index.integer >= 0 && index.integer < input->length)
    hcrm_path_run_add (self, out, &input->values[index.integer]);
}

static void
evaluate_sign (HcrmPathRun *self,
               const HcrmTerm *term,
               const HcrmPathList *input,
               HcrmPathList *out)
{
  HcrmPathValue value;

  if (hcrm_path_single (self, term, input, &value) != 1)
    return;
  if (!hcrm_path_is_number (&value) && value.type != HCRM_PATH_QUANTITY)
    hcrm_path_run_fail (self, term, _("A number is needed here"));
  if (term->literal.boolean && value.type == HCRM_PATH_INTEGER)
    value.integer = -value.integer;
  else if (term->literal.boolean)
    value.number = hcrm_decimal_negate (&value.number);
  hcrm_path_run_add (self, out, &value);
}

static void
evaluate_type (HcrmPathRun *self,
               const HcrmTerm *term,
               const HcrmPathList *input,
               HcrmPathList *out)
{
  if (term->kind == HCRM_TERM_IS && input->length > 1)
    hcrm_path_run_fail (self, term, _("One value is needed here, these are %u"), input->length);
  for (guint i = 0; i < input->length && self->error == NULL; i++) {
    gboolean is = hcrm_path_is_type (self, &input->values[i], term->name);
    if (term->kind == HCRM_TERM_IS)
      hcrm_path_add_boolean (self, out, is);
    else if (is)
      hcrm_path_run_add (self, out, &input->values[i]);
  }
}

/* Applies @term to its left side, whose value is @input. */
static void
apply_term (HcrmPathRun *self,
            const HcrmTerm *term,
            const HcrmFrame *frame,
            const HcrmPathList *input,
            HcrmPathList *out)
{
  const HcrmPathList *right = NULL;

  switch (term->kind) {
  case HCRM_TERM_LITERAL:
    hcrm_path_run_add (self, out, &term->literal);
    break;
  case HCRM_TERM_NOTHING:
    break;
  case HCRM_TERM_VARIABLE:
    evaluate_variable (self, term, out);
    break;
  case HCRM_TERM_THIS:
    hcrm_path_list_extend (self, out, frame->focus);
    break;
  case HCRM_TERM_INDEX:
    if (frame->index >= 0)
      hcrm_path_add_integer (self, out, frame->index);
    break;
  case HCRM_TERM_TOTAL:
    if (frame->total != NULL)
      hcrm_path_list_extend (self, out, frame->total);
    break;
  case HCRM_TERM_MEMBER:
    if (names_focus (self, term, input))
      hcrm_path_list_extend (self, out, input);
    else
      visit_all (self, input, term->name, out);
    break;
  case HCRM_TERM_CALL:
    term->function->call (&(HcrmCall){ self, term, frame, input, out });
    break;
  case HCRM_TERM_SUBSCRIPT:
    evaluate_subscript (self, term, frame, input, out);
    break;
  case HCRM_TERM_BINARY:
    right = hcrm_path_run_evaluate (self, hcrm_term_argument (term, 0), frame);
    if (right != NULL)
      hcrm_path_apply (self, term, input, right, out);
    break;
  case HCRM_TERM_NEGATE:
    evaluate_sign (self, term, input, out);
    break;
  case HCRM_TERM_IS:
  case HCRM_TERM_AS:
    evaluate_type (self, term, input, out);
    break;
  }
}

/* Goes down the left sides in a loop, however long the chain, and applies them on the way back. */
static const HcrmPathList *
evaluate_chain (HcrmPathRun *self, const HcrmTerm *term, const HcrmFrame *frame)
{
  const HcrmPathList *input = frame->focus;
  const HcrmTerm *first[16];
  g_autoptr (GPtrArray) more = NULL;
  guint n = 0;

  for (const HcrmTerm *at = term; at != NULL; at = at->left, n++) {
    if (n < G_N_ELEMENTS (first)) {
      first[n] = at;
      continue;
    }
    if (more == NULL)
      more = g_ptr_array_new ();
    g_ptr_array_add (more, (gpointer) at);
  }
  for (; n > 0 && hcrm_path_run_step (self); n--) {
    guint k = n - 1;
    const HcrmTerm *at =
        k < G_N_ELEMENTS (first) ? first[k] : g_ptr_array_index (more, k - G_N_ELEMENTS (first));
    HcrmPathList *out = hcrm_path_list_new (self);
    apply_term (self, at, frame, input, out);
    input = out;
  }
  return self->error == NULL ? input : NULL;
}

const HcrmPathList *
hcrm_path_run_evaluate (HcrmPathRun *self, const HcrmTerm *term, const HcrmFrame *frame)
{
  const HcrmPathList *result = NULL;

  if (++self->depth > MAX_DEPTH)
    fail_limit (self);
  else
    result = evaluate_chain (self, term, frame);
  self->depth--;
  return result;
}

const HcrmPathList *
hcrm_call_argument (const HcrmCall *call, guint n)
{
  return hcrm_path_run_evaluate (call->run, hcrm_term_argument (call->term, n), call->frame);
}

const HcrmPathList *
hcrm_call_each (const HcrmCall *call, guint n, guint index)
{
  HcrmPathList focus = { &call->input->values[index], 1, 1 };
  HcrmFrame frame = { &focus, index, call->frame->total };

  return hcrm_path_run_evaluate (call->run, hcrm_term_argument (call->term, n), &frame);
}

const HcrmPathFunction *
hcrm_path_find_function (const char *name)
{
  static const HcrmPathFunction *const tables[] = {
    hcrm_path_collection_functions, hcrm_path_loop_functions, hcrm_path_text_functions,
    hcrm_path_number_functions, hcrm_path_type_functions
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const HcrmPathFunction *function = tables[i]; function->name != NULL; function++)
      if (strcmp (function->name, name) == 0)
        return function;
  return NULL;
}

const HcrmPathList *
hcrm_path_evaluate (const HcrmPath *self,
                    HcrmPathRun *run,
                    const HcrmPathNode *focus,
                    GError **error)
{
  HcrmPathList *list = hcrm_path_list_new (run);
  HcrmFrame frame = { list, -1, NULL };
  const char *source = run->source;

  if (focus != NULL)
    hcrm_path_run_add_node (run, list, focus);
  run->source = self->text;
  const HcrmPathList *result = hcrm_path_run_evaluate (run, self->root, &frame);
  run->source = source;
  if (result == NULL && error != NULL)
    *error = g_error_copy (run->error);
  return result;
}

int
hcrm_path_to_boolean (const HcrmPathList *list, HcrmPathRun *run)
{
  HcrmPathValue value;

  if (list == NULL || list->length != 1)
    return -1;
  hcrm_path_resolve (run, &list->values[0], &value);
  return value.type != HCRM_PATH_BOOLEAN || value.boolean;
}

char *
hcrm_path_list_to_text (const HcrmPathList *list, HcrmPathRun *run)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->length; i++) {
    HcrmPathValue value;
    hcrm_path_resolve (run, &list->values[i], &value);
    g_autofree char *one = hcrm_path_value_to_text (&value);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
