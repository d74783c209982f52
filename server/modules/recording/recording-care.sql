-- What becomes of recordings: held, deleted by two people, kept for a time.

-- name: lock
SELECT r.id, r.version, r.care AS state FROM recording_scoped AS r WHERE r.id = :id::bigint FOR UPDATE OF r

-- name: get
SELECT v.*, r.measures, r.asked_by IS NOT DISTINCT FROM hcrm_user() AS asked_own
  FROM recording_view AS v JOIN recording_scoped AS r ON r.id = v.id WHERE v.id = :id::bigint

-- name: hold
UPDATE recording_write SET care = 'held', hold_reason = :reason, held_by = hcrm_user(), held_at = hcrm_now(), ask_reason = NULL, asked_by = NULL, asked_at = NULL
 WHERE id = :id::bigint

-- name: release
UPDATE recording_write SET care = 'kept', hold_reason = NULL, held_by = NULL, held_at = NULL WHERE id = :id::bigint

-- name: ask
UPDATE recording_write SET care = 'asked', ask_reason = :reason, asked_by = hcrm_user(), asked_at = hcrm_now() WHERE id = :id::bigint

-- name: refuse
UPDATE recording_write SET care = 'kept', ask_reason = NULL, asked_by = NULL, asked_at = NULL WHERE id = :id::bigint

-- name: delete
SELECT d AS sha256 FROM hcrm_recording_delete(:id::bigint) AS d

-- name: why
SELECT hcrm_audit(:what, 'recording', :id::bigint, NULL, :reason)

-- name: rule_list
-- sort: sorted text
SELECT v.* FROM recording_rule_view AS v
 WHERE (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: rule_get
SELECT v.* FROM recording_rule_view AS v WHERE v.id = :id::bigint

-- name: rule_lock
SELECT r.* FROM recording_rule_scoped AS r WHERE r.id = :id::bigint FOR UPDATE

-- name: rule_add
INSERT INTO recording_rule_write (kind, days) VALUES (:kind, :days::int) RETURNING id

-- name: rule_set
UPDATE recording_rule_write SET days = :days::int, retired_at = :retired_at::timestamptz WHERE id = :id::bigint

-- name: named
SELECT hcrm_file_named(decode(:left_sha256, 'hex')) AS named
