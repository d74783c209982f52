/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of diseases that questionnaires are filed in. */

#include "questionnaire-category-sql.h"
#include "questionnaire-compose.h"

gboolean
hcrm_questionnaire_reply_categories (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (req->db, &SQL_QUESTIONNAIRE_CATEGORY_LIST, req->args, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_items (req, rows);
  return TRUE;
}
