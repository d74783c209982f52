/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Duplicates: proposals with reasons, comparing, merging, and parting both records again. */

#include "core/hcrm-export.h"
#include "model/hcrm-merge.h"
#include "patient-merge-sql.h"
#include "patient.h"

#define CHECKED_AT_ONCE 2000
#define SWEEP_US (5 * G_USEC_PER_SEC)

/* --- Merging and parting -------------------------------------------------------------------- */

/* The other record was looked at as well when somebody decided. */
static gboolean
check_other (HcrmRequest *req, const char *field, gint64 version, GError **error)
{
  g_autoptr (HcrmRows) other = hcrm_db_rows (req->db, &SQL_PATIENT_MERGE_OTHER, NULL, error);

  if (other == NULL)
    return FALSE;
  if (hcrm_rows_get_n (other) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, field, "%s", _ ("There is no such patient"));
  if (hcrm_rows_get_int (other, 0, "version") == version)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_STALE, NULL, "%s",
                    _ ("Someone else changed the other record"));
}

static gint64
get_into_version (HcrmRequest *req)
{
  return hcrm_record_get_int (req->args, "into_version");
}

static gboolean
check_reach (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) may = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_MAY, NULL, error);

  if (may == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (may, 0, "reaches"))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("Another site treats this patient too: ask somebody who may merge there"));
  if (hcrm_rows_get_int (may, 0, "workers") > 1)
    return hcrm_fail (error, HCRM_ERROR_CLAIMED, NULL, "%s",
                      _ ("Two people are working on these patients; merge them a little later"));
  return TRUE;
}

static void
lock_both (HcrmRequest *req, const char *with_id)
{
  hcrm_db_let (req->db, "with_id", with_id);
  hcrm_db_queue (req->db, &SQL_PATIENT_MERGE_QUEUE, NULL);
  hcrm_db_queue (req->db, &SQL_PATIENT_MERGE_LOCK, NULL);
}

/* Both records changed, for everybody who shows them. */
static gboolean
reply_patient (HcrmRequest *req, gint64 id, gint64 with_id, GError **error)
{
  if (!hcrm_request_reply_one (req, &SQL_PATIENT_MERGE_PATIENT, error))
    return FALSE;
  hcrm_request_add_event (req, "patient", id, 0);
  hcrm_request_add_event (req, "patient", with_id, 0);
  return TRUE;
}

static gboolean
merge (HcrmRequest *req, GError **error)
{
  const char *into = hcrm_record_get (req->args, "into_id");

  lock_both (req, into);
  g_autoptr (HcrmRows) own = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_OWN, NULL, error);
  if (own == NULL || !hcrm_request_check_version (req, own, error)
      || !check_other (req, "into_id", get_into_version (req), error) || !check_reach (req, error)
      || !hcrm_db_run (req->db, &SQL_PATIENT_MERGE_MERGE, req->args, error))
    return FALSE;
  return reply_patient (req, hcrm_rows_get_int (own, 0, "id"), g_ascii_strtoll (into, NULL, 10),
                        error);
}

static gboolean
unmerge (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) before = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_OWN, NULL, error);
  if (before == NULL)
    return FALSE;
  const char *into = hcrm_rows_get (before, 0, "merged_into_id");
  if (into == NULL)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("This record is not merged into another"));
  lock_both (req, into);
  g_autoptr (HcrmRows) own = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_OWN, NULL, error);
  if (own == NULL || !hcrm_request_check_version (req, own, error)
      || !check_other (req, "into_version", get_into_version (req), error)
      || !check_reach (req, error)
      || !hcrm_db_run (req->db, &SQL_PATIENT_MERGE_UNMERGE, req->args, error))
    return FALSE;
  return reply_patient (req, hcrm_rows_get_int (own, 0, "id"), g_ascii_strtoll (into, NULL, 10),
                        error);
}

/* --- Comparing ------------------------------------------------------------------------------ */

static gboolean
preview (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_PATIENT_MERGE_PREVIEW, req->args, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_n (rows) != 2)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "with", "%s",
                      _ ("Choose another patient to compare with"));
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

/* --- Proposals ------------------------------------------------------------------------------ */

static gboolean
settle_pair (HcrmRequest *req, const HcrmSql *change, const HcrmSql *audit, GError **error)
{
  g_autoptr (HcrmRows) pair = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_DUPLICATE, NULL, error);

  if (pair == NULL || !hcrm_db_run (req->db, change, req->args, error))
    return FALSE;
  hcrm_db_queue (req->db, audit, req->args);
  hcrm_request_add_event (req, "patient_duplicate", hcrm_rows_get_int (pair, 0, "id"), 0);
  return hcrm_request_reply_one (req, &SQL_PATIENT_MERGE_DUPLICATE, error);
}

static gboolean
dismiss (HcrmRequest *req, GError **error)
{
  return settle_pair (req, &SQL_PATIENT_MERGE_DISMISS, &SQL_PATIENT_MERGE_DISMISS_AUDIT, error);
}

static gboolean
restore (HcrmRequest *req, GError **error)
{
  return settle_pair (req, &SQL_PATIENT_MERGE_RESTORE, &SQL_PATIENT_MERGE_RESTORE_AUDIT, error);
}

/* Merges one of the pair into the other; the versions of both come with the reason. */
static gboolean
merge_pair (HcrmRequest *req, const char *from, const char *into, GError **error)
{
  g_autoptr (HcrmRows) pair = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_DUPLICATE, NULL, error);
  if (pair == NULL)
    return FALSE;
  g_autofree char *from_id = g_strconcat (from, "_id", NULL);
  g_autofree char *into_id = g_strconcat (into, "_id", NULL);
  g_autofree char *from_version = g_strconcat (from, "_version", NULL);
  g_autofree char *into_version = g_strconcat (into, "_version", NULL);

  hcrm_request_add_event (req, "patient_duplicate", hcrm_rows_get_int (pair, 0, "id"), 0);
  hcrm_db_let (req->db, "id", hcrm_rows_get (pair, 0, from_id));
  lock_both (req, hcrm_rows_get (pair, 0, into_id));
  g_autoptr (HcrmRows) own = hcrm_db_one (req->db, &SQL_PATIENT_MERGE_OWN, NULL, error);
  if (own == NULL)
    return FALSE;
  req->if_match = hcrm_record_get_int (req->args, from_version);
  if (!hcrm_request_check_version (req, own, error)
      || !check_other (req, "id", hcrm_record_get_int (req->args, into_version), error)
      || !check_reach (req, error)
      || !hcrm_db_run (req->db, &SQL_PATIENT_MERGE_MERGE, req->args, error))
    return FALSE;
  return reply_patient (req, hcrm_rows_get_int (pair, 0, from_id),
                        hcrm_rows_get_int (pair, 0, into_id), error);
}

static gboolean
keep_first (HcrmRequest *req, GError **error)
{
  return merge_pair (req, "second", "first", error);
}

static gboolean
keep_second (HcrmRequest *req, GError **error)
{
  return merge_pair (req, "first", "second", error);
}

/* --- Looking for them ----------------------------------------------------------------------- */

/* Returns how many were compared; -1: failed. */
static gint64
compare_next (HcrmJob *job, GError **error)
{
  hcrm_db_let_int (job->db, "wanted", CHECKED_AT_ONCE);
  g_autoptr (HcrmRows) rows = hcrm_db_one (job->db, &SQL_PATIENT_MERGE_CHECK, NULL, error);

  return rows != NULL ? hcrm_rows_get_int (rows, 0, "checked") : -1;
}

static void
tell_looked (HcrmJob *job)
{
  g_ptr_array_add (job->events, hcrm_event_new ("patient_duplicate", 0, 0));
}

gboolean
hcrm_patient_find_duplicates (HcrmJob *sweep, GError **error)
{
  gint64 end = g_get_monotonic_time () + SWEEP_US;
  gint64 checked, all = 0;

  do {
    checked = compare_next (sweep, error);
    if (checked < 0)
      return FALSE;
    all += checked;
  } while (checked == CHECKED_AT_ONCE && g_get_monotonic_time () < end);
  if (all > 0)
    tell_looked (sweep);
  return TRUE;
}

gboolean
hcrm_patient_look_for_duplicates (HcrmJob *job, GError **error)
{
  gint64 checked;

  do {
    hcrm_db_begin (job->db, &hcrm_system_context);
    checked = compare_next (job, error);
    if (!hcrm_db_end (job->db, checked >= 0, checked >= 0 ? error : NULL) || checked < 0
        || !hcrm_job_keep (job, error))
      return FALSE;
  } while (checked == CHECKED_AT_ONCE);
  tell_looked (job);
  return TRUE;
}

static HcrmRows *
get_search (HcrmRequest *req, GError **error)
{
  hcrm_db_let_int (req->db, "every_s", HCRM_PATIENT_DUPLICATES_S);
  return hcrm_db_one (req->db, &SQL_PATIENT_MERGE_SEARCH, NULL, error);
}

static gboolean
reply_search (HcrmRequest *req, GError **error)
{
  hcrm_db_let_int (req->db, "every_s", HCRM_PATIENT_DUPLICATES_S);
  return hcrm_request_reply_one (req, &SQL_PATIENT_MERGE_SEARCH, error);
}

/* Asked for twice, it is still done once: the queue has one of it. */
static gboolean
look (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) search = get_search (req, error);

  if (search == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (search, 0, "running"))
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s",
                      _ ("Duplicates are being looked for already"));
  hcrm_request_add_event (req, "patient_duplicate", 0, 0);
  return hcrm_job_add (req->db, HCRM_PATIENT_DUPLICATES_JOB, "all", "{}", NULL, error)
         && reply_search (req, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define MERGE HCRM_PERM_PATIENT_MERGE
#define READ HCRM_PERM_PATIENT_READ
#define VERSIONED HCRM_ROUTE_VERSIONED

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/patients/duplicates", MERGE, 0, &hcrm_duplicate_query, .list = &SQL_PATIENT_MERGE_DUPLICATES },
  HCRM_EXPORT ("/patients/duplicates", MERGE, &hcrm_duplicate_fields),
  { "GET",  "/patients/duplicates/search", MERGE, 0, NULL, .handler = reply_search },
  { "POST", "/patients/duplicates/actions/look", MERGE, 0, NULL, .handler = look },
  { "POST", "/patients/duplicates/{id}/actions/dismiss", MERGE, 0, &hcrm_duplicate_dismiss, .handler = dismiss },
  { "POST", "/patients/duplicates/{id}/actions/restore", MERGE, 0, NULL, .handler = restore },
  { "POST", "/patients/duplicates/{id}/actions/keep-first", MERGE, 0, &hcrm_duplicate_merge, .handler = keep_first },
  { "POST", "/patients/duplicates/{id}/actions/keep-second", MERGE, 0, &hcrm_duplicate_merge, .handler = keep_second },
  { "GET",  "/patients/{id}/merges", READ, HCRM_ROUTE_ITEMS, .sql = &SQL_PATIENT_MERGE_MERGES },
  { "GET",  "/patients/{id}/merge-preview", MERGE, 0, &hcrm_merge_preview, .handler = preview },
  { "POST", "/patients/{id}/actions/merge", MERGE, VERSIONED, &hcrm_merge_input, .handler = merge },
  { "POST", "/patients/{id}/actions/unmerge", MERGE, VERSIONED, &hcrm_unmerge_input, .handler = unmerge },
};

static const HcrmConstraint constraints[] = {
  { "patient_merge_itself",   "into_id", N_("A patient cannot be merged into itself") },
  { "patient_merge_circular", "into_id", N_("The other patient is merged into this one already") },
  { "patient_merge_once",     NULL,      N_("This record is merged into another already") },
  { "patient_merge_none",     NULL,      N_("This record is not merged into another") },
};
/* clang-format on */

const HcrmModule hcrm_patient_merge_module = { "patient-merge", routes, G_N_ELEMENTS (routes),
                                               constraints, G_N_ELEMENTS (constraints) };
