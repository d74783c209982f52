/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a FHIR QuestionnaireResponse into a response, naming what does not fit the questionnaire.
 */

#include "hcrm-questionnaire-private.h"
#include "hcrm-response-private.h"

#include <string.h>

static const char *const root_members[] = {
  "resourceType", "id",        "meta",       "implicitRules", "language",       "text",
  "contained",    "extension", "identifier", "basedOn",       "partOf",         "questionnaire",
  "status",       "subject",   "encounter",  "authored",      "author",         "source",
  "item",         "_language", "_status",    "_authored",     "_questionnaire", NULL,
};

static const char *const item_members[] = {
  "id",   "extension", "linkId", "_linkId", "definition", "_definition",
  "text", "_text",     "answer", "item",    NULL,
};

static const char *const answer_members[] = { "id", "extension", "item", NULL };

static void load_items (HcrmLoader *self,
                        const HcrmFhirNode *object,
                        const char *path,
                        const HcrmItem *parent,
                        guint repeat);

void
hcrm_loader_add_fault (HcrmLoader *self, const char *path, const char *detail)
{
  if (self->error == NULL || hcrm_error_get_n_fields (self->error) < 1000)
    hcrm_error_add_field (&self->error, path, detail);
}

static void
add_member_fault (HcrmLoader *self, const char *path, const char *name, const char *detail)
{
  g_autofree char *place = g_strconcat (path, ".", name, NULL);

  hcrm_loader_add_fault (self, place, detail);
}

/* A member that nobody reads may be a misspelt answer. */
static void
check_members (HcrmLoader *self,
               const HcrmFhirNode *object,
               const char *path,
               const char *const *known,
               const char *prefix)
{
  for (guint i = 0; self->strict && i < hcrm_fhir_get_length (object); i++) {
    const char *name = hcrm_fhir_get_nth (object, i)->name;
    const char *bare = name[0] == '_' ? name + 1 : name;
    if (g_strv_contains (known, name) || (prefix != NULL && g_str_has_prefix (bare, prefix)))
      continue;
    add_member_fault (self, path, name, _("This member is not known here"));
  }
}

/* Returns: (nullable): the list of that name, if it is one. */
static const HcrmFhirNode *
get_list (HcrmLoader *self, const HcrmFhirNode *object, const char *path, const char *name)
{
  const HcrmFhirNode *array = hcrm_fhir_get (object, name);

  if (array == NULL)
    return NULL;
  if (array->kind != HCRM_FHIR_ARRAY)
    add_member_fault (self, path, name, _("This must be a list"));
  else if (self->strict && array->nodes->len == 0)
    add_member_fault (self, path, name, _("The list is empty"));
  return array->kind == HCRM_FHIR_ARRAY ? array : NULL;
}

static guint
count_values (const HcrmFhirNode *node)
{
  guint n = 0;

  for (guint i = 0; i < hcrm_fhir_get_length (node); i++) {
    const char *name = hcrm_fhir_get_nth (node, i)->name;
    n += name != NULL && g_str_has_prefix (name, "value");
  }
  return n;
}

/* Why an answer cannot be taken; NULL if it can. */
static const char *
judge_answer (const HcrmFhirNode *node, const HcrmAnswer *answer, const HcrmSlot *slot, guint n)
{
  if (node->kind != HCRM_FHIR_OBJECT)
    return _("An answer must be an object");
  if (count_values (node) > 1)
    return _("An answer has one value");
  if (slot->answers->len >= HCRM_RESPONSE_MAX_ANSWERS)
    return _("There are too many answers");
  if (answer == NULL && count_values (node) > 0)
    return _("The value is of no kind that answers may have");
  if (answer == NULL
      && (n > 1
          || (hcrm_fhir_get (node, "item") == NULL && hcrm_fhir_get (node, "extension") == NULL)))
    return _("An answer needs a value");
  return NULL;
}

/* An answer without a value, if it is the only one, may hold items or say why there is none. */
static void
load_answer (HcrmLoader *self, const HcrmFhirNode *node, const char *path, HcrmSlot *slot, guint n)
{
  const char *detail = NULL;
  g_autoptr (HcrmAnswer) answer = hcrm_answer_read (node, "value", &detail);

  if (detail == NULL)
    detail = judge_answer (node, answer, slot, n);
  if (detail != NULL) {
    hcrm_loader_add_fault (self, path, detail);
    return;
  }
  check_members (self, node, path, answer_members, "value");
  g_ptr_array_add (slot->sources, (gpointer) node);
  if (answer != NULL)
    g_ptr_array_add (slot->answers, g_steal_pointer (&answer));
}

static void
load_question (HcrmLoader *self,
               const HcrmFhirNode *node,
               const char *path,
               const HcrmItem *item,
               guint repeat)
{
  const HcrmFhirNode *array = get_list (self, node, path, "answer");
  HcrmSlot *slot = hcrm_response_slot (self->response, item, repeat);

  if (hcrm_fhir_get (node, "item") != NULL)
    hcrm_loader_add_fault (self, path, _("Items under a question stand in its answer"));
  if (slot->source != NULL) {
    hcrm_loader_add_fault (self, path, _("The question stands here twice"));
    return;
  }
  slot->source = node;
  slot->sources = g_ptr_array_new ();
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    const HcrmFhirNode *answer = hcrm_fhir_get_nth (array, i);
    g_autofree char *place = g_strdup_printf ("%s.answer[%u]", path, i);
    load_answer (self, answer, place, slot, array->nodes->len);
    if (i == 0)
      load_items (self, answer, place, item, repeat);
    else if (hcrm_fhir_get (answer, "item") != NULL)
      hcrm_loader_add_fault (self, place, _("Items under a question stand in its first answer"));
  }
}

/* The instance to fill: the one that is there, then new ones. */
static gboolean
take_instance (HcrmLoader *self, const HcrmItem *item, guint parent, gboolean first, guint *repeat)
{
  const GArray *instances = hcrm_response_state (self->response, item)->instances;

  for (guint i = 0; first && i < instances->len; i++) {
    const HcrmInstance *instance = &g_array_index (instances, HcrmInstance, i);
    if (instance->parent != parent)
      continue;
    *repeat = instance->id;
    return TRUE;
  }
  return hcrm_response_add_instance (self->response, item->link_id, parent, repeat);
}

static void
keep_instance_source (HcrmLoader *self,
                      const HcrmItem *item,
                      guint repeat,
                      const HcrmFhirNode *source)
{
  GArray *instances = hcrm_response_state (self->response, item)->instances;

  for (guint i = instances->len; i > 0; i--) {
    HcrmInstance *instance = &g_array_index (instances, HcrmInstance, i - 1);
    if (instance->id != repeat)
      continue;
    instance->source = source;
    return;
  }
}

static void
load_group (HcrmLoader *self,
            const HcrmFhirNode *node,
            const char *path,
            const HcrmItem *item,
            guint repeat,
            gboolean first)
{
  if (hcrm_fhir_get (node, "answer") != NULL)
    hcrm_loader_add_fault (self, path, _("A group has no answers of its own"));
  if (!first && !item->repeats)
    hcrm_loader_add_fault (self, path, _("The group stands here twice"));
  if (!hcrm_item_is_repeating_group (item)) {
    hcrm_response_slot (self->response, item, repeat)->source = node;
  } else if (take_instance (self, item, repeat, first, &repeat)) {
    keep_instance_source (self, item, repeat, node);
  } else {
    hcrm_loader_add_fault (self, path, _("There are too many of this group"));
    return;
  }
  load_items (self, node, path, item, repeat);
}

static void
load_display (HcrmLoader *self,
              const HcrmFhirNode *node,
              const char *path,
              const HcrmItem *item,
              guint repeat)
{
  if (hcrm_fhir_get (node, "answer") != NULL || hcrm_fhir_get (node, "item") != NULL)
    hcrm_loader_add_fault (self, path, _("This item asks nothing"));
  hcrm_response_slot (self->response, item, repeat)->source = node;
}

static const HcrmItem *
find_item (HcrmLoader *self, const HcrmFhirNode *node, const char *path, const HcrmItem *parent)
{
  const char *link_id = hcrm_fhir_get_string (node, "linkId");
  const HcrmItem *item = hcrm_questionnaire_find (self->response->questionnaire, link_id);

  if (node->kind != HCRM_FHIR_OBJECT)
    hcrm_loader_add_fault (self, path, _("An item must be an object"));
  else if (item == NULL)
    hcrm_loader_add_fault (self, path, _("The questionnaire has no such item"));
  else if (item->parent != parent)
    hcrm_loader_add_fault (self, path, _("The item does not belong here"));
  return item != NULL && item->parent == parent ? item : NULL;
}

static void
load_item (HcrmLoader *self,
           const HcrmFhirNode *node,
           const char *path,
           const HcrmItem *item,
           guint repeat,
           gboolean first)
{
  check_members (self, node, path, item_members, NULL);
  if (item->type == HCRM_ITEM_GROUP)
    load_group (self, node, path, item, repeat, first);
  else if (hcrm_item_asks (item))
    load_question (self, node, path, item, repeat);
  else
    load_display (self, node, path, item, repeat);
}

static void
load_items (HcrmLoader *self,
            const HcrmFhirNode *object,
            const char *path,
            const HcrmItem *parent,
            guint repeat)
{
  const HcrmFhirNode *array = get_list (self, object, path, "item");
  g_autoptr (GHashTable) seen = array != NULL ? g_hash_table_new (NULL, NULL) : NULL;
  guint last = 0;

  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    const HcrmFhirNode *node = hcrm_fhir_get_nth (array, i);
    g_autofree char *place = g_strdup_printf ("%s.item[%u]", path, i);
    const HcrmItem *item = find_item (self, node, place, parent);
    if (item == NULL)
      continue;
    if (self->strict && item->index < last)
      hcrm_loader_add_fault (self, place, _("The items are not in the questionnaire's order"));
    last = MAX (last, item->index);
    load_item (self, node, place, item, repeat, g_hash_table_add (seen, (gpointer) item));
  }
}

/* A draft may have been begun with another version. */
static gboolean
names_questionnaire (HcrmLoader *self, const char *canonical)
{
  g_autofree char *address = g_strndup (canonical, strcspn (canonical, "|"));

  return hcrm_questionnaire_is_named (self->response->questionnaire,
                                      self->strict ? canonical : address);
}

void
hcrm_loader_run (HcrmLoader *self)
{
  const HcrmFhirNode *root = self->response->source;
  const char *canonical = hcrm_fhir_get_string (root, "questionnaire");

  if (g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "QuestionnaireResponse") != 0)
    hcrm_loader_add_fault (self, "QuestionnaireResponse.resourceType",
                           _("This is no QuestionnaireResponse"));
  if (canonical != NULL && !names_questionnaire (self, canonical))
    hcrm_loader_add_fault (self, "QuestionnaireResponse.questionnaire",
                           _("This answers another questionnaire"));
  if (root->kind == HCRM_FHIR_OBJECT)
    check_members (self, root, "QuestionnaireResponse", root_members, NULL);
  load_items (self, root, "QuestionnaireResponse", NULL, 0);
}

gboolean
hcrm_response_load (HcrmResponse *self, const char *json, gssize length, GError **error)
{
  HcrmFhirNode *root = hcrm_fhir_parse (json, length, error);

  if (root == NULL)
    return FALSE;
  g_autoptr (HcrmResponse) loaded = hcrm_response_new_empty (self->questionnaire);
  HcrmLoader loader = { loaded, FALSE, NULL };
  loaded->loading = TRUE;
  loaded->source = root;
  hcrm_loader_run (&loader);
  if (loader.error != NULL) {
    g_propagate_error (error, loader.error);
    return FALSE;
  }
  hcrm_response_take_over (self, loaded);
  return TRUE;
}
