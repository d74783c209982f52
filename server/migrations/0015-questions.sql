-- SPDX-License-Identifier: GPL-3.0-or-later
-- What only a physician can say: alarming answers and patients' questions, answered and given back to whoever called.

-- alarms: the answers that a person has to be told of, in both languages; see server/core/hcrm-form.h.
ALTER TABLE response ADD COLUMN alarms jsonb NOT NULL DEFAULT '[]';
CREATE OR REPLACE VIEW response_write AS SELECT * FROM response;
CREATE OR REPLACE VIEW response_scoped AS
SELECT * FROM response AS c
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR author_id = (SELECT hcrm_user())
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

-- QUESTION --------------------------------------------------------------------------------------

-- source_id: the work during which it came up, such as a follow-up task; response_id: the answers that alarmed;
-- doctor_id: whom it is put to, or, without one, any physician of the department; created_by: whom the reply goes
-- back to.
CREATE TABLE question (
  id            bigint PRIMARY KEY REFERENCES activity,
  kind          text NOT NULL CHECK (kind IN ('alarm', 'question')),
  severity      text NOT NULL DEFAULT 'normal' CHECK (severity IN ('normal', 'urgent', 'critical')),
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'returned', 'answered', 'told', 'closed', 'withdrawn')),
  patient_id    bigint NOT NULL REFERENCES patient,
  encounter_id  bigint REFERENCES encounter,
  source_id     bigint REFERENCES activity,
  response_id   bigint REFERENCES response,
  site_id       bigint NOT NULL REFERENCES site,
  department_id bigint NOT NULL REFERENCES department,
  doctor_id     bigint REFERENCES staff,
  matter        text NOT NULL CHECK (matter <> ''),
  matter_en     text,
  alarms        jsonb NOT NULL DEFAULT '[]',
  due_at        timestamptz NOT NULL,
  answer        text,
  answered_by   bigint REFERENCES app_user,
  answered_at   timestamptz,
  finished_at   timestamptz,
  reason        text,
  created_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by    bigint DEFAULT hcrm_user() REFERENCES app_user,
  version       int NOT NULL DEFAULT 1,
  updated_at    timestamptz,
  CHECK (state NOT IN ('answered', 'told') OR answer IS NOT NULL),
  CHECK ((kind = 'alarm') = (response_id IS NOT NULL))
);
CREATE INDEX question_open_doctor ON question (doctor_id, due_at, id) WHERE state = 'open';
CREATE INDEX question_open_department ON question (department_id, due_at, id) WHERE state = 'open';
CREATE INDEX question_back ON question (created_by, due_at, id) WHERE state IN ('returned', 'answered');
CREATE INDEX ON question (due_at, id);
CREATE INDEX ON question (created_at, id);
CREATE INDEX ON question (patient_id);
CREATE INDEX ON question (source_id);
CREATE INDEX ON question (response_id);
CREATE UNIQUE INDEX question_alarm_one ON question (response_id) WHERE state IN ('open', 'returned', 'answered');
CREATE TRIGGER bump BEFORE UPDATE ON question FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON question FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('question', 'id');

-- What was said of it, in its order; codes of shared/core/hcrm-explain.h.
CREATE TABLE question_note (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  question_id bigint NOT NULL REFERENCES question,
  code        text NOT NULL,
  params      jsonb NOT NULL DEFAULT '{}',
  at          timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id     bigint DEFAULT hcrm_user() REFERENCES app_user
);
CREATE INDEX ON question_note (question_id, id);

-- Which of the open ones went to the department's head: no person's edit, so no version.
CREATE TABLE question_mark (
  question_id  bigint PRIMARY KEY REFERENCES question,
  escalated_at timestamptz NOT NULL DEFAULT hcrm_now()
);

INSERT INTO setting (code, value) VALUES ('alarm_critical_minutes', '30'), ('alarm_urgent_minutes', '120'), ('alarm_minutes', '1440'),
  ('question_urgent_minutes', '240'), ('question_minutes', '1440');

-- When it has to be answered at the latest.
CREATE FUNCTION hcrm_question_due(kind text, severity text, site bigint) RETURNS timestamptz LANGUAGE sql STABLE
RETURN hcrm_now() + make_interval(mins => coalesce(hcrm_setting(
  kind || CASE WHEN severity = 'normal' OR (kind = 'question' AND severity <> 'urgent') THEN '' ELSE '_' || severity END || '_minutes', site)::int, 1440));

-- Written down beside the question and in the patient's time line.
CREATE FUNCTION hcrm_question_note(question bigint, what text, details jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO question_note (question_id, code, params) VALUES (question, what, jsonb_strip_nulls(details));
  INSERT INTO timeline (patient_id, kind, code, params, activity_id, department_id)
  SELECT q.patient_id, 'followup', what, jsonb_strip_nulls(details), q.id, q.department_id FROM question AS q WHERE q.id = question;
END $$;

-- Whether a member of staff can answer: a working account with that right.
CREATE FUNCTION hcrm_physician(staff bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM staff AS s
                   JOIN app_user AS u ON u.staff_id = s.id AND u.state = 'active'
                   JOIN user_role AS r ON r.user_id = u.id AND r.during @> hcrm_now()
                   JOIN role_permission AS p ON p.role_id = r.role_id AND p.permission = 'question.answer'
                  WHERE s.id = $1 AND s.retired_at IS NULL)
$$;

-- ALARMS ----------------------------------------------------------------------------------------

-- The doctor who answers for a patient: of the plan, of the stay, of the last visit; while one is on leave the delegate,
-- and nobody who has left.
CREATE FUNCTION hcrm_responsible(patient bigint, encounter bigint, activity bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id
    FROM (VALUES (1, (SELECT f.doctor_id FROM followup_task AS t JOIN followup_plan AS f ON f.id = t.plan_id WHERE t.id = $3)),
                 (2, (SELECT e.attending_id FROM encounter AS e WHERE e.id = $2)),
                 (3, (SELECT s.attending_id FROM patient AS p JOIN patient_summary AS s ON s.patient_id = p.survivor_id WHERE p.id = $1)))
         AS d (place, id)
   CROSS JOIN hcrm_acting_staff(d.id) AS a (id)
   WHERE hcrm_physician(a.id) ORDER BY d.place LIMIT 1
$$;

CREATE FUNCTION hcrm_alarm_matter(alarms jsonb, language text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(concat_ws(CASE language WHEN 'en' THEN ': ' ELSE '：' END,
                                    rtrim(CASE language WHEN 'en' THEN coalesce(a ->> 'question_en', a ->> 'question') ELSE a ->> 'question' END, ' ?？:：'),
                                    CASE language WHEN 'en' THEN coalesce(a ->> 'answer_en', a ->> 'answer') ELSE a ->> 'answer' END),
                          CASE language WHEN 'en' THEN '; ' ELSE '；' END ORDER BY n)
          FROM jsonb_array_elements(alarms) WITH ORDINALITY AS x (a, n));

-- The gravest of them.
CREATE FUNCTION hcrm_alarm_severity(alarms jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT CASE min(array_position('{critical,urgent,normal}', a ->> 'severity')) WHEN 1 THEN 'critical' WHEN 3 THEN 'normal' ELSE 'urgent' END
          FROM jsonb_array_elements(alarms) AS a);

CREATE FUNCTION hcrm_alarm_params(q question) RETURNS jsonb LANGUAGE sql STABLE
RETURN jsonb_build_object('matter', q.matter, 'matter_en', q.matter_en, 'severity', q.severity, 'due_at', hcrm_clock(q.due_at, q.site_id),
                          'doctor', (SELECT s.name FROM staff AS s WHERE s.id = q.doctor_id),
                          'department', (SELECT d.name FROM department AS d WHERE d.id = q.department_id),
                          'department_en', (SELECT d.name_en FROM department AS d WHERE d.id = q.department_id));

-- A new task for the responsible doctor.
CREATE FUNCTION hcrm_alarm_raise(r response) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gravity text := hcrm_alarm_severity(r.alarms);
  place bigint := coalesce(r.department_id, (SELECT e.department_id FROM encounter AS e WHERE e.id = r.encounter_id),
                           (SELECT s.department_id FROM patient AS p JOIN patient_summary AS s ON s.patient_id = p.survivor_id WHERE p.id = r.patient_id),
                           (SELECT min(d.id) FROM department AS d WHERE d.site_id = r.site_id), (SELECT min(d.id) FROM department AS d));
  made question;
  work bigint;
BEGIN
  INSERT INTO activity (kind, patient_id, site_id) VALUES ('question', r.patient_id, r.site_id) RETURNING id INTO work;
  INSERT INTO question (id, kind, severity, patient_id, encounter_id, source_id, response_id, site_id, department_id, doctor_id,
                        matter, matter_en, alarms, due_at)
  VALUES (work, 'alarm', gravity, r.patient_id, r.encounter_id, r.activity_id, r.id, r.site_id, place,
          hcrm_responsible(r.patient_id, r.encounter_id, r.activity_id), hcrm_alarm_matter(r.alarms, 'zh'), hcrm_alarm_matter(r.alarms, 'en'),
          r.alarms, hcrm_question_due('alarm', gravity, r.site_id))
  RETURNING * INTO made;
  PERFORM hcrm_question_note(work, 'question.alarm', hcrm_alarm_params(made));
END $$;

-- The condition is no longer true: other answers of the same work may still say so, else it is withdrawn.
CREATE FUNCTION hcrm_alarm_withdraw(q question, r response) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  other bigint := (SELECT o.id FROM response AS o
                    WHERE o.activity_id = r.activity_id AND o.id <> r.id AND o.state <> 'entered-in-error' AND o.alarms = q.alarms
                      AND NOT EXISTS (SELECT 1 FROM question AS x WHERE x.response_id = o.id AND x.state IN ('open', 'returned', 'answered'))
                    ORDER BY o.id DESC LIMIT 1);
BEGIN
  IF other IS NOT NULL THEN
    UPDATE question SET response_id = other WHERE id = q.id;
    RETURN;
  END IF;
  UPDATE question SET state = 'withdrawn', finished_at = hcrm_now(),
         reason = CASE r.state WHEN 'entered-in-error' THEN 'entered-in-error' ELSE 'corrected' END
   WHERE id = q.id;
  PERFORM hcrm_question_note(q.id, CASE r.state WHEN 'entered-in-error' THEN 'question.error' ELSE 'question.corrected' END,
                             jsonb_build_object('matter', q.matter, 'matter_en', q.matter_en));
END $$;

-- Makes the alarms of answers agree with the answers, whenever and however these are written.
CREATE FUNCTION hcrm_alarm_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  alarming boolean := NEW.alarms <> '[]' AND NEW.state <> 'entered-in-error' AND NEW.patient_id IS NOT NULL;
  q question;
BEGIN
  SELECT * INTO q FROM question AS x WHERE x.response_id = NEW.id ORDER BY x.id DESC LIMIT 1 FOR UPDATE;
  IF q.id IS NULL OR q.state NOT IN ('open', 'returned', 'answered') THEN
    IF NOT alarming OR q.alarms = NEW.alarms AND q.state <> 'withdrawn' THEN
      RETURN NULL;
    END IF;
    -- Answered twice: the task that is there already is enough.
    SELECT * INTO q FROM question AS x
     WHERE x.kind = 'alarm' AND x.source_id = NEW.activity_id AND x.alarms = NEW.alarms AND x.state IN ('open', 'returned') LIMIT 1;
    IF q.id IS NOT NULL THEN
      PERFORM hcrm_question_note(q.id, 'question.again', jsonb_build_object('matter', q.matter, 'matter_en', q.matter_en));
    ELSE
      PERFORM hcrm_alarm_raise(NEW);
    END IF;
  ELSIF NOT alarming THEN
    PERFORM hcrm_alarm_withdraw(q, NEW);
  ELSIF q.alarms <> NEW.alarms AND q.state = 'answered' THEN
    -- What was answered was about something else.
    PERFORM hcrm_alarm_withdraw(q, NEW);
    PERFORM hcrm_alarm_raise(NEW);
  ELSIF q.alarms <> NEW.alarms THEN
    UPDATE question SET alarms = NEW.alarms, matter = hcrm_alarm_matter(NEW.alarms, 'zh'), matter_en = hcrm_alarm_matter(NEW.alarms, 'en'),
           severity = hcrm_alarm_severity(NEW.alarms),
           due_at = least(due_at, hcrm_question_due('alarm', hcrm_alarm_severity(NEW.alarms), site_id))
     WHERE id = q.id RETURNING * INTO q;
    PERFORM hcrm_question_note(q.id, 'question.changed', hcrm_alarm_params(q));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER alarms_new AFTER INSERT ON response FOR EACH ROW WHEN (NEW.alarms <> '[]') EXECUTE FUNCTION hcrm_alarm_settle();
CREATE TRIGGER alarms AFTER UPDATE OF state, alarms ON response FOR EACH ROW
  WHEN ((OLD.state, OLD.alarms) IS DISTINCT FROM (NEW.state, NEW.alarms) AND (OLD.alarms <> '[]' OR NEW.alarms <> '[]'))
  EXECUTE FUNCTION hcrm_alarm_settle();

-- The alarms of answers, with their versions, for the events that tell of them.
CREATE FUNCTION hcrm_alarms_of(response bigint, activity bigint) RETURNS TABLE (id bigint, version int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT q.id, q.version FROM question AS q WHERE q.response_id = $1 OR (q.kind = 'alarm' AND q.source_id = $2)
$$;

-- WHO SEES WHAT ---------------------------------------------------------------------------------

-- Also by who stands in for the one it is put to, or for the head whom it went to.
CREATE VIEW question_scoped AS
SELECT * FROM question AS q
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR doctor_id = (SELECT hcrm_staff())
    OR doctor_id = ANY ((SELECT hcrm_stands_for((SELECT hcrm_staff())))::bigint[])
    OR created_by = (SELECT hcrm_user())
    OR (department_id = ANY ((SELECT hcrm_leads((SELECT hcrm_staff())))::bigint[])
        AND EXISTS (SELECT 1 FROM question_mark AS k WHERE k.question_id = q.id))
    OR (doctor_id IS NULL AND EXISTS (SELECT 1 FROM staff_post AS s
                                       WHERE s.staff_id = (SELECT hcrm_staff()) AND s.department_id = q.department_id
                                         AND s.during @> (SELECT hcrm_today())));

CREATE VIEW question_note_scoped AS
SELECT n.* FROM question_note AS n WHERE EXISTS (SELECT 1 FROM question_scoped AS q WHERE q.id = n.question_id);

-- mine: whether it waits for the reader, or for whom the reader stands in: to be answered, or, of one's own, to be replied to or given back.
CREATE VIEW question_view AS
SELECT q.id, q.version, q.kind, q.severity, q.state, q.patient_id, h.id AS survivor_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = q.patient_id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       h.allergies, q.site_id, q.department_id, d.name AS department, d.name_en AS department_en,
       q.doctor_id, (SELECT s.name FROM staff AS s WHERE s.id = q.doctor_id) AS doctor,
       q.source_id, (SELECT t.position FROM followup_task AS t WHERE t.id = q.source_id) AS position,
       (SELECT m.name FROM followup_task AS t JOIN followup_plan AS f ON f.id = t.plan_id JOIN followup_template AS m ON m.id = f.template_id
         WHERE t.id = q.source_id) AS template,
       (SELECT m.name_en FROM followup_task AS t JOIN followup_plan AS f ON f.id = t.plan_id JOIN followup_template AS m ON m.id = f.template_id
         WHERE t.id = q.source_id) AS template_en,
       q.encounter_id,
       (SELECT x.text FROM encounter_code AS x WHERE x.encounter_id = q.encounter_id AND x.kind = 'diagnosis' AND x.rank = 1) AS diagnosis,
       (SELECT hcrm_diagnosis_en(x.code) FROM encounter_code AS x
         WHERE x.encounter_id = q.encounter_id AND x.kind = 'diagnosis' AND x.rank = 1) AS diagnosis_en,
       q.response_id,
       (SELECT f.title FROM response AS r JOIN questionnaire AS f ON f.id = r.questionnaire_id WHERE r.id = q.response_id) AS questionnaire,
       (SELECT f.title_en FROM response AS r JOIN questionnaire AS f ON f.id = r.questionnaire_id WHERE r.id = q.response_id) AS questionnaire_en,
       q.matter, q.matter_en, q.alarms, q.created_by AS asked_by_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = q.created_by) AS asked_by,
       q.created_at AS asked_at, q.due_at,
       CASE WHEN q.state <> 'open' THEN NULL WHEN q.due_at < (SELECT hcrm_now()) THEN 'overdue'
            WHEN (q.due_at AT TIME ZONE si.time_zone)::date <= ((SELECT hcrm_now()) AT TIME ZONE si.time_zone)::date THEN 'today'
            ELSE 'soon' END AS bucket,
       k.escalated_at, q.answer, (SELECT n.name FROM app_user_name AS n WHERE n.id = q.answered_by) AS answered_by, q.answered_at,
       q.finished_at, q.reason,
       (SELECT count(*) FROM attempt AS a WHERE a.activity_id = q.id)::int AS attempts,
       (SELECT a.disposition FROM attempt AS a WHERE a.activity_id = q.id ORDER BY a.started_at DESC, a.id DESC LIMIT 1) AS last_disposition,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c
         WHERE c.patient_id = h.id AND c.invalid_at IS NULL ORDER BY c.position LIMIT 1) AS phone,
       CASE WHEN q.state = 'open'
            THEN coalesce(q.doctor_id = ANY ((SELECT hcrm_stands_for((SELECT hcrm_staff())))::bigint[]), false)
                 OR (q.doctor_id IS NULL AND EXISTS (SELECT 1 FROM staff_post AS s WHERE s.staff_id = (SELECT hcrm_staff())
                       AND s.department_id = q.department_id AND s.during @> (SELECT hcrm_today())))
                 OR (k.escalated_at IS NOT NULL
                     AND q.department_id = ANY ((SELECT hcrm_leads((SELECT hcrm_staff())))::bigint[]))
            WHEN q.state IN ('returned', 'answered') THEN coalesce(q.created_by = (SELECT hcrm_user()), false)
            ELSE false END AS mine
  FROM question_scoped AS q
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = q.patient_id)
  LEFT JOIN department AS d ON d.id = q.department_id
  LEFT JOIN site AS si ON si.id = q.site_id
  LEFT JOIN question_mark AS k ON k.question_id = q.id;

CREATE VIEW question_note_view AS
SELECT n.id, n.question_id, n.code, n.params, n.at, n.user_id, (SELECT u.name FROM app_user_name AS u WHERE u.id = n.user_id) AS "user"
  FROM question_note_scoped AS n;

-- Who is asked sees the patient for as long as it takes, though they treat somebody else.
CREATE FUNCTION hcrm_question_reach() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM hcrm_patient_reach(NEW.patient_id, CASE WHEN NEW.doctor_id IS NULL THEN ARRAY[NEW.department_id] ELSE '{}' END, NEW.doctor_id);
  ELSE
    PERFORM hcrm_patient_derive((SELECT p.survivor_id FROM patient AS p WHERE p.id = NEW.patient_id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reach_new AFTER INSERT ON question FOR EACH ROW EXECUTE FUNCTION hcrm_question_reach();
CREATE TRIGGER reach AFTER UPDATE ON question FOR EACH ROW
  WHEN ((OLD.department_id, OLD.doctor_id, OLD.state) IS DISTINCT FROM (NEW.department_id, NEW.doctor_id, NEW.state))
  EXECUTE FUNCTION hcrm_question_reach();

CREATE VIEW reach_question AS
SELECT q.patient_id, CASE WHEN q.doctor_id IS NULL THEN ARRAY[q.department_id] ELSE '{}' END AS departments, q.doctor_id AS staff_id
  FROM question AS q WHERE q.state IN ('open', 'returned', 'answered');

-- RIGHTS ----------------------------------------------------------------------------------------

CREATE VIEW question_write AS SELECT * FROM question;
CREATE VIEW question_mark_write AS SELECT * FROM question_mark;
GRANT SELECT ON question_scoped, question_view, question_note_scoped, question_note_view TO hcrm_app;
GRANT UPDATE (id) ON question_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state, kind, severity, due_at, site_id) ON question_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT (question_id) ON question_mark_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_question_note(bigint, text, jsonb), hcrm_alarm_raise(response), hcrm_alarm_withdraw(question, response),
  hcrm_alarms_of(bigint, bigint), hcrm_responsible(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_question_note(bigint, text, jsonb), hcrm_alarms_of(bigint, bigint), hcrm_responsible(bigint, bigint, bigint) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'all', '{question.read,question.ask}'::text[]),
    ('supervisor', 'all', '{question.read,question.ask}'),
    ('doctor', 'own', '{question.read,question.ask,question.answer}'),
    ('nurse', 'department', '{question.read,question.ask}'),
    ('head', 'department', '{question.read,question.ask,question.answer}'),
    ('reviewer', 'all', '{question.read}'),
    ('manager', 'all', '{question.read}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p
ON CONFLICT DO NOTHING;

-- RESULTS: a doctor sees those of the own patients, whoever is seen of the department beside them ------------

UPDATE role_permission SET scope = 'own'
 WHERE permission = 'response.read' AND role_id = (SELECT r.id FROM role AS r WHERE r.code = 'doctor');

-- Whether the reader treats this patient, or is asked about them.
CREATE FUNCTION hcrm_own_patient(patient bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                  WHERE p.id = $1 AND s.staff_id = hcrm_staff())
$$;
REVOKE EXECUTE ON FUNCTION hcrm_own_patient(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_own_patient(bigint) TO hcrm_app;
