-- Samples of recordings: previewed, drawn, drawn again, given to reviewers.

-- name: list
-- sort: created_at timestamptz, name text
SELECT v.* FROM review_sample_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(v.name), lower(:q)) > 0)
   AND (:method::text[] IS NULL OR v.method = ANY (:method::text[]))
   AND (:scorecard_id::bigint[] IS NULL OR v.scorecard_id = ANY (:scorecard_id::bigint[]))

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(json_build_object('position', i.position, 'recording_id', i.recording_id, 'stratum', i.stratum, 'risks', i.risks,
                                                   'started_at', g.started_at, 'duration_ms', g.duration_ms, 'agent_id', g.user_id,
                                                   'agent', (SELECT n.name FROM app_user_name AS n WHERE n.id = g.user_id),
                                                   'review_id', r.id, 'review_state', r.state, 'reviewer', (SELECT n.name FROM app_user_name AS n WHERE n.id = r.reviewer_id))
                                 ORDER BY i.position), '[]')
          FROM review_sample_item_scoped AS i
          LEFT JOIN recording_scoped AS g ON g.id = i.recording_id
          LEFT JOIN review_scoped AS r ON r.sample_id = i.sample_id AND r.recording_id = i.recording_id AND r.state <> 'skipped'
         WHERE i.sample_id = v.id) AS items
  FROM review_sample_view AS v WHERE v.id = :id::bigint

-- name: lock
SELECT s.id, s.version, s.name, s.scorecard_id, s.method, s.size, s.seed, s.least, s.units, s.population
  FROM review_sample_scoped AS s WHERE s.id = :id::bigint FOR UPDATE OF s

-- name: rename
UPDATE review_sample_write SET name = :name WHERE id = :id::bigint

-- name: card
SELECT c.state, coalesce(:as_of::timestamptz, hcrm_now()) AS as_of, coalesce(:as_of::timestamptz > hcrm_now(), false) AS ahead,
       :date_from::date < :date_to::date AS forward, hcrm_today() AS today
  FROM (SELECT 1) AS one LEFT JOIN scorecard_scoped AS c ON c.id = :scorecard_id::bigint

-- name: population
SELECT p.recording_id, p.user_id, p.department_id, p.hour, p.weekday, p.kind, array_to_string(p.risks, ' ') AS risks
  FROM hcrm_review_population(:for_as_of::timestamptz, :date_from::date, :date_to::date, :for_agents::bigint[], :for_departments::bigint[],
                              coalesce(:least_seconds::int, 10), coalesce(:short_seconds::int, 30), coalesce(:silence_seconds::int, 10), coalesce(:new_days::int, 90),
                              coalesce(:low_score::numeric, 60)) AS p
 ORDER BY p.recording_id

-- name: create
WITH made AS (
  INSERT INTO review_sample_write (name, scorecard_id, method, size, seed, date_from, date_to, as_of, agents, departments, least_seconds, strata, least, risk_short,
                                   risk_silence, risk_complaint, risk_new, risk_low, short_seconds, silence_seconds, new_days, low_score, population, units)
  VALUES (:name, :scorecard_id::bigint, :method, :size::int, :for_seed::bigint, :date_from::date, :date_to::date, :for_as_of::timestamptz, coalesce(:agents::jsonb, '[]'),
          coalesce(:departments::jsonb, '[]'), coalesce(:least_seconds::int, 10), coalesce(:strata::jsonb, '[]'), coalesce(:least::int, 1), coalesce(:risk_short::int, 3),
          coalesce(:risk_silence::int, 3), coalesce(:risk_complaint::int, 5), coalesce(:risk_new::int, 3), coalesce(:risk_low::int, 4), coalesce(:short_seconds::int, 30),
          coalesce(:silence_seconds::int, 10), coalesce(:new_days::int, 90), coalesce(:low_score::numeric, 60), :for_population::int, :for_units::jsonb)
  RETURNING id
), item AS (
  INSERT INTO review_sample_item_write (sample_id, position, recording_id, stratum, risks)
  SELECT made.id, i.n, (i.row ->> 0)::bigint, nullif(i.row ->> 1, ''), to_jsonb(string_to_array(nullif(i.row ->> 2, ''), ' '))
    FROM made, jsonb_array_elements(:for_items::jsonb) WITH ORDINALITY AS i (row, n)
)
SELECT id FROM made

-- name: drawn
SELECT i.recording_id FROM review_sample_item_scoped AS i WHERE i.sample_id = :id::bigint ORDER BY i.position

-- name: units
-- What the sample was drawn from, and how many would be drawn from now.
SELECT (u.unit ->> 0)::bigint AS recording_id, u.unit ->> 1 AS stratum, (u.unit ->> 2)::int AS weight
  FROM review_sample_scoped AS s, jsonb_array_elements(s.units) WITH ORDINALITY AS u (unit, n) WHERE s.id = :id::bigint ORDER BY u.n

-- name: today
SELECT count(*)::int AS n
  FROM review_sample_scoped AS s,
       hcrm_review_population(s.as_of, s.date_from, s.date_to, ARRAY (SELECT jsonb_array_elements_text(s.agents)::bigint),
                              ARRAY (SELECT jsonb_array_elements_text(s.departments)::bigint), s.least_seconds, s.short_seconds, s.silence_seconds, s.new_days, s.low_score) AS p
 WHERE s.id = :id::bigint

-- name: unassigned
-- Recordings of the sample that nobody reviews by its scorecard, and who must not.
SELECT i.recording_id, g.user_id, g.site_id, g.department_id, g.patient_id,
       (SELECT coalesce(string_agg(w.who::text, ' '), '') FROM unnest(:for_reviewers::bigint[]) AS w (who) WHERE hcrm_review_conflict(i.recording_id, w.who) IS NOT NULL) AS barred
  FROM review_sample_item_scoped AS i JOIN review_sample_scoped AS s ON s.id = i.sample_id JOIN recording_scoped AS g ON g.id = i.recording_id
 WHERE i.sample_id = :id::bigint AND g.state <> 'deleted'
   AND NOT EXISTS (SELECT 1 FROM review_scoped AS r WHERE r.recording_id = i.recording_id AND r.scorecard_id = s.scorecard_id AND r.state <> 'skipped'
                      AND r.second_of IS NULL AND r.calibration_id IS NULL)
 ORDER BY i.position

-- name: reviewers
SELECT w.n, w.who, r.open, r.id IS NOT NULL AS scores
  FROM unnest(:for_reviewers::bigint[]) WITH ORDINALITY AS w (who, n) LEFT JOIN hcrm_review_reviewers(NULL) AS r ON r.id = w.who ORDER BY w.n

-- name: assign
WITH made AS (
  INSERT INTO activity_write (kind, patient_id, site_id) VALUES ('review', :for_patient::bigint, :for_site::bigint) RETURNING id
)
INSERT INTO review_write (id, recording_id, scorecard_id, sample_id, site_id, department_id, reviewer_id, subject_id, due_on)
SELECT made.id, :for_recording::bigint, :for_card::bigint, :id::bigint, :for_site::bigint, :for_department::bigint, :for_reviewer::bigint, :for_subject::bigint, :due_on::date
  FROM made
RETURNING id
