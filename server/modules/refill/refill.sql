-- When drugs run out, and the calls about it.

-- name: list
-- sort: call_on date null infinity, run_out_on date null infinity
SELECT v.* FROM refill_view AS v
 WHERE (:patient_id::bigint IS NULL
        OR v.id = ANY (ARRAY (SELECT r.id FROM refill_scoped AS r WHERE r.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))))
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:call::text[] IS NULL OR v.call = ANY (:call::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:run_out_on_from::date IS NULL OR v.run_out_on >= :run_out_on_from::date)
   AND (:run_out_on_to::date IS NULL OR v.run_out_on < :run_out_on_to::date)
   AND (:q::text IS NULL OR strpos(lower(v.drug), lower(:q::text)) > 0 OR v.id IN (
         SELECT r.id FROM refill_scoped AS r WHERE r.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (
           SELECT f FROM hcrm_patient_find(:q_key, :q_end, 5000) AS f
            UNION ALL
           SELECT p.survivor_id FROM contact_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id WHERE c.number_key = :q_number
            UNION ALL
           SELECT p.survivor_id FROM patient_scoped AS p WHERE upper(p.id_number) = :q_identity)))::bigint[])))

-- name: get
SELECT v.* FROM refill_view AS v WHERE v.id = :id::bigint
