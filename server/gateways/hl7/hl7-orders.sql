-- The HIS feed: drugs and results.

-- What the HIS files under another patient than before goes there, and whoever had it has a line that says so.

-- What was stopped later than it was handed out stays stopped, whichever message comes first.
-- name: add_drugs
WITH told AS (
  SELECT x.*, coalesce(x.daily_dose, x.dose * x.times) AS dose_a_day
    FROM jsonb_to_recordset(:drugs::jsonb) AS x (order_number text, drug_code text, drug_system text, drug text, dispensed_at timestamptz,
         quantity numeric, unit text, daily_dose numeric, daily_dose_unit text, dose numeric, times numeric, days_supply numeric,
         as_needed boolean, instructions text, refills_left int, state text, stopped_at timestamptz)
), had AS (
  SELECT d.*, o.survivor_id = h.survivor_id AS same
    FROM dispensing_scoped AS d
    JOIN patient_scoped AS o ON o.id = d.patient_id
    JOIN patient_scoped AS h ON h.id = :patient_id::bigint
   WHERE d.issuer = :issuer AND d.order_number IN (SELECT t.order_number FROM told AS t)
), stop AS (
  UPDATE dispensing_write AS w
     SET patient_id = CASE WHEN d.same THEN d.patient_id ELSE :patient_id::bigint END,
         encounter_id = CASE WHEN d.same AND (d.encounter_id IS NOT NULL OR d.patient_id <> :patient_id::bigint) THEN d.encounter_id
                             ELSE :encounter_id::bigint END,
         state = 'stopped', stopped_at = t.stopped_at, told_at = :event_at::timestamptz
    FROM told AS t
    JOIN had AS d ON d.order_number = t.order_number AND d.drug_code = t.drug_code AND d.dispensed_at <= t.stopped_at AND d.state <> 'stopped'
   WHERE t.state = 'stopped' AND w.id = d.id
  RETURNING w.id
), kept AS (
  SELECT DISTINCT ON (t.order_number, t.drug_code, t.dispensed_at) t.*, s.stopped_at AS ended_at
    FROM told AS t
    LEFT JOIN LATERAL (SELECT max(d.stopped_at) AS stopped_at FROM dispensing_scoped AS d
                        WHERE d.issuer = :issuer AND d.order_number = t.order_number AND d.drug_code = t.drug_code
                          AND d.state = 'stopped' AND d.stopped_at >= t.dispensed_at) AS s ON true
   WHERE t.state <> 'stopped'
      OR NOT EXISTS (SELECT 1 FROM dispensing_scoped AS d
                      WHERE d.issuer = :issuer AND d.order_number = t.order_number AND d.drug_code = t.drug_code)
), changed AS (
  UPDATE dispensing_write AS w
     SET patient_id = CASE WHEN d.same THEN d.patient_id ELSE :patient_id::bigint END,
         encounter_id = CASE WHEN d.same AND (d.encounter_id IS NOT NULL OR d.patient_id <> :patient_id::bigint) THEN d.encounter_id
                             ELSE :encounter_id::bigint END,
         drug = k.drug, quantity = k.quantity, unit = k.unit, daily_dose = nullif(k.dose_a_day, 0), daily_dose_unit = k.daily_dose_unit,
         days_supply = k.days_supply, as_needed = k.as_needed, instructions = k.instructions, refills_left = k.refills_left,
         told_at = :event_at::timestamptz
    FROM kept AS k
    JOIN had AS d ON d.order_number = k.order_number AND d.drug_code = k.drug_code AND d.dispensed_at = k.dispensed_at
   WHERE w.id = d.id AND d.told_at <= :event_at::timestamptz
  RETURNING w.id
), added AS (
  INSERT INTO dispensing_write (patient_id, encounter_id, site_id, issuer, order_number, drug_code, drug_system, drug, dispensed_at,
                                quantity, unit, daily_dose, daily_dose_unit, days_supply, as_needed, instructions, refills_left,
                                state, stopped_at, told_at)
  SELECT :patient_id::bigint, :encounter_id::bigint, :site_id::bigint, :issuer, k.order_number, k.drug_code, k.drug_system, k.drug,
         k.dispensed_at, k.quantity, k.unit, nullif(k.dose_a_day, 0), k.daily_dose_unit, k.days_supply, k.as_needed, k.instructions,
         k.refills_left, CASE WHEN k.ended_at IS NOT NULL THEN 'stopped' ELSE k.state END, coalesce(k.ended_at, k.stopped_at),
         :event_at::timestamptz
    FROM kept AS k
   WHERE NOT EXISTS (SELECT 1 FROM dispensing_scoped AS d
                      WHERE d.issuer = :issuer AND d.order_number = k.order_number AND d.drug_code = k.drug_code
                        AND d.dispensed_at = k.dispensed_at)
)
INSERT INTO timeline_write (patient_id, at, kind, code, params, department_id)
SELECT :patient_id::bigint, coalesce(t.stopped_at, t.dispensed_at), 'encounter', 'drug.' || t.state, l.params, NULL::bigint
  FROM told AS t,
       LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object('drug', t.drug, 'order', t.order_number, 'quantity', t.quantity::text,
                                                            'unit', t.unit, 'days', t.days_supply::text)) AS params) AS l
 WHERE NOT EXISTS (SELECT 1 FROM timeline_scoped AS o
                    WHERE o.patient_id = :patient_id::bigint AND o.at = coalesce(t.stopped_at, t.dispensed_at)
                      AND o.code = 'drug.' || t.state AND o.params = l.params)
UNION ALL
SELECT d.patient_id, :event_at::timestamptz, 'encounter', 'drug.moved', jsonb_build_object('drug', d.drug, 'order', d.order_number), NULL
  FROM had AS d WHERE NOT d.same AND d.id IN (SELECT id FROM stop UNION ALL SELECT id FROM changed)

-- The later report of one order counts; the time line names what is abnormal, never a value.
-- name: add_results
WITH told AS (
  SELECT DISTINCT ON (x.order_number, x.code) x.*
    FROM jsonb_to_recordset(:results::jsonb) AS x (order_number text, code text, name text, observed_at timestamptz, state text,
         abnormal int, flags text, items jsonb)
), had AS (
  SELECT r.*, o.survivor_id = h.survivor_id AS same
    FROM result_scoped AS r
    JOIN patient_scoped AS o ON o.id = r.patient_id
    JOIN patient_scoped AS h ON h.id = :patient_id::bigint
   WHERE r.issuer = :issuer AND r.order_number IN (SELECT t.order_number FROM told AS t)
), changed AS (
  UPDATE result_write AS w
     SET patient_id = CASE WHEN r.same THEN r.patient_id ELSE :patient_id::bigint END,
         encounter_id = CASE WHEN r.same AND (r.encounter_id IS NOT NULL OR r.patient_id <> :patient_id::bigint) THEN r.encounter_id
                             ELSE :encounter_id::bigint END,
         name = t.name, observed_at = t.observed_at, state = t.state, abnormal = t.abnormal, items = t.items,
         told_at = :event_at::timestamptz
    FROM told AS t JOIN had AS r ON r.order_number = t.order_number AND r.code = t.code
   WHERE w.id = r.id AND r.told_at <= :event_at::timestamptz
  RETURNING w.id, w.order_number, w.code
), added AS (
  INSERT INTO result_write (patient_id, encounter_id, site_id, issuer, order_number, code, name, observed_at, state, abnormal, items, told_at)
  SELECT :patient_id::bigint, :encounter_id::bigint, :site_id::bigint, :issuer, t.order_number, t.code, t.name, t.observed_at, t.state,
         t.abnormal, t.items, :event_at::timestamptz
    FROM told AS t
   WHERE NOT EXISTS (SELECT 1 FROM result_scoped AS r WHERE r.issuer = :issuer AND r.order_number = t.order_number AND r.code = t.code)
  RETURNING id, order_number, code
), row AS (
  SELECT * FROM changed UNION ALL SELECT * FROM added
)
INSERT INTO timeline_write (patient_id, at, kind, code, params)
SELECT :patient_id::bigint, :event_at::timestamptz, 'encounter', l.code, l.params
  FROM row
  JOIN told AS t ON t.order_number = row.order_number AND t.code = row.code,
       LATERAL (SELECT CASE t.state WHEN 'corrected' THEN 'result.corrected' WHEN 'cancelled' THEN 'result.cancelled'
                            ELSE 'result.reported' END AS code,
                       jsonb_strip_nulls(jsonb_build_object('result_id', row.id, 'name', t.name, 'items', jsonb_array_length(t.items),
                                                            'abnormal', t.abnormal, 'flags', t.flags)) AS params) AS l
 WHERE NOT EXISTS (SELECT 1 FROM timeline_scoped AS o
                    WHERE o.patient_id = :patient_id::bigint AND o.code = l.code AND o.params = l.params)
UNION ALL
SELECT r.patient_id, :event_at::timestamptz, 'encounter', 'result.moved', jsonb_build_object('name', r.name, 'order', r.order_number)
  FROM had AS r WHERE NOT r.same AND r.id IN (SELECT id FROM changed)
