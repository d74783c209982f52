-- Users, what they are and may do, and their passwords.

-- `system` and `his` are the product's own, and nobody signs in as these.
-- name: list
-- sort: username text, last_seen_at timestamptz null -infinity
SELECT v.* FROM app_user_view AS v
 WHERE v.username NOT IN ('system', 'his')
   AND (:q::text IS NULL
        OR strpos(lower(concat_ws(' ', v.username, v.name, replace(v.pinyin, ' ', ''))), lower(:q::text)) > 0)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:role_id::bigint[] IS NULL
        OR EXISTS (SELECT 1 FROM user_role_scoped AS r WHERE r.user_id = v.id AND r.role_id = ANY (:role_id::bigint[])))

-- Whom work can be given to: no more of them than that takes.
-- name: colleagues
-- sort: name text
SELECT v.id, v.name, v.pinyin, v.title, v.department_id, v.department, v.department_en
  FROM app_user_view AS v
 WHERE v.state = 'active' AND v.username NOT IN ('system', 'his')
   AND (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, replace(v.pinyin, ' ', ''))), lower(:q::text)) > 0)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:permission::text IS NULL
        OR EXISTS (SELECT 1 FROM user_role_scoped AS r JOIN role_permission AS p ON p.role_id = r.role_id
                    WHERE r.user_id = v.id AND r.during @> hcrm_now() AND p.permission = :permission::text))

-- name: get
SELECT v.* FROM app_user_view AS v WHERE v.id = :id::bigint AND v.username NOT IN ('system', 'his')

-- name: lock
SELECT u.id, u.version, u.username, u.staff_id, u.language, u.state,
       (SELECT coalesce(json_agg(json_build_object('role_id', r.role_id, 'department_id', r.department_id,
                                                   'from', lower(r.during), 'until', upper(r.during))), '[]')
          FROM user_role_scoped AS r WHERE r.user_id = u.id) AS roles
  FROM app_user_scoped AS u WHERE u.id = :id::bigint AND u.username NOT IN ('system', 'his') FOR UPDATE OF u

-- name: create
WITH made AS (
  INSERT INTO app_user_write (username, staff_id, language, password_hash, must_change_password)
  VALUES (:username, :new_staff_id::bigint, :new_language, :password_hash, true)
  RETURNING id
), roles AS (
  INSERT INTO user_role_write (user_id, role_id, department_id, during)
  SELECT m.id, n.role_id, n.department_id, tstzrange(n."from", n.until)
    FROM made AS m, jsonb_to_recordset(coalesce(:roles::jsonb, '[]'))
         AS n (role_id bigint, department_id bigint, "from" timestamptz, until timestamptz)
)
SELECT id FROM made

-- Rows that stay are left as they are, so that the audit names what changed.
-- name: update
WITH wanted AS (
  SELECT n.role_id, n.department_id, tstzrange(n."from", n.until) AS during
    FROM jsonb_to_recordset(coalesce(:roles::jsonb, '[]'))
         AS n (role_id bigint, department_id bigint, "from" timestamptz, until timestamptz)
), gone AS (
  DELETE FROM user_role_write AS w
   WHERE w.user_id = :id::bigint
     AND NOT EXISTS (SELECT 1 FROM wanted AS n
                      WHERE n.role_id = w.role_id AND n.department_id IS NOT DISTINCT FROM w.department_id)
), put AS (
  INSERT INTO user_role_write AS w (user_id, role_id, department_id, during)
  SELECT :id::bigint, n.role_id, n.department_id, n.during FROM wanted AS n
  ON CONFLICT (user_id, role_id, department_id) DO UPDATE SET during = excluded.during
   WHERE w.during <> excluded.during
)
UPDATE app_user_write SET staff_id = :new_staff_id::bigint, language = :new_language, version = version + 1
 WHERE id = :id::bigint

-- What the rows wanted change, and whether one of them reaches beyond those there are.
-- name: compare_roles
WITH wanted AS (
  SELECT n.role_id, n.department_id, tstzrange(n."from", n.until) AS during
    FROM jsonb_to_recordset(coalesce(:roles::jsonb, '[]'))
         AS n (role_id bigint, department_id bigint, "from" timestamptz, until timestamptz)
), held AS (
  SELECT r.role_id, r.department_id, r.during FROM user_role_scoped AS r WHERE r.user_id = :id::bigint
)
SELECT EXISTS (SELECT * FROM wanted EXCEPT SELECT * FROM held)
       OR EXISTS (SELECT * FROM held EXCEPT SELECT * FROM wanted) AS changes,
       EXISTS (SELECT 1 FROM wanted AS n
                WHERE NOT EXISTS (SELECT 1 FROM held AS h
                                   WHERE h.role_id = n.role_id AND h.department_id IS NOT DISTINCT FROM n.department_id
                                     AND n.during <@ h.during)) AS widens

-- name: set_state
UPDATE app_user_write SET state = :new_state, failures = 0, locked_until = NULL WHERE id = :id::bigint

-- name: reset_password
UPDATE app_user_write
   SET password_hash = :password_hash, must_change_password = true, failures = 0, locked_until = NULL
 WHERE id = :id::bigint

-- name: audit_reset
SELECT hcrm_audit('reset-password', 'user', :id::bigint)

-- name: end_sessions
UPDATE session SET revoked_at = hcrm_now()
 WHERE user_id = :id::bigint AND revoked_at IS NULL AND expires_at > hcrm_now()
RETURNING encode(token_hash, 'hex') AS token_hash
