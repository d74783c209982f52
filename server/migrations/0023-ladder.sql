-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is done, and when, about a patient whom nobody reaches: the ladder, and how far up each call is.

-- LADDERS ---------------------------------------------------------------------------------------

-- Whether steps are a ladder: at least one thing is tried, with waits of a minute or more, and only the end is "lost".
CREATE FUNCTION hcrm_ladder_is_whole(steps jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) BETWEEN 2 AND 30
       AND steps -> -1 ->> 'channel' = 'lost' AND (steps -> -1 ->> 'after_minutes') IS NOT NULL
       AND NOT jsonb_path_exists(steps, '$[*] ? (@.after_minutes <= 0 || @.times <= 0)')
       AND jsonb_array_length(jsonb_path_query_array(steps, '$[*] ? (@.channel == "lost")')) = 1;

-- One for the hospital (department_id NULL), and one for each department that wants its own. revision: counted by trigger
-- whenever the steps change; what they were stays in followup_ladder_revision, for the calls that began on them.
CREATE TABLE followup_ladder (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text NOT NULL,
  name_en       text,
  department_id bigint REFERENCES department,
  steps         jsonb NOT NULL,
  revision      int NOT NULL DEFAULT 1,
  retired_at    timestamptz,
  created_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by    bigint DEFAULT hcrm_user(),
  version       int NOT NULL DEFAULT 1,
  updated_at    timestamptz,
  CONSTRAINT followup_ladder_whole CHECK (hcrm_ladder_is_whole(steps))
);
CREATE UNIQUE INDEX followup_ladder_department ON followup_ladder (coalesce(department_id, 0)) WHERE retired_at IS NULL;

CREATE TABLE followup_ladder_revision (
  ladder_id bigint NOT NULL REFERENCES followup_ladder,
  revision  int NOT NULL,
  steps     jsonb NOT NULL,
  at        timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id   bigint DEFAULT hcrm_user(),
  PRIMARY KEY (ladder_id, revision)
);

CREATE FUNCTION hcrm_ladder_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.department_id IS NULL AND (NEW.department_id IS NOT NULL OR NEW.retired_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the hospital needs a ladder' USING ERRCODE = 'check_violation', CONSTRAINT = 'followup_ladder_hospital';
  END IF;
  NEW.revision := OLD.revision + (NEW.steps IS DISTINCT FROM OLD.steps)::int;
  RETURN NEW;
END $$;
CREATE FUNCTION hcrm_ladder_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO followup_ladder_revision (ladder_id, revision, steps) VALUES (NEW.id, NEW.revision, NEW.steps) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER a_count BEFORE UPDATE ON followup_ladder FOR EACH ROW EXECUTE FUNCTION hcrm_ladder_count();
CREATE TRIGGER bump BEFORE UPDATE ON followup_ladder FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('revision');
CREATE TRIGGER keep AFTER INSERT OR UPDATE ON followup_ladder FOR EACH ROW EXECUTE FUNCTION hcrm_ladder_keep();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON followup_ladder FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('followup_ladder', 'id');

-- CALLS UNDER WAY -------------------------------------------------------------------------------

-- Of a task whose patient was not reached: on which revision it began and stays, on which step it waits until when (NULL: at
-- once, or somebody set another day), what brought it there, whom to call, how often each step was used, whose task it was
-- before the ladder handed it on. Gone as soon as the task is no longer open, or somebody was reached.
CREATE TABLE followup_ladder_case (
  task_id     bigint PRIMARY KEY REFERENCES followup_task,
  ladder_id   bigint NOT NULL,
  revision    int NOT NULL,
  position    int NOT NULL CHECK (position > 0),
  channel     text NOT NULL,
  outcome     text NOT NULL,
  at          timestamptz,
  contact_id  bigint REFERENCES contact,
  uses        int[] NOT NULL,
  handed      boolean NOT NULL DEFAULT false,
  assignee_id bigint REFERENCES app_user,
  FOREIGN KEY (ladder_id, revision) REFERENCES followup_ladder_revision
);
CREATE INDEX followup_ladder_case_due ON followup_ladder_case (at) WHERE channel IN ('message', 'lost');
CREATE INDEX ON followup_ladder_case (contact_id) WHERE contact_id IS NOT NULL;

CREATE FUNCTION hcrm_ladder_leave() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM followup_ladder_case AS k WHERE k.task_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER ladder AFTER UPDATE ON followup_task FOR EACH ROW WHEN (OLD.state = 'open' AND NEW.state <> 'open')
  EXECUTE FUNCTION hcrm_ladder_leave();

-- VIEWS AND RIGHTS ------------------------------------------------------------------------------

CREATE VIEW followup_ladder_case_scoped AS
SELECT k.* FROM followup_ladder_case AS k WHERE EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = k.task_id);

-- running: how many calls stand on it, also on what it was.
CREATE VIEW followup_ladder_view AS
SELECT l.id, l.version, l.name, l.name_en, l.department_id, d.name AS department, d.name_en AS department_en, l.steps, l.revision,
       l.retired_at, (SELECT count(*) FROM followup_ladder_case AS k WHERE k.ladder_id = l.id)::int AS running,
       (SELECT coalesce(json_agg(json_build_object('revision', r.revision, 'steps', r.steps, 'at', r.at,
                 'user', (SELECT n.name FROM app_user_name AS n WHERE n.id = r.user_id),
                 'running', (SELECT count(*) FROM followup_ladder_case AS k WHERE k.ladder_id = l.id AND k.revision = r.revision))
                 ORDER BY r.revision DESC), '[]')
          FROM followup_ladder_revision AS r WHERE r.ladder_id = l.id) AS revisions, l.created_at, l.updated_at
  FROM followup_ladder AS l
  LEFT JOIN department AS d ON d.id = l.department_id
 WHERE (SELECT hcrm_user()) IS NOT NULL;

-- What each call may be on; in_force: what a new one begins on.
CREATE VIEW followup_ladder_revision_view AS
SELECT r.ladder_id, r.revision, r.steps, l.department_id, r.revision = l.revision AND l.retired_at IS NULL AS in_force
  FROM followup_ladder_revision AS r
  JOIN followup_ladder AS l ON l.id = r.ladder_id
 WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW followup_ladder_write AS SELECT * FROM followup_ladder;
CREATE VIEW followup_ladder_case_write AS SELECT * FROM followup_ladder_case;
GRANT SELECT ON followup_ladder_view, followup_ladder_revision_view, followup_ladder_case_scoped TO hcrm_app;
GRANT UPDATE (task_id) ON followup_ladder_case_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON followup_ladder_write TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT (task_id, at, handed, assignee_id) ON followup_ladder_case_write TO hcrm_app;

-- Three calls, then a relative, then a message, then lost. A wrong number costs no time: there may be another.
INSERT INTO followup_ladder (name, name_en, steps) VALUES ('全院默认', 'The hospital', '[
  {"position":1,"outcomes":["busy"],"after_minutes":15,"at_time":null,"contact":"patient","channel":"phone","times":3},
  {"position":2,"outcomes":["no_answer"],"after_minutes":120,"at_time":null,"contact":"patient","channel":"phone","times":3},
  {"position":3,"outcomes":["switched_off"],"after_minutes":240,"at_time":null,"contact":"patient","channel":"phone","times":3},
  {"position":4,"outcomes":["language_barrier"],"after_minutes":1440,"at_time":null,"contact":"patient","channel":"phone","times":3},
  {"position":5,"outcomes":["wrong_number"],"after_minutes":null,"at_time":null,"contact":"next","channel":"phone","times":3},
  {"position":6,"outcomes":["wrong_number"],"after_minutes":null,"at_time":null,"contact":null,"channel":"department","times":1},
  {"position":7,"outcomes":[],"after_minutes":60,"at_time":"10:00","contact":"relative","channel":"phone","times":1},
  {"position":8,"outcomes":[],"after_minutes":60,"at_time":null,"contact":null,"channel":"message","times":1},
  {"position":9,"outcomes":[],"after_minutes":4320,"at_time":null,"contact":null,"channel":"lost","times":1}]');

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('missed', 'missed', '多次未接通', 'Could not be reached',
   '{name}{title}，您好！{hospital}{department}多次致电未能与{you}取得联系。请您方便时回电，或告知合适的联系时间。',
   'Dear {title}{name}, {department}, {hospital}, has tried to call {you} several times. Please call us back, or tell us when we may call.');
