/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's masks and the database's are written twice: here they are compared, value by value.
 */

#include "core/hcrm-mask.h"
#include "core/hcrm-number.h"
#include "hcrm-fixture.h"

#define N_VALUES 400

static const char *const heads[] = { "",     "+86 ", "+86",   "86",          "0086",
                                     "0",    "+1 ",  "00852", "（",          "电话:",
                                     "138",  "1391", "0571",  "0571-",       "010",
                                     "021 ", "400-", "0755/", "13812345678", "057188886620" };
static const char *const tails[] = { "",      "-801",   "转801",   "转", " ext. 12", "x5", "#3",
                                     "分机2", "-80123", "-801234", "）", "–22",      "/2" };
static const char *const separators[] = { "", "", "", "-", " ", "－", "." };
static const char *const digits[] = {
  "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "０", "８"
};
static const char *const letters[] = {
  "1", "2", "9", "X", "E", "a", "-", "军", "字", "（", "é", "8"
};

#define PICK(table) table[g_test_rand_int_range (0, G_N_ELEMENTS (table))]

static char *
make_number (void)
{
  g_autoptr (GString) text = g_string_new (PICK (heads));
  guint length = g_test_rand_int_range (0, 13);

  for (guint i = 0; i < length; i++) {
    g_string_append (text, PICK (digits));
    if (i % 4 == 3)
      g_string_append (text, PICK (separators));
  }
  g_string_append (text, PICK (tails));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
make_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint length = g_test_rand_int_range (0, 24);

  for (guint i = 0; i < length; i++)
    g_string_append (text, PICK (letters));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_same (Fixture *self, const char *function, const char *value, char *expected)
{
  g_autofree char *owned = expected;
  g_autofree char *answer = fixture_sql (self, "SELECT %s('%s')", function, value);

  if (g_strcmp0 (answer, owned) != 0)
    g_test_message ("%s of “%s”", function, value);
  g_assert_cmpstr (answer, ==, owned);
}

static void
test_numbers (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < N_VALUES; i++) {
    g_autofree char *number = make_number ();
    g_autofree char *key = hcrm_number_key (number, NULL);

    assert_same (self, "hcrm_number_key", number, g_strdup (key));
    assert_same (self, "hcrm_mask_number", number, hcrm_number_mask (number));
    if (*key != '\0')
      assert_same (self, "hcrm_mask_key", key, hcrm_number_mask (number));
  }
}

static void
test_texts (Fixture *self, gconstpointer unused)
{
  for (guint i = 0; i < N_VALUES; i++) {
    g_autofree char *text = make_text ();

    assert_same (self, "hcrm_mask_identity", text, hcrm_identity_mask (text));
    assert_same (self, "hcrm_mask_address", text, hcrm_address_mask (text));
  }
}

/* Of other channels the masks are the database's alone. */
static void
test_addresses_of_channels (Fixture *self, gconstpointer unused)
{
  assert_same (self, "hcrm_mask_key", "zhou@example.org", g_strdup ("z****@example.org"));
  assert_same (self, "hcrm_mask_key", "z@example.org", g_strdup ("****@example.org"));
  assert_same (self, "hcrm_mask_key", "zhougl1959", g_strdup ("zh****"));
  assert_same (self, "hcrm_mask_key", "zg", g_strdup ("****"));
}

/* What the audit wrote down of a patient is masked like the patient. */
static void
test_details (Fixture *self, gconstpointer unused)
{
  g_autofree char *details = fixture_sql (
      self, "SELECT hcrm_mask_details('{\"number\": \"+86 138 1234 5678\", \"name\": \"a\","
            " \"id_number\": \"330102195903024421\", \"address\": \"杭州市西湖区文三路1号\"}')");

  g_assert_cmpstr (
      details, ==,
      "{\"name\": \"a\", \"number\": \"138****5678\", \"address\": \"杭州市西湖区****\", "
      "\"id_number\": \"3301**********4421\"}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/mask-rules/numbers", test_numbers);
  FIXTURE_TEST ("/mask-rules/texts", test_texts);
  FIXTURE_TEST ("/mask-rules/channels", test_addresses_of_channels);
  FIXTURE_TEST ("/mask-rules/details", test_details);
  return g_test_run ();
}
