-- Charts of complaints: computed from their weeks, and shown with the cases behind each signal.

-- name: rule
-- How charts are made; the weeks there are.
SELECT r.ratio, r.run_length, r.weeks, w.first, w.last, (w.last - w.first) / 7 + 1 AS known
  FROM complaint_warning_rule_view AS r CROSS JOIN hcrm_complaint_weeks() AS w
 WHERE r.kind = 'chart' AND r.enabled AND w.first IS NOT NULL

-- name: series
SELECT s.kind, s.site_id, s.department_id, s.staff_id, s.drug_id, to_json(s.counts) AS counts, to_json(s.visits) AS visits
  FROM hcrm_complaint_series(:chart_first::date, :chart_weeks::int) AS s

-- name: forget
-- Of whom nothing was heard in all these weeks there is no chart any more.
DELETE FROM complaint_chart_write WHERE computed_at < hcrm_now()

-- name: keep
INSERT INTO complaint_chart_write AS c (kind, site_id, department_id, staff_id, drug_id, basis, mean, ratio, k, h, in_control, out_of_control, weeks, n, signal_on, points, computed_at)
VALUES (:chart_kind, :chart_site::bigint, :chart_department::bigint, :chart_staff::bigint, :chart_drug::bigint, :chart_basis, :chart_mean::numeric, :chart_ratio::numeric,
        :chart_k::numeric, :chart_h::numeric, :chart_in::numeric, :chart_out::numeric, :chart_base::int, :chart_n::int, :chart_signal::date, :chart_points::jsonb, hcrm_now())
ON CONFLICT (coalesce(department_id, 0), coalesce(staff_id, 0), coalesce(drug_id, 0)) DO UPDATE
   SET kind = excluded.kind, site_id = excluded.site_id, basis = excluded.basis, mean = excluded.mean, ratio = excluded.ratio, k = excluded.k, h = excluded.h,
       in_control = excluded.in_control, out_of_control = excluded.out_of_control, weeks = excluded.weeks, n = excluded.n, signal_on = excluded.signal_on,
       points = excluded.points, computed_at = excluded.computed_at

-- name: raise
SELECT n AS id
  FROM hcrm_complaint_chart_raise(:chart_department::bigint, :chart_staff::bigint, :chart_drug::bigint, :chart_site::bigint, :chart_kind, :chart_since::date, :chart_signal::date) AS n
 WHERE n IS NOT NULL

-- name: list
-- sort: signal_on date null -infinity, n int
SELECT v.* FROM complaint_chart_view AS v
 WHERE (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:about_id::bigint IS NULL OR v.staff_id = :about_id::bigint)
   AND (:signal::boolean IS NULL OR (v.signal_on IS NOT NULL) = :signal::boolean)

-- name: get
SELECT v.*, c.points,
       (SELECT coalesce(json_agg(json_build_object('week', p.week, 'since', p.since,
                 'warning_id', (SELECT max(w.id) FROM complaint_warning_scoped AS w
                                 WHERE w.kind = 'chart' AND (w.department_id, w.staff_id, w.drug_id) IS NOT DISTINCT FROM (v.department_id, v.staff_id, v.drug_id) AND w.grown_at::date >= p.week),
                 'cases', (SELECT coalesce(json_agg(json_build_object('id', x.id, 'number', x.number, 'received_at', x.received_at, 'matter', x.matter,
                                                                      'grade', x.grade, 'grade_name', x.grade_name, 'grade_name_en', x.grade_name_en, 'state', x.state) ORDER BY x.received_at DESC), '[]')
                             FROM hcrm_complaint_chart_cases(v.kind, v.department_id, v.staff_id, v.drug_id, p.since, p.week + 6) AS k JOIN complaint_view AS x ON x.id = k)) ORDER BY p.week), '[]')
          FROM jsonb_to_recordset(c.points) AS p (week date, since date, signal boolean) WHERE p.signal) AS signals
  FROM complaint_chart_view AS v JOIN complaint_chart_scoped AS c ON c.id = v.id WHERE v.id = :id::bigint
