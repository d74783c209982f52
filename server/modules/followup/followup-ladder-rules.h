/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure rules of the escalation ladder: what its steps must fulfil, and which is next for whom. */

#pragma once

#include <json-glib/json-glib.h>

#include "followup-rules.h"

/* Names every step at fault: `steps[2].after_minutes`. */
gboolean hcrm_ladder_check (GPtrArray *steps, GError **error);

/* Somebody to call. own: the patient's number; tried: how often, for this task; missed: how often
 * in vain since the patient was last spoken to. */
typedef struct {
  gint64 id;
  char *name;
  char *relation;
  gboolean own;
  gboolean told; /* may be spoken to about the patient */
  gboolean invalid;
  guint tried;
  guint missed;
} HcrmLadderContact;

/**
 * HcrmLadder:
 * @steps: (element-type HcrmRecord): of hcrm_followup_ladder_step_fields, checked
 * @uses: how often each of them was used
 * @contacts: (element-type HcrmLadderContact): the best first
 * @last: (nullable): who was called last; one of @contacts
 * @takes_messages: whether a message could reach the patient
 * @night, @morning: the hours between which nobody is called; the same for none
 * @head, @doctor: (nullable): names of who could be given the task
 *
 * One call that nobody answers.
 */
typedef struct {
  GPtrArray *steps;
  guint *uses;
  GPtrArray *contacts;
  HcrmLadderContact *last;
  gboolean takes_messages;
  guint night;
  guint morning;
  char *head;
  char *doctor;
  HcrmFollowupDays *days;
  GTimeZone *zone;
} HcrmLadder;

HcrmLadder *hcrm_ladder_new (GPtrArray *steps); /* takes a reference */
void hcrm_ladder_free (HcrmLadder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmLadder, hcrm_ladder_free)

/* Returns: (transfer none): to be filled in. */
HcrmLadderContact *hcrm_ladder_add_contact (HcrmLadder *self, gint64 id);

/* Returns: (nullable): the contact @id. */
HcrmLadderContact *hcrm_ladder_find_contact (HcrmLadder *self, gint64 id);

/* Returns: (nullable): whom one calls first: the patient, or who speaks for them. */
HcrmLadderContact *hcrm_ladder_get_first (HcrmLadder *self);

/**
 * HcrmLadderMove:
 * @step: index of the step that is next
 * @contact: (nullable): whom to call
 * @at: (nullable): when; %NULL for at once
 * @skipped: [{code, params}] of each step that was next, but cannot be taken
 * @code, @params: what is next, for people to read
 */
typedef struct {
  guint step;
  HcrmLadderContact *contact;
  GDateTime *at;
  JsonArray *skipped;
  const char *code;
  JsonObject *params;
} HcrmLadderMove;

void hcrm_ladder_move_clear (HcrmLadderMove *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmLadderMove, hcrm_ladder_move_clear)

/* What the step of a move does: a value of hcrm_followup_ladder_channel_choices. */
const char *hcrm_ladder_get_channel (HcrmLadder *self, guint step);

/* Finds what is next when an attempt that ended at @now came to @outcome. Changes nothing. */
void
hcrm_ladder_climb (HcrmLadder *self, const char *outcome, GDateTime *now, HcrmLadderMove *move);

/**
 * hcrm_ladder_rehearse:
 *
 * Climbs to the end as if every attempt came to @outcome, the first one at @now. Uses @self up.
 *
 * Returns: (transfer full): [{code, params, at, step}], the first call first
 */
JsonArray *hcrm_ladder_rehearse (HcrmLadder *self, const char *outcome, GDateTime *now);
