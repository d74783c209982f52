-- The HIS feed: messages as such.

-- name: sites
SELECT s.id, s.code, s.time_zone FROM site AS s
 ORDER BY EXISTS (SELECT 1 FROM site AS c WHERE c.parent_id = s.id), s.id

-- Has this message, or another with its number, come before?
-- name: find_message
SELECT m.state AS message_state, m.reason, m.field, m.sha256 = :sha256::bytea AS message_same
  FROM his_message_scoped AS m
 WHERE m.sender = :sender AND m.control_id = :control_id
 ORDER BY m.sha256 = :sha256::bytea DESC, m.id
 LIMIT 1

-- name: add_message
INSERT INTO his_message_write (sender, control_id, sha256, type, raw, state, reason, field, replay_of, patient_id, encounter_id, event_at)
VALUES (:sender, :control_id, :sha256::bytea, :type, :raw::bytea, :message_state, :reason, :field, :replay_of::bigint,
        :patient_id::bigint, :encounter_id::bigint, :event_at::timestamptz)
RETURNING id

-- name: find_letter
SELECT m.sha256::text AS sha256, encode(m.raw, 'base64') AS raw FROM his_message_scoped AS m WHERE m.id = :letter_id::bigint

-- name: describe_letter
UPDATE his_message_write
   SET patient_id = :patient_id::bigint, encounter_id = :encounter_id::bigint, event_at = :event_at::timestamptz
 WHERE id = :letter_id::bigint

-- Of several messages in one transaction, whose changes follow: the audit names them apart.
-- name: begin_message
SELECT set_config('hcrm.request', :control_id, true)
