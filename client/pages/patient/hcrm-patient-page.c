/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patient's page: head, tabs and side, and what they share. */

#include "hcrm-patient-page.h"

#include "core/hcrm-page-info.h"
#include "hcrm-answers.h"
#include "hcrm-consents.h"
#include "hcrm-contacts.h"
#include "hcrm-details.h"
#include "hcrm-drugs.h"
#include "hcrm-patient-header.h"
#include "hcrm-patient-health.h"
#include "hcrm-patient-messages.h"
#include "hcrm-patient-section.h"
#include "hcrm-patient-side.h"
#include "hcrm-plans.h"
#include "hcrm-timeline.h"
#include "hcrm-visits.h"
#include "model/hcrm-caller.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-merge.h"
#include "model/hcrm-patient.h"
#include "model/hcrm-register.h"
#include "widgets/hcrm-text.h"

#define REVEALED_FOR_S 30

struct _HcrmPatientPage {
  HcrmPage parent_instance;

  HcrmPatientHeader *header;
  GtkBox *tabs;
  GtkStack *stack;
  HcrmPatientSide *side;
  guint mask_id;
  gint64 open_task; /* 0: none */
};

G_DEFINE_FINAL_TYPE (HcrmPatientPage, hcrm_patient_page, HCRM_TYPE_PAGE)

/* The tabs in their order; the digits 1, 2, ... choose them. */
static const struct {
  const char *name;
  const char *title;
  int need; /* -1: none */
  GType (*type) (void);
} sections[] = {
  { "timeline", N_ ("Time Line"), -1, hcrm_timeline_get_type },
    { "details", N_ ("Details"), -1, hcrm_details_get_type },
      { "contacts", N_ ("Contacts"), -1, hcrm_contacts_get_type },
        { "visits", N_ ("Visits"), -1, hcrm_visits_get_type },
          { "plans", N_ ("Follow-up"), HCRM_PERM_FOLLOWUP_READ, hcrm_plans_get_type },
            { "answers", N_ ("Filled forms"), HCRM_PERM_RESPONSE_READ, hcrm_answers_get_type },
              { "messages",
                N_ ("Messages"), HCRM_PERM_OUTBOX_READ, hcrm_patient_messages_get_type },
                { "drugs", N_ ("Drugs"), HCRM_PERM_FOLLOWUP_READ, hcrm_drugs_get_type },
                  { "consents", N_ ("Consents"), -1, hcrm_consents_get_type },
                    { "health",
                      N_ ("Health"), HCRM_PERM_HEALTH_READ, hcrm_patient_health_get_type },
                  };

static HcrmPatientSection *
get_section (HcrmPatientPage *self, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, name);

  return child != NULL ? HCRM_PATIENT_SECTION (child) : NULL;
}

static HcrmReminders *
get_reminders (HcrmPatientPage *self)
{
  return hcrm_drugs_get_reminders (HCRM_DRUGS (get_section (self, "drugs")));
}

static HcrmPatientSection *
get_visible (HcrmPatientPage *self)
{
  return HCRM_PATIENT_SECTION (gtk_stack_get_visible_child (self->stack));
}

static gint64
get_patient_id (HcrmPatientPage *self)
{
  const char *id = hcrm_page_get_argument (HCRM_PAGE (self));

  return id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
}

/* --- loading ---------------------------------------------------------------------------------- */

static HcrmRecord *
read_record (JsonNode *reply, const HcrmFieldSet *set)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (set);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL))
    return NULL;
  return g_steal_pointer (&record);
}

/* A record that is merged is read under the one that stayed. */
static gboolean
leave_for_survivor (HcrmPatientPage *self, HcrmRecord *patient)
{
  gint64 survivor = hcrm_record_get_int (patient, "survivor_id");
  g_autofree char *name =
      hcrm_text_join (hcrm_text_field (patient, "name"), hcrm_text_field (patient, "mrn"), NULL);
  g_autofree char *notice =
      g_strdup_printf (_ ("%s was merged into this record, under which it is read"), name);

  if (survivor == 0 || survivor == get_patient_id (self))
    return FALSE;
  hcrm_page_open_id (HCRM_PAGE (self), "patient", survivor);
  hcrm_page_toast (HCRM_PAGE (self), notice, NULL, NULL);
  hcrm_page_close (HCRM_PAGE (self));
  return TRUE;
}

static void
merges_cb (gpointer data, JsonNode *reply)
{
  g_autoptr (GPtrArray) merges = hcrm_patient_read_items (reply, &hcrm_merge_fields);

  hcrm_patient_side_set_merges (HCRM_PATIENT_PAGE (data)->side, data, merges);
}

static void
household_cb (gpointer data, JsonNode *reply)
{
  g_autoptr (GPtrArray) others = hcrm_patient_read_items (reply, &hcrm_household_fields);

  hcrm_patient_side_set_household (HCRM_PATIENT_PAGE (data)->side, data, others);
}

static void
patient_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientPage *self = data;
  g_autoptr (HcrmRecord) patient = read_record (reply, &hcrm_patient_fields);

  if (patient == NULL || leave_for_survivor (self, patient))
    return;
  hcrm_page_set_title (HCRM_PAGE (self), hcrm_text_field (patient, "name"));
  hcrm_patient_header_set_patient (self->header, patient);
  hcrm_details_set_patient (HCRM_DETAILS (get_section (self, "details")), patient);
}

static void
contacts_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientPage *self = data;
  g_autoptr (GPtrArray) contacts = hcrm_patient_read_items (reply, &hcrm_contact_fields);

  hcrm_patient_header_set_contacts (self->header, contacts);
  hcrm_patient_side_set_contacts (self->side, contacts);
  hcrm_contacts_set_contacts (HCRM_CONTACTS (get_section (self, "contacts")), contacts);
  if (get_section (self, "drugs") != NULL)
    hcrm_reminders_set_contacts (get_reminders (self), contacts);
  if (get_section (self, "messages") != NULL)
    hcrm_patient_messages_set_contacts (HCRM_PATIENT_MESSAGES (get_section (self, "messages")),
                                        contacts);
}

static gint64
find_open_task (HcrmRecord *plan)
{
  const char *text = hcrm_record_get (plan, "steps");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *steps =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    if (g_str_equal (hcrm_text_member (step, "state"), "open"))
      return json_object_get_int_member_with_default (step, "id", 0);
  }
  return 0;
}

static gboolean
may_open (HcrmPatientPage *self, const char *page)
{
  const HcrmPageInfo *info = hcrm_page_info_find (page);

  return info != NULL && hcrm_page_info_allows (info, hcrm_page_get_session (HCRM_PAGE (self)));
}

static void
plans_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientPage *self = data;
  g_autoptr (GPtrArray) plans = hcrm_patient_read_items (reply, &hcrm_followup_plan_fields);

  self->open_task = 0;
  for (guint i = 0; i < plans->len && self->open_task == 0; i++)
    self->open_task = find_open_task (g_ptr_array_index (plans, i));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "patient.work",
                                 self->open_task != 0 && may_open (self, "call"));
  hcrm_patient_side_set_plans (self->side, plans);
  hcrm_plans_set_plans (HCRM_PLANS (get_section (self, "plans")), plans);
}

static void
registers_cb (gpointer data, JsonNode *reply)
{
  g_autoptr (GPtrArray) members = hcrm_patient_read_items (reply, &hcrm_register_member_fields);

  hcrm_patient_side_set_registers (HCRM_PATIENT_PAGE (data)->side, members);
}

static void
fetch (HcrmPatientPage *self, const char *list, HcrmReplyFunc done)
{
  g_autofree char *path =
      hcrm_api_query (list, "patient_id", hcrm_page_get_argument (HCRM_PAGE (self)), "limit", "200",
                      NULL);

  hcrm_page_call_list (HCRM_PAGE (self), path, done);
}

static void
load_sections (HcrmPatientPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    HcrmPatientSection *section = get_section (self, sections[i].name);
    if (section != NULL)
      hcrm_patient_section_load (section);
  }
}

static void
hcrm_patient_page_refresh (HcrmPage *page)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (page);
  g_autofree char *path = g_strdup_printf ("/patients/%" G_GINT64_FORMAT, get_patient_id (self));
  g_autofree char *merges = g_strconcat (path, "/merges", NULL);
  g_autofree char *household = g_strconcat (path, "/household", NULL);

  hcrm_page_call (page, "GET", path, NULL, patient_cb);
  hcrm_page_call (page, "GET", merges, NULL, merges_cb);
  hcrm_page_call (page, "GET", household, NULL, household_cb);
  fetch (self, "/contacts", contacts_cb);
  if (hcrm_page_may (page, HCRM_PERM_FOLLOWUP_READ))
    fetch (self, "/followup-plans", plans_cb);
  if (hcrm_page_may (page, HCRM_PERM_REGISTER_MEMBER))
    fetch (self, "/register-members", registers_cb);
  load_sections (self);
}

/* Both kinds carry the patient's id. Without a kind, anything may have changed. */
static void
hcrm_patient_page_event (HcrmPage *page, const char *kind, gint64 id, gint64 version)
{
  if (kind == NULL || id == get_patient_id (HCRM_PATIENT_PAGE (page)))
    hcrm_page_refresh (page);
}

/* --- what is masked --------------------------------------------------------------------------- */

static void
show_revealed (HcrmPatientPage *self, JsonObject *revealed)
{
  hcrm_patient_header_set_revealed (self->header, revealed);
  hcrm_patient_side_set_revealed (self->side, revealed);
  hcrm_contacts_set_revealed (HCRM_CONTACTS (get_section (self, "contacts")), revealed);
}

static void
mask_cb (gpointer data)
{
  HcrmPatientPage *self = data;

  self->mask_id = 0;
  show_revealed (self, NULL);
}

static void
revealed_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientPage *self = data;

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  show_revealed (self, json_node_get_object (reply));
  g_clear_handle_id (&self->mask_id, g_source_remove);
  self->mask_id = g_timeout_add_once (REVEALED_FOR_S * 1000, mask_cb, self);
}

static void
reveal_cb (HcrmPatientPage *self, const char *reason)
{
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_patient_reveal);
  g_autofree char *path =
      g_strdup_printf ("/patients/%" G_GINT64_FORMAT "/actions/reveal", get_patient_id (self));

  hcrm_record_set (body, "fields", "[\"id_number\",\"address\",\"numbers\"]");
  hcrm_record_set (body, "reason", reason);
  hcrm_page_call (HCRM_PAGE (self), "POST", path, body, revealed_cb);
}

static gboolean
hcrm_patient_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (page);

  if (hcrm_patient_section_show_field_error (get_visible (self), field, message))
    return TRUE;
  if (!g_str_equal (field, "reason"))
    return FALSE;
  hcrm_patient_header_show_reason_error (self->header, message);
  return TRUE;
}

/* --- tabs ------------------------------------------------------------------------------------- */

static void
show_tab (HcrmPatientPage *self, const char *name)
{
  if (get_section (self, name) != NULL)
    gtk_stack_set_visible_child_name (self->stack, name);
}

static GtkToggleButton *
find_tab (HcrmPatientPage *self, const char *name)
{
  GtkWidget *tab = gtk_widget_get_first_child (GTK_WIDGET (self->tabs));

  while (tab != NULL && !g_str_equal (gtk_widget_get_name (tab), name))
    tab = gtk_widget_get_next_sibling (tab);
  return (GtkToggleButton *) tab;
}

static void
tab_cb (GtkToggleButton *tab, gpointer data)
{
  if (gtk_toggle_button_get_active (tab))
    show_tab (data, gtk_widget_get_name (GTK_WIDGET (tab)));
}

static void
tab_action (GtkWidget *widget, const char *name, GVariant *number)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (widget);
  GtkWidget *tab = gtk_widget_get_first_child (GTK_WIDGET (self->tabs));

  for (int i = g_variant_get_int32 (number); tab != NULL && i > 1; i--)
    tab = gtk_widget_get_next_sibling (tab);
  if (tab == NULL)
    return;
  /* The cursor does not go into a form by itself: the next digit would be typed there. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
  if (!HCRM_IS_TIMELINE (get_visible (self))
      || !gtk_widget_child_focus (GTK_WIDGET (get_visible (self)), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (tab);
}

static void
count_cb (HcrmPatientSection *section, GParamSpec *pspec, gpointer data)
{
  GtkLabel *count = data;
  gint64 n = hcrm_patient_section_get_count (section);
  g_autofree char *text = n >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n) : NULL;

  hcrm_patient_set_label (count, text);
}

static GtkWidget *
new_tab (HcrmPatientPage *self, guint i, HcrmPatientSection *section)
{
  GtkWidget *tab = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_add_css_class (tab, "flat");
  gtk_widget_add_css_class (count, "counter");
  gtk_widget_set_name (tab, sections[i].name);
  gtk_box_append (GTK_BOX (box), gtk_label_new (gettext (sections[i].title)));
  gtk_box_append (GTK_BOX (box), count);
  gtk_button_set_child (GTK_BUTTON (tab), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (sections[i].title), -1);
  g_signal_connect_object (section, "notify::count", G_CALLBACK (count_cb), count, 0);
  count_cb (section, NULL, count);
  return tab;
}

static void
add_sections (HcrmPatientPage *self)
{
  GtkWidget *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    if (sections[i].need >= 0 && !hcrm_page_may (HCRM_PAGE (self), sections[i].need))
      continue;
    GtkWidget *section = g_object_new (sections[i].type (), NULL);
    GtkWidget *tab = new_tab (self, i, HCRM_PATIENT_SECTION (section));

    gtk_stack_add_named (self->stack, section, sections[i].name);
    gtk_box_append (self->tabs, tab);
    if (first != NULL)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (first));
    else
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
    first = first != NULL ? first : tab;
    g_signal_connect (tab, "toggled", G_CALLBACK (tab_cb), self);
  }
}

static void
hcrm_patient_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (page);
  HcrmPatientSection *messages = get_section (self, "messages");

  hcrm_details_take_draft (HCRM_DETAILS (get_section (self, "details")), kind, content);
  hcrm_contacts_take_draft (HCRM_CONTACTS (get_section (self, "contacts")), kind, ref, content);
  hcrm_consents_take_draft (HCRM_CONSENTS (get_section (self, "consents")), kind, ref, content);
  if (messages != NULL)
    hcrm_patient_messages_take_draft (HCRM_PATIENT_MESSAGES (messages), kind, ref, content);
  if (get_section (self, "drugs") != NULL)
    hcrm_reminders_take_draft (get_reminders (self), kind, ref, content);
}

static gboolean
hcrm_patient_page_back (HcrmPage *page)
{
  return hcrm_patient_section_back (get_visible (HCRM_PATIENT_PAGE (page)));
}

static void
hcrm_patient_page_submit (HcrmPage *page)
{
  hcrm_patient_section_submit (get_visible (HCRM_PATIENT_PAGE (page)));
}

static void
work_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "call", HCRM_PATIENT_PAGE (widget)->open_task);
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
hcrm_patient_page_save_state (HcrmPage *page)
{
  const char *tab = gtk_stack_get_visible_child_name (HCRM_PATIENT_PAGE (page)->stack);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "tab", tab);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_patient_page_restore_state (HcrmPage *page, JsonNode *state)
{
  const char *name =
      JSON_NODE_HOLDS_OBJECT (state)
          ? json_object_get_string_member_with_default (json_node_get_object (state), "tab", "")
          : "";
  GtkToggleButton *tab = find_tab (HCRM_PATIENT_PAGE (page), name);

  if (tab != NULL)
    gtk_toggle_button_set_active (tab, TRUE);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_patient_page_constructed (GObject *object)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_patient_page_parent_class)->constructed (object);
  add_sections (self);
  hcrm_patient_header_set_may_reveal (self->header, hcrm_page_may (page, HCRM_PERM_PATIENT_REVEAL));
  hcrm_patient_header_set_may_call (self->header, hcrm_page_may (page, HCRM_PERM_CALL_WORK));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "patient.work", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "patient.new-contact",
                                 hcrm_page_may (page, HCRM_PERM_PATIENT_EDIT));
  hcrm_page_set_record (page, "patient", get_patient_id (self));
}

static void
hcrm_patient_page_dispose (GObject *object)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (object);

  g_clear_handle_id (&self->mask_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PATIENT_PAGE);
  G_OBJECT_CLASS (hcrm_patient_page_parent_class)->dispose (object);
}

static void
hcrm_patient_page_create (HcrmPage *page)
{
  HcrmPatientPage *self = HCRM_PATIENT_PAGE (page);

  if (!hcrm_page_may (page, HCRM_PERM_PATIENT_EDIT))
    return;
  gtk_toggle_button_set_active (find_tab (self, "contacts"), TRUE);
  hcrm_contacts_add (HCRM_CONTACTS (get_section (self, "contacts")));
}

static void
new_contact_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_patient_page_create (HCRM_PAGE (widget));
}

static gboolean
hcrm_patient_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  return hcrm_patient_header_get_dial (HCRM_PATIENT_PAGE (page)->header, dial);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "patient", "timeline", NULL };
  static const HcrmKeyHint hints[] = { { "1–9, 0", N_ ("tabs") },
                                         { "F9", N_ ("follow up") },
                                           { "Ctrl N", N_ ("new contact"), HCRM_PERM_PATIENT_EDIT },
                                             { NULL } };

  klass->refresh = hcrm_patient_page_refresh;
  klass->dial = hcrm_patient_page_dial;
  klass->event = hcrm_patient_page_event;
  klass->show_field_error = hcrm_patient_page_show_field_error;
  klass->save_state = hcrm_patient_page_save_state;
  klass->restore_state = hcrm_patient_page_restore_state;
  klass->back = hcrm_patient_page_back;
  klass->submit = hcrm_patient_page_submit;
  klass->take_draft = hcrm_patient_page_take_draft;
  klass->create = hcrm_patient_page_create;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ (
      "Everything known of one patient: the time line, the record, contacts, visits, follow-up "
      "and answers. The digits change between them.\n\nNumbers are masked. The eye shows them for "
      "30 seconds after you have said why; that goes into the audit log.\n\nThe steps of a running "
      "plan can be moved, changed, dropped and added, with a reason; the dates stand below before "
      "you save. What is over or under way stays as it is. Whoever decides on follow-up "
      "can change the plan's note; every version is kept, with who wrote it and when.\n\nAllergies and who may be told stand "
      "at the top and are always in sight.");
}

/* From the tabs and the header too, where one is when the page opens. */
static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  GtkWidget *visible = GTK_WIDGET (get_visible (HCRM_PATIENT_PAGE (widget)));

  if (HCRM_IS_TIMELINE (visible))
    gtk_widget_activate_action_variant (visible, "timeline.move", by);
}

static void
reveal_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_patient_header_ask_reason (HCRM_PATIENT_PAGE (widget)->header);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "patient.tab", "i", tab_action);
  gtk_widget_class_install_action (widget_class, "patient.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "patient.work", NULL, work_action);
  gtk_widget_class_install_action (widget_class, "patient.new-contact", NULL, new_contact_action);
  gtk_widget_class_install_action (widget_class, "patient.reveal", NULL, reveal_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "patient.work", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "patient.reveal",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "patient.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "patient.move", "i", -1);
  for (guint i = 0; i < 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, 0, "patient.tab", "i", i + 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "patient.tab", "i", 10);
}

static void
hcrm_patient_page_class_init (HcrmPatientPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_patient_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_patient_page_dispose;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_PATIENT_HEADER);
  g_type_ensure (HCRM_TYPE_PATIENT_SIDE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-patient-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientPage, header);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientPage, side);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  add_keys (widget_class);
}

static void
hcrm_patient_page_init (HcrmPatientPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
