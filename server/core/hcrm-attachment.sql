-- What is attached to activities.

-- name: whole
SELECT v.name, v.sha256, v.media_type FROM upload_view AS v WHERE v.id = :upload_id::bigint

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM attachment_view AS v WHERE v.activity_id = :id::bigint

-- name: seen
SELECT hcrm_activity_seen(:id::bigint) AS seen

-- name: add
INSERT INTO attachment_write (activity_id, file, name) VALUES (:id::bigint, decode(:kept_sha256, 'hex'), :kept_name)
ON CONFLICT (activity_id, file) WHERE removed_at IS NULL DO NOTHING
RETURNING id

-- name: same
SELECT v.id FROM attachment_view AS v
 WHERE v.activity_id = :id::bigint AND v.sha256 = :kept_sha256 AND v.removed_at IS NULL

-- name: get
SELECT v.* FROM attachment_view AS v WHERE v.activity_id = :id::bigint AND v.id = :attachment::bigint

-- name: lock
SELECT a.* FROM attachment_scoped AS a WHERE a.activity_id = :id::bigint AND a.id = :attachment::bigint FOR UPDATE

-- name: remove
UPDATE attachment_write SET removed_at = hcrm_now(), removed_by = hcrm_user(), removed_reason = :reason WHERE id = :attachment::bigint

-- name: audit
SELECT hcrm_audit('download', 'attachment', :attachment::bigint)
