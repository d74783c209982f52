/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-http.h"
#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * hcrm_form_find:
 * @id: of a questionnaire that is published or was: its text never changes again
 * @error: %HCRM_ERROR_NOT_FOUND, or what is wrong with its text
 *
 * Parsed once in a process and kept; any thread.
 *
 * Returns: (transfer full) (nullable): the questionnaire
 */
HcrmQuestionnaire *hcrm_form_find (HcrmDb *db, const char *id, GError **error);

/* Forgets all parsed questionnaires: for tests that use one process for several databases. */
void hcrm_form_forget (void);

/* What the answers amount to; %NULL where the questionnaire gives none. */
typedef struct {
  char *score;
  char *band;
} HcrmVerdict;

void hcrm_verdict_clear (HcrmVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmVerdict, hcrm_verdict_clear)

/**
 * hcrm_form_take_response:
 * @form: the questionnaire answered
 * @name: the member of the request's body that is the QuestionnaireResponse; it may be missing
 * @complete: whether required answers must be there
 * @verdict: (out) (transfer full): the score and its band, as :score and :band
 * @error: %HCRM_ERROR_INVALID naming all faults at once, as `response.<linkId>`
 *
 * Checks the answers and binds what a statement writes of them: :resource, the text as it was sent
 * (compact, numbers as written), :answers for jsonb_to_recordset(), :score and :band. They are NULL
 * if there are no answers at all.
 */
gboolean hcrm_form_take_response (HcrmRequest *req,
                                  HcrmQuestionnaire *form,
                                  const char *name,
                                  gboolean complete,
                                  HcrmVerdict *verdict,
                                  GError **error);

/* Binds NULL to all of the above. */
void hcrm_form_take_nothing (HcrmRequest *req);

G_END_DECLS
