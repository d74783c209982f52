-- Recordings: taken, listed, heard.

-- name: list
-- sort: started_at timestamptz, duration_ms int, longest_silence_ms int
SELECT v.id, v.started_at, v.duration_ms, v.longest_silence_ms FROM recording_listed AS v
 WHERE (:agent_id::bigint[] IS NULL OR v.user_id = ANY (:agent_id::bigint[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:of_patient::bigint[] IS NULL OR v.patient_id = ANY (:of_patient::bigint[]))
   AND (:reader_id::bigint IS NULL OR v.user_id = :reader_id::bigint OR v.department_id = ANY (:reader_departments::bigint[]))
   AND (:activity_id::bigint IS NULL OR v.activity_id = :activity_id::bigint)
   AND (:call_id::bigint IS NULL OR v.call_id = :call_id::bigint)
   AND (:started_at_from::date IS NULL OR v.started_at >= :started_at_from::date::timestamp AT TIME ZONE (SELECT hcrm_zone()))
   AND (:started_at_to::date IS NULL OR v.started_at < :started_at_to::date::timestamp AT TIME ZONE (SELECT hcrm_zone()))
   AND (:duration_min::int IS NULL OR v.duration_ms >= :duration_min::int * 1000)
   AND (:duration_max::int IS NULL OR v.duration_ms <= :duration_max::int * 1000)
   AND (:silence_min::int IS NULL OR v.longest_silence_ms >= :silence_min::int * 1000)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:care::text[] IS NULL OR v.care = ANY (:care::text[]))
   AND (:due::boolean IS NOT TRUE OR v.care = 'kept' AND v.started_at < (SELECT hcrm_recording_cutoff()))
   AND (:due::boolean IS NULL OR :due::boolean = (v.care = 'kept' AND v.started_at < (
          SELECT coalesce(c.cutoffs ->> (v.site_id || ' ' || coalesce(v.activity_kind, '')), c.cutoffs ->> (v.site_id || ' '))::timestamptz
            FROM (SELECT (SELECT hcrm_recording_cutoffs()) AS cutoffs) AS c)) IS TRUE)

-- name: rows
SELECT v.* FROM unnest(:page_ids::bigint[]) WITH ORDINALITY AS p (id, position) JOIN recording_view AS v ON v.id = p.id ORDER BY p.position

-- name: sought
-- plan: generic
-- Small sets, which are bound, so that an index is asked by them: a patient's records, and of whom and of which departments the reader
-- sees recordings, where that is all they see.
SELECT CASE WHEN :patient_id::bigint IS NOT NULL
            THEN hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)) END AS of_patient,
       CASE WHEN NOT hcrm_all() AND coalesce(hcrm_sites(), '{}') = '{}' THEN hcrm_user() END AS reader_id, coalesce(hcrm_departments(), '{}') AS reader_departments

-- name: get
SELECT v.*, r.measures, r.asked_by IS NOT DISTINCT FROM hcrm_user() AS asked_own
  FROM recording_view AS v JOIN recording_scoped AS r ON r.id = v.id WHERE v.id = :id::bigint

-- name: upload
SELECT v.name, v.sha256, v.size, v.media_type FROM upload_view AS v WHERE v.id = :upload_id::bigint

-- name: kept
SELECT hcrm_file_keep(decode(:kept_sha256, 'hex'), :kept_size::bigint, :kept_media)

-- name: add
INSERT INTO recording_write (call_id, file, name, media_type, site_id, department_id, user_id, patient_id, activity_id, started_at, offset_ms, layout)
SELECT :of_call::bigint, decode(:kept_sha256, 'hex'), :kept_name, :kept_media, p.site_id, p.department_id, p.user_id,
       coalesce(:patient_id::bigint, p.patient_id), coalesce(:activity_id::bigint, p.activity_id),
       coalesce(:started_at::timestamptz, p.started_at, hcrm_now()),
       greatest(0, least(86400000, coalesce(round(extract(epoch FROM coalesce(:started_at::timestamptz, p.started_at) - :call_began::timestamptz) * 1000), 0)))::int,
       coalesce(:layout, 'mono')
  FROM hcrm_recording_place(:of_call::bigint, hcrm_user(), :activity_id::bigint) AS p
ON CONFLICT (call_id, file) WHERE file IS NOT NULL DO NOTHING
RETURNING id

-- name: of_call
SELECT x.id, hcrm_recording_call_began(x.id) AS began FROM (SELECT hcrm_recording_call(:call_id::bigint, :call::text) AS id) AS x WHERE x.id IS NOT NULL

-- name: same
SELECT r.id FROM recording_scoped AS r WHERE r.file = decode(:kept_sha256, 'hex') AND r.call_id IS NOT DISTINCT FROM :of_call::bigint

-- name: sound
SELECT r.id, r.state, r.name, r.media_type, encode(r.file, 'hex') AS file, encode(r.opus, 'hex') AS opus, encode(r.peaks, 'hex') AS peaks, r.channels,
       r.user_id IS DISTINCT FROM hcrm_user() AND hcrm_recording_reason_needed(coalesce(hcrm_setting('listening_reason', r.site_id), '')) AS reason_needed,
       hcrm_recording_reason(r.id) AS reason_given
  FROM recording_scoped AS r WHERE r.id = :id::bigint

-- name: listened
SELECT hcrm_recording_listened(:id::bigint, :why)

-- name: fetched
SELECT hcrm_audit('download', 'recording', :id::bigint, NULL, :why)

-- name: note_list
-- sort: at_ms int
SELECT v.* FROM recording_note_view AS v WHERE v.recording_id = :id::bigint

-- name: note_get
SELECT v.* FROM recording_note_view AS v WHERE v.recording_id = :id::bigint AND v.id = :note::bigint

-- name: note_add
INSERT INTO recording_note_write (recording_id, at_ms, until_ms, text, kind)
SELECT r.id, :at_ms::int, :until_ms::int, :text, coalesce(:kind, 'note') FROM recording_scoped AS r WHERE r.id = :id::bigint AND r.state <> 'deleted'
RETURNING id

-- name: note_lock
SELECT n.* FROM recording_note_scoped AS n WHERE n.recording_id = :id::bigint AND n.id = :note::bigint FOR UPDATE

-- name: note_set
UPDATE recording_note_write SET at_ms = :at_ms::int, until_ms = :until_ms::int, text = :text, kind = coalesce(:kind, 'note') WHERE id = :note::bigint

-- name: note_remove
DELETE FROM recording_note_write WHERE id = :note::bigint
