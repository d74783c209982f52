-- What patients said in their own words, and what it is about.

-- name: list
-- sort: at timestamptz, pinyin text
SELECT v.* FROM opinion_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:source::text[] IS NULL OR v.source = ANY (:source::text[]))
   AND (:category::text[] IS NULL OR (v.state = 'coded' AND v.categories ?| :category::text[]))
   AND (:day_from::date IS NULL OR v.at >= :day_from::date - 1)
   AND (:day_to::date IS NULL OR v.at < :day_to::date + 1)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:q::text IS NULL OR strpos(lower(v.text), lower(:q::text)) > 0)
   AND ((:day_from::date IS NULL AND :day_to::date IS NULL AND :ward_id::bigint[] IS NULL AND :doctor_id::bigint[] IS NULL
         AND :template_id::bigint[] IS NULL AND :agent_id::bigint[] IS NULL AND :position::int[] IS NULL AND :disease::text[] IS NULL)
        OR EXISTS (SELECT 1 FROM statistic_case_view AS c
                    WHERE c.kind = 'opinion' AND c.id = v.id
                      AND (:day_from::date IS NULL OR c.day >= :day_from::date) AND (:day_to::date IS NULL OR c.day < :day_to::date)
                      AND (:ward_id::bigint[] IS NULL OR coalesce(c.ward_id, 0) = ANY (:ward_id::bigint[]))
                      AND (:doctor_id::bigint[] IS NULL OR coalesce(c.doctor_id, 0) = ANY (:doctor_id::bigint[]))
                      AND (:template_id::bigint[] IS NULL OR coalesce(c.template_id, 0) = ANY (:template_id::bigint[]))
                      AND (:agent_id::bigint[] IS NULL OR coalesce(c.agent_id, 0) = ANY (:agent_id::bigint[]))
                      AND (:position::int[] IS NULL OR c.position = ANY (:position::int[]))
                      AND (:disease::text[] IS NULL OR coalesce(upper(left(c.diagnosis, 3)), '0') = ANY ((SELECT hcrm_disease_keys(:disease::text[]))::text[]))))

-- name: get
SELECT v.* FROM opinion_view AS v WHERE v.id = :id::bigint

-- name: hold
-- One at a time: there may be no row yet that could be locked.
SELECT pg_advisory_xact_lock(hashtextextended('opinion', :id::bigint))

-- name: unknown
SELECT c FROM jsonb_array_elements_text(:categories::jsonb) AS c
 WHERE NOT EXISTS (SELECT 1 FROM opinion_category_view AS k WHERE k.code = c AND k.retired_at IS NULL) LIMIT 1

-- name: code
-- The digest is that of what was read: words that change meanwhile are to be read again.
WITH said AS (
  SELECT v.id, v.response_id, v.attempt_id FROM opinion_view AS v WHERE v.id = :id::bigint
), kept AS (
  INSERT INTO opinion_coding_write AS w (id, response_id, attempt_id, digest)
  SELECT s.id, s.response_id, s.attempt_id, decode(:digest, 'hex') FROM said AS s
  ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, coded_at = hcrm_now(), coded_by = hcrm_user(), version = w.version + 1
  RETURNING id
), gone AS (
  DELETE FROM opinion_code_write AS w USING kept AS k
   WHERE w.opinion_id = k.id AND NOT :categories::jsonb ? w.category
)
INSERT INTO opinion_code_write (opinion_id, category)
SELECT k.id, c FROM kept AS k, jsonb_array_elements_text(:categories::jsonb) AS c
ON CONFLICT DO NOTHING

-- name: categories
-- sort: position int, name text
SELECT v.* FROM opinion_category_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, v.name_en)), lower(:q::text)) > 0)
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: category
SELECT v.* FROM opinion_category_view AS v WHERE v.id = :id::bigint

-- name: category_lock
SELECT w.id, w.version, w.position, w.name, w.name_en, w.retired_at FROM opinion_category_write AS w WHERE w.id = :id::bigint FOR UPDATE

-- name: category_create
-- Where no place is given, the last.
INSERT INTO opinion_category_write (position, name, name_en, retired_at)
VALUES (coalesce(:position::int, (SELECT least(max(v.position) + 1, 999) FROM opinion_category_view AS v)), :name, :name_en, :retired_at::timestamptz)
RETURNING id

-- name: category_update
UPDATE opinion_category_write
   SET position = coalesce(:position::int, position), name = :name, name_en = :name_en, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint
