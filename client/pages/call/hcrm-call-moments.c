/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When in a call each question was answered. */

#include "hcrm-call-moments.h"

#include "widgets/hcrm-text.h"

#define MEMBER "moments"

struct _HcrmCallMoments {
  GPtrArray *all; /* (element-type JsonObject): as the server takes them, with `call_id` besides */
};

HcrmCallMoments *
hcrm_call_moments_new (void)
{
  HcrmCallMoments *self = g_new0 (HcrmCallMoments, 1);

  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  return self;
}

void
hcrm_call_moments_free (HcrmCallMoments *self)
{
  g_ptr_array_unref (self->all);
  g_free (self);
}

static gint64
get_int (JsonObject *moment, const char *name)
{
  return json_object_get_int_member_with_default (moment, name, 0);
}

static void
forget (HcrmCallMoments *self, const char *item, guint repeat)
{
  for (guint i = self->all->len; i > 0; i--) {
    JsonObject *moment = self->all->pdata[i - 1];
    if (g_str_equal (hcrm_text_member (moment, "item"), item)
        && get_int (moment, "repeat") == repeat)
      g_ptr_array_remove_index (self->all, i - 1);
  }
}

void
hcrm_call_moments_note (HcrmCallMoments *self,
                        HcrmPhone *phone,
                        JsonObject *call,
                        const char *item,
                        guint repeat)
{
  if (call == NULL || !hcrm_call_is_live (call))
    return;
  JsonObject *moment = json_object_new ();
  forget (self, item, repeat);
  json_object_set_int_member (moment, "call_id", hcrm_call_get_id (call));
  json_object_set_int_member (moment, "offset_ms", hcrm_phone_get_offset (phone, call));
  json_object_set_string_member (moment, "kind", "answer");
  json_object_set_string_member (moment, "item", item);
  json_object_set_int_member (moment, "repeat", repeat);
  g_ptr_array_add (self->all, moment);
}

/* Those of the first one's call. */
static JsonArray *
take_call (HcrmCallMoments *self, gint64 *call)
{
  JsonArray *moments = json_array_new ();

  *call = get_int (self->all->pdata[0], "call_id");
  for (guint i = 0; i < self->all->len;) {
    JsonObject *moment = self->all->pdata[i];
    if (get_int (moment, "call_id") != *call) {
      i++;
      continue;
    }
    json_object_remove_member (moment, "call_id");
    json_array_add_object_element (moments, json_object_ref (moment));
    g_ptr_array_remove_index (self->all, i);
  }
  return moments;
}

void
hcrm_call_moments_send (HcrmCallMoments *self, HcrmPhone *phone)
{
  while (self->all->len > 0) {
    gint64 call;
    JsonArray *moments = take_call (self, &call);
    hcrm_phone_add_moments (phone, call, moments);
  }
}

void
hcrm_call_moments_write (HcrmCallMoments *self, JsonObject *draft)
{
  JsonArray *moments = json_array_new ();

  for (guint i = 0; i < self->all->len; i++)
    json_array_add_object_element (moments, json_object_ref (self->all->pdata[i]));
  json_object_set_array_member (draft, MEMBER, moments);
}

void
hcrm_call_moments_read (HcrmCallMoments *self, JsonObject *draft)
{
  JsonNode *node = json_object_get_member (draft, MEMBER);
  JsonArray *moments =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  g_ptr_array_set_size (self->all, 0);
  for (guint i = 0; moments != NULL && i < json_array_get_length (moments); i++)
    g_ptr_array_add (self->all, json_object_ref (json_array_get_object_element (moments, i)));
}
