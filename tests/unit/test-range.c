/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header Range: what is part, what is whole, what is beyond. */

#include "core/hcrm-range.h"

static const struct {
  const char *text;
  guint64 size;
  HcrmRangeKind kind;
  guint64 first, last;
} cases[] = {
  { NULL, 100, HCRM_RANGE_WHOLE },
  { "bytes=0-9", 100, HCRM_RANGE_PART, 0, 9 },
  { "bytes=0-0", 1, HCRM_RANGE_PART, 0, 0 },
  { "Bytes=10-", 100, HCRM_RANGE_PART, 10, 99 },
  { "bytes=90-200", 100, HCRM_RANGE_PART, 90, 99 },
  { "bytes=-10", 100, HCRM_RANGE_PART, 90, 99 },
  { "bytes=-200", 100, HCRM_RANGE_PART, 0, 99 },
  { "bytes=100-", 100, HCRM_RANGE_BEYOND },
  { "bytes=0-", 0, HCRM_RANGE_BEYOND },
  { "bytes=-0", 100, HCRM_RANGE_BEYOND },
  { "bytes=-1", 0, HCRM_RANGE_BEYOND },
  { "bytes=9-0", 100, HCRM_RANGE_WHOLE },
  { "bytes=0-9,20-29", 100, HCRM_RANGE_WHOLE },
  { "bytes=", 100, HCRM_RANGE_WHOLE },
  { "bytes=-", 100, HCRM_RANGE_WHOLE },
  { "bytes=a-b", 100, HCRM_RANGE_WHOLE },
  { "bytes=0-9x", 100, HCRM_RANGE_WHOLE },
  { "bytes=--5", 100, HCRM_RANGE_WHOLE },
  { "bytes=99999999999999999999-", 100, HCRM_RANGE_WHOLE },
  { "seconds=0-9", 100, HCRM_RANGE_WHOLE },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint64 first = 0, last = 0;
    g_test_message ("%s of %" G_GUINT64_FORMAT, cases[i].text, cases[i].size);
    g_assert_cmpint (hcrm_range_read (cases[i].text, cases[i].size, &first, &last), ==,
                     cases[i].kind);
    g_assert_cmpuint (first, ==, cases[i].first);
    g_assert_cmpuint (last, ==, cases[i].last);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/range/cases", test_cases);
  return g_test_run ();
}
