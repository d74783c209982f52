-- Who may know of which records.

-- name: readers
SELECT r.user_id, r.id FROM hcrm_event_readers(:e_kind, :e_ids::bigint[], :e_users::bigint[], :e_looking::boolean) AS r
