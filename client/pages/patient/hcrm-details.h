/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* The patient's record as a form. If somebody else changed it meanwhile: mine or theirs. */
#define HCRM_TYPE_DETAILS (hcrm_details_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDetails, hcrm_details, HCRM, DETAILS, HcrmPatientSection)

/* Shows the record as it is now; what is being typed is not touched. */
void hcrm_details_set_patient (HcrmDetails *self, HcrmRecord *patient);

/* Lays what was typed on another desktop over it. */
void hcrm_details_take_draft (HcrmDetails *self, const char *kind, JsonNode *content);

G_END_DECLS
