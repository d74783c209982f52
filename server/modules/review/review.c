/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reviews: assigned, scored bit by bit, submitted, passed over; and what all their steps share. */

#include <string.h>

#include "core/hcrm-export.h"
#include "review-private.h"
#include "review-sql.h"

/* --- What every step begins and ends with --------------------------------------------------- */

HcrmRows *
hcrm_review_take (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  HcrmRows *review = hcrm_request_take_record (req, &SQL_REVIEW_LOCK, &SQL_REVIEW_GET,
                                               &hcrm_review_workflow, action, &step, error);

  if (review == NULL)
    return NULL;
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_let (req->db, "card_id", hcrm_rows_get (review, 0, "scorecard_id"));
  return review;
}

gboolean
hcrm_review_check_own (HcrmRequest *req, HcrmRows *review, GError **error)
{
  return hcrm_rows_get_int (review, 0, "reviewer_id") == req->user->id
         || hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                       _ ("Somebody else scores this call"));
}

void
hcrm_review_note (HcrmRequest *req,
                  gint64 review,
                  const char *code,
                  const char *name,
                  const char *value)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *params = json_object_new ();

  if (name != NULL && value != NULL)
    json_object_set_string_member (params, name, value);
  json_node_take_object (node, params);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let_int (req->db, "note_id", review);
  hcrm_db_let (req->db, "note_code", code);
  hcrm_db_let (req->db, "note_params", text);
  hcrm_db_queue (req->db, &SQL_REVIEW_NOTE, NULL);
}

gboolean
hcrm_review_give (HcrmRequest *req,
                  const HcrmSql *sql,
                  HcrmRows *recordings,
                  guint row,
                  const char *recording,
                  const char *reviewer,
                  GError **error)
{
  hcrm_db_let (req->db, "for_recording", recording);
  hcrm_db_let (req->db, "for_site", hcrm_rows_get (recordings, row, "site_id"));
  hcrm_db_let (req->db, "for_department", hcrm_rows_get (recordings, row, "department_id"));
  hcrm_db_let (req->db, "for_patient", hcrm_rows_get (recordings, row, "patient_id"));
  hcrm_db_let (req->db, "for_subject", hcrm_rows_get (recordings, row, "user_id"));
  hcrm_db_let (req->db, "for_reviewer", reviewer);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, sql, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (made, 0, "id"), "review.assigned", NULL, NULL);
  hcrm_event_add_rows (req->events, "review", made);
  return TRUE;
}

gboolean
hcrm_review_finish (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_REVIEW_GET, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_n (rows) > 0)
    hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, "review",
                          g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10),
                          hcrm_rows_get_n (rows) > 0 ? hcrm_rows_get_int (rows, 0, "version") : 0);
  return TRUE;
}

gboolean
hcrm_review_check_reviewer (HcrmRequest *req, gint64 user, GError **error)
{
  hcrm_db_let_int (req->db, "for_reviewer", user);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_REVIEW_SCORES, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_db_let (req->db, "reviewer_name", hcrm_rows_get (rows, 0, "name"));
  return hcrm_rows_get_bool (rows, 0, "scores")
         || hcrm_fail (error, HCRM_ERROR_INVALID, "reviewer_id", "%s",
                       _ ("Choose somebody who reviews calls"));
}

char *
hcrm_review_read_ids (HcrmRecord *record, const char *name, GError **error)
{
  const char *text = hcrm_record_get (record, name);
  g_autoptr (JsonNode) node = json_from_string (text != NULL ? text : "[]", NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) out = g_string_new ("{");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *item = json_array_get_element (array, i);
    if (json_node_get_value_type (item) != G_TYPE_INT64)
      array = NULL;
    else
      g_string_append_printf (out, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                              json_node_get_int (item));
  }
  if (array == NULL) {
    hcrm_fail (error, HCRM_ERROR_INVALID, name, "%s", _ ("Give a list of numbers"));
    return NULL;
  }
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- Scores --------------------------------------------------------------------------------- */

static int
find_item (HcrmRows *items, gint64 id)
{
  for (guint i = 0; i < hcrm_rows_get_n (items); i++)
    if (hcrm_rows_get_int (items, i, "id") == id)
      return i;
  return -1;
}

static const char *
find_fault (HcrmRecord *score, HcrmRows *items, gboolean *seen, const char **field)
{
  int item = find_item (items, hcrm_record_get_int (score, "item_id"));
  gboolean na = hcrm_record_get_bool (score, "na");
  const char *until = hcrm_record_get (score, "until_ms");

  *field = "item_id";
  if (item < 0)
    return _ ("The scorecard has no such item");
  if (seen[item])
    return _ ("This item stands here twice");
  seen[item] = TRUE;
  *field = "value";
  if (hcrm_record_get_int (score, "value") > hcrm_rows_get_int (items, item, "max"))
    return _ ("More points than the item has");
  if (na && hcrm_record_get (score, "value") != NULL)
    return _ ("What does not apply has no points");
  *field = "na";
  if (na && !hcrm_rows_get_bool (items, item, "may_na"))
    return _ ("This item applies to every call");
  *field = "until_ms";
  if (until != NULL
      && (hcrm_record_get (score, "offset_ms") == NULL
          || hcrm_record_get_int (score, "until_ms") <= hcrm_record_get_int (score, "offset_ms")))
    return _ ("The end comes before the beginning");
  return NULL;
}

gboolean
hcrm_review_check_scores (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (HcrmRows) items = hcrm_db_rows (req->db, &SQL_REVIEW_ITEMS, NULL, error);
  g_autoptr (GPtrArray) scores = hcrm_record_get_rows (record, "scores");
  g_autoptr (GError) bad = NULL;

  if (items == NULL)
    return FALSE;
  g_autofree gboolean *seen = g_new0 (gboolean, hcrm_rows_get_n (items) + 1);
  for (guint i = 0; i < scores->len; i++) {
    const char *field = NULL, *words = find_fault (scores->pdata[i], items, seen, &field);
    g_autofree char *name = g_strdup_printf ("scores[%u].%s", i, field);

    if (words != NULL)
      hcrm_error_add_field (&bad, name, words);
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* Every item has points, or does not apply; else each that has neither is at fault by its place. */
static gboolean
read_marks (HcrmRows *rows, HcrmReviewMark *marks, GError **error)
{
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    marks[i] = (HcrmReviewMark){
      .fatal = strcmp (hcrm_rows_get (rows, i, "kind"), "fatal") == 0,
      .max = hcrm_rows_get_int (rows, i, "max"),
      .weight = hcrm_review_to_hundredths (hcrm_rows_get (rows, i, "weight")),
      .value = hcrm_rows_get_int (rows, i, "value"),
      .na = hcrm_rows_get_bool (rows, i, "na"),
    };
    if (marks[i].na || hcrm_rows_get (rows, i, "value") != NULL)
      continue;
    g_autofree char *name = g_strdup_printf ("scores[%u].value", i);
    hcrm_error_add_field (&bad, name, _ ("Score this item"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

gboolean
hcrm_review_count (HcrmRequest *req, int round, const char *pass_mark, GError **error)
{
  hcrm_db_let_int (req->db, "for_round", round);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_REVIEW_MARKS, NULL, error);
  if (rows == NULL)
    return FALSE;
  guint n = hcrm_rows_get_n (rows);
  g_autofree HcrmReviewMark *marks = g_new0 (HcrmReviewMark, n + 1);

  if (!read_marks (rows, marks, error))
    return FALSE;
  HcrmReviewResult result = hcrm_review_score (marks, n, hcrm_review_to_hundredths (pass_mark));
  g_autofree char *score = hcrm_review_from_hundredths (result.score);
  hcrm_db_let (req->db, "new_score", score);
  hcrm_db_let (req->db, "new_fatal", result.fatal ? "true" : "false");
  hcrm_db_let (req->db, "new_passed", result.passed ? "true" : "false");
  return TRUE;
}

/* --- Assigning ------------------------------------------------------------------------------ */

static gboolean
check_place (HcrmRows *place, GError **error)
{
  if (hcrm_rows_get_n (place) == 0 || strcmp (hcrm_rows_get (place, 0, "state"), "deleted") == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "recording_id", "%s",
                      _ ("There is no such recording"));
  if (g_strcmp0 (hcrm_rows_get (place, 0, "card_state"), "published") != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "scorecard_id", "%s",
                      _ ("Choose a published scorecard"));
  return TRUE;
}

static void
bind_place (HcrmRequest *req, HcrmRows *place)
{
  hcrm_db_let (req->db, "for_site", hcrm_rows_get (place, 0, "site_id"));
  hcrm_db_let (req->db, "for_department", hcrm_rows_get (place, 0, "department_id"));
  hcrm_db_let (req->db, "for_patient", hcrm_rows_get (place, 0, "patient_id"));
  hcrm_db_let (req->db, "for_subject", hcrm_rows_get (place, 0, "user_id"));
  hcrm_db_let (req->db, "for_sample", NULL);
  hcrm_db_let (req->db, "for_calibration", NULL);
  hcrm_db_let (req->db, "for_second", NULL);
}

/* Whoever reviews may take a call to review; to give one to others takes more. */
static gboolean
check_giver (HcrmRequest *req, gint64 reviewer, GError **error)
{
  if (reviewer != req->user->id
      && !hcrm_permission_set_has (&req->user->held, HCRM_PERM_REVIEW_MANAGE))
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, "reviewer_id", "%s",
                      _ ("You can take a call to review, but not give one to others"));
  return hcrm_review_check_reviewer (req, reviewer, error);
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  gint64 asked = hcrm_record_get_int (req->args, "reviewer_id");
  gint64 reviewer = asked > 0 ? asked : req->user->id;

  hcrm_db_let (req->db, "for_recording", hcrm_record_get (req->args, "recording_id"));
  hcrm_db_let (req->db, "for_card", hcrm_record_get (req->args, "scorecard_id"));
  g_autoptr (HcrmRows) place = hcrm_db_rows (req->db, &SQL_REVIEW_PLACE, NULL, error);
  if (place == NULL || !check_place (place, error) || !check_giver (req, reviewer, error))
    return FALSE;
  bind_place (req, place);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_REVIEW_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  hcrm_review_note (req, hcrm_rows_get_int (made, 0, "id"), "review.assigned", NULL, NULL);
  g_autoptr (HcrmRows) rows = hcrm_request_reply_record (req, &SQL_REVIEW_GET, "review", error);
  return rows != NULL;
}

static gboolean
assign (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "assign", error);

  if (review == NULL
      || !hcrm_review_check_reviewer (req, hcrm_record_get_int (req->args, "reviewer_id"), error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_REVIEW_DROP_SCORES, NULL);
  if (!hcrm_db_run (req->db, &SQL_REVIEW_REASSIGN, req->args, error))
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.reassigned", NULL, NULL);
  return hcrm_review_finish (req, error);
}

/* --- Scoring -------------------------------------------------------------------------------- */

/* The scores are replaced as a whole; the statement that follows writes the new ones. */
static gboolean
check_edit (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_workflow_find (&hcrm_review_workflow, hcrm_record_get (record, "state"), "edit",
                          &req->user->held, error)
      == NULL)
    return FALSE;
  if (hcrm_record_get_int (record, "reviewer_id") != req->user->id)
    return hcrm_fail (error, HCRM_ERROR_FORBIDDEN, NULL, "%s",
                      _ ("Somebody else scores this call"));
  hcrm_db_let (req->db, "card_id", hcrm_record_get (record, "scorecard_id"));
  if (!hcrm_review_check_scores (req, record, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_REVIEW_DROP_SCORES, NULL);
  return TRUE;
}

static const char *
get_words (HcrmRequest *req, HcrmRows *review, const char *name)
{
  return hcrm_record_has (req->args, name) ? hcrm_record_get (req->args, name)
                                           : hcrm_rows_get (review, 0, name);
}

/* What comes with the submission, as if it had been written before. */
static gboolean
take_last (HcrmRequest *req, HcrmRows *review, GError **error)
{
  if (hcrm_record_has (req->args, "scores")) {
    hcrm_db_let_int (req->db, "for_round", 1);
    if (!hcrm_review_check_scores (req, req->args, error))
      return FALSE;
    hcrm_db_queue (req->db, &SQL_REVIEW_DROP_SCORES, NULL);
    hcrm_db_queue (req->db, &SQL_REVIEW_PUT_SCORES, req->args);
  }
  hcrm_db_let (req->db, "new_note", get_words (req, review, "note"));
  hcrm_db_let (req->db, "new_coaching", get_words (req, review, "coaching"));
  hcrm_db_queue (req->db, &SQL_REVIEW_WORDS, NULL);
  return TRUE;
}

/* Once everybody has submitted, a session is over, and all see each other's scores. */
static gboolean
settle_session (HcrmRequest *req, HcrmRows *review, GError **error)
{
  const char *calibration = hcrm_rows_get (review, 0, "calibration_id");

  if (calibration == NULL)
    return TRUE;
  hcrm_db_let (req->db, "for_calibration", calibration);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_REVIEW_OVER, NULL, error);
  if (rows != NULL)
    hcrm_request_add_event (req, "calibration", g_ascii_strtoll (calibration, NULL, 10), 0);
  return rows != NULL;
}

static void
tell_first (HcrmRequest *req, HcrmRows *review)
{
  gint64 first = hcrm_rows_get_int (review, 0, "second_of");

  if (first == 0)
    return;
  hcrm_review_note (req, first, "review.second-submitted", NULL, NULL);
  hcrm_request_add_event (req, "review", first, 0);
}

static gboolean
submit (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "submit", error);

  if (review == NULL || !hcrm_review_check_own (req, review, error)
      || !take_last (req, review, error)
      || !hcrm_review_count (req, 1, hcrm_rows_get (review, 0, "pass_mark"), error)
      || !hcrm_db_run (req->db, &SQL_REVIEW_SUBMIT, NULL, error))
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.submitted", NULL, NULL);
  tell_first (req, review);
  return settle_session (req, review, error) && hcrm_review_finish (req, error);
}

static gboolean
skip (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) review = hcrm_review_take (req, "skip", error);

  if (review == NULL || !hcrm_review_check_own (req, review, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_REVIEW_DROP_SCORES, NULL);
  if (!hcrm_db_run (req->db, &SQL_REVIEW_SKIP, req->args, error))
    return FALSE;
  hcrm_review_note (req, hcrm_rows_get_int (review, 0, "id"), "review.skipped", "reason",
                    hcrm_record_get (req->args, "reason"));
  return settle_session (req, review, error) && hcrm_review_finish (req, error);
}

static gboolean
see (HcrmRequest *req, GError **error)
{
  return hcrm_db_run (req->db, &SQL_REVIEW_SEE, NULL, error)
         && hcrm_request_reply_one (req, &SQL_REVIEW_GET, error);
}

/* --- Tables --------------------------------------------------------------------------------- */

#define READ HCRM_PERM_REVIEW_READ
#define SCORE HCRM_PERM_REVIEW_SCORE
#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define REVIEWS "/reviews"
#define STEP REVIEWS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   REVIEWS,         READ,   0, &hcrm_review_query, .list = &SQL_REVIEW_LIST },
  HCRM_EXPORT (REVIEWS, READ, &hcrm_review_fields),
  { "GET",   REVIEWS "/{id}", READ,   .sql = &SQL_REVIEW_GET },
  { "POST",  REVIEWS,         SCORE,  HCRM_ROUTE_CREATES, &hcrm_review_new, .handler = create },
  { "PATCH", REVIEWS "/{id}", SCORE,  0, &hcrm_review_edit, &SQL_REVIEW_UPDATE, .lock = &SQL_REVIEW_LOCK, .check = check_edit,
    .reread = &SQL_REVIEW_GET, .event = "review" },
  { "POST",  STEP "submit",   SCORE,  VERSIONED, &hcrm_review_edit, .handler = submit },
  { "POST",  STEP "skip",     SCORE,  VERSIONED, &hcrm_review_skip, .handler = skip },
  { "POST",  STEP "assign",   MANAGE, VERSIONED, &hcrm_review_assign, .handler = assign },
  { "POST",  STEP "see",      READ,   .handler = see },
  { "GET",   "/reviewers",    SCORE,  HCRM_ROUTE_ITEMS, &hcrm_reviewer_query, .sql = &SQL_REVIEW_REVIEWERS },
};

static const HcrmConstraint constraints[] = {
  { "review_own",         "reviewer_id",  N_("Nobody reviews their own calls") },
  { "review_patient",     "reviewer_id",  N_("Nobody reviews a call about themselves as a patient") },
  { "review_complaint",   "reviewer_id",  N_("Nobody reviews a call about a complaint against themselves") },
  { "review_first",       "reviewer_id",  N_("Whoever scored first does not score again") },
  { "review_once",        "recording_id", N_("This call is reviewed by this scorecard already") },
  { "review_second",      "reviewer_id",  N_("Somebody scores it again already") },
  { "review_calibration", "reviewer_id",  N_("This reviewer scores this recording already") },
};
/* clang-format on */

const HcrmModule hcrm_review_module = { "review", routes, G_N_ELEMENTS (routes), constraints,
                                        G_N_ELEMENTS (constraints) };
