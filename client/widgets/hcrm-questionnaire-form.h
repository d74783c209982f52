/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionnaireForm:
 *
 * Shows a live #HcrmResponse as question cards and writes to it as the user answers. Made for the
 * keyboard: plain digits answer the focused question and go on to the next unanswered one; Tab,
 * Enter, Up and Down go from question to question; Delete takes an answer away; Down opens a
 * calendar or a list; Alt + and Alt − add and remove an answer or an instance of a repeating group,
 * Ctrl Z brings that back; Ctrl J goes to the next question that is wrong or missing.
 * What changes in the response by other hands (a draft that comes back) shows at once.
 *
 * Emits `finished` when the user goes on from the last question.
 */
#define HCRM_TYPE_QUESTIONNAIRE_FORM (hcrm_questionnaire_form_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionnaireForm,
                      hcrm_questionnaire_form,
                      HCRM,
                      QUESTIONNAIRE_FORM,
                      AdwBin)

GtkWidget *hcrm_questionnaire_form_new (void);

/**
 * hcrm_questionnaire_form_set_response:
 * @response: (nullable): what to show and to fill
 * @previous: (nullable): earlier answers, shown as hints beside the same questions
 * @language: `en` or `zh_CN`
 */
void hcrm_questionnaire_form_set_response (HcrmQuestionnaireForm *self,
                                           HcrmResponse *response,
                                           HcrmResponse *previous,
                                           const char *language);
void hcrm_questionnaire_form_set_previous (HcrmQuestionnaireForm *self, HcrmResponse *previous);
HcrmResponse *hcrm_questionnaire_form_get_response (HcrmQuestionnaireForm *self);
void hcrm_questionnaire_form_set_read_only (HcrmQuestionnaireForm *self, gboolean read_only);

/**
 * hcrm_questionnaire_form_check:
 * @complete: also say what is required and missing
 *
 * Shows all that is wrong beside its questions and focuses the first of them.
 *
 * Returns: whether nothing is wrong
 */
gboolean hcrm_questionnaire_form_check (HcrmQuestionnaireForm *self, gboolean complete);

/* Shows what is wrong with the answer of one #HcrmQuestionCard. */
void hcrm_questionnaire_form_check_card (HcrmQuestionnaireForm *self, GtkWidget *card);

/* Returns: how many answers are wrong as they stand, shown as such or not yet; what is missing may
 * still come and is not among them. */
guint hcrm_questionnaire_form_count_wrong (HcrmQuestionnaireForm *self);

/* Focuses the next (or last) question that is wrong, or required and missing. Returns: if there is
 * any. */
gboolean hcrm_questionnaire_form_jump (HcrmQuestionnaireForm *self, gboolean forward);

/**
 * hcrm_questionnaire_form_set_error:
 * @field: a link id, with `[repeat]` if it is not in the first place
 *
 * Shows what the server found wrong. Returns: whether there is such a question
 */
gboolean hcrm_questionnaire_form_set_error (HcrmQuestionnaireForm *self,
                                            const char *field,
                                            const char *message);
void hcrm_questionnaire_form_clear_errors (HcrmQuestionnaireForm *self);

/* Focuses the first question without an answer, or the first of all. Returns: if there is any. */
gboolean hcrm_questionnaire_form_focus (HcrmQuestionnaireForm *self);

/* --- for tests -------------------------------------------------------------------------------- */

/* Returns: (nullable) (transfer none): the #HcrmQuestionCard of a question. */
GtkWidget *
hcrm_questionnaire_form_find_card (HcrmQuestionnaireForm *self, const char *link_id, guint repeat);
/* Returns: (nullable) (transfer none): the card that has the focus. */
GtkWidget *hcrm_questionnaire_form_get_current (HcrmQuestionnaireForm *self);
/* What a key does. Returns: whether it did anything. */
gboolean
hcrm_questionnaire_form_press (HcrmQuestionnaireForm *self, guint keyval, GdkModifierType state);

G_END_DECLS
