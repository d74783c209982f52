/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills an empty database with the sample hospital. */

#include "core/hcrm-error.h"
#include "core/hcrm-pinyin.h"
#include "core/hcrm-session.h"
#include "core/hcrm-spelling.h"
#include "hcrm-sample-private.h"
#include "modules/complaint/complaint.h"

#define SEED 20190410
#define PASSWORD "demo"
#define DOCTORS_EACH 4

const HcrmSampleSize hcrm_sample_sizes[] = {
  { "small", 2000, 90 },
  { "medium", 50000, 150 },
  { "large", 1000000, 1500 },
  { NULL },
};

typedef struct {
  PGconn *conn;
  GRand *rand;
  const HcrmStore *store;
  char *password_hash;
} Loader;

static const HcrmSampleSize *
find_size (const char *name)
{
  for (const HcrmSampleSize *size = hcrm_sample_sizes; size->name != NULL; size++)
    if (g_strcmp0 (size->name, name) == 0)
      return size;
  return NULL;
}

static gboolean
check_empty (PGconn *conn, GError **error)
{
  g_autofree char *n =
      hcrm_sample_ask (conn, "SELECT count(*) FROM (SELECT 1 FROM patient LIMIT 1) AS p", error);

  if (n == NULL)
    return FALSE;
  if (*n == '0')
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, "sample", "%s",
                    _ ("A sample is only loaded into an empty database"));
}

/* --- Organisation --------------------------------------------------------------------------- */

static const char sites[] =
    "INSERT INTO site (parent_id, code, name, name_en) VALUES (NULL, 'HQ', '示范医院', 'Model "
    "Hospital');"
    "INSERT INTO site (parent_id, code, name, name_en) SELECT id, 'EAST', '东院区', 'East Campus' "
    "FROM site WHERE code = 'HQ';"
    "INSERT INTO site (parent_id, code, name, name_en) SELECT id, 'WEST', '西院区', 'West Campus' "
    "FROM site WHERE code = 'HQ';"
    "INSERT INTO department (site_id, code, kind, name, name_en)"
    " SELECT s.id, v.code, v.kind, v.name, v.name_en FROM site AS s, (VALUES"
    " ('CENTRE', 'centre', '客户服务中心', 'Patient Service Centre'), ('QUALITY', 'functional', "
    "'质量管理科', 'Quality Office'),"
    " ('CHECKUP', 'functional', '健康管理中心', 'Check-up Centre'), ('PARTNER', 'functional', "
    "'合作发展部', 'Partner Office'),"
    " ('FINANCE', 'functional', '财务科', 'Finance'), ('OFFICE', 'functional', '院办', 'Management "
    "Office'),"
    " ('IT', 'functional', '信息科', 'Information Technology')) AS v (code, kind, name, name_en) "
    "WHERE s.code = 'EAST';";

static const char settings[] = "INSERT INTO setting (code, value) VALUES ('sample', 'true'), "
                               "('lock_minutes', '15'), ('done_goal', '60')"
                               " ON CONFLICT (code, site_id) DO UPDATE SET value = excluded.value;";

/* The holidays of the years around today, as the State Council announced them for 2026. */
static const char holidays[] =
    "INSERT INTO calendar_day (site_id, day, kind, name, name_en)"
    " SELECT s.id, d::date, v.kind, v.name, v.name_en FROM site AS s, (VALUES"
    " ('2026-10-01'::date, '2026-10-07'::date, 'holiday', '国庆节', 'National Day'),"
    " ('2026-09-25', '2026-09-27', 'holiday', '中秋节', 'Mid-Autumn Festival'),"
    " ('2026-09-20', '2026-09-20', 'working', '国庆节调休', 'working day for National Day'),"
    " ('2026-10-10', '2026-10-10', 'working', '国庆节调休', 'working day for National Day'),"
    " ('2027-01-01', '2027-01-03', 'holiday', '元旦', 'New Year'),"
    " ('2027-02-05', '2027-02-11', 'holiday', '春节', 'Spring Festival'))"
    " AS v (first, last, kind, name, name_en), generate_series(v.first, v.last, interval '1 day') "
    "AS d"
    " WHERE s.code IN ('EAST', 'WEST');";

/* Who must be followed up, whoever decides. Tried on all discharges at once, when these are there.
 */
static const char rules[] =
    "INSERT INTO followup_rule (name, name_en, mandatory_as, template_code, icd10, procedures, "
    "department_ids, age_from, age_to, combine)"
    " SELECT v.name, v.name_en, v.mandatory_as, v.template_code, v.icd10::text[], "
    "v.procedures::text[], ARRAY (SELECT d.id FROM department AS d WHERE d.code = v.department),"
    " v.age_from, v.age_to, v.combine FROM (VALUES"
    " ('髋关节置换', 'Hip replacement', 'key', 'hip-replacement', "
    "'{M16}', '{}', NULL, NULL::int, NULL::int, 'all'),"
    " ('膝关节置换', 'Knee replacement', 'key', 'knee-replacement', "
    "'{M17}', '{}', NULL, NULL, NULL, 'all'),"
    " ('急性心肌梗死', 'Acute myocardial infarction', 'key', 'pci', '{I21-I22}', '{}', NULL, NULL, "
    "NULL, 'all'),"
    " ('心力衰竭', 'Heart failure', 'key', 'heart-failure', '{I50}', '{}', NULL, NULL, NULL, "
    "'all'),"
    " ('脑卒中', 'Stroke', 'key', 'stroke', '{I60-I64}', '{}', NULL, NULL, NULL, 'all'),"
    " ('恶性肿瘤', 'Malignant neoplasm', 'key', 'tumour', '{C00-C97}', '{}', NULL, NULL, NULL, "
    "'all'),"
    " ('糖尿病并发症', 'Diabetes with complications', 'key', 'diabetes', "
    "'{E11.0,E11.1,E11.2,E11.3,E11.4,E11.5,E11.6,E11.7}', '{}', NULL, NULL, NULL, 'all'),"
    " ('慢性阻塞性肺疾病', 'COPD', 'key', 'copd', '{J44}', '{}', NULL, 60, NULL, 'all'),"
    " ('产后', 'After childbirth', 'discharged', 'childbirth', '{O82-O84}', '{}', NULL, NULL, "
    "NULL, 'all'),"
    " ('小儿肺炎', 'Childhood pneumonia', 'discharged', 'child-pneumonia', '{J12-J18}', '{}', NULL,"
    " NULL, 13, 'all'),"
    " ('腹部手术后', 'After abdominal surgery', 'postoperative', 'abdominal-surgery', '{K35-K46,"
    "K80-K87}', '{51.2,47.0,53}', NULL, NULL, NULL, 'any'),"
    " ('心血管内科老年患者', 'Older patients of cardiology', 'discharged', NULL, '{}', '{}', "
    "'CARDIO', 75, NULL, 'all'),"
    " ('呼吸内科高龄患者', 'Aged patients of respiratory medicine', 'other', 'general-7-15-30', "
    "'{}', '{}', 'RESP', 80, NULL, 'all')) AS v (name, name_en, mandatory_as, template_code, "
    "icd10, procedures, department, "
    "age_from, age_to, combine);";

/* Runs @format with its texts as SQL literals. */
static gboolean
run_with (Loader *loader, GError **error, const char *text, guint n, const char *const *values)
{
  PGresult *result = PQexecParams (loader->conn, text, n, NULL, values, NULL, NULL, 0);
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (!ok)
    hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", PQresultErrorMessage (result));
  PQclear (result);
  return ok;
}

static gboolean
add_department (Loader *loader, const HcrmSampleDepartment *d, GError **error)
{
  const char *values[] = { d->campus, d->code, d->name, d->name_en, d->ward, d->ward_en };

  return run_with (
      loader, error,
      "WITH d AS (INSERT INTO department (site_id, code, kind, name, name_en)"
      " SELECT id, $2, 'clinical', $3, $4 FROM site WHERE code = $1 RETURNING id, site_id)"
      " INSERT INTO department (site_id, parent_id, code, kind, name, name_en)"
      " SELECT site_id, id, $2 || '-W', 'ward', $5, $6 FROM d",
      G_N_ELEMENTS (values), values);
}

/* A member of staff with a post and a user, in one statement. */
static gboolean
add_user (Loader *loader, const HcrmSampleUser *user, gboolean head, GError **error)
{
  g_autofree char *initials = NULL;
  g_autofree char *pinyin = hcrm_pinyin_of_name (user->name, &initials);
  const char *values[] = { user->number,     user->name,     pinyin,
                           initials,         user->title,    user->department,
                           head ? "t" : "f", user->username, loader->password_hash,
                           user->role };

  return run_with (loader, error,
                   "WITH f AS (INSERT INTO staff (number, name, pinyin, initials, title) VALUES "
                   "($1, $2, $3, $4, $5) RETURNING id),"
                   " p AS (INSERT INTO staff_post (staff_id, department_id, service_code, head)"
                   "  SELECT f.id, d.id, $1, $7::boolean FROM f, department AS d WHERE d.code = $6 "
                   "ORDER BY d.id LIMIT 1),"
                   " u AS (INSERT INTO app_user (staff_id, username, password_hash) SELECT id, $8, "
                   "$9 FROM f RETURNING id)"
                   " INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM u, role AS r "
                   "WHERE r.code = $10",
                   G_N_ELEMENTS (values), values);
}

static gboolean
add_doctors (Loader *loader, guint index, GError **error)
{
  const HcrmSampleDepartment *department = &hcrm_sample_departments[index];
  static const char *const titles[] = { "主任医师", "副主任医师", "主治医师", "住院医师" };

  for (guint i = 0; i < DOCTORS_EACH; i++) {
    g_autofree char *number = g_strdup_printf ("D%u", 1100 + index * 10 + i);
    g_autofree char *username = g_ascii_strdown (number, -1);
    g_autofree char *name = hcrm_sample_name (loader->rand, g_rand_boolean (loader->rand));
    HcrmSampleUser user = { username,           "doctor",        name, number, titles[i],
                            department->campus, department->code };
    if (!add_user (loader, &user, FALSE, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_organisation (Loader *loader, GError **error)
{
  if (!hcrm_sample_run (loader->conn, sites, error)
      || !hcrm_sample_run (loader->conn, settings, error)
      || !hcrm_sample_run (loader->conn, holidays, error))
    return FALSE;
  for (guint i = 0; i < hcrm_sample_n_departments; i++)
    if (!add_department (loader, &hcrm_sample_departments[i], error))
      return FALSE;
  for (guint i = 0; i < hcrm_sample_n_users; i++)
    if (!add_user (loader, &hcrm_sample_users[i], g_str_equal (hcrm_sample_users[i].role, "head"),
                   error))
      return FALSE;
  for (guint i = 0; i < hcrm_sample_n_departments; i++)
    if (!add_doctors (loader, i, error))
      return FALSE;
  return TRUE;
}

/* --- All of it ------------------------------------------------------------------------------ */

static gboolean
load_all (Loader *loader, const HcrmSampleSize *size, GError **error)
{
  return hcrm_sample_run (loader->conn,
                          "BEGIN; SELECT set_config('hcrm.user', '1', true), "
                          "set_config('hcrm.all', 'on', true), "
                          "set_config('hcrm.bulk', 'on', true)",
                          error)
         && check_empty (loader->conn, error) && add_organisation (loader, error)
         && hcrm_sample_write_care (loader->conn, size, loader->rand, error)
         && hcrm_sample_write_drugs (loader->conn, error)
         && hcrm_sample_write_health (loader->conn, error)
         && hcrm_sample_write_complaints (loader->conn, error)
         && hcrm_sample_write_families (loader->conn, error)
         && hcrm_sample_write_calls (loader->conn, error)
         && hcrm_sample_write_recordings (loader->conn, loader->store, loader->rand, error)
         && hcrm_sample_write_reviews (loader->conn, error)
         && hcrm_sample_run (loader->conn, rules, error)
         && hcrm_sample_run (loader->conn, "COMMIT", error)
         && hcrm_sample_run (loader->conn, "SET client_min_messages = error; ANALYZE", error);
}

/* Due dates and spellings are what the server itself makes of them, and are there at once. */
static gboolean
settle (const char *owner_conninfo, GError **error)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (owner_conninfo, error);

  if (db == NULL)
    return FALSE;
  hcrm_db_begin (db, &hcrm_system_context);
  gboolean done = hcrm_complaint_settle (db, error) && hcrm_spelling_write (db, error);
  return hcrm_db_end (db, done, done ? error : NULL) && done;
}

gboolean
hcrm_sample_load (const char *owner_conninfo,
                  const char *size_name,
                  const HcrmStore *store,
                  GError **error)
{
  const HcrmSampleSize *size = find_size (size_name);
  if (size == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "sample",
                      _ ("There is no sample of size “%s”: small, medium or large"), size_name);

  Loader loader = { .conn = PQconnectdb (owner_conninfo),
                    .rand = g_rand_new_with_seed (SEED),
                    .store = store };
  gboolean ok = PQstatus (loader.conn) == CONNECTION_OK;
  if (!ok)
    hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", PQerrorMessage (loader.conn));
  loader.password_hash = hcrm_password_hash (PASSWORD);
  ok = ok && load_all (&loader, size, error) && settle (owner_conninfo, error);
  PQfinish (loader.conn);
  g_rand_free (loader.rand);
  g_free (loader.password_hash);
  return ok;
}

gboolean
hcrm_sample_is_loaded (const char *owner_conninfo)
{
  PGconn *conn = PQconnectdb (owner_conninfo);
  g_autofree char *value =
      hcrm_sample_ask (conn, "SELECT value FROM setting WHERE code = 'sample'", NULL);

  PQfinish (conn);
  return g_strcmp0 (value, "true") == 0;
}
