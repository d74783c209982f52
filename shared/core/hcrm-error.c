/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one error domain: what went wrong, with which fields, as the user is told of it. */

#include "hcrm-error.h"

#include <glib/gi18n.h>

typedef struct {
  char *name;
  char *detail;
} FieldError;

typedef struct {
  GPtrArray *fields; /* (nullable) of FieldError */
  char *current;
} HcrmErrorPrivate;

typedef struct {
  guint status;
  const char *wire;
  const char *title;
} ErrorInfo;

static const ErrorInfo infos[] = {
#define E(code, status, wire, title) [HCRM_ERROR_##code] = { status, wire, title },
  HCRM_ERROR_CODES (E)
#undef E
};

static void
free_field (FieldError *field)
{
  g_free (field->name);
  g_free (field->detail);
  g_free (field);
}

static FieldError *
new_field (const char *name, const char *detail)
{
  FieldError *field = g_new0 (FieldError, 1);

  field->name = g_strdup (name);
  field->detail = g_strdup (detail);
  return field;
}

static gpointer
copy_field_cb (gconstpointer data, gpointer unused)
{
  const FieldError *field = data;

  return new_field (field->name, field->detail);
}

static void
hcrm_error_private_init (HcrmErrorPrivate *priv)
{
  priv->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) free_field);
}

static void
hcrm_error_private_copy (const HcrmErrorPrivate *from, HcrmErrorPrivate *to)
{
  g_ptr_array_extend (to->fields, from->fields, copy_field_cb, NULL);
  to->current = g_strdup (from->current);
}

static void
hcrm_error_private_clear (HcrmErrorPrivate *priv)
{
  g_clear_pointer (&priv->fields, g_ptr_array_unref);
  g_clear_pointer (&priv->current, g_free);
}

G_DEFINE_EXTENDED_ERROR (HcrmError, hcrm_error)

gboolean
hcrm_fail (GError **error, HcrmErrorCode code, const char *field, const char *format, ...)
{
  if (error == NULL)
    return FALSE;

  va_list args;
  va_start (args, format);
  *error = g_error_new_valist (HCRM_ERROR, code, format, args);
  va_end (args);
  if (field != NULL)
    hcrm_error_add_field (error, field, (*error)->message);
  return FALSE;
}

void
hcrm_error_add_field (GError **error, const char *field, const char *detail)
{
  if (error == NULL)
    return;
  if (*error == NULL)
    *error = g_error_new_literal (HCRM_ERROR, HCRM_ERROR_INVALID, detail);
  g_return_if_fail ((*error)->domain == HCRM_ERROR);
  g_ptr_array_add (hcrm_error_get_private (*error)->fields, new_field (field, detail));
}

static const ErrorInfo *
info_for (const GError *error)
{
  return &infos[error->domain == HCRM_ERROR ? error->code : HCRM_ERROR_INTERNAL];
}

guint
hcrm_error_get_n_fields (const GError *error)
{
  return error->domain == HCRM_ERROR ? hcrm_error_get_private (error)->fields->len : 0;
}

static const FieldError *
field_at (const GError *error, guint n)
{
  return n < hcrm_error_get_n_fields (error)
             ? g_ptr_array_index (hcrm_error_get_private (error)->fields, n)
             : NULL;
}

const char *
hcrm_error_get_field (const GError *error, guint n)
{
  const FieldError *field = field_at (error, n);

  return field != NULL ? field->name : NULL;
}

const char *
hcrm_error_get_field_detail (const GError *error, guint n)
{
  const FieldError *field = field_at (error, n);

  return field != NULL ? field->detail : NULL;
}

void
hcrm_error_set_current (GError *error, const char *current)
{
  g_return_if_fail (error != NULL && error->domain == HCRM_ERROR);
  HcrmErrorPrivate *priv = hcrm_error_get_private (error);

  g_free (priv->current);
  priv->current = g_strdup (current);
}

const char *
hcrm_error_get_current (const GError *error)
{
  return error->domain == HCRM_ERROR ? hcrm_error_get_private (error)->current : NULL;
}

guint
hcrm_error_get_status (const GError *error)
{
  return info_for (error)->status;
}

const char *
hcrm_error_get_wire (const GError *error)
{
  return info_for (error)->wire;
}

const char *
hcrm_error_get_title (const GError *error)
{
  return gettext (info_for (error)->title);
}

static JsonNode *
fields_to_json (const GError *error)
{
  g_autoptr (JsonArray) fields = json_array_new ();

  for (guint i = 0; i < hcrm_error_get_n_fields (error); i++) {
    JsonObject *field = json_object_new ();
    json_object_set_string_member (field, "name", hcrm_error_get_field (error, i));
    json_object_set_string_member (field, "detail", hcrm_error_get_field_detail (error, i));
    json_array_add_object_element (fields, field);
  }
  return json_node_init_array (json_node_alloc (), fields);
}

char *
hcrm_error_to_json (const GError *error, const char *request_id)
{
  g_autoptr (JsonObject) problem = json_object_new ();
  const char *current = hcrm_error_get_current (error);

  json_object_set_string_member (problem, "type", hcrm_error_get_wire (error));
  json_object_set_string_member (problem, "title", hcrm_error_get_title (error));
  json_object_set_int_member (problem, "status", hcrm_error_get_status (error));
  json_object_set_string_member (problem, "detail",
                                 error->domain == HCRM_ERROR ? error->message
                                                             : hcrm_error_get_title (error));
  json_object_set_member (problem, "fields", fields_to_json (error));
  if (request_id != NULL)
    json_object_set_string_member (problem, "request_id", request_id);
  if (current != NULL)
    json_object_set_member (problem, "current", json_from_string (current, NULL));

  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), problem);
  return json_to_string (root, FALSE);
}

static HcrmErrorCode
code_from_wire (const char *wire, guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    if (g_strcmp0 (infos[i].wire, wire) == 0)
      return i;
  return status >= 502 && status <= 504 ? HCRM_ERROR_BUSY : HCRM_ERROR_INTERNAL;
}

static void
read_field (JsonArray *array, guint index, JsonNode *node, gpointer error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *field = json_node_get_object (node);
  hcrm_error_add_field (error, json_object_get_string_member_with_default (field, "name", ""),
                        json_object_get_string_member_with_default (field, "detail", ""));
}

GError *
hcrm_error_from_json (JsonObject *problem, guint status)
{
  if (problem == NULL)
    return g_error_new (HCRM_ERROR, code_from_wire (NULL, status),
                        _("The server answered %u"), status);

  const char *wire = json_object_get_string_member_with_default (problem, "type", "");
  GError *error =
      g_error_new_literal (HCRM_ERROR, code_from_wire (wire, status),
                           json_object_get_string_member_with_default (problem, "detail", ""));
  JsonNode *fields = json_object_get_member (problem, "fields");
  JsonNode *current = json_object_get_member (problem, "current");
  if (fields != NULL && JSON_NODE_HOLDS_ARRAY (fields))
    json_array_foreach_element (json_node_get_array (fields), read_field, &error);
  if (current != NULL) {
    g_autofree char *text = json_to_string (current, FALSE);
    hcrm_error_set_current (error, text);
  }
  return error;
}
