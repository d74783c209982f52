/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The contacts of a patient: order, form, who may be told, what is no longer valid. */

#include "hcrm-contacts.h"

#include "core/hcrm-dial.h"
#include "hcrm-patient-form.h"
#include "hcrm-patient-side.h"
#include "model/hcrm-contact.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define CONTACTS "/contacts"

struct _HcrmContacts {
  HcrmPatientSection parent_instance;

  GPtrArray *contacts;
  JsonObject *revealed;
  GtkStack *stack;
  GtkBox *cards;
  GtkWidget *empty;
  GtkLabel *form_title;
  HcrmForm *form;
  HcrmPatientForm *editing;
};

G_DEFINE_FINAL_TYPE (HcrmContacts, hcrm_contacts, HCRM_TYPE_PATIENT_SECTION)

static gboolean
may_edit (HcrmContacts *self)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));

  return page != NULL && hcrm_page_may (page, HCRM_PERM_PATIENT_EDIT);
}

static HcrmRecord *
find_contact (HcrmContacts *self, gint64 id)
{
  for (guint i = 0; self->contacts != NULL && i < self->contacts->len; i++)
    if (hcrm_record_get_int (g_ptr_array_index (self->contacts, i), "id") == id)
      return g_ptr_array_index (self->contacts, i);
  return NULL;
}

/* --- cards ------------------------------------------------------------------------------------ */

static GtkLabel *
get_label (GtkBuilder *builder, const char *id)
{
  return GTK_LABEL (gtk_builder_get_object (builder, id));
}

static void
set_action (GtkBuilder *builder, const char *button, const char *action, gint64 id, gboolean shown)
{
  GtkWidget *widget = GTK_WIDGET (gtk_builder_get_object (builder, button));

  gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "x", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), action);
  gtk_widget_set_visible (widget, shown);
}

static void
show_pills (GtkBuilder *builder, HcrmRecord *contact)
{
  gboolean invalid = hcrm_record_get (contact, "invalid_at") != NULL;

  hcrm_pill_set_told (get_label (builder, "told"), hcrm_record_get (contact, "relation"),
                      hcrm_record_get (contact, "may_discuss"));
  if (invalid)
    hcrm_pill_set (get_label (builder, "state"), _ ("Invalid"), "danger stop");
  else if (hcrm_record_get (contact, "verified_at") != NULL)
    hcrm_pill_set (get_label (builder, "state"), _ ("Verified"), "bare ok");
}

static char *
make_how (HcrmContacts *self, HcrmRecord *contact)
{
  const char *shown =
      hcrm_patient_find_number (self->revealed, hcrm_record_get_int (contact, "id"));
  g_autofree char *channel = hcrm_patient_dup_words (contact, "channel");

  return hcrm_text_join (shown != NULL ? shown : hcrm_text_field (contact, "number"), channel,
                         hcrm_text_field (contact, "preferred_time"), NULL);
}

/* When and by whom it was last said what the contact may be told, or that it may not any more. */
static char *
make_said (HcrmRecord *contact)
{
  const char *at = hcrm_record_get (contact, "may_discuss_at");
  gboolean none = g_strcmp0 (hcrm_record_get (contact, "may_discuss"), "none") == 0;
  g_autofree char *when = hcrm_text_time (at);
  g_autofree char *words = g_strdup_printf (none ? _ ("withdrawn %s") : _ ("recorded %s"), when);

  if (at == NULL || g_strcmp0 (hcrm_record_get (contact, "relation"), "self") == 0)
    return NULL;
  return hcrm_text_join (words, hcrm_text_field (contact, "may_discuss_by"), NULL);
}

/* Whatever is no telephone is not dialled. */
static void
show_dial (HcrmContacts *self, GtkBuilder *builder, HcrmRecord *contact)
{
  HcrmPage *page = hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
  const char *channel = hcrm_record_get (contact, "channel");
  gboolean telephone = g_strcmp0 (channel, "phone") == 0 || g_strcmp0 (channel, "landline") == 0;
  HcrmPhoneDial dial = { .contact_id = hcrm_record_get_int (contact, "id"),
                         .patient_id = hcrm_record_get_int (contact, "patient_id") };

  hcrm_dial_button_setup (GTK_WIDGET (gtk_builder_get_object (builder, "dial")), &dial,
                          telephone && page != NULL && hcrm_page_may (page, HCRM_PERM_CALL_WORK));
}

static void
add_card (HcrmContacts *self, guint i)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/patient/hcrm-contact.ui");
  HcrmRecord *contact = g_ptr_array_index (self->contacts, i);
  gint64 id = hcrm_record_get_int (contact, "id");
  g_autofree char *place = g_strdup_printf ("%u", i + 1);
  g_autofree char *relation = hcrm_patient_dup_words (contact, "relation");
  g_autofree char *how = make_how (self, contact);
  g_autofree char *said = make_said (contact);
  gboolean invalid = hcrm_record_get (contact, "invalid_at") != NULL, may = may_edit (self);

  gtk_label_set_text (get_label (builder, "place"), place);
  hcrm_patient_set_label (get_label (builder, "name"), hcrm_record_get (contact, "name"));
  hcrm_patient_set_label (get_label (builder, "relation"), relation);
  hcrm_patient_set_label (get_label (builder, "how"), how);
  hcrm_patient_set_label (get_label (builder, "said"), said);
  hcrm_patient_set_label (get_label (builder, "note"), hcrm_record_get (contact, "note"));
  show_pills (builder, contact);
  show_dial (self, builder, contact);
  set_action (builder, "up", "contact.up", id, may && i > 0);
  set_action (builder, "down", "contact.down", id, may && i + 1 < self->contacts->len);
  set_action (builder, "edit", "contact.edit", id, may);
  set_action (builder, "invalid", "contact.invalid", id, may && !invalid);
  set_action (builder, "valid", "contact.valid", id, may && invalid);
  gtk_box_append (self->cards, GTK_WIDGET (gtk_builder_get_object (builder, "card")));
}

static void
show (HcrmContacts *self)
{
  guint n = self->contacts != NULL ? self->contacts->len : 0;

  hcrm_clear_box (self->cards);
  for (guint i = 0; i < n; i++)
    add_card (self, i);
  gtk_widget_set_visible (self->empty, n == 0);
}

void
hcrm_contacts_set_contacts (HcrmContacts *self, GPtrArray *contacts)
{
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = g_ptr_array_ref (contacts);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), contacts->len);
  show (self);
}

void
hcrm_contacts_set_revealed (HcrmContacts *self, JsonObject *revealed)
{
  g_clear_pointer (&self->revealed, json_object_unref);
  self->revealed = revealed != NULL ? json_object_ref (revealed) : NULL;
  show (self);
}

/* --- changes ---------------------------------------------------------------------------------- */

static void
changed_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_refresh (hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (data)));
}

static void
set_one (HcrmContacts *self, GVariant *id, const char *field, const char *value)
{
  HcrmRecord *contact = find_contact (self, g_variant_get_int64 (id));
  g_autoptr (HcrmRecord) changes = hcrm_record_new (&hcrm_contact_fields);

  if (contact == NULL)
    return;
  hcrm_record_set (changes, field, value);
  g_autofree char *path = g_strdup_printf (CONTACTS "/%s", hcrm_record_get (contact, "id"));
  hcrm_patient_section_send (HCRM_PATIENT_SECTION (self), "PATCH", path, changes, contact,
                             changed_cb, NULL);
}

static void
move (HcrmContacts *self, GVariant *id, int by)
{
  guint place;

  if (!g_ptr_array_find (self->contacts, find_contact (self, g_variant_get_int64 (id)), &place))
    return;
  g_autofree char *position = g_strdup_printf ("%d", (int) place + 1 + by);
  set_one (self, id, "position", position);
}

static void
up_action (GtkWidget *widget, const char *name, GVariant *id)
{
  move (HCRM_CONTACTS (widget), id, -1);
}

static void
down_action (GtkWidget *widget, const char *name, GVariant *id)
{
  move (HCRM_CONTACTS (widget), id, 1);
}

static void
invalid_action (GtkWidget *widget, const char *name, GVariant *id)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *instant = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");

  set_one (HCRM_CONTACTS (widget), id, "invalid_at", instant);
}

static void
valid_action (GtkWidget *widget, const char *name, GVariant *id)
{
  set_one (HCRM_CONTACTS (widget), id, "invalid_at", NULL);
}

/* --- the form --------------------------------------------------------------------------------- */

static void
show_form (gpointer section, gboolean open)
{
  gtk_stack_set_visible_child_name (HCRM_CONTACTS (section)->stack, open ? "form" : "list");
}

void
hcrm_contacts_add (HcrmContacts *self)
{
  g_autoptr (HcrmRecord) fresh = hcrm_record_new (&hcrm_contact_fields);

  hcrm_record_set (fresh, "channel", "phone");
  gtk_label_set_text (self->form_title, _ ("New Contact"));
  hcrm_patient_form_open (self->editing, fresh);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *id)
{
  HcrmContacts *self = HCRM_CONTACTS (widget);
  HcrmRecord *contact = find_contact (self, g_variant_get_int64 (id));

  if (contact == NULL)
    return;
  gtk_label_set_text (self->form_title, _ ("Contact"));
  hcrm_patient_form_open (self->editing, contact);
}

void
hcrm_contacts_take_draft (HcrmContacts *self, const char *kind, const char *ref, JsonNode *content)
{
  hcrm_patient_form_take_draft (self->editing, kind, ref, content);
}

static void
hcrm_contacts_submit (HcrmPatientSection *section)
{
  hcrm_patient_form_submit (HCRM_CONTACTS (section)->editing);
}

static gboolean
hcrm_contacts_back (HcrmPatientSection *section)
{
  return hcrm_patient_form_back (HCRM_CONTACTS (section)->editing);
}

static gboolean
hcrm_contacts_show_field_error (HcrmPatientSection *section, const char *field, const char *message)
{
  return hcrm_patient_form_show_error (HCRM_CONTACTS (section)->editing, field, message);
}

static void
save_cb (HcrmContacts *self)
{
  hcrm_contacts_submit (HCRM_PATIENT_SECTION (self));
}

static void
cancel_cb (HcrmContacts *self)
{
  hcrm_patient_form_cancel (self->editing);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_contacts_dispose (GObject *object)
{
  HcrmContacts *self = HCRM_CONTACTS (object);

  adw_bin_set_child (ADW_BIN (object), NULL); /* the bin does not see the template take it */
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_CONTACTS);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->revealed, json_object_unref);
  g_clear_pointer (&self->editing, hcrm_patient_form_free);
  G_OBJECT_CLASS (hcrm_contacts_parent_class)->dispose (object);
}

static void
hcrm_contacts_class_init (HcrmContactsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_contacts_dispose;
  section_class->submit = hcrm_contacts_submit;
  section_class->back = hcrm_contacts_back;
  section_class->show_field_error = hcrm_contacts_show_field_error;
  g_type_ensure (HCRM_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-contacts.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmContacts, stack);
  gtk_widget_class_bind_template_child (widget_class, HcrmContacts, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmContacts, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmContacts, form_title);
  gtk_widget_class_bind_template_child (widget_class, HcrmContacts, form);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_install_action (widget_class, "contact.up", "x", up_action);
  gtk_widget_class_install_action (widget_class, "contact.down", "x", down_action);
  gtk_widget_class_install_action (widget_class, "contact.edit", "x", edit_action);
  gtk_widget_class_install_action (widget_class, "contact.invalid", "x", invalid_action);
  gtk_widget_class_install_action (widget_class, "contact.valid", "x", valid_action);
}

static void
hcrm_contacts_init (HcrmContacts *self)
{
  static const char *const names[] = { "name",           "relation",    "channel", "number",
                                       "preferred_time", "may_discuss", "note",    NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_form_setup (self->form, &hcrm_contact_fields, names);
  self->editing = hcrm_patient_form_new (HCRM_PATIENT_SECTION (self), self->form, "contact",
                                         CONTACTS, show_form);
}
