/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The number on a badge by which callers name a member of staff. */

#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

#define HCRM_SERVICE_CODE_MAX 12

/**
 * hcrm_service_code_get_check:
 * @digits: 1 to 11 of them
 *
 * The check digit by ISO/IEC 7064 MOD 11,10: every wrong digit is found, and nearly every pair of
 * digits that changed places.
 *
 * Returns: `0` to `9`, or 0 if @digits are none
 */
char hcrm_service_code_get_check (const char *digits);

/**
 * hcrm_service_code_normalize:
 * @typed: as somebody said or typed it: full-width digits, spaces and hyphens are understood
 * @error: %HCRM_ERROR_INVALID without a field: not digits, or the check digit is wrong
 *
 * Returns: (transfer full) (nullable): the digits
 */
char *hcrm_service_code_normalize (const char *typed, GError **error);

G_END_DECLS
