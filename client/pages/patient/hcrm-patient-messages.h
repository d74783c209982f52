/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* Messages to the patient, and what can be sent on purpose: the next treatment, a prompt to be
 * examined again. */
#define HCRM_TYPE_PATIENT_MESSAGES (hcrm_patient_messages_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientMessages,
                      hcrm_patient_messages,
                      HCRM,
                      PATIENT_MESSAGES,
                      HcrmPatientSection)

/* Lays a draft over the form it belongs to, if that is open. */
void hcrm_patient_messages_take_draft (HcrmPatientMessages *self,
                                       const char *kind,
                                       const char *ref,
                                       JsonNode *content);

/* @contacts: (element-type HcrmRecord): of the patient: to whom a message may go */
void hcrm_patient_messages_set_contacts (HcrmPatientMessages *self, GPtrArray *contacts);

G_END_DECLS
