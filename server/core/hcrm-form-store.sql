-- Versions of questionnaires: written here and nowhere else.

-- name: create
WITH made AS (
  INSERT INTO questionnaire_write (url, version_tag, title, title_en, pinyin, initials, codes, state, purposes, first_day, last_day, items, errors,
                                   composed, resource, tree_hash, published_at)
  VALUES (:form_url, :form_version, :form_title, :form_title_en, :form_pinyin, :form_initials, :form_codes, :form_state, :form_purposes::text[],
          :form_first_day::int, :form_last_day::int, :form_items::int, :form_errors::int, :form_composed::boolean, :form_text,
          sha256(convert_to(:form_text, 'UTF8')), CASE WHEN :form_state = 'published' THEN hcrm_now() END)
  RETURNING id
), sorted AS (
  INSERT INTO questionnaire_category_write (questionnaire_id, system, code)
  SELECT made.id, c.system, c.code FROM made, jsonb_to_recordset(:form_categories::jsonb) AS c (system text, code text)
)
SELECT id FROM made

-- name: drop_categories
DELETE FROM questionnaire_category_write WHERE questionnaire_id = :form_id::bigint

-- name: update
WITH sorted AS (
  INSERT INTO questionnaire_category_write (questionnaire_id, system, code)
  SELECT :form_id::bigint, c.system, c.code FROM jsonb_to_recordset(:form_categories::jsonb) AS c (system text, code text)
)
UPDATE questionnaire_write
   SET url = :form_url, version_tag = :form_version, title = :form_title, title_en = :form_title_en, pinyin = :form_pinyin,
       initials = :form_initials, codes = :form_codes, purposes = :form_purposes::text[], first_day = :form_first_day::int,
       last_day = :form_last_day::int, items = :form_items::int, errors = :form_errors::int, resource = :form_text,
       tree_hash = sha256(convert_to(:form_text, 'UTF8')), state = :form_state,
       published_at = CASE WHEN :form_state = 'published' THEN hcrm_now() END
 WHERE id = :form_id::bigint

-- name: retire_published
UPDATE questionnaire_write SET state = 'retired' WHERE url = :form_url AND state = 'published' AND :form_state = 'published'

-- name: draft
SELECT q.url, q.version_tag, q.resource FROM questionnaire AS q WHERE q.id = :form_id::bigint

-- name: find_version
SELECT q.id, q.tree_hash = sha256(convert_to(:form_text, 'UTF8')) AS same
  FROM questionnaire AS q
 WHERE q.url = :form_url AND CASE WHEN :form_version::text IS NULL THEN q.state = 'published' ELSE q.version_tag = :form_version END

-- name: versions
SELECT q.version_tag FROM questionnaire AS q WHERE q.url = :form_url
