-- Imports: what is on record of one patient and one visit of a list.

-- name: visit_on_day
-- A visit told by its day alone may be on record under a number.
SELECT e.id, e.state FROM encounter_scoped AS e
 WHERE e.patient_id = :patient_id::bigint AND e.kind = :visit_kind AND e.site_id = :site_id::bigint
   AND ((e.ended_at AT TIME ZONE :zone)::date = :ended_on::date
        OR (e.ended_at IS NULL AND e.state IN ('planned', 'active') AND (:ended_on::date IS NULL OR e.started_at <= :ended_at::timestamptz)))
 ORDER BY e.ended_at IS NULL, e.started_at DESC LIMIT 1

-- name: visit
SELECT e.state, to_jsonb(e)::text AS whole, coalesce(e.started_at <= :ended_at::timestamptz, true) AS begins_before
  FROM encounter_scoped AS e WHERE e.id = :visit_id::bigint FOR UPDATE

-- name: patient
SELECT p.id, p.version, p.name, p.pinyin, p.initials, p.sex, p.birth_date, p.id_kind, p.id_number, p.address, to_jsonb(p.kinds) AS kinds,
       p.allergies, p.notes, p.deceased_at, p.department_id, to_jsonb(p)::text AS whole,
       (SELECT coalesce(jsonb_agg(c.number_key), '[]') FROM contact_scoped AS c WHERE c.patient_id = p.id)::text AS number_keys
  FROM patient_scoped AS p WHERE p.id = :patient_id::bigint FOR UPDATE
