-- Questions to physicians and alarming answers.

-- name: list
-- sort: due_at timestamptz, asked_at timestamptz, pinyin text
SELECT v.* FROM question_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:severity::text[] IS NULL OR v.severity = ANY (:severity::text[]))
   AND (:bucket::text[] IS NULL OR v.bucket = ANY (:bucket::text[]))
   AND (:mine::boolean IS NULL OR v.mine = :mine::boolean)
   AND (:asked_by_me::boolean IS NULL OR (v.asked_by_id = :user_id::bigint) = :asked_by_me::boolean)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:doctor_id::bigint[] IS NULL OR v.doctor_id = ANY (:doctor_id::bigint[]))
   AND (:patient_id::bigint IS NULL
        OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))
   AND (:source_id::bigint IS NULL OR v.source_id = :source_id::bigint)
   AND (:asked_from::timestamptz IS NULL OR v.asked_at >= :asked_from::timestamptz)
   AND (:asked_to::timestamptz IS NULL OR v.asked_at < :asked_to::timestamptz)
   AND (:q::text IS NULL OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT f FROM hcrm_patient_find(:q_key, :q_end, 20000) AS f)))::bigint[]))

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('code', n.code, 'params', n.params, 'at', n.at, 'user', n."user") ORDER BY n.id), '[]')
          FROM question_note_view AS n WHERE n.question_id = v.id) AS notes
  FROM question_view AS v WHERE v.id = :id::bigint

-- name: physicians
-- sort: pinyin text
-- How many wait for them now is said with each.
SELECT v.id, v.name, v.pinyin, v.title, v.department_id, v.department, v.department_en,
       (SELECT count(*) FROM question_scoped AS q WHERE q.doctor_id = v.id AND q.state = 'open')::int AS open
  FROM staff_view AS v
 WHERE v.retired_at IS NULL AND hcrm_physician(v.id)
   AND (:department_id::bigint[] IS NULL OR EXISTS (SELECT 1 FROM staff_post AS p
         WHERE p.staff_id = v.id AND p.during @> hcrm_today() AND p.department_id = ANY (hcrm_departments_below(:department_id::bigint[]))))
   AND (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.name, replace(v.pinyin, ' ', ''), v.number, v.title)), lower(:q)) > 0)

-- name: place
-- Whom a new question is about and who is to answer it, each within the reader's scope.
SELECT p.id AS patient_id, t.id AS source_id, e.id AS encounter_id,
       p.survivor_id IS DISTINCT FROM coalesce(tp.survivor_id, p.survivor_id) AS mixed,
       d.id AS department_id, d.retired_at IS NOT NULL AS department_retired, s.id AS doctor_id,
       s.id IS NOT NULL AND NOT hcrm_physician(s.id) AS doctor_unable,
       s.id IS NOT NULL AND :department_id::bigint IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM staff_post AS x WHERE x.staff_id = s.id AND x.during @> hcrm_today()
                            AND x.department_id = ANY (hcrm_departments_below(ARRAY[:department_id::bigint]))) AS doctor_elsewhere,
       coalesce(d.site_id, t.site_id) AS site_id, hcrm_question_due('question', coalesce(:severity, 'normal'), coalesce(d.site_id, t.site_id)) AS due_at,
       :due_at::timestamptz <= hcrm_now() AS due_past
  FROM (SELECT 1) AS one
  LEFT JOIN followup_task_scoped AS t ON t.id = :source_id::bigint
  LEFT JOIN patient_scoped AS tp ON tp.id = t.patient_id
  LEFT JOIN followup_plan_scoped AS f ON f.id = t.plan_id
  LEFT JOIN patient_scoped AS p ON p.id = coalesce(:patient_id::bigint, t.patient_id)
  LEFT JOIN patient_view AS v ON v.id = p.survivor_id
  LEFT JOIN encounter_scoped AS e ON e.id = f.encounter_id
  LEFT JOIN staff_view AS s
         ON s.id = CASE WHEN :doctor_id::bigint IS NOT NULL THEN :doctor_id::bigint
                        WHEN :department_id::bigint IS NULL THEN hcrm_responsible(p.id, f.encounter_id, t.id) END
  LEFT JOIN department AS d
         ON d.id = coalesce(:department_id::bigint, CASE WHEN :doctor_id::bigint IS NOT NULL THEN s.department_id END,
                            t.department_id, v.department_id, s.department_id)

-- name: create
WITH work AS (
  INSERT INTO activity_write (kind, patient_id, site_id) VALUES ('question', :for_patient::bigint, :for_site::bigint) RETURNING id
)
INSERT INTO question_write (id, kind, severity, patient_id, encounter_id, source_id, site_id, department_id, doctor_id, matter, due_at)
SELECT w.id, 'question', coalesce(:severity, 'normal'), :for_patient::bigint, :for_encounter::bigint, :source_id::bigint, :for_site::bigint,
       :for_department::bigint, :for_doctor::bigint, :matter, coalesce(:due_at::timestamptz, :for_due::timestamptz)
  FROM work AS w
RETURNING id

-- name: note
SELECT hcrm_question_note(:id::bigint, :note_code, :note_params::jsonb)

-- name: lock
SELECT q.id, q.version, q.state, q.kind, q.patient_id, q.site_id, q.department_id, q.doctor_id, q.severity, v.survivor_id, v.doctor,
       v.department, v.department_en, v.matter, hcrm_now() AS now
  FROM question_scoped AS q JOIN question_view AS v ON v.id = q.id
 WHERE q.id = :id::bigint
   FOR UPDATE OF q

-- name: answer
UPDATE question_write
   SET state = :new_state, answer = :answer, answered_by = :user_id::bigint, answered_at = hcrm_now(),
       finished_at = CASE WHEN :new_state = 'closed' THEN hcrm_now() END
 WHERE id = :id::bigint

-- name: pass
-- To whoever asked, or back to the physician, who then has the whole time again.
UPDATE question_write
   SET state = :new_state, due_at = CASE WHEN :new_state = 'open' THEN greatest(due_at, hcrm_question_due(kind, severity, site_id)) ELSE due_at END
 WHERE id = :id::bigint

-- name: reassign
-- Time that is still there stays; where it is over, the next one has the whole time.
UPDATE question_write
   SET state = :new_state, department_id = :for_department::bigint, doctor_id = :for_doctor::bigint,
       due_at = CASE WHEN due_at > hcrm_now() THEN due_at ELSE hcrm_question_due(kind, severity, site_id) END
 WHERE id = :id::bigint

-- name: addressee
SELECT s.name AS doctor, d.name AS department, d.name_en AS department_en
  FROM (SELECT 1) AS one
  LEFT JOIN staff AS s ON s.id = :for_doctor::bigint
  LEFT JOIN department AS d ON d.id = :for_department::bigint

-- name: unmark
DELETE FROM question_mark_write WHERE question_id = :id::bigint

-- name: withdraw
UPDATE question_write SET state = :new_state, reason = :reason, finished_at = hcrm_now() WHERE id = :id::bigint

-- name: contact
SELECT c.id, c.number, c.relation, coalesce(c.name, p.name) AS contact
  FROM contact_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id
 WHERE c.id = :contact_id::bigint AND p.survivor_id = :survivor_id::bigint

-- name: call
SELECT c.id FROM call_scoped AS c WHERE c.id = :call_id::bigint AND c.users @> ARRAY[:user_id::bigint]

-- name: attempt
INSERT INTO attempt_write (activity_id, patient_id, contact_id, channel, number, started_at, ended_at, disposition, note, call_id)
VALUES (:id::bigint, :patient_id::bigint, :contact_id::bigint, 'phone', :number, :started_at::timestamptz, :ended_at::timestamptz,
        :disposition, :note, :call_id::bigint)

-- name: told
WITH held AS (
  DELETE FROM claim_write WHERE activity_id = :id::bigint AND user_id = :user_id::bigint
)
UPDATE question_write SET state = :new_state, finished_at = hcrm_now() WHERE id = :id::bigint AND :new_state = 'told'

-- name: forget_draft
-- Each step has a draft of its own, "7-answer"; at the end they all go.
DELETE FROM draft_scoped
 WHERE kind = 'question'
   AND (ref = :draft_ref OR :new_state::text IN ('told', 'closed', 'withdrawn') AND starts_with(ref, :id::text || '-'))

-- name: claim
-- As of a follow-up task: one person for each surviving patient; the numbers to dial go with it, which is noted once.
WITH question AS (
  SELECT v.id, v.survivor_id, v.state,
         (SELECT k.user_id FROM claim_scoped AS k WHERE k.patient_id = v.survivor_id AND k.expires_at > hcrm_now()) AS holder
    FROM question_view AS v WHERE v.id = :id::bigint
), taken AS (
  INSERT INTO claim_write AS k (patient_id, activity_id, user_id, expires_at)
  SELECT t.survivor_id, t.id, :user_id::bigint, hcrm_now() + interval '3 minutes' FROM question AS t WHERE t.state = 'answered'
  ON CONFLICT (patient_id) DO UPDATE SET activity_id = excluded.activity_id, user_id = excluded.user_id, expires_at = excluded.expires_at
    WHERE k.expires_at <= hcrm_now() OR k.user_id = excluded.user_id
  RETURNING patient_id, expires_at
)
SELECT t.state, t.survivor_id, k.expires_at,
       CASE WHEN k.patient_id IS NOT NULL AND t.holder IS DISTINCT FROM :user_id::bigint
            THEN hcrm_audit('dial', 'patient', k.patient_id, jsonb_build_object('question', t.id))::text END AS noted,
       (SELECT n.name FROM app_user_name AS n WHERE n.id = t.holder) AS holder
  FROM question AS t LEFT JOIN taken AS k ON true

-- name: release
DELETE FROM claim_write WHERE activity_id = :id::bigint AND user_id = :user_id::bigint

-- name: contacts
-- Numbers to dial go to who holds the patient's claim.
SELECT v.*, CASE WHEN EXISTS (SELECT 1 FROM claim_scoped AS k WHERE k.patient_id = q.survivor_id AND k.user_id = :user_id::bigint
                                 AND k.expires_at > hcrm_now()) THEN o.number END AS dial
  FROM question_view AS q
  JOIN patient_scoped AS m ON m.survivor_id = q.survivor_id
  JOIN contact_view AS v ON v.patient_id = m.id
  JOIN contact_scoped AS o ON o.id = v.id
 WHERE q.id = :id::bigint
 ORDER BY v.patient_id <> q.survivor_id, v.patient_id, v.position

-- name: escalate
-- A physician said nothing in time: the department's head sees it too.
WITH late AS MATERIALIZED (
  SELECT q.id, q.version, q.patient_id, q.due_at, q.doctor_id, q.site_id
    FROM question_scoped AS q
   WHERE q.state = 'open' AND q.due_at <= hcrm_now()
     AND NOT EXISTS (SELECT 1 FROM question_mark_write AS k WHERE k.question_id = q.id)
   ORDER BY q.due_at LIMIT 500
), marked AS (
  INSERT INTO question_mark_write (question_id) SELECT l.id FROM late AS l ON CONFLICT DO NOTHING RETURNING question_id
)
SELECT l.id, l.version, l.patient_id,
       hcrm_question_note(l.id, 'question.escalated', jsonb_build_object('due_at', hcrm_clock(l.due_at, l.site_id), 'doctor',
         (SELECT s.name FROM staff AS s WHERE s.id = l.doctor_id)))::text AS noted
  FROM marked AS m JOIN late AS l ON l.id = m.question_id
