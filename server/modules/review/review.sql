-- Reviews: listed, assigned, scored, submitted, passed over.

-- name: list
-- sort: created_at timestamptz, submitted_at timestamptz null -infinity, due_on date null infinity
SELECT v.* FROM review_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:reviewer_id::bigint[] IS NULL OR v.reviewer_id = ANY (:reviewer_id::bigint[]))
   AND (:subject_id::bigint[] IS NULL OR v.subject_id = ANY (:subject_id::bigint[]))
   AND (:scorecard_id::bigint[] IS NULL OR v.scorecard_id = ANY (:scorecard_id::bigint[]))
   AND (:sample_id::bigint IS NULL OR v.sample_id = :sample_id::bigint)
   AND (:calibration_id::bigint IS NULL OR v.calibration_id = :calibration_id::bigint)
   AND (:recording_id::bigint IS NULL OR v.recording_id = :recording_id::bigint)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:own::boolean IS NULL OR v.own = :own::boolean)
   AND (:mine::boolean IS NULL OR v.mine = :mine::boolean)
   AND (:passed::boolean IS NULL OR v.passed = :passed::boolean)
   AND (:fatal::boolean IS NULL OR v.fatal = :fatal::boolean)
   AND (:submitted_from::date IS NULL OR v.submitted_at >= :submitted_from::date::timestamp AT TIME ZONE (SELECT hcrm_zone()))
   AND (:submitted_to::date IS NULL OR v.submitted_at < :submitted_to::date::timestamp AT TIME ZONE (SELECT hcrm_zone()))
   AND (:scorecard::text[] IS NULL OR EXISTS (SELECT 1 FROM scorecard_scoped AS c WHERE c.id = v.scorecard_id AND c.code = ANY (:scorecard::text[])))
   AND (:item::text IS NULL OR EXISTS (SELECT 1 FROM review_score_scoped AS s
                                         JOIN scorecard_item_scoped AS i ON i.id = s.item_id
                                         JOIN scorecard_scoped AS c ON c.id = i.scorecard_id
                                        WHERE s.review_id = v.id AND s.round = CASE WHEN v.outcome IN ('second', 'changed') THEN 2 ELSE 1 END AND NOT s.na
                                          AND c.code || '/' || i.code = :item))

-- name: get
-- next_id: what the reader scores next, so that it can be fetched meanwhile.
SELECT v.*, v.mine AND v.state = 'submitted' AND v.appeal_until >= hcrm_today(v.site_id) AS may_appeal,
       (SELECT coalesce(json_agg(json_build_object('id', i.id, 'position', i.position, 'code', i.code, 'section', i.section, 'section_en', i.section_en,
                                                   'text', i.text, 'text_en', i.text_en, 'kind', i.kind, 'max', i.max, 'weight', i.weight::text,
                                                   'may_na', i.may_na, 'hint', i.hint, 'hint_en', i.hint_en) ORDER BY i.position), '[]')
          FROM scorecard_item_scoped AS i WHERE i.scorecard_id = v.scorecard_id) AS items,
       (SELECT coalesce(json_agg(json_build_object('item_id', s.item_id, 'value', s.value, 'na', s.na, 'note', s.note, 'offset_ms', s.offset_ms, 'until_ms', s.until_ms)
                                 ORDER BY i.position), '[]')
          FROM review_score_scoped AS s JOIN scorecard_item_scoped AS i ON i.id = s.item_id WHERE s.review_id = v.id AND s.round = 1) AS scores,
       (SELECT json_agg(json_build_object('item_id', s.item_id, 'value', s.value, 'na', s.na, 'note', s.note, 'offset_ms', s.offset_ms, 'until_ms', s.until_ms)
                        ORDER BY i.position)
          FROM review_score_scoped AS s JOIN scorecard_item_scoped AS i ON i.id = s.item_id WHERE s.review_id = v.id AND s.round = 2) AS settled_scores,
       (SELECT coalesce(json_agg(json_build_object('at', h.at, 'code', h.code, 'params', CASE WHEN v.mine AND h.code = 'review.second' THEN '{}' ELSE h.params END,
                                                   'user', CASE WHEN NOT (v.mine AND h.code = 'review.second-submitted') THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = h.user_id) END)
                                 ORDER BY h.at, h.id), '[]')
          FROM review_history_scoped AS h WHERE h.review_id = v.id AND NOT (v.mine AND h.code IN ('review.assigned', 'review.reassigned'))) AS history,
       (SELECT n.id FROM review_scoped AS n
         WHERE v.own AND n.reviewer_id = :user_id::bigint AND n.state IN ('assigned', 'begun') AND n.id <> v.id
           AND n.calibration_id IS NOT DISTINCT FROM v.calibration_id
         ORDER BY n.due_on NULLS LAST, n.id LIMIT 1) AS next_id
  FROM review_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT r.id, r.version, r.state, r.recording_id, r.scorecard_id, r.reviewer_id, r.subject_id, r.second_of, r.calibration_id, r.site_id, r.department_id, r.note, r.coaching,
       c.pass_mark, hcrm_review_appeal_until(r.submitted_at, r.site_id) < hcrm_today(r.site_id) AS late,
       (SELECT coalesce(json_agg(json_build_object('item_id', s.item_id, 'value', s.value, 'na', s.na, 'note', s.note, 'offset_ms', s.offset_ms, 'until_ms', s.until_ms)), '[]')
          FROM review_score_scoped AS s WHERE s.review_id = r.id AND s.round = 1) AS scores
  FROM review_scoped AS r JOIN scorecard_scoped AS c ON c.id = r.scorecard_id WHERE r.id = :id::bigint FOR UPDATE OF r

-- name: place
-- What a recording gives its reviews, and whether the scorecard can be used.
SELECT r.id, r.state, r.user_id, r.site_id, r.department_id, r.patient_id, (SELECT c.state FROM scorecard_scoped AS c WHERE c.id = :for_card::bigint) AS card_state
  FROM recording_scoped AS r WHERE r.id = :for_recording::bigint

-- name: scores
SELECT hcrm_review_scores(:for_reviewer::bigint) AS scores, (SELECT n.name FROM app_user_name AS n WHERE n.id = :for_reviewer::bigint) AS name

-- name: create
WITH made AS (
  INSERT INTO activity_write (kind, patient_id, site_id) VALUES ('review', :for_patient::bigint, :for_site::bigint) RETURNING id
)
INSERT INTO review_write (id, recording_id, scorecard_id, sample_id, calibration_id, second_of, site_id, department_id, reviewer_id, subject_id, due_on)
SELECT made.id, :for_recording::bigint, :for_card::bigint, :for_sample::bigint, :for_calibration::bigint, :for_second::bigint, :for_site::bigint, :for_department::bigint,
       :for_reviewer::bigint, :for_subject::bigint, :due_on::date
  FROM made
RETURNING id

-- name: note
INSERT INTO review_history_write (review_id, code, params) VALUES (:note_id::bigint, :note_code, :note_params::jsonb)

-- name: items
SELECT i.id, i.kind, i.max, i.may_na FROM scorecard_item_scoped AS i WHERE i.scorecard_id = :card_id::bigint ORDER BY i.position

-- name: drop_scores
DELETE FROM review_score_write WHERE review_id = :id::bigint AND round = 1

-- name: put_scores
INSERT INTO review_score_write (review_id, item_id, round, value, na, note, offset_ms, until_ms)
SELECT :id::bigint, s.item_id, :for_round::int, s.value, coalesce(s.na, false), nullif(s.note, ''), s.offset_ms, s.until_ms
  FROM jsonb_to_recordset(:scores::jsonb) AS s (item_id bigint, value int, na boolean, note text, offset_ms int, until_ms int)

-- name: update
WITH score AS (
  INSERT INTO review_score_write (review_id, item_id, round, value, na, note, offset_ms, until_ms)
  SELECT :id::bigint, s.item_id, 1, s.value, coalesce(s.na, false), nullif(s.note, ''), s.offset_ms, s.until_ms
    FROM jsonb_to_recordset(:scores::jsonb) AS s (item_id bigint, value int, na boolean, note text, offset_ms int, until_ms int)
)
UPDATE review_write SET state = 'begun', begun_at = coalesce(begun_at, hcrm_now()), note = :note, coaching = :coaching, version = version + 1
 WHERE id = :id::bigint

-- name: words
UPDATE review_write SET note = :new_note, coaching = :new_coaching WHERE id = :id::bigint

-- name: marks
SELECT i.id, i.kind, i.max, i.weight, s.value, coalesce(s.na, false) AS na
  FROM scorecard_item_scoped AS i
  LEFT JOIN review_score_scoped AS s ON s.item_id = i.id AND s.review_id = :id::bigint AND s.round = :for_round::int
 WHERE i.scorecard_id = :card_id::bigint ORDER BY i.position

-- name: submit
UPDATE review_write
   SET state = :new_state, begun_at = coalesce(begun_at, hcrm_now()), submitted_at = hcrm_now(), score = :new_score::numeric, fatal = :new_fatal::boolean,
       passed = :new_passed::boolean, first_score = :new_score::numeric, first_fatal = :new_fatal::boolean, first_passed = :new_passed::boolean
 WHERE id = :id::bigint

-- name: skip
UPDATE review_write SET state = :new_state, skip_reason = :reason WHERE id = :id::bigint

-- name: reassign
UPDATE review_write SET state = :new_state, reviewer_id = :reviewer_id::bigint, due_on = coalesce(:due_on::date, due_on), begun_at = NULL, note = NULL, coaching = NULL
 WHERE id = :id::bigint

-- name: over
SELECT hcrm_calibration_settle(:for_calibration::bigint) AS over

-- name: see
UPDATE review_write SET seen_at = hcrm_now()
 WHERE id = (SELECT r.id FROM review_scoped AS r WHERE r.id = :id::bigint AND r.subject_id = :user_id::bigint AND r.reviewer_id <> :user_id::bigint AND r.seen_at IS NULL)

-- name: reviewers
SELECT v.id, v.name, v.pinyin, v.open, v.conflict FROM hcrm_review_reviewers(:recording_id::bigint) AS v ORDER BY v.pinyin, v.id
