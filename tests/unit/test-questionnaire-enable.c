/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which items are enabled by which answers, in whatever order these come. */

#include "hcrm-form-kit.h"

static void
test_operators (void)
{
  static const struct {
    const char *type, *condition, *answer;
    gboolean enabled;
  } cases[] = {
    { "integer", "\"exists\",\"answerBoolean\":true", NULL, FALSE },
    { "integer", "\"exists\",\"answerBoolean\":true", "0", TRUE },
    { "integer", "\"exists\",\"answerBoolean\":false", NULL, TRUE },
    { "integer", "\"exists\",\"answerBoolean\":false", "0", FALSE },
    { "integer", "\"=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"=\",\"answerDecimal\":5.0", "5", TRUE },
    { "integer", "\"!=\",\"answerInteger\":5", "6", TRUE },
    { "integer", "\"!=\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\"!=\",\"answerInteger\":5", NULL, FALSE },
    { "integer", "\">\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\">\",\"answerInteger\":5", "6", TRUE },
    { "integer", "\">=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"<\",\"answerInteger\":5", "5", FALSE },
    { "integer", "\"<=\",\"answerInteger\":5", "5", TRUE },
    { "integer", "\"<\",\"answerInteger\":5", NULL, FALSE },
    { "decimal", "\">\",\"answerDecimal\":37.5", "37.51", TRUE },
    { "boolean", "\"=\",\"answerBoolean\":false", NULL, FALSE },
    { "boolean", "\"=\",\"answerBoolean\":false", "false", TRUE },
    { "date", "\">=\",\"answerDate\":\"2024-05-01\"", "2024-05-01", TRUE },
    { "date", "\"<\",\"answerDate\":\"2024-05-01\"", "2024-05-01", FALSE },
    { "string", "\"=\",\"answerString\":\"x\"", "x", TRUE },
    { "string", "\"!=\",\"answerString\":\"x\"", "y", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *items = g_strdup_printf (
        "{\"linkId\":\"b\",\"type\":\"string\",\"enableWhen\":[{\"question\":\"a\",\"operator\":%s}"
        "]},{\"linkId\":\"a\",\"type\":\"%s\"}",
        cases[i].condition, cases[i].type);
    g_autoptr (HcrmResponse) response = new_response (items);
    set (response, "a", cases[i].answer);
    g_assert_cmpint (hcrm_response_is_enabled (response, "b", 0), ==, cases[i].enabled);
  }
}

/* c hangs on b hangs on a; a group with d hangs on c. */
#define CHAIN                                                                                      \
  "{\"linkId\":\"g\",\"type\":\"group\"," WHEN (                                                   \
      "c", "true") ",\"item\":[{\"linkId\":\"d\","                                                 \
                   "\"type\":\"boolean\",\"required\":true}]},"                                    \
                   "{\"linkId\":\"c\",\"type\":\"boolean\"," WHEN (                                \
                       "b", "true") "},"                                                           \
                                    "{\"linkId\":\"b\",\"type\":\"boolean\"," WHEN (               \
                                        "a", "true") "},"                                          \
                                                     "{\"linkId\":\"a\",\"type\":\"boolean\"}"

static void
log_cb (HcrmResponse *response, const char *link_id, guint repeat, GString *log)
{
  g_string_append (log, link_id);
}

static void
test_chain (void)
{
  g_autoptr (HcrmResponse) response = new_response (CHAIN);
  g_autoptr (GString) log = g_string_new (NULL);

  set (response, "d", "true");
  set (response, "c", "true");
  set (response, "b", "true");
  g_signal_connect (response, "enabled-changed", G_CALLBACK (log_cb), log);
  g_assert_false (hcrm_response_is_enabled (response, "d", 0));
  set (response, "a", "true");
  g_assert_cmpstr (log->str, ==, "bcgd");
  g_assert_true (hcrm_response_is_enabled (response, "d", 0));
  g_assert_cmpuint (hcrm_response_get_score (response)->answered, ==, 4);
  g_string_truncate (log, 0);
  set (response, "a", "false");
  g_assert_cmpstr (log->str, ==, "bcgd");
  /* What is disabled is remembered, but neither counts nor goes out. */
  g_assert_cmpuint (hcrm_response_get_score (response)->answered, ==, 1);
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_assert_cmpstr (json, ==,
                   "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":\"urn:q|1\","
                   "\"status\":\"completed\",\"item\":[{\"linkId\":\"a\",\"answer\":[{"
                   "\"valueBoolean\":false}]}]}");
  g_assert_cmpstr (hcrm_response_get_text (response, "d", 0), ==, "true");
}

static void
test_any_and_all (void)
{
  static const char items[] =
      "{\"linkId\":\"a\",\"type\":\"boolean\"},{\"linkId\":\"b\",\"type\":\"boolean\"},"
      "{\"linkId\":\"x\",\"type\":\"string\",\"enableBehavior\":\"%s\",\"enableWhen\":["
      "{\"question\":\"a\",\"operator\":\"=\",\"answerBoolean\":true},"
      "{\"question\":\"b\",\"operator\":\"=\",\"answerBoolean\":true}]}";

  for (guint i = 0; i < 8; i++) {
    gboolean any = i & 4;
    g_autoptr (GString) text = g_string_new (items);
    g_string_replace (text, "%s", any ? "any" : "all", 0);
    g_autoptr (HcrmResponse) response = new_response (text->str);
    set (response, "a", i & 1 ? "true" : "false");
    set (response, "b", i & 2 ? "true" : "false");
    g_assert_cmpint (hcrm_response_is_enabled (response, "x", 0), ==,
                     any ? (i & 3) != 0 : (i & 3) == 3);
  }
}

/* Random forms whose conditions ask about any earlier-numbered item, shuffled on the page. */
static char *
make_form (GRand *rand, guint n)
{
  g_autoptr (GString) items = g_string_new (NULL);
  g_autofree guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++) {
    guint k = g_rand_int_range (rand, 0, i + 1);
    order[i] = order[k];
    order[k] = i;
  }
  for (guint i = 0; i < n; i++) {
    guint id = order[i];
    guint n_conditions = id == 0 ? 0 : g_rand_int_range (rand, 0, 3);
    g_string_append_printf (items, "%s{\"linkId\":\"%u\",\"type\":\"integer\"", i > 0 ? "," : "",
                            id);
    if (n_conditions > 0)
      g_string_append_printf (items, ",\"enableBehavior\":\"%s\",\"enableWhen\":[",
                              g_rand_boolean (rand) ? "any" : "all");
    for (guint k = 0; k < n_conditions; k++) {
      static const char *const operators[] = { "=", "!=", ">", "<", ">=", "<=" };
      g_string_append_printf (items,
                              "%s{\"question\":\"%d\",\"operator\":\"%s\",\"answerInteger\":%d}",
                              k > 0 ? "," : "", g_rand_int_range (rand, 0, id),
                              operators[g_rand_int_range (rand, 0, 6)],
                              g_rand_int_range (rand, 0, 3));
    }
    g_string_append (items, n_conditions > 0 ? "]}" : "}");
  }
  return g_string_free (g_steal_pointer (&items), FALSE);
}

static void
answer_in_random_order (GRand *rand, HcrmResponse *response, const char *const *answers, guint n)
{
  for (guint i = 0; i < 3 * n; i++) {
    g_autofree char *link_id = g_strdup_printf ("%d", g_rand_int_range (rand, 0, n));
    g_autofree char *text = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 3));
    set (response, link_id, g_rand_boolean (rand) ? text : NULL);
  }
  guint start = g_rand_int_range (rand, 0, n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *link_id = g_strdup_printf ("%u", (start + i * 7) % n);
    set (response, link_id, answers[(start + i * 7) % n]);
  }
}

static void
test_order_does_not_matter (void)
{
  static const char *const values[] = { NULL, "0", "1", "2" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240229);
  enum { N = 20 }; /* 7 and 20 share no factor, so steps of 7 reach each item */

  for (guint round = 0; round < 60; round++) {
    g_autofree char *form = make_form (rand, N);
    g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (form);
    g_autofree char *first = NULL;
    const char *answers[N];
    for (guint i = 0; i < N; i++)
      answers[i] = values[g_rand_int_range (rand, 0, 4)];
    for (guint k = 0; k < 4; k++) {
      g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
      g_autoptr (HcrmResponse) back = hcrm_response_new (questionnaire);
      g_autoptr (GError) error = NULL;
      answer_in_random_order (rand, response, answers, N);
      g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
      if (first != NULL)
        g_assert_cmpstr (json, ==, first);
      /* What comes back goes out the same. */
      g_assert_true (hcrm_response_load (back, json, -1, &error));
      g_autofree char *again = hcrm_response_to_fhir (back, "in-progress", NULL);
      g_assert_cmpstr (again, ==, json);
      g_free (first);
      first = g_strdup (json);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/enable/operators", test_operators);
  g_test_add_func ("/questionnaire/enable/chain", test_chain);
  g_test_add_func ("/questionnaire/enable/any-and-all", test_any_and_all);
  g_test_add_func ("/questionnaire/enable/order", test_order_does_not_matter);
  return g_test_run ();
}
