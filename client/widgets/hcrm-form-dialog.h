/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"
#include "core/hcrm-phone.h"
#include "hcrm-form.h"
#include "hcrm-lookup.h"
#include "hcrm-rows-editor.h"

G_BEGIN_DECLS

/* @record: what was filled in; checked. */
typedef void (*HcrmFilledFunc) (gpointer self, HcrmRecord *record);

/**
 * HcrmFormQuestion:
 * @heading: what is asked, translated
 * @body: (nullable): what will happen
 * @label: words of the button that does it
 * @set: the fields
 * @lookup: (nullable): how one of them is found by typing
 * @looked_up: (nullable): which one
 * @rows: (nullable) (transfer floating): rows of one of them, which begin the dialog
 * @rows_field: (nullable): which one
 * @number: (nullable): a number that is called from within the dialog, by click or Shift+F9
 * @dial: whom, and for what
 * @cancelled: (nullable): runs with the page if the dialog is left without doing it
 */
typedef struct {
  const char *heading;
  const char *body;
  const char *label;
  const HcrmFieldSet *set;
  const HcrmLookupInfo *lookup;
  const char *looked_up;
  HcrmRowsEditor *rows;
  const char *rows_field;
  const char *number;
  HcrmPhoneDial dial;
  void (*cancelled) (gpointer self);
} HcrmFormQuestion;

/**
 * hcrm_form_dialog_ask:
 * @page: whose question it is, and what @done is given
 * @question: only read now, but for its static tables
 *
 * Asks for a few fields in a dialog, which can be confirmed once all is well. The cursor is in the
 * first of them.
 *
 * Returns: (transfer none): the form, for the choices and first values of its fields
 */
HcrmForm *
hcrm_form_dialog_ask (HcrmPage *page, const HcrmFormQuestion *question, HcrmFilledFunc done);

G_END_DECLS
