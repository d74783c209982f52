/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of telephone calls. */

#include "hcrm-calls-page.h"

#include "model/hcrm-call.h"
#include "model/hcrm-disposition.h"

struct _HcrmCallsPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmCallsPage, hcrm_calls_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *call, const char **pill)
{
  const char *name = hcrm_record_get (call, "state");
  const HcrmState *state =
      name != NULL ? hcrm_workflow_get_state (&hcrm_call_workflow, name) : NULL;

  *pill = state != NULL ? state->pill : "bare plain";
  return g_strdup (state != NULL ? gettext (state->label) : "—");
}

/* Whoever it was, and about the same. */
static void
dial_back (HcrmRecord *call, HcrmPhoneDial *dial)
{
  dial->call_id = hcrm_record_get_int (call, "id");
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "started_at",   NULL, 104, HCRM_CELL_TIME, SORT },
  { "direction",    NULL, 88,  HCRM_CELL_TEXT, 0 },
  { "state",        NULL, 120, HCRM_CELL_PILL, 0, make_state },
  { "number",       NULL, 140, HCRM_CELL_DIAL, 0, .dial = dial_back },
  { "patient",      NULL, 104, HCRM_CELL_TEXT, 0 },
  { "contact",      NULL, 104, HCRM_CELL_TEXT, 0, .leaves = 4 },
  { "user",         NULL, 104, HCRM_CELL_TEXT, 0 },
  { "talk_seconds", NULL, 96,  HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "wait_seconds", NULL, 96,  HCRM_CELL_TEXT, HIDDEN },
  { "disposition",  NULL, 112, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "note",         NULL, 160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, .leaves = 1 },
  { "department",   NULL, 128, HCRM_CELL_TEXT, HIDDEN },
  { "mrn",          NULL, 112, HCRM_CELL_TEXT, HIDDEN },
  { "hangup",       NULL, 128, HCRM_CELL_TEXT, HIDDEN },
};

static const HcrmChoice recorded_choices[] = {
  { "true",  N_("Recorded") },
  { "false", N_("Not recorded") },
  { NULL }
};

static const HcrmChoice wrapped_choices[] = {
  { "false", N_("Not wrapped up") },
  { "true",  N_("Wrapped up") },
  { NULL }
};

#define ORGANISATION HCRM_PERM_ORGANISATION_READ

static const HcrmFilter filters[] = {
  { "started_from",   N_("From"),        .need = -1, .day = TRUE },
  { "started_to",     N_("Before"),      .need = -1, .day = TRUE },
  { "direction",      N_("Direction"),   hcrm_call_direction_choices, NULL, TRUE, -1 },
  { "state",          N_("State"),       hcrm_call_state_choices, NULL, FALSE, -1 },
  { "disposition",    N_("Disposition"), hcrm_disposition_choices, NULL, FALSE, -1 },
  { "user_id",        N_("Agent"),       NULL, "/colleagues?permission=call.work&limit=200", FALSE, ORGANISATION },
  { "department_id",  N_("Department"),  NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "with_recording", N_("Recorded"),    recorded_choices, NULL, TRUE, -1 },
  { "wrapped_up",     N_("Wrapped up"),  wrapped_choices, NULL, TRUE, -1 },
};
static const HcrmListInfo list_info = {
  .name = "calls",
  .path = "/calls",
  .set = &hcrm_call_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-started_at",
  .title = N_("Telephone calls"),
  .empty = N_("There are no calls. Calls come from the telephone, or from what is dialled here."),
};
/* clang-format on */

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmCallsPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmCallsPage *self, HcrmRecord *call)
{
  if (hcrm_record_get_int (call, "patient_id") != 0)
    hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (call, "patient_id"));
}

static void
hcrm_calls_page_constructed (GObject *object)
{
  HcrmCallsPage *self = HCRM_CALLS_PAGE (object);

  G_OBJECT_CLASS (hcrm_calls_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "");
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "call", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open the patient") },
                                           { "Shift F9", N_ ("call back"), HCRM_PERM_CALL_WORK },
                                             { NULL } };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Telephone calls, incoming and outgoing, with who they were with and what came "
                    "of them. Calls of yours that go on stand above every page: F11 answers, F8 "
                    "hangs up, F4 and a digit say who is calling, F12 goes to what came of it.\n\n"
                    "Shift+F9, or a click on the number, calls back; the call is about the same patient and the same matter.");
}

static void
hcrm_calls_page_class_init (HcrmCallsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_calls_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/calls/hcrm-calls-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmCallsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmCallsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmCallsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_calls_page_init (HcrmCallsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
