/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-up plans and attempts of a patient. */

#include "hcrm-plans.h"

#include "core/hcrm-dial.h"
#include "hcrm-plan-change.h"

#include "model/hcrm-contact.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-plan-note.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

struct _HcrmPlans {
  HcrmPatientSection parent_instance;

  GPtrArray *plans;
  GtkBox *cards;
  GtkWidget *empty;
  GtkWidget *attempts_card;
  GtkListBox *attempts;
  GtkBuilder *asked; /* (nullable): the card whose step asks for its reason */
  gint64 asked_id;
  char *asked_step;
  HcrmPlanChange *change; /* (nullable): in that card, whose steps are being changed */
};

G_DEFINE_FINAL_TYPE (HcrmPlans, hcrm_plans, HCRM_TYPE_PATIENT_SECTION)

static GtkLabel *
get_label (GtkBuilder *builder, const char *id)
{
  return GTK_LABEL (gtk_builder_get_object (builder, id));
}

static GtkWidget *
get_widget (GtkBuilder *builder, const char *id)
{
  return GTK_WIDGET (gtk_builder_get_object (builder, id));
}

static HcrmRecord *
find_plan (HcrmPlans *self, gint64 id)
{
  for (guint i = 0; self->plans != NULL && i < self->plans->len; i++)
    if (hcrm_record_get_int (g_ptr_array_index (self->plans, i), "id") == id)
      return g_ptr_array_index (self->plans, i);
  return NULL;
}

/* --- steps of the workflow -------------------------------------------------------------------- */

static void
close_reason (HcrmPlans *self)
{
  if (self->asked != NULL) {
    gtk_widget_set_visible (get_widget (self->asked, "reason_box"), FALSE);
    gtk_widget_set_visible (get_widget (self->asked, "change"), FALSE);
    adw_bin_set_child (ADW_BIN (get_widget (self->asked, "change")), NULL);
  }
  self->change = NULL;
  g_clear_object (&self->asked);
  g_clear_pointer (&self->asked_step, g_free);
}

static void
stepped_cb (gpointer data, JsonNode *reply)
{
  close_reason (data);
  hcrm_page_refresh (hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (data)));
}

/* --- changing the steps ----------------------------------------------------------------------- */

static char *
make_path (HcrmPlans *self, const char *action)
{
  return g_strdup_printf ("/followup-plans/%" G_GINT64_FORMAT "/actions/%s", self->asked_id,
                          action);
}

static void
previewed_cb (gpointer data, JsonNode *reply)
{
  if (HCRM_PLANS (data)->change != NULL)
    hcrm_plan_change_set_preview (HCRM_PLANS (data)->change, reply);
}

static void
preview_cb (HcrmPlans *self)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  g_autoptr (JsonNode) body = hcrm_plan_change_dup_preview (self->change);
  g_autofree char *path = make_path (self, "preview-change");

  if (body != NULL)
    hcrm_page_send_for (page, self,
                        &(HcrmRequest){
                            .method = "POST", .path = path, .body = body, .fills = "plan_change" },
                        previewed_cb, NULL);
}

/* What was typed stays; it is to be looked at beside what others have made of the plan. */
static gboolean
change_failed_cb (gpointer data, const GError *error)
{
  HcrmPlans *self = data;

  if (self->change == NULL || !g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE))
    return FALSE;
  hcrm_plan_change_show_error (
      self->change, "steps",
      _ ("Someone else has changed this plan: look at the dates again, then save"));
  hcrm_page_refresh (hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self)));
  return TRUE;
}

static void
save_cb (HcrmPlans *self)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  HcrmRecord *plan = find_plan (self, self->asked_id);

  if (plan == NULL || !hcrm_plan_change_check (self->change))
    return;
  g_autoptr (JsonNode) body = hcrm_plan_change_dup_body (self->change);
  g_autofree char *path = make_path (self, "change");
  hcrm_page_send_for (page, self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .body = body,
                                      .version = hcrm_record_get_int (plan, "version") },
                      stepped_cb, change_failed_cb);
}

static void
open_change (HcrmPlans *self)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  GtkWidget *place = get_widget (self->asked, "change");

  self->change = HCRM_PLAN_CHANGE (hcrm_plan_change_new (hcrm_page_get_api (page)));
  g_signal_connect_object (self->change, "preview", G_CALLBACK (preview_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->change, "save", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->change, "cancel", G_CALLBACK (close_reason), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (place), GTK_WIDGET (self->change));
  gtk_widget_set_visible (place, TRUE);
  preview_cb (self);
}

/* --- other steps ------------------------------------------------------------------------------ */

static void
hcrm_plans_submit (HcrmPatientSection *section)
{
  HcrmPlans *self = HCRM_PLANS (section);
  HcrmRecord *plan = find_plan (self, self->asked_id);

  if (self->asked == NULL || plan == NULL)
    return;
  if (self->change != NULL) {
    save_cb (self);
    return;
  }
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_followup_reason);
  g_autofree char *path = make_path (self, self->asked_step);
  GtkEditable *reason = GTK_EDITABLE (get_widget (self->asked, "reason_entry"));
  hcrm_record_set (body, "reason", gtk_editable_get_text (reason));
  hcrm_patient_section_send (section, "POST", path, body, plan, stepped_cb, NULL);
}

static gboolean
hcrm_plans_show_field_error (HcrmPatientSection *section, const char *field, const char *message)
{
  HcrmPlans *self = HCRM_PLANS (section);

  if (self->change != NULL)
    return hcrm_plan_change_show_error (self->change, field, message);
  if (self->asked == NULL || !g_str_equal (field, "reason"))
    return FALSE;
  hcrm_patient_set_label (get_label (self->asked, "reason_error"), message);
  gtk_widget_grab_focus (get_widget (self->asked, "reason_entry"));
  return TRUE;
}

static gboolean
hcrm_plans_back (HcrmPatientSection *section)
{
  gboolean asking = HCRM_PLANS (section)->asked != NULL;

  close_reason (HCRM_PLANS (section));
  return asking;
}

static const char *
get_step_label (const char *action)
{
  const HcrmWorkflow *flow = &hcrm_followup_plan_workflow;

  for (guint i = 0; i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].action, action))
      return gettext (flow->steps[i].label);
  return action;
}

static void
step_cb (GSimpleAction *action, GVariant *step, gpointer data)
{
  HcrmPlans *self = data;
  GtkBuilder *builder = g_object_get_data (G_OBJECT (action), "card");

  close_reason (self);
  self->asked_id = *(gint64 *) g_object_get_data (G_OBJECT (action), "id");
  if (g_str_equal (g_variant_get_string (step, NULL), "edit")) {
    hcrm_plan_note_edit (hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self)),
                         self->asked_id);
    return;
  }
  self->asked = g_object_ref (builder);
  self->asked_step = g_variant_dup_string (step, NULL);
  if (g_str_equal (self->asked_step, "change")) {
    open_change (self);
    return;
  }
  hcrm_patient_set_label (get_label (builder, "reason_error"), NULL);
  gtk_button_set_label (GTK_BUTTON (get_widget (builder, "confirm")),
                        get_step_label (self->asked_step));
  gtk_widget_set_visible (get_widget (builder, "reason_box"), TRUE);
  gtk_widget_grab_focus (get_widget (builder, "reason_entry"));
}

static void
confirm_cb (HcrmPlans *self)
{
  hcrm_plans_submit (HCRM_PATIENT_SECTION (self));
}

/* --- cards ------------------------------------------------------------------------------------ */

static void
add_steps (HcrmPlans *self, GtkBuilder *builder, HcrmRecord *plan)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("step", G_VARIANT_TYPE_STRING);
  gint64 id = hcrm_record_get_int (plan, "id");

  g_object_set_data_full (G_OBJECT (action), "id", g_memdup2 (&id, sizeof id), g_free);
  g_object_set_data_full (G_OBJECT (action), "card", g_object_ref (builder), g_object_unref);
  g_signal_connect_object (action, "activate", G_CALLBACK (step_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (get_widget (builder, "card"), "plan", G_ACTION_GROUP (group));
  hcrm_step_bar_fill (GTK_BOX (get_widget (builder, "steps")), "plan.step",
                      &hcrm_followup_plan_workflow, hcrm_record_get (plan, "state"),
                      hcrm_session_get_permissions (hcrm_page_get_session (page)));
  g_signal_connect_object (get_widget (builder, "confirm"), "clicked", G_CALLBACK (confirm_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_widget (builder, "reason_entry"), "activate",
                           G_CALLBACK (confirm_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_widget (builder, "never"), "clicked", G_CALLBACK (close_reason),
                           self, G_CONNECT_SWAPPED);
}

static gint64
find_current (JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    const char *state = hcrm_text_member (step, "state");
    if (g_str_equal (state, "open") || g_str_equal (state, "waiting"))
      return json_object_get_int_member_with_default (step, "position", 0);
  }
  return 0;
}

static void
show_dots (GtkBuilder *builder, HcrmRecord *plan)
{
  const char *text = hcrm_record_get (plan, "steps");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  hcrm_plan_steps_set (HCRM_PLAN_STEPS (get_widget (builder, "dots")), json_node_get_array (node),
                       find_current (json_node_get_array (node)));
}

static void
versions_cb (HcrmPage *page, GtkWidget *button)
{
  HcrmRecord *plan = g_object_get_data (G_OBJECT (button), "plan");

  hcrm_plan_note_show_versions (page, hcrm_record_get_int (plan, "id"));
}

static void
add_plan (HcrmPlans *self, HcrmRecord *plan)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/patient/hcrm-plan.ui");
  g_autofree char *when = hcrm_patient_dup_words (plan, "created_at");
  g_autofree char *by = hcrm_text_join (hcrm_text_field (plan, "doctor"),
                                        hcrm_text_field (plan, "department"), when, NULL);

  gtk_label_set_text (get_label (builder, "template"), hcrm_text_field (plan, "template"));
  hcrm_patient_set_label (get_label (builder, "by"), by);
  hcrm_plan_note_fill_record (GTK_BOX (get_widget (builder, "note")), plan);
  gtk_widget_set_visible (get_widget (builder, "versions"),
                          hcrm_record_get_int (plan, "note_version") > 0);
  g_signal_connect_object (get_widget (builder, "versions"), "clicked", G_CALLBACK (versions_cb),
                           hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self)),
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (get_widget (builder, "versions")), "plan", g_object_ref (plan),
                          g_object_unref);
  hcrm_patient_set_label (get_label (builder, "reason"), hcrm_text_field (plan, "reason"));
  hcrm_pill_set_state (get_label (builder, "state"), &hcrm_followup_plan_workflow,
                       hcrm_record_get (plan, "state"));
  show_dots (builder, plan);
  add_steps (self, builder, plan);
  gtk_box_append (self->cards, get_widget (builder, "card"));
}

/* A reason that is being typed is not taken away by what happens elsewhere. */
void
hcrm_plans_set_plans (HcrmPlans *self, GPtrArray *plans)
{
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  self->plans = g_ptr_array_ref (plans);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), plans->len);
  if (self->asked != NULL)
    return;
  hcrm_clear_box (self->cards);
  for (guint i = 0; i < plans->len; i++)
    add_plan (self, g_ptr_array_index (plans, i));
  gtk_widget_set_visible (self->empty, plans->len == 0);
}

/* --- attempts --------------------------------------------------------------------------------- */

static const char *
get_relation (HcrmRecord *attempt)
{
  const char *relation = hcrm_record_get (attempt, "relation");

  for (const HcrmChoice *choice = hcrm_relation_choices; choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, relation) == 0)
      return gettext (choice->label);
  return "";
}

static char *
make_what (HcrmRecord *attempt)
{
  gint64 step = hcrm_record_get_int (attempt, "step");
  g_autofree char *position =
      step > 0 ? g_strdup_printf (_ ("Step %d"), (int) step) : g_strdup ("");

  gint64 n = hcrm_record_get_int (attempt, "note_version");
  g_autofree char *shown =
      n > 0 ? g_strdup_printf (_ ("version %d of the note was shown"), (int) n) : g_strdup ("");

  return hcrm_text_join (position, hcrm_text_field (attempt, "template"),
                         hcrm_text_field (attempt, "contact"), get_relation (attempt), shown, NULL);
}

/* Whoever has that number no longer is not called at another one. */
static void
show_number (GtkWidget *button, HcrmRecord *attempt)
{
  gint64 contact_id = hcrm_record_get_int (attempt, "contact_id");
  HcrmPhoneDial dial = {
    .contact_id = contact_id,
    .activity_id = contact_id != 0 ? hcrm_record_get_int (attempt, "activity_id") : 0,
  };

  hcrm_dial_number_show (button, hcrm_record_get (attempt, "number"),
                         hcrm_text_field (attempt, "contact"), &dial);
}

static GtkWidget *
new_attempt (HcrmRecord *attempt)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/patient/hcrm-attempt.ui");
  const char *code = hcrm_record_get (attempt, "disposition");
  const HcrmDisposition *disposition = code != NULL ? hcrm_disposition_find (code) : NULL;
  g_autofree char *when = hcrm_patient_dup_words (attempt, "started_at");
  g_autofree char *what = make_what (attempt);

  gtk_label_set_text (get_label (builder, "when"), when);
  gtk_label_set_text (get_label (builder, "what"), what);
  gtk_label_set_text (get_label (builder, "who"), hcrm_text_field (attempt, "user"));
  hcrm_patient_set_label (get_label (builder, "note"), hcrm_record_get (attempt, "note"));
  GtkWidget *number = hcrm_dial_number_new ();
  show_number (number, attempt);
  gtk_box_append (GTK_BOX (get_widget (builder, "reached")), number);
  hcrm_pill_set (get_label (builder, "result"),
                 code != NULL ? hcrm_disposition_get_label (code) : NULL,
                 disposition != NULL ? disposition->pill : "plain");
  gtk_widget_set_visible (get_widget (builder, "late"), hcrm_record_get_bool (attempt, "late"));
  return g_object_ref (get_widget (builder, "row"));
}

static void
attempts_cb (gpointer data, JsonNode *reply)
{
  HcrmPlans *self = data;
  g_autoptr (GPtrArray) attempts = hcrm_patient_read_items (reply, &hcrm_attempt_fields);

  hcrm_clear_list (self->attempts);
  for (guint i = 0; i < attempts->len; i++) {
    g_autoptr (GtkWidget) row = new_attempt (g_ptr_array_index (attempts, i));
    gtk_list_box_append (self->attempts, row);
  }
  gtk_widget_set_visible (self->attempts_card, attempts->len > 0);
}

static void
hcrm_plans_load (HcrmPatientSection *section)
{
  g_autofree char *path =
      hcrm_api_query ("/attempts", "patient_id", hcrm_patient_section_get_patient (section), "sort",
                      "-started_at", "limit", "100", NULL);

  hcrm_patient_section_fetch (section, path, attempts_cb);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_plans_dispose (GObject *object)
{
  HcrmPlans *self = HCRM_PLANS (object);

  close_reason (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PLANS);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  G_OBJECT_CLASS (hcrm_plans_parent_class)->dispose (object);
}

static void
hcrm_plans_class_init (HcrmPlansClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_plans_dispose;
  section_class->load = hcrm_plans_load;
  section_class->submit = hcrm_plans_submit;
  section_class->back = hcrm_plans_back;
  section_class->show_field_error = hcrm_plans_show_field_error;
  g_type_ensure (HCRM_TYPE_PLAN_STEPS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-plans.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPlans, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlans, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlans, attempts_card);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlans, attempts);
}

static void
hcrm_plans_init (HcrmPlans *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
