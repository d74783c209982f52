/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* The follow-up plans of a patient with their steps, and every attempt to reach the patient. */
#define HCRM_TYPE_PLANS (hcrm_plans_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlans, hcrm_plans, HCRM, PLANS, HcrmPatientSection)

/* @plans: (element-type HcrmRecord): of hcrm_followup_plan_fields. */
void hcrm_plans_set_plans (HcrmPlans *self, GPtrArray *plans);

G_END_DECLS
