-- Calls: listed, read, right now, and what was said when.

-- name: list
-- sort: started_at timestamptz
SELECT v.* FROM call_view AS v
 WHERE (:of_users::bigint[] IS NULL OR v.user_id = ANY (:of_users::bigint[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:direction::text IS NULL OR v.direction = :direction::text)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:disposition::text[] IS NULL OR v.disposition = ANY (:disposition::text[]))
   AND (:number::text IS NULL OR v.id IN (SELECT c.id FROM call_scoped AS c WHERE c.number_key = :number_key::text)
        OR v.id IN (SELECT c.id FROM call_scoped AS c WHERE right(c.number_key, 4) = :number_tail::text))
   AND (:patient_id::bigint IS NULL OR v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:activity_id::bigint IS NULL OR v.activity_id = :activity_id::bigint)
   AND (:started_from::timestamptz IS NULL OR v.started_at >= :started_from::timestamptz)
   AND (:started_to::timestamptz IS NULL OR v.started_at < :started_to::timestamptz)
   AND (:with_recording::boolean IS NULL OR v.recorded = :with_recording::boolean)
   AND (:wrapped_up::boolean IS NULL OR (v.wrapped_up_at IS NOT NULL) = :wrapped_up::boolean)

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('id', e.id, 'kind', e.kind, 'at', e.at, 'received_at', e.received_at, 'user_id', e.user_id, 'user', e."user",
                                                   'number', e.number, 'extension', e.extension, 'cause', e.cause, 'by', e.by, 'keys', e.keys)
                                 ORDER BY e.at, e.received_at, e.id), '[]')
          FROM call_event_view AS e WHERE e.call_id = v.id) AS events,
       hcrm_call_moments(v.id) AS moments,
       hcrm_call_recordings(v.id) AS recordings
  FROM call_view AS v WHERE v.id = :call_id::bigint

-- name: current
-- The reader's calls that go on or, over for the reader, are yet to be wrapped up; none that a telephone system forgot to end. With the whole number,
-- which is looked up; to_dial is told: the reader dials it by hand.
SELECT c.id, c.direction, c.number,
       CASE WHEN c.provider = 'manual' AND c.direction = 'out' AND c.state = 'dialling' AND c.user_id = :user_id::bigint THEN c.number END AS to_dial
  FROM call_scoped AS c
 WHERE (c.users @> ARRAY[:user_id::bigint] AND c.state IN ('dialling', 'ringing', 'talking') AND c.started_at > hcrm_now() - interval '12 hours'
        AND (c.user_id = :user_id::bigint OR (c.state = 'ringing' AND c.direction = 'in')))
    OR (c.user_id = :user_id::bigint AND c.wrapped_up_at IS NULL AND c.ended_at > hcrm_now() - interval '12 hours' AND c.state IN ('ended', 'failed'))
    OR (c.user_id = :user_id::bigint AND c.wrapped_up_at IS NULL AND c.started_at > hcrm_now() - interval '12 hours' AND c.state = 'passed' AND c.answered_at IS NOT NULL)
 ORDER BY c.ended_at IS NOT NULL OR c.state = 'passed', c.started_at DESC, c.id DESC LIMIT 20

-- name: look
INSERT INTO call_look_write (call_id, user_id) VALUES (:look_id::bigint, :user_id::bigint) ON CONFLICT (call_id, user_id) DO NOTHING RETURNING call_id

-- name: told
SELECT hcrm_audit('dial', 'call', :look_id::bigint)

-- name: lock
SELECT c.id FROM call_scoped AS c WHERE c.id = :id::bigint FOR UPDATE OF c

-- name: moment_faults
-- Moments of answers or complaints that are out of the reader's sight.
SELECT format('moments[%s].%s', m.n - 1, CASE WHEN m.row ->> 'response_id' IS NOT NULL AND r.id IS NULL THEN 'response_id' ELSE 'complaint_id' END) AS field
  FROM jsonb_array_elements(:moments::jsonb) WITH ORDINALITY AS m (row, n)
  LEFT JOIN response_scoped AS r ON r.id = (m.row ->> 'response_id')::bigint
  LEFT JOIN complaint_scoped AS k ON k.id = (m.row ->> 'complaint_id')::bigint
 WHERE (m.row ->> 'response_id' IS NOT NULL AND r.id IS NULL) OR (m.row ->> 'complaint_id' IS NOT NULL AND k.id IS NULL)

-- name: add_moments
INSERT INTO call_moment_write (call_id, offset_ms, kind, response_id, item, repeat, complaint_id, field, from_char, to_char, said)
SELECT :id::bigint, m.offset_ms, m.kind, m.response_id, m.item, m.repeat, m.complaint_id, m.field, m.from_char, m.to_char,
       md5(hcrm_complaint_sentence(m.complaint_id, m.field, m.from_char, m.to_char))
  FROM jsonb_to_recordset(:moments::jsonb) AS m (offset_ms int, kind text, response_id bigint, item text, repeat int, complaint_id bigint, field text,
         from_char int, to_char int)
