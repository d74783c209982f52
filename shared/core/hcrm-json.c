/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing JSON whose numbers stay as short as people typed them. */

#include "hcrm-json.h"

#include <string.h>

static void append_node (GString *out, JsonNode *node);

static void
append_double (GString *out, double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (text, sizeof text, formats[i], number);
    if (g_ascii_strtod (text, NULL) == number)
      break;
  }
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_plain (GString *out, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_string_append (out, text);
}

static void
append_name (GString *out, const char *name)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), name);

  append_plain (out, node);
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name, *separator = "";
  JsonNode *member;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    g_string_append (out, separator);
    append_name (out, name);
    g_string_append_c (out, ':');
    append_node (out, member);
    separator = ",";
  }
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, JsonArray *array)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_node (out, json_array_get_element (array, i));
  }
  g_string_append_c (out, ']');
}

static void
append_node (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object (out, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    append_array (out, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_DOUBLE)
    append_double (out, json_node_get_double (node));
  else
    append_plain (out, node);
}

char *
hcrm_json_to_text (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);
  GString *out = g_string_new (NULL);

  append_node (out, node);
  return g_string_free (out, FALSE);
}
