/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "hcrm-filter-bar.h"

G_BEGIN_DECLS

/* A view that everybody has: what it is called, and its query. */
typedef struct {
  const char *name; /* marked with N_() */
  const char *query;
} HcrmView;

/**
 * HcrmViewSwitch:
 *
 * The views of a list as one row of toggles: some that everybody has, then those the user has kept,
 * then a button that keeps the present one. Signal: `chosen` (query).
 */
#define HCRM_TYPE_VIEW_SWITCH (hcrm_view_switch_get_type ())
G_DECLARE_FINAL_TYPE (HcrmViewSwitch, hcrm_view_switch, HCRM, VIEW_SWITCH, GtkBox)

/* @views is not kept. */
void hcrm_view_switch_add (HcrmViewSwitch *self, const HcrmView *view);

/**
 * hcrm_view_switch_keep_for:
 * @filters: of @page: what a view is made of
 * @list: (not nullable): under what name they are kept; not copied
 *
 * From then on it keeps and removes views by itself, once those kept before are read.
 */
void hcrm_view_switch_keep_for (HcrmViewSwitch *self,
                                HcrmPage *page,
                                HcrmFilterBar *filters,
                                const char *list);

/* Reads those the user has kept, unless it has: for the page to call whenever it is refreshed. */
void hcrm_view_switch_read (HcrmViewSwitch *self);

/* Presses the view that has this query, if one has. */
void hcrm_view_switch_show_query (HcrmViewSwitch *self, const char *query);

G_END_DECLS
