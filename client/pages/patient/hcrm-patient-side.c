/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The right column of a patient's page. */

#include "hcrm-patient-side.h"

#include "core/hcrm-dial.h"
#include "hcrm-merges.h"
#include "hcrm-patient-section.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-register.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-plan-note.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

struct _HcrmPatientSide {
  AdwBin parent_instance;

  HcrmMerges *merges;
  GPtrArray *contacts;
  JsonObject *revealed;
  GtkBox *plans;
  GtkBox *contact_rows;
  GtkBox *household;
  GtkWidget *no_contacts;
  GtkWidget *next_card;
  GtkBox *next_rows;
  GtkWidget *registers_card;
  GtkBox *register_rows;
};

G_DEFINE_FINAL_TYPE (HcrmPatientSide, hcrm_patient_side, ADW_TYPE_BIN)

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* --- plans ------------------------------------------------------------------------------------ */

static gboolean
is_running (HcrmRecord *plan)
{
  const char *state = hcrm_record_get (plan, "state");

  return g_strcmp0 (state, "active") == 0 || g_strcmp0 (state, "suspended") == 0;
}

static JsonNode *
parse_steps (HcrmRecord *plan)
{
  const char *text = hcrm_record_get (plan, "steps");
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    g_clear_pointer (&node, json_node_unref);
  return node;
}

/* The first step that is still to be done. */
static JsonObject *
find_next_step (JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    const char *state = hcrm_text_member (step, "state");
    if (g_str_equal (state, "open") || g_str_equal (state, "waiting"))
      return step;
  }
  return NULL;
}

static char *
make_step_line (JsonObject *step)
{
  g_autofree char *day =
      g_strdup_printf (_ ("Day %d"),
                          (int) json_object_get_int_member_with_default (step, "offset_days", 0));

  return hcrm_text_join (day, hcrm_text_member (step, "questionnaire"), NULL);
}

static void
add_head (GtkBox *card, HcrmRecord *plan)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = hcrm_wrapped_label_new (_ ("Running Follow-up"), "heading");
  GtkWidget *pill = hcrm_pill_new ("", NULL);

  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_followup_plan_workflow,
                       hcrm_record_get (plan, "state"));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), pill);
  gtk_box_append (card, head);
}

static void
add_steps (GtkBox *card, JsonArray *steps, gint64 position)
{
  GtkWidget *dots = g_object_new (HCRM_TYPE_PLAN_STEPS, "margin-top", 9, NULL);

  hcrm_plan_steps_set (HCRM_PLAN_STEPS (dots), steps, position);
  gtk_box_append (card, dots);
}

static void
add_plan (HcrmPatientSide *self, HcrmRecord *plan)
{
  GtkBox *card = GTK_BOX (hcrm_card_new (NULL));
  g_autoptr (JsonNode) node = parse_steps (plan);
  JsonArray *steps = node != NULL ? json_node_get_array (node) : NULL;
  JsonObject *next = steps != NULL ? find_next_step (steps) : NULL;

  add_head (card, plan);
  gtk_box_append (card, hcrm_wrapped_label_new (hcrm_text_field (plan, "template"), NULL));
  if (next == NULL)
    gtk_box_append (card, new_caption (_ ("No step is left")));
  GtkWidget *note = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  hcrm_plan_note_fill_record (GTK_BOX (note), plan);
  gtk_box_append (card, note);
  if (steps != NULL)
    add_steps (card, steps,
               next != NULL ? json_object_get_int_member_with_default (next, "position", 0) : 0);
  gtk_box_append (self->plans, GTK_WIDGET (card));
}

static void
add_next (HcrmPatientSide *self, HcrmRecord *plan)
{
  g_autoptr (JsonNode) node = parse_steps (plan);
  JsonArray *steps = node != NULL ? json_node_get_array (node) : NULL;
  JsonObject *next = steps != NULL ? find_next_step (steps) : NULL;

  if (next == NULL)
    return;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *pill = "bare wait";
  g_autofree char *due = hcrm_text_due (hcrm_text_member (next, "due_on"), &pill);
  g_autofree char *words = make_step_line (next);
  GtkWidget *when = hcrm_pill_new (due, pill);

  gtk_widget_set_halign (when, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (words, NULL));
  gtk_box_append (GTK_BOX (row), when);
  gtk_box_append (self->next_rows, row);
  gtk_widget_set_visible (self->next_card, TRUE);
}

static void
add_no_plan (HcrmPatientSide *self)
{
  GtkWidget *card = hcrm_card_new (_ ("Running Follow-up"));

  gtk_box_append (GTK_BOX (card),
                  new_caption (_ ("None. A plan begins when a discharge is decided on.")));
  gtk_box_append (self->plans, card);
}

void
hcrm_patient_side_set_plans (HcrmPatientSide *self, GPtrArray *plans)
{
  guint running = 0;

  hcrm_clear_box (self->plans);
  hcrm_clear_box (self->next_rows);
  gtk_widget_set_visible (self->next_card, FALSE);
  for (guint i = 0; i < plans->len; i++) {
    HcrmRecord *plan = g_ptr_array_index (plans, i);
    if (!is_running (plan))
      continue;
    running++;
    add_plan (self, plan);
    if (g_strcmp0 (hcrm_record_get (plan, "state"), "active") == 0)
      add_next (self, plan);
  }
  if (running == 0)
    add_no_plan (self);
}

/* --- registers -------------------------------------------------------------------------------- */

static void
add_register (HcrmPatientSide *self, HcrmRecord *member)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *pill = hcrm_pill_new ("", NULL);
  g_autofree char *entered = hcrm_text_date (hcrm_record_get (member, "entered_on"));
  g_autofree char *why = hcrm_text_join (entered, hcrm_record_get (member, "diagnosis_code"),
                                         hcrm_text_field (member, "diagnosis"), NULL);

  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_register_member_workflow,
                       hcrm_record_get (member, "state"));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words),
                  hcrm_wrapped_label_new (hcrm_text_field (member, "register"), NULL));
  gtk_box_append (GTK_BOX (words), new_caption (why));
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), pill);
  gtk_box_append (self->register_rows, row);
}

void
hcrm_patient_side_set_registers (HcrmPatientSide *self, GPtrArray *members)
{
  hcrm_clear_box (self->register_rows);
  gtk_widget_set_visible (self->registers_card, members->len > 0);
  for (guint i = 0; i < members->len; i++)
    add_register (self, g_ptr_array_index (members, i));
}

/* --- contacts --------------------------------------------------------------------------------- */

const char *
hcrm_patient_find_number (JsonObject *revealed, gint64 contact_id)
{
  JsonNode *node = revealed != NULL ? json_object_get_member (revealed, "contacts") : NULL;
  JsonArray *contacts =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++) {
    JsonObject *contact = json_array_get_object_element (contacts, i);
    if (json_object_get_int_member_with_default (contact, "id", 0) == contact_id)
      return hcrm_text_member (contact, "number");
  }
  return NULL;
}

static GtkWidget *
new_contact_pill (HcrmRecord *contact)
{
  GtkWidget *pill = hcrm_pill_new ("", NULL);
  const char *relation = hcrm_record_get (contact, "relation");

  if (hcrm_record_get (contact, "invalid_at") != NULL)
    hcrm_pill_set (GTK_LABEL (pill), _ ("Invalid"), "stop");
  else if (g_strcmp0 (relation, "self") == 0)
    hcrm_pill_set (GTK_LABEL (pill), _ ("The patient"), "bare plain");
  else
    hcrm_pill_set_told (GTK_LABEL (pill), relation, hcrm_record_get (contact, "may_discuss"));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  return pill;
}

/* Whatever is no telephone is not dialled. */
static GtkWidget *
new_number (HcrmPatientSide *self, HcrmRecord *contact)
{
  GtkWidget *button = hcrm_dial_number_new ();
  const char *shown =
      hcrm_patient_find_number (self->revealed, hcrm_record_get_int (contact, "id"));
  const char *channel = hcrm_record_get (contact, "channel");
  gboolean telephone = g_strcmp0 (channel, "phone") == 0 || g_strcmp0 (channel, "landline") == 0;
  HcrmPhoneDial dial = { .contact_id = hcrm_record_get_int (contact, "id"),
                         .patient_id = hcrm_record_get_int (contact, "patient_id") };

  hcrm_dial_number_show (button, shown != NULL ? shown : hcrm_text_field (contact, "number"),
                         hcrm_text_field (contact, "name"), telephone ? &dial : NULL);
  gtk_widget_add_css_class (button, "caption");
  return button;
}

static GtkWidget *
new_contact_words (HcrmPatientSide *self, HcrmRecord *contact)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *relation = hcrm_patient_dup_words (contact, "relation");
  g_autofree char *who = hcrm_text_join (hcrm_text_field (contact, "name"), relation, NULL);
  const char *when = hcrm_text_field (contact, "preferred_time");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), hcrm_wrapped_label_new (who, NULL));
  gtk_box_append (GTK_BOX (words), new_number (self, contact));
  if (*when != '\0')
    gtk_box_append (GTK_BOX (words), new_caption (when));
  return words;
}

static void
show_contacts (HcrmPatientSide *self)
{
  guint n = self->contacts != NULL ? self->contacts->len : 0;

  hcrm_clear_box (self->contact_rows);
  gtk_widget_set_visible (self->no_contacts, n == 0);
  for (guint i = 0; i < n; i++) {
    HcrmRecord *contact = g_ptr_array_index (self->contacts, i);
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

    gtk_widget_set_margin_top (row, 6);
    gtk_box_append (GTK_BOX (row), new_contact_words (self, contact));
    gtk_box_append (GTK_BOX (row), new_contact_pill (contact));
    gtk_box_append (self->contact_rows, row);
  }
}

void
hcrm_patient_side_set_contacts (HcrmPatientSide *self, GPtrArray *contacts)
{
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = g_ptr_array_ref (contacts);
  show_contacts (self);
}

/* --- who shares a number ------------------------------------------------------------------------
 */

static void
open_cb (GtkWidget *button, HcrmPage *page)
{
  hcrm_page_open (page, "patient", gtk_widget_get_name (button));
}

static GtkWidget *
new_other (HcrmPage *page, HcrmRecord *other)
{
  g_autofree char *age =
      hcrm_text_sex_age (hcrm_record_get (other, "sex"), hcrm_record_get (other, "birth_date"));
  gboolean died = hcrm_record_get (other, "deceased_at") != NULL;
  g_autofree char *words =
      hcrm_text_join (hcrm_text_field (other, "name"), age, died ? _ ("Deceased") : "", NULL);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_name (button, hcrm_record_get (other, "id"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), page, 0);
  return button;
}

/* One line for each number that is shared: those behind @first who have the same. */
static void
add_number (HcrmPatientSide *self, HcrmPage *page, GPtrArray *others, guint first)
{
  const char *number = hcrm_text_field (g_ptr_array_index (others, first), "number");
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  g_autofree char *words = g_strdup_printf (_ ("Also on %s:"), number);
  GtkWidget *line = new_caption (words);

  gtk_widget_set_margin_top (line, 6);
  for (guint i = first; i < others->len; i++)
    if (g_str_equal (hcrm_text_field (g_ptr_array_index (others, i), "number"), number))
      hcrm_wrap_box_append (HCRM_WRAP_BOX (box), new_other (page, g_ptr_array_index (others, i)));
  gtk_box_append (self->household, line);
  gtk_box_append (self->household, box);
}

static gboolean
stood_before (GPtrArray *others, guint place)
{
  const char *number = hcrm_text_field (g_ptr_array_index (others, place), "number");

  for (guint i = 0; i < place; i++)
    if (g_str_equal (hcrm_text_field (g_ptr_array_index (others, i), "number"), number))
      return TRUE;
  return FALSE;
}

void
hcrm_patient_side_set_household (HcrmPatientSide *self, HcrmPage *page, GPtrArray *others)
{
  hcrm_clear_box (self->household);
  for (guint i = 0; i < others->len; i++)
    if (!stood_before (others, i))
      add_number (self, page, others, i);
}

void
hcrm_patient_side_set_revealed (HcrmPatientSide *self, JsonObject *revealed)
{
  g_clear_pointer (&self->revealed, json_object_unref);
  self->revealed = revealed != NULL ? json_object_ref (revealed) : NULL;
  show_contacts (self);
}

void
hcrm_patient_side_set_merges (HcrmPatientSide *self, HcrmPage *page, GPtrArray *merges)
{
  hcrm_merges_set (self->merges, page, merges);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_patient_side_dispose (GObject *object)
{
  HcrmPatientSide *self = HCRM_PATIENT_SIDE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PATIENT_SIDE);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->revealed, json_object_unref);
  G_OBJECT_CLASS (hcrm_patient_side_parent_class)->dispose (object);
}

static void
hcrm_patient_side_class_init (HcrmPatientSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_patient_side_dispose;
  g_type_ensure (HCRM_TYPE_MERGES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-patient-side.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, merges);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, plans);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, contact_rows);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, household);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, no_contacts);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, next_card);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, next_rows);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, registers_card);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientSide, register_rows);
}

static void
hcrm_patient_side_init (HcrmPatientSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
