/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How wide columns of a list must be, and which of them there is room for. */

#include "hcrm-column-fit.h"

#include <glib/gi18n.h>

#include "hcrm-text.h"

/* What stands around the words of a head, of its arrow, and of a pill, in pixels. */
#define CELL_SPACE 18
#define ARROW_SPACE 22
#define PILL_SPACE 30

static int
measure (GtkWidget *widget, const char *text, gboolean bold)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width;

  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

int
hcrm_column_fit_measure (GtkWidget *widget, const HcrmColumn *column, const char *title)
{
  int arrow = column->flags & HCRM_COLUMN_SORT ? ARROW_SPACE : 0;
  int shape = column->kind == HCRM_CELL_PILL ? PILL_SPACE : 0;
  int head = measure (widget, title, TRUE) + CELL_SPACE + arrow;
  int sample = column->sample != NULL
                   ? measure (widget, gettext (column->sample), FALSE) + CELL_SPACE + shape
                   : 0;

  return MAX (MAX (head, sample), (int) (column->width * hcrm_text_get_scale ()));
}

static int
find_next_to_leave (HcrmColumnFit *columns, guint n)
{
  int found = -1;

  for (guint i = 0; i < n; i++)
    if (columns[i].shown && columns[i].leaves > 0
        && (found < 0 || columns[i].leaves < columns[found].leaves))
      found = i;
  return found;
}

static int
sum_up (const HcrmColumnFit *columns, guint n)
{
  int sum = 0;

  for (guint i = 0; i < n; i++)
    sum += columns[i].shown ? columns[i].width : 0;
  return sum;
}

void
hcrm_column_fit_choose (HcrmColumnFit *columns, guint n, int width)
{
  int next;

  while (sum_up (columns, n) > width && (next = find_next_to_leave (columns, n)) >= 0)
    columns[next].shown = FALSE;
}
