/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON trees of FHIR resources as nodes of expressions. */

#include "hcrm-path-private.h"

#include <string.h>

/* The types of value[x], and of members called so, by how their names end. */
static const struct {
  const char *suffix;
  HcrmPathType type;
} suffixes[] = {
  { "DateTime", HCRM_PATH_DATE_TIME },
  { "Instant", HCRM_PATH_DATE_TIME },
  { "Date", HCRM_PATH_DATE },
  { "Time", HCRM_PATH_TIME },
};

static const char *const instants[] = {
  "authored", "issued", "start", "end", "lastUpdated", "date", "sent", "received", "created", NULL,
};

static gboolean
find_temporal (const char *name, const char *text, HcrmPathType *type)
{
  if (g_strv_contains (instants, name)) {
    *type = strchr (text, 'T') != NULL ? HCRM_PATH_DATE_TIME : HCRM_PATH_DATE;
    return hcrm_path_is_temporal (*type, text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i].suffix)) {
      *type = suffixes[i].type;
      return hcrm_path_is_temporal (*type, text);
    }
  return FALSE;
}

/* A primitive's value; its type is told by its name, as JSON does not have it. */
static gboolean
read_primitive (const HcrmFhirNode *node, const char *name, HcrmPathValue *value)
{
  HcrmPathType type = HCRM_PATH_STRING;
  const char *text = node->text;

  if (node->kind == HCRM_FHIR_BOOLEAN)
    return hcrm_path_read_value (HCRM_PATH_BOOLEAN, text, value);
  if (node->kind == HCRM_FHIR_NUMBER) {
    gboolean decimal = strpbrk (text, ".eE") != NULL || g_str_has_suffix (name, "Decimal");
    return hcrm_path_read_value (decimal ? HCRM_PATH_DECIMAL : HCRM_PATH_INTEGER, text, value)
           || hcrm_path_read_value (HCRM_PATH_DECIMAL, text, value);
  }
  if (node->kind != HCRM_FHIR_STRING)
    return FALSE;
  if (!find_temporal (name, text, &type))
    type = HCRM_PATH_STRING;
  return hcrm_path_read_value (type, text, value);
}

/* What a value[x]'s member name says of its type, such as `Quantity`. */
static const char *
get_choice_type (const char *name)
{
  static const char *const prefixes[] = { "value", "answer", "effective", "onset", "abatement" };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]) && g_ascii_isupper (name[strlen (prefixes[i])]))
      return name + strlen (prefixes[i]);
  return NULL;
}

static const char *
get_type (const HcrmPathNode *node)
{
  const HcrmFhirNode *object = node->object;
  const char *type = hcrm_fhir_get_string (object, "resourceType");

  if (type == NULL)
    type = get_choice_type (object->name);
  if (type == NULL && node->other != NULL)
    type = g_strcmp0 (node->other, "coding") == 0 ? "Coding" : NULL;
  return type;
}

static gboolean
get_value (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathValue *value)
{
  const HcrmFhirNode *object = node->object;
  HcrmPathValue quantity = { HCRM_PATH_QUANTITY };
  const char *number = hcrm_fhir_get_text (object, "value", HCRM_FHIR_NUMBER);
  const char *code = hcrm_fhir_get_string (object, "code");

  if (code == NULL)
    code = hcrm_fhir_get_string (object, "unit");
  if (object->kind != HCRM_FHIR_OBJECT)
    return read_primitive (object, node->other != NULL ? node->other : "", value);
  if (number == NULL || !hcrm_decimal_parse (number, &quantity.number)
      || (code == NULL && g_strcmp0 (get_type (node), "Quantity") != 0))
    return FALSE;
  quantity.text = code != NULL ? code : "1";
  *value = quantity;
  return TRUE;
}

static void
add_one (HcrmPathRun *run, const HcrmFhirNode *node, const char *name, HcrmPathList *out)
{
  HcrmPathNode added = { &hcrm_path_fhir_class, node, name, 0, 0 };
  HcrmPathValue value;

  if (node->kind == HCRM_FHIR_OBJECT)
    hcrm_path_run_add_node (run, out, &added);
  else if (read_primitive (node, name, &value))
    hcrm_path_run_add (run, out, &value);
}

/* A member called @wanted, or value[x] if that is `value`. */
static gboolean
is_called (const char *name, const char *wanted)
{
  gsize length = strlen (wanted);

  if (strncmp (name, wanted, length) != 0)
    return FALSE;
  return name[length] == '\0' || (get_choice_type (name) == name + length);
}

/* The extensions of a primitive stand beside it, in a member with an underscore: `_title`. */
static void
add_shadow (HcrmPathRun *run, const HcrmFhirNode *parent, const char *name, HcrmPathList *out)
{
  g_autofree char *shadow = g_strconcat ("_", name, NULL);
  const HcrmFhirNode *node = hcrm_fhir_get (parent, shadow);

  if (node != NULL && node->kind == HCRM_FHIR_OBJECT && hcrm_fhir_get (parent, name) == NULL)
    hcrm_path_run_add_node (run, out,
                            &(HcrmPathNode){ &hcrm_path_fhir_class, node, node->name, 0, 0 });
}

void
hcrm_path_run_add_members (HcrmPathRun *self,
                           const HcrmFhirNode *node,
                           const char *name,
                           HcrmPathList *out)
{
  guint before = out->length;

  if (node == NULL || node->kind != HCRM_FHIR_OBJECT)
    return;
  for (guint i = 0; i < node->nodes->len && hcrm_path_run_step (self); i++) {
    const HcrmFhirNode *member = g_ptr_array_index (node->nodes, i);
    if (name != NULL ? !is_called (member->name, name) : *member->name == '_')
      continue;
    for (guint k = 0; member->kind == HCRM_FHIR_ARRAY && k < member->nodes->len; k++)
      add_one (self, g_ptr_array_index (member->nodes, k), member->name, out);
    if (member->kind != HCRM_FHIR_ARRAY)
      add_one (self, member, member->name, out);
  }
  if (name != NULL && out->length == before)
    add_shadow (self, node, name, out);
}

static void
visit (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out)
{
  hcrm_path_run_add_members (run, node->object, name, out);
}

const HcrmPathNodeClass hcrm_path_fhir_class = { visit, get_value, get_type };

HcrmPathNode
hcrm_path_node_for_fhir (const HcrmFhirNode *node)
{
  return (HcrmPathNode){ &hcrm_path_fhir_class, node, NULL, 0, 0 };
}
