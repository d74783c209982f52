/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The queue of side effects: lease, act, delete; and sweeps by the clock. */

#include "hcrm-job.h"

#include <string.h>

#include "job-sql.h"

#define POLL_MS 1000
#define MAX_POLLS 2 /* of each pool */
#define KEEP_US (20 * G_TIME_SPAN_SECOND)
#define BATCH 20
#define MAX_BACKOFF_S 3600

typedef struct {
  const HcrmSweep *sweep;
  gint64 next_at;
  gboolean running;
} Schedule;

struct _HcrmJobs {
  HcrmHttp *http;
  HcrmEvents *events;
  const HcrmJobKind *kinds;
  char *kind_list, *long_list; /* "{a,b}" */
  char *worker;                /* this process */
  GArray *schedules;
  guint polls, long_polls; /* running */
  guint running;           /* polls and sweeps */
  guint tick_id;
  gint stopping; /* atomic */
  GMutex lock;   /* of what follows */
  guint kick_id;
  HcrmJobCounts counts;
};

/* What travels to a worker and back. */
typedef struct {
  HcrmJobs *jobs;
  Schedule *schedule; /* %NULL for a poll of the queue */
  gboolean is_long;
  gboolean full; /* the queue may hold more */
} Trip;

static void poll (HcrmJobs *self, gboolean is_long);

/* --- On a worker: one job --- */

static void
begin_job (HcrmJobs *self, HcrmJob *job, HcrmDb *db)
{
  *job = (HcrmJob){
    .db = db,
    .http = self->http,
    .jobs = self,
    .events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free),
    .ended_sessions = g_ptr_array_new_with_free_func (g_free),
  };
}

static void
end_job (HcrmJobs *self, HcrmJob *job, gboolean done)
{
  if (done && self->events != NULL && job->events->len > 0)
    hcrm_events_post (self->events, job->events);
  for (guint i = 0; done && self->events != NULL && i < job->ended_sessions->len; i++)
    hcrm_events_end_session (self->events, g_ptr_array_index (job->ended_sessions, i));
  g_ptr_array_unref (job->events);
  g_ptr_array_unref (job->ended_sessions);
}

static void
let_job (HcrmJobs *self, HcrmDb *db, const HcrmJob *job)
{
  hcrm_db_let_int (db, "job_id", job->id);
  hcrm_db_let_int (db, "attempts", job->attempt);
  hcrm_db_let (db, "worker", self->worker);
}

static void
count (HcrmJobs *self, guint64 *counter)
{
  g_mutex_lock (&self->lock);
  ++*counter;
  g_mutex_unlock (&self->lock);
}

static gboolean
prolong (HcrmJob *job, GError **error)
{
  hcrm_db_begin (job->db, &hcrm_system_context);
  let_job (job->jobs, job->db, job);
  hcrm_db_let_int (job->db, "lease_s", HCRM_JOB_LEASE_S);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (job->db, &SQL_JOB_KEEP, NULL, error);
  gboolean mine = rows != NULL && hcrm_rows_get_n (rows) == 1;

  if (rows != NULL && !mine)
    hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "another worker has the job");
  return hcrm_db_end (job->db, mine, mine ? error : NULL) && mine;
}

gboolean
hcrm_job_keep (HcrmJob *job, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (g_atomic_int_get (&job->jobs->stopping))
    return hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The server is shutting down"));
  if (now - job->kept_at < KEEP_US)
    return TRUE;
  job->kept_at = now;
  return prolong (job, error);
}

/* If this fails the lease lapses and the job is run again. */
static void
settle (HcrmJobs *self, HcrmJob *job, const HcrmSql *sql, guint delay_s, const char *last_error)
{
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (job->db, &hcrm_system_context);
  let_job (self, job->db, job);
  hcrm_db_let_int (job->db, "delay_s", delay_s);
  hcrm_db_let (job->db, "last_error", last_error);
  gboolean done = hcrm_db_run (job->db, sql, NULL, &error);
  if (!hcrm_db_end (job->db, done, done ? &error : NULL) || !done)
    g_warning ("Job %" G_GINT64_FORMAT ": %s", job->id, error->message);
}

static void
bury (HcrmJobs *self, HcrmJob *job, const char *last_error)
{
  g_warning ("Job %" G_GINT64_FORMAT " is dead after %u attempts", job->id, job->attempt);
  settle (self, job, &SQL_JOB_BURY, 0, last_error);
  g_ptr_array_set_size (job->events, 0);
  g_ptr_array_set_size (job->ended_sessions, 0);
  g_ptr_array_add (job->events, hcrm_event_new ("dead_letter", job->id, 0));
  count (self, &self->counts.buried);
}

static guint
backoff (const HcrmJobKind *kind, guint attempt)
{
  guint delay_s = MAX (kind->backoff_s, 1);

  for (guint i = 1; i < attempt && delay_s < MAX_BACKOFF_S; i++)
    delay_s *= 2;
  return MIN (delay_s, MAX_BACKOFF_S);
}

/* Returns whether what the job did is to be told. */
static gboolean
carry_out (HcrmJobs *self, const HcrmJobKind *kind, HcrmJob *job)
{
  g_autoptr (GError) error = NULL;

  if (job->attempt > kind->max_attempts) { /* its worker died every time */
    bury (self, job, NULL);
    return TRUE;
  }
  gboolean done = kind->run (job, &error);
  hcrm_db_end (job->db, FALSE, NULL);
  if (done) {
    settle (self, job, &SQL_JOB_DONE, 0, NULL);
    count (self, &self->counts.done);
    return TRUE;
  }
  if (kind->is_long && g_atomic_int_get (&self->stopping)) {
    settle (self, job, &SQL_JOB_RELEASE, 0, NULL);
    return FALSE;
  }
  count (self, &self->counts.failed);
  if (job->attempt >= kind->max_attempts
      || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID)) {
    bury (self, job, error->message);
    return TRUE;
  }
  settle (self, job, &SQL_JOB_RETRY, backoff (kind, job->attempt), error->message);
  return FALSE;
}

static const HcrmJobKind *
find_kind (HcrmJobs *self, const char *name)
{
  for (const HcrmJobKind *kind = self->kinds; kind->kind != NULL; kind++)
    if (strcmp (kind->kind, name) == 0)
      return kind;
  return NULL;
}

/* --- On a worker: a batch --- */

static HcrmRows *
lease (HcrmJobs *self, HcrmDb *db, gboolean is_long, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "kinds", is_long ? self->long_list : self->kind_list);
  hcrm_db_let_int (db, "batch", is_long ? 1 : BATCH);
  hcrm_db_let (db, "worker", self->worker);
  hcrm_db_let_int (db, "lease_s", HCRM_JOB_LEASE_S);
  g_autoptr (HcrmRows) rows = hcrm_db_run (db, &SQL_JOB_RECLAIM, NULL, error)
                                  ? hcrm_db_rows (db, &SQL_JOB_LEASE, NULL, error)
                                  : NULL;

  if (!hcrm_db_end (db, rows != NULL, rows != NULL ? error : NULL))
    return NULL;
  return g_steal_pointer (&rows);
}

static void
run_row (HcrmJobs *self, HcrmDb *db, HcrmRows *rows, guint row, gint64 until)
{
  const HcrmJobKind *kind = find_kind (self, hcrm_rows_get (rows, row, "kind"));
  HcrmJob job;

  begin_job (self, &job, db);
  job.kept_at = g_get_monotonic_time ();
  job.id = hcrm_rows_get_int (rows, row, "id");
  job.payload = hcrm_rows_get (rows, row, "payload");
  job.attempt = hcrm_rows_get_int (rows, row, "attempts");
  gboolean told = FALSE;
  if (g_atomic_int_get (&self->stopping) || g_get_monotonic_time () > until)
    settle (self, &job, &SQL_JOB_RELEASE, 0, NULL);
  else
    told = carry_out (self, kind, &job);
  end_job (self, &job, told);
}

static void
run_batch (HcrmDb *db, Trip *trip)
{
  HcrmJobs *self = trip->jobs;
  gint64 until = g_get_monotonic_time () + HCRM_JOB_LEASE_S / 2 * G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRows) rows =
      hcrm_db_ensure (db, &error) ? lease (self, db, trip->is_long, &error) : NULL;

  if (rows == NULL) {
    g_warning ("The job queue cannot be read: %s", error->message);
    return;
  }
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    run_row (self, db, rows, i, until);
  trip->full = hcrm_rows_get_n (rows) == (trip->is_long ? 1 : BATCH);
}

/* --- On a worker: a sweep --- */

static gboolean
sweep_alone (const HcrmSweep *sweep, HcrmJob *job, GError **error)
{
  hcrm_db_let (job->db, "sweep", sweep->name);
  g_autoptr (HcrmRows) rows = hcrm_db_one (job->db, &SQL_JOB_SWEEP_LOCK, NULL, error);

  if (rows == NULL)
    return FALSE;
  return !hcrm_rows_get_bool (rows, 0, "locked") || sweep->run (job, error);
}

static void
run_sweep (HcrmDb *db, Trip *trip)
{
  const HcrmSweep *sweep = trip->schedule->sweep;
  g_autoptr (GError) error = NULL;
  HcrmJob job;

  begin_job (trip->jobs, &job, db);
  gboolean done = hcrm_db_ensure (db, &error);
  if (done) {
    hcrm_db_begin (db, &hcrm_system_context);
    done = sweep_alone (sweep, &job, &error);
    done = hcrm_db_end (db, done, done ? &error : NULL) && done;
  }
  if (!done)
    g_warning ("Sweep %s: %s", sweep->name, error->message);
  end_job (trip->jobs, &job, done);
}

/* --- On the main loop --- */

static guint *
count_polls (HcrmJobs *self, gboolean is_long)
{
  return is_long ? &self->long_polls : &self->polls;
}

static gboolean
back_cb (gpointer data)
{
  g_autofree Trip *trip = data;
  HcrmJobs *self = trip->jobs;

  self->running--;
  if (trip->schedule != NULL)
    trip->schedule->running = FALSE;
  else
    --*count_polls (self, trip->is_long);
  for (guint i = 0; trip->full && i < MAX_POLLS; i++)
    poll (self, trip->is_long);
  return G_SOURCE_REMOVE;
}

static void
work_cb (HcrmDb *db, gpointer data)
{
  Trip *trip = data;

  if (trip->schedule != NULL)
    run_sweep (db, trip);
  else
    run_batch (db, trip);
  g_idle_add_full (G_PRIORITY_DEFAULT, back_cb, trip, NULL);
}

static gboolean
send_off (HcrmJobs *self, Schedule *schedule, gboolean is_long)
{
  gboolean (*run) (HcrmHttp *, HcrmWork, gpointer) = is_long ? hcrm_http_run_report : hcrm_http_run;
  Trip *trip = g_new0 (Trip, 1);

  *trip = (Trip){ self, schedule, is_long, FALSE };
  if (g_atomic_int_get (&self->stopping) || !run (self->http, work_cb, trip)) {
    g_free (trip);
    return FALSE;
  }
  self->running++;
  return TRUE;
}

static void
poll (HcrmJobs *self, gboolean is_long)
{
  const char *kinds = is_long ? self->long_list : self->kind_list;
  guint *polls = count_polls (self, is_long);

  if (strcmp (kinds, "{}") != 0 && *polls < MAX_POLLS && send_off (self, NULL, is_long))
    ++*polls;
}

static void
sweep_if_due (HcrmJobs *self, Schedule *schedule, gint64 now)
{
  if (schedule->running || now < schedule->next_at || !send_off (self, schedule, FALSE))
    return;
  schedule->running = TRUE;
  schedule->next_at = now + schedule->sweep->every_s * G_TIME_SPAN_SECOND;
}

static gboolean
tick_cb (gpointer data)
{
  HcrmJobs *self = data;
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->schedules->len; i++)
    sweep_if_due (self, &g_array_index (self->schedules, Schedule, i), now);
  if (self->polls == 0)
    poll (self, FALSE);
  if (self->long_polls < MAX_POLLS)
    poll (self, TRUE);
  return G_SOURCE_CONTINUE;
}

static gboolean
kick_cb (gpointer data)
{
  HcrmJobs *self = data;

  g_mutex_lock (&self->lock);
  self->kick_id = 0;
  g_mutex_unlock (&self->lock);
  poll (self, FALSE);
  poll (self, TRUE);
  return G_SOURCE_REMOVE;
}

void
hcrm_jobs_kick (HcrmJobs *self)
{
  g_mutex_lock (&self->lock);
  if (self->kick_id == 0)
    self->kick_id = g_idle_add (kick_cb, self);
  g_mutex_unlock (&self->lock);
}

/* --- Life --- */

static void
add_sweeps (HcrmJobs *self, const HcrmSweep *sweeps)
{
  /* Not all at once, and not all processes at the same moment. */
  for (; sweeps->name != NULL; sweeps++) {
    gint64 first = g_random_int_range (1, 1 + MIN (sweeps->every_s, 60)) * G_TIME_SPAN_SECOND;
    Schedule schedule = { sweeps, g_get_monotonic_time () + first, FALSE };
    g_array_append_val (self->schedules, schedule);
  }
}

static char *
list_kinds (const HcrmJobKind *kinds, gboolean is_long)
{
  g_autoptr (GString) list = g_string_new ("{");

  for (; kinds->kind != NULL; kinds++)
    if (kinds->is_long == is_long)
      g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", kinds->kind);
  g_string_append_c (list, '}');
  return g_string_free (g_steal_pointer (&list), FALSE);
}

HcrmJobs *
hcrm_jobs_new (HcrmHttp *http,
               HcrmEvents *events,
               const HcrmJobKind *kinds,
               const HcrmSweep *sweeps)
{
  g_return_val_if_fail (http != NULL && kinds != NULL && sweeps != NULL, NULL);
  HcrmJobs *self = g_new0 (HcrmJobs, 1);

  self->http = http;
  self->events = events;
  self->kinds = kinds;
  self->kind_list = list_kinds (kinds, FALSE);
  self->long_list = list_kinds (kinds, TRUE);
  self->worker = g_uuid_string_random ();
  self->schedules = g_array_new (FALSE, FALSE, sizeof (Schedule));
  g_mutex_init (&self->lock);
  add_sweeps (self, hcrm_core_sweeps);
  add_sweeps (self, sweeps);
  self->tick_id = g_timeout_add (POLL_MS, tick_cb, self);
  return self;
}

void
hcrm_jobs_stop (HcrmJobs *self)
{
  g_atomic_int_set (&self->stopping, TRUE);
  g_clear_handle_id (&self->tick_id, g_source_remove);
}

void
hcrm_jobs_free (HcrmJobs *self)
{
  hcrm_jobs_stop (self);
  while (self->running > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&self->kick_id, g_source_remove);
  g_array_unref (self->schedules);
  g_mutex_clear (&self->lock);
  g_free (self->kind_list);
  g_free (self->long_list);
  g_free (self->worker);
  g_free (self);
}

void
hcrm_jobs_get_counts (HcrmJobs *self, HcrmJobCounts *counts)
{
  g_mutex_lock (&self->lock);
  *counts = self->counts;
  g_mutex_unlock (&self->lock);
}

gboolean
hcrm_job_add (HcrmDb *db,
              const char *kind,
              const char *unique_key,
              const char *payload,
              const char *run_at,
              GError **error)
{
  hcrm_db_let (db, "job_kind", kind);
  hcrm_db_let (db, "unique_key", unique_key);
  hcrm_db_let (db, "payload", payload);
  hcrm_db_let (db, "run_at", run_at);
  return hcrm_db_run (db, &SQL_JOB_ADD, NULL, error);
}

gboolean
hcrm_job_read_queue (HcrmDb *db, HcrmJobQueue *queue, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  g_autoptr (HcrmRows) rows = hcrm_db_one (db, &SQL_JOB_COUNTS, NULL, error);

  if (!hcrm_db_end (db, rows != NULL, rows != NULL ? error : NULL) || rows == NULL)
    return FALSE;
  queue->queued = hcrm_rows_get_int (rows, 0, "queued");
  queue->running = hcrm_rows_get_int (rows, 0, "running");
  queue->dead = hcrm_rows_get_int (rows, 0, "dead");
  return TRUE;
}
