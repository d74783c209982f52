/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The description of the interface says what the route tables say, and every reference in it leads
 * somewhere. */

#include "core/hcrm-openapi.h"

#include <string.h>

#include "hcrm-fixture.h"
#include "hcrm-modules.h"

static JsonNode *
get_document (Fixture *self)
{
  hcrm_openapi_serve (hcrm_http_get_server (self->http), hcrm_modules);
  JsonNode *document = fixture_call (self, NULL, "GET", "/openapi.json", NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return document;
}

static JsonObject *
get_operation (JsonNode *document, const HcrmRoute *route)
{
  JsonObject *paths = json_object_get_object_member (json_node_get_object (document), "paths");
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  g_test_message ("%s %s", route->method, route->path);
  g_assert_true (json_object_has_member (paths, route->path));
  JsonObject *path = json_object_get_object_member (paths, route->path);
  g_assert_true (json_object_has_member (path, method));
  return json_object_get_object_member (path, method);
}

static gboolean
takes (JsonObject *operation, const char *reference)
{
  JsonArray *all = json_object_get_array_member (operation, "parameters");

  for (guint i = 0; i < json_array_get_length (all); i++)
    if (g_strcmp0 (json_object_get_string_member_with_default (
                       json_array_get_object_element (all, i), "$ref", NULL),
                   reference)
        == 0)
      return TRUE;
  return FALSE;
}

static guint
count_parameters (JsonObject *operation, const char *place)
{
  JsonArray *all = json_object_get_array_member (operation, "parameters");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (all); i++)
    n += g_strcmp0 (json_object_get_string_member_with_default (json_array_get_object_element (all,
                                                                                               i),
                                                                "in", NULL),
                    place)
         == 0;
  return n;
}

static guint
count_braces (const char *path)
{
  guint n = 0;

  for (; *path != '\0'; path++)
    n += *path == '{';
  return n;
}

static void
check_route (JsonNode *document, GHashTable *ids, const HcrmRoute *route)
{
  JsonObject *operation = get_operation (document, route);
  gboolean writes = strcmp (route->method, "GET") != 0;
  gboolean guarded =
      strcmp (route->method, "PATCH") == 0 || (route->flags & HCRM_ROUTE_VERSIONED) != 0;
  gboolean paged = route->list != NULL || (route->flags & HCRM_ROUTE_PAGED) != 0;

  g_assert_true (
      g_hash_table_add (ids, (gpointer) json_object_get_string_member (operation, "operationId")));
  if (route->flags & HCRM_ROUTE_PUBLIC)
    g_assert_true (json_object_has_member (operation, "security"));
  else
    g_assert_cmpstr (json_object_get_string_member (operation, "x-permission"), ==,
                     hcrm_permission_get_name (route->need));
  g_assert_cmpuint (count_parameters (operation, "path"), ==, count_braces (route->path));
  g_assert_true (takes (operation, "#/components/parameters/if-match") == guarded);
  g_assert_true (takes (operation, "#/components/parameters/after") == paged);
  g_assert_true (json_object_has_member (operation, "requestBody")
                 == (writes && route->input != NULL));
}

static void
test_routes (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) document = get_document (self);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpstr (json_at (document, "openapi"), ==, "3.0.3");
  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; hcrm_modules[m]->face == NULL && i < hcrm_modules[m]->n_routes; i++)
      check_route (document, ids, &hcrm_modules[m]->routes[i]);
  g_assert_cmpuint (g_hash_table_size (ids), >, 50);
}

/* --- References ------------------------------------------------------------------------------- */

static gboolean
leads_somewhere (JsonNode *document, const char *reference)
{
  g_auto (GStrv) steps = g_strsplit (reference, "/", -1);
  JsonObject *place = json_node_get_object (document);

  g_assert_cmpstr (steps[0], ==, "#");
  for (guint i = 1; steps[i] != NULL; i++) {
    if (!json_object_has_member (place, steps[i]))
      return FALSE;
    place = json_object_get_object_member (place, steps[i]);
  }
  return TRUE;
}

static guint check_references (JsonNode *document, JsonNode *node);

static guint
check_object (JsonNode *document, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_values (object);
  const char *reference = json_object_get_string_member_with_default (object, "$ref", NULL);
  guint n = 0;

  if (reference != NULL && !leads_somewhere (document, reference))
    g_error ("%s leads nowhere", reference);
  for (GList *l = members; l != NULL; l = l->next)
    n += check_references (document, l->data);
  return n + (reference != NULL);
}

static guint
check_references (JsonNode *document, JsonNode *node)
{
  guint n = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return check_object (document, json_node_get_object (node));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return 0;
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    n += check_references (document, json_array_get_element (array, i));
  return n;
}

static void
test_references (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) document = get_document (self);

  g_assert_cmpuint (check_references (document, document), >, 100);
}

/* --- What a program would make of it ---------------------------------------------------------- */

/* A patient's fields are described as the server checks them. */
static void
test_fields (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) document = get_document (self);
  JsonObject *root = json_node_get_object (document);
  JsonObject *schemas =
      json_object_get_object_member (json_object_get_object_member (root, "components"), "schemas");
  JsonObject *patient = json_object_get_object_member (schemas, "hcrm_patient_fields");
  JsonObject *fields = json_object_get_object_member (patient, "properties");

  JsonObject *born = json_object_get_object_member (fields, "birth_date");
  g_assert_cmpstr (json_object_get_string_member (born, "format"), ==, "date");
  JsonObject *sex = json_object_get_object_member (fields, "sex");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (sex, "enum")), >=, 3);
  g_assert_true (json_object_has_member (patient, "required"));
}

static void
test_only_read (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonNode) document = get_document (self);

  fixture_expect (self, 404, NULL, "GET", "/openapi.json/more", NULL);
  fixture_expect (self, 404, NULL, "POST", "/openapi.json", "{}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/openapi/routes", test_routes);
  FIXTURE_TEST ("/openapi/references", test_references);
  FIXTURE_TEST ("/openapi/fields", test_fields);
  FIXTURE_TEST ("/openapi/only-read", test_only_read);
  return g_test_run ();
}
