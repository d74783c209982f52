/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Programmes: their indicators, targets and advice are checked and kept. */

#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-pinyin.h"
#include "health-programme-sql.h"
#include "health.h"
#include "model/hcrm-health.h"

/* --- Rules ---------------------------------------------------------------------------------- */

static gboolean
is_empty (HcrmRecord *row, const char *name)
{
  const char *text = hcrm_record_get (row, name);

  return text == NULL || *text == '\0';
}

static void
add_fault (GError **bad, const char *rows, guint i, const char *name, const char *words)
{
  g_autofree char *field = g_strdup_printf ("%s[%u].%s", rows, i, name);

  hcrm_error_add_field (bad, field, words);
}

/* What an indicator is collected from must be told. */
static void
check_source (HcrmRecord *row, guint i, GError **bad)
{
  const char *source = hcrm_record_get (row, "source");
  gboolean answered = g_strcmp0 (source, "answer") == 0;

  if (g_strcmp0 (source, "result") == 0 && is_empty (row, "lookup"))
    add_fault (bad, "indicators", i, "lookup", _ ("Say by which codes or names results tell it"));
  if ((answered || g_strcmp0 (source, "score") == 0) && is_empty (row, "questionnaire_url"))
    add_fault (bad, "indicators", i, "questionnaire_url", _ ("Say which questionnaire tells it"));
  if (answered && is_empty (row, "item"))
    add_fault (bad, "indicators", i, "item", _ ("Say which item tells it"));
}

static void
check_order (HcrmRecord *row, guint i, const char *low, const char *high, GError **bad)
{
  const char *from = hcrm_record_get (row, low), *to = hcrm_record_get (row, high);

  if (from != NULL && to != NULL && g_ascii_strtod (from, NULL) > g_ascii_strtod (to, NULL))
    add_fault (bad, "indicators", i, high, _ ("This is less than where it begins"));
}

/* Nobody can tell later where a target came from that nobody wrote down. */
static void
check_target (HcrmRecord *row, guint i, GError **bad)
{
  gboolean target = hcrm_record_get (row, "low") != NULL || hcrm_record_get (row, "high") != NULL;

  if (target && is_empty (row, "target_source"))
    add_fault (bad, "indicators", i, "target_source", _ ("Say where this target comes from"));
  check_order (row, i, "low", "high", bad);
  check_order (row, i, "plausible_from", "plausible_to", bad);
}

/* Returns: (element-type utf8): the codes, borrowed from @rows. */
static GHashTable *
check_indicators (GPtrArray *rows, GError **bad)
{
  GHashTable *codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++) {
    const char *code = hcrm_record_get (rows->pdata[i], "code");

    if (code != NULL && !g_hash_table_add (codes, (gpointer) code))
      add_fault (bad, "indicators", i, "code", _ ("This code stands here twice"));
    check_source (rows->pdata[i], i, bad);
    check_target (rows->pdata[i], i, bad);
  }
  return codes;
}

static void
check_advice (GPtrArray *rows, GHashTable *codes, GError **bad)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++) {
    const char *code = hcrm_record_get (rows->pdata[i], "indicator");
    const char *finding = hcrm_record_get (rows->pdata[i], "finding");

    if (code != NULL && !g_hash_table_contains (codes, code))
      add_fault (bad, "advice", i, "indicator", _ ("There is no such indicator"));
    if (!g_hash_table_add (seen, g_strdup_printf ("%s %s", code, finding)))
      add_fault (bad, "advice", i, "finding", _ ("There is advice for this already"));
  }
}

static gboolean
check_shape (HcrmRecord *record, GError **bad)
{
  g_autoptr (GPtrArray) indicators = hcrm_record_get_rows (record, "indicators");
  g_autoptr (GPtrArray) advice = hcrm_record_get_rows (record, "advice");
  g_autoptr (GHashTable) codes = check_indicators (indicators, bad);
  const char *code = hcrm_record_get (record, "code");

  check_advice (advice, codes, bad);
  if (code != NULL && !g_regex_match_simple ("^[a-z][a-z0-9-]{1,39}$", code, 0, 0))
    hcrm_error_add_field (bad, "code", _ ("Small letters, digits and hyphens only"));
  return *bad == NULL;
}

static gboolean
check_known (HcrmRequest *req, HcrmRecord *record, GError **bad, GError **error)
{
  g_autoptr (HcrmRows) reach = hcrm_db_one (req->db, &SQL_HEALTH_PROGRAMME_REACH, record, error);
  g_autoptr (HcrmRows) unknown =
      reach != NULL ? hcrm_db_rows (req->db, &SQL_HEALTH_PROGRAMME_UNKNOWN, record, error) : NULL;

  if (unknown == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (reach, 0, "editable"))
    hcrm_error_add_field (bad, "department_id", _ ("Choose one of your departments"));
  for (guint i = 0; i < hcrm_rows_get_n (unknown); i++)
    add_fault (bad, "indicators", hcrm_rows_get_int (unknown, i, "n"), "questionnaire_url",
               _ ("There is no such questionnaire"));
  return TRUE;
}

static void
let_spelling (HcrmRequest *req, HcrmRecord *record)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_text (hcrm_record_get (record, "name"), &initials);

  hcrm_db_let (req->db, "new_pinyin", pinyin);
  hcrm_db_let (req->db, "new_initials", initials);
}

static gboolean
check_programme (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (GError) bad = NULL;

  let_spelling (req, record);
  if (!check_shape (record, &bad) || !check_known (req, record, &bad, error) || bad != NULL) {
    if (bad != NULL)
      g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_editable (gboolean editable, GError **error)
{
  return editable
         || hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                       _ ("This programme belongs to another department or the whole hospital"));
}

/* Indicators and advice are replaced; a cycle keeps those it began with. */
static gboolean
check_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (!check_editable (hcrm_record_get_bool (record, "editable"), error)
      || hcrm_workflow_find (&hcrm_health_programme_workflow, hcrm_record_get (record, "state"),
                             "edit", &req->user->held, error)
             == NULL
      || !check_programme (req, record, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_HEALTH_PROGRAMME_DROP_ADVICE, record);
  hcrm_db_queue (req->db, &SQL_HEALTH_PROGRAMME_DROP_INDICATORS, record);
  hcrm_db_queue (req->db, &SQL_HEALTH_PROGRAMME_PUT_INDICATORS, record);
  hcrm_db_queue (req->db, &SQL_HEALTH_PROGRAMME_PUT_ADVICE, record);
  return TRUE;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
set_state (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_step (req, &SQL_HEALTH_PROGRAMME_LOCK, &hcrm_health_programme_workflow,
                              action, &step, error);

  if (locked == NULL || !check_editable (hcrm_rows_get_bool (locked, 0, "editable"), error))
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  if (!hcrm_db_run (req->db, &SQL_HEALTH_PROGRAMME_SET_STATE, NULL, error))
    return FALSE;
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_HEALTH_PROGRAMME_GET, "health_programme", error);
  return rows != NULL;
}

static gboolean
activate (HcrmRequest *req, GError **error)
{
  return set_state (req, "activate", error);
}

static gboolean
retire (HcrmRequest *req, GError **error)
{
  return set_state (req, "retire", error);
}

#define READ HCRM_PERM_HEALTH_READ
#define EDIT HCRM_PERM_HEALTH_EDIT
#define VERSIONED HCRM_ROUTE_VERSIONED
#define PROGRAMMES "/health-programmes"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   PROGRAMMES,         READ, 0, &hcrm_health_programme_query, .list = &SQL_HEALTH_PROGRAMME_LIST },
  HCRM_EXPORT (PROGRAMMES, READ, &hcrm_health_programme_fields),
  { "GET",   PROGRAMMES "/{id}", READ, .sql = &SQL_HEALTH_PROGRAMME_GET },
  { "POST",  PROGRAMMES,         EDIT, HCRM_ROUTE_CREATES, &hcrm_health_programme_fields, &SQL_HEALTH_PROGRAMME_CREATE,
    .check = check_programme, .reread = &SQL_HEALTH_PROGRAMME_GET, .event = "health_programme" },
  { "PATCH", PROGRAMMES "/{id}", EDIT, 0, &hcrm_health_programme_fields, &SQL_HEALTH_PROGRAMME_UPDATE,
    .lock = &SQL_HEALTH_PROGRAMME_LOCK, .check = check_change, .reread = &SQL_HEALTH_PROGRAMME_GET, .event = "health_programme" },
  { "POST",  PROGRAMMES "/{id}/actions/activate", EDIT, VERSIONED, .handler = activate },
  { "POST",  PROGRAMMES "/{id}/actions/retire",   EDIT, VERSIONED, .handler = retire },
};

static const HcrmConstraint constraints[] = {
  { "health_programme_code", "code", N_("Another programme has this code") },
};
/* clang-format on */

const HcrmModule hcrm_health_programme_module = { "health-programme", routes, G_N_ELEMENTS (routes),
                                                  constraints, G_N_ELEMENTS (constraints) };
