/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forgetting patients: one person asks, another confirms, after being told what it means. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patients/hcrm-anonymisations-page.h"

#define ROW(state, more)                                                                           \
  "{\"id\":5,\"version\":3,\"patient_id\":10,\"name\":\"单雄信\",\"sex\":\"male\","             \
  "\"birth_year\":1959,\"mrn\":\"M10\",\"state\":\"" state                                         \
  "\",\"ground\":\"retention\",\"last_contact_on\":\"2001-02-03\",\"proposed_at\":"                \
  "\"2030-01-02T10:00:00Z\",\"counts\":{\"records\":2,\"contacts\":41,\"encounters\":6}" more "}"
#define WAITING ROW ("waiting", ",\"asked_by\":\"石磊\",\"asked_at\":\"2030-01-02T10:00:00Z\"")

static const char *const rights[] = { "session:all", "patient.anonymise:all", NULL };

static HcrmPage *
open_with (Canned *canned, const char *row)
{
  g_autofree char *list =
      g_strdup_printf ("{\"items\":[%s],\"total\":{\"value\":1,\"exact\":true}}", row);

  canned_set (canned, "GET", "/anonymisations", 200, list);
  canned_set (canned, "GET", "/anonymisations/5", 200, row);
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_ANONYMISATIONS_PAGE, rights, "/anonymisations");
  canned_wait_words (page, "单雄信");
  canned_settle ();
  return page;
}

/* What becomes blank is counted before anybody asks. */
static void
test_asks (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with (canned, ROW ("proposed", ""));

  canned_set (canned, "POST", "/anonymisations/5/actions/ask", 200, WAITING);
  g_assert_true (canned_sees (GTK_WIDGET (page), "41"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "Kept long enough"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Anonymise for Good"));
  canned_submit (page);
  canned_settle ();
  if (canned_find_dialog () != NULL)
    canned_answer ("yes");
  canned_wait_request (canned, "POST", "/anonymisations/5/actions/ask");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", "/anonymisations/5/"), "3"));
}

/* There is no way back: that is said first, and no is taken for no. */
static void
test_confirms (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with (canned, WAITING);

  canned_set (canned, "POST", "/anonymisations/5/actions/confirm", 200, ROW ("done", ""));
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "There is no way back"));
  canned_answer ("no");
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", "/anonymisations/5/actions/confirm"), ==, 0);
  canned_submit (page);
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/anonymisations/5/actions/confirm");
}

/* Afterwards it says what is gone, and not that it will go; a name there is none. */
static void
test_done (void)
{
  g_autoptr (Canned) canned = canned_new ();

  canned_set (
      canned, "GET", "/anonymisations", 200,
      LIST ("{\"id\":5,\"version\":4,\"name\":\"—\",\"state\":\"done\",\"ground\":"
            "\"request\",\"proposed_at\":\"2030-01-02T10:00:00Z\",\"counts\":{\"contacts\":41}}",
            "1"));
  canned_set (canned, "GET", "/anonymisations/5", 200,
              "{\"id\":5,\"version\":4,\"name\":\"—\",\"state\":\"done\",\"ground\":"
              "\"request\",\"proposed_at\":\"2030-01-02T10:00:00Z\",\"counts\":{\"contacts\":41}}");
  HcrmPage *page =
      canned_open_shown (canned, HCRM_TYPE_ANONYMISATIONS_PAGE, rights, "/anonymisations");
  canned_wait_words (page, "Anonymised patient");
  g_assert_true (canned_sees (GTK_WIDGET (page), "What became blank"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "41"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "What becomes blank"));
}

/* Why it was refused is said: whoever asked cannot confirm. */
static void
test_refused (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with (canned, WAITING);

  canned_set (canned, "POST", "/anonymisations/5/actions/confirm", 422,
              "{\"type\":\"invalid\",\"status\":422,\"detail\":\"Somebody else must confirm what "
              "you asked for\"}");
  canned_submit (page);
  canned_settle ();
  canned_answer ("yes");
  canned_wait_request (canned, "POST", "/anonymisations/5/actions/confirm");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (page))),
                              "Somebody else must confirm"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "To be confirmed"));
}

static void
test_keeps (void)
{
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_with (canned, WAITING);

  canned_set (canned, "POST", "/anonymisations/5/actions/keep", 200, ROW ("kept", ""));
  g_signal_emit_by_name (canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Keep for a Year"),
                         "clicked");
  canned_settle ();
  if (canned_find_dialog () != NULL)
    canned_answer ("yes");
  canned_wait_request (canned, "POST", "/anonymisations/5/actions/keep");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/anonymisations/asks", test_asks);
  g_test_add_func ("/anonymisations/confirms", test_confirms);
  g_test_add_func ("/anonymisations/done", test_done);
  g_test_add_func ("/anonymisations/refused", test_refused);
  g_test_add_func ("/anonymisations/keeps", test_keeps);
  return g_test_run ();
}
