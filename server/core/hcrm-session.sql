-- Sessions, passwords, and what their users may do.

-- name: find
SELECT u.id, u.staff_id, u.username, (SELECT n.name FROM app_user_name AS n WHERE n.id = u.id) AS name, u.language, u.must_change_password,
       (SELECT i.time_zone FROM site AS i
         WHERE i.id = coalesce((SELECT d.site_id FROM staff_post AS p JOIN department AS d ON d.id = p.department_id
                                 WHERE p.staff_id = u.staff_id ORDER BY p.id LIMIT 1),
                               (SELECT min(f.id) FROM site AS f))) AS zone
  FROM session AS s JOIN app_user_scoped AS u ON u.id = s.user_id
 WHERE s.token_hash = decode(:token_hash, 'hex') AND s.revoked_at IS NULL AND u.state = 'active'
   AND s.expires_at > hcrm_now()
   AND s.seen_at > hcrm_now() - make_interval(hours => :idle_hours::int)

-- name: find_user
SELECT u.id, u.staff_id, u.username, (SELECT n.name FROM app_user_name AS n WHERE n.id = u.id) AS name, u.language, u.must_change_password,
       (SELECT i.time_zone FROM site AS i
         WHERE i.id = coalesce((SELECT d.site_id FROM staff_post AS p JOIN department AS d ON d.id = p.department_id
                                 WHERE p.staff_id = u.staff_id ORDER BY p.id LIMIT 1),
                               (SELECT min(f.id) FROM site AS f))) AS zone
  FROM app_user_scoped AS u
 WHERE u.id = :session_user::bigint AND u.state = 'active'

-- name: permissions
SELECT permission, scope, departments::text, sites::text FROM hcrm_user_permissions(:session_user::bigint)

-- name: seen
UPDATE session SET seen_at = hcrm_now()
 WHERE token_hash = decode(:token_hash, 'hex') AND seen_at < hcrm_now() - interval '1 minute'

-- name: sign_in_find
SELECT id, password_hash, state, coalesce(locked_until > hcrm_now(), false) AS waits
  FROM hcrm_user_for_sign_in(:username::text)

-- name: sign_in_failed
UPDATE app_user_write
   SET failures = failures + 1,
       locked_until = CASE WHEN failures >= 4 THEN hcrm_now() + interval '5 minutes' END
 WHERE id = :session_user::bigint

-- name: sign_in_done
UPDATE app_user_write SET failures = 0, locked_until = NULL WHERE id = :session_user::bigint AND failures > 0

-- name: create
INSERT INTO session (token_hash, user_id, expires_at, address, client)
VALUES (decode(:token_hash, 'hex'), :session_user::bigint, hcrm_now() + make_interval(hours => :hours::int),
        nullif(current_setting('hcrm.address', true), '')::inet, :client)
RETURNING expires_at
