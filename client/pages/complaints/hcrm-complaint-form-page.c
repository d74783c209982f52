/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a complaint: one column by keyboard, and proposals while one types. */

#include "hcrm-complaint-form-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "model/hcrm-contact.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "complaint"
#define DRAFT_REF "new"
#define PROPOSAL_DELAY 400 /* ms after the last key */

struct _HcrmComplaintFormPage {
  HcrmPage parent_instance;

  GtkBox *column;
  HcrmForm *form;
  HcrmLookupRow *patient;
  HcrmRowsEditor *objects;
  GtkBox *proposals;
  guint timer;
  guint choices; /* lists of codes that have come */
  gboolean busy;
  gboolean filling;
  gint64 taken_id;
  JsonNode *settled; /* (nullable): solution and consent, if it was settled on the spot */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintFormPage, hcrm_complaint_form_page, HCRM_TYPE_PAGE)

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
/* Class and grade are chosen from lists of the server; the rest is as in hcrm_complaint_new. */
static const HcrmField fields[] = {
  { "channel",         HCRM_KIND_CODE, N_("Channel"),         REQ, NULL, 0, 0, hcrm_complaint_channel_choices },
  { "caller_number",   HCRM_KIND_TEXT, N_("Caller's number"), 0, NULL, 0, 40 },
  { "caller_name",     HCRM_KIND_TEXT, N_("Caller"),          0, NULL, 0, 100 },
  { "caller_relation", HCRM_KIND_CODE, N_("Relation"),        0, NULL, 0, 0, hcrm_relation_choices },
  { "matter",          HCRM_KIND_TEXT, N_("Matter"),          REQ | LINES, NULL, 0, 8000 },
  { "wish",            HCRM_KIND_TEXT, N_("What the caller wants"), LINES, NULL, 0, 2000 },
  { "class",           HCRM_KIND_CODE, N_("Class"),           REQ },
  { "grade",           HCRM_KIND_CODE, N_("Grade"),           0 },
  { "incident_on",     HCRM_KIND_DATE, N_("Day it happened"), 0 },
  { "anonymous",       HCRM_KIND_BOOL, N_("Anonymous"),       0 },
  { "minor",           HCRM_KIND_BOOL, N_("The caller is a minor"), 0 },
};
static const HcrmFieldSet set = { "taking", fields, G_N_ELEMENTS (fields) };

static const HcrmRowsColumn object_columns[] = {
  { { "kind", HCRM_KIND_CODE, N_("Whom or what it is about"), REQ, NULL, 0, 0, hcrm_complaint_object_choices }, .initial = "person" },
  { { "service_code", HCRM_KIND_TEXT, N_("Service code"), 0, NULL, 1, 30 } },
  { { "note", HCRM_KIND_TEXT, N_("Note"), 0, NULL, 0, 500 }, .expand = TRUE },
};
/* clang-format on */

static char *
dup_value (HcrmComplaintFormPage *self, const char *field)
{
  char *value = hcrm_input_dup_value (hcrm_form_get_input (self->form, field));

  return value != NULL ? value : g_strdup ("");
}

/* --- what is typed ---------------------------------------------------------------------------- */

static JsonNode *
dup_draft (HcrmComplaintFormPage *self)
{
  JsonObject *object = json_object_new ();
  const char *patient = hcrm_lookup_row_get_value (self->patient);

  json_object_set_member (object, "form", hcrm_form_dup_draft (self->form));
  json_object_set_member (object, "objects", hcrm_rows_editor_dup_json (self->objects));
  if (patient != NULL) {
    json_object_set_string_member (object, "patient_id", patient);
    json_object_set_string_member (object, "patient",
                                   hcrm_lookup_get_label (
                                       hcrm_lookup_row_get_lookup (self->patient)));
  }
  return json_node_init_object (json_node_alloc (), object);
}

static void
lay_draft (HcrmComplaintFormPage *self, JsonNode *node)
{
  JsonObject *draft = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (draft == NULL || !json_object_has_member (draft, "form"))
    return;
  self->filling = TRUE;
  hcrm_form_take_draft (self->form, json_object_get_member (draft, "form"));
  if (json_object_has_member (draft, "objects"))
    hcrm_rows_editor_take_json (self->objects, json_object_get_member (draft, "objects"));
  if (json_object_has_member (draft, "patient_id"))
    hcrm_lookup_row_set (self->patient, json_object_get_string_member (draft, "patient_id"),
                         json_object_get_string_member_with_default (draft, "patient", ""));
  self->filling = FALSE;
}

static void
hcrm_complaint_form_page_take_draft (HcrmPage *page,
                                     const char *kind,
                                     const char *ref,
                                     JsonNode *content)
{
  if (g_str_equal (kind, DRAFT_KIND) && g_str_equal (ref, DRAFT_REF))
    lay_draft (HCRM_COMPLAINT_FORM_PAGE (page), content);
}

static void ask_proposals (HcrmComplaintFormPage *self);

static gboolean
timer_cb (gpointer data)
{
  HcrmComplaintFormPage *self = data;

  self->timer = 0;
  ask_proposals (self);
  return G_SOURCE_REMOVE;
}

/* From the first key. */
static void
changed_cb (HcrmComplaintFormPage *self)
{
  if (self->filling)
    return;
  g_autoptr (JsonNode) draft = dup_draft (self);
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, DRAFT_REF, draft);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (PROPOSAL_DELAY, timer_cb, self);
}

/* --- proposals -------------------------------------------------------------------------------- */

static void
take_value (HcrmComplaintFormPage *self, const char *field, const char *value)
{
  HcrmInput *input = hcrm_form_get_input (self->form, field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (widget);
  const char *field, *value, *label;

  g_variant_get (target, "(&s&s&s)", &field, &value, &label);
  if (g_str_equal (field, "similar")) {
    hcrm_page_open (HCRM_PAGE (self), "complaint", value);
  } else if (g_str_equal (field, "patient_id")) {
    hcrm_lookup_row_set (self->patient, value, label);
    changed_cb (self);
  } else {
    take_value (self, field, value);
  }
}

static void
add_section (HcrmComplaintFormPage *self, const char *title)
{
  GtkWidget *label = hcrm_wrapped_label_new (title, "section");

  gtk_box_append (self->proposals, label);
}

static void
add_proposal (HcrmComplaintFormPage *self,
              const char *field,
              const char *value,
              const char *label,
              const char *words)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), hcrm_wrapped_label_new (words, NULL));
  gtk_widget_add_css_class (button, "outline");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "taking.choose");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sss)", field, value, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_box_append (self->proposals, button);
}

/* What is null has no words. */
static const char *
get_words (JsonObject *item, const char *name)
{
  const char *text = hcrm_text_member (item, name);

  return text != NULL ? text : "";
}

static char *
dup_id (JsonObject *item)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (item, "id"));
}

static void
add_patient (HcrmComplaintFormPage *self, JsonObject *item)
{
  g_autofree char *id = dup_id (item);
  g_autofree char *sex_age =
      hcrm_text_sex_age (get_words (item, "sex"), get_words (item, "birth_date"));
  g_autofree char *words =
      hcrm_text_join (get_words (item, "name"), sex_age, get_words (item, "department"),
                      get_words (item, "contact"), NULL);

  add_proposal (self, "patient_id", id, get_words (item, "name"), words);
}

static char *
join_words (JsonObject *item)
{
  JsonArray *words = json_object_get_array_member (item, "words");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (words, i));
  return g_strdup (text->str);
}

static void
add_class (HcrmComplaintFormPage *self, JsonObject *item)
{
  g_autofree char *because = join_words (item);
  g_autofree char *words = hcrm_text_join (_ ("Class"), get_words (item, "name"), because, NULL);

  add_proposal (self, "class", json_object_get_string_member (item, "code"), "", words);
}

static void
add_similar (HcrmComplaintFormPage *self, JsonObject *item)
{
  g_autofree char *id = dup_id (item);
  g_autofree char *words =
      hcrm_text_join (get_words (item, "number"), get_words (item, "caller_name"),
                      get_words (item, "department"), get_words (item, "matter"), NULL);

  add_proposal (self, "similar", id, "", words);
}

static void
add_grade (HcrmComplaintFormPage *self, JsonObject *proposal)
{
  JsonNode *node = json_object_get_member (proposal, "grade");
  JsonObject *grade =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (grade == NULL)
    return;
  g_autofree char *id = dup_id (grade);
  g_autofree char *because = join_words (grade);
  g_autofree char *words = hcrm_text_join (_ ("Grade"), get_words (grade, "name"), because, NULL);
  add_proposal (self, "grade", id, "", words);
}

static void
add_all (HcrmComplaintFormPage *self,
         JsonObject *proposal,
         const char *member,
         const char *title,
         void (*add) (HcrmComplaintFormPage *self, JsonObject *item))
{
  JsonArray *items = json_object_get_array_member (proposal, member);

  if (items == NULL || json_array_get_length (items) == 0)
    return;
  if (title != NULL)
    add_section (self, title);
  for (guint i = 0; i < json_array_get_length (items); i++)
    add (self, json_array_get_object_element (items, i));
}

static void
proposal_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintFormPage *self = data;
  JsonObject *proposal = json_node_get_object (reply);

  hcrm_clear_box (self->proposals);
  add_all (self, proposal, "similar", _ ("Similar ones that are open"), add_similar);
  add_all (self, proposal, "patients", _ ("Patients with this number"), add_patient);
  add_section (self, _ ("By the words of the matter"));
  add_all (self, proposal, "classes", NULL, add_class);
  add_grade (self, proposal);
}

static void
ask_proposals (HcrmComplaintFormPage *self)
{
  g_autofree char *matter = dup_value (self, "matter");
  g_autofree char *number = dup_value (self, "caller_number");
  const char *patient = hcrm_lookup_row_get_value (self->patient);
  g_autofree char *cut = g_utf8_substring (matter, 0, MIN (g_utf8_strlen (matter, -1), 2000));
  g_autofree char *text = g_uri_escape_string (cut, NULL, FALSE);
  g_autofree char *key = g_uri_escape_string (number, NULL, FALSE);
  g_autofree char *path =
      g_strdup_printf ("/complaints/proposal?text=%s&number=%s%s%s", text, key,
                       patient != NULL ? "&patient_id=" : "", patient != NULL ? patient : "");

  if (*matter != '\0' || *number != '\0')
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = "proposals" },
                    proposal_cb, NULL);
}

/* --- taking it -------------------------------------------------------------------------------- */

static void
finish (HcrmComplaintFormPage *self)
{
  hcrm_page_open_id (HCRM_PAGE (self), "complaint", self->taken_id);
  hcrm_page_close (HCRM_PAGE (self));
}

static gboolean
failed_cb (gpointer data, const GError *error)
{
  HCRM_COMPLAINT_FORM_PAGE (data)->busy = FALSE;
  return FALSE;
}

static void
settled_cb (gpointer data, JsonNode *reply)
{
  finish (data);
}

/* It is taken and could not be closed: its own page has the step again. */
static gboolean
not_settled_cb (gpointer data, const GError *error)
{
  HcrmComplaintFormPage *self = data;

  hcrm_page_show_error (HCRM_PAGE (self), error);
  finish (self);
  return TRUE;
}

static void
taken_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintFormPage *self = data;
  JsonObject *taken = json_node_get_object (reply);

  g_clear_handle_id (&self->timer, g_source_remove);
  self->taken_id = json_object_get_int_member (taken, "id");
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, DRAFT_REF);
  if (self->settled == NULL) {
    finish (self);
    return;
  }
  g_autofree char *path =
      g_strdup_printf ("/complaints/%" G_GINT64_FORMAT "/actions/spot", self->taken_id);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = self->settled,
                                  .version = json_object_get_int_member (taken, "version") },
                  settled_cb, not_settled_cb);
}

static JsonNode *
dup_body (HcrmComplaintFormPage *self)
{
  g_autoptr (HcrmRecord) record = hcrm_form_dup_record (self->form);
  JsonObject *object = hcrm_record_to_json (record);
  const char *grade = hcrm_record_get (record, "grade");
  const char *patient = hcrm_lookup_row_get_value (self->patient);

  json_object_remove_member (object, "grade");
  if (grade != NULL)
    json_object_set_int_member (object, "grade", g_ascii_strtoll (grade, NULL, 10));
  if (patient != NULL)
    json_object_set_int_member (object, "patient_id", g_ascii_strtoll (patient, NULL, 10));
  if (hcrm_rows_editor_get_n (self->objects) > 0)
    json_object_set_member (object, "objects", hcrm_rows_editor_dup_json (self->objects));
  json_object_set_string_member (object, "draft_ref", DRAFT_REF);
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
check (HcrmComplaintFormPage *self)
{
  gboolean well = hcrm_form_check (self->form);

  return hcrm_rows_editor_check (self->objects) && well;
}

static void
take (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) body = dup_body (self);

  self->busy = TRUE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = "/complaints", .body = body }, taken_cb,
                  failed_cb);
}

static void
hcrm_complaint_form_page_submit (HcrmPage *page)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);

  if (self->busy || !check (self))
    return;
  g_clear_pointer (&self->settled, json_node_unref);
  take (self);
}

static void
consent_cb (gpointer data, HcrmRecord *record)
{
  HcrmComplaintFormPage *self = data;

  if (self->busy)
    return;
  g_clear_pointer (&self->settled, json_node_unref);
  self->settled = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (self->settled, hcrm_record_to_json (record));
  take (self);
}

static void
spot_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (widget);

  if (!self->busy && check (self))
    hcrm_form_dialog_ask (
        HCRM_PAGE (self),
        &(HcrmFormQuestion){
            .heading = _ ("Settled on the Spot"),
                          .body =
                              _ ("It is closed at once; only with the caller's consent."),
                                 .label = _ ("Settled on the Spot"), .set = &hcrm_complaint_spot },
                          consent_cb);
}

static void
take_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_complaint_form_page_submit (HCRM_PAGE (widget));
}

static gboolean
hcrm_complaint_form_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);

  if (g_str_equal (field, "patient_id")) {
    hcrm_lookup_row_show_error (self->patient, message);
    return TRUE;
  }
  return hcrm_rows_editor_show_error (self->objects, "objects", field, message)
         || hcrm_form_show_error (self->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

/* A draft is laid over the form once the codes in it have words. */
static void
begin (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, DRAFT_REF);

  if (draft != NULL)
    lay_draft (self, draft);
  hcrm_form_focus (self->form);
}

/* What is typed before the lists come stays: only the choices of its field are filled. */
static void
fill (HcrmComplaintFormPage *self, const char *field, const char *value, JsonNode *reply)
{
  self->filling = TRUE;
  hcrm_choices_fill_input (hcrm_form_get_input (self->form, field), reply, value);
  self->filling = FALSE;
  if (++self->choices == 2)
    begin (self);
}

static void
classes_cb (gpointer data, JsonNode *reply)
{
  fill (data, "class", "code", reply);
}

static void
grades_cb (gpointer data, JsonNode *reply)
{
  fill (data, "grade", "id", reply);
}

/* The lists are read once: a form that is being filled is not filled anew. */
static void
hcrm_complaint_form_page_refresh (HcrmPage *page)
{
  if (HCRM_COMPLAINT_FORM_PAGE (page)->choices > 0)
    return;
  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "GET",
                                  .path = "/complaint-classes?retired=false&limit=200",
                                  .fills = "classes" },
                  classes_cb, NULL);
  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "GET", .path = "/complaint-grades", .fills = "grades" },
                  grades_cb, NULL);
}

static JsonNode *
hcrm_complaint_form_page_save_state (HcrmPage *page)
{
  return dup_draft (HCRM_COMPLAINT_FORM_PAGE (page));
}

static void
hcrm_complaint_form_page_restore_state (HcrmPage *page, JsonNode *state)
{
  lay_draft (HCRM_COMPLAINT_FORM_PAGE (page), state);
}

static void
hcrm_complaint_form_page_constructed (GObject *object)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (object);
  HcrmApi *api = NULL;

  G_OBJECT_CLASS (hcrm_complaint_form_page_parent_class)->constructed (object);
  api = hcrm_page_get_api (HCRM_PAGE (self));
  hcrm_form_setup (self->form, &set, NULL);
  g_autoptr (HcrmRecord) first = hcrm_record_new (&set);
  hcrm_record_set (first, "channel", "phone");
  hcrm_form_set_record (self->form, first);
  self->patient =
      HCRM_LOOKUP_ROW (hcrm_lookup_row_new (api, &hcrm_lookup_patient, _ ("Patient"), FALSE));
  self->objects = HCRM_ROWS_EDITOR (
      hcrm_rows_editor_new (api, &hcrm_complaint_object_fields, object_columns,
                            G_N_ELEMENTS (object_columns), _ ("Add Whom or What It Is About")));
  gtk_box_append (self->column, GTK_WIDGET (self->patient));
  gtk_box_append (self->column, GTK_WIDGET (self->objects));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->patient, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->objects, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
hcrm_complaint_form_page_dispose (GObject *object)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->settled, json_node_unref);
  G_OBJECT_CLASS (hcrm_complaint_form_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = {
    { "Tab", N_ ("next field") },
      { "Ctrl Enter", N_ ("take the complaint") }, { NULL },
    };

  klass->refresh = hcrm_complaint_form_page_refresh;
  klass->submit = hcrm_complaint_form_page_submit;
  klass->save_state = hcrm_complaint_form_page_save_state;
  klass->restore_state = hcrm_complaint_form_page_restore_state;
  klass->take_draft = hcrm_complaint_form_page_take_draft;
  klass->show_field_error = hcrm_complaint_form_page_show_field_error;
  klass->hints = hints;
  klass->help =
      N_ ("A complaint is taken here while the caller speaks. What is typed is kept from the first key.\n\n"
                    "To the right stands what fits: patients with the caller's number, class and grade by the words of the matter, and open complaints that are similar.\n\n"
                    "Without a grade it is graded by the words. The clock runs from the moment it is taken. What is settled on the spot is closed at once, with the caller's consent.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintFormPage, child)

static void
hcrm_complaint_form_page_class_init (HcrmComplaintFormPageClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->constructed = hcrm_complaint_form_page_constructed;
  G_OBJECT_CLASS (type)->dispose = hcrm_complaint_form_page_dispose;
  describe_page (HCRM_PAGE_CLASS (type));
  g_type_ensure (HCRM_TYPE_FORM);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-form-page.ui");
  BIND (column);
  BIND (form);
  BIND (proposals);
  gtk_widget_class_install_action (klass, "taking.choose", "(sss)", choose_action);
  gtk_widget_class_install_action (klass, "taking.take", NULL, take_action);
  gtk_widget_class_install_action (klass, "taking.spot", NULL, spot_action);
}

static void
hcrm_complaint_form_page_init (HcrmComplaintFormPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
