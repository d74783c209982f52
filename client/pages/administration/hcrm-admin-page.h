/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every page of the administration is: a list to the left, one of them to the right. */

#pragma once

#include "core/hcrm-page.h"
#include "core/hcrm-workflow.h"
#include "widgets/hcrm-record-list.h"

G_BEGIN_DECLS

/**
 * HcrmAdminInfo:
 * @list: the list
 * @path: one of it is fetched from and saved to `path/id`, a new one posted to `path`
 * @entity: kind of its drafts
 * @title: of the page; marked with N_()
 * @query: what may narrow the list
 * @filters: which of that stands above it, ended by %NULL
 * @create: (nullable): words of the button that makes a new one; marked with N_()
 * @create_path: (nullable): where a new one is posted to instead of @path
 * @submit_new: (nullable): words of the button that posts a new one, if it is not saved; marked
 *   with N_()
 * @edit: who may make and change them; -1: nobody
 * @flow: (nullable): its steps become buttons; the state is the field `state`
 * @whole: items of the list have everything, so one alone is not fetched
 * @steps_only: what is typed goes with a step, nothing is saved by itself
 * @width: of the right side, in pixels
 */
typedef struct {
  const HcrmListInfo *list;
  const char *path;
  const char *entity;
  const char *title;
  const HcrmFieldSet *query;
  const char *const *filters;
  const char *create;
  const char *create_path;
  const char *submit_new;
  int edit;
  const HcrmWorkflow *flow;
  gboolean whole;
  gboolean steps_only;
  int width;
} HcrmAdminInfo;

#define HCRM_TYPE_ADMIN_PAGE (hcrm_admin_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmAdminPage, hcrm_admin_page, HCRM, ADMIN_PAGE, HcrmPage)

/**
 * HcrmAdminPageClass:
 * @show: fills the right side; @record %NULL: a new one
 * @name: (nullable): (transfer full): the heading; the field `name` if there is none
 * @describe: (nullable): (transfer full): the line below the heading
 * @may_edit: (nullable): whether this one can be changed at all
 * @check: (nullable): shows all that is wrong beside it; whether nothing is
 * @dup_body: (nullable): what to save, as it stands
 * @finish_body: (nullable): adds what is sent but never kept as a draft
 * @take_body: (nullable): puts that back, as a draft kept it
 * @set_editable: (nullable): lets people type, or only read
 * @dup_step_body: (nullable): what a step sends; @reason is %NULL where it needs none. May give
 *   %NULL for an empty object
 * @dup_question: (nullable): what to say before a step that is asked about; the name if none
 * @enter: (nullable): goes to where one types first, for Enter in the list; else to what is first
 * @stepped: (nullable): a step was taken; the reply is the record or what the step tells
 * @saved: (nullable): it was saved; @created tells whether it is new
 */
struct _HcrmAdminPageClass {
  HcrmPageClass parent_class;

  const HcrmAdminInfo *info;
  void (*show) (HcrmAdminPage *self, HcrmRecord *record);
  char *(*name) (HcrmRecord *record);
  char *(*describe) (HcrmRecord *record);
  gboolean (*may_edit) (HcrmAdminPage *self, HcrmRecord *record);
  gboolean (*check) (HcrmAdminPage *self);
  JsonNode *(*dup_body) (HcrmAdminPage *self);
  void (*finish_body) (HcrmAdminPage *self, JsonObject *body);
  void (*take_body) (HcrmAdminPage *self, JsonNode *body);
  void (*set_editable) (HcrmAdminPage *self, gboolean editable);
  JsonNode *(*dup_step_body) (HcrmAdminPage *self, const char *action, const char *reason);
  char *(*dup_question) (HcrmAdminPage *self, const char *action);
  void (*enter) (HcrmAdminPage *self);
  void (*stepped) (HcrmAdminPage *self, const char *action, JsonNode *reply);
  void (*saved) (HcrmAdminPage *self, gboolean created);
};

/* Adds a widget to the right side, below the heading @title if there is one. */
void hcrm_admin_page_add (HcrmAdminPage *self, const char *title, GtkWidget *widget);

/* Adds a widget before the filters. */
void hcrm_admin_page_add_filter (HcrmAdminPage *self, GtkWidget *widget);

/* Adds a widget beside the title, at its end. */
void hcrm_admin_page_add_head (HcrmAdminPage *self, GtkWidget *widget);

/* Shows the same in another way than as a list, at first, with a switch between the two. */
void hcrm_admin_page_set_view (HcrmAdminPage *self, const char *title, GtkWidget *view);

/* The user changed something: it is kept as a draft and can be saved. */
void hcrm_admin_page_changed (HcrmAdminPage *self);
gboolean hcrm_admin_page_get_editable (HcrmAdminPage *self);

/* (nullable) (transfer none): what is shown; %NULL for a new one or nothing. */
HcrmRecord *hcrm_admin_page_get_record (HcrmAdminPage *self);
gboolean hcrm_admin_page_is_new (HcrmAdminPage *self);
HcrmRecordList *hcrm_admin_page_get_list (HcrmAdminPage *self);

/* Adds to what is saved since when it is no longer used, if it is not new: what was retired already
 * keeps its time. */
void hcrm_admin_page_add_retired (HcrmAdminPage *self, gboolean retired, JsonObject *body);

/* The one shown is no longer in the list: goes to its neighbour, or shows none. */
void hcrm_admin_page_leave (HcrmAdminPage *self);

/* Goes to one of the list. */
void hcrm_admin_page_select (HcrmAdminPage *self, gint64 id);

/* Takes a step, after asking if it is one to ask about. */
void hcrm_admin_page_take_step (HcrmAdminPage *self, const char *action);

G_END_DECLS
