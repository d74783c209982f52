-- Rules that make the follow-up of a discharge mandatory.

-- name: list
-- sort: name text, id bigint
SELECT v.* FROM followup_rule_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, v.name_en, v.template, v.template_en)), lower(:q::text)) > 0)
   AND (:mandatory_as::text[] IS NULL OR v.mandatory_as = ANY (:mandatory_as::text[]))
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: get
SELECT v.* FROM followup_rule_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.name, w.name_en, w.mandatory_as, w.template_code, to_jsonb(w.kinds) AS kinds, to_jsonb(w.icd10) AS icd10,
       to_jsonb(w.procedures) AS procedures, to_jsonb(w.department_ids) AS department_ids, w.sex, w.age_from, w.age_to, w.combine,
       w.since, w.until, w.retired_at
  FROM followup_rule_write AS w WHERE w.id = :id::bigint FOR UPDATE

-- name: create
INSERT INTO followup_rule_write (name, name_en, mandatory_as, template_code, kinds, icd10, procedures, department_ids, sex, age_from, age_to,
                                 combine, since, until, retired_at)
VALUES (:name, :name_en, :mandatory_as, :template_code,
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:kinds::jsonb, '["inpatient"]'))),
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:icd10::jsonb, '[]'))),
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:procedures::jsonb, '[]'))),
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:department_ids::jsonb, '[]'))::bigint),
        :sex, :age_from::int, :age_to::int, coalesce(:combine, 'all'), :since::date, :until::date, :retired_at::timestamptz)
RETURNING id

-- name: update
UPDATE followup_rule_write
   SET name = :name, name_en = :name_en, mandatory_as = :mandatory_as, template_code = :template_code,
       kinds = ARRAY (SELECT jsonb_array_elements_text(coalesce(:kinds::jsonb, '["inpatient"]'))),
       icd10 = ARRAY (SELECT jsonb_array_elements_text(coalesce(:icd10::jsonb, '[]'))),
       procedures = ARRAY (SELECT jsonb_array_elements_text(coalesce(:procedures::jsonb, '[]'))),
       department_ids = ARRAY (SELECT jsonb_array_elements_text(coalesce(:department_ids::jsonb, '[]'))::bigint),
       sex = :sex, age_from = :age_from::int, age_to = :age_to::int, combine = coalesce(:combine, 'all'), since = :since::date,
       until = :until::date, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint

-- name: known
-- Whether the template is there, and the first department that is not.
SELECT :template_code::text IS NULL OR EXISTS (SELECT 1 FROM followup_template AS t WHERE t.code = :template_code AND t.state = 'published') AS template,
       (SELECT d FROM jsonb_array_elements_text(coalesce(:department_ids::jsonb, '[]')) AS d
         WHERE NOT EXISTS (SELECT 1 FROM department AS x WHERE x.id = d::bigint) LIMIT 1) AS unknown

-- name: count
-- How many discharges of the last thirty days the conditions fit, and some of them.
WITH fitting AS MATERIALIZED (
  SELECT e.id, e.patient_id, e.ended_at, e.followup_decision
    FROM hcrm_rule_try(
           jsonb_build_object('kinds', coalesce(:kinds::jsonb, '["inpatient"]'), 'icd10', coalesce(:icd10::jsonb, '[]'),
                              'procedures', coalesce(:procedures::jsonb, '[]'), 'department_ids', coalesce(:department_ids::jsonb, '[]'),
                              'sex', :sex::text, 'age_from', :age_from::int, 'age_to', :age_to::int, 'combine', coalesce(:combine::text, 'all')),
           ARRAY (SELECT x.id FROM encounter_scoped AS x WHERE x.state = 'finished' AND x.ended_at >= hcrm_now() - interval '30 days')) AS f
    JOIN encounter_scoped AS e ON e.id = f
)
SELECT (SELECT count(*) FROM fitting) AS fitting,
       (SELECT count(*) FROM encounter_scoped AS e WHERE e.state = 'finished' AND e.ended_at >= hcrm_now() - interval '30 days') AS discharges,
       (SELECT count(*) FROM fitting AS f WHERE f.followup_decision = 'plan') AS planned,
       (SELECT coalesce(json_agg(json_build_object('id', s.id, 'patient_id', s.patient_id, 'patient', s.patient, 'diagnosis', s.diagnosis, 'diagnosis_en', s.diagnosis_en,
                                                   'department', s.department, 'department_en', s.department_en, 'ended_at', s.ended_at)), '[]')
          FROM (SELECT v.id, v.patient_id, v.patient, v.diagnosis, v.diagnosis_en, v.department, v.department_en, v.ended_at
                  FROM fitting AS f JOIN encounter_view AS v ON v.id = f.id ORDER BY f.ended_at DESC, f.id DESC LIMIT 5) AS s) AS examples

-- name: exemptions
SELECT c.code, c.name, c.name_en FROM code AS c WHERE c.system = 'exemption' AND c.during @> hcrm_today() ORDER BY c.code = 'other', c.code

-- name: horizon
-- Whoever changed a rule before this is looked after by this job; whoever may have read the old one has an older number.
WITH other AS (
  DELETE FROM job WHERE kind = 'followup-rules' AND state = 'queued' AND id <> :job_id::bigint RETURNING id
)
SELECT pg_current_xact_id()::text AS horizon, (SELECT count(*) FROM other) AS others

-- name: older
-- Whether anything older is still being written.
SELECT pg_snapshot_xmin(pg_current_snapshot()) < :horizon::xid8 AS older

-- name: review
SELECT r.last, r.settled FROM hcrm_rules_review(:after::bigint, :wanted::int) AS r
