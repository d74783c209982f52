/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "hcrm-sheet-prints.h"
#include "print/hcrm-sheet.h"
#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionnairePrint:
 * @patient: (nullable): name, sex and age
 * @number: (nullable): the medical record number
 * @answered_at: (nullable): an instant
 * @answered_by: (nullable): who asked, or answered alone
 * @questions: (nullable): what a physician was asked, with the replies so far; objects as
 *   `/followup-tasks/{id}/sheet` gives them in `questions`
 * @plan_note: (nullable): with the members of a plan's note, such as the task: the physician's note
 *   to whoever calls
 * @blank: to be filled in by hand: all questions, no answers
 * @task: (nullable): the number of the follow-up task, in the foot, to find it by when what was
 *   written on paper is entered
 * @newer: (nullable): a later version of the questionnaire that is in use by now
 * @prints: (nullable): what was printed of the step before, the oldest first; then this is a
 * reprint
 * @log: (nullable): for the button: what keeps @prints, and is told of this one
 *
 * What is printed beside the questions.
 */
typedef struct {
  const char *patient;
  const char *number;
  const char *answered_at;
  const char *answered_by;
  JsonArray *questions;
  JsonObject *plan_note;
  gboolean blank;
  const char *task;
  const char *newer;
  JsonArray *prints;
  HcrmSheetPrints *log;
} HcrmQuestionnairePrint;

/**
 * hcrm_questionnaire_print_new:
 * @language: of the questions, `en` or `zh_CN`
 *
 * The answered form shows the enabled questions with all their options, the chosen ones marked,
 * alarming ones with a triangle, and the score; the blank one has lines and boxes, and says when a
 * question is to be left out.
 *
 * Returns: (transfer full): the sheet, to be printed or saved
 */
HcrmSheet *hcrm_questionnaire_print_new (HcrmResponse *response,
                                         const HcrmQuestionnairePrint *print,
                                         const char *language);

/* Returns: (transfer full): what the file is called at first: the form, and whose answers it holds,
 * by the record number and never by name. */
char *hcrm_questionnaire_print_dup_name (HcrmResponse *response,
                                         const HcrmQuestionnairePrint *print,
                                         const char *language);

/* Returns: (transfer floating): a button with a menu to print or save @response, which is borrowed
 * from @get_response when it is needed; it fills in @print with texts that live until the next
 * call.
 */
typedef HcrmResponse *(*HcrmQuestionnairePrintFunc) (gpointer data, HcrmQuestionnairePrint *print);
GtkWidget *hcrm_questionnaire_print_button_new (HcrmQuestionnairePrintFunc get_response,
                                                gpointer data);

G_END_DECLS
