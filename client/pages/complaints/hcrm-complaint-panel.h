/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* Parts of one complaint as widgets, made from what GET /complaints/{id} has of it. (floating) */

/* Whom or what it is about, one line each; a service code that nobody carried is flagged. */
GtkWidget *hcrm_complaint_panel_new_objects (HcrmRecord *complaint);

/* A card for each department's share, with the steps @held (nullable) allows: actions
 * `complaint.share` with the share's id and the step's name. */
GtkWidget *hcrm_complaint_panel_new_shares (HcrmRecord *complaint, const HcrmPermissionSet *held);

/* What is joined to it, with the action `complaint.open`; calls to the caller and messages. */
GtkWidget *hcrm_complaint_panel_new_joins (HcrmRecord *complaint);
GtkWidget *hcrm_complaint_panel_new_calls (HcrmRecord *complaint);
GtkWidget *hcrm_complaint_panel_new_messages (HcrmRecord *complaint);

/* What was said, and what happened; the latest first. */
GtkWidget *hcrm_complaint_panel_new_notes (HcrmRecord *complaint);
GtkWidget *hcrm_complaint_panel_new_history (HcrmRecord *complaint);

/* @reply: of GET /complaints/{id}/clock: how the due date came about, step by step. */
GtkWidget *hcrm_complaint_panel_new_clock (JsonNode *reply);

/* Returns: (transfer full) (nullable): a share of the complaint, for its steps. */
HcrmRecord *hcrm_complaint_panel_find_share (HcrmRecord *complaint, gint64 id);

/* Returns: (transfer full) (nullable): what the department that leads has answered. */
char *hcrm_complaint_panel_dup_answer (HcrmRecord *complaint);

/* Whether a department leads that neither sent it back nor was spared it. */
gboolean hcrm_complaint_panel_is_led (HcrmRecord *complaint);

/* Whether a letter to the caller is in that state: `queued` waits to be posted, `sent` is on its
 * way. */
gboolean hcrm_complaint_panel_has_letter (HcrmRecord *complaint, const char *state);

G_END_DECLS
