-- Who is in a programme: enrolled, looked after, ended.

-- name: list
-- sort: pinyin text, due_on date null infinity
SELECT v.* FROM health_care_view AS v
 WHERE (:programme_id::bigint[] IS NULL OR v.programme_id = ANY (:programme_id::bigint[]))
   AND (:patient_id::bigint IS NULL OR v.patient_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.patient), lower(:q)) > 0 OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0
        OR starts_with(lower(v.mrn), lower(:q)))

-- name: get
SELECT v.* FROM health_care_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT k.id, k.version, k.state FROM health_care_scoped AS k WHERE k.id = :id::bigint FOR UPDATE OF k

-- name: place
-- Whom somebody wants to enrol, and whether that can be. The programme is held, so that two do not enrol the same person.
SELECT p.id, p.state, o.id AS patient_id, hcrm_died_at(h.id) AS deceased_at, x.site_id, hcrm_today(x.site_id) AS today,
       EXISTS (SELECT 1 FROM health_care_scoped AS k JOIN patient_scoped AS m ON m.id = k.patient_id
                WHERE k.programme_id = p.id AND k.state = 'active' AND m.survivor_id = o.survivor_id) AS member
  FROM health_programme_scoped AS p
  LEFT JOIN patient_scoped AS o ON o.id = :patient_id::bigint
  LEFT JOIN patient_scoped AS h ON h.id = o.survivor_id
 CROSS JOIN LATERAL (SELECT hcrm_health_site(o.id) AS site_id) AS x
 WHERE p.id = :programme_id::bigint
   FOR UPDATE OF p

-- name: add
INSERT INTO health_care_write (programme_id, patient_id, site_id, manager_id, started_on)
VALUES (:programme_id::bigint, :patient_id::bigint, :site_id::bigint, :user_id::bigint, hcrm_today(:site_id::bigint))
RETURNING id

-- name: values
-- What was found in all cycles, indicator by indicator, as it went on in time. What several cycles have is told once.
SELECT v.care_id, v.code, v.name, v.name_en, v.unit, v.low, v.high, v.high_strict, v.value, v.observed_on, v.finding
  FROM (SELECT DISTINCT ON (t.code, t.unit, t.observed_on) t.* FROM health_trend_view AS t
         WHERE t.care_id = :id::bigint ORDER BY t.code, t.unit, t.observed_on, t.number DESC) AS v
 ORDER BY v.position, v.code, v.unit, v.observed_on

-- name: days
SELECT c.day, c.kind, c.name, c.name_en FROM calendar_day AS c WHERE c.site_id = :site_id::bigint AND c.day >= :planned_on::date

-- name: note
INSERT INTO timeline_write (patient_id, kind, code, params)
SELECT k.patient_id, 'followup', 'health.enrolled', jsonb_strip_nulls(jsonb_build_object('programme', v.programme, 'programme_en', v.programme_en, 'manager', v.manager))
  FROM health_care_scoped AS k JOIN health_care_view AS v ON v.id = k.id WHERE k.id = :id::bigint

-- name: plan
SELECT hcrm_health_plan(:care_id::bigint, :planned_on::date, :due_on::date, :moved, jsonb_strip_nulls(jsonb_build_object(
         'months', :months::int, 'holiday', :holiday::text, 'holiday_en', :holiday_en::text, 'reason', :why::text))) AS cycle_id

-- name: leave
SELECT hcrm_health_end(:id::bigint, :exit, :reason) AS cycle_id

-- name: user
SELECT u.id FROM app_user_scoped AS u WHERE u.id = :manager_id::bigint AND u.state = 'active'

-- name: assign
UPDATE health_care_write SET manager_id = :manager_id::bigint WHERE id = :id::bigint

-- name: catch_up
SELECT c AS id FROM hcrm_health_catch_up(200) AS c

-- name: go_on
SELECT c AS id FROM hcrm_health_go_on(200) AS c
