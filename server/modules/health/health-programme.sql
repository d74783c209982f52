-- Programmes of health management: what is collected, its targets and the advice. The rules are in migrations/0040-health.sql.

-- name: list
-- sort: pinyin text
SELECT v.* FROM health_programme_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.name), lower(:q)) > 0 OR strpos(lower(v.name_en), lower(:q)) > 0
        OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0)

-- name: get
SELECT v.* FROM health_programme_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT p.id, p.version, p.state, p.code, p.name, p.name_en, p.note, p.department_id, p.cycle_months, p.window_days, v.indicators, v.advice, v.editable
  FROM health_programme_scoped AS p JOIN health_programme_view AS v ON v.id = p.id WHERE p.id = :id::bigint
   FOR UPDATE OF p

-- name: reach
SELECT hcrm_all() OR coalesce(:department_id::bigint = ANY (hcrm_departments()), false) AS editable

-- name: unknown
-- Questionnaires that nobody has published, by their indicator's place in what was sent.
SELECT f.n - 1 AS n
  FROM ROWS FROM (jsonb_to_recordset(:indicators::jsonb) AS (questionnaire_url text, source text)) WITH ORDINALITY AS f (questionnaire_url, source, n)
 WHERE f.source IN ('answer', 'score') AND f.questionnaire_url IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM questionnaire AS q WHERE q.url = f.questionnaire_url AND q.state = 'published')

-- name: create
WITH made AS (
  INSERT INTO health_programme_write (code, name, name_en, pinyin, initials, note, department_id, cycle_months, window_days)
  VALUES (:code, :name, :name_en, :new_pinyin, :new_initials, :note, :department_id::bigint, :cycle_months::int, :window_days::int)
  RETURNING id
), indicator AS (
  INSERT INTO health_indicator_write (programme_id, position, code, name, name_en, source, lookup, questionnaire_url, item, substance, unit, low, high,
                                      high_strict, plausible_from, plausible_to, sex, pick, target_source, target_source_en)
  SELECT made.id, i.n, i.code, i.name, i.name_en, i.source, hcrm_health_words(i.lookup), nullif(i.questionnaire_url, ''), nullif(i.item, ''), i.substance,
         nullif(btrim(i.unit), ''), i.low, i.high, coalesce(i.high_strict, false), i.plausible_from, i.plausible_to, i.sex, coalesce(i.pick, 'latest'),
         i.target_source, i.target_source_en
    FROM made, hcrm_health_indicators(:indicators::jsonb) AS i
), advice AS (
  INSERT INTO health_advice_write (programme_id, position, indicator, finding, text, text_en, source, source_en)
  SELECT made.id, a.n, a.indicator, a.finding, a.text, a.text_en, a.source, a.source_en FROM made, hcrm_health_advised(:advice::jsonb) AS a
)
SELECT id FROM made

-- name: drop_advice
DELETE FROM health_advice_write WHERE programme_id = :id::bigint

-- name: drop_indicators
DELETE FROM health_indicator_write WHERE programme_id = :id::bigint

-- name: put_indicators
INSERT INTO health_indicator_write (programme_id, position, code, name, name_en, source, lookup, questionnaire_url, item, substance, unit, low, high,
                                    high_strict, plausible_from, plausible_to, sex, pick, target_source, target_source_en)
SELECT :id::bigint, i.n, i.code, i.name, i.name_en, i.source, hcrm_health_words(i.lookup), nullif(i.questionnaire_url, ''), nullif(i.item, ''), i.substance,
       nullif(btrim(i.unit), ''), i.low, i.high, coalesce(i.high_strict, false), i.plausible_from, i.plausible_to, i.sex, coalesce(i.pick, 'latest'),
       i.target_source, i.target_source_en
  FROM hcrm_health_indicators(:indicators::jsonb) AS i

-- name: put_advice
INSERT INTO health_advice_write (programme_id, position, indicator, finding, text, text_en, source, source_en)
SELECT :id::bigint, a.n, a.indicator, a.finding, a.text, a.text_en, a.source, a.source_en FROM hcrm_health_advised(:advice::jsonb) AS a

-- name: update
UPDATE health_programme_write SET code = :code, name = :name, name_en = :name_en, pinyin = :new_pinyin, initials = :new_initials, note = :note,
       department_id = :department_id::bigint, cycle_months = :cycle_months::int, window_days = :window_days::int, version = version + 1
 WHERE id = :id::bigint

-- name: set_state
UPDATE health_programme_write SET state = :new_state WHERE id = :id::bigint
