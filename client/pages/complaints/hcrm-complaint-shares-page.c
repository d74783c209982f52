/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shares of complaints that a head or whoever they are handed to has to answer. */

#include "hcrm-complaint-shares-page.h"

#include <glib/gi18n.h>

#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmComplaintSharesPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintSharesPage, hcrm_complaint_shares_page, HCRM_TYPE_LIST_PAGE)

static char *
make_state (HcrmRecord *share, const char **pill)
{
  return hcrm_column_text_state (share, &hcrm_complaint_task_workflow, pill);
}

/* Of what waits, by when; what is over is due no more. */
static char *
make_due (HcrmRecord *share, const char **pill)
{
  return hcrm_record_get (share, "bucket") != NULL || hcrm_record_get (share, "paused_at") != NULL
             ? hcrm_complaint_words_due (share, pill)
             : NULL;
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_at",         NULL, 128, HCRM_CELL_PILL, HCRM_COLUMN_SORT, make_due, N_("was due 11-19 17:30") },
  { "state",          NULL,  90, HCRM_CELL_PILL, 0, make_state },
  { "number",         NULL, 112, HCRM_CELL_TEXT, 0 },
  { "grade",          NULL,  80, HCRM_CELL_PILL, 0, hcrm_complaint_words_grade, .exports = "grade_name" },
  { "matter",         NULL, 220, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, hcrm_complaint_words_matter },
  { "department",     NULL, 110, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "assignee",       NULL,  90, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "created_at",     NULL, 100, HCRM_CELL_TIME, HCRM_COLUMN_SORT, .leaves = 3 },
  { "lead",           NULL,  60, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "patient",        NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "first_receiver", NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "state",         N_("State"),      hcrm_complaint_task_state_choices },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "mine",          N_("Waits for me"), yes, NULL, TRUE },
};

static const HcrmView views[] = {
  { N_("Waits for me"), "mine=true" },
  { N_("To be answered"), "state=assigned&state=accepted" },
  { N_("Has answered"), "state=answered" },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "complaint-shares",
  .path = "/complaint-tasks",
  .set = &hcrm_complaint_task_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_at",
  .title = N_("What came to me"),
  .empty = N_("Nothing waits. What is routed to your department, or handed to you, comes here by itself."),
};
/* clang-format on */

static void
loaded_cb (HcrmComplaintSharesPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->counts, count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmComplaintSharesPage *self, HcrmRecord *share)
{
  hcrm_page_open_id (HCRM_PAGE (self), "complaint", hcrm_record_get_int (share, "complaint_id"));
}

static void
view_chosen_cb (HcrmComplaintSharesPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_complaint_shares_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_COMPLAINT_SHARES_PAGE (base)->views, query);
}

static void
hcrm_complaint_shares_page_submit (HcrmPage *page)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (page);
  HcrmRecord *share = hcrm_record_list_get_selected (self->list);

  if (share != NULL)
    activate_cb (self, share);
}

static void
hcrm_complaint_shares_page_constructed (GObject *object)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (object);

  G_OBJECT_CLASS (hcrm_complaint_shares_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "mine=true");
  hcrm_filter_bar_hide_search (self->filters);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint", "complaint_task", NULL };
  static const HcrmKeyHint hints[] = {
    { "Enter", N_ ("open") }, { NULL },
  };

  klass->submit = hcrm_complaint_shares_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Shares of complaints that you or your department have to answer, the most urgent first.\n\n"
                    "Enter opens the complaint: accept the share, hand it on, ask back, send it back with a reason, or answer it. When the share that leads is answered, the caller is called back.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintSharesPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
hcrm_complaint_shares_page_class_init (HcrmComplaintSharesPageClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->constructed = hcrm_complaint_shares_page_constructed;
  HCRM_LIST_PAGE_CLASS (type)->narrowed = hcrm_complaint_shares_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (type));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-shares-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (list);
  CALLBACK (view_chosen_cb);
  CALLBACK (loaded_cb);
  CALLBACK (activate_cb);
}

static void
hcrm_complaint_shares_page_init (HcrmComplaintSharesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
