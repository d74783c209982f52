/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scripts: variables filled, everything missing named at once, people addressed as they should be.
 */

#include "core/hcrm-script.h"

static char *
look_up (const char *name, gpointer known)
{
  if (g_str_equal (name, "title"))
    return g_strdup ("");
  if (g_str_equal (name, "you"))
    return g_strdup (hcrm_script_get_person (name, 3, "en"));
  return g_strv_contains (known, name) ? g_strdup_printf ("<%s{doctor}>", name) : NULL;
}

static void
test_fill (void)
{
  static const char *const known[] = { "name", "days", NULL };
  static const struct {
    const char *body, *said;
  } cases[] = {
    { "", "" },
    { "您好", "您好" },
    /* What is put in stays as it is. */
    { "{name}{title}，{days} 天", "<name{doctor}>，<days{doctor}> 天" },
    { "{{name}} {name}", "{name} <name{doctor}>" },
    { "{you} {You}", "your child Your child" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *said = hcrm_script_fill (cases[i].body, look_up, (gpointer) known, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (said, ==, cases[i].said);
  }
}

static void
test_all_missing_at_once (void)
{
  static const char *const known[] = { "name", NULL };
  static const char *const missing[] = { "doctor", "wife", "body" };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = hcrm_script_fill ("{name} {doctor} {wife} {doctor} } {days", look_up,
                                            (gpointer) known, &error);

  g_assert_null (said);
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  g_assert_cmpuint (hcrm_error_get_n_fields (error), ==, G_N_ELEMENTS (missing));
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    g_assert_cmpstr (hcrm_error_get_field (error, i), ==, missing[i]);
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;

  for (HcrmScriptUse use = HCRM_SCRIPT_CALL; use <= HCRM_SCRIPT_MESSAGE; use++) {
    g_assert_nonnull (hcrm_script_get_variables (use)->value);
    for (const HcrmChoice *variable = hcrm_script_get_variables (use); variable->value;
         variable++) {
      g_autofree char *body = g_strdup_printf ("{%s}", variable->value);
      g_assert_true (hcrm_script_check (body, use, NULL));
    }
  }
  /* Nobody speaks in a message, and a call is about no date of its own. */
  g_assert_false (hcrm_script_check ("{agent}", HCRM_SCRIPT_MESSAGE, NULL));
  g_assert_false (hcrm_script_check ("{date}", HCRM_SCRIPT_CALL, NULL));
  g_assert_false (hcrm_script_check ("{Names}", HCRM_SCRIPT_CALL, &error));
  g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, "Names");
}

static void
test_titles (void)
{
  static const struct {
    const char *sex;
    int age;
    const char *chinese, *english;
  } cases[] = {
    { "male", 70, "先生", "Mr " },
    { "female", 14, "女士", "Ms " },
    { "female", 13, "小朋友家长", "the parent of " },
    { "unknown", 0, "小朋友家长", "the parent of " },
    { NULL, 40, "", "" },
    { "other", -1, "", "" },
    { "male", -1, "先生", "Mr " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpstr (hcrm_script_get_title (cases[i].sex, cases[i].age, "zh_CN"), ==,
                     cases[i].chinese);
    g_assert_cmpstr (hcrm_script_get_title (cases[i].sex, cases[i].age, "en"), ==,
                     cases[i].english);
  }
}

/* Whoever answers for a child is spoken to about the child. */
static void
test_person (void)
{
  g_assert_cmpstr (hcrm_script_get_person ("you", 0, "en"), ==, "your child");
  g_assert_cmpstr (hcrm_script_get_person ("your", 13, "zh_CN"), ==, "孩子的");
  g_assert_cmpstr (hcrm_script_get_person ("you", 14, "zh_CN"), ==, "您");
  g_assert_cmpstr (hcrm_script_get_person ("your", -1, "en"), ==, "your");
  g_assert_null (hcrm_script_get_person ("name", 3, "en"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/script/fill", test_fill);
  g_test_add_func ("/script/all-missing-at-once", test_all_missing_at_once);
  g_test_add_func ("/script/check", test_check);
  g_test_add_func ("/script/titles", test_titles);
  g_test_add_func ("/script/person", test_person);
  return g_test_run ();
}
