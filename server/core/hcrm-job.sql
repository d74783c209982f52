-- The queue of side effects.

-- name: add
INSERT INTO job (kind, unique_key, payload, run_at)
VALUES (:job_kind::text, :unique_key::text, :payload::jsonb, coalesce(:run_at::timestamptz, hcrm_now()))
ON CONFLICT (kind, unique_key) WHERE state IN ('queued', 'running') DO NOTHING

-- Whose lease lapsed runs again: at least once.
-- name: reclaim
UPDATE job SET state = 'queued', run_at = hcrm_now(), lease_until = NULL, worker = NULL
 WHERE id IN (SELECT id FROM job WHERE state = 'running' AND lease_until < hcrm_now() LIMIT 100 FOR UPDATE SKIP LOCKED)

-- name: lease
UPDATE job
   SET state = 'running', attempts = attempts + 1, worker = :worker::text,
       lease_until = hcrm_now() + make_interval(secs => :lease_s::int)
 WHERE id IN (SELECT id FROM job
               WHERE state = 'queued' AND run_at <= hcrm_now() AND kind = ANY (:kinds::text[])
               ORDER BY run_at LIMIT :batch::int FOR UPDATE SKIP LOCKED)
RETURNING id, kind, payload::text AS payload, attempts

-- name: keep
UPDATE job SET lease_until = hcrm_now() + make_interval(secs => :lease_s::int)
 WHERE id = :job_id::bigint AND state = 'running' AND worker = :worker::text AND attempts = :attempts::int
RETURNING id

-- name: done
DELETE FROM job WHERE id = :job_id::bigint AND state = 'running' AND worker = :worker::text AND attempts = :attempts::int

-- name: retry
UPDATE job
   SET state = 'queued', run_at = hcrm_now() + make_interval(secs => :delay_s::int), lease_until = NULL, worker = NULL,
       last_error = :last_error::text
 WHERE id = :job_id::bigint AND state = 'running' AND worker = :worker::text AND attempts = :attempts::int

-- name: bury
UPDATE job SET state = 'dead', lease_until = NULL, worker = NULL, last_error = coalesce(:last_error::text, last_error)
 WHERE id = :job_id::bigint AND state = 'running' AND worker = :worker::text AND attempts = :attempts::int

-- Leased and not begun: another takes it.
-- name: release
UPDATE job SET state = 'queued', attempts = attempts - 1, lease_until = NULL, worker = NULL
 WHERE id = :job_id::bigint AND state = 'running' AND worker = :worker::text AND attempts = :attempts::int

-- name: counts
SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'running') AS running,
       count(*) FILTER (WHERE state = 'dead') AS dead
  FROM job

-- name: sweep_lock
SELECT pg_try_advisory_xact_lock(hashtextextended('hcrm sweep ' || :sweep::text, 0)) AS locked
