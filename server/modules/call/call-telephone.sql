-- Telephones: who sits where.

-- name: list
-- sort: extension text
SELECT v.* FROM telephone_view AS v
 WHERE (:site_id::bigint IS NULL OR v.site_id = :site_id::bigint)
   AND (:retired::boolean IS NULL OR (v.retired_at IS NOT NULL) = :retired::boolean)

-- name: get
SELECT v.* FROM telephone_view AS v WHERE v.id = :id::bigint

-- name: create
INSERT INTO telephone_write (site_id, extension, user_id, retired_at) VALUES (:site_id::bigint, :extension, :agent_id::bigint, :retired_at::timestamptz) RETURNING id

-- name: lock
SELECT t.id, t.version, t.site_id, t.extension, t.user_id AS agent_id, t.retired_at FROM telephone_scoped AS t WHERE t.id = :id::bigint FOR UPDATE OF t

-- name: update
UPDATE telephone_write SET site_id = :site_id::bigint, extension = :extension, user_id = :agent_id::bigint, retired_at = :retired_at::timestamptz WHERE id = :id::bigint

-- name: mine
SELECT s.id AS site_id, t.extension, coalesce(hcrm_setting('telephone', s.id), 'manual') AS provider,
       coalesce((SELECT c.state FROM call_scoped AS c WHERE c.users @> ARRAY[:user_id::bigint] AND c.state IN ('dialling', 'ringing', 'talking')
                  AND c.started_at > hcrm_now() - interval '12 hours'
                  AND (c.user_id = :user_id::bigint OR (c.state = 'ringing' AND c.direction = 'in')) ORDER BY c.state = 'talking' DESC, c.id DESC LIMIT 1), 'free') AS state
  FROM (SELECT hcrm_call_site(NULL, NULL, :user_id::bigint) AS id) AS s
  LEFT JOIN telephone_scoped AS t ON t.user_id = :user_id::bigint AND t.retired_at IS NULL

-- name: simulated
-- Whom the simulator rings: who sits at the extension, else who asks; nobody where telephones are not simulated.
SELECT coalesce(t.user_id, CASE WHEN :extension::text IS NULL THEN :user_id::bigint END) AS rung,
       hcrm_setting('sample')::boolean AND hcrm_setting('telephone', s.id) = 'simulator' AS simulates
  FROM (SELECT hcrm_call_site(NULL, :extension, :user_id::bigint) AS id) AS s
  LEFT JOIN telephone_scoped AS t ON t.extension = :extension AND t.site_id = s.id AND t.retired_at IS NULL
