/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires as they are kept, and the answers given to them. */

#include "questionnaire.h"

#include "model/hcrm-questionnaire-model.h"
#include "questionnaire-sql.h"

/* The resource's own text is the reply: nothing of it is written anew. */
static gboolean
reply_resource (HcrmRequest *req, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, sql, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_string_assign (req->reply, hcrm_rows_get (rows, 0, "resource"));
  req->etag = hcrm_rows_get_int (rows, 0, "version");
  return TRUE;
}

static gboolean
get_questionnaire (HcrmRequest *req, GError **error)
{
  return reply_resource (req, &SQL_QUESTIONNAIRE_GET, error);
}

static gboolean
get_response (HcrmRequest *req, GError **error)
{
  return reply_resource (req, &SQL_QUESTIONNAIRE_RESPONSE_GET, error);
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", "/questionnaires",      HCRM_PERM_QUESTIONNAIRE_READ, 0, &hcrm_questionnaire_query, .list = &SQL_QUESTIONNAIRE_LIST },
  { "GET", "/questionnaires/{id}", HCRM_PERM_QUESTIONNAIRE_READ, .handler = get_questionnaire },
  { "GET", "/responses",           HCRM_PERM_RESPONSE_READ, 0, &hcrm_response_query, .list = &SQL_QUESTIONNAIRE_RESPONSE_LIST },
  { "GET", "/responses/{id}",      HCRM_PERM_RESPONSE_READ, .handler = get_response },
};
/* clang-format on */

const HcrmModule hcrm_questionnaire_module = { "questionnaire", routes, G_N_ELEMENTS (routes) };
