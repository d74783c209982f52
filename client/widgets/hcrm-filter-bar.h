/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * HcrmFilter:
 * @name: a member of the list's query
 * @title: marked with N_()
 * @choices: (nullable): what it may be, ended by a %NULL value
 * @path: (nullable): a list whose items (`id` or `code`, `name`, `name_en`) are what it may be,
 *   fetched when they are first asked for
 * @single: whether only one value makes sense
 * @need: the permission without which it is not offered; -1 for none
 * @hidden: whether it is never offered: only views have it
 * @day: whether its value is a day, which is typed
 *
 * One condition that a list can be narrowed by.
 */
typedef struct {
  const char *name;
  const char *title;
  const HcrmChoice *choices;
  const char *path;
  gboolean single;
  int need;
  gboolean hidden;
  gboolean day;
} HcrmFilter;

/**
 * HcrmFilterBar:
 *
 * What a list is narrowed by: a field to search in, a chip for each condition, and a menu of more.
 * Its whole state is a query, `bucket=today&bucket=overdue&owner=centre`, so that views can be
 * kept. Signal: `changed`, by whatever means. In a `.ui` file `<object class="HcrmFilterBar">`;
 * children are placed at its end.
 */
#define HCRM_TYPE_FILTER_BAR (hcrm_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmFilterBar, hcrm_filter_bar, HCRM, FILTER_BAR, GtkBox)

/* @filters is kept and must live as long as the program: a static table. */
void hcrm_filter_bar_setup (HcrmFilterBar *self,
                            HcrmSession *session,
                            const HcrmFilter *filters,
                            guint n_filters);

/* Without the field to search in, for what is no list. */
void hcrm_filter_bar_hide_search (HcrmFilterBar *self);

/* Replaces all conditions. Names that are not among the filters are dropped. */
void hcrm_filter_bar_set_query (HcrmFilterBar *self, const char *query);

/* Returns: (transfer full): the conditions in the order of the table, then `q`; escaped. */
char *hcrm_filter_bar_dup_query (HcrmFilterBar *self);

/* Narrows @list by it. */
void hcrm_filter_bar_apply (HcrmFilterBar *self, HcrmRecordList *list);

/* Returns: (transfer full): the conditions and the state of @list, to be taken up again. */
JsonNode *hcrm_filter_bar_dup_state (HcrmFilterBar *self, HcrmRecordList *list);

/* Takes that up; @otherwise is the query if @state has none. */
void hcrm_filter_bar_take_state (HcrmFilterBar *self,
                                 HcrmRecordList *list,
                                 JsonNode *state,
                                 const char *otherwise);

/* Puts the cursor into the search field. */
void hcrm_filter_bar_focus (HcrmFilterBar *self);

G_END_DECLS
