/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A recording that is listened to: picture, keys, notes, moments, and the reason that is asked for.
 */

#include <math.h>

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "hcrm-canned.h"
#include "hcrm-fake.h"
#include "pages/administration/hcrm-recording-rules-page.h"
#include "pages/recordings/hcrm-recording-page.h"
#include "pages/recordings/hcrm-recordings-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-recording-player.h"
#include "widgets/hcrm-waveform.h"

#define RATE 8000
#define SECONDS 60
#define MEASURING "still being measured"

static const char *const permissions[] = { "recording.read:all", "recording.listen:all",
                                           "recording.manage:all", NULL };

/* --- what the server has ---------------------------------------------------------------------- */

#define MEASURES                                                                                   \
  "{\"duration_ms\":60000,\"method\":1,\"channels\":[{\"role\":\"agent\",\"talk_ratio\":0.4},"     \
  "{\"role\":\"other\",\"talk_ratio\":0.35}],\"segments\":[{\"ch\":0,\"from\":1000,\"to\":13000}," \
  "{\"ch\":1,\"from\":12000,\"to\":21000},{\"ch\":0,\"from\":40000,\"to\":52000},"                 \
  "{\"ch\":1,\"from\":50000,\"to\":59000}],\"silences\":[{\"from\":21000,\"to\":40000}],"          \
  "\"overlaps\":[{\"from\":12000,\"to\":13000},{\"from\":50000,\"to\":52000}],"                    \
  "\"interruptions\":[{\"at\":12000,\"by\":1}]}"

#define RECORDING                                                                                  \
  "{\"id\":5,\"version\":2,\"call_id\":3,\"agent\":\"何嘉\",\"patient\":\"周桂兰\","          \
  "\"department\":\"骨科\",\"department_en\":\"Orthopaedics\",\"name\":\"call-5.wav\","          \
  "\"started_at\":\"2026-11-15T15:06:00+08:00\",\"offset_ms\":2000,\"duration_ms\":60000,"         \
  "\"channels\":2,\"state\":\"ready\",\"care\":\"kept\",\"layout\":\"agent-left\","                \
  "\"measures\":" MEASURES "}"

#define NOTES                                                                                        \
  LIST ("{\"id\":2,\"version\":1,\"at_ms\":30000,\"text\":\"静音过长，未说明在查资料\"," \
        "\"kind\":\"fault\",\"created_by\":\"罗敏\"},"                                             \
        "{\"id\":1,\"version\":1,\"at_ms\":8000,\"text\":\"核对姓名与关系，规范\","        \
        "\"kind\":\"praise\",\"created_by\":\"罗敏\",\"own\":true}",                                 \
        "2")

#define CALL                                                                                       \
  "{\"id\":3,\"moments\":[{\"offset_ms\":45000,\"kind\":\"answer\",\"item\":\"q2\","               \
  "\"label\":\"能否下地\",\"label_en\":\"Can walk\",\"value\":\"扶助行器\"},"              \
  "{\"offset_ms\":18000,\"kind\":\"answer\",\"item\":\"q1\",\"label\":\"疼痛几分\","           \
  "\"label_en\":\"Pain score\",\"value\":\"5\"},{\"offset_ms\":500,\"kind\":\"answer\","           \
  "\"item\":\"before\",\"value\":\"-\"}]}"

static void
put16 (GByteArray *bytes, int value)
{
  guint8 two[2] = { value & 0xff, (value >> 8) & 0xff };

  g_byte_array_append (bytes, two, 2);
}

static void
put32 (GByteArray *bytes, guint32 value)
{
  put16 (bytes, value & 0xffff);
  put16 (bytes, value >> 16);
}

static GBytes *
make_wav (void)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 size = SECONDS * RATE * 4;

  g_byte_array_append (bytes, (const guint8 *) "RIFF", 4);
  put32 (bytes, 36 + size);
  g_byte_array_append (bytes, (const guint8 *) "WAVEfmt ", 8);
  put32 (bytes, 16);
  put16 (bytes, 1);
  put16 (bytes, 2);
  put32 (bytes, RATE);
  put32 (bytes, RATE * 4);
  put16 (bytes, 4);
  put16 (bytes, 16);
  g_byte_array_append (bytes, (const guint8 *) "data", 4);
  put32 (bytes, size);
  g_byte_array_set_size (bytes, bytes->len + size);
  return g_byte_array_free_to_bytes (bytes);
}

static const struct {
  int channel, from, to;
} talk[] = { { 0, 1, 13 }, { 1, 12, 21 }, { 0, 40, 52 }, { 1, 50, 59 } };

static int
loudness (double t, int channel)
{
  for (guint i = 0; i < G_N_ELEMENTS (talk); i++)
    if (talk[i].channel == channel && t >= talk[i].from && t < talk[i].to)
      return 20 + 60 * fabs (sin (t * 5.1 + channel) * sin (t * 13.7) + 0.35 * sin (t * 31));
  return 1;
}

static GBytes *
make_peaks (void)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < SECONDS * 20; i++)
    for (int channel = 0; channel < 2; channel++) {
      gint8 pair[2] = { -loudness (i / 20.0, channel), loudness (i / 20.0, channel) };
      g_byte_array_append (bytes, (guint8 *) pair, 2);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static Canned *
new_server (void)
{
  Canned *server = canned_new ();
  g_autoptr (GBytes) wav = make_wav ();
  g_autoptr (GBytes) peaks = make_peaks ();

  canned_set (server, "GET", "/recordings/5", 200, RECORDING);
  canned_set (server, "GET", "/recordings/5/notes", 200, NOTES);
  canned_set (server, "GET", "/calls/3", 200, CALL);
  canned_set_bytes (server, "/recordings/5/audio", wav);
  canned_set_bytes (server, "/recordings/5/peaks", peaks);
  return server;
}

/* --- the page --------------------------------------------------------------------------------- */

static HcrmRecordingPlayer *
find_box (HcrmPage *page)
{
  return HCRM_RECORDING_PLAYER (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORDING_PLAYER, NULL));
}

static HcrmPlayer *
find_player (HcrmPage *page)
{
  return hcrm_recording_player_get_player (find_box (page));
}

static HcrmWaveform *
find_wave (HcrmPage *page)
{
  return HCRM_WAVEFORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_WAVEFORM, NULL));
}

static HcrmPage *
open_page (Canned *server, const char *argument)
{
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_RECORDING_PAGE, permissions, argument);

  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) >= HCRM_PLAYER_PAUSED);
  canned_settle ();
  return page;
}

/* As the application does it, so that what is drawn has its colours. */
static void
add_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/hcrm/Client/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

/* For whoever works on its looks: a picture of the screen, if asked for. */
static void
take_picture (const char *name)
{
  const char *folder = g_getenv ("HCRM_PICTURES");
  g_autofree char *file = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;
  const char *const argv[] = { "import", "-window", "root", file, NULL };

  if (folder != NULL)
    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                  NULL);
}

/* However narrow it is, beside a scorecard. */
static void
test_figures_whole (void)
{
  g_autoptr (Canned) server = new_server ();
  GtkWidget *root = GTK_WIDGET (open_page (server, "5"));
  GtkWidget *figure = canned_find (root, GTK_TYPE_LABEL, "Overlap 5% (2 times, 1 interruption)");

  gtk_widget_set_size_request (root, 640, -1);
  gtk_widget_set_halign (root, GTK_ALIGN_START);
  canned_settle ();
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (figure))));
}

static void
test_shown (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  GtkWidget *root = GTK_WIDGET (page);

  g_assert_true (canned_sees (root, "何嘉 → 周桂兰"));
  g_assert_true (canned_sees (root, "Agent 35%"));
  g_assert_true (canned_sees (root, "Other side 25%"));
  g_assert_true (canned_sees (root, "Silence 35% (hatched: 32%)"));
  g_assert_true (canned_sees (root, "Overlap 5% (2 times, 1 interruption)"));
  g_assert_true (canned_sees (root, "/ 1:00"));
  g_assert_true (canned_sees (root, "核对姓名与关系，规范"));
  g_assert_true (canned_sees (root, "Pain score"));
  g_assert_true (canned_sees (root, "0:16")); /* 18 s in the call is 16 s in the recording */
  g_assert_false (canned_sees (root, "before"));
  g_assert_true (canned_sees (root, "no sound card"));
  gtk_test_accessible_assert_role (find_wave (page), GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (find_wave (page), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "0 seconds of 1 minute");
  take_picture ("recording-shown");
}

static gint64
position (HcrmPage *page)
{
  return hcrm_player_get_position (find_player (page));
}

/* In the order in which they stand there. */
static void
assert_speeds (HcrmPage *page, const char *expected)
{
  GtkWidget *one = canned_find (GTK_WIDGET (page), GTK_TYPE_TOGGLE_BUTTON, "1×");
  GtkWidget *child = gtk_widget_get_first_child (gtk_widget_get_parent (one));
  g_autoptr (GString) shown = g_string_new (NULL);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      g_string_append_printf (shown, "%s%s", shown->len > 0 ? " " : "",
                              gtk_button_get_label (GTK_BUTTON (child)));
  g_assert_cmpstr (shown->str, ==, expected);
}

static void
test_keys (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  HcrmPlayer *player = find_player (page);

  canned_key ("l");
  g_assert_cmpint (position (page), ==, 5000);
  canned_key ("Right");
  canned_key ("shift+Right");
  canned_key ("j");
  g_assert_cmpint (position (page), ==, 6000);
  canned_key ("ctrl+Right");
  g_assert_cmpint (position (page), ==, 36000);
  canned_key ("5");
  g_assert_cmpint (position (page), ==, 30000);
  g_assert_true (canned_sees (GTK_WIDGET (page), "0:30.0"));
  gtk_test_accessible_assert_property (find_wave (page), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 30.0);
  canned_key ("bracketright");
  g_assert_cmpfloat (hcrm_player_get_rate (player), ==, 1.25);
  g_assert_true (canned_sees (GTK_WIDGET (page), "1.25×"));
  canned_key ("bracketleft");
  canned_key ("bracketleft");
  g_assert_cmpfloat (hcrm_player_get_rate (player), ==, 0.75);
  g_assert_false (canned_sees (GTK_WIDGET (page), "1.25×"));
  assert_speeds (page, "0.5× 0.75× 1× 1.5× 2× 3×");
  for (int i = 0; i < 6; i++)
    canned_key ("bracketright");
  assert_speeds (page, "0.5× 1× 1.5× 2× 2.5× 3×");
  canned_key ("bracketright");
  g_assert_cmpfloat (hcrm_player_get_rate (player), ==, 3);
  assert_speeds (page, "0.5× 1× 1.5× 2× 3×");
  canned_key ("x");
  g_assert_true (hcrm_player_get_skip_silence (player));
  canned_key ("space");
  WAIT_UNTIL (hcrm_player_get_state (player) == HCRM_PLAYER_PLAYING);
  canned_key ("k");
  WAIT_UNTIL (hcrm_player_get_state (player) == HCRM_PLAYER_PAUSED);
  canned_key ("Home");
  g_assert_cmpint (position (page), ==, 0);
}

static void
test_loop (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  HcrmPlayer *player = find_player (page);

  canned_key ("1");
  canned_key ("a");
  g_assert_cmpint (hcrm_player_get_loop (player).to, ==, 0);
  canned_key ("3");
  canned_key ("b");
  g_assert_cmpint (hcrm_player_get_loop (player).from, ==, 6000);
  g_assert_cmpint (hcrm_player_get_loop (player).to, ==, 18000);
  take_picture ("recording-loop");
  canned_key ("shift+a");
  g_assert_cmpint (hcrm_player_get_loop (player).to, ==, 0);
}

/* The second is the one at which it was begun, however long it takes to type it. */
static void
test_note (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  canned_set (server, "POST", "/recordings/5/notes", 201, "{\"id\":9}");
  canned_key ("2");
  canned_key ("n");
  canned_type ("too fast 5");
  g_assert_cmpint (position (page), ==, 12000); /* digits are text now */
  take_picture ("recording-note");
  hcrm_recording_player_seek (find_box (page), 20000);
  canned_key ("ctrl+3");
  canned_key ("Return");
  canned_wait_request (server, "POST", "/recordings/5/notes");
  JsonObject *body = canned_get_body (server, "POST", "/recordings/5/notes");
  g_assert_cmpint (json_object_get_int_member (body, "at_ms"), ==, 12000);
  g_assert_cmpstr (json_object_get_string_member (body, "text"), ==, "too fast 5");
  g_assert_cmpstr (json_object_get_string_member (body, "kind"), ==, "fault");
  canned_settle ();
  g_assert_false (hcrm_recording_player_back (find_box (page)));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (find_wave (page))));
}

/* Whoever has set the volume listens on by keys. */
static void
test_volumes (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  canned_key ("v");
  canned_settle ();
  canned_key ("Escape");
  canned_settle ();
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (find_wave (page))));
  canned_key ("5");
  g_assert_cmpint (position (page), ==, 30000);
}

static void
focus_note (HcrmPage *page, int index)
{
  GtkWidget *list = canned_find (GTK_WIDGET (page), GTK_TYPE_LIST_BOX, NULL);

  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), index)));
  canned_settle ();
}

/* Only what is one's own can be changed and removed, by keys as well. */
static void
test_note_changed (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  canned_set (server, "PATCH", "/recordings/5/notes/1", 200, "{\"id\":1}");
  canned_set (server, "POST", "/recordings/5/notes/1/actions/remove", 200, "{\"id\":1}");
  focus_note (page, 1);
  canned_key ("F2");
  g_assert_false (hcrm_recording_player_back (find_box (page))); /* nobody else's */
  focus_note (page, 0);
  canned_key ("F2");
  canned_settle ();
  take_picture ("recording-note-changed");
  canned_key ("ctrl+1");
  canned_type ("!");
  canned_key ("Return");
  canned_wait_request (server, "PATCH", "/recordings/5/notes/1");
  JsonObject *body = canned_get_body (server, "PATCH", "/recordings/5/notes/1");
  g_assert_cmpint (json_object_get_int_member (body, "at_ms"), ==, 8000);
  g_assert_cmpstr (json_object_get_string_member (body, "text"), ==, "核对姓名与关系，规范!");
  g_assert_cmpstr (json_object_get_string_member (body, "kind"), ==, "note");
  canned_settle ();
  focus_note (page, 0);
  canned_key ("Delete");
  canned_settle ();
  canned_key ("Return");
  canned_wait_request (server, "POST", "/recordings/5/notes/1/actions/remove");
}

/* What could not be kept is still there. */
static void
test_note_refused (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  canned_set (server, "POST", "/recordings/5/notes", 422, INVALID ("text", "Too long"));
  canned_key ("n");
  canned_type ("hm");
  canned_key ("Return");
  canned_wait_request (server, "POST", "/recordings/5/notes");
  canned_settle ();
  g_assert_nonnull (canned_find (GTK_WIDGET (page), GTK_TYPE_ENTRY, NULL));
  canned_key ("Escape");
  g_assert_false (hcrm_recording_player_back (find_box (page)));
}

static void
activate_row (HcrmPage *page, const char *words)
{
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, words);
  GtkWidget *row = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);

  gtk_widget_activate (row);
}

static void
test_moment (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  activate_row (page, "Can walk");
  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) == HCRM_PLAYER_PLAYING);
  g_assert_cmpint (position (page), >=, 43000);
  g_assert_cmpint (position (page), <, 44500);
  hcrm_player_pause (find_player (page));
  activate_row (page, "核对姓名与关系，规范");
  WAIT_UNTIL (position (page) >= 8000 && position (page) < 9500);
}

/* Opened for a second, it plays that. */
static void
test_opened_at (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5@41500");

  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) == HCRM_PLAYER_PLAYING);
  g_assert_cmpint (position (page), >=, 41500);
  g_assert_cmpint (position (page), <, 45000);
}

static void
test_reason (void)
{
  g_autoptr (Canned) server = new_server ();

  canned_set (server, "GET", "/recordings/5/audio", 422, INVALID ("reason", "Say why"));
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_RECORDING_PAGE, permissions, "5");
  canned_wait_words (page, "Why do you listen");
  canned_settle ();
  take_picture ("recording-reason");
  g_assert_cmpint (hcrm_player_get_state (find_player (page)), ==, HCRM_PLAYER_EMPTY);
  g_autoptr (GBytes) wav = make_wav ();
  canned_set_bytes (server, "/recordings/5/audio?reason=", wav);
  canned_type ("a complaint");
  canned_submit (page);
  WAIT_UNTIL (hcrm_player_get_state (find_player (page)) == HCRM_PLAYER_PAUSED);
  g_assert_cmpstr (canned_get_path (server, "GET", "/recordings/5/audio"), ==,
                   "/recordings/5/audio?reason=a%20complaint");
  g_assert_false (canned_sees (GTK_WIDGET (page), "Why do you listen"));
}

/* Why there is no picture yet is said, until there is one. */
static void
test_measured (void)
{
  g_autoptr (Canned) server = new_server ();
  g_auto (GStrv) parts = g_strsplit (RECORDING, "ready", 2);
  g_autofree char *received = g_strjoinv ("received", parts);

  canned_set (server, "GET", "/recordings/5", 200, received);
  canned_set (server, "GET", "/recordings/5/peaks", 409, "{\"detail\":\"not yet\"}");
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_RECORDING_PAGE, permissions, "5");
  canned_wait_words (page, MEASURING);
  canned_settle ();
  take_picture ("recording-measured");
  canned_set (server, "GET", "/recordings/5", 200, RECORDING);
  hcrm_recording_player_refresh (find_box (page));
  WAIT_UNTIL (!canned_sees (GTK_WIDGET (page), MEASURING));
}

static void
test_damaged (void)
{
  g_autoptr (Canned) server = new_server ();
  g_autoptr (GBytes) letter = g_bytes_new_static ("Dear Sir or Madam", 17);

  canned_set_bytes (server, "/recordings/5/audio", letter);
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_RECORDING_PAGE, permissions, "5");
  canned_wait_words (page, "This file is no sound");
  take_picture ("recording-damaged");
}

/* While it plays nothing is drawn anew but the cursor. */
static void
test_drawn_once (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  guint n = hcrm_waveform_get_n_drawn (find_wave (page));

  g_assert_cmpuint (n, >, 0);
  canned_key ("space");
  WAIT_UNTIL (position (page) > 1000);
  g_assert_cmpuint (hcrm_waveform_get_n_drawn (find_wave (page)), ==, n);
  g_assert_cmpint (hcrm_waveform_get_position (find_wave (page)), >, 900);
}

/* Less of it at once, which follows what is played. */
static void
test_zoom (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  gtk_widget_grab_focus (GTK_WIDGET (find_wave (page)));
  canned_key ("plus");
  canned_key ("plus");
  g_assert_cmpfloat (hcrm_waveform_get_zoom (find_wave (page)), ==, 4);
  canned_key ("8");
  canned_settle ();
  take_picture ("recording-zoom");
  canned_key ("minus");
  g_assert_cmpfloat (hcrm_waveform_get_zoom (find_wave (page)), ==, 2);
}

/* What is known of the next one is there at once; its sound is only fetched when it is opened. */
static void
test_preload (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  HcrmRecordingPlayer *box = find_box (page);

  canned_set (server, "GET", "/recordings/6", 200, "{\"id\":6,\"channels\":1,\"agent\":\"王\"}");
  hcrm_recording_player_preload (box, hcrm_page_get_api (page), 6);
  canned_wait_request (server, "GET", "/recordings/6/peaks");
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "GET", "/recordings/6/audio"), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "何嘉 → 周桂兰"));
  hcrm_recording_player_open (box, hcrm_page_get_api (page), 6);
  g_assert_true (canned_sees (GTK_WIDGET (page), "王"));
  canned_wait_request (server, "GET", "/recordings/6/audio");
}

/* What becomes of it is decided here too, over the version that was seen. */
static void
test_hold (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  g_assert_true (canned_sees (GTK_WIDGET (page), "Kept"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Put on Hold"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Delete for Good"));
  canned_set (server, "POST", "/recordings/5/actions/hold", 200, RECORDING);
  gtk_widget_activate_action (GTK_WIDGET (page), "recording.step", "s", "hold");
  canned_settle ();
  canned_type ("lawsuit");
  canned_answer ("yes");
  canned_wait_request (server, "POST", "/recordings/5/actions/hold");
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (server, "POST",
                                                                   "/recordings/5/actions/hold"),
                                                  "reason"),
                   ==, "lawsuit");
  g_assert_cmpstr (canned_get_version (server, "POST", "/recordings/5/actions/hold"), ==, "\"2\"");
  canned_settle ();
}

/* What is deleted while it is open is heard no longer: it is asked for anew, and is not there. */
static void
test_deleted_meanwhile (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");
  g_auto (GStrv) parts = g_strsplit (RECORDING, "\"care\":\"kept\"", -1);
  g_autofree char *deleted = g_strjoinv ("\"care\":\"deleted\"", parts);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  guint heard = canned_count (server, "GET", "/recordings/5/audio");

  canned_set (server, "GET", "/recordings/5", 200, deleted);
  canned_set (server, "GET", "/recordings/5/audio", 404, "{}");
  hcrm_page_refresh (page);
  canned_wait_words (page, "Deleted");
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "GET", "/recordings/5/audio"), ==, heard + 1);
}

static HcrmPage *
open_as (Canned *server, const char *care)
{
  g_auto (GStrv) parts = g_strsplit (RECORDING, "\"care\":\"kept\"", -1);
  g_autofree char *recording = g_strjoinv (care, parts);

  canned_set (server, "GET", "/recordings/5", 200, recording);
  return open_page (server, "5");
}

/* A hold says why, who and since when. */
static void
test_held (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_as (server, "\"care\":\"held\",\"hold_reason\":\"诉讼保全\",\"held_by\":"
                                    "\"罗敏\",\"held_at\":\"2026-11-16T09:30:00+08:00\"");

  g_assert_true (canned_sees (GTK_WIDGET (page), "诉讼保全"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "罗敏"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "End the Hold"));
}

#define ASKED                                                                                      \
  "\"care\":\"asked\",\"ask_reason\":\"保存期满\",\"asked_by\":\"罗敏\",\"asked_at\":"       \
  "\"2026-11-16T09:30:00+08:00\",\"asked_own\":"

/* Deletion is two people's: whoever asked may take it back and no more. */
static void
test_asked (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *own = open_as (server, ASKED "true");

  g_assert_false (canned_sees (GTK_WIDGET (own), "Delete for Good"));
  g_assert_true (canned_sees (GTK_WIDGET (own), "Keep It"));
  g_assert_true (canned_sees (GTK_WIDGET (own), "A second person has to confirm"));
  HcrmPage *other = open_as (server, ASKED "false");
  g_assert_true (canned_sees (GTK_WIDGET (other), "Delete for Good"));
  g_assert_true (canned_sees (GTK_WIDGET (other), "罗敏"));
  g_assert_true (canned_sees (GTK_WIDGET (other), "保存期满"));
}

#define RULES                                                                                      \
  LIST ("{\"id\":1,\"version\":4,\"kind\":null,\"days\":730,\"due\":12,\"retired_at\":null},"      \
        "{\"id\":2,\"version\":1,\"kind\":\"complaint\",\"days\":1825,\"due\":0,"                  \
        "\"retired_at\":null}",                                                                    \
        "2")

static HcrmPage *
open_rules (Canned *server)
{
  canned_set (server, "GET", "/recording-rules", 200, RULES);
  canned_set (server, "PATCH", "/recording-rules/", 200, "{\"id\":2,\"version\":2,\"days\":1825}");
  canned_set (server, "POST", "/recording-rules", 201, "{\"id\":3,\"version\":1,\"days\":90}");
  canned_set_drafts (server);
  HcrmPage *page =
      canned_open_shown (server, HCRM_TYPE_RECORDING_RULES_PAGE, permissions, "/recording-rules");
  canned_wait_words (page, "All other recordings");
  canned_settle ();
  return page;
}

static void
set_days (HcrmPage *page, const char *field, const char *value)
{
  GtkWidget *form = canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL);
  HcrmInput *input = hcrm_form_get_input (HCRM_FORM (form), field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

/* Each rule says how long, and how many are due by it; the general one cannot end. */
static void
test_rules (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_rules (server);
  GtkWidget *root = GTK_WIDGET (page);
  GtkWidget *list = canned_find (root, HCRM_TYPE_RECORD_LIST, NULL);

  g_assert_true (canned_sees (root, "730 days"));
  g_assert_true (canned_sees (root, "12 recordings were kept long enough"));
  g_assert_true (canned_sees (root, "Show What Is Due"));
  g_assert_false (canned_sees (root, "No longer used"));
  hcrm_record_list_select_id (HCRM_RECORD_LIST (list), 2);
  canned_wait_words (page, "No recording was kept long enough");
  g_assert_true (canned_sees (root, "No longer used"));
  g_assert_false (canned_sees (root, "Show What Is Due"));
  set_days (page, "days", "3650");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (canned_find (root, GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  canned_submit (page);
  canned_wait_request (server, "PATCH", "/recording-rules/2");
  JsonObject *body = canned_get_body (server, "PATCH", "/recording-rules/2");
  g_assert_cmpint (json_object_get_int_member (body, "days"), ==, 3650);
  g_assert_nonnull (json_object_get_string_member (body, "retired_at"));
  g_assert_false (json_object_has_member (body, "kind"));
  canned_settle ();
}

static void
test_new_rule (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_rules (server);

  HCRM_PAGE_GET_CLASS (page)->create (page);
  canned_settle ();
  set_days (page, "days", "90");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "POST", "/recording-rules"), ==, 0);
  set_days (page, "kind", "followup_task");
  canned_submit (page);
  canned_wait_request (server, "POST", "/recording-rules");
  JsonObject *body = canned_get_body (server, "POST", "/recording-rules");
  g_assert_cmpstr (json_object_get_string_member (body, "kind"), ==, "followup_task");
  g_assert_false (json_object_has_member (body, "retired_at"));
  canned_settle ();
}

static const char *const reviewing[] = { "recording.read:all", "recording.listen:all",
                                         "review.score:all",   "review.read:all",
                                         "review.manage:all",  NULL };

/* Whoever may not score this call is not offered; the only scorecard is chosen already. */
static void
test_have_reviewed (void)
{
  g_autoptr (Canned) server = new_server ();

  canned_set (server, "GET", "/scorecards", 200, LIST ("{\"id\":4,\"name\":\"服务用语\"}", "1"));
  canned_set (server, "GET", "/reviewers", 200,
              LIST ("{\"id\":8,\"name\":\"罗敏\",\"conflict\":null},"
                    "{\"id\":9,\"name\":\"何嘉\",\"conflict\":\"own\"}",
                    "2"));
  canned_set (server, "POST", "/reviews", 201,
              "{\"id\":7,\"version\":1,\"own\":false,\"reviewer\":\"罗敏\"}");
  HcrmPage *page = canned_open_record (server, HCRM_TYPE_RECORDING_PAGE, reviewing, "5");
  canned_wait_words (page, "Have It Reviewed…");
  gtk_widget_activate_action (GTK_WIDGET (page), "recording.review", NULL);
  canned_wait_request (server, "GET", "/reviewers");
  canned_settle ();
  g_assert_false (canned_sees (canned_find_dialog (), "何嘉"));
  take_picture ("recording-review");
  canned_answer ("yes");
  canned_wait_request (server, "POST", "/reviews");
  JsonObject *body = canned_get_body (server, "POST", "/reviews");
  g_assert_cmpint (json_object_get_int_member (body, "recording_id"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (body, "scorecard_id"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (body, "reviewer_id"), ==, 8);
  canned_settle ();
}

/* Who reviews nothing has no such button, nor its action. */
static void
test_not_reviewed (void)
{
  g_autoptr (Canned) server = new_server ();
  HcrmPage *page = open_page (server, "5");

  g_assert_false (canned_sees (GTK_WIDGET (page), "Have It Reviewed…"));
  gtk_widget_activate_action (GTK_WIDGET (page), "recording.review", NULL);
  canned_settle ();
  g_assert_cmpuint (canned_count (server, "GET", "/scorecards"), ==, 0);
}

#define ROW(id, care)                                                                              \
  "{\"id\":" id ",\"version\":3,\"started_at\":\"2026-11-1" id "T15:06:00+08:00\","                \
  "\"agent\":\"何嘉\",\"state\":\"ready\",\"care\":\"" care "\"}"

static HcrmRecordList *
open_list (Canned *server, const char *const *held)
{
  canned_set (server, "GET", "/recordings", 200,
              LIST (ROW ("5", "kept") "," ROW ("6", "held"), "2"));
  HcrmPage *page = canned_open (server, HCRM_TYPE_RECORDINGS_PAGE, held);
  canned_settle ();
  return HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
}

/* What was refused stays marked, with why. */
static void
test_many (void)
{
  static const char path[] = "/recordings/actions/ask-deletion";
  g_autoptr (Canned) server = new_server ();
  HcrmRecordList *list = open_list (server, permissions);

  canned_set (server, "POST", path, 200,
              "{\"results\":[{\"id\":5,\"status\":200,\"problem\":null},{\"id\":6,\"status\":409,"
              "\"problem\":{\"detail\":\"That is on hold\"}}]}");
  gtk_widget_grab_focus (GTK_WIDGET (list));
  canned_key ("ctrl+a");
  g_assert_cmpuint (hcrm_record_list_get_n_marked (list), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (list), "recordings.ask", NULL);
  canned_settle ();
  canned_type ("kept long enough");
  take_picture ("recordings-many");
  canned_key ("ctrl+Return");
  canned_wait_request (server, "POST", path);
  JsonObject *body = canned_get_body (server, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "kept long enough");
  JsonArray *items = json_object_get_array_member (body, "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (items, 0), "version"),
                   ==, 3);
  canned_settle ();
  g_assert_cmpuint (hcrm_record_list_get_n_marked (list), ==, 1);
  g_assert_true (
      canned_sees (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (list))), "That is on hold"));
}

/* Who only listens chooses one and no more. */
static void
test_one_only (void)
{
  static const char *const listening[] = { "recording.read:all", "recording.listen:all", NULL };
  g_autoptr (Canned) server = new_server ();
  HcrmRecordList *list = open_list (server, listening);

  gtk_widget_grab_focus (GTK_WIDGET (list));
  canned_key ("ctrl+a");
  g_assert_cmpuint (hcrm_record_list_get_n_marked (list), ==, 1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  add_style ();
  g_test_add_func ("/recording/shown", test_shown);
  g_test_add_func ("/recording-page/figures-whole", test_figures_whole);
  g_test_add_func ("/recording/keys", test_keys);
  g_test_add_func ("/recording/loop", test_loop);
  g_test_add_func ("/recording/note", test_note);
  g_test_add_func ("/recording/volumes", test_volumes);
  g_test_add_func ("/recording/note-changed", test_note_changed);
  g_test_add_func ("/recording/note-refused", test_note_refused);
  g_test_add_func ("/recording/moment", test_moment);
  g_test_add_func ("/recording/opened-at", test_opened_at);
  g_test_add_func ("/recording/reason", test_reason);
  g_test_add_func ("/recording/damaged", test_damaged);
  g_test_add_func ("/recording/drawn-once", test_drawn_once);
  g_test_add_func ("/recording/measured", test_measured);
  g_test_add_func ("/recording/zoom", test_zoom);
  g_test_add_func ("/recording/preload", test_preload);
  g_test_add_func ("/recording/hold", test_hold);
  g_test_add_func ("/recording/held", test_held);
  g_test_add_func ("/recording/asked", test_asked);
  g_test_add_func ("/recording/rules", test_rules);
  g_test_add_func ("/recording/new-rule", test_new_rule);
  g_test_add_func ("/recording/deleted-meanwhile", test_deleted_meanwhile);
  g_test_add_func ("/recording/have-reviewed", test_have_reviewed);
  g_test_add_func ("/recording/not-reviewed", test_not_reviewed);
  g_test_add_func ("/recording/many", test_many);
  g_test_add_func ("/recording/one-only", test_one_only);
  return g_test_run ();
}
