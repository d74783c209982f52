-- Subjects of studies: added, consented, withdrawn; and the same without names.

-- name: list
-- sort: number text, pinyin text, next_on date null infinity
SELECT v.* FROM study_subject_view AS v
 WHERE (:study_id::bigint IS NULL OR v.study_id = :study_id::bigint)
   AND (:patient_id::bigint IS NULL OR v.patient_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:q::text IS NULL OR strpos(lower(v.patient), lower(:q)) > 0 OR strpos(lower(v.number), lower(:q)) > 0
        OR strpos(replace(v.pinyin, ' ', ''), replace(lower(:q), ' ', '')) > 0)

-- name: get
SELECT v.* FROM study_subject_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT b.id, b.version, b.state, b.study_id, b.consented_on, s.state AS study_state, hcrm_today() AS today
  FROM study_subject_scoped AS b JOIN study_scoped AS s ON s.id = b.study_id WHERE b.id = :id::bigint FOR UPDATE OF b

-- name: place
SELECT s.id, s.state, p.id AS patient_id, hcrm_died_at(h.id) AS deceased_at, s.register_id,
       :arm::text IS NULL OR EXISTS (SELECT 1 FROM study_arm_write AS a WHERE a.study_id = s.id AND a.code = :arm) AS arm
  FROM study_scoped AS s
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN patient_scoped AS h ON h.id = p.survivor_id
 WHERE s.id = :study_id::bigint

-- name: add
SELECT (SELECT a FROM hcrm_study_add(:study_id::bigint, ARRAY[:patient_id::bigint], :arm, ARRAY[:anchor_on::date]) AS a) AS id

-- name: recruit
-- All members of a register whom the reader sees; day 0 is the day of entry into the register.
WITH member AS (
  SELECT array_agg(m.patient_id ORDER BY m.id) AS patients, array_agg(m.entered_on ORDER BY m.id) AS anchors
    FROM register_member_view AS v JOIN register_member_scoped AS m ON m.id = v.id
   WHERE v.register_id = :register_id::bigint AND v.state = 'active'
)
SELECT count(a) AS added FROM member AS m LEFT JOIN LATERAL hcrm_study_add(:id::bigint, m.patients, NULL, m.anchors) AS a ON true

-- name: consent
SELECT hcrm_study_consent(:id::bigint, :consent_version, :consented_on::date)

-- name: withdraw
SELECT hcrm_study_withdraw(:id::bigint, :withdrawn_on::date, :data_use, :reason)

-- name: participants
-- sort: number text
SELECT v.* FROM study_participant_view AS v
 WHERE (:study_id::bigint IS NULL OR v.study_id = :study_id::bigint) AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
