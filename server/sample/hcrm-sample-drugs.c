/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the sample hospital's pharmacy handed out to those who went home lately. */

#include "hcrm-sample-private.h"

static const char drugs[] =
    "INSERT INTO dispensing (patient_id, encounter_id, site_id, issuer, order_number, drug_code,"
    " drug_system, drug, dispensed_at, quantity, unit, daily_dose, daily_dose_unit, as_needed,"
    " told_at)"
    " SELECT e.patient_id, e.id, e.site_id, s.code, 'F' || e.id || '-' || n, d.code, 'L', d.name,"
    " f.at, d.quantity, '片', d.dose, CASE WHEN d.dose IS NOT NULL THEN '片' END, d.as_needed, f.at"
    "  FROM encounter AS e"
    "  JOIN site AS s ON s.id = e.site_id"
    "  JOIN patient AS p ON p.id = e.patient_id AND p.deceased_at IS NULL"
    "  JOIN encounter_code AS g ON g.encounter_id = e.id AND g.kind = 'diagnosis' AND g.rank = 1"
    "  JOIN (VALUES ('I10', 'C08CA01', '苯磺酸氨氯地平片 5mg', 28, 1, false),"
    "   ('I1', 'C09CA03', '缬沙坦片 80mg', 28, 1, false),"
    "   ('I2', 'B01AC06', '阿司匹林肠溶片 100mg', 30, 1, false),"
    "   ('I2', 'C10AA05', '阿托伐他汀钙片 20mg', 28, 1, false),"
    "   ('I2', 'C01DA02', '硝酸甘油片 0.5mg', 100, NULL, true),"
    "   ('I6', 'B01AC04', '硫酸氢氯吡格雷片 75mg', 28, 1, false),"
    "   ('E11', 'A10BA02', '盐酸二甲双胍片 0.5g', 84, 3, false),"
    "   ('S72', 'B01AF01', '利伐沙班片 10mg', 35, 1, false),"
    "   ('S72', 'A12AX00', '碳酸钙D3片', 60, NULL, false),"
    "   ('J', 'R03DC03', '孟鲁司特钠咀嚼片 4mg', 28, 1, false))"
    "   AS d (prefix, code, name, quantity, dose, as_needed) ON starts_with (g.code, d.prefix)"
    "  CROSS JOIN LATERAL (SELECT n, e.ended_at - interval '1 hour' + n * interval '25 days' AS at"
    "   FROM generate_series(0, (e.id % 3)::int) AS n) AS f"
    " WHERE e.kind = 'inpatient' AND e.state = 'finished' AND e.ended_at > hcrm_now() - interval "
    "'36 days'"
    "   AND e.id % 4 = 0 AND f.at < hcrm_now()";

gboolean
hcrm_sample_write_drugs (PGconn *conn, GError **error)
{
  return hcrm_sample_run (conn, drugs, error);
}
