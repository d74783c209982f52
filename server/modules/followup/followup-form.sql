-- What a questionnaire is put together for.

-- name: diagnoses
SELECT c.code FROM encounter_code_scoped AS c
 WHERE c.encounter_id = :id::bigint AND c.kind = 'diagnosis' AND c.system = 'icd10'
 ORDER BY c.rank
