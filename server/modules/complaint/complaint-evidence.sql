-- Everything that is known of a complaint, for a bundle of evidence.

-- name: about
SELECT v.id, v.number, (SELECT s.name FROM site AS s WHERE s.id = v.site_id) AS hospital,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = hcrm_user()) AS made_by,
       to_char(hcrm_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS made_at
  FROM complaint_view AS v WHERE v.id = :id::bigint

-- name: attachments
SELECT v.* FROM attachment_view AS v WHERE v.activity_id = :id::bigint ORDER BY v.id

-- name: next
-- What is still attached, one after the other: copying a large file takes a while.
SELECT v.id, v.name, v.sha256, v.media_type FROM attachment_view AS v
 WHERE v.activity_id = :id::bigint AND v.removed_at IS NULL AND v.id > :after::bigint ORDER BY v.id LIMIT 1

-- name: recordings
SELECT r.* FROM hcrm_complaint_recordings(:id::bigint) AS r ORDER BY r.started_at, r.id

-- name: audit
SELECT a.* FROM hcrm_complaint_audit(:id::bigint) AS a ORDER BY a.id

-- name: seals
SELECT s.* FROM hcrm_complaint_seals(:id::bigint) AS s ORDER BY s.id

-- name: handed
SELECT hcrm_audit('evidence', 'complaint', :id::bigint, jsonb_build_object('key', :key_id::text), :reason)
