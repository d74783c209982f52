/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* The contacts of a patient in the order in which they are tried, and the form for one of them. */
#define HCRM_TYPE_CONTACTS (hcrm_contacts_get_type ())
G_DECLARE_FINAL_TYPE (HcrmContacts, hcrm_contacts, HCRM, CONTACTS, HcrmPatientSection)

/* @contacts: (element-type HcrmRecord): of hcrm_contact_fields, in order; @revealed: (nullable). */
void hcrm_contacts_set_contacts (HcrmContacts *self, GPtrArray *contacts);
void hcrm_contacts_set_revealed (HcrmContacts *self, JsonObject *revealed);

/* Opens an empty form. */
void hcrm_contacts_add (HcrmContacts *self);

void
hcrm_contacts_take_draft (HcrmContacts *self, const char *kind, const char *ref, JsonNode *content);

G_END_DECLS
