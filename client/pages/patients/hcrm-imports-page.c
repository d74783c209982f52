/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Imports: those there were, and the one that is chosen from its columns to its undoing. */

#include "hcrm-imports-page.h"

#include "core/hcrm-upload.h"
#include "hcrm-import-facts.h"
#include "hcrm-import-mapping.h"
#include "model/hcrm-import.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-record-list.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

#define LOOK_MS 1000
#define PREVIEW_MS 300
#define SHOWN "50"

struct _HcrmImportsPage {
  HcrmPage parent_instance;

  GtkProgressBar *upload_bar;
  GtkWidget *stop;
  GtkWidget *choose;
  HcrmRecordList *list;
  GtkWidget *detail;
  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *facts;
  GtkProgressBar *progress;
  GtkLabel *counts;
  GtkLabel *warning;
  GtkWidget *plan;
  GtkWidget *sheet_row;
  GtkDropDown *sheets;
  HcrmForm *form;
  HcrmImportMapping *mapping;
  GtkWidget *rest;
  GtkLabel *rest_title;
  GtkWidget *save;
  GtkBox *rows;
  GtkBox *steps;

  HcrmRecord *record; /* (nullable): the import that is shown */
  char *step;         /* (nullable): to be taken when what was chosen is stored; empty for none */
  HcrmRecord *asked;  /* (nullable): the import about which it is asked */
  char *asked_step;
  gboolean touched; /* columns or choices were changed */
  gboolean filling;
  gint64 select_id; /* an import that was just uploaded */
  guint look_id, preview_id;
  GCancellable *upload; /* (nullable): while a list is on its way */
};

G_DEFINE_FINAL_TYPE (HcrmImportsPage, hcrm_imports_page, HCRM_TYPE_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *record, const char **pill)
{
  return hcrm_column_text_state (record, &hcrm_import_workflow, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       NULL, 160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "state",      NULL, 140, HCRM_CELL_PILL, 0, make_state },
  { "created_at", NULL, 110, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "user",       NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "rejected",   NULL,  80, HCRM_CELL_NUMBER, HCRM_COLUMN_HIDDEN },
};

static const HcrmListInfo list_info = {
  .name = "imports",
  .path = "/imports",
  .set = &hcrm_import_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-created_at",
  .title = N_("Imports"),
  .empty = N_("No list was imported yet. Ctrl+N chooses one."),
};

static const char *const choices[] = { "existing",    "visit_kind",    "site_id",
                                       "department_id", "decide_days", NULL };
/* clang-format on */

static const char *
get (HcrmImportsPage *self, const char *field)
{
  return self->record != NULL ? hcrm_record_get (self->record, field) : NULL;
}

static gint64
get_int (HcrmImportsPage *self, const char *field)
{
  return self->record != NULL ? hcrm_record_get_int (self->record, field) : 0;
}

static gboolean
is_state (HcrmImportsPage *self, const char *state)
{
  return g_strcmp0 (get (self, "state"), state) == 0;
}

static gboolean
is_editable (HcrmImportsPage *self)
{
  return self->record != NULL && hcrm_import_facts_is_editable (self->record);
}

static char *
make_path (HcrmImportsPage *self, const char *rest)
{
  return g_strdup_printf ("/imports/%" G_GINT64_FORMAT "%s", get_int (self, "id"), rest);
}

/* --- rows that were not taken, or not undone -------------------------------------------------- */

static void
rows_cb (gpointer data, JsonNode *reply)
{
  HcrmImportsPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  gboolean undone = get_int (self, "kept") > 0;

  hcrm_clear_box (self->rows);
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *row = json_array_get_object_element (items, i);
    g_autofree char *line =
        undone ? hcrm_import_facts_tell_kept (row) : hcrm_import_facts_tell_rejected (row);
    gtk_box_append (self->rows, hcrm_wrapped_label_new (line, NULL));
  }
}

/* After an undo, what it left; before, what the import did not take. */
static void
show_rest (HcrmImportsPage *self)
{
  gint64 rejected = get_int (self, "rejected"), kept = get_int (self, "kept");
  g_autofree char *path =
      make_path (self, kept > 0 ? "/kept?limit=" SHOWN : "/rejects?limit=" SHOWN);
  gint64 n = kept > 0 ? kept : rejected;
  g_autofree char *title = kept > 0 ? g_strdup_printf (_ ("Rows kept: %d"), (int) kept)
                                    : g_strdup_printf (_ ("Rows not taken: %d"), (int) rejected);

  gtk_widget_set_visible (self->rest, n > 0);
  gtk_widget_set_visible (self->save, rejected > 0);
  gtk_label_set_text (self->rest_title, title);
  hcrm_page_drop (HCRM_PAGE (self), "rows");
  if (n == 0)
    hcrm_clear_box (self->rows);
  else
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = "rows" }, rows_cb,
                    NULL);
}

/* --- the import that is chosen ---------------------------------------------------------------- */

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
preview_cb (gpointer data, JsonNode *reply)
{
  hcrm_import_mapping_show_rows (HCRM_IMPORTS_PAGE (data)->mapping, reply);
}

static JsonNode *
make_trial (HcrmImportsPage *self)
{
  g_autoptr (HcrmRecord) form = hcrm_form_dup_record (self->form);
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < 2; i++)
    if (hcrm_record_get (form, choices[i]) != NULL)
      json_object_set_string_member (object, choices[i], hcrm_record_get (form, choices[i]));
  json_object_set_member (object, "mapping", hcrm_import_mapping_dup (self->mapping));
  json_node_take_object (body, object);
  return body;
}

/* Two columns that are the same field for a moment are no reason for a dialog. */
static gboolean
preview_failed_cb (gpointer data, const GError *error)
{
  show_text (HCRM_IMPORTS_PAGE (data)->warning, error->message);
  return TRUE;
}

static gboolean
preview_now (gpointer data)
{
  HcrmImportsPage *self = data;
  g_autofree char *path = make_path (self, "/actions/preview");
  g_autoptr (JsonNode) body = make_trial (self);
  g_autofree char *warning = hcrm_import_facts_warn (self->record);

  self->preview_id = 0;
  show_text (self->warning, warning);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .fills = "preview" },
                  preview_cb, preview_failed_cb);
  return G_SOURCE_REMOVE;
}

static void
preview_soon (HcrmImportsPage *self, guint ms)
{
  g_clear_handle_id (&self->preview_id, g_source_remove);
  self->preview_id = g_timeout_add (ms, preview_now, self);
}

static void
changed_cb (HcrmImportsPage *self)
{
  if (self->filling)
    return;
  self->touched = TRUE;
  preview_soon (self, PREVIEW_MS);
}

/* --- which sheet, and where ------------------------------------------------------------------- */

static void
show_sheets (HcrmImportsPage *self)
{
  const char *sheets = get (self, "sheets");
  g_autoptr (JsonNode) node = sheets != NULL ? json_from_string (sheets, NULL) : NULL;
  JsonArray *names = node != NULL ? json_node_get_array (node) : NULL;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    gtk_string_list_append (list, json_array_get_string_element (names, i));
  gtk_drop_down_set_model (self->sheets, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->sheets, get_int (self, "sheet"));
  gtk_widget_set_visible (self->sheet_row, g_list_model_get_n_items (G_LIST_MODEL (list)) > 1);
}

static void
fill_form (HcrmImportsPage *self, const char *field, JsonNode *reply)
{
  self->filling = TRUE;
  hcrm_choices_fill_form (self->form, field, self->record, reply);
  self->filling = FALSE;
}

static void
departments_cb (gpointer self, JsonNode *reply)
{
  fill_form (self, "department_id", reply);
}

static void
sites_cb (gpointer data, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  fill_form (data, "site_id", reply);
  hcrm_form_set_field_visible (HCRM_IMPORTS_PAGE (data)->form, "site_id",
                               json_array_get_length (items) > 1);
}

static void
ask_places (HcrmImportsPage *self)
{
  g_autofree char *departments = hcrm_api_query ("/departments", "site_id", get (self, "site_id"),
                                                 "retired", "false", "limit", "200", NULL);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET",
                                  .path = "/sites?limit=200",
                                  .whole = TRUE,
                                  .fills = "sites" },
                  sites_cb, NULL);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "GET", .path = departments, .whole = TRUE, .fills = "departments" },
                  departments_cb, NULL);
}

static void
show_plan (HcrmImportsPage *self)
{
  g_autoptr (JsonNode) headings = json_from_string (get (self, "headings"), NULL);
  g_autoptr (JsonNode) mapping = json_from_string (get (self, "mapping"), NULL);

  self->filling = TRUE;
  self->touched = FALSE;
  hcrm_form_set_record (self->form, self->record);
  hcrm_import_mapping_set (self->mapping, headings, mapping, TRUE);
  show_sheets (self);
  self->filling = FALSE;
  ask_places (self);
  preview_soon (self, 1);
}

static gboolean
look_again (gpointer data)
{
  HCRM_IMPORTS_PAGE (data)->look_id = 0;
  hcrm_record_list_refresh (HCRM_IMPORTS_PAGE (data)->list);
  return G_SOURCE_REMOVE;
}

static void
show_progress (HcrmImportsPage *self)
{
  gboolean busy = hcrm_import_is_busy (get (self, "state"));
  g_autofree char *words = g_strdup_printf (_ ("%d %%, row %d"), (int) get_int (self, "progress"),
                                               (int) get_int (self, "position"));

  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_progress_bar_set_fraction (self->progress, get_int (self, "progress") / 100.0);
  gtk_progress_bar_set_text (self->progress, words);
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (busy)
    self->look_id = g_timeout_add (LOOK_MS, look_again, self);
}

static void
show_head (HcrmImportsPage *self)
{
  g_autofree char *facts = hcrm_import_facts_describe (self->record);
  g_autofree char *counts = hcrm_import_facts_count (self->record);
  g_autofree char *warning = hcrm_import_facts_warn (self->record);

  gtk_label_set_text (self->name, get (self, "name"));
  hcrm_pill_set_state (self->state, &hcrm_import_workflow, get (self, "state"));
  gtk_label_set_text (self->facts, facts);
  show_text (self->counts, counts);
  show_text (self->warning, warning);
  show_progress (self);
  hcrm_step_bar_fill (self->steps, "imports.step", &hcrm_import_workflow, get (self, "state"),
                      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self))));
  /* Of what is undone whole there is no rest to undo. */
  gtk_widget_set_visible (GTK_WIDGET (self->steps),
                          !is_state (self, "undone") || get_int (self, "kept") > 0);
}

static gboolean
is_same (HcrmRecord *left, HcrmRecord *right)
{
  return left != NULL && right != NULL
         && hcrm_record_get_int (left, "id") == hcrm_record_get_int (right, "id")
         && hcrm_record_get_int (left, "version") == hcrm_record_get_int (right, "version")
         && g_strcmp0 (hcrm_record_get (left, "state"), hcrm_record_get (right, "state")) == 0;
}

/* What is being chosen stays while only the progress changes. */
static void
show_selected (HcrmImportsPage *self)
{
  HcrmRecord *selected = hcrm_record_list_get_selected (self->list);
  gboolean same = is_same (self->record, selected);

  g_set_object (&self->record, selected);
  gtk_widget_set_visible (self->detail, selected != NULL);
  if (selected == NULL)
    return;
  show_head (self);
  gtk_widget_set_visible (self->plan, is_editable (self));
  if (same)
    return;
  hcrm_page_drop (HCRM_PAGE (self), "preview");
  g_clear_handle_id (&self->preview_id, g_source_remove);
  if (is_editable (self))
    show_plan (self);
  show_rest (self);
}

static void
loaded_cb (HcrmImportsPage *self)
{
  g_autofree char *text = hcrm_record_list_dup_count (self->list);

  hcrm_page_set_status (HCRM_PAGE (self), text);
  if (self->select_id != 0)
    hcrm_record_list_select_id (self->list, self->select_id);
  self->select_id = 0;
  show_selected (self);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
stepped_cb (gpointer data, JsonNode *reply)
{
  hcrm_record_list_refresh (HCRM_IMPORTS_PAGE (data)->list);
}

static JsonNode *
make_sheet (HcrmImportsPage *self)
{
  g_autofree char *text =
      g_strdup_printf ("{\"sheet\":%u}", gtk_drop_down_get_selected (self->sheets));

  return json_from_string (text, NULL);
}

static void
send_step (HcrmImportsPage *self, const char *step, gint64 id, gint64 version)
{
  g_autofree char *path = g_strdup_printf ("/imports/%" G_GINT64_FORMAT "/actions/%s", id, step);
  g_autoptr (JsonNode) body = g_str_equal (step, "sheet") ? make_sheet (self) : NULL;

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .version = version },
                  stepped_cb, NULL);
}

/* By now another import may be chosen: which one was stored stands in the reply. */
static void
stored_cb (gpointer data, JsonNode *reply)
{
  HcrmImportsPage *self = data;
  JsonObject *stored = json_node_get_object (reply);
  gint64 id = json_object_get_int_member (stored, "id");
  g_autofree char *step = g_steal_pointer (&self->step);

  if (id == get_int (self, "id"))
    self->touched = FALSE;
  if (*step != '\0')
    send_step (self, step, id, json_object_get_int_member (stored, "version"));
  else
    hcrm_record_list_refresh (self->list);
}

static gboolean
not_stored_cb (gpointer data, const GError *error)
{
  g_clear_pointer (&HCRM_IMPORTS_PAGE (data)->step, g_free);
  return FALSE;
}

/* What was chosen is stored first; then the step is taken. */
static void
store_and_step (HcrmImportsPage *self, const char *step)
{
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = hcrm_record_to_json (changes);
  g_autofree char *path = make_path (self, "");

  self->step = g_strdup (step);
  json_object_set_member (object, "mapping", hcrm_import_mapping_dup (self->mapping));
  json_node_take_object (body, object);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "PATCH",
                                  .path = path,
                                  .body = body,
                                  .version = get_int (self, "version") },
                  stored_cb, not_stored_cb);
}

/* Where the list is from decides which departments and patients its rows name: stored at once. */
static void
form_cb (HcrmImportsPage *self, const char *field)
{
  gboolean place = g_str_equal (field, "site_id") || g_str_equal (field, "department_id");

  if (self->filling)
    return;
  if (!place || self->step != NULL)
    changed_cb (self);
  else
    store_and_step (self, "");
}

static void
sheet_cb (HcrmImportsPage *self)
{
  guint sheet = gtk_drop_down_get_selected (self->sheets);

  if (self->filling || self->step != NULL || sheet == get_int (self, "sheet"))
    return;
  if (self->touched)
    store_and_step (self, "sheet");
  else
    send_step (self, "sheet", get_int (self, "id"), get_int (self, "version"));
}

static void
asked_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmImportsPage *self = data;

  if (yes)
    send_step (self, self->asked_step, hcrm_record_get_int (self->asked, "id"),
               hcrm_record_get_int (self->asked, "version"));
  g_clear_pointer (&self->asked_step, g_free);
  g_clear_object (&self->asked);
}

/* Whatever is then chosen in the list: yes is said to the import that was asked about. */
static void
ask (HcrmImportsPage *self, const HcrmStep *step)
{
  gboolean undo = g_str_equal (step->action, "undo");
  g_autofree char *body = g_strdup_printf (undo ? _ ("What %s added is taken away, and what it changed is put back. Rows on which somebody has "
         "worked since stay, and are listed.")
                                                : _ ("%s is not imported, and what was chosen for its columns is given up."),
                                                     get (self, "name"));

  g_set_object (&self->asked, self->record);
  self->asked_step = g_strdup (step->action);
  hcrm_ask (GTK_WIDGET (self),
            undo ? _ ("Undo this import?")
                 : _ ("Discard this list?"), body, gettext (step->label), FALSE, asked_cb, self);
}

static void
take_step (HcrmImportsPage *self, const char *action)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
  const char *state = get (self, "state");
  const HcrmStep *step =
      state != NULL ? hcrm_workflow_find (&hcrm_import_workflow, state, action, held, NULL) : NULL;

  if (step == NULL || self->step != NULL || self->asked != NULL)
    return;
  if (step->flags & HCRM_STEP_DESTRUCTIVE)
    ask (self, step);
  else if (is_editable (self) && self->touched)
    store_and_step (self, action);
  else
    send_step (self, action, get_int (self, "id"), get_int (self, "version"));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  take_step (HCRM_IMPORTS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
hcrm_imports_page_submit (HcrmPage *page)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (page);

  if (is_state (self, "ready"))
    take_step (self, "check");
  else if (is_state (self, "checked") || is_state (self, "cancelled"))
    take_step (self, "run");
}

/* --- uploading -------------------------------------------------------------------------------- */

static void
show_upload (HcrmImportsPage *self, gboolean running)
{
  gtk_widget_set_visible (GTK_WIDGET (self->upload_bar), running);
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "imports.choose", !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "imports.stop", running);
  gtk_progress_bar_set_fraction (self->upload_bar, 0);
}

static void
progress_cb (gpointer data, double done)
{
  gtk_progress_bar_set_fraction (HCRM_IMPORTS_PAGE (data)->upload_bar, done);
}

static void
uploaded_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmImportsPage) self = data;
  g_autoptr (GError) error = NULL;
  gint64 id = hcrm_upload_finish (HCRM_API (api), result, &error);

  g_clear_object (&self->upload);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  show_upload (self, FALSE);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    hcrm_page_show_error (HCRM_PAGE (self), error);
  self->select_id = id;
  hcrm_record_list_refresh (self->list);
}

void
hcrm_imports_page_upload (HcrmImportsPage *self, GFile *file)
{
  if (self->upload != NULL)
    return;
  self->upload = g_cancellable_new ();
  show_upload (self, TRUE);
  hcrm_upload_async (hcrm_page_get_api (HCRM_PAGE (self)), "/imports", HCRM_IMPORT_MAX_SIZE, file,
                     is_state (self, "uploading") ? self->record : NULL, progress_cb, self->upload,
                     uploaded_cb, g_object_ref (self));
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    hcrm_imports_page_upload (self, file);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Lists (CSV, Excel)"));
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_filter_add_suffix (filter, "xlsx");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Choose a List"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                      GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (widget);

  if (self->upload != NULL)
    g_cancellable_cancel (self->upload);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer self)
{
  hcrm_imports_page_upload (self, g_value_get_object (value));
  return TRUE;
}

/* --- saving the rows that were not taken ------------------------------------------------------ */

static void
saved_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmImportsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (hcrm_api_download_finish (HCRM_API (api), result, &error))
    hcrm_page_toast (HCRM_PAGE (self), _ ("The file is saved."), NULL, NULL);
  else
    hcrm_page_show_error (HCRM_PAGE (self), error);
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  HcrmImportsPage *self = data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = make_path (self, "/rejects/file");

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    hcrm_api_download_async (hcrm_page_get_api (HCRM_PAGE (self)), path, file, NULL, saved_cb,
                             g_object_ref (self));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (widget);
  g_autofree char *file = g_strdup_printf (_ ("%s, rows not taken.csv"), get (self, "name"));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the Rows That Were Not Taken"),
                                      GTK_WINDOW (gtk_widget_get_root (widget)),
                                      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_imports_page_refresh (HcrmPage *page)
{
  hcrm_record_list_refresh (HCRM_IMPORTS_PAGE (page)->list);
}

static void
hcrm_imports_page_create (HcrmPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "imports.choose", NULL);
}

static void
hcrm_imports_page_constructed (GObject *object)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (object);
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  G_OBJECT_CLASS (hcrm_imports_page_parent_class)->constructed (object);
  hcrm_record_list_setup (self->list, hcrm_page_get_session (HCRM_PAGE (self)), &list_info);
  hcrm_form_setup (self->form, &hcrm_import_fields, choices);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  show_upload (self, FALSE);
}

static void
hcrm_imports_page_dispose (GObject *object)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (object);

  if (self->upload != NULL)
    g_cancellable_cancel (self->upload);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->preview_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_imports_page_parent_class)->dispose (object);
}

static void
hcrm_imports_page_finalize (GObject *object)
{
  HcrmImportsPage *self = HCRM_IMPORTS_PAGE (object);

  g_clear_object (&self->record);
  g_clear_object (&self->upload);
  g_clear_object (&self->asked);
  g_free (self->step);
  g_free (self->asked_step);
  G_OBJECT_CLASS (hcrm_imports_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, upload_bar);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, stop);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, choose);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, detail);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, state);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, facts);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, counts);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, warning);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, plan);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, sheet_row);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, sheets);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, form);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, mapping);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, rest);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, rest_title);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, save);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, HcrmImportsPage, steps);
  gtk_widget_class_bind_template_callback (widget_class, show_selected);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_cb);
  gtk_widget_class_bind_template_callback (widget_class, sheet_cb);
}

static void
hcrm_imports_page_class_init (HcrmImportsPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "Ctrl N", N_ ("choose a list") },
                                         { "Ctrl Enter", N_ ("check, then import") }, { NULL } };
  static const char *const watches[] = { "import", NULL };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);

  g_type_ensure (HCRM_TYPE_RECORD_LIST);
  g_type_ensure (HCRM_TYPE_FORM);
  g_type_ensure (HCRM_TYPE_IMPORT_MAPPING);
  G_OBJECT_CLASS (klass)->constructed = hcrm_imports_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_imports_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_imports_page_finalize;
  page_class->refresh = hcrm_imports_page_refresh;
  page_class->create = hcrm_imports_page_create;
  page_class->submit = hcrm_imports_page_submit;
  page_class->hints = hints;
  page_class->watches = watches;
  page_class->help =
      N_ ("A list of patients or discharges from elsewhere: CSV or an Excel workbook with one row "
          "for each patient or visit. Say what each column is; the first rows show what would be "
          "taken. Checking goes through all rows and writes nothing.\n\n"
          "Rows that cannot be taken are saved as a file with the reasons: correct them there and "
          "import that file. An import can be undone; what somebody has worked on since stays.");
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patients/hcrm-imports-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "imports.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "imports.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "imports.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "imports.step", "s", step_action);
}

static void
hcrm_imports_page_init (HcrmImportsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
