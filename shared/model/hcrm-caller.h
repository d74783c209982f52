/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a telephone number may mean: what is known of each candidate, and the order they come in. */

#pragma once

#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What a lookup takes: the number as the telephone shows it or as it was typed. */
extern const HcrmFieldSet hcrm_caller_query;

/* Who was on the line, as /callers gives it; those not read-only are what is recorded. */
extern const HcrmFieldSet hcrm_caller_fields;

/* One candidate of a lookup. `reasons`: [{code, params, points}] for hcrm_explain(). */
extern const HcrmFieldSet hcrm_caller_item_fields;

/* One of the other patients who share a number with a patient. */
extern const HcrmFieldSet hcrm_household_fields;

/* A number that more contacts than these share is a switchboard's: it names nobody. */
#define HCRM_CALLER_MANY 50

/* Why a lookup names nobody. */
typedef enum {
  HCRM_CALLER_NUMBER,   /* it is a number that can be looked up */
  HCRM_CALLER_WITHHELD, /* nothing, or words such as `anonymous` */
  HCRM_CALLER_SHORT,    /* an extension: of a colleague who passes somebody on, for instance */
} HcrmCallerNumber;

/**
 * hcrm_caller_read_number:
 * @text: (nullable): what the telephone shows: `+86 138…`, `０１３８…`, `sip:138…@host`,
 * `anonymous`
 * @key: (out) (optional) (transfer full) (nullable): hcrm_number_key() of a whole number, else
 * %NULL
 *
 * Thread safe.
 */
HcrmCallerNumber hcrm_caller_read_number (const char *text, char **key);

/* Returns: its name in a reply, such as `withheld`; %NULL for %HCRM_CALLER_NUMBER. */
const char *hcrm_caller_number_name (HcrmCallerNumber number);

#define HCRM_CALLER_NEVER (-1)

/**
 * HcrmCallerFacts:
 * @patient_id: of the surviving record; one candidate for each
 * @relation: (nullable): of the contact that has the number, `self` for the patient; %NULL if no
 *   contact has it, and the patient is known to the number from an earlier call alone
 * @child: too young to call, see hcrm_script_is_child()
 * @invalid: the contact was said to be no longer valid
 * @merged: the number stands on a record that was merged into this one
 * @named_hours: since somebody calling about this patient was said to be on this line, or
 *   %HCRM_CALLER_NEVER
 * @named_last: nobody else was said to be on this line since then
 * @missed_hours: since a call of ours to this number that reached nobody, with no talk since; or
 *   %HCRM_CALLER_NEVER
 * @talked_hours: since the last talk about this patient, whoever called; or %HCRM_CALLER_NEVER
 * @due: open tasks due today or before
 * @appointments: of today
 * @own_complaints: open ones that were made from this number
 * @complaints: other open ones
 */
typedef struct {
  gint64 patient_id;
  const char *relation;
  gboolean child;
  gboolean invalid;
  gboolean merged;
  gboolean deceased;
  gint64 named_hours;
  gboolean named_last;
  gint64 missed_hours;
  gint64 talked_hours;
  guint due;
  guint appointments;
  guint own_complaints;
  guint complaints;
} HcrmCallerFacts;

/* Why a candidate stands where it does. */
typedef enum {
  HCRM_CALLER_DECEASED,
  HCRM_CALLER_INVALID,
  HCRM_CALLER_OWN,
  HCRM_CALLER_CHILD,
  HCRM_CALLER_CLOSE,
  HCRM_CALLER_RELATION,
  HCRM_CALLER_NAMED_NOW,
  HCRM_CALLER_NAMED_LAST,
  HCRM_CALLER_NAMED_ONCE,
  HCRM_CALLER_NAMED_BEFORE,
  HCRM_CALLER_MISSED,
  HCRM_CALLER_OWN_COMPLAINT,
  HCRM_CALLER_COMPLAINT,
  HCRM_CALLER_APPOINTMENT,
  HCRM_CALLER_DUE,
  HCRM_CALLER_TALKED,
  HCRM_CALLER_MERGED,
  HCRM_CALLER_N_REASONS
} HcrmCallerReason;

/* A candidate with its points, and the reasons as a set of bits (1 << reason). */
typedef struct {
  const HcrmCallerFacts *facts;
  int points;
  guint reasons;
} HcrmCallerRank;

/**
 * hcrm_caller_rank:
 * @facts: (array length=n): the candidates, in any order
 *
 * The likeliest first. Points are added up; the weights and why they are what they are stand in
 * hcrm-caller.c. Who has as many points as another comes first by the later talk, then by the
 * lower id, so that the order never depends on that of @facts. Pure; thread safe.
 *
 * Returns: (transfer full) (element-type HcrmCallerRank): as many as @facts, which they point to
 */
GArray *hcrm_caller_rank (const HcrmCallerFacts *facts, gsize n);

/* Returns: (transfer full): the reasons of @rank as a JSON array of {code, params, points}. */
JsonNode *hcrm_caller_dup_reasons (const HcrmCallerRank *rank);

G_END_DECLS
