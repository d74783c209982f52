-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may know that something happened to a complaint, and who may be seen at one.

-- The records of a kind that are in sight of the present context. Whose share was withdrawn hears of it, so that it goes from their
-- lists; @looking: as a page shows it, and no more.
CREATE FUNCTION hcrm_event_sight(kind text, ids bigint[], looking boolean) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  CASE kind
  WHEN 'complaint' THEN
    RETURN QUERY SELECT c.id FROM complaint_scoped AS c WHERE c.id = ANY (ids)
                  UNION
                 SELECT c.id FROM complaint AS c JOIN complaint_task AS t ON t.complaint_id = c.id
                  WHERE NOT looking AND c.id = ANY (ids) AND c.state <> 'draft' AND (hcrm_staff() IS NULL OR hcrm_staff() <> ALL (c.against))
                    AND (t.department_id = ANY (hcrm_departments()) OR t.assignee_id = ANY (hcrm_complaint_seats()));
  WHEN 'complaint_task' THEN
    RETURN QUERY SELECT t.id FROM complaint_task AS t
                  WHERE t.id = ANY (ids)
                    AND t.complaint_id IN (SELECT hcrm_event_sight('complaint', (SELECT array_agg(x.complaint_id) FROM complaint_task AS x WHERE x.id = ANY (ids)), looking));
  WHEN 'complaint_warning' THEN
    RETURN QUERY SELECT w.id FROM complaint_warning_scoped AS w WHERE w.id = ANY (ids);
  END CASE;
END $$;

-- Which of these users may know of which of these records, each in a context of their own, as a request of theirs has it.
CREATE FUNCTION hcrm_event_readers(kind text, ids bigint[], users bigint[], looking boolean) RETURNS TABLE (user_id bigint, id bigint) LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  who record;
  read text[] := CASE WHEN kind = 'complaint_warning' THEN ARRAY['complaint.statistics']
                      WHEN looking THEN ARRAY['complaint.read'] ELSE ARRAY['complaint.read', 'complaint.statistics'] END;
BEGIN
  FOR who IN
    WITH held AS MATERIALIZED (SELECT p.* FROM hcrm_users_permissions(users, read || ARRAY['patient.staff']) AS p)
    SELECT u.id, u.staff_id, g.scope, g.departments, g.sites, h.scope AS staff_scope, h.departments AS staff_departments
      FROM held AS g
      JOIN app_user AS u ON u.id = g.user_id AND u.state = 'active'
      LEFT JOIN held AS h ON h.user_id = g.user_id AND h.permission = 'patient.staff'
     WHERE g.permission = ANY (read)
  LOOP
    PERFORM set_config('hcrm.user', who.id::text, true), set_config('hcrm.staff', coalesce(who.staff_id::text, ''), true),
            set_config('hcrm.all', CASE who.scope WHEN 'all' THEN 'on' ELSE '' END, true),
            set_config('hcrm.departments', who.departments::text, true), set_config('hcrm.sites', who.sites::text, true),
            set_config('hcrm.staff_patients', CASE who.staff_scope WHEN 'all' THEN 'on' ELSE coalesce(who.staff_departments::text, '') END, true);
    RETURN QUERY SELECT who.id, s FROM hcrm_event_sight(kind, ids, looking) AS s;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION hcrm_event_sight(text, bigint[], boolean), hcrm_event_readers(text, bigint[], bigint[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_event_readers(text, bigint[], bigint[], boolean) TO hcrm_app;
