/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom the sample hospital looks after in its health programmes: a cycle that is over, and the
 * next. */

#include "hcrm-sample-private.h"

/* People with a fitting diagnosis; of each programme a dozen, looked after by the VIP staff. */
static const char people[] =
    "INSERT INTO health_care (programme_id, patient_id, site_id, manager_id, started_on)"
    " SELECT p.id, x.patient_id, x.site_id, u.id, hcrm_today() - p.cycle_months * 31 - 3"
    "  FROM (VALUES ('diabetes', 'E11'), ('hypertension', 'I1'), ('lipids', 'I2')) AS v (code, "
    "prefix)"
    "  JOIN health_programme AS p ON p.code = v.code"
    "  JOIN app_user AS u ON u.username = 'vip'"
    "  CROSS JOIN LATERAL (SELECT e.patient_id, min(e.site_id) AS site_id FROM encounter AS e"
    "   JOIN patient AS o ON o.id = e.patient_id AND o.deceased_at IS NULL AND o.survivor_id = o.id"
    "   JOIN encounter_code AS g ON g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1"
    "   WHERE starts_with(g.code, v.prefix) GROUP BY e.patient_id ORDER BY e.patient_id LIMIT 12)"
    "  AS x";

/* What the laboratory told so many days ago: not everything of everybody, and once in mg/dL. */
static const char results[] =
    "INSERT INTO result (patient_id, site_id, issuer, order_number, code, name, observed_at, "
    "state, abnormal, items, told_at)"
    " SELECT k.patient_id, k.site_id, s.code, 'HM' || k.id || '-' || d.ago, 'BIO', '生化', d.at, "
    "'final', 0,"
    " jsonb_path_query_array(jsonb_build_array("
    "  CASE WHEN k.id % 4 <> 1 OR d.ago > 20 THEN jsonb_build_object('code', 'HBA1C', 'name', "
    "'糖化血红蛋白', 'value', round(7.9 - d.gain + k.id % 5 * 0.3, 1)::text, 'unit', '%') END,"
    "  CASE WHEN k.id % 5 = 0 THEN jsonb_build_object('code', 'FPG', 'name', '空腹血糖', 'value',"
    "   (138 + k.id % 7 * 4)::text, 'unit', 'mg/dL') ELSE jsonb_build_object('code', 'FPG', "
    "'name', '空腹血糖', 'value', round(7.6 - d.gain + k.id % 4 * 0.4, 1)::text, 'unit', 'mmol/L') "
    "END,"
    "  jsonb_build_object('code', 'SBP', 'name', '收缩压', 'value', (141 - d.gain * 10 + k.id % 5 "
    "* "
    "3)::int::text, 'unit', 'mmHg'),"
    "  jsonb_build_object('code', 'DBP', 'name', '舒张压', 'value', (84 - d.gain * 5 + k.id % "
    "3)::int::text, 'unit', 'mmHg'),"
    "  CASE WHEN k.id % 3 <> 2 THEN jsonb_build_object('code', 'LDL-C', 'name', "
    "'低密度脂蛋白胆固醇', 'value', round(3.2 - d.gain + k.id % 4 * 0.2, 2)::text, 'unit', "
    "'mmol/L') END,"
    "  jsonb_build_object('code', 'TG', 'name', '甘油三酯', 'value', round(1.9 - d.gain * 0.3 + "
    "k.id "
    "% 4 * 0.1, 2)::text, 'unit', 'mmol/L'),"
    "  jsonb_build_object('code', 'TC', 'name', '总胆固醇', 'value', round(5.6 - d.gain * 0.5, "
    "2)::text, 'unit', 'mmol/L'),"
    "  jsonb_build_object('code', 'HDL-C', 'name', '高密度脂蛋白胆固醇', 'value', '1.18', 'unit', "
    "'mmol/L'),"
    "  jsonb_build_object('code', 'K', 'name', '血钾', 'value', '4.1', 'unit', 'mmol/L'),"
    "  jsonb_build_object('code', 'CREA', 'name', '肌酐', 'value', '78', 'unit', 'umol/L')), '$[*] "
    "? "
    "(@ != null)'), d.at"
    "  FROM health_care AS k JOIN health_programme AS p ON p.id = k.programme_id"
    "  JOIN site AS s ON s.id = k.site_id"
    "  CROSS JOIN LATERAL (SELECT n.ago, n.gain, hcrm_now() - make_interval(days => n.ago) AS at"
    "   FROM (VALUES (p.cycle_months * 31 + 6, 0.0), (6, 0.7)) AS n (ago, gain)) AS d";

/* The clock is put back for the cycle that is over; every one of its steps has its day. */
static const char cycles[] =
    "DO $$ DECLARE k record; c bigint; due date; judged text; day date; BEGIN"
    " PERFORM set_config('hcrm.user', (SELECT u.id::text FROM app_user AS u WHERE u.username = "
    "'vip'), true);"
    " FOR k IN SELECT x.id, p.cycle_months AS months FROM health_care AS x JOIN health_programme "
    "AS "
    "p ON p.id = x.programme_id ORDER BY x.id LOOP"
    "  PERFORM set_config('hcrm.clock_shift', make_interval(days => -31 * k.months - "
    "3)::text, true);"
    "  day := hcrm_today();"
    "  c := hcrm_health_plan(k.id, day, day, NULL, '{}');"
    "  SELECT CASE WHEN count(*) FILTER (WHERE f IN ('within', 'above', 'below')) = 0 THEN "
    "'unjudged' WHEN count(*) FILTER (WHERE f IN ('above', 'below')) = 0 THEN 'partly' WHEN "
    "count(*) FILTER (WHERE f = 'within') = 0 THEN 'uncontrolled' ELSE 'partly' END INTO judged"
    "   FROM (SELECT hcrm_health_finding(v.value, v.rule) AS f FROM health_value AS v WHERE "
    "v.cycle_id = c) AS x;"
    "  INSERT INTO health_step (cycle_id, step, on_day) SELECT c, s, day + 1 FROM "
    "unnest('{collect,assess,guide,intervene,evaluate}'::text[]) AS s;"
    "  INSERT INTO health_guidance (cycle_id, position, indicator, finding, text, source)"
    "   SELECT c, row_number() OVER (ORDER BY v.position), v.code, a.finding, a.text, a.source "
    "FROM "
    "health_value AS v JOIN health_care AS x ON x.id = k.id JOIN health_advice AS a ON "
    "a.programme_id = x.programme_id AND a.indicator = v.code AND a.finding = "
    "hcrm_health_finding(v.value, v.rule) WHERE v.cycle_id = c;"
    "  UPDATE health_cycle SET state = 'closed', until_on = day, judgement = judged, closed_on = "
    "day + 1 WHERE id = c;"
    "  due := day + make_interval(months => k.months) + make_interval(days => ((k.id * 7) % "
    "27)::int "
    "- 9);"
    "  due := due + CASE extract(isodow FROM due) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END;"
    "  PERFORM hcrm_health_plan(k.id, due, due, NULL, jsonb_build_object('months', k.months));"
    " END LOOP;"
    " PERFORM set_config('hcrm.clock_shift', '', true);"
    " PERFORM hcrm_health_go_on(1000);"
    " UPDATE health_cycle AS c SET state = CASE c.care_id % 5 WHEN 1 THEN 'assess' WHEN 2 THEN "
    "'guide' ELSE 'collect' END, until_on = CASE WHEN c.care_id % 5 IN (1, 2) THEN hcrm_today() "
    "END, judgement = CASE WHEN c.care_id % 5 = 2 THEN 'partly' END WHERE c.state = 'collect';"
    " INSERT INTO health_step (cycle_id, step) SELECT c.id, s FROM health_cycle AS c, "
    "unnest('{collect,assess}'::text[]) WITH ORDINALITY AS s (s, n) WHERE (c.state = 'assess' AND "
    "n = 1) OR c.state = 'guide' ORDER BY c.id, n;"
    " DELETE FROM health_stale;"
    " PERFORM set_config('hcrm.user', '1', true);"
    " END $$";

gboolean
hcrm_sample_write_health (PGconn *conn, GError **error)
{
  return hcrm_sample_run (conn, people, error) && hcrm_sample_run (conn, results, error)
         && hcrm_sample_run (conn, cycles, error);
}
