-- Two records of one person: proposals, comparing, merging and parting. The rules are in migrations/0012-merge.sql.

-- name: queue
SELECT hcrm_patient_merge_queue()

-- name: lock
-- The patient and the other one, which is :with_id, in one order for everybody.
SELECT p.id FROM patient_scoped AS p WHERE p.id IN (:id::bigint, :with_id::bigint) ORDER BY p.id FOR UPDATE

-- name: own
SELECT p.id, p.version, p.merged_into_id FROM patient_scoped AS p WHERE p.id = :id::bigint

-- name: other
SELECT p.id, p.version FROM patient_scoped AS p WHERE p.id = :with_id::bigint

-- name: may
SELECT hcrm_patient_merge_reaches(ARRAY[:id::bigint, :with_id::bigint]) AS reaches,
       hcrm_patient_merge_workers(ARRAY[:id::bigint, :with_id::bigint]) AS workers

-- name: merge
SELECT hcrm_patient_merge(:id::bigint, :with_id::bigint, 'person', :reason) AS id

-- name: unmerge
SELECT hcrm_patient_unmerge(:id::bigint, 'person', :reason) AS id

-- name: patient
SELECT v.* FROM patient_view AS v WHERE v.id = :id::bigint

-- name: preview
-- Counts of everything that is read together, and rows of what the reader sees of it, the newest first.
SELECT row_to_json(v) AS patient, hcrm_patient_counts(v.id) AS counts,
       (SELECT json_agg(json_build_object('issuer', i.issuer, 'kind', i.kind, 'value', i.value) ORDER BY i.id)
          FROM patient_identifier_scoped AS i WHERE i.patient_id = v.id) AS identifiers,
       (SELECT json_agg(row_to_json(c) ORDER BY c.position) FROM contact_view AS c WHERE c.patient_id = v.id) AS contacts,
       (SELECT json_agg(json_strip_nulls(row_to_json(r)) ORDER BY r.day DESC NULLS FIRST)
          FROM (SELECT m.id FROM patient_scoped AS m WHERE m.survivor_id = v.survivor_id) AS tree,
               LATERAL (SELECT 'identifiers' AS kind, NULL::date AS day, i.kind AS name, NULL AS name_en, NULL AS code, i.value AS text
                          FROM patient_identifier_scoped AS i WHERE i.patient_id = tree.id
                         UNION ALL
                        SELECT 'contacts', NULL, c.name, NULL, c.relation, c.number FROM contact_view AS c WHERE c.patient_id = tree.id
                         UNION ALL
                        SELECT 'encounters', (e.started_at AT TIME ZONE s.time_zone)::date, d.name, d.name_en, e.kind, e.number
                          FROM encounter_scoped AS e JOIN site AS s ON s.id = e.site_id LEFT JOIN department AS d ON d.id = e.department_id
                         WHERE e.patient_id = tree.id
                         UNION ALL
                        SELECT 'plans', (f.created_at AT TIME ZONE s.time_zone)::date, t.name, t.name_en, f.state, NULL
                          FROM followup_plan_scoped AS f JOIN site AS s ON s.id = f.site_id
                          LEFT JOIN followup_template AS t ON t.id = f.template_id
                         WHERE f.patient_id = tree.id
                         UNION ALL
                        SELECT 'tasks', t.due_on, d.name, d.name_en, t.state, NULL
                          FROM followup_task_scoped AS t LEFT JOIN department AS d ON d.id = t.department_id WHERE t.patient_id = tree.id
                         UNION ALL
                        SELECT 'responses', (r.authored_at AT TIME ZONE s.time_zone)::date, q.title, q.title_en, NULL, NULL
                          FROM response_scoped AS r JOIN site AS s ON s.id = r.site_id JOIN questionnaire AS q ON q.id = r.questionnaire_id
                         WHERE r.patient_id = tree.id
                         UNION ALL
                        SELECT 'attempts', (a.started_at AT TIME ZONE s.time_zone)::date, NULL, NULL, a.disposition, a.note
                          FROM attempt_scoped AS a JOIN activity_scoped AS y ON y.id = a.activity_id JOIN site AS s ON s.id = y.site_id
                         WHERE a.patient_id = tree.id) AS r) AS rows
  FROM patient_view AS v WHERE v.id IN (:id::bigint, :with::bigint) ORDER BY v.id <> :id::bigint

-- name: merges
SELECT v.* FROM patient_merge_view AS v
 WHERE v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :id::bigint)
 ORDER BY v.merged_at, v.id

-- name: duplicates
-- sort: score int
SELECT v.* FROM patient_duplicate_view AS v
 WHERE v.state = ANY (coalesce(:state::text[], '{open}'))
   AND (:level::text[] IS NULL OR v.level = ANY (:level::text[]))
   AND (:patient_id::bigint IS NULL OR v.first_id = :patient_id::bigint OR v.second_id = :patient_id::bigint)

-- name: duplicate
SELECT v.* FROM patient_duplicate_view AS v WHERE v.id = :id::bigint

-- name: dismiss
UPDATE patient_duplicate_write AS d SET dismissed_at = hcrm_now(), dismissed_by = :user_id::bigint, reason = :reason
 WHERE d.id = :id::bigint AND d.dismissed_at IS NULL

-- name: restore
UPDATE patient_duplicate_write AS d SET dismissed_at = NULL, dismissed_by = NULL, reason = NULL
 WHERE d.id = :id::bigint AND d.dismissed_at IS NOT NULL

-- name: dismiss_audit
SELECT hcrm_audit('dismiss', 'patient_duplicate', :id::bigint, NULL, :reason)

-- name: restore_audit
SELECT hcrm_audit('restore', 'patient_duplicate', :id::bigint, NULL, NULL)

-- name: check
SELECT hcrm_duplicates_check(:wanted::int) AS checked

-- name: search
SELECT v.looked_at, v.looked_at + make_interval(secs => :every_s::int) AS next_at, v.waiting, v.running FROM duplicate_search_view AS v
