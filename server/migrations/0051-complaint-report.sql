-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statistics of complaints: by what each is counted, and in which figures.

-- BY WHAT ---------------------------------------------------------------------------------------
-- A complaint about two departments counts in both, but once of all; a person who has moved since counts where the person was on
-- that day, as complaint_object has it. handlers: departments with a share of it that they did not return; shared_by: or did.

CREATE FUNCTION hcrm_complaint_sort(cases bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH sorted AS (
    SELECT c.id, o.departments, o.staff, o.kinds,
           coalesce((SELECT array_agg(n.class_code ORDER BY n.class_code) FROM complaint_nature AS n WHERE n.complaint_id = c.id), '{}') AS natures,
           coalesce((SELECT array_agg(DISTINCT t.department_id) FROM complaint_task AS t
                      WHERE t.complaint_id = c.id AND t.state NOT IN ('returned', 'withdrawn')), '{}') AS handlers,
           coalesce((SELECT array_agg(DISTINCT t.department_id) FROM complaint_task AS t WHERE t.complaint_id = c.id AND t.state <> 'withdrawn'), '{}') AS shared_by
      FROM complaint AS c
      LEFT JOIN LATERAL (SELECT coalesce(array_agg(DISTINCT o.department_id) FILTER (WHERE o.department_id IS NOT NULL), '{}') AS departments,
                                coalesce(array_agg(DISTINCT o.staff_id) FILTER (WHERE o.staff_id IS NOT NULL), '{}') AS staff,
                                coalesce(array_agg(DISTINCT o.kind), '{}') AS kinds
                           FROM complaint_object AS o WHERE o.complaint_id = c.id) AS o ON true
     WHERE c.id = ANY (cases)
  )
  UPDATE complaint AS c
     SET about_departments = s.departments, about_staff = s.staff, about_kinds = s.kinds, natures = s.natures, handlers = s.handlers, shared_by = s.shared_by
    FROM sorted AS s
   WHERE c.id = s.id AND (c.about_departments, c.about_staff, c.about_kinds, c.natures, c.handlers, c.shared_by)
                         IS DISTINCT FROM (s.departments, s.staff, s.kinds, s.natures, s.handlers, s.shared_by)
$$;
CREATE FUNCTION hcrm_complaint_sorted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM hcrm_complaint_sort(array_agg(DISTINCT x.complaint_id)) FROM changed AS x HAVING count(*) > 0;
  RETURN NULL;
END $$;

DO $$
DECLARE
  entity text;
BEGIN
  FOREACH entity IN ARRAY '{complaint_object,complaint_nature,complaint_task}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER sorted_new AFTER INSERT ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_sorted()', entity);
    EXECUTE format('CREATE TRIGGER sorted AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_sorted()', entity);
    EXECUTE format('CREATE TRIGGER sorted_gone AFTER DELETE ON %I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION hcrm_complaint_sorted()', entity);
  END LOOP;
END $$;

-- IN WHICH FIGURES ------------------------------------------------------------------------------
-- docs/complaints.md says the same in words. Drafts count nowhere, nor what was joined into another, which counts for both: these
-- are not received. at: an instant with an index; day: what counts, in the site's time, which is never two days from the other.
CREATE VIEW complaint_case_view AS
SELECT c.id, c.received_at AS at, c.received_on AS day, c.grade, c.channel, c.first_receiver_id, c.about_departments,
       c.about_staff, c.about_kinds, c.natures, c.handlers,
       c.received, c.on_spot, c.ended, c.on_time, c.told, c.contented, c.again AS reopened, c.unclosed
  FROM complaint_listed AS c;

-- Visits that began in those days, of departments and of doctors: what the reader's scope covers, but not whose they are.
CREATE FUNCTION hcrm_complaint_visits(first date, last date, by text, departments bigint[], staff bigint[])
RETURNS TABLE (key bigint, code text, visits bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE by WHEN 'department' THEN e.department_id WHEN 'person' THEN e.attending_id END,
         CASE by WHEN 'week' THEN date_trunc('week', e.day)::date::text WHEN 'month' THEN date_trunc('month', e.day)::date::text END, count(*)
    FROM (SELECT v.department_id, v.attending_id, (v.started_at AT TIME ZONE s.time_zone)::date AS day
            FROM encounter AS v JOIN site AS s ON s.id = v.site_id
           WHERE v.state <> 'cancelled' AND v.started_at >= first - 1 AND v.started_at < last + 1
             AND ((SELECT hcrm_all()) OR v.site_id = ANY ((SELECT hcrm_sites())::bigint[]) OR v.department_id = ANY ((SELECT hcrm_departments())::bigint[]))
             AND (departments IS NULL OR v.department_id = ANY (departments)) AND (staff IS NULL OR v.attending_id = ANY (staff))) AS e
   WHERE e.day >= first AND e.day < last
   GROUP BY 1, 2
$$;
CREATE INDEX encounter_started ON encounter (started_at, department_id);

GRANT SELECT ON complaint_case_view TO hcrm_app;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_visits(date, date, text, bigint[], bigint[]), hcrm_complaint_sort(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_visits(date, date, text, bigint[], bigint[]) TO hcrm_app;
