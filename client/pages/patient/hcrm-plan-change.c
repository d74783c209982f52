/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing the steps of a running plan. */

#include "hcrm-plan-change.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/hcrm-template.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-plan-steps.h"
#include "widgets/hcrm-reveal.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"

#define PREVIEW_AFTER_MS 400

struct _HcrmPlanChange {
  AdwBin parent_instance;

  GtkBox *fixed;
  HcrmRowsEditor *rows;
  GtkLabel *error;
  GtkBox *dates;
  GtkEditable *reason;
  GtkLabel *reason_error;
  JsonArray *originals; /* (nullable): the steps there are */
  GArray *sent;         /* of int: for each row of the body the editor's, -1 for one that is gone */
  guint preview_id;
};

enum { PREVIEW, SAVE, CANCEL, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPlanChange, hcrm_plan_change, ADW_TYPE_BIN)

/* clang-format off */
static const HcrmLookupInfo questionnaire_lookup = {
  "/questionnaires?state=published", "url", "title", { "version_tag" }, N_("Title of a questionnaire"),
};

static const HcrmLookupInfo script_lookup = {
  "/scripts?retired=false", "code", "name", { "code" }, N_("Name of a script"),
};

static const HcrmRowsColumn columns[] = {
  { { "planned_on",  HCRM_KIND_DATE, N_("Planned day"),    HCRM_FIELD_REQUIRED }, .line = 0 },
  { { "window_days", HCRM_KIND_INT,  N_("Window (days)"),  0 }, .line = 0, .initial = "3" },
  { { "owner",       HCRM_KIND_CODE, N_("Carried out by"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_owner_choices },
    .line = 0, .expand = TRUE, .initial = "centre" },
  { { "channel",     HCRM_KIND_CODE, N_("Channel"),        HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_channel_choices },
    .line = 0, .expand = TRUE, .initial = "phone" },
  { { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), 0 }, &questionnaire_lookup, "questionnaire",
    .line = 1, .expand = TRUE },
  { { "script_code", HCRM_KIND_TEXT, N_("Script"), 0 }, &script_lookup, "script", .line = 1, .expand = TRUE },
};

static const char *const names[] = { "planned_on", "window_days", "owner", "channel", "questionnaire_url", "script_code" };

/* How a step that is other than it was is marked. */
static const struct {
  const char *change, *label, *pill;
} marks[] = {
  { "changed", N_("Changed"), "info" },
  { "added",   N_("Added"),   "ok" },
  { "dropped", N_("Dropped"), "bare stop" },
};
/* clang-format on */

static const char *
get (JsonObject *step, const char *name)
{
  return json_object_get_string_member_with_default (step, name, NULL);
}

static gint64
get_int (JsonObject *step, const char *name)
{
  return json_object_get_int_member_with_default (step, name, 0);
}

static void
show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* --- what is sent ----------------------------------------------------------------------------- */

static JsonObject *
find_original (HcrmPlanChange *self, gint64 id)
{
  for (guint i = 0; id != 0 && i < json_array_get_length (self->originals); i++) {
    JsonObject *step = json_array_get_object_element (self->originals, i);
    if (get_int (step, "id") == id)
      return step;
  }
  return NULL;
}

static gboolean
is_same (JsonObject *a, JsonObject *b, const char *name)
{
  JsonNode *first = json_object_get_member (a, name), *second = json_object_get_member (b, name);
  gboolean no_first = first == NULL || JSON_NODE_HOLDS_NULL (first);
  gboolean no_second = second == NULL || JSON_NODE_HOLDS_NULL (second);

  return no_first || no_second ? no_first == no_second : json_node_equal (first, second);
}

static void
add_sent (HcrmPlanChange *self, JsonArray *changes, JsonObject *change, int row)
{
  json_array_add_object_element (changes, change);
  g_array_append_val (self->sent, row);
}

/* Returns: (nullable) (transfer full): what is other than it was; all of a new one */
static JsonObject *
make_change (JsonObject *row, JsonObject *original)
{
  g_autoptr (JsonObject) change = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (row, names[i])
        && (original == NULL || !is_same (row, original, names[i])))
      json_object_set_member (change, names[i], json_object_dup_member (row, names[i]));
  if (json_object_get_size (change) == 0 && original != NULL)
    return NULL;
  if (original != NULL) {
    json_object_set_int_member (change, "id", get_int (original, "id"));
    json_object_set_int_member (change, "version", get_int (original, "version"));
  }
  return g_steal_pointer (&change);
}

static void
add_changed (HcrmPlanChange *self, JsonArray *rows, JsonArray *changes, GHashTable *left)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    JsonObject *original = find_original (self, get_int (row, "id"));
    JsonObject *change = make_change (row, original);

    if (original != NULL)
      g_hash_table_add (left, original);
    if (change != NULL)
      add_sent (self, changes, change, i);
  }
}

static void
add_dropped (HcrmPlanChange *self, JsonArray *changes, GHashTable *left)
{
  for (guint i = 0; i < json_array_get_length (self->originals); i++) {
    JsonObject *step = json_array_get_object_element (self->originals, i);

    if (get (step, "fixed") != NULL || g_hash_table_contains (left, step))
      continue;
    JsonObject *change = json_object_new ();
    json_object_set_int_member (change, "id", get_int (step, "id"));
    json_object_set_int_member (change, "version", get_int (step, "version"));
    json_object_set_boolean_member (change, "drop", TRUE);
    add_sent (self, changes, change, -1);
  }
}

static JsonArray *
make_changes (HcrmPlanChange *self, JsonArray *rows)
{
  g_autoptr (GHashTable) left = g_hash_table_new (NULL, NULL);
  JsonArray *changes = json_array_new ();

  g_array_set_size (self->sent, 0);
  add_changed (self, rows, changes, left);
  add_dropped (self, changes, left);
  return changes;
}

static gboolean
has_days (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (get (json_array_get_object_element (rows, i), "planned_on") == NULL)
      return FALSE;
  return TRUE;
}

static JsonNode *
make_body (HcrmPlanChange *self, JsonArray *rows)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "steps", make_changes (self, rows));
  return json_node_init_object (json_node_alloc (), object);
}

JsonNode *
hcrm_plan_change_dup_preview (HcrmPlanChange *self)
{
  g_return_val_if_fail (HCRM_IS_PLAN_CHANGE (self), NULL);
  if (self->originals == NULL)
    return json_node_init_object (json_node_alloc (), json_object_new ());
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (self->rows);
  return has_days (json_node_get_array (rows)) ? make_body (self, json_node_get_array (rows))
                                               : NULL;
}

JsonNode *
hcrm_plan_change_dup_body (HcrmPlanChange *self)
{
  g_return_val_if_fail (HCRM_IS_PLAN_CHANGE (self), NULL);
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (self->rows);
  JsonNode *body = make_body (self, json_node_get_array (rows));

  json_object_set_string_member (json_node_get_object (body), "reason",
                                 gtk_editable_get_text (self->reason));
  return body;
}

gboolean
hcrm_plan_change_check (HcrmPlanChange *self)
{
  g_return_val_if_fail (HCRM_IS_PLAN_CHANGE (self), FALSE);
  if (self->originals == NULL)
    return FALSE;
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

  show (self->error, NULL);
  show (self->reason_error, *reason == '\0' ? _ ("Say why") : NULL);
  if (*reason == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  return hcrm_rows_editor_check (self->rows) && *reason != '\0';
}

/* --- what is shown ---------------------------------------------------------------------------- */

static const char *
get_label (const char *field, const char *value)
{
  int i = hcrm_field_set_find (&hcrm_followup_changed_steps, field);

  return hcrm_field_get_choice_label (&hcrm_followup_changed_steps.fields[i], value);
}

static char *
describe (JsonObject *step)
{
  g_autofree char *number = g_strdup_printf (_ ("Step %d"), (int) get_int (step, "position"));
  g_autofree char *day = g_strdup_printf (_ ("Day %d"), (int) get_int (step, "offset_days"));
  g_autofree char *date = hcrm_text_day (get (step, "due_on"));

  return hcrm_text_join (number, day, date, get_label ("owner", get (step, "owner")), NULL);
}

static void
add_fixed (HcrmPlanChange *self, JsonObject *step)
{
  const char *fixed = get (step, "fixed");
  gboolean begun = strcmp (fixed, "begun") == 0;
  g_autofree char *what = describe (step);
  g_autofree char *text =
      hcrm_text_join (what, begun ? _ ("Under way") : get_label ("state", fixed),
                                       _ ("stays as it is"), NULL);

  gtk_box_append (self->fixed, hcrm_wrapped_label_new (text, "dim-label"));
}

static void
fill (HcrmPlanChange *self, JsonArray *steps)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  self->originals = json_array_ref (steps);
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    HcrmRecord *record = hcrm_record_new (&hcrm_followup_changed_steps);

    hcrm_record_read_json (record, step, TRUE, NULL);
    g_ptr_array_add (rows, record);
    if (get (step, "fixed") == NULL)
      continue;
    add_fixed (self, step);
    g_ptr_array_remove_index (rows, rows->len - 1);
  }
  hcrm_rows_editor_set_rows (self->rows, rows);
  gtk_widget_child_focus (GTK_WIDGET (self->rows), GTK_DIR_TAB_FORWARD);
  hcrm_reveal (GTK_WIDGET (self));
}

static char *
explain (JsonObject *step)
{
  g_autofree char *was = hcrm_text_day (get (step, "was_on"));
  g_autofree char *from = *was != '\0' && g_strcmp0 (get (step, "change"), "changed") == 0
      ? g_strdup_printf (_ ("was due %s"), was)
      : g_strdup ("");
  g_autofree char *moved = hcrm_plan_steps_explain_move (step);
  gboolean dropped = g_strcmp0 (get (step, "change"), "dropped") == 0;

  return hcrm_text_join (from, dropped ? "" : moved, NULL);
}

static void
add_date (HcrmPlanChange *self, JsonObject *step)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *pill = gtk_label_new (NULL);
  g_autofree char *what = describe (step);
  g_autofree char *why = explain (step);
  g_autofree char *text = hcrm_text_join (what, why, NULL);
  const char *label = NULL, *look = "plain";

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_strcmp0 (marks[i].change, get (step, "change")) == 0) {
      label = gettext (marks[i].label);
      look = marks[i].pill;
    }
  gtk_widget_add_css_class (pill, "pill");
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  hcrm_pill_set (GTK_LABEL (pill), label, look);
  GtkWidget *words = hcrm_wrapped_label_new (text, label != NULL ? NULL : "dim-label");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), pill);
  gtk_box_append (self->dates, line);
}

void
hcrm_plan_change_set_preview (HcrmPlanChange *self, JsonNode *reply)
{
  JsonArray *steps = json_object_get_array_member (json_node_get_object (reply), "steps");

  g_return_if_fail (HCRM_IS_PLAN_CHANGE (self));
  if (self->originals == NULL)
    fill (self, steps);
  show (self->error, NULL);
  hcrm_clear_box (self->dates);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    add_date (self, json_array_get_object_element (steps, i));
}

/* Which row of the editor a row of the body is; -1 for none. */
static int
find_sent (HcrmPlanChange *self, const char *field, const char **rest)
{
  guint64 n = g_ascii_strtoull (field + strlen ("steps["), (char **) rest, 10);

  return n < self->sent->len ? g_array_index (self->sent, int, n) : -1;
}

gboolean
hcrm_plan_change_show_error (HcrmPlanChange *self, const char *field, const char *message)
{
  const char *rest;

  g_return_val_if_fail (HCRM_IS_PLAN_CHANGE (self), FALSE);
  if (g_str_equal (field, "reason")) {
    show (self->reason_error, message);
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
    return TRUE;
  }
  if (!g_str_has_prefix (field, "steps"))
    return FALSE;
  int row = g_str_has_prefix (field, "steps[") ? find_sent (self, field, &rest) : -1;
  if (row >= 0) {
    g_autofree char *own = g_strdup_printf ("steps[%d%s", row, rest);
    return hcrm_rows_editor_show_error (self->rows, "steps", own, message);
  }
  show (self->error, message);
  return TRUE;
}

/* --- life ------------------------------------------------------------------------------------- */

static gboolean
preview_now (gpointer data)
{
  HcrmPlanChange *self = data;

  self->preview_id = 0;
  g_signal_emit (self, signals[PREVIEW], 0);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (HcrmPlanChange *self)
{
  g_clear_handle_id (&self->preview_id, g_source_remove);
  self->preview_id = g_timeout_add (PREVIEW_AFTER_MS, preview_now, self);
}

static void
save_cb (HcrmPlanChange *self)
{
  g_signal_emit (self, signals[SAVE], 0);
}

static void
cancel_cb (HcrmPlanChange *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

GtkWidget *
hcrm_plan_change_new (HcrmApi *api)
{
  HcrmPlanChange *self = g_object_new (HCRM_TYPE_PLAN_CHANGE, NULL);
  GtkWidget *place = gtk_widget_get_next_sibling (GTK_WIDGET (self->fixed));

  self->rows = HCRM_ROWS_EDITOR (hcrm_rows_editor_new (api, &hcrm_followup_changed_steps, columns,
                                                       G_N_ELEMENTS (columns), _ ("+ Step")));
  g_signal_connect_swapped (self->rows, "changed", G_CALLBACK (changed_cb), self);
  adw_bin_set_child (ADW_BIN (place), GTK_WIDGET (self->rows));
  return GTK_WIDGET (self);
}

static void
hcrm_plan_change_dispose (GObject *object)
{
  HcrmPlanChange *self = HCRM_PLAN_CHANGE (object);

  g_clear_handle_id (&self->preview_id, g_source_remove);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_plan_change_parent_class)->dispose (object);
}

static void
hcrm_plan_change_finalize (GObject *object)
{
  HcrmPlanChange *self = HCRM_PLAN_CHANGE (object);

  g_clear_pointer (&self->originals, json_array_unref);
  g_array_unref (self->sent);
  G_OBJECT_CLASS (hcrm_plan_change_parent_class)->finalize (object);
}

static void
hcrm_plan_change_class_init (HcrmPlanChangeClass *klass)
{
  static const char *const signal_names[] = { "preview", "save", "cancel" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_plan_change_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_plan_change_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (signal_names[i], HCRM_TYPE_PLAN_CHANGE, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-plan-change.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanChange, fixed);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanChange, error);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanChange, dates);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanChange, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmPlanChange, reason_error);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
hcrm_plan_change_init (HcrmPlanChange *self)
{
  self->sent = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_init_template (GTK_WIDGET (self));
}
