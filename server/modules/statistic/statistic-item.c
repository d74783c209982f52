/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questions are counted, and which answers to them are good or bad: kept by administrators.
 */

#include <string.h>

#include "core/hcrm-export.h"
#include "model/hcrm-statistic.h"
#include "statistic-item-sql.h"
#include "statistic.h"

#define MAX_CODES 50
#define MAX_CODE 100

/* Returns: (transfer full) (nullable): the codes of a list as a set; %NULL if it is none */
static GHashTable *
read_codes (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text != NULL ? text : "[]", NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (array == NULL || json_array_get_length (array) > MAX_CODES)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *value = json_array_get_element (array, i);
    const char *code = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
    if (code == NULL || *code == '\0' || strlen (code) > MAX_CODE)
      return NULL;
    g_hash_table_add (codes, g_strdup (code));
  }
  return g_steal_pointer (&codes);
}

static gboolean
share_one (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer code;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    if (g_hash_table_contains (other, code))
      return TRUE;
  return FALSE;
}

static gboolean
check_answers (HcrmRecord *item, GError **error)
{
  g_autoptr (GHashTable) good = read_codes (hcrm_record_get (item, "good"));
  g_autoptr (GHashTable) bad = read_codes (hcrm_record_get (item, "bad"));
  gboolean words = g_strcmp0 (hcrm_record_get (item, "measure"), "opinion") == 0;

  if (good == NULL || bad == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, good == NULL ? "good" : "bad", "%s",
                      _ ("These are codes of answers"));
  if (words && g_hash_table_size (good) + g_hash_table_size (bad) > 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "good", "%s",
                      _ ("Words of patients are neither good nor bad; they are sorted"));
  if (!words && g_hash_table_size (good) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "good", "%s",
                      _ ("Say of at least one answer that it is good"));
  if (share_one (good, bad))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "bad", "%s",
                      _ ("An answer is either good or bad"));
  return TRUE;
}

/* A question that no form asks would count nothing for ever. */
static gboolean
check_new (HcrmRequest *req, HcrmRecord *item, GError **error)
{
  if (!check_answers (item, error))
    return FALSE;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_STATISTIC_ITEM_ASKED, item, error);
  if (rows == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (rows, 0, "asked"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "item", "%s", _ ("No form asks this"));
  return TRUE;
}

static gboolean
check_changed (HcrmRequest *req, HcrmRecord *item, GError **error)
{
  return check_answers (item, error);
}

#define SETTING HCRM_PERM_SETTING_EDIT
#define ITEMS "/statistic-items"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   ITEMS,         SETTING, .input = &hcrm_statistic_item_query, .list = &SQL_STATISTIC_ITEM_LIST },
  HCRM_EXPORT (ITEMS, SETTING, &hcrm_statistic_item_fields),
  { "GET",   ITEMS "/{id}", SETTING, .sql = &SQL_STATISTIC_ITEM_GET },
  { "POST",  ITEMS,         SETTING, HCRM_ROUTE_CREATES, &hcrm_statistic_item_new, &SQL_STATISTIC_ITEM_CREATE,
    .check = check_new, .reread = &SQL_STATISTIC_ITEM_GET, .event = "statistic_item" },
  { "PATCH", ITEMS "/{id}", SETTING, .input = &hcrm_statistic_item_fields, .lock = &SQL_STATISTIC_ITEM_LOCK,
    .check = check_changed, .sql = &SQL_STATISTIC_ITEM_UPDATE, .reread = &SQL_STATISTIC_ITEM_GET, .event = "statistic_item" },
};

static const HcrmConstraint constraints[] = {
  { "statistic_item_key", "item", N_("This question is counted already; it may be retired") },
};
/* clang-format on */

const HcrmModule hcrm_statistic_item_module = { "statistic-item", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
