/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates of follow-up plans: drafts are edited, published ones revised. */

#include "hcrm-templates-page.h"

#include "core/hcrm-language.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-codes.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-text.h"

struct _HcrmTemplatesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  HcrmRowsEditor *steps;
  GtkWidget *preview_card;
  GtkLabel *preview_title;
  HcrmQuestionnaireForm *preview;
  GtkBox *questionnaires; /* a button for each of the steps' questionnaires */
};

G_DEFINE_FINAL_TYPE (HcrmTemplatesPage, hcrm_templates_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *template, const char **pill)
{
  return hcrm_column_text_state (template, &hcrm_followup_template_workflow, pill);
}

/* 7·15·30 */
static char *
make_days (HcrmRecord *template, const char **pill)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (template, "steps");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "·" : "",
                            hcrm_record_get (rows->pdata[i], "offset_days"));
  return g_string_free (text, FALSE);
}

static char *
make_codes (HcrmRecord *template, const char **pill)
{
  return hcrm_codes_join (hcrm_record_get (template, "icd10"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Template"), 180, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "code",       NULL,           120, HCRM_CELL_TEXT,   0, .leaves = 3 },
  { "revision",   NULL,            60, HCRM_CELL_NUMBER, 0, .leaves = 2 },
  { "state",      NULL,           100, HCRM_CELL_PILL,   0, make_state },
  { "icd10",      NULL,           100, HCRM_CELL_TEXT,   0, make_codes, .leaves = 1 },
  { "steps",      N_("Days"),     110, HCRM_CELL_TEXT,   0, make_days, .leaves = 4 },
  { "department", NULL,           120, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
};

/* What is typed; the codes of the diagnoses are one line, the department is one of a list. */
static const HcrmField form_fields[] = {
  { "code",          HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name",          HCRM_KIND_TEXT, N_("Template name"),         HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "icd10",         HCRM_KIND_TEXT, N_("Diagnoses (ICD-10, beginnings)"), 0, NULL, 0, 500 },
  { "department_id", HCRM_KIND_CODE, N_("Department"),   0 },
};
static const HcrmFieldSet form_set = { "template", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmLookupInfo questionnaire_lookup = {
  "/questionnaires", "url", "title", { "version_tag" }, N_("Title of a questionnaire"),
};

static const HcrmRowsColumn step_columns[] = {
  { { "offset_days", HCRM_KIND_INT,  N_("Days after discharge"), HCRM_FIELD_REQUIRED }, .line = 0 },
  { { "window_days", HCRM_KIND_INT,  N_("Window (days)"),  0 }, .line = 0, .expand = TRUE, .initial = "3" },
  { { "owner",       HCRM_KIND_CODE, N_("Carried out by"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_owner_choices },
    .line = 1, .expand = TRUE, .initial = "centre" },
  { { "channel",     HCRM_KIND_CODE, N_("Channel"),        HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_channel_choices },
    .line = 1, .expand = TRUE, .initial = "phone" },
  { { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), 0 }, &questionnaire_lookup, "questionnaire",
    .line = 2, .expand = TRUE },
  { { "script_code", HCRM_KIND_CODE, N_("Script"), 0 }, .line = 3, .expand = TRUE },
};
/* clang-format on */

/* clang-format off */
static const HcrmListInfo list_info = {
  .name = "templates",
  .path = "/followup-templates",
  .set = &hcrm_followup_template_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "name",
  .title = N_("Plan templates"),
  .empty = N_("No template fits these conditions."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/followup-templates",
  .entity = "followup_template",
  .title = N_("Plan templates"),
  .query = &hcrm_followup_template_query,
  .filters = filters,
  .create = N_("New Template"),
  .edit = HCRM_PERM_TEMPLATE_EDIT,
  .flow = &hcrm_followup_template_workflow,
  .width = 460,
};
/* clang-format on */

/* --- questionnaires of the steps -------------------------------------------------------------- */

static void
questionnaire_cb (gpointer data, JsonNode *reply)
{
  HcrmTemplatesPage *self = data;
  const char *resource = json_object_get_string_member (json_node_get_object (reply), "resource");
  g_autoptr (HcrmQuestionnaire) questionnaire =
      hcrm_questionnaire_new_from_json (resource, -1, NULL);
  const char *language = hcrm_language_get ();

  if (questionnaire == NULL)
    return;
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  gtk_label_set_text (self->preview_title, hcrm_questionnaire_get_title (questionnaire, language));
  hcrm_questionnaire_form_set_response (self->preview, response, NULL, language);
  hcrm_questionnaire_form_set_read_only (self->preview, TRUE);
  gtk_widget_set_visible (self->preview_card, TRUE);
}

static void
found_cb (gpointer data, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  if (json_array_get_length (items) == 0)
    return;
  gint64 id = json_object_get_int_member (json_array_get_object_element (items, 0), "id");
  g_autofree char *path = g_strdup_printf ("/questionnaires/%" G_GINT64_FORMAT, id);
  hcrm_page_call (HCRM_PAGE (data), "GET", path, NULL, questionnaire_cb);
}

static void
preview_action (GtkWidget *widget, const char *name, GVariant *title)
{
  g_autofree char *path = hcrm_api_query ("/questionnaires", "q",
                                          g_variant_get_string (title, NULL), "limit", "1", NULL);

  hcrm_page_call (HCRM_PAGE (widget), "GET", path, NULL, found_cb);
}

static void
add_questionnaire (HcrmTemplatesPage *self, HcrmRecord *step, GHashTable *seen)
{
  const char *title = hcrm_record_get (step, "questionnaire");

  if (title == NULL || !g_hash_table_add (seen, g_strdup (title)))
    return;
  GtkWidget *button = gtk_button_new_with_label (hcrm_text_field (step, "questionnaire"));
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "templates.preview");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", title);
  gtk_box_append (self->questionnaires, button);
}

static void
show_questionnaires (HcrmTemplatesPage *self, GPtrArray *steps)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  hcrm_clear_box (self->questionnaires);
  if (hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_QUESTIONNAIRE_READ))
    for (guint i = 0; steps != NULL && i < steps->len; i++)
      add_questionnaire (self, steps->pdata[i], seen);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->questionnaires)),
                          g_hash_table_size (seen) > 0);
  gtk_widget_set_visible (self->preview_card, FALSE);
  hcrm_questionnaire_form_set_response (self->preview, NULL, NULL, "en");
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *template)
{
  g_autofree char *revision =
      g_strdup_printf (_ ("Revision %s"), hcrm_record_get (template, "revision"));
  g_autofree char *days = make_days (template, NULL);

  return hcrm_text_join (hcrm_record_get (template, "code"), revision,
                         hcrm_text_field (template, "department"), days, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *template)
{
  return g_strcmp0 (hcrm_record_get (template, "state"), "draft") == 0;
}

static void
hcrm_templates_page_show (HcrmAdminPage *page, HcrmRecord *template)
{
  static const char *const names[] = { "code", "name", "name_en", "department_id" };
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);
  g_autoptr (GPtrArray) steps = template != NULL ? hcrm_record_get_rows (template, "steps") : NULL;
  g_autofree char *codes = template != NULL ? make_codes (template, NULL) : NULL;

  for (guint i = 0; template != NULL && i < G_N_ELEMENTS (names); i++)
    hcrm_record_set (fields, names[i], hcrm_record_get (template, names[i]));
  hcrm_record_set (fields, "icd10", codes);
  hcrm_form_set_record (self->form, fields);
  hcrm_rows_editor_set_rows (self->steps, steps);
  show_questionnaires (self, steps);
}

static void
hcrm_templates_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->form), editable);
  hcrm_rows_editor_set_editable (self->steps, editable);
}

static gboolean
hcrm_templates_page_check (HcrmAdminPage *page)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);
  gboolean steps = hcrm_rows_editor_check (self->steps);

  return hcrm_form_check (self->form) && steps;
}

static JsonNode *
hcrm_templates_page_dup_body (HcrmAdminPage *page)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  const char *department = hcrm_record_get (fields, "department_id");
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  json_object_set_array_member (object, "icd10",
                                hcrm_codes_split (hcrm_record_get (fields, "icd10")));
  if (department != NULL)
    json_object_set_int_member (object, "department_id", g_ascii_strtoll (department, NULL, 10));
  json_object_set_member (object, "steps", hcrm_rows_editor_dup_json (self->steps));
  return json_node_init_object (json_node_alloc (), object);
}

/* A draft is what would be sent: read as a template, it is shown as one. */
static void
hcrm_templates_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);
  g_autoptr (HcrmRecord) draft = hcrm_record_new (&hcrm_followup_template_fields);

  hcrm_record_read_json (draft, json_node_get_object (body), TRUE, NULL);
  g_autofree char *codes = make_codes (draft, NULL);
  json_object_set_string_member (json_node_get_object (body), "icd10", codes != NULL ? codes : "");
  hcrm_form_take_draft (self->form, body);
  hcrm_rows_editor_take_json (self->steps,
                              json_object_get_member (json_node_get_object (body), "steps"));
}

/* A revision is a new draft: go there. */
static void
hcrm_templates_page_stepped (HcrmAdminPage *page, const char *action, JsonNode *reply)
{
  if (g_strcmp0 (action, "revise") == 0 && reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    hcrm_admin_page_select (page,
                            json_object_get_int_member_with_default (json_node_get_object (reply),
                                                                     "id", 0));
}

static gboolean
hcrm_templates_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (page);

  return hcrm_rows_editor_show_error (self->steps, "steps", field, message)
         || hcrm_form_show_error (self->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
scripts_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill (HCRM_TEMPLATES_PAGE (page)->steps, "script_code", reply, "code");
}

static void
departments_cb (gpointer data, JsonNode *reply)
{
  hcrm_choices_fill_form (HCRM_TEMPLATES_PAGE (data)->form, "department_id",
                          hcrm_admin_page_get_record (data), reply);
}

static void
add_preview (HcrmTemplatesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->questionnaires = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->preview_title = GTK_LABEL (gtk_label_new (NULL));
  self->preview = HCRM_QUESTIONNAIRE_FORM (hcrm_questionnaire_form_new ());
  gtk_label_set_wrap (self->preview_title, TRUE);
  gtk_label_set_xalign (self->preview_title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->preview_title), "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview_title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("See the questionnaires"),
                                                  GTK_WIDGET (self->questionnaires));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  self->preview_card = gtk_widget_get_parent (box);
}

static void
hcrm_templates_page_constructed (GObject *object)
{
  HcrmTemplatesPage *self = HCRM_TEMPLATES_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_templates_page_parent_class)->constructed (object);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  self->steps = HCRM_ROWS_EDITOR (hcrm_rows_editor_new (hcrm_page_get_api (page),
                                                        &hcrm_followup_step_fields, step_columns,
                                                        G_N_ELEMENTS (step_columns), _ ("+ Step")));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, GTK_WIDGET (self->form));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("Steps"), GTK_WIDGET (self->steps));
  add_preview (self);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->steps, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  if (hcrm_page_may (page, HCRM_PERM_QUESTIONNAIRE_READ))
    hcrm_page_call_list (page, "/scripts?limit=200", scripts_cb);
  if (hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

static void
hcrm_templates_page_class_init (HcrmTemplatesPageClass *klass)
{
  static const char *const watches[] = { "followup_template", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_templates_page_constructed;
  page->show_field_error = hcrm_templates_page_show_field_error;
  page->watches = watches;
  page->help =
      N_ ("Which follow-up a diagnosis usually gets: on which days after discharge, by whom, "
                   "with which questionnaire.\n\nA draft is edited and published. A published "
                   "template never changes: it is revised as a new draft, and running plans keep "
                   "what they began with. Steps are put in the order of their days.");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "templates.preview", "s",
                                   preview_action);
  admin->info = &info;
  admin->show = hcrm_templates_page_show;
  admin->describe = describe;
  admin->may_edit = may_edit;
  admin->check = hcrm_templates_page_check;
  admin->dup_body = hcrm_templates_page_dup_body;
  admin->take_body = hcrm_templates_page_take_body;
  admin->set_editable = hcrm_templates_page_set_editable;
  admin->stepped = hcrm_templates_page_stepped;
}

static void
hcrm_templates_page_init (HcrmTemplatesPage *self)
{
}
