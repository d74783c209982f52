/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a patient's drug runs out, computed from what was handed out. */

#pragma once

#include <json-glib/json-glib.h>

#include "hcrm-calendar.h"

G_BEGIN_DECLS

/**
 * HcrmRefillFill:
 * @day: it was handed out, in the site's time zone; the first day it is taken
 * @quantity: a decimal, in @unit
 * @daily_dose: a decimal, in @daily_dose_unit
 * @days_supply: a decimal: how long it lasts, where the HIS says so itself
 * @dose_from_order: the dose was told with the order, not with what was handed out
 * @stopped: not to be taken from @stopped_on on
 *
 * One drug handed out once. Strings are borrowed and may be %NULL.
 */
typedef struct {
  gint64 id;
  GDate day;
  const char *quantity;
  const char *unit;
  const char *daily_dose;
  const char *daily_dose_unit;
  const char *days_supply;
  gboolean dose_from_order;
  gboolean as_needed;
  gboolean stopped;
  GDate stopped_on;
} HcrmRefillFill;

/* Days in hospital: from @from up to before @until; @until is not valid while the stay lasts. */
typedef struct {
  GDate from;
  GDate until;
} HcrmRefillStay;

/**
 * HcrmRefillRule:
 * @days: (nullable): those that differ from Monday to Friday
 * @pharmacy_weekends: whether drugs are handed out at weekends
 * @centre_weekends: whether patients are called at weekends
 * @days_before: a patient is called this long before the drug is to be fetched
 * @min_days: what was handed out once, for fewer days, was a course and not a drug to go on with
 * @lapsed_days: who ran out longer ago than this has gone on elsewhere, or stopped
 */
typedef struct {
  GDate today;
  HcrmCalendar *days;
  gboolean pharmacy_weekends;
  gboolean centre_weekends;
  guint days_before;
  guint min_days;
  guint lapsed_days;
} HcrmRefillRule;

/**
 * HcrmRefill:
 * @state: `running`: the days below are known; `suspended`: in hospital now, where the clock stands
 *   still; `unknown`: it cannot be computed, and is not guessed; `excluded`: nobody need be called
 * @reason: (nullable): why it is not running: `in-hospital`; `no-dose`, `no-quantity`,
 *   `units-differ`, `implausible`; `as-needed`, `stopped`, `short-course`, `lapsed`, `ward`
 * @fill_id: of the last fill
 * @run_out: the first day without the drug
 * @fetch_by: the last day up to @run_out that the pharmacy is open
 * @call_on: when the patient is called
 * @call_planned: what @call_on would be without closed days
 * @moved: (nullable): why they differ: `holiday` or `weekend`
 * @steps: of {code, params} for hcrm_explain(): how it was computed, in order
 */
typedef struct {
  const char *state;
  const char *reason;
  gint64 fill_id;
  GDate run_out;
  GDate fetch_by;
  GDate call_on;
  GDate call_planned;
  const char *moved;
  JsonArray *steps;
} HcrmRefill;

/**
 * hcrm_refill_compute:
 * @fills: of one drug, sorted by day, at least one
 *
 * Run-out = the day handed out + (stock left + quantity) / daily dose, in whole days. The stock
 * left is what an earlier fill has not yet used up on that day: an early refill begins when the
 * fill before it ends. Days in hospital use up nothing, since the ward gives the drug; what is
 * handed out there before the last day is the ward's. A new dose counts from the fill that has it.
 *
 * This is how the days covered are laid out for the proportion of days covered: J. F. Steiner, A.
 * V. Prochazka, The assessment of refill compliance using pharmacy records, J Clin Epidemiol 50
 * (1997) 105-116; Pharmacy Quality Alliance, Proportion of Days Covered (overlapping fills of the
 * same drug are shifted to begin the day after the fill before them has ended); Centers for
 * Medicare & Medicaid Services, Part C & D Star Ratings Technical Notes (days of inpatient stays
 * are shifted, too).
 */
HcrmRefill *hcrm_refill_compute (const HcrmRefillFill *fills,
                                 guint n_fills,
                                 const HcrmRefillStay *stays,
                                 guint n_stays,
                                 const HcrmRefillRule *rule);
void hcrm_refill_free (HcrmRefill *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmRefill, hcrm_refill_free)

G_END_DECLS
