-- The data of a study without names, and what its variables are.

-- name: versions
-- Every version of every form of the study, the newest first.
SELECT (v ->> 'url') AS url, (v ->> 'questionnaire_id')::bigint AS questionnaire_id, v ->> 'version_tag' AS version_tag
  FROM study_view AS s, json_array_elements(s.versions) AS v
 WHERE s.id = :study_id::bigint
 ORDER BY v ->> 'url', (v ->> 'questionnaire_id')::bigint DESC

-- name: codes
-- What the codes of its arms and visits stand for.
SELECT (SELECT string_agg((a ->> 'code') || '=' || (a ->> 'name'), '; ') FROM json_array_elements(s.arms::json) AS a) AS arms,
       (SELECT string_agg((v ->> 'code') || '=' || (v ->> 'name'), '; ') FROM json_array_elements(s.visits::json) AS v) AS visits
  FROM study_view AS s WHERE s.id = :study_id::bigint

-- name: variables
SELECT l.variables FROM study_list_view AS l WHERE l.id = :list_id::bigint AND l.study_id = :study_id::bigint

-- name: subjects
-- sort: number text
SELECT v.id, v.number FROM study_participant_view AS v WHERE v.study_id = :study_id::bigint

-- name: rows
-- Of the subjects of a page, in its order.
SELECT d.number AS subject, d.arm, d.sex, d.age, d.visit, d.visit_day, d.study_day, d.anchor_on, d.forms
  FROM study_data_view AS d WHERE d.subject_id = ANY (:subjects::bigint[])
 ORDER BY array_position(:subjects::bigint[], d.subject_id), d.visit_day, d.visit

-- name: row_count
SELECT count(*) AS n FROM study_data_view AS d WHERE d.study_id = :study_id::bigint

-- name: lists
-- sort: name text
SELECT v.* FROM study_list_view AS v WHERE (:study_id::bigint IS NULL OR v.study_id = :study_id::bigint)

-- name: list_get
SELECT v.* FROM study_list_view AS v WHERE v.id = :id::bigint

-- name: list_lock
SELECT l.id, l.version, l.study_id, l.name, l.variables FROM study_list_scoped AS l WHERE l.id = :id::bigint FOR UPDATE OF l

-- name: list_create
INSERT INTO study_list_write (study_id, name, variables) SELECT s.id, :name, :variables::jsonb FROM study_scoped AS s WHERE s.id = :study_id::bigint
RETURNING id

-- name: list_update
UPDATE study_list_write AS w SET name = :name, variables = :variables::jsonb
  FROM study_list_scoped AS l WHERE w.id = l.id AND l.id = :id::bigint AND l.study_id = :study_id::bigint
