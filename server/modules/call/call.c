/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls: reported, listed, read; those that somebody has right now, with who it may be; moments. */

#include "call-private.h"

#include <string.h>

#include "call-list-sql.h"
#include "core/hcrm-caller.h"
#include "core/hcrm-export.h"
#include "model/hcrm-caller.h"

#define TAIL 4 /* digits by which a number can be looked for */

gboolean
hcrm_call_reply (HcrmRequest *req, gint64 id, GError **error)
{
  hcrm_db_let_int (req->db, "call_id", id);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_CALL_LIST_GET, NULL, error);

  if (rows != NULL)
    hcrm_request_reply_row (req, rows);
  return rows != NULL;
}

/* --- Reported --------------------------------------------------------------------------------- */

static gboolean
report (HcrmRequest *req, GError **error)
{
  HcrmTelephoneFeed feed = {
    .provider = hcrm_record_get (req->args, "provider"),
    .provider_call_id = hcrm_record_get (req->args, "provider_call_id"),
    .site = hcrm_record_get (req->args, "site"),
    .live = !hcrm_record_get_bool (req->args, "replayed"),
    .events = hcrm_record_get (req->args, "events"),
  };

  if (hcrm_telephone_is_own (feed.provider))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "provider", "%s",
                      _ ("Calls of this telephone system are not reported from outside"));
  gint64 id = hcrm_telephone_take (req->db, req->events, &feed, error);
  return id != 0 && hcrm_call_reply (req, id, error);
}

/* --- Listed ----------------------------------------------------------------------------------- */

/* A whole number, or its last digits. */
static void
let_number (HcrmRequest *req)
{
  const char *text = hcrm_record_get (req->args, "number");
  g_autofree char *key = NULL;
  gboolean tail = text != NULL && strlen (text) == TAIL && strspn (text, "0123456789") == TAIL;

  hcrm_caller_read_number (text, &key);
  hcrm_db_let (req->db, "number_key", key);
  hcrm_db_let (req->db, "number_tail", tail ? text : NULL);
}

static gboolean
list_calls (HcrmRequest *req, GError **error)
{
  let_number (req);
  /* :user_id is who asks. */
  hcrm_db_let (req->db, "of_users", hcrm_record_get (req->args, "user_id"));
  return hcrm_request_reply_list (req, &SQL_CALL_LIST_LIST, error);
}

static gboolean
show (HcrmRequest *req, GError **error)
{
  return hcrm_call_reply (req, g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10),
                          error);
}

/* --- Right now -------------------------------------------------------------------------------- */

/* Who may be calling is told to who sees those patients anyway. */
static gboolean
knows_patients (const HcrmUser *user)
{
  HcrmScope patients = user->held.scope[HCRM_PERM_PATIENT_READ];

  if (patients == HCRM_SCOPE_ALL)
    return TRUE;
  return patients == user->held.scope[HCRM_PERM_CALL_WORK]
         && g_strcmp0 (user->departments[HCRM_PERM_PATIENT_READ],
                       user->departments[HCRM_PERM_CALL_WORK])
                == 0
         && g_strcmp0 (user->sites[HCRM_PERM_PATIENT_READ], user->sites[HCRM_PERM_CALL_WORK]) == 0;
}

/* Shown to somebody for the first time; asked again, it is no other look. */
static gboolean
is_first_look (HcrmRequest *req, HcrmRows *rows, guint i, gboolean *first, GError **error)
{
  hcrm_db_let (req->db, "look_id", hcrm_rows_get (rows, i, "id"));
  g_autoptr (HcrmRows) made = hcrm_db_rows (req->db, &SQL_CALL_LIST_LOOK, NULL, error);

  *first = made != NULL && hcrm_rows_get_n (made) > 0;
  return made != NULL;
}

static gboolean
append_candidates (HcrmRequest *req, HcrmRows *rows, guint i, GError **error)
{
  const char *reason = NULL;
  gboolean first = FALSE;
  gboolean in = strcmp (hcrm_rows_get (rows, i, "direction"), "in") == 0;

  g_string_append (req->reply, ",\"candidates\":");
  if (!in || !knows_patients (req->user)) {
    g_string_append (req->reply, "[]");
    return TRUE;
  }
  if (!is_first_look (req, rows, i, &first, error))
    return FALSE;
  g_autoptr (HcrmRows) found =
      hcrm_caller_find (req, hcrm_rows_get (rows, i, "number"), first, &reason, error);
  if (found == NULL)
    return FALSE;
  hcrm_rows_append_json_array (found, hcrm_rows_get_n (found), req->reply);
  hcrm_json_append_member (req->reply, "reason", reason);
  return TRUE;
}

/* Nobody dials a masked number. Written down once, as other revealings are. */
static gboolean
append_to_dial (HcrmRequest *req, HcrmRows *rows, guint i, GError **error)
{
  const char *number = hcrm_rows_get (rows, i, "to_dial");
  gboolean first = FALSE;

  if (number == NULL)
    return TRUE;
  hcrm_json_append_member (req->reply, "to_dial", number);
  return is_first_look (req, rows, i, &first, error)
         && (!first || hcrm_db_run (req->db, &SQL_CALL_LIST_TOLD, NULL, error));
}

static gboolean
append_current (HcrmRequest *req, HcrmRows *rows, guint i, GError **error)
{
  hcrm_db_let (req->db, "call_id", hcrm_rows_get (rows, i, "id"));
  g_autoptr (HcrmRows) call = hcrm_db_one (req->db, &SQL_CALL_LIST_GET, NULL, error);

  if (call == NULL)
    return FALSE;
  if (i > 0)
    g_string_append_c (req->reply, ',');
  hcrm_rows_append_json (call, 0, req->reply);
  g_string_truncate (req->reply, req->reply->len - 1);
  if (!append_candidates (req, rows, i, error) || !append_to_dial (req, rows, i, error))
    return FALSE;
  g_string_append_c (req->reply, '}');
  return TRUE;
}

static gboolean
show_current (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_CALL_LIST_CURRENT, NULL, error);

  if (rows == NULL)
    return FALSE;
  g_string_assign (req->reply, "{\"items\":[");
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    if (!append_current (req, rows, i, error))
      return FALSE;
  g_string_append (req->reply, "]}");
  return TRUE;
}

/* --- Moments ---------------------------------------------------------------------------------- */

static gboolean
add_moments (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) wrong =
      hcrm_db_rows (req->db, &SQL_CALL_LIST_MOMENT_FAULTS, req->args, error);
  g_autoptr (GError) bad = NULL;

  if (wrong == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_rows_get_n (wrong); i++)
    hcrm_error_add_field (&bad, hcrm_rows_get (wrong, i, "field"), _ ("There is no such thing"));
  if (bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&bad));
    return FALSE;
  }
  gint64 id = g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);
  g_autoptr (HcrmRows) call = hcrm_db_one (req->db, &SQL_CALL_LIST_LOCK, NULL, error);
  if (call == NULL || !hcrm_db_run (req->db, &SQL_CALL_LIST_ADD_MOMENTS, req->args, error))
    return FALSE;
  return hcrm_call_reply (req, id, error);
}

/* --- Tables ----------------------------------------------------------------------------------- */

#define READ HCRM_PERM_CALL_READ
#define WORK HCRM_PERM_CALL_WORK
#define CALLS "/calls"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", CALLS,                   HCRM_PERM_CALL_FEED, 0, &hcrm_call_feed, .handler = report },
  { "GET",  CALLS,                   READ, 0, &hcrm_call_query, .handler = list_calls },
  { "GET",  CALLS "/current",        WORK, .handler = show_current },
  { "GET",  CALLS "/{id}",           READ, .handler = show },
  { "POST", CALLS "/{id}/moments",   WORK, 0, &hcrm_call_moments, .handler = add_moments },
  HCRM_EXPORT (CALLS, READ, &hcrm_call_fields),
};

static const HcrmConstraint constraints[] = {
  { "call_moment_answer",   "moments", N_("An answer names its question") },
  { "call_moment_sentence", "moments", N_("A sentence names the field it stands in") },
};
/* clang-format on */

const HcrmModule hcrm_call_module = { "call", routes, G_N_ELEMENTS (routes), constraints,
                                      G_N_ELEMENTS (constraints) };
