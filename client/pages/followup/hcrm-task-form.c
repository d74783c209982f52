/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a step of a follow-up task asks for. */

#include "hcrm-task-form.h"

#include <glib/gi18n.h>

#include "core/hcrm-date.h"
#include "core/hcrm-template.h"
#include "core/hcrm-workflow.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-drop-down.h"
#include "widgets/hcrm-text.h"

/* What stands in the list of people without being one. */
#define NOT_CHOSEN (-1)
#define NOBODY 0

/* One row per step: which fields it has, what it takes, what will happen. */
typedef struct {
  const char *action;
  const HcrmFieldSet *set;
  const char *title;
  const char *outcome;
} Ask;

static const Ask asks[] = {
  { "reschedule", &hcrm_followup_reschedule,
    N_ ("Reschedule"),
        N_ ("The step is due on that day; the others of the plan stay where they are.") },
    { "call-now", &hcrm_followup_reason,
      N_ ("Call now"), N_ ("The step is due today and may be called at once.") },
      { "assign", &hcrm_followup_assign,
        N_ ("Assign"), N_ ("Only this colleague is handed the task; others still see it.") },
        { "cancel", &hcrm_followup_reason,
          N_ ("Cancel the step"),
              N_ ("The step is not carried out. The rest of the plan goes on.") },
          { "lost", &hcrm_followup_reason,
            N_ ("Lost to follow-up"),
                N_ ("The step counts as lost, and shows as such in the overview.") },
          };

struct _HcrmTaskForm {
  AdwBin parent_instance;

  const Ask *ask;
  GtkLabel *title;
  GtkLabel *about;
  GtkLabel *outcome;
  GtkWidget *due_box;
  GtkEditable *due;
  GtkLabel *due_hint;
  GtkWidget *assignee_box;
  GtkDropDown *assignee;
  GtkLabel *assignee_error;
  GtkWidget *reason_box;
  GtkEditable *reason;
  GtkLabel *reason_error;
  GArray *people; /* ids, in the order of the drop-down */
};

enum { SUBMIT, CANCELLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmTaskForm, hcrm_task_form, ADW_TYPE_BIN)

static void
show_message (GtkLabel *label, const char *text, gboolean bad)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (label), "danger-text");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "danger-text");
}

static gboolean
has_field (HcrmTaskForm *self, const char *name)
{
  return self->ask != NULL && hcrm_field_set_find (self->ask->set, name) >= 0;
}

/* --- the day ---------------------------------------------------------------------------------- */

static gboolean
read_due (HcrmTaskForm *self, GDate *date, GError **error)
{
  GDate today;

  hcrm_text_get_today (&today);
  return hcrm_date_parse_typed (gtk_editable_get_text (self->due), &today, date, error);
}

/* Says which day was meant while it is typed; that it is none, only when it is left. */
static void
due_changed_cb (HcrmTaskForm *self)
{
  GDate date, today;

  hcrm_text_get_today (&today);
  if (!read_due (self, &date, NULL)) {
    show_message (self->due_hint, NULL, FALSE);
    return;
  }
  g_autofree char *label = hcrm_date_label (&date, &today);
  gboolean past = g_date_compare (&date, &today) < 0;
  g_autofree char *text =
      past ? g_strdup_printf (_ ("%s is in the past"), label) : g_strdup (label);
  show_message (self->due_hint, text, past);
}

static gboolean
check_due (HcrmTaskForm *self)
{
  g_autoptr (GError) error = NULL;
  GDate date;

  if (!has_field (self, "due_on") || read_due (self, &date, &error))
    return TRUE;
  show_message (self->due_hint, error->message, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->due));
  return FALSE;
}

/* --- the whole -------------------------------------------------------------------------------- */

static gint64
get_assignee (HcrmTaskForm *self)
{
  guint i = gtk_drop_down_get_selected (self->assignee);

  return i < self->people->len ? g_array_index (self->people, gint64, i) : NOT_CHOSEN;
}

static gboolean
check_reason (HcrmTaskForm *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

  if (!has_field (self, "reason") || *reason != '\0')
    return TRUE;
  show_message (self->reason_error, _ ("Say why; it stays on record"), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  return FALSE;
}

/* Handing work to somebody is never a default. */
static gboolean
check_assignee (HcrmTaskForm *self)
{
  if (!has_field (self, "assignee_id") || get_assignee (self) != NOT_CHOSEN)
    return TRUE;
  show_message (self->assignee_error, _ ("Choose who is to carry it out"), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->assignee));
  return FALSE;
}

void
hcrm_task_form_submit (HcrmTaskForm *self)
{
  /* All are looked at, so that all that is wrong shows at once; the first gets the focus last. */
  gboolean reason = check_reason (self), assignee = check_assignee (self);

  if (check_due (self) && assignee && reason)
    g_signal_emit (self, signals[SUBMIT], 0);
}

static void
cancel_cb (HcrmTaskForm *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
clear_assignee_cb (HcrmTaskForm *self)
{
  show_message (self->assignee_error, NULL, FALSE);
}

static void
clear_reason_cb (HcrmTaskForm *self)
{
  show_message (self->reason_error, NULL, FALSE);
}

static const Ask *
find_ask (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    if (g_str_equal (asks[i].action, action))
      return &asks[i];
  return NULL;
}

static void
show_fields (HcrmTaskForm *self)
{
  gtk_widget_set_visible (self->due_box, has_field (self, "due_on"));
  gtk_widget_set_visible (self->assignee_box, has_field (self, "assignee_id"));
  gtk_widget_set_visible (self->reason_box, has_field (self, "reason"));
  gtk_drop_down_set_selected (self->assignee, 0);
  gtk_editable_set_text (self->due, "");
  gtk_editable_set_text (self->reason, "");
  show_message (self->due_hint, NULL, FALSE);
  show_message (self->assignee_error, NULL, FALSE);
  show_message (self->reason_error, NULL, FALSE);
}

static void
focus_first (HcrmTaskForm *self)
{
  if (has_field (self, "due_on"))
    gtk_widget_grab_focus (GTK_WIDGET (self->due));
  else if (has_field (self, "assignee_id"))
    gtk_widget_grab_focus (GTK_WIDGET (self->assignee));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

void
hcrm_task_form_open (HcrmTaskForm *self, const char *action, const char *about)
{
  g_return_if_fail (HCRM_IS_TASK_FORM (self));
  g_return_if_fail (find_ask (action) != NULL);
  self->ask = find_ask (action);
  gtk_label_set_text (self->title, gettext (self->ask->title));
  gtk_label_set_text (self->about, about);
  gtk_label_set_text (self->outcome, gettext (self->ask->outcome));
  show_fields (self);
  focus_first (self);
}

const char *
hcrm_task_form_get_action (HcrmTaskForm *self)
{
  return self->ask != NULL ? self->ask->action : NULL;
}

static void
add_choice (HcrmTaskForm *self, GListStore *choices, gint64 id, const char *words)
{
  g_autofree char *value = id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : g_strdup ("");
  g_autoptr (HcrmChoiceItem) item = hcrm_choice_item_new (value, words, NULL);

  g_array_append_val (self->people, id);
  g_list_store_append (choices, item);
}

static void
add_person (HcrmTaskForm *self, GListStore *choices, JsonObject *person)
{
  g_autofree char *name = hcrm_text_join (hcrm_text_member (person, "name"),
                                          hcrm_text_member (person, "department"), NULL);

  add_choice (self, choices, json_object_get_int_member_with_default (person, "id", 0), name);
}

void
hcrm_task_form_set_people (HcrmTaskForm *self, JsonNode *people)
{
  g_autoptr (GListStore) choices = g_list_store_new (HCRM_TYPE_CHOICE_ITEM);
  JsonArray *items = json_object_get_array_member (json_node_get_object (people), "items");

  g_array_set_size (self->people, 0);
  add_choice (self, choices, NOT_CHOSEN, _ ("Choose…"));
  add_choice (self, choices, NOBODY, _ ("Nobody in particular"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    add_person (self, choices, json_array_get_object_element (items, i));
  hcrm_drop_down_fill (self->assignee, G_LIST_MODEL (choices));
  gtk_drop_down_set_selected (self->assignee, 0);
}

static void
read_assignee (HcrmTaskForm *self, HcrmRecord *record)
{
  gint64 id = get_assignee (self);

  if (id > 0)
    hcrm_record_set_int (record, "assignee_id", id);
  else
    hcrm_record_set (record, "assignee_id", NULL);
}

HcrmRecord *
hcrm_task_form_dup_record (HcrmTaskForm *self)
{
  HcrmRecord *record = hcrm_record_new (self->ask->set);
  GDate date;

  if (has_field (self, "due_on") && read_due (self, &date, NULL)) {
    g_autofree char *iso = hcrm_date_to_iso (&date);
    hcrm_record_set (record, "due_on", iso);
  }
  if (has_field (self, "assignee_id"))
    read_assignee (self, record);
  if (has_field (self, "reason")) {
    g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
    hcrm_record_set (record, "reason", reason);
  }
  return record;
}

gboolean
hcrm_task_form_show_error (HcrmTaskForm *self, const char *field, const char *message)
{
  if (!has_field (self, field))
    return FALSE;
  show_message (g_str_equal (field, "due_on")        ? self->due_hint
                : g_str_equal (field, "assignee_id") ? self->assignee_error
                                                     : self->reason_error,
                message, TRUE);
  return TRUE;
}

static void
hcrm_task_form_dispose (GObject *object)
{
  g_clear_pointer (&HCRM_TASK_FORM (object)->people, g_array_unref);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_task_form_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, title);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, about);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, outcome);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, due_box);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, due);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, due_hint);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, assignee_box);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, assignee);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, assignee_error);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, reason_box);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, reason);
  gtk_widget_class_bind_template_child (klass, HcrmTaskForm, reason_error);
}

static void
hcrm_task_form_class_init (HcrmTaskFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_task_form_dispose;
  signals[SUBMIT] = g_signal_new ("submit", HCRM_TYPE_TASK_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[CANCELLED] = g_signal_new ("cancelled", HCRM_TYPE_TASK_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/followup/hcrm-task-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, due_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_assignee_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, hcrm_task_form_submit);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
hcrm_task_form_init (HcrmTaskForm *self)
{
  self->people = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_drop_down_setup (self->assignee);
}
