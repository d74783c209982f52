-- What is made of recordings.

-- name: begin
SELECT r.id, r.state, encode(r.file, 'hex') AS file, encode(r.opus, 'hex') AS opus, encode(r.peaks, 'hex') AS peaks, r.media_type, r.layout
  FROM recording_scoped AS r WHERE r.id = :recording::bigint AND r.state IN ('received', 'ready')

-- name: again
SELECT hcrm_recording_again(:recording::bigint)

-- name: made
-- Whether what is lost was made of a recording, and of which.
SELECT r.id FROM recording_scoped AS r WHERE decode(:lost, 'hex') IN (r.opus, r.peaks) AND r.file <> decode(:lost, 'hex')

-- name: kept
SELECT hcrm_file_keep(decode(:made_sha256, 'hex'), :made_size::bigint, :made_media)

-- name: ready
UPDATE recording_write
   SET state = 'ready', opus = decode(:opus, 'hex'), peaks = decode(:peaks, 'hex'), measures = :measures::jsonb, duration_ms = (:measures::jsonb ->> 'duration_ms')::int,
       channels = jsonb_array_length(:measures::jsonb -> 'channels'), sample_rate = (:measures::jsonb ->> 'sample_rate')::int,
       longest_silence_ms = coalesce((SELECT max((s ->> 'to')::int - (s ->> 'from')::int) FROM jsonb_array_elements(:measures::jsonb -> 'silences') AS s), 0)
 WHERE id = :recording::bigint AND state = 'received'

-- name: failed
UPDATE recording_write SET state = 'failed', problem = :problem WHERE id = :recording::bigint AND state = 'received'
