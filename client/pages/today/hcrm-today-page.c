/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for the user now, by urgency, and how the day goes. */

#include "hcrm-today-page.h"

#include "core/hcrm-page-info.h"
#include "hcrm-today-row.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-draw.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

#define HOURS 24
#define FIRST_HOUR 8
#define LAST_HOUR 17

struct _HcrmTodayPage {
  HcrmPage parent_instance;

  GtkLabel *greeting;
  GtkLabel *summary;
  GtkWidget *start;
  GtkLabel *waiting;
  GtkListBox *list;
  GtkLabel *done;
  GtkLabel *goal;
  GtkDrawingArea *done_meter;
  GtkLabel *done_hint;
  GtkLabel *rate;
  GtkLabel *rate_hint;
  GtkLabel *overdue;
  GtkLabel *overdue_hint;
  GtkLabel *undecided;
  GtkLabel *undecided_hint;
  GtkDrawingArea *hours;
  GtkWidget *team;
  GtkLabel *team_hint;
  GtkBox *agents;
  double done_part;
  gint64 reached[HOURS];
  gint64 not_reached[HOURS];
};

G_DEFINE_FINAL_TYPE (HcrmTodayPage, hcrm_today_page, HCRM_TYPE_PAGE)

static gint64
get_number (JsonObject *object, const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

G_GNUC_PRINTF (2, 3)
static void
set_label (GtkLabel *label, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  gtk_label_set_text (label, text);
}

/* --- what waits ------------------------------------------------------------------------------- */

static char *
make_greeting (int hour, const char *name)
{
  if (hour < 12)
    return g_strdup_printf (_ ("Good morning, %s"), name);
  if (hour < 18)
    return g_strdup_printf (_ ("Good afternoon, %s"), name);
  return g_strdup_printf (_ ("Good evening, %s"), name);
}

/* What the sidebar says; at the least, what is listed. */
static void
count_waiting (HcrmTodayPage *self, guint *n, guint *urgent)
{
  gint64 late = 0;
  gint64 all = hcrm_session_get_count (hcrm_page_get_session (HCRM_PAGE (self)), "today", &late);

  if (all > *n) {
    *n = all;
    *urgent = MAX (late, *urgent);
  }
}

static void
show_greeting (HcrmTodayPage *self, guint n, guint urgent)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *iso = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *day = hcrm_text_date (iso);
  const char *name = hcrm_session_get_text (hcrm_page_get_session (HCRM_PAGE (self)), "name");
  g_autofree char *count =
      n > 0 ? g_strdup_printf (ngettext ("%u thing waits for you", "%u things wait for you", n), n)
            : g_strdup (_ ("nothing waits for you"));
  g_autofree char *now_text =
      urgent > 0 ? g_strdup_printf (ngettext ("%u cannot wait", "%u cannot wait", urgent), urgent)
                 : g_strdup ("");
  g_autofree char *line = hcrm_text_join (day, count, now_text, NULL);
  g_autofree char *greeting = make_greeting (g_date_time_get_hour (now), name);

  gtk_label_set_text (self->greeting, greeting);
  gtk_label_set_text (self->summary, line);
}

/* The list is not the whole of a long one. */
static void
show_waiting (HcrmTodayPage *self, guint listed, guint urgent)
{
  guint n = listed;

  count_waiting (self, &n, &urgent);
  if (n > listed)
    set_label (self->waiting, _ ("the %u most urgent of %u"), listed, n);
  else
    set_label (self->waiting, "%u", n);
  show_greeting (self, n, urgent);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  const char *section = hcrm_today_row_get_section (HCRM_TODAY_ROW (row));

  if (before != NULL
      && g_str_equal (hcrm_today_row_get_section (HCRM_TODAY_ROW (before)), section)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static HcrmTodayRow *
get_row (HcrmTodayPage *self, int n)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, n);

  return row != NULL ? HCRM_TODAY_ROW (row) : NULL;
}

static void
select_again (HcrmTodayPage *self, gint64 id, gboolean focused)
{
  HcrmTodayRow *row, *chosen = get_row (self, 0);

  for (int i = 0; (row = get_row (self, i)) != NULL; i++)
    if (hcrm_today_row_get_id (row) == id)
      chosen = row;
  gtk_list_box_select_row (self->list, chosen != NULL ? GTK_LIST_BOX_ROW (chosen) : NULL);
  if (focused && chosen != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (chosen));
}

static gboolean
has_focus (HcrmTodayPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
}

static void
show_items (HcrmTodayPage *self, JsonArray *items)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  gint64 id = selected != NULL ? hcrm_today_row_get_id (HCRM_TODAY_ROW (selected)) : 0;
  gboolean focused = has_focus (self);
  guint n = items != NULL ? json_array_get_length (items) : 0, urgent = 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    urgent += g_str_equal (hcrm_text_member (item, "urgency"), "now");
    gtk_list_box_append (self->list, hcrm_today_row_new (item, i < 9 ? i + 1 : 0));
  }
  select_again (self, id, focused);
  gtk_widget_set_sensitive (self->start, n > 0);
  show_waiting (self, n, urgent);
}

/* Where a row leads; what no page of this user's opens leads to the patient. */
static void
begin (HcrmTodayPage *self, HcrmTodayRow *row)
{
  const HcrmPageInfo *info = hcrm_page_info_find_for (hcrm_today_row_get_kind (row),
                                                      hcrm_page_get_session (HCRM_PAGE (self)));

  if (info != NULL)
    hcrm_page_open_id (HCRM_PAGE (self), info->id, hcrm_today_row_get_id (row));
  else if (hcrm_today_row_get_patient_id (row) != 0)
    hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_today_row_get_patient_id (row));
}

static void
row_activated_cb (HcrmTodayPage *self, GtkListBoxRow *row)
{
  begin (self, HCRM_TODAY_ROW (row));
}

static void
hcrm_today_page_submit (HcrmPage *page)
{
  HcrmTodayRow *row = get_row (HCRM_TODAY_PAGE (page), 0);

  if (row != NULL)
    begin (HCRM_TODAY_PAGE (page), row);
}

static gboolean
hcrm_today_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (HCRM_TODAY_PAGE (page)->list);

  return row != NULL && hcrm_today_row_get_dial (HCRM_TODAY_ROW (row), dial);
}

static gboolean
key_cb (HcrmTodayPage *self, guint key, guint code, GdkModifierType state)
{
  guint number = key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9 ? key - GDK_KEY_KP_1 + 1
                 : key >= GDK_KEY_1 && key <= GDK_KEY_9     ? key - GDK_KEY_1 + 1
                                                            : 0;
  HcrmTodayRow *row = number > 0 ? get_row (self, number - 1) : NULL;

  if (row == NULL || state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  begin (self, row);
  return GDK_EVENT_STOP;
}

/* --- how the day goes ------------------------------------------------------------------------- */

static void
draw_done_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HcrmCanvas canvas = { GTK_WIDGET (area), cr, width, height };

  hcrm_draw_meter (&canvas, HCRM_TODAY_PAGE (data)->done_part, "accent_bg_color");
}

static void
show_rate (HcrmTodayPage *self, JsonObject *stats)
{
  gint64 attempts = get_number (stats, "attempts_today"),
         reached = get_number (stats, "reached_today");
  gint64 attempts_7d = get_number (stats, "attempts_7d"),
         reached_7d = get_number (stats, "reached_7d");

  if (attempts > 0)
    set_label (self->rate, "%.0f%%", 100.0 * reached / attempts);
  else
    gtk_label_set_text (self->rate, "–");
  if (attempts_7d > 0)
    set_label (self->rate_hint, _ ("%d of %d calls; 7 days: %.0f%%"), (int) reached, (int) attempts,
                                   100.0 * reached_7d / attempts_7d);
  else
    gtk_label_set_text (self->rate_hint, _ ("no calls yet"));
}

/* Whoever has no part in the centre's list sees what they owe themselves, as the server counts. */
static gboolean
works_for_centre (HcrmTodayPage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));

  return held->scope[HCRM_PERM_FOLLOWUP_WORK] >= HCRM_SCOPE_ALL;
}

/* The day's goal is one for those who call all day. */
static void
show_done (HcrmTodayPage *self, JsonObject *stats)
{
  gint64 done = get_number (stats, "done_today"), goal = get_number (stats, "done_goal");
  gboolean has_goal = works_for_centre (self);

  self->done_part = goal > 0 ? (double) done / goal : 0;
  gtk_widget_set_visible (GTK_WIDGET (self->goal), has_goal);
  gtk_widget_set_visible (GTK_WIDGET (self->done_meter), has_goal);
  set_label (self->done, "%d", (int) done);
  set_label (self->goal, "/ %d", (int) goal);
  if (!has_goal)
    gtk_label_set_text (self->done_hint, _ ("today"));
  else if (done >= goal)
    gtk_label_set_text (self->done_hint, _ ("the day's goal is reached"));
  else
    set_label (self->done_hint, _ ("%d to the day's goal"), (int) (goal - done));
  gtk_widget_queue_draw (GTK_WIDGET (self->done_meter));
}

static void
show_counts (HcrmTodayPage *self, JsonObject *counts, JsonObject *stats)
{
  JsonObject *worklist = get_object (counts, "worklist");
  JsonObject *undecided = get_object (counts, "undecided");
  JsonObject *mine = get_object (counts, "mine");
  gboolean centre = works_for_centre (self);
  JsonObject *due = centre ? worklist : mine;

  set_label (self->overdue, "%d", (int) get_number (stats, "overdue"));
  set_label (self->overdue_hint, centre
             ? _ ("of %d due in the worklist")
             : _ ("of %d due that are mine"), due != NULL ? (int) get_number (due, "total") : 0);
  set_label (self->undecided, "%d", undecided != NULL ? (int) get_number (undecided, "total") : 0);
  set_label (self->undecided_hint,
             _ ("%d for more than a day"),
                undecided != NULL ? (int) get_number (undecided, "urgent") : 0);
}

/* --- calls by the hour ------------------------------------------------------------------------ */

static void
read_hour (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  HcrmTodayPage *self = data;
  JsonObject *hour = json_node_get_object (node);
  gint64 at = get_number (hour, "hour");

  if (at < 0 || at >= HOURS)
    return;
  self->reached[at] = get_number (hour, "reached");
  self->not_reached[at] = get_number (hour, "not_reached");
}

static char *
describe_hours (HcrmTodayPage *self)
{
  GString *text = g_string_new (_ ("Calls today by the hour"));

  for (guint i = 0; i < HOURS; i++)
    if (self->reached[i] + self->not_reached[i] > 0)
      g_string_append_printf (text, _ ("; %u:00: %d reached, %d not"), i, (int) self->reached[i],
                                       (int) self->not_reached[i]);
  return g_string_free (text, FALSE);
}

static void
show_hours (HcrmTodayPage *self, JsonArray *hours)
{
  memset (self->reached, 0, sizeof self->reached);
  memset (self->not_reached, 0, sizeof self->not_reached);
  if (hours != NULL)
    json_array_foreach_element (hours, read_hour, self);
  g_autofree char *text = describe_hours (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hours), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->hours), text);
  gtk_widget_queue_draw (GTK_WIDGET (self->hours));
}

/* The office hours, and any other hour in which somebody called. */
static void
find_range (HcrmTodayPage *self, int *first, int *last)
{
  *first = FIRST_HOUR;
  *last = LAST_HOUR;
  for (int i = 0; i < HOURS; i++)
    if (self->reached[i] + self->not_reached[i] > 0) {
      *first = MIN (*first, i);
      *last = MAX (*last, i);
    }
}

/* The axis ends at a number that can be halved: 10, 20, 40, 60 … */
static gint64
find_top (HcrmTodayPage *self)
{
  gint64 most = 0;

  for (guint i = 0; i < HOURS; i++)
    most = MAX (most, self->reached[i] + self->not_reached[i]);
  return most <= 10 ? 10 : (most + 19) / 20 * 20;
}

static void
draw_grid (const HcrmCanvas *canvas, double base, double ceiling, gint64 top)
{
  for (int i = 0; i <= 2; i++) {
    double y = (int) (base - i * (base - ceiling) / 2) + 0.5;
    g_autofree char *tick = g_strdup_printf ("%d", (int) (top * i / 2));

    cairo_set_line_width (canvas->cr, 1);
    hcrm_draw_set_color (canvas, "grid_color", 1);
    hcrm_draw_line (canvas, 26, y, canvas->width, y);
    hcrm_draw_set_color (canvas, "dim_fg_color", 1);
    hcrm_draw_text (canvas, tick, 20, y, 1, 0.8);
  }
}

static void
draw_hour (const HcrmCanvas *canvas, double x, double base, double bar, double reached, double not )
{
  hcrm_draw_set_color (canvas, "accent_bg_color", 1);
  if (reached > 0)
    hcrm_draw_rect (canvas, x - bar / 2, base - reached, bar, reached, 1);
  if (not <= 0)
    return;
  hcrm_draw_set_color (canvas, "accent_bg_color", 0.14);
  hcrm_draw_rect (canvas, x - bar / 2, base - reached - not -1, bar, not, 1);
  hcrm_draw_set_color (canvas, "accent_color", 0.8);
  hcrm_draw_hatch (canvas, x - bar / 2, base - reached - not -1, bar, not, 4);
}

static void
draw_hours_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HcrmTodayPage *self = HCRM_TODAY_PAGE (data);
  HcrmCanvas canvas = { GTK_WIDGET (area), cr, width, height };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  double base = height - 20, ceiling = 8;
  gint64 top = find_top (self);
  int first, last;

  find_range (self, &first, &last);
  draw_grid (&canvas, base, ceiling, top);
  double step = (width - 28.0) / (last - first + 1), unit = (base - ceiling) / top;
  for (int i = first; i <= last; i++) {
    double x = 28 + (i - first + 0.5) * step;
    g_autofree char *hour = g_strdup_printf ("%d", i);
    gboolean current = i == g_date_time_get_hour (now);

    hcrm_draw_set_color (&canvas, current ? "window_fg_color" : "dim_fg_color", 1);
    hcrm_draw_text (&canvas, hour, x, height - 8, 0.5, 0.8);
    draw_hour (&canvas, x, base, CLAMP (step - 8, 3, 18), self->reached[i] * unit,
               self->not_reached[i] * unit);
  }
}

/* --- the team --------------------------------------------------------------------------------- */

typedef struct {
  double part;
} Meter;

static void
draw_agent_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HcrmCanvas canvas = { GTK_WIDGET (area), cr, width, height };
  Meter *meter = data;

  hcrm_draw_meter (&canvas, meter->part, "accent_bg_color");
}

static GtkWidget *
new_meter (double part)
{
  GtkWidget *area = gtk_drawing_area_new ();
  Meter *meter = g_new0 (Meter, 1);

  meter->part = part;
  gtk_widget_set_hexpand (area, TRUE);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 12);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_agent_cb, meter, g_free);
  return area;
}

static void
add_agent (HcrmTodayPage *self, JsonObject *agent, gint64 goal)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/today/hcrm-today-agent.ui");
  gboolean working = g_str_equal (hcrm_text_member (agent, "state"), "working");
  GtkBox *row = GTK_BOX (gtk_builder_get_object (builder, "row"));
  GtkLabel *done = GTK_LABEL (gtk_builder_get_object (builder, "done"));
  gint64 n = get_number (agent, "done");

  adw_avatar_set_text (ADW_AVATAR (gtk_builder_get_object (builder, "avatar")),
                       hcrm_text_member (agent, "name"));
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "name")),
                      hcrm_text_member (agent, "name"));
  hcrm_pill_set (GTK_LABEL (gtk_builder_get_object (builder, "state")),
                 working ? _ ("working") : _ ("free"), working ? "info" : "ok");
  set_label (done, "%d / %d", (int) n, (int) goal);
  gtk_box_insert_child_after (row, new_meter (goal > 0 ? (double) n / goal : 0),
                              gtk_widget_get_prev_sibling (GTK_WIDGET (done)));
  gtk_box_append (self->agents, GTK_WIDGET (row));
}

static void
show_agents (HcrmTodayPage *self, JsonArray *agents, gint64 goal)
{
  guint n = agents != NULL ? json_array_get_length (agents) : 0, working = 0;

  hcrm_clear_box (self->agents);
  for (guint i = 0; i < n; i++) {
    JsonObject *agent = json_array_get_object_element (agents, i);
    add_agent (self, agent, goal);
    working += g_str_equal (hcrm_text_member (agent, "state"), "working");
  }
  gtk_widget_set_visible (self->team, n > 0);
  set_label (self->team_hint, _ ("%u working, %u free"), working, n - working);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
show_today (gpointer data, JsonNode *reply)
{
  HcrmTodayPage *self = HCRM_TODAY_PAGE (data);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  JsonObject *today = json_node_get_object (reply);
  JsonObject *counts = get_object (today, "counts"), *stats = get_object (today, "stats");
  if (counts != NULL)
    hcrm_session_set_counts (hcrm_page_get_session (data), counts);
  show_items (self, get_array (today, "items"));
  if (counts == NULL || stats == NULL)
    return;
  show_done (self, stats);
  show_rate (self, stats);
  show_counts (self, counts, stats);
  show_hours (self, get_array (stats, "by_hour"));
  show_agents (self, get_array (stats, "agents"), get_number (stats, "done_goal"));
}

static void
hcrm_today_page_refresh (HcrmPage *page)
{
  hcrm_page_call (page, "GET", "/today", NULL, show_today);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, greeting);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, summary);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, start);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, waiting);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, list);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, done);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, goal);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, done_meter);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, done_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, rate);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, rate_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, overdue);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, overdue_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, undecided);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, undecided_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, hours);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, team);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, team_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTodayPage, agents);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "followup_task", "encounter",      "claim", "question",
                                         "complaint",     "complaint_task", NULL };
  static const HcrmKeyHint hints[] = { { "Shift F9", N_ ("call"), HCRM_PERM_CALL_WORK }, { NULL } };

  klass->refresh = hcrm_today_page_refresh;
  klass->dial = hcrm_today_page_dial;
  klass->submit = hcrm_today_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("Everything that waits for you, the most urgent first. Press the digit before a "
                    "line to begin it, or choose one with the arrows and press Enter.\n\nTo the "
                    "right: how your day goes so far. Supervisors also see their team.");
}

static void
hcrm_today_page_class_init (HcrmTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/today/hcrm-today-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
hcrm_today_page_init (HcrmTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  gtk_drawing_area_set_draw_func (self->done_meter, draw_done_cb, self, NULL);
  gtk_drawing_area_set_draw_func (self->hours, draw_hours_cb, self, NULL);
}
