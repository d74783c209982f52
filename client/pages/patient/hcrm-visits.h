/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* Visits and stays, the newest first: where, with what, and what was decided on their follow-up. */
#define HCRM_TYPE_VISITS (hcrm_visits_get_type ())
G_DECLARE_FINAL_TYPE (HcrmVisits, hcrm_visits, HCRM, VISITS, HcrmPatientSection)

G_END_DECLS
