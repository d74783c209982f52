/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A response while it is answered, as nodes of expressions: what its FHIR resource would hold, read
 * from the answers where they are. */

#include "hcrm-expression-private.h"

#include <string.h>

/* In all of these: @object the item, @other the response, @a the instance, @b which answer. */
static const HcrmPathNodeClass item_class;
static const HcrmPathNodeClass answer_class;
static const HcrmPathNodeClass value_class;
static const HcrmPathNodeClass ordinal_class;
static const HcrmPathNodeClass weight_class;

/* Calls itself as deep as items are nested. */
static gboolean
has_content (HcrmResponse *self, const HcrmItem *item, guint repeat, const HcrmItem *hidden)
{
  const HcrmSlot *slot = hcrm_response_slot (self, item, repeat);

  if (item == hidden || slot == NULL || !slot->enabled)
    return FALSE;
  if (slot->answers->len > 0)
    return TRUE;
  const GArray *instances = hcrm_response_state (self, item)->instances;
  for (guint i = 0; i < item->children->len; i++)
    for (guint k = 0; k < (instances != NULL ? instances->len : 1); k++) {
      HcrmInstance instance = { repeat, repeat };
      if (instances != NULL)
        instance = g_array_index (instances, HcrmInstance, k);
      if (instance.parent == repeat
          && has_content (self, g_ptr_array_index (item->children, i), instance.id, hidden))
        return TRUE;
    }
  return FALSE;
}

static gboolean
instance_has_content (HcrmResponse *self, const HcrmItem *group, guint id, const HcrmItem *hidden)
{
  for (guint i = 0; i < group->children->len; i++)
    if (has_content (self, g_ptr_array_index (group->children, i), id, hidden))
      return TRUE;
  return FALSE;
}

static const HcrmItem *
get_hidden (HcrmPathRun *run)
{
  const HcrmNodeScope *scope = hcrm_path_run_get_data (run);

  return scope->hidden;
}

static void
add_node (HcrmPathRun *run,
          HcrmPathList *out,
          const HcrmPathNodeClass *klass,
          const HcrmPathNode *from,
          guint a,
          guint b)
{
  hcrm_path_run_add_node (run, out, &(HcrmPathNode){ klass, from->object, from->other, a, b });
}

static void
add_instances (HcrmResponse *self,
               const HcrmItem *group,
               guint parent,
               HcrmPathRun *run,
               HcrmPathList *out)
{
  const GArray *instances = hcrm_response_state (self, group)->instances;
  const HcrmPathNode node = { &item_class, group, self, 0, 0 };

  for (guint i = 0; i < instances->len && hcrm_path_run_step (run); i++) {
    HcrmInstance instance = g_array_index (instances, HcrmInstance, i);
    if (instance.parent == parent
        && instance_has_content (self, group, instance.id, get_hidden (run)))
      add_node (run, out, &item_class, &node, instance.id, 0);
  }
}

static void
add_items (HcrmResponse *self,
           const GPtrArray *items,
           guint repeat,
           HcrmPathRun *run,
           HcrmPathList *out)
{
  for (guint i = 0; i < items->len && hcrm_path_run_step (run); i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    const HcrmPathNode node = { &item_class, item, self, repeat, 0 };
    if (!has_content (self, item, repeat, get_hidden (run)))
      continue;
    if (hcrm_item_is_repeating_group (item))
      add_instances (self, item, repeat, run, out);
    else
      hcrm_path_run_add_node (run, out, &node);
  }
}

/* The root */

static gboolean
wants (const char *name, const char *member)
{
  return name == NULL || strcmp (name, member) == 0;
}

static void
visit_root (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  HcrmResponse *self = (HcrmResponse *) node->object;
  const char *url = hcrm_questionnaire_get_url (self->questionnaire);

  if (wants (name, "resourceType"))
    hcrm_path_run_add_string (run, out, "QuestionnaireResponse");
  if (wants (name, "questionnaire") && url != NULL)
    hcrm_path_run_add_string (run, out, url);
  if (wants (name, "item"))
    add_items (self, hcrm_questionnaire_get_items (self->questionnaire), 0, run, out);
}

static const char *
get_root_type (const HcrmPathNode *node)
{
  return "QuestionnaireResponse";
}

static const HcrmPathNodeClass root_class = { visit_root, NULL, get_root_type };

HcrmPathNode
hcrm_response_get_root_node (HcrmResponse *self)
{
  return (HcrmPathNode){ &root_class, self, NULL, 0, 0 };
}

/* Items */

static HcrmResponse *
get_response (const HcrmPathNode *node)
{
  return (HcrmResponse *) node->other;
}

static const HcrmSlot *
get_slot (const HcrmPathNode *node)
{
  return hcrm_response_slot (get_response (node), node->object, node->a);
}

/* Whether any item below is answered; these stand in the first answer then. */
static gboolean
has_items (const HcrmPathNode *node, HcrmPathRun *run)
{
  const HcrmItem *item = node->object;

  return instance_has_content (get_response (node), item, node->a, get_hidden (run));
}

static void
visit_item (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmItem *item = node->object;
  const HcrmSlot *slot = hcrm_item_asks (item) ? get_slot (node) : NULL;
  const char *text = hcrm_text_get (item->text, NULL);
  guint n = slot != NULL ? slot->answers->len : 0;

  if (wants (name, "linkId"))
    hcrm_path_run_add_string (run, out, item->link_id);
  if (wants (name, "text") && text != NULL)
    hcrm_path_run_add_string (run, out, text);
  if (item == get_hidden (run) || (slot != NULL && !slot->enabled))
    return;
  if (wants (name, "item") && !hcrm_item_asks (item))
    add_items (get_response (node), item->children, node->a, run, out);
  if (!wants (name, "answer") || slot == NULL)
    return;
  for (guint i = 0; i < n; i++)
    add_node (run, out, &answer_class, node, node->a, i);
  if (n == 0 && has_items (node, run))
    add_node (run, out, &answer_class, node, node->a, 0);
}

static const char *
get_item_type (const HcrmPathNode *node)
{
  return NULL;
}

static const HcrmPathNodeClass item_class = { visit_item, NULL, get_item_type };

HcrmPathNode
hcrm_response_get_item_node (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  return (HcrmPathNode){ &item_class, item, self, repeat, 0 };
}

/* Answers */

static const HcrmAnswer *
get_answer (const HcrmPathNode *node)
{
  const HcrmSlot *slot = get_slot (node);

  return slot != NULL && node->b < slot->answers->len ? g_ptr_array_index (slot->answers, node->b)
                                                      : NULL;
}

static const HcrmOption *
get_option (const HcrmPathNode *node)
{
  const HcrmAnswer *answer = get_answer (node);

  return answer != NULL ? hcrm_item_find_option (node->object, answer) : NULL;
}

/* How an answer's kind is called behind `value`, and what it is in expressions. */
static const struct {
  const char *name;
  HcrmPathType type;
} kinds[] = {
  [HCRM_ANSWER_BOOLEAN] = { "Boolean", HCRM_PATH_BOOLEAN },
  [HCRM_ANSWER_INTEGER] = { "Integer", HCRM_PATH_INTEGER },
  [HCRM_ANSWER_DECIMAL] = { "Decimal", HCRM_PATH_DECIMAL },
  [HCRM_ANSWER_DATE] = { "Date", HCRM_PATH_DATE },
  [HCRM_ANSWER_DATE_TIME] = { "DateTime", HCRM_PATH_DATE_TIME },
  [HCRM_ANSWER_TIME] = { "Time", HCRM_PATH_TIME },
  [HCRM_ANSWER_STRING] = { "String", HCRM_PATH_STRING },
  [HCRM_ANSWER_URI] = { "Uri", HCRM_PATH_STRING },
  [HCRM_ANSWER_CODING] = { "Coding", HCRM_PATH_NODE },
  [HCRM_ANSWER_QUANTITY] = { "Quantity", HCRM_PATH_NODE },
  [HCRM_ANSWER_ATTACHMENT] = { "Attachment", HCRM_PATH_NODE },
  [HCRM_ANSWER_REFERENCE] = { "Reference", HCRM_PATH_NODE },
};

static void
add_value (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmAnswer *answer = get_answer (node);
  HcrmPathValue value;

  if (kinds[answer->kind].type == HCRM_PATH_NODE)
    add_node (run, out, &value_class, node, node->a, node->b);
  else if (hcrm_path_read_value (kinds[answer->kind].type, answer->text, &value))
    hcrm_path_run_add (run, out, &value);
  else
    hcrm_path_run_add_string (run, out, answer->text);
}

static void
add_weight (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmOption *option = get_option (node);
  g_autofree char *text =
      option != NULL && option->weighed ? hcrm_score_to_text (option->weight) : NULL;
  HcrmPathValue value;

  if (text == NULL || !hcrm_path_read_value (HCRM_PATH_DECIMAL, text, &value))
    return;
  value.text = NULL;
  hcrm_path_run_add (run, out, &value);
}

static gboolean
wants_value (const char *name, const HcrmAnswer *answer)
{
  return answer != NULL
         && (wants (name, "value")
             || (g_str_has_prefix (name, "value")
                 && strcmp (name + strlen ("value"), kinds[answer->kind].name) == 0));
}

static void
visit_answer (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmItem *item = node->object;

  if (wants_value (name, get_answer (node)))
    add_value (node, run, out);
  if (name != NULL && strcmp (name, "%weight") == 0)
    add_weight (node, run, out);
  if (wants (name, "item") && node->b == 0)
    add_items (get_response (node), item->children, node->a, run, out);
}

static const HcrmPathNodeClass answer_class = { visit_answer, NULL, get_item_type };

/* Values with members */

static void
add_text (const char *wanted,
          const char *name,
          const char *text,
          HcrmPathRun *run,
          HcrmPathList *out)
{
  if (text != NULL && *text != '\0' && wants (wanted, name))
    hcrm_path_run_add_string (run, out, text);
}

static const HcrmFhirNode *
read_extensions (const HcrmAnswer *answer, HcrmPathRun *run)
{
  if (answer->json == NULL || strstr (answer->json, "\"extension\"") == NULL)
    return NULL;
  return hcrm_path_run_parse (run, answer->json);
}

static gboolean
has_weight (const HcrmFhirNode *coding)
{
  return hcrm_fhir_get_extension (coding, HCRM_URL_FHIR "ordinalValue") != NULL
         || hcrm_fhir_get_extension (coding, HCRM_URL_FHIR "itemWeight") != NULL;
}

/* Those of the coding as it was written; the option's weight, if it is not among them. */
static void
add_extensions (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmOption *option = get_option (node);
  const HcrmFhirNode *coding = read_extensions (get_answer (node), run);

  hcrm_path_run_add_members (run, coding, "extension", out);
  if (option == NULL || !option->weighed || has_weight (coding))
    return;
  add_node (run, out, &ordinal_class, node, node->a, node->b);
  add_node (run, out, &weight_class, node, node->a, node->b);
}

static void
visit_coding (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmAnswer *answer = get_answer (node);
  const HcrmOption *option = get_option (node);
  const HcrmAnswer *known = option != NULL ? option->value : answer;

  add_text (name, "system", answer->system != NULL ? answer->system : known->system, run, out);
  add_text (name, "code", answer->text, run, out);
  add_text (name, "display", answer->display != NULL ? answer->display : known->display, run, out);
  if (wants (name, "extension"))
    add_extensions (node, run, out);
  if (name != NULL && strcmp (name, "%weight") == 0)
    add_weight (node, run, out);
}

/* Whether JSON may have a member of this name: most walks over a tree ask for what is not there. */
static gboolean
may_hold (const char *json, const char *name)
{
  for (const char *p = name != NULL ? strstr (json, name) : NULL; p != NULL;
       p = strstr (p + 1, name))
    if (p > json && p[-1] == '"')
      return TRUE;
  return name == NULL;
}

/* The parts that are written out, in the cases that they are asked for. */
static void
visit_written (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  const HcrmAnswer *answer = get_answer (node);
  g_autoptr (GString) text = g_string_new ("{");

  if (answer->json != NULL) {
    if (may_hold (answer->json, name))
      hcrm_path_run_add_members (run, hcrm_path_run_parse (run, answer->json), name, out);
    return;
  }
  if (answer->kind == HCRM_ANSWER_CODING)
    return;
  hcrm_answer_write (answer, "value", text);
  g_string_append_c (text, '}');
  const HcrmFhirNode *tree = hcrm_path_run_parse (run, text->str);
  hcrm_path_run_add_members (run, hcrm_fhir_get_nth (tree, 0), name, out);
}

static void
visit_value (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  static const char *const parts[] = { "system", "code", "display", "extension", "%weight", NULL };
  const HcrmAnswer *answer = get_answer (node);

  if (answer == NULL)
    return;
  if (answer->kind == HCRM_ANSWER_CODING && (name == NULL || g_strv_contains (parts, name)))
    visit_coding (node, name, run, out);
  else if (name == NULL || *name != '%')
    visit_written (node, name, run, out);
}

static gboolean
get_quantity (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathValue *value)
{
  const HcrmAnswer *answer = get_answer (node);
  HcrmPathValue quantity;

  if (answer == NULL || answer->kind != HCRM_ANSWER_QUANTITY
      || !hcrm_path_read_value (HCRM_PATH_QUANTITY, answer->text, &quantity))
    return FALSE;
  quantity.text = answer->code != NULL      ? answer->code
                  : answer->display != NULL ? answer->display
                                            : "1";
  *value = quantity;
  return TRUE;
}

static const char *
get_value_type (const HcrmPathNode *node)
{
  const HcrmAnswer *answer = get_answer (node);

  return answer != NULL ? kinds[answer->kind].name : NULL;
}

static const HcrmPathNodeClass value_class = { visit_value, get_quantity, get_value_type };

/* The extensions that hold a weight, in the spelling of R4 and of R5 */

static void
visit_extension (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  add_text (name, "url",
            node->klass == &ordinal_class ? HCRM_URL_FHIR "ordinalValue"
                                          : HCRM_URL_FHIR "itemWeight",
            run, out);
  if (wants (name, "value") || strcmp (name, "valueDecimal") == 0)
    add_weight (node, run, out);
}

static const HcrmPathNodeClass ordinal_class = { visit_extension, NULL, get_item_type };
static const HcrmPathNodeClass weight_class = { visit_extension, NULL, get_item_type };
