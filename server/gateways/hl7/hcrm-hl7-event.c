/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages are taken, and what names one. */
#include "hcrm-hl7-adt.h"

static const HcrmHl7Event EVENTS[] = {
  /* clang-format off */
  { "ADT", "A01", HCRM_HL7_BEGIN,    TRUE,  "encounter.admitted" },
  { "ADT", "A02", HCRM_HL7_DESCRIBE, TRUE,  "encounter.transferred" },
  { "ADT", "A03", HCRM_HL7_END,      TRUE,  "encounter.discharged" },
  { "ADT", "A04", HCRM_HL7_BEGIN,    TRUE,  "encounter.registered" },
  { "ADT", "A05", HCRM_HL7_PLAN,     TRUE,  "encounter.planned" },
  { "ADT", "A06", HCRM_HL7_BECOME,   TRUE,  "encounter.became-inpatient", "inpatient" },
  { "ADT", "A07", HCRM_HL7_BECOME,   TRUE,  "encounter.became-outpatient", "outpatient" },
  { "ADT", "A08", HCRM_HL7_DESCRIBE, FALSE, NULL },
  { "ADT", "A11", HCRM_HL7_CANCEL,   TRUE,  "encounter.cancelled" },
  { "ADT", "A12", HCRM_HL7_DESCRIBE, TRUE,  "encounter.transfer-cancelled" },
  { "ADT", "A13", HCRM_HL7_RESUME,   TRUE,  "encounter.resumed" },
  { "ADT", "A28", HCRM_HL7_NO_VISIT, FALSE, NULL },
  { "ADT", "A31", HCRM_HL7_NO_VISIT, FALSE, NULL },
  { "ADT", "A40", HCRM_HL7_MERGE,    FALSE, NULL },
  { "ORU", "R01", HCRM_HL7_RESULTS,   FALSE, NULL },
  { "RDS", "O13", HCRM_HL7_DISPENSE,  FALSE, NULL },
  { "RDS", "O01", HCRM_HL7_DISPENSE,  FALSE, NULL },
  { "RDE", "O11", HCRM_HL7_PRESCRIBE, FALSE, NULL },
  { "RDE", "O01", HCRM_HL7_PRESCRIBE, FALSE, NULL },
  /* clang-format on */
};

static gboolean
is_empty (const char *text)
{
  return !text || !*text;
}

const HcrmHl7Event *
hcrm_hl7_event_find (const HcrmHl7Message *message)
{
  g_autofree char *type = hcrm_hl7_message_get_first (message, "MSH", 9, 1);
  g_autofree char *code = hcrm_hl7_message_get_first (message, "MSH", 9, 2);
  for (guint i = 0; i < G_N_ELEMENTS (EVENTS); i++)
    if (g_strcmp0 (type, EVENTS[i].type) == 0 && g_strcmp0 (code, EVENTS[i].code) == 0)
      return &EVENTS[i];
  return NULL;
}

gboolean
hcrm_hl7_event_is_order (const HcrmHl7Event *event)
{
  return event->effect == HCRM_HL7_RESULTS || event->effect == HCRM_HL7_DISPENSE
         || event->effect == HCRM_HL7_PRESCRIBE;
}

char *
hcrm_hl7_message_dup_sender (const HcrmHl7Message *message)
{
  g_autofree char *application = hcrm_hl7_message_get_first (message, "MSH", 3, 1);
  g_autofree char *facility = hcrm_hl7_message_get_first (message, "MSH", 4, 1);
  if (is_empty (facility))
    return g_strdup (application ? application : "");
  return g_strconcat (application ? application : "", "/", facility, NULL);
}

char *
hcrm_hl7_message_dup_type (const HcrmHl7Message *message)
{
  g_autofree char *type = hcrm_hl7_message_get_first (message, "MSH", 9, 1);
  g_autofree char *code = hcrm_hl7_message_get_first (message, "MSH", 9, 2);
  return g_strconcat (type ? type : "", code ? "^" : "", code, NULL);
}
