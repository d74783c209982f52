-- Questionnaires as the FHIR face finds and shows them.

-- name: list
-- sort: id bigint, changed_at timestamptz, title text, published_at timestamptz null -infinity
SELECT v.* FROM fhir_questionnaire_view AS v
 WHERE (:ids::bigint[] IS NULL OR v.id = ANY (:ids::bigint[]))
   AND (:changed::tstzmultirange[] IS NULL OR v.changed_at <@ ALL (:changed::tstzmultirange[]))
   AND (:urls::text[] IS NULL OR v.url = ANY (:urls::text[]))
   AND (:versions::text[] IS NULL OR v.version_tag = ANY (:versions::text[]))
   AND (:titles::text[] IS NULL OR concat_ws(E'\n', v.title, v.title_en) ~ ALL (:titles::text[]))
   AND (:names::text[] IS NULL OR v.name ~ ALL (:names::text[]))
   AND (:publishers::text[] IS NULL OR v.publisher ~ ALL (:publishers::text[]))
   AND (:states::text[] IS NULL OR v.state = ANY (:states::text[]))

-- name: get
SELECT v.* FROM fhir_questionnaire_view AS v WHERE v.id = :id::bigint

-- name: by_identifier
SELECT k.questionnaire_id AS id
  FROM unnest(:systems::text[], :values::text[]) AS t (system, value)
  JOIN questionnaire_key_scoped AS k
    ON k.identifiers @> jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('system', nullif(t.system, ''), 'value', t.value)))
   AND (t.system IS DISTINCT FROM ''
        OR EXISTS (SELECT 1 FROM jsonb_array_elements(k.identifiers) AS e WHERE e ->> 'value' = t.value AND NOT e ? 'system'))

-- name: lock
SELECT w.id, w.version, w.state, w.url, w.version_tag, q.resource
  FROM questionnaire_write AS w JOIN questionnaire AS q ON q.id = w.id
 WHERE w.id = :id::bigint
   FOR UPDATE OF w

-- name: retire
UPDATE questionnaire_write SET state = 'retired' WHERE id = :retired_id::bigint
