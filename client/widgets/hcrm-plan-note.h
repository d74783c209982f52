/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * hcrm_plan_note_fill:
 * @box: vertical; what was in it goes
 * @has_note: with the members of a plan's note: a plan, a task, one of its versions
 *
 * Shows the condition summary, the key points and the cautions, each below its name, and of a call
 * about drugs what runs out when, and how that was found; what is empty is left out, and the box is
 * hidden if all is.
 *
 * Returns: whether somebody wrote any of it
 */
gboolean hcrm_plan_note_fill (GtkBox *box, JsonObject *has_note);
void hcrm_plan_note_fill_record (GtkBox *box, HcrmRecord *has_note);

/**
 * hcrm_plan_note_edit:
 * @page: whose dialog it is, which is refreshed when the note has been changed
 *
 * Fetches the plan and lets its note be changed. The dialog stays until that is saved; if someone
 * else has changed it meanwhile, both are laid side by side.
 */
void hcrm_plan_note_edit (HcrmPage *page, gint64 plan_id);

/* Shows every version there was, the newest first: when, by whom, and what it said. */
void hcrm_plan_note_show_versions (HcrmPage *page, gint64 plan_id);

G_END_DECLS
