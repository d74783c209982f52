/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom to call and why. */

#include "hcrm-call-who.h"

#include <string.h>

#include "core/hcrm-template.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-question.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-plan-note.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

/* One contact's row. */
typedef struct {
  gint64 id;
  char *number;
  char *name;
  gboolean valid;
  gboolean may; /* be told of the illness */
  gboolean called;
  GtkWidget *button;
  GtkWidget *words;
  GtkWidget *key;
} Contact;

struct _HcrmCallWho {
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *sex_age;
  GtkLabel *numbers;
  HcrmWrapBox *flags;
  GtkBox *contacts;
  GtkLabel *no_contacts;
  GtkLabel *diagnosis;
  GtkLabel *stay;
  GtkBox *note;
  GtkButton *edit_note;
  GtkWidget *versions;
  GtkLabel *note_by;
  HcrmPlanSteps *steps;
  GtkBox *questions;
  GtkWidget *ask;
  GtkBox *attempts;
  GtkLabel *no_attempts;

  GArray *rows; /* of Contact */
  gint64 calling;
  char *line;  /* (nullable): what the telephone says of that */
  gint64 last; /* who was called */
  gboolean reached;
  gint64 wanted; /* whom the ladder says to call; 0 for nobody in particular */
  gboolean read_only;
};

G_DEFINE_FINAL_TYPE (HcrmCallWho, hcrm_call_who, ADW_TYPE_BIN)

static void
clear_contact (Contact *contact)
{
  g_free (contact->number);
  g_free (contact->name);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_string_member_with_default (object, name, "") : "";
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static GtkWidget *
make_label (const char *text, const char *first_class, const char *second_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (first_class != NULL)
    gtk_widget_add_css_class (label, first_class);
  if (second_class != NULL)
    gtk_widget_add_css_class (label, second_class);
  return label;
}

/* --- who -------------------------------------------------------------------------------------- */

static void
show_flags (HcrmCallWho *self, JsonObject *patient)
{
  const char *allergies = get_text (patient, "allergies"), *notes = get_text (patient, "notes");

  hcrm_wrap_box_clear (self->flags);
  if (*allergies != '\0') {
    g_autofree char *text = g_strdup_printf (_ ("Allergy: %s"), allergies);
    hcrm_wrap_box_append (self->flags, make_label (text, "flag", NULL));
  }
  if (*notes != '\0')
    hcrm_wrap_box_append (self->flags, make_label (notes, "flag", "soft"));
  gtk_widget_set_visible (GTK_WIDGET (self->flags), *allergies != '\0' || *notes != '\0');
}

static void
show_patient (HcrmCallWho *self, JsonObject *patient)
{
  const char *name = get_text (patient, "name"), *mrn = get_text (patient, "mrn");
  g_autofree char *sex_age =
      hcrm_text_sex_age (get_text (patient, "sex"), get_text (patient, "birth_date"));
  g_autofree char *record = *mrn != '\0' ? g_strdup_printf (_ ("MRN %s"), mrn) : g_strdup ("");
  g_autofree char *numbers = hcrm_text_join (get_text (patient, "birth_date"), record, NULL);

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->sex_age, sex_age);
  set_label (self->numbers, numbers);
  show_flags (self, patient);
}

/* --- contacts --------------------------------------------------------------------------------- */

static const char *
get_relation (JsonObject *contact)
{
  const HcrmField field = { .choices = hcrm_relation_choices };

  return hcrm_field_get_choice_label (&field, get_text (contact, "relation"));
}

/* `May be told · daughter Li · after 9`; oneself needs no leave. */
static char *
describe_contact (JsonObject *contact, gboolean may, gboolean valid)
{
  gboolean oneself = g_str_equal (get_text (contact, "relation"), "self");
  const char *leave = oneself ? "" : may ? _ ("May be told") : _ ("Not to be told");

  return hcrm_text_join (valid ? ""
                               : _ ("Number not valid"), leave, get_relation (contact),
                                    oneself ? "" : get_text (contact, "name"),
                                    get_text (contact, "preferred_time"),
                                    get_text (contact, "note"), NULL);
}

static gboolean
may_be_told (JsonObject *contact)
{
  return hcrm_contact_hears_all (get_text (contact, "relation"), get_text (contact, "may_discuss"));
}

static GtkWidget *
make_contact_words (JsonObject *contact, gboolean valid)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean may = may_be_told (contact);
  g_autofree char *detail = describe_contact (contact, may, valid);
  GtkWidget *number = make_label (get_text (contact, "number"), "num", "strong");

  gtk_label_set_wrap (GTK_LABEL (number), FALSE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), number);
  gtk_box_append (GTK_BOX (words),
                  make_label (detail, "caption", may && valid ? "dim-label" : "warn-text"));
  return words;
}

static void
fill_button (Contact *contact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  contact->words = gtk_label_new (_ ("Call"));
  contact->key = hcrm_key_cap_new ("F9");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("call-start-symbolic"));
  gtk_box_append (GTK_BOX (box), contact->words);
  gtk_box_append (GTK_BOX (box), contact->key);
  gtk_button_set_child (GTK_BUTTON (contact->button), box);
}

static GtkWidget *
make_button (Contact *contact)
{
  g_autofree char *spoken = g_strdup_printf (C_ ("by telephone", "Call %s"), contact->name);

  contact->button = gtk_button_new ();
  fill_button (contact);
  gtk_widget_set_valign (contact->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (contact->button, "outline");
  gtk_widget_add_css_class (contact->button, "act");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (contact->button), "call.dial");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (contact->button), "x", contact->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (contact->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  return contact->button;
}

static gboolean
can_be_called (JsonObject *contact)
{
  const char *channel = get_text (contact, "channel");

  return *get_text (contact, "invalid_at") == '\0'
         && (g_str_equal (channel, "phone") || g_str_equal (channel, "landline"));
}

static void
add_contact (HcrmCallWho *self, JsonObject *object)
{
  const char *dial = get_text (object, "dial"), *name = get_text (object, "name");
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  Contact contact = {
    .id = json_object_get_int_member_with_default (object, "id", 0),
    .number = g_strdup (*dial != '\0' ? dial : get_text (object, "number")),
    .name = g_strdup (*name != '\0' ? name : get_relation (object)),
    .valid = can_be_called (object),
    .may = may_be_told (object),
  };

  gtk_box_append (GTK_BOX (row),
                  make_contact_words (object, *get_text (object, "invalid_at") == '\0'));
  gtk_box_append (GTK_BOX (row), make_button (&contact));
  gtk_box_append (self->contacts, row);
  g_array_append_val (self->rows, contact);
}

static Contact *
find_contact (HcrmCallWho *self, gint64 id)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, Contact, i).id == id)
      return &g_array_index (self->rows, Contact, i);
  return NULL;
}

static const char *
get_words (HcrmCallWho *self, Contact *contact)
{
  if (contact->id == self->calling)
    return self->line != NULL ? self->line : _ ("On call");
  return contact->called ? _ ("Call again") : _ ("Call");
}

static void
show_contact (HcrmCallWho *self, Contact *contact, gboolean next)
{
  gboolean on_line = contact->id == self->calling;

  gtk_label_set_label (GTK_LABEL (contact->words), get_words (self, contact));
  gtk_widget_set_visible (contact->key, next);
  gtk_widget_set_visible (contact->button, contact->valid);
  gtk_widget_set_sensitive (contact->button, self->calling == 0 && !self->read_only);
  gtk_widget_remove_css_class (contact->button, on_line ? "outline" : "call");
  gtk_widget_add_css_class (contact->button, on_line ? "call" : "outline");
}

static void
show_contacts (HcrmCallWho *self)
{
  gint64 next = hcrm_call_who_get_next (self);

  for (guint i = 0; i < self->rows->len; i++) {
    Contact *contact = &g_array_index (self->rows, Contact, i);
    show_contact (self, contact, self->calling == 0 && contact->id == next);
  }
}

static void
mark_called (HcrmCallWho *self, gint64 contact_id)
{
  Contact *contact = find_contact (self, contact_id);

  if (contact != NULL)
    contact->called = TRUE;
}

static void
load_contacts (HcrmCallWho *self, JsonArray *contacts)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->rows);
  guint n = contacts != NULL ? json_array_get_length (contacts) : 0;

  self->rows = g_array_new (FALSE, FALSE, sizeof (Contact));
  g_array_set_clear_func (self->rows, (GDestroyNotify) clear_contact);
  hcrm_clear_box (self->contacts);
  for (guint i = 0; i < n; i++)
    add_contact (self, json_array_get_object_element (contacts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->no_contacts), n == 0);
  for (guint i = 0; i < old->len; i++)
    if (g_array_index (old, Contact, i).called)
      mark_called (self, g_array_index (old, Contact, i).id);
  show_contacts (self);
}

/* --- why -------------------------------------------------------------------------------------- */

static void
show_reason (HcrmCallWho *self, JsonObject *task, JsonObject *encounter)
{
  g_autofree char *out = hcrm_text_date (get_text (task, "discharged_on"));
  g_autofree char *discharged =
      *out != '\0' ? g_strdup_printf (_ ("discharged %s"), out) : g_strdup ("");
  const char *ward = encounter != NULL ? hcrm_text_member (encounter, "ward") : "";
  const char *department = hcrm_text_member (task, "department");
  g_autofree char *stay =
      hcrm_text_join (department, g_str_equal (ward, department) ? "" : ward, discharged, NULL);
  const char *doctor = get_text (task, "doctor");
  g_autofree char *by =
      *doctor != '\0' ? g_strdup_printf (_ ("Note by %s, attending"), doctor) : g_strdup ("");

  set_label (self->diagnosis, task != NULL ? hcrm_text_member (task, "diagnosis") : "");
  set_label (self->stay, stay);
  set_label (self->note_by, hcrm_plan_note_fill (self->note, task) ? by : "");
  gboolean noted = json_object_get_int_member_with_default (task, "note_version", 0) > 0;
  gtk_widget_set_visible (self->versions, noted);
  gtk_button_set_label (self->edit_note, noted ? _ ("Change the Note") : _ ("Write a Note"));
}

/* --- what came before ------------------------------------------------------------------------- */

static const char *
get_channel (JsonObject *attempt)
{
  const HcrmField field = { .choices = hcrm_followup_channel_choices };

  return hcrm_field_get_choice_label (&field, get_text (attempt, "channel"));
}

static char *
dup_day (JsonObject *attempt)
{
  g_autofree char *time = hcrm_text_time (get_text (attempt, "started_at"));

  return g_strndup (time, strcspn (time, " "));
}

static GtkWidget *
make_attempt_words (JsonObject *attempt)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *what = hcrm_text_join (get_channel (attempt), get_text (attempt, "user"), NULL);
  g_autofree char *detail =
      hcrm_text_join (get_text (attempt, "contact"), get_text (attempt, "note"), NULL);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), make_label (what, NULL, NULL));
  if (*detail != '\0')
    gtk_box_append (GTK_BOX (words), make_label (detail, "caption", "dim-label"));
  return words;
}

static void
add_attempt (HcrmCallWho *self, JsonObject *attempt)
{
  const HcrmDisposition *disposition = hcrm_disposition_find (get_text (attempt, "disposition"));
  g_autofree char *day = dup_day (attempt);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *when = make_label (day, "caption", "dim-label");

  gtk_widget_add_css_class (when, "num");
  gtk_label_set_wrap (GTK_LABEL (when), FALSE);
  gtk_label_set_width_chars (GTK_LABEL (when), 6);
  gtk_widget_set_valign (when, GTK_ALIGN_START);
  gtk_widget_set_margin_top (when, 1);
  gtk_box_append (GTK_BOX (row), when);
  gtk_box_append (GTK_BOX (row), make_attempt_words (attempt));
  if (disposition != NULL) {
    GtkWidget *pill = hcrm_pill_new (gettext (disposition->label), disposition->pill);
    gtk_label_set_ellipsize (GTK_LABEL (pill), PANGO_ELLIPSIZE_NONE);
    gtk_widget_set_valign (pill, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (row), pill);
  }
  gtk_box_append (self->attempts, row);
}

static void
load_attempts (HcrmCallWho *self, JsonArray *attempts)
{
  guint n = attempts != NULL ? json_array_get_length (attempts) : 0;

  hcrm_clear_box (self->attempts);
  for (guint i = 0; i < n; i++)
    add_attempt (self, json_array_get_object_element (attempts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->no_attempts), n == 0);
}

/* --- what physicians were asked --------------------------------------------------------------- */

static void
add_line (HcrmCallWho *self, const char *text, const char *style)
{
  if (*text != '\0')
    gtk_box_append (self->questions, hcrm_wrapped_label_new (text, style));
}

/* The reply is what the patient is waiting for: it stands out. */
static void
add_question (HcrmCallWho *self, JsonObject *question)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_question_workflow, get_text (question, "state"));
  g_autofree char *by = hcrm_text_time (get_text (question, "answered_at"));
  g_autofree char *line = hcrm_text_join (state != NULL ? gettext (state->label) : "",
                                          get_text (question, "answered_by"), by, NULL);

  add_line (self, hcrm_text_member (question, "matter"), NULL);
  add_line (self, get_text (question, "answer"), "strong");
  add_line (self, line, "caption");
}

static void
load_questions (HcrmCallWho *self, JsonArray *questions)
{
  guint n = questions != NULL ? json_array_get_length (questions) : 0;

  hcrm_clear_box (self->questions);
  if (n > 0)
    add_line (self, _ ("Questions to physicians"), "heading");
  for (guint i = 0; i < n; i++)
    add_question (self, json_array_get_object_element (questions, i));
  gtk_widget_set_visible (GTK_WIDGET (self->questions), n > 0);
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_call_who_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_call_who_parent_class)->dispose (object);
}

static void
hcrm_call_who_finalize (GObject *object)
{
  g_array_unref (HCRM_CALL_WHO (object)->rows);
  g_free (HCRM_CALL_WHO (object)->line);
  G_OBJECT_CLASS (hcrm_call_who_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, avatar);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, name);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, sex_age);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, numbers);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, flags);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, contacts);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, no_contacts);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, diagnosis);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, stay);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, note);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, edit_note);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, versions);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, note_by);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, steps);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, questions);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, ask);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, attempts);
  gtk_widget_class_bind_template_child (klass, HcrmCallWho, no_attempts);
}

static void
hcrm_call_who_class_init (HcrmCallWhoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_call_who_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_call_who_finalize;
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  g_type_ensure (HCRM_TYPE_PLAN_STEPS);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/hcrm/Client/pages/call/hcrm-call-who.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
fill_ask (GtkButton *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_label_new (_ ("Ask a Physician"));

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), hcrm_key_cap_new ("F7"));
  gtk_button_set_child (button, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ask a Physician"), -1);
}

static void
hcrm_call_who_init (HcrmCallWho *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Contact));
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_ask (GTK_BUTTON (self->ask));
}

void
hcrm_call_who_set_sheet (HcrmCallWho *self, JsonObject *sheet)
{
  JsonObject *task = get_object (sheet, "task"), *patient = get_object (sheet, "patient");
  JsonObject *ladder = get_object (sheet, "ladder");

  show_patient (self, patient != NULL ? patient : task);
  self->wanted =
      ladder != NULL ? json_object_get_int_member_with_default (ladder, "contact_id", 0) : 0;
  load_contacts (self, get_array (sheet, "contacts"));
  show_reason (self, task, get_object (sheet, "encounter"));
  hcrm_plan_steps_set (self->steps, get_array (sheet, "steps"),
                       json_object_get_int_member_with_default (task, "position", 0));
  load_questions (self, get_array (sheet, "questions"));
  load_attempts (self, get_array (sheet, "attempts"));
}

void
hcrm_call_who_set_calling (HcrmCallWho *self, gint64 contact_id)
{
  self->calling = contact_id;
  g_clear_pointer (&self->line, g_free);
  show_contacts (self);
}

void
hcrm_call_who_set_line (HcrmCallWho *self, const char *words)
{
  g_free (self->line);
  self->line = g_strdup (words);
  show_contacts (self);
}

void
hcrm_call_who_set_called (HcrmCallWho *self, gint64 contact_id)
{
  mark_called (self, contact_id);
  self->last = contact_id;
  show_contacts (self);
}

void
hcrm_call_who_set_reached (HcrmCallWho *self, gboolean reached)
{
  self->reached = reached;
  show_contacts (self);
}

gboolean
hcrm_call_who_was_called (HcrmCallWho *self, gint64 contact_id)
{
  Contact *contact = find_contact (self, contact_id);

  return contact != NULL && contact->called;
}

/* Nobody who must not be told is called by a key; their button stays. */
gint64
hcrm_call_who_get_next (HcrmCallWho *self)
{
  const Contact *wanted = find_contact (self, self->wanted);
  const Contact *last = self->reached ? find_contact (self, self->last) : NULL;
  gint64 first = 0;

  if (last != NULL && last->valid)
    return last->id;
  if (wanted != NULL && wanted->valid && !wanted->called)
    return wanted->id;
  for (guint i = 0; i < self->rows->len; i++) {
    const Contact *contact = &g_array_index (self->rows, Contact, i);
    if (!contact->valid || !contact->may)
      continue;
    if (!contact->called)
      return contact->id;
    if (first == 0)
      first = contact->id;
  }
  return first;
}

const char *
hcrm_call_who_get_number (HcrmCallWho *self, gint64 contact_id)
{
  Contact *contact = find_contact (self, contact_id);

  return contact != NULL ? contact->number : NULL;
}

char *
hcrm_call_who_dup_name (HcrmCallWho *self, gint64 contact_id)
{
  Contact *contact = find_contact (self, contact_id);

  return g_strdup (contact != NULL ? contact->name : "");
}

void
hcrm_call_who_set_read_only (HcrmCallWho *self, gboolean read_only)
{
  self->read_only = read_only;
  show_contacts (self);
}

void
hcrm_call_who_set_asks (HcrmCallWho *self, gboolean asks)
{
  gtk_widget_set_visible (self->ask, asks);
}

void
hcrm_call_who_set_edits_note (HcrmCallWho *self, gboolean edits)
{
  gtk_widget_set_visible (GTK_WIDGET (self->edit_note), edits);
}
