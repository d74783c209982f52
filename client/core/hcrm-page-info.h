/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-page.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_PAGE_RECORD = 1 << 0, /* shows one record: not in the sidebar, a tab for each argument */
  HCRM_PAGE_ASIDE = 1 << 1,  /* seldom needed: not in the sidebar, but found */
} HcrmPageFlags;

/**
 * HcrmPageNews:
 * @kind: of event
 * @path: what to read when such an event comes, with `%s` for the id
 * @make: (nullable) (transfer full): what of it is news to this user, in words; told once for each
 *   record as long as it stays so
 * @every: told each time, since such an event goes to the one whom it concerns
 * @waiting: (nullable): the list of what has come already, for who was away when it did
 *
 * What a page has the user told, wherever they are, when it comes to them; the notice opens it.
 */
typedef struct {
  const char *kind;
  const char *path;
  char *(*make) (JsonObject *record, HcrmSession *session);
  gboolean every;
  const char *waiting;
} HcrmPageNews;

/**
 * HcrmPageInfo:
 * @id: what hcrm_page_open() and the action `shell.page` call it
 * @title: in the sidebar, the finder and the tab; marked with N_()
 * @section: the sidebar's heading above it; marked with N_()
 * @need: whoever holds one of these may use it; ended by -1
 * @type: its `get_type` function
 * @count: (nullable): member of `/today`'s counts
 * @flags: see #HcrmPageFlags
 * @kinds: (nullable): the kinds of `/today`'s items that it opens by their id, parted by a space
 * @news: (nullable): what of it comes to the user by itself
 */
typedef struct {
  const char *id;
  const char *title;
  const char *icon;
  const char *section;
  int need[4];
  GType (*type) (void);
  const char *count;
  HcrmPageFlags flags;
  const char *kinds;
  const HcrmPageNews *news;
} HcrmPageInfo;

/* The one list of pages, in the sidebar's order; defined in client/pages/hcrm-pages.c. */
extern const HcrmPageInfo hcrm_pages[];
extern const guint hcrm_n_pages;

const HcrmPageInfo *hcrm_page_info_find (const char *id);

/* The page that one comes from: the list of the records that @info shows one of, else @info. In the
 * table it is the last one before it in its section that stands in the sidebar. */
const HcrmPageInfo *hcrm_page_info_get_home (const HcrmPageInfo *info);

/* (nullable): the first page that opens items of @kind and that the user may use. */
const HcrmPageInfo *hcrm_page_info_find_for (const char *kind, HcrmSession *session);

gboolean hcrm_page_info_allows (const HcrmPageInfo *info, HcrmSession *session);

G_END_DECLS
