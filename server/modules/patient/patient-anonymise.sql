-- Forgetting patients: proposals, asking, confirming. The rules are in migrations/0030-anonymise.sql.

-- name: list
-- sort: proposed_at timestamptz
SELECT v.* FROM anonymisation_view AS v
 WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:ground::text[] IS NULL OR v.ground = ANY (:ground::text[]))

-- name: get
SELECT v.* FROM anonymisation_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT a.id, a.version, a.state, a.patient_id, a.ground, a.asked_by FROM anonymisation_scoped AS a WHERE a.id = :id::bigint FOR UPDATE

-- name: patient
SELECT p.id, p.version, p.survivor_id FROM patient_scoped AS p WHERE p.id = :id::bigint FOR UPDATE

-- name: ask_for
-- Whoever was to be kept is asked about anew.
INSERT INTO anonymisation_write AS a (patient_id, state, ground, last_contact_on, asked_by, asked_at)
VALUES (:survivor::bigint, 'waiting', :ground, hcrm_last_contact(:survivor::bigint), :user_id::bigint, hcrm_now())
ON CONFLICT (patient_id) DO UPDATE SET state = 'waiting', ground = EXCLUDED.ground, asked_by = EXCLUDED.asked_by,
       asked_at = EXCLUDED.asked_at, kept_until = NULL
 WHERE a.state IN ('proposed', 'kept')
RETURNING id

-- name: ask
UPDATE anonymisation_write AS a SET state = 'waiting', asked_by = :user_id::bigint, asked_at = hcrm_now(), kept_until = NULL WHERE a.id = :id::bigint

-- name: keep
UPDATE anonymisation_write AS a SET state = 'kept', kept_until = hcrm_today() + 365 WHERE a.id = :id::bigint

-- name: confirm
UPDATE anonymisation_write AS a SET state = 'done', confirmed_by = :user_id::bigint, confirmed_at = hcrm_now() WHERE a.id = :id::bigint

-- name: anonymise
SELECT hcrm_anonymise(:patient_id::bigint, :why)

-- name: files
SELECT f AS sha256 FROM hcrm_anonymise_files(:patient_id::bigint) AS f

-- name: propose
SELECT hcrm_anonymise_propose(:wanted::int) AS proposed
