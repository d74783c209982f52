/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* The programmes of health management that a patient is in, was in, or is taken into here. */
#define HCRM_TYPE_PATIENT_HEALTH (hcrm_patient_health_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPatientHealth,
                      hcrm_patient_health,
                      HCRM,
                      PATIENT_HEALTH,
                      HcrmPatientSection)

G_END_DECLS
