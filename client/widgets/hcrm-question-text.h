/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/* Answers as people type and read them, without any widget. */

/**
 * hcrm_question_text_read:
 * @text: what was typed; full-width digits are digits
 * @unit: (nullable): the coding of a quantity's unit
 * @fault: (out) (transfer none): why @text cannot be read, translated; %NULL if it can or is empty
 *
 * Days as hcrm_date_parse_typed() takes them; times as `14:05`, `1405`, `2:05 pm`, 14点05分, `now`;
 * instants as a day and a time, in this desktop's time zone, or a day alone; else what FHIR takes.
 *
 * Returns: (transfer full) (nullable): the answer
 */
HcrmAnswer *hcrm_question_text_read (const HcrmItem *item,
                                     const char *text,
                                     const HcrmAnswer *unit,
                                     const char **fault);

/* Returns: (transfer full): @answer as it stands in an entry: a quantity's number, a local time. */
char *hcrm_question_text_write (const HcrmAnswer *answer);

/* Returns: (transfer full): a day or an instant with its weekday, so that what was typed can be
 * checked; empty for other answers. */
char *hcrm_question_text_echo (const HcrmAnswer *answer);

/* Returns: (transfer full): one answer as people read it: an option's words, yes or no, a day, a
 * number with its unit, a file's title, kind and size. */
char *
hcrm_question_text_label (const HcrmItem *item, const HcrmAnswer *answer, const char *language);

/* Returns: (transfer full): all answers of a place, joined; empty if there are none. */
char *hcrm_question_text_join (HcrmResponse *response,
                               const HcrmItem *item,
                               guint repeat,
                               const char *language);

/* Returns: (transfer full) (nullable): the bounds of an item, such as `0–10`. */
char *hcrm_question_text_range (const HcrmItem *item);

G_END_DECLS
