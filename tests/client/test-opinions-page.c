/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sorting opinions by keys. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/opinions/hcrm-opinions-page.h"
#include "widgets/hcrm-record-list.h"

static const char *const agent[] = { "session:all", "opinion.code:all", "patient.read:all", NULL };

#define OPINION(id, text)                                                                          \
  "{\"id\":" id ",\"version\":3,\"source\":\"answer\",\"patient_id\":8,\"patient\":\"张三\","    \
  "\"pinyin\":\"zhang san\",\"sex\":\"male\",\"birth_date\":\"1960-01-02\",\"text\":\"" text       \
  "\",\"digest\":\"d" id                                                                           \
  "\",\"question\":\"建议\",\"question_en\":\"Suggestions\",\"state\":\"open\","                 \
  "\"categories\":[\"cost\"],\"at\":\"2026-11-19T08:00:00+08:00\"}"

static HcrmPage *
open_page (Canned *canned)
{
  canned_set (canned, "GET", "/opinions", 200,
              LIST (OPINION ("4", "等得太久") "," OPINION ("6", "很好") "," OPINION ("8", "太贵"),
                    "3"));
  canned_set (
      canned, "GET", "/opinion-categories", 200,
      LIST ("{\"code\":\"waiting\",\"name\":\"等候\",\"name_en\":\"Waiting\"},"
            "{\"code\":\"old\",\"name\":\"旧\",\"retired_at\":\"2026-11-01T08:00:00+08:00\"},"
            "{\"code\":\"cost\",\"name\":\"费用\",\"name_en\":\"Costs\"}",
            "3"));
  canned_set (canned, "POST", "/opinions/4/actions/code", 200, OPINION ("4", "等得太久"));
  return canned_open_shown (canned, HCRM_TYPE_OPINIONS_PAGE, agent, "/opinions");
}

static GtkWidget *
get_list (HcrmPage *page)
{
  return GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (page), HCRM_TYPE_OPINIONS_PAGE, "list"));
}

/* Chosen by keys, whatever comes from other desktops between them. */
static void
test_sorts (void)
{
  g_autoptr (Canned) canned = canned_new ();

  HcrmPage *page = open_page (canned);
  GtkWidget *list = get_list (page);

  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/opinions"), "state=open"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "旧"));
  hcrm_record_list_select_id (HCRM_RECORD_LIST (list), 4);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "等得太久"));
  gtk_widget_grab_focus (list);
  canned_settle ();
  canned_key ("1"); /* waiting */
  hcrm_page_refresh (page);
  canned_settle ();
  canned_key ("2"); /* costs, which was chosen: no more */
  canned_settle ();
  canned_submit (page);
  canned_wait_request (canned, "POST", "/opinions/4/actions/code");
  canned_settle ();
  JsonArray *codes =
      json_object_get_array_member (canned_get_body (canned, "POST", "/opinions/4/actions/code"),
                                    "categories");
  g_assert_cmpuint (json_array_get_length (codes), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (codes, 0), ==, "waiting");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/opinions/4/actions/code"), "3"));
  g_assert_cmpstr (json_object_get_string_member (canned_get_body (canned, "POST",
                                                                   "/opinions/4/actions/code"),
                                                  "digest"),
                   ==, "d4");
  g_assert_cmpint (hcrm_record_list_get_selected_id (HCRM_RECORD_LIST (list)), ==, 6);
}

/* Whoever has gone on while it was being saved stays there, with what is chosen there. */
static void
test_gone_on (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned);
  GtkWidget *list = get_list (page);

  hcrm_record_list_select_id (HCRM_RECORD_LIST (list), 4);
  gtk_widget_grab_focus (list);
  canned_settle ();
  canned_hold (canned, "POST", "/opinions/4/actions/code");
  canned_submit (page);
  canned_wait_request (canned, "POST", "/opinions/4/actions/code");
  hcrm_record_list_select_id (HCRM_RECORD_LIST (list), 6);
  canned_settle ();
  canned_key ("1");
  canned_release (canned, "POST", "/opinions/4/actions/code");
  g_assert_cmpint (hcrm_record_list_get_selected_id (HCRM_RECORD_LIST (list)), ==, 6);
  canned_set (canned, "POST", "/opinions/6/actions/code", 200, OPINION ("6", "很好"));
  canned_submit (page);
  canned_wait_request (canned, "POST", "/opinions/6/actions/code");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        canned_get_body (canned, "POST", "/opinions/6/actions/code"),
                        "categories")),
                    ==, 2);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/opinions/sorts", test_sorts);
  g_test_add_func ("/opinions/gone-on", test_gone_on);
  return g_test_run ();
}
