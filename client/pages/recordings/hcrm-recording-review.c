/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks by which scorecard a recording is reviewed, and by whom. */

#include "hcrm-recording-review.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-text.h"

#define KEY "recording-review"

typedef struct {
  gint64 recording;
  JsonNode *cards; /* (nullable) */
} Question;

/* clang-format off */
static const HcrmField new_fields[] = {
  { "scorecard_id", HCRM_KIND_CODE, N_("Scorecard"), HCRM_FIELD_REQUIRED },
  { "reviewer_id",  HCRM_KIND_CODE, N_("Reviewer"),  HCRM_FIELD_REQUIRED },
  { "due_on",       HCRM_KIND_DATE, N_("Due on"),    0 },
};
/* clang-format on */
static const HcrmFieldSet new_set = { "review_new", new_fields, G_N_ELEMENTS (new_fields) };

static void
free_question (gpointer data)
{
  Question *self = data;

  g_clear_pointer (&self->cards, json_node_unref);
  g_free (self);
}

static Question *
get_question (HcrmPage *page)
{
  return g_object_get_data (G_OBJECT (page), KEY);
}

gboolean
hcrm_recording_review_allowed (HcrmPage *page)
{
  return hcrm_page_may (page, HCRM_PERM_REVIEW_SCORE);
}

/* --- giving ----------------------------------------------------------------------------------- */

static void
given_cb (gpointer page, JsonNode *reply)
{
  JsonObject *review = json_node_get_object (reply);

  if (json_object_get_boolean_member_with_default (review, "own", FALSE)) {
    hcrm_page_open_id (page, "review", json_object_get_int_member (review, "id"));
    return;
  }
  g_autofree char *words =
      g_strdup_printf (_ ("%s reviews this call"), hcrm_text_member (review, "reviewer"));
  hcrm_page_toast (page, words, NULL, NULL);
}

static void
filled_cb (gpointer page, HcrmRecord *record)
{
  g_autoptr (HcrmRecord) review = hcrm_record_new (&hcrm_review_new);

  hcrm_record_set_int (review, "recording_id", get_question (page)->recording);
  for (guint i = 0; i < G_N_ELEMENTS (new_fields); i++)
    hcrm_record_set (review, new_fields[i].name, hcrm_record_get (record, new_fields[i].name));
  hcrm_page_call (page, "POST", "/reviews", review, given_cb);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* Who may score this call, nobody else; who does not manage reviews takes it or leaves it. */
static gboolean
may_score (gpointer page, JsonObject *reviewer)
{
  gint64 me = hcrm_session_get_user_id (hcrm_page_get_session (page));

  return *hcrm_text_member (reviewer, "conflict") == '\0'
         && (hcrm_page_may (page, HCRM_PERM_REVIEW_MANAGE)
             || json_object_get_int_member (reviewer, "id") == me);
}

static guint
count (JsonNode *reply)
{
  return json_array_get_length (
      json_object_get_array_member (json_node_get_object (reply), "items"));
}

/* The only one there is need not be chosen. */
static void
offer (HcrmForm *form, const char *name, JsonNode *reply)
{
  HcrmInput *input = hcrm_form_get_input (form, name);

  hcrm_choices_fill_input (input, reply, "id");
  if (count (reply) == 1) {
    JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
    g_autofree char *id =
        g_strdup_printf ("%" G_GINT64_FORMAT,
                         json_object_get_int_member (json_array_get_object_element (items, 0),
                                                     "id"));
    hcrm_input_set_value (input, id);
  }
}

static void
reviewers_cb (gpointer page, JsonNode *reply)
{
  g_autoptr (JsonNode) reviewers = hcrm_choices_dup_some (reply, may_score, page);

  if (count (reviewers) == 0) {
    hcrm_page_toast (page,
                     _ ("Nobody who could review this call may: it is their own, or concerns them"),
                        NULL, NULL);
    return;
  }
  HcrmForm *form = hcrm_form_dialog_ask (
      page,
      &(HcrmFormQuestion){
          .heading = _ ("Have This Call Reviewed"),
                        .body = _ ("Whoever reviews it sees it under Reviews; the agent reads the "
                                      "result once it is submitted."),
                                   .label = _ ("Have It Reviewed"), .set = &new_set },
                        filled_cb);
  offer (form, "scorecard_id", get_question (page)->cards);
  offer (form, "reviewer_id", reviewers);
  g_signal_emit_by_name (form, "changed", ""); /* so that what was filled in can be confirmed */
}

static void
cards_cb (gpointer page, JsonNode *reply)
{
  Question *self = get_question (page);
  g_autofree char *path =
      g_strdup_printf ("/reviewers?recording_id=%" G_GINT64_FORMAT, self->recording);

  if (count (reply) == 0) {
    hcrm_page_toast (page, _ ("There is no published scorecard yet"), NULL, NULL);
    return;
  }
  g_clear_pointer (&self->cards, json_node_unref);
  self->cards = json_node_ref (reply);
  hcrm_page_call (page, "GET", path, NULL, reviewers_cb);
}

void
hcrm_recording_review_ask (HcrmPage *page, gint64 recording)
{
  Question *self = g_new0 (Question, 1);

  self->recording = recording;
  g_object_set_data_full (G_OBJECT (page), KEY, self, free_question);
  hcrm_page_call (page, "GET", "/scorecards?state=published", NULL, cards_cb);
}
