/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody who types in a search field may mean. */

#include "hcrm-sought.h"

#include <string.h>

#include "core/hcrm-identity.h"
#include "core/hcrm-number.h"

#define MIN_NUMBER 7   /* digits of a number that is looked for as a whole */
#define MIN_IDENTITY 8 /* characters of a document number, likewise */
#define LAST_KEY "\U0010FFFF"

static char *
without_spaces (const char *typed)
{
  g_autofree char *lower = g_utf8_strdown (typed, -1);
  GString *plain = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));
  return g_string_free (plain, FALSE);
}

void
hcrm_sought_read (HcrmSought *sought, const char *typed)
{
  g_autofree char *number = hcrm_number_key (typed, NULL);
  g_autofree char *identity = hcrm_identity_normalize (typed);

  sought->key = without_spaces (typed);
  sought->end = g_strconcat (sought->key, LAST_KEY, NULL);
  sought->number = strlen (number) >= MIN_NUMBER ? g_steal_pointer (&number) : NULL;
  sought->identity =
      g_utf8_strlen (identity, -1) >= MIN_IDENTITY ? g_steal_pointer (&identity) : NULL;
}

void
hcrm_sought_clear (HcrmSought *sought)
{
  g_clear_pointer (&sought->key, g_free);
  g_clear_pointer (&sought->end, g_free);
  g_clear_pointer (&sought->number, g_free);
  g_clear_pointer (&sought->identity, g_free);
}

void
hcrm_sought_bind (HcrmDb *db, const char *typed)
{
  g_auto (HcrmSought) sought = { 0 };

  if (typed != NULL)
    hcrm_sought_read (&sought, typed);
  hcrm_db_let (db, "q_key", sought.key);
  hcrm_db_let (db, "q_end", sought.end);
  hcrm_db_let (db, "q_number", sought.number);
  hcrm_db_let (db, "q_identity", sought.identity);
}
