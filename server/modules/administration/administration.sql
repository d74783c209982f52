-- What administrators keep for everybody: the calendar, settings and scripts.

-- name: holidays
-- sort: day date
SELECT v.* FROM holiday_view AS v
 WHERE (:site_id::bigint[] IS NULL OR v.site_id = ANY (:site_id::bigint[]))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:day_from::date IS NULL OR v.day >= :day_from::date)
   AND (:day_to::date IS NULL OR v.day < :day_to::date)

-- name: holiday
SELECT v.* FROM holiday_view AS v WHERE v.id = :id::bigint

-- name: holiday_lock
SELECT id, version, site_id, day, kind, name, name_en FROM calendar_day_write WHERE id = :id::bigint FOR UPDATE

-- name: holiday_create
INSERT INTO calendar_day_write (site_id, day, kind, name, name_en)
VALUES (:site_id::bigint, :day::date, :kind, :name, :name_en)
RETURNING id

-- name: holiday_update
UPDATE calendar_day_write
   SET site_id = :site_id::bigint, day = :day::date, kind = :kind, name = :name, name_en = :name_en
 WHERE id = :id::bigint

-- name: holiday_set
WITH made AS (
  INSERT INTO calendar_day_write AS w (site_id, day, kind, name, name_en)
  SELECT :site_id::bigint, d.day, d.kind, d.name, d.name_en
    FROM jsonb_to_recordset(:days::jsonb) AS d (day date, kind text, name text, name_en text)
      ON CONFLICT (site_id, day) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_en = excluded.name_en
  RETURNING w.id, w.day
)
SELECT id FROM made ORDER BY day

-- name: settings
-- sort: code text
SELECT v.* FROM setting_view AS v
 WHERE v.code NOT IN ('clock_shift', 'sample') AND (:site_id::bigint[] IS NULL OR v.site_id = ANY (:site_id::bigint[]))

-- name: setting
SELECT v.* FROM setting_view AS v WHERE v.id = :id::bigint AND v.code NOT IN ('clock_shift', 'sample')

-- name: setting_lock
SELECT id, version, code, site_id, value FROM setting_write WHERE id = :id::bigint FOR UPDATE

-- name: setting_create
INSERT INTO setting_write (code, site_id, value) VALUES (:code, :site_id::bigint, :value) RETURNING id

-- name: setting_update
UPDATE setting_write SET value = :value WHERE id = :id::bigint

-- name: scripts
-- sort: code text, name text
SELECT v.* FROM script_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en)), lower(:q::text)) > 0)
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: script
SELECT v.* FROM script_view AS v WHERE v.id = :id::bigint

-- name: script_lock
SELECT id, version, code, name, name_en, text, text_en, retired_at FROM script_write WHERE id = :id::bigint FOR UPDATE

-- name: script_create
INSERT INTO script_write (code, name, name_en, text, text_en)
VALUES (:code, :name, :name_en, :text, :text_en)
RETURNING id

-- name: script_update
UPDATE script_write SET name = :name, name_en = :name_en, text = :text, text_en = :text_en, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint
