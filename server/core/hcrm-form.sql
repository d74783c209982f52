-- Questionnaires as the server's modules use them, and the answers to them: written here and nowhere else.

-- name: resource
SELECT resource FROM questionnaire WHERE id = :form_id::bigint AND state <> 'draft'

-- name: store_answers
WITH made AS (
  INSERT INTO response_write (questionnaire_id, patient_id, encounter_id, activity_id, attempt_id, state, site_id, department_id, channel,
                              authored_at, score, band, band_en, late, alarms, resource)
  SELECT :response_form::bigint, :response_patient::bigint, :response_encounter::bigint, :response_activity::bigint,
         (SELECT max(a.id) FROM attempt_scoped AS a WHERE a.activity_id = :response_activity::bigint AND :response_attempted::boolean),
         :response_state, :response_site::bigint, :response_department::bigint, :response_channel,
         coalesce(:response_authored::timestamptz, hcrm_now()), :response_score::numeric, :response_band, :response_band_en, :response_late::boolean, :response_alarms::jsonb,
         :response_text
  RETURNING id
), derived AS (
  INSERT INTO answer_write (response_id, item, repeat, ordinal, code, number, text, score)
  SELECT made.id, a.item, a.repeat, a.ordinal, a.code, a.number, a.text, a.score
    FROM made, jsonb_to_recordset(:response_rows::jsonb)
         AS a (item text, repeat int, ordinal int, code text, number numeric, text text, score numeric)
)
SELECT id FROM made

-- name: drop_answers
DELETE FROM answer_write WHERE response_id = :response_id::bigint

-- name: replace_answers
WITH derived AS (
  INSERT INTO answer_write (response_id, item, repeat, ordinal, code, number, text, score)
  SELECT :response_id::bigint, a.item, a.repeat, a.ordinal, a.code, a.number, a.text, a.score
    FROM jsonb_to_recordset(:response_rows::jsonb)
         AS a (item text, repeat int, ordinal int, code text, number numeric, text text, score numeric)
)
UPDATE response_write
   SET state = :response_state, score = :response_score::numeric, band = :response_band, band_en = :response_band_en, resource = :response_text,
       alarms = :response_alarms::jsonb, late = :response_late::boolean
 WHERE id = :response_id::bigint

-- name: alarms
SELECT a.id, a.version FROM hcrm_alarms_of(:response_id::bigint, :response_activity::bigint) AS a
