-- Questionnaires and answers; both are FHIR resources, kept as the text they came as.

-- name: list
-- sort: title text, published_at timestamptz null -infinity
SELECT v.* FROM questionnaire_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:url::text IS NULL OR v.url = :url)
   AND (:q::text IS NULL OR strpos(lower(v.title), lower(:q)) > 0 OR strpos(lower(v.title_en), lower(:q)) > 0
        OR strpos(lower(v.url), lower(:q)) > 0
        OR EXISTS (SELECT 1 FROM questionnaire_category AS c WHERE c.questionnaire_id = v.id AND starts_with(lower(c.code), lower(:q))))

-- name: get
SELECT q.resource, q.version FROM questionnaire AS q WHERE q.id = :id::bigint AND hcrm_user() IS NOT NULL

-- name: response_list
-- sort: authored_at timestamptz
SELECT v.* FROM response_view AS v
 WHERE (:patient_id::bigint IS NULL OR v.patient_id IN (
         SELECT p.id FROM patient_scoped AS p
          WHERE p.survivor_id = (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = :patient_id::bigint)))
   AND (:activity_id::bigint IS NULL OR v.activity_id = :activity_id::bigint)
   AND (:questionnaire_id::bigint IS NULL OR v.questionnaire_id = :questionnaire_id::bigint)

-- name: response_get
SELECT r.resource, r.version FROM response_scoped AS r WHERE r.id = :id::bigint
