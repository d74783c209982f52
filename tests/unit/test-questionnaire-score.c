/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the answers add up to, and which of them alarm. */

#include "hcrm-form-kit.h"

static HcrmResponse *
new_scored (void)
{
  static const char json[] = HEAD
      "\"extension\":[" BAND ("2", "4", "mild", "warn") "," BAND ("0", "1", "none", "ok") "," BAND (
          "5", "6", "severe", "danger") "],\"item\":[" PHQ_ITEM ("1") "," PHQ_ITEM ("2") "]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return hcrm_response_new (questionnaire);
}

static void
count_cb (HcrmResponse *response, guint *n)
{
  (*n)++;
}

static void
test_score (void)
{
  g_autoptr (HcrmResponse) response = new_scored ();
  const HcrmScore *score = hcrm_response_get_score (response);
  guint n = 0;

  g_signal_connect (response, "score-changed", G_CALLBACK (count_cb), &n);
  g_assert_true (score->scored);
  g_assert_null (score->band);
  g_assert_cmpint (score->high, ==, 6000000);
  g_assert_cmpuint (score->required_missing, ==, 2);
  hcrm_response_choose (response, "p1", 0, 3);
  g_assert_cmpint (score->value, ==, 3000000);
  g_assert_cmpuint (score->scored_answered, ==, 1);
  g_assert_cmpuint (score->scored_total, ==, 2);
  hcrm_response_choose (response, "p2", 0, 2);
  g_assert_cmpstr (hcrm_text_get (score->band->label, "en"), ==, "severe in English");
  g_assert_cmpint (score->band->severity, ==, HCRM_SEVERITY_DANGER);
  g_assert_cmpuint (score->required_missing, ==, 0);
  hcrm_response_choose (response, "p2", 0, 2);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_score_text (void)
{
  static const struct {
    gint64 score;
    const char *text;
  } cases[] = { { 0, "0" }, { 300000, "0.3" }, { -1500000, "-1.5" }, { 12000000, "12" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = hcrm_score_to_text (cases[i].score);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_alarms (void)
{
  g_autoptr (HcrmResponse) response = new_response (WALKING "," TEMPERATURE);

  set (response, "temperature", "37.5");
  g_assert_false (hcrm_response_is_alarming (response, "temperature", 0));
  set (response, "temperature", "45");
  g_assert_false (hcrm_response_is_alarming (response, "temperature", 0));
  g_assert_cmpuint (hcrm_response_get_score (response)->alarms, ==, 0);
  set (response, "temperature", "37.60");
  set (response, "walk", "no");
  g_assert_cmpuint (hcrm_response_get_score (response)->alarms, ==, 2);
  g_autoptr (GPtrArray) alarms = hcrm_response_get_alarms (response, "en");
  const HcrmAlarm *walk = g_ptr_array_index (alarms, 0);
  const HcrmAlarm *temperature = g_ptr_array_index (alarms, 1);
  g_assert_cmpstr (walk->answer, ==, "不能");
  g_assert_cmpstr (walk->note, ==, "当日报医生");
  g_assert_cmpstr (temperature->answer, ==, "37.60 ℃");
}

/* Answers so many of the form's scored items with its option number @choice. */
static gint64
score_answers (HcrmResponse *response, guint choice, guint n)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len && n > 0; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (!item->weighed)
      continue;
    hcrm_response_choose (response, item->link_id, 0, choice);
    n--;
  }
  return hcrm_response_get_score (response)->value;
}

static void
test_published_ranges (void)
{
  static const struct {
    const char *file;
    guint n;
    gint64 high;
  } instruments[] = {
    { "epds.5fe21b.json", 10, 30 }, { "audit-c.7fd5e3.json", 3, 12 },
    { "mmrc.bbab5e.json", 1, 4 },   { "phq-2.dfb796.json", 2, 6 },
    { "PHQ-9.5cab8e.json", 9, 27 }, { "GAD-7.7de71e.json", 7, 21 },
  };

  g_autofree char *folder = get_data_file ("questionnaires", "");

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("The sample data is not there");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++) {
    g_autofree char *path = get_data_file ("questionnaires", instruments[i].file);
    g_autoptr (HcrmQuestionnaire) questionnaire = read_file (path);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    g_assert_cmpint (hcrm_response_get_score (response)->high, ==, instruments[i].high * 1000000);
    score_answers (response, 0, instruments[i].n);
    g_assert_cmpuint (hcrm_response_get_score (response)->scored_answered, ==,
                      hcrm_response_get_score (response)->scored_total);
  }
}

/* A form of nine items, 0 to 3 points each, with the bands of a line of the table each. */
static char *
make_phq9 (const char *table)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_autoptr (GString) json = g_string_new (HEAD "\"extension\":[");

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    if (g_strcmp0 (cells[0], "PHQ-9") != 0)
      continue;
    g_autoptr (GString) band = g_string_new (BAND ("LOW", "HIGH", "LABEL", "ok"));
    g_string_replace (band, "LOW", cells[1], 0);
    g_string_replace (band, "HIGH", cells[2], 0);
    g_string_replace (band, "LABEL", cells[3], 0);
    g_string_append_printf (json, "%s%s", g_str_has_suffix (json->str, "[") ? "" : ",", band->str);
  }
  g_string_append (json, "],\"item\":[");
  for (guint i = 0; i < 9; i++) {
    g_autoptr (GString) item = g_string_new (PHQ_ITEM ("NUMBER"));
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_string_replace (item, "NUMBER", number, 0);
    g_string_append_printf (json, "%s%s", i > 0 ? "," : "", item->str);
  }
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Gives @sum points: threes first, then the rest. */
static void
give_points (HcrmResponse *response, guint sum)
{
  for (guint i = 0; i < 9; i++) {
    g_autofree char *link_id = g_strdup_printf ("p%u", i);
    guint points = MIN (sum, 3);
    hcrm_response_choose (response, link_id, 0, points);
    sum -= points;
  }
}

static void
test_phq9_bands (void)
{
  g_autofree char *path = get_data_file ("tables", "severity_bands.csv");
  g_autofree char *table = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &table, NULL, NULL)) {
    g_test_skip ("The sample data is not there");
    return;
  }
  g_autofree char *json = make_phq9 (table);
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  for (guint sum = 0; sum <= 27; sum++) {
    static const char *const labels[] = { "minimal/none",      "mild",   "moderate",
                                          "moderately severe", "severe", "severe" };
    give_points (response, sum);
    const HcrmScore *score = hcrm_response_get_score (response);
    g_assert_cmpint (score->value, ==, sum * 1000000);
    g_assert_cmpstr (hcrm_text_get (score->band->label, NULL), ==, labels[sum / 5]);
  }
}

/* A line of the table: what a box holds, apart by "|"; a cell in quotes is a list of questions. */
typedef struct {
  char *items;
  char *boxes[3];
} Measure;

static Measure
read_measure (const char *line)
{
  const char *rest = strchr (line, ',') + 1;
  const char *end = *rest == '"' ? strchr (rest + 1, '"') : strchr (rest, ',');
  Measure measure = { g_strndup (rest + (*rest == '"'), (gsize) (end - rest) - (*rest == '"')) };
  g_auto (GStrv) cells = g_strsplit (strchr (end, ',') + 1, ",", 3);

  for (guint i = 0; i < G_N_ELEMENTS (measure.boxes); i++)
    measure.boxes[i] = g_strstrip (g_strdup (cells[i]));
  return measure;
}

static void
clear_measure (Measure *measure)
{
  g_free (measure->items);
  for (guint i = 0; i < G_N_ELEMENTS (measure->boxes); i++)
    g_free (measure->boxes[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, clear_measure)

/* The number of the box that an answer belongs to; -1 if to none. */
static int
find_box (const Measure *measure, const char *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (measure->boxes); i++) {
    g_auto (GStrv) texts = g_strsplit (measure->boxes[i], "|", -1);
    if (g_strv_contains ((const char *const *) texts, answer))
      return (int) i;
  }
  return -1;
}

/* Answers the questions that others depend on, so that all are asked. */
static void
open_all (HcrmResponse *response)
{
  hcrm_response_choose (response, "q10", 0, 0);
  hcrm_response_choose (response, "q12", 0, 0);
  hcrm_response_choose (response, "q15", 0, 0);
}

/* What statistics read of the answer: the row's text. */
static char *
dup_row_text (HcrmResponse *response, const char *link_id)
{
  g_autoptr (GPtrArray) rows = hcrm_response_get_rows (response);

  for (guint i = 0; i < rows->len; i++) {
    const HcrmAnswerRow *row = g_ptr_array_index (rows, i);
    if (g_str_equal (row->item, link_id))
      return g_strdup (row->text);
  }
  return NULL;
}

/* Every option is in one box of its measure, but for "does not apply"; every box is reached. */
static void
check_boxes (HcrmQuestionnaire *form, const Measure *measure, const char *number)
{
  g_autofree char *link_id = g_strconcat ("q", number, NULL);
  const HcrmItem *item = hcrm_questionnaire_find (form, link_id);
  gboolean reached[3] = { FALSE, *measure->boxes[1] == '\0', FALSE };

  g_assert_nonnull (item);
  for (guint i = 0; i < item->options->len; i++) {
    g_autoptr (HcrmResponse) response = hcrm_response_new (form);
    open_all (response);
    hcrm_response_choose (response, link_id, 0, i);
    g_autofree char *text = dup_row_text (response, link_id);
    int box = find_box (measure, text);
    g_assert_true (box >= 0 || g_str_has_prefix (text, "I never")
                   || g_str_has_prefix (text, "I was not"));
    if (box >= 0)
      reached[box] = TRUE;
  }
  g_assert_true (reached[0] && reached[1] && reached[2]);
}

static void
test_hcahps_boxes (void)
{
  g_autofree char *path = get_data_file ("questionnaires", "hcahps.json");
  g_autofree char *table = get_data_file ("tables", "hcahps_boxes.csv");
  g_autofree char *text = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL)) {
    g_test_skip ("The sample data is not there");
    return;
  }
  g_autoptr (HcrmQuestionnaire) form = read_file (path);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 11);
  for (guint i = 1; lines[i] != NULL; i++) {
    g_auto (Measure) measure = read_measure (lines[i]);
    g_auto (GStrv) numbers = g_strsplit (measure.items, ",", -1);
    for (guint k = 0; numbers[k] != NULL; k++)
      check_boxes (form, &measure, numbers[k]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questionnaire/score/bands", test_score);
  g_test_add_func ("/questionnaire/score/text", test_score_text);
  g_test_add_func ("/questionnaire/score/alarms", test_alarms);
  g_test_add_func ("/questionnaire/score/published", test_published_ranges);
  g_test_add_func ("/questionnaire/score/phq9", test_phq9_bands);
  g_test_add_func ("/questionnaire/score/hcahps", test_hcahps_boxes);
  return g_test_run ();
}
