-- Complaints: taken, listed, proposed for, put right.

-- part: wanted
-- By what the list and the board are narrowed alike; by what the reader reaches, for an index, as the view narrows to it by itself. Only what is open waits for anybody, or is early or late, and what is due in two days
-- is so nowhere today: that is for indexes.
(:reaches::bigint[] IS NULL OR v.reach && :reaches::bigint[])
   AND (:grade::bigint[] IS NULL OR ARRAY[v.grade] && :grade::bigint[])
   AND (:classes::text[] IS NULL OR v.natures && :classes::text[])
   AND (:channel::text[] IS NULL OR ARRAY[v.channel] && :channel::text[])
   AND (:bucket::text[] IS NULL OR (v.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AND v.bucket = ANY (:bucket::text[])
        AND ('soon' = ANY (:bucket::text[])
             OR v.due_at < (SELECT hcrm_now()) + CASE WHEN 'today' = ANY (:bucket::text[]) THEN interval '2 days' ELSE interval '0' END)))
   AND (:department_id::bigint[] IS NULL OR v.shared_by && :department_id::bigint[])
   AND (:first_receiver_id::bigint[] IS NULL OR ARRAY[v.first_receiver_id] && :first_receiver_id::bigint[])
   AND (:mine::boolean IS NULL OR (v.state IN ('taken', 'handling', 'answered', 'told', 'mediation') AND v.mine) = :mine::boolean)
   AND (:q::text IS NULL OR (:q::text <> ''
        AND (v.number >= upper(:q) AND v.number < upper(:q) || U&'\+10FFFF'
             OR v.caller_name COLLATE "C" >= :q AND v.caller_name COLLATE "C" < :q || U&'\+10FFFF'
             OR :q ~ '^[0-9]{4}$' AND right(v.caller_number_key, 4) = :q OR v.caller_number_key = :q_number
             OR v.patient_id = ANY (:q_patients::bigint[]))))

-- name: list
-- sort: due_at timestamptz null infinity, received_at timestamptz, number text
-- narrow: ARRAY[(v.received_on - '2000-01-01') / 30] && :recent::int[]
SELECT v.id, v.due_at, v.received_at, v.number FROM complaint_listed AS v
 WHERE {wanted}
   AND (:state::text[] IS NULL OR v.state = ANY (:state::text[]))
   AND (:open::boolean IS NULL OR (v.state IN ('taken', 'handling', 'answered', 'told', 'mediation')) = :open::boolean)
   AND (:closed_as::text[] IS NULL OR ARRAY[v.closed_as] && :closed_as::text[])
   AND (:about_id::bigint IS NULL OR v.about_staff && ARRAY[:about_id::bigint])
   AND (:patient_id::bigint IS NULL OR v.patient_id = ANY ((SELECT hcrm_patient_records(ARRAY (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)))::bigint[]))
   AND (:received_at_from::timestamptz IS NULL OR v.received_at >= :received_at_from::timestamptz)
   AND (:received_at_to::timestamptz IS NULL OR v.received_at < :received_at_to::timestamptz)
   AND (:received_on_from::date IS NULL
        OR ((:months::int[] IS NOT NULL OR v.received_at >= :received_on_from::date - 1) AND v.received_on >= :received_on_from::date))
   AND (:received_on_to::date IS NULL OR ((:months::int[] IS NOT NULL OR v.received_at < :received_on_to::date + 1) AND v.received_on < :received_on_to::date))
   AND (:months::int[] IS NULL OR ARRAY[(v.received_on - '2000-01-01') / 30] && :months::int[])
   AND (:about_department_id::bigint[] IS NULL OR v.about_departments && :about_department_id::bigint[]
        OR (0 = ANY (:about_department_id::bigint[]) AND v.about_departments = '{}'))
   AND (:about_staff_id::bigint[] IS NULL OR v.about_staff && :about_staff_id::bigint[] OR (0 = ANY (:about_staff_id::bigint[]) AND v.about_staff = '{}'))
   AND (:about_kind::text[] IS NULL OR v.about_kinds && :about_kind::text[] OR ('0' = ANY (:about_kind::text[]) AND v.about_kinds = '{}'))
   AND (:nature::text[] IS NULL OR v.natures && :nature::text[] OR ('0' = ANY (:nature::text[]) AND v.natures = '{}'))
   AND (:handler_id::bigint[] IS NULL OR (v.shared_by && :handler_id::bigint[] AND v.handlers && :handler_id::bigint[])
        OR (0 = ANY (:handler_id::bigint[]) AND v.handlers = '{}'))
   AND (:figure::text IS NULL
        OR (v.received AND CASE :figure::text WHEN 'on_spot' THEN v.on_spot WHEN 'ended' THEN v.ended WHEN 'on_time' THEN v.on_time WHEN 'told' THEN v.told
                                              WHEN 'contented' THEN v.contented WHEN 'reopened' THEN v.again WHEN 'unclosed' THEN v.unclosed ELSE true END))

-- name: sought
-- plan: generic
-- What the filters mean, once for a list and its count: small sets, which are bound.
-- months, recent: of sets that stand in an index, which knows them as well; a year holds more than is counted of whatever is not rare.
-- What ended in one way is either rare or nearly all.
SELECT r.reaches, k.classes, p.patients, b.number_first, b.number_last, b.received_at_first, b.received_at_last, b.due_at_first, b.due_at_last,
       CASE WHEN s.sorted THEN b.months END AS months,
       CASE WHEN NOT s.sorted OR :open::boolean OR :mine::boolean OR :bucket::text[] IS NOT NULL OR NOT 'closed' = ANY (:state::text[]) THEN NULL
            WHEN b.months IS NULL THEN (SELECT ARRAY (SELECT generate_series(m - 12, m)) FROM (SELECT (hcrm_today() - '2000-01-01') / 30 AS m) AS t)
            WHEN cardinality(b.months) > 8 THEN ARRAY (SELECT m FROM unnest(b.months) AS m ORDER BY m DESC LIMIT 8) END AS recent
  FROM (SELECT hcrm_complaint_reader() AS reaches) AS r
 CROSS JOIN (SELECT CASE WHEN :class::text[] IS NOT NULL THEN hcrm_complaint_classes_below(:class::text[]) END AS classes) AS k
 CROSS JOIN (SELECT CASE WHEN :q_key::text IS NOT NULL THEN hcrm_complaint_patients(:q_key, :q_end) END AS patients) AS p
 CROSS JOIN LATERAL (SELECT r.reaches IS NOT NULL OR coalesce(k.classes, :nature::text[], :about_kind::text[], :channel::text[]) IS NOT NULL
                            OR coalesce(:department_id::bigint[], :handler_id::bigint[], :about_department_id::bigint[], :about_staff_id::bigint[],
                                        :grade::bigint[], :first_receiver_id::bigint[]) IS NOT NULL AS sorted) AS s
 CROSS JOIN LATERAL hcrm_complaint_bounds(:q, :q_number, p.patients, greatest(:received_at_from::timestamptz, :received_on_from::date - 1),
                                          least(:received_at_to::timestamptz, :received_on_to::date + 1)) AS b

-- name: rows
SELECT v.* FROM unnest(:page_ids::bigint[]) WITH ORDINALITY AS p (id, position) JOIN complaint_view AS v ON v.id = p.id ORDER BY p.position

-- name: board
-- A column for each state that waits for somebody: how many (up to 1,000), and the first fifty by their due date.
SELECT s.state, x.total,
       (SELECT coalesce(json_agg(row_to_json(v) ORDER BY v.due_at, v.id), '[]') FROM complaint_view AS v WHERE v.id = ANY (x.first)) AS items
  FROM (VALUES (1, 'taken'), (2, 'handling'), (3, 'answered'), (4, 'told'), (5, 'mediation')) AS s (position, state)
 CROSS JOIN LATERAL (SELECT count(*)::int AS total, (array_agg(w.id ORDER BY w.due_at, w.id))[1:50] AS first
                       FROM (SELECT v.id, v.due_at FROM complaint_listed AS v
                              WHERE v.state = s.state AND v.state IN ('taken', 'handling', 'answered', 'told', 'mediation')
                                AND {wanted}
                              ORDER BY v.due_at, v.id LIMIT 1000) AS w) AS x
 ORDER BY s.position

-- name: get
SELECT v.*,
       (SELECT coalesce(json_agg(to_json(o) ORDER BY o.id), '[]') FROM complaint_object_view AS o WHERE o.complaint_id = v.id) AS objects,
       (SELECT coalesce(json_agg(json_build_object('class', n.class_code, 'name', k.name, 'name_en', k.name_en, 'main', n.main) ORDER BY n.main DESC, n.class_code), '[]')
          FROM complaint_nature_scoped AS n JOIN complaint_class_view AS k ON k.code = n.class_code WHERE n.complaint_id = v.id) AS natures,
       (SELECT coalesce(json_agg(to_json(t) ORDER BY t.round DESC, t.lead DESC, t.id), '[]') FROM complaint_task_view AS t WHERE t.complaint_id = v.id) AS tasks,
       (SELECT coalesce(json_agg(json_build_object('id', n.id, 'task_id', n.task_id, 'kind', n.kind, 'text', n.text, 'at', n.at,
                                                   'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = n.user_id)) ORDER BY n.id), '[]')
          FROM complaint_note_scoped AS n WHERE n.complaint_id = v.id) AS notes,
       (SELECT coalesce(json_agg(json_build_object('code', h.code, 'params', h.params, 'at', h.at,
                                                   'user', (SELECT u.name FROM app_user_name AS u WHERE u.id = h.user_id)) ORDER BY h.id), '[]')
          FROM complaint_history_scoped AS h WHERE h.complaint_id = v.id) AS history,
       hcrm_complaint_calls(v.id) AS calls, hcrm_complaint_moments(v.id) AS moments, hcrm_complaint_joins(v.id) AS joins, hcrm_complaint_messages(v.id) AS messages
  FROM complaint_view AS v WHERE v.id = :id::bigint

-- name: place
-- Whom it is about and where, each within the reader's scope; NULL for what is not there. about_reader: so that the reader sees it no more once it is written.
SELECT p.id AS patient_id, s.id AS site_id, hcrm_now() AS now, (hcrm_now() AT TIME ZONE s.time_zone)::date AS today,
       (:received_at::timestamptz > hcrm_now() + interval '1 minute') AS received_later,
       (:incident_on::date > (coalesce(:received_at::timestamptz, hcrm_now()) AT TIME ZONE s.time_zone)::date) AS incident_later,
       (SELECT k.code FROM complaint_class_view AS k WHERE k.code = :class AND k.retired_at IS NULL) AS class,
       NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(coalesce(:other_classes::jsonb, '[]')) AS o (class text)
                    WHERE NOT EXISTS (SELECT 1 FROM complaint_class_view AS k WHERE k.code = o.class AND k.retired_at IS NULL)) AS classes,
       EXISTS (SELECT 1 FROM jsonb_to_recordset(coalesce(:objects::jsonb, '[]')) AS o (staff_id bigint, service_code text)
                 LEFT JOIN LATERAL hcrm_service_code_find(o.service_code, coalesce(:incident_on::date, (coalesce(:received_at::timestamptz, hcrm_now()) AT TIME ZONE hcrm_zone())::date))
                        AS f ON o.service_code <> ''
                WHERE coalesce(f.staff_id, o.staff_id) = hcrm_staff()) AS about_reader,
       coalesce(:grade::bigint, (SELECT min(g.id) FROM complaint_grade_view AS g, unnest(string_to_array(g.words, ' ')) AS w
                                  WHERE hcrm_says(:matter, w)), 3) AS grade
  FROM (SELECT 1) AS one
  LEFT JOIN patient_scoped AS p ON p.id = :patient_id::bigint
  LEFT JOIN site AS s ON s.id = coalesce(:for_site::bigint,
                                         (SELECT v.site_id FROM staff_view AS v WHERE v.id = :staff_id::bigint),
                                         (SELECT min(d.site_id) FROM department AS d))

-- name: create
WITH work AS (
  INSERT INTO activity_write (kind, patient_id, site_id) VALUES ('complaint', :patient_id::bigint, :for_site::bigint) RETURNING id
)
INSERT INTO complaint_write (id, number, site_id, patient_id, channel, received_at, incident_on, matter, wish, grade, anonymous, minor, abusive,
                             caller_name, caller_relation, caller_number, caller_number_key, caller_address, behalf, behalf_name)
SELECT w.id, hcrm_complaint_number(:for_site::bigint), :for_site::bigint, :patient_id::bigint, :channel, coalesce(:received_at::timestamptz, hcrm_now()),
       :incident_on::date, coalesce(:matter, ''), :wish, :for_grade::bigint, coalesce(:anonymous::boolean, false), coalesce(:minor::boolean, false),
       coalesce(:abusive::boolean, false), nullif(:caller_name, ''), :caller_relation, nullif(:caller_number, ''),
       CASE WHEN :caller_number ~ '@' THEN lower(:caller_number) WHEN :caller_number <> '' THEN hcrm_number_key(:caller_number) END,
       nullif(:caller_address, ''), coalesce(:behalf, 'self'), nullif(:behalf_name, '')
  FROM work AS w
RETURNING id

-- name: call
-- Of the reader's own; the whole number, where it is one that can be called.
SELECT c.id, CASE WHEN c.number_key IS NOT NULL AND NOT c.withheld THEN c.number END AS number
  FROM call_scoped AS c WHERE c.id = :call_id::bigint AND c.users @> ARRAY[:user_id::bigint]

-- name: tie_call
-- What the call was made for already it stays; then it is one in which this complaint was written down.
WITH tied AS (
  UPDATE call_write AS w SET activity_id = :id::bigint, patient_id = coalesce(c.patient_id, :patient_id::bigint)
    FROM call_scoped AS c WHERE w.id = :call_id::bigint AND c.id = w.id AND c.activity_id IS NULL RETURNING w.id
)
INSERT INTO call_moment_write (call_id, offset_ms, kind, complaint_id, field)
SELECT c.id, greatest(0, extract(epoch FROM hcrm_now() - c.started_at) * 1000)::int, 'sentence', :id::bigint, 'matter'
  FROM call_scoped AS c WHERE c.id = :call_id::bigint AND NOT EXISTS (SELECT 1 FROM tied)

-- name: set_natures
SELECT hcrm_complaint_set_natures(:id::bigint, :class, :other_classes::jsonb)

-- name: set_objects
SELECT hcrm_complaint_set_objects(:id::bigint, :objects::jsonb,
         coalesce(:incident_on::date, (coalesce(:received_at::timestamptz, hcrm_now()) AT TIME ZONE hcrm_zone())::date))

-- name: note
SELECT hcrm_complaint_note(:id::bigint, :note_code, :note_params::jsonb)

-- name: lock
-- version as the client knows it; the rest is what the steps ask for.
SELECT c.id, c.version, c.state, c.number, c.site_id, c.patient_id, c.matter, c.grade, c.anonymous, c.caller_name, c.caller_number, c.caller_number_key, c.caller_address,
       c.number_false_at, c.satisfied, c.reopened, c.due_at, c.paused_at, c.answered_at, c.root_id, c.joined_into_id, c.first_receiver_id,
       c.taken_at, g.name AS grade_name, g.name_en AS grade_name_en, g.days, g.days_several, array_to_json(string_to_array(nullif(g.tell, ''), ' ')) AS tell,
       hcrm_now() AS now, (hcrm_now() AT TIME ZONE hcrm_zone(c.site_id))::date AS today
  FROM complaint_scoped AS c JOIN complaint_grade_view AS g ON g.id = c.grade
 WHERE c.id = :id::bigint
   FOR UPDATE OF c

-- name: edit_lock
SELECT c.id, c.version, c.state, c.channel, c.received_at, c.incident_on, c.matter, c.wish, c.grade, c.anonymous, c.minor, c.abusive,
       c.caller_name, c.caller_relation, c.caller_number, c.caller_address, c.behalf, c.behalf_name, c.patient_id,
       (SELECT n.class_code FROM complaint_nature_scoped AS n WHERE n.complaint_id = c.id AND n.main) AS class,
       (SELECT coalesce(json_agg(json_build_object('class', n.class_code) ORDER BY n.class_code), '[]')
          FROM complaint_nature_scoped AS n WHERE n.complaint_id = c.id AND NOT n.main) AS other_classes,
       (SELECT coalesce(json_agg(json_build_object('kind', o.kind, 'service_code', o.service_code, 'note', o.note,
                                                   'staff_id', CASE WHEN o.code_known IS NOT TRUE THEN o.staff_id END,
                                                   'department_id', CASE WHEN o.code_known IS NOT TRUE THEN o.department_id END, 'drug_id', o.drug_id) ORDER BY o.id), '[]')
          FROM complaint_object_scoped AS o WHERE o.complaint_id = c.id) AS objects
  FROM complaint_scoped AS c WHERE c.id = :id::bigint
   FOR UPDATE OF c

-- name: update
-- A number that was changed is yet to be verified.
UPDATE complaint_write AS c
   SET channel = :channel, received_at = :received_at::timestamptz, incident_on = :incident_on::date, matter = coalesce(:matter, ''), wish = :wish, grade = :grade::bigint,
       anonymous = coalesce(:anonymous::boolean, false), minor = coalesce(:minor::boolean, false), abusive = coalesce(:abusive::boolean, false),
       caller_name = nullif(:caller_name, ''), caller_relation = :caller_relation, caller_number = nullif(:caller_number, ''),
       caller_number_key = CASE WHEN :caller_number ~ '@' THEN lower(:caller_number) WHEN :caller_number <> '' THEN hcrm_number_key(:caller_number) END,
       number_verified_at = CASE WHEN c.caller_number IS NOT DISTINCT FROM nullif(:caller_number, '') THEN c.number_verified_at END,
       number_false_at = CASE WHEN c.caller_number IS NOT DISTINCT FROM nullif(:caller_number, '') THEN c.number_false_at END,
       caller_address = nullif(:caller_address, ''), behalf = coalesce(:behalf, 'self'), behalf_name = nullif(:behalf_name, ''), patient_id = :patient_id::bigint,
       -- What stands in tables of its own counts as a change as well.
       version = c.version + 1
 WHERE c.id = :id::bigint

-- name: take
UPDATE complaint_write SET state = 'taken', taken_at = hcrm_now(), due_at = :clock_due::timestamptz WHERE id = :id::bigint

-- name: alert
INSERT INTO complaint_alert_write (complaint_id, cause, round, who, role_code)
SELECT :id::bigint, :alert_cause || coalesce(':' || r, ''), :alert_round::int, :alert_who, r
  FROM unnest(coalesce(:alert_roles::text[], ARRAY[NULL::text])) AS r
ON CONFLICT DO NOTHING

-- name: concerned
SELECT :id::bigint AS id, u AS user_id FROM hcrm_complaint_concerned(:id::bigint, :told_who, :told_roles::text[]) AS u WHERE u <> :user_id::bigint

-- name: say
-- With its moment, where it was written down in a call.
WITH said AS (
  INSERT INTO complaint_note_write (complaint_id, task_id, kind, text) VALUES (:id::bigint, :said_of::bigint, :said_as, :said) RETURNING id
)
INSERT INTO call_moment_write (call_id, offset_ms, kind, complaint_id, field, note_id)
SELECT :said_in::bigint, :said_at_ms::int, 'sentence', :id::bigint, 'note', s.id FROM said AS s WHERE :said_at_ms::int IS NOT NULL

-- name: forget_draft
-- What was typed for a step stands under "7-step"; what was typed for a new one under the name that comes with it.
DELETE FROM draft_scoped
 WHERE kind = 'complaint' AND (ref = :draft_ref OR (:draft_all::boolean AND (ref = :id::text OR starts_with(ref, :id::text || '-'))))

-- name: proposal
SELECT (SELECT coalesce(json_agg(json_build_object('code', x.code, 'name', x.name, 'name_en', x.name_en, 'words', x.words)
                                 ORDER BY x.n DESC, x.length DESC, x.code), '[]')
          FROM (SELECT k.code, k.name, k.name_en, json_agg(w) AS words, count(*) AS n, sum(length(w)) AS length
                  FROM complaint_class_view AS k, unnest(string_to_array(k.words, ' ')) AS w
                 WHERE k.retired_at IS NULL AND hcrm_says(:text, w)
                 GROUP BY k.code, k.name, k.name_en ORDER BY n DESC, length DESC LIMIT 3) AS x) AS classes,
       (SELECT json_build_object('id', g.id, 'name', g.name, 'name_en', g.name_en,
                                 'words', (SELECT coalesce(json_agg(w), '[]') FROM unnest(string_to_array(g.words, ' ')) AS w
                                            WHERE hcrm_says(:text, w)))
          FROM complaint_grade_view AS g
         WHERE g.id = coalesce((SELECT min(x.id) FROM complaint_grade_view AS x, unnest(string_to_array(x.words, ' ')) AS w
                                 WHERE hcrm_says(:text, w)), 3)) AS grade,
       (SELECT coalesce(json_agg(json_build_object('id', v.id, 'number', v.number, 'state', v.state, 'matter', left(v.matter, 200), 'received_at', v.received_at,
                                                   'caller_name', v.caller_name, 'patient', v.patient, 'department', v.department,
                                                   'department_en', v.department_en, 'why', to_json(s.why))
                                 ORDER BY cardinality(s.why) DESC, v.received_at DESC), '[]')
          FROM hcrm_complaint_similar(coalesce(:text, ''), :q_number, :patient_id::bigint, :except_id::bigint) AS s JOIN complaint_view AS v ON v.id = s.id) AS similar

-- name: service_code
-- Without a day: as of today.
SELECT hcrm_service_code_key(:code) AS code, coalesce(:on::date, hcrm_today()) AS on, f.staff_id IS NOT NULL AS known, f.staff_id, s.name AS staff, s.title,
       f.department_id, d.name AS department, d.name_en AS department_en, coalesce(f.staff_id = hcrm_staff(), false) AS own
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL hcrm_service_code_find(:code, coalesce(:on::date, hcrm_today())) AS f ON true
  LEFT JOIN staff AS s ON s.id = f.staff_id
  LEFT JOIN department AS d ON d.id = f.department_id

-- name: dial
-- Not of what has ended.
SELECT c.id, c.version, x.ended, c.caller_number AS number, c.caller_name AS name,
       CASE WHEN c.caller_number IS NOT NULL AND NOT x.ended THEN hcrm_audit('dial', 'complaint', c.id)::text END AS noted
  FROM complaint_scoped AS c CROSS JOIN LATERAL (SELECT c.state IN ('closed', 'withdrawn', 'joined') AS ended) AS x
 WHERE c.id = :id::bigint

-- name: drugs
-- sort: name text, code text
SELECT v.id, v.code, v.name FROM drug_view AS v
 WHERE (:q::text IS NULL OR strpos(lower(concat_ws(' ', v.code, v.name, (SELECT s.keys FROM spelling_view AS s WHERE s.name = v.name))), lower(:q)) > 0)
