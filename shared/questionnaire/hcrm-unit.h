/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-answer.h"

G_BEGIN_DECLS

#define HCRM_URL_UCUM "http://unitsofmeasure.org"

/**
 * hcrm_unit_get_factor:
 * @from: a quantity
 * @to: another
 *
 * What a number in the unit of @from has to be multiplied with to be one in that of @to: for units
 * that are the same, by code or, without codes, as written, and for the common units of mass,
 * length, volume, time, pressure and energy of UCUM (https://ucum.org/ucum).
 *
 * Returns: the factor; 0 if the two do not measure the same
 */
double hcrm_unit_get_factor (const HcrmAnswer *from, const HcrmAnswer *to);

/* Whether @quantity has the unit that the coding @unit names. */
gboolean hcrm_unit_matches (const HcrmAnswer *quantity, const HcrmAnswer *unit);

G_END_DECLS
