-- Classes, grades and levels of escalation as people keep them.

-- name: classes
-- sort: code text
SELECT v.* FROM complaint_class_view AS v
 WHERE (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)
   AND (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en, v.words)), lower(:q)) > 0)

-- name: class
SELECT v.* FROM complaint_class_view AS v WHERE v.id = :id::bigint

-- name: class_lock
SELECT k.id, k.version, k.code, k.parent_code, k.name, k.name_en, array_to_string(k.words, ' ') AS words, k.retired_at
  FROM complaint_class_write AS k WHERE k.id = :id::bigint FOR UPDATE

-- name: class_create
INSERT INTO complaint_class_write (code, parent_code, name, name_en, words, retired_at)
VALUES (:code, :parent_code, :name, :name_en, array_remove(regexp_split_to_array(coalesce(:words, ''), '[[:space:],，、]+'), ''), :retired_at::timestamptz)
RETURNING id

-- name: class_update
UPDATE complaint_class_write
   SET parent_code = :parent_code, name = :name, name_en = :name_en, words = array_remove(regexp_split_to_array(coalesce(:words, ''), '[[:space:],，、]+'), ''),
       retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint

-- name: class_above
WITH RECURSIVE above AS (
  SELECT k.code, k.parent_code FROM complaint_class_view AS k WHERE k.code = :parent_code
  UNION SELECT k.code, k.parent_code FROM complaint_class_view AS k JOIN above AS a ON k.code = a.parent_code
)
SELECT EXISTS (SELECT 1 FROM above AS a JOIN complaint_class_view AS k ON k.code = a.code WHERE k.id = :id::bigint) AS circle

-- name: grades
-- sort: id bigint
SELECT v.* FROM complaint_grade_view AS v

-- name: grade
SELECT v.* FROM complaint_grade_view AS v WHERE v.id = :id::bigint

-- name: grade_lock
SELECT g.id, g.version, g.name, g.name_en, g.days, g.days_several, array_to_string(g.tell, ' ') AS tell, array_to_string(g.words, ' ') AS words
  FROM complaint_grade_write AS g WHERE g.id = :id::bigint FOR UPDATE

-- name: grade_update
UPDATE complaint_grade_write
   SET name = :name, name_en = :name_en, days = :days::int, days_several = :days_several::int,
       tell = array_remove(regexp_split_to_array(coalesce(:tell, ''), '[[:space:],，、]+'), ''),
       words = array_remove(regexp_split_to_array(coalesce(:words, ''), '[[:space:],，、]+'), '')
 WHERE id = :id::bigint

-- name: role_names
-- Whom a level, a grade or a rule may tell.
SELECT r.id, r.code, r.name, r.name_en FROM role AS r ORDER BY r.id

-- name: roles
SELECT string_agg(t, ' ') AS unknown FROM unnest(regexp_split_to_array(coalesce(:tell, ''), '[[:space:],，、]+')) AS t
 WHERE t <> '' AND NOT EXISTS (SELECT 1 FROM role AS r WHERE r.code = t)

-- name: levels
-- sort: minutes int
SELECT v.* FROM complaint_level_view AS v
 WHERE (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: level
SELECT v.* FROM complaint_level_view AS v WHERE v.id = :id::bigint

-- name: level_lock
SELECT l.id, l.version, l.name, l.name_en, l.minutes, l.who, l.role_code, l.grade, l.retired_at FROM complaint_level_write AS l WHERE l.id = :id::bigint FOR UPDATE

-- name: level_create
INSERT INTO complaint_level_write (name, name_en, minutes, who, role_code, grade, retired_at)
VALUES (:name, :name_en, :minutes::int, :who, :role_code, :grade::int, :retired_at::timestamptz)
RETURNING id

-- name: level_update
UPDATE complaint_level_write
   SET name = :name, name_en = :name_en, minutes = :minutes::int, who = :who, role_code = :role_code, grade = :grade::int, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint

-- name: rules
-- sort: id bigint
SELECT v.* FROM complaint_warning_rule_view AS v
 WHERE (:enabled::boolean IS NULL OR v.enabled = :enabled::boolean)

-- name: rule
SELECT v.* FROM complaint_warning_rule_view AS v WHERE v.id = :id::bigint

-- name: rule_lock
SELECT r.id, r.version, r.name, r.name_en, r.kind, array_to_string(r.words, ' ') AS words, r.grade, r.least, r.days, r.likeness, r.ratio, r.run_length, r.weeks,
       array_to_string(r.tell, ' ') AS tell, r.enabled
  FROM complaint_warning_rule_write AS r WHERE r.id = :id::bigint FOR UPDATE

-- name: rule_create
INSERT INTO complaint_warning_rule_write (name, name_en, kind, words, grade, least, days, likeness, ratio, run_length, weeks, tell, enabled)
VALUES (:name, :name_en, :kind, array_remove(regexp_split_to_array(coalesce(:words, ''), '[[:space:],，、]+'), ''), :grade::int, :least::int,
        coalesce(:days::int, 3), coalesce(:likeness::int, 35), :ratio::numeric, :run_length::int, :weeks::int,
        array_remove(regexp_split_to_array(coalesce(:tell, ''), '[[:space:],，、]+'), ''), coalesce(:enabled::boolean, true))
RETURNING id

-- name: rule_update
UPDATE complaint_warning_rule_write
   SET name = :name, name_en = :name_en, kind = :kind, words = array_remove(regexp_split_to_array(coalesce(:words, ''), '[[:space:],，、]+'), ''),
       grade = :grade::int, least = :least::int, days = coalesce(:days::int, 3), likeness = coalesce(:likeness::int, 35), ratio = :ratio::numeric,
       run_length = :run_length::int, weeks = :weeks::int, tell = array_remove(regexp_split_to_array(coalesce(:tell, ''), '[[:space:],，、]+'), ''),
       enabled = coalesce(:enabled::boolean, true)
 WHERE id = :id::bigint
