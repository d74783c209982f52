/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies: arms, visits, forms and their versions, starting and locking, and the data as files. */

#include "hcrm-studies-page.h"

#include "hcrm-study-export.h"
#include "model/hcrm-study.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

struct _HcrmStudiesPage {
  HcrmAdminFormPage parent_instance;

  GtkBox *versions;
  GtkWidget *data; /* the buttons that show and export it */
  gint64 newer;    /* the questionnaire that is to be adopted */
};

G_DEFINE_FINAL_TYPE (HcrmStudiesPage, hcrm_studies_page, HCRM_TYPE_ADMIN_FORM_PAGE)

static char *
make_state (HcrmRecord *record, const char **pill)
{
  return hcrm_column_text_state (record, &hcrm_study_workflow, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "code",      NULL,        100, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT },
  { "name",      NULL,        200, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "state",     NULL,        100, HCRM_CELL_PILL,   0, make_state },
  { "subjects",  NULL,         80, HCRM_CELL_NUMBER, 0 },
  { "consented", NULL,         80, HCRM_CELL_NUMBER, 0, .leaves = 2 },
  { "queries",   NULL,         80, HCRM_CELL_NUMBER, 0, .leaves = 1 },
};

static const HcrmField form_fields[] = {
  { "code",          HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 2, 20 },
  { "name",          HCRM_KIND_TEXT, N_("Study"),        HCRM_FIELD_REQUIRED, NULL, 1, 200 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "department_id", HCRM_KIND_CODE, N_("Department"),   0 },
  { "register_id",   HCRM_KIND_CODE, N_("Register"),     0 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         HCRM_FIELD_MULTILINE, NULL, 0, 2000 },
};
static const HcrmFieldSet form_set = { "study", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmLookupInfo questionnaire_lookup = {
  "/questionnaires?state=published", "url", "title", { "version_tag" }, N_("Title of a questionnaire"),
};

static const HcrmRowsColumn arm_columns[] = {
  { { "code", HCRM_KIND_TEXT, N_("Code"), HCRM_FIELD_REQUIRED }, .line = 0 },
  { { "name", HCRM_KIND_TEXT, N_("Name"), HCRM_FIELD_REQUIRED }, .line = 0, .expand = TRUE },
};

static const HcrmRowsColumn visit_columns[] = {
  { { "code",        HCRM_KIND_TEXT, N_("Code"),        HCRM_FIELD_REQUIRED }, .line = 0 },
  { { "name",        HCRM_KIND_TEXT, N_("Name"),        HCRM_FIELD_REQUIRED }, .line = 0, .expand = TRUE },
  { { "day",         HCRM_KIND_INT,  N_("Study day"),   HCRM_FIELD_REQUIRED }, .line = 1, .expand = TRUE },
  { { "days_before", HCRM_KIND_INT,  N_("Days before"), 0 }, .line = 1, .expand = TRUE, .initial = "3" },
  { { "days_after",  HCRM_KIND_INT,  N_("Days after"),  0 }, .line = 1, .expand = TRUE, .initial = "3" },
};

static const HcrmRowsColumn form_columns[] = {
  { { "visit",             HCRM_KIND_TEXT, N_("Study visit"),   HCRM_FIELD_REQUIRED }, .line = 0 },
  { { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), HCRM_FIELD_REQUIRED }, &questionnaire_lookup, "questionnaire",
    .line = 0, .expand = TRUE },
};

static const HcrmField adopt_fields[] = {
  { "applies_from", HCRM_KIND_DATE, N_("Applies from"), HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet adopt_set = { "adopt", adopt_fields, G_N_ELEMENTS (adopt_fields) };

static const HcrmListInfo list_info = {
  .name = "studies",
  .path = "/studies",
  .set = &hcrm_study_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Studies"),
  .empty = N_("There is no study yet. Ctrl+N describes one: visits, and the forms of each."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/studies",
  .entity = "study",
  .title = N_("Studies"),
  .query = &hcrm_study_query,
  .filters = filters,
  .create = N_("New Study"),
  .edit = HCRM_PERM_STUDY_EDIT,
  .flow = &hcrm_study_workflow,
  .width = 480,
};
/* clang-format on */

/* --- versions of the forms -------------------------------------------------------------------- */

static GtkWidget *
new_version (JsonObject *version, gboolean may_adopt)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  JsonNode *from = json_object_get_member (version, "applies_from");
  g_autofree char *date = from != NULL && !json_node_is_null (from)
                              ? hcrm_text_date (json_node_get_string (from))
                              : NULL;
  g_autofree char *day =
      date != NULL ? g_strdup_printf (_ ("from %s on"), date) : g_strdup (_ ("from the beginning"));
  g_autofree char *tag =
      g_strdup_printf (_ ("version %s"), hcrm_text_member (version, "version_tag"));
  g_autofree char *words = hcrm_text_join (hcrm_text_member (version, "title"), tag, day, NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);
  JsonNode *newer = json_object_get_member (version, "newer");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  if (may_adopt && newer != NULL && !json_node_is_null (newer)) {
    GtkWidget *button = gtk_button_new_with_label (_ ("Use the New Version…"));
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "studies.adopt");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", json_node_get_int (newer));
    gtk_box_append (GTK_BOX (row), button);
  }
  return row;
}

static void
show_versions (HcrmStudiesPage *self, HcrmRecord *study)
{
  const char *text = study != NULL ? hcrm_record_get (study, "versions") : NULL;
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;
  gboolean may = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_STUDY_EDIT) && study != NULL
                 && g_strcmp0 (hcrm_record_get (study, "state"), "running") == 0;

  hcrm_clear_box (self->versions);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    gtk_box_append (self->versions, new_version (json_array_get_object_element (array, i), may));
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->versions)),
                          array != NULL && json_array_get_length (array) > 0);
}

static void
send_with_study (HcrmStudiesPage *self, const char *action, JsonObject *object)
{
  HcrmRecord *study = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  g_autofree char *path =
      g_strdup_printf ("/studies/%s/actions/%s", hcrm_record_get (study, "id"), action);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = study },
                  NULL, NULL);
}

static void
adopt_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudiesPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  json_object_set_int_member (object, "questionnaire_id", self->newer);
  send_with_study (self, "adopt", object);
}

static void
adopt_action (GtkWidget *widget, const char *name, GVariant *id)
{
  HCRM_STUDIES_PAGE (widget)->newer = g_variant_get_int64 (id);
  hcrm_form_dialog_ask (
      HCRM_PAGE (widget),
      &(HcrmFormQuestion){
          .heading = _ ("Use the New Version of the Form"),
              .body =
                  _ ("Visits planned from that day on get it. What is planned before, and all that "
                   "was entered, keeps the version it has."),
                     .label = _ ("Use It"), .set = &adopt_set,
                     },
              adopt_asked_cb);
}

/* --- the data --------------------------------------------------------------------------------- */

static void
export_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmRecord *study = hcrm_admin_page_get_record (data);
  g_autofree char *query = g_strconcat ("study_id=", hcrm_record_get (study, "id"), NULL);

  hcrm_study_export_order (data, query, hcrm_record_get (study, "code"),
                           hcrm_record_get (record, "reason"));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  if (hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget)) != NULL)
    hcrm_study_export_ask (HCRM_PAGE (widget), export_asked_cb);
}

static void
open_study (GtkWidget *widget, const char *page)
{
  HcrmRecord *study = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));

  if (study != NULL)
    hcrm_page_open_id (HCRM_PAGE (widget), page, hcrm_record_get_int (study, "id"));
}

static void
lists_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  open_study (widget, "study_lists");
}

static void
subjects_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  open_study (widget, "study");
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *study)
{
  gboolean locked = g_strcmp0 (hcrm_record_get (study, "state"), "locked") == 0;
  g_autofree char *why =
      locked ? g_strdup_printf (_ ("locked: %s"), hcrm_record_get (study, "lock_reason")) : NULL;

  return hcrm_text_join (hcrm_record_get (study, "code"), hcrm_text_field (study, "department"),
                         hcrm_text_field (study, "register"), why, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *study)
{
  return g_strcmp0 (hcrm_record_get (study, "state"), "locked") != 0;
}

static void
hcrm_studies_page_show (HcrmAdminPage *page, HcrmRecord *study)
{
  HcrmStudiesPage *self = HCRM_STUDIES_PAGE (page);

  HCRM_ADMIN_PAGE_CLASS (hcrm_studies_page_parent_class)->show (page, study);
  show_versions (self, study);
  gtk_widget_set_visible (gtk_widget_get_parent (self->data),
                          study != NULL
                              && g_strcmp0 (hcrm_record_get (study, "state"), "draft") != 0);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
departments_cb (gpointer page, JsonNode *reply)
{
  hcrm_admin_form_page_fill_choices (page, "department_id", reply);
}

static void
registers_cb (gpointer page, JsonNode *reply)
{
  hcrm_admin_form_page_fill_choices (page, "register_id", reply);
}

static void
add_button (HcrmStudiesPage *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  hcrm_wrap_box_append (HCRM_WRAP_BOX (self->data), button);
}

static void
add_cards (HcrmStudiesPage *self)
{
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (self);
  HcrmAdminFormPage *form = HCRM_ADMIN_FORM_PAGE (self);

  self->data = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
  add_button (self, _ ("_Subjects"), "studies.subjects");
  add_button (self, _ ("Lists of _Variables"), "studies.lists");
  add_button (self, _ ("_Export Data and Code Book…"), "studies.export");
  hcrm_admin_page_add (page, NULL, self->data);
  hcrm_admin_form_page_setup (form, &form_set);
  hcrm_admin_form_page_add_rows (form, _ ("Study Visits"), "visits", &hcrm_study_visit_fields,
                                          visit_columns, G_N_ELEMENTS (visit_columns),
                                          _ ("+ Visit"));
  hcrm_admin_form_page_add_rows (form, _ ("Forms of the Visits"), "forms", &hcrm_study_form_fields,
                                          form_columns, G_N_ELEMENTS (form_columns), _ ("+ Form"));
  self->versions = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  hcrm_admin_page_add (page, _ ("Versions in Use"), GTK_WIDGET (self->versions));
  hcrm_admin_form_page_add_rows (form, _ ("Arms"), "arms", &hcrm_study_arm_fields, arm_columns,
                                          G_N_ELEMENTS (arm_columns), _ ("+ Arm"));
}

static void
hcrm_studies_page_constructed (GObject *object)
{
  HcrmStudiesPage *self = HCRM_STUDIES_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_studies_page_parent_class)->constructed (object);
  add_cards (self);
  if (hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
  if (hcrm_page_may (page, HCRM_PERM_REGISTER_READ))
    hcrm_page_call_list (page, "/registers?limit=200", registers_cb);
}

static void
hcrm_studies_page_class_init (HcrmStudiesPageClass *klass)
{
  static const char *const watches[] = { "study", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("filter") }, { "F4", N_("subjects") },
    { "Ctrl N", N_("new"), HCRM_PERM_STUDY_EDIT }, { "Enter", N_("edit"), HCRM_PERM_STUDY_EDIT },
    { "Ctrl Enter", N_("save"), HCRM_PERM_STUDY_EDIT }, { NULL },
  };
  /* clang-format on */
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_studies_page_constructed;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ (
      "A study says on which days its subjects are visited and which forms are filled in then. A "
      "form keeps the version it began with; a newer one applies from a day that you choose.\n\n"
      "A locked study cannot be changed by anyone until it is unlocked, with a reason.\n\nThe "
      "data are exported without names, together with their code book: all variables, or those of a "
      "list that is kept for a report. F4 shows the subjects.");
  gtk_widget_class_install_action (widget, "studies.adopt", "x", adopt_action);
  gtk_widget_class_install_action (widget, "studies.export", NULL, export_action);
  gtk_widget_class_install_action (widget, "studies.subjects", NULL, subjects_action);
  gtk_widget_class_install_action (widget, "studies.lists", NULL, lists_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_F4, 0, "studies.subjects", NULL);
  admin->info = &info;
  admin->show = hcrm_studies_page_show;
  admin->describe = describe;
  admin->may_edit = may_edit;
}

static void
hcrm_studies_page_init (HcrmStudiesPage *self)
{
}
