/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps a questionnaire may take, as buttons; each says beforehand what will come of it. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Signal `taken` (action, id): the step was taken, and this is the questionnaire that came of it;
 * `edit` is only asked for, by the signal alone. */
#define HCRM_TYPE_QUESTIONNAIRE_STEPS (hcrm_questionnaire_steps_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionnaireSteps,
                      hcrm_questionnaire_steps,
                      HCRM,
                      QUESTIONNAIRE_STEPS,
                      AdwBin)

/* @hidden: (nullable): a step that has no button here. */
GtkWidget *hcrm_questionnaire_steps_new (HcrmPage *page, const char *hidden);

/* @resource: as it is now, also if it is not yet saved. Both NULL: nothing. */
void hcrm_questionnaire_steps_show (HcrmQuestionnaireSteps *self,
                                    HcrmRecord *record,
                                    const char *resource);
void hcrm_questionnaire_steps_take (HcrmQuestionnaireSteps *self, const char *action);

/* --- dialogs, also for other parts of the library --------------------------------------------- */

/* The findings of a resource to read, the faults first; sets @faults to how many there are. */
GtkWidget *hcrm_findings_list_new (const char *resource, guint *faults);

/* Shows @content in a dialog; @answer is the button besides Cancel, NULL for none. */
AdwMessageDialog *hcrm_library_dialog_new (HcrmPage *page,
                                           const char *heading,
                                           const char *body,
                                           GtkWidget *content,
                                           const char *answer);

G_END_DECLS
