-- The call page in one reply.

-- name: sheet
-- Numbers to dial go to who holds the patient's claim. A step stays with the version of its questionnaire that it was planned
-- with, on the screen and on paper; answers to another version stand beside it, not in it.
WITH task AS MATERIALIZED (
  SELECT v.*, EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.patient_id = v.survivor_id AND k.user_id = :user_id::bigint
                         AND k.expires_at > (SELECT hcrm_now())) AS held
    FROM followup_task_view AS v WHERE v.id = :id::bigint
), member AS MATERIALIZED (
  SELECT p.id FROM patient_scoped AS p WHERE p.survivor_id = (SELECT t.survivor_id FROM task AS t)
), step AS MATERIALIZED (
  SELECT f.steps, f.state FROM followup_plan_view AS f WHERE f.id = (SELECT t.plan_id FROM task AS t)
)
SELECT (SELECT to_jsonb(t) - 'held' FROM task AS t) AS task, t.state, (SELECT s.state FROM step AS s) AS plan_state,
       (SELECT row_to_json(p) FROM patient_view AS p WHERE p.id = t.survivor_id) AS patient,
       (SELECT row_to_json(e) FROM encounter_view AS e WHERE e.id = t.encounter_id) AS encounter,
       (SELECT coalesce(json_agg(c), '[]')
          FROM (SELECT v.*, CASE WHEN t.held THEN o.number END AS dial
                  FROM contact_view AS v JOIN contact_scoped AS o ON o.id = v.id
                 WHERE v.patient_id IN (SELECT m.id FROM member AS m)
                 ORDER BY v.patient_id <> t.survivor_id, v.patient_id, v.position) AS c) AS contacts,
       coalesce((SELECT s.steps FROM step AS s), '[]') AS steps,
       (SELECT coalesce(json_agg(a), '[]')
          FROM (SELECT v.* FROM attempt_view AS v WHERE v.patient_id IN (SELECT m.id FROM member AS m)
                 ORDER BY v.started_at DESC, v.id DESC LIMIT 10) AS a) AS attempts,
       (SELECT q.resource::json FROM questionnaire AS q WHERE q.id = t.questionnaire_id) AS questionnaire,
       (SELECT n.version_tag FROM questionnaire AS q JOIN questionnaire AS n ON n.url = q.url AND n.state = 'published' AND n.id > q.id
         WHERE q.id = t.questionnaire_id) AS newer_version,
       (SELECT r.resource::json FROM response_scoped AS r
         WHERE r.activity_id = t.id AND r.questionnaire_id = t.questionnaire_id AND r.state IN ('completed', 'amended') AND NOT r.late
           AND (:results_all::boolean OR r.department_id = ANY (:results_departments::bigint[]) OR r.author_id = :user_id::bigint
                OR (:results_own::boolean AND hcrm_own_patient(r.patient_id)))
         ORDER BY r.id DESC LIMIT 1) AS response,
       (SELECT coalesce(json_agg(p), '[]') FROM (SELECT v.* FROM followup_print_view AS v WHERE v.task_id = t.id ORDER BY v.at, v.id) AS p) AS prints,
       (SELECT json_build_object('content', d.content, 'saved_at', d.saved_at)
          FROM draft_scoped AS d WHERE d.kind = 'followup_task' AND d.ref = t.id::text) AS draft,
       (SELECT json_build_object('user_id', k.user_id, 'user', n.name, 'expires_at', k.expires_at)
          FROM claim_scoped AS k JOIN app_user_name AS n ON n.id = k.user_id
         WHERE k.patient_id = t.survivor_id AND k.expires_at > (SELECT hcrm_now())) AS claim,
       (SELECT coalesce(json_agg(q), '[]')
          FROM (SELECT v.id, v.version, v.kind, v.severity, v.state, v.matter, v.matter_en, v.doctor, v.department, v.department_en, v.asked_at,
                       v.asked_by, v.due_at, v.bucket, v.answer, v.answered_by, v.answered_at, v.finished_at
                  FROM question_view AS v
                 WHERE v.survivor_id = t.survivor_id AND (v.source_id = t.id OR v.state IN ('open', 'returned', 'answered'))
                 ORDER BY v.id DESC LIMIT 10) AS q) AS questions,
       (SELECT x FROM step AS s, json_array_elements(s.steps) AS x
         WHERE (x ->> 'position')::int > t.position AND x ->> 'state' IN ('open', 'waiting')
         ORDER BY (x ->> 'position')::int LIMIT 1) AS next_step
  FROM task AS t

-- name: scripts
-- The step's own script first, then those for any call; with what their variables stand for.
SELECT s.code, s.name, s.name_en,
       CASE WHEN :language = 'en' THEN coalesce(s.text_en, s.text) ELSE s.text END AS text,
       v.patient, v.sex, v.birth_date, v.doctor, v.discharged_on, hcrm_today(v.site_id) AS today,
       hcrm_today(v.site_id) - v.discharged_on AS days,
       CASE WHEN :language = 'en' THEN coalesce(v.department_en, v.department) ELSE v.department END AS department,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = :user_id::bigint) AS agent,
       (SELECT CASE WHEN :language = 'en' THEN coalesce(h.name_en, h.name) ELSE h.name END
          FROM site AS h WHERE h.parent_id IS NULL ORDER BY h.id LIMIT 1) AS hospital
  FROM followup_task_view AS v
  JOIN script AS s ON s.retired_at IS NULL AND (s.code = v.script_code OR NOT starts_with(s.code, 'opening'))
 WHERE v.id = :id::bigint
 ORDER BY s.code IS DISTINCT FROM v.script_code, s.id
 LIMIT 20

-- name: prints
SELECT v.* FROM followup_print_view AS v WHERE v.task_id = :id::bigint ORDER BY v.at, v.id

-- name: lock_printed
SELECT t.id, t.version, t.patient_id, t.department_id
  FROM followup_task_scoped AS t WHERE t.id = :id::bigint FOR UPDATE OF t

-- name: add_print
-- One that was printed while the line was down has waited.
WITH earlier AS MATERIALIZED (
  SELECT count(*) AS n FROM followup_print_view AS v
   WHERE v.task_id = :id::bigint AND starts_with(v.sheet, 'blank') = starts_with(:sheet, 'blank')
), added AS (
  INSERT INTO followup_print_write (task_id, sheet, version_tag, copies, at)
  VALUES (:id::bigint, :sheet, :version_tag, :copies::int, least(coalesce(:printed_at::timestamptz, hcrm_now()), hcrm_now()))
  RETURNING id
), line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT v.patient_id, 'followup', 'followup.printed',
         jsonb_strip_nulls(jsonb_build_object('sheet', :sheet::text, 'version', :version_tag::text,
                                              'copies', CASE WHEN NOT :sheet::text LIKE '%_pdf' THEN :copies::int END, 'before', nullif(earlier.n, 0),
                                              'step', v.position, 'steps', v.n_steps, 'template', v.template, 'template_en', v.template_en)),
         v.id, v.department_id
    FROM followup_task_view AS v, earlier WHERE v.id = :id::bigint
)
SELECT added.id, hcrm_audit('print', 'followup_task', :id::bigint,
                            jsonb_strip_nulls(jsonb_build_object('sheet', :sheet::text, 'version', :version_tag::text, 'copies', :copies::int)))::text AS noted
  FROM added
