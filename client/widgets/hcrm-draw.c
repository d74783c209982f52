/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drawing with the style sheet's colours. */

#include "hcrm-draw.h"

#include <math.h>

void
hcrm_draw_set_color (const HcrmCanvas *canvas, const char *color, double alpha)
{
  GdkRGBA rgba = { 0.5, 0.5, 0.5, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (canvas->widget), color, &rgba);
  cairo_set_source_rgba (canvas->cr, rgba.red, rgba.green, rgba.blue, rgba.alpha * alpha);
}

/* The style sheet's sizes are absolute, so Pango must not scale them again. */
void
hcrm_draw_text (const HcrmCanvas *canvas,
                const char *text,
                double x,
                double y,
                double align,
                double scale)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (canvas->widget, text);
  PangoFontDescription *font = pango_font_description_copy (
      pango_context_get_font_description (gtk_widget_get_pango_context (canvas->widget)));
  int width, height;

  pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * scale);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (canvas->cr, round (x - width * align), round (y - height / 2.0));
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_new_path (canvas->cr);
}

void
hcrm_draw_line (const HcrmCanvas *canvas, double x1, double y1, double x2, double y2)
{
  cairo_new_path (canvas->cr);
  cairo_move_to (canvas->cr, x1, y1);
  cairo_line_to (canvas->cr, x2, y2);
  cairo_stroke (canvas->cr);
}

void
hcrm_draw_rect (const HcrmCanvas *canvas,
                double x,
                double y,
                double width,
                double height,
                double radius)
{
  cairo_t *cr = canvas->cr;
  double r = MIN (radius, MIN (width, height) / 2);

  cairo_new_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_fill (cr);
}

void
hcrm_draw_hatch (const HcrmCanvas *canvas,
                 double x,
                 double y,
                 double width,
                 double height,
                 double step)
{
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, x, y, width, height);
  cairo_clip (canvas->cr);
  cairo_set_line_width (canvas->cr, 1);
  for (double i = x - height; i < x + width; i += step) {
    cairo_move_to (canvas->cr, i, y + height);
    cairo_line_to (canvas->cr, i + height, y);
  }
  cairo_stroke (canvas->cr);
  cairo_restore (canvas->cr);
}

void
hcrm_draw_meter (const HcrmCanvas *canvas, double part, const char *color)
{
  double y = canvas->height / 2 - 3;

  hcrm_draw_set_color (canvas, "track_color", 1);
  hcrm_draw_rect (canvas, 0, y, canvas->width, 6, 3);
  if (part <= 0)
    return;
  hcrm_draw_set_color (canvas, color, 1);
  hcrm_draw_rect (canvas, 0, y, canvas->width * MIN (part, 1), 6, 3);
}
