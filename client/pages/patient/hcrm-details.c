/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of a patient's record. */

#include "hcrm-details.h"

#include "model/hcrm-anonymisation.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-form.h"

#define DRAFT_KIND "patient"

struct _HcrmDetails {
  HcrmPatientSection parent_instance;

  HcrmForm *form;
  HcrmRecord *loaded; /* what the form was filled with */
  HcrmRecord *latest; /* what is on record now */
  GtkWidget *buttons;
  GtkWidget *anonymise;
  GtkWidget *cancel;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (HcrmDetails, hcrm_details, HCRM_TYPE_PATIENT_SECTION)

static HcrmPage *
get_page (HcrmDetails *self)
{
  return hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
}

static const char *
get_id (HcrmDetails *self)
{
  return hcrm_patient_section_get_patient (HCRM_PATIENT_SECTION (self));
}

static void
fill (HcrmDetails *self, HcrmRecord *patient)
{
  g_set_object (&self->loaded, patient);
  hcrm_form_set_record (self->form, patient);
}

static void
show_buttons (HcrmDetails *self)
{
  gboolean edit = hcrm_page_may (get_page (self), HCRM_PERM_PATIENT_EDIT);
  gboolean anonymise = hcrm_page_may (get_page (self), HCRM_PERM_PATIENT_ANONYMISE);

  gtk_widget_set_visible (self->anonymise, anonymise);
  gtk_widget_set_visible (self->cancel, edit);
  gtk_widget_set_visible (self->save, edit);
  gtk_widget_set_visible (self->buttons, edit || anonymise);
}

/* A draft comes back with the first record that is shown. */
void
hcrm_details_set_patient (HcrmDetails *self, HcrmRecord *patient)
{
  gboolean first = self->loaded == NULL;

  g_set_object (&self->latest, patient);
  show_buttons (self);
  if (!hcrm_form_get_dirty (self->form))
    fill (self, patient);
  if (!first)
    return;
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (get_page (self), DRAFT_KIND, get_id (self));
  hcrm_form_take_draft (self->form, draft);
}

void
hcrm_details_take_draft (HcrmDetails *self, const char *kind, JsonNode *content)
{
  if (g_str_equal (kind, DRAFT_KIND) && self->loaded != NULL)
    hcrm_form_take_draft (self->form, content);
}

/* --- saving ----------------------------------------------------------------------------------- */

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmDetails *self = data;

  hcrm_page_clear_draft (get_page (self), DRAFT_KIND, get_id (self));
  fill (self, self->loaded); /* clean, so that the record that comes replaces it */
  hcrm_page_toast (get_page (self), _ ("Saved"), NULL, NULL);
  hcrm_page_refresh (get_page (self));
}

static void
hcrm_details_submit (HcrmPatientSection *section)
{
  HcrmDetails *self = HCRM_DETAILS (section);
  g_autofree char *path = g_strdup_printf ("/patients/%s", get_id (self));

  if (self->loaded == NULL || !hcrm_form_get_dirty (self->form) || !hcrm_form_check (self->form))
    return;
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  hcrm_patient_section_send (section, "PATCH", path, changes, self->loaded, saved_cb, NULL);
}

static gboolean
hcrm_details_show_field_error (HcrmPatientSection *section, const char *field, const char *message)
{
  return hcrm_form_show_error (HCRM_DETAILS (section)->form, field, message);
}

static void
save_cb (HcrmDetails *self)
{
  hcrm_details_submit (HCRM_PATIENT_SECTION (self));
}

/* Takes back what was typed. */
static void
cancel_cb (HcrmDetails *self)
{
  if (self->latest == NULL)
    return;
  fill (self, self->latest);
  hcrm_page_clear_draft (get_page (self), DRAFT_KIND, get_id (self));
}

static void
form_changed_cb (HcrmDetails *self)
{
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (self->form);

  hcrm_page_save_draft (get_page (self), DRAFT_KIND, get_id (self), draft);
}

/* --- forgetting ------------------------------------------------------------------------------- */

static void
asked_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_toast (get_page (data), _ ("Asked for. Another person has to confirm it."), NULL, NULL);
}

static void
answered_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmDetails *self = data;
  g_autofree char *path = g_strdup_printf ("/patients/%s/actions/anonymise", get_id (self));
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_anonymisation_ask);

  hcrm_record_set (body, "ground", "request");
  if (yes && self->latest != NULL)
    hcrm_patient_section_send (HCRM_PATIENT_SECTION (self), "POST", path, body, self->latest,
                               asked_cb, NULL);
}

static void
anonymise_cb (HcrmDetails *self)
{
  hcrm_ask (GTK_WIDGET (self),
            _ ("Ask to anonymise this patient?"),
               _ ("Another person must confirm it on the page Anonymisation. Until then nothing "
               "changes."),
                  _ ("Ask to Anonymise"), FALSE, answered_cb, self);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_details_dispose (GObject *object)
{
  HcrmDetails *self = HCRM_DETAILS (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_DETAILS);
  g_clear_object (&self->loaded);
  g_clear_object (&self->latest);
  G_OBJECT_CLASS (hcrm_details_parent_class)->dispose (object);
}

static void
hcrm_details_class_init (HcrmDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_details_dispose;
  section_class->submit = hcrm_details_submit;
  section_class->show_field_error = hcrm_details_show_field_error;
  g_type_ensure (HCRM_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmDetails, form);
  gtk_widget_class_bind_template_child (widget_class, HcrmDetails, buttons);
  gtk_widget_class_bind_template_child (widget_class, HcrmDetails, anonymise);
  gtk_widget_class_bind_template_child (widget_class, HcrmDetails, cancel);
  gtk_widget_class_bind_template_child (widget_class, HcrmDetails, save);
  gtk_widget_class_bind_template_callback (widget_class, anonymise_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
hcrm_details_init (HcrmDetails *self)
{
  static const char *const names[] = { "name",      "pinyin",    "sex",         "birth_date",
                                       "id_kind",   "id_number", "address",     "kinds",
                                       "allergies", "notes",     "deceased_at", NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_form_setup (self->form, &hcrm_patient_fields, names);
}
