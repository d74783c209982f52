-- Calibration sessions: several reviewers score the same recordings, and see each other's scores when all are done.

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM calibration_view AS v WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('id', r.id, 'recording_id', r.recording_id, 'reviewer_id', r.reviewer_id, 'reviewer', r.reviewer,
                                                   'state', r.state, 'score', r.score::text, 'fatal', r.fatal, 'passed', r.passed, 'note', r.note)
                                 ORDER BY r.recording_id, r.reviewer, r.id), '[]')
          FROM review_view AS r WHERE r.calibration_id = v.id) AS reviews,
       (SELECT coalesce(json_agg(json_build_object('reviewer_id', p.reviewer_id, 'reviewer', p.reviewer, 'submitted', p.submitted, 'wanted', p.wanted)
                                 ORDER BY p.reviewer, p.reviewer_id), '[]')
          FROM hcrm_calibration_progress(v.id) AS p) AS progress
  FROM calibration_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT c.id, c.version, c.state FROM calibration_scoped AS c WHERE c.id = :id::bigint FOR UPDATE OF c

-- name: card
SELECT c.state FROM (SELECT 1) AS one LEFT JOIN scorecard_scoped AS c ON c.id = :scorecard_id::bigint

-- name: recordings
SELECT w.id AS wanted, r.id, r.user_id, r.site_id, r.department_id, r.patient_id
  FROM unnest(:for_recordings::bigint[]) WITH ORDINALITY AS w (id, n) LEFT JOIN recording_scoped AS r ON r.id = w.id AND r.state <> 'deleted' ORDER BY w.n

-- name: reviewers
SELECT w.who, r.id IS NOT NULL AS scores
  FROM unnest(:for_reviewers::bigint[]) WITH ORDINALITY AS w (who, n) LEFT JOIN hcrm_review_reviewers(NULL) AS r ON r.id = w.who ORDER BY w.n

-- name: create
INSERT INTO calibration_write (name, scorecard_id, due_on) VALUES (:name, :scorecard_id::bigint, :due_on::date) RETURNING id

-- name: add
WITH made AS (
  INSERT INTO activity_write (kind, patient_id, site_id) VALUES ('review', :for_patient::bigint, :for_site::bigint) RETURNING id
)
INSERT INTO review_write (id, recording_id, scorecard_id, calibration_id, site_id, department_id, reviewer_id, subject_id, due_on)
SELECT made.id, :for_recording::bigint, :scorecard_id::bigint, :for_calibration::bigint, :for_site::bigint, :for_department::bigint, :for_reviewer::bigint,
       :for_subject::bigint, :due_on::date
  FROM made
RETURNING id

-- name: cancel
UPDATE calibration_write SET state = :new_state WHERE id = :id::bigint

-- name: skip_rest
WITH skipped AS (
  UPDATE review_write SET state = 'skipped', skip_reason = :why
   WHERE id IN (SELECT r.id FROM hcrm_calibration_rest(:id::bigint) AS r (id)) RETURNING id
), forgotten AS (
  DELETE FROM review_score_write WHERE review_id IN (SELECT r.id FROM hcrm_calibration_rest(:id::bigint) AS r (id))
)
SELECT id FROM skipped

-- name: items
SELECT i.id, i.code, i.section, i.section_en, i.text, i.text_en, i.kind, i.max
  FROM calibration_scoped AS c JOIN scorecard_item_scoped AS i ON i.scorecard_id = c.scorecard_id WHERE c.id = :id::bigint ORDER BY i.position

-- name: pairs
-- How often, of each item, one reviewer gave a where another gave b, for each two of them.
SELECT s.item_id, x.reviewer_id AS one, y.reviewer_id AS other, s.value AS a, t.value AS b, count(*)::int AS n
  FROM review_scoped AS x
  JOIN review_scoped AS y ON y.calibration_id = x.calibration_id AND y.recording_id = x.recording_id AND y.reviewer_id > x.reviewer_id AND y.submitted_at IS NOT NULL
  JOIN review_score_scoped AS s ON s.review_id = x.id AND s.round = 1 AND s.value IS NOT NULL
  JOIN review_score_scoped AS t ON t.review_id = y.id AND t.round = 1 AND t.item_id = s.item_id AND t.value IS NOT NULL
 WHERE x.calibration_id = :id::bigint AND x.submitted_at IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5

-- name: values
SELECT s.item_id, r.recording_id, r.reviewer_id, s.value, s.na, s.note
  FROM review_scoped AS r JOIN review_score_scoped AS s ON s.review_id = r.id AND s.round = 1
 WHERE r.calibration_id = :id::bigint AND r.submitted_at IS NOT NULL ORDER BY s.item_id, r.recording_id, r.reviewer_id
