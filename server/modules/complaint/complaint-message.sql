-- What callers are told while their complaint is on its way.

-- name: caller
SELECT c.id, c.site_id, c.number, c.reopened, c.caller_number, to_char(c.due_at AT TIME ZONE hcrm_zone(c.site_id), 'YYYY-MM-DD') AS due_on
  FROM complaint_scoped AS c
 WHERE c.id = :id::bigint AND c.caller_number IS NOT NULL AND c.number_false_at IS NULL AND hcrm_setting('complaint_messages', c.site_id) = 'on'
