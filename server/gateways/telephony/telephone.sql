-- What telephones tell.

-- name: open
INSERT INTO call_write (provider, provider_call_id, site_id, direction, state, started_at, skew_ms)
SELECT :t_provider, :t_call, hcrm_call_site(:t_site, e.extension, e.user_id), 'in', 'ringing', hcrm_now(),
       hcrm_call_skew(:t_provider, CASE WHEN :t_live::boolean THEN (extract(epoch FROM hcrm_now() - e.at) * 1000)::bigint END)
  FROM (SELECT min(r.extension) AS extension, min(coalesce(r.user_id, u.id)) AS user_id, max(r.at) AS at
          FROM jsonb_to_recordset(:t_events::jsonb) AS r (extension text, user_id bigint, "user" text, at timestamptz)
          LEFT JOIN app_user_scoped AS u ON u.username = r."user") AS e
 WHERE NOT EXISTS (SELECT 1 FROM call_write AS c WHERE c.provider = :t_provider AND c.provider_call_id = :t_call)
ON CONFLICT (provider, provider_call_id) DO NOTHING

-- name: lock
SELECT c.id, c.site_id FROM call_write AS c WHERE c.provider = :t_provider AND c.provider_call_id = :t_call FOR UPDATE OF c

-- name: add
-- What comes without an instant happens now, by our clock.
INSERT INTO call_event_write (call_id, provider_event_id, provider, kind, at, live, user_id, data)
SELECT :t_id::bigint, r.id, CASE WHEN r.at IS NULL THEN 'manual' ELSE :t_provider END, r.kind, coalesce(r.at, hcrm_now()),
       :t_live::boolean AND r.at = (SELECT max(x.at) FROM jsonb_to_recordset(:t_events::jsonb) AS x (at timestamptz)),
       coalesce(r.user_id, u.id, t.user_id),
       jsonb_strip_nulls(jsonb_build_object('number', r.number, 'direction', r.direction, 'extension', r.extension, 'cause', r.cause, 'by', r.by, 'keys', r.keys))
  FROM jsonb_to_recordset(:t_events::jsonb) AS r (id text, kind text, at timestamptz, direction text, number text, extension text, "user" text, user_id bigint,
         cause text, by text, keys text)
  LEFT JOIN app_user_scoped AS u ON u.username = r."user"
  LEFT JOIN telephone_scoped AS t ON t.extension = r.extension AND t.site_id = :t_place::bigint AND t.retired_at IS NULL
ON CONFLICT (call_id, provider_event_id) DO NOTHING

-- name: clock
-- While a call goes on, what is known of the provider's clock becomes better: all its instants move together.
UPDATE call_write SET skew_ms = hcrm_call_skew(:t_provider) WHERE id = :t_id::bigint AND ended_at IS NULL AND :t_live::boolean

-- name: events
-- In our clock, and none of the future.
SELECT e.provider_event_id AS id, e.kind, e.user_id, e.data ->> 'number' AS number, e.data ->> 'direction' AS direction, e.data ->> 'cause' AS cause,
       e.data ->> 'by' AS by,
       floor(extract(epoch FROM hcrm_call_instant(e.at, e.received_at, c.skew_ms, e.provider <> c.provider)) * 1000000)::bigint AS at
  FROM call_event_write AS e JOIN call_write AS c ON c.id = e.call_id WHERE e.call_id = :t_id::bigint

-- name: fold
UPDATE call_write AS c
   SET direction = :f_direction, state = :f_state, number = coalesce(:f_number, c.number), number_key = coalesce(:f_key, c.number_key),
       withheld = :f_withheld::boolean, user_id = coalesce(:f_user::bigint, c.user_id), users = :f_users::bigint[],
       department_id = CASE WHEN :f_user::bigint IS DISTINCT FROM c.user_id OR c.department_id IS NULL THEN hcrm_user_department(:f_user::bigint) ELSE c.department_id END,
       on_hold = :f_on_hold::boolean, recorded = c.recorded OR :f_recorded::boolean,
       started_at = timestamptz 'epoch' + :f_started::bigint * interval '1 microsecond',
       answered_at = timestamptz 'epoch' + :f_answered::bigint * interval '1 microsecond',
       ended_at = timestamptz 'epoch' + :f_ended::bigint * interval '1 microsecond',
       hangup = :f_cause, hangup_by = :f_by
 WHERE c.id = :t_id::bigint

-- name: join
-- Told of by hand before: from now on it is that call.
SELECT hcrm_call_join(:t_id::bigint) AS id

-- name: forgotten
SELECT c.provider, c.provider_call_id FROM call_scoped AS c
 WHERE c.ended_at IS NULL AND c.started_at < hcrm_now() - interval '12 hours' ORDER BY c.id LIMIT 100
