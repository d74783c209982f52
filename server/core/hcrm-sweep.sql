-- What the core tidies now and then.

-- name: idempotency
DELETE FROM idempotency
 WHERE (user_id, key) IN (SELECT user_id, key FROM idempotency
                           WHERE created_at < hcrm_now() - interval '30 days' ORDER BY created_at LIMIT 10000)

-- Those that were ended by whatever means since the last sweep or two are told again: their WebSockets close.
-- name: sessions
WITH ended AS (
  UPDATE session AS s SET revoked_at = hcrm_now()
   WHERE revoked_at IS NULL
     AND (expires_at <= hcrm_now() OR seen_at <= hcrm_now() - make_interval(hours => :idle_hours::int)
          OR EXISTS (SELECT FROM app_user_scoped AS u WHERE u.id = s.user_id AND u.state <> 'active'))
  RETURNING token_hash
)
SELECT encode(token_hash, 'hex') AS token_hash FROM ended
UNION
SELECT encode(token_hash, 'hex') FROM session WHERE revoked_at > hcrm_now() - interval '70 seconds'

-- name: old_sessions
DELETE FROM session WHERE expires_at < hcrm_now() - interval '30 days'

-- name: claims
DELETE FROM claim_write WHERE expires_at <= hcrm_now() RETURNING activity_id
