/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What this server can do, told from its routes and search parameters: CapabilityStatement. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "hcrm-fhir-gateway.h"
#include "hcrm-fhir-private.h"

#define CHANGED "2026-11-22" /* when the tables last changed */

static const char *const type_names[] = {
  [HCRM_FHIR_PARAM_TOKEN] = "token", [HCRM_FHIR_PARAM_STRING] = "string",
  [HCRM_FHIR_PARAM_DATE] = "date",   [HCRM_FHIR_PARAM_REFERENCE] = "reference",
  [HCRM_FHIR_PARAM_URI] = "uri",
};

/* What follows the type's name in a route, and what FHIR calls it. */
static const struct {
  const char *method;
  const char *rest;
  const char *code;
} interactions[] = {
  { "GET", "/{id}", "read" },   { "GET", "/{id}/_history/{vid}", "vread" },
  { "PUT", "/{id}", "update" }, { "POST", "", "create" },
  { "GET", "", "search-type" },
};

static void
set_string (JsonBuilder *b, const char *name, const char *value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

static void
set_boolean (JsonBuilder *b, const char *name, gboolean value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

static void
begin_array (JsonBuilder *b, const char *name)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
}

static void
begin_object (JsonBuilder *b, const char *name)
{
  json_builder_set_member_name (b, name);
  json_builder_begin_object (b);
}

static gboolean
has_route (const char *type, const char *method, const char *rest)
{
  g_autofree char *path = g_strconcat ("/", type, rest, NULL);

  for (guint i = 0; i < hcrm_fhir_module.n_routes; i++)
    if (strcmp (hcrm_fhir_module.routes[i].path, path) == 0
        && strcmp (hcrm_fhir_module.routes[i].method, method) == 0)
      return TRUE;
  return FALSE;
}

static void
add_interactions (JsonBuilder *b, const char *type)
{
  begin_array (b, "interaction");
  for (guint i = 0; i < G_N_ELEMENTS (interactions); i++) {
    if (!has_route (type, interactions[i].method, interactions[i].rest))
      continue;
    json_builder_begin_object (b);
    set_string (b, "code", interactions[i].code);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static void
add_params (JsonBuilder *b, const HcrmFhirResource *resource)
{
  begin_array (b, "searchParam");
  for (guint i = 0; i < resource->n_params; i++) {
    json_builder_begin_object (b);
    set_string (b, "name", resource->params[i].name);
    set_string (b, "type", type_names[resource->params[i].type]);
    set_string (b, "documentation", resource->params[i].text);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static void
add_resource (JsonBuilder *b, const HcrmFhirResource *resource)
{
  gboolean written = has_route (resource->type, "POST", "");

  json_builder_begin_object (b);
  set_string (b, "type", resource->type);
  set_string (b, "documentation", resource->note);
  add_interactions (b, resource->type);
  set_string (b, "versioning", written ? "versioned-update" : "versioned");
  set_boolean (b, "readHistory", FALSE);
  set_boolean (b, "updateCreate", FALSE);
  set_boolean (b, "conditionalCreate", written);
  set_string (b, "conditionalRead", resource->exact_versions ? "not-match" : "not-supported");
  add_params (b, resource);
  json_builder_end_object (b);
}

static void
add_rest (JsonBuilder *b)
{
  begin_array (b, "rest");
  json_builder_begin_object (b);
  set_string (b, "mode", "server");
  begin_object (b, "security");
  set_boolean (b, "cors", FALSE);
  set_string (
      b, "description",
      "Authorization: Bearer, with a token from POST /api/v1/session. What is seen and changed is "
      "what the user's roles reach.");
  json_builder_end_object (b);
  begin_array (b, "resource");
  for (const HcrmFhirResource *const *resource = hcrm_fhir_resources; *resource != NULL; resource++)
    add_resource (b, *resource);
  json_builder_end_array (b);
  json_builder_end_object (b);
  json_builder_end_array (b);
}

static void
add_head (JsonBuilder *b, const char *base)
{
  set_string (b, "resourceType", "CapabilityStatement");
  set_string (b, "status", "active");
  set_string (b, "date", CHANGED);
  set_string (b, "kind", "instance");
  begin_object (b, "software");
  set_string (b, "name", "HCRM");
  set_string (b, "version", HCRM_VERSION);
  json_builder_end_object (b);
  begin_object (b, "implementation");
  set_string (b, "description", "HCRM");
  set_string (b, "url", base);
  json_builder_end_object (b);
  set_string (b, "fhirVersion", "4.0.1");
  begin_array (b, "format");
  json_builder_add_string_value (b, "application/fhir+json");
  json_builder_add_string_value (b, "json");
  json_builder_end_array (b);
}

gboolean
hcrm_fhir_capability (HcrmRequest *req, GError **error)
{
  g_autofree char *base = hcrm_fhir_dup_base (req);
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  add_head (b, base);
  add_rest (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, FALSE);
  g_string_assign (req->reply, text);
  return TRUE;
}
