-- HIS messages that could not be used and jobs that failed for good.

-- name: list
-- sort: received_at timestamptz
SELECT v.id, v.kind, v.sender, v.control_id, v.type, v.reason, v.field, v.received_at, v.state
  FROM dead_letter_view AS v
 WHERE (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:type::text[] IS NULL OR v.type = ANY (:type::text[]))

-- name: get
SELECT v.* FROM dead_letter_view AS v WHERE v.id = :id::bigint

-- name: message_lock
SELECT m.id, m.state FROM his_message_scoped AS m WHERE m.id = :id::bigint FOR UPDATE

-- name: job_lock
SELECT j.id, j.state FROM job_scoped AS j WHERE j.id = :id::bigint FOR UPDATE

-- name: message_end
UPDATE his_message_write SET state = :new_state WHERE id = :id::bigint

-- name: job_dismiss
UPDATE job SET state = 'dismissed' WHERE id = :id::bigint

-- name: job_requeue
UPDATE job
   SET state = 'queued', attempts = 0, run_at = hcrm_now(), lease_until = NULL, worker = NULL, last_error = NULL,
       payload = coalesce(:raw::jsonb, payload)
 WHERE id = :id::bigint

-- A job that is queued again is no dead letter any more.
-- name: job_requeued
SELECT j.id, 'job' AS kind, j.unique_key AS control_id, j.kind AS type, j.created_at AS received_at, 'replayed' AS state
  FROM job_scoped AS j WHERE j.id = :id::bigint

-- name: audit
SELECT hcrm_audit(:action::text, 'dead_letter', :id::bigint, CASE WHEN :mended::boolean THEN '{"mended": true}'::jsonb END, :reason::text)
