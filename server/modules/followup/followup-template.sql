-- Templates of follow-up plans. A published one never changes: it is revised as a new draft.

-- name: list
-- sort: fit int, name text
-- Fit for a discharge, the less the better: the rank of the diagnosis it is made for, then its department.
SELECT v.*
  FROM (SELECT t.*,
               CASE WHEN :encounter_id::bigint IS NULL THEN 0
                    ELSE coalesce(e.rank, 100) * 2
                         + CASE WHEN t.department_id = e.department_id THEN 0 ELSE 1 END END AS fit
          FROM followup_template_view AS t
          LEFT JOIN LATERAL (
            SELECT x.department_id,
                   (SELECT min(c.rank) FROM encounter_code_scoped AS c, jsonb_array_elements_text(t.icd10) AS prefix
                     WHERE c.encounter_id = x.id AND c.kind = 'diagnosis' AND starts_with(c.code, prefix)) AS rank
              FROM encounter_scoped AS x WHERE x.id = :encounter_id::bigint) AS e ON true
       ) AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.name), lower(:q)) > 0 OR strpos(lower(v.name_en), lower(:q)) > 0
        OR starts_with(lower(v.code), lower(:q))
        OR EXISTS (SELECT 1 FROM followup_template AS s
                    WHERE s.id = v.id AND (strpos(s.initials, lower(:q)) > 0 OR strpos(replace(s.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0)))

-- name: get
SELECT v.* FROM followup_template_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.state, w.code, t.revision, t.name, t.name_en, to_jsonb(t.icd10) AS icd10, t.department_id,
       (SELECT json_agg(json_build_object(
                 'offset_days', s.offset_days, 'window_days', s.window_days, 'owner', s.owner, 'channel', s.channel,
                 'questionnaire_url', s.questionnaire_url, 'script_code', s.script_code) ORDER BY s.position)
          FROM followup_template_step AS s WHERE s.template_id = t.id) AS steps
  FROM followup_template_write AS w
  JOIN followup_template AS t ON t.id = w.id
 WHERE w.id = :id::bigint
   FOR UPDATE OF w

-- name: create
WITH made AS (
  INSERT INTO followup_template_write (code, name, pinyin, initials, name_en, icd10, department_id)
  VALUES (:code, :name, :new_pinyin, :new_initials, :name_en, ARRAY (SELECT jsonb_array_elements_text(coalesce(:icd10::jsonb, '[]'))), :department_id::bigint)
  RETURNING id
), step AS (
  INSERT INTO followup_template_step_write (template_id, position, offset_days, window_days, owner, channel, questionnaire_url, script_code)
  SELECT made.id, row_number() OVER (ORDER BY s.offset_days), s.offset_days, coalesce(s.window_days, 3), s.owner,
         coalesce(s.channel, 'phone'), nullif(s.questionnaire_url, ''), nullif(s.script_code, '')
    FROM made, jsonb_to_recordset(:steps::jsonb) AS s (offset_days int, window_days int, owner text, channel text, questionnaire_url text, script_code text)
)
SELECT id FROM made

-- name: drop_steps
DELETE FROM followup_template_step_write WHERE template_id = :id::bigint

-- name: update
WITH step AS (
  INSERT INTO followup_template_step_write (template_id, position, offset_days, window_days, owner, channel, questionnaire_url, script_code)
  SELECT :id::bigint, row_number() OVER (ORDER BY s.offset_days), s.offset_days, coalesce(s.window_days, 3), s.owner,
         coalesce(s.channel, 'phone'), nullif(s.questionnaire_url, ''), nullif(s.script_code, '')
    FROM jsonb_to_recordset(:steps::jsonb) AS s (offset_days int, window_days int, owner text, channel text, questionnaire_url text, script_code text)
)
UPDATE followup_template_write
   SET code = :code, name = :name, pinyin = :new_pinyin, initials = :new_initials, name_en = :name_en, department_id = :department_id::bigint,
       icd10 = ARRAY (SELECT jsonb_array_elements_text(coalesce(:icd10::jsonb, '[]')))
 WHERE id = :id::bigint

-- name: retire_published
UPDATE followup_template_write SET state = 'retired' WHERE code = :code AND state = 'published'

-- name: set_state
UPDATE followup_template_write SET state = :new_state WHERE id = :id::bigint

-- name: revise
WITH made AS (
  INSERT INTO followup_template_write (code, revision, name, pinyin, initials, name_en, icd10, department_id)
  SELECT t.code, (SELECT max(x.revision) + 1 FROM followup_template AS x WHERE x.code = t.code), t.name, t.pinyin, t.initials, t.name_en, t.icd10, t.department_id
    FROM followup_template AS t WHERE t.id = :id::bigint
  RETURNING id
), step AS (
  INSERT INTO followup_template_step_write (template_id, position, offset_days, window_days, owner, channel, questionnaire_url, script_code)
  SELECT made.id, s.position, s.offset_days, s.window_days, s.owner, s.channel, s.questionnaire_url, s.script_code
    FROM made, followup_template_step AS s WHERE s.template_id = :id::bigint
)
SELECT id FROM made
