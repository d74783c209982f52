-- What makes refills and their calls: dispensings and stays read, calls joined, made and withdrawn.

-- COMPUTING -------------------------------------------------------------------------------------

-- name: take
SELECT coalesce(array_agg(t), '{}')::text AS patients, count(*)::int AS n FROM hcrm_refill_take(:wanted::int) AS t

-- name: fills
-- Each drug's fills in order. A dose that was told with the order alone counts for what was handed out on it.
SELECT p.survivor_id AS patient_id, d.site_id, coalesce(d.drug_system, '') AS drug_system, d.drug_code, d.drug, d.id,
       (d.dispensed_at AT TIME ZONE s.time_zone)::date AS day, trim_scale(d.quantity)::text AS quantity, d.unit,
       trim_scale(coalesce(d.daily_dose, o.daily_dose))::text AS daily_dose,
       CASE WHEN d.daily_dose IS NOT NULL THEN d.daily_dose_unit ELSE o.daily_dose_unit END AS daily_dose_unit,
       trim_scale(coalesce(d.days_supply, CASE WHEN d.daily_dose IS NULL AND o.daily_dose IS NULL THEN o.days_supply END))::text AS days_supply,
       d.daily_dose IS NULL AND o.daily_dose IS NOT NULL AS dose_from_order, d.as_needed OR coalesce(o.as_needed, false) AS as_needed,
       d.state = 'stopped' AS stopped, (d.stopped_at AT TIME ZONE s.time_zone)::date AS stopped_on,
       hcrm_today(d.site_id) AS today, hcrm_died_at(h.id) IS NOT NULL AS deceased
  FROM patient_scoped AS p
  JOIN patient_scoped AS h ON h.id = p.survivor_id
  JOIN dispensing_scoped AS d ON d.patient_id = p.id AND d.state <> 'ordered'
  JOIN site AS s ON s.id = d.site_id
  LEFT JOIN LATERAL (SELECT x.daily_dose, x.daily_dose_unit, x.days_supply, x.as_needed FROM dispensing_scoped AS x
                      WHERE x.issuer = d.issuer AND x.order_number = d.order_number AND x.drug_code = d.drug_code AND x.state = 'ordered'
                      ORDER BY x.dispensed_at DESC LIMIT 1) AS o ON true
 WHERE p.survivor_id = ANY (:patients::bigint[])
 ORDER BY p.survivor_id, coalesce(d.drug_system, ''), d.drug_code, d.dispensed_at, d.id

-- name: stays
SELECT p.survivor_id AS patient_id, (e.started_at AT TIME ZONE s.time_zone)::date AS "from",
       (e.ended_at AT TIME ZONE s.time_zone)::date AS until
  FROM patient_scoped AS p
  JOIN encounter_scoped AS e ON e.patient_id = p.id
  JOIN site AS s ON s.id = e.site_id
 WHERE p.survivor_id = ANY (:patients::bigint[]) AND e.kind = 'inpatient' AND e.started_at IS NOT NULL
   AND (e.state = 'active' OR (e.state = 'finished' AND e.ended_at IS NOT NULL))
 ORDER BY p.survivor_id, e.started_at

-- name: days
SELECT c.site_id, c.day, c.kind, c.name, c.name_en FROM calendar_day AS c WHERE c.day > hcrm_today() - 400 ORDER BY c.site_id

-- name: rule
SELECT s.id AS site_id, coalesce(hcrm_setting('refill_days_before', s.id)::int, 7) AS days_before,
       coalesce(hcrm_setting('pharmacy_open_weekends', s.id), 'off') = 'on' AS pharmacy_weekends,
       coalesce(hcrm_setting('centre_works_weekends', s.id), 'on') = 'on' AS centre_weekends
  FROM site AS s

-- name: store
-- What changed is written; what has no dispensing any more goes. What stands with a patient merged since stays as it is, unseen,
-- for the day the two are parted: it knows what was called about.
WITH told AS MATERIALIZED (
  SELECT r.*, x.encounter_id
    FROM jsonb_to_recordset(:rows::jsonb) AS r (patient_id bigint, drug_system text, drug_code text, drug text, site_id bigint, fill_id bigint,
         state text, reason text, run_out_on date, fetch_by date, call_on date, planned_on date, moved text, steps jsonb)
   CROSS JOIN LATERAL (
         SELECT coalesce(
           (SELECT e.id FROM dispensing_scoped AS d JOIN encounter_scoped AS e ON e.id = d.encounter_id
             WHERE d.id = r.fill_id AND e.state <> 'cancelled' AND coalesce(e.department_id, e.ward_id) IS NOT NULL),
           (SELECT e.id FROM patient_scoped AS p JOIN encounter_scoped AS e ON e.patient_id = p.id
             WHERE p.survivor_id = r.patient_id AND e.state IN ('active', 'finished') AND coalesce(e.department_id, e.ward_id) IS NOT NULL
             ORDER BY coalesce(e.started_at, e.ended_at) DESC NULLS LAST, e.id DESC LIMIT 1)) AS encounter_id) AS x
), gone AS (
  DELETE FROM refill_write AS w
   USING refill_scoped AS r
   JOIN patient_scoped AS p ON p.id = r.patient_id
   WHERE w.id = r.id AND p.survivor_id = ANY (:patients::bigint[])
     AND NOT EXISTS (SELECT 1 FROM told AS t
                      WHERE t.patient_id = r.patient_id AND t.drug_system = r.drug_system AND t.drug_code = r.drug_code)
)
INSERT INTO refill_write AS w (patient_id, drug_system, drug_code, drug, site_id, encounter_id, fill_id, state, reason, run_out_on, fetch_by,
                               call_on, planned_on, moved, steps, no_visit, task_id, called_fill_id)
SELECT t.patient_id, t.drug_system, t.drug_code, t.drug, t.site_id, t.encounter_id, t.fill_id, t.state, t.reason, t.run_out_on, t.fetch_by,
       t.call_on, t.planned_on, t.moved, t.steps, t.encounter_id IS NULL, c.task_id, c.called_fill_id
  FROM told AS t
  -- The call that was made about it, or about the drug before, whoever of those merged or parted it was for.
  LEFT JOIN LATERAL (SELECT r.task_id, r.called_fill_id
                       FROM (SELECT x.* FROM patient_scoped AS p JOIN refill_write AS x ON x.patient_id = p.id WHERE p.survivor_id = t.patient_id
                              UNION ALL
                             SELECT x.* FROM refill_write AS x WHERE x.called_fill_id = t.fill_id) AS r
                      WHERE r.drug_system = t.drug_system AND r.drug_code = t.drug_code
                      ORDER BY r.called_fill_id = t.fill_id DESC NULLS LAST, r.task_id DESC NULLS LAST LIMIT 1) AS c ON true
ON CONFLICT (patient_id, drug_system, drug_code) DO UPDATE
   SET drug = excluded.drug, site_id = excluded.site_id, encounter_id = excluded.encounter_id, fill_id = excluded.fill_id,
       state = excluded.state, reason = excluded.reason, run_out_on = excluded.run_out_on, fetch_by = excluded.fetch_by,
       call_on = excluded.call_on, planned_on = excluded.planned_on, moved = excluded.moved, steps = excluded.steps,
       no_visit = excluded.no_visit, computed_at = hcrm_now(),
       task_id = CASE WHEN excluded.called_fill_id = excluded.fill_id THEN excluded.task_id ELSE w.task_id END,
       called_fill_id = CASE WHEN excluded.called_fill_id = excluded.fill_id THEN excluded.called_fill_id ELSE w.called_fill_id END
 WHERE (excluded.called_fill_id = excluded.fill_id AND w.called_fill_id IS DISTINCT FROM excluded.fill_id)
    OR (w.drug, w.site_id, w.encounter_id, w.fill_id, w.state, w.reason, w.run_out_on, w.fetch_by, w.call_on, w.planned_on, w.moved, w.steps, w.no_visit)
       IS DISTINCT FROM (excluded.drug, excluded.site_id, excluded.encounter_id, excluded.fill_id, excluded.state, excluded.reason,
                         excluded.run_out_on, excluded.fetch_by, excluded.call_on, excluded.planned_on, excluded.moved, excluded.steps, excluded.no_visit)

-- CALLS -----------------------------------------------------------------------------------------

-- name: drop
-- Drugs that were fetched, stopped or suspended leave the call that was to be made about them; a call about nothing ends.
WITH off AS MATERIALIZED (
  SELECT r.id, r.task_id, r.drug, CASE WHEN r.state = 'running' THEN 'refilled' ELSE r.reason END AS why
    FROM refill_scoped AS r
    JOIN followup_task_scoped AS t ON t.id = r.task_id AND t.state IN ('open', 'waiting')
   WHERE r.state <> 'running' OR r.waiting
   LIMIT 1000
), loosened AS (
  UPDATE refill_write AS w SET task_id = NULL, called_fill_id = NULL FROM off WHERE w.id = off.id
), call AS MATERIALIZED (
  SELECT o.task_id, min(o.why) AS why, string_agg(o.drug, '、' ORDER BY o.drug) AS drugs,
         NOT EXISTS (SELECT 1 FROM refill_scoped AS r WHERE r.task_id = o.task_id AND r.id NOT IN (SELECT off.id FROM off)) AS over
    FROM off AS o GROUP BY o.task_id
), ended AS (
  UPDATE followup_task_write AS w SET state = 'cancelled', reason = call.why FROM call WHERE w.id = call.task_id AND call.over
  RETURNING w.id
), plan AS (
  UPDATE followup_plan_write AS w SET state = 'cancelled', reason = call.why
    FROM call JOIN followup_task_scoped AS t ON t.id = call.task_id
   WHERE call.over AND w.id = t.plan_id AND w.state IN ('active', 'suspended')
     AND NOT EXISTS (SELECT 1 FROM followup_task_scoped AS x
                      WHERE x.plan_id = t.plan_id AND x.id <> t.id AND x.state IN ('open', 'waiting'))
), noted AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT t.patient_id, 'followup', CASE WHEN call.over THEN 'refill.withdrawn' ELSE 'refill.dropped' END,
         jsonb_build_object('drugs', call.drugs, 'why', call.why), t.id, t.department_id
    FROM call JOIN followup_task_scoped AS t ON t.id = call.task_id
)
SELECT call.task_id AS id FROM call

-- name: due
-- Patients with a drug to be called about now, each with the one place a call can stand in.
SELECT p.id AS patient_id,
       (SELECT t.id FROM patient_scoped AS m
          JOIN followup_task_scoped AS t ON t.patient_id = m.id AND t.state IN ('open', 'waiting')
          JOIN followup_plan_scoped AS f ON f.id = t.plan_id AND f.state = 'active'
          JOIN followup_template AS x ON x.id = f.template_id AND x.code = 'refill'
         WHERE m.survivor_id = p.id ORDER BY t.due_on, t.id LIMIT 1) AS task_id
  FROM (SELECT DISTINCT r.patient_id AS id FROM refill_scoped AS r
         WHERE r.waiting AND NOT r.no_visit AND r.call_on <= hcrm_today(r.site_id) AND r.run_out_on >= hcrm_today(r.site_id) - 30
           AND r.call_on <= hcrm_today() + 1 LIMIT 500) AS p
 WHERE EXISTS (SELECT 1 FROM followup_template AS x WHERE x.code = 'refill' AND x.state = 'published')

-- name: join
-- One call more for the patient's drugs that run out within a week of each other: joined to the one there is.
WITH drug AS MATERIALIZED (
  SELECT r.id, r.drug, r.run_out_on FROM refill_scoped AS r
   WHERE r.patient_id = :patient_id::bigint AND r.waiting AND r.call_on <= hcrm_today(r.site_id) + 7
), joined AS (
  UPDATE refill_write AS w SET task_id = :task_id::bigint, called_fill_id = w.fill_id FROM drug WHERE w.id = drug.id
)
INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
SELECT t.patient_id, 'followup', 'refill.joined',
       jsonb_build_object('drugs', (SELECT string_agg(drug.drug, '、' ORDER BY drug.run_out_on, drug.drug) FROM drug), 'due_on', t.due_on),
       t.id, t.department_id
  FROM followup_task_scoped AS t WHERE t.id = :task_id::bigint

-- name: call
-- A plan of one step: as the template says, for the visit that the drug was handed out at.
WITH drug AS MATERIALIZED (
  SELECT r.id, r.drug, r.run_out_on, r.call_on, r.planned_on, r.moved, r.site_id, r.encounter_id FROM refill_scoped AS r
   WHERE r.patient_id = :patient_id::bigint AND r.waiting AND NOT r.no_visit AND r.call_on <= hcrm_today(r.site_id) + 7
), first AS MATERIALIZED (
  SELECT d.*, e.patient_id, coalesce(e.department_id, e.ward_id) AS department_id, e.attending_id, t.id AS template_id, s.window_days,
         s.owner, s.channel, s.questionnaire_url, s.script_code, t.name AS template, t.name_en AS template_en
    FROM drug AS d
    JOIN encounter_scoped AS e ON e.id = d.encounter_id
    JOIN LATERAL (SELECT x.* FROM followup_template AS x WHERE x.code = 'refill' AND x.state = 'published'
                   ORDER BY x.revision DESC LIMIT 1) AS t ON true
    JOIN LATERAL (SELECT x.* FROM followup_template_step AS x WHERE x.template_id = t.id ORDER BY x.position LIMIT 1) AS s ON true
   ORDER BY d.call_on, d.run_out_on, d.id LIMIT 1
), plan AS (
  INSERT INTO followup_plan_write (patient_id, encounter_id, template_id, site_id, department_id, doctor_id)
  SELECT f.patient_id, f.encounter_id, f.template_id, f.site_id, f.department_id, f.attending_id FROM first AS f
  RETURNING id
), work AS (
  INSERT INTO activity_write (kind, patient_id, site_id) SELECT 'followup_task', f.patient_id, f.site_id FROM first AS f RETURNING id
), task AS (
  INSERT INTO followup_task_write (id, plan_id, patient_id, position, offset_days, window_days, owner, site_id, department_id, assignee_id,
                                   channel, due_on, planned_on, moved, state, questionnaire_id, script_code)
  SELECT work.id, plan.id, f.patient_id, 1, 0, f.window_days, f.owner, f.site_id, f.department_id,
         CASE WHEN f.owner = 'doctor' THEN (SELECT u.id FROM app_user_scoped AS u
                                             WHERE u.staff_id = f.attending_id AND u.state = 'active' ORDER BY u.id LIMIT 1) END,
         f.channel, greatest(f.call_on, hcrm_today(f.site_id)), f.planned_on, f.moved, 'open',
         (SELECT x.id FROM questionnaire AS x WHERE x.url = f.questionnaire_url AND x.state = 'published' ORDER BY x.published_at DESC LIMIT 1),
         f.script_code
    FROM plan, work, first AS f
  RETURNING id, version
), told AS (
  UPDATE refill_write AS w SET task_id = work.id, called_fill_id = w.fill_id FROM drug, work WHERE w.id = drug.id
), line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params, activity_id, department_id)
  SELECT f.patient_id, 'followup', 'refill.planned',
         jsonb_build_object('drugs', (SELECT string_agg(drug.drug, '、' ORDER BY drug.run_out_on, drug.drug) FROM drug),
                            'run_out', (SELECT min(drug.run_out_on) FROM drug), 'due_on', greatest(f.call_on, hcrm_today(f.site_id))),
         work.id, f.department_id
    FROM first AS f, work
)
SELECT id, version FROM task
