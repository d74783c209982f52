-- The tree of ICD-10, with how many published questionnaires are filed where.

-- name: list
-- Counts what is filed right there, further down, and at what lies above. Without :under and :q the
-- chapters; :q finds by code, words, pinyin and initials, the code itself first, single diseases before
-- groups of them, what begins with the words before what holds them.
WITH filed AS MATERIALIZED (
  SELECT c.code, count(*) AS n
    FROM questionnaire_category AS c JOIN questionnaire AS q ON q.id = c.questionnaire_id
   WHERE c.system = 'icd10' AND q.state = 'published' AND NOT q.composed
   GROUP BY c.code
), shown AS (
  SELECT k.code, k.name, k.name_en, k.parent,
         CASE WHEN :q::text IS NULL THEN 0
              WHEN lower(k.code) = lower(:q) THEN 0
              ELSE CASE WHEN strpos(k.code, '-') > 0 THEN 4 ELSE 1 END
                   + CASE WHEN starts_with(lower(k.code), lower(:q)) OR starts_with(k.name, :q) OR starts_with(lower(k.name_en), lower(:q))
                               OR starts_with(k.initials, lower(:q)) THEN 0
                          WHEN starts_with(replace(lower(:q), '.', ''), replace(lower(k.code), '.', '')) THEN 0
                          ELSE 1 END END AS rank
    FROM code AS k
   WHERE k.system = 'icd10' AND (SELECT hcrm_user()) IS NOT NULL
     AND CASE WHEN :q::text IS NOT NULL
                THEN starts_with(replace(lower(:q), '.', ''), replace(lower(k.code), '.', '')) OR starts_with(lower(k.code), lower(:q))
                     OR strpos(k.name, :q) > 0 OR strpos(lower(k.name_en), lower(:q)) > 0
                     OR strpos(replace(k.pinyin, ' ', ''), lower(:q)) > 0 OR strpos(k.initials, lower(:q)) > 0
                     OR (:q ~* '^[a-z][0-9][0-9]' AND hcrm_icd10_covers(k.code, :q))
              WHEN :under::text IS NOT NULL THEN k.parent = :under
              ELSE k.parent IS NULL END
   ORDER BY rank, hcrm_code_from(k.code) COLLATE "C", hcrm_code_to(k.code) COLLATE "C" DESC, k.code
   LIMIT 500
)
SELECT s.code, s.name, s.name_en, s.parent,
       (SELECT coalesce(sum(f.n), 0) FROM filed AS f WHERE f.code = s.code)::int AS own,
       (SELECT coalesce(sum(f.n), 0) FROM filed AS f WHERE f.code <> s.code AND hcrm_icd10_covers(s.code, f.code))::int AS below,
       (SELECT coalesce(sum(f.n), 0) FROM filed AS f WHERE f.code <> s.code AND hcrm_icd10_covers(f.code, s.code))::int AS inherited,
       EXISTS (SELECT 1 FROM code AS k WHERE k.system = 'icd10' AND k.parent = s.code) AS parted
  FROM shown AS s
 ORDER BY s.rank, hcrm_code_from(s.code) COLLATE "C", hcrm_code_to(s.code) COLLATE "C" DESC, s.code
