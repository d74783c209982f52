/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cycles of health management: which are due, and what is to be done in the one chosen. */

#include "hcrm-health-page.h"

#include "hcrm-health-card.h"
#include "hcrm-health-step.h"
#include "model/hcrm-health.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

#define DRAFT_KIND "health_cycle"

struct _HcrmHealthPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkWidget *panel;
  GtkLabel *patient;
  GtkLabel *state;
  GtkLabel *detail;
  GtkLabel *late;
  AdwBin *steps;
  GtkBox *cards;
  GtkWidget *guide; /* the card in which advice is written */
  AdwBin *advice;
  GtkCheckButton *send;

  HcrmRowsEditor *editor;
  HcrmRecord *cycle; /* (nullable): the one chosen, with all that is in it */
  gint64 guide_of;   /* the cycle whose advice the editor holds; 0: none */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (HcrmHealthPage, hcrm_health_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_due (HcrmRecord *cycle, const char **pill)
{
  if (hcrm_record_get (cycle, "closed_on") == NULL)
    return hcrm_text_due (hcrm_record_get (cycle, "due_on"), pill);
  *pill = "bare plain";
  return hcrm_text_short_date (hcrm_record_get (cycle, "due_on"));
}

static char *
make_state (HcrmRecord *cycle, const char **pill)
{
  return hcrm_column_text_state (cycle, &hcrm_health_cycle_workflow, pill);
}

static char *
make_missing (HcrmRecord *cycle, const char **pill)
{
  return g_strdup (hcrm_text_field (cycle, "missing"));
}

static char *
make_off_target (HcrmRecord *cycle, const char **pill)
{
  gint64 n = hcrm_record_get_int (cycle, "off_target");

  *pill = "danger";
  return n > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n) : NULL;
}

static char *
make_programme (HcrmRecord *cycle, const char **pill)
{
  return g_strdup (hcrm_text_field (cycle, "programme"));
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_on",     NULL,            150, HCRM_CELL_PILL, SORT, make_due },
  { "state",      NULL,            104, HCRM_CELL_PILL, 0, make_state },
  { "pinyin",     N_("Patient"),    96, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "programme",  NULL,            150, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_programme },
  { "number",     N_("Cycle"),      56, HCRM_CELL_NUMBER, 0, .leaves = 1 },
  { "missing",    NULL,            150, HCRM_CELL_TEXT, 0, make_missing, .leaves = 2 },
  { "off_target", NULL,             76, HCRM_CELL_PILL, 0, make_off_target },
  { "judgement",  NULL,            104, HCRM_CELL_TEXT, HIDDEN },
  { "manager",    NULL,            100, HCRM_CELL_TEXT, HIDDEN },
  { "department", NULL,            120, HCRM_CELL_TEXT, HIDDEN },
  { "late_on",    NULL,             96, HCRM_CELL_DATE, HIDDEN },
  { "closed_on",  NULL,             96, HCRM_CELL_DATE, HIDDEN },
  { "mrn",        NULL,            112, HCRM_CELL_TEXT, HIDDEN },
};

static const HcrmChoice yes_no[] = { { "true", N_("Yes") }, { "false", N_("No") }, { NULL } };

static const HcrmFilter filters[] = {
  { "open",         N_("Open"),                 yes_no, NULL, TRUE, -1 },
  { "bucket",       N_("Due"),                  hcrm_health_bucket_choices, NULL, FALSE, -1 },
  { "state",        N_("Next step"),            hcrm_health_state_choices, NULL, FALSE, -1 },
  { "programme_id", N_("Programme"),            NULL, "/health-programmes?limit=200", FALSE, -1 },
  { "missing",      N_("Something is missing"), yes_no, NULL, TRUE, -1 },
  { "late",         N_("Something came later"), yes_no, NULL, TRUE, -1 },
  { "judgement",    N_("Judgement"),            hcrm_health_judgement_choices, NULL, FALSE, -1 },
  { "care_id",      N_("Care"),                 .single = TRUE, .need = -1, .hidden = TRUE },
  { "department_id", N_("Department"),          NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
};

#define AHEAD "open=true&bucket=overdue&bucket=today&bucket=soon"

static const HcrmListInfo list_info = {
  .name = "health-cycles",
  .path = "/health-cycles",
  .set = &hcrm_health_cycle_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_on",
  .title = N_("Health management"),
  .empty = N_("No cycle is due under these conditions. People are taken into a programme on their own page."),
};

static const HcrmRowsColumn advice_columns[] = {
  { { "text",   HCRM_KIND_TEXT, N_("Advice"), HCRM_FIELD_REQUIRED | HCRM_FIELD_MULTILINE, NULL, 2, 600 }, .line = 0, .expand = TRUE },
  { { "source", HCRM_KIND_TEXT, N_("Source"), 0, NULL, 0, 300 }, .line = 1, .expand = TRUE },
};
/* clang-format on */

static gboolean
may_work (HcrmHealthPage *self)
{
  return hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_HEALTH_WORK);
}

static const char *
get_id (HcrmHealthPage *self)
{
  return self->cycle != NULL ? hcrm_record_get (self->cycle, "id") : "";
}

/* --- advice ----------------------------------------------------------------------------------- */

static JsonNode *
dup_guidance (HcrmHealthPage *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, "guidance", hcrm_rows_editor_dup_json (self->editor));
  json_object_set_boolean_member (object, "send", gtk_check_button_get_active (self->send));
  return json_node_init_object (json_node_alloc (), object);
}

static void
keep_draft (HcrmHealthPage *self)
{
  if (self->filling || self->guide_of == 0)
    return;
  g_autoptr (JsonNode) draft = dup_guidance (self);
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self), draft);
}

static void
lay_draft (HcrmHealthPage *self, JsonNode *draft)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (draft) ? json_node_get_object (draft) : NULL;

  if (object == NULL || !json_object_has_member (object, "guidance"))
    return;
  self->filling = TRUE;
  hcrm_rows_editor_take_json (self->editor, json_object_get_member (object, "guidance"));
  gtk_check_button_set_active (self->send,
                               json_object_get_boolean_member_with_default (object, "send", FALSE));
  self->filling = FALSE;
}

static void
hcrm_health_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  HcrmHealthPage *self = HCRM_HEALTH_PAGE (page);

  if (self->guide_of != 0 && g_str_equal (kind, DRAFT_KIND) && g_str_equal (ref, get_id (self)))
    lay_draft (self, content);
}

static void
propose_advice (HcrmHealthPage *self)
{
  g_autoptr (JsonArray) proposals = hcrm_health_card_dup_array (self->cycle, "proposals");
  g_autoptr (JsonNode) rows = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (rows, proposals != NULL ? json_array_ref (proposals) : json_array_new ());
  self->filling = TRUE;
  hcrm_rows_editor_take_json (self->editor, rows);
  gtk_check_button_set_active (self->send, FALSE);
  self->filling = FALSE;
}

/* What is being written is not taken away by what happens elsewhere. */
static void
show_guide (HcrmHealthPage *self)
{
  gboolean guides =
      may_work (self) && g_strcmp0 (hcrm_record_get (self->cycle, "state"), "guide") == 0;
  gint64 id = hcrm_record_get_int (self->cycle, "id");

  gtk_widget_set_visible (self->guide, guides);
  if (guides && self->guide_of != id) {
    self->guide_of = id;
    propose_advice (self);
    g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self));
    if (draft != NULL)
      lay_draft (self, draft);
  }
  if (!guides)
    self->guide_of = 0;
}

static void
guided_cb (gpointer data, JsonNode *reply)
{
  HcrmHealthPage *self = data;

  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self));
  self->guide_of = 0;
  hcrm_page_refresh (HCRM_PAGE (self));
}

static void
give_guidance (HcrmHealthPage *self)
{
  if (self->guide_of == 0 || !hcrm_rows_editor_check (self->editor))
    return;
  g_autoptr (JsonNode) body = dup_guidance (self);
  JsonObject *object = json_node_get_object (body);

  if (hcrm_rows_editor_get_n (self->editor) == 0)
    json_object_set_string_member (object, "note", _ ("No advice is needed"));
  hcrm_health_step_send (HCRM_PAGE (self), self->cycle, "guide", object, guided_cb);
}

/* --- the cycle chosen ------------------------------------------------------------------------- */

static void
append_card (HcrmHealthPage *self, GtkWidget *card)
{
  if (card != NULL)
    gtk_box_append (self->cards, card);
}

static void
show_steps (HcrmHealthPage *self)
{
  GtkWidget *wrap = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  g_autoptr (GtkBox) bar =
      g_object_ref_sink (GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0)));
  GtkWidget *button;

  hcrm_step_bar_fill (bar, "health.step", &hcrm_health_cycle_workflow,
                      hcrm_record_get_bool (self->cycle, "rests")
                          ? NULL
                          : hcrm_record_get (self->cycle, "state"),
                      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self))));
  while ((button = gtk_widget_get_first_child (GTK_WIDGET (bar))) != NULL) {
    g_autoptr (GtkWidget) kept = g_object_ref (button);
    gtk_box_remove (bar, button);
    hcrm_wrap_box_append (HCRM_WRAP_BOX (wrap), kept);
  }
  adw_bin_set_child (self->steps, wrap);
}

static void
show_head (HcrmHealthPage *self)
{
  HcrmRecord *cycle = self->cycle;
  const char *late = hcrm_record_get (cycle, "late_on");
  g_autofree char *number =
      g_strdup_printf (_ ("cycle %d"), (int) hcrm_record_get_int (cycle, "number"));
  g_autofree char *day = hcrm_text_date (hcrm_record_get (cycle, "due_on"));
  g_autofree char *due = g_strdup_printf (_ ("due %s"), day);
  g_autofree char *detail =
      hcrm_text_join (hcrm_text_field (cycle, "programme"), number, due,
                      hcrm_text_field (cycle, "manager"), hcrm_text_field (cycle, "reason"), NULL);

  gtk_label_set_text (self->patient, hcrm_text_field (cycle, "patient"));
  hcrm_pill_set_state (self->state, &hcrm_health_cycle_workflow, hcrm_record_get (cycle, "state"));
  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->late), late != NULL);
  show_steps (self);
}

static void
show_cycle (HcrmHealthPage *self)
{
  gtk_widget_set_visible (self->panel, self->cycle != NULL);
  if (self->cycle == NULL)
    return;
  show_head (self);
  show_guide (self);
  hcrm_clear_box (self->cards);
  append_card (self, hcrm_health_card_new_values (self->cycle));
  append_card (self, hcrm_health_card_new_guidance (self->cycle));
  append_card (self, hcrm_health_card_new_plans (self->cycle));
  append_card (self, hcrm_health_card_new_steps (self->cycle));
}

static void
cycle_cb (gpointer data, JsonNode *reply)
{
  HcrmHealthPage *self = data;
  g_autoptr (HcrmRecord) cycle = hcrm_record_new (&hcrm_health_cycle_fields);

  if (!JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (cycle, json_node_get_object (reply), TRUE, NULL))
    return;
  g_set_object (&self->cycle, cycle);
  show_cycle (self);
}

static void
load_cycle (HcrmHealthPage *self)
{
  gint64 id = hcrm_record_list_get_selected_id (self->list);
  g_autofree char *path = g_strdup_printf ("/health-cycles/%" G_GINT64_FORMAT, id);

  if (id == 0 || self->cycle == NULL || hcrm_record_get_int (self->cycle, "id") != id) {
    g_clear_object (&self->cycle);
    self->guide_of = 0;
    show_cycle (self);
  }
  hcrm_page_drop (HCRM_PAGE (self), "cycle");
  if (id != 0)
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = "cycle" }, cycle_cb,
                    NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  HcrmHealthPage *self = HCRM_HEALTH_PAGE (widget);

  if (self->cycle == NULL)
    return;
  if (g_str_equal (g_variant_get_string (action, NULL), "guide"))
    give_guidance (self);
  else
    hcrm_health_step_ask (HCRM_PAGE (self), self->cycle, g_variant_get_string (action, NULL));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmHealthPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  hcrm_record_list_choose_one (self->list);
  load_cycle (self);
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *cycle = hcrm_record_list_get_selected (HCRM_HEALTH_PAGE (widget)->list);

  if (cycle != NULL)
    hcrm_page_open_id (HCRM_PAGE (widget), "patient", hcrm_record_get_int (cycle, "patient_id"));
}

static void
activate_cb (HcrmHealthPage *self)
{
  patient_action (GTK_WIDGET (self), NULL, NULL);
}

static void
hcrm_health_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_health_page_parent_class)->refresh (page);
  load_cycle (HCRM_HEALTH_PAGE (page));
}

static void
hcrm_health_page_choose (HcrmPage *page, gint64 id)
{
  hcrm_record_list_select_id (HCRM_HEALTH_PAGE (page)->list, id);
}

static void
hcrm_health_page_submit (HcrmPage *page)
{
  give_guidance (HCRM_HEALTH_PAGE (page));
}

static gboolean
hcrm_health_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return hcrm_rows_editor_show_error (HCRM_HEALTH_PAGE (page)->editor, "guidance", field, message);
}

static void
add_editor (HcrmHealthPage *self)
{
  self->editor =
      HCRM_ROWS_EDITOR (hcrm_rows_editor_new (NULL, &hcrm_health_guidance_fields, advice_columns,
                                              G_N_ELEMENTS (advice_columns), _ ("+ Advice")));
  adw_bin_set_child (self->advice, GTK_WIDGET (self->editor));
  g_signal_connect_swapped (self->editor, "changed", G_CALLBACK (keep_draft), self);
  g_signal_connect_swapped (self->send, "toggled", G_CALLBACK (keep_draft), self);
  gtk_widget_set_visible (GTK_WIDGET (self->send),
                          hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_OUTBOX_SEND));
}

static void
hcrm_health_page_constructed (GObject *object)
{
  HcrmHealthPage *self = HCRM_HEALTH_PAGE (object);

  G_OBJECT_CLASS (hcrm_health_page_parent_class)->constructed (object);
  add_editor (self);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), AHEAD);
  show_cycle (self);
}

static void
hcrm_health_page_finalize (GObject *object)
{
  g_clear_object (&HCRM_HEALTH_PAGE (object)->cycle);
  G_OBJECT_CLASS (hcrm_health_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "health_cycle", "health_care", "message", "followup_plan",
                                         NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_ ("filter") },
      { "Enter", N_ ("open the patient") },
        { "Ctrl Enter", N_ ("give the guidance"), HCRM_PERM_HEALTH_WORK }, { NULL } };

  klass->refresh = hcrm_health_page_refresh;
  klass->choose = hcrm_health_page_choose;
  klass->submit = hcrm_health_page_submit;
  klass->show_field_error = hcrm_health_page_show_field_error;
  klass->take_draft = hcrm_health_page_take_draft;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ (
      "Who is in a health programme is looked at cycle by cycle: values are collected, assessed, "
      "advised on, acted upon and evaluated; that plans the next cycle.\n\nA value that is missing "
      "says why. It is never taken for a normal one; it can be entered by hand, or asked for by "
      "the service centre. What arrives after the assessment changes nothing by itself: the cycle "
      "says so, and its values can be collected again.");
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HcrmHealthPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (count);
  BIND (filters);
  BIND (list);
  BIND (panel);
  BIND (patient);
  BIND (state);
  BIND (detail);
  BIND (late);
  BIND (steps);
  BIND (cards);
  BIND (guide);
  BIND (advice);
  BIND (send);
}

static void
hcrm_health_page_class_init (HcrmHealthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_health_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_health_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/health/hcrm-health-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, load_cycle);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "health.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "health.patient", NULL, patient_action);
}

static void
hcrm_health_page_init (HcrmHealthPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
