/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of reviews: to be scored by me, of my calls, or of all, as far as the reader sees them.
 */

#include "hcrm-reviews-page.h"

#include "model/hcrm-review.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-talk.h"

struct _HcrmReviewsPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmReviewsPage, hcrm_reviews_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_length (HcrmRecord *review, const char **pill)
{
  return hcrm_record_get (review, "duration_ms") != NULL
             ? hcrm_talk_dup_time (hcrm_record_get_int (review, "duration_ms"), FALSE)
             : NULL;
}

static char *
make_state (HcrmRecord *review, const char **pill)
{
  const char *name = hcrm_record_get (review, "state");
  const HcrmState *state =
      name != NULL ? hcrm_workflow_get_state (&hcrm_review_workflow, name) : NULL;

  *pill = state != NULL ? state->pill : "bare plain";
  return g_strdup (state != NULL ? gettext (state->label) : NULL);
}

/* Nothing, until it is submitted. */
static char *
make_result (HcrmRecord *review, const char **pill)
{
  gboolean passed = hcrm_record_get_bool (review, "passed");

  *pill = passed ? "bare ok" : "danger";
  if (hcrm_record_get (review, "passed") == NULL)
    return NULL;
  return g_strdup (hcrm_record_get_bool (review, "fatal") ? _ ("Fatal item broken")
                                                          : passed
                   ? _ ("Passed")
                   : _ ("Not passed"));
}

/* The same of an ordinary review is no news. */
static char *
make_kind (HcrmRecord *review, const char **pill)
{
  const char *kind = hcrm_record_get (review, "kind");
  int at = hcrm_field_set_find (&hcrm_review_fields, "kind");

  if (kind == NULL || g_str_equal (kind, "review"))
    return NULL;
  return g_strdup (hcrm_field_get_choice_label (&hcrm_review_fields.fields[at], kind));
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "started_at",   NULL, 112, HCRM_CELL_TIME,   0 },
  { "subject",      NULL,  96, HCRM_CELL_TEXT,   0 },
  { "patient",      NULL,  96, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, .leaves = 4 },
  { "duration_ms",  NULL,  72, HCRM_CELL_NUMBER, 0, make_length, .leaves = 5 },
  { "scorecard",    NULL, 140, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "kind",         NULL, 112, HCRM_CELL_TEXT,   0, make_kind, .leaves = 2 },
  { "due_on",       NULL,  88, HCRM_CELL_DATE,   SORT },
  { "state",        NULL, 148, HCRM_CELL_PILL,   0, make_state },
  { "score",        NULL,  72, HCRM_CELL_NUMBER, 0 },
  { "passed",       N_("Result"), 140, HCRM_CELL_PILL, 0, make_result },
  { "reviewer",     NULL,  96, HCRM_CELL_TEXT,   0, .leaves = 3 },
  { "submitted_at", NULL, 112, HCRM_CELL_TIME,   SORT, .leaves = 1 },
  { "department",   NULL, 140, HCRM_CELL_TEXT,   HIDDEN },
  { "created_at",   NULL, 112, HCRM_CELL_TIME,   SORT | HIDDEN },
};

static const HcrmChoice yes_choices[] = {
  { "true",  N_("Yes") },
  { "false", N_("No") },
  { NULL }
};

static const HcrmFilter filters[] = {
  { "own",            N_("Mine to score"), yes_choices, NULL, TRUE, HCRM_PERM_REVIEW_SCORE },
  { "mine",           N_("About my call"), yes_choices, NULL, TRUE, -1 },
  { "state",          N_("State"),         hcrm_review_state_choices, NULL, FALSE, -1 },
  { "kind",           N_("Kind"),          hcrm_review_kind_choices, NULL, FALSE, HCRM_PERM_REVIEW_SCORE },
  { "subject_id",     N_("Agent"),         NULL, "/colleagues?permission=recording.add&limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "reviewer_id",    N_("Reviewer"),      NULL, "/reviewers", FALSE, HCRM_PERM_REVIEW_MANAGE },
  { "scorecard_id",   N_("Scorecard"),     NULL, "/scorecards?limit=200", FALSE, -1 },
  { "sample_id",      N_("Sample"),        NULL, "/samples?limit=200", TRUE, HCRM_PERM_REVIEW_MANAGE },
  { "department_id",  N_("Department"),    NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "passed",         N_("Passed"),        yes_choices, NULL, TRUE, -1 },
  { "fatal",          N_("Fatal item broken"), yes_choices, NULL, TRUE, -1 },
  { "submitted_from", N_("Submitted from"),   .need = -1, .day = TRUE },
  { "submitted_to",   N_("Submitted before"), .need = -1, .day = TRUE },
  { "calibration_id", N_("Calibration"),   .need = -1, .hidden = TRUE },
  { "recording_id",   N_("Recording"),     .need = -1, .hidden = TRUE },
  { "scorecard",      N_("Scorecard"),     .need = -1, .hidden = TRUE },
  { "item",           N_("Item"),          .need = -1, .hidden = TRUE },
};

#define LIST_INFO(list, first_sort, why)                                                           \
  static const HcrmListInfo list = {                                                               \
    .name = #list,                                                                                 \
    .path = "/reviews",                                                                            \
    .set = &hcrm_review_fields,                                                                    \
    .columns = columns,                                                                            \
    .n_columns = G_N_ELEMENTS (columns),                                                           \
    .sort = first_sort,                                                                            \
    .title = N_("Reviews"),                                                                        \
    .empty = why,                                                                                  \
  };

/* Whoever scores begins with what is due first, others with what was submitted last. */
LIST_INFO (reviews_to_score, "due_on", N_("No review fits. Whoever manages reviews gives out calls to be scored; take a condition away to see the others."))
LIST_INFO (reviews, "-submitted_at", N_("No review fits. Calls that were reviewed stand here once their scores are submitted."))
/* clang-format on */

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmReviewsPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmReviewsPage *self, HcrmRecord *review)
{
  hcrm_page_open_id (HCRM_PAGE (self), "review", hcrm_record_get_int (review, "id"));
}

static void
hcrm_reviews_page_constructed (GObject *object)
{
  HcrmReviewsPage *self = HCRM_REVIEWS_PAGE (object);

  G_OBJECT_CLASS (hcrm_reviews_page_parent_class)->constructed (object);
  gboolean scores = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_REVIEW_SCORE);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, scores ? &reviews_to_score : &reviews,
                        self->filters, filters, G_N_ELEMENTS (filters),
                        scores ? "own=true&state=assigned&state=begun" : "");
  hcrm_filter_bar_hide_search (self->filters);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "review", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open") }, { NULL } };

  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("Reviews of calls: first what is yours to score, by the day it is due. Take the "
          "conditions away, or change them, to see others; agents see the results of their own "
          "calls. Enter opens one: to score it, or to read its result and hear what it is about.");
}

static void
hcrm_reviews_page_class_init (HcrmReviewsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_reviews_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/reviews/hcrm-reviews-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmReviewsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmReviewsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmReviewsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_reviews_page_init (HcrmReviewsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
