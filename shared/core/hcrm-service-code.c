/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Check digits of service codes. */

#include "hcrm-service-code.h"

#include <string.h>

/* The digits are folded into a product between 1 and 10; ISO/IEC 7064, the hybrid system. */
char
hcrm_service_code_get_check (const char *digits)
{
  gsize length = strlen (digits);
  int product = 10;

  if (length == 0 || length >= HCRM_SERVICE_CODE_MAX)
    return 0;
  for (const char *at = digits; *at != '\0'; at++) {
    if (!g_ascii_isdigit (*at))
      return 0;
    int sum = (*at - '0' + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return '0' + (11 - product) % 10;
}

/* Returns: (transfer full) (nullable): the digits of @typed; %NULL if there is anything else. */
static char *
find_digits (const char *typed)
{
  g_autofree char *narrow = g_utf8_normalize (typed, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = narrow; at != NULL && *at != '\0'; at++) {
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
    else if (*at != ' ' && *at != '-')
      return NULL;
  }
  return narrow != NULL ? g_strdup (digits->str) : NULL;
}

char *
hcrm_service_code_normalize (const char *typed, GError **error)
{
  g_autofree char *code = find_digits (typed);
  gsize length = code != NULL ? strlen (code) : 0;

  if (length < 2 || length > HCRM_SERVICE_CODE_MAX) {
    hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
               _ ("A service code has 2 to %d digits"), HCRM_SERVICE_CODE_MAX);
    return NULL;
  }
  g_autofree char *body = g_strndup (code, length - 1);
  if (hcrm_service_code_get_check (body) != code[length - 1]) {
    hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s",
               _ ("There is no such service code: its last digit does not fit the others"));
    return NULL;
  }
  return g_steal_pointer (&code);
}
