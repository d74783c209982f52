/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of patients, and the form for a new one. */

#include "hcrm-patients-page.h"

#include "model/hcrm-patient.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-department-choice.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "patient"
#define DRAFT_REF "new"

struct _HcrmPatientsPage {
  HcrmPage parent_instance;

  GtkSearchEntry *search;
  GtkBox *sexes;
  GtkWidget *kinds;
  HcrmDepartmentChoice *departments;
  GtkLabel *count;
  GtkBox *bar_end;
  HcrmRecordList *list;
  GtkWidget *side;
  HcrmForm *form;
  gboolean quiet;
  gboolean focused;   /* the cursor was put into the search once */
  gboolean own_known; /* in which departments the user may register */
};

G_DEFINE_FINAL_TYPE (HcrmPatientsPage, hcrm_patients_page, HCRM_TYPE_PAGE)

/* --- columns ---------------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *patient, const char **pill)
{
  return g_strdup (hcrm_record_get (patient, "name"));
}

/* Nothing to do is no news. */
static char *
make_open_tasks (HcrmRecord *patient, const char **pill)
{
  gint64 n = hcrm_record_get_int (patient, "open_tasks");

  *pill = "info";
  return n > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n) : NULL;
}

static char *
make_deceased (HcrmRecord *patient, const char **pill)
{
  *pill = "bare plain";
  return hcrm_record_get (patient, "deceased_at") != NULL ? g_strdup (_ ("Deceased")) : NULL;
}

static void
dial_patient (HcrmRecord *patient, HcrmPhoneDial *dial)
{
  dial->patient_id = hcrm_record_get_int (patient, "id");
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "pinyin",            N_("Full name"),       120, HCRM_CELL_TEXT, SORT, make_name, .exports = "name" },
  { "initials",          NULL,              80, HCRM_CELL_TEXT, HIDDEN },
  { "sex",               N_("Sex, age"),   112, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 4, .exports = "sex birth_date" },
  { "birth_date",        NULL,             100, HCRM_CELL_DATE, SORT | HIDDEN },
  { "mrn",               NULL,             112, HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "phone",             NULL,             136, HCRM_CELL_DIAL, 0, .leaves = 5, .dial = dial_patient },
  { "department",        NULL,             160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "attending",         NULL,             128, HCRM_CELL_TEXT, 0, hcrm_column_text_attending, .leaves = 1, .exports = "attending also_attending" },
  { "last_encounter_on", NULL,             104, HCRM_CELL_DATE, SORT },
  { "open_tasks",        NULL,              96, HCRM_CELL_PILL, 0, make_open_tasks, .leaves = 2 },
  { "deceased_at",       NULL,              88, HCRM_CELL_PILL, HIDDEN, make_deceased },
  { "kinds",             NULL,             140, HCRM_CELL_TEXT, HIDDEN },
  { "allergies",         NULL,             160, HCRM_CELL_TEXT, HIDDEN },
  { "id_number",         NULL,             170, HCRM_CELL_TEXT, HIDDEN },
  { "address",           NULL,             200, HCRM_CELL_TEXT, HIDDEN },
};
/* clang-format on */

static const HcrmListInfo list_info = {
  .name = "patients",
  .path = "/patients",
  .set = &hcrm_patient_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "pinyin",
  .title =
      N_ ("Patients"),
          .empty =
              N_ ("Nobody is found. Look for characters, pinyin, initials, or the last digits of a "
               "number; or write down a new patient with Ctrl+N."),
          };

/* --- filters ---------------------------------------------------------------------------------- */

static void
search_cb (HcrmPatientsPage *self)
{
  if (!self->quiet)
    hcrm_record_list_set_filter (self->list, "q",
                                 gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* Enter goes on to the list, Down too. */
static void
search_done_cb (HcrmPatientsPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  if (hcrm_record_list_get_selected (self->list) == NULL)
    hcrm_record_list_move (self->list, 1);
}

static gboolean
search_key_cb (HcrmPatientsPage *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  search_done_cb (self);
  return GDK_EVENT_STOP;
}

static void
sex_cb (GtkToggleButton *chip, gpointer data)
{
  HcrmPatientsPage *self = data;

  if (gtk_toggle_button_get_active (chip))
    hcrm_record_list_set_filter (self->list, "sex", g_object_get_data (G_OBJECT (chip), "sex"));
}

static GtkWidget *
add_sex (HcrmPatientsPage *self, const char *label, const char *sex, GtkWidget *group)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (chip, "chip");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), (GtkToggleButton *) group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), sex == NULL);
  g_object_set_data (G_OBJECT (chip), "sex", (gpointer) sex);
  g_signal_connect (chip, "toggled", G_CALLBACK (sex_cb), self);
  gtk_box_append (self->sexes, chip);
  return chip;
}

static void
add_sexes (HcrmPatientsPage *self)
{
  GtkWidget *all = add_sex (self, _ ("All"), NULL, NULL);

  for (guint i = 0; i < 2; i++)
    add_sex (self, gettext (hcrm_sex_choices[i].label), hcrm_sex_choices[i].value, all);
}

static void
kind_cb (HcrmPatientsPage *self, HcrmInput *input)
{
  g_autofree char *kind = hcrm_input_dup_value (input);

  hcrm_record_list_set_filter (self->list, "kind", kind);
}

static void
add_kinds (HcrmPatientsPage *self)
{
  int kind = hcrm_field_set_find (&hcrm_patient_query, "kind");
  const char *title = gettext (hcrm_patient_query.fields[kind].label);
  GtkWidget *label = gtk_label_new (title);

  self->kinds = hcrm_input_new_filter (&hcrm_patient_query.fields[kind]);
  gtk_widget_add_css_class (label, "field-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kinds), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  g_signal_connect_swapped (self->kinds, "changed", G_CALLBACK (kind_cb), self);
  gtk_box_insert_child_after (self->bar_end, label, GTK_WIDGET (self->sexes));
  gtk_box_insert_child_after (self->bar_end, self->kinds, label);
}

static void
department_cb (HcrmPatientsPage *self)
{
  hcrm_record_list_set_filter (self->list, "department_id",
                               hcrm_department_choice_get_id (self->departments));
}

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_department_choice_fill (HCRM_PATIENTS_PAGE (data)->departments, reply);
}

/* Whoever works in several departments says to which one the patient belongs. */
static void
own_departments_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientsPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  self->own_known = TRUE;
  hcrm_choices_fill_input (hcrm_form_get_input (self->form, "department_id"), reply, "id");
  hcrm_form_set_field_visible (self->form, "department_id", json_array_get_length (items) > 1);
}

/* --- the list --------------------------------------------------------------------------------- */

static gboolean
is_creating (HcrmPatientsPage *self)
{
  return gtk_widget_get_visible (self->side);
}

static void
loaded_cb (HcrmPatientsPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->count, count);
  if (!self->focused && !is_creating (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
activate_cb (HcrmPatientsPage *self, HcrmRecord *patient)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (patient, "id"));
}

static void
hcrm_patients_page_refresh (HcrmPage *page)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);

  hcrm_record_list_refresh (self->list);
  if (!hcrm_department_choice_is_filled (self->departments)
      && hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
  if (!self->own_known && hcrm_page_may (page, HCRM_PERM_PATIENT_EDIT))
    hcrm_page_call (page, "GET", "/patients/departments", NULL, own_departments_cb);
}

static void
hcrm_patients_page_filter (HcrmPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (HCRM_PATIENTS_PAGE (page)->search));
}

/* --- a new patient ---------------------------------------------------------------------------- */

static void
hcrm_patients_page_create (HcrmPage *page)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);

  if (!hcrm_page_may (page, HCRM_PERM_PATIENT_EDIT))
    return;
  if (!is_creating (self)) {
    g_autoptr (JsonNode) draft = hcrm_page_load_draft (page, DRAFT_KIND, DRAFT_REF);
    hcrm_form_take_draft (self->form, draft);
  }
  gtk_widget_set_visible (self->side, TRUE);
  hcrm_form_focus (self->form);
}

static void
hcrm_patients_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  if (is_creating (HCRM_PATIENTS_PAGE (page)))
    hcrm_form_take_draft (HCRM_PATIENTS_PAGE (page)->form, content);
}

static void
close_form (HcrmPatientsPage *self)
{
  gtk_widget_set_visible (self->side, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* What was typed stays as a draft and comes back with the form. */
static gboolean
hcrm_patients_page_back (HcrmPage *page)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);

  if (!is_creating (self))
    return FALSE;
  close_form (self);
  return TRUE;
}

static void
form_changed_cb (HcrmPatientsPage *self)
{
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (self->form);

  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, DRAFT_REF, draft);
}

static void
created_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientsPage *self = data;
  gint64 id = json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0);

  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, DRAFT_REF);
  hcrm_form_set_record (self->form, NULL);
  close_form (self);
  hcrm_page_refresh (HCRM_PAGE (self));
  hcrm_page_open_id (HCRM_PAGE (self), "patient", id);
}

static void
hcrm_patients_page_submit (HcrmPage *page)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);

  if (!is_creating (self) || !hcrm_form_check (self->form))
    return;
  g_autoptr (HcrmRecord) body = hcrm_form_dup_changes (self->form);
  hcrm_page_call (page, "POST", "/patients", body, created_cb);
}

static gboolean
hcrm_patients_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);

  return is_creating (self) && hcrm_form_show_error (self->form, field, message);
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
hcrm_patients_page_save_state (HcrmPage *page)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, "list", hcrm_record_list_dup_state (self->list));
  json_object_set_boolean_member (object, "creating", is_creating (self));
  json_object_set_member (object, "typed", hcrm_form_dup_draft (self->form));
  return json_node_init_object (json_node_alloc (), object);
}

static void
show_filters (HcrmPatientsPage *self)
{
  const char *sex = hcrm_record_list_get_filter (self->list, "sex");
  const char *q = hcrm_record_list_get_filter (self->list, "q");
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->sexes));

  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), q != NULL ? q : "");
  self->quiet = FALSE;
  hcrm_department_choice_set_id (self->departments,
                                 hcrm_record_list_get_filter (self->list, "department_id"));
  hcrm_input_set_value (HCRM_INPUT (self->kinds), hcrm_record_list_get_filter (self->list, "kind"));
  for (; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (chip), "sex"), sex) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
}

static void
hcrm_patients_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (page);
  JsonObject *object = json_node_get_object (state);

  if (json_object_has_member (object, "list"))
    hcrm_record_list_take_state (self->list, json_object_get_member (object, "list"));
  show_filters (self);
  hcrm_form_take_draft (self->form, json_object_get_member (object, "typed"));
  gtk_widget_set_visible (self->side,
                          json_object_get_boolean_member_with_default (object, "creating", FALSE));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
new_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_patients_page_create (HCRM_PAGE (widget));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_patients_page_submit (HCRM_PAGE (widget));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_patients_page_back (HCRM_PAGE (widget));
}

static void
hcrm_patients_page_constructed (GObject *object)
{
  static const char *const names[] = { "name",      "sex",       "birth_date", "department_id",
                                       "id_kind",   "id_number", "address",    "kinds",
                                       "allergies", "notes",     NULL };
  HcrmPatientsPage *self = HCRM_PATIENTS_PAGE (object);

  G_OBJECT_CLASS (hcrm_patients_page_parent_class)->constructed (object);
  hcrm_record_list_setup (self->list, hcrm_page_get_session (HCRM_PAGE (self)), &list_info);
  gtk_box_append (self->bar_end, hcrm_record_list_new_buttons (self->list));
  hcrm_form_setup (self->form, &hcrm_patient_fields, names);
  hcrm_form_set_field_visible (self->form, "department_id", FALSE);
  add_sexes (self);
  add_kinds (self);
  gtk_widget_set_visible (GTK_WIDGET (self->departments),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "patients.new",
                                 hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_PATIENT_EDIT));
  g_object_bind_property (self->list, "status", self, "status", G_BINDING_SYNC_CREATE);
}

static void
hcrm_patients_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PATIENTS_PAGE);
  G_OBJECT_CLASS (hcrm_patients_page_parent_class)->dispose (object);
}

static gboolean
hcrm_patients_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  return hcrm_record_list_get_dial (HCRM_PATIENTS_PAGE (page)->list, dial);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "patient", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_ ("find") },
      { "Enter", N_ ("open") },
        { "Shift F9", N_ ("call"), HCRM_PERM_CALL_WORK },
          { "Ctrl N", N_ ("new patient"), HCRM_PERM_PATIENT_EDIT }, { NULL } };

  klass->refresh = hcrm_patients_page_refresh;
  klass->dial = hcrm_patients_page_dial;
  klass->filter = hcrm_patients_page_filter;
  klass->create = hcrm_patients_page_create;
  klass->submit = hcrm_patients_page_submit;
  klass->take_draft = hcrm_patients_page_take_draft;
  klass->back = hcrm_patients_page_back;
  klass->show_field_error = hcrm_patients_page_show_field_error;
  klass->save_state = hcrm_patients_page_save_state;
  klass->restore_state = hcrm_patients_page_restore_state;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("All patients you may see. Ctrl+F finds by characters, pinyin, initials (zgl), or the "
          "last digits of a telephone, MRN or document; Enter goes to the list and then opens a "
          "patient.\n\nCtrl+N writes down a patient whom the hospital's system does not know. What "
          "is typed is kept as a draft until it is saved.");
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, search);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, sexes);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, departments);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, bar_end);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, side);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientsPage, form);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, department_cb);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
hcrm_patients_page_class_init (HcrmPatientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_patients_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_patients_page_dispose;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_RECORD_LIST);
  g_type_ensure (HCRM_TYPE_FORM);
  g_type_ensure (HCRM_TYPE_DEPARTMENT_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patients/hcrm-patients-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "patients.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "patients.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "patients.close", NULL, close_action);
}

static void
hcrm_patients_page_init (HcrmPatientsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
