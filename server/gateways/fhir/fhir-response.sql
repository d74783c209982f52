-- Answers as the FHIR face finds and shows them.

-- name: list
-- sort: id bigint, changed_at timestamptz, authored_at timestamptz
SELECT v.* FROM fhir_response_view AS v
 WHERE (:ids::bigint[] IS NULL OR v.id = ANY (:ids::bigint[]))
   AND (:changed::tstzmultirange[] IS NULL OR v.changed_at <@ ALL (:changed::tstzmultirange[]))
   AND (:patients::bigint[] IS NULL OR v.patient_id = ANY (:patients::bigint[]))
   AND (:questionnaires::bigint[] IS NULL OR v.questionnaire_id = ANY (:questionnaires::bigint[]))
   AND (:states::text[] IS NULL OR v.state = ANY (:states::text[]))
   AND (:authored::tstzmultirange[] IS NULL OR v.authored_at <@ ALL (:authored::tstzmultirange[]))

-- name: get
SELECT v.* FROM fhir_response_view AS v WHERE v.id = :id::bigint

-- name: by_identifier
SELECT k.response_id AS id
  FROM unnest(:systems::text[], :values::text[]) AS t (system, value)
  JOIN response_key_scoped AS k ON (t.value IS NULL OR k.value = t.value) AND (t.system IS NULL OR k.system = t.system)

-- name: patients
-- A patient's answers are also those given as somebody merged into the same survivor.
SELECT p.id FROM patient_scoped AS p
 WHERE p.survivor_id IN (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = ANY (:patient_ids::bigint[]))

-- name: questionnaires
SELECT v.id
  FROM unnest(:canonicals::text[]) AS c (text)
  JOIN fhir_questionnaire_view AS v
    ON v.url = c.text OR (v.url = regexp_replace(c.text, '[|][^|]*$', '') AND v.version_tag = substring(c.text FROM '[|]([^|]*)$'))
    OR 'Questionnaire/' || v.id = c.text

-- name: answered
-- The version named, or the one that is published, or the last one that was; drafts have no answers.
SELECT v.id FROM fhir_questionnaire_view AS v
 WHERE v.state <> 'draft'
   AND ((v.url = :form_url AND (:form_version::text IS NULL OR v.version_tag = :form_version)) OR 'Questionnaire/' || v.id = :form_url)
 ORDER BY v.state = 'published' DESC, v.published_at DESC NULLS LAST, v.id DESC
 LIMIT 1

-- name: place
-- Whom answers are about, within the reader's scope, and where they belong.
SELECT p.id AS patient_id, e.id AS encounter_id, coalesce(e.site_id, d.site_id, (SELECT min(s.id) FROM site AS s)) AS site_id,
       coalesce(e.department_id, e.ward_id, p.department_id, d.id) AS department_id,
       p.survivor_id IS DISTINCT FROM coalesce(:step_survivor::bigint, p.survivor_id) AND p.id IS NOT NULL AS mixed
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT x.id, x.survivor_id, v.department_id FROM patient_scoped AS x JOIN patient_view AS v ON v.id = x.survivor_id
                      WHERE x.id = :patient_id::bigint) AS p ON true
  LEFT JOIN LATERAL (SELECT x.id, x.site_id, x.department_id, x.ward_id FROM encounter_scoped AS x
                       JOIN patient_scoped AS o ON o.id = x.patient_id
                      WHERE x.id = :encounter_id::bigint AND o.survivor_id = coalesce(p.survivor_id, o.survivor_id)) AS e ON true
  LEFT JOIN LATERAL (SELECT x.id, x.site_id FROM staff_post AS s JOIN department AS x ON x.id = s.department_id
                      WHERE s.staff_id = :staff_id::bigint AND s.during @> hcrm_today() ORDER BY s.id LIMIT 1) AS d ON true

-- name: lock
SELECT r.id, r.version, r.state, r.questionnaire_id, r.patient_id, r.activity_id, r.late
  FROM response_scoped AS r
 WHERE r.id = :id::bigint
   FOR UPDATE OF r

-- name: step
-- By the token of an invitation for whoever has it, by its number within the sender's reach.
SELECT s.* FROM hcrm_survey_step(:step_id::bigint, :step_token) AS s
 WHERE :step_token::text IS NOT NULL OR EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = s.id)

-- name: own_step
SELECT s.* FROM hcrm_survey_step(:step_id::bigint, NULL) AS s

-- name: end_step
SELECT hcrm_survey_answered(:step_id::bigint, :step_authored::timestamptz, :step_score, :step_band, :step_band_en, :step_late::boolean)
