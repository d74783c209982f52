-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calls and their recordings where they matter: with the complaint they are about, with what was written down in them.

-- REACH -----------------------------------------------------------------------------------------

-- Whether a permission of the reader's, be it another than the one they ask with, reaches what belongs there.
CREATE FUNCTION hcrm_reaches(wanted text, in_site bigint, in_departments bigint[], of_user bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM hcrm_user_permissions(hcrm_user()) AS g
                  WHERE g.permission = wanted AND (g.scope = 'all' OR of_user = hcrm_user() OR in_site = ANY (g.sites) OR g.departments && in_departments))
$$;

-- RECORDINGS OF A CALL, as far as the reader may hear them -------------------------------------------

CREATE OR REPLACE FUNCTION hcrm_call_recordings(call bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', r.id, 'started_at', r.started_at, 'offset_ms', r.offset_ms, 'duration_ms', r.duration_ms, 'state', r.state)
                           ORDER BY r.started_at, r.id), '[]')
    FROM recording AS r
   WHERE r.call_id = $1 AND r.state <> 'deleted' AND hcrm_reaches('recording.listen', r.site_id, ARRAY[r.department_id], r.user_id)
     AND (r.activity_id IS NULL OR r.activity_id NOT IN (SELECT hcrm_complaints_against()))
     AND (hcrm_staff_seen() OR r.user_id = hcrm_user()
          OR NOT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = r.patient_id AND hcrm_hides(h.root)))
$$;

-- MOMENTS ---------------------------------------------------------------------------------------

-- note_id: which note it was, of field 'note'. said: by which it is known whether a sentence still stands where it stood.
ALTER TABLE call_moment ADD COLUMN note_id bigint REFERENCES complaint_note, ADD COLUMN said text;
CREATE INDEX ON call_moment (note_id) WHERE note_id IS NOT NULL;
CREATE OR REPLACE VIEW call_moment_write AS SELECT * FROM call_moment;
DROP VIEW call_moment_view, call_moment_scoped;

-- The English of a text of FHIR, by its extensions.
CREATE FUNCTION hcrm_fhir_english(shadow jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_path_query_first(shadow, '$.extension[*] ? (@.extension[*].valueCode starts with "en").extension[*].valueString') #>> '{}';

-- A sentence of a complaint, while it is there.
CREATE FUNCTION hcrm_complaint_sentence(complaint bigint, field text, from_char int, to_char int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT nullif(substr(CASE $2 WHEN 'matter' THEN c.matter WHEN 'wish' THEN c.wish END, $3 + 1, $4 - $3), '') FROM complaint AS c WHERE c.id = $1
$$;

-- What was written down in a call and when: question and answer, as far as the reader may read that answer; the sentence, as
-- far as they may read that complaint.
CREATE FUNCTION hcrm_call_moments(call bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH moment AS MATERIALIZED (
    SELECT m.*, r.id AS answers_id
      FROM call_moment AS m
      JOIN call AS c ON c.id = m.call_id
      LEFT JOIN LATERAL (SELECT x.id FROM response AS x
                          WHERE m.kind = 'answer'
                            AND CASE WHEN m.response_id IS NOT NULL THEN x.id = m.response_id
                                     ELSE x.activity_id IN (SELECT a.activity_id FROM attempt AS a WHERE a.call_id = c.id UNION ALL SELECT c.activity_id) END
                          ORDER BY x.late, x.id DESC LIMIT 1) AS r ON true
     WHERE m.call_id = $1
  ), asked AS MATERIALIZED (
    SELECT DISTINCT ON (r.id, i ->> 'linkId') r.id AS answers_id, i ->> 'linkId' AS item, i
      FROM response AS r
      JOIN questionnaire AS q ON q.id = r.questionnaire_id
     CROSS JOIN jsonb_path_query(hcrm_fhir_json(q.resource), 'strict $.**.item[*]') AS i
     WHERE r.id IN (SELECT m.answers_id FROM moment AS m)
  ), told AS MATERIALIZED (
    SELECT r.id FROM response AS r
     WHERE r.id IN (SELECT m.answers_id FROM moment AS m) AND hcrm_reaches('response.read', r.site_id, ARRAY[r.department_id], r.author_id)
  ), read AS MATERIALIZED (
    SELECT k.id, k.number FROM complaint AS k
     WHERE k.id IN (SELECT m.complaint_id FROM moment AS m) AND hcrm_reaches('complaint.read', k.site_id, k.in_departments, k.first_receiver_id)
       AND k.id NOT IN (SELECT hcrm_complaints_against())
  ), answered AS MATERIALIZED (
    SELECT w.response_id, w.item, w.repeat,
           string_agg(coalesce(o ->> 'display', CASE w.code WHEN 'true' THEN '是' WHEN 'false' THEN '否' END, w.code, w.number::text, w.text, w.at::text),
                      '、' ORDER BY w.ordinal) AS words,
           string_agg(coalesce(hcrm_fhir_english(o -> '_display'), o ->> 'display', CASE w.code WHEN 'true' THEN 'Yes' WHEN 'false' THEN 'No' END,
                               w.code, w.number::text, w.text, w.at::text), ', ' ORDER BY w.ordinal) AS words_en
      FROM answer AS w
      LEFT JOIN asked AS q ON q.answers_id = w.response_id AND q.item = w.item
     CROSS JOIN LATERAL (SELECT jsonb_path_query_first(q.i, '$.answerOption[*].valueCoding ? (@.code == $code)', jsonb_build_object('code', w.code)) AS o) AS c
     WHERE w.response_id IN (SELECT t.id FROM told AS t)
     GROUP BY w.response_id, w.item, w.repeat
  )
  SELECT coalesce(json_agg(json_build_object('id', m.id, 'offset_ms', m.offset_ms, 'kind', m.kind, 'response_id', m.response_id, 'item', m.item, 'repeat', m.repeat,
                             'complaint_id', m.complaint_id, 'field', m.field, 'from_char', m.from_char, 'to_char', m.to_char, 'note_id', m.note_id,
                             'label', coalesce(q.i ->> 'text', s.text), 'label_en', coalesce(hcrm_fhir_english(q.i -> '_text'), q.i ->> 'text', s.text),
                             'value', coalesce(a.words, k.number), 'value_en', coalesce(a.words_en, k.number)) ORDER BY m.offset_ms, m.id), '[]')
    FROM moment AS m
    LEFT JOIN asked AS q ON q.answers_id = m.answers_id AND q.item = m.item
    LEFT JOIN answered AS a ON a.response_id = m.answers_id AND a.item = m.item AND a.repeat = coalesce(m.repeat, 0)
    LEFT JOIN read AS k ON k.id = m.complaint_id
   CROSS JOIN LATERAL (SELECT CASE WHEN k.id IS NULL THEN NULL
                                   WHEN m.note_id IS NOT NULL THEN (SELECT n.text FROM complaint_note AS n WHERE n.id = m.note_id)
                                   WHEN md5(hcrm_complaint_sentence(k.id, m.field, m.from_char, m.to_char)) = m.said
                                     THEN hcrm_complaint_sentence(k.id, m.field, m.from_char, m.to_char) END AS text) AS s
$$;

-- CALLS OF A COMPLAINT ---------------------------------------------------------------------------

-- Those that were made or came for it, and those in which something of it was written down.
CREATE FUNCTION hcrm_complaint_call_ids(complaint bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM call AS c WHERE c.activity_id = $1
  UNION SELECT a.call_id FROM attempt AS a WHERE a.activity_id = $1 AND a.call_id IS NOT NULL
  UNION SELECT m.call_id FROM call_moment AS m WHERE m.complaint_id = $1
$$;

-- What an agent noted of a call that was no attempt stays with the call.
CREATE OR REPLACE FUNCTION hcrm_complaint_calls(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', x.id, 'call_id', x.call_id, 'started_at', x.started_at, 'ended_at', x.ended_at, 'direction', x.direction,
                                             'state', x.state, 'disposition', x.disposition, 'note', x.note, 'number', x.number,
                                             'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = x.user_id),
                                             'recorded', EXISTS (SELECT 1 FROM recording AS r WHERE r.call_id = x.call_id AND r.state <> 'deleted'),
                                             'recordings', hcrm_call_recordings(x.call_id))
                           ORDER BY x.started_at, x.id), '[]')
    FROM (SELECT a.id, a.call_id, a.started_at, a.ended_at, c.direction, c.state, a.disposition, a.note, hcrm_mask_number(a.number) AS number, a.user_id
            FROM attempt AS a LEFT JOIN call AS c ON c.id = a.call_id WHERE a.activity_id = $1
          UNION ALL
          SELECT NULL, c.id, c.started_at, c.ended_at, c.direction, c.state, c.disposition, NULL,
                 CASE WHEN c.number_key IS NOT NULL THEN hcrm_mask_key(c.number_key) ELSE hcrm_mask_number(c.number) END, c.user_id
            FROM call AS c
           WHERE c.id IN (SELECT hcrm_complaint_call_ids($1)) AND NOT EXISTS (SELECT 1 FROM attempt AS a WHERE a.call_id = c.id AND a.activity_id = $1)) AS x
$$;

-- When in them each of its sentences and notes was written; none of a sentence that was changed since.
CREATE FUNCTION hcrm_complaint_moments(complaint bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('call_id', m.call_id, 'offset_ms', m.offset_ms, 'field', m.field, 'from_char', m.from_char, 'to_char', m.to_char,
                                             'note_id', m.note_id) ORDER BY m.from_char, m.id), '[]')
    FROM call_moment AS m
   WHERE m.complaint_id = $1 AND (m.note_id IS NOT NULL OR md5(hcrm_complaint_sentence($1, m.field, m.from_char, m.to_char)) = m.said)
$$;

-- All recordings of a complaint, for a bundle of evidence: whoever may have that made, has the whole list.
CREATE FUNCTION hcrm_complaint_recordings(complaint bigint)
RETURNS TABLE (id bigint, call_id bigint, started_at timestamptz, duration_ms int, media_type text, size bigint, sha256 text, state text,
               deletion_reason text, deletion_asked_by text, deletion_asked_at timestamptz, deleted_by text, deleted_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.call_id, r.started_at, r.duration_ms, r.media_type, f.size, encode(coalesce(r.file, r.deleted_file), 'hex'), r.care,
         r.ask_reason, (SELECT u.name FROM app_user_name AS u WHERE u.id = r.asked_by), r.asked_at,
         (SELECT u.name FROM app_user_name AS u WHERE u.id = r.deleted_by), r.deleted_at
    FROM recording AS r
    LEFT JOIN file AS f ON f.sha256 = r.file
   WHERE r.activity_id = $1 OR r.call_id IN (SELECT hcrm_complaint_call_ids($1))
$$;

-- RIGHTS ----------------------------------------------------------------------------------------

REVOKE EXECUTE ON FUNCTION hcrm_reaches(text, bigint, bigint[], bigint), hcrm_complaint_sentence(bigint, text, int, int), hcrm_call_moments(bigint),
  hcrm_complaint_call_ids(bigint), hcrm_complaint_moments(bigint), hcrm_complaint_recordings(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_sentence(bigint, text, int, int), hcrm_call_moments(bigint), hcrm_complaint_moments(bigint),
  hcrm_complaint_recordings(bigint) TO hcrm_app;
