/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is shown of numbers and addresses to those who may not see them whole. */

#include "hcrm-mask.h"

#include "hcrm-number.h"

#include <string.h>

/* Keeps @first and @last characters of @text and puts @between between them. */
static char *
keep_ends (const char *text, glong first, const char *between, glong last)
{
  g_autofree char *start = g_utf8_substring (text, 0, first);
  const char *end = g_utf8_offset_to_pointer (text, g_utf8_strlen (text, -1) - last);

  return g_strconcat (start, between, end, NULL);
}

/* Keeps @first and @last characters and puts a star for each of the others. */
static char *
star_between (const char *text, glong first, glong last)
{
  g_autofree char *stars = g_strnfill (g_utf8_strlen (text, -1) - first - last, '*');

  return keep_ends (text, first, stars, last);
}

static char *
mask_key (const char *key)
{
  const guint length = strlen (key);
  const guint area = hcrm_number_get_area_length (key);

  if (length <= 2)
    return g_strnfill (length, '*');
  if (length <= 6)
    return star_between (key, 0, 2);
  if (length <= 8)
    return keep_ends (key, 0, "****", 4);
  if (area > 0)
    return keep_ends (key, area, "-****", 4);
  return keep_ends (key, 3, "****", 4);
}

char *
hcrm_number_mask (const char *text)
{
  g_autofree char *key = hcrm_number_key (text, NULL);

  if (*key == '\0')
    return g_strdup (*text != '\0' ? "****" : "");
  return mask_key (key);
}

char *
hcrm_identity_mask (const char *number)
{
  const glong length = g_utf8_strlen (number, -1);

  if (length >= 12)
    return star_between (number, 4, 4);
  if (length >= 8)
    return star_between (number, 1, 4);
  return star_between (number, 0, length >= 3 ? 2 : 0);
}

char *
hcrm_address_mask (const char *address)
{
  if (*address == '\0')
    return g_strdup ("");
  return keep_ends (address, g_utf8_strlen (address, -1) > 6 ? 6 : 0, "****", 0);
}
