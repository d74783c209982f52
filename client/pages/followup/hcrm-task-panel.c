/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is to be called and why. */

#include "hcrm-task-panel.h"

#include <glib/gi18n.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-template.h"
#include "hcrm-worklist-columns.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-disposition.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-plan-note.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-text.h"

struct _HcrmTaskPanel {
  AdwBin parent_instance;

  HcrmRecord *task;
  GtkStack *stack;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *sex_age;
  GtkLabel *numbers;
  GtkBox *number;
  GtkWidget *dial;
  GtkFlowBox *flags;
  GtkLabel *why;
  GtkBox *note;
  GtkLabel *by;
  GtkLabel *moved;
  GtkLabel *reason;
  HcrmPlanSteps *steps;
  GtkBox *attempts;
};

G_DEFINE_FINAL_TYPE (HcrmTaskPanel, hcrm_task_panel, ADW_TYPE_BIN)

static const char *
get (HcrmTaskPanel *self, const char *field)
{
  const char *text = self->task != NULL ? hcrm_record_get (self->task, field) : NULL;

  return text != NULL ? text : "";
}

/* --- who -------------------------------------------------------------------------------------- */

static void
add_flag (HcrmTaskPanel *self, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "flag");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_flow_box_insert (self->flags, label, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->flags), TRUE);
}

static void
show_flags (HcrmTaskPanel *self)
{
  hcrm_clear_flow (self->flags);
  gtk_widget_set_visible (GTK_WIDGET (self->flags), FALSE);
  if (*get (self, "allergies") != '\0') {
    g_autofree char *text = g_strdup_printf (_ ("Allergies: %s"), get (self, "allergies"));
    add_flag (self, text, NULL);
  }
}

static void
show_who (HcrmTaskPanel *self)
{
  g_autofree char *sex_age = hcrm_text_sex_age (get (self, "sex"), get (self, "birth_date"));
  g_autofree char *mrn =
      *get (self, "mrn") != '\0' ? g_strdup_printf (_ ("MRN %s"), get (self, "mrn"))
                                 : g_strdup ("");
  g_autofree char *numbers = hcrm_text_join (mrn, hcrm_text_field (self->task, "department"), NULL);
  HcrmPhoneDial dial = { 0 };

  adw_avatar_set_text (self->avatar, get (self, "patient"));
  gtk_label_set_text (self->name, get (self, "patient"));
  gtk_label_set_text (self->sex_age, sex_age);
  hcrm_text_show (self->numbers, numbers);
  hcrm_worklist_dial (self->task, &dial);
  hcrm_dial_number_show (self->dial, get (self, "phone"), get (self, "patient"), &dial);
}

/* --- why -------------------------------------------------------------------------------------- */

static void
show_moved (HcrmTaskPanel *self)
{
  g_autofree char *planned = hcrm_text_date (get (self, "planned_on"));
  g_autofree char *text = g_str_equal (get (self, "moved"), "holiday")
      ? g_strdup_printf (_ ("Moved off a holiday; planned for %s"), planned)
      : g_str_equal (get (self, "moved"), "weekend")
      ? g_strdup_printf (_ ("Moved off the weekend; planned for %s"), planned)
      : g_str_equal (get (self, "moved"), "late")
      ? g_strdup_printf (_ ("Decided late; planned for %s"), planned)
      : g_strdup ("");

  hcrm_text_show (self->moved, text);
}

static void
show_why (HcrmTaskPanel *self)
{
  g_autofree char *day = hcrm_text_date (get (self, "discharged_on"));
  g_autofree char *discharged =
      *day != '\0' ? g_strdup_printf (_ ("discharged %s"), day) : g_strdup ("");
  g_autofree char *why =
      hcrm_text_join (hcrm_text_field (self->task, "diagnosis"), discharged, NULL);
  g_autofree char *by =
      hcrm_text_join (get (self, "doctor"), hcrm_text_field (self->task, "template"),
                      hcrm_text_field (self->task, "questionnaire"), NULL);
  const char *words = hcrm_text_field (self->task, "reason");
  g_autofree char *reason =
      *words != '\0' ? g_strdup_printf (_ ("Reason: %s"), words) : g_strdup ("");

  hcrm_text_show (self->why, why);
  hcrm_plan_note_fill_record (self->note, self->task);
  hcrm_text_show (self->by, by);
  hcrm_text_show (self->reason, reason);
  show_moved (self);
}

/* --- what is fetched -------------------------------------------------------------------------- */

static gboolean
is_about_task (HcrmTaskPanel *self, JsonObject *object, const char *member, const char *field)
{
  return self->task != NULL
         && json_object_get_int_member_with_default (object, member, -1)
                == hcrm_record_get_int (self->task, field);
}

void
hcrm_task_panel_set_plan (HcrmTaskPanel *self, JsonNode *plan)
{
  JsonObject *object =
      plan != NULL && JSON_NODE_HOLDS_OBJECT (plan) ? json_node_get_object (plan) : NULL;

  g_return_if_fail (HCRM_IS_TASK_PANEL (self));
  if (object == NULL || !is_about_task (self, object, "id", "plan_id")
      || !json_object_has_member (object, "steps"))
    return;
  hcrm_plan_steps_set (self->steps, json_object_get_array_member (object, "steps"),
                       hcrm_record_get_int (self->task, "position"));
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, "");
}

/* Who was called is said where it was not the patient. */
static char *
make_attempt_title (HcrmTaskPanel *self, JsonObject *attempt)
{
  const char *contact = get_text (attempt, "contact");
  gint64 step = json_object_get_int_member_with_default (attempt, "step", 0);
  g_autofree char *position =
      step > 0 ? g_strdup_printf (_ ("Step %d"), (int) step) : g_strdup ("");

  return hcrm_text_join (position, get_text (attempt, "user"),
                         g_str_equal (contact, get (self, "patient")) ? "" : contact, NULL);
}

static GtkWidget *
make_attempt (HcrmTaskPanel *self, JsonObject *attempt)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/followup/hcrm-attempt-row.ui");
  const char *disposition = get_text (attempt, "disposition");
  g_autofree char *when = hcrm_text_time (get_text (attempt, "started_at"));
  g_autofree char *what = make_attempt_title (self, attempt);
  g_autofree char *pill = g_strdup (hcrm_worklist_get_result_pill (disposition));

  hcrm_text_show (GTK_LABEL (gtk_builder_get_object (builder, "when")), when);
  hcrm_text_show (GTK_LABEL (gtk_builder_get_object (builder, "what")), what);
  hcrm_text_show (GTK_LABEL (gtk_builder_get_object (builder, "note")), get_text (attempt, "note"));
  if (*disposition != '\0')
    hcrm_pill_set (GTK_LABEL (gtk_builder_get_object (builder, "result")),
                   hcrm_disposition_get_label (disposition), pill);
  return g_object_ref (GTK_WIDGET (gtk_builder_get_object (builder, "row")));
}

static JsonArray *
get_items (JsonNode *reply)
{
  JsonObject *object =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  return object != NULL && json_object_has_member (object, "items")
             ? json_object_get_array_member (object, "items")
             : NULL;
}

static void
append_none (GtkBox *box)
{
  GtkWidget *label = gtk_label_new (_ ("Nobody has called yet."));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (box, label);
}

void
hcrm_task_panel_set_attempts (HcrmTaskPanel *self, JsonNode *attempts)
{
  JsonArray *items = get_items (attempts);

  g_return_if_fail (HCRM_IS_TASK_PANEL (self));
  hcrm_clear_box (self->attempts);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    g_autoptr (GtkWidget) row = make_attempt (self, json_array_get_object_element (items, i));
    gtk_box_append (self->attempts, row);
  }
  if (items != NULL && json_array_get_length (items) == 0)
    append_none (self->attempts);
}

static const char *
get_relation (const char *code)
{
  int i = hcrm_field_set_find (&hcrm_contact_fields, "relation");

  return i >= 0 ? hcrm_field_get_choice_label (&hcrm_contact_fields.fields[i], code) : code;
}

/* Who may be told, and what is known about a number: it decides how a call begins. */
void
hcrm_task_panel_set_contacts (HcrmTaskPanel *self, JsonNode *contacts)
{
  JsonArray *items = get_items (contacts);
  g_autoptr (GString) told = g_string_new (NULL);

  g_return_if_fail (HCRM_IS_TASK_PANEL (self));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *contact = json_array_get_object_element (items, i);
    const char *relation = get_text (contact, "relation");
    g_autofree char *who =
        hcrm_text_join (get_text (contact, "name"), get_relation (relation), NULL);
    if (!g_str_equal (get_text (contact, "may_discuss"), "all") || g_str_equal (relation, "self"))
      continue;
    g_string_append_printf (told, "%s%s", told->len > 0 ? _ (", ") : "", who);
  }
  show_flags (self);
  if (told->len > 0) {
    g_autofree char *text = g_strdup_printf (_ ("May be told: %s"), told->str);
    add_flag (self, text, "note");
  }
}

void
hcrm_task_panel_set_task (HcrmTaskPanel *self, HcrmRecord *task)
{
  g_return_if_fail (HCRM_IS_TASK_PANEL (self));
  gboolean same = task != NULL && self->task != NULL
                  && hcrm_record_get_int (task, "id") == hcrm_record_get_int (self->task, "id");
  g_set_object (&self->task, task);
  gtk_stack_set_visible_child_name (self->stack, task != NULL ? "task" : "none");
  if (task == NULL)
    return;
  show_who (self);
  show_why (self);
  if (same)
    return;
  show_flags (self);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), FALSE);
  hcrm_clear_box (self->attempts);
}

static void
hcrm_task_panel_dispose (GObject *object)
{
  g_clear_object (&HCRM_TASK_PANEL (object)->task);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_task_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, stack);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, avatar);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, name);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, sex_age);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, numbers);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, number);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, flags);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, why);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, note);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, by);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, moved);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, reason);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, steps);
  gtk_widget_class_bind_template_child (klass, HcrmTaskPanel, attempts);
}

static void
hcrm_task_panel_class_init (HcrmTaskPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_task_panel_dispose;
  g_type_ensure (HCRM_TYPE_PLAN_STEPS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/followup/hcrm-task-panel.ui");
  bind_children (widget_class);
}

static void
hcrm_task_panel_init (HcrmTaskPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->dial = hcrm_dial_number_new ();
  gtk_box_append (self->number, self->dial);
}
