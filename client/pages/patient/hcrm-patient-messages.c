/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages to one patient: two forms to send with, and what was sent. */

#include "hcrm-patient-messages.h"

#include <string.h>

#include "core/hcrm-dial.h"
#include "hcrm-contact-choice.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-message.h"
#include "pages/messages/hcrm-message-words.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "letter"

/* One thing to send: a button that opens its form. */
typedef struct {
  GtkWidget *button;
  GtkWidget *card;
  GtkLabel *known; /* what there is to know before it is sent */
  HcrmForm *form;
  char *ref; /* of its draft: "plan-4" */
} Letter;

struct _HcrmPatientMessages {
  HcrmPatientSection parent_instance;

  Letter plan;
  Letter prompt;
  Letter *open;    /* (nullable): whose form is open */
  Letter *sending; /* (nullable): what is on its way */
  GtkBox *list;
  GtkWidget *empty;
  HcrmRecord *running; /* (nullable): the plan that runs */
  gboolean english;    /* what the patient reads */
};

G_DEFINE_FINAL_TYPE (HcrmPatientMessages, hcrm_patient_messages, HCRM_TYPE_PATIENT_SECTION)

static gboolean
may (HcrmPatientMessages *self, HcrmPermission permission)
{
  return hcrm_page_may (hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self)), permission);
}

/* --- what was sent ---------------------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, style);

  gtk_widget_set_visible (label, text != NULL && *text != '\0');
  return label;
}

static GtkWidget *
new_head (HcrmRecord *message)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *pill = hcrm_pill_new (NULL, "plain");
  g_autofree char *at = hcrm_text_time (hcrm_record_get (message, "created_at"));
  GtkWidget *when = new_label (at, "caption");

  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_message_workflow,
                       hcrm_record_get (message, "state"));
  gtk_box_append (GTK_BOX (head),
                  new_label (hcrm_message_words_choice (message, "purpose"), "strong"));
  gtk_box_append (GTK_BOX (head), pill);
  gtk_widget_set_hexpand (when, TRUE);
  gtk_label_set_xalign (GTK_LABEL (when), 1);
  gtk_box_append (GTK_BOX (head), when);
  return head;
}

static GtkWidget *
new_card (HcrmRecord *message)
{
  GtkWidget *card = hcrm_card_new (NULL);
  GtkWidget *number = hcrm_dial_number_new ();
  g_autofree char *why = hcrm_message_words_why (message);
  g_autofree char *to = hcrm_message_words_to (message);
  g_autofree char *when = hcrm_message_words_when (message);
  g_autofree char *way = hcrm_text_join (to, when, NULL);

  gtk_box_set_spacing (GTK_BOX (card), 6);
  gtk_box_append (GTK_BOX (card), new_head (message));
  gtk_box_append (GTK_BOX (card), new_label (hcrm_record_get (message, "body"), "quote"));
  gtk_box_append (GTK_BOX (card), new_label (why, "warn-text"));
  gtk_box_append (GTK_BOX (card), new_label (way, "caption"));
  hcrm_message_words_show_number (number, message);
  gtk_box_append (GTK_BOX (card), number);
  return card;
}

static void
messages_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientMessages *self = data;
  g_autoptr (GPtrArray) messages = hcrm_patient_read_items (reply, &hcrm_message_fields);

  hcrm_clear_box (self->list);
  for (guint i = 0; i < messages->len; i++)
    gtk_box_append (self->list, new_card (g_ptr_array_index (messages, i)));
  gtk_widget_set_visible (self->empty, messages->len == 0);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), messages->len);
}

/* --- what is proposed ------------------------------------------------------------------------- */

/* What is proposed will be read by the patient, so not in the reader's language. */
static const struct {
  const char *language, *routine, *next, *and, *comma;
} proposals[] = {
  { "zh_CN", "常规复查", "下次随访：", "；", "、" },
  { "en", "routine re-examination", "next follow-up: ", "; ", ", " },
};

static char *
list_days (HcrmRecord *plan, const char *comma)
{
  const char *text = hcrm_record_get (plan, "steps");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *steps =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) days = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    const char *state = hcrm_text_member (step, "state");
    if (g_str_equal (state, "open") || g_str_equal (state, "waiting"))
      g_string_append_printf (days, "%s%s", days->len > 0 ? comma : "",
                              hcrm_text_member (step, "due_on"));
  }
  return g_string_free (g_steal_pointer (&days), FALSE);
}

/* The note of the plan and its next days, to begin with. */
static char *
propose_plan (HcrmPatientMessages *self, HcrmRecord *plan)
{
  const char *note = hcrm_record_get (plan, "note");
  g_autofree char *said = g_strdup (note != NULL ? note : "");
  g_autofree char *days = list_days (plan, proposals[self->english].comma);
  gboolean both = *said != '\0' && *days != '\0';

  /* The template ends the sentence. */
  if (g_str_has_suffix (said, "。"))
    said[strlen (said) - strlen ("。")] = '\0';
  return g_strconcat (said, both ? proposals[self->english].and : "",
                      *days != '\0' ? proposals[self->english].next : "", days, NULL);
}

static void
fill_letter (Letter *letter, const char *kind, const char *id, HcrmRecord *proposal)
{
  g_free (letter->ref);
  letter->ref = g_strdup_printf ("%s-%s", kind, id);
  hcrm_form_set_record (letter->form, proposal);
}

/* What is being approved is the plan as it was when the form was opened. */
static void
plans_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientMessages *self = data;
  g_autoptr (GPtrArray) plans = hcrm_patient_read_items (reply, &hcrm_followup_plan_fields);

  if (self->open == &self->plan || self->sending == &self->plan)
    return;
  HcrmRecord *plan = plans->len > 0 ? g_ptr_array_index (plans, 0) : NULL;
  g_set_object (&self->running, plan);
  gtk_widget_set_visible (self->plan.button, self->running != NULL);
  if (self->running == NULL)
    return;
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_message_plan);
  g_autofree char *text = propose_plan (self, self->running);
  hcrm_record_set (body, "plan", text);
  fill_letter (&self->plan, "plan", hcrm_record_get (self->running, "id"), body);
}

static void
fetch_plans (HcrmPatientMessages *self)
{
  HcrmPatientSection *section = HCRM_PATIENT_SECTION (self);
  g_autofree char *path =
      hcrm_api_query ("/followup-plans", "patient_id", hcrm_patient_section_get_patient (section),
                      "state", "active", "limit", "1", NULL);

  if (may (self, HCRM_PERM_FOLLOWUP_READ) && may (self, HCRM_PERM_FOLLOWUP_PLAN))
    hcrm_patient_section_fetch (section, path, plans_cb);
}

static char *
say_known (JsonObject *known)
{
  const char *result = json_object_get_string_member_with_default (known, "last_result_on", NULL);
  const char *answers = json_object_get_string_member_with_default (known, "last_answers_on", NULL);
  g_autofree char *result_day = result != NULL ? hcrm_text_date (result) : NULL;
  g_autofree char *answers_day = answers != NULL ? hcrm_text_date (answers) : NULL;
  g_autofree char *first = result != NULL   ? g_strdup_printf (_ ("last results: %s"), result_day)
                                            : g_strdup (_ ("no results on record"));
  g_autofree char *second = answers != NULL ? g_strdup_printf (_ ("last answers: %s"), answers_day)
                                            : g_strdup (_ ("no answers on record"));

  return hcrm_text_join (first, second, NULL);
}

static char *
say_booked (JsonObject *known)
{
  const char *at = json_object_get_string_member_with_default (known, "booked_at", NULL);
  g_autofree char *time = at != NULL ? hcrm_text_time (at) : g_strdup ("");

  return hcrm_text_join (_ ("A visit is booked already: no prompt is needed"), time,
                            hcrm_text_member (known, "booked_department"), NULL);
}

static void
known_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientMessages *self = data;
  JsonObject *known = json_node_get_object (reply);
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_message_reexamination);

  self->english = g_str_equal (hcrm_text_member (known, "language"), "en");
  fetch_plans (self);
  gboolean booked = json_object_get_boolean_member_with_default (known, "booked", FALSE);
  g_autofree char *words = booked ? say_booked (known) : say_known (known);
  hcrm_patient_set_label (self->prompt.known, words);
  gtk_widget_set_sensitive (self->prompt.button, !booked);
  if (self->open == &self->prompt || self->sending == &self->prompt)
    return;
  hcrm_record_set (body, "items", proposals[self->english].routine);
  hcrm_record_set (body, "date", json_object_get_string_member_with_default (known, "date", NULL));
  fill_letter (&self->prompt, "prompt",
               hcrm_patient_section_get_patient (HCRM_PATIENT_SECTION (self)), body);
}

/* --- what is typed ---------------------------------------------------------------------------- */

static const char *
get_version (HcrmPatientMessages *self, Letter *letter)
{
  return letter == &self->plan ? hcrm_record_get (self->running, "version") : "";
}

static void
keep_draft (HcrmPatientMessages *self, Letter *letter)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (letter->form);

  json_object_set_string_member (json_node_get_object (draft), "version",
                                 get_version (self, letter));
  if (hcrm_form_get_dirty (letter->form))
    hcrm_page_save_draft (page, DRAFT_KIND, letter->ref, draft);
  else
    hcrm_page_clear_draft (page, DRAFT_KIND, letter->ref);
}

static void
plan_changed_cb (HcrmPatientMessages *self)
{
  keep_draft (self, &self->plan);
}

static void
prompt_changed_cb (HcrmPatientMessages *self)
{
  keep_draft (self, &self->prompt);
}

/* Days that were typed for a plan that has others now must not reach the patient unread. */
static void
take_draft (HcrmPatientMessages *self, Letter *letter, JsonNode *draft)
{
  gboolean stale = draft != NULL && JSON_NODE_HOLDS_OBJECT (draft)
                   && !g_str_equal (hcrm_text_member (json_node_get_object (draft), "version"),
                                    get_version (self, letter));

  if (letter == &self->plan)
    hcrm_patient_set_label (
        letter->known,
        stale ? _ ("The plan was changed after this was typed: compare before you send it.")
              : NULL);
  hcrm_form_take_draft (letter->form, draft);
}

void
hcrm_patient_messages_take_draft (HcrmPatientMessages *self,
                                  const char *kind,
                                  const char *ref,
                                  JsonNode *content)
{
  if (g_str_equal (kind, DRAFT_KIND) && self->open != NULL && g_strcmp0 (self->open->ref, ref) == 0)
    take_draft (self, self->open, content);
}

void
hcrm_patient_messages_set_contacts (HcrmPatientMessages *self, GPtrArray *contacts)
{
  hcrm_contact_choice_fill (self->plan.form, "contact_id", contacts, NULL);
  hcrm_contact_choice_fill (self->prompt.form, "contact_id", contacts, NULL);
}

static void
show_letter (HcrmPatientMessages *self, Letter *letter)
{
  self->open = letter;
  gtk_widget_set_visible (self->plan.card, letter == &self->plan);
  gtk_widget_set_visible (self->prompt.card, letter == &self->prompt);
}

static void
open_letter (HcrmPatientMessages *self, Letter *letter)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));

  show_letter (self, letter);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (page, DRAFT_KIND, letter->ref);
  take_draft (self, letter, draft);
  hcrm_form_focus (letter->form);
}

/* The plan may have changed meanwhile. What was typed is kept. */
static gboolean
close_letter (HcrmPatientMessages *self)
{
  Letter *letter = self->open;

  if (letter == NULL)
    return FALSE;
  show_letter (self, NULL);
  gtk_widget_grab_focus (letter->button);
  fetch_plans (self);
  return TRUE;
}

static gboolean
hcrm_patient_messages_back (HcrmPatientSection *section)
{
  return close_letter (HCRM_PATIENT_MESSAGES (section));
}

static void
discard_cb (HcrmPatientMessages *self)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  Letter *letter = self->open;

  close_letter (self);
  hcrm_page_clear_draft (page, DRAFT_KIND, letter->ref);
  hcrm_page_refresh (page); /* proposes anew */
}

/* --- sending ---------------------------------------------------------------------------------- */

/* A conflict that was settled ends the sending of the form that is still open. */
static void
sent_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientMessages *self = data;
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  Letter *letter = self->sending != NULL ? self->sending : self->open;
  const char *state =
      reply != NULL ? hcrm_text_member (json_node_get_object (reply), "state") : "queued";

  self->sending = NULL;
  if (letter != NULL)
    hcrm_page_clear_draft (page, DRAFT_KIND, letter->ref);
  if (letter == self->open)
    close_letter (self);
  hcrm_page_toast (page, g_str_equal (state, "queued")
                   ? _ ("The message is in the outbox")
                   : _ ("The message is not sent yet; see why below"), NULL, NULL);
  hcrm_page_refresh (page);
}

static gboolean
not_sent_cb (gpointer data, const GError *error)
{
  HCRM_PATIENT_MESSAGES (data)->sending = NULL;
  return FALSE;
}

static char *
make_path (HcrmPatientMessages *self)
{
  if (self->open == &self->plan)
    return g_strdup_printf ("/followup-plans/%s/actions/send",
                            hcrm_record_get (self->running, "id"));
  return g_strdup_printf ("/patients/%s/actions/prompt-reexamination",
                          hcrm_patient_section_get_patient (HCRM_PATIENT_SECTION (self)));
}

static void
hcrm_patient_messages_submit (HcrmPatientSection *section)
{
  HcrmPatientMessages *self = HCRM_PATIENT_MESSAGES (section);

  if (self->open == NULL || self->sending != NULL || !hcrm_form_check (self->open->form))
    return;
  g_autoptr (HcrmRecord) body = hcrm_form_dup_record (self->open->form);
  g_autofree char *path = make_path (self);
  self->sending = self->open;
  hcrm_patient_section_send (section, "POST", path, body,
                             self->open == &self->plan ? self->running : NULL, sent_cb,
                             not_sent_cb);
}

static gboolean
hcrm_patient_messages_show_field_error (HcrmPatientSection *section,
                                        const char *field,
                                        const char *message)
{
  HcrmPatientMessages *self = HCRM_PATIENT_MESSAGES (section);

  return self->open != NULL && hcrm_form_show_error (self->open->form, field, message);
}

static void
send_cb (HcrmPatientMessages *self)
{
  hcrm_patient_messages_submit (HCRM_PATIENT_SECTION (self));
}

static void
plan_cb (HcrmPatientMessages *self)
{
  open_letter (self, &self->plan);
}

static void
prompt_cb (HcrmPatientMessages *self)
{
  open_letter (self, &self->prompt);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_patient_messages_load (HcrmPatientSection *section)
{
  HcrmPatientMessages *self = HCRM_PATIENT_MESSAGES (section);
  const char *patient = hcrm_patient_section_get_patient (section);
  g_autofree char *messages = hcrm_api_query ("/messages", "patient_id", patient, "sort",
                                              "-created_at", "limit", "100", NULL);
  g_autofree char *known = g_strdup_printf ("/patients/%s/reexamination", patient);

  hcrm_patient_section_fetch (section, messages, messages_cb);
  gtk_widget_set_visible (self->prompt.button, may (self, HCRM_PERM_OUTBOX_SEND));
  gtk_widget_set_visible (GTK_WIDGET (self->prompt.known), may (self, HCRM_PERM_OUTBOX_SEND));
  if (may (self, HCRM_PERM_OUTBOX_SEND))
    hcrm_patient_section_fetch (section, known, known_cb);
}

static GtkWidget *
make_buttons (HcrmPatientMessages *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *never = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *send = gtk_button_new_with_label (_ ("Approve and Send"));

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_add_css_class (never, "outline");
  gtk_widget_add_css_class (send, "suggested-action");
  gtk_box_append (GTK_BOX (box), never);
  gtk_box_append (GTK_BOX (box), send);
  g_signal_connect_swapped (never, "clicked", G_CALLBACK (discard_cb), self);
  g_signal_connect_swapped (send, "clicked", G_CALLBACK (send_cb), self);
  return box;
}

static void
setup_letter (HcrmPatientMessages *self,
              Letter *letter,
              const char *label,
              const HcrmFieldSet *set,
              GCallback open,
              GCallback changed)
{
  letter->button = gtk_button_new_with_label (label);
  letter->card = hcrm_card_new (label);
  letter->form = g_object_new (HCRM_TYPE_FORM, NULL);
  letter->known = GTK_LABEL (new_label (NULL, "caption"));
  hcrm_form_setup (letter->form, set, NULL);
  gtk_box_set_spacing (GTK_BOX (letter->card), 9);
  gtk_box_append (GTK_BOX (letter->card), GTK_WIDGET (letter->form));
  gtk_box_append (GTK_BOX (letter->card), make_buttons (self));
  gtk_widget_set_visible (letter->card, FALSE);
  gtk_widget_set_visible (letter->button, FALSE);
  gtk_widget_add_css_class (letter->button, "outline");
  g_signal_connect_swapped (letter->button, "clicked", open, self);
  g_signal_connect_swapped (letter->form, "changed", changed, self);
}

static GtkWidget *
make_head (HcrmPatientMessages *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  setup_letter (self, &self->plan,
                _ ("Send Next Treatment"), &hcrm_message_plan, G_CALLBACK (plan_cb),
                   G_CALLBACK (plan_changed_cb));
  setup_letter (self, &self->prompt,
                _ ("Prompt Re-examination"), &hcrm_message_reexamination, G_CALLBACK (prompt_cb),
                   G_CALLBACK (prompt_changed_cb));
  gtk_widget_add_css_class (GTK_WIDGET (self->plan.known), "warn-text");
  gtk_box_insert_child_after (GTK_BOX (self->plan.card), GTK_WIDGET (self->plan.known),
                              gtk_widget_get_first_child (self->plan.card));
  gtk_widget_set_valign (GTK_WIDGET (self->prompt.known), GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (GTK_WIDGET (self->prompt.known), TRUE);
  gtk_widget_set_sensitive (self->prompt.button, FALSE); /* until it is known what to propose */
  gtk_box_append (GTK_BOX (box), self->plan.button);
  gtk_box_append (GTK_BOX (box), self->prompt.button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->prompt.known));
  return box;
}

static GtkWidget *
make_body (HcrmPatientMessages *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  self->empty = new_label (_ ("No message was written to this patient yet."), "dim-label");
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_widget_set_margin_top (self->empty, 36);
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0.5);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), self->plan.card);
  gtk_box_append (GTK_BOX (box), self->prompt.card);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->empty);
  return box;
}

static void
hcrm_patient_messages_dispose (GObject *object)
{
  HcrmPatientMessages *self = HCRM_PATIENT_MESSAGES (object);

  g_clear_object (&self->running);
  g_clear_pointer (&self->plan.ref, g_free);
  g_clear_pointer (&self->prompt.ref, g_free);
  G_OBJECT_CLASS (hcrm_patient_messages_parent_class)->dispose (object);
}

static void
hcrm_patient_messages_class_init (HcrmPatientMessagesClass *klass)
{
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_patient_messages_dispose;
  section_class->load = hcrm_patient_messages_load;
  section_class->submit = hcrm_patient_messages_submit;
  section_class->back = hcrm_patient_messages_back;
  section_class->show_field_error = hcrm_patient_messages_show_field_error;
}

static void
hcrm_patient_messages_init (HcrmPatientMessages *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_body (self));
  adw_bin_set_child (ADW_BIN (self), scroller);
}
