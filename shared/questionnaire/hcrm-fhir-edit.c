/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes FHIR trees: members set and taken away, texts with their translation. */

#include "hcrm-fhir-edit.h"

#include <string.h>

#define URL_TRANSLATION "http://hl7.org/fhir/StructureDefinition/translation"

HcrmFhirNode *
hcrm_fhir_new (HcrmFhirKind kind)
{
  HcrmFhirNode *node = g_new0 (HcrmFhirNode, 1);

  node->kind = kind;
  if (kind == HCRM_FHIR_ARRAY || kind == HCRM_FHIR_OBJECT)
    node->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_fhir_node_free);
  return node;
}

static HcrmFhirNode *
new_scalar (HcrmFhirKind kind, char *text)
{
  HcrmFhirNode *node = hcrm_fhir_new (kind);

  node->text = text;
  return node;
}

HcrmFhirNode *
hcrm_fhir_new_string (const char *text)
{
  return new_scalar (HCRM_FHIR_STRING, g_strdup (text));
}

HcrmFhirNode *
hcrm_fhir_new_boolean (gboolean value)
{
  return new_scalar (HCRM_FHIR_BOOLEAN, g_strdup (value ? "true" : "false"));
}

HcrmFhirNode *
hcrm_fhir_new_int (gint64 value)
{
  return new_scalar (HCRM_FHIR_NUMBER, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

HcrmFhirNode *
hcrm_fhir_copy (const HcrmFhirNode *node)
{
  HcrmFhirNode *copy = hcrm_fhir_new (node->kind);

  copy->name = g_strdup (node->name);
  copy->text = g_strdup (node->text);
  for (guint i = 0; i < hcrm_fhir_get_length (node); i++)
    g_ptr_array_add (copy->nodes, hcrm_fhir_copy (hcrm_fhir_get_nth (node, i)));
  return copy;
}

static guint
find_member (const HcrmFhirNode *object, const char *name)
{
  guint i = 0;

  while (i < object->nodes->len
         && g_strcmp0 (((HcrmFhirNode *) g_ptr_array_index (object->nodes, i))->name, name) != 0)
    i++;
  return i;
}

HcrmFhirNode *
hcrm_fhir_set (HcrmFhirNode *object, const char *name, HcrmFhirNode *value)
{
  guint place = find_member (object, name);

  if (value != NULL) {
    g_free (value->name);
    value->name = g_strdup (name);
  }
  if (place == object->nodes->len) {
    if (value != NULL)
      g_ptr_array_add (object->nodes, value);
    return value;
  }
  if (value == NULL) {
    g_ptr_array_remove_index (object->nodes, place);
    return NULL;
  }
  hcrm_fhir_node_free (g_ptr_array_index (object->nodes, place));
  object->nodes->pdata[place] = value;
  return value;
}

HcrmFhirNode *
hcrm_fhir_add (HcrmFhirNode *array, HcrmFhirNode *value)
{
  g_clear_pointer (&value->name, g_free);
  g_ptr_array_add (array->nodes, value);
  return value;
}

HcrmFhirNode *
hcrm_fhir_open (HcrmFhirNode *object, const char *name, HcrmFhirKind kind)
{
  guint place = find_member (object, name);
  HcrmFhirNode *found =
      place < object->nodes->len ? g_ptr_array_index (object->nodes, place) : NULL;

  if (found != NULL && found->kind == kind)
    return found;
  return hcrm_fhir_set (object, name, hcrm_fhir_new (kind));
}

static HcrmFhirNode *
new_part (const char *url, const char *member, const char *text)
{
  HcrmFhirNode *part = hcrm_fhir_new (HCRM_FHIR_OBJECT);

  hcrm_fhir_set (part, "url", hcrm_fhir_new_string (url));
  hcrm_fhir_set (part, member, hcrm_fhir_new_string (text));
  return part;
}

static HcrmFhirNode *
new_translation (const char *text)
{
  HcrmFhirNode *shadow = hcrm_fhir_new (HCRM_FHIR_OBJECT);
  HcrmFhirNode *extension = hcrm_fhir_add (hcrm_fhir_open (shadow, "extension", HCRM_FHIR_ARRAY),
                                           hcrm_fhir_new (HCRM_FHIR_OBJECT));

  hcrm_fhir_set (extension, "url", hcrm_fhir_new_string (URL_TRANSLATION));
  HcrmFhirNode *parts = hcrm_fhir_open (extension, "extension", HCRM_FHIR_ARRAY);
  hcrm_fhir_add (parts, new_part ("lang", "valueCode", "en"));
  hcrm_fhir_add (parts, new_part ("content", "valueString", text));
  return shadow;
}

void
hcrm_fhir_set_text (HcrmFhirNode *object,
                    const char *name,
                    const char *text,
                    const char *translation)
{
  g_autofree char *shadow = g_strconcat ("_", name, NULL);

  hcrm_fhir_set (object, name, hcrm_fhir_new_string (text));
  hcrm_fhir_set (object, shadow, translation != NULL ? new_translation (translation) : NULL);
}

gboolean
hcrm_fhir_equal (const HcrmFhirNode *a, const HcrmFhirNode *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->kind != b->kind || g_strcmp0 (a->text, b->text) != 0 || g_strcmp0 (a->name, b->name) != 0
      || hcrm_fhir_get_length (a) != hcrm_fhir_get_length (b))
    return FALSE;
  for (guint i = 0; i < hcrm_fhir_get_length (a); i++)
    if (!hcrm_fhir_equal (hcrm_fhir_get_nth (a, i), hcrm_fhir_get_nth (b, i)))
      return FALSE;
  return TRUE;
}

char *
hcrm_fhir_to_text (const HcrmFhirNode *node)
{
  g_autoptr (GString) out = g_string_new (NULL);

  hcrm_fhir_write (node, out);
  return g_strdup (out->str);
}
