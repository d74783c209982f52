/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From FHIR's items to ours: types, bounds, options, initial values, conditions as written. */

#include "hcrm-questionnaire-private.h"

#include <string.h>

static const char *const item_members[] = {
  "id",       "extension", "linkId",   "definition", "code",           "prefix",
  "_prefix",  "text",      "_text",    "type",       "enableWhen",     "enableBehavior",
  "required", "repeats",   "readOnly", "maxLength",  "answerValueSet", "answerOption",
  "initial",  "item",      NULL,
};

static const char *const condition_members[] = {
  "id",
  "extension",
  "question",
  "operator",
  "answerBoolean",
  "answerDecimal",
  "answerInteger",
  "answerDate",
  "answerDateTime",
  "answerTime",
  "answerString",
  "answerCoding",
  "answerQuantity",
  "answerReference",
  NULL,
};

static const char *const operators[] = {
  [HCRM_OPERATOR_EXISTS] = "exists", [HCRM_OPERATOR_EQUAL] = "=",
  [HCRM_OPERATOR_NOT_EQUAL] = "!=",  [HCRM_OPERATOR_GREATER] = ">",
  [HCRM_OPERATOR_LESS] = "<",        [HCRM_OPERATOR_GREATER_EQUAL] = ">=",
  [HCRM_OPERATOR_LESS_EQUAL] = "<=",
};

static void
free_option (HcrmOption *option)
{
  g_clear_pointer (&option->value, hcrm_answer_free);
  g_clear_pointer (&option->label, hcrm_text_free);
  g_clear_pointer (&option->alarm, hcrm_text_free);
  g_free (option);
}

static void
free_condition (HcrmCondition *condition)
{
  g_clear_pointer (&condition->answer, hcrm_answer_free);
  g_free (condition);
}

static void
free_item_texts (HcrmItem *item)
{
  g_free (item->link_id);
  g_free (item->path);
  g_free (item->control);
  g_free (item->regex);
  g_clear_pointer (&item->pattern, g_regex_unref);
  g_clear_pointer (&item->entry_format, hcrm_text_free);
  g_clear_pointer (&item->help, hcrm_text_free);
  g_clear_pointer (&item->prefix, hcrm_text_free);
  g_clear_pointer (&item->text, hcrm_text_free);
  g_clear_pointer (&item->unit, hcrm_text_free);
}

void
hcrm_item_free (HcrmItem *item)
{
  free_item_texts (item);
  g_clear_pointer (&item->min_value, hcrm_answer_free);
  g_clear_pointer (&item->max_value, hcrm_answer_free);
  g_clear_pointer (&item->slider_step, hcrm_answer_free);
  g_clear_pointer (&item->alarm_above, hcrm_answer_free);
  g_clear_pointer (&item->alarm_below, hcrm_answer_free);
  g_ptr_array_unref (item->children);
  g_ptr_array_unref (item->options);
  g_ptr_array_unref (item->units);
  g_ptr_array_unref (item->systems);
  g_ptr_array_unref (item->codes);
  g_ptr_array_unref (item->mime_types);
  g_ptr_array_unref (item->reference_types);
  g_ptr_array_unref (item->initial);
  g_ptr_array_unref (item->conditions);
  g_ptr_array_unref (item->dependents);
  g_ptr_array_unref (item->sources);
  g_free (item);
}

static HcrmItem *
new_item (const char *path)
{
  HcrmItem *item = g_new0 (HcrmItem, 1);

  item->path = g_strdup (path);
  item->children = g_ptr_array_new ();
  item->options = g_ptr_array_new_with_free_func ((GDestroyNotify) free_option);
  item->units = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  item->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  item->systems = g_ptr_array_new_with_free_func (g_free);
  item->mime_types = g_ptr_array_new_with_free_func (g_free);
  item->reference_types = g_ptr_array_new_with_free_func (g_free);
  item->max_decimals = -1;
  item->initial = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  item->conditions = g_ptr_array_new_with_free_func ((GDestroyNotify) free_condition);
  item->dependents = g_ptr_array_new ();
  item->sources = g_ptr_array_new ();
  return item;
}

static gboolean
find_type (const char *code, HcrmItemType *type)
{
  for (*type = HCRM_ITEM_GROUP; *type <= HCRM_ITEM_QUANTITY; (*type)++)
    if (g_strcmp0 (code, hcrm_item_type_get_code (*type)) == 0)
      return TRUE;
  return FALSE;
}

static void
parse_type (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const char *code = hcrm_fhir_get_string (node, "type");

  if (!find_type (code, &item->type)) {
    item->type = HCRM_ITEM_DISPLAY;
    hcrm_parse_fault (self, item->path, "type",
                      code == NULL ? _("An item needs a type") : _("There is no such item type"));
  } else if (item->type == HCRM_ITEM_ATTACHMENT || item->type == HCRM_ITEM_REFERENCE) {
    hcrm_parse_find (self, item->path, _("Items of the type “%s” are shown, not answered"), code);
  }
}

static void
parse_link_id (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const char *link_id = hcrm_fhir_get_string (node, "linkId");

  if (link_id == NULL || *link_id == '\0') {
    hcrm_parse_fault (self, item->path, "linkId", _("An item needs a linkId"));
    return;
  }
  item->link_id = g_strdup (link_id);
  if (!g_hash_table_contains (self->questionnaire->by_link_id, item->link_id))
    g_hash_table_insert (self->questionnaire->by_link_id, item->link_id, item);
  else
    hcrm_parse_fault (self, item->path, "linkId", _("Another item has this linkId"));
}

static char *
read_control (const HcrmFhirNode *node)
{
  const HcrmFhirNode *extension =
      hcrm_fhir_get_extension (node, HCRM_URL_FHIR "questionnaire-itemControl");
  const HcrmFhirNode *concept = hcrm_fhir_get (extension, "valueCodeableConcept");
  const HcrmFhirNode *coding = hcrm_fhir_get_nth (hcrm_fhir_get (concept, "coding"), 0);

  return g_strdup (hcrm_fhir_get_string (coding, "code"));
}

static void
check_booleans (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item)
{
  static const char *const names[] = { "required", "repeats", "readOnly" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const HcrmFhirNode *member = hcrm_fhir_get (node, names[i]);
    if (member != NULL && member->kind != HCRM_FHIR_BOOLEAN)
      hcrm_parse_fault (self, item->path, names[i], _("This must be true or false"));
  }
}

static void
parse_plain (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *hidden = hcrm_fhir_get_extension (node, HCRM_URL_FHIR "questionnaire-hidden");
  g_autofree char *text_path = g_strconcat (item->path, ".text", NULL);

  item->prefix = hcrm_text_read (node, "prefix");
  item->text = hcrm_text_read (node, "text");
  item->required = hcrm_fhir_get_boolean (node, "required");
  item->repeats = hcrm_fhir_get_boolean (node, "repeats");
  item->read_only = hcrm_fhir_get_boolean (node, "readOnly");
  item->hidden = hcrm_fhir_get_boolean (hidden, "valueBoolean");
  item->control = read_control (node);
  item->open = item->type == HCRM_ITEM_OPEN_CHOICE;
  check_booleans (self, node, item);
  hcrm_parse_codings (hcrm_fhir_get (node, "code"), item->codes);
  hcrm_parse_check_members (self, node, item->path, item_members);
  hcrm_parse_check_extensions (self, node, item->path);
  hcrm_parse_check_extensions (self, hcrm_fhir_get (node, "_text"), text_path);
}

static void
parse_initial (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "initial");

  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    const char *detail = _("An initial value needs a value");
    HcrmAnswer *value = hcrm_answer_read (hcrm_fhir_get_nth (array, i), "value", &detail);
    g_autofree char *path = g_strdup_printf ("%s.initial[%u]", item->path, i);
    if (value != NULL)
      g_ptr_array_add (item->initial, value);
    else
      hcrm_parse_fault (self, path, "value", detail);
  }
  if (!hcrm_item_asks (item) && array != NULL)
    hcrm_parse_fault (self, item->path, "initial", _("Only questions have initial values"));
  if (hcrm_fhir_get_length (array) > 1 && !item->repeats)
    hcrm_parse_fault (self, item->path, "initial", _("The item takes one answer only"));
}

static gboolean
find_operator (const char *code, HcrmOperator *op)
{
  for (*op = HCRM_OPERATOR_EXISTS; *op <= HCRM_OPERATOR_LESS_EQUAL; (*op)++)
    if (g_strcmp0 (code, operators[*op]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_order (HcrmAnswerKind kind)
{
  return kind != HCRM_ANSWER_BOOLEAN && kind != HCRM_ANSWER_CODING && kind != HCRM_ANSWER_ATTACHMENT
         && kind != HCRM_ANSWER_REFERENCE;
}

/* A condition that is understood in part could enable what it should not. */
static void
refuse_unknown (HcrmParse *self, const HcrmFhirNode *node, const char *path)
{
  guint answers = 0;

  for (guint i = 0; i < hcrm_fhir_get_length (node); i++) {
    const char *name = hcrm_fhir_get_nth (node, i)->name;
    answers += name != NULL && g_str_has_prefix (name, "answer");
    if (name != NULL && !g_strv_contains (condition_members, name))
      hcrm_parse_fault (self, path, name, _("This is not understood in a condition"));
  }
  if (answers > 1)
    hcrm_parse_fault (self, path, "answer", _("There are two answers to compare with"));
  hcrm_parse_check_extensions (self, node, path);
}

static void
parse_condition (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item, const char *path)
{
  HcrmCondition *condition = g_new0 (HcrmCondition, 1);
  HcrmPending *pending = g_new0 (HcrmPending, 1);
  const char *detail = _("A condition needs an answer to compare with");

  *pending = (HcrmPending){ item, condition, g_strdup (hcrm_fhir_get_string (node, "question")),
                            g_strdup (path) };
  g_ptr_array_add (item->conditions, condition);
  g_ptr_array_add (self->pending, pending);
  refuse_unknown (self, node, path);
  if (!find_operator (hcrm_fhir_get_string (node, "operator"), &condition->op))
    hcrm_parse_fault (self, path, "operator", _("There is no such operator"));
  condition->answer = hcrm_answer_read (node, "answer", &detail);
  if (condition->answer == NULL)
    hcrm_parse_fault (self, path, "answer", detail);
  else if (condition->op == HCRM_OPERATOR_EXISTS && condition->answer->kind != HCRM_ANSWER_BOOLEAN)
    hcrm_parse_fault (self, path, "answer", _("“exists” is compared with true or false"));
  else if (condition->op >= HCRM_OPERATOR_GREATER && !has_order (condition->answer->kind))
    hcrm_parse_fault (self, path, "operator", _("Answers of this kind are not greater or less"));
}

void
hcrm_parse_conditions (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "enableWhen");
  const char *behavior = hcrm_fhir_get_string (node, "enableBehavior");
  guint n = MIN (hcrm_fhir_get_length (array), 200);

  item->enable_any = g_strcmp0 (behavior, "any") == 0;
  if (hcrm_fhir_get (node, "enableBehavior") != NULL && !item->enable_any
      && g_strcmp0 (behavior, "all") != 0)
    hcrm_parse_fault (self, item->path, "enableBehavior", _("This must be all or any"));
  if (n > 1 && behavior == NULL)
    hcrm_parse_fault (self, item->path, "enableBehavior",
                      _("Say whether all or any of the conditions must hold"));
  if (n < hcrm_fhir_get_length (array))
    hcrm_parse_fault (self, item->path, "enableWhen", _("There are too many conditions"));
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s.enableWhen[%u]", item->path, i);
    parse_condition (self, hcrm_fhir_get_nth (array, i), item, path);
  }
}

static void
place_item (HcrmParse *self, HcrmItem *item, HcrmItem *parent)
{
  HcrmQuestionnaire *questionnaire = self->questionnaire;

  item->index = questionnaire->all_items->len;
  item->parent = parent;
  item->depth = parent != NULL ? parent->depth + 1 : 0;
  g_ptr_array_add (questionnaire->all_items, item);
  g_ptr_array_add (parent != NULL ? parent->children : questionnaire->items, item);
  if (parent != NULL)
    item->scope = parent->type == HCRM_ITEM_GROUP && parent->repeats ? parent : parent->scope;
}

/* Some texts to read belong to the item around them. */
static void
lend_text (const HcrmFhirNode *node, const HcrmItem *item, HcrmItem *parent)
{
  if (parent == NULL || item->type != HCRM_ITEM_DISPLAY)
    return;
  if (parent->help == NULL && g_strcmp0 (item->control, "help") == 0)
    parent->help = hcrm_text_read (node, "text");
  if (parent->unit == NULL && g_strcmp0 (item->control, "unit") == 0)
    parent->unit = hcrm_text_read (node, "text");
}

static void
parse_children (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "item");

  if (array == NULL && item->type == HCRM_ITEM_GROUP)
    hcrm_parse_find (self, item->path, _("The group is empty"));
  if (array == NULL)
    return;
  if (item->type == HCRM_ITEM_DISPLAY)
    hcrm_parse_fault (self, item->path, "item", _("A text to read holds no items"));
  if (hcrm_item_asks (item) && item->repeats)
    hcrm_parse_find (self, item->path, _("Items under a repeated answer are asked once"));
  hcrm_parse_items (self, array, item->path, item);
}

static void
parse_item (HcrmParse *self, const HcrmFhirNode *node, const char *path, HcrmItem *parent)
{
  HcrmItem *item = new_item (path);

  place_item (self, item, parent);
  parse_link_id (self, node, item);
  parse_type (self, node, item);
  parse_plain (self, node, item);
  hcrm_parse_options (self, node, item);
  hcrm_parse_bounds (self, node, item);
  hcrm_parse_units (self, node, item);
  parse_initial (self, node, item);
  hcrm_parse_conditions (self, node, item);
  hcrm_parse_expressions (self, node, item);
  lend_text (node, item, parent);
  parse_children (self, node, item);
}

/* Calls itself through parse_item(), at most HCRM_QUESTIONNAIRE_MAX_DEPTH times. */
void
hcrm_parse_items (HcrmParse *self, const HcrmFhirNode *array, const char *path, HcrmItem *parent)
{
  if (array == NULL)
    return;
  if (array->kind != HCRM_FHIR_ARRAY) {
    hcrm_parse_fault (self, path, "item", _("This must be a list"));
    return;
  }
  if (parent != NULL && parent->depth + 1 >= HCRM_QUESTIONNAIRE_MAX_DEPTH) {
    hcrm_parse_fault (self, path, "item", _("The items are nested too deeply"));
    return;
  }
  for (guint i = 0; i < array->nodes->len; i++) {
    g_autofree char *place = g_strdup_printf ("%s.item[%u]", path, i);
    const HcrmFhirNode *node = hcrm_fhir_get_nth (array, i);
    if (self->questionnaire->all_items->len >= HCRM_QUESTIONNAIRE_MAX_ITEMS) {
      hcrm_parse_fault (self, path, "item", _("There are too many items"));
      return;
    }
    if (node->kind == HCRM_FHIR_OBJECT)
      parse_item (self, node, place, parent);
    else
      hcrm_parse_fault (self, place, NULL, _("An item must be an object"));
  }
}
