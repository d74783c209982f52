/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of codes between what is typed and what is sent. */

#include "hcrm-codes.h"

char *
hcrm_codes_join (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (array, i));
  return g_string_free (codes, n == 0);
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || c == ',' || c == ';' || c == 0xFF0C || c == 0xFF1B || c == 0x3001;
}

JsonArray *
hcrm_codes_split (const char *typed)
{
  JsonArray *array = json_array_new ();
  const char *at = typed != NULL ? typed : "";

  while (*at != '\0') {
    const char *end = at;
    while (*end != '\0' && !is_separator (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    g_autofree char *code = g_ascii_strup (at, end - at);
    if (*code != '\0')
      json_array_add_string_element (array, code);
    at = *end != '\0' ? g_utf8_next_char (end) : end;
  }
  return array;
}
