/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole lists as files: what is listed is what is exported, and nothing of it is mistaken. */

#include <malloc.h>
#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-table-writer.h"
#include "hcrm-duties.h"
#include "hcrm-fixture.h"

#define PATIENCE_US (120 * G_TIME_SPAN_SECOND)
#define ORDER(query, format)                                                                       \
  "{\"query\":\"" query "\",\"format\":\"" format "\",\"reason\":\"monthly report\"}"

static HcrmJobs *jobs;

static void
set_up (Fixture *self, gconstpointer unused)
{
  fixture_setup (self, NULL);
  jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_clear_pointer (&jobs, hcrm_jobs_free);
  fixture_teardown (self, NULL);
}

static void
run_loop (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static gint64
order (Fixture *self, const char *user, const char *list, const char *body)
{
  g_autofree char *path = g_strconcat (list, "/actions/export", NULL);
  g_autoptr (JsonNode) reply = fixture_call (self, user, "POST", path, body, NULL);

  if (fixture_answer.status != 202)
    g_test_message ("%s", fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 202);
  g_assert_cmpstr (json_at (reply, "state"), ==, "queued");
  hcrm_jobs_kick (jobs);
  return json_int_at (reply, "id");
}

/* Returns: (transfer full): the export in @state */
static JsonNode *
wait_for (Fixture *self, const char *user, gint64 id, const char *state)
{
  g_autofree char *path = g_strdup_printf ("/exports/%" G_GINT64_FORMAT, id);
  gint64 until = g_get_monotonic_time () + PATIENCE_US;

  for (;;) {
    g_autoptr (JsonNode) reply = fixture_call (self, user, "GET", path, NULL, NULL);
    g_assert_cmpuint (fixture_answer.status, ==, 200);
    if (strcmp (json_at (reply, "state"), state) == 0)
      return g_steal_pointer (&reply);
    if (g_get_monotonic_time () > until)
      g_error ("%s", fixture_answer.text);
    run_loop (50);
  }
}

static char *
fetch (Fixture *self, const char *user, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/exports/%" G_GINT64_FORMAT "/file", id);
  g_autoptr (JsonNode) unused = fixture_call (self, user, "GET", path, NULL, NULL);

  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return g_strdup (fixture_answer.text);
}

static char *
export_text (Fixture *self, const char *user, const char *list, const char *body)
{
  gint64 id = order (self, user, list, body);
  g_autoptr (JsonNode) done = wait_for (self, user, id, "done");

  return fetch (self, user, id);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p++)
    n += p[0] == '\r' && p[1] == '\n';
  return n;
}

/* Without search keys, which would take most of the time. */
static void
add_patients_from (Fixture *self, guint first, guint n)
{
  g_free (fixture_sql (
      self,
      "SELECT set_config('hcrm.user', '1', false);"
      "ALTER TABLE patient DISABLE TRIGGER USER;"
      "INSERT INTO patient (id, survivor_id, name, pinyin, initials, sex, birth_date)"
      " OVERRIDING SYSTEM VALUE"
      " SELECT i, i, '病人' || i, 'bing ren ' || (i %% 7), 'br',"
      "   CASE i %% 2 WHEN 0 THEN 'male' ELSE 'female' END, date '1950-01-01' + i %% 20000"
      " FROM generate_series(%u, %u) AS i;"
      "ALTER TABLE patient ENABLE TRIGGER USER;"
      "INSERT INTO patient_summary (patient_id) SELECT id FROM patient WHERE id >= %u;"
      "ANALYZE patient",
      first, first + n - 1, first));
}

static void
add_patients (Fixture *self, guint n)
{
  add_patients_from (self, 1, n);
}

/* --- What is listed is what is exported ---------------------------------------------------------
 */

static void
test_listed (Fixture *self, gconstpointer unused)
{
  add_patients (self, 2345);
  g_autofree char *text =
      export_text (self, "agent", "/patients", ORDER ("sex=male&sort=-birth_date", "csv"));
  g_autoptr (JsonNode) list =
      fixture_call (self, "agent", "GET",
                    "/patients?sex=male&sort=-birth_date&limit=200&count=exact", NULL, NULL);
  const char *p = text;

  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf"));
  g_assert_cmpint (json_int_at (list, "total.value"), ==, 1172);
  g_assert_cmpuint (count_lines (text), ==, 1 + 1172);
  for (guint i = 0; i < json_length_at (list, "items"); i++) {
    g_autofree char *member = g_strdup_printf ("items.%u.name", i);
    g_autofree char *cell = g_strdup_printf (",%s,", json_at (list, member));
    p = strstr (p, cell);
    g_assert_nonnull (p);
  }
}

static void
test_scope_and_mask (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 201, "agent", "POST", "/patients",
                  "{\"name\":\"单雄信\",\"sex\":\"unknown\",\"id_kind\":\"resident-id\","
                  "\"id_number\":\"330102195903024423\",\"address\":\"浙江省杭州市上城区1号\"}");
  fixture_expect (self, 201, "agent", "POST", "/contacts",
                  "{\"patient_id\":1,\"relation\":\"self\",\"channel\":\"phone\","
                  "\"number\":\"13812345678\"}");
  g_autofree char *all = export_text (self, "agent", "/patients", ORDER ("", "csv"));
  g_autofree char *none = export_text (self, "doctor", "/patients", ORDER ("", "csv"));

  g_assert_nonnull (strstr (all, "单雄信"));
  g_assert_nonnull (strstr (all, "138****5678"));
  g_assert_nonnull (strstr (all, "3301**********4423"));
  g_assert_null (strstr (all, "13812345678"));
  g_assert_null (strstr (all, "上城区"));
  /* Not a patient of the doctor's department. */
  g_assert_null (strstr (none, "单雄信"));
  g_assert_cmpuint (count_lines (none), ==, 1);
}

/* Lists in a cell are read by people: names and codes, in their language. */
static void
test_lists_in_words (Fixture *self, gconstpointer unused)
{
  g_autofree char *department = fixture_sql (self, "SELECT min(id) FROM department");
  g_autofree char *name =
      fixture_sql (self, "SELECT name_en FROM department WHERE id = %s", department);
  g_autofree char *rule =
      g_strdup_printf ("{\"name\":\"心梗\",\"mandatory_as\":\"key\",\"icd10\":[\"I21\",\"I22\"],"
                       "\"department_ids\":[%s]}",
                       department);

  fixture_expect (self, 201, "supervisor", "POST", "/followup-rules", rule);
  g_autofree char *text =
      export_text (self, "supervisor", "/followup-rules",
                   "{\"query\":\"\",\"format\":\"csv\",\"reason\":\"monthly\",\"columns\":"
                   "[\"name\",\"icd10\",\"departments\",\"kinds\"]}");

  g_assert_nonnull (strstr (text, "I21 · I22"));
  g_assert_nonnull (strstr (text, name));
  g_assert_null (strstr (text, "["));
}

static void
test_columns_and_language (Fixture *self, gconstpointer unused)
{
  static const char body[] = "{\"columns\":[\"name\",\"sex\",\"department\"],\"format\":\"csv\","
                             "\"title\":\"T\",\"reason\":\"why\"}";
  g_autoptr (JsonNode) reply = NULL;

  g_free (fixture_sql (self, "SELECT set_config('hcrm.user', '1', false);"
                             "INSERT INTO patient (name, sex) VALUES ('甲', 'male');"
                             "INSERT INTO encounter (patient_id, site_id, kind, number, state,"
                             " department_id, started_at) VALUES (1, 2, 'outpatient', 'O1',"
                             " 'active', 1, hcrm_now())"));
  reply = fixture_call (self, "agent", "POST", "/patients/actions/export", body,
                        "Accept-Language: en", NULL);
  g_assert_cmpuint (fixture_answer.status, ==, 202);
  g_autoptr (JsonNode) done = wait_for (self, "agent", json_int_at (reply, "id"), "done");
  g_autofree char *english = fetch (self, "agent", json_int_at (reply, "id"));
  g_assert_cmpstr (english, ==,
                   "\xef\xbb\xbf"
                   "Full name,Sex,Department\r\n甲,Male,Orthopaedics\r\n");
  g_assert_nonnull (strstr (json_at (done, "name"), "T "));
  g_assert_true (g_str_has_suffix (json_at (done, "name"), ".csv"));
}

static void
test_tasks (Fixture *self, gconstpointer unused)
{
  g_free (fixture_sql (
      self, "%s",
      "SELECT set_config('hcrm.user', '1', false);"
      "INSERT INTO patient (name) VALUES ('甲');"
      "INSERT INTO followup_template (code, name, state) VALUES ('t', 'T', 'published');"
      "INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id, started_at)"
      " VALUES (1, 2, 'outpatient', 'O1', 'active', 1, hcrm_now());"
      "INSERT INTO followup_plan (patient_id, encounter_id, template_id, site_id, department_id,"
      " doctor_id) VALUES (1, 1, 1, 2, 1, 1);"
      "INSERT INTO activity (kind, patient_id, site_id) SELECT 'followup_task', 1, 2"
      " FROM generate_series(1, 1500);"
      "INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, owner, site_id,"
      " department_id, channel, due_on, planned_on, state) SELECT i, 1, 1, i, i, 'centre', 2, 1,"
      " 'phone', hcrm_today() - i % 3, hcrm_today(), 'open' FROM generate_series(1, 1500) AS i"));
  g_autofree char *open = export_text (self, "agent", "/followup-tasks",
                                       ORDER ("bucket=overdue&owner=centre&sort=due_on", "csv"));
  g_autofree char *all = export_text (self, "agent", "/followup-tasks", ORDER ("", "csv"));

  g_assert_cmpuint (count_lines (open), ==, 1 + 1000);
  g_assert_cmpuint (count_lines (all), ==, 1 + 1500);
}

/* --- More than 100,000 rows ---------------------------------------------------------------------
 */

static void
test_large (Fixture *self, gconstpointer unused)
{
  add_patients (self, 101000);
  gint64 before = g_get_monotonic_time ();
  gint64 csv = order (self, "agent", "/patients", ORDER ("", "csv"));
  gint64 xlsx = order (self, "agent", "/patients", ORDER ("", "xlsx"));
  g_autoptr (JsonNode) done = wait_for (self, "agent", csv, "done");
  g_autoptr (JsonNode) book = wait_for (self, "agent", xlsx, "done");
  g_autofree char *text = fetch (self, "agent", csv);

  g_test_message ("both and the download in %.1f s, XLSX %" G_GINT64_FORMAT " bytes",
                  (g_get_monotonic_time () - before) / 1e6, json_int_at (book, "size"));
  g_assert_cmpint (json_int_at (done, "done"), ==, 101000);
  g_assert_cmpint (json_int_at (book, "total"), ==, 101000);
  g_assert_cmpuint (count_lines (text), ==, 1 + 101000);
}

/* --- Memory -------------------------------------------------------------------------------------
 */

#define FEW 2000
#define MANY (20 * FEW)
#define ROOM (512 * 1024) /* what the many may take more than the few: some 13 bytes a row */

/* AddressSanitizer's own count, where the test is built with it: then it knows of every allocation.
 */
extern gsize __sanitizer_get_current_allocated_bytes (void) __attribute__ ((weak));

static gsize
count_allocated (void)
{
  if (__sanitizer_get_current_allocated_bytes != NULL)
    return __sanitizer_get_current_allocated_bytes ();
  struct mallinfo2 info = mallinfo2 ();
  return info.uordblks + info.hblkhd;
}

typedef struct {
  int over;
  gsize least, most;
} Watch;

/* What is kept for a whole export is kept for long enough to be seen. */
static gpointer
watch_thread (gpointer data)
{
  Watch *self = data;

  self->least = self->most = count_allocated ();
  while (!g_atomic_int_get (&self->over)) {
    gsize now = count_allocated ();
    self->most = MAX (self->most, now);
    g_usleep (1000);
  }
  return NULL;
}

/* Returns: by how many bytes the process grows while all patients are exported */
static gsize
measure (Fixture *self, const char *body, guint rows)
{
  Watch watch = { 0 };
  GThread *thread = g_thread_new ("watch", watch_thread, &watch);
  gint64 id = order (self, "agent", "/patients", body);
  g_autoptr (JsonNode) done = wait_for (self, "agent", id, "done");

  g_atomic_int_set (&watch.over, 1);
  g_thread_join (thread);
  g_assert_cmpint (json_int_at (done, "done"), ==, rows);
  g_test_message ("%u rows: %" G_GSIZE_FORMAT " bytes", rows, watch.most - watch.least);
  return watch.most - watch.least;
}

/* However many rows a list has, they pass through and are not gathered. */
static void
test_memory (Fixture *self, gconstpointer unused)
{
  static const char *const bodies[] = { ORDER ("", "csv"), ORDER ("", "xlsx") };
  gsize few[G_N_ELEMENTS (bodies)];

  add_patients (self, FEW);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    measure (self, bodies[i], FEW); /* what is allocated once, for good */
    few[i] = measure (self, bodies[i], FEW);
  }
  add_patients_from (self, FEW + 1, MANY - FEW);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_cmpuint (measure (self, bodies[i], MANY), <, few[i] + ROOM);
}

static void
test_cancel (Fixture *self, gconstpointer unused)
{
  add_patients (self, 30000);
  gint64 id = order (self, "agent", "/patients", ORDER ("", "xlsx"));
  g_autofree char *cancel = g_strdup_printf ("/exports/%" G_GINT64_FORMAT "/actions/cancel", id);
  g_autofree char *file = g_strdup_printf ("/exports/%" G_GINT64_FORMAT "/file", id);
  g_autoptr (JsonNode) running = wait_for (self, "agent", id, "running");

  fixture_expect (self, 404, "agent2", "POST", cancel, "{}");
  fixture_expect (self, 200, "agent", "POST", cancel, "{}");
  g_autofree char *left = NULL;
  do {
    g_free (left);
    run_loop (100);
    left = fixture_sql (self, "SELECT count(*) FROM job WHERE kind = 'export'");
  } while (strcmp (left, "0") != 0);
  g_autoptr (JsonNode) over = wait_for (self, "agent", id, "cancelled");
  fixture_expect (self, 404, "agent", "GET", file, NULL);
  g_autofree char *path = g_strdup_printf ("%s/exports/%" G_GINT64_FORMAT ".xlsx", self->files, id);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* --- Whose it is, why, and how long -------------------------------------------------------------
 */

static void
test_owner_only (Fixture *self, gconstpointer unused)
{
  gint64 id = order (self, "agent", "/patients", ORDER ("", "csv"));
  g_autofree char *path = g_strdup_printf ("/exports/%" G_GINT64_FORMAT, id);
  g_autofree char *file = g_strconcat (path, "/file", NULL);
  g_autoptr (JsonNode) done = wait_for (self, "agent", id, "done");
  g_autoptr (JsonNode) mine = fixture_call (self, "agent", "GET", "/exports", NULL, NULL);
  g_autoptr (JsonNode) theirs = fixture_call (self, "supervisor", "GET", "/exports", NULL, NULL);

  g_assert_cmpuint (json_length_at (mine, "items"), ==, 1);
  g_assert_cmpuint (json_length_at (theirs, "items"), ==, 0);
  fixture_expect (self, 404, "supervisor", "GET", path, NULL);
  fixture_expect (self, 404, "admin", "GET", file, NULL);
  fixture_expect (self, 200, "agent", "GET", file, NULL);
  g_assert_cmpstr (fixture_answer.media, ==, "text/csv; charset=utf-8");
}

/* What the duplicates page lists: with both records of a pair, for those who may merge. */
static void
test_duplicates (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/patients/duplicates";

  add_patients (self, 3);
  g_free (fixture_sql (self, "INSERT INTO patient_duplicate (first_id, second_id, score, codes)"
                             " VALUES (1, 2, 90, '{duplicate.name}'), (2, 3, 50, '{}')"));
  g_autofree char *text =
      export_text (self, "supervisor", path,
                   "{\"query\":\"level=certain&sort=-score\",\"format\":\"csv\",\"reason\":\"why\","
                   "\"columns\":[\"score\",\"level\",\"first_name\",\"second_name\"]}");
  g_assert_cmpuint (count_lines (text), ==, 2);
  g_assert_nonnull (strstr (text, "90,Almost certain,病人1,病人2\r\n"));
  fixture_expect (self, 403, "agent", "POST", "/patients/duplicates/actions/export",
                  ORDER ("", "csv"));
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  static const char path[] = "/patients/actions/export";

  fixture_expect (self, 422, "agent", "POST", path, "{\"format\":\"csv\"}");
  fixture_expect (self, 422, "agent", "POST", path, "{\"format\":\"csv\",\"reason\":\"\"}");
  fixture_expect (self, 422, "agent", "POST", path, "{\"format\":\"doc\",\"reason\":\"why\"}");
  fixture_expect (self, 422, "agent", "POST", path,
                  "{\"format\":\"csv\",\"reason\":\"why\",\"query\":\"colour=red\"}");
  fixture_expect (self, 422, "agent", "POST", path,
                  "{\"format\":\"csv\",\"reason\":\"why\",\"columns\":[\"password\"]}");
  fixture_expect (self, 403, "admin", "POST", path, ORDER ("", "csv"));
  g_autofree char *n = fixture_sql (self, "SELECT count(*) FROM export");
  g_assert_cmpstr (n, ==, "0");
}

static void
test_audit (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = export_text (self, "agent", "/patients", ORDER ("sex=male", "csv"));
  g_autofree char *trail = fixture_sql (
      self, "SELECT string_agg(concat_ws(' ', u.username, a.action, a.reason, a.after ->> 'query',"
            " a.after ->> 'rows'), ', ' ORDER BY a.id) FROM audit AS a"
            " JOIN app_user AS u ON u.id = a.user_id WHERE a.entity = 'export'");

  g_assert_cmpstr (trail, ==,
                   "agent export monthly report sex=male, agent exported 0, agent download 0");
}

static void
test_expiry (Fixture *self, gconstpointer unused)
{
  gint64 id = order (self, "agent", "/patients", ORDER ("", "csv"));
  g_autofree char *path = g_strdup_printf ("%s/exports/%" G_GINT64_FORMAT ".csv", self->files, id);
  g_autofree char *file = g_strdup_printf ("/exports/%" G_GINT64_FORMAT "/file", id);
  g_autoptr (JsonNode) done = wait_for (self, "agent", id, "done");
  HcrmJob sweep = { .http = self->http };
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = hcrm_db_open (self->conninfo, &error);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (fixture_sql (self, "UPDATE export SET expires_at = hcrm_now() - interval '1 minute'"));
  fixture_expect (self, 404, "agent", "GET", file, NULL);
  sweep.db = db;
  hcrm_db_begin (db, &hcrm_system_context);
  g_assert_true (hcrm_export_sweep (&sweep, &error));
  g_assert_true (hcrm_db_end (db, TRUE, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_autoptr (JsonNode) over = wait_for (self, "agent", id, "expired");
}

/* A right that was taken away between the order and the job. */
static void
test_rights_taken (Fixture *self, gconstpointer unused)
{
  g_clear_pointer (&jobs, hcrm_jobs_free);
  g_autoptr (JsonNode) reply =
      fixture_call (self, "agent", "POST", "/patients/actions/export", ORDER ("", "csv"), NULL);
  g_free (fixture_sql (self, "UPDATE app_user SET state = 'locked' WHERE username = 'agent'"));
  jobs = hcrm_jobs_new (self->http, self->events, hcrm_job_kinds, hcrm_sweeps);
  g_autofree char *state = NULL;
  do {
    g_free (state);
    run_loop (100);
    state = fixture_sql (self, "SELECT state FROM export");
  } while (strcmp (state, "queued") == 0 || strcmp (state, "running") == 0);
  g_assert_cmpstr (state, ==, "failed");
}

/* --- Nothing is mistaken for something else -----------------------------------------------------
 */

static const char *const texts[] = {
  "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx",  "＝1+1", "0138", "13812345678",
  "330102195903024421", "1E5",  "-5",   "a,\"b\"",  "a\nb", "+86",   "nan",  "",
};

static char *
write_texts (HcrmTableFormat format)
{
  g_autofree char *folder = g_dir_make_tmp ("hcrm-table-XXXXXX", NULL);
  char *path = g_build_filename (folder, "table", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmTableWriter) writer = hcrm_table_writer_new (path, format, "表/1", &error);
  char *heads[] = { (char *) "Text", NULL };

  g_assert_no_error (error);
  hcrm_table_writer_set_heads (writer, heads);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    hcrm_table_writer_add (writer, HCRM_KIND_TEXT, texts[i]);
    hcrm_table_writer_end_row (writer);
  }
  g_assert_true (hcrm_table_writer_close (writer, &error));
  return path;
}

static void
test_csv_texts (void)
{
  g_autofree char *path = write_texts (HCRM_TABLE_CSV);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "\xef\xbb\xbfText\r\n"
                   "\"'=cmd|' /C calc'!A0\"\r\n\"'+1+1\"\r\n\"'-2+3\"\r\n\"'@SUM(A1)\"\r\n"
                   "\"'\tx\"\r\n\"'＝1+1\"\r\n\"=\"\"0138\"\"\"\r\n\"=\"\"13812345678\"\"\"\r\n"
                   "\"=\"\"330102195903024421\"\"\"\r\n\"=\"\"1E5\"\"\"\r\n\"=\"\"-5\"\"\"\r\n"
                   "\"a,\"\"b\"\"\"\r\n\"a\nb\"\r\n\"=\"\"+86\"\"\"\r\n\"=\"\"nan\"\"\"\r\n\r\n");
}

/* Every text is a string of the sheet: no number, no formula. */
static void
test_xlsx_texts (void)
{
  g_autofree char *path = write_texts (HCRM_TABLE_XLSX);
  const char *argv[] = {
    "python3", "-c",
    "import sys, zipfile; "
    "print(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode())",
    path, NULL
  };
  g_autofree char *sheet = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &sheet,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_null (strstr (sheet, "<f>"));
  g_assert_null (strstr (sheet, "<v>"));
  g_assert_nonnull (strstr (sheet, ">330102195903024421</t>"));
  g_assert_nonnull (strstr (sheet, ">0138</t>"));
  g_assert_nonnull (strstr (sheet, "=cmd|"));
}

#define EXPORT_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  EXPORT_TEST ("/export/listed", test_listed);
  EXPORT_TEST ("/export/scope-and-mask", test_scope_and_mask);
  EXPORT_TEST ("/export/columns-and-language", test_columns_and_language);
  EXPORT_TEST ("/export/lists-in-words", test_lists_in_words);
  EXPORT_TEST ("/export/tasks", test_tasks);
  EXPORT_TEST ("/export/large", test_large);
  EXPORT_TEST ("/export/memory", test_memory);
  EXPORT_TEST ("/export/cancel", test_cancel);
  EXPORT_TEST ("/export/owner-only", test_owner_only);
  EXPORT_TEST ("/export/duplicates", test_duplicates);
  EXPORT_TEST ("/export/refused", test_refused);
  EXPORT_TEST ("/export/audit", test_audit);
  EXPORT_TEST ("/export/expiry", test_expiry);
  EXPORT_TEST ("/export/rights-taken", test_rights_taken);
  g_test_add_func ("/export/csv-texts", test_csv_texts);
  g_test_add_func ("/export/xlsx-texts", test_xlsx_texts);
  return g_test_run ();
}
