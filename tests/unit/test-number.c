/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Phone numbers: one key for every way to type the same number. */

#include "core/hcrm-number.h"

#include <string.h>

typedef struct {
  const char *typed;
  const char *key;
  const char *extension;
} Case;

static const Case cases[] = {
  /* clang-format off */
  { "13812345678", "13812345678", NULL },
  { " 138 1234 5678 ", "13812345678", NULL },
  { "138-1234-5678", "13812345678", NULL },
  { "138—1234—5678", "13812345678", NULL },
  { "１３８１２３４５６７８", "13812345678", NULL },
  { "+86 138 1234 5678", "13812345678", NULL },
  { "＋86 13812345678", "13812345678", NULL },
  { "(+86) 13812345678", "13812345678", NULL },
  { "0086-138-1234-5678", "13812345678", NULL },
  { "8613812345678", "13812345678", NULL },
  { "013812345678", "13812345678", NULL },
  { "+86 013812345678", "13812345678", NULL },
  { "0571-88886620", "057188886620", NULL },
  { "0571/88886620", "057188886620", NULL },
  { "(0571) 8888 6620", "057188886620", NULL },
  { "0571－88886620", "057188886620", NULL },
  { "0571-8888-6620", "057188886620", NULL },
  { "+86 571 8888 6620", "057188886620", NULL },
  { "+86 (0)571 8888 6620", "057188886620", NULL },
  { "8657188886620", "057188886620", NULL },
  { "+86 10 6543 2100", "01065432100", NULL },
  { "861065432100", "01065432100", NULL },
  { "010-65432100", "01065432100", NULL },
  { "+86 400 820 8820", "4008208820", NULL },
  { "400-820-8820", "4008208820", NULL },
  { "800-820-8820", "8008208820", NULL },
  { "88886620", "88886620", NULL },
  { "8888-6620", "88886620", NULL },
  { "12345", "12345", NULL },
  { "0571-12345", "057112345", NULL },
  { "+86 110", "110", NULL },
  { "6620", "6620", NULL },
  { "+1 (415) 555-0100", "0014155550100", NULL },
  { "+852 2345 6789", "0085223456789", NULL },
  { "00852-2345-6789", "0085223456789", NULL },
  { "0571-88886620转123", "057188886620", "123" },
  { "0571-88886620 转 123", "057188886620", "123" },
  { "0571-88886620分机12", "057188886620", "12" },
  { "88886620内线6620", "88886620", "6620" },
  { "0571-88886620 ext 12", "057188886620", "12" },
  { "0571-88886620 Ext. 12", "057188886620", "12" },
  { "0571-88886620x12", "057188886620", "12" },
  { "0571-88886620#12", "057188886620", "12" },
  { "0571-88886620-801", "057188886620", "801" },
  { "0371-6543210-1", "03716543210", "1" },
  { "010-6543-2100-56", "01065432100", "56" },
  { "400-820-8820-3", "4008208820", "3" },
  { "8888662-12", "8888662", "12" },
  { "0571-88886620转", "057188886620", NULL },
  { "转123", "123", NULL },
  { "", "", NULL },
  { "无", "", NULL },
  /* clang-format on */
};

static void
test_key (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *extension = NULL;
    g_autofree char *key = hcrm_number_key (cases[i].typed, &extension);

    g_assert_cmpstr (key, ==, cases[i].key);
    g_assert_cmpstr (extension, ==, cases[i].extension);
  }
}

/* A key is its own key, or a number stored would be found no more. */
static void
test_key_of_key (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *key = hcrm_number_key (cases[i].key, NULL);
    g_assert_cmpstr (key, ==, cases[i].key);
  }
}

static void
assert_split (const char *text, const char *expected)
{
  g_auto (GStrv) numbers = hcrm_number_split (text);
  g_autofree char *joined = g_strjoinv ("|", numbers);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_split (void)
{
  assert_split ("", "");
  assert_split (" / ", "");
  assert_split ("13812345678", "13812345678");
  assert_split ("13812345678/13987654321", "13812345678|13987654321");
  assert_split ("13812345678，0571-88886620", "13812345678|0571-88886620");
  assert_split ("13812345678、 0571/88886620；6620", "13812345678|0571-88886620|6620");
  assert_split ("13812345678 13987654321", "13812345678|13987654321");
  assert_split ("138 1234 5678", "138 1234 5678");
  assert_split ("138 1234 5678\n139 8765 4321", "138 1234 5678|139 8765 4321");
  assert_split ("0571 88886620", "0571 88886620");
  assert_split ("女儿 13812345678", "女儿 13812345678");
  assert_split ("13812345678／13987654321", "13812345678|13987654321");
}

static const Case wrong[] = {
  { "", "The phone number is missing", NULL },
  { "无", "The phone number is missing", NULL },
  { "1381234567", "A mobile number has 11 digits, this one has 10", NULL },
  { "138123456789", "A mobile number has 11 digits, this one has 12", NULL },
  { "010-654321", "8 digits follow the area code 010, not 6", NULL },
  { "0571-888866", "7 or 8 digits follow the area code 0571, not 6", NULL },
  { "0571-888866201", "7 or 8 digits follow the area code 0571, not 9", NULL },
  { "12", "This is not a phone number", NULL },
  { "12345678", "This is not a phone number", NULL },
  { "13812345678 女儿", "Only a phone number belongs here, no words", NULL },
  { "13812345678/13987654321", "Enter one phone number at a time", NULL },
};

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_number_check (wrong[i].typed, "number", &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, wrong[i].key);
    g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, "number");
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    /* A word for an extension without one is a word too many. */
    if (*cases[i].key == '\0' || (strstr (cases[i].typed, "转") && cases[i].extension == NULL))
      continue;
    hcrm_number_check (cases[i].typed, "number", &error);
    g_assert_no_error (error);
  }
}

static void
test_kinds (void)
{
  g_assert_true (hcrm_number_is_mobile ("13812345678"));
  g_assert_false (hcrm_number_is_mobile ("12812345678"));
  g_assert_false (hcrm_number_is_mobile ("057188886620"));
  g_assert_cmpuint (hcrm_number_get_area_length ("057188886620"), ==, 4);
  g_assert_cmpuint (hcrm_number_get_area_length ("01065432100"), ==, 3);
  g_assert_cmpuint (hcrm_number_get_area_length ("02165432100"), ==, 3);
  g_assert_cmpuint (hcrm_number_get_area_length ("0014155550100"), ==, 0);
  g_assert_cmpuint (hcrm_number_get_area_length ("0"), ==, 0);
  g_assert_cmpuint (hcrm_number_get_area_length (""), ==, 0);
}

/* Whatever is typed: no crash, digits only, and the key of the key is the key. */
static void
test_property (void)
{
  static const char *const pieces[] = { "0", "1", "3",  "86", "571",  "-",   "/",
                                        " ", "+", "转", "x",  "００", "８６" };

  for (guint i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (int n = g_test_rand_int_range (0, 14); n > 0; n--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    g_autofree char *key = hcrm_number_key (text->str, NULL);
    g_auto (GStrv) numbers = hcrm_number_split (text->str);
    for (const char *at = key; *at != '\0'; at++)
      g_assert_true (g_ascii_isdigit (*at));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/key", test_key);
  g_test_add_func ("/number/key-of-key", test_key_of_key);
  g_test_add_func ("/number/split", test_split);
  g_test_add_func ("/number/check", test_check);
  g_test_add_func ("/number/kinds", test_kinds);
  g_test_add_func ("/number/property", test_property);
  return g_test_run ();
}
