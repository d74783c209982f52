-- Leave, and who stands in. :staff_id is always the reader, so who is away is :leaver_id.

-- name: list
-- sort: from_on date, until_on date, pinyin text
SELECT v.* FROM staff_leave_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.staff, v.pinyin, v.delegate)), lower(:q::text)) > 0)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.* FROM staff_leave_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.staff_id, w.delegate_id, w.from_on, w.until_on, w.reason,
       (SELECT v.state FROM staff_leave_view AS v WHERE v.id = w.id) AS state
  FROM staff_leave_write AS w WHERE w.id = :id::bigint AND EXISTS (SELECT 1 FROM staff_leave_view AS v WHERE v.id = w.id) FOR UPDATE OF w

-- name: create
INSERT INTO staff_leave_write (staff_id, delegate_id, from_on, until_on, reason)
VALUES (:leaver_id::bigint, :delegate_id::bigint, :from_on::date, :until_on::date, :reason)
RETURNING id

-- name: withdraw
UPDATE staff_leave_write SET withdrawn_at = hcrm_now() WHERE id = :id::bigint

-- name: facts
-- What speaks for or against a leave: whether its writer may enter it, whether the two share a department, whether the
-- delegate signs in, and is there.
SELECT EXISTS (SELECT 1 FROM staff AS s WHERE s.id = :leaver_id::bigint AND s.retired_at IS NULL) AS known,
       hcrm_all() OR :leaver_id::bigint = hcrm_staff()
         OR EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = :leaver_id::bigint AND p.department_id = ANY (hcrm_departments())) AS mine,
       EXISTS (SELECT 1 FROM staff AS s WHERE s.id = :delegate_id::bigint AND s.retired_at IS NULL)
         AND EXISTS (SELECT 1 FROM app_user_scoped AS u WHERE u.staff_id = :delegate_id::bigint AND u.state = 'active') AS signs_in,
       EXISTS (SELECT 1 FROM staff_post AS a JOIN staff_post AS b ON b.department_id = a.department_id
                WHERE a.staff_id = :leaver_id::bigint AND b.staff_id = :delegate_id::bigint
                  AND a.during @> :from_on::date AND b.during @> :from_on::date) AS together,
       EXISTS (SELECT 1 FROM staff_leave_write AS l
                WHERE l.staff_id = :delegate_id::bigint AND l.withdrawn_at IS NULL AND l.from_on <= :until_on::date AND l.until_on >= :from_on::date) AS away,
       EXISTS (SELECT 1 FROM staff_leave_write AS l
                WHERE l.delegate_id = :leaver_id::bigint AND l.withdrawn_at IS NULL AND l.from_on <= :until_on::date AND l.until_on >= :from_on::date) AS needed,
       :until_on::date < hcrm_today() AS past

-- name: settle
SELECT s.id, s.version FROM hcrm_leave_settle(:leaver_id::bigint) AS s
