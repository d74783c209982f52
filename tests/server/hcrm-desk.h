/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complaints desk of the small hospital: complaints taken and taken further, for their tests.
 */
#pragma once

#include "hcrm-fixture.h"

/* Departments of the small hospital. */
#define DESK_ORTHO 1
#define DESK_CARDIO 3

#define DESK_CALLER "13900001234"

/*
 * Adds a head of CARDIO (`head2`, staff 8), service codes 10012 (doctor), 10020 (doctor2) and 10039
 * (head), and a patient 1 of theirs, 王芳, with the contact 13800000001. CARDIO is where doctor2
 * works.
 */
void desk_seed (Fixture *self);

/* The same, as a fixture's set-up. */
void desk_setup (Fixture *self, gconstpointer modules);

/* Takes a complaint as `agent`: by telephone, of class `service-attitude`, from DESK_CALLER, with
 * more members such as `,"grade":2`. Returns: its id */
gint64 desk_take (Fixture *self, const char *more);

/* A step of a complaint, or of a share, in its present version; asserts the status. */
void desk_step (Fixture *self,
                guint status,
                const char *user,
                gint64 complaint,
                const char *action,
                const char *body);
void desk_share_step (Fixture *self,
                      guint status,
                      const char *user,
                      gint64 task,
                      const char *action,
                      const char *body);

/* Routes a complaint to a department as `agent`. Returns: the share */
gint64 desk_route (Fixture *self, gint64 complaint, int department);

/* Takes, routes to ORTHO, and answers as `head`. */
gint64 desk_answered (Fixture *self);

/* A call as `agent` at a time of Shanghai, "2026-03-02 09:00". @word: (nullable). @at: (nullable):
 * now */
void desk_tell (Fixture *self,
                guint status,
                gint64 complaint,
                const char *disposition,
                const char *word,
                const char *at);

void desk_assert_state (Fixture *self, gint64 complaint, const char *state);

/* When complaint @id is due, by the hospital's clock: "2026-03-02 17:30". */
void desk_assert_due (Fixture *self, gint64 id, const char *expected);

/* Compares the codes of a complaint's history, but for those of reminders. */
void desk_assert_history (Fixture *self, gint64 complaint, const char *codes);

/* Compares a member of the last answer by its path. */
void desk_assert_at (const char *path, const char *expected);

/* The 1st, 2nd … field at fault in the last answer. */
void desk_assert_fault (guint n, const char *field);
