-- Whom a number may mean.

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
