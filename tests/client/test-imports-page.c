/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Imports in the client: uploaded, mapped with a preview, carried out, undone. */

#include <glib/gstdio.h>

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patients/hcrm-import-mapping.h"
#include "pages/patients/hcrm-imports-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-record-list.h"

#define NUMBERED(id, version, state, more)                                                         \
  "{\"id\":" id ",\"version\":" version ",\"name\":\"list.csv\",\"state\":\"" state                \
  "\",\"size\":20,\"received\":20,\"format\":\"csv\",\"charset\":\"UTF-8\","                       \
  "\"headings\":[\"Name\",\"No\"],\"mapping\":[\"name\",null],\"existing\":\"skip\","              \
  "\"visit_kind\":\"inpatient\",\"decide_days\":30,\"created_at\":\"2026-11-22T08:00:00+08:"       \
  "00\"" more "}"
#define IMPORT(state, more) NUMBERED ("7", "3", state, more)
#define OTHER(state, more) NUMBERED ("8", "6", state, more)
#define PREVIEW                                                                                    \
  "{\"rows\":[{\"row\":2,\"outcome\":\"added\",\"cells\":[\"Zhou\",\"A1\"],\"values\":{},"         \
  "\"problems\":[]},{\"row\":3,\"outcome\":\"rejected\",\"cells\":[\"\",\"A2\"],\"values\":{},"    \
  "\"problems\":[{\"column\":0,\"field\":\"name\",\"detail\":\"Full name is required\"}]}]}"

static const char *const supervisor[] = { "session:all", "patient.import:all", NULL };

static HcrmPage *
open_page (Canned *canned, const char *list)
{
  canned_set (canned, "GET", "/imports", 200, list);
  canned_set (canned, "GET", "/imports/7/rejects", 200,
              "{\"items\":[{\"id\":3,\"reasons\":[{\"en\":\"Full name is required\","
              "\"zh_CN\":\"x\"}],\"cells\":[]}],\"next\":null}");
  canned_set (canned, "POST", "/imports/7/actions/preview", 200, PREVIEW);
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_IMPORTS_PAGE, supervisor, "/imports");

  canned_key ("Home");
  canned_settle ();
  return page;
}

/* As Down (1) and Up (-1) do, but at once. */
static void
choose (HcrmPage *page, int by)
{
  hcrm_record_list_move (HCRM_RECORD_LIST (
                             canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL)),
                         by);
}

static void
test_upload (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page =
      open_page (canned, "{\"items\":[],\"next\":null,\"total\":{\"value\":0,\"exact\":true}}");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hcrm-import-test.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (canned_sees (GTK_WIDGET (page), "No list was imported yet. Ctrl+N chooses one."));
  g_assert_true (g_file_set_contents (path, "Name,No\nZhou,A1\n", -1, NULL));
  canned_set (canned, "POST", "/imports", 201, IMPORT ("uploading", ""));
  canned_set (canned, "PUT", "/imports/7/parts/0", 200, IMPORT ("uploading", ""));
  canned_set (canned, "POST", "/imports/7/actions/complete", 200, IMPORT ("ready", ""));
  hcrm_imports_page_upload (HCRM_IMPORTS_PAGE (page), file);
  canned_wait_request (canned, "POST", "/imports/7/actions/complete");
  canned_settle ();
  g_assert_cmpint (canned_count (canned, "PUT", "/imports/7/parts/0"), ==, 1);
  g_remove (path);
}

static void
test_mapping (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, LIST (IMPORT ("ready", ""), "1"));
  GtkWidget *mapping = canned_find (GTK_WIDGET (page), HCRM_TYPE_IMPORT_MAPPING, NULL);

  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_settle ();
  g_assert_true (canned_sees (mapping, "Zhou"));
  g_assert_true (canned_sees (mapping, "Row 3  ·  Full name is required"));
  g_autoptr (JsonNode) before = hcrm_import_mapping_dup (HCRM_IMPORT_MAPPING (mapping));
  g_autofree char *text = json_to_string (before, FALSE);
  g_assert_cmpstr (text, ==, "[\"name\",null]");
  /* Another choice is previewed at once, and stored before the step. */
  GtkWidget *second =
      gtk_grid_get_child_at (GTK_GRID (canned_find (mapping, GTK_TYPE_GRID, NULL)), 2, 1);
  canned_forget (canned);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (second), 2);
  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_set (canned, "PATCH", "/imports/7", 200, IMPORT ("ready", ",\"rejected\":0"));
  canned_set (canned, "POST", "/imports/7/actions/check", 200, IMPORT ("checking", ""));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/imports/7/actions/check");
  JsonObject *body = canned_get_body (canned, "PATCH", "/imports/7");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (body, "mapping"),
                                                  1),
                   ==, "mrn");
}

/* Many columns scroll; none of them becomes too narrow to say what it is. */
static void
test_many_columns (void)
{
  g_autoptr (Canned) canned = canned_new ();
  g_autofree char *more = g_strdup_printf (",\"headings\":[%s\"i\"],\"mapping\":[\"birth_date\"%s]",
                                           "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",",
                                           ",null,null,null,null,null,null,null,null");
  g_autofree char *import = g_strconcat ("{\"id\":7,\"version\":3,\"name\":\"list.csv\",\"state\":"
                                         "\"ready\",\"size\":20,\"received\":20,\"format\":\"csv\","
                                         "\"existing\":\"skip\",\"visit_kind\":\"inpatient\"",
                                         more, "}", NULL);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), import);
  HcrmPage *page = open_page (canned, list);
  GtkWidget *mapping = canned_find (GTK_WIDGET (page), HCRM_TYPE_IMPORT_MAPPING, NULL);

  canned_settle ();
  GtkWidget *choice =
      gtk_grid_get_child_at (GTK_GRID (canned_find (mapping, GTK_TYPE_GRID, NULL)), 1, 1);
  GtkWidget *said = canned_find (choice, GTK_TYPE_LABEL, "Date of birth");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (said))));
}

/* Whatever is focused, the headings cannot be scrolled away by the height of a scroll bar. */
static void
test_headings_stay (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *mapping = g_object_new (HCRM_TYPE_IMPORT_MAPPING, "valign", GTK_ALIGN_START, NULL);
  g_autoptr (JsonNode) headings = json_from_string ("[\"A\",\"B\",\"C\",\"D\",\"E\",\"F\"]", NULL);
  g_autoptr (JsonNode) fields = json_from_string ("[null,null,null,null,null,null]", NULL);

  hcrm_import_mapping_set (HCRM_IMPORT_MAPPING (mapping), headings, fields, TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 300);
  gtk_window_set_child (GTK_WINDOW (window), mapping);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  canned_settle ();
  GtkAdjustment *height = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (canned_find (mapping, GTK_TYPE_SCROLLED_WINDOW, NULL)));
  g_assert_cmpfloat (gtk_adjustment_get_page_size (height), >, 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (height), <=, gtk_adjustment_get_page_size (height));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The wheel turns the page, over whatever of the table it is turned, and never chooses a field. */
static void
test_wheel (void)
{
  GtkWidget *window = gtk_window_new (), *page = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mapping = g_object_new (HCRM_TYPE_IMPORT_MAPPING, NULL);
  GtkWidget *below = gtk_label_new ("below");
  g_autoptr (JsonNode) headings = json_from_string ("[\"A\",\"B\",\"C\",\"D\",\"E\",\"F\"]", NULL);
  g_autoptr (JsonNode) fields = json_from_string ("[null,null,null,null,null,null]", NULL);

  hcrm_import_mapping_set (HCRM_IMPORT_MAPPING (mapping), headings, fields, TRUE);
  gtk_widget_set_size_request (below, -1, 2000);
  gtk_box_append (GTK_BOX (box), mapping);
  gtk_box_append (GTK_BOX (box), below);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (page), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (page), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 400);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  canned_settle ();
  GtkWidget *grid = canned_find (mapping, GTK_TYPE_GRID, NULL);
  graphene_rect_t choice;
  g_assert_true (
      gtk_widget_compute_bounds (gtk_grid_get_child_at (GTK_GRID (grid), 1, 1), window, &choice));
  gtk_widget_set_margin_start (mapping, MAX (300 - choice.origin.x - choice.size.width / 2, 0));
  gtk_widget_set_margin_top (mapping, MAX (60 - choice.origin.y - choice.size.height / 2, 0));
  canned_settle ();
  GtkWidget *under = gtk_widget_pick (window, 300, 60, GTK_PICK_DEFAULT);
  g_assert_nonnull (gtk_widget_get_ancestor (under, GTK_TYPE_DROP_DOWN));
  canned_wheel ();
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page));
  g_assert_cmpfloat (gtk_adjustment_get_value (at), >, 0);
  g_autoptr (JsonArray) chosen = json_array_ref (
      json_node_get_array (hcrm_import_mapping_dup (HCRM_IMPORT_MAPPING (mapping))));
  for (guint i = 0; i < json_array_get_length (chosen); i++)
    g_assert_true (json_array_get_null_element (chosen, i));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Chooses another field for the second column of the list that is shown. */
static void
change_column (HcrmPage *page)
{
  GtkWidget *mapping = canned_find (GTK_WIDGET (page), HCRM_TYPE_IMPORT_MAPPING, NULL);
  GtkWidget *grid = canned_find (mapping, GTK_TYPE_GRID, NULL);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (gtk_grid_get_child_at (GTK_GRID (grid), 2, 1)), 2);
}

/* What is stored is checked, though another list was chosen meanwhile; that one stays as it is. */
static void
test_stored_elsewhere (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, LIST (IMPORT ("ready", "") "," OTHER ("ready", ""), "2"));

  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_set (canned, "PATCH", "/imports/7", 200, NUMBERED ("7", "4", "ready", ""));
  canned_set (canned, "POST", "/imports/7/actions/check", 200, IMPORT ("checking", ""));
  change_column (page);
  canned_submit (page);
  choose (page, 1);
  canned_wait_request (canned, "POST", "/imports/7/actions/check");
  canned_settle ();
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/imports/7/actions/check"), "4"));
  g_assert_cmpuint (canned_count (canned, "POST", "/imports/8/actions/check"), ==, 0);
}

/* A preview that comes late is not shown for the list that is chosen by then. */
static void
test_late_preview (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, LIST (IMPORT ("ready", "") "," OTHER ("ready", ""), "2"));

  canned_set (canned, "POST", "/imports/8/actions/preview", 422, INVALID ("mapping", "Twice"));
  canned_wait_words (page, "Zhou");
  canned_forget (canned);
  change_column (page);
  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  choose (page, 1);
  canned_wait_request (canned, "POST", "/imports/8/actions/preview");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Zhou"));
}

/* Rows not taken of one list are not rows kept of the next. */
static void
test_late_rows (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page =
      open_page (canned, LIST (IMPORT ("done", ",\"settled\":9,\"rejected\":1") "," OTHER (
                                   "undone", ",\"settled\":9,\"kept\":1"),
                               "2"));

  canned_set (canned, "GET", "/imports/8/kept", 404, "{\"type\":\"not-found\",\"status\":404}");
  canned_wait_words (page, "Row 3");
  choose (page, 1);
  choose (page, -1);
  canned_forget (canned);
  canned_wait_request (canned, "GET", "/imports/7/rejects");
  choose (page, 1);
  canned_wait_request (canned, "GET", "/imports/8/kept");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Rows kept: 1"));
}

/* What is undone whole has no rest that could be. */
static void
test_undone (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page =
      open_page (canned, LIST (IMPORT ("undone", ",\"settled\":9,\"kept\":0") "," OTHER (
                                   "undone", ",\"settled\":9,\"kept\":1"),
                               "2"));

  canned_set (canned, "GET", "/imports/8/kept", 404, "{\"type\":\"not-found\",\"status\":404}");
  canned_settle ();
  g_assert_false (canned_sees (GTK_WIDGET (page), "Undo the Rest"));
  choose (page, 1);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Undo the Rest"));
}

/* A list is given up only when that is confirmed. */
static void
test_discard (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, LIST (IMPORT ("ready", ""), "1"));
  const char *path = "/imports/7/actions/discard";

  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_set (canned, "POST", path, 200, IMPORT ("discarded", ""));
  gtk_widget_activate_action (GTK_WIDGET (page), "imports.step", "s", "discard");
  canned_answer ("no");
  g_assert_cmpuint (canned_count (canned, "POST", path), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (page), "imports.step", "s", "discard");
  canned_answer ("yes");
  canned_wait_request (canned, "POST", path);
}

/* Undone is what was asked about, whatever is chosen by then. */
static void
test_done (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page =
      open_page (canned,
                 LIST (IMPORT ("done", ",\"settled\":9,\"added\":8,\"rejected\":1") "," OTHER (
                           "done", ",\"settled\":9"),
                       "2"));
  const char *path = "/imports/7/actions/undo";

  canned_wait_request (canned, "GET", "/imports/7/rejects");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Rows not taken: 1"));
  canned_set (canned, "POST", path, 200, IMPORT ("undoing", ""));
  gtk_widget_activate_action (GTK_WIDGET (page), "imports.step", "s", "undo");
  canned_answer ("no");
  g_assert_cmpuint (canned_count (canned, "POST", path), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (page), "imports.step", "s", "undo");
  choose (page, 1);
  canned_answer ("yes");
  canned_wait_request (canned, "POST", path);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", path), "3"));
  g_assert_cmpuint (canned_count (canned, "POST", "/imports/8/actions/undo"), ==, 0);
}

#define BOOK ",\"sheets\":[\"In\",\"Out\"],\"sheet\":0,\"site_id\":2,\"department_id\":null"
#define SITES                                                                                      \
  "{\"items\":[{\"id\":2,\"name\":\"East\"},{\"id\":3,\"name\":\"West\"}],\"next\":null}"

static GtkWidget *
open_book (Canned *canned, HcrmPage **page)
{
  canned_set (canned, "GET", "/sites", 200, SITES);
  canned_set (canned, "GET", "/departments", 200,
              "{\"items\":[{\"id\":8,\"name\":\"Cardiology\"}],\"next\":null}");
  *page = open_page (canned, LIST (IMPORT ("ready", BOOK), "1"));
  canned_wait_request (canned, "GET", "/departments");
  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_settle ();
  return canned_find (GTK_WIDGET (*page), HCRM_TYPE_FORM, NULL);
}

/* Another sheet of the workbook has columns of its own: the server reads them. */
static void
test_sheet (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page;
  const char *path = "/imports/7/actions/sheet";

  open_book (canned, &page);
  GtkWidget *sheets = canned_find (GTK_WIDGET (page), GTK_TYPE_DROP_DOWN, NULL);
  g_assert_true (gtk_widget_get_mapped (sheets));
  canned_set (canned, "POST", path, 200, IMPORT ("ready", BOOK));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (sheets), 1);
  canned_wait_request (canned, "POST", path);
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", path), "sheet"), ==,
                   1);
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", path), "3"));
  g_assert_cmpuint (canned_count (canned, "PATCH", "/imports/7"), ==, 0);
}

/* Where the list is from is stored at once, with what was chosen so far; nothing else changes. */
static void
test_place (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page;
  HcrmForm *form = HCRM_FORM (open_book (canned, &page));
  HcrmInput *site = hcrm_form_get_input (form, "site_id");
  g_autofree char *now = hcrm_input_dup_value (site);

  g_assert_cmpstr (now, ==, "2");
  canned_set (canned, "PATCH", "/imports/7", 200, IMPORT ("ready", BOOK));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                  canned_find (GTK_WIDGET (site), GTK_TYPE_DROP_DOWN, NULL)),
                              2);
  canned_wait_request (canned, "PATCH", "/imports/7");
  JsonObject *body = canned_get_body (canned, "PATCH", "/imports/7");
  g_assert_cmpint (json_object_get_int_member (body, "site_id"), ==, 3);
  g_assert_false (json_object_has_member (body, "department_id"));
  g_assert_true (json_object_has_member (body, "mapping"));
}

/* What cannot be offered is not taken away by storing something else. */
static void
test_place_unknown (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page;

  canned_set (canned, "GET", "/sites", 403, "{\"type\":\"forbidden\",\"status\":403}");
  canned_set (canned, "PATCH", "/imports/7", 200, IMPORT ("ready", BOOK));
  canned_set (canned, "POST", "/imports/7/actions/check", 200, IMPORT ("checking", ""));
  page = open_page (canned, LIST (IMPORT ("ready", BOOK), "1"));
  canned_wait_request (canned, "POST", "/imports/7/actions/preview");
  canned_settle ();
  change_column (page);
  canned_submit (page);
  canned_wait_request (canned, "PATCH", "/imports/7");
  g_assert_false (
      json_object_has_member (canned_get_body (canned, "PATCH", "/imports/7"), "site_id"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/imports/upload", test_upload);
  g_test_add_func ("/imports/mapping", test_mapping);
  g_test_add_func ("/imports/many-columns", test_many_columns);
  g_test_add_func ("/imports/headings-stay", test_headings_stay);
  g_test_add_func ("/imports/wheel", test_wheel);
  g_test_add_func ("/imports/stored-elsewhere", test_stored_elsewhere);
  g_test_add_func ("/imports/late-preview", test_late_preview);
  g_test_add_func ("/imports/late-rows", test_late_rows);
  g_test_add_func ("/imports/undone", test_undone);
  g_test_add_func ("/imports/discard", test_discard);
  g_test_add_func ("/imports/done", test_done);
  g_test_add_func ("/imports/sheet", test_sheet);
  g_test_add_func ("/imports/place", test_place);
  g_test_add_func ("/imports/place-unknown", test_place_unknown);
  return g_test_run ();
}
