/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rate as text and as a bar. */

#include "hcrm-rate.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-draw.h"

#define HEIGHT 14
#define BAR 10

struct _HcrmRateBar {
  GtkWidget parent_instance;

  const HcrmRate *rate;
  double value;
};

G_DEFINE_FINAL_TYPE (HcrmRateBar, hcrm_rate_bar, GTK_TYPE_WIDGET)

char *
hcrm_rate_dup_percent (const HcrmRate *rate, HcrmRecord *group)
{
  double value = hcrm_rate_compute (rate, group);

  if (value < 0)
    return g_strdup ("–");
  return rate->per > 0 ? g_strdup_printf ("%.1f", rate->per * value)
                       : g_strdup_printf ("%.0f%%", 100 * value);
}

char *
hcrm_rate_dup_figures (const HcrmRate *rate, HcrmRecord *group)
{
  return g_strdup_printf (_ ("%d of %d"), (int) hcrm_record_get_int (group, rate->name),
                             (int) hcrm_record_get_int (group, rate->whole));
}

/* What is lost is bad news as it is; of the others, what is missing is hatched. */
static void
draw (HcrmRateBar *self, const HcrmCanvas *canvas)
{
  double y = (canvas->height - BAR) / 2, part = canvas->width * CLAMP (self->value, 0, 1);

  hcrm_draw_set_color (canvas, "track_color", 1);
  hcrm_draw_rect (canvas, 0, y, canvas->width, BAR, 2);
  if (!self->rate->bad) {
    hcrm_draw_set_color (canvas, "dim_fg_color", 0.35);
    hcrm_draw_hatch (canvas, part, y, canvas->width - part, BAR, 5);
  }
  if (part < 1)
    return;
  hcrm_draw_set_color (canvas, self->rate->color, 1);
  hcrm_draw_rect (canvas, 0, y, part, BAR, 2);
}

static void
hcrm_rate_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HcrmRateBar *self = HCRM_RATE_BAR (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->rate == NULL || self->value < 0 || width <= 0)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                          (float) height));
  draw (self, &(HcrmCanvas){ widget, cr, width, height });
  cairo_destroy (cr);
}

static void
hcrm_rate_bar_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 24;
  *minimum_baseline = *natural_baseline = -1;
}

GtkWidget *
hcrm_rate_bar_new (void)
{
  return g_object_new (HCRM_TYPE_RATE_BAR, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
}

void
hcrm_rate_bar_set (HcrmRateBar *self, const HcrmRate *rate, HcrmRecord *group)
{
  g_autofree char *figures = hcrm_rate_dup_figures (rate, group);
  g_autofree char *percent = hcrm_rate_dup_percent (rate, group);
  g_autofree char *text = g_strdup_printf ("%s %s, %s", gettext (rate->title), percent, figures);

  self->rate = rate;
  self->value = hcrm_rate_compute (rate, group);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hcrm_rate_bar_class_init (HcrmRateBarClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = hcrm_rate_bar_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = hcrm_rate_bar_measure;
}

static void
hcrm_rate_bar_init (HcrmRateBar *self)
{
}
