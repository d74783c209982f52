-- Doses that were asked about, and what was answered.

-- name: list
-- sort: due_at timestamptz
SELECT v.* FROM medication_dose_view AS v
 WHERE v.survivor_id = (SELECT p.survivor_id FROM patient_scoped AS p WHERE p.id = :patient_id::bigint)

-- name: get
SELECT v.* FROM medication_dose_view AS v WHERE v.id = :id::bigint

-- name: figures
-- Of the doses that were asked about and due on that day, up to now: a dose without an answer is one that was not taken.
SELECT w.day, count(d.id)::int AS due, count(*) FILTER (WHERE d.answer = 'taken')::int AS taken,
       count(*) FILTER (WHERE d.answer = 'not-taken')::int AS not_taken, count(*) FILTER (WHERE d.answer = 'none')::int AS none,
       count(*) FILTER (WHERE d.id IS NOT NULL AND d.answer IS NULL)::int AS waiting
  FROM (SELECT coalesce(:day::date, hcrm_today()) AS day, hcrm_zone(NULL) AS zone) AS w
  LEFT JOIN medication_dose_scoped AS d ON d.due_at >= w.day::timestamp AT TIME ZONE w.zone
        AND d.due_at < (w.day + 1)::timestamp AT TIME ZONE w.zone AND d.due_at <= hcrm_now()
 GROUP BY w.day

-- name: lock
SELECT d.id, d.version, d.patient_id, coalesce(d.answer, 'waiting') AS state, d.due_at < hcrm_now() - interval '1 day' AS over,
       r.drug, hcrm_clock(d.due_at, r.site_id) AS due,
       m.id AS message_id, m.contact_id, CASE WHEN m.state IN ('queued', 'blocked') THEN 'waiting' END AS message
  FROM medication_dose_scoped AS d
  JOIN medication_reminder_scoped AS r ON r.id = d.reminder_id
  JOIN message_scoped AS m ON m.id = d.message_id
 WHERE d.id = :dose_id::bigint
   FOR UPDATE OF d

-- name: replied
-- The doses last asked about under this number: those of one hour, within a day.
WITH hit AS (
  SELECT d.id, d.due_at, p.survivor_id
    FROM medication_dose_scoped AS d
    JOIN patient_scoped AS p ON p.id = d.patient_id
    JOIN message_scoped AS m ON m.unique_key IN (d.key, d.key || ':2', d.key || ':3')
    JOIN contact_scoped AS c ON c.id = m.contact_id
   WHERE c.number_key = :number_key AND m.state NOT IN ('blocked', 'cancelled') AND d.due_at > hcrm_now() - interval '1 day'
     AND d.due_at <= hcrm_now() + interval '15 minutes'
)
SELECT DISTINCT h.id, h.survivor_id FROM hit AS h WHERE h.due_at = (SELECT max(x.due_at) FROM hit AS x) ORDER BY h.id

-- name: answer
WITH line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params)
  VALUES (:patient::bigint, 'message', CASE :answer WHEN 'taken' THEN 'dose.taken' ELSE 'dose.not-taken' END,
          jsonb_strip_nulls(jsonb_build_object('drug', :drug::text, 'due', :due::text, 'way', :way::text,
            'contact', (SELECT coalesce(c.name, p.name) FROM contact_scoped AS c JOIN patient_scoped AS p ON p.id = c.patient_id WHERE c.id = :said_by::bigint),
            'relation', (SELECT c.relation FROM contact_scoped AS c WHERE c.id = :said_by::bigint))))
)
UPDATE medication_dose_write
   SET answer = :answer, way = :way, contact_id = :said_by::bigint, answered_at = hcrm_now(), answered_by = CASE :way WHEN 'agent' THEN hcrm_user() END
 WHERE id = :dose_id::bigint
