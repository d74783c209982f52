/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contacts: the numbers by which a patient, or somebody close, is reached. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* The members of a contact as /contacts gives them; those not read-only are what a form edits. */
extern const HcrmFieldSet hcrm_contact_fields;

/* What narrows a list of contacts: the patient. */
extern const HcrmFieldSet hcrm_contact_query;

/* Relations of a contact to the patient, ended by a %NULL value. */
extern const HcrmChoice hcrm_relation_choices[];

/* What a contact may be told of the patient: `none`, `appointments` (when and where to come, and
 * nothing of why), `all`; ended by a %NULL value. */
extern const HcrmChoice hcrm_may_discuss_choices[];

/* Ways a contact is reached, ended by a %NULL value. */
extern const HcrmChoice hcrm_contact_channel_choices[];

/**
 * hcrm_contact_hears_all:
 * @relation: (nullable): one of hcrm_relation_choices
 * @may_discuss: (nullable): one of hcrm_may_discuss_choices
 *
 * Returns: whether nothing need be kept from the contact: the patient, or who may be told all
 */
gboolean hcrm_contact_hears_all (const char *relation, const char *may_discuss);

G_END_DECLS
