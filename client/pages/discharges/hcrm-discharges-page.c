/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of discharges, with what was decided on each. */

#include "hcrm-discharges-page.h"

#include "core/hcrm-workflow.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-statistic.h"
#include "widgets/hcrm-column-text.h"

struct _HcrmDischargesPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmDischargesPage, hcrm_discharges_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_decision (HcrmRecord *encounter, const char **pill)
{
  const char *name = hcrm_record_get (encounter, "followup_decision");
  const HcrmState *state =
      name != NULL ? hcrm_workflow_get_state (&hcrm_followup_decision_workflow, name) : NULL;

  *pill = state != NULL ? state->pill : "bare plain";
  return g_strdup (state != NULL ? gettext (state->label) : "—");
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "ended_at",          NULL,          104, HCRM_CELL_TIME, SORT },
  { "followup_decision", NULL,          164, HCRM_CELL_PILL, 0, make_decision },
  { "pinyin",            N_("Patient"), 104, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "sex",               N_("Sex, age"), 112, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 3, .exports = "sex birth_date" },
  { "department",        NULL,          140, HCRM_CELL_TEXT, 0, .leaves = 4 },
  { "attending",         NULL,          128, HCRM_CELL_TEXT, 0, hcrm_column_text_attending, .leaves = 2, .exports = "attending also_attending" },
  { "diagnosis",         NULL,          180, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "decided_by",        NULL,          104, HCRM_CELL_TEXT, HIDDEN },
  { "decision_reason",   NULL,          140, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "started_at",        NULL,          104, HCRM_CELL_TIME, SORT | HIDDEN },
  { "outcome",           NULL,          140, HCRM_CELL_TEXT, HIDDEN },
  { "number",            NULL,          120, HCRM_CELL_TEXT, HIDDEN },
  { "mrn",               NULL,          112, HCRM_CELL_TEXT, HIDDEN },
};

static const HcrmChoice exempt_choices[] = {
  { "false", N_("Not exempt") },
  { "true",  N_("Exempt") },
  { NULL }
};

#define ORGANISATION HCRM_PERM_ORGANISATION_READ

static const HcrmFilter filters[] = {
  { "ended_on_from",     N_("Discharged from"),   .need = -1, .day = TRUE },
  { "ended_on_to",       N_("Discharged before"), .need = -1, .day = TRUE },
  { "followup_decision", N_("Decision"),          hcrm_followup_decision_choices, NULL, FALSE, -1 },
  { "exempt",            N_("Exempt"),            exempt_choices, NULL, TRUE, -1 },
  { "department_id",     N_("Department"),        NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "attending_id",      N_("Attending doctor"),  NULL, "/staff?limit=200", FALSE, ORGANISATION },
  { "template_id",       N_("Template"),          NULL, "/followup-templates?state=published&limit=200", FALSE, -1 },
  { "ward_id",           N_("Ward"),              NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "disease",           N_("Disease group"),     NULL, "/disease-groups", FALSE, -1 },
  { "figure",            N_("Counted as"),        hcrm_discharge_figure_choices, NULL, TRUE, -1 },
};
/* clang-format on */

static const HcrmListInfo list_info = {
  .name = "discharges",
  .path = "/encounters?kind=inpatient&state=finished",
  .set = &hcrm_encounter_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-ended_at",
  .title = N_ ("Discharged patients"),
               .empty =
                   N_ ("Nobody has been discharged. Discharges come from the hospital's system."),
               };

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmDischargesPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmDischargesPage *self, HcrmRecord *encounter)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (encounter, "patient_id"));
}

static void
hcrm_discharges_page_constructed (GObject *object)
{
  HcrmDischargesPage *self = HCRM_DISCHARGES_PAGE (object);

  G_OBJECT_CLASS (hcrm_discharges_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "");
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "encounter", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open the patient") }, { NULL } };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Discharges, and whether a follow-up was decided on. Conditions narrow the "
                    "list; the figures of the overview open it with the discharges they count.");
}

static void
hcrm_discharges_page_class_init (HcrmDischargesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_discharges_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/discharges/hcrm-discharges-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmDischargesPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmDischargesPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmDischargesPage, list);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_discharges_page_init (HcrmDischargesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
