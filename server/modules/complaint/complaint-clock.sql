-- The clock of a complaint: a ledger, and what is read from it.

-- name: add
INSERT INTO complaint_clock_write (complaint_id, kind, at, days, why)
VALUES (:clock_id::bigint, :clock_kind, coalesce(:clock_at::timestamptz, hcrm_now()), :clock_days::int, :clock_why)

-- name: ledger
SELECT k.kind, to_char(k.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
       to_char(k.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at, k.days, k.why
  FROM complaint_clock_scoped AS k WHERE k.complaint_id = :clock_id::bigint ORDER BY k.id

-- name: place
-- as_of: the moment that is asked about; known_at: the same, or when the clock was stopped: what was in time then stays so, whatever
-- becomes of the calendar and the hours.
SELECT c.id, c.version, c.site_id, c.state, hcrm_zone(c.site_id) AS zone, hcrm_service_hours_as_of(c.site_id, x.known_at) AS hours,
       to_char(m.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS as_of,
       to_char(x.known_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS known_at, :clock_as_of::timestamptz > hcrm_now() AS later
  FROM complaint_scoped AS c
 CROSS JOIN LATERAL (SELECT coalesce(:clock_as_of::timestamptz, hcrm_now()) AS as_of) AS m
 CROSS JOIN LATERAL (SELECT coalesce((SELECT min(s.recorded_at) FROM complaint_clock_scoped AS s
                                       WHERE s.complaint_id = c.id AND s.kind = 'stop' AND s.recorded_at <= m.as_of
                                         AND NOT EXISTS (SELECT 1 FROM complaint_clock_scoped AS b
                                                          WHERE b.complaint_id = c.id AND b.id > s.id AND b.kind IN ('start', 'restart', 'resume') AND b.recorded_at <= m.as_of)),
                                     m.as_of) AS known_at) AS x
 WHERE c.id = :clock_id::bigint

-- name: days
SELECT d.day, d.kind, d.name, d.name_en FROM hcrm_calendar_as_of(:clock_site::bigint, coalesce(:clock_known_at::timestamptz, hcrm_now())) AS d

-- name: settle
UPDATE complaint_write SET due_at = :clock_due::timestamptz, paused_at = :clock_paused::timestamptz WHERE id = :clock_id::bigint

-- name: term
-- The term that the grade and the number of departments give now, and the one that the ledger has.
SELECT CASE WHEN x.n > 1 THEN g.days_several ELSE g.days END AS days, x.n, l.days AS was
  FROM complaint_scoped AS c
  JOIN complaint_grade_view AS g ON g.id = c.grade
 CROSS JOIN LATERAL (SELECT count(DISTINCT t.department_id) AS n FROM complaint_task_scoped AS t
                      WHERE t.complaint_id = c.id AND t.round = c.reopened AND t.state NOT IN ('returned', 'withdrawn')) AS x
  LEFT JOIN LATERAL (SELECT k.days FROM complaint_clock_scoped AS k WHERE k.complaint_id = c.id AND k.days IS NOT NULL ORDER BY k.id DESC LIMIT 1) AS l ON true
 WHERE c.id = :clock_id::bigint

-- name: entries
SELECT k.id, k.kind, k.at, k.recorded_at, k.days, k.why, (SELECT u.name FROM app_user_name AS u WHERE u.id = k.user_id) AS "user"
  FROM complaint_clock_scoped AS k
 WHERE k.complaint_id = :clock_id::bigint AND k.recorded_at <= coalesce(:clock_as_of::timestamptz, hcrm_now()) ORDER BY k.id
