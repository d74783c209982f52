-- SPDX-License-Identifier: GPL-3.0-or-later
-- Follow-ups that may not have happened as they stand, with what is odd about each.

-- Done by telephone in those days, with what is odd about each and what it can be held against: docs/review.md says the same in words. Of an agent whose telephone
-- tells of no calls at all, none is missed. Whoever asks joins followup_task_scoped.
CREATE FUNCTION hcrm_suspicions(first date, last date)
RETURNS TABLE (id bigint, user_id bigint, weight int, reasons text[], evidence jsonb, answers int, response_id bigint, call_id bigint, talk_seconds int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH limits AS MATERIALIZED (
    SELECT coalesce(hcrm_setting('suspicion_answer_seconds')::numeric, 2) AS pace,
           coalesce(hcrm_setting('suspicion_from')::int, 7) AS opens, coalesce(hcrm_setting('suspicion_until')::int, 21) AS closes
  ), done AS MATERIALIZED (
    SELECT t.id, t.patient_id, t.finished_at, (t.finished_at AT TIME ZONE hcrm_zone(t.site_id)) AS local, hcrm_zone(t.site_id) AS zone, a.user_id, a.call_id AS named, a.started_at, a.disposition,
           r.id AS response_id,
           r.questionnaire_id, n.answers, n.print
      FROM followup_task AS t
     CROSS JOIN LATERAL (SELECT x.user_id, x.call_id, x.started_at, x.disposition FROM attempt AS x
                          WHERE x.activity_id = t.id AND x.channel = 'phone' AND NOT x.late
                            AND x.disposition IN (SELECT c.code FROM code AS c WHERE c.system = 'disposition' AND c.parent = 'reached')
                          ORDER BY x.started_at DESC, x.id DESC LIMIT 1) AS a
      LEFT JOIN LATERAL (SELECT x.id, x.questionnaire_id FROM response AS x
                          WHERE x.activity_id = t.id AND x.state IN ('completed', 'amended') AND NOT x.late ORDER BY x.id DESC LIMIT 1) AS r ON true
      LEFT JOIN LATERAL (SELECT count(*)::int AS answers, md5(string_agg(concat_ws('|', w.item, w.repeat, w.ordinal, w.code, w.number, w.text), E'\n'
                                                                         ORDER BY w.item, w.repeat, w.ordinal)) AS print
                           FROM answer AS w WHERE w.response_id = r.id) AS n ON true
     WHERE t.state = 'done' AND t.channel = 'phone' AND t.finished_at >= first - 1 AND t.finished_at < last + 1
  ), told AS MATERIALIZED (
    SELECT d.*, c.id AS call_id, c.started_at AS called_at, c.hangup, c.answered_at, c.ended_at, extract(epoch FROM c.ended_at - c.answered_at)::int AS talk,
           (SELECT count(*)::int FROM answer AS w WHERE w.response_id = d.response_id AND w.at > c.ended_at + interval '1 minute') AS afterwards,
           (SELECT max(w.at) FROM answer AS w WHERE w.response_id = d.response_id) AS last_answer_at,
           count(*) OVER (PARTITION BY d.user_id ORDER BY d.finished_at RANGE BETWEEN interval '5 minutes' PRECEDING AND CURRENT ROW)::int AS row_n,
           min(d.finished_at) OVER (PARTITION BY d.user_id ORDER BY d.finished_at RANGE BETWEEN interval '5 minutes' PRECEDING AND CURRENT ROW) AS row_first_at,
           CASE WHEN d.answers >= 5 THEN (SELECT count(DISTINCT o.patient_id)::int FROM done AS o
                                           WHERE o.user_id = d.user_id AND o.questionnaire_id = d.questionnaire_id AND o.print = d.print AND o.patient_id <> d.patient_id) ELSE 0 END AS others,
           CASE WHEN d.answers >= 5 THEN (SELECT jsonb_agg(o.id ORDER BY o.finished_at, o.id) FROM done AS o
                                           WHERE o.user_id = d.user_id AND o.questionnaire_id = d.questionnaire_id AND o.print = d.print AND o.patient_id <> d.patient_id) END AS same_tasks
      FROM done AS d
      LEFT JOIN LATERAL (SELECT x.* FROM call AS x WHERE x.id = d.named OR x.activity_id = d.id ORDER BY x.answered_at IS NULL, x.ended_at - x.answered_at DESC NULLS LAST, x.id LIMIT 1) AS c ON true
  ), heard AS ( -- played where nobody works
    SELECT k.id, count(*)::int AS n, max(h.at) AS at, (array_agg(h.user_id ORDER BY h.at DESC))[1] AS by
      FROM told AS k CROSS JOIN limits AS l JOIN recording AS g ON g.call_id = k.call_id JOIN audit AS h ON h.entity = 'recording' AND h.entity_id = g.id AND h.action = 'listen'
     WHERE extract(hour FROM h.at AT TIME ZONE k.zone) < l.opens OR extract(hour FROM h.at AT TIME ZONE k.zone) >= l.closes
     GROUP BY k.id
  ), judged AS (
    SELECT k.id, k.user_id, k.finished_at, k.local, k.answers, k.response_id, k.call_id, k.talk,
           ARRAY (SELECT jsonb_build_object('reason', e.reason, 'weight', e.weight, 'params', jsonb_strip_nulls(e.params))
                    FROM (VALUES
                      ('no-call', 3, jsonb_build_object('at', date_trunc('second', k.started_at), 'said', k.disposition,
                           'before', CASE WHEN k.call_id IS NULL THEN (SELECT date_trunc('second', max(x.ended_at)) FROM call AS x
                                                                   WHERE x.user_id = k.user_id AND x.ended_at <= k.finished_at AND x.started_at > k.finished_at - interval '1 day') END,
                           'after', CASE WHEN k.call_id IS NULL THEN (SELECT date_trunc('second', min(x.started_at)) FROM call AS x
                                                                  WHERE x.user_id = k.user_id AND x.started_at > k.finished_at AND x.started_at < k.finished_at + interval '1 day') END),
                       k.call_id IS NULL AND EXISTS (SELECT 1 FROM call AS x WHERE x.user_id = k.user_id AND x.started_at BETWEEN k.finished_at - interval '30 days' AND k.finished_at + interval '30 days')),
                      ('not-answered', 3, jsonb_build_object('at', date_trunc('second', k.called_at), 'cause', k.hangup, 'rang', extract(epoch FROM k.ended_at - k.called_at)::int,
                           'said', k.disposition),
                       k.call_id IS NOT NULL AND k.answered_at IS NULL),
                      ('short-call', 3, jsonb_build_object('talk', k.talk, 'n', k.answers, 'at', date_trunc('second', k.answered_at)), k.answers >= 5 AND k.talk < k.answers * l.pace),
                      ('after-hang-up', 2, jsonb_build_object('n', k.afterwards, 'of', k.answers, 'ended', date_trunc('second', k.ended_at), 'last', date_trunc('second', k.last_answer_at)),
                       k.afterwards >= 3 AND 2 * k.afterwards >= k.answers),
                      ('same-answers', 2, jsonb_build_object('n', k.answers, 'patients', k.others, 'tasks', k.same_tasks), k.others >= 3),
                      ('odd-hours', 1, jsonb_build_object('at', to_char(k.local, 'HH24:MI'), 'from', l.opens, 'until', l.closes),
                       extract(hour FROM k.local) < l.opens OR extract(hour FROM k.local) >= l.closes),
                      ('odd-playback', 1, jsonb_build_object('user', CASE WHEN h.id IS NOT NULL THEN (SELECT n.name FROM app_user_name AS n WHERE n.id = h.by) END, 'at', date_trunc('second', h.at), 'n', nullif(h.n, 1),
                           'from', l.opens, 'until', l.closes), h.id IS NOT NULL),
                      ('in-a-row', 1, jsonb_build_object('n', k.row_n, 'minutes', 5, 'first', date_trunc('second', k.row_first_at)), k.row_n >= 5)
                    ) AS e (reason, weight, params, found) WHERE e.found) AS found
      FROM told AS k CROSS JOIN limits AS l LEFT JOIN heard AS h ON h.id = k.id
  )
  SELECT j.id, j.user_id, (SELECT sum((f ->> 'weight')::int)::int FROM unnest(j.found) AS f), ARRAY (SELECT f ->> 'reason' FROM unnest(j.found) AS f),
         (SELECT jsonb_agg(jsonb_build_object('code', 'suspicion.' || (f ->> 'reason'), 'params', f -> 'params')) FROM unnest(j.found) AS f), coalesce(j.answers, 0), j.response_id,
         j.call_id, j.talk
    FROM judged AS j WHERE j.found <> '{}' AND j.local >= first AND j.local < last
$$;

REVOKE EXECUTE ON FUNCTION hcrm_suspicions(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_suspicions(date, date) TO hcrm_app;

-- suspicion_answer_seconds: how long an answer takes at least. suspicion_from, suspicion_until: hours in which people are called.
INSERT INTO setting (code, value) VALUES ('suspicion_answer_seconds', '2'), ('suspicion_from', '7'), ('suspicion_until', '21');
