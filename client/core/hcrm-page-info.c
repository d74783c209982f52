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

static gboolean
opens (const HcrmPageInfo *info, const char *kind)
{
  g_auto (GStrv) kinds = g_strsplit (info->kinds != NULL ? info->kinds : "", " ", -1);

  return g_strv_contains ((const char *const *) kinds, kind);
}

const HcrmPageInfo *
hcrm_page_info_find_for (const char *kind, HcrmSession *session)
{
  for (guint i = 0; i < hcrm_n_pages; i++)
    if (opens (&hcrm_pages[i], kind) && hcrm_page_info_allows (&hcrm_pages[i], session))
      return &hcrm_pages[i];
  return NULL;
}

static gboolean
stands_in_sidebar (const HcrmPageInfo *info)
{
  return (info->flags & (HCRM_PAGE_RECORD | HCRM_PAGE_ASIDE)) == 0;
}

const HcrmPageInfo *
hcrm_page_info_get_home (const HcrmPageInfo *info)
{
  const HcrmPageInfo *home = info;

  while (home > hcrm_pages
         && !(stands_in_sidebar (home) && g_str_equal (home->section, info->section)))
    home--;
  return home;
}

gboolean
hcrm_page_info_allows (const HcrmPageInfo *info, HcrmSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (info->need) && info->need[i] >= 0; i++)
    if (hcrm_session_may (session, info->need[i]))
      return TRUE;
  return FALSE;
}
