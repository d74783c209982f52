/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Appeals: made by whose call it is, scored a second time by somebody blind, settled. */

#include <string.h>

#include "review-appeal-sql.h"
#include "review-private.h"

/* --- Appealing ------------------------------------------------------------------------------ */

static gboolean
check_appeal (HcrmRequest *req, HcrmRows *review, GError **error)
{
  if (hcrm_rows_get_int (review, 0, "subject_id") != req->user->id
      || hcrm_rows_get (review, 0, "second_of") != NULL
      || hcrm_rows_get (review, 0, "calibration_id") != NULL)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("Only whose call it is can appeal"));
  if (hcrm_rows_get_bool (review, 0, "late"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s", _ ("The time to appeal is over"));
  return TRUE;
}

/* As a JSON list. */
static char *
read_items (HcrmRequest *req, GError **error)
{
  char *ids = hcrm_review_read_ids (req->args, "items", error);

  if (ids != NULL) {
    ids[0] = '[';
    ids[strlen (ids) - 1] = ']';
  }
  return ids;
}

static gboolean
appeal (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "appeal", error);

  if (review == NULL || !check_appeal (req, review, error))
    return FALSE;
  g_autofree char *items = read_items (req, error);
  if (items == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_items", items);
  if (!hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_APPEAL, req->args, error))
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.appealed", "reason",
                    hcrm_record_get (req->args, "reason"));
  return hcrm_review_finish (req, error);
}

/* --- A second time -------------------------------------------------------------------------- */

static gboolean
score_again (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "second", error);

  if (review == NULL
      || !hcrm_review_check_reviewer (req, hcrm_record_get_int (req->args, "reviewer_id"), error))
    return FALSE;
  hcrm_db_let (req->db, "for_recording", hcrm_rows_get (review, 0, "recording_id"));
  hcrm_db_let (req->db, "for_site", hcrm_rows_get (review, 0, "site_id"));
  hcrm_db_let (req->db, "for_department", hcrm_rows_get (review, 0, "department_id"));
  hcrm_db_let (req->db, "for_subject", hcrm_rows_get (review, 0, "subject_id"));
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_REVIEW_APPEAL_CREATE, req->args, error);
  if (made == NULL || !hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_MOVE, NULL, error))
    return FALSE;
  hcrm_event_add_rows (req->events, "review", made);
  hcrm_review_note (req, hcrm_rows_get_int (made, 0, "id"), "review.assigned", NULL, NULL);
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.second", NULL, NULL);
  return hcrm_review_finish (req, error);
}

/* --- Settling ------------------------------------------------------------------------------- */

static gboolean
take_second (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) second = hcrm_db_rows (req->db, &SQL_REVIEW_APPEAL_SECOND, NULL, error);

  if (second == NULL)
    return FALSE;
  if (hcrm_rows_get_n (second) == 0 || !hcrm_rows_get_bool (second, 0, "submitted"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, "outcome", "%s",
                      _ ("Nobody has scored it a second time yet"));
  hcrm_db_let (req->db, "second_id", hcrm_rows_get (second, 0, "id"));
  return hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_COPY_SCORES, NULL, error);
}

static gboolean
put_right (HcrmRequest *req, GError **error)
{
  if (hcrm_record_get (req->args, "scores") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "scores", "%s", _ ("Say what is to count"));
  return hcrm_review_check_scores (req, req->args, error)
         && hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_PUT_SCORES, req->args, error);
}

/* What counts from now on; @outcome is one of the choices. */
static gboolean
count_again (HcrmRequest *req, HcrmRows *review, const char *outcome, GError **error)
{
  if (strcmp (outcome, "kept") == 0)
    return TRUE;
  if (!(strcmp (outcome, "second") == 0 ? take_second (req, error) : put_right (req, error)))
    return FALSE;
  return hcrm_review_count (req, 2, hcrm_rows_get (review, 0, "pass_mark"), error)
         && hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_RECOUNT, NULL, error);
}

/* Nobody judges what is said against their own scores, or of their own call. */
static gboolean
check_judge (HcrmRequest *req, HcrmRows *review, GError **error)
{
  if (hcrm_rows_get_int (review, 0, "subject_id") != req->user->id
      && hcrm_rows_get_int (review, 0, "reviewer_id") != req->user->id)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                    _ ("Somebody else settles the appeal"));
}

static gboolean
settle (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "settle", error);
  const char *outcome = hcrm_record_get (req->args, "outcome");

  if (review == NULL || !check_judge (req, review, error)
      || !count_again (req, review, outcome, error)
      || !hcrm_db_run (req->db, &SQL_REVIEW_APPEAL_SETTLE, req->args, error))
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.settled", "outcome", outcome);
  return hcrm_review_finish (req, error);
}

#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define STEP "/reviews/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", STEP "appeal", HCRM_PERM_REVIEW_READ, VERSIONED, &hcrm_review_appeal, .handler = appeal },
  { "POST", STEP "second", MANAGE, VERSIONED, &hcrm_review_assign, .handler = score_again },
  { "POST", STEP "settle", MANAGE, VERSIONED, &hcrm_review_settle, .handler = settle },
};
/* clang-format on */

const HcrmModule hcrm_review_appeal_module = { "review-appeal", routes, G_N_ELEMENTS (routes) };
