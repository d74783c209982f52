/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pair by pair, as the message has them. */
#include "hcrm-hl7-merge.h"

#include "core/hcrm-event.h"
#include "hl7_merge-sql.h"

/* A row of the statement `find_merges`; 0 for a patient that nobody knows. */
typedef struct {
  gint64 pair;
  gint64 survivor;
  gint64 merged;
  gint64 survivor_root;
  gint64 merged_root;
} Pair;

static void
read_pair (HcrmRows *rows, guint row, Pair *pair)
{
  *pair = (Pair){
    .pair = hcrm_rows_get_int (rows, row, "pair"),
    .survivor = hcrm_rows_get_int (rows, row, "survivor"),
    .merged = hcrm_rows_get_int (rows, row, "merged"),
    .survivor_root = hcrm_rows_get_int (rows, row, "survivor_root"),
    .merged_root = hcrm_rows_get_int (rows, row, "merged_root"),
  };
}

static gboolean
check_pair (HcrmRows *rows, guint row, const Pair *pair, GError **error)
{
  if (hcrm_rows_get_int (rows, row, "survivors") > 1)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "PID-3",
                      _ ("The numbers belong to different patients"));
  if (hcrm_rows_get_int (rows, row, "merged_ones") > 1)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "MRG-1",
                      _ ("The numbers belong to different patients"));
  if (pair->pair > 1 && !pair->survivor && !pair->merged)
    return hcrm_fail (error, HCRM_ERROR_NOT_FOUND, "MRG-1", _ ("Neither patient is known"));
  return TRUE;
}

static void
add_event (HcrmHl7Work *work, gint64 patient_id)
{
  g_ptr_array_add (work->events, hcrm_event_new ("patient", patient_id, 0));
}

static void
join_numbers (HcrmHl7Work *work, const Pair *pair, gint64 patient_id, const char *side)
{
  hcrm_db_let_int (work->db, "pair", pair->pair);
  hcrm_db_let_int (work->db, "joined_id", patient_id);
  hcrm_db_let (work->db, "side", side);
  hcrm_db_queue (work->db, &SQL_HL7_MERGE_JOIN_NUMBERS, work->told);
  add_event (work, patient_id);
}

static void
queue_merge (HcrmHl7Work *work, gint64 merged, gint64 survivor)
{
  hcrm_db_let_int (work->db, "merged", merged);
  hcrm_db_let_int (work->db, "survivor", survivor);
  hcrm_db_queue (work->db, &SQL_HL7_MERGE_MERGE, NULL);
  add_event (work, merged);
  add_event (work, survivor);
}

/* They are one already, and the survivor is not the one that is named. */
static gboolean
turn_round (HcrmHl7Work *work, HcrmRows *rows, guint row, const Pair *pair, GError **error)
{
  gboolean reversed = pair->survivor != pair->survivor_root && pair->merged == pair->merged_root;
  if (!reversed || !hcrm_rows_get_bool (rows, row, "newer"))
    return TRUE;
  if (hcrm_rows_get_bool (rows, row, "by_person"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "MRG-1",
                      _ ("The records were merged here the other way round"));
  hcrm_db_let_int (work->db, "survivor", pair->survivor);
  hcrm_db_queue (work->db, &SQL_HL7_MERGE_TURN, NULL);
  hcrm_db_queue (work->db, &SQL_HL7_MERGE_PART, NULL);
  queue_merge (work, pair->merged_root, pair->survivor);
  return TRUE;
}

static gboolean
merge_known (HcrmHl7Work *work, HcrmRows *rows, guint row, const Pair *pair, GError **error)
{
  if (pair->survivor == pair->merged)
    return TRUE;
  if (pair->survivor_root == pair->merged_root)
    return turn_round (work, rows, row, pair, error);
  if (pair->merged != pair->merged_root)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "MRG-1",
                      _ ("The record has been merged into another one before"));
  if (hcrm_rows_get_bool (rows, row, "parted"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "MRG-1",
                      _ ("The records were merged and have been parted again since"));
  queue_merge (work, pair->merged, pair->survivor);
  return TRUE;
}

static gboolean
apply_pair (HcrmHl7Work *work, HcrmRows *rows, guint row, GError **error)
{
  Pair pair;
  read_pair (rows, row, &pair);
  if (!check_pair (rows, row, &pair, error))
    return FALSE;
  if (pair.pair == 1 && !pair.survivor && !pair.merged)
    pair.survivor = work->patient_id;
  if (pair.survivor && pair.merged)
    return merge_known (work, rows, row, &pair, error);
  if (pair.survivor)
    join_numbers (work, &pair, pair.survivor, "merged");
  else
    join_numbers (work, &pair, pair.merged, "survivor");
  return TRUE;
}

/* Only the one that is to be merged is known: it becomes the survivor's record. */
static gboolean
is_renumbered (HcrmRows *rows)
{
  return !hcrm_rows_get_int (rows, 0, "survivor") && hcrm_rows_get_int (rows, 0, "merged");
}

gboolean
hcrm_hl7_merge_apply (HcrmHl7Work *work,
                      gboolean (*settle) (HcrmHl7Work *work, GError **error),
                      GError **error)
{
  hcrm_db_queue (work->db, &SQL_HL7_MERGE_QUEUE, NULL);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (work->db, &SQL_HL7_MERGE_FIND, work->told, error);
  if (!rows || !hcrm_rows_get_n (rows))
    return rows && hcrm_fail (error, HCRM_ERROR_INVALID, "MRG-1", _ ("Nobody is to be merged"));
  if (is_renumbered (rows)) {
    work->patient_id = hcrm_rows_get_int (rows, 0, "merged");
    hcrm_db_let_int (work->db, "patient_id", work->patient_id);
  } else if (!settle (work, error)) {
    return FALSE;
  }
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    if (!apply_pair (work, rows, i, error))
      return FALSE;
  return TRUE;
}
