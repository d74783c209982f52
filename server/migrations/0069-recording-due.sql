-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of recordings by the longest silence, and of those that were kept long enough, however many there are.

CREATE INDEX ON recording (longest_silence_ms, id);

-- Before which instant a recording must have begun to have been kept long enough, by "SITE KIND" of what it was made for; "SITE " is for
-- all others. It says of all of them at once what hcrm_recording_kept_until() says of one.
CREATE FUNCTION hcrm_recording_cutoffs() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(s.id || ' ' || coalesce(r.kind, ''), (hcrm_today(s.id) - r.days)::timestamp AT TIME ZONE hcrm_zone(s.id)), '{}')
    FROM site AS s CROSS JOIN recording_rule AS r
$$;

-- Before which all of those began.
CREATE FUNCTION hcrm_recording_cutoff() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(c.value::timestamptz) FROM jsonb_each_text(hcrm_recording_cutoffs()) AS c
$$;

REVOKE EXECUTE ON FUNCTION hcrm_recording_cutoffs(), hcrm_recording_cutoff() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_recording_cutoffs(), hcrm_recording_cutoff() TO hcrm_app;
