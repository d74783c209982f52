/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Check digits of service codes: those of the standard, and every slip of one digit. */

#include <string.h>

#include "core/hcrm-service-code.h"

/* ISO/IEC 7064's own example for MOD 11,10 is 0794 with check digit 5. */
static void
test_standard (void)
{
  g_assert_cmpint (hcrm_service_code_get_check ("0794"), ==, '5');
  g_assert_cmpint (hcrm_service_code_get_check (""), ==, 0);
  g_assert_cmpint (hcrm_service_code_get_check ("12a"), ==, 0);
  g_assert_cmpint (hcrm_service_code_get_check ("123456789012"), ==, 0);
}

static void
assert_code (const char *typed, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = hcrm_service_code_normalize (typed, &error);

  g_assert_cmpstr (code, ==, expected);
  if (expected == NULL)
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
}

static void
test_typed (void)
{
  assert_code ("07945", "07945");
  assert_code (" 079-4 5", "07945");
  assert_code ("０７９４５", "07945");
  assert_code ("07946", NULL);
  assert_code ("7", NULL);
  assert_code ("", NULL);
  assert_code ("工号07945", NULL);
  assert_code ("\xff\xfe", NULL);
  assert_code ("1234567890123456789", NULL);
}

/* No other digit in any place is taken for the right one. */
static void
test_slips (void)
{
  for (guint round = 0; round < 300; round++) {
    g_autofree char *body = g_strdup_printf ("%05d", g_test_rand_int_range (0, 100000));
    g_autofree char *code = g_strdup_printf ("%s%c", body, hcrm_service_code_get_check (body));

    assert_code (code, code);
    for (guint i = 0; i < strlen (code); i++)
      for (char other = '0'; other <= '9'; other++) {
        g_autofree char *slip = g_strdup (code);
        slip[i] = other;
        assert_code (slip, other == code[i] ? code : NULL);
      }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service-code/standard", test_standard);
  g_test_add_func ("/service-code/typed", test_typed);
  g_test_add_func ("/service-code/slips", test_slips);
  return g_test_run ();
}
