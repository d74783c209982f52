/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deciding on discharges: by keys alone, with the dates seen before, and errors beside their rows.
 */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/followup/hcrm-plan-row.h"
#include "pages/followup/hcrm-undecided-page.h"
#include "widgets/hcrm-lookup.h"
#include "widgets/hcrm-record-list.h"

#define ENCOUNTER(id, name)                                                                          \
  "{\"id\":" id ",\"version\":2,\"patient_id\":5" id ",\"patient\":\"" name                          \
  "\",\"sex\":\"male\",\"birth_date\":\"1960-01-01\",\"mrn\":\"0071\",\"department\":\"心内科\"," \
  "\"ward\":\"一病区\",\"bed\":\"12\",\"attending\":\"陈一帆\",\"also_attending\":\"苏文\"," \
  "\"diagnosis\":\"急性心肌梗死\","                                                            \
  "\"diagnosis_code\":\"I21.0\",\"followup_decision\":\"undecided\",\"ended_at\":"                   \
  "\"2020-01-02T10:00:00+08:00\",\"decide_by\":\"2020-01-03T10:00:00+08:00\"}"

#define PREVIEW "/followup-plans/actions/preview"
#define DECIDE "/encounters/1/actions/decide"

static const char *const doctor[] = { "session:all",         "patient.read:own",
                                      "followup.read:own",   "followup.work:own",
                                      "followup.decide:own", NULL };

static Canned *
make_server (void)
{
  Canned *canned = canned_new ();

  canned_set (canned, "GET", "/encounters", 200,
              LIST (ENCOUNTER ("1", "周桂兰") "," ENCOUNTER ("2", "孔繁舟"), "2"));
  canned_set (canned, "GET", "/exemptions", 200,
              LIST ("{\"code\":\"hospice\",\"name\":\"临终关怀\",\"name_en\":\"End-of-life care\"}",
                    "1"));
  canned_set (canned, "GET", "/followup-templates", 200,
              LIST ("{\"id\":11,\"code\":\"pci\",\"name\":\"PCI 术后\",\"name_en\":\"After PCI\","
                    "\"steps\":[{\"offset_days\":3},{\"offset_days\":30}]},{\"id\":12,\"code\":"
                    "\"general\",\"name\":\"通用\",\"name_en\":\"General\",\"steps\":[]}",
                    "2"));
  canned_set (canned, "POST", PREVIEW, 200,
              "{\"steps\":[{\"position\":1,\"offset_days\":3,\"window_days\":2,\"due_on\":"
              "\"2030-01-02\",\"planned_on\":\"2030-01-01\",\"moved\":\"holiday\",\"holiday\":"
              "\"元旦\",\"holiday_en\":\"New Year\",\"owner\":\"doctor\",\"channel\":\"phone\","
              "\"questionnaire_url\":\"urn:q\",\"questionnaire\":\"问卷\",\"questionnaire_en\":"
              "\"Heart form\",\"past\":false},{\"position\":2,\"offset_days\":30,\"window_days\":3,"
              "\"due_on\":\"2020-02-01\",\"planned_on\":\"2020-02-01\",\"owner\":\"centre\","
              "\"channel\":\"phone\",\"past\":true,\"moved\":\"passed\",\"folded_into\":1}]}");
  canned_set (canned, "POST", "/encounters/", 200, "{}");
  canned_set_drafts (canned);
  return canned;
}

static HcrmPage *
open_page (Canned *canned)
{
  HcrmPage *page = canned_open (canned, HCRM_TYPE_UNDECIDED_PAGE, doctor);

  canned_wait_request (canned, "POST", PREVIEW);
  canned_settle ();
  gtk_widget_grab_focus (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
  return page;
}

static gint64
get_selected (HcrmPage *page)
{
  GtkWidget *list = canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL);

  return hcrm_record_list_get_selected_id (HCRM_RECORD_LIST (list));
}

static void
test_shows_dates (void)
{
  g_autoptr (Canned) canned = make_server ();
  GtkWidget *page = GTK_WIDGET (open_page (canned));
  JsonObject *body = canned_get_body (canned, "POST", PREVIEW);

  g_assert_cmpint (json_object_get_int_member (body, "encounter_id"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (body, "template_id"), ==, 11);
  g_assert_nonnull (strstr (canned_get_path (canned, "GET", "/encounters"), "attending=me"));
  g_assert_nonnull (
      strstr (canned_get_path (canned, "GET", "/followup-templates"), "encounter_id=1"));
  g_assert_true (canned_sees (page, "陈一帆, 苏文"));
  g_assert_true (canned_sees (page, "moved off New Year"));
  g_assert_true (canned_sees (page, "was before the decision; part of step 1"));
  g_assert_true (canned_sees (page, "Heart form"));
  g_assert_true (canned_sees (page, "1 step; the first on"));
}

/* The commonest decision is one key; the next patient comes by itself. */
static void
test_saves_and_goes_on (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  g_assert_cmpstr (json_object_get_string_member (body, "decision"), ==, "plan");
  g_assert_cmpint (json_object_get_int_member (body, "template_id"), ==, 11);
  g_assert_false (json_object_has_member (body, "steps"));
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", DECIDE), "2"));
  canned_settle ();
  g_assert_cmpint (get_selected (page), ==, 2);
}

/* The doctor sees what changed before the decision stands. */
static void
test_changed_meanwhile (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "POST", DECIDE, 412,
              "{\"type\":\"stale\",\"status\":412,\"detail\":\"Changed\",\"current\":{\"id\":1,"
              "\"version\":4,\"diagnosis\":\"心绞痛\",\"bed\":\"12\"}}");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  canned_settle ();
  g_assert_true (canned_sees (canned_find_dialog (), "急性心肌梗死 → 心绞痛"));
  g_assert_cmpint (get_selected (page), ==, 1);
  canned_set (canned, "POST", DECIDE, 200, "{}");
  canned_answer ("save");
  g_assert_nonnull (strstr (canned_get_version (canned, "POST", DECIDE), "4"));
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", DECIDE),
                                               "template_id"),
                   ==, 11);
  g_assert_cmpint (get_selected (page), ==, 2);
}

/* F2 goes to what is empty first, and from part to part. */
static void
test_keys (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_key ("1");
  canned_key ("2");
  canned_settle ();
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", PREVIEW),
                                               "template_id"),
                   ==, 12);
  canned_key ("F2");
  canned_type ("new hip");
  canned_key ("F2");
  canned_type ("call 2pm");
  gtk_widget_grab_focus (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
  canned_key ("F2");
  canned_type ("falls");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  g_assert_cmpint (json_object_get_int_member (body, "template_id"), ==, 12);
  g_assert_cmpstr (json_object_get_string_member (body, "condition_summary"), ==, "new hip");
  g_assert_cmpstr (json_object_get_string_member (body, "note"), ==, "call 2pm");
  g_assert_cmpstr (json_object_get_string_member (body, "cautions"), ==, "falls");
}

#define RULES(id) ",\"rules\":[{\"id\":1,\"name\":\"关节置换\",\"template_id\":" id "}]}"

static char *
make_mandatory (const char *rules)
{
  g_autofree char *all = g_strdup (ENCOUNTER ("1", "周桂兰"));

  all[strlen (all) - 1] = '\0';
  return g_strdup_printf ("{\"items\":[%s%s],\"total\":{\"value\":1,\"exact\":true}}", all, rules);
}

/* Whoever is refused sees why, whatever the height of the window: the words stand inside what the
 * form shows of itself. */
static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t at;

  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, scroller, &at)
         && at.origin.y >= 0 && at.origin.y + at.size.height <= gtk_widget_get_height (scroller);
}

static gboolean
is_said_in_sight (gpointer page)
{
  GtkWidget *words =
      canned_find (page, GTK_TYPE_LABEL,
                   "This follow-up is mandatory: note the condition and what to look out for");

  return words != NULL && is_in_sight (words);
}

static void
test_mandatory_note (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("11"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  canned_submit (page);
  canned_wait (is_said_in_sight, page);
  g_assert_cmpuint (canned_count (canned, "POST", DECIDE), ==, 0);
  canned_type ("knee");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
}

/* Any part will do; what is empty is not sent. */
static void
test_note_parts (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("11"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  canned_key ("F2");
  canned_key ("F2");
  gtk_widget_child_focus (gtk_widget_get_ancestor (GTK_WIDGET (page), GTK_TYPE_WINDOW),
                          GTK_DIR_TAB_FORWARD);
  canned_type ("falls");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  g_assert_cmpstr (json_object_get_string_member (body, "cautions"), ==, "falls");
  g_assert_false (json_object_has_member (body, "note"));
  g_assert_false (json_object_has_member (body, "condition_summary"));
}

static GtkWidget *
get_focus (HcrmPage *page)
{
  return gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (page)));
}

/* The row with the ring is the chosen one when the decided one has left the list. */
static void
test_focus_follows (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_set (canned, "GET", "/encounters", 200,
              LIST (ENCOUNTER ("2", "孔繁舟") "," ENCOUNTER ("3", "戴志明"), "2"));
  canned_submit (page);
  canned_wait_words (page, "戴志明");
  canned_settle ();
  g_assert_cmpint (get_selected (page), ==, 2);
  g_assert_true (canned_sees (get_focus (page), "孔繁舟"));
  g_assert_false (canned_sees (get_focus (page), "戴志明"));
}

/* The plan that a rule demands is first, marked and chosen, though another would fit better. */
static void
test_rules_template (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("12"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  GtkListBox *templates =
      GTK_LIST_BOX (canned_find_around (GTK_WIDGET (page), GTK_TYPE_LIST_BOX, "After PCI"));
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (templates));
  g_assert_nonnull (row);
  g_assert_true (row == GTK_WIDGET (gtk_list_box_get_row_at_index (templates, 0)));
  g_assert_true (canned_sees (row, "General"));
  g_assert_true (canned_sees (row, "mandatory"));
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", PREVIEW),
                                               "template_id"),
                   ==, 12);
}

/* One that is not to be had any more is not applied unseen. */
static void
test_rules_template_is_gone (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("99"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  GtkWidget *name = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "After PCI");
  g_assert_true (gtk_list_box_row_is_selected (
      GTK_LIST_BOX_ROW (gtk_widget_get_ancestor (name, GTK_TYPE_LIST_BOX_ROW))));
  g_assert_cmpint (json_object_get_int_member (canned_get_body (canned, "POST", PREVIEW),
                                               "template_id"),
                   ==, 11);
}

/* Another plan than the one that a rule asks for is taken with a reason, and only so. */
static void
test_other_plan (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("12"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Reason *"));
  canned_key ("F2");
  canned_type ("stent");
  gtk_widget_grab_focus (canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL));
  canned_key ("1");
  canned_key ("2");
  canned_settle ();
  g_assert_true (
      canned_sees (GTK_WIDGET (page),
                   "A rule asks for the plan “General”: say below why this one is better"));
  g_assert_false (canned_sees (GTK_WIDGET (page), "Exempt because *"));
  canned_submit (page);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Say why; it stays on record"));
  g_assert_cmpuint (canned_count (canned, "POST", DECIDE), ==, 0);
  canned_type ("stented");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  g_assert_cmpint (json_object_get_int_member (body, "template_id"), ==, 11);
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "stented");
  g_assert_false (json_object_has_member (body, "exemption"));
}

/* Nothing is asked for where the rule's own plan is chosen again. */
static void
test_other_plan_given_up (void)
{
  g_autoptr (Canned) canned = make_server ();
  g_autofree char *list = make_mandatory (RULES ("12"));

  canned_set (canned, "GET", "/encounters", 200, list);
  HcrmPage *page = open_page (canned);
  canned_key ("1");
  canned_key ("2");
  canned_key ("1");
  canned_key ("F2");
  canned_type ("stent");
  g_assert_false (canned_sees (GTK_WIDGET (page), "Reason *"));
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  g_assert_false (json_object_has_member (canned_get_body (canned, "POST", DECIDE), "reason"));
}

/* Whether the key cap @n beside @words can be seen. */
static gboolean
shows_key (HcrmPage *page, const char *words, const char *n)
{
  GtkWidget *label = canned_find (GTK_WIDGET (page), GTK_TYPE_LABEL, words);
  GtkWidget *cap = canned_find (gtk_widget_get_parent (label), GTK_TYPE_LABEL, n);

  return cap != NULL && gtk_widget_get_opacity (cap) > 0;
}

/* A digit does what the only cap with that digit says. */
static void
test_one_digit_one_cap (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  g_assert_true (shows_key (page, "No follow-up", "2"));
  g_assert_false (shows_key (page, "General", "2"));
  canned_key ("1");
  canned_settle ();
  g_assert_false (shows_key (page, "No follow-up", "2"));
  g_assert_true (shows_key (page, "General", "2"));
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  canned_settle ();
  g_assert_true (shows_key (page, "No follow-up", "2"));
  g_assert_false (shows_key (page, "General", "2"));
}

static void
test_exempt_needs_reason (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_key ("3");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "POST", DECIDE), ==, 0);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Say why"));
  canned_type ("lives abroad");
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  g_assert_cmpstr (json_object_get_string_member (body, "decision"), ==, "exempt");
  g_assert_cmpstr (json_object_get_string_member (body, "reason"), ==, "lives abroad");
  g_assert_false (json_object_has_member (body, "template_id"));
}

static void
test_own_steps (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  GtkWidget *add = canned_find (GTK_WIDGET (page), GTK_TYPE_BUTTON, "+ Step");

  canned_forget (canned);
  g_signal_emit_by_name (add, "clicked");
  canned_wait_request (canned, "POST", PREVIEW);
  JsonObject *preview = canned_get_body (canned, "POST", PREVIEW);
  JsonArray *steps = json_object_get_array_member (preview, "steps");
  g_assert_cmpuint (json_array_get_length (steps), ==, 3);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (steps, 2),
                                               "offset_days"),
                   ==, 60);
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonObject *body = canned_get_body (canned, "POST", DECIDE);
  JsonObject *first =
      json_array_get_object_element (json_object_get_array_member (body, "steps"), 0);
  g_assert_cmpstr (json_object_get_string_member (first, "owner"), ==, "doctor");
  g_assert_cmpstr (json_object_get_string_member (first, "questionnaire_url"), ==, "urn:q");
}

/* What this patient alone is asked goes with its step, to be composed with what everybody is asked.
 */
static void
test_extra_questions (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "GET", "/questionnaires", 200,
              LIST ("{\"id\":9,\"url\":\"urn:fall\",\"title\":\"跌倒风险\",\"version_tag\":\"1\"}",
                    "1"));
  HcrmPage *page = open_page (canned);
  GtkWidget *row = canned_find (GTK_WIDGET (page), HCRM_TYPE_PLAN_ROW, NULL);
  GtkWidget *more = canned_find (row, GTK_TYPE_MENU_BUTTON, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (more));
  canned_settle ();
  HcrmLookup *lookup = HCRM_LOOKUP (canned_find (row, HCRM_TYPE_LOOKUP, NULL));
  hcrm_lookup_type (lookup, "fall");
  canned_wait_request (canned, "GET", "/questionnaires");
  canned_settle ();
  canned_forget (canned);
  hcrm_lookup_choose (lookup, 0);
  canned_wait_request (canned, "POST", PREVIEW);
  g_assert_true (canned_sees (row, "跌倒风险"));
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  JsonArray *steps =
      json_object_get_array_member (canned_get_body (canned, "POST", DECIDE), "steps");
  JsonObject *first = json_array_get_object_element (steps, 0);
  JsonArray *extra = json_object_get_array_member (first, "extra_urls");
  g_assert_cmpuint (json_array_get_length (extra), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (extra, 0), ==, "urn:fall");
  g_assert_cmpstr (json_object_get_string_member (first, "questionnaire_url"), ==, "urn:q");
  g_assert_false (json_object_has_member (json_array_get_object_element (steps, 1), "extra_urls"));
}

static void
collect (GtkWidget *root, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* Days stand below days, whoever carries the steps out. */
static void
test_rows_align (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);
  g_autoptr (GPtrArray) rows = g_ptr_array_new (), days = g_ptr_array_new ();
  graphene_rect_t first, second;

  collect (GTK_WIDGET (page), HCRM_TYPE_PLAN_ROW, rows);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    collect (rows->pdata[i], GTK_TYPE_ENTRY, days);
  g_assert_cmpuint (days->len, ==, 2);
  g_assert_true (gtk_widget_compute_bounds (days->pdata[0], GTK_WIDGET (page), &first));
  g_assert_true (gtk_widget_compute_bounds (days->pdata[1], GTK_WIDGET (page), &second));
  g_assert_cmpfloat (first.size.width, >, 0);
  g_assert_cmpfloat_with_epsilon (first.origin.x, second.origin.x, 0.5);
}

static void
test_errors_beside_rows (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (canned, "POST", DECIDE, 422,
              INVALID ("steps[1].offset_days", "Two steps on one day"));
  HcrmPage *page = open_page (canned);
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Two steps on one day"));
  g_assert_cmpint (get_selected (page), ==, 1);
}

/* What was typed for one patient is there again when one comes back to it. */
static void
test_keeps_what_was_typed (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_key ("2");
  canned_type ("moves away");
  canned_settle ();
  g_assert_true (HCRM_PAGE_GET_CLASS (page)->back (page));
  canned_key ("j");
  g_assert_cmpint (get_selected (page), ==, 2);
  g_assert_false (canned_sees (GTK_WIDGET (page), "Nobody calls this patient"));
  canned_key ("k");
  canned_settle ();
  g_assert_true (canned_sees (GTK_WIDGET (page), "Nobody calls this patient"));
}

/* Whoever goes on while a decision is on its way is not moved, and the other draft stays. */
static void
test_late_reply (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  canned_hold (canned, "POST", DECIDE);
  canned_submit (page);
  canned_wait_request (canned, "POST", DECIDE);
  canned_key ("j");
  canned_key ("2");
  canned_type ("moves away");
  canned_release (canned, "POST", DECIDE);
  g_assert_cmpint (get_selected (page), ==, 2);
  g_assert_true (canned_sees (GTK_WIDGET (page), "Nobody calls this patient"));
  g_assert_cmpuint (canned_count (canned, "DELETE", "/drafts/followup_decision/1"), ==, 1);
}

/* Without exemptions to choose from nobody could be exempted: they are asked for until they come.
 */
static void
test_exemptions_come (void)
{
  g_autoptr (Canned) canned = make_server ();
  canned_set (canned, "GET", "/exemptions", 500,
              "{\"type\":\"internal\",\"status\":500,\"detail\":\"x\"}");
  HcrmPage *page = open_page (canned);

  canned_set (canned, "GET", "/exemptions", 200, LIST ("", "0"));
  canned_forget (canned);
  hcrm_page_refresh (page);
  canned_wait_request (canned, "GET", "/exemptions");
  canned_settle ();
  hcrm_page_refresh (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "GET", "/exemptions"), ==, 1);
}

/* The head is broken behind its separators, and no line begins with one. */
static void
test_head_breaks_after (void)
{
  g_autoptr (Canned) canned = make_server ();
  HcrmPage *page = open_page (canned);

  g_assert_true (canned_sees (GTK_WIDGET (page), "0071\u00a0· 心内科\u00a0· 一病区"));
}

/* Who stands in for somebody sees so, and that it is mandatory, in full. */
static void
test_stand_in (void)
{
  g_autoptr (Canned) canned = make_server ();

  canned_set (
      canned, "GET", "/encounters", 200,
      LIST ("{\"id\":1,\"version\":2,\"patient_id\":51,\"patient\":\"周桂兰\","
            "\"followup_decision\":\"undecided\",\"ended_at\":\"2020-01-02T10:00:00+08:00\","
            "\"decide_by\":\"2020-01-03T10:00:00+08:00\",\"rules\":[{\"id\":1,\"name\":\"x\"}],"
            "\"handed\":{\"code\":\"decision.leave\",\"params\":{\"doctor\":\"陈一帆\"}}}",
            "1"));
  HcrmPage *page = open_page (canned);
  GtkWidget *list = canned_find (GTK_WIDGET (page), HCRM_TYPE_RECORD_LIST, NULL);
  GtkWidget *said = canned_find (list, GTK_TYPE_LABEL, "mandatory, stand-in");

  g_assert_nonnull (said);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (said))));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  g_test_add_func ("/undecided/shows-dates", test_shows_dates);
  g_test_add_func ("/undecided/saves-and-goes-on", test_saves_and_goes_on);
  g_test_add_func ("/undecided/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/undecided/keys", test_keys);
  g_test_add_func ("/undecided/mandatory-note", test_mandatory_note);
  g_test_add_func ("/undecided/note-parts", test_note_parts);
  g_test_add_func ("/undecided/focus-follows", test_focus_follows);
  g_test_add_func ("/undecided/rules-template", test_rules_template);
  g_test_add_func ("/undecided/rules-template-is-gone", test_rules_template_is_gone);
  g_test_add_func ("/undecided/rows-align", test_rows_align);
  g_test_add_func ("/undecided/other-plan", test_other_plan);
  g_test_add_func ("/undecided/other-plan-given-up", test_other_plan_given_up);
  g_test_add_func ("/undecided/one-digit-one-cap", test_one_digit_one_cap);
  g_test_add_func ("/undecided/exempt-needs-reason", test_exempt_needs_reason);
  g_test_add_func ("/undecided/own-steps", test_own_steps);
  g_test_add_func ("/undecided/extra-questions", test_extra_questions);
  g_test_add_func ("/undecided/errors-beside-rows", test_errors_beside_rows);
  g_test_add_func ("/undecided/keeps-what-was-typed", test_keeps_what_was_typed);
  g_test_add_func ("/undecided/late-reply", test_late_reply);
  g_test_add_func ("/undecided/exemptions-come", test_exemptions_come);
  g_test_add_func ("/undecided/head-breaks-after", test_head_breaks_after);
  g_test_add_func ("/undecided/stand-in", test_stand_in);
  return g_test_run ();
}
