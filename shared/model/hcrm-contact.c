/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of contacts. */

#include "hcrm-contact.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MASK HCRM_FIELD_MASKED

/* clang-format off */
const HcrmChoice hcrm_relation_choices[] = {
  { "self",    N_("The patient") },
  { "spouse",  N_("Spouse") },
  { "parent",  N_("Parent") },
  { "child",   N_("Child") },
  { "sibling", N_("Brother or sister") },
  { "other-relative", N_("Other relative") },
  { "friend",  N_("Friend") },
  { "carer",   N_("Carer") },
  { "guardian", N_("Guardian") },
  { "other",   N_("Other") },
  { NULL }
};

const HcrmChoice hcrm_may_discuss_choices[] = {
  { "none",         N_("Nothing") },
  { "appointments", N_("Appointments only") },
  { "all",          N_("Everything") },
  { NULL }
};

const HcrmChoice hcrm_contact_channel_choices[] = {
  { "phone",    N_("Mobile telephone") },
  { "landline", N_("Landline") },
  { "sms",      N_("Text message only") },
  { "wechat",   N_("WeChat") },
  { "email",    N_("E-mail") },
  { NULL }
};

static const HcrmField contact_fields[] = {
  { "id",             HCRM_KIND_INT,  N_("Number"),          RO },
  { "version",        HCRM_KIND_INT,  N_("Version"),         RO },
  { "patient_id",     HCRM_KIND_INT,  N_("Patient"),         REQ },
  { "position",       HCRM_KIND_INT,  N_("Order"),           0, NULL, 1, 99 },
  { "name",           HCRM_KIND_TEXT, N_("Full name"),            0, NULL, 0, 100 },
  { "relation",       HCRM_KIND_CODE, N_("Relation"),        REQ, NULL, 0, 0, hcrm_relation_choices },
  { "channel",        HCRM_KIND_CODE, N_("Channel"),         REQ, NULL, 0, 0, hcrm_contact_channel_choices },
  { "number",         HCRM_KIND_TEXT, N_("Telephone"),       REQ | MASK, NULL, 3, 60 },
  { "preferred_time", HCRM_KIND_TEXT, N_("Preferred time"),  0, NULL, 0, 100 },
  { "invalid_at",     HCRM_KIND_TIME, N_("No longer valid"), 0 },
  { "may_discuss",    HCRM_KIND_CODE, N_("May be told"),     0, NULL, 0, 0, hcrm_may_discuss_choices },
  { "may_discuss_at", HCRM_KIND_TIME, N_("Said on"),         RO },
  { "may_discuss_by", HCRM_KIND_TEXT, N_("Recorded by"),     RO },
  { "verified_at",    HCRM_KIND_TIME, N_("Verified"),        0 },
  { "note",           HCRM_KIND_TEXT, N_("Note"),            0, NULL, 0, 300 },
};

static const HcrmField contact_query[] = {
  { "patient_id", HCRM_KIND_INT, N_("Patient"), REQ },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_contact_fields, contact_fields)
HCRM_DEFINE_FIELD_SET (hcrm_contact_query, contact_query)

gboolean
hcrm_contact_hears_all (const char *relation, const char *may_discuss)
{
  return g_strcmp0 (relation, "self") == 0 || g_strcmp0 (may_discuss, "all") == 0;
}
