/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit log's seals: what was sealed cannot be changed, taken away or added to unnoticed. */

#include "core/hcrm-audit.h"

#include "hcrm-fixture.h"
#include "model/hcrm-administration.h"

/* Somebody writes the database directly, past every trigger. */
static void
tamper (Fixture *self, const char *sql)
{
  g_free (fixture_sql (self, "SET session_replication_role = replica"));
  g_free (fixture_sql (self, "%s", sql));
  g_free (fixture_sql (self, "SET session_replication_role = DEFAULT"));
}

static void
write_rows (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (fixture_sql (self, "SELECT hcrm_audit('read', 'test', %u)", i));
}

static HcrmDb *
open_app (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  HcrmDb *db = hcrm_db_open (self->conninfo, &error);

  g_assert_no_error (error);
  return db;
}

static void
seal (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = open_app (self);

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_audit_seal (db, &error);
  g_assert_no_error (error);
  hcrm_db_end (db, TRUE, &error);
  g_assert_no_error (error);
}

static guint
verify (Fixture *self, const char *head, HcrmAuditReport *report)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) db = open_app (self);

  hcrm_audit_verify (db, head, report, &error);
  g_assert_no_error (error);
  return report->breaks->len;
}

static void
assert_breaks (Fixture *self, guint n)
{
  g_auto (HcrmAuditReport) report = { 0 };

  g_assert_cmpuint (verify (self, NULL, &report), ==, n);
}

static gint64
count (Fixture *self, const char *sql)
{
  g_autofree char *text = fixture_sql (self, "%s", sql);

  return g_ascii_strtoll (text, NULL, 10);
}

/* --- Sealing ---------------------------------------------------------------------------------- */

static void
test_whole (Fixture *self, gconstpointer unused)
{
  g_auto (HcrmAuditReport) report = { 0 };

  write_rows (self, 3);
  seal (self);
  write_rows (self, 2);
  seal (self);
  seal (self); /* nothing new: no seal */
  g_assert_cmpuint (verify (self, NULL, &report), ==, 0);
  g_assert_cmpuint (report.n_seals, ==, 2);
  g_assert_cmpint (report.n_rows, ==, count (self, "SELECT count(*) FROM audit"));
}

static void
test_empty (Fixture *self, gconstpointer unused)
{
  g_auto (HcrmAuditReport) report = { 0 };

  g_assert_cmpuint (verify (self, NULL, &report), ==, 0);
  g_assert_cmpuint (report.n_seals, ==, 0);
  g_assert_null (report.head);
}

/* A row of a transaction that was still running is sealed later, not missed and not sealed twice.
 */
static void
test_straggler (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmDb) slow = open_app (self);
  static const HcrmSql late = { "test.late", "SELECT hcrm_audit('read', 'late', 1)", 0, NULL,
                                FALSE };

  hcrm_db_begin (slow, &hcrm_system_context);
  hcrm_db_run (slow, &late, NULL, &error);
  g_assert_no_error (error);
  write_rows (self, 2);
  seal (self);
  g_assert_cmpint (count (self, "SELECT coalesce(sum(n), 0) FROM audit_seal"), <,
                   count (self, "SELECT count(*) FROM audit") + 1);
  hcrm_db_end (slow, TRUE, &error);
  g_assert_no_error (error);
  seal (self);
  g_assert_cmpint (count (self, "SELECT sum(n) FROM audit_seal"), ==,
                   count (self, "SELECT count(*) FROM audit"));
  assert_breaks (self, 0);
}

/* --- Tampering -------------------------------------------------------------------------------- */

static void
test_changed (Fixture *self, gconstpointer unused)
{
  write_rows (self, 3);
  seal (self);
  write_rows (self, 3);
  seal (self);
  tamper (self, "UPDATE audit SET reason = 'it was not me' WHERE id = (SELECT min(id) FROM audit)");
  assert_breaks (self, 1);
}

static void
test_removed (Fixture *self, gconstpointer unused)
{
  g_auto (HcrmAuditReport) report = { 0 };

  write_rows (self, 3);
  seal (self);
  tamper (self, "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)");
  g_assert_cmpuint (verify (self, NULL, &report), ==, 1);
  const HcrmAuditBreak *found = &g_array_index (report.breaks, HcrmAuditBreak, 0);
  g_assert_cmpint (found->expected, ==, found->found + 1);
}

static void
test_added (Fixture *self, gconstpointer unused)
{
  write_rows (self, 3);
  seal (self);
  tamper (self, "INSERT INTO audit (xid, action, entity) "
                "SELECT xid, 'read', 'nobody' FROM audit ORDER BY id LIMIT 1");
  assert_breaks (self, 1);
}

/* A seal made anew over changed rows does not fit the seal that follows. */
static void
test_resealed (Fixture *self, gconstpointer unused)
{
  write_rows (self, 3);
  seal (self);
  write_rows (self, 3);
  seal (self);
  tamper (self, "UPDATE audit SET reason = 'it was not me' WHERE id = (SELECT min(id) FROM audit)");
  tamper (self, "UPDATE audit_seal SET hash = (hcrm_audit_hash('', above_xid, below_xid)).hash "
                "WHERE id = (SELECT min(id) FROM audit_seal)");
  assert_breaks (self, 1);
}

/* Whoever takes away the last seals is found by the head in the system log. */
static void
test_cut_off (Fixture *self, gconstpointer unused)
{
  g_auto (HcrmAuditReport) before = { 0 };
  g_auto (HcrmAuditReport) after = { 0 };

  write_rows (self, 3);
  seal (self);
  write_rows (self, 3);
  seal (self);
  verify (self, NULL, &before);
  tamper (self, "DELETE FROM audit_seal WHERE id = (SELECT max(id) FROM audit_seal)");
  g_assert_cmpuint (verify (self, before.head, &after), ==, 0);
  g_assert_false (after.has_head);
}

/* The application cannot touch seals at all. */
static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_assert_cmpint (
      count (self, "SELECT count(*) FROM unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS what "
                   "WHERE has_table_privilege('hcrm_app', 'audit_seal', what)"),
      ==, 0);
}

/* Whatever a trigger writes down has a word for its reader. */
static void
test_words (Fixture *self, gconstpointer unused)
{
  g_autofree char *found =
      fixture_sql (self, "SELECT string_agg(DISTINCT split_part(encode(t.tgargs, 'escape'), "
                         "'\\000', 1), ' ') FROM pg_trigger AS t WHERE t.tgname = 'audit'");
  g_auto (GStrv) entities = g_strsplit (found, " ", -1);

  g_assert_cmpuint (g_strv_length (entities), >, 20);
  for (char **entity = entities; *entity != NULL; entity++) {
    const HcrmChoice *choice = hcrm_audit_entity_choices;
    while (choice->value != NULL && !g_str_equal (choice->value, *entity))
      choice++;
    if (choice->value == NULL)
      g_test_message ("%s", *entity);
    g_assert_nonnull (choice->value);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/audit/whole", test_whole);
  FIXTURE_TEST ("/audit/empty", test_empty);
  FIXTURE_TEST ("/audit/straggler", test_straggler);
  FIXTURE_TEST ("/audit/changed", test_changed);
  FIXTURE_TEST ("/audit/removed", test_removed);
  FIXTURE_TEST ("/audit/added", test_added);
  FIXTURE_TEST ("/audit/resealed", test_resealed);
  FIXTURE_TEST ("/audit/cut-off", test_cut_off);
  FIXTURE_TEST ("/audit/refused", test_refused);
  FIXTURE_TEST ("/audit/words", test_words);
  return g_test_run ();
}
