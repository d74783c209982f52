-- Imports: looking up and writing rows of a list.

-- name: order
SELECT i.*, i.mapping::text AS mapping_text, s.code AS issuer, s.time_zone
  FROM import_scoped AS i LEFT JOIN site AS s ON s.id = i.site_id WHERE i.id = :import_id::bigint

-- name: today
SELECT hcrm_today(:site_id::bigint) AS today

-- name: find
-- One row for each row asked about: who and which visit it tells of, and where that takes place.
SELECT x.n, k.line AS key_line,
       CASE WHEN pk.line IS NOT NULL THEN (SELECT r.patient_id FROM import_row_write AS r WHERE r.import_id = :import_id::bigint AND r.line = pk.line) END
         AS file_patient_id,
       pk.line AS person_line, m.patient_id AS mrn_patient_id, m.name AS mrn_name, upper(m.id_number) AS mrn_id_number,
       x.mrn IS NOT NULL AND m.patient_id IS NULL
         AND EXISTS (SELECT 1 FROM patient_identifier_write AS w WHERE w.issuer = :issuer AND w.kind = 'MRN' AND w.value = x.mrn) AS mrn_hidden,
       i.patient_id AS id_patient_id, i.n AS id_patients, t.patient_id AS likely_id,
       d.id AS department_id, d.name AS department, d.name_en AS department_en, w.id AS ward_id, a.id AS attending_id, a.name AS attending,
       a.n AS attendings, e.id AS visit_id, e.patient_id AS visit_patient_id, e.state AS visit_state,
       e.id IS NULL AND x.visit_number IS NOT NULL
         AND EXISTS (SELECT 1 FROM encounter_write AS h
                      WHERE h.site_id = :site_id::bigint AND h.kind = x.visit_kind AND h.number = x.visit_number) AS visit_hidden
  FROM jsonb_to_recordset(:rows::jsonb) AS x (n int, key text, person_key text, mrn text, id_number text, name text, birth_date date,
         phone_key text, department text, ward text, attending text, visit_number text, visit_kind text, ended_on date)
  LEFT JOIN import_key_write AS k ON k.import_id = :import_id::bigint AND k.key = x.key
  LEFT JOIN import_key_write AS pk ON pk.import_id = :import_id::bigint AND pk.key = x.person_key
  LEFT JOIN LATERAL (SELECT o.patient_id, p.name, p.id_number
                       FROM patient_identifier_scoped AS o JOIN patient_scoped AS p ON p.id = o.patient_id
                      WHERE o.issuer = :issuer AND o.kind = 'MRN' AND o.value = x.mrn LIMIT 1) AS m ON true
  LEFT JOIN LATERAL (SELECT min(p.id) AS patient_id, count(*) AS n FROM patient_scoped AS p
                      WHERE upper(p.id_number) = upper(x.id_number) AND p.merged_into_id IS NULL AND x.mrn IS NULL) AS i ON true
  LEFT JOIN LATERAL (SELECT p.id AS patient_id FROM contact_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id
                      WHERE c.number_key = x.phone_key AND p.name = x.name AND p.birth_date IS NOT DISTINCT FROM x.birth_date LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (SELECT o.id, o.name, o.name_en FROM department AS o
                      WHERE o.site_id = :site_id::bigint AND o.retired_at IS NULL AND (o.code = x.department OR o.name = x.department OR o.name_en = x.department)
                        AND (hcrm_all() OR o.id = ANY (hcrm_departments()))
                      ORDER BY o.code = x.department DESC, o.kind <> 'ward' DESC, o.id LIMIT 1) AS d ON true
  LEFT JOIN LATERAL (SELECT o.id FROM department AS o
                      WHERE o.site_id = :site_id::bigint AND o.retired_at IS NULL AND (o.code = x.ward OR o.name = x.ward OR o.name_en = x.ward)
                      ORDER BY o.code = x.ward DESC, o.kind = 'ward' DESC, o.id LIMIT 1) AS w ON true
  LEFT JOIN LATERAL (SELECT min(o.id) AS id, min(o.name) AS name, count(*) AS n
                       FROM (SELECT s.id, s.name FROM staff AS s WHERE s.number = x.attending
                              UNION SELECT s.id, s.name FROM staff AS s WHERE s.name = x.attending AND s.retired_at IS NULL) AS o) AS a ON true
  LEFT JOIN LATERAL (SELECT o.id, o.patient_id, o.state FROM encounter_scoped AS o
                      WHERE o.site_id = :site_id::bigint AND o.kind = x.visit_kind AND o.number = x.visit_number LIMIT 1) AS e ON true
 ORDER BY x.n

-- name: write
-- One row: a new patient, or one on record, with numbers, contacts, a visit and what the time line tells of it.
WITH person AS (
  INSERT INTO patient_write (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, notes, deceased_at, department_id)
  SELECT :name, :pinyin, :initials, :sex, :birth_date::date, :id_kind, :id_number, :address, :allergies, :notes, :deceased_at::timestamptz,
         :department_id::bigint
   WHERE :patient_id::bigint IS NULL
  RETURNING id
), who AS (
  SELECT id, true AS is_new FROM person UNION ALL SELECT :patient_id::bigint, false WHERE :patient_id::bigint IS NOT NULL
), numbers AS (
  INSERT INTO patient_identifier_write (patient_id, issuer, kind, value)
  SELECT w.id, :issuer, 'MRN', :mrn FROM who AS w WHERE w.is_new AND :mrn::text IS NOT NULL
  RETURNING id
), contacts AS (
  INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key)
  SELECT w.id, (SELECT coalesce(max(c.position), 0) FROM contact_scoped AS c WHERE c.patient_id = w.id) + row_number() OVER (ORDER BY x.nth),
         x.name, x.relation, x.channel, x.number, x.number_key
    FROM who AS w, ROWS FROM (jsonb_to_recordset(:contacts::jsonb)
                    AS (name text, relation text, channel text, number text, number_key text))
         WITH ORDINALITY AS x (name, relation, channel, number, number_key, nth)
   WHERE NOT EXISTS (SELECT 1 FROM contact_scoped AS c WHERE c.patient_id = w.id AND c.number_key = x.number_key)
  RETURNING id
), visit AS (
  INSERT INTO encounter_write (patient_id, site_id, kind, number, state, department_id, ward_id, bed, attending_id, started_at, ended_at, outcome,
                               followup_decision, decision_reason)
  SELECT w.id, :site_id::bigint, :visit_kind, :visit_number, :visit_state, :visit_department_id::bigint, :ward_id::bigint, :bed,
         :attending_id::bigint, :started_at::timestamptz, :ended_at::timestamptz, :outcome, :followup_decision, :decision_reason
    FROM who AS w WHERE :visit_number::text IS NOT NULL AND :visit_id::bigint IS NULL
  RETURNING id
), codes AS (
  INSERT INTO encounter_code_write (encounter_id, kind, rank, system, code, text)
  SELECT v.id, x.kind, x.rank, x.system, x.code, x.text
    FROM visit AS v, jsonb_to_recordset(:codes::jsonb) AS x (kind text, rank int, system text, code text, text text)
), lines AS (
  INSERT INTO timeline_write (patient_id, at, kind, code, params, department_id)
  SELECT w.id, coalesce(x.at, hcrm_now()), x.kind, x.code, x.params, :visit_department_id::bigint
    FROM who AS w, jsonb_to_recordset(:lines::jsonb) AS x (at timestamptz, kind text, code text, params jsonb)
  RETURNING id
)
INSERT INTO import_row_write (import_id, line, outcome, patient_id, patient_version, visit_id, visit_version, added, before)
SELECT :import_id::bigint, :line::int, :row_outcome, w.id, coalesce((SELECT p.version FROM patient_scoped AS p WHERE p.id = w.id), 1),
       coalesce((SELECT v.id FROM visit AS v), :visit_id::bigint),
       coalesce((SELECT e.version FROM encounter_scoped AS e WHERE e.id = :visit_id::bigint), 1),
       jsonb_build_object('contacts', (SELECT coalesce(jsonb_agg(c.id), '[]') FROM contacts AS c),
                          'numbers', (SELECT coalesce(jsonb_agg(i.id), '[]') FROM numbers AS i),
                          'lines', (SELECT coalesce(jsonb_agg(l.id), '[]') FROM lines AS l), 'visit', EXISTS (SELECT 1 FROM visit AS v)),
       coalesce(:before::jsonb, '{}')
  FROM who AS w

-- name: update_patient
UPDATE patient_write
   SET name = :name, pinyin = :pinyin, initials = :initials, sex = :sex, birth_date = :birth_date::date, id_kind = :id_kind,
       id_number = :id_number, address = :address, allergies = :allergies, notes = :notes, deceased_at = :deceased_at::timestamptz
 WHERE id = :patient_id::bigint

-- name: end_visit
UPDATE encounter_write
   SET state = 'finished', ended_at = :ended_at::timestamptz, outcome = :outcome, followup_decision = :followup_decision, decision_reason = :decision_reason
 WHERE id = :visit_id::bigint

-- name: keep_keys
INSERT INTO import_key_write (import_id, key, line)
SELECT :import_id::bigint, x.key, x.line FROM jsonb_to_recordset(:keys::jsonb) AS x (key text, line int) ON CONFLICT DO NOTHING

-- name: keep_rejects
INSERT INTO import_reject_write (import_id, line, reasons, cells)
SELECT :import_id::bigint, x.line, x.reasons, x.cells FROM jsonb_to_recordset(:rejects::jsonb) AS x (line int, reasons jsonb, cells jsonb)

-- name: advance
-- Whoever finds another row than expected is a worker too many: what it wrote is taken back.
UPDATE import_write
   SET position = :upto::int, progress = :progress::int, settled = settled + :n_settled::int, added = added + :n_added::int,
       updated = updated + :n_updated::int, visits = visits + :n_visits::int, skipped = skipped + :n_skipped::int,
       rejected = rejected + :n_rejected::int
 WHERE id = :import_id::bigint AND state = :expected_state AND position = :expected_position::int
RETURNING id
