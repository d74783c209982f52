/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reviews: the list, a whole card scored by keys, what is missing, conflicts, appeals, the next. */

#include "core/hcrm-foot.h"
#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "hcrm-canned.h"
#include "hcrm-fake.h"
#include "pages/reviews/hcrm-review-item.h"
#include "pages/reviews/hcrm-review-page.h"
#include "pages/reviews/hcrm-reviews-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-recording-player.h"

static const char *const reviewer[] = { "review.read:all",    "review.score:all",
                                        "recording.read:all", "recording.listen:all",
                                        "session:all",        NULL };
static const char *const agent[] = { "review.read:own", "recording.read:own",
                                     "recording.listen:own", "session:all", NULL };
static const char *const manager[] = { "review.read:all",   "review.score:all",
                                       "review.manage:all", "recording.read:all",
                                       "session:all",       NULL };

/* --- what the server has ---------------------------------------------------------------------- */

#define ITEMS                                                                                       \
  "\"items\":[{\"id\":1,\"position\":1,\"section\":\"沟通\",\"section_en\":\"Talk\",\"text\":"    \
  "\"问候\",\"text_en\":\"Greeting\",\"kind\":\"yes-no\",\"max\":1,\"weight\":\"20\",\"may_na\":" \
  "false},{\"id\":2,\"position\":2,\"text\":\"专业\",\"text_en\":\"Skill\",\"kind\":\"scale\","   \
  "\"max\":5,\"weight\":\"60\",\"may_na\":true},{\"id\":4,\"position\":3,\"text\":\"x\","           \
  "\"text_en\":\"Advice\",\"kind\":\"scale\",\"max\":20,\"weight\":\"20\",\"may_na\":true},{"       \
  "\"id\":3,\"position\":4,\"text\":\"隐私\",\"text_en\":\"Privacy\",\"kind\":\"fatal\",\"max\":" \
  "1,"                                                                                              \
  "\"weight\":null,\"may_na\":false}]"

#define SCORE(item, value, more)                                                                   \
  "{\"item_id\":" item ",\"value\":" value ",\"na\":false,\"note\":null" more "}"
#define NO_MOMENT ",\"offset_ms\":null,\"until_ms\":null"
#define SCORES                                                                                     \
  SCORE ("1", "1", NO_MOMENT)                                                                      \
  "," SCORE ("2", "3", ",\"offset_ms\":5000,\"until_ms\":null") "," SCORE (                        \
      "4", "10", NO_MOMENT) "," SCORE ("3", "1", NO_MOMENT)

#define REVIEW(id, version, state, more)                                                           \
  "{\"id\":" id ",\"version\":" version ",\"state\":\"" state "\",\"recording_id\":" id "5,"       \
  "\"scorecard_id\":1,\"scorecard\":\"服务\",\"scorecard_en\":\"Service\",\"revision\":2,"       \
  "\"pass_mark\":\"80\",\"reviewer_id\":9,\"subject\":\"何嘉\",\"patient\":\"周桂兰\"," ITEMS      \
  "," more "}"

#define OPEN_THEN(id, version, next, more)                                                         \
  REVIEW (id, version, "assigned",                                                                 \
          "\"kind\":\"review\",\"own\":true,\"mine\":false,\"next_id\":" next                      \
          ",\"history\":[]," more)
#define OPEN(id, version, more) OPEN_THEN (id, version, "8", more)
#define FRESH OPEN ("7", "1", "\"scores\":[]")
#define SUBMITTED                                                                                  \
  REVIEW ("7", "3", "submitted",                                                                   \
          "\"kind\":\"review\",\"own\":true,\"mine\":false,\"next_id\":8,\"score\":\"66.00\","     \
          "\"passed\":false,\"fatal\":false,\"submitted_at\":\"2030-01-02T10:00:00+08:00\","       \
          "\"scores\":[" SCORES "],\"history\":[]")
#define MINE(state, more)                                                                          \
  REVIEW (                                                                                         \
      "7", "3", state,                                                                             \
      "\"kind\":\"review\",\"own\":false,\"mine\":true,\"score\":\"66.00\",\"passed\":false,"      \
      "\"fatal\":false,\"submitted_at\":\"2030-01-02T10:00:00+08:00\",\"coaching\":\"Slower\","    \
      "\"reviewer\":\"罗敏\",\"scores\":[" SCORES "],\"history\":[{\"at\":"                        \
      "\"2030-01-02T10:00:00+08:00\",\"code\":\"review.submitted\",\"params\":{},\"user\":"        \
      "\"罗敏\"}]," more)
#define APPEALED                                                                                   \
  REVIEW ("7", "4", "appealed",                                                                    \
          "\"kind\":\"review\",\"own\":false,\"mine\":false,\"score\":\"66.00\",\"passed\":false," \
          "\"fatal\":false,\"submitted_at\":\"2030-01-02T10:00:00+08:00\",\"scores\":[" SCORES     \
          "],\"appeal_reason\":\"I did greet\",\"appeal_items\":[2],\"history\":[]")

static GBytes *
make_wav (void)
{
  static const guint8 head[] = { 'R', 'I', 'F',  'F',  0x24, 0xe2, 4,    0,    'W',  'A', 'V',
                                 'E', 'f', 'm',  't',  ' ',  16,   0,    0,    0,    1,   0,
                                 1,   0,   0x40, 0x1f, 0,    0,    0x80, 0x3e, 0,    0,   2,
                                 0,   16,  0,    'd',  'a',  't',  'a',  0,    0xe2, 4,   0 };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_set_size (bytes, sizeof head + 20 * 8000 * 2);
  memset (bytes->data + sizeof head, 0, 20 * 8000 * 2);
  return g_byte_array_free_to_bytes (bytes);
}

static Canned *
new_server (const char *review)
{
  Canned *server = canned_new ();
  g_autoptr (GBytes) wav = make_wav ();

  canned_set (server, "GET", "/reviews/7", 200, review);
  canned_set (server, "GET", "/reviews/8", 200, OPEN_THEN ("8", "1", "null", "\"scores\":[]"));
  canned_set (server, "PATCH", "/reviews/7", 200, OPEN ("7", "2", "\"scores\":[" SCORES "]"));
  canned_set (server, "POST", "/reviews/7/actions/see", 200, review);
  canned_set (server, "GET", "/recordings/75", 200, "{\"id\":75,\"channels\":1}");
  canned_set (server, "GET", "/recordings/85", 200, "{\"id\":85,\"channels\":1}");
  canned_set_bytes (server, "/recordings/75/audio", wav);
  canned_set_drafts (server);
  canned_set (server, "GET", "/drafts/", 404, "{}");
  return server;
}

static HcrmPlayer *
find_player (HcrmPage *page)
{
  GtkWidget *box = canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORDING_PLAYER, NULL);

  return hcrm_recording_player_get_player (HCRM_RECORDING_PLAYER (box));
}

static HcrmPage *
open_page (Canned *server, const char *const *rights)
{
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_REVIEW_PAGE, rights, "7");

  canned_wait_words (page, "Service");
  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) >= HCRM_PLAYER_PAUSED);
  canned_settle ();
  return page;
}

static JsonObject *
get_score (JsonObject *body, guint at)
{
  return json_array_get_object_element (json_object_get_array_member (body, "scores"), at);
}

/* --- the list --------------------------------------------------------------------------------- */

/* Whoever scores begins with what is theirs, others with all that they may see. */
static void
test_list (void)
{
  g_autoptr (Canned) server = new_server (FRESH);

  canned_set (server, "GET", "/reviews?", 200, LIST (FRESH, "1"));
  HcrmPage *page = canned_open_shown (server, HCRM_TYPE_REVIEWS_PAGE, reviewer, "/reviews?");
  g_assert_nonnull (strstr (canned_get_path (server, "GET", "/reviews?"), "own=true"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "To be scored"));
  canned_key ("Down");
  canned_key ("Return");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (server), ==, "review/7");
}

static void
test_list_of_agent (void)
{
  g_autoptr (Canned) server = new_server (FRESH);

  canned_set (server, "GET", "/reviews?", 200, LIST (MINE ("submitted", "\"x\":1"), "1"));
  HcrmPage *page = canned_open_shown (server, HCRM_TYPE_REVIEWS_PAGE, agent, "/reviews?");
  g_assert_null (strstr (canned_get_path (server, "GET", "/reviews?"), "own="));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Not passed"));
}

/* --- scoring ---------------------------------------------------------------------------------- */

/* A whole card without a mouse: answers go on by themselves, moments are kept, then it is sent. */
static void
test_keys (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);
  GtkWidget *root = GTK_WIDGET (page);

  g_assert_true (canned_sees (root, "0 of 4 scored"));
  canned_key ("l"); /* the player's */
  g_assert_cmpint (hcrm_player_get_position (find_player (page)), ==, 5000);
  canned_key ("y");
  canned_key ("3");
  canned_key ("m");
  g_assert_cmpint (hcrm_player_get_position (find_player (page)), ==, 5000); /* no seek */
  canned_key ("1");
  canned_key ("0");
  canned_key ("n");
  g_assert_true (canned_sees (root, "Fatal item broken"));
  canned_key ("y"); /* the last item keeps the cursor */
  g_assert_true (canned_sees (root, "4 of 4 scored"));
  g_assert_true (canned_sees (root, "66"));
  canned_wait_request (server, "PATCH", "/reviews/7");
  canned_settle ();
  canned_set (server, "POST", "/reviews/7/actions/submit", 200, SUBMITTED);
  canned_submit (page);
  canned_wait_request (server, "POST", "/reviews/7/actions/submit");
  JsonObject *body = canned_get_body (server, "POST", "/reviews/7/actions/submit");
  g_assert_cmpint (json_object_get_int_member (get_score (body, 0), "value"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (get_score (body, 1), "value"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (get_score (body, 1), "offset_ms"), ==, 5000);
  g_assert_cmpint (json_object_get_int_member (get_score (body, 2), "value"), ==, 10);
  g_assert_true (json_object_get_null_member (get_score (body, 2), "offset_ms"));
  g_assert_cmpint (json_object_get_int_member (get_score (body, 3), "value"), ==, 1);
  g_assert_cmpstr (canned_get_version (server, "POST", "/reviews/7/actions/submit"), ==, "\"2\"");
  canned_wait_words (page, "Submitted: 66.00, not passed");
}

/* Why one listens is given by the key that sends the card, where it is typed. */
static void
test_reason (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  g_autoptr (GBytes) wav = make_wav ();

  canned_set (server, "GET", "/recordings/75/audio", 422, INVALID ("reason", "Say why"));
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_REVIEW_PAGE, reviewer, "7");
  canned_wait_words (page, "Why do you listen");
  canned_settle ();
  canned_set_bytes (server, "/recordings/75/audio?reason=", wav);
  canned_type ("a complaint");
  canned_submit (page);
  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) == HCRM_PLAYER_PAUSED);
  g_assert_cmpstr (canned_get_path (server, "GET", "/recordings/75/audio"), ==,
                   "/recordings/75/audio?reason=a%20complaint");
  g_assert_cmpuint (canned_count (server, "POST", "/reviews/7/actions/submit"), ==, 0);
}

typedef struct {
  Canned *server;
  guint item;
  gint64 moment_ms;
  const char *coaching;
} Kept;

/* Whether what was saved last says so: what is typed is saved at rests, once or more than once. */
static gboolean
is_kept (gpointer data)
{
  Kept *kept = data;
  JsonObject *body = canned_get_body (kept->server, "PATCH", "/reviews/7");

  if (body == NULL
      || json_array_get_length (json_object_get_array_member (body, "scores")) <= kept->item)
    return FALSE;
  return json_object_get_int_member_with_default (get_score (body, kept->item), "offset_ms", -1)
             == kept->moment_ms
         && g_str_equal (json_object_get_string_member_with_default (body, "coaching", ""),
                         kept->coaching);
}

/* The moment asked for right after an answer is the answer's, until another key is pressed. */
static void
test_moment_of_answer (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);

  canned_key ("l");
  canned_key ("y");
  canned_key ("m");
  g_assert_true (canned_sees (gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_TOAST_OVERLAY),
                              "0:05 kept with “Greeting”"));
  canned_key ("l");
  canned_key ("m");
  g_assert_true (canned_sees (gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_TOAST_OVERLAY),
                              "0:10 kept with “Skill”"));
  canned_wait (is_kept, &(Kept){ server, 1, 10000, "" });
  JsonObject *body = canned_get_body (server, "PATCH", "/reviews/7");
  g_assert_cmpint (json_object_get_int_member (get_score (body, 0), "offset_ms"), ==, 5000);
}

/* After the last answer, too: nothing is typed into the coaching that was not asked for. */
static void
test_moment_of_last (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);
  const char *const before[] = { "l", "y", "3", "1", "0", "y", "m" };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    canned_key (before[i]);
  g_assert_true (canned_sees (gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_TOAST_OVERLAY),
                              "0:05 kept with “Privacy”"));
  canned_key ("Down"); /* to the coaching */
  canned_key ("m");
  canned_wait (is_kept, &(Kept){ server, 3, 5000, "m" });
}

/* Before all is scored nothing looks like the score, and what is kept is not called unsaved. */
static void
test_so_far (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);
  GtkWidget *root = GTK_WIDGET (page);

  canned_key ("y");
  GtkWidget *figure = canned_find (root, GTK_TYPE_LABEL, "100");
  g_assert_false (gtk_widget_has_css_class (figure, "figure"));
  g_assert_true (canned_sees (root, "so far"));
  g_assert_true (canned_sees (root, "Kept on this desktop, being saved…"));
  canned_key ("5");
  canned_key ("2");
  canned_key ("0");
  g_assert_false (gtk_widget_has_css_class (figure, "figure"));
  canned_key ("y");
  g_assert_true (gtk_widget_has_css_class (figure, "figure"));
  g_assert_false (canned_sees (root, "so far"));
}

/* Keys that score stand at the foot for whoever scores. */
static void
test_hints (gconstpointer scores)
{
  gboolean may = GPOINTER_TO_INT (scores);
  g_autoptr (Canned) server = new_server (may ? FRESH : MINE ("submitted", "\"x\":1"));
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_REVIEW_PAGE, may ? reviewer : agent, "7");
  g_autoptr (HcrmFoot) foot = g_object_ref_sink (g_object_new (HCRM_TYPE_FOOT, NULL));
  static const char *const keys[] = { "score", "keep moment", "note on the item", "submit, next" };

  hcrm_foot_set_page (foot, page);
  canned_wait_words (page, "Service");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, keys[i]) != NULL, ==, may);
  g_assert_nonnull (canned_find (GTK_WIDGET (foot), GTK_TYPE_LABEL, "player"));
}

/* What does not apply leaves the sum; where it always applies, the key says so. */
static void
test_not_applicable (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);

  canned_key ("minus");
  g_assert_true (canned_sees (GTK_WIDGET (page), "This item applies to every call"));
  canned_key ("y");
  g_assert_false (canned_sees (GTK_WIDGET (page), "This item applies to every call"));
  canned_key ("minus");
  g_assert_true (canned_sees (GTK_WIDGET (page), "100"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "2 of 4 scored"));
  canned_key ("Up");
  canned_key ("Delete");
  g_assert_true (canned_sees (GTK_WIDGET (page), "1 of 4 scored"));
}

/* Letters are text in a note; what is typed is saved over the version that was seen. */
static void
test_saved (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);

  canned_key ("Return");
  canned_hold (server, "PATCH", "/reviews/7");
  canned_type ("my 5");
  canned_key ("Return");
  canned_wait_request (server, "PATCH", "/reviews/7");
  g_assert_cmpstr (canned_get_version (server, "PATCH", "/reviews/7"), ==, "\"1\"");
  canned_key ("y"); /* while that is on its way */
  canned_settle ();
  canned_forget (server);
  canned_release (server, "PATCH", "/reviews/7");
  canned_wait_request (server, "PATCH", "/reviews/7");
  JsonObject *score = get_score (canned_get_body (server, "PATCH", "/reviews/7"), 0);
  g_assert_cmpstr (json_object_get_string_member (score, "note"), ==, "my 5");
  g_assert_cmpint (json_object_get_int_member (score, "value"), ==, 1);
  g_assert_true (json_object_get_null_member (score, "offset_ms"));
  g_assert_cmpstr (canned_get_version (server, "PATCH", "/reviews/7"), ==, "\"2\"");
  canned_wait_words (page, "Saved");
}

static void
test_missing (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);

  canned_key ("y");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "POST", "/reviews/7/actions/submit"), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Score this item"));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page)));
  g_assert_true (HCRM_IS_REVIEW_ITEM (focus));
  g_assert_cmpstr (hcrm_review_item_get_text (HCRM_REVIEW_ITEM (focus)), ==, "Skill");
}

/* Scored elsewhere meanwhile: what was typed here stays, what was not is taken, and it is saved. */
static void
test_conflict (void)
{
  g_autoptr (Canned) server = new_server (FRESH);
  HcrmPage *page = open_page (server, reviewer);

  canned_set (server, "PATCH", "/reviews/7", 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"x\"}");
  canned_set (server, "GET", "/reviews/7", 200,
              OPEN ("7", "5",
                    "\"scores\":[" SCORE ("1", "0", NO_MOMENT) "," SCORE ("2", "4",
                                                                          NO_MOMENT) "]"));
  canned_hold (server, "GET", "/reviews/7");
  canned_key ("y");
  canned_wait_request (server, "PATCH", "/reviews/7");
  canned_settle ();
  canned_forget (server);
  canned_set (server, "PATCH", "/reviews/7", 200,
              OPEN ("7", "6",
                    "\"scores\":[" SCORE ("1", "1", NO_MOMENT) "," SCORE ("2", "4",
                                                                          NO_MOMENT) "]"));
  canned_release (server, "GET", "/reviews/7");
  canned_wait_request (server, "PATCH", "/reviews/7");
  JsonObject *body = canned_get_body (server, "PATCH", "/reviews/7");
  g_assert_cmpint (json_object_get_int_member (get_score (body, 0), "value"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (get_score (body, 1), "value"), ==, 4);
  g_assert_cmpstr (canned_get_version (server, "PATCH", "/reviews/7"), ==, "\"5\"");
  g_assert_true (canned_sees (GTK_WIDGET (page), "2 of 4 scored"));
}

/* --- the next --------------------------------------------------------------------------------- */

/* What is known of the next one is there before it is asked for; its sound is not. */
static void
test_next (void)
{
  g_autoptr (Canned) server = new_server (SUBMITTED);
  HcrmPage *page = open_page (server, reviewer);

  canned_wait_request (server, "GET", "/reviews/8");
  canned_wait_request (server, "GET", "/recordings/85/peaks");
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "GET", "/recordings/85/audio"), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Next Review"));
  canned_hold (server, "GET", "/reviews/8");
  canned_submit (page);
  g_assert_true (canned_sees (GTK_WIDGET (page), "0 of 4 scored")); /* before any reply */
  g_assert_cmpstr (hcrm_page_get_argument (page), ==, "8");
  canned_wait_request (server, "GET", "/recordings/85/audio");
  canned_set (server, "PATCH", "/reviews/8", 200, OPEN_THEN ("8", "2", "null", "\"scores\":[]"));
  canned_release (server, "GET", "/reviews/8");
  canned_key ("y");
  canned_wait_request (server, "PATCH", "/reviews/8");
}

/* --- the agent, the blind and the manager ----------------------------------------------------- */

static void
test_agent (void)
{
  g_autoptr (Canned) server = new_server (MINE ("submitted", "\"may_appeal\":true"));
  HcrmPage *page = open_page (server, agent);
  GtkWidget *root = GTK_WIDGET (page);

  canned_wait_request (server, "POST", "/reviews/7/actions/see");
  g_assert_true (canned_sees (root, "66"));
  g_assert_true (canned_sees (root, "Not passed"));
  g_assert_true (canned_sees (root, "Slower"));
  g_assert_true (canned_sees (root, "Review submitted"));
  g_assert_false (canned_sees (root, "Ctrl Enter")); /* nothing to submit */
  g_signal_emit_by_name (canned_find (root, GTK_TYPE_BUTTON, "0:05"), "clicked");
  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) == HCRM_PLAYER_PLAYING);
  g_assert_cmpint (hcrm_player_get_position (find_player (page)), >=, 5000);
  hcrm_player_pause (find_player (page));
  canned_key ("n");
  canned_key ("0");
  canned_settle ();
  g_assert_true (canned_sees (root, "66"));
  g_assert_cmpuint (canned_count (server, "PATCH", "/reviews/7"), ==, 0);
  canned_set (server, "POST", "/reviews/7/actions/appeal", 200, MINE ("appealed", "\"x\":1"));
  gtk_widget_activate_action (root, "review.step", "s", "appeal");
  canned_settle ();
  canned_type ("I did greet");
  GtkWidget *words = canned_find (canned_find_dialog (), GTK_TYPE_LABEL, "Skill");
  GtkWidget *item = gtk_widget_get_ancestor (words, GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (item), TRUE);
  canned_answer ("yes");
  canned_wait_request (server, "POST", "/reviews/7/actions/appeal");
  JsonArray *items =
      json_object_get_array_member (canned_get_body (server, "POST", "/reviews/7/actions/appeal"),
                                    "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  g_assert_cmpint (json_array_get_int_element (items, 0), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (server, "POST",
                                                                   "/reviews/7/actions/appeal"),
                                                  "reason"),
                   ==, "I did greet");
  g_assert_cmpstr (canned_get_version (server, "POST", "/reviews/7/actions/appeal"), ==, "\"3\"");
  canned_wait_words (page, "Appealed");
}

/* Past its days nobody is offered an appeal, and somebody else's work is not offered either. */
static void
test_late (void)
{
  g_autoptr (Canned) server = new_server (MINE ("submitted", "\"may_appeal\":false"));
  HcrmPage *page = open_page (server, agent);

  g_assert_false (canned_sees (GTK_WIDGET (page), "Appeal"));
}

static void
test_blind (void)
{
  g_autoptr (Canned) server =
      new_server (REVIEW ("7", "1", "assigned",
                          "\"kind\":\"second\",\"own\":true,\"mine\":false,\"second_of\":6,"
                          "\"scores\":[],\"history\":[]"));
  HcrmPage *page = open_page (server, reviewer);

  g_assert_true (canned_sees (GTK_WIDGET (page), "Second review"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "First Review"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "0 of 4 scored"));
}

/* Items are put right on the card itself, after outcome and reason. */
static void
test_settle (void)
{
  g_autoptr (Canned) server = new_server (APPEALED);
  HcrmPage *page = open_page (server, manager);
  GtkWidget *root = GTK_WIDGET (page);

  g_assert_true (canned_sees (root, "I did greet"));
  g_assert_true (canned_sees (root, "Items appealed against"));
  g_assert_true (canned_sees (root, "Have Scored Again"));
  gtk_widget_activate_action (root, "review.step", "s", "settle");
  canned_settle ();
  HcrmForm *form = HCRM_FORM (canned_find (canned_find_dialog (), HCRM_TYPE_FORM, NULL));
  hcrm_input_set_value (hcrm_form_get_input (form, "outcome"), "changed");
  hcrm_input_set_value (hcrm_form_get_input (form, "note"), "heard it");
  canned_answer ("yes");
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "POST", "/reviews/7/actions/settle"), ==, 0);
  canned_key ("Down");
  canned_key ("5");
  canned_set (server, "POST", "/reviews/7/actions/settle", 200, APPEALED);
  canned_submit (page);
  canned_wait_request (server, "POST", "/reviews/7/actions/settle");
  JsonObject *body = canned_get_body (server, "POST", "/reviews/7/actions/settle");
  g_assert_cmpstr (json_object_get_string_member (body, "outcome"), ==, "changed");
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "heard it");
  g_assert_cmpint (json_object_get_int_member (get_score (body, 1), "value"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (get_score (body, 3), "value"), ==, 1);
  canned_settle ();
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/review/list", test_list);
  g_test_add_func ("/review/list-of-agent", test_list_of_agent);
  g_test_add_func ("/review/keys", test_keys);
  g_test_add_func ("/review/reason", test_reason);
  g_test_add_func ("/review/not-applicable", test_not_applicable);
  g_test_add_func ("/review/moment-of-answer", test_moment_of_answer);
  g_test_add_func ("/review/moment-of-last", test_moment_of_last);
  g_test_add_func ("/review/so-far", test_so_far);
  g_test_add_data_func ("/review/hints-scoring", GINT_TO_POINTER (TRUE), test_hints);
  g_test_add_data_func ("/review/hints-reading", GINT_TO_POINTER (FALSE), test_hints);
  g_test_add_func ("/review/saved", test_saved);
  g_test_add_func ("/review/missing", test_missing);
  g_test_add_func ("/review/conflict", test_conflict);
  g_test_add_func ("/review/next", test_next);
  g_test_add_func ("/review/agent", test_agent);
  g_test_add_func ("/review/late", test_late);
  g_test_add_func ("/review/blind", test_blind);
  g_test_add_func ("/review/settle", test_settle);
  return g_test_run ();
}
