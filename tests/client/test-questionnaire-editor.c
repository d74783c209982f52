/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires and its editor: what is sent, what stays as it was. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/questionnaires/hcrm-condition-editor.h"
#include "pages/questionnaires/hcrm-difference.h"
#include "pages/questionnaires/hcrm-draft.h"
#include "pages/questionnaires/hcrm-item-fields.h"
#include "pages/questionnaires/hcrm-item-tree.h"
#include "pages/questionnaires/hcrm-library-page.h"
#include "pages/questionnaires/hcrm-questionnaire-page.h"
#include "widgets/hcrm-input.h"

#define ITEM_A                                                                                     \
  "{\"linkId\":\"a\",\"type\":\"choice\",\"text\":\"吸烟吗\",\"x-own\":{\"keep\":1.50},"        \
  "\"answerOption\":[{\"valueCoding\":{\"code\":\"yes\",\"display\":\"是\"},\"extension\":[{"     \
  "\"url\":\"urn:other\",\"valueDecimal\":2.0}]},{\"valueCoding\":{\"code\":\"no\",\"display\":"   \
  "\"否\"}}]}"
#define ITEM_B "{\"linkId\":\"b\",\"type\":\"integer\",\"text\":\"几支\"}"
#define ITEM_C                                                                                     \
  "{\"linkId\":\"c\",\"type\":\"group\",\"item\":[{\"linkId\":\"d\",\"type\":\"string\",\"text\":" \
  "\"说明\",\"enableWhen\":[{\"question\":\"a\",\"operator\":\"=\",\"answerCoding\":{\"code\":"  \
  "\"yes\"}}]}]}"
#define RESOURCE                                                                                   \
  "{\"resourceType\":\"Questionnaire\",\"url\":\"urn:q\",\"version\":\"1\",\"title\":\"戒烟\","  \
  "\"status\":\"draft\",\"language\":\"zh-CN\",\"item\":[" ITEM_A "," ITEM_B "," ITEM_C "]}"

static const char *const rights[] = { "session:all", "questionnaire.read:all",
                                      "questionnaire.edit:all", NULL };

static char *
get_ids (HcrmDraft *draft)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < hcrm_draft_get_n (draft); i++)
    g_string_append_printf (ids, "%u%s ", hcrm_draft_get_nth (draft, i)->depth,
                            hcrm_fhir_get_string (hcrm_draft_get_nth (draft, i)->node, "linkId"));
  return g_string_free (ids, FALSE);
}

static void
assert_ids (HcrmDraft *draft, const char *expected)
{
  g_autofree char *ids = get_ids (draft);

  g_assert_cmpstr (ids, ==, expected);
}

/* --- the draft -------------------------------------------------------------------------------- */

static void
test_moves (void)
{
  g_autoptr (HcrmDraft) draft = hcrm_draft_new (RESOURCE, NULL);

  assert_ids (draft, "0a 0b 0c 1d ");
  g_assert_cmpint (hcrm_draft_move (draft, 1, -1), ==, 0);
  assert_ids (draft, "0b 0a 0c 1d ");
  g_assert_cmpint (hcrm_draft_move (draft, 0, -1), ==, -1);
  g_assert_cmpint (hcrm_draft_outdent (draft, 3), ==, 3);
  assert_ids (draft, "0b 0a 0c 0d ");
  g_assert_cmpint (hcrm_draft_indent (draft, 3), ==, 3);
  g_assert_cmpint (hcrm_draft_move (draft, 3, -1), ==, 2);
  assert_ids (draft, "0b 0a 0d 0c ");
  while (hcrm_draft_can_undo (draft))
    hcrm_draft_undo (draft);
  assert_ids (draft, "0a 0b 0c 1d ");
  g_autofree char *text = hcrm_draft_dup_text (draft);
  g_assert_cmpstr (text, ==, RESOURCE);
  hcrm_draft_redo (draft);
  assert_ids (draft, "0b 0a 0c 1d ");
}

static void
test_copies (void)
{
  g_autoptr (HcrmDraft) draft = hcrm_draft_new (RESOURCE, NULL);

  g_assert_cmpint (hcrm_draft_duplicate (draft, 2), ==, 4);
  assert_ids (draft, "0a 0b 0c 1d 0c-2 1d-2 ");
  g_assert_cmpint (hcrm_draft_remove (draft, 2), ==, 2);
  assert_ids (draft, "0a 0b 0c-2 1d-2 ");
  g_assert_cmpint (hcrm_draft_add (draft, 0, "choice"), ==, 1);
  g_assert_true (hcrm_draft_rename (draft, 0, "smokes"));
  g_assert_false (hcrm_draft_rename (draft, 0, "b"));
  const HcrmFhirNode *conditions =
      hcrm_fhir_get (hcrm_draft_get_nth (draft, 4)->node, "enableWhen");
  g_assert_cmpstr (hcrm_fhir_get_string (hcrm_fhir_get_nth (conditions, 0), "question"), ==,
                   "smokes");
  g_assert_cmpint (hcrm_draft_find_path (draft, "Questionnaire.item[3].item[0].text"), ==, 4);
  g_assert_cmpint (hcrm_draft_find_path (draft, "Questionnaire.title"), ==, -1);
}

/* --- fields ----------------------------------------------------------------------------------- */

static void
test_fields (void)
{
  g_autoptr (HcrmDraft) draft = hcrm_draft_new (RESOURCE, NULL);
  HcrmFhirNode *item = hcrm_draft_get_nth (draft, 1)->node;

  g_assert_null (hcrm_item_write (item, FALSE, "text_en", "How many?"));
  g_assert_null (hcrm_item_write (item, FALSE, "min", "0"));
  g_assert_nonnull (hcrm_item_write (item, FALSE, "max", "1.5"));
  g_assert_null (hcrm_item_write (item, FALSE, "max", "１００"));
  g_assert_null (hcrm_item_write (item, FALSE, "unit", "支"));
  g_assert_null (hcrm_item_write (item, FALSE, "help", "每天"));
  g_assert_null (hcrm_item_write (item, FALSE, "calculated", "1 + 1"));
  g_autoptr (HcrmRecord) record = hcrm_item_read (item, FALSE);
  g_assert_cmpstr (hcrm_record_get (record, "text_en"), ==, "How many?");
  g_assert_cmpstr (hcrm_record_get (record, "max"), ==, "100");
  g_assert_cmpstr (hcrm_record_get (record, "unit"), ==, "支");
  g_assert_cmpstr (hcrm_record_get (record, "help"), ==, "每天");
  g_assert_cmpstr (hcrm_record_get (record, "calculated"), ==, "1 + 1");
  hcrm_draft_touch (draft);
  assert_ids (draft, "0a 0b 0c 1d ");
  static const char *const names[] = { "text_en", "min", "max", "unit", "help", "calculated" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_item_write (item, FALSE, names[i], NULL);
  g_autofree char *text = hcrm_fhir_to_text (item);
  g_assert_cmpstr (text, ==, ITEM_B);
}

static void
test_options (void)
{
  g_autoptr (HcrmFhirNode) item = hcrm_fhir_parse (ITEM_A, -1, NULL);
  g_autoptr (HcrmFhirNode) base = hcrm_fhir_copy (item);
  g_autoptr (GPtrArray) rows = hcrm_options_read (item, FALSE);
  g_autoptr (HcrmRecord) added = hcrm_record_new (&hcrm_option_fields);

  hcrm_options_write (item, base, rows, FALSE);
  g_autofree char *same = hcrm_fhir_to_text (item);
  g_assert_cmpstr (same, ==, ITEM_A);
  hcrm_record_set (added, "text", "已戒");
  hcrm_record_set (added, "weight", "2");
  g_ptr_array_insert (rows, 0, g_object_ref (added));
  hcrm_record_set (rows->pdata[1], "alarm", "yes");
  hcrm_options_write (item, base, rows, FALSE);
  g_autofree char *text = hcrm_fhir_to_text (item);
  g_assert_nonnull (strstr (text, "{\"url\":\"urn:other\",\"valueDecimal\":2.0}"));
  g_assert_nonnull (strstr (text, "{\"url\":\"urn:hcrm:alarm\",\"valueBoolean\":true}"));
  g_assert_nonnull (strstr (text, "\"display\":\"已戒\""));
  g_assert_nonnull (strstr (text, "\"x-own\":{\"keep\":1.50}"));
}

static void
test_whole (void)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (RESOURCE, -1, NULL);
  g_autoptr (HcrmFhirNode) base = hcrm_fhir_copy (root);
  g_autoptr (GPtrArray) bands = hcrm_bands_read (root);
  g_autoptr (HcrmRecord) band = hcrm_record_new (&hcrm_band_fields);

  hcrm_record_set (band, "low", "0");
  hcrm_record_set (band, "label", "好");
  g_ptr_array_add (bands, g_object_ref (band));
  hcrm_bands_write (root, base, bands);
  hcrm_purpose_set (root, "follow-up", TRUE);
  g_assert_true (hcrm_purpose_is_set (root, "follow-up"));
  g_autoptr (GPtrArray) again = hcrm_bands_read (root);
  g_assert_cmpstr (hcrm_record_get (again->pdata[0], "severity"), ==, "ok");
  g_ptr_array_set_size (bands, 0);
  hcrm_bands_write (root, base, bands);
  hcrm_purpose_set (root, "follow-up", FALSE);
  g_autofree char *text = hcrm_fhir_to_text (root);
  g_assert_cmpstr (text, ==, RESOURCE);
}

/* --- differences ------------------------------------------------------------------------------ */

static void
test_differences (void)
{
  g_autoptr (HcrmDraft) draft = hcrm_draft_new (RESOURCE, NULL);

  hcrm_item_write (hcrm_draft_get_nth (draft, 1)->node, FALSE, "type", "decimal");
  hcrm_draft_touch (draft);
  hcrm_draft_remove (draft, 3);
  hcrm_draft_add (draft, 2, "string");
  g_autofree char *text = hcrm_draft_dup_text (draft);
  g_autoptr (GPtrArray) found = hcrm_difference_find_in_texts (RESOURCE, text);
  g_assert_cmpuint (found->len, ==, 3);
  const HcrmDifference *changed = found->pdata[0], *added = found->pdata[1],
                       *removed = found->pdata[2];
  g_assert_cmpint (changed->kind, ==, HCRM_DIFFERENCE_CHANGED);
  g_assert_true (changed->breaking);
  g_assert_nonnull (strstr (changed->detail, "integer → decimal"));
  g_assert_cmpint (added->kind, ==, HCRM_DIFFERENCE_ADDED);
  g_assert_cmpstr (removed->link_id, ==, "d");
  g_autoptr (GPtrArray) none = hcrm_difference_find_in_texts (RESOURCE, RESOURCE);
  g_assert_cmpuint (none->len, ==, 0);
}

/* --- the pages -------------------------------------------------------------------------------- */

static char *
make_row (const char *state, int version, const char *resource)
{
  g_autoptr (JsonNode) text = json_node_init_string (json_node_alloc (), resource);
  g_autofree char *quoted = json_to_string (text, FALSE);

  return g_strdup_printf (
      "{\"id\":5,\"version\":%d,\"url\":\"urn:q\",\"version_tag\":\"1\","
      "\"title\":\"戒烟\",\"title_en\":\"No smoking\",\"state\":\"%s\","
      "\"purposes\":[\"follow-up\"],\"categories\":[],\"items\":3,\"responses\":0,"
      "\"resource\":%s,\"findings\":[]}",
      version, state, quoted);
}

static Canned *
make_server (const char *state)
{
  Canned *canned = canned_new ();
  g_autofree char *row = make_row (state, 4, RESOURCE);
  g_autofree char *list =
      g_strdup_printf ("{\"items\":[%s],\"next\":null,\"total\":{\"value\":1,\"exact\":true}}",
                       row);

  canned_set (canned, "GET", "/questionnaires", 200, list);
  canned_set (canned, "GET", "/questionnaires/5", 200, row);
  canned_set (canned, "GET", "/questionnaires/5/versions", 200, list);
  canned_set (canned, "GET", "/questionnaires/5/used", 200,
              "{\"templates\":[],\"plans\":2,\"tasks\":3,\"open_tasks\":1,\"responses\":7}");
  canned_set (canned, "GET", "/questionnaire-categories", 200,
              "{\"items\":[{\"code\":\"I00-I99\",\"name\":\"循环\",\"name_en\":\"Circulation\","
              "\"parent\":null,\"own\":1,\"below\":2,\"inherited\":1,\"parted\":true}]}");
  canned_set_drafts (canned);
  return canned;
}

static void
test_library (void)
{
  g_autoptr (Canned) canned = make_server ("published");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_LIBRARY_PAGE, rights, "/questionnaires/5");

  g_assert_true (canned_sees (GTK_WIDGET (page), "No smoking"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "戒烟"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "3 +1"));
  canned_set (canned, "POST", "/questionnaires/5/actions/revise", 200, "{\"id\":9}");
  gtk_widget_activate_action (GTK_WIDGET (page), "library.step", "s", "revise");
  canned_wait_request (canned, "POST", "/questionnaires/5/actions/revise");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "questionnaire/9");
}

/* A search that finds nothing leaves no form to be revised or retired; the next find is shown. */
static void
test_library_without_hits (void)
{
  g_autoptr (Canned) canned = make_server ("published");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_LIBRARY_PAGE, rights, "/questionnaires/5");

  canned_set (canned, "GET", "/questionnaires?sort=title_en&q=phq", 200, LIST ("", "0"));
  HCRM_PAGE_GET_CLASS (page)->show_query (page, "q=phq");
  canned_wait_words (page, "Nothing matches");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Choose one from the list"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "No smoking"));
  gtk_widget_activate_action (GTK_WIDGET (page), "library.step", "s", "revise");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/questionnaires/5/actions/revise"), ==, 0);
  HCRM_PAGE_GET_CLASS (page)->show_query (page, "");
  canned_wait_words (page, "No smoking");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Choose one from the list"));
}

static HcrmPage *
open_draft (Canned *canned)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_QUESTIONNAIRE_PAGE, rights, "5");

  canned_wait_request (canned, "GET", "/questionnaires/5");
  canned_settle ();
  return page;
}

/* Keys move a question; the draft is saved by itself, with the version it was read with. */
static void
test_editor (void)
{
  g_autoptr (Canned) canned = make_server ("draft");
  HcrmPage *page = open_draft (canned);
  g_autofree char *saved = make_row ("draft", 5, RESOURCE);

  canned_set (canned, "PATCH", "/questionnaires/5", 200, saved);
  canned_key ("Down");
  canned_key ("alt+Down");
  canned_wait_request (canned, "PATCH", "/questionnaires/5");
  JsonObject *body = canned_get_body (canned, "PATCH", "/questionnaires/5");
  const char *text = json_object_get_string_member (body, "resource");
  g_assert_nonnull (strstr (text, "\"item\":[" ITEM_B "," ITEM_A "," ITEM_C "]"));
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/questionnaires/5"), "4"));
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Saved"));
}

static void
test_conflict (void)
{
  g_autoptr (Canned) canned = make_server ("draft");
  HcrmPage *page = open_draft (canned);
  g_autofree char *theirs = make_row ("draft", 8, RESOURCE);

  canned_set (canned, "PATCH", "/questionnaires/5", 412,
              "{\"type\":\"stale\",\"title\":\"x\",\"status\":412,\"detail\":\"x\"}");
  canned_set (canned, "GET", "/questionnaires/5", 200, theirs);
  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_wait_request (canned, "PATCH", "/questionnaires/5");
  canned_settle ();
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Added"));
  canned_forget (canned);
  gtk_widget_activate_action (GTK_WIDGET (page), "conflict.mine", NULL);
  canned_wait_request (canned, "PATCH", "/questionnaires/5");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/questionnaires/5"), "8"));
}

static void
test_condition (void)
{
  g_autoptr (Canned) canned = make_server ("draft");
  HcrmPage *page = open_draft (canned);
  HcrmConditionEditor *editor =
      HCRM_CONDITION_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_CONDITION_EDITOR, NULL));
  g_autofree char *saved = make_row ("draft", 5, RESOURCE);

  canned_set (canned, "PATCH", "/questionnaires/5", 200, saved);
  canned_key ("Down");
  canned_key ("Down");
  canned_settle ();
  hcrm_condition_editor_add (editor);
  GtkWidget *answer = hcrm_condition_editor_get_cell (editor, 0, "answer");
  hcrm_input_set_value (HCRM_INPUT (answer), "no");
  g_signal_emit_by_name (answer, "changed");
  canned_wait_request (canned, "PATCH", "/questionnaires/5");
  JsonObject *body = canned_get_body (canned, "PATCH", "/questionnaires/5");
  g_assert_nonnull (strstr (json_object_get_string_member (body, "resource"),
                            "\"enableWhen\":[{\"question\":\"a\",\"operator\":\"=\","
                            "\"answerCoding\":{\"code\":\"no\",\"display\":\"否\"}}]"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/questionnaire-editor/moves", test_moves);
  g_test_add_func ("/questionnaire-editor/copies", test_copies);
  g_test_add_func ("/questionnaire-editor/fields", test_fields);
  g_test_add_func ("/questionnaire-editor/options", test_options);
  g_test_add_func ("/questionnaire-editor/whole", test_whole);
  g_test_add_func ("/questionnaire-editor/differences", test_differences);
  g_test_add_func ("/questionnaire-editor/library", test_library);
  g_test_add_func ("/questionnaire-editor/library-without-hits", test_library_without_hits);
  g_test_add_func ("/questionnaire-editor/editor", test_editor);
  g_test_add_func ("/questionnaire-editor/conflict", test_conflict);
  g_test_add_func ("/questionnaire-editor/condition", test_condition);
  return g_test_run ();
}
