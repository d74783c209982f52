/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls above whatever page somebody is on: who it may be, what is done with them, what came of
 * them; and that nothing of it takes the keyboard from who types. */

#include "core/hcrm-call-bar.h"
#include "core/hcrm-call-row.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "core/hcrm-settings.h"
#include "core/hcrm-shell.h"
#include "core/hcrm-window.h"
#include "hcrm-canned.h"
#include "hcrm-fake.h"
#include "pages/complaints/hcrm-complaint-form-page.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-form.h"

typedef struct {
  HcrmFake *fake;
  HcrmWindow *window;
} Fixture;

#define USER                                                                                       \
  "{\"token\":\"secret\",\"user\":{\"id\":7,\"username\":\"agent\",\"name\":\"林晓\","           \
  "\"language\":\"en\",\"hospital\":\"H\",\"role\":\"坐席\",\"role_en\":\"Agent\","              \
  "\"must_change_password\":false,\"lock_minutes\":0},\"permissions\":["                           \
  "{\"name\":\"session\",\"scope\":\"all\"},{\"name\":\"patient.read\",\"scope\":\"all\"},"        \
  "{\"name\":\"complaint.take\",\"scope\":\"all\"},"                                               \
  "{\"name\":\"call.read\",\"scope\":\"all\"}%s]}"
#define WORK ",{\"name\":\"call.work\",\"scope\":\"all\"}"

#define TELEPHONE                                                                                  \
  "{\"provider\":\"simulator\",\"extension\":\"8001\",\"state\":\"free\",\"capabilities\":["       \
  "\"originate\",\"answer\",\"hang-up\",\"hold\",\"transfer\",\"keys\"]}"

#define CALL(id, direction, state, more)                                                           \
  "{\"id\":" id ",\"version\":4,\"provider\":\"simulator\",\"direction\":\"" direction             \
  "\",\"state\":\"" state                                                                          \
  "\",\"number\":\"13900000001\",\"withheld\":false,\"user_id\":7,\"on_hold\":false,"              \
  "\"recorded\":false,\"started_at\":\"2026-11-22T10:00:00+08:00\",\"events\":[]" more "}"

#define CANDIDATES                                                                                   \
  ",\"candidates\":[{\"id\":31,\"rank\":1,\"name\":\"周桂兰\",\"sex\":\"female\","                \
  "\"birth_date\":\"1959-03-02\",\"mrn\":\"00624418\",\"department_en\":\"Orthopaedics\","           \
  "\"contact_id\":12,\"contact\":\"赵敏\",\"relation\":\"child\",\"may_discuss\":\"all\","         \
  "\"last_contact\":\"2026-11-20T10:00:00+08:00\",\"last_direction\":\"out\",\"open_tasks\":2,"      \
  "\"points\":55,\"reasons\":[{\"code\":\"caller.relation\",\"params\":{\"relation\":\"child\"},"    \
  "\"points\":25}]},{\"id\":32,\"rank\":2,\"name\":\"赵敏\",\"sex\":\"female\",\"contact_id\":13," \
  "\"relation\":\"self\",\"points\":40,\"reasons\":[]}]"

#define ITEMS(calls) "{\"items\":[" calls "]}"

static void
set_up (Fixture *fixture, gconstpointer work)
{
  g_autofree char *session = g_strdup_printf (USER, work != NULL ? (const char *) work : "");

  hcrm_language_set ("en");
  hcrm_settings_set ("client", "user", NULL);
  fixture->fake = hcrm_fake_new ();
  hcrm_fake_answer_usual (fixture->fake);
  hcrm_fake_answer (fixture->fake, "POST", "/session", 201, session);
  hcrm_fake_answer (fixture->fake, "GET", "/telephones/me", 200, TELEPHONE);
  hcrm_fake_answer (fixture->fake, "GET", "/calls/current", 200, ITEMS (""));
  fixture->window =
      HCRM_WINDOW (hcrm_window_new (NULL, hcrm_fake_get_url (fixture->fake), "agent"));
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_UNTIL (hcrm_window_get_shell (fixture->window) != NULL
              && gtk_widget_get_mapped (GTK_WIDGET (hcrm_window_get_shell (fixture->window)))
              && hcrm_fake_get_n_sockets (fixture->fake) == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  hcrm_fake_free (fixture->fake);
  hcrm_fake_idle (50);
}

#define SAYS(text) canned_sees (GTK_WIDGET (fixture->window), text)
#define COUNT(path) hcrm_fake_count (fixture->fake, "POST", path)

static HcrmCallBar *
get_bar (Fixture *fixture)
{
  return HCRM_CALL_BAR (canned_find (GTK_WIDGET (fixture->window), HCRM_TYPE_CALL_BAR, NULL));
}

/* The server says that something happened to a call. */
static void
tell (Fixture *fixture, const char *current)
{
  guint n = hcrm_fake_count (fixture->fake, "GET", "/calls/current");

  hcrm_fake_answer (fixture->fake, "GET", "/calls/current", 200, current);
  hcrm_fake_send_event (fixture->fake, "{\"events\":[{\"kind\":\"call\",\"id\":5,\"version\":0}]}");
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/calls/current") > n);
}

/* Somebody types in the finder while it rings: not a letter goes elsewhere. */
static void
test_incoming (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *shell = GTK_WIDGET (hcrm_window_get_shell (fixture->window));
  GtkRoot *root = GTK_ROOT (fixture->window);

  gtk_widget_activate_action (shell, "shell.find", NULL);
  hcrm_fake_idle (100);
  GtkWidget *focus = gtk_root_get_focus (root);
  g_assert_true (GTK_IS_TEXT (focus));
  tell (fixture, ITEMS (CALL ("5", "in", "ringing", CANDIDATES)));
  WAIT_UNTIL (SAYS ("Incoming call"));
  g_assert_true (SAYS ("139 0000 0001"));
  g_assert_true (SAYS ("Perhaps 周桂兰"));
  g_assert_true (SAYS ("or 1 other"));
  g_assert_true (SAYS ("Answer"));
  hcrm_fake_idle (200);
  g_assert_true (gtk_root_get_focus (root) == focus);
  tell (fixture, ITEMS (""));
  WAIT_UNTIL (!SAYS ("Incoming call"));
  g_assert_true (gtk_root_get_focus (root) == focus);
}

/* What a row shows is called by a click and by Shift+F9; what is typed where anything is found, by
 * Enter. */
static void
test_dials_shown (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = hcrm_window_get_shell (fixture->window);

  hcrm_fake_answer (
      fixture->fake, "GET", "/calls", 200,
      ITEMS ("{\"id\":9,\"version\":1,\"direction\":\"in\",\"state\":\"missed\","
             "\"number\":\"139****0001\",\"started_at\":\"2026-11-19T10:00:00+08:00\"}"));
  hcrm_fake_answer (fixture->fake, "POST", "/calls/actions/dial", 201,
                    CALL ("5", "out", "dialling", ""));
  hcrm_shell_open (shell, "calls", NULL);
  WAIT_UNTIL (SAYS ("139****0001"));
  GtkWidget *number = canned_find (GTK_WIDGET (shell), GTK_TYPE_LABEL, "139****0001");
  GtkWidget *button = gtk_widget_get_ancestor (number, GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Call 139****0001");
  gtk_widget_activate (button);
  WAIT_UNTIL (COUNT ("/calls/actions/dial") == 1);
  g_assert_nonnull (
      strstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/actions/dial"), "\"call_id\":9"));
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.dial-shown", NULL);
  WAIT_UNTIL (COUNT ("/calls/actions/dial") == 2);

  hcrm_fake_answer (fixture->fake, "GET", "/callers", 200, ITEMS (""));
  hcrm_fake_answer (fixture->fake, "GET", "/search", 200, ITEMS (""));
  gtk_widget_activate_action (GTK_WIDGET (shell), "shell.find", NULL);
  hcrm_fake_idle (100);
  gtk_editable_set_text (GTK_EDITABLE (gtk_root_get_focus (GTK_ROOT (fixture->window))),
                         "0571 8888 6620");
  WAIT_UNTIL (SAYS ("0 patients"));
  g_assert_true (SAYS ("Call 0571 8888 6620"));
  canned_key ("Return");
  WAIT_UNTIL (COUNT ("/calls/actions/dial") == 3);
  g_assert_nonnull (
      strstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/actions/dial"), "0571 8888 6620"));
}

static void
test_choose (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/identify", 200,
                    CALL ("5", "in", "talking", ""));
  tell (fixture, ITEMS (CALL ("5", "in", "talking", CANDIDATES)));
  WAIT_UNTIL (SAYS ("Perhaps 周桂兰"));
  gtk_widget_activate_action (GTK_WIDGET (get_bar (fixture)), "phone.open", NULL);
  WAIT_UNTIL (COUNT ("/calls/5/actions/identify") == 1);
  g_assert_nonnull (strstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/5/actions/identify"),
                            "{\"patient_id\":31,\"contact_id\":12}"));
  g_assert_cmpstr (hcrm_fake_get_header (fixture->fake, "POST", "/calls/5/actions/identify",
                                         "If-Match"),
                   ==, "\"4\"");
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/patients/31") > 0);
}

static void
test_withheld (Fixture *fixture, gconstpointer unused)
{
  tell (fixture, ITEMS ("{\"id\":5,\"version\":1,\"provider\":\"simulator\",\"direction\":\"in\","
                        "\"state\":\"ringing\",\"number\":null,\"withheld\":true,\"user_id\":7,"
                        "\"started_at\":\"2026-11-22T10:00:00+08:00\",\"candidates\":[],"
                        "\"reason\":\"withheld\"}"));
  WAIT_UNTIL (SAYS ("Number withheld"));
  g_assert_true (SAYS ("The number is withheld: ask who is calling."));
  tell (fixture, ITEMS (CALL ("5", "in", "ringing", ",\"candidates\":[],\"reason\":\"unknown\"")));
  WAIT_UNTIL (SAYS ("Nobody is known under this number."));
  g_assert_false (SAYS ("Who Is Calling"));
}

/* Whoever nobody knew by the number says their name: the call is about the patient whose page is
 * open then. */
static void
test_about_patient (Fixture *fixture, gconstpointer unused)
{
  HcrmShell *shell = hcrm_window_get_shell (fixture->window);

  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/identify", 200,
                    CALL ("5", "in", "talking", ""));
  tell (fixture, ITEMS (CALL ("5", "in", "talking", ",\"candidates\":[],\"reason\":\"unknown\"")));
  WAIT_UNTIL (SAYS ("Nobody is known under this number."));
  g_assert_false (SAYS ("It Is about This Patient"));
  hcrm_shell_open (shell, "patient", "31");
  WAIT_UNTIL (SAYS ("It Is about This Patient"));
  gtk_widget_activate_action (GTK_WIDGET (get_bar (fixture)), "phone.about", NULL);
  WAIT_UNTIL (COUNT ("/calls/5/actions/identify") == 1);
  g_assert_cmpstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/5/actions/identify"), ==,
                   "{\"patient_id\":31}");
  tell (fixture, ITEMS (CALL ("5", "in", "talking", ",\"patient_id\":31,\"patient\":\"周桂兰\"")));
  WAIT_UNTIL (!SAYS ("It Is about This Patient"));
}

static void
test_transferred (Fixture *fixture, gconstpointer unused)
{
  tell (fixture,
        ITEMS ("{\"id\":5,\"version\":1,\"provider\":\"simulator\",\"direction\":\"in\","
               "\"state\":\"ringing\",\"number\":\"13900000001\",\"user_id\":7,\"patient_id\":31,"
               "\"patient\":\"周桂兰\",\"started_at\":\"2026-11-22T10:00:00+08:00\",\"events\":["
               "{\"kind\":\"answered\",\"user_id\":8,\"user\":\"何嘉\"},"
               "{\"kind\":\"transferred\",\"user_id\":7,\"user\":\"林晓\"}]}"));
  WAIT_UNTIL (SAYS ("passed on by 何嘉"));
  g_assert_true (SAYS ("周桂兰"));
  g_assert_true (SAYS ("Open the Patient"));
}

static GtkWidget *
find_row (GtkWidget *bar, const char *state)
{
  return canned_find_around (bar, HCRM_TYPE_CALL_ROW, state);
}

/* Whoever is talked with waits before the other is answered; a key stands at the one it is about.
 */
static void
test_two_calls (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/hold", 200, "{}");
  hcrm_fake_answer (fixture->fake, "POST", "/calls/6/actions/answer", 200, "{}");
  tell (fixture, ITEMS (CALL ("5", "in", "talking", "") "," CALL ("6", "in", "ringing", "")));
  WAIT_UNTIL (SAYS ("Incoming call") && SAYS ("In conversation"));
  GtkWidget *bar = GTK_WIDGET (get_bar (fixture));
  g_assert_false (canned_sees (find_row (bar, "In conversation"), "F8"));
  g_assert_true (canned_sees (find_row (bar, "Incoming call"), "F8"));
  gtk_widget_activate_action (bar, "phone.answer", NULL);
  WAIT_UNTIL (COUNT ("/calls/6/actions/answer") == 1);
  g_assert_cmpuint (COUNT ("/calls/5/actions/hold"), ==, 1);
  g_assert_cmpuint (COUNT ("/calls/5/actions/answer"), ==, 0);
}

static void
answer_no (gpointer unused, gboolean yes, const char *reason)
{
}

/* Whoever answers a question may be on the telephone: its keys reach through the dialog. */
static void
test_keys_in_dialog (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/answer", 200, "{}");
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/hang-up", 200, "{}");
  tell (fixture, ITEMS (CALL ("5", "in", "ringing", "")));
  WAIT_UNTIL (SAYS ("Incoming call"));
  hcrm_ask (GTK_WIDGET (get_bar (fixture)), "Sure?", "", "Yes", TRUE, answer_no, NULL);
  WAIT_UNTIL (canned_find_dialog () != NULL
              && gtk_window_is_active (GTK_WINDOW (canned_find_dialog ())));
  g_assert_true (canned_sees (canned_find_dialog (), "Reason"));
  canned_key ("F11");
  WAIT_UNTIL (COUNT ("/calls/5/actions/answer") == 1);
  canned_key ("F8");
  WAIT_UNTIL (COUNT ("/calls/5/actions/hang-up") == 1);
  canned_answer ("no");
}

/* The user says what a desk telephone does not. */
static void
test_manual (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/answer", 200, "{}");
  tell (fixture,
        ITEMS ("{\"id\":5,\"version\":1,\"provider\":\"manual\",\"direction\":\"out\","
               "\"state\":\"dialling\",\"number\":\"139****0001\",\"to_dial\":"
               "\"13900000001\",\"user_id\":7,\"started_at\":\"2026-11-22T10:00:00+08:00\"}"));
  WAIT_UNTIL (SAYS ("I'm Connected"));
  g_assert_true (SAYS ("139 0000 0001")); /* nobody dials a masked number */
  g_assert_true (SAYS ("Over"));
  g_assert_false (SAYS ("Transfer…"));
  gtk_widget_activate_action (GTK_WIDGET (get_bar (fixture)), "phone.answer", NULL);
  WAIT_UNTIL (COUNT ("/calls/5/actions/answer") == 1);
}

static GtkWidget *
find_note (Fixture *fixture)
{
  return canned_find (GTK_WIDGET (get_bar (fixture)), GTK_TYPE_ENTRY, NULL);
}

/* Nobody leaves the page to say what came of a call. */
static void
test_wrap_up (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/wrap-up", 200,
                    CALL ("5", "in", "ended", ",\"hangup\":\"normal\""));
  tell (fixture, ITEMS (CALL ("5", "in", "talking", "")));
  WAIT_UNTIL (SAYS ("Can be saved when the call is over."));
  gtk_editable_set_text (GTK_EDITABLE (find_note (fixture)), "wants a bed");
  tell (fixture, ITEMS (CALL ("5", "in", "ended", ",\"hangup\":\"normal\"")));
  WAIT_UNTIL (!SAYS ("Can be saved when the call is over."));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_note (fixture))), ==, "wants a bed");
  gtk_widget_activate_action (GTK_WIDGET (get_bar (fixture)), "phone.focus", NULL);
  canned_key ("7");
  canned_type (" soon");
  hcrm_fake_answer (fixture->fake, "GET", "/calls/current", 200, ITEMS (""));
  canned_key ("ctrl+Return");
  WAIT_UNTIL (COUNT ("/calls/5/actions/wrap-up") == 1);
  g_assert_cmpstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/5/actions/wrap-up"), ==,
                   "{\"disposition\":\"call_later\",\"note\":\"wants a bed soon\"}");
  WAIT_UNTIL (!gtk_widget_get_visible (GTK_WIDGET (get_bar (fixture))));
}

/* What a call is about is asked of none that has its matter. */
static void
test_matter (Fixture *fixture, gconstpointer unused)
{
  tell (fixture, ITEMS (CALL ("5", "in", "ended", ",\"hangup\":\"normal\"")));
  WAIT_UNTIL (SAYS ("Nothing in particular"));
  tell (fixture, ITEMS (CALL ("5", "in", "ended", ",\"hangup\":\"normal\",\"activity_id\":8")));
  WAIT_UNTIL (!SAYS ("Nothing in particular"));
}

/* What is typed when the line goes is kept, and sent when it is back. */
static void
test_lost_line (Fixture *fixture, gconstpointer unused)
{
  HcrmSession *session = hcrm_window_get_session (fixture->window);

  WAIT_UNTIL (hcrm_session_get_journal (session) != NULL);
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/wrap-up", 200,
                    CALL ("5", "in", "ended", ""));
  tell (fixture, ITEMS (CALL ("5", "in", "ended", ",\"hangup\":\"normal\"")));
  WAIT_UNTIL (find_note (fixture) != NULL && gtk_widget_get_mapped (find_note (fixture)));
  gtk_editable_set_text (GTK_EDITABLE (find_note (fixture)), "kept");
  hcrm_fake_answer (fixture->fake, "GET", "/calls/current", 200, ITEMS (""));
  hcrm_fake_go_away (fixture->fake);
  gtk_widget_activate_action (GTK_WIDGET (get_bar (fixture)), "phone.focus", NULL);
  canned_key ("1");
  canned_key ("ctrl+Return");
  WAIT_UNTIL (hcrm_journal_get_n_waiting (hcrm_session_get_journal (session)) == 1);
  WAIT_UNTIL (!gtk_widget_get_visible (GTK_WIDGET (get_bar (fixture))));
  hcrm_fake_come_back (fixture->fake);
  gtk_widget_activate_action (GTK_WIDGET (hcrm_window_get_shell (fixture->window)), "shell.refresh",
                              NULL);
  WAIT_UNTIL (COUNT ("/calls/5/actions/wrap-up") == 1);
  g_assert_nonnull (strstr (hcrm_fake_get_body (fixture->fake, "POST", "/calls/5/actions/wrap-up"),
                            "\"note\":\"kept\""));
}

#define COMPLAINT_PAGES "{\"items\":[],\"next\":null,\"total\":{\"value\":0,\"exact\":true}}"

static HcrmInput *
find_complaint_input (Fixture *fixture, const char *field)
{
  GtkWidget *page = canned_find (GTK_WIDGET (fixture->window), HCRM_TYPE_COMPLAINT_FORM_PAGE, NULL);
  GtkWidget *form = page != NULL ? canned_find (page, HCRM_TYPE_FORM, NULL) : NULL;

  return form != NULL ? hcrm_form_get_input (HCRM_FORM (form), field) : NULL;
}

static char *
dup_number (Fixture *fixture)
{
  HcrmInput *input = find_complaint_input (fixture, "caller_number");

  return input != NULL ? hcrm_input_dup_value (input) : NULL;
}

static void
fill_complaint (Fixture *fixture, const char *field, const char *value)
{
  hcrm_input_set_value (find_complaint_input (fixture, field), value);
  g_signal_emit_by_name (find_complaint_input (fixture, field), "changed");
}

#define MASKED_CALL                                                                                \
  "{\"id\":5,\"version\":4,\"provider\":\"simulator\",\"direction\":\"in\",\"state\":"             \
  "\"talking\",\"number\":\"139****0001\",\"withheld\":false,\"user_id\":7,\"on_hold\":false,"     \
  "\"recorded\":false,\"started_at\":\"2026-11-22T10:00:00+08:00\",\"events\":[]" CANDIDATES "}"

/* F060: what is taken in a call has its number, which is masked here and known to the server, and
 * whoever is chosen is who calls. */
static void
test_complains (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_answer (fixture->fake, "GET", "/complaint-classes", 200,
                    "{\"items\":[{\"id\":1,\"code\":\"waiting\",\"name\":\"等待\"}],\"next\":null,"
                    "\"total\":{\"value\":1,\"exact\":true}}");
  hcrm_fake_answer (fixture->fake, "GET", "/complaint-grades", 200, COMPLAINT_PAGES);
  hcrm_fake_answer (fixture->fake, "GET", "/complaints/proposal", 200,
                    "{\"classes\":[],\"grade\":null,\"similar\":[]}");
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/actions/identify", 200, MASKED_CALL);
  hcrm_fake_answer (fixture->fake, "POST", "/complaints", 201, "{\"id\":8,\"version\":1}");
  hcrm_fake_answer (fixture->fake, "POST", "/calls/5/moments", 200, MASKED_CALL);
  tell (fixture, ITEMS (MASKED_CALL));
  WAIT_UNTIL (SAYS ("Perhaps 周桂兰"));
  canned_settle ();
  canned_key ("shift+F12");
  g_autofree char *number = NULL;
  WAIT_UNTIL ((g_free (number), number = dup_number (fixture)) != NULL && *number != '\0');
  g_assert_cmpstr (number, ==, "139****0001");
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/callers"), ==, 0);
  GtkWidget *page = canned_find (GTK_WIDGET (fixture->window), HCRM_TYPE_COMPLAINT_FORM_PAGE, NULL);
  GtkWidget *callers = canned_find (page, HCRM_TYPE_CALLER_LIST, NULL);
  WAIT_UNTIL (gtk_widget_get_mapped (callers));
  g_assert_false (gtk_widget_get_mapped (
      canned_find (GTK_WIDGET (get_bar (fixture)), HCRM_TYPE_CALLER_LIST, NULL)));
  g_assert_true (hcrm_caller_list_choose (HCRM_CALLER_LIST (callers), 0));
  WAIT_UNTIL (COUNT ("/calls/5/actions/identify") == 1);
  WAIT_UNTIL (hcrm_fake_count (fixture->fake, "GET", "/complaint-grades") == 1);
  hcrm_fake_idle (100);
  fill_complaint (fixture, "matter", "等了两个小时。");
  fill_complaint (fixture, "matter", "等了两个小时。没人管");
  fill_complaint (fixture, "matter", " 等了 3.5 个小时。没人管");
  fill_complaint (fixture, "class", "waiting");
  gtk_widget_activate_action (page, "taking.take", NULL);
  WAIT_UNTIL (COUNT ("/complaints") == 1);
  WAIT_UNTIL (COUNT ("/calls/5/moments") == 1);
  const char *moments = hcrm_fake_get_body (fixture->fake, "POST", "/calls/5/moments");
  g_assert_nonnull (strstr (moments, "\"complaint_id\":8,\"field\":\"matter\",\"from_char\":0,"
                                     "\"to_char\":11"));
  g_assert_nonnull (strstr (moments, "\"from_char\":11,\"to_char\":14"));
  const char *body = hcrm_fake_get_body (fixture->fake, "POST", "/complaints");
  g_assert_nonnull (strstr (body, "\"call_id\":5"));
  g_assert_nonnull (strstr (body, "\"patient_id\":31"));
  g_assert_null (strstr (body, "caller_number"));
}

/* Who makes no calls is not asked about any. */
static void
test_without_calls (Fixture *fixture, gconstpointer unused)
{
  hcrm_fake_send_event (fixture->fake, "{\"events\":[{\"kind\":\"call\",\"id\":5,\"version\":0}]}");
  hcrm_fake_idle (300);
  g_assert_cmpuint (hcrm_fake_count (fixture->fake, "GET", "/calls/current"), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_bar (fixture))));
}

#define ADD(path, func) g_test_add (path, Fixture, WORK, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  hcrm_fake_init (&argc, &argv);
  adw_init ();
  hcrm_popovers_keep ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  ADD ("/call-bar/incoming", test_incoming);
  ADD ("/call-bar/dials-shown", test_dials_shown);
  ADD ("/call-bar/choose", test_choose);
  ADD ("/call-bar/withheld", test_withheld);
  ADD ("/call-bar/about-patient", test_about_patient);
  ADD ("/call-bar/keys-in-dialog", test_keys_in_dialog);
  ADD ("/call-bar/transferred", test_transferred);
  ADD ("/call-bar/two-calls", test_two_calls);
  ADD ("/call-bar/manual", test_manual);
  ADD ("/call-bar/wrap-up", test_wrap_up);
  ADD ("/call-bar/matter", test_matter);
  ADD ("/call-bar/lost-line", test_lost_line);
  ADD ("/call-bar/complains", test_complains);
  g_test_add ("/call-bar/without-calls", Fixture, NULL, set_up, test_without_calls, tear_down);
  return hcrm_fake_run ();
}
