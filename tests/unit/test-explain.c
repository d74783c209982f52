/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stored codes say, in both languages, whatever parameters there are. */

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "core/hcrm-explain.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"

static HcrmExplanation *
explain (const char *code, const char *params)
{
  g_autoptr (JsonNode) node = params != NULL ? json_from_string (params, NULL) : NULL;

  return hcrm_explain (code, node != NULL ? json_node_get_object (node) : NULL);
}

static void
test_parts (void)
{
  g_autoptr (HcrmExplanation) done =
      explain ("followup.done",
               "{\"step\":2,\"steps\":3,\"template\":\"髋关节\",\"template_en\":\"Hip\","
               "\"contact\":\"王芳\",\"relation\":\"self\",\"score\":\"12\"}");
  g_autoptr (HcrmExplanation) bare = explain ("followup.done", NULL);

  g_assert_cmpstr (done->title, ==, "Follow-up done");
  g_assert_cmpstr (done->detail, ==, "王芳 (The patient) · score 12 · step 2 of 3 · Hip");
  g_assert_cmpstr (done->pill, ==, "ok");
  g_assert_cmpstr (done->kind, ==, "followup");
  g_assert_cmpstr (bare->detail, ==, "");
}

/* One of a thing is not several. */
static void
test_counted (void)
{
  g_autoptr (HcrmExplanation) one =
      explain ("warning.repeat-person", "{\"n\":1,\"days\":1,\"staff\":\"王\"}");
  g_autoptr (HcrmExplanation) more = explain ("warning.grade", "{\"n\":3}");
  g_autoptr (HcrmExplanation) term = explain ("deadline.term", "{\"days\":1}");
  g_autoptr (HcrmExplanation) late =
      explain ("deadline.late", "{\"at\":\"2026-03-02T10:00:00+08:00\",\"length\":\"1:30\"}");

  g_assert_cmpstr (one->detail, ==, "1 complaint within 1 day");
  g_assert_cmpstr (more->detail, ==, "3 complaints");
  g_assert_cmpstr (term->title, ==, "Term: 1 working day");
  g_assert_cmpstr (late->detail, ==, "by 1:30 hours of service");
}

static void
test_outcome (void)
{
  g_autoptr (HcrmExplanation) left = explain ("encounter.discharged", "{\"outcome\":\"home\"}");

  g_assert_cmpstr (left->detail, ==, "Discharged home");
}

static void
test_titles (void)
{
  g_autoptr (HcrmExplanation) tried =
      explain ("followup.attempt", "{\"disposition\":\"no_answer\"}");
  g_autoptr (HcrmExplanation) bare = explain ("followup.attempt", "{}");
  g_autoptr (HcrmExplanation) unknown = explain ("no.such-code", "{\"a\":[1,{}]}");

  g_assert_cmpstr (tried->title, ==, "Attempt: No answer");
  g_assert_cmpstr (bare->title, ==, "Attempt");
  g_assert_cmpstr (unknown->title, ==, "no.such-code");
  g_assert_null (hcrm_explain_get_kind ("no.such-code"));
}

/* A text with braces in it is not filled again, and nothing in a parameter can break a sentence. */
static void
test_hostile (void)
{
  g_autoptr (HcrmExplanation) sent =
      explain ("followup.lost", "{\"reason\":\"{step} %s } {\",\"step\":null,\"steps\":{}}");

  g_assert_cmpstr (sent->detail, ==, "because: {step} %s } {");
}

static void
test_all (void)
{
  for (guint n = 0; hcrm_explain_get_nth_code (n) != NULL; n++) {
    const char *code = hcrm_explain_get_nth_code (n);
    g_autoptr (HcrmExplanation) bare = explain (code, NULL);

    g_assert_cmpstr (bare->title, !=, "");
    g_assert_cmpstr (bare->title, !=, code);
    g_assert_true (strpbrk (bare->title, "{}") == NULL);
    g_assert_nonnull (bare->icon);
    g_assert_nonnull (hcrm_explain_get_kind (code));
  }
}

static gboolean
is_failure_choice (const char *code)
{
  for (const HcrmChoice *choice = hcrm_disposition_failures; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, code))
      return TRUE;
  return FALSE;
}

static void
test_dispositions (void)
{
  for (guint key = 1; key <= 8; key++)
    g_assert_nonnull (hcrm_disposition_find_key (key));
  g_assert_null (hcrm_disposition_find_key (0));
  g_assert_cmpstr (hcrm_disposition_find_key (7)->code, ==, "call_later");
  g_assert_null (hcrm_disposition_find ("no-answer"));
  for (guint i = 0; i < hcrm_n_dispositions; i++) {
    const HcrmDisposition *each = &hcrm_dispositions[i];

    g_assert_true (hcrm_disposition_find (each->code) == each);
    g_assert_true (hcrm_disposition_is_failure (each) == is_failure_choice (each->code));
    g_assert_true (each->plan == HCRM_PLAN_GOES_ON || each->task != HCRM_TASK_RETRY);
    g_assert_nonnull (hcrm_workflow_get_state (&hcrm_followup_task_workflow,
                                               hcrm_disposition_get_task_state (each)));
  }
}

/* Every step leads from a state to a state of its workflow. */
static void
test_workflows (void)
{
  const HcrmWorkflow *flows[] = { &hcrm_followup_template_workflow, &hcrm_followup_plan_workflow,
                                  &hcrm_followup_task_workflow, &hcrm_followup_decision_workflow };

  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    for (guint k = 0; k < flows[i]->n_steps; k++) {
      g_assert_nonnull (hcrm_workflow_get_state (flows[i], flows[i]->steps[k].from));
      g_assert_nonnull (hcrm_workflow_get_state (flows[i], flows[i]->steps[k].to));
    }
}

static void
test_chinese (void)
{
  if (setlocale (LC_ALL, "zh_CN.UTF-8") == NULL) {
    g_test_skip ("The locale zh_CN.UTF-8 is not installed");
    return;
  }
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("HCRM_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_autoptr (HcrmExplanation) tried =
      explain ("followup.attempt",
               "{\"disposition\":\"busy\",\"step\":1,\"steps\":3,\"template\":\"髋关节\","
               "\"template_en\":\"Hip\",\"contact\":\"王芳\",\"relation\":\"spouse\"}");
  g_autoptr (HcrmExplanation) bare = explain ("followup.attempt", NULL);

  g_assert_cmpstr (tried->title, ==, "拨打：占线");
  g_assert_cmpstr (tried->detail, ==, "王芳（配偶） · 第 1 次，共 3 次 · 髋关节");
  g_assert_cmpstr (bare->title, ==, "拨打");
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/parts", test_parts);
  g_test_add_func ("/explain/counted", test_counted);
  g_test_add_func ("/explain/outcome", test_outcome);
  g_test_add_func ("/explain/titles", test_titles);
  g_test_add_func ("/explain/hostile", test_hostile);
  g_test_add_func ("/explain/all", test_all);
  g_test_add_func ("/explain/dispositions", test_dispositions);
  g_test_add_func ("/explain/workflows", test_workflows);
  g_test_add_func ("/explain/chinese", test_chinese);
  return g_test_run ();
}
