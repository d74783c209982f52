-- Cycles from their values on: judged, advised on, followed up, evaluated.

-- name: set_state
UPDATE health_cycle_write SET state = :new_state WHERE id = :id::bigint

-- name: findings
SELECT count(*) FILTER (WHERE f.finding = 'within')::int AS within, count(*) FILTER (WHERE f.finding IN ('above', 'below'))::int AS outside,
       count(*) FILTER (WHERE f.finding = 'missing')::int AS missing
  FROM (SELECT hcrm_health_finding(w.value, w.rule) AS finding FROM health_value_write AS w WHERE w.cycle_id = :id::bigint) AS f

-- name: assess
UPDATE health_cycle_write SET state = 'guide', judgement = :judgement WHERE id = :id::bigint

-- name: put_guidance
INSERT INTO health_guidance_write (cycle_id, position, indicator, finding, text, source)
SELECT :id::bigint, g.n, g.indicator, g.finding, g.text, g.source
  FROM ROWS FROM (jsonb_to_recordset(coalesce(:guidance::jsonb, '[]')) AS (indicator text, finding text, text text, source text))
    WITH ORDINALITY AS g (indicator, finding, text, source, n)

-- name: stay
-- The visit that a plan is made for, if the reader may make plans for it: the patient's last one.
SELECT e.id, e.id || ':' || t.id AS key, t.id AS template, t.state = 'published' AS published, t.name, coalesce(t.name_en, t.name) AS name_en
  FROM followup_template AS t
  LEFT JOIN LATERAL (
    SELECT e.id FROM encounter_scoped AS e JOIN patient_scoped AS m ON m.id = e.patient_id
      JOIN patient_scoped AS o ON o.id = :patient_id::bigint AND o.survivor_id = m.survivor_id
     WHERE e.state IN ('active', 'finished') AND coalesce(e.department_id, e.ward_id) IS NOT NULL
       AND (:plans_all::boolean OR e.attending_id = :staff_id::bigint
            OR EXISTS (SELECT 1 FROM encounter_doctor_scoped AS d WHERE d.encounter_id = e.id AND d.staff_id = :staff_id::bigint)
            OR e.department_id = ANY (:plans_departments::bigint[])
            OR e.ward_id = ANY (:plans_departments::bigint[]))
     ORDER BY coalesce(e.started_at, e.ended_at) DESC NULLS LAST, e.id DESC LIMIT 1) AS e ON true
 WHERE t.id = :template_id::bigint OR (:template_id::bigint IS NULL AND t.code = :template_code AND t.state = 'published')
 ORDER BY t.revision DESC LIMIT 1

-- name: measure
-- The plan itself is a job of follow-up's; its days are counted from today.
WITH touched AS (
  UPDATE health_cycle_write SET version = version + 1 WHERE id = :id::bigint
), measure AS (
  INSERT INTO health_measure_write (cycle_id, kind, template_id, encounter_id, note)
  VALUES (:id::bigint, :kind, :template::bigint, :encounter::bigint, :words)
)
INSERT INTO job (kind, unique_key, payload)
VALUES ('followup-enrol', :encounter::text || ':' || :template::text,
        jsonb_strip_nulls(jsonb_build_object('encounter_id', :encounter::bigint, 'template_id', :template::bigint, 'user_id', :user_id::bigint, 'note', :words::text)))
ON CONFLICT DO NOTHING

-- name: evaluated
-- What changed since the last cycle, for the step that closes this one.
SELECT jsonb_strip_nulls(jsonb_build_object(
         'reached', nullif(count(*) FILTER (WHERE x.v ->> 'effect' IN ('reached', 'kept')), 0),
         'closer', nullif(count(*) FILTER (WHERE x.v ->> 'effect' = 'closer'), 0),
         'worse', nullif(count(*) FILTER (WHERE x.v ->> 'effect' IN ('lost', 'farther')), 0),
         'unknown', nullif(count(*) FILTER (WHERE x.v ->> 'effect' = 'unknown'), 0)))::text AS params
  FROM health_cycle_detail_view AS c, json_array_elements(c."values") AS x (v) WHERE c.id = :id::bigint

-- name: close
UPDATE health_cycle_write SET state = 'closed', closed_on = :today::date WHERE id = :id::bigint
