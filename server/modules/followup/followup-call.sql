-- Finishing a task: one statement to lock, one to write, so that a call costs few round trips.

-- name: lock
SELECT t.id, t.version, t.state, t.plan_id, t.patient_id, t.position, t.owner, t.site_id, t.department_id, t.questionnaire_id,
       t.channel, v.survivor_id, v.encounter_id, v.n_steps, v.template, v.template_en, v.note_version, c.id AS contact_id, c.number,
       coalesce(c.name, p.name) AS contact, c.relation, k.id AS call_id, hcrm_now() AS now,
       hcrm_setting('thank_you', t.site_id) AS thank_you,
       EXISTS (SELECT 1 FROM response_write AS r WHERE r.activity_id = t.id AND r.questionnaire_id = t.questionnaire_id
                  AND r.state IN ('completed', 'amended') AND NOT r.late) AS answered,
       (SELECT count(*) FROM followup_task_write AS x WHERE x.plan_id = t.plan_id AND x.id <> t.id AND x.state IN ('open', 'waiting')) AS others
  FROM followup_task_scoped AS t
  JOIN followup_task_view AS v ON v.id = t.id
  LEFT JOIN patient_scoped AS p ON p.id = v.survivor_id
  LEFT JOIN contact_scoped AS c ON c.id = :contact_id::bigint
        AND c.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = v.survivor_id)
  LEFT JOIN call_scoped AS k ON k.id = :call_id::bigint AND k.users @> ARRAY[:user_id::bigint]
 WHERE t.id = :id::bigint
   FOR UPDATE OF t

-- name: task
SELECT v.*, :late::boolean AS late FROM followup_task_view AS v WHERE v.id = :id::bigint

-- name: save
WITH tried AS (
  INSERT INTO attempt_write (activity_id, patient_id, contact_id, channel, number, started_at, ended_at, disposition, note, call_back_at, late, note_version, call_id)
  VALUES (:id::bigint, :patient_id::bigint, :contact_id::bigint, :channel, :number, :started_at::timestamptz, :ended_at::timestamptz,
          :disposition, :note, :call_back_at::timestamptz, :late::boolean, :note_version::int, :call_id::bigint)
), ended AS (
  UPDATE followup_task_write
     SET state = :new_state, opinion = :opinion, finished_at = :now::timestamptz,
         reason = CASE WHEN :new_state <> 'done' THEN :disposition END
   WHERE id = :id::bigint AND :new_state <> 'open' AND NOT :late::boolean
), woken AS (
  UPDATE followup_task_write SET state = 'open'
   WHERE plan_id = :plan_id::bigint AND state = 'waiting' AND :opens_others::boolean
), finished AS (
  UPDATE followup_plan_write SET state = 'finished' WHERE id = :plan_id::bigint AND state = 'active' AND :finishes::boolean
), invalid AS (
  UPDATE contact_write SET invalid_at = :now::timestamptz WHERE id = :contact_id::bigint AND :invalidates::boolean
), typed AS (
  DELETE FROM draft_scoped WHERE kind = 'followup_task' AND ref = :id::text
), held AS (
  DELETE FROM claim_write WHERE patient_id = :survivor_id::bigint AND user_id = :user_id::bigint
)
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT :patient_id::bigint, 'followup', l.code, l.params, CASE WHEN l.own THEN :id::bigint END, :department_id::bigint
  FROM jsonb_to_recordset(:lines::jsonb) AS l (code text, params jsonb, own boolean)

-- name: stop_plans
-- The plan of a task, or with :everything all running plans of the patient, with all that was left of them.
WITH plan AS (
  SELECT DISTINCT x.plan_id AS id
    FROM followup_task_write AS x
   WHERE x.plan_id = :plan_id::bigint
      OR (:everything::boolean AND x.state IN ('open', 'waiting')
          AND x.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = :survivor_id::bigint))
), stopped AS (
  UPDATE followup_plan_write AS f SET state = :plan_state, reason = :disposition
    FROM plan WHERE f.id = plan.id AND f.state IN ('active', 'suspended')
)
UPDATE followup_task_write AS w
   SET state = CASE :plan_state WHEN 'suspended' THEN 'waiting' ELSE :plan_state END,
       reason = CASE :plan_state WHEN 'suspended' THEN NULL ELSE :disposition END
  FROM plan
 WHERE w.plan_id = plan.id AND w.state IN ('open', CASE :plan_state WHEN 'suspended' THEN 'open' ELSE 'waiting' END)

-- name: note_death
-- When it happened is not known, only that it was learnt now; what the HIS or a person wrote stays.
WITH died AS (
  UPDATE patient_write SET deceased_at = :now::timestamptz
   WHERE id = (SELECT p.id FROM patient_scoped AS p WHERE p.id = :survivor_id::bigint AND p.deceased_at IS NULL)
  RETURNING id
)
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT died.id, 'record', 'record.deceased', '{}', :id::bigint, :department_id::bigint FROM died
