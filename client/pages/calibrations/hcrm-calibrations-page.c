/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calibration sessions: begun, cancelled, and compared. */

#include "hcrm-calibrations-page.h"

#include <glib/gi18n.h>

#include "hcrm-calibration-session.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

struct _HcrmCalibrationsPage {
  HcrmAdminPage parent_instance;

  GtkWidget *setup; /* what a new one takes */
  HcrmForm *form;
  HcrmRowsEditor *recordings;
  HcrmRowsEditor *reviewers;
  GtkLabel *error;
  HcrmCalibrationSession *session;
};

G_DEFINE_FINAL_TYPE (HcrmCalibrationsPage, hcrm_calibrations_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *session, const char **pill)
{
  return hcrm_column_text_state (session, &hcrm_calibration_workflow, pill);
}

static char *
make_progress (HcrmRecord *session, const char **pill)
{
  return g_strdup_printf (_ ("%d of %d"), (int) hcrm_record_get_int (session, "submitted"),
                             (int) hcrm_record_get_int (session, "wanted"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       NULL, 160, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "state",      NULL, 124, HCRM_CELL_PILL,   0, make_state, N_("Being scored") },
  { "submitted",  NULL,  84, HCRM_CELL_NUMBER, 0, make_progress, .exports = "submitted wanted" },
  { "due_on",     NULL,  92, HCRM_CELL_DATE,   0, .leaves = 2 },
  { "created_at", NULL, 112, HCRM_CELL_TIME,   HCRM_COLUMN_SORT, .leaves = 1 },
  { "scorecard",  NULL, 120, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "created_by", NULL, 100, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
};

static const HcrmListInfo list_info = {
  .name = "calibrations",
  .path = "/calibrations",
  .set = &hcrm_calibration_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-created_at",
  .title = N_("Calibration"),
  .empty = N_("There is no session yet. Ctrl+N begins one: several reviewers score the same recordings."),
};

static const char *const filters[] = { "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/calibrations",
  .entity = "calibration",
  .title = N_("Calibration"),
  .query = &hcrm_calibration_query,
  .filters = filters,
  .create = N_("New Session"),
  .edit = HCRM_PERM_REVIEW_MANAGE,
  .flow = &hcrm_calibration_workflow,
  .width = 640,
};

static const HcrmField form_fields[] = {
  { "name",         HCRM_KIND_TEXT, N_("Name"),      HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "scorecard_id", HCRM_KIND_CODE, N_("Scorecard"), HCRM_FIELD_REQUIRED },
  { "due_on",       HCRM_KIND_DATE, N_("Due on"),    0 },
};
static const HcrmFieldSet form_set = { "calibration", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmField row_fields[] = {
  { "id", HCRM_KIND_CODE, N_("Number"), HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet row_set = { "rows", row_fields, G_N_ELEMENTS (row_fields) };

static const HcrmRowsColumn recording_columns[] = {
  { { "id", HCRM_KIND_CODE, N_("Recording"), HCRM_FIELD_REQUIRED }, .expand = TRUE },
};
static const HcrmRowsColumn reviewer_columns[] = {
  { { "id", HCRM_KIND_CODE, N_("Reviewer"), HCRM_FIELD_REQUIRED }, .expand = TRUE },
};
/* clang-format on */

/* --- what can be chosen ----------------------------------------------------------------------- */

static void
scorecards_cb (gpointer data, JsonNode *reply)
{
  hcrm_choices_fill_form (HCRM_CALIBRATIONS_PAGE (data)->form, "scorecard_id", NULL, reply);
}

static JsonArray *
get_items (JsonNode *reply)
{
  JsonObject *object = json_node_get_object (reply);

  return json_object_get_array_member (object, "items");
}

/* Gives the rows what a list has, by numbers. */
static void
fill_rows (HcrmRowsEditor *editor, JsonNode *reply, char *(*name) (JsonObject *item))
{
  JsonArray *items = get_items (reply);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    g_autofree char *id =
        g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (item, "id"));
    g_autofree char *label = name (item);

    g_strv_builder_add (values, id);
    g_strv_builder_add (labels, label);
  }
  g_auto (GStrv) ids = g_strv_builder_end (values);
  g_auto (GStrv) names = g_strv_builder_end (labels);
  hcrm_rows_editor_set_choices (editor, "id", (const char *const *) ids,
                                (const char *const *) names);
}

static char *
name_recording (JsonObject *item)
{
  g_autofree char *at = hcrm_text_time (hcrm_text_member (item, "started_at"));
  g_autofree char *length =
      hcrm_talk_dup_time (json_object_get_int_member_with_default (item, "duration_ms", 0), FALSE);

  return hcrm_text_join (at, hcrm_text_member (item, "agent"), hcrm_text_member (item, "patient"),
                         length, NULL);
}

static char *
name_reviewer (JsonObject *item)
{
  g_autofree char *open =
      g_strdup_printf (_ ("%d in hand"),
                          (int) json_object_get_int_member_with_default (item, "open", 0));

  return hcrm_text_join (hcrm_text_member (item, "name"), open, NULL);
}

static void
recordings_cb (gpointer data, JsonNode *reply)
{
  fill_rows (HCRM_CALIBRATIONS_PAGE (data)->recordings, reply, name_recording);
}

static void
reviewers_cb (gpointer data, JsonNode *reply)
{
  fill_rows (HCRM_CALIBRATIONS_PAGE (data)->reviewers, reply, name_reviewer);
}

static void
ask_choices (HcrmCalibrationsPage *self)
{
  HcrmPage *page = HCRM_PAGE (self);

  if (!hcrm_page_may (page, HCRM_PERM_REVIEW_MANAGE))
    return;
  hcrm_page_call_list (page, "/scorecards?state=published&limit=200", scorecards_cb);
  hcrm_page_call (page, "GET", "/reviewers", NULL, reviewers_cb);
  hcrm_page_call (page, "GET", "/recordings?state=ready&sort=-started_at&limit=200", NULL,
                  recordings_cb);
}

/* --- what is sent ----------------------------------------------------------------------------- */

static void
add_ids (JsonObject *body, const char *name, HcrmRowsEditor *editor)
{
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (editor);
  JsonArray *from = json_node_get_array (rows), *ids = json_array_new ();

  for (guint i = 0; i < json_array_get_length (from); i++) {
    JsonNode *id = json_object_get_member (json_array_get_object_element (from, i), "id");

    if (id == NULL || json_node_is_null (id))
      continue;
    json_array_add_int_element (ids, json_node_get_value_type (id) == G_TYPE_STRING
                                         ? g_ascii_strtoll (json_node_get_string (id), NULL, 10)
                                         : json_node_get_int (id));
  }
  json_object_set_array_member (body, name, ids);
}

static JsonNode *
hcrm_calibrations_page_dup_body (HcrmAdminPage *page)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  const char *card = hcrm_record_get (fields, "scorecard_id");

  if (card != NULL)
    json_object_set_int_member (object, "scorecard_id", g_ascii_strtoll (card, NULL, 10));
  add_ids (object, "recordings", self->recordings);
  add_ids (object, "reviewers", self->reviewers);
  return json_node_init_object (json_node_alloc (), object);
}

static void
take_ids (HcrmRowsEditor *editor, JsonObject *body, const char *name)
{
  g_autoptr (JsonNode) rows = json_node_init_array (json_node_alloc (), NULL);
  JsonArray *array = json_array_new ();
  JsonNode *ids = json_object_get_member (body, name);

  for (guint i = 0; ids != NULL && JSON_NODE_HOLDS_ARRAY (ids)
                    && i < json_array_get_length (json_node_get_array (ids));
       i++) {
    JsonObject *row = json_object_new ();
    g_autofree char *id =
        g_strdup_printf ("%" G_GINT64_FORMAT,
                         json_array_get_int_element (json_node_get_array (ids), i));

    json_object_set_string_member (row, "id", id);
    json_array_add_object_element (array, row);
  }
  json_node_take_array (rows, array);
  hcrm_rows_editor_take_json (editor, rows);
}

static void
hcrm_calibrations_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (page);

  hcrm_form_take_draft (self->form, body);
  take_ids (self->recordings, json_node_get_object (body), "recordings");
  take_ids (self->reviewers, json_node_get_object (body), "reviewers");
}

static void
show_error (HcrmCalibrationsPage *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
}

static gboolean
hcrm_calibrations_page_check (HcrmAdminPage *page)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (page);
  gboolean recordings = hcrm_rows_editor_check (self->recordings);
  gboolean reviewers = hcrm_rows_editor_check (self->reviewers);
  const char *few =
      hcrm_rows_editor_get_n (self->reviewers) < 2 ? _ ("Choose two reviewers or more")
                                                   : hcrm_rows_editor_get_n (self->recordings) < 1
      ? _ ("Choose a recording")
      : NULL;

  show_error (self, few);
  return hcrm_form_check (self->form) && recordings && reviewers && few == NULL;
}

static gboolean
hcrm_calibrations_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (page);

  if (hcrm_form_show_error (self->form, field, message))
    return TRUE;
  show_error (self, message);
  return g_str_equal (field, "reviewers") || g_str_equal (field, "recordings")
         || g_str_equal (field, "reviewer_id");
}

/* --- the right side --------------------------------------------------------------------------- */

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *session)
{
  return session == NULL;
}

static char *
describe (HcrmRecord *session)
{
  int n = (int) hcrm_record_get_int (session, "recordings");
  int who = (int) hcrm_record_get_int (session, "reviewers");
  g_autofree char *recordings = g_strdup_printf (ngettext ("%d recording", "%d recordings", n), n);
  g_autofree char *reviewers = g_strdup_printf (ngettext ("%d reviewer", "%d reviewers", who), who);
  g_autofree char *day = hcrm_text_date (hcrm_record_get (session, "due_on"));
  g_autofree char *due = hcrm_text_named (_ ("due %s"), day);

  return hcrm_text_join (hcrm_text_field (session, "scorecard"), recordings, reviewers, due,
                         hcrm_text_field (session, "created_by"), NULL);
}

static void
show (HcrmAdminPage *page, HcrmRecord *session)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (page);

  gtk_widget_set_visible (gtk_widget_get_parent (self->setup), session == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->session), session != NULL);
  hcrm_calibration_session_load (self->session,
                                 session != NULL ? hcrm_record_get_int (session, "id") : 0);
  if (session != NULL)
    return;
  show_error (self, NULL);
  hcrm_form_set_record (self->form, NULL);
  hcrm_rows_editor_set_rows (self->recordings, NULL);
  hcrm_rows_editor_set_rows (self->reviewers, NULL);
  ask_choices (self);
}

static char *
dup_question (HcrmAdminPage *page, const char *action)
{
  return g_strdup (_ ("What was not submitted yet is passed over. What was submitted stays with its reviewer, and nothing "
                      "is compared."));
}

static void
changed_cb (HcrmCalibrationsPage *self)
{
  show_error (self, NULL);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *page;
  gint64 id;

  g_variant_get (target, "(&sx)", &page, &id);
  hcrm_page_open_id (HCRM_PAGE (widget), page, id);
}

/* --- the page --------------------------------------------------------------------------------- */

static HcrmRowsEditor *
add_rows (HcrmCalibrationsPage *self,
          const char *title,
          const HcrmRowsColumn *rows,
          guint n_rows,
          const char *add)
{
  GtkWidget *editor =
      hcrm_rows_editor_new (hcrm_page_get_api (HCRM_PAGE (self)), &row_set, rows, n_rows, add);

  gtk_box_append (GTK_BOX (self->setup), hcrm_wrapped_label_new (title, "section"));
  gtk_box_append (GTK_BOX (self->setup), editor);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (changed_cb), self);
  return HCRM_ROWS_EDITOR (editor);
}

static void
add_setup (HcrmCalibrationsPage *self)
{
  self->setup = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (changed_cb), self);
  gtk_box_append (GTK_BOX (self->setup), GTK_WIDGET (self->form));
  self->recordings = add_rows (self, _ ("Recordings, of the newest 200"), recording_columns,
                                        G_N_ELEMENTS (recording_columns), _ ("+ Recording"));
  self->reviewers = add_rows (self, _ ("Reviewers"), reviewer_columns,
                                       G_N_ELEMENTS (reviewer_columns), _ ("+ Reviewer"));
  self->error = GTK_LABEL (hcrm_wrapped_label_new ("", "field-error"));
  gtk_box_append (GTK_BOX (self->setup), GTK_WIDGET (self->error));
  gtk_box_append (GTK_BOX (self->setup),
                  hcrm_wrapped_label_new (_ ("Nobody sees what the others score before all have submitted. "
                                                "Sessions count in no agent's figures."),
                      "caption"));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, self->setup);
}

static void
hcrm_calibrations_page_constructed (GObject *object)
{
  HcrmCalibrationsPage *self = HCRM_CALIBRATIONS_PAGE (object);

  G_OBJECT_CLASS (hcrm_calibrations_page_parent_class)->constructed (object);
  add_setup (self);
  self->session = HCRM_CALIBRATION_SESSION (hcrm_calibration_session_new (HCRM_PAGE (self)));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, GTK_WIDGET (self->session));
  /* It has cards of its own. */
  gtk_widget_remove_css_class (gtk_widget_get_parent (GTK_WIDGET (self->session)), "card");
  gtk_widget_remove_css_class (gtk_widget_get_parent (GTK_WIDGET (self->session)), "pad");
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "calibration", "review", NULL };

  klass->show_field_error = hcrm_calibrations_page_show_field_error;
  klass->watches = watches;
  klass->help =
      N_ ("Several reviewers score the same recordings, so that they come to score alike. Before all of them have submitted, each sees only what is their own; then each item shows what everybody gave, how often two of them agree, and kappa.\n\n"
                    "Enter on one of your own reviews opens it to be scored. Who manages reviews begins a session with Ctrl+N, and may cancel it.");
}

static void
hcrm_calibrations_page_class_init (HcrmCalibrationsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_calibrations_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "calibration.open", "(sx)",
                                   open_action);
  admin->info = &info;
  admin->show = show;
  admin->may_edit = may_edit;
  admin->describe = describe;
  admin->check = hcrm_calibrations_page_check;
  admin->dup_body = hcrm_calibrations_page_dup_body;
  admin->take_body = hcrm_calibrations_page_take_body;
  admin->dup_question = dup_question;
}

static void
hcrm_calibrations_page_init (HcrmCalibrationsPage *self)
{
}
