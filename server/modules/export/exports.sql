-- A user's exports.

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM export_view AS v WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.* FROM export_view AS v WHERE v.id = :id::bigint

-- name: cancel
UPDATE export_write SET state = 'cancelled', finished_at = hcrm_now()
 WHERE id = :id::bigint AND user_id = :user_id::bigint AND state IN ('queued', 'running')
