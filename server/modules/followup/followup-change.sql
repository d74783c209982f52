-- Changing the steps of one running plan.

-- name: plan
-- The days of all its steps are counted from the same one.
SELECT f.id, f.version, f.state, f.encounter_id, f.patient_id, f.site_id, f.department_id, f.doctor_id AS attending_id,
       m.name AS template, m.name_en AS template_en, hcrm_today(f.site_id) AS today,
       coalesce(hcrm_setting('centre_works_weekends', f.site_id), 'on') = 'on' AS works_weekends,
       (SELECT min(v.planned_on - v.offset_days) FROM followup_step_view AS v WHERE v.plan_id = f.id) AS discharged_on
  FROM followup_plan_scoped AS f
  LEFT JOIN followup_template AS m ON m.id = f.template_id
 WHERE f.id = :id::bigint

-- name: lock
SELECT f.id, f.version, f.state, f.encounter_id, f.patient_id, f.site_id, f.department_id, f.doctor_id AS attending_id,
       m.name AS template, m.name_en AS template_en, hcrm_today(f.site_id) AS today,
       coalesce(hcrm_setting('centre_works_weekends', f.site_id), 'on') = 'on' AS works_weekends,
       (SELECT min(v.planned_on - v.offset_days) FROM followup_step_view AS v WHERE v.plan_id = f.id) AS discharged_on
  FROM followup_plan_scoped AS f
  LEFT JOIN followup_template AS m ON m.id = f.template_id
 WHERE f.id = :id::bigint
   FOR UPDATE OF f

-- name: get
SELECT v.* FROM followup_plan_view AS v WHERE v.id = :id::bigint

-- name: lock_steps
SELECT w.id FROM followup_task_write AS w WHERE w.plan_id = :id::bigint ORDER BY w.id FOR UPDATE

-- name: steps
SELECT v.* FROM followup_step_view AS v WHERE v.plan_id = :id::bigint ORDER BY v.position

-- name: days
SELECT day, kind, name, name_en FROM calendar_day
 WHERE site_id = :site_id::bigint AND day BETWEEN :discharged_on::date AND :discharged_on::date + 3800

-- name: resolve
-- The plan as it will be: a questionnaire that is chosen now is asked in its present version, the others stay with theirs.
SELECT r.id, r.version, r.position, r.state, r.fixed, r.change, r.new_form, r.new_script, r.field, r.offset_days, r.window_days, r.owner, r.channel, r.planned_on,
       r.due_on, r.moved, r.holiday, r.holiday_en, r.was_on, r.questionnaire_url,
       CASE WHEN r.new_form THEN q.title ELSE r.questionnaire END AS questionnaire,
       CASE WHEN r.new_form THEN q.title_en ELSE r.questionnaire_en END AS questionnaire_en, r.script_code,
       CASE WHEN r.new_script THEN z.name ELSE r.script END AS script, CASE WHEN r.new_script THEN z.name_en ELSE r.script_en END AS script_en
  FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, version int, position int, state text, fixed text, change text, new_form boolean, new_script boolean, field text,
       offset_days int, window_days int, owner text, channel text, planned_on date, due_on date, moved text, holiday text, holiday_en text,
       was_on date, questionnaire_url text, questionnaire text, questionnaire_en text, script_code text, script text, script_en text)
  LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x
                      WHERE r.new_form AND x.url = r.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1) AS q ON true
  LEFT JOIN script AS z ON r.new_script AND z.code = r.script_code AND z.retired_at IS NULL
 ORDER BY r.planned_on, r.position

-- name: touch
-- Whoever has seen the plan as it was has seen other steps.
UPDATE followup_plan_write SET version = :version::int + 1 WHERE id = :id::bigint

-- name: drop
UPDATE followup_task_write AS w SET state = 'cancelled', reason = :reason, finished_at = hcrm_now()
  FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, change text)
 WHERE w.id = r.id AND w.plan_id = :id::bigint AND r.change = 'dropped'

-- name: write
-- The others keep what they are, but for their number in the plan.
UPDATE followup_task_write AS w
   SET position = r.position, offset_days = r.offset_days, window_days = r.window_days, owner = r.owner, channel = r.channel,
       planned_on = r.planned_on, due_on = r.due_on, moved = r.moved,
       questionnaire_id = CASE WHEN r.new_form THEN (SELECT x.id FROM questionnaire AS x WHERE x.url = r.questionnaire_url AND x.state = 'published'
                                                      ORDER BY x.published_at DESC LIMIT 1)
                               ELSE r.questionnaire_id END,
       script_code = r.script_code
  FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, position int, change text, fixed text, new_form boolean, offset_days int, window_days int,
       owner text, channel text, planned_on date, due_on date, moved text, questionnaire_url text, questionnaire_id bigint, script_code text)
 WHERE w.id = r.id AND w.plan_id = :id::bigint AND r.fixed IS NULL AND r.change <> 'dropped'

-- name: hand
-- Who is to carry it out has changed.
UPDATE followup_task_write AS w
   SET assignee_id = CASE WHEN r.owner = 'doctor' THEN (SELECT u.id FROM app_user_scoped AS u
                                                         WHERE u.staff_id = :attending_id::bigint AND u.state = 'active' ORDER BY u.id LIMIT 1) END
  FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, owner text, new_owner boolean)
 WHERE w.id = r.id AND w.plan_id = :id::bigint AND r.new_owner

-- name: free
-- What was agreed on for the old day does not hold for the new one.
WITH moved AS (
  SELECT r.id FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, change text, was_on date) WHERE r.change = 'changed' AND r.was_on IS NOT NULL
), progress AS (
  UPDATE followup_task_progress_write AS g SET not_before = NULL FROM moved WHERE g.task_id = moved.id
)
UPDATE followup_ladder_case_write AS k SET at = NULL FROM moved WHERE k.task_id = moved.id

-- name: add
-- They wait until it is known whether there is anything to wait for.
WITH step AS (
  SELECT r.*, row_number() OVER (ORDER BY r.position) AS n
    FROM jsonb_to_recordset(:rows::jsonb) AS r (position int, change text, offset_days int, window_days int, owner text, channel text, planned_on date,
         due_on date, moved text, questionnaire_url text, script_code text)
   WHERE r.change = 'added'
), work AS (
  INSERT INTO activity_write (kind, patient_id, site_id)
  SELECT 'followup_task', :patient_id::bigint, :site_id::bigint FROM step
  RETURNING id
), numbered AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n FROM work
)
INSERT INTO followup_task_write (id, plan_id, patient_id, position, offset_days, window_days, owner, site_id, department_id, assignee_id,
                                 channel, due_on, planned_on, moved, state, questionnaire_id, script_code)
SELECT m.id, :id::bigint, :patient_id::bigint, s.position, s.offset_days, s.window_days, s.owner, :site_id::bigint, :department_id::bigint,
       CASE WHEN s.owner = 'doctor' THEN (SELECT u.id FROM app_user_scoped AS u
                                           WHERE u.staff_id = :attending_id::bigint AND u.state = 'active' ORDER BY u.id LIMIT 1) END,
       s.channel, s.due_on, s.planned_on, s.moved, 'waiting',
       (SELECT x.id FROM questionnaire AS x WHERE x.url = s.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1),
       s.script_code
  FROM step AS s JOIN numbered AS m ON m.n = s.n

-- name: wake
-- Steps wait for the doctor's, if that is the first one and still in time.
UPDATE followup_task_write AS w SET state = 'open'
 WHERE w.plan_id = :id::bigint AND w.state = 'waiting'
   AND NOT EXISTS (SELECT 1 FROM followup_task_write AS d
                    WHERE d.plan_id = w.plan_id AND d.position = 1 AND w.position > 1 AND d.owner = 'doctor'
                      AND d.state = 'open' AND d.due_on + d.window_days >= hcrm_today(d.site_id))

-- name: hand_over
SELECT s.id FROM hcrm_leave_settle(:attending_id::bigint) AS s

-- name: note
-- A line for each thing that was done to a step.
WITH step AS (
  SELECT r.*, w.id AS task_id, count(*) OVER () AS steps,
         CASE WHEN r.new_form THEN q.title END AS title, CASE WHEN r.new_form THEN q.title_en END AS title_en,
         CASE WHEN r.new_script THEN z.name END AS script, CASE WHEN r.new_script THEN z.name_en END AS script_en
    FROM jsonb_to_recordset(:rows::jsonb) AS r (id bigint, position int, change text, altered boolean, new_owner boolean, new_channel boolean, new_window boolean,
         new_form boolean, new_script boolean, window_days int, owner text, channel text, planned_on date, due_on date, moved text, holiday text, holiday_en text,
         was_on date, questionnaire_url text, script_code text)
    JOIN followup_task_write AS w ON w.plan_id = :id::bigint AND w.position = r.position
    LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x
                        WHERE r.new_form AND x.url = r.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1) AS q ON true
    LEFT JOIN script AS z ON r.new_script AND z.code = r.script_code
), line AS (
  SELECT s.position, 1 AS n, 'followup.cancelled' AS code, '{}'::jsonb AS params, s.task_id, s.steps FROM step AS s WHERE s.change = 'dropped'
   UNION ALL
  SELECT s.position, 2, 'followup.added', jsonb_build_object('due_on', s.due_on, 'owner', s.owner, 'questionnaire', s.title, 'questionnaire_en', s.title_en,
                                                            'script', s.script, 'script_en', s.script_en),
         s.task_id, s.steps
    FROM step AS s WHERE s.change = 'added'
   UNION ALL
  SELECT s.position, 3, 'followup.rescheduled', jsonb_build_object('from', s.was_on, 'to', s.due_on), s.task_id, s.steps
    FROM step AS s WHERE s.change = 'changed' AND s.was_on IS NOT NULL
   UNION ALL
  SELECT s.position, 4, CASE s.moved WHEN 'holiday' THEN 'followup.moved' ELSE 'followup.moved-weekend' END,
         jsonb_build_object('holiday', s.holiday, 'holiday_en', s.holiday_en, 'planned_on', s.planned_on, 'due_on', s.due_on), s.task_id, s.steps
    FROM step AS s WHERE s.moved IS NOT NULL AND (s.change = 'added' OR s.change = 'changed' AND s.was_on IS NOT NULL)
   UNION ALL
  SELECT s.position, 5, 'followup.changed',
         jsonb_build_object('owner', CASE WHEN s.new_owner THEN s.owner END, 'channel', CASE WHEN s.new_channel THEN s.channel END,
                            'window', CASE WHEN s.new_window THEN s.window_days END, 'questionnaire', s.title, 'questionnaire_en', s.title_en,
                            'script', s.script, 'script_en', s.script_en),
         s.task_id, s.steps
    FROM step AS s WHERE s.change = 'changed' AND s.altered
)
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT :patient_id::bigint, 'followup', l.code,
       jsonb_strip_nulls(l.params || jsonb_build_object('step', l.position, 'steps', l.steps, 'template', :template::text, 'template_en', :template_en::text,
                                                        'reason', CASE WHEN l.n <> 4 THEN :reason::text END)),
       l.task_id, :department_id::bigint
  FROM line AS l ORDER BY l.position, l.n
