/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HcrmFigure:
 *
 * A picture of several parts, one of which may be looked at: with the pointer, or by keys that walk
 * from part to part. What it is stands in a tip and is said to a screen reader.
 */
#define HCRM_TYPE_FIGURE (hcrm_figure_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmFigure, hcrm_figure, HCRM, FIGURE, GtkWidget)

/**
 * HcrmFigureClass:
 * @upright: Up and Down walk as well as Left and Right
 * @find_part: which part is drawn there; -1 for none
 * @dup_words: (transfer full): a part in words
 */
struct _HcrmFigureClass {
  GtkWidgetClass parent_class;

  gboolean upright;
  guint (*get_n_parts) (HcrmFigure *self);
  int (*find_part) (HcrmFigure *self, double x, double y);
  char *(*dup_words) (HcrmFigure *self, guint part);
};

/* Nothing is looked at any more: other parts are about to come. */
void hcrm_figure_begin (HcrmFigure *self);

/* They are there. @label: what is drawn */
void hcrm_figure_end (HcrmFigure *self, const char *label);

/* Returns: the part that is looked at, or -1 */
int hcrm_figure_get_current (HcrmFigure *self);

G_END_DECLS
