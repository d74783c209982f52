/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a number may mean: what is known of each, ranked, and told of in the audit. */

#include "hcrm-caller.h"

#include <json-glib/json-glib.h>

#include "caller-sql.h"
#include "model/hcrm-caller.h"

/* How many complaints there are is told to who may see all complaints of the patients found. */
static gboolean
knows_complaints (const HcrmUser *user)
{
  HcrmScope patients = user->held.scope[HCRM_PERM_PATIENT_READ];
  HcrmScope complaints = user->held.scope[HCRM_PERM_COMPLAINT_READ];

  if (complaints == HCRM_SCOPE_ALL)
    return TRUE;
  return complaints == patients
         && g_strcmp0 (user->departments[HCRM_PERM_COMPLAINT_READ],
                       user->departments[HCRM_PERM_PATIENT_READ])
                == 0
         && g_strcmp0 (user->sites[HCRM_PERM_COMPLAINT_READ], user->sites[HCRM_PERM_PATIENT_READ])
                == 0;
}

/* A patient known from an earlier call has no contact with the number, whatever was said then. */
static HcrmCallerFacts
read_facts (HcrmRows *rows, guint i)
{
  gboolean known = hcrm_rows_get (rows, i, "contact_id") != NULL;

  return (HcrmCallerFacts){
    .patient_id = hcrm_rows_get_int (rows, i, "id"),
    .relation = known ? hcrm_rows_get (rows, i, "relation") : NULL,
    .child = hcrm_rows_get_bool (rows, i, "child"),
    .invalid = hcrm_rows_get_bool (rows, i, "invalid"),
    .merged = hcrm_rows_get_bool (rows, i, "merged"),
    .deceased = hcrm_rows_get_bool (rows, i, "deceased"),
    .named_hours = hcrm_rows_get_int (rows, i, "named_hours"),
    .named_last = hcrm_rows_get_bool (rows, i, "named_last"),
    .missed_hours = hcrm_rows_get_int (rows, i, "missed_hours"),
    .talked_hours = hcrm_rows_get_int (rows, i, "talked_hours"),
    .due = hcrm_rows_get_int (rows, i, "due"),
    .own_complaints = hcrm_rows_get_int (rows, i, "own_complaints"),
    .complaints = hcrm_rows_get_int (rows, i, "complaints"),
  };
}

static void
add_texts (JsonObject *object, HcrmRows *rows, guint i)
{
  static const char *const names[] = { "contact_id",   "contact",        "relation",  "may_discuss",
                                       "last_contact", "last_direction", "open_tasks" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    if (hcrm_rows_get (rows, i, names[k]) != NULL)
      json_object_set_string_member (object, names[k], hcrm_rows_get (rows, i, names[k]));
}

/* @i: the row whose facts were ranked. */
static JsonObject *
make_item (HcrmRows *rows, guint i, const HcrmCallerRank *rank, gint64 place)
{
  JsonObject *object = json_object_new ();

  add_texts (object, rows, i);
  json_object_set_int_member (object, "id", rank->facts->patient_id);
  json_object_set_int_member (object, "rank", place);
  json_object_set_int_member (object, "open_complaints",
                              (gint64) rank->facts->own_complaints + rank->facts->complaints);
  json_object_set_int_member (object, "points", rank->points);
  json_object_set_member (object, "reasons", hcrm_caller_dup_reasons (rank));
  return object;
}

/* The candidates in their order, as JSON for the statements. */
static char *
rank_rows (HcrmRows *rows)
{
  guint n = hcrm_rows_get_n (rows);
  g_autofree HcrmCallerFacts *facts = g_new (HcrmCallerFacts, n);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_node_take_array (node, array);
  for (guint i = 0; i < n; i++)
    facts[i] = read_facts (rows, i);
  g_autoptr (GArray) ranks = hcrm_caller_rank (facts, n);
  for (guint k = 0; k < n; k++) {
    const HcrmCallerRank *rank = &g_array_index (ranks, HcrmCallerRank, k);
    json_array_add_object_element (array, make_item (rows, rank->facts - facts, rank, k + 1));
  }
  return json_to_string (node, FALSE);
}

static const char *
judge_found (HcrmRequest *req, guint n, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_CALLER_SWITCHBOARD, NULL, error);

  if (rows != NULL && hcrm_rows_get_bool (rows, 0, "many"))
    return "switchboard";
  return n == 0 ? "unknown" : NULL;
}

HcrmRows *
hcrm_caller_find (HcrmRequest *req,
                  const char *number,
                  gboolean note,
                  const char **reason,
                  GError **error)
{
  g_autofree char *key = NULL;
  HcrmCallerNumber kind = hcrm_caller_read_number (number, &key);

  hcrm_db_let (req->db, "number_key", key);
  hcrm_db_let_int (req->db, "many", HCRM_CALLER_MANY);
  hcrm_db_let (req->db, "with_complaints", knows_complaints (req->user) ? "true" : "false");
  g_autoptr (HcrmRows) facts = hcrm_db_rows (req->db, &SQL_CALLER_FACTS, NULL, error);
  if (facts == NULL)
    return NULL;
  g_autofree char *ranked = rank_rows (facts);
  hcrm_db_let (req->db, "ranked", ranked);
  if (note)
    hcrm_db_queue (req->db, &SQL_CALLER_NOTE, NULL);
  g_autoptr (HcrmRows) items = hcrm_db_rows (req->db, &SQL_CALLER_ITEMS, NULL, error);
  if (items == NULL)
    return NULL;
  GError *failure = NULL;
  *reason = kind != HCRM_CALLER_NUMBER ? hcrm_caller_number_name (kind)
                                       : judge_found (req, hcrm_rows_get_n (items), &failure);
  if (failure == NULL)
    return g_steal_pointer (&items);
  g_propagate_error (error, failure);
  return NULL;
}
