/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "hcrm-filter-bar.h"
#include "hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * HcrmListPage:
 *
 * A page that is a list and what it is narrowed by, whatever else stands beside them. An abstract
 * type: the page's own template has both and gives them to hcrm_list_page_setup(); refreshing,
 * Ctrl+F, Esc, links that narrow it, the foot and keeping its state then need nothing more. A page
 * that does more at one of these calls its parent class for the rest.
 */
#define HCRM_TYPE_LIST_PAGE (hcrm_list_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmListPage, hcrm_list_page, HCRM, LIST_PAGE, HcrmPage)

/**
 * HcrmListPageClass:
 * @narrowed: (nullable): the list is narrowed by other conditions now
 */
struct _HcrmListPageClass {
  HcrmPageClass parent_class;

  void (*narrowed) (HcrmListPage *self, const char *query);
};

/**
 * hcrm_list_page_setup:
 * @list: its parts, which live as long as the page does
 * @info: a static table
 * @conditions: a static table
 * @first: what the list is narrowed by when the page is opened; empty for nothing
 */
void hcrm_list_page_setup (HcrmListPage *self,
                           HcrmRecordList *list,
                           const HcrmListInfo *info,
                           HcrmFilterBar *filters,
                           const HcrmFilter *conditions,
                           guint n_conditions,
                           const char *first);

G_END_DECLS
