-- Imports: writing rows of a list, all of a batch at once.

-- name: rows
-- plan: generic
-- For each row a new patient, or one on record, with numbers, contacts, a visit and what the time line tells of it. What is
-- new is numbered as it is told, which is the order of its ids.
WITH x AS MATERIALIZED (
  SELECT r.*, row_number() OVER (PARTITION BY r.patient_id IS NULL ORDER BY r.line) AS nth
    FROM jsonb_to_recordset(:rows::jsonb) AS r (line int, row_outcome text, patient_id bigint, department_id bigint, name text, pinyin text, initials text,
         sex text, birth_date date, id_kind text, id_number text, address text, allergies text, notes text, deceased_at timestamptz, mrn text,
         contacts jsonb, before jsonb, visit_id bigint, visit_number text, visit_kind text, visit_state text, visit_department_id bigint, ward_id bigint,
         bed text, attending_id bigint, started_at timestamptz, ended_at timestamptz, outcome text, followup_decision text, decision_reason text,
         codes jsonb, lines jsonb)
), person AS (
  INSERT INTO patient_write (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, notes, deceased_at, department_id)
  SELECT x.name, x.pinyin, x.initials, x.sex, x.birth_date, x.id_kind, x.id_number, x.address, x.allergies, x.notes, x.deceased_at, x.department_id
    FROM x WHERE x.patient_id IS NULL ORDER BY x.nth
  RETURNING id
), who AS MATERIALIZED (
  SELECT x.*, coalesce(x.patient_id, p.id) AS who, x.patient_id IS NULL AS is_new
    FROM x LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM person) AS p ON x.patient_id IS NULL AND p.nth = x.nth
), mrn AS MATERIALIZED (
  SELECT w.line, w.who, w.mrn, row_number() OVER (ORDER BY w.line) AS nth FROM who AS w WHERE w.is_new AND w.mrn IS NOT NULL
), number_added AS (
  INSERT INTO patient_identifier_write (patient_id, issuer, kind, value) SELECT m.who, :issuer, 'MRN', m.mrn FROM mrn AS m ORDER BY m.nth
  RETURNING id
), contact AS MATERIALIZED (
  SELECT w.line, w.who, c.name, c.relation, c.channel, c.number, c.number_key,
         CASE WHEN w.is_new THEN 0 ELSE (SELECT coalesce(max(o.position), 0) FROM contact_scoped AS o WHERE o.patient_id = w.who) END
         + row_number() OVER (PARTITION BY w.line ORDER BY c.nth) AS position,
         row_number() OVER (ORDER BY w.line, c.nth) AS nth
    FROM who AS w, ROWS FROM (jsonb_to_recordset(w.contacts) AS (name text, relation text, channel text, number text, number_key text))
         WITH ORDINALITY AS c (name, relation, channel, number, number_key, nth)
   WHERE w.is_new OR NOT EXISTS (SELECT 1 FROM contact_scoped AS o WHERE o.patient_id = w.who AND o.number_key = c.number_key)
), contact_added AS (
  INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key)
  SELECT c.who, c.position, c.name, c.relation, c.channel, c.number, c.number_key FROM contact AS c ORDER BY c.nth
  RETURNING id
), visit AS MATERIALIZED (
  SELECT w.*, row_number() OVER (ORDER BY w.line) AS visit_nth FROM who AS w WHERE w.visit_number IS NOT NULL AND w.visit_id IS NULL
), visit_added AS (
  INSERT INTO encounter_write (patient_id, site_id, kind, number, state, department_id, ward_id, bed, attending_id, started_at, ended_at, outcome,
                               followup_decision, decision_reason)
  SELECT v.who, :site_id::bigint, v.visit_kind, v.visit_number, v.visit_state, v.visit_department_id, v.ward_id, v.bed, v.attending_id,
         v.started_at, v.ended_at, v.outcome, v.followup_decision, v.decision_reason
    FROM visit AS v ORDER BY v.visit_nth
  RETURNING id
), visit_of AS MATERIALIZED (
  SELECT v.line, a.id, v.codes
    FROM visit AS v JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM visit_added) AS a ON a.nth = v.visit_nth
), code_added AS (
  INSERT INTO encounter_code_write (encounter_id, kind, rank, system, code, text)
  SELECT v.id, c.kind, c.rank, c.system, c.code, c.text
    FROM visit_of AS v, jsonb_to_recordset(v.codes) AS c (kind text, rank int, system text, code text, text text)
), line AS MATERIALIZED (
  SELECT w.line, w.who, w.visit_department_id, l.at, l.kind, l.code, l.params, row_number() OVER (ORDER BY w.line, l.nth) AS nth
    FROM who AS w, ROWS FROM (jsonb_to_recordset(w.lines) AS (at timestamptz, kind text, code text, params jsonb))
         WITH ORDINALITY AS l (at, kind, code, params, nth)
), line_added AS (
  INSERT INTO timeline_write (patient_id, at, kind, code, params, department_id)
  SELECT l.who, coalesce(l.at, hcrm_now()), l.kind, l.code, l.params, l.visit_department_id FROM line AS l ORDER BY l.nth
  RETURNING id
), number_of AS (
  SELECT m.line, jsonb_agg(a.id) AS ids
    FROM mrn AS m JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM number_added) AS a ON a.nth = m.nth GROUP BY m.line
), contact_of AS (
  SELECT c.line, jsonb_agg(a.id ORDER BY a.id) AS ids
    FROM contact AS c JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM contact_added) AS a ON a.nth = c.nth GROUP BY c.line
), line_of AS (
  SELECT l.line, jsonb_agg(a.id ORDER BY a.id) AS ids
    FROM line AS l JOIN (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM line_added) AS a ON a.nth = l.nth GROUP BY l.line
)
INSERT INTO import_row_write (import_id, line, outcome, patient_id, patient_version, visit_id, visit_version, added, before)
SELECT :import_id::bigint, w.line, w.row_outcome, w.who,
       CASE WHEN w.is_new THEN 1 ELSE coalesce((SELECT p.version FROM patient_scoped AS p WHERE p.id = w.who), 1) END,
       coalesce(v.id, w.visit_id),
       CASE WHEN w.visit_id IS NULL THEN 1 ELSE coalesce((SELECT e.version FROM encounter_scoped AS e WHERE e.id = w.visit_id), 1) END,
       jsonb_build_object('contacts', coalesce(c.ids, '[]'), 'numbers', coalesce(n.ids, '[]'), 'lines', coalesce(l.ids, '[]'), 'visit', v.id IS NOT NULL),
       coalesce(w.before, '{}')
  FROM who AS w
  LEFT JOIN visit_of AS v ON v.line = w.line
  LEFT JOIN contact_of AS c ON c.line = w.line
  LEFT JOIN number_of AS n ON n.line = w.line
  LEFT JOIN line_of AS l ON l.line = w.line

-- name: update_patient
UPDATE patient_write
   SET name = :name, pinyin = :pinyin, initials = :initials, sex = :sex, birth_date = :birth_date::date, id_kind = :id_kind,
       id_number = :id_number, address = :address, allergies = :allergies, notes = :notes, deceased_at = :deceased_at::timestamptz
 WHERE id = :patient_id::bigint

-- name: end_visit
UPDATE encounter_write
   SET state = 'finished', ended_at = :ended_at::timestamptz, outcome = :outcome, followup_decision = :followup_decision, decision_reason = :decision_reason
 WHERE id = :visit_id::bigint
