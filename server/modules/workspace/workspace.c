/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts, saved views, and what waits for a user today. */

#include "workspace.h"

#include "model/hcrm-workspace.h"
#include "workspace-sql.h"

/* --- Drafts and views ----------------------------------------------------------------------- */

static gboolean
drop_draft (HcrmRequest *req, GError **error)
{
  return hcrm_db_run (req->db, &SQL_WORKSPACE_DRAFT_DELETE, NULL, error);
}

static gboolean
retire_view (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) locked = hcrm_db_one (req->db, &SQL_WORKSPACE_VIEW_LOCK, NULL, error);

  return locked != NULL && hcrm_request_check_version (req, locked, error)
         && hcrm_db_run (req->db, &SQL_WORKSPACE_VIEW_RETIRE, NULL, error)
         && hcrm_request_reply_one (req, &SQL_WORKSPACE_VIEW_GET, error);
}

/* --- Today ---------------------------------------------------------------------------------- */

static void
bind_held (HcrmRequest *req, const char *name, HcrmPermission permission, HcrmScope least)
{
  gboolean held = req->user->held.scope[permission] >= least;

  hcrm_db_let (req->db, name, held ? "true" : "false");
}

static gboolean
append_row (HcrmRequest *req, const char *member, const HcrmSql *sql, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, sql, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_string_append_printf (req->reply, "\"%s\":", member);
  hcrm_rows_append_json (rows, 0, req->reply);
  g_string_append_c (req->reply, ',');
  return TRUE;
}

static gboolean
append_items (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_WORKSPACE_TODAY_ITEMS, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_string_append (req->reply, "\"items\":");
  hcrm_rows_append_json_array (rows, hcrm_rows_get_n (rows), req->reply);
  return TRUE;
}

static gboolean
show_today (HcrmRequest *req, GError **error)
{
  bind_held (req, "decides", HCRM_PERM_FOLLOWUP_DECIDE, HCRM_SCOPE_OWN);
  bind_held (req, "works", HCRM_PERM_FOLLOWUP_WORK, HCRM_SCOPE_ALL);
  bind_held (req, "manages", HCRM_PERM_FOLLOWUP_MANAGE, HCRM_SCOPE_OWN);
  bind_held (req, "replays", HCRM_PERM_MESSAGE_READ, HCRM_SCOPE_OWN);
  bind_held (req, "sends", HCRM_PERM_OUTBOX_SEND, HCRM_SCOPE_OWN);
  bind_held (req, "answers", HCRM_PERM_QUESTION_ANSWER, HCRM_SCOPE_OWN);
  bind_held (req, "asks", HCRM_PERM_QUESTION_ASK, HCRM_SCOPE_OWN);
  bind_held (req, "complaints", HCRM_PERM_COMPLAINT_READ, HCRM_SCOPE_OWN);
  bind_held (req, "reviews", HCRM_PERM_REVIEW_READ, HCRM_SCOPE_OWN);
  bind_held (req, "settles", HCRM_PERM_REVIEW_MANAGE, HCRM_SCOPE_ALL);
  bind_held (req, "watches", HCRM_PERM_COMPLAINT_STATISTICS, HCRM_SCOPE_OWN);
  g_string_append_c (req->reply, '{');
  if (!append_row (req, "counts", &SQL_WORKSPACE_TODAY_COUNTS, error)
      || !append_row (req, "stats", &SQL_WORKSPACE_TODAY_STATS, error)
      || !append_items (req, error))
    return FALSE;
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- Tables --------------------------------------------------------------------------------- */

#define OWN HCRM_PERM_SESSION
#define ONCE HCRM_ROUTE_ONCE

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",    "/today",                OWN, .handler = show_today },
  { "PUT",    "/drafts/{kind}/{ref}",  OWN, ONCE, &hcrm_draft_fields, &SQL_WORKSPACE_DRAFT_PUT },
  { "GET",    "/drafts/{kind}/{ref}",  OWN, .sql = &SQL_WORKSPACE_DRAFT_GET },
  { "DELETE", "/drafts/{kind}/{ref}",  OWN, ONCE, .handler = drop_draft },
  { "GET",    "/views",                OWN, 0, &hcrm_view_query, .list = &SQL_WORKSPACE_VIEW_LIST },
  { "GET",    "/views/{id}",           OWN, .sql = &SQL_WORKSPACE_VIEW_GET },
  { "POST",   "/views",                OWN, HCRM_ROUTE_CREATES, &hcrm_view_fields, &SQL_WORKSPACE_VIEW_CREATE,
    .reread = &SQL_WORKSPACE_VIEW_GET },
  { "PATCH",  "/views/{id}",           OWN, 0, &hcrm_view_fields, &SQL_WORKSPACE_VIEW_UPDATE, .lock = &SQL_WORKSPACE_VIEW_LOCK,
    .reread = &SQL_WORKSPACE_VIEW_GET },
  { "POST",   "/views/{id}/actions/retire", OWN, HCRM_ROUTE_VERSIONED, .handler = retire_view },
};

static const HcrmConstraint constraints[] = {
  { "saved_view_name", "name", N_("You have a view of this name on this page") },
};
/* clang-format on */

const HcrmModule hcrm_workspace_module = { "workspace", routes, G_N_ELEMENTS (routes), constraints,
                                           G_N_ELEMENTS (constraints) };
