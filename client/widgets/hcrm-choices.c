/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes that stand in the database, from a list reply, for drop-downs. */

#include "hcrm-choices.h"

#include "widgets/hcrm-text.h"

#define MAX_DEPTH 4 /* of a tree */

static char *
dup_member (JsonObject *item, const char *name)
{
  JsonNode *node = json_object_get_member (item, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node)
             : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static HcrmChoiceItem *
read_item (JsonObject *object, const char *value)
{
  g_autofree char *code = dup_member (object, "code");
  g_autofree char *chosen = dup_member (object, value);

  return hcrm_choice_item_new (chosen, hcrm_text_member (object, "name"), code);
}

/* What is still to be put in order. */
typedef struct {
  JsonArray *objects;
  GHashTable *below; /* by what they stand below: places in @objects */
  const char *by;    /* the member that is pointed to: departments' id, classes' code */
  const char *value;
  GPtrArray *items;
} Tree;

/* (nullable): what it stands below, if that is in the list. */
static char *
find_parent (Tree *tree, GHashTable *known, JsonObject *object)
{
  g_autofree char *member = g_strconcat ("parent_", tree->by, NULL);
  g_autofree char *parent = dup_member (object, member);

  return parent != NULL && g_hash_table_contains (known, parent) ? g_steal_pointer (&parent) : NULL;
}

static void
sort_into (Tree *tree)
{
  guint n = json_array_get_length (tree->objects);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n; i++) {
    char *own = dup_member (json_array_get_object_element (tree->objects, i), tree->by);
    if (own != NULL)
      g_hash_table_add (known, own);
  }
  for (guint i = 0; i < n; i++) {
    JsonObject *object = json_array_get_object_element (tree->objects, i);
    g_autofree char *parent = find_parent (tree, known, object);
    const char *key = parent != NULL ? parent : "";
    GPtrArray *places = g_hash_table_lookup (tree->below, key);
    if (places == NULL) {
      places = g_ptr_array_new ();
      g_hash_table_insert (tree->below, g_strdup (key), places);
    }
    g_ptr_array_add (places, object);
  }
}

/* Each followed by those below it, else in the order they came in. */
static void
add_below (Tree *tree, const char *parent, HcrmChoiceItem *above)
{
  GPtrArray *objects = g_hash_table_lookup (tree->below, parent);

  for (guint i = 0; objects != NULL && i < objects->len; i++) {
    HcrmChoiceItem *item = read_item (objects->pdata[i], tree->value);
    g_autofree char *own = dup_member (objects->pdata[i], tree->by);
    hcrm_choice_item_set_above (item, above);
    g_ptr_array_add (tree->items, item);
    if (own != NULL && hcrm_choice_item_get_depth (item) < MAX_DEPTH)
      add_below (tree, own, item);
  }
}

GPtrArray *
hcrm_choices_read (JsonNode *reply, const char *value)
{
  JsonArray *objects = json_object_get_array_member (json_node_get_object (reply), "items");
  gboolean any = json_array_get_length (objects) > 0;
  g_autoptr (GHashTable) below =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  gboolean numbers =
      any && json_object_has_member (json_array_get_object_element (objects, 0), "parent_id");
  Tree tree = { objects, below, numbers ? "id" : "code", value,
                g_ptr_array_new_with_free_func (g_object_unref) };

  sort_into (&tree);
  add_below (&tree, "", NULL);
  return tree.items;
}

void
hcrm_choices_fill (HcrmRowsEditor *editor, const char *column, JsonNode *reply, const char *value)
{
  g_autoptr (GPtrArray) items = hcrm_choices_read (reply, value);

  hcrm_rows_editor_set_items (editor, column, items);
}

void
hcrm_choices_fill_input (HcrmInput *input, JsonNode *reply, const char *value)
{
  g_autoptr (GPtrArray) items = hcrm_choices_read (reply, value);

  hcrm_input_set_items (input, items);
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

JsonNode *
hcrm_choices_dup_some (JsonNode *reply, HcrmChoiceTest test, gpointer data)
{
  JsonArray *all = json_object_get_array_member (json_node_get_object (reply), "items");
  JsonArray *some = json_array_new ();
  g_autoptr (JsonObject) offered = json_object_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    if (test (data, json_array_get_object_element (all, i)))
      json_array_add_element (some, json_array_dup_element (all, i));
  json_object_set_array_member (offered, "items", some);
  return json_node_init_object (json_node_alloc (), offered);
}
