-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is counted of follow-up: cases with the figures each of them counts in, and what patients said, sorted.

-- ORDER OF NAMES --------------------------------------------------------------------------------
-- How names are put in order for readers of each language, the numbers in them by their value. A PostgreSQL without ICU has
-- only the order of the characters' codes.
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_collation WHERE collprovider = 'i') THEN
    CREATE COLLATION hcrm_zh (provider = icu, locale = 'zh-u-co-pinyin-kn');
    CREATE COLLATION hcrm_en (provider = icu, locale = 'en-u-kn');
  ELSE
    CREATE COLLATION hcrm_zh FROM "C";
    CREATE COLLATION hcrm_en FROM "C";
  END IF;
END $$;

-- WHAT ANSWERS MEAN -----------------------------------------------------------------------------
-- Which questions tell of the effect of a treatment and of satisfaction, and which free texts are opinions: by the address of
-- the form (NULL: any form) and the linkId, whatever the version. good, bad: the codes of answers that count as such; other
-- codes lie between them, and what has no code was not answered. Answers given after it was retired count no more.
CREATE TABLE statistic_item (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  measure    text NOT NULL CHECK (measure IN ('effect', 'satisfaction', 'opinion')),
  url        text,
  item       text NOT NULL,
  name       text NOT NULL,
  name_en    text,
  good       text[] NOT NULL DEFAULT '{}',
  bad        text[] NOT NULL DEFAULT '{}',
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT statistic_item_answers CHECK (NOT good && bad),
  CONSTRAINT statistic_item_words CHECK (measure <> 'opinion' OR (good = '{}' AND bad = '{}'))
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
                  WHERE k.system = 'icd10' AND strpos(k.code, '-') > 0
                    AND hcrm_code_from(k.code) COLLATE "C" <= hcrm_code_from(diagnosis) AND hcrm_icd10_covers(k.code, diagnosis)
                  ORDER BY hcrm_code_from(k.code) COLLATE "C" DESC, hcrm_code_to(k.code) COLLATE "C" LIMIT 1), upper(left(diagnosis, 3)));
CREATE INDEX code_icd10_block ON code ((hcrm_code_from(code)) COLLATE "C") WHERE system = 'icd10' AND strpos(code, '-') > 0;

-- The first three characters of all diagnoses in some groups, so that many cases are compared with these and no group is looked
-- for; what is no group stands for itself, as does 0 for cases without a diagnosis.
CREATE FUNCTION hcrm_disease_keys(groups text[]) RETURNS text[] LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
  WITH block AS MATERIALIZED (
    SELECT k.code, hcrm_code_from(k.code) COLLATE "C" AS first, hcrm_code_to(k.code) COLLATE "C" AS last
      FROM code AS k WHERE k.system = 'icd10' AND strpos(k.code, '-') > 0
  ), key AS MATERIALIZED (
    SELECT l || n || c AS code
      FROM block AS b
      JOIN unnest(string_to_array('ABCDEFGHIJKLMNOPQRSTUVWXYZ', NULL)) AS l ON l COLLATE "C" BETWEEN left(b.first, 1) AND left(b.last, 1)
     CROSS JOIN generate_series(0, 9) AS n
     CROSS JOIN unnest(string_to_array('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', NULL)) AS c
     WHERE b.code = ANY (groups) AND (l || n || c) COLLATE "C" >= b.first AND (l || n || c) COLLATE "C" < b.last
     UNION ALL
    SELECT g FROM unnest(groups) AS g WHERE length(g) <= 3
  )
  SELECT coalesce(array_agg(k.code), '{}')
    FROM key AS k
   WHERE coalesce((SELECT b.code FROM block AS b WHERE k.code COLLATE "C" >= b.first AND k.code COLLATE "C" < b.last
                    ORDER BY b.first DESC, b.last LIMIT 1), k.code) = ANY (groups)
$$;

-- OPINIONS --------------------------------------------------------------------------------------
-- What opinions are about. A retired one stays where it was given.
CREATE SEQUENCE opinion_category_code;
CREATE TABLE opinion_category (
  id         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  code       text PRIMARY KEY DEFAULT 'own-' || nextval('opinion_category_code'),
  position   int NOT NULL CHECK (position BETWEEN 1 AND 999),
  name       text NOT NULL,
  name_en    text,
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz
);
CREATE UNIQUE INDEX opinion_category_name ON opinion_category (name) WHERE retired_at IS NULL;
INSERT INTO opinion_category (position, code, name, name_en)
SELECT row_number() OVER (), c.code, c.name, c.name_en
  FROM (VALUES
    ('attitude', '服务态度', 'Manner of the staff'), ('skill', '医疗技术', 'Treatment and skill'), ('nursing', '护理质量', 'Nursing'),
    ('explanation', '沟通与解释', 'Explanation'), ('waiting', '等候与流程', 'Waiting and procedures'), ('environment', '环境与设施', 'Rooms and facilities'),
    ('meals', '膳食', 'Meals'), ('cost', '费用', 'Costs'), ('medicine', '用药', 'Medicines'), ('followup', '随访服务', 'Follow-up'),
    ('praise', '表扬', 'Praise'), ('complaint', '投诉倾向', 'Wishes to complain'), ('condition', '病情问题', 'A medical question'),
    ('other', '其他', 'Other'), ('none', '无具体意见', 'No opinion')
  ) AS c (code, name, name_en);

-- What somebody made of an opinion: of the free texts of a form, or of the note of a call. digest: of the words that were read;
-- where they have changed since, the opinion is to be read again. An opinion's id is made of that of its answers or its call.
CREATE TABLE opinion_coding (
  id          bigint PRIMARY KEY,
  response_id bigint UNIQUE REFERENCES response,
  attempt_id  bigint UNIQUE REFERENCES attempt,
  digest      bytea NOT NULL,
  coded_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  coded_by    bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  version     int NOT NULL DEFAULT 1,
  updated_at  timestamptz,
  CHECK (num_nonnulls(response_id, attempt_id) = 1),
  CHECK (id = coalesce(response_id * 2, attempt_id * 2 + 1))
);
CREATE INDEX ON opinion_coding (coded_by);
CREATE TABLE opinion_code (
  opinion_id bigint NOT NULL REFERENCES opinion_coding,
  category   text NOT NULL REFERENCES opinion_category,
  PRIMARY KEY (opinion_id, category)
);
CREATE INDEX ON opinion_code (category);
CREATE TRIGGER bump BEFORE UPDATE ON statistic_item FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON statistic_item FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('statistic_item', 'id');
CREATE TRIGGER bump BEFORE UPDATE ON opinion_category FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON opinion_category FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('opinion_category', 'id');
CREATE TRIGGER bump BEFORE UPDATE ON opinion_coding FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON opinion_coding FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('opinion', 'id', 'digest');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON opinion_code FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('opinion', 'opinion_id');

CREATE FUNCTION hcrm_digest(words text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN sha256(convert_to(words, 'UTF8'));

-- Every opinion within the reader's scope. Nothing of a plan that was cancelled.
CREATE VIEW opinion_said AS
SELECT r.id * 2 AS id, 'answer' AS source, r.patient_id, r.id AS response_id, NULL::bigint AS attempt_id, r.site_id, r.department_id,
       coalesce(f.encounter_id, r.encounter_id) AS encounter_id, f.doctor_id, f.template_id, t.position, r.author_id AS agent_id,
       r.authored_at AS at, x.text, x.question, x.question_en
  FROM response_scoped AS r
  JOIN questionnaire AS q ON q.id = r.questionnaire_id
  JOIN LATERAL (SELECT string_agg(n.text, E'\n' ORDER BY i.id) AS text, string_agg(i.name, '、' ORDER BY i.id) AS question,
                       string_agg(i.name_en, ', ' ORDER BY i.id) AS question_en
                  FROM statistic_item AS i JOIN answer AS n ON n.response_id = r.id AND n.item = i.item AND btrim(n.text) <> ''
                 WHERE i.measure = 'opinion' AND (i.url IS NULL OR i.url = q.url)
                   AND r.authored_at < coalesce(i.retired_at, 'infinity')) AS x ON x.text IS NOT NULL
  LEFT JOIN followup_task AS t ON t.id = r.activity_id
  LEFT JOIN followup_plan AS f ON f.id = t.plan_id
 WHERE r.state IN ('completed', 'amended') AND NOT r.late AND t.state IS DISTINCT FROM 'cancelled' AND f.state IS DISTINCT FROM 'cancelled'
 UNION ALL
SELECT a.id * 2 + 1, 'note', a.patient_id, NULL, a.id, t.site_id, t.department_id, f.encounter_id, f.doctor_id, f.template_id, t.position,
       a.user_id, a.started_at, a.note, '通话备注', 'Note of the call'
  FROM attempt AS a
  JOIN followup_task_scoped AS t ON t.id = a.activity_id
  JOIN followup_plan AS f ON f.id = t.plan_id
  JOIN code AS c ON c.system = 'disposition' AND c.code = a.disposition AND c.parent = 'reached'
 WHERE btrim(a.note) <> '' AND NOT a.late AND t.state <> 'cancelled' AND f.state <> 'cancelled';

CREATE VIEW opinion_view AS
SELECT o.id, coalesce(k.version, 0) + 1 AS version, o.source, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       o.department_id, d.name AS department, d.name_en AS department_en, o.at, o.question, o.question_en, o.text,
       encode(hcrm_digest(o.text), 'hex') AS digest, (SELECT n.name FROM app_user_name AS n WHERE n.id = o.agent_id) AS agent,
       CASE WHEN k.digest = hcrm_digest(o.text) THEN 'coded' ELSE 'open' END AS state,
       (SELECT coalesce(jsonb_agg(c.category ORDER BY g.position), '[]') FROM opinion_code AS c JOIN opinion_category AS g ON g.code = c.category
         WHERE c.opinion_id = o.id) AS categories,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = k.coded_by) AS coded_by, k.coded_at, o.response_id, o.attempt_id
  FROM opinion_said AS o
  LEFT JOIN opinion_coding AS k ON k.id = o.id
  LEFT JOIN patient AS h ON h.id = (SELECT p.survivor_id FROM patient AS p WHERE p.id = o.patient_id)
  LEFT JOIN department AS d ON d.id = o.department_id;

-- Coded answers to the questions above, one row for each.
CREATE VIEW statistic_answer AS
SELECT i.measure, (r.id << 16) + i.id AS id, r.patient_id, r.site_id, r.department_id, e.ward_id, coalesce(f.doctor_id, e.attending_id) AS doctor_id,
       f.template_id, r.author_id AS agent_id, t.position,
       (SELECT g.code FROM encounter_code AS g WHERE g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1) AS diagnosis,
       i.id AS item_id, r.authored_at AS at, (r.authored_at AT TIME ZONE s.time_zone)::date AS day,
       n.code = ANY (i.good) AS good, n.code = ANY (i.bad) AS bad, n.text, q.id AS questionnaire_id
  FROM response_scoped AS r
  JOIN site AS s ON s.id = r.site_id
  JOIN questionnaire AS q ON q.id = r.questionnaire_id
  JOIN answer AS n ON n.response_id = r.id AND n.code IS NOT NULL AND n.repeat = 0 AND n.ordinal = 0
  JOIN statistic_item AS i ON i.item = n.item AND (i.url IS NULL OR i.url = q.url) AND r.authored_at < coalesce(i.retired_at, 'infinity')
  LEFT JOIN followup_task AS t ON t.id = r.activity_id
  LEFT JOIN followup_plan AS f ON f.id = t.plan_id
  LEFT JOIN encounter AS e ON e.id = coalesce(f.encounter_id, r.encounter_id)
 WHERE r.state IN ('completed', 'amended') AND NOT r.late AND t.state IS DISTINCT FROM 'cancelled' AND f.state IS DISTINCT FROM 'cancelled';

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
 WHERE t.state <> 'cancelled' AND f.state <> 'cancelled' AND t.due_on <= ((SELECT hcrm_now()) AT TIME ZONE s.time_zone)::date
 UNION ALL
SELECT 'effect', a.id, a.patient_id, a.site_id, a.department_id, a.ward_id, a.doctor_id, a.template_id, a.agent_id, a.position, a.diagnosis,
       a.item_id, NULL, a.at, a.day,
       CASE WHEN a.good THEN '{assessed,improved}'::text[] WHEN a.bad THEN '{assessed,worse}' ELSE '{assessed}' END
  FROM statistic_answer AS a WHERE a.measure = 'effect'
 UNION ALL
SELECT 'satisfaction', a.id, a.patient_id, a.site_id, a.department_id, a.ward_id, a.doctor_id, a.template_id, a.agent_id, a.position, a.diagnosis,
       a.item_id, NULL, a.at, a.day,
       CASE WHEN a.good THEN '{rated,satisfied}'::text[] WHEN a.bad THEN '{rated,dissatisfied}' ELSE '{rated}' END
  FROM statistic_answer AS a WHERE a.measure = 'satisfaction'
 UNION ALL
SELECT 'opinion', o.id, o.patient_id, o.site_id, o.department_id, e.ward_id, coalesce(o.doctor_id, e.attending_id), o.template_id, o.agent_id, o.position,
       (SELECT g.code FROM encounter_code AS g WHERE g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1),
       NULL, NULL, o.at, (o.at AT TIME ZONE s.time_zone)::date,
       CASE WHEN k.digest = hcrm_digest(o.text) THEN '{opinions,coded}'::text[] ELSE '{opinions}' END
  FROM opinion_said AS o
  JOIN site AS s ON s.id = o.site_id
  LEFT JOIN encounter AS e ON e.id = o.encounter_id
  LEFT JOIN opinion_coding AS k ON k.id = o.id
 UNION ALL
SELECT 'category', o.id, o.patient_id, o.site_id, o.department_id, e.ward_id, coalesce(o.doctor_id, e.attending_id), o.template_id, o.agent_id, o.position,
       (SELECT g.code FROM encounter_code AS g WHERE g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1),
       NULL, c.category, o.at, (o.at AT TIME ZONE s.time_zone)::date, '{named}'
  FROM opinion_said AS o
  JOIN site AS s ON s.id = o.site_id
  JOIN opinion_coding AS k ON k.id = o.id AND k.digest = hcrm_digest(o.text)
  JOIN opinion_code AS c ON c.opinion_id = o.id
  LEFT JOIN encounter AS e ON e.id = o.encounter_id;

-- The answers behind a figure.
CREATE VIEW statistic_answer_view AS
SELECT c.kind, c.id, 1 AS version, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date, c.department_id, d.name AS department,
       d.name_en AS department_en, c.ward_id, c.doctor_id, (SELECT s.name FROM staff AS s WHERE s.id = c.doctor_id) AS doctor, c.template_id, c.agent_id,
       c.position, c.diagnosis, c.item_id, i.name AS question, i.name_en AS question_en,
       (SELECT n.text FROM answer AS n WHERE n.response_id = c.id >> 16 AND n.item = i.item AND n.repeat = 0 AND n.ordinal = 0) AS answer,
       CASE WHEN c.figures && '{improved,satisfied}' THEN 'good' WHEN c.figures && '{worse,dissatisfied}' THEN 'bad' ELSE 'between' END AS verdict,
       c.at, c.day, c.figures
  FROM statistic_case_view AS c
  JOIN statistic_item AS i ON i.id = c.item_id
  LEFT JOIN patient AS h ON h.id = (SELECT p.survivor_id FROM patient AS p WHERE p.id = c.patient_id)
  LEFT JOIN department AS d ON d.id = c.department_id
 WHERE c.kind IN ('effect', 'satisfaction');

-- Reference tables, read by everyone who is signed in.
CREATE VIEW statistic_item_view AS
SELECT i.id, i.version, i.measure, i.url, q.title AS form, q.title_en AS form_en, i.item, i.name, i.name_en, to_jsonb(i.good) AS good,
       to_jsonb(i.bad) AS bad, i.retired_at, i.created_at, i.updated_at
  FROM statistic_item AS i
  LEFT JOIN questionnaire AS q ON q.url = i.url AND q.state = 'published'
 WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW opinion_category_view AS
SELECT c.id, c.version, c.code, c.position, c.name, c.name_en, c.retired_at, c.created_at, c.updated_at
  FROM opinion_category AS c WHERE (SELECT hcrm_user()) IS NOT NULL;

-- A form that asks the question, for its answers: of that address, or any; the published version before others.
CREATE FUNCTION hcrm_form_asking(address text, question text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp
RETURN (SELECT q.id FROM questionnaire AS q
         WHERE (address IS NULL OR q.url = address) AND q.state <> 'draft' AND strpos(q.resource, to_json(question)::text) > 0
           AND jsonb_path_exists(q.resource::jsonb, 'strict $.**.linkId ? (@ == $item)', jsonb_build_object('item', question))
         ORDER BY q.state = 'published' DESC, q.id DESC LIMIT 1);

CREATE VIEW statistic_item_write AS SELECT * FROM statistic_item;
CREATE VIEW opinion_category_write AS SELECT * FROM opinion_category;
GRANT INSERT, UPDATE, SELECT ON statistic_item_write, opinion_category_write TO hcrm_app;
GRANT USAGE ON SEQUENCE opinion_category_code TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_form_asking(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_form_asking(text, text) TO hcrm_app;

CREATE VIEW opinion_coding_write AS SELECT * FROM opinion_coding;
CREATE VIEW opinion_code_write AS SELECT * FROM opinion_code;
GRANT SELECT ON statistic_item_view, opinion_category_view, statistic_case_view, statistic_answer_view, opinion_view TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, digest) ON opinion_coding_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT ON opinion_code_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_disease_group(text), hcrm_disease_keys(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_disease_group(text), hcrm_disease_keys(text[]) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, 'opinion.code', g.scope
  FROM (VALUES ('agent', 'all'), ('supervisor', 'all'), ('head', 'department')) AS g (role, scope)
  JOIN role AS r ON r.code = g.role
ON CONFLICT DO NOTHING;
