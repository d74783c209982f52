/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers of a patient, form by form. */

#include "hcrm-answers.h"

#include "core/hcrm-json.h"
#include "core/hcrm-language.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-questionnaire-print.h"
#include "widgets/hcrm-score-gauge.h"
#include "widgets/hcrm-text.h"

struct _HcrmAnswers {
  HcrmPatientSection parent_instance;

  GPtrArray *responses;
  GtkStack *stack;
  GtkWidget *card;
  GtkListBox *list;
  GtkWidget *empty;
  GtkLabel *title;
  HcrmScoreGauge *gauge;
  AdwBin *print_place;
  HcrmSheetPrints *prints;
  AdwBin *place;
  HcrmQuestionnaireForm *form;
  HcrmQuestionnaire *questionnaire; /* (nullable): of the response that is being opened */
  JsonArray *questions;             /* (nullable): what physicians were asked along with it */
  HcrmRecord *response;             /* (nullable): the one that is shown */
  gint64 response_id;
  gint64 questionnaire_id;
  gint64 activity_id;
  char *printed_task;
  char *printed_name;
};

G_DEFINE_FINAL_TYPE (HcrmAnswers, hcrm_answers, HCRM_TYPE_PATIENT_SECTION)

/* --- one of them ------------------------------------------------------------------------------ */

static void
show_response (HcrmAnswers *self, HcrmResponse *response)
{
  const char *language = hcrm_language_get ();

  hcrm_questionnaire_form_set_response (self->form, response, NULL, language);
  hcrm_questionnaire_form_set_read_only (self->form, TRUE);
  hcrm_score_gauge_set_response (self->gauge, response, language);
  gtk_stack_set_visible_child_name (self->stack, "form");
}

static void
response_cb (gpointer data, JsonNode *reply)
{
  HcrmAnswers *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = hcrm_json_to_text (reply);

  if (self->questionnaire == NULL)
    return;
  g_autoptr (HcrmResponse) response = hcrm_response_new (self->questionnaire);
  if (hcrm_response_load (response, text, -1, &error))
    show_response (self, response);
  else
    hcrm_page_show_error (hcrm_patient_section_get_page (data), error);
}

static void
questionnaire_cb (gpointer data, JsonNode *reply)
{
  HcrmAnswers *self = data;
  g_autoptr (GError) error = NULL;
  const char *text = json_object_get_string_member (json_node_get_object (reply), "resource");
  g_autofree char *path = g_strdup_printf ("/responses/%" G_GINT64_FORMAT, self->response_id);

  g_clear_pointer (&self->questionnaire, hcrm_questionnaire_unref);
  self->questionnaire = hcrm_questionnaire_new_from_json (text, -1, &error);
  if (self->questionnaire == NULL)
    hcrm_page_show_error (hcrm_patient_section_get_page (data), error);
  else
    hcrm_patient_section_fetch (data, path, response_cb);
}

/* The version that was answered, whatever has been published since. */
static void
fetch_questionnaire (HcrmAnswers *self)
{
  g_autofree char *path =
      g_strdup_printf ("/questionnaires/%" G_GINT64_FORMAT, self->questionnaire_id);

  hcrm_patient_section_fetch (HCRM_PATIENT_SECTION (self), path, questionnaire_cb);
}

static void
questions_cb (gpointer data, JsonNode *reply)
{
  HcrmAnswers *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  g_clear_pointer (&self->questions, json_array_unref);
  self->questions = json_array_ref (items);
  fetch_questionnaire (self);
}

/* What a physician replied is printed with the answers. */
static void
fetch_questions (HcrmAnswers *self)
{
  g_autofree char *task = g_strdup_printf ("%" G_GINT64_FORMAT, self->activity_id);
  g_autofree char *path =
      hcrm_api_query ("/questions", "source_id", task, "sort", "-asked_at", "limit", "50", NULL);

  hcrm_patient_section_fetch (HCRM_PATIENT_SECTION (self), path, questions_cb);
}

static void
activated_cb (HcrmAnswers *self, GtkListBoxRow *row)
{
  HcrmRecord *response = g_ptr_array_index (self->responses, gtk_list_box_row_get_index (row));
  g_autofree char *when = hcrm_patient_dup_words (response, "authored_at");
  g_autofree char *title = hcrm_text_join (hcrm_text_field (response, "questionnaire"), when, NULL);
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));

  g_set_object (&self->response, response);
  self->response_id = hcrm_record_get_int (response, "id");
  self->questionnaire_id = hcrm_record_get_int (response, "questionnaire_id");
  self->activity_id = hcrm_record_get_int (response, "activity_id");
  g_clear_pointer (&self->questions, json_array_unref);
  gtk_label_set_text (self->title, title);
  g_clear_pointer (&self->printed_task, g_free);
  if (self->activity_id > 0)
    self->printed_task = g_strdup_printf ("%" G_GINT64_FORMAT, self->activity_id);
  hcrm_sheet_prints_set (self->prints, self->printed_task, NULL);
  if (self->activity_id > 0 && hcrm_page_may (page, HCRM_PERM_QUESTION_READ))
    fetch_questions (self);
  else
    fetch_questionnaire (self);
}

static gboolean
hcrm_answers_back (HcrmPatientSection *section)
{
  HcrmAnswers *self = HCRM_ANSWERS (section);

  if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "form"))
    return FALSE;
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static void
back_cb (HcrmAnswers *self)
{
  hcrm_answers_back (HCRM_PATIENT_SECTION (self));
}

/* --- the list --------------------------------------------------------------------------------- */

static void
add_response (HcrmAnswers *self, HcrmRecord *response)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/patient/hcrm-answer.ui");
  const char *score = hcrm_record_get (response, "score");
  g_autofree char *when = hcrm_patient_dup_words (response, "authored_at");
  g_autofree char *points = score != NULL ? g_strdup_printf (_ ("score %s"), score) : g_strdup ("");
  g_autofree char *result = hcrm_text_join (points, hcrm_text_field (response, "band"), NULL);

  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "when")), when);
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "what")),
                      hcrm_text_field (response, "questionnaire"));
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "who")),
                      hcrm_text_field (response, "author"));
  hcrm_pill_set (GTK_LABEL (gtk_builder_get_object (builder, "result")),
                 *result != '\0' ? result : NULL, "plain info");
  gtk_list_box_append (self->list, GTK_WIDGET (gtk_builder_get_object (builder, "row")));
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmAnswers *self = data;

  g_clear_pointer (&self->responses, g_ptr_array_unref);
  self->responses = hcrm_patient_read_items (reply, &hcrm_response_fields);
  hcrm_clear_list (self->list);
  for (guint i = 0; i < self->responses->len; i++)
    add_response (self, g_ptr_array_index (self->responses, i));
  gtk_widget_set_visible (self->card, self->responses->len > 0);
  gtk_widget_set_visible (self->empty, self->responses->len == 0);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), self->responses->len);
}

static void
hcrm_answers_load (HcrmPatientSection *section)
{
  g_autofree char *path =
      hcrm_api_query ("/responses", "patient_id", hcrm_patient_section_get_patient (section),
                      "limit", "200", NULL);

  hcrm_patient_section_fetch_list (section, path, loaded_cb);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_answers_dispose (GObject *object)
{
  HcrmAnswers *self = HCRM_ANSWERS (object);

  adw_bin_set_child (ADW_BIN (object), NULL); /* the bin does not see the template take it */
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_ANSWERS);
  g_clear_pointer (&self->responses, g_ptr_array_unref);
  g_clear_object (&self->response);
  g_clear_pointer (&self->questions, json_array_unref);
  g_clear_pointer (&self->printed_name, g_free);
  g_clear_pointer (&self->printed_task, g_free);
  g_clear_pointer (&self->questionnaire, hcrm_questionnaire_unref);
  G_OBJECT_CLASS (hcrm_answers_parent_class)->dispose (object);
}

static void
hcrm_answers_class_init (HcrmAnswersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_answers_dispose;
  HCRM_PATIENT_SECTION_CLASS (klass)->load = hcrm_answers_load;
  HCRM_PATIENT_SECTION_CLASS (klass)->back = hcrm_answers_back;
  g_type_ensure (HCRM_TYPE_SCORE_GAUGE);
  g_type_ensure (HCRM_TYPE_SHEET_PRINTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-answers.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, card);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, title);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, gauge);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, print_place);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, prints);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswers, place);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

/* The page is called as the patient is. */
static HcrmResponse *
get_printed_cb (gpointer data, HcrmQuestionnairePrint *print)
{
  HcrmAnswers *self = data;

  g_clear_pointer (&self->printed_name, g_free);
  g_object_get (hcrm_patient_section_get_page (data), "title", &self->printed_name, NULL);
  print->patient = self->printed_name;
  print->task = self->printed_task;
  print->log = self->prints;
  print->questions = self->questions;
  print->answered_at = hcrm_record_get (self->response, "authored_at");
  print->answered_by = hcrm_text_field (self->response, "author");
  return hcrm_questionnaire_form_get_response (self->form);
}

static void
hcrm_answers_init (HcrmAnswers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_bin_set_child (self->print_place, hcrm_questionnaire_print_button_new (get_printed_cb, self));
  self->form = HCRM_QUESTIONNAIRE_FORM (hcrm_questionnaire_form_new ());
  adw_bin_set_child (self->place, GTK_WIDGET (self->form));
}
