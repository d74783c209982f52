/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The members of one register: a tracking list, and what is to be decided on one of them. */

#include "hcrm-register-page.h"

#include "core/hcrm-explain.h"
#include "hcrm-register-enrol.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-register.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

struct _HcrmRegisterPage {
  HcrmListPage parent_instance;

  GtkLabel *name;
  GtkLabel *count;
  GtkWidget *add;
  GtkWidget *plan;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkWidget *panel;
  GtkLabel *patient;
  GtkLabel *state;
  GtkBox *facts;
  GtkBox *steps;

  char *step;
};

G_DEFINE_FINAL_TYPE (HcrmRegisterPage, hcrm_register_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *member, const char **pill)
{
  return hcrm_column_text_state (member, &hcrm_register_member_workflow, pill);
}

static char *
make_due (HcrmRecord *member, const char **pill)
{
  const char *due = hcrm_record_get (member, "next_due_on");

  return due != NULL ? hcrm_text_due (due, pill) : NULL;
}

static char *
make_score (HcrmRecord *member, const char **pill)
{
  return hcrm_text_join (hcrm_record_get (member, "last_score"),
                         hcrm_text_field (member, "last_band"), NULL);
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "pinyin",          N_("Patient"),  100, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "sex",             N_("Sex, age"), 100, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 3, .exports = "sex birth_date" },
  { "state",           NULL,           110, HCRM_CELL_PILL, 0, make_state },
  { "diagnosis",       NULL,           160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "entered_on",      NULL,            84, HCRM_CELL_DATE, SORT },
  { "last_contact_at", NULL,           108, HCRM_CELL_TIME, SORT, .leaves = 4 },
  { "last_score",      NULL,           124, HCRM_CELL_TEXT, SORT, make_score, .leaves = 2, .exports = "last_score last_band" },
  { "next_due_on",     NULL,           176, HCRM_CELL_PILL, SORT, make_due },
  { "template",        NULL,           120, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "entry",           NULL,           100, HCRM_CELL_TEXT, HIDDEN },
  { "exit",            NULL,           140, HCRM_CELL_TEXT, HIDDEN },
  { "left_on",         NULL,            84, HCRM_CELL_DATE, HIDDEN },
  { "department",      NULL,           120, HCRM_CELL_TEXT, HIDDEN },
  { "mrn",             NULL,           112, HCRM_CELL_TEXT, HIDDEN },
  { "phone",           NULL,           136, HCRM_CELL_DIAL, HIDDEN, .dial = hcrm_column_dial_patient },
};

static const HcrmChoice yes_no[] = { { "true", N_("Yes") }, { "false", N_("No") }, { NULL } };

static const HcrmFilter filters[] = {
  { "state",            N_("State"),            hcrm_register_member_state_choices, NULL, FALSE, -1 },
  { "overdue",          N_("Overdue"),          yes_no, NULL, TRUE, -1 },
  { "planned",          N_("Has a plan"),       yes_no, NULL, TRUE, -1 },
  { "no_contact_since", N_("No contact since"), .need = -1, .day = TRUE },
  { "entry",            N_("Entered by"),       hcrm_register_entry_choices, NULL, FALSE, -1 },
  { "department_id",    N_("Department"),       NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
};

static const HcrmListInfo list_info = {
  .name = "register-members",
  .path = "/register-members",
  .set = &hcrm_register_member_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-entered_on",
  .title = N_("Members"),
  .empty = N_("Nobody whom you may see is in the register under these conditions."),
};

/* What the dialogs ask for. */
static const HcrmField add_fields[] = {
  { "patient_id", HCRM_KIND_INT,  N_("Patient"), HCRM_FIELD_REQUIRED, NULL, 1 },
  { "reason",     HCRM_KIND_TEXT, N_("Reason"),  HCRM_FIELD_REQUIRED, NULL, 2, 200 },
};
static const HcrmFieldSet add_set = { "add", add_fields, G_N_ELEMENTS (add_fields) };

static const HcrmField template_fields[] = {
  { "template_id", HCRM_KIND_CODE, N_("Plan"), HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet template_set = { "plan", template_fields, G_N_ELEMENTS (template_fields) };
/* clang-format on */

/* --- one member ------------------------------------------------------------------------------- */

static HcrmRecord *
get_member (HcrmRegisterPage *self)
{
  return hcrm_record_list_get_selected (self->list);
}

static void
add_fact (HcrmRegisterPage *self, const char *title, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  GtkWidget *head = hcrm_wrapped_label_new (title, "caption");
  gtk_widget_add_css_class (head, "dim-label");
  gtk_box_append (self->facts, head);
  gtk_box_append (self->facts, hcrm_wrapped_label_new (text, NULL));
}

/* What was the reason, in words: the same as in the time line. */
static void
add_reason (HcrmRegisterPage *self,
            HcrmRecord *member,
            const char *title,
            const char *code,
            const char *field)
{
  g_autofree char *params_field = g_strconcat (field, "_params", NULL);
  const char *text = hcrm_record_get (member, params_field);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (hcrm_record_get (member, field) == NULL)
    return;
  g_autoptr (JsonObject) params = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                                      ? json_node_dup_object (node)
                                      : json_object_new ();
  json_object_set_string_member (params, field, hcrm_record_get (member, field));
  g_autoptr (HcrmExplanation) said = hcrm_explain (code, params);
  add_fact (self, title, said->detail);
}

static char *
make_contact (HcrmRecord *member)
{
  g_autofree char *at = hcrm_record_get (member, "last_contact_at") != NULL
                            ? hcrm_text_time (hcrm_record_get (member, "last_contact_at"))
                            : g_strdup (_ ("None yet"));
  const HcrmDisposition *outcome =
      hcrm_disposition_find (hcrm_record_get (member, "last_disposition"));

  return hcrm_text_join (at, outcome != NULL ? gettext (outcome->label) : NULL, NULL);
}

static char *
make_next (HcrmRecord *member)
{
  const char *pill = NULL;
  g_autofree char *due = make_due (member, &pill);

  return due != NULL ? hcrm_text_join (due, hcrm_text_field (member, "template"), NULL)
                     : g_strdup (_ ("No follow-up is planned"));
}

static void
add_facts (HcrmRegisterPage *self, HcrmRecord *member)
{
  g_autofree char *entered = hcrm_text_date (hcrm_record_get (member, "entered_on"));
  g_autofree char *contact = make_contact (member);
  g_autofree char *next = make_next (member);
  g_autofree char *score = make_score (member, NULL);
  g_autofree char *left = hcrm_record_get (member, "left_on") != NULL
                              ? hcrm_text_date (hcrm_record_get (member, "left_on"))
                              : NULL;

  add_fact (self, _ ("Entered"), entered);
  add_reason (self, member, _ ("Because"), "register.entered", "entry");
  add_reason (self, member, _ ("Reason to leave"), "register.left", "exit");
  add_fact (self, _ ("Left on"), left);
  add_fact (self, _ ("Last contact"), contact);
  add_fact (self, _ ("Last score"), score);
  add_fact (self, _ ("Coming next"), next);
}

static void
show_member (HcrmRegisterPage *self)
{
  HcrmRecord *member = get_member (self);
  HcrmPage *page = HCRM_PAGE (self);

  gtk_widget_set_visible (self->panel, member != NULL);
  if (member == NULL)
    return;
  const char *state = hcrm_record_get (member, "state");
  gtk_label_set_text (self->patient, hcrm_text_field (member, "patient"));
  hcrm_pill_set_state (self->state, &hcrm_register_member_workflow, state);
  hcrm_clear_box (self->facts);
  add_facts (self, member);
  hcrm_step_bar_fill (self->steps, "register.step", &hcrm_register_member_workflow, state,
                      hcrm_session_get_permissions (hcrm_page_get_session (page)));
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
send_step (HcrmRegisterPage *self, const char *reason)
{
  HcrmRecord *member = get_member (self);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  if (member == NULL)
    return;
  g_autofree char *path = g_strdup_printf ("/register-members/%s/actions/%s",
                                           hcrm_record_get (member, "id"), self->step);
  if (reason != NULL)
    json_object_set_string_member (object, "reason", reason);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = member },
                  NULL, NULL);
}

static void
step_asked_cb (gpointer self, gboolean yes, const char *reason)
{
  if (yes)
    send_step (self, reason);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  HcrmRegisterPage *self = HCRM_REGISTER_PAGE (widget);
  HcrmRecord *member = get_member (self);
  const HcrmStep *step =
      member != NULL ? hcrm_workflow_find (
          &hcrm_register_member_workflow, hcrm_record_get (member, "state"),
          g_variant_get_string (action, NULL),
          hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self))), NULL)
                     : NULL;

  if (step == NULL)
    return;
  g_free (self->step);
  self->step = g_strdup (step->action);
  if (step->flags & HCRM_STEP_REASON)
    hcrm_ask (widget, gettext (step->label), hcrm_text_field (member, "patient"),
              gettext (step->label), TRUE, step_asked_cb, self);
  else
    send_step (self, NULL);
}

/* --- adding, planning ------------------------------------------------------------------------- */

static gint64
get_register (HcrmRegisterPage *self)
{
  return g_ascii_strtoll (hcrm_page_get_argument (HCRM_PAGE (self)), NULL, 10);
}

static void
add_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmRegisterPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_int_member (object, "register_id", get_register (self));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = "/register-members", .body = body },
                  NULL, NULL);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_form_dialog_ask (
      HCRM_PAGE (widget),
      &(HcrmFormQuestion){
          .heading = _ ("Add a Patient"),
                        .body = _ ("Whoever is added by hand stays whatever the condition says."),
                                   .label = _ ("Add"), .set = &add_set,
                                               .lookup = &hcrm_lookup_patient,
                                               .looked_up = "patient_id",
                                   },
                        add_asked_cb);
}

static void
planned_cb (gpointer data, JsonNode *reply)
{
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *words =
      g_strdup_printf (_ ("%d members get the plan; %d have it already or cannot"),
                          (int) json_object_get_int_member_with_default (object, "planned", 0),
                          (int) json_object_get_int_member_with_default (object, "skipped", 0));

  hcrm_page_toast (HCRM_PAGE (data), words, NULL, NULL);
  hcrm_page_refresh (HCRM_PAGE (data));
}

static void
plan_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmRegisterPage *self = data;
  const char *template = hcrm_record_get (record, "template_id");
  g_autofree char *path =
      g_strdup_printf ("/registers/%" G_GINT64_FORMAT "/actions/plan", get_register (self));
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_int_member (object, "template_id", g_ascii_strtoll (template, NULL, 10));
  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "POST", .path = path, .body = body },
                  planned_cb, NULL);
}

static void
templates_cb (gpointer data, JsonNode *reply)
{
  HcrmForm *form =
      hcrm_form_dialog_ask (HCRM_PAGE (data),
                            &(HcrmFormQuestion){
                                .heading = _ ("Plan Follow-up for All Members"),
                                    .body = _ ("Its days are counted from today. Who runs the plan already is left as they are."),
                                               .label = _ ("Plan Follow-up"), .set = &template_set,
                                               },
                                    plan_asked_cb);

  hcrm_choices_fill_input (hcrm_form_get_input (form, "template_id"), reply, "id");
}

static void
plan_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_page_call_list (HCRM_PAGE (widget), "/followup-templates?state=published&limit=200",
                       templates_cb);
}

static void
programme_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_register_enrol (HCRM_PAGE (widget), get_register (HCRM_REGISTER_PAGE (widget)));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmRegisterPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  hcrm_record_list_choose_one (self->list);
  show_member (self);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *member = get_member (HCRM_REGISTER_PAGE (widget));

  if (member != NULL)
    hcrm_page_open_id (HCRM_PAGE (widget), "patient", hcrm_record_get_int (member, "patient_id"));
}

static void
activate_cb (HcrmRegisterPage *self)
{
  open_action (GTK_WIDGET (self), NULL, NULL);
}

static void
register_cb (gpointer data, JsonNode *reply)
{
  HcrmRegisterPage *self = data;
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_register_fields);

  if (!hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL))
    return;
  gboolean enrols = g_strcmp0 (hcrm_record_get (record, "state"), "active") == 0;
  gtk_label_set_text (self->name, hcrm_text_field (record, "name"));
  hcrm_page_set_title (HCRM_PAGE (self), hcrm_text_field (record, "name"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.add", enrols);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.programme",
                                 enrols && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_HEALTH_WORK));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "register.plan",
                                 enrols
                                     && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_FOLLOWUP_PLAN));
}

static void
hcrm_register_page_refresh (HcrmPage *page)
{
  g_autofree char *path = g_strconcat ("/registers/", hcrm_page_get_argument (page), NULL);

  hcrm_page_call (page, "GET", path, NULL, register_cb);
  HCRM_PAGE_CLASS (hcrm_register_page_parent_class)->refresh (page);
}

static void
hcrm_register_page_create (HcrmPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "register.add", NULL);
}

static void
hcrm_register_page_constructed (GObject *object)
{
  HcrmRegisterPage *self = HCRM_REGISTER_PAGE (object);

  G_OBJECT_CLASS (hcrm_register_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "state=active&state=proposed");
  hcrm_record_list_set_filter (self->list, "register_id",
                               hcrm_page_get_argument (HCRM_PAGE (self)));
  show_member (self);
}

static void
hcrm_register_page_finalize (GObject *object)
{
  g_free (HCRM_REGISTER_PAGE (object)->step);
  G_OBJECT_CLASS (hcrm_register_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "register", "register_member", "followup_task", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open the patient") },
                                           { "Shift F9", N_ ("call"), HCRM_PERM_CALL_WORK },
                                             { "Ctrl N", N_ ("add a patient") }, { NULL } };

  klass->refresh = hcrm_register_page_refresh;
  klass->create = hcrm_register_page_create;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("Everybody in the register: why they entered, when they were last spoken to, what their "
                   "last score was and what comes next.\n\nWhose diagnosis was corrected, or who "
                   "moved away, is proposed to leave: confirm it, or keep them with a reason. "
                   "Nothing is deleted; those who left are shown with State: Former member.");
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "register.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "register.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "register.plan", NULL, plan_action);
  gtk_widget_class_install_action (widget_class, "register.programme", NULL, programme_action);
  gtk_widget_class_install_action (widget_class, "register.open", NULL, open_action);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HcrmRegisterPage, name)

static void
hcrm_register_page_class_init (HcrmRegisterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_register_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_register_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/registers/hcrm-register-page.ui");
  BIND (name);
  BIND (count);
  BIND (add);
  BIND (plan);
  BIND (filters);
  BIND (list);
  BIND (panel);
  BIND (patient);
  BIND (state);
  BIND (facts);
  BIND (steps);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_member);
}

static void
hcrm_register_page_init (HcrmRegisterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
