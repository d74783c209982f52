-- Appeals against reviews, second reviews, settling.

-- name: appeal
UPDATE review_write SET state = :new_state, appealed_at = hcrm_now(), appeal_reason = :reason, appeal_items = coalesce(:new_items::jsonb, '[]') WHERE id = :id::bigint

-- name: move
UPDATE review_write SET state = :new_state WHERE id = :id::bigint

-- name: second
-- The review that judges :id again.
SELECT r.id, r.submitted_at IS NOT NULL AS submitted FROM review_scoped AS r WHERE r.second_of = :id::bigint AND r.state <> 'skipped'

-- name: copy_scores
INSERT INTO review_score_write (review_id, item_id, round, value, na, note, offset_ms, until_ms)
SELECT :id::bigint, s.item_id, 2, s.value, s.na, s.note, s.offset_ms, s.until_ms FROM review_score_scoped AS s WHERE s.review_id = :second_id::bigint AND s.round = 1

-- name: settle
UPDATE review_write
   SET state = :new_state, settled_at = hcrm_now(), settled_by = hcrm_user(), outcome = :outcome, settle_note = :note, seen_at = NULL
 WHERE id = :id::bigint

-- name: recount
UPDATE review_write SET score = :new_score::numeric, fatal = :new_fatal::boolean, passed = :new_passed::boolean WHERE id = :id::bigint

-- name: create
WITH made AS (
  INSERT INTO activity_write (kind, patient_id, site_id)
  VALUES ('review', (SELECT g.patient_id FROM recording_scoped AS g WHERE g.id = :for_recording::bigint), :for_site::bigint) RETURNING id
)
INSERT INTO review_write (id, recording_id, scorecard_id, second_of, site_id, department_id, reviewer_id, subject_id, due_on)
SELECT made.id, :for_recording::bigint, :card_id::bigint, :id::bigint, :for_site::bigint, :for_department::bigint, :reviewer_id::bigint, :for_subject::bigint, :due_on::date
  FROM made
RETURNING id

-- name: put_scores
INSERT INTO review_score_write (review_id, item_id, round, value, na, note, offset_ms, until_ms)
SELECT :id::bigint, s.item_id, 2, s.value, coalesce(s.na, false), nullif(s.note, ''), s.offset_ms, s.until_ms
  FROM jsonb_to_recordset(:scores::jsonb) AS s (item_id bigint, value int, na boolean, note text, offset_ms int, until_ms int)
