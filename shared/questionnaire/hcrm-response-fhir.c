/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the response as a FHIR QuestionnaireResponse. What was loaded is written member for member
 * in its order, with the answers as they are now. All of these recurse as deep as items are nested,
 * which the parse has bounded. */

#include "hcrm-questionnaire-private.h"
#include "hcrm-response-private.h"

#include <string.h>

typedef struct {
  HcrmResponse *response;
  GString *out;
  const char *status;
  const char *authored;
} Writer;

/* What an object is written from: an item in an instance, or one of its answers. */
typedef struct {
  const HcrmItem *item;
  guint repeat;
  const HcrmSlot *slot;
  guint n;
} Place;

/* Writes a member, name and all, or nothing; whether that is a reason to keep the object. */
typedef gboolean (*PartFunc) (Writer *self, const Place *place);

/**
 * Part:
 * @name: of the member; `value` also means `valueString` and the like
 */
typedef struct {
  const char *name;
  PartFunc write;
} Part;

static gboolean write_items (Writer *self, const GPtrArray *items, guint repeat);

static void
open_member (Writer *self, const char *name)
{
  if (self->out->str[self->out->len - 1] != '{')
    g_string_append_c (self->out, ',');
  g_string_append_printf (self->out, "\"%s\":", name);
}

static gboolean
write_member (Writer *self, const char *name, const char *value)
{
  if (value == NULL)
    return FALSE;
  open_member (self, name);
  hcrm_fhir_write_string (value, self->out);
  return FALSE;
}

static gboolean
is_part (const Part *part, const char *name)
{
  return strcmp (part->name, name) == 0
         || (strcmp (part->name, "value") == 0 && g_str_has_prefix (name, "value"));
}

/* The members of @source in their order, those among @parts as they are now; then the others. */
static gboolean
write_object (Writer *self,
              const HcrmFhirNode *source,
              const Part *parts,
              guint n_parts,
              const Place *place)
{
  gboolean keep = source != NULL;
  guint done = 0;

  g_string_append_c (self->out, '{');
  for (guint i = 0; i < hcrm_fhir_get_length (source); i++) {
    const HcrmFhirNode *member = hcrm_fhir_get_nth (source, i);
    guint k = 0;
    while (k < n_parts && !is_part (&parts[k], member->name))
      k++;
    if (k == n_parts) {
      open_member (self, member->name);
      hcrm_fhir_write (member, self->out);
    } else if ((done & (1u << k)) == 0) {
      parts[k].write (self, place);
      done |= 1u << k;
    }
  }
  for (guint k = 0; k < n_parts; k++)
    if ((done & (1u << k)) == 0)
      keep |= parts[k].write (self, place);
  g_string_append_c (self->out, '}');
  return keep;
}

/* Takes back what began at @start, unless it is to be kept. */
static gboolean
keep_or_take_back (Writer *self, gsize start, gboolean keep, const char *end)
{
  if (keep)
    g_string_append (self->out, end);
  else
    g_string_truncate (self->out, start);
  return keep;
}

static gboolean
write_link_id (Writer *self, const Place *place)
{
  return write_member (self, "linkId", place->item->link_id);
}

static gboolean
write_children (Writer *self, const Place *place)
{
  gsize start = self->out->len;

  open_member (self, "item");
  g_string_append_c (self->out, '[');
  return keep_or_take_back (self, start, write_items (self, place->item->children, place->repeat),
                            "]");
}

/* Items under a question stand in its first answer. */
static gboolean
write_answer_children (Writer *self, const Place *place)
{
  return place->n == 0 && write_children (self, place);
}

static gboolean
write_value (Writer *self, const Place *place)
{
  if (place->n >= place->slot->answers->len)
    return FALSE;
  if (self->out->str[self->out->len - 1] != '{')
    g_string_append_c (self->out, ',');
  hcrm_answer_write (g_ptr_array_index (place->slot->answers, place->n), "value", self->out);
  return TRUE;
}

/* A question may have no answer but items under it. */
static gboolean
write_answers (Writer *self, const Place *place)
{
  static const Part parts[] = { { "value", write_value }, { "item", write_answer_children } };
  gsize start = self->out->len;
  gboolean any = FALSE;

  open_member (self, "answer");
  g_string_append_c (self->out, '[');
  for (guint i = 0; i < MAX (place->slot->answers->len, 1); i++) {
    Place answer = { place->item, place->repeat, place->slot, i };
    if (i > 0)
      g_string_append_c (self->out, ',');
    any |= write_object (self, hcrm_slot_get_source (place->slot, i), parts, G_N_ELEMENTS (parts),
                         &answer);
  }
  return keep_or_take_back (self, start, any, "]");
}

static gboolean
write_one (Writer *self, const Place *place, const HcrmFhirNode *source, const Part *parts)
{
  gsize start = self->out->len;

  if (self->out->str[self->out->len - 1] != '[')
    g_string_append_c (self->out, ',');
  return keep_or_take_back (self, start, write_object (self, source, parts, 2, place), "");
}

static gboolean
write_group (Writer *self, const HcrmItem *item, guint repeat, const HcrmFhirNode *source)
{
  static const Part parts[] = { { "linkId", write_link_id }, { "item", write_children } };
  Place place = { item, repeat, NULL, 0 };

  return write_one (self, &place, source, parts);
}

static gboolean
write_instances (Writer *self, const HcrmItem *item, guint parent)
{
  const GArray *instances = hcrm_response_state (self->response, item)->instances;
  gboolean any = FALSE;

  for (guint i = 0; i < instances->len; i++) {
    const HcrmInstance *instance = &g_array_index (instances, HcrmInstance, i);
    if (instance->parent == parent)
      any |= write_group (self, item, instance->id, instance->source);
  }
  return any;
}

static gboolean
write_question (Writer *self, const HcrmItem *item, guint repeat, const HcrmSlot *slot)
{
  static const Part parts[] = { { "linkId", write_link_id }, { "answer", write_answers } };
  Place place = { item, repeat, slot, 0 };

  return write_one (self, &place, slot->source, parts);
}

static gboolean
write_item (Writer *self, const HcrmItem *item, guint repeat)
{
  const HcrmSlot *slot = hcrm_response_slot (self->response, item, repeat);

  if (slot == NULL || !slot->enabled)
    return FALSE;
  if (hcrm_item_is_repeating_group (item))
    return write_instances (self, item, repeat);
  if (hcrm_item_asks (item))
    return write_question (self, item, repeat, slot);
  return (item->type == HCRM_ITEM_GROUP || slot->source != NULL)
         && write_group (self, item, repeat, slot->source);
}

static gboolean
write_items (Writer *self, const GPtrArray *items, guint repeat)
{
  gboolean any = FALSE;

  for (guint i = 0; i < items->len; i++)
    any |= write_item (self, g_ptr_array_index (items, i), repeat);
  return any;
}

/* The root */

static gboolean
write_type (Writer *self, const Place *place)
{
  return write_member (self, "resourceType", "QuestionnaireResponse");
}

/* As it was loaded, if it means this very questionnaire. */
static gboolean
write_questionnaire (Writer *self, const Place *place)
{
  const HcrmQuestionnaire *questionnaire = self->response->questionnaire;
  const char *url = hcrm_questionnaire_get_url (questionnaire);
  const char *version = hcrm_questionnaire_get_version (questionnaire);
  const char *loaded = hcrm_fhir_get_string (self->response->source, "questionnaire");
  g_autofree char *canonical =
      url != NULL && version != NULL ? g_strconcat (url, "|", version, NULL) : g_strdup (url);

  return write_member (self, "questionnaire",
                       loaded != NULL && hcrm_questionnaire_is_named (questionnaire, loaded)
                           ? loaded
                           : canonical);
}

static gboolean
write_status (Writer *self, const Place *place)
{
  return write_member (self, "status", self->status);
}

static gboolean
write_authored (Writer *self, const Place *place)
{
  const char *loaded = hcrm_fhir_get_string (self->response->source, "authored");

  return write_member (self, "authored", self->authored != NULL ? self->authored : loaded);
}

static gboolean
write_top (Writer *self, const Place *place)
{
  gsize start = self->out->len;

  open_member (self, "item");
  g_string_append_c (self->out, '[');
  return keep_or_take_back (
      self, start,
      write_items (self, hcrm_questionnaire_get_items (self->response->questionnaire), 0), "]");
}

char *
hcrm_response_to_fhir (HcrmResponse *self, const char *status, const char *authored)
{
  static const Part parts[] = {
    { "resourceType", write_type }, { "questionnaire", write_questionnaire },
    { "status", write_status },     { "authored", write_authored },
    { "item", write_top },
  };
  g_autoptr (GString) out = g_string_new (NULL);
  Writer writer = { self, out, status, authored };

  write_object (&writer, self->source, parts, G_N_ELEMENTS (parts), NULL);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
