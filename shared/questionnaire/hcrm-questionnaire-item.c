/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From FHIR's items to ours: types, bounds, options, initial values, conditions as written. */

#include "hcrm-questionnaire-private.h"

#include <string.h>

#define MAX_OPTIONS 1000
/* Of all items together: many may share one value set. */
#define MAX_ALL_OPTIONS 20000

static const char *const item_members[] = {
  "id",       "extension", "linkId",   "definition", "code",           "prefix",
  "_prefix",  "text",      "_text",    "type",       "enableWhen",     "enableBehavior",
  "required", "repeats",   "readOnly", "maxLength",  "answerValueSet", "answerOption",
  "initial",  "item",      NULL,
};

static const char *const option_members[] = {
  "id",        "extension", "valueCoding",  "valueString",     "valueInteger",
  "valueDate", "valueTime", "_valueString", "initialSelected", NULL,
};

static const char *const coding_members[] = {
  "id", "extension", "system", "version", "code", "display", "_display", "userSelected", NULL,
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
  g_clear_pointer (&item->alarm_above, hcrm_answer_free);
  g_clear_pointer (&item->alarm_below, hcrm_answer_free);
  g_ptr_array_unref (item->children);
  g_ptr_array_unref (item->options);
  g_ptr_array_unref (item->initial);
  g_ptr_array_unref (item->conditions);
  g_ptr_array_unref (item->dependents);
  g_free (item);
}

static HcrmItem *
new_item (const char *path)
{
  HcrmItem *item = g_new0 (HcrmItem, 1);

  item->path = g_strdup (path);
  item->children = g_ptr_array_new ();
  item->options = g_ptr_array_new_with_free_func ((GDestroyNotify) free_option);
  item->initial = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);
  item->conditions = g_ptr_array_new_with_free_func ((GDestroyNotify) free_condition);
  item->dependents = g_ptr_array_new ();
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
  } else if (hcrm_item_asks (item) && !item->read_only && !item->hidden
             && !hcrm_item_is_answerable (item)) {
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

static HcrmAnswer *
read_limit (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item, const char *url)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, url);

  if (extension == NULL)
    return NULL;
  const char *detail = _("The extension has no value");
  HcrmAnswer *limit = hcrm_answer_read (extension, "value", &detail);
  if (limit == NULL)
    hcrm_parse_fault (self, item->path, strrchr (url, '/') != NULL ? strrchr (url, '/') + 1 : url,
                      detail);
  return limit;
}

static guint
read_count (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item, const char *name)
{
  g_autofree char *url = g_strconcat (HCRM_URL_FHIR, name, NULL);
  g_autoptr (HcrmAnswer) count = read_limit (self, node, item, url);

  if (count == NULL)
    return 0;
  double number = hcrm_answer_get_number (count);
  return number >= 1 && number <= G_MAXINT32 ? (guint) number : 0;
}

static void
parse_max_length (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const char *text = hcrm_fhir_get_text (node, "maxLength", HCRM_FHIR_NUMBER);
  guint64 length = 0;

  if (hcrm_fhir_get (node, "maxLength") == NULL)
    return;
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &length, NULL))
    hcrm_parse_fault (self, item->path, "maxLength", _("This is no whole number above 0"));
  item->max_length = length;
}

static void
parse_bounds (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *unit = hcrm_fhir_get_extension (node, HCRM_URL_FHIR "questionnaire-unit");
  const HcrmFhirNode *coding = hcrm_fhir_get (unit, "valueCoding");

  item->min_value = read_limit (self, node, item, HCRM_URL_FHIR "minValue");
  item->max_value = read_limit (self, node, item, HCRM_URL_FHIR "maxValue");
  item->alarm_above = read_limit (self, node, item, HCRM_URL_ALARM_ABOVE);
  item->alarm_below = read_limit (self, node, item, HCRM_URL_ALARM_BELOW);
  item->min_occurs = read_count (self, node, item, "questionnaire-minOccurs");
  item->max_occurs = read_count (self, node, item, "questionnaire-maxOccurs");
  parse_max_length (self, node, item);
  item->unit = hcrm_text_read (coding, "display");
  if (item->unit == NULL)
    item->unit = hcrm_text_read (coding, "code");
}

static gboolean
limit_suits (const HcrmItem *item, const HcrmAnswer *limit)
{
  static const gboolean numeric[] = {
    [HCRM_ANSWER_INTEGER] = TRUE, [HCRM_ANSWER_DECIMAL] = TRUE, [HCRM_ANSWER_REFERENCE] = FALSE
  };
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);

  return limit == NULL || kind == limit->kind || (numeric[kind] && numeric[limit->kind])
         || (kind == HCRM_ANSWER_QUANTITY && numeric[limit->kind]);
}

static void
check_bounds (HcrmParse *self, const HcrmItem *item)
{
  const HcrmAnswer *limits[] = { item->min_value, item->max_value, item->alarm_above,
                                 item->alarm_below };
  int order = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (!limit_suits (item, limits[i])) {
      hcrm_parse_fault (self, item->path, NULL, _("A limit is not of the item's type"));
      return;
    }
  if (item->min_value != NULL && item->max_value != NULL
      && hcrm_answer_compare (item->min_value, item->max_value, &order) && order > 0)
    hcrm_parse_fault (self, item->path, NULL, _("The lower limit lies above the upper one"));
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
  check_booleans (self, node, item);
  hcrm_parse_check_members (self, node, item->path, item_members);
  hcrm_parse_check_extensions (self, node, item->path);
  hcrm_parse_check_extensions (self, hcrm_fhir_get (node, "_text"), text_path);
}

/* Weights stand on the option or in its coding, in the spellings of R4, R5 and of STU 3. */
static void
parse_weight (const HcrmFhirNode *node, HcrmItem *item, HcrmOption *option)
{
  static const char *const urls[] = { HCRM_URL_FHIR "ordinalValue", HCRM_URL_FHIR "itemWeight",
                                      HCRM_URL_FHIR "questionnaire-ordinalValue" };
  const HcrmFhirNode *places[] = { node, hcrm_fhir_get (node, "valueCoding") };

  for (guint i = 0; i < G_N_ELEMENTS (urls) * G_N_ELEMENTS (places); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_extension (places[i % 2], urls[i / 2]);
    g_autoptr (HcrmAnswer) weight =
        extension != NULL ? hcrm_answer_read (extension, "value", NULL) : NULL;
    if (!hcrm_parse_score (weight, &option->weight))
      continue;
    option->weighed = TRUE;
    item->weighed = TRUE;
    return;
  }
}

static void
parse_alarm (const HcrmFhirNode *node, HcrmOption *option)
{
  const HcrmFhirNode *extension = hcrm_fhir_get_extension (node, HCRM_URL_ALARM);

  option->alarm = hcrm_text_read (extension, "valueString");
  option->alarming = option->alarm != NULL || hcrm_fhir_get_boolean (extension, "valueBoolean");
}

static gboolean
option_suits (const HcrmItem *item, const HcrmAnswer *value)
{
  if (item->type != HCRM_ITEM_CHOICE && item->type != HCRM_ITEM_OPEN_CHOICE)
    return value->kind == hcrm_item_get_answer_kind (item);
  const HcrmOption *first = item->options->len > 0 ? g_ptr_array_index (item->options, 0) : NULL;
  return first == NULL || first->value->kind == value->kind;
}

static void
parse_option (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item, const char *path)
{
  const HcrmFhirNode *coding = hcrm_fhir_get (node, "valueCoding");
  g_autofree char *coding_path = g_strconcat (path, ".valueCoding", NULL);
  const char *detail = _("An option needs a value");
  HcrmAnswer *value = hcrm_answer_read (node, "value", &detail);

  hcrm_parse_check_members (self, node, path, option_members);
  hcrm_parse_check_members (self, coding, coding_path, coding_members);
  hcrm_parse_check_extensions (self, node, path);
  hcrm_parse_check_extensions (self, coding, coding_path);
  if (value == NULL) {
    hcrm_parse_fault (self, path, "value", detail);
    return;
  }
  if (!option_suits (item, value))
    hcrm_parse_fault (self, path, "value", _("The options are not of one kind, that of the item"));
  else if (hcrm_item_find_option (item, value) != NULL)
    hcrm_parse_fault (self, path, "value", _("Another option has this value"));
  HcrmOption *option = g_new0 (HcrmOption, 1);
  g_ptr_array_add (item->options, option);
  option->value = value;
  option->label =
      coding != NULL ? hcrm_text_read (coding, "display") : hcrm_text_read (node, "valueString");
  option->initial = hcrm_fhir_get_boolean (node, "initialSelected");
  parse_weight (node, item, option);
  parse_alarm (node, option);
}

/* The value set that @address means, among those the resource brings along. */
static const HcrmFhirNode *
find_value_set (HcrmParse *self, const char *address)
{
  const HcrmFhirNode *contained = hcrm_fhir_get (self->root, "contained");

  for (guint i = 0; address != NULL && i < hcrm_fhir_get_length (contained); i++) {
    const HcrmFhirNode *set = hcrm_fhir_get_nth (contained, i);
    const char *id = hcrm_fhir_get_string (set, "id");
    if (g_strcmp0 (hcrm_fhir_get_string (set, "resourceType"), "ValueSet") == 0
        && ((*address == '#' && g_strcmp0 (id, address + 1) == 0)
            || g_strcmp0 (hcrm_fhir_get_string (set, "url"), address) == 0))
      return set;
  }
  return NULL;
}

static gboolean
add_concept (HcrmParse *self, const HcrmFhirNode *concept, const char *system, HcrmItem *item)
{
  const char *code = hcrm_fhir_get_string (concept, "code");

  if (code == NULL || item->options->len >= MAX_OPTIONS || self->n_concepts >= MAX_ALL_OPTIONS)
    return FALSE;
  HcrmOption *option = g_new0 (HcrmOption, 1);
  g_ptr_array_add (item->options, option);
  option->value = hcrm_answer_new_coding (system, code, hcrm_fhir_get_string (concept, "display"));
  self->n_concepts++;
  option->label = hcrm_text_read (concept, "display");
  parse_weight (concept, item, option);
  parse_alarm (concept, option);
  return TRUE;
}

/* Takes the concepts a contained value set lists; whether these are all that it means. */
static gboolean
add_concepts (HcrmParse *self, const HcrmFhirNode *set, HcrmItem *item)
{
  const HcrmFhirNode *compose = hcrm_fhir_get (set, "compose");
  const HcrmFhirNode *includes = hcrm_fhir_get (compose, "include");
  gboolean whole =
      hcrm_fhir_get_length (includes) > 0 && hcrm_fhir_get (compose, "exclude") == NULL;

  for (guint i = 0; i < hcrm_fhir_get_length (includes); i++) {
    const HcrmFhirNode *include = hcrm_fhir_get_nth (includes, i);
    const HcrmFhirNode *concepts = hcrm_fhir_get (include, "concept");
    const char *system = hcrm_fhir_get_string (include, "system");
    whole = whole && hcrm_fhir_get_length (concepts) > 0;
    for (guint k = 0; whole && k < hcrm_fhir_get_length (concepts); k++)
      whole = add_concept (self, hcrm_fhir_get_nth (concepts, k), system, item);
  }
  return whole;
}

/* Options that come from a value set: all of them, or none and a finding. */
static void
parse_value_set (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *set = find_value_set (self, hcrm_fhir_get_string (node, "answerValueSet"));

  if (hcrm_fhir_get (node, "answerOption") != NULL)
    hcrm_parse_fault (self, item->path, "answerOption",
                      _("An item has options or a value set, not both"));
  else if (set != NULL && add_concepts (self, set, item))
    return;
  g_ptr_array_set_size (item->options, 0);
  item->weighed = FALSE;
  item->open_options = TRUE;
  hcrm_parse_find (self, item->path, _("The value set is kept, its options are not known"));
}

void
hcrm_parse_options (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "answerOption");
  guint n = MIN (hcrm_fhir_get_length (array), MAX_OPTIONS);

  if (hcrm_fhir_get (node, "answerValueSet") != NULL)
    parse_value_set (self, node, item);
  if (n < hcrm_fhir_get_length (array))
    hcrm_parse_fault (self, item->path, "answerOption", _("There are too many options"));
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s.answerOption[%u]", item->path, i);
    parse_option (self, hcrm_fhir_get_nth (array, i), item, path);
  }
  if (item->type == HCRM_ITEM_CHOICE && item->options->len == 0 && !item->open_options)
    hcrm_parse_find (self, item->path, _("The choice has no options"));
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
  hcrm_parse_check_members (self, node, path, condition_members);
  hcrm_parse_check_extensions (self, node, path);
  if (!find_operator (hcrm_fhir_get_string (node, "operator"), &condition->op))
    hcrm_parse_fault (self, path, "operator", _("There is no such operator"));
  condition->answer = hcrm_answer_read (node, "answer", &detail);
  if (condition->answer == NULL)
    hcrm_parse_fault (self, path, "answer", detail);
  else if (condition->op == HCRM_OPERATOR_EXISTS && condition->answer->kind != HCRM_ANSWER_BOOLEAN)
    hcrm_parse_fault (self, path, "answer", _("“exists” is compared with true or false"));
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
  parse_plain (self, node, item);
  parse_type (self, node, item);
  hcrm_parse_options (self, node, item);
  parse_bounds (self, node, item);
  check_bounds (self, item);
  parse_initial (self, node, item);
  hcrm_parse_conditions (self, node, item);
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
