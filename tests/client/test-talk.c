/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks how much, and times in words. */

#include "hcrm-fake.h"
#include "widgets/hcrm-talk.h"

static HcrmTalk *
parse (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return hcrm_talk_new (json_node_get_object (node));
}

static void
test_shares (void)
{
  g_autoptr (HcrmTalk) talk =
      parse ("{\"duration_ms\":10000,\"channels\":[{\"role\":\"other\"},{\"role\":\"agent\"}],"
             "\"segments\":[{\"ch\":0,\"from\":0,\"to\":3000},{\"ch\":1,\"from\":2000,\"to\":4000},"
             "{\"ch\":0,\"from\":3500,\"to\":5000}],\"silences\":[{\"from\":5000,\"to\":10000}],"
             "\"overlaps\":[{\"from\":2000,\"to\":3000},{\"from\":3500,\"to\":4000}],"
             "\"interruptions\":[{\"at\":2000,\"by\":1}]}");
  HcrmTalkShares shares = hcrm_talk_get_shares (talk);

  g_assert_cmpuint (talk->agent, ==, 1);
  g_assert_cmpuint (talk->n_interruptions, ==, 1);
  g_assert_cmpuint (talk->silences->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (shares.both, 0.15, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.alone[0], 0.30, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.alone[1], 0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.nobody, 0.50, 1e-9);
}

/* What makes no sense is left out, and what is not there does no harm. */
static void
test_nonsense (void)
{
  g_autoptr (HcrmTalk) none = hcrm_talk_new (NULL);
  g_autoptr (HcrmTalk) odd =
      parse ("{\"duration_ms\":\"x\",\"channels\":[1,{\"role\":\"agent\"},{},{}],\"segments\":[7,"
             "{\"ch\":5,\"from\":0,\"to\":9},{\"ch\":0,\"from\":9,\"to\":9},{\"ch\":-1}],"
             "\"silences\":{},\"overlaps\":[null]}");

  g_assert_cmpuint (none->n_channels, ==, 0);
  g_assert_cmpfloat (hcrm_talk_get_shares (none).nobody, ==, 1);
  g_assert_cmpuint (odd->n_channels, ==, 2);
  g_assert_cmpuint (odd->agent, ==, 1);
  g_assert_cmpuint (odd->segments[0]->len, ==, 0);
  g_assert_cmpuint (odd->overlaps->len, ==, 0);
}

static void
assert_time (gint64 ms, gboolean tenths, const char *expected)
{
  g_autofree char *text = hcrm_talk_dup_time (ms, tenths);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_spoken (gint64 ms, const char *expected)
{
  g_autofree char *words = hcrm_talk_dup_spoken (ms);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_times (void)
{

  assert_time (0, TRUE, "0:00.0");
  assert_time (98799, TRUE, "1:38.7");
  assert_time (98799, FALSE, "1:38");
  assert_time (3600000 + 125000, FALSE, "1:02:05");
  assert_time (-5, TRUE, "0:00.0");
  assert_spoken (61000, "1 minute 1 second");
  assert_spoken (12345, "12 seconds");
  assert_spoken (3600000, "1 hour");
  assert_spoken (7325000, "2 hours 2 minutes 5 seconds");
  assert_spoken (120000, "2 minutes");
  assert_spoken (0, "0 seconds");
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  g_test_add_func ("/talk/shares", test_shares);
  g_test_add_func ("/talk/nonsense", test_nonsense);
  g_test_add_func ("/talk/times", test_times);
  return hcrm_fake_run ();
}
