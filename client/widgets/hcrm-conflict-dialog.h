/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmConflictFunc:
 * @body: (nullable): what is to be sent instead; %NULL: all is as they have it, nothing is to be
 *   sent
 * @theirs: the record as it is now, with its version
 *
 * What was decided about a conflict. Not called if the person goes on typing.
 */
typedef void (*HcrmConflictFunc) (gpointer data, JsonNode *body, HcrmRecord *theirs);

/**
 * hcrm_conflict_dialog_offer:
 * @widget: what was edited; the dialog goes with it
 * @request: what was refused, with `seen` and the fields that were typed as its body
 * @error: how it was refused
 * @free_data: (nullable): frees @data, whatever happens
 *
 * Lays what was typed beside what someone else saved meanwhile. Where there is nothing to choose
 * and nothing to know, @func runs at once: fields that only one of the two changed are put
 * together.
 *
 * Returns: whether it is such a conflict; otherwise @data is still the caller's
 */
gboolean hcrm_conflict_dialog_offer (GtkWidget *widget,
                                     const HcrmRequest *request,
                                     const GError *error,
                                     HcrmConflictFunc func,
                                     gpointer data,
                                     GDestroyNotify free_data);

G_END_DECLS
