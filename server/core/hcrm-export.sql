-- Exports: ordered, made, fetched, cleared away.

-- name: unfinished
SELECT count(*) AS n FROM export_scoped WHERE state IN ('queued', 'running')

-- name: add
INSERT INTO export_write (path, query, columns, format, title, reason, language)
VALUES (:path::text, :query::text, :columns::jsonb, :format::text, :title::text, :reason::text, :language::text)
RETURNING id

-- name: order_audit
SELECT hcrm_audit('export', 'export', :export_id::bigint,
                  jsonb_build_object('path', :path::text, 'query', :query::text, 'columns', :columns::jsonb, 'format', :format::text), :reason)

-- name: get
SELECT v.* FROM export_view AS v WHERE v.id = :id::bigint

-- name: file
SELECT s.file, v.name, v.format, v.state, hcrm_audit('download', 'export', v.id, jsonb_build_object('path', v.path, 'rows', v.done))::text AS noted
  FROM export_view AS v JOIN export_scoped AS s ON s.id = v.id
 WHERE v.id = :id::bigint AND v.state = 'done' AND v.expires_at > hcrm_now()

-- name: begin
UPDATE export_write SET state = 'running', done = 0, total = NULL
 WHERE id = :export_id::bigint AND state IN ('queued', 'running')
RETURNING id, user_id, path, query, columns::text AS columns, format, title, language, file

-- name: progress
UPDATE export_write SET done = :done::bigint, total = :total::bigint WHERE id = :export_id::bigint AND state = 'running'
RETURNING id

-- name: finish
UPDATE export_write
   SET state = 'done', done = :done::bigint, total = :done::bigint, file = :file::text, size = :size::bigint, finished_at = hcrm_now(),
       expires_at = hcrm_now() + interval '24 hours'
 WHERE id = :export_id::bigint AND state = 'running'
RETURNING id

-- name: finish_audit
SELECT hcrm_audit('exported', 'export', :export_id::bigint, jsonb_build_object('path', :path::text, 'rows', :done::bigint))

-- name: fail
UPDATE export_write SET state = 'failed', problem = :problem::text, finished_at = hcrm_now()
 WHERE id = :export_id::bigint AND state IN ('queued', 'running')

-- name: outdated
SELECT id, file FROM export_write WHERE file IS NOT NULL AND expires_at <= hcrm_now() LIMIT 1000

-- name: expire
UPDATE export_write SET state = 'expired', file = NULL WHERE file IS NOT NULL AND expires_at <= hcrm_now() AND id = :export_id::bigint

-- name: forget
DELETE FROM export_write WHERE created_at < hcrm_now() - interval '90 days' AND file IS NULL AND state NOT IN ('queued', 'running')
