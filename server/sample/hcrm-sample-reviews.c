/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the sample hospital's reviewers scored of its recordings: two samples, reviews in every
 * state, calibration. */

#include <string.h>

#include "core/hcrm-error.h"
#include "core/hcrm-sample-draw.h"
#include "hcrm-sample-private.h"

/* Two were drawn by agent: all of the elder one is scored. */
static const char samples[] =
    "INSERT INTO review_sample (name, scorecard_id, method, size, seed, date_from, date_to, as_of, "
    "strata, population, units, created_at, created_by)"
    " SELECT w.name, c.id, 'stratified', w.size, w.seed, hcrm_today() - w.first, hcrm_today() - "
    "w.last, t.at, '[\"agent\"]', coalesce(jsonb_array_length(p.units), 0), coalesce(p.units, "
    "'[]'), t.at, (SELECT u.id FROM app_user AS u WHERE u.username = 'supervisor')"
    "  FROM (VALUES ('上月抽检', 8, 1021, 70, 37), ('本月抽检', 10, 1022, 37, 9)) AS w (name, "
    "size, "
    "seed, first, last)"
    "  JOIN scorecard AS c ON c.code = 'followup-call' AND c.state = 'published'"
    "  CROSS JOIN LATERAL (SELECT (hcrm_today() - w.last + time '09:10') AT TIME ZONE hcrm_zone() "
    "AS at) AS t"
    "  CROSS JOIN LATERAL (SELECT jsonb_agg(jsonb_build_array(r.id, 'agent=' || r.user_id, 1) "
    "ORDER "
    "BY r.id) AS units FROM recording AS r"
    "    WHERE (r.started_at AT TIME ZONE hcrm_zone())::date >= hcrm_today() - w.first AND "
    "(r.started_at AT TIME ZONE hcrm_zone())::date < hcrm_today() - w.last AND r.duration_ms >= "
    "10000) AS p;";

static const char units[] =
    "SELECT s.id, s.size, s.seed, u.unit ->> 0, u.unit ->> 1 FROM review_sample AS s, "
    "jsonb_array_elements(s.units) WITH ORDINALITY AS u (unit, n) ORDER BY s.id, u.n";

/* What is scored by whom, and how far it is. The elder sample: all is submitted; the other has a
 * review in every state. Outside of samples: some of the rest; a session that is over, one that
 * goes on. second: of which of them it is the second opinion. */
static const char plans[] =
    "CREATE TEMP TABLE sample_plan ON COMMIT DROP AS"
    " SELECT row_number() OVER () AS n, x.*, nextval(pg_get_serial_sequence('activity', 'id')) AS "
    "id FROM ("
    "  SELECT 's' || s.size || '/' || i.position AS key, NULL AS second, i.recording_id, "
    "s.scorecard_id, s.id AS sample_id, NULL::bigint AS calibration_id,"
    "   CASE i.position % 2 WHEN 0 THEN 'supervisor' ELSE 'reviewer' END AS who, s.created_at + "
    "interval '40 minutes' AS given_at,"
    "   CASE s.size WHEN 8 THEN 'submitted' ELSE (ARRAY['assigned', 'submitted', 'begun', "
    "'submitted', 'submitted', 'appealed', 'second', 'settled', 'settled', 'skipped'])[i.position] "
    "END AS state,"
    "   s.size = 10 AND i.position = 5 AS fatal, CASE WHEN s.size = 10 THEN CASE i.position WHEN 8 "
    "THEN 'changed' WHEN 9 THEN 'kept' END END AS outcome, 4 AS days"
    "   FROM review_sample AS s JOIN review_sample_item AS i ON i.sample_id = s.id"
    "  UNION ALL SELECT 'again', 's10/7', i.recording_id, s.scorecard_id, NULL, NULL, "
    "'supervisor', "
    "s.created_at + interval '6 days', 'begun', false, NULL, 3"
    "   FROM review_sample AS s JOIN review_sample_item AS i ON i.sample_id = s.id WHERE s.size = "
    "10 AND i.position = 7"
    "  UNION ALL SELECT 'own/' || r.n, NULL, r.id, c.id, NULL, NULL, CASE r.n % 2 WHEN 0 THEN "
    "'supervisor' ELSE 'reviewer' END, r.created_at + interval '20 hours',"
    "   CASE WHEN r.n <= 3 THEN 'assigned' ELSE 'submitted' END, false, NULL, 2"
    "   FROM (SELECT g.*, row_number() OVER (ORDER BY g.started_at DESC) AS n FROM recording AS g "
    "WHERE g.created_at < hcrm_now() - interval '2 days' AND NOT EXISTS (SELECT 1 FROM "
    "review_sample_item AS i WHERE i.recording_id = g.id)) AS r"
    "   JOIN scorecard AS c ON c.state = 'published' AND c.code = CASE WHEN r.activity_id IS NULL "
    "THEN 'service-call' ELSE 'followup-call' END WHERE r.n % 2 = 1"
    "  UNION ALL SELECT 'session', NULL, g.id, k.scorecard_id, NULL, k.id, u.who, k.created_at + "
    "interval '1 minute', CASE WHEN k.state = 'done' OR u.who = 'reviewer' THEN 'submitted' ELSE "
    "'assigned' END, false, NULL, 1"
    "   FROM calibration AS k CROSS JOIN (VALUES ('reviewer'), ('supervisor')) AS u (who)"
    "   JOIN (SELECT r.id, row_number() OVER (ORDER BY r.started_at) AS n FROM recording AS r "
    "WHERE "
    "r.activity_id IS NOT NULL) AS g ON g.n BETWEEN CASE k.state WHEN 'done' THEN 2 ELSE 6 END AND "
    "CASE k.state WHEN 'done' THEN 5 ELSE 7 END) AS x;";

static const char sessions[] =
    "INSERT INTO calibration (name, scorecard_id, due_on, state, done_at, created_at, created_by)"
    " SELECT w.name, c.id, hcrm_today() - w.ago + 7, w.state, CASE w.state WHEN 'done' THEN "
    "hcrm_now() - make_interval(days => w.ago - 3) END, hcrm_now() - make_interval(days => w.ago), "
    "(SELECT u.id FROM app_user AS u WHERE u.username = 'supervisor')"
    "  FROM (VALUES ('三季度校准', 'done', 24), ('四季度校准', 'open', 2)) AS w (name, state, ago)"
    "  JOIN scorecard AS c ON c.code = 'followup-call' AND c.state = 'published';";

/* Two reviewers see one call much alike, and now and then do not. Of what is being scored only the
 * first half is. */
static const char scores[] =
    "CREATE TEMP TABLE sample_mark ON COMMIT DROP AS"
    " SELECT p.n, p.id AS review_id, i.id AS item_id, i.kind, i.weight, i.max, i.position, b.base, "
    "i.may_na AND b.base % 9 = 0 AS na,"
    "  CASE i.kind WHEN 'fatal' THEN (NOT (p.fatal AND i.code = 'privacy'))::int"
    "   WHEN 'yes-no' THEN ((b.base >= 12) <> b.strict)::int"
    "   ELSE i.max - CASE WHEN b.base < 48 THEN 0 WHEN b.base < 82 THEN 1 WHEN b.base < 95 THEN 2 "
    "ELSE 3 END - b.strict::int END AS value,"
    "  CASE WHEN b.base % 3 = 0 THEN (g.duration_ms * (i.position - 0.5) / (count(*) OVER "
    "(PARTITION BY p.n) + 1))::int END AS offset_ms"
    "  FROM sample_plan AS p JOIN recording AS g ON g.id = p.recording_id JOIN scorecard_item AS i "
    "ON i.scorecard_id = p.scorecard_id"
    "  CROSS JOIN LATERAL (SELECT (p.recording_id * 7919 + i.position * 1299) % 101 AS base, "
    "(p.recording_id * 31 + i.position * 17 + length(p.who) * 5) % 13 = 0 AS strict) AS b"
    "  WHERE p.state NOT IN ('assigned', 'skipped');"
    "DELETE FROM sample_mark AS m USING sample_plan AS p WHERE p.n = m.n AND p.state = 'begun' AND "
    "m.position > 8;"
    "CREATE TEMP TABLE sample_score ON COMMIT DROP AS"
    " SELECT m.n, CASE WHEN bool_or(m.kind = 'fatal' AND m.value = 0) THEN 0 ELSE round(100 * "
    "sum(m.weight * m.value / m.max) FILTER (WHERE NOT m.na) / sum(m.weight) FILTER (WHERE NOT "
    "m.na), 2) END AS score, bool_or(m.kind = 'fatal' AND m.value = 0) AS fatal FROM sample_mark "
    "AS "
    "m GROUP BY m.n;";

/* What came of an appeal: one item was put right. */
static const char reviews[] =
    "INSERT INTO activity (id, kind, patient_id, site_id, created_at) OVERRIDING SYSTEM VALUE "
    "SELECT p.id, 'review', r.patient_id, r.site_id, p.given_at FROM sample_plan AS p JOIN "
    "recording AS r ON r.id = p.recording_id;"
    "INSERT INTO review (id, recording_id, scorecard_id, sample_id, calibration_id, second_of, "
    "site_id, department_id, reviewer_id, subject_id, state, due_on, begun_at, submitted_at, "
    "score, "
    "fatal, passed, first_score, first_fatal, first_passed, coaching, skip_reason, seen_at, "
    "appealed_at, appeal_reason, appeal_items, settled_at, settled_by, outcome, settle_note, "
    "created_at, created_by)"
    " SELECT p.id, p.recording_id, p.scorecard_id, p.sample_id, p.calibration_id, (SELECT f.id "
    "FROM "
    "sample_plan AS f WHERE f.key = p.second), r.site_id, r.department_id, u.id, r.user_id, "
    "p.state, (p.given_at AT TIME ZONE hcrm_zone())::date + 10,"
    "  CASE WHEN p.state NOT IN ('assigned', 'skipped') THEN p.given_at + interval '20 hours' END, "
    "t.submitted_at, t.score, t.fatal, t.score >= c.pass_mark, t.score, t.fatal, t.score >= "
    "c.pass_mark,"
    "  CASE WHEN t.score IS NULL THEN NULL WHEN t.fatal THEN "
    "'向家属透露了病情，须当面谈话并重学保密规定。' "
    "WHEN t.score < c.pass_mark THEN '开场未核对身份，追问过快；请重听自己的录音再谈。' WHEN "
    "t.score < 90 "
    "THEN '语气亲切，复述到位；等对方说完再问下一项。' ELSE '开场完整，答复清楚，可作示范。' END,"
    "  CASE p.state WHEN 'skipped' THEN '录音只有一方声音，无法评分' END, CASE WHEN p.sample_id IS "
    "NOT "
    "NULL AND p.n % 3 > 0 THEN t.submitted_at + interval '5 hours' END,"
    "  t.appealed_at, CASE WHEN t.appealed_at IS NOT NULL THEN "
    "'开头已核对过出生日期，录音里能听到；打断一项也请重听。' END, CASE WHEN t.appealed_at IS NOT "
    "NULL THEN "
    "(SELECT jsonb_agg(a.item_id) FROM (SELECT m.item_id FROM sample_mark AS m WHERE m.n = p.n AND "
    "m.kind <> 'fatal' AND m.value < m.max ORDER BY m.position LIMIT 2) AS a) ELSE '[]' END,"
    "  t.settled_at, CASE WHEN t.settled_at IS NOT NULL THEN w.id END, p.outcome, CASE p.outcome "
    "WHEN 'changed' THEN '重听属实，该项改正。' WHEN 'kept' THEN '重听后维持原评分。' END, "
    "p.given_at, w.id"
    "  FROM sample_plan AS p JOIN recording AS r ON r.id = p.recording_id JOIN app_user AS u ON "
    "u.username = p.who JOIN app_user AS w ON w.username = 'supervisor' JOIN scorecard AS c ON "
    "c.id "
    "= p.scorecard_id LEFT JOIN sample_score AS k ON k.n = p.n AND p.state <> 'begun'"
    "  CROSS JOIN LATERAL (SELECT k.score, k.fatal, CASE WHEN k.score IS NOT NULL THEN "
    "least(p.given_at + make_interval(days => p.days - (p.n % 2)::int, mins => (p.n % 7)::int * "
    "31), hcrm_now() - interval '30 minutes') END AS submitted_at,"
    "    CASE WHEN p.state IN ('appealed', 'second', 'settled') THEN p.given_at + interval '5 days "
    "3 hours' END AS appealed_at, CASE p.state WHEN 'settled' THEN p.given_at + interval '7 days' "
    "END AS settled_at) AS t ORDER BY p.second NULLS FIRST, p.n;";

static const char marks[] =
    "INSERT INTO review_score (review_id, item_id, round, value, na, note, offset_ms)"
    " SELECT m.review_id, m.item_id, x.round, CASE WHEN m.na THEN NULL WHEN x.right THEN m.max "
    "ELSE "
    "m.value END, m.na, CASE WHEN x.right THEN '重听属实' WHEN m.na OR m.value = m.max THEN NULL "
    "WHEN "
    "m.kind = 'fatal' THEN '向非本人说出了诊断' WHEN m.base >= 95 THEN '语速偏快，未等对方说完' "
    "WHEN m.kind = "
    "'yes-no' AND m.base % 2 = 0 THEN '没有听到' END, m.offset_ms"
    "  FROM sample_mark AS m JOIN review AS r ON r.id = m.review_id"
    "  CROSS JOIN LATERAL (SELECT 1 AS round, false AS right UNION ALL SELECT 2, r.appeal_items -> "
    "0 = to_jsonb(m.item_id) WHERE r.outcome = 'changed') AS x;"
    "UPDATE review AS r SET score = s.score, passed = s.score >= (SELECT c.pass_mark FROM "
    "scorecard "
    "AS c WHERE c.id = r.scorecard_id)"
    "  FROM (SELECT m.review_id, round(100 * sum(i.weight * m.value / i.max) / sum(i.weight), 2) "
    "AS "
    "score FROM review_score AS m JOIN scorecard_item AS i ON i.id = m.item_id WHERE m.round = 2 "
    "AND NOT m.na GROUP BY 1) AS s WHERE s.review_id = r.id;"
    "INSERT INTO review_history (review_id, at, code, params, user_id)"
    " SELECT h.id, h.at, h.code, h.params, h.user_id FROM (SELECT r.id, r.created_at AS at, "
    "'review.assigned' AS code, '{}'::jsonb AS params, r.created_by AS user_id FROM review AS r"
    "  UNION ALL SELECT r.id, r.submitted_at, 'review.submitted', '{}', r.reviewer_id FROM review "
    "AS r WHERE r.submitted_at IS NOT NULL"
    "  UNION ALL SELECT r.id, r.created_at + interval '1 day', 'review.skipped', "
    "jsonb_build_object('reason', r.skip_reason), r.reviewer_id FROM review AS r WHERE r.state = "
    "'skipped'"
    "  UNION ALL SELECT r.id, r.appealed_at, 'review.appealed', jsonb_build_object('reason', "
    "r.appeal_reason), r.subject_id FROM review AS r WHERE r.appealed_at IS NOT NULL"
    "  UNION ALL SELECT r.second_of, r.created_at, 'review.second', '{}', r.created_by FROM review "
    "AS r WHERE r.second_of IS NOT NULL"
    "  UNION ALL SELECT r.id, r.settled_at, 'review.settled', jsonb_build_object('outcome', "
    "r.outcome), r.settled_by FROM review AS r WHERE r.settled_at IS NOT NULL) AS h ORDER BY h.at, "
    "h.id;";

/* Somebody has looked into what was odd about some follow-ups. */
static const char looks[] =
    "INSERT INTO suspicion_note (id, outcome, note, looked_at, looked_by)"
    " SELECT s.id, CASE s.n WHEN 1 THEN 'not-fine' ELSE 'fine' END, CASE s.n WHEN 1 THEN "
    "'录音只有十几秒，与答案不符；已约谈并重新随访。' ELSE '用科室座机拨打，通话单可查。' END, "
    "hcrm_now() - "
    "make_interval(days => s.n::int), (SELECT u.id FROM app_user AS u WHERE u.username = "
    "'reviewer')"
    "  FROM (SELECT x.id, row_number() OVER (ORDER BY x.weight DESC, x.id) AS n FROM "
    "hcrm_suspicions(hcrm_today() - 30, hcrm_today() - 3) AS x WHERE x.weight >= 3) AS s WHERE s.n "
    "IN (1, 4);";

/* --- Drawing -------------------------------------------------------------------------------- */

static void
write_items (PGresult *rows, guint first, const HcrmDrawUnit *drawable, guint n, HcrmCopy *items)
{
  HcrmDice dice = { g_ascii_strtoll (PQgetvalue (rows, first, 2), NULL, 10) };
  g_autoptr (GArray) drawn =
      hcrm_draw_stratified (drawable, n, atoi (PQgetvalue (rows, first, 1)), 1, &dice);

  for (guint i = 0; i < drawn->len; i++) {
    const HcrmDrawUnit *unit = &drawable[g_array_index (drawn, guint, i)];
    hcrm_copy_text (items, PQgetvalue (rows, first, 0));
    hcrm_copy_int (items, i + 1);
    hcrm_copy_int (items, unit->id);
    hcrm_copy_text (items, unit->stratum);
    hcrm_copy_end_row (items);
  }
}

/* As the product draws them, so that they can be drawn again. */
static void
draw_all (PGresult *rows, HcrmCopy *items)
{
  guint n = PQntuples (rows);
  g_autofree HcrmDrawUnit *drawable = g_new0 (HcrmDrawUnit, n + 1);

  for (guint i = 0; i < n; i++)
    drawable[i] = (HcrmDrawUnit){ g_ascii_strtoll (PQgetvalue (rows, i, 3), NULL, 10),
                                  PQgetvalue (rows, i, 4), 1 };
  for (guint first = 0, end; first < n; first = end) {
    for (end = first;
         end < n && strcmp (PQgetvalue (rows, end, 0), PQgetvalue (rows, first, 0)) == 0;)
      end++;
    write_items (rows, first, drawable + first, end - first, items);
  }
}

static gboolean
draw (PGconn *conn, GError **error)
{
  g_autoptr (HcrmCopy) items =
      hcrm_copy_new ("review_sample_item", "sample_id, position, recording_id, stratum");
  PGresult *rows = PQexec (conn, units);
  gboolean ok = PQresultStatus (rows) == PGRES_TUPLES_OK
                || hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (rows));

  if (ok)
    draw_all (rows, items);
  PQclear (rows);
  return ok && hcrm_copy_flush (items, conn, error);
}

gboolean
hcrm_sample_write_reviews (PGconn *conn, GError **error)
{
  return hcrm_sample_run (conn, samples, error) && draw (conn, error)
         && hcrm_sample_run (conn, sessions, error) && hcrm_sample_run (conn, plans, error)
         && hcrm_sample_run (conn, scores, error) && hcrm_sample_run (conn, reviews, error)
         && hcrm_sample_run (conn, marks, error) && hcrm_sample_run (conn, looks, error);
}
