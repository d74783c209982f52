/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calibration sessions, and how far their reviewers agree on each item. */

#include <string.h>

#include "calibration-sql.h"
#include "core/hcrm-export.h"
#include "review-private.h"

#define MOST 400 /* reviews of one session */

/* --- How far they agree --------------------------------------------------------------------- */

/* Kappa of each two reviewers; of several, what they have on average (Light 1971). */
typedef struct {
  guint equal, pairs; /* values given by both */
  guint couples;      /* of reviewers */
  guint n;            /* of them with a kappa */
  double sum;
  HcrmKappa last;
} Agreement;

static guint
find_end (HcrmRows *rows, guint from)
{
  guint end = from;

  while (end < hcrm_rows_get_n (rows)
         && hcrm_rows_get_int (rows, end, "item_id") == hcrm_rows_get_int (rows, from, "item_id")
         && hcrm_rows_get_int (rows, end, "one") == hcrm_rows_get_int (rows, from, "one")
         && hcrm_rows_get_int (rows, end, "other") == hcrm_rows_get_int (rows, from, "other"))
    end++;
  return end;
}

static void
add_pair (Agreement *self, HcrmRows *rows, guint from, guint end, int max)
{
  HcrmKappa kappa;

  for (guint i = from; i < end; i++) {
    guint n = hcrm_rows_get_int (rows, i, "n");
    self->pairs += n;
    self->equal += hcrm_rows_get_int (rows, i, "a") == hcrm_rows_get_int (rows, i, "b") ? n : 0;
  }
  self->couples++;
  if (!hcrm_review_fill_kappa (rows, from, end, max, &kappa))
    return;
  self->n++;
  self->sum += kappa.kappa;
  self->last = kappa;
}

static Agreement
get_agreement (HcrmRows *rows, gint64 item, int max)
{
  Agreement agreement = { 0 };

  for (guint i = 0; i < hcrm_rows_get_n (rows);) {
    guint end = find_end (rows, i);
    if (hcrm_rows_get_int (rows, i, "item_id") == item)
      add_pair (&agreement, rows, i, end, max);
    i = end;
  }
  return agreement;
}

static void
append_number (GString *out, const char *name, gboolean known, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, ",\"%s\":", name);
  if (known)
    g_string_append_printf (out, "\"%s\"", g_ascii_formatd (text, sizeof text, "%.3f", value));
  else
    g_string_append (out, "null");
}

static void
append_values (GString *out, HcrmRows *values, gint64 item)
{
  gboolean first = TRUE;

  g_string_append (out, ",\"values\":[");
  for (guint i = 0; i < hcrm_rows_get_n (values); i++) {
    if (hcrm_rows_get_int (values, i, "item_id") != item)
      continue;
    g_string_append (out, first ? "" : ",");
    hcrm_rows_append_json (values, i, out);
    first = FALSE;
  }
  g_string_append_c (out, ']');
}

static void
append_item (GString *out, HcrmRows *items, guint row, HcrmRows *pairs, HcrmRows *values)
{
  gint64 id = hcrm_rows_get_int (items, row, "id");
  Agreement agreement = get_agreement (pairs, id, hcrm_rows_get_int (items, row, "max"));
  gboolean interval = agreement.couples == 1 && hcrm_review_has_interval (&agreement.last);

  hcrm_rows_append_json (items, row, out);
  g_string_truncate (out, out->len - 1);
  g_string_append_printf (out, ",\"pairs\":%u", agreement.pairs);
  append_number (out, "agreement", agreement.pairs > 0,
                 (double) agreement.equal / MAX (1, agreement.pairs));
  g_string_append_printf (out, ",\"couples\":%u,\"kappas\":%u", agreement.couples, agreement.n);
  append_number (out, "kappa", agreement.n > 0, agreement.sum / MAX (1, agreement.n));
  append_number (out, "kappa_low", interval, agreement.last.low);
  append_number (out, "kappa_high", interval, agreement.last.high);
  append_values (out, values, id);
  g_string_append_c (out, '}');
}

static gboolean
append_items (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) items = hcrm_db_rows (req->db, &SQL_CALIBRATION_ITEMS, NULL, error);
  g_autoptr (HcrmRows) pairs =
      items != NULL ? hcrm_db_rows (req->db, &SQL_CALIBRATION_PAIRS, NULL, error) : NULL;
  g_autoptr (HcrmRows) values =
      pairs != NULL ? hcrm_db_rows (req->db, &SQL_CALIBRATION_VALUES, NULL, error) : NULL;

  if (values == NULL)
    return FALSE;
  g_string_truncate (req->reply, req->reply->len - 1);
  g_string_append (req->reply, ",\"items\":[");
  for (guint i = 0; i < hcrm_rows_get_n (items); i++) {
    g_string_append (req->reply, i > 0 ? "," : "");
    append_item (req->reply, items, i, pairs, values);
  }
  g_string_append (req->reply, "]}");
  return TRUE;
}

/* Nobody sees what others scored before all are done. */
static gboolean
reply_session (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_CALIBRATION_GET, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  return strcmp (hcrm_rows_get (rows, 0, "state"), "done") != 0 || append_items (req, error);
}

/* --- Beginning one -------------------------------------------------------------------------- */

static gboolean
bind_ids (HcrmRequest *req, const char *field, const char *name, GError **error)
{
  g_autofree char *ids = hcrm_review_read_ids (req->args, field, error);

  if (ids != NULL)
    hcrm_db_let (req->db, name, ids);
  return ids != NULL;
}

static gboolean
check_session (HcrmRows *card, HcrmRows *recordings, HcrmRows *reviewers, GError **error)
{
  guint n = hcrm_rows_get_n (recordings), n_reviewers = hcrm_rows_get_n (reviewers);

  if (g_strcmp0 (hcrm_rows_get (card, 0, "state"), "published") != 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "scorecard_id", "%s",
                      _ ("Choose a published scorecard"));
  if (n_reviewers < 2)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "reviewers", "%s",
                      _ ("Choose two reviewers or more"));
  if (n == 0 || n * n_reviewers > MOST)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "recordings", "%s",
                      _ ("Choose some recordings, and not too many"));
  for (guint i = 0; i < n; i++)
    if (hcrm_rows_get (recordings, i, "id") == NULL)
      return hcrm_fail (error, HCRM_ERROR_INVALID, "recordings", "%s",
                        _ ("There is no such recording"));
  for (guint i = 0; i < n_reviewers; i++)
    if (!hcrm_rows_get_bool (reviewers, i, "scores"))
      return hcrm_fail (error, HCRM_ERROR_INVALID, "reviewers", "%s",
                        _ ("Choose somebody who reviews calls"));
  return TRUE;
}

static gboolean
add_all (HcrmRequest *req, HcrmRows *recordings, HcrmRows *reviewers, GError **error)
{
  for (guint i = 0; i < hcrm_rows_get_n (recordings); i++)
    for (guint k = 0; k < hcrm_rows_get_n (reviewers); k++)
      if (!hcrm_review_give (req, &SQL_CALIBRATION_ADD, recordings, i,
                             hcrm_rows_get (recordings, i, "id"),
                             hcrm_rows_get (reviewers, k, "who"), error))
        return FALSE;
  return TRUE;
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  if (!bind_ids (req, "recordings", "for_recordings", error)
      || !bind_ids (req, "reviewers", "for_reviewers", error))
    return FALSE;
  g_autoptr (HcrmRows) card = hcrm_db_one (req->db, &SQL_CALIBRATION_CARD, req->args, error);
  g_autoptr (HcrmRows) recordings =
      card != NULL ? hcrm_db_rows (req->db, &SQL_CALIBRATION_RECORDINGS, NULL, error) : NULL;
  g_autoptr (HcrmRows) reviewers =
      recordings != NULL ? hcrm_db_rows (req->db, &SQL_CALIBRATION_REVIEWERS, NULL, error) : NULL;
  if (reviewers == NULL || !check_session (card, recordings, reviewers, error))
    return FALSE;
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_CALIBRATION_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "for_calibration", hcrm_rows_get (made, 0, "id"));
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  if (!add_all (req, recordings, reviewers, error))
    return FALSE;
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_CALIBRATION_GET, "calibration", error);
  return rows != NULL;
}

static gboolean
cancel (HcrmRequest *req, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_record (req, &SQL_CALIBRATION_LOCK, &SQL_CALIBRATION_GET,
                                &hcrm_calibration_workflow, "cancel", &step, error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_let (req->db, "why", _ ("The session was cancelled"));
  g_autoptr (HcrmRows) rest = hcrm_db_rows (req->db, &SQL_CALIBRATION_SKIP_REST, NULL, error);
  if (rest == NULL || !hcrm_db_run (req->db, &SQL_CALIBRATION_CANCEL, NULL, error))
    return FALSE;
  hcrm_event_add_rows (req->events, "review", rest);
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_CALIBRATION_GET, "calibration", error);
  return rows != NULL;
}

#define SCORE HCRM_PERM_REVIEW_SCORE
#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define SESSIONS "/calibrations"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  SESSIONS,         SCORE,  0, &hcrm_calibration_query, .list = &SQL_CALIBRATION_LIST },
  HCRM_EXPORT (SESSIONS, SCORE, &hcrm_calibration_fields),
  { "GET",  SESSIONS "/{id}", SCORE,  .handler = reply_session },
  { "POST", SESSIONS,         MANAGE, HCRM_ROUTE_CREATES, &hcrm_calibration_new, .handler = create },
  { "POST", SESSIONS "/{id}/actions/cancel", MANAGE, HCRM_ROUTE_VERSIONED, .handler = cancel },
};
/* clang-format on */

const HcrmModule hcrm_calibration_module = { "calibration", routes, G_N_ELEMENTS (routes) };
