/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Duplicates compared, merged and told apart; merged records on the patient's page. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-patient-page.h"
#include "pages/patients/hcrm-duplicates-page.h"
#include "widgets/hcrm-record-list.h"

#define PAIR_OF(id, second)                                                                        \
  "{\"id\":" id ",\"score\":100,\"level\":\"certain\",\"reasons\":[{\"code\":\"duplicate."         \
  "id-number\",\"params\":{\"number\":\"3301**********4415\"}},{\"code\":\"duplicate.name\","      \
  "\"params\":{}}],\"first_id\":10,\"first_name\":\"单雄信\",\"first_mrn\":\"M10\","            \
  "\"second_id\":" second ",\"second_name\":\"单雄信\",\"second_mrn\":\"M" second "\","            \
  "\"state\":\"open\",\"found_at\":\"2026-01-02T10:00:00Z\"}"
#define PAIR PAIR_OF ("5", "11")

#define SIDE(id, version, mrn, address, visits)                                                    \
  "{\"patient\":{\"id\":" id ",\"version\":" version ",\"name\":\"单雄信\",\"sex\":\"male\","   \
  "\"mrn\":\"" mrn "\",\"address\":\"" address "\"},\"counts\":{\"encounters\":" visits            \
  ",\"contacts\":1,\"recordings\":17,\"studies\":0},\"rows\":[{\"kind\":\"encounters\",\"day\":"   \
  "\"2025-03-04\",\"name\":"                                                                       \
  "\"骨科\",\"name_en\":\"Orthopaedics\",\"code\":\"inpatient\",\"text\":\"Z" id "\"}]}"

#define MERGE                                                                                        \
  "{\"id\":3,\"from_id\":11,\"into_id\":10,\"version\":8,\"into_version\":9,\"name\":\"单雄信\"," \
  "\"sex\":\"male\",\"birth_date\":\"1959-03-02\",\"mrn\":\"M11\",\"into_name\":\"单雄信\","      \
  "\"source\":\"person\",\"reason\":\"同一证件\",\"merged_at\":\"2020-01-02T10:00:00Z\","        \
  "\"user\":\"林晓\"}"

#define PATIENT(id, survivor)                                                                      \
  "{\"id\":" id ",\"version\":8,\"survivor_id\":" survivor ",\"name\":\"单雄信\",\"mrn\":\"M" id   \
  "\",\"sex\":\"male\"}"

#define SEARCH(waiting, running)                                                                   \
  "{\"looked_at\":\"2020-01-02T10:00:00Z\",\"next_at\":\"2020-01-02T10:01:00Z\","                  \
  "\"waiting\":" waiting ",\"running\":" running "}"

static const char *const rights[] = { "session:all", "patient.read:all", "patient.merge:all",
                                      NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/patients/duplicates", 200, LIST (PAIR, "1"));
  canned_set (canned, "GET", "/patients/duplicates/search", 200, SEARCH ("7", "false"));
  canned_set (canned, "GET", "/patients/10/merge-preview", 200,
              "{\"items\":[" SIDE ("10", "3", "M10", "江州****",
                                   "2") "," SIDE ("11", "4", "M11", "临海****", "1") "]}");
  canned_set (canned, "GET", "/patients/10", 200, PATIENT ("10", "10"));
  canned_set (canned, "GET", "/patients/11", 200, PATIENT ("11", "10"));
  canned_set (canned, "GET", "/patients/10/merges", 200, LIST (MERGE, "1"));
  canned_set (canned, "GET", "/patients/11/merges", 200, LIST (MERGE, "1"));
  canned_set (canned, "GET", "/contacts", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/timeline", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/encounters", 200, LIST ("", "0"));
  return canned;
}

static HcrmPage *
open_page (Canned *canned)
{
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_DUPLICATES_PAGE, rights, "/patients/10/merge-preview");

  return page;
}

/* Types a reason into the dialog and answers it. */
static void
give_reason (const char *reason)
{
  GtkWidget *entry;

  canned_settle ();
  entry = canned_find (canned_find_dialog (), GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), reason);
  canned_answer ("yes");
}

static gboolean
is_emphasised (HcrmPage *page, const char *text)
{
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, text);

  return gtk_widget_has_css_class (label, "differs");
}

static void
test_compared (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  GtkWidget *widget = GTK_WIDGET (page);

  g_assert_true (canned_sees (widget, "Same document number · 3301**********4415"));
  g_assert_true (canned_sees (widget, "Recordings") && canned_sees (widget, "17"));
  g_assert_false (canned_sees (widget, "Studies"));
  g_assert_true (canned_sees (widget, "Same name"));
  g_assert_true (is_emphasised (page, "江州****"));
  g_assert_true (is_emphasised (page, "临海****"));
  g_assert_true (canned_sees (widget, "≠ Address"));
  g_assert_false (canned_sees (widget, "≠ Sex"));
  g_assert_true (canned_sees (widget, "Read together after a merge"));
  g_assert_true (canned_sees (widget, "Orthopaedics · Inpatient · Z11"));
}

/* The comparison with the one comes while the other is shown: it is not what is merged then. */
static void
test_late (void)
{
  g_autoptr (Canned) canned = make_server ();
  canned_set (canned, "GET", "/patients/duplicates", 200, LIST (PAIR "," PAIR_OF ("6", "12"), "2"));
  canned_set (canned, "GET", "/patients/10/merge-preview?with=12", 404,
              "{\"type\":\"not-found\",\"status\":404}");
  HcrmPage *page = open_page (canned);
  GtkWidget *widget = GTK_WIDGET (page);
  HcrmRecordList *list = HCRM_RECORD_LIST (canned_find (widget, HCRM_TYPE_RECORD_LIST, NULL));

  g_assert_true (canned_sees (widget, "临海****"));
  hcrm_record_list_move (list, 1);
  hcrm_record_list_move (list, -1);
  hcrm_record_list_move (list, 1);
  canned_wait_request (canned, "GET", "/patients/10/merge-preview?with=12");
  canned_settle ();
  g_assert_false (canned_sees (widget, "临海****"));
}

static void
test_opens (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  g_signal_emit_by_name (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Open Patient"),
                         "clicked");
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/10");
}

/* Keys only: the left is kept, the right is. Versions are those that were compared. */
static void
test_merges (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  const char *path = "/patients/duplicates/5/actions/keep-second";

  canned_set (canned, "POST", path, 200, PATIENT ("10", "11"));
  canned_set (canned, "GET", "/patients/duplicates", 200, LIST ("", "0"));
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
  canned_key ("ctrl+shift+Return");
  give_reason ("same person");
  canned_wait_request (canned, "POST", path);
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "same person");
  g_assert_cmpint (json_object_get_int_member (body, "first_version"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (body, "second_version"), ==, 4);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Choose one from the list."));
  gtk_widget_activate_action (GTK_WIDGET (page), "duplicates.open-kept", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/11");
}

static void
test_stale (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  const char *path = "/patients/duplicates/5/actions/keep-first";

  canned_set (canned, "POST", path, 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"Someone changed it\"}");
  canned_submit (page);
  give_reason ("same");
  canned_wait_request (canned, "POST", path);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Both records"));
  canned_set (canned, "POST", path, 200, PATIENT ("11", "10"));
  canned_forget (canned);
  canned_submit (page);
  give_reason ("same");
  canned_wait_request (canned, "POST", path);
}

static void
test_told_apart (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  const char *path = "/patients/duplicates/5/actions/dismiss";

  canned_set (canned, "POST", path, 200, PAIR);
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
  canned_key ("ctrl+d");
  canned_settle ();
  GtkWidget *dialog = canned_find_dialog ();
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "yes"));
  give_reason ("twins");
  canned_wait_request (canned, "POST", path);
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST", path), "reason"),
                   ==, "twins");
}

/* --- the patient's page ----------------------------------------------------------------------- */

static void
test_parted (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "10"));
  const char *path = "/patients/11/actions/unmerge";

  canned_settle ();
  g_assert_true (canned_sees (page, "1 merged record"));
  g_assert_true (canned_sees (page, "单雄信 · M11"));
  g_assert_true (canned_sees (page, "同一证件"));
  canned_set (canned, "POST", path, 200, PATIENT ("11", "11"));
  g_signal_emit_by_name (canned_find (page, GTK_TYPE_BUTTON, "Undo the Merge…"), "clicked");
  give_reason ("two persons");
  canned_wait_request (canned, "POST", path);
  JsonObject *body = canned_get_body (canned, "POST", path);
  g_assert_cmpint (json_object_get_int_member (body, "into_version"), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "two persons");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", path), "8"));
}

static void
test_reader_cannot_part (void)
{
  g_autoptr (Canned) canned = make_server ();
  static const char *const few[] = { "session:all", "patient.read:all", NULL };
  GtkWidget *page = GTK_WIDGET (canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, few, "10"));

  canned_settle ();
  g_assert_true (canned_sees (page, "1 merged record"));
  g_assert_null (canned_find (page, GTK_TYPE_BUTTON, "Undo the Merge…"));
}

static void
test_leads_to_survivor (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_open_record (canned, HCRM_TYPE_PATIENT_PAGE, rights, "11");
  canned_settle ();
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/10");
}

/* When it was looked for stands beside the title; the button is off while it runs. */
static void
test_looks (void)
{
  g_autoptr (Canned) canned = make_server ();
  const char *path = "/patients/duplicates/actions/look";
  GtkWidget *page = GTK_WIDGET (open_page (canned));
  GtkWidget *look = canned_find (page, GTK_TYPE_BUTTON, "Look Now");

  canned_settle ();
  g_assert_true (canned_sees (page, "Looked for at"));
  g_assert_true (canned_sees (page, "7 records wait"));
  g_assert_true (gtk_widget_is_sensitive (look));
  canned_set (canned, "POST", path, 200, SEARCH ("7", "true"));
  g_signal_emit_by_name (look, "clicked");
  canned_wait_request (canned, "POST", path);
  canned_wait_words (HCRM_PAGE (page), "Looking for duplicates…");
  g_assert_false (gtk_widget_is_sensitive (look));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/duplicates/compared", test_compared);
  g_test_add_func ("/duplicates/late", test_late);
  g_test_add_func ("/duplicates/opens", test_opens);
  g_test_add_func ("/duplicates/merges", test_merges);
  g_test_add_func ("/duplicates/stale", test_stale);
  g_test_add_func ("/duplicates/told-apart", test_told_apart);
  g_test_add_func ("/duplicates/parted", test_parted);
  g_test_add_func ("/duplicates/reader-cannot-part", test_reader_cannot_part);
  g_test_add_func ("/duplicates/leads-to-survivor", test_leads_to_survivor);
  g_test_add_func ("/duplicates/looks", test_looks);
  return g_test_run ();
}
