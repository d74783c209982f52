/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The head of a patient's page. */

#include "hcrm-patient-header.h"

#include "core/hcrm-date.h"
#include "core/hcrm-dial.h"
#include "hcrm-patient-section.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

struct _HcrmPatientHeader {
  GtkBox parent_instance;

  HcrmRecord *patient;
  GPtrArray *contacts;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *who;
  GtkLabel *pinyin;
  AdwBin *flags;
  GtkLabel *mrn;
  GtkLabel *id_number;
  GtkLabel *address;
  GtkLabel *attending;
  GtkMenuButton *eye;
  GtkEditable *reason;
  GtkLabel *reason_error;
  GtkWidget *dial;
  GtkLabel *number;
  gboolean may_call;
};

enum { REVEAL, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPatientHeader, hcrm_patient_header, GTK_TYPE_BOX)

/* --- flags ------------------------------------------------------------------------------------ */

static void
add_flag (HcrmWrapBox *box, const char *style, const char *format, const char *text)
{
  g_autofree char *words = g_strdup_printf (format, text);
  GtkWidget *flag = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (flag), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (flag), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (flag), 0);
  gtk_widget_add_css_class (flag, "flag");
  if (style != NULL)
    gtk_widget_add_css_class (flag, style);
  hcrm_wrap_box_append (box, flag);
}

/* "daughter Zhao Min"; the patient's own number is none to be told about. */
static char *
make_contact (HcrmRecord *contact)
{
  const char *name = hcrm_record_get (contact, "name");
  g_autofree char *relation = hcrm_patient_dup_words (contact, "relation");

  if (g_strcmp0 (hcrm_record_get (contact, "relation"), "self") == 0)
    return NULL;
  return name != NULL ? g_strdup_printf ("%s %s", relation, name) : g_strdup (relation);
}

static char *
join_contacts (GPtrArray *contacts, const char *may_discuss)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
    HcrmRecord *contact = g_ptr_array_index (contacts, i);
    g_autofree char *name = make_contact (contact);
    if (name == NULL || g_strcmp0 (hcrm_record_get (contact, "may_discuss"), may_discuss) != 0)
      continue;
    g_string_append_printf (names, "%s%s", names->len > 0 ? _ (", ") : "", name);
  }
  return names->len > 0 ? g_strdup (names->str) : NULL;
}

/* What the patient is besides a patient. */
static void
add_kinds (HcrmPatientHeader *self, HcrmWrapBox *box)
{
  g_auto (GStrv) kinds = hcrm_field_split_several (hcrm_record_get (self->patient, "kinds"));
  int field = hcrm_field_set_find (&hcrm_patient_fields, "kinds");

  for (char **kind = kinds; *kind != NULL; kind++)
    if (!g_str_equal (*kind, "patient"))
      add_flag (box, "note", "%s",
                hcrm_field_get_choice_label (&hcrm_patient_fields.fields[field], *kind));
}

static void
add_patient_flags (HcrmPatientHeader *self, HcrmWrapBox *box)
{
  const char *allergies = hcrm_record_get (self->patient, "allergies");
  const char *notes = hcrm_record_get (self->patient, "notes");
  const char *deceased = hcrm_record_get (self->patient, "deceased_at");
  g_autofree char *died = hcrm_text_time (deceased);

  if (deceased != NULL)
    add_flag (box, NULL, _ ("Deceased %s"), died);
  if (allergies != NULL && *allergies != '\0')
    add_flag (box, NULL, _ ("Allergies: %s"), allergies);
  if (notes != NULL && *notes != '\0')
    add_flag (box, "soft", "%s", notes);
  add_kinds (self, box);
}

static void
show_flags (HcrmPatientHeader *self)
{
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  g_autofree char *told = join_contacts (self->contacts, "all");
  g_autofree char *some = join_contacts (self->contacts, "appointments");
  g_autofree char *not_told = join_contacts (self->contacts, "none");

  if (self->patient != NULL)
    add_patient_flags (self, HCRM_WRAP_BOX (box));
  if (told != NULL)
    add_flag (HCRM_WRAP_BOX (box), "note", _ ("May be told: %s"), told);
  if (some != NULL)
    add_flag (HCRM_WRAP_BOX (box), "soft", _ ("Appointments only: %s"), some);
  if (not_told != NULL)
    add_flag (HCRM_WRAP_BOX (box), "soft", _ ("Must not be told: %s"), not_told);
  adw_bin_set_child (self->flags, box);
}

/* --- who -------------------------------------------------------------------------------------- */

static char *
make_who (HcrmRecord *patient)
{
  const char *birth = hcrm_record_get (patient, "birth_date");
  GDate date, today;
  g_autofree char *age = NULL, *day = NULL;

  hcrm_text_get_today (&today);
  if (birth != NULL && hcrm_date_from_iso (birth, &date)) {
    age = hcrm_age_label (&date, &today);
    today = date;
    g_date_add_years (&today, 1); /* the year is wanted, the weekday is not */
    day = hcrm_date_label (&date, &today);
  }
  return hcrm_text_join (hcrm_text_sex (hcrm_record_get (patient, "sex")), age != NULL ? age : "",
                         day != NULL ? day : "", NULL);
}

static void
show_masked (HcrmPatientHeader *self)
{
  g_autofree char *kind = hcrm_patient_dup_words (self->patient, "id_kind");
  const char *number = hcrm_record_get (self->patient, "id_number");

  hcrm_patient_set_label (self->id_number, number != NULL ? number : _ ("none"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->id_number), kind);
  hcrm_patient_set_label (self->address, hcrm_record_get (self->patient, "address"));
}

void
hcrm_patient_header_set_patient (HcrmPatientHeader *self, HcrmRecord *patient)
{
  g_autofree char *who = make_who (patient);
  g_autofree char *doctors = hcrm_text_attending (patient);
  g_autofree char *attending =
      hcrm_text_join (doctors, hcrm_text_field (patient, "department"), NULL);

  g_set_object (&self->patient, patient);
  adw_avatar_set_text (self->avatar, hcrm_text_field (patient, "name"));
  gtk_label_set_text (self->name, hcrm_text_field (patient, "name"));
  gtk_label_set_text (self->who, who);
  gtk_label_set_text (self->pinyin, hcrm_text_field (patient, "pinyin"));
  gtk_label_set_text (self->mrn, hcrm_text_field (patient, "mrn"));
  hcrm_patient_set_label (self->attending, attending);
  show_masked (self);
  show_flags (self);
}

/* --- calling ---------------------------------------------------------------------------------- */

static gboolean
is_telephone (HcrmRecord *contact)
{
  const char *channel = hcrm_record_get (contact, "channel");

  return (g_strcmp0 (channel, "phone") == 0 || g_strcmp0 (channel, "landline") == 0)
         && hcrm_record_get (contact, "number") != NULL
         && hcrm_record_get (contact, "invalid_at") == NULL;
}

/* The first in the order in which they are to be called. */
static HcrmRecord *
find_telephone (HcrmPatientHeader *self)
{
  for (guint i = 0; self->contacts != NULL && i < self->contacts->len; i++)
    if (is_telephone (g_ptr_array_index (self->contacts, i)))
      return g_ptr_array_index (self->contacts, i);
  return NULL;
}

gboolean
hcrm_patient_header_get_dial (HcrmPatientHeader *self, HcrmPhoneDial *dial)
{
  HcrmRecord *contact = self->may_call ? find_telephone (self) : NULL;

  if (contact == NULL)
    return FALSE;
  dial->contact_id = hcrm_record_get_int (contact, "id");
  dial->patient_id = hcrm_record_get_int (contact, "patient_id");
  return TRUE;
}

/* Whom a click calls is said before. */
static void
show_dial (HcrmPatientHeader *self)
{
  HcrmRecord *contact = self->may_call ? find_telephone (self) : NULL;
  HcrmPhoneDial dial = { 0 };

  if (hcrm_patient_header_get_dial (self, &dial)) {
    const char *number = hcrm_record_get (contact, "number");
    g_autofree char *relation = hcrm_patient_dup_words (contact, "relation");
    g_autofree char *whom =
        hcrm_text_join (relation, hcrm_text_field (contact, "name"), number, NULL);
    g_autofree char *words = g_strdup_printf (C_ ("by telephone", "Call %s"), whom);
    gtk_label_set_text (self->number, number);
    gtk_widget_set_tooltip_text (self->dial, words);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->dial), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    words, -1);
  }
  hcrm_dial_button_setup (self->dial, &dial, contact != NULL);
}

void
hcrm_patient_header_set_may_call (HcrmPatientHeader *self, gboolean may)
{
  self->may_call = may;
  show_dial (self);
}

void
hcrm_patient_header_set_contacts (HcrmPatientHeader *self, GPtrArray *contacts)
{
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = g_ptr_array_ref (contacts);
  show_flags (self);
  show_dial (self);
}

/* --- what is masked --------------------------------------------------------------------------- */

void
hcrm_patient_header_set_may_reveal (HcrmPatientHeader *self, gboolean may)
{
  gtk_widget_set_visible (GTK_WIDGET (self->eye), may);
}

void
hcrm_patient_header_ask_reason (HcrmPatientHeader *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->eye)))
    gtk_menu_button_popup (self->eye);
}

void
hcrm_patient_header_set_revealed (HcrmPatientHeader *self, JsonObject *revealed)
{
  gtk_menu_button_set_icon_name (self->eye, revealed != NULL ? "view-conceal-symbolic"
                                                             : "view-reveal-symbolic");
  if (self->patient != NULL)
    show_masked (self);
  if (revealed == NULL)
    return;
  gtk_menu_button_popdown (self->eye);
  gtk_editable_set_text (self->reason, "");
  if (*hcrm_text_member (revealed, "id_number") != '\0')
    gtk_label_set_text (self->id_number, hcrm_text_member (revealed, "id_number"));
  if (*hcrm_text_member (revealed, "address") != '\0')
    gtk_label_set_text (self->address, hcrm_text_member (revealed, "address"));
}

void
hcrm_patient_header_show_reason_error (HcrmPatientHeader *self, const char *message)
{
  hcrm_patient_set_label (self->reason_error, message);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
reveal (HcrmPatientHeader *self, const char *reason)
{
  hcrm_patient_set_label (self->reason_error, NULL);
  g_signal_emit (self, signals[REVEAL], 0, reason);
}

static void
reason_cb (HcrmPatientHeader *self)
{
  reveal (self, gtk_editable_get_text (self->reason));
}

/* A button whose label is the reason. */
static void
usual_reason_cb (HcrmPatientHeader *self, GtkButton *button)
{
  reveal (self, gtk_button_get_label (button));
}

static void
reason_changed_cb (HcrmPatientHeader *self)
{
  hcrm_patient_set_label (self->reason_error, NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_patient_header_dispose (GObject *object)
{
  HcrmPatientHeader *self = HCRM_PATIENT_HEADER (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PATIENT_HEADER);
  g_clear_object (&self->patient);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  G_OBJECT_CLASS (hcrm_patient_header_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, avatar);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, who);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, pinyin);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, flags);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, mrn);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, id_number);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, address);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, attending);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, eye);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, reason_error);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, dial);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHeader, number);
}

static void
hcrm_patient_header_class_init (HcrmPatientHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_patient_header_dispose;
  signals[REVEAL] = g_signal_new ("reveal", HCRM_TYPE_PATIENT_HEADER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-patient-header.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, usual_reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_changed_cb);
}

static void
hcrm_patient_header_init (HcrmPatientHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
