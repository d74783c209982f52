-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whose records colleagues do not see, and whose are forgotten.

-- STAFF AS PATIENTS -----------------------------------------------------------------------------
-- A member of staff who is a patient is hidden from colleagues, and in here from that very person too: seen are such
-- records by who treats them and by who holds patient.staff. hcrm.staff_patients says for the reader's context where
-- that is: 'on', '{1,2}' or nowhere.

CREATE INDEX ON staff (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX patient_other_kinds ON patient USING gin (kinds) WHERE kinds <> '{patient}';

-- Every record of such a person, whichever of those that are merged says that it is one. Kept by trigger.
CREATE TABLE patient_of_staff (
  patient_id bigint PRIMARY KEY,
  root       bigint NOT NULL -- the survivor
);

CREATE FUNCTION hcrm_patient_of_staff(roots bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM patient_of_staff AS s USING patient AS p WHERE p.survivor_id = ANY (roots) AND s.patient_id = p.id;
  INSERT INTO patient_of_staff (patient_id, root)
  SELECT m.id, m.survivor_id FROM patient AS m
   WHERE m.survivor_id = ANY (roots)
     AND EXISTS (SELECT 1 FROM patient AS p
                  WHERE p.survivor_id = m.survivor_id
                    AND ('staff' = ANY (p.kinds) OR EXISTS (SELECT 1 FROM staff AS s WHERE s.patient_id = p.id)));
END $$;

CREATE FUNCTION hcrm_patient_staffed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_of_staff(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.survivor_id] ELSE ARRAY[OLD.survivor_id, NEW.survivor_id] END);
  RETURN NULL;
END $$;
CREATE TRIGGER staffed_new AFTER INSERT ON patient FOR EACH ROW WHEN ('staff' = ANY (NEW.kinds)) EXECUTE FUNCTION hcrm_patient_staffed();
CREATE TRIGGER staffed AFTER UPDATE ON patient FOR EACH ROW
  WHEN (OLD.kinds <> NEW.kinds OR OLD.survivor_id <> NEW.survivor_id) EXECUTE FUNCTION hcrm_patient_staffed();

CREATE FUNCTION hcrm_staff_is_patient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_of_staff(ARRAY (SELECT p.survivor_id FROM patient AS p
                                        WHERE p.id = NEW.patient_id OR (TG_OP = 'UPDATE' AND p.id = OLD.patient_id)));
  RETURN NULL;
END $$;
CREATE TRIGGER is_patient AFTER INSERT OR UPDATE OF patient_id ON staff FOR EACH ROW EXECUTE FUNCTION hcrm_staff_is_patient();

CREATE FUNCTION hcrm_staff_seen() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('hcrm.staff_patients', true) = 'on', false);

-- Whether this member of staff is hidden from the reader as a patient.
CREATE FUNCTION hcrm_hides(survivor bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  within text := nullif(current_setting('hcrm.staff_patients', true), '');
BEGIN
  IF within = 'on' OR EXISTS (SELECT 1 FROM patient_department AS d WHERE d.patient_id = survivor AND d.department_id = ANY (within::bigint[])) THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT 1 FROM staff AS s JOIN patient AS p ON p.id = s.patient_id WHERE p.survivor_id = survivor AND s.id = hcrm_staff()) THEN
    RETURN true;
  END IF;
  RETURN NOT EXISTS (
    SELECT 1 FROM patient AS p
     WHERE p.survivor_id = survivor
       AND (EXISTS (SELECT 1 FROM encounter AS e WHERE e.patient_id = p.id AND e.attending_id = hcrm_staff())
            OR EXISTS (SELECT 1 FROM encounter AS e JOIN encounter_doctor AS d ON d.encounter_id = e.id
                        WHERE e.patient_id = p.id AND d.staff_id = hcrm_staff())
            OR EXISTS (SELECT 1 FROM followup_plan AS f WHERE f.patient_id = p.id AND f.doctor_id = hcrm_staff())
            OR EXISTS (SELECT 1 FROM followup_task AS t WHERE t.patient_id = p.id AND t.assignee_id = hcrm_user())));
END $$;

-- Nobody makes a record vanish, or appear, who would not see it afterwards.
CREATE FUNCTION hcrm_patient_staff_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF session_user = 'hcrm_app' AND coalesce(current_setting('hcrm.staff_patients', true), '') = ''
     AND ('staff' = ANY (NEW.kinds)) <> (TG_OP = 'UPDATE' AND 'staff' = ANY (OLD.kinds)) THEN
    RAISE EXCEPTION 'not a member of staff''s to say' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_kinds_staff';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staff_guard_new BEFORE INSERT ON patient FOR EACH ROW WHEN ('staff' = ANY (NEW.kinds)) EXECUTE FUNCTION hcrm_patient_staff_guard();
CREATE TRIGGER staff_guard BEFORE UPDATE OF kinds ON patient FOR EACH ROW WHEN (OLD.kinds <> NEW.kinds) EXECUTE FUNCTION hcrm_patient_staff_guard();

-- Every scoped view that tells of a patient leaves those out. A later migration that adds such a view calls this again.
CREATE FUNCTION hcrm_hide_staff() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  name text;
  col text;
BEGIN
  FOR name, col IN
    SELECT v.viewname, a.attname
      FROM pg_views AS v JOIN pg_attribute AS a ON a.attrelid = v.viewname::regclass AND NOT a.attisdropped
     WHERE v.schemaname = 'public' AND v.viewname ~ '_scoped$' AND v.viewname <> 'claim_scoped'
       AND v.definition !~ 'patient_of_staff'
       AND a.attname = CASE v.viewname WHEN 'patient_scoped' THEN 'id' WHEN 'patient_merge_scoped' THEN 'into_id' ELSE 'patient_id' END
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %1$I AS SELECT v.* FROM (%2$s) AS v '
                   'WHERE (SELECT hcrm_staff_seen()) OR NOT EXISTS '
                   '(SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = v.%3$I AND hcrm_hides(h.root))',
                   name, rtrim(pg_get_viewdef(name::regclass), ';'), col);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION hcrm_hide_staff() FROM PUBLIC;
SELECT hcrm_hide_staff();

-- A message that could not be used names nobody; one that holds a number of theirs is theirs. Their numbers are looked up
-- among the words of those messages: to read each message for each question took 0.7 ms a message. An index takes no word
-- of kilobytes, which a broken message may hold: the beginning does.
CREATE FUNCTION hcrm_message_words(raw bytea) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT COST 10000
RETURN (SELECT array_agg(DISTINCT left(upper(word), 64)) FROM regexp_split_to_table(hcrm_message_text(raw), '[^0-9A-Za-z]+') AS word WHERE word <> '');
CREATE INDEX his_message_words ON his_message USING gin (hcrm_message_words(raw)) WHERE state IN ('dead', 'replayed', 'dismissed', 'ignored');

CREATE FUNCTION hcrm_messages_hidden() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10 AS $$
  SELECT x.id
    FROM (SELECT DISTINCT m.id, h.root
            FROM patient_of_staff AS h
           CROSS JOIN LATERAL (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.patient_id
                                UNION ALL
                               SELECT p.id_number FROM patient AS p WHERE p.id = h.patient_id
                                UNION ALL
                               SELECT c.number_key FROM contact AS c WHERE c.patient_id = h.patient_id AND length(c.number_key) >= 7) AS t (word)
            JOIN his_message AS m ON hcrm_message_words(m.raw) @> ARRAY[left(upper(t.word), 64)] AND m.state IN ('dead', 'replayed', 'dismissed')
          OFFSET 0) AS x
   WHERE hcrm_hides(x.root)
$$;
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW his_message_scoped AS SELECT v.* FROM (%s) AS v '
                 'WHERE (SELECT hcrm_staff_seen()) OR v.state NOT IN (''dead'', ''replayed'', ''dismissed'') OR v.id NOT IN (SELECT hcrm_messages_hidden())',
                 rtrim(pg_get_viewdef('his_message_scoped'::regclass), ';'));
END $$;

-- Which patient a line of the audit is about: by the table that an entity is kept in.
CREATE FUNCTION hcrm_audit_patient(entity text, entity_id bigint) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tab regclass;
  patient bigint;
BEGIN
  IF entity = 'patient' THEN
    RETURN entity_id;
  END IF;
  SELECT t.tgrelid INTO tab
    FROM pg_trigger AS t JOIN pg_attribute AS a ON a.attrelid = t.tgrelid AND a.attname = 'patient_id' AND NOT a.attisdropped
   WHERE t.tgname = 'audit' AND starts_with(encode(t.tgargs, 'escape'), entity || '\000id\000');
  IF tab IS NOT NULL THEN
    EXECUTE format('SELECT patient_id FROM %s WHERE id = $1', tab) INTO patient USING entity_id;
  END IF;
  RETURN patient;
END $$;

CREATE FUNCTION hcrm_audit_hides(entity text, entity_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = hcrm_audit_patient(entity, entity_id) AND hcrm_hides(h.root))
$$;

-- That something happened is told; what, to those who may see the patient.
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW audit_view AS SELECT v.id, v.at, v.user_id, v."user", v.action, v.entity, v.entity_id, '
                 'CASE WHEN h.shown THEN v.before END AS before, CASE WHEN h.shown THEN v.after END AS after, '
                 'CASE WHEN h.shown THEN v.reason END AS reason, v.address, v.request_id FROM (%s) AS v, '
                 'LATERAL (SELECT (SELECT hcrm_staff_seen()) OR NOT hcrm_audit_hides(v.entity, v.entity_id) AS shown) AS h',
                 rtrim(pg_get_viewdef('audit_view'::regclass), ';'));
END $$;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, g.permission, 'all'
  FROM (VALUES ('supervisor', 'patient.staff'), ('vip', 'patient.staff'), ('manager', 'patient.anonymise'), ('admin', 'patient.anonymise'))
    AS g (role, permission) JOIN role AS r ON r.code = g.role;

REVOKE EXECUTE ON FUNCTION hcrm_patient_of_staff(bigint[]), hcrm_audit_patient(text, bigint) FROM PUBLIC;
