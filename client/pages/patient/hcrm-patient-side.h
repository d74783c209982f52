/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Beside a patient's tabs: the plan that runs, whom to reach, and what comes next. */
#define HCRM_TYPE_PATIENT_SIDE (hcrm_patient_side_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientSide, hcrm_patient_side, HCRM, PATIENT_SIDE, AdwBin)

/* @plans, @contacts, @members: (element-type HcrmRecord): as the lists gave them. */
void hcrm_patient_side_set_plans (HcrmPatientSide *self, GPtrArray *plans);
void hcrm_patient_side_set_contacts (HcrmPatientSide *self, GPtrArray *contacts);
void hcrm_patient_side_set_registers (HcrmPatientSide *self, GPtrArray *members);

/* @merges: (element-type HcrmRecord): the records that are merged into this one; @page: where. */
void hcrm_patient_side_set_merges (HcrmPatientSide *self, HcrmPage *page, GPtrArray *merges);

/* @others: (element-type HcrmRecord): of hcrm_household_fields; @page: where one of them is opened.
 */
void hcrm_patient_side_set_household (HcrmPatientSide *self, HcrmPage *page, GPtrArray *others);

/* @revealed: (nullable): the reply of the reveal step: its numbers stand in place of masked ones.
 */
void hcrm_patient_side_set_revealed (HcrmPatientSide *self, JsonObject *revealed);

/* Returns: (nullable): the number of a contact in the reply of the reveal step. */
const char *hcrm_patient_find_number (JsonObject *revealed, gint64 contact_id);

G_END_DECLS
