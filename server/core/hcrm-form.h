/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-http.h"
#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * hcrm_form_find:
 * @id: of a questionnaire that is published or was: its text never changes again
 * @error: %HCRM_ERROR_NOT_FOUND, or what is wrong with its text
 *
 * Parsed once in a process and kept; any thread.
 *
 * Returns: (transfer full) (nullable): the questionnaire
 */
HcrmQuestionnaire *hcrm_form_find (HcrmDb *db, const char *id, GError **error);

/* Forgets all parsed questionnaires: for tests that use one process for several databases. */
void hcrm_form_forget (void);

/**
 * HcrmAnswers:
 * @resource: as it was sent
 * @rows: what the table `answer` gets of it, for jsonb_to_recordset()
 * @score: (nullable): what the answers amount to, if the questionnaire gives a score
 * @band: (nullable): where the score lies
 * @band_en: (nullable): the same in English, as far as the questionnaire says it
 * @alarms: what a person has to be told of, as hcrm_response_alarms_to_json() writes it
 *
 * Answers that were checked and can be stored. All %NULL where there are none.
 */
typedef struct {
  char *resource;
  char *rows;
  char *score;
  char *band;
  char *band_en;
  char *alarms;
} HcrmAnswers;

void hcrm_answers_clear (HcrmAnswers *answers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmAnswers, hcrm_answers_clear)

/**
 * hcrm_form_check_response:
 * @form: the questionnaire answered
 * @resource: a QuestionnaireResponse; empty for no answers at all
 * @length: in bytes, or -1
 * @complete: whether required answers must be there
 * @answers: (out): what can be stored
 * @error: %HCRM_ERROR_INVALID naming all faults at once
 */
gboolean hcrm_form_check_response (HcrmQuestionnaire *form,
                                   const char *resource,
                                   gssize length,
                                   gboolean complete,
                                   HcrmAnswers *answers,
                                   GError **error);

/**
 * hcrm_form_check_resource:
 * @error: %HCRM_ERROR_INVALID naming every item at fault by its path in the response
 *
 * The same for a QuestionnaireResponse that stands for itself: its status says whether it must be
 * complete, and nothing may be in it that was not asked.
 */
gboolean hcrm_form_check_resource (HcrmQuestionnaire *form,
                                   const char *resource,
                                   gssize length,
                                   HcrmAnswers *answers,
                                   GError **error);

/* Whether answers of this status must be complete. */
gboolean hcrm_form_is_complete (const char *status);

/**
 * HcrmResponsePlace:
 * @state: the state of the answers, as FHIR has it
 * @authored_at: when they were given; %NULL for now
 * @attempted: they were given in the last attempt of the activity
 * @late: the work was finished already; beside the answers that count
 *
 * What answers belong to; ids as text, %NULL for none.
 */
typedef struct {
  const char *questionnaire_id;
  const char *patient_id;
  const char *encounter_id;
  const char *activity_id;
  const char *site_id;
  const char *department_id;
  const char *channel;
  const char *state;
  const char *authored_at;
  gboolean attempted;
  gboolean late;
} HcrmResponsePlace;

/**
 * hcrm_form_store_response:
 * @answers: by hcrm_form_check_response()
 * @id: (out) (optional) (transfer full): the response's id; without it the statement is queued
 *
 * Stores answers and, if they are complete and not late, their rows. The one way to do so.
 */
gboolean hcrm_form_store_response (HcrmDb *db,
                                   const HcrmResponsePlace *place,
                                   const HcrmAnswers *answers,
                                   char **id,
                                   GError **error);

/* Puts other answers in the place of those on record, which the caller has locked. */
gboolean hcrm_form_replace_response (HcrmDb *db,
                                     const char *id,
                                     const char *state,
                                     gboolean late,
                                     const HcrmAnswers *answers,
                                     GError **error);

/**
 * hcrm_form_tell_alarms:
 * @response_id: (nullable): of answers just stored
 * @activity_id: (nullable): or the work they belong to
 *
 * Stored answers that alarm make a task for the doctor, or withdraw it where they alarm no longer
 * (0015-questions.sql): adds the events that tell of it. Costs nothing where nothing alarmed.
 */
gboolean hcrm_form_tell_alarms (HcrmRequest *req,
                                const char *response_id,
                                const char *activity_id,
                                GError **error);

/* Returns: (transfer full): the member @name of the request's body as it was sent, compact, with
 * its numbers as written; empty if it is missing. */
char *hcrm_form_dup_member (HcrmRequest *req, const char *name, GError **error);

/* Gives the fields of @found the prefix `@name.`, and sets @error to it. Returns %FALSE. */
gboolean hcrm_form_name_faults (const char *name, GError *found, GError **error);

G_END_DECLS
