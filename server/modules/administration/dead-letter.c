/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dead letters: people read them, mend them, and have them carried out again or lay them aside. */

#include "administration.h"

#include "core/hcrm-export.h"
#include "core/hcrm-replay.h"
#include "dead_letter-sql.h"
#include "model/hcrm-administration.h"

/* One kind of letter: where it is locked and ended, and how it is carried out again. */
typedef struct {
  const char *kind;
  const HcrmSql *lock;
  const HcrmSql *dismiss;
  gboolean (*replay) (HcrmRequest *req, gint64 id, GError **error);
  const HcrmSql *reread; /* after a replay */
} Letter;

static gboolean
replay_message (HcrmRequest *req, gint64 id, GError **error)
{
  HcrmReplay replay = hcrm_replay_find ("his");

  if (replay == NULL)
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s",
                      _ ("This server does not take HIS messages"));
  return replay (req->db, id, hcrm_record_get (req->args, "raw"), req->events, error)
         && hcrm_db_run (req->db, &SQL_DEAD_LETTER_MESSAGE_END, NULL, error);
}

static gboolean
replay_job (HcrmRequest *req, gint64 id, GError **error)
{
  return hcrm_db_run (req->db, &SQL_DEAD_LETTER_JOB_REQUEUE, req->args, error);
}

/* clang-format off */
static const Letter letters[] = {
  { "his", &SQL_DEAD_LETTER_MESSAGE_LOCK, &SQL_DEAD_LETTER_MESSAGE_END, replay_message, &SQL_DEAD_LETTER_GET },
  { "job", &SQL_DEAD_LETTER_JOB_LOCK,     &SQL_DEAD_LETTER_JOB_DISMISS, replay_job,     &SQL_DEAD_LETTER_JOB_REQUEUED },
};
/* clang-format on */

/* Finds out what the letter is, locks it and takes the step. */
static const Letter *
take_letter (HcrmRequest *req, const char *action, GError **error)
{
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) found = hcrm_db_one (req->db, &SQL_DEAD_LETTER_GET, NULL, error);
  if (found == NULL)
    return NULL;

  const Letter *letter = &letters[g_strcmp0 (hcrm_rows_get (found, 0, "kind"), "job") == 0];
  g_autoptr (HcrmRows) locked =
      hcrm_request_take_step (req, letter->lock, &hcrm_dead_letter_workflow, action, &step, error);
  if (locked == NULL)
    return NULL;
  hcrm_db_let (req->db, "new_state", step->to);
  hcrm_db_let (req->db, "action", action);
  hcrm_db_let (req->db, "mended", hcrm_record_get (req->args, "raw") ? "true" : "false");
  hcrm_db_let (req->db, "reason", hcrm_record_get (req->args, "reason"));
  hcrm_db_queue (req->db, &SQL_DEAD_LETTER_AUDIT, NULL);
  return letter;
}

static gboolean
reply_letter (HcrmRequest *req, const HcrmSql *reread, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, reread, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_row (req, rows);
  hcrm_request_add_event (req, "dead_letter", hcrm_rows_get_int (rows, 0, "id"), 0);
  return TRUE;
}

static gboolean
replay (HcrmRequest *req, GError **error)
{
  const Letter *letter = take_letter (req, "replay", error);

  gint64 id = g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10);

  return letter != NULL && letter->replay (req, id, error)
         && reply_letter (req, letter->reread, error);
}

/* --- several ---------------------------------------------------------------------------------- */

/* What another of them let is not this one's. */
static gboolean
replay_item (HcrmRequest *req, HcrmRecord *item, gconstpointer unused, GError **error)
{
  gint64 id = hcrm_record_get_int (item, "id");

  hcrm_db_unlet (req->db);
  hcrm_db_let_int (req->db, "id", id);
  const Letter *letter = take_letter (req, "replay", error);
  if (letter == NULL || !letter->replay (req, id, error))
    return FALSE;
  hcrm_request_add_event (req, "dead_letter", id, 0);
  return TRUE;
}

static gboolean
replay_many (HcrmRequest *req, GError **error)
{
  return hcrm_request_each (req, replay_item, NULL, error);
}

static gboolean
dismiss (HcrmRequest *req, GError **error)
{
  const Letter *letter = take_letter (req, "dismiss", error);

  return letter != NULL && hcrm_db_run (req->db, letter->dismiss, NULL, error)
         && reply_letter (req, &SQL_DEAD_LETTER_GET, error);
}

#define READ HCRM_PERM_MESSAGE_READ
#define REPLAY HCRM_PERM_MESSAGE_REPLAY

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",  "/dead-letters",      READ, .input = &hcrm_dead_letter_query, .list = &SQL_DEAD_LETTER_LIST },
  HCRM_EXPORT ("/dead-letters", READ, &hcrm_dead_letter_fields),
  { "GET",  "/dead-letters/{id}", READ, .sql = &SQL_DEAD_LETTER_GET },
  { "POST", "/dead-letters/actions/replay",       REPLAY, .input = &hcrm_dead_letter_replay_many, .handler = replay_many },
  { "POST", "/dead-letters/{id}/actions/replay",  REPLAY, .input = &hcrm_dead_letter_replay,  .handler = replay },
  { "POST", "/dead-letters/{id}/actions/dismiss", REPLAY, .input = &hcrm_dead_letter_dismiss, .handler = dismiss },
};
/* clang-format on */

const HcrmModule hcrm_dead_letter_module = { "dead_letter", routes, G_N_ELEMENTS (routes) };
