/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-fhir.h"

G_BEGIN_DECLS

/* The kinds of value[x] that a question, an option or a condition may hold. */
typedef enum {
  HCRM_ANSWER_BOOLEAN,
  HCRM_ANSWER_INTEGER, /* 32 bits, as FHIR has it */
  HCRM_ANSWER_DECIMAL, /* keeps its written precision */
  HCRM_ANSWER_DATE,    /* YYYY, YYYY-MM or YYYY-MM-DD */
  HCRM_ANSWER_DATE_TIME,
  HCRM_ANSWER_TIME,
  HCRM_ANSWER_STRING,
  HCRM_ANSWER_URI,
  HCRM_ANSWER_CODING,
  HCRM_ANSWER_QUANTITY,
  HCRM_ANSWER_ATTACHMENT,
  HCRM_ANSWER_REFERENCE,
} HcrmAnswerKind;

/**
 * HcrmAnswer:
 * @text: the value in canonical text; a coding's code, a quantity's number, an attachment's
 *   address, a reference's target. Empty if, say, a coding has no code.
 * @system: (nullable): the code system of a coding or of a quantity's unit
 * @code: (nullable): the code of a quantity's unit in @system
 * @display: (nullable): a coding's display, a quantity's unit, an attachment's title
 * @json: (nullable): an object as it was written, which is written again as it stands
 *
 * One value, never changed after it was made. May be shared by threads.
 */
typedef struct {
  HcrmAnswerKind kind;
  char *text;
  char *system;
  char *code;
  char *display;
  char *json;
} HcrmAnswer;

/**
 * hcrm_answer_new:
 * @text: in canonical text; hcrm_answer_is_well_formed() must hold for it
 *
 * For the kinds without parts; codings have hcrm_answer_new_coding().
 */
HcrmAnswer *hcrm_answer_new (HcrmAnswerKind kind, const char *text);
HcrmAnswer *hcrm_answer_new_coding (const char *system, const char *code, const char *display);

/**
 * hcrm_answer_new_quantity:
 * @number: a decimal as it was written
 * @system: (nullable): such as `http://unitsofmeasure.org`
 * @code: (nullable): the unit's code in @system, such as `mm[Hg]`
 * @unit: (nullable): the unit as people read it
 */
HcrmAnswer *hcrm_answer_new_quantity (const char *number,
                                      const char *system,
                                      const char *code,
                                      const char *unit);
HcrmAnswer *hcrm_answer_copy (const HcrmAnswer *self);
void hcrm_answer_free (HcrmAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmAnswer, hcrm_answer_free)

/* Whether @text has the shape of FHIR's primitive type, such as `2024-02-29` for a date. */
gboolean hcrm_answer_is_well_formed (HcrmAnswerKind kind, const char *text);

/**
 * hcrm_answer_compare:
 * @order: (out): below, at or above 0, if they can be compared
 *
 * Numbers compare by value whatever their precision; dates of different precision compare unless
 * the coarser one contains the finer; codings only for equality, by code and, where both have one,
 * by system; quantities if their units are the same or measure the same, see
 * hcrm_unit_get_factor(); a quantity and a number by their numbers.
 *
 * Returns: whether the two can be compared
 */
gboolean hcrm_answer_compare (const HcrmAnswer *a, const HcrmAnswer *b, int *order);
gboolean hcrm_answer_equal (const HcrmAnswer *a, const HcrmAnswer *b);

/* Whether all that is written of the two is the same: 1.0 is not 1.00. */
gboolean hcrm_answer_identical (const HcrmAnswer *a, const HcrmAnswer *b);

/**
 * hcrm_answer_read:
 * @object: what holds a member such as `valueDecimal`
 * @prefix: `value` or `answer`
 * @detail: (out) (optional) (transfer none): if there is one and it is wrong, why, translated
 *
 * Returns: (transfer full) (nullable): the first member of that prefix
 */
HcrmAnswer *hcrm_answer_read (const HcrmFhirNode *object, const char *prefix, const char **detail);

/* Appends the member, such as `"valueDecimal":37.20`. */
void hcrm_answer_write (const HcrmAnswer *self, const char *prefix, GString *out);

/* The number of an integer, a decimal or a quantity; NaN for the others. */
double hcrm_answer_get_number (const HcrmAnswer *self);

G_END_DECLS
