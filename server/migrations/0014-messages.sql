-- SPDX-License-Identifier: GPL-3.0-or-later
-- Messages to patients: the outbox, its templates, to whom and when one may be sent.

-- TEMPLATES -------------------------------------------------------------------------------------

-- revision: counted by trigger whenever the words change; what they were stays in message_template_revision.
CREATE TABLE message_template (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code       text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9._-]*$'),
  purpose    text NOT NULL CHECK (purpose IN ('thanks', 'plan', 'reexamination', 'refill', 'medication', 'appointment', 'survey', 'missed', 'other')),
  name       text NOT NULL,
  name_en    text,
  text       text NOT NULL,
  text_en    text,
  revision   int NOT NULL DEFAULT 1,
  retired_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by bigint DEFAULT hcrm_user(),
  version    int NOT NULL DEFAULT 1,
  updated_at timestamptz
);

CREATE TABLE message_template_revision (
  template_id bigint NOT NULL REFERENCES message_template,
  revision    int NOT NULL,
  text        text NOT NULL,
  text_en     text,
  at          timestamptz NOT NULL DEFAULT hcrm_now(),
  user_id     bigint DEFAULT hcrm_user(),
  PRIMARY KEY (template_id, revision)
);

CREATE FUNCTION hcrm_message_template_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + ((NEW.text, NEW.text_en) IS DISTINCT FROM (OLD.text, OLD.text_en))::int;
  RETURN NEW;
END $$;
CREATE FUNCTION hcrm_message_template_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO message_template_revision (template_id, revision, text, text_en) VALUES (NEW.id, NEW.revision, NEW.text, NEW.text_en)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER a_count BEFORE UPDATE ON message_template FOR EACH ROW EXECUTE FUNCTION hcrm_message_template_count();
CREATE TRIGGER bump BEFORE UPDATE ON message_template FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('revision');
CREATE TRIGGER keep AFTER INSERT OR UPDATE ON message_template FOR EACH ROW EXECUTE FUNCTION hcrm_message_template_keep();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON message_template FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('message_template', 'id');

-- THE OUTBOX ------------------------------------------------------------------------------------

-- body: NULL while a variable of the template has no value; channel and address: NULL while there is none to send to.
-- reason: why it is as it is, a code of shared/model/hcrm-message.h; reason_detail: which variable, or somebody's words.
CREATE TABLE message (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  activity_id   bigint REFERENCES activity,
  patient_id    bigint NOT NULL REFERENCES patient,
  wanted_id     bigint REFERENCES contact, -- who asked for it named this contact
  wanted_channel text CHECK (wanted_channel = 'voice'), -- and that it be spoken, if it can be
  contact_id    bigint REFERENCES contact,
  channel       text CHECK (channel IN ('sms', 'wechat', 'email', 'voice', 'letter')),
  address       text,
  purpose       text NOT NULL CHECK (purpose IN ('thanks', 'plan', 'reexamination', 'refill', 'medication', 'appointment', 'survey', 'missed', 'other')),
  template      text NOT NULL,
  revision      int,
  language      text NOT NULL,
  params        jsonb NOT NULL DEFAULT '{}',
  body          text,
  site_id       bigint NOT NULL REFERENCES site,
  department_id bigint REFERENCES department,
  state         text NOT NULL CHECK (state IN ('blocked', 'queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled', 'expired')),
  reason        text,
  reason_detail text,
  not_before    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  unique_key    text UNIQUE,
  provider      text,
  provider_id   text,
  sent_at       timestamptz,
  sent_by       bigint REFERENCES app_user,
  received_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by    bigint DEFAULT hcrm_user(),
  version       int NOT NULL DEFAULT 1,
  updated_at    timestamptz,
  CHECK (state NOT IN ('queued', 'sending', 'sent', 'delivered') OR (body IS NOT NULL AND address IS NOT NULL AND channel IS NOT NULL)),
  CHECK (state NOT IN ('blocked', 'cancelled', 'expired') OR reason IS NOT NULL),
  CHECK (state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
);
CREATE INDEX ON message (patient_id, created_at);
CREATE INDEX ON message (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX ON message (created_at, id);
CREATE INDEX message_waiting ON message (expires_at) WHERE state IN ('queued', 'blocked');
CREATE INDEX message_due ON message (not_before, id) WHERE state = 'queued';
CREATE TRIGGER bump BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON message FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('message', 'id', 'body', 'address', 'params');

-- Whatever becomes of a message is on the time line, with the reason. Also that the night moved it.
CREATE FUNCTION hcrm_message_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO timeline (patient_id, kind, code, params, activity_id, department_id)
  SELECT NEW.patient_id, 'message', 'message.' || NEW.state,
         jsonb_strip_nulls(jsonb_build_object(
           'message_id', NEW.id, 'purpose', NEW.purpose, 'channel', NEW.channel,
           'contact', (SELECT coalesce(c.name, p.name) FROM contact AS c JOIN patient AS p ON p.id = c.patient_id WHERE c.id = NEW.contact_id),
           'relation', (SELECT c.relation FROM contact AS c WHERE c.id = NEW.contact_id),
           'at', CASE WHEN NEW.state = 'queued' AND NEW.not_before > hcrm_now()
                      THEN hcrm_clock(NEW.not_before, NEW.site_id) END,
           'why', NEW.reason, 'missing', CASE NEW.reason WHEN 'variable' THEN NEW.reason_detail END,
           'words', CASE WHEN NEW.reason <> 'variable' THEN NEW.reason_detail END,
           'text', CASE WHEN NEW.state IN ('queued', 'sent') THEN NEW.body END)),
         NEW.activity_id, NEW.department_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_new AFTER INSERT ON message FOR EACH ROW EXECUTE FUNCTION hcrm_message_note();
CREATE TRIGGER note AFTER UPDATE ON message FOR EACH ROW
  WHEN (NEW.state <> 'sending' AND (OLD.state, OLD.reason, OLD.reason_detail) IS DISTINCT FROM (NEW.state, NEW.reason, NEW.reason_detail))
  EXECUTE FUNCTION hcrm_message_note();

-- WHOM, AND WHEN --------------------------------------------------------------------------------

-- The moment itself, or, at night, the next morning.
CREATE FUNCTION hcrm_message_awake(at timestamptz, site bigint) RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  zone text := hcrm_zone(site);
  night int := coalesce(hcrm_setting('quiet_from', site)::int, 21);
  morning int := coalesce(hcrm_setting('quiet_until', site)::int, 8);
  clock timestamp := at AT TIME ZONE zone;
  hour int := extract(hour FROM clock);
BEGIN
  IF NOT (CASE WHEN night > morning THEN hour >= night OR hour < morning ELSE hour >= night AND hour < morning END) THEN
    RETURN at;
  END IF;
  RETURN (date_trunc('day', clock) + make_interval(days => (night > morning AND hour >= night)::int, hours => morning)) AT TIME ZONE zone;
END $$;

-- Why a patient gets nothing of this kind, in whichever way: 'deceased', 'refused', or NULL. About care: not after the
-- last one who called was told not to call again. Consent: the newest word on this purpose, or on messages at all; without a
-- way it is refused if no way is left.
CREATE FUNCTION hcrm_message_refusal(patient bigint, what text, about_care boolean, via text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  tree bigint[] := ARRAY (SELECT m.id FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id WHERE p.id = $1);
BEGIN
  IF EXISTS (SELECT 1 FROM patient AS p WHERE p.id = ANY (tree) AND p.deceased_at IS NOT NULL) THEN
    RETURN 'deceased';
  END IF;
  IF (SELECT bool_and(NOT coalesce(w.granted, true))
        FROM unnest(CASE WHEN via IS NULL THEN '{sms,wechat,email,voice}'::text[] ELSE ARRAY[via] END) AS way
        LEFT JOIN LATERAL (SELECT c.granted FROM consent AS c
                            WHERE c.patient_id = ANY (tree) AND c.purpose IN (what, 'message') AND c.channel IN (way, 'any')
                            ORDER BY c.at DESC, c.id DESC LIMIT 1) AS w ON true) THEN
    RETURN 'refused';
  END IF;
  IF about_care AND 'refused' = (SELECT a.disposition FROM attempt AS a WHERE a.patient_id = ANY (tree) AND NOT a.late
                                  ORDER BY a.started_at DESC, a.id DESC LIMIT 1) THEN
    RETURN 'refused';
  END IF;
  RETURN NULL;
END $$;

-- A number is known to be the right one if somebody verified it, or was reached under it.
CREATE FUNCTION hcrm_contact_is_verified(c contact) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
RETURN c.verified_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM attempt AS a WHERE a.contact_id = c.id AND a.disposition = 'reached' AND a.number = c.number);

-- Every contact of a patient that a message could go to, the best first: of a child its parents, of anybody else the patient;
-- others only if they may be told. A contact of its own is looked at alone. spoken: by a voice call where the contact has a
-- telephone and does not want text messages only, behind that in writing. problem: why it cannot be this one.
CREATE FUNCTION hcrm_message_contacts(patient bigint, wanted bigint, what text, about_care boolean, verified boolean, child boolean,
                                      spoken boolean DEFAULT false)
RETURNS TABLE (contact_id bigint, channel text, address text, name text, relation text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, v.via, c.number, coalesce(c.name, h.name), c.relation,
         CASE WHEN c.invalid_at IS NOT NULL THEN 'invalid'
              WHEN verified AND NOT hcrm_contact_is_verified(c) THEN 'unverified'
              WHEN NOT (c.relation = 'self' OR c.may_discuss = 'all' OR (child AND c.relation IN ('parent', 'guardian'))) THEN 'untold'
              ELSE hcrm_message_refusal(c.patient_id, what, about_care, v.via) END
    FROM patient AS p
    JOIN patient AS h ON h.id = p.survivor_id
    JOIN patient AS m ON m.survivor_id = p.survivor_id
    JOIN contact AS c ON c.patient_id = m.id
   CROSS JOIN LATERAL (SELECT 'voice' AS via, 0 AS n WHERE spoken AND c.channel IN ('phone', 'landline')
                        UNION ALL
                       SELECT CASE WHEN c.channel IN ('wechat', 'email') THEN c.channel
                                   WHEN c.channel = 'sms' OR (c.channel = 'phone' AND c.number_key ~ '^(1[3-9][0-9]{9}|00[0-9]+)$') THEN 'sms' END, 1) AS v
   WHERE p.id = $1 AND v.via IS NOT NULL AND (wanted IS NULL OR c.id = wanted)
   ORDER BY CASE WHEN child THEN array_position('{parent,guardian,self}', c.relation) WHEN c.relation = 'self' THEN 1 END NULLS LAST,
            c.patient_id <> h.id, c.patient_id, c.position, v.n
$$;

-- What there is to say about a patient, for the variables of a template: of the work it is about, else of the last visit.
CREATE FUNCTION hcrm_message_facts(patient bigint, activity bigint)
RETURNS TABLE (id bigint, name text, sex text, birth_date date, language text, site_id bigint, department_id bigint, today date, discharged_on date,
               department text, department_en text, doctor text, hospital text, hospital_en text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.id, h.name, h.sex, h.birth_date, CASE h.profile ->> 'language' WHEN 'en' THEN 'en' ELSE 'zh_CN' END, w.site_id,
         w.department_id, hcrm_today(w.site_id), (w.ended_at AT TIME ZONE s.time_zone)::date, d.name, d.name_en,
         (SELECT a.name FROM staff AS a WHERE a.id = w.doctor_id), o.name, o.name_en
    FROM patient AS p
    JOIN patient AS h ON h.id = p.survivor_id
    LEFT JOIN patient_summary AS u ON u.patient_id = h.id
    LEFT JOIN followup_task AS t ON t.id = activity
    LEFT JOIN followup_plan AS f ON f.id = t.plan_id
    LEFT JOIN encounter AS e ON e.id = coalesce(f.encounter_id, u.last_encounter_id)
    LEFT JOIN activity AS x ON x.id = activity
   CROSS JOIN LATERAL (SELECT coalesce(t.site_id, x.site_id, e.site_id, (SELECT min(n.id) FROM site AS n)) AS site_id,
                              coalesce(t.department_id, e.department_id, u.department_id) AS department_id,
                              coalesce(f.doctor_id, e.attending_id) AS doctor_id, e.ended_at) AS w
    JOIN site AS s ON s.id = w.site_id
    LEFT JOIN department AS d ON d.id = w.department_id
    LEFT JOIN site AS o ON o.id = (SELECT min(n.id) FROM site AS n WHERE n.parent_id IS NULL)
   WHERE p.id = $1
$$;

-- Patients whose waiting messages are to be looked at again: somebody died or refused, a number changed, or a message was
-- written meanwhile. Nothing keeps a patient from standing here twice: who adds a row need not wait for who takes one.
CREATE TABLE message_stale (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id bigint NOT NULL
);

CREATE FUNCTION hcrm_message_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO message_stale (patient_id) VALUES ((to_jsonb(NEW) ->> TG_ARGV[0])::bigint);
  RETURN NULL;
END $$;
CREATE TRIGGER stale_new AFTER INSERT ON message FOR EACH ROW WHEN (NEW.state = 'queued') EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER stale AFTER UPDATE ON message FOR EACH ROW WHEN (NEW.state = 'queued' AND OLD.state <> 'queued')
  EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER message_stale AFTER INSERT OR UPDATE ON consent FOR EACH ROW WHEN (NOT NEW.granted) EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER message_stale AFTER INSERT OR UPDATE ON attempt FOR EACH ROW WHEN (NEW.disposition = 'refused')
  EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER message_stale AFTER UPDATE ON contact FOR EACH ROW
  WHEN ((OLD.number, OLD.invalid_at) IS DISTINCT FROM (NEW.number, NEW.invalid_at)) EXECUTE FUNCTION hcrm_message_stale('patient_id');
CREATE TRIGGER message_stale AFTER UPDATE ON patient FOR EACH ROW
  WHEN ((OLD.deceased_at, OLD.survivor_id) IS DISTINCT FROM (NEW.deceased_at, NEW.survivor_id)) EXECUTE FUNCTION hcrm_message_stale('id');

-- Takes them: every record of each.
CREATE FUNCTION hcrm_message_take() RETURNS SETOF bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (DELETE FROM message_stale RETURNING patient_id)
  SELECT DISTINCT m.id FROM gone JOIN patient AS p ON p.id = gone.patient_id JOIN patient AS m ON m.survivor_id = p.survivor_id
$$;

-- VIEWS -----------------------------------------------------------------------------------------

-- Where it went, as it is shown.
CREATE FUNCTION hcrm_mask_sent(channel text, address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN channel = 'letter' THEN hcrm_mask_address(address) ELSE hcrm_mask_number(address) END;

CREATE VIEW message_scoped AS
SELECT * FROM message AS c
 WHERE (SELECT hcrm_all())
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_department AS d ON d.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND d.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
    OR EXISTS (SELECT 1 FROM patient AS p JOIN patient_staff AS s ON s.patient_id = p.survivor_id
                WHERE p.id = c.patient_id AND s.staff_id = ANY ((SELECT hcrm_acts_for())::bigint[]));

CREATE VIEW message_view AS
SELECT m.id, m.version, m.activity_id, m.patient_id, h.id AS survivor_id, h.name AS patient, h.pinyin, m.contact_id,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = m.contact_id) AS contact,
       (SELECT c.relation FROM contact AS c WHERE c.id = m.contact_id) AS relation, m.channel, hcrm_mask_sent(m.channel, m.address) AS address,
       m.purpose, m.template, m.revision, m.body, m.department_id, (SELECT d.name FROM department AS d WHERE d.id = m.department_id) AS department,
       (SELECT d.name_en FROM department AS d WHERE d.id = m.department_id) AS department_en, m.state, m.reason, m.reason_detail,
       m.not_before, m.expires_at, m.provider, m.sent_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = m.sent_by) AS sent_by,
       m.received_at, m.created_at, (SELECT n.name FROM app_user_name AS n WHERE n.id = m.created_by) AS created_by
  FROM message_scoped AS m
  LEFT JOIN patient AS o ON o.id = m.patient_id
  LEFT JOIN patient AS h ON h.id = o.survivor_id;

-- current: nothing newer of the same person covers all of it.
CREATE VIEW consent_view AS
SELECT c.id, c.patient_id, h.id AS survivor_id, c.purpose, c.channel, c.granted, c.source, c.at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = c.created_by) AS "user",
       NOT EXISTS (SELECT 1 FROM consent AS n JOIN patient AS m ON m.id = n.patient_id
                    WHERE m.survivor_id = h.id AND (n.at, n.id) > (c.at, c.id) AND n.purpose IN (c.purpose, 'message')
                      AND n.channel IN (c.channel, 'any')) AS current
  FROM consent_scoped AS c
  JOIN patient AS o ON o.id = c.patient_id
  JOIN patient AS h ON h.id = o.survivor_id;

CREATE VIEW message_template_view AS
SELECT t.id, t.version, t.code, t.purpose, t.name, t.name_en, t.text, t.text_en, t.revision, t.retired_at, t.updated_at,
       (SELECT coalesce(json_agg(json_build_object('revision', r.revision, 'text', r.text, 'text_en', r.text_en, 'at', r.at,
                                                   'user', (SELECT n.name FROM app_user_name AS n WHERE n.id = r.user_id)) ORDER BY r.revision DESC), '[]')
          FROM message_template_revision AS r WHERE r.template_id = t.id) AS revisions
  FROM message_template AS t WHERE (SELECT hcrm_user()) IS NOT NULL;

CREATE VIEW message_write AS SELECT * FROM message;
CREATE VIEW message_template_write AS SELECT * FROM message_template;
GRANT SELECT ON message_scoped, message_view, consent_view, message_template, message_template_view, message_template_write TO hcrm_app;
GRANT UPDATE (id) ON message_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version, unique_key, state, channel, not_before, expires_at, reason, site_id, purpose, patient_id, contact_id, provider,
  sent_at, sent_by, received_at, provider_id) ON message_write TO hcrm_app;
GRANT INSERT, UPDATE ON message_template_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_message_refusal(bigint, text, boolean, text), hcrm_message_contacts(bigint, bigint, text, boolean, boolean, boolean, boolean),
  hcrm_message_facts(bigint, bigint), hcrm_contact_is_verified(contact), hcrm_message_take() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_message_refusal(bigint, text, boolean, text), hcrm_message_contacts(bigint, bigint, text, boolean, boolean, boolean, boolean),
  hcrm_message_facts(bigint, bigint), hcrm_message_take() TO hcrm_app;

-- WHAT THE PRODUCT ITSELF NEEDS -----------------------------------------------------------------

INSERT INTO setting (code, value) VALUES ('quiet_from', '21'), ('quiet_until', '8'), ('message_sms', 'manual'), ('message_wechat', 'manual'),
  ('message_email', 'manual'), ('message_voice', 'manual'), ('thank_you', 'on');

INSERT INTO role_permission (role_id, permission, scope)
SELECT r.id, p, g.scope
  FROM (VALUES ('agent', 'all', '{message.read,message.send}'::text[]), ('supervisor', 'all', '{message.read,message.send}'),
               ('doctor', 'department', '{message.read,message.send}'), ('nurse', 'department', '{message.read,message.send}'),
               ('head', 'department', '{message.read,message.send}'), ('reviewer', 'all', '{message.read}'), ('manager', 'all', '{message.read}'),
               ('admin', 'all', '{message.read}')) AS g (role, scope, permissions)
  JOIN role AS r ON r.code = g.role, unnest(g.permissions) AS p;

INSERT INTO message_template (code, purpose, name, name_en, text, text_en) VALUES
  ('thanks', 'thanks', '回访致谢', 'Thanks after a call',
   '{name}{title}，您好！感谢您接听{hospital}{department}的随访电话。您反映的情况我们已经记录，祝{you}早日康复。如有不适，请及时与我们联系。',
   'Dear {title}{name}, thank you for answering our follow-up call. What you told us is on record at {department}, {hospital}. We wish {you} a good recovery; please contact us if anything worries you.'),
  ('plan', 'plan', '后续治疗与随访安排', 'Next treatment and follow-up',
   '{name}{title}，您好！{hospital}{department}{doctor}医生为{you}安排的后续治疗与随访如下：{plan}。如有疑问，请与我们联系。',
   'Dear {title}{name}, this is what Dr {doctor}, {department}, {hospital}, has arranged next for {you}: {plan}. Please contact us with any questions.'),
  ('reexamination', 'reexamination', '复查提醒', 'Re-examination prompt',
   '{name}{title}，您好！为了准确了解{your}恢复情况，{hospital}{department}建议于{date}前复查：{items}。如需预约，我们可以协助安排。',
   'Dear {title}{name}, to judge {your} recovery, {department}, {hospital}, recommends a re-examination by {date}: {items}. We will gladly help with an appointment.'),
  ('refill', 'refill', '续药提醒', 'Refill reminder',
   '{name}{title}，您好！{your}药品{drug}预计于{date}前后用完，请提前到{hospital}续方取药，请勿自行停药。',
   'Dear {title}{name}, {your} supply of {drug} is expected to run out around {date}. Please come to {hospital} in good time for a new prescription, and do not stop taking it on your own.'),
  ('medication', 'medication', '服药提醒', 'Medication reminder',
   '{name}{title}，您好！{hospital}提醒：现在是{you}服用{drug}的时间（{time}）。请按医嘱服药。',
   'Dear {title}{name}, {hospital} reminds you: it is time ({time}) for {you} to take {drug}, as the doctor ordered.'),
  ('medication-ask', 'medication', '服药提醒（请确认）', 'Medication reminder that asks',
   '{name}{title}，您好！{hospital}提醒：现在是{you}服用{drug}的时间（{time}）。请按医嘱服药，服药后请按 1 或回复 1。',
   'Dear {title}{name}, {hospital} reminds you: it is time ({time}) for {you} to take {drug}, as the doctor ordered. Once it is taken, please press or reply 1.'),
  ('medication-relative', 'medication', '服药未确认，告知家属', 'Medication not confirmed, to a relative',
   '{name}{title}的家属，您好！{hospital}提醒：{name}{title}应于{time}服用{drug}，尚未收到确认。请您关心一下，服药后请按 1 或回复 1。',
   'Dear relative of {title}{name}, {hospital} reminds you: {drug} was to be taken at {time}, and we have had no answer. Please look whether it was taken; if so, press or reply 1.'),
  ('appointment', 'appointment', '就诊预约提醒', 'Appointment reminder',
   '{name}{title}，您好！{you}已预约{hospital}{department}，时间：{date} {time}。请携带有效证件按时就诊；如不能前来，请提前取消。',
   'Dear {title}{name}, there is an appointment for {you} at {department}, {hospital}, on {date} at {time}. Please bring an identity document, and cancel in good time if you cannot come.');
