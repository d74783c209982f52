-- The reminders whose time has come.

-- name: due
-- Each of the next quarter of an hour, and of the last half hour, that is not in the outbox yet. Not while the patient is
-- in hospital or the drug is stopped, nor to whom nothing of this kind is sent. to_id: the fallback if the last one did not
-- arrive, or whom it should go to may not be written to in any way.
SELECT r.id, r.patient_id, r.drug, d.at::text AS at, left(t, 5) AS time,
       'medication:' || r.id || ':' || to_char(d.at AT TIME ZONE s.time_zone, 'YYYYMMDDHH24MI') AS key,
       r.spoken, r.answer_minutes IS NOT NULL AS asks,
       CASE WHEN coalesce(second.open, false) AND (NOT first.open OR coalesce((
         SELECT m.state IN ('failed', 'expired', 'blocked') FROM message_scoped AS m
          WHERE starts_with(m.unique_key, 'medication:' || r.id || ':') AND m.wanted_id IS NOT DISTINCT FROM r.contact_id
            AND m.patient_id = r.patient_id
          ORDER BY m.not_before DESC LIMIT 1), false)) THEN r.fallback_id ELSE r.contact_id END AS to_id
  FROM medication_reminder_scoped AS r
  JOIN site AS s ON s.id = r.site_id
  JOIN patient_scoped AS p ON p.id = r.patient_id
 CROSS JOIN LATERAL (VALUES (hcrm_today(r.site_id)), (hcrm_today(r.site_id) + 1)) AS y (day)
 CROSS JOIN LATERAL unnest(string_to_array(r.times, ',')) AS t
 CROSS JOIN LATERAL (SELECT (y.day + t::time) AT TIME ZONE s.time_zone AS at) AS d
 CROSS JOIN LATERAL (SELECT coalesce(bool_or(c.problem IS DISTINCT FROM 'refused'), true) AS open
                       FROM hcrm_message_contacts(r.patient_id, r.contact_id, 'medication', :about_care::boolean, false, false, r.spoken) AS c) AS first
 CROSS JOIN LATERAL (SELECT bool_or(c.problem IS DISTINCT FROM 'refused') AS open
                       FROM hcrm_message_contacts(r.patient_id, r.fallback_id, 'medication', :about_care::boolean, false, false, r.spoken) AS c
                      WHERE r.fallback_id IS NOT NULL) AS second
 WHERE r.stop_reason IS NULL AND y.day BETWEEN r.first_on AND r.last_on AND r.last_on >= hcrm_today() - 1
   AND d.at BETWEEN greatest(r.created_at, hcrm_now() - interval '30 minutes') AND hcrm_now() + interval '15 minutes'
   AND hcrm_message_refusal(r.patient_id, 'medication', :about_care::boolean, NULL) IS NULL
   AND (first.open OR second.open)
   AND NOT EXISTS (SELECT 1 FROM message_scoped AS m
                    WHERE m.unique_key = 'medication:' || r.id || ':' || to_char(d.at AT TIME ZONE s.time_zone, 'YYYYMMDDHH24MI'))
   AND NOT EXISTS (SELECT 1 FROM patient_scoped AS m JOIN encounter_scoped AS e ON e.patient_id = m.id
                    WHERE m.survivor_id = p.survivor_id AND e.kind = 'inpatient' AND e.state = 'active')
   AND NOT EXISTS (SELECT 1 FROM refill_scoped AS x
                    WHERE x.patient_id = p.survivor_id AND x.drug = r.drug AND x.reason IN ('stopped', 'deceased'))
 ORDER BY d.at, r.id
 LIMIT 2000

-- name: asked
INSERT INTO medication_dose_write (reminder_id, patient_id, due_at, key, message_id)
VALUES (:reminder_id::bigint, :patient_id::bigint, :due_at::timestamptz, :key, :message_id::bigint)
ON CONFLICT DO NOTHING

-- name: open
-- Not answered in time, or asked in vain. next: 2 to ask the same once more, 3 to ask the one behind; NULL when there is
-- nobody left, the reminder is of no use any more, or somebody has stopped it. What still waits to be sent is waited for.
SELECT d.id AS dose_id, d.patient_id, r.drug, r.spoken, d.key || ':' || n.next AS key, hcrm_now()::text AS at,
       to_char(d.due_at AT TIME ZONE s.time_zone, 'HH24:MI') AS time, hcrm_clock(d.due_at, r.site_id) AS due, n.next,
       CASE n.next WHEN 2 THEN m.wanted_id ELSE r.fallback_id END AS to_id
  FROM medication_dose_scoped AS d
  JOIN medication_reminder_scoped AS r ON r.id = d.reminder_id
  JOIN site AS s ON s.id = r.site_id
  JOIN patient_scoped AS p ON p.id = d.patient_id
  JOIN message_scoped AS m ON m.id = d.message_id
 CROSS JOIN LATERAL (SELECT m.state IN ('failed', 'expired', 'blocked', 'cancelled') AS lost,
                            m.state <> 'cancelled' AND r.stop_reason IS NULL AND d.due_at > hcrm_now() - interval '2 hours'
                            AND hcrm_message_refusal(d.patient_id, 'medication', :about_care::boolean, NULL) IS NULL
                            AND NOT EXISTS (SELECT 1 FROM patient_scoped AS x JOIN encounter_scoped AS e ON e.patient_id = x.id
                                             WHERE x.survivor_id = p.survivor_id AND e.kind = 'inpatient' AND e.state = 'active')
                            AND NOT EXISTS (SELECT 1 FROM refill_scoped AS x
                                             WHERE x.patient_id = p.survivor_id AND x.drug = r.drug AND x.reason IN ('stopped', 'deceased')) AS useful) AS w
 CROSS JOIN LATERAL (SELECT CASE WHEN NOT w.useful THEN NULL
                                 WHEN d.asked = 1 AND NOT w.lost THEN 2
                                 WHEN d.asked < 3 AND r.fallback_id IS NOT NULL AND m.wanted_id IS DISTINCT FROM r.fallback_id THEN 3 END AS next) AS n
 WHERE d.answer IS NULL
   AND (w.lost OR (m.state IN ('sent', 'delivered')
                   AND greatest(m.sent_at, d.due_at) + make_interval(mins => coalesce(r.answer_minutes, 15)) <= hcrm_now()))
 ORDER BY d.id
 LIMIT 2000
   FOR UPDATE OF d SKIP LOCKED

-- name: asked_again
UPDATE medication_dose_write SET asked = :next::int, message_id = :message_id::bigint WHERE id = :dose_id::bigint

-- name: give_up
WITH line AS (
  INSERT INTO timeline_write (patient_id, kind, code, params)
  VALUES (:patient_id::bigint, 'message', 'dose.none', jsonb_build_object('drug', :drug::text, 'due', :due::text))
)
UPDATE medication_dose_write SET answer = 'none' WHERE id = :dose_id::bigint
