/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What masks show, and that they never show all. */

#include "core/hcrm-mask.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *masked;
} Case;

static const Case numbers[] = {
  { "13812345678", "138****5678" },
  { "+86 138 1234 5678", "138****5678" },
  { "0571-88886620", "0571-****6620" },
  { "057188886620", "0571-****6620" },
  { "0571-88886620-801", "0571-****6620" },
  { "010-65432100", "010-****2100" },
  { "021 6543 2100", "021-****2100" },
  { "88886620", "****6620" },
  { "400-820-8820", "400****8820" },
  { "+1 415 555 0100", "001****0100" },
  { "12345", "***45" },
  { "110", "*10" },
  { "12", "**" },
  { "1", "*" },
  { "无", "****" },
  { "", "" },
};

static const Case identities[] = {
  { "330102195903024421", "3301**********4421" },
  { "33010219590302442X", "3301**********442X" },
  { "330102590302442", "3301*******2442" },
  { "E12345678", "E****5678" },
  { "H12345678", "H****5678" },
  { "12345678", "1***5678" },
  { "1234567", "*****67" },
  { "军字第1234567号", "军******567号" },
  { "12", "**" },
  { "", "" },
};

static const Case addresses[] = {
  { "杭州市西湖区文三路1号", "杭州市西湖区****" },
  { "杭州市西湖区1", "杭州市西湖区****" },
  { "杭州市西湖区", "****" },
  { "杭州", "****" },
  { "", "" },
};

static void
check (const Case *cases, guint n_cases, char *(*mask) (const char *) )
{
  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *masked = mask (cases[i].text);
    g_assert_cmpstr (masked, ==, cases[i].masked);
  }
}

static void
test_numbers (void)
{
  check (numbers, G_N_ELEMENTS (numbers), hcrm_number_mask);
}

static void
test_identities (void)
{
  check (identities, G_N_ELEMENTS (identities), hcrm_identity_mask);
}

static void
test_addresses (void)
{
  check (addresses, G_N_ELEMENTS (addresses), hcrm_address_mask);
}

/* Of any number of digits, some stay hidden. */
static void
test_hidden (void)
{
  for (guint length = 1; length < 30; length++) {
    g_autofree char *digits = g_strnfill (length, '7');
    g_autofree char *number = hcrm_number_mask (digits);
    g_autofree char *identity = hcrm_identity_mask (digits);
    g_assert_nonnull (strchr (number, '*'));
    g_assert_nonnull (strchr (identity, '*'));
    g_assert_cmpuint (strlen (identity), ==, length);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mask/numbers", test_numbers);
  g_test_add_func ("/mask/identities", test_identities);
  g_test_add_func ("/mask/addresses", test_addresses);
  g_test_add_func ("/mask/hidden", test_hidden);
  return g_test_run ();
}
