/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of statistics: a report, what it is narrowed to and grouped by. */

#include "hcrm-statistics-page.h"

#include <string.h>

#include "hcrm-figure.h"
#include "hcrm-period.h"
#include "hcrm-report-view.h"
#include "widgets/hcrm-export-button.h"
#include "widgets/hcrm-filter-bar.h"
#include "widgets/hcrm-view-switch.h"
#include "widgets/hcrm-wrap-box.h"

typedef struct {
  GtkLabel *title;
  GtkLabel *as_at;
  HcrmViewSwitch *reports;
  GtkBox *tools;
  GtkDropDown *groups;
  HcrmPeriod *period;
  HcrmFilterBar *filters;
  HcrmReportView *view;
  GtkToggleButton *chart;
  const HcrmReport *report;
  const char *group; /* of its choices */
  gboolean quiet;
} HcrmStatisticsPagePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (HcrmStatisticsPage, hcrm_statistics_page, HCRM_TYPE_PAGE)

#define PRIV(self) ((HcrmStatisticsPagePrivate *) hcrm_statistics_page_get_instance_private (self))
#define CLASS(self) HCRM_STATISTICS_PAGE_GET_CLASS (self)

/* clang-format off */
static const HcrmFilter filters[] = {
  HCRM_FIGURE_FILTERS,
  { "item_id",       N_("Question"),         NULL, "/statistic-questions", FALSE, -1 },
};
/* clang-format on */

/* --- loading ---------------------------------------------------------------------------------- */

static char *
make_query (HcrmStatisticsPage *self)
{
  g_autofree char *from = hcrm_period_dup_from (PRIV (self)->period);
  g_autofree char *to = hcrm_period_dup_to (PRIV (self)->period);
  g_autofree char *conditions = hcrm_filter_bar_dup_query (PRIV (self)->filters);

  return g_strdup_printf ("date_from=%s&date_to=%s&group=%s%s%s", from != NULL ? from : "",
                          to != NULL ? to : "", PRIV (self)->group, *conditions != '\0' ? "&" : "",
                          conditions);
}

static void
hcrm_statistics_page_refresh (HcrmPage *page)
{
  HcrmStatisticsPage *self = HCRM_STATISTICS_PAGE (page);
  g_autofree char *query = make_query (self);

  hcrm_report_view_load (PRIV (self)->view, query);
}

static void
changed_cb (HcrmStatisticsPage *self)
{
  if (!PRIV (self)->quiet)
    hcrm_page_refresh (HCRM_PAGE (self));
}

/* --- what is grouped by what ------------------------------------------------------------------ */

static guint
find_group (const HcrmReport *report, const char *group)
{
  for (guint i = 0; report->groups[i].value != NULL; i++)
    if (g_strcmp0 (report->groups[i].value, group) == 0)
      return i;
  return 0;
}

static void
show_groups (HcrmStatisticsPage *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint chosen = find_group (PRIV (self)->report, PRIV (self)->group);
  gboolean quiet = PRIV (self)->quiet;

  for (const HcrmChoice *choice = PRIV (self)->report->groups; choice->value != NULL; choice++)
    gtk_string_list_append (words, gettext (choice->label));
  PRIV (self)->quiet = TRUE;
  gtk_drop_down_set_model (PRIV (self)->groups, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (PRIV (self)->groups, chosen);
  PRIV (self)->group = PRIV (self)->report->groups[chosen].value;
  PRIV (self)->quiet = quiet;
}

static void
group_cb (HcrmStatisticsPage *self)
{
  guint chosen = gtk_drop_down_get_selected (PRIV (self)->groups);

  if (PRIV (self)->quiet || chosen == GTK_INVALID_LIST_POSITION)
    return;
  PRIV (self)->group = PRIV (self)->report->groups[chosen].value;
  changed_cb (self);
}

/* --- which report ----------------------------------------------------------------------------- */

static void
set_report (HcrmStatisticsPage *self, const HcrmReport *report)
{
  PRIV (self)->report = report;
  hcrm_report_view_set_report (PRIV (self)->view, report);
  show_groups (self);
}

static const HcrmReport *
find_report (HcrmStatisticsPage *self, const char *name)
{
  for (guint i = 0; i < CLASS (self)->n_reports; i++)
    if (g_strcmp0 (CLASS (self)->reports[i].name, name) == 0)
      return &CLASS (self)->reports[i];
  return NULL;
}

static void
report_chosen_cb (HcrmStatisticsPage *self, const char *name)
{
  set_report (self, find_report (self, name));
  changed_cb (self);
}

static void
add_reports (HcrmStatisticsPage *self)
{
  const HcrmReport *reports = CLASS (self)->reports;

  for (guint i = 0; i < CLASS (self)->n_reports; i++)
    hcrm_view_switch_add (PRIV (self)->reports, &(HcrmView){ reports[i].title, reports[i].name });
  hcrm_view_switch_show_query (PRIV (self)->reports, PRIV (self)->report->name);
  gtk_widget_set_visible (GTK_WIDGET (PRIV (self)->reports), CLASS (self)->n_reports > 1);
}

static void
show_report (HcrmStatisticsPage *self, const char *name)
{
  const HcrmReport *report = find_report (self, name);

  if (report == NULL || report == PRIV (self)->report)
    return;
  set_report (self, report);
  hcrm_view_switch_show_query (PRIV (self)->reports, name);
}

static gboolean
is_trend (const char *group)
{
  return g_str_equal (group, "week") || g_str_equal (group, "month");
}

static void
show_trend (HcrmStatisticsPage *self, HcrmRecord *group)
{
  g_autofree char *query = make_query (self);
  g_autofree char *narrowed = hcrm_figure_dup_narrowed (query, group);

  PRIV (self)->quiet = TRUE;
  PRIV (self)->group = "month";
  show_groups (self);
  hcrm_filter_bar_set_query (PRIV (self)->filters, narrowed);
  PRIV (self)->quiet = FALSE;
  changed_cb (self);
}

/* Enter on a group opens what its last rate is a rate of, or itself where that is the whole. */
static void
group_activated_cb (HcrmStatisticsPage *self, HcrmRecord *group)
{
  const HcrmRate *rate = &PRIV (self)->report->rates[PRIV (self)->report->n_rates - 1];

  if (CLASS (self)->trends) {
    if (is_trend (PRIV (self)->group))
      hcrm_report_view_open (PRIV (self)->view, PRIV (self)->report->measures[0].whole, group);
    else
      show_trend (self, group);
    return;
  }
  hcrm_report_view_open (PRIV (self)->view, rate->within != NULL ? rate->name : rate->whole, group);
}

static void
chart_cb (HcrmStatisticsPage *self)
{
  hcrm_report_view_set_chart (PRIV (self)->view, gtk_toggle_button_get_active (PRIV (self)->chart));
}

/* --- as a file -------------------------------------------------------------------------------- */

static void
export_source (gpointer data, char **path, char **query, const char **title)
{
  HcrmStatisticsPage *self = data;

  *path = g_strconcat ("/reports/", PRIV (self)->report->name, NULL);
  *query = make_query (self);
  *title = gettext (PRIV (self)->report->title);
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
hcrm_statistics_page_save_state (HcrmPage *page)
{
  HcrmStatisticsPage *self = HCRM_STATISTICS_PAGE (page);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *conditions = hcrm_filter_bar_dup_query (PRIV (self)->filters);

  hcrm_period_save (PRIV (self)->period, object);
  json_object_set_string_member (object, "report", PRIV (self)->report->name);
  json_object_set_string_member (object, "group", PRIV (self)->group);
  json_object_set_string_member (object, "conditions", conditions);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_statistics_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmStatisticsPage *self = HCRM_STATISTICS_PAGE (page);
  JsonObject *object = json_node_get_object (state);

  PRIV (self)->quiet = TRUE;
  hcrm_period_restore (PRIV (self)->period, object);
  show_report (self, json_object_get_string_member_with_default (object, "report", NULL));
  PRIV (self)->group = json_object_get_string_member_with_default (object, "group", NULL);
  show_groups (self);
  hcrm_filter_bar_set_query (PRIV (self)->filters,
                             json_object_get_string_member_with_default (object, "conditions", ""));
  PRIV (self)->quiet = FALSE;
}

static void
hcrm_statistics_page_filter (HcrmPage *page)
{
  hcrm_filter_bar_focus (PRIV (HCRM_STATISTICS_PAGE (page))->filters);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_statistics_page_constructed (GObject *object)
{
  HcrmStatisticsPage *self = HCRM_STATISTICS_PAGE (object);
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (object));

  G_OBJECT_CLASS (hcrm_statistics_page_parent_class)->constructed (object);
  PRIV (self)->quiet = TRUE;
  hcrm_report_view_setup (PRIV (self)->view, HCRM_PAGE (self), PRIV (self)->as_at);
  chart_cb (self);
  set_report (self, &CLASS (self)->reports[0]);
  add_reports (self);
  gtk_label_set_label (PRIV (self)->title, gettext (CLASS (self)->title));
  hcrm_filter_bar_setup (PRIV (self)->filters, session, CLASS (self)->filters,
                         CLASS (self)->n_filters);
  hcrm_filter_bar_hide_search (PRIV (self)->filters);
  gtk_box_append (PRIV (self)->tools, hcrm_export_button_new_for (session, export_source, self));
  PRIV (self)->quiet = FALSE;
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "F5", N_ ("count again") },
                                         { "Ctrl F", N_ ("filter") },
                                           { "Enter", N_ ("open the group") }, { NULL } };

  klass->refresh = hcrm_statistics_page_refresh;
  klass->filter = hcrm_statistics_page_filter;
  klass->save_state = hcrm_statistics_page_save_state;
  klass->restore_state = hcrm_statistics_page_restore_state;
  klass->hints = hints;
  klass->help =
      N_ ("What follow-up comes to. Each rate says what it is a rate of; where there is nothing to "
          "count there is a dash. A plan that was cancelled counts nowhere.\n\nEvery figure opens "
          "the very cases that it counts. Days can be typed: t, -30d, 3/15. The table is sorted by "
          "its heads, and exported as it stands.");
}

static void
hcrm_statistics_page_class_init (HcrmStatisticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_statistics_page_constructed;
  klass->title = N_ ("Statistics");
  klass->reports = hcrm_reports;
  klass->n_reports = hcrm_n_reports;
  klass->filters = filters;
  klass->n_filters = G_N_ELEMENTS (filters);
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_PERIOD);
  g_type_ensure (HCRM_TYPE_FILTER_BAR);
  g_type_ensure (HCRM_TYPE_REPORT_VIEW);
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/statistics/hcrm-statistics-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, title);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, as_at);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, reports);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, tools);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, groups);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, period);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, filters);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, view);
  gtk_widget_class_bind_template_child_private (widget_class, HcrmStatisticsPage, chart);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chart_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, report_chosen_cb);
}

static void
hcrm_statistics_page_init (HcrmStatisticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
