-- SPDX-License-Identifier: GPL-3.0-or-later
-- Forgetting a patient: who asks, who confirms, and what then is blank. What statistics count stays: the year of
-- birth, sex, days and departments of visits, diagnoses, scores.

-- THE AUDIT KEEPS ITS SEAL ----------------------------------------------------------------------
-- What a line says of a person is sealed by its digest, so that it can be blanked and the seal still fits. The salt
-- goes with it: nobody finds out by trying what was written.

ALTER TABLE audit
  ADD COLUMN salt uuid DEFAULT gen_random_uuid(),
  ADD COLUMN digest bytea, -- of what was blanked
  ADD COLUMN forgotten_id bigint; -- the line that tells of the anonymisation

CREATE FUNCTION hcrm_audit_digest(a audit) RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT sha256(convert_to(jsonb_build_array(a.salt, a.before, a.after, a.reason)::text, 'UTF8'))
$$;

-- A blank line counts only if the log tells of the anonymisation that blanked it.
CREATE OR REPLACE FUNCTION hcrm_audit_text(a audit) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_array(a.id, extract(epoch FROM a.at), hcrm_xid(a.xid), a.user_id, a.request_id, host(a.address), a.action, a.entity,
                           a.entity_id,
                           CASE WHEN a.digest IS NULL THEN encode(hcrm_audit_digest(a), 'hex')
                                WHEN a.salt IS NULL AND a.before IS NULL AND a.after IS NULL AND a.reason IS NULL
                                     AND EXISTS (SELECT 1 FROM audit AS d WHERE d.id = a.forgotten_id AND d.action = 'anonymise')
                                THEN encode(a.digest, 'hex') END)::text
$$;
REVOKE ALL ON FUNCTION hcrm_audit_digest(audit) FROM PUBLIC;

DROP TRIGGER append_only ON audit;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

CREATE FUNCTION hcrm_audit_blanked() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  personal text[] := '{before,after,reason,salt,digest,forgotten_id}';
BEGIN
  IF OLD.digest IS NOT NULL OR NEW.digest IS DISTINCT FROM hcrm_audit_digest(OLD) OR NEW.forgotten_id IS NULL
     OR coalesce(NEW.before, NEW.after) IS NOT NULL OR NEW.reason IS NOT NULL OR NEW.salt IS NOT NULL
     OR to_jsonb(NEW) - personal <> to_jsonb(OLD) - personal THEN
    RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER blanked BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION hcrm_audit_blanked();

-- WHO IS TO BE FORGOTTEN ------------------------------------------------------------------------

CREATE TABLE anonymisation (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id      bigint NOT NULL UNIQUE REFERENCES patient, -- the survivor
  state           text NOT NULL CHECK (state IN ('proposed', 'waiting', 'done', 'kept')),
  ground          text NOT NULL CHECK (ground IN ('retention', 'request', 'error')),
  last_contact_on date,
  proposed_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  asked_by        bigint REFERENCES app_user,
  asked_at        timestamptz,
  confirmed_by    bigint REFERENCES app_user,
  confirmed_at    timestamptz,
  kept_until      date, -- not proposed again before
  created_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by      bigint DEFAULT hcrm_user(),
  version         int NOT NULL DEFAULT 1,
  updated_at      timestamptz,
  CHECK (state NOT IN ('waiting', 'done') OR asked_by IS NOT NULL),
  CHECK (state <> 'done' OR confirmed_by IS NOT NULL),
  CONSTRAINT anonymisation_two_persons CHECK (confirmed_by <> asked_by)
);
CREATE INDEX ON anonymisation (state, proposed_at, id);
CREATE TRIGGER bump BEFORE UPDATE ON anonymisation FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON anonymisation FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('anonymisation', 'id');

-- The day of the last visit, call or message, or of the record itself.
CREATE FUNCTION hcrm_last_contact(patient bigint) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT greatest(max(u.last_encounter_on),
                  (greatest(max(p.created_at), max((SELECT max(t.at) FROM timeline AS t WHERE t.patient_id = p.id))) AT TIME ZONE hcrm_zone())::date)
    FROM patient AS p LEFT JOIN patient_summary AS u ON u.patient_id = p.id
   WHERE p.survivor_id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = $1)
$$;

-- Proposes whoever had no contact for the years of retention_years; without that setting nobody.
CREATE FUNCTION hcrm_anonymise_propose(wanted int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  years int := nullif(hcrm_setting('retention_years'), '')::int;
  cutoff date := hcrm_today() - make_interval(years => years);
  n int;
BEGIN
  IF years IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE anonymisation AS a SET state = 'proposed', kept_until = NULL, asked_by = NULL, asked_at = NULL
   WHERE a.state = 'kept' AND a.kept_until <= hcrm_today() AND hcrm_last_contact(a.patient_id) < cutoff;
  INSERT INTO anonymisation (patient_id, state, ground, last_contact_on)
  SELECT o.id, 'proposed', 'retention', o.day
    FROM (SELECT p.id, hcrm_last_contact(p.id) AS day
            FROM patient_summary AS u JOIN patient AS p ON p.id = u.patient_id
           WHERE coalesce(u.last_encounter_on, '-infinity') < cutoff AND p.created_at < cutoff AND p.merged_into_id IS NULL
             AND p.anonymised_at IS NULL AND NOT EXISTS (SELECT 1 FROM anonymisation AS a WHERE a.patient_id = p.id)) AS o
   WHERE o.day < cutoff
   LIMIT wanted
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- FORGETTING ------------------------------------------------------------------------------------

-- As it stands in a query.
CREATE FUNCTION hcrm_percent(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(CASE WHEN x.letter ~ '^[A-Za-z0-9._~-]$' THEN x.letter
                               ELSE regexp_replace(upper(encode(convert_to(x.letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g') END, '' ORDER BY x.nth)
          FROM regexp_split_to_table(words, '') WITH ORDINALITY AS x (letter, nth));

-- Every text that names the patient: to be found in no table afterwards.
CREATE FUNCTION hcrm_personal_terms(tree bigint[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT x.term), '{}')
    FROM (SELECT unnest(ARRAY[p.name, p.pinyin, p.id_number, p.address, hcrm_mask_identity(p.id_number)]) AS term FROM patient AS p WHERE p.id = ANY (tree)
           UNION ALL
          SELECT unnest(ARRAY[c.name, c.number, c.number_key, hcrm_mask_key(c.number_key)]) FROM contact AS c WHERE c.patient_id = ANY (tree)
           UNION ALL SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = ANY (tree)
           UNION ALL SELECT e.number FROM encounter AS e WHERE e.patient_id = ANY (tree)) AS t, unnest(ARRAY[t.term, hcrm_percent(t.term)]) AS x (term)
   -- Not what might be a word of the program.
   WHERE t.term !~ '^[*—]+$'
     AND CASE WHEN t.term ~ '[^ -~]' THEN length(t.term) >= 2 WHEN t.term ~ '[0-9]' THEN length(t.term) >= 4 ELSE length(t.term) >= 6 END
$$;

-- A pattern that finds a term as a whole word: 4711 is not in 14711, nor in K4711.
CREATE FUNCTION hcrm_word(term text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN term ~ '^[0-9A-Za-z]' THEN '(?<![0-9A-Za-z])' ELSE '' END || regexp_replace(term, '([^[:alnum:][:space:]])', '\\\1', 'g')
       || CASE WHEN term ~ '[0-9A-Za-z]$' THEN '(?![0-9A-Za-z])' ELSE '' END;

CREATE FUNCTION hcrm_scrub(words text, terms text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  term text;
BEGIN
  FOREACH term IN ARRAY terms LOOP
    IF strpos(words, term) > 0 THEN
      words := regexp_replace(words, hcrm_word(term), '—', 'g');
    END IF;
  END LOOP;
  RETURN words;
END $$;

CREATE FUNCTION hcrm_scrub(words text[], terms text[]) RETURNS text[] LANGUAGE sql IMMUTABLE
RETURN CASE WHEN words IS NOT NULL THEN ARRAY (SELECT hcrm_scrub(w, terms) FROM unnest(words) AS w) END;

-- Of JSON the strings only: a number is an amount or one of the program's own.
CREATE FUNCTION hcrm_scrub(words jsonb, terms text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE jsonb_typeof(words)
    WHEN 'string' THEN to_jsonb(hcrm_scrub(words #>> '{}', terms))
    WHEN 'array' THEN (SELECT coalesce(jsonb_agg(hcrm_scrub(e.value, terms) ORDER BY e.nth), '[]')
                         FROM jsonb_array_elements(words) WITH ORDINALITY AS e (value, nth))
    WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(e.key, hcrm_scrub(e.value, terms)), '{}') FROM jsonb_each(words) AS e)
    ELSE words END;
END $$;

CREATE FUNCTION hcrm_names_any(words text, terms text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT 1 FROM unnest(terms) AS t WHERE strpos(words, t) > 0 AND words ~ hcrm_word(t))
$$;

-- What is otherwise only added to is blanked as well; not the audit, which has a way of its own.
CREATE OR REPLACE FUNCTION hcrm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('hcrm.forgetting', true) = 'on' AND TG_TABLE_NAME NOT IN ('audit', 'audit_seal') THEN
    IF TG_LEVEL = 'ROW' THEN
      RETURN NEW;
    END IF;
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Strikes the terms out of every text of the rows of a table that a condition on $2 (ids) finds.
CREATE FUNCTION hcrm_scrub_table(tab regclass, which text, tree bigint[], terms text[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  col name;
BEGIN
  FOR col IN
    SELECT a.attname FROM pg_attribute AS a
     WHERE a.attrelid = tab AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND format_type(a.atttypid, NULL) IN ('text', 'jsonb', 'text[]')
  LOOP
    EXECUTE format('UPDATE %1$s SET %2$I = hcrm_scrub(%2$I, $1) WHERE %3$s AND hcrm_scrub(%2$I, $1) IS DISTINCT FROM %2$I', tab, col, which)
      USING terms, tree;
  END LOOP;
END $$;

-- Whatever hangs on patients, by as many foreign keys as it takes: the table, and which of its rows do, as a condition on $2 (ids).
CREATE FUNCTION hcrm_hanging() RETURNS TABLE (tab regclass, which text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE named AS (
    SELECT c.oid AS tab, a.attname AS col FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = CASE c.relname WHEN 'patient' THEN 'id' ELSE 'patient_id' END
       AND c.relname NOT IN ('patient_key', 'staff') -- of words alone; of whom the hospital employs
  ), hanging AS (
    SELECT n.tab, format('%I = ANY ($2)', n.col) AS which, ARRAY[n.tab] AS way FROM named AS n
     UNION ALL
    SELECT f.conrelid, format('%I IN (SELECT t.%I FROM %s AS t WHERE %s)', a.attname, r.attname, h.tab::regclass, h.which), h.way || f.conrelid
      FROM hanging AS h JOIN pg_constraint AS f ON f.contype = 'f' AND f.confrelid = h.tab AND cardinality(f.conkey) = 1
      JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
      JOIN pg_attribute AS r ON r.attrelid = h.tab AND r.attnum = f.confkey[1]
     WHERE f.conrelid NOT IN (SELECT n.tab FROM named AS n) AND f.conrelid <> 'staff'::regclass AND f.conrelid <> ALL (h.way)
  )
  SELECT h.tab::regclass, h.which FROM hanging AS h
$$;

-- The same for all that hangs on the patient, in whichever table; of what is about nobody in particular, the texts that people wrote.
CREATE FUNCTION hcrm_scrub_all(tree bigint[], terms text[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_scrub_table(h.tab, h.which, tree, terms) FROM hcrm_hanging() AS h;
  UPDATE export AS e SET query = hcrm_scrub(e.query, terms), title = hcrm_scrub(e.title, terms), reason = hcrm_scrub(e.reason, terms)
   WHERE hcrm_names_any(concat_ws(' ', e.query, e.title, e.reason), terms);
  UPDATE job AS j SET last_error = hcrm_scrub(j.last_error, terms) WHERE hcrm_names_any(j.last_error, terms);
  UPDATE import AS i SET name = hcrm_scrub(i.name, terms), problem = hcrm_scrub(i.problem, terms)
   WHERE hcrm_names_any(concat_ws(' ', i.name, i.problem), terms);
  DELETE FROM import_reject AS r WHERE hcrm_names_any(r.cells::text, terms);
  DELETE FROM import_key AS k WHERE hcrm_names_any(k.key, terms);
  DELETE FROM idempotency AS i WHERE hcrm_names_any(i.reply, terms);
  DELETE FROM draft AS d
   WHERE hcrm_names_any(d.content::text, ARRAY (SELECT t FROM unnest(terms) AS t WHERE t ~ '[0-9]'))
      OR (d.kind = 'patient' AND d.ref = ANY (tree::text[]))
      OR (d.kind = 'contact' AND d.ref IN (SELECT c.id::text FROM contact AS c WHERE c.patient_id = ANY (tree)))
      OR (d.kind = 'health_cycle' AND d.ref IN (SELECT c.id::text FROM health_cycle AS c WHERE c.patient_id = ANY (tree)))
      OR (d.kind = 'followup_task' AND d.ref IN (SELECT t.id::text FROM followup_task AS t WHERE t.patient_id = ANY (tree)));
  UPDATE saved_view AS v SET content = hcrm_scrub(v.content, terms) WHERE hcrm_names_any(v.content::text, terms);
END $$;

-- Which lines of the audit are about these patients: by themselves, or by what hangs on them.
CREATE FUNCTION hcrm_audit_of(tree bigint[], terms text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  kind text;
  col text;
  tab regclass;
  which text;
BEGIN
  RETURN QUERY SELECT a.id FROM audit AS a WHERE a.entity = 'patient' AND a.entity_id = ANY (tree);
  RETURN QUERY SELECT a.id FROM audit AS a JOIN patient_duplicate AS d ON d.id = a.entity_id AND (d.first_id = ANY (tree) OR d.second_id = ANY (tree))
                WHERE a.entity = 'patient_duplicate';
  -- Of what is about nobody in particular, the lines that name the patient.
  RETURN QUERY SELECT a.id FROM audit AS a
                WHERE a.entity IN ('view', 'export', 'dead_letter') AND hcrm_names_any(concat_ws(' ', a.before::text, a.after::text, a.reason), terms);
  FOR kind, col, tab, which IN
    SELECT split_part(encode(t.tgargs, 'escape'), '\000', 1), split_part(encode(t.tgargs, 'escape'), '\000', 2), h.tab, h.which
      FROM hcrm_hanging() AS h JOIN pg_trigger AS t ON t.tgrelid = h.tab AND t.tgname = 'audit'
  LOOP
    RETURN QUERY EXECUTE format('SELECT a.id FROM audit AS a JOIN (SELECT * FROM %s WHERE %s) AS x ON x.%I = a.entity_id WHERE a.entity = $1', tab, which, col)
      USING kind, tree;
  END LOOP;
END $$;

-- Answers that were given in error, too, are blanked.
CREATE OR REPLACE FUNCTION hcrm_response_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hcrm.forgetting', true) = 'on'
     AND (OLD.questionnaire_id, OLD.patient_id, OLD.activity_id) IS NOT DISTINCT FROM (NEW.questionnaire_id, NEW.patient_id, NEW.activity_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'answers stay with what was asked' USING ERRCODE = 'restrict_violation';
END $$;

-- What is known to be free text goes as a whole, whomever it names.
CREATE FUNCTION hcrm_blank_care(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE encounter AS e SET number = 'anonymised-' || e.id, bed = NULL, summary = NULL, decision_reason = NULL WHERE e.patient_id = ANY (tree);
  UPDATE followup_plan AS f SET condition_summary = NULL, note = NULL, cautions = NULL, reason = NULL WHERE f.patient_id = ANY (tree);
  UPDATE followup_note AS n SET condition_summary = NULL, note = NULL, cautions = NULL
    FROM followup_plan AS f WHERE f.id = n.plan_id AND f.patient_id = ANY (tree);
  UPDATE followup_task AS t SET opinion = NULL, reason = NULL WHERE t.patient_id = ANY (tree);
  UPDATE attempt AS a SET number = NULL, note = NULL WHERE a.patient_id = ANY (tree);
  UPDATE response AS r SET resource = '{"resourceType":"QuestionnaireResponse","status":"completed"}' WHERE r.patient_id = ANY (tree);
  UPDATE answer AS a SET text = NULL FROM response AS r WHERE r.id = a.response_id AND r.patient_id = ANY (tree) AND a.text IS NOT NULL;
  DELETE FROM response_key AS k USING response AS r WHERE r.id = k.response_id AND r.patient_id = ANY (tree);
  UPDATE message AS m SET body = '—', address = '—', params = '{}' WHERE m.patient_id = ANY (tree) AND m.body IS NOT NULL;
  UPDATE message AS m SET address = NULL, params = '{}' WHERE m.patient_id = ANY (tree) AND m.body IS NULL;
  UPDATE his_message AS m SET raw = '', reason = NULL
   WHERE m.patient_id = ANY (tree) OR m.encounter_id IN (SELECT e.id FROM encounter AS e WHERE e.patient_id = ANY (tree));
  UPDATE his_message AS m SET raw = '', reason = NULL
   WHERE EXISTS (SELECT 1 FROM his_message AS r WHERE r.replay_of = m.id AND r.patient_id = ANY (tree));
  UPDATE question AS q SET matter = '—', matter_en = NULL, alarms = '[]', answer = CASE WHEN q.answer IS NOT NULL THEN '—' END
   WHERE q.patient_id = ANY (tree);
  UPDATE question_note AS n SET params = '{}' FROM question AS q WHERE q.id = n.question_id AND q.patient_id = ANY (tree);
  UPDATE study_query AS q SET question = '—', answer = CASE WHEN q.answer IS NOT NULL THEN '—' END
    FROM study_entry AS e JOIN study_subject AS b ON b.id = e.subject_id
   WHERE e.id = q.entry_id AND b.patient_id = ANY (tree);
  UPDATE health_care AS k SET reason = NULL WHERE k.patient_id = ANY (tree) AND k.reason IS NOT NULL;
  UPDATE health_cycle AS c SET reason = '—' WHERE c.patient_id = ANY (tree) AND c.reason IS NOT NULL;
  UPDATE health_step AS s SET note = NULL, params = '{}' FROM health_cycle AS c WHERE c.id = s.cycle_id AND c.patient_id = ANY (tree);
  UPDATE health_value AS v SET note = NULL FROM health_cycle AS c WHERE c.id = v.cycle_id AND c.patient_id = ANY (tree) AND v.note IS NOT NULL;
  UPDATE health_guidance AS g SET text = '—' FROM health_cycle AS c WHERE c.id = g.cycle_id AND c.patient_id = ANY (tree);
  UPDATE health_measure AS m SET note = NULL FROM health_cycle AS c WHERE c.id = m.cycle_id AND c.patient_id = ANY (tree);
  UPDATE import_row AS r SET before = '{}' WHERE r.patient_id = ANY (tree);
  UPDATE timeline AS t SET params = '{}' WHERE t.patient_id = ANY (tree);
END $$;

-- Messages that could not be used, or were of no interest, name nobody by an id: those whose words hold a number of the patient.
-- What two patients may share, as a short number of another issuer, is none.
CREATE FUNCTION hcrm_blank_letters(tree bigint[]) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  WITH term AS MATERIALIZED (
    SELECT DISTINCT t.words, t.line
      FROM (SELECT hcrm_message_words(convert_to(i.value || ' ' || coalesce(i.issuer, ''), 'UTF8')) AS words,
                   CASE WHEN length(i.value) < 4 THEN '(^|[\r\n])(PID|MRG)[^\r\n]*' || hcrm_word(i.value) END AS line, length(i.value) AS n
              FROM patient_identifier AS i WHERE i.patient_id = ANY (tree)
             UNION ALL
            SELECT hcrm_message_words(convert_to(p.id_number, 'UTF8')), NULL, length(p.id_number) FROM patient AS p WHERE p.id = ANY (tree)
             UNION ALL
            SELECT ARRAY[x.digits], NULL, length(x.digits)
              FROM contact AS c, unnest(ARRAY[c.number_key, regexp_replace(c.number, '[^0-9]', '', 'g')]) AS x (digits)
             WHERE c.patient_id = ANY (tree) AND length(x.digits) >= 7) AS t
     WHERE cardinality(t.words) > 0 AND t.n > 0
  )
  UPDATE his_message AS m SET raw = '', reason = NULL
    FROM (SELECT x.id FROM term AS t
            JOIN his_message AS x ON hcrm_message_words(x.raw) @> t.words AND x.state IN ('dead', 'replayed', 'dismissed', 'ignored')
           WHERE t.line IS NULL OR hcrm_message_text(x.raw) ~ t.line) AS found
   WHERE m.id = found.id
$$;

CREATE FUNCTION hcrm_blank_person(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE staff SET patient_id = NULL WHERE patient_id = ANY (tree);
  UPDATE contact AS c SET name = NULL, number = '', number_key = '', preferred_time = NULL, note = NULL WHERE c.patient_id = ANY (tree);
  UPDATE patient_identifier AS i SET value = 'anonymised-' || i.id WHERE i.patient_id = ANY (tree);
  UPDATE patient_merge AS m SET reason = NULL WHERE m.from_id = ANY (tree) OR m.into_id = ANY (tree);
  DELETE FROM claim AS c WHERE c.patient_id = ANY (tree);
  UPDATE patient AS p
     SET name = '—', pinyin = '', initials = '', birth_date = date_trunc('year', p.birth_date), id_kind = NULL, id_number = NULL,
         address = NULL, allergies = NULL, notes = NULL, profile = '{}', kinds = '{patient}', anonymised_at = hcrm_now()
   WHERE p.id = ANY (tree);
  DELETE FROM patient_key AS k WHERE k.patient_id = ANY (tree);
  DELETE FROM patient_unchecked AS u WHERE u.patient_id = ANY (tree);
END $$;

CREATE FUNCTION hcrm_anonymise_check(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM followup_task AS t WHERE t.patient_id = ANY (tree) AND t.state IN ('waiting', 'open'))
     OR EXISTS (SELECT 1 FROM encounter AS e WHERE e.patient_id = ANY (tree) AND e.state IN ('planned', 'active'))
     OR EXISTS (SELECT 1 FROM question AS q WHERE q.patient_id = ANY (tree) AND q.state IN ('open', 'returned'))
     OR EXISTS (SELECT 1 FROM health_care AS k WHERE k.patient_id = ANY (tree) AND k.state = 'active')
     OR EXISTS (SELECT 1 FROM message AS m WHERE m.patient_id = ANY (tree) AND m.state IN ('blocked', 'queued', 'sending')) THEN
    RAISE EXCEPTION 'the patient is still being cared for' USING ERRCODE = 'check_violation', CONSTRAINT = 'anonymise_open_work';
  END IF;
END $$;

-- Forgets a patient with all records merged into one; there is no way back.
CREATE FUNCTION hcrm_anonymise(patient bigint, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tree bigint[];
  terms text[];
  deed bigint;
BEGIN
  PERFORM hcrm_patient_merge_queue();
  tree := ARRAY (SELECT p.id FROM patient AS p WHERE p.survivor_id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = $1) ORDER BY p.id FOR UPDATE);
  PERFORM hcrm_anonymise_check(tree);
  terms := hcrm_personal_terms(tree);
  PERFORM set_config('hcrm.forgetting', 'on', true);
  PERFORM hcrm_blank_letters(tree);
  PERFORM hcrm_blank_person(tree);
  PERFORM hcrm_blank_care(tree);
  PERFORM hcrm_scrub_all(tree, terms);
  PERFORM set_config('hcrm.forgetting', '', true);
  PERFORM hcrm_audit('anonymise', 'patient', $1, jsonb_build_object('ground', why, 'records', cardinality(tree)));
  deed := (SELECT max(a.id) FROM audit AS a WHERE a.entity = 'patient' AND a.entity_id = $1 AND a.action = 'anonymise');
  UPDATE audit AS a SET digest = hcrm_audit_digest(a), before = NULL, after = NULL, reason = NULL, salt = NULL, forgotten_id = deed
   WHERE a.id IN (SELECT hcrm_audit_of(tree, terms)) AND a.id <> deed AND a.digest IS NULL AND a.action <> 'anonymise';
  DELETE FROM patient_duplicate AS d WHERE d.first_id = ANY (tree) OR d.second_id = ANY (tree);
END $$;

-- NEVER AGAIN -----------------------------------------------------------------------------------

CREATE FUNCTION hcrm_anonymised_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('hcrm.forgetting', true) IS DISTINCT FROM 'on'
     AND EXISTS (SELECT 1 FROM patient AS p WHERE p.id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint AND p.anonymised_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the patient is anonymised' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_anonymised';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER anonymised BEFORE UPDATE ON patient FOR EACH ROW WHEN (OLD.anonymised_at IS NOT NULL) EXECUTE FUNCTION hcrm_anonymised_keep('id');
CREATE TRIGGER anonymised BEFORE INSERT OR UPDATE ON contact FOR EACH ROW EXECUTE FUNCTION hcrm_anonymised_keep('patient_id');
CREATE TRIGGER anonymised BEFORE INSERT OR UPDATE ON patient_identifier FOR EACH ROW EXECUTE FUNCTION hcrm_anonymised_keep('patient_id');

-- Nobody opens, finds, exports or merges such a record; what was counted is counted on.
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW patient_scoped AS SELECT v.* FROM (%s) AS v WHERE v.anonymised_at IS NULL',
                 rtrim(pg_get_viewdef('patient_scoped'::regclass), ';'));
END $$;

CREATE VIEW anonymisation_scoped AS
SELECT a.* FROM anonymisation AS a
 WHERE (SELECT hcrm_all())
    OR EXISTS (SELECT 1 FROM patient_department AS d WHERE d.patient_id = a.patient_id AND d.department_id = ANY ((SELECT hcrm_departments())::bigint[]));
SELECT hcrm_hide_staff();

CREATE VIEW anonymisation_view AS
SELECT a.id, a.version, a.patient_id, p.name, p.sex, extract(year FROM p.birth_date)::int AS birth_year,
       CASE WHEN a.state <> 'done' THEN (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = p.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) END AS mrn,
       a.state, a.ground, a.last_contact_on, a.proposed_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = a.asked_by) AS asked_by, a.asked_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = a.confirmed_by) AS confirmed_by, a.confirmed_at, a.kept_until,
       hcrm_patient_counts(a.patient_id) AS counts
  FROM anonymisation_scoped AS a JOIN patient AS p ON p.id = a.patient_id;
CREATE VIEW anonymisation_write AS SELECT * FROM anonymisation;

GRANT SELECT ON anonymisation_scoped, anonymisation_view TO hcrm_app;
GRANT UPDATE (id) ON anonymisation_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, patient_id, state, ground, asked_by, asked_at, kept_until) ON anonymisation_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_anonymise(bigint, text), hcrm_anonymise_propose(int), hcrm_anonymise_check(bigint[]), hcrm_last_contact(bigint),
  hcrm_personal_terms(bigint[]), hcrm_scrub_table(regclass, text, bigint[], text[]), hcrm_scrub_all(bigint[], text[]), hcrm_hanging(), hcrm_audit_of(bigint[], text[]),
  hcrm_blank_care(bigint[]), hcrm_blank_letters(bigint[]), hcrm_blank_person(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_anonymise(bigint, text), hcrm_anonymise_propose(int), hcrm_last_contact(bigint) TO hcrm_app;
