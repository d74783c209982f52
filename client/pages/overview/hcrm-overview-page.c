/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How follow-up goes, in a period and by groups. */

#include "hcrm-overview-page.h"

#include "pages/statistics/hcrm-period.h"
#include "pages/statistics/hcrm-report-view.h"
#include "widgets/hcrm-department-choice.h"
#include "widgets/hcrm-text.h"

struct _HcrmOverviewPage {
  HcrmPage parent_instance;

  GtkLabel *as_at;
  HcrmPeriod *period;
  HcrmDepartmentChoice *departments;
  GtkBox *groups;
  HcrmReportView *view;
  char *query;
  const char *group; /* of the choices */
};

G_DEFINE_FINAL_TYPE (HcrmOverviewPage, hcrm_overview_page, HCRM_TYPE_PAGE)

/* The four that are looked at every day; all others are on the page of statistics. */
static const HcrmChoice groups[] = {
  { "department", N_ ("Department") },
    { "doctor", N_ ("Doctor") }, { "template", N_ ("Template") }, { "agent", N_ ("Agent") } };

/* --- loading ---------------------------------------------------------------------------------- */

static void
report_cb (gpointer data, JsonNode *reply)
{
  HcrmOverviewPage *self = data;
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *at =
      hcrm_text_time (json_object_get_string_member_with_default (object, "as_at", NULL));
  g_autofree char *as_at = g_strdup_printf (_ ("as of %s"), at);

  gtk_label_set_text (self->as_at, as_at);
  hcrm_report_view_show (self->view, self->query, reply);
}

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
  g_autofree char *path =
      hcrm_api_query ("/reports/followup", "date_from", from, "date_to", to, "department_id",
                      hcrm_department_choice_get_id (self->departments), "group", self->group,
                      NULL);

  g_free (self->query);
  self->query = g_strdup (strchr (path, '?') + 1);
  hcrm_page_call (page, "GET", path, NULL, report_cb);
  if (!hcrm_department_choice_is_filled (self->departments)
      && hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call (page, "GET", "/departments?limit=200", NULL, departments_cb);
}

static void
changed_cb (HcrmOverviewPage *self)
{
  hcrm_page_refresh (HCRM_PAGE (self));
}

/* --- groups ----------------------------------------------------------------------------------- */

static void
group_cb (GtkToggleButton *button, gpointer data)
{
  HcrmOverviewPage *self = data;

  if (!gtk_toggle_button_get_active (button))
    return;
  self->group = g_object_get_data (G_OBJECT (button), "group");
  changed_cb (self);
}

static void
add_groups (HcrmOverviewPage *self)
{
  GtkWidget *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (gettext (groups[i].label));

    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), (GtkToggleButton *) first);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), first == NULL);
    g_object_set_data (G_OBJECT (button), "group", (gpointer) groups[i].value);
    g_signal_connect (button, "toggled", G_CALLBACK (group_cb), self);
    gtk_box_append (self->groups, button);
    first = first != NULL ? first : button;
  }
  self->group = groups[0].value;
}

static void
show_group (HcrmOverviewPage *self, const char *group)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->groups));

  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (button), "group"), group) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* A department opens into its doctors; anything else into the tasks behind it. */
static void
activate_cb (HcrmOverviewPage *self, HcrmRecord *group)
{
  const char *key = hcrm_record_get (group, "key");

  if (key != NULL && g_str_equal (self->group, "department")) {
    hcrm_department_choice_set_id (self->departments, key);
    show_group (self, "doctor");
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
  if (g_str_equal (self->group, "department"))
    changed_cb (self);
  else
    show_group (self, "department");
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
  hcrm_report_view_setup (self->view, HCRM_PAGE (self));
  hcrm_report_view_set_report (self->view, hcrm_report_find ("followup"));
  gtk_widget_set_visible (GTK_WIDGET (self->departments),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ));
}

static void
hcrm_overview_page_finalize (GObject *object)
{
  g_free (HCRM_OVERVIEW_PAGE (object)->query);
  G_OBJECT_CLASS (hcrm_overview_page_parent_class)->finalize (object);
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
  G_OBJECT_CLASS (klass)->finalize = hcrm_overview_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_DEPARTMENT_CHOICE);
  g_type_ensure (HCRM_TYPE_PERIOD);
  g_type_ensure (HCRM_TYPE_REPORT_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/overview/hcrm-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, as_at);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, period);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, view);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, departments);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, groups);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_overview_page_init (HcrmOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
