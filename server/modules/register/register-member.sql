-- Members of registers, and what is known of them since they entered.

-- name: list
-- sort: entered_on date, pinyin text, next_due_on date null infinity, last_contact_at timestamptz null -infinity, last_score numeric null -infinity
SELECT v.* FROM register_member_view AS v
 WHERE (:register_id::bigint IS NULL OR v.register_id = :register_id::bigint)
   AND (:patient_id::bigint IS NULL OR v.patient_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:entry::text[] IS NULL OR v.entry = ANY (:entry::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:overdue::boolean IS NULL OR v.overdue = :overdue::boolean)
   AND (:planned::boolean IS NULL OR (v.plan_id IS NOT NULL) = :planned::boolean)
   AND (:no_contact_since::date IS NULL OR v.last_contact_at IS NULL OR v.last_contact_at < :no_contact_since::date)
   AND (:score_from::numeric IS NULL OR v.last_score >= :score_from::numeric)
   AND (:score_to::numeric IS NULL OR v.last_score <= :score_to::numeric)
   AND (:q::text IS NULL OR strpos(lower(v.patient), lower(:q)) > 0 OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0
        OR starts_with(lower(v.mrn), lower(:q)))

-- name: get
SELECT v.* FROM register_member_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT m.id, m.version, m.state, m.register_id, m.patient_id, m.exit FROM register_member_scoped AS m WHERE m.id = :id::bigint FOR UPDATE OF m

-- name: place
-- Whom somebody wants to add, and whether that can be; the register is held so that it does not enrol meanwhile.
SELECT r.id, r.state, p.id AS patient_id, hcrm_died_at(h.id) AS deceased_at,
       EXISTS (SELECT 1 FROM register_member_scoped AS m JOIN patient_scoped AS x ON x.id = m.patient_id
                WHERE m.register_id = r.id AND m.state <> 'left' AND x.survivor_id = p.survivor_id) AS member
  FROM register_scoped AS r
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN patient_scoped AS h ON h.id = p.survivor_id
 WHERE r.id = :register_id::bigint
   FOR UPDATE OF r

-- name: add
INSERT INTO register_member_write (register_id, patient_id, entry, entry_params)
VALUES (:register_id::bigint, :patient_id::bigint, 'manual', jsonb_build_object('reason', :reason::text))
RETURNING id

-- name: leave
UPDATE register_member_write
   SET state = 'left', exit = coalesce(:exit, 'manual'), left_on = hcrm_today(),
       exit_params = coalesce(exit_params, '{}') || jsonb_strip_nulls(jsonb_build_object('reason', :reason::text))
 WHERE id = :id::bigint

-- name: keep
UPDATE register_member_write SET state = 'active', exit = NULL, exit_params = NULL, proposed_at = NULL, kept_at = hcrm_now()
 WHERE id = :id::bigint

-- name: note
SELECT hcrm_register_note(:id::bigint, :code, jsonb_strip_nulls(jsonb_build_object('exit', :exit::text, 'entry', :entry::text, 'reason', :reason::text)))
