-- What time alone brings about.

-- name: stale
-- Sites whose calendar or hours changed, NULL for all; or single cases.
DELETE FROM complaint_stale_write WHERE since <= hcrm_now() RETURNING site_id, complaint_id

-- name: settled
SELECT c.id, c.version FROM complaint_scoped AS c
 WHERE c.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AND (:stale_site::bigint IS NULL OR c.site_id = :stale_site::bigint)
   AND (:stale_case::bigint IS NULL OR c.id = :stale_case::bigint)
 ORDER BY c.id FOR UPDATE OF c

-- name: taken
-- Whatever has a clock, ended or not.
SELECT c.id FROM complaint_scoped AS c WHERE c.taken_at IS NOT NULL ORDER BY c.id

-- name: again
-- What could not be done is tried again in an hour.
INSERT INTO complaint_stale_write (complaint_id, since) VALUES (:again_id::bigint, hcrm_now() + interval '1 hour')

-- name: sites
SELECT c.site_id, hcrm_zone(c.site_id) AS zone, hcrm_service_hours_as_of(c.site_id, hcrm_now()) AS hours
  FROM complaint_scoped AS c
 WHERE c.state IN ('taken', 'handling', 'answered', 'mediation') AND c.paused_at IS NULL AND c.due_at < hcrm_now() + interval '60 days'
 GROUP BY c.site_id

-- name: near
-- What is due or nearly so, with every level that nobody was told by yet, nor by one after it.
SELECT c.id, c.version, c.reopened, l.id AS level_id, l.name, l.name_en, l.minutes, l.who, l.role_code,
       to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS due_at,
       to_char(hcrm_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now
  FROM complaint_scoped AS c JOIN complaint_level_view AS l ON l.retired_at IS NULL AND c.grade <= l.grade
 WHERE c.site_id = :near_site::bigint AND c.state IN ('taken', 'handling', 'answered', 'mediation') AND c.paused_at IS NULL
   AND c.due_at < CASE WHEN l.minutes < 0 THEN hcrm_now() + interval '60 days' ELSE hcrm_now() END
   AND NOT EXISTS (SELECT 1 FROM complaint_alert_write AS a JOIN complaint_level_view AS h ON a.cause = 'level:' || h.id
                    WHERE a.complaint_id = c.id AND a.round = c.reopened AND (h.id = l.id OR h.minutes > l.minutes))
 ORDER BY c.id, l.minutes
 LIMIT 5000

-- name: alert
INSERT INTO complaint_alert_write (complaint_id, cause, round, who, role_code)
VALUES (:alert_id::bigint, :alert_cause, :alert_round::int, :alert_who, :alert_role)
ON CONFLICT DO NOTHING

-- name: concerned
SELECT u AS user_id FROM hcrm_complaint_concerned(:alert_id::bigint, :alert_who, ARRAY[:alert_role::text]) AS u

-- name: pass
SELECT hcrm_complaint_note(:alert_id::bigint, 'complaint.level-passed', jsonb_build_object('level', :alert_name::text, 'level_en', :alert_name_en::text))

-- name: note
SELECT hcrm_complaint_note(:alert_id::bigint, 'complaint.reminded', jsonb_build_object('level', :alert_name::text, 'level_en', :alert_name_en::text))
