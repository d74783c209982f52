/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: what is asked when, which version of a form, starting, locking and unlocking. */

#include "study.h"

#include "core/hcrm-export.h"
#include "model/hcrm-study.h"
#include "study-sql.h"

/* --- Writing -------------------------------------------------------------------------------- */

/* A code stands once in its list. */
static void
check_codes (HcrmRecord *record, const char *name, GError **bad)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (record, name);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++) {
    const char *code = hcrm_record_get (rows->pdata[i], "code");
    g_autofree char *field = g_strdup_printf ("%s[%u].code", name, i);
    if (code != NULL && !g_hash_table_add (seen, (gpointer) code))
      hcrm_error_add_field (bad, field, _ ("This code stands here twice"));
  }
}

static gboolean
check_forms (HcrmRequest *req, HcrmRecord *record, GError **bad, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_STUDY_UNKNOWN_FORMS, record, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    gboolean unpublished = hcrm_rows_get_bool (rows, i, "unpublished");
    g_autofree char *field = g_strdup_printf ("forms[%s].%s", hcrm_rows_get (rows, i, "n"),
                                              unpublished ? "questionnaire_url" : "visit");
    hcrm_error_add_field (bad, field,
                          unpublished ? _ ("There is no such questionnaire")
                                      : _ ("There is no such visit"));
  }
  return rows != NULL;
}

static gboolean
check_study (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmRows) reach = hcrm_db_one (req->db, &SQL_STUDY_REACH, record, error);

  if (reach == NULL || !check_forms (req, record, &bad, error))
    return FALSE;
  if (!hcrm_rows_get_bool (reach, 0, "editable"))
    hcrm_error_add_field (&bad, "department_id", _ ("Choose one of your departments"));
  check_codes (record, "arms", &bad);
  check_codes (record, "visits", &bad);
  if (!g_regex_match_simple ("^[A-Z0-9][A-Z0-9-]{1,19}$", hcrm_record_get (record, "code"), 0, 0))
    hcrm_error_add_field (&bad, "code", _ ("Capital letters, digits and hyphens only"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_editable (gboolean editable, GError **error)
{
  return editable
         || hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                       _ ("This study belongs to another department or the whole hospital"));
}

/* Arms, visits and forms are replaced; what subjects have already keeps them from going. */
static gboolean
check_change (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (!check_editable (hcrm_record_get_bool (record, "editable"), error)
      || hcrm_workflow_find (&hcrm_study_workflow, hcrm_record_get (record, "state"), "edit",
                             &req->user->held, error)
             == NULL
      || !check_study (req, record, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_STUDY_DROP_FORMS, record);
  hcrm_db_queue (req->db, &SQL_STUDY_DROP_VISITS, record);
  hcrm_db_queue (req->db, &SQL_STUDY_DROP_ARMS, record);
  hcrm_db_queue (req->db, &SQL_STUDY_PUT_VISITS, record);
  hcrm_db_queue (req->db, &SQL_STUDY_PUT_FORMS, record);
  if (g_strcmp0 (hcrm_record_get (record, "state"), "running") == 0) {
    hcrm_db_queue (req->db, &SQL_STUDY_PIN_FORMS, record);
    hcrm_db_queue (req->db, &SQL_STUDY_SCHEDULE, record);
  }
  return TRUE;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
reply_study (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_STUDY_GET, "study", error);

  return rows != NULL;
}

static gboolean
take_step (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_step (req, &SQL_STUDY_LOCK, &hcrm_study_workflow, action, step, error);

  return locked != NULL && check_editable (hcrm_rows_get_bool (locked, 0, "editable"), error);
}

static gboolean
set_state (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;

  if (!take_step (req, action, &step, error))
    return FALSE;
  hcrm_db_let (req->db, "action", action);
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_STUDY_SET_STATE, req->args, error);
}

static gboolean
start (HcrmRequest *req, GError **error)
{
  hcrm_db_let (req->db, "reason", NULL);
  if (!set_state (req, "start", error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_STUDY_PIN_FORMS, NULL);
  return reply_study (req, error);
}

static gboolean
lock (HcrmRequest *req, GError **error)
{
  return set_state (req, "lock", error) && reply_study (req, error);
}

static gboolean
unlock (HcrmRequest *req, GError **error)
{
  return set_state (req, "unlock", error) && reply_study (req, error);
}

/* Another version of a form, for visits planned from a day on. */
static gboolean
adopt (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) form = take_step (req, "edit", &step, error)
                                  ? hcrm_db_rows (req->db, &SQL_STUDY_FORM, req->args, error)
                                  : NULL;

  if (form == NULL)
    return FALSE;
  if (hcrm_rows_get_n (form) == 0 || !hcrm_rows_get_bool (form, 0, "used"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "questionnaire_id", "%s",
                      _ ("This is no published form of the study"));
  return hcrm_db_run (req->db, &SQL_STUDY_ADOPT, req->args, error) && reply_study (req, error);
}

#define READ HCRM_PERM_STUDY_READ
#define EDIT HCRM_PERM_STUDY_EDIT
#define VERSIONED HCRM_ROUTE_VERSIONED
#define STUDIES "/studies"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   STUDIES,         READ, 0, &hcrm_study_query, .list = &SQL_STUDY_LIST },
  HCRM_EXPORT (STUDIES, READ, &hcrm_study_fields),
  { "GET",   STUDIES "/{id}", READ, .sql = &SQL_STUDY_GET },
  { "POST",  STUDIES,         EDIT, HCRM_ROUTE_CREATES, &hcrm_study_fields, &SQL_STUDY_CREATE,
    .check = check_study, .reread = &SQL_STUDY_GET, .event = "study" },
  { "PATCH", STUDIES "/{id}", EDIT, 0, &hcrm_study_fields, &SQL_STUDY_UPDATE,
    .lock = &SQL_STUDY_LOCK, .check = check_change, .reread = &SQL_STUDY_GET, .event = "study" },
  { "POST",  STUDIES "/{id}/actions/start",  EDIT, VERSIONED, .handler = start },
  { "POST",  STUDIES "/{id}/actions/lock",   EDIT, VERSIONED, &hcrm_study_reason, .handler = lock },
  { "POST",  STUDIES "/{id}/actions/unlock", EDIT, VERSIONED, &hcrm_study_reason, .handler = unlock },
  { "POST",  STUDIES "/{id}/actions/adopt",  EDIT, VERSIONED, &hcrm_study_adopt, .handler = adopt },
};

static const HcrmConstraint constraints[] = {
  { "study_code_key", "code",  N_("Another study has this code") },
  { "study_locked",   "state", N_("The study is locked: nothing of it can be changed") },
  { "study_consent",  "state", N_("The subject has not consented, or has withdrawn") },
  { "study_version",  "questionnaire_id", N_("What was entered keeps the version of its form") },
  { "study_subject_study_id_arm_fkey", "arms", N_("Subjects are in this arm") },
};
/* clang-format on */

const HcrmModule hcrm_study_module = { "study", routes, G_N_ELEMENTS (routes), constraints,
                                       G_N_ELEMENTS (constraints) };
