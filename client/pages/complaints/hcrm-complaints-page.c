/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints as a list, and those that wait for somebody as a board. */

#include "hcrm-complaints-page.h"

#include "hcrm-complaint-board.h"
#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint-report.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmComplaintsPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  GtkStack *stack;
  HcrmRecordList *list;
  HcrmComplaintBoard *board;
  GtkToggleButton *as_list;
  GtkToggleButton *by_due;
  GtkWidget *take;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintsPage, hcrm_complaints_page, HCRM_TYPE_LIST_PAGE)

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_at",      N_("Due, state"), 128, HCRM_CELL_PILL, HCRM_COLUMN_SORT, hcrm_complaint_words_due, N_("was due 11-19 17:30") },
  { "number",      NULL,             112, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "grade",       NULL,              96, HCRM_CELL_PILL, 0, hcrm_complaint_words_grade, .exports = "grade_name" },
  { "matter",      NULL,             220, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, hcrm_complaint_words_matter },
  { "class_name",  NULL,             110, HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "caller_name", NULL,              90, HCRM_CELL_TEXT, 0, hcrm_complaint_words_caller, .leaves = 2 },
  { "about",       NULL,             110, HCRM_CELL_TEXT, 0, .leaves = 5 },
  { "department",  NULL,             110, HCRM_CELL_TEXT, 0, .leaves = 4 },
  { "received_at", NULL,             100, HCRM_CELL_TIME, HCRM_COLUMN_SORT, .leaves = 1 },
  { "state",       NULL,             100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "channel",     NULL,             100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "patient",     NULL,              90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "assignee",    NULL,              90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "first_receiver", NULL,           90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "closed_as",   NULL,             120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "bucket",        N_("Urgency"),    hcrm_complaint_bucket_choices },
  { "grade",         N_("Grade"),      NULL, "/complaint-grades" },
  { "class",         N_("Class"),      NULL, "/complaint-classes?limit=200" },
  { "channel",       N_("Channel"),    hcrm_complaint_channel_choices },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "state",         N_("State"),      hcrm_complaint_state_choices },
  { "closed_as",     N_("Closed as"),  hcrm_complaint_closed_as_choices },
  { "open",          N_("Still open"), yes, NULL, TRUE },
  { "mine",          N_("Waits for me"), yes, NULL, TRUE },
  { "received_on_from", N_("Received from"), NULL, NULL, TRUE, -1, FALSE, TRUE },
  { "received_on_to", N_("Received before"), NULL, NULL, TRUE, -1, FALSE, TRUE },
  { "about_department_id", N_("Department it is about"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "about_staff_id", N_("Person it is about"), NULL, "/staff?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "about_kind",    N_("Kind of thing it is about"), hcrm_complaint_about_choices },
  { "nature",        N_("Class, this one alone"), NULL, "/complaint-classes?limit=200", .hidden = TRUE },
  { "handler_id",    N_("Department that answers"), NULL, "/departments?limit=200", .hidden = TRUE },
  { "first_receiver_id", N_("First receiver"), NULL, "/colleagues?permission=complaint.take&limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "figure",        N_("Counted as"), hcrm_complaint_figure_choices, .hidden = TRUE },
};

static const HcrmView views[] = {
  { N_("Waits for me"), "mine=true" },
  { N_("Still open"), "open=true" },
  { N_("Drafts"), "state=draft" },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "complaints",
  .path = "/complaints",
  .set = &hcrm_complaint_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_at",
  .title = N_("Complaints"),
  .empty = N_("No complaint fits these conditions."),
};
/* clang-format on */

/* --- the board -------------------------------------------------------------------------------- */

static void
board_cb (gpointer data, JsonNode *reply)
{
  hcrm_complaint_board_set (HCRM_COMPLAINTS_PAGE (data)->board, reply);
}

static void
read_board (HcrmComplaintsPage *self)
{
  g_autofree char *query = hcrm_filter_bar_dup_query (self->filters);
  g_autofree char *path = g_strdup_printf ("/complaints/board?%s", query);

  if (!gtk_toggle_button_get_active (self->as_list))
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = "board" }, board_cb,
                    NULL);
}

static void
shape_cb (HcrmComplaintsPage *self)
{
  gboolean list = gtk_toggle_button_get_active (self->as_list);

  gtk_stack_set_visible_child_name (self->stack, list ? "list" : "board");
  hcrm_complaint_board_set_by_due (self->board, gtk_toggle_button_get_active (self->by_due));
  read_board (self);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmComplaintsPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->counts, count);
}

static void
open_complaint (HcrmComplaintsPage *self, gint64 id)
{
  hcrm_page_open_id (HCRM_PAGE (self), "complaint", id);
}

static void
activate_cb (HcrmComplaintsPage *self, HcrmRecord *complaint)
{
  open_complaint (self, hcrm_record_get_int (complaint, "id"));
}

static void
view_chosen_cb (HcrmComplaintsPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_complaints_page_narrowed (HcrmListPage *base, const char *query)
{
  HcrmComplaintsPage *self = HCRM_COMPLAINTS_PAGE (base);

  hcrm_view_switch_show_query (self->views, query);
  read_board (self);
}

static void
hcrm_complaints_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_complaints_page_parent_class)->refresh (page);
  hcrm_view_switch_read (HCRM_COMPLAINTS_PAGE (page)->views);
  read_board (HCRM_COMPLAINTS_PAGE (page));
}

static void
hcrm_complaints_page_choose (HcrmPage *page, gint64 id)
{
  hcrm_record_list_select_id (HCRM_COMPLAINTS_PAGE (page)->list, id);
}

static void
hcrm_complaints_page_create (HcrmPage *page)
{
  if (hcrm_page_may (page, HCRM_PERM_COMPLAINT_TAKE))
    hcrm_page_open (page, "complaint_form", NULL);
}

static void
take_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_complaints_page_create (HCRM_PAGE (widget));
}

static void
hcrm_complaints_page_constructed (GObject *object)
{
  HcrmComplaintsPage *self = HCRM_COMPLAINTS_PAGE (object);

  G_OBJECT_CLASS (hcrm_complaints_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "open=true");
  hcrm_view_switch_keep_for (self->views, HCRM_PAGE (self), self->filters, list_info.name);
  gtk_widget_set_visible (self->take, hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_TAKE));
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint", "complaint_task", NULL };
  static const HcrmKeyHint hints[] = {
    { "Enter", N_ ("open") },
      { "Ctrl N", N_ ("take a complaint"), HCRM_PERM_COMPLAINT_TAKE }, { NULL },
    };

  klass->refresh = hcrm_complaints_page_refresh;
  klass->choose = hcrm_complaints_page_choose;
  klass->create = hcrm_complaints_page_create;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Complaints, by when they are due.\n\n"
                    "The board shows those that wait for somebody, in columns by state or by due date; a card is opened with Enter, arrow keys go from card to card. A complaint whose clock is paused is due again once it is resumed.\n\n"
                    "Nobody sees a complaint that is about themselves.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintsPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaints-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (stack);
  BIND (list);
  BIND (board);
  BIND (as_list);
  BIND (by_due);
  BIND (take);
  CALLBACK (view_chosen_cb);
  CALLBACK (loaded_cb);
  CALLBACK (activate_cb);
  CALLBACK (shape_cb);
  CALLBACK (open_complaint);
}

static void
hcrm_complaints_page_class_init (HcrmComplaintsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = hcrm_complaints_page_constructed;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_complaints_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_COMPLAINT_BOARD);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "complaints.take", NULL, take_action);
}

static void
hcrm_complaints_page_init (HcrmComplaintsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
