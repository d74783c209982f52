/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a complaint may end, and how: pure rules. */

#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/**
 * HcrmComplaintFacts:
 * @state: of the case
 * @contact: whether the caller left a number or address
 * @address: a postal address is among what was left
 * @satisfied: the caller's last word, told since there was an answer
 * @number_false: the number was found to be somebody else's, or nobody's
 * @calls: since there was an answer, that reached nobody
 * @days: working days on which there were such calls
 * @solution: (nullable): what was agreed
 */
typedef struct {
  const char *state;
  gboolean contact;
  gboolean address;
  gboolean satisfied;
  gboolean number_false;
  int calls;
  int days;
  const char *solution;
} HcrmComplaintFacts;

/**
 * hcrm_complaint_check_close:
 * @closed_as: as what it is to be closed
 *
 * No complaint is closed without a result: the caller is satisfied; or three calls on as many
 * working days reached nobody; or there is nobody to call; or the number is false, with three
 * attempts; or mediation settled it.
 *
 * Returns: %FALSE with an %HCRM_ERROR_CONFLICT or %HCRM_ERROR_INVALID that says what is missing
 */
gboolean
hcrm_complaint_check_close (const HcrmComplaintFacts *facts, const char *closed_as, GError **error);

G_END_DECLS
