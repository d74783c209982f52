-- SPDX-License-Identifier: GPL-3.0-or-later
-- When drugs run out, computed from what was handed out, and the calls about it.

-- One drug of one patient; what stands with one that was merged since is kept, unseen, for the day the two are parted. state, reason, steps: as hcrm_refill_compute() says. Derived: rows are made anew
-- whenever dispensings or stays change, and go when their drug does. fill_id: the last dispensing; called_fill_id: the
-- one that a call was made about, so that there is one call for each.
CREATE TABLE refill (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id     bigint NOT NULL REFERENCES patient,
  drug_system    text NOT NULL DEFAULT '',
  drug_code      text NOT NULL,
  drug           text NOT NULL,
  site_id        bigint NOT NULL REFERENCES site,
  encounter_id   bigint REFERENCES encounter,
  fill_id        bigint NOT NULL REFERENCES dispensing,
  state          text NOT NULL CHECK (state IN ('running', 'suspended', 'unknown', 'excluded')),
  reason         text,
  run_out_on     date,
  fetch_by       date,
  call_on        date,
  planned_on     date,
  moved          text CHECK (moved IN ('holiday', 'weekend')),
  steps          jsonb NOT NULL,
  task_id        bigint REFERENCES followup_task,
  called_fill_id bigint,
  no_visit       boolean NOT NULL DEFAULT false,
  waiting        boolean GENERATED ALWAYS AS (state = 'running' AND called_fill_id IS DISTINCT FROM fill_id) STORED,
  computed_at    timestamptz NOT NULL DEFAULT hcrm_now(),
  UNIQUE (patient_id, drug_system, drug_code),
  CHECK ((state = 'running') = (reason IS NULL)),
  CHECK (state <> 'running' OR (run_out_on IS NOT NULL AND fetch_by IS NOT NULL AND call_on IS NOT NULL AND planned_on IS NOT NULL)),
  CHECK (fetch_by <= run_out_on AND call_on <= planned_on)
);
CREATE INDEX refill_waiting ON refill (call_on, patient_id) WHERE waiting;
CREATE INDEX ON refill (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX ON refill (called_fill_id) WHERE called_fill_id IS NOT NULL;
CREATE INDEX ON refill (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX ON refill (coalesce(call_on, 'infinity'), id);
CREATE INDEX ON refill (coalesce(run_out_on, 'infinity'), id);

-- Patients whose refills are to be computed anew. One may stand here twice: what is marked while a mark is being taken, and is
-- not seen yet by who took it, needs one of its own.
CREATE TABLE refill_stale (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  patient_id bigint NOT NULL
);
CREATE INDEX ON refill_stale (patient_id);

CREATE FUNCTION hcrm_refill_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  IF TG_TABLE_NAME = 'dispensing' OR EXISTS (SELECT 1 FROM patient AS p JOIN patient AS m ON m.survivor_id = p.survivor_id
                                               JOIN dispensing AS d ON d.patient_id = m.id WHERE p.id = patient) THEN
    INSERT INTO refill_stale (patient_id) VALUES (patient);
  END IF;
  IF TG_TABLE_NAME = 'dispensing' AND TG_OP = 'UPDATE' THEN -- taken from another
    INSERT INTO refill_stale (patient_id) VALUES ((to_jsonb(OLD) ->> 'patient_id')::bigint);
  END IF;
  IF TG_TABLE_NAME = 'patient' THEN -- parted: both are
    INSERT INTO refill_stale (patient_id)
    SELECT r.patient_id FROM refill AS r WHERE r.patient_id IN (patient, (to_jsonb(OLD) ->> 'survivor_id')::bigint);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refill AFTER INSERT OR UPDATE ON dispensing FOR EACH ROW EXECUTE FUNCTION hcrm_refill_stale('patient_id');
CREATE TRIGGER refill_new AFTER INSERT ON encounter FOR EACH ROW WHEN (NEW.kind = 'inpatient') EXECUTE FUNCTION hcrm_refill_stale('patient_id');
CREATE TRIGGER refill AFTER UPDATE ON encounter FOR EACH ROW
  WHEN ((OLD.kind, OLD.state, OLD.started_at, OLD.ended_at) IS DISTINCT FROM (NEW.kind, NEW.state, NEW.started_at, NEW.ended_at))
  EXECUTE FUNCTION hcrm_refill_stale('patient_id');
CREATE TRIGGER refill AFTER UPDATE ON patient FOR EACH ROW
  WHEN ((OLD.merged_into_id, OLD.deceased_at) IS DISTINCT FROM (NEW.merged_into_id, NEW.deceased_at))
  EXECUTE FUNCTION hcrm_refill_stale('id');

-- A holiday or a setting more changes everybody's days.
CREATE FUNCTION hcrm_refill_all_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO refill_stale (patient_id) SELECT DISTINCT r.patient_id FROM refill AS r;
  RETURN NULL;
END $$;
CREATE TRIGGER refill AFTER INSERT OR UPDATE OR DELETE ON calendar_day FOR EACH STATEMENT EXECUTE FUNCTION hcrm_refill_all_stale();
CREATE TRIGGER refill AFTER UPDATE ON setting FOR EACH ROW
  WHEN ((starts_with(NEW.code, 'refill_') OR NEW.code IN ('centre_works_weekends', 'pharmacy_open_weekends')) AND OLD.value IS DISTINCT FROM NEW.value)
  EXECUTE FUNCTION hcrm_refill_all_stale();
CREATE TRIGGER refill_new AFTER INSERT ON setting FOR EACH ROW
  WHEN (starts_with(NEW.code, 'refill_') OR NEW.code IN ('centre_works_weekends', 'pharmacy_open_weekends'))
  EXECUTE FUNCTION hcrm_refill_all_stale();

-- Takes some of those patients: their survivors, whose trees are computed together.
CREATE FUNCTION hcrm_refill_take(wanted int) RETURNS SETOF bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH next AS (SELECT DISTINCT n.patient_id FROM (SELECT s.patient_id FROM refill_stale AS s ORDER BY s.id LIMIT wanted) AS n),
       gone AS (DELETE FROM refill_stale AS s USING next WHERE s.patient_id = next.patient_id RETURNING s.patient_id)
  SELECT DISTINCT p.survivor_id FROM gone JOIN patient AS p ON p.id = gone.patient_id
$$;

INSERT INTO refill_stale (patient_id) SELECT DISTINCT d.patient_id FROM dispensing AS d;

-- VIEWS AND RIGHTS ------------------------------------------------------------------------------

CREATE VIEW refill_scoped AS
SELECT r.* FROM refill AS r WHERE EXISTS (SELECT 1 FROM patient_scoped AS p WHERE p.id = r.patient_id AND p.merged_into_id IS NULL);

-- call: where the call about it stands.
CREATE VIEW refill_view AS
SELECT r.id, h.id AS patient_id, h.name AS patient, h.pinyin, h.sex, h.birth_date,
       (SELECT i.value FROM patient_identifier AS i WHERE i.patient_id = h.id AND i.kind = 'MRN' ORDER BY i.id LIMIT 1) AS mrn,
       (SELECT hcrm_mask_key(c.number_key) FROM contact AS c
         WHERE c.patient_id = h.id AND c.invalid_at IS NULL ORDER BY c.position LIMIT 1) AS phone,
       n.id AS department_id, n.name AS department, n.name_en AS department_en, r.drug, r.state, r.reason,
       (d.dispensed_at AT TIME ZONE s.time_zone)::date AS dispensed_on, trim_scale(d.quantity)::text AS quantity, d.unit,
       trim_scale(d.daily_dose)::text AS daily_dose, d.daily_dose_unit, r.run_out_on, r.fetch_by, r.call_on,
       r.run_out_on - ((SELECT hcrm_now()) AT TIME ZONE s.time_zone)::date AS days_left,
       CASE WHEN t.state IN ('open', 'waiting') THEN 'open'
            WHEN t.state = 'done' AND NOT r.waiting THEN 'done'
            WHEN t.id IS NOT NULL AND NOT r.waiting THEN 'ended'
            WHEN r.state <> 'running' THEN NULL
            WHEN r.no_visit THEN 'no-visit'
            ELSE 'planned' END AS call,
       r.task_id, r.steps
  FROM refill_scoped AS r
  LEFT JOIN patient AS h ON h.id = (SELECT o.survivor_id FROM patient AS o WHERE o.id = r.patient_id)
  JOIN site AS s ON s.id = r.site_id
  JOIN dispensing AS d ON d.id = r.fill_id
  LEFT JOIN followup_task AS t ON t.id = r.task_id
  LEFT JOIN encounter AS e ON e.id = r.encounter_id
  LEFT JOIN department AS n ON n.id = coalesce(t.department_id, e.department_id, e.ward_id);

-- A call about drugs says by itself which they are and how their days were found, as it stands now.
DO $$
DECLARE
  name text;
  about text;
BEGIN
  FOR name, about IN VALUES
    ('followup_task_view', 'r.task_id = v.id'),
    ('followup_plan_view', 'r.task_id IN (SELECT t.id FROM followup_task AS t WHERE t.plan_id = v.id)')
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %1$I AS SELECT v.*, (SELECT json_agg(json_build_object('
                   '''drug'', r.drug, ''run_out_on'', r.run_out_on, ''steps'', r.steps) ORDER BY r.run_out_on, r.drug)'
                   ' FROM refill_scoped AS r WHERE %3$s) AS refills FROM (%2$s) AS v',
                   name, rtrim(pg_get_viewdef(name::regclass), ';'), about);
  END LOOP;
END $$;

CREATE VIEW refill_write AS SELECT * FROM refill;
GRANT SELECT ON refill_scoped, refill_view TO hcrm_app;
GRANT INSERT, UPDATE, DELETE, SELECT ON refill_write TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_refill_take(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_refill_take(int) TO hcrm_app;

INSERT INTO setting (code, value) VALUES ('refill_days_before', '7'), ('pharmacy_open_weekends', 'off')
ON CONFLICT DO NOTHING;
