/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of this module share: steps and history (complaint.c), the clock, shares,
 * messages. */

#pragma once

#include "complaint.h"
#include "core/hcrm-event.h"
#include "core/hcrm-export.h"
#include "core/hcrm-service-time.h"
#include "model/hcrm-complaint.h"

G_BEGIN_DECLS

/* Locks the complaint `id` and checks version and workflow; binds :new_state and :draft_ref. */
HcrmRows *
hcrm_complaint_take (HcrmRequest *req, const char *action, const HcrmStep **step, GError **error);

/* Locks the complaint :id whatever its state, for a step of something below it. */
HcrmRows *hcrm_complaint_lock (HcrmRequest *req, GError **error);

/* The complaint :id as replies show it. */
HcrmRows *hcrm_complaint_read (HcrmRequest *req, GError **error);

/* Adds what is not empty. */
void hcrm_complaint_add_text (JsonObject *params, const char *name, const char *text);

/* Writes down what happened to :id; takes @params. */
void hcrm_complaint_note (HcrmRequest *req, const char *code, JsonObject *params);

/* The same with what a person said, which is also the note's reason, if there is any. */
void hcrm_complaint_note_why (HcrmRequest *req, const char *code, const char *reason);

/* Keeps somebody's words; @kind as in complaint_note. @task_id: 0 for none */
void hcrm_complaint_say (HcrmRequest *req, const char *kind, const char *text, gint64 task_id);

/* The same of a request that may name a call and a moment in it. */
void hcrm_complaint_say_in_call (HcrmRequest *req, const char *kind, const char *text);

/* Whether the call that a request names, if it names one, is the user's. */
gboolean hcrm_complaint_check_call (HcrmRequest *req, GError **error);

/* Gives whom it concerns a notice of what happened to :id last, but for the user. @who: as in
 * complaint_level. @roles: (nullable): as PostgreSQL writes an array */
void hcrm_complaint_tell_of (HcrmRequest *req, const char *who, const char *roles);

/* Tells roles, or @who, once for each cause. @roles: (nullable): a JSON array of their codes */
void hcrm_complaint_alert (HcrmRequest *req,
                           const char *cause,
                           gint64 round,
                           const char *who,
                           const char *roles);

/* Answers with the complaint :id as the reader sees it now, or with nothing if it is out of sight;
 * drafts of the step are forgotten, and of the whole complaint where it @ended. */
gboolean hcrm_complaint_finish (HcrmRequest *req, gboolean ended, GError **error);

/* --- The clock (complaint-clock.c) --- */

/**
 * hcrm_complaint_clock_write:
 * @at: (nullable): an instant; now if %NULL
 * @days: the term, of a start, an extension or a restart; else 0
 * @why: (nullable): one of hcrm_deadline_reason_choices
 *
 * Adds to the ledger of a complaint and writes what the clock says then. The only way to its due
 * date, which it binds as :clock_due.
 */
gboolean hcrm_complaint_clock_write (HcrmDb *db,
                                     gint64 id,
                                     const char *kind,
                                     const char *at,
                                     int days,
                                     const char *why,
                                     GError **error);

/* Extends the term if grade and departments now give another one. */
gboolean hcrm_complaint_clock_retime (HcrmDb *db, gint64 id, const char *why, GError **error);

/* Begins the term anew, as grade and departments give it. */
gboolean hcrm_complaint_clock_restart (HcrmDb *db, gint64 id, GError **error);

/* Computes the due date anew, from the calendar as it is now. */
gboolean hcrm_complaint_clock_settle (HcrmDb *db, gint64 id, GError **error);

/* Appends, as an object, what the clock said at @as_of (%NULL: now), and why. */
gboolean hcrm_complaint_clock_tell (HcrmRequest *req,
                                    gint64 id,
                                    const char *as_of,
                                    GString *out,
                                    GError **error);

/**
 * hcrm_complaint_read_service:
 * @place: rows with `site_id`, `zone` and `hours`
 * @service: (out caller-allocates): zeroed; cleared by hcrm_complaint_clear_service()
 *
 * When the site of a row is open; its calendar as of :clock_known_at, which is bound already.
 */
gboolean hcrm_complaint_read_service (HcrmDb *db,
                                      HcrmRows *place,
                                      guint row,
                                      HcrmServiceTime *service,
                                      GError **error);
void hcrm_complaint_clear_service (HcrmServiceTime *service);

/* --- Shares (complaint-task.c) --- */

/* Gives a share to a department, as hcrm_complaint_route says. */
gboolean hcrm_complaint_route_to (HcrmRequest *req, HcrmRows *complaint, GError **error);

/* --- What time brings about (complaint-sweep.c) --- */

/* What is done for a row; what it queues is part of it. */
typedef gboolean (*HcrmComplaintDoRow) (HcrmJob *sweep, HcrmRows *rows, guint row, GError **error);

/**
 * hcrm_complaint_sweep_row:
 * @rows: with `id`, of a complaint
 * @event: (nullable): the kind of the event it gives
 * @later: (nullable): what is done instead of what cannot be done, with :again_id
 *
 * A case that cannot be dealt with is told of in the log, and stops no other.
 */
gboolean hcrm_complaint_sweep_row (HcrmJob *sweep,
                                   HcrmRows *rows,
                                   guint row,
                                   HcrmComplaintDoRow run,
                                   const char *event,
                                   const HcrmSql *later,
                                   GError **error);

/* --- Messages (complaint-message.c) --- */

/* Tells the caller of a stage by the contact that was left, if any; @stage: `taken`, `handling` or
 * `answered`. */
gboolean hcrm_complaint_tell_stage (HcrmRequest *req, const char *stage, GError **error);

/* Writes the answer to the caller, into the outbox; it is told once it was sent. */
gboolean hcrm_complaint_write_answer (HcrmRequest *req, GError **error);

/* The letter that was written last, with the whole address, for who puts it into an envelope; that
 * was posted, which tells the caller; that came back, which undoes it. */
gboolean hcrm_complaint_letter_show (HcrmRequest *req, GError **error);
gboolean hcrm_complaint_letter_posted (HcrmRequest *req, GError **error);
gboolean hcrm_complaint_letter_came_back (HcrmRequest *req, GError **error);

G_END_DECLS
