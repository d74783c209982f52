/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a call is by its events, in whatever order they came. */

#include <string.h>

#include "hcrm-call.h"
#include "hcrm-caller.h"

static const char *const kinds[] = {
  [HCRM_CALL_INCOMING] = "incoming", [HCRM_CALL_DIALLING] = "dialling",
  [HCRM_CALL_RINGING] = "ringing",   [HCRM_CALL_ANSWERED] = "answered",
  [HCRM_CALL_KEY] = "key",           [HCRM_CALL_HELD] = "held",
  [HCRM_CALL_RESUMED] = "resumed",   [HCRM_CALL_TRANSFERRED] = "transferred",
  [HCRM_CALL_RECORDED] = "recorded", [HCRM_CALL_HUNG_UP] = "hung-up",
};

int
hcrm_call_kind_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i], name) == 0)
      return i;
  return -1;
}

const char *
hcrm_call_kind_get_name (HcrmCallKind kind)
{
  return kinds[kind];
}

/* --- In order ------------------------------------------------------------------------------- */

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const HcrmCallEvent *one = *(const HcrmCallEvent *const *) a;
  const HcrmCallEvent *two = *(const HcrmCallEvent *const *) b;

  if (one->at != two->at)
    return one->at < two->at ? -1 : 1;
  if (one->kind != two->kind)
    return one->kind < two->kind ? -1 : 1;
  return strcmp (one->id, two->id);
}

/* An event that came twice is one, even if it was told differently: the earlier one. */
static GPtrArray *
sort_events (const HcrmCallEvent *events, gsize n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *sorted = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (all, (gpointer) &events[i]);
  g_ptr_array_sort (all, compare_events);
  for (guint i = 0; i < all->len; i++) {
    HcrmCallEvent *event = g_ptr_array_index (all, i);
    if (g_hash_table_add (known, (gpointer) event->id))
      g_ptr_array_add (sorted, event);
  }
  return sorted;
}

/* --- Who and from where ------------------------------------------------------------------------
 */

static void
add_user (GArray *users, gint64 user)
{
  guint at = 0;

  for (; at < users->len && g_array_index (users, gint64, at) <= user; at++)
    if (g_array_index (users, gint64, at) == user)
      return;
  g_array_insert_val (users, at, user);
}

static int
weigh_number (const char *number)
{
  switch (hcrm_caller_read_number (number, NULL)) {
  case HCRM_CALLER_NUMBER:
    return 2;
  case HCRM_CALLER_SHORT:
    return 1;
  case HCRM_CALLER_WITHHELD:
    return 0;
  }
  g_return_val_if_reached (0);
}

/* A whole number says more than the extension of who passed the call on, and that more than none.
 */
static void
take_number (HcrmCallFold *fold, const char *number)
{
  if (weigh_number (number) > weigh_number (fold->number))
    fold->number = number;
}

static const char *
find_direction (const HcrmCallEvent *event)
{
  if (event->direction != NULL)
    return event->direction;
  if (event->kind == HCRM_CALL_INCOMING)
    return "in";
  return event->kind == HCRM_CALL_DIALLING ? "out" : NULL;
}

/* --- The fold ------------------------------------------------------------------------------- */

/* Whose telephone rang last; who has the call, or had it last; whether it has left them for where
 * nobody is known. */
typedef struct {
  gint64 rung, has;
  gboolean gone;
} Hands;

static void
take_hands (Hands *hands, const HcrmCallEvent *event)
{
  gboolean passed = event->kind == HCRM_CALL_TRANSFERRED;
  gboolean taken = event->kind == HCRM_CALL_ANSWERED && (hands->has == 0 || hands->gone);

  if (event->user_id == 0) {
    hands->gone = hands->gone || passed;
  } else if (passed || taken) {
    hands->has = event->user_id;
    hands->gone = FALSE;
  } else if (event->kind <= HCRM_CALL_RINGING) {
    hands->rung = event->user_id;
  }
}

static void
take_times (HcrmCallFold *fold, const HcrmCallEvent *event)
{
  if (event->kind == HCRM_CALL_ANSWERED && fold->answered_at == 0)
    fold->answered_at = event->at;
  if (event->kind != HCRM_CALL_HUNG_UP)
    return;
  fold->ended_at = event->at;
  if (event->cause != NULL)
    fold->cause = event->cause;
  if (event->by != NULL)
    fold->by = event->by;
}

static void
take_event (HcrmCallFold *fold, Hands *hands, const HcrmCallEvent *event)
{
  if (fold->direction == NULL)
    fold->direction = find_direction (event);
  take_number (fold, event->number);
  take_hands (hands, event);
  take_times (fold, event);
  if (event->user_id != 0)
    add_user (fold->users, event->user_id);
  if (event->kind >= HCRM_CALL_HELD && event->kind <= HCRM_CALL_TRANSFERRED)
    fold->on_hold = event->kind == HCRM_CALL_HELD;
  if (event->kind == HCRM_CALL_RECORDED)
    fold->recorded = TRUE;
}

static const char *
find_state (const HcrmCallFold *fold, const Hands *hands, gboolean rings)
{
  gboolean in = strcmp (fold->direction, "in") == 0;

  if (fold->ended_at != 0 && fold->answered_at != 0)
    return "ended";
  if (fold->ended_at != 0)
    return in ? "missed" : "failed";
  if (hands->gone)
    return "passed";
  if (fold->answered_at != 0)
    return "talking";
  return in || rings ? "ringing" : "dialling";
}

static gboolean
has_kind (GPtrArray *events, HcrmCallKind kind)
{
  for (guint i = 0; i < events->len; i++)
    if (((HcrmCallEvent *) g_ptr_array_index (events, i))->kind == kind)
      return TRUE;
  return FALSE;
}

static void
settle (HcrmCallFold *fold, const Hands *hands, GPtrArray *sorted)
{
  if (fold->direction == NULL)
    fold->direction = "in";
  if (fold->ended_at != 0)
    fold->ended_at = MAX (fold->ended_at, fold->answered_at);
  fold->on_hold = fold->on_hold && fold->ended_at == 0 && fold->answered_at != 0;
  fold->user_id = hands->has != 0 ? hands->has : hands->rung;
  fold->state = find_state (fold, hands, has_kind (sorted, HCRM_CALL_RINGING));
}

void
hcrm_call_fold (const HcrmCallEvent *events, gsize n, HcrmCallFold *fold)
{
  g_autoptr (GPtrArray) sorted = sort_events (events, n);
  Hands hands = { 0 };

  *fold = (HcrmCallFold){ .users = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  for (guint i = 0; i < sorted->len; i++) {
    const HcrmCallEvent *event = g_ptr_array_index (sorted, i);
    if (i == 0)
      fold->started_at = event->at;
    take_event (fold, &hands, event);
  }
  settle (fold, &hands, sorted);
}

void
hcrm_call_fold_clear (HcrmCallFold *fold)
{
  g_clear_pointer (&fold->users, g_array_unref);
}

const char *
hcrm_call_suggest_disposition (const char *state, const char *cause)
{
  static const char *const suggested[][2] = { { "busy", "busy" },
                                              { "rejected", "busy" },
                                              { "no-answer", "no_answer" },
                                              { "unreachable", "switched_off" },
                                              { "invalid-number", "wrong_number" } };

  if (g_strcmp0 (state, "ended") == 0)
    return "reached";
  if (g_strcmp0 (state, "failed") != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (suggested); i++)
    if (g_strcmp0 (cause, suggested[i][0]) == 0)
      return suggested[i][1];
  return "no_answer";
}
