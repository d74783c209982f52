-- Drafts, saved views, and what waits today.

-- name: draft_put
INSERT INTO draft_scoped AS d (user_id, kind, ref, content)
VALUES (:user_id::bigint, :kind, :ref, :content::jsonb)
ON CONFLICT (user_id, kind, ref) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at
RETURNING saved_at

-- name: draft_get
SELECT content, saved_at FROM draft_scoped WHERE kind = :kind AND ref = :ref

-- name: draft_delete
DELETE FROM draft_scoped WHERE kind = :kind AND ref = :ref

-- name: view_list
-- sort: name text
SELECT v.* FROM saved_view_view AS v
 WHERE v.retired_at IS NULL AND (:page::text IS NULL OR v.page = :page)

-- name: view_get
SELECT v.* FROM saved_view_view AS v WHERE v.id = :id::bigint

-- name: view_lock
SELECT * FROM saved_view_scoped WHERE id = :id::bigint FOR UPDATE

-- name: view_create
INSERT INTO saved_view_write (page, name, content) VALUES (:page, :name, :content::jsonb) RETURNING id

-- name: view_update
UPDATE saved_view_write SET page = :page, name = :name, content = :content::jsonb WHERE id = :id::bigint

-- name: view_retire
UPDATE saved_view_write SET retired_at = hcrm_now() WHERE id = :id::bigint

-- The queues, each counted up to 1,000. :works and the like say what the user may do.

-- name: today_counts
SELECT json_build_object('total', count(w.due_on), 'urgent', count(*) FILTER (WHERE w.due_on < d.today)) AS worklist,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE m.due_on < d.today))
          FROM (SELECT t.due_on FROM followup_task_scoped AS t
                 WHERE t.id = ANY ((SELECT hcrm_calls_mine(:user_id::bigint, :staff_id::bigint))::bigint[])
                   AND t.state = 'open' AND t.due_on <= d.today LIMIT 1000) AS m) AS mine,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE u.decide_by <= hcrm_now()))
          FROM (SELECT hcrm_decide_by(e.ended_at, e.site_id) AS decide_by FROM encounter_scoped AS e
                 WHERE e.followup_decision = 'undecided' AND :decides::boolean
                   AND (e.attending_id = ANY ((SELECT hcrm_stands_for(:staff_id::bigint))::bigint[])
                        OR e.id = ANY ((SELECT hcrm_undecided_besides(:staff_id::bigint))::bigint[])
                        OR (e.department_id = ANY ((SELECT hcrm_leads(:staff_id::bigint))::bigint[])
                            AND (hcrm_decide_by(e.ended_at, e.site_id) <= (SELECT hcrm_now()) OR hcrm_doctor_left(e.id) IS NULL)))
                 LIMIT 1000) AS u) AS undecided,
       json_build_object('total', CASE WHEN :replays::boolean THEN (SELECT count(*) FROM (SELECT 1 FROM dead_letter_view AS l WHERE l.state = 'dead' LIMIT 1000) AS x) ELSE 0 END) AS dead_letters,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE m.state = 'blocked'))
          FROM (SELECT x.state FROM message_scoped AS x
                 WHERE (x.state = 'blocked' OR (x.state = 'queued' AND x.provider = 'manual' AND x.not_before <= hcrm_now())) AND :sends::boolean LIMIT 1000) AS m) AS messages,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE v.urgent))
          FROM (SELECT q.state = 'open' AND (q.due_at < hcrm_now() OR q.severity = 'critical') AS urgent FROM question_view AS q
                 WHERE q.state IN ('open', 'returned', 'answered') AND q.mine
                   AND CASE q.state WHEN 'open' THEN :answers::boolean ELSE :asks::boolean END LIMIT 1000) AS v) AS questions,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE x.due_at < hcrm_now() AND x.paused_at IS NULL))
          FROM (SELECT v.due_at, v.paused_at FROM hcrm_complaint_tasks_mine() AS m JOIN complaint_task_view AS v ON v.id = m
                 WHERE :complaints::boolean LIMIT 1000) AS x) AS shares,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE x.due_at < hcrm_now() AND x.paused_at IS NULL))
          FROM (SELECT c.due_at, c.paused_at FROM hcrm_complaints_mine() AS m JOIN complaint_scoped AS c ON c.id = m
                 WHERE :complaints::boolean AND c.id NOT IN (SELECT t.complaint_id FROM hcrm_complaint_tasks_mine() AS f JOIN complaint_task_scoped AS t ON t.id = f)
                 LIMIT 1000) AS x) AS complaints,
       (SELECT json_build_object('total', count(*), 'urgent', count(*)) FROM complaint_warning_view AS w
         WHERE :watches::boolean AND w.state = 'open' AND w.mine) AS warnings,
       (SELECT json_build_object('total', count(*), 'urgent', count(*) FILTER (WHERE r.due_on < d.today OR r.waits = 'settle'))
          FROM hcrm_reviews_mine(:settles::boolean) AS r WHERE :reviews::boolean) AS reviews
  FROM (SELECT hcrm_today() AS today) AS d
  LEFT JOIN LATERAL (SELECT t.due_on FROM followup_task_scoped AS t
                      WHERE t.owner = 'centre' AND t.state = 'open' AND t.due_on <= d.today AND :works::boolean LIMIT 1000) AS w ON true
 GROUP BY d.today

-- name: today_stats
WITH day AS MATERIALIZED (
  SELECT s.today, s.today::timestamp AT TIME ZONE s.zone AS starts, s.zone
    FROM (SELECT hcrm_today() AS today, (SELECT time_zone FROM site ORDER BY id LIMIT 1) AS zone) AS s
), mine AS MATERIALIZED (
  SELECT a.activity_id, a.started_at, a.disposition IN (SELECT c.code FROM code AS c WHERE c.system = 'disposition' AND c.parent = 'reached') AS reached, a.started_at >= day.starts AS of_today
    FROM day, attempt_scoped AS a
   WHERE a.user_id = :user_id::bigint AND a.started_at >= day.starts - interval '6 days'
)
SELECT (SELECT count(DISTINCT m.activity_id) FROM mine AS m JOIN followup_task_scoped AS t ON t.id = m.activity_id
         WHERE m.of_today AND t.state = 'done') AS done_today,
       (SELECT count(*) FROM mine WHERE of_today AND reached) AS reached_today,
       (SELECT count(*) FROM mine WHERE of_today) AS attempts_today,
       (SELECT count(*) FROM mine) AS attempts_7d,
       (SELECT count(*) FROM mine WHERE reached) AS reached_7d,
       (SELECT count(*) FROM (SELECT 1 FROM followup_task_scoped AS t, day
                               WHERE t.state = 'open' AND t.due_on < day.today
                                 AND CASE WHEN :works::boolean THEN t.owner = 'centre'
                                          ELSE t.id = ANY ((SELECT hcrm_calls_mine(:user_id::bigint, :staff_id::bigint))::bigint[]) END
                               LIMIT 10000) AS o) AS overdue,
       coalesce(hcrm_setting('done_goal', (SELECT s.site_id FROM staff_view AS s WHERE s.id = :staff_id::bigint))::int, 40) AS done_goal,
       (SELECT coalesce(json_agg(json_build_object('hour', h.hour, 'reached', h.reached, 'not_reached', h.n - h.reached) ORDER BY h.hour), '[]')
          FROM (SELECT extract(hour FROM m.started_at AT TIME ZONE day.zone)::int AS hour, count(*) AS n,
                       count(*) FILTER (WHERE m.reached) AS reached
                  FROM mine AS m, day WHERE m.of_today GROUP BY 1) AS h) AS by_hour,
       (SELECT coalesce(json_agg(json_build_object('user_id', g.user_id, 'name', n.name, 'done', g.done, 'state', g.state)
                                 ORDER BY g.done DESC, g.user_id), '[]')
          FROM (SELECT a.user_id, count(DISTINCT a.activity_id) FILTER (WHERE t.state = 'done') AS done,
                       CASE WHEN EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.user_id = a.user_id AND k.expires_at > hcrm_now())
                            THEN 'working' ELSE 'idle' END AS state
                  FROM attempt_scoped AS a JOIN day ON a.started_at >= day.starts
                  LEFT JOIN followup_task_scoped AS t ON t.id = a.activity_id
                 WHERE :manages::boolean
                 GROUP BY a.user_id ORDER BY 2 DESC LIMIT 50) AS g
          JOIN app_user_name AS n ON n.id = g.user_id) AS agents

-- What waits for the user, most urgent first: complaints, reviews, alarms and questions, decisions, their own calls, and the centre's list.

-- name: today_items
WITH day AS MATERIALIZED (SELECT hcrm_today() AS today, hcrm_now() AS now),
undecided AS (
  SELECT v.* FROM encounter_view AS v
   WHERE v.followup_decision = 'undecided' AND :decides::boolean
     AND (v.attending_id = ANY ((SELECT hcrm_stands_for(:staff_id::bigint))::bigint[])
          OR v.id = ANY ((SELECT hcrm_undecided_besides(:staff_id::bigint))::bigint[])
          OR (v.department_id = ANY ((SELECT hcrm_leads(:staff_id::bigint))::bigint[])
              AND (v.decide_by <= (SELECT now FROM day) OR hcrm_doctor_left(v.id) IS NULL)))
   ORDER BY v.ended_at LIMIT 30
), mine AS (
  SELECT v.* FROM followup_task_view AS v
   WHERE v.id = ANY ((SELECT hcrm_calls_mine(:user_id::bigint, :staff_id::bigint))::bigint[])
     AND v.state = 'open' AND v.due_on <= (SELECT today FROM day)
   ORDER BY v.due_on, v.id LIMIT 30
), centre AS (
  SELECT v.* FROM followup_task_view AS v
   WHERE v.owner = 'centre' AND v.state = 'open' AND v.due_on <= (SELECT today FROM day) AND v.assignee_id IS NULL AND :works::boolean
   ORDER BY v.due_on, v.id LIMIT 30
), asked AS (
  SELECT v.* FROM question_view AS v
   WHERE v.state IN ('open', 'returned', 'answered') AND v.mine AND CASE v.state WHEN 'open' THEN :answers::boolean ELSE :asks::boolean END
   ORDER BY v.due_at, v.id LIMIT 30
), shares AS (
  SELECT v.* FROM hcrm_complaint_tasks_mine() AS m JOIN complaint_task_view AS v ON v.id = m
   WHERE :complaints::boolean ORDER BY v.due_at, v.id LIMIT 30
), complaints AS (
  SELECT v.* FROM hcrm_complaints_mine() AS m JOIN complaint_view AS v ON v.id = m
   WHERE :complaints::boolean AND v.id NOT IN (SELECT s.complaint_id FROM shares AS s)
   ORDER BY v.due_at, v.id LIMIT 30
), reviews AS (
  SELECT v.*, m.waits, m.due_on AS score_by FROM hcrm_reviews_mine(:settles::boolean) AS m JOIN review_view AS v ON v.id = m.id
   WHERE :reviews::boolean ORDER BY m.due_on NULLS LAST, m.id LIMIT 30
), waiting AS (
  SELECT 'complaint_task' AS kind, s.id, s.version, s.patient_id, s.patient, NULL::text AS sex, NULL::date AS birth_date, NULL::date AS due_on,
         CASE WHEN s.paused_at IS NULL THEN s.due_at END AS due_at,
         CASE WHEN s.bucket = 'overdue' THEN 'now' WHEN s.bucket = 'today' OR s.state = 'assigned' THEN 'today' ELSE 'later' END AS urgency, s.state,
         NULL::text AS template, NULL::text AS template_en, NULL::int AS position, NULL::int AS n_steps, NULL::int AS offset_days,
         NULL::text AS diagnosis, NULL::text AS diagnosis_en, s.department, s.department_en, NULL::text AS phone, NULL::text AS last_disposition, 0 AS attempts,
         NULL::timestamptz AS decide_by, -1 AS place, s.matter, NULL::text AS matter_en, NULL::text AS severity, NULL::jsonb AS handed,
         s.number, NULL::text AS caller_name
    FROM shares AS s
   UNION ALL
  SELECT 'complaint', c.id, c.version, c.patient_id, c.patient, c.sex, c.birth_date, NULL, CASE WHEN c.bucket IS NOT NULL THEN c.due_at END,
         CASE WHEN c.bucket = 'overdue' THEN 'now' WHEN c.bucket = 'today' OR c.state IN ('taken', 'answered') THEN 'today' ELSE 'later' END, c.state,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.department, c.department_en, NULL, c.last_disposition, c.attempts::int, NULL, -1,
         c.matter, NULL, NULL, NULL, c.number, c.caller_name
    FROM complaints AS c
   UNION ALL
  SELECT CASE r.waits WHEN 'see' THEN 'review_result' ELSE 'review' END, r.id, r.version, r.patient_id, r.patient, NULL, NULL, r.score_by, NULL,
         CASE WHEN r.waits = 'settle' OR r.score_by < day.today THEN 'now' WHEN r.waits = 'see' OR r.score_by = day.today THEN 'today' ELSE 'later' END, r.state,
         r.scorecard, r.scorecard_en, NULL, NULL, NULL, NULL, NULL, r.department, r.department_en, NULL, NULL, 0, NULL, 1, NULL, NULL, NULL, NULL, NULL, r.subject
    FROM reviews AS r, day
   UNION ALL
  SELECT CASE q.kind WHEN 'alarm' THEN 'alarm' ELSE 'question' END AS kind, q.id, q.version, q.patient_id, q.patient, q.sex, q.birth_date,
         NULL::date AS due_on, CASE q.state WHEN 'open' THEN q.due_at ELSE q.answered_at END AS due_at,
         CASE WHEN q.state = 'answered' OR (q.state = 'open' AND (q.due_at < day.now OR q.severity = 'critical')) THEN 'now' ELSE 'today' END AS urgency,
         q.state, NULL::text AS template, NULL::text AS template_en, NULL::int AS position, NULL::int AS n_steps, NULL::int AS offset_days,
         q.diagnosis, q.diagnosis_en, q.department, q.department_en, NULL::text AS phone, q.last_disposition, q.attempts, NULL::timestamptz AS decide_by,
         -1 AS place, q.matter, q.matter_en, q.severity, NULL::jsonb AS handed,
         NULL::text AS number, NULL::text AS caller_name
    FROM asked AS q, day
   UNION ALL
  SELECT 'encounter' AS kind, u.id, u.version, u.patient_id, u.patient, u.sex, u.birth_date, NULL::date AS due_on, u.decide_by AS due_at,
         CASE WHEN u.decide_by < day.now THEN 'now' ELSE 'today' END AS urgency, u.followup_decision AS state, NULL::text AS template,
         NULL::text AS template_en, NULL::int AS position, NULL::int AS n_steps, NULL::int AS offset_days, u.diagnosis, u.diagnosis_en, u.department,
         u.department_en, NULL::text AS phone, NULL::text AS last_disposition, 0 AS attempts, u.decide_by, 0 AS place, NULL::text AS matter, NULL::text AS matter_en, NULL::text AS severity,
         u.handed, NULL, NULL
    FROM undecided AS u, day
   UNION ALL
  SELECT 'followup_task', t.id, t.version, t.patient_id, t.patient, t.sex, t.birth_date, t.due_on, t.not_before,
         CASE WHEN t.not_before > day.now THEN 'later' WHEN t.due_on < day.today THEN 'now' ELSE 'today' END, t.state, t.template, t.template_en, t.position, t.n_steps,
         t.offset_days, t.diagnosis, t.diagnosis_en, t.department, t.department_en, t.phone, t.last_disposition, t.attempts, NULL, t.place, NULL, NULL, NULL,
         t.handed, NULL, NULL
    FROM (SELECT m.*, 1 AS place FROM mine AS m UNION ALL SELECT c.*, 2 FROM centre AS c) AS t, day
)
SELECT w.kind, w.id, w.version, w.patient_id, w.patient, w.sex, w.birth_date, w.due_on, w.due_at, w.urgency, w.state, w.template, w.template_en,
       w.position, w.n_steps, w.offset_days, w.diagnosis, w.diagnosis_en, w.department, w.department_en, w.phone, w.last_disposition,
       w.attempts, w.decide_by, w.matter, w.matter_en, w.severity, w.handed, w.number,
       w.caller_name
  FROM waiting AS w
 ORDER BY array_position(ARRAY['now', 'today', 'later'], w.urgency), w.place, coalesce(w.due_on::timestamptz, w.due_at), w.id
 LIMIT 60
