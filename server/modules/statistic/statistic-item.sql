-- Which questions are counted, and which answers to them are good or bad.

-- name: list
-- sort: measure text, name text, id bigint
SELECT v.* FROM statistic_item_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, v.name_en, v.item, v.url, v.form, v.form_en)), lower(:q::text)) > 0)
   AND (:measure::text[] IS NULL OR v.measure = ANY (:measure::text[]))
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: get
SELECT v.*, hcrm_form_asking(v.url, v.item) AS questionnaire_id FROM statistic_item_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT w.id, w.version, w.measure, w.url, w.item, w.name, w.name_en, to_jsonb(w.good) AS good, to_jsonb(w.bad) AS bad, w.retired_at
  FROM statistic_item_write AS w WHERE w.id = :id::bigint FOR UPDATE

-- name: asked
SELECT hcrm_form_asking(:url::text, :item::text) IS NOT NULL AS asked

-- name: create
INSERT INTO statistic_item_write (measure, url, item, name, name_en, good, bad)
VALUES (:measure, :url, :item, :name, :name_en, ARRAY (SELECT jsonb_array_elements_text(coalesce(:good::jsonb, '[]'))),
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:bad::jsonb, '[]'))))
RETURNING id

-- name: update
UPDATE statistic_item_write
   SET name = :name, name_en = :name_en, good = ARRAY (SELECT jsonb_array_elements_text(coalesce(:good::jsonb, '[]'))),
       bad = ARRAY (SELECT jsonb_array_elements_text(coalesce(:bad::jsonb, '[]'))), retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint
