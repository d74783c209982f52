-- Mandatory discharges, and what is missing of them.

-- name: list
-- sort: missing int, late int, mandatory int, rate int, name text
-- The figures are those of the discharges of the period; what opens from one lists exactly these.
SELECT v.*
  FROM (SELECT g.id, g.name, g.name_en, g.by, g.date_from, g.date_to, g.mandatory, g.planned, g.exempt, g.missing, g.late,
               (g.planned + g.exempt) * 100 / g.mandatory AS rate
          FROM (
    SELECT k.key AS id,
           coalesce(CASE coalesce(:by::text, 'department')
                         WHEN 'department' THEN (SELECT d.name FROM department AS d WHERE d.id = k.key)
                         WHEN 'doctor' THEN (SELECT p.name FROM staff AS p WHERE p.id = k.key)
                         ELSE (SELECT r.name FROM followup_rule_view AS r WHERE r.id = k.key) END, '—') AS name,
           CASE coalesce(:by::text, 'department')
                WHEN 'department' THEN (SELECT d.name_en FROM department AS d WHERE d.id = k.key)
                WHEN 'rule' THEN (SELECT r.name_en FROM followup_rule_view AS r WHERE r.id = k.key) END AS name_en,
           coalesce(:by::text, 'department') AS by, k.first AS date_from, k.last AS date_to, count(*)::int AS mandatory,
           count(*) FILTER (WHERE k.decision = 'plan')::int AS planned, count(*) FILTER (WHERE k.decision = 'exempt')::int AS exempt,
           count(*) FILTER (WHERE k.decision IN ('undecided', 'none'))::int AS missing, count(*) FILTER (WHERE k.late)::int AS late
      FROM (
        SELECT CASE coalesce(:by::text, 'department') WHEN 'department' THEN coalesce(m.department_id, 0) WHEN 'doctor' THEN coalesce(m.attending_id, 0)
                    ELSE r.id END AS key, m.decision, m.late, m.first, m.last
          FROM (
            SELECT e.department_id, e.attending_id, coalesce(e.followup_decision, 'undecided') AS decision,
                   CASE WHEN e.decided_at IS NOT NULL THEN e.decided_at > hcrm_decide_by(e.ended_at, e.site_id)
                        ELSE coalesce(e.followup_decision, 'undecided') = 'undecided' AND hcrm_decide_by(e.ended_at, e.site_id) <= (SELECT hcrm_now()) END AS late,
                   e.id, period.first, period.last
              FROM (SELECT coalesce(:date_from::date, hcrm_today() - 29) AS first, coalesce(:date_to::date, hcrm_today() + 1) AS last) AS period,
                   encounter_scoped AS e
             WHERE e.state = 'finished'
               AND e.ended_at >= period.first::timestamp AT TIME ZONE (SELECT s.time_zone FROM site AS s WHERE s.id = e.site_id)
               AND e.ended_at < period.last::timestamp AT TIME ZONE (SELECT s.time_zone FROM site AS s WHERE s.id = e.site_id)
               AND (:department_id::bigint[] IS NULL OR coalesce(e.department_id, 0) = ANY (:department_id::bigint[]))
          ) AS m
         CROSS JOIN LATERAL (SELECT DISTINCT CASE WHEN :by::text = 'rule' THEN x.rule_id END AS id FROM encounter_rule_scoped AS x
                              WHERE x.encounter_id = m.id) AS r
      ) AS k
     GROUP BY k.key, k.first, k.last
  ) AS g) AS v
 WHERE true
