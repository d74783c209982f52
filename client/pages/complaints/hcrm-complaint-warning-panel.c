/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One warning of complaints, with the complaints behind it. */

#include "hcrm-complaint-warning-panel.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "core/hcrm-template.h"
#include "hcrm-complaint-cases.h"
#include "model/hcrm-complaint-warning.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmComplaintWarningPanel {
  AdwBin parent_instance;

  HcrmRecord *warning;
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *detail;
  GtkLabel *rule;
  GtkLabel *times;
  GtkLabel *acknowledged;
  GtkWidget *ending;
  GtkLabel *ended;
  GtkLabel *reason;
  GtkWidget *false_alarm;
  GtkBox *cases;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintWarningPanel, hcrm_complaint_warning_panel, ADW_TYPE_BIN)

static const char *
get (HcrmComplaintWarningPanel *self, const char *field)
{
  const char *text = hcrm_record_get (self->warning, field);

  return text != NULL ? text : "";
}

char *
hcrm_complaint_warning_dup_words (HcrmRecord *warning, char **detail)
{
  const char *code = hcrm_record_get (warning, "code");
  const char *params = hcrm_record_get (warning, "params");
  g_autoptr (JsonNode) node = params != NULL ? json_from_string (params, NULL) : NULL;
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (code != NULL ? code : "", node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                                                  ? json_node_get_object (node)
                                                  : NULL);

  if (detail != NULL)
    *detail = g_strdup (words->detail);
  return g_strdup (words->title);
}

/* --- what was noticed ------------------------------------------------------------------------- */

static void
show_words (HcrmComplaintWarningPanel *self)
{
  g_autofree char *detail = NULL;
  g_autofree char *title = hcrm_complaint_warning_dup_words (self->warning, &detail);
  g_autofree char *rule = hcrm_text_named (_ ("Rule: %s"), hcrm_text_field (self->warning, "rule"));
  g_autofree char *where = hcrm_text_join (hcrm_text_field (self->warning, "department"),
                                           get (self, "staff"), get (self, "drug"), rule, NULL);

  hcrm_pill_set_state (self->state, &hcrm_complaint_warning_workflow, get (self, "state"));
  hcrm_text_show (self->title, title);
  hcrm_text_show (self->detail, detail);
  hcrm_text_show (self->rule, where);
}

static char *
dup_who (HcrmComplaintWarningPanel *self, const char *at, const char *by)
{
  g_autofree char *time = hcrm_text_time (get (self, at));

  return hcrm_text_join (get (self, by), time, NULL);
}

static void
show_times (HcrmComplaintWarningPanel *self)
{
  g_autofree char *opened = hcrm_text_time (get (self, "opened_at"));
  g_autofree char *grown = hcrm_text_time (get (self, "grown_at"));
  g_autofree char *raised = hcrm_text_named (_ ("raised %s"), opened);
  g_autofree char *last = hcrm_text_named (_ ("last complaint added %s"), grown);
  g_autofree char *times = hcrm_text_join (raised, last, NULL);
  g_autofree char *who = dup_who (self, "acknowledged_at", "acknowledged_by");
  g_autofree char *looked = hcrm_text_named (_ ("looked into by %s"), who);

  hcrm_text_show (self->times, times);
  hcrm_text_show (self->acknowledged, looked);
}

static void
show_ending (HcrmComplaintWarningPanel *self)
{
  g_autofree char *who = dup_who (self, "closed_at", "closed_by");

  hcrm_text_show (self->reason, get (self, "reason"));
  hcrm_text_show (self->ended, who);
  gtk_widget_set_visible (self->false_alarm, hcrm_record_get_bool (self->warning, "false_alarm"));
  gtk_widget_set_visible (self->ending, *get (self, "closed_at") != '\0');
}

void
hcrm_complaint_warning_panel_set (HcrmComplaintWarningPanel *self,
                                  HcrmRecord *warning,
                                  JsonArray *cases)
{
  g_autoptr (JsonArray) none = json_array_new ();

  g_return_if_fail (HCRM_IS_COMPLAINT_WARNING_PANEL (self));
  g_set_object (&self->warning, warning);
  gtk_stack_set_visible_child_name (self->stack, warning != NULL ? "warning" : "none");
  hcrm_complaint_cases_fill (self->cases, warning != NULL && cases != NULL ? cases : none);
  if (warning == NULL)
    return;
  show_words (self);
  show_times (self);
  show_ending (self);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_complaint_warning_panel_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_COMPLAINT_WARNING_PANEL (object)->warning);
  G_OBJECT_CLASS (hcrm_complaint_warning_panel_parent_class)->dispose (object);
}

#define BIND(child)                                                                                \
  gtk_widget_class_bind_template_child (widget_class, HcrmComplaintWarningPanel, child)

static void
hcrm_complaint_warning_panel_class_init (HcrmComplaintWarningPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_complaint_warning_panel_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/complaints/hcrm-complaint-warning-panel.ui");
  BIND (stack);
  BIND (title);
  BIND (state);
  BIND (detail);
  BIND (rule);
  BIND (times);
  BIND (acknowledged);
  BIND (ending);
  BIND (ended);
  BIND (reason);
  BIND (false_alarm);
  BIND (cases);
}

static void
hcrm_complaint_warning_panel_init (HcrmComplaintWarningPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
