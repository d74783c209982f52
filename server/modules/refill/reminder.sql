-- Reminders to take a drug.

-- name: list
-- sort: id bigint
SELECT v.* FROM medication_reminder_view AS v
 WHERE v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)

-- name: get
SELECT v.* FROM medication_reminder_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT r.* FROM medication_reminder_scoped AS r WHERE r.id = :id::bigint FOR UPDATE

-- name: known
-- What the rules ask of the database: the patient, and whether both contacts are the patient's.
SELECT hcrm_today() AS today, hcrm_died_at(h.id) IS NOT NULL AS deceased,
       :contact_id::bigint IS NULL OR EXISTS (SELECT 1 FROM contact_scoped AS c JOIN patient_scoped AS m ON m.id = c.patient_id
                                               WHERE c.id = :contact_id::bigint AND m.survivor_id = p.survivor_id) AS contact_known,
       :fallback_id::bigint IS NULL OR EXISTS (SELECT 1 FROM contact_scoped AS c JOIN patient_scoped AS m ON m.id = c.patient_id
                                                WHERE c.id = :fallback_id::bigint AND m.survivor_id = p.survivor_id) AS fallback_known
  FROM patient_scoped AS p
  JOIN patient_scoped AS h ON h.id = p.survivor_id
 WHERE p.id = :patient_id::bigint

-- name: create
INSERT INTO medication_reminder_write (patient_id, site_id, drug, times, first_on, last_on, contact_id, fallback_id, spoken, answer_minutes, stop_reason)
SELECT p.id, coalesce((SELECT e.site_id FROM encounter_scoped AS e WHERE e.patient_id = p.id ORDER BY e.id DESC LIMIT 1),
                      (SELECT min(s.id) FROM site AS s)),
       :drug, :times, :first_on::date, :last_on::date, :contact_id::bigint, :fallback_id::bigint,
       coalesce(:spoken::boolean, false), :answer_minutes::int, :stop_reason
  FROM patient_scoped AS p WHERE p.id = :patient_id::bigint
RETURNING id

-- name: update
UPDATE medication_reminder_write
   SET drug = :drug, times = :times, first_on = :first_on::date, last_on = :last_on::date, contact_id = :contact_id::bigint,
       fallback_id = :fallback_id::bigint, spoken = coalesce(:spoken::boolean, false), answer_minutes = :answer_minutes::int, stop_reason = :stop_reason
 WHERE id = :id::bigint

-- name: note
INSERT INTO timeline_write (patient_id, kind, code, params)
VALUES (:patient_id::bigint, 'message', :code,
        jsonb_strip_nulls(jsonb_build_object('drug', :drug::text, 'times', replace(:times::text, ',', ' '), 'from', :first_on::date,
                                             'to', :last_on::date, 'reason', :stop_reason::text)))
