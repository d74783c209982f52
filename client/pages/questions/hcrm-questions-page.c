/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to physicians and alarming answers: answered here, and given back to the patient. */

#include "hcrm-questions-page.h"

#include "core/hcrm-phone.h"
#include "hcrm-question-panel.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-question.h"
#include "widgets/hcrm-ask-physician.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

#define DRAFT_KIND "question"

struct _HcrmQuestionsPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  HcrmQuestionPanel *panel;
  GtkBox *steps;
  HcrmRecord *question; /* as it was last read in full */
  gint64 shown_id;
  const char *action; /* the step that is being taken, or was last */
  HcrmRecord *asked;  /* (nullable): of which question, as it was read then */
  gboolean busy;      /* from choosing the step until it is done or given up */
  gboolean held;      /* the patient of the question, to be called */
  char *started_at;   /* when giving it back began */
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionsPage, hcrm_questions_page, HCRM_TYPE_LIST_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

/* Of what is open, how long is left; of all else, how it stands. */
static char *
make_due (HcrmRecord *question, const char **pill)
{
  const char *bucket = hcrm_record_get (question, "bucket");
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_question_workflow, hcrm_record_get (question, "state"));

  if (bucket == NULL) {
    *pill = state != NULL ? state->pill : "bare wait";
    return g_strdup (state != NULL ? gettext (state->label) : "");
  }
  *pill = g_str_equal (bucket, "overdue") ? "danger"
          : g_str_equal (bucket, "today") ? "warn"
                                          : "info";
  return hcrm_text_time (hcrm_record_get (question, "due_at"));
}

static char *
make_kind (HcrmRecord *question, const char **pill)
{
  gboolean alarm = g_strcmp0 (hcrm_record_get (question, "kind"), "alarm") == 0;
  const char *field = alarm ? "severity" : "kind";
  int at = hcrm_field_set_find (&hcrm_question_fields, field);

  *pill =
      alarm ? hcrm_question_severity_get_pill (hcrm_record_get (question, "severity")) : "violet";
  return g_strdup (hcrm_field_get_choice_label (&hcrm_question_fields.fields[at],
                                                hcrm_record_get (question, field)));
}

static char *
make_matter (HcrmRecord *question, const char **pill)
{
  return g_strdelimit (g_strdup (hcrm_text_field (question, "matter")), "\n", ' ');
}

static char *
make_doctor (HcrmRecord *question, const char **pill)
{
  const char *doctor = hcrm_record_get (question, "doctor");

  return g_strdup (doctor != NULL ? doctor : hcrm_text_field (question, "department"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_at",     N_("Due, state"), 118, HCRM_CELL_PILL, HCRM_COLUMN_SORT, make_due, N_("For the physician") },
  { "kind",       NULL,             110, HCRM_CELL_PILL, 0, make_kind, N_("Patient's question") },
  { "pinyin",     N_("Patient"),     90, HCRM_CELL_TEXT, HCRM_COLUMN_SORT, hcrm_column_text_patient, .exports = "patient" },
  { "matter",     NULL,             200, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_matter },
  { "doctor",     NULL,             100, HCRM_CELL_TEXT, 0, make_doctor, .leaves = 2 },
  { "asked_by",   NULL,              90, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "asked_at",   NULL,             100, HCRM_CELL_TIME, HCRM_COLUMN_SORT, .leaves = 3 },
  { "department", NULL,             110, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "mrn",        NULL,             100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "kind",          N_("Kind"),       hcrm_question_kind_choices },
  { "severity",      N_("Severity"),   hcrm_question_severity_choices },
  { "state",         N_("State"),      hcrm_question_state_choices },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "mine",          N_("Waits for me"), yes, NULL, TRUE, -1, TRUE },
  { "asked_by_me",   N_("Asked by me"), yes, NULL, TRUE, -1 },
};

static const HcrmView views[] = {
  { N_("Waits for me"), "mine=true" },
  { N_("For physicians"), "state=open" },
  { N_("To give back"), "state=answered" },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "questions",
  .path = "/questions",
  .set = &hcrm_question_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_at",
  .keys = "jk",
  .title = N_("Questions and alarms"),
  .empty = N_("Nothing waits. Alarming answers come here by themselves; a patient's question is put to a physician from the call."),
};

/* What each step asks for, and the member that has the words. */
static const HcrmField reassign_fields[] = {
  { "doctor_id", HCRM_KIND_INT,  N_("Physician"), HCRM_FIELD_REQUIRED, NULL, 1 },
  { "reason",    HCRM_KIND_TEXT, N_("Reason"),    HCRM_FIELD_REQUIRED | HCRM_FIELD_MULTILINE, NULL, 2, 500 },
};
static const HcrmFieldSet reassign_set = { "reassign", reassign_fields, G_N_ELEMENTS (reassign_fields) };

static const HcrmField tell_fields[] = {
  { "disposition", HCRM_KIND_CODE, N_("Disposition"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_disposition_choices },
  { "contact_id",  HCRM_KIND_CODE, N_("Contact"),     0 },
  { "note",        HCRM_KIND_TEXT, N_("Note"),        HCRM_FIELD_MULTILINE, NULL, 0, 2000 },
};
static const HcrmFieldSet tell_set = { "tell", tell_fields, G_N_ELEMENTS (tell_fields) };

static const struct {
  const char *action;
  const HcrmFieldSet *set;
  const char *body;
} asked[] = {
  { "answer",    &hcrm_question_answer,   N_("The reply goes back to whoever asked, who calls the patient.") },
  { "handle",    &hcrm_question_answer,   N_("You have dealt with it yourself; nobody calls the patient about it.") },
  { "ask-back",  &hcrm_question_say,      N_("It goes back to whoever asked, and returns with their reply.") },
  { "reply",     &hcrm_question_say,      N_("It goes back to the physician.") },
  { "ask-again", &hcrm_question_say,      N_("It goes back to the physician.") },
  { "reassign",  &reassign_set,           NULL },
  { "withdraw",  &hcrm_question_withdraw, N_("Nobody answers it any more; the reason stands in the time line.") },
};
/* clang-format on */

static void
loaded_cb (HcrmQuestionsPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->counts, count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* --- the question in full --------------------------------------------------------------------- */

static void
show_question (HcrmQuestionsPage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));

  hcrm_question_panel_set (self->panel, self->question);
  hcrm_step_bar_fill (self->steps, "question.step", &hcrm_question_workflow,
                      self->question != NULL ? hcrm_record_get (self->question, "state") : NULL,
                      held);
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionsPage *self = data;
  g_autoptr (HcrmRecord) question = hcrm_record_new (&hcrm_question_fields);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (question, json_node_get_object (reply), TRUE, NULL)
      || hcrm_record_get_int (question, "id") != self->shown_id)
    return;
  g_set_object (&self->question, question);
  show_question (self);
}

static void
read_question (HcrmQuestionsPage *self)
{
  g_autofree char *path = g_strdup_printf ("/questions/%" G_GINT64_FORMAT, self->shown_id);

  if (self->shown_id != 0)
    hcrm_page_call (HCRM_PAGE (self), "GET", path, NULL, read_cb);
}

static void
selection_changed_cb (HcrmQuestionsPage *self)
{
  HcrmRecord *question = hcrm_record_list_get_selected (self->list);

  self->shown_id = question != NULL ? hcrm_record_get_int (question, "id") : 0;
  hcrm_page_set_record (HCRM_PAGE (self), "question", self->shown_id);
  g_set_object (&self->question, question);
  show_question (self);
  read_question (self);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* Each step has words of its own. */
static char *
make_ref (HcrmQuestionsPage *self)
{
  return g_strdup_printf ("%s-%s", hcrm_record_get (self->asked, "id"), self->action);
}

static char *
make_path (HcrmQuestionsPage *self, const char *action)
{
  return g_strdup_printf ("/questions/%s/actions/%s", hcrm_record_get (self->asked, "id"), action);
}

/* Goes on its own: the page may be closing. */
static void
release (HcrmQuestionsPage *self)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  if (!self->held || session == NULL)
    return;
  g_autofree char *path = make_path (self, "release");
  self->held = FALSE;
  hcrm_api_send_async (hcrm_session_get_api (session),
                       &(HcrmRequest){ .method = "POST", .path = path }, NULL, NULL, NULL);
}

static void
done_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionsPage *self = data;
  g_autofree char *ref = make_ref (self);

  self->busy = FALSE;
  self->held = FALSE; /* the call that was noted has ended it */
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  hcrm_page_refresh (HCRM_PAGE (self));
}

static gboolean
failed_cb (gpointer data, const GError *error)
{
  HCRM_QUESTIONS_PAGE (data)->busy = FALSE;
  return FALSE;
}

static void
cancelled_cb (gpointer data)
{
  HcrmQuestionsPage *self = data;

  self->busy = FALSE;
  release (self);
}

static void
send_step (HcrmQuestionsPage *self, JsonObject *object)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = make_path (self, self->action);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .seen = self->asked },
                  done_cb, failed_cb);
}

/* The call in which they were told: the one that goes on, else the last one for the question. */
static void
put_call (HcrmQuestionsPage *self, JsonObject *object)
{
  HcrmPhone *phone = hcrm_phone_get (hcrm_page_get_session (HCRM_PAGE (self)));
  gint64 id = hcrm_record_get_int (self->asked, "id");
  JsonObject *talk = hcrm_phone_find_talk (phone, id);
  JsonObject *call = talk != NULL ? talk : hcrm_phone_find_for (phone, id);

  if (call != NULL)
    json_object_set_int_member (object, "call_id", hcrm_call_get_id (call));
}

static void
filled_cb (gpointer data, HcrmRecord *record)
{
  HcrmQuestionsPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  const char *contact = hcrm_record_get (record, "contact_id");

  if (g_str_equal (self->action, "tell")) {
    g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
    g_autofree char *ended = g_date_time_format_iso8601 (now);
    json_object_set_string_member (object, "started_at",
                                   self->started_at != NULL ? self->started_at : ended);
    json_object_set_string_member (object, "ended_at", ended);
    json_object_remove_member (object, "contact_id");
    if (contact != NULL)
      json_object_set_int_member (object, "contact_id", g_ascii_strtoll (contact, NULL, 10));
    put_call (self, object);
  }
  send_step (self, object);
}

/* What is typed is kept from the first key. */
static void
changed_cb (HcrmQuestionsPage *self, const char *field, HcrmForm *form)
{
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (form);
  g_autofree char *ref = make_ref (self);

  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, ref, draft);
}

static HcrmForm *
open_form (HcrmQuestionsPage *self, const HcrmStep *step, const HcrmFieldSet *set, const char *body)
{
  gboolean looks = set == &reassign_set;

  return hcrm_form_dialog_ask (HCRM_PAGE (self),
                               &(HcrmFormQuestion){ .heading = gettext (step->label),
                                                    .body = body != NULL ? gettext (body) : NULL,
                                                    .label = gettext (step->label),
                                                    .set = set,
                                                    .lookup = looks ? &hcrm_physician_lookup : NULL,
                                                    .looked_up = looks ? "doctor_id" : NULL,
                                                    .cancelled = cancelled_cb },
                               filled_cb);
}

/* Over what the form begins with. */
static void
take_draft (HcrmQuestionsPage *self, HcrmForm *form)
{
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, ref);

  hcrm_form_take_draft (form, draft);
  g_signal_emit_by_name (form, "changed", ""); /* so that a whole draft can be confirmed */
  g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static const HcrmStep *
find_step (HcrmQuestionsPage *self, const char *action)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));

  return self->question != NULL
             ? hcrm_workflow_find (&hcrm_question_workflow,
                                   hcrm_record_get (self->question, "state"), action, held, NULL)
             : NULL;
}

/* Whom to call, and what came of it most likely. */
static void
fill_telling (HcrmForm *form, JsonArray *contacts)
{
  guint n = json_array_get_length (contacts);
  g_auto (GStrv) values = g_new0 (char *, n + 1), labels = g_new0 (char *, n + 1);
  g_autoptr (HcrmRecord) first = hcrm_record_new (&tell_set);

  for (guint i = 0; i < n; i++) {
    JsonObject *contact = json_array_get_object_element (contacts, i);
    values[i] = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (contact, "id"));
    labels[i] = hcrm_text_join (hcrm_text_member (contact, "name"),
                                hcrm_text_member (contact, "dial"), NULL);
  }
  hcrm_input_set_choices (hcrm_form_get_input (form, "contact_id"), (const char *const *) values,
                          (const char *const *) labels);
  hcrm_record_set (first, "contact_id", values[0]);
  hcrm_record_set (first, "disposition", "reached");
  hcrm_form_set_record (form, first);
}

/* Whoever gives it back holds the patient now, and with that the numbers to dial. Whoever has gone
 * on to another question meanwhile gives them up. */
static void
claimed_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionsPage *self = data;
  const HcrmStep *step = find_step (self, "tell");

  self->held = TRUE;
  if (step == NULL || hcrm_record_get_int (self->asked, "id") != self->shown_id) {
    cancelled_cb (self);
    return;
  }
  HcrmForm *form = open_form (self, step, &tell_set, hcrm_record_get (self->asked, "answer"));
  fill_telling (form, json_object_get_array_member (json_node_get_object (reply), "items"));
  take_draft (self, form);
}

static void
begin_telling (HcrmQuestionsPage *self)
{
  g_autofree char *path = make_path (self, "claim");
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_free (self->started_at);
  self->started_at = g_date_time_format_iso8601 (now);
  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "POST", .path = path }, claimed_cb,
                  failed_cb);
}

static void
begin_form (HcrmQuestionsPage *self, const HcrmStep *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    if (g_str_equal (asked[i].action, step->action))
      take_draft (self, open_form (self, step, asked[i].set, asked[i].body));
}

/* Whoever tells the same once more goes on holding the patient. */
static gboolean
tells_again (HcrmQuestionsPage *self, const char *action)
{
  return g_str_equal (action, "tell") && self->asked != NULL
         && hcrm_record_get_int (self->asked, "id") == hcrm_record_get_int (self->question, "id");
}

static void
begin_step (HcrmQuestionsPage *self, const char *action)
{
  const HcrmStep *step = find_step (self, action);

  if (step == NULL || self->busy)
    return;
  if (!tells_again (self, action))
    release (self); /* of what failed before */
  self->busy = TRUE;
  self->action = step->action;
  g_set_object (&self->asked, self->question);
  if (g_str_equal (action, "tell"))
    begin_telling (self);
  else
    begin_form (self, step);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  begin_step (HCRM_QUESTIONS_PAGE (widget), g_variant_get_string (action, NULL));
}

/* The step that is suggested in this state. */
static void
hcrm_questions_page_submit (HcrmPage *page)
{
  HcrmQuestionsPage *self = HCRM_QUESTIONS_PAGE (page);
  const char *state = self->question != NULL ? hcrm_record_get (self->question, "state") : NULL;
  const HcrmWorkflow *flow = &hcrm_question_workflow;

  for (guint i = 0; state != NULL && i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].from, state) && (flow->steps[i].flags & HCRM_STEP_SUGGESTED))
      begin_step (self, flow->steps[i].action);
}

static void
activate_cb (HcrmQuestionsPage *self)
{
  hcrm_questions_page_submit (HCRM_PAGE (self));
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmQuestionsPage *self = HCRM_QUESTIONS_PAGE (widget);

  if (self->question != NULL)
    hcrm_page_open_id (HCRM_PAGE (self), "patient",
                       hcrm_record_get_int (self->question, "survivor_id"));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  hcrm_record_list_move (HCRM_QUESTIONS_PAGE (widget)->list, g_variant_get_int32 (by));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
view_chosen_cb (HcrmQuestionsPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_questions_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_QUESTIONS_PAGE (base)->views, query);
}

static void
hcrm_questions_page_refresh (HcrmPage *page)
{
  HcrmQuestionsPage *self = HCRM_QUESTIONS_PAGE (page);

  HCRM_PAGE_CLASS (hcrm_questions_page_parent_class)->refresh (page);
  read_question (self);
}

static void
hcrm_questions_page_choose (HcrmPage *page, gint64 id)
{
  hcrm_record_list_select_id (HCRM_QUESTIONS_PAGE (page)->list, id);
}

static void
hcrm_questions_page_constructed (GObject *object)
{
  HcrmQuestionsPage *self = HCRM_QUESTIONS_PAGE (object);

  G_OBJECT_CLASS (hcrm_questions_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "mine=true");
  show_question (self);
}

static void
hcrm_questions_page_dispose (GObject *object)
{
  HcrmQuestionsPage *self = HCRM_QUESTIONS_PAGE (object);

  release (self);
  g_clear_object (&self->question);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->started_at, g_free);
  G_OBJECT_CLASS (hcrm_questions_page_parent_class)->dispose (object);
}

static gboolean
hcrm_questions_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  return hcrm_question_panel_get_dial (HCRM_QUESTIONS_PAGE (page)->panel, dial);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "question", NULL };
  static const HcrmKeyHint hints[] = {
    { "J K", N_ ("choose") },
      { "Ctrl Enter", N_ ("answer or give back") },
        { "F2", N_ ("patient") },
          { "Shift F9", N_ ("call"), HCRM_PERM_CALL_WORK }, { NULL },
        };

  klass->refresh = hcrm_questions_page_refresh;
  klass->submit = hcrm_questions_page_submit;
  klass->choose = hcrm_questions_page_choose;
  klass->dial = hcrm_questions_page_dial;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Alarming answers of patients, and their questions that only a physician can answer.\n\n"
                    "An answer that alarms comes here at once, for the doctor who answers for the patient, with a time by which it is to be handled. It goes away by itself, with the reason, when the answer is corrected.\n\n"
                    "What the physician replies goes back to whoever asked, who gives it back to the patient. A physician who is silent past the time: the head of the department sees it too.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmQuestionsPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/questions/hcrm-questions-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (list);
  BIND (panel);
  BIND (steps);
  CALLBACK (view_chosen_cb);
  CALLBACK (selection_changed_cb);
  CALLBACK (loaded_cb);
  CALLBACK (activate_cb);
}

static void
hcrm_questions_page_class_init (HcrmQuestionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_questions_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_questions_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_questions_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_QUESTION_PANEL);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "question.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "question.patient", NULL, patient_action);
  gtk_widget_class_install_action (widget_class, "question.move", "i", move_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "question.patient", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "question.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "question.move", "i", -1);
}

static void
hcrm_questions_page_init (HcrmQuestionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
