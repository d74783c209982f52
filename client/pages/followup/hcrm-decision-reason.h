/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a discharge is not followed up: a reason of the list where it must be, and words. */

#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmDecisionReason:
 *
 * A drop-down of exemptions, shown for mandatory follow-ups, and an entry. Signal: `changed` by the
 * user.
 */
#define HCRM_TYPE_DECISION_REASON (hcrm_decision_reason_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDecisionReason, hcrm_decision_reason, HCRM, DECISION_REASON, AdwBin)

/* The exemptions to choose from: a list reply. */
void hcrm_decision_reason_set_exemptions (HcrmDecisionReason *self, JsonNode *reply);

/* Whether one of the list is needed, and whether words are. */
void hcrm_decision_reason_set_needed (HcrmDecisionReason *self, gboolean exemption, gboolean words);

/* Returns: whether what is needed is there; else says beside it what is missing. */
gboolean hcrm_decision_reason_check (HcrmDecisionReason *self);

/* Adds `exemption` and `reason` to what is sent. */
void hcrm_decision_reason_write (HcrmDecisionReason *self, JsonObject *body);

/* Takes both from what was sent or kept; empties what is not there. */
void hcrm_decision_reason_read (HcrmDecisionReason *self, JsonObject *body);

/* Returns: whether the field is one of these. */
gboolean
hcrm_decision_reason_show_error (HcrmDecisionReason *self, const char *field, const char *message);

G_END_DECLS
