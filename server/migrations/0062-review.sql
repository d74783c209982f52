-- SPDX-License-Identifier: GPL-3.0-or-later
-- Quality review: scorecards, samples of recordings, reviews with their appeals, calibration.

-- SCORECARDS ------------------------------------------------------------------------------------

-- A published one never changes: it is revised as a new draft. pass_mark: of 100.
CREATE TABLE scorecard (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code         text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  revision     int NOT NULL DEFAULT 1 CHECK (revision > 0),
  name         text NOT NULL,
  name_en      text,
  note         text,
  state        text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'retired')),
  pass_mark    numeric NOT NULL DEFAULT 80 CHECK (pass_mark BETWEEN 0 AND 100),
  published_at timestamptz,
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user(),
  version      int NOT NULL DEFAULT 1,
  updated_at   timestamptz,
  CONSTRAINT scorecard_code_revision_key UNIQUE (code, revision)
);
CREATE UNIQUE INDEX scorecard_draft ON scorecard (code) WHERE state = 'draft';
CREATE UNIQUE INDEX scorecard_published ON scorecard (code) WHERE state = 'published';

-- code: stays the same over all revisions, so that trends go on. A fatal item has no weight: broken, it makes the score 0.
CREATE TABLE scorecard_item (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scorecard_id bigint NOT NULL REFERENCES scorecard,
  position     int NOT NULL CHECK (position > 0),
  code         text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  section      text,
  section_en   text,
  text         text NOT NULL,
  text_en      text,
  kind         text NOT NULL CHECK (kind IN ('scale', 'yes-no', 'fatal')),
  max          int NOT NULL DEFAULT 1 CHECK (max BETWEEN 1 AND 100),
  weight       numeric NOT NULL DEFAULT 0 CHECK (weight BETWEEN 0 AND 1000),
  may_na       boolean NOT NULL DEFAULT false,
  hint         text,
  hint_en      text,
  UNIQUE (scorecard_id, position),
  CONSTRAINT scorecard_item_code UNIQUE (scorecard_id, code),
  CHECK ((kind = 'scale') OR max = 1),
  CHECK ((kind = 'fatal') = (weight = 0))
);

CREATE FUNCTION hcrm_review_refuse(rule text, words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', words USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;
CREATE FUNCTION hcrm_scorecard_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'scorecard' THEN
    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - '{state,version,updated_at}'::text[] <> to_jsonb(OLD) - '{state,version,updated_at}'::text[]
                                 OR NEW.state = 'draft') THEN
      PERFORM hcrm_review_refuse('scorecard_kept', 'a published scorecard never changes');
    END IF;
  ELSIF EXISTS (SELECT 1 FROM scorecard AS c WHERE c.state <> 'draft' AND c.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.scorecard_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.scorecard_id END)) THEN
    PERFORM hcrm_review_refuse('scorecard_kept', 'a published scorecard never changes');
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER a_kept BEFORE UPDATE OR DELETE ON scorecard FOR EACH ROW EXECUTE FUNCTION hcrm_scorecard_keep();
CREATE TRIGGER a_kept BEFORE INSERT OR UPDATE OR DELETE ON scorecard_item FOR EACH ROW EXECUTE FUNCTION hcrm_scorecard_keep();

-- SAMPLES ---------------------------------------------------------------------------------------

-- What was asked for, by which chance (seed) and of what (units, as of as_of), so that it can be drawn again. strata: what parts it
-- by; least: of each part. risk_*: how much likelier; the rest says what is short, silent, new and low. Never changed but its name.
CREATE TABLE review_sample (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name            text NOT NULL,
  scorecard_id    bigint NOT NULL REFERENCES scorecard,
  method          text NOT NULL CHECK (method IN ('random', 'stratified', 'risk')),
  size            int NOT NULL CHECK (size BETWEEN 1 AND 1000),
  seed            bigint NOT NULL,
  date_from       date NOT NULL,
  date_to         date NOT NULL,
  as_of           timestamptz NOT NULL,
  agents          jsonb NOT NULL DEFAULT '[]',
  departments     jsonb NOT NULL DEFAULT '[]',
  least_seconds   int NOT NULL DEFAULT 10 CHECK (least_seconds >= 0),
  strata          jsonb NOT NULL DEFAULT '[]',
  least           int NOT NULL DEFAULT 1 CHECK (least BETWEEN 0 AND 100),
  risk_short      int NOT NULL DEFAULT 3 CHECK (risk_short BETWEEN 0 AND 100),
  risk_silence    int NOT NULL DEFAULT 3 CHECK (risk_silence BETWEEN 0 AND 100),
  risk_complaint  int NOT NULL DEFAULT 5 CHECK (risk_complaint BETWEEN 0 AND 100),
  risk_new        int NOT NULL DEFAULT 3 CHECK (risk_new BETWEEN 0 AND 100),
  risk_low        int NOT NULL DEFAULT 4 CHECK (risk_low BETWEEN 0 AND 100),
  short_seconds   int NOT NULL DEFAULT 30 CHECK (short_seconds >= 0),
  silence_seconds int NOT NULL DEFAULT 10 CHECK (silence_seconds > 0),
  new_days        int NOT NULL DEFAULT 90 CHECK (new_days > 0),
  low_score       numeric NOT NULL DEFAULT 60,
  population      int NOT NULL,
  units           jsonb NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by      bigint DEFAULT hcrm_user(),
  version         int NOT NULL DEFAULT 1,
  updated_at      timestamptz,
  CHECK (date_from < date_to)
);
CREATE INDEX ON review_sample (created_at, id);

CREATE TABLE review_sample_item (
  sample_id    bigint NOT NULL REFERENCES review_sample,
  position     int NOT NULL CHECK (position > 0),
  recording_id bigint NOT NULL REFERENCES recording,
  stratum      text,
  risks        jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (sample_id, position),
  UNIQUE (sample_id, recording_id)
);
CREATE INDEX ON review_sample_item (recording_id);

-- CALIBRATION -----------------------------------------------------------------------------------

CREATE TABLE calibration (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text NOT NULL,
  scorecard_id bigint NOT NULL REFERENCES scorecard,
  due_on       date,
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled')),
  done_at      timestamptz,
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user(),
  version      int NOT NULL DEFAULT 1,
  updated_at   timestamptz,
  CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX ON calibration (created_at, id);

-- REVIEWS ---------------------------------------------------------------------------------------

-- subject_id: the agent whose call it is. second_of: the review that this one judges again, blind. score, fatal, passed: as they
-- count now; first_*: as they were submitted. seen_at: when the agent looked at the result.
CREATE TABLE review (
  id             bigint PRIMARY KEY REFERENCES activity,
  recording_id   bigint NOT NULL REFERENCES recording,
  scorecard_id   bigint NOT NULL REFERENCES scorecard,
  sample_id      bigint REFERENCES review_sample,
  calibration_id bigint REFERENCES calibration,
  second_of      bigint REFERENCES review,
  site_id        bigint NOT NULL REFERENCES site,
  department_id  bigint REFERENCES department,
  reviewer_id    bigint NOT NULL REFERENCES app_user,
  subject_id     bigint REFERENCES app_user,
  state          text NOT NULL DEFAULT 'assigned'
                   CHECK (state IN ('assigned', 'begun', 'submitted', 'appealed', 'second', 'settled', 'skipped')),
  due_on         date,
  begun_at       timestamptz,
  submitted_at   timestamptz,
  score          numeric CHECK (score BETWEEN 0 AND 100),
  fatal          boolean,
  passed         boolean,
  first_score    numeric,
  first_fatal    boolean,
  first_passed   boolean,
  note           text,
  coaching       text,
  skip_reason    text,
  seen_at        timestamptz,
  appealed_at    timestamptz,
  appeal_reason  text,
  appeal_items   jsonb NOT NULL DEFAULT '[]',
  settled_at     timestamptz,
  settled_by     bigint REFERENCES app_user,
  outcome        text CHECK (outcome IN ('kept', 'second', 'changed')),
  settle_note    text,
  created_at     timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by     bigint DEFAULT hcrm_user(),
  version        int NOT NULL DEFAULT 1,
  updated_at     timestamptz,
  CONSTRAINT review_own CHECK (reviewer_id IS DISTINCT FROM subject_id),
  CHECK ((submitted_at IS NOT NULL) = (state IN ('submitted', 'appealed', 'second', 'settled'))),
  CHECK ((submitted_at IS NOT NULL) = (score IS NOT NULL) AND (score IS NULL) = (passed IS NULL)),
  CHECK (NOT (fatal AND (score > 0 OR passed))),
  CHECK ((state = 'skipped') = (skip_reason IS NOT NULL)),
  CHECK ((state = 'settled') = (outcome IS NOT NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
  CHECK (state NOT IN ('appealed', 'second', 'settled') OR appealed_at IS NOT NULL),
  CHECK (second_of IS NULL OR (calibration_id IS NULL AND sample_id IS NULL)),
  CHECK (appealed_at IS NULL OR (second_of IS NULL AND calibration_id IS NULL))
);
CREATE UNIQUE INDEX review_second ON review (second_of) WHERE state <> 'skipped';
CREATE UNIQUE INDEX review_once ON review (recording_id, scorecard_id) WHERE second_of IS NULL AND calibration_id IS NULL AND state <> 'skipped';
CREATE UNIQUE INDEX review_calibration ON review (calibration_id, recording_id, reviewer_id);
CREATE INDEX ON review (reviewer_id, state, due_on, id);
CREATE INDEX ON review (subject_id, submitted_at, id);
CREATE INDEX review_appealed ON review (id) WHERE state IN ('appealed', 'second');
CREATE INDEX ON review (sample_id);
CREATE INDEX ON review (recording_id);
CREATE INDEX review_submitted ON review (coalesce(submitted_at, '-infinity'), id);
CREATE INDEX review_due ON review (coalesce(due_on, 'infinity'), id) WHERE state IN ('assigned', 'begun');
CREATE INDEX review_created ON review (created_at, id);

-- round 1: as the reviewer scored; 2: as it was settled. offset_ms: from the beginning of the recording.
CREATE TABLE review_score (
  review_id bigint NOT NULL REFERENCES review,
  item_id   bigint NOT NULL REFERENCES scorecard_item,
  round     int NOT NULL DEFAULT 1 CHECK (round IN (1, 2)),
  value     int CHECK (value >= 0),
  na        boolean NOT NULL DEFAULT false,
  note      text,
  offset_ms int CHECK (offset_ms >= 0),
  until_ms  int CHECK (until_ms > offset_ms),
  PRIMARY KEY (review_id, item_id, round),
  CHECK (NOT (na AND value IS NOT NULL))
);
CREATE INDEX ON review_score (item_id);

CREATE TABLE review_history (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  review_id bigint NOT NULL REFERENCES review,
  at        timestamptz NOT NULL DEFAULT hcrm_now(),
  code      text NOT NULL,
  params    jsonb NOT NULL DEFAULT '{}',
  user_id   bigint DEFAULT hcrm_user()
);
CREATE INDEX ON review_history (review_id, at, id);

-- WHO MAY SCORE WHAT ----------------------------------------------------------------------------

-- Why somebody does not score a recording: it is their own call, they are the patient, or the call is about a complaint against them.
CREATE FUNCTION hcrm_review_conflict(recording bigint, who bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN r.user_id = u.id THEN 'own'
              WHEN EXISTS (SELECT 1 FROM patient AS p JOIN patient AS o ON o.survivor_id = p.survivor_id WHERE p.id = r.patient_id AND o.id = s.patient_id) THEN 'patient'
              WHEN EXISTS (SELECT 1 FROM complaint AS c WHERE c.id = r.activity_id AND c.against @> ARRAY[u.staff_id]) THEN 'complaint' END
    FROM recording AS r, app_user AS u LEFT JOIN staff AS s ON s.id = u.staff_id
   WHERE r.id = recording AND u.id = who
$$;

-- Who scores, how much each has in hand, and what stands between them and a recording, if one is named.
CREATE FUNCTION hcrm_review_reviewers(recording bigint) RETURNS TABLE (id bigint, name text, pinyin text, open int, conflict text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, n.name, coalesce(n.pinyin, ''), (SELECT count(*) FROM review AS r WHERE r.reviewer_id = u.id AND r.state IN ('assigned', 'begun'))::int,
         hcrm_review_conflict(recording, u.id)
    FROM app_user AS u JOIN app_user_name AS n ON n.id = u.id
   WHERE u.state = 'active'
     AND EXISTS (SELECT 1 FROM user_role AS x JOIN role_permission AS p ON p.role_id = x.role_id
                  WHERE x.user_id = u.id AND x.during @> hcrm_now() AND p.permission = 'review.score')
$$;

-- Whether somebody scores at all, in this moment.
CREATE FUNCTION hcrm_review_scores(who bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM hcrm_review_reviewers(NULL) AS r WHERE r.id = who)
$$;

CREATE FUNCTION hcrm_review_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  why text := hcrm_review_conflict(NEW.recording_id, NEW.reviewer_id);
BEGIN
  IF why IS NOT NULL THEN
    PERFORM hcrm_review_refuse('review_' || why, 'nobody scores what is their own');
  END IF;
  IF NEW.second_of IS NOT NULL AND EXISTS (SELECT 1 FROM review AS f WHERE f.id = NEW.second_of AND (f.reviewer_id = NEW.reviewer_id OR f.second_of IS NOT NULL)) THEN
    PERFORM hcrm_review_refuse('review_first', 'nobody judges a second time');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_check BEFORE INSERT OR UPDATE OF reviewer_id, recording_id, second_of ON review FOR EACH ROW EXECUTE FUNCTION hcrm_review_check();

-- A session is over once everybody has submitted.
CREATE FUNCTION hcrm_calibration_settle(which bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM calibration AS c WHERE c.id = which FOR UPDATE;
  UPDATE calibration AS c SET state = 'done', done_at = hcrm_now()
   WHERE c.id = which AND c.state = 'open' AND NOT EXISTS (SELECT 1 FROM review AS r WHERE r.calibration_id = c.id AND r.state IN ('assigned', 'begun'));
  RETURN FOUND;
END $$;

-- What a session still waits for.
CREATE FUNCTION hcrm_calibration_rest(which bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id FROM review AS r WHERE (SELECT hcrm_all()) AND r.calibration_id = which AND r.state IN ('assigned', 'begun')
$$;

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{scorecard,calibration}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump()', entity);
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(%1$L, ''id'')', entity);
  END LOOP;
END $$;
CREATE TRIGGER bump BEFORE UPDATE ON review FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('seen_at');
CREATE TRIGGER bump BEFORE UPDATE ON review_sample FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON review_sample FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('review_sample', 'id', 'units');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON scorecard_item FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('scorecard', 'scorecard_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('review', 'id', 'seen_at');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON review_score FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('review', 'review_id');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_history FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_sample_item FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

-- WHO SEES IT -----------------------------------------------------------------------------------

-- Agents see what was submitted about their own calls, but not what was scored blind or for calibration. Whoever scores blind, or in
-- a session that goes on, does not see what others scored there.
CREATE VIEW review_scoped AS
SELECT r.* FROM review AS r
 WHERE (r.reviewer_id = (SELECT hcrm_user())
        OR CASE WHEN r.subject_id = (SELECT hcrm_user())
                THEN r.second_of IS NULL AND r.calibration_id IS NULL AND r.submitted_at IS NOT NULL
                ELSE (SELECT hcrm_all()) OR r.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR r.department_id = ANY ((SELECT hcrm_departments())::bigint[]) END)
   AND NOT EXISTS (SELECT 1 FROM review AS s WHERE s.second_of = r.id AND s.reviewer_id = (SELECT hcrm_user()) AND s.state IN ('assigned', 'begun'))
   AND (r.calibration_id IS NULL OR r.reviewer_id = (SELECT hcrm_user())
        OR EXISTS (SELECT 1 FROM calibration AS c WHERE c.id = r.calibration_id AND c.state <> 'open'));

-- What was scored: one's own at any time, that of others once it is submitted.
CREATE VIEW review_score_scoped AS
SELECT s.* FROM review_score AS s
 WHERE EXISTS (SELECT 1 FROM review_scoped AS r WHERE r.id = s.review_id AND (r.submitted_at IS NOT NULL OR r.reviewer_id = (SELECT hcrm_user())));
CREATE VIEW review_history_scoped AS
SELECT h.* FROM review_history AS h WHERE EXISTS (SELECT 1 FROM review_scoped AS r WHERE r.id = h.review_id);
CREATE VIEW review_sample_scoped AS SELECT s.* FROM review_sample AS s WHERE (SELECT hcrm_all());
CREATE VIEW review_sample_item_scoped AS SELECT i.* FROM review_sample_item AS i WHERE (SELECT hcrm_all());
CREATE VIEW calibration_scoped AS
SELECT c.* FROM calibration AS c
 WHERE (SELECT hcrm_all()) OR EXISTS (SELECT 1 FROM review AS r WHERE r.calibration_id = c.id AND r.reviewer_id = (SELECT hcrm_user()));
CREATE VIEW scorecard_scoped AS SELECT c.* FROM scorecard AS c WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW scorecard_item_scoped AS SELECT i.* FROM scorecard_item AS i WHERE (SELECT hcrm_user()) IS NOT NULL;

-- What waits for the reader: to be scored; to be looked at, as whose call it is; and, if they settle, to be settled.
CREATE FUNCTION hcrm_reviews_mine(settles boolean) RETURNS TABLE (id bigint, due_on date, waits text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.due_on, 'score' FROM review AS r WHERE r.reviewer_id = hcrm_user() AND r.state IN ('assigned', 'begun')
   UNION ALL
  SELECT r.id, NULL, 'see' FROM review AS r
   WHERE r.subject_id = hcrm_user() AND r.state IN ('submitted', 'settled') AND r.seen_at IS NULL AND r.second_of IS NULL AND r.calibration_id IS NULL
   UNION ALL
  SELECT r.id, NULL, 'settle' FROM review AS r
   WHERE settles AND r.reviewer_id <> hcrm_user() AND r.subject_id IS DISTINCT FROM hcrm_user()
     AND (r.state = 'appealed' OR (r.state = 'second' AND NOT EXISTS (SELECT 1 FROM review AS s WHERE s.second_of = r.id AND s.state IN ('assigned', 'begun'))))
$$;

-- VIEWS -----------------------------------------------------------------------------------------

CREATE VIEW scorecard_view AS
SELECT c.id, c.version, c.code, c.revision, c.name, c.name_en, c.note, c.state, c.pass_mark,
       (SELECT count(*) FROM scorecard_item AS i WHERE i.scorecard_id = c.id)::int AS n_items, c.published_at, c.created_at, c.updated_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = c.created_by) AS created_by
  FROM scorecard_scoped AS c;

CREATE VIEW review_sample_view AS
SELECT s.id, s.version, s.name, s.scorecard_id, c.name AS scorecard, c.name_en AS scorecard_en, c.revision, s.method, s.size, s.seed::text AS seed, s.date_from,
       s.date_to, s.as_of, s.agents, s.departments, s.least_seconds, s.strata, s.least, s.risk_short, s.risk_silence, s.risk_complaint, s.risk_new, s.risk_low,
       s.short_seconds, s.silence_seconds, s.new_days, s.low_score, s.population, n.drawn, n.assigned, n.submitted, s.created_at,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = s.created_by) AS created_by
  FROM review_sample_scoped AS s
  LEFT JOIN scorecard AS c ON c.id = s.scorecard_id
  LEFT JOIN LATERAL (SELECT count(*)::int AS drawn, count(r.id)::int AS assigned, count(r.submitted_at)::int AS submitted
                       FROM review_sample_item AS i
                       LEFT JOIN review AS r ON r.sample_id = i.sample_id AND r.recording_id = i.recording_id AND r.state <> 'skipped'
                      WHERE i.sample_id = s.id) AS n ON true;

CREATE VIEW calibration_view AS
SELECT k.id, k.version, k.name, k.scorecard_id, c.name AS scorecard, c.name_en AS scorecard_en, c.revision, k.due_on, k.state, k.done_at, n.recordings, n.reviewers,
       n.submitted, n.wanted, (SELECT r.id FROM review AS r WHERE r.calibration_id = k.id AND r.reviewer_id = (SELECT hcrm_user()) AND r.state IN ('assigned', 'begun')
                                ORDER BY r.id LIMIT 1) AS my_review_id,
       k.created_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = k.created_by) AS created_by
  FROM calibration_scoped AS k
  LEFT JOIN scorecard AS c ON c.id = k.scorecard_id
  LEFT JOIN LATERAL (SELECT count(DISTINCT r.recording_id)::int AS recordings, count(DISTINCT r.reviewer_id)::int AS reviewers, count(r.submitted_at)::int AS submitted,
                            count(*)::int AS wanted FROM review AS r WHERE r.calibration_id = k.id AND r.state <> 'skipped') AS n ON true;

-- Until which day an agent may appeal.
CREATE FUNCTION hcrm_review_appeal_until(submitted_at timestamptz, site bigint) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (submitted_at AT TIME ZONE hcrm_zone(site))::date + coalesce(hcrm_setting('review_appeal_days', site)::int, 7);

-- own: the reader scores it; mine: it is about the reader's call. The reader's own call never tells who scored it a second time.
CREATE VIEW review_view AS
SELECT r.id, r.version, r.state, r.recording_id, r.scorecard_id, c.name AS scorecard, c.name_en AS scorecard_en, c.revision, c.pass_mark, r.sample_id,
       r.calibration_id, CASE WHEN r.second_of IS NOT NULL THEN 'second' WHEN r.calibration_id IS NOT NULL THEN 'calibration' ELSE 'review' END AS kind,
       CASE WHEN w.told THEN r.second_of END AS second_of, r.site_id, r.department_id, d.name AS department, d.name_en AS department_en,
       r.reviewer_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.reviewer_id) AS reviewer,
       r.subject_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.subject_id) AS subject,
       g.call_id, g.activity_id, g.patient_id, h.name AS patient, g.started_at, g.duration_ms, r.due_on, r.begun_at, r.submitted_at,
       r.score, r.fatal, r.passed, r.first_score, r.first_fatal, r.first_passed,
       CASE WHEN w.told THEN r.note END AS note, CASE WHEN w.told THEN r.coaching END AS coaching, r.skip_reason, r.seen_at, r.appealed_at, r.appeal_reason, r.appeal_items,
       hcrm_review_appeal_until(r.submitted_at, r.site_id) AS appeal_until, r.settled_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = r.settled_by) AS settled_by, r.outcome, r.settle_note,
       r.reviewer_id = (SELECT hcrm_user()) AS own, coalesce(r.subject_id = (SELECT hcrm_user()), false) AS mine,
       (SELECT s.id FROM review_scoped AS s WHERE s.second_of = r.id AND s.state <> 'skipped') AS second_id,
       (SELECT s.state FROM review_scoped AS s WHERE s.second_of = r.id AND s.state <> 'skipped') AS second_state, r.created_at
  FROM review_scoped AS r
 CROSS JOIN LATERAL (SELECT r.submitted_at IS NOT NULL OR r.reviewer_id = (SELECT hcrm_user()) AS told) AS w
  LEFT JOIN scorecard AS c ON c.id = r.scorecard_id
  LEFT JOIN department AS d ON d.id = r.department_id
  LEFT JOIN recording_scoped AS g ON g.id = r.recording_id
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = g.patient_id);

-- Whoever scores blind does not read what others have noted on the recording.
CREATE OR REPLACE VIEW recording_note_scoped AS
SELECT n.* FROM recording_note AS n
 WHERE EXISTS (SELECT 1 FROM recording_scoped AS r WHERE r.id = n.recording_id)
   AND (n.created_by = (SELECT hcrm_user())
        OR NOT EXISTS (SELECT 1 FROM review AS s WHERE s.recording_id = n.recording_id AND s.reviewer_id = (SELECT hcrm_user()) AND s.state IN ('assigned', 'begun')
                          AND (s.second_of IS NOT NULL OR s.calibration_id IS NOT NULL)));

-- What is not told to its reader is not read in the audit, either.
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW audit_view AS SELECT v.* FROM (%s) AS v WHERE v.entity <> ''review'' OR EXISTS (SELECT 1 FROM review_scoped AS r WHERE r.id = v.entity_id AND (r.submitted_at IS NOT NULL OR r.reviewer_id = (SELECT hcrm_user())))',
                 rtrim(pg_get_viewdef('audit_view'::regclass), ';'));
END $$;

-- POPULATION ------------------------------------------------------------------------------------

-- The recordings that a sample is drawn from, as of a moment: in those days, of those agents and departments (empty: all), at least
-- so long, with what parts them and what makes them risky. Who reads it reaches everything: review.manage is held so or not at all.
CREATE FUNCTION hcrm_review_population(as_of timestamptz, date_from date, date_to date, agents bigint[], departments bigint[], least_seconds int,
                                       short_seconds int, silence_seconds int, new_days int, low_score numeric)
RETURNS TABLE (recording_id bigint, user_id bigint, department_id bigint, hour int, weekday int, kind text, risks text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.user_id, r.department_id, extract(hour FROM r.local)::int, extract(isodow FROM r.local)::int, coalesce(a.kind, 'call'),
         array_remove(ARRAY[CASE WHEN r.duration_ms < short_seconds * 1000 THEN 'short' END,
                            CASE WHEN r.longest_silence_ms >= silence_seconds * 1000 THEN 'silence' END,
                            CASE WHEN a.kind = 'complaint' OR EXISTS (SELECT 1 FROM complaint AS c WHERE c.patient_id = r.patient_id AND c.taken_at <= as_of
                                                                         AND c.received_at BETWEEN r.started_at AND r.started_at + interval '30 days') THEN 'complaint' END,
                            CASE WHEN r.started_at < f.first_at + make_interval(days => new_days) THEN 'new' END,
                            CASE WHEN EXISTS (SELECT 1 FROM response AS s WHERE s.activity_id = r.activity_id AND s.authored_at <= as_of AND s.score < low_score
                                                 AND s.state IN ('completed', 'amended')) THEN 'low' END], NULL)
    FROM (SELECT x.*, x.started_at AT TIME ZONE hcrm_zone(x.site_id) AS local FROM recording AS x
           WHERE x.started_at >= date_from - 1 AND x.started_at < date_to + 1 AND x.created_at <= as_of) AS r
    LEFT JOIN activity AS a ON a.id = r.activity_id
    LEFT JOIN LATERAL (SELECT min(o.started_at) AS first_at FROM recording AS o WHERE o.user_id = r.user_id) AS f ON true
   WHERE (SELECT hcrm_all()) AND r.local::date >= date_from AND r.local::date < date_to AND r.user_id IS NOT NULL
     AND (r.state = 'ready' OR (r.state = 'deleted' AND r.deleted_at > as_of))
     AND r.duration_ms >= least_seconds * 1000
     AND (agents = '{}' OR r.user_id = ANY (agents)) AND (departments = '{}' OR r.department_id = ANY (departments))
   ORDER BY r.id
$$;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{scorecard,scorecard_item,review_sample,review_sample_item,calibration,review,review_score,review_history}'::text[] LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', entity || '_scoped');
  END LOOP;
END $$;
GRANT SELECT ON scorecard_view, review_sample_view, calibration_view, review_view TO hcrm_app;
GRANT UPDATE (id) ON scorecard_scoped, review_sample_scoped, calibration_scoped, review_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON scorecard_write TO hcrm_app;
GRANT INSERT, DELETE, SELECT ON scorecard_item_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version) ON review_sample_write TO hcrm_app;
GRANT INSERT, SELECT (sample_id, position) ON review_sample_item_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version) ON calibration_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state, begun_at, due_on) ON review_write TO hcrm_app;
GRANT INSERT, DELETE, UPDATE, SELECT (review_id, item_id, round) ON review_score_write TO hcrm_app;
GRANT INSERT, SELECT (id) ON review_history_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_review_conflict(bigint, bigint), hcrm_review_reviewers(bigint), hcrm_review_scores(bigint), hcrm_calibration_settle(bigint), hcrm_calibration_rest(bigint), hcrm_reviews_mine(boolean),
  hcrm_review_population(timestamptz, date, date, bigint[], bigint[], int, int, int, int, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_review_conflict(bigint, bigint), hcrm_review_reviewers(bigint), hcrm_review_scores(bigint), hcrm_calibration_settle(bigint), hcrm_calibration_rest(bigint), hcrm_reviews_mine(boolean),
  hcrm_review_population(timestamptz, date, date, bigint[], bigint[], int, int, int, int, numeric) TO hcrm_app;

-- WHAT THE PRODUCT ITSELF NEEDS -----------------------------------------------------------------

INSERT INTO setting (code, value) VALUES ('review_appeal_days', '7');

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'own', '{review.read}'::text[]),
    ('supervisor', 'all', '{review.read,review.score,review.manage}'),
    ('reviewer', 'all', '{review.read,review.score}'),
    ('manager', 'all', '{review.read}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p
ON CONFLICT DO NOTHING;
