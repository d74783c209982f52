-- SPDX-License-Identifier: GPL-3.0-or-later
-- Studies: visits and forms, subjects with consent, data entered, queried, locked, and told without names.

CREATE TABLE study (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code          text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
  name          text NOT NULL,
  name_en       text,
  note          text,
  department_id bigint REFERENCES department, -- NULL: the whole hospital's
  register_id   bigint REFERENCES register,
  state         text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'locked')),
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz
);

CREATE TABLE study_arm (
  study_id bigint NOT NULL REFERENCES study,
  code     text NOT NULL,
  name     text NOT NULL,
  PRIMARY KEY (study_id, code)
);

-- day: counted from the subject's anchor; the window is so many days before and after.
CREATE TABLE study_visit (
  study_id    bigint NOT NULL REFERENCES study,
  code        text NOT NULL,
  name        text NOT NULL,
  day         int NOT NULL,
  days_before int NOT NULL DEFAULT 0 CHECK (days_before >= 0),
  days_after  int NOT NULL DEFAULT 0 CHECK (days_after >= 0),
  PRIMARY KEY (study_id, code)
);

CREATE TABLE study_form (
  study_id bigint NOT NULL,
  visit    text NOT NULL,
  url      text NOT NULL,
  PRIMARY KEY (study_id, visit, url),
  FOREIGN KEY (study_id, visit) REFERENCES study_visit ON DELETE CASCADE
);

-- Which version of a form a visit that is planned for a day gets: the newest that applies by then.
CREATE TABLE study_form_version (
  study_id         bigint NOT NULL REFERENCES study,
  url              text NOT NULL,
  questionnaire_id bigint NOT NULL REFERENCES questionnaire,
  applies_from     date NOT NULL DEFAULT '-infinity',
  created_at       timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by       bigint DEFAULT hcrm_user(),
  PRIMARY KEY (study_id, url, questionnaire_id)
);

CREATE TABLE study_subject (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  study_id        bigint NOT NULL REFERENCES study,
  number          text NOT NULL,
  patient_id      bigint NOT NULL REFERENCES patient,
  arm             text,
  anchor_on       date NOT NULL DEFAULT hcrm_today(),
  state           text NOT NULL DEFAULT 'screened' CHECK (state IN ('screened', 'consented', 'withdrawn')),
  consent_version text,
  consented_on    date,
  withdrawn_on    date,
  data_use        text CHECK (data_use IN ('keep', 'exclude')),
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  UNIQUE (study_id, number),
  CONSTRAINT study_subject_once UNIQUE (study_id, patient_id),
  FOREIGN KEY (study_id, arm) REFERENCES study_arm,
  CHECK (state = 'screened' OR (consent_version IS NOT NULL AND consented_on IS NOT NULL)),
  CHECK ((state = 'withdrawn') = (withdrawn_on IS NOT NULL AND data_use IS NOT NULL))
);
CREATE INDEX ON study_subject (patient_id);

-- What was agreed to and taken back, by whose record: never changed.
CREATE TABLE study_consent (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_id bigint NOT NULL REFERENCES study_subject,
  action     text NOT NULL CHECK (action IN ('given', 'withdrawn')),
  form       text,
  on_day     date NOT NULL,
  data_use   text,
  reason     text,
  at         timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id    bigint DEFAULT hcrm_user()
);
CREATE INDEX ON study_consent (subject_id);

-- A form of a visit of a subject: what answers hang on. The version is pinned when it is planned.
CREATE TABLE study_entry (
  id               bigint PRIMARY KEY REFERENCES activity,
  subject_id       bigint NOT NULL REFERENCES study_subject,
  visit            text NOT NULL,
  url              text NOT NULL,
  questionnaire_id bigint NOT NULL REFERENCES questionnaire,
  planned_on       date NOT NULL,
  from_on          date NOT NULL,
  until_on         date NOT NULL,
  done_on          date,
  state            text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'entered', 'queried', 'clean', 'cancelled')),
  response_id      bigint UNIQUE REFERENCES response,
  reason           text,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  UNIQUE (subject_id, visit, url),
  CHECK ((response_id IS NULL) = (done_on IS NULL)),
  CHECK (state IN ('due', 'cancelled') OR response_id IS NOT NULL)
);

CREATE TABLE study_query (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_id    bigint NOT NULL REFERENCES study_entry,
  item        text,
  question    text NOT NULL,
  answer      text,
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'closed')),
  answered_at timestamptz,
  answered_by bigint,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CHECK (state = 'open' OR answer IS NOT NULL)
);
CREATE INDEX ON study_query (entry_id);

-- Variables by the address of their form and their linkId, whatever the version: [{"url", "item"}].
CREATE TABLE study_list (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  study_id   bigint NOT NULL REFERENCES study,
  name       text NOT NULL,
  variables  jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT study_list_name UNIQUE (study_id, name)
);

CREATE TABLE study_lock (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  study_id bigint NOT NULL REFERENCES study,
  action   text NOT NULL CHECK (action IN ('lock', 'unlock')),
  reason   text NOT NULL CHECK (length(reason) >= 2),
  at       timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id  bigint DEFAULT hcrm_user()
);
CREATE INDEX ON study_lock (study_id);

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{study,study_subject,study_entry,study_query,study_list}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump()', entity);
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(%1$L, ''id'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{study_arm,study_visit,study_form,study_form_version,study_lock}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(''study'', ''study_id'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{study_consent,study_lock}'::text[]
  LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change()', entity);
  END LOOP;
END $$;

-- WHAT IS LOCKED DOES NOT CHANGE, by whatever route -------------------------------------------------

CREATE FUNCTION hcrm_study_refuse(rule text, words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', words USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- Whoever is forgotten is forgotten in locked studies, too. Argument: how the row leads to its study: study_id, subject_id, entry_id.
CREATE FUNCTION hcrm_study_unlocked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  row jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('hcrm.forgetting', true) = 'on' THEN
    RETURN NEW;
  END IF;
  FOREACH row IN ARRAY ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END]
  LOOP
    IF row IS NOT NULL AND EXISTS (
         SELECT 1 FROM study AS s
          WHERE s.state = 'locked'
            AND s.id = CASE TG_ARGV[0]
                         WHEN 'study_id' THEN (row ->> 'study_id')::bigint
                         WHEN 'subject_id' THEN (SELECT b.study_id FROM study_subject AS b WHERE b.id = (row ->> 'subject_id')::bigint)
                         ELSE (SELECT b.study_id FROM study_entry AS e JOIN study_subject AS b ON b.id = e.subject_id
                                WHERE e.id = (row ->> 'entry_id')::bigint) END) THEN
      PERFORM hcrm_study_refuse('study_locked', 'the study is locked');
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

DO $$
DECLARE
  entity text;
  way text;
BEGIN
  FOR entity, way IN VALUES ('study_arm', 'study_id'), ('study_visit', 'study_id'), ('study_form', 'study_id'), ('study_form_version', 'study_id'),
    ('study_subject', 'study_id'), ('study_consent', 'subject_id'), ('study_entry', 'subject_id'), ('study_query', 'entry_id')
  LOOP
    EXECUTE format('CREATE TRIGGER a_unlocked BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_study_unlocked(%L)', entity, way);
  END LOOP;
END $$;

-- Of the study itself only the unlocking gets through, and that leaves its reason behind.
CREATE FUNCTION hcrm_study_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.state = 'locked'
     OR (to_jsonb(NEW) - '{state,version,updated_at}'::text[]) <> (to_jsonb(OLD) - '{state,version,updated_at}'::text[])
     OR NOT EXISTS (SELECT 1 FROM study_lock AS l WHERE l.study_id = OLD.id AND l.action = 'unlock' AND l.xmin = pg_current_xact_id()::xid) THEN
    PERFORM hcrm_study_refuse('study_locked', 'the study is locked');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_keep BEFORE UPDATE OR DELETE ON study FOR EACH ROW WHEN (OLD.state = 'locked') EXECUTE FUNCTION hcrm_study_keep();

-- Answers of a study: not once it is locked, nor new ones once the consent was withdrawn, nor of another version.
CREATE FUNCTION hcrm_study_response() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place record;
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('hcrm.forgetting', true) = 'on' THEN
    RETURN NEW;
  END IF;
  SELECT s.state AS study, b.state AS subject, e.questionnaire_id INTO place
    FROM study_entry AS e JOIN study_subject AS b ON b.id = e.subject_id JOIN study AS s ON s.id = b.study_id
   WHERE e.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.activity_id ELSE OLD.activity_id END;
  IF FOUND AND place.study = 'locked' THEN
    PERFORM hcrm_study_refuse('study_locked', 'the study is locked');
  ELSIF FOUND AND TG_OP <> 'DELETE' AND place.subject <> 'consented' THEN
    PERFORM hcrm_study_refuse('study_consent', 'the subject has not consented');
  ELSIF FOUND AND TG_OP = 'INSERT' AND place.questionnaire_id <> NEW.questionnaire_id THEN
    PERFORM hcrm_study_refuse('study_version', 'another version of the form');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER study BEFORE INSERT OR UPDATE OR DELETE ON response FOR EACH ROW EXECUTE FUNCTION hcrm_study_response();

CREATE FUNCTION hcrm_study_answers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (TG_OP <> 'UPDATE' OR current_setting('hcrm.forgetting', true) IS DISTINCT FROM 'on')
     AND EXISTS (SELECT 1 FROM touched AS a JOIN study_entry AS e ON e.response_id = a.response_id
               JOIN study_subject AS b ON b.id = e.subject_id JOIN study AS s ON s.id = b.study_id AND s.state = 'locked') THEN
    PERFORM hcrm_study_refuse('study_locked', 'the study is locked');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER study_new AFTER INSERT ON answer REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hcrm_study_answers();
CREATE TRIGGER study_changed AFTER UPDATE ON answer REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hcrm_study_answers();
CREATE TRIGGER study_gone AFTER DELETE ON answer REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION hcrm_study_answers();

-- What was entered keeps the version it was entered with; whoever withdrew is visited no more.
CREATE FUNCTION hcrm_study_entry_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.response_id IS NOT NULL
     AND (OLD.questionnaire_id, OLD.response_id, OLD.subject_id) IS DISTINCT FROM (NEW.questionnaire_id, NEW.response_id, NEW.subject_id) THEN
    PERFORM hcrm_study_refuse('study_version', 'what was entered keeps its version');
  END IF;
  IF NEW.state <> 'cancelled' AND (TG_OP = 'INSERT' OR NEW.response_id IS NULL OR OLD.response_id IS NULL)
     AND EXISTS (SELECT 1 FROM study_subject AS b WHERE b.id = NEW.subject_id AND b.state <> 'consented') THEN
    PERFORM hcrm_study_refuse('study_consent', 'the subject has not consented');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON study_entry FOR EACH ROW EXECUTE FUNCTION hcrm_study_entry_keep();

-- WHAT IS DONE ----------------------------------------------------------------------------------

CREATE FUNCTION hcrm_study_version_on(study bigint, form text, day date) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.questionnaire_id FROM study_form_version AS v WHERE v.study_id = $1 AND v.url = $2 AND v.applies_from <= $3
   ORDER BY v.applies_from DESC, v.created_at DESC LIMIT 1
$$;

-- Plans what a consented subject lacks.
CREATE FUNCTION hcrm_study_schedule(which bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  r record;
  n int := 0;
  work bigint;
BEGIN
  FOR r IN
    SELECT b.id, b.patient_id, b.anchor_on + v.day AS day, v.days_before, v.days_after, f.visit, f.url, s.id AS study_id,
           coalesce((SELECT d.site_id FROM patient_summary AS u JOIN department AS d ON d.id = u.department_id WHERE u.patient_id = p.survivor_id),
                    (SELECT min(x.id) FROM site AS x)) AS site_id
      FROM study_subject AS b
      JOIN study AS s ON s.id = b.study_id AND s.state = 'running'
      JOIN patient AS p ON p.id = b.patient_id
      JOIN study_visit AS v ON v.study_id = b.study_id
      JOIN study_form AS f ON f.study_id = v.study_id AND f.visit = v.code
     WHERE b.study_id = which AND b.state = 'consented'
       AND NOT EXISTS (SELECT 1 FROM study_entry AS e WHERE e.subject_id = b.id AND e.visit = f.visit AND e.url = f.url)
     ORDER BY b.id, v.day, f.url
  LOOP
    INSERT INTO activity (kind, patient_id, site_id) VALUES ('study_entry', r.patient_id, r.site_id) RETURNING id INTO work;
    INSERT INTO study_entry (id, subject_id, visit, url, questionnaire_id, planned_on, from_on, until_on)
    VALUES (work, r.id, r.visit, r.url, hcrm_study_version_on(r.study_id, r.url, r.day), r.day, r.day - r.days_before, r.day + r.days_after);
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;

-- Starts, locks and unlocks: the only way to a study's state.
CREATE FUNCTION hcrm_study_set_state(which bigint, action text, wanted text, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF action IN ('lock', 'unlock') THEN
    INSERT INTO study_lock (study_id, action, reason) VALUES (which, action, why);
  END IF;
  UPDATE study SET state = wanted WHERE id = which;
END $$;

-- A new version from a day on: what is planned before keeps the one it has, and so does all that was entered.
CREATE FUNCTION hcrm_study_adopt(which bigint, form bigint, from_day date) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n int;
BEGIN
  INSERT INTO study_form_version (study_id, url, questionnaire_id, applies_from)
  SELECT which, q.url, q.id, from_day FROM questionnaire AS q WHERE q.id = form
  ON CONFLICT (study_id, url, questionnaire_id) DO UPDATE SET applies_from = excluded.applies_from;
  UPDATE study_entry AS e SET questionnaire_id = hcrm_study_version_on(which, e.url, e.planned_on)
    FROM study_subject AS b
   WHERE b.id = e.subject_id AND b.study_id = which AND e.response_id IS NULL AND e.state = 'due'
     AND e.questionnaire_id <> hcrm_study_version_on(which, e.url, e.planned_on);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE FUNCTION hcrm_study_note(subject bigint, what text, params jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO timeline (patient_id, kind, code, params)
  SELECT b.patient_id, 'record', what, jsonb_strip_nulls(jsonb_build_object('study', s.name, 'study_en', s.name_en, 'number', b.number) || coalesce(params, '{}'))
    FROM study_subject AS b JOIN study AS s ON s.id = b.study_id WHERE b.id = subject
$$;

-- Consent given, and what it lets begin; or withdrawn, with what is still planned cancelled.
CREATE FUNCTION hcrm_study_consent(subject bigint, form text, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE study_subject SET state = 'consented', consent_version = form, consented_on = day WHERE id = subject;
  INSERT INTO study_consent (subject_id, action, form, on_day) VALUES (subject, 'given', form, day);
  PERFORM hcrm_study_schedule((SELECT b.study_id FROM study_subject AS b WHERE b.id = subject));
  PERFORM hcrm_study_note(subject, 'study.consented', jsonb_build_object('version', form));
END $$;

CREATE FUNCTION hcrm_study_withdraw(subject bigint, day date, use text, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE study_entry SET state = 'cancelled', reason = 'withdrawn' WHERE subject_id = subject AND state = 'due';
  UPDATE study_subject SET state = 'withdrawn', withdrawn_on = day, data_use = use WHERE id = subject;
  INSERT INTO study_consent (subject_id, action, on_day, data_use, reason) VALUES (subject, 'withdrawn', day, use, why);
  PERFORM hcrm_study_note(subject, 'study.withdrawn', jsonb_build_object('reason', why));
END $$;

-- Numbers follow one another within the study; who are added are so in one step with their numbers, each person once.
CREATE FUNCTION hcrm_study_add(which bigint, patients bigint[], group_code text, anchors date[]) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  s study%ROWTYPE;
BEGIN
  SELECT * INTO s FROM study AS x WHERE x.id = which FOR UPDATE;
  RETURN QUERY
  WITH there AS MATERIALIZED (
    SELECT p.survivor_id FROM study_subject AS b JOIN patient AS p ON p.id = b.patient_id WHERE b.study_id = which
  ), wanted AS (
    SELECT DISTINCT ON (p.survivor_id) w.patient, w.anchor, w.n
      FROM unnest(patients, anchors) WITH ORDINALITY AS w (patient, anchor, n) JOIN patient AS p ON p.id = w.patient
     WHERE p.survivor_id NOT IN (SELECT t.survivor_id FROM there AS t)
     ORDER BY p.survivor_id, w.n
  ), numbered AS (
    SELECT w.*, ((SELECT count(*) FROM there) + row_number() OVER (ORDER BY w.n))::text AS number FROM wanted AS w
  ), made AS (
    INSERT INTO study_subject (study_id, number, patient_id, arm, anchor_on)
    SELECT which, s.code || '-' || lpad(k.number, greatest(length(k.number), 4), '0'), k.patient, group_code, coalesce(k.anchor, hcrm_today())
      FROM numbered AS k ORDER BY k.n
    RETURNING id
  )
  SELECT m.id FROM made AS m CROSS JOIN LATERAL (SELECT hcrm_study_note(m.id, 'study.entered', '{}')) AS noted;
END $$;

-- VIEWS -----------------------------------------------------------------------------------------

CREATE VIEW study_scoped AS
SELECT * FROM study
 WHERE (SELECT hcrm_all()) OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR (department_id IS NULL AND (SELECT hcrm_user()) IS NOT NULL);

-- Subjects with their names: for those who see the study and the patient.
CREATE VIEW study_subject_scoped AS
SELECT b.* FROM study_subject AS b
 WHERE EXISTS (SELECT 1 FROM study_scoped AS s WHERE s.id = b.study_id) AND EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = b.patient_id);
CREATE VIEW study_entry_scoped AS
SELECT e.* FROM study_entry AS e WHERE EXISTS (SELECT 1 FROM study_subject_scoped AS b WHERE b.id = e.subject_id);
CREATE VIEW study_query_scoped AS
SELECT q.* FROM study_query AS q WHERE EXISTS (SELECT 1 FROM study_entry_scoped AS e WHERE e.id = q.entry_id);
CREATE VIEW study_list_scoped AS
SELECT l.* FROM study_list AS l WHERE EXISTS (SELECT 1 FROM study_scoped AS s WHERE s.id = l.study_id);

CREATE VIEW study_view AS
SELECT s.id, s.version, s.code, s.name, s.name_en, s.note, s.department_id, d.name AS department, d.name_en AS department_en,
       s.register_id, r.name AS register, r.name_en AS register_en, s.state,
       (SELECT coalesce(json_agg(json_build_object('code', a.code, 'name', a.name) ORDER BY a.code), '[]') FROM study_arm AS a WHERE a.study_id = s.id) AS arms,
       (SELECT coalesce(json_agg(json_build_object('code', v.code, 'name', v.name, 'day', v.day, 'days_before', v.days_before, 'days_after', v.days_after)
                                 ORDER BY v.day, v.code), '[]') FROM study_visit AS v WHERE v.study_id = s.id) AS visits,
       (SELECT coalesce(json_agg(json_build_object('visit', f.visit, 'questionnaire_url', f.url, 'questionnaire', q.title, 'questionnaire_en', q.title_en)
                                 ORDER BY v.day, f.visit, f.url), '[]')
          FROM study_form AS f JOIN study_visit AS v ON v.study_id = f.study_id AND v.code = f.visit
          LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x WHERE x.url = f.url ORDER BY x.state <> 'published', x.id DESC LIMIT 1) AS q ON true
         WHERE f.study_id = s.id) AS forms,
       (SELECT coalesce(json_agg(json_build_object('url', v.url, 'questionnaire_id', v.questionnaire_id, 'title', q.title, 'title_en', q.title_en,
                 'version_tag', q.version_tag, 'applies_from', nullif(v.applies_from, '-infinity'),
                 'newer', (SELECT max(n.id) FROM questionnaire AS n WHERE n.url = v.url AND n.state = 'published' AND n.id > v.questionnaire_id))
                 ORDER BY v.url, v.applies_from), '[]')
          FROM study_form_version AS v JOIN questionnaire AS q ON q.id = v.questionnaire_id WHERE v.study_id = s.id) AS versions,
       (SELECT count(*) FROM study_subject AS b WHERE b.study_id = s.id) AS subjects,
       (SELECT count(*) FROM study_subject AS b WHERE b.study_id = s.id AND b.state = 'consented') AS consented,
       (SELECT count(*) FROM study_entry AS e JOIN study_subject AS b ON b.id = e.subject_id WHERE b.study_id = s.id AND e.state = 'queried') AS queries,
       (SELECT hcrm_all()) OR coalesce(s.department_id = ANY ((SELECT hcrm_departments())::bigint[]), false) AS editable,
       (SELECT l.reason FROM study_lock AS l WHERE l.study_id = s.id ORDER BY l.id DESC LIMIT 1) AS lock_reason,
       (SELECT l.at FROM study_lock AS l WHERE l.study_id = s.id ORDER BY l.id DESC LIMIT 1) AS locked_at, s.created_at
  FROM study_scoped AS s
  LEFT JOIN department AS d ON d.id = s.department_id
  LEFT JOIN register AS r ON r.id = s.register_id;

CREATE VIEW study_subject_view AS
SELECT b.id, b.version, b.study_id, b.number, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date, b.arm, b.anchor_on, b.state,
       b.consent_version, b.consented_on, (SELECT n.name FROM study_consent AS c JOIN app_user_name AS n ON n.id = c.user_id
                                            WHERE c.subject_id = b.id AND c.action = 'given' ORDER BY c.id DESC LIMIT 1) AS consented_by,
       b.withdrawn_on, b.data_use,
       (SELECT count(*) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state IN ('entered', 'queried', 'clean')) AS done,
       (SELECT count(*) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state <> 'cancelled') AS entries,
       (SELECT min(e.planned_on) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state = 'due') AS next_on,
       (SELECT count(*) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state = 'due' AND e.until_on < (SELECT hcrm_today())) AS overdue
  FROM study_subject_scoped AS b
  LEFT JOIN patient AS o ON o.id = b.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id;

CREATE VIEW study_entry_view AS
SELECT e.id, e.version, b.study_id, e.subject_id, b.number, e.visit, v.name AS visit_name, v.day, e.url, e.questionnaire_id, q.title AS questionnaire,
       q.title_en AS questionnaire_en, q.version_tag, e.planned_on, e.from_on, e.until_on, e.done_on, e.state, e.response_id, e.reason,
       r.resource AS response,
       CASE WHEN e.state = 'due' AND e.until_on < (SELECT hcrm_today()) THEN 'overdue' WHEN e.state = 'due' AND e.from_on > (SELECT hcrm_today()) THEN 'later'
            WHEN e.done_on < e.from_on OR e.done_on > e.until_on THEN 'outside' ELSE 'inside' END AS timing,
       (SELECT coalesce(json_agg(json_build_object('id', x.id, 'version', x.version, 'item', x.item, 'question', x.question, 'answer', x.answer, 'state', x.state)
                                 ORDER BY x.id), '[]') FROM study_query AS x WHERE x.entry_id = e.id) AS queries
  FROM study_entry_scoped AS e
  JOIN study_subject AS b ON b.id = e.subject_id
  LEFT JOIN study_visit AS v ON v.study_id = b.study_id AND v.code = e.visit
  LEFT JOIN questionnaire AS q ON q.id = e.questionnaire_id
  LEFT JOIN response AS r ON r.id = e.response_id;

CREATE VIEW study_list_view AS SELECT id, version, study_id, name, variables, created_at FROM study_list_scoped;

-- For research: no name, no number of the hospital's, no date but days of the study; those only who consented, and of whoever
-- withdrew what they left: nothing, or what was entered until then.
CREATE VIEW study_participant_view AS
SELECT b.id, b.study_id, b.number, b.arm, h.sex, date_part('year', age(b.anchor_on, h.birth_date))::int AS age, b.state,
       b.withdrawn_on - b.anchor_on AS withdrawn_day,
       (SELECT count(*) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state IN ('entered', 'queried', 'clean')) AS done,
       (SELECT count(*) FROM study_entry AS e WHERE e.subject_id = b.id AND e.state = 'clean') AS clean
  FROM study_subject AS b
  LEFT JOIN patient AS o ON o.id = b.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id
 WHERE EXISTS (SELECT 1 FROM study_scoped AS s WHERE s.id = b.study_id)
   AND (b.state = 'consented' OR (b.state = 'withdrawn' AND b.data_use = 'keep'));

-- One row for each visit of a participant, with the answers of its forms by "url|linkId"; several answers stand beside each other.
CREATE VIEW study_data_view AS
SELECT p.id AS subject_id, p.study_id, p.number, p.arm, p.sex, p.age, e.visit, v.day AS visit_day, max(e.done_on) - b.anchor_on AS study_day, b.anchor_on,
       json_object_agg(e.url, json_build_object('form', e.questionnaire_id, 'state', e.state, 'answers', coalesce(a.answers, '{}'))) AS forms
  FROM study_participant_view AS p
  JOIN study_subject AS b ON b.id = p.id
  JOIN study_entry AS e ON e.subject_id = b.id AND (b.state = 'consented' OR e.response_id IS NOT NULL)
   AND (b.withdrawn_on IS NULL OR e.done_on <= b.withdrawn_on)
  JOIN study_visit AS v ON v.study_id = b.study_id AND v.code = e.visit
  LEFT JOIN LATERAL (
    SELECT json_object_agg(x.item, x.value) AS answers
      FROM (SELECT n.item, string_agg(coalesce(n.code, n.number::text, n.text), ';' ORDER BY n.repeat, n.ordinal) AS value
              FROM answer AS n WHERE n.response_id = e.response_id GROUP BY n.item) AS x) AS a ON true
 GROUP BY p.id, p.study_id, p.number, p.arm, p.sex, p.age, e.visit, v.day, b.anchor_on;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOR entity IN SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname ~ '^study_' AND viewname ~ '_(scoped|view)$'
  LOOP
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{study,study_arm,study_visit,study_form,study_form_version,study_entry,study_query,study_list}'::text[]
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
  END LOOP;
END $$;
GRANT UPDATE (id) ON study_scoped, study_subject_scoped, study_entry_scoped, study_query_scoped, study_list_scoped TO hcrm_app;
GRANT INSERT, UPDATE (name, name_en, note, department_id, register_id, version), SELECT (id, version, state) ON study_write TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT ON study_arm_write, study_visit_write, study_form_write TO hcrm_app;
GRANT INSERT, SELECT ON study_form_version_write TO hcrm_app;
GRANT UPDATE (state, done_on, response_id, version), SELECT (id, version, state) ON study_entry_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state, entry_id) ON study_query_write TO hcrm_app;
GRANT INSERT, UPDATE (name, variables), SELECT (id, version) ON study_list_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_study_version_on(bigint, text, date), hcrm_study_schedule(bigint), hcrm_study_set_state(bigint, text, text, text),
  hcrm_study_adopt(bigint, bigint, date), hcrm_study_note(bigint, text, jsonb), hcrm_study_consent(bigint, text, date),
  hcrm_study_withdraw(bigint, date, text, text), hcrm_study_add(bigint, bigint[], text, date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_study_schedule(bigint), hcrm_study_set_state(bigint, text, text, text), hcrm_study_adopt(bigint, bigint, date),
  hcrm_study_consent(bigint, text, date), hcrm_study_withdraw(bigint, date, text, text), hcrm_study_add(bigint, bigint[], text, date[]) TO hcrm_app;

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES ('researcher', 'all', '{study.read,study.edit}'::text[]),
               ('doctor', 'department', '{study.read,study.enter}'),
               ('nurse', 'department', '{study.read,study.enter}'),
               ('head', 'department', '{study.read,study.enter,study.edit}'),
               ('supervisor', 'all', '{study.read,study.enter}'),
               ('manager', 'all', '{study.read}')) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p;
-- Research sees what was consented to, without names; not every answer of the hospital.
DELETE FROM role_permission AS p USING role AS r WHERE r.id = p.role_id AND r.code = 'researcher' AND p.permission = 'response.read';
