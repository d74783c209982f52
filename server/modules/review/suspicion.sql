-- Follow-ups that may not have happened as they stand.

-- name: list
-- sort: weight int, finished_at timestamptz
SELECT v.*
  FROM (SELECT s.id, t.patient_id, p.name AS patient, s.user_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = s.user_id) AS "user", t.department_id,
               d.name AS department, d.name_en AS department_en, t.finished_at, s.weight, to_jsonb(s.reasons) AS reasons, s.evidence, s.answers, s.response_id, s.call_id,
               s.talk_seconds, (SELECT min(g.id) FROM recording_scoped AS g WHERE g.call_id = s.call_id) AS recording_id
          FROM hcrm_suspicions(coalesce(:finished_from::date, hcrm_today() - 29), coalesce(:finished_to::date, hcrm_today() + 1)) AS s
          JOIN followup_task_scoped AS t ON t.id = s.id
          LEFT JOIN department AS d ON d.id = t.department_id
          LEFT JOIN patient_view AS p ON p.id = (SELECT o.survivor_id FROM patient_view AS o WHERE o.id = t.patient_id)) AS v
 WHERE (:agent_id::bigint[] IS NULL OR v.user_id = ANY (:agent_id::bigint[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:reason::text[] IS NULL OR v.reasons ?| :reason::text[])
