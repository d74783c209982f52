-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where a score lies, in both languages that questionnaires are written in.

ALTER TABLE response ADD COLUMN band_en text;
CREATE OR REPLACE VIEW response_write AS SELECT * FROM response;
CREATE OR REPLACE VIEW response_scoped AS
SELECT * FROM response AS c
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR author_id = (SELECT hcrm_user())
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND s.staff_id = (SELECT hcrm_staff()));

CREATE OR REPLACE VIEW response_view AS
SELECT r.id, r.version, r.patient_id, r.encounter_id, r.activity_id, r.questionnaire_id, q.title AS questionnaire,
       q.title_en AS questionnaire_en, q.url, q.version_tag, r.authored_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.author_id) AS author, r.score, r.band, r.state,
       r.late, r.channel, (SELECT t.note_version FROM attempt AS t WHERE t.id = r.attempt_id) AS note_version,
       r.band_en
  FROM response_scoped AS r
  LEFT JOIN questionnaire AS q ON q.id = r.questionnaire_id;

CREATE OR REPLACE VIEW register_member_view AS
SELECT m.id, m.version, m.register_id, r.name AS register, r.name_en AS register_en, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex,
       h.birth_date, (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c WHERE c.patient_id = h.id AND c.invalid_at IS NULL ORDER BY c.position LIMIT 1) AS phone,
       u.department_id, d.name AS department, d.name_en AS department_en, m.state, m.encounter_id, m.entered_on, m.entry, m.entry_params,
       m.entry_params ->> 'diagnosis' AS diagnosis, hcrm_diagnosis_en(m.entry_params ->> 'code') AS diagnosis_en,
       m.entry_params ->> 'code' AS diagnosis_code,
       m.exit, m.exit_params, m.proposed_at, m.left_on,
       t.at AS last_contact_at, t.disposition AS last_disposition, s.score AS last_score, s.band AS last_band, s.authored_at AS last_score_at,
       n.due_on AS next_due_on, coalesce(n.due_on < (SELECT hcrm_today()), false) AS overdue,
       greatest((SELECT hcrm_today()) - n.due_on, 0) AS overdue_days, n.plan_id, n.template, n.template_en,
       s.band_en AS last_band_en
  FROM register_member_scoped AS m
  JOIN register AS r ON r.id = m.register_id
  LEFT JOIN patient AS o ON o.id = m.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id
  LEFT JOIN patient_summary AS u ON u.patient_id = h.id
  LEFT JOIN department AS d ON d.id = u.department_id
  LEFT JOIN LATERAL (SELECT a.started_at AS at, a.disposition FROM attempt AS a JOIN patient AS x ON x.id = a.patient_id
                       JOIN code AS k ON k.system = 'disposition' AND k.code = a.disposition AND k.parent = 'reached'
                      WHERE x.survivor_id = h.id ORDER BY a.started_at DESC LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (SELECT a.score, a.band, a.band_en, a.authored_at FROM response_scoped AS a JOIN patient AS x ON x.id = a.patient_id
                      WHERE x.survivor_id = h.id AND a.score IS NOT NULL AND a.state IN ('completed', 'amended') AND NOT a.late
                        AND (r.questionnaire_url IS NULL OR a.questionnaire_id IN (SELECT q.id FROM questionnaire AS q WHERE q.url = r.questionnaire_url))
                      ORDER BY a.authored_at DESC, a.id DESC LIMIT 1) AS s ON true
  LEFT JOIN LATERAL (SELECT a.due_on, a.plan_id, l.name AS template, l.name_en AS template_en
                       FROM followup_task_scoped AS a JOIN patient AS x ON x.id = a.patient_id
                       JOIN followup_plan AS f ON f.id = a.plan_id AND f.state = 'active'
                       LEFT JOIN followup_template AS l ON l.id = f.template_id
                      WHERE x.survivor_id = h.id AND a.state IN ('open', 'waiting') ORDER BY a.due_on, a.id LIMIT 1) AS n ON true
 WHERE NOT EXISTS (SELECT 1 FROM patient AS x JOIN register_member AS y ON y.patient_id = x.id AND y.register_id = m.register_id
                    WHERE x.survivor_id = o.survivor_id AND x.id <> o.id AND y.state <> 'left' AND m.state <> 'left' AND y.id < m.id);

-- The patient answered: the step is done, and all that follows from that. An answer to a step that is not open any more is
-- told of and changes nothing. task: locked
DROP FUNCTION hcrm_survey_answered(bigint, timestamptz, text, text, boolean);
CREATE FUNCTION hcrm_survey_answered(task bigint, authored timestamptz, score text, band text, band_en text, late boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  step followup_task;
  template jsonb;
BEGIN
  SELECT t.* INTO step FROM followup_task AS t WHERE t.id = task;
  SELECT jsonb_build_object('template', x.name, 'template_en', x.name_en) INTO template
    FROM followup_plan AS f LEFT JOIN followup_template AS x ON x.id = f.template_id WHERE f.id = step.plan_id;
  IF NOT late THEN
    INSERT INTO attempt (activity_id, patient_id, channel, started_at, disposition)
    VALUES (task, step.patient_id, 'message', coalesce(authored, hcrm_now()), 'reached');
    UPDATE followup_task SET state = 'done', finished_at = hcrm_now() WHERE id = task;
    UPDATE followup_task SET state = 'open' WHERE plan_id = step.plan_id AND state = 'waiting' AND step.owner = 'doctor' AND step.position = 1;
    DELETE FROM followup_ladder_case WHERE task_id = task;
  END IF;
  INSERT INTO timeline (patient_id, kind, code, params, activity_id, department_id)
  VALUES (step.patient_id, 'followup', CASE WHEN late THEN 'followup.answer-late' ELSE 'followup.answered' END,
          jsonb_strip_nulls(template || jsonb_build_object('score', score, 'band', band, 'band_en', band_en, 'step', step.position, 'steps',
                              (SELECT count(*) FROM followup_task AS x WHERE x.plan_id = step.plan_id))), task, step.department_id);
  IF late THEN
    RETURN;
  END IF;
  UPDATE followup_plan AS f SET state = 'finished'
   WHERE f.id = step.plan_id AND f.state = 'active'
     AND NOT EXISTS (SELECT 1 FROM followup_task AS x WHERE x.plan_id = f.id AND x.state IN ('open', 'waiting'));
  IF FOUND THEN
    INSERT INTO timeline (patient_id, kind, code, params, department_id)
    VALUES (step.patient_id, 'followup', 'plan.finished', jsonb_strip_nulls(template), step.department_id);
  END IF;
END $$;

REVOKE EXECUTE ON FUNCTION hcrm_survey_answered(bigint, timestamptz, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_survey_answered(bigint, timestamptz, text, text, text, boolean) TO hcrm_app;
