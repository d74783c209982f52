-- The HIS feed: what is known about what a message tells, and what it changes.

-- Messages about one patient go one after the other, whatever connection they come by. In the order of
-- the keys, so that no two wait for each other.
-- name: lock
SELECT pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(concat_ws('/', 'his', x.issuer, x.kind, x.value), 0) AS key
          FROM jsonb_to_recordset(:keys::jsonb) AS x (issuer text, kind text, value text)
         ORDER BY 1) AS k

-- One row: the message's own earlier fate, who and which visit it tells of, and where that takes place.
-- name: find
WITH given AS MATERIALIZED (
  SELECT i.patient_id, p.survivor_id
    FROM jsonb_to_recordset(:identifiers::jsonb) AS x (issuer text, kind text, value text)
    JOIN patient_identifier_scoped AS i ON i.issuer = x.issuer AND i.kind = x.kind AND i.value = x.value
    JOIN patient_scoped AS p ON p.id = i.patient_id
), who AS (
  SELECT count(*) AS identifiers_known, count(DISTINCT survivor_id) AS patients, min(patient_id) AS patient_id,
         min(survivor_id) AS survivor_id
    FROM given
)
SELECT m.state AS message_state, m.reason, m.field, m.same AS message_same, w.identifiers_known, w.patients, w.patient_id, w.survivor_id,
       (SELECT e.id
          FROM encounter_scoped AS e
         WHERE e.site_id = :site_id::bigint AND e.kind IN ('outpatient', 'inpatient', 'emergency', 'checkup')
           AND e.number IN (:number, :prior_number)
           AND ((e.kind = coalesce(:kind, e.kind) AND e.number = :number)
                OR (EXISTS (SELECT 1 FROM patient_scoped AS o WHERE o.id = e.patient_id AND o.survivor_id = w.survivor_id)
                    AND (:becomes::boolean
                         OR EXISTS (SELECT 1 FROM his_message_scoped AS h
                                     WHERE h.encounter_id = e.id AND h.type IN ('ADT^A06', 'ADT^A07')))))
         ORDER BY e.number = :number DESC, e.kind = :kind DESC, e.id DESC
         LIMIT 1) AS encounter_id,
       (SELECT n.encounter_id FROM his_visit_number_scoped AS n WHERE n.site_id = :site_id::bigint AND n.number = :number)
         AS renumbered_id,
       (SELECT hcrm_diagnosis_en(x.code) FROM jsonb_to_recordset(:codes::jsonb) AS x (kind text, code text)
         WHERE x.kind = 'diagnosis' LIMIT 1) AS told_diagnosis_en,
       d.id AS told_department_id, d.name AS told_department, d.name_en AS told_department_en,
       (SELECT d.id FROM department AS d WHERE d.site_id = :site_id::bigint AND d.code = :ward) AS told_ward_id,
       a.id AS told_attending_id, a.name AS told_attending,
       (SELECT array_agg(coalesce(s.id, 0) ORDER BY o.nth)
          FROM ROWS FROM (jsonb_to_recordset(:others::jsonb) AS (number text, name text)) WITH ORDINALITY AS o (number, name, nth)
          LEFT JOIN staff AS s ON s.number = o.number)::text AS told_also_ids
  FROM who AS w
  LEFT JOIN department AS d ON d.site_id = :site_id::bigint AND d.code = :department
  LEFT JOIN staff AS a ON a.number = :attending_number
  LEFT JOIN LATERAL (SELECT h.state, h.reason, h.field, h.sha256 = :sha256::bytea AS same
                       FROM his_message_scoped AS h
                      WHERE h.sender = :sender AND h.control_id = :control_id
                      ORDER BY h.sha256 = :sha256::bytea DESC, h.id LIMIT 1) AS m ON true

-- One row: what is on record of the patient and the visit, and whether the message is newer.
-- name: know
SELECT p.version AS patient_version, p.name, p.sex, p.birth_date, p.id_kind, p.id_number, p.address, p.allergies, p.deceased_at,
       (SELECT count(*) FROM jsonb_to_recordset(:contacts::jsonb) AS x (number_key text)
         WHERE NOT EXISTS (SELECT 1 FROM contact_scoped AS c
                            WHERE c.patient_id = :patient_id::bigint AND c.number_key = x.number_key)) AS contacts_missing,
       coalesce(:event_at::timestamptz > (SELECT max(h.event_at) FROM his_message_scoped AS h
                                           WHERE h.patient_id = :patient_id::bigint AND h.type LIKE 'ADT^%'), true) AS patient_newer,
       e.version AS encounter_version, e.kind, e.number, e.state, e.department_id, e.ward_id, e.bed, e.attending_id,
       (SELECT array_agg(o.staff_id ORDER BY o.rank, o.staff_id) FROM encounter_doctor_scoped AS o WHERE o.encounter_id = e.id)::text AS also_ids,
       e.started_at, e.ended_at, e.outcome, e.followup_decision, e.decision_reason, e.decided_by, e.decided_at,
       EXISTS (SELECT 1 FROM patient_scoped AS o WHERE o.id = e.patient_id AND o.survivor_id IS DISTINCT FROM :survivor_id::bigint)
         AS another_patient,
       coalesce(:event_at::timestamptz > (SELECT max(h.event_at) FROM his_message_scoped AS h
                                           WHERE h.encounter_id = e.id AND h.type LIKE 'ADT^%'), true) AS encounter_newer,
       (SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'rank', c.rank, 'system', c.system, 'code', c.code, 'text', c.text)
                         ORDER BY c.kind, c.rank)
          FROM encounter_code_scoped AS c WHERE c.encounter_id = e.id) AS known_codes,
       b.name AS from_department, b.name_en AS from_department_en
  FROM (VALUES (1)) AS one
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN encounter_scoped AS e ON e.id = :encounter_id::bigint
  LEFT JOIN department AS b ON b.id = e.department_id

-- name: add_department
INSERT INTO department_write (site_id, code, kind, name)
VALUES (:site_id::bigint, :code, :department_kind, :department_name)
RETURNING id

-- name: add_staff
WITH person AS (
  INSERT INTO staff_write (number, name, pinyin, initials)
  VALUES (:staff_number, :staff_name, :staff_pinyin, :staff_initials)
  RETURNING id
), post AS (
  INSERT INTO staff_post_write (staff_id, department_id)
  SELECT id, :department_id::bigint FROM person WHERE :department_id::bigint IS NOT NULL
)
SELECT id FROM person

-- name: add_patient
WITH person AS (
  INSERT INTO patient_write (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, deceased_at)
  VALUES (:name, :pinyin, :initials, :sex, :birth_date::date, :id_kind, :id_number, :address, :allergies,
          :deceased_at::timestamptz)
  RETURNING id
), numbers AS (
  INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)
  SELECT DISTINCT p.id, x.issuer, x.kind, x.value
    FROM person AS p, jsonb_to_recordset(:identifiers::jsonb) AS x (issuer text, kind text, value text)
), contacts AS (
  INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key)
  SELECT p.id, x.position, x.name, x.relation, x.channel, x.number, x.number_key
    FROM person AS p,
         ROWS FROM (jsonb_to_recordset(:contacts::jsonb)
                    AS (name text, relation text, channel text, number text, number_key text))
         WITH ORDINALITY AS x (name, relation, channel, number, number_key, position)
)
SELECT id FROM person

-- All at once, and with the message itself: a patient nobody knew comes to a visit nobody knew. A feed
-- that starts, or that tells of outpatients, consists of little else.
-- name: admit
WITH person AS (
  INSERT INTO patient_write (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, deceased_at)
  VALUES (:name, :pinyin, :initials, :sex, :birth_date::date, :id_kind, :id_number, :address, :allergies,
          :deceased_at::timestamptz)
  RETURNING id
), numbers AS (
  INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)
  SELECT DISTINCT p.id, x.issuer, x.kind, x.value
    FROM person AS p, jsonb_to_recordset(:identifiers::jsonb) AS x (issuer text, kind text, value text)
), contacts AS (
  INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key)
  SELECT p.id, x.position, x.name, x.relation, x.channel, x.number, x.number_key
    FROM person AS p,
         ROWS FROM (jsonb_to_recordset(:contacts::jsonb)
                    AS (name text, relation text, channel text, number text, number_key text))
         WITH ORDINALITY AS x (name, relation, channel, number, number_key, position)
), visit AS (
  INSERT INTO encounter_write (patient_id, site_id, kind, number, state, department_id, ward_id, bed, attending_id, started_at,
                               ended_at, outcome, followup_decision, decision_reason)
  SELECT p.id, :site_id::bigint, :kind, :number, :state, :department_id::bigint, :ward_id::bigint, :bed, :attending_id::bigint,
         :started_at::timestamptz, :ended_at::timestamptz, :outcome, :followup_decision, :decision_reason
    FROM person AS p
  RETURNING id
), codes AS (
  INSERT INTO encounter_code_write (encounter_id, kind, rank, system, code, text)
  SELECT v.id, x.kind, x.rank, x.system, x.code, x.text
    FROM visit AS v, jsonb_to_recordset(:codes::jsonb) AS x (kind text, rank int, system text, code text, text text)
), others AS (
  INSERT INTO encounter_doctor_write (encounter_id, staff_id, rank)
  SELECT v.id, o.staff_id, o.rank FROM visit AS v, unnest(:also_ids::bigint[]) WITH ORDINALITY AS o (staff_id, rank)
), line AS (
  INSERT INTO timeline_write (patient_id, at, kind, code, params, department_id)
  SELECT p.id, :event_at::timestamptz, 'encounter', :timeline_code, :timeline_params::jsonb, :department_id::bigint
    FROM person AS p WHERE :timeline_code::text IS NOT NULL
), letter AS (
  INSERT INTO his_message_write (sender, control_id, sha256, type, raw, state, patient_id, encounter_id, event_at)
  SELECT :sender, :control_id, :sha256::bytea, :type, :raw::bytea, :message_state, p.id, v.id, :event_at::timestamptz
    FROM person AS p, visit AS v WHERE :message_state::text IS NOT NULL
)
SELECT p.id AS patient_id, v.id AS encounter_id FROM person AS p, visit AS v

-- name: change_patient
UPDATE patient_write
   SET name = :name, pinyin = :pinyin, initials = :initials, sex = :sex, birth_date = :birth_date::date, id_kind = :id_kind,
       id_number = :id_number, address = :address, allergies = :allergies, deceased_at = :deceased_at::timestamptz
 WHERE id = :patient_id::bigint

-- name: add_identifiers
INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)
SELECT DISTINCT :patient_id::bigint, x.issuer, x.kind, x.value
  FROM jsonb_to_recordset(:identifiers::jsonb) AS x (issuer text, kind text, value text)
 WHERE NOT EXISTS (SELECT 1 FROM patient_identifier_scoped AS i
                    WHERE i.issuer = x.issuer AND i.kind = x.kind AND i.value = x.value)

-- Numbers are only ever added: which of them work is found out by telephone.
-- name: add_contacts
INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key)
SELECT :patient_id::bigint,
       (SELECT coalesce(max(c.position), 0) FROM contact_scoped AS c WHERE c.patient_id = :patient_id::bigint)
         + row_number() OVER (ORDER BY x.nth),
       x.name, x.relation, x.channel, x.number, x.number_key
  FROM ROWS FROM (jsonb_to_recordset(:contacts::jsonb)
                  AS (name text, relation text, channel text, number text, number_key text))
       WITH ORDINALITY AS x (name, relation, channel, number, number_key, nth)
 WHERE NOT EXISTS (SELECT 1 FROM contact_scoped AS c
                    WHERE c.patient_id = :patient_id::bigint AND c.number_key = x.number_key)

-- name: add_encounter
INSERT INTO encounter_write (patient_id, site_id, kind, number, state, department_id, ward_id, bed, attending_id, started_at,
                             ended_at, outcome, followup_decision, decision_reason)
VALUES (:patient_id::bigint, :site_id::bigint, :kind, :number, :state, :department_id::bigint, :ward_id::bigint, :bed,
        :attending_id::bigint, :started_at::timestamptz, :ended_at::timestamptz, :outcome, :followup_decision, :decision_reason)
RETURNING id

-- name: change_encounter
UPDATE encounter_write
   SET kind = :kind, number = :number, state = :state, department_id = :department_id::bigint, ward_id = :ward_id::bigint, bed = :bed,
       attending_id = :attending_id::bigint, started_at = :started_at::timestamptz, ended_at = :ended_at::timestamptz,
       outcome = :outcome, followup_decision = :followup_decision, decision_reason = :decision_reason,
       decided_by = :decided_by::bigint, decided_at = :decided_at::timestamptz
 WHERE id = :encounter_id::bigint

-- name: set_others
WITH told AS (
  SELECT o.staff_id, o.rank FROM unnest(:also_ids::bigint[]) WITH ORDINALITY AS o (staff_id, rank)
), gone AS (
  DELETE FROM encounter_doctor_write AS w
   WHERE w.encounter_id = :encounter_id::bigint AND NOT EXISTS (SELECT 1 FROM told WHERE told.staff_id = w.staff_id)
)
INSERT INTO encounter_doctor_write AS w (encounter_id, staff_id, rank)
SELECT :encounter_id::bigint, told.staff_id, told.rank FROM told
ON CONFLICT (encounter_id, staff_id) DO UPDATE SET rank = excluded.rank WHERE w.rank <> excluded.rank

-- name: drop_codes
DELETE FROM encounter_code_write WHERE encounter_id = :encounter_id::bigint

-- name: add_codes
INSERT INTO encounter_code_write (encounter_id, kind, rank, system, code, text)
SELECT :encounter_id::bigint, x.kind, x.rank, x.system, x.code, x.text
  FROM jsonb_to_recordset(:new_codes::jsonb) AS x (kind text, rank int, system text, code text, text text)

-- Are the codes on record the same as those told?
-- name: same_codes
SELECT (SELECT jsonb_agg(x ORDER BY x ->> 'kind', (x ->> 'rank')::int) FROM jsonb_array_elements(:new_codes::jsonb) AS x)
       = :known_codes::jsonb AS same

-- Told once, however often messages are put in order anew.
-- name: add_timeline
INSERT INTO timeline_write (patient_id, at, kind, code, params, department_id)
SELECT :patient_id::bigint, :line_at::timestamptz, 'encounter', :timeline_code, :timeline_params::jsonb, :department_id::bigint
 WHERE NOT EXISTS (SELECT 1 FROM timeline_scoped AS l
                    WHERE l.patient_id = :patient_id::bigint AND l.at = :line_at::timestamptz AND l.code = :timeline_code
                      AND l.params ->> 'number' = :timeline_params::jsonb ->> 'number')

-- A visit that goes on under another number is still found by the old one.
-- name: keep_number
INSERT INTO his_visit_number_write (site_id, number, encounter_id)
VALUES (:site_id::bigint, :prior_number, :encounter_id::bigint) ON CONFLICT DO NOTHING
