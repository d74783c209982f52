/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending lists of patients to a server whose jobs run, for the tests of imports. */
#pragma once

#include "core/hcrm-job.h"
#include "hcrm-fixture.h"

/* Those of the fixture's server; whoever frees them sets %NULL. */
extern HcrmJobs *upload_jobs;

void upload_setup (Fixture *self, gconstpointer unused);
void upload_teardown (Fixture *self, gconstpointer unused);

void upload_run_loop (guint ms);

/* "/imports/ID" and what follows. (transfer full) */
char *upload_path (gint64 id, const char *rest);

gint64 upload_begin (Fixture *self, const char *user, const char *data, gsize length);

/* Returns: the status */
guint upload_put_part (Fixture *self,
                       const char *user,
                       gint64 id,
                       guint part,
                       const char *data,
                       gsize length);

/* A whole file, up to what its completion answers, which is @status; its import. */
gint64 upload_bytes (Fixture *self, const char *user, const char *data, gsize length, guint status);
gint64 upload_text (Fixture *self, const char *user, const char *text);

JsonNode *upload_get (Fixture *self, const char *user, gint64 id);

/* Takes a step in the present version; asserts the status. */
void upload_step (Fixture *self, guint status, const char *user, gint64 id, const char *action);

/* The import once it is in @state; any other state at which it rests is an error. */
JsonNode *upload_wait (Fixture *self, const char *user, gint64 id, const char *state);

/* The step, and what it ends with. */
JsonNode *
upload_do (Fixture *self, const char *user, gint64 id, const char *action, const char *state);

/* Changes members in the present version; asserts the status. */
void upload_change (Fixture *self, guint status, const char *user, gint64 id, const char *body);

void upload_assert_counts (JsonNode *import,
                           int added,
                           int updated,
                           int visits,
                           int skipped,
                           int rejected);

/* Runs SQL as the owner and compares the first cell. */
void upload_assert_sql (Fixture *self, const char *sql, const char *expected);

/* The rejected rows as they are fetched, in @language. (transfer full) */
char *upload_fetch_rejects (Fixture *self, const char *user, gint64 id, const char *language);

void upload_assert_has (const char *text, const char *part);
