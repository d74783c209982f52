-- Registers: their conditions, who meets them, and enrolment. The rules are in migrations/0016-registers.sql.

-- name: list
-- sort: pinyin text
SELECT v.* FROM register_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.name), lower(:q)) > 0 OR strpos(lower(v.name_en), lower(:q)) > 0
        OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0)

-- name: get
SELECT v.* FROM register_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT r.id, r.version, r.state, r.name, r.name_en, r.note, r.department_id, to_jsonb(r.diagnoses) AS diagnoses,
       to_jsonb(r.excluded) AS excluded, to_jsonb(r.procedures) AS procedures, r.primary_only, r.sex, r.min_age, r.max_age,
       r.visit_department_id, r.visit_kind, r.since, r.questionnaire_url, r.min_score, r.max_score, r.exit_at_once,
       hcrm_all() OR coalesce(r.department_id = ANY (hcrm_departments()), false) AS editable
  FROM register_scoped AS r WHERE r.id = :id::bigint
   FOR UPDATE OF r

-- name: reach
SELECT hcrm_all() OR coalesce(:department_id::bigint = ANY (hcrm_departments()), false) AS editable,
       nullif(:questionnaire_url::text, '') IS NULL OR EXISTS (SELECT 1 FROM questionnaire AS q WHERE q.url = :questionnaire_url) AS known,
       :visit_department_id::bigint IS NULL OR EXISTS (SELECT 1 FROM department AS d WHERE d.id = :visit_department_id::bigint) AS treated

-- name: create
INSERT INTO register_write (name, name_en, pinyin, initials, note, department_id, diagnoses, excluded, procedures, primary_only, sex, min_age,
                            max_age, visit_department_id, visit_kind, since, questionnaire_url, min_score, max_score, exit_at_once)
VALUES (:name, :name_en, :new_pinyin, :new_initials, :note, :department_id::bigint,
        ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:diagnoses::jsonb, '[]')))),
        ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:excluded::jsonb, '[]')))),
        ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:procedures::jsonb, '[]')))),
        coalesce(:primary_only::boolean, false), :sex, :min_age::int, :max_age::int, :visit_department_id::bigint, :visit_kind, :since::date,
        nullif(:questionnaire_url, ''), :min_score::numeric, :max_score::numeric, coalesce(:exit_at_once::boolean, false))
RETURNING id

-- name: update
UPDATE register_write
   SET name = :name, name_en = :name_en, pinyin = :new_pinyin, initials = :new_initials, note = :note, department_id = :department_id::bigint,
       diagnoses = ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:diagnoses::jsonb, '[]')))),
       excluded = ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:excluded::jsonb, '[]')))),
       procedures = ARRAY (SELECT upper(jsonb_array_elements_text(coalesce(:procedures::jsonb, '[]')))),
       primary_only = coalesce(:primary_only::boolean, false), sex = :sex, min_age = :min_age::int, max_age = :max_age::int,
       visit_department_id = :visit_department_id::bigint, visit_kind = :visit_kind, since = :since::date,
       questionnaire_url = nullif(:questionnaire_url, ''), min_score = :min_score::numeric, max_score = :max_score::numeric,
       exit_at_once = coalesce(:exit_at_once::boolean, false)
 WHERE id = :id::bigint

-- name: count
-- How many the reader sees who meet a condition that is being written, and the first of them.
WITH found AS MATERIALIZED (
  SELECT f.* FROM hcrm_register_find(jsonb_build_object(
    'diagnoses', coalesce(:diagnoses::jsonb, '[]'), 'excluded', coalesce(:excluded::jsonb, '[]'), 'procedures', coalesce(:procedures::jsonb, '[]'),
    'primary_only', coalesce(:primary_only::boolean, false), 'sex', :sex::text, 'min_age', :min_age::int, 'max_age', :max_age::int,
    'visit_department_id', :visit_department_id::bigint, 'visit_kind', :visit_kind::text, 'since', :since::date,
    'questionnaire_url', nullif(:questionnaire_url::text, ''), 'min_score', :min_score::numeric, 'max_score', :max_score::numeric)) AS f
)
SELECT (SELECT count(*) FROM found) AS patients,
       (SELECT coalesce(json_agg(json_build_object('patient', p.name, 'code', f.code, 'diagnosis', f.said, 'diagnosis_en', hcrm_diagnosis_en(f.code), 'score', f.score)), '[]')
          FROM (SELECT * FROM found ORDER BY survivor_id DESC LIMIT 5) AS f
          JOIN patient_scoped AS p ON p.id = f.survivor_id) AS first

-- name: set_state
UPDATE register_write SET state = :new_state WHERE id = :id::bigint

-- name: enrol
SELECT e.entered, e.proposed, e.gone AS left FROM hcrm_register_enrol(:id::bigint) AS e

-- name: due
-- One of the registers that wait for today's enrolment, any: so none that fails, or takes too long, keeps the others waiting.
SELECT r.id FROM register_scoped AS r
 WHERE r.state = 'active' AND (r.enrolled_on IS NULL OR r.enrolled_on < hcrm_today())
 ORDER BY random() LIMIT 1

-- name: plan_jobs
-- One job for each member who does not run the plan and whose plans are the reader's to make: its days are counted from today.
WITH wanted AS (
  SELECT m.id, coalesce(m.encounter_id, u.last_encounter_id) AS encounter_id, p.survivor_id
    FROM register_member_scoped AS m
    JOIN patient_scoped AS p ON p.id = m.patient_id
    JOIN patient_scoped AS h ON h.id = p.survivor_id AND hcrm_died_at(h.id) IS NULL
    LEFT JOIN LATERAL (SELECT e.id AS last_encounter_id FROM encounter_scoped AS e JOIN patient_scoped AS x ON x.id = e.patient_id
                        WHERE x.survivor_id = p.survivor_id AND e.state IN ('active', 'finished') ORDER BY e.started_at DESC NULLS LAST LIMIT 1) AS u ON true
   WHERE m.register_id = :id::bigint AND m.state = 'active'
), fit AS (
  SELECT DISTINCT ON (w.survivor_id) w.* FROM wanted AS w
    JOIN encounter_scoped AS e ON e.id = w.encounter_id
     AND (:plans_all::boolean OR e.attending_id = :staff_id::bigint
          OR EXISTS (SELECT 1 FROM encounter_doctor_scoped AS d WHERE d.encounter_id = e.id AND d.staff_id = :staff_id::bigint)
          OR e.department_id = ANY (:plans_departments::bigint[])
          OR e.ward_id = ANY (:plans_departments::bigint[]))
   WHERE NOT EXISTS (SELECT 1 FROM followup_plan_scoped AS f JOIN patient_scoped AS x ON x.id = f.patient_id
                      WHERE x.survivor_id = w.survivor_id AND f.template_id = :template_id::bigint AND f.state IN ('active', 'suspended'))
), added AS (
  INSERT INTO job (kind, unique_key, payload)
  SELECT 'followup-enrol', f.encounter_id || ':' || :template_id::bigint,
         jsonb_build_object('encounter_id', f.encounter_id, 'template_id', :template_id::bigint, 'user_id', :user_id::bigint)
    FROM fit AS f
  ON CONFLICT DO NOTHING
  RETURNING id
)
SELECT (SELECT count(*) FROM added) AS planned, (SELECT count(*) FROM wanted) - (SELECT count(*) FROM added) AS skipped,
       EXISTS (SELECT 1 FROM followup_template AS t WHERE t.id = :template_id::bigint AND t.state = 'published') AS published
