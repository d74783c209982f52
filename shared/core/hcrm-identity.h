/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record.h"

G_BEGIN_DECLS

/* The kinds of identity document, as in `patient.id_kind`; ended by a %NULL value. */
extern const HcrmChoice hcrm_identity_kinds[];

/**
 * HcrmIdentity:
 * @birth: the date of birth, not valid (g_date_valid()) if the number does not tell
 * @sex: (nullable): `male` or `female`, %NULL if the number does not tell
 *
 * What the number of a document tells of its holder.
 */
typedef struct {
  GDate birth;
  const char *sex;
} HcrmIdentity;

/**
 * hcrm_identity_normalize:
 *
 * Returns: (transfer full): @number as it is stored: narrow, in capitals, without spaces, dashes
 *   and brackets
 */
char *hcrm_identity_normalize (const char *number);

/**
 * hcrm_identity_check:
 * @kind: one of #hcrm_identity_kinds
 * @number: the number, as typed or normalized
 * @today: (nullable): refuses holders born later
 * @identity: (out) (optional): what the number tells
 *
 * Whether a document of that kind can have that number. Resident IDs (also those of residents from
 * Hong Kong, Macau and Taiwan, 81 to 83) and foreigners' permits of 18 places follow GB 11643-1999:
 * province, date of birth, order (odd for men), check character by ISO 7064 MOD 11-2. Resident IDs
 * of the first generation have 15 digits and no check. Other documents only have a shape.
 *
 * Returns: %FALSE with an %HCRM_ERROR_INVALID at `id_number`, or at `id_kind` for an unknown kind
 */
gboolean hcrm_identity_check (const char *kind,
                              const char *number,
                              const GDate *today,
                              HcrmIdentity *identity,
                              GError **error);

/**
 * hcrm_identity_upgrade:
 * @number: a resident ID of 15 digits that hcrm_identity_check() accepts
 *
 * Returns: (transfer full): the number of 18 places that the same person has now
 */
char *hcrm_identity_upgrade (const char *number);

G_END_DECLS
