/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of recordings: held, kept for a time, deleted by two people; and what was cut short.
 */

#include "core/hcrm-files.h"
#include "model/hcrm-recording.h"
#include "recording-care-sql.h"
#include "recording.h"

#define LEFT_S 3600 /* whoever writes still has written by then */

/* --- Steps ---------------------------------------------------------------------------------- */

typedef struct {
  const char *action;
  const HcrmSql *change;
} Care;

/* clang-format off */
static const Care cares[] = {
  { "hold",             &SQL_RECORDING_CARE_HOLD },
  { "release",          &SQL_RECORDING_CARE_RELEASE },
  { "ask-deletion",     &SQL_RECORDING_CARE_ASK },
  { "refuse-deletion",  &SQL_RECORDING_CARE_REFUSE },
  { "confirm-deletion", &SQL_RECORDING_CARE_DELETE },
};
/* clang-format on */

/* The step that a route is for is the end of its path. */
static const Care *
find_care (HcrmRequest *req)
{
  for (guint i = 0; i < G_N_ELEMENTS (cares); i++)
    if (g_str_has_suffix (req->route->path, cares[i].action))
      return &cares[i];
  g_return_val_if_reached (NULL);
}

/* The files that only a deleted recording named go with it: out of the store before the commit,
 * from the disk when the sweep has seen that the commit came to be. */
static gboolean
change (HcrmRequest *req, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) files = hcrm_db_rows (req->db, sql, req->args, error);

  return files != NULL && hcrm_files_take_out (hcrm_http_get_store (req->http), files, error);
}

static gboolean
take (HcrmRequest *req, GError **error)
{
  const Care *care = find_care (req);
  const HcrmStep *taken = NULL;
  g_autoptr (HcrmRows) row =
      hcrm_request_take_record (req, &SQL_RECORDING_CARE_LOCK, &SQL_RECORDING_CARE_GET,
                                &hcrm_recording_workflow, care->action, &taken, error);

  if (row == NULL || !change (req, care->change, error))
    return FALSE;
  hcrm_db_let (req->db, "what", care->action);
  return !(taken->flags & HCRM_STEP_REASON)
         || hcrm_db_run (req->db, &SQL_RECORDING_CARE_WHY, req->args, error);
}

static gboolean
take_one (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      take (req, error)
          ? hcrm_request_reply_record (req, &SQL_RECORDING_CARE_GET, "recording", error)
          : NULL;

  return rows != NULL;
}

static gboolean
take_item (HcrmRequest *req, HcrmRecord *item, gconstpointer unused, GError **error)
{
  if (!take (req, error))
    return FALSE;
  hcrm_request_add_event (req, "recording", hcrm_record_get_int (item, "id"), req->if_match + 1);
  return TRUE;
}

static gboolean
take_many (HcrmRequest *req, GError **error)
{
  return hcrm_request_each (req, take_item, NULL, error);
}

/* --- What was cut short --------------------------------------------------------------------- */

static gboolean
tidy_one (HcrmJob *sweep, const HcrmStoreLeft *left, GError **error)
{
  gboolean named = FALSE;

  if (*left->sha256 != '\0') {
    hcrm_db_let (sweep->db, "left_sha256", left->sha256);
    g_autoptr (HcrmRows) rows = hcrm_db_one (sweep->db, &SQL_RECORDING_CARE_NAMED, NULL, error);
    if (rows == NULL)
      return FALSE;
    named = hcrm_rows_get_bool (rows, 0, "named");
  }
  return hcrm_store_settle_left (hcrm_http_get_store (sweep->http), left, named, error);
}

gboolean
hcrm_recording_tidy (HcrmJob *sweep, GError **error)
{
  g_autoptr (GArray) list = hcrm_store_list_left (hcrm_http_get_store (sweep->http), LEFT_S);

  for (guint i = 0; i < list->len; i++)
    if (!tidy_one (sweep, &g_array_index (list, HcrmStoreLeft, i), error))
      return FALSE;
  return TRUE;
}

#define READ HCRM_PERM_RECORDING_READ
#define MANAGE HCRM_PERM_RECORDING_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define STEP "/recordings/{id}/actions/"
#define MANY "/recordings/actions/"
#define RULES "/recording-rules"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST",  STEP "hold",             MANAGE, VERSIONED, &hcrm_recording_reason, .handler = take_one },
  { "POST",  STEP "release",          MANAGE, VERSIONED, &hcrm_recording_reason, .handler = take_one },
  { "POST",  STEP "ask-deletion",     MANAGE, VERSIONED, &hcrm_recording_reason, .handler = take_one },
  { "POST",  STEP "confirm-deletion", MANAGE, VERSIONED, .handler = take_one },
  { "POST",  STEP "refuse-deletion",  MANAGE, VERSIONED, &hcrm_recording_reason, .handler = take_one },
  { "POST",  MANY "hold",             MANAGE, VERSIONED, &hcrm_recording_many, .handler = take_many },
  { "POST",  MANY "ask-deletion",     MANAGE, VERSIONED, &hcrm_recording_many, .handler = take_many },
  { "POST",  MANY "confirm-deletion", MANAGE, VERSIONED, &hcrm_recording_many_confirm, .handler = take_many },
  { "POST",  MANY "refuse-deletion",  MANAGE, VERSIONED, &hcrm_recording_many, .handler = take_many },
  { "GET",   RULES,                   READ,   .input = &hcrm_recording_rule_query, .list = &SQL_RECORDING_CARE_RULE_LIST },
  { "POST",  RULES,                   MANAGE, HCRM_ROUTE_CREATES, &hcrm_recording_rule_new, &SQL_RECORDING_CARE_RULE_ADD,
    .reread = &SQL_RECORDING_CARE_RULE_GET, .event = "recording_rule" },
  { "GET",   RULES "/{id}",           READ,   .sql = &SQL_RECORDING_CARE_RULE_GET },
  { "PATCH", RULES "/{id}",           MANAGE, 0, &hcrm_recording_rule_fields, &SQL_RECORDING_CARE_RULE_SET, .lock = &SQL_RECORDING_CARE_RULE_LOCK,
    .reread = &SQL_RECORDING_CARE_RULE_GET, .event = "recording_rule" },
};

static const HcrmConstraint constraints[] = {
  { "recording_two_people", NULL, N_("Somebody else must confirm what you asked for") },
  { "recording_rule_kind", "kind", N_("There is a rule for these recordings already: change that one") },
  { "recording_rule_general", "retired_at", N_("What has no rule of its own is kept by this one: it stays") },
};
/* clang-format on */

const HcrmModule hcrm_recording_care_module = { "recording-care", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
