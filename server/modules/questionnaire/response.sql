-- Answers to questionnaires: FHIR resources, kept as the text they came as.

-- name: list
-- sort: authored_at timestamptz
SELECT v.* FROM response_view AS v
 WHERE (:patient_id::bigint IS NULL OR v.patient_id IN (
         SELECT p.id FROM patient_scoped AS p
          WHERE p.survivor_id = (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = :patient_id::bigint)))
   AND (:activity_id::bigint IS NULL OR v.activity_id = :activity_id::bigint)
   AND (:questionnaire_id::bigint IS NULL OR v.questionnaire_id = :questionnaire_id::bigint)
   AND (:questionnaire::text IS NULL OR v.questionnaire_id IN (
         SELECT q.id FROM questionnaire AS q WHERE q.url = :questionnaire OR q.url || '|' || q.version_tag = :questionnaire))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:authored_from::timestamptz IS NULL OR v.authored_at >= :authored_from::timestamptz)
   AND (:authored_to::timestamptz IS NULL OR v.authored_at < :authored_to::timestamptz)

-- name: get
SELECT r.resource, r.version FROM response_scoped AS r WHERE r.id = :id::bigint

-- name: row
SELECT v.* FROM response_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT r.id, r.version, r.state, r.questionnaire_id, r.patient_id, r.late, q.url, q.version_tag
  FROM response_scoped AS r JOIN questionnaire AS q ON q.id = r.questionnaire_id
 WHERE r.id = :id::bigint
   FOR UPDATE OF r

-- name: place
-- Whom and what answers are about, each within the reader's scope; where they belong follows from it. A
-- patient named by an activity or an encounter must be the same, whatever was merged.
SELECT p.id AS patient_id, e.id AS encounter_id, a.id AS activity_id,
       coalesce(a.site_id, e.site_id, d.site_id, (SELECT min(s.id) FROM site AS s)) AS site_id,
       coalesce(t.department_id, e.department_id, e.ward_id, p.department_id, d.id) AS department_id, t.channel,
       p.survivor_id IS DISTINCT FROM coalesce(ap.survivor_id, p.survivor_id)
         OR p.survivor_id IS DISTINCT FROM coalesce(ep.survivor_id, p.survivor_id) AS mixed
  FROM (SELECT 1) AS one
  LEFT JOIN activity_scoped AS a ON a.id = :activity_id::bigint
  LEFT JOIN patient_scoped AS ap ON ap.id = a.patient_id
  LEFT JOIN followup_task_scoped AS t ON t.id = a.id
  LEFT JOIN encounter_scoped AS e ON e.id = :encounter_id::bigint
  LEFT JOIN patient_scoped AS ep ON ep.id = e.patient_id
  LEFT JOIN LATERAL (SELECT x.id, x.survivor_id, v.department_id FROM patient_scoped AS x JOIN patient_view AS v ON v.id = x.survivor_id
                      WHERE x.id = coalesce(:patient_id::bigint, a.patient_id, e.patient_id)) AS p ON true
  LEFT JOIN LATERAL (SELECT x.id, x.site_id FROM staff_post AS s JOIN department AS x ON x.id = s.department_id
                      WHERE s.staff_id = :staff_id::bigint AND s.during @> hcrm_today() ORDER BY s.id LIMIT 1) AS d ON true
