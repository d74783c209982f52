/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The codes that a value set stands for: one that the questionnaire brings along, or one of FHIR's
 * own small ones. */

#include "hcrm-questionnaire-private.h"

#include <string.h>

#define MAX_CONCEPTS 1000
/* Of all items together: many may share one value set. */
#define MAX_ALL_CONCEPTS 20000
/* Value sets that include others, and concepts within concepts. */
#define MAX_SET_DEPTH 8

/**
 * Walk:
 * @excluded: (nullable): an array of what is taken away again
 *
 * The listing of a value set under way.
 */
typedef struct {
  HcrmParse *parse;
  HcrmItem *item;
  HcrmConceptFunc func;
  const HcrmFhirNode *excluded;
  guint n;
} Walk;

static gboolean add_set (Walk *self, const HcrmFhirNode *set, guint depth);

/* What `address` means among what the resource brings along: by its place there or its url. */
static const HcrmFhirNode *
find_contained (HcrmParse *self, const char *type, const char *address)
{
  const HcrmFhirNode *contained = hcrm_fhir_get (self->root, "contained");
  gsize length = address != NULL ? strcspn (address, "|") : 0;

  for (guint i = 0; length > 0 && i < hcrm_fhir_get_length (contained); i++) {
    const HcrmFhirNode *resource = hcrm_fhir_get_nth (contained, i);
    const char *id = hcrm_fhir_get_string (resource, "id");
    const char *url = hcrm_fhir_get_string (resource, "url");
    if (g_strcmp0 (hcrm_fhir_get_string (resource, "resourceType"), type) != 0)
      continue;
    if (*address == '#'
            ? g_strcmp0 (id, address + 1) == 0
            : url != NULL && strlen (url) == length && strncmp (url, address, length) == 0)
      return resource;
  }
  return NULL;
}

static gboolean
is_excluded (const Walk *self, const char *system, const char *code)
{
  for (guint i = 0; i < hcrm_fhir_get_length (self->excluded); i++) {
    const HcrmFhirNode *exclude = hcrm_fhir_get_nth (self->excluded, i);
    const HcrmFhirNode *concepts = hcrm_fhir_get (exclude, "concept");
    if (g_strcmp0 (hcrm_fhir_get_string (exclude, "system"), system) != 0)
      continue;
    for (guint k = 0; k < hcrm_fhir_get_length (concepts); k++)
      if (g_strcmp0 (hcrm_fhir_get_string (hcrm_fhir_get_nth (concepts, k), "code"), code) == 0)
        return TRUE;
  }
  return FALSE;
}

static gboolean
add_concept (Walk *self, const HcrmFhirNode *concept, const char *system)
{
  const char *code = hcrm_fhir_get_string (concept, "code");

  if (code == NULL || self->n >= MAX_CONCEPTS || self->parse->n_concepts >= MAX_ALL_CONCEPTS)
    return FALSE;
  if (is_excluded (self, system, code))
    return TRUE;
  self->n++;
  self->parse->n_concepts++;
  self->func (self->parse, concept, system, self->item);
  return TRUE;
}

/* What an expansion or a code system lists, and what lies under each. */
static gboolean
add_tree (Walk *self, const HcrmFhirNode *array, const char *name, const char *system, guint depth)
{
  gboolean whole = depth < MAX_SET_DEPTH;

  for (guint i = 0; whole && i < hcrm_fhir_get_length (array); i++) {
    const HcrmFhirNode *concept = hcrm_fhir_get_nth (array, i);
    const char *own = hcrm_fhir_get_string (concept, "system");
    gboolean chosen = !hcrm_fhir_get_boolean (concept, "abstract");
    whole = !chosen || add_concept (self, concept, own != NULL ? own : system);
    whole = whole
            && add_tree (self, hcrm_fhir_get (concept, name), name, own != NULL ? own : system,
                         depth + 1);
  }
  return whole;
}

static gboolean
add_system (Walk *self, const HcrmFhirNode *include)
{
  const char *system = hcrm_fhir_get_string (include, "system");
  const HcrmFhirNode *found = find_contained (self->parse, "CodeSystem", system);

  return found != NULL && hcrm_fhir_get (include, "filter") == NULL
         && g_strcmp0 (hcrm_fhir_get_string (found, "content"), "complete") == 0
         && add_tree (self, hcrm_fhir_get (found, "concept"), "concept", system, 0);
}

/* Several value sets in one include mean what is in all of them: these are not listed here. */
static gboolean
add_other_set (Walk *self, const HcrmFhirNode *include, guint depth)
{
  const HcrmFhirNode *sets = hcrm_fhir_get (include, "valueSet");
  const HcrmFhirNode *address = hcrm_fhir_get_nth (sets, 0);

  if (hcrm_fhir_get_length (sets) != 1 || hcrm_fhir_get (include, "system") != NULL)
    return FALSE;
  return add_set (self, find_contained (self->parse, "ValueSet", address->text), depth + 1);
}

static gboolean
add_include (Walk *self, const HcrmFhirNode *include, guint depth)
{
  const HcrmFhirNode *concepts = hcrm_fhir_get (include, "concept");
  gboolean whole = TRUE;

  if (hcrm_fhir_get (include, "valueSet") != NULL)
    return add_other_set (self, include, depth);
  if (hcrm_fhir_get_length (concepts) == 0)
    return add_system (self, include);
  for (guint i = 0; whole && i < hcrm_fhir_get_length (concepts); i++)
    whole = add_concept (self, hcrm_fhir_get_nth (concepts, i),
                         hcrm_fhir_get_string (include, "system"));
  return whole;
}

/* Only listed codes can be taken away. */
static gboolean
excludes_are_listed (const HcrmFhirNode *excluded)
{
  for (guint i = 0; i < hcrm_fhir_get_length (excluded); i++)
    if (hcrm_fhir_get_length (hcrm_fhir_get (hcrm_fhir_get_nth (excluded, i), "concept")) == 0)
      return FALSE;
  return TRUE;
}

/* Lists a value set; whether these are all that it means. */
static gboolean
add_set (Walk *self, const HcrmFhirNode *set, guint depth)
{
  const HcrmFhirNode *contains = hcrm_fhir_get (hcrm_fhir_get (set, "expansion"), "contains");
  const HcrmFhirNode *compose = hcrm_fhir_get (set, "compose");
  const HcrmFhirNode *includes = hcrm_fhir_get (compose, "include");
  const HcrmFhirNode *excluded = hcrm_fhir_get (compose, "exclude");

  if (set == NULL || depth > MAX_SET_DEPTH)
    return FALSE;
  if (hcrm_fhir_get_length (contains) > 0)
    return add_tree (self, contains, "contains", NULL, 0);
  gboolean whole = hcrm_fhir_get_length (includes) > 0 && excludes_are_listed (excluded);
  const HcrmFhirNode *outer = self->excluded;
  self->excluded = excluded;
  for (guint i = 0; whole && i < hcrm_fhir_get_length (includes); i++)
    whole = add_include (self, hcrm_fhir_get_nth (includes, i), depth);
  self->excluded = outer;
  return whole;
}

/* Where only the code systems of a value set are known, its codes are at least of these. */
static void
list_systems (const HcrmFhirNode *set, GPtrArray *systems)
{
  const HcrmFhirNode *includes = hcrm_fhir_get (hcrm_fhir_get (set, "compose"), "include");

  for (guint i = 0; i < hcrm_fhir_get_length (includes); i++) {
    const char *system = hcrm_fhir_get_string (hcrm_fhir_get_nth (includes, i), "system");
    if (system == NULL) {
      g_ptr_array_set_size (systems, 0);
      return;
    }
    g_ptr_array_add (systems, g_strdup (system));
  }
}

gboolean
hcrm_parse_concepts (HcrmParse *self, const char *address, HcrmItem *item, HcrmConceptFunc func)
{
  const HcrmFhirNode *set = find_contained (self, "ValueSet", address);
  Walk walk = { self, item, func, NULL, 0 };

  if (set == NULL)
    set = hcrm_value_set_find_standard (address);
  if (add_set (&walk, set, 0))
    return TRUE;
  list_systems (set, item->systems);
  return FALSE;
}
