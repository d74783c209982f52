-- What complaints warn of: looked for, listed, looked into, closed.

-- name: list
-- sort: grown_at timestamptz, opened_at timestamptz
SELECT v.* FROM complaint_warning_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:about_id::bigint IS NULL OR v.staff_id = :about_id::bigint)
   AND (:mine::boolean IS NULL OR v.mine = :mine::boolean)

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('id', c.id, 'number', c.number, 'state', c.state, 'grade', c.grade, 'grade_name', c.grade_name,
                                                   'grade_name_en', c.grade_name_en, 'channel', c.channel, 'received_at', c.received_at, 'matter', c.matter,
                                                   'department', c.department, 'department_en', c.department_en, 'words', to_json(k.words), 'added_at', k.added_at)
                                 ORDER BY c.received_at DESC, c.id DESC), '[]')
          FROM complaint_warning_case_scoped AS k JOIN complaint_view AS c ON c.id = k.complaint_id WHERE k.warning_id = v.id) AS cases
  FROM complaint_warning_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.state FROM complaint_warning_scoped AS w WHERE w.id = :id::bigint FOR UPDATE OF w

-- name: acknowledge
UPDATE complaint_warning_write SET state = :new_state, acknowledged_at = hcrm_now(), acknowledged_by = hcrm_user() WHERE id = :id::bigint

-- name: close
UPDATE complaint_warning_write
   SET state = :new_state, closed_at = hcrm_now(), closed_by = hcrm_user(), reason = :reason, false_alarm = coalesce(:false_alarm::boolean, false)
 WHERE id = :id::bigint

-- name: watched
DELETE FROM complaint_watch_write
 WHERE complaint_id IN (SELECT w.complaint_id FROM complaint_watch_write AS w ORDER BY w.complaint_id LIMIT 500) RETURNING complaint_id AS id

-- name: warn
SELECT n AS id FROM hcrm_complaint_warn(:watched_id::bigint) AS n
