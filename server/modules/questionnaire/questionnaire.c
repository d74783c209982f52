/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires: drafts are edited, published ones revised, copied and retired. */

#include "questionnaire.h"

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-form-store.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire-category-sql.h"
#include "questionnaire-compose.h"
#include "questionnaire-sql.h"
#include "questionnaire/hcrm-fhir-edit.h"
#include "questionnaire/hcrm-questionnaire-changes.h"

/* --- Replies -------------------------------------------------------------------------------- */

static void
append_finding (GString *out, const char *path, const char *detail, const char *severity)
{
  if (out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
  g_string_append (out, "{\"path\":");
  hcrm_json_append_string (out, path);
  g_string_append (out, ",\"detail\":");
  hcrm_json_append_string (out, detail);
  g_string_append_printf (out, ",\"severity\":\"%s\"}", severity);
}

/* What keeps a draft from being published, and what is kept without effect. */
static void
append_findings (GString *out, const char *resource)
{
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (resource, -1, &bad);
  const GPtrArray *findings = form != NULL ? hcrm_questionnaire_get_findings (form) : NULL;

  for (guint i = 0; bad != NULL && i < hcrm_error_get_n_fields (bad); i++)
    append_finding (out, hcrm_error_get_field (bad, i), hcrm_error_get_field_detail (bad, i),
                    "error");
  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    const HcrmFinding *finding = g_ptr_array_index (findings, i);
    append_finding (out, finding->path, finding->detail, "note");
  }
}

/* Leaves the reply open for another member. */
static void
reopen (HcrmRequest *req)
{
  g_string_truncate (req->reply, req->reply->len - 1);
}

/* What means something else than in the version before: answers to the two compare badly. */
static gboolean
append_changes (HcrmRequest *req, const char *resource, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_QUESTIONNAIRE_BEFORE, NULL, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr (HcrmQuestionnaire) now = hcrm_questionnaire_new_from_json (resource, -1, NULL);
  g_autoptr (HcrmQuestionnaire) old =
      hcrm_rows_get_n (rows) > 0
          ? hcrm_questionnaire_new_from_json (hcrm_rows_get (rows, 0, "resource"), -1, NULL)
          : NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, old != NULL && now != NULL ? hcrm_questionnaire_compare (old, now)
                                                         : json_array_new ());
  g_autofree char *text = json_to_string (node, FALSE);
  g_string_append_printf (req->reply, ",\"changes\":%s", text);
  return TRUE;
}

static gboolean
reply_questionnaire (HcrmRequest *req, const char *id, GError **error)
{
  hcrm_db_let (req->db, "id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_QUESTIONNAIRE_GET, NULL, error);
  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  if (req->csv)
    return TRUE;
  reopen (req);
  g_string_append (req->reply, ",\"findings\":[");
  append_findings (req->reply, hcrm_rows_get (rows, 0, "resource"));
  g_string_append_c (req->reply, ']');
  if (!append_changes (req, hcrm_rows_get (rows, 0, "resource"), error))
    return FALSE;
  g_string_append_c (req->reply, '}');
  return TRUE;
}

static gboolean
reply_changed (HcrmRequest *req, const char *id, GError **error)
{
  if (!reply_questionnaire (req, id, error))
    return FALSE;
  hcrm_request_add_event (req, "questionnaire", g_ascii_strtoll (id, NULL, 10), req->etag);
  return TRUE;
}

static gboolean
get_questionnaire (HcrmRequest *req, GError **error)
{
  g_autofree char *id = g_strdup (hcrm_request_get_part (req, "id"));

  return reply_questionnaire (req, id, error);
}

static gboolean
get_versions (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_QUESTIONNAIRE_VERSIONS, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_n (rows) == 0)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, NULL, "%s", _ ("There is no such record"));
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

/* --- Drafts --------------------------------------------------------------------------------- */

static gboolean
store_draft (HcrmRequest *req, const char *resource, GError **error)
{
  g_autofree char *id = hcrm_form_create (req->db, resource, -1, HCRM_FORM_UNFINISHED, error);

  return id != NULL && reply_changed (req, id, error);
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  return store_draft (req, hcrm_record_get (req->args, "resource"), error);
}

static HcrmRows *
take_step (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  return hcrm_request_take_step (req, &SQL_QUESTIONNAIRE_LOCK, &hcrm_questionnaire_workflow, action,
                                 step, error);
}

static gboolean
edit (HcrmRequest *req, GError **error)
{
  const char *resource = hcrm_record_get (req->args, "resource");
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) draft = take_step (req, "edit", &step, error);

  if (draft == NULL)
    return FALSE;
  if (resource == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "resource", "%s", _ ("A questionnaire is needed"));
  const char *id = hcrm_rows_get (draft, 0, "id");
  return hcrm_form_update (req->db, id, resource, -1, HCRM_FORM_UNFINISHED, error)
         && reply_changed (req, id, error);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
publish (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) draft = take_step (req, "publish", &step, error);

  if (draft == NULL)
    return FALSE;
  const char *id = hcrm_rows_get (draft, 0, "id");
  return hcrm_form_publish (req->db, id, error) && reply_changed (req, id, error);
}

static gboolean
retire (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "retire", &step, error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_QUESTIONNAIRE_SET_STATE, NULL, error)
         && reply_changed (req, hcrm_rows_get (locked, 0, "id"), error);
}

/* A version's resource, to be made into a draft. */
static HcrmFhirNode *
parse_locked (HcrmRows *locked, GError **error)
{
  HcrmFhirNode *root = hcrm_fhir_parse (hcrm_rows_get (locked, 0, "resource"), -1, error);

  if (root == NULL)
    return NULL;
  hcrm_fhir_set (root, "status", hcrm_fhir_new_string ("draft"));
  return root;
}

static gboolean
check_no_draft (HcrmRequest *req, const char *url, GError **error)
{
  hcrm_db_let (req->db, "draft_url", url);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_QUESTIONNAIRE_OTHER_DRAFT, NULL, error);

  if (rows == NULL)
    return FALSE;
  return hcrm_rows_get_n (rows) == 0
         || hcrm_fail (error, HCRM_ERROR_CONFLICT, "url", "%s",
                       _ ("There is already a draft of this questionnaire"));
}

static gboolean
revise (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "revise", &step, error);
  if (locked == NULL)
    return FALSE;

  const char *url = hcrm_rows_get (locked, 0, "url");
  g_autoptr (HcrmFhirNode) root = parse_locked (locked, error);
  if (root == NULL || !check_no_draft (req, url, error))
    return FALSE;
  g_autofree char *version =
      hcrm_form_dup_next_version (req->db, url, hcrm_rows_get (locked, 0, "version_tag"), error);
  if (version == NULL)
    return FALSE;
  hcrm_fhir_set (root, "url", hcrm_fhir_new_string (url));
  hcrm_fhir_set (root, "version", hcrm_fhir_new_string (version));
  g_autofree char *text = hcrm_fhir_to_text (root);
  return store_draft (req, text, error);
}

/* The address asked for, or the first free one like the old. */
static char *
dup_clone_url (HcrmRequest *req, const char *url, GError **error)
{
  const char *wanted = hcrm_record_get (req->args, "url");

  if (wanted != NULL)
    return g_strdup (wanted);
  for (guint n = 1;; n++) {
    g_autofree char *next =
        n == 1 ? g_strconcat (url, "-copy", NULL) : g_strdup_printf ("%s-copy-%u", url, n);
    hcrm_db_let (req->db, "wanted", next);
    g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_QUESTIONNAIRE_TAKEN, NULL, error);
    if (rows == NULL)
      return NULL;
    if (!hcrm_rows_get_bool (rows, 0, "taken"))
      return g_steal_pointer (&next);
  }
}

static gboolean
copy (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "clone", &step, error);
  g_autoptr (HcrmFhirNode) root = locked != NULL ? parse_locked (locked, error) : NULL;
  g_autofree char *url =
      root != NULL ? dup_clone_url (req, hcrm_rows_get (locked, 0, "url"), error) : NULL;
  g_autofree char *version =
      url != NULL ? hcrm_form_dup_next_version (req->db, url, NULL, error) : NULL;
  const char *title = hcrm_record_get (req->args, "title");

  if (version == NULL)
    return FALSE;
  hcrm_fhir_set (root, "id", NULL);
  hcrm_fhir_set (root, "identifier", NULL);
  hcrm_fhir_set (root, "url", hcrm_fhir_new_string (url));
  hcrm_fhir_set (root, "version", hcrm_fhir_new_string (version));
  if (title != NULL)
    hcrm_fhir_set_text (root, "title", title, hcrm_record_get (req->args, "title_en"));
  g_autofree char *text = hcrm_fhir_to_text (root);
  return store_draft (req, text, error);
}

#define READ HCRM_PERM_QUESTIONNAIRE_READ
#define EDIT HCRM_PERM_QUESTIONNAIRE_EDIT
#define VERSIONED HCRM_ROUTE_VERSIONED
#define CREATES HCRM_ROUTE_CREATES
#define LIBRARY "/questionnaires"
#define ONE LIBRARY "/{id}"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   LIBRARY,                READ, 0, &hcrm_questionnaire_query, .list = &SQL_QUESTIONNAIRE_LIST },
  HCRM_EXPORT (LIBRARY, READ, &hcrm_questionnaire_fields),
  { "POST",  LIBRARY,                EDIT, CREATES, &hcrm_questionnaire_resource, .handler = create },
  { "GET",   ONE,                    READ, .handler = get_questionnaire },
  { "PATCH", ONE,                    EDIT, VERSIONED, &hcrm_questionnaire_resource, .handler = edit },
  { "GET",   ONE "/versions",        READ, .handler = get_versions },
  { "GET",   ONE "/used",            READ, .sql = &SQL_QUESTIONNAIRE_USED },
  { "POST",  LIBRARY "/actions/compose", READ, HCRM_ROUTE_ONCE, &hcrm_questionnaire_compose, .handler = hcrm_questionnaire_reply_composition },
  { "GET",   "/questionnaire-categories", READ, HCRM_ROUTE_ITEMS, &hcrm_questionnaire_category_query, &SQL_QUESTIONNAIRE_CATEGORY_LIST },
  { "POST",  ONE "/actions/publish", EDIT, VERSIONED, .handler = publish },
  { "POST",  ONE "/actions/retire",  EDIT, VERSIONED, .handler = retire },
  { "POST",  ONE "/actions/revise",  EDIT, 0, .handler = revise },
  { "POST",  ONE "/actions/clone",   EDIT, 0, &hcrm_questionnaire_clone, .handler = copy },
};

static const HcrmConstraint constraints[] = {
  { "questionnaire_url_version_tag_key", "version", N_("There is already this version of the questionnaire") },
  { "questionnaire_draft",               "url",     N_("There is already a draft of this questionnaire") },
};
/* clang-format on */

const HcrmModule hcrm_questionnaire_module = { "questionnaire", routes, G_N_ELEMENTS (routes),
                                               constraints, G_N_ELEMENTS (constraints) };
