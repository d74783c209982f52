/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window as a person uses it: signing in, tabs, the finder, languages, the lock, a lost line.
 */

#include "hcrm-canned.h"

#include "core/hcrm-finder.h"
#include "core/hcrm-language.h"
#include "core/hcrm-notices.h"
#include "core/hcrm-page-info.h"
#include "core/hcrm-popover-keeper.h"
#include "core/hcrm-settings.h"
#include "core/hcrm-sidebar.h"
#include "core/hcrm-update.h"
#include "core/hcrm-window.h"
#include "hcrm-fake.h"
#include "widgets/hcrm-waveform.h"

typedef struct {
  HcrmFake *fake;
  HcrmWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user)
{
  hcrm_language_set ("en");
  hcrm_settings_set ("client", "user", NULL);
  fixture->fake = hcrm_fake_new ();
  hcrm_fake_answer_usual (fixture->fake);
  fixture->window = HCRM_WINDOW (hcrm_window_new (NULL, hcrm_fake_get_url (fixture->fake), user));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  canned_assert_named (GTK_WIDGET (fixture->window));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  hcrm_fake_free (fixture->fake);
  hcrm_fake_idle (50);
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_type (child, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

#define SAYS(text) canned_sees (GTK_WIDGET (fixture->window), text)

#define PERMISSION(name, scope) "{\"name\":\"" name "\",\"scope\":\"" scope "\"}"

/* Whoever signs in holds these besides the session. */
static void
may (Fixture *fixture, const char *permissions)
{
  g_autofree char *session = g_strdup_printf (
      "{\"token\":\"secret\",\"user\":{\"id\":7,\"username\":\"agent\",\"name\":\"x\","
      "\"must_change_password\":false,\"lock_minutes\":10},\"permissions\":[%s,%s]}",
      PERMISSION ("session", "all"), permissions);

  hcrm_fake_answer (fixture->fake, "POST", "/session", 201, session);
}

static HcrmShell *
wait_for_shell (Fixture *fixture)
{
  WAIT_UNTIL (hcrm_window_get_shell (fixture->window) != NULL
              && gtk_widget_get_mapped (GTK_WIDGET (hcrm_window_get_shell (fixture->window))));
  return hcrm_window_get_shell (fixture->window);
}

static void
test_sample_user (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  WAIT_UNTIL (SAYS ("Sample Hospital") && SAYS ("Doctor"));
  GtkFlowBox *users = GTK_FLOW_BOX (find_type (window, GTK_TYPE_FLOW_BOX));
  g_signal_emit_by_name (users, "child-activated", gtk_flow_box_get_child_at_index (users, 0));
  wait_for_shell (fixture);
  g_assert_nonnull (strstr (hcrm_fake_get_body (fixture->fake, "POST", "/session"),
                            "\"username\":\"agent\",\"password\":\"demo\""));
  WAIT_UNTIL (SAYS ("周桂兰") && SAYS ("After surgery, day 7"));
  g_assert_true (SAYS ("Service Centre"));
}

static void
test_wrong_password (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  hcrm_fake_answer (fixture->fake, "POST", "/session", 401,
                    "{\"type\":\"unauthenticated\",\"detail\":\"Wrong, sorry\"}");
  WAIT_UNTIL (SAYS ("Sign In"));
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_ENTRY)), "agent");
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_PASSWORD_ENTRY)), "x");
  g_signal_emit_by_name (find_type (window, GTK_TYPE_PASSWORD_ENTRY), "activate");
  WAIT_UNTIL (SAYS ("Wrong, sorry"));
  g_assert_null (hcrm_window_get_shell (fixture->window));
}

/* A server that was renewed while the page stood there says so at the sign-in itself. */
static void
test_too_old_now (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  hcrm_fake_answer (fixture->fake, "POST", "/session", 403,
                    "{\"type\":\"forbidden\",\"title\":\"Not allowed\",\"status\":403,\"detail\":"
                    "\"This client is too old for the server, which needs 9.0.\"}");
  WAIT_UNTIL (SAYS ("Sign In"));
  g_assert_false (SAYS ("too old"));
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_ENTRY)), "agent");
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_PASSWORD_ENTRY)), "demo");
  g_signal_emit_by_name (find_type (window, GTK_TYPE_PASSWORD_ENTRY), "activate");
  WAIT_UNTIL (SAYS ("This client is too old for the server, which needs 9.0."));
  g_assert_null (hcrm_window_get_shell (fixture->window));
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "POST", "/session"), ==, 1);
}

static void
test_too_old (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/about", 200,
                    "{\"version\":\"9.0\",\"minimum_client\":\"9.0\",\"hospital\":\"H\"}");
  WAIT_UNTIL (SAYS ("too old"));
}

/* A hospital that has not yet said its name has the product's. */
static void
test_nameless (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/about", 200,
                    "{\"version\":\"0.1.0\",\"minimum_client\":\"0.1.0\",\"hospital\":null}");
  WAIT_UNTIL (SAYS ("Sign In"));
  GtkWidget *box = gtk_widget_get_parent (
      canned_find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "Patient relations"));
  g_assert_true (canned_sees (box, "HCRM"));
}

#define ABOUT(version, sha256)                                                                     \
  "{\"version\":\"9.0\",\"minimum_client\":\"9.0\",\"hospital\":\"H\",\"client_package\":{"        \
  "\"version\":\"" version "\",\"file\":\"hcrm-client_" version                                    \
  "_amd64.deb\",\"size\":7,\"sha256\":\"" sha256 "\"}}"
/* Of “package”. */
#define WHOLE "bc4a7a09cdd1a2a0c95d52e2ed3f4d3ba58ee8e9a4d5ee25e3cd0e3fd5ae1fb3"

/* Who has an older client cannot sign in, but gets the new one, whole, where downloads go. */
static void
test_update (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "package", -1);
  g_auto (GStrv) parts = g_strsplit (ABOUT ("9.1", WHOLE), WHOLE, 2);
  g_autofree char *about = g_strconcat (parts[0], hash, parts[1], NULL);
  g_autoptr (GFile) file = hcrm_update_get_file ("hcrm-client_9.1_amd64.deb");
  GtkWidget *window = GTK_WIDGET (fixture->window);

  hcrm_fake_answer (fixture->fake, "GET", "/about", 200, about);
  hcrm_fake_answer (fixture->fake, "GET", "/client-package", 200, "package");
  WAIT_UNTIL (SAYS ("too old") && SAYS ("Version 9.1 of this client is ready"));
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_ENTRY)), "agent");
  gtk_editable_set_text (GTK_EDITABLE (find_type (window, GTK_TYPE_PASSWORD_ENTRY)), "x");
  g_signal_emit_by_name (find_type (window, GTK_TYPE_PASSWORD_ENTRY), "activate");
  hcrm_fake_idle (50);
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "POST", "/session"), ==, 0);
  GtkWidget *update = find_type (GTK_WIDGET (fixture->window), HCRM_TYPE_UPDATE);
  g_signal_emit_by_name (gtk_widget_get_last_child (update), "clicked");
  WAIT_UNTIL (SAYS ("Saved as") && SAYS ("hcrm-client_9.1_amd64.deb"));
  g_autofree char *text = NULL;
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, "package");
  g_file_delete (file, NULL, NULL);
}

/* What is not what was announced is not kept. */
static void
test_update_broken (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GFile) file = hcrm_update_get_file ("hcrm-client_9.1_amd64.deb");

  hcrm_fake_answer (fixture->fake, "GET", "/about", 200, ABOUT ("9.1", WHOLE));
  hcrm_fake_answer (fixture->fake, "GET", "/client-package", 200, "packag");
  WAIT_UNTIL (SAYS ("Version 9.1 of this client is ready"));
  GtkWidget *update = find_type (GTK_WIDGET (fixture->window), HCRM_TYPE_UPDATE);
  g_signal_emit_by_name (gtk_widget_get_last_child (update), "clicked");
  WAIT_UNTIL (SAYS ("nothing was kept"));
  g_assert_false (g_file_query_exists (file, NULL));
}

/* A version that is there already is not offered. */
static void
test_update_none (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/about", 200, ABOUT (HCRM_VERSION, WHOLE));
  WAIT_UNTIL (SAYS ("too old"));
  g_assert_false (SAYS ("is ready"));
}

/* A server that was renewed under a client that stays signed in says so when the line is back. */
static void
test_update_later (Fixture *fixture, gconstpointer unused)
{
  wait_for_shell (fixture);
  WAIT_UNTIL (hcrm_fake_get_n_sockets (fixture->fake) == 1);
  g_assert_false (SAYS ("too old"));
  hcrm_fake_answer (fixture->fake, "GET", "/about", 200, ABOUT ("9.1", WHOLE));
  hcrm_fake_drop_events (fixture->fake);
  WAIT_UNTIL (SAYS ("too old") && SAYS ("Version 9.1 of this client is ready")
              && SAYS ("Fetch It"));
  g_assert_nonnull (hcrm_window_get_shell (fixture->window));
}

/* A clock that is off by minutes is told of, whichever way; seconds are nothing. */
static void
test_clock (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_set_clock (fixture->fake, 600);
  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("The clock of this computer is 10 minutes slow"));
}

static void
test_clock_fast (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_set_clock (fixture->fake, -3 * 3600);
  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("The clock of this computer is 3 hours fast"));
}

static void
test_clock_right (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_set_clock (fixture->fake, -100);
  wait_for_shell (fixture);
  hcrm_fake_idle (100);
  g_assert_false (SAYS ("The clock of this computer"));
}

static void
test_no_server (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_go_away (fixture->fake);
  WAIT_UNTIL (SAYS ("The server cannot be reached") && SAYS ("Connect"));
}

static void
test_forced_password (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/session", 201,
                    "{\"token\":\"t\",\"user\":{\"id\":1,\"username\":\"agent\",\"name\":\"A\","
                    "\"must_change_password\":true},\"permissions\":[{\"name\":\"session\","
                    "\"scope\":\"all\"}]}");
  hcrm_fake_answer (fixture->fake, "POST", "/session/actions/change-password", 200, "{}");
  WAIT_UNTIL (SAYS ("Choose one that only you know"));
  g_assert_null (hcrm_window_get_shell (fixture->window));
  hcrm_session_change_password_async (hcrm_window_get_session (fixture->window), "a", "b", NULL,
                                      NULL);
  wait_for_shell (fixture);
}

/* What a key does that the finder sees before its entry does. */
static gboolean
press_in_finder (GtkWidget *text, guint key)
{
  GtkWidget *finder = gtk_widget_get_ancestor (text, HCRM_TYPE_FINDER);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (finder);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
  }
  return handled;
}

static void
test_finder (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);

  hcrm_fake_answer (
      fixture->fake, "GET", "/search", 200,
      "{\"items\":[{\"kind\":\"patient\",\"id\":5,\"name\":\"朱国良\",\"sex\":\"male\","
      "\"birth_date\":\"1970-01-01\",\"matched\":\"initials\"}]}");
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.find", NULL);
  WAIT_UNTIL (SAYS ("only commands"));
  GtkWidget *text = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (GTK_IS_TEXT (text));
  gtk_editable_set_text (GTK_EDITABLE (text), "zgl");
  WAIT_UNTIL (SAYS ("朱国良") && SAYS ("initials"));
  g_assert_cmpstr (hcrm_fake_get_query (fixture->fake, "GET", "/search"), ==, "q=zgl");
  /* Tab does not go to what the finder covers. */
  g_assert_true (press_in_finder (text, GDK_KEY_Tab));
  g_assert_true (press_in_finder (text, GDK_KEY_ISO_Left_Tab));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == text);
  gtk_editable_set_text (GTK_EDITABLE (text), "> lock");
  WAIT_UNTIL (SAYS ("Lock the screen") && !SAYS ("朱国良"));
  g_signal_emit_by_name (text, "activate");
  WAIT_UNTIL (SAYS ("The screen is locked"));
}

/* Who comes back to a page is where they were, however they come, and not one step further. */
static void
test_focus_back (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);
  GtkWidget *page = GTK_WIDGET (hcrm_shell_open (shell, "patients", NULL));

  WAIT_UNTIL (gtk_widget_get_mapped (page));
  GtkWidget *before = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (before != NULL && gtk_widget_is_ancestor (before, page));
  for (guint i = 0; i < 2; i++) {
    GtkWidget *other = GTK_WIDGET (hcrm_shell_open (shell, "today", NULL));
    WAIT_UNTIL (gtk_widget_get_mapped (other));
    hcrm_shell_open (shell, "patients", NULL);
    WAIT_UNTIL (gtk_widget_get_mapped (page));
    g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == before);
    gtk_widget_activate_action (GTK_WIDGET (shell), "shell.focus-page", NULL);
    g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == before);
  }
}

/* A whole telephone number is asked for who may be calling; the search adds whom it finds besides.
 */
static void
test_finder_callers (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);

  hcrm_fake_answer (
      fixture->fake, "GET", "/callers", 200,
      "{\"items\":[{\"id\":5,\"name\":\"周桂兰\",\"relation\":\"parent\",\"contact\":\"李强\","
      "\"reasons\":[{\"code\":\"caller.named-now\",\"params\":{},\"points\":50}]}]}");
  hcrm_fake_answer (fixture->fake, "GET", "/search", 200,
                    "{\"items\":[{\"id\":5,\"name\":\"周桂兰\",\"matched\":\"phone\"},"
                    "{\"id\":6,\"name\":\"朱国良\",\"matched\":\"mrn\"}]}");
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.find", NULL);
  WAIT_UNTIL (SAYS ("only commands"));
  GtkWidget *text = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (text), "139 0000 0001");
  WAIT_UNTIL (SAYS ("Who Is Calling") && SAYS ("On this line within a day") && SAYS ("朱国良"));
  WAIT_UNTIL (SAYS ("2 patients"));
  g_assert_cmpstr (hcrm_fake_get_query (fixture->fake, "GET", "/callers"), ==,
                   "number=139%200000%200001");
  /* What may be another number is only searched for. */
  hcrm_fake_answer (fixture->fake, "GET", "/callers", 500, "{}");
  gtk_editable_set_text (GTK_EDITABLE (text), "00600007");
  WAIT_UNTIL (!SAYS ("Who Is Calling") && SAYS ("朱国良"));
  g_assert_cmpstr (hcrm_fake_get_query (fixture->fake, "GET", "/callers"), ==,
                   "number=139%200000%200001");
}

/* Complaints stand below the patients: number, state, who called and what for. */
static void
test_finder_complaints (Fixture *fixture, gconstpointer unused)
{
  may (fixture, PERMISSION ("patient.read", "all") "," PERMISSION ("complaint.read", "all"));
  hcrm_fake_answer (fixture->fake, "GET", "/complaints", 200,
                    "{\"items\":[{\"id\":7,\"number\":\"20261120-0007\",\"state\":\"handling\","
                    "\"caller_name\":\"王先生\",\"matter\":\"等了\\n三小时\"}],"
                    "\"total\":{\"value\":1,\"exact\":true}}");
  hcrm_fake_answer (fixture->fake, "GET", "/search", 200,
                    "{\"items\":[{\"id\":5,\"name\":\"朱国良\",\"matched\":\"phone\"}]}");
  gtk_widget_activate_action (GTK_WIDGET (wait_for_shell (fixture)), "shell.find", NULL);
  WAIT_UNTIL (SAYS ("only commands"));
  GtkWidget *text = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (text), "1234");
  WAIT_UNTIL (SAYS ("20261120-0007") && SAYS ("朱国良"));
  g_assert_true (SAYS ("王先生 · 等了 三小时") && SAYS ("Being handled"));
  g_assert_true (SAYS ("1 patient · 1 complaint"));
  g_assert_true (
      hcrm_fake_saw_query (fixture->fake, "GET", "/complaints", "q=1234&sort=-received_at"));
  /* One letter begins half of all names. */
  gtk_editable_set_text (GTK_EDITABLE (text), "w");
  WAIT_UNTIL (!SAYS ("20261120-0007") && SAYS ("朱国良"));
  g_assert_false (hcrm_fake_saw_query (fixture->fake, "GET", "/complaints", "q=w"));
}

/* What the greeting, the list and the sidebar say is one number; the day's goal is the centre's. */
static void
test_today (Fixture *fixture, gconstpointer unused)
{
  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("249 things wait for you") && SAYS ("37 cannot wait"));
  g_assert_true (SAYS ("the 2 most urgent of 249"));
  GtkWidget *sidebar = find_type (GTK_WIDGET (fixture->window), HCRM_TYPE_SIDEBAR);
  g_assert_true (canned_sees (sidebar, "249"));
  g_assert_false (SAYS ("day's goal"));
  g_assert_false (SAYS ("/ 40"));
}

/* One page that needs more than the screen has does not push the window over its edge: it scrolls.
 */
static void
test_wide_page (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));
  GtkWidget *page, *content;
  int minimum = 0;

  WAIT_UNTIL (SAYS ("Waiting for You"));
  page = find_type (shell, HCRM_TYPE_PAGE);
  content = gtk_widget_get_first_child (find_type (page, GTK_TYPE_VIEWPORT));
  gtk_widget_set_size_request (content, 9000, -1);
  gtk_widget_measure (shell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 2000);
  WAIT_UNTIL (gtk_widget_get_width (content) == 9000 && gtk_widget_get_width (page) < 2000);
}

/* The sidebar marks the list that a record was opened from. */
static void
test_home_of_records (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *page;
    const char *home;
  } cases[] = { { "call", "worklist" },
                { "patient", "patients" },
                { "questionnaire", "questionnaires" },
                { "composition", "questionnaires" },
                { "study_lists", "studies" },
                { "audit", "audit" } };
  HcrmShell *shell = wait_for_shell (fixture);
  GtkWidget *sidebar = find_type (GTK_WIDGET (shell), HCRM_TYPE_SIDEBAR);
  GtkListBox *list = GTK_LIST_BOX (find_type (sidebar, GTK_TYPE_LIST_BOX));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (hcrm_page_info_get_home (hcrm_page_info_find (cases[i].page))->id, ==,
                     cases[i].home);
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.page", "s", "patients");
  WAIT_UNTIL (canned_sees (GTK_WIDGET (gtk_list_box_get_selected_row (list)), "Patients"));
  hcrm_sidebar_select (HCRM_SIDEBAR (sidebar), "worklist"); /* which this user may not see */
  g_assert_null (gtk_list_box_get_selected_row (list));
}

/* A new page that has put the focus where its keys work keeps it there. */
static void
test_focus_of_new_page (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);
  HcrmPage *page = hcrm_shell_open (shell, "recording", "5");

  g_assert_nonnull (page);
  GtkWidget *wave = find_type (GTK_WIDGET (page), HCRM_TYPE_WAVEFORM);
  WAIT_UNTIL (gtk_widget_has_focus (wave));
  hcrm_shell_open (shell, "recording", "5");
  g_assert_true (gtk_widget_has_focus (wave));
}

static void
test_lock (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);

  gtk_widget_activate_action (GTK_WIDGET (shell), "win.lock", NULL);
  WAIT_UNTIL (SAYS ("The screen is locked"));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (shell)));
  hcrm_fake_answer (fixture->fake, "POST", "/session/actions/unlock", 200, "{}");
  GtkWidget *password = find_type (GTK_WIDGET (fixture->window), GTK_TYPE_PASSWORD_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (password), "demo");
  g_signal_emit_by_name (password, "activate");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (shell)));
  g_assert_true (hcrm_window_get_shell (fixture->window) == shell);
}

/* Another language without a restart: pages are built anew, tabs stay open. */
static void
test_language (Fixture *fixture, gconstpointer unused)
{
  /* Held, so that the new shell cannot come to lie where the old one was. */
  g_autoptr (HcrmShell) shell = g_object_ref (wait_for_shell (fixture));

  WAIT_UNTIL (SAYS ("Waiting for You"));
  gtk_widget_activate_action (GTK_WIDGET (shell), "win.language", "s", "zh_CN");
  WAIT_UNTIL (hcrm_window_get_shell (fixture->window) != shell);
  WAIT_UNTIL (SAYS ("等我处理") && SAYS ("客户服务中心") && SAYS ("第 7 天"));
  g_assert_false (SAYS ("Waiting for You"));
  g_assert_nonnull (
      strstr (hcrm_fake_get_body (fixture->fake, "POST", "/session/actions/language"), "zh_CN"));
  gtk_widget_activate_action (GTK_WIDGET (hcrm_window_get_shell (fixture->window)), "win.language",
                              "s", "en");
  WAIT_UNTIL (SAYS ("Waiting for You"));
}

/* What --language says holds for this session, whatever the user has chosen on other desks. */
static void
test_language_of_command_line (Fixture *fixture, gconstpointer unused)
{
  hcrm_language_insist ("zh_CN"); /* before the answer to signing in, which says English */
  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("等我处理") && SAYS ("客户服务中心"));
  g_assert_cmpstr (hcrm_language_get (), ==, "zh_CN");
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "POST", "/session/actions/language"), ==, 0);
  hcrm_language_insist (NULL);
  hcrm_language_set ("en");
}

/* In Chinese a page is found by all of its pinyin as well as by its beginning letters. */
static void
test_finder_by_pinyin (Fixture *fixture, gconstpointer unused)
{
  static const char *const typed[] = { "chuyuanhuan", "chuyuan hu", "cyhz" };
  g_autoptr (HcrmShell) shell = g_object_ref (wait_for_shell (fixture));

  hcrm_fake_answer (fixture->fake, "GET", "/search", 200, "{\"items\":[]}");
  gtk_widget_activate_action (GTK_WIDGET (shell), "win.language", "s", "zh_CN");
  WAIT_UNTIL (hcrm_window_get_shell (fixture->window) != shell);
  gtk_widget_activate_action (GTK_WIDGET (hcrm_window_get_shell (fixture->window)), "shell.find",
                              NULL);
  WAIT_UNTIL (SAYS ("Ctrl K"));
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    GtkWidget *finder = find_type (GTK_WIDGET (fixture->window), HCRM_TYPE_FINDER);
    GtkWidget *list = find_type (finder, GTK_TYPE_LIST_BOX);
    GtkWidget *text = gtk_window_get_focus (GTK_WINDOW (fixture->window));
    gtk_editable_set_text (GTK_EDITABLE (text), "xyzzy");
    WAIT_UNTIL (!canned_sees (list, "出院患者"));
    gtk_editable_set_text (GTK_EDITABLE (text), typed[i]);
    WAIT_UNTIL (canned_sees (list, "出院患者"));
  }
  hcrm_language_set ("en");
}

/* What the finder's first row says once the patient was found, for what is typed. */
static gboolean
stands_first (Fixture *fixture, const char *typed, const char *title)
{
  GtkWidget *finder = find_type (GTK_WIDGET (fixture->window), HCRM_TYPE_FINDER);
  GtkWidget *list = find_type (finder, GTK_TYPE_LIST_BOX);

  gtk_editable_set_text (GTK_EDITABLE (gtk_window_get_focus (GTK_WINDOW (fixture->window))),
                         "xyzzy");
  WAIT_UNTIL (canned_sees (list, "曹英华周"));
  gtk_editable_set_text (GTK_EDITABLE (gtk_window_get_focus (GTK_WINDOW (fixture->window))), typed);
  WAIT_UNTIL (!canned_sees (list, "曹英华周"));
  WAIT_UNTIL (canned_sees (list, "曹英华周"));
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);
  g_assert_true (first == gtk_list_box_get_selected_row (GTK_LIST_BOX (list)));
  return canned_sees (GTK_WIDGET (first), title);
}

/* Patients of the same initials do not stand before the page that is called so. */
static void
test_finder_named_page (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HcrmShell) shell = g_object_ref (wait_for_shell (fixture));

  hcrm_fake_answer (fixture->fake, "GET", "/search", 200,
                    "{\"items\":[{\"id\":5,\"name\":\"曹英华周\",\"matched\":\"initials\"}]}");
  gtk_widget_activate_action (GTK_WIDGET (shell), "win.language", "s", "zh_CN");
  WAIT_UNTIL (hcrm_window_get_shell (fixture->window) != shell);
  gtk_widget_activate_action (GTK_WIDGET (hcrm_window_get_shell (fixture->window)), "shell.find",
                              NULL);
  WAIT_UNTIL (SAYS ("Ctrl K"));
  g_assert_true (stands_first (fixture, "cyhz", "出院患者"));
  g_assert_true (stands_first (fixture, "出院患者", "出院患者"));
  g_assert_true (stands_first (fixture, "cyh", "曹英华周"));
  g_assert_true (stands_first (fixture, "出院", "曹英华周"));
  hcrm_language_set ("en");
}

static void
test_offline (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);

  WAIT_UNTIL (SAYS ("周桂兰") && SAYS ("Online"));
  hcrm_fake_go_away (fixture->fake);
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.refresh", NULL);
  WAIT_UNTIL (SAYS ("Offline") && SAYS ("You can go on with what is open"));
  g_assert_true (SAYS ("周桂兰"));
  hcrm_fake_come_back (fixture->fake);
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.refresh", NULL);
  WAIT_UNTIL (SAYS ("Online") && !SAYS ("You can go on with what is open"));
}

/* Another desktop's work shows by itself, and a hidden page waits until it is seen. */
static void
test_event (Fixture *fixture, gconstpointer unused)
{
  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("周桂兰") && hcrm_fake_get_n_sockets (fixture->fake) == 1);
  hcrm_fake_answer (fixture->fake, "GET", "/today", 200,
                    "{\"counts\":{},\"stats\":{},\"items\":[{\"kind\":\"followup_task\",\"id\":13,"
                    "\"patient\":\"单雨桐\",\"urgency\":\"today\"}]}");
  hcrm_fake_send_event (fixture->fake,
                        "{\"events\":[{\"kind\":\"followup_task\",\"id\":11,\"version\":2}]}");
  WAIT_UNTIL (SAYS ("单雨桐") && !SAYS ("周桂兰"));
}

/* What was due a moment ago is overdue. */
static void
test_just_overdue (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) due = g_date_time_add_seconds (now, -1);
  g_autofree char *at = g_date_time_format_iso8601 (due);
  g_autofree char *today = g_strdup_printf (
      "{\"counts\":{},\"stats\":{},\"items\":[{\"kind\":\"question\",\"id\":13,\"state\":\"open\","
      "\"patient\":\"单雨桐\",\"matter\":\"x\",\"urgency\":\"now\",\"due_at\":\"%s\"}]}",
      at);

  wait_for_shell (fixture);
  WAIT_UNTIL (SAYS ("周桂兰") && hcrm_fake_get_n_sockets (fixture->fake) == 1);
  hcrm_fake_answer (fixture->fake, "GET", "/today", 200, today);
  hcrm_fake_send_event (fixture->fake,
                        "{\"events\":[{\"kind\":\"followup_task\",\"id\":11,\"version\":2}]}");
  WAIT_UNTIL (SAYS ("单雨桐"));
  g_assert_true (SAYS (" min overdue"));
}

#define SHARE(state, mine)                                                                         \
  "{\"id\":31,\"number\":\"T1\",\"matter\":\"等了<两>小时\",\"state\":\"" state                    \
  "\",\"mine\":" mine "}"

static GtkListBox *
open_bell (GtkWidget *shell)
{
  GtkWidget *notices = find_type (shell, HCRM_TYPE_NOTICES);

  gtk_menu_button_popup (GTK_MENU_BUTTON (find_type (notices, GTK_TYPE_MENU_BUTTON)));
  WAIT_UNTIL (find_type (notices, GTK_TYPE_LIST_BOX) != NULL);
  return GTK_LIST_BOX (find_type (notices, GTK_TYPE_LIST_BOX));
}

/* Of a record that is read again from @path, as @record. */
static void
tell_of (Fixture *fixture, const char *path, const char *event, const char *record)
{
  guint n = hcrm_fake_count (fixture->fake, "GET", path);

  hcrm_fake_answer (fixture->fake, "GET", path, 200, record);
  hcrm_fake_send_event (fixture->fake, event);
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", path) > n);
}

static void
tell_of_share (Fixture *fixture, const char *share)
{
  tell_of (fixture, "/complaint-tasks/31",
           "{\"events\":[{\"kind\":\"complaint_task\",\"id\":31,\"version\":1}]}", share);
}

/* What comes to somebody is told wherever they are, once, and opens from there. */
static void
test_news (Fixture *fixture, gconstpointer unused)
{
  may (fixture, PERMISSION ("complaint.answer", "department"));
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));
  static const char *const words = "Complaint T1 came to you: 等了<两>小时";

  WAIT_UNTIL (hcrm_fake_get_n_sockets (fixture->fake) == 1);
  tell_of_share (fixture, SHARE ("assigned", "false"));
  tell_of_share (fixture, SHARE ("assigned", "true"));
  WAIT_UNTIL (SAYS (words));
  tell_of_share (fixture, SHARE ("assigned", "true"));
  tell_of_share (fixture, SHARE ("accepted", "true"));
  GtkListBox *list = open_bell (shell);
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 0));
  g_assert_null (gtk_list_box_get_row_at_index (list, 1));
  GtkWidget *open = find_type (GTK_WIDGET (list), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (open, "clicked");
  WAIT_UNTIL (SAYS ("What came to me"));
}

#define OTHER_SHARE                                                                                \
  "{\"id\":32,\"number\":\"T2\",\"matter\":\"没有回音\",\"state\":\"assigned\",\"mine\":true}"

/* What came while one was signed out waits in the bell; what came while the line was down is told
 * when it is back. */
static void
test_news_missed (Fixture *fixture, gconstpointer unused)
{
  static const char *const first = "Complaint T1 came to you: 等了<两>小时";
  static const char *const second = "Complaint T2 came to you: 没有回音";

  may (fixture, PERMISSION ("complaint.answer", "department"));
  hcrm_fake_answer (fixture->fake, "GET", "/complaint-tasks", 200,
                    LIST (SHARE ("assigned", "true"), "1"));
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));
  GtkWidget *bell = find_type (find_type (shell, HCRM_TYPE_NOTICES), GTK_TYPE_MENU_BUTTON);
  WAIT_UNTIL (gtk_widget_has_css_class (bell, "ringing")
              && hcrm_fake_get_n_sockets (fixture->fake) == 1);
  g_assert_false (SAYS (first));
  hcrm_fake_answer (fixture->fake, "GET", "/complaint-tasks", 200,
                    LIST (OTHER_SHARE "," SHARE ("assigned", "true"), "2"));
  hcrm_fake_drop_events (fixture->fake);
  WAIT_UNTIL (SAYS (second));
  g_assert_false (SAYS (first));
  GtkListBox *list = open_bell (shell);
  WAIT_UNTIL (SAYS (first));
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 1));
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
}

#define TOLD_OF(code)                                                                              \
  "{\"id\":8,\"version\":3,\"number\":\"T1\",\"caller_name\":\"赵敏\",\"history\":[{\"code\":"   \
  "\"complaint.taken\",\"params\":{}},{\"code\":\"" code                                           \
  "\",\"params\":{\"department\":\"骨科\",\"reason\":\"不是本科\"}}]}"

static void
tell_of_complaint (Fixture *fixture, const char *code)
{
  g_autofree char *complaint = g_strdup_printf (TOLD_OF ("%s"), code);

  tell_of (fixture, "/complaints/8",
           "{\"events\":[{\"kind\":\"complaint_notice\",\"id\":8,\"version\":0}]}", complaint);
}

/* What happens to a complaint in one's hands is told each time, without anybody's words; the notice
 * opens it. */
static void
test_complaint_news (Fixture *fixture, gconstpointer unused)
{
  may (fixture, PERMISSION ("complaint.read", "all"));
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));

  WAIT_UNTIL (hcrm_fake_get_n_sockets (fixture->fake) == 1);
  tell_of_complaint (fixture, "complaint.returned");
  WAIT_UNTIL (SAYS ("T1 · Share of the complaint sent back · 骨科"));
  tell_of_complaint (fixture, "complaint.asked-back");
  /* As soon as what came before could be read, and not after its whole time. */
  g_assert_true (SAYS ("T1 · Share of the complaint sent back · 骨科"));
  WAIT_UNTIL (SAYS ("T1 · A department asked back about the complaint · 骨科"));
  tell_of_complaint (fixture, "complaint.asked-back");
  GtkListBox *list = open_bell (shell);
  WAIT_UNTIL (gtk_list_box_get_row_at_index (list, 2) != NULL);
  g_assert_null (gtk_list_box_get_row_at_index (list, 3));
  g_assert_false (SAYS ("不是本科"));
  guint n = hcrm_fake_count (fixture->fake, "GET", "/complaints/8");
  g_signal_emit_by_name (find_type (GTK_WIDGET (list), GTK_TYPE_BUTTON), "clicked");
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/complaints/8") > n);
}

#define WARNING(state, mine)                                                                       \
  "{\"id\":4,\"version\":1,\"state\":\"" state                                                     \
  "\",\"code\":\"warning.cluster\",\"params\":{\"n\":3},\"mine\":" mine "}"

static void
tell_of_warning (Fixture *fixture, const char *warning)
{
  tell_of (fixture, "/complaint-warnings/4",
           "{\"events\":[{\"kind\":\"complaint_warning\",\"id\":4,\"version\":1}]}", warning);
}

/* Whose role is told of a warning is told of it, in words; the notice opens the list. */
static void
test_warning_news (Fixture *fixture, gconstpointer unused)
{
  static const char *const words = "Warning: Several callers about one event · 3 complaints";

  may (fixture, PERMISSION ("complaint.statistics", "all"));
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));

  WAIT_UNTIL (hcrm_fake_get_n_sockets (fixture->fake) == 1);
  tell_of_warning (fixture, WARNING ("open", "false"));
  tell_of_warning (fixture, WARNING ("acknowledged", "true"));
  hcrm_fake_idle (100);
  g_assert_false (SAYS (words));
  tell_of_warning (fixture, WARNING ("open", "true"));
  WAIT_UNTIL (SAYS (words));
  g_signal_emit_by_name (find_type (GTK_WIDGET (open_bell (shell)), GTK_TYPE_BUTTON), "clicked");
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/complaint-warnings") > 0);
}

#define ALARM(state, mine)                                                                         \
  "{\"id\":9,\"version\":1,\"kind\":\"alarm\",\"patient\":\"田军\",\"matter\":\"疼痛：9 "     \
  "分\",\"state\":\"" state "\",\"mine\":" mine "}"

static void
tell_of_alarm (Fixture *fixture, const char *alarm)
{
  tell_of (fixture, "/questions/9", "{\"events\":[{\"kind\":\"question\",\"id\":9,\"version\":1}]}",
           alarm);
}

/* Whose patient it is, is told of the alarming answer; whoever asked, that there is a reply. */
static void
test_question_news (Fixture *fixture, gconstpointer unused)
{
  may (fixture, PERMISSION ("question.read", "all"));
  GtkWidget *shell = GTK_WIDGET (wait_for_shell (fixture));

  WAIT_UNTIL (hcrm_fake_get_n_sockets (fixture->fake) == 1);
  tell_of_alarm (fixture, ALARM ("open", "false"));
  hcrm_fake_idle (100);
  g_assert_false (SAYS ("田军 · Alarming answer: 疼痛：9 分"));
  tell_of_alarm (fixture, ALARM ("open", "true"));
  WAIT_UNTIL (SAYS ("田军 · Alarming answer: 疼痛：9 分"));
  tell_of_alarm (fixture, ALARM ("open", "false"));
  tell_of_alarm (fixture, ALARM ("answered", "true"));
  GtkWidget *notices = find_type (shell, HCRM_TYPE_NOTICES);
  gtk_menu_button_popup (GTK_MENU_BUTTON (find_type (notices, GTK_TYPE_MENU_BUTTON)));
  WAIT_UNTIL (SAYS ("田军 · Give the answer back: 疼痛：9 分"));
}

static void
test_sign_out (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = wait_for_shell (fixture);

  gtk_widget_activate_action (GTK_WIDGET (shell), "win.sign-out", NULL);
  WAIT_UNTIL (SAYS ("Sign In"));
  g_assert_null (hcrm_window_get_shell (fixture->window));
}

#define ADD(path, user, func) g_test_add (path, Fixture, user, set_up, func, tear_down)

/* --- certificates ----------------------------------------------------------------------------- */

/* A certificate that nobody vouches for, as a hospital makes its own. */
static GTlsCertificate *
make_certificate (const char *name)
{
  g_autofree char *pem = g_build_filename (g_get_user_data_dir (), name, NULL);
  const char *argv[] = { "openssl", "req",   "-x509", "-newkey", "rsa:2048",
                         "-nodes",  "-days", "2",     "-subj",   "/CN=127.0.0.1",
                         "-keyout", pem,     "-out",  NULL,      NULL };
  g_autofree char *out = g_strconcat (pem, ".crt", NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  argv[13] = out;
  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (out, pem, &error);
  g_assert_no_error (error);
  return certificate;
}

static char *
make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_autofree char *upper = g_ascii_strup (hex, -1);
  return g_strdup_printf ("%.2s:%.2s:%.2s:", upper, upper + 2, upper + 4);
}

static void
open_window (Fixture *fixture)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = HCRM_WINDOW (hcrm_window_new (NULL, hcrm_fake_get_url (fixture->fake), NULL));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

/* A certificate of the hospital's own: its fingerprint is shown and asked about, once; another one
 * in its place is warned of, and not spoken to before it is trusted. */
static void
test_certificate (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GTlsCertificate) first = make_certificate ("first"),
                              other = make_certificate ("other");
  g_autofree char *one = make_fingerprint (first), *two = make_fingerprint (other);

  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/about") == 1);
  hcrm_fake_idle (50);
  hcrm_fake_set_certificate (fixture->fake, first);
  open_window (fixture);
  WAIT_UNTIL (SAYS (one));
  g_assert_true (SAYS ("No authority vouches"));
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/about"), ==, 1);
  /* Activating presses it for a while, which a busy machine may never see. */
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->window), "Trust This Server"),
                         "clicked");
  WAIT_UNTIL (find_type (GTK_WIDGET (fixture->window), GTK_TYPE_PASSWORD_ENTRY) != NULL);

  open_window (fixture);
  WAIT_UNTIL (find_type (GTK_WIDGET (fixture->window), GTK_TYPE_PASSWORD_ENTRY) != NULL);
  g_assert_false (SAYS (one));

  guint asked = hcrm_fake_count (fixture->fake, "GET", "/about");
  hcrm_fake_set_certificate (fixture->fake, other);
  open_window (fixture);
  WAIT_UNTIL (SAYS (two));
  g_assert_true (SAYS ("another certificate than the one you trusted"));
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/about"), ==, asked);
}

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  adw_init ();
  hcrm_popovers_keep ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  ADD ("/sign-in/sample-user", NULL, test_sample_user);
  ADD ("/sign-in/wrong-password", NULL, test_wrong_password);
  ADD ("/sign-in/too-old", NULL, test_too_old);
  ADD ("/window/nameless", NULL, test_nameless);
  ADD ("/sign-in/too-old-now", NULL, test_too_old_now);
  ADD ("/sign-in/update", NULL, test_update);
  ADD ("/sign-in/update-broken", NULL, test_update_broken);
  ADD ("/sign-in/update-none", NULL, test_update_none);
  ADD ("/shell/update-later", "agent", test_update_later);
  ADD ("/shell/clock", "agent", test_clock);
  ADD ("/shell/clock-fast", "agent", test_clock_fast);
  ADD ("/shell/clock-right", "agent", test_clock_right);
  ADD ("/sign-in/no-server", NULL, test_no_server);
  ADD ("/sign-in/forced-password", "agent", test_forced_password);
  ADD ("/sign-in/certificate", NULL, test_certificate);
  ADD ("/shell/focus-back", "agent", test_focus_back);
  ADD ("/shell/finder", "agent", test_finder);
  ADD ("/shell/finder-callers", "agent", test_finder_callers);
  ADD ("/shell/finder-complaints", "agent", test_finder_complaints);
  ADD ("/shell/finder-by-pinyin", "agent", test_finder_by_pinyin);
  ADD ("/shell/finder-named-page", "agent", test_finder_named_page);
  ADD ("/shell/today", "agent", test_today);
  ADD ("/shell/home-of-records", "agent", test_home_of_records);
  ADD ("/shell/focus-of-new-page", "agent", test_focus_of_new_page);
  ADD ("/shell/wide-page", "agent", test_wide_page);
  ADD ("/shell/lock", "agent", test_lock);
  ADD ("/shell/language", "agent", test_language);
  ADD ("/shell/language-of-command-line", "agent", test_language_of_command_line);
  ADD ("/shell/offline", "agent", test_offline);
  ADD ("/shell/event", "agent", test_event);
  ADD ("/shell/just-overdue", "agent", test_just_overdue);
  ADD ("/shell/news", "agent", test_news);
  ADD ("/shell/news-missed", "agent", test_news_missed);
  ADD ("/shell/complaint-news", "agent", test_complaint_news);
  ADD ("/shell/warning-news", "agent", test_warning_news);
  ADD ("/shell/question-news", "agent", test_question_news);
  ADD ("/shell/sign-out", "agent", test_sign_out);
  return hcrm_fake_run ();
}
