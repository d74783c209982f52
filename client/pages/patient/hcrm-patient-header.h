/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmPatientHeader:
 *
 * Who the patient is, what must be kept in mind, and who may be told. Emits `reveal` (reason) when
 * the user asks to see what is masked.
 */
#define HCRM_TYPE_PATIENT_HEADER (hcrm_patient_header_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientHeader, hcrm_patient_header, HCRM, PATIENT_HEADER, GtkBox)

/* @patient: of hcrm_patient_fields; @contacts: (element-type HcrmRecord): of hcrm_contact_fields.
 */
void hcrm_patient_header_set_patient (HcrmPatientHeader *self, HcrmRecord *patient);
void hcrm_patient_header_set_contacts (HcrmPatientHeader *self, GPtrArray *contacts);

/* @revealed: (nullable): the reply of the reveal step; %NULL masks again. */
void hcrm_patient_header_set_revealed (HcrmPatientHeader *self, JsonObject *revealed);
void hcrm_patient_header_set_may_reveal (HcrmPatientHeader *self, gboolean may);

/* Whether the first number that can be dialled stands there, to be dialled by a click. */
void hcrm_patient_header_set_may_call (HcrmPatientHeader *self, gboolean may);
gboolean hcrm_patient_header_get_dial (HcrmPatientHeader *self, HcrmPhoneDial *dial);

/* Asks why the full numbers are to be seen; nothing for somebody who may not see them. */
void hcrm_patient_header_ask_reason (HcrmPatientHeader *self);

/* Shows @message beside the reason. */
void hcrm_patient_header_show_reason_error (HcrmPatientHeader *self, const char *message);

G_END_DECLS
