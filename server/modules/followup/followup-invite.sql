-- Steps that are asked by message, written to the patient on their day.

-- name: due
-- Not after the step's window: then a person calls. Nor while somebody is just talking to the patient.
SELECT t.id, t.patient_id, t.plan_id, q.title, q.title_en, q.url || '|' || q.version_tag AS canonical,
       hcrm_setting('survey_link', t.site_id) AS link, hcrm_survey_token(t.id) AS token,
       'survey/' || t.id || '/' || (SELECT count(*) FROM message_scoped AS m WHERE m.activity_id = t.id) AS key
  FROM followup_task_scoped AS t
  JOIN followup_plan_scoped AS f ON f.id = t.plan_id AND f.state = 'active'
  JOIN patient_scoped AS p ON p.id = t.patient_id
  LEFT JOIN questionnaire AS q ON q.id = t.questionnaire_id
 WHERE t.state = 'open' AND t.channel = 'message' AND t.due_on <= hcrm_today(t.site_id) AND t.due_on + t.window_days >= hcrm_today(t.site_id)
   AND NOT EXISTS (SELECT 1 FROM message_scoped AS m WHERE m.activity_id = t.id AND m.purpose = 'survey' AND m.reason IS DISTINCT FROM 'step')
   AND NOT EXISTS (SELECT 1 FROM claim_scoped AS c WHERE c.patient_id = p.survivor_id AND c.expires_at > hcrm_now())
 ORDER BY t.due_on, t.id
 LIMIT 200
   FOR UPDATE OF t SKIP LOCKED
