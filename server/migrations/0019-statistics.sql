-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is counted of follow-up: cases with the figures each of them counts in, and what patients said, sorted.

-- WHAT ANSWERS MEAN -----------------------------------------------------------------------------
-- Which questions tell of the effect of a treatment and of satisfaction, and which free texts are opinions: by the address of
-- the form (NULL: any form) and the linkId, whatever the version. good, bad: the codes of answers that count as such; other
-- codes lie between them, and what has no code was not answered.
CREATE TABLE statistic_item (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  measure text NOT NULL CHECK (measure IN ('effect', 'satisfaction', 'opinion')),
  url     text,
  item    text NOT NULL,
  name    text NOT NULL,
  name_en text,
  good    text[] NOT NULL DEFAULT '{}',
  bad     text[] NOT NULL DEFAULT '{}',
  CHECK (NOT good && bad)
);
CREATE UNIQUE INDEX statistic_item_key ON statistic_item (item, measure, coalesce(url, ''));

INSERT INTO statistic_item (measure, item, name, name_en, good, bad) VALUES
  ('effect', 'recovery', '出院后总体恢复', 'Recovery since discharge', '{better,slightly}', '{worse}'),
  ('opinion', 'suggestion', '建议', 'Suggestions', '{}', '{}'),
  ('opinion', 'praise', '想表扬的人', 'Praise', '{}', '{}'),
  ('opinion', 'why-low', '不愿推荐的原因', 'Why not recommended', '{}', '{}'),
  ('opinion', 'remarks', '想对医生说的', 'Remarks', '{}', '{}');

INSERT INTO statistic_item (measure, url, item, name, name_en, good, bad)
SELECT 'satisfaction', 'https://hcrm.invalid/questionnaires/' || form, item, name, name_en,
       '{very-good,good,very,quite}', '{poor,very-poor,not,not-at-all}'
  FROM (VALUES
    ('discharge-satisfaction', 'doctor', '医生的解释和态度', 'Doctors: explanation and manner'),
    ('discharge-satisfaction', 'nurse', '护士的护理和态度', 'Nurses: care and manner'),
    ('discharge-satisfaction', 'admission', '入院和检查的安排', 'Admission and examinations'),
    ('discharge-satisfaction', 'ward', '病房的整洁和安静', 'The ward: clean and quiet'),
    ('discharge-satisfaction', 'guidance', '用药和康复指导', 'Guidance on medicines and recovery'),
    ('discharge-satisfaction', 'cost', '费用说明', 'Costs explained'),
    ('outpatient-satisfaction', 'booking', '门诊：预约挂号', 'Out-patients: booking'),
    ('outpatient-satisfaction', 'waiting', '门诊：候诊时间', 'Out-patients: waiting'),
    ('outpatient-satisfaction', 'doctor', '门诊：医生的解释和态度', 'Out-patients: doctors'),
    ('outpatient-satisfaction', 'tests-arranged', '门诊：检查和取报告', 'Out-patients: tests and reports'),
    ('outpatient-satisfaction', 'pharmacy', '门诊：药房', 'Out-patients: pharmacy'),
    ('outpatient-satisfaction', 'signs', '门诊：指引和环境', 'Out-patients: signs and rooms'),
    ('emergency-satisfaction', 'triage', '急诊：分诊', 'Emergency: triage'),
    ('emergency-satisfaction', 'waiting', '急诊：候诊时间', 'Emergency: waiting'),
    ('emergency-satisfaction', 'doctor', '急诊：医生的解释和态度', 'Emergency: doctors'),
    ('emergency-satisfaction', 'pain-relief', '急诊：疼痛处理', 'Emergency: relief of pain'),
    ('emergency-satisfaction', 'family', '急诊：家属得到的解释', 'Emergency: relatives informed'),
    ('checkup-satisfaction', 'booking-checkup', '体检：预约', 'Check-up: booking'),
    ('checkup-satisfaction', 'flow', '体检：流程和排队', 'Check-up: flow and queues'),
    ('checkup-satisfaction', 'staff', '体检：人员的态度', 'Check-up: staff'),
    ('checkup-satisfaction', 'privacy', '体检：隐私保护', 'Check-up: privacy'),
    ('checkup-satisfaction', 'report-explained', '体检：报告解读', 'Check-up: report explained')
  ) AS f (form, item, name, name_en);

CREATE INDEX ON response (authored_at);

-- The group of diseases that a diagnosis belongs to: the narrowest block of ICD-10, I10-I15, else its first three characters.
CREATE FUNCTION hcrm_disease_group(diagnosis text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp
RETURN coalesce((SELECT k.code FROM code AS k
                  WHERE k.system = 'icd10' AND strpos(k.code, '-') > 0 AND hcrm_icd10_covers(k.code, diagnosis)
                  ORDER BY hcrm_code_from(k.code) COLLATE "C" DESC, hcrm_code_to(k.code) COLLATE "C" LIMIT 1), upper(left(diagnosis, 3)));

-- CASES -----------------------------------------------------------------------------------------
-- Every case that is counted anywhere, with the figures it counts in; docs/statistics.md says the same in words. A plan that
-- was cancelled, and all that belongs to it, counts in none: of a discharge whose plans all were, that is said apart, as it is of
-- one that is exempt. at: an instant within a day of it, which has an index; day: what counts, in the site's time.
CREATE VIEW statistic_case_view AS
SELECT 'discharge' AS kind, e.id, e.patient_id, e.site_id, e.department_id, e.ward_id, e.attending_id AS doctor_id,
       (SELECT f.template_id FROM followup_plan AS f WHERE f.encounter_id = e.id AND f.state <> 'cancelled' ORDER BY f.id DESC LIMIT 1) AS template_id,
       NULL::bigint AS agent_id, NULL::int AS position,
       (SELECT g.code FROM encounter_code AS g WHERE g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1) AS diagnosis,
       NULL::bigint AS item_id, NULL::text AS category,
       e.ended_at AS at, (e.ended_at AT TIME ZONE s.time_zone)::date AS day,
       CASE WHEN e.followup_decision = 'exempt' THEN '{exempt}'::text[]
            WHEN e.followup_decision IS DISTINCT FROM 'plan' THEN '{discharged}'
            WHEN EXISTS (SELECT 1 FROM followup_plan AS f WHERE f.encounter_id = e.id AND f.state = 'cancelled')
                 AND NOT EXISTS (SELECT 1 FROM followup_plan AS f WHERE f.encounter_id = e.id AND f.state <> 'cancelled') THEN '{withdrawn}'
            ELSE '{discharged,covered}' END AS figures
  FROM encounter_scoped AS e
  JOIN site AS s ON s.id = e.site_id
 WHERE e.kind = 'inpatient' AND e.state = 'finished'
 UNION ALL
SELECT 'step', t.id, t.patient_id, t.site_id, t.department_id, e.ward_id, f.doctor_id, f.template_id,
       (SELECT a.user_id FROM attempt AS a WHERE a.activity_id = t.id AND NOT a.late ORDER BY a.started_at DESC LIMIT 1), t.position,
       (SELECT g.code FROM encounter_code AS g WHERE g.encounter_id = f.encounter_id AND g.kind = 'diagnosis' AND g.rank = 1),
       NULL, NULL, t.due_on::timestamp AT TIME ZONE 'UTC', t.due_on,
       '{due}'::text[]
       || CASE WHEN EXISTS (SELECT 1 FROM attempt AS a
                              JOIN code AS c ON c.system = 'disposition' AND c.code = a.disposition AND c.parent = 'reached'
                             WHERE a.activity_id = t.id) THEN '{contacted}'::text[] ELSE '{}' END
       || CASE t.state WHEN 'done' THEN '{completed}'::text[] WHEN 'lost' THEN '{lost}' ELSE '{}' END
  FROM followup_task_scoped AS t
  JOIN followup_plan AS f ON f.id = t.plan_id
  JOIN site AS s ON s.id = t.site_id
  LEFT JOIN encounter AS e ON e.id = f.encounter_id
 WHERE t.state <> 'cancelled' AND f.state <> 'cancelled' AND t.due_on <= ((SELECT hcrm_now()) AT TIME ZONE s.time_zone)::date;

GRANT SELECT ON statistic_case_view TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_disease_group(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_disease_group(text) TO hcrm_app;
