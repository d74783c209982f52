/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates of follow-up plans: drafts are edited, published ones revised. */

#include "core/hcrm-export.h"
#include "core/hcrm-pinyin.h"
#include "followup-rules.h"
#include "followup-template-sql.h"
#include "followup.h"
#include "model/hcrm-followup.h"

static gboolean
is_list_of_texts (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  gboolean good = node != NULL && JSON_NODE_HOLDS_ARRAY (node);
  guint n = good ? json_array_get_length (json_node_get_array (node)) : 0;

  for (guint i = 0; good && i < n; i++)
    good = json_node_get_value_type (json_array_get_element (json_node_get_array (node), i))
           == G_TYPE_STRING;
  return good;
}

/* How the name is typed when it is looked for. */
static void
let_spelling (HcrmRequest *req, HcrmRecord *record)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_text (hcrm_record_get (record, "name"), &initials);

  hcrm_db_let (req->db, "new_pinyin", pinyin);
  hcrm_db_let (req->db, "new_initials", initials);
}

static gboolean
check_template (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  const char *icd10 = hcrm_record_get (record, "icd10");
  g_autoptr (GPtrArray) steps = hcrm_record_get_rows (record, "steps");

  if (icd10 != NULL && !is_list_of_texts (icd10))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "icd10", "%s",
                      _ ("The diagnoses are a list of codes"));
  let_spelling (req, record);
  return hcrm_followup_check_steps (steps, error);
}

/* The steps are replaced as a whole; the statement that follows writes the new ones. */
static gboolean
check_draft (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_workflow_find (&hcrm_followup_template_workflow, hcrm_record_get (record, "state"),
                          "edit", &req->user->held, error)
      == NULL)
    return FALSE;
  if (!check_template (req, record, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TEMPLATE_DROP_STEPS, NULL);
  return TRUE;
}

static gboolean
reply_template (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_TEMPLATE_GET, "followup_template", error);

  return rows != NULL;
}

static HcrmRows *
take_step (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error)
{
  return hcrm_request_take_step (req, &SQL_FOLLOWUP_TEMPLATE_LOCK, &hcrm_followup_template_workflow,
                                 action, step, error);
}

static gboolean
publish (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "publish", &step, error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "code", hcrm_rows_get (locked, 0, "code"));
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_queue (req->db, &SQL_FOLLOWUP_TEMPLATE_RETIRE_PUBLISHED, NULL);
  return hcrm_db_run (req->db, &SQL_FOLLOWUP_TEMPLATE_SET_STATE, NULL, error)
         && reply_template (req, error);
}

static gboolean
retire (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "retire", &step, error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  return hcrm_db_run (req->db, &SQL_FOLLOWUP_TEMPLATE_SET_STATE, NULL, error)
         && reply_template (req, error);
}

static gboolean
revise (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked = take_step (req, "revise", &step, error);
  g_autoptr (HcrmRows) made =
      locked != NULL ? hcrm_db_one (req->db, &SQL_FOLLOWUP_TEMPLATE_REVISE, NULL, error) : NULL;

  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return reply_template (req, error);
}

/* Templates hold no patient, and who edits them need not see any. */
#define READ HCRM_PERM_QUESTIONNAIRE_READ
#define EDIT HCRM_PERM_TEMPLATE_EDIT
#define VERSIONED HCRM_ROUTE_VERSIONED
#define TEMPLATES "/followup-templates"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   TEMPLATES,         READ, 0, &hcrm_followup_template_query, .list = &SQL_FOLLOWUP_TEMPLATE_LIST },
  HCRM_EXPORT (TEMPLATES, READ, &hcrm_followup_template_fields),
  { "GET",   TEMPLATES "/{id}", READ, .sql = &SQL_FOLLOWUP_TEMPLATE_GET },
  { "POST",  TEMPLATES,         EDIT, HCRM_ROUTE_CREATES, &hcrm_followup_template_fields, &SQL_FOLLOWUP_TEMPLATE_CREATE,
    .check = check_template, .reread = &SQL_FOLLOWUP_TEMPLATE_GET, .event = "followup_template" },
  { "PATCH", TEMPLATES "/{id}", EDIT, 0, &hcrm_followup_template_fields, &SQL_FOLLOWUP_TEMPLATE_UPDATE,
    .lock = &SQL_FOLLOWUP_TEMPLATE_LOCK, .check = check_draft, .reread = &SQL_FOLLOWUP_TEMPLATE_GET, .event = "followup_template" },
  { "POST",  TEMPLATES "/{id}/actions/publish", EDIT, VERSIONED, .handler = publish },
  { "POST",  TEMPLATES "/{id}/actions/retire",  EDIT, VERSIONED, .handler = retire },
  { "POST",  TEMPLATES "/{id}/actions/revise",  EDIT, VERSIONED, .handler = revise },
};

static const HcrmConstraint constraints[] = {
  { "followup_template_code_revision_key", "code",  N_("Another template has this code") },
  { "followup_template_draft",             "state", N_("There is already a draft of this template") },
};
/* clang-format on */

const HcrmModule hcrm_followup_template_module = { "followup-template", routes,
                                                   G_N_ELEMENTS (routes), constraints,
                                                   G_N_ELEMENTS (constraints) };
