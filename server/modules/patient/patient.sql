-- Patients, their contacts, encounters and time line. What :q looks for is bound by patient.c as
-- :q_key, :q_end (the range of keys that begin with it), :q_number and :q_identity.

-- name: list
-- sort: pinyin text, birth_date date null -infinity, last_encounter_on date null -infinity
SELECT v.id, v.version, v.name, v.pinyin, v.initials, v.sex, v.birth_date, v.mrn, v.phone, v.id_kind, v.id_number, v.address,
       v.kinds, v.allergies, v.notes, v.deceased_at, v.department_id, v.department, v.department_en, v.attending, v.also_attending, v.last_encounter_on,
       v.open_tasks
  FROM patient_view AS v
 WHERE v.merged_into_id IS NULL
   AND (:q::text IS NULL OR v.id = ANY (ARRAY( -- an index is asked for these; for IN (…) all patients were read in order
         SELECT f FROM hcrm_patient_find(:q_key, :q_end, 5000) AS f
          UNION ALL
         SELECT p.survivor_id FROM contact_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id WHERE c.number_key = :q_number
          UNION ALL
         SELECT p.survivor_id FROM patient_scoped AS p WHERE upper(p.id_number) = :q_identity)))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:sex::text[] IS NULL OR v.sex = ANY (:sex::text[]))
   AND (:deceased::boolean IS NULL OR (v.id IN (SELECT m.survivor_id FROM patient_scoped AS m WHERE m.deceased_at IS NOT NULL)) = :deceased::boolean)
   AND (:kind::text[] IS NULL OR v.kinds ?| :kind::text[])
   -- Nearly all are patients and nothing else; the others have an index.
   AND (:kind::text[] IS NULL OR 'patient' = ANY (:kind::text[])
        OR v.id IN (SELECT o.id FROM patient_scoped AS o WHERE o.kinds <> '{patient}' AND o.kinds && :kind::text[]))

-- name: get
SELECT v.* FROM patient_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT id, version, name, pinyin, initials, sex, birth_date, id_kind, id_number, address, to_jsonb(kinds) AS kinds, allergies,
       notes, deceased_at, department_id
  FROM patient_scoped WHERE id = :id::bigint FOR UPDATE

-- name: create
INSERT INTO patient_write (name, pinyin, initials, sex, birth_date, id_kind, id_number, address, allergies, notes, deceased_at,
                           department_id, kinds)
VALUES (:name, :pinyin, :initials, :sex, :birth_date::date, :id_kind, :id_number, :address, :allergies, :notes,
        :deceased_at::timestamptz, :department_id::bigint,
        ARRAY (SELECT jsonb_array_elements_text(coalesce(:kinds::jsonb, '["patient"]'))))
RETURNING id

-- name: departments
-- Where somebody who does not see everybody may register a patient: the topmost of the departments reached.
SELECT d.id, d.name, d.name_en
  FROM department AS d
 WHERE d.id = ANY (hcrm_departments()) AND d.retired_at IS NULL AND (d.parent_id = ANY (hcrm_departments())) IS NOT TRUE
 ORDER BY d.site_id, d.code

-- name: choose_department
-- Where a new patient is registered: as was said, or in the only department that may be; and whether it may be nowhere,
-- because whoever registers the patient sees it anyway.
SELECT CASE WHEN :department_id::bigint IS NOT NULL
            THEN (SELECT d.id FROM department AS d
                   WHERE d.id = :department_id::bigint AND d.retired_at IS NULL
                     AND (hcrm_all() OR d.id = ANY (hcrm_departments())))
            ELSE (SELECT min(d.id) FROM department AS d
                   WHERE d.id = ANY (hcrm_departments()) AND d.retired_at IS NULL
                     AND (d.parent_id = ANY (hcrm_departments())) IS NOT TRUE
                  HAVING count(*) = 1) END AS department_id,
       :department_id::bigint IS NULL AND (hcrm_all() OR hcrm_staff() IS NOT NULL) AS optional

-- name: update
UPDATE patient_write
   SET name = :name, pinyin = :pinyin, initials = :initials, sex = :sex, birth_date = :birth_date::date, id_kind = :id_kind,
       id_number = :id_number, address = :address, allergies = :allergies, notes = :notes, deceased_at = :deceased_at::timestamptz,
       department_id = :department_id::bigint, kinds = ARRAY (SELECT jsonb_array_elements_text(coalesce(:kinds::jsonb, '["patient"]')))
 WHERE id = :id::bigint

-- name: today
SELECT hcrm_today() AS today

-- name: reveal
SELECT CASE WHEN :fields::jsonb ? 'id_number' THEN p.id_number END AS id_number,
       CASE WHEN :fields::jsonb ? 'address' THEN p.address END AS address,
       (SELECT coalesce(json_agg(json_build_object('id', c.id, 'number', c.number) ORDER BY c.position), '[]')
          FROM contact_scoped AS c WHERE c.patient_id = p.id AND :fields::jsonb ? 'numbers') AS contacts
  FROM patient_scoped AS p
 WHERE p.id = :id::bigint

-- name: reveal_audit
SELECT hcrm_audit('reveal', 'patient', :id::bigint, :fields::jsonb, :reason)

-- name: search
SELECT 'patient' AS kind, v.id, v.name, v.sex, v.birth_date, v.mrn, v.phone, v.department, v.department_en, b.matched
  FROM hcrm_patient_search(:q, :q_key, :q_end, :q_number, :q_identity) AS b
  JOIN patient_view AS v ON v.id = b.id
 ORDER BY b.rank, v.pinyin, v.id

-- name: contact_list
-- sort: position int
SELECT v.* FROM contact_view AS v
 WHERE v.patient_id IN (SELECT p.id FROM patient_scoped AS p
                         WHERE p.survivor_id = (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = :patient_id::bigint))

-- name: contact_get
SELECT v.* FROM contact_view AS v WHERE v.id = :id::bigint

-- name: contact_lock
SELECT * FROM contact_scoped WHERE id = :id::bigint FOR UPDATE

-- name: contact_create
INSERT INTO contact_write (patient_id, position, name, relation, channel, number, number_key, preferred_time, invalid_at, may_discuss,
                           verified_at, note)
SELECT p.id, (SELECT coalesce(max(c.position), 0) + 1 FROM contact_scoped AS c WHERE c.patient_id = p.id), :name, :relation, :channel,
       :number, :number_key, :preferred_time, :invalid_at::timestamptz, coalesce(:may_discuss, 'none'),
       :verified_at::timestamptz, :note
  FROM patient_scoped AS p
 WHERE p.id = :patient_id::bigint
   FOR UPDATE
RETURNING id

-- name: contact_update
-- Puts the contact at its new place and closes the ranks of the others; the key of (patient, position) is
-- checked when all have moved.
WITH place AS (
  SELECT c.id, row_number() OVER (ORDER BY CASE WHEN c.id <> :id::bigint THEN c.position * 2
           ELSE :position::int * 2 + sign(:position::int - c.position) END, c.id) AS position
    FROM contact_scoped AS c
   WHERE c.patient_id = (SELECT o.patient_id FROM contact_scoped AS o WHERE o.id = :id::bigint)
), others AS (
  UPDATE contact_write AS w SET position = place.position
    FROM place WHERE w.id = place.id AND w.id <> :id::bigint AND w.position <> place.position
)
UPDATE contact_write AS w
   SET position = place.position, name = :name, relation = :relation, channel = :channel, number = :number, number_key = :number_key,
       preferred_time = :preferred_time, invalid_at = :invalid_at::timestamptz, may_discuss = coalesce(:may_discuss, 'none'),
       verified_at = :verified_at::timestamptz, note = :note
  FROM place
 WHERE w.id = :id::bigint AND place.id = w.id

-- name: encounter_list
-- sort: started_at timestamptz null -infinity, ended_at timestamptz null -infinity, pinyin text
SELECT v.* FROM encounter_view AS v
 WHERE (:patient_id::bigint IS NULL
        OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))
   AND (:followup_decision::text[] IS NULL OR v.followup_decision = ANY (:followup_decision::text[]))
   AND (:exempt::boolean IS NULL OR (v.followup_decision IS NOT DISTINCT FROM 'exempt') = :exempt::boolean)
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:ended_on_from::date IS NULL
        OR v.ended_at >= :ended_on_from::date::timestamp AT TIME ZONE (SELECT s.time_zone FROM site AS s WHERE s.id = v.site_id))
   AND (:ended_on_to::date IS NULL
        OR v.ended_at < :ended_on_to::date::timestamp AT TIME ZONE (SELECT s.time_zone FROM site AS s WHERE s.id = v.site_id))
   AND (:attending_id::bigint[] IS NULL OR v.attending_id = ANY (:attending_id::bigint[])
        OR (0 = ANY (:attending_id::bigint[]) AND v.attending_id IS NULL))
   AND (:template_id::bigint[] IS NULL
        OR coalesce((SELECT f.template_id FROM followup_plan_scoped AS f WHERE f.encounter_id = v.id ORDER BY f.id DESC LIMIT 1), 0)
           = ANY (:template_id::bigint[]))
   AND (:ward_id::bigint[] IS NULL
        OR coalesce((SELECT e.ward_id FROM encounter_scoped AS e WHERE e.id = v.id), 0) = ANY (:ward_id::bigint[]))
   AND (:disease::text[] IS NULL OR coalesce(upper(left(v.diagnosis_code, 3)), '0') = ANY ((SELECT hcrm_disease_keys(:disease::text[]))::text[]))
   AND (:figure::text IS NULL
        OR EXISTS (SELECT 1 FROM statistic_case_view AS c WHERE c.kind = 'discharge' AND c.id = v.id AND :figure::text = ANY (c.figures)))
   AND (:attending::text IS NULL OR :attending::text = 'me'
        OR v.attending_id = nullif(regexp_replace(:attending, '\D', '', 'g'), '')::bigint
        OR EXISTS (SELECT 1 FROM encounter_doctor_scoped AS o
                    WHERE o.encounter_id = v.id AND o.staff_id = nullif(regexp_replace(:attending, '\D', '', 'g'), '')::bigint))
   -- Mine: of those whom I act for, and as a head what was not decided in time or has no doctor any more.
   AND (:attending::text IS DISTINCT FROM 'me' OR v.attending_id = ANY ((SELECT hcrm_stands_for(:staff_id::bigint))::bigint[])
        OR EXISTS (SELECT 1 FROM encounter_doctor_scoped AS o
                    WHERE o.encounter_id = v.id AND o.staff_id = ANY ((SELECT hcrm_stands_for(:staff_id::bigint))::bigint[]))
        OR (v.followup_decision = 'undecided' AND v.department_id = ANY ((SELECT hcrm_leads(:staff_id::bigint))::bigint[])
            AND (v.decide_by <= (SELECT hcrm_now()) OR hcrm_doctor_left(v.id) IS NULL)))
   AND (:mandatory::boolean IS NULL OR EXISTS (SELECT 1 FROM encounter_rule_scoped AS m WHERE m.encounter_id = v.id) = :mandatory::boolean)
   AND (:rule_id::bigint[] IS NULL
        OR EXISTS (SELECT 1 FROM encounter_rule_scoped AS m WHERE m.encounter_id = v.id AND m.rule_id = ANY (:rule_id::bigint[])))
   AND (:gap::text IS NULL
        OR CASE :gap WHEN 'planned' THEN v.followup_decision = 'plan' WHEN 'exempt' THEN v.followup_decision = 'exempt'
                     WHEN 'missing' THEN coalesce(v.followup_decision, 'undecided') IN ('undecided', 'none')
                     WHEN 'late' THEN CASE WHEN v.decided_at IS NOT NULL THEN v.decided_at > hcrm_decide_by(v.ended_at, v.site_id)
                                           ELSE coalesce(v.followup_decision, 'undecided') = 'undecided'
                                                AND hcrm_decide_by(v.ended_at, v.site_id) <= (SELECT hcrm_now()) END END)
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[])
        OR (0 = ANY (:department_id::bigint[]) AND v.department_id IS NULL))
   AND (:q::text IS NULL OR v.id = ANY (ARRAY(
         SELECT e.id FROM encounter_scoped AS e
          WHERE e.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT f FROM hcrm_patient_find(:q_key, :q_end, 5000) AS f)))::bigint[])
          UNION ALL
         SELECT e.id FROM encounter_scoped AS e WHERE e.number = :q)))

-- name: encounter_get
SELECT v.* FROM encounter_view AS v WHERE v.id = :id::bigint

-- name: timeline_list
-- sort: at timestamptz
SELECT v.* FROM timeline_view AS v
 WHERE v.patient_id IN (SELECT p.id FROM patient_scoped AS p
                         WHERE p.survivor_id = (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = :patient_id::bigint))
   AND (:kind::text[] IS NULL OR v.kind = ANY (:kind::text[]))

-- name: attempt_list
-- sort: started_at timestamptz
SELECT v.*, (SELECT c.id FROM attempt_scoped AS a JOIN contact_scoped AS c ON c.id = a.contact_id AND c.number = a.number
              WHERE a.id = v.id) AS contact_id
  FROM attempt_view AS v
 WHERE (:activity_id::bigint IS NULL OR v.activity_id = :activity_id::bigint)
   AND (:patient_id::bigint IS NULL
        OR v.patient_id IN (SELECT p.id FROM patient_scoped AS p
                             WHERE p.survivor_id = (SELECT o.survivor_id FROM patient_scoped AS o WHERE o.id = :patient_id::bigint)))
