-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The first schema: organisation, core services, patients, the HIS feed, follow-up, questionnaires.
--
-- Runs as hcrm_owner, in one transaction, in a database with the extension btree_gist.
--
-- Who may touch what. hcrm_app has no rights on root tables. Of each entity there are
--   <entity>_scoped  every column of the rows within the reader's scope; lock rows here (FOR UPDATE)
--   <entity>_view    the wire format: scoped, joined, masked
--   <entity>_write   plain and updatable: INSERT, UPDATE, and SELECT of the keys
-- Reference tables, which everyone signed in may read, are granted SELECT as they are: site, department,
-- staff, staff_post, calendar_day, code, role, role_permission, setting, script, followup_template,
-- followup_template_step, questionnaire, questionnaire_category. The core's own tables are granted
-- directly: session, idempotency, job.
--
-- The context of a request, set by the core with set_config(..., true) in the request's transaction.
-- Without it no view shows a row.
--   hcrm.user         user id                       hcrm.all       'on' in scope all
--   hcrm.staff        the user's staff id, or ''    hcrm.departments, hcrm.sites  '{1,2}', or ''
--   hcrm.request      request id                    hcrm.address   the client's address
--   hcrm.reason       why, for the audit            hcrm.clock_shift  an interval, in tests

-- CONTEXT ---------------------------------------------------------------------------------------

CREATE FUNCTION hcrm_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('hcrm.all', true) = 'on', false);

CREATE FUNCTION hcrm_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hcrm.user', true), '')::bigint;

CREATE FUNCTION hcrm_staff() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hcrm.staff', true), '')::bigint;

CREATE FUNCTION hcrm_departments() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hcrm.departments', true), '')::bigint[];

CREATE FUNCTION hcrm_sites() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hcrm.sites', true), '')::bigint[];

-- The moment of the transaction, shifted by the setting clock_shift: what everything asks instead of
-- now(), so that tests can put the clock forward.
CREATE FUNCTION hcrm_now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  shift text := nullif(current_setting('hcrm.clock_shift', true), '');
BEGIN
  IF shift IS NULL THEN
    SELECT value INTO shift FROM public.setting WHERE code = 'clock_shift' AND site_id IS NULL;
  END IF;
  RETURN now() + coalesce(shift::interval, '0');
END $$;

-- The time zone of a site; without one, of the first.
CREATE FUNCTION hcrm_zone(site bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  zone text;
BEGIN
  SELECT time_zone INTO zone FROM public.site
   WHERE id = coalesce($1, (SELECT min(f.id) FROM public.site AS f));
  RETURN coalesce(zone, 'Asia/Shanghai');
END $$;

-- Asks for the shift once: for transactions that ask what time it is thousands of times.
CREATE FUNCTION hcrm_hold_clock() RETURNS text LANGUAGE sql
RETURN set_config('hcrm.clock_shift', (hcrm_now() - now())::text, true);

-- Today at a site; without one, at the first.
CREATE FUNCTION hcrm_today(site bigint DEFAULT NULL) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (hcrm_now() AT TIME ZONE hcrm_zone(site))::date;

-- An instant as the clock of a site says it, for texts that are kept: whoever writes them is anywhere.
CREATE FUNCTION hcrm_clock(at timestamptz, site bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  clock timestamp := at AT TIME ZONE public.hcrm_zone(site);
  ahead interval := clock - (at AT TIME ZONE 'UTC');
BEGIN
  RETURN to_char(clock, 'YYYY-MM-DD"T"HH24:MI:SS')
         || CASE WHEN ahead < '0' THEN to_char(-ahead, '-HH24:MI') ELSE to_char(ahead, '+HH24:MI') END;
END $$;

-- A setting: the site's own, else everyone's.
CREATE FUNCTION hcrm_setting(setting_code text, site bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (SELECT value FROM public.setting
           WHERE code = setting_code AND (site_id IS NULL OR site_id = site) AND value IS NOT NULL
           ORDER BY site_id NULLS LAST LIMIT 1);
END $$;

-- MASKS -----------------------------------------------------------------------------------------

-- The same rules as shared/core/hcrm-mask.h. A key has digits only, or is an address of another channel.
CREATE FUNCTION hcrm_mask_key(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN key ~ '^1[0-9]{10}$' THEN left(key, 3) || '****' || right(key, 4)
  WHEN key ~ '..@' THEN left(key, 1) || '****' || substring(key FROM '@.*$')
  WHEN key ~ '@' THEN '****' || substring(key FROM '@.*$')
  WHEN key ~ '[^0-9]' THEN CASE WHEN length(key) > 2 THEN left(key, 2) ELSE '' END || '****'
  WHEN length(key) <= 2 THEN repeat('*', length(key))
  WHEN length(key) <= 6 THEN repeat('*', length(key) - 2) || right(key, 2)
  WHEN length(key) <= 8 THEN '****' || right(key, 4)
  WHEN key ~ '^(010|02[0-9])[0-9]{6,}$' THEN left(key, 3) || '-****' || right(key, 4)
  WHEN key ~ '^0[3-9][0-9]{7,}$' THEN left(key, 4) || '-****' || right(key, 4)
  ELSE left(key, 3) || '****' || right(key, 4)
END;

-- Whether digits are a mobile, landline, local or 400 number: such as an extension can follow.
CREATE FUNCTION hcrm_number_is_whole(key text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN key ~ '^(1[3-9][0-9]{9}|[2-8][0-9]{6,7}|(400|800)[0-9]{7}|(010|02[0-9])([19][0-9]{4}|[2-9][0-9]{7})|0[3-9][0-9]{2}([19][0-9]{4}|[2-9][0-9]{6,7}))$';

-- The key of what is dialled, in digits, dashes and a plus sign before them.
CREATE FUNCTION hcrm_dialled_key(dialled text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  digits text := regexp_replace(dialled, '[^0-9]', '', 'g');
  abroad boolean := dialled ~ '^\+' OR digits ~ '^(86[0-9]{10,11}$|0086)';
BEGIN
  IF dialled ~ '^\+' AND digits !~ '^86' THEN
    RETURN '00' || digits;
  END IF;
  IF abroad THEN
    digits := regexp_replace(digits, CASE WHEN dialled ~ '^\+' THEN '^86' ELSE '^(0086|86)' END, '');
  END IF;
  RETURN CASE WHEN digits ~ '^01[3-9][0-9]{9}$' THEN substr(digits, 2)
              WHEN abroad AND digits !~ '^0' AND length(digits) >= 9 AND NOT public.hcrm_number_is_whole(digits) THEN '0' || digits
              ELSE digits END;
END $$;

-- The key of a number as typed, by the rules of shared/core/hcrm-number.h; a test compares the two.
CREATE FUNCTION hcrm_number_key(number text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain text := translate(lower(normalize(number, NFKC)), '‐‒–—―−', '------');
  named text := regexp_replace(plain, '^(.*?[0-9].*?)(转|轉|分机|分機|内线|內線|ext|x|#).*[0-9].*$', '\1');
  kept text := regexp_replace(named, '[^0-9+-]', '', 'g');
  dialled text := left(kept, 1) || replace(substr(kept, 2), '+', '');
  short text := substring(dialled FROM '^(.*)-[0-9]{1,5}$');
BEGIN
  IF named = plain AND short IS NOT NULL AND public.hcrm_number_is_whole(public.hcrm_dialled_key(short))
     AND (length(substring(short FROM '[^-]*$')) >= 7 OR NOT public.hcrm_number_is_whole(public.hcrm_dialled_key(dialled))) THEN
    dialled := short;
  END IF;
  RETURN public.hcrm_dialled_key(dialled);
END $$;

CREATE FUNCTION hcrm_mask_number(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN number ~ '@' THEN hcrm_mask_key(number)
            WHEN number <> '' AND hcrm_number_key(number) = '' THEN '****'
            ELSE hcrm_mask_key(hcrm_number_key(number)) END;

CREATE FUNCTION hcrm_mask_identity(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN length(number) >= 12 THEN left(number, 4) || repeat('*', length(number) - 8) || right(number, 4)
  WHEN length(number) >= 8 THEN left(number, 1) || repeat('*', length(number) - 5) || right(number, 4)
  WHEN length(number) >= 3 THEN repeat('*', length(number) - 2) || right(number, 2)
  ELSE repeat('*', length(number))
END;

CREATE FUNCTION hcrm_mask_address(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(address) > 6 THEN left(address, 6) || '****' WHEN address <> '' THEN '****' ELSE address END;

-- The same masks within what the audit wrote down.
CREATE FUNCTION hcrm_mask_details(details jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN details
  || CASE WHEN details ? 'number' THEN jsonb_build_object('number', hcrm_mask_number(details ->> 'number')) ELSE '{}' END
  || CASE WHEN details ? 'id_number' THEN jsonb_build_object('id_number', hcrm_mask_identity(details ->> 'id_number')) ELSE '{}' END
  || CASE WHEN details ? 'address' THEN jsonb_build_object('address', hcrm_mask_address(details ->> 'address')) ELSE '{}' END;

-- The columns every record has: copied into each table, then dropped.
CREATE TABLE common (
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz -- of the last change that bumped the version
);

-- ORGANISATION: group > hospital or campus > department > ward --------------------------------------

CREATE TABLE site (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id bigint REFERENCES site,
  code      text NOT NULL UNIQUE,
  name      text NOT NULL,
  name_en   text,
  time_zone text NOT NULL DEFAULT 'Asia/Shanghai' CHECK ('2000-01-01Z'::timestamptz AT TIME ZONE time_zone IS NOT NULL),
  LIKE common INCLUDING DEFAULTS
);

CREATE TABLE department (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id    bigint NOT NULL REFERENCES site,
  parent_id  bigint REFERENCES department,
  code       text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('clinical', 'ward', 'functional', 'centre', 'external')),
  name       text NOT NULL,
  name_en    text,
  retired_at timestamptz,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (site_id, code)
);
CREATE INDEX ON department (parent_id);

CREATE TABLE staff (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number     text NOT NULL UNIQUE,
  name       text NOT NULL,
  pinyin     text COLLATE "C" NOT NULL DEFAULT '',
  initials   text NOT NULL DEFAULT '',
  title      text,
  patient_id bigint,
  retired_at timestamptz,
  LIKE common INCLUDING DEFAULTS
);

-- A service code is never another person's, whenever it was used.
CREATE TABLE staff_post (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id      bigint NOT NULL REFERENCES staff,
  department_id bigint NOT NULL REFERENCES department,
  service_code  text,
  head          boolean NOT NULL DEFAULT false,
  during        daterange NOT NULL DEFAULT '(,)',
  LIKE common INCLUDING DEFAULTS,
  EXCLUDE USING gist (service_code WITH =, during WITH &&),
  EXCLUDE USING gist (service_code WITH =, staff_id WITH <>)
);
CREATE INDEX ON staff_post (staff_id);

CREATE TABLE app_user (
  id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id             bigint REFERENCES staff,
  username             text NOT NULL UNIQUE CHECK (username ~ '^[a-z][a-z0-9._-]*$'),
  password_hash        text,
  language             text NOT NULL DEFAULT 'zh_CN',
  state                text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'locked', 'retired')),
  must_change_password boolean NOT NULL DEFAULT false,
  failures             int NOT NULL DEFAULT 0,
  locked_until         timestamptz,
  LIKE common INCLUDING DEFAULTS
);

CREATE TABLE role (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code    text NOT NULL UNIQUE,
  name    text NOT NULL,
  name_en text,
  LIKE common INCLUDING DEFAULTS
);

CREATE TABLE role_permission (
  role_id    bigint NOT NULL REFERENCES role,
  permission text NOT NULL,
  scope      text NOT NULL CHECK (scope IN ('own', 'department', 'site', 'all')),
  PRIMARY KEY (role_id, permission)
);

-- A role in a department, or, without one, wherever the user has a post; also for a time (delegation).
CREATE TABLE user_role (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id       bigint NOT NULL REFERENCES app_user,
  role_id       bigint NOT NULL REFERENCES role,
  department_id bigint REFERENCES department,
  during        tstzrange NOT NULL DEFAULT '(,)',
  UNIQUE NULLS NOT DISTINCT (user_id, role_id, department_id)
);

CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  user_id    bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  seen_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  address    inet,
  client     text
);
CREATE INDEX ON session (user_id);

-- Only days that differ from Monday to Friday.
CREATE TABLE calendar_day (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id bigint NOT NULL REFERENCES site,
  day     date NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('holiday', 'working', 'none')),
  name    text,
  name_en text,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (site_id, day)
);

CREATE TABLE code (
  system  text NOT NULL,
  code    text NOT NULL,
  parent  text,
  name    text NOT NULL,
  name_en text,
  pinyin  text COLLATE "C" NOT NULL DEFAULT '',
  initials text NOT NULL DEFAULT '',
  during  daterange NOT NULL DEFAULT '(,)',
  PRIMARY KEY (system, code)
);

CREATE TABLE setting (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code    text NOT NULL,
  site_id bigint REFERENCES site,
  value   text,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE NULLS NOT DISTINCT (code, site_id),
  CHECK (code <> 'clock_shift' OR (value::interval IS NOT NULL AND site_id IS NULL))
);

CREATE TABLE script (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code       text NOT NULL UNIQUE,
  name       text NOT NULL,
  name_en    text,
  text       text NOT NULL,
  text_en    text,
  retired_at timestamptz,
  LIKE common INCLUDING DEFAULTS
);

-- CORE SERVICES ---------------------------------------------------------------------------------

-- Replies kept 30 days, so that a request sent twice is carried out once; never for /session.
CREATE TABLE idempotency (
  user_id      bigint NOT NULL,
  key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request_hash bytea NOT NULL,
  status       int NOT NULL,
  location     text,
  etag         text,
  reply        text,
  created_at   timestamptz NOT NULL DEFAULT hcrm_now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX ON idempotency (created_at);

-- Not audited and without a version: what was typed last wins.
CREATE TABLE draft (
  user_id  bigint NOT NULL DEFAULT hcrm_user(),
  kind     text NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
  ref      text NOT NULL CHECK (length(ref) BETWEEN 1 AND 128),
  content  jsonb NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT hcrm_now(),
  PRIMARY KEY (user_id, kind, ref)
);
CREATE INDEX ON draft (kind, ref);

CREATE TABLE saved_view (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id    bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  page       text NOT NULL CHECK (length(page) BETWEEN 1 AND 64),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  content    jsonb NOT NULL,
  retired_at timestamptz,
  LIKE common INCLUDING DEFAULTS
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (user_id, page, name) WHERE retired_at IS NULL;

-- A dead letter is a HIS message or a job, so the two share their numbers.
CREATE SEQUENCE letter_id;

-- Work with an effect outside: leased, carried out at least once, deleted when done.
CREATE TABLE job (
  id          bigint PRIMARY KEY DEFAULT nextval('letter_id'),
  kind        text NOT NULL,
  unique_key  text,
  payload     jsonb NOT NULL DEFAULT '{}',
  run_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'dead', 'dismissed')),
  attempts    int NOT NULL DEFAULT 0,
  lease_until timestamptz,
  worker      text,
  last_error  text,
  created_at  timestamptz NOT NULL DEFAULT hcrm_now()
);
CREATE INDEX job_queue ON job (run_at) WHERE state = 'queued';
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE state IN ('queued', 'running');

CREATE TABLE audit (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT hcrm_now(),
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  user_id    bigint,
  request_id text,
  address    inet,
  action     text NOT NULL,
  entity     text NOT NULL,
  entity_id  bigint,
  before     jsonb,
  after      jsonb,
  reason     text
);
CREATE INDEX ON audit (entity, entity_id, id);
CREATE INDEX ON audit (user_id, id);
CREATE INDEX ON audit USING brin (at); -- rows come in the order of time

-- PATIENT: rows keep their own patient_id for ever; a merge only sets merged_into_id, and survivor_id
-- is the root of that tree; department_id is where somebody registered a person no HIS told of ------

CREATE TABLE patient (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merged_into_id bigint REFERENCES patient CHECK (merged_into_id <> id),
  survivor_id    bigint NOT NULL REFERENCES patient,
  name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  pinyin         text COLLATE "C" NOT NULL DEFAULT '',
  initials       text NOT NULL DEFAULT '',
  sex            text NOT NULL DEFAULT 'unknown' CHECK (sex IN ('male', 'female', 'other', 'unknown')),
  birth_date     date,
  id_kind        text,
  id_number      text,
  address        text,
  allergies      text,
  notes          text,
  deceased_at    timestamptz,
  department_id  bigint REFERENCES department,
  kinds          text[] NOT NULL DEFAULT '{patient}'
                   CHECK (kinds <@ '{patient,relative,healthy,sub_healthy,partner,staff,bank,authority}' AND cardinality(kinds) > 0),
  profile        jsonb NOT NULL DEFAULT '{}',
  anonymised_at  timestamptz,
  LIKE common INCLUDING DEFAULTS
);
CREATE INDEX ON patient (survivor_id);
CREATE INDEX ON patient (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ON patient (pinyin, id);
CREATE INDEX ON patient (upper(id_number)) WHERE id_number IS NOT NULL;
CREATE INDEX ON patient (coalesce(birth_date, '-infinity'), id);
ALTER TABLE staff ADD FOREIGN KEY (patient_id) REFERENCES patient;

-- issuer is the assigning authority of HL7, one for each campus; MRN, inpatient number, card ...
CREATE TABLE patient_identifier (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id bigint NOT NULL REFERENCES patient,
  issuer     text NOT NULL,
  kind       text NOT NULL,
  value      text NOT NULL,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (issuer, kind, value)
);
CREATE INDEX ON patient_identifier (patient_id);

-- What search looks up: suffixes of name, pinyin and initials, last digits, identifiers. Kept by trigger,
-- so without a foreign key, whose check would cost more than the row.
CREATE TABLE patient_key (
  key        text COLLATE "C" NOT NULL,
  patient_id bigint NOT NULL,
  PRIMARY KEY (key, patient_id)
);

-- Which departments and which staff see a surviving patient: derived from encounters and plans, by trigger
-- and from rows that foreign keys guard already, so without foreign keys of their own.
CREATE TABLE patient_department (
  patient_id    bigint NOT NULL,
  department_id bigint NOT NULL,
  PRIMARY KEY (patient_id, department_id)
);
CREATE INDEX ON patient_department (department_id, patient_id);

CREATE TABLE patient_staff (
  patient_id bigint NOT NULL,
  staff_id   bigint NOT NULL,
  PRIMARY KEY (patient_id, staff_id)
);
CREATE INDEX ON patient_staff (staff_id, patient_id);

-- The last visit of each patient, for lists; kept by trigger, outside the versioned row.
CREATE TABLE patient_summary (
  patient_id        bigint PRIMARY KEY,
  last_encounter_id bigint,
  last_encounter_on date,
  department_id     bigint,
  attending_id      bigint
);
CREATE INDEX ON patient_summary (coalesce(last_encounter_on, '-infinity'), patient_id);
CREATE INDEX ON patient_summary (department_id, patient_id);

CREATE TABLE patient_merge (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_id   bigint NOT NULL REFERENCES patient,
  into_id   bigint NOT NULL REFERENCES patient,
  source    text NOT NULL,
  reason    text,
  undone_at timestamptz,
  LIKE common INCLUDING DEFAULTS,
  CHECK (from_id <> into_id)
);

-- number_key: as hcrm_number_key() makes it; of an e-mail address or a WeChat name, that in lower case.
-- may_discuss: what this person may be told of the patient; at and by whom that was last said, its withdrawal included.
CREATE TABLE contact (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id     bigint NOT NULL REFERENCES patient,
  position       int NOT NULL CHECK (position > 0),
  name           text,
  relation       text NOT NULL DEFAULT 'self',
  channel        text NOT NULL DEFAULT 'phone' CHECK (channel IN ('phone', 'landline', 'sms', 'wechat', 'email')),
  number         text NOT NULL,
  number_key     text NOT NULL,
  preferred_time text,
  invalid_at     timestamptz,
  may_discuss    text NOT NULL DEFAULT 'none' CHECK (may_discuss IN ('none', 'appointments', 'all')),
  may_discuss_at timestamptz,
  may_discuss_by bigint REFERENCES app_user,
  verified_at    timestamptz,
  note           text,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (patient_id, position) DEFERRABLE
);
CREATE INDEX ON contact (number_key);

CREATE FUNCTION hcrm_contact_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.may_discuss_at := hcrm_now();
  NEW.may_discuss_by := hcrm_user();
  RETURN NEW;
END $$;
CREATE TRIGGER told_new BEFORE INSERT ON contact FOR EACH ROW WHEN (NEW.may_discuss <> 'none') EXECUTE FUNCTION hcrm_contact_told();
CREATE TRIGGER told BEFORE UPDATE ON contact FOR EACH ROW WHEN (OLD.may_discuss <> NEW.may_discuss) EXECUTE FUNCTION hcrm_contact_told();

CREATE TABLE consent (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id bigint NOT NULL REFERENCES patient,
  purpose    text NOT NULL,
  channel    text NOT NULL,
  granted    boolean NOT NULL,
  at         timestamptz NOT NULL DEFAULT hcrm_now(),
  source     text NOT NULL,
  LIKE common INCLUDING DEFAULTS
);
CREATE INDEX ON consent (patient_id, purpose, channel, at DESC);

CREATE TABLE encounter (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id        bigint NOT NULL REFERENCES patient,
  site_id           bigint NOT NULL REFERENCES site,
  kind              text NOT NULL CHECK (kind IN ('outpatient', 'inpatient', 'emergency', 'checkup')),
  number            text NOT NULL,
  state             text NOT NULL CHECK (state IN ('planned', 'active', 'finished', 'cancelled')),
  department_id     bigint REFERENCES department,
  ward_id           bigint REFERENCES department,
  bed               text,
  attending_id      bigint REFERENCES staff,
  started_at        timestamptz,
  ended_at          timestamptz,
  outcome           text,
  summary           text,
  followup_decision text CHECK (followup_decision IN ('undecided', 'plan', 'none', 'exempt')),
  decided_by        bigint REFERENCES app_user,
  decided_at        timestamptz,
  decision_reason   text,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (site_id, kind, number),
  CHECK (ended_at >= started_at),
  CHECK (state <> 'finished' OR ended_at IS NOT NULL),
  CHECK (followup_decision <> 'undecided' OR ended_at IS NOT NULL)
);
CREATE INDEX ON encounter (patient_id, started_at);
CREATE INDEX ON encounter (number);
CREATE INDEX encounter_undecided ON encounter (attending_id, ended_at, id) WHERE followup_decision = 'undecided';
CREATE INDEX encounter_undecided_department ON encounter (department_id, ended_at, id) WHERE followup_decision = 'undecided';
CREATE INDEX ON encounter (ended_at, department_id) WHERE state = 'finished';

CREATE TABLE encounter_code (
  encounter_id bigint NOT NULL REFERENCES encounter,
  kind         text NOT NULL CHECK (kind IN ('diagnosis', 'procedure')),
  rank         int NOT NULL CHECK (rank > 0),
  system       text NOT NULL,
  code         text NOT NULL,
  text         text,
  PRIMARY KEY (encounter_id, kind, rank)
);

-- Who attends besides the attending doctor, who is responsible: reminded as well, until one of them has done it.
CREATE TABLE encounter_doctor (
  encounter_id bigint NOT NULL REFERENCES encounter,
  staff_id     bigint NOT NULL REFERENCES staff,
  rank         int NOT NULL CHECK (rank > 0),
  PRIMARY KEY (encounter_id, staff_id)
);
CREATE INDEX ON encounter_doctor (staff_id, encounter_id);

-- The same message twice is one row; the same control id with other content is a dead letter.
CREATE TABLE his_message (
  id          bigint PRIMARY KEY DEFAULT nextval('letter_id'),
  sender      text NOT NULL,
  control_id  text NOT NULL,
  sha256      bytea NOT NULL CHECK (length(sha256) = 32),
  type        text NOT NULL,
  raw         bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT hcrm_now(),
  state       text NOT NULL CHECK (state IN ('taken', 'ignored', 'dead', 'replayed', 'dismissed')),
  reason      text,
  field       text,
  replay_of   bigint REFERENCES his_message,
  -- What a taken message told about, and when that happened: messages that come out of order settle by it.
  patient_id   bigint REFERENCES patient,
  encounter_id bigint REFERENCES encounter,
  event_at     timestamptz,
  UNIQUE (sender, control_id, sha256)
);
CREATE INDEX his_message_patient ON his_message (patient_id, event_at);
CREATE INDEX his_message_encounter ON his_message (encounter_id, event_at);
CREATE INDEX his_message_dead ON his_message (received_at, id) WHERE state = 'dead';

-- ACTIVITY: what calls, messages, answers, files and the time line hang on. Every kind of work shares
-- its id, so a new module needs no new column elsewhere ---------------------------------------------

CREATE TABLE activity (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL,
  patient_id bigint REFERENCES patient,
  site_id    bigint NOT NULL REFERENCES site,
  created_at timestamptz NOT NULL DEFAULT hcrm_now()
);

-- A code with parameters, never a sentence: read in the reader's language.
CREATE TABLE timeline (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id    bigint NOT NULL REFERENCES patient,
  at            timestamptz NOT NULL DEFAULT hcrm_now(),
  kind          text NOT NULL CHECK (kind IN ('encounter', 'followup', 'message', 'record')),
  code          text NOT NULL,
  params        jsonb NOT NULL DEFAULT '{}',
  activity_id   bigint REFERENCES activity,
  department_id bigint REFERENCES department,
  user_id       bigint DEFAULT hcrm_user()
);
CREATE INDEX ON timeline (patient_id, at, id);

CREATE TABLE attempt (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  activity_id  bigint NOT NULL REFERENCES activity,
  patient_id   bigint REFERENCES patient,
  contact_id   bigint REFERENCES contact,
  channel      text NOT NULL CHECK (channel IN ('phone', 'visit', 'message')),
  number       text,
  user_id      bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  started_at   timestamptz NOT NULL,
  ended_at     timestamptz CHECK (ended_at >= started_at),
  disposition  text NOT NULL,
  note         text,
  call_back_at timestamptz,
  late         boolean NOT NULL DEFAULT false, -- kept although the work was already finished
  note_version int, -- which version of the plan's note was shown, if that is known
  created_at   timestamptz NOT NULL DEFAULT hcrm_now()
);
CREATE INDEX ON attempt (activity_id, started_at);
CREATE INDEX ON attempt (patient_id, started_at);
CREATE INDEX ON attempt (started_at, user_id);

-- FOLLOW-UP -------------------------------------------------------------------------------------

-- icd10: prefixes of the diagnoses the template is meant for.
CREATE TABLE followup_template (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code          text NOT NULL,
  revision      int NOT NULL DEFAULT 1 CHECK (revision > 0),
  name          text NOT NULL,
  pinyin        text NOT NULL DEFAULT '',
  initials      text NOT NULL DEFAULT '',
  name_en       text,
  state         text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'retired')),
  icd10         text[] NOT NULL DEFAULT '{}',
  department_id bigint REFERENCES department,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (code, revision)
);
CREATE UNIQUE INDEX followup_template_draft ON followup_template (code) WHERE state = 'draft';
CREATE UNIQUE INDEX followup_template_published ON followup_template (code) WHERE state = 'published';

CREATE TABLE followup_template_step (
  template_id       bigint NOT NULL REFERENCES followup_template,
  position          int NOT NULL CHECK (position > 0),
  offset_days       int NOT NULL CHECK (offset_days >= 0),
  window_days       int NOT NULL DEFAULT 3 CHECK (window_days >= 0),
  owner             text NOT NULL CHECK (owner IN ('doctor', 'nurse', 'centre')),
  channel           text NOT NULL CHECK (channel IN ('phone', 'visit', 'message')),
  questionnaire_url text,
  script_code       text,
  PRIMARY KEY (template_id, position),
  UNIQUE (template_id, offset_days)
);

CREATE TABLE followup_plan (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id    bigint NOT NULL REFERENCES patient,
  encounter_id  bigint NOT NULL REFERENCES encounter,
  template_id   bigint REFERENCES followup_template,
  site_id       bigint NOT NULL REFERENCES site,
  department_id bigint NOT NULL REFERENCES department,
  doctor_id     bigint REFERENCES staff,
  condition_summary text,
  note          text, -- the key points
  cautions      text,
  note_version  int NOT NULL DEFAULT 0, -- kept by trigger: how often the three have been written
  state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'finished', 'lost', 'cancelled')),
  reason        text,
  LIKE common INCLUDING DEFAULTS
);
CREATE INDEX ON followup_plan (patient_id);
CREATE INDEX ON followup_plan (encounter_id);
CREATE UNIQUE INDEX followup_plan_running ON followup_plan (encounter_id, template_id) WHERE state IN ('active', 'suspended');

-- Every version of the note of a plan, the present one too: whoever called read one of them.
CREATE TABLE followup_note (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id           bigint NOT NULL REFERENCES followup_plan,
  n                 int NOT NULL CHECK (n > 0),
  condition_summary text,
  note              text,
  cautions          text,
  at                timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id           bigint DEFAULT hcrm_user() REFERENCES app_user,
  UNIQUE (plan_id, n)
);

-- Overdue, today and soon are computed from due_on, never stored.
CREATE TABLE followup_task (
  id               bigint PRIMARY KEY REFERENCES activity,
  plan_id          bigint NOT NULL REFERENCES followup_plan,
  patient_id       bigint NOT NULL REFERENCES patient,
  position         int NOT NULL CHECK (position > 0),
  offset_days      int NOT NULL CHECK (offset_days >= 0),
  window_days      int NOT NULL DEFAULT 3 CHECK (window_days >= 0),
  owner            text NOT NULL CHECK (owner IN ('doctor', 'nurse', 'centre')),
  site_id          bigint NOT NULL REFERENCES site,
  department_id    bigint NOT NULL REFERENCES department,
  assignee_id      bigint REFERENCES app_user,
  channel          text NOT NULL CHECK (channel IN ('phone', 'visit', 'message')),
  due_on           date NOT NULL,
  planned_on       date NOT NULL,
  moved            text CHECK (moved IN ('holiday', 'weekend', 'late', 'passed')),
  state            text NOT NULL CHECK (state IN ('waiting', 'open', 'done', 'lost', 'skipped', 'cancelled')),
  questionnaire_id bigint,
  script_code      text,
  opinion          text,
  finished_at      timestamptz,
  reason           text,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (plan_id, position) DEFERRABLE, -- one statement may number them anew
  CHECK (state <> 'done' OR finished_at IS NOT NULL)
);
CREATE INDEX followup_task_owner ON followup_task (owner, due_on, id) WHERE state = 'open';
CREATE INDEX followup_task_department ON followup_task (department_id, due_on, id) WHERE state = 'open';
CREATE INDEX followup_task_assignee ON followup_task (assignee_id, due_on, id) WHERE state = 'open';
CREATE INDEX followup_task_finished ON followup_task (owner, coalesce(finished_at, '-infinity'), id) WHERE state = 'done';
CREATE INDEX ON followup_task (patient_id);
CREATE INDEX ON followup_task (due_on, department_id);

-- What changes without anyone editing the task: counters and the time asked for.
CREATE TABLE followup_task_progress (
  task_id          bigint PRIMARY KEY REFERENCES followup_task,
  attempts         int NOT NULL DEFAULT 0,
  last_disposition text,
  last_attempt_at  timestamptz,
  not_before       timestamptz
);
CREATE INDEX followup_task_callback ON followup_task_progress (not_before) WHERE last_disposition = 'call_later';

-- One agent for each surviving patient, whatever the module; renewing it touches no version.
CREATE TABLE claim (
  patient_id  bigint PRIMARY KEY REFERENCES patient,
  activity_id bigint NOT NULL REFERENCES activity,
  user_id     bigint NOT NULL DEFAULT hcrm_user() REFERENCES app_user,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX ON claim (user_id);

-- QUESTIONNAIRE, RESPONSE -----------------------------------------------------------------------

-- resource: the text as sent, since jsonb loses the order of members and numbers such as 1e2. What stands
-- beside it is read from it: purposes (why one asks), the days after discharge it is meant for, the codes of
-- its categories. errors: faults that keep a draft from being published. composed: put together for one
-- disease, and not shown in the library.
CREATE TABLE questionnaire (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url          text NOT NULL,
  version_tag  text NOT NULL,
  title        text NOT NULL,
  title_en     text,
  pinyin       text COLLATE "C" NOT NULL DEFAULT '',
  initials     text NOT NULL DEFAULT '',
  codes        text NOT NULL DEFAULT '',
  search       text NOT NULL DEFAULT '', -- kept by trigger: all it is looked for by, in small letters
  state        text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
  purposes     text[] NOT NULL DEFAULT '{}',
  first_day    int,
  last_day     int,
  items        int NOT NULL DEFAULT 0,
  errors       int NOT NULL DEFAULT 0,
  composed     boolean NOT NULL DEFAULT false,
  resource     text NOT NULL,
  tree_hash    bytea NOT NULL,
  published_at timestamptz,
  LIKE common INCLUDING DEFAULTS,
  UNIQUE (url, version_tag),
  CHECK (state <> 'published' OR errors = 0)
);
CREATE UNIQUE INDEX questionnaire_draft ON questionnaire (url) WHERE state = 'draft';
CREATE UNIQUE INDEX questionnaire_published ON questionnaire (url) WHERE state = 'published';
ALTER TABLE followup_task ADD FOREIGN KEY (questionnaire_id) REFERENCES questionnaire;
CREATE INDEX ON followup_task (questionnaire_id);

CREATE TABLE questionnaire_category (
  questionnaire_id bigint NOT NULL REFERENCES questionnaire,
  system           text NOT NULL,
  code             text NOT NULL,
  PRIMARY KEY (system, code, questionnaire_id)
);
CREATE INDEX ON questionnaire_category (questionnaire_id);

-- late: answers of an attempt whose task was no longer open; beside the one that counts.
CREATE TABLE response (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  questionnaire_id bigint NOT NULL REFERENCES questionnaire,
  patient_id       bigint REFERENCES patient,
  encounter_id     bigint REFERENCES encounter,
  activity_id      bigint REFERENCES activity,
  attempt_id       bigint REFERENCES attempt,
  state            text NOT NULL CHECK (state IN ('in-progress', 'completed', 'amended', 'stopped', 'entered-in-error')),
  site_id          bigint NOT NULL REFERENCES site,
  department_id    bigint REFERENCES department,
  channel          text NOT NULL,
  author_id        bigint DEFAULT hcrm_user() REFERENCES app_user,
  authored_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  score            numeric,
  band             text,
  band_en          text,
  late             boolean NOT NULL DEFAULT false,
  resource         text NOT NULL,
  LIKE common INCLUDING DEFAULTS
);
CREATE UNIQUE INDEX response_one ON response (activity_id, questionnaire_id)
  WHERE state IN ('in-progress', 'completed', 'amended') AND NOT late;
CREATE INDEX ON response (patient_id, authored_at);
CREATE INDEX ON response (questionnaire_id, authored_at);

-- Derived from the resource, for statistics and later use; late answers have none.
CREATE TABLE answer (
  response_id bigint NOT NULL REFERENCES response,
  item        text NOT NULL,
  repeat      int NOT NULL DEFAULT 0,
  ordinal     int NOT NULL DEFAULT 0,
  code        text,
  number      numeric,
  text        text,
  at          timestamptz,
  score       numeric,
  PRIMARY KEY (response_id, item, repeat, ordinal)
);
CREATE INDEX ON answer (item, code);

DROP TABLE common;

-- TRIGGERS --------------------------------------------------------------------------------------

-- Bumps the version when a column that a person edits has changed, or when the statement says
-- version + 1, since the record's rows in other tables have. Arguments: the columns that do not count.
-- An id never changes.
CREATE FUNCTION hcrm_bump() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  uncounted text[] := coalesce(TG_ARGV, '{}') || '{updated_at,created_at,created_by}'::text[];
  touched boolean := NEW.version = OLD.version + 1;
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'an id never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.version := OLD.version;
  IF touched OR to_jsonb(NEW) - uncounted <> to_jsonb(OLD) - uncounted THEN
    NEW.version := OLD.version + 1;
    NEW.updated_at := public.hcrm_now();
  END IF;
  RETURN NEW;
END $$;

DO $$
DECLARE
  entity text;
  uncounted text;
BEGIN
  FOR entity, uncounted IN VALUES
    ('site', ''), ('department', ''), ('staff', ''), ('staff_post', ''), ('role', ''), ('calendar_day', ''),
    ('app_user', '''failures'', ''locked_until'', ''password_hash'''), ('setting', ''), ('script', ''),
    ('saved_view', ''), ('patient', '''survivor_id'', ''merged_into_id'''), ('patient_identifier', ''),
    ('patient_merge', ''), ('contact', ''), ('consent', ''), ('encounter', ''), ('followup_template', ''),
    ('followup_plan', ''), ('followup_task', ''), ('questionnaire', ''), ('response', '')
  LOOP
    EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) '
                   'EXECUTE FUNCTION hcrm_bump(%s)', entity, uncounted);
  END LOOP;
END $$;

-- Writes down a change: who, when, from where, what before and after. Arguments: the entity, the column
-- that holds its id, and the columns left out. Loading a sample as the owner with hcrm.bulk is not a
-- change anybody made.
CREATE FUNCTION hcrm_audit_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  skipped text[] := TG_ARGV[2:] || '{created_at,created_by,updated_at,version}'::text[];
  old_row jsonb;
  new_row jsonb;
  old_part jsonb;
  new_part jsonb;
BEGIN
  IF current_setting('hcrm.bulk', true) = 'on' AND session_user <> 'hcrm_app' THEN
    RETURN NULL;
  END IF;
  old_row := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - skipped END;
  new_row := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - skipped END;
  old_part := old_row;
  new_part := jsonb_strip_nulls(new_row);
  IF TG_OP = 'UPDATE' THEN
    IF new_row = old_row THEN
      RETURN NULL;
    END IF;
    SELECT jsonb_object_agg(n.key, old_row -> n.key), jsonb_object_agg(n.key, n.value) INTO old_part, new_part
      FROM jsonb_each(new_row) AS n WHERE n.value <> old_row -> n.key;
  END IF;
  INSERT INTO audit (user_id, request_id, address, action, entity, entity_id, before, after, reason)
  VALUES (hcrm_user(), nullif(current_setting('hcrm.request', true), ''),
          nullif(current_setting('hcrm.address', true), '')::inet, lower(TG_OP), TG_ARGV[0],
          (coalesce(new_row, old_row) ->> TG_ARGV[1])::bigint, old_part, new_part,
          nullif(current_setting('hcrm.reason', true), ''));
  RETURN NULL;
END $$;

DO $$
DECLARE
  tab text;
  entity text;
  id text;
  skipped text;
BEGIN
  FOR tab, entity, id, skipped IN VALUES
    ('site', 'site', 'id', ''), ('department', 'department', 'id', ''), ('staff', 'staff', 'id', ''),
    ('staff_post', 'staff', 'staff_id', ''), ('app_user', 'user', 'id', ', ''password_hash'', ''failures'''),
    ('user_role', 'user', 'user_id', ''), ('role', 'role', 'id', ''), ('role_permission', 'role', 'role_id', ''),
    ('calendar_day', 'holiday', 'id', ''), ('setting', 'setting', 'id', ''), ('script', 'script', 'id', ''),
    ('saved_view', 'view', 'id', ''), ('patient', 'patient', 'id', ', ''survivor_id'''),
    ('patient_identifier', 'patient', 'patient_id', ''), ('patient_merge', 'patient', 'into_id', ''),
    ('contact', 'contact', 'id', ', ''number_key'''), ('consent', 'patient', 'patient_id', ''),
    ('encounter', 'encounter', 'id', ''), ('encounter_code', 'encounter', 'encounter_id', ''),
    ('encounter_doctor', 'encounter', 'encounter_id', ''),
    ('followup_template', 'followup_template', 'id', ''),
    ('followup_template_step', 'followup_template', 'template_id', ''),
    ('followup_plan', 'followup_plan', 'id', ''), ('followup_task', 'followup_task', 'id', ''),
    ('attempt', 'attempt', 'id', ''), ('questionnaire', 'questionnaire', 'id', ', ''resource'''),
    ('response', 'response', 'id', '')
  LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW '
                   'EXECUTE FUNCTION hcrm_audit_row(%L, %L%s)', tab, entity, id, skipped);
  END LOOP;
END $$;

-- What is not a change of a row: signing in, revealing a number, an export.
CREATE FUNCTION hcrm_audit(what text, which text, which_id bigint, details jsonb DEFAULT NULL, why text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit (user_id, request_id, address, action, entity, entity_id, after, reason)
  VALUES (hcrm_user(), nullif(current_setting('hcrm.request', true), ''),
          nullif(current_setting('hcrm.address', true), '')::inet, what, which, which_id, details, why);
END $$;

CREATE FUNCTION hcrm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON followup_note FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refuse_change();

-- The note of a plan has versions, whoever writes it; forgetting a patient makes none.
CREATE FUNCTION hcrm_plan_note_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.note_version := (num_nonnulls(NEW.condition_summary, NEW.note, NEW.cautions) > 0)::int;
  ELSIF (NEW.condition_summary, NEW.note, NEW.cautions) IS DISTINCT FROM (OLD.condition_summary, OLD.note, OLD.cautions)
        AND current_setting('hcrm.forgetting', true) IS DISTINCT FROM 'on' THEN
    NEW.note_version := OLD.note_version + 1;
  ELSE
    NEW.note_version := OLD.note_version;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER note_count BEFORE INSERT OR UPDATE OF condition_summary, note, cautions, note_version ON followup_plan
  FOR EACH ROW EXECUTE FUNCTION hcrm_plan_note_count();

CREATE FUNCTION hcrm_plan_note_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.note_version > coalesce(OLD.note_version, 0) THEN
    INSERT INTO followup_note (plan_id, n, condition_summary, note, cautions)
    VALUES (NEW.id, NEW.note_version, NEW.condition_summary, NEW.note, NEW.cautions);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_keep AFTER INSERT OR UPDATE OF condition_summary, note, cautions ON followup_plan
  FOR EACH ROW EXECUTE FUNCTION hcrm_plan_note_keep();

CREATE FUNCTION hcrm_questionnaire_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := lower(concat_ws(' ', NEW.title, NEW.title_en, NEW.url, replace(NEW.pinyin, ' ', ''), NEW.initials, NEW.codes));
  RETURN NEW;
END $$;
CREATE TRIGGER search BEFORE INSERT OR UPDATE ON questionnaire FOR EACH ROW EXECUTE FUNCTION hcrm_questionnaire_search();

-- Only a draft of a questionnaire changes. What was published is what was asked, for ever; it can be retired.
CREATE FUNCTION hcrm_questionnaire_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' AND (TG_OP = 'DELETE' OR NEW.state IN ('draft', 'published', 'retired')) THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired'))
     OR (NEW.url, NEW.version_tag, NEW.title, NEW.title_en, NEW.purposes, NEW.first_day, NEW.last_day, NEW.items, NEW.composed,
         NEW.resource, NEW.tree_hash, NEW.published_at)
        IS DISTINCT FROM
        (OLD.url, OLD.version_tag, OLD.title, OLD.title_en, OLD.purposes, OLD.first_day, OLD.last_day, OLD.items, OLD.composed,
         OLD.resource, OLD.tree_hash, OLD.published_at) THEN
    RAISE EXCEPTION 'a published questionnaire never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON questionnaire FOR EACH ROW EXECUTE FUNCTION hcrm_questionnaire_keep();

-- Nor do its categories, once the transaction that published it has ended.
CREATE FUNCTION hcrm_questionnaire_category_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM questionnaire AS q
              WHERE q.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.questionnaire_id ELSE OLD.questionnaire_id END AND q.state <> 'draft'
                AND NOT (q.xmin = pg_current_xact_id()::xid AND q.published_at = hcrm_now())) THEN
    RAISE EXCEPTION 'a published questionnaire never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OR DELETE ON questionnaire_category
  FOR EACH ROW EXECUTE FUNCTION hcrm_questionnaire_category_keep();

-- Answers stay with the version that was asked and with whom it was asked about.
CREATE FUNCTION hcrm_response_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'answers stay with what was asked' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON response FOR EACH ROW
  WHEN (OLD.state = 'entered-in-error'
        OR (OLD.questionnaire_id, OLD.patient_id, OLD.activity_id) IS DISTINCT FROM (NEW.questionnaire_id, NEW.patient_id, NEW.activity_id))
  EXECUTE FUNCTION hcrm_response_keep();

-- A patient is its own survivor until it is merged into another.
CREATE FUNCTION hcrm_patient_own_survivor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.survivor_id := NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER own_survivor BEFORE INSERT ON patient FOR EACH ROW EXECUTE FUNCTION hcrm_patient_own_survivor();

-- The keys under which a patient is found, by where they come from: every suffix of the name, of the
-- pinyin from a syllable on and of the initials, the last four of a number, identifiers whole as well.
CREATE FUNCTION hcrm_name_keys(name text, pinyin text, initials text, id_number text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain text := left(lower(replace(name, ' ', '')), 64);
  letters text := left(lower(initials), 64);
  spelt text := left(lower(trim(pinyin)), 200);
  keys text[] := CASE WHEN length(id_number) >= 4 THEN ARRAY[lower(right(id_number, 4))] ELSE '{}' END;
BEGIN
  FOR n IN 1 .. length(plain) LOOP
    keys := keys || substr(plain, n);
  END LOOP;
  FOR n IN 1 .. length(letters) LOOP
    keys := keys || substr(letters, n);
  END LOOP;
  WHILE spelt <> '' LOOP
    keys := keys || left(replace(spelt, ' ', ''), 64);
    spelt := CASE WHEN strpos(spelt, ' ') > 0 THEN ltrim(substr(spelt, strpos(spelt, ' '))) ELSE '' END;
  END LOOP;
  RETURN keys;
END $$;

CREATE FUNCTION hcrm_contact_keys(number_key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(number_key) >= 4 THEN ARRAY[right(number_key, 4)] ELSE '{}' END;

CREATE FUNCTION hcrm_identifier_keys(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[left(lower(value), 64), lower(right(value, 4))];

-- Writes the new keys of a patient, and drops those of the old that no other source gives.
CREATE FUNCTION hcrm_patient_rekey(patient bigint, old_keys text[], new_keys text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM patient_key AS k
   WHERE k.patient_id = $1 AND k.key = ANY (old_keys)
     AND NOT EXISTS (SELECT 1 FROM patient AS p WHERE p.id = $1
                        AND k.key = ANY (hcrm_name_keys(p.name, p.pinyin, p.initials, p.id_number)))
     AND NOT EXISTS (SELECT 1 FROM contact AS c WHERE c.patient_id = $1 AND k.key = ANY (hcrm_contact_keys(c.number_key)))
     AND NOT EXISTS (SELECT 1 FROM patient_identifier AS i WHERE i.patient_id = $1 AND k.key = ANY (hcrm_identifier_keys(i.value)));
  INSERT INTO patient_key (key, patient_id) SELECT unnest(new_keys), $1 ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION hcrm_patient_keys_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_rekey(NEW.id, hcrm_name_keys(OLD.name, OLD.pinyin, OLD.initials, OLD.id_number),
                             hcrm_name_keys(NEW.name, NEW.pinyin, NEW.initials, NEW.id_number));
  RETURN NULL;
END $$;
CREATE TRIGGER keys_changed AFTER UPDATE ON patient FOR EACH ROW
  WHEN ((OLD.name, OLD.pinyin, OLD.initials, OLD.id_number) IS DISTINCT FROM (NEW.name, NEW.pinyin, NEW.initials, NEW.id_number))
  EXECUTE FUNCTION hcrm_patient_keys_row();

CREATE FUNCTION hcrm_contact_keys_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO patient_key (key, patient_id) SELECT unnest(hcrm_contact_keys(NEW.number_key)), NEW.patient_id ON CONFLICT DO NOTHING;
  ELSE
    PERFORM hcrm_patient_rekey(NEW.patient_id, hcrm_contact_keys(OLD.number_key), hcrm_contact_keys(NEW.number_key));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keys_new AFTER INSERT ON contact FOR EACH ROW EXECUTE FUNCTION hcrm_contact_keys_row();
CREATE TRIGGER keys_changed AFTER UPDATE ON contact FOR EACH ROW WHEN (OLD.number_key <> NEW.number_key) EXECUTE FUNCTION hcrm_contact_keys_row();

CREATE FUNCTION hcrm_identifier_keys_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO patient_key (key, patient_id) SELECT unnest(hcrm_identifier_keys(NEW.value)), NEW.patient_id ON CONFLICT DO NOTHING;
  ELSE
    PERFORM hcrm_patient_rekey(NEW.patient_id, hcrm_identifier_keys(OLD.value), hcrm_identifier_keys(NEW.value));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keys_new AFTER INSERT ON patient_identifier FOR EACH ROW EXECUTE FUNCTION hcrm_identifier_keys_row();
CREATE TRIGGER keys_changed AFTER UPDATE ON patient_identifier FOR EACH ROW WHEN (OLD.value <> NEW.value) EXECUTE FUNCTION hcrm_identifier_keys_row();

-- A new patient's keys and summary. Who created a patient may see it, even before the first encounter, and so
-- may the department that it was registered in.
CREATE FUNCTION hcrm_patient_created() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO patient_key (key, patient_id)
  SELECT DISTINCT k, NEW.id FROM unnest(hcrm_name_keys(NEW.name, NEW.pinyin, NEW.initials, NEW.id_number)) AS k;
  INSERT INTO patient_summary (patient_id, department_id) VALUES (NEW.id, NEW.department_id);
  IF NEW.department_id IS NOT NULL THEN
    INSERT INTO patient_department (patient_id, department_id) VALUES (NEW.id, NEW.department_id);
  END IF;
  IF hcrm_staff() IS NOT NULL THEN
    INSERT INTO patient_staff (patient_id, staff_id) VALUES (NEW.id, hcrm_staff());
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER created AFTER INSERT ON patient FOR EACH ROW EXECUTE FUNCTION hcrm_patient_created();

-- Lets departments and a member of staff see the survivor of a patient.
CREATE FUNCTION hcrm_patient_reach(patient bigint, departments bigint[], staff bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  survivor bigint := (SELECT p.survivor_id FROM patient AS p WHERE p.id = $1);
BEGIN
  INSERT INTO patient_department (patient_id, department_id)
  SELECT DISTINCT survivor, d FROM unnest(departments) AS d WHERE d IS NOT NULL ON CONFLICT DO NOTHING;
  IF staff IS NOT NULL THEN
    INSERT INTO patient_staff (patient_id, staff_id) VALUES (survivor, staff) ON CONFLICT DO NOTHING;
  END IF;
END $$;

CREATE FUNCTION hcrm_patient_summarise(patient bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE patient_summary AS u
     SET last_encounter_id = l.id, last_encounter_on = l.day, department_id = l.department_id, attending_id = l.attending_id
    FROM (SELECT p.survivor_id, e.id, (coalesce(e.ended_at, e.started_at) AT TIME ZONE s.time_zone)::date AS day, e.department_id, e.attending_id
            FROM patient AS p
            JOIN patient AS m ON m.survivor_id = p.survivor_id
            JOIN encounter AS e ON e.patient_id = m.id AND e.state IN ('active', 'finished') AND e.started_at IS NOT NULL
            JOIN site AS s ON s.id = e.site_id
           WHERE p.id = $1
           ORDER BY e.started_at DESC, e.id DESC LIMIT 1) AS l
   WHERE u.patient_id = l.survivor_id
     AND (u.last_encounter_id, u.last_encounter_on, u.department_id, u.attending_id)
         IS DISTINCT FROM (l.id, l.day, l.department_id, l.attending_id);
END $$;

CREATE FUNCTION hcrm_encounter_reach() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_reach(NEW.patient_id, ARRAY[NEW.department_id, NEW.ward_id], NEW.attending_id);
  PERFORM hcrm_patient_summarise(NEW.patient_id);
  RETURN NULL;
END $$;

-- The same for a new encounter in one go: it is the last one, or it changes nothing of the summary.
CREATE FUNCTION hcrm_encounter_created() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  survivor bigint := (SELECT p.survivor_id FROM patient AS p WHERE p.id = NEW.patient_id);
BEGIN
  INSERT INTO patient_department (patient_id, department_id)
  SELECT survivor, d FROM unnest(ARRAY[NEW.department_id, NEW.ward_id]) AS d WHERE d IS NOT NULL ON CONFLICT DO NOTHING;
  IF NEW.attending_id IS NOT NULL THEN
    INSERT INTO patient_staff (patient_id, staff_id) VALUES (survivor, NEW.attending_id) ON CONFLICT DO NOTHING;
  END IF;
  IF NEW.state IN ('active', 'finished') AND NEW.started_at IS NOT NULL THEN
    UPDATE patient_summary AS u
       SET last_encounter_id = NEW.id, department_id = NEW.department_id, attending_id = NEW.attending_id,
           last_encounter_on = (SELECT (coalesce(NEW.ended_at, NEW.started_at) AT TIME ZONE s.time_zone)::date FROM site AS s WHERE s.id = NEW.site_id)
     WHERE u.patient_id = survivor
       AND NOT EXISTS (SELECT 1 FROM encounter AS l WHERE l.id = u.last_encounter_id AND (l.started_at, l.id) > (NEW.started_at, NEW.id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reach_new AFTER INSERT ON encounter FOR EACH ROW EXECUTE FUNCTION hcrm_encounter_created();
CREATE TRIGGER reach AFTER UPDATE OF patient_id, department_id, ward_id, attending_id, state, started_at, ended_at
  ON encounter FOR EACH ROW
  WHEN ((OLD.patient_id, OLD.department_id, OLD.ward_id, OLD.attending_id, OLD.state, OLD.started_at, OLD.ended_at)
        IS DISTINCT FROM
        (NEW.patient_id, NEW.department_id, NEW.ward_id, NEW.attending_id, NEW.state, NEW.started_at, NEW.ended_at))
  EXECUTE FUNCTION hcrm_encounter_reach();

CREATE FUNCTION hcrm_encounter_doctor_reach() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_reach((SELECT e.patient_id FROM encounter AS e WHERE e.id = NEW.encounter_id), '{}', NEW.staff_id);
  RETURN NULL;
END $$;
CREATE TRIGGER reach AFTER INSERT ON encounter_doctor FOR EACH ROW EXECUTE FUNCTION hcrm_encounter_doctor_reach();

-- Nobody need decide on the follow-up of somebody who has died: what is undecided becomes exempt.
CREATE FUNCTION hcrm_encounter_of_deceased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM patient AS p JOIN patient AS h ON h.survivor_id = p.survivor_id
              WHERE p.id = NEW.patient_id AND h.deceased_at IS NOT NULL) THEN
    NEW.followup_decision := 'exempt';
    NEW.decision_reason := 'died';
    INSERT INTO timeline (patient_id, kind, code, department_id) VALUES (NEW.patient_id, 'followup', 'followup.died', NEW.department_id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_deceased_new BEFORE INSERT ON encounter FOR EACH ROW
  WHEN (NEW.followup_decision = 'undecided') EXECUTE FUNCTION hcrm_encounter_of_deceased();
CREATE TRIGGER of_deceased BEFORE UPDATE OF followup_decision ON encounter FOR EACH ROW
  WHEN (NEW.followup_decision = 'undecided') EXECUTE FUNCTION hcrm_encounter_of_deceased();

-- The same when the death becomes known, or two records turn out to be one person's: each is asked again.
CREATE FUNCTION hcrm_patient_died() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE encounter AS e SET followup_decision = 'undecided'
    FROM patient AS m
   WHERE m.survivor_id = NEW.survivor_id AND e.patient_id = m.id AND e.followup_decision = 'undecided';
  RETURN NULL;
END $$;
CREATE TRIGGER died AFTER UPDATE OF deceased_at, survivor_id ON patient FOR EACH ROW
  WHEN (NEW.deceased_at IS NOT NULL AND (OLD.deceased_at IS NULL OR OLD.survivor_id <> NEW.survivor_id))
  EXECUTE FUNCTION hcrm_patient_died();

CREATE FUNCTION hcrm_plan_reach() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_patient_reach(NEW.patient_id, ARRAY[NEW.department_id], NEW.doctor_id);
  RETURN NULL;
END $$;
CREATE TRIGGER reach AFTER INSERT OR UPDATE OF department_id, doctor_id ON followup_plan FOR EACH ROW EXECUTE FUNCTION hcrm_plan_reach();

-- Who sees a patient, by what hangs on them: a subject that lets people see a patient has a view reach_* of these columns.
CREATE VIEW reach_registration AS
SELECT p.id AS patient_id, ARRAY[p.department_id] AS departments, u.staff_id FROM patient AS p LEFT JOIN app_user AS u ON u.id = p.created_by;
CREATE VIEW reach_encounter AS
SELECT e.patient_id, ARRAY[e.department_id, e.ward_id] AS departments, e.attending_id AS staff_id FROM encounter AS e;
CREATE VIEW reach_encounter_doctor AS
SELECT e.patient_id, '{}'::bigint[] AS departments, d.staff_id FROM encounter_doctor AS d JOIN encounter AS e ON e.id = d.encounter_id;
CREATE VIEW reach_plan AS
SELECT f.patient_id, ARRAY[f.department_id] AS departments, f.doctor_id AS staff_id FROM followup_plan AS f;

-- Derives anew who sees a survivor, from all that hangs on the records that are merged into it.
CREATE FUNCTION hcrm_patient_derive(survivor bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text;
BEGIN
  DELETE FROM patient_department WHERE patient_id = survivor;
  DELETE FROM patient_staff WHERE patient_id = survivor;
  UPDATE patient_summary SET last_encounter_id = NULL, last_encounter_on = NULL, attending_id = NULL,
         department_id = (SELECT p.department_id FROM patient AS p WHERE p.id = survivor)
   WHERE patient_id = survivor;
  FOR reach IN SELECT v.viewname FROM pg_views AS v WHERE v.schemaname = 'public' AND v.viewname ~ '^reach_' ORDER BY v.viewname
  LOOP
    EXECUTE format('SELECT hcrm_patient_reach(m.id, r.departments, r.staff_id) FROM patient AS m JOIN %I AS r ON r.patient_id = m.id '
                   'WHERE m.survivor_id = $1', reach)
      USING survivor;
  END LOOP;
  PERFORM hcrm_patient_summarise(survivor);
END $$;

-- A claim is on the survivor of the patient whose work it is. Where two are claimed that became one, the survivor's stays.
CREATE FUNCTION hcrm_claim_follow(roots bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM claim WHERE patient_id = ANY (roots) AND expires_at <= hcrm_now();
  DELETE FROM claim AS c USING activity AS a JOIN patient AS p ON p.id = a.patient_id
   WHERE a.id = c.activity_id AND c.patient_id = ANY (roots) AND c.patient_id <> p.survivor_id
     AND EXISTS (SELECT 1 FROM claim AS k WHERE k.patient_id = p.survivor_id);
  UPDATE claim AS c SET patient_id = p.survivor_id FROM activity AS a JOIN patient AS p ON p.id = a.patient_id
   WHERE a.id = c.activity_id AND c.patient_id = ANY (roots) AND c.patient_id <> p.survivor_id;
END $$;

-- A merge, or its undoing: gives the tree below its new root and derives both roots anew. One at a time, so that no
-- circle closes by two of them, and waiting for what is being added to either.
CREATE FUNCTION hcrm_patient_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  root bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('patient_merge', 0));
  PERFORM p.id FROM patient AS p WHERE p.survivor_id IN (SELECT o.survivor_id FROM patient AS o WHERE o.id IN (NEW.id, NEW.merged_into_id))
    ORDER BY p.id FOR UPDATE;
  root := coalesce((SELECT survivor_id FROM patient WHERE id = NEW.merged_into_id), NEW.id);
  IF root = NEW.id AND NEW.merged_into_id IS NOT NULL THEN
    RAISE EXCEPTION 'a patient cannot be merged into itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_merge_circular';
  END IF;
  WITH RECURSIVE tree AS (
    SELECT NEW.id AS id
    UNION SELECT p.id FROM patient AS p JOIN tree ON p.merged_into_id = tree.id
  )
  UPDATE patient AS p SET survivor_id = root FROM tree WHERE p.id = tree.id;
  PERFORM hcrm_patient_derive(root);
  IF root <> OLD.survivor_id THEN
    PERFORM hcrm_patient_derive(OLD.survivor_id);
    PERFORM hcrm_claim_follow(ARRAY[OLD.survivor_id, root]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER merged AFTER UPDATE OF merged_into_id ON patient FOR EACH ROW
  WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id) EXECUTE FUNCTION hcrm_patient_merged();

-- No call begins or ends after it was told of: a clock that is fast would otherwise keep its call the last one for as
-- long. The call keeps its length and ends now. Of a clock that is slow nothing can be known.
CREATE FUNCTION hcrm_attempt_no_future() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  ahead interval := coalesce(NEW.ended_at, NEW.started_at) - NEW.created_at;
BEGIN
  NEW.started_at := NEW.started_at - ahead;
  NEW.ended_at := NEW.ended_at - ahead;
  RETURN NEW;
END $$;
CREATE TRIGGER no_future BEFORE INSERT ON attempt FOR EACH ROW
  WHEN (coalesce(NEW.ended_at, NEW.started_at) > NEW.created_at) EXECUTE FUNCTION hcrm_attempt_no_future();

-- Counts attempts beside the task, so that its version stays. The last attempt is the one that began last: what was
-- written down away from the network may come in after it.
CREATE FUNCTION hcrm_attempt_progress() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO followup_task_progress AS p (task_id, attempts, last_disposition, last_attempt_at, not_before)
  SELECT t.id, 1, NEW.disposition, NEW.started_at, NEW.call_back_at FROM followup_task AS t WHERE t.id = NEW.activity_id
  ON CONFLICT (task_id) DO UPDATE
    SET attempts = p.attempts + 1,
        last_disposition = CASE WHEN excluded.last_attempt_at < p.last_attempt_at THEN p.last_disposition ELSE excluded.last_disposition END,
        not_before = CASE WHEN excluded.last_attempt_at < p.last_attempt_at THEN p.not_before ELSE excluded.not_before END,
        last_attempt_at = greatest(p.last_attempt_at, excluded.last_attempt_at);
  RETURN NULL;
END $$;
CREATE TRIGGER progress AFTER INSERT ON attempt FOR EACH ROW WHEN (NOT NEW.late) EXECUTE FUNCTION hcrm_attempt_progress();

-- CODES: a category is a code, A00 or A00.1 or 81.5, or a range of codes, A00-A09 -----------------------------

-- A code in one spelling, for an index: no points, capitals.
CREATE FUNCTION hcrm_code_key(code text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(upper(code), '.', '');

-- What a category holds, as keys: from the first of these up to, and without, the other. Also longer national codes,
-- such as I10.x02.
CREATE FUNCTION hcrm_code_from(category text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hcrm_code_key(split_part(category, '-', 1));

CREATE FUNCTION hcrm_code_to(category text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hcrm_code_key(split_part(category, '-', -1)) || U&'\+10FFFF';

CREATE INDEX encounter_code_key ON encounter_code (kind, (hcrm_code_key(code) COLLATE "C"));

-- What the list of codes calls a diagnosis in English, or the narrowest category it is in; NULL if the list knows neither.
CREATE FUNCTION hcrm_diagnosis_en(diagnosis text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT k.name_en FROM code AS k
           WHERE k.system = 'icd10' AND k.code IN (upper(diagnosis), upper(left(diagnosis, 5)), upper(left(diagnosis, 3)))
             AND k.name_en IS NOT NULL
           ORDER BY length(k.code) DESC LIMIT 1);
END $$;

-- Whether a category holds a code or a narrower range. The same rule as shared/core/hcrm-icd10.h; a test compares the two.
CREATE FUNCTION hcrm_icd10_covers(category text, code text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hcrm_code_from(code) COLLATE "C" >= hcrm_code_from(category) AND hcrm_code_key(split_part(code, '-', -1)) COLLATE "C" < hcrm_code_to(category)
       AND (strpos(code, '-') = 0 OR strpos(category, '-') > 0);

-- Derives for everyone at once what the triggers above keep row by row: for the owner, after loading in bulk into
-- empty tables without them.
CREATE FUNCTION hcrm_derive_all() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO patient_key (key, patient_id)
  SELECT k, id
    FROM (SELECT unnest(hcrm_name_keys(p.name, p.pinyin, p.initials, p.id_number)) AS k, p.id FROM patient AS p
           UNION SELECT unnest(hcrm_contact_keys(c.number_key)), c.patient_id FROM contact AS c
           UNION SELECT unnest(hcrm_identifier_keys(i.value)), i.patient_id FROM patient_identifier AS i) AS x
   ORDER BY k, id;
  INSERT INTO followup_note (plan_id, n, condition_summary, note, cautions, at, user_id)
  SELECT f.id, f.note_version, f.condition_summary, f.note, f.cautions, f.created_at, f.created_by FROM followup_plan AS f WHERE f.note_version = 1;
  INSERT INTO patient_department (patient_id, department_id)
  SELECT p.survivor_id, d FROM encounter AS e JOIN patient AS p ON p.id = e.patient_id, unnest(ARRAY[e.department_id, e.ward_id]) AS d
   WHERE d IS NOT NULL
   UNION SELECT p.survivor_id, f.department_id FROM followup_plan AS f JOIN patient AS p ON p.id = f.patient_id;
  INSERT INTO patient_staff (patient_id, staff_id)
  SELECT p.survivor_id, e.attending_id FROM encounter AS e JOIN patient AS p ON p.id = e.patient_id WHERE e.attending_id IS NOT NULL
   UNION SELECT p.survivor_id, d.staff_id FROM encounter_doctor AS d JOIN encounter AS e ON e.id = d.encounter_id JOIN patient AS p ON p.id = e.patient_id
   UNION SELECT p.survivor_id, f.doctor_id FROM followup_plan AS f JOIN patient AS p ON p.id = f.patient_id WHERE f.doctor_id IS NOT NULL;
  INSERT INTO patient_summary (patient_id, last_encounter_id, last_encounter_on, department_id, attending_id)
  SELECT p.id, l.id, l.day, l.department_id, l.attending_id
    FROM patient AS p
    LEFT JOIN (SELECT DISTINCT ON (m.survivor_id) m.survivor_id, e.id, e.department_id, e.attending_id,
                      (coalesce(e.ended_at, e.started_at) AT TIME ZONE s.time_zone)::date AS day
                 FROM patient AS m
                 JOIN encounter AS e ON e.patient_id = m.id AND e.state IN ('active', 'finished') AND e.started_at IS NOT NULL
                 JOIN site AS s ON s.id = e.site_id
                ORDER BY m.survivor_id, e.started_at DESC, e.id DESC) AS l ON l.survivor_id = p.id;
  INSERT INTO followup_task_progress (task_id, attempts, last_disposition, last_attempt_at, not_before)
  SELECT DISTINCT ON (t.id) t.id, count(*) OVER (PARTITION BY t.id), a.disposition, a.started_at, a.call_back_at
    FROM attempt AS a JOIN followup_task AS t ON t.id = a.activity_id
   WHERE NOT a.late
   ORDER BY t.id, a.started_at DESC, a.id DESC;
END $$;

-- SIGNING IN ------------------------------------------------------------------------------------

-- The one way to a password hash.
CREATE FUNCTION hcrm_user_for_sign_in(name text)
RETURNS TABLE (id bigint, password_hash text, state text, failures int, locked_until timestamptz, must_change_password boolean, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.password_hash, u.state, u.failures, u.locked_until, u.must_change_password, u.language
    FROM app_user AS u WHERE u.username = lower(name) AND u.password_hash IS NOT NULL
$$;

-- These departments and everything under them.
CREATE FUNCTION hcrm_departments_below(roots bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    WITH RECURSIVE below AS (
      SELECT id FROM department WHERE id = ANY (roots)
      UNION SELECT d.id FROM department AS d JOIN below AS b ON d.parent_id = b.id
    )
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM below);
END $$;

-- What a user may do now, and how far each permission reaches: one row for each, its widest scope, and the
-- departments and sites reached in it (empty in scopes own and all).
CREATE FUNCTION hcrm_users_permissions(users bigint[], wanted text[])
RETURNS TABLE (user_id bigint, permission text, scope text, departments bigint[], sites bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS MATERIALIZED (
    SELECT ur.user_id, rp.permission, rp.scope, d.id AS department_id, d.site_id
      FROM user_role AS ur
      JOIN role_permission AS rp ON rp.role_id = ur.role_id
      LEFT JOIN app_user AS u ON u.id = ur.user_id
      LEFT JOIN staff_post AS sp ON ur.department_id IS NULL AND sp.staff_id = u.staff_id
            AND sp.during @> hcrm_today()
      LEFT JOIN department AS d ON d.id = coalesce(ur.department_id, sp.department_id)
     WHERE ur.user_id = ANY (users) AND ur.during @> hcrm_now() AND (wanted IS NULL OR rp.permission = ANY (wanted))
  ), widest AS (
    SELECT user_id, permission, (array_agg(scope ORDER BY array_position('{all,site,department,own}', scope)))[1] AS scope,
           coalesce(array_agg(DISTINCT department_id) FILTER (WHERE scope = 'department' AND department_id IS NOT NULL), '{}') AS roots,
           coalesce(array_agg(DISTINCT site_id) FILTER (WHERE scope = 'site' AND site_id IS NOT NULL), '{}') AS sites
      FROM held GROUP BY user_id, permission
  )
  SELECT w.user_id, w.permission, w.scope,
         CASE WHEN w.scope IN ('department', 'site')
              THEN hcrm_departments_below(w.roots || ARRAY (SELECT id FROM department WHERE site_id = ANY (w.sites)))
              ELSE '{}' END,
         CASE WHEN w.scope = 'site' THEN w.sites ELSE '{}' END
    FROM widest AS w
$$;

CREATE FUNCTION hcrm_user_permissions(who bigint) RETURNS TABLE (permission text, scope text, departments bigint[], sites bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.permission, p.scope, p.departments, p.sites FROM hcrm_users_permissions(ARRAY[who], NULL) AS p
$$;

-- SCOPED VIEWS: the rows within the reader's scope, every column -------------------------------------
-- Each setting is read once for a statement: (SELECT ...) makes it an InitPlan.

-- Whose patients the reader sees as a doctor's: their own, and those of who is on leave and whose delegate they are.
CREATE FUNCTION hcrm_acts_for() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN hcrm_staff() || hcrm_stands_for(hcrm_staff());
END $$;

CREATE VIEW patient_scoped AS
SELECT * FROM patient AS p
 WHERE (SELECT hcrm_all())
    OR EXISTS (SELECT 1 FROM patient_department AS d
                WHERE d.patient_id = p.survivor_id AND d.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
    OR EXISTS (SELECT 1 FROM patient_staff AS s WHERE s.patient_id = p.survivor_id AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

-- When a person died, as far as is known: as any of their records says, since a merge moves nothing.
CREATE FUNCTION hcrm_died_at(survivor bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
  SELECT min(m.deceased_at) FROM patient AS m WHERE m.survivor_id = survivor;
END;
REVOKE EXECUTE ON FUNCTION hcrm_died_at(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_died_at(bigint) TO hcrm_app;

-- The surviving patients, within the reader's scope, that have a key from first to last, the best first and
-- some perhaps twice. Looks at 20,000 keys at most: who types one letter gets some patients, quickly.
CREATE FUNCTION hcrm_patient_find(first text, last text, wanted int) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY
  SELECT p.survivor_id
    FROM (SELECT x.patient_id FROM patient_key AS x WHERE x.key >= first AND x.key < last ORDER BY x.key, x.patient_id LIMIT 20000) AS k
    JOIN patient_scoped AS p ON p.id = k.patient_id
   LIMIT wanted;
END $$;

-- All records of these surviving patients: what is kept of them has an index by the record it was written on.
CREATE FUNCTION hcrm_patient_records(survivors bigint[]) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
RETURN ARRAY (SELECT p.id FROM patient AS p WHERE p.survivor_id = ANY (survivors));

-- The twenty best of the surviving patients, within the reader's scope, that are found by what was typed: its keys lie
-- from q_key to q_end, or it is a whole number. Scope is looked at once, where patients are found; what follows
-- concerns these only. matched: where it was found.
CREATE FUNCTION hcrm_patient_search(q text, q_key text, q_end text, q_number text, q_identity text)
RETURNS TABLE (id bigint, rank int, matched text) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
  SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH found AS (
    SELECT s.survivor_id, min(s.rank) AS rank
      FROM (SELECT p.survivor_id, k.rank
              FROM ((SELECT c.patient_id, 0 AS rank FROM contact AS c WHERE c.number_key = q_number)
                     UNION ALL
                    (SELECT o.id, 0 FROM patient AS o WHERE upper(o.id_number) = q_identity)
                     UNION ALL
                    (SELECT x.patient_id, 1 FROM patient_key AS x WHERE x.key >= q_key AND x.key < q_end
                      ORDER BY x.key, x.patient_id LIMIT 20000)) AS k
              JOIN patient_scoped AS p ON p.id = k.patient_id
             LIMIT 100) AS s
     GROUP BY s.survivor_id
  ), best AS (
    SELECT p.id, p.name, p.pinyin, p.id_number,
           CASE WHEN f.rank = 0 OR p.name = q THEN 0 WHEN starts_with(p.name, q) THEN 1 ELSE 2 END AS rank
      FROM found AS f JOIN patient AS p ON p.id = f.survivor_id
     ORDER BY rank, p.pinyin, p.id LIMIT 20
  )
  SELECT b.id, b.rank,
         CASE WHEN EXISTS (SELECT 1 FROM contact AS c WHERE c.patient_id = b.id AND c.number_key = q_number) THEN 'phone'
              WHEN upper(b.id_number) = q_identity THEN 'id_number'
              WHEN strpos(lower(replace(b.name, ' ', '')), q_key) > 0 THEN 'name'
              WHEN EXISTS (SELECT 1 FROM patient_identifier AS i WHERE i.patient_id = b.id
                              AND (starts_with(lower(i.value), q_key) OR starts_with(lower(right(i.value, 4)), q_key))) THEN 'mrn'
              WHEN EXISTS (SELECT 1 FROM contact AS c WHERE c.patient_id = b.id AND starts_with(right(c.number_key, 4), q_key)) THEN 'phone'
              WHEN starts_with(lower(right(b.id_number, 4)), q_key) THEN 'id_number'
              WHEN strpos(replace(b.pinyin, ' ', ''), q_key) > 0 THEN 'pinyin'
              ELSE 'initials' END
    FROM best AS b;
END $$;

-- Rows that belong to a patient are seen by who sees the patient.
DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{contact,patient_identifier,patient_merge,consent,timeline,attempt}'::text[]
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I AS c
       WHERE (SELECT hcrm_all())
          OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_department AS d ON d.patient_id = p.survivor_id
                      WHERE p.id = c.%I AND d.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
          OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                      WHERE p.id = c.%3$I AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]))',
      entity || '_scoped', entity, CASE entity WHEN 'patient_merge' THEN 'into_id' ELSE 'patient_id' END);
  END LOOP;
END $$;

CREATE VIEW encounter_scoped AS
SELECT * FROM encounter
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR ward_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR attending_id = ANY ((SELECT hcrm_acts_for())::bigint[])
    OR EXISTS (SELECT 1 FROM encounter_doctor AS d WHERE d.encounter_id = encounter.id AND d.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

CREATE VIEW encounter_doctor_scoped AS
SELECT d.* FROM encounter_doctor AS d WHERE EXISTS (SELECT 1 FROM encounter_scoped AS e WHERE e.id = d.encounter_id);

CREATE VIEW encounter_code_scoped AS
SELECT c.* FROM encounter_code AS c WHERE EXISTS (SELECT 1 FROM encounter_scoped AS e WHERE e.id = c.encounter_id);

CREATE VIEW followup_plan_scoped AS
SELECT * FROM followup_plan
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR doctor_id = ANY ((SELECT hcrm_acts_for())::bigint[])
    OR EXISTS (SELECT 1 FROM encounter_doctor AS d WHERE d.encounter_id = followup_plan.encounter_id AND d.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

CREATE VIEW followup_note_scoped AS
SELECT n.* FROM followup_note AS n WHERE EXISTS (SELECT 1 FROM followup_plan_scoped AS f WHERE f.id = n.plan_id);

CREATE VIEW followup_task_scoped AS
SELECT * FROM followup_task
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR assignee_id = (SELECT hcrm_user())
    OR (owner = 'doctor' AND EXISTS (SELECT 1 FROM followup_plan AS f JOIN encounter_doctor AS d ON d.encounter_id = f.encounter_id
                                      WHERE f.id = followup_task.plan_id AND d.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[])));

CREATE VIEW followup_task_progress_scoped AS
SELECT g.* FROM followup_task_progress AS g WHERE EXISTS (SELECT 1 FROM followup_task_scoped AS t WHERE t.id = g.task_id);

CREATE VIEW response_scoped AS
SELECT * FROM response AS c
 WHERE (SELECT hcrm_all())
    OR department_id = ANY ((SELECT hcrm_departments())::bigint[])
    OR author_id = (SELECT hcrm_user())
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

CREATE VIEW answer_scoped AS
SELECT a.* FROM answer AS a WHERE EXISTS (SELECT 1 FROM response_scoped AS r WHERE r.id = a.response_id);

-- Claims hold no patient's data and everyone must respect them: seen by whoever is signed in.
CREATE VIEW claim_scoped AS SELECT * FROM claim WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW activity_scoped AS
SELECT * FROM activity AS c
 WHERE (SELECT hcrm_all())
    OR EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = c.patient_id);
CREATE VIEW app_user_scoped AS
SELECT id, staff_id, username, language, state, must_change_password, failures, locked_until, created_at, created_by, version, updated_at
  FROM app_user WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW user_role_scoped AS SELECT * FROM user_role WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE VIEW his_message_scoped AS SELECT * FROM his_message WHERE (SELECT hcrm_all());
CREATE VIEW job_scoped AS SELECT * FROM job WHERE (SELECT hcrm_all());

-- One's own, whatever the scope.
CREATE VIEW draft_scoped AS SELECT * FROM draft WHERE user_id = (SELECT hcrm_user()) WITH CHECK OPTION;
CREATE VIEW saved_view_scoped AS SELECT * FROM saved_view WHERE user_id = (SELECT hcrm_user()) WITH CHECK OPTION;

-- WIRE VIEWS: joined and masked; the names are the members of the JSON ---------------------------------
-- Few joins, all of them left ones although foreign keys promise a row: the planner takes 20 ms over ten
-- tables and less than 2 over four, and it leaves left joins and unread subqueries out of a count.

-- What other views join for a name; not granted to anyone.
CREATE VIEW app_user_name AS
SELECT u.id, coalesce(s.name, u.username) AS name, s.pinyin FROM app_user AS u LEFT JOIN staff AS s ON s.id = u.staff_id;

CREATE VIEW patient_view AS
SELECT p.id, p.version, p.survivor_id, p.merged_into_id, p.name, p.pinyin, p.initials, p.sex, p.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = p.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c
         WHERE c.patient_id IN (SELECT m.id FROM patient AS m WHERE m.survivor_id = p.survivor_id) AND c.invalid_at IS NULL
         ORDER BY c.patient_id <> p.id, c.patient_id, c.position LIMIT 1) AS phone,
       p.id_kind, hcrm_mask_identity(p.id_number) AS id_number, hcrm_mask_address(p.address) AS address,
       to_jsonb(p.kinds) AS kinds, p.allergies, p.notes,
       (SELECT min(m.deceased_at) FROM patient AS m WHERE m.survivor_id = p.survivor_id) AS deceased_at, s.department_id, d.name AS department, d.name_en AS department_en,
       a.name AS attending,
       (SELECT string_agg(n.name, ', ' ORDER BY o.rank, n.id) FROM encounter_doctor AS o JOIN staff AS n ON n.id = o.staff_id
         WHERE o.encounter_id = s.last_encounter_id) AS also_attending, s.last_encounter_on,
       (SELECT count(*) FROM followup_task AS t
         WHERE t.patient_id IN (SELECT m.id FROM patient AS m WHERE m.survivor_id = p.id) AND t.state = 'open') AS open_tasks,
       p.created_at, p.updated_at
  FROM patient_scoped AS p
  JOIN patient_summary AS s ON s.patient_id = p.id
  LEFT JOIN department AS d ON d.id = s.department_id
  LEFT JOIN staff AS a ON a.id = s.attending_id;

CREATE VIEW contact_view AS
SELECT c.id, c.version, c.patient_id, c.position, c.name, c.relation, c.channel, hcrm_mask_key(c.number_key) AS number,
       c.preferred_time, c.invalid_at, c.may_discuss, c.may_discuss_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = c.may_discuss_by) AS may_discuss_by, c.verified_at, c.note
  FROM contact_scoped AS c;

CREATE VIEW timeline_view AS
SELECT t.id, t.patient_id, t.at, t.kind, t.code, t.params, t.activity_id, t.user_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = t.user_id) AS "user",
       d.name AS department, d.name_en AS department_en
  FROM timeline_scoped AS t
  LEFT JOIN department AS d ON d.id = t.department_id;

CREATE VIEW attempt_view AS
SELECT a.id, a.activity_id, a.patient_id, a.channel, c.name AS contact, c.relation, hcrm_mask_number(a.number) AS number,
       n.name AS "user", a.user_id, a.started_at, a.ended_at, a.disposition, a.note, a.call_back_at, t.position AS step,
       m.name AS template, m.name_en AS template_en, a.late, a.note_version
  FROM attempt_scoped AS a
  JOIN app_user_name AS n ON n.id = a.user_id
  LEFT JOIN contact AS c ON c.id = a.contact_id
  LEFT JOIN followup_task AS t ON t.id = a.activity_id
  LEFT JOIN followup_plan AS f ON f.id = t.plan_id
  LEFT JOIN followup_template AS m ON m.id = f.template_id;

CREATE VIEW followup_template_view AS
SELECT t.id, t.version, t.code, t.revision, t.name, t.name_en, t.state, to_jsonb(t.icd10) AS icd10, t.department_id,
       d.name AS department, d.name_en AS department_en,
       (SELECT coalesce(json_agg(json_build_object(
                 'position', s.position, 'offset_days', s.offset_days, 'window_days', s.window_days, 'owner', s.owner,
                 'channel', s.channel, 'questionnaire_url', s.questionnaire_url, 'questionnaire', q.title,
                 'questionnaire_en', q.title_en, 'script_code', s.script_code) ORDER BY s.position), '[]')
          FROM followup_template_step AS s
          LEFT JOIN LATERAL (SELECT x.title, x.title_en FROM questionnaire AS x
                              WHERE x.url = s.questionnaire_url AND x.state = 'published'
                              ORDER BY x.published_at DESC LIMIT 1) AS q ON true
         WHERE s.template_id = t.id) AS steps
  FROM followup_template AS t
  LEFT JOIN department AS d ON d.id = t.department_id
 WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW followup_plan_view AS
SELECT f.id, f.version, f.patient_id, h.id AS survivor_id, h.name AS patient, f.encounter_id, f.template_id,
       m.name AS template, m.name_en AS template_en, f.department_id, d.name AS department, d.name_en AS department_en,
       f.doctor_id, a.name AS doctor, f.condition_summary, f.note, f.cautions, f.note_version, f.state, f.reason, f.created_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = f.created_by) AS created_by,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', t.id, 'position', t.position, 'offset_days', t.offset_days, 'due_on', t.due_on, 'state', t.state,
                 'owner', t.owner, 'channel', t.channel, 'disposition', g.last_disposition, 'finished_at', t.finished_at,
                 'questionnaire', q.title, 'questionnaire_en', q.title_en) ORDER BY t.position), '[]')
          FROM followup_task AS t
          LEFT JOIN followup_task_progress AS g ON g.task_id = t.id
          LEFT JOIN questionnaire AS q ON q.id = t.questionnaire_id
         WHERE t.plan_id = f.id) AS steps
  FROM followup_plan_scoped AS f
  LEFT JOIN patient AS o ON o.id = f.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id
  LEFT JOIN department AS d ON d.id = f.department_id
  LEFT JOIN followup_template AS m ON m.id = f.template_id
  LEFT JOIN staff AS a ON a.id = f.doctor_id;

CREATE VIEW followup_note_view AS
SELECT n.id, n.plan_id, n.n, n.condition_summary, n.note, n.cautions, n.at, n.user_id,
       (SELECT u.name FROM app_user_name AS u WHERE u.id = n.user_id) AS "user"
  FROM followup_note_scoped AS n;

-- responses: how often it was answered, counted up to 1,000.
CREATE VIEW questionnaire_view AS
SELECT q.id, q.version, q.url, q.version_tag, q.title, q.title_en, q.pinyin, q.state, to_jsonb(q.purposes) AS purposes,
       (SELECT coalesce(json_agg(c.code ORDER BY c.code), '[]') FROM questionnaire_category AS c
         WHERE c.questionnaire_id = q.id AND c.system = 'icd10') AS categories,
       q.first_day, q.last_day, q.items, q.errors, q.composed,
       (SELECT count(*) FROM (SELECT 1 FROM response_scoped AS r WHERE r.questionnaire_id = q.id LIMIT 1000) AS r)::int AS responses,
       q.published_at, q.updated_at, q.created_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = q.created_by) AS created_by
  FROM questionnaire AS q WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW response_view AS
SELECT r.id, r.version, r.patient_id, r.encounter_id, r.activity_id, r.questionnaire_id, q.title AS questionnaire,
       q.title_en AS questionnaire_en, q.url, q.version_tag, r.authored_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = r.author_id) AS author, r.score, r.band, r.band_en, r.state,
       r.late, r.channel, (SELECT t.note_version FROM attempt AS t WHERE t.id = r.attempt_id) AS note_version
  FROM response_scoped AS r
  LEFT JOIN questionnaire AS q ON q.id = r.questionnaire_id;

CREATE VIEW site_view AS
SELECT id, version, parent_id, code, name, name_en, time_zone FROM site WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW department_view AS
SELECT d.id, d.version, d.site_id, s.name AS site, s.name_en AS site_en, d.parent_id, d.code, d.kind, d.name, d.name_en, d.retired_at
  FROM department AS d JOIN site AS s ON s.id = d.site_id WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW staff_view AS
SELECT s.id, s.version, s.number, s.name, s.pinyin, s.initials, s.title, p.department_id, d.name AS department,
       d.name_en AS department_en, d.site_id, s.retired_at
  FROM staff AS s
  LEFT JOIN LATERAL (SELECT x.department_id FROM staff_post AS x
                      WHERE x.staff_id = s.id AND x.during @> (SELECT hcrm_today()) ORDER BY x.id LIMIT 1) AS p ON true
  LEFT JOIN department AS d ON d.id = p.department_id
 WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW app_user_view AS
SELECT u.id, u.version, u.username, u.staff_id, coalesce(s.name, u.username) AS name, s.pinyin, s.title, s.department_id,
       s.department, s.department_en, s.site_id, u.language, u.state, u.must_change_password, u.locked_until,
       (SELECT max(x.seen_at) FROM session AS x WHERE x.user_id = u.id) AS last_seen_at,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', r.id, 'role_id', r.role_id, 'code', o.code, 'role', o.name, 'role_en', o.name_en,
                 'department_id', r.department_id, 'department', d.name, 'department_en', d.name_en,
                 'from', lower(r.during), 'until', upper(r.during)) ORDER BY r.id), '[]')
          FROM user_role AS r JOIN role AS o ON o.id = r.role_id
          LEFT JOIN department AS d ON d.id = r.department_id WHERE r.user_id = u.id) AS roles
  FROM app_user_scoped AS u
  LEFT JOIN staff_view AS s ON s.id = u.staff_id;

-- The users that the sign-in page of a sample hospital offers, before anybody has signed in.
CREATE VIEW sample_user_view AS
SELECT u.id, u.username, coalesce(s.name, u.username) AS name, s.title, r.id AS role_id, r.name AS role, r.name_en AS role_en
  FROM app_user AS u
  LEFT JOIN staff AS s ON s.id = u.staff_id
  JOIN LATERAL (SELECT o.id, o.name, o.name_en FROM user_role AS x JOIN role AS o ON o.id = x.role_id
                 WHERE x.user_id = u.id ORDER BY x.id LIMIT 1) AS r ON true
 -- Not the doctors of every department: too many to choose from.
 WHERE u.state = 'active' AND u.username ~ '^[a-z]+[0-9]?$' AND (SELECT hcrm_setting('sample')::boolean);

CREATE VIEW role_view AS
SELECT r.id, r.version, r.code, r.name, r.name_en,
       (SELECT coalesce(json_agg(json_build_object('permission', p.permission, 'scope', p.scope) ORDER BY p.permission), '[]')
          FROM role_permission AS p WHERE p.role_id = r.id) AS permissions
  FROM role AS r WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW script_view AS
SELECT id, version, code, name, name_en, text, text_en, retired_at FROM script WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW holiday_view AS
SELECT id, version, site_id, day, kind, name, name_en FROM calendar_day WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW setting_view AS
SELECT t.id, t.version, t.code, t.site_id, s.name AS site, s.name_en AS site_en, t.value
  FROM setting AS t LEFT JOIN site AS s ON s.id = t.site_id WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW saved_view_view AS
SELECT id, version, page, name, content, retired_at FROM saved_view_scoped;

-- A message as text, whatever it turns out to be.
CREATE FUNCTION hcrm_message_text(raw bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN convert_from(raw, 'UTF8');
EXCEPTION WHEN others THEN
  BEGIN
    RETURN convert_from(raw, 'GB18030');
  EXCEPTION WHEN others THEN
    RETURN encode(raw, 'escape');
  END;
END $$;

CREATE VIEW dead_letter_view AS
SELECT m.id, 'his' AS kind, m.sender, m.control_id, m.type, m.reason, m.field, m.received_at, m.state,
       hcrm_message_text(m.raw) AS raw
  FROM his_message_scoped AS m WHERE m.state IN ('dead', 'replayed', 'dismissed')
UNION ALL
SELECT j.id, 'job', NULL, j.unique_key, j.kind, j.last_error, NULL, j.created_at, j.state, j.payload::text
  FROM job_scoped AS j WHERE j.state IN ('dead', 'dismissed');

CREATE VIEW audit_view AS
SELECT a.id, a.at, a.user_id, (SELECT n.name FROM app_user_name AS n WHERE n.id = a.user_id) AS "user", a.action, a.entity,
       a.entity_id,
       CASE WHEN a.entity IN ('patient', 'contact', 'attempt') THEN hcrm_mask_details(a.before) ELSE a.before END AS before,
       CASE WHEN a.entity IN ('patient', 'contact', 'attempt') THEN hcrm_mask_details(a.after) ELSE a.after END AS after, a.reason, host(a.address) AS address, a.request_id
  FROM audit AS a WHERE (SELECT hcrm_all());

-- RIGHTS ----------------------------------------------------------------------------------------

-- Locking a row (FOR UPDATE) needs the right to update some column: the id, which never changes.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname ~ '_(scoped|view)$'
  LOOP
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', name);
  END LOOP;
  FOREACH name IN ARRAY '{patient,contact,patient_identifier,consent,encounter,timeline,attempt,followup_plan,followup_task,response,activity,app_user,user_role,saved_view,his_message,job}'::text[]
  LOOP
    EXECUTE format('GRANT UPDATE (id) ON %I TO hcrm_app', name || '_scoped');
  END LOOP;
END $$;
GRANT UPDATE (user_id) ON claim_scoped TO hcrm_app;
GRANT INSERT, UPDATE, DELETE ON draft_scoped TO hcrm_app;

-- What is written: INSERT and UPDATE, and SELECT of what WHERE and RETURNING need.
DO $$
DECLARE
  entity text;
  keys text;
BEGIN
  FOR entity, keys IN VALUES
    ('site', 'id, version'), ('department', 'id, version'), ('staff', 'id, version'), ('staff_post', 'id, version, staff_id'),
    ('app_user', 'id, version, username, failures'), ('role', 'id, version, code'), ('calendar_day', 'id, version, site_id, day'),
    ('code', 'system, code'), ('setting', 'id, version, code, site_id'), ('script', 'id, version, code'),
    ('saved_view', 'id, version, user_id'), ('patient', 'id, version'), ('patient_identifier', 'id, version, issuer, kind, value'),
    ('patient_merge', 'id, version'), ('contact', 'id, version, patient_id, position'), ('consent', 'id'),
    ('encounter', 'id, version, site_id, kind, number'), ('timeline', 'id'), ('activity', 'id'), ('attempt', 'id'),
    ('his_message', 'id, sender, control_id, sha256, state'), ('followup_template', 'id, version, code, revision, state'),
    ('followup_plan', 'id, version, state'), ('followup_task', 'id, version, plan_id, position, state, patient_id, owner, due_on, window_days, site_id'),
    ('followup_task_progress', 'task_id, attempts'), ('questionnaire', 'id, version, url, version_tag, state'),
    ('response', 'id, version, activity_id, questionnaire_id, state, late')
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
    EXECUTE format('GRANT INSERT, UPDATE, SELECT (%s) ON %I TO hcrm_app', keys, entity || '_write');
  END LOOP;
  -- Lists that are replaced as a whole, and claims, which end.
  FOR entity, keys IN VALUES
    ('role_permission', 'role_id, permission, scope'), ('user_role', 'id, user_id, role_id, department_id, during'),
    ('encounter_code', 'encounter_id, kind, rank'), ('encounter_doctor', 'encounter_id, staff_id, rank'), ('followup_template_step', 'template_id, position'),
    ('questionnaire_category', 'questionnaire_id, system, code'), ('answer', 'response_id, item, repeat, ordinal'),
    ('claim', 'patient_id, activity_id, user_id, expires_at')
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', entity || '_write', entity);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE, SELECT (%s) ON %I TO hcrm_app', keys, entity || '_write');
  END LOOP;
END $$;
-- What everyone signed in may read anyway is locked here.
GRANT SELECT ON site_write, department_write, staff_write, staff_post_write, role_write, calendar_day_write, setting_write,
  script_write TO hcrm_app;
REVOKE UPDATE ON timeline_write, activity_write, attempt_write, consent_write FROM hcrm_app;

GRANT SELECT ON site, department, staff, staff_post, calendar_day, code, role, role_permission, setting, script,
  followup_template, followup_template_step, questionnaire, questionnaire_category, app_user_name TO hcrm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, idempotency, job TO hcrm_app;
GRANT USAGE ON SEQUENCE letter_id TO hcrm_app;

REVOKE EXECUTE ON FUNCTION hcrm_patient_find(text, text, int), hcrm_patient_records(bigint[]), hcrm_patient_search(text, text, text, text, text), hcrm_audit(text, text, bigint, jsonb, text), hcrm_user_for_sign_in(text),
  hcrm_users_permissions(bigint[], text[]), hcrm_user_permissions(bigint), hcrm_patient_rekey(bigint, text[], text[]), hcrm_patient_reach(bigint, bigint[], bigint),
  hcrm_patient_summarise(bigint), hcrm_patient_derive(bigint), hcrm_claim_follow(bigint[]), hcrm_derive_all() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_patient_find(text, text, int), hcrm_patient_records(bigint[]), hcrm_patient_search(text, text, text, text, text), hcrm_audit(text, text, bigint, jsonb, text), hcrm_user_for_sign_in(text),
  hcrm_user_permissions(bigint) TO hcrm_app;

-- WHAT THE PRODUCT ITSELF NEEDS -----------------------------------------------------------------

-- The program itself and the hospital's system; nobody signs in as these.
INSERT INTO app_user (username) VALUES ('system'), ('his');

INSERT INTO setting (code, value) VALUES ('lock_minutes', '10'), ('done_goal', '40'), ('centre_works_weekends', 'on');

INSERT INTO role (code, name, name_en) VALUES
  ('agent', '坐席', 'Agent'), ('supervisor', '班长', 'Supervisor'), ('doctor', '医生', 'Doctor'), ('nurse', '护士', 'Nurse'),
  ('head', '科主任', 'Department head'), ('reviewer', '质检员', 'Quality reviewer'), ('designer', '问卷设计员', 'Survey designer'),
  ('clerk', '预约员', 'Booking clerk'), ('vip', 'VIP 专员', 'VIP staff'), ('partner', '合作机构专员', 'Partner officer'),
  ('cashier', '收费员', 'Cashier'), ('manager', '管理者', 'Manager'), ('researcher', '科研人员', 'Researcher'),
  ('knowledge', '知识库编辑', 'Knowledge editor'), ('admin', '管理员', 'Administrator');

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES
    ('agent', 'all', '{session,patient.read,patient.edit,patient.reveal,followup.read,followup.work,questionnaire.read,response.read,response.edit,organisation.read}'::text[]),
    ('supervisor', 'all', '{session,patient.read,patient.edit,patient.reveal,followup.read,followup.work,followup.manage,followup.plan,followup.overview,template.edit,questionnaire.read,response.read,response.edit,organisation.read,his.read}'),
    ('doctor', 'department', '{session,patient.read,patient.edit,followup.decide,followup.read,questionnaire.read,response.read,response.edit}'),
    ('doctor', 'own', '{patient.reveal,followup.work,followup.plan}'),
    ('doctor', 'all', '{organisation.read}'),
    ('nurse', 'department', '{session,patient.read,patient.edit,patient.reveal,followup.read,followup.work,questionnaire.read,response.read,response.edit}'),
    ('nurse', 'all', '{organisation.read}'),
    ('head', 'department', '{session,patient.read,patient.edit,patient.reveal,followup.decide,followup.read,followup.work,followup.manage,followup.plan,followup.overview,template.edit,questionnaire.read,response.read,response.edit}'),
    ('head', 'all', '{organisation.read}'),
    ('reviewer', 'all', '{session,patient.read,followup.read,questionnaire.read,response.read,organisation.read}'),
    ('designer', 'all', '{session,template.edit,questionnaire.read,questionnaire.edit,organisation.read}'),
    ('clerk', 'site', '{session,patient.read,patient.edit,patient.reveal}'),
    ('clerk', 'all', '{organisation.read}'),
    ('vip', 'all', '{session,patient.read,patient.edit,patient.reveal,organisation.read}'),
    ('partner', 'all', '{session,organisation.read}'),
    ('cashier', 'site', '{session,patient.read}'),
    ('cashier', 'all', '{organisation.read}'),
    ('manager', 'all', '{session,patient.read,followup.read,followup.overview,questionnaire.read,response.read,organisation.read,audit.read}'),
    ('researcher', 'all', '{session,questionnaire.read,response.read,organisation.read}'),
    ('knowledge', 'all', '{session,organisation.read}'),
    ('admin', 'all', '{session,template.edit,questionnaire.read,questionnaire.edit,organisation.read,organisation.edit,user.manage,setting.edit,his.read,his.replay,audit.read,followup.overview,followup.read}')
  ) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p;

-- The codes of shared/model/hcrm-disposition.h; parent 'reached' where somebody was spoken to.
INSERT INTO code (system, code, parent, name, name_en) VALUES
  ('disposition', 'reached', 'reached', '已接通', 'Reached'), ('disposition', 'no_answer', NULL, '无人接听', 'No answer'),
  ('disposition', 'busy', NULL, '占线', 'Busy'), ('disposition', 'switched_off', NULL, '关机', 'Switched off'),
  ('disposition', 'wrong_number', NULL, '空号/错号', 'Wrong number'), ('disposition', 'refused', 'reached', '拒访', 'Refused'),
  ('disposition', 'call_later', 'reached', '改约', 'Call later'), ('disposition', 'readmitted', 'reached', '再入院', 'Readmitted'),
  ('disposition', 'deceased', 'reached', '已故', 'Deceased'), ('disposition', 'moved', 'reached', '已搬迁', 'Moved away'),
  ('disposition', 'language_barrier', 'reached', '语言不通', 'Language barrier');
