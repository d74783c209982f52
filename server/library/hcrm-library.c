/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loads the shipped library: questionnaires, plan templates, scripts, health programmes,
 * scorecards. */

#include "hcrm-library.h"

#include <libpq-fe.h>

#include "core/hcrm-form-store.h"
#include "core/hcrm-pinyin.h"
#include "core/hcrm-place.h"
#include "core/hcrm-session.h"

typedef PGconn Connection;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, PQfinish)

static const char insert_templates[] =
    "WITH wanted AS ("
    " SELECT * FROM jsonb_to_recordset($1::jsonb) AS t (code text, name text, pinyin text, "
    "initials text, name_en text, icd10 jsonb, steps jsonb)"
    "), made AS ("
    " INSERT INTO followup_template (code, name, pinyin, initials, name_en, state, icd10)"
    " SELECT w.code, w.name, w.pinyin, w.initials, w.name_en, 'published', ARRAY (SELECT "
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

static const char insert_programmes[] =
    "WITH wanted AS ("
    " SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (code text, name text, pinyin text, "
    "initials text, name_en text, note text, cycle_months int, window_days int, indicators jsonb, "
    "advice jsonb)"
    "), made AS ("
    " INSERT INTO health_programme (code, name, pinyin, initials, name_en, note, state, "
    "cycle_months, window_days)"
    " SELECT w.code, w.name, w.pinyin, w.initials, w.name_en, w.note, 'active', w.cycle_months, "
    "w.window_days FROM wanted AS w ON CONFLICT (code) DO NOTHING"
    " RETURNING id, code"
    "), indicator AS ("
    " INSERT INTO health_indicator (programme_id, position, code, name, name_en, source, lookup, "
    "questionnaire_url, item, substance, unit, low, high, high_strict, plausible_from, "
    "plausible_to, sex, pick, target_source, target_source_en)"
    " SELECT m.id, i.n, i.code, i.name, i.name_en, i.source, hcrm_health_words(i.lookup), "
    "i.questionnaire_url, i.item, i.substance, i.unit, i.low, i.high, coalesce(i.high_strict, "
    "false), i.plausible_from, i.plausible_to, i.sex, coalesce(i.pick, 'latest'), "
    "i.target_source, i.target_source_en"
    " FROM made AS m JOIN wanted AS w USING (code), hcrm_health_indicators(w.indicators) AS i"
    ") "
    "INSERT INTO health_advice (programme_id, position, indicator, finding, text, text_en, "
    "source, source_en) "
    "SELECT m.id, a.n, a.indicator, a.finding, a.text, a.text_en, a.source, a.source_en "
    "FROM made AS m JOIN wanted AS w USING (code), hcrm_health_advised(w.advice) AS a";

static const char insert_scorecards[] =
    "WITH wanted AS ("
    " SELECT * FROM jsonb_to_recordset($1::jsonb) AS c (code text, name text, name_en text, note "
    "text, pass_mark numeric, items jsonb)"
    "), made AS ("
    " INSERT INTO scorecard (code, name, name_en, note, pass_mark)"
    " SELECT w.code, w.name, w.name_en, w.note, w.pass_mark FROM wanted AS w"
    "  WHERE NOT EXISTS (SELECT 1 FROM scorecard AS c WHERE c.code = w.code)"
    " RETURNING id, code) "
    "INSERT INTO scorecard_item (scorecard_id, position, code, section, section_en, text, text_en, "
    "kind, max, weight, may_na, hint, hint_en) "
    "SELECT m.id, i.n, i.row ->> 'code', i.row ->> 'section', i.row ->> 'section_en', i.row ->> "
    "'text', i.row ->> 'text_en', i.row ->> 'kind', coalesce((i.row ->> 'max')::int, 1), "
    "coalesce((i.row ->> 'weight')::numeric, 0), coalesce((i.row ->> 'may_na')::boolean, false), "
    "i.row ->> 'hint', i.row ->> 'hint_en' "
    "FROM made AS m JOIN wanted AS w USING (code), jsonb_array_elements(w.items) WITH ORDINALITY "
    "AS i (row, n)";

/* Those of this transaction: what a hospital drafts is its own. */
static const char publish_scorecards[] =
    "UPDATE scorecard SET state = 'published', published_at = hcrm_now() "
    "WHERE state = 'draft' AND xmin = pg_current_xact_id()::xid";

/* A code lies in the narrowest range or category around it. */
static const char place_codes[] =
    "UPDATE code AS c SET parent = (SELECT p.code FROM code AS p "
    "WHERE p.system = 'icd10' AND p.code <> c.code AND hcrm_icd10_covers(p.code, c.code) "
    "ORDER BY length(p.code) > 3 AND strpos(p.code, '-') = 0 DESC, strpos(p.code, '-') = 0 DESC, "
    "hcrm_code_from(p.code) COLLATE \"C\" DESC, hcrm_code_to(p.code) COLLATE \"C\" LIMIT 1) WHERE "
    "c.system = 'icd10'";

static const char insert_code[] =
    "INSERT INTO code (system, code, name, name_en, pinyin, initials) "
    "VALUES ('icd10', $1, $2, $3, $4, $5) "
    "ON CONFLICT (system, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, "
    "pinyin = excluded.pinyin, initials = excluded.initials";

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

/* A version that is there already stays as it is. */
static gboolean
add_questionnaire (HcrmDb *db, const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (text, -1, &failure);
  g_autofree char *there =
      form != NULL
          ? hcrm_form_find_version (db, hcrm_questionnaire_get_url (form),
                                    hcrm_questionnaire_get_version (form), NULL, NULL, &failure)
          : NULL;
  g_autofree char *made = failure == NULL && there == NULL
                              ? hcrm_form_create (db, text, -1, HCRM_FORM_PUBLISH, &failure)
                              : NULL;
  if (failure == NULL)
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&failure), "%s: ", path);
  return FALSE;
}

static gboolean
add_folder (HcrmDb *db, const char *folder, GError **error)
{
  g_autofree char *place = g_build_filename (folder, "questionnaires", NULL);
  g_autoptr (GDir) dir = g_dir_open (place, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (place, name, NULL);
    if (g_str_has_suffix (name, ".json") && !add_questionnaire (db, path, error))
      return FALSE;
  }
  return TRUE;
}

static void
spell_item (JsonArray *items, guint i, JsonNode *node, gpointer unused)
{
  JsonObject *item = json_node_get_object (node);
  g_autofree char *initials = NULL;
  g_autofree char *pinyin =
      hcrm_pinyin_of_text (json_object_get_string_member (item, "name"), &initials);

  json_object_set_string_member (item, "pinyin", pinyin);
  json_object_set_string_member (item, "initials", initials);
}

/* The file's items, each with how its name is typed when it is looked for. */
static char *
spell_names (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, error);
  if (node == NULL)
    return NULL;

  json_array_foreach_element (json_node_get_array (node), spell_item, NULL);
  return json_to_string (node, FALSE);
}

static gboolean
add_questionnaires (const char *owner_conninfo, const char *folder, GError **error)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (owner_conninfo, error);

  if (db == NULL)
    return FALSE;
  hcrm_db_begin (db, &hcrm_system_context);
  gboolean ok = add_folder (db, folder, error);
  return hcrm_db_end (db, ok, ok ? error : NULL) && ok;
}

static gboolean
add_file (PGconn *conn, const char *folder, const char *name, const char *statement, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_autofree char *spelt = spell_names (text, error);
  if (spelt == NULL)
    return FALSE;

  const char *values[] = { spelt };
  if (run (conn, statement, 1, values, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static gboolean
add_code (PGconn *conn, JsonObject *code, GError **error)
{
  const char *name = json_object_get_string_member (code, "name");
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_name (name, &initials);
  const char *values[] = { json_object_get_string_member (code, "code"), name,
                           json_object_get_string_member (code, "name_en"), pinyin, initials };

  return run (conn, insert_code, G_N_ELEMENTS (values), values, error);
}

static gboolean
add_codes (PGconn *conn, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "icd10", "icd10.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  JsonArray *codes = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (codes); i++)
    if (!add_code (conn, json_array_get_object_element (codes, i), error))
      return FALSE;
  return run (conn, place_codes, 0, NULL, error);
}

gboolean
hcrm_library_load (const char *owner_conninfo, GError **error)
{
  const char *folder = hcrm_place_get_data ();
  g_autoptr (Connection) conn = PQconnectdb (owner_conninfo);

  if (PQstatus (conn) != CONNECTION_OK)
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", PQerrorMessage (conn));
  return add_questionnaires (owner_conninfo, folder, error) && run (conn, "BEGIN", 0, NULL, error)
         && run (conn,
                 "SELECT set_config('hcrm.user', '1', true), set_config('hcrm.all', 'on', true)", 0,
                 NULL, error)
         && add_codes (conn, folder, error)
         && add_file (conn, folder, "templates.json", insert_templates, error)
         && add_file (conn, folder, "scripts.json", insert_scripts, error)
         && add_file (conn, folder, "health.json", insert_programmes, error)
         && add_file (conn, folder, "scorecards.json", insert_scorecards, error)
         && run (conn, publish_scorecards, 0, NULL, error) && run (conn, "COMMIT", 0, NULL, error);
}
