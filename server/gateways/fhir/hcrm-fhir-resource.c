/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What reading and writing have in common, whatever the resource. */

#include <string.h>

#include "hcrm-fhir-private.h"

/* --- Where we are --------------------------------------------------------------------------------
 */

static gboolean
is_host (const char *text)
{
  return text != NULL && *text != '\0'
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]_")
                == strlen (text);
}

/* A proxy before us says what the client wrote. */
char *
hcrm_fhir_dup_base (HcrmRequest *req)
{
  const char *proto = hcrm_request_get_header (req, "X-Forwarded-Proto");
  const char *forwarded = hcrm_request_get_header (req, "X-Forwarded-Host");
  const char *host = is_host (forwarded) ? forwarded : hcrm_request_get_header (req, "Host");
  gboolean known = g_strcmp0 (proto, "http") == 0 || g_strcmp0 (proto, "https") == 0;

  return g_strdup_printf ("%s://%s" HCRM_FHIR_BASE, known ? proto : req->scheme,
                          is_host (host) ? host : "localhost");
}

/* --- Reading -------------------------------------------------------------------------------------
 */

static gboolean
wants_minimal (HcrmRequest *req)
{
  const char *prefer = hcrm_request_get_header (req, "Prefer");

  return prefer != NULL && strstr (prefer, "return=minimal") != NULL;
}

static void
take_version (HcrmRequest *req, HcrmRows *rows)
{
  req->etag = hcrm_rows_get_int (rows, 0, "version");
  req->modified_at = hcrm_rows_get_int (rows, 0, "changed");
}

/* Whether the client has this version already (If-None-Match). */
static gboolean
has_already (HcrmRequest *req, const HcrmFhirResource *self)
{
  const char *known = hcrm_request_get_header (req, "If-None-Match");
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", req->etag);

  return self->exact_versions && known != NULL && strstr (known, tag) != NULL;
}

static gboolean
reply_row (HcrmRequest *req, const HcrmFhirResource *self, HcrmRows *rows, GError **error)
{
  take_version (req, rows);
  if (has_already (req, self)) {
    req->status = SOUP_STATUS_NOT_MODIFIED;
    return TRUE;
  }
  return self->write (rows, 0, req->reply, error);
}

gboolean
hcrm_fhir_read (HcrmRequest *req, const HcrmFhirResource *self, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, self->get, NULL, error);

  return rows != NULL && reply_row (req, self, rows, error);
}

gboolean
hcrm_fhir_read_version (HcrmRequest *req, const HcrmFhirResource *self, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, self->get, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (g_strcmp0 (hcrm_rows_get (rows, 0, "version"), hcrm_request_get_part (req, "vid")) != 0)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s",
                      _ ("Only the present version of a resource is kept"));
  return reply_row (req, self, rows, error);
}

gboolean
hcrm_fhir_reply_written (HcrmRequest *req,
                         const HcrmFhirResource *self,
                         const char *id,
                         guint status,
                         GError **error)
{
  g_autofree char *base = hcrm_fhir_dup_base (req);

  hcrm_db_let (req->db, "id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, self->get, NULL, error);
  if (rows == NULL)
    return FALSE;
  req->status = status;
  take_version (req, rows);
  g_free (req->location);
  req->location =
      g_strdup_printf ("%s/%s/%s/_history/%" G_GINT64_FORMAT, base, self->type, id, req->etag);
  return wants_minimal (req) || self->write (rows, 0, req->reply, error);
}

/* --- Bodies --------------------------------------------------------------------------------------
 */

static gboolean
check_type (const HcrmFhirNode *root, const HcrmFhirResource *self, GError **error)
{
  const char *type = hcrm_fhir_get_string (root, "resourceType");

  if (root->kind != HCRM_FHIR_OBJECT || type == NULL)
    return hcrm_fail (error, HCRM_ERROR_MALFORMED, "resourceType", "%s",
                      _ ("The body is not a FHIR resource"));
  if (strcmp (type, self->type) == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_MALFORMED, "resourceType",
                    _ ("Here is the place of %s, not of %s"), self->type, type);
}

static gboolean
check_id (const HcrmFhirNode *root, const HcrmFhirResource *self, const char *id, GError **error)
{
  g_autofree char *field = g_strconcat (self->type, ".id", NULL);

  if (id == NULL || g_strcmp0 (hcrm_fhir_get_string (root, "id"), id) == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_MALFORMED, field, "%s",
                    _ ("The resource's id is not that of the address"));
}

HcrmFhirNode *
hcrm_fhir_take_body (HcrmRequest *req, const HcrmFhirResource *self, const char *id, GError **error)
{
  gsize length = 0;
  const char *text = req->body != NULL ? g_bytes_get_data (req->body, &length) : NULL;
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (text != NULL ? text : "", length, error);

  if (root == NULL || !check_type (root, self, error) || !check_id (root, self, id, error))
    return NULL;
  return g_steal_pointer (&root);
}

HcrmRows *
hcrm_fhir_lock (HcrmRequest *req, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, sql, NULL, error);

  if (rows == NULL || hcrm_rows_get_n (rows) == 1)
    return g_steal_pointer (&rows);
  hcrm_fail (error, HCRM_ERROR_METHOD, NULL, "%s",
             _ ("There is no such resource, and new ones get their ids from the server: POST it"));
  return NULL;
}

/* --- What is kept, as it came --------------------------------------------------------------------
 */

typedef struct {
  HcrmRows *rows;
  guint row;
  const char *status;
  GString *out;
} Stored;

static void
append_name (GString *out, const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  hcrm_fhir_write_string (name, out);
  g_string_append_c (out, ':');
}

static void
append_text (GString *out, const char *name, const char *text)
{
  append_name (out, name);
  hcrm_fhir_write_string (text, out);
}

static void
append_meta (const Stored *self, const HcrmFhirNode *meta)
{
  g_autoptr (GString) changed = g_string_new (NULL);

  hcrm_rows_append_instant (self->rows, self->row, "changed_at", changed);
  append_name (self->out, "meta");
  g_string_append_c (self->out, '{');
  append_text (self->out, "versionId", hcrm_rows_get (self->rows, self->row, "version"));
  append_text (self->out, "lastUpdated", changed->str);
  for (guint i = 0; i < hcrm_fhir_get_length (meta); i++) {
    const HcrmFhirNode *member = hcrm_fhir_get_nth (meta, i);
    if (g_strcmp0 (member->name, "versionId") == 0 || g_strcmp0 (member->name, "lastUpdated") == 0)
      continue;
    append_name (self->out, member->name);
    hcrm_fhir_write (member, self->out);
  }
  g_string_append_c (self->out, '}');
}

static void
append_id (const Stored *self)
{
  append_text (self->out, "id", hcrm_rows_get (self->rows, self->row, "id"));
}

static void
append_member (const Stored *self, const HcrmFhirNode *root, const HcrmFhirNode *member)
{
  if (strcmp (member->name, "id") == 0) {
    append_id (self);
  } else if (strcmp (member->name, "meta") == 0) {
    append_meta (self, member);
  } else if (strcmp (member->name, "status") == 0 && self->status != NULL) {
    append_text (self->out, "status", self->status);
  } else {
    append_name (self->out, member->name);
    hcrm_fhir_write (member, self->out);
  }
  if (strcmp (member->name, "resourceType") != 0)
    return;
  if (hcrm_fhir_get (root, "id") == NULL)
    append_id (self);
  if (hcrm_fhir_get (root, "meta") == NULL)
    append_meta (self, NULL);
}

static void
append_extra (GString *out, const HcrmFhirNode *root, const HcrmFhirExtra *extra)
{
  if (extra->json == NULL || hcrm_fhir_get (root, extra->name) != NULL)
    return;
  append_name (out, extra->name);
  g_string_append (out, extra->json);
}

gboolean
hcrm_fhir_append_stored (HcrmRows *rows,
                         guint row,
                         const char *type,
                         const char *status,
                         const HcrmFhirExtra *extras,
                         GString *out,
                         GError **error)
{
  const Stored stored = { rows, row, status, out };
  g_autoptr (HcrmFhirNode) root =
      hcrm_fhir_parse (hcrm_rows_get (rows, row, "resource"), -1, error);

  if (root == NULL)
    return FALSE;
  g_string_append_c (out, '{');
  /* The answers of a call come from our own client, which may leave this away. */
  if (hcrm_fhir_get (root, "resourceType") == NULL) {
    append_text (out, "resourceType", type);
    append_id (&stored);
    append_meta (&stored, NULL);
  }
  for (guint i = 0; i < hcrm_fhir_get_length (root); i++)
    append_member (&stored, root, hcrm_fhir_get_nth (root, i));
  for (const HcrmFhirExtra *extra = extras; extra != NULL && extra->name != NULL; extra++)
    append_extra (out, root, extra);
  g_string_append_c (out, '}');
  return TRUE;
}
