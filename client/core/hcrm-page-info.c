/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking up the table of pages. */

#include "hcrm-page-info.h"

const HcrmPageInfo *
hcrm_page_info_find (const char *id)
{
  for (guint i = 0; i < hcrm_n_pages; i++)
    if (g_strcmp0 (hcrm_pages[i].id, id) == 0)
      return &hcrm_pages[i];
  return NULL;
}

gboolean
hcrm_page_info_allows (const HcrmPageInfo *info, HcrmSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (info->need) && info->need[i] >= 0; i++)
    if (hcrm_session_may (session, info->need[i]))
      return TRUE;
  return FALSE;
}
