/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When something must be answered: a number of working days, with pauses, and why. */

#pragma once

#include <json-glib/json-glib.h>

#include "hcrm-record.h"
#include "hcrm-service-time.h"

G_BEGIN_DECLS

/* What a ledger of a clock holds, named as in its `kind` column. */
typedef enum {
  HCRM_DEADLINE_START,
  HCRM_DEADLINE_PAUSE,
  HCRM_DEADLINE_RESUME,
  HCRM_DEADLINE_EXTEND,
  HCRM_DEADLINE_STOP,
  HCRM_DEADLINE_RESTART,
  HCRM_DEADLINE_N_KINDS,
} HcrmDeadlineKind;

extern const HcrmChoice hcrm_deadline_kind_choices[];
/* Why a clock stands still or has another term. */
extern const HcrmChoice hcrm_deadline_reason_choices[];

/* Returns: the kind of that name; %HCRM_DEADLINE_N_KINDS for any other. */
HcrmDeadlineKind hcrm_deadline_kind_find (const char *name);

/**
 * HcrmDeadlineEntry:
 * @at: when it took effect
 * @recorded_at: when it was written down, which may be later
 * @days: the term in working days, of a start, an extension and a restart
 * @why: (nullable): one of hcrm_deadline_reason_choices, or words
 *
 * One row of a ledger, to which rows are only added. Everything is borrowed.
 */
typedef struct {
  HcrmDeadlineKind kind;
  GDateTime *at;
  GDateTime *recorded_at;
  int days;
  const char *why;
} HcrmDeadlineEntry;

/**
 * HcrmDeadline:
 * @state: `none` before the start, `running`, `paused` or `stopped`
 * @due: (nullable): the last instant in time; of a paused clock, if it were resumed at once
 * @held: (nullable): of a paused clock, the end as it stood when it was paused, which is what is
 *   written down of it: @due moves on while it stands still
 * @day: the working day the term is counted from, which itself does not count
 * @days: the term
 * @paused: seconds of service during which the clock stood still
 * @left: seconds of service until @due, negative once it is past; for a stopped clock those that
 *   were left then
 * @steps: of {code, params} for hcrm_explain(): how it was computed, in order
 */
typedef struct {
  const char *state;
  GDateTime *due;
  GDateTime *held;
  GDate day;
  int days;
  gint64 paused;
  gint64 left;
  JsonArray *steps;
} HcrmDeadline;

/**
 * hcrm_deadline_compute:
 * @entries: in the order they were written down
 * @as_of: the answer is what it was then: entries recorded later are not known yet
 *
 * The day of receipt does not count; what comes in on a closed day or after closing time counts as
 * come in on the next working day. The term ends when service closes on its last working day, plus
 * the seconds of service during which the clock stood still; pauses before the first day that
 * counts add nothing. An extension replaces the term and keeps the day it is counted from; a
 * restart begins anew. What goes on after a stop stood still meanwhile. Entries that cannot be (a
 * pause while paused) change nothing.
 *
 * Counting by days, the end at the end of business hours: Civil Code of the PRC (2020), articles
 * 200, 201 and 203. Terms of 5 and 10 working days: Measures for the Administration of Complaints
 * in Medical Institutions (National Health Commission order 3, in force from 10 April 2019).
 */
HcrmDeadline *hcrm_deadline_compute (const HcrmDeadlineEntry *entries,
                                     guint n_entries,
                                     const HcrmServiceTime *service,
                                     GDateTime *as_of);
void hcrm_deadline_free (HcrmDeadline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmDeadline, hcrm_deadline_free)

G_END_DECLS
