/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an ADT message tells about a patient and a visit, as one plain record; pure. */
#pragma once

#include "core/hcrm-record.h"
#include "hcrm-hl7-message.h"

G_BEGIN_DECLS

/* What an event does to the visit it names. */
typedef enum {
  HCRM_HL7_NO_VISIT,  /* about the patient alone */
  HCRM_HL7_MERGE,     /* two patients are one */
  HCRM_HL7_PLAN,      /* pre-admission */
  HCRM_HL7_DESCRIBE,  /* changes what is known, not where the visit stands */
  HCRM_HL7_BEGIN,     /* admission or registration */
  HCRM_HL7_END,       /* discharge */
  HCRM_HL7_CANCEL,    /* the visit did not take place */
  HCRM_HL7_RESUME,    /* the discharge did not take place */
  HCRM_HL7_RESULTS,   /* of an examination */
  HCRM_HL7_DISPENSE,  /* drugs handed out */
  HCRM_HL7_PRESCRIBE, /* drugs ordered, changed or stopped */
  HCRM_HL7_BECOME,    /* an outpatient's visit becomes an inpatient's, or the other way round */
} HcrmHl7Effect;

/* An event of table 0003 that is taken; every other message is acknowledged and ignored. */
typedef struct {
  const char *type;
  const char *code;
  HcrmHl7Effect effect;
  gboolean needs_visit; /* a message without a visit number is unusable */
  const char *timeline; /* (nullable): code of the time line's row */
  const char *kind;     /* (nullable): of the visit, where the event itself says so */
} HcrmHl7Event;

/* Returns: (nullable): the event of a message, %NULL if it is none that is taken. */
const HcrmHl7Event *hcrm_hl7_event_find (const HcrmHl7Message *message);

/* Patient and visit. Absent: not told; null: told to be nothing. The ids at its end are looked up.
 */
extern const HcrmFieldSet HCRM_HL7_ADT;

/* Where a visit takes place, by the hospital's own codes; borrowed from the record, %NULL if not
 * told. */
typedef struct {
  const char *department;
  const char *department_name;
  const char *ward;
  const char *ward_name;
} HcrmHl7Place;

/**
 * hcrm_hl7_adt_get_place:
 * @facility_is_site: whether PV1-3.4 is the code of a site, as the standard has it
 *
 * The department is PV1-10 (hospital service); else PV1-3.4 with its name in PV1-3.5, where Chinese
 * systems put it; else PV1-3.1, which otherwise is the ward.
 */
void hcrm_hl7_adt_get_place (HcrmRecord *told, gboolean facility_is_site, HcrmHl7Place *place);

/* Rows of the fields `identifiers`, `merges`, `contacts`, `codes` and `others`. */
extern const HcrmFieldSet HCRM_HL7_IDENTIFIER;
extern const HcrmFieldSet HCRM_HL7_MERGED; /* `pair` from 1; `side` survivor or merged */
extern const HcrmFieldSet HCRM_HL7_CONTACT;
extern const HcrmFieldSet HCRM_HL7_CODE;
extern const HcrmFieldSet HCRM_HL7_DOCTOR; /* who attends besides the first */

/* Whether it is about orders: such a message knows less of the patient than the HIS. */
gboolean hcrm_hl7_event_is_order (const HcrmHl7Event *event);

/* Returns: (transfer full): MSH-3 and MSH-4, which together name a sender: `HIS/HOSP`. */
char *hcrm_hl7_message_dup_sender (const HcrmHl7Message *message);

/* Returns: (transfer full): MSH-9 as `ADT^A01`, whatever the delimiters. */
char *hcrm_hl7_message_dup_type (const HcrmHl7Message *message);

/**
 * hcrm_hl7_adt_read:
 * @event: from hcrm_hl7_event_find()
 * @zone: of the site the message is about
 * @error: %HCRM_ERROR_INVALID naming every unusable field at once: `PID-3`, `PV1-44`
 *
 * Returns: (transfer full) (nullable): a record of %HCRM_HL7_ADT
 */
HcrmRecord *hcrm_hl7_adt_read (const HcrmHl7Message *message,
                               const HcrmHl7Event *event,
                               GTimeZone *zone,
                               GError **error);

G_END_DECLS
