-- What people send on purpose.

-- name: plan
SELECT f.id, f.version, f.patient_id, f.state, (SELECT t.id FROM followup_task_scoped AS t WHERE t.plan_id = f.id ORDER BY t.state <> 'open', t.position LIMIT 1) AS activity_id
  FROM followup_plan_scoped AS f WHERE f.id = :id::bigint FOR UPDATE OF f

-- name: plan_seen
SELECT v.* FROM followup_plan_view AS v WHERE v.id = :id::bigint

-- name: contact
SELECT c.id FROM contact_scoped AS c
 WHERE c.id = :contact_id::bigint
   AND c.patient_id IN (SELECT m.id FROM patient_scoped AS m
                         WHERE m.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient::bigint))

-- What is known about a patient since the last discharge, and whether a visit is booked: a planned one that is not past.
-- name: reexamination
WITH tree AS (SELECT m.id FROM patient_scoped AS p JOIN patient_scoped AS m ON m.survivor_id = p.survivor_id WHERE p.id = :id::bigint)
SELECT p.id AS patient_id, CASE p.profile ->> 'language' WHEN 'en' THEN 'en' ELSE 'zh_CN' END AS language, hcrm_died_at(p.survivor_id) AS deceased_at, b.booked IS NOT NULL AS booked, b.started_at AS booked_at, b.department AS booked_department, b.department_en AS booked_department_en,
       (SELECT max((r.observed_at AT TIME ZONE s.time_zone)::date) FROM result_scoped AS r JOIN site AS s ON s.id = r.site_id
         WHERE r.patient_id IN (SELECT id FROM tree) AND r.state <> 'cancelled') AS last_result_on,
       (SELECT max((r.authored_at AT TIME ZONE s.time_zone)::date) FROM response_scoped AS r JOIN site AS s ON s.id = r.site_id
         WHERE r.patient_id IN (SELECT id FROM tree) AND r.state IN ('completed', 'amended')) AS last_answers_on,
       (SELECT count(*) FROM followup_task_scoped AS t
         WHERE t.patient_id IN (SELECT id FROM tree) AND t.state IN ('lost', 'skipped')) AS missed_steps,
       hcrm_today(NULL) + 7 AS date
  FROM patient_scoped AS p
  LEFT JOIN LATERAL (SELECT true AS booked, e.started_at, d.name AS department, d.name_en AS department_en
                       FROM encounter_scoped AS e LEFT JOIN department AS d ON d.id = e.department_id
                      WHERE e.patient_id IN (SELECT id FROM tree) AND e.state = 'planned'
                        AND (e.started_at IS NULL OR e.started_at >= hcrm_now() - interval '1 day')
                      ORDER BY e.started_at LIMIT 1) AS b ON true
 WHERE p.id = :id::bigint

-- name: get
SELECT v.* FROM message_view AS v WHERE v.id = :id::bigint
