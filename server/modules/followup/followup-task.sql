-- The worklist, claims, and the steps of a task other than finishing it.

-- name: list
-- sort: due_on date, pinyin text, finished_at timestamptz null -infinity
-- What :bucket and :owner narrow to is bound by followup-task.c as well, in the form that the partial indexes know.
SELECT v.* FROM followup_task_view AS v
 WHERE (:is_open::boolean IS NULL OR v.state = 'open')
   AND (:is_done::boolean IS NULL OR v.state = 'done')
   AND (:due_to::int IS NULL OR v.due_on <= (SELECT hcrm_today()) + 1 + :due_to::int)
   AND (:due_from::int IS NULL OR v.due_on >= (SELECT hcrm_today()) - 1 + :due_from::int)
   AND (:bucket::text[] IS NULL OR v.bucket = ANY (:bucket::text[]))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:owner_is::text IS NULL OR v.owner = :owner_is)
   AND (:owner::text[] IS NULL OR v.owner = ANY (:owner::text[]))
   AND (:assignee::text IS NULL
        OR v.assignee_id = CASE WHEN :assignee = 'me' THEN :user_id::bigint ELSE nullif(regexp_replace(:assignee, '\D', '', 'g'), '')::bigint END
        OR (:assignee = 'me' AND v.id = ANY ((SELECT hcrm_calls_besides(:staff_id::bigint))::bigint[])))
   AND (:department_is::bigint IS NULL OR v.department_id = :department_is::bigint)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:template_id::bigint[] IS NULL OR v.template_id = ANY (:template_id::bigint[]))
   AND (:patient_id::bigint IS NULL
        OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))
   AND (:plan_id::bigint IS NULL OR v.plan_id = :plan_id::bigint)
   AND (:attempts_from::int IS NULL OR v.attempts >= :attempts_from::int)
   AND (:due_on_from::date IS NULL OR v.due_on >= :due_on_from::date)
   AND (:due_on_to::date IS NULL OR v.due_on < :due_on_to::date)
   AND (:doctor_id::bigint[] IS NULL
        OR coalesce((SELECT f.doctor_id FROM followup_plan_scoped AS f WHERE f.id = v.plan_id), 0) = ANY (:doctor_id::bigint[]))
   AND (:agent_id::bigint[] IS NULL
        OR (SELECT a.user_id FROM attempt_scoped AS a WHERE a.activity_id = v.id AND NOT a.late ORDER BY a.started_at DESC LIMIT 1) = ANY (:agent_id::bigint[]))
   AND (:reached::boolean IS NULL
        OR EXISTS (SELECT 1 FROM attempt_scoped AS a
                     JOIN code AS c ON c.system = 'disposition' AND c.code = a.disposition AND c.parent = 'reached'
                    WHERE a.activity_id = v.id) = :reached::boolean)
   AND (:ward_id::bigint[] IS NULL
        OR coalesce((SELECT e.ward_id FROM encounter_scoped AS e WHERE e.id = v.encounter_id), 0) = ANY (:ward_id::bigint[]))
   AND (:disease::text[] IS NULL
        OR coalesce((SELECT upper(left(g.code, 3)) FROM encounter_code_scoped AS g
                      WHERE g.encounter_id = v.encounter_id AND g.kind = 'diagnosis' AND g.rank = 1), '0')
           = ANY ((SELECT hcrm_disease_keys(:disease::text[]))::text[]))
   AND (:position::int[] IS NULL OR v.position = ANY (:position::int[]))
   AND (:figure::text IS NULL
        OR EXISTS (SELECT 1 FROM statistic_case_view AS c WHERE c.kind = 'step' AND c.id = v.id AND :figure::text = ANY (c.figures)))
   AND (:q::text IS NULL OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT f FROM hcrm_patient_find(:q_key, :q_end, 20000) AS f)))::bigint[]))

-- What agents, wards and doctors look at all day, without the rarer filters: planned once, where the list
-- above is planned anew each time, which takes longer than reading the page. With = ANY the planner would think
-- that few rows have one of these buckets, and sort all there are.

-- name: open_of_owner
-- sort: due_on date, pinyin text
SELECT v.* FROM followup_task_view AS v
 WHERE v.state = 'open' AND v.owner = :owner_is AND v.due_on <= (SELECT hcrm_today()) + 1 + :due_to::int AND strpos(:bucket, v.bucket) > 0

-- name: open_of_department
-- sort: due_on date, pinyin text
SELECT v.* FROM followup_task_view AS v
 WHERE v.state = 'open' AND v.department_id = :department_is::bigint AND v.due_on <= (SELECT hcrm_today()) + 1 + :due_to::int
   AND strpos(:bucket, v.bucket) > 0

-- name: open_of_mine
-- sort: due_on date, pinyin text
SELECT v.* FROM followup_task_view AS v
 WHERE v.state = 'open' AND v.id = ANY ((SELECT hcrm_calls_mine(:user_id::bigint, :staff_id::bigint))::bigint[])
   AND v.due_on <= (SELECT hcrm_today()) + 1 + :due_to::int
   AND strpos(:bucket, v.bucket) > 0

-- name: get
SELECT v.* FROM followup_task_view AS v WHERE v.id = :id::bigint

-- name: next
-- One task nobody works on: a call promised for now, else one given to this user, else the pool's most
-- overdue. Its patient is claimed in the same statement; of two agents who find the same patient at the same
-- moment one gets no row in taken and looks again.
WITH callback AS (
  SELECT t.id, p.survivor_id
    FROM followup_task_progress_scoped AS g
    JOIN followup_task_scoped AS t ON t.id = g.task_id
    JOIN patient_scoped AS p ON p.id = t.patient_id
   WHERE g.last_disposition = 'call_later' AND g.not_before <= (SELECT hcrm_now()) AND t.state = 'open'
     AND (t.assignee_id = :user_id::bigint OR (t.assignee_id IS NULL AND t.owner = :owner)
          OR t.id = ANY ((SELECT hcrm_calls_besides(:staff_id::bigint))::bigint[]))
     AND (:department_id::bigint IS NULL OR t.department_id = :department_id::bigint)
     AND NOT EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.patient_id = p.survivor_id AND k.expires_at > (SELECT hcrm_now()))
   ORDER BY g.not_before LIMIT 1
     FOR UPDATE OF t SKIP LOCKED
), given AS (
  SELECT t.id, p.survivor_id
    FROM followup_task_scoped AS t
    JOIN patient_scoped AS p ON p.id = t.patient_id
    LEFT JOIN followup_task_progress_scoped AS g ON g.task_id = t.id
   WHERE NOT EXISTS (SELECT 1 FROM callback)
     AND t.state = 'open' AND t.id = ANY ((SELECT hcrm_calls_mine(:user_id::bigint, :staff_id::bigint))::bigint[])
     AND t.due_on <= (SELECT hcrm_today())
     AND (g.not_before IS NULL OR g.not_before <= (SELECT hcrm_now()))
     AND (:department_id::bigint IS NULL OR t.department_id = :department_id::bigint)
     AND NOT EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.patient_id = p.survivor_id AND k.expires_at > (SELECT hcrm_now()))
   ORDER BY t.due_on, t.id LIMIT 1
     FOR UPDATE OF t SKIP LOCKED
), pool AS (
  SELECT t.id, p.survivor_id
    FROM followup_task_scoped AS t
    JOIN patient_scoped AS p ON p.id = t.patient_id
    LEFT JOIN followup_task_progress_scoped AS g ON g.task_id = t.id
   WHERE NOT EXISTS (SELECT 1 FROM callback) AND NOT EXISTS (SELECT 1 FROM given)
     AND t.state = 'open' AND t.owner = :owner AND t.assignee_id IS NULL AND t.due_on <= (SELECT hcrm_today())
     AND (g.not_before IS NULL OR g.not_before <= (SELECT hcrm_now()))
     AND (:department_id::bigint IS NULL OR t.department_id = :department_id::bigint)
     AND NOT EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.patient_id = p.survivor_id AND k.expires_at > (SELECT hcrm_now()))
   ORDER BY t.due_on, coalesce(g.not_before, '-infinity'), t.id LIMIT 1
     FOR UPDATE OF t SKIP LOCKED
), found AS (
  SELECT * FROM callback UNION ALL SELECT * FROM given UNION ALL SELECT * FROM pool
), taken AS (
  INSERT INTO claim_write AS k (patient_id, activity_id, user_id, expires_at)
  SELECT f.survivor_id, f.id, :user_id::bigint, hcrm_now() + interval '3 minutes' FROM found AS f
  ON CONFLICT (patient_id) DO UPDATE SET activity_id = excluded.activity_id, user_id = excluded.user_id, expires_at = excluded.expires_at
    WHERE k.expires_at <= hcrm_now()
  RETURNING patient_id
)
SELECT f.id, t.patient_id AS taken, CASE WHEN t.patient_id IS NOT NULL THEN hcrm_audit('dial', 'patient', t.patient_id, jsonb_build_object('task', f.id))::text END AS noted
  FROM found AS f LEFT JOIN taken AS t ON true

-- name: claim
-- Takes a patient for a task, or keeps it; the numbers to dial go with a claim, which is noted once.
WITH task AS (
  SELECT v.id, v.survivor_id, v.state,
         (SELECT k.user_id FROM claim_scoped AS k WHERE k.patient_id = v.survivor_id AND k.expires_at > hcrm_now()) AS holder
    FROM followup_task_view AS v WHERE v.id = :id::bigint
), taken AS (
  INSERT INTO claim_write AS k (patient_id, activity_id, user_id, expires_at)
  SELECT t.survivor_id, t.id, :user_id::bigint, hcrm_now() + interval '3 minutes' FROM task AS t WHERE t.state = 'open'
  ON CONFLICT (patient_id) DO UPDATE SET activity_id = excluded.activity_id, user_id = excluded.user_id, expires_at = excluded.expires_at
    WHERE k.expires_at <= hcrm_now() OR k.user_id = excluded.user_id
  RETURNING patient_id, expires_at
)
SELECT t.state, t.survivor_id, k.expires_at,
       CASE WHEN k.patient_id IS NOT NULL AND t.holder IS DISTINCT FROM :user_id::bigint
            THEN hcrm_audit('dial', 'patient', k.patient_id, jsonb_build_object('task', t.id))::text END AS noted
  FROM task AS t LEFT JOIN taken AS k ON true

-- name: holder
SELECT k.user_id, n.name AS "user", k.expires_at
  FROM claim_scoped AS k JOIN app_user_name AS n ON n.id = k.user_id
 WHERE k.patient_id = :survivor_id::bigint

-- name: release
DELETE FROM claim_write WHERE activity_id = :id::bigint AND user_id = :user_id::bigint

-- name: lock
SELECT t.id, t.version, t.state, t.patient_id, t.department_id, t.position, t.due_on, v.n_steps, v.template, v.template_en,
       hcrm_today(t.site_id) AS today
  FROM followup_task_scoped AS t
  JOIN followup_task_view AS v ON v.id = t.id
 WHERE t.id = :id::bigint
   FOR UPDATE OF t

-- name: call_now
WITH progress AS (
  UPDATE followup_task_progress_write SET not_before = NULL WHERE task_id = :id::bigint
), ladder AS (
  UPDATE followup_ladder_case_write SET at = NULL WHERE task_id = :id::bigint
)
UPDATE followup_task_write
   SET state = 'open', due_on = :new_due::date, moved = NULL
 WHERE id = :id::bigint

-- name: reschedule
WITH progress AS (
  UPDATE followup_task_progress_write SET not_before = NULL WHERE task_id = :id::bigint
), ladder AS (
  UPDATE followup_ladder_case_write SET at = NULL WHERE task_id = :id::bigint
)
UPDATE followup_task_write SET due_on = :due_on::date, moved = NULL WHERE id = :id::bigint

-- name: end
UPDATE followup_task_write SET state = :new_state, reason = :reason, finished_at = hcrm_now() WHERE id = :id::bigint

-- name: assign
-- Whose a person says it is it stays, wherever a ladder had handed it.
WITH ladder AS (
  UPDATE followup_ladder_case_write SET handed = false WHERE task_id = :id::bigint
)
UPDATE followup_task_write SET assignee_id = :assignee_id::bigint WHERE id = :id::bigint

-- name: assignee
SELECT u.id, u.name FROM app_user_view AS u WHERE u.id = :assignee_id::bigint AND u.state = 'active'

-- name: note
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
VALUES (:patient_id::bigint, 'followup', :code, :params::jsonb, :id::bigint, :department_id::bigint)

-- name: settle
-- After a step was cancelled or lost: the others need not wait for it, and a plan with nothing left is finished.
WITH me AS (
  SELECT t.plan_id, t.patient_id, t.department_id, t.position, t.owner FROM followup_task_scoped AS t WHERE t.id = :id::bigint
), woken AS (
  UPDATE followup_task_write AS w SET state = 'open'
    FROM me WHERE w.plan_id = me.plan_id AND w.state = 'waiting' AND me.position = 1 AND me.owner = 'doctor'
  RETURNING w.id
), finished AS (
  UPDATE followup_plan_write AS f SET state = 'finished'
    FROM me WHERE f.id = me.plan_id AND f.state = 'active'
     AND NOT EXISTS (SELECT 1 FROM followup_task_write AS x WHERE x.plan_id = me.plan_id AND x.state IN ('open', 'waiting'))
  RETURNING f.id
)
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
SELECT me.patient_id, 'followup', 'plan.finished', jsonb_strip_nulls(jsonb_build_object('template', :template::text, 'template_en', :template_en::text)),
       me.department_id
  FROM finished, me
