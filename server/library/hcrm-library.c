/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loads the shipped library: questionnaires, plan templates, scripts. */

#include "hcrm-library.h"

#include <libpq-fe.h>

#include "core/hcrm-error.h"
#include "core/hcrm-place.h"
#include "questionnaire/hcrm-questionnaire.h"

typedef PGconn Connection;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, PQfinish)

static const char insert_questionnaire[] =
    "INSERT INTO questionnaire (url, version_tag, title, title_en, state, items, resource, "
    "tree_hash, published_at) "
    "VALUES ($1, $2, $3, $4, 'published', $5::int, $6, sha256(convert_to($6, 'UTF8')), hcrm_now()) "
    "ON CONFLICT (url, version_tag) DO NOTHING";

static const char insert_category[] =
    "INSERT INTO questionnaire_category (questionnaire_id, system, code) "
    "SELECT id, $3, $4 FROM questionnaire WHERE url = $1 AND version_tag = $2 ON CONFLICT DO "
    "NOTHING";

static const char insert_templates[] =
    "WITH wanted AS ("
    " SELECT * FROM jsonb_to_recordset($1::jsonb) AS t (code text, name text, name_en text, icd10 "
    "jsonb, steps jsonb)"
    "), made AS ("
    " INSERT INTO followup_template (code, name, name_en, state, icd10)"
    " SELECT w.code, w.name, w.name_en, 'published', ARRAY (SELECT "
    "jsonb_array_elements_text(w.icd10))"
    "   FROM wanted AS w WHERE NOT EXISTS (SELECT 1 FROM followup_template AS t WHERE t.code = "
    "w.code)"
    " RETURNING id, code) "
    "INSERT INTO followup_template_step (template_id, position, offset_days, window_days, owner, "
    "channel, "
    "questionnaire_url, script_code) "
    "SELECT m.id, s.position, (s.step ->> 'offset_days')::int, (s.step ->> 'window_days')::int, "
    "s.step ->> 'owner', "
    "s.step ->> 'channel', s.step ->> 'questionnaire_url', s.step ->> 'script_code' "
    "FROM made AS m JOIN wanted AS w USING (code), jsonb_array_elements(w.steps) WITH ORDINALITY "
    "AS s (step, position)";

static const char insert_scripts[] = "INSERT INTO script (code, name, name_en, text, text_en) "
                                     "SELECT code, name, name_en, body, body_en "
                                     "FROM jsonb_to_recordset($1::jsonb) AS s (code text, name "
                                     "text, name_en text, body text, body_en text) "
                                     "ON CONFLICT (code) DO NOTHING";

static gboolean
run (PGconn *conn, const char *text, guint n, const char *const *values, GError **error)
{
  PGresult *result = PQexecParams (conn, text, n, NULL, values, NULL, NULL, 0);
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (!ok)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (result));
  PQclear (result);
  return ok;
}

static gboolean
add_categories (PGconn *conn, HcrmQuestionnaire *form, GError **error)
{
  const GPtrArray *codes = hcrm_questionnaire_get_codes (form);

  for (guint i = 0; i < codes->len; i++) {
    const HcrmAnswer *code = g_ptr_array_index (codes, i);
    const char *values[] = { hcrm_questionnaire_get_url (form),
                             hcrm_questionnaire_get_version (form), code->system, code->text };
    if (code->system != NULL && code->text != NULL
        && !run (conn, insert_category, G_N_ELEMENTS (values), values, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_questionnaire (PGconn *conn, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (text, -1, error);
  if (form == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  g_autofree char *items = g_strdup_printf ("%u", hcrm_questionnaire_get_all_items (form)->len);
  const char *values[] = { hcrm_questionnaire_get_url (form),
                           hcrm_questionnaire_get_version (form),
                           hcrm_questionnaire_get_title (form, "zh_CN"),
                           hcrm_questionnaire_get_title (form, "en"),
                           items,
                           text };
  return run (conn, insert_questionnaire, G_N_ELEMENTS (values), values, error)
         && add_categories (conn, form, error);
}

static gboolean
add_questionnaires (PGconn *conn, const char *folder, GError **error)
{
  g_autofree char *place = g_build_filename (folder, "questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (place, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (place, name, NULL);
    if (g_str_has_suffix (name, ".json") && !add_questionnaire (conn, path, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_file (PGconn *conn, const char *folder, const char *name, const char *statement, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;

  const char *values[] = { text };
  if (run (conn, statement, 1, values, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

gboolean
hcrm_library_load (const char *owner_conninfo, GError **error)
{
  const char *folder = hcrm_place_get_data ();
  g_autoptr (Connection) conn = PQconnectdb (owner_conninfo);

  if (PQstatus (conn) != CONNECTION_OK)
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", PQerrorMessage (conn));
  return run (conn, "BEGIN", 0, NULL, error)
         && run (conn,
                 "SELECT set_config('hcrm.user', '1', true), set_config('hcrm.all', 'on', true)", 0,
                 NULL, error)
         && add_questionnaires (conn, folder, error)
         && add_file (conn, folder, "templates.json", insert_templates, error)
         && add_file (conn, folder, "scripts.json", insert_scripts, error)
         && run (conn, "COMMIT", 0, NULL, error);
}
