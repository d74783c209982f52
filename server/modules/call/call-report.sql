-- The figures of calls.

-- name: report
-- One row for each group, the last one of all. A call counts on the day it began, by the clock of its site, whenever it ended.
-- Waiting is that of calls which came in and were answered.
WITH period AS (
  SELECT coalesce(:date_from::date, hcrm_today() - 29) AS first, coalesce(:date_to::date, hcrm_today() + 1) AS last
), counted AS (
  SELECT c.user_id, c.department_id, c.direction, c.state, c.hangup_by, c.started_at AT TIME ZONE s.time_zone AS began,
         CASE WHEN c.ended_at IS NULL THEN 'live' WHEN c.disposition IS NOT NULL THEN c.disposition ELSE c.state END AS result,
         CASE WHEN c.direction = 'in' THEN extract(epoch FROM c.answered_at - c.started_at) END AS waited,
         extract(epoch FROM c.ended_at - c.answered_at) AS talked, c.answered_at IS NOT NULL AS answered
    FROM call_scoped AS c JOIN site AS s ON s.id = c.site_id
   WHERE c.started_at >= (SELECT first FROM period) - 1 AND c.started_at < (SELECT last FROM period) + 1
     AND (c.started_at AT TIME ZONE s.time_zone)::date >= (SELECT first FROM period) AND (c.started_at AT TIME ZONE s.time_zone)::date < (SELECT last FROM period)
     AND (:agent_id::bigint[] IS NULL OR c.user_id = ANY (:agent_id::bigint[]) OR (0 = ANY (:agent_id::bigint[]) AND c.user_id IS NULL))
     AND (:department_id::bigint[] IS NULL OR c.department_id = ANY (:department_id::bigint[]) OR (0 = ANY (:department_id::bigint[]) AND c.department_id IS NULL))
     AND (:direction::text[] IS NULL OR c.direction = ANY (:direction::text[]))
), keyed AS (
  SELECT c.*, CASE :group::text WHEN 'agent' THEN c.user_id WHEN 'department' THEN c.department_id END AS key,
         CASE :group::text WHEN 'hour' THEN to_char(c.began, 'HH24') WHEN 'weekday' THEN to_char(c.began, 'ID') WHEN 'day' THEN c.began::date::text
                           WHEN 'result' THEN c.result WHEN 'direction' THEN c.direction END AS code
    FROM counted AS c
   WHERE (:weekday::text[] IS NULL OR to_char(c.began, 'ID') = ANY (:weekday::text[])) AND (:result::text[] IS NULL OR c.result = ANY (:result::text[]))
), grouped AS (
  SELECT k.key, k.code, grouping(k.key, k.code) = 3 AS is_total, count(*)::int AS calls, count(*) FILTER (WHERE k.direction = 'in')::int AS incoming,
         count(*) FILTER (WHERE k.direction = 'out')::int AS outgoing, count(*) FILTER (WHERE k.answered)::int AS answered,
         count(*) FILTER (WHERE k.state = 'missed')::int AS missed,
         count(*) FILTER (WHERE k.state = 'missed' AND coalesce(k.hangup_by, 'other') = 'other')::int AS abandoned,
         count(*) FILTER (WHERE k.waited <= 20)::int AS prompt, coalesce(round(avg(k.waited)), 0)::int AS wait_mean,
         coalesce(round(percentile_cont(0.5) WITHIN GROUP (ORDER BY k.waited)), 0)::int AS wait_median,
         coalesce(round(percentile_cont(0.9) WITHIN GROUP (ORDER BY k.waited)), 0)::int AS wait_90,
         coalesce(round(sum(k.talked)), 0)::int AS talk_seconds, coalesce(round(avg(k.talked)), 0)::int AS talk_mean
    FROM keyed AS k
   GROUP BY GROUPING SETS ((k.key, k.code), ())
)
SELECT g.key, g.code,
       CASE :group::text WHEN 'agent' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = g.key)
                         WHEN 'department' THEN (SELECT d.name FROM department AS d WHERE d.id = g.key)
                         WHEN 'hour' THEN g.code || ':00' WHEN 'day' THEN g.code END AS label,
       CASE :group::text WHEN 'department' THEN (SELECT d.name_en FROM department AS d WHERE d.id = g.key) END AS label_en,
       g.calls, g.incoming, g.outgoing, g.answered, g.missed, g.abandoned, g.prompt, g.wait_mean, g.wait_median, g.wait_90, g.talk_seconds, g.talk_mean,
       g.is_total, hcrm_now() AS as_at, (SELECT first FROM period) AS date_from, (SELECT last FROM period) AS date_to
  FROM grouped AS g
 ORDER BY g.is_total, g.code, label, g.key
