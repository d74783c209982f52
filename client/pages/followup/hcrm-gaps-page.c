/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is missing of mandatory follow-up: groups with their figures, and below the discharges that
 * the chosen figure of a group counts. */

#include "hcrm-gaps-page.h"

#include "model/hcrm-encounter.h"
#include "model/hcrm-followup-rule.h"
#include "model/hcrm-followup.h"
#include "pages/statistics/hcrm-period.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-department-choice.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmGapsPage {
  HcrmPage parent_instance;

  GtkLabel *count;
  HcrmViewSwitch *groupings;
  HcrmPeriod *period;
  HcrmDepartmentChoice *departments;
  HcrmRecordList *groups;
  GtkWidget *below;
  GtkLabel *group;
  GtkLabel *discharge_count;
  HcrmViewSwitch *gaps;
  GtkBox *buttons;
  HcrmRecordList *discharges;
  char *by;         /* department, doctor, rule */
  char *gap;        /* which of a group's discharges are shown */
  gboolean started; /* the discharges were asked for */
};

G_DEFINE_FINAL_TYPE (HcrmGapsPage, hcrm_gaps_page, HCRM_TYPE_PAGE)

/* --- the groups ------------------------------------------------------------------------------- */

static char *
make_group (HcrmRecord *group, const char **pill)
{
  return g_strdup (hcrm_record_get_int (group, "id") != 0 ? hcrm_text_field (group, "name")
                                                          : _ ("(none)"));
}

static char *
make_missing (HcrmRecord *group, const char **pill)
{
  gint64 n = hcrm_record_get_int (group, "missing");

  *pill = n > 0 ? "danger" : "ok";
  return g_strdup_printf ("%" G_GINT64_FORMAT, n);
}

static char *
make_rate (HcrmRecord *group, const char **pill)
{
  return g_strdup_printf ("%s %%", hcrm_record_get (group, "rate"));
}

#define SORT HCRM_COLUMN_SORT

/* clang-format off */
static const HcrmColumn group_columns[] = {
  { "name",      N_("Group"),   180, HCRM_CELL_TEXT,   SORT | HCRM_COLUMN_EXPAND, make_group },
  { "missing",   N_("Missing"),  96, HCRM_CELL_PILL,   SORT, make_missing },
  { "exempt",    NULL,           84, HCRM_CELL_NUMBER, 0 },
  { "planned",   N_("With a plan"), 84, HCRM_CELL_NUMBER, 0 },
  { "mandatory", NULL,           96, HCRM_CELL_NUMBER, SORT },
  { "late",      N_("Decided late"), 96, HCRM_CELL_NUMBER, SORT },
  { "rate",      NULL,           84, HCRM_CELL_NUMBER, SORT, make_rate },
};

static const HcrmListInfo group_info = {
  .name = "gaps",
  .path = "/followup-gaps",
  .set = &hcrm_followup_gap_fields,
  .columns = group_columns,
  .n_columns = G_N_ELEMENTS (group_columns),
  .sort = "-missing",
  .title = N_("Gaps in mandatory follow-up"),
  .empty = N_("No discharge of this period is in a mandatory group."),
};

/* --- the discharges --------------------------------------------------------------------------- */

static char *
make_decision (HcrmRecord *encounter, const char **pill)
{
  const char *name = hcrm_record_get (encounter, "followup_decision");
  const HcrmState *state = hcrm_workflow_get_state (&hcrm_followup_decision_workflow,
                                                    name != NULL ? name : "undecided");

  *pill = state != NULL ? state->pill : "bare plain";
  return g_strdup (state != NULL ? gettext (state->label) : "—");
}

static char *
make_rules (HcrmRecord *encounter, const char **pill)
{
  return hcrm_text_names (hcrm_record_get (encounter, "rules"));
}

static char *
make_reason (HcrmRecord *encounter, const char **pill)
{
  return hcrm_text_join (hcrm_text_field (encounter, "exemption_label"),
                         hcrm_text_field (encounter, "decision_reason"), NULL);
}

static const HcrmColumn discharge_columns[] = {
  { "ended_at",          NULL,           100, HCRM_CELL_TIME, SORT },
  { "pinyin",            N_("Patient"),   96, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "followup_decision", NULL,           140, HCRM_CELL_PILL, 0, make_decision },
  { "diagnosis",         NULL,           170, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "rules",             NULL,           150, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_rules, .leaves = 4 },
  { "decision_reason",   NULL,           150, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_reason, .leaves = 2,
    .exports = "exemption_label decision_reason" },
  { "decided_by",        NULL,            96, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "attending",         NULL,            96, HCRM_CELL_TEXT, 0, hcrm_column_text_attending, .leaves = 3, .exports = "attending also_attending" },
  { "department",        NULL,           120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "sex",               N_("Sex, age"),  84, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN, hcrm_column_text_sex_age, .exports = "sex birth_date" },
  { "decided_at",        NULL,           100, HCRM_CELL_TIME, HCRM_COLUMN_HIDDEN },
  { "mrn",               NULL,           110, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmListInfo discharge_info = {
  .name = "gap_discharges",
  .path = "/encounters?state=finished&mandatory=true",
  .set = &hcrm_encounter_fields,
  .columns = discharge_columns,
  .n_columns = G_N_ELEMENTS (discharge_columns),
  .sort = "ended_at",
  .title = N_("Discharges of the group"),
  .empty = N_("None of this group's discharges."),
};

static const HcrmView groupings[] = {
  { N_("Department"), "department" }, { N_("Doctor"), "doctor" }, { N_("Rule"), "rule" },
};

static const HcrmView gaps[] = {
  { N_("Missing"), "missing" }, { N_("Exempt"), "exempt" }, { N_("With a plan"), "planned" }, { N_("Decided late"), "late" },
};

/* By which condition the discharges of a group are found. */
static const struct {
  const char *by;
  const char *condition;
} keys[] = {
  { "department", "department_id" },
  { "doctor",     "attending_id" },
  { "rule",       "rule_id" },
};
/* clang-format on */

static const char *
find_condition (const char *by)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (keys[i].by, by) == 0)
      return keys[i].condition;
  return NULL;
}

static void
set_key (HcrmGapsPage *self, HcrmRecord *group)
{
  const char *condition = find_condition (hcrm_record_get (group, "by"));
  const char *chosen = hcrm_department_choice_get_id (self->departments);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    hcrm_record_list_set_filter (self->discharges, keys[i].condition,
                                 g_strcmp0 (keys[i].condition, condition) == 0
                                     ? hcrm_record_get (group, "id")
                                 : g_str_equal (keys[i].by, "department") ? chosen
                                                                          : NULL);
}

static void
show_discharges (HcrmGapsPage *self)
{
  HcrmRecord *group = hcrm_record_list_get_selected (self->groups);
  gboolean may = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_PATIENT_READ);
  g_autofree char *name = group != NULL ? make_group (group, NULL) : NULL;

  gtk_widget_set_visible (self->below, group != NULL && may);
  if (group == NULL || !may)
    return;
  gtk_label_set_text (self->group, name);
  hcrm_record_list_set_filter (self->discharges, "ended_on_from",
                               hcrm_record_get (group, "date_from"));
  hcrm_record_list_set_filter (self->discharges, "ended_on_to", hcrm_record_get (group, "date_to"));
  hcrm_record_list_set_filter (self->discharges, "gap", self->gap);
  set_key (self, group);
  if (!self->started)
    hcrm_record_list_refresh (self->discharges);
  self->started = TRUE;
}

static void
gap_cb (HcrmGapsPage *self, const char *gap)
{
  g_free (self->gap);
  self->gap = g_strdup (gap);
  show_discharges (self);
}

static void
discharges_loaded_cb (HcrmGapsPage *self)
{
  hcrm_record_list_show_count (self->discharges, self->discharge_count);
}

static void
patient_cb (HcrmGapsPage *self, HcrmRecord *encounter)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (encounter, "patient_id"));
}

/* --- what is counted -------------------------------------------------------------------------- */

static void
count (HcrmGapsPage *self)
{
  g_autofree char *from = hcrm_period_dup_from (self->period);
  g_autofree char *to = hcrm_period_dup_to (self->period);

  hcrm_record_list_set_filter (self->groups, "by", self->by);
  hcrm_record_list_set_filter (self->groups, "date_from", from);
  hcrm_record_list_set_filter (self->groups, "date_to", to);
  hcrm_record_list_set_filter (self->groups, "department_id",
                               hcrm_department_choice_get_id (self->departments));
}

/* Another grouping has other groups under the same numbers. */
static void
by_cb (HcrmGapsPage *self, const char *by)
{
  g_free (self->by);
  self->by = g_strdup (by);
  hcrm_record_list_select_id (self->groups, 0);
  count (self);
}

static void
groups_loaded_cb (HcrmGapsPage *self)
{
  hcrm_record_list_show_count (self->groups, self->count);
  if (hcrm_record_list_get_selected_id (self->groups) == 0)
    hcrm_record_list_move (self->groups, 1);
  show_discharges (self);
}

static void
open_group_cb (HcrmGapsPage *self)
{
  if (gtk_widget_get_visible (self->below))
    gtk_widget_grab_focus (GTK_WIDGET (self->discharges));
}

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_department_choice_fill (HCRM_GAPS_PAGE (data)->departments, reply);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_gaps_page_refresh (HcrmPage *page)
{
  HcrmGapsPage *self = HCRM_GAPS_PAGE (page);

  count (self);
  hcrm_record_list_refresh (self->groups);
  if (self->started)
    hcrm_record_list_refresh (self->discharges);
  if (!hcrm_department_choice_is_filled (self->departments)
      && hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

/* Esc goes from the discharges to the groups. */
static gboolean
hcrm_gaps_page_back (HcrmPage *page)
{
  HcrmGapsPage *self = HCRM_GAPS_PAGE (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->below))
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->groups));
}

static void
hcrm_gaps_page_filter (HcrmPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (HCRM_GAPS_PAGE (page)->period), GTK_DIR_TAB_FORWARD);
}

static JsonNode *
hcrm_gaps_page_save_state (HcrmPage *page)
{
  HcrmGapsPage *self = HCRM_GAPS_PAGE (page);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *department = hcrm_department_choice_get_id (self->departments);

  hcrm_period_save (self->period, object);
  json_object_set_string_member (object, "department", department != NULL ? department : "");
  json_object_set_string_member (object, "by", self->by);
  json_object_set_string_member (object, "gap", self->gap);
  return json_node_init_object (json_node_alloc (), object);
}

static void
take_choice (JsonObject *state, const char *name, char **choice, HcrmViewSwitch *views)
{
  const char *value = json_object_get_string_member_with_default (state, name, *choice);

  hcrm_view_switch_show_query (views, value);
  if (value != *choice) {
    g_free (*choice);
    *choice = g_strdup (value);
  }
}

static void
hcrm_gaps_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmGapsPage *self = HCRM_GAPS_PAGE (page);
  JsonObject *object = json_node_get_object (state);
  const char *department = json_object_get_string_member_with_default (object, "department", "");

  hcrm_period_restore (self->period, object);
  hcrm_department_choice_set_id (self->departments, *department != '\0' ? department : NULL);
  take_choice (object, "by", &self->by, self->groupings);
  take_choice (object, "gap", &self->gap, self->gaps);
}

static void
hcrm_gaps_page_constructed (GObject *object)
{
  HcrmGapsPage *self = HCRM_GAPS_PAGE (object);
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (object));

  G_OBJECT_CLASS (hcrm_gaps_page_parent_class)->constructed (object);
  hcrm_record_list_setup (self->groups, session, &group_info);
  hcrm_record_list_setup (self->discharges, session, &discharge_info);
  for (guint i = 0; i < G_N_ELEMENTS (groupings); i++)
    hcrm_view_switch_add (self->groupings, &groupings[i]);
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    hcrm_view_switch_add (self->gaps, &gaps[i]);
  hcrm_view_switch_show_query (self->groupings, self->by);
  hcrm_view_switch_show_query (self->gaps, self->gap);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->departments))),
                  hcrm_record_list_new_buttons (self->groups));
  gtk_box_append (self->buttons, hcrm_record_list_new_buttons (self->discharges));
  gtk_widget_set_visible (GTK_WIDGET (self->departments),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ));
  g_object_bind_property (self->groups, "status", self, "status", G_BINDING_SYNC_CREATE);
}

static void
hcrm_gaps_page_finalize (GObject *object)
{
  g_free (HCRM_GAPS_PAGE (object)->by);
  g_free (HCRM_GAPS_PAGE (object)->gap);
  G_OBJECT_CLASS (hcrm_gaps_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "F5", N_ ("count again") },
                                         { "Enter", N_ ("its discharges, then the patient") },
                                           { "Esc", N_ ("back to the groups") }, { NULL } };

  klass->refresh = hcrm_gaps_page_refresh;
  klass->back = hcrm_gaps_page_back;
  klass->filter = hcrm_gaps_page_filter;
  klass->save_state = hcrm_gaps_page_save_state;
  klass->restore_state = hcrm_gaps_page_restore_state;
  klass->hints = hints;
  klass->help =
      N_ ("Discharges of mandatory groups, by department, doctor or rule: how many have a plan, "
          "are exempted with a reason, or have neither, and how many were decided on late. Below "
          "stand the discharges that one figure of the chosen group counts; Enter opens the "
          "patient.\n\nBoth lists can be exported as they stand. A discharge that two rules fit "
          "is one of the department and of the doctor, and one of each rule.");
}

#define BIND(name) gtk_widget_class_bind_template_child (klass, HcrmGapsPage, name)

static void
bind_children (GtkWidgetClass *klass)
{
  BIND (count);
  BIND (groupings);
  BIND (period);
  BIND (departments);
  BIND (groups);
  BIND (below);
  BIND (group);
  BIND (discharge_count);
  BIND (gaps);
  BIND (buttons);
  BIND (discharges);
  gtk_widget_class_bind_template_callback (klass, by_cb);
  gtk_widget_class_bind_template_callback (klass, count);
  gtk_widget_class_bind_template_callback (klass, groups_loaded_cb);
  gtk_widget_class_bind_template_callback (klass, open_group_cb);
  gtk_widget_class_bind_template_callback (klass, show_discharges);
  gtk_widget_class_bind_template_callback (klass, gap_cb);
  gtk_widget_class_bind_template_callback (klass, discharges_loaded_cb);
  gtk_widget_class_bind_template_callback (klass, patient_cb);
}

static void
hcrm_gaps_page_class_init (HcrmGapsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = hcrm_gaps_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_gaps_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_DEPARTMENT_CHOICE);
  g_type_ensure (HCRM_TYPE_PERIOD);
  g_type_ensure (HCRM_TYPE_RECORD_LIST);
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/hcrm/Client/pages/followup/hcrm-gaps-page.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
hcrm_gaps_page_init (HcrmGapsPage *self)
{
  self->by = g_strdup ("department");
  self->gap = g_strdup ("missing");
  gtk_widget_init_template (GTK_WIDGET (self));
}
