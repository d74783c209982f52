/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A box whose children stand in lines, as words do: what does not fit begins the next line. A child
 * that can be folded itself, such as a wrapping label, is folded first if half the line is left. */
#define HCRM_TYPE_WRAP_BOX (hcrm_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (HcrmWrapBox, hcrm_wrap_box, HCRM, WRAP_BOX, GtkWidget)

/* @role: for a screen reader, such as %GTK_ACCESSIBLE_ROLE_RADIO_GROUP. */
GtkWidget *hcrm_wrap_box_new (GtkAccessibleRole role, int spacing);
void hcrm_wrap_box_append (HcrmWrapBox *self, GtkWidget *child);

/* Removes all children. */
void hcrm_wrap_box_clear (HcrmWrapBox *self);

G_END_DECLS
