-- What happens to a complaint once it is taken.

-- name: move
-- To another state; where it goes back to work, what was said of it no longer counts.
UPDATE complaint_write
   SET state = :new_state,
       answered_at = CASE WHEN :new_state = 'answered' THEN hcrm_now() WHEN :new_state = 'handling' THEN NULL ELSE answered_at END,
       told_at = CASE WHEN :new_state = 'told' THEN hcrm_now() WHEN :new_state = 'handling' THEN NULL ELSE told_at END,
       satisfied = CASE WHEN :new_state = 'told' THEN :new_satisfied::boolean WHEN :new_state = 'handling' THEN NULL ELSE satisfied END,
       reason = coalesce(:new_reason, reason)
 WHERE id = :id::bigint

-- name: end
UPDATE complaint_write
   SET state = :new_state, closed_as = :closed_as, closed_at = hcrm_now(), solution = coalesce(nullif(:solution, ''), solution),
       reason = coalesce(nullif(:reason, ''), reason),
       satisfied = CASE WHEN :closed_as = 'consent' THEN true ELSE satisfied END
 WHERE id = :id::bigint

-- name: reopen
UPDATE complaint_write
   SET state = 'handling', closed_as = NULL, closed_at = NULL, answered_at = NULL, told_at = NULL, satisfied = NULL, reopened = reopened + 1
 WHERE id = :id::bigint

-- name: end_shares
-- Nobody need answer any more.
UPDATE complaint_task_write SET state = 'withdrawn', reason = :ended_because
 WHERE complaint_id = :id::bigint AND state IN ('assigned', 'accepted')

-- name: end_messages
-- Nobody is told that it goes on; an answer that still waits is sent.
UPDATE message_write AS w SET state = 'cancelled', reason = 'closed'
  FROM message_scoped AS m
 WHERE w.id = m.id AND m.activity_id = :id::bigint AND m.state IN ('queued', 'blocked') AND m.template <> 'complaint-answer'

-- name: lead_again
-- The share that led goes to the same people once more, unless they may not have it.
INSERT INTO complaint_task_write (complaint_id, round, department_id, assignee_id, lead, request)
SELECT c.id, c.reopened, t.department_id,
       CASE WHEN (SELECT u.staff_id FROM app_user_scoped AS u WHERE u.id = t.assignee_id AND u.state = 'active') <> ALL (hcrm_complaint_persons(c.root_id))
            THEN t.assignee_id END, true, t.request
  FROM complaint_scoped AS c
  JOIN LATERAL (SELECT x.* FROM complaint_task_scoped AS x
                 WHERE x.complaint_id = c.id AND x.round < c.reopened AND x.lead AND x.state = 'answered' ORDER BY x.round DESC, x.id DESC LIMIT 1) AS t ON true
 WHERE c.id = :id::bigint
RETURNING id

-- name: attempt
INSERT INTO attempt_write (activity_id, channel, number, started_at, ended_at, disposition, note, call_id)
VALUES (:id::bigint, coalesce(:channel, 'phone'), :told_number, :started_at::timestamptz, :ended_at::timestamptz, :disposition, :note, :call_id::bigint)

-- name: spoken_at
-- Whether that is yet to come, was before there was an answer, or on a day that is past, other than that of the call that is named.
-- The clocks of desks are not to the second.
SELECT :started_at::timestamptz > hcrm_now() + interval '1 minute' AS later,
       coalesce(:started_at::timestamptz < c.answered_at - interval '1 minute', false) AS early,
       (:started_at::timestamptz AT TIME ZONE hcrm_zone(c.site_id))::date < hcrm_today(c.site_id)
       AND NOT EXISTS (SELECT 1 FROM call_scoped AS k
                        WHERE k.id = :call_id::bigint AND (k.activity_id = c.id OR k.number_key = c.caller_number_key)
                          AND (k.started_at AT TIME ZONE hcrm_zone(c.site_id))::date = (:started_at::timestamptz AT TIME ZONE hcrm_zone(c.site_id))::date) AS past
  FROM complaint_scoped AS c WHERE c.id = :id::bigint

-- name: call
SELECT c.id FROM call_scoped AS c WHERE c.id = :call_id::bigint AND c.users @> ARRAY[:user_id::bigint]

-- name: number
UPDATE complaint_write
   SET number_verified_at = CASE WHEN :number_right::boolean THEN hcrm_now() END, number_false_at = CASE WHEN NOT :number_right::boolean THEN hcrm_now() END
 WHERE id = :id::bigint

-- name: calls
-- Calls that reached nobody since there was an answer to tell: how many, and on how many working days.
SELECT coalesce(sum(x.n), 0)::int AS calls, count(*) FILTER (WHERE x.working)::int AS days
  FROM (SELECT a.day, count(*) AS n,
               CASE k.kind WHEN 'holiday' THEN false WHEN 'working' THEN true ELSE extract(isodow FROM a.day) < 6 END AS working
          FROM hcrm_complaint_unreached(:id::bigint) AS a (day)
          LEFT JOIN calendar_day AS k ON k.site_id = :calls_site::bigint AND k.day = a.day
         GROUP BY a.day, k.kind) AS x

-- name: regrade
UPDATE complaint_write SET grade = :grade::bigint WHERE id = :id::bigint

-- name: grade
SELECT g.id, g.name, g.name_en, array_to_json(string_to_array(nullif(g.tell, ''), ' ')) AS tell FROM complaint_grade_view AS g WHERE g.id = :grade::bigint

-- name: natures
SELECT string_agg(k.name, '、' ORDER BY n.main DESC, k.code) AS names, string_agg(coalesce(k.name_en, k.name), ', ' ORDER BY n.main DESC, k.code) AS names_en
  FROM complaint_nature_scoped AS n JOIN complaint_class_view AS k ON k.code = n.class_code WHERE n.complaint_id = :id::bigint

-- name: reclass
SELECT hcrm_complaint_set_natures(:id::bigint, :class, :other_classes::jsonb)

-- name: touch
UPDATE complaint_write SET version = version + 1 WHERE id = :id::bigint

-- name: join_place
SELECT c.id, c.version, c.number, c.state, c.root_id FROM complaint_scoped AS c WHERE c.id = :into_id::bigint FOR UPDATE OF c

-- name: join
UPDATE complaint_write SET state = 'joined', closed_as = 'joined', joined_into_id = :into_id::bigint WHERE id = :id::bigint

-- name: join_keep
INSERT INTO complaint_join_write (from_id, into_id, state, reason) VALUES (:id::bigint, :into_id::bigint, :was_state, :reason)

-- name: join_note
SELECT hcrm_complaint_note(:into_id::bigint, :note_code, :note_params::jsonb)

-- name: part_place
SELECT j.id, j.state, j.into_id, (SELECT c.number FROM complaint_scoped AS c WHERE c.id = j.into_id) AS number,
       (SELECT k.kind = 'pause' AND k.why = 'joined' FROM complaint_clock_scoped AS k WHERE k.complaint_id = j.from_id ORDER BY k.id DESC LIMIT 1) AS stands
  FROM complaint_join_write AS j
 WHERE j.from_id = :id::bigint AND j.undone_at IS NULL ORDER BY j.id DESC LIMIT 1

-- name: part
WITH undone AS (
  UPDATE complaint_join_write SET undone_at = hcrm_now(), undone_by = hcrm_user() WHERE id = :join_id::bigint
)
UPDATE complaint_write SET state = :new_state, closed_as = NULL, joined_into_id = NULL WHERE id = :id::bigint
