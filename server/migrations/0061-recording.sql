-- SPDX-License-Identifier: GPL-3.0-or-later
-- Recordings of calls: what was said, what was measured of it, who may hear it, how long it is kept.

-- KEEPING ---------------------------------------------------------------------------------------

-- For how many days recordings are kept: those made for one kind of activity, and all others (kind NULL).
CREATE TABLE recording_rule (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text CHECK (kind IN ('followup_task', 'complaint')),
  days       int NOT NULL CHECK (days BETWEEN 1 AND 36500),
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT recording_rule_kind UNIQUE NULLS NOT DISTINCT (kind)
);
CREATE TRIGGER bump BEFORE UPDATE ON recording_rule FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON recording_rule FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('recording_rule', 'id');

-- RECORDINGS ------------------------------------------------------------------------------------

-- file: as it came; opus: what is played (the same where it came as Opus); peaks: its shape. layout: where the agent is.
-- offset_ms: where in the call it begins, from its start. care: what is to become of it.
CREATE TABLE recording (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id            bigint REFERENCES call,
  file               bytea REFERENCES file,
  opus               bytea REFERENCES file,
  peaks              bytea REFERENCES file,
  name               text NOT NULL,
  media_type         text NOT NULL,
  site_id            bigint NOT NULL REFERENCES site,
  department_id      bigint REFERENCES department,
  user_id            bigint REFERENCES app_user,
  patient_id         bigint REFERENCES patient,
  activity_id        bigint REFERENCES activity,
  started_at         timestamptz NOT NULL,
  offset_ms          int NOT NULL DEFAULT 0 CHECK (offset_ms >= 0),
  layout             text NOT NULL DEFAULT 'mono' CHECK (layout IN ('mono', 'agent-left', 'agent-right')),
  duration_ms        int NOT NULL DEFAULT 0 CHECK (duration_ms >= 0),
  channels           int,
  sample_rate        int,
  longest_silence_ms int NOT NULL DEFAULT 0,
  state              text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'ready', 'failed', 'deleted')),
  problem            text CHECK (problem IN ('damaged', 'empty', 'too-long', 'missing', 'timeout')),
  measures           jsonb,
  care               text NOT NULL DEFAULT 'kept' CHECK (care IN ('kept', 'held', 'asked', 'deleted')),
  hold_reason        text,
  held_by            bigint REFERENCES app_user,
  held_at            timestamptz,
  ask_reason         text,
  asked_by           bigint REFERENCES app_user,
  asked_at           timestamptz,
  deleted_by         bigint REFERENCES app_user,
  deleted_at         timestamptz,
  deleted_file       bytea,
  created_at         timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by         bigint DEFAULT hcrm_user(),
  version            int NOT NULL DEFAULT 1,
  updated_at         timestamptz,
  CHECK ((state = 'deleted') = (file IS NULL) AND (state = 'deleted') = (care = 'deleted')),
  CHECK ((state = 'failed') = (problem IS NOT NULL)),
  CHECK ((care = 'held') = (hold_reason IS NOT NULL)),
  CHECK ((care IN ('asked', 'deleted')) = (asked_at IS NOT NULL)),
  CONSTRAINT recording_two_people CHECK (deleted_by IS NULL OR deleted_by <> asked_by)
);
CREATE UNIQUE INDEX recording_once ON recording (call_id, file) NULLS NOT DISTINCT WHERE file IS NOT NULL;
CREATE INDEX ON recording (started_at, id);
CREATE INDEX ON recording (duration_ms, id);
CREATE INDEX ON recording (user_id, duration_ms, id);
CREATE INDEX ON recording (department_id, duration_ms, id);
CREATE INDEX ON recording (user_id, started_at, id);
CREATE INDEX ON recording (department_id, started_at, id);
CREATE INDEX ON recording (patient_id, started_at, id);
CREATE INDEX ON recording (activity_id);
CREATE INDEX ON recording (care, started_at, id) WHERE care <> 'kept';
CREATE INDEX ON recording (state, started_at, id) WHERE state <> 'ready';
CREATE INDEX ON recording (file);
CREATE INDEX ON recording (opus);
CREATE INDEX ON recording (peaks);
CREATE TRIGGER bump BEFORE UPDATE ON recording FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION hcrm_bump('state', 'problem', 'measures', 'opus', 'peaks', 'duration_ms', 'channels', 'sample_rate', 'longest_silence_ms');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON recording FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('recording', 'id', 'measures', 'peaks', 'opus', 'longest_silence_ms', 'sample_rate', 'channels');

CREATE TABLE recording_note (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recording_id bigint NOT NULL REFERENCES recording,
  at_ms        int NOT NULL CHECK (at_ms >= 0),
  until_ms     int CONSTRAINT recording_note_until CHECK (until_ms > at_ms),
  text         text NOT NULL,
  kind         text NOT NULL DEFAULT 'note' CHECK (kind IN ('note', 'praise', 'fault')),
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user(),
  version      int NOT NULL DEFAULT 1,
  updated_at   timestamptz
);
CREATE INDEX ON recording_note (recording_id, at_ms, id);
CREATE TRIGGER bump BEFORE UPDATE ON recording_note FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON recording_note FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('recording_note', 'id');

-- Who hears what just now: a player asks for one piece after another, and that is one listening.
CREATE TABLE recording_listening (
  recording_id bigint REFERENCES recording,
  user_id      bigint REFERENCES app_user,
  begun_at     timestamptz NOT NULL,
  reason       text,
  PRIMARY KEY (recording_id, user_id)
);

-- Until when a recording is kept.
CREATE FUNCTION hcrm_recording_kept_until(started_at timestamptz, activity bigint, site bigint) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (started_at AT TIME ZONE hcrm_zone(site))::date + r.days FROM recording_rule AS r
   WHERE r.kind IS NULL OR r.kind = (SELECT a.kind FROM activity AS a WHERE a.id = activity)
   ORDER BY r.kind NULLS LAST LIMIT 1
$$;

-- SCOPE -----------------------------------------------------------------------------------------

CREATE VIEW recording_scoped AS
SELECT r.* FROM recording AS r
 WHERE ((SELECT hcrm_all()) OR r.user_id = (SELECT hcrm_user()) OR r.site_id = ANY ((SELECT hcrm_sites())::bigint[])
        OR r.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
   AND (r.activity_id IS NULL OR r.activity_id <> ALL (ARRAY (SELECT hcrm_complaints_against())))
   AND ((SELECT hcrm_staff_seen()) OR r.user_id = (SELECT hcrm_user())
        OR NOT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = r.patient_id AND hcrm_hides(h.root)));

CREATE VIEW recording_note_scoped AS
SELECT n.* FROM recording_note AS n WHERE EXISTS (SELECT 1 FROM recording_scoped AS r WHERE r.id = n.recording_id);

CREATE VIEW recording_rule_scoped AS SELECT * FROM recording_rule WHERE (SELECT hcrm_user()) IS NOT NULL;

-- What hears of a recording in the audit is as far as who reads it sees.
CREATE FUNCTION hcrm_recording_of(entity text, entity_id bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE entity WHEN 'recording' THEN entity_id
                     WHEN 'recording_note' THEN (SELECT n.recording_id FROM recording_note AS n WHERE n.id = entity_id) END
$$;
CREATE FUNCTION hcrm_recording_against(entity text, entity_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  against bigint[] := ARRAY (SELECT hcrm_complaints_against());
BEGIN
  RETURN against <> '{}' AND EXISTS (SELECT 1 FROM recording AS r WHERE r.id = hcrm_recording_of(entity, entity_id) AND r.activity_id = ANY (against));
END $$;
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW audit_view AS SELECT v.* FROM (%s) AS v WHERE v.entity NOT IN (''recording'', ''recording_note'') OR NOT hcrm_recording_against(v.entity, v.entity_id)',
                 rtrim(pg_get_viewdef('audit_view'::regclass), ';'));
END $$;

-- VIEWS -----------------------------------------------------------------------------------------

-- What lists ask by.
CREATE VIEW recording_listed AS SELECT r.*, (SELECT a.kind FROM activity AS a WHERE a.id = r.activity_id) AS activity_kind FROM recording_scoped AS r;

CREATE VIEW recording_view AS
SELECT r.id, r.version, r.call_id, r.name, r.media_type, f.size, encode(coalesce(r.file, r.deleted_file), 'hex') AS sha256, r.site_id, r.department_id,
       d.name AS department, d.name_en AS department_en, r.user_id, (SELECT u.name FROM app_user_name AS u WHERE u.id = r.user_id) AS agent,
       r.patient_id, h.name AS patient, h.pinyin, r.activity_id, a.kind AS activity_kind, r.started_at, r.offset_ms, r.layout, r.duration_ms, r.channels,
       r.sample_rate, r.longest_silence_ms, r.state, r.problem, r.care, k.until AS retain_until,
       r.care = 'kept' AND k.until < (SELECT hcrm_today(r.site_id)) AS due,
       r.hold_reason, r.held_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = r.held_by) AS held_by,
       r.ask_reason, r.asked_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = r.asked_by) AS asked_by,
       r.deleted_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = r.deleted_by) AS deleted_by,
       (SELECT count(*) FROM recording_note AS n WHERE n.recording_id = r.id)::int AS notes, r.created_at
  FROM recording_scoped AS r
  CROSS JOIN LATERAL (SELECT hcrm_recording_kept_until(r.started_at, r.activity_id, r.site_id) AS until) AS k
  LEFT JOIN file AS f ON f.sha256 = r.file
  LEFT JOIN department AS d ON d.id = r.department_id
  LEFT JOIN activity AS a ON a.id = r.activity_id
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = r.patient_id);

CREATE VIEW recording_note_view AS
SELECT n.id, n.version, n.recording_id, n.at_ms, n.until_ms, n.text, n.kind, n.created_by AS created_by_id,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = n.created_by) AS created_by, n.created_at, n.created_by = hcrm_user() AS own
  FROM recording_note_scoped AS n;

CREATE VIEW recording_rule_view AS SELECT r.id, r.version, r.kind, r.days, coalesce(r.kind, '') AS sorted FROM recording_rule_scoped AS r;

CREATE VIEW recording_write AS SELECT * FROM recording;
CREATE VIEW recording_note_write AS SELECT * FROM recording_note;
CREATE VIEW recording_rule_write AS SELECT * FROM recording_rule;

-- WHAT IS DONE ----------------------------------------------------------------------------------

-- Which call is meant: by its number here, or as "provider:number there".
CREATE FUNCTION hcrm_recording_call(which bigint, named text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM call AS c
   WHERE c.id = which
      OR which IS NULL AND (c.provider, c.provider_call_id) = (split_part(named, ':', 1), substr(named, strpos(named, ':') + 1))
$$;

CREATE FUNCTION hcrm_recording_call_began(which bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.started_at FROM call AS c WHERE c.id = which
$$;

-- Where a recording belongs: to the department whose patient was called, else to where the agent works; whose it is, and when it
-- began, as far as its call and what that was made for tell.
CREATE FUNCTION hcrm_recording_place(which_call bigint, who bigint, activity bigint)
RETURNS TABLE (site_id bigint, department_id bigint, user_id bigint, patient_id bigint, activity_id bigint, started_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(d.site_id, c.site_id, a.site_id, (SELECT min(s.id) FROM site AS s)), d.id, u.id, coalesce(c.patient_id, a.patient_id), a.id,
         coalesce(c.answered_at, c.started_at)
    FROM (SELECT 1) AS one
    LEFT JOIN call AS c ON c.id = which_call
    LEFT JOIN activity AS a ON a.id = coalesce(activity, c.activity_id)
    LEFT JOIN followup_task AS t ON t.id = a.id
    LEFT JOIN app_user AS u ON u.id = CASE WHEN c.id IS NULL THEN who ELSE c.user_id END
    LEFT JOIN staff_post AS p ON p.staff_id = u.staff_id AND p.during @> hcrm_today()
    LEFT JOIN department AS d ON d.id = coalesce(t.department_id, c.department_id, p.department_id)
   ORDER BY p.id LIMIT 1
$$;

-- Whether somebody in one of these roles, given as "manager head", must say why they listen.
CREATE FUNCTION hcrm_recording_reason_needed(roles text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM user_role AS u JOIN role AS r ON r.id = u.role_id
                  WHERE u.user_id = hcrm_user() AND u.during @> hcrm_now() AND r.code = ANY (regexp_split_to_array(trim(roles), '[\s,]+')))
$$;

-- Writes down that somebody listens: once, however many pieces a player asks for within half an hour.
CREATE FUNCTION hcrm_recording_listened(recording bigint, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO recording_listening AS l (recording_id, user_id, begun_at, reason) VALUES (recording, hcrm_user(), hcrm_now(), why)
  ON CONFLICT (recording_id, user_id) DO UPDATE SET begun_at = hcrm_now(), reason = coalesce(excluded.reason, l.reason)
   WHERE l.begun_at < hcrm_now() - interval '30 minutes' OR excluded.reason IS DISTINCT FROM l.reason AND excluded.reason IS NOT NULL;
  IF FOUND THEN
    PERFORM hcrm_audit('listen', 'recording', recording, NULL, why);
  END IF;
END $$;

-- Whether a reason was given for the listening that goes on.
CREATE FUNCTION hcrm_recording_reason(recording bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.reason FROM recording_listening AS l
   WHERE l.recording_id = recording AND l.user_id = hcrm_user() AND l.begun_at >= hcrm_now() - interval '30 minutes'
$$;

-- Whether anything names a file.
CREATE FUNCTION hcrm_file_used(hash bytea) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM recording AS r WHERE r.file = hash) OR EXISTS (SELECT 1 FROM recording AS r WHERE r.opus = hash)
      OR EXISTS (SELECT 1 FROM recording AS r WHERE r.peaks = hash) OR EXISTS (SELECT 1 FROM attachment AS a WHERE a.file = hash)
      OR EXISTS (SELECT 1 FROM upload AS u WHERE u.file = hash)
$$;

-- Whether a file is on record, asked by whoever is alone with it.
CREATE FUNCTION hcrm_file_named(hash bytea) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_file_lock(hash);
  RETURN EXISTS (SELECT 1 FROM file AS f WHERE f.sha256 = hash);
END $$;

-- Files on record, a thousand at a time, with what names them: for whoever looks whether they are all there.
CREATE FUNCTION hcrm_files_after(hash bytea) RETURNS TABLE (sha256 text, named text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT encode(f.sha256, 'hex'),
         (SELECT string_agg(n.what, ', ' ORDER BY n.what)
            FROM (SELECT 'recording ' || r.id AS what FROM recording AS r WHERE r.file = f.sha256 OR r.opus = f.sha256 OR r.peaks = f.sha256
                  UNION ALL SELECT 'attachment ' || a.id FROM attachment AS a WHERE a.file = f.sha256) AS n)
    FROM file AS f WHERE f.sha256 > hash ORDER BY f.sha256 LIMIT 1000
$$;

-- Deletes a recording with its notes, and gives the files that nothing else names.
CREATE FUNCTION hcrm_recording_delete(which bigint) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  hashes bytea[];
  hash bytea;
BEGIN
  SELECT array_remove(ARRAY[r.file, r.opus, r.peaks], NULL) INTO hashes FROM recording AS r WHERE r.id = which;
  FOR hash IN SELECT DISTINCT h FROM unnest(hashes) AS h ORDER BY h LOOP
    PERFORM hcrm_file_lock(hash);
  END LOOP;
  DELETE FROM recording_note WHERE recording_id = which;
  UPDATE recording SET state = 'deleted', care = 'deleted', deleted_by = hcrm_user(), deleted_at = hcrm_now(), deleted_file = file, problem = NULL,
                       file = NULL, opus = NULL, peaks = NULL, measures = NULL WHERE id = which;
  FOR hash IN SELECT DISTINCT h FROM unnest(hashes) AS h LOOP
    IF NOT hcrm_file_used(hash) THEN
      DELETE FROM file WHERE sha256 = hash;
      RETURN NEXT encode(hash, 'hex');
    END IF;
  END LOOP;
END $$;

-- Forgets what was made of a recording, so that it is made again.
CREATE FUNCTION hcrm_recording_again(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  hashes bytea[];
  hash bytea;
BEGIN
  SELECT array_remove(ARRAY[r.opus, r.peaks], NULL) INTO hashes FROM recording AS r WHERE r.id = which AND r.state = 'ready' FOR UPDATE;
  UPDATE recording SET state = 'received', opus = NULL, peaks = NULL WHERE id = which AND state = 'ready';
  FOR hash IN SELECT DISTINCT h FROM unnest(hashes) AS h ORDER BY h LOOP
    PERFORM hcrm_file_lock(hash);
    DELETE FROM file WHERE sha256 = hash AND NOT hcrm_file_used(hash);
  END LOOP;
END $$;

-- RIGHTS ----------------------------------------------------------------------------------------

GRANT SELECT ON recording_scoped, recording_listed, recording_view, recording_note_scoped, recording_note_view, recording_rule_scoped, recording_rule_view TO hcrm_app;
GRANT UPDATE (id) ON recording_scoped, recording_note_scoped, recording_rule_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON recording_write TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT (id, version) ON recording_note_write TO hcrm_app;
GRANT UPDATE, SELECT (id, version) ON recording_rule_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_recording_kept_until(timestamptz, bigint, bigint), hcrm_recording_call(bigint, text), hcrm_recording_call_began(bigint), hcrm_recording_place(bigint, bigint, bigint), hcrm_recording_reason_needed(text),
  hcrm_recording_listened(bigint, text), hcrm_recording_reason(bigint), hcrm_file_used(bytea), hcrm_file_named(bytea), hcrm_files_after(bytea), hcrm_recording_delete(bigint), hcrm_recording_again(bigint), hcrm_recording_of(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_recording_call(bigint, text), hcrm_recording_call_began(bigint), hcrm_recording_place(bigint, bigint, bigint), hcrm_recording_kept_until(timestamptz, bigint, bigint), hcrm_recording_reason_needed(text), hcrm_recording_listened(bigint, text),
  hcrm_recording_reason(bigint), hcrm_file_used(bytea), hcrm_file_named(bytea), hcrm_files_after(bytea), hcrm_recording_delete(bigint), hcrm_recording_again(bigint) TO hcrm_app;

INSERT INTO recording_rule (kind, days) VALUES (NULL, 730), ('complaint', 1825);
INSERT INTO setting (code, value) VALUES ('listening_reason', 'manager');

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'own', '{recording.read,recording.listen,recording.add}'::text[]),
    ('telephony', 'all', '{recording.add}'),
    ('supervisor', 'all', '{recording.read,recording.listen,recording.add,recording.manage}'),
    ('doctor', 'department', '{recording.read,recording.listen}'),
    ('nurse', 'department', '{recording.read,recording.listen}'),
    ('head', 'department', '{recording.read,recording.listen}'),
    ('reviewer', 'all', '{recording.read,recording.listen}'),
    ('manager', 'all', '{recording.read,recording.listen,recording.manage}'),
    ('admin', 'all', '{recording.read,recording.manage}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p
ON CONFLICT DO NOTHING;
