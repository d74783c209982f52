/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records: what is read, what is refused, and that every bad field is named at once. */

#include "core/hcrm-record.h"

static const HcrmChoice colours[] = { { "red", "Red" }, { "green", "Green" }, { NULL } };

static const HcrmField step_fields[] = {
  { "offset_days", HCRM_KIND_INT, "Days", HCRM_FIELD_REQUIRED, "days", 0, 3650 },
};
static HCRM_DEFINE_FIELD_SET (step_set, step_fields)

    static const HcrmField fields[] = {
      { "id", HCRM_KIND_INT, "Number", HCRM_FIELD_READONLY },
      { "name", HCRM_KIND_TEXT, "Name", HCRM_FIELD_REQUIRED, NULL, 1, 10 },
      { "born", HCRM_KIND_DATE, "Born" },
      { "price", HCRM_KIND_DECIMAL, "Price", 0, "CNY", 0, 100 },
      { "colour", HCRM_KIND_CODE, "Colour", 0, NULL, 0, 0, colours },
      { "kind", HCRM_KIND_TEXT, "Kind", HCRM_FIELD_MULTIPLE },
      { "steps", HCRM_KIND_ROWS, "Steps", 0, NULL, 0, 9, NULL, &step_set },
    };
static HCRM_DEFINE_FIELD_SET (set, fields)

    static HcrmRecord *read_record (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (HcrmRecord) record = hcrm_record_new (&set);

  g_assert_nonnull (node);
  hcrm_record_read_json (record, json_node_get_object (node), FALSE, error);
  hcrm_record_check (record, error);
  return g_steal_pointer (&record);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) record = read_record (
      "{\"name\":\"单雨桐\",\"born\":\"2024-02-29\",\"price\":\"1.10\",\"colour\":null,"
      "\"kind\":[\"a\",\"b\\\"\"],\"steps\":[{\"offset_days\":7}]}",
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hcrm_record_get (record, "price"), ==, "1.10");
  g_assert_cmpstr (hcrm_record_get (record, "kind"), ==, "{\"a\",\"b\\\"\"}");
  g_assert_true (hcrm_record_has (record, "colour"));
  g_assert_false (hcrm_record_has (record, "id"));
}

static void
test_all_faults_at_once (void)
{
  static const char *const names[] = {
    "id", "born", "steps", "unknown", "colour", "name", "price"
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) record =
      read_record ("{\"id\":1,\"born\":false,\"price\":\"101\",\"colour\":\"blue\",\"steps\":{},"
                   "\"unknown\":1}",
                   &error);

  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  g_assert_cmpuint (hcrm_error_get_n_fields (error), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gboolean found = FALSE;
    for (guint k = 0; k < hcrm_error_get_n_fields (error); k++)
      found |= g_str_equal (hcrm_error_get_field (error, k), names[i]);
    g_assert_true (found);
  }
}

static void
test_rows_name_their_place (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) record = read_record (
      "{\"name\":\"a\",\"steps\":[{\"offset_days\":1},{\"offset_days\":-1},{\"x\":2}]}", &error);

  g_assert_cmpuint (hcrm_error_get_n_fields (error), ==, 3);
  g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, "steps[1].offset_days");
  g_assert_cmpstr (hcrm_error_get_field (error, 1), ==, "steps[2].x");
  g_assert_cmpstr (hcrm_error_get_field (error, 2), ==, "steps[2].offset_days");
}

static void
test_problem_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  hcrm_fail (&error, HCRM_ERROR_STALE, "name", "Name is old");
  hcrm_error_set_current (error, "{\"version\":3}");
  g_autofree char *text = hcrm_error_to_json (error, "r1");
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) back = hcrm_error_from_json (json_node_get_object (node), 412);

  g_assert_error (back, HCRM_ERROR, HCRM_ERROR_STALE);
  g_assert_cmpstr (back->message, ==, "Name is old");
  g_assert_cmpstr (hcrm_error_get_field (back, 0), ==, "name");
  g_assert_cmpstr (hcrm_error_get_current (back), ==, "{\"version\":3}");
}

static void
test_bad_dates (void)
{
  static const char *const bad[] = { "2023-02-29", "2023-13-01",           "2023-1-01",
                                     "23-01-01",   "2023-01-01T00:00:00Z", "" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmRecord) record = hcrm_record_new (&set);

    hcrm_record_set (record, "name", "a");
    hcrm_record_set (record, "born", bad[i]);
    g_assert_false (hcrm_record_check (record, &error));
    g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, "born");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/good", test_good);
  g_test_add_func ("/record/all-faults-at-once", test_all_faults_at_once);
  g_test_add_func ("/record/rows-name-their-place", test_rows_name_their_place);
  g_test_add_func ("/record/problem-round-trip", test_problem_round_trip);
  g_test_add_func ("/record/bad-dates", test_bad_dates);
  return g_test_run ();
}
