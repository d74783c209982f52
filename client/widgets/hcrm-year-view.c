/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Twelve months at a glance, with the days that are not like others. */

#include "hcrm-year-view.h"

#include <glib/gi18n.h>

#include "core/hcrm-date.h"
#include "hcrm-wrap-box.h"

#define MONTHS 12
#define LONGEST_MONTH 31

struct _HcrmYearView {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkGrid *months[MONTHS];
  GtkWidget *days[MONTHS][LONGEST_MONTH]; /* %NULL beyond the month's end */
  GtkWidget *selected;
  GDateYear year;
  GDate cursor;
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmYearView, hcrm_year_view, GTK_TYPE_WIDGET)

static const char *const classes[] = { "holiday", "working", "chosen" };

GtkWidget *
hcrm_year_view_new (void)
{
  return g_object_new (HCRM_TYPE_YEAR_VIEW, NULL);
}

/* --- days ------------------------------------------------------------------------------------- */

GtkWidget *
hcrm_year_view_get_day (HcrmYearView *self, const GDate *day)
{
  if (g_date_get_year (day) != self->year)
    return NULL;
  return self->days[g_date_get_month (day) - 1][g_date_get_day (day) - 1];
}

static void
set_words (GtkWidget *button, const GDate *day, const char *mark, const char *words)
{
  g_autofree char *label = hcrm_date_label (day, day);
  g_autofree char *spoken =
      words != NULL ? g_strdup_printf ("%s, %s", label, words) : g_strdup (label);
  g_autofree char *text =
      mark != NULL ? g_strdup_printf ("%u<span size='62%%' rise='3pt' weight='normal'>%s</span>",
                                      g_date_get_day (day), mark)
                   : g_strdup_printf ("%u", g_date_get_day (day));

  gtk_label_set_markup (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), text);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

void
hcrm_year_view_mark (HcrmYearView *self, const GDate *day, HcrmDayKind kind, const char *name)
{
  GtkWidget *button = hcrm_year_view_get_day (self, day);
  gboolean holiday = kind == HCRM_DAY_HOLIDAY;
  const char *what = holiday ? _("Holiday") : _("Working day");
  gboolean named = name != NULL && *name != '\0';
  g_autofree char *words = named ? g_strdup_printf ("%s: %s", what, name) : g_strdup (what);

  if (button == NULL)
    return;
  gtk_widget_add_css_class (button, classes[kind]);
  /* Translators: marks a holiday and a swapped working weekend in a calendar: one letter each */
  set_words (button, day, holiday ? C_("calendar mark", "H") : C_("calendar mark", "W"), words);
}

static void
clear_day (HcrmYearView *self, const GDate *day)
{
  GtkWidget *button = hcrm_year_view_get_day (self, day);

  for (guint i = 0; i < 2; i++)
    gtk_widget_remove_css_class (button, classes[i]);
  set_words (button, day, NULL, NULL);
}

void
hcrm_year_view_clear (HcrmYearView *self)
{
  GDate day;

  g_date_clear (&day, 1);
  for (g_date_set_dmy (&day, 1, 1, self->year); g_date_get_year (&day) == self->year;
       g_date_add_days (&day, 1))
    clear_day (self, &day);
}

void
hcrm_year_view_select (HcrmYearView *self, const GDate *day)
{
  if (self->selected != NULL)
    gtk_widget_remove_css_class (self->selected, classes[2]);
  self->selected = day != NULL ? hcrm_year_view_get_day (self, day) : NULL;
  if (self->selected == NULL)
    return;
  gtk_widget_add_css_class (self->selected, classes[2]);
  self->cursor = *day;
}

static void
choose (HcrmYearView *self, const GDate *day)
{
  g_autofree char *iso = hcrm_date_to_iso (day);

  hcrm_year_view_select (self, day);
  g_signal_emit (self, signals[CHOSEN], 0, iso);
}

static void
clicked_cb (HcrmYearView *self, GtkButton *button)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "day"));
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, place % 100, place / 100, self->year);
  choose (self, &day);
}

static GtkWidget *
new_day (HcrmYearView *self, const GDate *day)
{
  GtkWidget *button = gtk_button_new (), *label = gtk_label_new (NULL);
  guint place = g_date_get_month (day) * 100 + g_date_get_day (day);

  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "day");
  if (g_date_get_weekday (day) >= G_DATE_SATURDAY)
    gtk_widget_add_css_class (button, "weekend");
  g_object_set_data (G_OBJECT (button), "day", GUINT_TO_POINTER (place));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
  return button;
}

/* --- months ----------------------------------------------------------------------------------- */

static void
empty_month (HcrmYearView *self, guint month)
{
  for (guint i = 0; i < LONGEST_MONTH; i++)
    if (self->days[month][i] != NULL) {
      gtk_grid_remove (self->months[month], self->days[month][i]);
      self->days[month][i] = NULL;
    }
}

static void
fill_month (HcrmYearView *self, guint month)
{
  guint length = g_date_get_days_in_month (month + 1, self->year);
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 1, month + 1, self->year);
  guint offset = g_date_get_weekday (&day) - G_DATE_MONDAY;
  for (guint i = 0; i < length; i++) {
    GtkWidget *button = self->days[month][i] = new_day (self, &day);
    gtk_grid_attach (self->months[month], button, (offset + i) % 7, 2 + (offset + i) / 7, 1, 1);
    set_words (button, &day, NULL, NULL);
    g_date_add_days (&day, 1);
  }
}

void
hcrm_year_view_set_year (HcrmYearView *self, GDateYear year)
{
  self->selected = NULL;
  self->year = year;
  g_date_clear (&self->cursor, 1);
  g_date_set_dmy (&self->cursor, 1, 1, year);
  for (guint i = 0; i < MONTHS; i++) {
    empty_month (self, i);
    fill_month (self, i);
  }
}

GDateYear
hcrm_year_view_get_year (HcrmYearView *self)
{
  return self->year;
}

static GtkWidget *
new_head (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkGrid *
new_month (guint month)
{
  static const char *const names[] = {
    N_("January"),   N_("February"), N_("March"),    N_("April"),
                                                            N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                                                                                                    N_("September"), N_("October"),  N_("November"), N_("December") };
  static const char *const weekdays[] = {
    NC_ ("weekday, shortest", "Mo"), NC_ ("weekday, shortest", "Tu"),
    NC_ ("weekday, shortest", "We"), NC_ ("weekday, shortest", "Th"),
    NC_ ("weekday, shortest", "Fr"), NC_ ("weekday, shortest", "Sa"),
    NC_ ("weekday, shortest", "Su")
  };
  GtkWidget *grid = gtk_grid_new (), *head = new_head (gettext (names[month]), "heading");

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_valign (grid, GTK_ALIGN_START);
  gtk_widget_add_css_class (grid, "month");
  gtk_widget_set_halign (head, GTK_ALIGN_START);
  gtk_grid_attach (GTK_GRID (grid), head, 0, 0, 7, 1);
  for (guint i = 0; i < G_N_ELEMENTS (weekdays); i++)
    gtk_grid_attach (GTK_GRID (grid),
                     new_head (g_dpgettext2 (NULL, "weekday, shortest", weekdays[i]), "weekday"), i,
                     1, 1, 1);
  /* All months are as high as the one with most weeks. */
  gtk_grid_attach (GTK_GRID (grid), new_head (NULL, "space"), 0, 7, 1, 1);
  return GTK_GRID (grid);
}

/* --- keys ------------------------------------------------------------------------------------- */

static gboolean
move_cursor (HcrmYearView *self, guint key)
{
  GDate day = self->cursor;

  switch (key) {
  case GDK_KEY_Left:
    g_date_subtract_days (&day, 1);
    break;
  case GDK_KEY_Right:
    g_date_add_days (&day, 1);
    break;
  case GDK_KEY_Up:
    g_date_subtract_days (&day, 7);
    break;
  case GDK_KEY_Down:
    g_date_add_days (&day, 7);
    break;
  case GDK_KEY_Page_Up:
    g_date_subtract_months (&day, 1);
    break;
  case GDK_KEY_Page_Down:
    g_date_add_months (&day, 1);
    break;
  default:
    return FALSE;
  }
  if (hcrm_year_view_get_day (self, &day) == NULL)
    return TRUE;
  self->cursor = day;
  gtk_widget_grab_focus (hcrm_year_view_get_day (self, &day));
  return TRUE;
}

static gboolean
key_cb (HcrmYearView *self, guint key, guint code, GdkModifierType state)
{
  return (state & gtk_accelerator_get_default_mod_mask ()) == 0 && move_cursor (self, key);
}

/* Tab goes to the one day where the cursor stands, and from there out. */
static gboolean
hcrm_year_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  HcrmYearView *self = HCRM_YEAR_VIEW (widget);
  GtkWidget *day = hcrm_year_view_get_day (self, &self->cursor);

  if (day == NULL || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (day);
}

static gboolean
hcrm_year_view_grab_focus (GtkWidget *widget)
{
  return hcrm_year_view_focus (widget, GTK_DIR_TAB_FORWARD);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_year_view_dispose (GObject *object)
{
  g_clear_pointer (&HCRM_YEAR_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (hcrm_year_view_parent_class)->dispose (object);
}

static void
hcrm_year_view_class_init (HcrmYearViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_year_view_dispose;
  widget_class->focus = hcrm_year_view_focus;
  widget_class->grab_focus = hcrm_year_view_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "yearview");
  signals[CHOSEN] = g_signal_new ("chosen", HCRM_TYPE_YEAR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_year_view_init (HcrmYearView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 18);
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < MONTHS; i++) {
    self->months[i] = new_month (i);
    hcrm_wrap_box_append (HCRM_WRAP_BOX (box), GTK_WIDGET (self->months[i]));
  }
  gtk_widget_add_css_class (box, "year");
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  self->box = scroller;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  hcrm_year_view_set_year (self, 2000);
}
