/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to patients: what they are for, what may become of them, their templates. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/**
 * HcrmMessagePurpose:
 * @code: its wire name
 * @label: what people read; marked with N_()
 * @verified: tells so much that it goes only to a number known to be the right one
 * @about_care: not for who asked not to be called again
 * @optional: of no matter if there is nowhere to send it to: nobody need see to that
 * @at_night: at the hour the patient chose, even at night
 * @hours: how long after it was due it is of use
 * @variables: what is known when one is written, names in blanks
 *
 * What a message is sent for.
 */
typedef struct {
  const char *code;
  const char *label;
  gboolean verified;
  gboolean about_care;
  gboolean optional;
  gboolean at_night;
  guint hours;
  const char *variables;
} HcrmMessagePurpose;

/* Returns: (nullable): the purpose named @code. */
const HcrmMessagePurpose *hcrm_message_purpose_find (const char *code);
const HcrmMessagePurpose *hcrm_message_purpose_get_nth (guint n); /* %NULL behind the last */

/* Ended by a %NULL value. reason: why a message is as it is. */
extern const HcrmChoice hcrm_message_purpose_choices[];
extern const HcrmChoice hcrm_message_channel_choices[];
extern const HcrmChoice hcrm_message_state_choices[];
extern const HcrmChoice hcrm_message_reason_choices[];
extern const HcrmChoice hcrm_message_provider_choices[];

/* Whether a message for @reason is never sent, instead of waiting until somebody sees to it. */
gboolean hcrm_message_reason_is_final (const char *reason);

extern const HcrmFieldSet hcrm_message_fields;
extern const HcrmFieldSet hcrm_message_query;
extern const HcrmFieldSet hcrm_message_reason;  /* of cancelling */
extern const HcrmFieldSet hcrm_message_receipt; /* what the other side says became of one */
extern const HcrmWorkflow hcrm_message_workflow;

/* A template; `revisions`: [{revision, text, text_en, at, user}], the newest first. */
extern const HcrmFieldSet hcrm_message_template_fields;
extern const HcrmFieldSet hcrm_message_template_new;
extern const HcrmFieldSet hcrm_message_template_query;

#define HCRM_CONSENT_ALL "message" /* the purpose that stands for all of them */
#define HCRM_CONSENT_ANY "any"     /* the channel that stands for all of them */

extern const HcrmChoice hcrm_consent_purpose_choices[];
extern const HcrmChoice hcrm_consent_channel_choices[];
extern const HcrmChoice hcrm_consent_source_choices[];

/* One word of a patient on being written to. None is changed: the newest that covers a message
 * counts. `current`: no newer one covers all of it. */
extern const HcrmFieldSet hcrm_consent_fields;
extern const HcrmFieldSet hcrm_consent_query;

/* Inputs of what a doctor has sent: the next treatment, a prompt to be examined again. */
extern const HcrmFieldSet hcrm_message_plan;
extern const HcrmFieldSet hcrm_message_reexamination;

/**
 * HcrmMessageFacts:
 * @language: `zh_CN` or `en`
 * @age: in whole years, -1 if unknown
 * @days: since discharge; negative if there was none
 * @params: (nullable): given for this message; goes before everything else
 *
 * What the variables of a template stand for; everything but @language may be missing.
 */
typedef struct {
  const char *language;
  const char *name;
  const char *sex;
  int age;
  const char *department;
  const char *doctor;
  const char *hospital;
  const char *discharged_on; /* YYYY-MM-DD */
  int days;
  JsonObject *params;
} HcrmMessageFacts;

/**
 * hcrm_message_fill:
 * @text: a template's
 *
 * Fills the variables. Days, YYYY-MM-DD, are written as the language writes them; `x_en` of the
 * parameters is read for `x` in English.
 *
 * Returns: (transfer full) (nullable): the message; %NULL with all that is missing, as
 *   hcrm_script_fill() tells it
 */
char *hcrm_message_fill (const char *text, const HcrmMessageFacts *facts, GError **error);

/* Whether messages of @purpose, a code, can ever say the variable @name. */
gboolean hcrm_message_knows (const char *purpose, const char *name);

/**
 * hcrm_message_check_text:
 * @purpose: (nullable): the code of one
 * @error: %HCRM_ERROR_INVALID with all that messages of @purpose can never say
 *
 * Returns: whether @text may be a template of @purpose: a variable that is known for none of its
 *   messages would keep every one of them from being sent (F036)
 */
gboolean hcrm_message_check_text (const char *text, const char *purpose, GError **error);

/**
 * hcrm_message_get_sample:
 * @n: from 0
 * @language: `zh_CN` or `en`
 * @label: (out): what is special about this one, translated
 *
 * Invented patients to show a template with: a man, a woman, a child, one whose sex is unknown.
 * Their params are borrowed.
 *
 * Returns: `FALSE` behind the last
 */
gboolean hcrm_message_get_sample (guint n,
                                  const char *language,
                                  HcrmMessageFacts *facts,
                                  const char **label);

G_END_DECLS
