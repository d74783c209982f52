-- What test-sql.c reads; prepared nowhere.

-- name: list
-- sort: due_on date, pinyin text
SELECT v.*
  FROM sample_view AS v
 WHERE (:q::text IS NULL OR v.pinyin = :q)

-- name: get
SELECT v.*
  FROM sample_view AS v
 WHERE v.id = :id
