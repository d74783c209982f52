-- Cycles: collect, assess, guide, intervene, evaluate.

-- name: list
-- sort: due_on date, pinyin text
SELECT v.* FROM health_cycle_view AS v
 WHERE (:programme_id::bigint[] IS NULL OR v.programme_id = ANY (:programme_id::bigint[]))
   AND (:patient_id::bigint IS NULL OR v.patient_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:care_id::bigint IS NULL OR v.care_id = :care_id::bigint)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:bucket::text[] IS NULL OR v.bucket = ANY (:bucket::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:manager_id::bigint[] IS NULL OR v.manager_id = ANY (:manager_id::bigint[]))
   AND (:judgement::text[] IS NULL OR v.judgement = ANY (:judgement::text[]))
   AND (:open::boolean IS NULL OR ((v.closed_on IS NULL) = :open::boolean AND NOT v.rests))
   AND (:missing::boolean IS NULL OR (v.missing_count > 0) = :missing::boolean)
   AND (:late::boolean IS NULL OR (v.late_on IS NOT NULL) = :late::boolean)
   AND (:due_on_from::date IS NULL OR v.due_on >= :due_on_from::date)
   AND (:due_on_to::date IS NULL OR v.due_on < :due_on_to::date)
   AND (:q::text IS NULL OR strpos(lower(v.patient), lower(:q)) > 0 OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0
        OR starts_with(lower(v.mrn), lower(:q)))

-- name: get
SELECT v.* FROM health_cycle_detail_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT c.id, c.version, c.state, c.care_id, c.patient_id, c.due_on, c.begun_on, c.from_on, k.site_id, p.cycle_months, hcrm_today(k.site_id) AS today, hcrm_died_at(h.id) AS deceased_at,
       hcrm_health_rests(k.id) AS rests
  FROM health_cycle_scoped AS c
  JOIN health_care_scoped AS k ON k.id = c.care_id
  JOIN health_care_view AS p ON p.id = k.id
  JOIN patient_scoped AS o ON o.id = c.patient_id
  JOIN patient_scoped AS h ON h.id = o.survivor_id
 WHERE c.id = :id::bigint
   FOR UPDATE OF c

-- name: step
INSERT INTO health_step_write (cycle_id, step, on_day, note, params)
VALUES (:id::bigint, :step, :today::date, :words, coalesce(:params::jsonb, '{}'))

-- name: note
SELECT hcrm_health_note(:id::bigint, :code, coalesce(:params::jsonb, '{}'))

-- name: begin
SELECT hcrm_health_begin(:id::bigint)

-- name: move
UPDATE health_cycle_write SET due_on = :due_on::date, moved = 'person', reason = :reason WHERE id = :id::bigint

-- name: skip
UPDATE health_cycle_write SET state = 'skipped', reason = :reason, closed_on = :today::date WHERE id = :id::bigint

-- name: gather
SELECT hcrm_health_gather(:id::bigint) AS changed

-- name: indicator
-- What somebody enters, in the unit of the indicator; converted is NULL if it cannot be.
SELECT w.rule ->> 'name' AS name, coalesce(w.rule ->> 'name_en', w.rule ->> 'name') AS name_en, w.rule ->> 'unit' AS unit,
       hcrm_health_convert(w.rule ->> 'substance', :value::numeric, coalesce(nullif(btrim(:unit::text), ''), w.rule ->> 'unit'), w.rule ->> 'unit') AS converted,
       hcrm_health_convert(w.rule ->> 'substance', :value::numeric, coalesce(nullif(btrim(:unit::text), ''), w.rule ->> 'unit'), w.rule ->> 'unit')
         BETWEEN coalesce((w.rule ->> 'plausible_from')::numeric, '-Infinity') AND coalesce((w.rule ->> 'plausible_to')::numeric, 'Infinity') AS believed
  FROM health_value_write AS w WHERE w.cycle_id = :id::bigint AND w.code = :code

-- name: enter
UPDATE health_value_write
   SET value = :converted::numeric, gap = NULL, origin = 'manual', said = :value, said_unit = coalesce(nullif(btrim(:unit), ''), rule ->> 'unit'),
       observed_on = :observed_on::date, others = 0, result_id = NULL, response_id = NULL, note = :note, entered_by = :user_id::bigint
 WHERE cycle_id = :id::bigint AND code = :code

-- name: touch
UPDATE health_cycle_write SET version = version + 1 WHERE id = :id::bigint

-- name: missing
SELECT m.v ->> 'missing' AS missing, m.v ->> 'missing_en' AS missing_en, m.v::text AS params FROM (SELECT hcrm_health_missing(:id::bigint) AS v) AS m

-- name: finish_collecting
UPDATE health_cycle_write SET state = 'assess', until_on = :today::date WHERE id = :id::bigint

-- name: reopen
UPDATE health_cycle_write SET state = 'collect', until_on = NULL, judgement = NULL, late_on = NULL WHERE id = :id::bigint

-- name: drop_guidance
DELETE FROM health_guidance_write WHERE cycle_id = :id::bigint
