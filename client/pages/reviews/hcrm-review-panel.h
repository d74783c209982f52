/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is to be read of a review beside its scores: appeal, outcome, history. */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @review: of GET /reviews/{id}. Replaces the children of @box. */
void hcrm_review_panel_fill (GtkBox *box, JsonObject *review);

G_END_DECLS
