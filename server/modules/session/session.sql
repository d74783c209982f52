-- Signing in and out, one's own settings, and what is told to anybody.

-- name: about
SELECT (SELECT s.name FROM site AS s WHERE s.parent_id IS NULL ORDER BY s.id LIMIT 1) AS hospital,
       (SELECT s.name_en FROM site AS s WHERE s.parent_id IS NULL ORDER BY s.id LIMIT 1) AS hospital_en,
       coalesce(hcrm_setting('sample')::boolean, false) AS sample

-- name: package
-- Which file older clients are offered; any file is another's until it is named here.
SELECT hcrm_setting('client_download') AS file

-- name: sample_users
SELECT u.username, u.name, u.title, u.role, u.role_en FROM sample_user_view AS u ORDER BY u.role_id, u.id LIMIT 60

-- name: user
SELECT u.id, u.username, u.name, u.title, u.language, u.staff_id, f.number AS staff_number, u.department_id, u.department,
       u.department_en, u.site_id, coalesce(s.time_zone, t.time_zone) AS time_zone, s.name AS site, s.name_en AS site_en, t.name AS hospital, t.name_en AS hospital_en,
       (SELECT coalesce(json_agg(o.code ORDER BY x.id), '[]') FROM user_role_scoped AS x JOIN role AS o ON o.id = x.role_id
         WHERE x.user_id = u.id AND x.during @> hcrm_now()) AS roles,
       r.name AS role, r.name_en AS role_en, u.must_change_password,
       coalesce(hcrm_setting('lock_minutes', u.site_id)::int, 10) AS lock_minutes
  FROM app_user_view AS u
  LEFT JOIN staff AS f ON f.id = u.staff_id
  LEFT JOIN site AS s ON s.id = u.site_id
  LEFT JOIN LATERAL (SELECT h.name, h.name_en, h.time_zone FROM site AS h WHERE h.parent_id IS NULL ORDER BY h.id LIMIT 1) AS t ON true
  LEFT JOIN LATERAL (SELECT o.name, o.name_en FROM user_role_scoped AS x JOIN role AS o ON o.id = x.role_id
                      WHERE x.user_id = u.id ORDER BY x.id LIMIT 1) AS r ON true
 WHERE u.id = :session_user::bigint

-- name: permissions
SELECT permission AS name, scope FROM hcrm_user_permissions(:session_user::bigint) ORDER BY permission

-- name: find_token
SELECT user_id, expires_at FROM session WHERE token_hash = decode(:token_hash, 'hex')

-- name: sign_out
UPDATE session SET revoked_at = hcrm_now() WHERE token_hash = decode(:token_hash, 'hex')

-- name: sign_out_others
UPDATE session SET revoked_at = hcrm_now()
 WHERE user_id = :user_id::bigint AND revoked_at IS NULL AND token_hash <> decode(:token_hash, 'hex')

-- name: signed_in
-- Whoever signs in did it: until then the request ran as nobody.
SELECT hcrm_audit('sign-in', 'user', :session_user::bigint)
  FROM set_config('hcrm.user', :session_user::text, true)

-- name: password
SELECT f.username, x.password_hash
  FROM app_user_scoped AS f, hcrm_user_for_sign_in(f.username) AS x
 WHERE f.id = :user_id::bigint

-- name: set_password
UPDATE app_user_write SET password_hash = :password_hash, must_change_password = false
 WHERE id = :user_id::bigint

-- name: set_language
UPDATE app_user_write SET language = :new_language WHERE id = :user_id::bigint
