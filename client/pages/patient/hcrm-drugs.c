/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drugs of a patient, and the reminders to take them. */

#include "hcrm-drugs.h"

#include "model/hcrm-medication.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-refill-card.h"

struct _HcrmDrugs {
  HcrmPatientSection parent_instance;

  GtkBox *cards;
  GtkWidget *empty;
  HcrmReminders *reminders;
};

G_DEFINE_FINAL_TYPE (HcrmDrugs, hcrm_drugs, HCRM_TYPE_PATIENT_SECTION)

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmDrugs *self = data;
  g_autoptr (GPtrArray) refills = hcrm_patient_read_items (reply, &hcrm_refill_fields);

  hcrm_clear_box (self->cards);
  for (guint i = 0; i < refills->len; i++)
    gtk_box_append (self->cards, hcrm_refill_card_new (g_ptr_array_index (refills, i), FALSE));
  gtk_widget_set_visible (self->empty, refills->len == 0);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), refills->len);
}

static void
hcrm_drugs_load (HcrmPatientSection *section)
{
  g_autofree char *path =
      hcrm_api_query ("/refills", "patient_id", hcrm_patient_section_get_patient (section), "sort",
                      "run_out_on", "limit", "200", NULL);

  hcrm_patient_section_fetch_list (section, path, loaded_cb);
  hcrm_patient_section_load (HCRM_PATIENT_SECTION (HCRM_DRUGS (section)->reminders));
}

HcrmReminders *
hcrm_drugs_get_reminders (HcrmDrugs *self)
{
  return self->reminders;
}

/* --- what the reminders do -------------------------------------------------------------------- */

static void
hcrm_drugs_submit (HcrmPatientSection *section)
{
  hcrm_patient_section_submit (HCRM_PATIENT_SECTION (HCRM_DRUGS (section)->reminders));
}

static gboolean
hcrm_drugs_back (HcrmPatientSection *section)
{
  return hcrm_patient_section_back (HCRM_PATIENT_SECTION (HCRM_DRUGS (section)->reminders));
}

static gboolean
hcrm_drugs_show_field_error (HcrmPatientSection *section, const char *field, const char *message)
{
  return hcrm_patient_section_show_field_error (HCRM_PATIENT_SECTION (
                                                    HCRM_DRUGS (section)->reminders),
                                                field, message);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_drugs_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_DRUGS);
  G_OBJECT_CLASS (hcrm_drugs_parent_class)->dispose (object);
}

static void
hcrm_drugs_class_init (HcrmDrugsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_drugs_dispose;
  HCRM_PATIENT_SECTION_CLASS (klass)->load = hcrm_drugs_load;
  HCRM_PATIENT_SECTION_CLASS (klass)->submit = hcrm_drugs_submit;
  HCRM_PATIENT_SECTION_CLASS (klass)->back = hcrm_drugs_back;
  HCRM_PATIENT_SECTION_CLASS (klass)->show_field_error = hcrm_drugs_show_field_error;
  g_type_ensure (HCRM_TYPE_REMINDERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-drugs.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmDrugs, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmDrugs, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmDrugs, reminders);
}

static void
hcrm_drugs_init (HcrmDrugs *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
