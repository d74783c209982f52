-- Ladders that people keep: the hospital's, and those of departments that want their own.

-- name: list
-- sort: name text, id bigint
SELECT v.* FROM followup_ladder_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, v.name_en, v.department, v.department_en)), lower(:q::text)) > 0)
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: get
SELECT v.* FROM followup_ladder_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.name, w.name_en, w.department_id, w.steps, w.retired_at
  FROM followup_ladder_write AS w WHERE w.id = :id::bigint FOR UPDATE

-- name: create
INSERT INTO followup_ladder_write (name, name_en, department_id, retired_at, steps)
VALUES (:name, :name_en, :department_id::bigint, :retired_at::timestamptz,
        (SELECT jsonb_agg(e.step || jsonb_build_object('position', e.n) ORDER BY e.n) FROM jsonb_array_elements(:steps::jsonb) WITH ORDINALITY AS e (step, n)))
RETURNING id

-- name: update
UPDATE followup_ladder_write
   SET name = :name, name_en = :name_en, department_id = :department_id::bigint, retired_at = :retired_at::timestamptz,
       steps = (SELECT jsonb_agg(e.step || jsonb_build_object('position', e.n) ORDER BY e.n) FROM jsonb_array_elements(:steps::jsonb) WITH ORDINALITY AS e (step, n))
 WHERE id = :id::bigint

-- name: place
-- Whose calendar and clock a trial has; and the department's head and a doctor of it, to stand for those of a patient.
SELECT s.id AS site_id, s.time_zone, coalesce(hcrm_setting('centre_works_weekends', s.id), 'on') = 'on' AS works_weekends,
       coalesce(hcrm_setting('quiet_from', s.id)::int, 21) AS night, coalesce(hcrm_setting('quiet_until', s.id)::int, 8) AS morning,
       extract(epoch FROM hcrm_now())::bigint AS now,
       (SELECT n.name FROM staff AS n WHERE n.id = hcrm_department_head(:department_id::bigint)) AS head
  FROM site AS s
 WHERE s.id = coalesce((SELECT d.site_id FROM department AS d WHERE d.id = :department_id::bigint), (SELECT min(d.site_id) FROM department AS d))

-- name: days
SELECT day, kind, name, name_en FROM calendar_day WHERE site_id = :site_id::bigint AND day >= hcrm_today() - 1
