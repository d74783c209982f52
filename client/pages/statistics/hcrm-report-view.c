/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures of a report as cards and as a table. */

#include "hcrm-report-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/hcrm-page-info.h"
#include "hcrm-figure.h"
#include "pages/overview/hcrm-rate.h"
#include "widgets/hcrm-chart.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pie.h"
#include "widgets/hcrm-text.h"

#define FILLS "report"
#define RATE_WIDTH 150
#define NARROW_RATE_WIDTH 110 /* where there are many */
#define MANY_RATES 5
#define FIGURE_WIDTH 88
#define GROUP_WIDTH 180
#define NARROW_GROUP_WIDTH 120
#define AROUND_TITLE 20
#define HIGHEST 100.0 /* of a measure that is drawn */

struct _HcrmReportView {
  GtkBox parent_instance;

  HcrmPage *page;  /* not owned: it holds this view */
  GtkLabel *as_at; /* not owned: of that page */
  const HcrmReport *report;
  GtkBox *cards;
  HcrmPie *pie;
  HcrmChart *chart;
  gboolean without_chart; /* the user wants none */
  GtkStack *stack;
  GtkColumnView *table;
  GPtrArray *columns; /* of the report, whether shown or not */
  GListStore *store;
  char *asked; /* (nullable): the query under way */
  char *query; /* of what is shown */
  char *group; /* its group */
};

enum { GROUP_ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmReportView, hcrm_report_view, GTK_TYPE_BOX)

/* --- what opens behind a figure --------------------------------------------------------------- */

static gboolean
may_open (HcrmReportView *self, const char *figure)
{
  const char *name = hcrm_figure_get_page (figure);
  const HcrmPageInfo *info = name != NULL ? hcrm_page_info_find (name) : NULL;

  return info != NULL && hcrm_page_info_allows (info, hcrm_page_get_session (self->page));
}

void
hcrm_report_view_open (HcrmReportView *self, const char *figure, HcrmRecord *group)
{
  g_return_if_fail (HCRM_IS_REPORT_VIEW (self));
  if (!may_open (self, figure))
    return;
  g_autofree char *query = hcrm_figure_dup_query (figure, self->query, group);
  hcrm_page_open_query (self->page, hcrm_figure_get_page (figure), query);
}

static void
link_cb (GtkButton *link, gpointer data)
{
  hcrm_report_view_open (data, g_object_get_data (G_OBJECT (link), "figure"),
                         g_object_get_data (G_OBJECT (link), "group"));
}

/* @group: (nullable): a row of the table; %NULL for all */
static void
set_link (HcrmReportView *self,
          GtkWidget *link,
          const char *figure,
          HcrmRecord *group,
          const char *text)
{
  g_autofree char *tip = g_strdup_printf (_ ("Show these (%s)"), text);
  gboolean open = may_open (self, figure);

  g_object_set_data (G_OBJECT (link), "figure", (gpointer) figure);
  g_object_set_data_full (G_OBJECT (link), "group", group != NULL ? g_object_ref (group) : NULL,
                          g_object_unref);
  gtk_button_set_label (GTK_BUTTON (link), text);
  gtk_widget_set_tooltip_text (link, open ? tip : NULL);
  gtk_widget_set_can_target (link, open);
  gtk_widget_set_focusable (link, open);
}

/* What has none has no part of its own to open, and where items are counted a part of them is no
 * list of reviews. */
static const char *
get_part (HcrmReportView *self, const HcrmMeasure *measure)
{
  gboolean items = g_strcmp0 (self->group, "item") == 0
                   || (self->query != NULL && strstr (self->query, "&item=") != NULL);

  return measure->part != NULL && !items ? measure->part : measure->whole;
}

static GtkWidget *
new_link (HcrmReportView *self)
{
  GtkWidget *link = gtk_button_new_with_label ("");

  gtk_widget_add_css_class (link, "flat");
  gtk_widget_add_css_class (link, "figure-link");
  gtk_widget_add_css_class (link, "num");
  gtk_widget_set_valign (link, GTK_ALIGN_CENTER);
  g_signal_connect (link, "clicked", G_CALLBACK (link_cb), self);
  return link;
}

/* --- cards ------------------------------------------------------------------------------------ */

static void
set_text (GtkBuilder *builder, const char *id, const char *text)
{
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, id)), text);
}

static void
add_card (HcrmReportView *self, const HcrmRate *rate, HcrmRecord *total)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/overview/hcrm-rate-card.ui");
  g_autofree char *percent = hcrm_rate_dup_percent (rate, total);
  g_autofree char *figures = hcrm_rate_dup_figures (rate, total);
  GtkWidget *bar = hcrm_rate_bar_new ();

  set_text (builder, "title", gettext (rate->title));
  set_text (builder, "percent", percent);
  GtkBox *links = GTK_BOX (gtk_builder_get_object (builder, "figures"));
  g_autofree char *all =
      g_strdup_printf (_ ("All %d"), (int) hcrm_record_get_int (total, rate->whole));
  GtkWidget *part = new_link (self), *whole = new_link (self);
  set_link (self, part, rate->name, NULL, figures);
  set_link (self, whole, rate->whole, NULL, all);
  gtk_box_append (links, part);
  gtk_box_append (links, whole);
  set_text (builder, "definition", gettext (rate->definition));
  hcrm_rate_bar_set (HCRM_RATE_BAR (bar), rate, total);
  gtk_widget_set_visible (bar, rate->per == 0);
  gtk_box_append (GTK_BOX (gtk_builder_get_object (builder, "bar")), bar);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_box_append (self->cards, GTK_WIDGET (gtk_builder_get_object (builder, "card")));
}

/* Whether any group shown has a figure. */
static gboolean
is_known (HcrmReportView *self, const char *figure)
{
  GListModel *groups = G_LIST_MODEL (self->store);

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (groups, i);
    if (hcrm_record_get (group, figure) != NULL)
      return TRUE;
  }
  return FALSE;
}

static GtkWidget *
new_measured (HcrmReportView *self, const HcrmMeasure *measure, HcrmRecord *total)
{
  g_autofree char *interval = hcrm_measure_dup_interval (measure, total);
  g_autofree char *all =
      g_strdup_printf (_ ("All %d"), (int) hcrm_record_get_int (total, measure->whole));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *link = new_link (self);
  GtkWidget *label = gtk_label_new (interval);

  gtk_widget_add_css_class (label, "num");
  gtk_box_append (GTK_BOX (box), label);
  set_link (self, link, measure->whole, NULL, all);
  gtk_box_append (GTK_BOX (box), link);
  return box;
}

/* There is no one value of what is measured for each group alone. */
static void
add_measure_card (HcrmReportView *self, const HcrmMeasure *measure, HcrmRecord *total)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/overview/hcrm-rate-card.ui");
  g_autofree char *value = hcrm_measure_dup_value (measure, total);
  gboolean whole = hcrm_record_get (total, measure->whole) != NULL;

  if (!whole && !is_known (self, measure->whole))
    return;
  set_text (builder, "title", gettext (measure->title));
  set_text (builder, "percent", value != NULL ? value : "–");
  set_text (builder, "definition", gettext (measure->definition));
  if (whole)
    gtk_box_append (GTK_BOX (gtk_builder_get_object (builder, "figures")),
                    new_measured (self, measure, total));
  gtk_box_append (self->cards, GTK_WIDGET (gtk_builder_get_object (builder, "card")));
}

static void
show_total (HcrmReportView *self, JsonNode *reply)
{
  g_autoptr (HcrmRecord) total = hcrm_record_new (self->report->fields);
  JsonNode *node = json_object_get_member (json_node_get_object (reply), "total");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)
      || !hcrm_record_read_json (total, json_node_get_object (node), TRUE, NULL))
    return;
  hcrm_clear_box (self->cards);
  for (guint i = 0; i < self->report->n_measures; i++)
    add_measure_card (self, &self->report->measures[i], total);
  for (guint i = 0; i < self->report->n_rates; i++)
    if (self->report->rates[i].within == NULL)
      add_card (self, &self->report->rates[i], total);
}

/* --- names of groups -------------------------------------------------------------------------- */

static const char *
name_code (const HcrmReport *report, HcrmRecord *record, const char *group)
{
  const char *code = hcrm_record_get (record, "code");
  const char *word = hcrm_report_find_word (report, group, code);

  if (word != NULL)
    return gettext (word);
  return code != NULL ? code : _ ("(none)");
}

char *
hcrm_report_group_dup_name (const HcrmReport *report, HcrmRecord *record, const char *group)
{
  const char *label = hcrm_text_field (record, "label");

  if (*label == '\0')
    return g_strdup (name_code (report, record, group));
  if (g_strcmp0 (group, "step") == 0)
    return g_strdup_printf (_ ("Step %s"), label);
  if (g_strcmp0 (group, "week") != 0)
    return g_strdup (label);
  g_autofree char *day = hcrm_text_short_date (label);
  /* Translators: a week, by its first day */
  return g_strdup_printf (_ ("Week of %s"), day);
}

/* --- the table -------------------------------------------------------------------------------- */

static void
setup_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  HcrmReportView *self = data;
  g_autofree char *name =
      hcrm_report_group_dup_name (self->report, gtk_list_item_get_item (item), self->group);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), name);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), name);
}

static HcrmReportView *
get_view (GtkSignalListItemFactory *factory)
{
  return g_object_get_data (G_OBJECT (factory), "view");
}

static void
setup_figure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *link = new_link (get_view (factory));

  gtk_widget_set_halign (link, GTK_ALIGN_END);
  gtk_list_item_set_child (item, link);
}

static void
bind_figure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer field)
{
  HcrmRecord *group = gtk_list_item_get_item (item);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, hcrm_record_get_int (group, field));

  set_link (get_view (factory), gtk_list_item_get_child (item), field, group, text);
}

static void
setup_rate_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *percent = new_link (get_view (factory));
  GtkWidget *bar = hcrm_rate_bar_new ();

  gtk_widget_set_size_request (percent, 48, -1);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), percent);
  gtk_list_item_set_child (item, box);
}

static void
bind_rate_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  HcrmRecord *group = gtk_list_item_get_item (item);
  const HcrmRate *rate = data;
  g_autofree char *percent = hcrm_rate_dup_percent (rate, group);

  hcrm_rate_bar_set (HCRM_RATE_BAR (gtk_widget_get_first_child (box)), rate, group);
  gtk_widget_set_visible (gtk_widget_get_first_child (box), rate->per == 0);
  gtk_widget_set_halign (box, rate->per > 0 ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  set_link (get_view (factory), gtk_widget_get_last_child (box), rate->name, group, percent);
}

/* A measure and its interval, which opens what it counts. */
static void
setup_measure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *value = new_link (get_view (factory)), *interval = gtk_label_new (NULL);

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_add_css_class (interval, "dim-label");
  gtk_widget_add_css_class (interval, "num");
  gtk_box_append (GTK_BOX (box), interval);
  gtk_box_append (GTK_BOX (box), value);
  gtk_list_item_set_child (item, box);
}

static void
bind_measure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  HcrmRecord *group = gtk_list_item_get_item (item);
  HcrmReportView *self = get_view (factory);
  const HcrmMeasure *measure = data;
  g_autofree char *value = hcrm_measure_dup_value (measure, group);
  g_autofree char *interval = hcrm_measure_dup_interval (measure, group);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)),
                      interval != NULL ? interval : "");
  set_link (self, gtk_widget_get_last_child (box), get_part (self, measure), group,
            value != NULL ? value : "–");
}

/* Steps and weeks come in their own order, the others by name. The code of a week is a day as ISO
 * 8601 writes it, which compares as text. */
static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  HcrmReportView *self = data;
  HcrmRecord *left = (HcrmRecord *) a, *right = (HcrmRecord *) b;

  if (g_strcmp0 (self->group, "step") == 0)
    return (int) (hcrm_record_get_int (left, "key") - hcrm_record_get_int (right, "key"));
  if (g_strcmp0 (self->group, "week") == 0)
    return g_strcmp0 (hcrm_record_get (left, "code"), hcrm_record_get (right, "code"));
  g_autofree char *one = hcrm_report_group_dup_name (self->report, left, self->group);
  g_autofree char *other = hcrm_report_group_dup_name (self->report, right, self->group);
  return g_utf8_collate (one, other);
}

static int
compare_figures (gconstpointer a, gconstpointer b, gpointer field)
{
  gint64 left = hcrm_record_get_int ((HcrmRecord *) a, field);
  gint64 right = hcrm_record_get_int ((HcrmRecord *) b, field);

  return (left > right) - (left < right);
}

static int
compare_rates (gconstpointer a, gconstpointer b, gpointer rate)
{
  double left = hcrm_rate_compute (rate, (HcrmRecord *) a),
         right = hcrm_rate_compute (rate, (HcrmRecord *) b);

  return (left > right) - (left < right);
}

/* What has none comes first. */
static int
compare_measures (gconstpointer a, gconstpointer b, gpointer data)
{
  const HcrmMeasure *measure = data;
  double left = hcrm_measure_get ((HcrmRecord *) a, measure->name);
  double right = hcrm_measure_get ((HcrmRecord *) b, measure->name);

  if (isnan (left) || isnan (right))
    return isnan (right) - isnan (left);
  return (left > right) - (left < right);
}

/* A column is as wide as its text is large, and holds its title and the sign of its order whole. */
static int
find_width (HcrmReportView *self, const char *title, int width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), title);
  int needed = 0;

  pango_layout_get_pixel_size (layout, &needed, NULL);
  return MAX ((int) (width * hcrm_text_get_scale ()), needed + AROUND_TITLE);
}

static GtkColumnViewColumn *
add_column (HcrmReportView *self,
            const char *title,
            GtkListItemFactory *factory,
            GCompareDataFunc compare,
            gconstpointer data,
            int width)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);
  g_autoptr (GtkSorter) sorter =
      GTK_SORTER (gtk_custom_sorter_new (compare, (gpointer) data, NULL));

  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, find_width (self, title, width));
  gtk_column_view_column_set_expand (column, width != FIGURE_WIDTH);
  gtk_column_view_append_column (self->table, column);
  g_ptr_array_add (self->columns, g_object_ref (column));
  return column;
}

static GtkListItemFactory *
new_factory (HcrmReportView *self, GCallback setup, GCallback bind, gconstpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "view", self);
  g_signal_connect (factory, "setup", setup, (gpointer) data);
  g_signal_connect (factory, "bind", bind, (gpointer) data);
  return factory;
}

static const HcrmRate *
find_rate (HcrmReportView *self, const char *figure)
{
  for (guint i = 0; i < self->report->n_rates; i++)
    if (g_str_equal (self->report->rates[i].name, figure))
      return &self->report->rates[i];
  return NULL;
}

static const HcrmMeasure *
find_measure (HcrmReportView *self, const char *figure)
{
  for (guint i = 0; i < self->report->n_measures; i++)
    if (g_str_equal (self->report->measures[i].name, figure))
      return &self->report->measures[i];
  return NULL;
}

static GtkColumnViewColumn *
add_measure (HcrmReportView *self, const HcrmMeasure *measure)
{
  GtkListItemFactory *factory =
      new_factory (self, G_CALLBACK (setup_measure_cb), G_CALLBACK (bind_measure_cb), measure);

  return add_column (self, gettext (measure->title), factory, compare_measures, measure,
                     RATE_WIDTH);
}

/* What no group has takes no room, such as what there is only of items. A column that is merely not
 * visible would take it: it is counted into the width of the table. */
static void
hide_columns (HcrmReportView *self)
{
  guint at = 0;

  for (guint i = 0; i < self->columns->len; i++) {
    GtkColumnViewColumn *column = g_ptr_array_index (self->columns, i);
    const char *figure = g_object_get_data (G_OBJECT (column), "figure");
    gboolean known = figure == NULL || is_known (self, figure);
    gboolean shown = gtk_column_view_column_get_column_view (column) != NULL;

    if (known && !shown)
      gtk_column_view_insert_column (self->table, at, column);
    else if (!known && shown)
      gtk_column_view_remove_column (self->table, column);
    at += known ? 1 : 0;
  }
}

static int
get_rate_width (HcrmReportView *self, const HcrmRate *rate)
{
  if (rate->per > 0)
    return FIGURE_WIDTH;
  return self->report->n_rates < MANY_RATES ? RATE_WIDTH : NARROW_RATE_WIDTH;
}

static void
add_figure (HcrmReportView *self, const char *name)
{
  const HcrmFieldSet *set = self->report->fields;
  const HcrmField *field = &set->fields[hcrm_field_set_find (set, name)];
  const HcrmRate *rate = find_rate (self, name);
  const HcrmMeasure *measure = find_measure (self, name);
  GtkColumnViewColumn *column = NULL;

  /* What is not in per cent hardly tells how many there are. */
  if (measure != NULL)
    column = add_measure (self, measure);
  else if (rate == NULL || rate->per > 0)
    column = add_column (self, gettext (field->label),
                         new_factory (self, G_CALLBACK (setup_figure_cb),
                                      G_CALLBACK (bind_figure_cb), field->name),
                         compare_figures, field->name, FIGURE_WIDTH);
  if (column != NULL)
    g_object_set_data (G_OBJECT (column), "figure", (gpointer) field->name);
  if (rate != NULL)
    add_column (self, gettext (rate->title),
                new_factory (self, G_CALLBACK (setup_rate_cb), G_CALLBACK (bind_rate_cb), rate),
                compare_rates, rate, get_rate_width (self, rate));
}

static void
clear_columns (HcrmReportView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (self->table, column);
  }
  g_ptr_array_set_size (self->columns, 0);
}

/* --- the chart -------------------------------------------------------------------------------- */

/* What is not in per cent has no place on the chart's axis. */
static gboolean
is_drawn (HcrmReportView *self, const HcrmRate *rate)
{
  if (rate->per > 0)
    return FALSE;
  return rate->within == NULL || g_strcmp0 (rate->within, self->group) == 0;
}

static void
add_point (HcrmReportView *self, HcrmRecord *group)
{
  g_autofree char *name = hcrm_report_group_dup_name (self->report, group, self->group);
  double values[HCRM_CHART_MAX_SERIES];
  guint n = 0;

  for (guint i = 0; i < self->report->n_rates; i++)
    if (is_drawn (self, &self->report->rates[i]))
      values[n++] = hcrm_rate_compute (&self->report->rates[i], group);
  hcrm_chart_add_point (self->chart, name, values);
}

static const HcrmMeasure *
find_drawn (HcrmReportView *self)
{
  for (guint i = 0; i < self->report->n_measures; i++)
    if (self->report->measures[i].drawn)
      return &self->report->measures[i];
  return NULL;
}

static void
add_measured (HcrmReportView *self, const HcrmMeasure *measure, HcrmRecord *group)
{
  g_autofree char *name = hcrm_report_group_dup_name (self->report, group, self->group);
  double value = hcrm_measure_get (group, measure->name);

  hcrm_chart_add_point (self->chart, name, &value);
  hcrm_chart_set_interval (self->chart, 0, hcrm_measure_get (group, measure->low),
                           hcrm_measure_get (group, measure->high));
}

/* Bars begin at nought, lines may begin where they are. */
static double
find_lowest (HcrmReportView *self, const HcrmMeasure *measure)
{
  GListModel *groups = G_LIST_MODEL (self->store);
  double lowest = HIGHEST;

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (groups, i);
    lowest = fmin (lowest, fmin (hcrm_measure_get (group, measure->name),
                                 hcrm_measure_get (group, measure->low)));
  }
  return lowest;
}

static void
draw_measure (HcrmReportView *self, const HcrmMeasure *measure, gboolean trend)
{
  GListModel *groups = G_LIST_MODEL (self->store);
  double lowest = trend ? find_lowest (self, measure) : 0;

  hcrm_chart_set_scale (self->chart, lowest < HIGHEST ? lowest : 0, HIGHEST, NULL);
  hcrm_chart_add_series (self->chart, gettext (measure->title), measure->color);
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (groups, i);
    add_measured (self, measure, group);
  }
}

static void
draw_rates (HcrmReportView *self)
{
  GListModel *groups = G_LIST_MODEL (self->store);

  for (guint i = 0; i < self->report->n_rates; i++)
    if (is_drawn (self, &self->report->rates[i]))
      hcrm_chart_add_series (self->chart, gettext (self->report->rates[i].title),
                             self->report->rates[i].color);
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (groups, i);
    add_point (self, group);
  }
}

static void
draw_shares (HcrmReportView *self)
{
  GListModel *groups = G_LIST_MODEL (self->store);
  const char *figure = self->report->shares;
  const HcrmFieldSet *set = self->report->fields;

  hcrm_pie_begin (self->pie, gettext (set->fields[hcrm_field_set_find (set, figure)].label));
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++) {
    g_autoptr (HcrmRecord) group = g_list_model_get_item (groups, i);
    g_autofree char *name = hcrm_report_group_dup_name (self->report, group, self->group);
    hcrm_pie_add (self->pie, name, hcrm_record_get_int (group, figure));
  }
  hcrm_pie_end (self->pie);
}

/* Through time as lines, else as bars, with the parts of a whole beside them. */
static void
show_chart (HcrmReportView *self)
{
  gboolean trend = g_strcmp0 (self->group, "week") == 0 || g_strcmp0 (self->group, "month") == 0;
  gboolean shares = self->report->shares != NULL && !trend;
  const HcrmMeasure *measure = find_drawn (self);

  hcrm_chart_begin (self->chart, trend);
  if (measure != NULL)
    draw_measure (self, measure, trend);
  else
    draw_rates (self);
  hcrm_chart_end (self->chart);
  if (shares)
    draw_shares (self);
  gtk_widget_set_visible (GTK_WIDGET (self->pie), shares);
}

static guint
count_groups (HcrmReportView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

/* Axes without anything on them say less than words. */
static void
show_panel (HcrmReportView *self)
{
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->chart)),
                          !self->without_chart && count_groups (self) > 0);
}

void
hcrm_report_view_set_chart (HcrmReportView *self, gboolean shown)
{
  self->without_chart = !shown;
  show_panel (self);
}

/* --- showing ---------------------------------------------------------------------------------- */

void
hcrm_report_view_set_report (HcrmReportView *self, const HcrmReport *report)
{
  g_auto (GStrv) figures = g_strsplit (report->figures, " ", -1);

  g_return_if_fail (HCRM_IS_REPORT_VIEW (self));
  hcrm_page_drop (self->page, FILLS);
  gtk_label_set_text (self->as_at, "");
  g_list_store_remove_all (self->store);
  hcrm_clear_box (self->cards);
  clear_columns (self);
  self->report = report;
  add_column (self,
              _ ("Group"),
                 new_factory (self, G_CALLBACK (setup_text_cb), G_CALLBACK (bind_name_cb), self),
                 compare_names, self,
                 report->n_rates < MANY_RATES ? GROUP_WIDTH : NARROW_GROUP_WIDTH);
  for (char **figure = figures; *figure != NULL; figure++)
    add_figure (self, *figure);
  gtk_stack_set_visible_child_name (self->stack, "table");
  show_chart (self);
}

static char *
find_group (const char *query)
{
  g_autoptr (GHashTable) pairs = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *group = pairs != NULL ? g_hash_table_lookup (pairs, "group") : NULL;

  return g_strdup (group);
}

static void
show_as_at (HcrmReportView *self, JsonNode *reply)
{
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *at =
      hcrm_text_time (json_object_get_string_member_with_default (object, "as_at", NULL));
  g_autofree char *as_at = g_strdup_printf (_ ("as of %s"), at);

  gtk_label_set_text (self->as_at, as_at);
}

/* Only the last request is answered, so what was asked is what this is the reply to. */
static void
report_cb (gpointer data, JsonNode *reply)
{
  HcrmReportView *self = data;

  g_free (self->query);
  g_free (self->group);
  self->query = g_steal_pointer (&self->asked);
  self->group = find_group (self->query);
  show_as_at (self, reply);
  hcrm_store_load (self->store, self->report->fields, reply);
  show_total (self, reply);
  hide_columns (self);
  show_chart (self);
  show_panel (self);
  gtk_stack_set_visible_child_name (self->stack, count_groups (self) > 0 ? "table" : "empty");
}

void
hcrm_report_view_load (HcrmReportView *self, const char *query)
{
  g_autofree char *path = g_strdup_printf ("/reports/%s?%s", self->report->name, query);

  g_return_if_fail (HCRM_IS_REPORT_VIEW (self));
  g_free (self->asked);
  self->asked = g_strdup (query);
  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "GET", .path = path, .fills = FILLS }, report_cb,
                      NULL);
}

const char *
hcrm_report_view_get_group (HcrmReportView *self)
{
  return self->group;
}

GListModel *
hcrm_report_view_get_groups (HcrmReportView *self)
{
  return G_LIST_MODEL (self->store);
}

static void
activate_cb (HcrmReportView *self, guint position)
{
  g_autoptr (HcrmRecord) group =
      g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->table)), position);

  if (group != NULL)
    g_signal_emit (self, signals[GROUP_ACTIVATED], 0, group);
}

static void
set_model (HcrmReportView *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->table);
  GtkSortListModel *sorted =
      gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), g_object_ref (sorter));
  g_autoptr (GtkSingleSelection) selection = gtk_single_selection_new (NULL);

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_model (selection, G_LIST_MODEL (sorted));
  g_object_unref (sorted);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
}

void
hcrm_report_view_setup (HcrmReportView *self, HcrmPage *page, GtkLabel *as_at)
{
  self->page = page;
  self->as_at = as_at;
  set_model (self);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_report_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_REPORT_VIEW);
  g_clear_object (&HCRM_REPORT_VIEW (object)->store);
  G_OBJECT_CLASS (hcrm_report_view_parent_class)->dispose (object);
}

static void
hcrm_report_view_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_REPORT_VIEW (object)->columns);
  g_free (HCRM_REPORT_VIEW (object)->asked);
  g_free (HCRM_REPORT_VIEW (object)->query);
  g_free (HCRM_REPORT_VIEW (object)->group);
  G_OBJECT_CLASS (hcrm_report_view_parent_class)->finalize (object);
}

static void
hcrm_report_view_class_init (HcrmReportViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_report_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_report_view_finalize;
  signals[GROUP_ACTIVATED] =
      g_signal_new ("group-activated", HCRM_TYPE_REPORT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HCRM_TYPE_RECORD);
  g_type_ensure (HCRM_TYPE_CHART);
  g_type_ensure (HCRM_TYPE_PIE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/statistics/hcrm-report-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmReportView, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmReportView, chart);
  gtk_widget_class_bind_template_child (widget_class, HcrmReportView, pie);
  gtk_widget_class_bind_template_child (widget_class, HcrmReportView, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmReportView, table);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_report_view_init (HcrmReportView *self)
{
  self->store = g_list_store_new (HCRM_TYPE_RECORD);
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}
