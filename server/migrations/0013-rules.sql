-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who must be followed up, who decides in whose stead, and what happens when nobody answers.

-- MANDATORY GROUPS ------------------------------------------------------------------------------

-- A discharge that a rule fits must be followed up, or exempted with a reason. Empty lists ask nothing; of what
-- is asked all must hold, or with `combine` any; the kinds of visit and the days must hold anyway. The template
-- is named by its code, so that a revision takes its place.
CREATE TABLE followup_rule (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name           text NOT NULL,
  name_en        text,
  mandatory_as   text NOT NULL DEFAULT 'key' CHECK (mandatory_as IN ('key', 'postoperative', 'discharged', 'other')),
  template_code  text,
  kinds          text[] NOT NULL DEFAULT '{inpatient}' CHECK (kinds <@ '{outpatient,inpatient,emergency,checkup}' AND cardinality(kinds) > 0),
  icd10          text[] NOT NULL DEFAULT '{}',
  procedures     text[] NOT NULL DEFAULT '{}',
  department_ids bigint[] NOT NULL DEFAULT '{}',
  sex            text CHECK (sex IN ('male', 'female')),
  age_from       int CHECK (age_from BETWEEN 0 AND 150),
  age_to         int CHECK (age_to BETWEEN 0 AND 150),
  combine        text NOT NULL DEFAULT 'all' CHECK (combine IN ('all', 'any')),
  since          date,
  until          date,
  retired_at     timestamptz,
  created_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by     bigint DEFAULT hcrm_user(),
  version        int NOT NULL DEFAULT 1,
  updated_at     timestamptz,
  CHECK (age_to >= age_from),
  CHECK (until >= since)
);
CREATE UNIQUE INDEX followup_rule_name ON followup_rule (name) WHERE retired_at IS NULL;

-- Why a discharge that must be followed up is not.
CREATE TABLE followup_exemption (
  encounter_id bigint PRIMARY KEY REFERENCES encounter,
  code         text NOT NULL,
  at           timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id      bigint DEFAULT hcrm_user()
);

INSERT INTO code (system, code, name, name_en) VALUES
  ('exemption', 'elsewhere', '转外院继续治疗', 'Treated on in another hospital'),
  ('exemption', 'hospice', '临终关怀', 'End-of-life care'),
  ('exemption', 'refused', '患者或家属拒绝', 'Patient or family refuses'),
  ('exemption', 'unreachable', '无任何联系方式', 'No way to contact the patient'),
  ('exemption', 'study', '已入科研随访', 'Followed up in a study'),
  ('exemption', 'abroad', '居住境外', 'Lives abroad'),
  ('exemption', 'wrongly', '不属于该人群', 'Does not belong to the group'),
  ('exemption', 'other', '其他', 'Other');

-- Which rules fit which discharges, kept so that lists need not try them: derived from the discharges, their codes and the
-- patients by the triggers below, from the rules by a job.
CREATE TABLE encounter_rule (
  encounter_id bigint NOT NULL REFERENCES encounter ON DELETE CASCADE,
  rule_id      bigint NOT NULL REFERENCES followup_rule ON DELETE CASCADE,
  PRIMARY KEY (encounter_id, rule_id)
);
CREATE INDEX ON encounter_rule (rule_id);

-- Which of these rules fit which of these discharges. None for who has died: nobody is called.
CREATE FUNCTION hcrm_rules_find(rules followup_rule[], encounters bigint[])
RETURNS TABLE (encounter_id bigint, rule_id bigint) LANGUAGE sql STABLE AS $$
  WITH asked AS MATERIALIZED (
    SELECT r.id, r.kinds, r.sex, r.since, r.until, r.combine = 'any' AS either, cardinality(r.icd10) > 0 AS by_diagnosis,
           cardinality(r.procedures) > 0 AS by_procedure, cardinality(r.department_ids) > 0 AS by_department,
           r.age_from IS NOT NULL OR r.age_to IS NOT NULL AS by_age, coalesce(r.age_from, 0) AS age_from, coalesce(r.age_to, 200) AS age_to,
           CASE WHEN cardinality(r.department_ids) > 0 THEN hcrm_departments_below(r.department_ids) END AS departments, r.icd10, r.procedures
      FROM unnest(rules) AS r
  ), coded AS MATERIALIZED (
    SELECT c.rule_id, x.encounter_id, bool_or(c.kind = 'diagnosis') AS diagnosed, bool_or(c.kind = 'procedure') AS operated
      FROM (SELECT a.id AS rule_id, 'diagnosis' AS kind, category FROM asked AS a, unnest(a.icd10) AS category
             UNION ALL SELECT a.id, 'procedure', category FROM asked AS a, unnest(a.procedures) AS category) AS c
      JOIN encounter_code AS x ON x.kind = c.kind AND hcrm_code_key(x.code) COLLATE "C" >= hcrm_code_from(c.category)
                              AND hcrm_code_key(x.code) COLLATE "C" < hcrm_code_to(c.category)
     WHERE x.encounter_id = ANY (encounters)
     GROUP BY c.rule_id, x.encounter_id
  ), candidate AS (
    -- A rule that asks for a code fits nothing without one, unless anything else is enough.
    SELECT k.rule_id, k.encounter_id, k.diagnosed, k.operated
      FROM asked AS a JOIN coded AS k ON k.rule_id = a.id
     WHERE NOT a.either AND (a.by_diagnosis OR a.by_procedure)
     UNION ALL
    SELECT a.id, n.id, coalesce(k.diagnosed, false), coalesce(k.operated, false)
      FROM asked AS a
      JOIN encounter AS n ON n.state = 'finished' AND n.id = ANY (encounters)
      LEFT JOIN coded AS k ON k.rule_id = a.id AND k.encounter_id = n.id
     WHERE a.either OR NOT (a.by_diagnosis OR a.by_procedure)
  )
  SELECT n.id, a.id
    FROM candidate AS c
    JOIN asked AS a ON a.id = c.rule_id
    JOIN encounter AS n ON n.id = c.encounter_id AND n.state = 'finished' AND n.outcome IS DISTINCT FROM 'died' AND n.kind = ANY (a.kinds)
    JOIN patient AS p ON p.id = n.patient_id
    JOIN site AS s ON s.id = n.site_id
   CROSS JOIN LATERAL (SELECT (n.ended_at AT TIME ZONE s.time_zone)::date AS day) AS d
   CROSS JOIN LATERAL (
     SELECT coalesce(n.department_id = ANY (a.departments), false) OR coalesce(n.ward_id = ANY (a.departments), false) AS placed,
            coalesce(p.sex = a.sex, false) AS sexed,
            coalesce(extract(year FROM age(d.day, p.birth_date)) BETWEEN a.age_from AND a.age_to, false) AS aged
   ) AS h
   WHERE (a.since IS NULL OR a.since <= d.day) AND (a.until IS NULL OR a.until >= d.day)
     AND CASE WHEN NOT (a.by_diagnosis OR a.by_procedure OR a.by_department OR a.sex IS NOT NULL OR a.by_age) THEN true
              WHEN a.either
              THEN a.by_diagnosis AND c.diagnosed OR a.by_procedure AND c.operated OR a.by_department AND h.placed
                   OR a.sex IS NOT NULL AND h.sexed OR a.by_age AND h.aged
              ELSE (NOT a.by_diagnosis OR c.diagnosed) AND (NOT a.by_procedure OR c.operated) AND (NOT a.by_department OR h.placed)
                   AND (a.sex IS NULL OR h.sexed) AND (NOT a.by_age OR h.aged) END
$$;

-- Which of these discharges a rule that is being written fits.
CREATE FUNCTION hcrm_rule_try(rule jsonb, encounters bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.encounter_id FROM hcrm_rules_find(ARRAY[jsonb_populate_record(NULL::followup_rule, rule || '{"id":0}')], encounters) AS f
$$;

CREATE FUNCTION hcrm_rules_asked() RETURNS followup_rule[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ARRAY (SELECT r FROM followup_rule AS r WHERE r.retired_at IS NULL);
END $$;

-- Tries all rules on these discharges anew. They are locked first: who else changes one of them, its codes or its patient
-- has done so, or tries the rules afterwards.
-- Planned once a session, as are all that a discharge meets on its way in: to plan them costs more than to do it for one visit.
CREATE FUNCTION hcrm_rules_settle(encounters bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  rules followup_rule[];
BEGIN
  PERFORM 1 FROM encounter AS e WHERE e.id = ANY (encounters) ORDER BY e.id FOR NO KEY UPDATE;
  rules := hcrm_rules_asked();
  WITH found AS MATERIALIZED (
    SELECT f.encounter_id, f.rule_id FROM hcrm_rules_find(rules, encounters) AS f
  ), gone AS (
    DELETE FROM encounter_rule AS x
     WHERE x.encounter_id = ANY (encounters)
       AND NOT EXISTS (SELECT 1 FROM found AS f WHERE f.encounter_id = x.encounter_id AND f.rule_id = x.rule_id)
  )
  INSERT INTO encounter_rule (encounter_id, rule_id) SELECT f.encounter_id, f.rule_id FROM found AS f ON CONFLICT DO NOTHING;
END $$;

-- Looks at so many discharges after this one, and settles those for which what is kept differs from what fits. Only these
-- are locked. `last` is the last one looked at, and NULL behind the end.
CREATE FUNCTION hcrm_rules_review(after bigint, wanted int, OUT last bigint, OUT settled int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  rules followup_rule[] := hcrm_rules_asked();
  slice bigint[];
  wrong bigint[];
BEGIN
  SELECT array_agg(s.id), max(s.id) INTO slice, last
    FROM (SELECT e.id FROM encounter AS e WHERE e.id > after ORDER BY e.id LIMIT wanted) AS s;
  WITH found AS MATERIALIZED (
    SELECT f.encounter_id, f.rule_id FROM hcrm_rules_find(rules, slice) AS f
  ), kept AS MATERIALIZED (
    SELECT x.encounter_id, x.rule_id FROM encounter_rule AS x WHERE x.encounter_id = ANY (slice)
  )
  SELECT array_agg(DISTINCT d.encounter_id) INTO wrong
    FROM ((TABLE found EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE found)) AS d;
  settled := coalesce(cardinality(wrong), 0);
  IF settled > 0 THEN
    PERFORM hcrm_rules_settle(wrong);
  END IF;
END $$;

-- A rule fits other discharges, departments lie elsewhere, or a site keeps other days: a job looks at all discharges,
-- however many changes a transaction makes.
CREATE FUNCTION hcrm_rules_unsettle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO job (kind, unique_key) VALUES ('followup-rules', pg_current_xact_id()::text) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER unsettle_new AFTER INSERT ON followup_rule FOR EACH ROW EXECUTE FUNCTION hcrm_rules_unsettle();
CREATE TRIGGER unsettle AFTER UPDATE ON followup_rule FOR EACH ROW
  WHEN ((OLD.kinds, OLD.icd10, OLD.procedures, OLD.department_ids, OLD.sex, OLD.age_from, OLD.age_to, OLD.combine, OLD.since, OLD.until,
         OLD.retired_at IS NULL)
        IS DISTINCT FROM (NEW.kinds, NEW.icd10, NEW.procedures, NEW.department_ids, NEW.sex, NEW.age_from, NEW.age_to, NEW.combine, NEW.since,
                          NEW.until, NEW.retired_at IS NULL))
  EXECUTE FUNCTION hcrm_rules_unsettle();
CREATE TRIGGER rules AFTER UPDATE OF parent_id ON department FOR EACH ROW
  WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION hcrm_rules_unsettle();
CREATE TRIGGER rules AFTER UPDATE OF time_zone ON site FOR EACH ROW
  WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION hcrm_rules_unsettle();

CREATE FUNCTION hcrm_encounter_ruled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_rules_settle(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
-- All that one statement adds are tried at once.
CREATE FUNCTION hcrm_encounters_ruled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM new_rows AS n WHERE n.state = 'finished') THEN
    PERFORM hcrm_rules_settle(ARRAY (SELECT n.id FROM new_rows AS n WHERE n.state = 'finished'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rules_new AFTER INSERT ON encounter REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hcrm_encounters_ruled();
CREATE TRIGGER rules AFTER UPDATE ON encounter FOR EACH ROW
  WHEN ((OLD.state, OLD.outcome, OLD.kind, OLD.ended_at, OLD.department_id, OLD.ward_id, OLD.patient_id, OLD.site_id)
        IS DISTINCT FROM (NEW.state, NEW.outcome, NEW.kind, NEW.ended_at, NEW.department_id, NEW.ward_id, NEW.patient_id, NEW.site_id)
        AND 'finished' IN (OLD.state, NEW.state))
  EXECUTE FUNCTION hcrm_encounter_ruled();

-- Those that are not finished count, too: somebody may be just finishing them.
CREATE FUNCTION hcrm_codes_ruled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_rules_settle(ARRAY (SELECT DISTINCT c.encounter_id FROM coded AS c));
  RETURN NULL;
END $$;
CREATE TRIGGER rules_new AFTER INSERT ON encounter_code REFERENCING NEW TABLE AS coded FOR EACH STATEMENT EXECUTE FUNCTION hcrm_codes_ruled();
CREATE TRIGGER rules AFTER UPDATE ON encounter_code REFERENCING NEW TABLE AS coded FOR EACH STATEMENT EXECUTE FUNCTION hcrm_codes_ruled();
CREATE TRIGGER rules_gone AFTER DELETE ON encounter_code REFERENCING OLD TABLE AS coded FOR EACH STATEMENT EXECUTE FUNCTION hcrm_codes_ruled();

CREATE FUNCTION hcrm_patient_ruled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_rules_settle(ARRAY (SELECT e.id FROM encounter AS e WHERE e.patient_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER rules AFTER UPDATE OF sex, birth_date ON patient FOR EACH ROW
  WHEN ((OLD.sex, OLD.birth_date) IS DISTINCT FROM (NEW.sex, NEW.birth_date)) EXECUTE FUNCTION hcrm_patient_ruled();

-- LEAVE -----------------------------------------------------------------------------------------

-- While a doctor is away somebody else decides and calls; afterwards what is left comes back.
CREATE TABLE staff_leave (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id     bigint NOT NULL REFERENCES staff,
  delegate_id  bigint NOT NULL REFERENCES staff,
  from_on      date NOT NULL,
  until_on     date NOT NULL,
  reason       text,
  withdrawn_at timestamptz,
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user(),
  version      int NOT NULL DEFAULT 1,
  updated_at   timestamptz,
  CHECK (until_on >= from_on),
  CHECK (delegate_id <> staff_id),
  CONSTRAINT staff_leave_once EXCLUDE USING gist (staff_id WITH =, daterange(from_on, until_on, '[]') WITH &&) WHERE (withdrawn_at IS NULL)
);
CREATE INDEX ON staff_leave (delegate_id);

-- Tasks that somebody has in a doctor's stead.
CREATE TABLE followup_delegation (
  task_id  bigint PRIMARY KEY REFERENCES followup_task,
  leave_id bigint NOT NULL REFERENCES staff_leave
);
CREATE INDEX ON followup_delegation (leave_id);

-- Who acts for a member of staff: the delegate while on leave; nobody for who has left.
CREATE FUNCTION hcrm_acting_staff(staff bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT l.delegate_id FROM staff_leave AS l
                    WHERE l.staff_id = s.id AND l.withdrawn_at IS NULL AND hcrm_today() BETWEEN l.from_on AND l.until_on), s.id)
    FROM staff AS s WHERE s.id = $1 AND s.retired_at IS NULL
$$;

-- For whom somebody acts: oneself, unless on leave, and those on leave whose delegate one is. Asked by most of what anybody
-- reads: planned once a session.
CREATE FUNCTION hcrm_stands_for(staff bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  today date := hcrm_today();
BEGIN
  RETURN (SELECT coalesce(array_agg(x.id), '{}')
            FROM (SELECT s.id FROM staff AS s
                   WHERE s.id = $1 AND s.retired_at IS NULL
                     AND NOT EXISTS (SELECT 1 FROM staff_leave AS l WHERE l.staff_id = s.id AND l.withdrawn_at IS NULL AND today BETWEEN l.from_on AND l.until_on)
                   UNION SELECT l.staff_id FROM staff_leave AS l
                          WHERE l.delegate_id = $1 AND l.withdrawn_at IS NULL AND today BETWEEN l.from_on AND l.until_on) AS x);
END $$;

-- Discharges to be decided on that somebody attends besides the doctor who is responsible, or stands in there for who does.
CREATE FUNCTION hcrm_undecided_besides(staff bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  stands_for bigint[] := hcrm_stands_for($1);
BEGIN
  RETURN (SELECT coalesce(array_agg(d.encounter_id), '{}')
            FROM encounter_doctor AS d JOIN encounter AS e ON e.id = d.encounter_id AND e.followup_decision = 'undecided'
           WHERE d.staff_id = ANY (stands_for));
END $$;

-- The same of a doctor's open calls: one of them makes the call, and nobody is reminded any more. Not what a person gave to
-- somebody who does not attend: that is theirs alone.
CREATE FUNCTION hcrm_calls_besides(staff bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  stands_for bigint[] := hcrm_stands_for($1);
BEGIN
  RETURN (SELECT coalesce(array_agg(t.id), '{}')
            FROM encounter_doctor AS d
            JOIN followup_plan AS f ON f.encounter_id = d.encounter_id AND f.state = 'active'
            JOIN followup_task AS t ON t.plan_id = f.id AND t.state = 'open' AND t.owner = 'doctor'
           WHERE d.staff_id = ANY (stands_for)
             AND (t.assignee_id IS NULL
                  OR EXISTS (SELECT 1 FROM followup_delegation AS g WHERE g.task_id = t.id)
                  OR EXISTS (SELECT 1 FROM staff AS s WHERE s.id = f.doctor_id AND s.retired_at IS NOT NULL)
                  OR EXISTS (SELECT 1 FROM app_user AS u
                              WHERE u.id = t.assignee_id
                                AND (u.staff_id = f.doctor_id
                                     OR EXISTS (SELECT 1 FROM encounter_doctor AS o WHERE o.encounter_id = d.encounter_id AND o.staff_id = u.staff_id)))));
END $$;

-- All open calls that somebody is reminded of: as one list of ids, which is read fast whatever else is asked.
CREATE FUNCTION hcrm_calls_mine(assignee bigint, staff bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN ARRAY (SELECT t.id FROM followup_task AS t WHERE t.assignee_id = $1 AND t.state = 'open') || hcrm_calls_besides($2);
END $$;

-- The head of a department, or of the nearest one above it that has a head.
CREATE FUNCTION hcrm_department_head(department bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE up AS (
    SELECT d.id, d.parent_id, 0 AS height FROM department AS d WHERE d.id = $1
    UNION ALL SELECT d.id, d.parent_id, up.height + 1 FROM department AS d JOIN up ON d.id = up.parent_id WHERE up.height < 8
  )
  SELECT p.staff_id FROM up
    JOIN staff_post AS p ON p.department_id = up.id AND p.head AND p.during @> hcrm_today()
    JOIN staff AS s ON s.id = p.staff_id AND s.retired_at IS NULL
   ORDER BY up.height, p.id LIMIT 1
$$;

-- The departments that somebody is the head of, with those below.
CREATE FUNCTION hcrm_leads(staff bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  stands_for bigint[] := hcrm_stands_for($1);
  today date := hcrm_today();
BEGIN
  RETURN hcrm_departments_below(ARRAY (SELECT p.department_id FROM staff_post AS p WHERE p.staff_id = ANY (stands_for) AND p.head AND p.during @> today));
END $$;

-- Whose user somebody signs in as.
CREATE FUNCTION hcrm_user_of(staff bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id FROM app_user AS u WHERE u.staff_id = $1 AND u.state = 'active' ORDER BY u.id LIMIT 1
$$;

CREATE FUNCTION hcrm_task_hand(task bigint, to_user bigint, why text, params jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE followup_task SET assignee_id = to_user WHERE id = task;
  INSERT INTO timeline (patient_id, kind, code, params, activity_id, department_id)
  SELECT t.patient_id, 'followup', why,
         params || jsonb_strip_nulls(jsonb_build_object('step', t.position, 'assignee', (SELECT n.name FROM app_user_name AS n WHERE n.id = to_user),
                                     'steps', (SELECT count(*) FROM followup_task AS x WHERE x.plan_id = t.plan_id))), t.id, t.department_id
    FROM followup_task AS t WHERE t.id = task;
END $$;

-- Gives doctors' open calls to who stands in for them, takes back what is left after the leave, and gives the calls of
-- who has left to the head. `doctor` NULL: all of them. Idempotent; returns what changed hands.
CREATE FUNCTION hcrm_leave_settle(doctor bigint DEFAULT NULL) RETURNS TABLE (id bigint, version int) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  handed bigint[] := '{}';
  t record;
BEGIN
  FOR t IN SELECT g.task_id, hcrm_user_of(l.staff_id) AS back_to, s.name AS doctor, k.assignee_id = hcrm_user_of(l.delegate_id) AS theirs, k.state
             FROM followup_delegation AS g
             JOIN staff_leave AS l ON l.id = g.leave_id AND (l.withdrawn_at IS NOT NULL OR l.until_on < hcrm_today())
             JOIN staff AS s ON s.id = l.staff_id
             JOIN followup_task AS k ON k.id = g.task_id
            WHERE doctor IS NULL OR l.staff_id = doctor ORDER BY g.task_id
  LOOP
    IF t.theirs AND t.state IN ('open', 'waiting') THEN
      PERFORM hcrm_task_hand(t.task_id, t.back_to, 'followup.returned', jsonb_build_object('doctor', t.doctor));
      handed := handed || t.task_id;
    END IF;
    DELETE FROM followup_delegation WHERE task_id = t.task_id;
  END LOOP;
  FOR t IN SELECT k.id AS task_id, l.id AS leave_id, hcrm_user_of(l.delegate_id) AS hand_to, s.name AS doctor, l.until_on, l.reason
             FROM staff_leave AS l
             JOIN staff AS s ON s.id = l.staff_id
             JOIN app_user AS u ON u.staff_id = l.staff_id
             JOIN followup_task AS k ON k.assignee_id = u.id AND k.state = 'open' AND k.owner = 'doctor' AND k.due_on <= l.until_on
            WHERE l.withdrawn_at IS NULL AND hcrm_today() BETWEEN l.from_on AND l.until_on AND hcrm_user_of(l.delegate_id) IS NOT NULL
              AND (doctor IS NULL OR l.staff_id = doctor) ORDER BY k.id
  LOOP
    PERFORM hcrm_task_hand(t.task_id, t.hand_to, 'followup.delegated',
                           jsonb_strip_nulls(jsonb_build_object('doctor', t.doctor, 'until', t.until_on, 'reason', t.reason)));
    INSERT INTO followup_delegation (task_id, leave_id) VALUES (t.task_id, t.leave_id) ON CONFLICT (task_id) DO UPDATE SET leave_id = excluded.leave_id;
    handed := handed || t.task_id;
  END LOOP;
  FOR t IN SELECT k.id AS task_id, hcrm_user_of(hcrm_department_head(k.department_id)) AS hand_to, s.name AS doctor
             FROM staff AS s
             JOIN app_user AS u ON u.staff_id = s.id
             JOIN followup_task AS k ON k.assignee_id = u.id AND k.state = 'open' AND k.owner = 'doctor'
            WHERE s.retired_at IS NOT NULL AND (doctor IS NULL OR s.id = doctor)
            UNION ALL
           SELECT k.id, hcrm_user_of(hcrm_department_head(k.department_id)), s.name
             FROM followup_plan AS f
             JOIN staff AS s ON s.id = f.doctor_id AND s.retired_at IS NOT NULL
             JOIN followup_task AS k ON k.plan_id = f.id AND k.assignee_id IS NULL AND k.state = 'open' AND k.owner = 'doctor'
            WHERE f.doctor_id = doctor
  LOOP
    IF t.hand_to IS NOT NULL THEN
      PERFORM hcrm_task_hand(t.task_id, t.hand_to, 'followup.left', jsonb_build_object('doctor', t.doctor));
      handed := handed || t.task_id;
    END IF;
  END LOOP;
  RETURN QUERY SELECT k.id, k.version FROM followup_task AS k WHERE k.id = ANY (handed);
END $$;

-- The attending doctor of a visit is another one: what runs after it is theirs, with the calls that were the former's own or
-- had come to who stood in. What a person gave to somebody stays there.
CREATE FUNCTION hcrm_plans_follow(visit bigint, former bigint, doctor bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  task bigint;
BEGIN
  FOR task IN
    WITH plan AS (
      UPDATE followup_plan AS f SET doctor_id = doctor
       WHERE f.encounter_id = visit AND f.doctor_id = former AND f.state IN ('active', 'suspended')
      RETURNING f.id
    ), stands AS (
      DELETE FROM followup_delegation AS g USING plan, followup_task AS t, staff_leave AS l
       WHERE t.plan_id = plan.id AND g.task_id = t.id AND l.id = g.leave_id AND l.staff_id = former AND t.assignee_id = hcrm_user_of(l.delegate_id)
      RETURNING g.task_id
    )
    SELECT t.id FROM plan JOIN followup_task AS t ON t.plan_id = plan.id AND t.owner = 'doctor' AND t.state IN ('open', 'waiting')
     WHERE t.assignee_id IS NULL OR t.assignee_id IN (SELECT u.id FROM app_user AS u WHERE u.staff_id = former)
        OR t.id IN (SELECT stands.task_id FROM stands)
     ORDER BY t.id
  LOOP
    PERFORM hcrm_task_hand(task, hcrm_user_of(doctor), 'followup.assigned', '{}');
  END LOOP;
  PERFORM hcrm_leave_settle(doctor);
END $$;

-- By when a discharge is to be decided on; then it is the head's.
CREATE FUNCTION hcrm_decide_by(ended timestamptz, site bigint) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN ended + make_interval(hours => coalesce(hcrm_setting('decide_hours', site), '24')::int);

INSERT INTO setting (code, value) VALUES ('decide_hours', '24');

-- The doctor of a visit who is still there: the one responsible, else the first of those who attend besides.
CREATE FUNCTION hcrm_doctor_left(visit bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id
    FROM (SELECT e.attending_id AS id, 0 AS rank FROM encounter AS e WHERE e.id = visit
           UNION ALL
          SELECT o.staff_id, o.rank FROM encounter_doctor AS o WHERE o.encounter_id = visit) AS d
    JOIN staff AS s ON s.id = d.id AND s.retired_at IS NULL
   ORDER BY d.rank, s.id LIMIT 1
$$;

-- Whose list an undecided discharge stands on, if it is not the attending doctor's alone, and why: a code with its
-- parameters.
CREATE FUNCTION hcrm_handed_over(visit bigint, department bigint, decide_by timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  attending bigint := (SELECT e.attending_id FROM encounter AS e WHERE e.id = visit);
  doctor staff := (SELECT s FROM staff AS s WHERE s.id = coalesce(hcrm_doctor_left(visit), attending));
  leave staff_leave := (SELECT l FROM staff_leave AS l
                         WHERE l.staff_id = doctor.id AND l.withdrawn_at IS NULL AND hcrm_today() BETWEEN l.from_on AND l.until_on);
  gone boolean := doctor.id IS NULL OR doctor.retired_at IS NOT NULL;
BEGIN
  IF NOT gone AND leave.id IS NULL AND decide_by > hcrm_now() THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object(
    'code', CASE WHEN gone THEN 'decision.left' WHEN decide_by <= hcrm_now() THEN 'decision.late' ELSE 'decision.leave' END,
    'params', jsonb_strip_nulls(jsonb_build_object(
      'doctor', doctor.name, 'until', leave.until_on,
      'delegate', (SELECT s.name FROM staff AS s WHERE s.id = leave.delegate_id),
      'head', CASE WHEN gone OR decide_by <= hcrm_now()
                   THEN (SELECT s.name FROM staff AS s WHERE s.id = hcrm_department_head(department)) END)));
END $$;

-- Discharges that went to the head's list, noted once.
CREATE TABLE followup_late_decision (
  encounter_id bigint PRIMARY KEY REFERENCES encounter,
  at           timestamptz NOT NULL DEFAULT hcrm_now()
);

-- DEATHS, ALSO THOSE TAKEN BACK -----------------------------------------------------------------

-- In which state a death found plans and their tasks; task_id NULL: the plan itself.
CREATE TABLE followup_stop (
  plan_id bigint NOT NULL REFERENCES followup_plan,
  task_id bigint REFERENCES followup_task,
  state   text NOT NULL,
  UNIQUE NULLS NOT DISTINCT (plan_id, task_id)
);

-- Ends what runs for a person who has died, whoever found that out, and says so on the time line.
CREATE FUNCTION hcrm_plans_end(survivor bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT f.patient_id, 'followup', 'plan.deceased',
         jsonb_strip_nulls(jsonb_build_object('plan_id', f.id, 'template', t.name, 'template_en', t.name_en)), f.department_id
    FROM patient AS m
    JOIN followup_plan AS f ON f.patient_id = m.id AND f.state IN ('active', 'suspended')
    LEFT JOIN followup_template AS t ON t.id = f.template_id
   WHERE m.survivor_id = survivor
   ORDER BY f.id;
  INSERT INTO followup_stop (plan_id, task_id, state)
  SELECT f.id, NULL::bigint, f.state FROM patient AS m JOIN followup_plan AS f ON f.patient_id = m.id AND f.state IN ('active', 'suspended')
   WHERE m.survivor_id = survivor
   UNION ALL
  SELECT f.id, w.id, w.state FROM patient AS m JOIN followup_plan AS f ON f.patient_id = m.id AND f.state IN ('active', 'suspended')
    JOIN followup_task AS w ON w.plan_id = f.id AND w.state IN ('open', 'waiting')
   WHERE m.survivor_id = survivor
      ON CONFLICT (plan_id, task_id) DO UPDATE SET state = excluded.state;
  UPDATE followup_plan AS f SET state = 'cancelled', reason = 'deceased'
    FROM patient AS m WHERE m.survivor_id = survivor AND f.patient_id = m.id AND f.state IN ('active', 'suspended');
  UPDATE followup_task AS w SET state = 'cancelled', reason = 'deceased'
    FROM patient AS m, followup_plan AS f
   WHERE m.survivor_id = survivor AND f.patient_id = m.id AND w.plan_id = f.id AND f.reason = 'deceased' AND w.state IN ('open', 'waiting');
END $$;

CREATE FUNCTION hcrm_patient_died_plans() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_plans_end(NEW.survivor_id);
  RETURN NULL;
END $$;
CREATE TRIGGER died_plans AFTER UPDATE OF deceased_at, survivor_id ON patient FOR EACH ROW
  WHEN (NEW.deceased_at IS NOT NULL AND (OLD.deceased_at IS NULL OR OLD.survivor_id <> NEW.survivor_id))
  EXECUTE FUNCTION hcrm_patient_died_plans();

-- If nobody in a person's records is dead, what was exempt for the death alone is asked about again, and what the
-- death ended goes on as it was.
CREATE FUNCTION hcrm_patient_revive(survivor bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM patient AS p WHERE p.survivor_id = survivor AND p.deceased_at IS NOT NULL) THEN
    RETURN;
  END IF;
  WITH asked AS (
    UPDATE encounter AS e SET followup_decision = 'undecided', decision_reason = NULL
      FROM patient AS m
     WHERE m.survivor_id = survivor AND e.patient_id = m.id AND e.state = 'finished' AND e.followup_decision = 'exempt'
       AND e.decision_reason = 'died' AND e.decided_by IS NULL AND e.outcome IS DISTINCT FROM 'died'
    RETURNING e.patient_id, e.department_id
  )
  INSERT INTO timeline (patient_id, kind, code, department_id)
  SELECT a.patient_id, 'followup', 'followup.lives', a.department_id FROM asked AS a;
  INSERT INTO timeline (patient_id, kind, code, params, department_id)
  SELECT f.patient_id, 'followup', 'plan.lives',
         jsonb_strip_nulls(jsonb_build_object('plan_id', f.id, 'template', t.name, 'template_en', t.name_en)), f.department_id
    FROM patient AS m
    JOIN followup_plan AS f ON f.patient_id = m.id AND f.state = 'cancelled' AND f.reason = 'deceased'
    LEFT JOIN followup_template AS t ON t.id = f.template_id
   WHERE m.survivor_id = survivor
   ORDER BY f.id;
  UPDATE followup_task AS w
     SET state = coalesce((SELECT s.state FROM followup_stop AS s WHERE s.task_id = w.id), 'open'), reason = NULL, finished_at = NULL
    FROM patient AS m, followup_plan AS f
   WHERE m.survivor_id = survivor AND f.patient_id = m.id AND f.state = 'cancelled' AND f.reason = 'deceased' AND w.plan_id = f.id
     AND w.state = 'cancelled' AND w.reason = 'deceased';
  UPDATE followup_plan AS f
     SET state = coalesce((SELECT s.state FROM followup_stop AS s WHERE s.plan_id = f.id AND s.task_id IS NULL), 'active'), reason = NULL
    FROM patient AS m WHERE m.survivor_id = survivor AND f.patient_id = m.id AND f.state = 'cancelled' AND f.reason = 'deceased';
END $$;

CREATE FUNCTION hcrm_patient_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_revive(s) FROM unnest(ARRAY[OLD.survivor_id, NEW.survivor_id]) AS s GROUP BY s;
  RETURN NULL;
END $$;
CREATE TRIGGER lives AFTER UPDATE OF deceased_at, survivor_id ON patient FOR EACH ROW
  WHEN ((OLD.deceased_at IS NOT NULL AND NEW.deceased_at IS NULL) OR OLD.survivor_id <> NEW.survivor_id)
  EXECUTE FUNCTION hcrm_patient_lives();

-- READMISSIONS ----------------------------------------------------------------------------------

-- Who came in again is asked about when that stay ends, not about the one before.
CREATE FUNCTION hcrm_encounter_followed(patient bigint, encounter bigint, ended timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM patient AS p
                   JOIN patient AS m ON m.survivor_id = p.survivor_id
                   JOIN encounter AS l ON l.patient_id = m.id
                  WHERE p.id = $1 AND l.id <> $2 AND l.kind = 'inpatient' AND l.state IN ('active', 'finished') AND l.started_at >= $3);
END $$;

CREATE FUNCTION hcrm_encounter_of_readmitted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF hcrm_encounter_followed(NEW.patient_id, NEW.id, NEW.ended_at) THEN
    NEW.followup_decision := 'exempt';
    NEW.decision_reason := 'readmitted';
    INSERT INTO timeline (patient_id, kind, code, department_id) VALUES (NEW.patient_id, 'followup', 'followup.readmitted', NEW.department_id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_readmitted_new BEFORE INSERT ON encounter FOR EACH ROW
  WHEN (NEW.followup_decision = 'undecided') EXECUTE FUNCTION hcrm_encounter_of_readmitted();
CREATE TRIGGER of_readmitted BEFORE UPDATE OF followup_decision ON encounter FOR EACH ROW
  WHEN (NEW.followup_decision = 'undecided') EXECUTE FUNCTION hcrm_encounter_of_readmitted();

-- A stay began, or did not take place after all: those before it are asked about anew.
CREATE FUNCTION hcrm_encounter_readmits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE encounter AS e SET followup_decision = 'undecided'
    FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id
   WHERE p.id = NEW.patient_id AND e.patient_id = m.id AND e.id <> NEW.id AND e.followup_decision = 'undecided' AND e.ended_at <= NEW.started_at;
  WITH asked AS (
    UPDATE encounter AS e SET followup_decision = 'undecided', decision_reason = NULL
      FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id
     WHERE p.id = NEW.patient_id AND e.patient_id = m.id AND e.id <> NEW.id AND e.state = 'finished' AND e.followup_decision = 'exempt'
       AND e.decision_reason = 'readmitted' AND e.decided_by IS NULL AND NOT hcrm_encounter_followed(e.patient_id, e.id, e.ended_at)
    RETURNING e.patient_id, e.department_id
  )
  INSERT INTO timeline (patient_id, kind, code, department_id)
  SELECT a.patient_id, 'followup', 'followup.not-readmitted', a.department_id FROM asked AS a;
  RETURN NULL;
END $$;
CREATE TRIGGER readmits_new AFTER INSERT ON encounter FOR EACH ROW
  WHEN (NEW.kind = 'inpatient' AND NEW.state IN ('active', 'finished')) EXECUTE FUNCTION hcrm_encounter_readmits();
CREATE TRIGGER readmits AFTER UPDATE OF state, started_at, kind ON encounter FOR EACH ROW
  WHEN ((OLD.state, OLD.started_at, OLD.kind) IS DISTINCT FROM (NEW.state, NEW.started_at, NEW.kind))
  EXECUTE FUNCTION hcrm_encounter_readmits();

-- VIEWS -----------------------------------------------------------------------------------------

CREATE VIEW encounter_view AS
SELECT e.id, e.version, e.patient_id, h.id AS survivor_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = e.patient_id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       h.allergies, e.site_id, (SELECT n.name FROM site AS n WHERE n.id = e.site_id) AS site,
       (SELECT n.name_en FROM site AS n WHERE n.id = e.site_id) AS site_en, e.kind, e.number, e.state,
       e.department_id, (SELECT n.name FROM department AS n WHERE n.id = e.department_id) AS department,
       (SELECT n.name_en FROM department AS n WHERE n.id = e.department_id) AS department_en,
       (SELECT n.name FROM department AS n WHERE n.id = e.ward_id) AS ward,
       (SELECT n.name_en FROM department AS n WHERE n.id = e.ward_id) AS ward_en, e.bed,
       e.attending_id, (SELECT n.name FROM staff AS n WHERE n.id = e.attending_id) AS attending,
       (SELECT string_agg(n.name, ', ' ORDER BY o.rank, n.id) FROM encounter_doctor AS o JOIN staff AS n ON n.id = o.staff_id
         WHERE o.encounter_id = e.id) AS also_attending, e.started_at, e.ended_at,
       e.outcome, e.summary, g.text AS diagnosis, hcrm_diagnosis_en(g.code) AS diagnosis_en, g.code AS diagnosis_code,
       (SELECT coalesce(json_agg(json_build_object('kind', x.kind, 'code', x.code, 'text', x.text) ORDER BY x.kind, x.rank), '[]')
          FROM encounter_code AS x WHERE x.encounter_id = e.id) AS diagnoses,
       e.followup_decision, (SELECT n.name FROM app_user_name AS n WHERE n.id = e.decided_by) AS decided_by,
       e.decided_at, e.decision_reason,
       CASE WHEN e.followup_decision = 'undecided' THEN hcrm_decide_by(e.ended_at, e.site_id) END AS decide_by,
       (SELECT coalesce(json_agg(t.id ORDER BY t.department_id IS NULL, t.id), '[]') FROM followup_template AS t
         WHERE t.state = 'published' AND (t.department_id IS NULL OR t.department_id = e.department_id)
           AND EXISTS (SELECT 1 FROM encounter_code AS x, unnest(t.icd10) AS prefix
                        WHERE x.encounter_id = e.id AND x.kind = 'diagnosis' AND hcrm_icd10_covers(prefix, x.code))) AS template_ids,
       (SELECT x.code FROM followup_exemption AS x WHERE x.encounter_id = e.id) AS exemption,
       (SELECT c.name FROM followup_exemption AS x JOIN code AS c ON c.system = 'exemption' AND c.code = x.code
         WHERE x.encounter_id = e.id ORDER BY c.during DESC LIMIT 1) AS exemption_label,
       (SELECT c.name_en FROM followup_exemption AS x JOIN code AS c ON c.system = 'exemption' AND c.code = x.code
         WHERE x.encounter_id = e.id ORDER BY c.during DESC LIMIT 1) AS exemption_label_en,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'name_en', r.name_en, 'mandatory_as', r.mandatory_as,
                                                     'template_id', t.id, 'template', t.name, 'template_en', t.name_en) ORDER BY r.id), '[]')
          FROM encounter_rule AS x
          JOIN followup_rule AS r ON r.id = x.rule_id
          LEFT JOIN followup_template AS t ON t.code = r.template_code AND t.state = 'published'
         WHERE x.encounter_id = e.id) AS rules,
       CASE WHEN e.followup_decision = 'undecided'
            THEN hcrm_handed_over(e.id, coalesce(e.department_id, e.ward_id), hcrm_decide_by(e.ended_at, e.site_id)) END AS handed
  FROM encounter_scoped AS e
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = e.patient_id)
  LEFT JOIN encounter_code AS g ON g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1;

CREATE VIEW followup_task_view AS
SELECT t.id, t.version, t.plan_id, t.patient_id, h.id AS survivor_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = t.patient_id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       h.allergies, t.department_id, (SELECT n.name FROM department AS n WHERE n.id = t.department_id) AS department,
       (SELECT n.name_en FROM department AS n WHERE n.id = t.department_id) AS department_en, t.site_id,
       (SELECT x.text FROM encounter_code AS x WHERE x.encounter_id = f.encounter_id AND x.kind = 'diagnosis' AND x.rank = 1) AS diagnosis,
       (SELECT hcrm_diagnosis_en(x.code) FROM encounter_code AS x
         WHERE x.encounter_id = f.encounter_id AND x.kind = 'diagnosis' AND x.rank = 1) AS diagnosis_en,
       (SELECT (e.ended_at AT TIME ZONE si.time_zone)::date FROM encounter AS e WHERE e.id = f.encounter_id) AS discharged_on,
       f.encounter_id, f.template_id, (SELECT n.name FROM followup_template AS n WHERE n.id = f.template_id) AS template,
       (SELECT n.name_en FROM followup_template AS n WHERE n.id = f.template_id) AS template_en, t.position,
       (SELECT count(*) FROM followup_task AS x WHERE x.plan_id = t.plan_id)::int AS n_steps,
       t.offset_days, t.window_days, t.owner, t.assignee_id,
       CASE WHEN t.assignee_id IS NOT NULL THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = t.assignee_id) END AS assignee,
       t.channel, t.due_on, t.planned_on, t.moved, g.not_before, t.state,
       CASE WHEN t.state = 'done' THEN 'done'
            WHEN t.state <> 'open' THEN NULL
            WHEN t.due_on < ((SELECT hcrm_now()) AT TIME ZONE si.time_zone)::date THEN 'overdue'
            WHEN t.due_on = ((SELECT hcrm_now()) AT TIME ZONE si.time_zone)::date THEN 'today'
            WHEN t.due_on <= ((SELECT hcrm_now()) AT TIME ZONE si.time_zone)::date + 3 THEN 'soon'
            ELSE 'later' END AS bucket,
       CASE WHEN t.state = 'open' THEN greatest(((SELECT hcrm_now()) AT TIME ZONE si.time_zone)::date - t.due_on, 0) ELSE 0 END AS overdue_days,
       t.questionnaire_id, (SELECT n.title FROM questionnaire AS n WHERE n.id = t.questionnaire_id) AS questionnaire,
       (SELECT n.title_en FROM questionnaire AS n WHERE n.id = t.questionnaire_id) AS questionnaire_en, t.script_code, t.opinion,
       coalesce(g.attempts, 0) AS attempts, g.last_disposition, g.last_attempt_at, t.finished_at,
       t.reason,
       (SELECT a.name FROM staff AS a WHERE a.id = f.doctor_id) AS doctor, f.condition_summary, f.note, f.cautions, f.note_version, (SELECT k.user_id FROM claim AS k WHERE k.patient_id = h.id AND k.expires_at > (SELECT hcrm_now())) AS claimed_by_id,
       (SELECT n.name FROM claim AS k JOIN app_user_name AS n ON n.id = k.user_id
         WHERE k.patient_id = h.id AND k.expires_at > (SELECT hcrm_now())) AS claimed_by,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c
         WHERE c.patient_id = h.id AND c.invalid_at IS NULL ORDER BY c.position LIMIT 1) AS phone,
       (SELECT jsonb_build_object('code', 'followup.delegated', 'params',
                 jsonb_strip_nulls(jsonb_build_object('doctor', s.name, 'until', l.until_on, 'reason', l.reason)))
          FROM followup_delegation AS d JOIN staff_leave AS l ON l.id = d.leave_id JOIN staff AS s ON s.id = l.staff_id
         WHERE d.task_id = t.id) AS handed
  FROM followup_task_scoped AS t
  LEFT JOIN followup_plan AS f ON f.id = t.plan_id
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = t.patient_id)
  LEFT JOIN followup_task_progress AS g ON g.task_id = t.id
  LEFT JOIN site AS si ON si.id = t.site_id;

-- The sheets of a step that were printed or saved as a file: what is on paper cannot be called back.
CREATE TABLE followup_print (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id     bigint NOT NULL REFERENCES followup_task,
  sheet       text NOT NULL CHECK (sheet IN ('answers', 'blank', 'answers_pdf', 'blank_pdf')),
  version_tag text,
  copies      int NOT NULL CHECK (copies BETWEEN 1 AND 999),
  at          timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id     bigint DEFAULT hcrm_user()
);
CREATE INDEX ON followup_print (task_id, at, id);
CREATE VIEW followup_print_scoped AS
SELECT x.* FROM followup_print AS x WHERE EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = x.task_id);
CREATE VIEW followup_print_view AS
SELECT x.id, x.task_id, x.sheet, x.version_tag, x.copies, x.at, (SELECT n.name FROM app_user_name AS n WHERE n.id = x.user_id) AS "user"
  FROM followup_print_scoped AS x;

-- The steps of a plan for who may see the plan. `fixed`: why nobody changes this one any more, as it is over or under way.
CREATE VIEW followup_step_view AS
SELECT t.id, t.version, t.plan_id, t.position, t.state, t.offset_days, t.window_days, t.owner, t.channel, t.due_on, t.planned_on, t.moved,
       t.questionnaire_id, q.url AS questionnaire_url, q.title AS questionnaire, q.title_en AS questionnaire_en,
       CASE WHEN t.state NOT IN ('open', 'waiting') THEN t.state
            WHEN EXISTS (SELECT 1 FROM followup_task_progress AS g WHERE g.task_id = t.id AND g.attempts > 0)
                 OR EXISTS (SELECT 1 FROM claim AS k WHERE k.activity_id = t.id AND k.expires_at > (SELECT hcrm_now()))
                 OR EXISTS (SELECT 1 FROM draft AS d WHERE d.kind = 'followup_task' AND d.ref = t.id::text) THEN 'begun' END AS fixed,
       t.script_code, s.name AS script, s.name_en AS script_en
  FROM followup_plan_scoped AS f
  JOIN followup_task AS t ON t.plan_id = f.id
  LEFT JOIN questionnaire AS q ON q.id = t.questionnaire_id
  LEFT JOIN script AS s ON s.code = t.script_code;

CREATE VIEW followup_rule_view AS
SELECT r.id, r.version, r.name, r.name_en, r.mandatory_as, r.template_code, t.id AS template_id, t.name AS template, t.name_en AS template_en,
       to_jsonb(r.kinds) AS kinds, to_jsonb(r.icd10) AS icd10, to_jsonb(r.procedures) AS procedures,
       to_jsonb(r.department_ids) AS department_ids,
       (SELECT coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'name_en', d.name_en) ORDER BY d.id), '[]')
          FROM department AS d WHERE d.id = ANY (r.department_ids)) AS departments,
       r.sex, r.age_from, r.age_to, r.combine, r.since, r.until, r.retired_at, r.created_at, r.updated_at,
       (SELECT EXISTS (SELECT 1 FROM job AS j WHERE j.kind = 'followup-rules' AND j.state IN ('queued', 'running'))) AS settling
  FROM followup_rule AS r
  LEFT JOIN followup_template AS t ON t.code = r.template_code AND t.state = 'published'
 WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW staff_leave_view AS
SELECT l.id, l.version, l.staff_id, s.name AS staff, s.pinyin, l.delegate_id, d.name AS delegate, l.from_on, l.until_on, l.reason,
       CASE WHEN l.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN l.until_on < hcrm_today() THEN 'over'
            WHEN l.from_on > hcrm_today() THEN 'planned' ELSE 'running' END AS state,
       (SELECT count(*) FROM followup_delegation AS g WHERE g.leave_id = l.id)::int AS tasks, l.created_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = l.created_by) AS created_by
  FROM staff_leave AS l
  JOIN staff AS s ON s.id = l.staff_id
  JOIN staff AS d ON d.id = l.delegate_id
 WHERE (SELECT hcrm_all()) OR (SELECT hcrm_staff()) IN (l.staff_id, l.delegate_id)
    OR EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = l.staff_id AND p.department_id = ANY ((SELECT hcrm_departments())::bigint[]));

-- RIGHTS ----------------------------------------------------------------------------------------

CREATE TRIGGER bump BEFORE UPDATE ON followup_rule FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER bump BEFORE UPDATE ON staff_leave FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON followup_rule FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('followup_rule', 'id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON staff_leave FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('staff_leave', 'id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON followup_exemption FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('encounter', 'encounter_id');

CREATE VIEW encounter_rule_scoped AS
SELECT x.* FROM encounter_rule AS x WHERE EXISTS (SELECT 1 FROM encounter_scoped AS e WHERE e.id = x.encounter_id);
CREATE VIEW followup_exemption_scoped AS
SELECT x.* FROM followup_exemption AS x WHERE EXISTS (SELECT 1 FROM encounter_scoped AS e WHERE e.id = x.encounter_id);
CREATE VIEW followup_delegation_scoped AS
SELECT g.* FROM followup_delegation AS g WHERE EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = g.task_id);
CREATE VIEW followup_late_decision_scoped AS
SELECT x.* FROM followup_late_decision AS x WHERE EXISTS (SELECT 1 FROM encounter_scoped AS e WHERE e.id = x.encounter_id);

DO $$
DECLARE
  name text;
  keys text;
BEGIN
  FOREACH name IN ARRAY '{encounter_view,followup_task_view,followup_step_view,followup_print_scoped,followup_print_view,followup_rule_view,staff_leave_view,encounter_rule_scoped,followup_exemption_scoped,followup_delegation_scoped,followup_late_decision_scoped}'::text[]
  LOOP
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', name);
  END LOOP;
  FOR name, keys IN VALUES
    ('followup_rule', 'id, version'), ('staff_leave', 'id, version, staff_id'), ('followup_exemption', 'encounter_id, code, at, user_id'),
    ('followup_late_decision', 'encounter_id'), ('followup_delegation', 'task_id, leave_id'), ('followup_print', 'id')
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', name || '_write', name);
    EXECUTE format('GRANT INSERT, UPDATE, SELECT (%s) ON %I TO hcrm_app', keys, name || '_write');
  END LOOP;
END $$;
GRANT SELECT ON followup_rule_write, staff_leave_write TO hcrm_app; -- what everyone may read anyway is locked here
GRANT DELETE ON followup_exemption_write, followup_delegation_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_rules_settle(bigint[]), hcrm_rules_review(bigint, int), hcrm_rules_find(followup_rule[], bigint[]), hcrm_plans_end(bigint), hcrm_patient_revive(bigint), hcrm_task_hand(bigint, bigint, text, jsonb),
  hcrm_plans_follow(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_rules_review(bigint, int), hcrm_plans_follow(bigint, bigint, bigint) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, g.permission, g.scope
  FROM (VALUES ('supervisor', 'rule.edit', 'all'), ('admin', 'rule.edit', 'all'), ('doctor', 'leave.edit', 'own'),
               ('head', 'leave.edit', 'department'), ('admin', 'leave.edit', 'all'), ('supervisor', 'leave.edit', 'all')) AS g (role, permission, scope)
  JOIN role AS r ON r.code = g.role;
