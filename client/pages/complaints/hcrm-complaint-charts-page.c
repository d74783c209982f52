/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CUSUM charts of complaints, week by week, and the complaints behind each signal. */

#include "hcrm-complaint-charts-page.h"

#include "hcrm-complaint-cases.h"
#include "model/hcrm-complaint-warning.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmComplaintChartsPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkStack *stack;
  GtkLabel *subject;
  GtkLabel *basis;
  GtkLabel *limits;
  HcrmChart *chart;
  GtkBox *signals;
  HcrmRecord *record; /* (nullable): the chart that is shown, as it was last read */
  gint64 shown_id;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintChartsPage, hcrm_complaint_charts_page, HCRM_TYPE_LIST_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_subject (HcrmRecord *chart, const char **pill)
{
  const char *staff = hcrm_record_get (chart, "staff");

  const char *drug = hcrm_record_get (chart, "drug");

  return hcrm_text_join (staff != NULL ? staff : "", hcrm_text_field (chart, "department"),
                         drug != NULL ? drug : "", NULL);
}

static char *
make_signal (HcrmRecord *chart, const char **pill)
{
  const char *week = hcrm_record_get (chart, "signal_on");

  *pill = week != NULL ? "warn" : "bare ok";
  return week != NULL ? hcrm_text_short_date (week) : g_strdup (_ ("none"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "department", N_("Of whom"),  150, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_subject, .exports = "staff department drug" },
  { "kind",       NULL,            90, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "n",          NULL,            64, HCRM_CELL_NUMBER, HCRM_COLUMN_SORT },
  { "signal_on",  NULL,           100, HCRM_CELL_PILL, HCRM_COLUMN_SORT, make_signal, "2025-11-19" },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "kind",          N_("Kind"),          hcrm_complaint_chart_kind_choices, NULL, FALSE, -1 },
  { "department_id", N_("Department"),    NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "signal",        N_("With a signal"), yes, NULL, TRUE, -1 },
};

static const HcrmListInfo list_info = {
  .name = "complaint-charts",
  .path = "/complaint-charts",
  .set = &hcrm_complaint_chart_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-signal_on",
  .title = N_("Rising numbers"),
  .empty = N_("There is no chart yet. They are computed every hour for whom complaints were about."),
};
/* clang-format on */

static void
loaded_cb (HcrmComplaintChartsPage *self)
{
  hcrm_record_list_show_count (self->list, self->counts);
}

/* --- the chart -------------------------------------------------------------------------------- */

static const char *
get (HcrmComplaintChartsPage *self, const char *field)
{
  const char *text = hcrm_record_get (self->record, field);

  return text != NULL ? text : "";
}

static JsonArray *
get_items (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
count_items (JsonArray *items)
{
  return items != NULL ? json_array_get_length (items) : 0;
}

/* Without the zeros at its end. */
static char *
dup_number (HcrmComplaintChartsPage *self, const char *field)
{
  return g_strdup_printf ("%.4g", g_ascii_strtod (get (self, field), NULL));
}

static void
show_words (HcrmComplaintChartsPage *self)
{
  const HcrmFieldSet *set = &hcrm_complaint_chart_fields;
  const HcrmField *field = &set->fields[hcrm_field_set_find (set, "basis")];
  g_autofree char *subject = make_subject (self->record, NULL);
  g_autofree char *mean = dup_number (self, "mean"), *ratio = dup_number (self, "ratio");
  g_autofree char *k = dup_number (self, "k"), *h = dup_number (self, "h");
  g_autofree char *expected = hcrm_text_named (_ ("expected in a week: %s"), mean);
  g_autofree char *basis =
      hcrm_text_join (expected, hcrm_field_get_choice_label (field, get (self, "basis")), NULL);
  g_autofree char *noticed = hcrm_text_named (_ ("made to notice %s times as many"), ratio);
  g_autofree char *bounds = g_strdup_printf ("k = %s · h = %s", k, h);
  g_autofree char *limits = hcrm_text_join (noticed, bounds, NULL);

  hcrm_text_show (self->subject, subject);
  hcrm_text_show (self->basis, basis);
  hcrm_text_show (self->limits, limits);
}

static double
get_number (JsonObject *item, const char *name)
{
  return json_object_get_double_member_with_default (item, name, 0);
}

static void
set_scale (HcrmComplaintChartsPage *self, JsonArray *points)
{
  double most = 1;

  for (guint i = 0; i < count_items (points); i++) {
    JsonObject *point = json_array_get_object_element (points, i);
    most = MAX (most, MAX (get_number (point, "sum"), get_number (point, "h")));
  }
  hcrm_chart_set_scale (self->chart, 0, most, NULL);
}

static void
show_points (HcrmComplaintChartsPage *self, JsonArray *points)
{
  hcrm_chart_begin (self->chart, TRUE);
  set_scale (self, points);
  hcrm_chart_add_series (self->chart, _ ("Sum of what is too many"), "accent_bg_color");
  hcrm_chart_add_series (self->chart, _ ("Limit h"), "danger_fg");
  for (guint i = 0; i < count_items (points); i++) {
    JsonObject *point = json_array_get_object_element (points, i);
    double values[] = { get_number (point, "sum"), get_number (point, "h") };
    g_autofree char *week = hcrm_text_short_date (hcrm_text_member (point, "week"));
    hcrm_chart_add_point (self->chart, week, values);
  }
  hcrm_chart_end (self->chart);
}

/* --- signals ---------------------------------------------------------------------------------- */

static GtkWidget *
new_warning_button (gint64 id)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Go to the Warning"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chart.warning");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
new_signal_head (JsonObject *item)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *week = hcrm_text_date (hcrm_text_member (item, "week"));
  g_autofree char *since = hcrm_text_date (hcrm_text_member (item, "since"));
  g_autofree char *text =
      g_strdup_printf (_ ("Signal in the week of %s; rising since %s"), week, since);
  GtkWidget *label = hcrm_wrapped_label_new (text, "strong");
  gint64 id = json_object_get_int_member_with_default (item, "warning_id", 0);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  if (id != 0)
    gtk_box_append (GTK_BOX (head), new_warning_button (id));
  return head;
}

static void
show_signals (HcrmComplaintChartsPage *self, JsonArray *items)
{
  hcrm_clear_box (self->signals);
  for (guint i = count_items (items); i > 0; i--) {
    JsonObject *item = json_array_get_object_element (items, i - 1);
    JsonArray *cases = get_items (item, "cases");
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    gtk_box_append (self->signals, new_signal_head (item));
    gtk_box_append (self->signals, box);
    if (cases != NULL)
      hcrm_complaint_cases_fill (GTK_BOX (box), cases);
  }
  if (count_items (items) == 0)
    gtk_box_append (self->signals,
                    hcrm_wrapped_label_new (_ ("No signal in these weeks: no more complaints than chance gives."),
                        "dim-label"));
}

/* --- reading ---------------------------------------------------------------------------------- */

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintChartsPage *self = data;
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_complaint_chart_fields);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL)
      || hcrm_record_get_int (record, "id") != self->shown_id)
    return;
  g_set_object (&self->record, record);
  show_words (self);
  show_points (self, get_items (json_node_get_object (reply), "points"));
  show_signals (self, get_items (json_node_get_object (reply), "signals"));
  gtk_stack_set_visible_child_name (self->stack, "chart");
}

static void
read_chart (HcrmComplaintChartsPage *self)
{
  g_autofree char *path = g_strdup_printf ("/complaint-charts/%" G_GINT64_FORMAT, self->shown_id);

  if (self->shown_id != 0)
    hcrm_page_call (HCRM_PAGE (self), "GET", path, NULL, read_cb);
}

static void
selection_changed_cb (HcrmComplaintChartsPage *self)
{
  self->shown_id = hcrm_record_list_get_selected_id (self->list);
  gtk_stack_set_visible_child_name (self->stack, "none");
  read_chart (self);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "complaint", g_variant_get_int64 (id));
}

static void
warning_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "complaint_warnings", g_variant_get_int64 (id));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_complaint_charts_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_complaint_charts_page_parent_class)->refresh (page);
  read_chart (HCRM_COMPLAINT_CHARTS_PAGE (page));
}

static void
hcrm_complaint_charts_page_constructed (GObject *object)
{
  HcrmComplaintChartsPage *self = HCRM_COMPLAINT_CHARTS_PAGE (object);

  G_OBJECT_CLASS (hcrm_complaint_charts_page_parent_class)->constructed (object);
  hcrm_filter_bar_hide_search (self->filters);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "");
}

static void
hcrm_complaint_charts_page_finalize (GObject *object)
{
  g_clear_object (&HCRM_COMPLAINT_CHARTS_PAGE (object)->record);
  G_OBJECT_CLASS (hcrm_complaint_charts_page_parent_class)->finalize (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint_chart", "complaint_warning", NULL };

  klass->refresh = hcrm_complaint_charts_page_refresh;
  klass->watches = watches;
  klass->help =
      N_ ("For each department, ward, member of staff and drug that complaints were about: whether there are more of them, week by week, than there used to be (Poisson CUSUM).\n\n"
                    "The sum grows with every week that has more complaints than are to be expected, and falls with every quiet one. Where it reaches the limit h there is a signal, and the sum begins at 0 again.\n\n"
                    "Below the chart are the signals with the complaints behind them.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintChartsPage, child)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-charts-page.ui");
  BIND (counts);
  BIND (filters);
  BIND (list);
  BIND (stack);
  BIND (subject);
  BIND (basis);
  BIND (limits);
  BIND (chart);
  BIND (signals);
  gtk_widget_class_bind_template_callback (klass, selection_changed_cb);
  gtk_widget_class_bind_template_callback (klass, loaded_cb);
}

static void
hcrm_complaint_charts_page_class_init (HcrmComplaintChartsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_complaint_charts_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_complaint_charts_page_finalize;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_CHART);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "complaint.open", "x", open_action);
  gtk_widget_class_install_action (widget_class, "chart.warning", "x", warning_action);
}

static void
hcrm_complaint_charts_page_init (HcrmComplaintChartsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
