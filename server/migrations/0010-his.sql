-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the HIS feed keeps beside patients and visits: merges, visits under another number, plans that wait for
-- a readmission to end, dispensed drugs and results.

-- When the HIS merged, as far as a merge came from it: of two that contradict each other the later one counts.
CREATE TABLE his_merge (
  merge_id bigint PRIMARY KEY REFERENCES patient_merge,
  event_at timestamptz NOT NULL,
  turned   boolean NOT NULL DEFAULT false -- undone by a later message, not by a person
);

-- Numbers under which a visit went on before.
CREATE TABLE his_visit_number (
  site_id      bigint NOT NULL REFERENCES site,
  number       text NOT NULL,
  encounter_id bigint NOT NULL REFERENCES encounter,
  PRIMARY KEY (site_id, number)
);

-- Plans suspended because the patient came into hospital again.
CREATE TABLE his_plan_hold (
  plan_id      bigint NOT NULL REFERENCES followup_plan,
  encounter_id bigint NOT NULL REFERENCES encounter,
  PRIMARY KEY (encounter_id, plan_id)
);

-- One drug handed out, or ordered with what was to be handed out. Refills are computed from it: dispensed_at,
-- quantity over daily_dose in the same unit, or days_supply where the HIS says so itself.
CREATE TABLE dispensing (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id      bigint NOT NULL REFERENCES patient,
  encounter_id    bigint REFERENCES encounter,
  site_id         bigint NOT NULL REFERENCES site,
  issuer          text NOT NULL,
  order_number    text NOT NULL,
  drug_code       text NOT NULL,
  drug_system     text,
  drug            text NOT NULL,
  dispensed_at    timestamptz NOT NULL,
  quantity        numeric CHECK (quantity >= 0),
  unit            text,
  daily_dose      numeric CHECK (daily_dose > 0),
  daily_dose_unit text,
  days_supply     numeric CHECK (days_supply > 0),
  as_needed       boolean NOT NULL DEFAULT false,
  instructions    text,
  refills_left    int CHECK (refills_left >= 0),
  state           text NOT NULL DEFAULT 'dispensed' CHECK (state IN ('ordered', 'dispensed', 'stopped')),
  stopped_at      timestamptz,
  told_at         timestamptz NOT NULL, -- of the message that said so last
  version         int NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by      bigint DEFAULT hcrm_user(),
  updated_at      timestamptz,
  UNIQUE (issuer, order_number, drug_code, dispensed_at),
  CHECK ((state = 'stopped') = (stopped_at IS NOT NULL))
);
CREATE INDEX ON dispensing (patient_id, dispensed_at);
CREATE INDEX dispensing_running ON dispensing (dispensed_at, id) WHERE state = 'dispensed';

-- The drugs that were ever handed out, so that other things can be about one. Those a statement brings are told apart by code; who
-- comes second keeps the first name.
CREATE TABLE drug (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  system text NOT NULL DEFAULT '',
  code   text NOT NULL,
  name   text NOT NULL,
  UNIQUE (system, code)
);
CREATE VIEW drug_view AS SELECT d.id, d.code, d.name FROM drug AS d WHERE (SELECT hcrm_user()) IS NOT NULL;
GRANT SELECT ON drug_view TO hcrm_app;

CREATE FUNCTION hcrm_drug_known() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO drug (system, code, name)
  SELECT DISTINCT ON (x.system, x.code) x.system, x.code, x.name
    FROM (SELECT coalesce(n.drug_system, '') AS system, n.drug_code AS code, n.drug AS name FROM added AS n) AS x
   WHERE NOT EXISTS (SELECT 1 FROM drug AS d WHERE d.system = x.system AND d.code = x.code)
   ORDER BY x.system, x.code
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER drug_known AFTER INSERT ON dispensing REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION hcrm_drug_known();

-- One examination's report. items: [{code, name, value, unit, range, flag, state}] as it came, in its order.
CREATE TABLE result (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id   bigint NOT NULL REFERENCES patient,
  encounter_id bigint REFERENCES encounter,
  site_id      bigint NOT NULL REFERENCES site,
  issuer       text NOT NULL,
  order_number text NOT NULL,
  code         text NOT NULL,
  name         text NOT NULL,
  observed_at  timestamptz NOT NULL,
  state        text NOT NULL CHECK (state IN ('preliminary', 'final', 'corrected', 'cancelled')),
  abnormal     int NOT NULL DEFAULT 0,
  items        jsonb NOT NULL,
  told_at      timestamptz NOT NULL,
  version         int NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT hcrm_now(),
  created_by      bigint DEFAULT hcrm_user(),
  updated_at      timestamptz,
  UNIQUE (issuer, order_number, code)
);
CREATE INDEX ON result (patient_id, observed_at);

CREATE TRIGGER bump BEFORE UPDATE ON dispensing FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('told_at');
CREATE TRIGGER bump BEFORE UPDATE ON result FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION hcrm_bump('told_at');

-- Seen with their patient.
CREATE VIEW dispensing_scoped AS
SELECT d.* FROM dispensing AS d WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = d.patient_id);
CREATE VIEW result_scoped AS
SELECT r.* FROM result AS r WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = r.patient_id);
CREATE VIEW his_merge_scoped AS SELECT * FROM his_merge WHERE (SELECT hcrm_all());
CREATE VIEW his_visit_number_scoped AS SELECT * FROM his_visit_number WHERE (SELECT hcrm_all());

CREATE VIEW dispensing_view AS
SELECT d.*, p.survivor_id FROM dispensing_scoped AS d JOIN patient_scoped AS p ON p.id = d.patient_id;
CREATE VIEW result_view AS
SELECT r.*, p.survivor_id FROM result_scoped AS r JOIN patient_scoped AS p ON p.id = r.patient_id;

DO $$
DECLARE
  name text;
  keys text;
BEGIN
  FOREACH name IN ARRAY '{dispensing_scoped,result_scoped,his_merge_scoped,his_visit_number_scoped,dispensing_view,result_view}'::text[]
  LOOP
    EXECUTE format('GRANT SELECT ON %I TO hcrm_app', name);
  END LOOP;
  FOR name, keys IN VALUES
    ('dispensing', 'id, version, issuer, order_number, drug_code, dispensed_at, state, told_at'),
    ('result', 'id, version, issuer, order_number, code, told_at'), ('his_merge', 'merge_id'),
    ('his_visit_number', 'site_id, number'), ('his_plan_hold', 'plan_id, encounter_id')
  LOOP
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I', name || '_write', name);
    EXECUTE format('GRANT INSERT, UPDATE, SELECT (%s) ON %I TO hcrm_app', keys, name || '_write');
  END LOOP;
END $$;
GRANT DELETE ON his_plan_hold_write TO hcrm_app;

-- What a person made of a letter stands beside what came.
CREATE OR REPLACE VIEW dead_letter_view AS
SELECT m.id, 'his' AS kind, m.sender, m.control_id, m.type, m.reason, m.field, m.received_at, m.state,
       hcrm_message_text(m.raw) AS raw,
       (SELECT hcrm_message_text(r.raw) FROM his_message_scoped AS r WHERE r.replay_of = m.id ORDER BY r.id DESC LIMIT 1) AS mended
  FROM his_message_scoped AS m WHERE m.state IN ('dead', 'replayed', 'dismissed')
UNION ALL
SELECT j.id, 'job', NULL, j.unique_key, j.kind, j.last_error, NULL, j.created_at, j.state, j.payload::text, NULL
  FROM job_scoped AS j WHERE j.state IN ('dead', 'dismissed');
CREATE INDEX ON his_message (replay_of) WHERE replay_of IS NOT NULL;
