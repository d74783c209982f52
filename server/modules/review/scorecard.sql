-- Scorecards. A published one never changes: it is revised as a new draft.

-- name: list
-- sort: name text, code text
SELECT v.* FROM scorecard_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:code::text IS NULL OR v.code = :code)
   AND (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, v.name_en, v.code)), lower(:q)) > 0)

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('id', i.id, 'position', i.position, 'code', i.code, 'section', i.section, 'section_en', i.section_en,
                                                   'text', i.text, 'text_en', i.text_en, 'kind', i.kind, 'max', i.max, 'weight', i.weight::text,
                                                   'may_na', i.may_na, 'hint', i.hint, 'hint_en', i.hint_en) ORDER BY i.position), '[]')
          FROM scorecard_item_scoped AS i WHERE i.scorecard_id = v.id) AS items
  FROM scorecard_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT c.id, c.version, c.state, c.code, c.name, c.name_en, c.note, c.pass_mark,
       (SELECT json_agg(json_build_object('code', i.code, 'section', i.section, 'section_en', i.section_en, 'text', i.text, 'text_en', i.text_en, 'kind', i.kind,
                                          'max', i.max, 'weight', i.weight::text, 'may_na', i.may_na, 'hint', i.hint, 'hint_en', i.hint_en) ORDER BY i.position)
          FROM scorecard_item_scoped AS i WHERE i.scorecard_id = c.id) AS items
  FROM scorecard_scoped AS c WHERE c.id = :id::bigint FOR UPDATE OF c

-- name: create
WITH made AS (
  INSERT INTO scorecard_write (code, name, name_en, note, pass_mark) VALUES (:code, :name, :name_en, :note, :pass_mark::numeric) RETURNING id
), item AS (
  INSERT INTO scorecard_item_write (scorecard_id, position, code, section, section_en, text, text_en, kind, max, weight, may_na, hint, hint_en)
  SELECT made.id, i.n, i.row ->> 'code', nullif(i.row ->> 'section', ''), nullif(i.row ->> 'section_en', ''), i.row ->> 'text', nullif(i.row ->> 'text_en', ''),
         i.row ->> 'kind', coalesce((i.row ->> 'max')::int, 1), coalesce((i.row ->> 'weight')::numeric, 0), coalesce((i.row ->> 'may_na')::boolean, false),
         nullif(i.row ->> 'hint', ''), nullif(i.row ->> 'hint_en', '')
    FROM made, jsonb_array_elements(:items::jsonb) WITH ORDINALITY AS i (row, n)
)
SELECT id FROM made

-- name: drop_items
DELETE FROM scorecard_item_write WHERE scorecard_id = :id::bigint

-- name: update
WITH item AS (
  INSERT INTO scorecard_item_write (scorecard_id, position, code, section, section_en, text, text_en, kind, max, weight, may_na, hint, hint_en)
  SELECT :id::bigint, i.n, i.row ->> 'code', nullif(i.row ->> 'section', ''), nullif(i.row ->> 'section_en', ''), i.row ->> 'text', nullif(i.row ->> 'text_en', ''),
         i.row ->> 'kind', coalesce((i.row ->> 'max')::int, 1), coalesce((i.row ->> 'weight')::numeric, 0), coalesce((i.row ->> 'may_na')::boolean, false),
         nullif(i.row ->> 'hint', ''), nullif(i.row ->> 'hint_en', '')
    FROM jsonb_array_elements(:items::jsonb) WITH ORDINALITY AS i (row, n)
)
UPDATE scorecard_write SET code = :code, name = :name, name_en = :name_en, note = :note, pass_mark = :pass_mark::numeric, version = version + 1
 WHERE id = :id::bigint

-- name: retire_published
UPDATE scorecard_write SET state = 'retired' WHERE code = :old_code AND state = 'published' AND id <> :id::bigint

-- name: set_state
UPDATE scorecard_write
   SET state = :new_state, published_at = CASE WHEN :new_state = 'published' THEN coalesce(published_at, hcrm_now()) ELSE published_at END
 WHERE id = :id::bigint

-- name: revise
WITH made AS (
  INSERT INTO scorecard_write (code, revision, name, name_en, note, pass_mark)
  SELECT c.code, (SELECT max(x.revision) + 1 FROM scorecard_scoped AS x WHERE x.code = c.code), c.name, c.name_en, c.note, c.pass_mark
    FROM scorecard_scoped AS c WHERE c.id = :id::bigint
  RETURNING id
), item AS (
  INSERT INTO scorecard_item_write (scorecard_id, position, code, section, section_en, text, text_en, kind, max, weight, may_na, hint, hint_en)
  SELECT made.id, i.position, i.code, i.section, i.section_en, i.text, i.text_en, i.kind, i.max, i.weight, i.may_na, i.hint, i.hint_en
    FROM made, scorecard_item_scoped AS i WHERE i.scorecard_id = :id::bigint
)
SELECT id FROM made
