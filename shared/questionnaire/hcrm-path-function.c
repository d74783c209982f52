/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions on collections as wholes: existence, counting, parts, sets, the tree, SDC's own. */

#include "hcrm-path-private.h"

#include <string.h>

#define URL_FHIR "http://hl7.org/fhir/StructureDefinition/"

static gboolean
add_all (const HcrmCall *call)
{
  hcrm_path_list_extend (call->run, call->out, call->input);
  return TRUE;
}

static gboolean
call_empty (const HcrmCall *call)
{
  hcrm_path_add_boolean (call->run, call->out, call->input->length == 0);
  return TRUE;
}

static gboolean
call_not (const HcrmCall *call)
{
  int truth = hcrm_path_truth (call->run, call->term, call->input);

  if (truth >= 0)
    hcrm_path_add_boolean (call->run, call->out, !truth);
  return truth >= -1;
}

static gboolean
call_count (const HcrmCall *call)
{
  hcrm_path_add_integer (call->run, call->out, call->input->length);
  return TRUE;
}

static gboolean
call_distinct (const HcrmCall *call)
{
  hcrm_path_add_distinct (call->run, call->out, call->input);
  return TRUE;
}

static gboolean
call_is_distinct (const HcrmCall *call)
{
  HcrmPathList *distinct = hcrm_path_list_new (call->run);

  hcrm_path_add_distinct (call->run, distinct, call->input);
  hcrm_path_add_boolean (call->run, call->out, distinct->length == call->input->length);
  return TRUE;
}

/* Whether all, or any, of the booleans are @wanted. */
static gboolean
quantify (const HcrmCall *call, gboolean wanted, gboolean all)
{
  guint n = 0;

  for (guint i = 0; i < call->input->length; i++) {
    HcrmPathValue value;
    hcrm_path_resolve (call->run, &call->input->values[i], &value);
    if (value.type != HCRM_PATH_BOOLEAN)
      return hcrm_path_run_fail (call->run, call->term,
                                 _("“%s” takes true and false"), call->term->name);
    n += value.boolean == wanted;
  }
  hcrm_path_add_boolean (call->run, call->out, all ? n == call->input->length : n > 0);
  return TRUE;
}

static gboolean
call_all_true (const HcrmCall *call)
{
  return quantify (call, TRUE, TRUE);
}

static gboolean
call_any_true (const HcrmCall *call)
{
  return quantify (call, TRUE, FALSE);
}

static gboolean
call_all_false (const HcrmCall *call)
{
  return quantify (call, FALSE, TRUE);
}

static gboolean
call_any_false (const HcrmCall *call)
{
  return quantify (call, FALSE, FALSE);
}

/* Parts */

static gboolean
add_range (const HcrmCall *call, gint64 start, gint64 end)
{
  end = MIN (end, (gint64) call->input->length);
  for (gint64 i = MAX (start, 0); i < end; i++)
    hcrm_path_run_add (call->run, call->out, &call->input->values[i]);
  return TRUE;
}

static gboolean
call_single (const HcrmCall *call)
{
  if (call->input->length > 1)
    return hcrm_path_run_fail (call->run, call->term,
                               _("One value is needed here, these are %u"), call->input->length);
  return add_all (call);
}

static gboolean
call_first (const HcrmCall *call)
{
  return add_range (call, 0, 1);
}

static gboolean
call_last (const HcrmCall *call)
{
  return add_range (call, (gint64) call->input->length - 1, call->input->length);
}

static gboolean
call_tail (const HcrmCall *call)
{
  return add_range (call, 1, call->input->length);
}

static gboolean
read_number (const HcrmCall *call, gint64 *number)
{
  HcrmPathValue value;

  if (hcrm_path_single (call->run, call->term, hcrm_call_argument (call, 0), &value) != 1)
    return FALSE;
  *number = value.integer;
  return value.type == HCRM_PATH_INTEGER
         || hcrm_path_run_fail (call->run, call->term, _("A whole number is needed here"));
}

static gboolean
call_skip (const HcrmCall *call)
{
  gint64 n = 0;

  return read_number (call, &n) && add_range (call, n, call->input->length);
}

static gboolean
call_take (const HcrmCall *call)
{
  gint64 n = 0;

  return read_number (call, &n) && add_range (call, 0, n);
}

/* Sets */

static gboolean
call_union (const HcrmCall *call)
{
  const HcrmPathList *other = hcrm_call_argument (call, 0);

  if (other == NULL)
    return FALSE;
  hcrm_path_add_distinct (call->run, call->out, call->input);
  hcrm_path_add_distinct (call->run, call->out, other);
  return TRUE;
}

static gboolean
call_combine (const HcrmCall *call)
{
  const HcrmPathList *other = hcrm_call_argument (call, 0);

  if (other == NULL)
    return FALSE;
  hcrm_path_list_extend (call->run, call->out, call->input);
  hcrm_path_list_extend (call->run, call->out, other);
  return TRUE;
}

static gboolean
call_intersect (const HcrmCall *call)
{
  const HcrmPathList *other = hcrm_call_argument (call, 0);
  HcrmPathList *common = hcrm_path_list_new (call->run);

  if (other == NULL)
    return FALSE;
  for (guint i = 0; i < call->input->length; i++)
    if (hcrm_path_list_holds (call->run, other, &call->input->values[i]))
      hcrm_path_run_add (call->run, common, &call->input->values[i]);
  hcrm_path_add_distinct (call->run, call->out, common);
  return TRUE;
}

static gboolean
call_exclude (const HcrmCall *call)
{
  const HcrmPathList *other = hcrm_call_argument (call, 0);

  if (other == NULL)
    return FALSE;
  for (guint i = 0; i < call->input->length; i++)
    if (!hcrm_path_list_holds (call->run, other, &call->input->values[i]))
      hcrm_path_run_add (call->run, call->out, &call->input->values[i]);
  return TRUE;
}

static gboolean
add_whether_within (const HcrmCall *call, const HcrmPathList *small, const HcrmPathList *large)
{
  gboolean within = small != NULL && large != NULL;

  for (guint i = 0; within && i < small->length; i++)
    within = hcrm_path_list_holds (call->run, large, &small->values[i]);
  hcrm_path_add_boolean (call->run, call->out, within);
  return TRUE;
}

static gboolean
call_subset_of (const HcrmCall *call)
{
  return add_whether_within (call, call->input, hcrm_call_argument (call, 0));
}

static gboolean
call_superset_of (const HcrmCall *call)
{
  return add_whether_within (call, hcrm_call_argument (call, 0), call->input);
}

/* The tree */

static void
add_members (HcrmPathRun *run, const HcrmPathValue *value, const char *name, HcrmPathList *out)
{
  if (value->type == HCRM_PATH_NODE && hcrm_path_run_step (run))
    value->node.klass->visit (&value->node, name, run, out);
}

static gboolean
call_children (const HcrmCall *call)
{
  for (guint i = 0; i < call->input->length; i++)
    add_members (call->run, &call->input->values[i], NULL, call->out);
  return TRUE;
}

/* What was added is itself visited: a tree has an end, and steps are counted. */
static gboolean
call_descendants (const HcrmCall *call)
{
  call_children (call);
  for (guint i = 0; i < call->out->length && call->run->error == NULL; i++) {
    HcrmPathValue value = call->out->values[i];
    add_members (call->run, &value, NULL, call->out);
  }
  return TRUE;
}

static void
add_extensions (HcrmPathRun *run, const HcrmPathValue *value, const char *url, HcrmPathList *out)
{
  HcrmPathList *extensions = hcrm_path_list_new (run);

  add_members (run, value, "extension", extensions);
  for (guint i = 0; i < extensions->length; i++) {
    HcrmPathList *urls = hcrm_path_list_new (run);
    add_members (run, &extensions->values[i], "url", urls);
    if (urls->length == 1 && urls->values[0].type == HCRM_PATH_STRING
        && strcmp (urls->values[0].text, url) == 0)
      hcrm_path_run_add (run, out, &extensions->values[i]);
  }
}

static gboolean
call_extension (const HcrmCall *call)
{
  HcrmPathValue url;

  if (hcrm_path_single (call->run, call->term, hcrm_call_argument (call, 0), &url) != 1)
    return FALSE;
  if (url.type != HCRM_PATH_STRING)
    return hcrm_path_run_fail (call->run, call->term, _("A text is needed here"));
  for (guint i = 0; i < call->input->length; i++)
    add_extensions (call->run, &call->input->values[i], url.text, call->out);
  return TRUE;
}

static gboolean
call_has_value (const HcrmCall *call)
{
  HcrmPathValue value = { HCRM_PATH_NODE };

  if (call->input->length == 1)
    hcrm_path_resolve (call->run, &call->input->values[0], &value);
  hcrm_path_add_boolean (call->run, call->out, value.type != HCRM_PATH_NODE);
  return TRUE;
}

static gboolean
call_get_value (const HcrmCall *call)
{
  HcrmPathValue value = { HCRM_PATH_NODE };

  if (call->input->length == 1)
    hcrm_path_resolve (call->run, &call->input->values[0], &value);
  if (value.type != HCRM_PATH_NODE)
    hcrm_path_run_add (call->run, call->out, &value);
  return TRUE;
}

/* SDC */

/* All answers below, those of items under answers too. */
static gboolean
call_answers (const HcrmCall *call)
{
  HcrmPathList *queue = hcrm_path_list_new (call->run);

  hcrm_path_list_extend (call->run, queue, call->input);
  for (guint i = 0; i < queue->length && call->run->error == NULL; i++) {
    HcrmPathValue value = queue->values[i];
    guint before = queue->length;
    add_members (call->run, &value, "answer", queue);
    for (guint k = before; k < queue->length; k++)
      hcrm_path_run_add (call->run, call->out, &queue->values[k]);
    add_members (call->run, &value, "item", queue);
  }
  return TRUE;
}

/* The weight of an option: a node may know it, else it stands in the coding's extensions. */
static void
add_weight (HcrmPathRun *run, const HcrmPathValue *value, HcrmPathList *out)
{
  static const char *const urls[] = { URL_FHIR "ordinalValue", URL_FHIR "itemWeight",
                                      URL_FHIR "questionnaire-ordinalValue" };
  HcrmPathList *found = hcrm_path_list_new (run);
  HcrmPathList *weights = hcrm_path_list_new (run);
  HcrmPathList *codings = hcrm_path_list_new (run);

  add_members (run, value, "%weight", weights);
  for (guint i = 0; weights->length == 0 && found->length == 0 && i < G_N_ELEMENTS (urls); i++)
    add_extensions (run, value, urls[i], found);
  if (found->length > 0)
    add_members (run, &found->values[0], "value", weights);
  if (weights->length == 0)
    add_members (run, value, "valueCoding", codings);
  if (codings->length == 1)
    add_weight (run, &codings->values[0], out);
  else if (weights->length > 0)
    hcrm_path_run_add (run, out, &weights->values[0]);
}

static gboolean
call_ordinal (const HcrmCall *call)
{
  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++)
    add_weight (call->run, &call->input->values[i], call->out);
  return TRUE;
}

/* The time of the evaluation */

static gboolean
add_time (const HcrmCall *call, HcrmPathType type, const char *format)
{
  g_autofree char *text = g_date_time_format (call->run->now, format);
  HcrmPathValue value = { type, .text = hcrm_path_run_copy_text (call->run, text) };

  hcrm_path_run_add (call->run, call->out, &value);
  return TRUE;
}

static gboolean
call_now (const HcrmCall *call)
{
  return add_time (call, HCRM_PATH_DATE_TIME, "%Y-%m-%dT%H:%M:%S%:z");
}

static gboolean
call_today (const HcrmCall *call)
{
  return add_time (call, HCRM_PATH_DATE, "%Y-%m-%d");
}

static gboolean
call_time_of_day (const HcrmCall *call)
{
  return add_time (call, HCRM_PATH_TIME, "%H:%M:%S");
}

const HcrmPathFunction hcrm_path_collection_functions[] = {
  { "empty", 0, 0, call_empty },
  { "not", 0, 0, call_not },
  { "count", 0, 0, call_count },
  { "distinct", 0, 0, call_distinct },
  { "isDistinct", 0, 0, call_is_distinct },
  { "allTrue", 0, 0, call_all_true },
  { "anyTrue", 0, 0, call_any_true },
  { "allFalse", 0, 0, call_all_false },
  { "anyFalse", 0, 0, call_any_false },
  { "single", 0, 0, call_single },
  { "first", 0, 0, call_first },
  { "last", 0, 0, call_last },
  { "tail", 0, 0, call_tail },
  { "skip", 1, 1, call_skip },
  { "take", 1, 1, call_take },
  { "union", 1, 1, call_union },
  { "combine", 1, 1, call_combine },
  { "intersect", 1, 1, call_intersect },
  { "exclude", 1, 1, call_exclude },
  { "subsetOf", 1, 1, call_subset_of },
  { "supersetOf", 1, 1, call_superset_of },
  { "children", 0, 0, call_children },
  { "descendants", 0, 0, call_descendants },
  { "extension", 1, 1, call_extension },
  { "hasValue", 0, 0, call_has_value },
  { "getValue", 0, 0, call_get_value },
  { "trace", 1, 2, add_all },
  { "answers", 0, 0, call_answers },
  { "ordinal", 0, 0, call_ordinal },
  { "weight", 0, 0, call_ordinal },
  { "now", 0, 0, call_now },
  { "today", 0, 0, call_today },
  { "timeOfDay", 0, 0, call_time_of_day },
  { NULL },
};
