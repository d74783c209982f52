/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

G_BEGIN_DECLS

/**
 * Fixture:
 *
 * A fresh, migrated database with a small hospital, and the real server on a free port of this
 * process. One at a time. Needs HCRM_TEST_PG: a superuser's conninfo (tests/harness/with-postgres).
 *
 * The hospital: site 1 HQ (hospital) > site 2 EAST, site 3 WEST (campuses). Departments by code in
 * EAST: ORTHO > ORTHO-2 (ward), CARDIO, CENTRE; in WEST: NEURO. Users, password "password":
 * agent, agent2, supervisor, doctor (ORTHO, staff D1001), doctor2 (CARDIO, D1002), head (ORTHO),
 * admin, manager. hospital.sql has it.
 */
typedef struct {
  HcrmHttp *http;
  HcrmEvents *events;
  HcrmDb *owner;      /* as hcrm_owner, to set things up and to look behind the scenes */
  char *files;        /* folder of the server's files */
  char *conninfo;     /* as hcrm_app */
  char *root;         /* http://127.0.0.1:PORT */
  char *base;         /* that and /api/v1 */
  GHashTable *tokens; /* username → token */
  SoupSession *session;
  HcrmJobs *jobs; /* (nullable): of fixture_start_jobs() */
} Fixture;

void fixture_setup (Fixture *self,
                    gconstpointer modules); /* HcrmModule *const *, or NULL for all */
void fixture_teardown (Fixture *self, gconstpointer unused);

/* The last answer's headers: valid until the next call. */
typedef struct {
  guint status;
  gint64 etag;
  char *location;
  char *media;
  char *text;
  GBytes *bytes; /* the same, whatever it is */
} Answer;
extern Answer fixture_answer;

/**
 * fixture_call:
 * @user: (nullable): signs in on first use; %NULL sends no token
 * @path: below /api/v1, or from /fhir/ on, with its query
 * @body: (nullable): JSON text
 * @headers: "Name: value" pairs, ended by %NULL
 *
 * Returns: (transfer full) (nullable): the body as JSON
 */
JsonNode *fixture_call (Fixture *self,
                        const char *user,
                        const char *method,
                        const char *path,
                        const char *body,
                        ...) G_GNUC_NULL_TERMINATED;

/* The same, and asserts the status. */
#define fixture_expect(self, status_, user, method, path, ...)                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (JsonNode) reply_ = fixture_call (self, user, method, path, __VA_ARGS__, NULL);      \
    if (fixture_answer.status != (status_))                                                        \
      g_test_message ("%s %s: %s", method, path, fixture_answer.text);                             \
    g_assert_cmpuint (fixture_answer.status, ==, status_);                                         \
  }                                                                                                \
  G_STMT_END

/* Sends @body, with If-Match if @version is above 0; asserts the status. */
void fixture_send (Fixture *self,
                   guint status,
                   const char *user,
                   const char *method,
                   const char *path,
                   const char *body,
                   int version);

/* A step of a record in @version: fixture_send() with POST. */
void fixture_step (Fixture *self,
                   guint status,
                   const char *user,
                   const char *path,
                   const char *body,
                   int version);

/* Sends bytes that are no JSON. Returns: the status */
guint fixture_put_bytes (Fixture *self,
                         const char *user,
                         const char *path,
                         const char *data,
                         gsize length);

guint fixture_post_bytes (Fixture *self,
                          const char *user,
                          const char *path,
                          const char *data,
                          gsize length);

/* fixture_send() of {"resource": @resource}. */
void fixture_send_resource (Fixture *self,
                            guint status,
                            const char *user,
                            const char *method,
                            const char *path,
                            const char *resource,
                            int version);

/* The last answer as JSON. (transfer full) */
JsonNode *fixture_parse_answer (void);

/* A member of the last answer by path, as json_at(); valid until the next. */
const char *fixture_at (const char *path);

/* Runs SQL as the owner; the first cell of the result as text, or %NULL. (transfer full) */
char *fixture_sql (Fixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The same, for what it does. */
void fixture_run_sql (Fixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Runs a script of several statements, as a migration is run. */
void fixture_script (Fixture *self, const char *sql);

/* Compares the first cell of what SQL selects; %NULL for null and for nothing. */
void fixture_assert_sql (Fixture *self, const char *expected, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The version of a row. */
int fixture_get_version (Fixture *self, const char *table, gint64 id);

/* A member by path such as "items.0.name"; text of any value, %NULL for null or missing. */
const char *json_at (JsonNode *node, const char *path);
gint64 json_int_at (JsonNode *node, const char *path);
guint json_length_at (JsonNode *node, const char *path);

/* --- What the server does by itself ---------------------------------------------------------- */

/* Runs a sweep as the server does. Returns: how many events it gave */
guint fixture_sweep (Fixture *self, gboolean (*run_sweep) (HcrmJob *sweep, GError **error));

/* Runs a sweep twice on one connection, with @before in between; the second time it is held up
 * where it looks into @table, and @meanwhile is committed before it goes on. */
void fixture_sweep_beside (Fixture *self,
                           gboolean (*run_sweep) (HcrmJob *sweep, GError **error),
                           const char *before,
                           const char *table,
                           const char *meanwhile);

/* Starts the server's jobs, until the test is over or they are taken from @self. */
void fixture_start_jobs (Fixture *self);

/* Does all jobs that are queued, each of which must succeed. */
void fixture_do_jobs (Fixture *self);

/* Lets the main loop run for a while. */
void fixture_run_loop (guint ms);

#define FIXTURE_TEST_FROM(set_up, path, function)                                                  \
  g_test_add (path, Fixture, NULL, set_up, function, fixture_teardown)
#define FIXTURE_TEST(path, function) FIXTURE_TEST_FROM (fixture_setup, path, function)

/* Says which rows of a table kept as @name are not so any more: @was in the file, @is of the
 * server. */
void fixture_report_differences (const char *name, const char *was, const char *is);

G_END_DECLS
