-- What time alone brings about.

-- name: escalate
-- The doctor's first step was not done within its window: the others begin, and it is noted.
WITH late AS MATERIALIZED (
  SELECT d.id, d.plan_id, d.patient_id, d.department_id, d.due_on, d.position
    FROM followup_task_scoped AS d
    JOIN followup_plan_scoped AS f ON f.id = d.plan_id AND f.state = 'active'
   WHERE d.state = 'open' AND d.owner = 'doctor' AND d.position = 1
     AND d.due_on + d.window_days < hcrm_today(d.site_id)
     AND EXISTS (SELECT 1 FROM followup_task_write AS w WHERE w.plan_id = d.plan_id AND w.state = 'waiting')
   LIMIT 1000
), woken AS (
  UPDATE followup_task_write AS w SET state = 'open' FROM late WHERE w.plan_id = late.plan_id AND w.state = 'waiting'
  RETURNING w.id, w.version
), noted AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT l.patient_id, 'followup', 'followup.escalated',
         jsonb_build_object('from', l.due_on, 'step', l.position,
                            'steps', (SELECT count(*) FROM followup_task_write AS x WHERE x.plan_id = l.plan_id)), l.id, l.department_id
    FROM late AS l
)
SELECT id, version FROM woken

-- name: finish
-- Plans whose last two steps were finished at the same moment, each while the other was still open.
UPDATE followup_plan_write AS w SET state = 'finished'
  FROM followup_plan_scoped AS f
 WHERE w.id = f.id AND w.state = 'active'
   AND NOT EXISTS (SELECT 1 FROM followup_task_write AS x WHERE x.plan_id = f.id AND x.state IN ('open', 'waiting'))

-- name: late
-- Nobody decided in time: from now on the discharge is on the head's list too. Noted once.
WITH late AS MATERIALIZED (
  SELECT e.id, e.version, e.patient_id, e.department_id, e.ended_at, e.site_id
    FROM encounter_scoped AS e
   WHERE e.followup_decision = 'undecided' AND hcrm_decide_by(e.ended_at, e.site_id) <= (SELECT hcrm_now())
     AND NOT EXISTS (SELECT 1 FROM followup_late_decision_scoped AS x WHERE x.encounter_id = e.id)
   LIMIT 1000
), noted AS (
  INSERT INTO followup_late_decision_write (encounter_id) SELECT late.id FROM late
), line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
  SELECT l.patient_id, 'followup', h.handed ->> 'code', h.handed -> 'params' || jsonb_build_object('encounter_id', l.id), l.department_id
    FROM late AS l
    CROSS JOIN LATERAL (SELECT hcrm_handed_over(l.id, l.department_id, hcrm_decide_by(l.ended_at, l.site_id)) AS handed) AS h
)
SELECT id, version FROM late
