/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A number and what it is made of, as slices. */

#include "hcrm-pie.h"

#include <glib/gi18n.h>
#include <math.h>

#include "hcrm-draw.h"
#include "hcrm-text.h"

/* In pixels at a text size of 100 %. */
#define WIDTH 376
#define LOWEST 70 /* where a window is low */
#define HEIGHT 190
#define HEAD 28
#define LINE 20
#define BOX 11
#define GAP 8
#define GAP_PIE 18
#define HATCH 4

#define SMALL 0.9

typedef struct {
  char *name;
  guint64 count;
} Slice;

struct _HcrmPie {
  HcrmFigure parent_instance;

  char *title;
  GArray *slices;
  guint64 sum;
};

G_DEFINE_FINAL_TYPE (HcrmPie, hcrm_pie, HCRM_TYPE_FIGURE)

/* With the hatching of every other one, no two slices look alike. */
static const char *const colors[] = { "accent_bg_color", "ok_fg",           "warn_fg", "violet_fg",
                                      "danger_fg",       "accent_bg_color", "ok_fg",   "mute_fg" };

static const Slice *
get_slice (HcrmPie *self, guint i)
{
  return &g_array_index (self->slices, Slice, i);
}

static double
scale (double pixels)
{
  return pixels * hcrm_text_get_scale ();
}

static gboolean
is_current (HcrmPie *self, guint slice)
{
  return hcrm_figure_get_current (HCRM_FIGURE (self)) == (int) slice;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
set_color (const HcrmCanvas *canvas, guint i)
{
  hcrm_draw_set_color (canvas, colors[i % G_N_ELEMENTS (colors)], 1);
}

/* Every other one; the widget's own path is the clip. */
static void
hatch (const HcrmCanvas *canvas, guint i, double x, double y, double size)
{
  if (i % 2 == 0)
    return;
  hcrm_draw_set_color (canvas, "card_bg_color", 0.5);
  hcrm_draw_hatch (canvas, x, y, size, size, scale (HATCH));
}

static void
draw_slice (HcrmPie *self, const HcrmCanvas *canvas, guint i, double from, double to, double radius)
{
  cairo_t *cr = canvas->cr;
  double x = scale (4) + radius, y = canvas->height / 2;

  cairo_save (cr);
  cairo_new_path (cr);
  if (self->slices->len > 1)
    cairo_move_to (cr, x, y);
  cairo_arc (cr, x, y, is_current (self, i) ? radius + scale (3) : radius, from, to);
  cairo_close_path (cr);
  set_color (canvas, i);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  hatch (canvas, i, x - radius, y - radius, 2 * radius);
  cairo_restore (cr);
  if (self->slices->len < 2)
    return;
  hcrm_draw_set_color (canvas, "card_bg_color", 1);
  cairo_set_line_width (cr, scale (1.5));
  hcrm_draw_line (canvas, x, y, x + radius * cos (from), y + radius * sin (from));
}

static void
draw_slices (HcrmPie *self, const HcrmCanvas *canvas, double radius)
{
  double at = -G_PI_2;

  for (guint i = 0; i < self->slices->len; i++) {
    double to = at + 2 * G_PI * get_slice (self, i)->count / self->sum;
    draw_slice (self, canvas, i, at, to, radius);
    at = to;
  }
}

static void
draw_words (const HcrmCanvas *canvas, const char *text, double x, double y, double size)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (canvas->widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (size));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (layout, (int) MAX (canvas->width - x, 1) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_move_to (canvas->cr, round (x), round (y - height / 2.0));
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_new_path (canvas->cr);
}

static double
get_line (HcrmPie *self, const HcrmCanvas *canvas)
{
  return MIN (scale (LINE), (canvas->height - scale (HEAD)) / MAX (self->slices->len, 1));
}

static void
draw_entry (HcrmPie *self, const HcrmCanvas *canvas, guint i, double x)
{
  double line = get_line (self, canvas), y = scale (HEAD) + (i + 0.5) * line, box = scale (BOX);
  g_autofree char *words = hcrm_pie_dup_words (self, i);

  if (is_current (self, i)) {
    hcrm_draw_set_color (canvas, "accent_color", 0.10);
    hcrm_draw_rect (canvas, x - scale (4), y - line / 2, canvas->width - x + scale (4), line, 3);
  }
  set_color (canvas, i);
  hcrm_draw_rect (canvas, x, y - box / 2, box, box, 2);
  hatch (canvas, i, x, y - box / 2, box);
  hcrm_draw_set_color (canvas, "window_fg_color", 1);
  draw_words (canvas, words, x + box + scale (GAP), y, SMALL);
}

static double
get_radius (HcrmPie *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return MAX (MIN (gtk_widget_get_height (widget) / 2.0 - scale (6),
                   gtk_widget_get_width (widget) * 0.25),
              1);
}

static void
hcrm_pie_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HcrmPie *self = HCRM_PIE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double radius = get_radius (self), left = 2 * radius + scale (GAP_PIE);

  if (self->sum == 0 || width <= left)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                          (float) height));
  HcrmCanvas canvas = { widget, cr, width, height };
  g_autofree char *title = g_strdup_printf (_ ("%s: %d"), self->title, (int) self->sum);
  draw_slices (self, &canvas, radius);
  hcrm_draw_set_color (&canvas, "window_fg_color", 1);
  draw_words (&canvas, title, left, scale (HEAD) / 2, 1);
  for (guint i = 0; i < self->slices->len; i++)
    draw_entry (self, &canvas, i, left);
  cairo_destroy (cr);
}

static void
hcrm_pie_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = (int) ceil (scale (wide ? WIDTH : LOWEST));
  *natural = (int) ceil (scale (wide ? WIDTH : HEIGHT));
  *minimum_baseline = *natural_baseline = -1;
}

/* --- words ------------------------------------------------------------------------------------ */

char *
hcrm_pie_dup_words (HcrmPie *self, guint slice)
{
  g_return_val_if_fail (HCRM_IS_PIE (self) && slice < self->slices->len, NULL);
  const Slice *it = get_slice (self, slice);

  /* Translators: a slice of a pie: what it is, how many, and what part of all that is */
  return g_strdup_printf (_ ("%s: %d (%.0f%%)"), it->name, (int) it->count,
                             100.0 * it->count / self->sum);
}

guint
hcrm_pie_get_n_slices (HcrmPie *self)
{
  g_return_val_if_fail (HCRM_IS_PIE (self), 0);
  return self->slices->len;
}

/* The slice in which the angle of a point lies, by how much of a turn it is from the top. */
static int
find_slice (HcrmPie *self, double dx, double dy)
{
  double turn = atan2 (dx, -dy) / (2 * G_PI), at = 0;

  turn += turn < 0 ? 1 : 0;
  for (guint i = 0; i < self->slices->len; i++) {
    at += (double) get_slice (self, i)->count / self->sum;
    if (turn < at)
      return (int) i;
  }
  return (int) self->slices->len - 1;
}

static guint
hcrm_pie_get_n_parts (HcrmFigure *figure)
{
  return HCRM_PIE (figure)->slices->len;
}

/* A slice, or its line in the list. */
static int
hcrm_pie_find_part (HcrmFigure *figure, double x, double y)
{
  HcrmPie *self = HCRM_PIE (figure);
  HcrmCanvas canvas = { .height = gtk_widget_get_height (GTK_WIDGET (self)) };
  double radius = get_radius (self);
  double dx = x - scale (4) - radius, dy = y - canvas.height / 2;
  int line = (int) floor ((y - scale (HEAD)) / MAX (get_line (self, &canvas), 1));

  if (self->slices->len > 0 && hypot (dx, dy) <= radius)
    return find_slice (self, dx, dy);
  return x > 2 * radius + scale (GAP_PIE) && line >= 0 && line < (int) self->slices->len ? line
                                                                                         : -1;
}

static char *
hcrm_pie_dup_part_words (HcrmFigure *figure, guint part)
{
  return hcrm_pie_dup_words (HCRM_PIE (figure), part);
}

/* --- filling ---------------------------------------------------------------------------------- */

void
hcrm_pie_begin (HcrmPie *self, const char *title)
{
  g_return_if_fail (HCRM_IS_PIE (self));
  g_free (self->title);
  self->title = g_strdup (title);
  self->sum = 0;
  hcrm_figure_begin (HCRM_FIGURE (self));
  g_array_set_size (self->slices, 0);
}

void
hcrm_pie_add (HcrmPie *self, const char *name, guint64 count)
{
  Slice slice = { g_strdup (name), count };

  g_return_if_fail (HCRM_IS_PIE (self));
  self->sum += count;
  g_array_append_val (self->slices, slice);
}

static int
compare_slices (gconstpointer a, gconstpointer b)
{
  const Slice *one = a, *other = b;

  return (one->count < other->count) - (one->count > other->count);
}

/* What is beyond the most that can be told apart becomes one. */
static void
gather_rest (HcrmPie *self)
{
  guint keep = HCRM_PIE_MAX_SLICES;
  guint64 rest = 0;

  while (self->slices->len > 0 && get_slice (self, self->slices->len - 1)->count == 0)
    g_array_set_size (self->slices, self->slices->len - 1);
  if (self->slices->len <= keep + 1)
    return;
  for (guint i = keep; i < self->slices->len; i++)
    rest += get_slice (self, i)->count;
  g_array_set_size (self->slices, keep);
  self->sum -= rest; /* which is added once more */
  hcrm_pie_add (self, _ ("All others"), rest);
}

void
hcrm_pie_end (HcrmPie *self)
{
  g_return_if_fail (HCRM_IS_PIE (self));
  g_autofree char *label = g_strdup_printf ("%s: %s", _ ("Chart"), self->title);

  g_array_sort (self->slices, compare_slices);
  gather_rest (self);
  hcrm_figure_end (HCRM_FIGURE (self), label);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
clear_slice (gpointer slice)
{
  g_free (((Slice *) slice)->name);
}

static void
hcrm_pie_finalize (GObject *object)
{
  g_array_unref (HCRM_PIE (object)->slices);
  g_free (HCRM_PIE (object)->title);
  G_OBJECT_CLASS (hcrm_pie_parent_class)->finalize (object);
}

static void
hcrm_pie_class_init (HcrmPieClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_pie_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = hcrm_pie_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = hcrm_pie_measure;
  HCRM_FIGURE_CLASS (klass)->upright = TRUE;
  HCRM_FIGURE_CLASS (klass)->get_n_parts = hcrm_pie_get_n_parts;
  HCRM_FIGURE_CLASS (klass)->find_part = hcrm_pie_find_part;
  HCRM_FIGURE_CLASS (klass)->dup_words = hcrm_pie_dup_part_words;
}

static void
hcrm_pie_init (HcrmPie *self)
{
  self->slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  g_array_set_clear_func (self->slices, clear_slice);
  hcrm_pie_begin (self, "");
}

GtkWidget *
hcrm_pie_new (void)
{
  return g_object_new (HCRM_TYPE_PIE, NULL);
}
