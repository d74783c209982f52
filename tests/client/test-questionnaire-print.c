/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires on paper: nothing is cut, nothing is lost, blank and answered, for all at hand.
 * With HCRM_SHOTS=DIR the PDF files and pictures of their pages are kept there. */

#include <glib/gstdio.h>
#include <string.h>

#include "core/hcrm-language.h"
#include "widgets/hcrm-questionnaire-print.h"

#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89

static HcrmResponse *
load_response (const char *path)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &json, NULL, NULL));
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  return hcrm_response_new (questionnaire);
}

static void
answer_item (HcrmResponse *response, const HcrmItem *item)
{
  if (item->scope != NULL || !hcrm_item_is_answerable (item))
    return;
  if (item->options->len > 0)
    hcrm_response_choose (response, item->link_id, 0, item->index % item->options->len);
  else if (item->type == HCRM_ITEM_TEXT)
    hcrm_response_set_text (response, item->link_id, 0,
                            "恢复良好，伤口干燥。Walks with a frame, sleeps well.", NULL);
  else if (item->type == HCRM_ITEM_BOOLEAN)
    hcrm_response_set_text (response, item->link_id, 0, "true", NULL);
  else if (item->type == HCRM_ITEM_DATE)
    hcrm_response_set_text (response, item->link_id, 0, "2026-03-15", NULL);
  else
    hcrm_response_set_text (response, item->link_id, 0, "7", NULL);
}

static void
answer_all (HcrmResponse *response)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len; i++)
    answer_item (response, g_ptr_array_index (items, i));
}

static void
keep_page (HcrmSheet *sheet, const char *file, guint page)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) PAGE_WIDTH * 2, (int) PAGE_HEIGHT * 2);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *name = g_strdup_printf ("%s.%u.png", file, page + 1);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 2, 2);
  hcrm_sheet_draw (sheet, cr, page);
  cairo_surface_write_to_png (surface, name);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
save (HcrmSheet *sheet, const char *path, const char *kind)
{
  g_autofree char *temporary = g_dir_make_tmp ("hcrm-print-XXXXXX", NULL);
  const char *folder = g_getenv ("HCRM_SHOTS") != NULL ? g_getenv ("HCRM_SHOTS") : temporary;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *file = g_strdup_printf ("%s/%s-%s.pdf", folder, base, kind);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_true (hcrm_sheet_save_pdf (sheet, file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_size, >, 1000);
  if (g_getenv ("HCRM_SHOTS") == NULL)
    g_unlink (file);
  g_rmdir (temporary);
  for (guint i = 0;
       g_getenv ("HCRM_SHOTS") != NULL && i < hcrm_sheet_lay_out (sheet, PAGE_WIDTH, PAGE_HEIGHT);
       i++)
    keep_page (sheet, file, i);
}

static void
print_both (const char *path, const char *language)
{
  g_autoptr (HcrmResponse) response = load_response (path);
  HcrmQuestionnairePrint print = { "周桂兰 女 67 岁", "0062 4418", "2026-11-19 10:42 · 林晓",
                                   FALSE };

  hcrm_language_set (language);
  answer_all (response);
  g_autoptr (HcrmSheet) answered = hcrm_questionnaire_print_new (response, &print, language);
  save (answered, path, "answered");
  g_autoptr (HcrmSheet) blank =
      hcrm_questionnaire_print_new (response, &(HcrmQuestionnairePrint){ .blank = TRUE }, language);
  save (blank, path, "blank");
}

static void
print_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_str_has_suffix (name, ".json"))
      print_both (path, n++ % 2 == 0 ? "zh_CN" : "en");
  }
}

static void
test_ours (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires", NULL);

  print_folder (folder);
}

static void
test_samples (void)
{
  const char *data = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *folder = g_build_filename (data != NULL ? data : "", "questionnaires", NULL);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("the sample questionnaires are not at hand (HCRM_TEST_DATA)");
    return;
  }
  print_folder (folder);
}

/* Two versions of a form, and what a physician was asked about the one that was answered. */
#define FORM(version, question)                                                                    \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:t\",\"version\":\"" version "\",\"status\":"  \
  "\"active\",\"title\":\"Hip\",\"item\":[{\"linkId\":\"well\",\"type\":\"boolean\",\"text\":"     \
  "\"" question "\"}]}"
#define QUESTIONS                                                                                     \
  "[{\"state\":\"withdrawn\",\"matter\":\"May she swim?\"},{\"state\":\"open\",\"matter\":"           \
  "\"能否停药？\",\"matter_en\":\"Stop the tablets?\",\"answer\":null},{\"state\":\"answered\"," \
  "\"matter\":\"May she fly?\",\"answer\":\"Not before June\",\"answered_by\":\"Chen\"}]"

static char *
print_words (const char *form, const HcrmQuestionnairePrint *print)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (form, -1, NULL);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);

  hcrm_response_set_text (response, "well", 0, "true", NULL);
  g_autoptr (HcrmSheet) sheet = hcrm_questionnaire_print_new (response, print, "en");
  return hcrm_sheet_dup_words (sheet);
}

static void
assert_says (const char *words, const char *wanted, gboolean said)
{
  if ((strstr (words, wanted) != NULL) != said)
    g_test_message ("%s in %s", wanted, words);
  g_assert_true ((strstr (words, wanted) != NULL) == said);
}

/* The sheet of a step is the version it was planned with, and says so; blank as well as answered.
 */
static void
test_version (void)
{
  HcrmQuestionnairePrint print = { .task = "4711", .newer = "2" };

  hcrm_language_set ("en");
  for (print.blank = FALSE; print.blank <= TRUE; print.blank++) {
    g_autofree char *words = print_words (FORM ("1", "Are you well?"), &print);
    assert_says (words, "Version 1 · Task no. 4711 · printed ", TRUE);
    assert_says (words, "Version 2 has been published since", TRUE);
    assert_says (words, print.blank ? "[ ] Yes" : "[x] Yes", TRUE);
  }
  g_autofree char *current =
      print_words (FORM ("2", "How are you?"), &(HcrmQuestionnairePrint){ .blank = TRUE });
  assert_says (current, "Version 2 · printed ", TRUE);
  assert_says (current, "published since", FALSE);
}

/* What was asked and what came back, oldest first; nothing of what was withdrawn. */
static void
test_replies (void)
{
  g_autoptr (JsonNode) questions = json_from_string (QUESTIONS, NULL);
  HcrmQuestionnairePrint print = { .questions = json_node_get_array (questions) };

  hcrm_language_set ("en");
  g_autofree char *words = print_words (FORM ("1", "Are you well?"), &print);
  assert_says (words,
               "Questions to physicians\nMay she fly?\nChen\nNot before June\n"
               "Stop the tablets?\nno reply yet\n",
               TRUE);
  assert_says (words, "swim", FALSE);
  json_array_remove_element (print.questions, 2);
  json_array_remove_element (print.questions, 1);
  g_autofree char *none = print_words (FORM ("1", "Are you well?"), &print);
  assert_says (none, "Questions to physicians", FALSE);
}

/* Whoever calls with the paper has the physician's note, without the parts that are empty. */
static void
test_plan_note (void)
{
  g_autoptr (JsonNode) task = json_from_string (
      "{\"condition_summary\":\"Hip replaced\",\"note\":\"\",\"cautions\":\"Falls\"}", NULL);

  hcrm_language_set ("en");
  g_autofree char *words =
      print_words (FORM ("1", "Are you well?"),
                   &(HcrmQuestionnairePrint){ .plan_note = json_node_get_object (task) });
  assert_says (words, "Condition summary\nHip replaced\nCautions\nFalls\n", TRUE);
  assert_says (words, "Key points", FALSE);
}

/* The paper of a call about drugs says which, and when they run out. */
static void
test_refills (void)
{
  g_autoptr (JsonNode) task = json_from_string (
      "{\"refills\":[{\"drug\":\"Metoprolol\",\"run_out_on\":\"2024-02-06\",\"steps\":[]}]}", NULL);

  hcrm_language_set ("en");
  g_autofree char *words =
      print_words (FORM ("1", "Are you well?"),
                   &(HcrmQuestionnairePrint){ .plan_note = json_node_get_object (task) });
  assert_says (
      words,
      "Drugs that run out\nMetoprolol · runs out 6 February 2024\nBy the plan, computed from "
      "what the pharmacy handed out\n",
      TRUE);
}

/* Whoever reads the answers on paper, in whichever year, knows when they were given and to whom. */
static void
test_answered (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *at = g_date_time_format_iso8601 (now);
  g_autofree char *expected = g_date_time_format (now, "Hip\nanswered %Y-%m-%d %H:%M · Lin\n");

  hcrm_language_set ("en");
  g_autofree char *words =
      print_words (FORM ("1", "Are you well?"),
                   &(HcrmQuestionnairePrint){ .answered_at = at, .answered_by = "Lin" });
  assert_says (words, expected, TRUE);
}

#define PRINTS                                                                                     \
  "[{\"sheet\":\"blank\",\"at\":\"2026-01-02T10:39:00Z\",\"user\":\"Lin\",\"copies\":2},"          \
  "{\"sheet\":\"answers_pdf\",\"at\":\"2026-01-03T10:39:00Z\",\"user\":\"Shi\",\"copies\":1},"     \
  "{\"sheet\":\"blank_pdf\",\"at\":\"2026-01-04T10:39:00Z\",\"user\":\"Shi\",\"copies\":1}]"

/* Whoever holds two papers of one step knows which came later; the empty form is another paper. */
static void
test_reprint (void)
{
  g_autoptr (JsonNode) prints = json_from_string (PRINTS, NULL);
  HcrmQuestionnairePrint print = { .task = "4711", .prints = json_node_get_array (prints) };

  hcrm_language_set ("en");
  g_autofree char *answered = print_words (FORM ("1", "Are you well?"), &print);
  assert_says (answered, "Reprint no. 1; first printed 2026-01-03 ", TRUE);
  assert_says (answered, "Shi", TRUE);
  assert_says (answered, " · reprinted ", TRUE);
  print.blank = TRUE;
  g_autofree char *blank = print_words (FORM ("1", "Are you well?"), &print);
  assert_says (blank, "Reprint no. 2; first printed 2026-01-02 ", TRUE);
  assert_says (blank, "Lin", TRUE);
  json_array_remove_element (print.prints, 2);
  json_array_remove_element (print.prints, 0);
  g_autofree char *first = print_words (FORM ("1", "Are you well?"), &print);
  assert_says (first, "Reprint", FALSE);
  assert_says (first, " · printed ", TRUE);
}

static HcrmSheet *
make_sheet (guint n)
{
  HcrmSheet *sheet = hcrm_sheet_new ("Title", NULL, NULL, "en");

  for (guint i = 0; i < n; i++) {
    HcrmSheetRow *row = hcrm_sheet_add (sheet, HCRM_SHEET_QUESTION, i % 3);
    row->number = g_strdup_printf ("%u", i + 1);
    row->text = g_strdup ("How are you?");
    for (guint j = 0; j <= i % 7; j++)
      hcrm_sheet_row_add_option (row, "An option of some words", j == 0, FALSE);
  }
  return sheet;
}

/* Every row lies on one page, in order, and none over another. */
static void
test_nothing_is_cut (void)
{
  g_autoptr (HcrmSheet) sheet = make_sheet (60);
  guint pages = hcrm_sheet_lay_out (sheet, PAGE_WIDTH, PAGE_HEIGHT), last = 0;
  double end = 0;

  g_assert_cmpuint (pages, >, 2);
  for (guint i = 0; i < 60; i++) {
    double top, bottom;
    guint page = hcrm_sheet_get_page (sheet, i, &top, &bottom);
    g_assert_true (page == last || page == last + 1);
    if (page == last)
      g_assert_cmpfloat (top, >=, end);
    g_assert_cmpfloat (bottom, >, top + 10);
    g_assert_cmpfloat (bottom, <=, PAGE_HEIGHT - 100);
    last = page;
    end = bottom;
  }
  g_assert_cmpuint (last, ==, pages - 1);
}

static void
test_headings_stay_with_what_follows (void)
{
  for (guint n = 1; n < 40; n++) {
    g_autoptr (HcrmSheet) sheet = make_sheet (n);
    double top, bottom;
    hcrm_sheet_add (sheet, HCRM_SHEET_SECTION, 0)->text = g_strdup ("A section");
    hcrm_sheet_add (sheet, HCRM_SHEET_HEADING, 0)->text = g_strdup ("A heading");
    hcrm_sheet_add (sheet, HCRM_SHEET_QUESTION, 0)->lines = 3;
    hcrm_sheet_lay_out (sheet, PAGE_WIDTH, PAGE_HEIGHT);
    guint page = hcrm_sheet_get_page (sheet, n + 2, &top, &bottom);
    g_assert_cmpuint (hcrm_sheet_get_page (sheet, n, &top, &bottom), ==, page);
    g_assert_cmpuint (hcrm_sheet_get_page (sheet, n + 1, &top, &bottom), ==, page);
  }
}

static void
test_long_answers_go_on (void)
{
  g_autoptr (HcrmSheet) sheet = make_sheet (3);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 1200; i++)
    g_string_append_printf (text, "word %u 文字 ", i);
  hcrm_sheet_add (sheet, HCRM_SHEET_QUESTION, 0)->answer = g_strdup (text->str);
  g_assert_cmpuint (hcrm_sheet_lay_out (sheet, PAGE_WIDTH, PAGE_HEIGHT), >=, 2);
  save (sheet, "long", "answer");
}

static void
test_small_paper (void)
{
  g_autoptr (HcrmSheet) sheet = make_sheet (20);

  g_assert_cmpuint (hcrm_sheet_lay_out (sheet, 298, 420), >, 3);
  g_assert_cmpuint (hcrm_sheet_lay_out (sheet, PAGE_WIDTH, PAGE_HEIGHT), <, 4);
}

static void
test_unwritable (void)
{
  g_autoptr (HcrmSheet) sheet = make_sheet (1);
  g_autoptr (GError) error = NULL;

  g_assert_false (hcrm_sheet_save_pdf (sheet, "/proc/nowhere/form.pdf", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
}

/* Embedded of a font with PostScript outlines, the first character would be blank. */
static void
test_characters (void)
{
  g_autoptr (HcrmSheet) sheet = hcrm_sheet_new ("如有不适", "如实填写", "如", "zh_CN");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = hcrm_sheet_make_pdf (sheet, &error);
  gsize size = 0;
  const char *bytes = g_bytes_get_data (pdf, &size);

  g_assert_no_error (error);
  g_assert_nonnull (memmem (bytes, size, "WenQuanYi", 9));
  g_assert_null (memmem (bytes, size, "CJK", 3));
}

/* Two patients' files do not take each other's name; a blank form is nobody's. */
static void
test_file_name (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires",
                                            "hip-replacement.json", NULL);
  g_autoptr (HcrmResponse) response = load_response (path);
  HcrmQuestionnairePrint print = { .patient = "周桂兰 女 67 岁", .number = "00624418" };

  g_autofree char *filled = hcrm_questionnaire_print_dup_name (response, &print, "en");
  g_assert_cmpstr (filled, ==, "Follow-up after hip replacement 00624418");
  print.blank = TRUE;
  g_autofree char *blank = hcrm_questionnaire_print_dup_name (response, &print, "en");
  g_assert_cmpstr (blank, ==, "Follow-up after hip replacement");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hcrm_language_init ();
  g_test_add_func ("/print/nothing-is-cut", test_nothing_is_cut);
  g_test_add_func ("/print/headings", test_headings_stay_with_what_follows);
  g_test_add_func ("/print/long-answers", test_long_answers_go_on);
  g_test_add_func ("/print/small-paper", test_small_paper);
  g_test_add_func ("/print/unwritable", test_unwritable);
  g_test_add_func ("/print/characters", test_characters);
  g_test_add_func ("/print/version", test_version);
  g_test_add_func ("/print/replies", test_replies);
  g_test_add_func ("/print/plan-note", test_plan_note);
  g_test_add_func ("/print/refills", test_refills);
  g_test_add_func ("/print/answered", test_answered);
  g_test_add_func ("/print/file-name", test_file_name);
  g_test_add_func ("/print/reprint", test_reprint);
  g_test_add_func ("/print/ours", test_ours);
  g_test_add_func ("/print/samples", test_samples);
  return g_test_run ();
}
