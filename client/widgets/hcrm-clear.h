/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking down what a container shows, before it is filled again. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Removes all children. */
void hcrm_clear_box (GtkBox *box);
void hcrm_clear_flow (GtkFlowBox *flow);
void hcrm_clear_grid (GtkGrid *grid);

/* Removes all rows; a placeholder stays. */
void hcrm_clear_list (GtkListBox *list);

G_END_DECLS
