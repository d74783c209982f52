-- Idempotency keys: a request sent twice is carried out once.

-- name: idempotency_find
SELECT pg_try_advisory_xact_lock(hashtextextended(:user_id::text || ' ' || :idempotency_key::text, 0)) AS locked,
       encode(i.request_hash, 'hex') AS request_hash, i.status, i.location, i.etag, i.reply
  FROM (SELECT 1) AS one
  LEFT JOIN idempotency AS i ON i.user_id = :user_id::bigint AND i.key = :idempotency_key::text

-- name: idempotency_store
INSERT INTO idempotency (user_id, key, request_hash, status, location, etag, reply)
VALUES (:user_id::bigint, :idempotency_key::text, decode(:idempotency_hash, 'hex'), :idempotency_status::int,
        :idempotency_location, :idempotency_etag, :idempotency_reply)
