-- Sites, departments and staff: who everybody is and where they belong. Locks are taken on the writable
-- views, whose columns may all be read here.

-- name: sites
-- sort: code text, name text
SELECT v.* FROM site_view AS v
 WHERE :q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en)), lower(:q::text)) > 0

-- name: site
SELECT v.* FROM site_view AS v WHERE v.id = :id::bigint

-- name: site_lock
SELECT id, version, parent_id, code, name, name_en, time_zone FROM site_write WHERE id = :id::bigint FOR UPDATE

-- name: site_create
INSERT INTO site_write (parent_id, code, name, name_en, time_zone)
VALUES (:parent_id::bigint, :code, :name, :name_en, :time_zone)
RETURNING id

-- name: site_update
UPDATE site_write SET parent_id = :parent_id::bigint, code = :code, name = :name, name_en = :name_en, time_zone = :time_zone
 WHERE id = :id::bigint

-- name: site_parent
WITH RECURSIVE above AS (
  SELECT s.id, s.parent_id FROM site AS s WHERE s.id = :parent_id::bigint
  UNION SELECT s.id, s.parent_id FROM site AS s JOIN above AS a ON s.id = a.parent_id
)
SELECT EXISTS (SELECT 1 FROM above AS a WHERE a.id = :id::bigint) AS circle

-- name: departments
-- sort: code text, name text
SELECT v.* FROM department_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en, (SELECT s.keys FROM spelling_view AS s WHERE s.name = v.name))), lower(:q::text)) > 0)
   AND (:site_id::bigint[] IS NULL OR v.site_id = ANY (:site_id::bigint[]))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: department
SELECT v.* FROM department_view AS v WHERE v.id = :id::bigint

-- name: department_lock
SELECT id, version, site_id, parent_id, code, kind, name, name_en, retired_at
  FROM department_write WHERE id = :id::bigint FOR UPDATE

-- name: department_create
INSERT INTO department_write (site_id, parent_id, code, kind, name, name_en, retired_at)
VALUES (:site_id::bigint, :parent_id::bigint, :code, :kind, :name, :name_en, :retired_at::timestamptz)
RETURNING id

-- name: department_update
UPDATE department_write
   SET site_id = :site_id::bigint, parent_id = :parent_id::bigint, code = :code, kind = :kind, name = :name,
       name_en = :name_en, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint

-- name: department_parent
SELECT p.site_id = :site_id::bigint AS same_site,
       coalesce(p.id = ANY (hcrm_departments_below(ARRAY[:id::bigint])), false) AS circle
  FROM department AS p WHERE p.id = :parent_id::bigint

-- name: staff
-- sort: pinyin text, number text
SELECT v.* FROM staff_view AS v
 WHERE (:q::text IS NULL
        OR strpos(lower(concat_ws(' ', v.number, v.name, v.initials, replace(v.pinyin, ' ', ''))), lower(:q::text)) > 0
        OR EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = v.id AND p.service_code = hcrm_service_code_key(:q::text)))
   AND (:site_id::bigint[] IS NULL OR v.site_id = ANY (:site_id::bigint[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: member
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', p.id, 'department_id', p.department_id, 'department', d.name, 'department_en', d.name_en,
                 'service_code', p.service_code, 'head', p.head, 'from', lower(p.during),
                 'until', upper(p.during) - 1) ORDER BY lower(p.during) NULLS FIRST, p.id), '[]')
          FROM staff_post AS p JOIN department AS d ON d.id = p.department_id
         WHERE p.staff_id = v.id AND NOT isempty(p.during)) AS posts
  FROM staff_view AS v WHERE v.id = :id::bigint

-- name: member_lock
SELECT s.id, s.version, s.number, s.name, s.pinyin, s.initials, s.title, s.retired_at,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', p.id, 'department_id', p.department_id, 'service_code', p.service_code, 'head', p.head,
                 'from', lower(p.during), 'until', upper(p.during) - 1)), '[]')
          FROM staff_post AS p WHERE p.staff_id = s.id AND NOT isempty(p.during)) AS posts
  FROM staff_write AS s WHERE s.id = :id::bigint FOR UPDATE OF s

-- name: member_create
WITH made AS (
  INSERT INTO staff_write (number, name, pinyin, initials, title, retired_at)
  VALUES (:number, :name, :pinyin, :initials, :title, :retired_at::timestamptz)
  RETURNING id
), posts AS (
  INSERT INTO staff_post_write (staff_id, department_id, service_code, head, during)
  SELECT m.id, p.department_id, p.service_code, coalesce(p.head, false), daterange(p."from", p.until, '[]')
    FROM made AS m, jsonb_to_recordset(coalesce(:posts::jsonb, '[]'))
         AS p (department_id bigint, service_code text, head boolean, "from" date, until date)
)
SELECT id FROM made

-- The rows added are joined with the count of those ended, so that a service code is free before it is
-- given again.
-- name: member_update
WITH wanted AS (
  SELECT * FROM jsonb_to_recordset(coalesce(:posts::jsonb, '[]'))
         AS p (id bigint, department_id bigint, service_code text, head boolean, "from" date, until date)
), ended AS (
  UPDATE staff_post_write AS w SET during = w.during * daterange(NULL, hcrm_today())
   WHERE w.staff_id = :id::bigint AND NOT EXISTS (SELECT 1 FROM wanted AS p WHERE p.id = w.id)
  RETURNING w.id
), changed AS (
  UPDATE staff_post_write AS w
     SET department_id = p.department_id, service_code = p.service_code, head = coalesce(p.head, false),
         during = daterange(p."from", p.until, '[]')
    FROM wanted AS p
   WHERE w.staff_id = :id::bigint AND w.id = p.id AND (SELECT count(*) FROM ended) >= 0
  RETURNING w.id
), added AS (
  INSERT INTO staff_post_write (staff_id, department_id, service_code, head, during)
  SELECT :id::bigint, p.department_id, p.service_code, coalesce(p.head, false), daterange(p."from", p.until, '[]')
    FROM wanted AS p WHERE p.id IS NULL AND (SELECT count(*) FROM changed) >= 0
)
UPDATE staff_write
   SET number = :number, name = :name, pinyin = :pinyin, initials = :initials, title = :title,
       retired_at = :retired_at::timestamptz, version = version + 1
 WHERE id = :id::bigint
