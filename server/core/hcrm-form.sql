-- Questionnaires as the server's modules use them.

-- name: resource
SELECT resource FROM questionnaire WHERE id = :form_id::bigint AND state <> 'draft'
