-- What may be asked of somebody with these diagnoses.

-- name: candidates
SELECT q.id, q.url, q.title, q.title_en, coalesce(q.first_day, -1) AS first_day, coalesce(q.last_day, -1) AS last_day,
       (SELECT string_agg(c.code, ' ' ORDER BY c.code) FROM questionnaire_category AS c
         WHERE c.questionnaire_id = q.id AND c.system = 'icd10') AS categories
  FROM questionnaire AS q
 WHERE q.state = 'published' AND NOT q.composed AND :form_purpose::text = ANY (q.purposes)
   AND q.id IN (SELECT c.questionnaire_id FROM questionnaire_category AS c, jsonb_array_elements_text(:form_diagnoses::jsonb) AS d
                 WHERE c.system = 'icd10' AND hcrm_icd10_covers(c.code, d))
 ORDER BY q.id

-- name: category
SELECT c.name, c.name_en FROM code AS c WHERE c.system = 'icd10' AND c.code = upper(:form_category)
