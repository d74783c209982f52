/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Drawing with the style sheet's colours, so that light, dark and high contrast follow it. */
typedef struct {
  GtkWidget *widget;
  cairo_t *cr;
  double width;
  double height;
} HcrmCanvas;

/* @color: a named colour of the style sheet, such as `accent_color`. */
void hcrm_draw_set_color (const HcrmCanvas *canvas, const char *color, double alpha);

/* @align: 0 left of @x, 0.5 centred on it, 1 right-aligned at it; @scale: 1 is the widget's size.
 */
void hcrm_draw_text (const HcrmCanvas *canvas,
                     const char *text,
                     double x,
                     double y,
                     double align,
                     double scale);
void hcrm_draw_line (const HcrmCanvas *canvas, double x1, double y1, double x2, double y2);

/* Fills a rectangle with round corners, set its colour before. */
void hcrm_draw_rect (const HcrmCanvas *canvas,
                     double x,
                     double y,
                     double width,
                     double height,
                     double radius);

/* Diagonal lines: the second signal beside colour, for what is not so. */
void hcrm_draw_hatch (const HcrmCanvas *canvas,
                      double x,
                      double y,
                      double width,
                      double height,
                      double step);

/* A bar from 0 to @part of the whole, for a GtkDrawingArea 12 to 14 px high. */
void hcrm_draw_meter (const HcrmCanvas *canvas, double part, const char *color);

G_END_DECLS
