/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has changed its meaning from one version of a questionnaire to the next. */

#include "hcrm-questionnaire-changes.h"

static JsonObject *
add_change (JsonArray *changes, const HcrmItem *item, const char *code)
{
  JsonObject *row = json_object_new ();
  JsonObject *because = json_object_new ();
  JsonObject *params = json_object_new ();

  json_object_set_string_member (row, "item", item->link_id);
  json_object_set_string_member (because, "code", code);
  json_object_set_object_member (because, "params", params);
  json_object_set_object_member (row, "because", because);
  json_array_add_object_element (changes, row);
  return params;
}

static void
compare_text (JsonArray *changes,
              const HcrmItem *item,
              const char *code,
              const char *was,
              const char *now)
{
  if (g_strcmp0 (was, now) == 0)
    return;
  JsonObject *params = add_change (changes, item, code);
  json_object_set_string_member (params, "was", was != NULL ? was : "");
  json_object_set_string_member (params, "now", now != NULL ? now : "");
}

static void
compare_options (JsonArray *changes, const HcrmItem *old, const HcrmItem *now)
{
  for (guint i = 0; i < old->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (old->options, i);
    const HcrmOption *found = hcrm_item_find_option (now, option->value);
    if (found != NULL && found->weighed == option->weighed && found->weight == option->weight)
      continue;
    JsonObject *params =
        add_change (changes, old, found == NULL ? "item.option-removed" : "item.option-weight");
    json_object_set_string_member (params, "option", hcrm_option_get_label (option, NULL));
    json_object_set_string_member (params, "option_en", hcrm_option_get_label (option, "en"));
  }
}

static gboolean
have_same_scope (const HcrmItem *a, const HcrmItem *b)
{
  return g_strcmp0 (a->scope != NULL ? a->scope->link_id : NULL,
                    b->scope != NULL ? b->scope->link_id : NULL)
         == 0;
}

static void
compare_items (JsonArray *changes, const HcrmItem *old, const HcrmItem *now)
{
  compare_text (changes, old, "item.type", hcrm_item_type_get_code (old->type),
                hcrm_item_type_get_code (now->type));
  compare_text (changes, old, "item.words", hcrm_text_get (old->text, NULL),
                hcrm_text_get (now->text, NULL));
  compare_text (changes, old, "item.unit", hcrm_text_get (old->unit, NULL),
                hcrm_text_get (now->unit, NULL));
  if (old->type == now->type)
    compare_options (changes, old, now);
  if (!have_same_scope (old, now))
    add_change (changes, old, "item.moved");
}

JsonArray *
hcrm_questionnaire_compare (const HcrmQuestionnaire *old, const HcrmQuestionnaire *now)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (old);
  JsonArray *changes = json_array_new ();

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    const HcrmItem *there = hcrm_questionnaire_find (now, item->link_id);
    if (!hcrm_item_asks (item))
      continue;
    if (there == NULL)
      add_change (changes, item, "item.removed");
    else
      compare_items (changes, item, there);
  }
  return changes;
}
