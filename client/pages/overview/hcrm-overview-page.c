/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How follow-up goes, in a period and by groups. */

#include "hcrm-overview-page.h"

#include "core/hcrm-date.h"
#include "core/hcrm-page-info.h"
#include "hcrm-rate.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-department-choice.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-text.h"

#define FIRST_PERIOD 30
#define RATE_WIDTH 150
#define FIGURE_WIDTH 88
#define GROUP_WIDTH 180

struct _HcrmOverviewPage {
  HcrmPage parent_instance;

  GtkLabel *as_at;
  GtkBox *periods;
  GtkBox *dates;
  HcrmInput *from;
  HcrmInput *to;
  HcrmDepartmentChoice *departments;
  GtkBox *groups;
  GtkBox *cards;
  GtkStack *stack;
  GtkColumnView *table;
  GListStore *store;
  const char *group; /* of the choices */
};

G_DEFINE_FINAL_TYPE (HcrmOverviewPage, hcrm_overview_page, HCRM_TYPE_PAGE)

static const HcrmField *
get_query_field (const char *name)
{
  return &hcrm_followup_report_query
              .fields[hcrm_field_set_find (&hcrm_followup_report_query, name)];
}

/* --- what opens behind a figure --------------------------------------------------------------- */

/* Which list a figure counts, and the conditions that make it so; the server's report counts by the
 * same (followup-report.sql). */
static const struct {
  const char *figure;
  const char *page;
  const char *conditions;
} lists[] = {
  { "discharged", "discharges", "exempt=false" },
  { "covered", "discharges", "followup_decision=plan" },
  { "exempt", "discharges", "exempt=true" },
  { "due", "worklist", "state=waiting&state=open&state=done&state=lost&state=skipped" },
  { "contacted", "worklist",
    "state=waiting&state=open&state=done&state=lost&state=skipped&reached=true" },
  { "completed", "worklist", "state=done" },
  { "lost", "worklist", "state=lost" },
};

static char *dup_day_after (const char *last);

/* The name under which a list knows the groups; NULL where it has none of them. */
static const char *
get_group_condition (HcrmOverviewPage *self, gboolean tasks)
{
  if (g_str_equal (self->group, "department"))
    return "department_id";
  if (g_str_equal (self->group, "template"))
    return "template_id";
  if (g_str_equal (self->group, "agent"))
    return tasks ? "agent_id" : NULL;
  return tasks ? "doctor_id" : "attending_id";
}

/* What is not due yet is not counted, whatever the period. */
static char *
dup_end (HcrmOverviewPage *self, gboolean tasks)
{
  g_autofree char *last = hcrm_input_dup_value (self->to);
  GDate day, today;

  hcrm_text_get_today (&today);
  if (!tasks || last == NULL || !hcrm_date_from_iso (last, &day)
      || g_date_compare (&day, &today) <= 0)
    return dup_day_after (last);
  g_autofree char *now = hcrm_date_to_iso (&today);
  return dup_day_after (now);
}

static char *
make_list_query (HcrmOverviewPage *self, gboolean tasks, const char *conditions, HcrmRecord *group)
{
  const char *department = hcrm_department_choice_get_id (self->departments);
  const char *name = group != NULL ? get_group_condition (self, tasks) : NULL;
  const char *key = group != NULL ? hcrm_record_get (group, "key") : NULL;
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = dup_end (self, tasks);
  g_autoptr (GString) query = g_string_new (conditions);

  g_string_append_printf (query,
                          tasks ? "&due_on_from=%s&due_on_to=%s"
                                : "&ended_on_from=%s&ended_on_to=%s",
                          from != NULL ? from : "", to != NULL ? to : "");
  if (department != NULL && g_strcmp0 (name, "department_id") != 0)
    g_string_append_printf (query, "&department_id=%s", department);
  if (name != NULL)
    g_string_append_printf (query, "&%s=%s", name, key != NULL ? key : "0");
  return g_strdup (query->str);
}

static void
open_figure (HcrmOverviewPage *self, const char *figure, HcrmRecord *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].figure, figure)) {
      gboolean tasks = g_str_equal (lists[i].page, "worklist");
      g_autofree char *query = make_list_query (self, tasks, lists[i].conditions, group);
      hcrm_page_open_query (HCRM_PAGE (self), lists[i].page, query);
    }
}

static void
link_cb (GtkButton *link, gpointer data)
{
  open_figure (data, g_object_get_data (G_OBJECT (link), "figure"),
               g_object_get_data (G_OBJECT (link), "group"));
}

/* @group: (nullable): a row of the table; %NULL for all */
static void
set_link (GtkWidget *link, const char *figure, HcrmRecord *group, const char *text)
{
  g_autofree char *tip = g_strdup_printf (_ ("Show these (%s)"), text);

  g_object_set_data (G_OBJECT (link), "figure", (gpointer) figure);
  g_object_set_data_full (G_OBJECT (link), "group", group != NULL ? g_object_ref (group) : NULL,
                          g_object_unref);
  gtk_button_set_label (GTK_BUTTON (link), text);
  gtk_widget_set_tooltip_text (link, tip);
}

static GtkWidget *
new_link (HcrmOverviewPage *self)
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
add_card (HcrmOverviewPage *self, const HcrmRateInfo *info, HcrmRecord *total)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/overview/hcrm-rate-card.ui");
  g_autofree char *percent = hcrm_rate_dup_percent (info, total);
  g_autofree char *figures = hcrm_rate_dup_figures (info, total);
  GtkWidget *bar = hcrm_rate_bar_new ();

  set_text (builder, "title", gettext (info->title));
  set_text (builder, "percent", percent);
  GtkBox *links = GTK_BOX (gtk_builder_get_object (builder, "figures"));
  g_autofree char *all =
      g_strdup_printf (_ ("All %d"), (int) hcrm_record_get_int (total, info->whole));
  GtkWidget *part = new_link (self), *whole = new_link (self);
  set_link (part, info->part, NULL, figures);
  set_link (whole, info->whole, NULL, all);
  gtk_box_append (links, part);
  gtk_box_append (links, whole);
  set_text (builder, "definition", gettext (info->definition));
  hcrm_rate_bar_set (HCRM_RATE_BAR (bar), info, total);
  gtk_box_append (GTK_BOX (gtk_builder_get_object (builder, "bar")), bar);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_box_append (self->cards, GTK_WIDGET (gtk_builder_get_object (builder, "card")));
}

static void
show_total (HcrmOverviewPage *self, JsonObject *reply)
{
  g_autoptr (HcrmRecord) total = hcrm_record_new (&hcrm_followup_report_fields);
  JsonNode *node = json_object_get_member (reply, "total");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)
      || !hcrm_record_read_json (total, json_node_get_object (node), TRUE, NULL))
    return;
  hcrm_clear_box (self->cards);
  for (guint i = 0; i < hcrm_n_rates; i++)
    add_card (self, &hcrm_rates[i], total);
}

/* --- the table -------------------------------------------------------------------------------- */

static const char *
get_group_name (HcrmRecord *group)
{
  const char *label = hcrm_text_field (group, "label");

  return *label != '\0' ? label : _ ("(none)");
}

static void
setup_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      get_group_name (gtk_list_item_get_item (item)));
}

static void
setup_figure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer field)
{
  GtkWidget *link = new_link (g_object_get_data (G_OBJECT (factory), "page"));

  gtk_widget_set_halign (link, GTK_ALIGN_END);
  gtk_list_item_set_child (item, link);
}

static void
bind_figure_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer field)
{
  HcrmRecord *group = gtk_list_item_get_item (item);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, hcrm_record_get_int (group, field));

  set_link (gtk_list_item_get_child (item), field, group, text);
}

static void
setup_rate_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer info)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *percent = new_link (g_object_get_data (G_OBJECT (factory), "page"));
  GtkWidget *bar = hcrm_rate_bar_new ();

  gtk_widget_set_size_request (percent, 48, -1);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), percent);
  gtk_list_item_set_child (item, box);
}

static void
bind_rate_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer info)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  HcrmRecord *group = gtk_list_item_get_item (item);
  const HcrmRateInfo *rate = info;
  g_autofree char *percent = hcrm_rate_dup_percent (info, group);

  hcrm_rate_bar_set (HCRM_RATE_BAR (gtk_widget_get_first_child (box)), info, group);
  set_link (gtk_widget_get_last_child (box), rate->part, group, percent);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (get_group_name ((HcrmRecord *) a), get_group_name ((HcrmRecord *) b));
}

static int
compare_figures (gconstpointer a, gconstpointer b, gpointer field)
{
  gint64 left = hcrm_record_get_int ((HcrmRecord *) a, field);
  gint64 right = hcrm_record_get_int ((HcrmRecord *) b, field);

  return (left > right) - (left < right);
}

static int
compare_rates (gconstpointer a, gconstpointer b, gpointer info)
{
  double left = hcrm_rate_get (info, (HcrmRecord *) a),
         right = hcrm_rate_get (info, (HcrmRecord *) b);

  return (left > right) - (left < right);
}

static void
add_column (HcrmOverviewPage *self,
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
  gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_column_set_expand (column, width != FIGURE_WIDTH);
  gtk_column_view_append_column (self->table, column);
}

static GtkListItemFactory *
new_factory (HcrmOverviewPage *self, GCallback setup, GCallback bind, gconstpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "page", self);
  g_signal_connect (factory, "setup", setup, (gpointer) data);
  g_signal_connect (factory, "bind", bind, (gpointer) data);
  return factory;
}

static void
add_figure (HcrmOverviewPage *self, const char *field, const char *title)
{
  add_column (self, title,
              new_factory (self, G_CALLBACK (setup_figure_cb), G_CALLBACK (bind_figure_cb), field),
              compare_figures, field, FIGURE_WIDTH);
}

static void
add_rate (HcrmOverviewPage *self, const HcrmRateInfo *info)
{
  add_column (self, gettext (info->title),
              new_factory (self, G_CALLBACK (setup_rate_cb), G_CALLBACK (bind_rate_cb), info),
              compare_rates, info, RATE_WIDTH);
}

static void
add_columns (HcrmOverviewPage *self)
{
  add_column (self,
              _ ("Group"),
                 new_factory (self, G_CALLBACK (setup_text_cb), G_CALLBACK (bind_name_cb), NULL),
                 compare_names, NULL, GROUP_WIDTH);
  add_figure (self, "discharged", _ ("Discharges"));
  add_rate (self, &hcrm_rates[0]);
  add_figure (self, "due", _ ("Steps due"));
  for (guint i = 1; i < hcrm_n_rates; i++)
    add_rate (self, &hcrm_rates[i]);
  add_figure (self, "exempt", _ ("Exempt"));
}

static void
set_model (HcrmOverviewPage *self)
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
  show_total (self, object);
  hcrm_store_load (self->store, &hcrm_followup_report_fields, reply);
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->store)) > 0 ? "table" : "empty");
}

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_department_choice_fill (HCRM_OVERVIEW_PAGE (data)->departments, reply);
}

/* The last day shown counts; the interface asks for the day after, which does not. */
static char *
dup_day_after (const char *last)
{
  GDate date;

  if (last == NULL || !hcrm_date_from_iso (last, &date))
    return g_strdup (last);
  g_date_add_days (&date, 1);
  return hcrm_date_to_iso (&date);
}

static void
hcrm_overview_page_refresh (HcrmPage *page)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *last = hcrm_input_dup_value (self->to);
  g_autofree char *to = dup_day_after (last);
  g_autofree char *path =
      hcrm_api_query ("/reports/followup", "date_from", from, "date_to", to, "department_id",
                      hcrm_department_choice_get_id (self->departments), "group", self->group,
                      NULL);

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

/* --- the period ------------------------------------------------------------------------------- */

static void
set_period (HcrmOverviewPage *self, int days)
{
  GDate from, to;

  hcrm_text_get_today (&to);
  from = to;
  g_date_subtract_days (&from, days - 1);
  g_autofree char *first = hcrm_date_to_iso (&from), *last = hcrm_date_to_iso (&to);
  hcrm_input_set_value (self->from, first);
  hcrm_input_set_value (self->to, last);
}

static void
period_cb (GtkToggleButton *chip, gpointer data)
{
  if (!gtk_toggle_button_get_active (chip))
    return;
  set_period (data, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chip), "days")));
  changed_cb (data);
}

static GtkWidget *
add_period (HcrmOverviewPage *self, int days, GtkWidget *group)
{
  g_autofree char *label = g_strdup_printf (ngettext ("%d day", "%d days", days), days);
  GtkWidget *chip = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (chip, "chip");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), (GtkToggleButton *) group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), group == NULL);
  g_object_set_data (G_OBJECT (chip), "days", GINT_TO_POINTER (days));
  g_signal_connect (chip, "toggled", G_CALLBACK (period_cb), self);
  gtk_box_append (self->periods, chip);
  return chip;
}

static void
add_periods (HcrmOverviewPage *self)
{
  GtkWidget *first = add_period (self, FIRST_PERIOD, NULL);

  add_period (self, 90, first);
  add_period (self, 365, first);
}

/* Typed days count when they can be understood, and Enter or leaving the field says that they are
 * complete; the chips then no longer say what is shown. */
static void
date_cb (HcrmOverviewPage *self)
{
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->periods));
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = hcrm_input_dup_value (self->to);
  GDate first, last;

  for (; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), FALSE);
  gboolean good_from = from != NULL && hcrm_date_from_iso (from, &first);
  gboolean good_to = to != NULL && hcrm_date_from_iso (to, &last);
  hcrm_input_set_invalid (self->from, from != NULL && !good_from);
  hcrm_input_set_invalid (self->to, to != NULL && !good_to);
  if (good_from && good_to && g_date_compare (&first, &last) <= 0)
    changed_cb (self);
}

static HcrmInput *
add_date (HcrmOverviewPage *self, const char *name)
{
  GtkWidget *label = gtk_label_new (gettext (get_query_field (name)->label));
  HcrmInput *input = HCRM_INPUT (hcrm_input_new (get_query_field (name)));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->dates, label);
  gtk_box_append (self->dates, GTK_WIDGET (input));
  g_signal_connect_swapped (input, "changed", G_CALLBACK (date_cb), self);
  return input;
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

  for (const HcrmChoice *choice = get_query_field ("group")->choices; choice->value != NULL;
       choice++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (gettext (choice->label));

    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), (GtkToggleButton *) first);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), first == NULL);
    g_object_set_data (G_OBJECT (button), "group", (gpointer) choice->value);
    g_signal_connect (button, "toggled", G_CALLBACK (group_cb), self);
    gtk_box_append (self->groups, button);
    first = first != NULL ? first : button;
  }
  self->group = get_query_field ("group")->choices[0].value;
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
activate_cb (HcrmOverviewPage *self, guint position)
{
  g_autoptr (HcrmRecord) group =
      g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->table)), position);
  const char *key = group != NULL ? hcrm_record_get (group, "key") : NULL;
  const HcrmPageInfo *worklist = hcrm_page_info_find ("worklist");

  if (key != NULL && g_str_equal (self->group, "department")) {
    hcrm_department_choice_set_id (self->departments, key);
    show_group (self, "doctor");
  } else if (worklist != NULL
             && hcrm_page_info_allows (worklist, hcrm_page_get_session (HCRM_PAGE (self)))) {
    open_figure (self, "due", group);
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
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = hcrm_input_dup_value (self->to);
  const char *department = hcrm_department_choice_get_id (self->departments);

  json_object_set_string_member (object, "from", from != NULL ? from : "");
  json_object_set_string_member (object, "to", to != NULL ? to : "");
  json_object_set_string_member (object, "department", department != NULL ? department : "");
  json_object_set_string_member (object, "group", self->group);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_overview_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmOverviewPage *self = HCRM_OVERVIEW_PAGE (page);
  JsonObject *object = json_node_get_object (state);

  hcrm_input_set_value (self->from,
                        json_object_get_string_member_with_default (object, "from", NULL));
  hcrm_input_set_value (self->to, json_object_get_string_member_with_default (object, "to", NULL));
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
  add_periods (self);
  self->from = add_date (self, "date_from");
  self->to = add_date (self, "date_to");
  set_period (self, FIRST_PERIOD);
  add_groups (self);
  add_columns (self);
  set_model (self);
  gtk_widget_set_visible (GTK_WIDGET (self->departments),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ));
}

static void
hcrm_overview_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_OVERVIEW_PAGE);
  g_clear_object (&HCRM_OVERVIEW_PAGE (object)->store);
  G_OBJECT_CLASS (hcrm_overview_page_parent_class)->dispose (object);
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
  G_OBJECT_CLASS (klass)->dispose = hcrm_overview_page_dispose;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_DEPARTMENT_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/overview/hcrm-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, as_at);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, periods);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, dates);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, departments);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, groups);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmOverviewPage, table);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_overview_page_init (HcrmOverviewPage *self)
{
  self->store = g_list_store_new (HCRM_TYPE_RECORD);
  gtk_widget_init_template (GTK_WIDGET (self));
}
