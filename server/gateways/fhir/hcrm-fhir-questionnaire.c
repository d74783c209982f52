/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires as FHIR resources: each version one resource with an id of its own. */

#include <string.h>

#include "core/hcrm-form-store.h"
#include "fhir-questionnaire-sql.h"
#include "hcrm-fhir-private.h"
#include "questionnaire/hcrm-fhir-edit.h"

/* What FHIR calls our states, http://hl7.org/fhir/R4/valueset-publication-status.html. What is
 * neither, `unknown`, is a draft. */
static const struct {
  const char *status;
  const char *state;
} states[] = {
  { "draft", "draft" },
  { "unknown", "draft" },
  { "active", "published" },
  { "retired", "retired" },
};

static const char *
find_state (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].status, status) == 0)
      return states[i].state;
  return NULL;
}

static const char *
find_status (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].state, state) == 0)
      return states[i].status;
  return NULL;
}

/* What was published or retired here says so; `unknown` stays what it is. */
static const char *
present_status (HcrmRows *rows, guint row)
{
  const char *state = hcrm_rows_get (rows, row, "state");

  return strcmp (state, "draft") != 0 ? find_status (state) : NULL;
}

static gboolean
write_questionnaire (HcrmRows *rows, guint row, GString *out, GError **error)
{
  return hcrm_fhir_append_stored (rows, row, "Questionnaire", present_status (rows, row), NULL, out,
                                  error);
}

/* --- Finding -------------------------------------------------------------------------------------
 */

static gboolean
find_states (HcrmRequest *req,
             const HcrmFhirParam *param,
             char **values,
             GHashTable *found,
             GError **error)
{
  for (char **value = values; *value != NULL; value++) {
    const char *bar = strrchr (*value, '|');
    const char *state = find_state (bar != NULL ? bar + 1 : *value);
    if (state != NULL)
      g_hash_table_add (found, g_strdup (state));
  }
  return TRUE;
}

static gboolean
find_identifiers (HcrmRequest *req,
                  const HcrmFhirParam *param,
                  char **values,
                  GHashTable *found,
                  GError **error)
{
  hcrm_fhir_bind_tokens (req, values);
  return hcrm_fhir_find_ids (req, &SQL_FHIR_QUESTIONNAIRE_BY_IDENTIFIER, found, error);
}

/* --- Writing -------------------------------------------------------------------------------------
 */

static const char *
read_state (const HcrmFhirNode *root, GError **error)
{
  const char *state = find_state (hcrm_fhir_get_string (root, "status"));

  if (state == NULL)
    hcrm_fail (error, HCRM_ERROR_INVALID, "Questionnaire.status", "%s",
               _ ("The status must be draft, active, retired or unknown"));
  return state;
}

static gboolean
retire (HcrmRequest *req, const char *id, GError **error)
{
  hcrm_db_let (req->db, "retired_id", id);
  return hcrm_db_run (req->db, &SQL_FHIR_QUESTIONNAIRE_RETIRE, NULL, error);
}

static HcrmFormFlags
get_flags (const char *state)
{
  return strcmp (state, "published") == 0 ? HCRM_FORM_PUBLISH : 0;
}

/* What comes retired is checked as what is published would be, and is never offered. */
static char *
store_new (HcrmRequest *req, const char *text, gssize length, const char *state, GError **error)
{
  g_autofree char *id = hcrm_form_create (req->db, text, length, get_flags (state), error);

  if (id == NULL || (strcmp (state, "retired") == 0 && !retire (req, id, error)))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
reply_changed (HcrmRequest *req, const char *id, guint status, GError **error)
{
  if (!hcrm_fhir_reply_written (req, &hcrm_fhir_questionnaire, id, status, error))
    return FALSE;
  hcrm_request_add_event (req, "questionnaire", g_ascii_strtoll (id, NULL, 10), req->etag);
  return TRUE;
}

gboolean
hcrm_fhir_create_questionnaire (HcrmRequest *req, GError **error)
{
  const char *criteria = hcrm_request_get_header (req, "If-None-Exist");
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_take_body (req, &hcrm_fhir_questionnaire, NULL, error);
  const char *state = root != NULL ? read_state (root, error) : NULL;
  g_autofree char *known = NULL;

  if (state == NULL
      || (criteria != NULL
          && !hcrm_fhir_find_existing (req, &hcrm_fhir_questionnaire, criteria, &known, error)))
    return FALSE;
  if (known != NULL)
    return hcrm_fhir_reply_written (req, &hcrm_fhir_questionnaire, known, SOUP_STATUS_OK, error);
  gsize length = 0;
  const char *text = g_bytes_get_data (req->body, &length);
  g_autofree char *id = store_new (req, text, length, state, error);
  return id != NULL && reply_changed (req, id, SOUP_STATUS_CREATED, error);
}

static gboolean
update_draft (HcrmRequest *req, const char *id, const char *state, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (req->body, &length);

  return hcrm_form_update (req->db, id, text, length, get_flags (state), error)
         && (strcmp (state, "retired") != 0 || retire (req, id, error))
         && reply_changed (req, id, SOUP_STATUS_OK, error);
}

/* The resource without what is the server's. */
static HcrmFhirNode *
copy_content (const HcrmFhirNode *root)
{
  static const char *const names[] = { "id", "meta", "status" };
  HcrmFhirNode *copy = hcrm_fhir_copy (root);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_fhir_set (copy, names[i], NULL);
  return copy;
}

static gboolean
has_same_content (HcrmRows *locked, const HcrmFhirNode *root)
{
  g_autoptr (HcrmFhirNode) stored =
      hcrm_fhir_parse (hcrm_rows_get (locked, 0, "resource"), -1, NULL);
  if (stored == NULL)
    return FALSE;
  g_autoptr (HcrmFhirNode) before = copy_content (stored);
  g_autoptr (HcrmFhirNode) after = copy_content (root);
  return hcrm_fhir_equal (before, after);
}

static gboolean
check_url (HcrmRows *locked, const HcrmFhirNode *root, GError **error)
{
  const char *url = hcrm_fhir_get_string (root, "url");

  return url == NULL || strcmp (url, hcrm_rows_get (locked, 0, "url")) == 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, "Questionnaire.url", "%s",
                       _ ("Another address is another questionnaire: create it"));
}

/* A version of its own: the one it names or, if that is taken by what it replaces, the next. */
static gboolean
give_version (HcrmRequest *req, HcrmRows *locked, HcrmFhirNode *root, GError **error)
{
  const char *url = hcrm_rows_get (locked, 0, "url");
  const char *before = hcrm_rows_get (locked, 0, "version_tag");
  const char *wanted = hcrm_fhir_get_string (root, "version");

  if (hcrm_fhir_get_string (root, "url") == NULL)
    hcrm_fhir_set (root, "url", hcrm_fhir_new_string (url));
  if (wanted != NULL && strcmp (wanted, before) != 0)
    return TRUE;
  g_autofree char *next = hcrm_form_dup_next_version (req->db, url, before, error);
  if (next != NULL)
    hcrm_fhir_set (root, "version", hcrm_fhir_new_string (next));
  return next != NULL;
}

static gboolean
replace_version (HcrmRequest *req,
                 HcrmRows *locked,
                 HcrmFhirNode *root,
                 const char *state,
                 GError **error)
{
  const char *before = hcrm_rows_get (locked, 0, "state");
  const char *id = hcrm_rows_get (locked, 0, "id");
  gboolean same = has_same_content (locked, root);

  if (same && strcmp (state, before) == 0)
    return hcrm_fhir_reply_written (req, &hcrm_fhir_questionnaire, id, SOUP_STATUS_OK, error);
  if (same && strcmp (state, "retired") == 0)
    return retire (req, id, error) && reply_changed (req, id, SOUP_STATUS_OK, error);
  if (!check_url (locked, root, error) || !give_version (req, locked, root, error))
    return FALSE;
  g_autofree char *text = hcrm_fhir_to_text (root);
  g_autofree char *made = store_new (req, text, -1, state, error);
  return made != NULL && reply_changed (req, made, SOUP_STATUS_CREATED, error);
}

gboolean
hcrm_fhir_update_questionnaire (HcrmRequest *req, GError **error)
{
  const char *id = hcrm_request_get_part (req, "id");
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_take_body (req, &hcrm_fhir_questionnaire, id, error);
  const char *state = root != NULL ? read_state (root, error) : NULL;
  g_autoptr (HcrmRows) locked =
      state != NULL ? hcrm_fhir_lock (req, &SQL_FHIR_QUESTIONNAIRE_LOCK, error) : NULL;

  if (locked == NULL || !hcrm_request_check_version (req, locked, error))
    return FALSE;
  if (strcmp (hcrm_rows_get (locked, 0, "state"), "draft") == 0)
    return update_draft (req, id, state, error);
  return replace_version (req, locked, root, state, error);
}

/* --- Tables --------------------------------------------------------------------------------------
 */

/* clang-format off */
static const HcrmFhirParam params[] = {
  { "_id",          HCRM_FHIR_PARAM_TOKEN,  "ids", hcrm_fhir_find_own_ids, .text = "Questionnaire.id" },
  { "_lastUpdated", HCRM_FHIR_PARAM_DATE,   "changed", .text = "Questionnaire.meta.lastUpdated" },
  { "url",          HCRM_FHIR_PARAM_URI,    "urls", .text = "Questionnaire.url" },
  { "version",      HCRM_FHIR_PARAM_TOKEN,  "versions", .text = "Questionnaire.version" },
  { "identifier",   HCRM_FHIR_PARAM_TOKEN,  "ids", find_identifiers, .text = "Questionnaire.identifier" },
  { "title",        HCRM_FHIR_PARAM_STRING, "titles", NULL, NULL, " contains exact ", "Questionnaire.title, also in English" },
  { "name",         HCRM_FHIR_PARAM_STRING, "names", NULL, NULL, " contains exact ", "Questionnaire.name" },
  { "publisher",    HCRM_FHIR_PARAM_STRING, "publishers", NULL, NULL, " contains exact ", "Questionnaire.publisher" },
  { "status",       HCRM_FHIR_PARAM_TOKEN,  "states", find_states, .text = "Questionnaire.status" },
};

static const HcrmFhirSort sorts[] = {
  { "_id", "id" }, { "_lastUpdated", "changed_at" }, { "title", "title" }, { "date", "published_at" },
};
/* clang-format on */

const HcrmFhirResource hcrm_fhir_questionnaire = {
  "Questionnaire",
  params,
  G_N_ELEMENTS (params),
  sorts,
  G_N_ELEMENTS (sorts),
  &SQL_FHIR_QUESTIONNAIRE_LIST,
  &SQL_FHIR_QUESTIONNAIRE_GET,
  write_questionnaire,
  "Each version is a resource of its own. A published version never changes: replacing it makes a "
  "new "
  "version.",
  TRUE,
};
