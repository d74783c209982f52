-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fills a sample hospital with :n complaints of the last three years, as a superuser: psql -v n=1000000 -f complaints.sql.
-- One in a hundred and fifty is open, three in four of these being handled; each has a class, somebody or something it is about, a
-- share and a clock. They lie in the order they came in. Triggers are left out, and what they would write is written here.
\set ON_ERROR_STOP on
SET session_replication_role = replica;
BEGIN;
CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY d.id) - 1 AS n, d.id, d.site_id,
       (SELECT u.id FROM staff_post AS p JOIN app_user AS u ON u.staff_id = p.staff_id WHERE p.department_id = d.id ORDER BY p.head DESC, u.id LIMIT 1) AS user_id
  FROM department AS d WHERE d.kind = 'clinical';
CREATE TEMP TABLE person ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY s.id) - 1 AS n, s.id FROM staff AS s;
CREATE TEMP TABLE class ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY k.id) - 1 AS n, k.code FROM complaint_class AS k WHERE k.parent_code IS NOT NULL;
CREATE TEMP TABLE receiver ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY u.id) - 1 AS n, u.id FROM app_user AS u WHERE u.username IN ('agent', 'agent2', 'supervisor', 'clerk');
CREATE TEMP TABLE case_of ON COMMIT DROP AS
SELECT (SELECT max(a.id) FROM activity AS a) + i AS id, i, hcrm_now() - interval '1 hour' - (:n - i) * (interval '1095 days' / :n) AS at,
       p.site_id, p.id AS department_id, p.user_id, s.id AS staff_id, k.code AS class, r.id AS receiver_id,
       CASE WHEN i > :n - :n / 150 OR i % 5000 = 0
            THEN (ARRAY['handling', 'handling', 'handling', 'taken', 'handling', 'answered', 'handling', 'told'])[1 + i % 8] ELSE 'closed' END AS state
  FROM generate_series(1, :n) AS i
  JOIN place AS p ON p.n = (i * 7919::bigint) % (SELECT count(*) FROM place)
  JOIN person AS s ON s.n = (i * 104729::bigint) % (SELECT count(*) FROM person)
  JOIN class AS k ON k.n = (i * 31::bigint) % (SELECT count(*) FROM class)
  JOIN receiver AS r ON r.n = i % (SELECT count(*) FROM receiver);
INSERT INTO activity (id, kind, site_id, created_at) OVERRIDING SYSTEM VALUE SELECT c.id, 'complaint', c.site_id, c.at FROM case_of AS c;
INSERT INTO complaint (id, root_id, number, site_id, state, channel, received_at, received_on, incident_on, matter, grade, caller_name, caller_number, caller_number_key,
                       first_receiver_id, created_by, closed_as, due_at, taken_at, answered_at, told_at, closed_at, created_at,
                       against, in_departments, in_users, about_departments, about_staff, about_kinds, natures, handlers, shared_by, reach)
SELECT c.id, c.id, 'B' || to_char(c.at, 'YYYYMMDD') || lpad(c.i::text, 8, '0'), c.site_id, c.state, (ARRAY['phone', 'phone', 'visit', 'web'])[1 + c.i % 4],
       c.at, (c.at AT TIME ZONE hcrm_zone(c.site_id))::date, c.at::date - 1, '排队等候时间太长，窗口工作人员解释不清，希望改进。第' || c.i || '号', 1 + (c.i * 3) % 4, '来电人' || c.i % 9973,
       '139' || lpad((c.i % 100000000)::text, 8, '0'), '139' || lpad((c.i % 100000000)::text, 8, '0'), c.receiver_id, c.receiver_id,
       CASE c.state WHEN 'closed' THEN 'satisfied' END, c.at + interval '7 days', c.at + interval '5 minutes',
       CASE WHEN c.state IN ('closed', 'answered', 'told') THEN c.at + interval '3 days' END, CASE WHEN c.state IN ('closed', 'told') THEN c.at + interval '4 days' END,
       CASE c.state WHEN 'closed' THEN c.at + interval '4 days' END, c.at,
       CASE WHEN c.i % 3 = 0 THEN ARRAY[c.staff_id] ELSE '{}' END, CASE WHEN c.state <> 'taken' THEN ARRAY[c.department_id] ELSE '{}' END,
       CASE WHEN c.state <> 'taken' AND c.i % 4 <> 0 THEN array_remove(ARRAY[c.user_id], NULL) ELSE '{}' END,
       ARRAY[c.department_id], CASE WHEN c.i % 3 = 0 THEN ARRAY[c.staff_id] ELSE '{}' END, ARRAY[CASE WHEN c.i % 3 = 0 THEN 'person' ELSE 'department' END],
       ARRAY[c.class], CASE WHEN c.state <> 'taken' THEN ARRAY[c.department_id] ELSE '{}' END, CASE WHEN c.state <> 'taken' THEN ARRAY[c.department_id] ELSE '{}' END,
       CASE WHEN c.state <> 'taken' THEN array_remove(ARRAY[c.department_id, CASE WHEN c.i % 4 <> 0 THEN -c.user_id END, -c.receiver_id], NULL) ELSE ARRAY[-c.receiver_id] END
  FROM case_of AS c ORDER BY c.i;
INSERT INTO complaint_span (numbered, received, due)
SELECT DISTINCT left(c.number, 7), date_trunc('month', c.received_at AT TIME ZONE 'UTC')::date, date_trunc('month', c.due_at AT TIME ZONE 'UTC')::date
  FROM complaint AS c WHERE c.due_at IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO complaint_nature (complaint_id, class_code, main) SELECT c.id, c.class, true FROM case_of AS c;
INSERT INTO complaint_object (complaint_id, kind, staff_id, department_id)
SELECT c.id, CASE WHEN c.i % 3 = 0 THEN 'person' ELSE 'department' END, CASE WHEN c.i % 3 = 0 THEN c.staff_id END, c.department_id FROM case_of AS c;
INSERT INTO complaint_task (complaint_id, department_id, assignee_id, lead, state, answer, answered_at, created_at, created_by)
SELECT c.id, c.department_id, CASE WHEN c.i % 4 <> 0 THEN c.user_id END, true, CASE c.state WHEN 'handling' THEN 'assigned' ELSE 'answered' END,
       CASE WHEN c.state <> 'handling' THEN '已核实并整改' END, CASE WHEN c.state <> 'handling' THEN c.at + interval '3 days' END, c.at, c.receiver_id
  FROM case_of AS c WHERE c.state <> 'taken';
INSERT INTO complaint_clock (complaint_id, kind, at, recorded_at, days, user_id) SELECT c.id, 'start', c.at, c.at, 5, c.receiver_id FROM case_of AS c;
INSERT INTO complaint_alert (complaint_id, cause, round, who, role_code, open)
SELECT c.id, 'level:3', 0, 'head', NULL, c.state <> 'closed' FROM case_of AS c WHERE c.i % 10 = 0
 UNION ALL SELECT c.id, 'grade:supervisor', 0, 'role', 'supervisor', c.state <> 'closed' FROM case_of AS c WHERE c.i % 10 = 1;
UPDATE complaint AS c SET waits_for = hcrm_complaint_waits(c.id, c.state, c.reopened, c.first_receiver_id)
 WHERE c.state IN ('taken', 'handling', 'answered', 'told', 'mediation');
SELECT setval(pg_get_serial_sequence('activity', 'id'), (SELECT max(c.id) FROM case_of AS c));
COMMIT;
RESET session_replication_role;
VACUUM ANALYZE activity, complaint, complaint_nature, complaint_object, complaint_task, complaint_clock, complaint_alert;
