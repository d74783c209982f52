/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmCallOutcome:
 *
 * The call page's right side: the call with its clock, what came of it, when to call back, notes,
 * and what follows. Activates `call.dial-next`, `call.hang-up` and `call.save`; emits `changed`
 * for everything that belongs into a draft.
 */
#define HCRM_TYPE_CALL_OUTCOME (hcrm_call_outcome_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallOutcome, hcrm_call_outcome, HCRM, CALL_OUTCOME, AdwBin)

/* @sheet: what /followup-tasks/{id}/sheet gives. */
void hcrm_call_outcome_set_sheet (HcrmCallOutcome *self, JsonObject *sheet);
/* @response: (nullable): whose alarms are told of. */
void hcrm_call_outcome_set_response (HcrmCallOutcome *self, HcrmResponse *response);
void hcrm_call_outcome_set_read_only (HcrmCallOutcome *self, gboolean read_only);
void hcrm_call_outcome_set_saving (HcrmCallOutcome *self, gboolean saving);

/* A call begins, now; @number is shown large, to be dialled by hand. And it ends. */
void hcrm_call_outcome_start (HcrmCallOutcome *self, const char *number, const char *name);
void hcrm_call_outcome_stop (HcrmCallOutcome *self);
/* What the telephone says of it: @words of its state, and how many @seconds it has lasted. Without
 * a telephone nobody knows more than that it goes on. */
void hcrm_call_outcome_set_line (HcrmCallOutcome *self, const char *words, gint64 seconds);
/* The call that began was none. */
void hcrm_call_outcome_cancel (HcrmCallOutcome *self);
gboolean hcrm_call_outcome_is_running (HcrmCallOutcome *self);

/* @code: of a disposition; others are ignored. */
void hcrm_call_outcome_choose (HcrmCallOutcome *self, const char *code);
const char *hcrm_call_outcome_get_disposition (HcrmCallOutcome *self);
void hcrm_call_outcome_focus_note (HcrmCallOutcome *self);

/* Reads and writes what is typed here, as members of a draft. */
void hcrm_call_outcome_write_draft (HcrmCallOutcome *self, JsonObject *draft);
void hcrm_call_outcome_read_draft (HcrmCallOutcome *self, JsonObject *draft);

/**
 * hcrm_call_outcome_write_body:
 * @body: gets the members of `…/actions/complete`, all but the answers and whom was spoken to
 *
 * Returns: whether nothing is missing; else it is said beside its field, which has the focus
 */
gboolean hcrm_call_outcome_write_body (HcrmCallOutcome *self, JsonObject *body);
gboolean
hcrm_call_outcome_set_error (HcrmCallOutcome *self, const char *field, const char *message);

/* @wrong: how many answers cannot be saved as they stand. It is said what stands in the way. */
void hcrm_call_outcome_set_wrong (HcrmCallOutcome *self, guint wrong);

/* Says beside the button that nothing was saved, and why, until something changes. @why: (nullable)
 */
void hcrm_call_outcome_refuse (HcrmCallOutcome *self, const char *why);

/* @name: (nullable): whom the button for the next call dials. */
void hcrm_call_outcome_set_next (HcrmCallOutcome *self, const char *name);

/* Says that the draft was kept, at this moment. */
void hcrm_call_outcome_set_kept (HcrmCallOutcome *self, gboolean encrypted_here);

G_END_DECLS
