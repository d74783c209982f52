-- Whom a number may mean, who was on the line, and who shares a number.

-- name: facts
-- For the ranks; what is not known is -1.
SELECT f.id, f.contact_id, f.contact, f.relation, f.may_discuss, f.last_contact, f.last_direction, f.open_tasks, f.child, f.invalid, f.merged,
       f.deceased, coalesce(f.named_hours, -1) AS named_hours, f.named_last, coalesce(f.missed_hours, -1) AS missed_hours,
       coalesce(f.talked_hours, -1) AS talked_hours, f.due, f.own_complaints, f.complaints
  FROM hcrm_caller_facts(:number_key, :many::int, :with_complaints::boolean) AS f

-- name: switchboard
SELECT count(*) > :many::int AS many FROM (SELECT 1 FROM contact_scoped AS c WHERE c.number_key = :number_key LIMIT :many::int + 1) AS x

-- name: items
SELECT v.id, r.rank, v.name, v.sex, v.birth_date, v.mrn, v.department, v.department_en, v.deceased_at, r.contact_id, r.contact, r.relation,
       r.may_discuss, r.last_contact, r.last_direction, r.open_tasks, r.open_complaints, r.points, r.reasons
  FROM jsonb_to_recordset(:ranked::jsonb) AS r (id bigint, rank int, contact_id bigint, contact text, relation text, may_discuss text,
         last_contact timestamptz, last_direction text, open_tasks int, open_complaints int, points int, reasons json)
  JOIN patient_view AS v ON v.id = r.id
 ORDER BY r.rank

-- name: note
-- Reading who may be meant is reading about each of them.
SELECT hcrm_audit('look-up', 'patient', r.id, jsonb_build_object('number', hcrm_mask_key(:number_key)))
  FROM jsonb_to_recordset(:ranked::jsonb) AS r (id bigint)

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
