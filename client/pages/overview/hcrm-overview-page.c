/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How follow-up goes, in a period and by groups. */

#include "hcrm-overview-page.h"

#include "model/hcrm-statistic.h"
#include "pages/statistics/hcrm-period.h"
#include "pages/statistics/hcrm-report-view.h"
#include "widgets/hcrm-department-choice.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmOverviewPage {
  HcrmPage parent_instance;

  GtkLabel *as_at;
  HcrmPeriod *period;
  HcrmDepartmentChoice *departments;
  HcrmViewSwitch *groups;
  HcrmReportView *view;
  const char *group; /* of the choices */
};

G_DEFINE_FINAL_TYPE (HcrmOverviewPage, hcrm_overview_page, HCRM_TYPE_PAGE)

/* The four that are looked at every day; all others are on the page of statistics. */
/* clang-format off */
static const HcrmView groups[] = {
  { N_("Department"), "department" }, { N_("Doctor"), "doctor" }, { N_("Template"), "template" }, { N_("Agent"), "agent" },
};
/* clang-format on */

/* --- loading ---------------------------------------------------------------------------------- */

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_department_choice_fill (HCRM_OVERVIEW_PAGE (data)->departments, reply);
}

static void
hcrm_overview_page_refresh (HcrmPage *page)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);
  g_autofree char *from = hcrm_period_dup_from (self->period);
  g_autofree char *to = hcrm_period_dup_to (self->period);
  g_autofree char *query = hcrm_api_query ("", "date_from", from, "date_to", to, "department_id",
                                           hcrm_department_choice_get_id (self->departments),
                                           "group", self->group, NULL);

  hcrm_report_view_load (self->view, query + 1); /* without its question mark */
  if (!hcrm_department_choice_is_filled (self->departments)
      && hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

static void
changed_cb (HcrmOverviewPage *self)
{
  hcrm_page_refresh (HCRM_PAGE (self));
}

/* --- groups ----------------------------------------------------------------------------------- */

static void
show_group (HcrmOverviewPage *self, const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (groups[i].query, group) == 0)
      self->group = groups[i].query;
  hcrm_view_switch_show_query (self->groups, self->group);
}

static void
group_cb (HcrmOverviewPage *self, const char *group)
{
  show_group (self, group);
  changed_cb (self);
}

static void
add_groups (HcrmOverviewPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    hcrm_view_switch_add (self->groups, &groups[i]);
  show_group (self, groups[0].query);
}

/* A department opens into its doctors; anything else into the tasks behind it. */
static void
activate_cb (HcrmOverviewPage *self, HcrmRecord *group)
{
  const char *key = hcrm_record_get (group, "key");

  if (key != NULL && g_strcmp0 (hcrm_report_view_get_group (self->view), "department") == 0) {
    hcrm_department_choice_set_id (self->departments, key);
    group_cb (self, "doctor");
  } else {
    hcrm_report_view_open (self->view, "due", group);
  }
}

/* Esc leaves the department that was opened. */
static gboolean
hcrm_overview_page_back (HcrmPage *page)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);

  if (hcrm_department_choice_get_id (self->departments) == NULL)
    return FALSE;
  hcrm_department_choice_set_id (self->departments, NULL);
  group_cb (self, "department");
  return TRUE;
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
hcrm_overview_page_save_state (HcrmPage *page)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *department = hcrm_department_choice_get_id (self->departments);

  hcrm_period_save (self->period, object);
  json_object_set_string_member (object, "department", department != NULL ? department : "");
  json_object_set_string_member (object, "group", self->group);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_overview_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);
  JsonObject *object = json_node_get_object (state);

  hcrm_period_restore (self->period, object);
  hcrm_department_choice_set_id (self->departments,
                                 json_object_get_string_member_with_default (object, "department",
                                                                             NULL));
  show_group (self, json_object_get_string_member_with_default (object, "group", NULL));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_overview_page_constructed (GObject *object)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (object);
  G_OBJECT_CLASS (hcrm_overview_page_parent_class)->constructed (object);
  add_groups (self);
  hcrm_report_view_setup (self->view, HCRM_PAGE (self), self->as_at);
  hcrm_report_view_set_report (self->view, hcrm_report_find ("followup"));
  gtk_widget_set_visible (GTK_WIDGET (self->departments),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ));
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "F5", N_ ("count again") },
                                         { "Enter", N_ ("open the group") },
                                           { "Esc", N_ ("all departments") }, { NULL } };

  klass->refresh = hcrm_overview_page_refresh;
  klass->back = hcrm_overview_page_back;
  klass->save_state = hcrm_overview_page_save_state;
  klass->restore_state = hcrm_overview_page_restore_state;
  klass->hints = hints;
  klass->help = N_ ("How follow-up goes: of the discharges, how many are covered by a plan; of the "
                    "steps that were due, in how many somebody was reached, how many are done, how "
                    "many patients were lost.\n\nDays can be typed: t, -30d, 3/15. The table is "
                    "sorted by its heads. Enter on a department shows its doctors; Esc goes back.");
}

static void
hcrm_overview_page_class_init (HcrmOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_overview_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_DEPARTMENT_CHOICE);
  g_type_ensure (HCRM_TYPE_PERIOD);
  g_type_ensure (HCRM_TYPE_REPORT_VIEW);
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/overview/hcrm-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, as_at);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, period);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, view);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, departments);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, groups);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_cb);
}

static void
hcrm_overview_page_init (HcrmOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
