-- The figures of a report, by groups.

-- name: report
-- Of the cases of :kinds, how many count in each figure: one row for each group, the last one of all. What a case is, and
-- what it counts in, says statistic_case_view.
WITH period AS (
  SELECT coalesce(:date_from::date, hcrm_today() - 29) AS first, coalesce(:date_to::date, hcrm_today() + 1) AS last
), counted AS (
  SELECT CASE :group::text WHEN 'department' THEN c.department_id WHEN 'ward' THEN c.ward_id WHEN 'doctor' THEN c.doctor_id
                           WHEN 'template' THEN c.template_id WHEN 'agent' THEN c.agent_id WHEN 'step' THEN c.position
                           WHEN 'question' THEN c.item_id END AS key,
         CASE :group::text WHEN 'disease' THEN upper(left(c.diagnosis, 3)) WHEN 'week' THEN date_trunc('week', c.day)::date::text
                           WHEN 'month' THEN date_trunc('month', c.day)::date::text WHEN 'category' THEN c.category END AS code,
         count(*) FILTER (WHERE c.figures @> '{discharged}') AS discharged, count(*) FILTER (WHERE c.figures @> '{covered}') AS covered,
         count(*) FILTER (WHERE c.figures @> '{exempt}') AS exempt, count(*) FILTER (WHERE c.figures @> '{withdrawn}') AS withdrawn,
         count(*) FILTER (WHERE c.figures @> '{due}') AS due, count(*) FILTER (WHERE c.figures @> '{contacted}') AS contacted,
         count(*) FILTER (WHERE c.figures @> '{completed}') AS completed, count(*) FILTER (WHERE c.figures @> '{lost}') AS lost,
         count(*) FILTER (WHERE c.figures @> '{assessed}') AS assessed, count(*) FILTER (WHERE c.figures @> '{improved}') AS improved,
         count(*) FILTER (WHERE c.figures @> '{worse}') AS worse, count(*) FILTER (WHERE c.figures @> '{rated}') AS rated,
         count(*) FILTER (WHERE c.figures @> '{satisfied}') AS satisfied, count(*) FILTER (WHERE c.figures @> '{dissatisfied}') AS dissatisfied,
         count(*) FILTER (WHERE c.figures @> '{opinions}') AS opinions, count(*) FILTER (WHERE c.figures @> '{coded}') AS coded,
         count(*) FILTER (WHERE c.figures @> '{named}') AS named
    -- The bounds are written out: what is joined does not narrow the view's parts, and all cases there ever were would be read.
    FROM statistic_case_view AS c
   WHERE c.kind = ANY (:kinds::text[])
     AND c.at >= coalesce(:date_from::date, (SELECT hcrm_today()) - 29) - 1 AND c.at < coalesce(:date_to::date, (SELECT hcrm_today()) + 1) + 1
     AND c.day >= coalesce(:date_from::date, (SELECT hcrm_today()) - 29) AND c.day < coalesce(:date_to::date, (SELECT hcrm_today()) + 1)
     AND (:department_id::bigint[] IS NULL OR c.department_id = ANY (:department_id::bigint[]))
     AND (:ward_id::bigint[] IS NULL OR coalesce(c.ward_id, 0) = ANY (:ward_id::bigint[]))
     AND (:doctor_id::bigint[] IS NULL OR coalesce(c.doctor_id, 0) = ANY (:doctor_id::bigint[]))
     AND (:template_id::bigint[] IS NULL OR coalesce(c.template_id, 0) = ANY (:template_id::bigint[]))
     AND (:item_id::bigint[] IS NULL OR c.item_id = ANY (:item_id::bigint[]))
     AND (:agent_id::bigint[] IS NULL OR coalesce(c.agent_id, 0) = ANY (:agent_id::bigint[]))
     AND (:position::int[] IS NULL OR c.position = ANY (:position::int[]))
     AND (:disease::text[] IS NULL OR coalesce(upper(left(c.diagnosis, 3)), '0') = ANY ((SELECT hcrm_disease_keys(:disease::text[]))::text[]))
   GROUP BY 1, 2
), summed AS (
  SELECT c.key, CASE WHEN :group::text = 'disease' THEN hcrm_disease_group(c.code) ELSE c.code END AS code,
         c.discharged, c.covered, c.exempt, c.withdrawn, c.due, c.contacted, c.completed, c.lost,
         c.assessed, c.improved, c.worse, c.rated, c.satisfied, c.dissatisfied, c.opinions, c.coded, c.named
    FROM counted AS c
), grouped AS (
  SELECT key, code, grouping(key) = 1 AS is_total, coalesce(sum(discharged), 0)::int AS discharged, coalesce(sum(covered), 0)::int AS covered,
         coalesce(sum(exempt), 0)::int AS exempt, coalesce(sum(withdrawn), 0)::int AS withdrawn, coalesce(sum(due), 0)::int AS due,
         coalesce(sum(contacted), 0)::int AS contacted, coalesce(sum(completed), 0)::int AS completed, coalesce(sum(lost), 0)::int AS lost,
         coalesce(sum(assessed), 0)::int AS assessed, coalesce(sum(improved), 0)::int AS improved, coalesce(sum(worse), 0)::int AS worse,
         coalesce(sum(rated), 0)::int AS rated, coalesce(sum(satisfied), 0)::int AS satisfied, coalesce(sum(dissatisfied), 0)::int AS dissatisfied,
         coalesce(sum(opinions), 0)::int AS opinions, coalesce(sum(coded), 0)::int AS coded, coalesce(sum(named), 0)::int AS named
    FROM summed GROUP BY GROUPING SETS ((key, code), ())
), labelled AS (
  SELECT g.key, g.code,
         CASE :group::text WHEN 'doctor' THEN (SELECT p.name FROM staff AS p WHERE p.id = g.key)
                           WHEN 'template' THEN (SELECT t.name FROM followup_template AS t WHERE t.id = g.key)
                           WHEN 'agent' THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = g.key)
                           WHEN 'disease' THEN (SELECT k.name FROM code AS k WHERE k.system = 'icd10' AND k.code = g.code)
                           WHEN 'question' THEN (SELECT i.name FROM statistic_item_view AS i WHERE i.id = g.key)
                           WHEN 'category' THEN (SELECT o.name FROM opinion_category_view AS o WHERE o.code = g.code)
                           WHEN 'step' THEN g.key::text
                           WHEN 'week' THEN g.code
                           WHEN 'month' THEN left(g.code, 7)
                           ELSE (SELECT d.name FROM department AS d WHERE d.id = g.key AND :group::text IN ('department', 'ward')) END AS label,
         CASE :group::text WHEN 'template' THEN (SELECT t.name_en FROM followup_template AS t WHERE t.id = g.key)
                           WHEN 'disease' THEN (SELECT k.name_en FROM code AS k WHERE k.system = 'icd10' AND k.code = g.code)
                           WHEN 'question' THEN (SELECT i.name_en FROM statistic_item_view AS i WHERE i.id = g.key)
                           WHEN 'category' THEN (SELECT o.name_en FROM opinion_category_view AS o WHERE o.code = g.code)
                           ELSE (SELECT d.name_en FROM department AS d WHERE d.id = g.key AND :group::text IN ('department', 'ward')) END AS label_en,
         g.discharged, g.covered, g.exempt, g.withdrawn, g.due, g.contacted, g.completed, g.lost, g.assessed, g.improved,
         g.worse, g.rated, g.satisfied, g.dissatisfied, g.opinions,
         -- A category is named by so many of all that are coded.
         CASE WHEN :group::text = 'category' THEN max(g.coded) FILTER (WHERE g.is_total) OVER () ELSE g.coded END AS coded, g.named, g.is_total, hcrm_now() AS as_at,
         (SELECT first FROM period) AS date_from, (SELECT last FROM period) AS date_to,
         -- People are in the order of how their names are spoken: the characters have readings that differ in names.
         CASE :group::text WHEN 'doctor' THEN (SELECT p.pinyin FROM staff AS p WHERE p.id = g.key)
                           WHEN 'agent' THEN (SELECT n.pinyin FROM app_user_name AS n WHERE n.id = g.key) END AS spoken
    FROM grouped AS g
   WHERE g.is_total OR g.key IS NOT NULL OR g.code IS NOT NULL OR :group::text NOT IN ('agent', 'step', 'category', 'question')
)
SELECT l.key, l.code, l.label, l.label_en, l.discharged, l.covered, l.exempt, l.withdrawn, l.due, l.contacted, l.completed, l.lost,
       l.assessed, l.improved, l.worse, l.rated, l.satisfied, l.dissatisfied, l.opinions, l.coded, l.named, l.is_total, l.as_at,
       l.date_from, l.date_to
  FROM labelled AS l
 ORDER BY l.is_total, CASE WHEN :group::text IN ('step', 'question') THEN l.key END,
          CASE WHEN :group::text = 'category' THEN -l.named END, l.spoken,
          -- In the order of the names that the reader sees.
          CASE WHEN :language::text = 'en' THEN coalesce(l.label_en, l.label) END COLLATE hcrm_en,
          CASE WHEN :language::text <> 'en' THEN l.label END COLLATE hcrm_zh, l.key

-- name: diseases
SELECT k.code, k.name, k.name_en FROM code AS k
 WHERE k.system = 'icd10' AND strpos(k.code, '-') > 0 AND k.parent IS NOT NULL
 ORDER BY k.code

-- name: questions
SELECT i.id, i.measure, i.url, i.item, i.name, i.name_en, i.good, i.bad FROM statistic_item_view AS i ORDER BY i.measure, i.id

-- name: answers
-- sort: at timestamptz, pinyin text
SELECT v.* FROM statistic_answer_view AS v
 WHERE (:figure::text IS NULL OR :figure::text = ANY (v.figures))
   AND (:day_from::date IS NULL OR (v.at >= :day_from::date - 1 AND v.day >= :day_from::date))
   AND (:day_to::date IS NULL OR (v.at < :day_to::date + 1 AND v.day < :day_to::date))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:ward_id::bigint[] IS NULL OR coalesce(v.ward_id, 0) = ANY (:ward_id::bigint[]))
   AND (:doctor_id::bigint[] IS NULL OR coalesce(v.doctor_id, 0) = ANY (:doctor_id::bigint[]))
   AND (:template_id::bigint[] IS NULL OR coalesce(v.template_id, 0) = ANY (:template_id::bigint[]))
   AND (:agent_id::bigint[] IS NULL OR coalesce(v.agent_id, 0) = ANY (:agent_id::bigint[]))
   AND (:position::int[] IS NULL OR v.position = ANY (:position::int[]))
   AND (:item_id::bigint[] IS NULL OR v.item_id = ANY (:item_id::bigint[]))
   AND (:disease::text[] IS NULL OR coalesce(upper(left(v.diagnosis, 3)), '0') = ANY ((SELECT hcrm_disease_keys(:disease::text[]))::text[]))
