/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a record when messages tell about it: what happened later wins, whatever came
 * first. */
#pragma once

#include "core/hcrm-rows.h"
#include "hcrm-hl7-adt.h"

G_BEGIN_DECLS

/* What of a patient and of a visit a message can change. Named as in %HCRM_HL7_ADT. */
extern const HcrmFieldSet HCRM_HL7_PATIENT;
extern const HcrmFieldSet HCRM_HL7_VISIT;

/**
 * hcrm_hl7_settle_patient:
 * @known: (nullable): a record of %HCRM_HL7_PATIENT
 * @told: a record of %HCRM_HL7_ADT that happened after all that @known came from
 *
 * Allergies are joined, never replaced: what a nurse has written down must not disappear.
 *
 * Returns: (transfer full): the patient as it is to be
 */
HcrmRecord *hcrm_hl7_settle_patient (HcrmRecord *known, HcrmRecord *told);

/* The same, but @told only fills gaps: a laboratory does not know a patient better than the HIS. */
HcrmRecord *hcrm_hl7_fill_patient (HcrmRecord *known, HcrmRecord *told);

/**
 * hcrm_hl7_settle_visit:
 * @known: (nullable): a record of %HCRM_HL7_VISIT
 * @told: what happened after all that @known came from
 *
 * Returns: (transfer full): the visit as it is to be, without its decision
 */
HcrmRecord *hcrm_hl7_settle_visit (HcrmRecord *known, HcrmRecord *told, HcrmHl7Effect effect);

/**
 * hcrm_hl7_settle_decision:
 * @known: (nullable): the visit as stored
 * @visit: as it is to be
 * @died: whether the patient is dead
 *
 * An inpatient's discharge asks for a decision on follow-up, unless the patient has died; what
 * somebody decided stays for as long as the discharge does.
 */
void hcrm_hl7_settle_decision (HcrmRecord *known, HcrmRecord *visit, gboolean died);

/* One message of a patient's or a visit's past, or the one that has just come. */
typedef struct {
  const HcrmHl7Event *event;
  HcrmRecord *told;
  HcrmRows *place; /* (nullable): where that is, as the statement `place` finds it */
  char *stamp;     /* orders messages */
  gboolean of_patient;
  gboolean of_visit;
  gboolean is_new; /* the one that has just come */
} HcrmHl7Telling;

HcrmHl7Telling *
hcrm_hl7_telling_new (const HcrmHl7Event *event, HcrmRecord *told, const HcrmHl7Message *message);
void hcrm_hl7_telling_free (HcrmHl7Telling *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Telling, hcrm_hl7_telling_free)

/* Sorts @tellings by when it happened, then when it was sent, then the message's number: a total
 * order, so that nothing depends on which came first. */
void hcrm_hl7_tellings_sort (GPtrArray *tellings);

/* Returns: (transfer full) (nullable): what all messages about the patient come to, one after the
 * other; @with_new: the new one too */
HcrmRecord *hcrm_hl7_fold_patient (GPtrArray *tellings, gboolean with_new);

/* A message that turned the visit. */
typedef struct {
  const HcrmHl7Telling *telling;
  HcrmRecord *visit; /* as it was then */
} HcrmHl7Turn;

/**
 * hcrm_hl7_fold_visit:
 * @turns: (nullable) (element-type HcrmHl7Turn): gets what the time line tells
 * @codes: (nullable) (out): the diagnoses and procedures as the field `codes`; borrowed
 *
 * Returns: (transfer full) (nullable): what all messages about the visit come to
 */
HcrmRecord *
hcrm_hl7_fold_visit (GPtrArray *tellings, gboolean with_new, GPtrArray *turns, const char **codes);

GPtrArray *hcrm_hl7_turns_new (void);

/* Whether the time line tells of @visit, which was @known (nullable) before. */
gboolean hcrm_hl7_is_turn (HcrmRecord *known, HcrmRecord *visit, const HcrmHl7Event *event);

/**
 * hcrm_hl7_rebase:
 * @known: as stored
 * @before: (nullable): what the messages came to before
 * @after: what they come to with the late one
 *
 * Returns: (transfer full): @known with what the late message changes, except where it was changed
 * here since
 */
HcrmRecord *hcrm_hl7_rebase (HcrmRecord *known, HcrmRecord *before, HcrmRecord *after);

/* Returns: whether two records of one set say the same; instants in any zone. */
gboolean hcrm_hl7_is_same (HcrmRecord *left, HcrmRecord *right);

G_END_DECLS
