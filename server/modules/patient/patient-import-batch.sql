-- Imports: looking up and writing rows of a list.

-- name: order
SELECT i.*, i.mapping::text AS mapping_text, s.code AS issuer, s.time_zone
  FROM import_scoped AS i LEFT JOIN site AS s ON s.id = i.site_id WHERE i.id = :import_id::bigint

-- name: today
SELECT hcrm_today(:site_id::bigint) AS today

-- name: hold_clock
SELECT hcrm_hold_clock()

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

-- name: keep_keys
INSERT INTO import_key_write (import_id, key, line)
SELECT :import_id::bigint, x.key, x.line FROM jsonb_to_recordset(:keys::jsonb) AS x (key text, line int) ON CONFLICT DO NOTHING

-- name: keep_rejects
-- A worker too many finds them there already; that it is one, advance says.
INSERT INTO import_reject_write (import_id, line, reasons, cells)
SELECT :import_id::bigint, x.line, x.reasons, x.cells FROM jsonb_to_recordset(:rejects::jsonb) AS x (line int, reasons jsonb, cells jsonb) ON CONFLICT DO NOTHING

-- name: advance
-- Whoever finds another row than expected is a worker too many: what it wrote is taken back.
UPDATE import_write
   SET position = :upto::int, progress = :progress::int, settled = settled + :n_settled::int, added = added + :n_added::int,
       updated = updated + :n_updated::int, visits = visits + :n_visits::int, skipped = skipped + :n_skipped::int,
       rejected = rejected + :n_rejected::int
 WHERE id = :import_id::bigint AND state = :expected_state AND position = :expected_position::int
RETURNING id
