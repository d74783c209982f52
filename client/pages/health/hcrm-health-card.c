/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards about one cycle: what is missing is said before anything is said of it. */

#include "hcrm-health-card.h"

#include "model/hcrm-followup.h"
#include "model/hcrm-health.h"
#include "model/hcrm-message.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

/* --- reading ---------------------------------------------------------------------------------- */

JsonArray *
hcrm_health_card_dup_array (HcrmRecord *cycle, const char *name)
{
  const char *text = hcrm_record_get (cycle, name);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
                 && json_array_get_length (json_node_get_array (node)) > 0
             ? json_node_dup_array (node)
             : NULL;
}

static const char *
get_label (const HcrmChoice *choices, const char *value)
{
  for (; choices->value != NULL; choices++)
    if (g_strcmp0 (choices->value, value) == 0)
      return gettext (choices->label);
  return "";
}

static const char *
get_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? hcrm_text_member (object, name) : "";
}

/* --- values ----------------------------------------------------------------------------------- */

char *
hcrm_health_card_dup_target (HcrmRecord *value)
{
  const char *low = hcrm_record_get (value, "low"), *high = hcrm_record_get (value, "high");
  const char *unit = hcrm_record_get (value, "unit");
  const char *below = hcrm_record_get_bool (value, "high_strict") ? "<" : "≤";
  const char *space = unit != NULL ? " " : "";

  if (unit == NULL)
    unit = "";
  if (low != NULL && high != NULL)
    return g_strdup_printf ("%s–%s%s%s", low, high, space, unit);
  if (low != NULL)
    return g_strdup_printf ("≥ %s%s%s", low, space, unit);
  return high != NULL ? g_strdup_printf ("%s %s%s%s", below, high, space, unit) : g_strdup ("");
}

char *
hcrm_health_card_dup_gap (HcrmRecord *value)
{
  const char *gap = hcrm_record_get (value, "gap");
  const char *said = hcrm_record_get (value, "said");

  if (gap == NULL)
    return g_strdup ("");
  g_autofree char *told = said != NULL ? g_strdup_printf (_ ("told as “%s”"), said) : g_strdup ("");
  g_autofree char *why =
      g_strdup_printf (_ ("Missing: %s"), get_label (hcrm_health_gap_choices, gap));
  return hcrm_text_join (why, told, hcrm_text_field (value, "said_unit"), NULL);
}

static const char *
get_pill (const char *finding)
{
  if (g_strcmp0 (finding, "within") == 0)
    return "ok";
  if (g_strcmp0 (finding, "missing") == 0)
    return "warn";
  return g_strcmp0 (finding, "noted") == 0 ? "bare plain" : "danger";
}

/* What it was, and what became of it. */
static char *
dup_change (HcrmRecord *value)
{
  const char *was = hcrm_record_get (value, "was");
  const char *effect = hcrm_record_get (value, "effect");

  if (was == NULL)
    return g_strdup ("");
  g_autofree char *before = g_strdup_printf (_ ("last cycle %s"), was);
  if (hcrm_record_get (value, "value") == NULL)
    return g_steal_pointer (&before);
  return hcrm_text_join (before,
                         get_label (hcrm_health_trend_choices, hcrm_record_get (value, "trend")),
                         g_strcmp0 (effect, "noted") != 0
                             ? get_label (hcrm_health_effect_choices, effect)
                             : NULL,
                         NULL);
}

/* When it was taken, and from what it was made. */
static char *
dup_origin (HcrmRecord *value)
{
  const char *unit = hcrm_record_get (value, "unit");
  const char *said_unit = hcrm_record_get (value, "said_unit");
  gint64 others = hcrm_record_get_int (value, "others");

  if (hcrm_record_get (value, "value") == NULL)
    return hcrm_health_card_dup_gap (value);
  g_autofree char *day = hcrm_text_date (hcrm_record_get (value, "observed_on"));
  g_autofree char *converted = said_unit != NULL && g_strcmp0 (unit, said_unit) != 0
      ? g_strdup_printf (_ ("told as %s %s"), hcrm_record_get (value, "said"), said_unit)
      : NULL;
  g_autofree char *more =
      others > 0
          ? g_strdup_printf (ngettext ("%d more value", "%d more values", others), (int) others)
          : NULL;
  return hcrm_text_join (day, hcrm_text_field (value, "entered_by"), converted, more,
                         hcrm_text_field (value, "note"), NULL);
}

static GtkWidget *
new_head (HcrmRecord *value)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = hcrm_wrapped_label_new (hcrm_text_field (value, "name"), "strong");
  const char *number = hcrm_record_get (value, "value");
  const char *unit = hcrm_record_get (value, "unit");
  g_autofree char *words =
      number != NULL ? g_strjoin (unit != NULL ? " " : "", number, unit != NULL ? unit : "", NULL)
                     : g_strdup ("—");
  GtkWidget *figure = gtk_label_new (words);
  const char *finding = hcrm_record_get (value, "finding");

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (figure, "num");
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), figure);
  GtkWidget *pill =
      hcrm_pill_new (get_label (hcrm_health_finding_choices, finding), get_pill (finding));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), pill);
  return row;
}

static void
append_line (GtkWidget *box, const char *text)
{
  if (*text == '\0')
    return;
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
new_value (HcrmRecord *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *target = hcrm_health_card_dup_target (value);
  g_autofree char *wanted =
      *target != '\0' ? g_strdup_printf (_ ("Target %s"), target) : g_strdup ("");
  g_autofree char *goal = hcrm_text_join (wanted, hcrm_text_field (value, "target_source"), NULL);
  g_autofree char *origin = dup_origin (value);
  g_autofree char *change = dup_change (value);

  gtk_box_append (GTK_BOX (box), new_head (value));
  append_line (box, origin);
  append_line (box, change);
  append_line (box, goal);
  return box;
}

GtkWidget *
hcrm_health_card_new_values (HcrmRecord *cycle)
{
  GtkWidget *card = hcrm_card_new (_ ("Collected values"));
  g_autoptr (JsonArray) values = hcrm_health_card_dup_array (cycle, "values");
  guint n = values != NULL ? json_array_get_length (values) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HcrmRecord) value = hcrm_record_new (&hcrm_health_value_fields);

    if (i > 0)
      gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
    if (hcrm_record_read_json (value, json_array_get_object_element (values, i), TRUE, NULL))
      gtk_box_append (GTK_BOX (card), new_value (value));
  }
  if (n == 0)
    append_line (card, _ ("The values are looked for when the cycle begins."));
  return card;
}

/* --- what was done ---------------------------------------------------------------------------- */

static void
append_message (GtkWidget *card, HcrmRecord *cycle)
{
  const char *text = hcrm_record_get (cycle, "message");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *message = json_node_get_object (node);
  g_autofree char *words =
      hcrm_text_join (_ ("Message to the patient"),
                         get_label (hcrm_message_state_choices, get_member (message, "state")),
                         get_label (hcrm_message_reason_choices, get_member (message, "reason")),
                         NULL);
  append_line (card, words);
}

GtkWidget *
hcrm_health_card_new_guidance (HcrmRecord *cycle)
{
  g_autoptr (JsonArray) rows = hcrm_health_card_dup_array (cycle, "guidance");
  if (rows == NULL)
    return NULL;

  GtkWidget *card = hcrm_card_new (_ ("Guidance"));
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (get_member (row, "text"), NULL));
    append_line (card, get_member (row, "source"));
  }
  append_message (card, cycle);
  return card;
}

static char *
dup_plan (JsonObject *plan)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_followup_plan_workflow, get_member (plan, "plan_state"));
  const char *due = get_member (plan, "due_on");
  g_autofree char *day = *due != '\0' ? hcrm_text_date (due) : NULL;
  g_autofree char *when = day != NULL ? g_strdup_printf (_ ("due %s"), day) : NULL;

  return hcrm_text_join (get_member (plan, "template"), state != NULL
                                                            ? gettext (state->label)
                                                            : _ ("being planned"), when,
                                                                 get_member (plan, "note"), NULL);
}

GtkWidget *
hcrm_health_card_new_plans (HcrmRecord *cycle)
{
  g_autoptr (JsonArray) rows = hcrm_health_card_dup_array (cycle, "plans");
  if (rows == NULL)
    return NULL;

  GtkWidget *card = hcrm_card_new (_ ("Follow-up"));
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    g_autofree char *words = dup_plan (json_array_get_object_element (rows, i));
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (words, NULL));
  }
  return card;
}

GtkWidget *
hcrm_health_card_new_steps (HcrmRecord *cycle)
{
  g_autoptr (JsonArray) rows = hcrm_health_card_dup_array (cycle, "steps");
  if (rows == NULL)
    return NULL;

  GtkWidget *card = hcrm_card_new (_ ("Steps"));
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    g_autofree char *day = hcrm_text_date (get_member (row, "on_day"));
    g_autofree char *words =
        hcrm_text_join (get_label (hcrm_health_step_choices, get_member (row, "step")), day,
                        get_member (row, "user"), NULL);
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (words, NULL));
    append_line (card, get_member (row, "note"));
  }
  return card;
}
