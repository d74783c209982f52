/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires over HTTP: drafts, versions, what can never change, where they are
 * used, and how they are found. */

#include <string.h>

#include "core/hcrm-form-store.h"
#include "hcrm-fixture.h"

#define ITEM(id, text) "{\"linkId\":\"" id "\",\"text\":\"" text "\",\"type\":\"boolean\"}"
#define FORM(url, more, items)                                                                     \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"" url "\",\"status\":\"draft\"," more             \
  "\"item\":[" items "]}"
#define SIMPLE                                                                                     \
  FORM ("urn:t:a", "\"version\":\"1\",\"title\":\"慢阻肺随访\",", ITEM ("a", "咳嗽吗？"))

static void
create (Fixture *self, guint status, const char *resource)
{
  fixture_send_resource (self, status, "admin", "POST", "/questionnaires", resource, 0);
}

static void
step (Fixture *self, guint status, int id, const char *action, int version)
{
  g_autofree char *path = g_strdup_printf ("/questionnaires/%d/actions/%s", id, action);

  fixture_step (self, status, "admin", path, "{}", version);
}

static void
show (Fixture *self, int id)
{
  g_autofree char *path = g_strdup_printf ("/questionnaires/%d", id);

  fixture_expect (self, 200, "admin", "GET", path, NULL);
}

/* What no code may do is refused by the database, even to the owner. */
static void
assert_kept (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hcrm_db_script (self->owner, sql, &error));
  g_test_message ("%s: %s", sql, error->message);
}

/* --- Versions ------------------------------------------------------------------------------- */

static void
test_versions (Fixture *self, gconstpointer unused)
{
  create (self, 201, SIMPLE);
  g_assert_cmpstr (fixture_answer.location, ==, "/api/v1/questionnaires/1");
  g_assert_cmpstr (fixture_at ("state"), ==, "draft");
  g_assert_cmpstr (fixture_at ("resource"), ==, SIMPLE);
  fixture_send_resource (self, 428, "admin", "PATCH", "/questionnaires/1", SIMPLE, 0);
  fixture_send_resource (self, 412, "admin", "PATCH", "/questionnaires/1", SIMPLE, 7);
  fixture_send_resource (self, 403, "agent", "PATCH", "/questionnaires/1", SIMPLE, 1);
  fixture_send_resource (self, 200, "admin", "PATCH", "/questionnaires/1",
                         FORM ("urn:t:a", "\"title\":\"改名\",",
                               ITEM ("a", "1") "," ITEM ("b", "2")),
                         1);
  g_assert_cmpstr (fixture_at ("title"), ==, "改名");
  g_assert_cmpstr (fixture_at ("items"), ==, "2");
  g_assert_cmpstr (fixture_at ("version_tag"), ==, "1");

  step (self, 200, 1, "publish", 2);
  g_assert_cmpstr (fixture_at ("state"), ==, "published");
  g_assert_nonnull (strstr (fixture_at ("resource"), "\"status\":\"active\""));
  g_assert_nonnull (strstr (fixture_at ("resource"), "\"version\":\"1\""));
  fixture_send_resource (self, 409, "admin", "PATCH", "/questionnaires/1", SIMPLE, 3);
  step (self, 409, 1, "publish", 3);

  step (self, 200, 1, "revise", 0);
  g_assert_cmpstr (fixture_at ("id"), ==, "2");
  g_assert_cmpstr (fixture_at ("version_tag"), ==, "2");
  step (self, 409, 1, "revise", 0);
  step (self, 200, 2, "publish", 1);
  show (self, 1);
  g_assert_cmpstr (fixture_at ("state"), ==, "retired");
  fixture_expect (self, 200, "admin", "GET", "/questionnaires/1/versions", NULL);
  g_assert_cmpstr (fixture_at ("items.0.id"), ==, "2");
  g_assert_cmpstr (fixture_at ("items.1.version_tag"), ==, "1");
  step (self, 200, 2, "retire", 2);
  create (self, 409, SIMPLE);
  fixture_expect (self, 404, "admin", "GET", "/questionnaires/9/versions", NULL);
}

static void
test_immutable (Fixture *self, gconstpointer unused)
{
  create (self, 201, SIMPLE);
  step (self, 200, 1, "publish", 1);
  assert_kept (self, "UPDATE questionnaire SET resource = resource || ' '");
  assert_kept (self, "UPDATE questionnaire SET title = 'x'");
  assert_kept (self, "UPDATE questionnaire SET version_tag = '9'");
  assert_kept (self, "UPDATE questionnaire SET state = 'draft'");
  assert_kept (self, "DELETE FROM questionnaire");
  assert_kept (self, "INSERT INTO questionnaire_category VALUES (1, 'icd10', 'A00')");
  assert_kept (self,
               "INSERT INTO questionnaire (url, version_tag, title, state, resource, tree_hash)"
               " VALUES ('urn:t:a', '2', 'x', 'published', '{}', '')");
  step (self, 200, 1, "retire", 2);
  assert_kept (self, "UPDATE questionnaire SET state = 'published'");
}

static void
test_next_version (void)
{
  static const struct {
    const char *tag;
    const char *next;
  } cases[] = {
    { NULL, "1" }, { "1", "2" }, { "1.0.9", "1.0.10" }, { "a", "a.1" }, { "2024-05", "2024-6" }
  };
  const char *const taken[] = { "2", "3", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *next = hcrm_form_next_version (cases[i].tag, NULL);
    g_assert_cmpstr (next, ==, cases[i].next);
  }
  g_autofree char *free_one = hcrm_form_next_version ("1", taken);
  g_assert_cmpstr (free_one, ==, "4");
}

static void
test_changes (Fixture *self, gconstpointer unused)
{
  create (self, 201,
          FORM ("urn:t:a", "\"title\":\"x\",",
                ITEM ("a", "1") "," ITEM ("b", "2") "," ITEM ("c", "3")));
  step (self, 200, 1, "publish", 1);
  step (self, 200, 1, "revise", 0);
  fixture_send_resource (
      self, 200, "admin", "PATCH", "/questionnaires/2",
      FORM ("urn:t:a", "\"title\":\"x\",\"version\":\"2\",",
            "{\"linkId\":\"a\",\"text\":\"1\",\"type\":\"integer\"}," ITEM ("c", "4")),
      1);
  g_assert_cmpstr (fixture_at ("changes.0.because.code"), ==, "item.type");
  g_assert_cmpstr (fixture_at ("changes.0.because.params.now"), ==, "integer");
  g_assert_cmpstr (fixture_at ("changes.1.because.code"), ==, "item.removed");
  step (self, 200, 2, "publish", 2);
  g_assert_cmpstr (fixture_at ("changes.2.because.code"), ==, "item.words");
}

/* --- Faults --------------------------------------------------------------------------------- */

static void
test_faults (Fixture *self, gconstpointer unused)
{
  create (self, 201,
          FORM ("urn:t:a", "\"title\":\"x\",",
                ITEM ("a", "1") "," ITEM ("a", "2") ","
                                                    "{\"linkId\":\"c\",\"type\":\"nonsense\"}"));
  g_assert_cmpint (atoi (fixture_at ("errors")), >=, 2);
  g_assert_cmpstr (fixture_at ("findings.0.severity"), ==, "error");
  step (self, 422, 1, "publish", 1);
  g_assert_nonnull (strstr (fixture_answer.text, "Questionnaire.item[1]"));
  g_assert_nonnull (strstr (fixture_answer.text, "Questionnaire.item[2]"));
  show (self, 1);
  g_assert_cmpstr (fixture_at ("state"), ==, "draft");
  create (self, 422, "{\"resourceType\":\"Patient\"}");
  create (self, 400, "{\"resourceType\":");
  fixture_expect (self, 422, "admin", "POST", "/questionnaires", "{}", NULL);
}

/* --- Copies, retirement --------------------------------------------------------------------- */

static void
test_copy (Fixture *self, gconstpointer unused)
{
  create (self, 201, SIMPLE);
  step (self, 200, 1, "clone", 0);
  g_assert_cmpstr (fixture_at ("url"), ==, "urn:t:a-copy");
  fixture_expect (self, 200, "admin", "POST", "/questionnaires/1/actions/clone",
                  "{\"url\":\"urn:t:other\",\"title\":\"另一份\",\"title_en\":\"Another\"}", NULL);
  g_assert_cmpstr (fixture_at ("url"), ==, "urn:t:other");
  g_assert_cmpstr (fixture_at ("title_en"), ==, "Another");
  fixture_expect (self, 403, "agent", "POST", "/questionnaires/1/actions/clone", "{}", NULL);
  step (self, 200, 1, "retire", 1);
  step (self, 409, 1, "publish", 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/next-version", test_next_version);
  FIXTURE_TEST ("/questionnaire/versions", test_versions);
  FIXTURE_TEST ("/questionnaire/immutable", test_immutable);
  FIXTURE_TEST ("/questionnaire/changes", test_changes);
  FIXTURE_TEST ("/questionnaire/faults", test_faults);
  FIXTURE_TEST ("/questionnaire/copy", test_copy);
  return g_test_run ();
}
