/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a patient allows and refuses to be sent: what holds now, and each word with who wrote it
 * down, when, and how it was said. */

#include "hcrm-consents.h"

#include "hcrm-patient-form.h"
#include "model/hcrm-message.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmConsents {
  HcrmPatientSection parent_instance;

  GtkWidget *add;
  GtkWidget *editor;
  HcrmForm *form;
  GtkGrid *grid; /* purposes by channels */
  GtkBox *list;
  GtkWidget *empty;
  HcrmPatientForm *editing;
};

G_DEFINE_FINAL_TYPE (HcrmConsents, hcrm_consents, HCRM_TYPE_PATIENT_SECTION)

static HcrmPage *
get_page (HcrmConsents *self)
{
  return hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
}

static gboolean
may_edit (HcrmConsents *self)
{
  return hcrm_page_may (get_page (self), HCRM_PERM_PATIENT_EDIT);
}

/* --- what holds now --------------------------------------------------------------------------- */

static gboolean
covers (HcrmRecord *consent, const char *field, const char *value, const char *all)
{
  const char *said = hcrm_record_get (consent, field);

  return g_strcmp0 (said, value) == 0 || g_strcmp0 (said, all) == 0;
}

/* Returns: (nullable): the newest word on it; @consents begin with the newest. */
static HcrmRecord *
find_word (GPtrArray *consents, const char *purpose, const char *channel)
{
  for (guint i = 0; i < consents->len; i++) {
    HcrmRecord *consent = g_ptr_array_index (consents, i);
    if (covers (consent, "purpose", purpose, HCRM_CONSENT_ALL)
        && covers (consent, "channel", channel, HCRM_CONSENT_ANY))
      return consent;
  }
  return NULL;
}

static GtkWidget *
new_answer (HcrmRecord *word)
{
  gboolean granted = word != NULL && hcrm_record_get_bool (word, "granted");
  GtkWidget *pill = word == NULL ? hcrm_pill_new (_ ("Nothing said"), "bare wait")
                                 : granted
      ? hcrm_pill_new (_ ("Allowed"), "ok")
      : hcrm_pill_new (_ ("Declined"), "danger stop");

  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  return pill;
}

static void
attach_row (HcrmConsents *self, GPtrArray *consents, const HcrmChoice *purpose, int row)
{
  const HcrmChoice *channel = hcrm_message_channel_choices;
  GtkWidget *head = hcrm_wrapped_label_new (gettext (purpose->label), NULL);

  gtk_widget_set_hexpand (head, TRUE);
  gtk_grid_attach (self->grid, head, 0, row, 1, 1);
  for (int i = 1; channel->value != NULL; channel++, i++)
    gtk_grid_attach (self->grid, new_answer (find_word (consents, purpose->value, channel->value)),
                     i, row, 1, 1);
}

static void
show_grid (HcrmConsents *self, GPtrArray *consents)
{
  const HcrmChoice *channel = hcrm_message_channel_choices;

  hcrm_clear_grid (self->grid);
  for (int i = 1; channel->value != NULL; channel++, i++)
    gtk_grid_attach (self->grid, hcrm_wrapped_label_new (gettext (channel->label), "caption"), i, 0,
                     1, 1);
  for (int i = 0; hcrm_message_purpose_choices[i].value != NULL; i++)
    attach_row (self, consents, &hcrm_message_purpose_choices[i], i + 1);
}

/* --- what was said ---------------------------------------------------------------------------- */

static GtkWidget *
new_card (HcrmRecord *consent)
{
  GtkWidget *card = hcrm_card_new (NULL);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *purpose = hcrm_patient_dup_words (consent, "purpose");
  g_autofree char *channel = hcrm_patient_dup_words (consent, "channel");
  g_autofree char *source = hcrm_patient_dup_words (consent, "source");
  g_autofree char *at = hcrm_text_time (hcrm_record_get (consent, "at"));
  g_autofree char *what = hcrm_text_join (purpose, channel, NULL);
  g_autofree char *how = hcrm_text_join (source, hcrm_text_field (consent, "user"), at, NULL);

  gtk_box_set_spacing (GTK_BOX (card), 3);
  gtk_box_append (GTK_BOX (head), new_answer (consent));
  gtk_box_append (GTK_BOX (head), hcrm_wrapped_label_new (what, "strong"));
  if (!hcrm_record_get_bool (consent, "current"))
    gtk_box_append (GTK_BOX (head), hcrm_pill_new (_ ("Replaced since"), "bare plain"));
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (how, "caption"));
  return card;
}

static void
consents_cb (gpointer data, JsonNode *reply)
{
  HcrmConsents *self = data;
  g_autoptr (GPtrArray) consents = hcrm_patient_read_items (reply, &hcrm_consent_fields);

  hcrm_clear_box (self->list);
  for (guint i = 0; i < consents->len; i++)
    gtk_box_append (self->list, new_card (g_ptr_array_index (consents, i)));
  gtk_widget_set_visible (self->empty, consents->len == 0);
  show_grid (self, consents);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), consents->len);
}

static void
hcrm_consents_load (HcrmPatientSection *section)
{
  HcrmConsents *self = HCRM_CONSENTS (section);
  g_autofree char *path =
      hcrm_api_query ("/consents", "patient_id", hcrm_patient_section_get_patient (section), "sort",
                      "-at", "limit", "200", NULL);

  hcrm_patient_section_fetch_list (section, path, consents_cb);
  gtk_widget_set_visible (self->add, may_edit (self) && !hcrm_patient_form_is_open (self->editing));
}

/* --- the form --------------------------------------------------------------------------------- */

static void
show_editor (gpointer section, gboolean open)
{
  HcrmConsents *self = section;

  gtk_widget_set_visible (self->editor, open);
  gtk_widget_set_visible (self->add, !open && may_edit (self));
}

static void
add_cb (HcrmConsents *self)
{
  g_autoptr (HcrmRecord) fresh = hcrm_record_new (&hcrm_consent_fields);

  hcrm_record_set (fresh, "purpose", HCRM_CONSENT_ALL);
  hcrm_record_set (fresh, "channel", HCRM_CONSENT_ANY);
  hcrm_record_set (fresh, "source", "call");
  hcrm_patient_form_open (self->editing, fresh);
}

void
hcrm_consents_take_draft (HcrmConsents *self, const char *kind, const char *ref, JsonNode *content)
{
  hcrm_patient_form_take_draft (self->editing, kind, ref, content);
}

static void
cancel_cb (HcrmConsents *self)
{
  hcrm_patient_form_cancel (self->editing);
}

static void
save_cb (HcrmConsents *self)
{
  hcrm_patient_form_submit (self->editing);
}

static void
hcrm_consents_submit (HcrmPatientSection *section)
{
  save_cb (HCRM_CONSENTS (section));
}

static gboolean
hcrm_consents_back (HcrmPatientSection *section)
{
  HcrmConsents *self = HCRM_CONSENTS (section);

  if (!hcrm_patient_form_back (self->editing))
    return FALSE;
  gtk_widget_grab_focus (self->add);
  return TRUE;
}

static gboolean
hcrm_consents_show_field_error (HcrmPatientSection *section, const char *field, const char *message)
{
  return hcrm_patient_form_show_error (HCRM_CONSENTS (section)->editing, field, message);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_consents_dispose (GObject *object)
{
  g_clear_pointer (&HCRM_CONSENTS (object)->editing, hcrm_patient_form_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_CONSENTS);
  G_OBJECT_CLASS (hcrm_consents_parent_class)->dispose (object);
}

static void
hcrm_consents_class_init (HcrmConsentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_consents_dispose;
  section_class->load = hcrm_consents_load;
  section_class->submit = hcrm_consents_submit;
  section_class->back = hcrm_consents_back;
  section_class->show_field_error = hcrm_consents_show_field_error;
  g_type_ensure (HCRM_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-consents.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, add);
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, editor);
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, form);
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, grid);
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmConsents, empty);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
hcrm_consents_init (HcrmConsents *self)
{
  static const char *const names[] = { "purpose", "channel", "granted", "source", NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_form_setup (self->form, &hcrm_consent_fields, names);
  self->editing = hcrm_patient_form_new (HCRM_PATIENT_SECTION (self), self->form, "consent",
                                         "/consents", show_editor);
}
