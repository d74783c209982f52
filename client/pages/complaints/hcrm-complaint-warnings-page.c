/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Warnings of complaints: looked into here, and closed with a reason. */

#include "hcrm-complaint-warnings-page.h"

#include "hcrm-complaint-warning-panel.h"
#include "model/hcrm-complaint-warning.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmComplaintWarningsPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  HcrmComplaintWarningPanel *panel;
  GtkBox *steps;
  HcrmRecord *warning; /* (nullable): as it was last read */
  JsonArray *cases;    /* (nullable): those behind it, once they were read */
  gint64 shown_id;
  HcrmRecord *asked; /* (nullable): of which warning a step is taken, as it was read then */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintWarningsPage, hcrm_complaint_warnings_page, HCRM_TYPE_LIST_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *warning, const char **pill)
{
  return hcrm_column_text_state (warning, &hcrm_complaint_warning_workflow, pill);
}

/* What one rule finds again and again is told apart by what it found. */
static gboolean
is_event (HcrmRecord *warning)
{
  static const char *const events[] = { "words", "grade", "cluster", NULL };
  const char *kind = hcrm_record_get (warning, "kind");

  return kind != NULL && g_strv_contains (events, kind);
}

static char *
make_words (HcrmRecord *warning, const char **pill)
{
  g_autofree char *detail = NULL;
  g_autofree char *title = hcrm_complaint_warning_dup_words (warning, &detail);

  if (is_event (warning))
    return hcrm_text_join (hcrm_text_field (warning, "rule"), detail, NULL);
  /* Of whom there are more is no part of the words of a chart, and columns leave. */
  if (g_strcmp0 (hcrm_record_get (warning, "kind"), "chart") != 0)
    return g_steal_pointer (&title);
  return hcrm_text_join (title, hcrm_text_field (warning, "department"),
                         hcrm_text_field (warning, "staff"), hcrm_text_field (warning, "drug"),
                         NULL);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "state",      NULL,               124, HCRM_CELL_PILL, 0, make_state, N_("Nobody has looked yet") },
  { "kind",       NULL,               130, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "code",       N_("What was noticed"), 220, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_words, N_("Complained of again and again: {staff}"), .exports = "rule" },
  { "department", NULL,               110, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "n",          NULL,                56, HCRM_CELL_NUMBER },
  { "grown_at",   NULL,               110, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "opened_at",  NULL,               110, HCRM_CELL_TIME, HCRM_COLUMN_SORT | HCRM_COLUMN_HIDDEN },
  { "staff",      NULL,                90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "drug",       NULL,                90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "rule",       NULL,               120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "state",         N_("State"),      hcrm_complaint_warning_state_choices, NULL, FALSE, -1 },
  { "kind",          N_("Kind"),       hcrm_complaint_warning_kind_choices, NULL, FALSE, -1 },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "mine",          N_("Waits for me"), yes, NULL, TRUE, -1 },
};

#define UNCLOSED "state=open&state=acknowledged"

static const HcrmView views[] = {
  { N_("Still open"), UNCLOSED },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "complaint-warnings",
  .path = "/complaint-warnings",
  .set = &hcrm_complaint_warning_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-grown_at",
  .keys = "jk",
  .title = N_("Early warnings"),
  .empty = N_("Nothing is warned of. Rules look at every complaint that comes in, and warnings appear here by themselves."),
};
/* clang-format on */

static void
loaded_cb (HcrmComplaintWarningsPage *self)
{
  hcrm_record_list_show_count (self->list, self->counts);
}

/* --- the warning ------------------------------------------------------------------------------ */

static void
show_warning (HcrmComplaintWarningsPage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));

  hcrm_complaint_warning_panel_set (self->panel, self->warning, self->cases);
  hcrm_step_bar_fill (self->steps, "warning.step", &hcrm_complaint_warning_workflow,
                      self->warning != NULL ? hcrm_record_get (self->warning, "state") : NULL,
                      held);
}

static void
take_cases (HcrmComplaintWarningsPage *self, JsonObject *object)
{
  JsonNode *cases = json_object_get_member (object, "cases");

  g_clear_pointer (&self->cases, json_array_unref);
  if (cases != NULL && JSON_NODE_HOLDS_ARRAY (cases))
    self->cases = json_array_ref (json_node_get_array (cases));
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintWarningsPage *self = data;
  g_autoptr (HcrmRecord) warning = hcrm_record_new (&hcrm_complaint_warning_fields);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (warning, json_node_get_object (reply), TRUE, NULL)
      || hcrm_record_get_int (warning, "id") != self->shown_id)
    return;
  g_set_object (&self->warning, warning);
  take_cases (self, json_node_get_object (reply));
  show_warning (self);
}

static void
read_warning (HcrmComplaintWarningsPage *self)
{
  g_autofree char *path = g_strdup_printf ("/complaint-warnings/%" G_GINT64_FORMAT, self->shown_id);

  if (self->shown_id != 0)
    hcrm_page_call (HCRM_PAGE (self), "GET", path, NULL, read_cb);
}

static void
selection_changed_cb (HcrmComplaintWarningsPage *self)
{
  HcrmRecord *warning = hcrm_record_list_get_selected (self->list);

  self->shown_id = warning != NULL ? hcrm_record_get_int (warning, "id") : 0;
  hcrm_page_set_record (HCRM_PAGE (self), "complaint_warning", self->shown_id);
  g_set_object (&self->warning, warning);
  g_clear_pointer (&self->cases, json_array_unref);
  show_warning (self);
  read_warning (self);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
done_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_refresh (HCRM_PAGE (data));
}

static void
send_step (HcrmComplaintWarningsPage *self, const char *action, JsonObject *object)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = g_strdup_printf ("/complaint-warnings/%s/actions/%s",
                                           hcrm_record_get (self->asked, "id"), action);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .seen = self->asked },
                  done_cb, NULL);
}

static void
filled_cb (gpointer data, HcrmRecord *record)
{
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  send_step (HCRM_COMPLAINT_WARNINGS_PAGE (data), "close", object);
}

static void
ask_reason (HcrmComplaintWarningsPage *self, const HcrmStep *step)
{
  const char *label = gettext (step->label);

  hcrm_form_dialog_ask (
      HCRM_PAGE (self),
      &(HcrmFormQuestion){
          .heading = label,
          .body =
              _ ("What was found and done stands with the warning. Later complaints about the same "
                     "event are added to it and raise no other."),
                 .label = label, .set = &hcrm_complaint_warning_close },
          filled_cb);
}

static void
begin_step (HcrmComplaintWarningsPage *self, const char *action)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
  g_autoptr (JsonObject) empty = json_object_new ();
  const HcrmStep *step =
      self->warning != NULL
          ? hcrm_workflow_find (&hcrm_complaint_warning_workflow,
                                hcrm_record_get (self->warning, "state"), action, held, NULL)
          : NULL;

  if (step == NULL)
    return;
  g_set_object (&self->asked, self->warning);
  if (step->flags & HCRM_STEP_REASON)
    ask_reason (self, step);
  else
    send_step (self, step->action, empty);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  begin_step (HCRM_COMPLAINT_WARNINGS_PAGE (widget), g_variant_get_string (action, NULL));
}

/* The step that is suggested in this state. */
static void
hcrm_complaint_warnings_page_submit (HcrmPage *page)
{
  HcrmComplaintWarningsPage *self = HCRM_COMPLAINT_WARNINGS_PAGE (page);
  const HcrmWorkflow *flow = &hcrm_complaint_warning_workflow;
  const char *state = self->warning != NULL ? hcrm_record_get (self->warning, "state") : NULL;

  for (guint i = 0; state != NULL && i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].from, state) && (flow->steps[i].flags & HCRM_STEP_SUGGESTED))
      begin_step (self, flow->steps[i].action);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "complaint", g_variant_get_int64 (id));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  hcrm_record_list_move (HCRM_COMPLAINT_WARNINGS_PAGE (widget)->list, g_variant_get_int32 (by));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
view_chosen_cb (HcrmComplaintWarningsPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_complaint_warnings_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_COMPLAINT_WARNINGS_PAGE (base)->views, query);
}

static void
hcrm_complaint_warnings_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_complaint_warnings_page_parent_class)->refresh (page);
  read_warning (HCRM_COMPLAINT_WARNINGS_PAGE (page));
}

static void
hcrm_complaint_warnings_page_choose (HcrmPage *page, gint64 id)
{
  hcrm_record_list_select_id (HCRM_COMPLAINT_WARNINGS_PAGE (page)->list, id);
}

static void
hcrm_complaint_warnings_page_constructed (GObject *object)
{
  HcrmComplaintWarningsPage *self = HCRM_COMPLAINT_WARNINGS_PAGE (object);

  G_OBJECT_CLASS (hcrm_complaint_warnings_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_filter_bar_hide_search (self->filters);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), UNCLOSED);
  show_warning (self);
}

static void
hcrm_complaint_warnings_page_dispose (GObject *object)
{
  HcrmComplaintWarningsPage *self = HCRM_COMPLAINT_WARNINGS_PAGE (object);

  g_clear_object (&self->warning);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->cases, json_array_unref);
  G_OBJECT_CLASS (hcrm_complaint_warnings_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint_warning", NULL };
  static const HcrmKeyHint hints[] = {
    { "J K", N_ ("choose") },
      { "Ctrl Enter", N_ ("look into it or close it") }, { NULL },
    };

  klass->refresh = hcrm_complaint_warnings_page_refresh;
  klass->submit = hcrm_complaint_warnings_page_submit;
  klass->choose = hcrm_complaint_warnings_page_choose;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("What complaints warn of: dangerous words, a grave complaint, the same person or department again and again, several callers about one event, more complaints than there used to be.\n\n"
                    "Warnings are raised by rules and grow while complaints of the same kind come in. Say that you look into one, so that others know; it is closed with a reason, and with whether it was a false alarm.\n\n"
                    "Nobody is shown a warning that is about them, or behind which a complaint about them is.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintWarningsPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-warnings-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (list);
  BIND (panel);
  BIND (steps);
  CALLBACK (view_chosen_cb);
  CALLBACK (selection_changed_cb);
  CALLBACK (loaded_cb);
}

static void
charts_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_page_open (HCRM_PAGE (widget), "complaint_charts", NULL);
}

static void
hcrm_complaint_warnings_page_class_init (HcrmComplaintWarningsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_complaint_warnings_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_complaint_warnings_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_complaint_warnings_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_COMPLAINT_WARNING_PANEL);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "warning.charts", NULL, charts_action);
  gtk_widget_class_install_action (widget_class, "warning.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "warning.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "complaint.open", "x", open_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "warning.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "warning.move", "i", -1);
}

static void
hcrm_complaint_warnings_page_init (HcrmComplaintWarningsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
