/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reminders of a patient to take drugs: set, changed, stopped. */

#include "hcrm-reminders.h"

#include "hcrm-contact-choice.h"
#include "hcrm-patient-form.h"
#include "model/hcrm-medication.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-dose-rows.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define REMINDERS "/medication-reminders"

struct _HcrmReminders {
  HcrmPatientSection parent_instance;

  GtkBox *cards;
  GtkWidget *add;
  GtkWidget *editor;
  HcrmForm *form;
  HcrmPatientForm *editing;
  GPtrArray *contacts;  /* (nullable) */
  HcrmRecord *stopping; /* (nullable): the one that is asked about */
};

G_DEFINE_FINAL_TYPE (HcrmReminders, hcrm_reminders, HCRM_TYPE_PATIENT_SECTION)

static HcrmPage *
get_page (HcrmReminders *self)
{
  return hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
}

static gboolean
may_remind (HcrmReminders *self)
{
  return hcrm_page_may (get_page (self), HCRM_PERM_FOLLOWUP_WORK);
}

/* --- the form --------------------------------------------------------------------------------- */

static void
fill_contacts (HcrmReminders *self, HcrmRecord *edited)
{
  hcrm_contact_choice_fill (self->form, "contact_id", self->contacts,
                            edited != NULL ? hcrm_record_get (edited, "contact_id") : NULL);
  hcrm_contact_choice_fill (self->form, "fallback_id", self->contacts,
                            edited != NULL ? hcrm_record_get (edited, "fallback_id") : NULL);
}

void
hcrm_reminders_set_contacts (HcrmReminders *self, GPtrArray *contacts)
{
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = g_ptr_array_ref (contacts);
  fill_contacts (self, hcrm_patient_form_get_edited (self->editing));
}

void
hcrm_reminders_take_draft (HcrmReminders *self,
                           const char *kind,
                           const char *ref,
                           JsonNode *content)
{
  hcrm_patient_form_take_draft (self->editing, kind, ref, content);
}

static HcrmRecord *
new_reminder (void)
{
  HcrmRecord *fresh = hcrm_record_new (&hcrm_reminder_fields);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  hcrm_record_set (fresh, "first_on", today);
  return fresh;
}

static void
show_editor (gpointer section, gboolean open)
{
  HcrmReminders *self = section;

  gtk_widget_set_visible (self->editor, open);
  gtk_widget_set_visible (self->add, !open && may_remind (self));
}

static void
open_editor (HcrmReminders *self, HcrmRecord *reminder)
{
  fill_contacts (self, reminder);
  hcrm_patient_form_open (self->editing, reminder);
}

static void
add_cb (HcrmReminders *self)
{
  g_autoptr (HcrmRecord) fresh = new_reminder ();

  open_editor (self, fresh);
}

static void
cancel_cb (HcrmReminders *self)
{
  hcrm_patient_form_cancel (self->editing);
}

static void
save_cb (HcrmReminders *self)
{
  hcrm_patient_form_submit (self->editing);
}

static void
hcrm_reminders_submit (HcrmPatientSection *section)
{
  save_cb (HCRM_REMINDERS (section));
}

static gboolean
hcrm_reminders_back (HcrmPatientSection *section)
{
  HcrmReminders *self = HCRM_REMINDERS (section);

  if (!hcrm_patient_form_back (self->editing))
    return FALSE;
  gtk_widget_grab_focus (self->add);
  return TRUE;
}

static gboolean
hcrm_reminders_show_field_error (HcrmPatientSection *section,
                                 const char *field,
                                 const char *message)
{
  return hcrm_patient_form_show_error (HCRM_REMINDERS (section)->editing, field, message);
}

/* --- what is set ------------------------------------------------------------------------------ */

static void
changed_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_refresh (get_page (data));
}

static void
answered_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmReminders *self = data;
  g_autoptr (HcrmRecord) changes = hcrm_record_new (&hcrm_reminder_fields);
  g_autoptr (HcrmRecord) reminder = g_steal_pointer (&self->stopping);

  hcrm_record_set (changes, "stop_reason", reason);
  if (!yes || reminder == NULL)
    return;
  g_autofree char *path = g_strdup_printf (REMINDERS "/%s", hcrm_record_get (reminder, "id"));
  hcrm_patient_section_send (HCRM_PATIENT_SECTION (self), "PATCH", path, changes, reminder,
                             changed_cb, NULL);
}

static void
stop_cb (GtkWidget *button, HcrmRecord *reminder)
{
  HcrmReminders *self = HCRM_REMINDERS (gtk_widget_get_ancestor (button, HCRM_TYPE_REMINDERS));

  g_set_object (&self->stopping, reminder);
  hcrm_ask (GTK_WIDGET (self), _ ("Stop these reminders?"), hcrm_record_get (reminder, "drug"),
                                  _ ("Stop"), TRUE, answered_cb, self);
}

static void
edit_cb (GtkWidget *button, HcrmRecord *reminder)
{
  open_editor (HCRM_REMINDERS (gtk_widget_get_ancestor (button, HCRM_TYPE_REMINDERS)), reminder);
}

static const char *
find_pill (const char *state)
{
  static const char *const pills[] = { "planned", "bare wait", "running", "info",
                                       "ended",   "bare ok",   "stopped", "bare stop" };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pills); i += 2)
    if (g_strcmp0 (state, pills[i]) == 0)
      return pills[i + 1];
  return "bare plain";
}

static char *
make_words (HcrmRecord *reminder)
{
  g_autofree char *span = hcrm_patient_dup_span (hcrm_record_get (reminder, "first_on"),
                                                 hcrm_record_get (reminder, "last_on"));
  g_auto (GStrv) times = g_strsplit (hcrm_text_field (reminder, "times"), ",", -1);
  g_autofree char *hours = g_strjoinv (" ", times);
  const char *fallback = hcrm_record_get (reminder, "fallback");
  g_autofree char *other =
      fallback != NULL ? g_strdup_printf (_ ("if it does not arrive: %s"), fallback)
                       : g_strdup ("");

  const char *spoken = hcrm_record_get_bool (reminder, "spoken") ? _ ("by voice call") : "";

  return hcrm_text_join (hours, span, spoken, hcrm_text_field (reminder, "contact"), other,
                         hcrm_text_field (reminder, "created_by"), NULL);
}

static void
add_button (GtkWidget *box, const char *icon, const char *name, GCallback clicked, HcrmRecord *of)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_data (button, "clicked", clicked, g_object_ref (of),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_head (HcrmReminders *self, HcrmRecord *reminder)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *drug = hcrm_wrapped_label_new (hcrm_text_field (reminder, "drug"), "strong");
  const char *state = hcrm_record_get (reminder, "state");
  g_autofree char *words = hcrm_patient_dup_words (reminder, "state");
  GtkWidget *pill = hcrm_pill_new (words, find_pill (state));

  gtk_box_append (GTK_BOX (head), drug);
  gtk_widget_set_hexpand (pill, TRUE);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), pill);
  if (may_remind (self) && g_strcmp0 (state, "stopped") != 0) {
    add_button (head, "document-edit-symbolic", _ ("Edit"), G_CALLBACK (edit_cb), reminder);
    if (g_strcmp0 (state, "ended") != 0)
      add_button (head, "process-stop-symbolic", _ ("Stop"), G_CALLBACK (stop_cb), reminder);
  }
  return head;
}

static void
answer_cb (gpointer data, gint64 dose_id, const char *answer)
{
  HcrmReminders *self = data;
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_dose_answer);
  g_autofree char *path =
      g_strdup_printf ("/medication-doses/%" G_GINT64_FORMAT "/answers", dose_id);

  hcrm_record_set (body, "answer", answer);
  hcrm_record_set (body, "way", "agent");
  hcrm_patient_section_send (HCRM_PATIENT_SECTION (self), "POST", path, body, NULL, changed_cb,
                             NULL);
}

static GtkWidget *
make_card (HcrmReminders *self, HcrmRecord *reminder)
{
  GtkWidget *card = hcrm_card_new (NULL);
  const char *stopped = hcrm_record_get (reminder, "stop_reason");
  g_autofree char *words = make_words (reminder);

  gtk_box_append (GTK_BOX (card), make_head (self, reminder));
  gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (words, "num"));
  if (stopped != NULL)
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (stopped, "caption"));
  GtkWidget *doses = hcrm_dose_rows_new (reminder, may_remind (self) ? answer_cb : NULL, self);
  if (doses != NULL)
    gtk_box_append (GTK_BOX (card), doses);
  return card;
}

static void
reminders_cb (gpointer data, JsonNode *reply)
{
  HcrmReminders *self = data;
  g_autoptr (GPtrArray) reminders = hcrm_patient_read_items (reply, &hcrm_reminder_fields);

  hcrm_clear_box (self->cards);
  for (guint i = 0; i < reminders->len; i++)
    gtk_box_append (self->cards, make_card (self, g_ptr_array_index (reminders, i)));
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), reminders->len);
}

static void
hcrm_reminders_load (HcrmPatientSection *section)
{
  HcrmReminders *self = HCRM_REMINDERS (section);
  g_autofree char *path =
      hcrm_api_query (REMINDERS, "patient_id", hcrm_patient_section_get_patient (section), "limit",
                      "200", NULL);

  hcrm_patient_section_fetch_list (section, path, reminders_cb);
  gtk_widget_set_visible (self->add,
                          may_remind (self) && !hcrm_patient_form_is_open (self->editing));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_reminders_dispose (GObject *object)
{
  HcrmReminders *self = HCRM_REMINDERS (object);

  g_clear_pointer (&self->editing, hcrm_patient_form_free);
  g_clear_object (&self->stopping);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_REMINDERS);
  G_OBJECT_CLASS (hcrm_reminders_parent_class)->dispose (object);
}

static void
hcrm_reminders_class_init (HcrmRemindersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPatientSectionClass *section_class = HCRM_PATIENT_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_reminders_dispose;
  section_class->load = hcrm_reminders_load;
  section_class->submit = hcrm_reminders_submit;
  section_class->back = hcrm_reminders_back;
  section_class->show_field_error = hcrm_reminders_show_field_error;
  g_type_ensure (HCRM_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-reminders.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmReminders, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmReminders, add);
  gtk_widget_class_bind_template_child (widget_class, HcrmReminders, editor);
  gtk_widget_class_bind_template_child (widget_class, HcrmReminders, form);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
hcrm_reminders_init (HcrmReminders *self)
{
  static const char *const names[] = { "drug",    "times",          "first_on",
                                       "last_on", "contact_id",     "fallback_id",
                                       "spoken",  "answer_minutes", NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_form_setup (self->form, &hcrm_reminder_fields, names);
  self->editing = hcrm_patient_form_new (HCRM_PATIENT_SECTION (self), self->form, "reminder",
                                         REMINDERS, show_editor);
}
