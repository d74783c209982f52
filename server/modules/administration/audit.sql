-- Who did what, as far as it was written down.

-- :user_id is always the reader, so whose doings are wanted is called :doer_id.
-- name: list
-- sort: id bigint, at timestamptz
SELECT v.* FROM audit_view AS v
 WHERE (:entity::text[] IS NULL OR v.entity = ANY (:entity::text[]))
   AND (:entity_id::bigint IS NULL OR v.entity_id = :entity_id::bigint)
   AND (:doer_id::bigint IS NULL OR v.user_id = :doer_id::bigint)
   AND (:action::text[] IS NULL OR v.action = ANY (:action::text[]))
   AND (:at_from::timestamptz IS NULL OR v.at >= :at_from::timestamptz)
   AND (:at_to::timestamptz IS NULL OR v.at < :at_to::timestamptz)
