/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of patients and discharges: what is taken, what is not and why, and undoing all of it. */

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <xlsxwriter.h>

#include "core/hcrm-job.h"
#include "hcrm-duties.h"
#include "hcrm-modules.h"
#include "hcrm-upload.h"
#include "model/hcrm-import.h"
#include "modules/patient/patient-import.h"

/* Everything that undoing must give back, in one text. */
#define EVERYTHING                                                                                 \
  "SELECT md5(concat((SELECT string_agg((to_jsonb(p) - '{version,updated_at}'::text[])::text, "    \
  "',' "                                                                                           \
  "ORDER BY id) FROM patient AS p),"                                                               \
  " (SELECT string_agg(i::text, ',' ORDER BY id) FROM patient_identifier AS i),"                   \
  " (SELECT string_agg(c::text, ',' ORDER BY id) FROM contact AS c),"                              \
  " (SELECT string_agg((to_jsonb(e) - '{version,updated_at}'::text[])::text, ',' ORDER BY id) "    \
  "FROM encounter AS e),"                                                                          \
  " (SELECT string_agg(k::text, ',' ORDER BY encounter_id) FROM encounter_code AS k),"             \
  " (SELECT string_agg(t::text, ',' ORDER BY id) FROM timeline AS t),"                             \
  " (SELECT string_agg(k::text, ',' ORDER BY patient_id, key) FROM patient_key AS k),"             \
  " (SELECT string_agg(s::text, ',' ORDER BY patient_id) FROM patient_summary AS s),"              \
  " (SELECT string_agg(d::text, ',' ORDER BY patient_id, department_id) FROM patient_department "  \
  "AS d),"                                                                                         \
  " (SELECT string_agg(f::text, ',' ORDER BY patient_id, staff_id) FROM patient_staff AS f)))"

#define HEADS                                                                                                                  \
  "姓名,病案号,性别,身份证号,联系电话,科室,出院日期,住院流水号,出院诊断,ICD编码,主治医师," \
  "离院方式\n"

static char *
day_ago (int days)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GDateTime) today = g_date_time_new_now (zone);
  g_autoptr (GDateTime) then = g_date_time_add_days (today, -days);

  return g_date_time_format (then, "%Y-%m-%d");
}

static char *
make_discharges (void)
{
  g_autofree char *recent = day_ago (2), *old = day_ago (400);

  return g_strdup_printf (HEADS "单雄信,M001,男,330102195903024423,138 1234 "
                                "5678/0571-88886620,骨科,%s,Z1,髋骨骨折,S72.0,陈一帆,1\n"
                                "李梅,M002,女,,13912345678,骨科,%s,Z2,,,D1001,医嘱离院\n"
                                "王大力,M003,男,,,CARDIO,%s,Z3,,,,死亡\n",
                          recent, old, recent);
}

/* --- Tests -------------------------------------------------------------------------------------
 */

static void
test_discharges (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_discharges ();
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) ready = upload_get (self, "supervisor", id);

  g_assert_cmpstr (json_at (ready, "state"), ==, "ready");
  g_assert_cmpstr (json_at (ready, "charset"), ==, "UTF-8");
  g_assert_cmpint (json_int_at (ready, "heading_row"), ==, 1);
  g_assert_cmpstr (json_at (ready, "mapping.0"), ==, "name");
  g_assert_cmpstr (json_at (ready, "mapping.6"), ==, "ended_at");
  g_assert_cmpstr (json_at (ready, "mapping.7"), ==, "visit_number");

  g_autoptr (JsonNode) checked = upload_do (self, "supervisor", id, "check", "checked");
  upload_assert_counts (checked, 3, 0, 3, 0, 0);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "0");

  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 3, 0, 3, 0, 0);
  g_assert_cmpint (json_int_at (done, "progress"), ==, 100);
  upload_assert_sql (
      self,
      "SELECT string_agg(concat_ws('|', p.name, p.pinyin, p.sex, p.birth_date, p.id_kind, "
      "(SELECT string_agg(concat(c.channel, ' ', c.number_key), ',' ORDER BY c.position) "
      "FROM contact AS c WHERE c.patient_id = p.id)), E'\\n' ORDER BY p.id) FROM patient AS p",
      "单雄信|shan xiong xin|male|1959-03-02|resident-id|phone 13812345678,landline 057188886620\n"
      "李梅|li mei|female|phone 13912345678\n王大力|wang da li|male");
  upload_assert_sql (
      self,
      "SELECT string_agg(concat_ws('|', e.number, e.kind, e.state, d.code, s.number, e.outcome, "
      "coalesce(e.followup_decision, 'none asked'), e.decision_reason), E'\\n' ORDER BY e.id) "
      "FROM encounter AS e LEFT JOIN department AS d ON d.id = e.department_id "
      "LEFT JOIN staff AS s ON s.id = e.attending_id",
      "Z1|inpatient|finished|ORTHO|D1001|home|undecided\n"
      "Z2|inpatient|finished|ORTHO|D1001|home|none asked\n"
      "Z3|inpatient|finished|CARDIO|died|exempt|died");
  upload_assert_sql (self, "SELECT concat(system, code, text) FROM encounter_code",
                     "icd10S72.0髋骨骨折");
  /* The doctor is asked, as for the HIS; and nobody is asked about the dead. */
  g_autoptr (JsonNode) undecided =
      fixture_call (self, "doctor", "GET", "/encounters?followup_decision=undecided", NULL, NULL);
  g_assert_cmpuint (json_length_at (undecided, "items"), ==, 1);
  g_assert_cmpstr (json_at (undecided, "items.0.patient"), ==, "单雄信");
  upload_assert_sql (self, "SELECT deceased_at IS NOT NULL FROM patient WHERE name = '王大力'",
                     "t");
  upload_assert_sql (self,
                     "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE patient_id = 1",
                     "record.imported encounter.discharged");
}

/* The same list again, whatever the choice, doubles nothing. */
static void
test_again (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_discharges ();
  gint64 first = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", first, "run", "done");
  gint64 second = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) ready = upload_get (self, "supervisor", second);

  g_assert_cmpint (json_int_at (ready, "same_as"), ==, first);
  g_assert_cmpstr (json_at (ready, "remembered"), ==, "true");
  g_autofree char *before = fixture_sql (self, EVERYTHING);
  g_autoptr (JsonNode) skipped = upload_do (self, "supervisor", second, "run", "done");
  upload_assert_counts (skipped, 0, 0, 0, 3, 0);
  gint64 third = upload_text (self, "supervisor", text);
  upload_change (self, 200, "supervisor", third, "{\"existing\":\"update\"}");
  g_autoptr (JsonNode) updated = upload_do (self, "supervisor", third, "run", "done");
  upload_assert_counts (updated, 0, 0, 0, 3, 0);
  upload_assert_sql (self, EVERYTHING, before);
}

static void
test_update (Fixture *self, gconstpointer unused)
{
  gint64 first = upload_text (self, "supervisor", "姓名,病案号,电话\n赵敏,N1,13800000001\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", first, "run", "done");
  g_autofree char *before = fixture_sql (self, EVERYTHING);
  gint64 second =
      upload_text (self, "supervisor",
                   "姓名,病案号,电话,地址,性别\n赵敏,N1,13800000001 13800000002,杭州,女\n");

  upload_change (self, 200, "supervisor", second, "{\"existing\":\"update\"}");
  g_autoptr (JsonNode) updated = upload_do (self, "supervisor", second, "run", "done");
  upload_assert_counts (updated, 0, 1, 0, 0, 0);
  upload_assert_sql (self, "SELECT concat_ws('|', address, sex, version) FROM patient",
                     "杭州|female|2");
  upload_assert_sql (self, "SELECT string_agg(number_key, ' ' ORDER BY position) FROM contact",
                     "13800000001 13800000002");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", second, "undo", "undone");
  g_assert_cmpint (json_int_at (undone, "undone"), ==, 1);
  upload_assert_sql (self, EVERYTHING, before);
}

/* An admission told by one list is ended by the next. */
static void
test_admission (Fixture *self, gconstpointer unused)
{
  g_autofree char *came = day_ago (9), *left = day_ago (1);
  g_autofree char *one =
      g_strdup_printf ("姓名,病案号,科室,入院日期,就诊号\n赵敏,N1,骨科,%s,Z9\n", came);
  g_autofree char *two =
      g_strdup_printf ("姓名,病案号,科室,入院日期,出院日期,就诊号\n赵敏,N1,骨科,%s,%s,Z9\n", came,
                       left);
  gint64 first = upload_text (self, "supervisor", one);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", first, "run", "done");

  upload_assert_sql (self, "SELECT concat_ws('|', state, followup_decision) FROM encounter",
                     "active");
  g_autofree char *before = fixture_sql (self, EVERYTHING);
  gint64 second = upload_text (self, "supervisor", two);
  upload_change (self, 200, "supervisor", second, "{\"existing\":\"update\"}");
  g_autoptr (JsonNode) ended = upload_do (self, "supervisor", second, "run", "done");
  upload_assert_counts (ended, 0, 0, 1, 0, 0);
  upload_assert_sql (self, "SELECT concat_ws('|', state, followup_decision) FROM encounter",
                     "finished|undecided");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", second, "undo", "undone");
  upload_assert_sql (self, EVERYTHING, before);
}

static void
test_faults (Fixture *self, gconstpointer unused)
{
  static const char text[] = "医院出院病人一览表\n\n" HEADS ",F01,男,,,,,,,,,\n"
                             "甲,F02,雄,,,,,,,,,\n"
                             "乙,F03,男,330102195903024424,,,,,,,,\n"
                             "丙,F04,男,,12345678901234567890123,,,,,,,\n"
                             "丁,F05,男,,,皮肤科,,,,,,\n"
                             "戊,F06,男,,,,2026-02-30,,,,,\n"
                             "己,F07,男,,,,,Z7,,,,\n"
                             "庚,F08,男,,,,2999-01-01,Z8,,,,\n"
                             "辛,F09,男,,,,,,,,华佗,\n"
                             "壬,F10,男,,13812345678,骨科,,,,,,\n";
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  g_autofree char *english = upload_fetch_rejects (self, "supervisor", id, "en");
  g_autofree char *chinese = upload_fetch_rejects (self, "supervisor", id, "zh-CN");

  g_assert_cmpint (json_int_at (done, "heading_row"), ==, 3);
  upload_assert_counts (done, 1, 0, 0, 0, 9);
  g_assert_true (g_str_has_prefix (english, "\xef\xbb\xbfRow,Column,Reason,姓名,"));
  upload_assert_has (english, "\r\n4,姓名,");
  upload_assert_has (english, "5,性别,“雄” is not known here,甲,F02,雄\r\n");
  upload_assert_has (english, "\r\n6,身份证号,");
  upload_assert_has (english, "\r\n7,联系电话,");
  upload_assert_has (english, "8,科室,There is no department “皮肤科” where you may import,丁");
  upload_assert_has (english, "“2026-02-30” is no day");
  upload_assert_has (english, "10,出院日期,Say when the visit began or ended,己");
  upload_assert_has (english, "does not lie in the future");
  upload_assert_has (english, "There is no member of staff “华佗”");
  upload_assert_has (english, "\"=\"\"12345678901234567890123\"\"\"");
  if (strstr (chinese, "Reason") != NULL)
    g_test_message ("no translations here");
  g_assert_null (strstr (english, "壬"));
}

/* Each row of the file that was not taken can be corrected there, and comes in with it. */
static void
test_reject_file_returns (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor", "姓名,病案号,性别\n甲,0138,x\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", id, "en");
  g_autoptr (GString) corrected = g_string_new (rejects);

  g_string_replace (corrected, ",x", ",男", 0);
  gint64 again = upload_text (self, "supervisor", corrected->str);
  g_autoptr (JsonNode) taken = upload_do (self, "supervisor", again, "run", "done");
  upload_assert_counts (taken, 1, 0, 0, 0, 0);
  upload_assert_sql (self, "SELECT value FROM patient_identifier", "0138");
}

/* What was chosen for the columns of a list holds for its rows that come back as well. */
static void
test_reject_file_columns (Fixture *self, gconstpointer unused)
{
  static const char *const languages[] = { "en", "zh_CN" };
  gint64 id = upload_text (self, "supervisor", "来自,姓名,病案号,性别\n义诊,甲,0138,x\n");

  upload_change (self, 200, "supervisor", id, "{\"mapping\":[\"notes\",\"name\",\"mrn\",\"sex\"]}");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  g_assert_cmpint (json_int_at (done, "rejected"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", id, languages[i]);
    g_autoptr (JsonNode) again =
        upload_get (self, "supervisor", upload_text (self, "supervisor", rejects));
    g_assert_true (json_node_get_boolean (
        json_object_get_member (json_node_get_object (again), "remembered")));
    g_assert_cmpstr (json_at (again, "mapping.2"), ==, NULL);
    g_assert_cmpstr (json_at (again, "mapping.3"), ==, "notes");
    g_assert_cmpstr (json_at (again, "mapping.6"), ==, "sex");
  }
}

static void
test_gb18030 (Fixture *self, gconstpointer unused)
{
  gsize n = 0;
  g_autofree char *bytes = g_convert ("姓名;病案号;地址\n单雄信;G1;㐀\n𠮷田;G2;\n", -1, "GB18030",
                                      "UTF-8", NULL, &n, NULL);
  gint64 id = upload_bytes (self, "supervisor", bytes, n, 200);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");

  g_assert_cmpstr (json_at (done, "charset"), ==, "GB18030");
  g_assert_cmpstr (json_at (done, "delimiter"), ==, ";");
  upload_assert_sql (self, "SELECT string_agg(concat(name, address), ' ' ORDER BY id) FROM patient",
                     "单雄信㐀 𠮷田");
}

static void
test_duplicate_rows (Fixture *self, gconstpointer unused)
{
  static const char text[] = "姓名,病案号,电话,出院日期\n"
                             "甲,D1,13800000001,\n甲,D1,13800000001,\n乙,D1,,\n"
                             "丙,D2,13800000003,2026-01-05\n丙,D2,13800000003,2026-01-05\n"
                             "丙,D2,13800000003,2026-03-05\n丁,,13800000004,\n丁,,13800000004,\n";
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) checked = upload_do (self, "supervisor", id, "check", "checked");

  upload_assert_counts (checked, 3, 0, 2, 0, 4);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 3, 0, 2, 0, 4);
  g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", id, "en");
  upload_assert_has (rejects, "3,病案号,Row 2 tells of the same patient,甲");
  upload_assert_has (rejects, "6,出院日期,Row 5 tells of the same visit,丙");
  upload_assert_has (rejects, "9,姓名,Row 8 tells of the same patient,丁");
  upload_assert_sql (self, "SELECT count(*) FROM encounter", "2");
}

/* A number that is somebody else's, and a person on record under no number. */
static void
test_on_record (Fixture *self, gconstpointer unused)
{
  gint64 first =
      upload_text (self, "supervisor",
                   "姓名,病案号,电话,身份证号\n甲,R1,13800000001,\n乙,R2,,330102195903024423\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", first, "run", "done");
  gint64 second = upload_text (self, "supervisor",
                               "姓名,病案号,电话,身份证号\n丙,R1,,\n甲,,13800000001,\n"
                               "乙,,,330102195903024423\n乙,R9,,330102195903024423\n");
  g_autoptr (JsonNode) again = upload_do (self, "supervisor", second, "run", "done");
  g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", second, "en");

  /* The last is a new record: that the two are one person is proposed, not taken for granted. */
  upload_assert_counts (again, 1, 0, 0, 1, 2);
  upload_assert_has (rejects, "2,姓名,The MRN belongs to a patient of another name,丙");
  upload_assert_has (rejects, "Somebody of this name");
  upload_assert_sql (self, "SELECT hcrm_duplicates_check(100) > 0", "t");
  upload_assert_sql (self, "SELECT codes[1] FROM patient_duplicate", "duplicate.id-number");
}

static char *
make_workbook (Fixture *self, gsize *length)
{
  g_autofree char *path = g_build_filename (self->files, "list.xlsx", NULL);
  lxw_workbook *book = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (book, NULL);
  lxw_format *day = workbook_add_format (book), *zeros = workbook_add_format (book);
  lxw_datetime left = { 2026, 3, 15, 0, 0, 0 };
  char *data = NULL;
  static const char *const heads[] = {
    "姓名", "病案号", "出生日期", "身份证号", "手机", "出院日期"
  };

  format_set_num_format (day, "yyyy/m/d");
  format_set_num_format (zeros, "000000");
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    worksheet_write_string (sheet, 0, i, heads[i], NULL);
  /* As people type them: dates as numbers, with and without a format; numbers as text and not. */
  worksheet_write_string (sheet, 1, 0, "单雄信", NULL);
  worksheet_write_number (sheet, 1, 1, 138, zeros);
  worksheet_write_number (sheet, 1, 2, 21611, day);
  worksheet_write_string (sheet, 1, 3, "330102195903024423", NULL);
  worksheet_write_number (sheet, 1, 4, 13812345678.0, NULL);
  worksheet_write_datetime (sheet, 1, 5, &left, day);
  worksheet_write_string (sheet, 2, 0, "李梅", NULL);
  worksheet_write_string (sheet, 2, 1, "X2", NULL);
  worksheet_write_number (sheet, 2, 2, 21611, NULL);
  worksheet_write_string (sheet, 2, 4, "1.3812345679E+10", NULL);
  worksheet_write_string (sheet, 3, 0, "长号", NULL);
  worksheet_write_string (sheet, 3, 1, "X3", NULL);
  worksheet_write_number (sheet, 3, 3, 330102195903024423.0, NULL);
  worksheet_write_string (sheet, 4, 0, "短号", NULL);
  worksheet_write_string (sheet, 4, 1, "3.30102E+17", NULL);
  g_assert_cmpint (workbook_close (book), ==, LXW_NO_ERROR);
  g_assert_true (g_file_get_contents (path, &data, length, NULL));
  return data;
}

static void
test_workbook (Fixture *self, gconstpointer unused)
{
  gsize n = 0;
  g_autofree char *data = make_workbook (self, &n);
  gint64 id = upload_bytes (self, "supervisor", data, n, 200);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", id, "en");

  upload_assert_counts (done, 2, 0, 1, 0, 2);
  upload_assert_sql (
      self,
      "SELECT string_agg(concat_ws('|', p.name, i.value, p.birth_date, c.number_key), ' ' "
      "ORDER BY p.id) FROM patient AS p JOIN patient_identifier AS i ON i.patient_id = p.id "
      "JOIN contact AS c ON c.patient_id = p.id",
      "单雄信|000138|1959-03-02|13812345678 李梅|X2|1959-03-02|13812345679");
  upload_assert_sql (self, "SELECT (ended_at AT TIME ZONE 'Asia/Shanghai')::date FROM encounter",
                     "2026-03-15");
  upload_assert_has (rejects, "4,身份证号,The spreadsheet keeps 15 digits");
  upload_assert_has (rejects, "5,病案号,\"The number was shortened to scientific notation");
}

static void
test_old_macintosh (Fixture *self, gconstpointer unused)
{
  /* The date systems themselves: see test-table-reader. Here a day number in a text table. */
  gint64 id = upload_text (self, "supervisor", "姓名,病案号,出生日期\n甲,O1,21611\n乙,O2,1959\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");

  upload_assert_counts (done, 1, 0, 0, 0, 1);
  upload_assert_sql (self, "SELECT birth_date FROM patient", "1959-03-02");
}

/* --- The upload itself -------------------------------------------------------------------------
 */

static void
test_parts (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new ("姓名,病案号\n");
  while (text->len < 2 * HCRM_IMPORT_PART + 1000)
    g_string_append_printf (text, "甲,P%" G_GSIZE_FORMAT "\n", text->len);
  fixture_expect (self, 200, "supervisor", "GET", "/imports", NULL);
  gint64 id = upload_begin (self, "supervisor", text->str, text->len);
  g_autofree char *complete = upload_path (id, "/actions/complete");

  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 1, text->str, HCRM_IMPORT_PART), ==,
                    409);
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, text->str, 1000), ==, 422);
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 9999, text->str, 1000), ==, 404);
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, text->str, HCRM_IMPORT_PART), ==,
                    200);
  fixture_expect (self, 409, "supervisor", "POST", complete, "{}");
  /* The same part again, as a client does that heard no answer. */
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, text->str, HCRM_IMPORT_PART), ==,
                    200);
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 1, text->str + HCRM_IMPORT_PART,
                                     HCRM_IMPORT_PART),
                    ==, 200);
  g_autoptr (JsonNode) now = upload_get (self, "supervisor", id);
  g_assert_cmpint (json_int_at (now, "received"), ==, 2 * HCRM_IMPORT_PART);
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 2, text->str + 2 * HCRM_IMPORT_PART,
                                     text->len - 2 * HCRM_IMPORT_PART),
                    ==, 200);
  fixture_expect (self, 200, "supervisor", "POST", complete, "{}");
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, text->str, HCRM_IMPORT_PART), ==,
                    409);
}

static void
test_bad_files (Fixture *self, gconstpointer unused)
{
  static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

  upload_bytes (self, "supervisor", old, sizeof old - 1, 415);
  upload_bytes (self, "supervisor", "PK\x03\x04xx", 6, 415);
  upload_bytes (self, "supervisor", "a\0b", 3, 415);
  gint64 id = upload_begin (self, "supervisor", "name\nx\n", 7);
  g_autofree char *complete = upload_path (id, "/actions/complete");
  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, "name\ny\n", 7), ==, 200);
  fixture_expect (self, 422, "supervisor", "POST", complete, "{}");
  g_assert_cmpstr (fixture_at ("fields.0.name"), ==, "sha256");
  fixture_expect (self, 422, "supervisor", "POST", "/imports",
                  "{\"name\":\"x\",\"size\":99999999999}");
  upload_step (self, 200, "supervisor", id, "discard");
}

static void
test_damaged_row (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new ("姓名,病案号\n");
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "甲,K%u\n", i);
  g_string_append (text, "丙,\"K99\n");
  gint64 id = upload_text (self, "supervisor", text->str);
  g_autoptr (JsonNode) failed = upload_do (self, "supervisor", id, "run", "failed");

  upload_assert_counts (failed, 20, 0, 0, 0, 0);
  upload_assert_has (json_at (failed, "problem"), "22");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", id, "undo", "undone");
  upload_assert_sql (self, "SELECT count(*) FROM patient", "0");
}

static void
test_preview (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor", "姓名,编号,性别\n甲,Q1,男\n乙,Q2,雄\n");
  g_autofree char *path = upload_path (id, "/actions/preview");

  fixture_expect (self, 200, "supervisor", "POST", path,
                  "{\"mapping\":[\"name\",\"mrn\",\"sex\"]}");
  g_assert_cmpstr (fixture_at ("rows.0.outcome"), ==, "added");
  g_assert_cmpstr (fixture_at ("rows.0.values.mrn"), ==, "Q1");
  g_assert_cmpstr (fixture_at ("rows.0.values.sex"), ==, "male");
  g_assert_cmpstr (fixture_at ("rows.1.outcome"), ==, "rejected");
  g_assert_cmpstr (fixture_at ("rows.1.problems.0.column"), ==, "2");
  fixture_expect (self, 422, "supervisor", "POST", path, "{\"mapping\":[\"name\",\"name\"]}");
  fixture_expect (self, 422, "supervisor", "POST", path, "{\"mapping\":[\"nothing\"]}");
  upload_change (self, 422, "supervisor", id, "{\"mapping\":[\"name\",7]}");
  upload_change (self, 200, "supervisor", id, "{\"mapping\":[null,\"mrn\"]}");
  upload_step (self, 422, "supervisor", id, "run");
  upload_change (self, 200, "supervisor", id, "{\"mapping\":[\"name\",\"mrn\",null]}");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  gint64 second = upload_text (self, "supervisor", "姓名,编号,性别\n丙,Q3,男\n");
  g_autoptr (JsonNode) remembered = upload_get (self, "supervisor", second);
  g_assert_cmpstr (json_at (remembered, "mapping.1"), ==, "mrn");
  g_assert_cmpstr (json_at (remembered, "remembered"), ==, "true");
}

/* --- Undoing -----------------------------------------------------------------------------------
 */

static void
test_undo (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_discharges ();

  fixture_expect (self, 201, "supervisor", "POST", "/patients",
                  "{\"name\":\"旁人\",\"sex\":\"male\",\"department_id\":1}");
  g_autofree char *before = fixture_sql (self, EVERYTHING);
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_sql (self, "SELECT count(*) FROM patient", "4");
  upload_assert_sql (self, "SELECT hcrm_duplicates_check(100) > 0", "t");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", id, "undo", "undone");
  g_assert_cmpint (json_int_at (undone, "undone"), ==, 3);
  g_assert_cmpint (json_int_at (undone, "kept"), ==, 0);
  upload_assert_sql (self, EVERYTHING, before);
  /* And the corrected list comes in. */
  gint64 again = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) taken = upload_do (self, "supervisor", again, "run", "done");
  upload_assert_counts (taken, 3, 0, 3, 0, 0);
}

static void
test_undo_worked_on (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor",
                           "姓名,病案号,电话,科室,出院日期\n"
                           "甲,W1,13800000001,骨科,2026-01-02\n乙,W2,13800000002,骨科,2026-01-02\n"
                           "丙,W3,13800000003,骨科,2026-01-02\n丁,W4,13800000004,骨科,2026-01-02\n"
                           "戊,W5,13800000005,骨科,2026-01-02\n己,W6,13800000006,骨科,2026-01-02\n"
                           "庚,W7,13800000007,骨科,2026-01-02\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");

  g_free (fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false);"
      "UPDATE patient SET notes = 'x' WHERE name = '甲';"
      "INSERT INTO contact (patient_id, position, number, number_key)"
      " SELECT id, 2, '1', '1' FROM patient WHERE name = '乙';"
      "INSERT INTO consent (patient_id, purpose, channel, granted, source)"
      " SELECT id, 'research', 'phone', true, 'paper' FROM patient WHERE name = '丙';"
      "INSERT INTO patient_identifier (patient_id, issuer, kind, value)"
      " SELECT id, 'x', 'card', '1' FROM patient WHERE name = '丁';"
      "UPDATE encounter SET followup_decision = 'none', decision_reason = 'y' WHERE patient_id ="
      " (SELECT id FROM patient WHERE name = '戊');"
      "SELECT hcrm_patient_merge((SELECT id FROM patient WHERE name = '己'),"
      " (SELECT id FROM patient WHERE name = '甲'), 'user', 'same')"));
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", id, "undo", "undone");
  g_assert_cmpint (json_int_at (undone, "undone"), ==, 1);
  g_assert_cmpint (json_int_at (undone, "kept"), ==, 6);
  g_autofree char *path = upload_path (id, "/kept");
  fixture_expect (self, 200, "supervisor", "GET", path, NULL);
  static const char *const reasons[] = { "undo.merged",       "undo.contact-other", "undo.work",
                                         "undo.number-other", "undo.visit-changed", "undo.merged" };
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *member = g_strdup_printf ("items.%u.reason", i);
    g_assert_cmpstr (fixture_at (member), ==, reasons[i]);
  }
  g_assert_cmpstr (fixture_at ("items.0.patient"), ==, "甲");
  upload_assert_sql (self, "SELECT string_agg(name, '' ORDER BY id) FROM patient", "甲乙丙丁戊己");
  upload_assert_sql (self, "SELECT count(*) FROM encounter", "6");
  /* What was in the way is gone: the rest is undone. */
  g_free (fixture_sql (self, "SELECT set_config('hcrm.user', '1', false);"
                             "DELETE FROM contact WHERE number = '1'"));
  g_autoptr (JsonNode) rest = upload_do (self, "supervisor", id, "undo", "undone");
  g_assert_cmpint (json_int_at (rest, "undone"), ==, 2);
  g_assert_cmpint (json_int_at (rest, "kept"), ==, 5);
}

/* --- Stopping and going on ---------------------------------------------------------------------
 */

/* Every tenth is wrong. */
static char *
make_from (guint first, guint n)
{
  GString *text = g_string_new ("姓名,病案号,性别\n");

  for (guint i = first; i <= n; i++)
    g_string_append_printf (text, "病人%u,C%u,%s\n", i, i, i % 10 == 0 ? "?" : "男");
  return g_string_free (text, FALSE);
}

static char *
make_many (guint n)
{
  return make_from (1, n);
}

/* The batch of that patient comes to its end only when it is let go. */
static void
hold (Fixture *self, guint n)
{
  g_free (fixture_sql (self,
                       "SELECT pg_advisory_lock(77);"
                       "CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS"
                       " 'BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NEW; END';"
                       "CREATE TRIGGER wait_here BEFORE INSERT ON patient FOR EACH ROW"
                       " WHEN (NEW.name = '病人%u') EXECUTE FUNCTION wait_here()",
                       n));
}

static void
wait_for (Fixture *self, const char *sql, const char *expected)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  for (gboolean met = FALSE; !met; upload_run_loop (5)) {
    g_autofree char *found = fixture_sql (self, "%s", sql);
    met = strcmp (found, expected) == 0;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
  }
}

static void
wait_for_holds (Fixture *self, const char *n)
{
  wait_for (self, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", n);
}

static void
wait_for_hold (Fixture *self)
{
  wait_for_holds (self, "1");
}

static void
let_go (Fixture *self)
{
  g_free (fixture_sql (self, "SELECT pg_advisory_unlock(77)"));
}

/* What the batch under way wrote is taken back; the batches before it stay. */
static void
test_cancel (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_many (3000);
  gint64 id = upload_text (self, "supervisor", text);

  hold (self, 1501);
  upload_step (self, 200, "supervisor", id, "run");
  wait_for_hold (self);
  upload_step (self, 200, "supervisor", id, "cancel");
  g_autoptr (JsonNode) cancelled = upload_get (self, "supervisor", id);
  g_assert_cmpstr (json_at (cancelled, "state"), ==, "cancelled");
  g_assert_cmpint (json_int_at (cancelled, "settled"), ==, 1400);
  let_go (self);
  wait_for (self, "SELECT count(*) FROM job WHERE kind = 'patient-import' AND state = 'running'",
            "0");
  g_autoptr (JsonNode) still = upload_get (self, "supervisor", id);
  g_assert_cmpint (json_int_at (still, "settled"), ==, 1400);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "1260");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 2700, 0, 0, 0, 300);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "2700");
  upload_assert_sql (self, "SELECT count(DISTINCT value) FROM patient_identifier", "2700");
}

/* Continued while the worker that was told to stop is still at a batch whose first row is wrong:
 * whichever of the two comes second gives way. */
static void
test_continued_at_once (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_from (0, 1500);
  gint64 id = upload_text (self, "supervisor", text);

  hold (self, 701);
  upload_step (self, 200, "supervisor", id, "run");
  wait_for_hold (self);
  upload_step (self, 200, "supervisor", id, "cancel");
  upload_step (self, 200, "supervisor", id, "run");
  wait_for_holds (self, "2");
  let_go (self);
  g_autoptr (JsonNode) done = upload_wait (self, "supervisor", id, "done");
  upload_assert_counts (done, 1350, 0, 0, 0, 151);
  wait_for (self, "SELECT count(*) FROM job WHERE kind = 'patient-import' AND state = 'running'",
            "0");
  g_autoptr (JsonNode) still = upload_get (self, "supervisor", id);
  g_assert_cmpstr (json_at (still, "state"), ==, "done");
  upload_assert_sql (self, "SELECT count(*) FROM patient", "1350");
  upload_assert_sql (self, "SELECT count(*) FROM import_reject", "151");
}

/* A server of its own that does nothing but work. */
static int
work (const char *conninfo, const char *files)
{
  HcrmHttpOptions options = { .modules = hcrm_modules, .conninfo = conninfo, .files = files };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  HcrmHttp *http = hcrm_http_new (&options, NULL);
  static const HcrmSweep none[] = { { NULL, 0, NULL } };

  g_assert_nonnull (http);
  hcrm_jobs_kick (hcrm_jobs_new (http, NULL, hcrm_job_kinds, none));
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}

/* kill -9 in the middle of a batch: another server goes on when the lease has lapsed. */
static void
test_killed (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = make_many (1500);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&upload_jobs, hcrm_jobs_free);
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (GSubprocess) server =
      g_subprocess_new (0, &error, "/proc/self/exe", "--work", self->conninfo, self->files, NULL);
  g_assert_no_error (error);
  hold (self, 701);
  upload_step (self, 200, "supervisor", id, "run");
  wait_for_hold (self);
  g_subprocess_force_exit (server);
  g_assert_true (g_subprocess_wait (server, NULL, NULL));
  g_autoptr (JsonNode) stopped = upload_get (self, "supervisor", id);
  g_assert_cmpstr (json_at (stopped, "state"), ==, "running");
  g_assert_cmpint (json_int_at (stopped, "settled"), ==, 600);
  let_go (self);
  g_free (fixture_sql (self, "UPDATE job SET lease_until = hcrm_now() - interval '1 second'"));
  upload_jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  g_autoptr (JsonNode) done = upload_wait (self, "supervisor", id, "done");
  upload_assert_counts (done, 1350, 0, 0, 0, 150);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "1350");
  upload_assert_sql (self, "SELECT count(*) FROM import_row", "1350");
  upload_assert_sql (self, "SELECT count(*) FROM import_reject", "150");
  upload_assert_sql (self, "SELECT count(*) FROM import_key", "0");
}

/* What the database itself refuses costs its row, not the batch. */
static void
test_refused_by_database (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor", "姓名,病案号\n甲,B1\n乙,B2\n丙,B3\n");

  g_free (fixture_sql (self, "ALTER TABLE patient ADD CHECK (name <> '乙')"));
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 2, 0, 0, 0, 1);
  upload_assert_sql (self, "SELECT string_agg(name, '' ORDER BY id) FROM patient", "甲丙");
}

/* --- Who may -----------------------------------------------------------------------------------
 */

static void
test_scope (Fixture *self, gconstpointer unused)
{
  g_free (
      fixture_sql (self,
                   "SELECT set_config('hcrm.user', '1', false);"
                   "INSERT INTO app_user (staff_id, username, password_hash) SELECT 1, 'clerk',"
                   " password_hash FROM app_user WHERE username = 'agent';"
                   "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u,"
                   " role AS r WHERE u.username = 'clerk' AND r.code = 'clerk'"));
  gint64 mine = upload_text (self, "supervisor", "姓名,病案号\n甲,S1\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", mine, "run", "done");
  gint64 id = upload_text (self, "clerk",
                           "姓名,病案号,科室\n乙,S2,骨科\n丙,S3,神经内科\n丁,S4,\n甲,S1,骨科\n");
  g_autoptr (JsonNode) list = fixture_call (self, "clerk", "GET", "/imports", NULL, NULL);

  g_assert_cmpuint (json_length_at (list, "items"), ==, 1);
  g_autofree char *path = upload_path (mine, "");
  fixture_expect (self, 404, "clerk", "GET", path, NULL);
  upload_change (self, 422, "clerk", id, "{\"site_id\":3}");
  g_autoptr (JsonNode) checked = upload_do (self, "clerk", id, "run", "done");
  g_autofree char *rejects = upload_fetch_rejects (self, "clerk", id, "en");
  upload_assert_counts (checked, 1, 0, 0, 0, 3);
  upload_assert_has (rejects, "There is no department “神经内科” where you may import");
  upload_assert_has (rejects, "Say which department the patient belongs to");
  upload_assert_has (rejects, "The MRN belongs to a patient whom you may not see");
  fixture_expect (self, 403, "agent", "GET", "/imports", NULL);
}

#define TEST(path, function)                                                                       \
  g_test_add (path, Fixture, NULL, upload_setup, function, upload_teardown)

int
main (int argc, char *argv[])
{
  if (argc == 4 && strcmp (argv[1], "--work") == 0)
    return work (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  TEST ("/import/discharges", test_discharges);
  TEST ("/import/again", test_again);
  TEST ("/import/update", test_update);
  TEST ("/import/admission", test_admission);
  TEST ("/import/faults", test_faults);
  TEST ("/import/reject-file-returns", test_reject_file_returns);
  TEST ("/import/reject-file-columns", test_reject_file_columns);
  TEST ("/import/gb18030", test_gb18030);
  TEST ("/import/duplicate-rows", test_duplicate_rows);
  TEST ("/import/on-record", test_on_record);
  TEST ("/import/workbook", test_workbook);
  TEST ("/import/day-numbers", test_old_macintosh);
  TEST ("/import/parts", test_parts);
  TEST ("/import/bad-files", test_bad_files);
  TEST ("/import/damaged-row", test_damaged_row);
  TEST ("/import/preview", test_preview);
  TEST ("/import/undo", test_undo);
  TEST ("/import/undo-worked-on", test_undo_worked_on);
  TEST ("/import/cancel", test_cancel);
  TEST ("/import/continued-at-once", test_continued_at_once);
  TEST ("/import/killed", test_killed);
  TEST ("/import/refused-by-database", test_refused_by_database);
  TEST ("/import/scope", test_scope);
  return g_test_run ();
}
