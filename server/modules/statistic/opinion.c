/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opinions: what patients said in their own words is sorted into categories by somebody. */

#include <string.h>

#include "core/hcrm-export.h"
#include "model/hcrm-statistic.h"
#include "opinion-sql.h"
#include "statistic.h"

#define MAX_CATEGORIES 8

static gboolean
check_shape (HcrmRequest *req, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (hcrm_record_get (req->args, "categories"), NULL);
  JsonArray *codes =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = codes != NULL ? json_array_get_length (codes) : 0;

  for (guint i = 0; i < n; i++) {
    JsonNode *code = json_array_get_element (codes, i);
    if (!JSON_NODE_HOLDS_VALUE (code) || json_node_get_value_type (code) != G_TYPE_STRING)
      n = 0;
  }
  if (n > 0 && n <= MAX_CATEGORIES)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "categories",
                    _ ("Choose at least one category, and at most %d"), MAX_CATEGORIES);
}

static gboolean
check_known (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) unknown = hcrm_db_rows (req->db, &SQL_OPINION_UNKNOWN, req->args, error);

  if (unknown == NULL)
    return FALSE;
  if (hcrm_rows_get_n (unknown) == 0)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "categories",
                    _ ("There is no category “%s”"), hcrm_rows_get (unknown, 0, "c"));
}

static gboolean
check_words (HcrmRequest *req, HcrmRows *now, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (strcmp (hcrm_rows_get (now, 0, "digest"), hcrm_record_get (req->args, "digest")) == 0)
    return TRUE;
  hcrm_fail (&failure, HCRM_ERROR_STALE, NULL, "%s", _ ("Someone else changed this record"));
  hcrm_request_attach_current (req, &SQL_OPINION_GET, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Whoever comes second is told what the first has chosen, and what is said now. */
static gboolean
hold (HcrmRequest *req, GError **error)
{
  if (!hcrm_db_run (req->db, &SQL_OPINION_HOLD, NULL, error))
    return FALSE;
  g_autoptr (HcrmRows) now = hcrm_db_one (req->db, &SQL_OPINION_GET, NULL, error);
  return now != NULL && hcrm_request_check_version (req, now, error)
         && check_words (req, now, error);
}

static gboolean
code (HcrmRequest *req, GError **error)
{
  if (!check_shape (req, error) || !check_known (req, error) || !hold (req, error)
      || !hcrm_db_run (req->db, &SQL_OPINION_CODE, req->args, error))
    return FALSE;
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_OPINION_GET, "opinion", error);
  return rows != NULL;
}

#define CODE HCRM_PERM_OPINION_CODE
#define SETTING HCRM_PERM_SETTING_EDIT
/* What opinions can be about is named wherever they are counted, as forms are. */
#define NAMES HCRM_PERM_QUESTIONNAIRE_READ
#define OPINIONS "/opinions"
#define CATEGORIES "/opinion-categories"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  OPINIONS,         CODE, HCRM_ROUTE_REPORT, &hcrm_opinion_query, .list = &SQL_OPINION_LIST },
  HCRM_EXPORT (OPINIONS, CODE, &hcrm_opinion_fields),
  { "GET",  OPINIONS "/{id}", CODE, .sql = &SQL_OPINION_GET },
  { "POST", OPINIONS "/{id}/actions/code", CODE, HCRM_ROUTE_VERSIONED, &hcrm_opinion_code, .handler = code },

  { "GET",   CATEGORIES,         NAMES,   .input = &hcrm_opinion_category_query, .list = &SQL_OPINION_CATEGORIES },
  HCRM_EXPORT (CATEGORIES, NAMES, &hcrm_opinion_category_fields),
  { "GET",   CATEGORIES "/{id}", NAMES,   .sql = &SQL_OPINION_CATEGORY },
  { "POST",  CATEGORIES,         SETTING, HCRM_ROUTE_CREATES, &hcrm_opinion_category_fields, &SQL_OPINION_CATEGORY_CREATE,
    .reread = &SQL_OPINION_CATEGORY, .event = "opinion_category" },
  { "PATCH", CATEGORIES "/{id}", SETTING, .input = &hcrm_opinion_category_fields, .lock = &SQL_OPINION_CATEGORY_LOCK,
    .sql = &SQL_OPINION_CATEGORY_UPDATE, .reread = &SQL_OPINION_CATEGORY, .event = "opinion_category" },
};

static const HcrmConstraint constraints[] = {
  { "opinion_category_name", "name", N_("Another category has this name") },
};
/* clang-format on */

const HcrmModule hcrm_opinion_module = { "opinion", routes, G_N_ELEMENTS (routes), constraints,
                                         G_N_ELEMENTS (constraints) };
