-- Studies: visits, forms and their versions, starting and locking. The rules are in migrations/0022-studies.sql.

-- name: list
-- sort: code text
SELECT v.* FROM study_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.name), lower(:q)) > 0 OR strpos(lower(v.name_en), lower(:q)) > 0 OR starts_with(lower(v.code), lower(:q)))

-- name: get
SELECT v.* FROM study_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT s.id, s.version, s.state, s.code, s.name, s.name_en, s.note, s.department_id, s.register_id, v.arms, v.visits, v.forms,
       hcrm_all() OR coalesce(s.department_id = ANY (hcrm_departments()), false) AS editable
  FROM study_scoped AS s JOIN study_view AS v ON v.id = s.id WHERE s.id = :id::bigint
   FOR UPDATE OF s

-- name: reach
SELECT hcrm_all() OR coalesce(:department_id::bigint = ANY (hcrm_departments()), false) AS editable

-- name: create
WITH made AS (
  INSERT INTO study_write (code, name, name_en, note, department_id, register_id)
  VALUES (:code, :name, :name_en, :note, :department_id::bigint, :register_id::bigint)
  RETURNING id
), arm AS (
  INSERT INTO study_arm_write (study_id, code, name) SELECT made.id, a.code, a.name FROM made, jsonb_to_recordset(coalesce(:arms::jsonb, '[]')) AS a (code text, name text)
), visit AS (
  INSERT INTO study_visit_write (study_id, code, name, day, days_before, days_after)
  SELECT made.id, v.code, v.name, v.day, coalesce(v.days_before, 0), coalesce(v.days_after, 0)
    FROM made, jsonb_to_recordset(:visits::jsonb) AS v (code text, name text, day int, days_before int, days_after int)
), form AS (
  INSERT INTO study_form_write (study_id, visit, url)
  SELECT DISTINCT made.id, f.visit, f.questionnaire_url FROM made, jsonb_to_recordset(:forms::jsonb) AS f (visit text, questionnaire_url text)
)
SELECT id FROM made

-- name: drop_forms
DELETE FROM study_form_write WHERE study_id = :id::bigint

-- name: drop_visits
DELETE FROM study_visit_write AS w
 WHERE w.study_id = :id::bigint AND w.code NOT IN (SELECT v.code FROM jsonb_to_recordset(:visits::jsonb) AS v (code text))

-- name: drop_arms
DELETE FROM study_arm_write AS w
 WHERE w.study_id = :id::bigint AND w.code NOT IN (SELECT a.code FROM jsonb_to_recordset(coalesce(:arms::jsonb, '[]')) AS a (code text))

-- name: put_visits
WITH arm AS (
  INSERT INTO study_arm_write AS w (study_id, code, name)
  SELECT :id::bigint, a.code, a.name FROM jsonb_to_recordset(coalesce(:arms::jsonb, '[]')) AS a (code text, name text)
  ON CONFLICT (study_id, code) DO UPDATE SET name = excluded.name
)
INSERT INTO study_visit_write AS w (study_id, code, name, day, days_before, days_after)
SELECT :id::bigint, v.code, v.name, v.day, coalesce(v.days_before, 0), coalesce(v.days_after, 0)
  FROM jsonb_to_recordset(:visits::jsonb) AS v (code text, name text, day int, days_before int, days_after int)
ON CONFLICT (study_id, code) DO UPDATE SET name = excluded.name, day = excluded.day, days_before = excluded.days_before, days_after = excluded.days_after

-- name: put_forms
INSERT INTO study_form_write (study_id, visit, url)
SELECT DISTINCT :id::bigint, f.visit, f.questionnaire_url FROM jsonb_to_recordset(:forms::jsonb) AS f (visit text, questionnaire_url text)

-- name: update
-- The code stays: subjects are numbered by it.
UPDATE study_write SET name = :name, name_en = :name_en, note = :note, department_id = :department_id::bigint, register_id = :register_id::bigint,
       version = version + 1
 WHERE id = :id::bigint

-- name: unknown_forms
-- Forms that nobody has published, by their place in what was sent; and visits that are none.
SELECT f.n - 1 AS n, NOT EXISTS (SELECT 1 FROM questionnaire AS q WHERE q.url = f.questionnaire_url AND q.state = 'published') AS unpublished
  FROM ROWS FROM (jsonb_to_recordset(:forms::jsonb) AS (visit text, questionnaire_url text)) WITH ORDINALITY AS f (visit, questionnaire_url, n)
 WHERE NOT EXISTS (SELECT 1 FROM questionnaire AS q WHERE q.url = f.questionnaire_url AND q.state = 'published')
    OR f.visit NOT IN (SELECT v.code FROM jsonb_to_recordset(:visits::jsonb) AS v (code text))

-- name: pin_forms
-- Every form begins with the version that is published now.
INSERT INTO study_form_version_write (study_id, url, questionnaire_id)
SELECT DISTINCT w.study_id, w.url, q.id FROM study_form_write AS w JOIN questionnaire AS q ON q.url = w.url AND q.state = 'published'
 WHERE w.study_id = :id::bigint AND NOT EXISTS (SELECT 1 FROM study_form_version_write AS v WHERE v.study_id = w.study_id AND v.url = w.url)

-- name: schedule
SELECT hcrm_study_schedule(:id::bigint) AS planned

-- name: set_state
SELECT hcrm_study_set_state(:id::bigint, :action, :new_state, :reason)

-- name: form
SELECT q.id, EXISTS (SELECT 1 FROM study_form_write AS f WHERE f.study_id = :id::bigint AND f.url = q.url) AS used
  FROM questionnaire AS q WHERE q.id = :questionnaire_id::bigint AND q.state = 'published'

-- name: adopt
SELECT hcrm_study_adopt(:id::bigint, :questionnaire_id::bigint, :applies_from::date) AS moved
