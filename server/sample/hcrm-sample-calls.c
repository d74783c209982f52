/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telephones of the sample hospital's agents, and the calls of the last weeks. */

#include "hcrm-sample-private.h"

static const char telephones[] = "INSERT INTO telephone (site_id, extension, user_id)"
                                 " SELECT s.id, x.extension, u.id FROM site AS s, (VALUES ('8001', "
                                 "'agent'), ('8002', 'agent2'), "
                                 "('8003', 'supervisor')) AS x (extension, username)"
                                 "  JOIN app_user AS u USING (username) WHERE s.code = 'EAST';";

/* Of every attempt by telephone, the latest first, however many there are in a sample of any use.
 * Who was reached talked for as long as the attempt took; but one in two hundred who are said to
 * have been reached was never called, some calls were over at once, and some were never answered.
 */
static const char made[] =
    "CREATE TEMP TABLE sample_made ON COMMIT DROP AS"
    " SELECT m.*, y.site_id, coalesce(m.number, k.number) AS dialled, m.told AND NOT m.unanswered "
    "AS reached, 4 + m.id % 15 AS rang,"
    "  CASE WHEN m.told AND m.short THEN m.started_at + make_interval(secs => 14 + m.id % 15) ELSE "
    "greatest(coalesce(m.ended_at, m.started_at), m.started_at + make_interval(secs => 4 + m.id % "
    "15 + 9)) END AS hung_up_at"
    "  FROM (SELECT x.*, coalesce(d.parent = 'reached', false) AS told, x.id % 229 = 7 AS short, "
    "x.id % 311 = 5 AS unanswered FROM attempt AS x"
    "          LEFT JOIN code AS d ON d.system = 'disposition' AND d.code = x.disposition"
    "         WHERE x.channel = 'phone'"
    "         ORDER BY x.started_at DESC LIMIT 200000) AS m"
    "  JOIN activity AS y ON y.id = m.activity_id LEFT JOIN contact AS k ON k.id = m.contact_id"
    "  WHERE NOT (m.told AND m.id % 199 = 3);"
    "INSERT INTO call (provider, provider_call_id, site_id, direction, number, number_key, "
    "user_id, users, department_id,"
    "  patient_id, contact_id, activity_id, state, started_at, answered_at, ended_at, hangup, "
    "hangup_by, disposition, note, wrapped_up_at, wrapped_up_by)"
    " SELECT 'simulator', 'attempt-' || a.id, a.site_id, 'out', a.dialled, "
    "nullif(hcrm_number_key(a.dialled), ''), a.user_id, ARRAY[a.user_id], w.department_id,"
    "  a.patient_id, a.contact_id, a.activity_id, CASE WHEN a.reached THEN 'ended' ELSE 'failed' "
    "END, a.started_at,"
    "  CASE WHEN a.reached THEN a.started_at + make_interval(secs => a.rang) END, a.hung_up_at,"
    "  CASE WHEN a.reached THEN 'normal' WHEN a.disposition = 'busy' THEN 'busy' WHEN "
    "a.disposition = 'switched_off' THEN 'unreachable'"
    "       WHEN a.disposition = 'wrong_number' THEN 'invalid-number' ELSE 'no-answer' END,"
    "  CASE WHEN a.reached AND a.id % 3 = 0 THEN 'agent' ELSE 'other' END, a.disposition, a.note, "
    "a.hung_up_at, a.user_id"
    "  FROM sample_made AS a"
    "  JOIN (SELECT m.user_id, hcrm_user_department(m.user_id) AS department_id FROM (SELECT "
    "DISTINCT user_id FROM sample_made) AS m) AS w USING (user_id);"
    "UPDATE attempt AS a SET call_id = c.id FROM sample_made AS m JOIN call AS c ON "
    "c.provider = 'simulator' AND c.provider_call_id = 'attempt-' || m.id WHERE a.id = m.id;";

/* Six a day for four weeks: most are taken by one of two agents, every ninth caller gives up, every
 * thirteenth withholds the number, and one a week calls just before midnight. */
static const char taken[] =
    "WITH line AS ("
    " SELECT n, n % 9 = 4 AS missed, n % 13 = 5 AS withheld, (SELECT u.id FROM app_user AS u WHERE "
    "u.username = CASE WHEN n % 2 = 0 THEN 'agent' ELSE 'agent2' END) AS user_id,"
    "  (hcrm_today() - 1 - n / 6)::timestamp AT TIME ZONE 'Asia/Shanghai'"
    "   + CASE WHEN n % 42 = 20 THEN interval '23:58:40' ELSE make_interval(mins => 8 * 60 + 20 + "
    "(n * 79) % 520, secs => n * 7 % 60) END AS began, 3 + n * 11 % 26 AS rang, 40 + n * 37 % 400 "
    "AS talked"
    "  FROM generate_series(0, 167) AS n"
    "), who AS (SELECT k.*, row_number() OVER (ORDER BY k.id DESC) - 1 AS n FROM contact AS k "
    "WHERE "
    "k.channel = 'phone' AND k.invalid_at IS NULL ORDER BY k.id DESC LIMIT 168)"
    "INSERT INTO call (provider, provider_call_id, site_id, direction, number, number_key, "
    "withheld, "
    "user_id, users, department_id, patient_id, contact_id,"
    "  state, started_at, answered_at, ended_at, hangup, hangup_by, disposition, wrapped_up_at, "
    "wrapped_up_by)"
    " SELECT 'simulator', 'line-' || l.n, s.id, 'in', CASE WHEN NOT l.withheld THEN w.number END, "
    "CASE WHEN NOT l.withheld THEN nullif(w.number_key, '') END, l.withheld,"
    "  l.user_id, ARRAY[l.user_id], hcrm_user_department(l.user_id), CASE WHEN NOT l.withheld AND "
    "NOT l.missed THEN w.patient_id END,"
    "  CASE WHEN NOT l.withheld AND NOT l.missed THEN w.id END, CASE WHEN l.missed THEN 'missed' "
    "ELSE 'ended' END, l.began,"
    "  CASE WHEN NOT l.missed THEN l.began + make_interval(secs => l.rang) END,"
    "  l.began + make_interval(secs => CASE WHEN l.missed THEN l.rang + 6 ELSE l.rang + l.talked "
    "END),"
    "  CASE WHEN l.missed THEN 'cancelled' ELSE 'normal' END, 'other', CASE WHEN NOT l.missed THEN "
    "'reached' END,"
    "  CASE WHEN NOT l.missed THEN l.began + make_interval(secs => l.rang + l.talked + 30) END, "
    "CASE WHEN NOT l.missed THEN l.user_id END"
    "  FROM line AS l JOIN who AS w ON w.n = l.n JOIN site AS s ON s.code = 'EAST';";

/* Whoever complained by telephone was talked with until it was written down. */
static const char complained[] =
    "INSERT INTO call (provider, provider_call_id, site_id, direction, number, number_key, "
    "user_id, users, department_id, patient_id, contact_id, activity_id,"
    "  state, started_at, answered_at, ended_at, hangup, hangup_by, disposition, wrapped_up_at, "
    "wrapped_up_by)"
    " SELECT 'simulator', 'complaint-' || k.id, k.site_id, 'in', k.caller_number, "
    "nullif(k.caller_number_key, ''), k.first_receiver_id, ARRAY[k.first_receiver_id], "
    "hcrm_user_department(k.first_receiver_id), k.patient_id, o.id, k.id,"
    "  'ended', k.received_at - make_interval(secs => 64 + k.id * 7 % 48 + k.id % 9), "
    "k.received_at "
    "- make_interval(secs => 60 + k.id * 7 % 48), k.received_at, 'normal', 'other', 'reached', "
    "k.received_at, k.first_receiver_id"
    "  FROM complaint AS k LEFT JOIN LATERAL (SELECT c.id FROM contact AS c WHERE c.patient_id = "
    "k.patient_id AND c.number = k.caller_number ORDER BY c.position LIMIT 1) AS o ON true"
    " WHERE k.channel = 'phone' AND k.state <> 'draft' AND k.caller_number IS NOT NULL;";

/* What the telephones told of them. */
static const char events[] =
    "INSERT INTO call_event (call_id, provider_event_id, provider, kind, at, received_at, user_id, "
    "data)"
    " SELECT c.id, e.kind, c.provider, e.kind, e.at, e.at, c.user_id,"
    "  CASE WHEN e.kind IN ('incoming', 'dialling') AND c.number IS NOT NULL THEN "
    "jsonb_build_object('number', c.number)"
    "       WHEN e.kind = 'hung-up' THEN jsonb_build_object('cause', c.hangup, 'by', c.hangup_by) "
    "ELSE '{}' END"
    "  FROM (SELECT * FROM call ORDER BY started_at DESC LIMIT 2000) AS c,"
    "  LATERAL (VALUES (CASE c.direction WHEN 'in' THEN 'incoming' ELSE 'dialling' END, "
    "c.started_at), ('answered', c.answered_at), ('hung-up', c.ended_at)) AS e (kind, at)"
    "  WHERE e.at IS NOT NULL;";

gboolean
hcrm_sample_write_calls (PGconn *conn, GError **error)
{
  return hcrm_sample_run (conn, telephones, error) && hcrm_sample_run (conn, made, error)
         && hcrm_sample_run (conn, taken, error) && hcrm_sample_run (conn, complained, error)
         && hcrm_sample_run (conn, events, error);
}
