/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Escalation ladders: their steps, and what would happen to a patient who never answers. */

#include "hcrm-ladders-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup-ladder.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define PREVIEW_AFTER_MS 400

struct _HcrmLaddersPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  HcrmRowsEditor *steps;
  HcrmInput *outcome; /* how every attempt of the preview ends */
  GtkBox *scenes;
  guint preview_id;
};

G_DEFINE_FINAL_TYPE (HcrmLaddersPage, hcrm_ladders_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static gboolean
is_hospital (HcrmRecord *ladder)
{
  return ladder != NULL && hcrm_record_get (ladder, "department_id") == NULL;
}

static const char *
get_department (HcrmRecord *ladder)
{
  return is_hospital (ladder) ? _ ("The whole hospital") : hcrm_text_field (ladder, "department");
}

static char *
make_department (HcrmRecord *ladder, const char **pill)
{
  return g_strdup (get_department (ladder));
}

static char *
make_steps (HcrmRecord *ladder, const char **pill)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (ladder, "steps");

  return g_strdup_printf ("%u", rows->len);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Ladder"),  180, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "department", N_("For"),     150, HCRM_CELL_TEXT,   0, make_department },
  { "steps",      N_("Steps"),    70, HCRM_CELL_NUMBER, 0, make_steps, .leaves = 2 },
  { "running",    NULL,          110, HCRM_CELL_NUMBER, 0, .leaves = 3 },
  { "revision",   NULL,           90, HCRM_CELL_NUMBER, 0, .leaves = 1 },
  { "retired_at", N_("State"),   110, HCRM_CELL_PILL,   0, hcrm_column_text_retired },
};

static const HcrmField form_fields[] = {
  { "name",          HCRM_KIND_TEXT, N_("Name of the ladder"), HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"),   0, NULL, 0, 200 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),     HCRM_FIELD_REQUIRED | HCRM_FIELD_LISTED },
  { "retired",       HCRM_KIND_BOOL, N_("No longer used"), 0 },
};
static const HcrmFieldSet form_set = { "ladder", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmRowsColumn step_columns[] = {
  { { "outcomes",      HCRM_KIND_JSON, N_("After (none ticked: any failure)"), 0, NULL, 0, 0, hcrm_disposition_failures },
    .line = 0, .expand = TRUE },
  { { "channel",       HCRM_KIND_CODE, N_("What"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_ladder_channel_choices },
    .line = 1, .expand = TRUE, .initial = "phone" },
  { { "contact",       HCRM_KIND_CODE, N_("Whom (a call)"), 0, NULL, 0, 0, hcrm_followup_ladder_contact_choices },
    .line = 1, .expand = TRUE, .initial = "patient" },
  { { "after_minutes", HCRM_KIND_INT,  N_("Wait (minutes)"), 0, NULL, 1, 86400 }, .line = 2 },
  { { "at_time",       HCRM_KIND_TEXT, N_("Time of day"),    0, NULL, 5, 5 }, .line = 2, .expand = TRUE },
  { { "times",         HCRM_KIND_INT,  N_("At most (times)"), 0, NULL, 1, 20 }, .line = 2, .initial = "1" },
};

static const HcrmField outcome_field =
  { "outcome", HCRM_KIND_CODE, N_("Result"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_disposition_failures };

static const HcrmListInfo list_info = {
  .name = "ladders",
  .path = "/followup-ladders",
  .set = &hcrm_followup_ladder_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "name",
  .title = N_("Escalation ladder"),
  .empty = N_("No ladder fits these conditions."),
};

static const char *const filters[] = { "q", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/followup-ladders",
  .entity = "followup_ladder",
  .title = N_("Escalation ladder"),
  .query = &hcrm_followup_ladder_query,
  .filters = filters,
  .create = N_("Ladder for a Department"),
  .edit = HCRM_PERM_RULE_EDIT,
  .whole = TRUE,
  .width = 500,
};
/* clang-format on */

/* --- the preview ------------------------------------------------------------------------------ */

static GtkWidget *
make_scene (JsonObject *scene)
{
  JsonObject *params = json_object_get_object_member (scene, "params");
  g_autoptr (HcrmExplanation) said = hcrm_explain (hcrm_text_member (scene, "code"), params);
  gint64 step = json_object_get_int_member (scene, "step");
  g_autofree char *number = step > 0 ? g_strdup_printf ("%d", (int) step) : NULL;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *place = gtk_label_new (number);

  gtk_label_set_xalign (GTK_LABEL (place), 1);
  gtk_label_set_width_chars (GTK_LABEL (place), 2);
  gtk_widget_set_valign (place, GTK_ALIGN_START);
  gtk_widget_add_css_class (place, "num");
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), hcrm_wrapped_label_new (said->title, NULL));
  if (*said->detail != '\0')
    gtk_box_append (GTK_BOX (words), hcrm_wrapped_label_new (said->detail, "dim-label"));
  gtk_box_append (GTK_BOX (row), place);
  gtk_box_append (GTK_BOX (row), words);
  return row;
}

static void
preview_cb (gpointer data, JsonNode *reply)
{
  HcrmLaddersPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  hcrm_clear_box (self->scenes);
  for (guint i = 0; i < json_array_get_length (items); i++)
    gtk_box_append (self->scenes, make_scene (json_array_get_object_element (items, i)));
}

/* What is wrong is shown when it is saved. */
static gboolean
preview_failed_cb (gpointer data, const GError *error)
{
  HcrmLaddersPage *self = data;

  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID))
    return FALSE;
  hcrm_clear_box (self->scenes);
  gtk_box_append (self->scenes,
                  hcrm_wrapped_label_new (_ ("The steps are not complete yet."), "dim-label"));
  return TRUE;
}

static void
preview_due_cb (gpointer data)
{
  HcrmLaddersPage *self = data;
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *outcome = hcrm_input_dup_value (self->outcome);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);

  self->preview_id = 0;
  json_object_set_member (object, "steps", hcrm_rows_editor_dup_json (self->steps));
  if (outcome != NULL)
    json_object_set_string_member (object, "outcome", outcome);
  if (hcrm_record_get (fields, "department_id") != NULL)
    json_object_set_int_member (object, "department_id",
                                hcrm_record_get_int (fields, "department_id"));
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = "/followup-ladders/actions/preview",
                                  .body = body,
                                  .fills = "preview" },
                  preview_cb, preview_failed_cb);
}

static void
plan_preview (HcrmLaddersPage *self)
{
  g_clear_handle_id (&self->preview_id, g_source_remove);
  self->preview_id = g_timeout_add_once (PREVIEW_AFTER_MS, preview_due_cb, self);
}

static void
steps_changed_cb (HcrmLaddersPage *self)
{
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
  plan_preview (self);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *ladder)
{
  g_autofree char *revision =
      g_strdup_printf (_ ("Revision %s"), hcrm_record_get (ladder, "revision"));
  gint64 n = hcrm_record_get_int (ladder, "running");
  g_autofree char *running =
      g_strdup_printf (ngettext ("%d call on it", "%d calls on it", n), (int) n);

  return hcrm_text_join (get_department (ladder), revision, running, NULL);
}

/* A new one begins with a call a day and its end: enough to see how it is meant. */
static GPtrArray *
make_first_steps (void)
{
  static const char *const steps[][3] = { { "phone", "patient", "1440" },
                                          { "lost", NULL, "4320" } };
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    HcrmRecord *step = hcrm_record_new (&hcrm_followup_ladder_step_fields);

    hcrm_record_set (step, "channel", steps[i][0]);
    hcrm_record_set (step, "contact", steps[i][1]);
    hcrm_record_set (step, "after_minutes", steps[i][2]);
    hcrm_record_set (step, "times", i == 0 ? "3" : "1");
    g_ptr_array_add (rows, step);
  }
  return rows;
}

static void
hcrm_ladders_page_show (HcrmAdminPage *page, HcrmRecord *ladder)
{
  static const char *const names[] = { "name", "name_en", "department_id" };
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);
  g_autoptr (GPtrArray) steps =
      ladder != NULL ? hcrm_record_get_rows (ladder, "steps") : make_first_steps ();

  for (guint i = 0; ladder != NULL && i < G_N_ELEMENTS (names); i++)
    hcrm_record_set (fields, names[i], hcrm_record_get (ladder, names[i]));
  if (ladder != NULL)
    hcrm_record_set (fields, "retired",
                     hcrm_record_get (ladder, "retired_at") != NULL ? "true" : "false");
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "department_id", !is_hospital (ladder));
  hcrm_form_set_field_visible (self->form, "retired", ladder != NULL && !is_hospital (ladder));
  hcrm_rows_editor_set_rows (self->steps, steps);
  plan_preview (self);
}

static void
hcrm_ladders_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->form), editable);
  hcrm_rows_editor_set_editable (self->steps, editable);
}

static gboolean
hcrm_ladders_page_check (HcrmAdminPage *page)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);
  gboolean steps = hcrm_rows_editor_check (self->steps);

  return hcrm_form_check (self->form) && steps;
}

static JsonNode *
hcrm_ladders_page_dup_body (HcrmAdminPage *page)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  json_object_remove_member (object, "retired");
  hcrm_admin_page_add_retired (page, hcrm_record_get_bool (fields, "retired"), object);
  json_object_set_member (object, "steps", hcrm_rows_editor_dup_json (self->steps));
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_ladders_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  json_object_set_boolean_member (object, "retired",
                                  json_object_get_string_member_with_default (object, "retired_at",
                                                                              NULL)
                                      != NULL);
  hcrm_form_take_draft (self->form, body);
  hcrm_rows_editor_take_json (self->steps, json_object_get_member (object, "steps"));
  plan_preview (self);
}

static gboolean
hcrm_ladders_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (page);

  return hcrm_rows_editor_show_error (self->steps, "steps", field, message)
         || hcrm_form_show_error (self->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_choices_fill_form (HCRM_LADDERS_PAGE (data)->form, "department_id",
                          hcrm_admin_page_get_record (data), reply);
}

static GtkWidget *
make_preview (HcrmLaddersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_label_new (_ ("Every attempt ends with"));

  self->outcome = HCRM_INPUT (hcrm_input_new (&outcome_field));
  hcrm_input_set_label (self->outcome, _ ("Every attempt ends with"));
  hcrm_input_set_value (self->outcome, "no_answer");
  self->scenes = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  g_signal_connect_swapped (self->outcome, "changed", G_CALLBACK (plan_preview), self);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->outcome));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scenes));
  return box;
}

static void
hcrm_ladders_page_constructed (GObject *object)
{
  HcrmLaddersPage *self = HCRM_LADDERS_PAGE (object);
  HcrmAdminPage *admin = HCRM_ADMIN_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_ladders_page_parent_class)->constructed (object);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  self->steps = HCRM_ROWS_EDITOR (
      hcrm_rows_editor_new (hcrm_page_get_api (page), &hcrm_followup_ladder_step_fields,
                            step_columns, G_N_ELEMENTS (step_columns), _ ("+ Step")));
  hcrm_rows_editor_set_ordered (self->steps, TRUE);
  hcrm_admin_page_add (admin, NULL, GTK_WIDGET (self->form));
  hcrm_admin_page_add (admin, _ ("Steps, the first that fits is taken"), GTK_WIDGET (self->steps));
  hcrm_admin_page_add (admin, _ ("A patient who never answers, called first now"),
                                 make_preview (self));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->steps, "changed", G_CALLBACK (steps_changed_cb), self);
  if (hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

static void
hcrm_ladders_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_LADDERS_PAGE (object)->preview_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_ladders_page_parent_class)->dispose (object);
}

static void
hcrm_ladders_page_class_init (HcrmLaddersPageClass *klass)
{
  static const char *const watches[] = { "followup_ladder", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Alt ↑ ↓", N_ ("move the step") },
                                           { "Ctrl Enter", N_ ("save") }, { NULL } };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_ladders_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_ladders_page_dispose;
  page->show_field_error = hcrm_ladders_page_show_field_error;
  page->watches = watches;
  page->hints = hints;
  page->help =
      N_ ("What is done about a patient whom nobody reaches. After each failed attempt the first "
          "step is taken that is for its result, can be taken and is not used up; calls to the "
          "patient count together, the first one too. “Lost” stands at the end, and its wait is "
          "the time that the patient has to call back.\n\nNothing to wait for means at once. With "
          "a time of day the wait comes first. Calls and tasks are moved off days on which the "
          "centre does not work.\n\nA change is a new revision: calls under way go on as they "
          "began. A department may have a ladder of its own. What would happen is shown below the "
          "steps as they stand, saved or not.");
  admin->info = &info;
  admin->show = hcrm_ladders_page_show;
  admin->describe = describe;
  admin->check = hcrm_ladders_page_check;
  admin->dup_body = hcrm_ladders_page_dup_body;
  admin->take_body = hcrm_ladders_page_take_body;
  admin->set_editable = hcrm_ladders_page_set_editable;
}

static void
hcrm_ladders_page_init (HcrmLaddersPage *self)
{
}
