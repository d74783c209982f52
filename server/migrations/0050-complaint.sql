-- SPDX-License-Identifier: GPL-3.0-or-later
-- Complaints: the case and each department's share of it, the ledger of its clock, and whom it is never shown to.

-- WHAT PEOPLE KEEP ------------------------------------------------------------------------------

-- words: what callers say; a matter that holds one of them proposes the class.
CREATE TABLE complaint_class (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code        text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9-]*$'),
  parent_code text REFERENCES complaint_class (code) CHECK (parent_code <> code),
  name        text NOT NULL,
  name_en     text,
  words       text[] NOT NULL DEFAULT '{}',
  retired_at  timestamptz,
  created_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by  bigint DEFAULT hcrm_user(),
  version     int NOT NULL DEFAULT 1,
  updated_at  timestamptz
);
CREATE INDEX ON complaint_class (parent_code);

-- id: the grade, 1 the gravest. days: working days to answer in, days_several where several departments take part. tell: codes
-- of roles that are told at once. words: a matter that holds one of them proposes the grade.
CREATE TABLE complaint_grade (
  id           bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4),
  name         text NOT NULL,
  name_en      text,
  days         int NOT NULL CHECK (days BETWEEN 1 AND 60),
  days_several int NOT NULL CHECK (days_several BETWEEN days AND 60),
  tell         text[] NOT NULL DEFAULT '{}',
  words        text[] NOT NULL DEFAULT '{}',
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by   bigint DEFAULT hcrm_user(),
  version      int NOT NULL DEFAULT 1,
  updated_at   timestamptz
);

-- minutes: of service before the due date (negative) or after it. who: is reminded then; role_code: of who = 'role'. grade: of
-- complaints this grave or graver.
CREATE TABLE complaint_level (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  name_en    text,
  minutes    int NOT NULL CHECK (minutes BETWEEN -14400 AND 14400),
  who        text NOT NULL CHECK (who IN ('assignee', 'head', 'receiver', 'role')),
  role_code  text REFERENCES role (code),
  grade      int NOT NULL DEFAULT 4 CHECK (grade BETWEEN 1 AND 4),
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz,
  CONSTRAINT complaint_level_role CHECK ((who = 'role') = (role_code IS NOT NULL))
);

-- THE CASE --------------------------------------------------------------------------------------

-- Numbers follow one another within a day. Whoever comes first on a day writes down where the sequence stood, and nobody waits
-- for anybody after that.
CREATE SEQUENCE complaint_number;
CREATE TABLE complaint_day (
  day  date PRIMARY KEY,
  base bigint NOT NULL
);

CREATE FUNCTION hcrm_complaint_number(site bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := hcrm_today(site);
  start bigint := (SELECT d.base FROM complaint_day AS d WHERE d.day = today);
  n text;
BEGIN
  IF start IS NULL THEN
    INSERT INTO complaint_day (day, base) VALUES (today, nextval('complaint_number')) ON CONFLICT DO NOTHING;
    start := (SELECT d.base FROM complaint_day AS d WHERE d.day = today);
  END IF;
  n := (nextval('complaint_number') - start)::text;
  RETURN 'T' || to_char(today, 'YYYYMMDD') || lpad(n, greatest(length(n), 4), '0');
END $$;

-- first_receiver_id: who took it, accountable until it is closed. behalf: for whom the caller speaks; behalf_name: whose matter it
-- is, where that is not the patient. root_id: the complaint that it is joined into, and that one ..., kept by trigger. against, in_departments,
-- in_users: see hcrm_complaint_key(). waits_for: see hcrm_complaint_waits(). received_on: received_at by the clock of its site, kept by trigger. due_at,
-- paused_at: what the clock says, written by server/modules/complaint/complaint-clock.c alone. satisfied: the caller's last word. about_…, natures, handlers: by what it
-- is counted, and shared_by, by what it is listed, repeated by trigger (0051-complaint-report.sql) from its objects, natures and shares.
-- reach: of whom its departments and users are such as see it unless their scope is wider; users below zero.
CREATE TABLE complaint (
  id                 bigint PRIMARY KEY REFERENCES activity,
  number             text COLLATE "C" NOT NULL UNIQUE,
  site_id            bigint NOT NULL REFERENCES site,
  patient_id         bigint REFERENCES patient,
  state              text NOT NULL DEFAULT 'draft'
                       CHECK (state IN ('draft', 'taken', 'handling', 'answered', 'told', 'mediation', 'closed', 'withdrawn', 'joined')),
  channel            text NOT NULL CHECK (channel IN ('phone', 'visit', 'letter', 'box', 'web', 'email', 'sms', 'other')),
  received_at        timestamptz NOT NULL,
  received_on        date NOT NULL,
  incident_on        date,
  matter             text NOT NULL DEFAULT '',
  wish               text,
  grade              bigint NOT NULL DEFAULT 3 REFERENCES complaint_grade,
  anonymous          boolean NOT NULL DEFAULT false,
  minor              boolean NOT NULL DEFAULT false,
  abusive            boolean NOT NULL DEFAULT false,
  caller_name        text,
  caller_relation    text,
  caller_number      text,
  caller_number_key  text,
  caller_address     text,
  number_verified_at timestamptz,
  number_false_at    timestamptz,
  behalf             text NOT NULL DEFAULT 'self' CHECK (behalf IN ('self', 'relative', 'guardian', 'lawyer', 'other')),
  behalf_name        text,
  first_receiver_id  bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  closed_as          text CHECK (closed_as IN ('consent', 'satisfied', 'unreached', 'no-contact', 'false-number', 'withdrawn', 'joined', 'mediated')),
  solution           text,
  reason             text,
  satisfied          boolean,
  reopened           int NOT NULL DEFAULT 0,
  joined_into_id     bigint REFERENCES complaint CHECK (joined_into_id <> id),
  root_id            bigint NOT NULL REFERENCES complaint,
  due_at             timestamptz,
  paused_at          timestamptz,
  taken_at           timestamptz,
  answered_at        timestamptz,
  told_at            timestamptz,
  closed_at          timestamptz,
  against            bigint[] NOT NULL DEFAULT '{}',
  in_departments     bigint[] NOT NULL DEFAULT '{}',
  in_users           bigint[] NOT NULL DEFAULT '{}',
  waits_for          text[] NOT NULL DEFAULT '{}',
  about_departments  bigint[] NOT NULL DEFAULT '{}',
  about_staff        bigint[] NOT NULL DEFAULT '{}',
  about_kinds        text[] NOT NULL DEFAULT '{}',
  natures            text[] NOT NULL DEFAULT '{}',
  handlers           bigint[] NOT NULL DEFAULT '{}',
  shared_by          bigint[] NOT NULL DEFAULT '{}',
  reach              bigint[] NOT NULL DEFAULT '{}',
  created_at         timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by         bigint DEFAULT hcrm_user() REFERENCES app_user,
  version            int NOT NULL DEFAULT 1,
  updated_at         timestamptz,
  CONSTRAINT complaint_matter_said CHECK (state = 'draft' OR (state = 'withdrawn' AND taken_at IS NULL) OR matter <> ''),
  CONSTRAINT complaint_closed_as CHECK ((state IN ('closed', 'withdrawn', 'joined')) = (closed_as IS NOT NULL)
                                        AND (state <> 'withdrawn' OR closed_as = 'withdrawn') AND (state = 'joined') = (closed_as IS NOT DISTINCT FROM 'joined')),
  CONSTRAINT complaint_joined CHECK ((state = 'joined') = (joined_into_id IS NOT NULL)),
  CONSTRAINT complaint_anonymous CHECK (NOT anonymous OR (caller_name IS NULL AND caller_number IS NULL AND caller_address IS NULL)),
  -- The clocks of desks are not to the second.
  CONSTRAINT complaint_received_before CHECK (received_at <= taken_at + interval '1 minute'),
  -- What has ended waits for nobody: lists rely on it.
  CONSTRAINT complaint_waits CHECK (waits_for = '{}' OR state IN ('taken', 'handling', 'answered', 'told', 'mediation')),
  CHECK (state IN ('draft', 'withdrawn') OR (taken_at IS NOT NULL AND due_at IS NOT NULL)),
  CHECK ((caller_number IS NULL) = (caller_number_key IS NULL))
);
CREATE INDEX ON complaint (received_at, id);
CREATE INDEX ON complaint (coalesce(due_at, 'infinity'), id);
CREATE INDEX complaint_open ON complaint (state, due_at, id) WHERE state IN ('taken', 'handling', 'answered', 'told', 'mediation');
CREATE INDEX complaint_open_due ON complaint (coalesce(due_at, 'infinity'), id) WHERE state IN ('taken', 'handling', 'answered', 'told', 'mediation');
CREATE INDEX complaint_state ON complaint (state, received_at, id);
CREATE INDEX complaint_receiver ON complaint (first_receiver_id, state) WHERE state IN ('draft', 'taken', 'handling', 'answered', 'told', 'mediation');
CREATE INDEX ON complaint (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX ON complaint (caller_number_key) WHERE caller_number_key IS NOT NULL;
CREATE INDEX complaint_number_tail ON complaint (right(caller_number_key, 4)) WHERE caller_number_key IS NOT NULL;
CREATE STATISTICS complaint_tail ON (right(caller_number_key, 4)) FROM complaint;
CREATE INDEX complaint_caller ON complaint (caller_name COLLATE "C") WHERE caller_name IS NOT NULL;
CREATE INDEX ON complaint (root_id);
CREATE INDEX ON complaint USING gin (against) WHERE against <> '{}';
-- By every set that lists are narrowed to, alone and together: where two hardly meet, it is this index that knows.
CREATE INDEX complaint_sorted ON complaint USING gin (natures, shared_by, about_staff, about_departments, about_kinds, reach, (ARRAY[grade]), (ARRAY[channel]),
                                                      (ARRAY[closed_as]), (ARRAY[first_receiver_id]), (ARRAY[(received_on - '2000-01-01') / 30])) WITH (fastupdate = off);
CREATE INDEX ON complaint (joined_into_id) WHERE joined_into_id IS NOT NULL;
CREATE INDEX complaint_undue ON complaint (received_at) WHERE due_at IS NULL;
CREATE INDEX complaint_again ON complaint (received_at, id) WHERE reopened > 0;

-- In which months (UTC) there may be complaints that were numbered, received and fall due in these, kept by trigger: what is narrowed
-- to one of them lies between bounds in the order of another. Nothing is taken out again. due: received, where there is none.
CREATE TABLE complaint_span (
  numbered text COLLATE "C" NOT NULL,
  received date NOT NULL,
  due      date NOT NULL,
  PRIMARY KEY (received, numbered, due)
);

-- One main nature, and others where there are two in it.
CREATE TABLE complaint_nature (
  complaint_id bigint NOT NULL REFERENCES complaint,
  class_code   text NOT NULL REFERENCES complaint_class (code),
  main         boolean NOT NULL,
  PRIMARY KEY (complaint_id, class_code)
);
CREATE UNIQUE INDEX complaint_nature_main ON complaint_nature (complaint_id) WHERE main;
CREATE INDEX ON complaint_nature (class_code, complaint_id);

-- Whom or what it is about. A service code stands for who carried it on the day it happened; one that nobody carried stays as it
-- was told.
CREATE TABLE complaint_object (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  complaint_id  bigint NOT NULL REFERENCES complaint,
  kind          text NOT NULL CHECK (kind IN ('person', 'department', 'drug', 'price', 'environment', 'equipment', 'procedure', 'other')),
  staff_id      bigint REFERENCES staff,
  department_id bigint REFERENCES department,
  drug_id       bigint REFERENCES drug,
  service_code  text,
  code_known    boolean,
  note          text,
  CHECK ((service_code IS NULL) = (code_known IS NULL)),
  CHECK (kind = 'person' OR (staff_id IS NULL AND service_code IS NULL)),
  CHECK (kind = 'drug' OR drug_id IS NULL)
);
CREATE INDEX ON complaint_object (complaint_id);
CREATE INDEX ON complaint_object (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX ON complaint_object (department_id) WHERE department_id IS NOT NULL;
CREATE INDEX ON complaint_object (drug_id) WHERE drug_id IS NOT NULL;

-- A department's share. round: how often the case had been opened again by then; only those of the present round count.
-- assignee_id: NULL while nobody of the department has it in hand. asked_at: since when an answer to what it asked back is
-- waited for.
CREATE TABLE complaint_task (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  complaint_id  bigint NOT NULL REFERENCES complaint,
  round         int NOT NULL DEFAULT 0,
  department_id bigint NOT NULL REFERENCES department,
  assignee_id   bigint REFERENCES app_user,
  lead          boolean NOT NULL DEFAULT false,
  state         text NOT NULL DEFAULT 'assigned' CHECK (state IN ('assigned', 'accepted', 'returned', 'answered', 'withdrawn')),
  request       text,
  answer        text,
  reason        text,
  due_at        timestamptz,
  asked_at      timestamptz,
  accepted_at   timestamptz,
  answered_at   timestamptz,
  answered_by   bigint REFERENCES app_user,
  created_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by    bigint DEFAULT hcrm_user() REFERENCES app_user,
  version       int NOT NULL DEFAULT 1,
  updated_at    timestamptz,
  CHECK (state <> 'answered' OR (answer IS NOT NULL AND answered_at IS NOT NULL)),
  CHECK (state NOT IN ('returned', 'withdrawn') OR reason IS NOT NULL)
);
CREATE INDEX ON complaint_task (complaint_id);
CREATE UNIQUE INDEX complaint_task_lead ON complaint_task (complaint_id, round) WHERE lead AND state NOT IN ('returned', 'withdrawn');
CREATE UNIQUE INDEX complaint_task_once ON complaint_task (complaint_id, round, department_id) WHERE state NOT IN ('returned', 'withdrawn');
CREATE INDEX ON complaint_task (department_id, complaint_id) WHERE state <> 'withdrawn';
CREATE INDEX ON complaint_task (assignee_id, complaint_id) WHERE state <> 'withdrawn';
CREATE INDEX complaint_task_open ON complaint_task (department_id) WHERE state IN ('assigned', 'accepted');
CREATE INDEX complaint_task_hand ON complaint_task (assignee_id) WHERE state IN ('assigned', 'accepted');

-- What people said of it, in their own words; and what happened to it, as codes of shared/core/hcrm-explain.h. Never changed.
CREATE TABLE complaint_note (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  complaint_id bigint NOT NULL REFERENCES complaint,
  task_id      bigint REFERENCES complaint_task,
  kind         text NOT NULL CHECK (kind IN ('note', 'ask-back', 'reply', 'told', 'answer')),
  text         text NOT NULL CHECK (text <> ''),
  at           timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id      bigint DEFAULT hcrm_user() REFERENCES app_user
);
CREATE INDEX ON complaint_note (complaint_id, id);
CREATE INDEX ON complaint_note (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE complaint_history (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  complaint_id bigint NOT NULL REFERENCES complaint,
  code         text NOT NULL,
  params       jsonb NOT NULL DEFAULT '{}',
  at           timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id      bigint DEFAULT hcrm_user() REFERENCES app_user
);
CREATE INDEX ON complaint_history (complaint_id, id);

-- The ledger of the clock: rows are only added, so that it tells what it told on any day. See shared/core/hcrm-deadline.h.
CREATE TABLE complaint_clock (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  complaint_id bigint NOT NULL REFERENCES complaint,
  kind         text NOT NULL CHECK (kind IN ('start', 'pause', 'resume', 'extend', 'stop', 'restart')),
  at           timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  days         int,
  why          text,
  user_id      bigint DEFAULT hcrm_user() REFERENCES app_user,
  CHECK ((kind IN ('start', 'extend', 'restart')) = (days IS NOT NULL))
);
CREATE INDEX ON complaint_clock (complaint_id, id);

-- A join moves nothing; state: where the joined one stood, and stands again when they are parted.
CREATE TABLE complaint_join (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_id   bigint NOT NULL REFERENCES complaint,
  into_id   bigint NOT NULL REFERENCES complaint,
  state     text NOT NULL,
  reason    text NOT NULL,
  at        timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id   bigint DEFAULT hcrm_user() REFERENCES app_user,
  undone_at timestamptz,
  undone_by bigint REFERENCES app_user,
  CHECK (from_id <> into_id)
);
CREATE INDEX ON complaint_join (from_id);
CREATE INDEX ON complaint_join (into_id);

-- Who was told that something is late, grave or goes back and forth: once for each cause and time it was opened.
CREATE TABLE complaint_alert (
  complaint_id bigint NOT NULL REFERENCES complaint,
  cause        text NOT NULL,
  round        int NOT NULL,
  who          text NOT NULL CHECK (who IN ('assignee', 'head', 'receiver', 'role')),
  role_code    text REFERENCES role (code),
  at           timestamptz NOT NULL DEFAULT hcrm_now(),
  open         boolean NOT NULL DEFAULT true,
  PRIMARY KEY (complaint_id, cause, round)
);
CREATE INDEX complaint_alert_open ON complaint_alert (who, role_code, complaint_id) WHERE open;

-- What is to have its due date computed anew: the open cases of a site, a day of whose calendar or whose service hours changed;
-- one case whose date could not be computed, from a time on. NULL for both: all that are open.
CREATE TABLE complaint_stale (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id      bigint,
  complaint_id bigint,
  since        timestamptz NOT NULL DEFAULT hcrm_now()
);

-- THE CALENDAR AND THE HOURS AS THEY WERE ------------------------------------------------------

CREATE TABLE calendar_day_history (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id bigint NOT NULL REFERENCES site,
  day     date NOT NULL,
  kind    text NOT NULL,
  name    text,
  name_en text,
  during  tstzrange NOT NULL
);
CREATE INDEX ON calendar_day_history (site_id, day);
INSERT INTO calendar_day_history (site_id, day, kind, name, name_en, during)
SELECT c.site_id, c.day, c.kind, c.name, c.name_en, tstzrange(c.created_at, NULL) FROM calendar_day AS c;

CREATE FUNCTION hcrm_calendar_day_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  now timestamptz := hcrm_now();
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE calendar_day_history AS h SET during = tstzrange(lower(h.during), greatest(now, lower(h.during)))
     WHERE h.site_id = OLD.site_id AND h.day = OLD.day AND upper_inf(h.during) AND NOT isempty(h.during);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO calendar_day_history (site_id, day, kind, name, name_en, during)
    VALUES (NEW.site_id, NEW.day, NEW.kind, NEW.name, NEW.name_en, tstzrange(now, NULL));
  END IF;
  INSERT INTO complaint_stale (site_id) SELECT coalesce(NEW.site_id, OLD.site_id);
  RETURN NULL;
END $$;
CREATE TRIGGER kept AFTER INSERT OR UPDATE OR DELETE ON calendar_day FOR EACH ROW EXECUTE FUNCTION hcrm_calendar_day_kept();

-- The days that differ from Monday to Friday, as they were known at a moment.
CREATE FUNCTION hcrm_calendar_as_of(site bigint, at timestamptz) RETURNS TABLE (day date, kind text, name text, name_en text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.day, h.kind, h.name, h.name_en FROM calendar_day_history AS h WHERE h.site_id = $1 AND h.during @> $2
$$;

-- site_id: NULL for sites that have no hours of their own. What the product came with holds from ever.
CREATE TABLE service_hours_history (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id bigint REFERENCES site,
  value   text NOT NULL,
  during  tstzrange NOT NULL
);
CREATE INDEX ON service_hours_history (site_id);

CREATE FUNCTION hcrm_service_hours_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  now timestamptz := hcrm_now();
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE service_hours_history AS h SET during = tstzrange(lower(h.during), greatest(now, lower(h.during)))
     WHERE h.site_id IS NOT DISTINCT FROM OLD.site_id AND upper_inf(h.during) AND NOT isempty(h.during);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.value IS NOT NULL THEN
    INSERT INTO service_hours_history (site_id, value, during) VALUES (NEW.site_id, NEW.value, tstzrange(now, NULL));
  END IF;
  INSERT INTO complaint_stale (site_id) SELECT coalesce(NEW.site_id, OLD.site_id);
  RETURN NULL;
END $$;
CREATE TRIGGER service_hours_new AFTER INSERT ON setting FOR EACH ROW WHEN (NEW.code = 'service_hours') EXECUTE FUNCTION hcrm_service_hours_kept();
CREATE TRIGGER service_hours AFTER UPDATE ON setting FOR EACH ROW
  WHEN (NEW.code = 'service_hours' AND (OLD.site_id, OLD.value) IS DISTINCT FROM (NEW.site_id, NEW.value)) EXECUTE FUNCTION hcrm_service_hours_kept();
CREATE TRIGGER service_hours_gone AFTER DELETE ON setting FOR EACH ROW WHEN (OLD.code = 'service_hours') EXECUTE FUNCTION hcrm_service_hours_kept();

-- A site's service hours as they were known at a moment.
CREATE FUNCTION hcrm_service_hours_as_of(site bigint, at timestamptz) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT h.value FROM service_hours_history AS h WHERE (h.site_id IS NULL OR h.site_id = $1) AND h.during @> $2
                    ORDER BY h.site_id NULLS LAST, h.id DESC LIMIT 1), '08:00-17:30')
$$;

-- TRIGGERS --------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint_class,complaint_grade,complaint_level}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump()', entity);
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(%1$L, ''id'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{complaint_nature,complaint_object,complaint_task,complaint_note,complaint_clock}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row(''complaint'', ''complaint_id'')', entity);
  END LOOP;
  FOREACH entity IN ARRAY '{complaint_note,complaint_history,complaint_clock}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change()', entity);
  END LOOP;
END $$;
CREATE TRIGGER bump BEFORE UPDATE ON complaint FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION hcrm_bump('due_at', 'paused_at', 'root_id', 'received_on', 'against', 'in_departments', 'in_users', 'waits_for', 'about_departments', 'about_staff', 'about_kinds', 'natures', 'handlers', 'shared_by', 'reach');
CREATE TRIGGER bump BEFORE UPDATE ON complaint_task FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
-- Number and address are known to who may dial or write there; the log says only that there is another.
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON complaint FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('complaint', 'id', 'caller_number', 'caller_number_key', 'caller_address', 'root_id', 'received_on', 'against', 'in_departments', 'in_users', 'waits_for', 'about_departments', 'about_staff',
                                         'about_kinds', 'natures', 'handlers', 'shared_by', 'reach');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON complaint_join FOR EACH ROW EXECUTE FUNCTION hcrm_audit_row('complaint', 'from_id');

CREATE FUNCTION hcrm_complaint_own_root() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.root_id := NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER own_root BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_own_root();

CREATE FUNCTION hcrm_complaint_dated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.received_on := (NEW.received_at AT TIME ZONE hcrm_zone(NEW.site_id))::date;
  RETURN NEW;
END $$;
CREATE TRIGGER dated_new BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_dated();
CREATE TRIGGER dated BEFORE UPDATE ON complaint FOR EACH ROW
  WHEN ((OLD.received_at, OLD.site_id, OLD.received_on) IS DISTINCT FROM (NEW.received_at, NEW.site_id, NEW.received_on)) EXECUTE FUNCTION hcrm_complaint_dated();
CREATE FUNCTION hcrm_complaint_zoned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE complaint AS c SET received_on = (c.received_at AT TIME ZONE NEW.time_zone)::date
   WHERE c.site_id = NEW.id AND c.received_on <> (c.received_at AT TIME ZONE NEW.time_zone)::date;
  RETURN NULL;
END $$;
CREATE TRIGGER complaint_zoned AFTER UPDATE ON site FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION hcrm_complaint_zoned();

-- Members of staff whom the complaints of a root are about.
CREATE FUNCTION hcrm_complaint_persons(root bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT o.staff_id), '{}')
    FROM complaint AS c JOIN complaint_object AS o ON o.complaint_id = c.id AND o.staff_id IS NOT NULL WHERE c.root_id = $1
$$;

-- For whom a complaint waits: for "user:ID", for who leads a department ("head:ID"), for a role ("role:CODE"). Shares wait to be answered;
-- what was taken, to be routed, answered back, told and closed by who took it; and there is what people were told of.
CREATE FUNCTION hcrm_complaint_waits(complaint bigint, state text, round int, receiver bigint) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF state NOT IN ('taken', 'handling', 'answered', 'told', 'mediation') THEN
    RETURN '{}';
  END IF;
  RETURN (
    WITH share AS MATERIALIZED (
      SELECT t.department_id, t.assignee_id, t.asked_at, t.lead, t.state IN ('assigned', 'accepted') AS pending
        FROM complaint_task AS t WHERE t.complaint_id = $1 AND t.round = $3 AND t.state NOT IN ('returned', 'withdrawn')
    ), alert AS MATERIALIZED (
      SELECT a.who, a.role_code FROM complaint_alert AS a WHERE a.complaint_id = $1 AND a.round = $3
    )
    SELECT coalesce(array_agg(DISTINCT w.name), '{}')
      FROM (SELECT coalesce('user:' || s.assignee_id, 'head:' || s.department_id) AS name FROM share AS s WHERE $2 = 'handling' AND s.pending
             UNION ALL
            SELECT 'user:' || $4
             WHERE $2 IN ('taken', 'answered', 'told') OR EXISTS (SELECT 1 FROM alert AS a WHERE a.who = 'receiver')
                OR ($2 = 'handling' AND (EXISTS (SELECT 1 FROM share AS s WHERE s.pending AND s.asked_at IS NOT NULL)
                                         OR NOT EXISTS (SELECT 1 FROM share AS s WHERE s.lead)))
             UNION ALL
            SELECT 'head:' || s.department_id FROM share AS s WHERE s.pending AND EXISTS (SELECT 1 FROM alert AS a WHERE a.who = 'head')
             UNION ALL
            SELECT 'role:' || a.role_code FROM alert AS a WHERE a.who = 'role') AS w);
END $$;
CREATE FUNCTION hcrm_complaint_waiting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.waits_for := hcrm_complaint_waits(NEW.id, NEW.state, NEW.reopened, NEW.first_receiver_id);
  RETURN NEW;
END $$;
CREATE TRIGGER waiting_new BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_waiting();
CREATE TRIGGER waiting BEFORE UPDATE ON complaint FOR EACH ROW
  WHEN ((OLD.state, OLD.reopened, OLD.first_receiver_id) IS DISTINCT FROM (NEW.state, NEW.reopened, NEW.first_receiver_id))
  EXECUTE FUNCTION hcrm_complaint_waiting();

-- Whom people were told by: as shares change, see hcrm_complaint_key().
CREATE FUNCTION hcrm_complaint_told_of() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM complaint AS c WHERE c.id IN (SELECT x.complaint_id FROM changed AS x) ORDER BY c.id FOR NO KEY UPDATE;
  UPDATE complaint AS c SET waits_for = w.waits_for
    FROM (SELECT c.id, hcrm_complaint_waits(c.id, c.state, c.reopened, c.first_receiver_id) AS waits_for
            FROM complaint AS c WHERE c.id IN (SELECT x.complaint_id FROM changed AS x)) AS w
   WHERE c.id = w.id AND c.waits_for <> w.waits_for;
  RETURN NULL;
END $$;
DO $$
DECLARE
  change text;
BEGIN
  FOREACH change IN ARRAY '{INSERT,DELETE}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER told_of_%s AFTER %s ON complaint_alert REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_told_of()',
                   lower(change), change, CASE change WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END);
  END LOOP;
END $$;

CREATE FUNCTION hcrm_complaint_spanned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO complaint_span (numbered, received, due)
  VALUES (left(NEW.number, 7), date_trunc('month', NEW.received_at AT TIME ZONE 'UTC'), date_trunc('month', coalesce(NEW.due_at, NEW.received_at) AT TIME ZONE 'UTC'))
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER spanned_new AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_spanned();
CREATE TRIGGER spanned AFTER UPDATE ON complaint FOR EACH ROW
  WHEN ((OLD.number, OLD.received_at, OLD.due_at) IS DISTINCT FROM (NEW.number, NEW.received_at, NEW.due_at)) EXECUTE FUNCTION hcrm_complaint_spanned();

-- For an index: what somebody reaches is found by it, and then judged by complaint_scoped.
CREATE FUNCTION hcrm_complaint_reached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.reach := NEW.in_departments || ARRAY (SELECT DISTINCT -u FROM unnest(NEW.in_users || NEW.created_by || NEW.first_receiver_id) AS u WHERE u IS NOT NULL);
  RETURN NEW;
END $$;
CREATE TRIGGER reached_new BEFORE INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_reached();
CREATE TRIGGER reached BEFORE UPDATE ON complaint FOR EACH ROW
  WHEN ((OLD.in_departments, OLD.in_users, OLD.created_by, OLD.first_receiver_id) IS DISTINCT FROM (NEW.in_departments, NEW.in_users, NEW.created_by, NEW.first_receiver_id))
  EXECUTE FUNCTION hcrm_complaint_reached();

-- What every list asks of each complaint stands with it: whom it, or what it is joined with, is about (against); which departments
-- and users have a share in it or in what it is joined into; and for whom it waits.
CREATE FUNCTION hcrm_complaint_key(roots bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH keyed AS (
    SELECT c.id, hcrm_complaint_persons(c.root_id) AS against, coalesce(t.departments, '{}') AS departments, coalesce(t.users, '{}') AS users,
           hcrm_complaint_waits(c.id, c.state, c.reopened, c.first_receiver_id) AS waits_for
      FROM complaint AS c
      LEFT JOIN LATERAL (SELECT array_agg(DISTINCT t.department_id) AS departments, array_agg(DISTINCT t.assignee_id) FILTER (WHERE t.assignee_id IS NOT NULL) AS users
                           FROM complaint_task AS t WHERE t.complaint_id IN (c.id, c.root_id) AND t.state <> 'withdrawn') AS t ON true
     WHERE c.root_id = ANY (roots)
  )
  UPDATE complaint AS c SET against = k.against, in_departments = k.departments, in_users = k.users, waits_for = k.waits_for
    FROM keyed AS k
   WHERE c.id = k.id AND (c.against, c.in_departments, c.in_users, c.waits_for) IS DISTINCT FROM (k.against, k.departments, k.users, k.waits_for)
$$;
CREATE FUNCTION hcrm_complaint_keyed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_complaint_key(array_agg(DISTINCT c.root_id)) FROM changed AS x JOIN complaint AS c ON c.id = x.complaint_id HAVING count(*) > 0;
  RETURN NULL;
END $$;
DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint_object,complaint_task}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER keyed_new AFTER INSERT ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_keyed()', entity);
    EXECUTE format('CREATE TRIGGER keyed AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_keyed()', entity);
    EXECUTE format('CREATE TRIGGER keyed_gone AFTER DELETE ON %I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_keyed()', entity);
  END LOOP;
END $$;

-- What people were told of waits for them as long as the complaint is open.
CREATE FUNCTION hcrm_complaint_alerted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE complaint_alert AS a SET open = NEW.state IN ('taken', 'handling', 'answered', 'told', 'mediation') WHERE a.complaint_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER alerted AFTER UPDATE OF state ON complaint FOR EACH ROW
  WHEN ((OLD.state IN ('taken', 'handling', 'answered', 'told', 'mediation')) <> (NEW.state IN ('taken', 'handling', 'answered', 'told', 'mediation')))
  EXECUTE FUNCTION hcrm_complaint_alerted();

-- Whether any of them has a share in hand.
CREATE FUNCTION hcrm_complaint_conflict(root bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM complaint AS c
                   JOIN complaint_task AS t ON t.complaint_id = c.id AND t.state IN ('assigned', 'accepted')
                   JOIN app_user AS u ON u.id = t.assignee_id
                  WHERE c.root_id = $1 AND u.staff_id = ANY (hcrm_complaint_persons($1)))
$$;

-- Nobody answers a complaint about themselves, whichever way it would come about.
CREATE FUNCTION hcrm_complaint_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF hcrm_complaint_conflict((SELECT c.root_id FROM complaint AS c WHERE c.id = NEW.complaint_id)) THEN
    RAISE EXCEPTION 'nobody answers a complaint about themselves' USING ERRCODE = 'check_violation',
      CONSTRAINT = CASE TG_TABLE_NAME WHEN 'complaint_task' THEN 'complaint_task_conflict' ELSE 'complaint_object_conflict' END;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER INSERT OR UPDATE OF assignee_id, state ON complaint_task FOR EACH ROW
  WHEN (NEW.assignee_id IS NOT NULL AND NEW.state IN ('assigned', 'accepted')) EXECUTE FUNCTION hcrm_complaint_guard();
CREATE TRIGGER guard AFTER INSERT OR UPDATE ON complaint_object FOR EACH ROW
  WHEN (NEW.staff_id IS NOT NULL) EXECUTE FUNCTION hcrm_complaint_guard();

-- A join, or its undoing: gives the tree below its new root. One at a time, so that no circle closes by two of them.
CREATE FUNCTION hcrm_complaint_joined() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  root bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('complaint_join', 0));
  root := coalesce((SELECT c.root_id FROM complaint AS c WHERE c.id = NEW.joined_into_id), NEW.id);
  IF root = NEW.id AND NEW.joined_into_id IS NOT NULL THEN
    RAISE EXCEPTION 'a complaint cannot be joined into itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_join_circular';
  END IF;
  WITH RECURSIVE tree AS (
    SELECT NEW.id AS id
    UNION SELECT c.id FROM complaint AS c JOIN tree ON c.joined_into_id = tree.id
  )
  UPDATE complaint AS c SET root_id = root FROM tree WHERE c.id = tree.id;
  PERFORM hcrm_complaint_key(ARRAY[root, OLD.root_id]);
  IF hcrm_complaint_conflict(root) THEN
    RAISE EXCEPTION 'nobody answers a complaint about themselves' USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_join_conflict';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER joined AFTER UPDATE OF joined_into_id ON complaint FOR EACH ROW
  WHEN (OLD.joined_into_id IS DISTINCT FROM NEW.joined_into_id) EXECUTE FUNCTION hcrm_complaint_joined();

-- WHAT HAPPENED ---------------------------------------------------------------------------------

ALTER TABLE timeline DROP CONSTRAINT timeline_kind_check,
  ADD CONSTRAINT timeline_kind_check CHECK (kind IN ('encounter', 'followup', 'message', 'record', 'complaint'));

-- Written down for the case, and that it happened in the patient's time line: there without anybody's name or words.
CREATE FUNCTION hcrm_complaint_note(complaint bigint, what text, details jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO complaint_history (complaint_id, code, params) VALUES ($1, what, jsonb_strip_nulls(details));
  INSERT INTO timeline (patient_id, kind, code, params, activity_id)
  SELECT c.patient_id, 'complaint', what, jsonb_build_object('number', c.number), c.id
    FROM complaint AS c WHERE c.id = $1 AND c.patient_id IS NOT NULL AND c.state <> 'draft';
END $$;

-- What was attached to it, and taken off: of the case alone.
CREATE FUNCTION hcrm_complaint_attached() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO complaint_history (complaint_id, code, params)
  SELECT c.id, CASE WHEN NEW.removed_at IS NULL THEN 'complaint.attached' ELSE 'complaint.detached' END,
         jsonb_strip_nulls(jsonb_build_object('name', NEW.name, 'reason', NEW.removed_reason))
    FROM complaint AS c WHERE c.id = NEW.activity_id AND NEW.name <> '—';
  RETURN NULL;
END $$;
CREATE TRIGGER complaint_new AFTER INSERT ON attachment FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_attached();
CREATE TRIGGER complaint AFTER UPDATE ON attachment FOR EACH ROW WHEN (OLD.removed_at IS DISTINCT FROM NEW.removed_at)
  EXECUTE FUNCTION hcrm_complaint_attached();

-- WHO MAY WORK ON IT ----------------------------------------------------------------------------

-- Whether a member of staff can answer for a department: a working account with that right.
CREATE FUNCTION hcrm_complaint_answers(staff bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM staff AS s
                   JOIN app_user AS u ON u.staff_id = s.id AND u.state = 'active'
                   JOIN user_role AS r ON r.user_id = u.id AND r.during @> hcrm_now()
                   JOIN role_permission AS p ON p.role_id = r.role_id AND p.permission = 'complaint.answer'
                  WHERE s.id = $1 AND s.retired_at IS NULL)
$$;

-- Who gets a department's share at first: its head, or who stands in; nobody if the complaint is about them.
CREATE FUNCTION hcrm_complaint_first(department bigint, root bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT hcrm_user_of(s.id) FROM (SELECT hcrm_acting_staff(hcrm_department_head($1)) AS id) AS s
   WHERE hcrm_complaint_answers(s.id) AND s.id <> ALL (hcrm_complaint_persons($2))
$$;

-- The users for whom the reader acts, the reader among them.
CREATE FUNCTION hcrm_complaint_seats() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  stands_for bigint[] := hcrm_stands_for(hcrm_staff());
BEGIN
  RETURN (SELECT coalesce(array_agg(x.id), '{}')
            FROM (SELECT hcrm_user() AS id WHERE hcrm_user() IS NOT NULL
                   UNION SELECT u.id FROM app_user AS u WHERE u.staff_id = ANY (stands_for)) AS x);
END $$;

-- As whom the reader is waited for: see hcrm_complaint_waits().
CREATE FUNCTION hcrm_complaint_waited() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF hcrm_user() IS NULL THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY (SELECT 'user:' || s FROM unnest(hcrm_complaint_seats()) AS s
                 UNION ALL SELECT 'head:' || d FROM unnest(hcrm_leads(hcrm_staff())) AS d
                 UNION ALL SELECT 'role:' || r.code FROM user_role AS u JOIN role AS r ON r.id = u.role_id
                            WHERE u.user_id = hcrm_user() AND u.during @> hcrm_now());
END $$;

-- What the reader reaches, as complaint.reach has it; NULL for whom a site or all is in scope.
CREATE FUNCTION hcrm_complaint_reader() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT hcrm_departments() || ARRAY (SELECT -u FROM unnest(hcrm_complaint_seats()) AS u)
         || ARRAY (SELECT -hcrm_user() WHERE hcrm_user() IS NOT NULL)
   WHERE NOT hcrm_all() AND coalesce(hcrm_sites(), '{}') = '{}'
$$;

-- The complaints about the reader, with all that are joined with them: hidden from this reader everywhere.
CREATE FUNCTION hcrm_complaints_against() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM complaint AS c WHERE hcrm_staff() IS NOT NULL AND c.against <> '{}' AND c.against @> ARRAY[hcrm_staff()]
$$;

-- The complaints that the reader's departments or the reader have a share in, and those that are joined into such.
CREATE FUNCTION hcrm_complaint_shared(complaint bigint, root bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM complaint_task AS t
                  WHERE t.complaint_id IN ($1, $2) AND t.state <> 'withdrawn'
                    AND (t.department_id = ANY ((SELECT hcrm_departments())::bigint[]) OR t.assignee_id = ANY ((SELECT hcrm_complaint_seats())::bigint[])))
$$;

-- A draft is its writer's own. A patient who is a member of staff is hidden from colleagues here as well, but for those who took
-- the complaint or have a share in it (patient_of_staff: hcrm_hide_staff() leaves this view alone).
CREATE VIEW complaint_scoped AS
SELECT c.* FROM complaint AS c
 WHERE ((SELECT hcrm_staff()) IS NULL OR (SELECT hcrm_staff()) <> ALL (c.against))
   AND (c.state <> 'draft' OR c.created_by = (SELECT hcrm_user()))
   AND ((SELECT hcrm_all()) OR c.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR c.created_by = (SELECT hcrm_user())
        OR c.first_receiver_id = (SELECT hcrm_user())
        OR c.in_departments && (SELECT hcrm_departments())::bigint[] OR c.in_users && (SELECT hcrm_complaint_seats())::bigint[])
   AND (c.patient_id IS NULL OR (SELECT hcrm_staff_seen()) OR NOT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = c.patient_id AND hcrm_hides(h.root))
        OR c.first_receiver_id = (SELECT hcrm_user()) OR hcrm_complaint_shared(c.id, c.root_id));

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint_nature,complaint_object,complaint_task,complaint_note,complaint_history,complaint_clock,complaint_alert}'::text[] LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT x.* FROM %I AS x WHERE EXISTS (SELECT 1 FROM complaint_scoped AS c WHERE c.id = x.complaint_id)',
                   entity || '_scoped', entity);
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', entity || '_scoped');
  END LOOP;
END $$;

-- What waits for the reader.
CREATE FUNCTION hcrm_complaints_mine() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM complaint AS c
   WHERE c.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AND c.waits_for && (SELECT hcrm_complaint_waited())
     AND ((SELECT hcrm_staff()) IS NULL OR (SELECT hcrm_staff()) <> ALL (c.against))
$$;

CREATE FUNCTION hcrm_complaint_tasks_mine() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM complaint_task AS t JOIN complaint AS c ON c.id = t.complaint_id AND c.state = 'handling' AND c.reopened = t.round
   WHERE (SELECT hcrm_user()) IS NOT NULL AND t.state IN ('assigned', 'accepted')
     AND (t.assignee_id = ANY ((SELECT hcrm_complaint_seats())::bigint[]) OR (t.assignee_id IS NULL AND t.department_id = ANY ((SELECT hcrm_leads(hcrm_staff()))::bigint[])))
$$;

-- The records of those patients who are found by what was typed and have a complaint.
CREATE FUNCTION hcrm_complaint_patients(q_key text, q_end text) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p.id), '{}')
    FROM hcrm_patient_find($1, $2, 20000) AS f JOIN patient AS p ON p.survivor_id = f
   WHERE EXISTS (SELECT 1 FROM complaint AS c WHERE c.patient_id = p.id)
$$;
-- Between which bounds lies what a number begins with, if nothing else fits these words, and what was received in a period; and the
-- months of it, of 30 days each, where they are few.
CREATE FUNCTION hcrm_complaint_bounds(q text, q_number text, patients bigint[], first timestamptz, last timestamptz)
RETURNS TABLE (number_first text, number_last text, received_at_first timestamptz, received_at_last timestamptz, due_at_first timestamptz, due_at_last timestamptz, months int[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  start text := CASE WHEN q ~ '^[[:alpha:]][0-9]+$' AND coalesce(patients, '{}') = '{}' THEN left(upper(q), 7) END;
BEGIN
  IF start IS NOT NULL AND (EXISTS (SELECT 1 FROM complaint AS c WHERE c.caller_name COLLATE "C" >= q AND c.caller_name COLLATE "C" < q || U&'\+10FFFF')
                            OR EXISTS (SELECT 1 FROM complaint AS c WHERE c.caller_number_key = q_number)) THEN
    start := NULL;
  END IF;
  RETURN QUERY
    SELECT b.n0, b.n1 || U&'\+10FFFF', b.r0, b.r1, b.d0,
           CASE WHEN EXISTS (SELECT 1 FROM complaint AS c WHERE c.due_at IS NULL AND c.received_at >= b.r0 AND c.received_at < b.r1) THEN 'infinity' ELSE b.d1 END,
           CASE WHEN least(b.r1, last) - greatest(b.r0, first) < interval '800 days'
                THEN ARRAY (SELECT generate_series(((greatest(b.r0, first) AT TIME ZONE 'UTC')::date - 1 - '2000-01-01') / 30,
                                                 ((least(b.r1, last) AT TIME ZONE 'UTC')::date + 1 - '2000-01-01') / 30)) END
      FROM (SELECT min(s.numbered) AS n0, max(s.numbered) AS n1, min(s.received)::timestamp AT TIME ZONE 'UTC' AS r0,
                   (max(s.received) + interval '1 month') AT TIME ZONE 'UTC' AS r1, min(s.due)::timestamp AT TIME ZONE 'UTC' AS d0,
                   (max(s.due) + interval '1 month') AT TIME ZONE 'UTC' AS d1
              FROM complaint_span AS s
             WHERE (start IS NOT NULL OR first IS NOT NULL OR last IS NOT NULL)
               AND (start IS NULL OR (s.numbered >= start AND s.numbered < start || U&'\+10FFFF'))
               AND (first IS NULL OR (s.received + interval '1 month') AT TIME ZONE 'UTC' > first)
               AND (last IS NULL OR s.received::timestamp AT TIME ZONE 'UTC' < last)) AS b;
END $$;
-- These classes and those below them.
CREATE FUNCTION hcrm_complaint_classes_below(codes text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE below AS (
    SELECT k.code FROM complaint_class AS k WHERE k.code = ANY ($1)
    UNION SELECT k.code FROM complaint_class AS k JOIN below AS b ON k.parent_code = b.code
  )
  SELECT coalesce(array_agg(code), '{}') FROM below
$$;

-- SERVICE CODES, OBJECTS, NATURES ---------------------------------------------------------------

-- As it stands on a badge: without blanks and hyphens, in capitals.
CREATE FUNCTION hcrm_service_code_key(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(upper(normalize(typed, NFKC)), '[[:space:]-]', '', 'g');

-- Who carried a service code on a day, and where they worked then.
CREATE FUNCTION hcrm_service_code_find(code text, day date) RETURNS TABLE (staff_id bigint, department_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.staff_id, p.department_id FROM staff_post AS p
   WHERE p.service_code IN ($1, hcrm_service_code_key($1)) AND p.during @> $2 ORDER BY p.id LIMIT 1
$$;

-- Writes whom and what a complaint is about; who carried a code, and where anybody worked, is looked up for the day.
CREATE FUNCTION hcrm_complaint_set_objects(complaint bigint, objects jsonb, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM complaint_object AS o WHERE o.complaint_id = $1;
  INSERT INTO complaint_object (complaint_id, kind, staff_id, department_id, drug_id, service_code, code_known, note)
  SELECT $1, o.kind, coalesce(f.staff_id, o.staff_id), coalesce(f.department_id, o.department_id, w.department_id), o.drug_id,
         CASE WHEN o.service_code <> '' THEN hcrm_service_code_key(o.service_code) END,
         CASE WHEN o.service_code <> '' THEN f.staff_id IS NOT NULL END, nullif(o.note, '')
    FROM jsonb_to_recordset(coalesce(objects, '[]')) AS o (kind text, service_code text, staff_id bigint, department_id bigint, drug_id bigint, note text)
    LEFT JOIN LATERAL hcrm_service_code_find(o.service_code, day) AS f ON o.service_code <> ''
    LEFT JOIN LATERAL (SELECT p.department_id FROM staff_post AS p WHERE p.staff_id = o.staff_id AND p.during @> day ORDER BY p.id LIMIT 1) AS w ON true;
END $$;

CREATE FUNCTION hcrm_complaint_set_natures(complaint bigint, main_code text, others jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM complaint_nature AS n WHERE n.complaint_id = $1;
  INSERT INTO complaint_nature (complaint_id, class_code, main)
  SELECT $1, main_code, true WHERE main_code IS NOT NULL
   UNION ALL
  SELECT DISTINCT $1, o.class, false FROM jsonb_to_recordset(coalesce(others, '[]')) AS o (class text) WHERE o.class IS DISTINCT FROM main_code;
END $$;

-- An activity's patient is the complaint's, whenever that becomes known.
CREATE FUNCTION hcrm_complaint_activity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE activity SET patient_id = NEW.patient_id WHERE id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER activity AFTER UPDATE ON complaint FOR EACH ROW WHEN (OLD.patient_id IS DISTINCT FROM NEW.patient_id) EXECUTE FUNCTION hcrm_complaint_activity();

-- BESIDE THE CASE -------------------------------------------------------------------------------
-- For one complaint that the reader was found to see.

CREATE FUNCTION hcrm_complaint_calls(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', a.id, 'started_at', a.started_at, 'ended_at', a.ended_at, 'disposition', a.disposition, 'note', a.note,
                                             'number', hcrm_mask_number(a.number), 'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = a.user_id))
                           ORDER BY a.started_at, a.id), '[]')
    FROM attempt AS a WHERE a.activity_id = $1
$$;
CREATE FUNCTION hcrm_complaint_joins(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', c.id, 'number', c.number, 'channel', c.channel, 'received_at', c.received_at, 'matter', c.matter,
                                             'caller_name', c.caller_name, 'reason', j.reason, 'at', j.at,
                                             'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = j.user_id)) ORDER BY j.id), '[]')
    FROM complaint AS c JOIN complaint_join AS j ON j.from_id = c.id AND j.undone_at IS NULL WHERE c.joined_into_id = $1
$$;
CREATE FUNCTION hcrm_complaint_messages(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', m.id, 'template', m.template, 'channel', m.channel, 'address', hcrm_mask_sent(m.channel, m.address), 'body', m.body,
                                             'state', m.state, 'reason', m.reason, 'created_at', m.created_at, 'sent_at', m.sent_at) ORDER BY m.id), '[]')
    FROM message AS m WHERE m.activity_id = $1
$$;

-- The days on which calls reached nobody since there was an answer to tell, one row a call.
CREATE FUNCTION hcrm_complaint_unreached(complaint bigint) RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (a.started_at AT TIME ZONE hcrm_zone(c.site_id))::date FROM complaint AS c JOIN attempt AS a ON a.activity_id = c.id AND a.started_at >= c.answered_at
   WHERE c.id = $1 AND a.disposition NOT IN (SELECT k.code FROM code AS k WHERE k.system = 'disposition' AND k.parent = 'reached')
$$;

-- Who may answer for departments and those below, but for whom the complaint is about.
CREATE FUNCTION hcrm_complaint_colleagues(departments bigint[], root bigint)
RETURNS TABLE (id bigint, name text, pinyin text, title text, department_id bigint, department text, department_en text, head boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (u.id) u.id, s.name, s.pinyin, s.title, d.id, d.name, d.name_en, p.head
    FROM staff_post AS p
    JOIN staff AS s ON s.id = p.staff_id AND s.retired_at IS NULL
    JOIN app_user AS u ON u.staff_id = s.id AND u.state = 'active'
    JOIN department AS d ON d.id = p.department_id
   WHERE p.during @> hcrm_today() AND (departments IS NULL OR p.department_id = ANY (hcrm_departments_below(departments)))
     AND hcrm_complaint_answers(s.id) AND s.id <> ALL (hcrm_complaint_persons($2))
   ORDER BY u.id, p.head DESC, p.id
$$;

-- THE LOG OF IT -------------------------------------------------------------------------------

-- The lines of the audit log about a complaint and its attachments, each as the text that is chained, with the seal over it.
CREATE FUNCTION hcrm_complaint_audit(complaint bigint)
RETURNS TABLE (id bigint, at timestamptz, "user" text, action text, entity text, entity_id bigint, chained text, sha256 text, seal_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.at, (SELECT u.name FROM app_user_name AS u WHERE u.id = a.user_id), a.action, a.entity, a.entity_id, hcrm_audit_text(a),
         encode(sha256(convert_to(hcrm_audit_text(a), 'UTF8')), 'hex'),
         (SELECT s.id FROM audit_seal AS s WHERE int8range(s.above_xid, s.below_xid) @> hcrm_xid(a.xid))
    FROM audit AS a
   WHERE (a.entity = 'complaint' AND a.entity_id = $1)
      OR (a.entity = 'attachment' AND a.entity_id IN (SELECT t.id FROM attachment AS t WHERE t.activity_id = $1))
$$;

-- The seals from the first one over any of them to the last one there is, chained: hash = SHA-256(previous || chain || n).
-- chain: that of the lines a seal covers, for those over lines of this complaint.
CREATE FUNCTION hcrm_complaint_seals(complaint bigint)
RETURNS TABLE (id bigint, at timestamptz, n bigint, first_id bigint, last_id bigint, previous text, chain text, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH covering AS MATERIALIZED (SELECT DISTINCT a.seal_id FROM hcrm_complaint_audit($1) AS a WHERE a.seal_id IS NOT NULL)
  SELECT s.id, s.at, s.n, s.first_id, s.last_id,
         coalesce((SELECT encode(p.hash, 'hex') FROM audit_seal AS p WHERE p.id < s.id ORDER BY p.id DESC LIMIT 1), ''),
         CASE WHEN s.id IN (SELECT c.seal_id FROM covering AS c)
              THEN (SELECT encode(hcrm_chain(hcrm_audit_text(x) ORDER BY x.id), 'hex') FROM audit AS x
                     WHERE hcrm_xid(x.xid) >= s.above_xid AND hcrm_xid(x.xid) < s.below_xid) END,
         encode(s.hash, 'hex')
    FROM audit_seal AS s WHERE s.id >= (SELECT min(c.seal_id) FROM covering AS c)
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_audit(bigint), hcrm_complaint_seals(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_audit(bigint), hcrm_complaint_seals(bigint) TO hcrm_app;

-- LIKE IT ---------------------------------------------------------------------------------------

-- Every two characters in a row, but for blanks and punctuation: words, where nothing parts them.
CREATE FUNCTION hcrm_bigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(DISTINCT substr(t.plain, i, 2)), '{}')
          FROM (SELECT regexp_replace(lower(normalize(left(words, 2000), NFKC)), '[[:space:][:punct:]，。！？、；：“”（）《》]', '', 'g') AS plain) AS t,
               generate_series(1, length(t.plain) - 1) AS i);

-- The share of them that two texts have in common, by Dice.
CREATE FUNCTION hcrm_likeness(a text[], b text[]) RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cardinality(a) = 0 OR cardinality(b) = 0 THEN 0
            ELSE 2.0 * (SELECT count(*) FROM unnest(a) AS x WHERE x = ANY (b)) / (cardinality(a) + cardinality(b)) END;

-- Complaints like one that is being written, and in what: of the same patient or number, open or ended within a month; with
-- much the same matter, open and of the last fortnight.
CREATE FUNCTION hcrm_complaint_similar(matter text, number_key text, patient bigint, besides bigint) RETURNS TABLE (id bigint, why text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.id, array_agg(DISTINCT x.why ORDER BY x.why)
    FROM (SELECT c.id, 'patient' AS why FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id JOIN complaint AS c ON c.patient_id = m.id
           WHERE p.id = $3 AND coalesce(c.closed_at, 'infinity') > hcrm_now() - interval '30 days'
           UNION ALL
          SELECT c.id, 'number' FROM complaint AS c
           WHERE c.caller_number_key = $2 AND coalesce(c.closed_at, 'infinity') > hcrm_now() - interval '30 days'
           UNION ALL
          SELECT r.id, 'matter'
            FROM (SELECT c.id, c.matter FROM complaint AS c
                   WHERE c.received_at > hcrm_now() - interval '14 days' AND c.state IN ('taken', 'handling', 'answered', 'told', 'mediation')
                   ORDER BY c.received_at DESC LIMIT 300) AS r,
                 (SELECT hcrm_bigrams($1) AS own) AS o
           WHERE cardinality(o.own) >= 6 AND hcrm_likeness(o.own, hcrm_bigrams(r.matter)) >= 0.35) AS x
    JOIN complaint AS c ON c.id = x.id AND c.state <> 'draft'
   WHERE x.id IS DISTINCT FROM $4
   GROUP BY x.id
$$;

-- VIEWS -----------------------------------------------------------------------------------------

-- The share that leads, one at most in each round.
CREATE VIEW complaint_lead AS
SELECT t.complaint_id, t.round, t.department_id, t.assignee_id FROM complaint_task AS t WHERE t.lead AND t.state NOT IN ('returned', 'withdrawn');

-- Few joins, as of every view that lists are made of; what each row asks for is asked of the rows of a page only.
-- What lists ask by: nothing that is looked for elsewhere. bucket: how much time is left to tell the caller, none is needed once they were told. received to unclosed: the figures in which it counts, see 0051-complaint-report.sql.
CREATE VIEW complaint_listed AS
SELECT c.*,
       CASE WHEN c.state NOT IN ('taken', 'handling', 'answered', 'told', 'mediation') OR c.told_at IS NOT NULL OR c.paused_at IS NOT NULL THEN NULL
            WHEN c.due_at < (SELECT hcrm_now()) THEN 'overdue'
            WHEN (SELECT (c.due_at AT TIME ZONE s.time_zone)::date <= ((SELECT hcrm_now()) AT TIME ZONE s.time_zone)::date FROM site AS s WHERE s.id = c.site_id)
            THEN 'today'
            ELSE 'soon' END AS bucket,
       c.waits_for && (SELECT hcrm_complaint_waited()) AS mine,
       c.taken_at IS NOT NULL AND c.state <> 'joined' AS received,
       c.closed_as IS NOT DISTINCT FROM 'consent' AS on_spot,
       c.state <> 'withdrawn' AND (coalesce(c.answered_at, c.closed_at) IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < (SELECT hcrm_now()))) AS ended,
       c.state <> 'withdrawn' AND coalesce(coalesce(c.answered_at, c.closed_at) <= c.due_at, false) AS on_time,
       c.told_at IS NOT NULL OR c.reopened > 0 AS told,
       c.told_at IS NOT NULL AND c.reopened = 0 AND coalesce(c.satisfied, false) AS contented,
       c.reopened > 0 AS again,
       c.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AS unclosed
  FROM complaint_scoped AS c;

CREATE VIEW complaint_view AS
SELECT c.id, c.version, c.number, c.state, c.closed_as, c.grade,
       (SELECT g.name FROM complaint_grade AS g WHERE g.id = c.grade) AS grade_name,
       (SELECT g.name_en FROM complaint_grade AS g WHERE g.id = c.grade) AS grade_name_en,
       (SELECT n.class_code FROM complaint_nature AS n WHERE n.complaint_id = c.id AND n.main) AS class,
       (SELECT k.name FROM complaint_nature AS n JOIN complaint_class AS k ON k.code = n.class_code WHERE n.complaint_id = c.id AND n.main) AS class_name,
       (SELECT k.name_en FROM complaint_nature AS n JOIN complaint_class AS k ON k.code = n.class_code WHERE n.complaint_id = c.id AND n.main) AS class_name_en,
       c.channel, c.received_at, c.incident_on, c.matter, c.wish,
       c.anonymous, c.minor, c.abusive, c.caller_name, c.caller_relation, hcrm_mask_key(c.caller_number_key) AS caller_number,
       hcrm_mask_address(c.caller_address) AS caller_address,
       c.number_verified_at, c.number_false_at, c.behalf, c.behalf_name, c.patient_id, h.id AS survivor_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = c.patient_id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       c.site_id, (SELECT l.department_id FROM complaint_lead AS l WHERE l.complaint_id = c.id AND l.round = c.reopened) AS department_id,
       (SELECT d.name FROM complaint_lead AS l JOIN department AS d ON d.id = l.department_id WHERE l.complaint_id = c.id AND l.round = c.reopened) AS department,
       (SELECT d.name_en FROM complaint_lead AS l JOIN department AS d ON d.id = l.department_id
         WHERE l.complaint_id = c.id AND l.round = c.reopened) AS department_en,
       (SELECT l.assignee_id FROM complaint_lead AS l WHERE l.complaint_id = c.id AND l.round = c.reopened) AS assignee_id,
       (SELECT u.name FROM complaint_lead AS l JOIN app_user_name AS u ON u.id = l.assignee_id WHERE l.complaint_id = c.id AND l.round = c.reopened) AS assignee,
       c.first_receiver_id, (SELECT u.name FROM app_user_name AS u WHERE u.id = c.first_receiver_id) AS first_receiver,
       c.due_at, c.paused_at, c.bucket,
       c.solution, c.reason, c.satisfied, c.reopened,
       (SELECT count(*) FROM complaint_task AS t WHERE t.complaint_id = c.id AND t.round = c.reopened AND t.state NOT IN ('returned', 'withdrawn'))::int AS shares,
       (SELECT count(*) FROM complaint_task AS t WHERE t.complaint_id = c.id AND t.round = c.reopened AND t.state = 'answered')::int AS answers,
       (SELECT count(*) FROM complaint_task AS t WHERE t.complaint_id = c.id AND t.round = c.reopened AND t.state = 'returned')::int AS returns,
       c.joined_into_id, (SELECT j.number FROM complaint AS j WHERE j.id = c.joined_into_id) AS joined_into, c.root_id,
       (SELECT count(*) FROM complaint AS j WHERE j.root_id = c.id AND j.id <> c.id)::int AS joined,
       (SELECT count(*) FROM attempt AS a WHERE a.activity_id = c.id)::int AS attempts,
       (SELECT a.disposition FROM attempt AS a WHERE a.activity_id = c.id ORDER BY a.id DESC LIMIT 1) AS last_disposition,
       c.mine,
       c.taken_at, c.answered_at, c.told_at, c.closed_at, c.created_at, (SELECT u.name FROM app_user_name AS u WHERE u.id = c.created_by) AS created_by
  FROM complaint_listed AS c
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = c.patient_id);

CREATE VIEW complaint_task_view AS
SELECT t.id, t.version, t.complaint_id, c.number, c.state AS complaint_state, t.round, t.department_id, d.name AS department, d.name_en AS department_en,
       t.assignee_id, (SELECT u.name FROM app_user_name AS u WHERE u.id = t.assignee_id) AS assignee, t.lead, t.state, t.request, t.answer, t.reason,
       coalesce(t.due_at, c.due_at) AS due_at, t.asked_at, t.accepted_at, t.answered_at,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = t.answered_by) AS answered_by, t.created_at,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = t.created_by) AS created_by,
       CASE WHEN t.state NOT IN ('assigned', 'accepted') OR c.state <> 'handling' OR c.reopened <> t.round OR c.paused_at IS NOT NULL THEN NULL
            WHEN coalesce(t.due_at, c.due_at) < (SELECT hcrm_now()) THEN 'overdue'
            WHEN (coalesce(t.due_at, c.due_at) AT TIME ZONE s.time_zone)::date <= ((SELECT hcrm_now()) AT TIME ZONE s.time_zone)::date THEN 'today'
            ELSE 'soon' END AS bucket,
       t.state IN ('assigned', 'accepted') AND c.state = 'handling' AND c.reopened = t.round
         AND (coalesce(t.assignee_id = ANY ((SELECT hcrm_complaint_seats())::bigint[]), false)
              OR (t.assignee_id IS NULL AND t.department_id = ANY ((SELECT hcrm_leads((SELECT hcrm_staff())))::bigint[]))) AS mine,
       c.matter, c.grade, g.name AS grade_name, g.name_en AS grade_name_en, k.name AS class_name, k.name_en AS class_name_en, c.received_at, c.paused_at,
       c.patient_id, (SELECT h.name FROM patient AS o JOIN patient AS h ON h.id = o.survivor_id WHERE o.id = c.patient_id) AS patient,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = c.first_receiver_id) AS first_receiver
  FROM complaint_task_scoped AS t
  LEFT JOIN complaint AS c ON c.id = t.complaint_id
  LEFT JOIN site AS s ON s.id = c.site_id
  LEFT JOIN complaint_grade AS g ON g.id = c.grade
  LEFT JOIN complaint_nature AS n ON n.complaint_id = c.id AND n.main
  LEFT JOIN complaint_class AS k ON k.code = n.class_code
  LEFT JOIN department AS d ON d.id = t.department_id;

CREATE VIEW complaint_object_view AS
SELECT o.id, o.complaint_id, o.kind, o.staff_id, (SELECT s.name FROM staff AS s WHERE s.id = o.staff_id) AS staff, o.department_id,
       d.name AS department, d.name_en AS department_en, o.drug_id, (SELECT g.name FROM drug AS g WHERE g.id = o.drug_id) AS drug, o.service_code, o.code_known, o.note
  FROM complaint_object_scoped AS o LEFT JOIN department AS d ON d.id = o.department_id;

CREATE VIEW complaint_class_view AS
SELECT k.id, k.version, k.code, k.parent_code, p.name AS parent, p.name_en AS parent_en, k.name, k.name_en, array_to_string(k.words, ' ') AS words, k.retired_at
  FROM complaint_class AS k LEFT JOIN complaint_class AS p ON p.code = k.parent_code WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW complaint_grade_view AS
SELECT g.id, g.version, g.name, g.name_en, g.days, g.days_several, array_to_string(g.tell, ' ') AS tell, array_to_string(g.words, ' ') AS words
  FROM complaint_grade AS g WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW complaint_level_view AS
SELECT l.id, l.version, l.name, l.name_en, l.minutes, l.who, l.role_code, r.name AS role, r.name_en AS role_en, l.grade, l.retired_at
  FROM complaint_level AS l LEFT JOIN role AS r ON r.code = l.role_code WHERE (SELECT hcrm_user()) IS NOT NULL;

-- Who is asked sees the patient for as long as it takes.
CREATE FUNCTION hcrm_complaint_reach() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  complaint bigint := (to_jsonb(NEW) ->> CASE TG_TABLE_NAME WHEN 'complaint' THEN 'id' ELSE 'complaint_id' END)::bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM complaint_task AS t WHERE t.complaint_id = complaint) THEN
    PERFORM hcrm_patient_derive(p.survivor_id) FROM patient AS p
      WHERE p.id IN (SELECT c.patient_id FROM complaint AS c WHERE c.id = complaint
                      UNION SELECT (to_jsonb(OLD) ->> 'patient_id')::bigint WHERE TG_TABLE_NAME = 'complaint');
  END IF;
  RETURN NULL;
END $$;
CREATE VIEW reach_complaint AS
SELECT c.patient_id, CASE WHEN t.assignee_id IS NULL THEN ARRAY[t.department_id] ELSE '{}' END AS departments,
       (SELECT u.staff_id FROM app_user AS u WHERE u.id = t.assignee_id) AS staff_id
  FROM complaint_task AS t JOIN complaint AS c ON c.id = t.complaint_id
 WHERE c.patient_id IS NOT NULL AND t.state IN ('assigned', 'accepted', 'answered') AND c.state IN ('handling', 'answered', 'told', 'mediation');
CREATE TRIGGER reach_new AFTER INSERT ON complaint_task FOR EACH ROW EXECUTE FUNCTION hcrm_complaint_reach();
CREATE TRIGGER reach AFTER UPDATE ON complaint_task FOR EACH ROW
  WHEN ((OLD.department_id, OLD.assignee_id, OLD.state) IS DISTINCT FROM (NEW.department_id, NEW.assignee_id, NEW.state))
  EXECUTE FUNCTION hcrm_complaint_reach();
CREATE TRIGGER reach AFTER UPDATE ON complaint FOR EACH ROW
  WHEN ((OLD.patient_id, OLD.state) IS DISTINCT FROM (NEW.patient_id, NEW.state)) EXECUTE FUNCTION hcrm_complaint_reach();

-- WHAT IS SHOWN TO NOBODY WHOM IT IS ABOUT, elsewhere --------------------------------------------

-- Whether a line of the audit is about a complaint about the reader.
CREATE FUNCTION hcrm_audit_against(entity text, entity_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  against bigint[] := ARRAY (SELECT hcrm_complaints_against());
BEGIN
  IF against = '{}' THEN
    RETURN false;
  END IF;
  RETURN coalesce(CASE entity
    WHEN 'complaint' THEN entity_id
    WHEN 'attempt' THEN (SELECT a.activity_id FROM attempt AS a WHERE a.id = entity_id)
    WHEN 'attachment' THEN (SELECT a.activity_id FROM attachment AS a WHERE a.id = entity_id)
    WHEN 'message' THEN (SELECT m.activity_id FROM message AS m WHERE m.id = entity_id) END = ANY (against), false);
END $$;

DO $$
DECLARE
  view text;
  condition text;
BEGIN
  FOR view, condition IN VALUES
    ('activity_scoped', 'v.kind <> ''complaint'' OR (SELECT hcrm_staff()) IS NULL
       OR NOT EXISTS (SELECT 1 FROM complaint AS c WHERE c.id = v.id AND (SELECT hcrm_staff()) = ANY (c.against))'),
    ('timeline_scoped', 'v.kind <> ''complaint'' OR EXISTS (SELECT 1 FROM complaint_scoped AS s WHERE s.id = v.activity_id)'),
    ('attempt_scoped', 'v.patient_id IS NOT NULL OR v.user_id = (SELECT hcrm_user())'),
    ('message_scoped', 'v.patient_id IS NOT NULL OR EXISTS (SELECT 1 FROM complaint_scoped AS s WHERE s.id = v.activity_id)'),
    ('audit_view', 'v.entity NOT IN (''complaint'', ''attempt'', ''attachment'', ''message'') OR NOT hcrm_audit_against(v.entity, v.entity_id)')
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %1$I AS SELECT v.* FROM (%2$s) AS v WHERE %3$s', view,
                   rtrim(pg_get_viewdef(view::regclass), ';'), condition);
  END LOOP;
END $$;

-- MESSAGES: to the number that the caller left, and to no other; who calls need be nobody's contact --------

ALTER TABLE message ALTER patient_id DROP NOT NULL, DROP CONSTRAINT message_purpose_check,
  ADD CONSTRAINT message_purpose_check
    CHECK (purpose IN ('thanks', 'plan', 'reexamination', 'refill', 'medication', 'appointment', 'survey', 'missed', 'complaint', 'other')),
  ADD CONSTRAINT message_to_somebody CHECK ((patient_id IS NULL) = (purpose = 'complaint') AND (purpose <> 'complaint' OR activity_id IS NOT NULL));
ALTER TABLE message_template DROP CONSTRAINT message_template_purpose_check,
  ADD CONSTRAINT message_template_purpose_check
    CHECK (purpose IN ('thanks', 'plan', 'reexamination', 'refill', 'medication', 'appointment', 'survey', 'missed', 'complaint', 'other'));
DROP TRIGGER note_new ON message;
DROP TRIGGER note ON message;
DROP TRIGGER stale_new ON message;
DROP TRIGGER stale ON message;
CREATE TRIGGER note_new AFTER INSERT ON message FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL) EXECUTE FUNCTION hcrm_message_note();
CREATE TRIGGER note AFTER UPDATE ON message FOR EACH ROW
  WHEN (NEW.patient_id IS NOT NULL AND NEW.state <> 'sending'
        AND (OLD.state, OLD.reason, OLD.reason_detail) IS DISTINCT FROM (NEW.state, NEW.reason, NEW.reason_detail))
  EXECUTE FUNCTION hcrm_message_note();
CREATE TRIGGER stale_new AFTER INSERT ON message FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL AND NEW.state = 'queued')
  EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER stale AFTER UPDATE ON message FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL AND NEW.state = 'queued' AND OLD.state <> 'queued')
  EXECUTE FUNCTION hcrm_message_stale('patient_id');

-- Beside a patient's contact, who called.
DO $$
DECLARE
  columns text := (SELECT string_agg(CASE a.attname WHEN 'contact'
                            THEN 'coalesce(v.contact, (SELECT c.caller_name FROM complaint AS c WHERE c.id = v.activity_id AND v.patient_id IS NULL)) AS contact'
                            ELSE format('v.%I', a.attname) END, ', ' ORDER BY a.attnum)
                     FROM pg_attribute AS a WHERE a.attrelid = 'message_view'::regclass AND a.attnum > 0);
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW message_view AS SELECT %s FROM (%s) AS v', columns, rtrim(pg_get_viewdef('message_view'::regclass), ';'));
END $$;

-- FORGETTING A PATIENT --------------------------------------------------------------------------

ALTER FUNCTION hcrm_blank_care(bigint[]) RENAME TO hcrm_blank_treatment;
CREATE FUNCTION hcrm_blank_care(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  cases bigint[] := ARRAY (SELECT c.id FROM complaint AS c WHERE c.patient_id = ANY (tree));
BEGIN
  PERFORM hcrm_blank_treatment(tree);
  UPDATE complaint AS c
     SET matter = CASE WHEN c.matter <> '' THEN '—' ELSE '' END, wish = NULL, caller_name = NULL, caller_relation = NULL, caller_number = NULL,
         caller_number_key = NULL, caller_address = NULL, behalf_name = NULL, solution = NULL, reason = NULL
   WHERE c.id = ANY (cases);
  UPDATE complaint_object AS o SET note = NULL WHERE o.complaint_id = ANY (cases);
  UPDATE complaint_task AS t
     SET request = NULL, answer = CASE WHEN t.answer IS NOT NULL THEN '—' END, reason = CASE WHEN t.reason IS NOT NULL THEN '—' END
   WHERE t.complaint_id = ANY (cases);
  UPDATE complaint_note AS n SET text = '—' WHERE n.complaint_id = ANY (cases);
  UPDATE complaint_history AS h SET params = '{}' WHERE h.complaint_id = ANY (cases);
  UPDATE complaint_join AS j SET reason = '—' WHERE j.from_id = ANY (cases) OR j.into_id = ANY (cases);
  UPDATE attempt AS a SET number = NULL, note = NULL WHERE a.activity_id = ANY (cases);
  UPDATE attachment AS a
     SET name = '—', removed_at = coalesce(a.removed_at, hcrm_now()), removed_by = coalesce(a.removed_by, hcrm_user()), removed_reason = '—'
   WHERE a.activity_id = ANY (cases);
  UPDATE message AS m SET body = '—', address = '—', params = '{}' WHERE m.activity_id = ANY (cases) AND m.body IS NOT NULL;
  DELETE FROM draft AS d WHERE d.kind = 'complaint' AND split_part(d.ref, '-', 1) = ANY (cases::text[]);
END $$;

ALTER FUNCTION hcrm_anonymise_check(bigint[]) RENAME TO hcrm_anonymise_check_care;
CREATE FUNCTION hcrm_anonymise_check(tree bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_anonymise_check_care(tree);
  IF EXISTS (SELECT 1 FROM complaint AS c WHERE c.patient_id = ANY (tree) AND c.state NOT IN ('draft', 'closed', 'withdrawn')
                AND (SELECT r.state FROM complaint AS r WHERE r.id = c.root_id) NOT IN ('closed', 'withdrawn')) THEN
    RAISE EXCEPTION 'a complaint is still open' USING ERRCODE = 'check_violation', CONSTRAINT = 'anonymise_open_work';
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION hcrm_blank_care(bigint[]), hcrm_anonymise_check(bigint[]) FROM PUBLIC;

-- RIGHTS ----------------------------------------------------------------------------------------

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint,complaint_task,complaint_note,complaint_clock,complaint_join,complaint_alert,complaint_stale,complaint_class,complaint_grade,complaint_level}'::text[] LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
  END LOOP;
END $$;
GRANT SELECT ON complaint_scoped, complaint_view, complaint_listed, complaint_task_view, complaint_object_view, complaint_class_view, complaint_grade_view,
  complaint_level_view TO hcrm_app;
GRANT UPDATE (id) ON complaint_scoped, complaint_task_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, state, caller_number, number_verified_at, number_false_at, answered_at, told_at, satisfied, reason,
  solution, reopened) ON complaint_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, complaint_id, round, state, lead, assignee_id, reason, accepted_at, asked_at) ON complaint_task_write TO hcrm_app;
GRANT INSERT, SELECT (id) ON complaint_note_write, complaint_clock_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, from_id, into_id, state, undone_at) ON complaint_join_write TO hcrm_app;
GRANT INSERT, SELECT (complaint_id, cause, round) ON complaint_alert_write TO hcrm_app;
GRANT INSERT (complaint_id, since), SELECT, DELETE ON complaint_stale_write TO hcrm_app;
GRANT INSERT, UPDATE, SELECT ON complaint_class_write, complaint_grade_write, complaint_level_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_note(bigint, text, jsonb), hcrm_complaint_number(bigint), hcrm_complaint_patients(text, text),
  hcrm_complaint_persons(bigint), hcrm_complaint_conflict(bigint), hcrm_complaint_key(bigint[]), hcrm_complaint_waits(bigint, text, int, bigint), hcrm_complaint_shared(bigint, bigint), hcrm_calendar_as_of(bigint, timestamptz),
  hcrm_service_hours_as_of(bigint, timestamptz), hcrm_complaint_classes_below(text[]), hcrm_complaint_bounds(text, text, bigint[], timestamptz, timestamptz),
  hcrm_complaint_reader(), hcrm_complaint_set_objects(bigint, jsonb, date), hcrm_complaint_set_natures(bigint, text, jsonb), hcrm_complaint_similar(text, text, bigint, bigint), hcrm_complaint_first(bigint, bigint), hcrm_complaint_calls(bigint), hcrm_complaint_joins(bigint), hcrm_complaint_messages(bigint),
  hcrm_complaint_unreached(bigint), hcrm_complaint_colleagues(bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_note(bigint, text, jsonb), hcrm_complaint_number(bigint), hcrm_complaint_patients(text, text),
  hcrm_complaint_persons(bigint), hcrm_complaint_shared(bigint, bigint), hcrm_calendar_as_of(bigint, timestamptz), hcrm_service_hours_as_of(bigint, timestamptz), 
  hcrm_complaint_classes_below(text[]), hcrm_complaint_bounds(text, text, bigint[], timestamptz, timestamptz), hcrm_complaint_reader(), hcrm_complaint_set_objects(bigint, jsonb, date), hcrm_complaint_set_natures(bigint, text, jsonb),
  hcrm_complaint_similar(text, text, bigint, bigint), hcrm_complaint_first(bigint, bigint), hcrm_complaint_calls(bigint), hcrm_complaint_joins(bigint), hcrm_complaint_messages(bigint),
  hcrm_complaint_unreached(bigint), hcrm_complaint_colleagues(bigint[], bigint) TO hcrm_app;

-- WHAT THE PRODUCT ITSELF NEEDS -----------------------------------------------------------------

INSERT INTO setting (code, value) VALUES ('service_hours', '08:00-12:00,14:00-17:30'), ('complaint_messages', 'on');
UPDATE service_hours_history SET during = tstzrange(NULL, NULL);

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'all', '{complaint.read,complaint.take,complaint.route}'::text[]),
    ('supervisor', 'all', '{complaint.read,complaint.take,complaint.route,complaint.manage,complaint.settings,complaint.statistics}'),
    ('clerk', 'site', '{complaint.read,complaint.take}'),
    ('doctor', 'own', '{complaint.read,complaint.answer}'),
    ('nurse', 'own', '{complaint.read,complaint.answer}'),
    ('head', 'department', '{complaint.read,complaint.answer,complaint.statistics}'),
    ('reviewer', 'all', '{complaint.read}'),
    ('manager', 'all', '{complaint.read,complaint.statistics}'),
    ('admin', 'all', '{complaint.settings}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p
ON CONFLICT DO NOTHING;

INSERT INTO complaint_grade (id, name, name_en, days, days_several, tell, words) VALUES
  (1, '重大', 'Critical', 2, 3, '{supervisor,manager}', '{死亡,去世,抢救,致残,自杀,打人,报警,记者,媒体,曝光,起诉}'),
  (2, '较大', 'Serious', 3, 5, '{supervisor}', '{手术,误诊,漏诊,用错药,输错,摔倒,过敏,纠纷,赔偿,律师}'),
  (3, '一般', 'Ordinary', 5, 10, '{}', '{态度,等候,收费,解释,流程}'),
  (4, '轻微', 'Minor', 5, 10, '{}', '{指示牌,停车,噪音,卫生间,建议}');

INSERT INTO complaint_class (code, parent_code, name, name_en, words) VALUES
  ('medical', NULL, '诊疗质量', 'Treatment', '{}'),
  ('service', NULL, '服务', 'Service', '{}'),
  ('cost', NULL, '费用', 'Cost', '{}'),
  ('process', NULL, '流程', 'Processes', '{}'),
  ('facility', NULL, '环境与设施', 'Premises and equipment', '{}'),
  ('conduct', NULL, '医德医风', 'Professional conduct', '{}'),
  ('other', NULL, '其他', 'Other', '{}'),
  ('medical-diagnosis', 'medical', '诊断', 'Diagnosis', '{误诊,漏诊,诊断,没查出}'),
  ('medical-operation', 'medical', '手术与操作', 'Operations and procedures', '{手术,开刀,穿刺,拔管,缝合}'),
  ('medical-drug', 'medical', '用药', 'Medication', '{用药,药物,开药,过敏,输液,打针}'),
  ('medical-nursing', 'medical', '护理', 'Nursing', '{护理,护士,换药,压疮,摔倒}'),
  ('medical-information', 'medical', '告知与沟通', 'Information and consent', '{没告知,没说明,解释,沟通,知情}'),
  ('service-attitude', 'service', '服务态度', 'Manner', '{态度,不耐烦,骂,吼,冷漠,爱理不理}'),
  ('service-reception', 'service', '接待与咨询', 'Reception and information', '{导诊,前台,咨询,电话,没人接}'),
  ('cost-charge', 'cost', '收费', 'Charges', '{收费,多收,乱收费,价格,账单,费用}'),
  ('cost-insurance', 'cost', '医保报销', 'Insurance', '{医保,报销,社保}'),
  ('process-waiting', 'process', '等候时间', 'Waiting', '{等候,等了,排队,等太久,叫号}'),
  ('process-appointment', 'process', '预约挂号', 'Appointments', '{挂号,预约,停诊,号源}'),
  ('process-discharge', 'process', '出入院手续', 'Admission and discharge', '{出院,入院,办手续,转科,病历复印}'),
  ('facility-environment', 'facility', '环境卫生', 'Cleanliness and noise', '{卫生,脏,噪音,异味,厕所,卫生间}'),
  ('facility-equipment', 'facility', '设备设施', 'Equipment', '{设备,电梯,空调,机器,坏了,热水}'),
  ('facility-food', 'facility', '膳食', 'Food', '{食堂,饭菜,膳食,送餐}'),
  ('facility-parking', 'facility', '停车与交通', 'Parking', '{停车,车位}'),
  ('conduct-gift', 'conduct', '收受红包礼品', 'Gifts', '{红包,送礼,回扣,好处费}'),
  ('conduct-privacy', 'conduct', '隐私', 'Privacy', '{隐私,泄露,外传}');

INSERT INTO complaint_level (name, name_en, minutes, who, role_code, grade) VALUES
  ('到期前一个工作日提醒经办人', 'A working day before: whoever has it in hand', -450, 'assignee', NULL, 4),
  ('到期前两小时提醒首诉受理人', 'Two hours before: who took it', -120, 'receiver', NULL, 4),
  ('逾期提醒科主任', 'Overdue: the head of the department', 0, 'head', NULL, 4),
  ('逾期半个工作日上报班长', 'Half a working day late: the supervisors', 225, 'role', 'supervisor', 4),
  ('逾期一个工作日上报院领导', 'A working day late: the management', 450, 'role', 'manager', 4);

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('complaint-taken', 'complaint', '投诉已受理', 'Complaint taken',
   '您好！您向{hospital}反映的问题我们已经受理，编号{number}，将于{date}前答复您。感谢您的监督。',
   'Dear caller, your complaint to {hospital} is on record under the number {number}. You will have our answer by {date}. Thank you for telling us.'),
  ('complaint-handling', 'complaint', '投诉办理中', 'Complaint being handled',
   '您好！您向{hospital}反映的问题（编号{number}）已转交相关科室调查处理，将于{date}前答复您。',
   'Dear caller, your complaint to {hospital} (number {number}) is with the departments concerned. You will have our answer by {date}.'),
  ('complaint-taken-late', 'complaint', '投诉已受理，逾期后', 'Complaint taken, after its term',
   '您好！您向{hospital}反映的问题我们已经受理，编号{number}，将尽快答复您。感谢您的监督。',
   'Dear caller, your complaint to {hospital} is on record under the number {number}. You will have our answer as soon as possible. Thank you for telling us.'),
  ('complaint-handling-late', 'complaint', '投诉办理中，逾期后', 'Complaint being handled, after its term',
   '您好！您向{hospital}反映的问题（编号{number}）已转交相关科室调查处理，将尽快答复您。',
   'Dear caller, your complaint to {hospital} (number {number}) is with the departments concerned. You will have our answer as soon as possible.'),
  ('complaint-answered', 'complaint', '投诉已有答复', 'Complaint answered',
   '您好！您向{hospital}反映的问题（编号{number}）已有处理结果，我们将电话向您反馈，请留意接听。',
   'Dear caller, there is an answer to your complaint to {hospital} (number {number}). We are going to call you to give it; please keep your telephone at hand.');
