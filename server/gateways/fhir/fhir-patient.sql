-- Patients as the FHIR face finds and shows them.

-- name: list
-- sort: id bigint, changed_at timestamptz, pinyin text, birth_date date null -infinity
SELECT v.* FROM fhir_patient_view AS v
 WHERE CASE WHEN :ids::bigint[] IS NULL THEN v.merged_into_id IS NULL ELSE v.id = ANY (:ids::bigint[]) END
   AND (:changed::tstzmultirange[] IS NULL OR v.changed_at <@ ALL (:changed::tstzmultirange[]))
   AND (:names::text[] IS NULL
        OR concat_ws(E'\n', v.name, replace(v.name, ' ', ''), v.pinyin, replace(v.pinyin, ' ', ''), v.initials) ~ ALL (:names::text[]))
   AND (:families::text[] IS NULL
        OR concat_ws(E'\n', v.name, v.pinyin, replace(v.pinyin, ' ', ''), substring(v.name FROM ' ([^ ]+)$')) ~ ALL (:families::text[]))
   AND (:born::datemultirange[] IS NULL OR v.birth_date <@ ALL (:born::datemultirange[]))
   AND (:genders::text[] IS NULL OR v.sex = ANY (:genders::text[]))

-- name: get
SELECT v.* FROM fhir_patient_view AS v WHERE v.id = :id::bigint

-- name: by_name
SELECT DISTINCT f AS id FROM hcrm_patient_find(:q_key, :q_end, 5000) AS f

-- name: by_number
SELECT DISTINCT p.survivor_id AS id
  FROM contact_scoped AS c
  JOIN patient_scoped AS p ON p.id = c.patient_id
 WHERE c.number_key = ANY (:keys::text[]) AND c.number_key <> ''

-- name: by_identifier
SELECT p.survivor_id AS id
  FROM unnest(:systems::text[], :values::text[]) AS t (system, value)
  JOIN patient_identifier_scoped AS i ON i.value = t.value AND (t.system IS NULL OR t.system = 'urn:hcrm:identifier:' || i.issuer || ':' || i.kind)
  JOIN patient_scoped AS p ON p.id = i.patient_id
 UNION
SELECT p.survivor_id
  FROM unnest(:systems::text[], :values::text[]) AS t (system, value)
  JOIN patient_scoped AS p ON upper(p.id_number) = upper(t.value) AND (t.system IS NULL OR t.system = 'urn:hcrm:document:' || p.id_kind)
