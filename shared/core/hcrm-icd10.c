/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which ICD-10 category holds which code. */

#include "hcrm-icd10.h"

#include <string.h>

#define CATEGORY 3 /* characters of a category: a letter and two digits */

gboolean
hcrm_icd10_is_system (const char *system)
{
  static const char *const names[] = { HCRM_ICD10, "http://hl7.org/fhir/sid/icd-10",
                                       "http://hl7.org/fhir/sid/icd-10-cm",
                                       "urn:oid:2.16.840.1.113883.6.3",
                                       "urn:oid:2.16.840.1.113883.6.90" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (system, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static const char *
find_high (const char *code)
{
  const char *dash = strchr (code, '-');

  return dash != NULL ? dash + 1 : code;
}

static gboolean
range_covers (const char *range, const char *code)
{
  return g_ascii_strncasecmp (code, range, CATEGORY) >= 0
         && g_ascii_strncasecmp (find_high (code), find_high (range), CATEGORY) <= 0;
}

static gboolean
prefix_covers (const char *prefix, const char *code)
{
  while (*prefix != '\0') {
    if (*prefix == '.')
      prefix++;
    else if (*code == '.')
      code++;
    else if (g_ascii_toupper (*prefix++) != g_ascii_toupper (*code++))
      return FALSE;
  }
  return TRUE;
}

gboolean
hcrm_icd10_covers (const char *category, const char *code)
{
  if (strchr (category, '-') != NULL)
    return range_covers (category, code);
  return strchr (code, '-') == NULL && prefix_covers (category, code);
}

int
hcrm_icd10_compare (const char *a, const char *b)
{
  return (int) hcrm_icd10_covers (b, a) - (int) hcrm_icd10_covers (a, b);
}
