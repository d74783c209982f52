/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Computes when drugs run out, patient by patient, and has the patients called. */

#include "core/hcrm-date.h"
#include "core/hcrm-refill.h"
#include "refill-sweep-sql.h"
#include "refill.h"

#define AT_ONCE 500
#define MIN_DAYS 14
#define LAPSED_DAYS 30

typedef struct {
  HcrmRows *fills;
  HcrmRows *stays;
  GHashTable *rules; /* site → HcrmRefillRule */
  JsonArray *told;
} Work;

/* --- What is computed from ------------------------------------------------------------------ */

static void
read_day (HcrmRows *rows, guint row, const char *column, GDate *day)
{
  const char *text = hcrm_rows_get (rows, row, column);

  g_date_clear (day, 1);
  if (text != NULL)
    hcrm_date_from_iso (text, day);
}

static void
free_rule (gpointer data)
{
  HcrmRefillRule *rule = data;

  hcrm_calendar_unref (rule->days);
  g_free (rule);
}

static GHashTable *
read_rules (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_REFILL_SWEEP_RULE, NULL, error);
  g_autoptr (HcrmRows) days = rows ? hcrm_db_rows (db, &SQL_REFILL_SWEEP_DAYS, NULL, error) : NULL;
  if (days == NULL)
    return NULL;

  GHashTable *rules = g_hash_table_new_full (NULL, NULL, NULL, free_rule);
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    HcrmRefillRule *rule = g_new0 (HcrmRefillRule, 1);

    rule->days = hcrm_calendar_new ();
    rule->days_before = hcrm_rows_get_int (rows, i, "days_before");
    rule->pharmacy_weekends = hcrm_rows_get_bool (rows, i, "pharmacy_weekends");
    rule->centre_weekends = hcrm_rows_get_bool (rows, i, "centre_weekends");
    rule->min_days = MIN_DAYS;
    rule->lapsed_days = LAPSED_DAYS;
    g_hash_table_insert (rules, GSIZE_TO_POINTER (hcrm_rows_get_int (rows, i, "site_id")), rule);
  }
  for (guint i = 0; i < hcrm_rows_get_n (days); i++) {
    HcrmRefillRule *rule =
        g_hash_table_lookup (rules, GSIZE_TO_POINTER (hcrm_rows_get_int (days, i, "site_id")));
    GDate day;

    read_day (days, i, "day", &day);
    if (rule != NULL)
      hcrm_calendar_add (rule->days, &day, hcrm_day_kind_find (hcrm_rows_get (days, i, "kind")),
                         hcrm_rows_get (days, i, "name"), hcrm_rows_get (days, i, "name_en"));
  }
  return rules;
}

static void
read_fill (HcrmRows *rows, guint row, HcrmRefillFill *fill)
{
  *fill = (HcrmRefillFill){
    .id = hcrm_rows_get_int (rows, row, "id"),
    .quantity = hcrm_rows_get (rows, row, "quantity"),
    .unit = hcrm_rows_get (rows, row, "unit"),
    .daily_dose = hcrm_rows_get (rows, row, "daily_dose"),
    .daily_dose_unit = hcrm_rows_get (rows, row, "daily_dose_unit"),
    .days_supply = hcrm_rows_get (rows, row, "days_supply"),
    .dose_from_order = hcrm_rows_get_bool (rows, row, "dose_from_order"),
    .as_needed = hcrm_rows_get_bool (rows, row, "as_needed"),
    .stopped = hcrm_rows_get_bool (rows, row, "stopped"),
  };
  read_day (rows, row, "day", &fill->day);
  read_day (rows, row, "stopped_on", &fill->stopped_on);
}

static GArray *
read_stays (HcrmRows *rows, gint64 patient)
{
  GArray *stays = g_array_new (FALSE, TRUE, sizeof (HcrmRefillStay));

  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    HcrmRefillStay stay;

    if (hcrm_rows_get_int (rows, i, "patient_id") != patient)
      continue;
    read_day (rows, i, "from", &stay.from);
    read_day (rows, i, "until", &stay.until);
    g_array_append_val (stays, stay);
  }
  return stays;
}

/* --- What comes of it ----------------------------------------------------------------------- */

static void
set_day (JsonObject *row, const char *name, const GDate *day)
{
  g_autofree char *text = g_date_valid (day) ? hcrm_date_to_iso (day) : NULL;

  if (text != NULL)
    json_object_set_string_member (row, name, text);
}

static void
set_text (JsonObject *row, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (row, name, text);
}

static JsonObject *
make_row (HcrmRows *fills, guint last, HcrmRefill *refill)
{
  JsonObject *row = json_object_new ();

  json_object_set_int_member (row, "patient_id", hcrm_rows_get_int (fills, last, "patient_id"));
  json_object_set_int_member (row, "site_id", hcrm_rows_get_int (fills, last, "site_id"));
  set_text (row, "drug_system", hcrm_rows_get (fills, last, "drug_system"));
  set_text (row, "drug_code", hcrm_rows_get (fills, last, "drug_code"));
  set_text (row, "drug", hcrm_rows_get (fills, last, "drug"));
  json_object_set_int_member (row, "fill_id", refill->fill_id);
  set_text (row, "state", refill->state);
  set_text (row, "reason", refill->reason);
  set_day (row, "run_out_on", &refill->run_out);
  set_day (row, "fetch_by", &refill->fetch_by);
  set_day (row, "call_on", &refill->call_on);
  set_day (row, "planned_on", &refill->call_planned);
  set_text (row, "moved", refill->moved);
  json_object_set_array_member (row, "steps", json_array_ref (refill->steps));
  return row;
}

/* One drug of one patient: rows [@first, @end). */
static void
compute_drug (Work *work, guint first, guint end)
{
  guint last = end - 1;
  HcrmRefillRule *rule =
      g_hash_table_lookup (work->rules,
                           GSIZE_TO_POINTER (hcrm_rows_get_int (work->fills, last, "site_id")));
  g_autofree HcrmRefillFill *fills = g_new0 (HcrmRefillFill, end - first);
  g_autoptr (GArray) stays =
      read_stays (work->stays, hcrm_rows_get_int (work->fills, last, "patient_id"));

  for (guint i = first; i < end; i++)
    read_fill (work->fills, i, &fills[i - first]);
  read_day (work->fills, last, "today", &rule->today);
  g_autoptr (HcrmRefill) refill =
      hcrm_refill_compute (fills, end - first, (const HcrmRefillStay *) stays->data, stays->len,
                           rule);
  if (hcrm_rows_get_bool (work->fills, last, "deceased")) {
    refill->state = "excluded";
    refill->reason = "deceased";
  }
  json_array_add_object_element (work->told, make_row (work->fills, last, refill));
}

static gboolean
is_same_drug (HcrmRows *fills, guint left, guint right)
{
  static const char *const key[] = { "patient_id", "drug_system", "drug_code" };

  for (guint i = 0; i < G_N_ELEMENTS (key); i++)
    if (g_strcmp0 (hcrm_rows_get (fills, left, key[i]), hcrm_rows_get (fills, right, key[i])) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
store (HcrmDb *db, JsonArray *told, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (node, told);
  g_autofree char *rows = json_to_string (node, FALSE);
  hcrm_db_let (db, "rows", rows);
  return hcrm_db_run (db, &SQL_REFILL_SWEEP_STORE, NULL, error);
}

static gboolean
compute_all (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) fills = hcrm_db_rows (db, &SQL_REFILL_SWEEP_FILLS, NULL, error);
  g_autoptr (HcrmRows) stays =
      fills ? hcrm_db_rows (db, &SQL_REFILL_SWEEP_STAYS, NULL, error) : NULL;
  g_autoptr (GHashTable) rules = stays ? read_rules (db, error) : NULL;
  g_autoptr (JsonArray) told = json_array_new ();
  Work work = { fills, stays, rules, told };
  guint n = rules != NULL ? hcrm_rows_get_n (fills) : 0;
  guint first = 0;

  if (rules == NULL)
    return FALSE;
  for (guint i = 1; i <= n; i++)
    if (i == n || !is_same_drug (fills, first, i)) {
      compute_drug (&work, first, i);
      first = i;
    }
  return store (db, told, error);
}

/* --- Calls ---------------------------------------------------------------------------------- */

static gboolean
drop_calls (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_REFILL_SWEEP_DROP, NULL, error);

  return hcrm_event_add_rows (sweep->events, "followup_task", rows);
}

/* The drugs of one patient are one call. */
static gboolean
make_call (HcrmJob *sweep, const char *patient, const char *task, GError **error)
{
  hcrm_db_let (sweep->db, "patient_id", patient);
  hcrm_db_let (sweep->db, "task_id", task);
  if (task != NULL)
    return hcrm_db_run (sweep->db, &SQL_REFILL_SWEEP_JOIN, NULL, error);
  g_autoptr (HcrmRows) made = hcrm_db_rows (sweep->db, &SQL_REFILL_SWEEP_CALL, NULL, error);
  return hcrm_event_add_rows (sweep->events, "followup_task", made);
}

static gboolean
make_calls (HcrmJob *sweep, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (sweep->db, &SQL_REFILL_SWEEP_DUE, NULL, error);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!make_call (sweep, hcrm_rows_get (rows, i, "patient_id"),
                    hcrm_rows_get (rows, i, "task_id"), error))
      return FALSE;
  return rows != NULL;
}

gboolean
hcrm_refill_sweep (HcrmJob *sweep, GError **error)
{
  hcrm_db_let_int (sweep->db, "wanted", AT_ONCE);
  g_autoptr (HcrmRows) taken = hcrm_db_one (sweep->db, &SQL_REFILL_SWEEP_TAKE, NULL, error);
  if (taken == NULL)
    return FALSE;
  hcrm_db_let (sweep->db, "patients", hcrm_rows_get (taken, 0, "patients"));
  if (hcrm_rows_get_int (taken, 0, "n") > 0 && !compute_all (sweep->db, error))
    return FALSE;
  return drop_calls (sweep, error) && make_calls (sweep, error);
}
