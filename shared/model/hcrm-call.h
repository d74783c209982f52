/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls: their fields, their workflow, and what a call is by the events that a telephone tells of
 * it.
 */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"
#include "hcrm-report.h"

G_BEGIN_DECLS

/* A call as lists and replies show it, what a list is narrowed by, and what a call is read with. */
extern const HcrmFieldSet hcrm_call_fields;
extern const HcrmFieldSet hcrm_call_query;

/* What a telephone system reports, and each of its events. */
extern const HcrmFieldSet hcrm_call_feed;
extern const HcrmFieldSet hcrm_call_event_fields;

/* What is said when a number is dialled or picked up, and what the steps of a call take. */
extern const HcrmFieldSet hcrm_call_dial;
extern const HcrmFieldSet hcrm_call_pick_up;
extern const HcrmFieldSet hcrm_call_transfer;
extern const HcrmFieldSet hcrm_call_keys;
extern const HcrmFieldSet hcrm_call_record;
extern const HcrmFieldSet hcrm_call_identify;
extern const HcrmFieldSet hcrm_call_wrap_up;
extern const HcrmFieldSet hcrm_call_moments;
extern const HcrmFieldSet hcrm_call_moment_fields;

/* Telephones: who sits at which extension. */
extern const HcrmFieldSet hcrm_telephone_fields;
extern const HcrmFieldSet hcrm_telephone_query;
extern const HcrmFieldSet hcrm_telephone_ring_fields;

extern const HcrmWorkflow hcrm_call_workflow;
extern const HcrmChoice hcrm_call_direction_choices[];
extern const HcrmChoice hcrm_call_state_choices[];
extern const HcrmChoice hcrm_call_event_choices[];
extern const HcrmChoice hcrm_call_cause_choices[];
extern const HcrmChoice hcrm_call_side_choices[];
extern const HcrmChoice hcrm_telephone_provider_choices[];

/* --- Statistics --- */

/* The one report of calls, `/reports/calls`. */
extern const HcrmReport hcrm_call_report;
extern const HcrmFieldSet hcrm_call_report_query;
extern const HcrmFieldSet hcrm_call_report_fields;

/* --- What a call is by its events --- */

/* In the order in which events of one instant are taken to have happened. */
typedef enum {
  HCRM_CALL_INCOMING,
  HCRM_CALL_DIALLING,
  HCRM_CALL_RINGING,
  HCRM_CALL_ANSWERED,
  HCRM_CALL_KEY,
  HCRM_CALL_HELD,
  HCRM_CALL_RESUMED,
  HCRM_CALL_TRANSFERRED,
  HCRM_CALL_RECORDED,
  HCRM_CALL_HUNG_UP,
  HCRM_CALL_N_KINDS
} HcrmCallKind;

/* Returns: the kind by its wire name, or -1. */
int hcrm_call_kind_from_name (const char *name);
const char *hcrm_call_kind_get_name (HcrmCallKind kind);

/**
 * HcrmCallEvent:
 * @id: the provider's; parts events of one kind and instant
 * @at: microseconds since 1970, in our clock
 * @direction: (nullable): `in` or `out`, where the provider says so
 * @number: (nullable): of the other side, as the telephone shows it
 * @user_id: whose telephone it is about; 0 if that is nobody's. Of a transfer: to whom it goes
 * @cause: (nullable): of a hang-up, one of hcrm_call_cause_choices
 * @by: (nullable): of a hang-up, who ended it, one of hcrm_call_side_choices
 */
typedef struct {
  HcrmCallKind kind;
  const char *id;
  gint64 at;
  const char *direction;
  const char *number;
  gint64 user_id;
  const char *cause;
  const char *by;
} HcrmCallEvent;

/**
 * HcrmCallFold:
 * @state: one of hcrm_call_state_choices
 * @started_at: microseconds since 1970, as the two below
 * @answered_at: 0 if nobody did
 * @ended_at: 0 while it goes on
 * @number: (nullable): borrowed from the events, as @cause and @by
 * @user_id: who has the call, or had it last; 0 for nobody
 * @users: (element-type gint64): everybody whose telephone it reached, each once, in order of id
 */
typedef struct {
  const char *state;
  const char *direction;
  gint64 started_at;
  gint64 answered_at;
  gint64 ended_at;
  const char *number;
  gint64 user_id;
  GArray *users;
  gboolean on_hold;
  gboolean recorded;
  const char *cause;
  const char *by;
} HcrmCallFold;

/**
 * hcrm_call_fold:
 * @events: (array length=n): in any order; at least one
 * @fold: (out caller-allocates): cleared by hcrm_call_fold_clear()
 *
 * What a call is by what is known of it. Depends on the set of events alone, never on the order in
 * which they came: those of one id count once. Pure; thread safe.
 *
 * A call that was answered stays so, whatever ends it; one that nobody answered is missed if it
 * came in, and failed if it went out. It belongs to whom it was last transferred to, else to who
 * answered first, else to whose telephone rang last. Transferred to where nobody is known to sit,
 * it is passed: it stays with who had it last, who talks no longer, until somebody picks up there.
 * It is over with the last hang-up, which no event undoes; it never ends before it was answered,
 * nor is it answered before it began.
 */
void hcrm_call_fold (const HcrmCallEvent *events, gsize n, HcrmCallFold *fold);
void hcrm_call_fold_clear (HcrmCallFold *fold);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmCallFold, hcrm_call_fold_clear)

/* Returns: (nullable): the disposition that the end of a call suggests; a person decides. */
const char *hcrm_call_suggest_disposition (const char *state, const char *cause);

G_END_DECLS
