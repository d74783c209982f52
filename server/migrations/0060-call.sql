-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calls: what telephones tell of them, in any order and by any clock; whose they are, and what was said when.

-- TELEPHONES ------------------------------------------------------------------------------------

-- Who sits at which extension of a site; nobody while user_id is NULL.
CREATE TABLE telephone (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id    bigint NOT NULL REFERENCES site,
  extension  text NOT NULL CHECK (extension ~ '^[0-9*#]{1,20}$'),
  user_id    bigint REFERENCES app_user,
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz
);
CREATE UNIQUE INDEX telephone_extension ON telephone (site_id, extension) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX telephone_user ON telephone (user_id) WHERE user_id IS NOT NULL AND retired_at IS NULL;
CREATE TRIGGER bump BEFORE UPDATE ON telephone FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON telephone FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('telephone', 'id');

-- CALLS -----------------------------------------------------------------------------------------

-- What the events of a call come to (shared/model/hcrm-call.h), and what people say of it. number: as the telephone shows it;
-- number_key: of a whole number. user_id: who has it, or had it last; users: everybody whose telephone it reached.
-- relation: of a caller who is no contact. skew_ms: by how much the provider's clock is behind ours; our clock counts in all
-- instants of this table. forced: why it was made although the number had been called often enough.
CREATE TABLE call (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider         text NOT NULL CHECK (provider <> ''),
  provider_call_id text NOT NULL CHECK (provider_call_id <> ''),
  site_id          bigint NOT NULL REFERENCES site,
  direction        text NOT NULL CHECK (direction IN ('in', 'out')),
  number           text,
  number_key       text CHECK (number_key <> ''),
  withheld         boolean NOT NULL DEFAULT false,
  user_id          bigint REFERENCES app_user,
  users            bigint[] NOT NULL DEFAULT '{}',
  department_id    bigint REFERENCES department,
  patient_id       bigint REFERENCES patient,
  contact_id       bigint REFERENCES contact,
  relation         text,
  activity_id      bigint REFERENCES activity,
  state            text NOT NULL CHECK (state IN ('dialling', 'ringing', 'talking', 'ended', 'missed', 'failed')),
  on_hold          boolean NOT NULL DEFAULT false,
  recorded         boolean NOT NULL DEFAULT false,
  started_at       timestamptz NOT NULL,
  answered_at      timestamptz CHECK (answered_at >= started_at),
  ended_at         timestamptz CHECK (ended_at >= started_at),
  hangup           text CHECK (hangup IN ('normal', 'busy', 'no-answer', 'rejected', 'unreachable', 'invalid-number', 'cancelled', 'failed')),
  hangup_by        text CHECK (hangup_by IN ('agent', 'other', 'system')),
  skew_ms          bigint NOT NULL DEFAULT 0,
  disposition      text,
  note             text,
  forced           text,
  wrapped_up_at    timestamptz,
  wrapped_up_by    bigint REFERENCES app_user,
  created_at       timestamptz NOT NULL DEFAULT hcrm_now(),
  version          int NOT NULL DEFAULT 1,
  updated_at       timestamptz,
  UNIQUE (provider, provider_call_id),
  CHECK ((state IN ('ended', 'missed', 'failed')) = (ended_at IS NOT NULL)),
  CHECK ((state IN ('talking', 'ended')) = (answered_at IS NOT NULL)),
  CHECK (number_key IS NULL OR number IS NOT NULL),
  CHECK (wrapped_up_at IS NULL OR disposition IS NOT NULL)
);
CREATE INDEX ON call (started_at, id);
CREATE INDEX ON call (user_id, started_at, id);
CREATE INDEX ON call (department_id, started_at, id);
CREATE INDEX ON call (patient_id, started_at) WHERE patient_id IS NOT NULL;
CREATE INDEX ON call (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX ON call (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ON call (number_key, started_at) WHERE number_key IS NOT NULL;
CREATE INDEX call_number_tail ON call (right(number_key, 4), started_at) WHERE number_key IS NOT NULL;
CREATE INDEX call_users ON call USING gin (users);
CREATE INDEX call_live ON call USING gin (users) WHERE state IN ('dialling', 'ringing', 'talking');
CREATE INDEX call_unwrapped ON call (user_id, ended_at) WHERE wrapped_up_at IS NULL AND ended_at IS NOT NULL;
-- What a telephone tells is no version: only what people say of a call is.
CREATE TRIGGER bump BEFORE UPDATE ON call FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION hcrm_bump('provider', 'provider_call_id', 'direction', 'number', 'number_key', 'withheld', 'user_id', 'users', 'department_id', 'state',
                             'on_hold', 'recorded', 'started_at', 'answered_at', 'ended_at', 'hangup', 'hangup_by', 'skew_ms');
CREATE TRIGGER audit_new AFTER INSERT OR DELETE ON call FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('call', 'id', 'number', 'number_key');
CREATE TRIGGER audit AFTER UPDATE ON call FOR EACH ROW WHEN (OLD.version <> NEW.version)
  EXECUTE FUNCTION hcrm_audit_row('call', 'id', 'number', 'number_key', 'users', 'on_hold');

-- at: by the provider's clock. live: the newest of what was reported when it happened, by which the provider's clock is told.
-- user_id: whose telephone it is about.
CREATE TABLE call_event (
  call_id           bigint NOT NULL REFERENCES call,
  provider_event_id text NOT NULL CHECK (provider_event_id <> ''),
  provider          text NOT NULL,
  kind              text NOT NULL
                      CHECK (kind IN ('incoming', 'dialling', 'ringing', 'answered', 'key', 'held', 'resumed', 'transferred', 'recorded', 'hung-up')),
  at                timestamptz NOT NULL,
  received_at       timestamptz NOT NULL DEFAULT hcrm_now(),
  live              boolean NOT NULL DEFAULT false,
  user_id           bigint REFERENCES app_user,
  data              jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (call_id, provider_event_id)
);
CREATE INDEX call_event_live ON call_event (provider, received_at) WHERE live;

-- When in a call something was said: an answer of a questionnaire, a sentence of a complaint.
CREATE TABLE call_moment (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id      bigint NOT NULL REFERENCES call,
  offset_ms    int NOT NULL CHECK (offset_ms >= 0),
  kind         text NOT NULL CHECK (kind IN ('answer', 'sentence')),
  response_id  bigint REFERENCES response,
  item         text,
  repeat       int,
  complaint_id bigint REFERENCES complaint,
  field        text,
  from_char    int,
  to_char      int,
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user() REFERENCES app_user,
  CONSTRAINT call_moment_answer CHECK (kind <> 'answer' OR item IS NOT NULL),
  CONSTRAINT call_moment_sentence CHECK (kind <> 'sentence' OR field IS NOT NULL),
  CHECK (to_char >= from_char)
);
CREATE INDEX ON call_moment (call_id, offset_ms);
CREATE INDEX ON call_moment (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX ON call_moment (complaint_id) WHERE complaint_id IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON call_moment FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

-- To whom it was shown who may be calling: told of in the audit once.
CREATE TABLE call_look (
  call_id bigint NOT NULL REFERENCES call,
  user_id bigint NOT NULL REFERENCES app_user,
  PRIMARY KEY (call_id, user_id)
);

-- WHOSE, WHERE, BY WHICH CLOCK -------------------------------------------------------------------

-- Where somebody works now.
CREATE FUNCTION hcrm_user_department(who bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.department_id FROM app_user AS u JOIN staff_post AS p ON p.staff_id = u.staff_id AND p.during @> hcrm_today()
   WHERE u.id = $1 ORDER BY p.id LIMIT 1
$$;

-- The site that a call belongs to: the one named, that of the extension or of the user, else the first with departments.
CREATE FUNCTION hcrm_call_site(site text, extension text, who bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT s.id FROM site AS s WHERE s.code = $1),
                  (SELECT min(t.site_id) FROM telephone AS t WHERE t.extension = $2 AND t.retired_at IS NULL),
                  (SELECT t.site_id FROM telephone AS t WHERE t.user_id = $3 AND t.retired_at IS NULL),
                  (SELECT d.site_id FROM department AS d WHERE d.id = hcrm_user_department($3)),
                  (SELECT min(d.site_id) FROM department AS d))
$$;

-- By how many milliseconds a provider's clock is behind ours: the median of its last events that were reported when they
-- happened, with one more; up to two seconds are the way that they take.
CREATE FUNCTION hcrm_call_skew(provider text, one_more bigint DEFAULT NULL) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN abs(m.ms) > 2000 THEN m.ms ELSE 0 END
    FROM (SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY s.ms), 0)::bigint AS ms
            FROM ((SELECT (extract(epoch FROM e.received_at - e.at) * 1000)::bigint AS ms
                     FROM call_event AS e WHERE e.provider = $1 AND e.live ORDER BY e.received_at DESC LIMIT 30)
                   UNION ALL SELECT $2 WHERE $2 IS NOT NULL) AS s) AS m
$$;

-- Recordings of a call, as its reply has them; what keeps recordings replaces this.
CREATE FUNCTION hcrm_call_recordings(call bigint) RETURNS json LANGUAGE sql STABLE RETURN '[]'::json;

-- ATTEMPTS name their call -----------------------------------------------------------------------

ALTER TABLE attempt ADD COLUMN call_id bigint REFERENCES call;
CREATE INDEX ON attempt (call_id) WHERE call_id IS NOT NULL;
CREATE OR REPLACE VIEW attempt_write AS SELECT * FROM attempt;
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW attempt_view AS SELECT v.*, (SELECT a.call_id FROM attempt AS a WHERE a.id = v.id) AS call_id FROM (%s) AS v',
                 rtrim(pg_get_viewdef('attempt_view'::regclass), ';'));
END $$;

-- Whoever writes down what came of a call has wrapped it up.
CREATE FUNCTION hcrm_call_attempted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE call AS c
     SET activity_id = coalesce(c.activity_id, NEW.activity_id), patient_id = coalesce(c.patient_id, NEW.patient_id),
         contact_id = coalesce(c.contact_id, NEW.contact_id), disposition = NEW.disposition, note = coalesce(NEW.note, c.note),
         wrapped_up_at = coalesce(c.wrapped_up_at, hcrm_now()), wrapped_up_by = coalesce(c.wrapped_up_by, NEW.user_id)
   WHERE c.id = NEW.call_id;
  RETURN NULL;
END $$;
CREATE TRIGGER call AFTER INSERT ON attempt FOR EACH ROW WHEN (NEW.call_id IS NOT NULL) EXECUTE FUNCTION hcrm_call_attempted();

-- TIME LINE -------------------------------------------------------------------------------------

ALTER TABLE timeline DROP CONSTRAINT timeline_kind_check,
  ADD CONSTRAINT timeline_kind_check CHECK (kind IN ('encounter', 'followup', 'message', 'record', 'complaint', 'call'));

-- SCOPE -----------------------------------------------------------------------------------------

-- Nobody hears of a call about a complaint about them, their own calls apart.
CREATE VIEW call_scoped AS
SELECT c.* FROM call AS c
 WHERE ((SELECT hcrm_all()) OR c.department_id = ANY ((SELECT hcrm_departments())::bigint[]) OR c.users @> (SELECT ARRAY[hcrm_user()]))
   AND (c.activity_id IS NULL OR c.user_id = (SELECT hcrm_user()) OR c.activity_id <> ALL ((SELECT ARRAY (SELECT hcrm_complaints_against()))::bigint[]));
SELECT hcrm_hide_staff();
CREATE VIEW call_event_scoped AS SELECT e.* FROM call_event AS e WHERE EXISTS (SELECT 1 FROM call_scoped AS c WHERE c.id = e.call_id);
CREATE VIEW call_moment_scoped AS SELECT m.* FROM call_moment AS m WHERE EXISTS (SELECT 1 FROM call_scoped AS c WHERE c.id = m.call_id);
CREATE VIEW telephone_scoped AS SELECT t.* FROM telephone AS t WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW call_view AS
SELECT c.id, c.version, c.provider, c.site_id, c.direction, c.state,
       CASE WHEN c.number_key IS NOT NULL THEN hcrm_mask_key(c.number_key) ELSE hcrm_mask_number(c.number) END AS number, c.withheld,
       c.user_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = c.user_id) AS "user",
       c.department_id, d.name AS department, d.name_en AS department_en, c.patient_id, p.id AS survivor_id, p.name AS patient,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = p.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       c.contact_id, (SELECT k.name FROM contact AS k WHERE k.id = c.contact_id) AS contact,
       coalesce(c.relation, (SELECT k.relation FROM contact AS k WHERE k.id = c.contact_id)) AS relation,
       c.activity_id, (SELECT a.kind FROM activity AS a WHERE a.id = c.activity_id) AS activity_kind,
       c.on_hold, c.recorded, c.started_at, c.answered_at, c.ended_at,
       round(extract(epoch FROM coalesce(c.answered_at, c.ended_at) - c.started_at))::int AS wait_seconds,
       round(extract(epoch FROM c.ended_at - c.answered_at))::int AS talk_seconds,
       c.hangup, c.hangup_by, c.disposition, c.note, c.forced, c.wrapped_up_at, c.skew_ms, to_json(c.users) AS users
  FROM call_scoped AS c
  LEFT JOIN department AS d ON d.id = c.department_id
  LEFT JOIN patient AS p ON p.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = c.patient_id);

CREATE VIEW call_event_view AS
SELECT e.call_id, e.provider_event_id AS id, e.kind, least(e.at + make_interval(secs => c.skew_ms / 1000.0), e.received_at) AS at, e.received_at, e.user_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = e.user_id) AS "user", hcrm_mask_number(e.data ->> 'number') AS number,
       e.data ->> 'extension' AS extension, e.data ->> 'cause' AS cause, e.data ->> 'by' AS by, e.data ->> 'keys' AS keys
  FROM call_event_scoped AS e JOIN call AS c ON c.id = e.call_id;

CREATE VIEW call_moment_view AS
SELECT m.id, m.call_id, m.offset_ms, m.kind, m.response_id, m.item, m.repeat, m.complaint_id, m.field, m.from_char, m.to_char
  FROM call_moment_scoped AS m;

CREATE VIEW telephone_view AS
SELECT t.id, t.version, t.site_id, s.name AS site, s.name_en AS site_en, t.extension, t.user_id AS agent_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = t.user_id) AS agent, t.retired_at
  FROM telephone_scoped AS t JOIN site AS s ON s.id = t.site_id;

-- Nor do they read of it in the audit.
CREATE FUNCTION hcrm_audit_call_against(entity_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM call AS c WHERE c.id = $1 AND c.activity_id IN (SELECT hcrm_complaints_against()))
$$;
DO $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW audit_view AS SELECT v.* FROM (%s) AS v WHERE v.entity <> ''call'' OR NOT hcrm_audit_call_against(v.entity_id)',
                 rtrim(pg_get_viewdef('audit_view'::regclass), ';'));
END $$;

-- FORGETTING A PATIENT --------------------------------------------------------------------------

ALTER FUNCTION hcrm_blank_care(bigint[]) RENAME TO hcrm_blank_callers;
CREATE FUNCTION hcrm_blank_care(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_blank_callers(tree);
  UPDATE call_event AS e SET data = e.data - 'number' - 'keys' FROM call AS c WHERE c.id = e.call_id AND c.patient_id = ANY (tree);
  UPDATE call AS c SET number = NULL, number_key = NULL, note = NULL, forced = NULL WHERE c.patient_id = ANY (tree);
END $$;
REVOKE EXECUTE ON FUNCTION hcrm_blank_care(bigint[]) FROM PUBLIC;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{call,call_event,call_moment,call_look,telephone}'::text[] LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
  END LOOP;
END $$;
GRANT SELECT ON call_scoped, call_event_scoped, call_moment_scoped, telephone_scoped, call_view, call_event_view, call_moment_view, telephone_view TO hcrm_app;
GRANT UPDATE (id) ON call_scoped, telephone_scoped TO hcrm_app;
-- What a telephone tells of is nobody's yet: whose call it is comes of it.
GRANT INSERT, UPDATE, SELECT (id, version, provider, provider_call_id, site_id, direction, state, number, number_key, department_id, user_id, users, started_at, ended_at, skew_ms, hangup,
  recorded, wrapped_up_at, wrapped_up_by) ON call_write TO hcrm_app;
GRANT INSERT, SELECT ON call_event_write TO hcrm_app;
GRANT INSERT, SELECT (id) ON call_moment_write TO hcrm_app;
GRANT INSERT, SELECT ON call_look_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON telephone_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_user_department(bigint), hcrm_call_site(text, text, bigint), hcrm_call_skew(text, bigint), hcrm_call_recordings(bigint),
  hcrm_audit_call_against(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_user_department(bigint), hcrm_call_site(text, text, bigint), hcrm_call_skew(text, bigint), hcrm_call_recordings(bigint),
  hcrm_audit_call_against(bigint) TO hcrm_app;

-- WHAT THE PRODUCT ITSELF NEEDS -----------------------------------------------------------------

INSERT INTO setting (code, value) VALUES ('telephone', 'manual'), ('simulator_minutes', '5'), ('calls_per_number_24h', '3');

INSERT INTO role (code, name, name_en) VALUES ('telephony', '电话系统', 'Telephone system');

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'all', '{call.read,call.work}'::text[]),
    ('supervisor', 'all', '{call.read,call.work,call.statistics}'),
    ('doctor', 'department', '{call.read,call.work}'),
    ('nurse', 'department', '{call.read,call.work}'),
    ('head', 'department', '{call.read,call.work,call.statistics}'),
    ('reviewer', 'all', '{call.read}'),
    ('manager', 'all', '{call.read,call.statistics}'),
    ('telephony', 'all', '{session,call.feed}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p
ON CONFLICT DO NOTHING;
