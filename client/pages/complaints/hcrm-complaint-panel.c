/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of one complaint: objects, shares, words, history, and how its due date came about. */

#include "hcrm-complaint-panel.h"

#include <glib/gi18n.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-explain.h"
#include "hcrm-complaint-hear.h"
#include "hcrm-complaint-words.h"
#include "model/hcrm-call.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-message.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

typedef GtkWidget *(*ItemFunc) (JsonObject *item);

/* --- lists of a complaint --------------------------------------------------------------------- */

/* What is null has no words. */
static const char *
get_words (JsonObject *item, const char *name)
{
  const char *text = hcrm_text_member (item, name);

  return text != NULL ? text : "";
}

static JsonNode *
read_list (HcrmRecord *complaint, const char *field)
{
  const char *text = hcrm_record_get (complaint, field);
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  return json_from_string ("[]", NULL);
}

static GtkWidget *
new_list (HcrmRecord *complaint, const char *field, gboolean latest_first, ItemFunc make)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autoptr (JsonNode) node = read_list (complaint, field);
  JsonArray *items = json_node_get_array (node);
  guint n = json_array_get_length (items);

  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (box),
                    make (json_array_get_object_element (items, latest_first ? n - 1 - i : i)));
  return box;
}

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static const char *
get_label (const HcrmFieldSet *set, const char *field, const char *value)
{
  return hcrm_field_get_choice_label (&set->fields[hcrm_field_set_find (set, field)], value);
}

/* --- whom or what it is about ----------------------------------------------------------------- */

static GtkWidget *
new_object (JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char *code = get_words (item, "service_code");
  gboolean unknown =
      *code != '\0' && !json_object_get_boolean_member_with_default (item, "code_known", FALSE);
  g_autofree char *words =
      hcrm_text_join (get_label (&hcrm_complaint_object_fields, "kind", get_words (item, "kind")),
                      get_words (item, "staff"), get_words (item, "department"),
                      get_words (item, "drug"), code, get_words (item, "note"), NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (unknown)
    gtk_box_append (GTK_BOX (box), hcrm_pill_new (_ ("nobody had this code"), "warn"));
  return box;
}

GtkWidget *
hcrm_complaint_panel_new_objects (HcrmRecord *complaint)
{
  return new_list (complaint, "objects", FALSE, new_object);
}

/* --- what was said and done ------------------------------------------------------------------- */

/* @words: (transfer floating) */
static GtkWidget *
new_said (JsonObject *item, GtkWidget *words, const char *detail)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *at = hcrm_text_time (get_words (item, "at"));
  g_autofree char *head = hcrm_text_join (at, hcrm_text_doer (get_words (item, "user")), NULL);

  gtk_box_append (GTK_BOX (box), words);
  if (*detail != '\0')
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (detail, "caption"));
  gtk_box_append (GTK_BOX (box), new_caption (head));
  return box;
}

static HcrmExplanation *
explain (JsonObject *item)
{
  JsonNode *params = json_object_get_member (item, "params");

  return hcrm_explain (get_words (item, "code"), params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                                                     ? json_node_get_object (params)
                                                     : NULL);
}

static GtkWidget *
new_event (JsonObject *item)
{
  g_autoptr (HcrmExplanation) words = explain (item);

  return new_said (item, hcrm_wrapped_label_new (words->title, NULL), words->detail);
}

GtkWidget *
hcrm_complaint_panel_new_notes (HcrmRecord *complaint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autoptr (JsonNode) node = read_list (complaint, "notes");
  JsonArray *notes = json_node_get_array (node);

  for (guint i = json_array_get_length (notes); i > 0; i--) {
    JsonObject *note = json_array_get_object_element (notes, i - 1);
    GtkWidget *words = hcrm_wrapped_label_new ("", "quote");
    hcrm_complaint_hear_show_note (GTK_LABEL (words), complaint, note);
    gtk_box_append (GTK_BOX (box), new_said (note, words, ""));
  }
  return box;
}

GtkWidget *
hcrm_complaint_panel_new_history (HcrmRecord *complaint)
{
  return new_list (complaint, "history", TRUE, new_event);
}

/* --- joined cases, calls and messages --------------------------------------------------------- */

static GtkWidget *
new_join (JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *button = gtk_button_new_with_label (get_words (item, "number"));
  const char *channel = get_label (&hcrm_complaint_fields, "channel", get_words (item, "channel"));
  g_autofree char *at = hcrm_text_time (get_words (item, "received_at"));
  g_autofree char *words =
      hcrm_text_join (get_words (item, "caller_name"), channel, at, get_words (item, "matter"),
                      get_words (item, "reason"), NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "complaint.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x",
                                    json_object_get_int_member (item, "id"));
  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* What came of a call: what was said of it, else how it stands. */
static const char *
get_outcome (JsonObject *item)
{
  const char *disposition = get_words (item, "disposition");

  return *disposition != '\0' ? hcrm_disposition_get_label (disposition)
                              : get_label (&hcrm_call_fields, "state", get_words (item, "state"));
}

/* A click calls back, about the complaint. */
static GtkWidget *
new_number (JsonObject *item, gboolean called)
{
  GtkWidget *number = hcrm_dial_number_new ();
  HcrmPhoneDial dial = {
    .call_id = json_object_get_int_member_with_default (item, "call_id", 0),
  };

  hcrm_dial_number_show (number, get_words (item, "number"), NULL,
                         called && dial.call_id != 0 ? &dial : NULL);
  return number;
}

/* Whoever may not hear a recording still sees that there is one. */
static GtkWidget *
new_call (JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *buttons = hcrm_complaint_hear_new_buttons (item);
  gboolean recorded = json_object_get_boolean_member_with_default (item, "recorded", FALSE)
                      && gtk_widget_get_first_child (buttons) == NULL;
  const char *direction = get_words (item, "direction");
  const char *channel = get_words (item, "channel");
  gboolean called = *channel == '\0' || g_str_equal (channel, "phone");
  g_autofree char *at = hcrm_text_time (get_words (item, "started_at"));
  g_autofree char *words =
      hcrm_text_join (at, called ? "" : get_label (&hcrm_complaint_tell, "channel", channel),
                      *direction != '\0' ? get_label (&hcrm_call_fields, "direction", direction)
                                         : "",
                      get_outcome (item), hcrm_text_doer (get_words (item, "user")),
                      get_words (item, "note"), recorded ? _ ("recorded") : "", NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_number (item, called));
  gtk_box_append (GTK_BOX (box), buttons);
  return box;
}

/* A message to the caller: how it stands, and what it says. */
static GtkWidget *
new_message (JsonObject *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *state = hcrm_pill_new ("", NULL);
  const char *sent = get_words (item, "sent_at");
  g_autofree char *at = hcrm_text_time (*sent != '\0' ? sent : get_words (item, "created_at"));
  g_autofree char *head =
      hcrm_text_join (at, get_label (&hcrm_message_fields, "channel", get_words (item, "channel")),
                      get_words (item, "address"),
                      get_label (&hcrm_message_fields, "reason", get_words (item, "reason")), NULL);
  GtkWidget *body = hcrm_wrapped_label_new (get_words (item, "body"), NULL);

  hcrm_pill_set_state (GTK_LABEL (state), &hcrm_message_workflow, get_words (item, "state"));
  gtk_widget_set_valign (state, GTK_ALIGN_START);
  gtk_widget_set_hexpand (body, TRUE);
  gtk_box_append (GTK_BOX (line), body);
  gtk_box_append (GTK_BOX (line), state);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), new_caption (head));
  return box;
}

gboolean
hcrm_complaint_panel_has_letter (HcrmRecord *complaint, const char *state)
{
  g_autoptr (JsonNode) node = read_list (complaint, "messages");
  JsonArray *items = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (g_str_equal (get_words (item, "channel"), "letter")
        && g_str_equal (get_words (item, "state"), state))
      return TRUE;
  }
  return FALSE;
}

GtkWidget *
hcrm_complaint_panel_new_joins (HcrmRecord *complaint)
{
  return new_list (complaint, "joins", FALSE, new_join);
}

GtkWidget *
hcrm_complaint_panel_new_calls (HcrmRecord *complaint)
{
  return new_list (complaint, "calls", TRUE, new_call);
}

GtkWidget *
hcrm_complaint_panel_new_messages (HcrmRecord *complaint)
{
  return new_list (complaint, "messages", TRUE, new_message);
}

/* --- shares ----------------------------------------------------------------------------------- */

static HcrmRecord *
read_share (JsonObject *item)
{
  g_autoptr (HcrmRecord) share = hcrm_record_new (&hcrm_complaint_task_fields);

  return hcrm_record_read_json (share, item, TRUE, NULL) ? g_steal_pointer (&share) : NULL;
}

HcrmRecord *
hcrm_complaint_panel_find_share (HcrmRecord *complaint, gint64 id)
{
  g_autoptr (JsonNode) node = read_list (complaint, "tasks");
  JsonArray *items = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (json_object_get_int_member_with_default (item, "id", 0) == id)
      return read_share (item);
  }
  return NULL;
}

static gboolean
leads_now (HcrmRecord *share, HcrmRecord *complaint)
{
  const char *state = hcrm_record_get (share, "state");

  return hcrm_record_get_bool (share, "lead") && g_strcmp0 (state, "returned") != 0
         && g_strcmp0 (state, "withdrawn") != 0
         && hcrm_record_get_int (share, "round") == hcrm_record_get_int (complaint, "reopened");
}

/* The share that leads now. */
static HcrmRecord *
find_lead (HcrmRecord *complaint)
{
  g_autoptr (JsonNode) node = read_list (complaint, "tasks");
  JsonArray *items = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    g_autoptr (HcrmRecord) share = read_share (json_array_get_object_element (items, i));
    if (share != NULL && leads_now (share, complaint))
      return g_steal_pointer (&share);
  }
  return NULL;
}

gboolean
hcrm_complaint_panel_is_led (HcrmRecord *complaint)
{
  g_autoptr (HcrmRecord) lead = find_lead (complaint);

  return lead != NULL;
}

char *
hcrm_complaint_panel_dup_answer (HcrmRecord *complaint)
{
  g_autoptr (HcrmRecord) lead = find_lead (complaint);

  return lead != NULL ? g_strdup (hcrm_record_get (lead, "answer")) : NULL;
}

static GtkWidget *
new_share_head (HcrmRecord *share)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *who = hcrm_text_join (hcrm_text_field (share, "department"),
                                         hcrm_text_field (share, "assignee"), NULL);
  GtkWidget *label = hcrm_wrapped_label_new (who, "strong");
  GtkWidget *state = hcrm_pill_new ("", NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (hcrm_record_get_bool (share, "lead"))
    gtk_box_append (GTK_BOX (box), hcrm_pill_new (_ ("leads"), "plain"));
  hcrm_pill_set_state (GTK_LABEL (state), &hcrm_complaint_task_workflow,
                       hcrm_record_get (share, "state"));
  gtk_box_append (GTK_BOX (box), state);
  return box;
}

static void
add_step (HcrmWrapBox *box, HcrmRecord *share, const HcrmStep *step)
{
  GtkWidget *button = gtk_button_new_with_label (gettext (step->label));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "complaint.share");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xs)",
                                    hcrm_record_get_int (share, "id"), step->action);
  if (step->flags & HCRM_STEP_SUGGESTED)
    gtk_widget_add_css_class (button, "suggested-action");
  if (step->flags & HCRM_STEP_DESTRUCTIVE)
    gtk_widget_add_css_class (button, "destructive");
  hcrm_wrap_box_append (box, button);
}

/* The share that leads cannot be made to. */
static gboolean
offers (HcrmRecord *share, const HcrmStep *step)
{
  return g_strcmp0 (step->from, hcrm_record_get (share, "state")) == 0
         && !(g_str_equal (step->action, "lead") && hcrm_record_get_bool (share, "lead"));
}

/* Shares are worked on while the case is being handled, and only those of its present round. */
static GtkWidget *
new_share_steps (HcrmRecord *share, HcrmRecord *complaint, const HcrmPermissionSet *held)
{
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  const HcrmWorkflow *flow = &hcrm_complaint_task_workflow;
  const char *state = hcrm_record_get (share, "state");

  if (held == NULL || g_strcmp0 (hcrm_record_get (complaint, "state"), "handling") != 0
      || hcrm_record_get_int (share, "round") != hcrm_record_get_int (complaint, "reopened"))
    return box;
  for (guint i = 0; i < flow->n_steps; i++)
    if (offers (share, &flow->steps[i])
        && hcrm_workflow_find (flow, state, flow->steps[i].action, held, NULL) != NULL)
      add_step (HCRM_WRAP_BOX (box), share, &flow->steps[i]);
  return box;
}

static GtkWidget *
new_share (HcrmRecord *share, HcrmRecord *complaint, const HcrmPermissionSet *held)
{
  GtkWidget *card = hcrm_card_new (NULL);
  const char *pill = NULL;
  g_autofree char *due = hcrm_record_get (share, "bucket") != NULL
                             ? hcrm_complaint_words_due (share, &pill)
                             : g_strdup ("");
  static const char *const texts[] = { "request", "answer", "reason" };

  gtk_box_set_spacing (GTK_BOX (card), 6);
  gtk_box_append (GTK_BOX (card), new_share_head (share));
  if (*due != '\0')
    gtk_box_append (GTK_BOX (card), new_caption (due));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text = hcrm_record_get (share, texts[i]);
    if (text != NULL && *text != '\0')
      gtk_box_append (GTK_BOX (card),
                      hcrm_wrapped_label_new (text,
                                              g_str_equal (texts[i], "answer") ? "quote" : NULL));
  }
  gtk_box_append (GTK_BOX (card), new_share_steps (share, complaint, held));
  return card;
}

GtkWidget *
hcrm_complaint_panel_new_shares (HcrmRecord *complaint, const HcrmPermissionSet *held)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autoptr (JsonNode) node = read_list (complaint, "tasks");
  JsonArray *items = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    g_autoptr (HcrmRecord) share = read_share (json_array_get_object_element (items, i));
    if (share != NULL)
      gtk_box_append (GTK_BOX (box), new_share (share, complaint, held));
  }
  return box;
}

/* --- the clock -------------------------------------------------------------------------------- */

GtkWidget *
hcrm_complaint_panel_new_clock (JsonNode *reply)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  JsonArray *steps = json_object_get_array_member (json_node_get_object (reply), "steps");

  for (guint i = 0; i < json_array_get_length (steps); i++) {
    g_autoptr (HcrmExplanation) words = explain (json_array_get_object_element (steps, i));
    g_autofree char *text = hcrm_text_join (words->title, words->detail, NULL);
    g_autofree char *line = g_strdup_printf ("%u  %s", i + 1, text);
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (line, "caption"));
  }
  return box;
}
