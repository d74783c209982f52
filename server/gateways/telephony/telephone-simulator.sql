-- The simulator's callers.

-- name: simulated
-- A simulated call and its agent, locked; nothing if it has gone on by itself. A talk goes on with whom it was passed to.
SELECT c.id, c.provider_call_id, c.state, c.user_id
  FROM call_write AS c WHERE c.id = :s_id::bigint AND c.provider = 'simulator' AND c.state IN (:s_state, CASE WHEN :s_state = 'talking' THEN 'passed' END) FOR UPDATE OF c

-- name: idle
-- An agent who is there, sits at a telephone and has no call, in a sample hospital whose telephones are simulated; and a number:
-- of a patient's contact, of a family, of nobody, or none.
SELECT a.user_id,
       CASE (extract(epoch FROM hcrm_now())::bigint / 60) % 5
         WHEN 0 THEN NULL
         WHEN 1 THEN '1390000' || lpad((extract(epoch FROM hcrm_now())::bigint % 10000)::text, 4, '0')
         WHEN 2 THEN (SELECT k.number FROM contact_scoped AS k WHERE k.channel = 'phone' AND k.invalid_at IS NULL AND k.relation <> 'self' ORDER BY k.id DESC LIMIT 1)
         ELSE (SELECT k.number FROM contact_scoped AS k JOIN followup_task_scoped AS t ON t.patient_id = k.patient_id AND t.state = 'open'
                WHERE k.channel = 'phone' AND k.invalid_at IS NULL
                ORDER BY t.due_on, t.id OFFSET (extract(epoch FROM hcrm_now())::bigint / 60) % 40 LIMIT 1) END AS number
  FROM (SELECT t.user_id
          FROM telephone_scoped AS t
          JOIN session AS s ON s.user_id = t.user_id AND s.seen_at > hcrm_now() - interval '3 minutes'
         WHERE t.retired_at IS NULL AND hcrm_setting('sample')::boolean AND hcrm_setting('telephone', t.site_id) = 'simulator'
           AND hcrm_setting('simulator_minutes', t.site_id)::int > 0
           AND NOT EXISTS (SELECT 1 FROM call_scoped AS c WHERE c.users @> ARRAY[t.user_id] AND c.state IN ('dialling', 'ringing', 'talking'))
           AND NOT EXISTS (SELECT 1 FROM call_scoped AS c WHERE c.users @> ARRAY[t.user_id] AND c.started_at > hcrm_now() - make_interval(mins => hcrm_setting('simulator_minutes', t.site_id)::int))
         ORDER BY t.user_id LIMIT 1) AS a

-- name: later
SELECT hcrm_now() + make_interval(secs => :s_wait::int) AS at
