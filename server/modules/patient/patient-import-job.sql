-- Imports: carrying them out, undoing them, and clearing away.

-- name: clear_keys
DELETE FROM import_key_write AS k
 WHERE k.import_id = :import_id::bigint
   AND k.key <= (SELECT max(f.key) FROM (SELECT o.key FROM import_key_write AS o WHERE o.import_id = :import_id::bigint ORDER BY o.key LIMIT :wanted::int) AS f)

-- name: clear_rejects
DELETE FROM import_reject_write AS r
 WHERE r.import_id = :import_id::bigint
   AND r.line <= (SELECT max(f.line) FROM (SELECT o.line FROM import_reject_write AS o WHERE o.import_id = :import_id::bigint ORDER BY o.line LIMIT :wanted::int) AS f)

-- name: finish
UPDATE import_write
   SET state = :to_state, progress = CASE WHEN :to_state IN ('checked', 'done', 'undone') THEN 100 ELSE progress END, problem = :problem,
       finished_at = CASE WHEN :to_state IN ('done', 'failed') THEN hcrm_now() ELSE finished_at END,
       undone_at = CASE WHEN :to_state = 'undone' THEN hcrm_now() ELSE undone_at END
 WHERE id = :import_id::bigint AND state = :expected_state

-- name: undo
SELECT u.undone, u.kept, u.line FROM hcrm_import_undo(:import_id::bigint, :before_line::int, :wanted::int) AS u

-- name: undone
UPDATE import_write
   SET undone = undone + :n_undone::int, kept = kept + :n_kept::int,
       progress = least(100, (undone + kept + :n_undone::int + :n_kept::int) * 100 / greatest(settled - skipped - rejected, 1))
 WHERE id = :import_id::bigint AND state = 'undoing'
RETURNING id

-- name: outdated
-- Files are kept for as long as they may be needed, and so is what undoing takes.
SELECT i.id, i.file, i.state,
       EXISTS (SELECT 1 FROM import_write AS o WHERE o.file = i.file AND o.id <> i.id) AS shared
  FROM import_write AS i
 WHERE (i.file IS NOT NULL OR i.state = 'uploading')
   AND (i.state = 'discarded' OR (i.state IN ('uploading', 'ready', 'checked') AND i.created_at < hcrm_now() - interval '7 days')
        OR (i.state IN ('done', 'undone', 'cancelled', 'failed') AND i.created_at < hcrm_now() - interval '30 days'))
 LIMIT 100

-- name: forget_file
UPDATE import_write SET file = NULL, state = CASE WHEN state IN ('uploading', 'ready', 'checked') THEN 'discarded' ELSE state END
 WHERE id = :import_id::bigint

-- name: forget_rejects
DELETE FROM import_reject_write AS r
 WHERE r.import_id IN (SELECT i.id FROM import_write AS i WHERE i.file IS NULL AND i.state IN ('done', 'undone', 'cancelled', 'failed', 'discarded'))

-- name: forget_rows
-- How patients were before an import: for as long as it can be undone.
DELETE FROM import_row_write AS r
 WHERE (r.import_id, r.line) IN (SELECT o.import_id, o.line FROM import_write AS i JOIN import_row_write AS o ON o.import_id = i.id
                                  WHERE i.file IS NULL AND i.state IN ('done', 'undone', 'cancelled', 'failed', 'discarded') LIMIT :wanted::int)

-- name: needless_parts
-- Of uploads that are over, or that nobody knows of.
SELECT x.id FROM unnest(:ids::bigint[]) AS x (id)
 WHERE NOT EXISTS (SELECT 1 FROM import_write AS i WHERE i.id = x.id AND i.state = 'uploading')
