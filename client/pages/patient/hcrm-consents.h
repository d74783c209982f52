/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a patient allows and refuses to be sent. */

#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

#define HCRM_TYPE_CONSENTS (hcrm_consents_get_type ())
G_DECLARE_FINAL_TYPE (HcrmConsents, hcrm_consents, HCRM, CONSENTS, HcrmPatientSection)

void
hcrm_consents_take_draft (HcrmConsents *self, const char *kind, const char *ref, JsonNode *content);

G_END_DECLS
