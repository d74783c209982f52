/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmDecisionForm:
 *
 * The doctor's decision on one discharge: a plan with its dates, no follow-up, or exempt. It only
 * shows and reads; its page talks to the server. Signals: `preview` when dates are to be worked out
 * anew, `changed` by the user.
 */
#define HCRM_TYPE_DECISION_FORM (hcrm_decision_form_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDecisionForm, hcrm_decision_form, HCRM, DECISION_FORM, AdwBin)

/* @encounter: (nullable): of hcrm_encounter_fields. The same one again keeps what was typed. */
void hcrm_decision_form_set_encounter (HcrmDecisionForm *self, HcrmRecord *encounter);
HcrmRecord *hcrm_decision_form_get_encounter (HcrmDecisionForm *self);

/* Templates, those that fit first: a list reply. Chooses the first unless one is chosen. */
void hcrm_decision_form_set_templates (HcrmDecisionForm *self, JsonNode *reply);

/* Why a discharge that must be followed up may be exempt: a list reply. */
void hcrm_decision_form_set_exemptions (HcrmDecisionForm *self, JsonNode *reply);

/* What the server works out: {steps: […]}. */
void hcrm_decision_form_set_preview (HcrmDecisionForm *self, JsonNode *reply);

/* Returns: (transfer full) (nullable): what a preview takes; %NULL if there is nothing to preview.
 */
JsonNode *hcrm_decision_form_dup_preview (HcrmDecisionForm *self);

/* Returns: whether it can be sent; else what is missing is said beside the rows. */
gboolean hcrm_decision_form_check (HcrmDecisionForm *self);

/* Returns: (transfer full): what deciding takes, of hcrm_followup_decide; also the draft. */
JsonNode *hcrm_decision_form_dup_body (HcrmDecisionForm *self);

/* Takes up a draft. */
void hcrm_decision_form_take_body (HcrmDecisionForm *self, JsonNode *body);

/* Chooses `plan`, `none` or `exempt`, and goes on to what it asks for. */
void hcrm_decision_form_choose (HcrmDecisionForm *self, const char *decision);

/* Goes to the first part of the note that is empty; from a part to the next. */
void hcrm_decision_form_focus_note (HcrmDecisionForm *self);

/* Returns: whether the form has such a row: `template_id`, `steps[2].offset_days`, `reason`, … */
gboolean
hcrm_decision_form_show_error (HcrmDecisionForm *self, const char *field, const char *message);

G_END_DECLS
