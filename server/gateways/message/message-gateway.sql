-- Sending what is due.

-- name: expire
UPDATE message_write SET state = 'expired', reason = 'late', reason_detail = NULL
 WHERE id IN (SELECT m.id FROM message_scoped AS m WHERE m.state IN ('queued', 'blocked') AND m.expires_at <= hcrm_now() LIMIT 500 FOR UPDATE SKIP LOCKED)
RETURNING id, version

-- name: stale
-- By itself, so that the next statement sees what each of them is marked for.
SELECT coalesce(array_agg(t), '{}')::text AS patients FROM hcrm_message_take() AS t

-- Waiting, and no longer as it was when it was written: the patient died or refused, the number changed or is wrong.
-- name: changed
SELECT m.id FROM message_scoped AS m JOIN contact_scoped AS c ON c.id = m.contact_id
 WHERE m.patient_id = ANY (:patients::bigint[]) AND m.state = 'queued'
   AND (c.invalid_at IS NOT NULL OR c.number <> m.address
        OR hcrm_message_refusal(m.patient_id, m.purpose, m.purpose = ANY (:care::text[]), m.channel) IS NOT NULL)
 ORDER BY m.id FOR UPDATE OF m

-- Due while nobody looked, and now it is night.
-- name: night
UPDATE message_write SET not_before = hcrm_message_awake(hcrm_now(), site_id), reason = 'night'
 WHERE id IN (SELECT m.id FROM message_scoped AS m
               WHERE m.state = 'queued' AND m.provider <> 'manual' AND m.not_before <= hcrm_now() AND m.purpose <> ALL (:at_night::text[])
                 AND hcrm_message_awake(hcrm_now(), m.site_id) > hcrm_now() LIMIT 500 FOR UPDATE SKIP LOCKED)

-- name: due
SELECT m.id FROM message_scoped AS m
 WHERE m.state = 'queued' AND m.provider <> 'manual' AND m.not_before <= hcrm_now()
 ORDER BY m.not_before, m.id LIMIT 500

-- name: take
UPDATE message_write SET state = 'sending', reason = NULL WHERE id = :message_id::bigint AND state = 'queued' AND not_before <= hcrm_now()

-- name: out
SELECT m.id, m.channel, m.address, m.body, m.language, m.provider FROM message_scoped AS m WHERE m.id = :message_id::bigint AND m.state = 'sending'
