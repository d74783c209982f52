-- Files on their way up.

-- name: add
INSERT INTO upload_write (name, size, sha256) VALUES (:name, :size::bigint, decode(:sha256, 'hex')) RETURNING id

-- name: unfinished
SELECT count(*) AS n FROM upload_scoped WHERE file IS NULL

-- name: limit
SELECT coalesce(hcrm_setting('attachment_megabytes', NULL)::bigint, 50) AS megabytes

-- name: get
SELECT v.* FROM upload_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT u.id, u.name, u.size, u.received, encode(u.sha256, 'hex') AS announced, encode(u.file, 'hex') AS sha256
  FROM upload_scoped AS u WHERE u.id = :id::bigint FOR UPDATE

-- name: received
UPDATE upload_write SET received = greatest(received, :upto::bigint) WHERE id = :id::bigint

-- name: kept
SELECT hcrm_file_keep(decode(:kept_sha256, 'hex'), :kept_size::bigint, :kept_media)

-- name: complete
UPDATE upload_write SET file = decode(:kept_sha256, 'hex') WHERE id = :id::bigint

-- name: outdated
-- What nobody finished in a day, and what was finished and attached to nothing in a week.
DELETE FROM upload_write
 WHERE id IN (SELECT w.id FROM upload_write AS w
               WHERE w.created_at < hcrm_now() - CASE WHEN w.file IS NULL THEN interval '1 day' ELSE interval '7 days' END
               ORDER BY w.created_at LIMIT 500)
RETURNING id
