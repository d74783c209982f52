/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a call is by its events: the cases it must get right, and that no order of them matters. */

#include "model/hcrm-call.h"

#define S G_TIME_SPAN_SECOND
#define T0 (1700000000 * S)

typedef struct {
  HcrmCallEvent events[8];
  const char *state, *direction, *number, *cause;
  gint64 waited, talked; /* seconds; -1 for none */
  gint64 user;
  const char *users;
} Case;

#define E(kind_, after, ...)                                                                       \
  {                                                                                                \
    .kind = HCRM_CALL_##kind_, .id = #kind_ #after, .at = T0 + after * S, __VA_ARGS__              \
  }
#define PATIENT .number = "13900000001"

/* clang-format off */
static const Case cases[] = {
  /* Rings, is answered, ends. */
  { { E (INCOMING, 0, PATIENT), E (RINGING, 1, .user_id = 5), E (ANSWERED, 4, .user_id = 5), E (HUNG_UP, 64, .cause = "normal", .by = "other") },
    "ended", "in", "13900000001", "normal", 4, 60, 5, "5" },
  /* The caller gives up. */
  { { E (INCOMING, 0, PATIENT), E (RINGING, 1, .user_id = 5), E (HUNG_UP, 20, .cause = "cancelled", .by = "other") },
    "missed", "in", "13900000001", "cancelled", -1, -1, 5, "5" },
  /* Nobody takes our call. */
  { { E (DIALLING, 0, PATIENT, .user_id = 7), E (RINGING, 2), E (HUNG_UP, 32, .cause = "no-answer") },
    "failed", "out", "13900000001", "no-answer", -1, -1, 7, "7" },
  { { E (DIALLING, 0, PATIENT, .user_id = 7) }, "dialling", "out", "13900000001", NULL, -1, -1, 7, "7" },
  { { E (DIALLING, 0, PATIENT, .user_id = 7), E (RINGING, 2) }, "ringing", "out", "13900000001", NULL, -1, -1, 7, "7" },
  /* It rings at three desks; two pick up in one moment: whoever was first has it. */
  { { E (INCOMING, 0, PATIENT), { HCRM_CALL_RINGING, "r9", T0 + S, .user_id = 9 }, { HCRM_CALL_RINGING, "r3", T0 + S, .user_id = 3 }, { HCRM_CALL_RINGING, "r5", T0 + S, .user_id = 5 },
      { HCRM_CALL_ANSWERED, "a9", T0 + 3 * S + 1, .user_id = 9 }, { HCRM_CALL_ANSWERED, "a3", T0 + 3 * S, .user_id = 3 } },
    "talking", "in", "13900000001", NULL, 3, -1, 3, "3 5 9" },
  /* Passed on: whoever gets it has it; the caller's number stays, not the colleague's extension. */
  { { E (INCOMING, 0, .number = "8001"), E (ANSWERED, 2, .user_id = 5), E (TRANSFERRED, 30, .user_id = 3, PATIENT), { HCRM_CALL_ANSWERED, "again", T0 + 33 * S, .user_id = 3 },
      E (HUNG_UP, 93) },
    "ended", "in", "13900000001", NULL, 2, 91, 3, "3 5" },
  /* Passed on twice, and back. */
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 2, .user_id = 5), E (TRANSFERRED, 30, .user_id = 3), E (TRANSFERRED, 40, .user_id = 5) },
    "talking", "in", "13900000001", NULL, 2, -1, 5, "3 5" },
  /* Passed on to where nobody is known to sit: over for who passed it on, whose it stays until somebody picks up there. */
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 2, .user_id = 5), E (HELD, 9), E (TRANSFERRED, 30) }, "passed", "in", "13900000001", NULL, 2, -1, 5, "5" },
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 2, .user_id = 5), E (TRANSFERRED, 30), E (HUNG_UP, 93) }, "ended", "in", "13900000001", NULL, 2, 91, 5, "5" },
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 2, .user_id = 5), E (TRANSFERRED, 30), { HCRM_CALL_ANSWERED, "there", T0 + 33 * S, .user_id = 3 } },
    "talking", "in", "13900000001", NULL, 2, -1, 3, "3 5" },
  /* Withheld. */
  { { E (INCOMING, 0, .number = "anonymous"), E (ANSWERED, 2, .user_id = 5) }, "talking", "in", NULL, NULL, 2, -1, 5, "5" },
  /* Only the end of it is known so far. */
  { { E (HUNG_UP, 50, .cause = "normal") }, "missed", "in", NULL, "normal", -1, -1, 0, "" },
  { { E (ANSWERED, 4, .user_id = 5, .direction = "out") }, "talking", "out", NULL, NULL, 0, -1, 5, "5" },
  /* Said twice; and a hang-up of each leg. */
  { { E (DIALLING, 0, PATIENT, .user_id = 7), E (DIALLING, 0, PATIENT, .user_id = 7), E (ANSWERED, 9), E (HUNG_UP, 19, .by = "other"), { HCRM_CALL_HUNG_UP, "leg", T0 + 20 * S } },
    "ended", "out", "13900000001", NULL, 9, 11, 7, "7" },
  /* A clock that goes back: nothing ends before it was answered. */
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 9, .user_id = 5), E (HUNG_UP, 8) }, "ended", "in", "13900000001", NULL, 9, 0, 5, "5" },
  /* Hold and keys change neither state nor times. */
  { { E (INCOMING, 0, PATIENT), E (ANSWERED, 2, .user_id = 5), E (KEY, 5), E (HELD, 6), E (RESUMED, 9), E (RECORDED, 9) }, "talking", "in", "13900000001", NULL, 2, -1, 5, "5" },
};
/* clang-format on */

static guint
count (const Case *one)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (one->events) && one->events[n].id != NULL)
    n++;
  return n;
}

static char *
write_users (const HcrmCallFold *fold)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < fold->users->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            g_array_index (fold->users, gint64, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_fold (const Case *one, const HcrmCallFold *fold)
{
  g_autofree char *users = write_users (fold);
  gint64 waited = fold->answered_at != 0 ? (fold->answered_at - fold->started_at) / S : -1;
  gint64 talked =
      fold->answered_at != 0 && fold->ended_at != 0 ? (fold->ended_at - fold->answered_at) / S : -1;

  g_assert_cmpstr (fold->state, ==, one->state);
  g_assert_cmpstr (fold->direction, ==, one->direction);
  g_assert_cmpstr (fold->number, ==, one->number);
  g_assert_cmpstr (fold->cause, ==, one->cause);
  g_assert_cmpint (waited, ==, one->waited);
  g_assert_cmpint (talked, ==, one->talked);
  g_assert_cmpint (fold->user_id, ==, one->user);
  g_assert_cmpstr (users, ==, one->users);
  g_assert_false (fold->on_hold);
}

/* Every order, by Heap's algorithm. */
static guint
permute (const Case *one, HcrmCallEvent *events, guint k, guint n)
{
  guint seen = 0;

  if (k <= 1) {
    g_auto (HcrmCallFold) fold = { NULL };
    hcrm_call_fold (events, n, &fold);
    assert_fold (one, &fold);
    return 1;
  }
  for (guint i = 0; i < k; i++) {
    seen += permute (one, events, k - 1, n);
    guint other = k % 2 == 0 ? i : 0;
    HcrmCallEvent kept = events[other];
    events[other] = events[k - 1];
    events[k - 1] = kept;
  }
  return seen;
}

static void
test_orders (void)
{
  guint seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    HcrmCallEvent events[G_N_ELEMENTS (cases[i].events)];
    guint n = count (&cases[i]);
    for (guint k = 0; k < n; k++)
      events[k] = cases[i].events[k];
    g_test_message ("case %u", i);
    seen += permute (&cases[i], events, n, n);
  }
  g_assert_cmpuint (seen, >, 1500);
}

/* --- Any events at all ------------------------------------------------------------------------ */

#define N_RANDOM 9

static void
make_random (GRand *rand, HcrmCallEvent *events)
{
  static const char *const numbers[] = { NULL, "13900000001", "8001", "anonymous", "057188886620" };
  static const char *const directions[] = { NULL, NULL, "in", "out" };
  static const char *const ids[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };

  for (guint i = 0; i < N_RANDOM; i++)
    events[i] = (HcrmCallEvent){
      .kind = g_rand_int_range (rand, 0, HCRM_CALL_N_KINDS),
      .id = ids[g_rand_int_range (rand, 0, N_RANDOM)],
      .at = T0 + g_rand_int_range (rand, 0, 6) * S,
      .direction = directions[g_rand_int_range (rand, 0, 4)],
      .number = numbers[g_rand_int_range (rand, 0, 5)],
      .user_id = g_rand_int_range (rand, 0, 4),
      .cause = g_rand_boolean (rand) ? "normal" : NULL,
    };
}

/* Two of one id and instant that differ are one event told in two ways: nothing parts them, so they
 * are told alike here. */
static void
tell_alike (HcrmCallEvent *events)
{
  for (guint i = 0; i < N_RANDOM; i++)
    for (guint k = 0; k < i; k++)
      if (g_str_equal (events[i].id, events[k].id))
        events[i] = events[k];
}

static void
shuffle (GRand *rand, HcrmCallEvent *events)
{
  for (guint i = N_RANDOM - 1; i > 0; i--) {
    guint k = g_rand_int_range (rand, 0, i + 1);
    HcrmCallEvent kept = events[i];
    events[i] = events[k];
    events[k] = kept;
  }
}

static char *
write_fold (const HcrmCallFold *fold)
{
  g_autofree char *users = write_users (fold);

  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %s %" G_GINT64_FORMAT " [%s] %d %d %s",
                          fold->state, fold->direction, fold->started_at, fold->answered_at,
                          fold->ended_at, fold->number, fold->user_id, users, fold->on_hold,
                          fold->recorded, fold->cause);
}

static void
assert_sane (const HcrmCallFold *fold)
{
  gboolean ended = fold->ended_at != 0, answered = fold->answered_at != 0;

  g_assert_cmpint (fold->started_at, >, 0);
  g_assert_true (!answered || fold->answered_at >= fold->started_at);
  g_assert_true (!ended || fold->ended_at >= MAX (fold->started_at, fold->answered_at));
  gboolean passed = g_str_equal (fold->state, "passed");
  g_assert_true (!passed || !ended);
  g_assert_true (passed || g_str_equal (fold->state, "talking") == (answered && !ended));
  g_assert_true (g_str_equal (fold->state, "ended") == (answered && ended));
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (60);

  for (guint i = 0; i < 2000; i++) {
    HcrmCallEvent events[N_RANDOM];
    g_auto (HcrmCallFold) once = { NULL }, again = { NULL };

    make_random (rand, events);
    tell_alike (events);
    hcrm_call_fold (events, N_RANDOM, &once);
    g_autofree char *was = write_fold (&once);
    shuffle (rand, events);
    hcrm_call_fold (events, N_RANDOM, &again);
    g_autofree char *is = write_fold (&again);
    g_assert_cmpstr (was, ==, is);
    assert_sane (&again);
  }
}

static void
test_suggested (void)
{
  g_assert_cmpstr (hcrm_call_suggest_disposition ("ended", "normal"), ==, "reached");
  g_assert_cmpstr (hcrm_call_suggest_disposition ("failed", "busy"), ==, "busy");
  g_assert_cmpstr (hcrm_call_suggest_disposition ("failed", "unreachable"), ==, "switched_off");
  g_assert_cmpstr (hcrm_call_suggest_disposition ("failed", "invalid-number"), ==, "wrong_number");
  g_assert_cmpstr (hcrm_call_suggest_disposition ("failed", NULL), ==, "no_answer");
  g_assert_null (hcrm_call_suggest_disposition ("talking", NULL));
  g_assert_null (hcrm_call_suggest_disposition ("missed", "cancelled"));
}

static void
test_kinds (void)
{
  for (int i = 0; i < HCRM_CALL_N_KINDS; i++)
    g_assert_cmpint (hcrm_call_kind_from_name (hcrm_call_kind_get_name (i)), ==, i);
  for (guint i = 0; hcrm_call_event_choices[i].value != NULL; i++)
    g_assert_cmpint (hcrm_call_kind_from_name (hcrm_call_event_choices[i].value), ==, i);
  g_assert_cmpint (hcrm_call_kind_from_name ("nonsense"), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-fold/orders", test_orders);
  g_test_add_func ("/call-fold/random", test_random);
  g_test_add_func ("/call-fold/suggested", test_suggested);
  g_test_add_func ("/call-fold/kinds", test_kinds);
  return g_test_run ();
}
