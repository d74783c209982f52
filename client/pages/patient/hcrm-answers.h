/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* What the patient has answered; one of them opens as the form that was filled in. */
#define HCRM_TYPE_ANSWERS (hcrm_answers_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAnswers, hcrm_answers, HCRM, ANSWERS, HcrmPatientSection)

G_END_DECLS
