/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure rules of patients and contacts: what a record must fulfil. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-sought.h"

/**
 * hcrm_patient_rules_check:
 * @record: a whole patient; its document number is normalized, and birth date and sex are taken
 * from it where they are missing; pinyin is made from a new name unless it is given
 * @changes: what was typed; the same as @record for a new patient. A document number that came from
 *   elsewhere and was not touched is not checked, so that it does not stop other edits
 * @today: the day, in the site's time zone
 *
 * Returns: `FALSE` with every bad field in @error
 */
gboolean hcrm_patient_rules_check (HcrmRecord *record,
                                   HcrmRecord *changes,
                                   const GDate *today,
                                   GError **error);

/* The letters that the syllables of @pinyin begin with. (transfer full) */
char *hcrm_patient_rules_initials (const char *pinyin);

/**
 * hcrm_contact_rules_check:
 *
 * Checks the number of a contact, if it or its channel is among @changes.
 *
 * Returns: (transfer full) (nullable): the key the number is found by
 */
char *hcrm_contact_rules_check (HcrmRecord *record, HcrmRecord *changes, GError **error);
