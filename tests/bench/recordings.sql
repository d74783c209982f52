-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fills a sample hospital with :n recordings of the last three years, as a superuser: psql -v n=1000000 -f recordings.sql.
-- Each has a file on record that is not on the disk; one in a thousand waits for its deletion. Triggers are left out.
\set ON_ERROR_STOP on
SET session_replication_role = replica;
BEGIN;
CREATE TEMP TABLE agent ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY u.id) - 1 AS n, u.id, p.department_id, d.site_id
  FROM app_user AS u JOIN staff_post AS p ON p.staff_id = u.staff_id JOIN department AS d ON d.id = p.department_id;
INSERT INTO file (sha256, size, media_type) SELECT sha256(('recording ' || i)::bytea), 500000, 'audio/ogg' FROM generate_series(1, :n) AS i;
INSERT INTO recording (file, opus, peaks, name, media_type, site_id, department_id, user_id, patient_id, started_at, layout, duration_ms, channels, sample_rate,
                       longest_silence_ms, state, care, ask_reason, asked_by, asked_at, measures)
SELECT sha256(('recording ' || i)::bytea), sha256(('recording ' || i)::bytea), sha256(('recording ' || i)::bytea), i || '.ogg', 'audio/ogg', a.site_id, a.department_id, a.id,
       (SELECT min(p.id) FROM patient AS p) + (i * 7919::bigint) % (SELECT count(*) FROM patient),
       hcrm_now() - interval '1 hour' - (:n - i) * (interval '1095 days' / :n), 'agent-left', 20000 + (i * 31::bigint) % 600000, 2, 8000, (i * 17) % 30000, 'ready',
       CASE WHEN i % 1000 = 0 THEN 'asked' ELSE 'kept' END, CASE WHEN i % 1000 = 0 THEN 'bench' END, CASE WHEN i % 1000 = 0 THEN a.id END,
       CASE WHEN i % 1000 = 0 THEN hcrm_now() END, '{"duration_ms": 1, "channels": [{}, {}], "segments": []}'
  FROM generate_series(1, :n) AS i JOIN agent AS a ON a.n = (i * 104729::bigint) % (SELECT count(*) FROM agent);
COMMIT;
RESET session_replication_role;
VACUUM ANALYZE recording, file;
