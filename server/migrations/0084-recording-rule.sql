-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rules of keeping come and go, and say how many recordings are due by them.

-- What has no rule of its own is kept by the general one, which therefore stays.
ALTER TABLE recording_rule
  ADD COLUMN retired_at timestamptz,
  ADD CONSTRAINT recording_rule_general CHECK (kind IS NOT NULL OR retired_at IS NULL),
  DROP CONSTRAINT recording_rule_kind;
CREATE UNIQUE INDEX recording_rule_kind ON recording_rule (kind) NULLS NOT DISTINCT WHERE retired_at IS NULL;

CREATE OR REPLACE FUNCTION hcrm_recording_kept_until(started_at timestamptz, activity bigint, site bigint) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (started_at AT TIME ZONE hcrm_zone(site))::date + r.days FROM recording_rule AS r
   WHERE r.retired_at IS NULL AND (r.kind IS NULL OR r.kind = (SELECT a.kind FROM activity AS a WHERE a.id = activity))
   ORDER BY r.kind NULLS LAST LIMIT 1
$$;

CREATE OR REPLACE FUNCTION hcrm_recording_cutoffs() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(s.id || ' ' || coalesce(r.kind, ''), (hcrm_today(s.id) - r.days)::timestamp AT TIME ZONE hcrm_zone(s.id)), '{}')
    FROM site AS s CROSS JOIN recording_rule AS r WHERE r.retired_at IS NULL
$$;

CREATE OR REPLACE VIEW recording_rule_scoped AS SELECT * FROM recording_rule WHERE (SELECT hcrm_user()) IS NOT NULL;
CREATE OR REPLACE VIEW recording_rule_write AS SELECT * FROM recording_rule;

-- due: how many of those that the reader sees, counted up to one more than 10,000.
CREATE OR REPLACE VIEW recording_rule_view AS
SELECT r.id, r.version, r.kind, r.days, coalesce(r.kind, '') AS sorted, r.retired_at,
       (SELECT count(*)
          FROM (SELECT 1
                  FROM (SELECT (SELECT hcrm_recording_cutoffs()) AS cutoffs) AS c,
                       recording_listed AS v,
                       LATERAL (SELECT CASE WHEN c.cutoffs ? (v.site_id || ' ' || v.activity_kind) THEN v.activity_kind ELSE '' END AS kind) AS k
                 WHERE r.retired_at IS NULL AND v.care = 'kept' AND v.started_at < (SELECT hcrm_recording_cutoff()) AND k.kind = coalesce(r.kind, '')
                   AND v.started_at < (c.cutoffs ->> (v.site_id || ' ' || k.kind))::timestamptz
                 LIMIT 10001) AS d)::int AS due
  FROM recording_rule_scoped AS r;

GRANT INSERT ON recording_rule_write TO hcrm_app;
