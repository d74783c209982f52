/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questionnaire form: keys, conditions, errors, and answers that come from elsewhere. */

#include "core/hcrm-popover-keeper.h"
#include "widgets/hcrm-question-card.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-score-gauge.h"

/* clang-format off */
static const char resource[] =
  "{'resourceType':'Questionnaire','status':'active','title':'Test','item':["
  "{'linkId':'pain','type':'integer','text':'Pain?','required':true,'extension':["
  "  {'url':'http://hl7.org/fhir/StructureDefinition/minValue','valueInteger':0},"
  "  {'url':'http://hl7.org/fhir/StructureDefinition/maxValue','valueInteger':10},"
  "  {'url':'urn:hcrm:alarm-above','valueInteger':6}]},"
  "{'linkId':'wound','type':'choice','text':'Wound?','required':true,'answerOption':["
  "  {'valueCoding':{'code':'dry','display':'Dry'},'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/ordinalValue','valueDecimal':0}]},"
  "  {'valueCoding':{'code':'wet','display':'Discharge'},'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/ordinalValue','valueDecimal':3},"
  "    {'url':'urn:hcrm:alarm','valueString':'Tell the doctor'}]}],"
  "  'item':[{'linkId':'colour','type':'choice','text':'Colour?','enableWhen':[{'question':'wound','operator':'=','answerCoding':{'code':'wet'}}],"
  "    'answerOption':[{'valueCoding':{'code':'clear','display':'Clear'}},{'valueCoding':{'code':'pink','display':'Pink'}}]}]},"
  "{'linkId':'drugs','type':'boolean','text':'Drugs?'},"
  "{'linkId':'visit','type':'date','text':'Visit?'},"
  "{'linkId':'many','type':'choice','repeats':true,'text':'Which?','answerOption':["
  "  {'valueCoding':{'code':'a','display':'A'}},{'valueCoding':{'code':'b','display':'B'}}]},"
  "{'linkId':'ward','type':'choice','text':'Ward?','answerOption':[{'valueCoding':{'code':'1'}},{'valueCoding':{'code':'2'}},"
  "  {'valueCoding':{'code':'3'}},{'valueCoding':{'code':'4'}},{'valueCoding':{'code':'5'}},{'valueCoding':{'code':'6'}},{'valueCoding':{'code':'7'}}]},"
  "{'linkId':'file','type':'attachment','text':'File?'},"
  "{'linkId':'drug','type':'group','text':'Medicine','repeats':true,'item':[{'linkId':'dose','type':'decimal','text':'Dose?'}]},"
  "{'linkId':'words','type':'text','text':'Anything else?'}]}";

/* The types that the first does not have. */
static const char others[] =
  "{'resourceType':'Questionnaire','status':'active','title':'Other','item':["
  "{'linkId':'when','type':'dateTime','text':'When?'},"
  "{'linkId':'time','type':'time','text':'At what time?'},"
  "{'linkId':'reason','type':'open-choice','text':'Why?','answerOption':["
  "  {'valueCoding':{'code':'a','display':'Pain'}},{'valueCoding':{'code':'b','display':'Fever'}}]},"
  "{'linkId':'dose','type':'quantity','text':'Dose?','extension':["
  "  {'url':'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption','valueCoding':{'system':'http://unitsofmeasure.org','code':'mg','display':'mg'}},"
  "  {'url':'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption','valueCoding':{'system':'http://unitsofmeasure.org','code':'g','display':'g'}}]},"
  "{'linkId':'names','type':'string','repeats':true,'text':'Who helps?'},"
  "{'linkId':'secret','type':'string','text':'Never','extension':["
  "  {'url':'http://hl7.org/fhir/StructureDefinition/questionnaire-hidden','valueBoolean':true}]},"
  "{'linkId':'a','type':'integer','text':'A?'},"
  "{'linkId':'twice','type':'integer','readOnly':true,'text':'Twice','extension':["
  "  {'url':'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression','valueExpression':{"
  "   'language':'text/fhirpath','expression':'%resource.item.where(linkId=\\'a\\').answer.value * 2'}}]},"
  "{'linkId':'last','type':'boolean','required':true,'text':'Last?'}]}";
/* clang-format on */

typedef struct {
  GtkWidget *window;
  HcrmQuestionnaireForm *form;
  HcrmResponse *response;
  guint finished;
} Fixture;

/* @text: with ' for ", and \' for '. */
static HcrmQuestionnaire *
make_questionnaire (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (text, "\\'", -1);

  for (char **part = parts; *part != NULL; part++)
    g_strdelimit (*part, "'", '"');
  g_autofree char *json = g_strjoinv ("'", parts);
  HcrmQuestionnaire *questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return questionnaire;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (HcrmQuestionnaire) questionnaire = make_questionnaire (data != NULL ? data : resource);

  self->response = hcrm_response_new (questionnaire);
  self->form = HCRM_QUESTIONNAIRE_FORM (hcrm_questionnaire_form_new ());
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->form));
  hcrm_questionnaire_form_set_response (self->form, self->response, NULL, "en");
  g_signal_connect_swapped (self->form, "finished", G_CALLBACK (count_cb), &self->finished);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->response);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static HcrmQuestionCard *
get_card (Fixture *self, const char *link_id)
{
  GtkWidget *card = hcrm_questionnaire_form_find_card (self->form, link_id, 0);

  g_assert_nonnull (card);
  return HCRM_QUESTION_CARD (card);
}

static void
focus_card (Fixture *self, const char *link_id)
{
  hcrm_question_input_focus (hcrm_question_card_get_input (get_card (self, link_id)));
}

static void
assert_current (Fixture *self, const char *link_id)
{
  GtkWidget *card = hcrm_questionnaire_form_get_current (self->form);

  g_assert_nonnull (card);
  g_assert_cmpstr (hcrm_question_card_get_item (HCRM_QUESTION_CARD (card))->link_id, ==, link_id);
}

static gboolean
press (Fixture *self, guint keyval)
{
  return hcrm_questionnaire_form_press (self->form, keyval, 0);
}

static void
assert_answer (Fixture *self, const char *link_id, const char *text)
{
  g_assert_cmpstr (hcrm_response_get_text (self->response, link_id, 0), ==, text);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_child (child, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkEditable *
get_entry (Fixture *self, const char *link_id)
{
  return GTK_EDITABLE (find_child (GTK_WIDGET (get_card (self, link_id)), GTK_TYPE_ENTRY));
}

static gboolean
chip_is_active (Fixture *self, const char *link_id, guint n)
{
  GtkWidget *chip = find_child (GTK_WIDGET (get_card (self, link_id)), GTK_TYPE_CHECK_BUTTON);

  while (n-- > 0)
    chip = gtk_widget_get_next_sibling (chip);
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (chip));
}

static void
test_digits (Fixture *self, gconstpointer data)
{
  g_assert_true (hcrm_questionnaire_form_focus (self->form));
  assert_current (self, "pain");
  g_assert_false (press (self, GDK_KEY_4)); /* typed into the entry */
  gtk_editable_set_text (get_entry (self, "pain"), "4");
  g_assert_true (press (self, GDK_KEY_Return));
  assert_current (self, "wound");
  g_assert_true (press (self, GDK_KEY_1));
  assert_answer (self, "wound", "dry");
  g_assert_true (chip_is_active (self, "wound", 0));
  assert_current (self, "drugs");
  g_assert_false (press (self, GDK_KEY_3));
  g_assert_true (press (self, GDK_KEY_2));
  assert_answer (self, "drugs", "false");
  assert_current (self, "visit");
}

static void
test_keypad_and_clearing (Fixture *self, gconstpointer data)
{
  focus_card (self, "drugs");
  assert_answer (self, "drugs", NULL);
  g_assert_true (press (self, GDK_KEY_KP_1));
  assert_answer (self, "drugs", "true");
  focus_card (self, "drugs");
  g_assert_true (press (self, GDK_KEY_Delete));
  assert_answer (self, "drugs", NULL);
  g_assert_false (chip_is_active (self, "drugs", 0));
  g_assert_false (chip_is_active (self, "drugs", 1));
}

static void
test_modified_digits_are_not_answers (Fixture *self, gconstpointer data)
{
  focus_card (self, "wound");
  g_assert_false (hcrm_questionnaire_form_press (self->form, GDK_KEY_1, GDK_CONTROL_MASK));
  g_assert_false (hcrm_questionnaire_form_press (self->form, GDK_KEY_1, GDK_ALT_MASK));
  assert_answer (self, "wound", NULL);
}

static void
test_enabling (Fixture *self, gconstpointer data)
{
  GtkWidget *colour = GTK_WIDGET (get_card (self, "colour"));

  g_assert_false (gtk_widget_get_visible (colour));
  focus_card (self, "wound");
  press (self, GDK_KEY_2);
  g_assert_true (gtk_widget_get_visible (colour));
  assert_current (self, "colour");
  g_assert_true (gtk_widget_has_css_class (colour, "sub"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_card (self, "wound")), "alarm"));
  g_assert_cmpstr (hcrm_question_card_get_number (get_card (self, "colour")), ==, "2.1");
  focus_card (self, "wound");
  press (self, GDK_KEY_1);
  g_assert_false (gtk_widget_get_visible (colour));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (get_card (self, "wound")), "alarm"));
}

static void
test_tab (Fixture *self, gconstpointer data)
{
  focus_card (self, "pain");
  g_assert_false (hcrm_questionnaire_form_press (self->form, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  focus_card (self, "wound");
  g_assert_true (press (self, GDK_KEY_Tab));
  assert_current (self, "drugs");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  assert_current (self, "wound");
  focus_card (self, "words");
  g_assert_false (press (self, GDK_KEY_Tab));
  g_assert_false (press (self, GDK_KEY_Return)); /* a new line */
}

static void
test_several (Fixture *self, gconstpointer data)
{
  focus_card (self, "many");
  press (self, GDK_KEY_1);
  press (self, GDK_KEY_2);
  assert_current (self, "many");
  g_assert_cmpuint (hcrm_response_get_n_answers (self->response, "many", 0), ==, 2);
  press (self, GDK_KEY_1);
  g_assert_cmpuint (hcrm_response_get_n_answers (self->response, "many", 0), ==, 1);
  g_assert_false (chip_is_active (self, "many", 0));
  g_assert_true (chip_is_active (self, "many", 1));
}

static void
test_list (Fixture *self, gconstpointer data)
{
  GtkWidget *list = find_child (GTK_WIDGET (get_card (self, "ward")), GTK_TYPE_DROP_DOWN);

  focus_card (self, "ward");
  g_assert_true (press (self, GDK_KEY_7));
  assert_answer (self, "ward", "7");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (list)), ==, 7);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (list), 0);
  assert_answer (self, "ward", NULL);
  focus_card (self, "ward");
  g_assert_true (press (self, GDK_KEY_Down));
  GtkWidget *popover = find_child (list, GTK_TYPE_POPOVER);
  g_assert_true (gtk_widget_get_visible (popover)); /* at once */
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
test_days (Fixture *self, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 7);
  g_autofree char *iso = g_date_time_format (later, "%Y-%m-%d");

  gtk_editable_set_text (get_entry (self, "visit"), "+7d");
  assert_answer (self, "visit", iso);
  g_assert_cmpstr (gtk_editable_get_text (get_entry (self, "visit")), ==, "+7d");
  gtk_editable_set_text (get_entry (self, "visit"), "+7x");
  assert_answer (self, "visit", NULL);
  g_assert_null (hcrm_question_card_get_error (get_card (self, "visit")));
  g_assert_false (hcrm_questionnaire_form_check (self->form, FALSE));
  g_assert_nonnull (hcrm_question_card_get_error (get_card (self, "visit")));
  assert_current (self, "visit");
}

static void
test_errors (Fixture *self, gconstpointer data)
{
  gtk_editable_set_text (get_entry (self, "pain"), "11");
  g_assert_false (hcrm_questionnaire_form_check (self->form, TRUE));
  assert_current (self, "pain");
  g_assert_nonnull (hcrm_question_card_get_error (get_card (self, "pain")));
  g_assert_nonnull (hcrm_question_card_get_error (get_card (self, "wound")));
  g_assert_null (hcrm_question_card_get_error (get_card (self, "colour")));
  gtk_editable_set_text (get_entry (self, "pain"), "7");
  g_assert_null (hcrm_question_card_get_error (get_card (self, "pain")));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_card (self, "pain")), "alarm"));
  g_assert_true (hcrm_questionnaire_form_check (self->form, FALSE));
  g_assert_false (hcrm_questionnaire_form_set_error (self->form, "nobody", "Wrong"));
  g_assert_true (hcrm_questionnaire_form_set_error (self->form, "words", "Wrong"));
  g_assert_cmpstr (hcrm_question_card_get_error (get_card (self, "words")), ==, "Wrong");
}

static void
test_draft_comes_back (Fixture *self, gconstpointer data)
{
  g_autoptr (HcrmResponse) other =
      hcrm_response_new (hcrm_response_get_questionnaire (self->response));
  g_autoptr (GError) error = NULL;

  hcrm_response_set_text (other, "pain", 0, "5", NULL);
  hcrm_response_set_text (other, "wound", 0, "wet", NULL);
  hcrm_response_set_text (other, "colour", 0, "pink", NULL);
  hcrm_response_set_text (other, "words", 0, "So far\nso good", NULL);
  g_autofree char *draft = hcrm_response_to_fhir (other, "in-progress", NULL);
  g_assert_true (hcrm_response_load (self->response, draft, -1, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (gtk_editable_get_text (get_entry (self, "pain")), ==, "5");
  g_assert_true (chip_is_active (self, "wound", 1));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (get_card (self, "colour"))));
  g_assert_true (chip_is_active (self, "colour", 1));
}

static void
test_last_time (Fixture *self, gconstpointer data)
{
  g_autoptr (HcrmResponse) previous =
      hcrm_response_new (hcrm_response_get_questionnaire (self->response));
  GtkWidget *card = GTK_WIDGET (get_card (self, "pain"));
  GtkLabel *last =
      GTK_LABEL (gtk_widget_get_template_child (card, HCRM_TYPE_QUESTION_CARD, "last"));

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (last)));
  hcrm_response_set_text (previous, "pain", 0, "5", NULL);
  hcrm_questionnaire_form_set_previous (self->form, previous);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (last)));
  g_assert_cmpstr (gtk_label_get_label (last), ==, "Last time 5");
}

static void
test_instances (Fixture *self, gconstpointer data)
{
  guint repeat = 0;

  g_assert_nonnull (
      hcrm_questionnaire_form_find_card (self->form, "dose",
                                         hcrm_response_get_instance (self->response, "drug", 0)));
  g_assert_true (hcrm_response_add_instance (self->response, "drug", 0, &repeat));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  GtkWidget *card = hcrm_questionnaire_form_find_card (self->form, "dose", repeat);
  g_assert_nonnull (card);
  gtk_editable_set_text (GTK_EDITABLE (find_child (card, GTK_TYPE_ENTRY)), "2.50");
  g_assert_cmpstr (hcrm_response_get_text (self->response, "dose", repeat), ==, "2.50");
  g_assert_cmpstr (hcrm_response_get_text (self->response, "dose",
                                           hcrm_response_get_instance (self->response, "drug", 0)),
                   ==, NULL);
}

static void
test_the_end (Fixture *self, gconstpointer data)
{
  hcrm_response_set_text (self->response, "pain", 0, "1", NULL);
  hcrm_response_set_text (self->response, "wound", 0, "dry", NULL);
  hcrm_response_set_text (self->response, "visit", 0, "2026-11-26", NULL);
  hcrm_response_set_text (self->response, "many", 0, "a", NULL);
  hcrm_response_set_text (self->response, "ward", 0, "1", NULL);
  hcrm_response_set_text (self->response, "dose",
                          hcrm_response_get_instance (self->response, "drug", 0), "1", NULL);
  hcrm_response_set_text (self->response, "words", 0, "no", NULL);
  focus_card (self, "drugs");
  g_assert_cmpuint (self->finished, ==, 0);
  press (self, GDK_KEY_1);
  g_assert_cmpuint (self->finished, ==, 1);
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  focus_card (self, "wound");
  hcrm_questionnaire_form_set_read_only (self->form, TRUE);
  g_assert_false (gtk_widget_get_sensitive (
      GTK_WIDGET (hcrm_question_card_get_input (get_card (self, "wound")))));
  g_assert_false (press (self, GDK_KEY_1));
  assert_answer (self, "wound", NULL);
}

static void
test_accessible (Fixture *self, gconstpointer data)
{
  GtkWidget *chip = find_child (GTK_WIDGET (get_card (self, "wound")), GTK_TYPE_CHECK_BUTTON);

  gtk_test_accessible_assert_property (chip, GTK_ACCESSIBLE_PROPERTY_LABEL, "Dry");
  gtk_test_accessible_assert_role (gtk_widget_get_parent (chip), GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
  gtk_test_accessible_assert_property (get_entry (self, "pain"), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                       TRUE);
  gtk_test_accessible_assert_role (get_card (self, "wound"), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
test_gauge (Fixture *self, gconstpointer data)
{
  GtkWidget *gauge = g_object_ref_sink (g_object_new (HCRM_TYPE_SCORE_GAUGE, NULL));

  hcrm_score_gauge_set_response (HCRM_SCORE_GAUGE (gauge), self->response, "en");
  g_assert_true (gtk_widget_get_visible (gauge));
  hcrm_response_set_text (self->response, "wound", 0, "wet", NULL);
  gtk_test_accessible_assert_property (gauge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score 3 / 3");
  g_object_unref (gauge);
}

static void
test_instants (Fixture *self, gconstpointer data)
{
  gtk_editable_set_text (get_entry (self, "when"), "2026-03-15 ２：05 pm");
  g_assert_true (
      g_str_has_prefix (hcrm_response_get_text (self->response, "when", 0), "2026-03-15T14:05:00"));
  gtk_editable_set_text (get_entry (self, "time"), "1405");
  assert_answer (self, "time", "14:05:00");
  gtk_editable_set_text (get_entry (self, "time"), "下午2点5分");
  assert_answer (self, "time", "14:05:00");
  gtk_editable_set_text (get_entry (self, "time"), "25:00");
  assert_answer (self, "time", NULL);
}

static void
test_other_words (Fixture *self, gconstpointer data)
{
  focus_card (self, "reason");
  press (self, GDK_KEY_2);
  assert_answer (self, "reason", "b");
  focus_card (self, "reason");
  press (self, GDK_KEY_3);
  assert_current (self, "reason");
  gtk_editable_set_text (get_entry (self, "reason"), "Tired");
  assert_answer (self, "reason", "Tired");
  g_assert_true (chip_is_active (self, "reason", 2));
  g_assert_false (chip_is_active (self, "reason", 1));
  g_assert_true (press (self, GDK_KEY_Return));
  assert_current (self, "dose");
}

static void
test_units (Fixture *self, gconstpointer data)
{
  GtkWidget *units = find_child (GTK_WIDGET (get_card (self, "dose")), GTK_TYPE_DROP_DOWN);

  gtk_editable_set_text (get_entry (self, "dose"), "2.50");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (units), 1);
  const HcrmAnswer *answer = hcrm_response_get_answer (self->response, "dose", 0, 0);
  g_assert_cmpstr (answer->text, ==, "2.50");
  g_assert_cmpstr (answer->code, ==, "g");
  focus_card (self, "dose");
  g_assert_true (press (self, GDK_KEY_Tab)); /* to the unit */
  assert_current (self, "dose");
  g_assert_true (press (self, GDK_KEY_Tab));
  assert_current (self, "names");
}

static void
test_several_typed (Fixture *self, gconstpointer data)
{
  focus_card (self, "names");
  gtk_editable_set_text (get_entry (self, "names"), "Wu");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_plus, GDK_ALT_MASK));
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));
  gtk_editable_set_text (GTK_EDITABLE (focus), "Lin");
  g_assert_cmpuint (hcrm_response_get_n_answers (self->response, "names", 0), ==, 2);
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_minus, GDK_ALT_MASK));
  g_assert_cmpuint (hcrm_response_get_n_answers (self->response, "names", 0), ==, 1);
  assert_answer (self, "names", "Wu");
  assert_current (self, "names");
}

/* What is calculated shows at once, and the cursor stays where it is. */
static void
test_calculated (Fixture *self, gconstpointer data)
{
  GtkWidget *twice = GTK_WIDGET (get_card (self, "twice"));

  focus_card (self, "a");
  gtk_editable_set_text (get_entry (self, "a"), "21");
  gtk_editable_set_position (get_entry (self, "a"), 1);
  assert_answer (self, "twice", "42");
  g_assert_null (find_child (twice, GTK_TYPE_ENTRY));
  g_assert_cmpint (gtk_editable_get_position (get_entry (self, "a")), ==, 1);
  g_assert_true (press (self, GDK_KEY_Return));
  assert_current (self, "last");
  g_assert_null (hcrm_questionnaire_form_find_card (self->form, "secret", 0));
}

static void
test_jump (Fixture *self, gconstpointer data)
{
  focus_card (self, "when");
  gtk_editable_set_text (get_entry (self, "time"), "soon");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_j, GDK_CONTROL_MASK));
  assert_current (self, "time");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_j, GDK_CONTROL_MASK));
  assert_current (self, "last");
  press (self, GDK_KEY_2);
  gtk_editable_set_text (get_entry (self, "time"), "");
  g_assert_false (hcrm_questionnaire_form_jump (self->form, TRUE));
}

/* By key: the focus goes into what is new, and back where something went; it can be undone. */
static void
test_instances_by_key (Fixture *self, gconstpointer data)
{
  guint first = hcrm_response_get_instance (self->response, "drug", 0);
  GtkWidget *card = hcrm_questionnaire_form_find_card (self->form, "dose", first);

  hcrm_question_input_focus (hcrm_question_card_get_input (HCRM_QUESTION_CARD (card)));
  gtk_editable_set_text (GTK_EDITABLE (find_child (card, GTK_TYPE_ENTRY)), "1");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_plus, GDK_ALT_MASK));
  g_assert_cmpuint (hcrm_response_get_n_instances (self->response, "drug"), ==, 2);
  GtkWidget *second = hcrm_questionnaire_form_get_current (self->form);
  g_assert_true (second != card && second != NULL);
  g_assert_true (hcrm_questionnaire_form_find_card (self->form, "dose", first) == card);
  gtk_editable_set_text (GTK_EDITABLE (find_child (second, GTK_TYPE_ENTRY)), "2");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_minus, GDK_ALT_MASK));
  g_assert_cmpuint (hcrm_response_get_n_instances (self->response, "drug"), ==, 1);
  g_assert_true (hcrm_questionnaire_form_get_current (self->form) == card);
  focus_card (self, "wound");
  g_assert_true (hcrm_questionnaire_form_press (self->form, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpuint (hcrm_response_get_n_instances (self->response, "drug"), ==, 2);
}

static void
test_said_on_leaving (Fixture *self, gconstpointer data)
{
  focus_card (self, "pain");
  gtk_editable_set_text (get_entry (self, "pain"), "11");
  g_assert_null (hcrm_question_card_get_error (get_card (self, "pain")));
  press (self, GDK_KEY_Return);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (hcrm_question_card_get_error (get_card (self, "pain")));
  g_assert_null (hcrm_question_card_get_error (get_card (self, "wound")));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
#define ADD_OTHER(path, test) g_test_add (path, Fixture, others, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  ADD ("/form/digits", test_digits);
  ADD ("/form/keypad-and-clearing", test_keypad_and_clearing);
  ADD ("/form/modified-digits", test_modified_digits_are_not_answers);
  ADD ("/form/enabling", test_enabling);
  ADD ("/form/tab", test_tab);
  ADD ("/form/several-answers", test_several);
  ADD ("/form/list", test_list);
  ADD ("/form/days", test_days);
  ADD ("/form/errors", test_errors);
  ADD ("/form/draft-comes-back", test_draft_comes_back);
  ADD ("/form/last-time", test_last_time);
  ADD ("/form/instances", test_instances);
  ADD ("/form/the-end", test_the_end);
  ADD ("/form/read-only", test_read_only);
  ADD ("/form/accessible", test_accessible);
  ADD ("/form/gauge", test_gauge);
  ADD ("/form/instances-by-key", test_instances_by_key);
  ADD ("/form/said-on-leaving", test_said_on_leaving);
  ADD_OTHER ("/form/instants", test_instants);
  ADD_OTHER ("/form/other-words", test_other_words);
  ADD_OTHER ("/form/units", test_units);
  ADD_OTHER ("/form/several-typed", test_several_typed);
  ADD_OTHER ("/form/calculated", test_calculated);
  ADD_OTHER ("/form/jump", test_jump);
  return g_test_run ();
}
