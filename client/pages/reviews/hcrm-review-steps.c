/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of a review, as its page takes them. */

#include "hcrm-review-steps.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "review"
#define KEY "review-steps"

typedef struct {
  const char *action;
  const HcrmFieldSet *set;
  const char *body; /* (nullable): what will happen */
} Ask;

struct _HcrmReviewSteps {
  GObject parent_instance;

  HcrmPage *page;     /* borrowed: it keeps this */
  JsonObject *review; /* (nullable): as it was last read */
  const Ask *ask;
  HcrmForm *form;   /* (nullable): what is being filled in; watched */
  JsonObject *kept; /* (nullable): what was typed to settle it, while items are put right */
};

G_DEFINE_FINAL_TYPE (HcrmReviewSteps, hcrm_review_steps, G_TYPE_OBJECT)

enum { DONE, CORRECT, N_SIGNALS };
static guint signals[N_SIGNALS];

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmField assign_fields[] = {
  { "reviewer_id", HCRM_KIND_CODE, N_("Reviewer"), REQ },
  { "due_on",      HCRM_KIND_DATE, N_("Due on"),   0 },
};
static const HcrmFieldSet assign_set = { "review_assign", assign_fields, G_N_ELEMENTS (assign_fields) };

static const HcrmChoice of_scorecard[] = { { NULL } };

static const HcrmField appeal_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 2000 },
  { "items",  HCRM_KIND_JSON, N_("Items appealed against"), HCRM_FIELD_LISTED, NULL, 0, 0, of_scorecard },
};
static const HcrmFieldSet appeal_set = { "review_appeal", appeal_fields, G_N_ELEMENTS (appeal_fields) };

static const HcrmField settle_fields[] = {
  { "outcome", HCRM_KIND_CODE, N_("Outcome"), REQ, NULL, 0, 0, hcrm_review_outcome_choices },
  { "note",    HCRM_KIND_TEXT, N_("Reason"),  REQ | LINES, NULL, 2, 2000 },
};
static const HcrmFieldSet settle_set = { "review_settle", settle_fields, G_N_ELEMENTS (settle_fields) };

static const Ask asks[] = {
  { "skip",   &hcrm_review_skip, N_("What was scored of it is dropped. It can then be given to somebody else.") },
  { "assign", &assign_set,       N_("What was scored of it so far is dropped.") },
  { "appeal", &appeal_set,       N_("You can appeal once. Tick the items you do not agree with. Whoever manages reviews settles it, and first has it scored again if need be.") },
  { "second", &assign_set,       N_("The second reviewer sees nothing of the first review until the second is submitted.") },
  { "settle", &settle_set,       N_("Agent and reviewer read the outcome and your reason. To put items right, choose so: you are then asked what is to count.") },
};
/* clang-format on */

static gint64
get_id (HcrmReviewSteps *self)
{
  return json_object_get_int_member (self->review, "id");
}

static gboolean
has (HcrmReviewSteps *self, const char *name)
{
  return json_object_has_member (self->review, name)
         && !json_object_get_null_member (self->review, name);
}

static gboolean
is_true (HcrmReviewSteps *self, const char *name)
{
  return has (self, name) && json_object_get_boolean_member (self->review, name);
}

static const HcrmStep *
find_step (HcrmReviewSteps *self, const char *action)
{
  const HcrmPermissionSet *held = hcrm_session_get_permissions (hcrm_page_get_session (self->page));

  return self->review != NULL
             ? hcrm_workflow_find (&hcrm_review_workflow, hcrm_text_member (self->review, "state"),
                                   action, held, NULL)
             : NULL;
}

/* --- sending ---------------------------------------------------------------------------------- */

/* Each step has words of its own. */
static char *
make_ref (HcrmReviewSteps *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "-%s", get_id (self), self->ask->action);
}

static void
done_cb (gpointer data, JsonNode *reply)
{
  HcrmReviewSteps *self = data;
  g_autofree char *ref = make_ref (self);

  hcrm_page_clear_draft (self->page, DRAFT_KIND, ref);
  g_clear_pointer (&self->kept, json_object_unref);
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    g_signal_emit (self, signals[DONE], 0, json_node_get_object (reply));
  else
    hcrm_page_refresh (self->page);
}

static void
send_step (HcrmReviewSteps *self, JsonObject *object)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = g_strdup_printf ("/reviews/%" G_GINT64_FORMAT "/actions/%s",
                                           get_id (self), self->ask->action);

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .body = body,
                                      .version =
                                          json_object_get_int_member (self->review, "version") },
                      done_cb, NULL);
}

static gboolean
is_correction (HcrmReviewSteps *self, JsonObject *object)
{
  return g_str_equal (self->ask->action, "settle")
         && g_str_equal (hcrm_text_member (object, "outcome"), "changed");
}

/* As the server takes them: numbers. */
static void
put_items (JsonObject *object, const char *chosen)
{
  g_auto (GStrv) ids = hcrm_field_split_several (chosen);
  JsonArray *items = json_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    json_array_add_int_element (items, g_ascii_strtoll (ids[i], NULL, 10));
  json_object_set_array_member (object, "items", items);
}

static void
filled_cb (gpointer page, HcrmRecord *record)
{
  HcrmReviewSteps *self = g_object_get_data (page, KEY);
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  if (self->ask->set == &appeal_set)
    put_items (object, hcrm_record_get (record, "items"));

  if (json_object_has_member (object, "reviewer_id"))
    json_object_set_int_member (object, "reviewer_id", hcrm_record_get_int (record, "reviewer_id"));
  if (is_correction (self, object)) {
    g_clear_pointer (&self->kept, json_object_unref);
    self->kept = json_object_ref (object);
    g_signal_emit (self, signals[CORRECT], 0);
  } else
    send_step (self, object);
}

void
hcrm_review_steps_settle (HcrmReviewSteps *self, JsonNode *scores)
{
  if (self->kept == NULL) {
    json_node_unref (scores);
    return;
  }
  json_object_set_member (self->kept, "scores", scores);
  send_step (self, self->kept);
}

/* --- filling in ------------------------------------------------------------------------------- */

/* What is typed is kept from the first key. */
static void
changed_cb (HcrmReviewSteps *self)
{
  if (self->form == NULL)
    return;
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (self->form);
  g_autofree char *ref = make_ref (self);

  hcrm_page_save_draft (self->page, DRAFT_KIND, ref, draft);
}

/* The second score can only be taken once there is one. */
static void
offer_outcomes (HcrmReviewSteps *self, HcrmForm *form)
{
  const char *values[4] = { NULL }, *labels[4] = { NULL };
  gboolean second = g_str_equal (hcrm_text_member (self->review, "second_state"), "submitted");
  guint n = 0;

  for (const HcrmChoice *choice = hcrm_review_outcome_choices; choice->value != NULL; choice++) {
    if (g_str_equal (choice->value, "second") && !second)
      continue;
    values[n] = choice->value;
    labels[n++] = gettext (choice->label);
  }
  hcrm_input_set_choices (hcrm_form_get_input (form, "outcome"), values, labels);
}

static void
offer_items (HcrmReviewSteps *self, HcrmForm *form)
{
  JsonArray *items = json_object_get_array_member (self->review, "items");
  guint n = json_array_get_length (items);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; i < n; i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    g_ptr_array_add (ids, g_strdup_printf ("%" G_GINT64_FORMAT,
                                           json_object_get_int_member (item, "id")));
    g_ptr_array_add (words, (gpointer) hcrm_text_member (item, "text"));
  }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (words, NULL);
  hcrm_input_set_choices (hcrm_form_get_input (form, "items"), (const char *const *) ids->pdata,
                          (const char *const *) words->pdata);
}

static void
open_form (HcrmReviewSteps *self, JsonNode *reviewers)
{
  const HcrmStep *step = find_step (self, self->ask->action);
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (self->page, DRAFT_KIND, ref);

  if (step == NULL)
    return;
  HcrmForm *form = hcrm_form_dialog_ask (self->page,
                                         &(HcrmFormQuestion){ .heading = gettext (step->label),
                                                              .body = gettext (self->ask->body),
                                                              .label = gettext (step->label),
                                                              .set = self->ask->set },
                                         filled_cb);
  if (reviewers != NULL)
    hcrm_choices_fill_input (hcrm_form_get_input (form, "reviewer_id"), reviewers, "id");
  if (self->ask->set == &settle_set)
    offer_outcomes (self, form);
  if (self->ask->set == &appeal_set)
    offer_items (self, form);
  hcrm_form_take_draft (form, draft);
  g_set_weak_pointer (&self->form, form);
  g_signal_emit_by_name (form, "changed", ""); /* so that a whole draft can be confirmed */
  g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/* Whoever may not score this call, or does so already, is not offered. */
static gboolean
may_score (gpointer data, JsonObject *reviewer)
{
  HcrmReviewSteps *self = data;

  return *hcrm_text_member (reviewer, "conflict") == '\0'
         && json_object_get_int_member (reviewer, "id")
                != json_object_get_int_member (self->review, "reviewer_id");
}

static void
reviewers_cb (gpointer self, JsonNode *reply)
{
  g_autoptr (JsonNode) offered = hcrm_choices_dup_some (reply, may_score, self);

  open_form (self, offered);
}

static void
begin_choosing (HcrmReviewSteps *self)
{
  g_autofree char *path =
      g_strdup_printf ("/reviewers?recording_id=%" G_GINT64_FORMAT,
                       json_object_get_int_member (self->review, "recording_id"));

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "GET", .path = path, .fills = "reviewers" },
                      reviewers_cb, NULL);
}

/* --- beginning -------------------------------------------------------------------------------- */

gboolean
hcrm_review_steps_allows (HcrmReviewSteps *self, const char *action)
{
  gboolean own = is_true (self, "own"), mine = is_true (self, "mine");

  if (g_str_equal (action, "edit") || g_str_equal (action, "submit"))
    return FALSE; /* the scorecard itself does that */
  if (g_str_equal (action, "skip"))
    return own;
  if (g_str_equal (action, "appeal"))
    return is_true (self, "may_appeal");
  if (g_str_equal (action, "second"))
    return !mine && !has (self, "second_id");
  if (g_str_equal (action, "settle"))
    return !own && !mine;
  return TRUE;
}

void
hcrm_review_steps_begin (HcrmReviewSteps *self, const char *action)
{
  if (find_step (self, action) == NULL || !hcrm_review_steps_allows (self, action))
    return;
  hcrm_page_drop (self->page, "reviewers");
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    if (g_str_equal (asks[i].action, action))
      self->ask = &asks[i];
  if (self->ask->set == &assign_set)
    begin_choosing (self);
  else
    open_form (self, NULL);
}

void
hcrm_review_steps_set_review (HcrmReviewSteps *self, JsonObject *review)
{
  json_object_ref (review);
  g_clear_pointer (&self->review, json_object_unref);
  self->review = review;
}

/* --- the object ------------------------------------------------------------------------------- */

HcrmReviewSteps *
hcrm_review_steps_add (HcrmPage *page)
{
  HcrmReviewSteps *self = g_object_new (HCRM_TYPE_REVIEW_STEPS, NULL);

  self->page = page;
  g_object_set_data_full (G_OBJECT (page), KEY, self, g_object_unref);
  return self;
}

static void
hcrm_review_steps_finalize (GObject *object)
{
  HcrmReviewSteps *self = HCRM_REVIEW_STEPS (object);

  g_clear_pointer (&self->review, json_object_unref);
  g_clear_pointer (&self->kept, json_object_unref);
  g_clear_weak_pointer (&self->form);
  G_OBJECT_CLASS (hcrm_review_steps_parent_class)->finalize (object);
}

static void
hcrm_review_steps_class_init (HcrmReviewStepsClass *klass)
{
  GType type = HCRM_TYPE_REVIEW_STEPS;

  G_OBJECT_CLASS (klass)->finalize = hcrm_review_steps_finalize;
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, JSON_TYPE_OBJECT);
  signals[CORRECT] =
      g_signal_new ("correct", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_review_steps_init (HcrmReviewSteps *self)
{
}
