-- Messages to patients. Every parameter is named so that it is nobody else's.

-- name: facts
SELECT f.*, hcrm_now() AS now, t.revision, CASE WHEN f.language = 'en' THEN coalesce(t.text_en, t.text) ELSE t.text END AS text,
       hcrm_message_refusal(f.id, :m_purpose, :m_about_care::boolean, NULL) AS refusal,
       greatest(:m_not_before::timestamptz, hcrm_now()) AS asked, CASE WHEN :m_at_night::boolean THEN greatest(:m_not_before::timestamptz, hcrm_now())
            ELSE hcrm_message_awake(greatest(:m_not_before::timestamptz, hcrm_now()), f.site_id) END AS not_before
  FROM hcrm_message_facts(:m_patient_id::bigint, :m_activity_id::bigint) AS f
  LEFT JOIN message_template AS t ON t.code = :m_template AND t.retired_at IS NULL

-- name: caller_facts
-- The same of somebody who called about a piece of work.
SELECT NULL::bigint AS id, hcrm_now() AS now, :m_site_id::bigint AS site_id, NULL::bigint AS department_id, :m_caller_language AS language, o.name AS hospital,
       o.name_en AS hospital_en, t.revision, CASE WHEN :m_caller_language = 'en' THEN coalesce(t.text_en, t.text) ELSE t.text END AS text,
       NULL::text AS refusal, hcrm_now() AS asked,
       CASE WHEN :m_at_night::boolean THEN hcrm_now() ELSE hcrm_message_awake(hcrm_now(), :m_site_id::bigint) END AS not_before
  FROM (SELECT 1) AS one
  LEFT JOIN site AS o ON o.id = (SELECT min(n.id) FROM site AS n WHERE n.parent_id IS NULL)
  LEFT JOIN message_template AS t ON t.code = :m_template AND t.retired_at IS NULL

-- name: contacts
SELECT c.* FROM hcrm_message_contacts(:m_patient_id::bigint, :m_wanted_id::bigint, :m_purpose, :m_about_care::boolean, :m_verified::boolean, :m_child::boolean, coalesce(:m_wanted_channel = 'voice', false)) AS c

-- name: add
INSERT INTO message_write (activity_id, patient_id, wanted_id, wanted_channel, contact_id, channel, address, purpose, template, revision, language, params, body,
                           site_id, department_id, state, reason, reason_detail, not_before, expires_at, provider, unique_key)
VALUES (:m_activity_id::bigint, :m_patient_id::bigint, :m_wanted_id::bigint, :m_wanted_channel, :m_contact_id::bigint, :m_channel, :m_address, :m_purpose,
        :m_template, :m_revision::int, :m_language, :m_params::jsonb, :m_body, :m_site_id::bigint, :m_department_id::bigint,
        :m_state, :m_reason, :m_detail, :m_send_at::timestamptz, :m_send_at::timestamptz + make_interval(hours => :m_hours::int),
        coalesce(hcrm_setting('message_' || :m_channel, :m_site_id::bigint), 'manual'), :m_unique_key)
ON CONFLICT (unique_key) DO NOTHING
RETURNING id

-- name: find
SELECT id FROM message_write WHERE unique_key = :m_unique_key::text

-- name: requeue
-- To what a caller left, once more.
UPDATE message_write
   SET state = 'queued', reason = NULL, reason_detail = NULL, not_before = hcrm_message_awake(hcrm_now(), site_id),
       expires_at = hcrm_message_awake(hcrm_now(), site_id) + make_interval(hours => :m_hours::int)
 WHERE id = :m_id::bigint

-- name: stored
SELECT m.body, m.address,
       m.purpose, m.patient_id, m.wanted_id, m.wanted_channel, m.activity_id, m.template, m.params::text AS params, m.not_before FROM message_scoped AS m WHERE m.id = :m_id::bigint

-- name: renew
UPDATE message_write
   SET contact_id = :m_contact_id::bigint, channel = :m_channel, address = :m_address, revision = :m_revision::int, language = :m_language,
       body = :m_body, state = :m_state, reason = :m_reason, reason_detail = :m_detail, not_before = :m_send_at::timestamptz,
       expires_at = :m_send_at::timestamptz + make_interval(hours => :m_hours::int),
       provider = coalesce(hcrm_setting('message_' || :m_channel, :m_site_id::bigint), 'manual')
 WHERE id = :m_id::bigint

-- name: move
UPDATE message_write
   SET state = :m_state, reason = :m_reason, reason_detail = :m_detail,
       sent_at = CASE WHEN :m_state IN ('sent', 'delivered') THEN coalesce(sent_at, hcrm_now()) ELSE sent_at END,
       sent_by = CASE WHEN :m_state = 'sent' THEN hcrm_user() ELSE sent_by END,
       received_at = CASE WHEN :m_state = 'delivered' THEN coalesce(:m_at::timestamptz, hcrm_now()) END,
       provider_id = coalesce(:m_provider_id, provider_id)
 WHERE id = :m_id::bigint
