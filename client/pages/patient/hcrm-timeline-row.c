/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One event of a patient's time line. */

#include "hcrm-timeline-row.h"

#include "core/hcrm-explain.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmTimelineRow {
  GtkListBoxRow parent_instance;

  HcrmRecord *event;
  GtkLabel *time;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *detail;
  GtkLabel *who;
  GtkLabel *pill;
};

G_DEFINE_FINAL_TYPE (HcrmTimelineRow, hcrm_timeline_row, GTK_TYPE_LIST_BOX_ROW)

static JsonNode *
parse_params (HcrmRecord *event)
{
  const char *params = hcrm_record_get (event, "params");

  return params != NULL ? json_from_string (params, NULL) : NULL;
}

/* The server writes instants in the site's zone: their clock is the one on its walls. */
static char *
dup_clock (const char *instant)
{
  const char *t = instant != NULL ? strchr (instant, 'T') : NULL;

  return t != NULL ? g_strndup (t + 1, strlen ("HH:MM")) : g_strdup ("");
}

/* "Attempt: No answer" is an attempt, and its pill says how it ended. */
static const char *
find_result (const char *title)
{
  static const char *const colons[] = { ": ", "：" };

  for (guint i = 0; i < G_N_ELEMENTS (colons); i++) {
    const char *at = strstr (title, colons[i]);
    if (at != NULL && at[strlen (colons[i])] != '\0')
      return at + strlen (colons[i]);
  }
  return NULL;
}

static void
show_title (HcrmTimelineRow *self, HcrmExplanation *said)
{
  const char *result = find_result (said->title);
  g_autofree char *title =
      result != NULL ? g_strndup (said->title, strcspn (said->title, ":")) : g_strdup (said->title);
  char *wide = strstr (title, "：");

  if (wide != NULL && result != NULL)
    *wide = '\0';
  gtk_label_set_text (self->title, title);
  hcrm_pill_set (self->pill, result, said->pill);
}

/* The tint of the round icon is that of the pill. */
static void
show_icon (HcrmTimelineRow *self, HcrmExplanation *said)
{
  static const char *const tints[] = { "danger", "warn", "ok", "info", "violet" };

  gtk_image_set_from_icon_name (self->icon, said->icon);
  for (guint i = 0; i < G_N_ELEMENTS (tints); i++)
    if (strstr (said->pill, tints[i]) != NULL) {
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), tints[i]);
      return;
    }
}

static const char *
get_who (HcrmTimelineRow *self)
{
  const char *user = hcrm_record_get (self->event, "user");

  return user != NULL ? hcrm_text_doer (user) : hcrm_text_field (self->event, "department");
}

static void
show_who (HcrmTimelineRow *self)
{
  gtk_label_set_text (self->who, get_who (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->who), hcrm_text_field (self->event, "department"));
}

static void
show (HcrmTimelineRow *self)
{
  g_autoptr (JsonNode) params = parse_params (self->event);
  JsonObject *object =
      params != NULL && JSON_NODE_HOLDS_OBJECT (params) ? json_node_get_object (params) : NULL;
  g_autoptr (HcrmExplanation) said = hcrm_explain (hcrm_record_get (self->event, "code"), object);
  g_autofree char *time = dup_clock (hcrm_record_get (self->event, "at"));
  g_autofree char *spoken = hcrm_text_join (time, said->title, said->detail, NULL);

  gtk_label_set_text (self->time, time);
  gtk_label_set_text (self->detail, said->detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), *said->detail != '\0');
  show_title (self, said);
  show_icon (self, said);
  show_who (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

GtkWidget *
hcrm_timeline_row_new (HcrmRecord *event)
{
  HcrmTimelineRow *self = g_object_new (HCRM_TYPE_TIMELINE_ROW, NULL);

  self->event = g_object_ref (event);
  show (self);
  return GTK_WIDGET (self);
}

HcrmRecord *
hcrm_timeline_row_get_event (HcrmTimelineRow *self)
{
  return self->event;
}

char *
hcrm_timeline_row_dup_day (HcrmTimelineRow *self)
{
  const char *at = hcrm_record_get (self->event, "at");

  return g_strndup (at != NULL ? at : "", strlen ("YYYY-MM-DD"));
}

void
hcrm_timeline_row_set_expanded (HcrmTimelineRow *self, gboolean expanded)
{
  gtk_label_set_wrap (self->detail, expanded);
  gtk_label_set_ellipsize (self->detail, expanded ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

gboolean
hcrm_timeline_row_get_expanded (HcrmTimelineRow *self)
{
  return gtk_label_get_wrap (self->detail);
}

static void
hcrm_timeline_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_TIMELINE_ROW);
  g_clear_object (&HCRM_TIMELINE_ROW (object)->event);
  G_OBJECT_CLASS (hcrm_timeline_row_parent_class)->dispose (object);
}

static void
hcrm_timeline_row_class_init (HcrmTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_timeline_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, time);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, title);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, who);
  gtk_widget_class_bind_template_child (widget_class, HcrmTimelineRow, pill);
}

static void
hcrm_timeline_row_init (HcrmTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
