/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of a complaint: shown, added, refused, cut off by the line, taken off. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "model/hcrm-attachment.h"
#include "model/hcrm-complaint.h"
#include "pages/complaints/hcrm-complaint-form-page.h"
#include "pages/complaints/hcrm-complaint-page.h"
#include "print/hcrm-complaint-sheet.h"
#include "widgets/hcrm-attachments.h"

#define FILES "/complaints/8/attachments"

#define LETTER                                                                                     \
  "{\"id\":1,\"version\":1,\"activity_id\":8,\"name\":\"letter.pdf\",\"size\":20480,"              \
  "\"media_type\":\"application/pdf\",\"sha256\":\"ab\",\"created_at\":"                           \
  "\"2030-01-02T10:00:00+08:00\",\"created_by\":\"石磊\",\"removed_at\":null}"
#define GONE                                                                                       \
  "{\"id\":2,\"version\":2,\"activity_id\":8,\"name\":\"wrong.jpg\",\"size\":100,\"media_type\":"  \
  "\"image/jpeg\",\"sha256\":\"cd\",\"created_at\":\"2030-01-02T10:00:00+08:00\",\"created_by\":"  \
  "\"石磊\",\"removed_at\":\"2030-01-02T11:00:00+08:00\",\"removed_by\":\"石磊\","             \
  "\"removed_reason\":\"another patient\"}"
#define WHOLE                                                                                      \
  "{\"id\":8,\"version\":3,\"number\":\"T203001020008\",\"state\":\"taken\",\"grade\":2,"          \
  "\"channel\":\"letter\",\"matter\":\"等待两小时\",\"received_at\":"                         \
  "\"2030-01-02T10:00:00+08:00\",\"due_at\":\"2030-01-09T17:30:00+08:00\",\"reopened\":0}"
#define UPLOAD(received) "{\"id\":5,\"name\":\"scan.png\",\"size\":6,\"received\":" received "}"

static const char *const agent[] = { "session:all", "complaint.read:all", "complaint.take:all",
                                     NULL };
static const char *const head[] = { "session:all", "complaint.read:all", "complaint.answer:all",
                                    NULL };
static const char *const reader[] = { "session:all", "complaint.read:all", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/complaints/8", 200, WHOLE);
  canned_set (canned, "GET", "/complaints/8/clock", 404, "{}");
  canned_set (canned, "GET", FILES, 200, LIST (LETTER "," GONE, "2"));
  canned_set (canned, "POST", "/uploads", 201, UPLOAD ("0"));
  canned_set (canned, "PUT", "/uploads/5/parts/0", 200, UPLOAD ("6"));
  canned_set (canned, "POST", "/uploads/5/actions/complete", 200, UPLOAD ("6"));
  canned_set (canned, "GET", "/uploads/5", 200, UPLOAD ("0"));
  canned_set (canned, "POST", FILES, 201, LETTER);
  canned_set (canned, "POST", FILES "/1/actions/remove", 200, GONE);
  canned_set_drafts (canned);
  return canned;
}

static HcrmAttachments *
find_files (HcrmPage *page)
{
  GtkWidget *files = canned_find (GTK_WIDGET (page), HCRM_TYPE_ATTACHMENTS, NULL);

  g_assert_nonnull (files);
  return HCRM_ATTACHMENTS (files);
}

static HcrmPage *
open_page (Canned *canned, const char *const *rights)
{
  HcrmPage *page = canned_open_record (canned, HCRM_TYPE_COMPLAINT_PAGE, rights, "8");

  canned_wait_words (page, "letter.pdf");
  return page;
}

static void
add_file (HcrmAttachments *files)
{
  g_autofree char *folder = g_dir_make_tmp ("hcrm-attach-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "scan.png", NULL);

  g_assert_true (g_file_replace_contents (file, "abcdef", 6, NULL, FALSE, 0, NULL, NULL, NULL));
  hcrm_attachments_add (files, file);
}

static void
test_shown (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  g_assert_true (canned_sees (GTK_WIDGET (page), "20.5"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "石磊"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "another patient"));
}

/* Announced, sent, completed, attached, and the list read again. */
static void
test_added (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);
  guint before = canned_count (canned, "GET", FILES);

  add_file (find_files (page));
  g_assert_true (hcrm_attachments_get_waiting (find_files (page)));
  canned_wait_request (canned, "POST", FILES);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PUT", "/uploads/5/parts/0"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", FILES),
                                               "upload_id"),
                   ==, 5);
  g_assert_cmpuint (canned_count (canned, "GET", FILES), >, before);
  g_assert_false (hcrm_attachments_get_waiting (find_files (page)));
}

/* What the server says of it stands beside the file, until somebody lets it go. */
static void
test_refused (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  canned_set (canned, "POST", "/uploads/5/actions/complete", 415,
              "{\"type\":\"media\",\"status\":415,\"detail\":\"scan.png cannot be attached\"}");
  add_file (find_files (page));
  canned_wait_words (page, "scan.png cannot be attached");
  g_assert_cmpuint (canned_count (canned, "POST", FILES), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (find_files (page)), "attachments.stop", "x", (gint64) 1);
  canned_settle ();
  g_assert_false (hcrm_attachments_get_waiting (find_files (page)));
}

/* Tried again, it is asked how far it came. */
static void
test_again (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  canned_set (canned, "POST", "/uploads/5/actions/complete", 503,
              "{\"type\":\"busy\",\"status\":503,\"detail\":\"Too much at once\"}");
  canned_set (canned, "GET", "/uploads/5", 200, UPLOAD ("6"));
  add_file (find_files (page));
  canned_wait_words (page, "Too much at once");
  canned_set (canned, "POST", "/uploads/5/actions/complete", 200, UPLOAD ("6"));
  gtk_widget_activate_action (GTK_WIDGET (find_files (page)), "attachments.retry", "x", (gint64) 1);
  canned_wait_request (canned, "POST", FILES);
  g_assert_cmpuint (canned_count (canned, "GET", "/uploads/5"), ==, 1);
  g_assert_cmpuint (canned_count (canned, "PUT", "/uploads/5/parts/0"), ==, 1);
  g_assert_cmpuint (canned_count (canned, "POST", "/uploads"), ==, 3);
}

/* --- ways to add ------------------------------------------------------------------------------ */

static GtkDropTarget *
find_target (HcrmAttachments *files)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (files));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_DROP_TARGET (controller))
      return GTK_DROP_TARGET (controller);
  }
  return NULL;
}

static GFile *
make_file (const char *folder, const char *name)
{
  GFile *file = g_file_new_build_filename (folder, name, NULL);

  g_assert_true (g_file_replace_contents (file, "abcdef", 6, NULL, FALSE, 0, NULL, NULL, NULL));
  return file;
}

/* Several at once, each sent and attached. */
static void
test_dropped (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);
  GtkDropTarget *target = find_target (find_files (page));
  g_autofree char *folder = g_dir_make_tmp ("hcrm-drop-XXXXXX", NULL);
  g_autoptr (GFile) first = make_file (folder, "front.jpg");
  g_autoptr (GFile) second = make_file (folder, "back.jpg");
  g_auto (GValue) value = G_VALUE_INIT;
  GSList list[2] = { { first, &list[1] }, { second, NULL } };
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_assert_true (
      gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (target), GDK_TYPE_FILE_LIST));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, list);
  g_signal_emit_by_name (target, "drop", &value, 1.0, 1.0, &taken);
  g_assert_true (taken);
  canned_wait_request (canned, "POST", FILES);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/uploads/5/actions/complete"), ==, 2);
  g_assert_cmpuint (canned_count (canned, "POST", FILES), ==, 2);
  g_assert_false (hcrm_attachments_get_waiting (find_files (page)));
}

/* Who only reads drops in vain. */
static void
test_dropped_by_reader (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, reader);
  g_autofree char *folder = g_dir_make_tmp ("hcrm-drop-XXXXXX", NULL);
  g_autoptr (GFile) file = make_file (folder, "front.jpg");
  g_auto (GValue) value = G_VALUE_INIT;
  GSList list = { file, NULL };
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &list);
  g_signal_emit_by_name (find_target (find_files (page)), "drop", &value, 1.0, 1.0, &taken);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/uploads"), ==, 0);
}

/* A picture that was copied goes as a PNG with the time as its name. */
static void
test_pasted (void)
{
  static const guint8 red[] = { 255, 0, 0, 255 };
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);
  g_autoptr (GBytes) pixel = g_bytes_new_static (red, sizeof red);
  g_autoptr (GdkTexture) texture =
      gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8A8, pixel, sizeof red);

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (page)), texture);
  gtk_widget_activate_action (GTK_WIDGET (find_files (page)), "attachments.paste", NULL);
  canned_wait_request (canned, "POST", FILES);
  GBytes *sent = canned_get_bytes (canned, "PUT", "/uploads/5/parts/0");
  g_assert_nonnull (sent);
  g_assert_cmpmem (g_bytes_get_data (sent, NULL), 4, "\x89PNG", 4);
  canned_settle ();
}

static gboolean
sees_none_copied (gpointer page)
{
  return canned_sees (GTK_WIDGET (gtk_widget_get_root (page)), "No picture was copied");
}

static void
test_nothing_to_paste (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (page)), "words");
  gtk_widget_activate_action (GTK_WIDGET (find_files (page)), "attachments.paste", NULL);
  canned_wait (sees_none_copied, page);
  g_assert_cmpuint (canned_count (canned, "POST", "/uploads"), ==, 0);
}

/* --- the line is lost ------------------------------------------------------------------------- */

#define BIG_SIZE 2621440 /* two parts and a half */
#define BIG(received) "{\"id\":5,\"name\":\"scan.tif\",\"size\":2621440,\"received\":" received "}"

static void
add_big_file (HcrmAttachments *files, guint8 *bytes)
{
  g_autofree char *folder = g_dir_make_tmp ("hcrm-attach-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "scan.tif", NULL);

  for (guint i = 0; i < BIG_SIZE; i++)
    bytes[i] = (guint8) (i * 31 + i / 4096);
  g_assert_true (
      g_file_replace_contents (file, (char *) bytes, BIG_SIZE, NULL, FALSE, 0, NULL, NULL, NULL));
  hcrm_attachments_add (files, file);
}

static void
assert_part (Canned *canned, guint part, const guint8 *bytes, guint times)
{
  g_autofree char *path = g_strdup_printf ("/uploads/5/parts/%u", part);
  gsize size = 0, from = part * (gsize) HCRM_UPLOAD_PART;
  const void *sent = g_bytes_get_data (canned_get_bytes (canned, "PUT", path), &size);

  g_assert_cmpuint (canned_count (canned, "PUT", path), ==, times);
  g_assert_cmpmem (sent, size, bytes + from, MIN (HCRM_UPLOAD_PART, BIG_SIZE - from));
}

/* Amid the second of three parts: it waits, goes on by itself where it stopped once the line is
 * back, and what arrives is the whole file. */
static void
test_cut (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);
  g_autofree guint8 *bytes = g_malloc (BIG_SIZE);

  canned_set (canned, "POST", "/uploads", 201, BIG ("0"));
  canned_set (canned, "PUT", "/uploads/5/parts/", 200, BIG ("1048576"));
  canned_set (canned, "PUT", "/uploads/5/parts/1", CANNED_CUT, "");
  canned_set (canned, "GET", "/uploads/5", 200, BIG ("1048576"));
  canned_set (canned, "POST", "/uploads/5/actions/complete", 200, BIG ("2621440"));
  add_big_file (find_files (page), bytes);
  canned_wait_words (page, "The line is down: it goes on by itself");
  g_assert_true (hcrm_attachments_get_waiting (find_files (page)));
  g_assert_cmpuint (canned_count (canned, "PUT", "/uploads/5/parts/2"), ==, 0);
  guint cut = canned_count (canned, "PUT", "/uploads/5/parts/1");
  canned_set (canned, "PUT", "/uploads/5/parts/1", 200, BIG ("2097152"));
  hcrm_page_refresh (page);
  canned_wait_request (canned, "POST", FILES);
  canned_settle ();
  assert_part (canned, 0, bytes, 1);
  assert_part (canned, 1, bytes, cut + 1);
  assert_part (canned, 2, bytes, 1);
  g_assert_cmpuint (canned_count (canned, "POST", FILES), ==, 1);
  g_assert_false (hcrm_attachments_get_waiting (find_files (page)));
}

static void
test_taken_off (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  gtk_widget_activate_action (GTK_WIDGET (find_files (page)), "attachments.remove", "x",
                              (gint64) 1);
  canned_settle ();
  canned_type ("sent twice");
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", FILES "/1/actions/remove");
  g_assert_cmpstr (canned_get_version (canned, "POST", FILES "/1/actions/remove"), ==, "\"1\"");
}

/* Who answers attaches to the answer; who reads attaches nothing. */
static void
test_rights (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", "/complaints/8/answers/attachments", 201, LETTER);
  HcrmPage *page = open_page (canned, head);
  add_file (find_files (page));
  canned_wait_request (canned, "POST", "/complaints/8/answers/attachments");
}

static void
test_reader (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, reader);

  g_assert_false (canned_sees (GTK_WIDGET (page), "Attach…"));
  add_file (find_files (page));
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/uploads"), ==, 0);
}

/* While a complaint is being written its files go up, and wait for its number. */
static void
test_form (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = canned_open (canned, HCRM_TYPE_COMPLAINT_FORM_PAGE, agent);

  canned_settle ();
  add_file (find_files (page));
  canned_wait_words (page, "goes with what is being written");
  g_assert_cmpuint (canned_count (canned, "POST", FILES), ==, 0);
  hcrm_attachments_set (find_files (page), "/complaints/8", "/complaints/8");
  canned_wait_request (canned, "POST", FILES);
}

/* --- evidence --------------------------------------------------------------------------------- */

static const char *const supervisor[] = { "session:all", "complaint.read:all",
                                          "complaint.manage:all", NULL };

static GtkWidget *
find_chooser (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (at->data) && gtk_widget_get_visible (at->data))
      return at->data;
  return NULL;
}

static gboolean
has_chooser (gpointer unused)
{
  return find_chooser () != NULL;
}

static gboolean
has_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The reason goes with it, and what came stands where it was to. */
static void
test_evidence (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, supervisor);
  g_autofree char *folder = g_dir_make_tmp ("hcrm-evidence-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "T203001020008-evidence.zip", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;

  canned_set (canned, "POST", "/complaints/8/evidence", 200, "{\"x\":1}");
  gtk_widget_activate_action (GTK_WIDGET (page), "complaint.evidence", NULL);
  canned_settle ();
  canned_type ("mediation");
  canned_settle ();
  canned_answer ("yes");
  canned_wait (has_chooser, NULL);
  canned_settle ();
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (find_chooser ()), file, NULL);
  canned_settle ();
  gtk_dialog_response (GTK_DIALOG (find_chooser ()), GTK_RESPONSE_ACCEPT);
  canned_wait_request (canned, "POST", "/complaints/8/evidence");
  canned_wait (has_file, path);
  JsonObject *body = canned_get_body (canned, "POST", "/complaints/8/evidence");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "mediation");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{\"x\":1}");
}

static void
test_no_evidence (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned, agent);

  g_assert_false (canned_sees (GTK_WIDGET (page), "Evidence…"));
  gtk_widget_activate_action (GTK_WIDGET (page), "complaint.evidence", NULL);
  canned_settle ();
  g_assert_null (canned_find_dialog ());
}

/* --- on paper --------------------------------------------------------------------------------- */

#define ANSWERED                                                                                   \
  "{\"id\":8,\"number\":\"T203001020008\",\"state\":\"answered\",\"channel\":\"letter\","          \
  "\"matter\":\"等待两小时\",\"wish\":\"道歉\",\"received_at\":"                            \
  "\"2030-01-02T10:00:00+08:00\",\"tasks\":[{\"id\":1,\"department\":\"骨科\","                  \
  "\"department_en\":\"Orthopaedics\",\"state\":\"answered\",\"answer\":\"已致歉\","            \
  "\"answered_by\":\"邵文远\",\"answered_at\":\"2030-01-05T09:30:00+08:00\"}],\"history\":[{"   \
  "\"code\":\"complaint.taken\",\"params\":{\"grade_en\":\"Grade 2\",\"grade\":\"二级\"},"       \
  "\"at\":\"2030-01-02T10:05:00+08:00\",\"user\":\"石磊\"}],\"objects\":[{\"kind\":\"price\","   \
  "\"note\":\"床位费\"}],\"joins\":[{\"number\":\"T9\",\"channel\":\"letter\",\"received_at\":" \
  "\"2030-01-03T10:00:00+08:00\",\"matter\":\"又等了\",\"reason\":\"同一件事\",\"at\":"     \
  "\"2030-01-03T11:00:00+08:00\",\"user\":\"林晓\"}],\"calls\":[{\"started_at\":"                \
  "\"2030-01-06T09:15:00+08:00\",\"direction\":\"out\",\"state\":\"ended\",\"disposition\":"       \
  "\"no_answer\",\"number\":\"139****1234\",\"user\":\"林晓\"}],\"messages\":[{\"body\":"        \
  "\"已受理\",\"state\":\"sent\",\"address\":\"139****1234\",\"created_at\":"                   \
  "\"2030-01-02T10:06:00+08:00\",\"sent_at\":\"2030-01-02T10:07:00+08:00\"}]}"

#define CLOCK                                                                                      \
  "{\"entries\":[{\"kind\":\"start\",\"at\":\"2030-01-02T10:05:00+08:00\",\"recorded_at\":"        \
  "\"2030-01-02T10:05:00+08:00\",\"days\":5,\"why\":null,\"user\":\"石磊\"},{\"kind\":"          \
  "\"pause\",\"at\":\"2030-01-03T09:00:00+08:00\",\"recorded_at\":"                                \
  "\"2030-01-03T14:00:00+08:00\",\"days\":null,\"why\":\"caller\",\"user\":\"石磊\"}],"          \
  "\"steps\":[{\"code\":\"deadline.term\",\"params\":{\"days\":5}}]}"

/* What people need to know of it stands on the sheet, the clock's ledger too, with whole dates, and
 * goes into a file. */
static void
test_paper (void)
{
  g_autoptr (JsonNode) node = json_from_string (ANSWERED, NULL);
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);
  static const char *const expected[] = { "T203001020008",
                                          "等待两小时",
                                          "道歉",
                                          "Orthopaedics",
                                          "已致歉",
                                          "邵文远",
                                          "2030-01-05 09:30",
                                          "Complaint taken",
                                          "2030-01-02 10:05",
                                          "A price or bill",
                                          "床位费",
                                          "T9",
                                          "同一件事",
                                          "2030-01-06 09:15",
                                          "No answer",
                                          "139****1234",
                                          "已受理",
                                          "2030-01-02 10:07",
                                          "5 working days",
                                          "Clock paused",
                                          "waiting for the caller",
                                          "2030-01-03 09:00",
                                          "written down 2030-01-03 14:00",
                                          "Term: 5 working days" };

  g_assert_true (hcrm_record_read_json (complaint, json_node_get_object (node), TRUE, NULL));
  g_autoptr (JsonNode) clock = json_from_string (CLOCK, NULL);
  g_autoptr (HcrmSheet) sheet =
      hcrm_complaint_sheet_new (complaint, json_node_get_object (clock), "en");
  g_autofree char *words = hcrm_sheet_dup_words (sheet);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (words, expected[i]));
  g_autofree char *folder = g_dir_make_tmp ("hcrm-paper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "case.pdf", NULL);
  g_assert_true (hcrm_sheet_save_pdf (sheet, path, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
#define CASE(path, function) g_test_add_func ("/attachments/" path, function)
  CASE ("shown", test_shown);
  CASE ("added", test_added);
  CASE ("refused", test_refused);
  CASE ("again", test_again);
  CASE ("dropped", test_dropped);
  CASE ("dropped-by-reader", test_dropped_by_reader);
  CASE ("pasted", test_pasted);
  CASE ("nothing-to-paste", test_nothing_to_paste);
  CASE ("cut", test_cut);
  CASE ("taken-off", test_taken_off);
  CASE ("rights", test_rights);
  CASE ("reader", test_reader);
  CASE ("form", test_form);
  CASE ("evidence", test_evidence);
  CASE ("no-evidence", test_no_evidence);
  CASE ("paper", test_paper);
  return g_test_run ();
}
