-- The HIS feed: what becomes of follow-up plans.

-- The discharge or the whole visit did not take place: what was planned after it ends.
-- name: withdraw
WITH plan AS MATERIALIZED (
  SELECT f.id, f.patient_id, f.department_id, f.template_id
    FROM followup_plan_scoped AS f WHERE f.encounter_id = :encounter_id::bigint AND f.state IN ('active', 'suspended')
     FOR UPDATE
), stopped AS (
  UPDATE followup_plan_write AS w SET state = 'cancelled', reason = :plan_reason FROM plan WHERE w.id = plan.id
), rest AS (
  UPDATE followup_task_write AS w SET state = 'cancelled', reason = :plan_reason
    FROM plan WHERE w.plan_id = plan.id AND w.state IN ('open', 'waiting')
)
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
SELECT plan.patient_id, 'followup', :plan_code,
       jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', :visit_number::text, 'template', t.name, 'template_en', t.name_en)),
       plan.department_id
  FROM plan LEFT JOIN followup_template AS t ON t.id = plan.template_id

-- The attending doctor is another one.
-- name: follow
SELECT hcrm_plans_follow(:encounter_id::bigint, :former_id::bigint, :attending_id::bigint)

-- The patient is in hospital again: what runs after earlier visits waits until somebody decides. An outpatient's visit often
-- has no end: it is an earlier one if it began before, and while the patient lies there, all are.
-- name: hold
WITH plan AS MATERIALIZED (
  SELECT f.id, f.patient_id, f.department_id, f.template_id
    FROM followup_plan_scoped AS f
    JOIN encounter_scoped AS e ON e.id = f.encounter_id
    JOIN (SELECT coalesce(:begun_at::timestamptz, :event_at::timestamptz) AS at) AS begun ON true
   WHERE f.patient_id IN (SELECT m.id FROM patient_scoped AS m
                           WHERE m.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
     AND f.state = 'active' AND f.encounter_id <> :encounter_id::bigint
     AND CASE WHEN e.kind = 'inpatient' THEN e.ended_at <= begun.at
              ELSE :state::text = 'active' OR coalesce(e.started_at, e.ended_at) <= begun.at END
     FOR UPDATE OF f
), held AS (
  INSERT INTO his_plan_hold_write (plan_id, encounter_id)
  SELECT plan.id, :encounter_id::bigint FROM plan ON CONFLICT DO NOTHING
), stopped AS (
  UPDATE followup_plan_write AS w SET state = 'suspended', reason = 'readmitted' FROM plan WHERE w.id = plan.id
), rest AS (
  UPDATE followup_task_write AS w SET state = 'waiting' FROM plan WHERE w.plan_id = plan.id AND w.state = 'open'
)
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
SELECT plan.patient_id, 'followup', 'plan.readmitted',
       jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', :visit_number::text, 'department', d.name,
                                            'department_en', d.name_en, 'template', t.name, 'template_en', t.name_en)),
       plan.department_id
  FROM plan
  LEFT JOIN followup_template AS t ON t.id = plan.template_id
  LEFT JOIN department AS d ON d.id = :department_id::bigint

-- The visit that plans were held for did not take place, or is none in hospital: they go on, as if a person had resumed them.
-- name: release
SELECT hcrm_plans_release_visit(:encounter_id::bigint)

-- A death ends whatever runs, and nobody is asked to decide any more.
-- name: end
WITH who AS MATERIALIZED (
  SELECT m.id FROM patient_scoped AS m
   WHERE m.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)
), plan AS MATERIALIZED (
  SELECT f.id, f.patient_id, f.department_id, f.template_id
    FROM followup_plan_scoped AS f WHERE f.patient_id IN (SELECT who.id FROM who) AND f.state IN ('active', 'suspended')
     FOR UPDATE
), stopped AS (
  UPDATE followup_plan_write AS w SET state = 'cancelled', reason = 'deceased' FROM plan WHERE w.id = plan.id
), rest AS (
  UPDATE followup_task_write AS w SET state = 'cancelled', reason = 'deceased'
    FROM plan WHERE w.plan_id = plan.id AND w.state IN ('open', 'waiting')
), decided AS (
  UPDATE encounter_write AS w SET followup_decision = 'exempt', decision_reason = 'died'
    FROM (SELECT e.id FROM encounter_scoped AS e
           WHERE e.patient_id IN (SELECT who.id FROM who) AND e.followup_decision = 'undecided'
             AND e.id IS DISTINCT FROM :encounter_id::bigint) AS e
   WHERE w.id = e.id
), died AS (
  INSERT INTO timeline_write (patient_id, at, kind, code, params)
  VALUES (:patient_id::bigint, :deceased_at::timestamptz, 'record', 'record.deceased', '{"source": "HIS"}')
)
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
SELECT plan.patient_id, 'followup', 'plan.deceased',
       jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'template', t.name, 'template_en', t.name_en)), plan.department_id
  FROM plan LEFT JOIN followup_template AS t ON t.id = plan.template_id
