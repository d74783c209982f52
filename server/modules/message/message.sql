-- The outbox as people see it, and the templates.

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM message_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:purpose::text[] IS NULL OR v.purpose = ANY (:purpose::text[]))
   AND (:channel::text[] IS NULL OR v.channel = ANY (:channel::text[]))
   AND (:reason::text[] IS NULL OR v.reason = ANY (:reason::text[]))
   AND (:department_id::bigint[] IS NULL OR v.department_id = ANY (:department_id::bigint[]))
   AND (:created_at_from::timestamptz IS NULL OR v.created_at >= :created_at_from::timestamptz)
   AND (:created_at_to::timestamptz IS NULL OR v.created_at < :created_at_to::timestamptz)
   AND (:patient_id::bigint IS NULL
        OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))
   AND (:q::text IS NULL OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT f FROM hcrm_patient_find(:q_key, :q_end, 20000) AS f)))::bigint[]))

-- name: get
SELECT v.* FROM message_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT m.id, m.version, m.state FROM message_scoped AS m WHERE m.id = :id::bigint FOR UPDATE

-- The number to send it to, and whether this is still the time to.
-- name: reveal
SELECT m.id, m.address, m.body, m.channel, m.version, m.state, hcrm_message_refusal(m.patient_id, m.purpose, :about_care::boolean, m.channel) AS refusal,
       NOT :at_night::boolean AND m.channel <> 'letter' AND hcrm_message_awake(hcrm_now(), m.site_id) > hcrm_now() AS night,
       EXISTS (SELECT 1 FROM contact_scoped AS c WHERE c.id = m.contact_id AND c.invalid_at IS NOT NULL) AS invalid
  FROM message_scoped AS m WHERE m.id = :id::bigint

-- name: purpose
SELECT m.purpose FROM message_scoped AS m WHERE m.id = :id::bigint

-- name: reveal_audit
SELECT hcrm_audit('reveal', 'message', :id::bigint, NULL, NULL)

-- name: templates
-- sort: code text, name text
SELECT v.* FROM message_template_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, v.name_en)), lower(:q::text)) > 0)
   AND (:purpose::text[] IS NULL OR v.purpose = ANY (:purpose::text[]))
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: template
SELECT v.* FROM message_template_view AS v WHERE v.id = :id::bigint

-- name: template_lock
SELECT id, version, code, purpose, name, name_en, text, text_en, retired_at FROM message_template_write WHERE id = :id::bigint FOR UPDATE

-- name: template_create
INSERT INTO message_template_write (code, purpose, name, name_en, text, text_en)
VALUES (:code, :purpose, :name, :name_en, :text, :text_en)
RETURNING id

-- name: template_update
UPDATE message_template_write SET name = :name, name_en = :name_en, text = :text, text_en = :text_en, retired_at = :retired_at::timestamptz
 WHERE id = :id::bigint
