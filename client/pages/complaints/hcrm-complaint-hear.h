/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Words of a complaint and where in the recordings of its calls they are heard: as far as the
 * server names recordings, which it does to those who may hear them. */

/* Shows a text of the complaint; what was written down in a call has its second behind it, and a
 * click or Enter plays that. @field: `matter` or `wish`; @named: as hcrm_text_named() takes it. */
void hcrm_complaint_hear_show_text (GtkLabel *label,
                                    HcrmRecord *complaint,
                                    const char *field,
                                    const char *named);

/* The same for one of its notes. */
void hcrm_complaint_hear_show_note (GtkLabel *label, HcrmRecord *complaint, JsonObject *note);

/* A button for each recording of a call that can be played; an empty box for none. @call: of the
 * complaint's member `calls`. (floating) */
GtkWidget *hcrm_complaint_hear_new_buttons (JsonObject *call);

G_END_DECLS
