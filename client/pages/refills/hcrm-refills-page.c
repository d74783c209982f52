/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of drugs that run out, with the call about each and why it is on that day. */

#include "hcrm-refills-page.h"

#include "core/hcrm-page-info.h"
#include "model/hcrm-medication.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-dose-rows.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-refill-card.h"
#include "widgets/hcrm-text.h"

struct _HcrmRefillsPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  GtkLabel *taken;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkBox *why;
  GtkWidget *call;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmRefillsPage, hcrm_refills_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_call_day (HcrmRecord *refill, const char **pill)
{
  const char *call = hcrm_record_get (refill, "call");
  gboolean out = hcrm_record_get_int (refill, "days_left") <= 0;

  *pill = "bare plain";
  if (g_strcmp0 (call, "open") == 0)
    *pill = out ? "danger" : "warn";
  else if (g_strcmp0 (call, "planned") == 0 || g_strcmp0 (call, "no-visit") == 0)
    *pill = out ? "bare danger" : "bare wait";
  return hcrm_text_short_date (hcrm_record_get (refill, "call_on"));
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "call_on",      NULL,           112, HCRM_CELL_PILL, SORT, make_call_day },
  { "call",         N_("State"),    150, HCRM_CELL_PILL, 0, hcrm_refill_dup_standing, .exports = "state call" },
  { "patient",      NULL,           104, HCRM_CELL_TEXT, 0, hcrm_column_text_patient },
  { "drug",         NULL,           160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "run_out_on",   NULL,            96, HCRM_CELL_DATE, SORT },
  { "fetch_by",     NULL,            96, HCRM_CELL_DATE, 0, .leaves = 3 },
  { "days_left",    NULL,            80, HCRM_CELL_NUMBER, HIDDEN },
  { "reason",       NULL,           140, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "phone",        NULL,           136, HCRM_CELL_DIAL, 0, .leaves = 2, .dial = hcrm_refill_dial },
  { "department",   NULL,           140, HCRM_CELL_TEXT, HIDDEN },
  { "dispensed_on", NULL,            96, HCRM_CELL_DATE, HIDDEN },
  { "mrn",          NULL,           112, HCRM_CELL_TEXT, HIDDEN },
};

static const HcrmFilter filters[] = {
  { "call",            N_("Refill call"),            hcrm_refill_call_choices, NULL, FALSE, -1 },
  { "state",           N_("State"),           hcrm_refill_state_choices, NULL, FALSE, -1 },
  { "run_out_on_from", N_("Runs out from"),   .need = -1, .day = TRUE },
  { "run_out_on_to",   N_("Runs out before"), .need = -1, .day = TRUE },
  { "department_id",   N_("Department"),      NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
};
/* clang-format on */

#define AHEAD "call=planned&call=open&call=no-visit"

static const HcrmListInfo list_info = {
  .name = "refills",
  .path = "/refills",
  .set = &hcrm_refill_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "call_on",
  .title = N_ ("Refills"),
      .empty = N_ ("No drug runs out under these conditions. Drugs come from the pharmacy, when it "
               "hands them out."),
      };

/* --- the page --------------------------------------------------------------------------------- */

static gboolean
may_call (HcrmRefillsPage *self, HcrmRecord *refill)
{
  const HcrmPageInfo *info = hcrm_page_info_find ("call");

  return refill != NULL && g_strcmp0 (hcrm_record_get (refill, "call"), "open") == 0 && info != NULL
         && hcrm_page_info_allows (info, hcrm_page_get_session (HCRM_PAGE (self)));
}

static void
activate_cb (HcrmRefillsPage *self, HcrmRecord *refill)
{
  if (may_call (self, refill))
    hcrm_page_open_id (HCRM_PAGE (self), "call", hcrm_record_get_int (refill, "task_id"));
  else
    hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (refill, "patient_id"));
}

static void
show_selected (HcrmRefillsPage *self)
{
  HcrmRecord *refill = hcrm_record_list_get_selected (self->list);

  hcrm_clear_box (self->why);
  gtk_box_append (self->why, refill != NULL
                                 ? hcrm_refill_card_new (refill, TRUE)
                                 : hcrm_wrapped_label_new (_ ("Choose a drug to see how its day was found."), "dim-label"));
  gtk_widget_set_visible (self->call, may_call (self, refill));
}

/* --- the day's doses -------------------------------------------------------------------------- */

static void
figures_cb (gpointer page, JsonNode *reply)
{
  JsonObject *day = json_node_get_object (reply);

  hcrm_dose_figure_set (HCRM_REFILLS_PAGE (page)->taken,
                        json_object_get_int_member_with_default (day, "taken", 0),
                        json_object_get_int_member_with_default (day, "due", 0));
}

/* The list is there without it. */
static gboolean
no_figures_cb (gpointer page, const GError *error)
{
  return TRUE;
}

static void
fetch_figures (HcrmRefillsPage *self)
{
  hcrm_page_send_for (HCRM_PAGE (self), self,
                      &(HcrmRequest){
                          .method = "GET", .path = "/medication-adherence", .fills = "figures" },
                      figures_cb, no_figures_cb);
}

static void
loaded_cb (HcrmRefillsPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  fetch_figures (self);
  show_selected (self);
  if (!self->focused && hcrm_record_list_get_total (self->list) > 0)
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
call_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *refill = hcrm_record_list_get_selected (HCRM_REFILLS_PAGE (widget)->list);

  if (may_call (HCRM_REFILLS_PAGE (widget), refill))
    activate_cb (HCRM_REFILLS_PAGE (widget), refill);
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *refill = hcrm_record_list_get_selected (HCRM_REFILLS_PAGE (widget)->list);

  if (refill != NULL)
    hcrm_page_open_id (HCRM_PAGE (widget), "patient", hcrm_record_get_int (refill, "patient_id"));
}

static void
hcrm_refills_page_constructed (GObject *object)
{
  HcrmRefillsPage *self = HCRM_REFILLS_PAGE (object);

  G_OBJECT_CLASS (hcrm_refills_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), AHEAD);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "followup_task", "patient", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open the call or the patient") },
                                           { "Shift F9", N_ ("call"), HCRM_PERM_CALL_WORK },
                                             { NULL } };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Drugs that run out, computed from what the pharmacy handed out; those to be "
                    "called about first come first. All drugs of a patient that run out within a "
                    "week are one call.\n\nThe card on the right says how a day was found, step by "
                    "step. What cannot be computed is never guessed: it has its reason.\n\nAt the "
                    "top stands how many of today's doses were taken, of those whose reminders ask "
                    "for it.");
}

static void
hcrm_refills_page_class_init (HcrmRefillsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_refills_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/refills/hcrm-refills-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, taken);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmRefillsPage, call);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_selected);
  gtk_widget_class_install_action (widget_class, "refills.call", NULL, call_action);
  gtk_widget_class_install_action (widget_class, "refills.patient", NULL, patient_action);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_refills_page_init (HcrmRefillsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
