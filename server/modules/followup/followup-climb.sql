-- A call that nobody answers, going up its ladder. Every parameter is named so that it is nobody else's.

-- name: case
-- On what the case began, else on what is in force: its department's ladder, else the hospital's. Who is called and who could
-- be given the task; a patient without a number of their own is reached through the first contact.
WITH task AS MATERIALIZED (
  SELECT t.id, t.patient_id, t.plan_id, t.department_id, t.site_id, t.assignee_id, t.position,
         (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = t.patient_id) AS survivor_id,
         (SELECT f.doctor_id FROM followup_plan_scoped AS f WHERE f.id = t.plan_id) AS doctor_id,
         (SELECT n.name FROM followup_plan_scoped AS f JOIN followup_template AS n ON n.id = f.template_id WHERE f.id = t.plan_id) AS template,
         (SELECT n.name_en FROM followup_plan_scoped AS f JOIN followup_template AS n ON n.id = f.template_id WHERE f.id = t.plan_id) AS template_en,
         (SELECT count(*) FROM followup_task_write AS x WHERE x.plan_id = t.plan_id) AS steps
    FROM followup_task_scoped AS t WHERE t.id = :l_task::bigint
), contact AS MATERIALIZED (
  SELECT c.*, row_number() OVER (ORDER BY c.patient_id <> t.survivor_id, c.patient_id, c.position) AS n, bool_or(c.relation = 'self') OVER () AS has_own
    FROM task AS t
    JOIN contact_scoped AS c ON c.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = t.survivor_id)
   WHERE c.channel IN ('phone', 'landline')
)
SELECT t.patient_id, t.plan_id, t.department_id, t.site_id, t.position AS step, t.steps AS n_steps, t.template, t.template_en,
       r.ladder_id, r.revision, r.steps, k.position, k.channel, k.contact_id, extract(epoch FROM k.at)::bigint AS at, to_json(k.uses) AS uses,
       coalesce(k.handed, false) AS handed, CASE WHEN k.handed THEN k.assignee_id ELSE t.assignee_id END AS assignee_id,
       hcrm_user_of(hcrm_department_head(t.department_id)) AS head_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = hcrm_user_of(hcrm_department_head(t.department_id))) AS head,
       hcrm_user_of(hcrm_acting_staff(t.doctor_id)) AS doctor_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = hcrm_user_of(hcrm_acting_staff(t.doctor_id))) AS doctor,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', c.id, 'name', coalesce(c.name, p.name), 'relation', c.relation, 'own', c.relation = 'self' OR (NOT c.has_own AND c.n = 1),
                 'told', c.may_discuss = 'all', 'invalid', c.invalid_at IS NOT NULL,
                 'tried', (SELECT count(*) FROM attempt_scoped AS a WHERE a.activity_id = t.id AND a.contact_id = c.id AND NOT a.late),
                 'missed', (SELECT count(*) FROM attempt_scoped AS a
                             WHERE a.activity_id = t.id AND a.contact_id = c.id AND NOT a.late AND a.disposition <> 'call_later'
                               AND NOT EXISTS (SELECT 1 FROM attempt_scoped AS b
                                                WHERE b.activity_id = t.id AND b.disposition = 'call_later' AND NOT b.late
                                                  AND (b.started_at, b.id) > (a.started_at, a.id)))) ORDER BY c.n), '[]')
          FROM contact AS c) AS contacts,
       a.contact_id AS last_id, a.disposition AS last_disposition,
       EXISTS (SELECT 1 FROM hcrm_message_contacts(t.patient_id, NULL, 'missed', true, false, p.birth_date > hcrm_today(t.site_id) - interval '14 years') AS m
                WHERE m.problem IS NULL) AS takes_messages,
       s.time_zone, coalesce(hcrm_setting('centre_works_weekends', t.site_id), 'on') = 'on' AS works_weekends,
       coalesce(hcrm_setting('quiet_from', t.site_id)::int, 21) AS night, coalesce(hcrm_setting('quiet_until', t.site_id)::int, 8) AS morning,
       extract(epoch FROM hcrm_now())::bigint AS now
  FROM task AS t
  JOIN site AS s ON s.id = t.site_id
  LEFT JOIN patient_scoped AS p ON p.id = t.survivor_id
  LEFT JOIN LATERAL (SELECT x.contact_id, x.disposition FROM attempt_scoped AS x WHERE x.activity_id = t.id AND NOT x.late
                      ORDER BY x.started_at DESC, x.id DESC LIMIT 1) AS a ON true
  LEFT JOIN followup_ladder_case_scoped AS k ON k.task_id = t.id
  JOIN LATERAL (SELECT l.ladder_id, l.revision, l.steps FROM followup_ladder_revision_view AS l
                 WHERE CASE WHEN k.task_id IS NOT NULL THEN l.ladder_id = k.ladder_id AND l.revision = k.revision
                            ELSE l.in_force AND (l.department_id = t.department_id OR l.department_id IS NULL) END
                 ORDER BY l.department_id NULLS LAST LIMIT 1) AS r ON true

-- name: days
SELECT day, kind, name, name_en FROM calendar_day WHERE site_id = :l_site::bigint AND day >= hcrm_today(:l_site::bigint) - 1

-- name: move
-- Versions are bumped only where the task changes hands.
WITH kept AS (
  INSERT INTO followup_ladder_case_write (task_id, ladder_id, revision, position, channel, outcome, at, contact_id, uses, handed, assignee_id)
  VALUES (:l_task::bigint, :l_ladder::bigint, :l_revision::int, :l_position::int, :l_channel, :l_outcome, to_timestamp(:l_at::bigint),
          :l_contact::bigint, :l_uses::int[], :l_handed::boolean, :l_was::bigint)
  ON CONFLICT (task_id) DO UPDATE
    SET position = :l_position::int, channel = :l_channel, outcome = :l_outcome, at = to_timestamp(:l_at::bigint),
        contact_id = :l_contact::bigint, uses = :l_uses::int[], handed = :l_handed::boolean, assignee_id = :l_was::bigint
), progress AS (
  UPDATE followup_task_progress_write SET not_before = to_timestamp(:l_at::bigint) WHERE task_id = :l_task::bigint
), given AS (
  UPDATE followup_task_write SET assignee_id = :l_assignee::bigint WHERE id = :l_task::bigint AND :l_gives::boolean
)
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT :l_patient::bigint, 'followup', l.code, l.params, :l_task::bigint, :l_department::bigint
  FROM jsonb_to_recordset(:l_lines::jsonb) AS l (code text, params jsonb)

-- name: wait
-- What was under way by itself goes on: the attempt between changes nothing of it.
UPDATE followup_task_progress_write SET not_before = to_timestamp(:l_at::bigint) WHERE task_id = :l_task::bigint

-- name: leave
-- A call that is still to be made goes back to whose it was before the ladder handed it on. One that was asked for before
-- the last one failed leaves that failure's case as it is.
WITH gone AS (
  DELETE FROM followup_ladder_case_write
   WHERE task_id = :l_task::bigint
     AND (:l_ends::boolean OR (SELECT x.disposition FROM attempt_scoped AS x WHERE x.activity_id = :l_task::bigint AND NOT x.late
                                ORDER BY x.started_at DESC, x.id DESC LIMIT 1) = 'call_later')
  RETURNING task_id, handed, assignee_id
)
UPDATE followup_task_write AS w SET assignee_id = g.assignee_id FROM gone AS g WHERE w.id = g.task_id AND w.state = 'open' AND g.handed

-- name: due
-- What the server does by itself: not while somebody is working on the patient, nor what somebody has just taken further.
SELECT k.task_id, k.channel, k.outcome, k.position, t.patient_id, t.plan_id, k.at::text AS at
  FROM followup_ladder_case_scoped AS k
  JOIN followup_task_scoped AS t ON t.id = k.task_id AND t.state = 'open'
  JOIN followup_plan_scoped AS f ON f.id = t.plan_id AND f.state = 'active'
  JOIN patient_scoped AS p ON p.id = t.patient_id
 WHERE k.channel IN ('message', 'lost') AND k.at <= hcrm_now()
   AND NOT EXISTS (SELECT 1 FROM claim_scoped AS c WHERE c.patient_id = p.survivor_id AND c.expires_at > hcrm_now())
 ORDER BY k.at, k.task_id
 LIMIT 200
   FOR UPDATE OF t, k SKIP LOCKED

-- name: lose
-- The step, and with it the plan and what was left of it.
WITH task AS (
  SELECT t.id, t.plan_id, t.patient_id, t.department_id, t.position, v.n_steps, v.template, v.template_en
    FROM followup_task_scoped AS t JOIN followup_task_view AS v ON v.id = t.id WHERE t.id = :l_task::bigint
), lost AS (
  UPDATE followup_task_write AS w
     SET state = 'lost', reason = :l_outcome, finished_at = CASE WHEN w.id = task.id THEN hcrm_now() END
    FROM task WHERE w.plan_id = task.plan_id AND w.state IN ('open', 'waiting')
  RETURNING w.id, w.version
), ended AS (
  UPDATE followup_plan_write AS f SET state = 'lost', reason = :l_outcome FROM task WHERE f.id = task.plan_id AND f.state = 'active'
), line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT t.patient_id, 'followup', l.code,
         jsonb_strip_nulls(jsonb_build_object('outcome', :l_outcome::text, 'disposition', :l_outcome::text, 'step', t.position, 'steps', t.n_steps,
                                              'template', t.template, 'template_en', t.template_en)),
         CASE l.code WHEN 'ladder.lost' THEN t.id END, t.department_id
    FROM task AS t, (VALUES (1, 'ladder.lost'), (2, 'plan.lost')) AS l (n, code) ORDER BY l.n
)
SELECT id, version FROM lost
