-- What callers are told while their complaint is on its way.

-- name: caller
SELECT c.id, c.site_id, c.number, c.reopened, c.caller_number, to_char(c.due_at AT TIME ZONE hcrm_zone(c.site_id), 'YYYY-MM-DD') AS due_on,
       c.due_at < hcrm_now() AS late
  FROM complaint_scoped AS c
 WHERE c.id = :id::bigint AND c.caller_number IS NOT NULL AND c.number_false_at IS NULL AND hcrm_setting('complaint_messages', c.site_id) = 'on'

-- name: addressee
-- How many answers were written to them before, and whether one is still to be sent.
SELECT c.id, c.site_id, c.number, c.caller_number, c.caller_address, c.number_verified_at IS NOT NULL AS verified, c.number_false_at IS NOT NULL AS found_false,
       count(m.id) AS written, coalesce(bool_or(m.state IN ('queued', 'blocked', 'sending')), false) AS waiting
  FROM complaint_scoped AS c
  LEFT JOIN LATERAL hcrm_complaint_written(c.id) AS m ON true
 WHERE c.id = :id::bigint
 GROUP BY c.id, c.site_id, c.number, c.caller_number, c.caller_address, c.number_verified_at, c.number_false_at

-- name: letter
-- The one written last, with the whole address; that it was shown is noted.
SELECT c.id, c.version, v.number, c.caller_name AS name, w.address, w.body AS text, w.language, w.state,
       concat_ws(' ', o.name, s.name) AS hospital, concat_ws(' · ', coalesce(o.name_en, o.name), coalesce(s.name_en, s.name)) AS hospital_en, v.department,
       v.department_en, hcrm_today(c.site_id) AS today, hcrm_audit('reveal', 'complaint', c.id)::text AS noted
  FROM complaint_scoped AS c
  JOIN complaint_view AS v ON v.id = c.id
  LEFT JOIN site AS s ON s.id = c.site_id AND s.parent_id IS NOT NULL
  LEFT JOIN site AS o ON o.id = (SELECT min(n.id) FROM site AS n WHERE n.parent_id IS NULL)
 CROSS JOIN LATERAL (SELECT x.* FROM hcrm_complaint_written(c.id) AS x WHERE x.channel = 'letter' AND x.state IN ('queued', 'sent') ORDER BY x.id DESC LIMIT 1) AS w
 WHERE c.id = :id::bigint

-- name: to_post
-- The letter that waits, and whether it can have been posted on that day; when it was, as far as is known.
SELECT w.id, :posted_on::date > hcrm_today(c.site_id) AS later, :posted_on::date < (w.created_at AT TIME ZONE hcrm_zone(c.site_id))::date AS early,
       to_char(least(hcrm_now(), greatest(w.created_at, (:posted_on::date + time '12:00') AT TIME ZONE hcrm_zone(c.site_id))) AT TIME ZONE 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS posted_at
  FROM complaint_scoped AS c
 CROSS JOIN LATERAL (SELECT x.* FROM hcrm_complaint_written(c.id) AS x WHERE x.channel = 'letter' AND x.state = 'queued' ORDER BY x.id DESC LIMIT 1) AS w
 WHERE c.id = :id::bigint

-- name: posted
UPDATE message_write SET state = 'sent', reason = NULL, reason_detail = NULL, sent_at = :sent_at::timestamptz, sent_by = hcrm_user() WHERE id = :letter_id::bigint

-- name: on_its_way
SELECT w.id FROM complaint_scoped AS c
 CROSS JOIN LATERAL (SELECT x.id FROM hcrm_complaint_written(c.id) AS x WHERE x.channel = 'letter' AND x.state IN ('sent', 'delivered') ORDER BY x.id DESC LIMIT 1) AS w
 WHERE c.id = :id::bigint

-- name: came_back
UPDATE message_write SET state = 'failed', reason = 'returned', reason_detail = :reason WHERE id = :letter_id::bigint

-- name: untold
SELECT f AS id FROM hcrm_complaints_untold() AS f WHERE f = :id::bigint

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
UPDATE complaint_write SET state = 'answered', told_at = NULL, closed_as = NULL, closed_at = NULL WHERE id = :unsent_id::bigint

-- name: untell_note
SELECT hcrm_complaint_note(:unsent_id::bigint, 'complaint.untold', '{}')

-- name: receiver
SELECT u AS user_id FROM hcrm_complaint_concerned(:unsent_id::bigint, 'receiver', NULL) AS u
