/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmComplaintSteps:
 *
 * The steps of one complaint and of its shares, for pages that show one: asks for what a step
 * needs, keeps what is typed until it is sent, and refreshes the page. Emits `done` (action).
 */
#define HCRM_TYPE_COMPLAINT_STEPS (hcrm_complaint_steps_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintSteps, hcrm_complaint_steps, HCRM, COMPLAINT_STEPS, GObject)

/* @page: keeps it, and its steps are those of no other page. Returns: (transfer none) */
HcrmComplaintSteps *hcrm_complaint_steps_add (HcrmPage *page);

/* @complaint: (nullable): as it is shown now, of GET /complaints/{id}. */
void hcrm_complaint_steps_set_complaint (HcrmComplaintSteps *self, HcrmRecord *complaint);

/* Begins a step of the complaint, or of one of its shares; nothing if the user may not take it now.
 */
void hcrm_complaint_steps_begin (HcrmComplaintSteps *self, const char *action);
void hcrm_complaint_steps_begin_share (HcrmComplaintSteps *self, gint64 id, const char *action);

/* Takes a step of a share with what was typed on the page itself. @action: a static text */
void hcrm_complaint_steps_send_share (HcrmComplaintSteps *self,
                                      gint64 id,
                                      const char *action,
                                      JsonObject *object);

G_END_DECLS
