-- SPDX-License-Identifier: GPL-3.0-or-later
-- Special-disease registers: a saved condition enrols patients daily, with the reason of each entry and exit.

-- diagnoses, excluded: ICD-10 codes or ranges; procedures: beginnings of codes. All that is given must be true of one visit,
-- and the score of the person's newest answers; age is that on the day of the visit. min_score needs a questionnaire.
CREATE TABLE register (
  id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name                text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  name_en             text,
  pinyin              text COLLATE "C" NOT NULL DEFAULT '',
  initials            text NOT NULL DEFAULT '',
  note                text,
  department_id       bigint REFERENCES department, -- whose register it is; NULL: the whole hospital's
  state               text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'active', 'retired')),
  diagnoses           text[] NOT NULL DEFAULT '{}',
  excluded            text[] NOT NULL DEFAULT '{}',
  procedures          text[] NOT NULL DEFAULT '{}',
  primary_only        boolean NOT NULL DEFAULT false,
  sex                 text CHECK (sex IN ('male', 'female')),
  min_age             int CHECK (min_age >= 0),
  max_age             int CHECK (max_age >= 0),
  visit_department_id bigint REFERENCES department,
  visit_kind          text CHECK (visit_kind IN ('outpatient', 'inpatient', 'emergency', 'checkup')),
  since               date,
  questionnaire_url   text,
  min_score           numeric,
  max_score           numeric,
  exit_at_once        boolean NOT NULL DEFAULT false,
  enrolled_at         timestamptz,
  enrolled_on         date,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT register_condition CHECK (cardinality(diagnoses) + cardinality(procedures) > 0 OR questionnaire_url IS NOT NULL),
  CONSTRAINT register_ages CHECK (min_age <= max_age),
  CONSTRAINT register_scores CHECK (min_score <= max_score)
);
CREATE UNIQUE INDEX register_name ON register (name) WHERE state <> 'retired';

-- patient_id is the record that met the condition, for ever; members are read by survivor. entry and exit are codes of
-- hcrm_explain() with what it was: the visit, the diagnosis. Who left stays; who comes again has another row.
CREATE TABLE register_member (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  register_id  bigint NOT NULL REFERENCES register,
  patient_id   bigint NOT NULL REFERENCES patient,
  encounter_id bigint REFERENCES encounter,
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'proposed', 'left')),
  entered_on   date NOT NULL DEFAULT hcrm_today(),
  entry        text NOT NULL CHECK (entry IN ('diagnosis', 'procedure', 'score', 'manual')),
  entry_params jsonb NOT NULL DEFAULT '{}',
  exit         text CHECK (exit IN ('corrected', 'condition', 'died', 'moved', 'manual')),
  exit_params  jsonb,
  proposed_at  timestamptz,
  kept_at      timestamptz, -- somebody decided that the member stays
  left_on      date,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CHECK ((state = 'active') = (exit IS NULL)),
  CHECK ((state = 'left') = (left_on IS NOT NULL))
);
CREATE UNIQUE INDEX register_member_once ON register_member (register_id, patient_id) WHERE state <> 'left';
CREATE INDEX ON register_member (patient_id);
CREATE INDEX ON register_member (register_id, entered_on, id);

CREATE TRIGGER bump BEFORE UPDATE ON register FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION hcrm_bump('enrolled_at', 'enrolled_on');
CREATE TRIGGER bump BEFORE UPDATE ON register_member FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON register FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('register', 'id', 'enrolled_at', 'enrolled_on', 'pinyin', 'initials');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON register_member FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('register_member', 'id');

-- Membership is history: nothing of it is deleted, and an entry stays what it was; of whom is forgotten with the patient.
CREATE FUNCTION hcrm_register_member_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('hcrm.forgetting', true) = 'on' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a membership is history' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_row BEFORE DELETE ON register_member FOR EACH ROW EXECUTE FUNCTION hcrm_register_member_keep();
CREATE TRIGGER keep BEFORE UPDATE ON register_member FOR EACH ROW
  WHEN (OLD.state = 'left' OR (OLD.register_id, OLD.patient_id, OLD.entry, OLD.entered_on) IS DISTINCT FROM
                              (NEW.register_id, NEW.patient_id, NEW.entry, NEW.entered_on))
  EXECUTE FUNCTION hcrm_register_member_keep();

-- THE CONDITION ---------------------------------------------------------------------------------

-- Who meets a condition, a row of register as JSON, among those whom the reader sees: each surviving patient once, with the
-- earliest visit that does and what of it did. A category A00 is all that begins so; A00-A09 all from A00 to A09.
CREATE TYPE hcrm_register_hit AS (survivor_id bigint, patient_id bigint, encounter_id bigint, entry text, code text, said text, score numeric);
CREATE FUNCTION hcrm_register_find(wanted jsonb) RETURNS SETOF hcrm_register_hit LANGUAGE sql STABLE AS $$
  WITH c AS MATERIALIZED (
    SELECT r.*, cardinality(coalesce(r.diagnoses, '{}')) > 0 AS by_diagnosis, cardinality(coalesce(r.procedures, '{}')) > 0 AS by_procedure,
           coalesce((SELECT public.hcrm_departments_below(ARRAY[r.visit_department_id]) WHERE r.visit_department_id IS NOT NULL), '{}') AS reach
      FROM jsonb_to_record(wanted) AS r (diagnoses text[], excluded text[], procedures text[], primary_only boolean, sex text, min_age int,
           max_age int, visit_department_id bigint, visit_kind text, since date, questionnaire_url text, min_score numeric, max_score numeric)
  ), hit AS (
    SELECT DISTINCT ON (x.encounter_id) x.encounter_id, 'diagnosis' AS entry, x.code, x.text AS said
      FROM c, unnest(c.diagnoses) AS d
      JOIN encounter_code_scoped AS x ON x.kind = 'diagnosis'
       AND hcrm_code_key(x.code) COLLATE "C" >= hcrm_code_from(d) AND hcrm_code_key(x.code) COLLATE "C" < hcrm_code_to(d)
     WHERE NOT coalesce(c.primary_only, false) OR x.rank = 1
     ORDER BY x.encounter_id, x.rank
  ), operated AS (
    SELECT DISTINCT ON (x.encounter_id) x.encounter_id, 'procedure' AS entry, x.code, x.text AS said
      FROM c, unnest(c.procedures) AS d
      JOIN encounter_code_scoped AS x ON x.kind = 'procedure'
       AND hcrm_code_key(x.code) COLLATE "C" >= hcrm_code_from(d) AND hcrm_code_key(x.code) COLLATE "C" < hcrm_code_to(d)
     ORDER BY x.encounter_id, x.rank
  ), matched AS (
    SELECT h.encounter_id, h.entry, h.code, h.said FROM c, hit AS h
     WHERE NOT c.by_procedure OR EXISTS (SELECT 1 FROM operated AS o WHERE o.encounter_id = h.encounter_id)
     UNION ALL
    SELECT o.encounter_id, o.entry, o.code, o.said FROM c, operated AS o WHERE NOT c.by_diagnosis
  ), visit AS (
    SELECT p.survivor_id, e.patient_id, e.id AS encounter_id, m.entry, m.code, m.said, e.started_at,
           d.day
      FROM matched AS m
      JOIN encounter_scoped AS e ON e.id = m.encounter_id AND e.state IN ('active', 'finished')
      JOIN site AS i ON i.id = e.site_id
     CROSS JOIN LATERAL (SELECT (coalesce(e.started_at, e.ended_at) AT TIME ZONE i.time_zone)::date AS day) AS d
      JOIN patient_scoped AS p ON p.id = e.patient_id
     CROSS JOIN c
     WHERE (c.visit_department_id IS NULL OR e.department_id = ANY (c.reach) OR e.ward_id = ANY (c.reach))
       AND (c.visit_kind IS NULL OR e.kind = c.visit_kind)
       AND (c.since IS NULL OR d.day >= c.since)
     UNION ALL
   (SELECT DISTINCT ON (p.survivor_id) p.survivor_id, r.patient_id, r.encounter_id, 'score', NULL, q.title, r.authored_at, d.day
      FROM c
      JOIN questionnaire AS q ON q.url = c.questionnaire_url
      JOIN response_scoped AS r ON r.questionnaire_id = q.id AND r.state IN ('completed', 'amended') AND NOT r.late
      JOIN patient_scoped AS p ON p.id = r.patient_id
      JOIN site AS i ON i.id = r.site_id
     CROSS JOIN LATERAL (SELECT (r.authored_at AT TIME ZONE i.time_zone)::date AS day) AS d
     WHERE NOT c.by_diagnosis AND NOT c.by_procedure AND (c.since IS NULL OR d.day >= c.since)
     ORDER BY p.survivor_id, r.authored_at DESC)
  ), scored AS (
    SELECT DISTINCT ON (p.survivor_id) p.survivor_id, r.score
      FROM c
      JOIN questionnaire AS q ON q.url = c.questionnaire_url
      JOIN response_scoped AS r ON r.questionnaire_id = q.id AND r.state IN ('completed', 'amended') AND NOT r.late AND r.score IS NOT NULL
      JOIN patient_scoped AS p ON p.id = r.patient_id
     ORDER BY p.survivor_id, r.authored_at DESC, r.id DESC
  )
  SELECT DISTINCT ON (v.survivor_id) v.survivor_id, v.patient_id, v.encounter_id, v.entry, v.code, v.said, s.score
    FROM visit AS v
   CROSS JOIN c
    JOIN patient_scoped AS h ON h.id = v.survivor_id AND hcrm_died_at(h.id) IS NULL AND h.anonymised_at IS NULL
    LEFT JOIN scored AS s ON s.survivor_id = v.survivor_id
   WHERE (c.sex IS NULL OR h.sex = c.sex)
     AND (c.min_age IS NULL OR date_part('year', age(v.day, h.birth_date)) >= c.min_age)
     AND (c.max_age IS NULL OR date_part('year', age(v.day, h.birth_date)) <= c.max_age)
     AND (c.questionnaire_url IS NULL
          OR (s.score IS NOT NULL AND (c.min_score IS NULL OR s.score >= c.min_score) AND (c.max_score IS NULL OR s.score <= c.max_score)))
     AND NOT EXISTS (SELECT 1 FROM unnest(c.excluded) AS d
                       JOIN patient_scoped AS m ON m.survivor_id = v.survivor_id
                       JOIN encounter_scoped AS e ON e.patient_id = m.id AND e.state IN ('active', 'finished')
                       JOIN encounter_code_scoped AS x ON x.encounter_id = e.id AND x.kind = 'diagnosis'
                      WHERE hcrm_code_key(x.code) COLLATE "C" >= hcrm_code_from(d) AND hcrm_code_key(x.code) COLLATE "C" < hcrm_code_to(d))
   ORDER BY v.survivor_id, v.started_at NULLS LAST, v.encounter_id
$$;

-- ENTRY AND EXIT --------------------------------------------------------------------------------

CREATE FUNCTION hcrm_register_note(member bigint, what text, params jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT m.patient_id, 'record', what,
         jsonb_strip_nulls(jsonb_build_object('register', r.name, 'register_en', r.name_en, 'register_id', r.id) || coalesce(params, '{}')), e.department_id
    FROM register_member AS m
    JOIN register AS r ON r.id = m.register_id
    LEFT JOIN encounter AS e ON e.id = m.encounter_id
   WHERE m.id = member
$$;

-- Who no longer belongs: who has died has left; who moved away, or whose diagnosis was corrected, is proposed to leave,
-- unless the register says at once. Who was added or kept by hand stays whatever the condition.
CREATE FUNCTION hcrm_register_part(which bigint, met hcrm_register_hit[]) RETURNS TABLE (proposed int, gone int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  r register%ROWTYPE;
  m record;
  zone text := hcrm_zone();
BEGIN
  SELECT * INTO r FROM register WHERE id = which;
  proposed := 0;
  gone := 0;
  FOR m IN
    WITH found AS MATERIALIZED (SELECT f.survivor_id FROM unnest(met) AS f)
    SELECT x.id, x.state, w.why, w.params
      FROM register_member AS x
      JOIN patient AS p ON p.id = x.patient_id
      JOIN patient AS h ON h.id = p.survivor_id
     CROSS JOIN LATERAL hcrm_died_at(h.id) AS died_at
     CROSS JOIN LATERAL (
       SELECT CASE WHEN died_at IS NOT NULL THEN 'died'
                   WHEN t.moved_at IS NOT NULL AND x.kept_at IS NULL THEN 'moved'
                   WHEN x.entry = 'manual' OR x.kept_at IS NOT NULL OR h.id IN (SELECT survivor_id FROM found) THEN NULL
                   WHEN x.entry IN ('diagnosis', 'procedure') AND (s.code IS NULL OR s.gone) THEN 'corrected'
                   ELSE 'condition' END AS why,
              CASE WHEN died_at IS NOT NULL THEN jsonb_build_object('day', (died_at AT TIME ZONE zone)::date)
                   WHEN t.moved_at IS NOT NULL AND x.kept_at IS NULL THEN jsonb_build_object('day', (t.moved_at AT TIME ZONE zone)::date)
                   ELSE jsonb_strip_nulls(jsonb_build_object('was', x.entry_params ->> 'code', 'now', s.code, 'diagnosis', s.text, 'number', s.number)) END AS params
         FROM (SELECT max(a.started_at) AS moved_at FROM attempt AS a JOIN patient AS o ON o.id = a.patient_id
                WHERE o.survivor_id = h.id AND a.disposition = 'moved' AND a.started_at >= x.created_at) AS t
         LEFT JOIN LATERAL (
           SELECT k.code, k.text, e.number,
                  e.state = 'cancelled' OR NOT EXISTS (SELECT 1 FROM encounter_code AS y WHERE y.encounter_id = e.id AND y.code = x.entry_params ->> 'code') AS gone
             FROM encounter AS e LEFT JOIN encounter_code AS k ON k.encounter_id = e.id AND k.kind = x.entry AND k.rank = 1
            WHERE e.id = x.encounter_id) AS s ON true) AS w
     WHERE x.register_id = which AND x.state <> 'left' AND w.why IS NOT NULL AND (x.state = 'active' OR w.why = 'died')
       FOR UPDATE OF x
  LOOP
    IF m.why = 'died' OR (r.exit_at_once AND m.why IN ('corrected', 'condition')) THEN
      UPDATE register_member SET state = 'left', exit = m.why, exit_params = m.params, left_on = hcrm_today() WHERE id = m.id;
      PERFORM hcrm_register_note(m.id, 'register.left', m.params || jsonb_build_object('exit', m.why));
      gone := gone + 1;
    ELSE
      UPDATE register_member SET state = 'proposed', exit = m.why, exit_params = m.params, proposed_at = hcrm_now() WHERE id = m.id;
      PERFORM hcrm_register_note(m.id, 'register.exit-proposed', m.params || jsonb_build_object('exit', m.why));
      proposed := proposed + 1;
    END IF;
  END LOOP;
  -- A proposal whose reason is gone is withdrawn.
  FOR m IN
    UPDATE register_member AS x SET state = 'active', exit = NULL, exit_params = NULL, proposed_at = NULL
      FROM patient AS p
     WHERE x.register_id = which AND x.state = 'proposed' AND x.exit IN ('corrected', 'condition') AND p.id = x.patient_id
       AND p.survivor_id IN (SELECT f.survivor_id FROM unnest(met) AS f)
    RETURNING x.id
  LOOP
    PERFORM hcrm_register_note(m.id, 'register.kept', '{}');
  END LOOP;
  RETURN NEXT;
END $$;

-- Enters all who meet the condition and are not in. Who was taken out by hand, or moved, comes back by a later visit only;
-- whoever sees the patient, all of the hospital is looked at.
CREATE FUNCTION hcrm_register_admit(which bigint) RETURNS TABLE (entered int, proposed int, gone int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  r register%ROWTYPE;
  met hcrm_register_hit[]; -- who meets the condition, looked for once
BEGIN
  SELECT * INTO r FROM register WHERE id = which FOR UPDATE;
  IF r.state IS DISTINCT FROM 'active' THEN
    entered := 0; proposed := 0; gone := 0;
    RETURN NEXT;
    RETURN;
  END IF;
  met := ARRAY (SELECT f FROM hcrm_register_find(to_jsonb(r)) AS f);
  SELECT x.proposed, x.gone INTO proposed, gone FROM hcrm_register_part(which, met) AS x;
  WITH added AS (
    INSERT INTO register_member (register_id, patient_id, encounter_id, entry, entry_params)
    SELECT which, f.patient_id, f.encounter_id, f.entry,
           jsonb_strip_nulls(jsonb_build_object('code', f.code, 'diagnosis', f.said, 'score', f.score, 'number', e.number,
                                                'day', (coalesce(e.started_at, e.ended_at) AT TIME ZONE s.time_zone)::date))
      FROM unnest(met) AS f
      LEFT JOIN encounter AS e ON e.id = f.encounter_id
      LEFT JOIN site AS s ON s.id = e.site_id
     WHERE NOT EXISTS (SELECT 1 FROM register_member AS m JOIN patient AS p ON p.id = m.patient_id
                        WHERE m.register_id = which AND p.survivor_id = f.survivor_id
                          AND (m.state <> 'left' OR (m.exit IN ('manual', 'moved') AND coalesce((e.started_at AT TIME ZONE s.time_zone)::date, '-infinity') <= m.left_on)))
     ORDER BY f.survivor_id
    ON CONFLICT DO NOTHING
    RETURNING id, entry, entry_params
  ), noted AS (
    SELECT hcrm_register_note(a.id, 'register.entered', a.entry_params || jsonb_build_object('entry', a.entry)) FROM added AS a
  )
  SELECT count(*) INTO entered FROM noted;
  UPDATE register SET enrolled_at = hcrm_now(), enrolled_on = hcrm_today() WHERE id = which;
  RETURN NEXT;
END $$;

-- The same within a request of whatever scope, members of staff as patients included.
CREATE FUNCTION hcrm_register_enrol(which bigint) RETURNS TABLE (entered int, proposed int, gone int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text := current_setting('hcrm.all', true);
  staff text := current_setting('hcrm.staff_patients', true);
BEGIN
  PERFORM set_config('hcrm.all', 'on', true), set_config('hcrm.staff_patients', 'on', true);
  RETURN QUERY SELECT a.entered, a.proposed, a.gone FROM hcrm_register_admit(which) AS a;
  PERFORM set_config('hcrm.all', coalesce(reach, ''), true), set_config('hcrm.staff_patients', coalesce(staff, ''), true);
END $$;

-- VIEWS -----------------------------------------------------------------------------------------

-- A register of the whole hospital is seen by everybody who may see registers.
CREATE VIEW register_scoped AS
SELECT * FROM register
 WHERE (SELECT hcrm_all()) OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR (department_id IS NULL AND (SELECT hcrm_user()) IS NOT NULL);

CREATE VIEW register_member_scoped AS
SELECT * FROM register_member AS c
 WHERE (SELECT hcrm_all())
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_department AS d ON d.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND d.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

-- members, proposals: of those whom the reader sees.
CREATE VIEW register_view AS
SELECT r.id, r.version, r.name, r.name_en, r.pinyin, r.note, r.department_id, d.name AS department, d.name_en AS department_en, r.state,
       to_jsonb(r.diagnoses) AS diagnoses, to_jsonb(r.excluded) AS excluded, to_jsonb(r.procedures) AS procedures, r.primary_only, r.sex,
       r.min_age, r.max_age, r.visit_department_id, v.name AS visit_department, v.name_en AS visit_department_en, r.visit_kind, r.since,
       r.questionnaire_url, q.title AS questionnaire, q.title_en AS questionnaire_en, r.min_score, r.max_score, r.exit_at_once,
       (SELECT count(*) FROM register_member_scoped AS m WHERE m.register_id = r.id AND m.state <> 'left') AS members,
       (SELECT count(*) FROM register_member_scoped AS m WHERE m.register_id = r.id AND m.state = 'proposed') AS proposals,
       (SELECT hcrm_all()) OR coalesce(r.department_id = ANY ((SELECT hcrm_departments())::bigint[]), false) AS editable, r.enrolled_at, r.created_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.created_by) AS created_by
  FROM register_scoped AS r
  LEFT JOIN department AS d ON d.id = r.department_id
  LEFT JOIN department AS v ON v.id = r.visit_department_id
  LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x WHERE x.url = r.questionnaire_url
                      ORDER BY x.state <> 'published', x.id DESC LIMIT 1) AS q ON true;

-- Two records of one person, merged after both had entered, are one member: the earlier one.
CREATE VIEW register_member_view AS
SELECT m.id, m.version, m.register_id, r.name AS register, r.name_en AS register_en, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex,
       h.birth_date, (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c WHERE c.patient_id = h.id AND c.invalid_at IS NULL ORDER BY c.position LIMIT 1) AS phone,
       u.department_id, d.name AS department, d.name_en AS department_en, m.state, m.encounter_id, m.entered_on, m.entry, m.entry_params,
       m.entry_params ->> 'diagnosis' AS diagnosis, hcrm_diagnosis_en(m.entry_params ->> 'code') AS diagnosis_en,
       m.entry_params ->> 'code' AS diagnosis_code,
       m.exit, m.exit_params, m.proposed_at, m.left_on,
       t.at AS last_contact_at, t.disposition AS last_disposition, s.score AS last_score, s.band AS last_band, s.band_en AS last_band_en, s.authored_at AS last_score_at,
       n.due_on AS next_due_on, coalesce(n.due_on < (SELECT hcrm_today()), false) AS overdue,
       greatest((SELECT hcrm_today()) - n.due_on, 0) AS overdue_days, n.plan_id, n.template, n.template_en
  FROM register_member_scoped AS m
  JOIN register AS r ON r.id = m.register_id
  LEFT JOIN patient AS o ON o.id = m.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id
  LEFT JOIN patient_summary AS u ON u.patient_id = h.id
  LEFT JOIN department AS d ON d.id = u.department_id
  LEFT JOIN LATERAL (SELECT a.started_at AS at, a.disposition FROM attempt AS a JOIN patient AS x ON x.id = a.patient_id
                       JOIN code AS k ON k.system = 'disposition' AND k.code = a.disposition AND k.parent = 'reached'
                      WHERE x.survivor_id = h.id ORDER BY a.started_at DESC LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (SELECT a.score, a.band, a.band_en, a.authored_at FROM response_scoped AS a JOIN patient AS x ON x.id = a.patient_id
                      WHERE x.survivor_id = h.id AND a.score IS NOT NULL AND a.state IN ('completed', 'amended') AND NOT a.late
                        AND (r.questionnaire_url IS NULL OR a.questionnaire_id IN (SELECT q.id FROM questionnaire AS q WHERE q.url = r.questionnaire_url))
                      ORDER BY a.authored_at DESC, a.id DESC LIMIT 1) AS s ON true
  LEFT JOIN LATERAL (SELECT a.due_on, a.plan_id, l.name AS template, l.name_en AS template_en
                       FROM followup_task_scoped AS a JOIN patient AS x ON x.id = a.patient_id
                       JOIN followup_plan AS f ON f.id = a.plan_id AND f.state = 'active'
                       LEFT JOIN followup_template AS l ON l.id = f.template_id
                      WHERE x.survivor_id = h.id AND a.state IN ('open', 'waiting') ORDER BY a.due_on, a.id LIMIT 1) AS n ON true
 WHERE NOT EXISTS (SELECT 1 FROM patient AS x JOIN register_member AS y ON y.patient_id = x.id AND y.register_id = m.register_id
                    WHERE x.survivor_id = o.survivor_id AND x.id <> o.id AND y.state <> 'left' AND m.state <> 'left' AND y.id < m.id);

-- RIGHTS ----------------------------------------------------------------------------------------

CREATE VIEW register_write AS SELECT * FROM register;
CREATE VIEW register_member_write AS SELECT * FROM register_member;
GRANT SELECT ON register_scoped, register_view, register_member_scoped, register_member_view TO hcrm_app;
GRANT UPDATE (id) ON register_scoped, register_member_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state) ON register_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state, exit_params) ON register_member_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_register_note(bigint, text, jsonb), hcrm_register_part(bigint, hcrm_register_hit[]), hcrm_register_admit(bigint), hcrm_register_enrol(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_register_note(bigint, text, jsonb), hcrm_register_enrol(bigint) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES ('supervisor', 'all', '{register.read,register.member,register.edit}'::text[]),
               ('doctor', 'department', '{register.read,register.member,register.edit}'),
               ('nurse', 'department', '{register.read,register.member}'),
               ('head', 'department', '{register.read,register.member,register.edit}'),
               ('manager', 'all', '{register.read}'),
               ('researcher', 'all', '{register.read}')) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p;
