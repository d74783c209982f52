-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom it concerns that something happened to a complaint, now.

-- who: 'receiver', who took it; 'assignee', who has a share to answer; 'head', who leads the department of one; 'role', whoever holds one of
-- these. Who is away is stood in for; nobody is told of what is about them.
CREATE FUNCTION hcrm_complaint_concerned(complaint bigint, who text, roles text[]) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  WITH c AS (
    SELECT k.* FROM complaint AS k WHERE k.id = $1
  ), share AS (
    SELECT t.assignee_id, t.department_id FROM complaint_task AS t JOIN c ON t.complaint_id = c.id AND t.round = c.reopened AND t.state IN ('assigned', 'accepted')
  ), meant AS (
    SELECT c.first_receiver_id AS id FROM c WHERE $2 = 'receiver'
    UNION SELECT s.assignee_id FROM share AS s WHERE $2 = 'assignee'
    UNION SELECT hcrm_user_of(hcrm_acting_staff(hcrm_department_head(s.department_id))) FROM share AS s WHERE $2 = 'head'
    UNION SELECT r.user_id FROM user_role AS r JOIN role AS o ON o.id = r.role_id WHERE $2 = 'role' AND o.code = ANY ($3) AND r.during @> hcrm_now()
  )
  SELECT DISTINCT coalesce(CASE WHEN $2 IN ('receiver', 'assignee') THEN hcrm_user_of(hcrm_acting_staff(u.staff_id)) END, u.id)
    FROM meant AS m JOIN app_user AS u ON u.id = m.id AND u.state = 'active' CROSS JOIN c
   WHERE u.staff_id IS NULL OR u.staff_id <> ALL (c.against)
$$;
REVOKE EXECUTE ON FUNCTION hcrm_complaint_concerned(bigint, text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hcrm_complaint_concerned(bigint, text, text[]) TO hcrm_app;
