-- Follow-ups that may not have happened as they stand.

-- name: list
-- sort: weight int, finished_at timestamptz
-- Whose answers are the same is named as far as the reader sees them. The version is that of what came of looking into it; 1 while nobody has.
SELECT v.*
  FROM (SELECT s.id, coalesce(l.version, 0) + 1 AS version, t.patient_id, p.name AS patient, s.user_id,
               (SELECT n.name FROM app_user_name AS n WHERE n.id = s.user_id) AS "user", t.department_id,
               d.name AS department, d.name_en AS department_en, t.finished_at, s.weight, to_jsonb(s.reasons) AS reasons,
               (SELECT jsonb_agg(CASE WHEN e -> 'params' ? 'tasks'
                                      THEN jsonb_set(e #- '{params,tasks}', '{params,names}', coalesce(to_jsonb((SELECT string_agg(DISTINCT w.name, '、')
                                             FROM followup_task_scoped AS o JOIN patient_view AS w ON w.id = o.patient_id
                                            WHERE o.id IN (SELECT x::bigint FROM jsonb_array_elements_text(e #> '{params,tasks}') AS x LIMIT 20))), 'null'))
                                      ELSE e END ORDER BY n) FROM jsonb_array_elements(s.evidence) WITH ORDINALITY AS g (e, n)) AS evidence, s.answers, s.response_id, s.call_id,
               s.talk_seconds, (SELECT min(g.id) FROM recording_scoped AS g WHERE g.call_id = s.call_id AND g.state <> 'deleted') AS recording_id,
               l.outcome, l.note, l.looked_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = l.looked_by) AS looked_by
          FROM hcrm_suspicions(coalesce(:finished_from::date, hcrm_today() - 29), coalesce(:finished_to::date, hcrm_today() + 1)) AS s
          JOIN followup_task_scoped AS t ON t.id = s.id
          LEFT JOIN suspicion_note_scoped AS l ON l.id = s.id
          LEFT JOIN department AS d ON d.id = t.department_id
          LEFT JOIN patient_view AS p ON p.id = (SELECT o.survivor_id FROM patient_view AS o WHERE o.id = t.patient_id)) AS v
 WHERE (:agent_id::bigint[] IS NULL OR v.user_id = ANY (:agent_id::bigint[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:reason::text[] IS NULL OR v.reasons ?| :reason::text[])
   AND (:outcome::text[] IS NULL OR v.outcome = ANY (:outcome::text[]))
   AND (:looked::boolean IS NULL OR (v.outcome IS NOT NULL) = :looked::boolean)

-- name: get
-- What came of looking into it.
SELECT t.id, coalesce(l.version, 0) + 1 AS version, l.outcome, l.note, l.looked_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = l.looked_by) AS looked_by
  FROM followup_task_scoped AS t LEFT JOIN suspicion_note_scoped AS l ON l.id = t.id
 WHERE t.id = :id::bigint AND t.state = 'done' AND t.channel = 'phone'

-- name: hold
-- One at a time: there may be no row yet that could be locked.
SELECT pg_advisory_xact_lock(hashtextextended('suspicion', :id::bigint))

-- name: look
INSERT INTO suspicion_note_write AS w (id, outcome, note) VALUES (:id::bigint, :outcome, :note)
    ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, note = excluded.note, looked_at = hcrm_now(), looked_by = hcrm_user()
