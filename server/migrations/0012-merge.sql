-- SPDX-License-Identifier: GPL-3.0-or-later
-- Two records of one person: proposed with reasons, merged, parted again exactly.

CREATE INDEX ON patient_merge (from_id) WHERE undone_at IS NULL;
CREATE INDEX ON patient_merge (into_id);

-- MERGING ---------------------------------------------------------------------------------------

-- Merges one at a time; whoever is going to lock patients for one takes this first.
CREATE FUNCTION hcrm_patient_merge_queue() RETURNS void LANGUAGE sql
RETURN pg_advisory_xact_lock(hashtextextended('patient_merge', 0));

-- Where a patient lies in hospital, what runs waits: after other visits, as when the patient was admitted, until somebody decides;
-- what was begun during this very stay, until the discharge. Not what somebody has let go on.
CREATE FUNCTION hcrm_plans_hold(patient bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tree AS MATERIALIZED (
    SELECT m.id FROM patient AS m WHERE m.survivor_id = (SELECT p.survivor_id FROM patient AS p WHERE p.id = hcrm_plans_hold.patient)
  ), stay AS MATERIALIZED (
    SELECT e.id, e.number, e.department_id FROM encounter AS e
     WHERE e.patient_id IN (SELECT tree.id FROM tree) AND e.kind = 'inpatient' AND e.state = 'active'
     ORDER BY e.started_at DESC NULLS LAST, e.id DESC LIMIT 1
  ), plan AS MATERIALIZED (
    SELECT f.id, f.patient_id, f.department_id, f.template_id, s.id AS encounter_id, s.number, s.department_id AS stays_in, e.id = s.id AS own
      FROM stay AS s
      JOIN followup_plan AS f ON f.patient_id IN (SELECT tree.id FROM tree) AND f.state = 'active'
      JOIN encounter AS e ON e.id = f.encounter_id AND (e.id = s.id OR NOT (e.kind = 'inpatient' AND e.state = 'active'))
     WHERE NOT EXISTS (SELECT 1 FROM his_plan_hold AS h WHERE h.plan_id = f.id AND h.encounter_id = s.id)
       FOR UPDATE OF f
  ), held AS (
    INSERT INTO his_plan_hold (plan_id, encounter_id) SELECT plan.id, plan.encounter_id FROM plan
  ), stopped AS (
    UPDATE followup_plan AS w SET state = 'suspended', reason = 'readmitted' FROM plan WHERE w.id = plan.id
  ), rest AS (
    UPDATE followup_task AS w SET state = 'waiting' FROM plan WHERE w.plan_id = plan.id AND w.state = 'open'
  )
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT plan.patient_id, 'followup', CASE WHEN plan.own THEN 'plan.stays' ELSE 'plan.readmitted' END,
         jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', plan.number, 'department', d.name, 'department_en', d.name_en,
                                              'template', t.name, 'template_en', t.name_en)),
         plan.department_id
    FROM plan
    LEFT JOIN followup_template AS t ON t.id = plan.template_id
    LEFT JOIN department AS d ON d.id = plan.stays_in
$$;

-- A plan that was held goes on as if a person had resumed it, unless somebody has ended it or holds it for another reason.
CREATE FUNCTION hcrm_plan_go_on(held bigint, number text, why text DEFAULT 'plan.released') RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH plan AS MATERIALIZED (
    SELECT f.id, f.patient_id, f.department_id, f.template_id
      FROM followup_plan AS f WHERE f.id = held AND f.state = 'suspended' AND f.reason = 'readmitted' FOR UPDATE
  ), going AS (
    UPDATE followup_plan AS w SET state = 'active', reason = NULL FROM plan WHERE w.id = plan.id
  ), rest AS (
    UPDATE followup_task AS w SET state = 'open'
      FROM plan
     WHERE w.plan_id = plan.id AND w.state = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM followup_task AS d
                        WHERE d.plan_id = w.plan_id AND d.position = 1 AND w.position > 1 AND d.owner = 'doctor'
                          AND d.state IN ('open', 'waiting') AND d.due_on + d.window_days >= hcrm_today(d.site_id))
  )
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT plan.patient_id, 'followup', why,
         jsonb_strip_nulls(jsonb_build_object('plan_id', plan.id, 'number', number, 'template', t.name, 'template_en', t.name_en)),
         plan.department_id
    FROM plan LEFT JOIN followup_template AS t ON t.id = plan.template_id
$$;

-- What waits for a visit that did not take place, or is none in hospital.
CREATE FUNCTION hcrm_plans_release_visit(visit bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    DELETE FROM his_plan_hold AS h USING encounter AS e WHERE h.encounter_id = visit AND e.id = visit RETURNING h.plan_id, e.number
  )
  SELECT hcrm_plan_go_on(held.plan_id, held.number) FROM held ORDER BY held.plan_id
$$;

-- What waits for a stay of somebody who is another person after all.
CREATE FUNCTION hcrm_plans_release(patients bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    DELETE FROM his_plan_hold AS h USING followup_plan AS f, patient AS p, encounter AS e, patient AS o
     WHERE f.id = h.plan_id AND p.id = f.patient_id AND e.id = h.encounter_id AND o.id = e.patient_id
       AND o.survivor_id <> p.survivor_id AND p.survivor_id = ANY (hcrm_plans_release.patients)
    RETURNING h.plan_id, e.number
  )
  SELECT hcrm_plan_go_on(held.plan_id, held.number) FROM held ORDER BY held.plan_id
$$;

CREATE FUNCTION hcrm_stay_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held bigint;
BEGIN
  IF (SELECT hcrm_died_at(p.survivor_id) FROM patient AS p WHERE p.id = NEW.patient_id) IS NULL THEN
    FOR held IN
      DELETE FROM his_plan_hold AS h USING followup_plan AS f WHERE h.encounter_id = NEW.id AND f.id = h.plan_id AND f.encounter_id = NEW.id
      RETURNING h.plan_id
    LOOP
      PERFORM hcrm_plan_go_on(held, NEW.number, 'plan.discharged');
    END LOOP;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER stay_ended AFTER UPDATE OF state ON encounter FOR EACH ROW
  WHEN (NEW.kind = 'inpatient' AND OLD.state = 'active' AND NEW.state = 'finished') EXECUTE FUNCTION hcrm_stay_ended();

-- The one way to merge, for people and for the HIS. Moves nothing: see the trigger `merged`.
CREATE FUNCTION hcrm_patient_merge(merged bigint, survivor bigint, via text, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  merge_id bigint;
  number text := (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = merged AND i.kind = 'MRN' ORDER BY i.id LIMIT 1);
BEGIN
  PERFORM hcrm_patient_merge_queue();
  IF merged = survivor THEN
    RAISE EXCEPTION 'a patient cannot be merged into itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_merge_itself';
  END IF;
  IF EXISTS (SELECT 1 FROM patient AS p WHERE p.id = merged AND p.merged_into_id IS NOT NULL) THEN
    RAISE EXCEPTION 'the patient is merged already' USING ERRCODE = 'unique_violation', CONSTRAINT = 'patient_merge_once';
  END IF;
  UPDATE patient SET merged_into_id = survivor, version = version + 1 WHERE id = merged;
  UPDATE patient SET version = version + 1 WHERE id = survivor;
  INSERT INTO patient_merge (from_id, into_id, source, reason) VALUES (merged, survivor, via, why) RETURNING id INTO merge_id;
  INSERT INTO timeline (patient_id, kind, code, params)
  VALUES (survivor, 'record', 'record.merged',
          jsonb_strip_nulls(jsonb_build_object('source', CASE via WHEN 'his' THEN 'HIS' END, 'merged_id', merged, 'number', number, 'reason', why)));
  PERFORM hcrm_plans_hold(survivor);
  RETURN merge_id;
END $$;

-- Undoes the merge of one patient: gives back both records as they were. What was added to the survivor stays with it.
CREATE FUNCTION hcrm_patient_unmerge(merged bigint, via text, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  survivor bigint;
  number text := (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = merged AND i.kind = 'MRN' ORDER BY i.id LIMIT 1);
BEGIN
  PERFORM hcrm_patient_merge_queue();
  survivor := (SELECT p.merged_into_id FROM patient AS p WHERE p.id = merged);
  IF survivor IS NULL THEN
    RAISE EXCEPTION 'the patient is not merged' USING ERRCODE = 'unique_violation', CONSTRAINT = 'patient_merge_none';
  END IF;
  UPDATE patient SET merged_into_id = NULL, version = version + 1 WHERE id = merged;
  UPDATE patient SET version = version + 1 WHERE id = survivor;
  UPDATE patient_merge SET undone_at = hcrm_now() WHERE from_id = merged AND undone_at IS NULL;
  INSERT INTO timeline (patient_id, kind, code, params)
  SELECT p, 'record', 'record.parted',
         jsonb_strip_nulls(jsonb_build_object('source', CASE via WHEN 'his' THEN 'HIS' END, 'merged_id', merged, 'number', number, 'reason', why))
    FROM unnest(ARRAY[merged, survivor]) AS p;
  PERFORM hcrm_plans_release(ARRAY(SELECT p.survivor_id FROM patient AS p WHERE p.id IN (merged, survivor)));
  PERFORM hcrm_plans_hold(p) FROM unnest(ARRAY[merged, survivor]) AS p;
  RETURN survivor;
END $$;

-- Whether all who treat these patients belong to sites that the reader's scope reaches.
CREATE FUNCTION hcrm_patient_merge_reaches(patients bigint[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT hcrm_all() OR NOT EXISTS (
    SELECT 1 FROM patient AS p
      JOIN patient_department AS r ON r.patient_id = p.survivor_id
      JOIN department AS d ON d.id = r.department_id
     WHERE p.id = ANY (patients)
       AND d.site_id NOT IN (SELECT m.site_id FROM department AS m WHERE m.id = ANY (coalesce(hcrm_departments(), '{}'))))
$$;

-- How many people work on these patients right now.
CREATE FUNCTION hcrm_patient_merge_workers(patients bigint[]) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(DISTINCT c.user_id) FROM patient AS p JOIN claim AS c ON c.patient_id = p.survivor_id AND c.expires_at > hcrm_now()
   WHERE p.id = ANY (patients)
$$;

-- How much is read together with a patient, by kind: what the kinds are, hcrm_patient_parts() says, and is made when all of them are.
CREATE FUNCTION hcrm_patient_counts(patient bigint) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (WITH tree AS (SELECT array_agg(m.id) AS ids FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id WHERE p.id = $1)
          SELECT (SELECT jsonb_object_agg(x.kind, x.n) FROM hcrm_patient_parts(tree.ids) AS x)
                 || jsonb_build_object('records', cardinality(tree.ids)) FROM tree);
END $$;

CREATE VIEW patient_merge_view AS
SELECT m.id, m.from_id, m.into_id, f.version, i.version AS into_version, f.name, f.sex, f.birth_date,
       (SELECT x.value FROM patient_identifier AS x WHERE x.patient_id = f.id AND x.kind = 'MRN' ORDER BY x.id LIMIT 1) AS mrn,
       i.name AS into_name, m.source, m.reason, m.created_at AS merged_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = m.created_by) AS "user", i.survivor_id
  FROM patient_merge_scoped AS m
  JOIN patient AS f ON f.id = m.from_id
  JOIN patient AS i ON i.id = m.into_id
 WHERE m.undone_at IS NULL;

-- DUPLICATES ------------------------------------------------------------------------------------

-- What two records have in common, or not, and what that counts; a sum under 15 is not worth a look. Twins, and a
-- family with one telephone, are two persons.
CREATE TABLE duplicate_weight (
  code   text PRIMARY KEY,
  points int NOT NULL
);
INSERT INTO duplicate_weight (code, points) VALUES
  ('duplicate.id-number', 60), ('duplicate.name', 30), ('duplicate.sound', 15), ('duplicate.birth-date', 20), ('duplicate.phone', 15),
  ('duplicate.twins', -20), ('duplicate.id-differs', -40), ('duplicate.birth-differs', -20), ('duplicate.sex-differs', -15);

CREATE TABLE patient_duplicate (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  first_id     bigint NOT NULL REFERENCES patient,
  second_id    bigint NOT NULL REFERENCES patient,
  score        int NOT NULL,
  codes        text[] NOT NULL,
  found_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  dismissed_at timestamptz,
  dismissed_by bigint REFERENCES app_user,
  reason       text,
  UNIQUE (first_id, second_id),
  CHECK (first_id < second_id)
);
CREATE INDEX ON patient_duplicate (second_id);
CREATE INDEX patient_duplicate_open ON patient_duplicate (score, id) WHERE dismissed_at IS NULL;

-- Homophones have one pinyin.
CREATE INDEX patient_birth_sound ON patient (birth_date, pinyin) WHERE birth_date IS NOT NULL;

-- Whose facts changed since they were compared, and how far those were compared that were loaded in bulk.
CREATE TABLE patient_unchecked (patient_id bigint PRIMARY KEY);
CREATE TABLE duplicate_scan (last_id bigint NOT NULL, looked_at timestamptz);
INSERT INTO duplicate_scan VALUES (0);

CREATE FUNCTION hcrm_patient_uncheck() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO patient_unchecked (patient_id) VALUES ((to_jsonb(NEW) ->> TG_ARGV[0])::bigint) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER uncheck_new AFTER INSERT ON patient FOR EACH ROW EXECUTE FUNCTION hcrm_patient_uncheck('id');
CREATE TRIGGER uncheck AFTER UPDATE ON patient FOR EACH ROW
  WHEN ((OLD.name, OLD.pinyin, OLD.sex, OLD.birth_date, OLD.id_kind, OLD.id_number, OLD.merged_into_id)
        IS DISTINCT FROM (NEW.name, NEW.pinyin, NEW.sex, NEW.birth_date, NEW.id_kind, NEW.id_number, NEW.merged_into_id))
  EXECUTE FUNCTION hcrm_patient_uncheck('id');
CREATE TRIGGER uncheck_new AFTER INSERT ON contact FOR EACH ROW EXECUTE FUNCTION hcrm_patient_uncheck('patient_id');
CREATE TRIGGER uncheck AFTER UPDATE ON contact FOR EACH ROW WHEN (OLD.number_key <> NEW.number_key)
  EXECUTE FUNCTION hcrm_patient_uncheck('patient_id');

-- Whom these patients may be as well, with what speaks for it and against. Looks up indexes only; a number that
-- more than 50 contacts share is a switchboard's.
CREATE FUNCTION hcrm_duplicates_of(ids bigint[]) RETURNS TABLE (first_id bigint, second_id bigint, score int, codes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  WITH mine AS MATERIALIZED (
    SELECT p.id, p.pinyin, p.birth_date, upper(p.id_number) AS id_number
      FROM patient AS p WHERE p.id = ANY (ids) AND p.merged_into_id IS NULL AND p.anonymised_at IS NULL
  ), pair AS (
    SELECT least(m.id, o.id) AS a, greatest(m.id, o.id) AS b
      FROM mine AS m JOIN patient AS o ON upper(o.id_number) = m.id_number AND o.id_number IS NOT NULL
     WHERE o.id <> m.id
     UNION
    SELECT least(m.id, o.id), greatest(m.id, o.id)
      FROM mine AS m JOIN patient AS o ON o.birth_date = m.birth_date AND o.pinyin = m.pinyin
     WHERE o.id <> m.id AND m.pinyin <> ''
     UNION
    SELECT least(m.id, o.id), greatest(m.id, o.id)
      FROM mine AS m
      JOIN contact AS c ON c.patient_id = m.id
      JOIN contact AS d ON d.number_key = c.number_key AND d.patient_id <> m.id
      JOIN patient AS o ON o.id = d.patient_id
     WHERE (o.pinyin = m.pinyin OR o.birth_date = m.birth_date)
       AND (SELECT count(*) FROM (SELECT 1 FROM contact AS x WHERE x.number_key = c.number_key LIMIT 51) AS y) <= 50
  ), fact AS MATERIALIZED (
    SELECT p.a, p.b, coalesce(upper(x.id_number) = upper(y.id_number), false) AS same_id, x.name = y.name AS same_name,
           x.pinyin = y.pinyin AND x.pinyin <> '' AS same_sound, coalesce(x.birth_date = y.birth_date, false) AS same_birth,
           coalesce(x.birth_date <> y.birth_date, false) AS other_birth,
           coalesce(x.id_kind = y.id_kind AND upper(x.id_number) <> upper(y.id_number), false) AS other_id,
           x.sex IN ('male', 'female') AND y.sex IN ('male', 'female') AND x.sex <> y.sex AS other_sex,
           EXISTS (SELECT 1 FROM contact AS c JOIN contact AS d ON d.number_key = c.number_key AND d.patient_id = p.b
                    WHERE c.patient_id = p.a) AS same_phone
      FROM pair AS p
      JOIN patient AS x ON x.id = p.a AND x.merged_into_id IS NULL AND x.anonymised_at IS NULL
      JOIN patient AS y ON y.id = p.b AND y.merged_into_id IS NULL AND y.anonymised_at IS NULL
  ), found AS (
    SELECT f.a, f.b, array_remove(ARRAY[
             CASE WHEN f.same_id THEN 'duplicate.id-number' END,
             CASE WHEN f.same_name THEN 'duplicate.name' WHEN f.same_sound THEN 'duplicate.sound' END,
             CASE WHEN f.same_birth THEN 'duplicate.birth-date' WHEN f.other_birth THEN 'duplicate.birth-differs' END,
             CASE WHEN f.same_phone THEN 'duplicate.phone' END,
             CASE WHEN f.same_birth AND f.same_phone AND NOT f.same_name AND NOT f.same_sound AND NOT f.same_id THEN 'duplicate.twins' END,
             CASE WHEN f.other_id THEN 'duplicate.id-differs' END,
             CASE WHEN f.other_sex THEN 'duplicate.sex-differs' END], NULL) AS codes
      FROM fact AS f
  )
  SELECT * FROM (SELECT f.a, f.b, least((SELECT sum(w.points) FROM duplicate_weight AS w WHERE w.code = ANY (f.codes)), 100)::int AS score, f.codes
                   FROM found AS f) AS s
   WHERE s.score >= 15
$$;

-- Compares the next patients, the changed ones first. A dismissed pair stays dismissed.
CREATE FUNCTION hcrm_duplicates_check(wanted int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids bigint[];
  loaded bigint[];
BEGIN
  UPDATE duplicate_scan SET looked_at = hcrm_now();
  WITH next AS (SELECT u.patient_id FROM patient_unchecked AS u ORDER BY u.patient_id LIMIT wanted FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM patient_unchecked AS u USING next WHERE u.patient_id = next.patient_id RETURNING u.patient_id)
  SELECT coalesce(array_agg(patient_id), '{}') INTO ids FROM gone;
  SELECT coalesce(array_agg(p.id), '{}') INTO loaded
    FROM (SELECT x.id FROM patient AS x WHERE x.id > (SELECT last_id FROM duplicate_scan)
           ORDER BY x.id LIMIT wanted - cardinality(ids)) AS p;
  UPDATE duplicate_scan SET last_id = (SELECT max(x) FROM unnest(loaded) AS x) WHERE cardinality(loaded) > 0;
  ids := ids || loaded;
  IF cardinality(ids) = 0 THEN
    RETURN 0;
  END IF;
  WITH found AS MATERIALIZED (SELECT * FROM hcrm_duplicates_of(ids)),
       gone AS (DELETE FROM patient_duplicate AS d
                 WHERE d.dismissed_at IS NULL AND (d.first_id = ANY (ids) OR d.second_id = ANY (ids))
                   AND NOT EXISTS (SELECT 1 FROM found AS f WHERE f.first_id = d.first_id AND f.second_id = d.second_id))
  INSERT INTO patient_duplicate AS d (first_id, second_id, score, codes)
  SELECT f.first_id, f.second_id, f.score, f.codes FROM found AS f
  ON CONFLICT (first_id, second_id) DO UPDATE SET score = EXCLUDED.score, codes = EXCLUDED.codes
   WHERE d.dismissed_at IS NULL AND (d.score, d.codes) IS DISTINCT FROM (EXCLUDED.score, EXCLUDED.codes);
  RETURN cardinality(ids);
END $$;

-- Seen by who sees both.
CREATE VIEW patient_duplicate_scoped AS
SELECT d.* FROM patient_duplicate AS d
 WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = d.first_id AND p.merged_into_id IS NULL)
   AND EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = d.second_id AND p.merged_into_id IS NULL);

CREATE VIEW patient_duplicate_view AS
SELECT d.id, d.score, CASE WHEN d.score >= 80 THEN 'certain' WHEN d.score >= 45 THEN 'likely' ELSE 'unlikely' END AS level,
       (SELECT json_agg(json_build_object('code', c, 'params', json_strip_nulls(json_build_object(
                 'date', CASE WHEN c = 'duplicate.birth-date' THEN a.birth_date END,
                 'number', CASE c WHEN 'duplicate.id-number' THEN hcrm_mask_identity(a.id_number)
                                  WHEN 'duplicate.phone' THEN (SELECT hcrm_mask_key(x.number_key) FROM contact AS x
                                                                JOIN contact AS y ON y.number_key = x.number_key AND y.patient_id = d.second_id
                                                               WHERE x.patient_id = d.first_id ORDER BY x.position LIMIT 1) END))) ORDER BY n)
          FROM unnest(d.codes) WITH ORDINALITY AS u (c, n)) AS reasons,
       a.id AS first_id, a.name AS first_name, a.sex AS first_sex, a.birth_date AS first_birth_date,
       b.id AS second_id, b.name AS second_name, b.sex AS second_sex, b.birth_date AS second_birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = a.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS first_mrn,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = b.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS second_mrn,
       CASE WHEN d.dismissed_at IS NULL THEN 'open' ELSE 'dismissed' END AS state, d.found_at, d.dismissed_at, d.reason
  FROM patient_duplicate_scoped AS d
  LEFT JOIN patient AS a ON a.id = d.first_id
  LEFT JOIN patient AS b ON b.id = d.second_id;

-- When duplicates were looked for last, and how many records wait for it.
CREATE VIEW duplicate_search_view AS
SELECT s.looked_at,
       ((SELECT count(*) FROM patient_unchecked) + (SELECT count(*) FROM patient AS p WHERE p.id > s.last_id))::int AS waiting,
       EXISTS (SELECT 1 FROM job AS j WHERE j.kind = 'patient-duplicates' AND j.state IN ('queued', 'running')) AS running
  FROM duplicate_scan AS s
 WHERE (SELECT hcrm_user()) IS NOT NULL;

-- RIGHTS ----------------------------------------------------------------------------------------

CREATE VIEW patient_duplicate_write AS SELECT * FROM patient_duplicate;
GRANT SELECT ON patient_merge_view, patient_duplicate_scoped, patient_duplicate_view, duplicate_search_view TO hcrm_app;
GRANT UPDATE (dismissed_at, dismissed_by, reason), SELECT (id, dismissed_at) ON patient_duplicate_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_patient_merge(bigint, bigint, text, text), hcrm_patient_unmerge(bigint, text, text),
  hcrm_patient_merge_reaches(bigint[]), hcrm_patient_merge_workers(bigint[]), hcrm_patient_counts(bigint), hcrm_duplicates_of(bigint[]),
  hcrm_duplicates_check(int), hcrm_plans_hold(bigint), hcrm_plans_release(bigint[]), hcrm_plan_go_on(bigint, text, text),
  hcrm_plans_release_visit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_plans_hold(bigint), hcrm_plans_release_visit(bigint), hcrm_patient_merge(bigint, bigint, text, text), hcrm_patient_unmerge(bigint, text, text),
  hcrm_patient_merge_reaches(bigint[]), hcrm_patient_merge_workers(bigint[]), hcrm_patient_counts(bigint), hcrm_duplicates_check(int) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, 'patient.merge', g.scope
  FROM (VALUES ('supervisor', 'all'), ('clerk', 'site'), ('head', 'department')) AS g (role, scope) JOIN role AS r ON r.code = g.role;
