-- Making and taking calls, and what people say of them.

-- name: place
-- Whom to call and for what, each within the reader's scope; NULL for what is not there. Whoever names only a patient, or work for
-- one, means the number that is shown of them; whoever names a call calls back, about the same.
SELECT p.id AS patient_id, c.id AS contact_id, a.id AS activity_id, b.id AS call_id, coalesce(c.id, b.contact_id, f.id) AS for_contact,
       coalesce(a.id, b.activity_id) AS for_activity, coalesce(c.number, :number, b.number, k.caller_number, f.number) AS to_number,
       coalesce(p.id, c.patient_id, a.patient_id, b.patient_id) AS for_patient, t.extension,
       coalesce(hcrm_setting('telephone', s.id), 'manual') AS telephone, hcrm_setting('calls_per_number_24h', s.id) AS allowed
  FROM (SELECT hcrm_call_site(NULL, NULL, :user_id::bigint) AS id) AS s
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN contact_scoped AS c ON c.id = :contact_id::bigint
        AND (:patient_id::bigint IS NULL OR c.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = p.survivor_id))
  LEFT JOIN activity_scoped AS a ON a.id = :activity_id::bigint
        AND (:patient_id::bigint IS NULL OR a.patient_id IS NULL OR a.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = p.survivor_id))
  LEFT JOIN call_scoped AS b ON b.id = :call_id::bigint
  LEFT JOIN complaint_scoped AS k ON k.id = a.id
  LEFT JOIN LATERAL (SELECT n.id, n.number FROM contact_scoped AS n
                      WHERE n.patient_id IN (SELECT m.id FROM patient_scoped AS m JOIN patient_scoped AS o ON o.survivor_id = m.survivor_id
                                              WHERE o.id = coalesce(p.id, a.patient_id))
                        AND n.channel IN ('phone', 'landline') AND n.invalid_at IS NULL
                      ORDER BY n.patient_id <> coalesce(p.id, a.patient_id), n.patient_id, n.position LIMIT 1) AS f
        ON coalesce(:contact_id::bigint, :call_id::bigint) IS NULL AND :number::text IS NULL AND k.id IS NULL
  LEFT JOIN telephone_scoped AS t ON t.user_id = :user_id::bigint AND t.retired_at IS NULL

-- name: told
-- A telephone system may have told already of what somebody tells by hand.
SELECT t.provider, t.provider_call_id FROM hcrm_call_told(:user_id::bigint, :d_way, :d_key) AS t

-- name: hold_number
-- Two who dial one number at once are counted one after the other.
SELECT pg_advisory_xact_lock(hashtextextended('call ' || :d_key::text, 0))

-- name: limit
-- When the number may be called again; nothing if it may be now. What failed before it rang does not count.
SELECT to_char((d.started_at + interval '24 hours') AT TIME ZONE hcrm_zone(d.site_id), 'YYYY-MM-DD HH24:MI') AS next
  FROM call_write AS d
 WHERE d.number_key = :d_key::text AND d.direction = 'out' AND d.started_at > hcrm_now() - interval '24 hours' AND d.hangup IS DISTINCT FROM 'failed'
 ORDER BY d.started_at DESC OFFSET greatest(:d_allowed::int, 1) - 1 LIMIT 1

-- name: tie
UPDATE call_write SET patient_id = :d_patient::bigint, contact_id = :d_contact::bigint, activity_id = :d_activity::bigint, forced = :force_reason
 WHERE id = :d_id::bigint

-- name: lock
SELECT c.id, c.version, c.state, c.direction, c.provider, c.provider_call_id, c.user_id, c.number, c.number_key, c.patient_id, c.activity_id,
       c.users @> ARRAY[:user_id::bigint] AS reached, to_json(c.users) AS users, t.extension
  FROM call_scoped AS c
  LEFT JOIN telephone_scoped AS t ON t.user_id = :user_id::bigint AND t.retired_at IS NULL
 WHERE c.id = :id::bigint
   FOR UPDATE OF c

-- name: identify
UPDATE call_write SET patient_id = :patient_id::bigint, contact_id = :contact_id::bigint, relation = :relation WHERE id = :id::bigint

-- name: caller
INSERT INTO caller_write (number_key, patient_id, contact_id, relation, activity_id)
VALUES (:c_key, :patient_id::bigint, :contact_id::bigint, :c_relation, :c_activity::bigint) RETURNING id

-- name: who
-- Whose matter it was and who called, each within the reader's scope; NULL for what is not there.
SELECT p.id AS patient_id, c.id AS contact_id, c.relation
  FROM (SELECT 1) AS one
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN contact_scoped AS c ON c.id = :contact_id::bigint AND c.patient_id IN (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = p.survivor_id)

-- name: activity
SELECT a.id, a.patient_id FROM activity_scoped AS a WHERE a.id = :activity_id::bigint

-- name: wrap_up
UPDATE call_write
   SET disposition = :disposition, note = nullif(:note, ''), activity_id = coalesce(:activity_id::bigint, :w_activity::bigint),
       wrapped_up_at = coalesce(wrapped_up_at, hcrm_now()), wrapped_up_by = coalesce(wrapped_up_by, hcrm_user())
 WHERE id = :id::bigint

-- name: note
-- In the patient's time line, once; what an attempt tells already is not told twice.
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT v.patient_id, 'call', CASE v.direction WHEN 'in' THEN 'call.in' ELSE 'call.out' END,
       jsonb_strip_nulls(jsonb_build_object('disposition', v.disposition, 'contact', v.contact, 'relation', v.relation, 'note', v.note)),
       v.activity_id, v.department_id
  FROM call_view AS v
 WHERE v.id = :id::bigint AND v.patient_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM attempt_view AS a WHERE a.call_id = v.id)
