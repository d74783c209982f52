/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions that evaluate their argument for each value: filters, projections, aggregates. */

#include "hcrm-path-private.h"

/* The truth of the argument for the nth value: 1, 0, -1 if not known, -2 if it failed. */
static int
test (const HcrmCall *call, guint n)
{
  return hcrm_path_truth (call->run, hcrm_term_argument (call->term, 0),
                          hcrm_call_each (call, 0, n));
}

static gboolean
call_where (const HcrmCall *call)
{
  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++)
    if (test (call, i) == 1)
      hcrm_path_run_add (call->run, call->out, &call->input->values[i]);
  return TRUE;
}

static gboolean
call_exists (const HcrmCall *call)
{
  gboolean any = call->input->length > 0;

  if (hcrm_term_argument (call->term, 0) != NULL) {
    any = FALSE;
    for (guint i = 0; !any && i < call->input->length && hcrm_path_run_step (call->run); i++)
      any = test (call, i) == 1;
  }
  hcrm_path_add_boolean (call->run, call->out, any);
  return TRUE;
}

static gboolean
call_all (const HcrmCall *call)
{
  gboolean all = TRUE;

  for (guint i = 0; all && i < call->input->length && hcrm_path_run_step (call->run); i++)
    all = test (call, i) == 1;
  hcrm_path_add_boolean (call->run, call->out, all);
  return TRUE;
}

static gboolean
call_select (const HcrmCall *call)
{
  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++) {
    const HcrmPathList *projected = hcrm_call_each (call, 0, i);
    if (projected != NULL)
      hcrm_path_list_extend (call->run, call->out, projected);
  }
  return TRUE;
}

/* repeat(): nodes already met are told by hash, values by looking. */

static guint
hash_node (gconstpointer pointer)
{
  const HcrmPathNode *node = pointer;

  return g_direct_hash (node->object) ^ (g_direct_hash (node->other) * 31) ^ (node->a * 65599)
         ^ (node->b * 257);
}

static gboolean
same_node (gconstpointer a, gconstpointer b)
{
  const HcrmPathNode *one = a;
  const HcrmPathNode *two = b;

  return one->klass == two->klass && one->object == two->object && one->other == two->other
         && one->a == two->a && one->b == two->b;
}

static gboolean
is_new (const HcrmCall *call, GHashTable *seen, const HcrmPathValue *value)
{
  if (value->type != HCRM_PATH_NODE)
    return !hcrm_path_list_holds (call->run, call->out, value);
  HcrmPathNode *node = hcrm_path_run_alloc (call->run, sizeof *node);
  *node = value->node;
  return g_hash_table_add (seen, node);
}

static void
repeat_for (const HcrmCall *call, const HcrmPathList *values, GHashTable *seen)
{
  HcrmCall inner = *call;

  inner.input = values;
  for (guint i = 0; i < values->length && hcrm_path_run_step (call->run); i++) {
    const HcrmPathList *projected = hcrm_call_each (&inner, 0, i);
    for (guint k = 0; projected != NULL && k < projected->length; k++)
      if (is_new (call, seen, &projected->values[k]))
        hcrm_path_run_add (call->run, call->out, &projected->values[k]);
  }
}

static gboolean
call_repeat (const HcrmCall *call)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_node, same_node);
  guint done = 0;

  repeat_for (call, call->input, seen);
  while (done < call->out->length && call->run->error == NULL) {
    HcrmPathList *found = hcrm_path_list_new (call->run);
    for (; done < call->out->length; done++)
      hcrm_path_run_add (call->run, found, &call->out->values[done]);
    repeat_for (call, found, seen);
  }
  return TRUE;
}

static gboolean
call_iif (const HcrmCall *call)
{
  HcrmFrame frame = *call->frame;
  frame.focus = call->input;
  const HcrmTerm *criterion = hcrm_term_argument (call->term, 0);
  int truth =
      hcrm_path_truth (call->run, criterion, hcrm_path_run_evaluate (call->run, criterion, &frame));
  const HcrmTerm *branch = hcrm_term_argument (call->term, truth == 1 ? 1 : 2);

  if (truth < -1 || branch == NULL)
    return truth >= -1;
  const HcrmPathList *result = hcrm_path_run_evaluate (call->run, branch, &frame);
  if (result != NULL)
    hcrm_path_list_extend (call->run, call->out, result);
  return result != NULL;
}

static gboolean
call_aggregate (const HcrmCall *call)
{
  const HcrmPathList *total = hcrm_path_list_new (call->run);

  if (hcrm_term_argument (call->term, 1) != NULL)
    total = hcrm_call_argument (call, 1);
  for (guint i = 0; total != NULL && i < call->input->length; i++) {
    HcrmPathList focus = { &call->input->values[i], 1, 1 };
    HcrmFrame frame = { &focus, i, total };
    total = hcrm_path_run_evaluate (call->run, hcrm_term_argument (call->term, 0), &frame);
  }
  if (total != NULL)
    hcrm_path_list_extend (call->run, call->out, total);
  return total != NULL;
}

const HcrmPathFunction hcrm_path_loop_functions[] = {
  { "where", 1, 1, call_where },
  { "exists", 0, 1, call_exists },
  { "all", 1, 1, call_all },
  { "select", 1, 1, call_select },
  { "repeat", 1, 1, call_repeat },
  { "iif", 2, 3, call_iif },
  { "aggregate", 1, 2, call_aggregate },
  { NULL },
};
