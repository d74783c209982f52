/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question or alarm in full. */

#include "hcrm-question-panel.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-explain.h"
#include "core/hcrm-template.h"
#include "model/hcrm-question.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmQuestionPanel {
  AdwBin parent_instance;

  HcrmRecord *question;
  GtkStack *stack;
  GtkLabel *name;
  GtkLabel *sex_age;
  GtkLabel *kind;
  GtkLabel *state;
  GtkLabel *where;
  GtkBox *number;
  GtkWidget *dial;
  GtkLabel *allergies;
  GtkLabel *matter;
  GtkLabel *notes;
  GtkLabel *source;
  GtkLabel *due;
  GtkWidget *answer_card;
  GtkLabel *answer;
  GtkLabel *answered;
  GtkBox *history;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionPanel, hcrm_question_panel, ADW_TYPE_BIN)

static const char *
get (HcrmQuestionPanel *self, const char *field)
{
  const char *text = hcrm_record_get (self->question, field);

  return text != NULL ? text : "";
}

/* --- about whom and what ---------------------------------------------------------------------- */

/* The call is about the question. */
gboolean
hcrm_question_panel_get_dial (HcrmQuestionPanel *self, HcrmPhoneDial *dial)
{
  if (self->question == NULL || *get (self, "phone") == '\0')
    return FALSE;
  dial->patient_id = hcrm_record_get_int (self->question, "patient_id");
  dial->activity_id = hcrm_record_get_int (self->question, "id");
  return TRUE;
}

static void
show_who (HcrmQuestionPanel *self)
{
  HcrmPhoneDial dial = { 0 };
  g_autofree char *sex_age = hcrm_text_sex_age (get (self, "sex"), get (self, "birth_date"));
  g_autofree char *mrn = hcrm_text_named (_ ("MRN %s"), get (self, "mrn"));
  g_autofree char *where = hcrm_text_join (mrn, hcrm_text_field (self->question, "department"),
                                           hcrm_text_field (self->question, "diagnosis"), NULL);
  g_autofree char *allergies = hcrm_text_named (_ ("Allergies: %s"), get (self, "allergies"));

  hcrm_text_show (self->name, get (self, "patient"));
  hcrm_text_show (self->sex_age, sex_age);
  hcrm_text_show (self->where, where);
  hcrm_text_show (self->allergies, allergies);
  hcrm_question_panel_get_dial (self, &dial);
  hcrm_dial_number_show (self->dial, get (self, "phone"), get (self, "patient"), &dial);
}

/* What the form itself says is to be done about an answer. */
static char *
make_alarm_notes (HcrmQuestionPanel *self)
{
  g_autoptr (JsonNode) node = json_from_string (get (self, "alarms"), NULL);
  JsonArray *alarms =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; alarms != NULL && i < json_array_get_length (alarms); i++) {
    const char *note = hcrm_text_member (json_array_get_object_element (alarms, i), "note");
    if (*note != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", note);
  }
  return g_strdup (text->str);
}

static void
show_matter (HcrmQuestionPanel *self)
{
  gboolean alarm = g_str_equal (get (self, "kind"), "alarm");
  g_autofree char *notes = make_alarm_notes (self);
  g_autofree char *asked = hcrm_text_time (get (self, "asked_at"));
  g_autofree char *source = hcrm_text_join (hcrm_text_field (self->question, "template"),
                                            hcrm_text_field (self->question, "questionnaire"),
                                            get (self, "asked_by"), asked, NULL);

  hcrm_pill_set (
      self->kind,
      hcrm_field_get_choice_label (&hcrm_question_fields.fields[hcrm_field_set_find (
                                       &hcrm_question_fields, alarm ? "severity" : "kind")],
                                   get (self, alarm ? "severity" : "kind")),
      alarm ? hcrm_question_severity_get_pill (get (self, "severity")) : "violet");
  hcrm_pill_set_state (self->state, &hcrm_question_workflow, get (self, "state"));
  hcrm_text_show (self->matter, hcrm_text_field (self->question, "matter"));
  hcrm_text_show (self->notes, notes);
  hcrm_text_show (self->source, source);
}

static void
show_due (HcrmQuestionPanel *self)
{
  g_autofree char *at = hcrm_text_time (get (self, "due_at"));
  g_autofree char *due = hcrm_text_named (_ ("to be answered by %s"), at);
  g_autofree char *to = *get (self, "doctor") != '\0'
                            ? g_strdup (get (self, "doctor"))
                            : hcrm_text_named (_ ("any physician of %s"),
                                                  hcrm_text_field (self->question, "department"));
  g_autofree char *head = g_strdup (
      *get (self, "escalated_at") != '\0' ? _ ("late: the department head sees it too") : "");
  g_autofree char *text = hcrm_text_join (to, due, head, NULL);

  hcrm_text_show (self->due, text);
}

static void
show_answer (HcrmQuestionPanel *self)
{
  g_autofree char *at = hcrm_text_time (get (self, "answered_at"));
  g_autofree char *by = hcrm_text_join (get (self, "answered_by"), at, NULL);

  hcrm_text_show (self->answer, get (self, "answer"));
  hcrm_text_show (self->answered, by);
  gtk_widget_set_visible (self->answer_card, *get (self, "answer") != '\0');
}

/* --- history ---------------------------------------------------------------------------------- */

static GtkWidget *
new_note (JsonObject *note)
{
  JsonNode *params = json_object_get_member (note, "params");
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (json_object_get_string_member_with_default (note, "code", ""),
                    params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                        ? json_node_get_object (params)
                        : NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *at =
      hcrm_text_time (json_object_get_string_member_with_default (note, "at", ""));
  g_autofree char *head =
      hcrm_text_join (at, hcrm_text_doer (hcrm_text_member (note, "user")), NULL);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (words->title, NULL));
  if (*words->detail != '\0')
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (words->detail, "caption"));
  GtkWidget *line = hcrm_wrapped_label_new (head, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_box_append (GTK_BOX (box), line);
  return box;
}

static void
show_history (HcrmQuestionPanel *self)
{
  g_autoptr (JsonNode) node = json_from_string (get (self, "notes"), NULL);
  JsonArray *notes =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  hcrm_clear_box (self->history);
  for (guint i = notes != NULL ? json_array_get_length (notes) : 0; i > 0; i--)
    gtk_box_append (self->history, new_note (json_array_get_object_element (notes, i - 1)));
}

void
hcrm_question_panel_set (HcrmQuestionPanel *self, HcrmRecord *question)
{
  g_return_if_fail (HCRM_IS_QUESTION_PANEL (self));
  g_set_object (&self->question, question);
  gtk_stack_set_visible_child_name (self->stack, question != NULL ? "question" : "none");
  if (question == NULL)
    return;
  show_who (self);
  show_matter (self);
  show_due (self);
  show_answer (self);
  show_history (self);
}

static void
hcrm_question_panel_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_QUESTION_PANEL (object)->question);
  G_OBJECT_CLASS (hcrm_question_panel_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget_class, HcrmQuestionPanel, child)

static void
hcrm_question_panel_class_init (HcrmQuestionPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_question_panel_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/questions/hcrm-question-panel.ui");
  BIND (stack);
  BIND (name);
  BIND (sex_age);
  BIND (kind);
  BIND (state);
  BIND (where);
  BIND (number);
  BIND (allergies);
  BIND (matter);
  BIND (notes);
  BIND (source);
  BIND (due);
  BIND (answer_card);
  BIND (answer);
  BIND (answered);
  BIND (history);
}

static void
hcrm_question_panel_init (HcrmQuestionPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->dial = hcrm_dial_number_new ();
  gtk_box_append (self->number, self->dial);
}
