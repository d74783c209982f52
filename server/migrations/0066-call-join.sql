-- SPDX-License-Identifier: GPL-3.0-or-later
-- A call that a person told of by hand and a telephone system told of, too, is one call.

-- Whether a person told of a call's beginning.
CREATE FUNCTION hcrm_call_by_hand(which bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM call_event AS e WHERE e.call_id = which AND e.provider = 'manual' AND e.kind IN ('incoming', 'dialling'))
$$;

-- The call that a telephone system tells of and that somebody is just now telling of by hand: theirs, in this direction, with this
-- number if one was said, begun in the last three minutes.
CREATE FUNCTION hcrm_call_told(who bigint, way text, key text)
RETURNS TABLE (provider text, provider_call_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.provider, c.provider_call_id FROM call AS c
   WHERE c.users @> ARRAY[who] AND c.state IN ('dialling', 'ringing', 'talking') AND (c.user_id = who OR c.state <> 'talking') AND c.direction = way
     AND c.provider NOT IN ('manual', 'simulator') AND (c.number_key = key OR key IS NULL AND way = 'in')
     AND c.started_at > hcrm_now() - interval '3 minutes' AND NOT hcrm_call_by_hand(c.id)
   ORDER BY c.started_at DESC LIMIT 1
$$;

-- The other way round: a telephone system told of call @which, and somebody had told of it by hand. What the system told, and what
-- came of that, goes over to the call by hand, which is known at the desk and is the only one from now on. Gives it; NULL if there is none.
-- Three minutes are the time that somebody needs to dial what they have clicked on, and what clocks may be apart; who dials twice
-- meanwhile made the last call that was clicked on before.
CREATE FUNCTION hcrm_call_join(which bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  told call;
  hand bigint;
BEGIN
  SELECT c.* INTO told FROM call AS c WHERE c.id = which;
  IF told.provider IN ('manual', 'simulator') OR told.user_id IS NULL OR told.wrapped_up_at IS NOT NULL OR hcrm_call_by_hand(which)
     OR EXISTS (SELECT 1 FROM call_moment AS m WHERE m.call_id = which) OR EXISTS (SELECT 1 FROM attempt AS a WHERE a.call_id = which) THEN
    RETURN NULL;
  END IF;
  SELECT c.id INTO hand FROM call AS c
   WHERE c.provider = 'manual' AND c.user_id = told.user_id AND c.direction = told.direction
     AND (c.number_key = told.number_key OR c.number IS NULL AND told.direction = 'in')
     AND c.started_at BETWEEN told.started_at - interval '3 minutes' AND told.started_at + interval '3 minutes'
     AND coalesce(c.ended_at, 'infinity') > told.started_at - interval '5 seconds'
   ORDER BY c.started_at <= told.started_at + interval '2 seconds' DESC, abs(extract(epoch FROM c.started_at - told.started_at)), c.id LIMIT 1
     FOR UPDATE;
  IF hand IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO call_look (call_id, user_id) SELECT hand, l.user_id FROM call_look AS l WHERE l.call_id = which ON CONFLICT DO NOTHING;
  DELETE FROM call_look WHERE call_id = which;
  UPDATE recording SET call_id = hand WHERE call_id = which;
  UPDATE call_event SET call_id = hand WHERE call_id = which;
  DELETE FROM call WHERE id = which;
  UPDATE call SET provider = told.provider, provider_call_id = told.provider_call_id, skew_ms = told.skew_ms,
                  patient_id = coalesce(patient_id, told.patient_id), contact_id = coalesce(contact_id, told.contact_id),
                  activity_id = coalesce(activity_id, told.activity_id), relation = coalesce(relation, told.relation) WHERE id = hand;
  RETURN hand;
END $$;

-- What somebody says is by our clock, whatever the telephone system's says.
CREATE FUNCTION hcrm_call_instant(at timestamptz, received_at timestamptz, skew_ms bigint, ours boolean) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN least(at + CASE WHEN ours THEN interval '0' ELSE make_interval(secs => skew_ms / 1000.0) END, received_at);

CREATE OR REPLACE VIEW call_event_view AS
SELECT e.call_id, e.provider_event_id AS id, e.kind, hcrm_call_instant(e.at, e.received_at, c.skew_ms, e.provider <> c.provider) AS at, e.received_at, e.user_id,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = e.user_id) AS "user", hcrm_mask_number(e.data ->> 'number') AS number,
       e.data ->> 'extension' AS extension, e.data ->> 'cause' AS cause, e.data ->> 'by' AS by, e.data ->> 'keys' AS keys
  FROM call_event_scoped AS e JOIN call AS c ON c.id = e.call_id;

REVOKE EXECUTE ON FUNCTION hcrm_call_by_hand(bigint), hcrm_call_told(bigint, text, text), hcrm_call_join(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_call_told(bigint, text, text), hcrm_call_join(bigint) TO hcrm_app;
