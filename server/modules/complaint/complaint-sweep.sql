-- What time alone brings about.

-- name: stale
-- Sites whose calendar or hours changed; NULL for all.
DELETE FROM complaint_stale_write RETURNING site_id

-- name: settled
SELECT c.id, c.version FROM complaint_scoped AS c
 WHERE c.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AND (:stale_site::bigint IS NULL OR c.site_id = :stale_site::bigint)
 ORDER BY c.id FOR UPDATE OF c

-- name: sites
SELECT c.site_id, hcrm_zone(c.site_id) AS zone, coalesce(hcrm_setting('service_hours', c.site_id), '08:00-17:30') AS hours
  FROM complaint_scoped AS c
 WHERE c.state IN ('taken', 'handling', 'answered', 'mediation') AND c.paused_at IS NULL AND c.due_at < hcrm_now() + interval '60 days'
 GROUP BY c.site_id

-- name: near
-- What is due or nearly so, with every level that nobody was told by yet.
SELECT c.id, c.version, c.reopened, l.id AS level_id, l.name, l.name_en, l.minutes, l.who, l.role_code,
       to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS due_at,
       to_char(hcrm_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now
  FROM complaint_scoped AS c JOIN complaint_level_view AS l ON l.retired_at IS NULL AND c.grade <= l.grade
 WHERE c.site_id = :near_site::bigint AND c.state IN ('taken', 'handling', 'answered', 'mediation') AND c.paused_at IS NULL
   AND c.due_at < CASE WHEN l.minutes < 0 THEN hcrm_now() + interval '60 days' ELSE hcrm_now() END
   AND NOT EXISTS (SELECT 1 FROM complaint_alert_write AS a WHERE a.complaint_id = c.id AND a.cause = 'level:' || l.id AND a.round = c.reopened)
 ORDER BY c.id, l.minutes
 LIMIT 5000

-- name: alert
INSERT INTO complaint_alert_write (complaint_id, cause, round, who, role_code)
VALUES (:alert_id::bigint, :alert_cause, :alert_round::int, :alert_who, :alert_role)
ON CONFLICT DO NOTHING

-- name: note
SELECT hcrm_complaint_note(:alert_id::bigint, 'complaint.reminded', jsonb_build_object('level', :alert_name::text, 'level_en', :alert_name_en::text))
