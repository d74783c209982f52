-- The reminders whose time has come.

-- name: due
-- Each of the next quarter of an hour, and of the last half hour, that is not in the outbox yet. Not while the patient is
-- in hospital or the drug is stopped, nor to whom nothing of this kind is sent. fall_back: the last one did not arrive, or
-- whom it should go to may not be written to in any way.
SELECT r.id, r.patient_id, r.drug, r.contact_id, r.fallback_id, d.at::text AS at, left(t, 5) AS time,
       'medication:' || r.id || ':' || to_char(d.at AT TIME ZONE s.time_zone, 'YYYYMMDDHH24MI') AS key,
       coalesce(second.open, false) AND (NOT first.open OR coalesce((
         SELECT m.state IN ('failed', 'expired', 'blocked') FROM message_scoped AS m
          WHERE starts_with(m.unique_key, 'medication:' || r.id || ':') AND m.wanted_id IS NOT DISTINCT FROM r.contact_id
            AND m.patient_id = r.patient_id
          ORDER BY m.not_before DESC LIMIT 1), false)) AS fall_back
  FROM medication_reminder_scoped AS r
  JOIN site AS s ON s.id = r.site_id
  JOIN patient_scoped AS p ON p.id = r.patient_id
 CROSS JOIN LATERAL (VALUES (hcrm_today(r.site_id)), (hcrm_today(r.site_id) + 1)) AS y (day)
 CROSS JOIN LATERAL unnest(string_to_array(r.times, ',')) AS t
 CROSS JOIN LATERAL (SELECT (y.day + t::time) AT TIME ZONE s.time_zone AS at) AS d
 CROSS JOIN LATERAL (SELECT coalesce(bool_or(c.problem IS DISTINCT FROM 'refused'), true) AS open
                       FROM hcrm_message_contacts(r.patient_id, r.contact_id, 'medication', :about_care::boolean, false, false) AS c) AS first
 CROSS JOIN LATERAL (SELECT bool_or(c.problem IS DISTINCT FROM 'refused') AS open
                       FROM hcrm_message_contacts(r.patient_id, r.fallback_id, 'medication', :about_care::boolean, false, false) AS c
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
