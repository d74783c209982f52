/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-rows.h"

G_BEGIN_DECLS

/**
 * hcrm_enrol_check_patient:
 * @place: one row, with `patient_id`, which is NULL if the user sees no such patient, and
 *   `deceased_at`
 *
 * What is the same for all that patients are taken into, such as registers, programmes and studies:
 * only somebody who is known and alive can be.
 *
 * Returns: whether the patient can be, else why not, of the field `patient_id`
 */
gboolean hcrm_enrol_check_patient (HcrmRows *place, GError **error);

G_END_DECLS
