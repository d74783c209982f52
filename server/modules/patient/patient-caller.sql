-- Who was on the line, and who shares a number.

-- name: place
-- Whose matter it was, who called and for what, each within the reader's scope; NULL for what is not there.
SELECT p.id AS patient_id, c.id AS contact_id, c.relation, a.id AS activity_id
  FROM (SELECT 1) AS one
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN contact_scoped AS c ON c.id = :contact_id::bigint AND c.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = p.survivor_id)
  LEFT JOIN activity_scoped AS a ON a.id = :activity_id::bigint AND a.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = p.survivor_id)

-- name: create
INSERT INTO caller_write (number_key, patient_id, contact_id, relation, activity_id)
VALUES (:number_key, :patient_id::bigint, :contact_id::bigint, :relation, :activity_id::bigint) RETURNING id

-- name: get
SELECT v.* FROM caller_view AS v WHERE v.id = :id::bigint

-- name: household
SELECT h.id, v.name, v.sex, v.birth_date, v.deceased_at, h.number, h.contact_id, h.relation, h.own_relation
  FROM hcrm_household(:id::bigint) AS h JOIN patient_view AS v ON v.id = h.id
 ORDER BY v.birth_date, h.id
