/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Families of the sample hospital who share one telephone. */

#include "hcrm-sample-private.h"

/* Of each forty of the first patients those who may be one family: the oldest with a number of her
 * own; the next in age with whom she may be married; a child of hers; the child's wife or husband;
 * a grandchild. Not all are found each time. */
static const char kin[] =
    "CREATE TEMP TABLE sample_kin ON COMMIT DROP AS"
    " WITH people AS (SELECT p.id, p.sex, p.birth_date, (p.id - 1) / 40 AS family FROM patient AS p"
    "   WHERE p.id BETWEEN 201 AND 320 AND p.deceased_at IS NULL),"
    " elder AS (SELECT DISTINCT ON (p.family) p.*, c.name, c.number, c.number_key FROM people AS p"
    "   JOIN contact AS c ON c.patient_id = p.id AND c.relation = 'self' AND c.channel = 'phone'"
    "   WHERE p.sex = 'female' ORDER BY p.family, p.birth_date),"
    " spouse AS (SELECT DISTINCT ON (p.family) p.* FROM people AS p JOIN elder AS e USING (family)"
    "   WHERE p.sex = 'male' AND p.id <> e.id ORDER BY p.family, abs(p.birth_date - e.birth_date)),"
    " child AS (SELECT DISTINCT ON (p.family) p.* FROM people AS p JOIN elder AS e USING (family)"
    "   LEFT JOIN spouse AS s USING (family) WHERE p.id IS DISTINCT FROM s.id"
    "   AND p.birth_date BETWEEN e.birth_date + 7000 AND e.birth_date + 14000 ORDER BY p.family, "
    "p.birth_date),"
    " in_law AS (SELECT DISTINCT ON (p.family) p.* FROM people AS p JOIN child AS k USING (family)"
    "   LEFT JOIN spouse AS s USING (family) WHERE p.sex <> k.sex AND p.id IS DISTINCT FROM s.id"
    "   AND abs(p.birth_date - k.birth_date) < 4000 ORDER BY p.family, abs(p.birth_date - "
    "k.birth_date)),"
    " grandchild AS (SELECT DISTINCT ON (p.family) p.* FROM people AS p JOIN child AS k USING "
    "(family)"
    "   WHERE p.birth_date > k.birth_date + 7000 ORDER BY p.family, p.birth_date DESC)"
    " SELECT k.id, k.relation, k.may, e.id AS elder_id, e.family, e.name, e.number, e.number_key"
    "   FROM (SELECT s.id, s.family, 'spouse' AS relation, 'all' AS may FROM spouse AS s"
    "    UNION ALL SELECT s.id, s.family, 'parent', 'all' FROM child AS s"
    "    UNION ALL SELECT s.id, s.family, 'other-relative', 'none' FROM in_law AS s"
    "    UNION ALL SELECT s.id, s.family, 'other-relative', 'appointments' FROM grandchild AS s) "
    "AS k"
    "   JOIN elder AS e USING (family) WHERE k.id <> e.id";

/* Their contacts, and that one of them called three days ago from the family's telephone. */
static const char calls[] =
    "INSERT INTO contact (patient_id, position, name, relation, number, number_key, may_discuss)"
    " SELECT DISTINCT ON (k.id) k.id, (SELECT max(c.position) + 1 FROM contact AS c WHERE "
    "c.patient_id = k.id),"
    " k.name, k.relation, k.number, k.number_key, k.may FROM sample_kin AS k ORDER BY k.id, "
    "k.relation;"
    "INSERT INTO caller (number_key, patient_id, contact_id, relation, at, user_id)"
    " SELECT DISTINCT ON (k.family) k.number_key, k.id, c.id, c.relation, hcrm_now() - interval '3 "
    "days', u.id"
    " FROM sample_kin AS k JOIN contact AS c ON c.patient_id = k.id AND c.number_key = k.number_key"
    " JOIN app_user AS u ON u.username = 'agent' WHERE k.relation = 'parent' ORDER BY k.family";

/* Who wrote down, at the patient's stay, what each contact may be told. */
static const char told[] =
    "UPDATE contact AS c SET may_discuss_by = u.ids[1 + c.id % cardinality(u.ids)],"
    " may_discuss_at = hcrm_now() - make_interval(days => 3 + (c.id % 50)::int, mins => (c.id % "
    "400)::int)"
    " FROM (SELECT array_agg(u.id ORDER BY u.id) AS ids FROM app_user AS u WHERE u.username IN "
    "('agent', 'agent2')) AS u"
    " WHERE c.may_discuss_by = 1";

gboolean
hcrm_sample_write_families (PGconn *conn, GError **error)
{
  return hcrm_sample_run (conn, kin, error) && hcrm_sample_run (conn, calls, error)
         && hcrm_sample_run (conn, told, error);
}
