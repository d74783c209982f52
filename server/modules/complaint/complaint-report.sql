-- The figures of complaints.

-- name: period
SELECT coalesce(:date_from::date, hcrm_today() - 29) AS first, coalesce(:date_to::date, hcrm_today() + 1) AS last

-- name: report
-- One row for each group, the last one of all. Those with the same keys are counted together first (of weeks and months, those of
-- one day); in a group with several keys each counts in every one of them, but once of all. The period is bound and not worked out
-- here, for on its length it depends which way is the shortest.
WITH counted AS (
  SELECT CASE :group::text WHEN 'department' THEN c.about_departments WHEN 'person' THEN c.about_staff WHEN 'handler' THEN c.handlers
                           WHEN 'grade' THEN ARRAY[c.grade] WHEN 'agent' THEN ARRAY[c.first_receiver_id] END AS keys,
         CASE :group::text WHEN 'class' THEN c.natures WHEN 'about_kind' THEN c.about_kinds WHEN 'channel' THEN ARRAY[c.channel] END AS codes,
         CASE WHEN :group::text IN ('week', 'month') THEN c.day END AS day,
         count(*)::int AS received, count(*) FILTER (WHERE c.on_spot)::int AS on_spot, count(*) FILTER (WHERE c.ended)::int AS ended,
         count(*) FILTER (WHERE c.on_time)::int AS on_time, count(*) FILTER (WHERE c.told)::int AS told, count(*) FILTER (WHERE c.contented)::int AS contented,
         count(*) FILTER (WHERE c.reopened)::int AS reopened, count(*) FILTER (WHERE c.unclosed)::int AS unclosed
    FROM complaint_case_view AS c
   WHERE c.received AND c.at >= :period_first::date - 1 AND c.at < :period_last::date + 1
     AND c.day >= :period_first::date AND c.day < :period_last::date
     AND (:about_department_id::bigint[] IS NULL OR c.about_departments && :about_department_id::bigint[] OR (0 = ANY (:about_department_id::bigint[]) AND c.about_departments = '{}'))
     AND (:about_staff_id::bigint[] IS NULL OR c.about_staff && :about_staff_id::bigint[] OR (0 = ANY (:about_staff_id::bigint[]) AND c.about_staff = '{}'))
     AND (:about_kind::text[] IS NULL OR c.about_kinds && :about_kind::text[] OR ('0' = ANY (:about_kind::text[]) AND c.about_kinds = '{}'))
     AND (:nature::text[] IS NULL OR c.natures && :nature::text[] OR ('0' = ANY (:nature::text[]) AND c.natures = '{}'))
     AND (:grade::bigint[] IS NULL OR c.grade = ANY (:grade::bigint[]))
     AND (:channel::text[] IS NULL OR c.channel = ANY (:channel::text[]))
     AND (:handler_id::bigint[] IS NULL OR c.handlers && :handler_id::bigint[] OR (0 = ANY (:handler_id::bigint[]) AND c.handlers = '{}'))
     AND (:first_receiver_id::bigint[] IS NULL OR c.first_receiver_id = ANY (:first_receiver_id::bigint[]))
   GROUP BY 1, 2, 3
), visited AS (
  SELECT v.key, v.code, v.visits::int AS visits
    FROM hcrm_complaint_visits(:period_first::date, :period_last::date, :group::text, :about_department_id::bigint[], :about_staff_id::bigint[]) AS v
), grouped AS (
  SELECT k.key, coalesce(n.code, date_trunc(:group::text, c.day)::date::text) AS code, false AS is_total, sum(c.received)::int AS received, sum(c.on_spot)::int AS on_spot, sum(c.ended)::int AS ended,
         sum(c.on_time)::int AS on_time, sum(c.told)::int AS told, sum(c.contented)::int AS contented, sum(c.reopened)::int AS reopened,
         sum(c.unclosed)::int AS unclosed
    FROM counted AS c
    LEFT JOIN LATERAL unnest(c.keys) AS k (key) ON true
    LEFT JOIN LATERAL unnest(c.codes) AS n (code) ON true
    -- Who asks for some departments sees theirs, and not those that are named beside them: what opens from a figure is what it counts.
   WHERE (CASE :group::text WHEN 'department' THEN :about_department_id::bigint[] WHEN 'person' THEN :about_staff_id::bigint[]
                            WHEN 'handler' THEN :handler_id::bigint[] END IS NULL
          OR coalesce(k.key, 0) = ANY (CASE :group::text WHEN 'department' THEN :about_department_id::bigint[] WHEN 'person' THEN :about_staff_id::bigint[]
                                                         WHEN 'handler' THEN :handler_id::bigint[] END))
     AND (CASE :group::text WHEN 'class' THEN :nature::text[] WHEN 'about_kind' THEN :about_kind::text[] END IS NULL
          OR coalesce(n.code, '0') = ANY (CASE :group::text WHEN 'class' THEN :nature::text[] WHEN 'about_kind' THEN :about_kind::text[] END))
   GROUP BY 1, 2
   UNION ALL
  SELECT NULL, NULL, true, coalesce(sum(c.received), 0)::int, coalesce(sum(c.on_spot), 0)::int, coalesce(sum(c.ended), 0)::int,
         coalesce(sum(c.on_time), 0)::int, coalesce(sum(c.told), 0)::int, coalesce(sum(c.contented), 0)::int, coalesce(sum(c.reopened), 0)::int,
         coalesce(sum(c.unclosed), 0)::int
    FROM counted AS c
)
SELECT g.key, g.code,
       CASE :group::text WHEN 'person' THEN (SELECT p.name FROM staff AS p WHERE p.id = g.key)
                         WHEN 'agent' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = g.key)
                         WHEN 'grade' THEN (SELECT r.name FROM complaint_grade_view AS r WHERE r.id = g.key)
                         WHEN 'class' THEN (SELECT k.name FROM complaint_class_view AS k WHERE k.code = g.code)
                         WHEN 'week' THEN g.code
                         WHEN 'month' THEN left(g.code, 7)
                         ELSE (SELECT d.name FROM department AS d WHERE d.id = g.key) END AS label,
       CASE :group::text WHEN 'grade' THEN (SELECT r.name_en FROM complaint_grade_view AS r WHERE r.id = g.key)
                         WHEN 'class' THEN (SELECT k.name_en FROM complaint_class_view AS k WHERE k.code = g.code)
                         WHEN 'department' THEN (SELECT d.name_en FROM department AS d WHERE d.id = g.key)
                         WHEN 'handler' THEN (SELECT d.name_en FROM department AS d WHERE d.id = g.key) END AS label_en,
       g.received,
       -- What has no visits of its own is seen against all of them.
       CASE WHEN NOT g.is_total AND :group::text IN ('department', 'person', 'week', 'month')
            THEN coalesce((SELECT v.visits FROM visited AS v WHERE v.key IS NOT DISTINCT FROM g.key AND v.code IS NOT DISTINCT FROM g.code
                                                              AND (g.key IS NOT NULL OR g.code IS NOT NULL)), 0)
            ELSE coalesce((SELECT sum(v.visits) FROM visited AS v), 0)::int END AS visits,
       g.on_spot, g.ended, g.on_time, g.told, g.contented, g.reopened, g.unclosed, g.is_total, hcrm_now() AS as_at,
       :period_first::date AS date_from, :period_last::date AS date_to
  FROM grouped AS g
 ORDER BY g.is_total, CASE WHEN :group::text = 'grade' THEN g.key END, label, g.key, g.code
