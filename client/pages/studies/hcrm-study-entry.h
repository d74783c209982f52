/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Returns: (transfer floating): a button of visit, day, form and state of an entry. */
GtkWidget *hcrm_study_entry_new_row (HcrmRecord *entry);

/* Whether the two hold the same answers, whatever else changed. */
gboolean hcrm_study_entry_has_same_answers (HcrmRecord *entry, HcrmRecord *other);

/**
 * hcrm_study_entry_make_draft:
 * @base: the entry as it was when the typing began
 * @answers: (transfer full): what is typed
 *
 * Returns: (transfer full): both, so that it can be told later what was typed over
 */
JsonNode *hcrm_study_entry_make_draft (HcrmRecord *base, JsonNode *answers);

/**
 * hcrm_study_entry_find_base:
 * @draft: as hcrm_study_entry_make_draft() made it
 *
 * Returns: (transfer full): @entry as it was when the typing began. If its answers are others now,
 *   it has its old version, from which saving learns of the conflict, and lacks them, unless there
 *   were none
 */
HcrmRecord *hcrm_study_entry_find_base (HcrmRecord *entry, JsonObject *draft);

G_END_DECLS
