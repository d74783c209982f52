-- Imports of lists: the upload, the mapping, the steps, and what came of them.

-- name: list
-- sort: created_at timestamptz
SELECT v.* FROM import_view AS v WHERE (:state::text[] IS NULL OR v.state = ANY (:state::text[]))

-- name: get
SELECT v.* FROM import_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT * FROM import_scoped WHERE id = :id::bigint FOR UPDATE

-- name: add
INSERT INTO import_write (name, size, sha256, language, site_id)
VALUES (:name, :size::bigint, :sha256, :language, (SELECT s.id FROM site AS s WHERE s.id = :own_site::bigint))
RETURNING id

-- name: unfinished
SELECT count(*) AS n FROM import_scoped WHERE user_id = :user_id::bigint AND state = 'uploading'

-- name: own_site
-- Where a list belongs if nobody says so: the site of the user's post, else the first without sites of its own under it.
SELECT coalesce((SELECT d.site_id FROM staff_post AS p JOIN department AS d ON d.id = p.department_id
                  WHERE p.staff_id = :staff_id::bigint AND p.during @> hcrm_today() ORDER BY p.id LIMIT 1),
                (SELECT s.id FROM site AS s
                  ORDER BY EXISTS (SELECT 1 FROM site AS c WHERE c.parent_id = s.id), s.id LIMIT 1)) AS id

-- name: received
UPDATE import_write SET received = greatest(received, :upto::bigint) WHERE id = :id::bigint AND state = 'uploading'

-- name: complete
UPDATE import_write
   SET state = 'ready', sha256 = :new_sha256, file = :new_file, format = :new_format, charset = :new_charset,
       delimiter = :new_delimiter, version = version + 1
 WHERE id = :id::bigint

-- name: describe
UPDATE import_write
   SET sheets = :sheets::jsonb, heading_row = :heading_row::int, headings = :headings::jsonb, mapping = :new_mapping::jsonb,
       remembered = :remembered::boolean
 WHERE id = :id::bigint

-- name: remembered
SELECT mapping::text AS mapping FROM import_mapping_write WHERE headings = :headings_hash

-- name: remember
INSERT INTO import_mapping_write AS m (headings, mapping) VALUES (:headings_hash, :kept_mapping::jsonb)
ON CONFLICT (headings) DO UPDATE SET mapping = EXCLUDED.mapping, used_at = hcrm_now(), user_id = :user_id::bigint

-- name: update
UPDATE import_write
   SET mapping = :mapping::jsonb, site_id = :site_id::bigint, department_id = :department_id::bigint,
       existing = coalesce(:existing, 'skip'), visit_kind = coalesce(:visit_kind, 'inpatient'), decide_days = coalesce(:decide_days::int, 30),
       state = CASE WHEN state = 'checked' THEN 'ready' ELSE state END, version = version + 1
 WHERE id = :id::bigint

-- name: place
-- Whether a list may be imported for this site and department, as far as the importer's scope reaches.
SELECT EXISTS (SELECT 1 FROM site AS s WHERE s.id = :site_id::bigint
                  AND (hcrm_all() OR EXISTS (SELECT 1 FROM department AS d WHERE d.site_id = s.id AND d.id = ANY (hcrm_departments())))) AS site,
       :department_id::bigint IS NULL
         OR EXISTS (SELECT 1 FROM department AS d WHERE d.id = :department_id::bigint AND d.site_id = :site_id::bigint AND d.retired_at IS NULL
                       AND (hcrm_all() OR d.id = ANY (hcrm_departments()))) AS department

-- name: step
UPDATE import_write
   SET state = :to_state, version = version + 1, problem = NULL,
       started_at = CASE WHEN :to_state = 'running' THEN coalesce(started_at, hcrm_now()) ELSE started_at END
 WHERE id = :id::bigint
RETURNING version

-- name: begin_anew
UPDATE import_write
   SET position = 0, progress = 0, settled = 0, added = 0, updated = 0, visits = 0, skipped = 0, rejected = 0, undone = 0, kept = 0
 WHERE id = :id::bigint

-- name: undo_again
UPDATE import_row_write SET kept = NULL WHERE import_id = :id::bigint AND kept IS NOT NULL

-- name: undo_from
UPDATE import_write SET kept = 0, progress = 0 WHERE id = :id::bigint

-- name: audit
SELECT hcrm_audit(:audit_action, 'import', :id::bigint, :audit_details::jsonb)

-- name: rejects
-- sort: id int
SELECT v.id, v.reasons, v.cells FROM import_reject_view AS v WHERE v.import_id = :id::bigint

-- name: rejects_after
SELECT v.id, v.reasons::text AS reasons, v.cells::text AS cells FROM import_reject_view AS v
 WHERE v.import_id = :id::bigint AND v.id > :after_line::int ORDER BY v.id LIMIT 500

-- name: kept
-- sort: id int
SELECT v.id, v.patient_id, v.patient, v.reason FROM import_kept_view AS v WHERE v.import_id = :id::bigint

-- name: sheet
UPDATE import_write SET sheet = :new_sheet::int, state = 'ready', version = version + 1 WHERE id = :id::bigint
