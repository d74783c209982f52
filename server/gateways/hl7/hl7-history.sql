-- The HIS feed: what came before.

-- What came before about the patient or the visit and was used, the latest first.
-- name: list
SELECT h.id, encode(h.raw, 'base64') AS raw, coalesce(h.patient_id = :patient_id::bigint, false) AS of_patient,
       coalesce(h.encounter_id = :encounter_id::bigint, false) AS of_visit
  FROM his_message_scoped AS h
 WHERE (h.patient_id = :patient_id::bigint OR h.encounter_id = :encounter_id::bigint)
   AND h.state IN ('taken', 'replayed') AND h.type LIKE 'ADT^%'
   AND NOT EXISTS (SELECT 1 FROM his_message_scoped AS m WHERE m.replay_of = h.id)
 ORDER BY h.event_at DESC, h.id DESC
 LIMIT 400

-- name: place
SELECT d.id AS told_department_id, d.name AS told_department, d.name_en AS told_department_en,
       (SELECT hcrm_diagnosis_en(x.code) FROM jsonb_to_recordset(:codes::jsonb) AS x (kind text, code text)
         WHERE x.kind = 'diagnosis' LIMIT 1) AS told_diagnosis_en,
       (SELECT d.id FROM department AS d WHERE d.site_id = :site_id::bigint AND d.code = :ward) AS told_ward_id,
       a.id AS told_attending_id, a.name AS told_attending,
       (SELECT array_agg(s.id ORDER BY o.nth)
          FROM ROWS FROM (jsonb_to_recordset(:others::jsonb) AS (number text, name text)) WITH ORDINALITY AS o (number, name, nth)
          JOIN staff AS s ON s.number = o.number)::text AS told_also_ids
  FROM (VALUES (1)) AS one
  LEFT JOIN department AS d ON d.site_id = :site_id::bigint AND d.code = :department
  LEFT JOIN staff AS a ON a.number = :attending_number
