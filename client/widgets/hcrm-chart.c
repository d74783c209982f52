/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rates, or values on a scale, as bars or as lines. */

#include "hcrm-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#include "hcrm-draw.h"
#include "hcrm-text.h"

/* In pixels at a text size of 100 %. */
#define WIDTH 200
#define HEIGHT 162 /* without the legend */
#define LOWEST 70  /* the same where a window is low */
#define LEFT 44
#define RIGHT 12
#define LEGEND_LINE 28
#define BOTTOM 22
#define MARK 3.5
#define LEAST 1.5 /* of a bar that is known to be nought */
#define WHISKER 3 /* half the length of its ends */
#define BOX 11
#define BOX_GAP 6
#define ENTRY_GAP 18
#define NAME_WIDTH 64 /* below that, not every name is written */

#define SMALL 0.85

typedef struct {
  char *title;
  char *color;
} Series;

typedef struct {
  char *name;
  double values[HCRM_CHART_MAX_SERIES];
  double low[HCRM_CHART_MAX_SERIES], high[HCRM_CHART_MAX_SERIES]; /* NaN where there is none */
} Point;

struct _HcrmChart {
  HcrmFigure parent_instance;

  gboolean trend;
  double low, high, step; /* the scale, 0 to 1 for rates; step: from line to line */
  gboolean scaled;
  char *unit; /* (nullable) */
  double target_low, target_high;
  GArray *series;
  GArray *points;
};

G_DEFINE_FINAL_TYPE (HcrmChart, hcrm_chart, HCRM_TYPE_FIGURE)

static const Series *
get_series (HcrmChart *self, guint i)
{
  return &g_array_index (self->series, Series, i);
}

static const Point *
get_point (HcrmChart *self, guint i)
{
  return &g_array_index (self->points, Point, i);
}

/* --- where things are ------------------------------------------------------------------------- */

static double
scale (double pixels)
{
  return pixels * hcrm_text_get_scale ();
}

/* Where an entry of the legend is, and how much of it is written. */
typedef struct {
  double x;
  double width;
  guint line;
} Place;

/* Where the points are drawn: from @top, 100 %, to @base, 0 %. */
typedef struct {
  HcrmCanvas canvas;
  double top;
  double base;
  double slot; /* width of a point */
} Plot;

static double
measure_entry (HcrmChart *self, guint s)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), get_series (self, s)->title);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  return scale (BOX + BOX_GAP) + width;
}

/* An entry that does not fit beside the others goes to the next line; returns how many there are.
 */
static guint
place_legend (HcrmChart *self, double width, Place *places)
{
  double left = scale (LEFT), right = MAX (width - scale (RIGHT), left + scale (BOX)), x = left;
  guint line = 0;

  for (guint s = 0; s < self->series->len; s++) {
    double wanted = measure_entry (self, s);
    if (x > left && x + wanted > right) {
      x = left;
      line++;
    }
    places[s] = (Place){ x, MIN (wanted, right - x), line };
    x += wanted + scale (ENTRY_GAP);
  }
  return line + 1;
}

static double
measure_legend (HcrmChart *self, double width)
{
  Place places[HCRM_CHART_MAX_SERIES];

  return place_legend (self, width, places) * scale (LEGEND_LINE);
}

static double
get_slot (HcrmChart *self, double width)
{
  return (width - scale (LEFT + RIGHT)) / MAX (self->points->len, 1);
}

static double
get_x (HcrmChart *self, const Plot *plot, guint point)
{
  return scale (LEFT) + (point + 0.5) * plot->slot;
}

static double
get_y (HcrmChart *self, const Plot *plot, double value)
{
  double part = (value - self->low) / (self->high - self->low);

  return plot->base - CLAMP (part, 0, 1) * (plot->base - plot->top);
}

static gboolean
is_known (HcrmChart *self, double value)
{
  return self->scaled ? !isnan (value) : value >= 0;
}

static char *
write_value (HcrmChart *self, double value)
{
  if (!is_known (self, value))
    return g_strdup ("–");
  if (!self->scaled)
    return g_strdup_printf ("%.0f%%", 100 * value);
  return self->unit != NULL ? g_strdup_printf ("%g %s", value, self->unit)
                            : g_strdup_printf ("%g", value);
}

/* Series of one colour differ by strength. */
static double
get_alpha (HcrmChart *self, guint i)
{
  for (guint k = 0; k < i; k++)
    if (g_str_equal (get_series (self, k)->color, get_series (self, i)->color))
      return 0.5;
  return 1;
}

/* --- the frame -------------------------------------------------------------------------------- */

static void
draw_grid (HcrmChart *self, const Plot *plot)
{
  const HcrmCanvas *canvas = &plot->canvas;

  cairo_set_line_width (canvas->cr, 1);
  for (int line = 0; self->low + line * self->step < self->high + self->step / 2; line++) {
    double value = self->low + line * self->step;
    g_autofree char *text =
        self->scaled ? g_strdup_printf ("%g", value) : write_value (self, value);
    double y = floor (get_y (self, plot, value)) + 0.5;

    hcrm_draw_set_color (canvas, "line_color", 1);
    hcrm_draw_line (canvas, scale (LEFT), y, canvas->width - scale (RIGHT), y);
    hcrm_draw_set_color (canvas, "dim_fg_color", 1);
    hcrm_draw_text (canvas, text, scale (LEFT - 6), y, 1, SMALL);
  }
}

/* Text that ends in dots where it is wider than @width; @size: 1 is the widget's; gives how wide
 * and high it is. */
static PangoLayout *
make_layout (const HcrmCanvas *canvas,
             const char *text,
             double size,
             double width,
             int *wide,
             int *high)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (canvas->widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (size));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (layout, (int) ceil (width) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, wide, high);
  return layout;
}

static void
draw_layout (const HcrmCanvas *canvas, PangoLayout *layout, double x, double y)
{
  cairo_move_to (canvas->cr, round (x), round (y));
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_new_path (canvas->cr);
}

static void
draw_name (HcrmChart *self, const Plot *plot, guint i, double width)
{
  const HcrmCanvas *canvas = &plot->canvas;
  int wide, high;
  g_autoptr (PangoLayout) layout = make_layout (canvas, get_point (self, i)->name, SMALL,
                                                MAX (width - 6, scale (24)), &wide, &high);

  draw_layout (canvas, layout, get_x (self, plot, i) - wide / 2.0,
               plot->base + (canvas->height - plot->base - high) / 2.0);
}

/* As many names as fit. */
static void
draw_names (HcrmChart *self, const Plot *plot)
{
  guint step = MAX (1, (guint) ceil (scale (NAME_WIDTH) / plot->slot));

  hcrm_draw_set_color (&plot->canvas, "dim_fg_color", 1);
  for (guint i = 0; i < self->points->len; i += step)
    draw_name (self, plot, i, plot->slot * step);
}

/* --- series ----------------------------------------------------------------------------------- */

/* The second sign beside the colour: circle, square, triangle, diamond. */
static void
draw_mark (cairo_t *cr, guint series, double x, double y)
{
  double mark = scale (MARK), point = scale (MARK + 1);

  cairo_new_path (cr);
  if (series == 0) {
    cairo_arc (cr, x, y, mark, 0, 2 * G_PI);
  } else if (series == 1) {
    cairo_rectangle (cr, x - mark, y - mark, 2 * mark, 2 * mark);
  } else {
    cairo_move_to (cr, x, y - point);
    cairo_line_to (cr, x + point, series == 2 ? y + mark : y);
    if (series != 2)
      cairo_line_to (cr, x, y + point);
    cairo_line_to (cr, x - point, series == 2 ? y + mark : y);
    cairo_close_path (cr);
  }
  cairo_fill (cr);
}

static gboolean
has_interval (HcrmChart *self, guint s, guint i)
{
  const Point *point = get_point (self, i);

  return is_known (self, point->values[s]) && !isnan (point->low[s]) && !isnan (point->high[s]);
}

/* From end to end, both marked. */
static void
draw_whisker (HcrmChart *self, const Plot *plot, guint s, guint i, double x)
{
  const HcrmCanvas *canvas = &plot->canvas;
  double low = get_y (self, plot, get_point (self, i)->low[s]);
  double high = get_y (self, plot, get_point (self, i)->high[s]), end = scale (WHISKER);

  if (!has_interval (self, s, i))
    return;
  cairo_set_line_width (canvas->cr, scale (1.5));
  hcrm_draw_line (canvas, x, low, x, high);
  hcrm_draw_line (canvas, x - end, low, x + end, low);
  hcrm_draw_line (canvas, x - end, high, x + end, high);
}

/* Between two points next to each other. */
static void
draw_band (HcrmChart *self, const Plot *plot, guint s, guint i)
{
  const Point *one = get_point (self, i), *other = get_point (self, i + 1);
  double left = get_x (self, plot, i), right = get_x (self, plot, i + 1);
  cairo_t *cr = plot->canvas.cr;

  hcrm_draw_set_color (&plot->canvas, get_series (self, s)->color, 0.16);
  cairo_move_to (cr, left, get_y (self, plot, one->high[s]));
  cairo_line_to (cr, right, get_y (self, plot, other->high[s]));
  cairo_line_to (cr, right, get_y (self, plot, other->low[s]));
  cairo_line_to (cr, left, get_y (self, plot, one->low[s]));
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_intervals (HcrmChart *self, const Plot *plot, guint s)
{
  for (guint i = 0; i + 1 < self->points->len; i++)
    if (has_interval (self, s, i) && has_interval (self, s, i + 1))
      draw_band (self, plot, s, i);
  hcrm_draw_set_color (&plot->canvas, get_series (self, s)->color, 0.6);
  for (guint i = 0; i < self->points->len; i++)
    draw_whisker (self, plot, s, i, get_x (self, plot, i));
}

static void
draw_line_series (HcrmChart *self, const Plot *plot, guint s)
{
  const HcrmCanvas *canvas = &plot->canvas;
  double last_x = 0, last_y = -1;

  draw_intervals (self, plot, s);
  hcrm_draw_set_color (canvas, get_series (self, s)->color, get_alpha (self, s));
  cairo_set_line_width (canvas->cr, scale (2));
  for (guint i = 0; i < self->points->len; i++) {
    double value = get_point (self, i)->values[s], x = get_x (self, plot, i);
    double y = is_known (self, value) ? get_y (self, plot, value) : -1;

    if (y >= 0 && last_y >= 0)
      hcrm_draw_line (canvas, last_x, last_y, x, y);
    if (y >= 0)
      draw_mark (canvas->cr, s, x, y);
    last_x = x;
    last_y = y;
  }
}

static void
draw_box (HcrmChart *self,
          const HcrmCanvas *canvas,
          guint s,
          double x,
          double y,
          double width,
          double height)
{
  hcrm_draw_set_color (canvas, get_series (self, s)->color, get_alpha (self, s));
  hcrm_draw_rect (canvas, x, y, width, height, 2);
  if (s % 2 == 0)
    return;
  hcrm_draw_set_color (canvas, "card_bg_color", 0.5);
  hcrm_draw_hatch (canvas, x, y, width, height, scale (4));
}

static void
draw_bar (HcrmChart *self, const Plot *plot, guint s, guint i)
{
  double width = MIN (plot->slot * 0.8 / self->series->len, scale (22));
  double x = get_x (self, plot, i) + (s - self->series->len / 2.0) * width;
  double value = get_point (self, i)->values[s];
  double y = MIN (get_y (self, plot, value), plot->base - LEAST);

  if (is_known (self, value))
    draw_box (self, &plot->canvas, s, x, y, MAX (width - 1, 1), plot->base - y);
  hcrm_draw_set_color (&plot->canvas, "window_fg_color", 0.7);
  draw_whisker (self, plot, s, i, x + width / 2);
}

static void
draw_series (HcrmChart *self, const Plot *plot)
{
  for (guint s = 0; s < self->series->len; s++)
    if (self->trend)
      draw_line_series (self, plot, s);
    else
      for (guint i = 0; i < self->points->len; i++)
        draw_bar (self, plot, s, i);
}

static void
draw_entry (HcrmChart *self, const HcrmCanvas *canvas, guint s, const Place *place)
{
  double box = scale (BOX), gap = scale (BOX_GAP),
         middle = (place->line + 0.5) * scale (LEGEND_LINE);
  int wide, high;
  g_autoptr (PangoLayout) layout = make_layout (canvas, get_series (self, s)->title, 1,
                                                MAX (place->width - box - gap, 1), &wide, &high);

  hcrm_draw_set_color (canvas, get_series (self, s)->color, get_alpha (self, s));
  if (self->trend)
    draw_mark (canvas->cr, s, place->x + box / 2, middle);
  else
    draw_box (self, canvas, s, place->x, middle - box / 2, box, box);
  hcrm_draw_set_color (canvas, "window_fg_color", 1);
  draw_layout (canvas, layout, place->x + box + gap, middle - high / 2.0);
}

static void
draw_legend (HcrmChart *self, const HcrmCanvas *canvas)
{
  Place places[HCRM_CHART_MAX_SERIES];

  place_legend (self, canvas->width, places);
  for (guint s = 0; s < self->series->len; s++)
    draw_entry (self, canvas, s, &places[s]);
}

static void
draw_target (HcrmChart *self, const Plot *plot)
{
  double top = isnan (self->target_high) ? plot->top : get_y (self, plot, self->target_high);
  double base = isnan (self->target_low) ? plot->base : get_y (self, plot, self->target_low);

  if (isnan (self->target_low) && isnan (self->target_high))
    return;
  hcrm_draw_set_color (&plot->canvas, "ok_fg", 0.14);
  hcrm_draw_rect (&plot->canvas, scale (LEFT), top, plot->canvas.width - scale (LEFT + RIGHT),
                  MAX (base - top, 1), 0);
}

static void
draw_current (HcrmChart *self, const Plot *plot)
{
  int current = hcrm_figure_get_current (HCRM_FIGURE (self));

  if (current < 0)
    return;
  hcrm_draw_set_color (&plot->canvas, "accent_color", 0.10);
  hcrm_draw_rect (&plot->canvas, scale (LEFT) + current * plot->slot, plot->top, plot->slot,
                  plot->base - plot->top, 3);
}

static void
hcrm_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HcrmChart *self = HCRM_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (width <= scale (LEFT + RIGHT) || self->points->len == 0)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                          (float) height));
  Plot plot = { .canvas = { widget, cr, width, height },
                .top = measure_legend (self, width),
                .base = height - scale (BOTTOM),
                .slot = get_slot (self, width) };
  draw_legend (self, &plot.canvas);
  draw_target (self, &plot);
  draw_current (self, &plot);
  draw_grid (self, &plot);
  draw_names (self, &plot);
  draw_series (self, &plot);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
hcrm_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
hcrm_chart_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  double legend = measure_legend (HCRM_CHART (widget), MAX (for_size, scale (WIDTH)));

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = (int) ceil (scale (WIDTH));
  } else {
    *minimum = (int) ceil (legend + scale (LOWEST));
    *natural = (int) ceil (legend + scale (HEIGHT));
  }
  *minimum_baseline = *natural_baseline = -1;
}

/* --- words ------------------------------------------------------------------------------------ */

/* `83%`, or `83% (79% to 88%)`. */
static char *
write_point (HcrmChart *self, guint s, guint i)
{
  const Point *point = get_point (self, i);
  char *value = write_value (self, point->values[s]);

  if (!has_interval (self, s, i))
    return value;
  g_autofree char *taken = value;
  g_autofree char *low = write_value (self, point->low[s]);
  g_autofree char *high = write_value (self, point->high[s]);
  /* Translators: a value, and the interval it lies in: 83 (79 to 88) */
  return g_strdup_printf (_ ("%s (%s to %s)"), taken, low, high);
}

char *
hcrm_chart_dup_words (HcrmChart *self, guint point)
{
  g_autoptr (GString) words = g_string_new (NULL);

  g_return_val_if_fail (point < self->points->len, NULL);
  g_string_append_printf (words, "%s: ", get_point (self, point)->name);
  for (guint s = 0; s < self->series->len; s++) {
    g_autofree char *value = write_point (self, s, point);

    g_string_append_printf (words, "%s%s %s",
                            s > 0 ? _ (", ") : "", get_series (self, s)->title, value);
  }
  return g_strdup (words->str);
}

static guint
hcrm_chart_get_n_parts (HcrmFigure *figure)
{
  return HCRM_CHART (figure)->points->len;
}

static int
hcrm_chart_find_part (HcrmFigure *figure, double x, double y)
{
  HcrmChart *self = HCRM_CHART (figure);
  double slot = get_slot (self, gtk_widget_get_width (GTK_WIDGET (self)));
  int at = (int) floor ((x - scale (LEFT)) / slot);

  return at >= 0 && at < (int) self->points->len ? at : -1;
}

static char *
hcrm_chart_dup_part_words (HcrmFigure *figure, guint part)
{
  return hcrm_chart_dup_words (HCRM_CHART (figure), part);
}

/* --- filling ---------------------------------------------------------------------------------- */

void
hcrm_chart_begin (HcrmChart *self, gboolean trend)
{
  g_return_if_fail (HCRM_IS_CHART (self));
  self->trend = trend;
  hcrm_figure_begin (HCRM_FIGURE (self));
  self->scaled = FALSE;
  self->low = 0;
  self->high = 1;
  self->step = 0.25;
  self->target_low = self->target_high = NAN;
  g_clear_pointer (&self->unit, g_free);
  g_array_set_size (self->series, 0);
  g_array_set_size (self->points, 0);
}

/* The least round number of which four and a bit make @room. */
static double
round_step (double room)
{
  static const double factors[] = { 1, 2, 2.5, 5 };
  double power = pow (10, floor (log10 (room / 4)));

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (room / (factors[i] * power) <= 4 + 1e-9)
      return factors[i] * power;
  return 10 * power;
}

void
hcrm_chart_set_scale (HcrmChart *self, double low, double high, const char *unit)
{
  g_return_if_fail (HCRM_IS_CHART (self) && low <= high);
  double room = high > low ? high - low : MAX (fabs (low) / 10, 1);

  self->scaled = TRUE;
  self->step = round_step (room);
  self->low = floor (low / self->step) * self->step;
  self->high = ceil (high / self->step) * self->step;
  if (self->high <= self->low)
    self->high = self->low + self->step;
  g_free (self->unit);
  self->unit = g_strdup (unit);
}

void
hcrm_chart_set_target (HcrmChart *self, double low, double high)
{
  g_return_if_fail (HCRM_IS_CHART (self));
  self->target_low = low;
  self->target_high = high;
}

void
hcrm_chart_add_series (HcrmChart *self, const char *title, const char *color)
{
  Series series = { g_strdup (title), g_strdup (color) };

  g_return_if_fail (self->series->len < HCRM_CHART_MAX_SERIES);
  g_array_append_val (self->series, series);
}

void
hcrm_chart_add_point (HcrmChart *self, const char *name, const double *values)
{
  Point point = { .name = g_strdup (name) };

  for (guint s = 0; s < self->series->len; s++) {
    point.values[s] = values[s];
    point.low[s] = point.high[s] = NAN;
  }
  g_array_append_val (self->points, point);
}

void
hcrm_chart_set_interval (HcrmChart *self, guint series, double low, double high)
{
  g_return_if_fail (HCRM_IS_CHART (self) && series < self->series->len && self->points->len > 0);
  Point *point = &g_array_index (self->points, Point, self->points->len - 1);

  point->low[series] = low;
  point->high[series] = high;
}

void
hcrm_chart_end (HcrmChart *self)
{
  g_autoptr (GString) label = g_string_new (_ ("Chart"));

  for (guint s = 0; s < self->series->len; s++)
    g_string_append_printf (label, "%s%s", s > 0 ? _ (", ") : ": ", get_series (self, s)->title);
  hcrm_figure_end (HCRM_FIGURE (self), label->str);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
clear_series (gpointer series)
{
  g_free (((Series *) series)->title);
  g_free (((Series *) series)->color);
}

static void
clear_point (gpointer point)
{
  g_free (((Point *) point)->name);
}

static void
hcrm_chart_finalize (GObject *object)
{
  g_array_unref (HCRM_CHART (object)->series);
  g_array_unref (HCRM_CHART (object)->points);
  g_free (HCRM_CHART (object)->unit);
  G_OBJECT_CLASS (hcrm_chart_parent_class)->finalize (object);
}

static void
hcrm_chart_class_init (HcrmChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_chart_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = hcrm_chart_snapshot;
  GTK_WIDGET_CLASS (klass)->get_request_mode = hcrm_chart_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = hcrm_chart_measure;
  HCRM_FIGURE_CLASS (klass)->get_n_parts = hcrm_chart_get_n_parts;
  HCRM_FIGURE_CLASS (klass)->find_part = hcrm_chart_find_part;
  HCRM_FIGURE_CLASS (klass)->dup_words = hcrm_chart_dup_part_words;
}

static void
hcrm_chart_init (HcrmChart *self)
{
  self->series = g_array_new (FALSE, FALSE, sizeof (Series));
  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  g_array_set_clear_func (self->series, clear_series);
  g_array_set_clear_func (self->points, clear_point);
  hcrm_chart_begin (self, FALSE);
}

GtkWidget *
hcrm_chart_new (void)
{
  return g_object_new (HCRM_TYPE_CHART, NULL);
}
