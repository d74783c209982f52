/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The name our tables give the system of ICD-10 codes. */
#define HCRM_ICD10 "icd10"

/* Whether @system, such as `http://hl7.org/fhir/sid/icd-10-cm`, means ICD-10 or one of its national
 * editions. */
gboolean hcrm_icd10_is_system (const char *system);

/**
 * hcrm_icd10_covers:
 * @category: a code (`I10`, `E11.9`) or a range of three-character codes (`I10-I15`)
 * @code: a code, perhaps a longer national one (`I10.x02`), or a range
 *
 * A code holds all codes that begin with it, points not counting; a range, all codes and ranges in
 * it. WHO, International Statistical Classification of Diseases, 10th revision, volume 2, 3.1.
 *
 * Returns: whether what is said of @category is said of @code too
 */
gboolean hcrm_icd10_covers (const char *category, const char *code);

/**
 * hcrm_icd10_compare:
 *
 * Returns: below 0 if @a is the wider category, above 0 if @b is, 0 if neither
 */
int hcrm_icd10_compare (const char *a, const char *b);

G_END_DECLS
