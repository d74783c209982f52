/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the expressions of a questionnaire: calculated values, conditions, initial values,
 * variables, constraints. */

#include "hcrm-expression-private.h"

#include <string.h>

#define MAX_EXPRESSIONS 2000

/* The addresses under which SDC and, before it, FHIR knew them. */
static const struct {
  const char *url;
  HcrmExpressionRole role;
} addresses[] = {
  { HCRM_URL_FHIR "variable", HCRM_EXPRESSION_VARIABLE },
  { HCRM_URL_SDC "sdc-questionnaire-calculatedExpression", HCRM_EXPRESSION_CALCULATED },
  { HCRM_URL_FHIR "questionnaire-calculatedExpression", HCRM_EXPRESSION_CALCULATED },
  { HCRM_URL_SDC "sdc-questionnaire-enableWhenExpression", HCRM_EXPRESSION_ENABLE },
  { HCRM_URL_FHIR "questionnaire-enableWhenExpression", HCRM_EXPRESSION_ENABLE },
  { HCRM_URL_SDC "sdc-questionnaire-initialExpression", HCRM_EXPRESSION_INITIAL },
  { HCRM_URL_FHIR "questionnaire-initialExpression", HCRM_EXPRESSION_INITIAL },
  { HCRM_URL_FHIR "questionnaire-constraint", HCRM_EXPRESSION_CONSTRAINT },
  { HCRM_URL_FHIR "targetConstraint", HCRM_EXPRESSION_CONSTRAINT },
};

static void
free_expression (HcrmExpression *self)
{
  g_free (self->place);
  g_free (self->name);
  g_clear_pointer (&self->path, hcrm_path_free);
  g_clear_pointer (&self->human, hcrm_text_free);
  g_free (self->uses);
  g_free (self->names);
  g_ptr_array_unref (self->contexts);
  g_free (self);
}

static void
free_expressions (HcrmExpressions *self)
{
  g_ptr_array_unref (self->variables);
  g_ptr_array_unref (self->constraints);
  g_clear_pointer (&self->calculated, free_expression);
  g_clear_pointer (&self->enable, free_expression);
  g_clear_pointer (&self->initial, free_expression);
  g_free (self);
}

static gpointer
get_key (const HcrmItem *item)
{
  return GUINT_TO_POINTER (item != NULL ? item->index + 1 : 0);
}

HcrmExpressions *
hcrm_questionnaire_get_expressions (const HcrmQuestionnaire *self, const HcrmItem *item)
{
  return self->expressions != NULL ? g_hash_table_lookup (self->expressions, get_key (item)) : NULL;
}

static HcrmExpressions *
open_expressions (HcrmParse *self, const HcrmFhirNode *node, const HcrmItem *item)
{
  HcrmQuestionnaire *questionnaire = self->questionnaire;
  HcrmExpressions *found = hcrm_questionnaire_get_expressions (questionnaire, item);

  if (found != NULL)
    return found;
  if (questionnaire->expressions == NULL)
    questionnaire->expressions =
        g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) free_expressions);
  found = g_new0 (HcrmExpressions, 1);
  found->variables = g_ptr_array_new_with_free_func ((GDestroyNotify) free_expression);
  found->constraints = g_ptr_array_new_with_free_func ((GDestroyNotify) free_expression);
  found->node = node;
  g_hash_table_insert (questionnaire->expressions, get_key (item), found);
  return found;
}

gboolean
hcrm_questionnaire_knows_expression (const char *url)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (strcmp (addresses[i].url, url) == 0)
      return TRUE;
  return strcmp (url, HCRM_URL_SDC "sdc-questionnaire-launchContext") == 0;
}

static gboolean
find_role (const char *url, HcrmExpressionRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (g_strcmp0 (addresses[i].url, url) == 0) {
      *role = addresses[i].role;
      return TRUE;
    }
  return FALSE;
}

/* The part of a constraint's extension, whatever type its value has. */
static const char *
get_part (const HcrmFhirNode *extension, const char *name)
{
  const HcrmFhirNode *part = hcrm_fhir_get_extension (extension, name);
  static const char *const types[] = { "valueString", "valueCode", "valueId", "valueMarkdown" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (hcrm_fhir_get_string (part, types[i]) != NULL)
      return hcrm_fhir_get_string (part, types[i]);
  return NULL;
}

/* What another language may not say unheard: who may answer, what is refused. */
static gboolean
is_condition (HcrmExpressionRole role)
{
  return role == HCRM_EXPRESSION_ENABLE || role == HCRM_EXPRESSION_CONSTRAINT;
}

/* Reads the text and keeps the tree; FALSE, and the fault or the finding, if it has no effect. */
static gboolean
read_path (HcrmParse *self, HcrmExpression *expression, const char *language, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (language != NULL && strcmp (language, "text/fhirpath") != 0) {
    if (is_condition (expression->role))
      hcrm_parse_fault (self, expression->place, "language",
                        _("A condition in this language cannot be followed"));
    else
      hcrm_parse_find (self, expression->place,
                       _("Expressions in the language “%s” are kept but have no effect"),
                          language);
    return FALSE;
  }
  if (text == NULL) {
    hcrm_parse_fault (self, expression->place, "expression", _("The expression is missing"));
    return FALSE;
  }
  expression->path = hcrm_path_new (text, &error);
  if (error != NULL)
    hcrm_parse_fault (self, expression->place, "expression", error->message);
  return error == NULL;
}

static gboolean
read_constraint (HcrmParse *self, const HcrmFhirNode *extension, HcrmExpression *expression)
{
  const HcrmFhirNode *nested = hcrm_fhir_get_extension (extension, "expression");
  const HcrmFhirNode *value = hcrm_fhir_get (nested, "valueExpression");
  const char *text = value != NULL ? hcrm_fhir_get_string (value, "expression")
                                   : get_part (extension, "expression");

  expression->human = hcrm_text_read (hcrm_fhir_get_extension (extension, "human"), "valueString");
  if (expression->human == NULL)
    expression->human =
        hcrm_text_read (hcrm_fhir_get_extension (extension, "human"), "valueMarkdown");
  expression->warning = g_strcmp0 (get_part (extension, "severity"), "warning") == 0;
  return read_path (self, expression, hcrm_fhir_get_string (value, "language"), text);
}

static gboolean
read_plain (HcrmParse *self, const HcrmFhirNode *extension, HcrmExpression *expression)
{
  const HcrmFhirNode *value = hcrm_fhir_get (extension, "valueExpression");

  if (value == NULL) {
    hcrm_parse_fault (self, expression->place, "valueExpression", _("The expression is missing"));
    return FALSE;
  }
  expression->name = g_strdup (hcrm_fhir_get_string (value, "name"));
  if (expression->role == HCRM_EXPRESSION_VARIABLE && expression->name == NULL)
    hcrm_parse_fault (self, expression->place, "valueExpression.name",
                      _("A variable needs a name"));
  return read_path (self, expression, hcrm_fhir_get_string (value, "language"),
                    hcrm_fhir_get_string (value, "expression"));
}

static HcrmExpression **
get_place (HcrmExpressions *self, HcrmExpressionRole role)
{
  if (role == HCRM_EXPRESSION_CALCULATED)
    return &self->calculated;
  return role == HCRM_EXPRESSION_ENABLE ? &self->enable : &self->initial;
}

static gboolean
suits_place (HcrmParse *self, const HcrmExpression *expression)
{
  const HcrmItem *item = expression->item;

  if (expression->role == HCRM_EXPRESSION_VARIABLE
      || expression->role == HCRM_EXPRESSION_CONSTRAINT)
    return TRUE;
  if (item != NULL && (expression->role == HCRM_EXPRESSION_ENABLE || hcrm_item_asks (item)))
    return TRUE;
  if (is_condition (expression->role))
    hcrm_parse_fault (self, expression->place, NULL, _("Only items have conditions"));
  else
    hcrm_parse_find (self, expression->place,
                     _("An expression that fills in belongs to a question"));
  return FALSE;
}

static void
keep (HcrmParse *self, HcrmExpressions *all, HcrmExpression *expression)
{
  if (expression->role == HCRM_EXPRESSION_VARIABLE)
    g_ptr_array_add (all->variables, expression);
  else if (expression->role == HCRM_EXPRESSION_CONSTRAINT)
    g_ptr_array_add (all->constraints, expression);
  else if (*get_place (all, expression->role) == NULL)
    *get_place (all, expression->role) = expression;
  else {
    hcrm_parse_fault (self, expression->place, NULL, _("Another expression does the same"));
    free_expression (expression);
  }
}

static void
read_one (HcrmParse *self,
          const HcrmFhirNode *extension,
          HcrmExpressionRole role,
          HcrmExpressions *all,
          const HcrmItem *item,
          guint n)
{
  HcrmExpression *expression = g_new0 (HcrmExpression, 1);

  expression->role = role;
  expression->item = item;
  expression->place =
      g_strdup_printf ("%s.extension[%u]", item != NULL ? item->path : "Questionnaire", n);
  expression->contexts = g_ptr_array_new_with_free_func (g_free);
  gboolean good = role == HCRM_EXPRESSION_CONSTRAINT ? read_constraint (self, extension, expression)
                                                     : read_plain (self, extension, expression);
  good = suits_place (self, expression) && good;
  if (++self->n_expressions == MAX_EXPRESSIONS)
    hcrm_parse_fault (self, expression->place, NULL, _("There are too many expressions"));
  if ((good || (role == HCRM_EXPRESSION_VARIABLE && expression->name != NULL))
      && self->n_expressions < MAX_EXPRESSIONS)
    keep (self, all, expression);
  else
    free_expression (expression);
}

void
hcrm_parse_expressions (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (node, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    HcrmExpressionRole role;
    if (find_role (hcrm_fhir_get_string (extension, "url"), &role))
      read_one (self, extension, role, open_expressions (self, node, item), item, i);
  }
  const HcrmExpressions *all = hcrm_questionnaire_get_expressions (self->questionnaire, item);
  if (item == NULL || all == NULL || all->calculated == NULL)
    return;
  item->calculated = TRUE;
  /* Only who says so may type over what is calculated. */
  if (hcrm_fhir_get (node, "readOnly") == NULL)
    item->read_only = TRUE;
}

static const HcrmExpression *
find_among (const HcrmExpressions *all, const HcrmExpression *before, const char *name)
{
  const HcrmExpression *found = NULL;

  for (guint i = 0; all != NULL && i < all->variables->len; i++) {
    const HcrmExpression *variable = g_ptr_array_index (all->variables, i);
    if (variable == before)
      break;
    if (strcmp (variable->name, name) == 0)
      found = variable;
  }
  return found;
}

const HcrmExpression *
hcrm_questionnaire_find_variable (const HcrmQuestionnaire *self,
                                  const HcrmItem *item,
                                  const HcrmExpression *before,
                                  const char *name)
{
  const HcrmExpression *found = NULL;

  for (; item != NULL && found == NULL; item = item->parent)
    found = find_among (hcrm_questionnaire_get_expressions (self, item), before, name);
  return found != NULL ? found
                       : find_among (hcrm_questionnaire_get_expressions (self, NULL), before, name);
}
