-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom a complaint is about hears of no call in which it was made or told either, and sees no chart that counts it; and a draft
-- stays its writer's own when it is discarded.

-- CALLS -----------------------------------------------------------------------------------------

-- The calls of complaints about the reader: made for them, or those in which something of them was said or written down.
CREATE FUNCTION hcrm_calls_against() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k FROM hcrm_complaints_against() AS c CROSS JOIN LATERAL hcrm_complaint_call_ids(c) AS k
$$;
REVOKE EXECUTE ON FUNCTION hcrm_calls_against() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_calls_against() TO hcrm_app;

DO $$
DECLARE
  view text;
  condition text;
BEGIN
  FOR view, condition IN VALUES
    ('call_scoped', 'v.user_id = (SELECT hcrm_user()) OR v.id <> ALL ((SELECT ARRAY (SELECT hcrm_calls_against()))::bigint[])'),
    ('recording_scoped', 'v.call_id IS NULL OR v.call_id <> ALL ((SELECT ARRAY (SELECT hcrm_calls_against()))::bigint[])'),
    -- Whatever it says of the complaint, be it a call or a message.
    ('timeline_scoped', 'v.activity_id IS NULL OR v.activity_id <> ALL ((SELECT ARRAY (SELECT hcrm_complaints_against()))::bigint[])'),
    ('attempt_scoped', 'v.user_id = (SELECT hcrm_user()) OR v.activity_id <> ALL ((SELECT ARRAY (SELECT hcrm_complaints_against()))::bigint[])')
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %1$I AS SELECT v.* FROM (%2$s) AS v WHERE %3$s', view,
                   rtrim(pg_get_viewdef(view::regclass), ';'), condition);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION hcrm_call_recordings(call bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('id', r.id, 'started_at', r.started_at, 'offset_ms', r.offset_ms, 'duration_ms', r.duration_ms, 'state', r.state)
                           ORDER BY r.started_at, r.id), '[]')
    FROM recording AS r
   WHERE r.call_id = $1 AND r.state <> 'deleted' AND hcrm_reaches('recording.listen', r.site_id, ARRAY[r.department_id], r.user_id)
     AND (r.activity_id IS NULL OR r.activity_id NOT IN (SELECT hcrm_complaints_against())) AND r.call_id NOT IN (SELECT hcrm_calls_against())
     AND (hcrm_staff_seen() OR r.user_id = hcrm_user()
          OR NOT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = r.patient_id AND hcrm_hides(h.root)))
$$;

CREATE OR REPLACE FUNCTION hcrm_audit_call_against(entity_id bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT entity_id IN (SELECT hcrm_calls_against())
$$;

CREATE OR REPLACE FUNCTION hcrm_recording_against(entity text, entity_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  against bigint[] := ARRAY (SELECT hcrm_complaints_against());
BEGIN
  RETURN against <> '{}' AND EXISTS (SELECT 1 FROM recording AS r WHERE r.id = hcrm_recording_of(entity, entity_id)
                                        AND (r.activity_id = ANY (against) OR r.call_id IN (SELECT hcrm_calls_against())));
END $$;

CREATE OR REPLACE FUNCTION hcrm_review_conflict(recording bigint, who bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN r.user_id = u.id THEN 'own'
              WHEN EXISTS (SELECT 1 FROM patient AS p JOIN patient AS o ON o.survivor_id = p.survivor_id WHERE p.id = r.patient_id AND o.id = s.patient_id) THEN 'patient'
              WHEN EXISTS (SELECT 1 FROM complaint AS c
                            WHERE c.against @> ARRAY[u.staff_id] AND (c.id = r.activity_id OR r.call_id IN (SELECT hcrm_complaint_call_ids(c.id)))) THEN 'complaint' END
    FROM recording AS r, app_user AS u LEFT JOIN staff AS s ON s.id = u.staff_id
   WHERE r.id = recording AND u.id = who
$$;

-- CHARTS ----------------------------------------------------------------------------------------

-- In the charts of which departments, wards and drugs a complaint about the reader counts, and on which day.
CREATE FUNCTION hcrm_charts_against() RETURNS TABLE (department_id bigint, drug_id bigint, day date) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.id, NULL::bigint, c.received_on
    FROM hcrm_complaints_against() AS a
    JOIN complaint AS c ON c.id = a
    JOIN department AS d ON d.id = ANY (CASE WHEN c.about_departments <> '{}' THEN c.about_departments ELSE c.handlers END)
   CROSS JOIN LATERAL (VALUES (d.id), (d.parent_id)) AS x (id)
   WHERE x.id IS NOT NULL
   UNION ALL
  SELECT NULL::bigint, o.drug_id, c.received_on
    FROM hcrm_complaints_against() AS a JOIN complaint AS c ON c.id = a JOIN complaint_object AS o ON o.complaint_id = a AND o.drug_id IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION hcrm_charts_against() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_charts_against() TO hcrm_app;

-- Like a warning: none that counts a complaint about the reader.
CREATE OR REPLACE VIEW complaint_chart_scoped AS
SELECT c.* FROM complaint_chart AS c
 WHERE (c.staff_id IS NULL OR (SELECT hcrm_staff()) IS NULL OR c.staff_id <> (SELECT hcrm_staff()))
   AND NOT EXISTS (SELECT 1 FROM hcrm_charts_against() AS k WHERE (k.department_id = c.department_id OR k.drug_id = c.drug_id) AND k.day >= (c.points -> 0 ->> 'week')::date)
   AND ((SELECT hcrm_all()) OR c.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR c.department_id = ANY ((SELECT hcrm_departments())::bigint[])
        OR EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = c.staff_id AND p.during @> (SELECT hcrm_today()) AND p.department_id = ANY ((SELECT hcrm_departments())::bigint[])));

-- DRAFTS ----------------------------------------------------------------------------------------

-- As it was; but that what was never taken is its writer's own in whatever state.
CREATE OR REPLACE VIEW complaint_scoped AS
SELECT c.* FROM complaint AS c
 WHERE ((SELECT hcrm_staff()) IS NULL OR (SELECT hcrm_staff()) <> ALL (c.against))
   AND (c.taken_at IS NOT NULL OR c.created_by = (SELECT hcrm_user()))
   AND ((SELECT hcrm_all()) OR c.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR c.created_by = (SELECT hcrm_user())
        OR c.first_receiver_id = (SELECT hcrm_user())
        OR c.in_departments && (SELECT hcrm_departments())::bigint[] OR c.in_users && (SELECT hcrm_complaint_seats())::bigint[])
   AND (c.patient_id IS NULL OR (SELECT hcrm_staff_seen()) OR NOT EXISTS (SELECT 1 FROM patient_of_staff AS h WHERE h.patient_id = c.patient_id AND hcrm_hides(h.root))
        OR c.first_receiver_id = (SELECT hcrm_user()) OR hcrm_complaint_shared(c.id, c.root_id));
