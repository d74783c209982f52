-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reminders to take a drug: at which times of the day, over which days, to whom.

-- times: 08:00,20:00 in the site's time. contact_id: to this one; NULL for whoever is best. fallback_id: to this one
-- instead, while the last reminder did not arrive. told_until: up to when they were written into the outbox.
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

CREATE VIEW medication_reminder_scoped AS
SELECT r.* FROM medication_reminder AS r WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = r.patient_id);

CREATE VIEW medication_reminder_view AS
SELECT r.id, r.version, r.patient_id, h.id AS survivor_id, h.name AS patient, r.drug, r.times, r.first_on, r.last_on, r.contact_id,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = r.contact_id) AS contact, r.fallback_id,
       (SELECT coalesce(c.name, h.name) FROM contact AS c WHERE c.id = r.fallback_id) AS fallback, r.stop_reason,
       CASE WHEN r.stop_reason IS NOT NULL THEN 'stopped' WHEN r.last_on < hcrm_today(r.site_id) THEN 'ended'
            WHEN r.first_on > hcrm_today(r.site_id) THEN 'planned' ELSE 'running' END AS state,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = r.created_by) AS created_by
  FROM medication_reminder_scoped AS r
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = r.patient_id);

CREATE VIEW medication_reminder_write AS SELECT * FROM medication_reminder;
GRANT SELECT ON medication_reminder_scoped, medication_reminder_view TO hcrm_app;
GRANT UPDATE (id) ON medication_reminder_scoped TO hcrm_app;
GRANT INSERT, UPDATE, SELECT (id, version) ON medication_reminder_write TO hcrm_app;
