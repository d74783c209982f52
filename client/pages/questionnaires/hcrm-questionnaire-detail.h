/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One questionnaire of the library: its form to try out, what it is, its versions, who uses it. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Signal `taken` (action, id): a step was taken; `edit` is only asked for. */
#define HCRM_TYPE_QUESTIONNAIRE_DETAIL (hcrm_questionnaire_detail_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionnaireDetail,
                      hcrm_questionnaire_detail,
                      HCRM,
                      QUESTIONNAIRE_DETAIL,
                      AdwBin)

GtkWidget *hcrm_questionnaire_detail_new (HcrmPage *page);

/* @reply: (nullable): one questionnaire as the server gives it. */
void hcrm_questionnaire_detail_show (HcrmQuestionnaireDetail *self, JsonNode *reply);
HcrmRecord *hcrm_questionnaire_detail_get_record (HcrmQuestionnaireDetail *self);
const char *hcrm_questionnaire_detail_get_resource (HcrmQuestionnaireDetail *self);

/* Shows a tab: `form`, `about`, `versions` or `used`. */
void hcrm_questionnaire_detail_go (HcrmQuestionnaireDetail *self, const char *tab);
void hcrm_questionnaire_detail_take_step (HcrmQuestionnaireDetail *self, const char *action);

/* (transfer full): words of a JSON list of codes: purposes by name, others as they are. */
char *hcrm_questionnaire_purposes_dup (HcrmRecord *record);

G_END_DECLS
