/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One step of a plan that is being decided on. */

#include "hcrm-plan-row.h"

#include <glib/gi18n.h>

#include "hcrm-plan-extras.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-text.h"

struct _HcrmPlanRow {
  GtkBox parent_instance;

  JsonObject *step;
  GtkLabel *date;
  GtkEditable *offset;
  GtkDropDown *owner;
  GtkLabel *detail;
  HcrmPlanExtras *extras;
  GtkLabel *moved;
  GtkLabel *error;
  gboolean quiet;
};

enum { CHANGED, REMOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPlanRow, hcrm_plan_row, GTK_TYPE_BOX)

static void
show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static const char *
get (JsonObject *step, const char *name)
{
  return json_object_get_string_member_with_default (step, name, "");
}

void
hcrm_plan_row_show_date (HcrmPlanRow *self, JsonObject *step)
{
  g_autofree char *date = hcrm_text_day (get (step, "due_on"));
  g_autofree char *moved = hcrm_plan_steps_explain_move (step);
  gboolean past = json_object_get_boolean_member_with_default (step, "past", FALSE);
  gboolean passed = g_str_equal (get (step, "moved"), "passed");
  g_autofree char *why =
      hcrm_text_join (past && !passed ? _ ("in the past: due at once") : "", moved, NULL);

  g_return_if_fail (HCRM_IS_PLAN_ROW (self));
  gtk_label_set_text (self->date, *date != '\0' ? date : "—");
  if (past)
    gtk_widget_add_css_class (GTK_WIDGET (self->date), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->date), "dim-label");
  show (self->moved, why);
}

gint64
hcrm_plan_row_get_offset (HcrmPlanRow *self)
{
  gint64 days;

  g_return_val_if_fail (HCRM_IS_PLAN_ROW (self), -1);
  if (!g_ascii_string_to_signed (gtk_editable_get_text (self->offset), 10, 0,
                                 HCRM_FOLLOWUP_MAX_DAYS, &days, NULL))
    return -1;
  return days;
}

JsonObject *
hcrm_plan_row_dup_step (HcrmPlanRow *self)
{
  static const char *const names[] = { "channel", "questionnaire_url", "script_code" };
  JsonObject *step = json_object_new ();

  g_return_val_if_fail (HCRM_IS_PLAN_ROW (self), step);
  json_object_set_int_member (step, "offset_days", hcrm_plan_row_get_offset (self));
  json_object_set_int_member (step, "window_days",
                              json_object_get_int_member_with_default (self->step, "window_days",
                                                                       0));
  json_object_set_string_member (
      step, "owner", hcrm_followup_owner_choices[gtk_drop_down_get_selected (self->owner)].value);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (*get (self->step, names[i]) != '\0')
      json_object_set_string_member (step, names[i], get (self->step, names[i]));
  JsonArray *extras = hcrm_plan_extras_dup (self->extras);
  if (extras != NULL)
    json_object_set_array_member (step, "extra_urls", extras);
  return step;
}

void
hcrm_plan_row_show_error (HcrmPlanRow *self, const char *message)
{
  g_return_if_fail (HCRM_IS_PLAN_ROW (self));
  show (self->error, message != NULL ? message : "");
}

static void
changed_cb (HcrmPlanRow *self)
{
  if (self->quiet)
    return;
  hcrm_plan_row_show_error (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_cb (HcrmPlanRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
fill_owner (HcrmPlanRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  for (guint i = 0; hcrm_followup_owner_choices[i].value != NULL; i++) {
    gtk_string_list_append (names, gettext (hcrm_followup_owner_choices[i].label));
    if (g_str_equal (hcrm_followup_owner_choices[i].value, get (self->step, "owner")))
      chosen = i;
  }
  gtk_drop_down_set_model (self->owner, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->owner, chosen);
}

GtkWidget *
hcrm_plan_row_new (JsonObject *step, GtkSizeGroup *owners)
{
  HcrmPlanRow *self = g_object_new (HCRM_TYPE_PLAN_ROW, NULL);
  g_autofree char *offset =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       json_object_get_int_member_with_default (step, "offset_days", 0));

  self->step = json_object_ref (step);
  self->quiet = TRUE;
  gtk_editable_set_text (self->offset, offset);
  fill_owner (self);
  if (json_object_has_member (step, "extra_urls")
      && JSON_NODE_HOLDS_ARRAY (json_object_get_member (step, "extra_urls")))
    hcrm_plan_extras_set (self->extras, json_object_get_array_member (step, "extra_urls"));
  gtk_size_group_add_widget (owners, GTK_WIDGET (self->owner));
  show (self->detail, hcrm_text_member (step, "questionnaire"));
  hcrm_plan_row_show_date (self, step);
  self->quiet = FALSE;
  return GTK_WIDGET (self);
}

static void
hcrm_plan_row_dispose (GObject *object)
{
  g_clear_pointer (&HCRM_PLAN_ROW (object)->step, json_object_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PLAN_ROW);
  G_OBJECT_CLASS (hcrm_plan_row_parent_class)->dispose (object);
}

static void
hcrm_plan_row_class_init (HcrmPlanRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_plan_row_dispose;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_PLAN_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", HCRM_TYPE_PLAN_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  g_type_ensure (HCRM_TYPE_PLAN_EXTRAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/followup/hcrm-plan-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, date);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, offset);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, owner);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, extras);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, moved);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanRow, error);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
hcrm_plan_row_init (HcrmPlanRow *self)
{
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}
