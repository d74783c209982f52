/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reminders of a patient to take drugs. */

#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

#define HCRM_TYPE_REMINDERS (hcrm_reminders_get_type ())
G_DECLARE_FINAL_TYPE (HcrmReminders, hcrm_reminders, HCRM, REMINDERS, HcrmPatientSection)

void hcrm_reminders_set_contacts (HcrmReminders *self, GPtrArray *contacts);
void hcrm_reminders_take_draft (HcrmReminders *self,
                                const char *kind,
                                const char *ref,
                                JsonNode *content);

G_END_DECLS
