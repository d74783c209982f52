/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the upload of a list to the day when nothing is kept of it any longer. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "hcrm-upload.h"
#include "modules/followup/followup.h"
#include "modules/patient/patient-import.h"

static void
test_same_names (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor",
                           "姓名,出生日期,电话,住院号\n王伟,,,\n王伟,,,\n王伟,1960-01-02,,\n"
                           "王伟,,13800000001,\n王伟,,,H9\n");
  g_autoptr (JsonNode) checked = upload_do (self, "supervisor", id, "check", "checked");

  upload_assert_counts (checked, 4, 0, 0, 0, 1);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 4, 0, 0, 0, 1);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "4");
  g_autofree char *rejects = upload_fetch_rejects (self, "supervisor", id, "en");
  upload_assert_has (rejects, "3,姓名,");
  upload_assert_has (rejects, "add the MRN or the document number");
}

/* Two visits of one name in one list are the visits of one person only if something says so. */
static void
test_same_names_visits (Fixture *self, gconstpointer unused)
{
  gint64 id = upload_text (self, "supervisor",
                           "姓名,电话,科室,出院日期,就诊号\n王伟,,骨科,2026-01-02,V1\n"
                           "王伟,,骨科,2026-02-02,V2\n李强,13800000001,骨科,2026-01-02,V3\n"
                           "李强,13800000001,骨科,2026-02-02,V4\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");

  upload_assert_counts (done, 2, 0, 3, 0, 1);
  upload_assert_sql (self,
                     "SELECT string_agg(concat(p.name, e.number), ' ' ORDER BY e.id) "
                     "FROM encounter AS e JOIN patient AS p ON p.id = e.patient_id",
                     "王伟V1 李强V3 李强V4");
}

/* A check that fails says so, and leaves nothing that a later import would take for its own. */
static void
test_failed_check (Fixture *self, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new ("姓名,病案号\n");

  for (guint i = 0; i < 450; i++)
    g_string_append_printf (text, "甲,K%u\n", i);
  g_string_append (text, "丙,\"K999\n");
  gint64 id = upload_text (self, "supervisor", text->str);
  g_autoptr (JsonNode) ready = upload_do (self, "supervisor", id, "check", "ready");
  upload_assert_has (json_at (ready, "problem"), "452");
  upload_assert_sql (self, "SELECT count(*) FROM patient", "0");
  g_autoptr (JsonNode) failed = upload_do (self, "supervisor", id, "run", "failed");
  upload_assert_counts (failed, 450, 0, 0, 0, 0);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "450");
}

static void
refuse_completion (Fixture *self, const char *refusal)
{
  g_free (fixture_sql (self,
                       "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                       "$$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '%s'; END $$;"
                       "CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON import DEFERRABLE "
                       "INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'ready') "
                       "EXECUTE FUNCTION refuse()",
                       refusal));
}

static char *
dup_part (Fixture *self, gint64 id)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return hcrm_patient_import_dup_part (self->http, number);
}

static int link_errno; /* 0: files can be linked */

/* Stands before the C library's. */
int
link (const char *from, const char *to)
{
  if (link_errno == 0)
    return linkat (AT_FDCWD, from, AT_FDCWD, to, 0);
  errno = link_errno;
  return -1;
}

/* Some file systems have no hard links. */
static void
test_unlinked (Fixture *self, gconstpointer unused)
{
  static const int reasons[] = { EPERM, ENOTSUP, EOPNOTSUPP };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *text = g_strdup_printf ("姓名,病案号\n甲,U%u\n", i);
    link_errno = reasons[i];
    gint64 id = upload_text (self, "supervisor", text);
    link_errno = 0;
    g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
    upload_assert_counts (done, 1, 0, 0, 0, 0);
  }
}

/* What came stays until it is known to be kept: a commit that failed is tried again. */
static void
test_complete_again (Fixture *self, gconstpointer unused)
{
  static const char text[] = "姓名,病案号\n甲,T1\n";
  gint64 id = upload_begin (self, "supervisor", text, sizeof text - 1);
  g_autofree char *complete = upload_path (id, "/actions/complete");
  g_autofree char *part = dup_part (self, id);

  g_assert_cmpuint (upload_put_part (self, "supervisor", id, 0, text, sizeof text - 1), ==, 200);
  refuse_completion (self, "40001");
  g_autoptr (JsonNode) refused = fixture_call (self, "supervisor", "POST", complete, "{}", NULL);
  g_assert_cmpuint (fixture_answer.status, >=, 400);
  fixture_sweep (self, hcrm_patient_import_sweep);
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  g_free (fixture_sql (self, "DROP TRIGGER refuse ON import"));
  fixture_expect (self, 200, "supervisor", "POST", complete, "{}");
  fixture_sweep (self, hcrm_patient_import_sweep);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");
  upload_assert_counts (done, 1, 0, 0, 0, 0);
}

/* After thirty days nothing personal is left of an import, and nothing to undo it with. */
static void
test_forgotten (Fixture *self, gconstpointer unused)
{
  gint64 first = upload_text (self, "supervisor", "姓名,病案号,性别\n甲,U1,男\n乙,U2,x\n");
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", first, "run", "done");
  gint64 second = upload_text (self, "supervisor", "姓名,病案号,地址\n甲,U1,杭州\n");
  upload_change (self, 200, "supervisor", second, "{\"existing\":\"update\"}");
  g_autoptr (JsonNode) updated = upload_do (self, "supervisor", second, "run", "done");

  fixture_sweep (self, hcrm_patient_import_sweep);
  upload_assert_sql (self, "SELECT count(*) FROM import_row", "2");
  g_free (fixture_sql (self, "UPDATE import SET created_at = hcrm_now() - interval '31 days'"));
  fixture_sweep (self, hcrm_patient_import_sweep);
  upload_assert_sql (self, "SELECT count(*) FROM import_row", "0");
  upload_assert_sql (self, "SELECT count(*) FROM import_reject", "0");
  upload_step (self, 409, "supervisor", second, "undo");
  upload_assert_sql (self, "SELECT address FROM patient WHERE name = '甲'", "杭州");
  g_autoptr (JsonNode) still = upload_get (self, "supervisor", second);
  g_assert_cmpint (json_int_at (still, "updated"), ==, 1);
}

/* What the server itself notes of a discharge is nobody's work: the import can be undone. */
static void
test_undo_late (Fixture *self, gconstpointer unused)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_days (now, -3);
  g_autofree char *day = g_date_time_format (then, "%Y-%m-%d");
  g_autofree char *text =
      g_strdup_printf ("姓名,病案号,科室,出院日期,就诊号\n甲,L1,骨科,%s,LV1\n", day);
  gint64 id = upload_text (self, "supervisor", text);
  g_autoptr (JsonNode) done = upload_do (self, "supervisor", id, "run", "done");

  fixture_sweep (self, hcrm_followup_note_late);
  upload_assert_sql (self, "SELECT count(*) FROM followup_late_decision", "1");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", id, "undo", "undone");
  g_assert_cmpint (json_int_at (undone, "kept"), ==, 0);
  upload_assert_sql (self, "SELECT count(*) FROM patient", "0");
  upload_assert_sql (self, "SELECT count(*) FROM timeline", "0");
}

/* What was noted in the same moment of another discharge of the patient stays. */
static void
test_undo_late_twice (Fixture *self, gconstpointer unused)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gint64 *ids = g_new0 (gint64, 2);

  for (int i = 0; i < 2; i++) {
    g_autoptr (GDateTime) then = g_date_time_add_days (now, i - 9);
    g_autofree char *day = g_date_time_format (then, "%Y-%m-%d");
    g_autofree char *text =
        g_strdup_printf ("姓名,病案号,科室,出院日期,就诊号\n甲,L1,骨科,%s,LV%d\n", day, i + 1);
    ids[i] = upload_text (self, "supervisor", text);
    g_autoptr (JsonNode) done = upload_do (self, "supervisor", ids[i], "run", "done");
  }
  fixture_sweep (self, hcrm_followup_note_late);
  upload_assert_sql (self, "SELECT count(*) FROM timeline WHERE code LIKE 'decision.%'", "2");
  g_autoptr (JsonNode) undone = upload_do (self, "supervisor", ids[1], "undo", "undone");
  upload_assert_sql (self,
                     "SELECT string_agg(e.number, ' ') FROM timeline AS t JOIN encounter AS e ON "
                     "e.id = (t.params ->> 'encounter_id')::bigint WHERE t.code LIKE 'decision.%'",
                     "LV1");
  upload_assert_sql (self, "SELECT count(*) FROM timeline WHERE code LIKE 'decision.%'", "1");
}

/* Nobody stops or discards what has moved on since it was looked at. */
static void
test_versions (Fixture *self, gconstpointer unused)
{
  static const char *const steps[] = { "discard", "cancel" };
  gint64 id = upload_text (self, "supervisor", "姓名,病案号\n甲,Y1\n");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *rest = g_strconcat ("/actions/", steps[i], NULL);
    g_autofree char *path = upload_path (id, rest);
    fixture_expect (self, 428, "supervisor", "POST", path, "{}");
    fixture_expect (self, 412, "supervisor", "POST", path, "{}", "If-Match: \"1\"");
  }
  upload_step (self, 200, "supervisor", id, "discard");
}

#define TEST(path, function)                                                                       \
  g_test_add (path, Fixture, NULL, upload_setup, function, upload_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/import-life/same-names", test_same_names);
  TEST ("/import-life/same-names-visits", test_same_names_visits);
  TEST ("/import-life/failed-check", test_failed_check);
  TEST ("/import-life/complete-again", test_complete_again);
  TEST ("/import-life/forgotten", test_forgotten);
  TEST ("/import-life/undo-late", test_undo_late);
  TEST ("/import-life/undo-late-twice", test_undo_late_twice);
  TEST ("/import-life/unlinked", test_unlinked);
  TEST ("/import-life/versions", test_versions);
  return g_test_run ();
}
