/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-reminders.h"

G_BEGIN_DECLS

/* The drugs of a patient: when each runs out and why then; and the reminders to take them. */
#define HCRM_TYPE_DRUGS (hcrm_drugs_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDrugs, hcrm_drugs, HCRM, DRUGS, HcrmPatientSection)

HcrmReminders *hcrm_drugs_get_reminders (HcrmDrugs *self);

G_END_DECLS
