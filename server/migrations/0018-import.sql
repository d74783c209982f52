-- SPDX-License-Identifier: GPL-3.0-or-later
-- Imports of lists of patients and discharges: the file, its mapping, what each row did, and undoing all of it.

CREATE TABLE import (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id       bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  name          text NOT NULL,
  size          bigint NOT NULL CHECK (size > 0),
  received      bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
  sha256        text,
  file          text, -- below the folder of files
  format        text CHECK (format IN ('csv', 'xlsx')),
  charset       text,
  delimiter     text,
  sheet         int NOT NULL DEFAULT 0,
  sheets        jsonb NOT NULL DEFAULT '[]',
  heading_row   int,
  headings      jsonb NOT NULL DEFAULT '[]',
  mapping       jsonb NOT NULL DEFAULT '[]',
  remembered    boolean NOT NULL DEFAULT false,
  site_id       bigint REFERENCES site,
  department_id bigint REFERENCES department,
  existing      text NOT NULL DEFAULT 'skip' CHECK (existing IN ('skip', 'update')),
  visit_kind    text NOT NULL DEFAULT 'inpatient' CHECK (visit_kind IN ('outpatient', 'inpatient', 'emergency', 'checkup')),
  decide_days   int NOT NULL DEFAULT 30 CHECK (decide_days >= 0),
  language      text NOT NULL,
  state         text NOT NULL DEFAULT 'uploading' CHECK (state IN ('uploading', 'ready', 'checking', 'checked', 'running', 'done',
                                                                   'cancelled', 'failed', 'undoing', 'undone', 'discarded')),
  position      int NOT NULL DEFAULT 0, -- the last row of the file that is settled
  progress      int NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  settled       int NOT NULL DEFAULT 0,
  added         int NOT NULL DEFAULT 0,
  updated       int NOT NULL DEFAULT 0,
  visits        int NOT NULL DEFAULT 0,
  skipped       int NOT NULL DEFAULT 0,
  rejected      int NOT NULL DEFAULT 0,
  undone        int NOT NULL DEFAULT 0,
  kept          int NOT NULL DEFAULT 0,
  problem       text,
  created_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  started_at    timestamptz,
  finished_at   timestamptz,
  undone_at     timestamptz,
  version       int NOT NULL DEFAULT 1, -- what people do; not how far the work is
  CHECK (state IN ('uploading', 'discarded') OR sha256 IS NOT NULL)
);
CREATE INDEX ON import (user_id, created_at, id);
CREATE INDEX ON import (created_at, id);
CREATE INDEX ON import (sha256);

-- What a row added and changed, for undoing it. The patient may be gone by then: no foreign keys.
-- added: {contacts, numbers, lines: ids, visit: whether it was added}; before: {patient, visit}: columns as they were.
CREATE TABLE import_row (
  import_id       bigint NOT NULL REFERENCES import,
  line            int NOT NULL,
  outcome         text NOT NULL CHECK (outcome IN ('added', 'updated', 'visit')),
  patient_id      bigint NOT NULL,
  patient_version int NOT NULL,
  visit_id        bigint,
  visit_version   int,
  added           jsonb NOT NULL DEFAULT '{}',
  before          jsonb NOT NULL DEFAULT '{}',
  undone_at       timestamptz,
  kept            text, -- why it was not undone: a code
  PRIMARY KEY (import_id, line)
);
CREATE INDEX import_row_kept ON import_row (import_id, line) WHERE kept IS NOT NULL;

-- reasons: [{column, field, zh_CN, en}], read in the reader's language.
CREATE TABLE import_reject (
  import_id bigint NOT NULL REFERENCES import,
  line      int NOT NULL,
  reasons   jsonb NOT NULL,
  cells     jsonb NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- Whom and which visits the rows told of so far, so that a list may name each only once.
CREATE TABLE import_key (
  import_id bigint NOT NULL REFERENCES import,
  key       text COLLATE "C" NOT NULL,
  line      int NOT NULL,
  PRIMARY KEY (import_id, key)
);

-- How columns with these headings were mapped last time.
CREATE TABLE import_mapping (
  headings text PRIMARY KEY, -- SHA-256
  mapping  jsonb NOT NULL,
  used_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id  bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user
);

-- Doctors are looked up by their names; and what undoing deletes is looked for where it may be used.
CREATE INDEX ON staff (name);
CREATE INDEX ON activity (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX ON attempt (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ON response (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX ON dispensing (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX ON result (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX ON his_visit_number (encounter_id);
CREATE INDEX ON message (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ON message (wanted_id) WHERE wanted_id IS NOT NULL;
CREATE INDEX ON question (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX ON register_member (encounter_id) WHERE encounter_id IS NOT NULL;

-- UNDOING ---------------------------------------------------------------------------------------

CREATE FUNCTION hcrm_import_ids(ids jsonb) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(ARRAY (SELECT x::bigint FROM jsonb_array_elements_text(ids) AS x), '{}');

-- Why a row cannot be undone: somebody has worked on what it added or changed; NULL if nobody has.
CREATE FUNCTION hcrm_import_worked_on(r import_row) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT CASE
    WHEN p.merged_into_id IS NOT NULL OR EXISTS (SELECT 1 FROM patient_merge AS m WHERE m.into_id = p.id AND m.undone_at IS NULL) THEN 'undo.merged'
    WHEN r.outcome <> 'visit' AND p.version <> r.patient_version THEN 'undo.patient-changed'
    WHEN EXISTS (SELECT 1 FROM encounter AS e WHERE e.id = r.visit_id AND e.version <> r.visit_version) THEN 'undo.visit-changed'
    WHEN EXISTS (SELECT 1 FROM contact AS c WHERE c.id = ANY (hcrm_import_ids(r.added -> 'contacts')) AND c.version <> 1) THEN 'undo.contact-changed'
    WHEN EXISTS (SELECT 1 FROM followup_plan AS f WHERE f.encounter_id = r.visit_id) THEN 'undo.work'
    WHEN r.outcome <> 'added' THEN NULL
    WHEN EXISTS (SELECT 1 FROM encounter AS e WHERE e.patient_id = p.id AND e.id IS DISTINCT FROM r.visit_id) THEN 'undo.visit-other'
    WHEN EXISTS (SELECT 1 FROM contact AS c WHERE c.patient_id = p.id AND c.id <> ALL (hcrm_import_ids(r.added -> 'contacts'))) THEN 'undo.contact-other'
    WHEN EXISTS (SELECT 1 FROM patient_identifier AS i WHERE i.patient_id = p.id AND i.id <> ALL (hcrm_import_ids(r.added -> 'numbers'))) THEN 'undo.number-other'
  END
    FROM patient AS p WHERE p.id = r.patient_id);
END $$;

-- Takes away the visit that a row added, or gives back the one that it ended.
CREATE FUNCTION hcrm_import_undo_visit(r import_row) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM timeline WHERE id = ANY (hcrm_import_ids(r.added -> 'lines'));
  -- That nobody decided in time is no work of anybody.
  WITH noted AS (DELETE FROM followup_late_decision WHERE encounter_id = r.visit_id RETURNING at)
  DELETE FROM timeline AS t USING noted AS n
   WHERE t.patient_id = r.patient_id AND t.at = n.at AND t.kind = 'followup' AND t.code IN ('decision.late', 'decision.left')
     AND (t.params ->> 'encounter_id')::bigint = r.visit_id;
  IF (r.added ->> 'visit')::boolean THEN
    DELETE FROM encounter_code WHERE encounter_id = r.visit_id;
    UPDATE patient_summary AS u SET last_encounter_id = NULL, last_encounter_on = NULL
      FROM patient AS p WHERE p.id = r.patient_id AND u.patient_id = p.survivor_id AND u.last_encounter_id = r.visit_id;
    DELETE FROM encounter WHERE id = r.visit_id;
  ELSIF r.before ? 'visit' THEN
    UPDATE encounter AS e
       SET state = o.state, ended_at = o.ended_at, outcome = o.outcome, followup_decision = o.followup_decision, decision_reason = o.decision_reason
      FROM encounter AS n, jsonb_populate_record(n, r.before -> 'visit') AS o
     WHERE n.id = r.visit_id AND e.id = n.id;
  END IF;
END $$;

CREATE FUNCTION hcrm_import_undo_contacts(r import_row) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  keys text[];
BEGIN
  WITH gone AS (DELETE FROM contact WHERE id = ANY (hcrm_import_ids(r.added -> 'contacts')) RETURNING number_key)
  SELECT array_agg(k) INTO keys FROM gone, unnest(hcrm_contact_keys(number_key)) AS k;
  IF keys IS NOT NULL THEN
    PERFORM hcrm_patient_rekey(r.patient_id, keys, '{}');
  END IF;
END $$;

CREATE FUNCTION hcrm_import_undo_patient(r import_row) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  keys text[];
BEGIN
  IF r.outcome = 'updated' THEN
    UPDATE patient AS p
       SET (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, notes, deceased_at)
           = (o.name, o.pinyin, o.initials, o.sex, o.birth_date, o.id_kind, o.id_number, o.address, o.allergies, o.notes, o.deceased_at)
      FROM patient AS n, jsonb_populate_record(n, r.before -> 'patient') AS o
     WHERE n.id = r.patient_id AND p.id = n.id;
  END IF;
  IF r.outcome <> 'added' THEN
    PERFORM hcrm_patient_derive(p.survivor_id) FROM patient AS p WHERE p.id = r.patient_id;
    RETURN;
  END IF;
  WITH gone AS (DELETE FROM patient_identifier WHERE id = ANY (hcrm_import_ids(r.added -> 'numbers')) RETURNING value)
  SELECT array_agg(k) INTO keys FROM gone, unnest(hcrm_identifier_keys(value)) AS k;
  keys := keys || (SELECT hcrm_name_keys(p.name, p.pinyin, p.initials, p.id_number) FROM patient AS p WHERE p.id = r.patient_id);
  DELETE FROM claim WHERE patient_id = r.patient_id AND expires_at <= hcrm_now();
  DELETE FROM patient_duplicate WHERE first_id = r.patient_id OR second_id = r.patient_id;
  DELETE FROM patient_unchecked WHERE patient_id = r.patient_id;
  DELETE FROM patient_key WHERE key = ANY (keys) AND patient_id = r.patient_id;
  DELETE FROM patient_department WHERE patient_id = r.patient_id;
  DELETE FROM patient_staff WHERE patient_id = r.patient_id;
  DELETE FROM patient_summary WHERE patient_id = r.patient_id;
  DELETE FROM patient WHERE id = r.patient_id;
END $$;

-- Undoes one row whole, or leaves it whole. Whatever refers to it, in whichever table, is work: foreign keys tell.
CREATE FUNCTION hcrm_import_undo_row(r import_row) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  why text;
BEGIN
  PERFORM p.id FROM patient AS p WHERE p.id = r.patient_id FOR UPDATE;
  why := hcrm_import_worked_on(r);
  IF why IS NOT NULL OR NOT FOUND THEN
    RETURN why;
  END IF;
  PERFORM hcrm_import_undo_visit(r), hcrm_import_undo_contacts(r), hcrm_import_undo_patient(r);
  RETURN NULL;
EXCEPTION WHEN foreign_key_violation THEN
  RETURN 'undo.work';
END $$;

-- The next rows of an import before a line of its file, the last ones first, since later rows build on earlier ones; where it stopped.
CREATE FUNCTION hcrm_import_undo(which bigint, before_line int, wanted int) RETURNS TABLE (undone int, kept int, line int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  r import_row;
  why text;
  n_undone int := 0;
  n_kept int := 0;
BEGIN
  FOR r IN SELECT * FROM import_row AS x WHERE x.import_id = which AND x.line < before_line AND x.undone_at IS NULL AND x.kept IS NULL
            ORDER BY x.line DESC LIMIT wanted FOR UPDATE
  LOOP
    why := hcrm_import_undo_row(r);
    UPDATE import_row AS x SET undone_at = CASE WHEN why IS NULL THEN hcrm_now() END, kept = why
     WHERE x.import_id = which AND x.line = r.line;
    n_undone := n_undone + (why IS NULL)::int;
    n_kept := n_kept + (why IS NOT NULL)::int;
  END LOOP;
  RETURN QUERY SELECT n_undone, n_kept, r.line;
END $$;

-- VIEWS, RIGHTS ---------------------------------------------------------------------------------

-- A list holds what its sender may see and others may not: seen by who sent it, and by who sees everything.
CREATE VIEW import_scoped AS SELECT * FROM import WHERE user_id = (SELECT hcrm_user()) OR (SELECT hcrm_all());
CREATE VIEW import_row_scoped AS
SELECT r.* FROM import_row AS r WHERE EXISTS (SELECT 1 FROM import_scoped AS i WHERE i.id = r.import_id);
CREATE VIEW import_reject_scoped AS
SELECT r.* FROM import_reject AS r WHERE EXISTS (SELECT 1 FROM import_scoped AS i WHERE i.id = r.import_id);

CREATE VIEW import_view AS
SELECT i.id, i.version, i.name, i.state, i.user_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = i.user_id) AS "user",
       i.size, i.received, i.sha256,
       (SELECT max(o.id) FROM import AS o
         WHERE o.sha256 = i.sha256 AND o.id < i.id AND o.state IN ('running', 'done', 'cancelled', 'failed') AND o.position > 0) AS same_as,
       i.format, i.charset, i.delimiter, i.sheet, i.sheets, i.heading_row, i.headings, i.mapping, i.remembered, i.site_id,
       i.department_id, i.existing, i.visit_kind, i.decide_days, i.progress, i.position, i.settled, i.added, i.updated, i.visits,
       i.skipped, i.rejected, i.undone, i.kept, i.problem, i.created_at, i.started_at, i.finished_at, i.undone_at
  FROM import_scoped AS i;
CREATE VIEW import_reject_view AS SELECT r.import_id, r.line AS id, r.reasons, r.cells FROM import_reject_scoped AS r;
CREATE VIEW import_kept_view AS
SELECT r.import_id, r.line AS id, r.patient_id, p.name AS patient, r.kept AS reason
  FROM import_row_scoped AS r LEFT JOIN patient_scoped AS p ON p.id = r.patient_id
 WHERE r.kept IS NOT NULL;

CREATE VIEW import_write AS SELECT * FROM import;
CREATE VIEW import_row_write AS SELECT * FROM import_row;
CREATE VIEW import_reject_write AS SELECT * FROM import_reject;
CREATE VIEW import_key_write AS SELECT * FROM import_key;
CREATE VIEW import_mapping_write AS SELECT * FROM import_mapping;
GRANT SELECT ON import_scoped, import_row_scoped, import_reject_scoped, import_view, import_reject_view, import_kept_view TO hcrm_app;
GRANT UPDATE (id) ON import_scoped TO hcrm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON import_write, import_key_write, import_mapping_write TO hcrm_app;
GRANT INSERT, DELETE, UPDATE (kept), SELECT (import_id, line, kept, patient_id) ON import_row_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT (import_id, line) ON import_reject_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_import_worked_on(import_row), hcrm_import_undo_visit(import_row), hcrm_import_undo_contacts(import_row),
  hcrm_import_undo_patient(import_row), hcrm_import_undo_row(import_row), hcrm_import_undo(bigint, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_import_undo(bigint, int, int) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, 'patient.import', g.scope
  FROM (VALUES ('supervisor', 'all'), ('clerk', 'site'), ('admin', 'all')) AS g (role, scope) JOIN role AS r ON r.code = g.role;
