/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes that stand in the database, from a list reply, for drop-downs. */

#include "hcrm-choices.h"

#include "widgets/hcrm-text.h"

typedef struct {
  GPtrArray *values;
  GPtrArray *labels;
} Pair;

static char *
dup_member (JsonObject *item, const char *name)
{
  JsonNode *node = json_object_get_member (item, name);

  return json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node)
             : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static Pair
read_items (JsonNode *reply, const char *value)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  Pair pair = { g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free) };

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    g_ptr_array_add (pair.values, dup_member (item, value));
    g_ptr_array_add (pair.labels, g_strdup (hcrm_text_member (item, "name")));
  }
  g_ptr_array_add (pair.values, NULL);
  g_ptr_array_add (pair.labels, NULL);
  return pair;
}

static void
clear_pair (Pair *pair)
{
  g_ptr_array_unref (pair->values);
  g_ptr_array_unref (pair->labels);
}

void
hcrm_choices_fill (HcrmRowsEditor *editor, const char *column, JsonNode *reply, const char *value)
{
  Pair pair = read_items (reply, value);

  hcrm_rows_editor_set_choices (editor, column, (const char *const *) pair.values->pdata,
                                (const char *const *) pair.labels->pdata);
  clear_pair (&pair);
}

void
hcrm_choices_fill_input (HcrmInput *input, JsonNode *reply, const char *value)
{
  Pair pair = read_items (reply, value);

  hcrm_input_set_choices (input, (const char *const *) pair.values->pdata,
                          (const char *const *) pair.labels->pdata);
  clear_pair (&pair);
}

void
hcrm_choices_fill_form (HcrmForm *form, const char *name, HcrmRecord *record, JsonNode *reply)
{
  HcrmInput *input = hcrm_form_get_input (form, name);
  g_autofree char *chosen = hcrm_input_dup_value (input);

  hcrm_choices_fill_input (input, reply, "id");
  hcrm_input_set_value (input,
                        chosen != NULL || record == NULL ? chosen : hcrm_record_get (record, name));
}
