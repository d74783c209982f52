-- What patients allow and refuse to be sent.

-- name: list
-- sort: at timestamptz
SELECT v.* FROM consent_view AS v
 WHERE v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)

-- name: get
SELECT v.* FROM consent_view AS v WHERE v.id = :id::bigint

-- name: patient
SELECT p.id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint

-- name: create
INSERT INTO consent_write (patient_id, purpose, channel, granted, source)
VALUES (:patient_id::bigint, :purpose, :channel, :granted::boolean, :source)
RETURNING id

-- name: note
INSERT INTO timeline_write (patient_id, kind, code, params)
VALUES (:patient_id::bigint, 'message', CASE WHEN :granted::boolean THEN 'consent.given' ELSE 'consent.refused' END,
        jsonb_build_object('purpose', :purpose::text, 'channel', :channel::text, 'source', :source::text))
