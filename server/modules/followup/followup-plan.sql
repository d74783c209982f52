-- Deciding on a discharge, seeing the dates first, and the plans that come of it.

-- name: discharge
-- The clock and the calendar's rule are the site's.
SELECT e.id, e.version, e.state AS encounter_state, coalesce(e.followup_decision, 'undecided') AS state, e.patient_id, e.site_id,
       coalesce(e.department_id, e.ward_id) AS department_id, e.attending_id,
       (e.ended_at AT TIME ZONE s.time_zone)::date AS discharged_on, hcrm_today(e.site_id) AS today,
       coalesce(hcrm_setting('centre_works_weekends', e.site_id), 'on') = 'on' AS works_weekends,
       (SELECT hcrm_died_at(p.survivor_id) FROM patient_scoped AS p WHERE p.id = e.patient_id) AS deceased_at, (SELECT v.rules FROM encounter_view AS v WHERE v.id = e.id) AS rules
  FROM encounter_scoped AS e
  JOIN site AS s ON s.id = e.site_id
 WHERE e.id = :id::bigint

-- name: lock_discharge
SELECT e.id, e.version, e.state AS encounter_state, coalesce(e.followup_decision, 'undecided') AS state, e.patient_id, e.site_id,
       coalesce(e.department_id, e.ward_id) AS department_id, e.attending_id,
       (e.ended_at AT TIME ZONE s.time_zone)::date AS discharged_on, hcrm_today(e.site_id) AS today,
       coalesce(hcrm_setting('centre_works_weekends', e.site_id), 'on') = 'on' AS works_weekends,
       (SELECT hcrm_died_at(p.survivor_id) FROM patient_scoped AS p WHERE p.id = e.patient_id) AS deceased_at, (SELECT v.rules FROM encounter_view AS v WHERE v.id = e.id) AS rules
  FROM encounter_scoped AS e
  JOIN site AS s ON s.id = e.site_id
 WHERE e.id = :id::bigint
   FOR UPDATE OF e

-- name: enrolment
-- As a discharge, for a plan whose days are counted from today.
SELECT e.id, e.patient_id, e.site_id, coalesce(e.department_id, e.ward_id) AS department_id, e.attending_id,
       hcrm_today(e.site_id) AS discharged_on, hcrm_today(e.site_id) AS today,
       coalesce(hcrm_setting('centre_works_weekends', e.site_id), 'on') = 'on' AS works_weekends,
       hcrm_died_at(h.id) AS deceased_at, EXISTS (SELECT 1 FROM followup_plan_scoped AS f JOIN patient_scoped AS x ON x.id = f.patient_id
                               WHERE x.survivor_id = h.id AND f.template_id = :template_id::bigint AND f.state IN ('active', 'suspended')) AS planned
  FROM encounter_scoped AS e
  JOIN patient_scoped AS p ON p.id = e.patient_id
  JOIN patient_scoped AS h ON h.id = p.survivor_id
 WHERE e.id = :id::bigint
   FOR UPDATE OF e

-- name: hold
SELECT hcrm_plans_hold(:patient_id::bigint)

-- name: encounter
SELECT v.* FROM encounter_view AS v WHERE v.id = :id::bigint

-- name: days
SELECT day, kind, name, name_en FROM calendar_day
 WHERE site_id = :site_id::bigint AND day BETWEEN :discharged_on::date AND :discharged_on::date + 3800

-- name: template_steps
-- Where rules ask for several plans, and the chosen one is among them: all of them, the chosen one first.
WITH asked AS (
  SELECT (r ->> 'template_id')::bigint AS id FROM encounter_view AS v, jsonb_array_elements(to_jsonb(v.rules)) AS r
   WHERE v.id = :id::bigint AND :combines::boolean AND r ->> 'template_id' IS NOT NULL
)
SELECT s.position, s.offset_days, s.window_days, s.owner, s.channel, s.questionnaire_url, s.script_code, t.name AS template, t.name_en AS template_en,
       t.id <> :template_id::bigint AS other
  FROM followup_template_step AS s
  JOIN followup_template AS t ON t.id = s.template_id
 WHERE t.state = 'published'
   AND (t.id = :template_id::bigint
        OR (t.id IN (SELECT a.id FROM asked AS a) AND :template_id::bigint IN (SELECT a.id FROM asked AS a)
            AND NOT EXISTS (SELECT 1 FROM followup_plan_scoped AS f
                             WHERE f.encounter_id = :id::bigint AND f.template_id = t.id AND f.state IN ('active', 'suspended'))))
 ORDER BY t.id <> :template_id::bigint, t.id, s.position

-- name: resolve
SELECT r.position, r.offset_days, r.window_days, r.due_on, r.planned_on, r.moved, r.holiday, r.holiday_en, r.owner, r.channel,
       r.questionnaire_url, q.title AS questionnaire, q.title_en AS questionnaire_en, r.script_code, r.past, r.folded_into
  FROM jsonb_to_recordset(:rows::jsonb) AS r (position int, offset_days int, window_days int, due_on date, planned_on date, moved text,
       holiday text, holiday_en text, owner text, channel text, questionnaire_url text, script_code text, past boolean, folded_into int)
  LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x
                      WHERE x.url = r.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1) AS q ON true
 ORDER BY r.position

-- name: decide
-- An exemption stands as long as nothing else is decided.
WITH lifted AS (
  DELETE FROM followup_exemption_write WHERE encounter_id = :id::bigint AND :exemption::text IS NULL
), exempted AS (
  INSERT INTO followup_exemption_write (encounter_id, code) SELECT :id::bigint, :exemption::text WHERE :exemption::text IS NOT NULL
      ON CONFLICT (encounter_id) DO UPDATE SET code = excluded.code, at = hcrm_now(), user_id = hcrm_user()
)
UPDATE encounter_write
   SET followup_decision = :decision, decided_by = :user_id::bigint, decided_at = hcrm_now(), decision_reason = :reason
 WHERE id = :id::bigint

-- name: note_decision
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
VALUES (:patient_id::bigint, 'followup', 'followup.decided', jsonb_strip_nulls(jsonb_build_object(
          'decision', :decision::text, 'reason', :reason::text,
          'exemption', (SELECT c.name FROM code AS c WHERE c.system = 'exemption' AND c.code = :exemption::text),
          'exemption_en', (SELECT c.name_en FROM code AS c WHERE c.system = 'exemption' AND c.code = :exemption::text))),
        :department_id::bigint)

-- name: exemption
SELECT c.code FROM code AS c WHERE c.system = 'exemption' AND c.code = :exemption

-- name: demanded
-- The plan that a rule demands, where the chosen one is none of those; not one that is no longer to be had.
WITH demanded AS (
  SELECT t.id, t.name, t.name_en, r.n
    FROM encounter_view AS v, jsonb_array_elements(to_jsonb(v.rules)) WITH ORDINALITY AS r (rule, n)
    JOIN followup_template AS t ON t.id = (r.rule ->> 'template_id')::bigint AND t.state = 'published'
   WHERE v.id = :id::bigint
)
SELECT d.name, d.name_en, CASE WHEN current_setting('hcrm.language', true) = 'en' THEN coalesce(d.name_en, d.name) ELSE d.name END AS said
  FROM demanded AS d
 WHERE NOT EXISTS (SELECT 1 FROM demanded AS x WHERE x.id = :template_id::bigint)
 ORDER BY d.n LIMIT 1

-- name: hand_over
SELECT s.id FROM hcrm_leave_settle(:attending_id::bigint) AS s

-- name: create
WITH plan AS (
  INSERT INTO followup_plan_write (patient_id, encounter_id, template_id, site_id, department_id, doctor_id, condition_summary, note, cautions)
  VALUES (:patient_id::bigint, :id::bigint, :template_id::bigint, :site_id::bigint, :department_id::bigint, :attending_id::bigint, :condition_summary, :note, :cautions)
  RETURNING id
), step AS (
  SELECT r.*, row_number() OVER (ORDER BY r.position) AS n, count(*) OVER () AS steps
    FROM jsonb_to_recordset(:rows::jsonb) AS r (position int, offset_days int, window_days int, due_on date, planned_on date, moved text,
         holiday text, holiday_en text, owner text, channel text, questionnaire_url text, script_code text, state text, folded_into int)
), work AS (
  INSERT INTO activity_write (kind, patient_id, site_id)
  SELECT 'followup_task', :patient_id::bigint, :site_id::bigint FROM step
  RETURNING id
), numbered AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n FROM work
), task AS (
  INSERT INTO followup_task_write (id, plan_id, patient_id, position, offset_days, window_days, owner, site_id, department_id, assignee_id,
                                   channel, due_on, planned_on, moved, state, finished_at, questionnaire_id, script_code)
  SELECT m.id, plan.id, :patient_id::bigint, s.position, s.offset_days, s.window_days, s.owner, :site_id::bigint, :department_id::bigint,
         CASE WHEN s.owner = 'doctor' THEN (SELECT u.id FROM app_user_scoped AS u
                                             WHERE u.staff_id = :attending_id::bigint AND u.state = 'active' ORDER BY u.id LIMIT 1) END,
         s.channel, s.due_on, s.planned_on, s.moved, s.state, CASE WHEN s.folded_into IS NOT NULL THEN hcrm_now() END,
         (SELECT x.id FROM questionnaire AS x WHERE x.url = s.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1),
         s.script_code
    FROM plan, step AS s JOIN numbered AS m ON m.n = s.n
  RETURNING id
), line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT :patient_id::bigint, 'followup', 'followup.planned',
         jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'template', t.name, 'template_en', t.name_en, 'steps', s.steps,
                                              'first_due', s.due_on, 'joined', :joined::text, 'joined_en', :joined_en::text,
                                              'instead', :instead::text, 'instead_en', :instead_en::text,
                                              'reason', CASE WHEN :instead::text IS NOT NULL THEN :reason::text END)), m.id, :department_id::bigint
    FROM plan
    JOIN step AS s ON s.n = (SELECT min(x.n) FROM step AS x WHERE x.folded_into IS NULL)
    JOIN numbered AS m ON m.n = s.n
    LEFT JOIN followup_template AS t ON t.id = :template_id::bigint
), shifted AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT :patient_id::bigint, 'followup', CASE s.moved WHEN 'holiday' THEN 'followup.moved' WHEN 'late' THEN 'followup.moved-late'
                                             WHEN 'passed' THEN 'followup.passed' ELSE 'followup.moved-weekend' END,
         jsonb_strip_nulls(jsonb_build_object('step', s.n, 'steps', s.steps, 'template', t.name, 'template_en', t.name_en, 'holiday', s.holiday,
                                              'holiday_en', s.holiday_en, 'planned_on', s.planned_on, 'due_on', s.due_on, 'into', s.folded_into)),
         m.id, :department_id::bigint
    FROM step AS s
    JOIN numbered AS m ON m.n = s.n
    LEFT JOIN followup_template AS t ON t.id = :template_id::bigint
   WHERE s.moved IS NOT NULL
   ORDER BY s.n
)
SELECT plan.id, (SELECT json_agg(task.id) FROM task) AS tasks FROM plan

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM followup_plan_view AS v
 WHERE (:patient_id::bigint IS NULL OR v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:encounter_id::bigint IS NULL OR v.encounter_id = :encounter_id::bigint)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.* FROM followup_plan_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT f.id, f.version, f.state, f.patient_id, f.department_id, f.site_id, t.name AS template, t.name_en AS template_en
  FROM followup_plan_scoped AS f
  LEFT JOIN followup_template AS t ON t.id = f.template_id
 WHERE f.id = :id::bigint
   FOR UPDATE OF f

-- name: lock_note
SELECT f.id, f.version, f.state, f.patient_id, f.department_id, f.site_id, f.condition_summary, f.note, f.cautions, f.note_version + 1 AS next_version,
       t.name AS template, t.name_en AS template_en, coalesce((SELECT v.rules FROM encounter_view AS v WHERE v.id = f.encounter_id), '[]') AS rules
  FROM followup_plan_scoped AS f
  LEFT JOIN followup_template AS t ON t.id = f.template_id
 WHERE f.id = :id::bigint
   FOR UPDATE OF f

-- name: write_note
WITH line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
  VALUES (:patient_id::bigint, 'followup', 'followup.note-changed',
          jsonb_strip_nulls(jsonb_build_object('plan_id', :id::bigint, 'version', :next_version::int, 'template', :template::text,
                                               'template_en', :template_en::text)),
          :department_id::bigint)
)
UPDATE followup_plan_write SET condition_summary = :condition_summary, note = :note, cautions = :cautions WHERE id = :id::bigint

-- name: notes
SELECT v.* FROM followup_note_view AS v WHERE v.plan_id = :id::bigint ORDER BY v.n DESC

-- name: set_state
UPDATE followup_plan_write SET state = :new_state, reason = :reason WHERE id = :id::bigint

-- name: rest
-- What a suspended plan has open waits; what a cancelled one has left is cancelled.
UPDATE followup_task_write
   SET state = CASE :new_state WHEN 'suspended' THEN 'waiting' ELSE 'cancelled' END,
       reason = CASE :new_state WHEN 'suspended' THEN NULL ELSE :reason END
 WHERE plan_id = :id::bigint AND state IN ('open', CASE :new_state WHEN 'suspended' THEN 'open' ELSE 'waiting' END)

-- name: wake
-- Whoever may resume the plan wakes all its tasks, also those of others.
UPDATE followup_task_write AS w SET state = 'open'
 WHERE w.plan_id = :id::bigint AND w.state = 'waiting'
   AND NOT EXISTS (SELECT 1 FROM followup_task_write AS d
                    WHERE d.plan_id = w.plan_id AND d.position = 1 AND w.position > 1 AND d.owner = 'doctor'
                      AND d.state IN ('open', 'waiting') AND d.due_on + d.window_days >= hcrm_today(d.site_id))

-- name: note_step
INSERT INTO timeline_write (patient_id, kind, code, params, department_id)
VALUES (:patient_id::bigint, 'followup', :code,
        jsonb_strip_nulls(jsonb_build_object('plan_id', :id::bigint, 'reason', :reason::text, 'template', :template::text, 'template_en', :template_en::text)),
        :department_id::bigint)

-- name: tasks
SELECT id, version FROM followup_task_write WHERE plan_id = :id::bigint ORDER BY position
