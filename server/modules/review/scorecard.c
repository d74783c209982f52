/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scorecards: drafts are edited, published ones revised. */

#include <string.h>

#include "core/hcrm-export.h"
#include "review-private.h"
#include "scorecard-sql.h"

static gboolean
is_code (const char *text)
{
  return text == NULL || g_regex_match_simple ("^[a-z0-9][a-z0-9-]*$", text, 0, 0);
}

/* Points and weight belong to some kinds and not to others. */
static const char *
find_fault (HcrmRecord *item, const char **field)
{
  const char *kind = hcrm_record_get (item, "kind");
  gint64 max = hcrm_record_get_int (item, "max");
  gboolean weighs = hcrm_review_to_hundredths (hcrm_record_get (item, "weight")) > 0;

  *field = "max";
  if (strcmp (kind, "scale") != 0 && max > 1)
    return _ ("Only what is scored in points has more than one");
  if (strcmp (kind, "scale") == 0 && max < 1)
    return _ ("Say how many points it has at most");
  *field = "weight";
  if (strcmp (kind, "fatal") == 0 && weighs)
    return _ ("A fatal item has no weight: if it is broken, the score is 0");
  if (strcmp (kind, "fatal") != 0 && !weighs)
    return _ ("Say how much it weighs");
  *field = "code";
  return is_code (hcrm_record_get (item, "code")) ? NULL
                                                  : _ ("Small letters, digits and hyphens only");
}

static void
add_fault (GError **bad, guint row, const char *field, const char *words)
{
  g_autofree char *name = g_strdup_printf ("items[%u].%s", row, field);

  hcrm_error_add_field (bad, name, words);
}

static gboolean
check_items (HcrmRecord *record, GError **error)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (record, "items");
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) bad = NULL;

  if (!is_code (hcrm_record_get (record, "code")))
    hcrm_error_add_field (&bad, "code", _ ("Small letters, digits and hyphens only"));
  for (guint i = 0; i < items->len; i++) {
    const char *field = NULL, *words = find_fault (items->pdata[i], &field);

    if (words != NULL)
      add_fault (&bad, i, field, words);
    else if (!g_hash_table_add (codes, (gpointer) hcrm_record_get (items->pdata[i], "code")))
      add_fault (&bad, i, "code", _ ("This code stands here twice"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
check_card (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  return check_items (record, error);
}

/* The items are replaced as a whole; the statement that follows writes the new ones. */
static gboolean
check_draft (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_workflow_find (&hcrm_scorecard_workflow, hcrm_record_get (record, "state"), "edit",
                          &req->user->held, error)
          == NULL
      || !check_items (record, error))
    return FALSE;
  hcrm_db_queue (req->db, &SQL_SCORECARD_DROP_ITEMS, NULL);
  return TRUE;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static gboolean
reply_card (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_SCORECARD_GET, "scorecard", error);

  return rows != NULL;
}

static HcrmRows *
take (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  HcrmRows *locked = hcrm_request_take_record (req, &SQL_SCORECARD_LOCK, &SQL_SCORECARD_GET,
                                               &hcrm_scorecard_workflow, action, &step, error);

  if (locked != NULL)
    hcrm_db_let (req->db, "new_state", step->to);
  return locked;
}

static gboolean
publish (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = take (req, "publish", error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_let (req->db, "old_code", hcrm_rows_get (locked, 0, "code"));
  hcrm_db_queue (req->db, &SQL_SCORECARD_RETIRE_PUBLISHED, NULL);
  hcrm_db_queue (req->db, &SQL_SCORECARD_SET_STATE, NULL);
  return reply_card (req, error);
}

static gboolean
retire (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = take (req, "retire", error);

  if (locked == NULL)
    return FALSE;
  hcrm_db_queue (req->db, &SQL_SCORECARD_SET_STATE, NULL);
  return reply_card (req, error);
}

static gboolean
revise (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = take (req, "revise", error);
  g_autoptr (HcrmRows) made =
      locked != NULL ? hcrm_db_one (req->db, &SQL_SCORECARD_REVISE, NULL, error) : NULL;

  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return reply_card (req, error);
}

#define READ HCRM_PERM_REVIEW_READ
#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define CARDS "/scorecards"
#define STEP CARDS "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   CARDS,          READ,   0, &hcrm_scorecard_query, .list = &SQL_SCORECARD_LIST },
  HCRM_EXPORT (CARDS, READ, &hcrm_scorecard_fields),
  { "GET",   CARDS "/{id}",  READ,   .sql = &SQL_SCORECARD_GET },
  { "POST",  CARDS,          MANAGE, HCRM_ROUTE_CREATES, &hcrm_scorecard_fields, &SQL_SCORECARD_CREATE,
    .check = check_card, .reread = &SQL_SCORECARD_GET, .event = "scorecard" },
  { "PATCH", CARDS "/{id}",  MANAGE, 0, &hcrm_scorecard_fields, &SQL_SCORECARD_UPDATE,
    .lock = &SQL_SCORECARD_LOCK, .check = check_draft, .reread = &SQL_SCORECARD_GET, .event = "scorecard" },
  { "POST",  STEP "publish", MANAGE, VERSIONED, .handler = publish },
  { "POST",  STEP "retire",  MANAGE, VERSIONED, .handler = retire },
  { "POST",  STEP "revise",  MANAGE, VERSIONED, .handler = revise },
};

static const HcrmConstraint constraints[] = {
  { "scorecard_code_revision_key", "code",  N_("Another scorecard has this code") },
  { "scorecard_draft",             "state", N_("There is already a draft of this scorecard") },
  { "scorecard_item_code",         "items", N_("A code stands here twice") },
  { "scorecard_kept",              "state", N_("A published scorecard never changes: revise it") },
};
/* clang-format on */

const HcrmModule hcrm_scorecard_module = { "scorecard", routes, G_N_ELEMENTS (routes), constraints,
                                           G_N_ELEMENTS (constraints) };
