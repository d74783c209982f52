/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a record when a message tells about it: what is newer wins, whatever came first.
 */
#pragma once

#include "hcrm-hl7-adt.h"

G_BEGIN_DECLS

/* What of a patient and of a visit a message can change. Named as in %HCRM_HL7_ADT. */
extern const HcrmFieldSet HCRM_HL7_PATIENT;
extern const HcrmFieldSet HCRM_HL7_VISIT;

/**
 * hcrm_hl7_settle_patient:
 * @known: (nullable): a record of %HCRM_HL7_PATIENT as stored
 * @told: a record of %HCRM_HL7_ADT
 * @newer: whether nothing that happened later was told before; else @told only fills gaps
 *
 * Allergies are joined, never replaced: what a nurse has written down must not disappear.
 *
 * Returns: (transfer full): the patient as it is to be
 */
HcrmRecord *hcrm_hl7_settle_patient (HcrmRecord *known, HcrmRecord *told, gboolean newer);

/**
 * hcrm_hl7_settle_visit:
 * @known: (nullable): a record of %HCRM_HL7_VISIT as stored
 * @state_newer: the same as @newer, counting only messages that began, ended or cancelled the visit
 *
 * An inpatient's discharge asks for a decision on follow-up, unless the patient has died.
 */
HcrmRecord *hcrm_hl7_settle_visit (HcrmRecord *known,
                                   HcrmRecord *told,
                                   HcrmHl7Effect effect,
                                   gboolean newer,
                                   gboolean state_newer);

/* Returns: whether two records of one set say the same; instants in any zone. */
gboolean hcrm_hl7_is_same (HcrmRecord *left, HcrmRecord *right);

G_END_DECLS
