/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-phone.h"
#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* One question or alarm: about whom, what, the reply, and what was said of it. */
#define HCRM_TYPE_QUESTION_PANEL (hcrm_question_panel_get_type ())
G_DECLARE_FINAL_TYPE (HcrmQuestionPanel, hcrm_question_panel, HCRM, QUESTION_PANEL, AdwBin)

/* @question: (nullable): as GET /questions/{id} gives it; a row of a list lacks the history. */
void hcrm_question_panel_set (HcrmQuestionPanel *self, HcrmRecord *question);

/* Whom the number that is shown calls; `FALSE` if there is none. */
gboolean hcrm_question_panel_get_dial (HcrmQuestionPanel *self, HcrmPhoneDial *dial);

G_END_DECLS
