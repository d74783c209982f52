/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Work that was not accepted: shown with its reason, mended and sent again, or discarded. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/refused/hcrm-refused-page.h"
#include "widgets/hcrm-form.h"

#define COMPLETE "/followup-tasks/7/actions/complete"

static const char *const agent[] = { "session:all", "followup.read:all", "followup.work:all",
                                     NULL };

static HcrmJournal *
get_journal (HcrmPage *page)
{
  return hcrm_session_get_journal (hcrm_page_get_session (page));
}

static gboolean
is_refused (gpointer page)
{
  return hcrm_journal_get_n_refused (get_journal (page)) == 1;
}

static gboolean
is_gone (gpointer page)
{
  return hcrm_journal_get_n_refused (get_journal (page)) == 0;
}

static gboolean
has_journal (gpointer page)
{
  return get_journal (page) != NULL;
}

/* A call that was finished while the line was down, and refused when it went up. */
static HcrmPage *
open_with_refused (Canned *canned)
{
  g_autoptr (JsonNode) body =
      json_from_string ("{\"disposition\":\"reached\",\"started_at\":\"2026-11-19T09:00:00+08:00\","
                        "\"note\":\"伤口已愈合\",\"response\":{\"item\":[]}}",
                        NULL);
  HcrmRequest request = {
    .method = "POST", .path = COMPLETE, .body = body, .version = 3, .record = "followup_task:7"
  };

  canned_set (canned, "POST", COMPLETE, 422,
              "{\"type\":\"invalid\",\"status\":422,\"detail\":\"Not valid\",\"fields\":[{\"name\":"
              "\"note\",\"detail\":\"The note is too long\"}]}");
  canned_set (canned, "GET", "/followup-tasks/7", 200, "{\"id\":7,\"version\":5}");
  HcrmPage *page = canned_open (canned, HCRM_TYPE_REFUSED_PAGE, agent);
  canned_wait (has_journal, page);
  while (hcrm_journal_get_n_refused (get_journal (page)) > 0)
    hcrm_journal_discard (get_journal (page), hcrm_journal_get_refused (get_journal (page), 0)->id);
  g_assert_true (hcrm_journal_queue_request (get_journal (page), &request, "周桂兰", NULL));
  hcrm_journal_replay (get_journal (page), hcrm_page_get_api (page));
  canned_wait (is_refused, page);
  hcrm_page_refresh (page);
  canned_settle ();
  return page;
}

static void
test_shows (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with_refused (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "周桂兰"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Not valid"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "The note is too long"));
  gtk_widget_activate_action (GTK_WIDGET (page), "refused.open", NULL);
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/7");
  hcrm_journal_discard (get_journal (page), hcrm_journal_get_refused (get_journal (page), 0)->id);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Nothing was refused"));
}

static void
test_mends (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with_refused (canned);
  HcrmForm *form = HCRM_FORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL));

  hcrm_input_set_value (hcrm_form_get_input (form, "note"), "愈合");
  canned_set (canned, "POST", COMPLETE, 200, "{}");
  canned_submit (page);
  canned_wait (is_gone, page);
  canned_settle ();
  JsonObject *body = canned_get_body (canned, "POST", COMPLETE);
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "愈合");
  g_assert_true (json_object_has_member (body, "response"));
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", COMPLETE), "5"));
  g_assert_cmpuint (hcrm_journal_get_n_waiting (get_journal (page)), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/refused/shows", test_shows);
  g_test_add_func ("/refused/mends", test_mends);
  return g_test_run ();
}
