/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Versions of client and server, compared. */

#include "hcrm-version.h"

#include <string.h>

gboolean
hcrm_version_reaches (const char *version, const char *least)
{
  g_auto (GStrv) have = g_strsplit (version, ".", -1);
  g_auto (GStrv) want = g_strsplit (least, ".", -1);

  for (guint i = 0; want[i] != NULL; i++) {
    guint64 a = i < g_strv_length (have) ? g_ascii_strtoull (have[i], NULL, 10) : 0;
    guint64 b = g_ascii_strtoull (want[i], NULL, 10);
    if (a != b)
      return a > b;
  }
  return TRUE;
}

const char *
hcrm_version_of_client (const char *user_agent)
{
  gsize length = strlen (HCRM_USER_AGENT);

  if (user_agent == NULL || strncmp (user_agent, HCRM_USER_AGENT, length) != 0)
    return NULL;
  return g_ascii_isdigit (user_agent[length]) ? user_agent + length : NULL;
}
