/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-http.h"

G_BEGIN_DECLS

/**
 * HcrmJob:
 * @http: the server, for what hcrm_http_find_list() and hcrm_http_get_files() tell
 * @id: of its row; 0 for a sweep
 * @attempt: from 1
 * @events: of HcrmEvent: sent when the job is done
 * @ended_sessions: hashes of tokens, announced when the job is done
 *
 * One piece of work on a worker thread, as user `system`.
 */
typedef struct {
  HcrmDb *db;
  HcrmHttp *http;
  struct _HcrmJobs *jobs;
  gint64 id;
  const char *payload; /* JSON */
  guint attempt;
  GPtrArray *events;
  GPtrArray *ended_sessions;
  gint64 kept_at; /* private: when the lease was last prolonged */
} HcrmJob;

/**
 * HcrmJobRun:
 * @error: %HCRM_ERROR_INVALID if trying again is of no use; anything else is tried again
 *
 * Acts outside: at least once, so with the job's id as the other side's idempotency key. No
 * transaction is open; it may open its own and must end them. A job is run again if it takes longer
 * than its kind's lease.
 */
typedef gboolean (*HcrmJobRun) (HcrmJob *job, GError **error);

typedef struct {
  const char *kind;
  HcrmJobRun run;
  guint max_attempts; /* then it is a dead letter */
  guint backoff_s;    /* before the second attempt; doubled for each further one, up to an hour */
  gboolean is_long;   /* runs on the pool for reports, as long as it calls hcrm_job_keep() */
} HcrmJobKind;

/* The whole batch of a worker must be through by half of this. */
#define HCRM_JOB_LEASE_S 300

/**
 * HcrmSweep:
 * @run: works inside an open transaction, which commits on `TRUE`
 *
 * What is done now and then, by one process at a time.
 */
typedef struct {
  const char *name;
  guint every_s;
  gboolean (*run) (HcrmJob *sweep, GError **error);
} HcrmSweep;

/* The core's own sweeps, ended by one without a name. */
extern const HcrmSweep hcrm_core_sweeps[];

/**
 * HcrmJobs:
 *
 * Leases jobs from the queue and runs them on the server's workers. Main loop only, unless said
 * otherwise.
 */
typedef struct _HcrmJobs HcrmJobs;

/* @kinds and @sweeps are ended by one without a kind or a name; @sweeps run besides the core's. */
HcrmJobs *hcrm_jobs_new (HcrmHttp *http,
                         HcrmEvents *events,
                         const HcrmJobKind *kinds,
                         const HcrmSweep *sweeps);

/* Looks at the queue now; from any thread. */
void hcrm_jobs_kick (HcrmJobs *self);

/**
 * hcrm_job_keep:
 * @error: %HCRM_ERROR_BUSY if the server shuts down, or another worker has taken the job: stop
 *
 * Prolongs the lease of a long job. Cheap enough to be called after each page of work; no
 * transaction may be open on its connection. A job that was stopped goes back to the queue, and it
 * does not count as an attempt.
 */
gboolean hcrm_job_keep (HcrmJob *job, GError **error);

/* Begins nothing more; jobs leased and not begun go back. */
void hcrm_jobs_stop (HcrmJobs *self);

/* Waits for what runs. */
void hcrm_jobs_free (HcrmJobs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmJobs, hcrm_jobs_free)

typedef struct {
  guint64 done, failed, buried; /* by this process since its start */
} HcrmJobCounts;
void hcrm_jobs_get_counts (HcrmJobs *self, HcrmJobCounts *counts);

/* Jobs of all processes. */
typedef struct {
  gint64 queued, running, dead;
} HcrmJobQueue;

/* On a worker; @db must have no transaction open. */
gboolean hcrm_job_read_queue (HcrmDb *db, HcrmJobQueue *queue, GError **error);

/**
 * hcrm_job_add:
 * @db: in the transaction whose effect it is
 * @unique_key: (nullable): no second job of this kind with this key is queued
 * @payload: JSON
 * @run_at: (nullable): RFC 3339; now if %NULL
 */
gboolean hcrm_job_add (HcrmDb *db,
                       const char *kind,
                       const char *unique_key,
                       const char *payload,
                       const char *run_at,
                       GError **error);

G_END_DECLS
