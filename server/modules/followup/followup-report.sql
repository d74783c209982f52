-- The overview: four rates with what they are rates of.

-- name: report
-- Discharges are finished inpatient stays, exempt ones apart; covered ones have a plan. Due are the steps whose
-- day has come, cancelled ones apart; contacted ones have an attempt that reached somebody.
WITH period AS (
  SELECT coalesce(:date_from::date, hcrm_today() - 29) AS first, coalesce(:date_to::date, hcrm_today() + 1) AS last
), counted AS (
  SELECT CASE :group::text WHEN 'department' THEN e.department_id WHEN 'doctor' THEN e.attending_id
                     WHEN 'template' THEN (SELECT f.template_id FROM followup_plan_scoped AS f WHERE f.encounter_id = e.id ORDER BY f.id DESC LIMIT 1)
         END AS key,
         (e.followup_decision IS DISTINCT FROM 'exempt')::int AS discharged, (e.followup_decision = 'plan')::int AS covered,
         (e.followup_decision = 'exempt')::int AS exempt, 0 AS due, 0 AS contacted, 0 AS completed, 0 AS lost
    FROM period, encounter_scoped AS e
    JOIN site AS s ON s.id = e.site_id
   WHERE e.kind = 'inpatient' AND e.state = 'finished'
     AND e.ended_at >= period.first - interval '1 day' AND e.ended_at < period.last + interval '1 day'
     AND (e.ended_at AT TIME ZONE s.time_zone)::date >= period.first AND (e.ended_at AT TIME ZONE s.time_zone)::date < period.last
     AND (:department_id::bigint[] IS NULL OR e.department_id = ANY (:department_id::bigint[]))
   UNION ALL
  SELECT CASE :group::text WHEN 'department' THEN t.department_id WHEN 'doctor' THEN f.doctor_id WHEN 'template' THEN f.template_id
                     WHEN 'agent' THEN (SELECT a.user_id FROM attempt_scoped AS a WHERE a.activity_id = t.id AND NOT a.late ORDER BY a.started_at DESC LIMIT 1)
         END,
         0, 0, 0, 1,
         EXISTS (SELECT 1 FROM attempt_scoped AS a WHERE a.activity_id = t.id AND a.disposition = ANY (:reached::text[]))::int,
         (t.state = 'done')::int, (t.state = 'lost')::int
    FROM period, followup_task_scoped AS t
    JOIN followup_plan_scoped AS f ON f.id = t.plan_id
   WHERE t.due_on >= period.first AND t.due_on < least(period.last, hcrm_today(t.site_id) + 1)
     AND t.state <> 'cancelled'
     AND (:department_id::bigint[] IS NULL OR t.department_id = ANY (:department_id::bigint[]))
), summed AS (
  SELECT key, grouping(key) = 1 AS is_total, sum(discharged)::int AS discharged, sum(covered)::int AS covered, sum(exempt)::int AS exempt,
         sum(due)::int AS due, sum(contacted)::int AS contacted, sum(completed)::int AS completed, sum(lost)::int AS lost
    FROM counted GROUP BY GROUPING SETS ((key), ())
)
SELECT s.key,
       CASE :group::text WHEN 'department' THEN (SELECT d.name FROM department AS d WHERE d.id = s.key)
                   WHEN 'doctor' THEN (SELECT p.name FROM staff AS p WHERE p.id = s.key)
                   WHEN 'template' THEN (SELECT t.name FROM followup_template AS t WHERE t.id = s.key)
                   WHEN 'agent' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = s.key) END AS label,
       CASE :group::text WHEN 'department' THEN (SELECT d.name_en FROM department AS d WHERE d.id = s.key)
                   WHEN 'template' THEN (SELECT t.name_en FROM followup_template AS t WHERE t.id = s.key) END AS label_en,
       s.discharged, s.covered, s.exempt, s.due, s.contacted, s.completed, s.lost, s.is_total, hcrm_now() AS as_at,
       (SELECT first FROM period) AS date_from, (SELECT last FROM period) AS date_to
  FROM summed AS s
 WHERE s.is_total OR s.key IS NOT NULL OR :group::text <> 'agent'
 ORDER BY s.is_total, label, s.key
