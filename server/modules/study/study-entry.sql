-- What is entered for a visit, and what is asked back about it.

-- name: list
-- sort: planned_on date
SELECT v.* FROM study_entry_view AS v
 WHERE (:study_id::bigint IS NULL OR v.study_id = :study_id::bigint) AND (:subject_id::bigint IS NULL OR v.subject_id = :subject_id::bigint)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.* FROM study_entry_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT e.id, e.version, e.state, e.subject_id, e.questionnaire_id, e.response_id, b.patient_id, b.state AS subject_state, s.state AS study_state,
       a.site_id, u.department_id, hcrm_today() AS today, b.consented_on
  FROM study_entry_scoped AS e
  JOIN study_subject_scoped AS b ON b.id = e.subject_id
  JOIN study_scoped AS s ON s.id = b.study_id
  JOIN activity_scoped AS a ON a.id = e.id
  JOIN patient_view AS u ON u.id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = b.patient_id)
 WHERE e.id = :id::bigint FOR UPDATE OF e

-- name: enter
UPDATE study_entry_write SET state = :new_state, done_on = :done_on::date, response_id = :response_id::bigint, version = version + 1
 WHERE id = :id::bigint

-- name: set_state
UPDATE study_entry_write SET state = :new_state, version = version + 1 WHERE id = :id::bigint

-- name: ask
INSERT INTO study_query_write (entry_id, item, question) VALUES (:id::bigint, :item, :question)

-- name: open_queries
SELECT count(*) AS n FROM study_query_scoped AS q WHERE q.entry_id = :id::bigint AND q.state = 'open'

-- name: query_lock
SELECT q.id, q.version, q.state, q.entry_id FROM study_query_scoped AS q WHERE q.id = :id::bigint FOR UPDATE OF q

-- name: query_answer
UPDATE study_query_write SET state = 'answered', answer = :answer, answered_at = hcrm_now(), answered_by = :user_id::bigint WHERE id = :id::bigint

-- name: touch
UPDATE study_entry_write SET version = version + 1 WHERE id = :id::bigint

-- name: query_close
UPDATE study_query_write SET state = 'closed' WHERE entry_id = :id::bigint AND state = 'answered'
