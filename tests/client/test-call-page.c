/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The call page before a server that answers from a script: claim, keys, drafts, saving, errors. */

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "hcrm-canned.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-foot.h"
#include "core/hcrm-language.h"
#include "core/hcrm-phone.h"
#include "core/hcrm-popover-keeper.h"
#include "core/hcrm-session.h"
#include "core/hcrm-shell.h"
#include "pages/call/hcrm-call-page.h"
#include "pages/call/hcrm-call-time.h"
#include "widgets/hcrm-question-card.h"
#include "widgets/hcrm-questionnaire-form.h"

#define WAIT_MS 5000

typedef struct {
  SoupServer *server;
  GSocketService *service;
  GString *log;    /* method and path of every request */
  char *completed; /* body of the last …/complete */
  char *if_match;
  char *draft;    /* body of the last PUT of a draft */
  char *question; /* body of the last that was put to a physician */
  const char *sheet_extra;
  const char *owner;
  const char *next_reply;
  guint complete_status;
  const char *complete_reply;
  gboolean claimed_by_other;
  gboolean may_ask, may_decide, may_call;
  char *dialled; /* bodies of the last that was dialled, and of the last moments */
  char *moments;
  const char *call_state;
  guint dial_status;
  const char *plan_state;
  HcrmSession *session;
  GtkWidget *window;
  HcrmPage *page;
  char *folder;
  const char *kept_there; /* (nullable): the draft that the server has */
} Fixture;

/* --- the server ------------------------------------------------------------------------------- */

static const char session_reply[] =
    "{\"token\":\"t\",\"expires_at\":\"2099-01-01T00:00:00Z\",\"user\":{\"id\":5,\"username\":"
    "\"lin\","
    "\"name\":\"林晓\",\"language\":\"en\",\"roles\":[\"agent\"],\"role\":\"坐席\",\"role_en\":"
    "\"Agent\","
    "\"must_change_password\":false,\"lock_minutes\":0},\"permissions\":["
    "{\"name\":\"session\",\"scope\":\"all\"},{\"name\":\"followup.read\",\"scope\":\"all\"},"
    "{\"name\":\"followup.work\",\"scope\":\"all\"}%s]}";
static const char may_decide[] = ",{\"name\":\"followup.decide\",\"scope\":\"all\"}";
static const char may_ask[] = ",{\"name\":\"question.ask\",\"scope\":\"all\"}";

static const char may_call[] = ",{\"name\":\"call.work\",\"scope\":\"all\"}";

#define CALL(state)                                                                                \
  "{\"id\":90,\"version\":1,\"provider\":\"manual\",\"direction\":\"out\",\"activity_id\":7,"      \
  "\"state\":\"" state "\",\"number\":\"13800005520\",\"started_at\":\"2026-11-19T10:00:00Z\"}"
#define TOO_MANY                                                                                   \
  "{\"type\":\"too-many\",\"status\":429,\"detail\":\"Again from 09:00\",\"fields\":["             \
  "{\"name\":\"force_reason\",\"detail\":\"Again from 09:00\"}]}"

static const char sheet_format[] =
    "{\"plan_state\":\"%s\",\"task\":{\"id\":7,\"version\":3,\"patient_id\":2,\"patient\":"
    "\"周桂兰\",\"sex\":\"female\","
    "\"birth_date\":\"1959-03-02\",\"mrn\":\"00624418\",\"department\":\"骨科二病区\","
    "\"department_en\":\"Ortho "
    "II\",\"diagnosis\":\"右股骨颈骨折，全髋置换术后\",\"discharged_on\":\"2026-11-12\","
    "\"template\":\"髋关节置换随访\",\"template_en\":\"After hip "
    "replacement\",\"position\":2,\"n_steps\":4,"
    "\"offset_days\":7,\"owner\":\"%s\",\"channel\":\"phone\",\"due_on\":\"2026-11-19\",\"state\":"
    "\"open\","
    "\"questionnaire\":\"髋关节置换术后随访表\",\"questionnaire_en\":\"Follow-up after hip "
    "replacement\","
    "\"doctor\":\"陈一帆\",\"note_version\":2,\"condition_summary\":\"术后第七天\",\"cautions\":"
    "\"防跌倒\",\"note\":\"切口有无渗液；是否每日抗凝；能否扶助行器下地。疼痛 ≥ 7 "
    "或发热，当日报我。\"},"
    "\"patient\":{\"id\":2,\"name\":\"周桂兰\",\"sex\":\"female\",\"birth_date\":\"1959-03-02\","
    "\"mrn\":\"00624418\",\"allergies\":\"青霉素\",\"notes\":\"听力差，大声慢说\"},"
    "\"encounter\":{\"ward\":\"骨科二病区\",\"started_at\":\"2026-11-05T09:00:00+08:00\"},"
    "\"contacts\":[{\"id\":11,\"name\":\"周桂兰\",\"relation\":\"self\",\"channel\":\"phone\","
    "\"number\":\"138****5520\",\"dial\":\"13800005520\",\"may_discuss\":\"all\",\"preferred_"
    "time\":"
    "\"早 9 点后\"},"
    "{\"id\":12,\"name\":\"赵敏\",\"relation\":\"child\",\"channel\":\"phone\",\"number\":\"159****"
    "0731\","
    "\"dial\":\"15900000731\",\"may_discuss\":\"all\"},"
    "{\"id\":13,\"name\":\"王某\",\"relation\":\"friend\",\"channel\":\"landline\",\"number\":"
    "\"0571-****6620\","
    "\"may_discuss\":\"none\"}],"
    "\"steps\":[{\"position\":1,\"offset_days\":3,\"due_on\":\"2026-11-15\",\"state\":\"done\"},"
    "{\"position\":2,\"offset_days\":7,\"due_on\":\"2026-11-19\",\"state\":\"open\"},"
    "{\"position\":3,\"offset_days\":15,\"due_on\":\"2026-11-27\",\"state\":\"waiting\"},"
    "{\"position\":4,\"offset_days\":30,\"due_on\":\"2026-12-12\",\"state\":\"waiting\"}],"
    "\"attempts\":[{\"id\":1,\"channel\":\"phone\",\"user\":\"何嘉\",\"started_at\":\"2026-11-"
    "15T10:00:00+08:00\","
    "\"disposition\":\"reached\",\"note\":\"疼痛 5 分，切口干燥，已下地\",\"contact\":\"周桂兰\"},"
    "{\"id\":2,\"channel\":\"phone\",\"user\":\"何嘉\",\"started_at\":\"2026-11-15T09:10:00+08:"
    "00\","
    "\"disposition\":\"no_answer\"}],"
    "\"questionnaire\":%s,\"response\":null,\"scripts\":[{\"code\":\"opening\",\"name\":\"开场\","
    "\"name_en\":\"Opening\","
    "\"text\":\"您好，请问是周桂兰女士吗？我是示范医院骨科的随访人员林晓。您 11月12日出院，到今天 "
    "7 天了，陈一帆医生想了解您恢复得怎么样，大约要三分钟，现在方便吗？\","
    "\"missing\":[]},{\"code\":\"closing\",\"name\":\"结束\",\"name_en\":\"Closing\","
    "\"text\":\"谢谢{name}{title}的配合。\",\"missing\":[\"doctor\"]}],"
    "\"claim\":%s,\"next_step\":{\"position\":3,\"offset_days\":15,\"due_on\":\"2026-11-27\","
    "\"owner\":\"centre\"},"
    "\"prints\":[{\"sheet\":\"blank\",\"version_tag\":\"3\",\"copies\":2,\"at\":"
    "\"2026-11-18T10:00:00Z\",\"user\":\"林晓\"}],"
    "\"questions\":[{\"id\":70,\"state\":\"answered\",\"matter\":\"能否停药？\",\"answer\":"
    "\"不能自行停药\",\"answered_by\":\"陈一帆\"}],"
    "\"newer_version\":\"99\",\"ladder\":{\"contact_id\":11,\"next\":{\"no_answer\":{\"code\":"
    "\"ladder.next\",\"params\":{"
    "\"contact\":\"赵敏\",\"relation\":\"child\",\"at\":\"2026-11-20T10:00:00+08:00\"}}}},"
    "\"draft\":%s}";

static char *
read_questionnaire (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires",
                                            "hip-replacement.json", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
answer (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

static void
answer_sheet (Fixture *self, SoupServerMessage *message)
{
  g_autofree char *questionnaire = read_questionnaire ();
  const char *claim =
      self->claimed_by_other
          ? "{\"user_id\":6,\"user\":\"何嘉\",\"expires_at\":\"2026-11-19T10:00:00+08:00\"}"
          : "{\"user_id\":5,\"user\":\"林晓\",\"expires_at\":\"2026-11-19T10:00:00+08:00\"}";
  g_autofree char *text =
      g_strdup_printf (sheet_format, self->plan_state, self->owner, questionnaire, claim,
                       self->sheet_extra != NULL ? self->sheet_extra : "null");

  answer (message, 200, text);
}

static char *
dup_body (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  return g_strndup (body->data != NULL ? body->data : "", body->length);
}

static void
answer_complete (Fixture *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_free (self->completed);
  self->completed = dup_body (message);
  g_free (self->if_match);
  self->if_match = g_strdup (soup_message_headers_get_one (headers, "If-Match"));
  answer (message, self->complete_status, self->complete_reply);
}

static void
answer_task (Fixture *self, SoupServerMessage *message, const char *path)
{
  if (g_str_has_suffix (path, "/sheet"))
    answer_sheet (self, message);
  else if (g_str_has_suffix (path, "/complete"))
    answer_complete (self, message);
  else if (g_str_has_suffix (path, "/actions/claim") && self->claimed_by_other)
    answer (message, 409,
            "{\"type\":\"claimed\",\"title\":\"Claimed\",\"status\":409,\"detail\":\"Taken\"}");
  else if (g_str_has_suffix (path, "/actions/next"))
    answer (message, 200, self->next_reply);
  else
    answer (message, 200, "{}");
}

static void
answer_session (Fixture *self, SoupServerMessage *message)
{
  g_autofree char *text = g_strdup_printf (session_reply, self->may_ask      ? may_ask
                                                          : self->may_decide ? may_decide
                                                          : self->may_call   ? may_call
                                                                             : "");

  answer (message, 201, text);
}

static void
answer_call (Fixture *self, SoupServerMessage *message, const char *path)
{
  if (g_str_has_suffix (path, "/dial")) {
    g_free (self->dialled);
    self->dialled = dup_body (message);
    answer (message, self->dial_status, self->dial_status == 201 ? CALL ("dialling") : TOO_MANY);
    self->dial_status = 201;
  } else if (g_str_has_suffix (path, "/moments")) {
    g_free (self->moments);
    self->moments = dup_body (message);
    answer (message, 200, CALL ("talking"));
  } else
    answer (message, 200,
            self->dialled == NULL || self->completed != NULL ? "{\"items\":[]}"
            : g_strcmp0 (self->call_state, "ringing") == 0   ? "{\"items\":[" CALL ("ringing") "]}"
            : g_strcmp0 (self->call_state, "ended") == 0     ? "{\"items\":[" CALL ("ended") "]}"
                                                         : "{\"items\":[" CALL ("talking") "]}");
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  Fixture *self = data;
  const char *method = soup_server_message_get_method (message);

  g_string_append_printf (self->log, "%s %s\n", method, path);
  if (g_str_has_suffix (path, "/session"))
    answer_session (self, message);
  else if (strstr (path, "/calls/") != NULL)
    answer_call (self, message, path);
  else if (g_str_has_suffix (path, "/questions") && g_str_equal (method, "POST")) {
    g_free (self->question);
    self->question = dup_body (message);
    answer (message, 201, "{}");
  } else if (strstr (path, "/followup-tasks/") != NULL)
    answer_task (self, message, path);
  else if (strstr (path, "/drafts/") != NULL && g_str_equal (method, "PUT")) {
    g_free (self->draft);
    self->draft = dup_body (message);
    answer (message, 200, "{\"saved_at\":\"2026-11-19T02:42:07Z\"}");
  } else if (strstr (path, "/drafts/") != NULL && g_str_equal (method, "GET")
             && self->kept_there != NULL)
    answer (message, 200, self->kept_there);
  else
    answer (message, 404, "{\"type\":\"not-found\",\"title\":\"None\",\"status\":404}");
}

/* --- waiting ---------------------------------------------------------------------------------- */

static void
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Runs the main loop until @found or, which fails the test, for too long. */
#define WAIT_FOR(found)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean late = FALSE;                                                                         \
    guint id = g_timeout_add_once (WAIT_MS, wake_cb, &late);                                       \
    while (!(found) && !late)                                                                      \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_assert_false (late);                                                                         \
    g_source_remove (id);                                                                          \
  }                                                                                                \
  G_STMT_END

static gpointer
get_part (Fixture *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self->page), HCRM_TYPE_CALL_PAGE, name);
}

static HcrmQuestionnaireForm *
get_form (Fixture *self)
{
  return HCRM_QUESTIONNAIRE_FORM (get_part (self, "form"));
}

static gboolean
is_loaded (Fixture *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (get_part (self, "stack"))),
                      "call");
}

static gpointer
get_outcome_part (Fixture *self, const char *name)
{
  GtkWidget *outcome = get_part (self, "outcome");

  return gtk_widget_get_template_child (outcome, G_OBJECT_TYPE (outcome), name);
}

/* libsoup's own listening leaks its sockets. */
static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  return soup_server_accept_iostream (data, G_IO_STREAM (connection), local, remote, NULL);
}

static guint16
listen_here (Fixture *self)
{
  guint16 port;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  self->service = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_assert_cmpuint (port, >, 0);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self->server);
  return port;
}

static void
hang_up (Fixture *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  soup_server_disconnect (self->server);
}

/* --- before and after ------------------------------------------------------------------------- */

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_session_finish (HCRM_SESSION (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
sign_in (Fixture *self)
{
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%d", listen_here (self));
  gboolean done = FALSE;

  self->session = hcrm_session_new ();
  hcrm_session_set_server (self->session, address);
  hcrm_session_sign_in_async (self->session, "lin", "secret", signed_in_cb, &done);
  WAIT_FOR (done);
}

static void
keep_journal (Fixture *self)
{
  static const guint8 key[HCRM_JOURNAL_KEY_SIZE] = { 1 };
  g_autofree char *path = g_build_filename (self->folder, "journal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmJournal) journal = hcrm_journal_open (path, key, "here", "lin", &error);

  g_assert_no_error (error);
  hcrm_session_set_journal (self->session, journal);
}

static void
open_page (Fixture *self)
{
  self->page = g_object_new (HCRM_TYPE_CALL_PAGE, "session", self->session, "argument", "7", NULL);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1240, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
}

static void
close_page (Fixture *self)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  self->window = NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->log = g_string_new (NULL);
  self->owner = "centre";
  self->plan_state = "active";
  self->next_reply = "{\"task\":null}";
  self->complete_status = 200;
  self->complete_reply = "{\"id\":7,\"state\":\"done\",\"late\":false}";
  self->folder = g_dir_make_tmp ("hcrm-call-XXXXXX", NULL);
  sign_in (self);
  keep_journal (self);
}

static void
set_up_page (Fixture *self, gconstpointer data)
{
  set_up (self, data);
  open_page (self);
  WAIT_FOR (is_loaded (self));
}

static void
set_up_decider (Fixture *self, gconstpointer data)
{
  self->may_decide = TRUE;
  set_up (self, data);
}

static void
set_up_asker (Fixture *self, gconstpointer data)
{
  self->may_ask = TRUE;
  set_up_page (self, data);
}

static void
set_up_phone (Fixture *self, gconstpointer data)
{
  self->may_call = TRUE;
  self->dial_status = 201;
  set_up (self, data);
}

static void
set_up_caller (Fixture *self, gconstpointer data)
{
  set_up_phone (self, data);
  open_page (self);
  WAIT_FOR (is_loaded (self));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "journal", NULL);

  close_page (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  hcrm_session_set_journal (self->session, NULL);
  g_clear_object (&self->session);
  hang_up (self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->server);
  g_clear_object (&self->service);
  g_string_free (self->log, TRUE);
  g_free (self->completed);
  g_free (self->question);
  g_free (self->draft);
  g_free (self->dialled);
  g_free (self->moments);

  g_unlink (path);
  g_rmdir (self->folder);
  g_free (self->folder);
}

/* --- helpers of the tests --------------------------------------------------------------------- */

static void
act (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (self->page), action, NULL));
}

static void
choose (Fixture *self, const char *code)
{
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (self->page), "call.disposition", "s", code));
}

static void
submit (Fixture *self)
{
  HCRM_PAGE_GET_CLASS (self->page)->submit (self->page);
}

static void
set_answer (Fixture *self, const char *link_id, const char *text)
{
  g_autoptr (GError) error = NULL;

  hcrm_response_set_text (hcrm_questionnaire_form_get_response (get_form (self)), link_id, 0, text,
                          &error);
  g_assert_no_error (error);
}

static void
answer_all (Fixture *self)
{
  set_answer (self, "pain", "4");
  set_answer (self, "walking", "frame");
  set_answer (self, "wound", "dry");
  set_answer (self, "calf", "none");
  set_answer (self, "anticoagulant", "daily");
}

static const char *
get_error (Fixture *self, const char *link_id)
{
  return hcrm_question_card_get_error (
      HCRM_QUESTION_CARD (hcrm_questionnaire_form_find_card (get_form (self), link_id, 0)));
}

static JsonObject *
parse_body (const char *text, JsonNode **node)
{
  *node = json_from_string (text, NULL);
  g_assert_nonnull (*node);
  return json_node_get_object (*node);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_claims_then_loads (Fixture *self, gconstpointer data)
{
  char *claim = strstr (self->log->str, "POST /api/v1/followup-tasks/7/actions/claim");
  char *sheet = strstr (self->log->str, "GET /api/v1/followup-tasks/7/sheet");

  g_assert_nonnull (claim);
  g_assert_nonnull (sheet);
  g_assert_true (claim < sheet);
  g_assert_false (gtk_info_bar_get_revealed (get_part (self, "banner")));
  GtkWidget *current = hcrm_questionnaire_form_get_current (get_form (self));
  g_assert_true (HCRM_IS_QUESTION_CARD (current));
  g_assert_cmpstr (hcrm_question_card_get_item (HCRM_QUESTION_CARD (current))->link_id, ==, "pain");
}

static void
test_releases_on_closing (Fixture *self, gconstpointer data)
{
  close_page (self);
  WAIT_FOR (strstr (self->log->str, "actions/release") != NULL);
}

static void
test_claimed_by_other (Fixture *self, gconstpointer data)
{
  self->claimed_by_other = TRUE;
  open_page (self);
  WAIT_FOR (is_loaded (self));
  g_assert_true (gtk_info_bar_get_revealed (get_part (self, "banner")));
  g_assert_nonnull (
      strstr (gtk_label_get_label (GTK_LABEL (get_part (self, "banner_text"))), "何嘉"));
  choose (self, "reached");
  submit (self);
  g_assert_null (self->completed);
  g_assert_false (gtk_widget_get_sensitive (get_outcome_part (self, "save")));
}

/* The attempt names the call, and each answer when in it it was given. */
static void
test_by_telephone (Fixture *self, gconstpointer data)
{
  HcrmPhone *phone = hcrm_phone_get (self->session);

  act (self, "call.dial-next");
  WAIT_FOR (hcrm_phone_get_n_calls (phone) == 1);
  g_assert_cmpstr (self->dialled, ==, "{\"contact_id\":11,\"activity_id\":7}");
  answer_all (self);
  choose (self, "reached");
  submit (self);
  WAIT_FOR (self->moments != NULL);
  g_assert_nonnull (strstr (self->completed, "\"call_id\":90"));
  g_assert_nonnull (strstr (self->moments, "\"kind\":\"answer\",\"item\":\"pain\""));
  g_assert_nonnull (strstr (self->moments, "\"offset_ms\":"));
  g_assert_nonnull (strstr (self->log->str, "POST /api/v1/calls/90/actions/hang-up"));
}

/* What the telephone says is what the page says, on both its sides. */
static void
test_says_what_the_telephone_says (Fixture *self, gconstpointer data)
{
  HcrmPhone *phone = hcrm_phone_get (self->session);

  self->call_state = "ringing";
  act (self, "call.dial-next");
  WAIT_FOR (hcrm_phone_get_n_calls (phone) == 1);
  g_assert_true (canned_sees (GTK_WIDGET (self->page), "Ringing"));
  g_assert_false (canned_sees (GTK_WIDGET (self->page), "On call"));
  self->call_state = "talking";
  hcrm_phone_refresh (phone);
  WAIT_FOR (canned_sees (GTK_WIDGET (self->page), "In conversation"));
  g_assert_false (canned_sees (GTK_WIDGET (self->page), "Ringing"));
}

/* What is saved on the page is what came of the call: it is not asked for again. */
static void
test_saving_settles_the_call (Fixture *self, gconstpointer data)
{
  HcrmPhone *phone = hcrm_phone_get (self->session);

  self->call_state = "ended";
  act (self, "call.dial-next");
  WAIT_FOR (hcrm_phone_get_n_calls (phone) == 1);
  choose (self, "no_answer");
  submit (self);
  WAIT_FOR (hcrm_phone_get_n_calls (phone) == 0);
  g_assert_nonnull (strstr (self->completed, "\"call_id\":90"));
}

/* Where a number is shown beside a step, it is called from the step's own page, by its contact. */
static void
test_opened_to_dial (Fixture *self, gconstpointer data)
{
  HcrmPhoneDial dial = { .page = "call", .patient_id = 3, .activity_id = 7 };
  GtkWidget *shell = hcrm_shell_new (self->session, NULL);

  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), shell);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_widget_activate_action_variant (shell, "shell.dial", hcrm_dial_to_variant (&dial));
  self->page = hcrm_shell_get_page (HCRM_SHELL (shell));
  g_assert_cmpstr (hcrm_page_get_argument (self->page), ==, "7");
  WAIT_FOR (self->dialled != NULL);
  g_assert_cmpstr (self->dialled, ==, "{\"contact_id\":11,\"activity_id\":7}");
}

static gboolean
dials_again (Fixture *self)
{
  return strstr (self->dialled, "\"force_reason\":\"asked us to\"") != NULL;
}

/* A number that was called often enough is called again only with a reason. */
static void
test_called_too_often (Fixture *self, gconstpointer data)
{
  self->dial_status = 429;
  act (self, "call.dial-next");
  WAIT_FOR (canned_find_dialog () != NULL);
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "09:00"));
  gtk_editable_set_text (GTK_EDITABLE (canned_find (dialog, GTK_TYPE_ENTRY, NULL)), "asked us to");
  canned_answer ("yes");
  WAIT_FOR (dials_again (self));
}

/* Who lets it be has not called. */
static void
test_not_called (Fixture *self, gconstpointer data)
{
  self->dial_status = 429;
  act (self, "call.dial-next");
  WAIT_FOR (canned_find_dialog () != NULL);
  canned_answer ("no");
  WAIT_FOR (!gtk_widget_get_visible (get_outcome_part (self, "hang_up")));
  g_assert_cmpstr (gtk_label_get_label (get_outcome_part (self, "state")), ==, "Not called yet");
}

static void
test_dial_and_hang_up (Fixture *self, gconstpointer data)
{
  GtkLabel *number = get_outcome_part (self, "number");

  act (self, "call.dial-next");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (number)));
  g_assert_cmpstr (gtk_label_get_label (number), ==, "138 0000 5520");
  act (self, "call.hang-up");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (number)));
  act (self, "call.dial-next"); /* the daughter is next */
  g_assert_cmpstr (gtk_label_get_label (number), ==, "159 0000 0731");
  act (self, "call.hang-up");
  act (self, "call.dial-next"); /* the friend must not be told: the patient again */
  g_assert_cmpstr (gtk_label_get_label (number), ==, "138 0000 5520");
}

static const char *
get_words (Fixture *self, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (get_outcome_part (self, name)));
}

/* The button for the next call names whom it dials when that is somebody else; whoever was reached
 * is the one to be called again. */
static void
test_next_call_is_named (Fixture *self, gconstpointer data)
{
  GtkLabel *number = get_outcome_part (self, "number");

  g_assert_cmpstr (get_words (self, "who"), ==, "周桂兰");
  act (self, "call.dial-next");
  g_assert_cmpstr (get_words (self, "who"), ==, "周桂兰");
  act (self, "call.hang-up");
  g_assert_cmpstr (get_words (self, "who"), ==, "Next: 赵敏");
  choose (self, "reached");
  g_assert_cmpstr (get_words (self, "who"), ==, "周桂兰");
  choose (self, "no_answer");
  g_assert_cmpstr (get_words (self, "who"), ==, "Next: 赵敏");
  choose (self, "reached");
  act (self, "call.dial-next");
  g_assert_cmpstr (gtk_label_get_label (number), ==, "138 0000 5520");
}

/* A pain of 45 out of 10 is a slip, not an alarm; nothing says that the step would be done, and
 * what was refused is said beside the button until it is mended. */
static void
test_says_what_is_in_the_way (Fixture *self, gconstpointer data)
{
  answer_all (self);
  set_answer (self, "pain", "45");
  choose (self, "reached");
  g_assert_nonnull (
      strstr (gtk_label_get_label (GTK_LABEL (get_part (self, "progress"))), "1 wrong"));
  g_assert_false (gtk_widget_get_visible (get_outcome_part (self, "alarm_row")));
  g_assert_cmpstr (get_words (self, "outcome"), ==, "Cannot be saved yet: 1 wrong");
  g_assert_false (gtk_widget_get_visible (get_outcome_part (self, "refused_row")));
  submit (self);
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "refused_row")));
  g_assert_nonnull (strstr (get_words (self, "refused"), "Not saved"));
  g_assert_null (self->completed);
  set_answer (self, "pain", "9");
  g_assert_false (gtk_widget_get_visible (get_outcome_part (self, "refused_row")));
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "alarm_row")));
  g_assert_cmpstr (get_words (self, "outcome"), ==, "Saving makes this step done.");
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (get_part (self, "progress"))),
                            "nothing required left"));
}

static void
test_saves (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;

  act (self, "call.dial-next");
  answer_all (self);
  choose (self, "reached");
  submit (self);
  WAIT_FOR (self->completed != NULL);
  JsonObject *body = parse_body (self->completed, &node);
  g_assert_cmpstr (json_object_get_string_member (body, "disposition"), ==, "reached");
  g_assert_cmpint (json_object_get_int_member (body, "contact_id"), ==, 11);
  g_assert_cmpint (json_object_get_int_member (body, "note_version"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (body, "channel"), ==, "phone");
  g_assert_true (json_object_has_member (body, "started_at"));
  g_assert_true (json_object_has_member (body, "ended_at"));
  JsonObject *response = json_object_get_object_member (body, "response");
  g_assert_cmpstr (json_object_get_string_member (response, "status"), ==, "completed");
  g_assert_cmpstr (self->if_match, ==, "\"3\"");
  WAIT_FOR (strstr (self->log->str, "POST /api/v1/followup-tasks/actions/next") != NULL);
}

static void
test_required_answers (Fixture *self, gconstpointer data)
{
  choose (self, "reached");
  set_answer (self, "pain", "4");
  submit (self);
  g_assert_null (self->completed);
  g_assert_nonnull (get_error (self, "walking"));
  GtkWidget *current = hcrm_questionnaire_form_get_current (get_form (self));
  g_assert_cmpstr (hcrm_question_card_get_item (HCRM_QUESTION_CARD (current))->link_id, ==,
                   "walking");
}

static void
test_no_answer_needs_none (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;

  choose (self, "no_answer");
  submit (self);
  WAIT_FOR (self->completed != NULL);
  g_assert_false (json_object_has_member (parse_body (self->completed, &node), "response"));
}

static void
test_outcome_is_asked (Fixture *self, gconstpointer data)
{
  submit (self);
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "disposition_error")));
  choose (self, "reached");
  g_assert_false (gtk_widget_get_visible (get_outcome_part (self, "disposition_error")));
}

/* What the ladder makes of a failure is said before it is saved. */
static void
test_ladder (Fixture *self, gconstpointer data)
{
  GtkLabel *outcome = get_outcome_part (self, "outcome");

  choose (self, "no_answer");
  g_assert_nonnull (strstr (gtk_label_get_label (outcome), "Next to be called: 赵敏"));
  g_assert_nonnull (strstr (gtk_label_get_label (outcome), "10:00"));
  choose (self, "busy");
  g_assert_nonnull (strstr (gtk_label_get_label (outcome), "escalation ladder"));
}

static void
test_call_later (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = get_outcome_part (self, "call_back");
  g_autoptr (JsonNode) node = NULL;

  choose (self, "call_later");
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "call_back_row")));
  submit (self);
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "call_back_error")));
  gtk_editable_set_text (entry, "+1d 9:00");
  g_assert_cmpstr (gtk_label_get_label (get_outcome_part (self, "call_back_echo")), !=, "");
  submit (self);
  WAIT_FOR (self->completed != NULL);
  g_assert_nonnull (
      strstr (json_object_get_string_member (parse_body (self->completed, &node), "call_back_at"),
              "T09:00:00"));
}

static void
test_errors_beside_items (Fixture *self, gconstpointer data)
{
  self->complete_status = 422;
  self->complete_reply =
      "{\"type\":\"invalid\",\"title\":\"Invalid\",\"status\":422,\"detail\":\"Bad\","
      "\"fields\":[{\"name\":\"response.pain\",\"detail\":\"Too much\"}]}";
  answer_all (self);
  choose (self, "reached");
  submit (self);
  WAIT_FOR (get_error (self, "pain") != NULL);
  g_assert_cmpstr (get_error (self, "pain"), ==, "Too much");
  g_assert_true (gtk_widget_get_sensitive (get_outcome_part (self, "save")));
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

/* The step was moved meanwhile: it is said, and the call is saved all the same. */
static void
test_stale_keeps_work (Fixture *self, gconstpointer data)
{
  self->complete_status = 412;
  self->complete_reply = "{\"type\":\"stale\",\"title\":\"Stale\",\"status\":412,\"detail\":"
                         "\"Changed\",\"current\":{\"id\":7,\"version\":9,\"owner\":\"nurse\"}}";
  answer_all (self);
  choose (self, "reached");
  submit (self);
  WAIT_FOR (find_dialog () != NULL);
  g_assert_cmpstr (hcrm_response_get_text (hcrm_questionnaire_form_get_response (get_form (self)),
                                           "pain", 0),
                   ==, "4");
  g_assert_true (gtk_widget_get_sensitive (get_outcome_part (self, "save")));
  self->complete_status = 200;
  self->complete_reply = "{\"id\":7,\"state\":\"done\",\"late\":false}";
  g_clear_pointer (&self->if_match, g_free);
  adw_message_dialog_response (find_dialog (), "save");
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  WAIT_FOR (self->if_match != NULL);
  g_assert_cmpstr (self->if_match, ==, "\"9\"");
  g_assert_nonnull (strstr (self->completed, "\"reached\""));
}

static void
test_draft_is_sent (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) node = NULL;

  set_answer (self, "pain", "6");
  choose (self, "busy");
  WAIT_FOR (self->draft != NULL);
  JsonObject *content = json_object_get_object_member (parse_body (self->draft, &node), "content");
  g_assert_cmpstr (json_object_get_string_member (content, "disposition"), ==, "busy");
  g_assert_true (json_object_has_member (content, "response"));
}

static void
test_draft_comes_back (Fixture *self, gconstpointer data)
{
  set_answer (self, "pain", "6");
  choose (self, "busy");
  act (self, "call.dial-next");
  close_page (self);
  open_page (self);
  WAIT_FOR (is_loaded (self));
  g_assert_cmpstr (hcrm_response_get_text (hcrm_questionnaire_form_get_response (get_form (self)),
                                           "pain", 0),
                   ==, "6");
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "hang_up")));
  submit (self);
  WAIT_FOR (self->completed != NULL);
  g_assert_nonnull (strstr (self->completed, "\"busy\""));
}

static void
test_draft_of_the_server (Fixture *self, gconstpointer data)
{
  self->sheet_extra =
      "{\"content\":{\"kept_at\":\"2026-11-19T01:00:00Z\",\"note\":\"Half a call\"},"
      "\"saved_at\":\"2026-11-19T01:00:01Z\"}";
  open_page (self);
  WAIT_FOR (is_loaded (self));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (get_outcome_part (self, "note"));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, (int) strlen ("Half a call"));
}

/* Another desktop was used last: its call is shown, and this one's can be had back. */
static void
test_draft_of_another_desktop (Fixture *self, gconstpointer data)
{
  set_answer (self, "pain", "6");
  choose (self, "busy");
  WAIT_FOR (self->draft != NULL);
  close_page (self);
  self->kept_there = "{\"saved_at\":\"2099-01-01T00:00:00Z\",\"content\":{\"kept_at\":"
                     "\"2099-01-01T00:00:00Z\",\"disposition\":\"no_answer\",\"note\":"
                     "\"Rang twice\"}}";
  open_page (self);
  WAIT_FOR (is_loaded (self));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (get_outcome_part (self, "note"));
  WAIT_FOR (gtk_text_buffer_get_char_count (buffer) == (int) strlen ("Rang twice"));
  act (self, "page.other-draft");
  WAIT_FOR (gtk_text_buffer_get_char_count (buffer) == 0);
  submit (self);
  WAIT_FOR (self->completed != NULL);
  g_assert_nonnull (strstr (self->completed, "\"busy\""));
}

static void
test_offline_is_kept (Fixture *self, gconstpointer data)
{
  hang_up (self);
  answer_all (self);
  choose (self, "reached");
  submit (self);
  WAIT_FOR (hcrm_journal_is_waiting (hcrm_session_get_journal (self->session), "followup_task:7"));
  g_assert_cmpuint (hcrm_journal_get_n_waiting (hcrm_session_get_journal (self->session)), ==, 1);
}

static void
test_doctor (Fixture *self, gconstpointer data)
{
  self->owner = "doctor";
  open_page (self);
  WAIT_FOR (is_loaded (self));
  g_assert_true (gtk_widget_get_visible (get_outcome_part (self, "opinion_row")));
  choose (self, "no_answer");
  submit (self);
  WAIT_FOR (self->completed != NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (strstr (self->log->str, "actions/next"));
}

static void
test_next_takes_the_tab (Fixture *self, gconstpointer data)
{
  GtkWidget *shell = hcrm_shell_new (self->session, NULL);

  self->next_reply = "{\"task\":{\"id\":8}}";
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), shell);
  gtk_window_present (GTK_WINDOW (self->window));
  self->page = hcrm_shell_open (HCRM_SHELL (shell), "call", "7");
  WAIT_FOR (is_loaded (self));
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self->page), ADW_TYPE_TAB_VIEW);
  int before = adw_tab_view_get_n_pages (ADW_TAB_VIEW (view));
  choose (self, "no_answer");
  submit (self);
  WAIT_FOR (hcrm_shell_get_page (HCRM_SHELL (shell)) != self->page);
  self->page = hcrm_shell_get_page (HCRM_SHELL (shell));
  g_assert_cmpstr (hcrm_page_get_argument (self->page), ==, "8");
  g_assert_cmpint (adw_tab_view_get_n_pages (ADW_TAB_VIEW (view)), ==, before);
}

/* After a wrong number the same task is next, for the relative: it is there to be called anew. */
static void
test_next_is_the_same (Fixture *self, gconstpointer data)
{
  GtkWidget *shell = hcrm_shell_new (self->session, NULL);

  self->next_reply = "{\"task\":{\"id\":7}}";
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), shell);
  gtk_window_present (GTK_WINDOW (self->window));
  g_autoptr (HcrmPage) first = g_object_ref (hcrm_shell_open (HCRM_SHELL (shell), "call", "7"));
  self->page = first;
  WAIT_FOR (is_loaded (self));
  choose (self, "wrong_number");
  submit (self);
  WAIT_FOR (hcrm_shell_get_page (HCRM_SHELL (shell)) != first);
  self->page = hcrm_shell_get_page (HCRM_SHELL (shell));
  g_assert_cmpstr (hcrm_page_get_argument (self->page), ==, "7");
  WAIT_FOR (is_loaded (self));
  /* Dialled on the telephone itself, but the number that is wrong is known. */
  g_assert_nonnull (strstr (self->completed, "\"contact_id\":11"));
}

static void
check_time (const char *text, const char *expected)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 19, 10, 0, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) at = hcrm_call_time_parse (text, now, &error);
  g_autofree char *found = at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M") : NULL;

  g_assert_cmpstr (found, ==, expected);
  g_assert_true ((error != NULL) == (expected == NULL));
}

static void
test_offset (void)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 ("2026-11-19T09:00:00+08:00", NULL);
  g_autofree char *text = hcrm_call_time_to_text (at);

  g_assert_cmpstr (text, ==, "2026-11-19T09:00:00+08:00");
}

/* What a physician replied is there to be said during the call, and goes onto the paper. */
static void
test_replies (Fixture *self, gconstpointer unused)
{
  g_assert_true (canned_sees (GTK_WIDGET (self->page), "能否停药？"));
  g_assert_true (canned_sees (GTK_WIDGET (self->page), "不能自行停药"));
}

/* Whoever enters what was written on paper sees whether it is the same form. */
static void
test_version (Fixture *self, gconstpointer unused)
{
  const char *heading = gtk_label_get_label (GTK_LABEL (get_part (self, "heading")));

  g_assert_true (g_str_has_prefix (heading, "Follow-up after hip replacement · Version "));
  g_assert_true (g_str_has_suffix (heading, " (version 99 was published since)"));
  g_assert_true (canned_sees (GTK_WIDGET (self->page), "Printed 1 time"));
  g_assert_true (canned_sees (GTK_WIDGET (self->page), "Version 3"));
}

static void
test_times (void)
{
  check_time ("t 14:00", "2026-11-19 14:00");
  check_time ("+1d 9:00", "2026-11-20 09:00");
  check_time ("14:00", "2026-11-19 14:00");
  check_time ("9:30", "2026-11-20 09:30");
  check_time ("明天 9点半", "2026-11-20 09:30");
  check_time ("ｔ １４：３０", "2026-11-19 14:30");
  check_time ("+2h", "2026-11-19 12:00");
  check_time ("+30min", "2026-11-19 10:30");
  check_time ("t 9:00", NULL);
  check_time ("tomorrow", NULL);
  check_time ("t 25:00", NULL);
  check_time ("", NULL);
}

static GtkWidget *
find_ask (Fixture *self)
{
  GtkWidget *words = canned_find (GTK_WIDGET (self->page), GTK_TYPE_LABEL, "Ask a Physician");

  return gtk_widget_get_ancestor (words, GTK_TYPE_BUTTON);
}

/* Key, button and hint are for those who may. */
static void
test_asks (Fixture *self, gconstpointer may)
{
  g_autoptr (HcrmFoot) foot = g_object_ref_sink (g_object_new (HCRM_TYPE_FOOT, NULL));

  hcrm_foot_set_page (foot, self->page);
  g_assert_true ((canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, "ask a physician") != NULL)
                 == self->may_ask);
  g_assert_nonnull (canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, "hang up"));
  g_assert_true (gtk_widget_get_mapped (find_ask (self)) == self->may_ask);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "call.ask", NULL);
  canned_settle ();
  g_assert_true ((canned_find_dialog () != NULL) == self->may_ask);
}

/* Also out of the middle of what is being written, whose own keys come after it. */
static void
test_asks_while_writing (Fixture *self, gconstpointer unused)
{
  canned_key ("F2");
  canned_settle ();
  g_assert_true (
      GTK_IS_TEXT_VIEW (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self->page)))));
  canned_key ("F7");
  canned_settle ();
  g_assert_nonnull (canned_find_dialog ());
}

/* The button asks of the task that is called about. */
static void
test_question_is_of_the_task (Fixture *self, gconstpointer unused)
{
  g_signal_emit_by_name (find_ask (self), "clicked");
  canned_settle ();
  canned_type ("may she fly?");
  canned_key ("ctrl+Return");
  canned_settle ();
  g_assert_cmpstr (self->question, ==,
                   "{\"doctor_id\":null,\"matter\":\"may she fly?\",\"severity\":null,"
                   "\"source_id\":7}");
}

/* Who decides on follow-ups may write the note anew, while its plan runs. */
static void
test_changes_note (Fixture *self, gconstpointer unused)
{
  static const struct {
    const char *state;
    gboolean runs;
  } cases[] = { { "active", TRUE },
                { "suspended", TRUE },
                { "finished", FALSE },
                { "cancelled", FALSE },
                { "lost", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    self->plan_state = cases[i].state;
    open_page (self);
    WAIT_FOR (is_loaded (self));
    GtkWidget *button = canned_find (GTK_WIDGET (self->page), GTK_TYPE_BUTTON, "Change the Note");
    g_assert_true ((button != NULL && gtk_widget_get_mapped (button))
                   == (self->may_decide && cases[i].runs));
    close_page (self);
  }
}

#define ADD(path, set_up, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_set ("en");
  ADD ("/call/by-telephone", set_up_caller, test_by_telephone);
  ADD ("/call/says-what-the-telephone-says", set_up_caller, test_says_what_the_telephone_says);
  ADD ("/call/saving-settles-the-call", set_up_caller, test_saving_settles_the_call);
  ADD ("/call/opened-to-dial", set_up_phone, test_opened_to_dial);
  ADD ("/call/called-too-often", set_up_caller, test_called_too_often);
  ADD ("/call/not-called", set_up_caller, test_not_called);
  g_test_add_func ("/call/times", test_times);
  g_test_add_func ("/call/offset", test_offset);
  ADD ("/call/claims-then-loads", set_up_page, test_claims_then_loads);
  ADD ("/call/releases-on-closing", set_up_page, test_releases_on_closing);
  ADD ("/call/claimed-by-other", set_up, test_claimed_by_other);
  ADD ("/call/dial-and-hang-up", set_up_page, test_dial_and_hang_up);
  ADD ("/call/next-call-is-named", set_up_page, test_next_call_is_named);
  ADD ("/call/says-what-is-in-the-way", set_up_page, test_says_what_is_in_the_way);
  ADD ("/call/saves", set_up_page, test_saves);
  ADD ("/call/required-answers", set_up_page, test_required_answers);
  ADD ("/call/no-answer-needs-none", set_up_page, test_no_answer_needs_none);
  ADD ("/call/outcome-is-asked", set_up_page, test_outcome_is_asked);
  ADD ("/call/ladder", set_up_page, test_ladder);
  ADD ("/call/call-later", set_up_page, test_call_later);
  ADD ("/call/errors-beside-items", set_up_page, test_errors_beside_items);
  ADD ("/call/stale-keeps-work", set_up_page, test_stale_keeps_work);
  ADD ("/call/draft-is-sent", set_up_page, test_draft_is_sent);
  ADD ("/call/draft-comes-back", set_up_page, test_draft_comes_back);
  ADD ("/call/draft-of-the-server", set_up, test_draft_of_the_server);
  ADD ("/call/draft-of-another-desktop", set_up_page, test_draft_of_another_desktop);
  ADD ("/call/offline-is-kept", set_up_page, test_offline_is_kept);
  ADD ("/call/next-takes-the-tab", set_up, test_next_takes_the_tab);
  ADD ("/call/next-is-the-same", set_up, test_next_is_the_same);
  ADD ("/call/doctor", set_up, test_doctor);
  ADD ("/call/version", set_up_page, test_replies);
  ADD ("/call/replies", set_up_page, test_version);
  ADD ("/call/changes-note", set_up_decider, test_changes_note);
  ADD ("/call/changes-note-not", set_up, test_changes_note);
  ADD ("/call/asks", set_up_asker, test_asks);
  ADD ("/call/asks-not", set_up_page, test_asks);
  ADD ("/call/asks-while-writing", set_up_asker, test_asks_while_writing);
  ADD ("/call/question-is-of-the-task", set_up_asker, test_question_is_of_the_task);
  return g_test_run ();
}
