/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers of identity documents; all people here are made up. */

#include "core/hcrm-identity.h"

#include <string.h>

typedef struct {
  const char *kind;
  const char *number;
  const char *birth;
  const char *sex;
} Good;

static const Good good[] = {
  { "resident-id", "330102195903024423", "1959-03-02", "female" },
  { "resident-id", "11010519491231002X", "1949-12-31", "female" },
  { "resident-id", "11010519491231002x", "1949-12-31", "female" },
  { "resident-id", "３３０１０２ 19590302 4423", "1959-03-02", "female" },
  { "resident-id", "810000199001010019", "1990-01-01", "male" },
  { "resident-id", "330102590302442", "1959-03-02", "female" },
  { "foreigner-permit", "911840198002010023", "1980-02-01", "female" },
  { "foreigner-permit", "USA110085010112", NULL, NULL },
  { "passport", "E12345678", NULL, NULL },
  { "passport", "ea1234567", NULL, NULL },
  { "passport", "C01X00T47", NULL, NULL },
  { "hk-macau-permit", "H12345678", NULL, NULL },
  { "hk-macau-permit", "M1234567801", NULL, NULL },
  { "taiwan-permit", "12345678", NULL, NULL },
  { "taiwan-permit", "1234567890(B)", NULL, NULL },
  { "military", "军字第1234567号", NULL, NULL },
  { "birth-certificate", "R330000001", NULL, NULL },
  { "other", "甲-12", NULL, NULL },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    HcrmIdentity identity;
    char birth[16] = "";

    hcrm_identity_check (good[i].kind, good[i].number, NULL, &identity, &error);
    g_assert_no_error (error);
    if (g_date_valid (&identity.birth))
      g_date_strftime (birth, sizeof birth, "%Y-%m-%d", &identity.birth);
    g_assert_cmpstr (birth, ==, good[i].birth != NULL ? good[i].birth : "");
    g_assert_cmpstr (identity.sex, ==, good[i].sex);
  }
}

typedef struct {
  const char *kind;
  const char *number;
  const char *field;
  const char *message;
} Bad;

static const Bad bad[] = {
  { "resident-id", " ", "id_number", "The number is missing" },
  { "resident-id", "33010219590302442", "id_number",
    "A resident ID has 18 digits, this one has 17" },
  { "resident-id", "33010219590302A423", "id_number",
    "A resident ID has only digits; the 18th place may be an X" },
  { "resident-id", "33010219590302442Y", "id_number",
    "A resident ID has only digits; the 18th place may be an X" },
  { "resident-id", "33010259030244X", "id_number",
    "A resident ID has only digits; the 18th place may be an X" },
  { "resident-id", "患患患患患患患患患患患患患患患患患患", "id_number",
    "A resident ID has only digits; the 18th place may be an X" },
  { "resident-id", "160102195903024421", "id_number", "No province has the code 16" },
  { "resident-id", "911840198002010023", "id_number", "No province has the code 91" },
  { "resident-id", "330102195902294421", "id_number",
    "19590229 in the number is not a date of birth" },
  { "resident-id", "330102000003024421", "id_number",
    "00000302 in the number is not a date of birth" },
  { "resident-id", "330102209903024428", "id_number",
    "The date of birth in the number, 20990302, is still to come" },
  { "resident-id", "330102195903024424", "id_number",
    "The number does not fit its check digit: a digit is wrong or two are swapped" },
  { "resident-id", "330120195903024423", "id_number",
    "The number does not fit its check digit: a digit is wrong or two are swapped" },
  { "foreigner-permit", "911840198002010024", "id_number",
    "The number does not fit its check digit: a digit is wrong or two are swapped" },
  { "foreigner-permit", "USA11008501011", "id_number",
    "This is not the number of a document of this kind: Foreigner's residence permit" },
  { "passport", "ABCDEFGH", "id_number",
    "This is not the number of a document of this kind: Passport" },
  { "passport", "E1234", "id_number",
    "This is not the number of a document of this kind: Passport" },
  { "passport", "护照E12345678", "id_number",
    "This is not the number of a document of this kind: Passport" },
  { "hk-macau-permit", "X12345678", "id_number",
    "This is not the number of a document of this kind: Hong Kong and Macau permit" },
  { "birth-certificate", "R33000000", "id_number",
    "This is not the number of a document of this kind: Birth certificate" },
  { "licence", "1", "id_kind", "There is no such kind of document" },
  { NULL, "1", "id_kind", "There is no such kind of document" },
};

static void
test_bad (void)
{
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 21, 11, 2026);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_identity_check (bad[i].kind, bad[i].number, &today, NULL, &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, bad[i].message);
    g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, bad[i].field);
  }
}

/* MOD 11-2 finds every single wrong digit and every swap of neighbours. */
static void
test_check_digit (void)
{
  const char *number = "330102195903024423";

  for (guint i = 0; i < 17; i++) {
    g_autofree char *damaged = g_strdup (number);
    for (char digit = '0'; digit <= '9'; digit++) {
      damaged[i] = digit;
      g_assert_cmpint (hcrm_identity_check ("resident-id", damaged, NULL, NULL, NULL), ==,
                       digit == number[i]);
    }
    damaged[i] = number[i + 1];
    damaged[i + 1] = number[i];
    g_assert_cmpint (hcrm_identity_check ("resident-id", damaged, NULL, NULL, NULL), ==,
                     number[i] == number[i + 1]);
  }
}

static void
test_upgrade (void)
{
  g_autofree char *number = hcrm_identity_upgrade ("330102 590302 442");

  g_assert_cmpstr (number, ==, "330102195903024423");
}

/* Every kind has a way to be right, and none takes everything but `other`. */
static void
test_kinds (void)
{
  for (const HcrmChoice *kind = hcrm_identity_kinds; kind->value != NULL; kind++) {
    gboolean known = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (good); i++)
      known |= g_str_equal (good[i].kind, kind->value);
    g_assert_true (known);
    g_assert_cmpint (hcrm_identity_check (kind->value, "abc", NULL, NULL, NULL), ==,
                     g_str_equal (kind->value, "other"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/good", test_good);
  g_test_add_func ("/identity/bad", test_bad);
  g_test_add_func ("/identity/check-digit", test_check_digit);
  g_test_add_func ("/identity/upgrade", test_upgrade);
  g_test_add_func ("/identity/kinds", test_kinds);
  return g_test_run ();
}
