/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Publishing, retiring, revising and copying questionnaires. */

#include "hcrm-questionnaire-steps.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-difference.h"
#include "model/hcrm-questionnaire-model.h"
#include "questionnaire/hcrm-questionnaire.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

#define DIALOG_WIDTH 520
#define DIALOG_HEIGHT 360

struct _HcrmQuestionnaireSteps {
  AdwBin parent_instance;

  HcrmPage *page;
  const char *hidden;
  GtkBox *bar;
  HcrmRecord *record;
  char *resource;
  char *step;     /* under way, or asked about */
  char *older;    /* the published version's resource */
  char *older_id; /* and its number */
  gint64 answers; /* given to it */
};

enum { TAKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmQuestionnaireSteps, hcrm_questionnaire_steps, ADW_TYPE_BIN)

/* clang-format off */
static const HcrmField copy_fields[] = {
  { "title",    HCRM_KIND_TEXT, N_("Questionnaire title"),         HCRM_FIELD_REQUIRED, NULL, 1, 500 },
  { "title_en", HCRM_KIND_TEXT, N_("English title"), 0, NULL, 0, 500 },
};
/* clang-format on */
static const HcrmFieldSet copy_set = { "questionnaire", copy_fields, G_N_ELEMENTS (copy_fields) };

/* --- dialogs ---------------------------------------------------------------------------------- */

AdwMessageDialog *
hcrm_library_dialog_new (HcrmPage *page,
                         const char *heading,
                         const char *body,
                         GtkWidget *content,
                         const char *answer)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *window = GTK_IS_WINDOW (root) ? GTK_WIDGET (root) : NULL;
  GtkWidget *dialog = adw_message_dialog_new ((GtkWindow *) window, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_response (message, "no", answer != NULL ? _ ("Cancel") : _ ("Close"));
  adw_message_dialog_set_close_response (message, "no");
  if (answer != NULL) {
    adw_message_dialog_add_response (message, "yes", answer);
    adw_message_dialog_set_response_appearance (message, "yes", ADW_RESPONSE_SUGGESTED);
    adw_message_dialog_set_default_response (message, "yes");
  }
  adw_message_dialog_set_extra_child (message, content);
  return message;
}

static GtkWidget *
new_scroller (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), DIALOG_HEIGHT);
  gtk_widget_set_size_request (scroller, DIALOG_WIDTH, -1);
  return scroller;
}

/* --- findings --------------------------------------------------------------------------------- */

static void
add_finding (GtkBox *box, const char *path, const char *detail, gboolean fault)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (row),
                  hcrm_pill_new (fault ? _ ("Fault")
                                       : _ ("Without effect"), fault ? "danger" : "bare wait"));
  gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (detail, NULL));
  if (path != NULL && *path != '\0')
    gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (path, "caption"));
  gtk_box_append (box, row);
}

GtkWidget *
hcrm_findings_list_new (const char *resource, guint *faults)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (resource, -1, &bad);
  const GPtrArray *notes = form != NULL ? hcrm_questionnaire_get_findings (form) : NULL;
  guint n = bad != NULL ? hcrm_error_get_n_fields (bad) : 0;

  *faults = bad != NULL ? MAX (n, 1) : 0;
  for (guint i = 0; i < n; i++)
    add_finding (GTK_BOX (box), hcrm_error_get_field (bad, i), hcrm_error_get_field_detail (bad, i),
                 TRUE);
  if (bad != NULL && n == 0)
    add_finding (GTK_BOX (box), NULL, bad->message, TRUE);
  for (guint i = 0; notes != NULL && i < notes->len; i++) {
    const HcrmFinding *note = g_ptr_array_index (notes, i);
    add_finding (GTK_BOX (box), note->path, note->detail, FALSE);
  }
  if (gtk_widget_get_first_child (box) == NULL)
    gtk_box_append (GTK_BOX (box),
                    hcrm_wrapped_label_new (_ ("Nothing was found wrong."), "dim-label"));
  return box;
}

/* --- sending ---------------------------------------------------------------------------------- */

static void
finish (HcrmQuestionnaireSteps *self)
{
  g_clear_pointer (&self->step, g_free);
}

static char *
make_path (HcrmQuestionnaireSteps *self, const char *id, const char *part)
{
  return g_strconcat ("/questionnaires/", id != NULL ? id : hcrm_record_get (self->record, "id"),
                      part, NULL);
}

static gint64
get_id (JsonNode *reply)
{
  return reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
             ? json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0)
             : 0;
}

static void
taken_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;
  g_autofree char *step = g_steal_pointer (&self->step);

  g_signal_emit (self, signals[TAKEN], 0, step, get_id (reply));
}

static gint64
find_version (JsonNode *reply, const char *state)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (g_strcmp0 (json_object_get_string_member_with_default (item, "state", ""), state) == 0)
      return json_object_get_int_member (item, "id");
  }
  return 0;
}

static void
draft_found_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;
  gint64 id = find_version (reply, "draft");

  finish (self);
  hcrm_page_toast (self->page, _ ("There is already a draft of this questionnaire"), NULL, NULL);
  if (id != 0)
    g_signal_emit (self, signals[TAKEN], 0, "revise", id);
}

static gboolean
failed_cb (gpointer data, const GError *error)
{
  finish (data);
  return FALSE;
}

static void
get (HcrmQuestionnaireSteps *self, const char *id, const char *part, HcrmReplyFunc done)
{
  g_autofree char *path = make_path (self, id, part);

  hcrm_page_send_for (self->page, self, &(HcrmRequest){ .method = "GET", .path = path }, done,
                      failed_cb);
}

/* Where there is a draft already, one goes on with that. */
static gboolean
step_failed_cb (gpointer data, const GError *error)
{
  HcrmQuestionnaireSteps *self = data;

  if (g_strcmp0 (self->step, "revise") != 0
      || !g_error_matches (error, HCRM_ERROR, HCRM_ERROR_CONFLICT))
    return failed_cb (self, error);
  get (self, NULL, "/versions", draft_found_cb);
  return TRUE;
}

static void
send (HcrmQuestionnaireSteps *self, JsonNode *given)
{
  g_autofree char *action = g_strconcat ("/actions/", self->step, NULL);
  g_autofree char *path = make_path (self, NULL, action);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) empty = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .body = given != NULL ? given : empty,
                                      .version = hcrm_record_get_int (self->record, "version") },
                      taken_cb, step_failed_cb);
}

static void
answered_cb (HcrmQuestionnaireSteps *self, const char *answer)
{
  if (g_str_equal (answer, "yes") && self->step != NULL)
    send (self, NULL);
  else
    finish (self);
}

static void
ask (HcrmQuestionnaireSteps *self, AdwMessageDialog *dialog)
{
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- publishing ------------------------------------------------------------------------------- */

static void
add_changes (HcrmQuestionnaireSteps *self, GtkBox *box)
{
  g_autoptr (GPtrArray) found = hcrm_difference_find_in_texts (self->older, self->resource);
  guint breaking = 0;

  for (guint i = 0; i < found->len; i++)
    breaking += ((HcrmDifference *) found->pdata[i])->breaking;
  g_autofree char *text = g_strdup_printf (
      ngettext ("%d answer was given to the version that is published now; it stays with it.",
                "%d answers were given to the version that is published now; they stay with it.",
                (gulong) self->answers),
      (int) self->answers);
  gtk_box_append (box, hcrm_wrapped_label_new (_ ("What changes"), "heading"));
  gtk_box_append (box, hcrm_wrapped_label_new (text, NULL));
  if (breaking > 0) {
    g_autofree char *warn =
        g_strdup_printf (ngettext ("Of %u question, answers before and after cannot be compared.",
                                   "Of %u questions, answers before and after cannot be compared.",
                                   breaking),
                         breaking);
    gtk_box_append (box, hcrm_wrapped_label_new (warn, "warn-text"));
  }
  gtk_box_append (box, hcrm_difference_list_new (found));
}

static void
ask_to_publish (HcrmQuestionnaireSteps *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  guint faults;
  GtkWidget *findings = hcrm_findings_list_new (self->resource, &faults);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Findings"), "heading"));
  gtk_box_append (GTK_BOX (box), findings);
  if (self->older != NULL)
    add_changes (self, GTK_BOX (box));
  const char *words =
      faults > 0 ? _ ("It cannot be published while there are faults.")
                 : _ ("A published version never changes; what is planned from now on asks "
                               "this one.");
  ask (self, hcrm_library_dialog_new (self->page, _ ("Publish"), words, new_scroller (box),
                                                     faults > 0 ? NULL : _ ("Publish")));
}

static void
answers_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;

  self->answers =
      json_object_get_int_member_with_default (json_node_get_object (reply), "responses", 0);
  ask_to_publish (self);
}

static void
older_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;
  JsonObject *object = json_node_get_object (reply);

  g_free (self->older);
  self->older = g_strdup (json_object_get_string_member_with_default (object, "resource", NULL));
  get (self, self->older_id, "/used", answers_cb);
}

static void
versions_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;
  gint64 id = find_version (reply, "published");

  g_clear_pointer (&self->older, g_free);
  g_clear_pointer (&self->older_id, g_free);
  if (id == 0) {
    ask_to_publish (self);
    return;
  }
  self->older_id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  get (self, self->older_id, "", older_cb);
}

/* --- retiring --------------------------------------------------------------------------------- */

static void
add_count (GtkBox *box, JsonObject *used, const char *name, const char *label)
{
  gint64 n = json_object_get_int_member_with_default (used, name, 0);
  g_autofree char *text = g_strdup_printf ("%s: %" G_GINT64_FORMAT, label, n);

  gtk_box_append (box, hcrm_wrapped_label_new (text, NULL));
}

static void
add_templates (GtkBox *box, JsonObject *used)
{
  JsonArray *templates = json_object_has_member (used, "templates")
                             ? json_object_get_array_member (used, "templates")
                             : NULL;

  for (guint i = 0; templates != NULL && i < json_array_get_length (templates); i++) {
    JsonObject *template = json_array_get_object_element (templates, i);
    g_autofree char *text =
        g_strdup_printf (_ ("Template: %s"), hcrm_text_member (template, "name"));
    gtk_box_append (box, hcrm_wrapped_label_new (text, "strong"));
  }
}

static void
retire_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnaireSteps *self = data;
  JsonObject *used = json_node_get_object (reply);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Used by"), "heading"));
  add_templates (GTK_BOX (box), used);
  add_count (GTK_BOX (box), used, "plans", _ ("Plans"));
  add_count (GTK_BOX (box), used, "open_tasks", _ ("Follow-ups still to be done"));
  add_count (GTK_BOX (box), used, "responses", _ ("Answers"));
  AdwMessageDialog *dialog = hcrm_library_dialog_new (
      self->page,
      _ ("Retire"),
         _ ("What is planned already still asks it; nothing new does. Answers are kept."),
            new_scroller (box), _ ("Retire"));
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  ask (self, dialog);
}

static void
ask_to_give_up (HcrmQuestionnaireSteps *self)
{
  AdwMessageDialog *dialog =
      hcrm_library_dialog_new (self->page, _ ("Give up this draft?"),
                                              hcrm_text_field (self->record, "title"), NULL,
                                              _ ("Give Up"));

  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  ask (self, dialog);
}

/* --- copying ---------------------------------------------------------------------------------- */

static void
copy_cb (HcrmQuestionnaireSteps *self, const char *answer, AdwMessageDialog *dialog)
{
  HcrmForm *form = HCRM_FORM (adw_message_dialog_get_extra_child (dialog));
  g_autoptr (HcrmRecord) names = hcrm_form_dup_record (form);

  if (!g_str_equal (answer, "yes") || self->step == NULL
      || hcrm_record_get (names, "title") == NULL) {
    finish (self);
    return;
  }
  if (hcrm_record_get (names, "title_en") == NULL)
    hcrm_record_unset (names, "title_en");
  g_autoptr (JsonObject) object = hcrm_record_to_json (names);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  send (self, body);
}

static void
put_copy (HcrmRecord *names, const char *field, const char *title, const char *format)
{
  g_autofree char *text = title != NULL && *title != '\0' ? g_strdup_printf (format, title) : NULL;

  hcrm_record_set (names, field, text);
}

static void
ask_to_copy (HcrmQuestionnaireSteps *self)
{
  HcrmForm *form = g_object_new (HCRM_TYPE_FORM, NULL);
  g_autoptr (HcrmRecord) names = hcrm_record_new (&copy_set);

  hcrm_form_setup (form, &copy_set, NULL);
  put_copy (names, "title", hcrm_record_get (self->record, "title"), "%s（副本）");
  put_copy (names, "title_en", hcrm_record_get (self->record, "title_en"), "%s (copy)");
  hcrm_form_set_record (form, names);
  gtk_widget_set_size_request (GTK_WIDGET (form), 380, -1);
  AdwMessageDialog *dialog =
      hcrm_library_dialog_new (self->page,
                               _ ("Copy"),
                                  _ ("The copy is a draft of its own, with its own address."),
                                     GTK_WIDGET (form), _ ("Copy"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  hcrm_form_focus (form);
}

/* --- the steps -------------------------------------------------------------------------------- */

void
hcrm_questionnaire_steps_take (HcrmQuestionnaireSteps *self, const char *action)
{
  if (self->record == NULL || self->step != NULL)
    return;
  if (g_str_equal (action, "edit")) {
    g_signal_emit (self, signals[TAKEN], 0, action, hcrm_record_get_int (self->record, "id"));
    return;
  }
  gboolean draft = g_strcmp0 (hcrm_record_get (self->record, "state"), "draft") == 0;
  self->step = g_strdup (action);
  if (g_str_equal (action, "publish"))
    get (self, NULL, "/versions", versions_cb);
  else if (g_str_equal (action, "retire") && draft)
    ask_to_give_up (self);
  else if (g_str_equal (action, "retire"))
    get (self, NULL, "/used", retire_cb);
  else if (g_str_equal (action, "clone"))
    ask_to_copy (self);
  else
    send (self, NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_questionnaire_steps_take (HCRM_QUESTIONNAIRE_STEPS (widget),
                                 g_variant_get_string (action, NULL));
}

static void
hide_step (HcrmQuestionnaireSteps *self)
{
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->bar)); button != NULL;
       button = gtk_widget_get_next_sibling (button)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));
    if (g_strcmp0 (g_variant_get_string (target, NULL), self->hidden) == 0)
      gtk_widget_set_visible (button, FALSE);
  }
}

void
hcrm_questionnaire_steps_show (HcrmQuestionnaireSteps *self,
                               HcrmRecord *record,
                               const char *resource)
{
  g_set_object (&self->record, record);
  g_free (self->resource);
  self->resource = g_strdup (resource);
  hcrm_step_bar_fill (self->bar, "questionnaire.step", &hcrm_questionnaire_workflow,
                      record != NULL ? hcrm_record_get (record, "state") : NULL,
                      hcrm_session_get_permissions (hcrm_page_get_session (self->page)));
  if (self->hidden != NULL)
    hide_step (self);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_widget_get_first_child (GTK_WIDGET (self->bar)) != NULL);
}

GtkWidget *
hcrm_questionnaire_steps_new (HcrmPage *page, const char *hidden)
{
  HcrmQuestionnaireSteps *self = g_object_new (HCRM_TYPE_QUESTIONNAIRE_STEPS, NULL);

  self->page = page;
  self->hidden = hidden;
  return GTK_WIDGET (self);
}

static void
hcrm_questionnaire_steps_finalize (GObject *object)
{
  HcrmQuestionnaireSteps *self = HCRM_QUESTIONNAIRE_STEPS (object);

  g_clear_object (&self->record);
  g_free (self->resource);
  g_free (self->step);
  g_free (self->older);
  g_free (self->older_id);
  G_OBJECT_CLASS (hcrm_questionnaire_steps_parent_class)->finalize (object);
}

static void
hcrm_questionnaire_steps_class_init (HcrmQuestionnaireStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_questionnaire_steps_finalize;
  signals[TAKEN] = g_signal_new ("taken", HCRM_TYPE_QUESTIONNAIRE_STEPS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "questionnaire.step", "s",
                                   step_action);
}

static void
hcrm_questionnaire_steps_init (HcrmQuestionnaireSteps *self)
{
  self->bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_box_set_homogeneous (self->bar, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->bar));
}
