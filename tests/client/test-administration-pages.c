/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of the administration: what they send, and where they show what is wrong with it. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/administration/hcrm-audit-page.h"
#include "pages/administration/hcrm-ladders-page.h"
#include "pages/administration/hcrm-letters-page.h"
#include "pages/administration/hcrm-roles-page.h"
#include "pages/administration/hcrm-script-editor.h"
#include "pages/administration/hcrm-scripts-page.h"
#include "pages/administration/hcrm-templates-page.h"
#include "pages/administration/hcrm-users-page.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"

#define USER                                                                                       \
  "{\"id\":7,\"version\":3,\"username\":\"lin\",\"staff_id\":17,\"name\":\"Lin\",\"department\":"  \
  "\"Ward\",\"language\":\"en\",\"state\":\"active\",\"must_change_password\":false,\"roles\":[{"  \
  "\"id\":70,\"role_id\":2,\"code\":\"agent\",\"role\":\"坐席\",\"role_en\":\"Agent\","          \
  "\"department_id\":null,\"from\":null,\"until\":null}]}"

#define ROLE                                                                                       \
  "{\"id\":2,\"version\":5,\"code\":\"agent\",\"name\":\"坐席\",\"name_en\":\"Agent\","          \
  "\"permissions\":[{\"permission\":\"session\",\"scope\":\"all\"},{\"permission\":"               \
  "\"patient.read\",\"scope\":\"site\"}]}"

#define TEMPLATE                                                                                   \
  "{\"id\":4,\"version\":9,\"code\":\"pci\",\"revision\":1,\"name\":\"PCI\",\"name_en\":null,"     \
  "\"state\":\"draft\",\"icd10\":[\"I21\"],\"department_id\":null,\"steps\":[{\"position\":1,"     \
  "\"offset_days\":7,\"window_days\":3,\"owner\":\"centre\",\"channel\":\"phone\","                \
  "\"questionnaire_url\":\"urn:q\",\"questionnaire\":\"问卷\",\"questionnaire_en\":\"Form\","    \
  "\"script_code\":null},{\"position\":2,\"offset_days\":30,\"window_days\":5,\"owner\":"          \
  "\"doctor\",\"channel\":\"visit\",\"questionnaire_url\":null,\"script_code\":null}]}"

#define LADDER                                                                                     \
  "{\"id\":1,\"version\":3,\"name\":\"全院\",\"name_en\":\"Hospital\",\"department_id\":null,"   \
  "\"revision\":2,\"running\":4,\"retired_at\":null,\"steps\":[{\"position\":1,\"outcomes\":["     \
  "\"busy\"],\"channel\":\"phone\",\"contact\":\"patient\",\"after_minutes\":15,\"times\":3},{"    \
  "\"position\":2,\"outcomes\":[],\"channel\":\"message\",\"times\":1},{\"position\":3,"           \
  "\"outcomes\":[],\"channel\":\"lost\",\"after_minutes\":4320,\"times\":1}]}"

#define LADDER_PREVIEW "/followup-ladders/actions/preview"

#define SCRIPT                                                                                     \
  "{\"id\":3,\"version\":4,\"code\":\"day-7\",\"name\":\"七天\",\"name_en\":\"Day 7\",\"text\":" \
  "\"{name}{title}\",\"text_en\":\"Hello {title}{name}\",\"retired_at\":null}"

#define LETTER                                                                                     \
  "{\"id\":8,\"kind\":\"his\",\"sender\":\"HIS\",\"control_id\":\"M1\",\"type\":\"ADT^A03\","      \
  "\"reason\":\"No such day\",\"field\":\"PID-7\",\"received_at\":\"2026-01-02T10:00:00Z\","       \
  "\"state\":\"dead\",\"raw\":\"MSH|^~\\\\&|HIS\\rPID|1||22||A^B||19990231|F\\r\"}"

static const char *const rights[] = { "session:all",
                                      "user.manage:all",
                                      "organisation.read:all",
                                      "followup.read:all",
                                      "template.edit:all",
                                      "questionnaire.read:all",
                                      "rule.edit:all",
                                      "his.read:all",
                                      "his.replay:all",
                                      "audit.read:all",
                                      NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/users", 200, LIST (USER, "1"));
  canned_set (canned, "GET", "/users/7", 200, USER);
  canned_set (canned, "GET", "/roles", 200, LIST (ROLE, "1"));
  canned_set (canned, "GET", "/roles/2", 200, ROLE);
  canned_set (canned, "GET", "/departments", 200,
              LIST ("{\"id\":3,\"name\":\"心内科\",\"name_en\":\"Cardiology\"}", "1"));
  canned_set (canned, "GET", "/staff", 200, LIST ("{\"id\":21,\"name\":\"Wang\"}", "1"));
  canned_set (canned, "GET", "/scripts", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/followup-templates", 200, LIST (TEMPLATE, "1"));
  canned_set (canned, "GET", "/followup-templates/4", 200, TEMPLATE);
  canned_set (canned, "GET", "/followup-ladders", 200, LIST (LADDER, "1"));
  canned_set (canned, "POST", LADDER_PREVIEW, 200,
              "{\"items\":[{\"code\":\"ladder.first\",\"at\":\"2026-03-02T09:00:00+08:00\","
              "\"step\":0,\"params\":{\"contact\":\"the patient\"}},{\"code\":\"ladder.ends\","
              "\"at\":\"2026-03-05T09:00:00+08:00\",\"step\":3,\"params\":{\"outcome\":"
              "\"no_answer\"}}]}");
  canned_set (canned, "GET", "/dead-letters", 200, LIST (LETTER, "1"));
  canned_set (canned, "GET", "/dead-letters/8", 200, LETTER);
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_page (Canned *canned, GType type, const char *one)
{
  return canned_open_shown (canned, type, rights, one);
}

static HcrmRowsEditor *
find_rows (HcrmPage *page)
{
  return HCRM_ROWS_EDITOR (canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL));
}

static void
set_cell (HcrmPage *page, guint row, const char *column, const char *value)
{
  GtkWidget *cell = hcrm_rows_editor_get_cell (find_rows (page), row, column);

  hcrm_input_set_value (HCRM_INPUT (cell), value);
  g_signal_emit_by_name (cell, "changed");
}

static JsonObject *
get_row (JsonObject *body, const char *rows, guint n)
{
  return json_array_get_object_element (json_object_get_array_member (body, rows), n);
}

/* --- users ------------------------------------------------------------------------------------ */

static void
test_user_edit (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_USERS_PAGE, "/users/7");

  canned_set (canned, "PATCH", "/users/7", 200, USER);
  hcrm_rows_editor_add (find_rows (page));
  set_cell (page, 1, "role_id", "2");
  set_cell (page, 1, "department_id", "3");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/users/7");
  JsonObject *body = canned_get_body (canned, "PATCH", "/users/7");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/users/7"), "3"));
  g_assert_false (json_object_has_member (body, "username"));
  g_assert_false (json_object_has_member (body, "password"));
  g_assert_cmpint (json_object_get_int_member (body, "staff_id"), ==, 17);
  g_assert_cmpint (json_object_get_int_member (get_row (body, "roles", 0), "role_id"), ==, 2);
  g_assert_false (json_object_has_member (get_row (body, "roles", 0), "role"));
  g_assert_cmpint (json_object_get_int_member (get_row (body, "roles", 1), "department_id"), ==, 3);
}

/* What is wrong stands beneath the line of what is wrong, not beneath a row that may be long. */
static void
assert_error_below (HcrmPage *page, guint row, const char *column)
{
  GtkWidget *cell = hcrm_rows_editor_get_cell (find_rows (page), row, column);
  GtkWidget *line = gtk_widget_get_parent (gtk_widget_get_parent (cell));

  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_next_sibling (line), "field-error"));
}

static void
test_user_errors (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_USERS_PAGE, "/users/7");

  hcrm_rows_editor_add (find_rows (page));
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", "/users/7"), ==, 0);
  assert_error_below (page, 1, "role_id");
  canned_set (canned, "PATCH", "/users/7", 422, INVALID ("roles[1].role_id", "given twice"));
  set_cell (page, 1, "role_id", "2");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/users/7");
  canned_wait_words (page, "given twice");
}

/* Two administrators: the person that both chose is asked about, the roles of one are kept. */
static void
test_user_conflict (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_USERS_PAGE, "/users/7");

  canned_set (canned, "PATCH", "/users/7", 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"x\",\"current\":{\"id\":7,"
              "\"version\":8,\"staff_id\":18,\"language\":\"en\",\"roles\":[]}}");
  hcrm_rows_editor_add (find_rows (page));
  set_cell (page, 1, "role_id", "2");
  set_cell (page, 1, "department_id", "3");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/users/7");
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "2 rows"));
  g_assert_true (canned_sees (canned_find_dialog (), "0 rows"));
  canned_set (canned, "PATCH", "/users/7", 200, USER);
  canned_answer ("save");
  JsonObject *body = canned_get_body (canned, "PATCH", "/users/7");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/users/7"), "8"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "roles")), ==, 2);
  g_assert_false (json_object_has_member (body, "staff_id"));
}

/* The password is made here, sent once, shown once, and never part of a draft. */
static void
test_user_new (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_USERS_PAGE, "/users/7");
  GtkWidget *staff;

  canned_set (canned, "POST", "/users", 201, USER);
  HCRM_PAGE_GET_CLASS (page)->create (page);
  staff = canned_find (GTK_WIDGET (page), HCRM_TYPE_LOOKUP, NULL);
  hcrm_lookup_type (HCRM_LOOKUP (staff), "wang");
  canned_wait_request (canned, "GET", "/staff?q=wang");
  canned_settle ();
  hcrm_lookup_choose (HCRM_LOOKUP (staff), 0);
  canned_key ("Tab");
  canned_type ("wang");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/users");
  JsonObject *body = canned_get_body (canned, "POST", "/users");
  const char *password = json_object_get_string_member (body, "password");
  g_assert_cmpuint (strlen (password), ==, 14);
  g_assert_cmpint (json_object_get_int_member (body, "staff_id"), ==, 21);
  g_assert_cmpstr (json_object_get_string_member (body, "username"), ==, "wang");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), password));
}

/* --- roles ------------------------------------------------------------------------------------ */

static void
test_role (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_ROLES_PAGE, "/roles/2");

  canned_set (canned, "PATCH", "/roles/2", 422, INVALID ("permissions[2].scope", "your own"));
  gtk_drop_down_set_selected (hcrm_roles_page_get_reach (HCRM_ROLES_PAGE (page),
                                                         HCRM_PERM_USER_MANAGE),
                              1);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/roles/2");
  JsonObject *body = canned_get_body (canned, "PATCH", "/roles/2");
  g_assert_nonnull (strstr (canned_get_version (canned, "PATCH", "/roles/2"), "5"));
  g_assert_false (json_object_has_member (body, "code"));
  g_assert_cmpstr (json_object_get_string_member (get_row (body, "permissions", 1), "scope"), ==,
                   "site");
  g_assert_cmpstr (json_object_get_string_member (get_row (body, "permissions", 2), "permission"),
                   ==, "user.manage");
  g_assert_cmpstr (json_object_get_string_member (get_row (body, "permissions", 2), "scope"), ==,
                   "all");
  canned_wait_words (page, "your own");
}

/* --- templates -------------------------------------------------------------------------------- */

static void
test_template (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_TEMPLATES_PAGE, "/followup-templates/4");
  const char *path = "/followup-templates/4";

  canned_set (canned, "PATCH", path, 422, INVALID ("steps[1].offset_days", "two on one day"));
  set_cell (page, 1, "offset_days", "0");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", path), ==, 0);
  set_cell (page, 1, "offset_days", "7");
  canned_submit (page);
  canned_wait_request (canned, "PATCH", path);
  JsonObject *body = canned_get_body (canned, "PATCH", path);
  g_assert_cmpint (json_object_get_int_member (get_row (body, "steps", 1), "offset_days"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (get_row (body, "steps", 0), "questionnaire_url"),
                   ==, "urn:q");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (body, "icd10"), 0),
                   ==, "I21");
  canned_wait_words (page, "two on one day");
}

/* --- the ladder ------------------------------------------------------------------------------- */

/* A step moves with Alt and an arrow; what would happen is asked for as it stands; errors stand
 * beside their step. */
static void
test_ladder (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_LADDERS_PAGE, "/followup-ladders");
  const char *path = "/followup-ladders/1";

  canned_wait_words (page, "the patient");
  canned_wait_words (page, "after: No answer");
  guint asked = canned_count (canned, "POST", LADDER_PREVIEW);
  GtkWidget *down = canned_find (GTK_WIDGET (find_rows (page)), GTK_TYPE_BUTTON, NULL);
  while (g_strcmp0 (gtk_widget_get_tooltip_text (down), "Move down") != 0)
    down = gtk_widget_get_next_sibling (down);
  g_signal_emit_by_name (down, "clicked");
  while (canned_count (canned, "POST", LADDER_PREVIEW) == asked)
    g_main_context_iteration (NULL, TRUE);
  canned_set (canned, "PATCH", path, 422, INVALID ("steps[2].after_minutes", "Say how long"));
  canned_submit (page);
  canned_wait_request (canned, "PATCH", path);
  JsonObject *body = canned_get_body (canned, "PATCH", path);
  g_assert_cmpstr (json_object_get_string_member (get_row (body, "steps", 0), "channel"), ==,
                   "message");
  JsonObject *call = get_row (body, "steps", 1);
  g_assert_cmpstr (json_object_get_string_member (call, "channel"), ==, "phone");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (call, "outcomes"),
                                                  0),
                   ==, "busy");
  g_assert_true (json_object_get_null_member (body, "retired_at"));
  canned_wait_words (page, "Say how long");
}

/* --- call scripts ----------------------------------------------------------------------------- */

static HcrmScriptEditor *
find_editor (HcrmPage *page, const char *label)
{
  GtkWidget *words = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, label);

  return HCRM_SCRIPT_EDITOR (gtk_widget_get_ancestor (words, HCRM_TYPE_SCRIPT_EDITOR));
}

/* It is shown as the sample patient hears it; its code stays, and it can be retired. */
static void
test_script (void)
{
  static const char *const editor[] = { "session:all", "setting.edit:all", NULL };
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/scripts", 200, LIST (SCRIPT, "1"));
  canned_set (canned, "PATCH", "/scripts/3", 422, INVALID ("text_en", "too long"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_SCRIPTS_PAGE, editor, "/scripts");
  g_assert_true (canned_sees (GTK_WIDGET (page), "王秀兰女士"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Hello Ms Wang Xiulan"));
  hcrm_script_editor_set_text (find_editor (page, "What is said"), "");
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Write what is to be said"));
  g_assert_cmpuint (canned_count (canned, "PATCH", "/scripts/3"), ==, 0);
  hcrm_script_editor_set_text (find_editor (page, "What is said"), "{name}");
  hcrm_script_editor_set_text (find_editor (page, "In English"), "");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (
                                   canned_find (GTK_WIDGET (page), GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/scripts/3");
  JsonObject *body = canned_get_body (canned, "PATCH", "/scripts/3");
  g_assert_false (json_object_has_member (body, "code"));
  g_assert_cmpstr (json_object_get_string_member (body, "text"), ==, "{name}");
  g_assert_true (json_object_get_null_member (body, "text_en"));
  g_assert_nonnull (json_object_get_string_member (body, "retired_at"));
  canned_wait_words (page, "too long");
}

/* --- dead letters ----------------------------------------------------------------------------- */

static GtkTextBuffer *
find_buffer (HcrmPage *page)
{
  GtkWidget *view = canned_find (GTK_WIDGET (page), GTK_TYPE_TEXT_VIEW, NULL);

  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
}

static char *
dup_marked (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "fault");
  GtkTextIter begin, end;

  gtk_text_buffer_get_start_iter (buffer, &begin);
  g_assert_true (gtk_text_iter_forward_to_tag_toggle (&begin, tag));
  end = begin;
  gtk_text_iter_forward_to_tag_toggle (&end, tag);
  return gtk_text_iter_get_slice (&begin, &end);
}

static void
test_letter_mended (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_LETTERS_PAGE, "/dead-letters/8");
  GtkTextBuffer *buffer = find_buffer (page);
  g_autofree char *marked = dup_marked (buffer);

  g_assert_cmpstr (marked, ==, "19990231");
  canned_set (canned, "POST", "/dead-letters/8/actions/replay", 200, LETTER);
  gtk_text_buffer_set_text (buffer, "MSH|^~\\&|HIS\nPID|1", -1);
  canned_submit (page);
  canned_wait_request (canned, "POST", "/dead-letters/8/actions/replay");
  JsonObject *body = canned_get_body (canned, "POST", "/dead-letters/8/actions/replay");
  g_assert_cmpstr (json_object_get_string_member (body, "raw"), ==, "MSH|^~\\&|HIS\rPID|1");
}

/* Opens the letter with other members than LETTER has, its text being @raw. */
static HcrmPage *
open_letter (Canned *canned, const char *members, const char *raw)
{
  g_autofree char *letter = g_strdup_printf ("{\"id\":8,\"control_id\":\"M1\",\"state\":\"dead\","
                                             "\"raw\":\"%s\",%s}",
                                             raw, members);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), letter);

  canned_set (canned, "GET", "/dead-letters", 200, list);
  canned_set (canned, "GET", "/dead-letters/8", 200, letter);
  return open_page (canned, HCRM_TYPE_LETTERS_PAGE, "/dead-letters/8");
}

/* A segment without a name is marked as a whole; the separator is the sender's. */
static void
test_letter_faults (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page =
      open_letter (canned,
                   "\"kind\":\"his\",\"field\":\"2\",\"reason\":\"The segment has no valid name\"",
                   "MSH|^~\\\\&|A\\rnonsense|1\\rPID|1\\r");
  g_autofree char *line = dup_marked (find_buffer (page));

  g_assert_cmpstr (line, ==, "nonsense|1");
  g_assert_true (canned_sees (GTK_WIDGET (page), "Segment 2 · The segment has no valid name"));
  page = open_letter (canned, "\"kind\":\"his\",\"field\":\"PID-3\",\"reason\":\"No\"",
                      "MSH#^~\\\\&#A\\rPID#1##2|2#3\\r");
  g_autofree char *field = dup_marked (find_buffer (page));
  g_assert_cmpstr (field, ==, "2|2");
}

/* Whether something says @text in danger's colour. */
static gboolean
warns_of (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "danger-text"))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (warns_of (child, text))
      return TRUE;
  return FALSE;
}

/* A job has no field at fault, but a reason all the same. */
static void
test_letter_of_job (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page =
      open_letter (canned,
                   "\"kind\":\"job\",\"type\":null,\"field\":null,\"reason\":\"No such file\"",
                   "{}");

  g_assert_true (warns_of (GTK_WIDGET (page), "No such file"));
}

/* Enter goes to where one types, past the reason. */
static void
test_letter_entered (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_LETTERS_PAGE, "/dead-letters/8");
  GtkWidget *list = GTK_WIDGET (hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (page)));

  g_signal_emit_by_name (list, "activate", NULL);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (list));
  g_assert_true (GTK_IS_TEXT_VIEW (focus));
}

static void
test_letter_as_it_came (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, HCRM_TYPE_LETTERS_PAGE, "/dead-letters/8");

  canned_set (canned, "POST", "/dead-letters/8/actions/replay", 422,
              "{\"type\":\"invalid\",\"status\":422,\"detail\":\"still wrong\"}");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/dead-letters/8/actions/replay");
  JsonObject *body = canned_get_body (canned, "POST", "/dead-letters/8/actions/replay");
  g_assert_false (json_object_has_member (body, "raw"));
}

/* Two at once, as they came: one is done, the other says why not. */
static void
test_letters_together (void)
{
  g_autoptr (Canned) canned = make_server ();
  const char *path = "/dead-letters/actions/replay";

  canned_set (canned, "GET", "/dead-letters", 200,
              LIST (LETTER ",{\"id\":9,\"kind\":\"his\",\"control_id\":\"C9\",\"state\":\"dead\"}",
                    "2"));
  canned_set (canned, "GET", "/dead-letters/9", 200, LETTER);
  canned_set (canned, "POST", path, 200,
              "{\"results\":[{\"id\":8,\"status\":200,\"problem\":null},{\"id\":9,\"status\":"
              "422,\"problem\":{\"detail\":\"The message names no visit\"}}]}");
  HcrmPage *page = open_page (canned, HCRM_TYPE_LETTERS_PAGE, "/dead-letters/8");
  HcrmRecordList *list = hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (list));
  canned_key ("ctrl+a");
  g_assert_cmpuint (hcrm_record_list_get_n_marked (list), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (page), "letter.replay", NULL);
  canned_wait_request (canned, "POST", path);
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "items")), ==, 2);
  g_assert_true (canned_sees (GTK_WIDGET (page), "The message names no visit"));
}

/* --- audit ------------------------------------------------------------------------------------ */

static void
test_audit (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (
      canned, "GET", "/audit", 200,
      LIST ("{\"id\":1,\"at\":\"2026-01-02T10:00:00Z\",\"user\":\"his\",\"action\":"
            "\"update\",\"entity\":\"patient\",\"entity_id\":9,\"before\":{\"name\":\"old\","
            "\"sex\":\"male\"},\"after\":{\"name\":\"new\",\"sex\":\"male\"},\"address\":"
            "\"10.0.0.1\",\"request_id\":\"r1\"},"
            "{\"id\":2,\"at\":\"2026-01-02T10:00:00Z\",\"user\":\"his\",\"action\":\"update\","
            "\"entity\":\"followup_task\",\"entity_id\":7,\"before\":{\"state\":\"waiting\","
            "\"finished_at\":null},\"after\":{\"state\":\"done\",\"finished_at\":"
            "\"2024-05-06T07:08:09+00:00\"},\"address\":null,\"request_id\":null},"
            "{\"id\":3,\"at\":\"2026-01-02T10:00:00Z\",\"user\":\"his\",\"action\":\"update\","
            "\"entity\":\"study_entry\",\"entity_id\":8,\"before\":{\"reason\":null},"
            "\"after\":{\"reason\":\"withdrawn\"}},"
            "{\"id\":4,\"at\":\"2026-01-02T10:00:00Z\",\"user\":\"his\",\"action\":\"insert\","
            "\"entity\":\"followup_ladder\",\"entity_id\":1,\"before\":null,\"after\":{\"steps\":[{"
            "\"channel\":\"phone\",\"outcomes\":[\"busy\"],\"at_time\":null},{\"channel\":"
            "\"phone\"}]}}",
            "4"));
  GtkWidget *page = GTK_WIDGET (open_page (canned, HCRM_TYPE_AUDIT_PAGE, "/audit"));
  g_assert_true (canned_sees (page, "old"));
  g_assert_true (canned_sees (page, "new"));
  g_assert_false (canned_sees (page, "male"));
  g_assert_true (canned_sees (page, "Request r1"));
  g_assert_true (canned_sees (page, "Patient 9"));
  g_assert_true (canned_sees (page, "Hospital information system"));
  g_assert_true (canned_sees (page, "From where"));

  /* What was changed is said as the forms say it, in their words and in local time. */
  g_autofree char *finished = hcrm_text_time ("2024-05-06T07:08:09+00:00");
  canned_key ("Down");
  canned_wait_words (HCRM_PAGE (page), finished);
  g_assert_true (canned_sees (page, "Finished at"));
  g_assert_true (canned_sees (page, "Done"));
  g_assert_false (canned_sees (page, "finished_at"));
  g_assert_false (canned_sees (page, "From where"));
  canned_key ("Down");
  canned_wait_words (HCRM_PAGE (page), "Consent withdrawn");
  canned_key ("Down");
  canned_wait_words (HCRM_PAGE (page), "What Call · After Busy\nWhat Call");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/administration/user-edit", test_user_edit);
  g_test_add_func ("/administration/user-errors", test_user_errors);
  g_test_add_func ("/administration/user-conflict", test_user_conflict);
  g_test_add_func ("/administration/user-new", test_user_new);
  g_test_add_func ("/administration/role", test_role);
  g_test_add_func ("/administration/template", test_template);
  g_test_add_func ("/administration/ladder", test_ladder);
  g_test_add_func ("/administration/script", test_script);
  g_test_add_func ("/administration/letter-mended", test_letter_mended);
  g_test_add_func ("/administration/letter-faults", test_letter_faults);
  g_test_add_func ("/administration/letter-of-job", test_letter_of_job);
  g_test_add_func ("/administration/letter-entered", test_letter_entered);
  g_test_add_func ("/administration/letter-as-it-came", test_letter_as_it_came);
  g_test_add_func ("/administration/letters-together", test_letters_together);
  g_test_add_func ("/administration/audit", test_audit);
  return g_test_run ();
}
