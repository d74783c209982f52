-- What callers are told while their complaint is on its way.

-- name: caller
SELECT c.id, c.site_id, c.number, c.reopened, c.caller_number, to_char(c.due_at AT TIME ZONE hcrm_zone(c.site_id), 'YYYY-MM-DD') AS due_on
  FROM complaint_scoped AS c
 WHERE c.id = :id::bigint AND c.caller_number IS NOT NULL AND c.number_false_at IS NULL AND hcrm_setting('complaint_messages', c.site_id) = 'on'

-- name: addressee
-- How many answers were written to them before, and whether one is still to be sent.
SELECT c.id, c.site_id, c.number, c.caller_number, c.number_verified_at IS NOT NULL AS verified, c.number_false_at IS NOT NULL AS found_false,
       count(m.id) AS written, coalesce(bool_or(m.state IN ('queued', 'blocked', 'sending')), false) AS waiting
  FROM complaint_scoped AS c
  LEFT JOIN message_scoped AS m ON m.activity_id = c.id AND m.template = 'complaint-answer'
 WHERE c.id = :id::bigint
 GROUP BY c.id, c.site_id, c.number, c.caller_number, c.number_verified_at, c.number_false_at

-- name: touch
UPDATE complaint_write SET version = version + 1 WHERE id = :id::bigint

-- name: sent
-- Whose answer went out, and is not told yet.
SELECT c.id, c.version, m.channel, to_char(m.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sent_at
  FROM complaint_scoped AS c
 CROSS JOIN LATERAL (SELECT x.channel, x.sent_at FROM message_scoped AS x
                      WHERE x.activity_id = c.id AND x.template = 'complaint-answer' AND x.state IN ('sent', 'delivered') AND x.created_at >= hcrm_complaint_answer_since(c.id)
                      ORDER BY x.sent_at LIMIT 1) AS m
 WHERE c.state = 'answered'
 ORDER BY c.id FOR UPDATE OF c

-- name: told
UPDATE complaint_write SET state = 'told', told_at = :sent_at::timestamptz, satisfied = NULL WHERE id = :sent_id::bigint

-- name: told_note
SELECT hcrm_complaint_note(:sent_id::bigint, 'complaint.told-in-writing', jsonb_build_object('channel', :sent_by::text))

-- name: unsent
SELECT c.id, c.version FROM complaint_scoped AS c WHERE c.id IN (SELECT f FROM hcrm_complaints_untold() AS f) ORDER BY c.id FOR UPDATE OF c

-- name: untell
UPDATE complaint_write SET state = 'answered', told_at = NULL WHERE id = :unsent_id::bigint

-- name: untell_note
SELECT hcrm_complaint_note(:unsent_id::bigint, 'complaint.untold', '{}')

-- name: receiver
SELECT u AS user_id FROM hcrm_complaint_concerned(:unsent_id::bigint, 'receiver', NULL) AS u
