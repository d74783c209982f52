-- Roles: sets of permissions, each with how far it reaches.

-- name: list
-- sort: id bigint, code text, name text
SELECT v.* FROM role_view AS v
 WHERE :q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en)), lower(:q::text)) > 0

-- name: get
SELECT v.* FROM role_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT r.id, r.version, r.code, r.name, r.name_en,
       (SELECT coalesce(json_agg(json_build_object('permission', p.permission, 'scope', p.scope)), '[]')
          FROM role_permission AS p WHERE p.role_id = r.id) AS permissions
  FROM role_write AS r WHERE r.id = :id::bigint FOR UPDATE OF r

-- name: create
WITH made AS (
  INSERT INTO role_write (code, name, name_en) VALUES (:code, :name, :name_en) RETURNING id
), held AS (
  INSERT INTO role_permission_write (role_id, permission, scope)
  SELECT m.id, p.permission, p.scope
    FROM made AS m, jsonb_to_recordset(:permissions::jsonb) AS p (permission text, scope text)
)
SELECT id FROM made

-- name: update
WITH wanted AS (
  SELECT p.permission, p.scope FROM jsonb_to_recordset(:permissions::jsonb) AS p (permission text, scope text)
), gone AS (
  DELETE FROM role_permission_write AS w
   WHERE w.role_id = :id::bigint AND NOT EXISTS (SELECT 1 FROM wanted AS p WHERE p.permission = w.permission)
), put AS (
  INSERT INTO role_permission_write AS w (role_id, permission, scope)
  SELECT :id::bigint, p.permission, p.scope FROM wanted AS p
  ON CONFLICT (role_id, permission) DO UPDATE SET scope = excluded.scope WHERE w.scope <> excluded.scope
)
UPDATE role_write SET name = :name, name_en = :name_en, version = version + 1 WHERE id = :id::bigint

-- name: is_own
SELECT EXISTS (SELECT 1 FROM user_role_scoped AS u
                WHERE u.role_id = :id::bigint AND u.user_id = :user_id::bigint) AS own
