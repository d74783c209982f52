/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of a patient's contacts a message goes to, in a form. */

#pragma once

#include "widgets/hcrm-form.h"

G_BEGIN_DECLS

/**
 * hcrm_contact_choice_fill:
 * @field: of the form: a contact's id
 * @contacts: (nullable) (element-type HcrmRecord): of the patient
 * @kept: (nullable): the id that the record has: it is offered in any case
 *
 * Offers those whom a message can reach. What is chosen stays.
 */
void
hcrm_contact_choice_fill (HcrmForm *form, const char *field, GPtrArray *contacts, const char *kept);

G_END_DECLS
