/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of the server: lazy, sorted and filtered there, with a selection that belongs to a record.
 */

#include <adwaita.h>

#include "core/hcrm-popover-keeper.h"
#include "core/hcrm-session.h"
#include "hcrm-fake.h"
#include "widgets/hcrm-filter-bar.h"
#include "widgets/hcrm-record-list.h"

static const HcrmChoice states[] = { { "open", "Open" }, { "done", "Done" }, { NULL } };

static const HcrmField fields[] = {
  { "id", HCRM_KIND_INT, "Id" },
  { "name", HCRM_KIND_TEXT, "Name" },
  { "state", HCRM_KIND_CODE, "State", 0, NULL, 0, 0, states },
  { "due_on", HCRM_KIND_DATE, "Due" },
};
static const HcrmFieldSet set = { "task", fields, G_N_ELEMENTS (fields) };

static char *
make_pill (HcrmRecord *record, const char **pill)
{
  *pill = "info";
  return g_strdup (hcrm_record_get (record, "state"));
}

static const HcrmColumn columns[] = {
  { "due_on", NULL, 100, HCRM_CELL_DATE, HCRM_COLUMN_SORT },
  { "name", NULL, 100, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "state", NULL, 100, HCRM_CELL_PILL, 0, make_pill },
};

static const HcrmListInfo info = {
  "tasks", "/tasks", &set, columns, G_N_ELEMENTS (columns), "due_on", "Tasks", "Nothing to do.",
};

typedef struct {
  HcrmFake *fake;
  HcrmSession *session;
  GtkWidget *window;
  HcrmRecordList *list;
  guint total;
  guint shift; /* rows that others put before ours */
  guint n_activated;
  const char *jump; /* where a value stands; NULL: beyond what is counted */
} Fixture;

/* Row i has the id i + 1, moved by the rows that came in before it. */
static char *
list_tasks (GHashTable *query, gpointer data)
{
  Fixture *fixture = data;
  const char *offset = query != NULL ? g_hash_table_lookup (query, "offset") : NULL;
  guint from = offset != NULL ? atoi (offset) : 0;
  GString *json = g_string_new ("{\"items\":[");

  if (query != NULL && g_hash_table_contains (query, "from"))
    return g_strdup_printf ("{\"items\":[{\"id\":%s}],\"next\":null,\"offset\":%s}",
                            fixture->jump != NULL ? "1" : "99",
                            fixture->jump != NULL ? fixture->jump : "null");
  for (guint i = from; i < MIN (from + 100, fixture->total); i++)
    g_string_append_printf (
        json, "%s{\"id\":%d,\"name\":\"Task %u\",\"state\":\"open\",\"due_on\":\"2026-11-19\"}",
        i > from ? "," : "", (int) i + 1 - (int) fixture->shift, i);
  g_string_append_printf (json, "],\"next\":null,\"total\":{\"value\":%u,\"exact\":%s}}",
                          MIN (fixture->total, 10000), fixture->total > 10000 ? "false" : "true");
  return g_string_free (json, FALSE);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->total = 1000;
  fixture->fake = hcrm_fake_new ();
  fixture->session = hcrm_session_new ();
  hcrm_session_set_server (fixture->session, hcrm_fake_get_url (fixture->fake));
  hcrm_fake_answer_with (fixture->fake, "/tasks", list_tasks, fixture);
  fixture->list = g_object_new (HCRM_TYPE_RECORD_LIST, NULL);
  hcrm_record_list_setup (fixture->list, fixture->session, &info);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->session);
  hcrm_fake_free (fixture->fake);
  hcrm_fake_idle (20);
}

static GListModel *
get_rows (Fixture *fixture)
{
  return G_LIST_MODEL (hcrm_record_list_get_model (fixture->list));
}

static void
load (Fixture *fixture)
{
  hcrm_record_list_refresh (fixture->list);
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (fixture)) == fixture->total);
  hcrm_fake_idle (100);
}

static gint64
get_id (Fixture *fixture, guint position)
{
  g_autoptr (HcrmRow) row = g_list_model_get_item (get_rows (fixture), position);
  HcrmRecord *record = hcrm_row_get_record (row);

  return record != NULL ? hcrm_record_get_int (record, "id") : 0;
}

static void
test_lazy (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *count = NULL;

  hcrm_fake_idle (50);
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/tasks"), ==, 0);
  load (fixture);
  /* The view looks a little beyond what it shows, but never at everything. */
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/tasks"), <=, 4);
  g_assert_cmpint (get_id (fixture, 0), ==, 1);
  g_assert_cmpint (get_id (fixture, 950), ==, 0);
  WAIT_UNTIL (get_id (fixture, 950) == 951);
  count = hcrm_record_list_dup_count (fixture->list);
  g_assert_cmpstr (count, ==, "1000");
}

/* Jumping about fetches the last wishes, and old pages are let go. */
static void
test_jumps (Fixture *fixture, gconstpointer unused)
{
  fixture->total = 10000;
  load (fixture);
  guint before = hcrm_fake_count (fixture->fake, "GET", "/tasks");
  for (guint i = 0; i < 90; i++)
    get_id (fixture, 9900 - i * 100);
  WAIT_UNTIL (get_id (fixture, 1000) == 1001);
  hcrm_fake_idle (100);
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/tasks") - before, <, 30);
}

/* More than the server counts: the list is as long as what is known to exist. */
static void
test_endless (Fixture *fixture, gconstpointer unused)
{
  fixture->total = 25000;
  hcrm_record_list_refresh (fixture->list);
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (fixture)) == 10000);
  get_id (fixture, 9999);
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (fixture)) == 10100);
  g_autofree char *count = hcrm_record_list_dup_count (fixture->list);
  g_assert_cmpstr (count, ==, "10000+");
}

static void
test_selection (Fixture *fixture, gconstpointer unused)
{
  load (fixture);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 1);
  hcrm_record_list_move (fixture->list, 4);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 5);

  /* Three rows come in before it: the record stays selected, three places further down. */
  fixture->shift = 3;
  fixture->total += 3;
  hcrm_record_list_refresh (fixture->list);
  WAIT_UNTIL (get_id (fixture, 7) == 5);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 5);
  hcrm_record_list_move (fixture->list, 1);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 6);

  /* It leaves the list: what it was stays known. */
  fixture->shift = 0;
  fixture->total = 4;
  hcrm_record_list_refresh (fixture->list);
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (fixture)) == 4);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 6);
  g_assert_nonnull (hcrm_record_list_get_selected (fixture->list));
}

static gboolean
saw (Fixture *fixture, const char *text)
{
  return hcrm_fake_saw_query (fixture->fake, "GET", "/tasks", text);
}

static void
test_filters (Fixture *fixture, gconstpointer unused)
{
  static const char *const both[] = { "overdue", "today", NULL };

  hcrm_record_list_set_filter (fixture->list, "q", "周");
  load (fixture);
  g_assert_true (saw (fixture, "sort=due_on&q=%E5%91%A8&limit=100"));
  hcrm_record_list_set_filters (fixture->list, "bucket", both);
  hcrm_record_list_set_filter (fixture->list, "q", NULL);
  WAIT_UNTIL (saw (fixture, "sort=due_on&bucket=overdue&bucket=today&limit"));

  fixture->total = 0;
  hcrm_record_list_set_filter (fixture->list, "q", "nobody");
  WAIT_UNTIL (saw (fixture, "nobody"));
  WAIT_UNTIL (hcrm_record_list_get_total (fixture->list) == 0);
}

static GtkColumnView *
find_view (GtkWidget *widget)
{
  if (GTK_IS_COLUMN_VIEW (widget))
    return GTK_COLUMN_VIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkColumnView *view = find_view (child);
    if (view != NULL)
      return view;
  }
  return NULL;
}

static gboolean
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (find_label (child, text))
      return TRUE;
  return FALSE;
}

static void
test_sort (Fixture *fixture, gconstpointer unused)
{
  GtkColumnView *view = find_view (GTK_WIDGET (fixture->list));
  g_autoptr (GtkColumnViewColumn) name =
      g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  g_autofree char *status = NULL;

  load (fixture);
  gtk_column_view_sort_by_column (view, name, GTK_SORT_ASCENDING);
  WAIT_UNTIL (saw (fixture, "sort=name"));
  gtk_column_view_sort_by_column (view, name, GTK_SORT_DESCENDING);
  WAIT_UNTIL (saw (fixture, "sort=-name"));
  WAIT_UNTIL (hcrm_record_list_get_total (fixture->list) == 1000);
  g_object_get (fixture->list, "status", &status, NULL);
  g_assert_cmpstr (status, ==, "1000 in all · by Name ↓");
}

static void
activated_cb (Fixture *fixture, HcrmRecord *record)
{
  fixture->n_activated++;
  g_assert_cmpint (hcrm_record_get_int (record, "id"), ==, 2);
}

static void
test_activate (Fixture *fixture, gconstpointer unused)
{
  GtkColumnView *view = find_view (GTK_WIDGET (fixture->list));

  load (fixture);
  g_signal_connect_swapped (fixture->list, "activate", G_CALLBACK (activated_cb), fixture);
  g_signal_emit_by_name (view, "activate", 1);
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 2);
}

/* Filters, sorting and selection come over to a list that is made anew. */
static void
test_state (Fixture *fixture, gconstpointer unused)
{
  hcrm_record_list_set_filter (fixture->list, "q", "x");
  load (fixture);
  hcrm_record_list_move (fixture->list, 2);
  g_autoptr (JsonNode) state = hcrm_record_list_dup_state (fixture->list);
  HcrmRecordList *list = g_object_new (HCRM_TYPE_RECORD_LIST, NULL);
  hcrm_record_list_setup (list, fixture->session, &info);
  hcrm_record_list_take_state (list, state);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (list));
  fixture->list = list;
  load (fixture);
  g_assert_cmpstr (hcrm_record_list_get_filter (list, "q"), ==, "x");
  g_assert_cmpint (hcrm_record_list_get_selected_id (list), ==, 3);
  g_assert_cmpstr (hcrm_record_get (hcrm_record_list_get_selected (list), "name"), ==, "Task 2");
}

/* --- several rows ----------------------------------------------------------------------------- */

static GtkSelectionModel *
get_selection (Fixture *fixture)
{
  return gtk_column_view_get_model (find_view (GTK_WIDGET (fixture->list)));
}

static void
test_marks (Fixture *fixture, gconstpointer unused)
{
  load (fixture);
  gtk_selection_model_select_range (get_selection (fixture), 0, 3, TRUE);
  g_assert_cmpuint (hcrm_record_list_get_n_marked (fixture->list), ==, 1);

  hcrm_record_list_add_bulk_action (fixture->list, "Assign", "A", "list.nothing");
  gtk_selection_model_select_range (get_selection (fixture), 0, 3, TRUE);
  g_assert_cmpuint (hcrm_record_list_get_n_marked (fixture->list), ==, 3);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 3);
  gtk_selection_model_unselect_item (get_selection (fixture), 1);
  gtk_selection_model_select_item (get_selection (fixture), 9, FALSE);
  g_autoptr (GPtrArray) marked = hcrm_record_list_dup_marked (fixture->list);
  g_assert_cmpuint (marked->len, ==, 3);

  /* Others come in before them: the same records stay marked. */
  fixture->shift = 2;
  hcrm_record_list_refresh (fixture->list);
  WAIT_UNTIL (get_id (fixture, 2) == 1);
  hcrm_fake_idle (50);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 2));
  g_assert_false (gtk_selection_model_is_selected (get_selection (fixture), 3));
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 11));
  g_assert_true (hcrm_record_list_back (fixture->list));
  g_assert_cmpuint (hcrm_record_list_get_n_marked (fixture->list), ==, 1);
  g_assert_false (hcrm_record_list_back (fixture->list));
}

/* All that are listed, fetched or not, and no more than one step takes. */
static void
test_mark_all (Fixture *fixture, gconstpointer unused)
{
  fixture->total = 1300;
  load (fixture);
  hcrm_record_list_add_bulk_action (fixture->list, "Assign", "A", "list.nothing");
  gtk_selection_model_select_all (get_selection (fixture));
  g_assert_cmpuint (hcrm_record_list_get_n_marked (fixture->list), ==, 1000);
  g_assert_null (hcrm_record_list_dup_marked (fixture->list));
  g_autoptr (GPtrArray) marked = NULL;
  WAIT_UNTIL ((marked = hcrm_record_list_dup_marked (fixture->list)) != NULL);
  g_assert_cmpuint (marked->len, ==, 1000);
}

/* What failed is said, row by row, and stays marked. */
static void
test_results (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonNode) reply = json_from_string (
      "{\"results\":[{\"id\":1,\"status\":200,\"problem\":null},{\"id\":2,\"status\":412,"
      "\"problem\":{\"detail\":\"Someone else changed this record\"}},{\"id\":3,\"status\":200,"
      "\"problem\":null}]}",
      NULL);

  load (fixture);
  hcrm_record_list_add_bulk_action (fixture->list, "Assign", "A", "list.nothing");
  gtk_selection_model_select_range (get_selection (fixture), 0, 3, TRUE);
  g_assert_cmpuint (hcrm_record_list_take_results (fixture->list, reply, "name"), ==, 1);
  g_assert_cmpuint (hcrm_record_list_get_n_marked (fixture->list), ==, 1);
  g_assert_cmpint (hcrm_record_list_get_selected_id (fixture->list), ==, 2);
  g_assert_true (find_label (GTK_WIDGET (fixture->list), "Someone else changed this record"));
  g_assert_true (find_label (GTK_WIDGET (fixture->list), "Task 1"));
  g_assert_true (hcrm_record_list_back (fixture->list));
}

/* --- jumping ---------------------------------------------------------------------------------- */

static void
test_jump (Fixture *fixture, gconstpointer unused)
{
  fixture->jump = "950";
  load (fixture);
  g_assert_true (hcrm_record_list_jump (fixture->list, "+7d"));
  WAIT_UNTIL (saw (fixture, "limit=1&from="));
  WAIT_UNTIL (hcrm_record_list_get_selected_id (fixture->list) == 951);
}

/* Too far down to be counted: the list begins there, and Esc leads back. */
static void
test_jump_beyond (Fixture *fixture, gconstpointer unused)
{
  load (fixture);
  g_assert_true (hcrm_record_list_jump (fixture->list, "+7d"));
  WAIT_UNTIL (saw (fixture, "limit=100&from="));
  WAIT_UNTIL (hcrm_record_list_get_selected_id (fixture->list) == 99);
  g_assert_true (hcrm_record_list_back (fixture->list));
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (fixture)) == fixture->total);
}

static void
test_failure (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/tasks", 403,
                    "{\"type\":\"forbidden\",\"detail\":\"You may not\"}");
  hcrm_record_list_refresh (fixture->list);
  hcrm_fake_idle (200);
  g_assert_cmpint (hcrm_record_list_get_total (fixture->list), ==, -1);
  hcrm_fake_answer_with (fixture->fake, "/tasks", list_tasks, fixture);
  load (fixture);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* Tab leaves the rows, however many there are, and comes back to them. */
static void
test_tab (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *before = gtk_button_new_with_label ("Before");
  GtkWidget *after = gtk_button_new_with_label ("After");
  GtkWindow *window = GTK_WINDOW (fixture->window);
  g_autoptr (GtkWidget) list = g_object_ref (GTK_WIDGET (fixture->list));

  gtk_window_set_child (window, box);
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), after);
  load (fixture);
  gtk_widget_grab_focus (list);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (window) == after);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (window), list));
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_window_get_focus (window) == before);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (window) == after);
}

/* --- export ----------------------------------------------------------------------------------- */

static GtkWidget *
find_below (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL;
       w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_below (w, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What is listed, in the columns that are shown, with the reason; the exports are read from the
 * server, so that they are there after a restart. */
static void
test_export (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/exports", 200,
                    "{\"items\":[{\"id\":7,\"name\":\"T.xlsx\",\"state\":\"done\",\"done\":5,"
                    "\"size\":900}],\"next\":null,\"total\":{\"value\":1,\"exact\":true}}");
  hcrm_fake_answer (fixture->fake, "POST", "/tasks/actions/export", 202,
                    "{\"id\":8,\"state\":\"queued\"}");
  hcrm_record_list_set_filter (fixture->list, "state", "open");
  g_autoptr (GtkWidget) box = g_object_ref_sink (hcrm_record_list_new_buttons (fixture->list));
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  GtkWidget *button = find_below (box, GTK_TYPE_MENU_BUTTON);

  WAIT_UNTIL (gtk_widget_get_mapped (button));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/exports") == 1);
  GtkWidget *entry = find_below (button, GTK_TYPE_ENTRY);
  g_signal_emit_by_name (entry, "activate");
  hcrm_fake_idle (100);
  /* Not without a reason. */
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "POST", "/tasks/actions/export"), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "monthly");
  g_signal_emit_by_name (entry, "activate");
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/exports") == 2);
  /* However an earlier test left it sorted. */
  const char *body = hcrm_fake_get_body (fixture->fake, "POST", "/tasks/actions/export");
  g_assert_true (g_str_has_prefix (body, "{\"query\":\"sort="));
  g_assert_true (g_str_has_suffix (body,
                                   "&state=open\",\"columns\":[\"due_on\",\"name\",\"state\"],"
                                   "\"format\":\"xlsx\",\"title\":\"Tasks\","
                                   "\"reason\":\"monthly\"}"));
  hcrm_fake_idle (100);
  g_assert_nonnull (find_below (button, GTK_TYPE_LIST_BOX_ROW));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* 150 departments a page, on three pages. */
static char *
list_departments (GHashTable *query, gpointer unused)
{
  const char *after = g_hash_table_lookup (query, "after");
  guint from = after != NULL ? atoi (after) : 0;
  GString *json = g_string_new ("{\"items\":[");

  for (guint i = from; i < from + 150; i++)
    g_string_append_printf (json, "%s{\"id\":%u,\"code\":\"D%u\",\"name\":\"病区%u\"}",
                            i > from ? "," : "", i + 1, i + 1, i + 1);
  if (from < 300)
    g_string_append_printf (json, "],\"next\":\"%u\"}", from + 150);
  else
    g_string_append (json, "],\"next\":null}");
  return g_string_free (json, FALSE);
}

static guint
count_below (GtkWidget *root, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (root, type);

  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL;
       w = gtk_widget_get_next_sibling (w))
    n += count_below (w, type);
  return n;
}

static HcrmFilterBar *
show_many (Fixture *fixture, const HcrmFilter *filter, const char *query)
{
  HcrmFilterBar *bar = g_object_new (HCRM_TYPE_FILTER_BAR, NULL);

  hcrm_fake_answer_with (fixture->fake, "/departments", list_departments, NULL);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (bar));
  hcrm_filter_bar_setup (bar, fixture->session, filter, 1);
  hcrm_filter_bar_set_query (bar, query);
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/departments") == 3);
  return bar;
}

static GtkWidget *
open_many (HcrmFilterBar *bar)
{
  GtkWidget *button = find_below (GTK_WIDGET (bar), GTK_TYPE_MENU_BUTTON);

  WAIT_UNTIL (gtk_widget_get_mapped (button));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  WAIT_UNTIL (count_below (button, GTK_TYPE_CHECK_BUTTON) == 100);
  return button;
}

/* Types until one is left, which is @name, and chooses that. */
static void
find_many (GtkWidget *button, const char *typed, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (find_below (button, GTK_TYPE_SEARCH_ENTRY)), typed);
  WAIT_UNTIL (count_below (button, GTK_TYPE_CHECK_BUTTON) == 1);
  GtkCheckButton *found = GTK_CHECK_BUTTON (find_below (button, GTK_TYPE_CHECK_BUTTON));
  g_assert_cmpstr (gtk_check_button_get_label (found), ==, name);
  gtk_check_button_set_active (found, TRUE);
}

/* The four hundredth is found by its pinyin and stands first when one comes back; of many, the
 * first hundred are shown. */
static void
test_many_choices (Fixture *fixture, gconstpointer unused)
{
  static const HcrmFilter filters[] = {
    { "department_id", "Department", NULL, "/departments?limit=150", .need = -1 },
  };
  HcrmFilterBar *bar = show_many (fixture, filters, "department_id=7");
  GtkWidget *button = open_many (bar);
  GtkWidget *first = find_below (button, GTK_TYPE_CHECK_BUTTON);

  g_assert_cmpstr (gtk_check_button_get_label (GTK_CHECK_BUTTON (first)), ==, "病区7");
  g_assert_true (find_label (button, "350 more: type to find them"));
  find_many (button, "bingqu400", "病区400");
  g_autofree char *query = hcrm_filter_bar_dup_query (bar);
  g_assert_cmpstr (query, ==, "department_id=7&department_id=400");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

/* Of one value alone, another takes the place of what was chosen, though that is not among what was
 * found. */
static void
test_one_of_many (Fixture *fixture, gconstpointer unused)
{
  static const HcrmFilter filters[] = {
    { "sample_id", "Sample", NULL, "/departments?limit=150", .single = TRUE, .need = -1 },
  };
  HcrmFilterBar *bar = show_many (fixture, filters, "sample_id=7");
  GtkWidget *button = open_many (bar);

  find_many (button, "bingqu400", "病区400");
  g_autofree char *query = hcrm_filter_bar_dup_query (bar);
  g_assert_cmpstr (query, ==, "sample_id=400");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  adw_init ();
  hcrm_popovers_keep ();
  ADD ("/list/lazy", test_lazy);
  ADD ("/list/jumps", test_jumps);
  ADD ("/list/endless", test_endless);
  ADD ("/list/selection", test_selection);
  ADD ("/list/filters", test_filters);
  ADD ("/list/sort", test_sort);
  ADD ("/list/activate", test_activate);
  ADD ("/list/state", test_state);
  ADD ("/list/marks", test_marks);
  ADD ("/list/mark-all", test_mark_all);
  ADD ("/list/results", test_results);
  ADD ("/list/jump", test_jump);
  ADD ("/list/jump-beyond", test_jump_beyond);
  ADD ("/list/failure", test_failure);
  ADD ("/list/tab", test_tab);
  ADD ("/list/export", test_export);
  ADD ("/list/many-choices", test_many_choices);
  ADD ("/list/one-of-many", test_one_of_many);
  return hcrm_fake_run ();
}
