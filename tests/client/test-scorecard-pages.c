/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scorecards: what the designer shows while one types, what it sends, its steps and revisions. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/scorecards/hcrm-scorecards-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-input.h"

static const char *const rights[] = { "session:all", "review.read:all", "review.manage:all", NULL };

#define CARD(id, revision, state, version)                                                           \
  "{\"id\":" id ",\"version\":" version ",\"code\":\"service\",\"revision\":" revision               \
  ",\"name\":\"服务\",\"name_en\":\"Service\",\"state\":\"" state                                    \
  "\",\"pass_mark\":\"80\",\"n_items\":3,"                                                           \
  "\"items\":[{\"id\":1,\"position\":1,\"code\":\"greeting\",\"section\":\"开场\",\"section_en\":" \
  "\"Opening\",\"text\":\"问候\",\"text_en\":\"Greets\",\"kind\":\"yes-no\",\"max\":1,"            \
  "\"weight\":\"20\",\"may_na\":false,\"hint\":null},"                                               \
  "{\"id\":2,\"position\":2,\"code\":\"skill\",\"text\":\"专业\",\"text_en\":\"Skilled\","         \
  "\"kind\":\"scale\",\"max\":5,\"weight\":\"60\",\"may_na\":true,\"hint\":\"听\"},"                \
  "{\"id\":3,\"position\":3,\"code\":\"privacy\",\"text\":\"隐私\",\"text_en\":\"Privacy\","       \
  "\"kind\":\"fatal\",\"max\":1,\"weight\":\"0\",\"may_na\":false}]}"

static HcrmPage *
open_page (Canned *canned, const char *one)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), one);

  canned_set (canned, "GET", "/scorecards", 200, list);
  canned_set (canned, "GET", "/scorecards?code=service", 200,
              LIST (CARD ("3", "1", "retired", "5") "," CARD ("4", "2", "draft", "2"), "2"));
  canned_set (canned, "GET", "/scorecards/3", 200, CARD ("3", "1", "retired", "5"));
  canned_set (canned, "GET", "/scorecards/4", 200, one);
  canned_set (canned, "PATCH", "/scorecards/4", 200, one);
  canned_set_drafts (canned);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_SCORECARDS_PAGE, rights, "/scorecards/4");
  canned_settle ();
  return page;
}

static HcrmRowsEditor *
find_items (HcrmPage *page)
{
  return HCRM_ROWS_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL));
}

static GtkWidget *
get_cell (HcrmPage *page, guint row, const char *column)
{
  return hcrm_rows_editor_get_cell (find_items (page), row, column);
}

static void
type (HcrmPage *page, guint row, const char *column, const char *value)
{
  GtkWidget *cell = get_cell (page, row, column);

  hcrm_input_set_value (HCRM_INPUT (cell), value);
  g_signal_emit_by_name (cell, "changed");
}

/* What each item is of the whole is said while its weight is typed, above it and in the preview. */
static void
test_shares (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  g_assert_true (canned_sees (GTK_WIDGET (page), "1 · weighs 20 of 80: 25 % of the score"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "3 · if this is broken, the score is 0"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "3 items · weights add up to 80 · 1 fatal"));
  type (page, 0, "weight", "2.5");
  g_assert_true (canned_sees (GTK_WIDGET (page), "1 · weighs 2.5 of 62.5: 4 % of the score"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "2 · weighs 60 of 62.5: 96 % of the score"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "3 items · weights add up to 62.5 · 1 fatal"));
}

/* What its kind does not have cannot be typed, and is not sent. */
static void
test_kinds (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  g_assert_false (gtk_widget_is_sensitive (get_cell (page, 0, "max")));
  g_assert_true (gtk_widget_is_sensitive (get_cell (page, 1, "max")));
  g_assert_false (gtk_widget_is_sensitive (get_cell (page, 2, "weight")));
  type (page, 1, "kind", "fatal");
  g_assert_false (gtk_widget_is_sensitive (get_cell (page, 1, "max")));
  g_assert_false (gtk_widget_is_sensitive (get_cell (page, 1, "weight")));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/scorecards/4");
  canned_settle ();
  JsonArray *items =
      json_object_get_array_member (canned_get_body (canned, "PATCH", "/scorecards/4"), "items");
  JsonObject *item = json_array_get_object_element (items, 1);
  g_assert_cmpstr (json_object_get_string_member (item, "code"), ==, "skill");
  g_assert_true (json_object_get_null_member (item, "max"));
  g_assert_true (json_object_get_null_member (item, "weight"));
  g_assert_cmpstr (canned_get_version (canned, "PATCH", "/scorecards/4"), ==, "\"2\"");
}

/* Alt and an arrow move an item; the order is what is sent. */
static void
test_order (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  hcrm_input_focus (HCRM_INPUT (get_cell (page, 1, "text")));
  canned_key ("alt+Up");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "1 · weighs 60 of 80: 75 % of the score"));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/scorecards/4");
  JsonArray *items =
      json_object_get_array_member (canned_get_body (canned, "PATCH", "/scorecards/4"), "items");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (items, 0), "code"),
                   ==, "skill");
  canned_settle ();
}

/* From field to field by Tab: nothing but Remove stands between them. */
static void
test_tab (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  hcrm_input_focus (HCRM_INPUT (get_cell (page, 1, "text")));
  canned_key ("Tab");
  canned_key ("Tab");
  canned_type ("Able");
  g_autofree char *value = hcrm_input_dup_value (HCRM_INPUT (get_cell (page, 1, "text_en")));
  g_assert_nonnull (strstr (value, "Able"));
}

/* What only the server knows is said beside the field. */
static void
test_errors (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  canned_set (canned, "PATCH", "/scorecards/4", 422, INVALID ("items[1].weight", "Too light"));
  type (page, 1, "weight", "0");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/scorecards/4");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Weight: Too light"));
  type (page, 1, "text", "");
  canned_forget (canned);
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", "/scorecards/4"), ==, 0);
}

/* Of several that are wrong, the first has the cursor. */
static void
test_first_error (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  canned_set (
      canned, "PATCH", "/scorecards/4", 422,
      "{\"type\":\"invalid\",\"status\":422,\"detail\":\"x\",\"fields\":[{\"name\":\"name\","
      "\"detail\":\"Taken\"},{\"name\":\"items[1].weight\",\"detail\":\"Too light\"}]}");
  type (page, 1, "weight", "0");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/scorecards/4");
  canned_wait_words (page, "Taken");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Weight: Too light"));
  g_assert_nonnull (
      gtk_widget_get_ancestor (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page))),
                               HCRM_TYPE_FORM));
}

/* What was typed and not saved comes back with its shares. */
static void
test_draft (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  type (page, 0, "weight", "140");
  canned_wait_request (canned, "PUT", "/drafts/");
  g_autoptr (JsonNode) draft = HCRM_ADMIN_PAGE_GET_CLASS (page)->dup_body (HCRM_ADMIN_PAGE (page));
  HCRM_ADMIN_PAGE_GET_CLASS (page)->show (HCRM_ADMIN_PAGE (page), NULL);
  HCRM_PAGE_GET_CLASS (page)->take_draft (page, "scorecard", "4", draft);
  g_assert_true (canned_sees (GTK_WIDGET (page), "1 · weighs 140 of 200: 70 % of the score"));
}

/* A published one is shown as it is used, and nothing of it can be changed. */
static void
test_published (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "published", "3"));

  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (find_items (page))));
  g_assert_false (gtk_widget_is_sensitive (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL)));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Opening"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "2  Skilled"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "0–5 points"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "听 · May be marked as not applying"));
  canned_set (canned, "GET", "/scorecards/5", 200, CARD ("5", "3", "draft", "1"));
  canned_set (canned, "POST", "/scorecards/4/actions/revise", 200, CARD ("5", "3", "draft", "1"));
  gtk_widget_activate_action (GTK_WIDGET (page), "admin.step", "s", "revise");
  canned_wait_request (canned, "GET", "/scorecards/5");
  g_assert_cmpstr (canned_get_version (canned, "POST", "/scorecards/4/actions/revise"), ==,
                   "\"3\"");
  canned_settle ();
}

/* Other revisions are listed, and opened from there. */
static void
test_revisions (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  canned_wait_words (page, "Revision 1");
  GtkWidget *button = canned_find_around (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Revision 1");
  g_signal_emit_by_name (button, "clicked");
  canned_wait_request (canned, "GET", "/scorecards/3");
  canned_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (find_items (page))));
}

static void
assert_cell (HcrmPage *page, guint row, const char *column, const char *expected)
{
  GtkWidget *cell = hcrm_rows_editor_get_cell (find_items (page), row, column);
  g_autofree char *value = hcrm_input_dup_value (HCRM_INPUT (cell));

  g_assert_cmpstr (value, ==, expected);
}

/* Into the form above the items. */
static void
assert_typed (HcrmPage *page, const char *expected)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page)));

  g_assert_true (GTK_IS_EDITABLE (focus));
  g_assert_nonnull (gtk_widget_get_ancestor (focus, HCRM_TYPE_FORM));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (focus)), ==, expected);
}

static void
test_new (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, CARD ("4", "2", "draft", "2"));

  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  g_assert_cmpuint (hcrm_rows_editor_get_n (find_items (page)), ==, 1);
  canned_type ("quality"); /* into the first field, of the scorecard itself */
  assert_typed (page, "quality");
  assert_cell (page, 0, "text", NULL);
  assert_cell (page, 0, "code", "item-1");
  type (page, 0, "code", "item-2");
  hcrm_rows_editor_add (find_items (page));
  assert_cell (page, 1, "code", "item-3");
  type (page, 1, "code", NULL); /* whoever takes it away is left alone */
  assert_cell (page, 1, "code", NULL);
  canned_assert_named (GTK_WIDGET (page));
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/scorecards"), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/scorecard-pages/shares", test_shares);
  g_test_add_func ("/scorecard-pages/kinds", test_kinds);
  g_test_add_func ("/scorecard-pages/order", test_order);
  g_test_add_func ("/scorecard-pages/tab", test_tab);
  g_test_add_func ("/scorecard-pages/errors", test_errors);
  g_test_add_func ("/scorecard-pages/first-error", test_first_error);
  g_test_add_func ("/scorecard-pages/draft", test_draft);
  g_test_add_func ("/scorecard-pages/published", test_published);
  g_test_add_func ("/scorecard-pages/revisions", test_revisions);
  g_test_add_func ("/scorecard-pages/new", test_new);
  return g_test_run ();
}
