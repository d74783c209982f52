-- The figures of reviews.

-- name: report
-- One row for each group, the last one of all. By item, or of one item, what is counted are its points, of 100; else the reviews' scores.
-- As they count after appeals; second reviews and calibration do not count.
WITH base AS (
  SELECT r.id, r.scorecard_id, c.code AS card, c.name AS card_name, c.name_en AS card_name_en, r.subject_id, r.reviewer_id, r.department_id,
         (r.submitted_at AT TIME ZONE hcrm_zone(r.site_id))::date AS day, r.score, r.passed, r.fatal, r.appealed_at IS NOT NULL AS appealed,
         coalesce(r.outcome IN ('second', 'changed'), false) AS changed, r.outcome
    FROM review_scoped AS r JOIN scorecard_scoped AS c ON c.id = r.scorecard_id
   WHERE r.submitted_at IS NOT NULL AND r.second_of IS NULL AND r.calibration_id IS NULL
     AND r.submitted_at >= coalesce(:date_from::date, (SELECT hcrm_today()) - 89) - 1 AND r.submitted_at < coalesce(:date_to::date, (SELECT hcrm_today()) + 1) + 1
     AND (:subject_id::bigint[] IS NULL OR r.subject_id = ANY (:subject_id::bigint[]))
     AND (:reviewer_id::bigint[] IS NULL OR r.reviewer_id = ANY (:reviewer_id::bigint[]))
     AND (:department_id::bigint[] IS NULL OR r.department_id = ANY (:department_id::bigint[]))
     AND (:scorecard::text[] IS NULL OR c.code = ANY (:scorecard::text[]))
     AND (:sample_id::bigint[] IS NULL OR r.sample_id = ANY (:sample_id::bigint[]))
), reviewed AS (
  SELECT b.* FROM base AS b
   WHERE b.day >= coalesce(:date_from::date, (SELECT hcrm_today()) - 89) AND b.day < coalesce(:date_to::date, (SELECT hcrm_today()) + 1)
), counted AS (
  SELECT b.*, NULL::text AS item, NULL::text AS text, NULL::text AS text_en, b.score AS points, b.passed AS good, b.fatal AS broken, false AS na
    FROM reviewed AS b WHERE :group::text <> 'item' AND :item::text IS NULL
   UNION ALL
  SELECT b.*, b.card || '/' || i.code, i.text, i.text_en, 100.0 * s.value / i.max, s.value = i.max, i.kind = 'fatal' AND s.value = 0, s.na
    FROM reviewed AS b
    JOIN review_score_scoped AS s ON s.review_id = b.id AND s.round = CASE WHEN b.changed THEN 2 ELSE 1 END
    JOIN scorecard_item_scoped AS i ON i.id = s.item_id
   WHERE (:group::text = 'item' OR :item::text IS NOT NULL) AND (:item::text IS NULL OR b.card || '/' || i.code = :item)
), grouped AS (
  SELECT k.key, k.code, grouping(k.key, k.code) > 0 AS is_total, max(k.label) AS label, max(k.label_en) AS label_en,
         (count(*) FILTER (WHERE NOT c.na))::int AS n, round(avg(c.points), 4) AS mean, stddev_samp(c.points) AS deviation, (count(*) FILTER (WHERE c.good))::int AS passed,
         (count(*) FILTER (WHERE c.broken))::int AS fatal, (count(*) FILTER (WHERE c.appealed))::int AS appealed, (count(*) FILTER (WHERE c.changed))::int AS changed,
         (count(*) FILTER (WHERE c.na))::int AS na
    FROM counted AS c
   CROSS JOIN LATERAL (
     SELECT CASE :group::text WHEN 'agent' THEN c.subject_id WHEN 'reviewer' THEN c.reviewer_id WHEN 'department' THEN c.department_id END AS key,
            CASE :group::text WHEN 'item' THEN c.item WHEN 'scorecard' THEN c.card WHEN 'week' THEN date_trunc('week', c.day)::date::text
                              WHEN 'month' THEN date_trunc('month', c.day)::date::text END AS code,
            CASE :group::text WHEN 'item' THEN c.text WHEN 'scorecard' THEN c.card_name END AS label,
            CASE :group::text WHEN 'item' THEN c.text_en WHEN 'scorecard' THEN c.card_name_en END AS label_en) AS k
   GROUP BY GROUPING SETS ((k.key, k.code), ())
)
SELECT g.key, g.code,
       CASE :group::text WHEN 'agent' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = g.key)
                         WHEN 'reviewer' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = g.key)
                         WHEN 'department' THEN (SELECT d.name FROM department AS d WHERE d.id = g.key)
                         WHEN 'week' THEN g.code WHEN 'month' THEN left(g.code, 7) ELSE CASE WHEN NOT g.is_total THEN g.label END END AS label,
       CASE :group::text WHEN 'department' THEN (SELECT d.name_en FROM department AS d WHERE d.id = g.key) ELSE CASE WHEN NOT g.is_total THEN g.label_en END END AS label_en,
       g.n, g.mean, g.deviation, g.passed, g.fatal, g.appealed, g.changed, g.na, g.is_total, hcrm_now() AS as_at,
       coalesce(:date_from::date, hcrm_today() - 89) AS date_from, coalesce(:date_to::date, hcrm_today() + 1) AS date_to
  FROM grouped AS g
 ORDER BY g.is_total, g.code, label, g.key

-- name: pairs
-- How often, of each item, the first reviewer gave a and the second b; in sessions, each two of their reviewers.
WITH pair AS (
  SELECT x.id AS one, y.id AS other, x.scorecard_id
    FROM review_scoped AS x
    JOIN review_scoped AS y ON (y.second_of = x.id OR (y.calibration_id = x.calibration_id AND y.recording_id = x.recording_id AND y.reviewer_id > x.reviewer_id))
                           AND y.submitted_at IS NOT NULL
   WHERE x.submitted_at IS NOT NULL
     AND x.submitted_at >= coalesce(:date_from::date, (SELECT hcrm_today()) - 89) AND x.submitted_at < coalesce(:date_to::date, (SELECT hcrm_today()) + 1)
     AND (:subject_id::bigint[] IS NULL OR x.subject_id = ANY (:subject_id::bigint[]))
     AND (:reviewer_id::bigint[] IS NULL OR x.reviewer_id = ANY (:reviewer_id::bigint[]) OR y.reviewer_id = ANY (:reviewer_id::bigint[]))
     AND (:department_id::bigint[] IS NULL OR x.department_id = ANY (:department_id::bigint[]))
     AND (:sample_id::bigint[] IS NULL OR x.sample_id = ANY (:sample_id::bigint[]))
)
SELECT c.code || '/' || i.code AS code, max(i.max) OVER (PARTITION BY c.code, i.code) AS max, s.value AS a, t.value AS b, count(*)::int AS n
  FROM pair AS p
  JOIN scorecard_scoped AS c ON c.id = p.scorecard_id
  JOIN review_score_scoped AS s ON s.review_id = p.one AND s.round = 1 AND s.value IS NOT NULL
  JOIN review_score_scoped AS t ON t.review_id = p.other AND t.round = 1 AND t.item_id = s.item_id AND t.value IS NOT NULL
  JOIN scorecard_item_scoped AS i ON i.id = s.item_id
 WHERE (:scorecard::text[] IS NULL OR c.code = ANY (:scorecard::text[])) AND (:item::text IS NULL OR c.code || '/' || i.code = :item)
 GROUP BY c.code, i.code, i.max, s.value, t.value ORDER BY 1, 3, 4

-- name: scorecards
-- What figures are narrowed to, by codes that stay over revisions.
SELECT DISTINCT ON (c.code) c.code, c.name, c.name_en FROM scorecard_scoped AS c WHERE c.state <> 'draft' ORDER BY c.code, c.revision DESC

-- name: items
SELECT DISTINCT ON (c.code, i.code) c.code || '/' || i.code AS code, i.text AS name, i.text_en AS name_en
  FROM scorecard_scoped AS c JOIN scorecard_item_scoped AS i ON i.scorecard_id = c.id WHERE c.state <> 'draft' ORDER BY c.code, i.code, c.revision DESC
