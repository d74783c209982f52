/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every page does that is a list and what it is narrowed by. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/discharges/hcrm-discharges-page.h"
#include "pages/followup/hcrm-undecided-page.h"
#include "pages/followup/hcrm-worklist-page.h"
#include "pages/health/hcrm-health-page.h"
#include "pages/opinions/hcrm-opinions-page.h"
#include "pages/questionnaires/hcrm-library-page.h"
#include "pages/questions/hcrm-questions-page.h"
#include "pages/recordings/hcrm-recordings-page.h"
#include "pages/refills/hcrm-refills-page.h"
#include "pages/registers/hcrm-register-page.h"
#include "pages/statistics/hcrm-answers-page.h"

static const char *const everything[] = { "session:all",           "followup.read:all",
                                          "followup.overview:all", "patient.read:all",
                                          "organisation.read:all", "questionnaire.read:all",
                                          "recording.read:all",    NULL };

/* A list fetches @path; @query is something it can be narrowed by. */
typedef struct {
  GType (*get_type) (void);
  const char *path;
  const char *query;
} Page;

/* clang-format off */
static const Page pages[] = {
  { hcrm_discharges_page_get_type, "/encounters",        "department_id=3" },
  { hcrm_answers_page_get_type,    "/statistic-answers", "department_id=3" },
  { hcrm_health_page_get_type,     "/health-cycles",     "department_id=3" },
  { hcrm_opinions_page_get_type,   "/opinions",          "department_id=3" },
  { hcrm_register_page_get_type,   "/register-members",  "department_id=3" },
  { hcrm_refills_page_get_type,    "/refills",           "department_id=3" },
  { hcrm_worklist_page_get_type,   "/followup-tasks",    "department_id=3" },
  { hcrm_undecided_page_get_type,  "/encounters",        "department_id=3" },
  { hcrm_questions_page_get_type,  "/questions",         "department_id=3" },
  { hcrm_recordings_page_get_type, "/recordings",        "department_id=3" },
  { hcrm_library_page_get_type,    "/questionnaires",    "state=draft" },
};
/* clang-format on */

/* Nothing is in any list; what else the pages ask for is not there. */
static HcrmPage *
open_page (Canned *canned, const Page *page)
{
  canned_set (canned, "GET", page->path, 200, LIST ("", "0"));
  return canned_open_record (canned, page->get_type (), everything, "4");
}

/* The list is asked for, with @condition. */
static void
assert_asked (Canned *canned, const Page *page, const char *condition)
{
  canned_wait_request (canned, "GET", page->path);
  canned_settle ();
  const char *path = canned_get_path (canned, "GET", page->path);
  if (strstr (path, condition) == NULL)
    g_test_message ("%s lacks %s", path, condition);
  g_assert_nonnull (strstr (path, condition));
}

/* A link narrows it, F5 asks again; built anew in another language it is narrowed as it was; Esc
 * has nothing to go back from. */
static void
test_page (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, kind);
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_TOAST_OVERLAY);

  g_assert_false (HCRM_PAGE_GET_CLASS (page)->back (page));
  canned_forget (canned);
  hcrm_page_show_query (page, kind->query);
  assert_asked (canned, kind, kind->query);
  canned_forget (canned);
  hcrm_page_refresh (page);
  assert_asked (canned, kind, kind->query);
  g_autoptr (JsonNode) state = hcrm_page_dup_state (page);
  HcrmPage *anew = g_object_new (kind->get_type (), "session", hcrm_page_get_session (page),
                                 "argument", "4", NULL);
  hcrm_page_take_state (anew, state);
  canned_forget (canned);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (anew));
  assert_asked (canned, kind, kind->query);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *name = g_strconcat ("/list-pages/", g_type_name (pages[i].get_type ()), NULL);
    g_test_add_data_func (name, &pages[i], test_page);
  }
  return g_test_run ();
}
