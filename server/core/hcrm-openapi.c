/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface described for other programs, made from the route tables. */

#include "hcrm-openapi.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define BASE "/api/v1"
#define ADDRESS BASE "/openapi.json"
#define TEXT_LIMIT 10000 /* of a text field that names none: see HcrmField */

typedef struct {
  JsonBuilder *out;
  GHashTable *sets; /* (element-type HcrmFieldSet): described, or still to be */
  GQueue pending;   /* of HcrmFieldSet */
} Writer;

/* --- JSON ------------------------------------------------------------------------------------- */

static void
begin (Writer *self, const char *name)
{
  if (name != NULL)
    json_builder_set_member_name (self->out, name);
  json_builder_begin_object (self->out);
}

static void
end (Writer *self)
{
  json_builder_end_object (self->out);
}

static void
begin_array (Writer *self, const char *name)
{
  json_builder_set_member_name (self->out, name);
  json_builder_begin_array (self->out);
}

static void
end_array (Writer *self)
{
  json_builder_end_array (self->out);
}

static void
put (Writer *self, const char *name, const char *text)
{
  json_builder_set_member_name (self->out, name);
  json_builder_add_string_value (self->out, text);
}

static void
put_int (Writer *self, const char *name, gint64 number)
{
  json_builder_set_member_name (self->out, name);
  json_builder_add_int_value (self->out, number);
}

static void
put_true (Writer *self, const char *name)
{
  json_builder_set_member_name (self->out, name);
  json_builder_add_boolean_value (self->out, TRUE);
}

static void
put_reference (Writer *self, const char *kind, const char *name)
{
  g_autofree char *path = g_strdup_printf ("#/components/%s/%s", kind, name);

  put (self, "$ref", path);
}

/* --- Shapes ----------------------------------------------------------------------------------- */

static const char *
get_type (HcrmKind kind)
{
  switch (kind) {
  case HCRM_KIND_INT:
    return "integer";
  case HCRM_KIND_BOOL:
    return "boolean";
  case HCRM_KIND_ROWS:
    return "array";
  case HCRM_KIND_JSON:
    return NULL;
  default:
    return "string";
  }
}

static const char *
get_format (HcrmKind kind)
{
  switch (kind) {
  case HCRM_KIND_INT:
    return "int64";
  case HCRM_KIND_DECIMAL:
    return "decimal";
  case HCRM_KIND_DATE:
    return "date";
  case HCRM_KIND_TIME:
    return "date-time";
  default:
    return NULL;
  }
}

static void
put_choices (Writer *self, const HcrmChoice *choices)
{
  begin_array (self, "enum");
  for (const HcrmChoice *choice = choices; choice->value != NULL; choice++)
    json_builder_add_string_value (self->out, choice->value);
  end_array (self);
}

static void
put_bounds (Writer *self, const HcrmField *field)
{
  if (field->kind == HCRM_KIND_INT) {
    put_int (self, "minimum", (gint64) field->min);
    if (field->max > 0)
      put_int (self, "maximum", (gint64) field->max);
  } else if (field->kind == HCRM_KIND_TEXT) {
    put_int (self, "minLength", (gint64) field->min);
    put_int (self, "maxLength", field->max > 0 ? (gint64) field->max : TEXT_LIMIT);
  } else if (field->kind == HCRM_KIND_ROWS && field->max > 0) {
    put_int (self, "maxItems", (gint64) field->max);
  }
}

/* The set is described once, under its name, whoever refers to it. */
static void
put_set_reference (Writer *self, const HcrmFieldSet *set)
{
  if (g_hash_table_add (self->sets, (gpointer) set))
    g_queue_push_tail (&self->pending, (gpointer) set);
  put_reference (self, "schemas", set->name);
}

static void
put_rows (Writer *self, const HcrmField *field)
{
  begin (self, "items");
  if (field->rows != NULL)
    put_set_reference (self, field->rows);
  end (self);
}

static void
put_shape (Writer *self, const HcrmField *field)
{
  const char *type = get_type (field->kind);
  const char *format = get_format (field->kind);

  if (type != NULL)
    put (self, "type", type);
  if (format != NULL)
    put (self, "format", format);
  if (field->choices != NULL && field->kind != HCRM_KIND_TEXT)
    put_choices (self, field->choices);
  if (field->kind == HCRM_KIND_ROWS)
    put_rows (self, field);
  put_bounds (self, field);
}

static void
put_field (Writer *self, const HcrmField *field)
{
  begin (self, field->name);
  put_shape (self, field);
  if (field->label != NULL)
    put (self, "title", field->label);
  if (field->unit != NULL)
    put (self, "x-unit", field->unit);
  if (field->flags & HCRM_FIELD_READONLY)
    put_true (self, "readOnly");
  if (!(field->flags & HCRM_FIELD_REQUIRED))
    put_true (self, "nullable");
  end (self);
}

static gboolean
is_required (const HcrmField *field)
{
  return (field->flags & HCRM_FIELD_REQUIRED) && !(field->flags & HCRM_FIELD_READONLY);
}

static void
put_required (Writer *self, const HcrmFieldSet *set)
{
  gboolean any = FALSE;

  for (guint i = 0; i < set->n_fields; i++) {
    if (!is_required (&set->fields[i]))
      continue;
    if (!any)
      begin_array (self, "required");
    any = TRUE;
    json_builder_add_string_value (self->out, set->fields[i].name);
  }
  if (any)
    end_array (self);
}

static void
put_properties (Writer *self, const HcrmFieldSet *set)
{
  put (self, "type", "object");
  begin (self, "properties");
  for (guint i = 0; i < set->n_fields; i++)
    put_field (self, &set->fields[i]);
  end (self);
}

static void
put_set (Writer *self, const HcrmFieldSet *set)
{
  begin (self, set->name);
  put_properties (self, set);
  put_required (self, set);
  end (self);
}

/* --- Parameters ------------------------------------------------------------------------------- */

static void
begin_parameter (Writer *self, const char *name, const char *place, gboolean required)
{
  begin (self, NULL);
  put (self, "name", name);
  put (self, "in", place);
  if (required)
    put_true (self, "required");
}

static void
put_path_parts (Writer *self, const char *path)
{
  for (const char *p = strchr (path, '{'); p != NULL; p = strchr (p + 1, '{')) {
    g_autofree char *name = g_strndup (p + 1, strcspn (p + 1, "}"));
    begin_parameter (self, name, "path", TRUE);
    begin (self, "schema");
    put (self, "type", strcmp (name, "id") == 0 ? "integer" : "string");
    end (self);
    end (self);
  }
}

/* A filter that may be repeated is an array; in the query each value stands by itself. */
static void
put_filter (Writer *self, const HcrmField *field)
{
  gboolean multiple = (field->flags & HCRM_FIELD_MULTIPLE) != 0;

  begin_parameter (self, field->name, "query", (field->flags & HCRM_FIELD_REQUIRED) != 0);
  if (field->label != NULL)
    put (self, "description", field->label);
  begin (self, "schema");
  if (multiple) {
    put (self, "type", "array");
    begin (self, "items");
  }
  put_shape (self, field);
  if (multiple)
    end (self);
  end (self);
  end (self);
}

static void
put_sort (Writer *self, const HcrmSqlList *list)
{
  begin_parameter (self, "sort", "query", FALSE);
  put (self, "description", "a leading '-' for descending");
  begin (self, "schema");
  put (self, "type", "string");
  begin_array (self, "enum");
  for (guint i = 0; i < list->n_sorts; i++) {
    g_autofree char *down = g_strconcat ("-", list->sorts[i].key, NULL);
    json_builder_add_string_value (self->out, list->sorts[i].key);
    json_builder_add_string_value (self->out, down);
  }
  end_array (self);
  end (self);
  end (self);
}

static void
put_shared_parameter (Writer *self, const char *name)
{
  begin (self, NULL);
  put_reference (self, "parameters", name);
  end (self);
}

static gboolean
is_method (const HcrmRoute *route, const char *method)
{
  return strcmp (route->method, method) == 0;
}

static gboolean
is_guarded (const HcrmRoute *route)
{
  return is_method (route, "PATCH") || (route->flags & HCRM_ROUTE_VERSIONED);
}

static gboolean
is_paged (const HcrmRoute *route)
{
  return route->list != NULL || (route->flags & HCRM_ROUTE_PAGED);
}

static void
put_parameters (Writer *self, const HcrmRoute *route)
{
  static const char *const paging[] = { "limit", "after", "offset", "from", "count" };

  begin_array (self, "parameters");
  put_path_parts (self, route->path);
  for (guint i = 0; is_method (route, "GET") && route->input != NULL && i < route->input->n_fields;
       i++)
    put_filter (self, &route->input->fields[i]);
  if (route->list != NULL)
    put_sort (self, route->list);
  for (guint i = 0; is_paged (route) && i < G_N_ELEMENTS (paging); i++)
    put_shared_parameter (self, paging[i]);
  if (is_guarded (route))
    put_shared_parameter (self, "if-match");
  if (is_method (route, "POST") && !(route->flags & HCRM_ROUTE_ONCE))
    put_shared_parameter (self, "idempotency-key");
  end_array (self);
}

/* --- Routes ----------------------------------------------------------------------------------- */

static void
put_content (Writer *self, const char *type)
{
  begin (self, "content");
  begin (self, type);
  begin (self, "schema");
}

static void
end_content (Writer *self)
{
  end (self);
  end (self);
  end (self);
}

/* A PATCH takes any of the fields, and requires none. */
static void
put_body (Writer *self, const HcrmRoute *route)
{
  if (is_method (route, "GET") || route->input == NULL)
    return;
  begin (self, "requestBody");
  put_content (self, "application/json");
  if (is_method (route, "PATCH"))
    put_properties (self, route->input);
  else
    put_set_reference (self, route->input);
  end_content (self);
  end (self);
}

static void
put_answers (Writer *self, const HcrmRoute *route)
{
  gboolean creates = (route->flags & HCRM_ROUTE_CREATES) != 0;

  begin (self, "responses");
  begin (self, creates ? "201" : "200");
  put (self, "description", creates ? "created; see Location and ETag" : "done");
  put_content (self, "application/json");
  if (is_paged (route) || (route->flags & HCRM_ROUTE_ITEMS))
    put_reference (self, "schemas", "List");
  else
    put (self, "type", "object");
  end_content (self);
  end (self);
  begin (self, "default");
  put_reference (self, "responses", "Problem");
  end (self);
  end (self);
}

/* "get_patients_id_timeline" */
static char *
make_operation_id (const HcrmRoute *route)
{
  GString *out = g_string_new (NULL);

  for (const char *p = route->method; *p != '\0'; p++)
    g_string_append_c (out, g_ascii_tolower (*p));
  for (const char *p = route->path; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, *p);
    else if (*p != '{' && *p != '}')
      g_string_append_c (out, '_');
  return g_string_free (out, FALSE);
}

static void
put_route (Writer *self, const HcrmModule *module, const HcrmRoute *route)
{
  g_autofree char *method = g_ascii_strdown (route->method, -1);
  g_autofree char *id = make_operation_id (route);

  begin (self, method);
  put (self, "operationId", id);
  begin_array (self, "tags");
  json_builder_add_string_value (self->out, module->name);
  end_array (self);
  if (route->flags & HCRM_ROUTE_PUBLIC) {
    begin_array (self, "security");
    end_array (self);
  } else {
    put (self, "x-permission", hcrm_permission_get_name (route->need));
  }
  put_parameters (self, route);
  put_body (self, route);
  put_answers (self, route);
  end (self);
}

/* The methods of one path stand together, wherever its routes are. */
static void
put_path (Writer *self, const HcrmModule *const *modules, const char *path)
{
  begin (self, path);
  for (guint m = 0; modules[m] != NULL; m++)
    for (guint i = 0; i < modules[m]->n_routes; i++)
      if (strcmp (modules[m]->routes[i].path, path) == 0)
        put_route (self, modules[m], &modules[m]->routes[i]);
  end (self);
}

static void
put_paths (Writer *self, const HcrmModule *const *modules)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  begin (self, "paths");
  /* Other faces tell of themselves. */
  for (guint m = 0; modules[m] != NULL; m++)
    for (guint i = 0; modules[m]->face == NULL && i < modules[m]->n_routes; i++)
      if (g_hash_table_add (seen, (gpointer) modules[m]->routes[i].path))
        put_path (self, modules, modules[m]->routes[i].path);
  end (self);
}

/* --- What the routes share -------------------------------------------------------------------- */

/* Shapes and parameters that are the same for every module. */
static const char shared_parts[] =
    "{\"securitySchemes\":{\"session\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
    "\"parameters\":{"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,"
    "\"maximum\":1000,\"default\":50}},"
    "\"after\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"the cursor `next` of the "
    "page "
    "before\",\"schema\":{\"type\":\"string\"}},"
    "\"offset\":{\"name\":\"offset\",\"in\":\"query\",\"schema\":{\"type\":\"integer\","
    "\"minimum\":0,\"maximum\":100000}},"
    "\"from\":{\"name\":\"from\",\"in\":\"query\",\"description\":\"jumps to this value of the "
    "sorted column\",\"schema\":{\"type\":\"string\"}},"
    "\"count\":{\"name\":\"count\",\"in\":\"query\",\"schema\":{\"type\":\"string\",\"enum\":["
    "\"exact\",\"none\"]}},"
    "\"if-match\":{\"name\":\"If-Match\",\"in\":\"header\",\"required\":true,\"description\":\"the "
    "version that was read, in quotes\",\"schema\":{\"type\":\"string\"}},"
    "\"idempotency-key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"the "
    "same "
    "key with the same body is done once\",\"schema\":{\"type\":\"string\"}}},"
    "\"responses\":{\"Problem\":{\"description\":\"what is wrong, with every field at fault (RFC "
    "9457)\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
    "\"#/components/schemas/Problem\"}}}}}}";

static const char shared_schemas[] =
    "{\"List\":{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\"}},\"next\":{\"type\":\"string\",\"nullable\":true},\"total\":{\"type\":"
    "\"object\",\"properties\":{\"value\":{\"type\":\"integer\"},\"exact\":{\"type\":\"boolean\"}}}"
    "}"
    "},\"Problem\":{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{"
    "\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
    "\"fields\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"name\":{"
    "\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}},\"request_id\":{\"type\":\"string\"}}"
    "}}";

static void
put_members (Writer *self, const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    json_builder_set_member_name (self->out, name);
    json_builder_add_value (self->out, json_node_copy (value));
  }
}

static void
put_components (Writer *self)
{
  begin (self, "components");
  put_members (self, shared_parts);
  begin (self, "schemas");
  put_members (self, shared_schemas);
  for (const HcrmFieldSet *set; (set = g_queue_pop_head (&self->pending)) != NULL;)
    put_set (self, set);
  end (self);
  end (self);
}

static void
put_head (Writer *self)
{
  put (self, "openapi", "3.0.3");
  begin (self, "info");
  put (self, "title", "HCRM");
  put (self, "version", HCRM_VERSION);
  begin (self, "license");
  put (self, "name", "GPL-3.0-or-later");
  end (self);
  end (self);
  begin_array (self, "servers");
  begin (self, NULL);
  put (self, "url", BASE);
  end (self);
  end_array (self);
  begin_array (self, "security");
  begin (self, NULL);
  begin_array (self, "session");
  end_array (self);
  end (self);
  end_array (self);
}

char *
hcrm_openapi_write (const HcrmModule *const *modules)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GHashTable) sets = g_hash_table_new (NULL, NULL);
  Writer self = { builder, sets, G_QUEUE_INIT };

  begin (&self, NULL);
  put_head (&self);
  put_paths (&self, modules);
  put_components (&self);
  end (&self);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* --- Serving ---------------------------------------------------------------------------------- */

static void
openapi_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  const char *text = data;
  const char *method = soup_server_message_get_method (message);

  if (strcmp (path, ADDRESS) != 0 || (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD)) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

void
hcrm_openapi_serve (SoupServer *server, const HcrmModule *const *modules)
{
  soup_server_add_handler (server, ADDRESS, openapi_cb, hcrm_openapi_write (modules), g_free);
}
