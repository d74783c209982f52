/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks how much in a recording, in words and as a bar. */

#pragma once

#include <gtk/gtk.h>

#include "hcrm-talk.h"

G_BEGIN_DECLS

/**
 * hcrm_recording_legend_fill:
 * @box: its children are replaced
 * @talk: kept as long as @box shows it: fill it anew before that goes
 */
void hcrm_recording_legend_fill (GtkBox *box, const HcrmTalk *talk);

G_END_DECLS
