/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-questionnaire.h"

G_BEGIN_DECLS

#define HCRM_RESPONSE_MAX_INSTANCES 500
#define HCRM_RESPONSE_MAX_ANSWERS 500

/**
 * HcrmResponse:
 *
 * The answers to a questionnaire while they are given: which items are enabled, what the score is,
 * what is missing or wrong. Not thread safe; may be handed from thread to thread.
 *
 * An answer's place is (@link_id, @repeat). @repeat numbers the instances of the nearest repeating
 * group around the item; it is 0 for all items outside of one. Numbers are given once: removing an
 * instance does not renumber the others. A repeating question has several answers in one place.
 *
 * Answers of a disabled item are remembered, in case it is enabled again, but count nowhere.
 * Everything depends only on the answers as they are, never on the order they came in.
 *
 * Signals, each sent after all of the object is consistent again; @link_id is the questionnaire's:
 *
 * - `answer-changed` (const char *link_id, guint repeat)
 * - `enabled-changed` (const char *link_id, guint repeat), children of a group included
 * - `instances-changed` (const char *link_id): instances of this repeating group came or went
 * - `score-changed` (): anything in #HcrmScore changed
 */
#define HCRM_TYPE_RESPONSE (hcrm_response_get_type ())
G_DECLARE_FINAL_TYPE (HcrmResponse, hcrm_response, HCRM, RESPONSE, GObject)

/* A new response holding the initial values. */
HcrmResponse *hcrm_response_new (HcrmQuestionnaire *questionnaire);
HcrmQuestionnaire *hcrm_response_get_questionnaire (HcrmResponse *self);

/**
 * hcrm_response_set_context:
 * @name: a launch context, such as `patient` or `user`
 * @resource: a FHIR resource; copied
 *
 * Gives expressions a resource that they name `%patient` and so on. Fills in the initial values
 * that come of it, where nobody has answered, and calculates anew.
 */
void hcrm_response_set_context (HcrmResponse *self, const char *name, const HcrmFhirNode *resource);

/* Answers. A place that does not exist has none. */
guint hcrm_response_get_n_answers (HcrmResponse *self, const char *link_id, guint repeat);
const HcrmAnswer *
hcrm_response_get_answer (HcrmResponse *self, const char *link_id, guint repeat, guint n);

/* Returns: (nullable): the first answer's canonical text; a coding's code. */
const char *hcrm_response_get_text (HcrmResponse *self, const char *link_id, guint repeat);

/* Returns: (transfer full): the answers as people read them, with the unit; empty if none. */
char *hcrm_response_dup_label (HcrmResponse *self,
                               const char *link_id,
                               guint repeat,
                               const char *language);

/**
 * hcrm_response_set_answers:
 * @answers: (element-type HcrmAnswer): copied; empty clears the place
 *
 * Takes any answers, also wrong ones: see hcrm_response_validate(). Does nothing if the same
 * answers are there already. The place must exist.
 */
void hcrm_response_set_answers (HcrmResponse *self,
                                const char *link_id,
                                guint repeat,
                                const GPtrArray *answers);

/* One answer; %NULL clears the place. */
void hcrm_response_set_answer (HcrmResponse *self,
                               const char *link_id,
                               guint repeat,
                               const HcrmAnswer *answer);

/**
 * hcrm_response_set_text:
 * @text: (nullable): what was typed, spaces around it not counting; empty clears the place
 * @error: %HCRM_ERROR_INVALID naming @link_id, if @text has not the shape of the item's type
 *
 * A choice takes an option's code or value.
 *
 * Returns: whether it was set; else the answers are as before
 */
gboolean hcrm_response_set_text (HcrmResponse *self,
                                 const char *link_id,
                                 guint repeat,
                                 const char *text,
                                 GError **error);

/* Chooses the nth option; of a repeating choice, adds or takes it away. */
void hcrm_response_choose (HcrmResponse *self, const char *link_id, guint repeat, guint option);
/* Whether the nth option is among the answers. */
gboolean
hcrm_response_is_chosen (HcrmResponse *self, const char *link_id, guint repeat, guint option);

/* Whether the item and everything around it is enabled. */
gboolean hcrm_response_is_enabled (HcrmResponse *self, const char *link_id, guint repeat);

/**
 * hcrm_response_get_n_instances:
 * @link_id: a repeating group
 *
 * Instances stand in the order they were added; there is at least one in each place.
 */
guint hcrm_response_get_n_instances (HcrmResponse *self, const char *link_id);
/* The number (@repeat of its items) of the nth instance, and of the instance around that one. */
guint hcrm_response_get_instance (HcrmResponse *self, const char *link_id, guint n);
guint hcrm_response_get_instance_parent (HcrmResponse *self, const char *link_id, guint repeat);

/**
 * hcrm_response_add_instance:
 * @parent: the instance of the repeating group around this one; 0 if there is none
 * @repeat: (out) (optional): the new instance's number
 *
 * Returns: %FALSE if there are %HCRM_RESPONSE_MAX_INSTANCES or the questionnaire allows no more
 */
gboolean
hcrm_response_add_instance (HcrmResponse *self, const char *link_id, guint parent, guint *repeat);

/* Takes an instance away with its answers; the last one in its place stays, emptied. */
void hcrm_response_remove_instance (HcrmResponse *self, const char *link_id, guint repeat);

/**
 * HcrmScore:
 * @scored: whether the questionnaire gives a score at all
 * @value: the sum of the weights of the enabled answers, in millionths: see hcrm_score_to_text()
 * @high: the greatest score that can be reached, in millionths
 * @scored_answered: enabled items with weights that are answered, of @scored_total enabled ones
 * @answered: enabled questions that are answered, of @total enabled ones that can be
 * @required_missing: enabled required questions without an answer
 * @alarms: answers a person has to be told of
 * @band: (nullable): where @value lies, once any scored item is answered
 */
typedef struct {
  gboolean scored;
  gint64 value;
  gint64 high;
  guint scored_answered;
  guint scored_total;
  guint answered;
  guint total;
  guint required_missing;
  guint alarms;
  const HcrmBand *band;
} HcrmScore;

/* Borrowed; valid until the next change. */
const HcrmScore *hcrm_response_get_score (HcrmResponse *self);

/**
 * HcrmAlarm:
 * @answer: what was answered, in the language asked for
 * @note: (nullable): the option's own words on why or what to do
 * @severity: how soon
 */
typedef struct {
  const HcrmItem *item;
  guint repeat;
  char *answer;
  char *note;
  HcrmAlarmSeverity severity;
} HcrmAlarm;

/* Whether an answer here is one a person has to be told of, by its option or the item's limits. */
gboolean hcrm_response_is_alarming (HcrmResponse *self, const char *link_id, guint repeat);
/* Returns: (transfer full) (element-type HcrmAlarm): all of these, in the items' order. */
GPtrArray *hcrm_response_get_alarms (HcrmResponse *self, const char *language);

/* Returns: (transfer full): the same as a JSON array's text, with members item, repeat, severity,
 * question, answer and note, the last three also in English as question_en and so on. */
char *hcrm_response_alarms_to_json (HcrmResponse *self);

/**
 * HcrmFault:
 * @answer: which of the answers, counted from 1; 0 for all of the place
 * @link_id: the item; empty for what is said of the whole
 * @warning: it is to be shown, but refuses nothing: a constraint of that severity, a calculated
 *   value that was received otherwise, an expression without a result
 * @detail: what is wrong, translated; of a constraint, its own words
 */
typedef struct {
  const char *link_id;
  guint repeat;
  guint answer;
  gboolean warning;
  char *detail;
} HcrmFault;

/**
 * hcrm_response_validate:
 * @complete: also say what is required and missing; drafts are not complete
 *
 * Checks all enabled answers: number, kind, shape, options, bounds, length; then the constraints,
 * of which one without a result is not violated.
 *
 * Returns: (transfer full) (element-type HcrmFault): all that is wrong, in the items' order
 */
GPtrArray *hcrm_response_validate (HcrmResponse *self, gboolean complete);

/* The same as an %HCRM_ERROR_INVALID whose fields are link ids, `link_id[repeat]` if not 0. */
gboolean hcrm_response_check (HcrmResponse *self, gboolean complete, GError **error);

/**
 * hcrm_response_to_fhir:
 * @status: `in-progress`, `completed`, `amended`, `stopped` or `entered-in-error`
 * @authored: (nullable): an RFC 3339 instant
 *
 * Writes a FHIR R4 QuestionnaireResponse: items nested as in the questionnaire and in its order,
 * disabled and unanswered ones left out, decimals as they were written.
 *
 * Returns: (transfer full): JSON text
 */
char *hcrm_response_to_fhir (HcrmResponse *self, const char *status, const char *authored);

/**
 * hcrm_response_load:
 * @json: a QuestionnaireResponse
 * @length: in bytes, or -1
 * @error: %HCRM_ERROR_MALFORMED, or %HCRM_ERROR_INVALID naming all that does not fit the
 *   questionnaire by its path, such as `QuestionnaireResponse.item[0].answer[1]`
 *
 * Replaces all answers by those in @json. What is well-formed but wrong is loaded:
 * see hcrm_response_validate().
 *
 * Returns: whether it was loaded; else the answers are as before
 */
gboolean hcrm_response_load (HcrmResponse *self, const char *json, gssize length, GError **error);

/**
 * hcrm_response_check_resource:
 * @json: a QuestionnaireResponse as received
 * @length: in bytes, or -1
 * @complete: also say what is required and missing, whatever the status; else only if the status
 *   is `completed` or `amended`
 * @error: %HCRM_ERROR_MALFORMED, or %HCRM_ERROR_INVALID naming every item at fault by its path in
 *   the response, such as `QuestionnaireResponse.item[0].answer[1]`; what is missing, by the path
 *   it should have, such as `QuestionnaireResponse.item.where(linkId='q1')`
 *
 * Checks structure, status, nesting, order, kinds, options, units, bounds, occurrences, constraints
 * and that nothing is answered that was not asked. Changes nothing; may be called on any thread.
 */
gboolean hcrm_response_check_resource (HcrmQuestionnaire *questionnaire,
                                       const char *json,
                                       gssize length,
                                       gboolean complete,
                                       GError **error);

/**
 * HcrmAnswerRow:
 * @item: the item's link id
 * @repeat: which instance of the group around it, counted from 0 without gaps
 * @ordinal: which answer of a repeating question
 * @code: (nullable): a coding's code
 * @number: (nullable): a number, as written; 1 and 0 for true and false
 * @text: (nullable): what was answered, a coding's display
 * @score: (nullable): the option's weight
 *
 * A row of the table `answer`: one enabled answer, for statistics.
 */
typedef struct {
  const char *item;
  guint repeat;
  guint ordinal;
  char *code;
  char *number;
  char *text;
  char *score;
} HcrmAnswerRow;

/* Returns: (transfer full) (element-type HcrmAnswerRow): the rows; or as a JSON array's text. */
GPtrArray *hcrm_response_get_rows (HcrmResponse *self);
char *hcrm_response_rows_to_json (HcrmResponse *self);

G_END_DECLS
