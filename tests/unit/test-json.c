/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON that is read and written again says the same, in no more digits than it was given. */

#include "core/hcrm-json.h"

#include <math.h>

static char *
again (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &error);

  g_assert_no_error (error);
  return hcrm_json_to_text (node);
}

static void
test_same (void)
{
  static const char *const texts[] = {
    "{\"valueDecimal\":35.6,\"b\":[0.1,-12.25,1e+300,36.0],\"c\":{\"d\":35.4}}",
    "{\"z\":1,\"a\":9223372036854775807,\"n\":null,\"t\":true}",
    "[]",
    "{}",
    "[[],{},\"患者 \\\"\\\\\\n\"]",
    "\"text\"",
    "null",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = again (texts[i]);
    g_assert_cmpstr (text, ==, texts[i]);
  }
}

static void
test_any_double (void)
{
  for (guint i = 0; i < 20000; i++) {
    double number = ldexp (g_test_rand_double_range (-1, 1), g_test_rand_int_range (-300, 300));
    g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), number);
    g_autofree char *text = hcrm_json_to_text (node);
    g_autoptr (JsonNode) back = json_from_string (text, NULL);
    g_assert_nonnull (back);
    g_assert_true (json_node_get_double (back) == number);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/same", test_same);
  g_test_add_func ("/json/any-double", test_any_double);
  return g_test_run ();
}
