-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reminders to take a drug: at which times of the day, over which days, to whom.

-- times: 08:00,20:00 in the site's time. contact_id: to this one; NULL for whoever is best. fallback_id: to this one
-- instead, while the last reminder did not arrive. spoken: by a voice call. answer_minutes: whether it was taken is asked,
-- once more behind so many minutes without an answer, and then of fallback_id; NULL if it is not asked at all.
CREATE TABLE medication_reminder (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id  bigint NOT NULL REFERENCES patient,
  site_id     bigint NOT NULL REFERENCES site,
  drug        text NOT NULL,
  times       text NOT NULL CHECK (times ~ '^([01][0-9]|2[0-3]):[0-5][0-9](,([01][0-9]|2[0-3]):[0-5][0-9])*$'),
  first_on    date NOT NULL,
  last_on     date NOT NULL,
  contact_id  bigint REFERENCES contact,
  fallback_id bigint REFERENCES contact,
  spoken      boolean NOT NULL DEFAULT false,
  answer_minutes int CHECK (answer_minutes BETWEEN 5 AND 60),
  stop_reason text,
  created_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by  bigint DEFAULT hcrm_user(),
  version     int NOT NULL DEFAULT 1,
  updated_at  timestamptz,
  CHECK (last_on BETWEEN first_on AND first_on + 366)
);
CREATE INDEX ON medication_reminder (patient_id);
CREATE INDEX ON medication_reminder (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ON medication_reminder (fallback_id) WHERE fallback_id IS NOT NULL;
CREATE INDEX medication_reminder_running ON medication_reminder (last_on, id) WHERE stop_reason IS NULL;
CREATE TRIGGER bump BEFORE UPDATE ON medication_reminder FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON medication_reminder FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('medication_reminder', 'id');

-- A dose that was asked about. asked: how often; message_id: the last time. answer: NULL while it is waited for, 'none' when
-- nobody was left to be asked; what is said after that still counts. contact_id: whose telephone said so, if one did.
CREATE TABLE medication_dose (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reminder_id bigint NOT NULL REFERENCES medication_reminder,
  patient_id  bigint NOT NULL REFERENCES patient,
  due_at      timestamptz NOT NULL,
  key         text NOT NULL UNIQUE, -- of its messages: this, and with :2 and :3
  asked       int NOT NULL DEFAULT 1 CHECK (asked BETWEEN 1 AND 3),
  message_id  bigint NOT NULL REFERENCES message,
  answer      text CHECK (answer IN ('taken', 'not-taken', 'none')),
  way         text CHECK (way IN ('agent', 'reply', 'key')),
  contact_id  bigint REFERENCES contact,
  answered_at timestamptz,
  answered_by bigint REFERENCES app_user,
  created_at  timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by  bigint DEFAULT hcrm_user(),
  version     int NOT NULL DEFAULT 1,
  updated_at  timestamptz,
  UNIQUE (reminder_id, due_at),
  CHECK ((coalesce(answer, 'none') = 'none') = (way IS NULL) AND (way IS NULL) = (answered_at IS NULL))
);
CREATE INDEX ON medication_dose (patient_id, due_at);
CREATE INDEX ON medication_dose (message_id);
CREATE INDEX ON medication_dose (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX medication_dose_due ON medication_dose (due_at, id);
CREATE INDEX medication_dose_waiting ON medication_dose (due_at) WHERE answer IS NULL;
CREATE TRIGGER bump BEFORE UPDATE ON medication_dose FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON medication_dose FOR EACH ROW
  EXECUTE FUNCTION hcrm_audit_row('medication_dose', 'id');

CREATE VIEW medication_dose_scoped AS
SELECT d.* FROM medication_dose AS d WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = d.patient_id);

CREATE VIEW medication_dose_view AS
SELECT d.id, d.version, d.reminder_id, d.patient_id, h.id AS survivor_id, h.name AS patient, r.drug, d.due_at, d.asked,
       coalesce(d.answer, 'waiting') AS state, d.way,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = d.contact_id) AS contact,
       (SELECT c.relation FROM contact AS c WHERE c.id = d.contact_id) AS relation, d.answered_at,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = d.answered_by) AS answered_by
  FROM medication_dose_scoped AS d
  JOIN medication_reminder AS r ON r.id = d.reminder_id
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = d.patient_id);

CREATE VIEW medication_reminder_scoped AS
SELECT r.* FROM medication_reminder AS r WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = r.patient_id);

CREATE VIEW medication_reminder_view AS
SELECT r.id, r.version, r.patient_id, h.id AS survivor_id, h.name AS patient, r.drug, r.times, r.first_on, r.last_on, r.contact_id,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = r.contact_id) AS contact, r.fallback_id,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = r.fallback_id) AS fallback, r.spoken, r.answer_minutes, r.stop_reason,
       CASE WHEN r.stop_reason IS NOT NULL THEN 'stopped' WHEN r.last_on < hcrm_today(r.site_id) THEN 'ended'
            WHEN r.first_on > hcrm_today(r.site_id) THEN 'planned' ELSE 'running' END AS state,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = r.created_by) AS created_by, t.due_today, t.taken_today, t.doses
  FROM medication_reminder_scoped AS r
  JOIN site AS s ON s.id = r.site_id
 CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE d.due_at >= w.midnight AND d.due_at <= hcrm_now())::int AS due_today,
                count(*) FILTER (WHERE d.due_at >= w.midnight AND d.due_at <= hcrm_now() AND d.answer = 'taken')::int AS taken_today,
                coalesce(json_agg(json_build_object('id', d.id, 'due_at', to_char(d.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                                    'asked', d.asked, 'state', coalesce(d.answer, 'waiting'), 'way', d.way) ORDER BY d.due_at), '[]') AS doses
           FROM (SELECT hcrm_today(r.site_id)::timestamp AT TIME ZONE s.time_zone AS midnight) AS w
           LEFT JOIN medication_dose AS d ON d.reminder_id = r.id AND d.due_at >= least(w.midnight, hcrm_now() - interval '1 day')
          WHERE d.id IS NOT NULL) AS t
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = r.patient_id);

CREATE VIEW medication_reminder_write AS SELECT * FROM medication_reminder;
CREATE VIEW medication_dose_write AS SELECT * FROM medication_dose;
GRANT SELECT ON medication_dose_scoped, medication_dose_view TO hcrm_app;
GRANT UPDATE (id) ON medication_dose_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version) ON medication_dose_write TO hcrm_app;
GRANT SELECT ON medication_reminder_scoped, medication_reminder_view TO hcrm_app;
GRANT UPDATE (id) ON medication_reminder_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version) ON medication_reminder_write TO hcrm_app;
