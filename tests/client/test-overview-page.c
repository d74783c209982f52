/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The overview: what opens behind its figures. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "pages/overview/hcrm-overview-page.h"

static const char *const manager[] = { "session:all",
                                       "followup.overview:all",
                                       "followup.read:all",
                                       "patient.read:all",
                                       "followup.work:all",
                                       "organisation.read:all",
                                       NULL };

#define FIGURES                                                                                    \
  "\"discharged\":31,\"covered\":26,\"exempt\":4,\"due\":30,\"contacted\":22,\"completed\":18,"    \
  "\"lost\":3"

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/departments", 200, "{\"items\":[],\"next\":null}");
  canned_set (canned, "GET", "/reports/followup", 200,
              "{\"items\":[{\"key\":8,\"label\":\"骨科\",\"label_en\":\"Orthopaedics\"," FIGURES
              "}],\"total\":{\"key\":null,\"label\":null,\"label_en\":null," FIGURES
              "},\"as_at\":\"2026-11-19T08:00:00+08:00\"}");
  return canned;
}

static void
press (GtkWidget *root, const char *text)
{
  GtkWidget *link = canned_find (root, GTK_TYPE_BUTTON, text);

  g_assert_nonnull (link);
  g_signal_emit_by_name (link, "clicked"); /* activating waits for a timer */
  canned_settle ();
}

static void
assert_opened (Canned *canned, const char *page, const char *condition)
{
  const char *opened = canned_get_opened (canned);

  g_assert_nonnull (opened);
  g_assert_true (g_str_has_prefix (opened, page));
  if (strstr (opened, condition) == NULL)
    g_test_message ("%s lacks %s", opened, condition);
  g_assert_nonnull (strstr (opened, condition));
}

static void
test_cards (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager));

  press (page, "26 of 31");
  assert_opened (canned, "discharges?", "figure=covered&ended_on_from=");
  g_assert_null (strstr (canned_get_opened (canned), "department_id"));
  press (page, "All 31");
  assert_opened (canned, "discharges?", "figure=discharged");
  press (page, "22 of 30");
  assert_opened (canned, "worklist?", "figure=contacted&due_on_from=");
  press (page, "3 of 30");
  assert_opened (canned, "worklist?", "figure=lost&due_on_from=");
}

static void
test_groups (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (canned_open (canned, HCRM_TYPE_OVERVIEW_PAGE, manager));

  press (page, "31");
  assert_opened (canned, "discharges?", "&department_id=8");
  press (page, "4");
  assert_opened (canned, "discharges?", "figure=exempt");
  press (page, "73%");
  assert_opened (canned, "worklist?", "&department_id=8");
  assert_opened (canned, "worklist?", "figure=contacted");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_language_init ();
  g_test_add_func ("/overview/cards", test_cards);
  g_test_add_func ("/overview/groups", test_groups);
  return g_test_run ();
}
