-- Users as an operator on the server's host makes and mends them.

-- name: any
SELECT EXISTS (SELECT FROM app_user_scoped WHERE username NOT IN ('system', 'his')) AS found

-- name: create
INSERT INTO app_user_write (username, password_hash, must_change_password)
VALUES (:account::text, :password_hash::text, true)
RETURNING id

-- name: give_role
INSERT INTO user_role_write (user_id, role_id)
SELECT :account_id::bigint, r.id FROM role AS r WHERE r.code = :role::text
RETURNING id

-- name: reset_password
UPDATE app_user_write
   SET password_hash = :password_hash::text, must_change_password = true, failures = 0, locked_until = NULL
 WHERE username = :account::text AND username NOT IN ('system', 'his')
RETURNING id

-- name: set_state
UPDATE app_user_write SET state = :state::text
 WHERE username = :account::text AND username NOT IN ('system', 'his')
RETURNING id

-- name: end_sessions
UPDATE session SET revoked_at = hcrm_now() WHERE user_id = :account_id::bigint AND revoked_at IS NULL
RETURNING encode(token_hash, 'hex') AS token_hash

-- name: note
SELECT hcrm_audit(:audited::text, 'user', :account_id::bigint, NULL, :reason::text)
