/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drugs that run out: the list, why a day is that day, and the way to the call or the patient. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/patient/hcrm-drugs.h"
#include "pages/refills/hcrm-refills-page.h"
#include "widgets/hcrm-record-list.h"

#define CALLED                                                                                     \
  "{\"id\":1,\"patient_id\":7,\"patient\":\"周桂兰\",\"drug\":\"美托洛尔片\",\"state\":"   \
  "\"running\","                                                                                   \
  "\"dispensed_on\":\"2020-01-03\",\"quantity\":\"28\",\"unit\":\"片\",\"daily_dose\":\"1\","     \
  "\"daily_dose_unit\":\"片\",\"run_out_on\":\"2020-01-31\",\"fetch_by\":\"2020-01-23\","         \
  "\"call_on\":\"2020-01-16\",\"days_left\":9,\"call\":\"open\",\"task_id\":70,\"steps\":[{"       \
  "\"code\":\"refill.dispensed\",\"params\":{\"day\":\"2020-01-03\",\"quantity\":\"28\","          \
  "\"unit\":\"片\",\"dose\":\"1\",\"dose_unit\":\"片\",\"left\":\"6\",\"days\":34}},{\"code\":"  \
  "\"refill.pharmacy-holiday\",\"params\":{\"day\":\"2020-01-23\",\"run_out\":\"2020-01-31\","     \
  "\"holiday\":\"春节\",\"holiday_en\":\"Spring Festival\"}}]}"

#define UNKNOWN                                                                                        \
  "{\"id\":2,\"patient_id\":8,\"patient\":\"李建国\",\"drug\":\"胰岛素\",\"state\":\"unknown\"," \
  "\"reason\":\"no-dose\",\"dispensed_on\":\"2020-01-03\",\"call\":null,\"steps\":[{\"code\":"         \
  "\"refill.no-dose\",\"params\":{\"day\":\"2020-01-03\"}}]}"

static const char *const all[] = { "session:all", "patient.read:all", "followup.read:all",
                                   "followup.work:all", NULL };

static HcrmRecordList *
find_list (HcrmPage *page)
{
  return HCRM_RECORD_LIST (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
}

/* What is ahead is shown first; the card says each step; Enter goes to the call. */
static void
test_call (void)
{
  g_autoptr (Canned) canned = canned_new ();
  canned_set (canned, "GET", "/refills", 200, LIST (CALLED "," UNKNOWN, "2"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_REFILLS_PAGE, all, "/refills");

  const char *path = canned_get_path (canned, "GET", "/refills");
  g_assert_nonnull (strstr (path, "call=planned&call=open&call=no-visit"));
  g_assert_nonnull (strstr (path, "sort=call_on"));
  hcrm_record_list_select_id (find_list (page), 1);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Handed out on 3 January 2020"));
  g_assert_true (canned_sees (GTK_WIDGET (page),
                              "28 片 · 1 片 a day · 6 片 left from before · for 34 days in all"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "the pharmacy is closed: Spring Festival"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "refills.call", NULL));
  g_assert_cmpstr (canned_get_opened (canned), ==, "call/70");
}

/* What cannot be computed says why, and leads to the patient. */
static void
test_unknown (void)
{
  g_autoptr (Canned) canned = canned_new ();
  canned_set (canned, "GET", "/refills", 200, LIST (UNKNOWN, "1"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_REFILLS_PAGE, all, "/refills");

  hcrm_record_list_select_id (find_list (page), 2);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Cannot be computed"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "How much is taken a day was not told"));
  GtkWidget *call = canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "Call");
  g_assert_true (call == NULL || !gtk_widget_get_visible (call));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "refills.patient", NULL));
  g_assert_cmpstr (canned_get_opened (canned), ==, "patient/8");
}

/* How many of the day's doses were taken, with what that counts. */
static void
test_taken (void)
{
  g_autoptr (Canned) canned = canned_new ();
  canned_set (canned, "GET", "/refills", 200, LIST ("", "0"));
  canned_set (canned, "GET", "/medication-adherence", 200,
              "{\"day\":\"2020-01-12\",\"due\":15,\"taken\":12}");
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_REFILLS_PAGE, all, "/refills");

  canned_wait_words (page, "Doses taken today: 12 of 15");
  GtkWidget *figure =
      canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "Doses taken today: 12 of 15");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (figure), "counts as not taken"));
}

static void
test_empty (void)
{
  g_autoptr (Canned) canned = canned_new ();
  canned_set (canned, "GET", "/refills", 200, LIST ("", "0"));
  HcrmPage *page = canned_open_shown (canned, HCRM_TYPE_REFILLS_PAGE, all, "/refills");

  g_assert_true (
      canned_sees (GTK_WIDGET (page), "Nothing matches. Take a filter away to see more."));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/refills-page/call", test_call);
  g_test_add_func ("/refills-page/unknown", test_unknown);
  g_test_add_func ("/refills-page/taken", test_taken);
  g_test_add_func ("/refills-page/empty", test_empty);
  return g_test_run ();
}
