/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Subjects of one study: consent, and their forms entered by the version that is pinned. */

#include "hcrm-study-page.h"

#include "core/hcrm-json.h"
#include "core/hcrm-language.h"
#include "hcrm-study-columns.h"
#include "hcrm-study-entry.h"
#include "model/hcrm-study.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "study_entry"

struct _HcrmStudyPage {
  HcrmPage parent_instance;

  GtkLabel *name;
  GtkLabel *count;
  GtkWidget *add;
  GtkWidget *recruit;
  HcrmRecordList *list;
  GtkWidget *panel;
  GtkLabel *subject;
  GtkLabel *state;
  GtkLabel *detail;
  GtkBox *steps;
  GtkBox *entries;
  GtkWidget *card; /* of the form that is shown */
  GtkLabel *title;
  GtkBox *queries;
  GtkBox *actions;
  HcrmQuestionnaireForm *form;
  GtkLabel *kept; /* that what was typed is not lost, and not saved */

  HcrmRecord *study;
  HcrmRecord *entry;  /* (nullable): whose form is shown */
  HcrmRecord *base;   /* (nullable): the same as it was when its answers were shown */
  GHashTable *drafts; /* ids of entries to JsonNode: what was typed and is not saved */
  guint changes;      /* of answers so far */
  gboolean filling;
  gboolean chosen;   /* the cursor belongs into the questions when they come */
  HcrmRecord *asked; /* (nullable): what the dialog was opened for, as it was then */
  JsonNode *asked_answers;
  HcrmQuestionnaire *asked_form; /* that these are of */
  guint asked_changes;
  gint64 shown;   /* the subject whose entries are shown */
  gint64 form_of; /* the entry whose questions are shown; 0: none */
};

G_DEFINE_FINAL_TYPE (HcrmStudyPage, hcrm_study_page, HCRM_TYPE_PAGE)

/* clang-format off */
static const HcrmField add_fields[] = {
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), HCRM_FIELD_REQUIRED, NULL, 1 },
  { "arm",        HCRM_KIND_TEXT, N_("Arm"),     0, NULL, 0, 20 },
  { "anchor_on",  HCRM_KIND_DATE, N_("Day 0"),   0 },
};
static const HcrmFieldSet add_set = { "add", add_fields, G_N_ELEMENTS (add_fields) };

static const HcrmField day_fields[] = {
  { "done_on", HCRM_KIND_DATE, N_("Visited on"), HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet day_set = { "day", day_fields, G_N_ELEMENTS (day_fields) };
/* clang-format on */

/* --- calls ------------------------------------------------------------------------------------ */

static gboolean
may_enter (HcrmStudyPage *self)
{
  return hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_STUDY_ENTER);
}

static const HcrmPermissionSet *
get_held (HcrmStudyPage *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
}

static void
post (HcrmStudyPage *self, const char *path, JsonObject *object, HcrmRecord *seen)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = seen },
                  NULL, NULL);
}

static void
post_step (HcrmStudyPage *self,
           const char *list,
           HcrmRecord *record,
           const char *action,
           JsonObject *object)
{
  g_autofree char *path =
      g_strdup_printf ("%s/%s/actions/%s", list, hcrm_record_get (record, "id"), action);

  post (self, path, object, record);
}

/* What is shown may be another by the time the dialog is confirmed: @done finds it in `asked`. */
static HcrmForm *
ask_about (HcrmStudyPage *self,
           HcrmRecord *asked,
           const HcrmFormQuestion *question,
           HcrmFilledFunc done)
{
  g_set_object (&self->asked, asked);
  return hcrm_form_dialog_ask (HCRM_PAGE (self), question, done);
}

/* --- one form --------------------------------------------------------------------------------- */

static void
show_queries (HcrmStudyPage *self)
{
  const char *text = hcrm_record_get (self->entry, "queries");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  hcrm_clear_box (self->queries);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *query = json_array_get_object_element (array, i);
    JsonNode *answer = json_object_get_member (query, "answer");
    g_autofree char *words = hcrm_text_join (hcrm_text_member (query, "question"),
                                             answer != NULL && !json_node_is_null (answer)
                                                 ? json_node_get_string (answer)
                                                 : NULL,
                                             NULL);
    gtk_box_append (self->queries, hcrm_wrapped_label_new (words, "quote"));
    if (!g_str_equal (hcrm_text_member (query, "state"), "open"))
      continue;
    GtkWidget *button = gtk_button_new_with_label (_ ("Reply…"));
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "study.reply");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)",
                                      json_object_get_int_member (query, "id"),
                                      json_object_get_int_member (query, "version"));
    gtk_box_append (self->queries, button);
  }
}

static gboolean
may_write (HcrmStudyPage *self)
{
  const char *state = hcrm_record_get (self->entry, "state");

  return self->study != NULL && g_strcmp0 (hcrm_record_get (self->study, "state"), "running") == 0
         && hcrm_workflow_find (&hcrm_study_entry_workflow, state, "enter", get_held (self), NULL)
                != NULL;
}

/* --- what is typed ---------------------------------------------------------------------------- */

static const char *
get_entry_id (HcrmStudyPage *self)
{
  return self->entry != NULL ? hcrm_record_get (self->entry, "id") : "";
}

static JsonNode *
find_draft (HcrmStudyPage *self)
{
  return g_hash_table_lookup (self->drafts, get_entry_id (self));
}

static JsonNode *
dup_answers (HcrmStudyPage *self, const char *status)
{
  g_autofree char *text =
      hcrm_response_to_fhir (hcrm_questionnaire_form_get_response (self->form), status, NULL);

  return json_from_string (text, NULL);
}

/* Answers that were saved meanwhile stand beside what was typed over the older ones. */
static void
show_kept (HcrmStudyPage *self)
{
  gboolean changed =
      self->base != NULL && !hcrm_study_entry_has_same_answers (self->base, self->entry);

  gtk_label_set_text (self->kept, changed
                      ? _ ("Kept, not saved yet. Somebody saved this form since you began: you "
                             "will choose between the two.")
                      : _ ("Kept, not saved yet"));
  gtk_widget_set_visible (GTK_WIDGET (self->kept), find_draft (self) != NULL);
}

static void
keep_draft (HcrmStudyPage *self)
{
  if (self->filling || self->form_of == 0 || !may_write (self))
    return;
  g_autoptr (JsonNode) draft =
      hcrm_study_entry_make_draft (self->base, dup_answers (self, "in-progress"));
  self->changes++;
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, get_entry_id (self), draft);
  g_hash_table_replace (self->drafts, g_strdup (get_entry_id (self)), g_steal_pointer (&draft));
  show_kept (self);
}

static void
lay_draft (HcrmStudyPage *self, JsonNode *node)
{
  HcrmResponse *response = hcrm_questionnaire_form_get_response (self->form);
  JsonObject *draft = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (response == NULL || draft == NULL || !json_object_has_member (draft, "response"))
    return;
  g_autofree char *text = hcrm_json_to_text (json_object_get_member (draft, "response"));
  self->filling = TRUE;
  if (hcrm_response_load (response, text, -1, NULL)) {
    g_clear_object (&self->base);
    self->base = hcrm_study_entry_find_base (self->entry, draft);
    g_hash_table_replace (self->drafts, g_strdup (get_entry_id (self)), json_node_copy (node));
  }
  self->filling = FALSE;
  show_kept (self);
}

static void
hcrm_study_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);

  if (g_str_equal (kind, DRAFT_KIND) && g_str_equal (ref, get_entry_id (self)) && may_write (self))
    lay_draft (self, content);
}

static void
restore_draft (HcrmStudyPage *self)
{
  JsonNode *here = find_draft (self);
  g_autoptr (JsonNode) kept =
      here == NULL ? hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, get_entry_id (self))
                   : json_node_copy (here);

  if (kept != NULL)
    lay_draft (self, kept);
}

/* --- showing a form --------------------------------------------------------------------------- */

static void
set_response (HcrmStudyPage *self, HcrmResponse *response)
{
  HcrmResponse *before = hcrm_questionnaire_form_get_response (self->form);

  if (before != NULL)
    g_signal_handlers_disconnect_by_data (before, self);
  if (response != NULL)
    g_signal_connect_object (response, "answer-changed", G_CALLBACK (keep_draft), self,
                             G_CONNECT_SWAPPED);
  self->form_of = response != NULL ? hcrm_record_get_int (self->entry, "id") : 0;
  hcrm_questionnaire_form_set_response (self->form, response, NULL, hcrm_language_get ());
}

static void
show_answers (HcrmStudyPage *self, const char *resource)
{
  g_autoptr (HcrmQuestionnaire) questionnaire =
      hcrm_questionnaire_new_from_json (resource, -1, NULL);
  const char *answers = hcrm_record_get (self->entry, "response");

  if (questionnaire == NULL)
    return;
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  if (answers != NULL)
    hcrm_response_load (response, answers, -1, NULL);
  set_response (self, response);
  if (may_write (self))
    restore_draft (self);
  hcrm_questionnaire_form_set_read_only (self->form, !may_write (self));
  if (self->chosen)
    hcrm_questionnaire_form_focus (self->form);
  self->chosen = FALSE;
}

/* What was typed while the questions came again stays. */
static void
questionnaire_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyPage *self = data;
  JsonObject *object = json_node_get_object (reply);

  if (self->entry != NULL
      && json_object_get_int_member (object, "id")
             == hcrm_record_get_int (self->entry, "questionnaire_id"))
    show_answers (self, json_object_get_string_member (object, "resource"));
}

static void
show_head (HcrmStudyPage *self)
{
  g_autofree char *version =
      g_strdup_printf (_ ("version %s"), hcrm_record_get (self->entry, "version_tag"));
  g_autofree char *title =
      hcrm_text_join (hcrm_text_field (self->entry, "visit_name"),
                      hcrm_text_field (self->entry, "questionnaire"), version, NULL);

  gtk_label_set_text (self->title, title);
  show_queries (self);
  hcrm_step_bar_fill (self->actions, "study.entry-step", &hcrm_study_entry_workflow,
                      hcrm_record_get (self->entry, "state"), get_held (self));
  show_kept (self);
}

/* Another entry's questions are not left standing while these come. */
static void
show_entry (HcrmStudyPage *self)
{
  gint64 id = self->entry != NULL ? hcrm_record_get_int (self->entry, "id") : 0;

  hcrm_page_drop (HCRM_PAGE (self), "form");
  if (id != self->form_of)
    set_response (self, NULL);
  g_set_object (&self->base, self->entry);
  gtk_widget_set_visible (self->card, self->entry != NULL);
  if (self->entry == NULL)
    return;
  g_autofree char *path =
      g_strdup_printf ("/questionnaires/%s", hcrm_record_get (self->entry, "questionnaire_id"));
  show_head (self);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "form" },
                  questionnaire_cb, NULL);
}

/* Somebody changed the entry that is shown: what is typed here stays as it is. */
static void
show_again (HcrmStudyPage *self, HcrmRecord *entry)
{
  gboolean same = self->base != NULL && hcrm_study_entry_has_same_answers (self->base, entry);

  g_set_object (&self->entry, entry);
  if (find_draft (self) == NULL || self->form_of == 0) {
    show_entry (self);
    return;
  }
  if (same)
    g_set_object (&self->base, entry);
  show_head (self);
  hcrm_questionnaire_form_set_read_only (self->form, !may_write (self));
}

/* --- saving a form ---------------------------------------------------------------------------- */

/* What was typed after it was sent is still a draft. */
static void
entered_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyPage *self = data;
  g_autoptr (HcrmRecord) entry = hcrm_record_new (&hcrm_study_entry_fields);

  if (!hcrm_record_read_json (entry, json_node_get_object (reply), TRUE, NULL))
    return;
  const char *id = hcrm_record_get (entry, "id");
  gboolean shown = g_str_equal (id, get_entry_id (self));
  if (!shown || self->changes == self->asked_changes) {
    hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, id);
    g_hash_table_remove (self->drafts, id);
  }
  if (shown) {
    g_set_object (&self->base, entry);
    show_again (self, entry);
  }
  hcrm_page_refresh (HCRM_PAGE (self));
}

static void
day_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  g_autofree char *path =
      g_strdup_printf ("/study-entries/%s/actions/enter", hcrm_record_get (self->asked, "id"));
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_member (object, "response", g_steal_pointer (&self->asked_answers));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = body,
                                  .seen = self->asked,
                                  .questionnaire = self->asked_form },
                  entered_cb, NULL);
}

/* What is confirmed is what was seen when it was asked. */
static void
enter_data (HcrmStudyPage *self)
{
  if (self->form_of == 0 || !may_write (self) || !hcrm_questionnaire_form_check (self->form, TRUE))
    return;
  g_autoptr (HcrmRecord) first = hcrm_record_new (&day_set);
  const char *day = hcrm_record_get (self->entry, "done_on");
  g_clear_pointer (&self->asked_answers, json_node_unref);
  self->asked_answers = dup_answers (self, "completed");
  g_clear_pointer (&self->asked_form, hcrm_questionnaire_unref);
  self->asked_form = hcrm_questionnaire_ref (
      hcrm_response_get_questionnaire (hcrm_questionnaire_form_get_response (self->form)));
  self->asked_changes = self->changes;
  hcrm_record_set (first, "done_on",
                   day != NULL ? day : hcrm_record_get (self->entry, "planned_on"));
  HcrmForm *form =
      ask_about (self, self->base,
                 &(HcrmFormQuestion){ .heading = _ ("Save the Form"),
                                                    .label = _ ("Save"), .set = &day_set },
                                      day_asked_cb);
  hcrm_form_set_record (form, first);
  g_signal_emit_by_name (form, "changed", "done_on");
}

/* --- asking back ------------------------------------------------------------------------------ */

static void
query_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  post_step (self, "/study-entries", self->asked, "ask", object);
}

static void
entry_step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (widget);
  const char *action = g_variant_get_string (parameter, NULL);
  g_autoptr (JsonObject) object = json_object_new ();

  if (self->entry == NULL)
    return;
  if (g_str_equal (action, "enter"))
    enter_data (self);
  else if (g_str_equal (action, "ask"))
    ask_about (self, self->entry,
               &(HcrmFormQuestion){ .heading =
                                        _ ("Query"), .label = _ ("Query"), .set = &hcrm_study_ask },
                                    query_asked_cb);
  else
    post_step (self, "/study-entries", self->entry, action, object);
}

typedef struct {
  gint64 id, version;
} Asked;

static void
reply_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  Asked *asked = g_object_get_data (G_OBJECT (self), "asked");
  g_autofree char *path =
      g_strdup_printf ("/study-queries/%" G_GINT64_FORMAT "/actions/answer", asked->id);
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .version = asked->version },
                  NULL, NULL);
}

static void
reply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Asked *asked = g_new0 (Asked, 1);

  g_variant_get (parameter, "(xx)", &asked->id, &asked->version);
  g_object_set_data_full (G_OBJECT (widget), "asked", asked, g_free);
  hcrm_form_dialog_ask (HCRM_PAGE (widget),
                        &(HcrmFormQuestion){ .heading = _ ("Reply"),
                                                           .label = _ ("Reply"),
                                                                       .set = &hcrm_study_answer },
                                             reply_asked_cb);
}

/* --- one subject ------------------------------------------------------------------------------ */

static void
open_entry_cb (GtkButton *button, gpointer data)
{
  HcrmStudyPage *self = data;
  HcrmRecord *entry = g_object_get_data (G_OBJECT (button), "entry");

  if (self->form_of != hcrm_record_get_int (entry, "id")) {
    g_set_object (&self->entry, entry);
    self->chosen = TRUE;
    show_entry (self);
  }
  hcrm_questionnaire_form_focus (self->form);
}

/* The form that is shown is the one that was, in its new state. */
static void
entries_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyPage *self = data;
  g_autoptr (GListStore) store = g_list_store_new (HCRM_TYPE_RECORD);
  const char *shown = get_entry_id (self);
  g_autoptr (HcrmRecord) again = NULL;

  hcrm_store_load (store, &hcrm_study_entry_fields, reply);
  hcrm_clear_box (self->entries);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++) {
    g_autoptr (HcrmRecord) entry = g_list_model_get_item (G_LIST_MODEL (store), i);
    GtkWidget *row = hcrm_study_entry_new_row (entry);
    g_signal_connect (row, "clicked", G_CALLBACK (open_entry_cb), self);
    gtk_box_append (self->entries, row);
    if (g_strcmp0 (hcrm_record_get (entry, "id"), shown) == 0)
      g_set_object (&again, entry);
  }
  if (again == NULL) {
    g_clear_object (&self->entry);
    show_entry (self);
  } else if (hcrm_record_get_int (again, "version") != hcrm_record_get_int (self->entry, "version"))
    show_again (self, again);
}

static void
load_entries (HcrmStudyPage *self)
{
  g_autofree char *path =
      g_strdup_printf ("/study-entries?limit=200&subject_id=%" G_GINT64_FORMAT, self->shown);

  if (self->shown != 0 && may_enter (self))
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){
                        .method = "GET", .path = path, .whole = TRUE, .fills = "entries" },
                    entries_cb, NULL);
}

/* When a consent was withdrawn, and what that means for the data. */
static char *
describe_withdrawal (HcrmRecord *subject)
{
  const char *day = hcrm_record_get (subject, "withdrawn_on");
  const HcrmField use = { .choices = hcrm_study_data_use_choices };
  g_autofree char *date = day != NULL ? hcrm_text_date (day) : NULL;
  g_autofree char *words =
      date != NULL ? g_strdup_printf (_ ("withdrawn %s"), date) : g_strdup ("");

  return hcrm_text_join (words,
                         hcrm_field_get_choice_label (&use, hcrm_text_field (subject, "data_use")),
                         NULL);
}

static char *
make_detail (HcrmRecord *subject)
{
  g_autofree char *day = hcrm_record_get (subject, "consented_on") != NULL
                             ? hcrm_text_date (hcrm_record_get (subject, "consented_on"))
                             : NULL;
  g_autofree char *consent =
      day != NULL ? g_strdup_printf (_ ("consent form %s, %s"),
                                        hcrm_record_get (subject, "consent_version"), day)
                  : NULL;

  g_autofree char *left = describe_withdrawal (subject);

  return hcrm_text_join (hcrm_text_field (subject, "number"), hcrm_text_field (subject, "arm"),
                         consent != NULL ? consent : "", hcrm_text_field (subject, "consented_by"),
                         left, NULL);
}

static void
show_subject (HcrmStudyPage *self)
{
  HcrmRecord *subject = hcrm_record_list_get_selected (self->list);

  gtk_widget_set_visible (self->panel, subject != NULL && may_enter (self));
  if (subject == NULL || !may_enter (self))
    return;
  g_autofree char *detail = make_detail (subject);
  gint64 id = hcrm_record_get_int (subject, "id");
  if (id != self->shown) {
    g_clear_object (&self->entry);
    hcrm_clear_box (self->entries);
    show_entry (self);
  }
  self->shown = id;
  gtk_label_set_text (self->subject, hcrm_text_field (subject, "patient"));
  gtk_label_set_text (self->detail, detail);
  hcrm_pill_set_state (self->state, &hcrm_study_subject_workflow,
                       hcrm_record_get (subject, "state"));
  hcrm_step_bar_fill (self->steps, "study.step", &hcrm_study_subject_workflow,
                      hcrm_record_get (subject, "state"), get_held (self));
  load_entries (self);
}

static void
consent_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  post_step (self, "/study-subjects", self->asked, "consent", object);
}

static void
withdraw_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  post_step (self, "/study-subjects", self->asked, "withdraw", object);
}

static void
ask_consent (HcrmStudyPage *self, HcrmRecord *subject)
{
  ask_about (self, subject,
             &(HcrmFormQuestion){ .heading = _ ("Record Consent"),
                                                .label = _ ("Record Consent"),
                                                            .set = &hcrm_study_consent },
                                  consent_cb);
}

static void
ask_withdrawal (HcrmStudyPage *self, HcrmRecord *subject)
{
  ask_about (self, subject,
             &(HcrmFormQuestion){
                 .heading = _ ("Withdraw Consent"),
                     .body = _ ("What is still planned is cancelled. Exports follow what is chosen here "
                            "for the data."),
                         .label = _ ("Withdraw Consent"), .set = &hcrm_study_withdraw },
                     withdraw_cb);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (widget);
  HcrmRecord *subject = hcrm_record_list_get_selected (self->list);

  if (subject == NULL)
    return;
  if (g_str_equal (g_variant_get_string (parameter, NULL), "consent"))
    ask_consent (self, subject);
  else
    ask_withdrawal (self, subject);
}

/* --- adding ----------------------------------------------------------------------------------- */

static void
added_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  json_object_set_int_member (object, "study_id",
                              g_ascii_strtoll (hcrm_page_get_argument (HCRM_PAGE (self)), NULL,
                                               10));
  post (self, "/study-subjects", object, NULL);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_form_dialog_ask (HCRM_PAGE (widget),
                        &(HcrmFormQuestion){ .heading =
                                                 _ ("Add a Patient"),
                                                    .label = _ ("Add"), .set = &add_set,
                                                                .lookup = &hcrm_lookup_patient,
                                                                .looked_up = "patient_id" },
                                             added_cb);
}

static void
recruit_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (widget);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "register_id",
                              hcrm_record_get_int (self->study, "register_id"));
  post_step (self, "/studies", self->study, "recruit", object);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmStudyPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  hcrm_record_list_choose_one (self->list);
  show_subject (self);
}

static void
study_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyPage *self = data;
  g_autoptr (HcrmRecord) study = hcrm_record_new (&hcrm_study_fields);

  if (!hcrm_record_read_json (study, json_node_get_object (reply), TRUE, NULL))
    return;
  gboolean runs = g_strcmp0 (hcrm_record_get (study, "state"), "running") == 0 && may_enter (self);
  g_set_object (&self->study, study);
  gtk_label_set_text (self->name, hcrm_text_field (study, "name"));
  hcrm_page_set_title (HCRM_PAGE (self), hcrm_record_get (study, "code"));
  gtk_widget_set_visible (self->add, runs);
  gtk_widget_set_visible (self->recruit, runs && hcrm_record_get (study, "register_id") != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "study.add", runs);
  if (self->form_of != 0)
    hcrm_questionnaire_form_set_read_only (self->form, !may_write (self));
}

static void
hcrm_study_page_refresh (HcrmPage *page)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);
  g_autofree char *path = g_strconcat ("/studies/", hcrm_page_get_argument (page), NULL);

  hcrm_page_call (page, "GET", path, NULL, study_cb);
  hcrm_record_list_refresh (self->list);
  load_entries (self);
}

static gboolean
hcrm_study_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);

  return g_str_has_prefix (field, "response.")
         && hcrm_questionnaire_form_set_error (self->form, field + strlen ("response."), message);
}

static void
hcrm_study_page_submit (HcrmPage *page)
{
  if (HCRM_STUDY_PAGE (page)->entry != NULL)
    enter_data (HCRM_STUDY_PAGE (page));
}

/* Esc puts the form away; what was typed is there when it is opened again. */
static gboolean
hcrm_study_page_back (HcrmPage *page)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);

  if (self->entry == NULL)
    return FALSE;
  g_clear_object (&self->entry);
  show_entry (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

static JsonNode *
hcrm_study_page_save_state (HcrmPage *page)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);
  JsonObject *drafts = json_object_new ();
  g_autoptr (JsonObject) state = json_object_new ();
  GHashTableIter iter;
  gpointer id, draft;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &id, &draft))
    json_object_set_member (drafts, id, json_node_copy (draft));
  json_object_set_member (state, "list", hcrm_record_list_dup_state (self->list));
  json_object_set_int_member (state, "subject", self->shown);
  if (self->entry != NULL)
    json_object_set_string_member (state, "entry", get_entry_id (self));
  json_object_set_object_member (state, "drafts", drafts);
  return json_node_init_object (json_node_alloc (), state);
}

static void
take_kept_draft (JsonObject *object, const char *id, JsonNode *draft, gpointer data)
{
  g_hash_table_replace (HCRM_STUDY_PAGE (data)->drafts, g_strdup (id), json_node_copy (draft));
}

/* The entry is found by its id when the entries come. */
static void
hcrm_study_page_restore_state (HcrmPage *page, JsonNode *node)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (page);
  JsonObject *state = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (state == NULL)
    return;
  hcrm_record_list_take_state (self->list, json_object_get_member (state, "list"));
  self->shown = json_object_get_int_member_with_default (state, "subject", 0);
  json_object_foreach_member (json_object_get_object_member (state, "drafts"), take_kept_draft,
                              self);
  if (json_object_has_member (state, "entry")) {
    self->entry = hcrm_record_new (&hcrm_study_entry_fields);
    hcrm_record_set (self->entry, "id", json_object_get_string_member (state, "entry"));
  }
}

static void
hcrm_study_page_create (HcrmPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "study.add", NULL);
}

static void
hcrm_study_page_constructed (GObject *object)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_study_page_parent_class)->constructed (object);
  hcrm_record_list_setup (self->list, hcrm_page_get_session (page),
                          may_enter (self) ? &hcrm_study_subject_list
                                           : &hcrm_study_participant_list);
  hcrm_record_list_set_scope (self->list, "study_id", hcrm_page_get_argument (page));
  g_object_bind_property (self->list, "status", self, "status", G_BINDING_SYNC_CREATE);
  show_subject (self);
}

static void
hcrm_study_page_finalize (GObject *object)
{
  HcrmStudyPage *self = HCRM_STUDY_PAGE (object);

  g_clear_object (&self->study);
  g_clear_object (&self->entry);
  g_clear_object (&self->base);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->asked_answers, json_node_unref);
  g_clear_pointer (&self->asked_form, hcrm_questionnaire_unref);
  g_hash_table_unref (self->drafts);
  G_OBJECT_CLASS (hcrm_study_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "study", "study_subject", "study_entry", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl N", N_ ("add a patient"), HCRM_PERM_STUDY_ENTER },
      { "Ctrl Enter", N_ ("save the form"), HCRM_PERM_STUDY_ENTER },
        { "Esc", N_ ("leave, all is kept") }, { NULL } };

  klass->refresh = hcrm_study_page_refresh;
  klass->show_field_error = hcrm_study_page_show_field_error;
  klass->submit = hcrm_study_page_submit;
  klass->back = hcrm_study_page_back;
  klass->save_state = hcrm_study_page_save_state;
  klass->restore_state = hcrm_study_page_restore_state;
  klass->take_draft = hcrm_study_page_take_draft;
  klass->create = hcrm_study_page_create;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ (
      "Who takes part, whether they consented, and the forms of their visits. Nothing is planned "
      "or entered before the consent; who withdraws is visited no more, and their data are kept or "
      "left out as was chosen.\n\nChoose a form to fill it in. A query asks back about what was "
      "entered; when all are answered, the form can be marked clean.");
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HcrmStudyPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (name);
  BIND (count);
  BIND (add);
  BIND (recruit);
  BIND (list);
  BIND (panel);
  BIND (subject);
  BIND (state);
  BIND (detail);
  BIND (steps);
  BIND (entries);
  BIND (card);
  BIND (title);
  BIND (queries);
  BIND (actions);
  BIND (form);
  BIND (kept);
}

static void
hcrm_study_page_class_init (HcrmStudyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_study_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_study_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_install_action (widget_class, "study.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "study.entry-step", "s", entry_step_action);
  gtk_widget_class_install_action (widget_class, "study.reply", "(xx)", reply_action);
  gtk_widget_class_install_action (widget_class, "study.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "study.recruit", NULL, recruit_action);
  g_type_ensure (HCRM_TYPE_RECORD_LIST);
  g_type_ensure (HCRM_TYPE_QUESTIONNAIRE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/studies/hcrm-study-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_subject);
}

static void
hcrm_study_page_init (HcrmStudyPage *self)
{
  self->drafts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}
