/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws a plan's steps. */

#include "hcrm-plan-steps.h"

#include <math.h>

#include "model/hcrm-followup.h"
#include "widgets/hcrm-text.h"

#define DOT_Y 9
#define LABEL_Y 18
#define LABEL_EMS 4.6 /* the least room for a label, in its own size */

typedef enum { STEP_OPEN, STEP_DONE, STEP_STOPPED } StepLook;

typedef struct {
  gint64 position;
  char *day;
  char *date;
  StepLook look;
} Step;

struct _HcrmPlanSteps {
  AdwBin parent_instance;

  GtkWidget *area;
  GArray *steps;
  gint64 position;
};

G_DEFINE_FINAL_TYPE (HcrmPlanSteps, hcrm_plan_steps, ADW_TYPE_BIN)

static void
set_color (GtkWidget *widget, cairo_t *cr, const char *name)
{
  GdkRGBA color = { 0.5, 0.5, 0.5, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color);
  gdk_cairo_set_source_rgba (cr, &color);
}

static void
draw_mark (const Step *step, gboolean now, cairo_t *cr, double x)
{
  cairo_new_path (cr);
  if (step->look == STEP_DONE) {
    cairo_move_to (cr, x - 2.8, DOT_Y);
    cairo_line_to (cr, x - 0.8, DOT_Y + 2.2);
    cairo_line_to (cr, x + 2.8, DOT_Y - 2.2);
    cairo_stroke (cr);
  } else if (now) {
    cairo_arc (cr, x, DOT_Y, 2.4, 0, 2 * G_PI);
    cairo_fill (cr);
  } else if (step->look == STEP_STOPPED) {
    cairo_move_to (cr, x - 2.4, DOT_Y + 2.4);
    cairo_line_to (cr, x + 2.4, DOT_Y - 2.4);
    cairo_stroke (cr);
  }
}

static void
draw_dot (GtkWidget *widget, const Step *step, gboolean now, cairo_t *cr, double x)
{
  gboolean full = step->look == STEP_DONE || (now && step->look == STEP_OPEN);

  cairo_new_path (cr);
  cairo_arc (cr, x, DOT_Y, 6, 0, 2 * G_PI);
  set_color (widget, cr, full ? "accent_bg_color" : "card_bg_color");
  cairo_fill_preserve (cr);
  set_color (widget, cr, full ? "accent_bg_color" : "dim_fg_color");
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  set_color (widget, cr, full ? "accent_fg_color" : "dim_fg_color");
  draw_mark (step, now, cr, x);
}

static double
get_font_size (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);

  return pango_font_description_get_size (pango_context_get_font_description (context));
}

/* Around @x, but for what would be cut off at an end of the drawing. Returns: the height of the
 * line. */
static int
draw_text (GtkWidget *widget, cairo_t *cr, const char *text, double x, double y, double scale)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (context));
  int width, height;

  pango_font_description_set_absolute_size (font, get_font_size (widget) * scale);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, &width, &height);
  double last = MAX (gtk_widget_get_width (widget) - width, 0);
  cairo_move_to (cr, CLAMP (round (x - width / 2.0), 0, last), y);
  pango_cairo_show_layout (cr, layout);
  return height;
}

/* The drawing is as high as its two lines at the text size in use. */
static void
fit_height (HcrmPlanSteps *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->area, "Ág");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area), LABEL_Y + 2 * height);
}

static void
draw_line (GtkWidget *widget, cairo_t *cr, const Step *step, double from, double to)
{
  if (to <= from)
    return;
  cairo_new_path (cr);
  cairo_set_line_width (cr, 2);
  set_color (widget, cr, step->look == STEP_DONE ? "accent_bg_color" : "track_color");
  cairo_move_to (cr, from, DOT_Y);
  cairo_line_to (cr, to, DOT_Y);
  cairo_stroke (cr);
}

static void
draw_labels (GtkWidget *widget, cairo_t *cr, const Step *step, double x)
{
  set_color (widget, cr, "window_fg_color");
  int y = LABEL_Y + draw_text (widget, cr, step->day, x, LABEL_Y, 0.92);
  set_color (widget, cr, "dim_fg_color");
  draw_text (widget, cr, step->date, x, y, 0.85);
}

static guint
find_now (HcrmPlanSteps *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).position == self->position)
      return i;
  return 0;
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HcrmPlanSteps *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  guint n = self->steps->len, now = find_now (self);
  double each = (double) width / MAX (n, 1);
  double room = get_font_size (widget) / PANGO_SCALE * LABEL_EMS;
  int stride = MAX ((int) ceil (room / each), 1);

  for (guint i = 0; i < n; i++) {
    const Step *step = &g_array_index (self->steps, Step, i);
    double x = each * (i + 0.5);
    if (i + 1 < n)
      draw_line (widget, cr, step, x + 9, x + each - 9);
    draw_dot (widget, step, step->position == self->position, cr, x);
    if (((int) i - (int) now) % stride == 0)
      draw_labels (widget, cr, step, x);
  }
}

static StepLook
read_look (const char *state)
{
  if (g_strcmp0 (state, "done") == 0)
    return STEP_DONE;
  return g_strcmp0 (state, "open") == 0 || g_strcmp0 (state, "waiting") == 0 ? STEP_OPEN
                                                                             : STEP_STOPPED;
}

static const char *
get_state_label (const char *state)
{
  const HcrmField field = { .choices = hcrm_followup_task_state_choices };

  return hcrm_field_get_choice_label (&field, state);
}

static void
add_step (HcrmPlanSteps *self, JsonObject *object, GString *spoken)
{
  const char *state = json_object_get_string_member_with_default (object, "state", "");
  Step step = {
    .position = json_object_get_int_member_with_default (object, "position", 0),
    .day = g_strdup_printf (
        _ ("Day %d"), (int) json_object_get_int_member_with_default (object, "offset_days", 0)),
        .date = hcrm_text_short_date (
            json_object_get_string_member_with_default (object, "due_on", "")),
        .look = read_look (state),
    };

  g_string_append_printf (spoken, "%s%s %s", spoken->len > 0 ? ", " : "", step.day,
                          get_state_label (state));
  g_array_append_val (self->steps, step);
}

static void
clear_step (Step *step)
{
  g_free (step->day);
  g_free (step->date);
}

void
hcrm_plan_steps_set (HcrmPlanSteps *self, JsonArray *steps, gint64 position)
{
  g_autoptr (GString) spoken = g_string_new (NULL);

  g_array_set_size (self->steps, 0);
  self->position = position;
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    add_step (self, json_array_get_object_element (steps, i), spoken);
  gtk_widget_set_visible (GTK_WIDGET (self), self->steps->len > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken->str, -1);
  gtk_widget_set_tooltip_text (self->area, spoken->str);
  gtk_widget_queue_draw (self->area);
}

/* Only who decides sees into which step; in the plan that was made of it the time line says so. */
static char *
explain_passed (JsonObject *step, const char *planned)
{
  gint64 into = json_object_get_int_member_with_default (step, "folded_into", 0);

  if (into > 0)
    return g_strdup_printf (_ ("no call: %s was before the decision; part of step %d"), planned,
                               (int) into);
  return g_strdup_printf (_ ("no call: %s was before the decision"), planned);
}

char *
hcrm_plan_steps_explain_move (JsonObject *step)
{
  g_autofree char *planned =
      hcrm_text_date (json_object_get_string_member_with_default (step, "planned_on", ""));
  const char *moved = json_object_get_string_member_with_default (step, "moved", NULL);
  const char *holiday = hcrm_text_member (step, "holiday");

  if (g_strcmp0 (moved, "weekend") == 0)
    return g_strdup_printf (_ ("moved off the weekend, from %s"), planned);
  if (g_strcmp0 (moved, "late") == 0)
    return g_strdup_printf (_ ("late: planned for %s"), planned);
  if (g_strcmp0 (moved, "passed") == 0)
    return explain_passed (step, planned);
  if (g_strcmp0 (moved, "holiday") != 0)
    return g_strdup ("");
  if (*holiday != '\0')
    return g_strdup_printf (_ ("moved off %s, from %s"), holiday, planned);
  return g_strdup_printf (_ ("moved off a holiday, from %s"), planned);
}

static void
hcrm_plan_steps_finalize (GObject *object)
{
  g_array_unref (HCRM_PLAN_STEPS (object)->steps);
  G_OBJECT_CLASS (hcrm_plan_steps_parent_class)->finalize (object);
}

static void
hcrm_plan_steps_class_init (HcrmPlanStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_plan_steps_finalize;
}

static void
hcrm_plan_steps_init (HcrmPlanSteps *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, (GDestroyNotify) clear_step);
  self->area =
      g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);
  g_signal_connect_object (self, "map", G_CALLBACK (fit_height), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->area);
}
