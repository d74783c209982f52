/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the kinds of input share: chips, a list, a search, typed values, words only. */

#include <glib/gi18n.h>

#include "hcrm-question-input.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionKind:
 * @build: makes the widgets and sets @control
 * @sync: shows the answers as they are
 * @choose: (nullable): answers with the nth option; returns whether there is one
 * @press: (nullable): what a key does before it means anything else; returns if it did
 * @move: (nullable): goes to the next or last place within; returns whether there was one
 * @add: (nullable): adds a place for another answer
 * @remove: (nullable): removes the place that has the focus
 * @open: (nullable): opens a list or a calendar
 * @get_fault: (nullable): why what was typed cannot be read
 * @clear: (nullable): empties what was typed and could not be read
 * @on_line: it stands on the question's own line
 *
 * A way of answering, as a table of what it does.
 */
typedef struct {
  void (*build) (HcrmQuestionInput *self);
  void (*sync) (HcrmQuestionInput *self);
  gboolean (*choose) (HcrmQuestionInput *self, guint n);
  gboolean (*press) (HcrmQuestionInput *self, guint keyval);
  gboolean (*move) (HcrmQuestionInput *self, gboolean forward);
  gboolean (*add) (HcrmQuestionInput *self);
  gboolean (*remove) (HcrmQuestionInput *self);
  gboolean (*open) (HcrmQuestionInput *self);
  const char *(*get_fault) (HcrmQuestionInput *self);
  void (*clear) (HcrmQuestionInput *self);
  gboolean on_line;
} HcrmQuestionKind;

extern const HcrmQuestionKind hcrm_question_chips;
extern const HcrmQuestionKind hcrm_question_list;
extern const HcrmQuestionKind hcrm_question_search;
extern const HcrmQuestionKind hcrm_question_value;  /* one, on the question's line */
extern const HcrmQuestionKind hcrm_question_values; /* several, or long */
extern const HcrmQuestionKind hcrm_question_words;

/**
 * HcrmQuestionInput:
 * @label: (nullable) (unowned)
 * @control: what takes the focus; of chips, their group
 * @parts: (element-type GtkWidget) (unowned): the chips, or the places of typed values
 * @other: (nullable): where an open choice takes words of one's own
 * @extra: what only one kind needs
 * @writing: the response changes because of this input
 * @showing: this input changes because of the response
 */
struct _HcrmQuestionInput {
  AdwBin parent_instance;

  HcrmResponse *response;
  HcrmQuestionnaire *questionnaire; /* keeps @item */
  const HcrmItem *item;
  guint repeat;
  const char *language;
  const HcrmQuestionKind *kind;
  GtkWidget *label;
  GtkWidget *control;
  GPtrArray *parts;
  GtkWidget *other;
  GtkWidget *extra;
  gboolean writing;
  gboolean showing;
};

void hcrm_question_input_write (HcrmQuestionInput *self, const GPtrArray *answers);
void hcrm_question_input_write_choice (HcrmQuestionInput *self, guint n);
gboolean hcrm_question_input_is_chosen (HcrmQuestionInput *self, guint n);

/* Shows the answers without taking that for editing. */
void hcrm_question_input_show (HcrmQuestionInput *self);
void hcrm_question_input_tell_edited (HcrmQuestionInput *self);

/* The words of the nth option. */
const char *hcrm_question_input_get_option (HcrmQuestionInput *self, guint n);

/* Names @control for a screen reader by the question, and says if an answer is required. */
void hcrm_question_input_name (HcrmQuestionInput *self, GtkWidget *control);

/* The answer in words of one's own to an open choice; %NULL or empty for none. */
const char *hcrm_question_input_get_other (HcrmQuestionInput *self);
void hcrm_question_input_write_other (HcrmQuestionInput *self, const char *text);

/* Whether the focus is on @widget or in it. */
gboolean hcrm_question_input_has_focus (GtkWidget *widget);

/* A key cap with a digit, for the first ten. */
GtkWidget *hcrm_question_input_make_key (guint n);

G_END_DECLS
