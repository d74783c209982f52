/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking at one part of a picture. */

#include "hcrm-figure.h"

#include <glib/gi18n.h>

typedef struct {
  int current;
} HcrmFigurePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmFigure, hcrm_figure, GTK_TYPE_WIDGET)

#define PRIV(self) ((HcrmFigurePrivate *) hcrm_figure_get_instance_private (self))

static char *
dup_current_words (HcrmFigure *self)
{
  int current = PRIV (self)->current;

  return current >= 0 ? HCRM_FIGURE_GET_CLASS (self)->dup_words (self, (guint) current) : NULL;
}

static void
say (HcrmFigure *self)
{
  g_autofree char *words = dup_current_words (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words
                                                : _ ("The table has the same figures."), -1);
}

static void
set_current (HcrmFigure *self, int current)
{
  HcrmFigurePrivate *priv = PRIV (self);

  if (current == priv->current)
    return;
  priv->current = current;
  say (self);
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
tooltip_cb (HcrmFigure *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *words = dup_current_words (self);

  gtk_tooltip_set_text (tooltip, words);
  return words != NULL;
}

static void
motion_cb (HcrmFigure *self, double x, double y)
{
  set_current (self, HCRM_FIGURE_GET_CLASS (self)->find_part (self, x, y));
}

static void
leave_cb (HcrmFigure *self)
{
  set_current (self, -1);
}

static int
get_step (HcrmFigure *self, guint key)
{
  gboolean upright = HCRM_FIGURE_GET_CLASS (self)->upright;

  if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    return 1;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    return -1;
  if (upright && (key == GDK_KEY_Down || key == GDK_KEY_KP_Down))
    return 1;
  return upright && (key == GDK_KEY_Up || key == GDK_KEY_KP_Up) ? -1 : 0;
}

static gboolean
key_cb (HcrmFigure *self, guint key)
{
  int step = get_step (self, key), n = (int) HCRM_FIGURE_GET_CLASS (self)->get_n_parts (self);

  if (step == 0 || n == 0)
    return FALSE;
  set_current (self, CLAMP (PRIV (self)->current + step, 0, n - 1));
  return TRUE;
}

void
hcrm_figure_begin (HcrmFigure *self)
{
  g_return_if_fail (HCRM_IS_FIGURE (self));
  PRIV (self)->current = -1;
}

void
hcrm_figure_end (HcrmFigure *self, const char *label)
{
  g_return_if_fail (HCRM_IS_FIGURE (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  say (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

int
hcrm_figure_get_current (HcrmFigure *self)
{
  g_return_val_if_fail (HCRM_IS_FIGURE (self), -1);
  return PRIV (self)->current;
}

static void
hcrm_figure_class_init (HcrmFigureClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hcrm_figure_init (HcrmFigure *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  PRIV (self)->current = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
