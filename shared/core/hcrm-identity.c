/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers of identity documents: which are possible, and what they tell of their holders. */

#include "hcrm-identity.h"

#include <string.h>

#define FIELD "id_number"

const HcrmChoice hcrm_identity_kinds[] = {
  { "resident-id", N_ ("Resident ID") },
    { "passport", N_ ("Passport") },
      { "hk-macau-permit", N_ ("Hong Kong and Macau permit") },
        { "taiwan-permit", N_ ("Taiwan permit") },
          { "foreigner-permit", N_ ("Foreigner's residence permit") },
            { "military", N_ ("Military ID") },
              { "birth-certificate", N_ ("Birth certificate") },
                { "other", N_ ("Other document") }, { NULL },
              };

/* Shapes of numbers: A for any letter, 9 for any digit, all else for itself. */
typedef struct {
  const char *kind;
  const char *shape;
} Shape;

static const Shape shapes[] = {
  { "hk-macau-permit", "H99999999" },    { "hk-macau-permit", "M99999999" },
  { "hk-macau-permit", "H9999999999" },  { "hk-macau-permit", "M9999999999" },
  { "taiwan-permit", "99999999" },       { "taiwan-permit", "9999999999" },
  { "taiwan-permit", "9999999999A" },    { "foreigner-permit", "AAA999999999999" },
  { "birth-certificate", "A999999999" },
};

/* Documents that have no one shape: how long, and how many digits at least. */
typedef struct {
  const char *kind;
  glong min;
  glong max;
  guint min_digits;
  gboolean latin; /* nothing but letters A to Z and digits */
} Bounds;

static const Bounds bounds[] = {
  { "passport", 6, 12, 3, TRUE },
  { "military", 4, 20, 4, FALSE },
  { "other", 2, 40, 0, FALSE },
};

char *
hcrm_identity_normalize (const char *number)
{
  g_return_val_if_fail (number != NULL && g_utf8_validate (number, -1, NULL), NULL);
  g_autofree char *narrow = g_utf8_normalize (number, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *upper = g_utf8_strup (narrow, -1);
  GString *normal = g_string_new (NULL);

  for (const char *at = upper; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    if (!g_unichar_isspace (character) && !g_unichar_ispunct (character))
      g_string_append_unichar (normal, character);
  }
  return g_string_free (normal, FALSE);
}

static gboolean
has_shape (const char *number, const char *shape)
{
  for (; *number != '\0' && *shape != '\0'; number++, shape++) {
    gboolean fits = *shape == 'A'   ? g_ascii_isalpha (*number)
                    : *shape == '9' ? g_ascii_isdigit (*number)
                                    : *number == *shape;
    if (!fits)
      return FALSE;
  }
  return *number == *shape;
}

static gboolean
is_all_digits (const char *text, gsize length)
{
  return strspn (text, "0123456789") >= length;
}

static int
read_digits (const char *text, guint n)
{
  int value = 0;

  for (guint i = 0; i < n; i++)
    value = value * 10 + (text[i] - '0');
  return value;
}

/* GB 11643-1999: weights are 2^(17-i) mod 11; the character makes the sum 1 mod 11, X being 10. */
static char
compute_check (const char *digits)
{
  int sum = 0;

  for (guint i = 0; i < 17; i++)
    sum = (sum + digits[i] - '0') * 2 % 11;
  return "10X98765432"[sum];
}

/* GB/T 2260: the provinces, and 81 to 83 for residents from Hong Kong, Macau and Taiwan. */
static gboolean
is_province (const char *digits)
{
  static const struct {
    int first;
    int last;
  } ranges[] = { { 11, 15 }, { 21, 23 }, { 31, 37 }, { 41, 46 },
                 { 50, 54 }, { 61, 65 }, { 71, 71 }, { 81, 83 } };
  const int code = read_digits (digits, 2);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (code >= ranges[i].first && code <= ranges[i].last)
      return TRUE;
  return FALSE;
}

/* @text: YYYYMMDD */
static gboolean
read_birth (const char *text, const GDate *today, GDate *birth, GError **error)
{
  const int year = read_digits (text, 4), month = read_digits (text + 4, 2);
  const int day = read_digits (text + 6, 2);

  if (year < 1850 || !g_date_valid_dmy (day, month, year))
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("%.8s in the number is not a date of birth"), text);
  g_date_set_dmy (birth, day, month, year);
  if (today != NULL && g_date_compare (birth, today) > 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("The date of birth in the number, %.8s, is still to come"), text);
  return TRUE;
}

/* @number: 17 digits and any character; only foreigners' permits begin with 9. */
static gboolean
check_eighteen (const char *number, const GDate *today, HcrmIdentity *identity, GError **error)
{
  const char *province = number[0] == '9' ? number + 1 : number;

  if (!is_province (province))
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("No province has the code %.2s"), province);
  if (!read_birth (number + 6, today, &identity->birth, error))
    return FALSE;
  if (number[17] != compute_check (number))
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("The number does not fit its check digit: a digit is wrong or two are "
                        "swapped"));
  identity->sex = (number[16] - '0') % 2 == 1 ? "male" : "female";
  return TRUE;
}

static gboolean
check_resident (const char *number, const GDate *today, HcrmIdentity *identity, GError **error)
{
  const gsize length = g_utf8_strlen (number, -1);
  g_autofree char *upgraded = NULL;

  if (length != 18 && length != 15)
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("A resident ID has 18 digits, this one has %u"), (guint) length);
  if (!is_all_digits (number, length == 18 ? 17 : 15)
      || (length == 18 && !g_ascii_isdigit (number[17]) && number[17] != 'X'))
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("A resident ID has only digits; the 18th place may be an X"));
  if (length == 15)
    number = upgraded = hcrm_identity_upgrade (number);
  if (number[0] == '9')
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                      _("No province has the code %.2s"), number);
  return check_eighteen (number, today, identity, error);
}

static gboolean
has_bounds (const char *number, const Bounds *limits)
{
  const glong length = g_utf8_strlen (number, -1);
  guint n_digits = 0;

  for (const char *at = number; *at != '\0'; at++) {
    if (limits->latin && !g_ascii_isalnum (*at))
      return FALSE;
    n_digits += g_ascii_isdigit (*at);
  }
  return length >= limits->min && length <= limits->max && n_digits >= limits->min_digits;
}

static gboolean
can_be (const char *kind, const char *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (g_str_equal (shapes[i].kind, kind) && has_shape (number, shapes[i].shape))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    if (g_str_equal (bounds[i].kind, kind) && has_bounds (number, &bounds[i]))
      return TRUE;
  return FALSE;
}

static const HcrmChoice *
find_kind (const char *kind)
{
  for (const HcrmChoice *choice = hcrm_identity_kinds; choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, kind) == 0)
      return choice;
  return NULL;
}

static gboolean
check_normal (const HcrmChoice *kind,
              const char *number,
              const GDate *today,
              HcrmIdentity *identity,
              GError **error)
{
  if (*number == '\0')
    return hcrm_fail (error, HCRM_ERROR_INVALID, FIELD, _("The number is missing"));
  if (g_str_equal (kind->value, "resident-id"))
    return check_resident (number, today, identity, error);
  if (g_str_equal (kind->value, "foreigner-permit") && number[0] == '9' && strlen (number) == 18
      && is_all_digits (number, 17))
    return check_eighteen (number, today, identity, error);
  /* Translators: %s is a kind of document, such as Passport. */
  return can_be (kind->value, number)
         || hcrm_fail (error, HCRM_ERROR_INVALID, FIELD,
                       _("This is not the number of a document "
                                                           "of this kind: %s"),
                          gettext (kind->label));
}

gboolean
hcrm_identity_check (const char *kind,
                     const char *number,
                     const GDate *today,
                     HcrmIdentity *identity,
                     GError **error)
{
  g_autofree char *normal = hcrm_identity_normalize (number);
  const HcrmChoice *choice = find_kind (kind);
  HcrmIdentity found = { 0 };

  g_date_clear (&found.birth, 1);
  if (choice == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "id_kind",
                      _("There is no such kind of document"));
  if (!check_normal (choice, normal, today, &found, error))
    return FALSE;
  if (identity != NULL)
    *identity = found;
  return TRUE;
}

char *
hcrm_identity_upgrade (const char *number)
{
  g_autofree char *normal = hcrm_identity_normalize (number);
  g_return_val_if_fail (strlen (normal) == 15 && is_all_digits (normal, 15), NULL);
  g_autofree char *seventeen = g_strdup_printf ("%.6s19%s", normal, normal + 6);
  const char check[] = { compute_check (seventeen), '\0' };

  return g_strconcat (seventeen, check, NULL);
}
