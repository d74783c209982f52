/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The doctor's decision on one discharge. */

#include "hcrm-decision-form.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "core/hcrm-template.h"
#include "core/hcrm-workflow.h"
#include "hcrm-decision-reason.h"
#include "hcrm-plan-row.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-reveal.h"
#include "widgets/hcrm-text.h"

#define NEW_STEP_AFTER_DAYS 30 /* a step that is added lies so long after the last */

struct _HcrmDecisionForm {
  AdwBin parent_instance;

  HcrmRecord *encounter;
  GtkStack *stack;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *sex_age;
  GtkLabel *where;
  GtkLabel *diagnosis;
  GtkLabel *summary;
  GtkLabel *allergies;
  GtkToggleButton *plan;
  GtkToggleButton *none;
  GtkToggleButton *exempt;
  GtkWidget *plan_key;
  GtkWidget *none_key;
  GtkWidget *exempt_key;
  GtkWidget *plan_part;
  GtkWidget *note_part;
  GtkSearchEntry *search;
  GtkListBox *templates;
  GtkEventControllerFocus *templates_focus;
  GtkLabel *template_error;
  GtkLabel *instead;
  GtkBox *rows;
  GtkSizeGroup *owners; /* the choices of who carries out a step stand below each other */
  GtkLabel *steps_error;
  HcrmDecisionReason *reason;
  GtkLabel *rules;
  GtkLabel *handed;
  GtkLabel *note_label;
  GtkLabel *note_error;
  GtkTextView *condition_summary;
  GtkTextView *note;
  GtkTextView *cautions;
  GtkLabel *outcome;
  GtkScrolledWindow *scroller;
  gint64 template_id;
  gboolean edited; /* the steps are no longer the template's */
  gboolean quiet;
};

enum { PREVIEW, CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmDecisionForm, hcrm_decision_form, ADW_TYPE_BIN)

static void
show (GtkLabel *label, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " · ", -1);
  g_autofree char *held = g_strjoinv ("\u00a0· ", parts); /* no line begins with a separator */

  gtk_label_set_text (label, held);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static const char *
get (HcrmDecisionForm *self, const char *field)
{
  const char *text = self->encounter != NULL ? hcrm_record_get (self->encounter, field) : NULL;

  return text != NULL ? text : "";
}

static void
emit (HcrmDecisionForm *self, guint signal)
{
  if (!self->quiet)
    g_signal_emit (self, signals[signal], 0);
}

static const char *
get_decision (HcrmDecisionForm *self)
{
  if (gtk_toggle_button_get_active (self->none))
    return "none";
  return gtk_toggle_button_get_active (self->exempt) ? "exempt" : "plan";
}

static gboolean
is_plan (HcrmDecisionForm *self)
{
  return gtk_toggle_button_get_active (self->plan);
}

static gboolean
needs_reason (HcrmDecisionForm *self)
{
  const HcrmWorkflow *flow = &hcrm_followup_decision_workflow;

  for (guint i = 0; i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].from, "undecided")
        && g_str_equal (flow->steps[i].action, get_decision (self)))
      return flow->steps[i].flags & HCRM_STEP_REASON;
  return FALSE;
}

/* --- mandatory follow-ups --------------------------------------------------------------------- */

/* Returns: (nullable) (transfer full): a member of the encounter that is JSON. */
static JsonNode *
parse_member (HcrmDecisionForm *self, const char *field)
{
  const char *text = get (self, field);

  return *text != '\0' ? json_from_string (text, NULL) : NULL;
}

static gboolean
is_mandatory (HcrmDecisionForm *self)
{
  return *get (self, "rules") == '[' && !g_str_equal (get (self, "rules"), "[]");
}

static void
show_rules (HcrmDecisionForm *self)
{
  g_autoptr (JsonNode) node = parse_member (self, "rules");
  JsonArray *rules = node != NULL ? json_node_get_array (node) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    g_string_append_printf (names, "%s%s",
                            i > 0 ? _ (", ") : "",
                                       hcrm_text_member (json_array_get_object_element (rules, i),
                                                         "name"));
  g_autofree char *text = names->len > 0 ? g_strdup_printf (_ ("Mandatory: %s"), names->str) : NULL;
  show (self->rules, text);
}

/* On whose list it stands, and why. */
static void
show_handed (HcrmDecisionForm *self)
{
  g_autoptr (JsonNode) node = parse_member (self, "handed");
  JsonObject *handed =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (handed == NULL) {
    show (self->handed, NULL);
    return;
  }
  g_autoptr (HcrmExplanation) why = hcrm_explain (json_object_get_string_member (handed, "code"),
                                                  json_object_get_object_member (handed, "params"));
  g_autofree char *text = hcrm_text_join (why->title, why->detail, NULL);
  show (self->handed, text);
}

/* The template that the first rule proposes; 0 for none. */
static gint64
find_proposed (HcrmDecisionForm *self)
{
  g_autoptr (JsonNode) node = parse_member (self, "rules");
  JsonArray *rules = node != NULL ? json_node_get_array (node) : NULL;
  gint64 id = 0;

  for (guint i = 0; id == 0 && rules != NULL && i < json_array_get_length (rules); i++)
    id = json_object_get_int_member_with_default (json_array_get_object_element (rules, i),
                                                  "template_id", 0);
  return id;
}

static gboolean
is_proposed (HcrmDecisionForm *self, gint64 template_id)
{
  g_autoptr (JsonNode) node = parse_member (self, "rules");
  JsonArray *rules = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    if (json_object_get_int_member_with_default (json_array_get_object_element (rules, i),
                                                 "template_id", 0)
        == template_id)
      return TRUE;
  return FALSE;
}

/* --- rows ------------------------------------------------------------------------------------- */

static GtkWidget *
first_row (HcrmDecisionForm *self)
{
  return gtk_widget_get_first_child (GTK_WIDGET (self->rows));
}

static HcrmPlanRow *
get_row (HcrmDecisionForm *self, guint n)
{
  GtkWidget *row = first_row (self);

  while (row != NULL && n-- > 0)
    row = gtk_widget_get_next_sibling (row);
  return row != NULL ? HCRM_PLAN_ROW (row) : NULL;
}

static void
clear_rows (HcrmDecisionForm *self)
{
  GtkWidget *row;

  while ((row = first_row (self)) != NULL)
    gtk_box_remove (self->rows, row);
}

static gboolean
are_rows_readable (HcrmDecisionForm *self)
{
  for (GtkWidget *row = first_row (self); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (hcrm_plan_row_get_offset (HCRM_PLAN_ROW (row)) < 0)
      return FALSE;
  return first_row (self) != NULL;
}

/* Whoever edits a template's steps has steps of their own from then on. */
static void
edited (HcrmDecisionForm *self)
{
  self->edited = TRUE;
  show (self->steps_error, NULL);
  emit (self, CHANGED);
  if (are_rows_readable (self))
    emit (self, PREVIEW);
}

static void
row_removed_cb (HcrmDecisionForm *self, GtkWidget *row)
{
  gtk_box_remove (self->rows, row);
  edited (self);
}

static GtkWidget *
append_row (HcrmDecisionForm *self, JsonObject *step)
{
  GtkWidget *row = hcrm_plan_row_new (step, self->owners);

  g_signal_connect_object (row, "changed", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (row_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->rows, row);
  return row;
}

static void
append_rows (HcrmDecisionForm *self, JsonArray *steps)
{
  clear_rows (self);
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    append_row (self, json_array_get_object_element (steps, i));
}

/* A step like the last one, a month later. */
static JsonObject *
make_next_step (HcrmDecisionForm *self)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->rows));
  gint64 days = last != NULL ? hcrm_plan_row_get_offset (HCRM_PLAN_ROW (last)) : 0;

  JsonObject *step =
      last != NULL ? hcrm_plan_row_dup_step (HCRM_PLAN_ROW (last)) : json_object_new ();
  if (last == NULL)
    json_object_set_string_member (step, "channel", "phone");
  json_object_set_string_member (step, "owner", last != NULL ? "centre" : "doctor");
  json_object_set_int_member (step, "offset_days",
                              last != NULL ? MAX (days, 0) + NEW_STEP_AFTER_DAYS : 3);
  return step;
}

static void
add_step_cb (HcrmDecisionForm *self)
{
  g_autoptr (JsonObject) step = make_next_step (self);
  GtkWidget *row = append_row (self, step);

  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  edited (self);
}

static JsonArray *
dup_steps (HcrmDecisionForm *self)
{
  JsonArray *steps = json_array_new ();

  for (GtkWidget *row = first_row (self); row != NULL; row = gtk_widget_get_next_sibling (row))
    json_array_add_object_element (steps, hcrm_plan_row_dup_step (HCRM_PLAN_ROW (row)));
  return steps;
}

/* --- preview ---------------------------------------------------------------------------------- */

static JsonObject *
find_step (JsonArray *steps, gint64 offset_days)
{
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    if (json_object_get_int_member_with_default (step, "offset_days", -1) == offset_days)
      return step;
  }
  return NULL;
}

/* The server answers in the order of the days; rows that are being typed in stay where they are. */
static void
show_dates (HcrmDecisionForm *self, JsonArray *steps)
{
  for (GtkWidget *row = first_row (self); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    JsonObject *step = find_step (steps, hcrm_plan_row_get_offset (HCRM_PLAN_ROW (row)));
    if (step != NULL)
      hcrm_plan_row_show_date (HCRM_PLAN_ROW (row), step);
  }
}

/* Returns: the first call of those that will be made; @n: how many that are */
static JsonObject *
find_first_call (JsonArray *steps, guint *n)
{
  JsonObject *first = NULL;

  *n = 0;
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    if (g_strcmp0 (json_object_get_string_member_with_default (step, "moved", NULL), "passed") == 0)
      continue;
    first = first != NULL ? first : step;
    ++*n;
  }
  return first;
}

static const char *
get_owner_label (JsonObject *step)
{
  int i = hcrm_field_set_find (&hcrm_followup_step_fields, "owner");

  return hcrm_field_get_choice_label (&hcrm_followup_step_fields.fields[i],
                                      json_object_get_string_member_with_default (step, "owner",
                                                                                  "centre"));
}

static void
show_plan_outcome (HcrmDecisionForm *self, JsonArray *steps)
{
  guint n;
  JsonObject *first = find_first_call (steps, &n);

  if (first == NULL) {
    show (self->outcome, "");
    return;
  }
  g_autofree char *date =
      hcrm_text_date (json_object_get_string_member_with_default (first, "due_on", NULL));
  g_autofree char *text = g_strdup_printf (ngettext ("%u step; the first on %s: %s.",
                                                     "%u steps; the first on %s: %s.", n),
                                           n, date, get_owner_label (first));
  show (self->outcome, text);
}

static void
show_outcome (HcrmDecisionForm *self)
{
  if (gtk_toggle_button_get_active (self->none))
    show (self->outcome, _ ("Nobody calls this patient. It counts as not covered."));
  else if (gtk_toggle_button_get_active (self->exempt))
    show (self->outcome, _ ("Nobody calls this patient. It does not count in the coverage."));
  else
    show (self->outcome, NULL);
}

void
hcrm_decision_form_set_preview (HcrmDecisionForm *self, JsonNode *reply)
{
  JsonArray *steps = json_object_get_array_member (json_node_get_object (reply), "steps");

  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  if (!is_plan (self))
    return;
  if (self->edited)
    show_dates (self, steps);
  else
    append_rows (self, steps);
  show_plan_outcome (self, steps);
}

JsonNode *
hcrm_decision_form_dup_preview (HcrmDecisionForm *self)
{
  g_return_val_if_fail (HCRM_IS_DECISION_FORM (self), NULL);
  if (self->encounter == NULL || !is_plan (self)
      || (self->edited ? !are_rows_readable (self) : self->template_id == 0))
    return NULL;
  g_autoptr (JsonObject) object = json_object_new ();
  json_object_set_int_member (object, "encounter_id", hcrm_record_get_int (self->encounter, "id"));
  if (self->template_id != 0)
    json_object_set_int_member (object, "template_id", self->template_id);
  if (self->edited)
    json_object_set_array_member (object, "steps", dup_steps (self));
  return json_node_init_object (json_node_alloc (), object);
}

/* --- templates -------------------------------------------------------------------------------- */

static gint64
get_template (GtkListBoxRow *row)
{
  gint64 *id = g_object_get_data (G_OBJECT (row), "id");

  return *id;
}

/* Returns: (nullable): the plan that a rule asks for and that is not the chosen one */
static const char *
find_demanded (HcrmDecisionForm *self)
{
  const char *name = NULL;
  GtkListBoxRow *row;

  if (!is_plan (self) || self->template_id == 0 || is_proposed (self, self->template_id))
    return NULL;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->templates, i)) != NULL; i++)
    if (name == NULL && is_proposed (self, get_template (row)))
      name = gtk_widget_get_tooltip_text (GTK_WIDGET (row));
  return name;
}

/* Whoever decides against what is asked for says why: against follow-up, or for another plan. */
static void
show_reason (HcrmDecisionForm *self)
{
  const char *demanded = find_demanded (self);
  g_autofree char *text = demanded != NULL
      ? g_strdup_printf (_ ("A rule asks for the plan “%s”: say below why this one is better"),
                            demanded)
      : NULL;

  show (self->instead, text);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), !is_plan (self) || demanded != NULL);
  hcrm_decision_reason_set_needed (self->reason, is_mandatory (self) && !is_plan (self),
                                   demanded != NULL
                                       || (!is_plan (self)
                                           && (needs_reason (self) || is_mandatory (self))));
}

static void
template_selected_cb (HcrmDecisionForm *self)
{
  GtkListBoxRow *row = self->quiet ? NULL : gtk_list_box_get_selected_row (self->templates);

  if (row == NULL)
    return;
  self->template_id = get_template (row);
  self->edited = FALSE;
  show (self->template_error, NULL);
  show (self->steps_error, NULL);
  show_reason (self);
  emit (self, CHANGED);
  emit (self, PREVIEW);
}

static char *
make_days (JsonObject *template)
{
  JsonArray *steps = json_object_has_member (template, "steps")
                         ? json_object_get_array_member (template, "steps")
                         : NULL;
  g_autoptr (GString) days = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    g_string_append_printf (days, "%s%d", i > 0 ? "–" : "",
                            (int) json_object_get_int_member_with_default (
                                json_array_get_object_element (steps, i), "offset_days", 0));
  return g_strdup (days->str);
}

static char *
make_haystack (JsonObject *template)
{
  g_autofree char *all =
      g_strjoin (" ", json_object_get_string_member_with_default (template, "name", ""),
                 json_object_get_string_member_with_default (template, "name_en", ""),
                 json_object_get_string_member_with_default (template, "code", ""), NULL);

  return g_utf8_casefold (all, -1);
}

static GtkWidget *
make_name (JsonObject *template)
{
  GtkWidget *name = gtk_label_new (hcrm_text_member (template, "name"));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  return name;
}

static GtkWidget *
make_dates (JsonObject *template)
{
  g_autofree char *days = make_days (template);
  GtkWidget *dates = gtk_label_new (days);

  gtk_label_set_ellipsize (GTK_LABEL (dates), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (dates), 16);
  gtk_widget_add_css_class (dates, "caption");
  gtk_widget_add_css_class (dates, "dim-label");
  return dates;
}

static GtkWidget *
make_template_box (JsonObject *template, guint n, gboolean by_rule)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *key = n < 9 ? g_strdup_printf ("%u", n + 1) : g_strdup (" ");

  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_size_request (box, -1, 27);
  gtk_box_append (GTK_BOX (box), hcrm_key_cap_new (key));
  gtk_box_append (GTK_BOX (box), make_name (template));
  gtk_box_append (GTK_BOX (box),
                  by_rule ? hcrm_pill_new (_ ("mandatory"), "warn") : make_dates (template));
  return box;
}

static void
append_template (HcrmDecisionForm *self, JsonObject *template, guint n, gboolean by_rule)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gint64 id = json_object_get_int_member_with_default (template, "id", 0);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), make_template_box (template, n, by_rule));
  gtk_widget_set_tooltip_text (row, hcrm_text_member (template, "name"));
  g_object_set_data_full (G_OBJECT (row), "id", g_memdup2 (&id, sizeof id), g_free);
  g_object_set_data_full (G_OBJECT (row), "text", make_haystack (template), g_free);
  gtk_list_box_append (self->templates, row);
}

/* The digits choose among the templates while one of those has the focus, else what is decided:
 * their caps stand only where they work. */
static void
show_keys (HcrmDecisionForm *self)
{
  gboolean here = gtk_event_controller_focus_contains_focus (self->templates_focus);
  GtkWidget *caps[] = { self->plan_key, self->none_key, self->exempt_key };
  GtkListBoxRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (caps); i++)
    gtk_widget_set_opacity (caps[i], here ? 0 : 1);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->templates, i)) != NULL; i++)
    gtk_widget_set_opacity (gtk_widget_get_first_child (gtk_list_box_row_get_child (row)),
                            here ? 1 : 0);
}

static void
select_template (HcrmDecisionForm *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->templates, i)) != NULL; i++)
    if (get_template (row) == self->template_id) {
      gtk_list_box_select_row (self->templates, row);
      return;
    }
}

static void
clear_templates (HcrmDecisionForm *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->templates, 0)) != NULL)
    gtk_list_box_remove (self->templates, GTK_WIDGET (row));
}

static void
choose_first_template (HcrmDecisionForm *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->templates, 0);

  if (self->template_id == 0 && !self->edited && first != NULL)
    self->template_id = get_template (first);
}

static guint
append_templates (HcrmDecisionForm *self, JsonArray *items, guint n, gboolean by_rule)
{
  gint64 proposed = find_proposed (self);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *template = json_array_get_object_element (items, i);
    if ((json_object_get_int_member_with_default (template, "id", 0) == proposed) == by_rule)
      append_template (self, template, n++, by_rule);
  }
  return n;
}

/* What a rule demands stands first, whatever else would fit: it is what is chosen. */
void
hcrm_decision_form_set_templates (HcrmDecisionForm *self, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  self->quiet = TRUE;
  clear_templates (self);
  append_templates (self, items, append_templates (self, items, 0, TRUE), FALSE);
  choose_first_template (self);
  select_template (self);
  show_reason (self);
  show_keys (self);
  self->quiet = FALSE;
  emit (self, PREVIEW);
}

static gboolean
is_listed (GtkListBoxRow *row, gpointer data)
{
  HcrmDecisionForm *self = data;
  g_autofree char *key = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return strstr (g_object_get_data (G_OBJECT (row), "text"), key) != NULL;
}

static GtkListBoxRow *
find_nth_listed (HcrmDecisionForm *self, guint n)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->templates, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) && n-- == 0)
      return row;
  return NULL;
}

/* Typing narrows the list and takes its first row, so that Enter need not be pressed. */
static void
search_changed_cb (HcrmDecisionForm *self)
{
  gtk_list_box_invalidate_filter (self->templates);
  GtkListBoxRow *first = find_nth_listed (self, 0);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' && first != NULL)
    gtk_list_box_select_row (self->templates, first);
}

static gboolean
digit_cb (HcrmDecisionForm *self, guint keyval, guint code, GdkModifierType modifiers)
{
  GtkListBoxRow *row;

  if (keyval < GDK_KEY_1 || keyval > GDK_KEY_9
      || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  row = find_nth_listed (self, keyval - GDK_KEY_1);
  if (row != NULL) {
    gtk_list_box_select_row (self->templates, row);
    gtk_widget_grab_focus (GTK_WIDGET (row));
  }
  return GDK_EVENT_STOP;
}

/* --- what is decided -------------------------------------------------------------------------- */

static void
show_parts (HcrmDecisionForm *self)
{
  gtk_widget_set_visible (self->plan_part, is_plan (self));
  gtk_widget_set_visible (self->note_part, is_plan (self));
  show_reason (self);
  gtk_label_set_text (self->note_label, is_mandatory (self) ? _ ("Note to the callers *")
                                                            : _ ("Note to the callers"));
  show (self->note_error, NULL);
  show_outcome (self);
}

static void
decision_cb (HcrmDecisionForm *self, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  show_parts (self);
  emit (self, CHANGED);
  if (is_plan (self))
    emit (self, PREVIEW);
}

static void
focus_part (HcrmDecisionForm *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->templates);

  if (!is_plan (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  else if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
hcrm_decision_form_choose (HcrmDecisionForm *self, const char *decision)
{
  GtkToggleButton *button = g_str_equal (decision, "none")     ? self->none
                            : g_str_equal (decision, "exempt") ? self->exempt
                                                               : self->plan;

  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  gtk_toggle_button_set_active (button, TRUE);
  focus_part (self);
}

/* --- reading and showing ---------------------------------------------------------------------- */

#define N_PARTS 3

/* The parts of the note, in the order of their fields. */
static GtkTextView *
get_view (HcrmDecisionForm *self, guint i)
{
  GtkTextView *const views[N_PARTS] = { self->condition_summary, self->note, self->cautions };

  return views[i];
}

static GtkTextBuffer *
get_part (HcrmDecisionForm *self, guint i)
{
  return gtk_text_view_get_buffer (get_view (self, i));
}

static const char *
get_part_name (guint i)
{
  return hcrm_followup_note.fields[i].name;
}

static char *
dup_part (HcrmDecisionForm *self, guint i)
{
  GtkTextBuffer *buffer = get_part (self, i);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static gboolean
has_note (HcrmDecisionForm *self)
{
  for (guint i = 0; i < N_PARTS; i++) {
    g_autofree char *text = dup_part (self, i);
    if (*text != '\0')
      return TRUE;
  }
  return FALSE;
}

/* From a part to the one after it; from elsewhere to the first that is still empty. */
static GtkTextView *
find_next_part (HcrmDecisionForm *self)
{
  for (guint i = 0; i < N_PARTS; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (get_view (self, i))))
      return get_view (self, (i + 1) % N_PARTS);
  for (guint i = 0; i < N_PARTS; i++) {
    g_autofree char *text = dup_part (self, i);
    if (*text == '\0')
      return get_view (self, i);
  }
  return get_view (self, 0);
}

void
hcrm_decision_form_focus_note (HcrmDecisionForm *self)
{
  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  gtk_widget_grab_focus (is_plan (self) ? GTK_WIDGET (find_next_part (self))
                                        : GTK_WIDGET (self->reason));
}

static void
read_note (HcrmDecisionForm *self, JsonObject *object)
{
  for (guint i = 0; i < N_PARTS; i++)
    gtk_text_buffer_set_text (get_part (self, i),
                              json_object_get_string_member_with_default (object, get_part_name (i),
                                                                          ""),
                              -1);
}

static gboolean
check_rows (HcrmDecisionForm *self)
{
  gboolean fine = TRUE;

  for (GtkWidget *row = first_row (self); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (hcrm_plan_row_get_offset (HCRM_PLAN_ROW (row)) < 0) {
      hcrm_plan_row_show_error (HCRM_PLAN_ROW (row), _ ("How many days after discharge?"));
      hcrm_reveal (row);
      fine = FALSE;
    }
  return fine;
}

static void
refuse (GtkLabel *label, const char *message)
{
  show (label, message);
  hcrm_reveal (GTK_WIDGET (label));
}

static gboolean
check_plan (HcrmDecisionForm *self)
{
  if (self->edited && first_row (self) == NULL)
    refuse (self->steps_error, _ ("A plan needs a step; else decide on no follow-up"));
  else if (!self->edited && self->template_id == 0)
    refuse (self->template_error, _ ("Choose a plan"));
  else
    return !self->edited || check_rows (self);
  return FALSE;
}

/* What is wrong is said under the field: both are brought into sight. */
static void
refuse_note (HcrmDecisionForm *self, const char *message)
{
  show (self->note_error, message);
  gtk_widget_grab_focus (GTK_WIDGET (get_view (self, 0)));
  hcrm_reveal (self->note_part);
}

/* Who calls a patient that must be called needs to know what for. */
static gboolean
check_note (HcrmDecisionForm *self)
{
  if (!is_mandatory (self) || has_note (self))
    return TRUE;
  refuse_note (self,
               _ ("This follow-up is mandatory: note the condition and what to look out for"));
  return FALSE;
}

gboolean
hcrm_decision_form_check (HcrmDecisionForm *self)
{
  g_return_val_if_fail (HCRM_IS_DECISION_FORM (self), FALSE);
  if (self->encounter == NULL)
    return FALSE;
  if (is_plan (self))
    return check_plan (self)
           && (find_demanded (self) == NULL || hcrm_decision_reason_check (self->reason))
           && check_note (self);
  return hcrm_decision_reason_check (self->reason);
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (*text != '\0')
    json_object_set_string_member (object, name, text);
}

static void
write_note (HcrmDecisionForm *self, JsonObject *object)
{
  for (guint i = 0; i < N_PARTS; i++) {
    g_autofree char *text = dup_part (self, i);
    set_text (object, get_part_name (i), text);
  }
}

JsonNode *
hcrm_decision_form_dup_body (HcrmDecisionForm *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  g_return_val_if_fail (HCRM_IS_DECISION_FORM (self), NULL);
  json_object_set_string_member (object, "decision", get_decision (self));
  if (is_plan (self)) {
    if (self->template_id != 0)
      json_object_set_int_member (object, "template_id", self->template_id);
    if (self->edited)
      json_object_set_array_member (object, "steps", dup_steps (self));
    write_note (self, object);
  }
  if (!is_plan (self) || find_demanded (self) != NULL)
    hcrm_decision_reason_write (self->reason, object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
set_decision (HcrmDecisionForm *self, const char *decision)
{
  gtk_toggle_button_set_active (g_str_equal (decision, "none")     ? self->none
                                : g_str_equal (decision, "exempt") ? self->exempt
                                                                   : self->plan,
                                TRUE);
  show_parts (self);
}

void
hcrm_decision_form_take_body (HcrmDecisionForm *self, JsonNode *body)
{
  JsonObject *object = json_node_get_object (body);

  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  self->quiet = TRUE;
  set_decision (self, json_object_get_string_member_with_default (object, "decision", "plan"));
  self->template_id = json_object_get_int_member_with_default (object, "template_id", 0);
  self->edited = json_object_has_member (object, "steps");
  append_rows (self, self->edited ? json_object_get_array_member (object, "steps") : NULL);
  read_note (self, object);
  hcrm_decision_reason_read (self->reason, object);
  select_template (self);
  show_reason (self);
  self->quiet = FALSE;
}

/* `steps[2].offset_days` is about the third row. */
static gboolean
show_row_error (HcrmDecisionForm *self, const char *field, const char *message)
{
  char *end = NULL;
  guint64 n = g_ascii_strtoull (field + strlen ("steps["), &end, 10);
  HcrmPlanRow *row =
      end != NULL && *end == ']' && n < HCRM_FOLLOWUP_MAX_STEPS ? get_row (self, (guint) n) : NULL;

  if (row == NULL) {
    refuse (self->steps_error, message);
    return TRUE;
  }
  hcrm_plan_row_show_error (row, message);
  gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

gboolean
hcrm_decision_form_show_error (HcrmDecisionForm *self, const char *field, const char *message)
{
  g_return_val_if_fail (HCRM_IS_DECISION_FORM (self), FALSE);
  if (g_str_has_prefix (field, "steps["))
    return show_row_error (self, field, message);
  if (g_str_equal (field, "steps") || g_str_equal (field, "decision"))
    refuse (self->steps_error, message);
  else if (hcrm_field_set_find (&hcrm_followup_note, field) >= 0)
    refuse_note (self, message);
  else if (g_str_equal (field, "template_id"))
    refuse (self->template_error, message);
  else
    return hcrm_decision_reason_show_error (self->reason, field, message);
  return TRUE;
}

/* --- whom it is about ------------------------------------------------------------------------- */

static void
show_where (HcrmDecisionForm *self)
{
  g_autofree char *mrn =
      *get (self, "mrn") != '\0' ? g_strdup_printf (_ ("MRN %s"), get (self, "mrn"))
                                 : g_strdup ("");
  g_autofree char *left = hcrm_text_time (get (self, "ended_at"));
  g_autofree char *discharged =
      *left != '\0' ? g_strdup_printf (_ ("discharged %s"), left) : g_strdup ("");
  g_autofree char *attending = hcrm_text_attending (self->encounter);
  g_autofree char *where =
      hcrm_text_join (mrn, hcrm_text_field (self->encounter, "department"),
                      hcrm_text_field (self->encounter, "ward"), discharged, attending, NULL);

  show (self->where, where);
}

static void
show_encounter (HcrmDecisionForm *self)
{
  g_autofree char *sex_age = hcrm_text_sex_age (get (self, "sex"), get (self, "birth_date"));
  g_autofree char *diagnosis = hcrm_text_join (hcrm_text_field (self->encounter, "diagnosis"),
                                               get (self, "diagnosis_code"), NULL);
  g_autofree char *allergies = *get (self, "allergies") != '\0'
      ? g_strdup_printf (_ ("Allergies: %s"), get (self, "allergies"))
      : g_strdup ("");

  adw_avatar_set_text (self->avatar, get (self, "patient"));
  gtk_label_set_text (self->name, get (self, "patient"));
  gtk_label_set_text (self->sex_age, sex_age);
  show (self->diagnosis, diagnosis);
  show (self->summary, get (self, "summary"));
  show (self->allergies, allergies);
  show_where (self);
  show_rules (self);
  show_handed (self);
}

static void
reset (HcrmDecisionForm *self)
{
  self->quiet = TRUE;
  self->template_id = 0;
  self->edited = FALSE;
  clear_rows (self);
  clear_templates (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_autoptr (JsonObject) nothing = json_object_new ();
  hcrm_decision_reason_read (self->reason, nothing);
  read_note (self, nothing);
  show (self->template_error, NULL);
  show (self->steps_error, NULL);
  set_decision (self, "plan");
  self->quiet = FALSE;
}

void
hcrm_decision_form_set_encounter (HcrmDecisionForm *self, HcrmRecord *encounter)
{
  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  gboolean same =
      encounter != NULL && self->encounter != NULL
      && hcrm_record_get_int (encounter, "id") == hcrm_record_get_int (self->encounter, "id");
  g_set_object (&self->encounter, encounter);
  gtk_stack_set_visible_child_name (self->stack, encounter != NULL ? "encounter" : "none");
  if (encounter == NULL)
    return;
  show_encounter (self);
  if (same)
    return;
  reset (self);
  /* Who it is comes first, wherever the one before was left. */
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

void
hcrm_decision_form_set_exemptions (HcrmDecisionForm *self, JsonNode *reply)
{
  g_return_if_fail (HCRM_IS_DECISION_FORM (self));
  hcrm_decision_reason_set_exemptions (self->reason, reply);
}

HcrmRecord *
hcrm_decision_form_get_encounter (HcrmDecisionForm *self)
{
  return self->encounter;
}

/* --- construction ----------------------------------------------------------------------------- */

static void
typed_cb (HcrmDecisionForm *self)
{
  show (self->note_error, NULL);
  emit (self, CHANGED);
}

static void
hcrm_decision_form_dispose (GObject *object)
{
  HcrmDecisionForm *self = HCRM_DECISION_FORM (object);

  self->quiet = TRUE; /* the list of plans tells of its end */
  if (self->templates != NULL)
    gtk_list_box_set_filter_func (self->templates, NULL, NULL, NULL);
  g_clear_object (&self->encounter);
  g_clear_object (&self->owners);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_decision_form_parent_class)->dispose (object);
}

static void
bind_who (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, stack);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, avatar);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, name);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, sex_age);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, where);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, diagnosis);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, summary);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, allergies);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, rules);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, handed);
}

static void
bind_decision (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, plan);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, none);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, exempt);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, plan_key);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, none_key);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, exempt_key);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, plan_part);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, note_part);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, search);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, templates);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, templates_focus);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, template_error);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, instead);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, rows);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, steps_error);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, reason);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, note_label);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, note_error);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, condition_summary);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, note);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, cautions);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, outcome);
  gtk_widget_class_bind_template_child (klass, HcrmDecisionForm, scroller);
}

static void
hcrm_decision_form_class_init (HcrmDecisionFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_decision_form_dispose;
  g_type_ensure (HCRM_TYPE_DECISION_REASON);
  signals[PREVIEW] = g_signal_new ("preview", HCRM_TYPE_DECISION_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_DECISION_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/followup/hcrm-decision-form.ui");
  bind_who (widget_class);
  bind_decision (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, decision_cb);
  gtk_widget_class_bind_template_callback (widget_class, template_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_step_cb);
  gtk_widget_class_bind_template_callback (widget_class, digit_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_keys);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
hcrm_decision_form_init (HcrmDecisionForm *self)
{
  self->quiet = TRUE;
  self->owners = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->templates, is_listed, self, NULL);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->templates));
  for (guint i = 0; i < N_PARTS; i++)
    g_signal_connect_object (get_part (self, i), "changed", G_CALLBACK (typed_cb), self,
                             G_CONNECT_SWAPPED);
  show_parts (self);
  self->quiet = FALSE;
}
