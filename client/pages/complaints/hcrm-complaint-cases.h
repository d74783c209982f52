/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What stands behind a warning or a signal: shows @cases, as the server names them, in @box, each
 * as a button with the action `complaint.open`. */
void hcrm_complaint_cases_fill (GtkBox *box, JsonArray *cases);

G_END_DECLS
