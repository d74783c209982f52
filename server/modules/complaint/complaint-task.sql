-- Departments' shares of a complaint.

-- name: list
-- sort: due_at timestamptz null infinity, created_at timestamptz
SELECT v.* FROM complaint_task_view AS v
 WHERE (:complaint_id::bigint IS NULL OR v.complaint_id = :complaint_id::bigint)
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:mine::boolean IS NULL OR (v.id IN (SELECT m FROM hcrm_complaint_tasks_mine() AS m)) = :mine::boolean)

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('id', n.id, 'kind', n.kind, 'text', n.text, 'at', n.at,
                                                   'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = n.user_id)) ORDER BY n.id), '[]')
          FROM complaint_note_scoped AS n WHERE n.task_id = v.id) AS notes
  FROM complaint_task_view AS v WHERE v.id = :task_id::bigint

-- name: lock
-- Among it whether it is (reached) the reader's own share to answer.
SELECT t.id, t.version, t.state, t.complaint_id, t.department_id, t.assignee_id, t.lead, t.round, t.asked_at,
       c.state AS complaint_state, c.reopened, c.site_id, c.first_receiver_id, c.root_id, d.name AS department, d.name_en AS department_en,
       (SELECT hcrm_all()) OR coalesce(t.department_id = ANY ((SELECT hcrm_departments())::bigint[]), false)
         OR coalesce(t.assignee_id = ANY ((SELECT hcrm_complaint_seats())::bigint[]), false) AS reached,
       (SELECT count(*) FROM complaint_task_scoped AS x
         WHERE x.complaint_id = t.complaint_id AND x.round = t.round AND x.id <> t.id AND x.state IN ('assigned', 'accepted'))::int AS others_open,
       (SELECT count(*) FROM complaint_task_scoped AS x WHERE x.complaint_id = t.complaint_id AND x.round = t.round AND x.state = 'returned')::int AS returns
  FROM complaint_task_scoped AS t JOIN complaint_scoped AS c ON c.id = t.complaint_id JOIN department AS d ON d.id = t.department_id
 WHERE t.id = :task_id::bigint
   FOR UPDATE OF c, t

-- name: place
-- Where a share is to go, and to whom: within the department and below, able to answer, and nobody whom it is about.
SELECT d.id AS department_id, d.retired_at IS NOT NULL AS retired, d.name AS department, d.name_en AS department_en,
       coalesce(u.id, CASE WHEN :assignee_id::bigint IS NULL THEN hcrm_complaint_first(d.id, :for_root::bigint) END) AS assignee_id,
       u.id IS NOT NULL AS found, NOT hcrm_complaint_answers(u.staff_id) AS unable, u.staff_id = ANY (hcrm_complaint_persons(:for_root::bigint)) AS conflict,
       u.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM staff_post AS p WHERE p.staff_id = u.staff_id AND p.during @> hcrm_today()
                                           AND p.department_id = ANY (hcrm_departments_below(ARRAY[d.id]))) AS elsewhere,
       EXISTS (SELECT 1 FROM hcrm_complaint_colleagues(ARRAY[d.id], :for_root::bigint)) AS anybody,
       :due_at::timestamptz <= hcrm_now() AS due_past,
       (SELECT count(*) FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int AND t.state = 'returned')::int AS returns,
       EXISTS (SELECT 1 FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int AND t.lead
                  AND t.state NOT IN ('returned', 'withdrawn')) AS led,
       EXISTS (SELECT 1 FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int AND t.department_id = d.id
                  AND t.state NOT IN ('returned', 'withdrawn')) AS shared
  FROM (SELECT 1) AS one
  LEFT JOIN department AS d ON d.id = :department_id::bigint
  LEFT JOIN app_user_scoped AS u ON u.id = :assignee_id::bigint AND u.state = 'active'

-- name: unlead
UPDATE complaint_task_write SET lead = false WHERE complaint_id = :for_id::bigint AND lead AND state NOT IN ('returned', 'withdrawn')

-- name: create
INSERT INTO complaint_task_write (complaint_id, round, department_id, assignee_id, lead, request, due_at)
VALUES (:for_id::bigint, :for_round::int, :department_id::bigint, :for_assignee::bigint, :for_lead::boolean, :request, :due_at::timestamptz)
RETURNING id

-- name: move
UPDATE complaint_task_write
   SET state = :new_state, reason = coalesce(:reason, reason),
       accepted_at = CASE WHEN :new_state IN ('accepted', 'answered') THEN coalesce(accepted_at, hcrm_now()) ELSE accepted_at END,
       assignee_id = CASE WHEN :new_state = 'accepted' THEN coalesce(assignee_id, hcrm_user()) ELSE assignee_id END,
       asked_at = CASE WHEN :new_state IN ('returned', 'withdrawn') THEN NULL ELSE asked_at END
 WHERE id = :task_id::bigint

-- name: answer
UPDATE complaint_task_write
   SET state = 'answered', answer = :answer, answered_at = hcrm_now(), answered_by = hcrm_user(), accepted_at = coalesce(accepted_at, hcrm_now()), asked_at = NULL
 WHERE id = :task_id::bigint

-- name: ask
UPDATE complaint_task_write SET asked_at = CASE WHEN :asking::boolean THEN hcrm_now() END WHERE id = :task_id::bigint

-- name: hand
UPDATE complaint_task_write SET assignee_id = :for_assignee::bigint, state = 'assigned' WHERE id = :task_id::bigint

-- name: lead
UPDATE complaint_task_write SET lead = true WHERE id = :task_id::bigint

-- name: lead_next
-- Somebody leads as long as anybody has a share.
WITH next AS (
UPDATE complaint_task_write SET lead = true
 WHERE id = (SELECT t.id FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int
                AND t.state NOT IN ('returned', 'withdrawn') ORDER BY t.id LIMIT 1)
   AND NOT EXISTS (SELECT 1 FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int AND t.lead
                      AND t.state NOT IN ('returned', 'withdrawn'))
RETURNING id
)
SELECT d.name AS department, d.name_en AS department_en FROM next AS n JOIN complaint_task_scoped AS t ON t.id = n.id JOIN department AS d ON d.id = t.department_id

-- name: whole
-- Whether the share that leads is answered and nobody else's is waited for.
SELECT coalesce(bool_or(t.lead AND t.state = 'answered') AND NOT bool_or(t.state IN ('assigned', 'accepted')), false) AS whole,
       count(*) FILTER (WHERE t.state = 'returned')::int AS returns
  FROM complaint_task_scoped AS t WHERE t.complaint_id = :for_id::bigint AND t.round = :for_round::int

-- name: colleagues
-- sort: pinyin text
-- In first, who has it where nobody is named.
SELECT v.*, v.id IS NOT DISTINCT FROM f.id AS first FROM hcrm_complaint_colleagues(:department_id::bigint[], (SELECT c.root_id FROM complaint_scoped AS c WHERE c.id = :id::bigint)) AS v
 CROSS JOIN (SELECT (SELECT hcrm_complaint_first((:department_id::bigint[])[1], (SELECT c.root_id FROM complaint_scoped AS c WHERE c.id = :id::bigint))) AS id) AS f
 WHERE EXISTS (SELECT 1 FROM complaint_scoped AS c WHERE c.id = :id::bigint)
   AND (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, replace(v.pinyin, ' ', ''), v.title)), lower(:q)) > 0)

-- name: case_answered
UPDATE complaint_write SET state = 'answered', answered_at = hcrm_now() WHERE id = :for_id::bigint

-- name: forget_draft
-- What was typed for a share stands under "task-7" and "task-7-answer".
DELETE FROM draft_scoped WHERE kind = 'complaint' AND (ref = :draft_ref OR starts_with(ref, :draft_ref || '-'))
